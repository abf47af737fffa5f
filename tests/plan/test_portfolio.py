"""A portfolio says what is wrong with what it is given, and knows which starts are possible."""

import numpy as np
import pandas as pd
import pytest

from gongfu.errors import InfeasibleError, InputError
from gongfu.plan.portfolio import portfolio
from tests.plan.portfolios import frames

ROWS = [
    ("a", "north", 2026, 2028, 3e6, 10),
    ("b", "north", 2026, 2026, 2e6, 5),
    ("c", "south", 2027, 2028, 4e6, 8),
]
BUDGET = {2026: 5e6, 2027: 5e6, 2028: 5e6}


def test_a_start_is_allowed_if_all_its_spending_has_a_budget():
    costs = pd.DataFrame(
        {
            "project": ["a", "a", "b", "c"],
            "after_years": [0, 1, 0, 0],
            "cost_yuan": [1e6, 2e6, 2e6, 4e6],
        }
    )
    made = portfolio(*frames(ROWS, costs), budget_yuan=BUDGET)
    found = list(zip(made.ids[made.project_at], made.start_year, strict=True))
    assert found == [("a", 2026), ("a", 2027), ("b", 2026), ("c", 2027), ("c", 2028)]
    assert made.spend_yuan[:2].tolist() == [[1e6, 2e6, 0], [0, 1e6, 2e6]]


def test_effects_may_be_elsewhere_than_the_project():
    projects, costs, effects = frames(ROWS)
    moved = effects.assign(county=["north", "south", "west"])
    made = portfolio(projects, costs, moved, budget_yuan=BUDGET)
    assert list(made.counties) == ["north", "south", "west"]
    assert made.effect[0].tolist() == [[10, 0, 0], [0, 5, 0], [0, 0, 8]]


def test_projects_that_nobody_can_pay_are_named():
    made = portfolio(*frames([*ROWS, ("d", "south", 2026, 2028, 6e6, 9)]), budget_yuan=BUDGET)
    assert list(made.unaffordable) == ["d"]
    saved = portfolio(
        *frames([*ROWS, ("d", "south", 2026, 2028, 6e6, 9)]), budget_yuan=BUDGET, carry_over=True
    )
    assert list(saved.unaffordable) == []


def test_what_was_given_is_untouched():
    given = frames(ROWS)
    kept = [frame.copy() for frame in given]
    portfolio(*given, budget_yuan=BUDGET)
    for frame, before in zip(given, kept, strict=True):
        pd.testing.assert_frame_equal(frame, before)


def limit(**row):
    return pd.DataFrame([{"county": None, "of": "places", "low": np.nan, "high": np.nan} | row])


@pytest.mark.parametrize(
    ("knobs", "words"),
    [
        ({"needs": [("a", "x")]}, "needs: 1 ids are not among the projects, such as 'x'"),
        ({"needs": [("a", "b"), ("b", "c"), ("c", "a")]}, "'a' -> 'b' -> 'c' -> 'a'; take one out"),
        ({"needs": [("a", "a")]}, "circle: 'a' -> 'a'"),
        ({"needs": [("a", "b", "c")]}, "needs are pairs"),
        ({"exclusions": [("a", "x")]}, "exclusions: 1 ids are not among the projects"),
        ({"exclusions": [("a",)]}, "two different projects or more"),
        ({"exclusions": [("a", "a")]}, "two different projects or more"),
        ({"exclusions": [("a", "c")], "needs": [("a", "b"), ("b", "c")]}, "'a' needs 'c', but"),
        ({"budget_yuan": {}}, "no year"),
        ({"budget_yuan": {2026: 1e6, 2028: 1e6}}, "not 2027; give 0"),
        ({"budget_yuan": {2026: -1.0}}, "2026 has .*-1.0.*correct it"),
        ({"budget_yuan": {2026: np.nan}}, "finite and >= 0"),
        ({"budget_yuan": {2026.5: 1e6}}, "years of budget_yuan must be whole"),
        ({"budget_yuan": {2026: 9e6}}, "1 projects can start in no year, such as 'c'"),
        ({"limits": pd.DataFrame({"county": ["north"]})}, "no column .*'of', 'low', 'high'"),
        ({"limits": limit(county="west", low=1.0)}, "counties without .* such as 'west'"),
        ({"limits": limit(of="beds", low=1.0)}, "one is of 'beds'"),
        ({"limits": limit(low=3.0, high=2.0)}, "row 0 of limits has low .*3.0.* high .*2.0"),
        ({"limits": limit()}, "give one of them at least"),
    ],
)
def test_bad_knobs(knobs, words):
    with pytest.raises(InputError, match=words):
        portfolio(*frames(ROWS), **({"budget_yuan": BUDGET} | knobs))


def test_bad_frames():
    projects, costs, effects = frames(ROWS)
    cases = [
        ((projects, costs.assign(cost_yuan=[-1.0, 1, 1]), effects), "'cost_yuan' is -1.0 in row 1"),
        ((projects, costs.assign(cost_yuan=[np.nan, 1, 1]), effects), "'cost_yuan' is missing"),
        ((projects, costs.iloc[1:], effects), "1 projects have no row in costs, such as 'a'"),
        ((projects, costs.iloc[[0, 1, 2, 2]], effects), "such as 'c' after 0 years; add them up"),
        ((projects, costs.assign(project=["a", "b", "x"]), effects), "costs: 1 ids .* 'x'"),
        ((projects, costs, effects.assign(project=["a", "b", "x"])), "effects: 1 ids .* 'x'"),
        ((projects, costs, effects.assign(effect=[1.0, np.inf, 1])), "'effect' is inf in row 2"),
        ((projects, costs, effects.iloc[[0, 0, 1]]), "twice, such as 'a', 'places', 'north'"),
        ((projects, costs, effects.assign(indicator="spend_yuan")), "the word for money"),
        ((projects.drop(columns="county"), costs, effects), "no column 'county'"),
        ((projects.assign(first_year=2029), costs, effects), "first_year after their last_year"),
        (
            (projects.assign(first_year=2026.5), costs, effects),
            "first_year of projects must be who",
        ),
        ((projects.iloc[[0, 0, 1, 2]], costs, effects), "repeats 1 id, such as 'a'"),
        ((projects.iloc[:0], costs.iloc[:0], effects.iloc[:0]), "no projects to choose from"),
    ]
    for given, words in cases:
        with pytest.raises(InputError, match=words):
            portfolio(*given, budget_yuan=BUDGET)


def test_a_budget_below_the_cheapest_project():
    with pytest.raises(InfeasibleError, match=r"none of the 3 projects: .* 'b', costs 2,000,000"):
        portfolio(*frames(ROWS), budget_yuan=dict.fromkeys(BUDGET, 1e6))
