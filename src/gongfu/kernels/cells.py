"""Sums over the balls of every node, of one cell of neighbouring nodes after the other.

N nodes, A arcs, V columns of values; a cell has K nodes, next to each other along the
curve, R roots among them, and M members: the nodes that any of them reaches.  Times are
whole tenths of a second (`_ds`).

Who leaves a cell passes one of its few exits last.  So balls are grown around the exits
only, and the time from a node to a member is the least, over the exits, of the time to
the exit inside the cell and the time from there: a loop without a branch over times of
16 bits, or of 32 if the limit needs them, sixteen or eight at once.
"""

import numpy as np
from numba import njit

from gongfu.kernels.balls import along_the_curve, grow, in_blocks, in_turn
from gongfu.kernels.packing import gathered, plain, positions, whole_limit

_CELL = 64  # nodes of a cell; measured with benchmarks/balls.py
_MANY = 4  # cells are used if at least each fourth node is asked about
_FAR_16 = 2**15 - 1  # longer than any limit of 16 bits, and twice as much still fits
_FAR_32 = 2**31 - 1


def opportunities(packed, values, limit_ds, *, at=None, threads=1):
    """The sum of the values that each node reaches along the arcs within the limit.

    values (N,) or (N, V) finite numbers, also below 0; at (M,) integer positions: the
    nodes asked about, all of them if not given.  Returns (N,) or (M,) float64, with V
    columns if values have.  Sums of whole numbers below 2**53 are exact; others are the
    same for any number of threads.  O(nodes of all balls).
    """
    n_nodes = packed.rank.size
    values = plain(values, np.float64)
    if values.shape[:1] != (n_nodes,) or values.ndim > 2:
        raise ValueError(f"values must have {n_nodes} rows; they are {values.shape}")
    if not np.isfinite(values).all():
        raise ValueError("values must be finite")
    columns = gathered(values.reshape(n_nodes, *(values.shape[1:] or (1,))), packed.order)
    limit_ds = whole_limit(limit_ds)
    if at is None:
        total = gathered(_everywhere(packed, columns, limit_ds, threads), packed.rank)
        return total.reshape(values.shape)
    at = positions(at, n_nodes, "at")
    if _MANY * at.size >= n_nodes:
        total = gathered(_everywhere(packed, columns, limit_ds, threads), packed.rank[at])
    else:
        total = _one_by_one(packed, columns, limit_ds, at, threads)
    return total.reshape(at.shape + values.shape[1:])


def _one_by_one(packed, columns, limit_ds, at, threads):
    seed_at, turn = along_the_curve(packed, at)

    def sums(block):
        return _sums(block.end, block.node, columns)

    total = np.zeros((at.size, columns.shape[1]))
    found = list(in_blocks(packed, seed_at, limit_ds, sums, threads))
    if found:
        total[turn] = np.concatenate(found)
    return total


