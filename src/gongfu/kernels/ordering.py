"""An order of nodes in which neighbours on the ground are neighbours in memory.

N nodes; x, y (N,) float64 metres.
"""

import numpy as np
from numba import njit

CURVE_BITS = 16  # the curve visits a grid of 65,536 by 65,536 squares


@njit(cache=True, nogil=True)
def hilbert(x, y):
    """Place of each point along a Hilbert curve over the points' bounding square.

    x, y (N,) float64, finite.  Returns (N,) uint32.  Hilbert 1891; the walk down
    the quadrants follows Butz 1971; O(N).
    """
    n = x.size
    place = np.zeros(n, np.uint32)
    if n == 0:
        return place
    west, south = x.min(), y.min()
    side = max(x.max() - west, y.max() - south)
    scale = ((1 << CURVE_BITS) - 1) / side if side > 0.0 else 0.0
    for i in range(n):
        across = np.int64((x[i] - west) * scale)
        up = np.int64((y[i] - south) * scale)
        along = np.int64(0)
        for level in range(CURVE_BITS - 1, -1, -1):
            right = (across >> level) & 1
            top = (up >> level) & 1
            along = (along << 2) | ((3 * right) ^ top)
            if top == 0:
                # The lower quadrants hold the curve turned on its side.
                if right == 1:
                    across = ~across
                    up = ~up
                across, up = up, across
        place[i] = np.uint32(along)
    return place


@njit(cache=True, nogil=True)
def sorting_order(key):
    """Positions that sort `key` (N,) uint32; equal keys keep their order.

    Returns (N,) int32.  Radix sort of three passes of 11 bits, all empty
    passes skipped; O(N).
    """
    n = key.size
    order = np.arange(n).astype(np.int32)
    other = np.empty(n, np.int32)
    for low in (0, 11, 22):
        begin = np.zeros(2049, np.int64)
        for i in range(n):
            begin[((key[i] >> np.uint32(low)) & np.uint32(2047)) + 1] += 1
        if begin.max() == n:
            continue
        for digit in range(2048):
            begin[digit + 1] += begin[digit]
        for i in range(n):
            at = order[i]
            digit = (key[at] >> np.uint32(low)) & np.uint32(2047)
            other[begin[digit]] = at
            begin[digit] += 1
        order, other = other, order
    return order
