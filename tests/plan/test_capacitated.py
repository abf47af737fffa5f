"""Sites that take only so many people: beside all plans there are, and beside HiGHS."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import linprog

from gongfu.errors import InfeasibleError, InputError
from gongfu.plan.capacitated import capacitated_mclp, capacitated_p_median
from gongfu.plan.covering import mclp
from gongfu.plan.median import p_median
from tests.plan.small_sites import small_case

SEEDS = st.integers(0, 2**32 - 1)
CLOSE = 1e-7  # the judge's own


def drawn_room(rng, case):
    """Capacities about as large as what a site would get, some none and some without end."""
    m = case.cost.shape[1]
    room = case.demand.sum() / m * rng.choice([0.5, 1.0, 2.0, 5.0]) * rng.random(m) * 2
    if (case.demand == np.floor(case.demand)).all() and rng.random() < 0.7:
        room = np.ceil(room)
    room[rng.random(m) < 0.1] = 0.0
    room[rng.random(m) < 0.1] = np.inf
    return room


def best_division(case, room, built, counts, reward):
    """Most people served, or (reward 0) the least cost of serving all, by HiGHS; None if none."""
    row, site = np.nonzero(np.isfinite(case.cost) & built & counts[:, None] & (room > 0))
    scale = case.demand.max()
    n, m = case.cost.shape
    need = np.where(counts, case.demand, 0.0) / scale
    if row.size == 0:
        return 0.0 if reward or not need.any() else None
    pair = np.arange(row.size)
    once = sparse.csr_array((np.ones(row.size), (row, pair)), shape=(n, row.size))
    load = sparse.csr_array((np.ones(row.size), (site, pair)), shape=(m, row.size))
    finite = np.isfinite(room)
    unit = case.cost[row, site]
    dear = max(unit.max(), 1e-300)
    answer = linprog(
        -np.ones(row.size) if reward else unit / dear,
        A_ub=sparse.vstack([load.tocsr()[finite], once]) if reward else load.tocsr()[finite],
        b_ub=np.r_[room[finite] / scale, need] if reward else room[finite] / scale,
        A_eq=None if reward else once,
        b_eq=None if reward else need,
    )
    if answer.status == 2:
        return None
    assert answer.status == 0
    return -answer.fun * scale if reward else answer.fun * scale * dear


def check(plan, case, room, truth):
    """A plan beside the truth, and every claim of it counted again."""
    better = 1.0 if plan.objective == "max" else -1.0
    near = CLOSE * max(abs(truth), abs(plan.value))
    assert case.allows(plan.open)
    assert better * (truth - plan.value) >= -near
    assert better * (plan.bound - truth) >= -near
    assert better * (plan.bound - plan.value) >= 0.0
    if plan.status == "optimal":
        assert plan.value == pytest.approx(truth, rel=CLOSE, abs=1e-300)

    served = plan.served.toarray()
    people = case.demand.sum()
    assert (plan.served.data > 0).all()
    assert np.isfinite(case.cost[served > 0]).all()
    assert not served[:, ~plan.open].any()
    assert (served.sum(axis=1) <= case.demand + 1e-12 * people).all()
    assert (plan.load <= room + 1e-12 * people).all()
    np.testing.assert_allclose(plan.load, served.sum(axis=0), rtol=1e-12)
    most = np.where(served.any(axis=1), served.argmax(axis=1), -1)
    np.testing.assert_array_equal(plan.assign, most)

    values, bounds = np.array([step[1:] for step in plan.history]).reshape(-1, 2).T
    assert (np.diff(values) * better >= 0).all()
    bounds = bounds[~np.isnan(bounds)]
    assert (np.diff(bounds) * better <= 0).all()


def modest_case(rng, **knobs):
    """A small case in numbers that the judge can tell apart."""
    case = small_case(rng, **knobs)
    if case.demand[case.demand > 0].min() < 1e-4 * case.demand.max():
        case.demand[:] = rng.integers(0, 50, case.demand.size)
        case.demand[0] += 1.0
    finite = np.isfinite(case.cost)
    if finite.any() and case.cost[finite].max() > 1e6 * max(case.cost[finite].min(), 1e-300):
        case.cost[finite] = rng.integers(0, 100, finite.sum())
    return case


@given(SEEDS)
@settings(max_examples=60)
def test_mclp_with_capacities_beside_all_plans(seed):
    rng = np.random.default_rng(seed)
    case = modest_case(rng)
    room = drawn_room(rng, case)
    counts = case.demand > 0
    truth = max(best_division(case, room, built, counts, reward=1.0) for built in case.plans())
    plan = capacitated_mclp(case.covers(), case.demand, room, **case.limits)
    check(plan, case, room, truth)
    assert plan.value == pytest.approx(plan.served.sum(), rel=1e-12, abs=0)


@given(SEEDS)
@settings(max_examples=60)
def test_p_median_with_capacities_beside_all_plans(seed):
    rng = np.random.default_rng(seed)
    case = modest_case(rng)
    room = drawn_room(rng, case)
    usable = np.isfinite(case.cost) & ~case.decided[1] & (room > 0)
    counts = usable.any(axis=1) & (case.demand > 0)
    costs = [best_division(case, room, built, counts, reward=0.0) for built in case.plans()]
    possible = [cost for cost in costs if cost is not None]
    if not possible:
        with pytest.raises(InfeasibleError, match="people"):
            capacitated_p_median(case.cost, case.demand, room, **case.limits)
        return
    plan = capacitated_p_median(case.sparse(), case.demand, room, **case.limits)
    check(plan, case, room, min(possible))
    served = plan.served.toarray()
    np.testing.assert_allclose(
        served.sum(axis=1), np.where(counts, case.demand, 0.0), atol=1e-9 * case.demand.sum()
    )
    value = (served[served > 0] * case.cost[served > 0]).sum()
    assert plan.value == pytest.approx(value, rel=1e-12, abs=0)
    np.testing.assert_array_equal(
        plan.unreachable, np.flatnonzero((case.demand > 0) & ~usable.any(axis=1))
    )


@given(SEEDS)
@settings(max_examples=15)
def test_room_for_everybody_is_no_limit(seed):
    rng = np.random.default_rng(seed)
    case = modest_case(rng, limits=("n_sites",))
    endless = np.full(case.cost.shape[1], np.inf)
    free = mclp(case.covers(), case.demand, **case.limits)
    plan = mclp(case.covers(), case.demand, capacity=endless, **case.limits)
    assert plan.value == pytest.approx(free.value, rel=1e-9, abs=0)
    try:
        free = p_median(case.cost, case.demand, **case.limits)
    except InfeasibleError:
        return
    plan = p_median(case.cost, case.demand, capacity=endless, **case.limits)
    assert plan.value == pytest.approx(free.value, rel=CLOSE, abs=0)


def test_a_full_site_sends_people_on():
    # Site 0 covers all 90 and takes 50; site 1 covers the last 40 only.
    cover, people = [[1, 0], [1, 1]], [50, 40]
    plan = mclp(cover, people, n_sites=2, capacity=[50, 40])
    assert (plan.value, plan.status, plan.load.tolist()) == (90, "optimal", [50, 40])
    assert plan.assign.tolist() == [0, 1]
    plan = mclp(cover, people, n_sites=2, capacity=[50, 30])
    assert (plan.value, plan.bound) == (80, 80)


def test_the_best_site_without_limits_may_be_the_worst_with_them():
    cover, people = [[1, 0], [1, 1]], [100, 20]
    assert mclp(cover, people, n_sites=1).sites.tolist() == [0]
    plan = mclp(cover, people, n_sites=1, capacity=[10, 20])
    assert (plan.sites.tolist(), plan.value) == ([1], 20)


def test_p_median_divides_people_of_one_demand():
    # 60 people at one place: 40 go to the near site (1 each), 20 to the far one (5 each).
    plan = p_median([[1, 5]], [60], n_sites=2, capacity=[40, 90])
    assert (plan.value, plan.bound, plan.assign.tolist()) == (140, 140, [0])
    assert plan.served.toarray().tolist() == [[40, 20]]


def test_nobody_is_served_where_there_is_no_room():
    plan = mclp([[1, 0], [0, 1]], [5, 7], n_sites=2, capacity=[0, 9])
    assert (plan.value, plan.unreachable.tolist(), plan.assign.tolist()) == (7, [0], [-1, 1])


def test_too_little_room_is_told():
    with pytest.raises(InfeasibleError, match=r"100 people .* 2 sites .* 70 at most, 30 too few"):
        p_median(np.ones((2, 3)), [60, 40], n_sites=2, capacity=[30, 40, 20])
    with pytest.raises(InfeasibleError, match="20 people find no room within their reach"):
        p_median([[1, np.inf], [1, 1]], [60, 10], n_sites=2, capacity=[40, 90])


@pytest.mark.parametrize("solve", [mclp, p_median])
def test_bad_capacities(solve):
    given_to = (np.ones((2, 2)), [1, 2])
    with pytest.raises(InputError, match="capacity must be >= 0, and is not for sites 1"):
        solve(*given_to, n_sites=1, capacity=[1, -2])
    with pytest.raises(InputError, match=r"sites 0 \(such as nan\)"):
        solve(*given_to, n_sites=1, capacity=[np.nan, 2])
    with pytest.raises(InputError, match=r"shape \(3,\); give one number of people"):
        solve(*given_to, n_sites=1, capacity=[1, 2, 3])
