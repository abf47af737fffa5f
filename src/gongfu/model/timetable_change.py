"""A timetable after a change: a line more, a stop or a route less.

For another headway: `gongfu.model.timetable_headway`.
"""

import difflib
import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.model.timetable import ROUTE_KINDS, Timetable

ADDED: Final = "added"
"""The feed that new stops and routes are said to come from."""

HEADWAY_MIN_S: Final = 10.0
_NEAR: Final = 3
_DAYS_MAX_S: Final = 7 * 86_400

Ints = NDArray[np.int64]
Part = Literal["routes", "stops"]


@dataclass(frozen=True, slots=True)
class NewStop:
    """A stop that is not there yet: an id of its own, a name, where it lies in WGS84 degrees."""

    id: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line that does not run yet.

    name: also the id of its route; stops: ids of the timetable's, or new ones, in the order of
    travel; ride_s: from each to the next, > 0; a vehicle leaves the first stop at from_s, seconds
    after midnight, and one every headway_s after it, before until_s; kind: one of `ROUTE_KINDS`;
    both_ways: as many leave the last stop at the same times and ride back; dwell_s: at each stop
    on the way.  All in whole seconds, else rounded to them.
    """

    name: str
    stops: tuple[str | NewStop, ...]
    ride_s: tuple[float, ...]
    headway_s: float
    from_s: float
    until_s: float
    kind: str = "bus"
    both_ways: bool = True
    dwell_s: float = 0.0


def with_line(timetable: Timetable, line: Line) -> Timetable:
    """The timetable with one line more.

    Parameters
    ----------
    timetable
        Stays as it is.
    line
        What is to run.

    Returns
    -------
    Timetable
        New stops stand after all others, and the trips of the line too; they bear its name.

    Raises
    ------
    InputError
        All faults of the line at once.
    """
    faults = _line_faults(timetable, line)
    if faults:
        raise InputError(f"line {line.name!r}: " + "; ".join(faults))

    new = {stop.id: stop for stop in line.stops if isinstance(stop, NewStop)}
    stops = _with_stops(timetable.stops, list(new.values()))
    at = stops.index.get_indexer([_id(stop) for stop in line.stops])
    names = stops["name"].to_numpy(object)
    leaves = np.arange(round(line.from_s), line.until_s, round(line.headway_s)).astype(np.int64)
    ride = np.array([round(one) for one in line.ride_s], np.int64)
    ways = [(at, ride)] + ([(at[::-1], ride[::-1])] if line.both_ways else [])

    arrival, departure = [], []
    for _, rides in ways:
        arrive, depart = _clock(rides, round(line.dwell_s))
        arrival.append((leaves[:, None] + arrive).ravel())
        departure.append((leaves[:, None] + depart).ravel())
    route = pd.DataFrame(
        {"name": [line.name], "long_name": [""], "kind": [line.kind], "feed": [ADDED]},
        index=[line.name],
    )
    n_each = np.full(len(ways), leaves.size)
    trips = pd.DataFrame(
        {
            "route": len(timetable.routes),
            "headsign": np.repeat([str(names[way[-1]]) for way, _ in ways], n_each),
            "day": 0,
        },
        index=[f"{line.name}-{n}" for n in range(1, leaves.size * len(ways) + 1)],
    )
    n_calls = leaves.size * at.size * len(ways)
    return Timetable.from_arrays(
        timetable.date,
        stops,
        _stacked(timetable.routes, route),
        _stacked(timetable.trips, trips),
        np.append(timetable.start, timetable.start[-1] + at.size * np.arange(1, len(trips) + 1)),
        np.concatenate([timetable.stop, *(np.tile(way, leaves.size) for way, _ in ways)]),
        np.concatenate([timetable.arrival_s, *arrival]),
        np.concatenate([timetable.departure_s, *departure]),
        board=np.append(timetable.board, np.ones(n_calls, bool)),
        alight=np.append(timetable.alight, np.ones(n_calls, bool)),
        onward=np.append(timetable.onward, np.full(len(trips), -1)),
        transfers=timetable.transfers,
        from_s=timetable.from_s,
        until_s=timetable.until_s,
    )


def without_stop(timetable: Timetable, stop: str) -> Timetable:
    """The timetable in which vehicles pass one stop without stopping.

    Parameters
    ----------
    timetable
        Stays as it is.
    stop
        Its id.

    Returns
    -------
    Timetable
        Nobody gets on or off there; every time stays as it was, so that what the vehicles save
        by not stopping is not in it.

    Raises
    ------
    InputError
        An unknown stop.
    """
    served = timetable.stop != position_of(timetable, "stops", stop)
    return Timetable.from_arrays(
        timetable.date,
        timetable.stops,
        timetable.routes,
        timetable.trips,
        timetable.start,
        timetable.stop,
        timetable.arrival_s,
        timetable.departure_s,
        board=timetable.board & served,
        alight=timetable.alight & served,
        onward=timetable.onward,
        transfers=timetable.transfers,
        from_s=timetable.from_s,
        until_s=timetable.until_s,
    )


def without_route(timetable: Timetable, route: str) -> Timetable:
    """The timetable without the trips of one route.

    Parameters
    ----------
    timetable
        Stays as it is.
    route
        Its id.

    Returns
    -------
    Timetable
        Stops and routes as they were; a vehicle that went on as a trip of the route ends before.

    Raises
    ------
    InputError
        An unknown route.
    """
    at = position_of(timetable, "routes", route)
    kept = np.flatnonzero((timetable.trips["route"] != at).to_numpy())
    none = np.zeros(0, np.int64)
    return rebuilt(timetable, kept, none, none)


def near_names(frame: pd.DataFrame, words: str) -> str:
    """What somebody may have meant among the ids and names of a frame, in words; "" if nothing.

    Parameters
    ----------
    frame
        Index: ids; column `name`.
    words
        An id or a name that is not there.

    Returns
    -------
    str
        Up to three, as "'a' (Station)".
    """
    ids = [str(one) for one in frame.index]
    names = frame["name"].astype(str).tolist()
    of = {name.lower(): one for one, name in zip(reversed(ids), reversed(names), strict=True)}
    of |= {one.lower(): one for one in ids}
    title = dict(zip(ids, names, strict=True))
    near = difflib.get_close_matches(words.lower(), list(of), n=_NEAR, cutoff=0.6)
    found = dict.fromkeys(of[one] for one in near)
    return ", ".join(f"{one!r} ({title[one]})" if title[one] != one else repr(one) for one in found)


def position_of(timetable: Timetable, part: Part, name: str) -> int:
    """Where a route or a stop stands; an unknown one is an error that offers near names."""
    frame = timetable.routes if part == "routes" else timetable.stops
    at = frame.index.get_indexer([name])[0]
    if at < 0:
        near = near_names(frame, str(name))
        some = f", such as {frame.index[0]!r}" if len(frame) else ""
        hint = f"did you mean {near}" if near else f"give the id of one of {len(frame)}{some}"
        raise InputError(f"the timetable has no {part[:-1]} {name!r}; {hint}")
    return int(at)


def _id(stop: str | NewStop) -> str:
    return stop.id if isinstance(stop, NewStop) else stop


def _line_faults(timetable: Timetable, line: Line) -> list[str]:
    """Everything that keeps a line from running."""
    found = []
    if not line.name:
        found.append("it has no name")
    if line.name in timetable.routes.index:
        found.append("a route of that id is there; give it another name")
    if line.kind not in ROUTE_KINDS:
        found.append(f"kind is {line.kind!r}; the kinds are {', '.join(ROUTE_KINDS)}")
    if len(line.stops) < 2:
        found.append(f"{len(line.stops)} stops; it needs two at least")
    new = [stop for stop in line.stops if isinstance(stop, NewStop)]
    there = [stop.id for stop in new if stop.id in timetable.stops.index]
    if there:
        found.append(f"a stop {there[0]!r} is there already; name it, or give the new one an id")
    if len({stop.id for stop in new}) < len(set(new)):
        found.append("two new stops bear the same id; give each its own")
    known = {stop.id for stop in new}
    for stop in line.stops:
        if isinstance(stop, str) and stop not in known and stop not in timetable.stops.index:
            near = near_names(timetable.stops, stop)
            hint = f"did you mean {near}" if near else "a new one needs lon and lat"
            found.append(f"no stop {stop!r}; {hint}")
    found += [
        f"new stop {stop.id!r}: lon is {stop.lon!r} and lat {stop.lat!r}; give WGS84 degrees"
        for stop in new
        if not (abs(stop.lon) <= 180.0 and abs(stop.lat) <= 90.0)
    ]
    if any(_id(one) == _id(then) for one, then in pairwise(line.stops)):
        found.append("it calls at a stop twice running")
    if len(line.ride_s) != len(line.stops) - 1:
        found.append(f"{len(line.ride_s)} rides for {len(line.stops)} stops; it needs one fewer")
    if not all(math.isfinite(one) and round(one) > 0 for one in line.ride_s):
        found.append("a ride takes no time; give seconds > 0 from each stop to the next")
    if not (math.isfinite(line.dwell_s) and line.dwell_s >= 0):
        found.append(f"dwell_s is {line.dwell_s!r}; it must be seconds >= 0")
    if not (math.isfinite(line.headway_s) and line.headway_s >= HEADWAY_MIN_S):
        found.append(f"headway_s is {line.headway_s!r}; it must be seconds >= {HEADWAY_MIN_S:g}")
    return found + span_faults(timetable, line.from_s, line.until_s)


def span_faults(timetable: Timetable, from_s: float, until_s: float) -> list[str]:
    """What is wrong with a span of time."""
    if not (math.isfinite(from_s) and math.isfinite(until_s) and from_s < until_s):
        return [f"from_s is {from_s!r} and until_s {until_s!r}; a span begins before it ends"]
    low = max(timetable.from_s, -_DAYS_MAX_S)
    high = min(timetable.until_s, _DAYS_MAX_S)
    if from_s < low or until_s > high:
        return [
            f"from_s is {from_s:g} and until_s {until_s:g}, but the timetable holds {low:g} to "
            f"{high:g} s; take a span within it"
        ]
    return []


def _stacked(frame: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """Both frames one after the other; an empty one has no say in what the columns hold."""
    index = frame.index.astype(object).append(more.index.astype(object)).rename(frame.index.name)
    if frame.empty:
        return more.set_axis(index, axis=0)
    return pd.concat([frame, more]).set_axis(index, axis=0)


def _with_stops(stops: pd.DataFrame, new: list[NewStop]) -> pd.DataFrame:
    if not new:
        return stops
    return _stacked(
        stops,
        pd.DataFrame(
            {
                "name": [stop.name for stop in new],
                "lon": [float(stop.lon) for stop in new],
                "lat": [float(stop.lat) for stop in new],
                "feed": ADDED,
            },
            index=[stop.id for stop in new],
        ),
    )


def _clock(ride: Ints, dwell: int) -> tuple[Ints, Ints]:
    """Arrivals and departures along a line, after the departure from its first stop."""
    arrive = np.concatenate([[0], np.cumsum(ride) + dwell * np.arange(ride.size)])
    depart = arrive + dwell
    depart[[0, -1]] = arrive[[0, -1]]
    return arrive, depart


def rebuilt(timetable: Timetable, kept: Ints, copied: Ints, later: Ints) -> Timetable:
    """The trips that are kept, and then copies of others, each so many seconds later."""
    trip = np.concatenate([kept, copied])
    start = timetable.start
    size = (start[trip + 1] - start[trip]).astype(np.int64)
    begin = np.cumsum(size) - size
    call = np.arange(size.sum()) + np.repeat(start[trip] - begin, size)
    shift = np.repeat(np.concatenate([np.zeros(kept.size, np.int64), later]), size)
    place = np.full(timetable.n_trips + 1, -1, np.int64)
    place[kept] = np.arange(kept.size)
    onward = np.full(trip.size, -1, np.int64)
    onward[: kept.size] = place[timetable.onward[kept]]
    return Timetable.from_arrays(
        timetable.date,
        timetable.stops,
        timetable.routes,
        timetable.trips.iloc[trip],
        np.append(begin, size.sum()).astype(np.int64),
        timetable.stop[call],
        timetable.arrival_s[call] + shift,
        timetable.departure_s[call] + shift,
        board=timetable.board[call],
        alight=timetable.alight[call],
        onward=onward,
        transfers=timetable.transfers,
        from_s=timetable.from_s,
        until_s=timetable.until_s,
    )
