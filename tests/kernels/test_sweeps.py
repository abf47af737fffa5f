"""Bounded shortest times, each label against scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from gongfu.kernels import ordering, sweeps
from gongfu.kernels.sweeps import UNREACHED


def random_network(rng, n, n_arcs, longest=50):
    tail, head = np.sort(rng.integers(0, n, n_arcs)), rng.integers(0, n, n_arcs)
    indptr = np.searchsorted(tail, np.arange(n + 1))
    time_ds = rng.integers(0, longest, n_arcs)
    x, y = rng.uniform(0, 1000, (2, n))
    return indptr, head, time_ds, x, y


def by_scipy(network, seeds, offset_ds, limit_ds):
    """Time and first owner of each node, from one search for each seed."""
    indptr, indices, time_ds, x, _ = network
    graph = csr_array((time_ds.astype(float), indices, indptr), shape=(x.size, x.size))
    time = dijkstra(graph, indices=seeds) + np.asarray(offset_ds)[:, None]
    best, owner = time.min(axis=0), time.argmin(axis=0)
    within = best <= limit_ds
    return np.where(within, best, UNREACHED), np.where(within, owner, -1)


@given(seed=st.integers(0, 2**32 - 1))
def test_agrees_with_scipy_on_random_networks(seed):
    rng = np.random.default_rng(seed)
    n = rng.integers(1, 40)
    network = random_network(rng, n, rng.integers(0, 150))
    seeds = rng.integers(0, n, rng.integers(1, 12))  # some nodes twice
    offset_ds = rng.integers(0, 60, seeds.size) * (rng.random() < 0.7)
    limit_ds = rng.choice([0, 30, 100, 10**6])

    time_ds, owner = sweeps.nearest(sweeps.pack(*network), seeds, limit_ds, offset_ds)

    best, first = by_scipy(network, seeds, offset_ds, limit_ds)
    np.testing.assert_array_equal(time_ds, best)
    np.testing.assert_array_equal(owner, first)


@given(seed=st.integers(0, 2**32 - 1))
def test_labels_of_64_bits_say_the_same(seed):
    rng = np.random.default_rng(seed)
    network = random_network(rng, 30, 100, longest=2**29)
    seeds = rng.integers(0, 30, 40)
    limit_ds = 2**30

    time_ds, owner = sweeps.nearest(sweeps.pack(*network), seeds, limit_ds)

    best, first = by_scipy(network, seeds, np.zeros(40), limit_ds)
    np.testing.assert_array_equal(time_ds, best)
    np.testing.assert_array_equal(owner, first)


def test_a_large_ball_outgrows_the_queue_and_a_hub_outgrows_a_node():
    # Every node of a star is one arc from the hub, and all of them wait at once.
    n = 30_000
    indptr = np.array([0, *([n - 1] * n)])
    time_ds = np.random.default_rng(1).integers(0, 9000, n - 1)
    packed = sweeps.pack(indptr, np.arange(1, n), time_ds, np.arange(n), np.zeros(n))

    reached, owner = sweeps.nearest(packed, np.array([0]), 9000)

    np.testing.assert_array_equal(reached[1:], time_ds)
    assert (owner == 0).all()


def test_arcs_far_along_the_curve_are_followed():
    # A chain through 70,000 nodes in random places: most steps do not fit in 16 bits.
    n = 70_000
    x, y = np.random.default_rng(2).uniform(0, 1e5, (2, n))
    indptr = np.minimum(np.arange(n + 1), n - 1)
    packed = sweeps.pack(indptr, np.arange(1, n), np.ones(n - 1, int), x, y)

    reached, _ = sweeps.nearest(packed, np.array([0]), n)

    np.testing.assert_array_equal(reached, np.arange(n))


def test_a_time_equal_to_the_limit_is_within():
    packed = sweeps.pack([0, 1, 1], [1], [7], [0.0, 1.0], [0.0, 0.0])

    assert sweeps.nearest(packed, [0], 7)[0].tolist() == [0, 7]
    assert sweeps.nearest(packed, [0], 6)[0].tolist() == [0, UNREACHED]
    assert sweeps.nearest(packed, [0], -1)[0].tolist() == [UNREACHED, UNREACHED]


def test_nothing_overflows():
    # 0 -> 1 in almost the longest time, 1 -> 2 in as much again, 2 -> 3 never.
    longest = sweeps.LONGEST_DS
    times = np.array([longest, longest, 2**40])
    packed = sweeps.pack([0, 1, 2, 3, 3], [1, 2, 3], times, np.arange(4.0), np.zeros(4))

    time_ds, owner = sweeps.nearest(packed, [0, 2], 2**50, offset_ds=[0, 2**45])

    assert time_ds.tolist() == [0, longest, UNREACHED, UNREACHED]
    assert owner.tolist() == [0, 0, -1, -1]


def test_read_only_arrays_and_narrow_types_are_taken():
    network = random_network(np.random.default_rng(3), 20, 60)
    before = [array.copy() for array in network]
    for array in network:
        array.flags.writeable = False
    seeds = np.array([3, 1], np.int32)
    seeds.flags.writeable = False

    packed = sweeps.pack(*network)
    for array in (*packed[:-1], *packed.junctions):
        array.flags.writeable = False
    time_ds, _ = sweeps.nearest(packed, seeds, 50)

    np.testing.assert_array_equal(time_ds, by_scipy(network, seeds, [0, 0], 50)[0])
    for array, old in zip(network, before, strict=True):
        np.testing.assert_array_equal(array, old)
    assert sweeps.components(packed).size == 20


def test_asked_of_some_nodes_the_answer_is_the_same():
    network = random_network(np.random.default_rng(4), 50, 120)
    packed = sweeps.pack(*network)
    at = np.array([7, 7, 0, 49])

    whole = sweeps.nearest(packed, [5, 6], 80)
    some = sweeps.nearest_at(packed, [5, 6], 80, at)

    for all_nodes, asked in zip(whole, some, strict=True):
        np.testing.assert_array_equal(all_nodes[at], asked)


@pytest.mark.parametrize("n", [0, 1])
def test_nobody_asks_or_nothing_is_there(n):
    packed = sweeps.pack(np.zeros(n + 1, int), [], [], np.zeros(n), np.zeros(n))

    time_ds, owner = sweeps.nearest(packed, [], 100)

    assert time_ds.tolist() == [UNREACHED] * n
    assert owner.tolist() == [-1] * n
    assert sweeps.components(packed).tolist() == [0] * n


@pytest.mark.parametrize(
    ("time_ds", "seeds", "offset_ds", "words"),
    [
        ([-1], [0], None, "time_ds must be >= 0"),
        ([1], [2], None, "positions from 0 to 1"),
        ([1], [-1], None, "positions from 0 to 1"),
        ([1], [0], [-5], "offset_ds must be >= 0"),
    ],
)
def test_what_would_not_end_or_would_leave_memory_is_refused(time_ds, seeds, offset_ds, words):
    with pytest.raises(ValueError, match=words):
        sweeps.nearest(
            sweeps.pack([0, 1, 1], [1], time_ds, [0.0, 1.0], [0.0, 0.0]), seeds, 9, offset_ds
        )


@given(seed=st.integers(0, 2**32 - 1))
def test_components_agree_with_scipy(seed):
    rng = np.random.default_rng(seed)
    network = random_network(rng, rng.integers(1, 30), rng.integers(0, 60))
    indptr, indices, _, x, _ = network

    found = sweeps.components(sweeps.pack(*network))

    graph = csr_array((np.ones(indices.size), indices, indptr), shape=(x.size, x.size))
    graph.sum_duplicates()  # scipy does not come back from arcs given twice
    n_parts, other = connected_components(graph, connection="strong")
    assert np.unique(found).tolist() == list(range(n_parts))
    assert len({*zip(found.tolist(), other.tolist(), strict=True)}) == n_parts


def test_the_curve_visits_every_square_and_moves_one_step_at_a_time():
    side = 1 << ordering.CURVE_BITS
    x, y = np.meshgrid(np.arange(8.0), np.arange(8.0))
    # Two far corners stretch the square, so that the 64 points are its first squares.
    x, y = np.append(x, side - 1.0), np.append(y, side - 1.0)

    place = ordering.hilbert(x, y)[:64]

    assert np.sort(place).tolist() == list(range(64))
    walk = np.argsort(place)
    steps = np.abs(np.diff(x[walk])) + np.abs(np.diff(y[walk]))
    assert (steps == 1).all()


@given(seed=st.integers(0, 2**32 - 1))
def test_sorting_order_is_stable(seed):
    rng = np.random.default_rng(seed)
    key = rng.integers(0, rng.choice([3, 5000, 2**32]), rng.integers(0, 200)).astype(np.uint32)

    np.testing.assert_array_equal(ordering.sorting_order(key), np.argsort(key, kind="stable"))
