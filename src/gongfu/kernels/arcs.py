"""Arcs in rows, by the node that they leave, and the first few of a row beside its node.

N nodes, A arcs (both below 2**31).  Times are whole tenths of a second (`_ds`).
"""

import numpy as np
from numba import njit

UNREACHED = np.int32(2**31 - 1)
"""The time of a node that no seed reaches within the limit, and of an arc nobody may go."""

NEAR = 4
"""Arcs of a node that are kept beside it, if it has no more."""

_NEAR_TIME = 2**15 - 1  # the first time that such an arc cannot hold
_NEAR_STEP = 2**15  # the first distance along the curve that it cannot hold


@njit(cache=True, nogil=True)
def rows(n_nodes, leave, enter, time_ds):
    """Arcs in any order as a CSR matrix whose rows are the nodes they leave.

    leave, enter (A,) integer positions; time_ds (A,).  Returns indptr (N+1,) int32,
    indices (A,) int32 and time_ds (A,), arcs of a row in the order given.  Swap leave
    and enter to reverse the arcs.  Counting sort, O(N + A).
    """
    indptr = np.zeros(n_nodes + 1, np.int32)
    for a in range(leave.size):
        indptr[leave[a] + 1] += 1
    for node in range(n_nodes):
        indptr[node + 1] += indptr[node]
    used = indptr[:-1].copy()
    indices = np.empty(leave.size, np.int32)
    sorted_ds = np.empty_like(time_ds)
    for a in range(leave.size):
        at = used[leave[a]]
        used[leave[a]] += 1
        indices[at] = enter[a]
        sorted_ds[at] = time_ds[a]
    return indptr, indices, sorted_ds


@njit(cache=True, nogil=True)
def turned(start, arc):
    """The same arcs turned round: start (N+1,) int32, arc (A,) int64 as in `beside`.  O(N + A)."""
    n = start.size - 1
    begin = np.zeros(n + 1, np.int32)
    for a in range(arc.size):
        begin[(arc[a] & 0xFFFFFFFF) + 1] += 1
    for node in range(n):
        begin[node + 1] += begin[node]
    used = begin[:-1].copy()
    back = np.empty_like(arc)
    for node in range(n):
        for a in range(start[node], start[node + 1]):
            head = arc[a] & 0xFFFFFFFF
            back[used[head]] = (arc[a] >> 32 << 32) | node
            used[head] += 1
    return begin, back


@njit(cache=True, nogil=True)
def beside(start, arc):
    """The arcs of each node as one short row (N, 4) int32.

    start (N+1,) int32; arc (A,) int64: time_ds in the high 32 bits, the node it leads to
    in the low 32.  An arc is time_ds in the high 16 bits and the step to that node in the
    low 16; one that is not there is a step of 0 in no time, which leads nowhere new; a
    node whose arcs do not fit begins with -1.  O(N + A).
    """
    n = start.size - 1
    near = np.zeros((n, NEAR), np.int32)
    for node in range(n):
        degree = start[node + 1] - start[node]
        fits = degree <= NEAR
        for a in range(start[node], start[node + 1]):
            time, step = arc[a] >> 32, (arc[a] & 0xFFFFFFFF) - node
            fits = fits and time < _NEAR_TIME and -_NEAR_STEP <= step < _NEAR_STEP
        if fits:
            for k in range(degree):
                time, step = arc[start[node] + k] >> 32, (arc[start[node] + k] & 0xFFFFFFFF) - node
                near[node, k] = (time << 16) | (step & 0xFFFF)
        else:
            near[node, 0] = -1
    return near
