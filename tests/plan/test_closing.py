"""Fewest and cheapest sites for a target, beside every plan there is."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InfeasibleError, InputError
from gongfu.plan.closing import least_sites


def every_plan(cover, demand, fee, target, fixed=(), forbidden=()):
    """The least fees of any plan that reaches the target, inf if none does."""
    best = np.inf
    for choice in itertools.product([False, True], repeat=cover.shape[1]):
        built = np.array(choice)
        if not built[list(fixed)].all() or built[list(forbidden)].any():
            continue
        if demand[(cover & built).any(axis=1)].sum() >= target - 1e-9:
            best = min(best, fee[built].sum())
    return best


@given(st.integers(0, 10_000), st.booleans(), st.sampled_from([0.3, 0.7, 0.95, 1.0]))
def test_nothing_less_does(seed, by_cost, share):
    rng = np.random.default_rng(seed)
    cover = rng.random((9, 7)) < 0.3
    demand = rng.integers(0, 6, 9).astype(float)
    fixed, forbidden = [0], [6]
    fee = rng.integers(1, 9, 7).astype(float) if by_cost else np.ones(7)
    most = demand[cover[:, :6].any(axis=1)].sum()
    target = share * most
    if target == 0:
        return

    found = least_sites(
        cover,
        demand,
        people=target,
        cost=fee if by_cost else None,
        fixed=fixed,
        forbidden=forbidden,
    )

    built = found.plan.open
    assert built[0]
    assert not built[6]
    assert demand[(cover & built).any(axis=1)].sum() == found.people >= target - 1e-9
    assert found.plan.value == fee[built].sum() == every_plan(cover, demand, fee, target, [0], [6])
    assert found.plan.status == "optimal"
    assert found.plan.bound == found.plan.value
    assert found.most == most


def test_a_target_beyond_all_candidates_says_how_far_they_go():
    cover, demand = [[1, 0], [0, 1], [0, 0]], [5, 3, 2]
    with pytest.raises(InfeasibleError, match=r"together cover 8 people, fewer than 9.*1 demands"):
        least_sites(cover, demand, people=9)
    with pytest.raises(InputError, match="people must be finite and > 0"):
        least_sites(cover, demand, people=0)
    assert least_sites(cover, demand, people=8).plan.n_open == 2
    assert least_sites(cover, demand, people=5).plan.sites.tolist() == [0]


@pytest.mark.parametrize("seed", range(8))
def test_budgets_one_after_the_other_bound_the_least_money(seed, monkeypatch):
    monkeypatch.setattr("gongfu.plan.closing._PAIRS", -1)
    rng = np.random.default_rng(seed)
    cover = rng.random((12, 8)) < 0.3
    demand = rng.integers(1, 6, 12).astype(float)
    fee = np.round(10 ** rng.uniform(0, 3, 8))
    target = 0.8 * demand[cover[:, :7].any(axis=1)].sum()
    found = least_sites(cover, demand, people=target, cost=fee, fixed=[0], forbidden=[7])
    least = every_plan(cover, demand, fee, target, [0], [7])
    assert found.plan.open[0]
    assert not found.plan.open[7]
    assert found.people >= target
    assert found.plan.bound <= least <= found.plan.value == fee[found.plan.open].sum()
    assert found.plan.gap < 0.2


@pytest.mark.parametrize("unit", [1e-10, 1e-6, 1e6])
def test_the_unit_of_people_makes_no_difference(unit):
    cover = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 1]], bool)
    demand, fee = unit * np.array([5.0, 1.0, 4.0, 3.0]), np.array([9.0, 2.0, 3.0])
    found = least_sites(cover, demand, people=8 * unit, cost=fee)
    assert found.plan.sites.tolist() == [1, 2]
    assert (found.plan.value, found.plan.bound, found.plan.status) == (5.0, 5.0, "optimal")


def test_a_demand_of_next_to_nobody_is_not_lost_in_the_solver():
    cover, demand = [[1, 0, 0], [0, 1, 0], [0, 0, 1]], [4.0, 1e-9, 1e-9]
    found = least_sites(cover, demand, people=4 + 5e-10, cost=[5, 2, 3])
    assert found.people >= found.target
    assert found.plan.bound <= 7 == found.plan.value
