"""Supply shared among the demand that can reach it.

N nodes, S seeds, where supply is; n homes, F facilities, P pairs of the two; times are
whole tenths of a second (`_ds`).
"""

import numpy as np
from numba import njit

from gongfu.kernels.balls import along_the_curve, in_blocks
from gongfu.kernels.packing import gathered, plain, positions


def floating_catchment(packed, seeds, supply, demand, decay_by_ds, *, threads=1):
    """Places per head at every node, each seed's supply shared among those in its ball.

    packed: the reversed arcs, so that a ball holds the nodes from which its seed can be
    reached; seeds (S,) integer positions, which may repeat; supply (S,) places >= 0 at
    each; demand (N,) people >= 0; decay_by_ds (limit + 1,): the weight >= 0 of a person
    so many tenths of a second away, whose length sets the limit.  Returns (N,) float64.
    Two-step floating catchment, Luo & Wang 2003; with weights, Luo & Qi 2009.  Conserves
    supply: demand @ result == supply of the seeds that demand with a weight above 0 can
    reach; the others' is nobody's.  The same for any number of threads.  O(nodes of all
    balls).
    """
    n_nodes = packed.rank.size
    seeds = positions(seeds, n_nodes, "seeds")
    supply = _amounts(supply, seeds.size, "supply")
    demand = _amounts(demand, n_nodes, "demand")
    demand = gathered(demand[:, None], packed.order).ravel()
    decay_by_ds = _amounts(decay_by_ds, np.size(decay_by_ds), "decay_by_ds")
    seed_at, turn = along_the_curve(packed, seeds)
    supply = supply[turn]

    def shares(block):
        part = supply[block.begin : block.begin + block.end.size]
        return block.node.copy(), _shares(*block[1:], part, demand, decay_by_ds)

    places = np.zeros(n_nodes)
    for node, share in in_blocks(packed, seed_at, decay_by_ds.size - 1, shares, threads):
        _add(node, share, packed.order, places)
    return places


@njit(cache=True, nogil=True)
def share_again(
    at, start, slot, weight, stale, come_start, come_slot, come_weight, rate,
):  # fmt: skip
    """Places per head of some homes, from the rates of the facilities that each reaches.

    at (M,) positions of homes; start (n+1,), slot (P,) and weight (P,) float64: what each
    home reaches, slots ascending, of which those `stale` (F,) bool do not count; come_start,
    come_slot, come_weight: more of the same, none of them stale; rate (F,) float64.
    Returns (M,) float64.  Terms are added by ascending slot, wherever they stand, so that
    the last bit does not depend on which facilities came when.  O(pairs of these homes).
    """
    places = np.zeros(at.size)
    for m in range(at.size):
        i, i_end = start[at[m]], start[at[m] + 1]
        j, j_end = come_start[at[m]], come_start[at[m] + 1]
        total = 0.0
        while i < i_end or j < j_end:
            if j >= j_end or (i < i_end and slot[i] <= come_slot[j]):
                if not stale[slot[i]]:
                    total += weight[i] * rate[slot[i]]
                i += 1
            else:
                total += come_weight[j] * rate[come_slot[j]]
                j += 1
        places[m] = total
    return places


def _amounts(values, n, name):
    values = plain(values, np.float64)
    if values.shape != (n,):
        raise ValueError(f"{name} must be {n} numbers; it is {values.shape}")
    if n and not (values.min() >= 0.0 and values.max() < np.inf):
        raise ValueError(f"{name} must be finite and >= 0")
    return values


@njit(cache=True, nogil=True)
def _shares(end, node, time_ds, supply, demand, decay_by_ds):
    """What each node of a block of balls gets per head from the seed of its ball."""
    share = np.empty(node.size)
    begin = 0
    for s in range(end.size):
        load = 0.0
        for i in range(begin, end[s]):
            share[i] = decay_by_ds[np.uintp(time_ds[i])]
            load += demand[np.uintp(node[i])] * share[i]
        rate = supply[s] / load if load > 0.0 else 0.0
        for i in range(begin, end[s]):
            share[i] *= rate
        begin = end[s]
    return share


@njit(cache=True, nogil=True)
def _add(node, share, order, places):
    for i in range(node.size):
        places[np.uintp(order[np.uintp(node[i])])] += share[i]
