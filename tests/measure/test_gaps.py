"""The gaps of a hand-drawn province, and of Zhejiang worked out a second time by plain loops."""

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from gongfu.errors import InputError, NotFoundError
from gongfu.io import embedded
from gongfu.measure.gap_parts import (
    PART_COLUMNS,
    decompose_places,
    decompose_town_and_country,
    lorenz_of_places,
)
from gongfu.measure.gap_table import GAP_COLUMNS
from gongfu.measure.gaps import income_gap, regional_gap, urban_rural_gap, zone_gaps
from gongfu.measure.groups import ExitRule, exit_rule, group_gap, members_of
from gongfu.measure.inequality import gini
from gongfu.measure.notes import METHOD_NOTES
from gongfu.measure.panel import top_place

INCOME = "disposable_income_per_head_yuan"
URBAN, RURAL = f"urban_{INCOME}", f"rural_{INCOME}"

# province P: prefecture A with counties a1, a2; prefecture B with county b1
PLACES = pd.DataFrame(
    {
        "level": ["province", "prefecture", "prefecture", "county", "county", "county"],
        "parent": ["", "P", "P", "A", "A", "B"],
    },
    index=pd.Index(["P", "A", "B", "a1", "a2", "b1"], name="code"),
)
GROUPS = pd.DataFrame(
    {
        "group": ["hills", "hills"],
        "place": ["a1", "b1"],
        "since": ["2021", "2021"],
        "until": ["", "2024-08"],
        "source": "list",
    }
)
RULE = ExitRule(500.0, 400.0, 500.0, 50.0, "rule of 2024")


def figure(place, indicator, value, **more):
    return {
        "place": place, "indicator": indicator, "period": "2024", "value": float(value),
        "bound": "=", "unit": "yuan", "source": "book", "standing": "published",
        "grade": "official_table", "via": "", "note": "", "doubt": "", **more,
    }  # fmt: skip


def book(*more):
    """Incomes 10, 20, 40 of 3, 2, 1 people; the province says 18."""
    rows = [
        *(figure(place, INCOME, value) for place, value in (("a1", 10), ("a2", 20), ("b1", 40))),
        *(
            figure(place, "residents", value, unit="people")
            for place, value in (("a1", 3), ("a2", 2), ("b1", 1))
        ),
        figure("P", INCOME, 18),
        *more,
    ]
    return pd.DataFrame(rows)


def only(table, **where):
    for column, label in where.items():
        table = table[table[column] == label]
    assert len(table) == 1, f"{len(table)} rows for {where}"
    return table.iloc[0]


def test_regional_gap_by_hand():
    table = regional_gap(book(), PLACES)
    assert tuple(table.columns) == GAP_COLUMNS
    # mean 110/6; the people are 10 10 10 20 20 40
    people = [10, 10, 10, 20, 20, 40]
    mean = sum(people) / 6
    pairs = sum(abs(x - y) for x in people for y in people)
    theil = sum(x / mean * math.log(x / mean) for x in people) / 6
    deviation = sum(math.log(mean / x) for x in people) / 6
    spread = math.sqrt(sum((x - mean) ** 2 for x in people) / 6) / mean

    assert only(table, index="gini").value == pytest.approx(pairs / (2 * 36 * mean))
    assert only(table, index="theil_t", part="total").value == pytest.approx(theil)
    log = only(table, index="mean_log_deviation", part="total")
    assert log.value == pytest.approx(deviation)
    assert only(table, index="williamson_index").value == pytest.approx(spread)
    ratio = only(table, index="max_min_ratio")
    assert (ratio.value, ratio.highest, ratio.lowest) == (4.0, "b1", "a1")
    assert ratio.base == "unweighted"
    assert log.base == "residents 2024"
    assert log.base_en == "3 of 3 counties, weighted by residents of 2024"
    assert log.standing == "computed"

    # prefecture A earns 70 by 5 people, B 40 by 1
    between = (70 * math.log(14 / mean) + 40 * math.log(40 / mean)) / 110
    inside = (30 * math.log(10 / 14) + 40 * math.log(20 / 14)) / 110
    assert only(table, index="theil_t", part="prefecture").value == pytest.approx(between)
    assert only(table, index="theil_t", part="county").value == pytest.approx(inside)


def test_weights_of_a_neighbouring_year_are_named_and_farther_ones_refused():
    later = [figure(place, INCOME, 7, period="2025") for place in ("a1", "a2", "b1")]
    far = [figure(place, INCOME, 7, period="2030") for place in ("a1", "a2", "b1")]
    table = regional_gap(book(*later, *far), PLACES, indices=("gini", "max_min_ratio"))
    assert only(table, index="gini", period="2025").weight_period == "2024"
    lost = only(table, index="gini", period="2030")
    assert math.isnan(lost.value)
    assert "no full set of residents within a year of 2030" in lost.why_en
    assert only(table, index="max_min_ratio", period="2030").value == 1.0


