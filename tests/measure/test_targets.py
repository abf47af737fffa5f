"""Every verdict on a drawn zone, and Zhejiang's fourteen targets."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.io import embedded
from gongfu.measure.gaps import zone_gaps
from gongfu.measure.groups import group_gap
from gongfu.measure.reconciliation import reconcile
from gongfu.measure.target_words import amount
from gongfu.measure.targets import (
    SCORE_COLUMNS,
    VERDICTS,
    computed_answers,
    count_verdicts,
    keeps,
    score,
    straight_line,
)

PLACES = pd.DataFrame(
    {"level": ["province", "county"], "parent": ["", "P"]},
    index=pd.Index(["P", "a"], name="code"),
)


def figure(period, value, indicator="income", **more):
    return {
        "place": "P", "indicator": indicator, "period": period, "value": float(value),
        "bound": "=", "unit": "yuan", "source": "book", "standing": "published",
        "grade": "official_table", "via": "", "note": "", "doubt": "", **more,
    }  # fmt: skip


def target(value=100.0, by=2027, comparison=">=", indicator="income", unit="yuan"):
    return pd.DataFrame(
        [
            {
                "indicator": indicator, "comparison": comparison, "value": value, "unit": unit,
                "by": by, "what": "plan", "source": "plan",
            }
        ]
    )  # fmt: skip


def judge(figures, wanted, *, year=2025, computed=None, beside=None):
    figures = pd.DataFrame(figures or [figure("2025", 1, "another")])
    table = score(wanted, figures, PLACES, computed=computed, beside=beside, year=year)
    assert tuple(table.columns) == SCORE_COLUMNS
    assert table["verdict"].isin(VERDICTS).all()
    return table.iloc[0]


def ratio(value, base, **more):
    return {
        "indicator": "ratio", "part": "total", "place": "", "period": "2025", "value": value,
        "bound": "=", "base": base, "base_en": base, "base_zh": base, "standing": "computed",
        "source": "book", "without_doubtful": value, "why_en": "", "why_zh": "", **more,
    }  # fmt: skip


def test_met_before_and_at_its_year():
    early = judge([figure("2024", 90), figure("2025", 101)], target())
    assert early.verdict == "met"
    assert "it has to hold in 2027" in early.why_en
    assert (early.value, early.period, early.base) == (101.0, "2025", "published")
    due = judge([figure("2024", 150), figure("2025", 100)], target(by=2025))
    assert due.verdict == "met"
    assert "到2025年仍须保持" not in due.why_zh


def test_missed_only_when_due_and_measured_since():
    row = judge([figure("2024", 150), figure("2025", 99)], target(by=2025))
    assert row.verdict == "missed"
    row = judge([figure("2024", 99)], target(by=2025))
    assert row.verdict == "not_measurable"
    assert "latest figure is of 2024" in row.why_en
    row = judge([], target(by=2025))
    assert (row.verdict, row.why_en) == (
        "not_measurable",
        "due by 2025, but no figure has been found; the target was at least 100 yuan",
    )


def test_on_course_by_a_straight_line_through_first_and_last_official_figure():
    # 70 in 2020, 90 in 2025: 4 a year, 98 in 2027
    line = [figure("2020", 70), figure("2023", 95), figure("2025", 90)]
    row = judge(line, target(98.0))
    assert (row.verdict, row.course) == ("on_course", "reaches")
    assert row.projected == pytest.approx(98.0)
    row = judge(line, target(98.1))
    assert (row.verdict, row.course) == ("not_decidable", "falls_short")
    assert "a straight line through the official figures of 2020 and 2025 gives only" in row.why_en
    falling = [figure("2020", 3.0), figure("2025", 2.0)]
    assert judge(falling, target(1.6, comparison="<=")).verdict == "on_course"
    assert judge(falling, target(1.5, comparison="<=")).course == "falls_short"


@pytest.mark.parametrize(
    "other",
    [
        {"grade": "secondary"}, {"bound": ">"}, {"standing": "simulated"},
        {"period": "2020-01/2020-09"}, {"place": "a"}, {"indicator": "wage"},
    ],
)  # fmt: skip
def test_course_is_unknown_without_two_official_exact_whole_years(other):
    row = judge([{**figure("2020", 10), **other}, figure("2025", 90)], target())
    assert (row.verdict, row.course) == ("not_decidable", "unknown")
    assert "exact official figures: 1" in row.why_en


def test_a_lower_bound_proves_but_does_not_disprove():
    bound = [figure("2025", 100, bound=">")]
    assert judge(bound, target(by=2025)).verdict == "met"
    row = judge(bound, target(120.0, by=2025))
    assert row.verdict == "not_decidable"
    assert "too coarse" in row.why_en
    assert judge(bound, target(90.0, by=2025, comparison="<=")).verdict == "missed"
    both = judge([figure("2025", 98, grade="transcribed"), *bound], target(by=2025))
    assert both.verdict == "not_decidable"  # two sources that contradict each other


def test_simulated_figures_never_count():
    row = judge([figure("2025", 200, standing="simulated")], target(by=2025))
    assert row.verdict == "not_measurable"
    computed = pd.DataFrame([ratio(0.9, "x", standing="simulated")])
    assert judge([], target(0.75, indicator="ratio"), computed=computed).verdict == "not_measurable"


def test_two_bases_that_disagree_are_both_shown():
    computed = pd.DataFrame([ratio(0.76, "published"), ratio(0.73, "weighted_mean")])
    row = judge([], target(0.75, indicator="ratio", unit="ratio"), computed=computed)
    assert row.verdict == "not_decidable"
    assert (row.value, row.base, row.other_value, row.other_base) == (
        0.76, "published", 0.73, "weighted_mean",
    )  # fmt: skip
    assert "0.76 in 2025 (published), 0.73 in 2025 (weighted_mean)" in row.why_en
    assert row.why_zh.startswith("取决于口径")
    agree = judge([], target(0.70, indicator="ratio", unit="ratio"), computed=computed)
    assert agree.verdict == "met"


def test_why_a_ratio_could_not_be_computed_is_passed_on():
    computed = pd.DataFrame([ratio(math.nan, "", why_en="only 1 of 11", why_zh="仅1个")])
    row = judge([], target(indicator="ratio"), computed=computed)
    assert row.why_en.endswith("; only 1 of 11")
    assert row.why_zh.endswith(";仅1个")


def test_sums_of_parts_stand_beside_and_never_in_place():
    beside = pd.DataFrame(
        [
            {"indicator": "income", "period": "2025", "computed": 150.0, "against": "published",
             "why_en": "sum of 3", "why_zh": "三县合计"},
        ]
    )  # fmt: skip
    row = judge([], target(by=2025), beside=beside)
    assert row.verdict == "not_measurable"
    assert math.isnan(row.value)
    assert (row.beside_value, row.beside_period) == (150.0, "2025")
    assert row.beside_en == "computed, 2025: 150 yuan; sum of 3"


def test_the_latest_year_in_the_figures_decides_what_is_due():
    figures = [figure("2024", 99), figure("2026", 1, "another")]
    assert judge(figures, target(by=2026), year=None).verdict == "not_measurable"
    assert judge(figures, target(by=2027), year=None).verdict == "not_decidable"
    with pytest.raises(InputError, match="say with `year`"):
        judge([figure("2024-Q1", 99)], target(), year=None)


@given(st.floats(-5, 5), st.sampled_from(["<", "<=", ">", ">="]), st.floats(-5, 5))
def test_an_exact_value_always_decides_as_arithmetic_does(value, comparison, goal):
    want = {"<": value < goal, "<=": value <= goal, ">": value > goal, ">=": value >= goal}
    assert keeps(value, "=", comparison, goal) is want[comparison]


@given(
    st.integers(-4, 4), st.sampled_from(["<", "<=", ">", ">="]),
    st.sampled_from(["<", "<=", ">", ">="]), st.integers(-4, 4),
)  # fmt: skip
def test_a_bound_proves_what_all_values_within_it_keep(value, bound, comparison, goal):
    grid = [step / 4 for step in range(-200, 201)]
    inside = {
        "<": lambda x: x < value, "<=": lambda x: x <= value,
        ">": lambda x: x > value, ">=": lambda x: x >= value,
    }[bound]  # fmt: skip
    kept = {keeps(x, "=", comparison, goal) for x in grid if inside(x)}
    # the grid stops a quarter short of an open bound, which matters only where bound meets goal
    if value == goal or abs(value - goal) >= 1:
        want = kept.pop() if len(kept) == 1 else None
        assert keeps(value, bound, comparison, goal) is want


def test_about_is_read_to_half_its_last_digit():
    assert keeps(1.81, "~", "<=", 1.9) is True
    assert keeps(1.81, "~", "<=", 1.815) is True
    assert keeps(1.81, "~", "<=", 1.812) is None
    assert keeps(1.81, "~", "<=", 1.80) is False
    assert keeps(76.0, "~", ">=", 76.4) is None


def test_straight_line_by_hand():
    official = pd.DataFrame({"period": ["2024", "2022"], "value": [10.0, 4.0]})
    assert straight_line(official, 2027) == (19.0, 2022, 2024)
    assert straight_line(official.iloc[:1], 2027) is None


@pytest.mark.parametrize(
    ("value", "unit", "en", "zh"),
    [
        (8.2553e12, "yuan", "8.2553 trillion yuan", "8.2553万亿元"),
        (4.61e10, "yuan", "46.1 billion yuan", "461亿元"),
        (67013.0, "yuan", "67,013 yuan", "67013元"),
        (0.755, "share", "75.5%", "75.5%"),
        (0.75298, "ratio", "0.7530", "0.7530"),
        (1.55, "ratio", "1.55", "1.55"),
        (0.29, "ratio", "0.29", "0.29"),
        (66_676_300.0, "people", "66,676,300 people", "6667.6万人"),
        (0.44, "m2 per person", "0.44 m2 per person", "0.44平方米/人"),
    ],
)
def test_amounts_in_words(value, unit, en, zh):
    assert amount(value, unit, "en") == en
    assert amount(value, unit, "zh") == zh


def test_zhejiang_of_fourteen_targets_one_can_be_judged():
    figures, groups = embedded.figures(), embedded.groups()
    places = embedded.places(levels=("province", "prefecture", "county"))
    gaps = pd.concat(
        [zone_gaps(figures, places), group_gap(figures, places, groups, group="mountain_26")],
        ignore_index=True,
    )
    table = score(
        embedded.targets(),
        figures,
        places,
        computed=computed_answers(gaps),
        beside=reconcile(figures, places),
    ).set_index("indicator")
    assert len(table) == 14

    mountain = table.loc["mountain_26_income_to_province"]
    assert mountain["verdict"] == "not_decidable"
    assert (round(mountain["value"], 4), round(mountain["other_value"], 4)) == (0.7530, 0.7268)
    assert "0.7530" in mountain["why_zh"]
    assert "0.7268" in mountain["why_zh"]

    assert table.at["urban_rural_income_ratio", "verdict"] == "met"
    income = table.loc["disposable_income_per_head_yuan"]
    assert income["projected"] == pytest.approx(67013 + 3 * (67013 - 60302) / 2)
    assert income["course"] == "falls_short"
    product = table.loc["gdp_yuan"]
    assert (product["value"], product["period"]) == (8.2553e12, "2023")
    counties = figures[(figures["indicator"] == "gdp_yuan") & (figures["period"] == "2024")]
    assert product["beside_value"] == pytest.approx(math.fsum(counties["value"]))
    assert "does not stand in for it" in product["beside_en"]
    cities = table.loc["city_income_max_min_ratio"]
    assert cities["verdict"] == "not_measurable"
    assert "latest figure is of 2020" in cities["why_en"]

    count = count_verdicts(table)
    assert (count.n_targets, count.n_judged, count.n_behind) == (14, 1, 1)
    assert count.counts == {
        "met": 1, "on_course": 0, "missed": 0, "not_decidable": 4, "not_measurable": 9,
    }  # fmt: skip
    assert count.words["en"].startswith("1 of 14 targets can be judged")
    assert count.words["zh"].startswith("14项目标中有1项可以判定")
