"""What is there for each resident: units, kinds without capacities, maps and rankings."""

import re

import numpy as np
import pytest

from gongfu.report import maps, supply
from gongfu.report.circle import circle_of
from tests.report.worlds import assessment, boundaries, county_codes, zone


def circle(simulated=True, change=None):
    of = zone(simulated=simulated, with_figures=False)
    asked = assessment(of)
    frames = asked.tables()
    if change is not None:
        frames["supply"] = change(frames["supply"])
    return circle_of(of, type(asked)(**frames, provenance=asked.provenance))


@pytest.fixture
def drawn():
    sheet = maps.sheet_around(*boundaries().total_bounds)
    return supply.panels(circle(), sheet, {code: at for at, code in enumerate(county_codes())})


def plain(words):
    return re.sub("<[^>]*>", "", str(words.en))


def test_places_are_per_thousand_and_counted_facilities_per_ten_thousand():
    first, counted = supply.sentences(circle(simulated=False))
    assert plain(first) == (
        "School: 30.00 places per 1,000 residents, shared by all who reach them within 15 minutes "
        "on foot; 25.0% of residents have less than half of that."
    )
    assert "No capacities are known for childcare (under 3)" in plain(counted)
    table = supply.table(circle())
    rows = {row[0].words.en: [cell.words.en for cell in row[1:]] for row in table.rows}
    assert rows["School"][:2] == ["places per 1,000", "7"]
    assert rows["School"][2:] == ["30.00", "7.50", "15.00", "60.00", "25.0", "12.5", "0.400"]
    assert rows["Childcare (under 3)"][0] == "facilities per 10,000"
    assert rows["Childcare (under 3)"][2] == "3.00"


def test_a_kind_alone_without_capacities_is_spoken_of_in_facilities():
    counted = circle(change=lambda frame: frame[frame["kind"] == "childcare"])
    assert "3.00 facilities per 10,000 residents" in plain(supply.sentences(counted)[0])


def test_each_kind_has_a_map_and_a_ranking_and_those_with_places_come_first(drawn):
    assert [panel.key for panel in drawn] == ["supply-school", "supply-childcare"]
    place_map, ranking = drawn[0].pictures
    # 0.75 / (k + 1) of the residents of county k have less than half of the mean.
    assert "for 12.5% of residents in County 5" in plain(place_map.title)
    assert "to 75.0% in" in plain(place_map.title)
    # The classes hold each county once in each language, in the colours of what people lack: shares
    # of 75, 37.5, 25, 18.75, 15 and 12.5 per cent on steps of 15.
    steps = re.findall(r'<use href="#o\d" class="l(\d)"', place_map.drawing)
    assert steps == ["6", "3", "2", "2", "2", "1"] * 2
    counts = [plain(swatch.words) for swatch in place_map.legend[:7]]
    assert counts[:3] == ["0 to 15% (1)", "15 to 30% (3)", "30 to 45% (1)"]
    assert counts[3:] == ["45 to 60% (0)", "60 to 75% (0)", "75 to 90% (1)", "90 to 100% (0)"]
    assert plain(ranking.title) == (
        "Simulated: In 1 of 6 counties more than half of the residents have less than half of the "
        "mean"
    )
    x = [float(v) for v in re.findall(r'<circle cx="([\d.]+)"', ranking.drawing)]
    assert x == sorted(x), "those with most below half have the lowest median"
    assert np.diff(x) == pytest.approx(np.diff(x)[0], abs=0.11), "5, 10, … stand evenly"
    low, high = re.findall(r'<line x1="([\d.]+)"[^>]*x2="([\d.]+)"[^>]*class="range hollow"',
                           ranking.drawing)[0]  # fmt: skip
    left = float(re.search(r'<line x1="([\d.]+)"[^>]*class="axis"', ranking.drawing)[1])
    assert (float(high) - left) / (float(low) - left) == pytest.approx(8.0, rel=0.05), "2 to 1/4"


def test_stand_ins_are_hollow_and_real_ones_are_not():
    assert "hollow" in supply.spread_picture(circle()).drawing
    assert "hollow" not in supply.spread_picture(circle(simulated=False)).drawing


def test_nobody_judged_is_said_instead_of_a_nought():
    names = [f"{name}_per_head" for name in ("supply", "p10", "median", "p90")]
    made = circle(change=lambda frame: frame.assign(**dict.fromkeys(names, np.nan), gini=np.nan))
    assert "nobody’s share can be told" in plain(supply.sentences(made)[0])
    assert supply.table(made) is None
    assert supply.spread_picture(made) is None
    assert supply.panels(made, None, {}) == []


def test_one_place_needs_no_ranking():
    made = circle(change=lambda frame: frame[frame["level"] == "zone"])
    assert supply.panels(made, None, {}) == []
    assert supply.places_table(made) is None
    assert supply.table(made) is not None


def test_places_by_kind_carry_their_unit():
    table = supply.places_table(circle())
    assert [column.title.en for column in table.columns[1:]] == [
        "School, places per 1,000", "Childcare (under 3), facilities per 10,000",
    ]  # fmt: skip
    assert [cell.words.en for cell in table.rows[1][1:]] == ["20.00", "2.00"]