def test_a_period_without_every_place_says_so():
    table = regional_gap(book(figure("a1", INCOME, 9, period="2020")), PLACES)
    lost = only(table, period="2020")
    assert math.isnan(lost.value)
    assert lost.why_en == "only 1 of 3 counties have a published figure for 2020"
    assert "仅1个" in lost.why_zh
    assert (lost.n_places, lost.n_expected) == (1, 3)


def test_doubtful_simulated_and_bounded_rows_are_told_apart():
    figures = book()
    figures.loc[2, "doubt"] = "misprint"  # b1
    row = only(regional_gap(figures, PLACES), index="gini")
    assert row.n_doubtful == 1
    assert row.without_doubtful == pytest.approx(gini([10, 20], [3, 2]))
    assert row.value == pytest.approx(gini([10, 20, 40], [3, 2, 1]))
    for change in ({"standing": "simulated"}, {"bound": ">"}):
        figures = book().assign()
        figures.loc[2, list(change)] = list(change.values())
        lost = only(regional_gap(figures, PLACES), period="2024")
        assert "only 2 of 3" in lost.why_en


def test_urban_rural_gap_by_hand():
    figures = book(
        figure("a1", URBAN, 30), figure("a1", RURAL, 12), figure("a2", URBAN, 25),
        figure("P", URBAN, 30, bound=">"), figure("P", RURAL, 12, bound=">"),
        figure("P", "urban_rural_income_ratio", 1.81, unit="ratio", bound="~"),
    )  # fmt: skip
    table = urban_rural_gap(figures, PLACES)
    both = only(table, place="a1")
    assert (both.value, both.numerator, both.denominator) == (2.5, 30.0, 12.0)
    assert both.level == "county"
    lost = only(table, place="a2")
    assert math.isnan(lost.value)
    assert lost.why_en == "no exact published rural income"
    published = only(table, place="P", standing="published")
    assert (published.value, published.bound) == (1.81, "~")
    bounded = only(table, place="P", standing="computed")
    assert math.isnan(bounded.value)
    assert bounded.why_en == "no exact published urban or rural income"


def test_income_gap_of_people_and_without_microdata():
    incomes = pd.DataFrame(
        {"members": [1, 3], "income_yuan": [30.0, 10.0], "urban": [True, False]},
    )
    table = income_gap(incomes, standing="published")
    assert only(table, index="gini").value == pytest.approx(gini([30, 10, 10, 10]))
    assert set(table["standing"]) == {"published"}
    split = table[(table["index"] == "theil_t") & (table["part"] != "total")]
    total = only(table, index="theil_t", part="total").value
    assert split["value"].sum() == pytest.approx(total)
    assert only(table, index="theil_t", part="within").value == 0.0
    none = only(income_gap(None), gap="income")
    assert math.isnan(none.value)
    assert "no incomes of households" in none.why_en
    poor = income_gap(incomes.assign(income_yuan=[30.0, 0.0]))
    assert "zero has no logarithm" in only(poor, index="mean_log_deviation").why_en
    assert set(poor["standing"]) == {"simulated"}


def test_a_group_against_its_zone_on_both_bases_by_hand():
    table = group_gap(book(), PLACES, GROUPS, group="hills")
    published = only(table, base="published")
    # hills: 10 x 3 and 40 x 1 -> 70 / 4 = 17.5; the province says 18; its counties' mean 110/6
    assert published.value == pytest.approx(17.5 / 18)
    weighted = only(table, base="weighted_mean")
    assert weighted.value == pytest.approx(float(Fraction(35, 2) / Fraction(110, 6)))
    assert weighted.numerator == published.numerator == 17.5
    assert weighted.weight_period == "2024"

    figures = book()
    figures.loc[2, "doubt"] = "misprint"  # b1, one of the hills
    table = group_gap(figures, PLACES, GROUPS, group="hills")
    assert only(table, base="published").without_doubtful == pytest.approx(10 / 18)
    assert only(table, base="weighted_mean").without_doubtful == pytest.approx(10 / 14)


def test_a_group_whose_base_is_missing_says_so():
    figures = book()
    lost = only(
        group_gap(figures[figures["place"] != "P"], PLACES, GROUPS, group="hills"),
        base="published",
    )
    assert math.isnan(lost.value)
    assert "no exact published figure" in lost.why_en
    lost = only(group_gap(figures.drop(index=2), PLACES, GROUPS, group="hills"), period="2024")
    assert "only 1 of 2" in lost.why_en
    with pytest.raises(NotFoundError, match="no group 'coast'; the zone has 'hills'"):
        group_gap(figures, PLACES, GROUPS, group="coast")
    with pytest.raises(InputError, match="1 of its 2 places are not in the zone"):
        group_gap(figures, PLACES.drop(index="b1"), GROUPS, group="hills")


