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


class Connections(NamedTuple):
    """C connections by departure, those of one run in its order, a change before what it leads to.

    run (C,) int32 of R; leg (C,) int32: the same for what the runs of one line do between the
    same two calls; board_at, alight_at (C,) int32 stops, -1 where one may not; departure, arrival
    (C,) int32; change_start (C+1,) int64, change (·,) int32: the later connections that one may
    get on after getting off at the end of each.
    """

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
    call = call[np.argsort(departure[call], kind="stable")]
    place = np.full(stop.size + 1, -1, np.int64)
    place[call] = np.arange(call.size)
    size = first[call + 2] - first[call + 1]  # of the changes at the call where each ends
    change_start = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
    which = np.arange(change_start[-1]) + np.repeat(first[call + 1] - change_start[:-1], size)
    return Connections(
        run[call].astype(np.int32),
        (leg_start[lines.of_run[run[call]]] + call - start[run[call]]).astype(np.int32),
        np.where(board[call], stop[call], -1).astype(np.int32),
        np.where(alight[call + 1], stop[call + 1], -1).astype(np.int32),
        departure[call].astype(np.int32),
        arrival[call + 1].astype(np.int32),
        change_start,
        place[onto[which]].astype(np.int32),
    )


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
    caught = np.full((n_runs, rides), -1, np.int16)
    offered = np.full((connections.run.size, rides), -1, np.int16)
    passed = np.full((connections.leg.max() + 1 if connections.leg.size else 0, rides), -1, np.int16)
    to_stop = np.full(n_stops, NEVER, np.int32)
    soonest = np.full((n_stops, n_moments), NEVER, np.int32)
    for origin in range(first, end):
        for way in range(access.start[origin], access.start[origin + 1]):
            to_stop[access.at[way]] = access.time_ds[way] + slack_ds
        _scan(connections, to_stop, caught, offered, passed, soonest, step_ds, n_moments, limit_ds)
        for way in range(access.start[origin], access.start[origin + 1]):
            to_stop[access.at[way]] = NEVER
        caught[:] = -1
        passed[:] = -1
        mine = times[origin - first]
        _walk_on(soonest, egress, mine)
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
def _scan(connections, to_stop, caught, offered, passed, soonest, step_ds, n_moments, limit_ds):
    """Soonest arrival by vehicle at each stop, (S, M), which never falls with the moment."""
    rides = caught.shape[1]
    last = np.int64(n_moments - 1)
    n = np.searchsorted(connections.departure, last * step_ds + limit_ds, side="right")
    for c in range(n):
        departure = np.int64(connections.departure[c])
        run = connections.run[c]
        at = connections.board_at[c]
        walked = np.int64(-1)
        if at >= 0 and to_stop[at] < NEVER:
            spare = departure - to_stop[at]
            if spare >= 0:
                walked = min(spare // step_ds, last)
        if walked < 0 and caught[run, rides - 1] < 0 and offered[c, rides - 1] < 0:
            continue
        leg = connections.leg[c]
        best = np.int16(walked)
        new = False
        for k in range(rides):
            best = max(best, caught[run, k], offered[c, k])
            offered[c, k] = -1
            caught[run, k] = best
            if best > passed[leg, k]:
                passed[leg, k] = best
                new = True
        # An earlier run of the line, which whoever is here could have caught, did all that before.
        if not new:
            continue
        arrival = np.int64(connections.arrival[c])
        # Not even who leaves last is there within the limit.
        if arrival - np.int64(best) * step_ds > limit_ds:
            continue
        at = connections.alight_at[c]
        if at < 0:
            continue
        here = soonest[at]
        moment = np.int64(best)
        while moment >= 0 and here[moment] > arrival:
            here[moment] = arrival
            moment -= 1
        for i in range(connections.change_start[c], connections.change_start[c + 1]):
            onto = connections.change[i]
            if onto >= n:
                continue
            for k in range(rides - 1):
                if caught[run, k] > offered[onto, k + 1]:
                    offered[onto, k + 1] = caught[run, k]


@njit(cache=True, nogil=True)
def _walk_on(soonest, egress, mine):
    """Soonest arrival at each target, by the best of the stops from which one walks there."""
    n_moments = soonest.shape[1]
    for target in range(egress.start.size - 1):
        here = mine[target]
        here[:] = NEVER
        for way in range(egress.start[target], egress.start[target + 1]):
            there = soonest[egress.at[way]]
            if there[0] == NEVER:
                continue
            walk = egress.time_ds[way]
            for moment in range(n_moments):
                here[moment] = min(here[moment], np.int32(there[moment] + walk))


@njit(cache=True, nogil=True)
def ranked(times, ranks):
    """The times at these ranks (P,) from 0, ascending, of each pair: (n, T, P) int32."""
    n, n_targets, n_moments = times.shape
    found = np.empty((n, n_targets, ranks.size), np.int32)
    for i in range(n):
        for target in range(n_targets):
            row = np.sort(times[i, target])
            for p in range(ranks.size):
                found[i, target, p] = row[ranks[p]]
    return found
