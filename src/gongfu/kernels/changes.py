"""Nearest seeds that change: labels kept in pages, of which a change rewrites few.

N nodes along the curve of `sweeps.Packed`, A arcs, S seeds, P = N / 1024 pages.  A label
holds a time in whole tenths of a second in its high bits and the slot of the seed's site
in the low `bits`, as in `sweeps`: the least label is the nearest site, and the first of
those equally near.  Slots, unlike positions, never change while sites come and go.

Labels are versions: `base` (N,) holds what all versions share, `table` (P,) says which row
of `patch` (K, 1024) stands for a page, -1 if none does.  A change copies the table, the
patch and the pages it writes, so that every older version stays as it was:
O(P + 1024 * K) beside the work on the nodes that change.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from gongfu.kernels.arcs import UNREACHED

__all__ = ["PAGE_BITS", "Labels", "ball", "change", "inside", "lay", "read"]

PAGE_BITS = 10
_PAGE = 1 << PAGE_BITS
_SETTLE = 8  # a patch of more than one page in so many is written into a base of its own
_WIDTH_BITS = 7  # a bucket of the queue holds 128 ds ...
_BUCKET_BITS = 14  # ... unless that would make more than 16,384 buckets


class Labels(NamedTuple):
    """The labels of N nodes: see above.  far: the label of a node that nobody reaches."""

    base: np.ndarray
    table: np.ndarray
    patch: np.ndarray
    bits: int
    far: int


def lay(time_ds, slot, bits, limit_ds):
    """The first version, from what a sweep says of every node along the curve.

    time_ds (N,) int32, UNREACHED beyond the limit; slot (N,) int32, the site that is
    nearest, -1 beyond it; bits: slots are below 2**bits; limit_ds < UNREACHED.
    """
    far = (int(limit_ds) + 1) << bits
    base = np.full(time_ds.size, far, np.uint32 if far < 2**32 else np.int64)
    _fill(base, time_ds, slot, bits)
    n_pages = -(-time_ds.size >> PAGE_BITS)
    return Labels(base, np.full(n_pages, -1, np.int32), np.empty((0, _PAGE), base.dtype), bits, far)


def change(labels, out, into, gone, seeds, n_new):
    """The labels after sites have gone and come, equal to a sweep from all seeds.

    out, into: (start, arc), the arcs that sweeps follow as in `sweeps.Packed`, and the
    same arcs turned; gone: node (G,) int32 and slot (G,) int64 of the seeds that are no
    more; seeds: node (S,) int32 and key (S,) int64 (offset_ds << bits | slot) of all that
    are, the n_new that have come standing last.  Returns Labels and touched (P,) bool, the
    pages that were written.  The nodes of a site that goes are found from its seeds, for
    each lies on a way through nodes of the same site; they are filled again from the nodes
    around them and the seeds among them (Ramalingam and Reps 1996).
    """
    width = max(_WIDTH_BITS, (labels.far >> labels.bits).bit_length() - _BUCKET_BITS)
    table, patch, touched = _change(
        *out, *into, labels.base, labels.table, labels.patch, labels.bits, labels.far,
        *gone, *seeds, n_new, labels.bits + width,
    )  # fmt: skip
    changed = Labels(labels.base, table, patch, labels.bits, labels.far)
    if len(patch) * _SETTLE > table.size + _SETTLE:
        base = _settle(*changed[:3])
        table = np.full(table.size, -1, np.int32)
        changed = Labels(base, table, patch[:0], labels.bits, labels.far)
    return changed, touched


def ball(out, node, offset_ds, limit_ds):
    """Labels of `bits` 0: the time from every node to the nearest of a few seeds.

    out: (start, arc) as in `change`; node (S,) int32; offset_ds (S,) int64 >= 0: time already
    spent at each; limit_ds < UNREACHED.  Only pages that are reached take memory, so that it
    costs what the ball costs, and one number for each page.
    """
    far = int(limit_ds) + 1
    n_nodes = out[0].size - 1
    nowhere, none = np.empty(0, np.int32), np.empty(0, np.int64)
    base = np.broadcast_to(np.array(far, np.uint32), n_nodes)
    table = np.full(-(-n_nodes >> PAGE_BITS), -1, np.int32)
    patch = np.empty((0, _PAGE), np.uint32)
    width = max(_WIDTH_BITS, far.bit_length() - _BUCKET_BITS)
    table, patch, _ = _change(
        *out, *out, base, table, patch, 0, far, nowhere, none, node, offset_ds, node.size, width
    )
    return Labels(base, table, patch, 0, far)


def read(labels, at):
    """Time and site of the nodes `at` (M,) along the curve.

    Returns time_ds (M,) int32, UNREACHED beyond the limit, and slot (M,) int32, -1 there.
    """
    return _read(*labels, np.ascontiguousarray(at))


def inside(labels):
    """The nodes that a `ball` holds, along the curve, ascending: (M,) int64."""
    page = np.flatnonzero(labels.table >= 0)
    row, at = np.nonzero(labels.patch[labels.table[page]] < labels.far)
    node = (page[row] << PAGE_BITS) + at
    return node[node < labels.base.size]  # the last page may be longer than the nodes


@njit(cache=True, nogil=True)
def _fill(base, time_ds, slot, bits):
    for node in range(base.size):
        if slot[node] >= 0:
            base[node] = (np.int64(time_ds[node]) << bits) | np.int64(slot[node])


@njit(cache=True, nogil=True)
def _settle(base, table, patch):
    base = base.copy()
    for page in range(table.size):
        if table[page] >= 0:
            begin = page << PAGE_BITS
            for i in range(min(_PAGE, base.size - begin)):
                base[begin + i] = patch[table[page], i]
    return base


@njit(cache=True, nogil=True)
def _read(base, table, patch, bits, far, at):
    time_ds = np.full(at.size, UNREACHED, np.int32)
    slot = np.full(at.size, -1, np.int32)
    low = (np.int64(1) << bits) - 1
    for i in range(at.size):
        key = _label(base, table, patch, at[i])
        if key < far:
            time_ds[i] = key >> bits
            slot[i] = key & low
    return time_ds, slot


@njit(cache=True, nogil=True)
def _label(base, table, patch, node):
    row = table[node >> PAGE_BITS]
    if row < 0:
        return np.int64(base[node])
    return np.int64(patch[row, node & (_PAGE - 1)])


@njit(cache=True, nogil=True)
def _written(base, table, patch, n_rows, touched, node, key):
    """Write a label; returns the patch, which may have grown, and its number of rows."""
    page = node >> PAGE_BITS
    touched[page] = True
    if table[page] < 0:
        if n_rows == len(patch):
            more = np.empty((2 * n_rows + 8, _PAGE), patch.dtype)
            more[:n_rows] = patch
            patch = more
        begin = page << PAGE_BITS
        n = min(_PAGE, base.size - begin)
        patch[n_rows, :n] = base[begin : begin + n]
        table[page] = n_rows
        n_rows += 1
    patch[table[page], node & (_PAGE - 1)] = key
    return patch, n_rows


@njit(cache=True, nogil=True)
def _change(
    start, arc, in_start, in_arc, base, table, patch, bits, far,
    gone_node, gone_slot, seed_node, seed_key, n_new, drop,
):  # fmt: skip
    table, patch, n_rows = table.copy(), patch.copy(), len(patch)
    touched = np.zeros(table.size, np.bool_)
    low = (np.int64(1) << bits) - 1

    cleared = np.empty(1024, np.int32)
    n_cleared = n_seen = 0
    for g in range(gone_node.size):
        key = _label(base, table, patch, gone_node[g])
        if key < far and key & low == gone_slot[g]:
            patch, n_rows = _written(base, table, patch, n_rows, touched, gone_node[g], far)
            cleared = _room(cleared, n_cleared)
            cleared[n_cleared] = gone_node[g]
            n_cleared += 1
        while n_seen < n_cleared:
            node = np.int64(cleared[n_seen])
            n_seen += 1
            for a in range(start[node], start[node + 1]):
                head = arc[a] & 0xFFFFFFFF
                key = _label(base, table, patch, head)
                if key < far and key & low == gone_slot[g]:
                    patch, n_rows = _written(base, table, patch, n_rows, touched, head, far)
                    cleared = _room(cleared, n_cleared)
                    cleared[n_cleared] = head
                    n_cleared += 1

    first = np.full((far >> drop) + 1, -1, np.int32)
    # An entry of the queue: the next entry of its bucket, then its node.
    entry = np.empty(4096, np.int64)
    n_pushed = n_done = 0
    for c in range(n_cleared):
        node = np.int64(cleared[c])
        best = np.int64(far)
        for a in range(in_start[node], in_start[node + 1]):
            key = _label(base, table, patch, in_arc[a] & 0xFFFFFFFF)
            if key < far:
                best = min(best, key + ((in_arc[a] >> 32) << bits))
        if best < far:
            patch, n_rows = _written(base, table, patch, n_rows, touched, node, best)
            entry, n_pushed = _pushed(entry, n_pushed, first, best >> drop, node)
    for s in range(seed_node.size):
        node = np.int64(seed_node[s])
        # A seed that was there before can only matter where labels were cleared.
        if s < seed_node.size - n_new and table[node >> PAGE_BITS] < 0:
            continue
        if seed_key[s] < _label(base, table, patch, node):
            patch, n_rows = _written(base, table, patch, n_rows, touched, node, seed_key[s])
            entry, n_pushed = _pushed(entry, n_pushed, first, seed_key[s] >> drop, node)

    bucket = 0
    while n_done < n_pushed:
        at = np.int64(first[bucket])
        first[bucket] = -1
        if at < 0:
            bucket += 1
        while at >= 0:
            node = entry[at] & 0xFFFFFFFF
            at = entry[at] >> 32
            n_done += 1
            key = _label(base, table, patch, node)
            if key >> drop != bucket:  # it was taken at a smaller label
                continue
            for a in range(start[node], start[node + 1]):
                after = key + ((arc[a] >> 32) << bits)
                head = arc[a] & 0xFFFFFFFF
                if after < _label(base, table, patch, head):
                    patch, n_rows = _written(base, table, patch, n_rows, touched, head, after)
                    entry, n_pushed = _pushed(entry, n_pushed, first, after >> drop, head)
    return table, patch[:n_rows].copy(), touched


@njit(cache=True, nogil=True)
def _room(values, n_used):
    if n_used < values.size:
        return values
    more = np.empty(2 * values.size, values.dtype)
    more[:n_used] = values
    return more


@njit(cache=True, nogil=True)
def _pushed(entry, n_pushed, first, bucket, node):
    entry = _room(entry, n_pushed)
    entry[n_pushed] = (np.int64(first[bucket]) << 32) | np.int64(node)
    first[bucket] = n_pushed
    return entry, n_pushed + 1
