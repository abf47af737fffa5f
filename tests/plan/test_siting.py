"""Every function of siting beside all plans there are: feasible, counted again, bounded, best."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array, csr_array
from scipy.special import logsumexp

from gongfu.errors import InfeasibleError, InputError
from gongfu.plan.center import lscp, p_center
from gongfu.plan.covering import mclp
from gongfu.plan.kolm_pollak import kolm_pollak
from gongfu.plan.median import p_median
from tests.draws import examples
from tests.plan.small_sites import small_case

SEEDS = st.integers(0, 2**32 - 1)
CLOSE = 1e-9


def check(plan, case, truth, value):
    """A plan beside the best of all plans (truth) and what it is worth, counted again (value)."""
    better = 1.0 if plan.objective == "max" else -1.0
    near = CLOSE * max(abs(truth), abs(plan.value))
    assert case.allows(plan.open)
    assert plan.value == pytest.approx(value, rel=CLOSE, abs=0)
    assert better * (truth - plan.value) >= -near
    assert better * (plan.bound - truth) >= -near
    assert better * (plan.bound - plan.value) >= 0.0
    if plan.status == "optimal":
        assert plan.value == pytest.approx(truth, rel=CLOSE, abs=0)
    else:
        assert plan.bound != plan.value

    served = np.flatnonzero(plan.assign >= 0)
    assert plan.open[plan.assign[served]].all()
    assert np.isfinite(case.cost[served, plan.assign[served]]).all()
    lost = np.flatnonzero((case.demand > 0) & ~case.reachable)
    np.testing.assert_array_equal(plan.unreachable, lost)

    values, bounds = np.array([step[1:] for step in plan.history]).reshape(-1, 2).T
    assert (np.diff(values) * better >= 0).all()
    assert not np.isinf(bounds).any()
    bounds = bounds[~np.isnan(bounds)]
    assert (np.diff(bounds) * better <= 0).all()


@given(SEEDS)
@example(16994)  # five million people near sites beyond the budget, and 1e-7 near others
@settings(max_examples=examples(150))
def test_mclp_is_bounded_by_and_mostly_is_the_best_of_all_plans(seed):
    case = small_case(np.random.default_rng(seed))
    covered = (case.plans()[:, None] & case.covers()).any(axis=2)
    plan = mclp(case.covers(), case.demand, **case.limits)
    check(plan, case, (covered @ case.demand).max(), case.demand[plan.assign >= 0].sum())
    met = (plan.open & case.covers()).any(axis=1)
    np.testing.assert_array_equal(plan.assign >= 0, met)
    first = (plan.open & case.covers()).argmax(axis=1)
    np.testing.assert_array_equal(plan.assign[met], first[met])


@given(SEEDS)
@settings(max_examples=examples(150))
def test_p_median_is_bounded_by_and_mostly_is_the_best_of_all_plans(seed):
    rng = np.random.default_rng(seed)
    case = small_case(rng)
    counts = (case.demand > 0) & case.reachable
    cost = case.least(case.plans())[:, counts] @ case.demand[counts]
    given_costs = case.sparse() if rng.random() < 0.5 else case.cost
    if not np.isfinite(cost).any():
        with pytest.raises(InfeasibleError, match="no plan was found that serves everybody"):
            p_median(given_costs, case.demand, **case.limits)
        return
    plan = p_median(given_costs, case.demand, **case.limits)
    at = np.flatnonzero(counts)
    value = (case.demand[at] * case.cost[at, plan.assign[at]]).sum()
    check(plan, case, cost.min(), value)
    least = case.least(plan.open[None])[0]
    np.testing.assert_array_equal(plan.assign >= 0, np.isfinite(least))
    at = np.flatnonzero(plan.assign >= 0)
    np.testing.assert_array_equal(case.cost[at, plan.assign[at]], least[at])


@given(SEEDS)
@settings(max_examples=examples(100))
def test_p_center_is_bounded_by_and_mostly_is_the_best_of_all_plans(seed):
    rng = np.random.default_rng(seed)
    case = small_case(rng, ("n_sites",))
    counts = (case.demand > 0) & case.reachable
    worst = case.least(case.plans())[:, counts].max(axis=1, initial=0.0)
    given_costs = case.sparse() if rng.random() < 0.5 else case.cost
    if not np.isfinite(worst).any():
        with pytest.raises(InfeasibleError, match="open more, or give costs"):
            p_center(given_costs, case.demand, **case.limits)
        return
    plan = p_center(given_costs, case.demand, **case.limits)
    at = np.flatnonzero(counts)
    check(plan, case, worst.min(), case.cost[at, plan.assign[at]].max(initial=0.0))


@given(SEEDS)
@settings(max_examples=examples(100))
def test_lscp_is_bounded_by_and_mostly_is_the_best_of_all_plans(seed):
    rng = np.random.default_rng(seed)
    case = small_case(rng, ())
    fee = rng.choice([None, 1.0, 1_000.0, 1e9])
    if fee is not None:
        fee = np.floor(rng.random(case.cost.shape[1]) * fee * 2) / rng.choice([1.0, 3.0])
    plans = case.plans()
    counts = (case.demand > 0) & case.reachable
    covers = (plans[:, None] & case.covers()).any(axis=2)[:, counts].all(axis=1)
    cost = plans[covers] @ (case.fee if fee is None else fee)
    plan = lscp(case.covers(), case.demand, cost=fee, **case.limits)
    assert (plan.assign[counts] >= 0).all()
    check(plan, case, cost.min(), plan.open @ (case.fee if fee is None else fee))


@given(SEEDS)
@settings(max_examples=examples(100))
def test_kolm_pollak_is_bounded_by_and_mostly_is_the_best_of_all_plans(seed):
    rng = np.random.default_rng(seed)
    case = small_case(rng)
    counts = (case.demand > 0) & case.reachable
    people = case.demand[counts]
    least = case.least(case.plans())[:, counts]
    served = np.isfinite(least).all(axis=1)
    allowed = case.cost[:, ~case.decided[1]][counts]
    spread = allowed.min(axis=1).max(initial=0.0) or 1.0
    kappa = 10.0 ** rng.uniform(-2, 1) / spread  # costs may be 1e12 times as large
    if not served.any():
        with pytest.raises(InfeasibleError):
            kolm_pollak(case.cost, case.demand, kappa=kappa, **case.limits)
        return
    plan = kolm_pollak(case.cost, case.demand, kappa=kappa, **case.limits)
    if not counts.any():
        assert (plan.value, plan.bound) == (0.0, 0.0)
        return

    def equivalent(costs):
        return logsumexp(kappa * costs, b=people / people.sum(), axis=-1) / kappa

    near = 1e-7 * plan.value + 1e-12 / kappa  # the logarithm of nearly 1
    assert case.allows(plan.open)
    value = equivalent(case.least(plan.open[None])[0][counts])
    assert plan.value == pytest.approx(value, rel=1e-7, abs=near)
    truth = equivalent(least[served]).min()
    assert plan.bound <= truth + near
    assert truth <= plan.value + near
    if plan.status == "optimal":
        assert plan.value <= truth + near


FUNCTIONS = [
    lambda costs, demand, **given: mclp(np.isfinite(costs) & (costs < 0.4), demand, **given),
    p_median,
    p_center,
]


@pytest.mark.parametrize("function", FUNCTIONS, ids=["mclp", "p_median", "p_center"])
def test_the_same_seed_gives_the_same_plan_and_nothing_given_is_changed(function):
    rng = np.random.default_rng(5)
    costs, demand = rng.random((60, 20)), rng.integers(0, 9, 60).astype(float)
    before = costs.copy(), demand.copy()
    costs.flags.writeable = demand.flags.writeable = False
    one, two = (function(costs, demand, n_sites=4, seed=7, fixed=[3]) for _ in range(2))
    np.testing.assert_array_equal(one.open, two.open)
    np.testing.assert_array_equal(one.assign, two.assign)
    assert (one.value, one.bound) == (two.value, two.bound)
    np.testing.assert_equal(one.history, two.history)
    np.testing.assert_array_equal(costs, before[0])
    np.testing.assert_array_equal(demand, before[1])


def test_sparse_input_that_is_read_only_and_not_in_order_stays_as_it_is():
    start, site = np.array([0, 2, 4, 6]), np.array([1, 0, 2, 1, 0, 2])
    cost = np.array([1.0, 0.0, 3.0, 2.0, 5.0, 4.0])
    for array in (start, site, cost):
        array.flags.writeable = False
    pairs = csr_array((cost, site, start), shape=(3, 3))
    plan = p_median(pairs, [1, 1, 1], n_sites=2)
    # Rows: 0 -> {0: 0, 1: 1}, 1 -> {1: 2, 2: 3}, 2 -> {0: 5, 2: 4}; sites 0 and 2: 0 + 3 + 4.
    # Sites 0 and 1: 0 + 2 + 5; sites 1 and 2: 1 + 2 + 4.  All three cost 7.
    assert (plan.value, plan.bound, plan.status) == (7.0, 7.0, "optimal")
    np.testing.assert_array_equal(pairs.indices, [1, 0, 2, 1, 0, 2])


@pytest.mark.parametrize("scale", [1e-30, 1e-9, 1e9, 1e30])
def test_the_unit_of_people_or_of_cost_makes_no_difference(scale):
    rng = np.random.default_rng(3)
    costs, demand = rng.random((50, 15)), rng.random(50)
    near = costs < 0.2
    np.testing.assert_array_equal(
        p_median(costs * scale, demand, n_sites=4).open, p_median(costs, demand, n_sites=4).open
    )
    np.testing.assert_array_equal(
        mclp(near, demand * scale, n_sites=4).open, mclp(near, demand, n_sites=4).open
    )


def test_frames_lists_and_nullable_numbers_do_too():
    cover = pd.DataFrame([[1, 0], [0, 1]], index=["a", "b"], columns=["x", "y"])
    plan = mclp(cover, pd.Series([2, 5], dtype="Int64"), n_sites=1)
    assert (plan.sites.tolist(), plan.value) == ([1], 5.0)


def test_a_budget_of_decimals_pays_for_what_adds_up_to_it():
    # 0.1 + 0.2 > 0.3 in floating point.
    plan = mclp(np.eye(3), [1, 1, 1], budget=0.3, cost=[0.1, 0.2, 0.3])
    assert plan.sites.tolist() == [0, 1]
    plan = mclp(np.eye(3), [1, 1, 1], budget=0.3, cost=[0.1, 0.2, 0.3], fixed=[0, 1])
    assert plan.value == 2.0


@pytest.mark.parametrize("function", [mclp, p_median])
def test_demand_that_no_site_can_serve_is_named_and_the_plan_goes_on(function):
    nothing = csr_array((3, 2))
    plan = function(nothing, [1, 0, 1], n_sites=1)
    assert (plan.unreachable.tolist(), plan.assign.tolist()) == ([0, 2], [-1, -1, -1])
    assert (plan.value, plan.bound, plan.gap, plan.status) == (0.0, 0.0, 0.0, "optimal")


def test_a_zero_that_is_given_is_a_cost_of_nothing_and_no_cover():
    pairs = csr_array(([0.0, 2.0, 5.0], [0, 1, 1], [0, 2, 3]), shape=(2, 2))
    assert p_median(pairs, [1, 1], n_sites=2).assign.tolist() == [0, 1]
    assert mclp(pairs, [1, 1], n_sites=2).assign.tolist() == [1, 1]


EYE = np.eye(3)
ONES = [1, 1, 1]
TWICE = coo_array(([1.0, 2.0, 5.0], ([0, 0, 1], [0, 0, 1])), shape=(3, 2))


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: p_median(TWICE, ONES, n_sites=1), "1 pairs of costs are given twice"),
        (lambda: p_median(TWICE.tocsc(), ONES, n_sites=0), "n_sites must be a whole number"),
        (lambda: mclp(EYE, ONES, n_sites=np.nan), "whole number of at least 1; it is nan"),
        (lambda: mclp(EYE, ONES, n_sites=np.inf), "whole number of at least 1; it is inf"),
        (lambda: mclp(EYE, ONES, n_sites="2"), "whole number of at least 1; it is '2'"),
        (lambda: mclp(EYE, ONES, n_sites=True), "whole number of at least 1; it is True"),
        (lambda: mclp(EYE, ONES, n_sites=4), "only 3 sites are allowed"),
        (lambda: mclp(EYE, ONES, n_sites=1, fixed=[0, 1]), "2 sites are fixed"),
        (lambda: mclp(EYE, ONES, n_sites=1, fixed=[0], forbidden=[0]), "both fixed and forbidden"),
        (lambda: mclp(EYE, ONES, n_sites=1, fixed=[3]), "positions 3; sites are 0 to 2"),
        (lambda: mclp(EYE, ONES, n_sites=1, fixed=[0.5]), "fixed must be positions"),
        (lambda: mclp(EYE, ONES, n_sites=1, fixed=[True]), r"shape \(1,\); it needs \(3,\)"),
        (lambda: mclp(EYE, ONES), "say how many sites"),
        (lambda: mclp(EYE, ONES, budget=1), "give cost"),
        (lambda: mclp(EYE, ONES, n_sites=1, cost=ONES), "needs a budget"),
        (lambda: mclp(EYE, ONES, budget=1, cost=[1, -1, np.nan]), "not for sites 1, 2"),
        (lambda: mclp(EYE, ONES, budget=np.nan, cost=ONES), "budget must be finite"),
        (lambda: mclp(EYE, ONES, n_sites=1, effort=0), "effort must be a finite number"),
        (lambda: mclp(EYE, ONES, n_sites=1, effort="much"), "effort must be a finite number"),
        (lambda: mclp(EYE, [1, 1], n_sites=1), "there are 3 rows of demand"),
        (lambda: mclp(EYE, [0, 0, 0], n_sites=1), "every demand is 0"),
        (lambda: mclp(EYE, [1, np.nan, -1], n_sites=1), r"2 rows such as 1, 2 \(such as nan\)"),
        (lambda: mclp(EYE, ["a", "b", "c"], n_sites=1), "demand must be an array of numbers"),
        (lambda: mclp([["a"]], [1], n_sites=1), "cover must be an array of numbers"),
        (lambda: mclp([[1, 0], [1]], [1, 1], n_sites=1), "every row the same length"),
        (lambda: mclp([[np.nan, 1]], [1], n_sites=1), r"not in row 0 \(such as nan\)"),
        (lambda: p_median(EYE * 1j, ONES, n_sites=1), "costs must be an array of numbers"),
        (lambda: p_median([[np.nan, 1]], [1], n_sites=1), r"not in row 0 \(such as nan\)"),
        (lambda: p_median([[-1, 1]], [1], n_sites=1), r"not in row 0 \(such as -1.0\)"),
        (lambda: p_median([1, 2], [1], n_sites=1), "must have two axes"),
        (lambda: p_median(np.ones((0, 2)), [], n_sites=1), "there must be a demand and a site"),
    ],
)
def test_what_cannot_be_used_is_named(call, told):
    with pytest.raises(InputError, match=told):
        call()


def test_a_budget_that_pays_for_nothing_is_infeasible():
    with pytest.raises(InfeasibleError, match="cheapest site costs 2"):
        mclp(EYE, ONES, budget=1, cost=[2, 3, 4])
    with pytest.raises(InfeasibleError, match="fixed sites cost 7, more than the budget of 6"):
        mclp(EYE, ONES, budget=6, cost=[2, 3, 4], fixed=[1, 2])


def test_a_cost_that_swallows_1_is_still_less_than_serving_nobody():
    # 1e20 + 1 == 1e20 in floating point.
    plan = p_median([[1e20, 3e20]], [1], n_sites=1)
    assert (plan.assign.tolist(), plan.value, plan.status) == ([0], 1e20, "optimal")
