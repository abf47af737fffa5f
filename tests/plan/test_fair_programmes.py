"""Each rule's programme is the best of all by that rule."""

import numpy as np
import pandas as pd
import pytest

from gongfu.errors import InfeasibleError, InputError
from gongfu.measure.inequality import gini, kolm
from gongfu.plan.fair_programmes import RULES, fair_programmes
from gongfu.plan.portfolio import portfolio
from tests.plan.portfolios import (
    every_programme,
    frames,
    keeps,
    random_lists,
    random_portfolio,
    starts_of,
)


def ede(level, weight, alpha):
    return np.average(level, weights=weight) - kolm(level, weight, alpha=alpha)


def log_of_some(level, weight):
    """Share of residents with something, and their mean logarithm."""
    some = level > 0
    if not some.any():
        return (0.0, -np.inf)
    share = weight[some].sum() / weight.sum()
    return (round(share, 9), np.average(np.log(level[some]), weights=weight[some]))


@pytest.mark.parametrize("seed", range(16))
def test_each_is_the_best_of_all_by_its_rule(seed):
    rng = np.random.default_rng(seed)
    budget = float(rng.integers(8, 20) * 1e6)
    made = random_portfolio(rng, budget=budget, n_projects=6, n_counties=3)
    residents = pd.Series(rng.integers(10, 40, len(made.counties)) * 1000.0, made.counties)
    before = None
    if seed % 2:
        before = pd.Series(rng.uniform(0.001, 0.01, len(residents)), residents.index)

    fair = fair_programmes(made, indicator="places", residents=residents, before=before)

    weight = residents.to_numpy()
    had = 0.0 if before is None else before.to_numpy()
    levels = [had + made.effect[0][:, list(s)].sum(axis=1) / weight for s in every_programme(made)]
    got = {rule: fair.per_head[rule].to_numpy() for rule in RULES}
    for rule, programme in fair.programmes.items():
        assert keeps(made, starts_of(made, programme))
        expected = had + programme.effects["places"].to_numpy() / weight
        np.testing.assert_allclose(got[rule], expected, rtol=1e-12)
        assert programme.bound >= programme.value - 1e-12
        assert programme.status == "optimal"
    assert fair.table["total"][0] == pytest.approx(max(weight @ (x - had) for x in levels))
    worst = max(tuple(np.sort(x).round(12)) for x in levels)
    np.testing.assert_allclose(np.sort(got["leximin"]), worst, rtol=1e-6, atol=1e-12)
    best = max(ede(x, weight, fair.alpha) for x in levels)
    assert fair.table["ede"][2] == pytest.approx(best, rel=1e-6)
    assert fair.programmes["kolm_pollak"].value == pytest.approx(best, rel=1e-6)
    share, mean = max(log_of_some(x, weight) for x in levels)
    assert log_of_some(got["proportional"], weight) == (share, pytest.approx(mean, rel=1e-6))
    assert fair.programmes["proportional"].value == pytest.approx(mean, rel=1e-6)


def test_a_case_for_the_head():
    """One project of two: 12 places in the large county, or 4 in the small one that has none."""
    rows = [("a", "large", 2026, 2026, 1e6, 12), ("b", "small", 2026, 2026, 1e6, 4)]
    residents = pd.Series({"large": 3000.0, "small": 1000.0})
    before = pd.Series({"large": 0.005, "small": 0.001})
    made = portfolio(*frames(rows), budget_yuan={2026: 1e6})
    fair = fair_programmes(made, indicator="places", residents=residents, before=before)
    table = fair.table.set_index("rule")
    assert list(fair.programmes["total"].starts.index) == ["a"]
    assert list(fair.programmes["leximin"].starts.index) == ["b"]
    # 0.75 log(9/5) = 0.441 for a, 0.25 log(5/1) = 0.402 for b: a
    assert list(fair.programmes["proportional"].starts.index) == ["a"]
    assert table["total"].to_dict()["leximin"] == 4
    assert table["cost_of_fairness"].to_dict()["leximin"] == pytest.approx(2 / 3)
    assert table["worst_county"].to_dict()["total"] == "small"
    assert table["worst_per_head"].to_dict() == pytest.approx(
        {"total": 0.001, "leximin": 0.005, "kolm_pollak": 0.001, "proportional": 0.001}
        | {"kolm_pollak": fair.per_head["kolm_pollak"].min()}
    )
    weight = residents.to_numpy()
    for rule in RULES:
        level = fair.per_head[rule].to_numpy()
        assert table["gini"][rule] == gini(level, weight)
        assert table["ede"][rule] == pytest.approx(ede(level, weight, fair.alpha))


