"""Door to door by timetable, for every minute of a window of departures at once.

S stops, C connections, each a vehicle's way from one call to the next, by departure; M moments
of departure, `step_ds` apart; times in whole tenths of a second (`_ds`), clock times after the
first moment.  A journey walks to a stop, rides and changes at most so many times, walks on; or it
walks all the way.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

NEVER = np.int32(2**30)
"""No journey: later than any clock; two of them still fit in 32 bits."""

WORD = 64
SHORT, LONG = 8, 16
"""Bits of a lane, of which the topmost is free: short ones if they can count the moments."""

SHORT_TOPS = np.uint64(0x8080_8080_8080_8080)
LONG_TOPS = np.uint64(0x8000_8000_8000_8000)


class Connections(NamedTuple):
    """C connections by departure, those of one run in its order, a change before what it leads to.

    call (C,) int32: where each begins; run (C,) int32 of R; leg (C,) int32: the same for what the
    runs of one line do between the same two calls; board_at, alight_at (C,) int32 stops, -1 where
    one may not; departure, arrival (C,) int32; change_start (C+1,) int64, change int32: the later
    connections that one may get on after getting off at the end of each.
    """

    call: np.ndarray
    run: np.ndarray
    leg: np.ndarray
    board_at: np.ndarray
    alight_at: np.ndarray
    departure: np.ndarray
    arrival: np.ndarray
    change_start: np.ndarray
    change: np.ndarray


class Ways(NamedTuple):
    """Ways on foot of n points or groups of points: start (n+1,), at and time_ds (W,) int32.

    `at` are stops, or of ways all on foot positions of the others.
    """

    start: np.ndarray
    at: np.ndarray
    time_ds: np.ndarray


def connections(start, stop, arrival, departure, board, alight, lines, first, onto):
    """Connections of runs with their useful changes; arguments as in `lines`.  O(E log E)."""
    # The calls of a line are numbered one after another, as those of its first run are.
    size = np.diff(start)[lines.run[lines.start[:-1]]] if lines.start.size > 1 else start[:0]
    leg_start = np.cumsum(size) - size
    run = np.repeat(np.arange(start.size - 1), np.maximum(np.diff(start), 0))
    call = np.flatnonzero(np.append(run[1:] == run[:-1], False)) if run.size else run
    # Of runs of a line that leave a stop at once, the one that is nowhere behind comes first.
    rank = np.empty(start.size - 1, np.int64)
    rank[lines.run] = np.arange(lines.run.size)
    call = call[np.lexsort((call, rank[run[call]], departure[call]))]
    place = np.full(stop.size + 1, -1, np.int64)
    place[call] = np.arange(call.size)
    size = first[call + 2] - first[call + 1]  # of the changes at the call where each ends
    change_start = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
    which = np.arange(change_start[-1]) + np.repeat(first[call + 1] - change_start[:-1], size)
    return Connections(
        call.astype(np.int32),
        run[call].astype(np.int32),
        (leg_start[lines.of_run[run[call]]] + call - start[run[call]]).astype(np.int32),
        np.where(board[call], stop[call], -1).astype(np.int32),
        np.where(alight[call + 1], stop[call + 1], -1).astype(np.int32),
        departure[call].astype(np.int32),
        arrival[call + 1].astype(np.int32),
        change_start,
        place[onto[which]].astype(np.int32),
    )


def leaving_from(connections, clock):
    """The connections that leave at a clock time or later."""
    k = np.searchsorted(connections.departure, clock)
    first = connections.change_start[k] if k < connections.run.size else 0
    rest = [getattr(connections, name)[k:] for name in Connections._fields[:-2]]
    changes = connections.change[first:] - np.int32(k)
    return Connections(*rest, connections.change_start[k:] - first, changes)


@njit(cache=True, nogil=True)
def profiles(
    first, end, rides, slack_ds, connections, access, egress, walks, n_runs, n_stops,
    step_ds, n_moments, limit_ds,
):  # fmt: skip
    """Travel times of origins first … end - 1 to every target, leaving at each moment.

    access: Ways of origins to stops; egress: Ways of targets, from stops; walks: Ways of origins
    to targets; rides >= 1 how many vehicles at most; slack_ds >= 1 how long before its departure
    one is at the stop.  Returns (end - first, T, M) int32, NEVER beyond limit_ds.

    One scan of the connections for all moments (Dibbelt, Pajor, Strasser, Wagner 2018, "Connection
    scan algorithm", section 4, forward): whoever leaves later may do what leaves earlier may not,
    so that of each run it is enough to know the latest moment that still catches it, for each
    number of rides.  O(C x rides + changes + W x M) for each origin.
    """
    n_targets = egress.start.size - 1
    times = np.empty((end - first, n_targets, n_moments), np.int32)
    n_words = _n_words(rides, n_moments)
    caught = np.zeros((n_runs, n_words), np.uint64)
    offered = np.zeros((connections.run.size, n_words), np.uint64)
    passed = np.zeros(
        (connections.leg.max() + 1 if connections.leg.size else 0, n_words), np.uint64
    )
    to_stop = np.full(n_stops, NEVER, np.int32)
    soonest = np.full((n_stops, n_moments), NEVER, np.int32)
    for origin in range(first, end):
        for way in range(access.start[origin], access.start[origin + 1]):
            to_stop[access.at[way]] = access.time_ds[way] + slack_ds
        _scan(
            connections, to_stop, caught, offered, passed, soonest, rides, step_ds, n_moments,
            limit_ds,
        )  # fmt: skip
        for way in range(access.start[origin], access.start[origin + 1]):
            to_stop[access.at[way]] = NEVER
        caught[:] = 0
        passed[:] = 0
        mine = times[origin - first]
        for target in range(n_targets):
            _walk_on(soonest, egress, target, mine[target])
        for moment in range(n_moments):
            left = np.int32(moment * step_ds)
            for target in range(n_targets):
                mine[target, moment] -= left
        for way in range(walks.start[origin], walks.start[origin + 1]):
            target = walks.at[way]
            for moment in range(n_moments):
                mine[target, moment] = min(mine[target, moment], walks.time_ds[way])
        for target in range(n_targets):
            for moment in range(n_moments):
                if mine[target, moment] > limit_ds:
                    mine[target, moment] = NEVER
        soonest[:] = NEVER
    return times


@njit(cache=True, nogil=True)
def soonest_at_stops(
    origin, rides, slack_ds, connections, access, n_runs, n_stops, step_ds, n_moments, limit_ds
):
    """Clock times at which one origin is at each stop by vehicle, leaving at each moment.

    Arguments as in `profiles`.  Returns (S, M) int32, which never falls with the moment; NEVER
    where it takes longer than limit_ds even for who leaves last of those that get there then.
    """
    n_words = _n_words(rides, n_moments)
    caught = np.zeros((n_runs, n_words), np.uint64)
    offered = np.zeros((connections.run.size, n_words), np.uint64)
    n_legs = connections.leg.max() + 1 if connections.leg.size else 0
    passed = np.zeros((n_legs, n_words), np.uint64)
    to_stop = np.full(n_stops, NEVER, np.int32)
    soonest = np.full((n_stops, n_moments), NEVER, np.int32)
    for way in range(access.start[origin], access.start[origin + 1]):
        to_stop[access.at[way]] = access.time_ds[way] + slack_ds
    _scan(
        connections, to_stop, caught, offered, passed, soonest, rides, step_ds, n_moments, limit_ds
    )
    return soonest


@njit(cache=True, nogil=True)
def walked_on(soonest, egress, step_ds, limit_ds, rank):
    """Travel times to targets by stops, at this rank from 0 of the moments: (T,) int32.

    soonest: from `soonest_at_stops`; egress: Ways of targets, from stops.  NEVER beyond limit_ds.
    O(W x M).
    """
    n_targets, n_moments = egress.start.size - 1, soonest.shape[1]
    found = np.empty(n_targets, np.int32)
    row = np.empty(n_moments, np.int32)
    for target in range(n_targets):
        _walk_on(soonest, egress, target, row)
        if row[0] == NEVER:
            found[target] = NEVER
            continue
        for moment in range(n_moments):
            row[moment] -= np.int32(moment * step_ds)
        _select(row, 0, rank)
        found[target] = row[rank] if row[rank] <= limit_ds else NEVER
    return found


@njit(cache=True, nogil=True)
def _scan(
    connections, to_stop, caught, offered, passed, soonest, rides, step_ds, n_moments, limit_ds,
):  # fmt: skip
    """Soonest arrival by vehicle at each stop, (S, M), which never falls with the moment.

    Of each run `caught`, of each connection `offered` and of each leg of a line `passed` hold the
    latest moment, plus 1, 0 for none, that gets there with 1, 2, … `rides` vehicles at most, in
    lanes of a few bits; the last is the topmost one.
    """
    n_words = caught.shape[1]
    bits = _lane(n_moments)
    lanes = WORD // bits
    tops = SHORT_TOPS if bits == SHORT else LONG_TOPS
    last = np.int64(n_moments - 1)
    n = np.searchsorted(connections.departure, last * step_ds + limit_ds, side="right")
    every = np.zeros(n_words, np.uint64)  # a 1 in each lane that is in use
    for lane in range(n_words * lanes - rides, n_words * lanes):
        every[lane // lanes] |= np.uint64(1) << np.uint64(bits * (lane % lanes))
    one, top, rest = np.uint64(bits), np.uint64(bits - 1), np.uint64(WORD - bits)
    up = np.zeros(n_words, np.uint64)
    for c in range(n):
        departure = np.int64(connections.departure[c])
        at = connections.board_at[c]
        walked = np.uint64(0)
        if at >= 0 and to_stop[at] <= departure:
            walked = np.uint64(min((departure - to_stop[at]) // step_ds, last) + 1)
        run, leg = connections.run[c], connections.leg[c]
        new = False
        carried = np.uint64(0)
        for w in range(n_words):
            reached = _later(
                caught[run, w], _later(offered[c, w], walked * every[w], tops, top), tops, top
            )
            offered[c, w] = 0
            caught[run, w] = reached
            known = _later(passed[leg, w], reached, tops, top)
            new |= known != passed[leg, w]
            passed[leg, w] = known
            up[w] = (reached << one) | carried
            carried = reached >> rest
        # An earlier run of the line, which whoever is here could have caught, did all that before.
        if not new:
            continue
        arrival = np.int64(connections.arrival[c])
        moment = np.int64(carried) - 1
        # Not even who leaves last is there within the limit.
        if arrival - moment * step_ds > limit_ds:
            continue
        at = connections.alight_at[c]
        if at < 0:
            continue
        here = soonest[at]
        while moment >= 0 and here[moment] > arrival:
            here[moment] = arrival
            moment -= 1
        if up[n_words - 1] == 0:
            continue
        for i in range(connections.change_start[c], connections.change_start[c + 1]):
            onto = connections.change[i]
            if onto >= n:
                continue
            for w in range(n_words):
                offered[onto, w] = _later(offered[onto, w], up[w], tops, top)


@njit(cache=True, nogil=True)
def _lane(n_moments):
    """Bits of a lane that holds 0 to n_moments, and one bit that is free."""
    return SHORT if n_moments < 1 << (SHORT - 1) else LONG


@njit(cache=True, nogil=True)
def _n_words(rides, n_moments):
    lanes = WORD // _lane(n_moments)
    return (rides + lanes - 1) // lanes


@njit(cache=True, nogil=True, inline="always")
def _later(a, b, tops, top):
    """The greater of each lane, whose topmost bit, number `top`, is free; `tops` has these set."""
    at_least = ((a | tops) - b) & tops
    lanes = (at_least - (at_least >> top)) | at_least
    return (a & lanes) | (b & ~lanes)


@njit(cache=True, nogil=True)
def _walk_on(soonest, egress, target, here):
    """Soonest arrival at one target at each moment, by the best of the stops, into `here` (M,)."""
    here[:] = NEVER
    for way in range(egress.start[target], egress.start[target + 1]):
        there = soonest[egress.at[way]]
        if there[0] == NEVER:
            continue
        walk = egress.time_ds[way]
        for moment in range(here.size):
            here[moment] = min(here[moment], np.int32(there[moment] + walk))


@njit(cache=True, nogil=True)
def ranked(times, ranks):
    """The times at these ranks (P,) from 0, ascending, of each pair: (n, T, P) int32.

    Puts the moments of `times` into another order.  O(M) for each pair and rank, on average.
    """
    n, n_targets, _ = times.shape
    found = np.full((n, n_targets, ranks.size), NEVER, np.int32)
    for i in range(n):
        for target in range(n_targets):
            row = times[i, target]
            low = 0
            for p in range(ranks.size):
                _select(row, low, ranks[p])
                found[i, target, p] = row[ranks[p]]
                low = ranks[p]
    return found


@njit(cache=True, nogil=True)
def _select(row, low, rank):
    """Bring to its rank what belongs there, the lesser before it (Hoare 1961)."""
    high = row.size - 1
    while low < high:
        pivot = row[rank]
        i, j = low, high
        while i <= j:
            while row[i] < pivot:
                i += 1
            while pivot < row[j]:
                j -= 1
            if i <= j:
                row[i], row[j] = row[j], row[i]
                i += 1
                j -= 1
        if j < rank:
            low = i
        if rank < i:
            high = j
