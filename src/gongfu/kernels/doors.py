"""From times at nodes to times at doors: points that lie on a segment, not at a node.

N nodes, A arcs, E segments, S doors travelled to, M doors travelled from.  A segment
has a first and a second end; forth_ds is the time from first to second, back_ds the
other way, UNREACHED where nobody may travel.  A door at fraction f of a segment lies
forth_at = rint(f * forth_ds) after the first end for those who travel forth, and
back_at = rint(f * back_ds) before it for those who travel back, so that the two
parts of a segment always sum to the whole.
"""

import numpy as np
from numba import njit

from gongfu.kernels.sweeps import UNREACHED


@njit(cache=True, nogil=True)
def segments(start, arc):
    """The segments of a packed network: each pair of joined nodes once.

    start (N+1,) int32, arc (A,) int64 as in sweeps.Packed.  Returns first, second
    (E,) int32, nodes along the curve; forth_ds, back_ds (E,) int32, the least time of
    the arcs from first to second and from second to first.  Arcs from a node to itself
    make no segment.  O(A * arcs per node).
    """
    first = np.empty(arc.size, np.int32)
    second = np.empty(arc.size, np.int32)
    forth_ds = np.empty(arc.size, np.int32)
    back_ds = np.empty(arc.size, np.int32)
    n = 0
    for node in range(start.size - 1):
        for a in range(start[node], start[node + 1]):
            other = arc[a] & 0xFFFFFFFF
            if other == node:
                continue
            repeats = False
            for b in range(start[node], a):
                if arc[b] & 0xFFFFFFFF == other:
                    repeats = True
                    break
            if repeats:
                continue
            forth = back = UNREACHED
            for b in range(a, start[node + 1]):
                if arc[b] & 0xFFFFFFFF == other:
                    forth = min(forth, np.int32(arc[b] >> 32))
            returns = False
            for b in range(start[other], start[other + 1]):
                if arc[b] & 0xFFFFFFFF == node:
                    back = min(back, np.int32(arc[b] >> 32))
                    returns = True
            if returns and other < node:
                continue
            first[n] = node
            second[n] = other
            forth_ds[n] = forth
            back_ds[n] = back
            n += 1
    return first[:n].copy(), second[:n].copy(), forth_ds[:n].copy(), back_ds[:n].copy()


@njit(cache=True, nogil=True)
def from_doors(
    to_first, to_second, first_leg_ds, second_leg_ds,
    first_ds, first_owner, second_ds, second_owner,
):  # fmt: skip
    """Time from each door to the nearest seed by way of the ends of its segment.

    to_first, to_second (M,) bool: whether one may leave towards that end; first_leg_ds,
    second_leg_ds (M,) int64: the time to get there; first_ds, second_ds, first_owner,
    second_owner (M,) int32: what a sweep says of the ends.  Returns time_ds (M,) int64,
    UNREACHED if there is no way, and owner (M,) int32, -1 then; of owners equally near,
    the first.
    """
    n = to_first.size
    time_ds = np.full(n, np.int64(UNREACHED))
    owner = np.full(n, -1, np.int32)
    for i in range(n):
        if to_second[i] and second_ds[i] < UNREACHED:
            time_ds[i] = second_leg_ds[i] + second_ds[i]
            owner[i] = second_owner[i]
        if to_first[i] and first_ds[i] < UNREACHED:
            time = first_leg_ds[i] + first_ds[i]
            if time < time_ds[i] or (time == time_ds[i] and first_owner[i] < owner[i]):
                time_ds[i] = time
                owner[i] = first_owner[i]
    return time_ds, owner


@njit(cache=True, nogil=True)
def along_segments(
    time_ds, owner, segment, fraction, forth_at, back_at, access_ds, forth_ds, back_ds,
    to_segment, to_fraction, to_forth_at, to_back_at, to_access_ds, to_order,
):  # fmt: skip
    """The same, where a door on the door's own segment may be nearer.

    time_ds (M,) int64 and owner (M,) int32 as from `from_doors`; then the doors
    travelled from, the segments, and the doors travelled to, sorted by segment, with
    to_order (S,) int32 their owners.  Returns new time_ds and owner;
    O(M log S + pairs on one segment).
    """
    time_ds, owner = time_ds.copy(), owner.copy()
    for i in range(segment.size):
        s = segment[i]
        if s < 0:
            continue
        low, high = 0, to_segment.size
        while low < high:
            middle = (low + high) // 2
            if to_segment[middle] < s:
                low = middle + 1
            else:
                high = middle
        for j in range(low, to_segment.size):
            if to_segment[j] != s:
                break
            time = np.int64(UNREACHED)
            if forth_ds[s] < UNREACHED and to_fraction[j] >= fraction[i]:
                time = to_forth_at[j] - forth_at[i]
            if back_ds[s] < UNREACHED and to_fraction[j] <= fraction[i]:
                time = min(time, back_at[i] - to_back_at[j])
            if time == UNREACHED:
                continue
            time += access_ds[i] + to_access_ds[j]
            if time < time_ds[i] or (time == time_ds[i] and to_order[j] < owner[i]):
                time_ds[i] = time
                owner[i] = to_order[j]
    return time_ds, owner
