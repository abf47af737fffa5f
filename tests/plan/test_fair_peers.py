"""Backup, gradual, grouped and multi-kind plans beside a model of their own for HiGHS."""

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from gongfu.plan.backup import backup_mclp
from gongfu.plan.gradual import gradual_mclp, levels_within
from gongfu.plan.grouped import grouped_mclp
from gongfu.plan.multi_kind import multi_kind_mclp

N, M, P = 150, 24, 5


def world(seed):
    """Minutes from homes to places, and people."""
    rng = np.random.default_rng(seed)
    homes, places = rng.random((N, 2)), rng.random((M, 2))
    minutes = 100 * np.linalg.norm(homes[:, None] - places[None], axis=2)
    return minutes, rng.integers(1, 50, N).astype(float), homes


def highs(links, gains, n_sites, rules=()):
    """The best worth: rows y <= links x, worth gains y, at most P sites, other rules on (x, y).

    A row that takes two sites is written twice: y1 + y2 <= x, y1 <= 1, y2 <= 1.
    """
    n_y = gains.size
    count = np.r_[np.ones(n_sites), np.zeros(n_y)]
    answer = milp(
        np.r_[np.zeros(n_sites), -gains],
        integrality=np.r_[np.ones(n_sites), np.zeros(n_y)],
        bounds=Bounds(0.0, 1.0),
        constraints=[LinearConstraint(links, 0, np.inf), LinearConstraint(count, 0, P), *rules],
        options={"mip_rel_gap": 0.0},
    )
    return -answer.fun


def check(plan, truth):
    assert plan.value <= truth * (1 + 1e-9)
    assert plan.bound >= truth * (1 - 1e-9)
    assert plan.gap < 0.01
    if plan.status == "optimal":
        assert plan.value == pytest.approx(truth)


def once(cover):
    return sparse.hstack([sparse.csr_array(cover.astype(float)), -sparse.eye_array(len(cover))])


@pytest.mark.parametrize("part", [0.15, 0.4])
def test_backup(part):
    minutes, people, _ = world(1)
    cover = minutes < 25
    twice = sparse.hstack([once(cover), -sparse.eye_array(N)])
    truth = highs(twice, np.r_[(1 - part) * people, part * people], M)
    check(backup_mclp(cover, people, backup_weight=part, n_sites=P), truth)


def test_gradual_with_a_hard_limit():
    minutes, people, _ = world(2)
    # In full within 12, for 0.4 within 25: y of the near sites, z of both, worth 0.6 y + 0.4 z.
    near, far, hard = minutes <= 12, minutes <= 25, minutes <= 45
    links = sparse.block_array(
        [
            [sparse.csr_array(near.astype(float)), -sparse.eye_array(N), None],
            [sparse.csr_array(far.astype(float)), None, -sparse.eye_array(N)],
        ]
    )
    rule = LinearConstraint(np.hstack([hard.astype(float), np.zeros((N, 2 * N))]), 1, np.inf)
    truth = highs(links, np.r_[0.6 * people, 0.4 * people], M, [rule])
    level = levels_within(minutes, {12: 1, 25: 0.4})
    plan = gradual_mclp(level, people, must_cover=hard, n_sites=P)
    check(plan, truth)
    assert (plan.open & hard).any(axis=1).all()
    free = gradual_mclp(level, people, n_sites=P)
    check(free, highs(links, np.r_[0.6 * people, 0.4 * people], M))
    assert free.value > plan.value  # the hard limit binds


@pytest.mark.parametrize("seed", [3, 4])
def test_floors_for_three_groups(seed):
    minutes, people, homes = world(seed)
    cover = minutes < 18
    side = np.minimum((homes[:, 0] * 3).astype(int), 2)
    groups = np.where(side[:, None] == np.arange(3), people[:, None], 0.0)
    free = grouped_mclp(cover, groups, n_sites=P)
    worst = int(np.argmin(free.share))
    floors = np.zeros(3)
    floors[worst] = np.ceil(free.reached[worst] + 0.15 * free.people[worst])
    floors[(worst + 1) % 3] = np.ceil(0.9 * free.reached[(worst + 1) % 3])
    rule = LinearConstraint(np.hstack([np.zeros((3, M)), groups.T]), floors, np.inf)
    truth = highs(once(cover), people, M, [rule])
    found = grouped_mclp(cover, groups, floors=floors, n_sites=P)
    check(found.plan, truth)
    assert (found.reached >= floors).all()
    assert found.plan.value < free.plan.value  # the floors bind


def test_places_for_one_kind_each():
    minutes, people, _ = world(5)
    rng = np.random.default_rng(6)
    other = rng.integers(1, 50, N).astype(float)
    near = minutes < 18
    block = sparse.block_diag([near.astype(float)] * 2)
    links = sparse.hstack([block, -sparse.eye_array(2 * N)])
    apart = np.hstack([np.eye(M), np.eye(M), np.zeros((M, 2 * N))])
    truth = highs(links, np.r_[people, other], 2 * M, [LinearConstraint(apart, 0, 1)])
    found = multi_kind_mclp(
        {"a": near, "b": near}, {"a": people, "b": other}, n_sites=P, one_per_place=True
    )
    check(found.plan, truth)
