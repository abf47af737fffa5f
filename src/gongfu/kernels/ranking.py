"""Members in order of value, and what one look at them tells.  n members, G groups.

value (n,) float64, finite; weight (n,) float64, > 0, or (1,) where every member weighs the same.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

FINE_BITS = 18  # buckets of the first pass: at least 64 for each doubling of the value
SMALL = 24  # at most this many are sorted by insertion
SPAN_MAX = 1 << 22  # whole numbers in a range of this size are counted, not sorted


class Ranked(NamedTuple):
    """Members from lowest to highest; weight may be (1,)."""

    value: np.ndarray
    weight: np.ndarray


class Grouped(NamedTuple):
    """Members from lowest to highest, and the group of each, as a position in [0, G)."""

    value: np.ndarray
    weight: np.ndarray
    group: np.ndarray


class Survey(NamedTuple):
    """What one pass over numbers finds; low and high are of the finite ones."""

    low: float
    high: float
    n_bad: int
    n_negative: int
    n_zero: int
    whole: bool


@njit(cache=True, nogil=True)
def _survey(value):
    low, high = np.inf, -np.inf
    n_bad, n_negative, n_zero = 0, 0, 0
    whole = True
    for i in range(value.size):
        x = value[i]
        if x - x != 0.0:  # not a number, or infinite
            n_bad += 1
            continue
        low = min(low, x)
        high = max(high, x)
        n_negative += x < 0.0
        n_zero += x == 0.0
        if whole and x != np.floor(x):
            whole = False
    return low, high, n_bad, n_negative, n_zero, whole


def survey(value):
    """Lowest, highest, and how many are not finite, below zero and zero; all whole?  O(n)."""
    return Survey(*_survey(value))


def sort_once(value, weight):
    """Members from lowest to highest: the one sort behind Lorenz curve, Gini and shares.

    Returns Ranked with arrays of their own.  O(n) where values spread evenly over their
    floating-point range, O(n log n) at worst; needs 16 bytes for each member (8 if weight is (1,)).
    """
    ranked = _sorted(value, weight, np.zeros(1, np.uint16))
    return Ranked(ranked[0], ranked[1])


def sort_grouped(value, weight, group):
    """Members from lowest to highest with their groups: the one sort behind Dagum's parts.

    group (n,) unsigned or signed integers.  As `sort_once`, plus the size of `group`.
    """
    return Grouped(*_sorted(value, weight, group))


def rank(value, weight, seen):
    """Ranked, where equal values may have become one member that weighs as much as they did.

    seen: the Survey of value.  Whole numbers in a short range (incomes in yuan) are counted, which
    is several times faster than sorting and needs memory for the range only.
    """
    span = seen.high - seen.low
    if seen.whole and span < min(SPAN_MAX, 8.0 * value.size):
        heavy = _counted(value, weight, seen.low, int(span) + 1)
        at = np.flatnonzero(heavy)
        return Ranked(seen.low + at, heavy[at])
    return sort_once(value, weight)


@njit(cache=True, nogil=True)
def _counted(value, weight, low, size):
    """Weight at each whole number from low up, (size,)."""
    heavy = np.zeros(size)
    if weight.size == 1:
        for i in range(value.size):
            heavy[np.int64(value[i] - low)] += weight[0]
    else:
        for i in range(value.size):
            heavy[np.int64(value[i] - low)] += weight[i]
    return heavy


@njit(cache=True, nogil=True, inline="always")
def _key(bits):
    """Unsigned number in the order of the floating-point number with these bits."""
    if bits >> np.uint64(63):
        return ~bits
    return bits | np.uint64(1 << 63)


@njit(cache=True, nogil=True)
def _sorted(value, weight, group):
    """Copies of the three, by value; weight and group stay as they are if of size 1.

    Radix sort from the leading bits: one pass from the input into at most 2 ** FINE_BITS buckets,
    then each bucket, small enough for the cache, by itself.
    """
    n = value.size
    bits = value.view(np.uint64)
    heavy, grouped = weight.size == n and n > 1, group.size == n and n > 1
    v = np.empty(n)
    w = np.empty(n if heavy else 1)
    g = np.empty(n if grouped else 1, group.dtype)
    w[0], g[0] = weight[0], group[0]
    if n == 0:
        return v, w, g

    low, high = _key(bits[0]), _key(bits[0])
    for i in range(n):
        key = _key(bits[i])
        low, high = min(low, key), max(high, key)
    shift = _shift(high - low, min(n, 1 << FINE_BITS))
    begin = np.zeros(np.int64((high - low) >> shift) + 2, np.int64)
    for i in range(n):
        begin[np.int64((_key(bits[i]) - low) >> shift) + 1] += 1
    largest = begin.max()
    for bucket in range(begin.size - 1):
        begin[bucket + 1] += begin[bucket]
    for i in range(n):
        bucket = np.int64((_key(bits[i]) - low) >> shift)
        at = begin[bucket]
        begin[bucket] = at + 1
        v[at] = value[i]
        if heavy:
            w[at] = weight[i]
        if grouped:
            g[at] = group[i]

    # begin[bucket] is now where the bucket ends.
    spare = largest if largest > SMALL and shift > 0 else 0
    spare_v = np.empty(spare)
    spare_w = np.empty(spare if heavy else 1)
    spare_g = np.empty(spare if grouped else 1, group.dtype)
    counts = np.zeros(spare // 4 + 2, np.int64)
    waiting = [(np.int64(0), np.int64(0))]
    first = 0
    for bucket in range(begin.size - 1):
        last = begin[bucket]
        if shift > 0:
            waiting.append((first, last))
        first = last
        while len(waiting) > 1:
            start, stop = waiting.pop()
            size = stop - start
            if size <= SMALL:
                _insert(v, w, g, start, stop, heavy, grouped)
                continue
            inner_shift, used = _spread(
                v, w, g, start, stop, heavy, grouped, spare_v, spare_w, spare_g, counts
            )
            if used == 1:
                continue
            head = start
            for inner in range(used):
                tail = start + counts[inner]
                if tail - head > 1:
                    if tail - head <= SMALL:
                        _insert(v, w, g, head, tail, heavy, grouped)
                    elif inner_shift > 0:
                        waiting.append((head, tail))
                head = tail
    return v, w, g


@njit(cache=True, nogil=True, inline="always")
def _shift(span, buckets):
    """How far to shift keys of this span so that they fall into at most so many buckets."""
    shift = np.uint64(0)
    while (span >> shift) >= np.uint64(max(buckets, 2)):
        shift += np.uint64(1)
    return shift


@njit(cache=True, nogil=True)
def _insert(v, w, g, start, stop, heavy, grouped):
    """Sort [start, stop) by insertion."""
    for i in range(start + 1, stop):
        x = v[i]
        if v[i - 1] <= x:
            continue
        a = w[i] if heavy else w[0]
        b = g[i] if grouped else g[0]
        j = i
        while j > start and v[j - 1] > x:
            v[j] = v[j - 1]
            if heavy:
                w[j] = w[j - 1]
            if grouped:
                g[j] = g[j - 1]
            j -= 1
        v[j] = x
        if heavy:
            w[j] = a
        if grouped:
            g[j] = b


@njit(cache=True, nogil=True)
def _spread(v, w, g, start, stop, heavy, grouped, spare_v, spare_w, spare_g, counts):
    """Deal [start, stop) into buckets by value; counts then says where each ends.

    Returns the shift and the number of buckets; 1 bucket means all alike.
    """
    size = stop - start
    bits = v.view(np.uint64)
    low, high = _key(bits[start]), _key(bits[start])
    for i in range(start, stop):
        key = _key(bits[i])
        low, high = min(low, key), max(high, key)
    if low == high:
        return np.uint64(0), 1
    shift = _shift(high - low, size // 4)
    used = np.int64((high - low) >> shift) + 1
    counts[: used + 1] = 0
    for i in range(start, stop):
        counts[np.int64((_key(bits[i]) - low) >> shift) + 1] += 1
    for bucket in range(used):
        counts[bucket + 1] += counts[bucket]
    for i in range(start, stop):
        bucket = np.int64((_key(bits[i]) - low) >> shift)
        at = counts[bucket]
        counts[bucket] = at + 1
        spare_v[at] = v[i]
        if heavy:
            spare_w[at] = w[i]
        if grouped:
            spare_g[at] = g[i]
    v[start:stop] = spare_v[:size]
    if heavy:
        w[start:stop] = spare_w[:size]
    if grouped:
        g[start:stop] = spare_g[:size]
    return shift, used
