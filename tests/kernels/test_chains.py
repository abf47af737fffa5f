"""Streets drawn together into chains: nothing lost, no answer changed."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.kernels import sweeps
from gongfu.kernels.sweeps import UNREACHED
from tests.kernels.test_sweeps import by_scipy

SEEDS = st.integers(0, 2**32 - 1)


def street_network(rng, longest=50):
    """Hubs joined by long streets, rings that touch nothing, dead ends; some ways one-way.

    Each hop may be open forth, back, both ways or not at all, some twice and with another time.
    """
    n_hubs = rng.integers(1, 6)
    n, arcs = n_hubs, []

    def hop(one, two):
        way = rng.choice(["both", "both", "forth", "back", "none", "twice"])
        if way in ("both", "forth", "twice"):
            arcs.append((one, two, rng.integers(0, longest)))
        if way in ("both", "back", "twice"):
            arcs.append((two, one, rng.integers(0, longest)))
        if way == "twice":
            arcs.append((one, two, rng.integers(0, longest)))

    for _ in range(rng.integers(0, 9)):
        length = rng.integers(0, 7)
        start, end = rng.integers(0, n_hubs, 2)
        kind = rng.choice(["street", "street", "ring", "dead end"])
        nodes = [*range(n, n + length)]
        n += length
        if kind == "street":
            nodes = [start, *nodes, end]
        elif kind == "dead end":
            nodes = [start, *nodes]
        elif nodes:
            nodes = [*nodes, nodes[0]]
        for one, two in itertools.pairwise(nodes):
            hop(one, two)
    if rng.random() < 0.2:
        arcs.append((0, 0, 3))
    number = rng.permutation(n)
    tail, head, time_ds = np.array(arcs, np.int64).reshape(-1, 3).T
    indptr, indices, time_ds = sweeps.rows(n, number[tail], number[head], time_ds)
    return indptr, indices, time_ds, *rng.uniform(0, 1000, (2, n))


def neighbours(indptr, indices):
    """The other nodes that arcs of either direction join to each node."""
    tail = np.repeat(np.arange(indptr.size - 1), np.diff(indptr))
    met = [set() for _ in range(indptr.size - 1)]
    for one, two in zip(tail, indices, strict=True):
        if one != two:
            met[one].add(int(two))
            met[two].add(int(one))
    return met


@given(seed=SEEDS)
def test_every_time_and_owner_is_that_of_scipy(seed):
    rng = np.random.default_rng(seed)
    network = street_network(rng)
    n = network[-1].size
    seeds = rng.integers(0, n, rng.integers(1, 9))
    offset_ds = rng.integers(0, 80, seeds.size) * (rng.random() < 0.7)
    limit_ds = rng.choice([0, 30, 100, 10**6])
    packed = sweeps.pack(*network)

    time_ds, owner = sweeps.nearest(packed, seeds, limit_ds, offset_ds)
    at = rng.integers(0, n, 5)
    time_at, owner_at = sweeps.nearest_at(packed, seeds, limit_ds, at, offset_ds)

    best, first = by_scipy(network, seeds, offset_ds, limit_ds)
    np.testing.assert_array_equal(time_ds, best)
    np.testing.assert_array_equal(owner, first)
    np.testing.assert_array_equal(time_at, best[at])
    np.testing.assert_array_equal(owner_at, first[at])


@given(seed=SEEDS)
def test_every_node_is_a_junction_or_inside_one_chain(seed):
    network = street_network(np.random.default_rng(seed))
    met = neighbours(*network[:2])
    net = sweeps.pack(*network).junctions
    n, n_junctions = net.order.size, net.near.shape[0]

    assert sorted(net.order) == list(range(n))
    np.testing.assert_array_equal(net.rank[net.order], np.arange(n))
    for chain in range(net.first.size):
        inside = net.order[n_junctions + net.begin[chain] : n_junctions + net.begin[chain + 1]]
        ends = net.order[[net.first[chain], net.second[chain]]]
        way = [ends[0], *inside, ends[1]]
        assert inside.size
        for before, at, after in zip(way[:-2], way[1:-1], way[2:], strict=True):
            assert met[at] == {before, after}
    # A junction with two neighbours closes a ring.
    rings = {net.first[c] for c in range(net.first.size) if net.first[c] == net.second[c]}
    assert all(len(met[net.order[j]]) != 2 or j in rings for j in range(n_junctions))


def test_a_street_between_two_junctions_by_hand():
    # 0 and 4 are crossings with dead ends 5, 6 and 7, 8; 1, 2, 3 lie between, 2 to 3 is one-way.
    arcs = [(0, 1, 10), (1, 0, 11), (1, 2, 20), (2, 1, 22), (2, 3, 30), (3, 4, 40), (4, 3, 44)]
    arcs += [(one, two, 5) for pair in ((0, 5), (0, 6), (4, 7), (4, 8)) for one, two in
             (pair, pair[::-1])]  # fmt: skip
    tail, head, time_ds = np.array(arcs).T
    packed = sweeps.pack(*sweeps.rows(9, tail, head, time_ds), np.arange(9.0), np.zeros(9))

    from_0, _ = sweeps.nearest(packed, [0], 1000)
    from_4, _ = sweeps.nearest(packed, [4], 1000)
    from_2, owner = sweeps.nearest(packed, [2, 2], 1000, [7, 3])
    short, _ = sweeps.nearest(packed, [2], 35)

    never = UNREACHED
    assert from_0.tolist() == [0, 10, 30, 60, 100, 5, 5, 105, 105]
    assert from_4.tolist() == [never, never, never, 44, 0, never, never, 5, 5]
    assert from_2.tolist() == [36, 25, 3, 33, 73, 41, 41, 78, 78]
    assert owner.tolist() == [1] * 9
    assert short.tolist() == [33, 22, 0, 30, never, never, never, never, never]
    assert packed.junctions.first.size == 1
    assert packed.junctions.near.shape[0] == 6


@pytest.mark.parametrize("longest", [2**15, 2**31 - 2])
def test_chains_longer_than_their_integers(longest):
    """A long street of slow hops: sums pass 16, then 32 bits, and are never a smaller number."""
    n = 40
    tail, head = np.arange(n - 1), np.arange(1, n)
    both = np.concatenate([tail, head]), np.concatenate([head, tail])
    time_ds = np.full(2 * (n - 1), longest)
    packed = sweeps.pack(*sweeps.rows(n, *both, time_ds), np.arange(float(n)), np.zeros(n))

    time_ds, owner = sweeps.nearest(packed, [0, 20], sweeps.LONGEST_DS)

    hops = np.minimum(np.arange(n), np.abs(np.arange(n) - 20)).astype(np.int64)
    exact = hops * longest
    np.testing.assert_array_equal(
        time_ds, np.where(exact <= sweeps.LONGEST_DS, exact, int(UNREACHED))
    )
    first = np.where(np.arange(n) <= 10, 0, 1)
    np.testing.assert_array_equal(owner, np.where(exact <= sweeps.LONGEST_DS, first, -1))
