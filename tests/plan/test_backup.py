"""Backup coverage beside every plan there is, and beside mclp where a second counts nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.plan.backup import Backup, backup_mclp
from gongfu.plan.covering import mclp
from gongfu.plan.lagrangean import FREE, Choice, ascend
from tests.draws import examples
from tests.plan.small_sites import small_case

SEEDS = st.integers(0, 2**32 - 1)


def worth(case, plans, part):
    """What each plan (..., m) is worth."""
    times = (plans[:, None] & case.covers()).sum(axis=2)
    return ((1 - part) * (times > 0) + part * (times > 1)) @ case.demand


def test_by_hand():
    # Once covered: 10 by 0 and by 1, 3 by 2.  Twice: 10 by 0 and 1 together.
    cover, people = [[1, 1, 0], [1, 1, 0], [0, 0, 1]], [6, 4, 3]
    apart = backup_mclp(cover, people, backup_weight=0.2, n_sites=2)  # 0.8 * 13 > 10
    assert (apart.sites.tolist(), apart.assign.tolist()) == ([0, 2], [0, 0, 2])
    assert apart.value == pytest.approx(10.4)
    assert apart.status == "optimal"
    both = backup_mclp(cover, people, backup_weight=0.4, n_sites=2)  # 0.6 * 13 < 10
    assert both.sites.tolist() == [0, 1]
    assert both.assign.tolist() == [0, 0, -1]
    all_three = backup_mclp(cover, people, backup_weight=0.4, n_sites=3)
    assert all_three.value == pytest.approx(0.6 * 13 + 0.4 * 10)


@given(SEEDS, st.sampled_from([0.0, 0.1, 0.25, 0.5]))
@settings(max_examples=examples(120))
def test_bounded_by_and_mostly_the_best_of_all_plans(seed, part):
    case = small_case(np.random.default_rng(seed))
    truth = worth(case, case.plans(), part).max()
    plan = backup_mclp(case.covers(), case.demand, backup_weight=part, **case.limits)
    near = 1e-9 * case.demand.sum()
    assert case.allows(plan.open)
    assert plan.value == pytest.approx(worth(case, plan.open[None], part)[0], rel=1e-9)
    assert plan.value <= truth + near
    assert plan.bound >= truth - near
    if plan.status == "optimal":
        assert plan.value == pytest.approx(truth, abs=near)
    np.testing.assert_array_equal(plan.assign >= 0, (plan.open & case.covers()).any(axis=1))
    np.testing.assert_array_equal(
        plan.unreachable, np.flatnonzero((case.demand > 0) & ~case.reachable)
    )


@given(SEEDS)
@settings(max_examples=40)
def test_what_is_left_costs_what_the_whole_costs(seed):
    rng = np.random.default_rng(seed)
    n, m = 12, 6
    mask = rng.random((n, m)) < 0.4
    start = np.r_[0, np.cumsum(mask.sum(axis=1))].astype(np.int64)
    site = np.nonzero(mask)[1].astype(np.int32)
    first = rng.integers(1, 9, n).astype(float)
    second = np.floor(first * rng.random(n))
    whole = Backup.merged(start, site, first, second, m)
    lost = float((first + second)[~mask.any(axis=1)].sum())
    status = rng.integers(-1, 2, m).astype(np.int8)
    part, apart = whole.shrink(status)
    for _ in range(5):
        chosen = rng.random(m) < 0.5
        built = (status == 1) | ((status == FREE) & chosen)
        times = (mask & built).sum(axis=1)
        by_hand = (first * (times == 0) + second * (times < 2)).sum()
        assert whole.cost(built) + lost == pytest.approx(by_hand)
        assert part.cost(chosen[status == FREE]) + apart + lost == pytest.approx(by_hand)


@given(SEEDS)
@settings(max_examples=40)
def test_any_multipliers_give_a_bound(seed):
    rng = np.random.default_rng(seed)
    n, m, p = 9, 7, 3
    mask = rng.random((n, m)) < 0.5
    start = np.r_[0, np.cumsum(mask.sum(axis=1))].astype(np.int64)
    first = rng.random(n)
    second = first * rng.random(n)
    problem = Backup.merged(start, np.nonzero(mask)[1].astype(np.int32), first, second, m)
    plans = (rng.permuted(np.tile(np.arange(m), (60, 1)), axis=1) < p).astype(bool)
    least = min(problem.cost(plan) for plan in plans)
    found = ascend(
        problem, Choice(p, np.ones(m), None), np.zeros(m, np.int8), value=least,
        u=rng.random(problem.first.size), scale=problem.weight, n_steps=int(rng.integers(0, 60)),
    )  # fmt: skip
    assert found.bound <= least + 1e-12


def test_proved_on_a_larger_case_and_near_mclp_without_backup():
    rng = np.random.default_rng(3)
    homes, places = rng.random((600, 2)), rng.random((80, 2))
    cover = np.linalg.norm(homes[:, None] - places[None], axis=2) < 0.12
    people = rng.integers(1, 50, 600)
    alone = mclp(cover, people, n_sites=8)
    assert backup_mclp(cover, people, backup_weight=0.0, n_sites=8).value == alone.value
    plan = backup_mclp(cover, people, backup_weight=0.3, n_sites=8)
    assert plan.gap < 0.005
    again = backup_mclp(cover, people, backup_weight=0.3, n_sites=8)
    np.testing.assert_array_equal(plan.open, again.open)


@pytest.mark.parametrize("part", [-0.1, 0.6, float("nan"), "half"])
def test_a_second_site_counts_for_no_more_than_the_first(part):
    with pytest.raises(InputError, match=r"backup_weight must be 0 to 0\.5"):
        backup_mclp([[1]], [1], backup_weight=part, n_sites=1)
