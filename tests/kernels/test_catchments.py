"""Floating catchments: by hand, by scipy, and conserving what there is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from gongfu.kernels import sweeps
from gongfu.kernels.catchments import floating_catchment, share_again


def a_case(seed, n=None):
    """A directed network with arcs twice, to themselves and in no time; people and places."""
    rng = np.random.default_rng(seed)
    n = n or rng.integers(1, 40)
    n_arcs = 3 * n
    tail, head = np.sort(rng.integers(0, n, n_arcs)), rng.integers(0, n, n_arcs)
    indptr = np.searchsorted(tail, np.arange(n + 1))
    time_ds = rng.integers(0, 50, n_arcs)
    graph = csr_array((time_ds.astype(float), head, indptr), shape=(n, n))
    packed = sweeps.pack(indptr, head, time_ds, *rng.uniform(0, 1000, (2, n)))
    seeds = rng.integers(0, n, rng.integers(1, n + 9))
    supply = rng.uniform(0, 50, seeds.size)
    demand = rng.uniform(0, 9, n) * (rng.random(n) < 0.6)
    decay_by_ds = rng.uniform(0, 1, rng.choice([1, 40, 200])) * (rng.random() < 0.9)
    return packed, graph, seeds, supply, demand, decay_by_ds


def by_scipy(graph, seeds, supply, demand, decay_by_ds):
    """Places (N,) and the supply that demand reaches, step by step from a full matrix."""
    time = dijkstra(graph, indices=seeds)
    within = time < decay_by_ds.size
    weight = np.where(within, decay_by_ds[np.where(within, time, 0).astype(int)], 0.0)
    load = weight @ demand
    rate = np.divide(supply, load, out=np.zeros(load.size), where=load > 0)
    return rate @ weight, supply[load > 0].sum()


@given(seed=st.integers(0, 2**32 - 1))
def test_agrees_with_two_steps_over_a_full_matrix_and_conserves_supply(seed):
    packed, graph, seeds, supply, demand, decay_by_ds = a_case(seed)

    places = floating_catchment(packed, seeds, supply, demand, decay_by_ds)

    expected, reached_supply = by_scipy(graph, seeds, supply, demand, decay_by_ds)
    np.testing.assert_allclose(places, expected, rtol=1e-12)
    assert demand @ places == pytest.approx(reached_supply, rel=1e-12)


def test_two_clinics_on_one_street_by_hand():
    # 0 --10-- 1 --10-- 2 --10-- 3, both ways.  A clinic of 12 places at 0, one of 6 at 2.
    indptr, indices = [0, 1, 3, 5, 6], [1, 0, 2, 1, 3, 2]
    packed = sweeps.pack(indptr, indices, [10] * 6, np.arange(4.0), np.zeros(4))
    people = np.array([2.0, 2.0, 1.0, 9.0])

    # Within 10: the first serves 0 and 1, 12 / 4 = 3 each; the second 1, 2, 3, 6 / 12 = 0.5.
    step = floating_catchment(packed, [0, 2], [12.0, 6.0], people, np.ones(11))
    # Half as much at 10: 12 / (2 + 1) = 4 and 6 / (1 + 1 + 4.5) = 12 / 13, halved at 10.
    fade = np.where(np.arange(11) < 10, 1.0, 0.5)
    faded = floating_catchment(packed, [0, 2], [12.0, 6.0], people, fade)

    np.testing.assert_allclose(step, [3.0, 3.5, 0.5, 0.5])
    np.testing.assert_allclose(faded, [4.0, 2.0 + 6 / 13, 12 / 13, 6 / 13])


def test_the_reversed_arcs_tell_who_reaches_the_supply():
    # One may only travel 0 -> 1.  The clinic at 1 serves both, a clinic at 0 only its own node.
    reversed_arcs = sweeps.pack([0, 0, 1], [0], [5], [0.0, 1.0], [0.0, 0.0])

    at_1 = floating_catchment(reversed_arcs, [1], [8.0], [3.0, 1.0], np.ones(6))
    at_0 = floating_catchment(reversed_arcs, [0], [8.0], [4.0, 1.0], np.ones(6))

    assert at_1.tolist() == [2.0, 2.0]
    assert at_0.tolist() == [2.0, 0.0]


def test_the_last_bit_does_not_depend_on_the_number_of_threads():
    packed, _, seeds, supply, demand, decay_by_ds = a_case(7, n=5_000)

    alone, *others = (
        floating_catchment(packed, seeds, supply, demand, decay_by_ds, threads=threads)
        for threads in (1, 2, 3, 5)
    )

    assert seeds.size > 300  # more than one block of them
    assert alone.any()
    for other in others:
        np.testing.assert_array_equal(other, alone)


def test_who_has_no_limit_or_no_weight_gets_nothing():
    packed, _, seeds, supply, demand, _ = a_case(3)

    for decay_by_ds in ([], np.zeros(50)):
        assert not floating_catchment(packed, seeds, supply, demand, decay_by_ds).any()
    assert not floating_catchment(packed, seeds, supply, 0 * demand, np.ones(9)).any()


@pytest.mark.parametrize("n", [0, 1])
def test_nobody_asks_or_nothing_is_there(n):
    packed = sweeps.pack(np.zeros(n + 1, int), [], [], np.zeros(n), np.zeros(n))

    assert floating_catchment(packed, [], [], np.ones(n), np.ones(9)).tolist() == [0.0] * n
    alone = floating_catchment(packed, np.arange(n), np.full(n, 6.0), np.full(n, 3.0), np.ones(1))
    assert alone.tolist() == [2.0] * n


def test_read_only_arrays_and_whole_numbers_are_taken():
    packed, graph, seeds, _, _, decay_by_ds = a_case(11, n=30)
    supply, demand = np.arange(seeds.size), np.arange(30, dtype=np.int16)
    for array in (*packed[:-1], *packed.junctions, seeds, supply, demand, decay_by_ds):
        array.flags.writeable = False

    places = floating_catchment(packed, seeds, supply, demand, decay_by_ds)

    expected, _ = by_scipy(graph, seeds, supply, demand, decay_by_ds)
    np.testing.assert_allclose(places, expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"seeds": [2]}, "seeds must be positions from 0 to 1"),
        ({"supply": [1.0, 2.0]}, "supply must be 1 numbers"),
        ({"supply": [np.nan]}, "supply must be finite and >= 0"),
        ({"demand": [1.0]}, "demand must be 2 numbers"),
        ({"demand": [1.0, -1.0]}, "demand must be finite and >= 0"),
        ({"demand": [1.0, np.inf]}, "demand must be finite and >= 0"),
        ({"decay_by_ds": [[1.0]]}, "decay_by_ds must be 1 numbers"),
        ({"decay_by_ds": [1.0, -0.1]}, "decay_by_ds must be finite and >= 0"),
    ],
)
def test_what_is_no_amount_is_refused(change, words):
    packed = sweeps.pack([0, 1, 1], [1], [1], [0.0, 1.0], [0.0, 0.0])
    given_ = {"seeds": [0], "supply": [1.0], "demand": [1.0, 1.0], "decay_by_ds": [1.0]} | change

    with pytest.raises(ValueError, match=words):
        floating_catchment(packed, *given_.values())


@given(seed=st.integers(0, 2**32 - 1))
def test_terms_are_added_by_slot_wherever_they_stand(seed):
    rng = np.random.default_rng(seed)
    n, n_slots = rng.integers(1, 8), rng.integers(1, 9)
    weight = rng.uniform(0, 1, (n, n_slots)) * (rng.random((n, n_slots)) < 0.6)
    rate, stale = rng.uniform(0, 9, n_slots), rng.random(n_slots) < 0.3
    came = stale | (rng.random(n_slots) < 0.3)
    base = np.where(stale, rng.uniform(0, 1, weight.shape), np.where(came, 0.0, weight))
    lists = []
    for part in (base, np.where(came, weight, 0.0)):
        home, slot = np.nonzero(part)
        start = np.searchsorted(home, np.arange(n + 1))
        lists.append((start, slot.astype(np.int32), part[home, slot]))
    at = rng.permutation(n)

    places = share_again(at, *lists[0], stale, *lists[1], rate)

    for m, home in enumerate(at):
        total = 0.0
        for slot in range(n_slots):
            total += weight[home, slot] * rate[slot]
        assert places[m] == total
