"""Who is left out, in words, bars and tables: what they say is what was measured."""

import re

import numpy as np
import pandas as pd

from gongfu.report import left_out
from gongfu.report.circle import circle_of
from tests.report.worlds import assessment, communities, zone


def circle(simulated=True, **columns):
    """The circle of the made-up zone, its communities changed in these columns."""
    of = zone(simulated=simulated, with_figures=False)
    of = of.with_layers(communities=communities().assign(**columns))
    return circle_of(of, assessment(of))


def plain(words):
    return re.sub("<[^>]*>", "", str(words.en))


def test_the_sentence_counts_people_and_says_how_far_half_of_them_go():
    # Of each county's four points the last, with 250 residents, lacks childcare; the first of all
    # (100 residents) cannot be judged; a county has 100 + 150 + 200 + 250 = 700.
    lead, unknown = left_out.sentences(circle())
    total = 6 * 700 - 100
    assert plain(lead) == (
        f"Simulated: 1,500 of {total:,} residents ({1500 / total:.1%}) live where childcare "
        "(under 3) is out of reach within 15 minutes on foot; half of them need more than 25 "
        "minutes to the nearest."
    )
    assert plain(unknown) == "100 people more cannot be judged for it."


def test_half_is_weighed_by_people_and_may_lie_beyond_the_search():
    rows = pd.DataFrame({"nearest_s": [1000.0, np.inf, 2000.0], "residents": [5.0, 6.0, 1.0]})
    assert left_out._half_beyond(rows) == 2000.0
    assert left_out._half_beyond(rows.assign(residents=[1.0, 9.0, 1.0])) == np.inf
    assert left_out._half_beyond(rows.iloc[:0]) == np.inf


def test_bars_are_as_long_as_the_people_and_start_with_most():
    people = communities()["residents"].to_numpy(float).copy()
    people[3] = 1000.0  # of the first county, which then has most
    picture = left_out.pictures(circle(residents=people))[0]
    widths = [
        float(w) for w in re.findall(r'width="([\d.]+)"[^>]*class="left-out"', picture.drawing)
    ]
    assert len(widths) == 6
    assert widths[0] == max(widths)
    assert widths[1] / widths[0] == np.float64(250 / 1000).round(3)
    assert "1,000 people" in plain(picture.title)
    assert picture.drawing.count('class="hatched"') == 6
    assert 'class="hatched"' not in left_out.pictures(circle(simulated=False))[0].drawing


def test_the_table_of_places_counts_each_kind():
    places, points = left_out.tables(circle())
    heads = [column.title.en for column in places.columns]
    assert heads[-3:] == ["Childcare (under 3)", "School", "Half need over, min"]
    assert [cell.words.en for cell in places.rows[0][2:]] == ["700", "250", "0", "25"]
    assert len(places.rows) == 6
    assert len(points.rows) == 6
    assert points.rows[0][-1].words.en == "Childcare (under 3) (25)"


def test_small_counts_of_real_people_are_hidden_everywhere():
    made = circle(simulated=False, residents=0.25)
    places, points = left_out.tables(made)
    assert [cell.words.en for cell in places.rows[0][2:5]] == ["<3", "<3", "0"]
    assert {row[2].words.en for row in points.rows} == {"<3"}
    assert "fewer than 3" in plain(left_out.sentences(made)[0])
    drawn = left_out.pictures(made)[0].drawing
    assert "fewer than 3 · " in drawn


def test_nobody_left_out_is_said_and_nothing_is_drawn():
    of = zone(with_figures=False)
    asked = assessment(of)
    met = asked.reach.assign(state=asked.reach["state"].replace("out_of_reach", "reached"))
    rest = asked.left_out[asked.left_out["state"] != "out_of_reach"]
    covered = asked.coverage.assign(
        residents_reached=asked.coverage["residents"] - asked.coverage["residents_not_judged"],
        n_reached=asked.coverage["n_places"] - asked.coverage["n_not_judged"],
    )
    frames = {**asked.tables(), "reach": met, "left_out": rest, "coverage": covered}
    made = circle_of(of, type(asked)(**frames, provenance=asked.provenance))
    assert "Nobody who can be judged" in plain(left_out.sentences(made)[0])
    assert left_out.pictures(made) == []
    assert left_out.tables(made) == []
