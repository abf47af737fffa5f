"""Components from figures: by hand in a world of three counties, and from Zhejiang's own."""

import numpy as np
import pandas as pd
import pytest

from gongfu.errors import InputError
from gongfu.io import embedded
from gongfu.measure.composite import composite_index
from gongfu.measure.composite_values import component_values
from gongfu.measure.rank_uncertainty import rank_uncertainty
from gongfu.model.composite import Choices, Component, Design
from gongfu.model.schema import FIGURES

PLACES = pd.DataFrame(
    {"level": ["province", "county", "county", "county"], "parent": ["", "X", "X", "X"]},
    ["X", "X1", "X2", "X3"],
)
DESIGN = Design(
    (
        Component("doctors", "higher", indicator="doctors", per="residents", times=1000.0),
        Component("income", "higher", indicator="income"),
    )
)


def figures(*rows):
    """Place, indicator, period, value and what differs from a published exact figure."""
    table = []
    for place, indicator, period, value, *rest in rows:
        row = {column.name: "" for column in FIGURES}
        row |= {"place": place, "indicator": indicator, "period": period, "value": float(value)}
        row |= {"bound": "=", "unit": "u", "source": f"table of {indicator}"}
        row |= {"standing": "published", "grade": "official_table"}
        table.append(row | (rest[0] if rest else {}))
    return pd.DataFrame(table)


@pytest.fixture
def three():
    return figures(
        ("X1", "doctors", "2024", 20),
        ("X2", "doctors", "2024", 35),
        ("X3", "doctors", "2024", 5),
        ("X1", "residents", "2024", 12_000),
        ("X2", "residents", "2024", 7_000),
        ("X3", "residents", "2024", 1_000, {"doubt": "misprinted"}),
        ("X1", "residents", "2020", 10_000),
        ("X1", "income", "2024", 40_100),
        ("X2", "income", "2024", 50_200),
        ("X3", "income", "2024", 70_000, {"bound": ">"}),
    )


def test_ratios_by_hand(three):
    made = component_values(three, PLACES, DESIGN, period="2024")
    assert made.values.loc["X1"].to_list() == pytest.approx([1000 * 20 / 12_000, 40_100])
    assert made.values["doctors"].to_list() == pytest.approx([20 / 12, 5.0, 5.0])
    # "more than 70,000" is no value
    assert np.isnan(made.values.loc["X3", "income"])
    assert made.doubtful["doctors"].to_list() == [False, False, True]
    told = made.components
    assert told.loc["doctors", ["per", "per_period", "n_places", "n_doubtful"]].to_list() == [
        "residents", "2024", 3, 1,
    ]  # fmt: skip
    assert told.loc["income", ["n_places", "n_expected"]].to_list() == [2, 3]
    assert told.loc["doctors", "source"] == "table of doctors; table of residents"


def test_half_widths_come_from_the_printed_digits(three):
    # doctors to the unit (35, 5), residents to the thousand, incomes to the hundred
    made = component_values(three, PLACES, DESIGN, period="2024")
    assert made.half_widths["income"].iloc[:2].to_list() == [50.0, 50.0]
    want = 1000 * (0.5 / 12_000 + 20 * 500 / 12_000**2)
    assert made.half_widths.loc["X1", "doctors"] == pytest.approx(want)


def test_a_denominator_of_another_year_is_asked_for_by_name(three):
    design = Design(
        (Component("doctors", "higher", indicator="doctors", per="residents", per_period="2020"),)
    )
    made = component_values(three, PLACES, design, period="2024")
    assert made.values.loc["X1", "doctors"] == pytest.approx(20 / 10_000)
    assert made.values["doctors"].isna().sum() == 2
    assert made.components.loc["doctors", "per_period"] == "2020"


@pytest.mark.parametrize(
    ("component", "knobs", "message"),
    [
        (Component("a", "higher"), {}, "'a' names no indicator"),
        (Component("a", "higher", indicator="gdp"), {}, "no county has 'gdp' of 2024"),
        (DESIGN.components[0], {"period": "2023"}, "no county has 'doctors' of 2023 and 'resid"),
        (DESIGN.components[1], {"level": "township"}, "none of level 'township'"),
    ],
)
def test_what_is_not_there_is_named(three, component, knobs, message):
    with pytest.raises(InputError, match=message):
        component_values(three, PLACES, Design((component,)), **({"period": "2024"} | knobs))


def test_nothing_is_divided_by_nobody(three):
    three.loc[three["place"].eq("X2") & three["indicator"].eq("residents"), "value"] = 0.0
    with pytest.raises(InputError, match=r"'residents' of 2024 is not > 0 for 1 places, .*'X2'"):
        component_values(three, PLACES, DESIGN, period="2024")


# ---------------------------------------------------------------- Zhejiang


@pytest.fixture(scope="module")
def zhejiang():
    places = embedded.places(levels=("province", "prefecture", "county"))
    design = embedded.composite_design()
    return design, component_values(embedded.figures(), places, design, period="2024")


def test_the_ready_index_covers_the_counties_it_can(zhejiang):
    design, made = zhejiang
    assert made.values.shape == (90, 9)
    # Shangcheng, Gongshu, Xihu, Binjiang and Longwan have no rural income
    no_country = ["330102", "330105", "330106", "330108", "330303"]
    index = composite_index(made.values, design, missing="leave_out")
    assert list(index.left_out) == no_country
    assert len(index.scores) == 85
    small = design.without("urban_rural_ratio", "rural_income")
    assert len(composite_index(made.values, small).scores) == 90
    assert design.illustrative
    # the four misprinted rows of the income table
    assert list(made.doubtful.index[made.doubtful["income"]]) == [
        "330226", "330411", "330703", "330824",
    ]  # fmt: skip
    assert all(made.components["source"])


def test_the_ready_index_by_hand_for_one_county(zhejiang):
    """Chun'an, 2024, from the rows of the yearbook."""
    _, made = zhejiang
    rows = embedded.figures()
    rows = rows[(rows["place"] == "330127") & (rows["period"] == "2024")]
    one = rows.set_index("indicator")["value"]
    own = made.values.loc["330127"]
    assert own["doctors"] == pytest.approx(1000 * one["doctors"] / one["residents"])
    assert own["retail"] == pytest.approx(one["retail_sales_yuan"] / one["residents"])
    assert own["urban_rural_ratio"] == pytest.approx(
        one["urban_disposable_income_per_head_yuan"] / one["rural_disposable_income_per_head_yuan"]
    )


def test_targets_of_the_ready_index_are_those_of_the_province(zhejiang):
    design, _ = zhejiang
    targets = embedded.targets().set_index("indicator")["value"]
    declared = {c.name: c.target for c in design.components if c.target is not None}
    assert declared == {
        "income": targets["disposable_income_per_head_yuan"],
        "gdp": targets["gdp_per_head_yuan"],
        "urban_rural_ratio": targets["urban_rural_income_ratio"],
    }


def test_no_rank_of_the_ready_index_hangs_on_rounding(zhejiang):
    """Rounded figures move ranks far less than any choice does."""
    design, made = zhejiang
    found = rank_uncertainty(
        made.values,
        design,
        Choices(("target", "rank"), aggregations=("arithmetic", "geometric_between")),
        rng=np.random.default_rng(0),
        n_draws=256,
        half_widths=made.half_widths,
        missing="leave_out",
    )
    shift = found.sobol[found.sobol["output"] == "average_shift"].set_index("factor")["total"]
    assert shift["figures"] < 0.01 < shift.drop("figures").min()
