"""A timetable in which a route runs at another headway."""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.model.timetable import Timetable
from gongfu.model.timetable_change import HEADWAY_MIN_S, position_of, rebuilt, span_faults

Ints = NDArray[np.int64]
PATTERN_COLUMNS: Final = (
    "direction",
    "first_stop",
    "last_stop",
    "n_stops",
    "n_trips_before",
    "n_trips",
    "running_s",
    "spaced_at",
)


@dataclass(frozen=True, slots=True, eq=False)
class Respaced:
    """What `with_headway` did.

    timetable: the new one; patterns: a row for each stop pattern of the route, columns
    `PATTERN_COLUMNS`: direction (1, 2, …: patterns of one direction share a ride from a stop to the
    next), first_stop and last_stop (ids), n_stops, trips within the span before and after,
    running_s of the trip that was copied, NaN if none, and spaced_at, the stop where the headway
    holds; n_through_cut: how often a vehicle went on as another trip, and one may no longer stay
    seated.
    """

    timetable: Timetable
    patterns: pd.DataFrame
    n_through_cut: int


def with_headway(
    timetable: Timetable, route: str, headway_s: float, *, from_s: float, until_s: float
) -> Respaced:
    """The timetable with the trips of one route evenly spaced within a span of time.

    Parameters
    ----------
    timetable
        Stays as it is.
    route
        Its id.
    headway_s
        Between two vehicles of one direction.  Seconds, >= 10, rounded to whole ones.
    from_s, until_s
        The span, in seconds after midnight: trips that leave the stop `spaced_at` from then on,
        and before.  The timetable holds it.

    Returns
    -------
    Respaced
        The timetable, and what was done with each stop pattern.

    Raises
    ------
    InputError
        An unknown route, or one without a trip within the span; numbers that do not do.

    Notes
    -----
    The first trip of a direction stays where it is, and others leave every headway before and
    after it, as long as the span lasts; so a headway that is already kept changes nothing, and half
    of it keeps every trip.  Where a direction has several stop patterns, they take turns in
    proportion to their trips of today, and the headway holds at the stop at which most of these
    trips call.  Each new trip is a copy of the pattern's trip whose running time is nearest to
    the median of the span: no faster at night, no slower in the rush.  A direction that has no trip
    in the span has none afterwards.
    """
    at = position_of(timetable, "routes", route)
    faults = []
    if not (math.isfinite(headway_s) and headway_s >= HEADWAY_MIN_S):
        faults.append(f"headway_s is {headway_s!r}; it must be seconds >= {HEADWAY_MIN_S:g}")
    faults += span_faults(timetable, from_s, until_s)
    if faults:
        raise InputError(f"headway of {route!r}: " + "; ".join(faults))
    trips = np.flatnonzero((timetable.trips["route"] == at).to_numpy())
    trips = trips[np.diff(timetable.start)[trips] > 0]

    every, gone = round(headway_s), np.zeros(timetable.n_trips, bool)
    rows, copied, later = [], [], []
    for number, patterns in enumerate(_directions(timetable, trips), 1):
        stop, clock = _spaced_at(timetable, patterns)
        inside = [own[(clock[own] >= from_s) & (clock[own] < until_s)] for own in patterns]
        mine = np.concatenate(inside)
        gone[mine] = True
        template = [_middle(timetable, own) for own in inside]
        turns = np.zeros(0, np.int64)
        if mine.size:
            stays = int(clock[mine].min())
            first = stays - int((stays - from_s) // every) * every
            leaves = np.arange(first, until_s, every).astype(np.int64)
            turns = _turns(np.array([own.size for own in inside]), leaves.size)
            chosen = np.array(template)[turns]
            copied.append(chosen)
            later.append(leaves - clock[chosen])
        for pattern, (own, trip) in enumerate(zip(inside, template, strict=True)):
            calls = timetable.stop[_calls(timetable, patterns[pattern][0])]
            ends = timetable.stops.index[calls[[0, -1]]]
            n_after = int((turns == pattern).sum())
            rows.append((number, *ends, calls.size, own.size, n_after,
                         _running(timetable, np.array([trip]))[0] if trip >= 0 else np.nan,
                         timetable.stops.index[stop]))  # fmt: skip
    if not copied:
        raise InputError(
            f"headway of {route!r}: none of its {trips.size} trips leaves from "
            f"{from_s:g} to {until_s:g} s after midnight; take another span, or add a line"
        )

    again, shift = np.concatenate(copied), np.concatenate(later)
    onward = timetable.onward
    linked = np.flatnonzero(onward >= 0)
    n_cut = int((gone[linked] | gone[onward[linked]]).sum())
    table = pd.DataFrame(rows, columns=list(PATTERN_COLUMNS))
    return Respaced(rebuilt(timetable, np.flatnonzero(~gone), again, shift), table, n_cut)


def _calls(timetable: Timetable, trip: int) -> slice:
    return slice(int(timetable.start[trip]), int(timetable.start[trip + 1]))


def _running(timetable: Timetable, trips: Ints) -> Ints:
    """From the first departure to the last arrival of each trip."""
    first, last = timetable.start[trips], timetable.start[trips + 1] - 1
    running: Ints = timetable.arrival_s[last].astype(np.int64) - timetable.departure_s[first]
    return running


def _middle(timetable: Timetable, trips: Ints) -> int:
    """The first trip whose running time is nearest to the median; -1 of none."""
    if not trips.size:
        return -1
    running = _running(timetable, trips)
    return int(trips[np.argmin(np.abs(running - np.median(running)))])


def _directions(timetable: Timetable, trips: Ints) -> list[list[Ints]]:
    """The trips by stop pattern, and the patterns by direction, in the order of their first trips.

    Patterns are of one direction if one can go from one to the other by rides from a stop to the
    next that two of them share.
    """
    patterns: dict[bytes, list[int]] = {}
    for trip in trips.tolist():
        calls = _calls(timetable, trip)
        rules = timetable.board[calls].tobytes() + timetable.alight[calls].tobytes()
        patterns.setdefault(timetable.stop[calls].tobytes() + rules, []).append(trip)
    groups: list[tuple[set[tuple[int, int]], list[list[int]]]] = []
    for own in patterns.values():
        stops = timetable.stop[_calls(timetable, own[0])].tolist()
        rides = set(pairwise(stops))
        joined = [group for group in groups if group[0] & rides]
        groups = [group for group in groups if not group[0] & rides]
        every = [pattern for _, some in joined for pattern in some] + [own]
        groups.append((rides.union(*(some for some, _ in joined)), every))
    ordered = sorted((sorted(group, key=lambda own: own[0]) for _, group in groups),
                     key=lambda group: group[0][0])  # fmt: skip
    return [[np.array(own, np.int64) for own in group] for group in ordered]


def _spaced_at(timetable: Timetable, patterns: list[Ints]) -> tuple[int, Ints]:
    """The stop of a direction at which most trips call, and when each trip leaves it.

    Of stops with as many, the first on the commonest pattern.  A trip that does not call there
    counts by its first departure.  The times are by trip of the timetable, 0 of all others.
    """
    n_at = np.zeros(timetable.n_stops, np.int64)
    for own in patterns:
        n_at[np.unique(timetable.stop[_calls(timetable, own[0])])] += own.size
    commonest = max(patterns, key=lambda own: own.size)
    along = timetable.stop[_calls(timetable, commonest[0])]
    stop = int(along[np.argmax(n_at[along])])
    if n_at[stop] < n_at.max():
        stop = int(np.argmax(n_at))
    clock = np.zeros(timetable.n_trips, np.int64)
    for own in patterns:
        here = np.flatnonzero(timetable.stop[_calls(timetable, own[0])] == stop)
        call = timetable.start[own] + (here[0] if here.size else 0)
        clock[own] = timetable.departure_s[call]
    return stop, clock


def _turns(n_of: Ints, n: int) -> Ints:
    """Which pattern goes, n times over, each as often as its share of the trips and evenly."""
    gone, turns = np.zeros(n_of.size, np.int64), np.zeros(n, np.int64)
    for k in range(n):
        turns[k] = np.argmax(n_of * (k + 1) - gone * n_of.sum())
        gone[turns[k]] += 1
    return turns
