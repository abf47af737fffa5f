"""Members in runs, from the lowest value up, where all at once would not fit.  n members, G groups.

value (n,) float64, finite; weight (n,) float64, > 0, or (1,) where every member weighs the same;
group (n,) positions in [0, G), or (1,) where there is one group.  A key is the unsigned number in
the order of the floating-point number with the same bits; a window is a range of keys, both ends in
it.  What is handed in as `out`, `counts` or `heavy` is filled; nothing else is written to.
"""

import numpy as np
from numba import njit

BLOCK = 1024
CODE_BITS = 18  # 64 buckets for each doubling of the value, 262,144 in all
FIRST_SHIFT = 64 - CODE_BITS
KEY_MAX = (1 << 64) - 1


@njit(cache=True, nogil=True, inline="always")
def _key(bits):
    if bits >> np.uint64(63):
        return ~bits
    return bits | np.uint64(1 << 63)


def value_of(key):
    """The number whose key this is; key a whole number of Python."""
    bits = key & ((1 << 63) - 1) if key >> 63 else key ^ KEY_MAX
    return float(np.array([bits], np.uint64).view(np.float64)[0])


def count_keys(value, low, high, shift, counts):
    """Add to counts the members of a window by (key - low) >> shift.  O(n)."""
    _count_keys(value.view(np.uint64), np.uint64(low), np.uint64(high), np.uint64(shift), counts)


@njit(cache=True, nogil=True)
def _count_keys(bits, low, high, shift, counts):
    for i in range(bits.size):
        key = _key(bits[i])
        if low <= key <= high:
            counts[np.int64((key - low) >> shift)] += 1


def gather(value, weight, group, window, out, filled):
    """Copy the members of a window behind the first `filled` of out; returns how many there are.

    window: lowest and highest key; out: arrays for value, weight and group, of which a shorter one
    stays as it is.  What does not fit is counted only.  O(n).
    """
    low, high = np.uint64(window[0]), np.uint64(window[1])
    return _gather(value, value.view(np.uint64), weight, group, low, high, *out, filled)


@njit(cache=True, nogil=True)
def _gather(value, bits, weight, group, low, high, held, heavy, code, filled):
    w_step = 0 if weight.size == 1 else 1
    g_step = 0 if group.size == 1 else 1
    for i in range(value.size):
        key = _key(bits[i])
        if low <= key <= high:
            if filled < held.size:
                held[filled] = value[i]
                if heavy.size == held.size:
                    heavy[filled] = weight[i * w_step]
                if code.size == held.size:
                    code[filled] = group[i * g_step]
            filled += 1
    return filled


def add_up(value, weight, group, window, first, heavy):
    """Add the weight of a window's members to heavy (S, G), one row per whole step above first.

    Returns how many members that were.  O(n).
    """
    low, high = np.uint64(window[0]), np.uint64(window[1])
    return _add_up(value, value.view(np.uint64), weight, group, low, high, first, heavy)


@njit(cache=True, nogil=True)
def _add_up(value, bits, weight, group, low, high, first, heavy):
    w_step = 0 if weight.size == 1 else 1
    g_step = 0 if group.size == 1 else 1
    n = 0
    for i in range(value.size):
        key = _key(bits[i])
        if low <= key <= high:
            heavy[np.int64(value[i] - first), group[i * g_step]] += weight[i * w_step]
            n += 1
    return n


@njit(cache=True, nogil=True)
def stacks(heavy, first):
    """Members (n,) that stand for the cells of heavy (S, G) with a weight, by value and group."""
    n = 0
    for step in range(heavy.shape[0]):
        for g in range(heavy.shape[1]):
            n += heavy[step, g] > 0.0
    value, weight, group = np.empty(n), np.empty(n), np.empty(n, np.int64)
    at = 0
    for step in range(heavy.shape[0]):
        for g in range(heavy.shape[1]):
            if heavy[step, g] > 0.0:
                value[at] = first + step
                weight[at] = heavy[step, g]
                group[at] = g
                at += 1
    return value, weight, group


@njit(cache=True, nogil=True)
def spread_of(value, weight, mean, reached):
    """Of one run, with `reached` the weight of all runs below: what adds up to three indices.

    Returns weight; weighted value; the sums of w (x - mean) (2 (weight below) + w), which is the
    square of all weight times half the mean difference; of w |x - mean|; and of w (x - mean) ** 2.
    O(n), in blocks.
    """
    step = 0 if weight.size == 1 else 1
    sums = np.zeros(5)
    for start in range(0, value.size, BLOCK):
        part = np.zeros(5)
        below = reached + sums[0]
        for i in range(start, min(start + BLOCK, value.size)):
            w = weight[i * step]
            off = value[i] - mean
            part[1] += w * value[i]
            part[2] += w * off * (2.0 * (below + part[0]) + w)
            part[3] += w * abs(off)
            part[4] += w * off * off
            part[0] += w
        sums += part
    return sums
