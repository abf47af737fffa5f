"""A packed network whose sweeps stop at junctions only.

N nodes, M junctions, C chains, I = N - M nodes inside chains, A arcs.  A node with exactly two
neighbours lies inside a chain, whatever the directions of its arcs; of a ring without any other
node, one counts as a junction.  Whoever is inside a chain came by one of its ends or started
there; so a sweep needs to visit junctions only, and the labels inside follow from the ends.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from gongfu.kernels.arcs import UNREACHED, beside

_NOBODY = -1  # where a neighbour is not there
_MORE = -2  # in place of the second neighbour: there are more, or the node closes a ring


class Junctions(NamedTuple):
    """The junctions of a packed network, and the chains between them.

    order (N,) int32: the caller's position of each node, first the junctions along the
    curve, then the nodes inside chains, chain by chain; rank (N,) int32: the other way
    round; near (M, 4) int32: arcs between junctions as `arcs.beside` lays them, whole
    chains among them; a row that begins with -1 has its number r in wide_start (R+1,)
    int32 next, between whose values its arcs lie in wide_arc, int64 as in
    packing.Packed.  begin (C+1,) int32: where the nodes inside each chain begin, counted
    from M; first, second (C,) int32: the junctions at its ends; forth_ds (I+C,) int32:
    the hops along chain c from begin[c] + c on, into each node inside and then into the
    second end; back_ds (I+C,) int32: the same hops the other way.
    """

    order: np.ndarray
    rank: np.ndarray
    near: np.ndarray
    wide_start: np.ndarray
    wide_arc: np.ndarray
    begin: np.ndarray
    first: np.ndarray
    second: np.ndarray
    forth_ds: np.ndarray
    back_ds: np.ndarray


def contract(start, arc, order):
    """The junctions and chains of a network laid out along the curve.

    start (N+1,) int32, arc (A,) int64 and order (N,) int32 as in packing.Packed.
    Returns Junctions.  O(N + A * arcs of a node).
    """
    met = _neighbours(start, arc)
    inside, begin, first, second = _walk(met)
    number, of_all = _numbers(met, inside)
    del met
    forth_ds, back_ds = _hops(start, arc, inside, begin, first, second)
    first, second = number[first], number[second]
    near, *wide = _rows(*_between(start, arc, number, begin, first, second, forth_ds, back_ds))
    del number
    order = order[of_all]
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size, dtype=np.int32)
    return Junctions(order, rank, near, *wide, begin, first, second, forth_ds, back_ds)


@njit(cache=True, nogil=True)
def enter(net, at, key, bits, far, label):
    """Seeds at junctions (T,) and their labels, given seeds anywhere.

    at (S,) nodes as `net.rank` counts them; key (S,) int64 labels below 2**62, time in all
    but the lowest `bits`.  A seed inside a chain becomes one at either end that it reaches
    below `far`, and lowers its own entry of `label` (N,).  Returns at, key (T,) int64, and
    the chains that seeds are in, int64, which may repeat.
    """
    n_junctions = net.near.shape[0]
    to = np.empty(2 * at.size, np.int64)
    to_key = np.empty(2 * at.size, np.int64)
    seeded = np.empty(at.size, np.int64)
    n = n_seeded = 0
    for s in range(at.size):
        if at[s] < n_junctions:
            to[n], to_key[n] = at[s], key[s]
            n += 1
            continue
        if key[s] < np.int64(label[at[s]]):
            label[at[s]] = key[s]
        inside = at[s] - n_junctions
        chain = np.searchsorted(net.begin, inside, side="right") - 1
        seeded[n_seeded] = chain
        n_seeded += 1
        after = key[s]
        for hop in range(inside + chain, net.begin[chain] + chain - 1, -1):
            after = min(after + (np.int64(net.back_ds[hop]) << bits), far)
        before = key[s]
        for hop in range(inside + chain + 1, net.begin[chain + 1] + chain + 1):
            before = min(before + (np.int64(net.forth_ds[hop]) << bits), far)
        if after < far:
            to[n], to_key[n] = net.first[chain], after
            n += 1
        if before < far:
            to[n], to_key[n] = net.second[chain], before
            n += 1
    return to[:n], to_key[:n], seeded[:n_seeded]


@njit(cache=True, nogil=True)
def fill(net, seeded, bits, far, label):
    """Lower the labels inside chains to those that come from their ends and from within.

    seeded: the chains that seeds are in, where they left labels; label (N,): junctions are
    final.  O(C + nodes inside the chains that are reached).
    """
    # The list grows without a branch, which would be guessed wrong at every border of a ball.
    reached = np.empty(net.first.size + 1, np.int32)
    n_reached = 0
    for chain in range(net.first.size):
        forth = np.int64(label[np.uintp(net.first[chain])])
        back = np.int64(label[np.uintp(net.second[chain])])
        reached[n_reached] = chain
        n_reached += np.int64(min(forth, back) < far)
    for chain in reached[:n_reached]:
        _along(net, np.uintp(chain), bits, far, label)
    for chain in seeded:
        _along(net, np.uintp(chain), bits, far, label)


@njit(cache=True, nogil=True)
def _along(net, chain, bits, far, label):
    """Labels inside one chain: along it from one end, then against it from the other."""
    begin, end = np.uintp(net.begin[chain]), np.uintp(net.begin[chain + np.uintp(1)])
    base = np.uintp(net.near.shape[0])
    forth = np.int64(label[np.uintp(net.first[chain])])
    for i in range(begin, end):
        forth = min(forth + (np.int64(net.forth_ds[i + chain]) << bits), far)
        forth = min(forth, np.int64(label[base + i]))
        label[base + i] = forth
    back = np.int64(label[np.uintp(net.second[chain])])
    for i in range(end, begin, -1):
        back = min(back + (np.int64(net.back_ds[np.uintp(i) + chain]) << bits), far)
        back = min(back, np.int64(label[base + np.uintp(i - 1)]))
        label[base + np.uintp(i - 1)] = back


@njit(cache=True, nogil=True)
def _neighbours(start, arc):
    """The two neighbours (N, 2) of each node, over arcs of either direction.

    A second neighbour >= 0 says that there are just two.
    """
    n = start.size - 1
    met = np.empty((n, 2), np.int32)
    for node in range(n):
        one = two = np.int64(_NOBODY)
        for a in range(start[node], start[node + 1]):
            head = arc[a] & 0xFFFFFFFF
            if head in (node, one, two) or two == _MORE:
                continue
            if one == _NOBODY:
                one = head
            else:
                two = head if two == _NOBODY else np.int64(_MORE)
        met[node, 0], met[node, 1] = one, two
    for node in range(n):
        for a in range(start[node], start[node + 1]):
            head = np.uintp(arc[a] & 0xFFFFFFFF)
            one, two = met[head, 0], met[head, 1]
            if one == node or two in (node, _MORE) or head == np.uintp(node):
                continue
            if one == _NOBODY:
                met[head, 0] = node
            else:
                met[head, 1] = node if two == _NOBODY else _MORE
    return met


@njit(cache=True, nogil=True)
def _walk(met):
    """The nodes inside chains, chain by chain; where each begins, and its ends.

    A ring's first node becomes a junction in `met`.
    """
    n = met.shape[0]
    n_inside = 0
    for node in range(n):
        n_inside += np.int64(met[node, 1] >= 0)
    inside = np.empty(n_inside, np.int32)
    begin = np.empty(inside.size + 1, np.int32)
    first = np.empty(inside.size, np.int32)
    second = np.empty(inside.size, np.int32)
    seen = np.zeros(n, np.bool_)
    n_inside = n_chains = 0
    for node in range(n):
        if met[node, 1] < 0 or seen[node]:
            continue
        before, at = node, np.int64(met[node, 0])
        while met[at, 1] >= 0 and at != node:
            before, at = at, _onward(met, at, before)
        if at == node:
            met[node, 1] = _MORE
        begin[n_chains], first[n_chains] = n_inside, at
        before, at = at, before
        while met[at, 1] >= 0:
            seen[at] = True
            inside[n_inside] = at
            n_inside += 1
            before, at = at, _onward(met, at, before)
        second[n_chains] = at
        n_chains += 1
    begin[n_chains] = n_inside
    return inside[:n_inside], begin[: n_chains + 1].copy(), first[:n_chains], second[:n_chains]


@njit(cache=True, nogil=True)
def _onward(met, at, before):
    return np.int64(met[at, 1] if met[at, 0] == before else met[at, 0])


@njit(cache=True, nogil=True)
def _numbers(met, inside):
    """The number of each node along the curve, and the other way round."""
    n_nodes = met.shape[0]
    number = np.empty(n_nodes, np.int32)
    of_all = np.empty(n_nodes, np.int32)
    n_junctions = n_nodes - inside.size
    n = 0
    for node in range(n_nodes):
        if met[node, 1] < 0:
            number[node], of_all[n] = n, node
            n += 1
    for i in range(inside.size):
        number[inside[i]], of_all[n_junctions + i] = n_junctions + i, inside[i]
    return number, of_all


@njit(cache=True, nogil=True)
def _hops(start, arc, inside, begin, first, second):
    """The time of each hop along the chains, and against them."""
    forth_ds = np.empty(inside.size + first.size, np.int32)
    back_ds = np.empty(inside.size + first.size, np.int32)
    for chain in range(first.size):
        before = first[chain]
        for i in range(begin[chain], begin[chain + 1] + 1):
            at = inside[i] if i < begin[chain + 1] else second[chain]
            forth_ds[i + chain] = _least(start, arc, before, at)
            back_ds[i + chain] = _least(start, arc, at, before)
            before = at
    return forth_ds, back_ds


@njit(cache=True, nogil=True)
def _least(start, arc, tail, head):
    """The least time of the arcs from one node to another."""
    least = np.int64(UNREACHED)
    for a in range(start[tail], start[tail + 1]):
        if arc[a] & 0xFFFFFFFF == head:
            least = min(least, arc[a] >> 32)
    return np.int32(least)


@njit(cache=True, nogil=True)
def _between(start, arc, number, begin, first, second, forth_ds, back_ds):
    """Arcs between junctions, whole chains among them: start (M+1,) int32 and arc int64."""
    n_junctions = number.size - (begin[-1] if begin.size else 0)
    whole_ds = np.empty((2, first.size), np.int64)
    size = np.zeros(n_junctions + 1, np.int32)
    for chain in range(first.size):
        forth = back = np.int64(0)
        for hop in range(begin[chain] + chain, begin[chain + 1] + chain + 1):
            forth += forth_ds[hop]
            back += back_ds[hop]
        loops = first[chain] == second[chain]
        whole_ds[0, chain] = UNREACHED if loops else min(forth, UNREACHED)
        whole_ds[1, chain] = UNREACHED if loops else min(back, UNREACHED)
        size[first[chain] + 1] += whole_ds[0, chain] < UNREACHED
        size[second[chain] + 1] += whole_ds[1, chain] < UNREACHED
    for node in range(start.size - 1):
        if number[node] < n_junctions:
            for a in range(start[node], start[node + 1]):
                size[number[node] + 1] += number[arc[a] & 0xFFFFFFFF] < n_junctions
    for junction in range(n_junctions):
        size[junction + 1] += size[junction]
    used = size[:-1].copy()
    between = np.empty(size[-1], np.int64)
    for node in range(start.size - 1):
        tail = number[node]
        if tail < n_junctions:
            for a in range(start[node], start[node + 1]):
                head = number[arc[a] & 0xFFFFFFFF]
                if head < n_junctions:
                    between[used[tail]] = ((arc[a] >> 32) << 32) | head
                    used[tail] += 1
    for chain in range(first.size):
        for way in range(2):
            if whole_ds[way, chain] < UNREACHED:
                tail = second[chain] if way else first[chain]
                head = first[chain] if way else second[chain]
                between[used[tail]] = (whole_ds[way, chain] << 32) | head
                used[tail] += 1
    return size, between


@njit(cache=True, nogil=True)
def _rows(start, arc):
    """The rows of `arcs.beside`, and apart from them the arcs of those that do not fit."""
    near = beside(start, arc)
    n_wide = n_arcs = 0
    for node in range(near.shape[0]):
        if near[node, 0] == -1:
            n_wide += 1
            n_arcs += start[node + 1] - start[node]
    wide_start = np.zeros(n_wide + 1, np.int32)
    wide_arc = np.empty(n_arcs, np.int64)
    n_wide = n_arcs = 0
    for node in range(near.shape[0]):
        if near[node, 0] == -1:
            near[node, 1] = n_wide
            for a in range(start[node], start[node + 1]):
                wide_arc[n_arcs] = arc[a]
                n_arcs += 1
            n_wide += 1
            wide_start[n_wide] = n_arcs
    return near, wide_start, wide_arc
