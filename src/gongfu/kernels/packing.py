"""A directed network laid out in memory for sweeps.

N nodes, A arcs (both below 2**31).  Times are whole tenths of a second (`_ds`), so that
sums are exact and the same on every machine.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from gongfu.kernels.arcs import NEAR, UNREACHED, beside, turned
from gongfu.kernels.chains import Junctions, contract
from gongfu.kernels.ordering import hilbert, sorting_order

LONGEST_DS = int(UNREACHED) - 1
"""The longest limit; a longer one means this one (6.8 years)."""


class Packed(NamedTuple):
    """A network laid out for sweeps: nodes along a Hilbert curve, arcs beside them.

    order (N,) int32: the caller's position of each node along the curve; rank (N,)
    int32: the other way round; start (N+1,) int32: where the arcs of each node along
    the curve begin; arc (A,) int64: time_ds in the high 32 bits, the node it leads
    to (along the curve) in the low 32; near (N, 4) int32: the same arcs once more
    as `arcs.beside` lays them, so that a node's arcs are one read; junctions: the same
    network once more, for sweeps that need not stop at every node.
    """

    order: np.ndarray
    rank: np.ndarray
    start: np.ndarray
    arc: np.ndarray
    near: np.ndarray
    junctions: Junctions


def pack(indptr, indices, time_ds, x, y):
    """The network laid out for sweeps; reversed arcs give times *to* the seeds.

    indptr (N+1,) and indices (A,) integers, a CSR matrix whose rows are the nodes the
    arcs leave; time_ds (A,) integers >= 0, of which those from UNREACHED on are never
    travelled; x, y (N,) metres.  Returns Packed.  A negative time is a ValueError: a
    sweep over it would not end.
    """
    time_ds = np.asarray(time_ds)
    if time_ds.size and time_ds.min() < 0:
        raise ValueError(f"time_ds must be >= 0; the least is {time_ds.min()}")
    time_ds = np.minimum(time_ds, UNREACHED).astype(np.int32)
    order = sorting_order(hilbert(plain(x, np.float64), plain(y, np.float64)))
    rank, start, arc = _pack(plain(indptr, np.int32), plain(indices, np.int32), time_ds, order)
    return _laid(order, rank, start, arc)


def reversed_arcs(packed):
    """The same nodes with every arc turned round, without laying them out again.  O(N + A)."""
    return _laid(packed.order, packed.rank, *turned(packed.start, packed.arc))


def _laid(order, rank, start, arc):
    return Packed(order, rank, start, arc, beside(start, arc), contract(start, arc, order))


def positions(values, n_nodes, name):
    """`values` (S,) as int64; one that is no position of a node is a ValueError."""
    values = plain(values, np.int64)
    if values.size and not (values.min() >= 0 and values.max() < n_nodes):
        raise ValueError(f"{name} must be positions from 0 to {n_nodes - 1}")
    return values


def whole_limit(limit_ds):
    """The limit as a sweep counts it, at most LONGEST_DS; below 0 nothing is within it."""
    return math.floor(min(limit_ds, LONGEST_DS))


def plain(values, dtype):
    """`values` as a contiguous array of one type."""
    return np.ascontiguousarray(values, dtype)


@njit(cache=True, nogil=True)
def gathered(values, at):
    """values[at], rows of (N, V) at positions (M,); numpy first widens positions of 32 bits."""
    out = np.empty((at.size, values.shape[1]), values.dtype)
    for i in range(at.size):
        for v in range(values.shape[1]):
            out[i, v] = values[np.uintp(at[i]), v]
    return out


@njit(cache=True, nogil=True)
def _pack(indptr, indices, time_ds, order):
    """Each pass has one random access an arc or a node, and no branch that depends on it."""
    n = order.size
    rank = np.empty(n, np.int32)
    start = np.empty(n + 1, np.int32)
    used = 0
    for i in range(n):
        at = np.uintp(order[i])
        rank[at] = i
        start[i] = used
        used += indptr[at + np.uintp(1)] - indptr[at]
    start[n] = used
    # NEAR arcs are copied whether a node has so many or not; the next node's overwrite them.
    as_given = np.zeros(indices.size + NEAR, np.int64)
    for a in range(indices.size):
        as_given[a] = (np.int64(time_ds[a]) << 32) | np.int64(rank[np.uintp(indices[a])])
    arc = np.empty(used + NEAR, np.int64)
    for i in range(n):
        source, sink = np.uintp(indptr[np.uintp(order[i])]), np.uintp(start[i])
        for k in range(NEAR):
            arc[sink + np.uintp(k)] = as_given[source + np.uintp(k)]
        for k in range(NEAR, start[i + 1] - start[i]):
            arc[sink + np.uintp(k)] = as_given[source + np.uintp(k)]
    return rank, start, arc[:used]
