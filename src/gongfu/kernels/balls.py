"""Balls: the nodes that one seed reaches within a limit, and what they hold.

N nodes, A arcs, S seeds, each of one node or of K, T targets, B nodes of a block of
balls; times are whole tenths of a second (`_ds`).

Balls are grown one by one along the packed arcs, seeds in the order of the curve, so
that the nodes of one ball are still in the cache when the next begins.  Blocks of seeds
may be grown by several threads; what comes out does not depend on how many.
"""

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from queue import SimpleQueue
from typing import NamedTuple

import numpy as np
from numba import njit

from gongfu.kernels.arcs import NEAR
from gongfu.kernels.packing import plain, positions, whole, whole_limit

_WIDTH_BITS = 9  # a bucket of the queue holds 512 ds ...
_BUCKET_BITS = 16  # ... unless that would make more than 65,536 buckets
_ROOM = 2**15  # nodes of a block and entries of a queue, at first
_BLOCK_NODES = 2**17  # a block of seeds is meant to reach this many nodes ...
_BLOCK_MAX = 256  # ... but is no longer than this


class Block(NamedTuple):
    """The balls of neighbouring seeds; views that last until the next block.

    begin: the first seed, counted along the curve; end (.,) int64: where the nodes of
    each seed end; node (B,) int32, along the curve; time_ds (B,) int32.
    """

    begin: int
    end: np.ndarray
    node: np.ndarray
    time_ds: np.ndarray


class Room(NamedTuple):
    """What one thread works in: times (N,), buckets and entries of the queue, a block."""

    reached_ds: np.ndarray
    width: int
    first: np.ndarray
    entry: np.ndarray
    node: np.ndarray
    time_ds: np.ndarray
    end: np.ndarray


def count(packed, seeds, limit_ds, *, threads=1):
    """How many seeds reach each node along the arcs within the limit.

    seeds (S,) integer positions; one that is given twice counts twice.  Returns (N,)
    int32.  Pack the reversed arcs to count the seeds that can be reached from each node.
    O(nodes of all balls).
    """
    n_nodes = packed.rank.size
    at, _ = along_the_curve(packed, positions(seeds, n_nodes, "seeds"))
    n_seeds = np.zeros(n_nodes, np.int32)
    for node in in_blocks(packed, at, limit_ds, _nodes, threads):
        _tally(node, packed.order, n_seeds)
    return n_seeds


def sparse_times(packed, seeds, targets, limit_ds, *, threads=1):
    """Times from each seed along the arcs to the targets within the limit.

    seeds (S,) and targets (T,) integer positions, which may repeat.  Returns the parts
    of a CSR matrix whose rows are the seeds: indptr (S+1,) int64, index (.,) int32, the
    positions in `targets`, ascending within a row, and time_ds (.,) int32; a time of 0
    is there like any other.  O(nodes of all balls + entries * log of a row).
    """
    seeds = positions(seeds, packed.rank.size, "seeds")
    return _times(packed, seeds[:, None], None, targets, limit_ds, threads)


def times_by_ends(packed, seeds, offset_ds, targets, limit_ds, *, threads=1):
    """What `sparse_times` says where each seed is K nodes, of which the soonest counts.

    seeds (S, K) integer positions, offset_ds (S, K) integers >= 0: time already spent at each.
    """
    shape = np.shape(seeds)
    seeds = positions(np.ravel(seeds), packed.rank.size, "seeds").reshape(shape)
    spent = plain(whole(np.ravel(offset_ds), "offset_ds"), np.int64)
    if len(shape) != 2 or np.shape(offset_ds) != shape:
        raise ValueError(f"seeds and offset_ds must be (S, K); they are {shape} and "
                         f"{np.shape(offset_ds)}")  # fmt: skip
    if spent.size and spent.min() < 0:
        raise ValueError(f"offset_ds must be >= 0; the least is {spent.min()}")
    return _times(packed, seeds, spent.reshape(shape), targets, limit_ds, threads)


def _times(packed, seeds, offset_ds, targets, limit_ds, threads):
    n_nodes = packed.rank.size
    at, turn = along_the_curve(packed, seeds)
    seed_ds = None if offset_ds is None else offset_ds[turn]
    first, following = _targets_of(packed.rank[positions(targets, n_nodes, "targets")], n_nodes)

    def targets_met(block):
        return _targets_met(block.end, block.node, block.time_ds, first, following)

    found = list(in_blocks(packed, at, limit_ds, targets_met, threads, seed_ds=seed_ds))
    if not found:
        return np.zeros(turn.size + 1, np.int64), np.empty(0, np.int32), np.empty(0, np.int32)
    n_met = np.concatenate([n for n, _ in found])
    return _in_callers_order(turn, n_met, np.concatenate([key for _, key in found]))


def along_the_curve(packed, seeds):
    """Where seeds (S,) or (S, K) lie along the curve, by their first, and which each is (S,)."""
    at = packed.rank[seeds]
    turn = np.argsort(at if at.ndim == 1 else at[:, 0], kind="stable")
    return at[turn], turn


