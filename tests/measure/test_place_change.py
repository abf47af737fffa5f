"""A group against the others, and what changed, in a zone of four counties worked by hand.

county  people  income before  after   on the list
A1        1          10          12      yes
A2        1          30          32      no
B1        1          10          13      yes
B2        1          30          31      no (doubtful)
"""

import numpy as np
import pandas as pd
import pytest

from gongfu.errors import InputError, NotFoundError
from gongfu.io import embedded
from gongfu.measure.inequality import gini
from gongfu.measure.panel import INCOME
from gongfu.measure.place_change import (
    CHANGE_COLUMNS,
    chance_between,
    group_between,
    places_change,
)

CODES = ("330101", "330102", "330201", "330202")


@pytest.fixture
def places():
    rows = {"33": ("province", ""), "3301": ("prefecture", "33"), "3302": ("prefecture", "33")}
    rows |= {code: ("county", code[:4]) for code in CODES}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["level", "parent"])


@pytest.fixture
def figures():
    plain = {
        "bound": "=",
        "unit": "yuan",
        "source": "a yearbook",
        "standing": "published",
        "grade": "official_table",
        "via": "",
        "note": "",
        "doubt": "",
    }
    rows = []
    for period, values in (("2024", (10, 30, 10, 30)), ("2025", (12, 32, 13, 31))):
        for code, value in zip(CODES, values, strict=True):
            row = {"place": code, "indicator": INCOME, "period": period, "value": float(value)}
            rows.append(plain | row)
    rows[3] |= {"doubt": "misprinted"}
    rows += [
        plain | {"place": c, "indicator": "residents", "period": "2024", "value": 1.0}
        for c in CODES
    ]
    return pd.DataFrame(rows)


@pytest.fixture
def groups():
    lists = {"group": "low", "place": [CODES[0], CODES[2]], "since": "2020", "until": ""}
    return pd.DataFrame(lists).assign(source="a list", via="", note="")


def test_a_group_that_explains_all_before_and_less_after(figures, places, groups):
    table = group_between(figures, places, groups, group="low")
    theil = table[table["index"] == "theil_t"].set_index(["period", "part"])["value"]
    by_hand = np.mean([r * np.log(r) for r in (0.5, 1.5)])
    assert theil["2024", "total"] == pytest.approx(by_hand, abs=1e-14)
    assert theil["2024", "group"] == pytest.approx(by_hand, abs=1e-14)
    assert theil["2024", "within"] == pytest.approx(0.0, abs=1e-14)
    ratios = np.array([12.5, 31.5]) / 22.0
    between = np.mean(ratios * np.log(ratios))
    assert theil["2025", "group"] == pytest.approx(between, abs=1e-14)
    assert theil["2025", "within"] > 0
    assert (table["group"] == "low").all()
    sums = table.pivot_table(index=["index", "period"], columns="part", values="value")
    np.testing.assert_allclose(sums["group"] + sums["within"], sums["total"], atol=1e-14)


def test_doubtful_rows_are_left_out_beside_not_in_place(figures, places, groups):
    table = group_between(figures, places, groups, group="low")
    row = table[(table["index"] == "theil_t") & (table["period"] == "2024")].set_index("part")
    mean = 50 / 3
    sure = (2 * 10 * np.log(10 / mean) + 30 * np.log(30 / mean)) / 50
    assert row.at["total", "without_doubtful"] == pytest.approx(sure, abs=1e-14)
    assert row.at["total", "n_doubtful"] == 1
    assert row.at["total", "value"] != pytest.approx(sure)


def test_the_change_is_reranking_less_progressivity(figures, places):
    table = places_change(figures, places, before="2024", after="2025")
    assert list(table.columns) == list(CHANGE_COLUMNS)
    value = table.set_index("component")["value"]
    assert value["before"] == pytest.approx(0.25, abs=1e-14)
    assert value["after"] == pytest.approx(gini([12, 32, 13, 31]), abs=1e-14)
    assert value["change"] == pytest.approx(value["after"] - 0.25, abs=1e-14)
    assert value["reranking"] - value["progressivity"] == pytest.approx(value["change"], abs=1e-14)
    # Ranked by 2024 the equal pairs share their ranks, so C is that of pair means.
    assert value["progressivity"] == pytest.approx(0.25 - gini([12.5, 31.5] * 2), abs=1e-14)
    sure = table.set_index("component")["without_doubtful"]
    assert sure["before"] == pytest.approx(gini([10, 30, 10]), abs=1e-14)
    assert sure["after"] == pytest.approx(gini([12, 32, 13]), abs=1e-14)
    assert (table["n_doubtful"] == 1).all()


def test_input_is_left_alone(figures, places, groups):
    kept = figures.copy()
    places_change(figures, places, before="2024", after="2025")
    group_between(figures, places, groups, group="low")
    pd.testing.assert_frame_equal(figures, kept)


def test_a_period_that_is_not_full_is_named(figures, places):
    short = figures[~((figures["place"] == CODES[1]) & (figures["period"] == "2025"))]
    with pytest.raises(InputError, match="3 of 4 places in 2025"):
        places_change(short, places, before="2024", after="2025")
    with pytest.raises(InputError, match="0 of 4 places in 2023"):
        places_change(figures, places, before="2023", after="2025")


def test_no_people_to_weigh_by_is_said(figures, places, groups):
    nobody = figures[figures["indicator"] != "residents"]
    with pytest.raises(InputError, match="no full set of 'residents'"):
        places_change(nobody, places, before="2024", after="2025")
    assert group_between(nobody, places, groups, group="low").empty


def test_a_strange_group_is_named(figures, places, groups):
    with pytest.raises(NotFoundError, match="no group 'high'"):
        group_between(figures, places, groups, group="high")
    mixed = groups.assign(place=["3301", CODES[0]])
    with pytest.raises(InputError, match="levels"):
        group_between(figures, places, mixed, group="low")


def test_zhejiang_adds_up():
    figures, places, groups = embedded.figures(), embedded.places(), embedded.groups()
    table = group_between(figures, places, groups, group="mountain_26")
    sums = table.pivot_table(index=["index", "period"], columns="part", values="value")
    assert len(sums) == 4
    np.testing.assert_allclose(sums["group"] + sums["within"], sums["total"], atol=1e-14)


def test_chance_says_what_random_prefectures_would_show(figures, places):
    rng = np.random.default_rng(1)
    table = chance_between(figures, places, rng=rng, n_draws=2000)
    theil = table[(table["index"] == "theil_t") & (table["period"] == "2024")].iloc[0]
    # Three ways to pair A1: with B1 all lies between (share 1), with A2 or B2 nothing does.
    assert theil["value"] == pytest.approx(1 / 3, abs=0.04)
    assert (theil["denominator"], theil["numerator"]) == pytest.approx((0.0, 1.0), abs=1e-12)
    assert theil["part"] == "prefecture"
    assert "2000 times" in theil["base_en"]
    assert set(table["gap"]) == {"chance"}


def test_chance_needs_upper_places(figures, places):
    flat = places.assign(parent=["", "33", "33", *["33"] * 4])
    flat = flat[flat["level"] != "prefecture"]
    assert chance_between(figures, flat, rng=np.random.default_rng(1)).empty
