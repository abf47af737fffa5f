"""A timetable in which a route runs at another headway."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.model.timetable import Timetable
from gongfu.model.timetable_change import HEADWAY_MIN_S, position_of, rebuilt, span_faults
from gongfu.units import DAY_S

Ints = NDArray[np.int64]
Way = tuple[set[tuple[int, int]], list[int]]  # rides from stop to stop, and trips
_ENOUGH: Final = 0.5  # of the rides of the shorter pattern
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

    timetable: the new one; from_s, until_s: from when until when the headway holds, the earliest
    and the latest of the directions; patterns: a row for each stop pattern of the route, columns
    `PATTERN_COLUMNS`: direction (1, 2, …), first_stop and last_stop (ids), n_stops, trips within
    the span before and after, running_s of the trip that was copied, NaN if none, and spaced_at,
    the stop where the headway holds; n_through_cut: how often a vehicle went on as another trip,
    and one may no longer stay
    seated.
    """

    timetable: Timetable
    from_s: float
    until_s: float
    patterns: pd.DataFrame
    n_through_cut: int


def with_headway(
    timetable: Timetable,
    route: str,
    headway_s: float,
    *,
    from_s: float,
    until_s: float,
    in_service: bool = False,
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
    in_service
        Whether each direction keeps its first and its last trip of the day, and is filled only
        between them.

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

    Two stop patterns are of one direction if they share at least half of the rides, from a stop
    to the next, of the shorter one; there and back may share a few at a terminal.  A pattern that
    comes back to where it began joins no two others.
    """
    at = position_of(timetable, "routes", route)
    faults = []
    if not HEADWAY_MIN_S <= headway_s <= DAY_S:
        faults.append(
            f"headway_s is {headway_s:g}; it must be seconds >= {HEADWAY_MIN_S:g}, at most a day"
        )
    faults += span_faults(timetable, from_s, until_s)
    if faults:
        raise InputError(f"headway of {route!r}: " + "; ".join(faults))
    trips = np.flatnonzero((timetable.trips["route"] == at).to_numpy())
    trips = trips[np.diff(timetable.start)[trips] > 0]

    every, gone = round(headway_s), np.zeros(timetable.n_trips, bool)
    rows, copied, later, spans = [], [], [], []
    today = (timetable.trips["day"] == 0).to_numpy()
    for number, patterns in enumerate(_directions(timetable, trips), 1):
        stop, clock = _spaced_at(timetable, patterns)
        begin, end = from_s, until_s
        served = np.concatenate(patterns)
        served = served[today[served]]
        if in_service and served.size:
            begin = max(begin, float(clock[served].min()))
            end = min(end, float(clock[served].max()) + 1.0)
        inside = [own[(clock[own] >= begin) & (clock[own] < end)] for own in patterns]
        mine = np.concatenate(inside)
        gone[mine] = True
        template = [_middle(timetable, own) for own in inside]
        turns = np.zeros(0, np.int64)
        if mine.size:
            stays = int(clock[mine].min())
            first = stays - int((stays - begin) // every) * every
            leaves = np.arange(first, end, every).astype(np.int64)
            spans.append((begin, end))
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
    after = rebuilt(timetable, np.flatnonzero(~gone), again, shift)
    begins, ends = zip(*spans, strict=True)
    return Respaced(after, min(begins), max(ends), table, n_cut)


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

    Of patterns that come back to where they began each joins the direction with which it shares
    most, after all others.
    """
    patterns: dict[bytes, list[int]] = {}
    for trip in trips.tolist():
        calls = _calls(timetable, trip)
        rules = timetable.board[calls].tobytes() + timetable.alight[calls].tobytes()
        patterns.setdefault(timetable.stop[calls].tobytes() + rules, []).append(trip)
    ways = [(set(pairwise(timetable.stop[_calls(timetable, own[0])].tolist())), own)
            for own in patterns.values()]  # fmt: skip
    comes_back = [_comes_back(timetable, own[0]) for own in patterns.values()]

    groups: list[list[Way]] = []
    for way, back in zip(ways, comes_back, strict=True):
        if not back:
            joined = [group for group in groups if _shared(way, group) >= _ENOUGH]
            groups = [group for group in groups if _shared(way, group) < _ENOUGH]
            groups.append([one for group in joined for one in group] + [way])
    for way, back in zip(ways, comes_back, strict=True):
        if back:
            nearest = max(groups, key=lambda group: _shared(way, group), default=[])
            if nearest and _shared(way, nearest) >= _ENOUGH:
                nearest.append(way)
            else:
                groups.append([way])
    ordered = sorted((sorted((own for _, own in group), key=lambda own: own[0])
                      for group in groups), key=lambda group: group[0][0])  # fmt: skip
    return [[np.array(own, np.int64) for own in group] for group in ordered]


def _shared(way: Way, group: list[Way]) -> float:
    """The greatest share of the shorter one's rides that a pattern has in common with another."""
    rides = way[0]
    return max(len(rides & other) / max(min(len(rides), len(other)), 1) for other, _ in group)


def _comes_back(timetable: Timetable, trip: int) -> bool:
    """Whether a trip ends nearer to its first stop than half of the farthest that it goes."""
    stops = timetable.stops.iloc[timetable.stop[_calls(timetable, trip)]]
    lon, lat = stops["lon"].to_numpy(float), stops["lat"].to_numpy(float)
    away = np.hypot((lon - lon[0]) * np.cos(np.radians(lat[0])), lat - lat[0])
    return bool(away[-1] < away.max() / 2)


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
