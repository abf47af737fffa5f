"""Bounds beside the truth: whole numbers too large to be exact, and HiGHS on larger cases."""

import itertools

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from gongfu.plan.center import lscp, p_center
from gongfu.plan.covering import mclp
from gongfu.plan.lagrangean import FREE, Choice, ascend
from gongfu.plan.median import Median, p_median
from gongfu.plan.site_checks import grain_of


def test_bounds_on_large_whole_numbers_are_not_rounded_past_the_truth():
    # Costs near 1e14: sums of floats are off by more than 1 there, and a plan's cost is counted
    # in integers of Python.
    for seed in (35, 37, 47, 48, 57):
        rng = np.random.default_rng(seed)
        n, m, p = 400, 9, int(rng.integers(1, 5))
        demand = np.floor(10.0 ** rng.uniform(6, 9) * rng.random(n)) + 1
        costs = np.floor(rng.random((n, m)) * 1e4)
        plans = np.array([np.isin(np.arange(m), s) for s in itertools.combinations(range(m), p)])
        least = np.where(plans[:, None], costs, np.inf).min(axis=2)
        best = np.argsort(least @ demand)[:3]
        truth = min(sum(map(int.__mul__, map(int, demand), map(int, least[at]))) for at in best)

        start, site = np.arange(0, n * m + 1, m), np.tile(np.arange(m, dtype=np.int32), n)
        limits, free = Choice(p, np.ones(m), None), np.full(m, FREE, np.int8)
        problem = Median.nearest(start, site, costs.ravel(), demand, np.arange(n), m, limits, free)
        found = ascend(
            problem,
            limits,
            free,
            value=1.05 * truth,
            u=problem.multipliers(plans[best[0]]),
            scale=problem.weight,
            n_steps=400,
        )
        assert int(np.ceil(found.bound - 1e-6)) <= truth
        assert found.bound > 0.8 * truth


def test_plans_differ_by_whole_numbers_only_where_sums_are_right_to_less_than_that():
    assert grain_of(np.array([3.0, 4.0]), np.array([2.0, 0.0])) == 1.0
    assert grain_of(np.array([3.0, 4.5])) == 0.0
    assert grain_of(np.array([3.0, 4.0]), np.array([2.5])) == 0.0
    assert grain_of(np.array([1e6]), np.array([999.0])) == 1.0
    assert grain_of(np.array([1e6]), np.array([1001.0])) == 0.0


def highs_mclp(cover, demand, p):
    """The most people that p sites cover: an independent model."""
    n, m = cover.shape
    link = sparse.hstack([-sparse.csr_array(cover.astype(float)), sparse.eye_array(n)])
    count = np.r_[np.ones(m), np.zeros(n)][None]
    answer = milp(
        np.r_[np.zeros(m), -demand],
        integrality=np.r_[np.ones(m), np.zeros(n)],
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(link, -np.inf, 0), LinearConstraint(count, 0, p)],
        options={"mip_rel_gap": 0.0},
    )
    assert answer.status == 0
    return -answer.fun


def highs_median(costs, demand, p):
    """The least weighted cost from p sites: an independent model."""
    m = costs.shape[1]
    row, site = np.nonzero(np.isfinite(costs))
    pair = np.arange(row.size)
    once = sparse.csr_array((np.ones(row.size), (row, pair)), shape=(len(costs), row.size))
    opens = sparse.csr_array((np.ones(row.size), (pair, site)), shape=(row.size, m))
    answer = milp(
        np.r_[np.zeros(m), demand[row] * costs[row, site]],
        integrality=np.r_[np.ones(m), np.zeros(row.size)],
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(sparse.hstack([sparse.csr_array((len(costs), m)), once]), 1, 1),
            LinearConstraint(sparse.hstack([opens, -sparse.eye_array(row.size)]), 0, np.inf),
            LinearConstraint(np.r_[np.ones(m), np.zeros(row.size)][None], 0, p),
        ],
        options={"mip_rel_gap": 0.0},
    )
    assert answer.status == 0
    return answer.fun


def between(low, truth, high):
    """low <= truth <= high, but for what HiGHS leaves open."""
    assert low <= truth * (1 + 1e-7)
    assert truth <= high * (1 + 1e-7)


def random_places(seed, n=200, m=40):
    rng = np.random.default_rng(seed)
    homes, sites = rng.random((n, 2)), rng.random((m, 2))
    costs = np.hypot(*(homes[:, None] - sites).transpose(2, 0, 1))
    demand = rng.integers(1, 1_000, n).astype(float) if seed % 2 else rng.random(n)
    return costs, demand


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("effort", [1.0, 1e-9])
def test_highs_lies_between_value_and_bound(seed, effort):
    costs, demand = random_places(seed)
    plan = mclp(costs < 0.15, demand, n_sites=8, effort=effort)
    between(plan.value, highs_mclp(costs < 0.15, demand, 8), plan.bound)
    assert plan.gap <= (0.0 if effort == 1.0 else 0.05)
    costs[costs > 0.8] = np.inf
    plan = p_median(costs[:100], demand[:100], n_sites=8, effort=effort)
    between(plan.bound, highs_median(costs[:100], demand[:100], 8), plan.value)
    assert plan.gap <= (0.0 if effort == 1.0 else 0.05)


@pytest.mark.parametrize("seed", range(2))
def test_lists_that_are_cut_leave_the_bound_a_bound(seed):
    # Long rows are cut at 100 of 150 sites; short rows, of few people, force sites that serve
    # nobody else, and 20 sites leave some long rows to those behind the cut.
    rng = np.random.default_rng(seed)
    costs = 10.0 ** rng.uniform(-1, 3, (40, 150))
    costs[:18][rng.random((18, 150)) < 0.98] = np.inf
    costs[:18, 0] = np.where(np.isfinite(costs[:18]).any(axis=1), costs[:18, 0], 1.0)
    demand = np.r_[np.full(18, 1e-3), 10.0 ** rng.uniform(0, 3, 22)]
    plan = p_median(costs, demand, n_sites=20, effort=0.02)
    between(plan.bound, highs_median(costs, demand, 20), plan.value)


@pytest.mark.parametrize("p", [2, 4, 6])
def test_p_center_and_set_covering_of_places_beside_every_choice(p):
    # Larger than the small cases, so that sites are decided by the bound: a demand that is left
    # without a site by that must end the branch, not be forgotten.
    for seed in range(12):
        costs, demand = random_places(seed, n=60, m=13)
        every = itertools.combinations(range(13), p)
        worst = np.array([costs[:, list(sites)].min(axis=1).max() for sites in every])
        plan = p_center(costs, demand, n_sites=p)
        assert plan.value == costs[:, plan.open].min(axis=1).max()
        assert plan.bound <= worst.min() <= plan.value
        if plan.status == "optimal":
            assert plan.value == worst.min()
        assert plan.history[-1][1:] == (plan.value, plan.bound)

        near = costs <= worst.min()
        fewest = lscp(near)
        assert near[:, fewest.open].any(axis=1).all()
        assert fewest.value == fewest.n_open <= p
        assert fewest.bound <= fewest.value
        smaller = np.array(list(itertools.combinations(range(13), fewest.n_open - 1)))
        assert not near[:, smaller].any(axis=2).all(axis=0).any()
