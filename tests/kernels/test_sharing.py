"""Filling, against linear programmes and a twin in small steps; prices, rounding, credits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from gongfu.kernels.sharing import filled, nash, rounded, settled


def drawn(seed, n=7, m=3, floors=True, credits=True):
    """A case with firms that need nothing, resources nobody needs, equal firms, floors, credits."""
    rng = np.random.default_rng(seed)
    need = rng.choice([0.0, 0.1, 0.25, 0.4, 1.5], (n, m)) * rng.choice([1.0, 1.0, rng.random()])
    weight = rng.choice([0.5, 1.0, 3.0], n)
    low = rng.choice([0.0, 0.0, 0.5, 1.0], n) * floors
    low *= min(1.0, 1.0 / max(float((low @ need).max()), 1e-9))
    start = rng.choice([-0.3, 0.0, 0.2], n) * credits
    return need, weight, start, low


def lexicographic(need, weight, start, low):
    """The least level as large as can be, then the second, ...: one linear programme per step."""
    asks = np.flatnonzero(need.max(axis=1) > 0)
    n = asks.size
    mine, s, w = need[asks], need[asks].max(axis=1), weight[asks]
    fixed = np.full(n, np.nan)
    floor = low[asks]
    while np.isnan(fixed).any():
        free = np.flatnonzero(np.isnan(fixed))
        bounds = [(floor[i], 1.0) if i in free else (fixed[i],) * 2 for i in range(n)]
        rows = [np.append(mine[:, j], 0.0) for j in range(mine.shape[1])]
        right = [1.0 + 1e-9] * len(rows)
        for i in free:  # s x - w t >= c, for all that are not held by their own order
            row = np.zeros(n + 1)
            row[i], row[n] = -s[i], w[i]
            rows.append(row)
            right.append(-start[asks[i]])
        # A firm that has its order, or a floor above the level, does not hold the level down.
        found = linprog(np.append(np.zeros(n), -1.0), np.array(rows), right,
                        bounds=[*bounds, (None, None)])  # fmt: skip
        assert found.status == 0
        t = found.x[n]
        stuck = []
        for i in free:
            least = np.clip((w * t + start[asks]) / s, floor, 1.0) - 1e-9
            at_least = [(max(least[k], 0.0), 1.0) if k in free else bounds[k] for k in range(n)]
            most = linprog(-np.eye(n)[i], mine.T, np.full(mine.shape[1], 1.0 + 1e-7),
                           bounds=at_least)  # fmt: skip
            if -most.fun <= np.clip((w[i] * t + start[asks[i]]) / s[i], floor[i], 1.0) + 1e-5:
                stuck.append((i, float(np.clip((w[i] * t + start[asks[i]]) / s[i], floor[i], 1))))
        assert stuck
        for i, x in stuck:
            fixed[i] = x
    x = np.full(len(need), np.nan)
    x[asks] = fixed
    return x


def by_steps(need, weight, start, low, step=1e-4):
    """Lift the level by small steps and let firms stop as resources get full."""
    s = need.max(axis=1)
    x = np.where(s > 0, low, np.nan)
    going = s > 0
    low_edge = ((low * s - start) / weight)[going].min(initial=0.0)
    for level in np.arange(low_edge, 30.0, step):
        for i in np.flatnonzero(going):
            target = min(1.0, max(low[i], (weight[i] * level + start[i]) / s[i]))
            more = np.nan_to_num(x)
            more[i] = target
            if (more @ need > 1.0 + 1e-12)[need[i] > 0].any():
                going[i] = False
            else:
                x[i] = target
                going[i] = target < 1.0
        if not going.any():
            return x
    raise AssertionError("the level never ends")


@pytest.mark.parametrize("seed", range(60))
def test_equals_lexicographic_linear_programmes(seed):
    case = drawn(seed, floors=seed % 3 == 0, credits=seed % 2 == 0)
    np.testing.assert_allclose(filled(*case)[0], lexicographic(*case), atol=2e-4)


@pytest.mark.parametrize("seed", range(100, 108))
def test_equals_small_steps(seed):
    case = drawn(seed, n=5)
    np.testing.assert_allclose(filled(*case)[0], by_steps(*case), atol=2e-2)


@given(st.integers(0, 2**32))
def test_the_level_says_what_each_gets_and_what_stopped_it(seed):
    need, weight, start, low = drawn(seed, n=9, m=4)
    x, level, bound = filled(need, weight, start, low)
    s = need.max(axis=1)
    used = np.nan_to_num(x) @ need
    assert (used <= 1.0 + 1e-9).all()
    for i in np.flatnonzero(s > 0):
        own = np.clip((weight[i] * level[i] + start[i]) / s[i], low[i], 1.0)
        assert x[i] == pytest.approx(own, abs=1e-9)
        if bound[i] < 0:
            assert x[i] == 1.0
        else:  # it needs something that is full, and nobody who needs that stopped higher
            j = bound[i]
            assert need[i, j] > 0
            assert used[j] == pytest.approx(1.0)
            others = (need[:, j] > 0) & (x < 1.0) & (low < 1.0)
            assert level[i] >= level[others].max() - 1e-9
    assert np.isnan(x[s == 0]).all()


def test_two_firms_of_ghodsi():
    # 9 processors, 18 GB; tasks of (1, 4) and (3, 1): three tasks and two.
    need = np.array([[1, 4], [3, 1]]) * 10 / np.array([9, 18])
    x, level, bound = filled(need, np.ones(2), np.zeros(2), np.zeros(2))
    np.testing.assert_allclose(x * 10, [3, 2])
    np.testing.assert_allclose(level, [2 / 3, 2 / 3])
    assert bound.tolist() == [0, 0]


def test_no_firm_no_resource_and_read_only():
    none = np.zeros(0)
    assert filled(np.zeros((0, 2)), none, none, none)[0].size == 0
    two = np.ones(2)
    assert np.isnan(filled(np.zeros((2, 0)), two, 0 * two, 0 * two)[0]).all()
    need, weight = np.full((2, 1), 0.8), np.ones(2)
    need.setflags(write=False)
    weight.setflags(write=False)
    assert filled(need, weight, 0 * weight, 0 * weight)[0].tolist() == [0.625, 0.625]


def test_an_order_that_just_fits_is_whole():
    need = np.full((10, 1), 0.1)  # ten tenths are 0.9999999999999999 in floats
    x, _, bound = filled(need, np.ones(10), np.zeros(10), np.zeros(10))
    assert (x == 1.0).all()
    assert (bound == -1).all()


@given(st.integers(0, 2**32), st.floats(1e-6, 1e6))
def test_the_unit_of_weights_does_not_matter(seed, factor):
    need, weight, start, low = drawn(seed, credits=False)
    a, b = filled(need, weight, start, low)[0], filled(need, weight * factor, start, low)[0]
    np.testing.assert_allclose(a, b, atol=1e-9)


@given(st.integers(0, 2**32))
def test_prices_prove_the_largest_product(seed):
    rng = np.random.default_rng(seed)
    need = rng.random((6, 3)) * rng.integers(0, 2, (6, 3)) * rng.choice([0.1, 1.0, 40.0], (6, 1))
    need = need[need.max(axis=1) > 0]
    weight = 10 ** rng.uniform(-2, 2, len(need))
    x, price = nash(need, weight)
    # Stationary, complementary and within the limits: no other shares have a larger product.
    np.testing.assert_allclose(x, np.minimum(1.0, weight / (need @ price)), atol=1e-6)
    assert (x @ need <= 1.0 + 1e-9).all()
    assert (price >= 0).all()
    np.testing.assert_allclose(price * (1.0 - x @ need) / weight.max(initial=1.0), 0.0, atol=1e-7)


def test_largest_remainders():
    assert rounded(np.array([2.5, 1.3, 0.2])).tolist() == [3, 1, 0]
    assert rounded(np.array([1.5, 1.5])).tolist() == [2, 1]
    assert rounded(np.array([2.9999999999, 1.0])).tolist() == [3, 1]
    assert rounded(np.zeros(0)).size == 0


@given(st.lists(st.floats(0, 1e6), max_size=20))
def test_rounding_is_off_by_less_than_one_and_keeps_the_sum(amounts):
    amount = np.array(amounts)
    whole = rounded(amount)
    assert (whole == np.floor(whole)).all()
    assert (np.abs(whole - amount) < 1.0).all()
    assert amount.sum() - 1.0 - 1e-3 < whole.sum() <= amount.sum() + 1e-3


def test_credits_move_and_are_bounded():
    due = np.array([0.25, 0.25, 0.5])
    moved = settled(np.zeros(3), due, np.array([0.0, 0.5, 0.5]), due)
    assert moved.tolist() == [0.25, -0.25, 0.0]
    # Nobody took what the first left: nothing is owed.
    assert settled(np.zeros(3), due, np.array([0.0, 0.25, 0.5]), due).tolist() == [0, 0, 0]
    # A second such period meets the bound.
    assert settled(moved, due, np.array([0.0, 0.5, 0.5]), due).tolist() == [0.25, -0.25, 0.0]


@given(st.integers(0, 2**32))
def test_credits_keep_their_sum_below_the_bound(seed):
    rng = np.random.default_rng(seed)
    due, took = rng.dirichlet(np.ones(5)), rng.random(5)
    credit = rng.normal(0, 0.1, 5)
    after = settled(credit, due, took, np.full(5, 99.0))
    assert after.sum() == pytest.approx(credit.sum())
    assert (after[took < due] >= credit[took < due]).all()
    assert (after[took > due] <= credit[took > due]).all()
