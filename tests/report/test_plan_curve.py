"""The curve of a plan: words that follow from its rows, a chart that can be read off."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from gongfu.errors import InputError
from gongfu.report import asked_plan
from gongfu.report.asked import About
from gongfu.report.asked_plan import Planned
from gongfu.report.gap_charts import Caption
from gongfu.report.plan_curve import curve_chart, sentences

ABOUT = About(900.0, "walk", "adult", {}, hides=False)


def planned(**changes):
    """1,000 people, 500 of whom are within reach; four sites reach 400 more."""
    parts = {"kind": "clinic", "n_sites": 4, "n_candidates": 9, "judged": 1_000.0, "before": 500.0,
             "after": 900.0, "at_most": 900.0, "unreachable": 0.0, "unknown": 0.0,
             "by_places": False} | changes  # fmt: skip
    return Planned(**parts)


def rows(at_most=(200.0, 320.0, 360.0, 400.0), knee=1):
    table = pd.DataFrame(
        {"n_sites": [1, 2, 3, 4], "gained": [200.0, 320.0, 360.0, 400.0], "at_most": at_most}
    )
    return table.assign(knee=np.arange(4) == knee)


def shares(**changes):
    table = rows(**changes)
    return table.assign(
        share_after=0.5 + table["gained"] / 1_000, share_at_most=0.5 + table["at_most"] / 1_000
    )


def test_words_follow_from_the_rows():
    """320 by two sites, 160 each; 80 by the next two, 40 each; 50.0% to 82.0% to 90.0%."""
    first, share, proof = sentences(ABOUT, planned(), rows())
    assert "first 2 new sites" in first.en
    assert "320 people within 15 minutes on foot, 160 for each site" in first.en
    assert "next 2, up to 4 sites, bring 40 for each" in first.en
    assert "from 50.0% to 82.0%; 4 sites lift it to 90.0%" in share.en
    assert proof.en.endswith("proved.")


@pytest.mark.parametrize(
    ("at_most", "words"),
    [
        (900.0, "No other 4 of the 9 candidates reach more: proved."),
        (900.4, "No other 4 of the 9 candidates help a whole person more: proved."),
        (905.0, "at most 5 people more"),
    ],
)
def test_less_than_a_person_more_is_nobody_more(at_most, words):
    assert words in asked_plan.sites(ABOUT, planned(at_most=at_most))[1].en


@pytest.mark.parametrize(
    ("at_most", "words"),
    [
        ((200.0, 320.0, 365.0, 400.0), "at most 5 people more"),
        ((200.0, 320.0, 360.4, 400.0), "no other plan reaches one person more"),
    ],
)
def test_what_is_not_proved_is_not_called_so(at_most, words):
    assert words in sentences(ABOUT, planned(), rows(at_most=at_most))[-1].en


def test_without_a_knee_nothing_is_said_of_one():
    said = sentences(ABOUT, planned(), rows(knee=9))
    assert "brings about as many" in said[0].en
    assert "400 people in all" in said[0].en
    assert "Knee" not in curve_chart(shares(knee=9), 0.5, Caption("found"))


def places(drawing, css):
    found = re.findall(rf'<circle cx="([\d.]+)" cy="([\d.]+)" r="[\d.]+" class="{css}"', drawing)
    return np.array(found, float)


def test_dots_stand_where_their_shares_are():
    """Equal steps of sites are equal steps across; heights rise as the shares do."""
    drawing = str(curve_chart(shares(), 0.5, Caption("found")))
    dots = places(drawing, "dot")
    assert np.diff(dots[:, 0]) == pytest.approx(np.full(3, dots[1, 0] - dots[0, 0]), abs=0.2)
    rise = -np.diff(dots[:, 1])
    assert rise / rise[0] == pytest.approx([1.0, 40 / 120, 40 / 120], abs=0.01)
    (ring,) = places(drawing, "ring")
    assert ring == pytest.approx(dots[1])
    assert "Knee: 2 sites, 82.0%" in drawing


def test_the_band_of_other_plans_is_drawn_only_where_there_is_one():
    wide = str(curve_chart(shares(at_most=(200.0, 350.0, 400.0, 430.0)), 0.5, Caption("found")))
    assert 'class="under"' in wide
    assert "shaded" in wide
    proved = str(curve_chart(shares(), 0.5, Caption("found")))
    assert 'class="under"' not in proved
    assert "shaded" not in proved


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_stands_alone_and_marks_what_is_simulated(language):
    drawing = curve_chart(shares(), 0.5, Caption("found", language, standing="simulated"))
    root = ET.fromstring(str(drawing))
    assert "simulated" in root.get("class")
    words = "".join(root.itertext())
    assert ("拐点" in words) == (language == "zh")
    marks = re.findall(r'text-anchor="middle">(\d+)</text>', str(drawing))
    assert marks == ["0", "1", "2", "3", "4"]  # sites are whole


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (shares().head(1), "at least 2"),
        (shares().drop(columns="share_at_most"), "share_at_most"),
        (pd.concat([shares(), shares()]), "repeat 'n_sites'"),
    ],
)
def test_a_table_that_is_no_curve_says_why(table, words):
    with pytest.raises(InputError, match=words):
        curve_chart(table, 0.5, Caption("found"))
