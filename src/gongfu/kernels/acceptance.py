"""Deferred acceptance of pupils who are all alike: no groups, no reserved seats; and fast.

Names as in `admission`; seats (m,) int64.  While many pupils ask at once, schools choose among
all that ask; when few are left, one at a time.
"""

import numpy as np
from numba import njit

from gongfu.kernels.heaps import rise, sink

__all__ = ["deferred"]

_MANY = 20  # in rounds where more than a 20th of all pupils ask


@njit(cache=True)
def _keep_largest(work, end, k):
    """Reorder work[:end] so that its k largest come first (Hoare 1961)."""
    low, high = 0, end - 1
    while low < high:
        one, mid, two = work[low], work[(low + high) >> 1], work[high]
        pivot = max(min(one, mid), min(max(one, mid), two))
        i, j = low, high
        while i <= j:
            while work[i] > pivot:
                i += 1
            while work[j] < pivot:
                j -= 1
            if i <= j:
                work[i], work[j] = work[j], work[i]
                i += 1
                j -= 1
        if k - 1 <= j:
            high = j
        elif k - 1 >= i:
            low = i
        else:
            break


@njit(cache=True, inline="always")
def _ask(pupil, choice, points, tie, bits, bar, following):
    """The next school that may take a pupil, and the key there; -1 if the list is at its end."""
    n_choices = choice.shape[1]
    wide = tie.shape[1] > 1
    k = np.int64(following[pupil])
    number = tie[pupil, 0]
    school, key = np.int64(-1), np.int64(0)
    while k < n_choices:
        school = np.int64(choice[pupil, k])
        if school < 0:
            break
        if wide:
            number = tie[pupil, k]
        key = (points[pupil, k] << bits) | number
        k += 1
        if key > bar[school]:
            break
        school = np.int64(-1)
    following[pupil] = k if school >= 0 else n_choices + 1
    return school, key


@njit(cache=True)
def _rooms(choice, seats):
    """Where the heap of each school begins (m + 1,): no longer than those who may sit there."""
    n, n_choices = choice.shape
    m = seats.size
    ask = np.full(m, n)
    if np.minimum(seats, n).sum() > 8 * n:
        ask[:] = 0
        for pupil in range(n):
            for k in range(n_choices):
                if choice[pupil, k] < 0:
                    break
                ask[choice[pupil, k]] += 1
    first = np.zeros(m + 1, np.int64)
    for school in range(m):
        first[school + 1] = first[school] + min(seats[school], ask[school])
    return first


@njit(cache=True)
def deferred(choice, points, tie, bits, seats):
    """The choice that each pupil gets (n,) int64: `admission.deferred` with one group.

    seats (m,) int64 >= 0.  Gale and Shapley 1962.  O(n K + proposals log capacity).
    """
    n, n_choices = choice.shape
    m = seats.size
    mask = (1 << bits) - 1
    owner = np.empty(1 << bits, np.int32)
    for pupil in range(n):
        for k in range(tie.shape[1]):
            owner[tie[pupil, k]] = pupil
    first = _rooms(choice, seats)
    heap = np.empty(first[m], np.int64)
    held = np.zeros(m, np.int64)
    # No key up to here is taken, now or later.
    bar = np.where(seats > 0, -1, np.iinfo(np.int64).max)
    following = np.zeros(n, np.int16)
    asking = np.arange(n).astype(np.int32)
    n_asking = n

    wish, keys, bucket = np.empty(n, np.int32), np.empty(n, np.int64), np.empty(n, np.int64)
    work = np.empty(n + (first[1:] - first[:-1]).max() if m else n, np.int64)
    while n_asking > n // _MANY:
        n_wishes = 0
        end = np.zeros(m + 1, np.int64)
        for turn in range(n_asking):
            school, key = _ask(asking[turn], choice, points, tie, bits, bar, following)
            if school >= 0:
                wish[n_wishes], keys[n_wishes] = school, key
                n_wishes += 1
                end[school + 1] += 1
        for school in range(m):
            end[school + 1] += end[school]
        for turn in range(n_wishes):
            bucket[end[wish[turn]]] = keys[turn]
            end[wish[turn]] += 1
        n_asking = 0
        for school in range(m):  # `end` has moved on: a bucket ends there, and begins at the last
            begin = end[school - 1] if school > 0 else 0
            n_new = end[school] - begin
            size, at = held[school], first[school]
            room = first[school + 1] - at
            if n_new == 0:
                continue
            if size + n_new <= room:
                heap[at + size : at + size + n_new] = bucket[begin : begin + n_new]
                held[school] = size + n_new
                continue
            work[:size] = heap[at : at + size]
            work[size : size + n_new] = bucket[begin : begin + n_new]
            _keep_largest(work, size + n_new, room)
            heap[at : at + room] = work[:room]
            held[school] = room
            bar[school] = work[:room].min()
            for turn in range(room, size + n_new):
                asking[n_asking] = owner[work[turn] & mask]
                n_asking += 1

    for school in range(m):
        for at in range(1, held[school]):
            rise(heap, first[school], at, heap[first[school] + at])
    while n_asking > 0:
        n_next = 0
        for turn in range(n_asking):
            school, key = _ask(asking[turn], choice, points, tie, bits, bar, following)
            if school < 0:
                continue
            at, size = first[school], held[school]
            if size < first[school + 1] - at:
                rise(heap, at, size, key)
                held[school] = size + 1
                continue
            # Never ahead of `turn`: one is let go for each that is read.
            asking[n_next] = owner[heap[at] & mask]
            n_next += 1
            sink(heap, at, size, key)
            bar[school] = heap[at]
        n_asking = n_next
    rank = np.empty(n, np.int64)
    for pupil in range(n):
        rank[pupil] = following[pupil] - 1 if following[pupil] <= n_choices else -1
    return rank
