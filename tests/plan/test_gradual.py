"""Several limits at once, beside every plan there is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongfu.errors import InfeasibleError, InputError
from gongfu.plan.covering import mclp
from gongfu.plan.gradual import gradual_mclp, levels_within
from tests.draws import examples
from tests.plan.small_sites import small_case

SEEDS = st.integers(0, 2**32 - 1)
#          sites: 0   1   2
MINUTES = [[5, 25, 40],
           [12, 14, 40],
           [40, 10, 28],
           [40, 29, 8]]  # fmt: skip
PEOPLE = [9, 4, 4, 2]


def test_by_hand():
    level = levels_within(MINUTES, {15: 1, 30: 0.5})
    # Site 0: 9 + 4.  Site 1: 4.5 + 4 + 4 + 1.  Site 2: 2 + 2.
    plan = gradual_mclp(level, PEOPLE, n_sites=1)
    assert (plan.sites.tolist(), plan.value, plan.status) == ([1], 13.5, "optimal")
    assert plan.assign.tolist() == [1, 1, 1, 1]
    two = gradual_mclp(level, PEOPLE, n_sites=2)  # 0 and 1: 9 + 4 + 4 + 1
    assert (two.sites.tolist(), two.value, two.assign.tolist()) == ([0, 1], 18.0, [0, 0, 1, 1])
    # Only those within 15 count, but nobody may be beyond 30: site 0 would be worth most.
    hard = gradual_mclp(
        np.array(MINUTES) <= 15, PEOPLE, must_cover=np.array(MINUTES) <= 30, n_sites=1
    )
    assert (hard.sites.tolist(), hard.value, hard.bound) == ([1], 8.0, 8.0)
    assert hard.assign.tolist() == [-1, 1, 1, -1]


@given(SEEDS, st.booleans(), st.booleans())
@settings(max_examples=examples(200))
def test_bounded_by_and_mostly_the_best_of_all_plans(seed, is_gradual, has_must):
    rng = np.random.default_rng(seed)
    case = small_case(rng)
    level = case.covers() * (np.ceil(rng.random(case.cost.shape) * 4) / 4 if is_gradual else 1.0)
    plans = case.plans()
    worth = (plans[:, None] * level).max(axis=2) @ case.demand
    given_more = {}
    kept = np.ones(len(plans), bool)
    if has_must:
        must = rng.random((rng.integers(1, 6), level.shape[1])) < rng.choice([0.3, 0.6])
        given_more["must_cover"] = must
        kept = (plans[:, None] & must).any(axis=2).all(axis=1)
        if not kept.any():
            with pytest.raises(InfeasibleError, match="must_cover"):
                gradual_mclp(level, case.demand, **given_more, **case.limits)
            return
    plan = gradual_mclp(level, case.demand, **given_more, **case.limits)
    truth = worth[kept].max()
    near = 1e-9 * max(1e-300, case.demand.sum())
    assert case.allows(plan.open)
    if has_must:
        assert (plan.open & must).any(axis=1).all()
    assert plan.value == pytest.approx((plan.open * level).max(axis=1) @ case.demand, abs=near)
    assert plan.value <= truth + near
    assert plan.bound >= truth - near
    if plan.status == "optimal":
        assert plan.value == pytest.approx(truth, abs=near)
    values, bounds = np.array([step[1:] for step in plan.history]).reshape(-1, 2).T
    assert (np.diff(values) >= -near).all()
    assert (bounds[~np.isnan(bounds)] >= truth - near).all()


def test_a_hard_limit_that_only_the_fewest_sites_keep():
    # Four corners must be covered by two sites; greedy for people alone would take neither.
    rng = np.random.default_rng(5)
    homes, places = rng.random((400, 2)), rng.random((60, 2))
    apart = np.linalg.norm(homes[:, None] - places[None], axis=2)
    people = rng.integers(1, 30, 400)
    free = gradual_mclp(apart < 0.15, people, n_sites=6)
    assert free.value == mclp(apart < 0.15, people, n_sites=6).value
    farthest = apart[:, free.open].min(axis=1).max()
    tight = apart <= 0.8 * farthest
    plan = gradual_mclp(apart < 0.15, people, must_cover=tight, n_sites=6)
    assert (plan.open & tight).any(axis=1).all()
    assert plan.value < free.value
    assert plan.gap < 0.02


def test_what_it_takes_is_said():
    must = np.eye(3)
    with pytest.raises(InfeasibleError, match="takes at least 3 sites, and the limit is 2"):
        gradual_mclp(np.ones((1, 3)), [5], must_cover=must, n_sites=2)
    with pytest.raises(InfeasibleError, match=r"takes at least 6 yuan.* and the limit is 5"):
        gradual_mclp(np.ones((1, 3)), [5], must_cover=must, budget=5, cost=[1, 2, 3])
    with pytest.raises(InfeasibleError, match="1 rows of must_cover, such as row 2"):
        gradual_mclp(np.ones((1, 3)), [5], must_cover=must, n_sites=2, forbidden=[2])
    held = gradual_mclp(np.ones((1, 3)), [5], must_cover=must, n_sites=3, fixed=[0, 1])
    assert held.n_open == 3


def test_bad_input():
    with pytest.raises(InputError, match="level is up to 2"):
        gradual_mclp([[2.0]], [1], n_sites=1)
    with pytest.raises(InputError, match="must_cover has 2 sites, but level has 1"):
        gradual_mclp([[1.0]], [1], must_cover=[[1, 1]], n_sites=1)
    for steps in ({}, {15: 0.5, 30: 1}, {15: 1.5}, {15: 0}):
        with pytest.raises(InputError, match="give limits with levels from 1 down"):
            levels_within([[1.0]], steps)


def test_limits_hold_what_is_on_them_and_absent_pairs_are_beyond():
    found = levels_within([[0, 15, 15.1, 30, np.inf]], {15: 1, 30: 0.25})
    assert found.toarray().tolist() == [[1, 1, 0.25, 0.25, 0]]
