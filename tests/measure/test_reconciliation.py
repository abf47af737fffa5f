"""Sums and means of parts against the whole: by hand, and for Zhejiang by plain loops."""

import math
from fractions import Fraction

import pandas as pd
import pytest

from gongfu.errors import InputError
from gongfu.io import embedded
from gongfu.measure.reconciliation import RECONCILIATION_COLUMNS, Check, reconcile

INCOME = "disposable_income_per_head_yuan"
URBAN, RURAL = f"urban_{INCOME}", f"rural_{INCOME}"
PLACES = pd.DataFrame(
    {"level": ["province", "county", "county"], "parent": ["", "P", "P"]},
    index=pd.Index(["P", "a", "b"], name="code"),
)


def figure(place, indicator, value, **more):
    return {
        "place": place, "indicator": indicator, "period": "2024", "value": float(value),
        "bound": "=", "unit": "yuan", "source": "book", "standing": "published",
        "grade": "official_table", "via": "", "note": "", "doubt": "", **more,
    }  # fmt: skip


def book(*more):
    """a: 3 people, 1 of them in town; b: 1 person in town."""
    return pd.DataFrame(
        [
            figure("a", "residents", 3, unit="people"), figure("b", "residents", 1, unit="people"),
            figure("a", "urban_residents", 1, unit="people"),
            figure("b", "urban_residents", 1, unit="people"),
            figure("a", INCOME, 10), figure("b", INCOME, 30),
            figure("a", URBAN, 20), figure("b", URBAN, 30), figure("a", RURAL, 8),
            *more,
        ]
    )  # fmt: skip


def only(table, **where):
    for column, label in where.items():
        table = table[table[column] == label]
    assert len(table) == 1, f"{len(table)} rows for {where}"
    return table.iloc[0]


def test_sum_share_and_means_by_hand():
    whole = [
        figure("P", "residents", 5, unit="people"), figure("P", INCOME, 12),
        figure("P", "urbanisation_rate", 0.5, unit="share"), figure("P", RURAL, 8),
    ]  # fmt: skip
    table = reconcile(book(*whole), PLACES)
    assert tuple(table.columns) == RECONCILIATION_COLUMNS
    people = only(table, indicator="residents")
    assert (people.computed, people.published, people.difference) == (4.0, 5.0, -1.0)
    assert people.relative_difference == pytest.approx(-0.2)
    assert people.why_en == "the sum of 2 of 2 counties is 20.00% below the published figure"
    assert "低于公布数20.00%" in people.why_zh
    town = only(table, indicator="urbanisation_rate")
    assert (town.computed, town.unit) == (0.5, "share")
    assert "agrees with the published figure" in town.why_en
    income = only(table, indicator=INCOME, against="published")
    assert income.computed == pytest.approx((3 * 10 + 30) / 4)
    assert income.weight_period == "2024"
    rural = only(table, indicator=RURAL)
    assert (rural.computed, rural.n_places) == (8.0, 1)


def test_what_is_not_published_or_only_bounded_has_no_difference():
    table = reconcile(
        book(figure("P", "residents", 4, unit="people", period="2020"),
             figure("P", INCOME, 12, bound=">")),
        PLACES,
    )  # fmt: skip
    people = only(table, indicator="residents")
    assert math.isnan(people.published)
    assert "no published figure for 2024; its latest is of 2020" in people.why_en
    assert "does not stand in for it" in people.why_en
    income = only(table, indicator=INCOME, against="published")
    assert (income.published, income.bound) == (12.0, ">")
    assert math.isnan(income.difference)
    assert "bound only" in income.why_en


def test_an_exact_figure_goes_before_a_better_graded_bound():
    table = reconcile(
        book(
            figure("P", INCOME, 12, bound=">"),
            figure("P", INCOME, 16, grade="transcribed"),
        ),
        PLACES,
    )
    row = only(table, indicator=INCOME, against="published")
    assert (row.published, row.grade) == (16.0, "transcribed")
    assert row.difference == pytest.approx(-1.0)


def test_town_and_country_against_the_totals_of_the_same_places():
    row = only(reconcile(book(), PLACES), against="places")
    # a: (20 + 2 * 8) / 3 = 12 against 10; b: 30 against 30
    assert row.computed == pytest.approx((36 + 30) / 4)
    assert row.published == pytest.approx(15.0)
    assert row.relative_difference == pytest.approx(0.1)
    assert "from +0.0% to +20.0%" in row.why_en


def test_level_is_named_and_checks_need_people():
    prefectures = PLACES.assign(level=["province", "prefecture", "prefecture"])
    table = reconcile(book(), prefectures, level="prefecture")
    assert "2 of 2 prefectures" in only(table, indicator="residents").why_en
    with pytest.raises(InputError, match="name in `over`"):
        Check("income", "mean")


@pytest.fixture(scope="module")
def zhejiang():
    figures = embedded.figures()
    places = embedded.places(levels=("province", "prefecture", "county"))
    return figures, reconcile(figures, places)


def by_county(figures, indicator, period="2024"):
    return {
        row.place: Fraction(row.value)
        for row in figures.itertuples()
        if row.indicator == indicator and row.period == period and len(row.place) == 6
    }


def test_zhejiang_residents_and_urban_share(zhejiang):
    figures, table = zhejiang
    people, town = by_county(figures, "residents"), by_county(figures, "urban_residents")
    row = only(table, indicator="residents")
    assert row.computed == float(sum(people.values()))
    assert round(row.computed / 1e3) == 66676
    assert (row.published, row.n_places) == (66_700_000.0, 90)
    share = only(table, indicator="urbanisation_rate")
    assert share.computed == pytest.approx(float(sum(town.values()) / sum(people.values())))
    assert share.published == 0.755


def test_zhejiang_incomes_do_not_add_up(zhejiang):
    figures, table = zhejiang
    people = by_county(figures, "residents")
    for period, published in (("2024", 67013.0), ("2025", 70240.0)):
        income = by_county(figures, INCOME, period)
        mean = sum(income[code] * people[code] for code in income) / sum(people.values())
        row = only(table, indicator=INCOME, period=period, against="published")
        assert row.computed == pytest.approx(float(mean))
        assert row.published == published
        assert row.relative_difference == pytest.approx(float(mean) / published - 1)
        assert row.relative_difference > 0.03
    product = only(table, indicator="gdp_yuan")
    assert product.computed == pytest.approx(float(sum(by_county(figures, "gdp_yuan").values())))
    assert math.isnan(product.published)
