"""Windows of keys against plain Python, and sums that go on from run to run."""

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.kernels import inequality, runs
from gongfu.kernels.ranking import sort_once

FINITE = st.floats(allow_nan=False, allow_infinity=False)
ONE = np.ones(1)


def key(x):
    """The order of floats as whole numbers, by the standard's own bits."""
    (bits,) = struct.unpack(">Q", struct.pack(">d", x))
    return bits ^ runs.KEY_MAX if bits >> 63 else bits | 1 << 63


def frozen(array):
    array.flags.writeable = False
    return array


@given(FINITE, FINITE)
def test_keys_are_in_the_order_of_their_values(x, y):
    assert runs.value_of(key(x)) == x
    if x != y:
        assert (key(x) < key(y)) == (x < y)


@given(st.lists(FINITE, min_size=1, max_size=30), FINITE, FINITE)
def test_a_window_holds_what_lies_in_it(values, a, b):
    low, high = sorted((key(a), key(b)))
    value = frozen(np.array(values))
    weight, group = frozen(np.arange(1.0, value.size + 1)), frozen(np.arange(value.size) % 3)
    inside = [low <= key(x) <= high for x in values]
    shift = max((high - low).bit_length() - 4, 0)
    counts = np.zeros(((high - low) >> shift) + 1, np.int64)
    runs.count_keys(value, low, high, shift, counts)
    assert (
        counts.tolist()
        == np.bincount(
            [(key(x) - low) >> shift for x, held in zip(values, inside, strict=True) if held],
            minlength=counts.size,
        ).tolist()
    )

    out = np.zeros(value.size), np.zeros(value.size), np.zeros(value.size, np.uint8)
    filled = runs.gather(value, weight, group, (low, high), out, 0)
    assert filled == sum(inside)
    for got, want in zip(out, (value, weight, group), strict=True):
        assert got[:filled].tolist() == want[inside].tolist()


def test_what_does_not_fit_is_counted_only():
    value = np.array([1.0, 2.0, 3.0])
    out = np.zeros(2), np.zeros(1), np.zeros(1, np.uint8)
    assert runs.gather(value, ONE, np.zeros(1, np.uint8), (0, runs.KEY_MAX), out, 0) == 3
    assert out[0].tolist() == [1.0, 2.0]


def test_cells_hold_the_weight_at_each_whole_number_in_each_group():
    value, weight = frozen(np.array([5.0, -2.0, 5.0, 5.0, 9.0])), frozen(np.arange(1.0, 6.0))
    group, heavy = frozen(np.array([1, 0, 1, 0, 1], np.int16)), np.zeros((8, 2))
    window = key(-2.0), key(5.0)
    assert runs.add_up(value, weight, group, window, -2.0, heavy) == 4
    got = runs.stacks(heavy, -2.0)
    assert [part.tolist() for part in got] == [[-2.0, 5.0, 5.0], [2.0, 4.0, 4.0], [0, 0, 1]]


@pytest.mark.parametrize("n", [1, 2, 3_000])
@pytest.mark.parametrize("weighted", [True, False])
def test_sums_go_on_from_run_to_run(n, weighted):
    rng = np.random.default_rng(n)
    value = rng.lognormal(size=n)
    weight = rng.integers(1, 4, n).astype(float) if weighted else np.ones(n)
    ranked = sort_once(value, weight)
    mean = np.average(value, weights=weight)
    sums = np.zeros(5)
    for part in np.array_split(np.arange(n), 3):
        heavy = frozen(ranked.weight[part]) if weighted else ONE
        sums += runs.spread_of(frozen(ranked.value[part]), heavy, mean, sums[0])
    apart = np.abs(value[:, None] - value[None, :]) * weight[:, None] * weight[None, :]
    whole = weight.sum()
    assert sums[0] == whole
    assert sums[1] / whole == pytest.approx(mean, rel=1e-13)
    assert sums[2] / whole**2 == pytest.approx(0.5 * apart.sum() / whole**2, rel=1e-12, abs=1e-15)
    off = value - mean
    assert sums[3] == pytest.approx(np.dot(weight, np.abs(off)), rel=1e-12)
    assert sums[4] == pytest.approx(np.dot(weight, off * off), rel=1e-12)


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=30))
def test_one_tally_is_as_the_parts_it_is_of(values):
    value, weight = np.array(values), np.arange(len(values), dtype=float)
    seen = inequality.tally(frozen(value), frozen(weight))
    assert (seen.whole, seen.held) == inequality.totals(value, weight)[:2]
    assert (seen.low, seen.lightest) == (value.min(), 0.0)
