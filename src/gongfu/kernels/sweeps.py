"""Bounded shortest times over a directed network.

N nodes, A arcs (both below 2**31), S seeds (below 2**30).  Times are whole tenths
of a second (`_ds`), so that sums are exact and the same on every machine.

One label holds both answers of a node: its time in the high bits and the position of
the seed that gave it in the low bits.  The smaller label is the smaller time, and
among equal times the seed that comes first; so one comparison decides an arc, and
the answer does not depend on the order of work.  Labels are 32 bits wide when time
and seed fit, 64 otherwise.
"""

import numpy as np
from numba import njit

from gongfu.kernels.arcs import NEAR, UNREACHED
from gongfu.kernels.balls import count, sparse_times, times_by_ends
from gongfu.kernels.cells import opportunities
from gongfu.kernels.chains import enter, fill
from gongfu.kernels.packing import (
    LONGEST_DS,
    Packed,
    along_a_curve,
    laid,
    pack,
    plain,
    positions,
    reversed_arcs,
    rows,
    whole,
    whole_limit,
)

__all__ = [
    "LONGEST_DS",
    "UNREACHED",
    "Packed",
    "along_a_curve",
    "components",
    "count",
    "laid",
    "nearest",
    "nearest_at",
    "opportunities",
    "pack",
    "parts_along",
    "reversed_arcs",
    "rows",
    "sparse_times",
    "times_by_ends",
]

_BATCH = 4  # seeds grown together at first ...
_GROWTH = 16  # ... then this many for each seed that reaches the same node ...
_BATCH_MAX = 128  # ... up to this; measured with benchmarks/reach.py, as the next
_WIDTH_BITS = 7  # a bucket of the queue holds 128 ds ...
_BUCKET_BITS = 20  # ... unless that would make more than a million buckets


def nearest(packed, seeds, limit_ds, offset_ds=None):
    """Time from the nearest seed to every node along the arcs, and which seed.

    seeds (S,) integer positions, which may repeat; limit_ds: longer times are not
    reported, a time equal to it is; offset_ds (S,) integers >= 0: time already spent
    at each seed, 0 if not given.  Returns time_ds (N,) int32, UNREACHED beyond the
    limit, and owner (N,) int32, the position in `seeds`, -1 beyond it.  Of seeds
    equally near, the first owns.  Dijkstra 1959 with the buckets of Dial 1969, seeds
    grown in batches along the curve and pruned by the labels already there;
    O(A + S + limit) for a batch, memory 4 to 8 bytes a node and one entry for each
    label of a batch.
    """
    label, bits, limit_ds = _labels(packed, seeds, limit_ds, offset_ds)
    return _spread_out(label, packed.junctions.order, bits, limit_ds)


def nearest_at(packed, seeds, limit_ds, at, offset_ds=None):
    """What `nearest` says of the nodes `at` (M,) only: time_ds (M,), owner (M,)."""
    label, bits, limit_ds = _labels(packed, seeds, limit_ds, offset_ds)
    at = positions(at, packed.rank.size, "at")
    return _unpack(label, packed.junctions.rank[at], bits, limit_ds)


def components(packed):
    """Which strongly connected component each node belongs to.

    Returns (N,) int32, numbered from 0 without gaps.  Tarjan 1972 with a stack of
    its own in place of recursion; O(N + A).
    """
    return parts_along(packed.start, packed.arc)[packed.rank]