@pytest.mark.parametrize(
    ("gdp", "income", "verdict"),
    [
        (500.01, 1, "must_leave"), (500, 51, "may_leave"), (400, 51, "may_leave"),
        (400, 50, "stays"), (399.99, 99, "stays"), (450, None, "not_decidable"),
        (600, None, "must_leave"), (None, 99, "not_decidable"),
    ],
)  # fmt: skip
def test_exit_rule_at_its_thresholds(gdp, income, verdict):
    pairs = (("gdp_yuan", gdp), (INCOME, income))
    rows = [figure("a1", name, value) for name, value in pairs if value is not None]
    figures = pd.DataFrame([figure("b1", "gdp_yuan", 1), *rows])
    table = exit_rule(figures, GROUPS, RULE, group="hills", period="2024").set_index("place")
    assert table.at["a1", "verdict"] == verdict
    assert table.at["b1", "verdict"] == "stays"
    assert table.at["b1", "until"] == "2024-08"
    assert "rule of 2024" in table.at["a1", "source"]


def test_exit_rule_says_when_a_doubtful_figure_decides():
    rows = [figure("a1", "gdp_yuan", 450), figure("a1", INCOME, 51, doubt="misprint")]
    table = exit_rule(pd.DataFrame(rows), GROUPS, RULE, group="hills", period="2024")
    row = only(table, place="a1")
    assert (row.verdict, row.without_doubtful) == ("may_leave", "not_decidable")
    with pytest.raises(InputError, match="must not fall"):
        ExitRule(400.0, 450.0, 500.0, 50.0, "wrong way round")


def test_lorenz_of_places_names_who_is_added():
    curve = lorenz_of_places(book(), PLACES)
    assert curve["place"].tolist() == ["", "a1", "a2", "b1"]
    np.testing.assert_allclose(curve["share_of_people"], [0, 3 / 6, 5 / 6, 1])
    np.testing.assert_allclose(curve["share_of_value"], [0, 30 / 110, 70 / 110, 1])
    assert lorenz_of_places(book().iloc[:2], PLACES).empty


def test_decomposition_leaves_open_what_is_not_observed():
    table = decompose_places(book(), PLACES)
    assert tuple(table.columns) == PART_COLUMNS
    within = only(table, index="theil_t", component="within")
    assert math.isnan(within.value)
    assert within.component_en == "within counties"
    theil = table[table["index"] == "theil_t"].set_index("component")["value"]
    assert theil["prefecture"] + theil["county"] == pytest.approx(theil["total"])


def test_town_and_country_add_a_level_by_hand():
    figures = book(
        figure("a1", URBAN, 30), figure("a1", RURAL, 12),
        figure("a2", URBAN, 25), figure("b1", URBAN, 40),
        figure("a1", "urban_residents", 1, unit="people"),
        figure("a2", "urban_residents", 1.5, unit="people"),
        figure("b1", "urban_residents", 1, unit="people"),
    )  # fmt: skip
    table = decompose_town_and_country(figures, PLACES)
    # cells: a1 town 30 x 1, a1 country 12 x 2, a2 town 25 x 1.5, b1 town 40 x 1; half a person of
    # a2 lives in the country, whose income is not known
    held = 30 + 24 + 37.5 + 40
    area = (30 * math.log(30 / 18) + 24 * math.log(12 / 18)) / held
    row = only(table, index="theil_t", component="area")
    assert row.value == pytest.approx(area)
    assert row.n_groups == 4
    assert "1 of 3 counties with both incomes" in row.base_en
    assert "8.33% of them left out" in row.base_en


def test_a_zone_has_one_top_and_bad_frames_are_named():
    assert top_place(PLACES) == "P"
    with pytest.raises(InputError, match="2 places have no parent"):
        top_place(PLACES.assign(parent=["", "", "P", "A", "A", "B"]))
    with pytest.raises(InputError, match="choose among"):
        regional_gap(book(), PLACES, indices=("atkinson",))
    with pytest.raises(InputError, match="no column 'doubt'"):
        regional_gap(book().drop(columns="doubt"), PLACES)
    with pytest.raises(InputError, match="2 units"):
        regional_gap(book().assign(unit=["yuan", "dollars", *["yuan"] * 5]), PLACES)


def test_method_notes_speak_both_languages():
    assert {"between_places", "targets", "decomposition"} <= set(METHOD_NOTES)
    for note in METHOD_NOTES.values():
        assert note["en"].strip()
        assert any("一" <= letter <= "鿿" for letter in note["zh"])


# Zhejiang, from the embedded figures; every expectation is worked out again by loops over rows.


@pytest.fixture(scope="module")
def zhejiang():
    return embedded.figures(), embedded.places(levels=("province", "prefecture", "county"))