def _everywhere(packed, columns, limit_ds, threads):
    """The sums (N, V) along the curve."""
    n_nodes = packed.rank.size
    layout = packed.start, packed.arc, packed.near
    total = np.zeros(columns.shape)
    if limit_ds < 0:
        return total
    kind, far = (np.uint16, _FAR_16) if limit_ds < _FAR_16 else (np.uint32, _FAR_32)

    def work(begin, end, room):
        n_done, n = _cells(*layout, columns, limit_ds, kind, far, begin, end, total, *room)
        return n_done, n, None

    for _ in in_turn(work, -(-n_nodes // _CELL), n_nodes, limit_ds, threads):
        pass
    return total


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


@njit(cache=True, nogil=True)
def _cells(
    start, arc, near, columns, limit_ds, kind, far, begin, end_cell, total,
    reached_ds, width, first, entry, node, time_ds, end,
):  # fmt: skip
    """Fill `total` for as many cells as there is room for: how many, and nodes grown."""
    n_grown = 0
    for cell in range(begin, end_cell):
        low = cell * _CELL
        high = min(low + _CELL, total.shape[0])
        root_at, inside = _inside(start, arc, low, high, limit_ds, kind, far)
        n_done, n = grow(
            start, arc, near, root_at.reshape(-1, 1), np.zeros((root_at.size, 1), np.int64),
            limit_ds, reached_ds, width, first, entry, node, time_ds, end,
        )  # fmt: skip
        if n_done < root_at.size:
            return cell - begin, n_grown
        n_grown += n
        member = _members(low, high, node[:n], reached_ds)
        onward = _onward(root_at.size, member, node[:n], time_ds[:n], end, reached_ds, kind, far)
        for m in range(member.size):
            reached_ds[np.uintp(member[m])] = limit_ds + 1
        here = np.empty((columns.shape[1], member.size))
        for v in range(columns.shape[1]):
            for m in range(member.size):
                here[v, m] = columns[np.uintp(member[m]), v]
        away = np.empty(member.size, onward.dtype)
        for i in range(high - low):
            away[: high - low] = inside[i]
            away[high - low :] = far
            for r in range(root_at.size):
                first_leg = inside[i, root_at[r] - low]
                if first_leg < far:
                    _lower(away, first_leg, onward[r], kind)
            for v in range(columns.shape[1]):
                total[low + i, v] = _sum_within(away, here[v], limit_ds)
    return end_cell - begin, n_grown


@njit(cache=True, nogil=True)
def _inside(start, arc, low, high, limit_ds, kind, far):
    """The exits (R,) of a cell, and the times (K, K) on ways that stay inside.

    Floyd 1962.  A time beyond the limit is `far`.
    """
    size = high - low
    inside = np.empty((size, size), kind)
    inside[:] = far
    root_at = np.empty(size, np.int32)
    n_roots = 0
    for i in range(size):
        leaves = False
        for a in range(start[low + i], start[low + i + 1]):
            time, head = arc[a] >> 32, (arc[a] & 0xFFFFFFFF) - low
            if time > limit_ds:
                continue
            if head < 0 or head >= size:
                leaves = True
            elif time < np.int64(inside[i, head]):
                inside[i, head] = time
        inside[i, i] = 0
        if leaves:
            root_at[n_roots] = low + i
            n_roots += 1
    for k in range(size):
        for i in range(size):
            if inside[i, k] < far and i != k:
                _lower(inside[i], inside[i, k], inside[k], kind)
    return root_at[:n_roots], inside


@njit(cache=True, nogil=True)
def _lower(times, first, onward, kind):
    """Lower times (M,) to first + onward (M,) where that is less; neither is above `far`."""
    for m in range(times.size):
        time, before = kind(first + onward[m]), times[m]
        times[m] = time if time < before else before


@njit(cache=True, nogil=True)
def _members(low, high, node, number):
    """The nodes (M,) of a cell and of the balls of its roots; in `number` (N,) -1, -2, ..."""
    member = np.empty(high - low + node.size, np.int32)
    for m in range(high - low):
        member[m] = low + m
        number[low + m] = ~m
    n = high - low
    for i in range(node.size):
        at = np.uintp(node[i])
        if number[at] >= 0:
            number[at] = ~n
            member[n] = at
            n += 1
    return member[:n]


@njit(cache=True, nogil=True)
def _onward(n_roots, member, node, time_ds, end, number, kind, far):
    """Times (R, M) from the roots to the members, `far` beyond the limit."""
    onward = np.empty((n_roots, member.size), kind)
    onward[:] = far
    begin = 0
    for r in range(n_roots):
        for i in range(begin, end[r]):
            onward[r, np.uintp(~number[np.uintp(node[i])])] = time_ds[i]
        begin = end[r]
    return onward


@njit(cache=True, nogil=True)
def _sum_within(away, value, limit_ds):
    """The sum of the values (M,) no farther away than the limit, in four strands."""
    one = two = three = four = 0.0
    n = away.size // 4 * 4
    for m in range(0, n, 4):
        one += value[m] if away[m] <= limit_ds else 0.0
        two += value[m + 1] if away[m + 1] <= limit_ds else 0.0
        three += value[m + 2] if away[m + 2] <= limit_ds else 0.0
        four += value[m + 3] if away[m + 3] <= limit_ds else 0.0
    for m in range(n, away.size):
        one += value[m] if away[m] <= limit_ds else 0.0
    return (one + two) + (three + four)