def test_a_county_without_projects_counts():
    rows = [("a", "north", 2026, 2026, 1e6, 12), ("b", "south", 2026, 2026, 1e6, 4)]
    made = portfolio(*frames(rows), budget_yuan={2026: 2e6})
    residents = pd.Series({"west": 500.0, "south": 1000.0, "north": 1000.0})
    fair = fair_programmes(made, indicator="places", residents=residents)
    assert list(fair.per_head.index) == ["west", "south", "north"]
    assert fair.table["residents_without"].tolist() == [500.0] * 4
    assert fair.table["worst_county"].tolist() == ["west"] * 4


def test_no_row_beats_another_at_its_own_rule_and_bounds_hold_when_nothing_is_proved():
    lists = random_lists(np.random.default_rng(11), 60, 3, 8, longest=2)
    made = portfolio(*lists, budget_yuan={2026 + t: 25e6 for t in range(3)})
    residents = pd.Series(np.linspace(1000, 8000, len(made.counties)), made.counties)
    fair = fair_programmes(made, indicator="places", residents=residents, n_nodes=3)
    table = fair.table.set_index("rule")
    assert table["total"].idxmax() == "total"
    assert table["worst_per_head"]["leximin"] == table["worst_per_head"].max()
    assert table["ede"]["kolm_pollak"] == pytest.approx(table["ede"].max(), rel=1e-9)
    assert (table["cost_of_fairness"] >= 0).all()
    for rule, programme in fair.programmes.items():
        assert keeps(made, starts_of(made, programme)), rule
        assert programme.bound >= programme.value
    assert fair.programmes["total"].bound >= table["total"].max()
    assert fair.programmes["leximin"].bound >= table["worst_per_head"].max()
    assert fair.programmes["kolm_pollak"].bound >= table["ede"].max()


RESIDENTS = pd.Series({"north": 1000.0, "south": 1000.0})
ROWS = [("a", "north", 2026, 2026, 1e6, 12), ("b", "south", 2026, 2026, 1e6, 4)]


@pytest.mark.parametrize(
    ("knobs", "words"),
    [
        ({"residents": RESIDENTS[:1]}, "residents of 1 counties are missing, such as 'south'"),
        ({"residents": RESIDENTS * 0}, "residents must be above 0, and are not in 'north'"),
        ({"before": RESIDENTS[:1]}, "before is missing for 1 counties, such as 'south'"),
        ({"before": -RESIDENTS}, "before must be finite and >= 0, and is not in 'north'"),
        ({"aversion": 0.0}, "aversion must be finite and above 0"),
        ({"indicator": "beds"}, "one is of 'beds'"),
    ],
)
def test_bad_knobs(knobs, words):
    made = portfolio(*frames(ROWS), budget_yuan={2026: 2e6})
    with pytest.raises(InputError, match=words):
        fair_programmes(made, **({"indicator": "places", "residents": RESIDENTS} | knobs))


def test_an_effect_below_zero_cannot_be_shared_out():
    projects, costs, effects = frames(ROWS)
    made = portfolio(projects, costs, effects.assign(effect=[1.0, -1.0]), budget_yuan={2026: 2e6})
    with pytest.raises(InputError, match="must be >= 0 and some above 0"):
        fair_programmes(made, indicator="places", residents=RESIDENTS)


def test_floors_that_conflict():
    floor = pd.DataFrame({"county": ["north"], "of": ["places"], "low": [20], "high": [np.nan]})
    made = portfolio(*frames(ROWS), budget_yuan={2026: 2e6}, limits=floor)
    with pytest.raises(InfeasibleError, match="north: at least 20 of places"):
        fair_programmes(made, indicator="places", residents=RESIDENTS)
