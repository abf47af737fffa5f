"""Balls of single seeds, and what they hold, against one search for each by scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from gongfu.kernels import balls, sweeps


def random_network(rng, n, n_arcs, longest=50):
    """Arcs in both directions or one, twice, from a node to itself, in no time at all."""
    tail, head = np.sort(rng.integers(0, n, n_arcs)), rng.integers(0, n, n_arcs)
    indptr = np.searchsorted(tail, np.arange(n + 1))
    time_ds = rng.integers(0, longest, n_arcs)
    x, y = rng.uniform(0, 1000, (2, n))
    return indptr, head, time_ds, x, y


def by_scipy(network, seeds):
    """Times (S, N), inf where there is no way; scipy reads a stored 0 as an arc."""
    indptr, indices, time_ds, x, _ = network
    graph = csr_array((time_ds.astype(float), indices, indptr), shape=(x.size, x.size))
    return dijkstra(graph, indices=seeds).reshape(len(seeds), x.size)


def dense(parts, n_targets):
    """Times (S, T), inf where none is stored; each row's targets ascend, each given once."""
    indptr, index, time_ds = parts
    found = np.full((indptr.size - 1, n_targets), np.inf)
    for s in range(indptr.size - 1):
        row = index[indptr[s] : indptr[s + 1]]
        assert (np.diff(row) > 0).all()
        found[s, row] = time_ds[indptr[s] : indptr[s + 1]]
    return found


def a_case(seed):
    rng = np.random.default_rng(seed)
    n = rng.integers(1, 40)
    network = random_network(rng, n, rng.integers(0, 150))
    seeds = rng.integers(0, n, rng.integers(1, 30))  # some nodes twice
    limit_ds = rng.choice([0, 30, 100, 10**6])
    return rng, n, network, sweeps.pack(*network), seeds, limit_ds


@given(seed=st.integers(0, 2**32 - 1), threads=st.sampled_from([1, 3]))
def test_counts_agree_with_scipy(seed, threads):
    _, _, network, packed, seeds, limit_ds = a_case(seed)

    n_seeds = sweeps.count(packed, seeds, limit_ds, threads=threads)

    assert n_seeds.dtype == np.int32
    np.testing.assert_array_equal(n_seeds, (by_scipy(network, seeds) <= limit_ds).sum(axis=0))


@given(seed=st.integers(0, 2**32 - 1), threads=st.sampled_from([1, 3]))
def test_sparse_times_agree_with_scipy(seed, threads):
    rng, n, network, packed, seeds, limit_ds = a_case(seed)
    targets = rng.integers(0, n, rng.integers(0, 50))

    parts = sweeps.sparse_times(packed, seeds, targets, limit_ds, threads=threads)

    assert [part.dtype for part in parts] == [np.int64, np.int32, np.int32]
    times = by_scipy(network, seeds)[:, targets]
    expected = np.where(times <= limit_ds, times, np.inf)
    np.testing.assert_array_equal(dense(parts, targets.size), expected)


@given(
    seed=st.integers(0, 2**32 - 1), k=st.sampled_from([1, 2, 3]), threads=st.sampled_from([1, 3])
)
def test_times_by_ends_are_the_least_of_the_ends(seed, k, threads):
    rng, n, network, packed, _, limit_ds = a_case(seed)
    seeds = rng.integers(0, n, (rng.integers(1, 30), k))
    offset_ds = rng.choice([0, 1, 40, 10**6, 2**40], seeds.shape)
    targets = rng.integers(0, n, rng.integers(0, 50))

    parts = sweeps.times_by_ends(packed, seeds, offset_ds, targets, limit_ds, threads=threads)

    times = by_scipy(network, seeds.ravel()).reshape(*seeds.shape, n)[:, :, targets]
    times = (times + offset_ds[:, :, None]).min(axis=1)
    expected = np.where(times <= limit_ds, times, np.inf)
    np.testing.assert_array_equal(dense(parts, targets.size), expected)


@pytest.mark.parametrize(
    ("seeds", "offset_ds", "said"),
    [
        ([0], [0], r"must be \(S, K\); they are \(1,\)"),
        ([[0, 0]], [[0]], r"they are \(1, 2\) and \(1, 1\)"),
        ([[0]], [[-1]], "offset_ds must be >= 0; the least is -1"),
        ([[1]], [[0]], "seeds must be positions"),
    ],
)
def test_ends_that_do_not_do_are_refused(seeds, offset_ds, said):
    packed = sweeps.pack([0, 0], [], [], [0.0], [0.0])
    with pytest.raises(ValueError, match=said):
        sweeps.times_by_ends(packed, seeds, offset_ds, [0], 9)