def _labels(packed, seeds, limit_ds, offset_ds):
    limit_ds = whole_limit(limit_ds)
    n_nodes = packed.rank.size
    seeds = positions(seeds, n_nodes, "seeds")
    offset = np.zeros(seeds.size, np.int64)
    if offset_ds is not None:
        offset = np.minimum(plain(whole(offset_ds, "offset_ds"), np.int64), UNREACHED)
    if offset.size != seeds.size:
        raise ValueError(f"offset_ds must be {seeds.size} numbers; it is {offset.size}")
    if seeds.size and offset.min() < 0:
        raise ValueError(f"offset_ds must be >= 0; the least is {offset.min()}")
    bits = max(seeds.size - 1, 1).bit_length()
    far = max(limit_ds + 1, 0) << bits
    label = np.full(n_nodes, far, np.uint32 if far < 2**32 else np.int64)
    if limit_ds < 0:
        return label, bits, limit_ds
    net = packed.junctions
    key = (offset << bits) | np.arange(seeds.size)
    at, key, seeded = enter(net, net.rank[seeds], key, bits, far, label)
    turn = np.argsort(at, kind="stable")
    width = max(_WIDTH_BITS, limit_ds.bit_length() - _BUCKET_BITS)
    layout = net.near, net.wide_start, net.wide_arc
    _spread(*layout, at[turn], key[turn], bits, width, far, label)
    fill(net, seeded, bits, far, label)
    return label, bits, limit_ds


