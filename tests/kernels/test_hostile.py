"""Kernels as a hostile caller meets them: every width of label, wrong types, wrong shapes.

Whatever is given, the answer is that of scipy, or a ValueError that names the argument.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.kernels import sweeps
from gongfu.kernels.catchments import floating_catchment
from tests.kernels.test_balls import by_scipy, dense, random_network

# Below, at and above each width: labels of 16, 32 and 64 bits, arcs that fit beside a node.
LIMITS_DS = [
    0, 1, 2**15 - 2, 2**15 - 1, 2**15, 2**16 - 1, 2**16, 2**24, 2**30 - 1, 2**30, 2**31 - 3,
    2**31 - 2, 2**31 - 1, 2**31, 2**40, 2.0**70, float("inf"),
]  # fmt: skip
NEVER = [-1, -(2**40), float("-inf")]


def a_case(seed, limit_ds):
    """A directed network whose ways are about as long as the limit, some arcs never travelled."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 25))
    longest = int(min(max(limit_ds, 3), 2**31 - 1)) // int(rng.integers(1, 5)) + 2
    indptr, indices, time_ds, x, y = random_network(rng, n, rng.integers(0, 90), longest)
    if time_ds.size:
        time_ds[rng.integers(0, time_ds.size)] = rng.choice([0, 1, 2**31 - 2, 2**31 - 1, 2**40])
    return rng, n, (indptr, indices, time_ds, x, y), rng.integers(0, n, rng.integers(0, 40))


def expected_of(network, seeds, limit_ds):
    """Times (S, N) by scipy, inf beyond the limit or the longest that sweeps can tell."""
    indptr, indices, time_ds, x, y = network
    never = time_ds >= sweeps.UNREACHED
    tail = np.repeat(np.arange(x.size), np.diff(indptr))[~never]
    kept = np.searchsorted(tail, np.arange(x.size + 1)), indices[~never], time_ds[~never], x, y
    times = by_scipy(kept, seeds)
    return np.where(times <= min(limit_ds, sweeps.LONGEST_DS), times, np.inf)


@given(seed=st.integers(0, 2**32 - 1), limit_ds=st.sampled_from(LIMITS_DS))
def test_every_kernel_agrees_with_scipy_at_every_width(seed, limit_ds):
    rng, n, network, seeds = a_case(seed, limit_ds)
    packed = sweeps.pack(*network)
    values = rng.integers(0, 99, n).astype(float)
    everyone = np.arange(n)

    time_ds, owner = sweeps.nearest(packed, seeds, limit_ds)
    n_seeds = sweeps.count(packed, seeds, limit_ds)
    parts = sweeps.sparse_times(packed, seeds, everyone, limit_ds)
    sums = sweeps.opportunities(packed, values, limit_ds)
    few = sweeps.opportunities(packed, values, limit_ds, at=everyone[:1])

    times = expected_of(network, seeds, limit_ds)
    best = times.min(axis=0, initial=np.inf)
    reached = np.isfinite(best)
    np.testing.assert_array_equal(time_ds, np.where(reached, best, sweeps.UNREACHED))
    first = times.argmin(axis=0) if seeds.size else np.zeros(n)
    np.testing.assert_array_equal(owner, np.where(reached, first, -1))
    np.testing.assert_array_equal(n_seeds, np.isfinite(times).sum(axis=0))
    np.testing.assert_array_equal(dense(parts, n), times)
    within = np.isfinite(expected_of(network, everyone, limit_ds))
    np.testing.assert_array_equal(sums, within @ values)
    np.testing.assert_array_equal(few, (within @ values)[:1])


@given(seed=st.integers(0, 2**32 - 1), limit_ds=st.sampled_from([0, 2**15 - 1, 2**16, 2**20]))
def test_catchments_agree_with_scipy_at_every_width(seed, limit_ds):
    rng, n, network, seeds = a_case(seed, limit_ds)
    supply, demand = rng.uniform(0, 9, seeds.size), rng.uniform(0, 9, n)
    decay_by_ds = np.linspace(1.0, 0.2, limit_ds + 1)

    places = floating_catchment(sweeps.pack(*network), seeds, supply, demand, decay_by_ds)

    times = expected_of(network, seeds, limit_ds)
    within = np.isfinite(times)
    weight = np.where(within, decay_by_ds[np.where(within, times, 0).astype(int)], 0.0)
    load = weight @ demand
    rate = np.divide(supply, load, out=np.zeros(load.size), where=load > 0)
    np.testing.assert_allclose(places, rate @ weight, rtol=1e-12)


@pytest.mark.parametrize("limit_ds", NEVER)
def test_below_zero_nothing_is_within(limit_ds):
    packed = sweeps.pack([0, 1, 1], [1], [0], [0.0, 1.0], [0.0, 0.0])

    assert sweeps.nearest(packed, [0], limit_ds)[1].tolist() == [-1, -1]
    assert sweeps.count(packed, [0], limit_ds).tolist() == [0, 0]
    assert sweeps.sparse_times(packed, [0], [0, 1], limit_ds)[0].tolist() == [0, 0]
    assert sweeps.opportunities(packed, [1.0, 1.0], limit_ds).tolist() == [0.0, 0.0]