def by_county(figures, indicator, period):
    return {
        row.place: row.value
        for row in figures.itertuples()
        if row.indicator == indicator and row.period == period and len(row.place) == 6
    }


def mean_of(codes, values, people):
    held = sum(Fraction(values[code]) * Fraction(people[code]) for code in codes)
    return held / sum(Fraction(people[code]) for code in codes)


def test_zhejiang_mountain_counties_against_both_bases(zhejiang):
    figures, places = zhejiang
    groups = embedded.groups()
    mountain = list(members_of(groups, "mountain_26"))
    assert len(mountain) == 26
    people = by_county(figures, "residents", "2024")
    table = group_gap(figures, places, groups, group="mountain_26")
    stated = {"2024": (67013, 0.7503, 0.7218), "2025": (70240, 0.7530, 0.7268)}
    for period, (province, on_published, on_weighted) in stated.items():
        income = by_county(figures, INCOME, period)
        assert len(income) == len(people) == 90
        ours, all_of_us = mean_of(mountain, income, people), mean_of(income, income, people)
        published = only(table, period=period, base="published")
        weighted = only(table, period=period, base="weighted_mean")
        assert published.value == pytest.approx(float(ours / province), rel=1e-12)
        assert weighted.value == pytest.approx(float(ours / all_of_us), rel=1e-12)
        assert round(published.value, 4) == on_published
        assert round(weighted.value, 4) == on_weighted
        assert published.weight_period == weighted.weight_period == "2024"
    assert round(only(table, period="2024", base="weighted_mean").denominator) == 69659


def test_zhejiang_who_must_and_who_may_leave(zhejiang):
    figures, places = zhejiang
    rule = embedded.rules()["exit_rule"]
    table = exit_rule(
        figures,
        embedded.groups(),
        ExitRule(
            **{name: rule[name] for name in ExitRule.__slots__},
        ),
        group="mountain_26",
        period="2024",
    )
    names = table.assign(name=table["place"].map(places["name"])).set_index("name")["verdict"]
    must = {name for name, verdict in names.items() if verdict == "must_leave"}
    assert must == {"苍南县", "莲都区", "永嘉县", "柯城区", "平阳县"}
    assert set(names.index[names == "may_leave"]) == {"江山市"}
    assert len(names) == 26


def test_zhejiang_indices_worked_out_again(zhejiang):
    figures, places = zhejiang
    people = by_county(figures, "residents", "2024")
    table = regional_gap(figures, places)
    for period in ("2024", "2025"):
        income = by_county(figures, INCOME, period)
        whole = sum(people.values())
        mean = sum(income[code] * people[code] for code in income) / whole
        share = {code: people[code] / whole for code in income}
        half = sum(
            share[one] * share[two] * abs(income[one] - income[two])
            for one in income
            for two in income
        ) / (2 * mean)
        theil = sum(
            share[code] * income[code] / mean * math.log(income[code] / mean) for code in income
        )
        cities = {}
        for code in income:
            count, held = cities.get(code[:4], (0.0, 0.0))
            cities[code[:4]] = (count + people[code], held + people[code] * income[code])
        between = sum(
            held / (mean * whole) * math.log(held / count / mean) for count, held in cities.values()
        )
        at = {"period": period, "indicator": INCOME}
        assert only(table, index="gini", **at).value == pytest.approx(half, rel=1e-10)
        total = only(table, index="theil_t", part="total", **at)
        assert total.value == pytest.approx(theil, rel=1e-10)
        part = only(table, index="theil_t", part="prefecture", **at)
        assert part.value == pytest.approx(between, rel=1e-10)
        assert total.n_doubtful == 4
        clean = [code for code in income if code not in {"330226", "330411", "330703", "330824"}]
        assert only(table, index="gini", **at).without_doubtful == pytest.approx(
            gini([income[code] for code in clean], [people[code] for code in clean])
        )


def test_zhejiang_prefectures_and_town_and_country(zhejiang):
    figures, places = zhejiang
    table = zone_gaps(figures, places)
    cities = table[(table["level"] == "prefecture") & (table["index"] == "max_min_ratio")]
    income = cities[cities["indicator"] == INCOME].set_index("period")["value"]
    assert income.dropna().index.tolist() == ["2020-01/2020-09"]
    assert income["2020-01/2020-09"] == pytest.approx(48735 / 28778)

    ratios = table[(table["index"] == "urban_rural_ratio") & (table["level"] == "county")]
    assert len(ratios) == 90
    assert ratios["value"].notna().sum() == 85
    lost = set(places.loc[ratios.loc[ratios["value"].isna(), "place"], "name"])
    assert lost == {"上城区", "拱墅区", "西湖区", "滨江区", "龙湾区"}
    province = only(table, place="33", period="2024", index="urban_rural_ratio")
    assert province.value == pytest.approx(78251 / 42786)