@njit(cache=True, nogil=True)
def _spread(near, wide_start, wide_arc, seed_at, seed_key, bits, width, far, label):
    """Lower `label` of the junctions to the least that the seeds give each.

    A bucket holds times that agree but for their lowest `width` bits; within it,
    labels are corrected until none falls.  Seeds are grown a few at a time, so that the
    nodes at hand stay in the cache; where many seeds reach the same node, more at once,
    so that the nearer comes first.  The labels do not depend on it.
    """
    drop = bits + width
    first = np.full((far >> drop) + 1, -1, np.int32)
    # An entry of the queue: the next entry of its bucket, then its node.
    entry = np.empty(4096, np.int64)
    begin, batch = 0, _BATCH
    while begin < seed_at.size:
        end = min(begin + batch, seed_at.size)
        n_pushed = 0
        bucket = first.size
        for s in range(begin, end):
            if seed_key[s] < np.int64(label[seed_at[s]]):
                label[seed_at[s]] = seed_key[s]
                b = seed_key[s] >> drop
                entry[n_pushed] = (np.int64(first[b]) << 32) | np.int64(seed_at[s])
                first[b] = n_pushed
                n_pushed += 1
                bucket = min(bucket, b)
        n_done, at = 0, -1
        while n_done < n_pushed:
            n_pushed, n_done, bucket, at, needed = _drain(
                near, wide_start, wide_arc, bits, drop, label, first, entry,
                n_pushed, n_done, bucket, at,
            )  # fmt: skip
            if n_done < n_pushed:
                more = np.empty(max(2 * entry.size, needed), np.int64)
                more[:n_pushed] = entry[:n_pushed]
                entry = more
        overlap = seed_at.size * (n_pushed // (end - begin)) // near.shape[0]
        batch = min(max(batch, _GROWTH * overlap), _BATCH_MAX)
        begin = end


@njit(cache=True, nogil=True)
def _drain(
    near, wide_start, wide_arc, bits, drop, label, first, entry, n_pushed, n_done, bucket, at
):
    """Empty the queue, or stop where it has no room for the arcs of the next node.

    `at` is the entry to take next, -1 if the bucket's list is to be taken first.
    Returns n_pushed, n_done, bucket and at, to go on from, and the room needed.
    """
    room = entry.size
    while n_done < n_pushed:
        if at < 0:
            at = np.int64(first[np.uintp(bucket)])
            first[np.uintp(bucket)] = -1
            if at < 0:
                bucket += 1
            continue
        node = np.uintp(entry[np.uintp(at)] & 0xFFFFFFFF)
        key = np.int64(label[node])
        if key >> drop != bucket:  # it was taken at a smaller label
            at = entry[np.uintp(at)] >> 32
            n_done += 1
            continue
        fits = near[node, 0] != -1
        needed = n_pushed + NEAR
        if not fits:
            row = np.uintp(near[node, 1])
            needed = n_pushed + np.int64(wide_start[row + np.uintp(1)]) - np.int64(wide_start[row])
        if needed > room:
            return n_pushed, n_done, bucket, at, needed
        at = entry[np.uintp(at)] >> 32
        n_done += 1
        if fits:
            for k in range(NEAR):
                step = np.int64(near[node, np.uintp(k)])
                after = key + ((step >> 16) << bits)
                head = np.uintp(np.int64(node) + np.int64(np.int16(step)))
                if after < np.int64(label[head]):
                    label[head] = after
                    b = np.uintp(after >> drop)
                    entry[np.uintp(n_pushed)] = (np.int64(first[b]) << 32) | np.int64(head)
                    first[b] = n_pushed
                    n_pushed += 1
        else:
            row = np.uintp(near[node, 1])
            for a in range(np.uintp(wide_start[row]), np.uintp(wide_start[row + np.uintp(1)])):
                after = key + ((wide_arc[a] >> 32) << bits)
                head = np.uintp(wide_arc[a] & 0xFFFFFFFF)
                if after < np.int64(label[head]):
                    label[head] = after
                    b = np.uintp(after >> drop)
                    entry[np.uintp(n_pushed)] = (np.int64(first[b]) << 32) | np.int64(head)
                    first[b] = n_pushed
                    n_pushed += 1
    return n_pushed, n_done, bucket, at, 0


@njit(cache=True, nogil=True)
def _spread_out(label, order, bits, limit_ds):
    """Time and owner of every node; few are reached, so the rest is filled beforehand."""
    n = order.size
    time_ds = np.full(n, UNREACHED, np.int32)
    owner = np.full(n, -1, np.int32)
    low = (np.int64(1) << bits) - 1
    for i in range(n):
        key = np.int64(label[i])
        if key >> bits <= limit_ds:
            time_ds[np.uintp(order[i])] = key >> bits
            owner[np.uintp(order[i])] = key & low
    return time_ds, owner


@njit(cache=True, nogil=True)
def _unpack(label, rank, bits, limit_ds):
    n = rank.size
    time_ds = np.empty(n, np.int32)
    owner = np.empty(n, np.int32)
    low = (np.int64(1) << bits) - 1
    for i in range(n):
        key = np.int64(label[np.uintp(rank[i])])
        time = key >> bits
        time_ds[i] = time if time <= limit_ds else UNREACHED
        owner[i] = key & low if time <= limit_ds else -1
    return time_ds, owner


@njit(cache=True, nogil=True)
def parts_along(start, arc):
    """What `components` says of the nodes along the curve, from their arcs as in Packed."""
    n = start.size - 1
    number = np.full(n, -1, np.int32)  # the component, once it is known
    met = np.full(n, -1, np.int32)  # when the search first met the node
    low = np.empty(n, np.int32)
    turn = np.empty(n, np.int32)  # the next arc to look at
    path = np.empty(n, np.int32)
    open_ = np.empty(n, np.int32)
    n_met = n_open = n_found = 0
    for root in range(n):
        if met[root] >= 0:
            continue
        path[0] = root
        depth = 1
        met[root] = low[root] = n_met
        turn[root] = start[root]
        n_met += 1
        open_[n_open] = root
        n_open += 1
        while depth > 0:
            node = path[depth - 1]
            if turn[node] < start[node + 1]:
                head = arc[turn[node]] & 0xFFFFFFFF
                turn[node] += 1
                if met[head] < 0:
                    met[head] = low[head] = n_met
                    turn[head] = start[head]
                    n_met += 1
                    open_[n_open] = head
                    n_open += 1
                    path[depth] = head
                    depth += 1
                elif number[head] < 0:
                    low[node] = min(low[node], met[head])
            else:
                depth -= 1
                if depth > 0:
                    low[path[depth - 1]] = min(low[path[depth - 1]], low[node])
                if low[node] == met[node]:
                    while True:
                        n_open -= 1
                        number[open_[n_open]] = n_found
                        if open_[n_open] == node:
                            break
                    n_found += 1
    return number
