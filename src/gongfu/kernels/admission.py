"""Pupils to schools: deferred and immediate acceptance, trading cycles, and who has reason to envy.

n pupils, K choices each, m schools, T groups.  choice (n, K) whole numbers: positions of schools,
the most wanted first, -1 from where a list ends.  points (n, K) int64 >= 0: what the pupil counts
at that school.  tie (n, 1) or (n, K) int64: distinct numbers below 2 ** bits, for all schools or
for each, the greater the better.  key = points * 2 ** bits + tie puts pupils into a strict order
at each school.  group (n,) int64; capacity (m,), reserve (m, T), ceiling (m, T) int64.
rank (n,) int64: the choice that a pupil gets, -1 for none.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from gongfu.kernels.heaps import rise, sink

__all__ = [
    "CLOSED",
    "HOLE",
    "OPEN",
    "TWICE",
    "UNKNOWN",
    "bars",
    "by_lot",
    "cycles",
    "deferred",
    "drawn",
    "faults",
    "found",
    "immediate",
    "mix",
    "ordered",
    "wronged",
]

OPEN = -1  # the bar of a school with a seat for whoever asks
CLOSED = np.iinfo(np.int64).max  # of one with no seats at all
UNKNOWN, HOLE, TWICE = 1, 2, 3


@njit(cache=True)
def mix(seed, at):
    """Lottery numbers (n,) int64 >= 0 for places at (n,) int64: SplitMix64.

    The number of a place depends on nothing but the seed.  Steele, Lea and Flood 2014.
    """
    lots = np.empty(at.size, np.int64)
    for i in range(at.size):
        z = np.uint64(seed) + (np.uint64(at[i]) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        lots[i] = np.int64((z ^ (z >> np.uint64(31))) >> np.uint64(1))
    return lots


@njit(cache=True)
def drawn(lots):
    """The places in the order of their lots (n,) int64, equal lots as they stand.

    lots (n,) int64 >= 0, spread evenly: buckets by the leading bits, then insertions; O(n).
    """
    n = lots.size
    shift = 63
    while (1 << (63 - shift)) < n:
        shift -= 1
    start = np.zeros((1 << (63 - shift)) + 1, np.int64)
    for at in range(n):
        start[(lots[at] >> shift) + 1] += 1
    for bucket in range(start.size - 1):
        start[bucket + 1] += start[bucket]
    order = np.empty(n, np.int64)
    following = start[:-1].copy()
    for at in range(n):
        bucket = lots[at] >> shift
        place = following[bucket]
        following[bucket] = place + 1
        while place > start[bucket] and lots[order[place - 1]] > lots[at]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = at
    return order


@njit(cache=True)
def faults(choice, n_schools):
    """What is wrong with each list (n,) int8: 0 nothing, else UNKNOWN, HOLE or TWICE.

    A school that is none; one after the end of the list; one named twice.
    """
    n, n_choices = choice.shape
    fault = np.zeros(n, np.int8)
    named_by = np.full(n_schools, -1, np.int64)
    for pupil in range(n):
        has_ended = False
        for k in range(n_choices):
            school = choice[pupil, k]
            if school == -1:
                has_ended = True
            elif school < -1 or school >= n_schools:
                fault[pupil] = UNKNOWN
                break
            elif has_ended:
                fault[pupil] = HOLE
                break
            elif named_by[school] == pupil:
                fault[pupil] = TWICE
                break
            else:
                named_by[school] = pupil
    return fault


@njit(cache=True)
def found(choice, assigned):
    """The choice by which each pupil named its school (n,) int64: -1 for no school, -2 for none."""
    n, n_choices = choice.shape
    rank = np.full(n, -1, np.int64)
    for pupil in range(n):
        if assigned[pupil] >= 0:
            rank[pupil] = -2
            for k in range(n_choices):
                if choice[pupil, k] == assigned[pupil]:
                    rank[pupil] = k
                    break
    return rank


@njit(cache=True)
def _room(choice, group, most, reserve):
    """Where the heaps begin: of reserved seats and of open ones, each (m, T); and rows in all."""
    n, n_choices = choice.shape
    m, n_groups = reserve.shape
    ask = np.full((m, n_groups), n)
    if np.minimum(most, n).sum() > 8 * n:  # seats without end: count who might sit there
        ask[:] = 0
        for pupil in range(n):
            for k in range(n_choices):
                if choice[pupil, k] < 0:
                    break
                ask[choice[pupil, k], group[pupil]] += 1
    kept = np.empty((m, n_groups), np.int64)
    free = np.empty((m, n_groups), np.int64)
    rows = 0
    for school in range(m):
        for kind in range(n_groups):
            kept[school, kind] = rows
            rows += min(reserve[school, kind], ask[school, kind])
            free[school, kind] = rows
            rows += min(most[school, kind], ask[school, kind]) + 1
    return kept, free, rows


@njit(cache=True)
def deferred(choice, points, tie, bits, group, capacity, reserve, ceiling):
    """The choice that each pupil gets (n,) int64, and how many proposals that took.

    Pupils propose (Gale and Shapley 1962), in rounds; any order ends in the same place (McVitie
    and Wilson 1971).  A school first fills the seats that it reserves for each group with the
    best of that group, then the others with the best of all (Hafalir, Yenmez and Yildirim 2013);
    reserved seats that a group does not fill are open to all; no group gets more seats than its
    ceiling.  reserve <= ceiling, and the reserves of a school <= its capacity.
    O(proposals log capacity).
    """
    n, n_choices = choice.shape
    m, n_groups = reserve.shape
    width = tie.shape[1]
    mask = (1 << bits) - 1
    owner = np.empty(1 << bits, np.int32)
    for pupil in range(n):
        for k in range(width):
            owner[tie[pupil, k]] = pupil
    most = np.minimum(capacity.reshape(m, 1), ceiling)
    kept, free, rows = _room(choice, group, most, reserve)
    heap = np.empty(rows, np.int64)
    n_kept = np.zeros((m, n_groups), np.int64)
    n_free = np.zeros((m, n_groups), np.int64)
    n_held = np.zeros(m, np.int64)
    bar = np.where(most > 0, OPEN, CLOSED)  # no key of the group up to here is taken, ever
    following = np.zeros(n, np.int16)
    asking = np.arange(n).astype(np.int32)
    n_asking = n
    n_proposals = 0
    while n_asking > 0:
        n_next = 0
        for turn in range(n_asking):
            pupil = asking[turn]
            kind = group[pupil]
            k = np.int64(following[pupil])
            school = -1
            key = 0
            while k < n_choices and choice[pupil, k] >= 0:
                school = choice[pupil, k]
                key = (points[pupil, k] << bits) | tie[pupil, k if width > 1 else 0]
                k += 1
                n_proposals += 1
                if key > bar[school, kind]:
                    break
                school = -1
            if school < 0:
                following[pupil] = n_choices + 1
                continue
            following[pupil] = k
            out = _let_in(
                school, kind, key, capacity, most, reserve, heap, kept, free, n_kept, n_free,
                n_held,
            )  # fmt: skip
            if out >= 0:
                # Never ahead of `turn`: one is let go for each that is read.
                bar[school, group[owner[out & mask]]] = out
                asking[n_next] = owner[out & mask]
                n_next += 1
        n_asking = n_next
    rank = np.empty(n, np.int64)
    for pupil in range(n):
        rank[pupil] = following[pupil] - 1 if following[pupil] <= n_choices else -1
    return rank, n_proposals


@njit(cache=True, inline="always")
def _let_in(school, kind, key, capacity, most, reserve, heap, kept, free, n_kept, n_free, n_held):
    """Seat one more pupil, if only for now; the key of whom the school lets go, -1 if nobody."""
    at = kept[school, kind]
    size = n_kept[school, kind]
    if size < reserve[school, kind]:
        rise(heap, at, size, key)
        n_kept[school, kind] += 1
        key = -1
    elif size > 0 and key > heap[at]:
        # The last of those in reserved seats moves on to the open ones.
        last = heap[at]
        sink(heap, at, size, key)
        key = last

    # Who may have to go: the last of the group at its ceiling, else the last of all.
    worst = -1
    if key >= 0 and n_kept[school, kind] + n_free[school, kind] == most[school, kind]:
        worst = kind
    elif n_held[school] == capacity[school]:
        for other in range(n_free.shape[1]):
            if n_free[school, other] > 0 and (
                worst < 0 or heap[free[school, other]] < heap[free[school, worst]]
            ):
                worst = other
        if worst < 0:
            return key
    if worst < 0:
        n_held[school] += 1
        if key >= 0:
            rise(heap, free[school, kind], n_free[school, kind], key)
            n_free[school, kind] += 1
        return -1
    top = free[school, worst]
    size = n_free[school, worst]
    if key >= 0 and (size == 0 or key < heap[top]):
        return key
    out = heap[top]
    if key >= 0 and worst == kind:
        sink(heap, top, size, key)
    else:
        n_free[school, worst] = size - 1
        sink(heap, top, size - 1, heap[top + size - 1])
        if key >= 0:
            rise(heap, free[school, kind], n_free[school, kind], key)
            n_free[school, kind] += 1
    return out


@njit(cache=True)
def bars(choice, points, tie, bits, group, rank, capacity, reserve, ceiling):
    """What the key of one more pupil has to surpass, at each school and for each group.

    Returns bar (m, T) int64, the key of a pupil in a seat, or OPEN or CLOSED; held (m, T) int64,
    how many sit there.
    """
    m, n_groups = reserve.shape
    width = tie.shape[1]
    held = np.zeros((m, n_groups), np.int64)
    last = np.full((m, n_groups), CLOSED)
    for pupil in range(rank.size):
        k = rank[pupil]
        if k < 0:
            continue
        school, kind = choice[pupil, k], group[pupil]
        key = (points[pupil, k] << bits) | tie[pupil, k if width > 1 else 0]
        last[school, kind] = min(last[school, kind], key)
        held[school, kind] += 1
    bar = np.full((m, n_groups), OPEN)
    for school in range(m):
        worst = CLOSED  # of those in seats that are open to all
        for kind in range(n_groups):
            if held[school, kind] > reserve[school, kind]:
                worst = min(worst, last[school, kind])
        is_full = held[school].sum() >= capacity[school]
        for kind in range(n_groups):
            most = min(capacity[school], ceiling[school, kind])
            if most <= 0:
                bar[school, kind] = CLOSED
            elif held[school, kind] >= most:
                bar[school, kind] = last[school, kind]
            elif is_full and held[school, kind] == reserve[school, kind]:
                bar[school, kind] = min(worst, last[school, kind])
            elif is_full and held[school, kind] > reserve[school, kind]:
                bar[school, kind] = worst
    return bar, held


@njit(cache=True)
def wronged(choice, points, tie, bits, group, rank, bar):
    """Where pupils would rather sit and would be taken (n,) int64, and where ties decide (m, T).

    The first such choice of each pupil, -1 if none: nobody has one in a stable matching (Gale and
    Shapley 1962; with cutoffs: Azevedo and Leshno 2016).  Ties decide where a pupil was turned
    away with as many points as the bar has, for all groups that have this bar.
    """
    n, n_choices = choice.shape
    width = tie.shape[1]
    better = np.full(n, -1, np.int64)
    tied = np.zeros(bar.shape, np.bool_)
    for pupil in range(n):
        end = rank[pupil] if rank[pupil] >= 0 else n_choices
        kind = group[pupil]
        for k in range(end):
            school = choice[pupil, k]
            if school < 0:
                break
            if points[pupil, k] >= bar[school, kind] >> bits:
                key = (points[pupil, k] << bits) | tie[pupil, k if width > 1 else 0]
                if key <= bar[school, kind]:
                    tied[school, kind] = True
                elif better[pupil] < 0:
                    better[pupil] = k
    for school in range(bar.shape[0]):  # one bar for several groups: they draw together
        for kind in range(bar.shape[1]):
            if tied[school, kind]:
                for other in range(bar.shape[1]):
                    tied[school, other] |= bar[school, other] == bar[school, kind]
    return better, tied


@njit(cache=True)
def by_lot(choice, points, bits, group, rank, bar, tied):
    """Whom ties put in, or kept out of a school they wanted more (n,) bool."""
    n, n_choices = choice.shape
    decided = np.zeros(n, np.bool_)
    for pupil in range(n):
        end = rank[pupil] + 1 if rank[pupil] >= 0 else n_choices
        kind = group[pupil]
        for k in range(end):
            school = choice[pupil, k]
            if school < 0:
                break
            if tied[school, kind] and points[pupil, k] == bar[school, kind] >> bits:
                decided[pupil] = True
    return decided


def ordered(
    choice: NDArray[Any], points: NDArray[np.int64], tie: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Who comes first at each school: pairs pupil * K + k (A,), school by school, start (m + 1,).

    As many schools as the largest position names.
    """
    n_choices = choice.shape[1]
    pair = np.flatnonzero((np.minimum.accumulate(choice, axis=1) >= 0).ravel())
    number = tie.ravel()[pair] if tie.shape[1] > 1 else tie[pair // n_choices, 0]
    pair = pair[np.lexsort((-number, -points.ravel()[pair], choice.ravel()[pair]))]
    school = choice.ravel()[pair]
    return pair, np.searchsorted(school, np.arange(int(school.max(initial=-1)) + 2))


def immediate(
    choice: NDArray[Any],
    points: NDArray[np.int64],
    tie: NDArray[np.int64],
    capacity: NDArray[np.int64],
) -> NDArray[np.int64]:
    """The choice that each pupil gets if first choices are settled first: immediate acceptance.

    Abdulkadiroglu and Sonmez 2003 ("Boston").  Round k: those without a seat ask at their k-th
    choice, and what a school then gives away is final.
    """
    n, n_choices = choice.shape
    rank = np.full(n, -1, np.int64)
    left = capacity.copy()
    waiting = np.arange(n)
    for k in range(n_choices):
        waiting = waiting[(rank[waiting] < 0) & (choice[waiting, k] >= 0)]
        school = choice[waiting, k]
        number = tie[waiting, k if tie.shape[1] > 1 else 0]
        order = np.lexsort((-number, -points[waiting, k], school))
        here = school[order]
        first = np.searchsorted(here, here)
        taken = waiting[order[np.arange(order.size) - first < left[here]]]
        rank[taken] = k
        left -= np.bincount(choice[taken, k], minlength=left.size)
    return rank


@njit(cache=True)
def cycles(choice, capacity, pair, start):
    """The choice that each pupil gets by top trading cycles (n,) int64.

    pair, start: from `ordered`.  Every pupil points to the school it wants most of those with
    seats, every such school to the pupil without a seat who comes first; who stands on a cycle
    gets what it points to (Abdulkadiroglu and Sonmez 2003).  O(n K).
    """
    n, n_choices = choice.shape
    left = capacity.copy()
    rank = np.full(n, -1, np.int64)
    done = np.zeros(n, np.bool_)
    wish = np.zeros(n, np.int64)
    front = start[:-1].copy()
    on_path = np.full(n, -1, np.int64)
    path = np.empty(n, np.int64)
    for newcomer in range(n):
        size = 0
        if not done[newcomer]:
            path[0], on_path[newcomer], size = newcomer, 0, 1
        while size > 0:
            pupil = path[size - 1]
            while (
                wish[pupil] < n_choices
                and choice[pupil, wish[pupil]] >= 0
                and left[choice[pupil, wish[pupil]]] <= 0
            ):
                wish[pupil] += 1
            if wish[pupil] >= n_choices or choice[pupil, wish[pupil]] < 0:
                done[pupil] = True
                on_path[pupil] = -1
                size -= 1
                continue
            school = choice[pupil, wish[pupil]]
            while done[pair[front[school]] // n_choices]:
                front[school] += 1
            ahead = pair[front[school]] // n_choices
            if on_path[ahead] < 0:
                path[size], on_path[ahead] = ahead, size
                size += 1
                continue
            begin = on_path[ahead]
            for at in range(begin, size):
                one = path[at]
                rank[one] = wish[one]
                left[choice[one, wish[one]]] -= 1
                done[one] = True
                on_path[one] = -1
            size = begin
    return rank
