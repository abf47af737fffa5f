"""Walks from stops to the nodes around them, node by node.

S stops, N nodes along the curve, W walks; whole tenths of a second (`_ds`).
"""

import numpy as np
from numba import njit

from gongfu.kernels.contours import ball
from gongfu.kernels.sweeps import UNREACHED
from gongfu.kernels.timetable import Ways

_WIDTH_BITS = 7  # a bucket of the queue holds 128 ds ...
_BUCKET_BITS = 12  # ... unless that would make more than 4,096 buckets


def walks_to_nodes(start, arc, ends, leg_ds, access_ds, walk_ds):
    """Ways of every node, and after these of every stop, from stops.

    start (N+1,), arc (A,): the arcs to follow as in `sweeps.Packed`; ends, leg_ds (S, 2) and
    access_ds (S,): of the stops, as node, leg_ds and access_ds in `contours.outlines`; walk_ds:
    a longer walk is none.  The way of a stop is that of who gets off there, 0; one off the
    network has none.  O(nodes of all walks).
    """
    of_stop, node, time_ds = _balls(start, arc, ends, leg_ds, access_ds, np.int64(walk_ds))
    at, by_time, n_of = _by_node(of_stop, node, time_ds, start.size - 1)
    on = np.flatnonzero(access_ds >= 0).astype(np.int32)
    return Ways(
        np.concatenate([[0], np.cumsum(np.concatenate([n_of, access_ds >= 0]))]).astype(np.int64),
        np.concatenate([at, on]),
        np.concatenate([by_time, np.zeros(on.size, np.int32)]),
    )


@njit(cache=True, nogil=True)
def _balls(start, arc, ends, leg_ds, access_ds, walk_ds):
    """Where the walks of each stop begin (S+1,), and the nodes and times of all of them."""
    width = _WIDTH_BITS
    while walk_ds >> width >= 1 << _BUCKET_BITS:
        width += 1
    reached_ds = np.full(start.size - 1, UNREACHED, np.int32)
    first = np.full((walk_ds >> width) + 1, -1, np.int32)
    entry, found = np.empty(1024, np.int64), np.empty(1024, np.int32)
    of_stop = np.zeros(access_ds.size + 1, np.int64)
    node, time_ds, n = np.empty(1024, np.int32), np.empty(1024, np.int32), 0
    for stop in range(access_ds.size):
        n_found = -1 if access_ds[stop] >= 0 else 0
        while n_found < 0:
            n_found = ball(
                start, arc, ends[stop], leg_ds[stop], access_ds[stop], walk_ds, width,
                reached_ds, first, entry, found,
            )  # fmt: skip
            if n_found < 0:
                entry = np.empty(2 * entry.size, np.int64)
                found = np.empty(entry.size, np.int32)
        if n + n_found > node.size:
            node = np.append(node[:n], np.empty(n + n_found, np.int32))
            time_ds = np.append(time_ds[:n], np.empty(n + n_found, np.int32))
        for f in range(n_found):
            node[n] = found[f]
            time_ds[n] = reached_ds[found[f]]
            reached_ds[found[f]] = UNREACHED
            n += 1
        of_stop[stop + 1] = n
    return of_stop, node[:n].copy(), time_ds[:n].copy()


@njit(cache=True, nogil=True)
def _by_node(of_stop, node, time_ds, n_nodes):
    """The same walks node by node, stops ascending: stop, time, and how many each node has."""
    n_of = np.zeros(n_nodes, np.int64)
    for k in range(node.size):
        n_of[node[k]] += 1
    place = np.cumsum(n_of) - n_of
    at, by_time = np.empty(node.size, np.int32), np.empty(node.size, np.int32)
    for stop in range(of_stop.size - 1):
        for k in range(of_stop[stop], of_stop[stop + 1]):
            at[place[node[k]]] = stop
            by_time[place[node[k]]] = time_ds[k]
            place[node[k]] += 1
    return at, by_time, n_of