@given(seed=st.integers(0, 2**32 - 1), threads=st.sampled_from([1, 3]))
def test_sums_agree_with_scipy(seed, threads):
    rng, n, network, packed, at, limit_ds = a_case(seed)
    values = rng.integers(-9, 1000, (n, 3)).astype(float)

    everywhere = sweeps.opportunities(packed, values, limit_ds, threads=threads)
    many = sweeps.opportunities(packed, values, limit_ds, at=np.repeat(at, 40), threads=threads)
    few = sweeps.opportunities(packed, values[:, 1], limit_ds, at=at[:1], threads=threads)

    within = by_scipy(network, np.arange(n)) <= limit_ds
    np.testing.assert_array_equal(everywhere, within @ values)
    np.testing.assert_array_equal(many, np.repeat((within @ values)[at], 40, axis=0))
    np.testing.assert_array_equal(few, (within @ values)[at[:1], 1])


@pytest.mark.parametrize(("n", "limit_ds"), [(64, 60), (65, 60), (1_000, 60), (1_000, 2**20)])
def test_sums_over_several_cells_agree_with_scipy(n, limit_ds):
    # Neighbours on the ground, as streets are, and a few arcs across, some in no time.
    rng = np.random.default_rng(n)
    x, y = rng.uniform(0, 100, (2, n))
    near = np.argsort(np.hypot(x[:, None] - x, y[:, None] - y), axis=1)[:, :4]
    near[rng.random(near.shape) < 0.02] = rng.integers(0, n)
    time_ds = rng.integers(0, 20, near.size) * rng.choice([1, limit_ds // 60], near.size)
    network = np.arange(n + 1) * 4, near.ravel(), time_ds, x, y
    values = rng.integers(0, 99, n).astype(float)
    packed = sweeps.pack(*network)

    everywhere = sweeps.opportunities(packed, values, limit_ds)
    at = sweeps.opportunities(packed, values, limit_ds, at=np.arange(0, n, 5))

    within = by_scipy(network, np.arange(n)) <= limit_ds
    assert 2 < within.sum(axis=1).mean() < 0.7 * n
    np.testing.assert_array_equal(everywhere, within @ values)
    np.testing.assert_array_equal(at, (within @ values)[::5])


def test_what_is_not_whole_is_summed_alike_by_any_number_of_threads():
    rng = np.random.default_rng(1)
    network = random_network(rng, 3_000, 9_000)
    packed, values = sweeps.pack(*network), rng.uniform(0, 1, 3_000)

    alone, *others = (
        sweeps.opportunities(packed, values, 100, threads=threads) for threads in (1, 2, 3, 5)
    )

    np.testing.assert_allclose(alone, (by_scipy(network, range(3_000)) <= 100) @ values)
    for other in others:
        np.testing.assert_array_equal(other, alone)


def test_a_value_out_of_reach_does_not_matter_however_large_and_may_be_below_zero():
    packed = sweeps.pack([0, 1, 1, 1], [1], [5], np.arange(3.0), np.zeros(3))

    reached = sweeps.opportunities(packed, np.array([1.0, -2.5, 1e300]), 5)

    np.testing.assert_array_equal(reached, [-1.5, -2.5, 1e300])


def test_a_time_equal_to_the_limit_is_within_and_below_zero_nothing_is():
    packed = sweeps.pack([0, 1, 1], [1], [7], [0.0, 1.0], [0.0, 0.0])
    people = np.array([10.0, 5.0])

    assert sweeps.count(packed, [0], 7).tolist() == [1, 1]
    assert sweeps.count(packed, [0], 6).tolist() == [1, 0]
    assert sweeps.count(packed, [0, 0], 0).tolist() == [2, 0]
    assert sweeps.opportunities(packed, people, 7).tolist() == [15.0, 5.0]
    assert sweeps.opportunities(packed, people, 6).tolist() == [10.0, 5.0]
    for limit_ds in (-1, -0.5, -(2**70)):
        assert sweeps.count(packed, [0], limit_ds).tolist() == [0, 0]
        assert sweeps.opportunities(packed, people, limit_ds).tolist() == [0.0, 0.0]
        indptr, index, time_ds = sweeps.sparse_times(packed, [0], [0], limit_ds)
        assert (indptr.tolist(), index.size, time_ds.size) == ([0, 0], 0, 0)


def test_nothing_overflows():
    # 0 -> 1 in almost the longest time, 1 -> 2 in as much again, 2 -> 3 never.
    longest = sweeps.LONGEST_DS
    times = np.array([longest, longest, 2**40])
    packed = sweeps.pack([0, 1, 2, 3, 3], [1, 2, 3], times, np.arange(4.0), np.zeros(4))

    for limit_ds in (longest, 2**50, np.inf):
        assert sweeps.count(packed, [0, 2], limit_ds).tolist() == [1, 1, 1, 0]
        assert sweeps.opportunities(packed, np.arange(4.0), limit_ds).tolist() == [1, 3, 2, 3]
        parts = sweeps.sparse_times(packed, [2, 0], [1, 0], limit_ds)
        assert [part.tolist() for part in parts] == [[0, 0, 2], [0, 1], [longest, 0]]


@pytest.mark.parametrize("limit_ds", [32_766, 32_767, 65_534, 65_535, 70_000])
def test_limits_about_16_bits(limit_ds):
    rng = np.random.default_rng(5)
    network = random_network(rng, 200, 800, longest=30_000)
    values = rng.integers(0, 99, 200)

    reached = sweeps.opportunities(sweeps.pack(*network), values, limit_ds)

    np.testing.assert_array_equal(reached, (by_scipy(network, range(200)) <= limit_ds) @ values)


def test_a_large_ball_outgrows_its_room_and_a_hub_outgrows_a_node():
    # A star: from every node to the hub and from the hub to all, which wait at once.
    n = 70_000
    rng = np.random.default_rng(1)
    indptr = np.append(0, n - 1 + np.arange(n))
    indices = np.append(np.arange(1, n), np.zeros(n - 1, int))
    time_ds = np.append(rng.integers(0, 9000, n - 1), np.full(n - 1, 3))
    packed = sweeps.pack(indptr, indices, time_ds, *rng.uniform(0, 1e5, (2, n)))
    seeds, targets = [0, 5, 0], np.arange(n)

    n_seeds = sweeps.count(packed, seeds, 9003)
    expected = np.append(0, time_ds[: n - 1])
    parts = sweeps.sparse_times(packed, seeds, targets, 9003)
    some = sweeps.opportunities(packed, np.ones(n), 4500, at=seeds)

    assert (n_seeds == 3).all()
    from_hub, from_five, again = dense(parts, n)
    np.testing.assert_array_equal(from_hub, expected)
    np.testing.assert_array_equal(again, expected)
    np.testing.assert_array_equal(from_five, np.where(targets == 5, 0, expected + 3))
    near = (expected <= 4500).sum()
    assert some.tolist() == [near, (np.delete(expected, 5) <= 4497).sum() + 1, near]


def test_no_more_blocks_wait_than_twice_the_threads():
    packed = sweeps.pack(*random_network(np.random.default_rng(2), 50, 150))
    seed_at, made, taken = np.zeros(200_000, np.int32), [], 0

    for _ in balls.in_blocks(packed, seed_at, 100, made.append, 2):
        taken += 1
        assert len(made) <= taken + 4
    assert taken == len(made) > 100


def test_an_error_in_another_thread_comes_out():
    packed = sweeps.pack(*random_network(np.random.default_rng(2), 50, 150))

    def refuse(block):
        raise RuntimeError(f"block {block.begin}")

    with pytest.raises(RuntimeError, match="block 0"):
        list(balls.in_blocks(packed, np.zeros(9_999, np.int32), 100, refuse, 2))


def test_read_only_arrays_and_narrow_types_are_taken():
    rng = np.random.default_rng(3)
    network = random_network(rng, 20, 60)
    packed = sweeps.pack(*network)
    seeds, values = np.array([3, 1, 3], np.int16), np.arange(20, dtype=np.int32)
    for array in (*packed[:-1], *packed.junctions, seeds, values):
        array.flags.writeable = False

    within = by_scipy(network, seeds) <= 50
    np.testing.assert_array_equal(sweeps.count(packed, seeds, 50), within.sum(axis=0))
    np.testing.assert_array_equal(
        sweeps.opportunities(packed, values, 50, at=seeds), within @ values
    )
    indptr, _, _ = sweeps.sparse_times(packed, seeds, seeds, 50)
    np.testing.assert_array_equal(np.diff(indptr), within[:, seeds].sum(axis=1))


@pytest.mark.parametrize("n", [0, 1])
def test_nobody_asks_or_nothing_is_there(n):
    packed = sweeps.pack(np.zeros(n + 1, int), [], [], np.zeros(n), np.zeros(n))
    everyone = np.arange(n)

    assert sweeps.count(packed, [], 100).tolist() == [0] * n
    assert sweeps.count(packed, everyone, 100).tolist() == [1] * n
    assert sweeps.opportunities(packed, np.full(n, 4.0), 100).tolist() == [4.0] * n
    assert sweeps.opportunities(packed, np.full(n, 4.0), 100, at=[]).size == 0
    assert sweeps.opportunities(packed, np.ones((n, 0)), 100).shape == (n, 0)
    for seeds, targets in (([], everyone), (everyone, [])):
        parts = sweeps.sparse_times(packed, seeds, targets, 100)
        assert [part.tolist() for part in parts] == [[0] * (len(seeds) + 1), [], []]


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda packed: sweeps.count(packed, [2], 9), "seeds must be positions from 0 to 1"),
        (lambda packed: sweeps.count(packed, [-1], 9), "seeds must be positions"),
        (lambda packed: sweeps.sparse_times(packed, [0], [2], 9), "targets must be positions"),
        (lambda packed: sweeps.sparse_times(packed, [-1], [0], 9), "seeds must be positions"),
        (lambda packed: sweeps.opportunities(packed, [1, 1], 9, at=[2]), "at must be positions"),
        (lambda packed: sweeps.opportunities(packed, [1, 1, 1], 9), "must have 2 rows"),
        (lambda packed: sweeps.opportunities(packed, 5.0, 9), "must have 2 rows"),
    ],
)
def test_what_would_leave_memory_is_refused(ask, words):
    with pytest.raises(ValueError, match=words):
        ask(sweeps.pack([0, 1, 1], [1], [1], [0.0, 1.0], [0.0, 0.0]))
