"""A directed network laid out in memory for sweeps.

N nodes, A arcs (both below 2**31).  Times are whole tenths of a second (`_ds`), so that
sums are exact and the same on every machine.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from gongfu.kernels.arcs import NEAR, UNREACHED, beside, turned
from gongfu.kernels.arcs import rows as rows_of_arcs
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
    travelled; x, y (N,) metres.  Returns Packed.  What is no such network is a ValueError: a
    sweep over a negative time would not end, one to a node that is not there leave memory.
    """
    return laid(*along_a_curve(indptr, indices, time_ds, x, y))


def along_a_curve(indptr, indices, time_ds, x, y):
    """The first half of `pack`: order, rank, start and arc as in Packed, and nothing else."""
    x, y = plain(x, np.float64), plain(y, np.float64)
    if x.ndim != 1 or x.shape != y.shape or not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError(f"x and y must be as many finite metres; they are {x.shape} and {y.shape}")
    indices = positions(indices, x.size, "indices", np.int32)
    time_ds = whole(time_ds, "time_ds")
    if time_ds.size and time_ds.min() < 0:
        raise ValueError(f"time_ds must be >= 0; the least is {time_ds.min()}")
    if time_ds.dtype != np.int32:
        time_ds = np.minimum(time_ds, UNREACHED).astype(np.int32)
    indptr = whole(indptr, "indptr")
    ends = indptr[:1].tolist() + indptr[-1:].tolist()
    if indptr.size != x.size + 1 or ends != [0, indices.size] or (indptr[1:] < indptr[:-1]).any():
        raise ValueError(
            f"indptr must rise from 0 to the {indices.size} arcs in {x.size + 1} numbers; "
            f"it has {indptr.size}, from {ends[:1]} to {ends[1:]}"
        )
    if time_ds.size != indices.size:
        raise ValueError(f"time_ds must be {indices.size} numbers; it is {time_ds.size}")
    order = sorting_order(hilbert(x, y))
    return order, *_pack(plain(indptr, np.int32), indices, time_ds, order)


def reversed_arcs(packed):
    """The same nodes with every arc turned round, without laying them out again.  O(N + A)."""
    return laid(packed.order, packed.rank, *turned(packed.start, packed.arc))


def laid(order, rank, start, arc):
    """The second half of `pack`: the same arcs once more beside their nodes, and as chains."""
    return Packed(order, rank, start, arc, beside(start, arc), contract(start, arc, order))


def rows(n_nodes, leave, enter, time_ds):
    """Arcs in any order as a CSR matrix, as from `arcs.rows`, once it is checked that they fit."""
    leave = positions(leave, n_nodes, "leave", np.int32)
    enter = positions(enter, n_nodes, "enter", np.int32)
    time_ds = np.ascontiguousarray(time_ds)
    if not leave.size == enter.size == time_ds.size:
        sizes = leave.size, enter.size, time_ds.size
        raise ValueError(f"leave, enter and time_ds must be equally long; they are {sizes}")
    return rows_of_arcs(n_nodes, leave, enter, time_ds)


def positions(values, n_nodes, name, dtype=np.int64):
    """`values` (S,) as integers; one that is no position of a node is a ValueError."""
    values = whole(values, name)
    if values.size and not (values.min() >= 0 and values.max() < n_nodes):
        raise ValueError(f"{name} must be positions from 0 to {n_nodes - 1}")
    return plain(values, dtype)


def whole_limit(limit_ds):
    """The limit as a sweep counts it, at most LONGEST_DS; below 0 nothing is within it."""
    if math.isnan(limit_ds):
        raise ValueError("limit_ds is nan; it must be tenths of a second")
    return math.floor(max(min(limit_ds, LONGEST_DS), -1))


def whole(values, name):
    """`values` (n,), which are integers; others are a ValueError, even if nothing is lost."""
    values = np.asarray(values)
    if values.ndim != 1 or (values.size and values.dtype.kind not in "iu"):
        raise ValueError(
            f"{name} must be one row of whole numbers; it is {values.dtype} of shape {values.shape}"
        )
    return values


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