def ask_each(packed, seeds, limit_ds=9):
    """The calls that take seeds, each by its name."""
    return {
        "nearest": lambda: sweeps.nearest(packed, seeds, limit_ds),
        "count": lambda: sweeps.count(packed, seeds, limit_ds),
        "sparse_times": lambda: sweeps.sparse_times(packed, seeds, [0], limit_ds),
        "opportunities": lambda: sweeps.opportunities(packed, [1.0] * 3, limit_ds, at=seeds),
        "catchments": lambda: floating_catchment(
            packed, seeds, np.ones(np.size(seeds)), np.ones(3), np.ones(10)
        ),
    }


PACKED = sweeps.pack([0, 1, 2, 2], [1, 2], [4, 5], np.arange(3.0), np.zeros(3))
KERNELS = list(ask_each(PACKED, [0]))


@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize(
    ("seeds", "words"),
    [
        ([3], "positions from 0 to 2"),
        ([-1], "positions from 0 to 2"),
        (np.array([2**63], np.uint64), "positions from 0 to 2"),
        ([0.0, 1.5], "whole numbers; it is float64"),
        ([np.nan], "whole numbers; it is float64"),
        ([True, False, True], "whole numbers; it is bool"),
        (["0"], "whole numbers; it is <U1"),
        ([[0, 1]], r"whole numbers; it is int64 of shape \(1, 2\)"),
        (0, r"of shape \(\)"),
    ],
)
def test_seeds_that_are_no_positions_are_refused(name, seeds, words):
    with pytest.raises(ValueError, match=words):
        ask_each(PACKED, seeds)[name]()


@pytest.mark.parametrize("name", [name for name in KERNELS if name != "catchments"])
def test_a_limit_that_is_no_number_is_refused(name):
    with pytest.raises(ValueError, match="limit_ds is nan"):
        ask_each(PACKED, [0], np.nan)[name]()


@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("dtype", [np.int8, np.int32, np.uint16, np.uint64, ">i4"])
def test_any_whole_type_stride_and_byte_order_is_taken(name, dtype):
    seeds = np.array([2, 9, 0, 9, 1, 9], dtype)[::2]
    seeds.flags.writeable = False

    mine, other = ask_each(PACKED, seeds)[name](), ask_each(PACKED, [2, 0, 1])[name]()

    for one, two in (
        zip(np.atleast_2d(mine), np.atleast_2d(other), strict=True)
        if isinstance(mine, np.ndarray)
        else zip(mine, other, strict=True)
    ):
        np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"indptr": [0, 1, 2]}, "indptr must rise from 0 to the 2 arcs in 4 numbers; it has 3"),
        ({"indptr": [0, 2, 1, 2]}, "indptr must rise"),
        ({"indptr": [0, 1, 2, 3]}, "indptr must rise"),
        ({"indptr": [1, 1, 2, 2]}, "indptr must rise"),
        ({"indptr": [0.0, 1.0, 2.0, 2.0]}, "indptr must be one row of whole numbers"),
        ({"indices": [1, 3]}, "indices must be positions from 0 to 2"),
        ({"indices": [1, -1]}, "indices must be positions"),
        ({"time_ds": [4.5, 5.0]}, "time_ds must be one row of whole numbers; it is float64"),
        ({"time_ds": [4]}, "time_ds must be 2 numbers; it is 1"),
        ({"time_ds": [4, -5]}, "time_ds must be >= 0; the least is -5"),
        ({"x": [0.0, 1.0, np.nan]}, "x and y must be as many finite metres"),
        ({"y": [0.0, 1.0]}, "x and y must be as many finite metres"),
        ({"x": [[0.0, 1.0, 2.0]]}, "x and y must be as many finite metres"),
    ],
)
def test_arrays_that_are_no_network_are_refused(change, words):
    parts = {
        "indptr": [0, 1, 2, 2], "indices": [1, 2], "time_ds": [4, 5],
        "x": np.arange(3.0), "y": np.zeros(3),
    }  # fmt: skip

    with pytest.raises(ValueError, match=words):
        sweeps.pack(**(parts | change))


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: sweeps.rows(2, [0], [2], np.array([1])), "enter must be positions from 0 to 1"),
        (lambda: sweeps.rows(2, [0], [1], np.array([1, 2])), "must be equally long"),
        (lambda: sweeps.nearest(PACKED, [0, 1], 9, [1]), "offset_ds must be 2 numbers; it is 1"),
        (lambda: sweeps.nearest(PACKED, [0], 9, [0.5]), "offset_ds must be one row of whole"),
        (lambda: sweeps.nearest_at(PACKED, [0], 9, [3]), "at must be positions from 0 to 2"),
        (lambda: sweeps.nearest_at(PACKED, [0], 9, [-1]), "at must be positions from 0 to 2"),
        (lambda: sweeps.sparse_times(PACKED, [0], [0.5], 9), "targets must be one row of whole"),
        (lambda: sweeps.opportunities(PACKED, [1.0, np.nan, 1.0], 9), "values must be finite"),
        (lambda: sweeps.opportunities(PACKED, [[1.0], [0.0], [-np.inf]], 9), "must be finite"),
        (lambda: sweeps.count(PACKED, [0], 9, threads=0), "greater than 0"),
    ],
)
def test_other_arguments_that_fit_nothing_are_refused(ask, words):
    with pytest.raises(ValueError, match=words):
        ask()
