"""Of limits that conflict, those are named that it takes, and no others."""

import numpy as np
import pandas as pd
import pytest

from gongfu.errors import InfeasibleError
from gongfu.plan.conflicts import conflicting_limits
from gongfu.plan.portfolio import portfolio
from gongfu.plan.programme import best_programme
from tests.plan.portfolios import every_programme, frames, random_portfolio

ROWS = [
    ("a", "north", 2026, 2026, 4e6, 10),
    ("b", "south", 2026, 2026, 4e6, 10),
    ("c", "west", 2026, 2026, 1e6, 3),
]


def limits(*rows):
    return pd.DataFrame(rows, columns=["county", "of", "low", "high"])


def made(*rows, **knobs):
    knobs = {"budget_yuan": {2026: 6e6}} | knobs
    return portfolio(*frames(ROWS), limits=limits(*rows), **knobs)


def test_two_floors_and_the_money_that_pays_for_one():
    problem = made(
        ("north", "places", 5, np.nan),
        ("west", "places", 1, np.nan),
        ("south", "places", 5, np.nan),
        (None, "spend_yuan", np.nan, 9e6),
    )
    found = conflicting_limits(problem, n_nodes=100)
    assert found["words_en"].tolist() == [
        "the budget of 2026 of 6 million yuan",
        "north: at least 5 of places",
        "south: at least 5 of places",
    ]
    assert found["words_zh"].tolist()[0] == "2026年预算600万元"
    with pytest.raises(InfeasibleError, match=r"these 3 limits together: .*north.*south"):
        best_programme(problem, weights={"places": 1})


def test_exclusions_and_needs_are_named_too():
    rows = (("north", "places", 5, np.nan), ("south", "places", 5, np.nan))
    excluded = made(*rows, budget_yuan={2026: 9e6}, exclusions=[("a", "b"), ("b", "c")])
    assert conflicting_limits(excluded, n_nodes=100)["kind"].tolist() == [
        "exclusion",
        "floor",
        "floor",
    ]
    rows = (("north", "places", 5, np.nan), ("west", "spend_yuan", np.nan, 0.0))
    needed = made(*rows, budget_yuan={2026: 9e6}, needs=[("a", "c")])
    assert set(conflicting_limits(needed, n_nodes=100)["words_en"]) == {
        "'a' needs 'c'",
        "west: at most 0 yuan",
        "north: at least 5 of places",
    }


def test_one_floor_that_no_project_reaches():
    problem = made(("north", "places", 11, np.nan), ("west", "places", 1, np.nan))
    with pytest.raises(InfeasibleError, match="this limit, even alone: north: at least 11"):
        best_programme(problem, weights={"places": 1})


def test_none_if_all_can_be_met():
    assert conflicting_limits(made(("north", "places", 5, np.nan)), n_nodes=100).empty


@pytest.mark.parametrize("seed", range(6))
def test_without_any_one_of_them_the_others_can_be_met(seed):
    """Checked by listing every programme of what is left."""
    rng = np.random.default_rng(seed)
    floors = limits(("c0", "places", 60, np.nan), (None, "places", 90, np.nan))
    floors = pd.concat([floors, limits(("c0", "spend_yuan", np.nan, 6e6))])
    problem = random_portfolio(rng, n_counties=1, limits=floors, budget=9e6)
    found = conflicting_limits(problem, n_nodes=100)
    rows = found[found["kind"].isin(["floor", "ceiling"])]["at"]
    assert len(found) > 0
    assert not list(every_programme(problem))
    for at in rows:
        others = problem.limits.loc[[i for i in rows if i != at]]
        assert any(True for _ in every_programme(replaced(problem, found, others)))


def replaced(problem, found, limits):
    """The problem with these limits only, and of the rest what was found to conflict."""
    from dataclasses import replace

    kinds = {kind: found[found["kind"] == kind]["at"].tolist() for kind in found["kind"]}
    budget = np.full(problem.years.size, 1e12)
    for at in kinds.get("budget", []):
        budget[at] = problem.budget_yuan[at]
    return replace(
        problem,
        limits=limits,
        budget_yuan=budget,
        needs=tuple(problem.needs[at] for at in kinds.get("need", [])),
        exclusions=tuple(problem.exclusions[at] for at in kinds.get("exclusion", [])),
    )