def in_blocks(packed, seed_at, limit_ds, make, threads, *, seed_ds=None):
    """What `make` says of each block of balls, in the order of the seeds; a generator.

    seed_at (S,) or (S, K) int32, ascending, along the curve; make: called with a Block, maybe
    in another thread, keeps no view of it; seed_ds (S, K) int64: time already spent at each, 0
    if not given.  A limit below 0 has no balls, not even empty ones.
    """
    limit_ds = whole_limit(limit_ds)
    layout = packed.start, packed.arc, packed.near
    seed_at = seed_at[:, None] if seed_at.ndim == 1 else seed_at
    if seed_ds is None:
        seed_ds = np.zeros(seed_at.shape, np.int64)

    def work(begin, end, room):
        n_done, n = grow(*layout, seed_at[begin:end], seed_ds[begin:end], limit_ds, *room)
        if n_done == 0:
            return 0, 0, None
        block = Block(begin, room.end[:n_done], room.node[:n], room.time_ds[:n])
        return n_done, n, make(block)

    if limit_ds >= 0:
        yield from in_turn(work, len(seed_at), packed.rank.size, limit_ds, threads)


def in_turn(work, n, n_nodes, limit_ds, threads):
    """What `work` makes of 0 to n, piece by piece and in that order; a generator.

    work(begin, end, room): begins at begin, stops at end or where there is no more room,
    and returns how many it did, how many nodes these met, and what it made of them.  It
    is called again where it stopped, with more room if it did nothing.  Several threads
    work on blocks, each in a room of its own; never many more blocks than threads are in
    hand, each of about as many nodes.
    """
    rooms = SimpleQueue()  # one for each thread, made when it is first needed
    for _ in range(threads):
        rooms.put(None)

    def block(begin, end):
        room = rooms.get() or _new_room(n_nodes, limit_ds)
        made, n_met = [], 0
        try:
            while begin < end:
                n_done, n_more, piece = work(begin, end, room)
                if n_done == 0:
                    room = _more_room(room)
                    continue
                made.append(piece)
                begin += n_done
                n_met += n_more
        finally:
            rooms.put(room)
        return made, n_met

    ahead = threads if threads == 1 else 2 * threads
    begin, size, n_known, n_met = 0, 1, 0, 0
    waiting = deque()
    with ThreadPoolExecutor(threads) as pool:
        while begin < n or waiting:
            while begin < n and len(waiting) < ahead:
                end = min(begin + size, n)
                # One thread is this one; the pool starts none before it is given work.
                answer = partial(block, begin, end)
                if threads > 1:
                    answer = pool.submit(answer).result
                waiting.append((end - begin, answer))
                begin = end
            n_done, answer = waiting.popleft()
            made, n_more = answer()
            yield from made
            n_known, n_met = n_known + n_done, n_met + n_more
            size = min(max(_BLOCK_NODES * n_known // max(n_met, 1), 1), _BLOCK_MAX)


def _new_room(n_nodes, limit_ds):
    width = max(_WIDTH_BITS, limit_ds.bit_length() - _BUCKET_BITS)
    return Room(
        np.full(n_nodes, limit_ds + 1, np.int32),
        width,
        np.full((limit_ds >> width) + 1, -1, np.int32),
        np.empty(_ROOM, np.int64),
        np.empty(_ROOM, np.int32),
        np.empty(_ROOM, np.int32),
        np.empty(_BLOCK_MAX, np.int64),
    )


def _more_room(room):
    size = 2 * room.entry.size
    return room._replace(
        entry=np.empty(size, np.int64),
        node=np.empty(size, np.int32),
        time_ds=np.empty(size, np.int32),
    )


def _nodes(block):
    return block.node.copy()


@njit(cache=True, nogil=True)
def grow(
    start, arc, near, seed_at, seed_ds, limit_ds,
    reached_ds, width, first, entry, node, time_ds, end,
):  # fmt: skip
    """The balls of as many seeds as there is room for: how many, and how many nodes.

    seed_at, seed_ds (S, K).  reached_ds (N,) holds limit_ds + 1 and first -1 throughout,
    before and after.
    """
    n = 0
    for s in range(seed_at.shape[0]):
        more = _ball(
            start, arc, near, seed_at[s], seed_ds[s], limit_ds, width,
            reached_ds, first, entry, node, n,
        )  # fmt: skip
        if more < 0:
            return s, n
        for i in range(n, more):
            at = np.uintp(node[i])
            time_ds[i] = reached_ds[at]
            reached_ds[at] = limit_ds + 1
        n = more
        end[s] = n
    return seed_at.shape[0], n


@njit(cache=True, nogil=True)
def _ball(start, arc, near, seed_at, seed_ds, limit_ds, width, reached_ds, first, entry, node, n):
    """Add the nodes of one ball to the n at hand; returns how many there are now.

    Dijkstra 1959 with the buckets of Dial 1969: a bucket holds times that agree but for
    their lowest `width` bits; within it, times are corrected until none falls.  If there
    is no room, all is left as it was and -1 returned.
    """
    begin, room, far = n, min(entry.size, node.size - n), np.int64(limit_ds) + 1
    if room < seed_at.size:
        return -1
    n_pushed, n_done, bucket, at = 0, 0, 0, np.int64(-1)
    for k in range(seed_at.size):
        seed = np.uintp(seed_at[k])
        before = np.int64(reached_ds[seed])
        if seed_ds[k] < before:
            if before == far:
                node[np.uintp(n)] = seed
                n += 1
            reached_ds[seed] = seed_ds[k]
            b = np.uintp(seed_ds[k] >> width)
            # An entry of the queue: the next entry of its bucket, then its node.
            entry[np.uintp(n_pushed)] = (np.int64(first[b]) << 32) | np.int64(seed)
            first[b] = n_pushed
            n_pushed += 1
    while n_done < n_pushed:
        if at < 0:
            at = np.int64(first[np.uintp(bucket)])
            first[np.uintp(bucket)] = -1
            if at < 0:
                bucket += 1
            continue
        tail = np.uintp(entry[np.uintp(at)] & 0xFFFFFFFF)
        key = np.int64(reached_ds[tail])
        at = entry[np.uintp(at)] >> 32
        n_done += 1
        if key >> width != bucket:  # it was taken at a shorter time
            continue
        fits = near[tail, 0] != -1
        degree = NEAR
        if not fits:
            degree = np.int64(start[tail + np.uintp(1)]) - np.int64(start[tail])
        if n_pushed + degree > room:
            for i in range(begin, n):
                reached_ds[np.uintp(node[i])] = far
            first[:] = -1
            return -1
        for k in range(degree):
            if fits:
                step = np.int64(near[tail, np.uintp(k)])
                after = key + (step >> 16)
                head = np.uintp(np.int64(tail) + np.int64(np.int16(step)))
            else:
                a = np.uintp(start[tail]) + np.uintp(k)
                after = key + (arc[a] >> 32)
                head = np.uintp(arc[a] & 0xFFFFFFFF)
            before = np.int64(reached_ds[head])
            if after < before:
                if before == far:
                    node[np.uintp(n)] = head
                    n += 1
                reached_ds[head] = after
                b = np.uintp(after >> width)
                entry[np.uintp(n_pushed)] = (np.int64(first[b]) << 32) | np.int64(head)
                first[b] = n_pushed
                n_pushed += 1
    return n


@njit(cache=True, nogil=True)
def _tally(node, order, n_seeds):
    for i in range(node.size):
        n_seeds[np.uintp(order[np.uintp(node[i])])] += 1


@njit(cache=True, nogil=True)
def _targets_of(at, n_nodes):
    """The first target of each node (N,), -1 if it has none, and the one after each (T,)."""
    first = np.full(n_nodes, -1, np.int32)
    following = np.empty(at.size, np.int32)
    for t in range(at.size - 1, -1, -1):
        following[t] = first[at[t]]
        first[at[t]] = t
    return first, following


@njit(cache=True, nogil=True)
def _targets_met(end, node, time_ds, first, following):
    """How many targets each seed meets, and which, seed by seed: target, then time."""
    n_met = np.empty(end.size, np.int64)
    n = 0
    for i in range(node.size):
        target = first[np.uintp(node[i])]
        while target >= 0:
            n += 1
            target = following[target]
    key = np.empty(n, np.int64)
    n = begin = 0
    for s in range(end.size):
        before = n
        for i in range(begin, end[s]):
            target = first[np.uintp(node[i])]
            while target >= 0:
                key[n] = (np.int64(target) << 32) | np.int64(time_ds[i])
                n += 1
                target = following[target]
        key[before:n].sort()
        n_met[s] = n - before
        begin = end[s]
    return n_met, key


@njit(cache=True, nogil=True)
def _in_callers_order(turn, n_met, key):
    indptr = np.zeros(turn.size + 1, np.int64)
    for s in range(turn.size):
        indptr[turn[s] + 1] = n_met[s]
    for s in range(turn.size):
        indptr[s + 1] += indptr[s]
    index = np.empty(key.size, np.int32)
    time_ds = np.empty(key.size, np.int32)
    i = 0
    for s in range(turn.size):
        begin = indptr[turn[s]]
        for k in range(begin, begin + n_met[s]):
            index[k] = key[i] >> 32
            time_ds[k] = key[i] & 0xFFFFFFFF
            i += 1
    return indptr, index, time_ds


@njit(cache=True, nogil=True)
def _sums(end, node, columns):
    total = np.zeros((end.size, columns.shape[1]))
    begin = 0
    for s in range(end.size):
        for i in range(begin, end[s]):
            at = np.uintp(node[i])
            for v in range(columns.shape[1]):
                total[s, v] += columns[at, v]
        begin = end[s]
    return total
