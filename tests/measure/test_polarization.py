"""A missing middle and who is poor: by hand, and against sums over all pairs."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.measure.inequality import (
    esteban_ray,
    fgt,
    gini,
    middle_income_share,
    palma_ratio,
    wolfson,
)

WEIGHTED = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 5)), min_size=1, max_size=30
).filter(lambda rows: any(x for x, _ in rows))


def test_wolfson_by_hand():
    # two halves with 1 and 3: mean and median 2, L(1/2) = 1/4, G = 1/4: 4 (1/2 - 1/4 - 1/8)
    assert wolfson([1, 3]) == pytest.approx(0.5)
    # 1, 2, 9: mean 4, median 2, L(1/2) = 2/12, G = 16/36: 4 * 2 * (1/2 - 1/6 - 2/9)
    assert wolfson([1, 2, 9]) == pytest.approx(8 * (1 / 2 - 1 / 6 - 2 / 9))
    assert wolfson([5, 5]) == 0.0
    assert math.isnan(wolfson([0, 0, 0, 1]))


def test_spreading_two_poles_polarizes_and_less_equal_need_not_be_more_polar():
    assert wolfson([2, 2, 8, 8]) > wolfson([3, 3, 7, 7])
    # moving together on one side of the median lowers inequality and raises polarization
    apart, poles = [1, 3, 5, 7], [2, 2, 6, 6]
    assert gini(poles) < gini(apart)
    assert wolfson(poles) > wolfson(apart)


@given(WEIGHTED, st.floats(0.1, 10))
def test_wolfson_knows_neither_copies_nor_scale_and_stays_in_bounds(rows, scale):
    values, weights = (np.array(column, float) for column in zip(*rows, strict=True))
    want = wolfson(values, weights)
    assume(not math.isnan(want))
    assert wolfson(values * scale, weights) == pytest.approx(want, abs=1e-11)
    assert wolfson(values, weights * scale) == pytest.approx(want, abs=1e-11)
    assert wolfson(np.repeat(values, weights.astype(int))) == pytest.approx(want, abs=1e-11)
    assert want >= -1e-12


def slow_esteban_ray(values, weights, alpha):
    share = {}
    for x, w in zip(values, weights, strict=True):
        share[x] = share.get(x, 0.0) + w / sum(weights)
    mean = sum(x * p for x, p in share.items())
    pairs = [(x, p, y, q) for x, p in share.items() for y, q in share.items()]
    return sum(p ** (1 + alpha) * q * abs(x - y) for x, p, y, q in pairs) / mean


@given(WEIGHTED, st.sampled_from([0.0, 0.5, 1.0, 1.3, 1.6]))
def test_esteban_ray_is_a_sum_over_pairs_of_groups(rows, alpha):
    values, weights = zip(*rows, strict=True)
    assert esteban_ray(values, weights, alpha=alpha) == pytest.approx(
        slow_esteban_ray(values, weights, alpha), abs=1e-12
    )
    # people of one value are one group, however many rows they take
    assert esteban_ray(np.repeat(values, weights), alpha=alpha) == pytest.approx(
        esteban_ray(values, weights, alpha=alpha), abs=1e-12
    )
    assert esteban_ray(values, weights, alpha=0) == pytest.approx(
        2 * gini(values, weights), abs=1e-12
    )


@pytest.mark.parametrize("size", [1e307, 1e-307])
def test_extreme_sizes_keep_their_ratio(size):
    for values in ([1, 1, 1, 1, 1], [1, 2, 9, 9, 3]):
        large = np.array(values) * size
        assert wolfson(large) == pytest.approx(wolfson(values))
        assert esteban_ray(large) == pytest.approx(esteban_ray(values))
        assert palma_ratio(large) == pytest.approx(palma_ratio(values))


def test_two_equal_poles_are_the_most_polar():
    # halves at 0 and 2: 2 * (1/2)^(2 + alpha) * 2 / 1
    assert esteban_ray([0, 2], alpha=1) == pytest.approx(4 / 8)
    assert esteban_ray([0, 1, 2], alpha=1) < esteban_ray([0, 2], alpha=1)
    assert math.isnan(esteban_ray([0, 0]))
    with pytest.raises(InputError, match="it is defined from 0 to"):
        esteban_ray([1, 2], alpha=2)


def test_the_middle_has_both_its_bounds():
    assert middle_income_share([10, 20, 50, 51], [1, 2, 3, 4], low=10, high=50) == pytest.approx(
        0.6
    )
    # median between 20 and 40 is 30, mean 32.5
    rows = [10, 20, 40, 60]
    assert middle_income_share(rows, low=0.5, high=1.5, relative_to="median") == 0.5
    assert middle_income_share(rows, low=0, high=1, relative_to="mean") == 0.5
    assert math.isnan(middle_income_share([0, 0, 1], low=0.5, high=2, relative_to="median"))


@pytest.mark.parametrize(
    ("knobs", "said"),
    [
        ({"low": 5, "high": 4}, "high is 4; give a finite number >= 5"),
        ({"low": -1, "high": 4}, "low is -1; give a finite number >= 0"),
        ({"low": 1, "high": 4, "relative_to": "mode"}, "give one of"),
    ],
)
def test_bounds_of_the_middle_are_checked(knobs, said):
    with pytest.raises(InputError, match=said):
        middle_income_share([1, 2], **knobs)


@given(WEIGHTED, st.integers(1, 40), st.sampled_from([0, 0.5, 1, 2]))
def test_fgt_is_a_sum_over_the_poor(rows, line, alpha):
    values, weights = zip(*rows, strict=True)
    poor = [(x, w) for x, w in rows if x < line]
    want = sum(w * ((line - x) / line) ** alpha for x, w in poor) / sum(weights)
    assert fgt(values, weights, alpha=alpha, line=line) == pytest.approx(want, abs=1e-13)


def test_fgt_counts_sums_and_squares():
    # line 10; 10 is not poor, 5 lacks a half, 0 all
    values = [0, 5, 10, 20]
    assert fgt(values, alpha=0, line=10) == 0.5
    assert fgt(values, alpha=1, line=10) == pytest.approx(0.375)
    assert fgt(values, alpha=2, line=10) == pytest.approx(0.3125)
    with pytest.warns(UserWarning, match="larger than the line"):
        assert fgt([-10, 10], alpha=1, line=10) == 1.0
    for knobs in ({"alpha": -1, "line": 1}, {"alpha": 1, "line": 0}):
        with pytest.raises(InputError, match="give a finite number"):
            fgt(values, **knobs)
