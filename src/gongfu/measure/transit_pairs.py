"""Pairs by public transport: ways to stops and from them, and one percentile of the window."""

import math
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from gongfu.errors import InputError
from gongfu.kernels import timetable as kernels
from gongfu.measure.street_pairs import Pairs, exit_along_streets, pairs_along_streets
from gongfu.measure.streets import Doors, Streets, doors_at, facing
from gongfu.measure.transit import Transit
from gongfu.units import DS_PER_S, clock

__all__: list[str] = []  # the workings of the measures

T = TypeVar("T")
_AT_ONCE: Final = 2**21  # times that are held in memory by one thread


@dataclass(frozen=True, slots=True)
class Ends:
    """The ways of n origins and of targets that need no vehicle.

    access: of each origin to stops; egress: of each target, from stops; direct: of each origin all
    the way, by the soonest means; on_foot: the same on foot.
    """

    access: kernels.Ways
    egress: kernels.Ways
    direct: kernels.Ways
    on_foot: kernels.Ways


def pairs_by_transit(
    transit: Transit, homes: Doors, sites: Doors, limit_ds: int, *, threads: int = 2
) -> Pairs:
    """The time of every home and site whose percentile is within the limit, as `find_pairs`."""
    if threads < 1:
        raise InputError(f"threads is {threads!r}; it must be >= 1")
    turned = transit.direction == "from"
    origins, targets = (sites, homes) if turned else (homes, sites)
    ends = ends_of(transit, origins, targets, limit_ds, threads)

    def block(
        first: int, end: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]:
        found = _percentile_times(transit, ends, first, end, limit_ds)
        origin, target = np.nonzero(found < kernels.NEVER)
        start = np.searchsorted(origin, np.arange(end - first + 1))
        return start, target.astype(np.int32), found[origin, target].astype(np.int64)

    n_origins, n_targets = origins.segment.size, targets.segment.size
    parts = in_blocks(transit, n_origins, n_targets, block, threads)
    size = np.concatenate([[0], *(np.diff(start) for start, _, _ in parts)])
    start = np.cumsum(size).astype(np.int64)
    target = np.concatenate([np.zeros(0, np.int32), *(target for _, target, _ in parts)])
    time_ds = np.concatenate([np.zeros(0, np.int64), *(time for _, _, time in parts)])
    if not turned:
        return Pairs(start, target, time_ds)
    return Pairs(*_other_way(start, target, time_ds, n_origins, n_targets))


def exit_by_transit(transit: Transit, homes: Doors, limit_ds: int) -> NDArray[np.int64]:
    """Time from each home to the nearest place where the streets end, as `time_to_exit`.

    Facing "from", the time from the nearest such place at each moment of departure to the home.
    """
    walk_ds = min(transit.walk_ds, limit_ds)
    stops = transit.stops
    turned = transit.direction == "from"
    on_foot = _exits(_on_foot(transit), homes, limit_ds, turned)
    by_stop = _exits(_on_foot(transit), stops, walk_ds, turned)
    if transit.cycling is not None:
        cycle_ds = min(transit.cycle_ds, limit_ds)
        home_bikes, stop_bikes = (_beside(transit, doors) for doors in (homes, stops))
        on_foot = np.minimum(on_foot, _exits(transit.cycling, home_bikes, limit_ds, turned))
        if turned:  # who comes from beyond may cycle to the first stop
            by_bike = _exits(transit.cycling, stop_bikes, cycle_ds, turned)
            by_stop = np.where(by_bike <= cycle_ds, np.minimum(by_stop, by_bike), by_stop)
            walk_ds = max(walk_ds, cycle_ds)

    everywhere = _row(on_foot, limit_ds)
    if turned:
        ends = ends_of(transit, stops.take(np.zeros(0, int)), homes, limit_ds, 2)
        ends = replace(ends, access=_row(by_stop, walk_ds), direct=everywhere)
        return _percentile_times(transit, ends, 0, 1, limit_ds)[0].astype(np.int64)
    ends = ends_of(transit, homes, stops.take(np.zeros(0, int)), limit_ds, 2)
    reached = on_foot <= limit_ds
    direct = kernels.Ways(
        np.concatenate([[0], np.cumsum(reached)]),
        np.zeros(everywhere.at.size, np.int32),
        everywhere.time_ds,
    )
    ends = replace(ends, egress=_row(by_stop, walk_ds), direct=direct)

    def block(first: int, end: int) -> NDArray[np.int32]:
        return _percentile_times(transit, ends, first, end, limit_ds)[:, 0]

    parts = in_blocks(transit, homes.segment.size, 1, block, 2)
    return np.concatenate([*parts, np.zeros(0, np.int32)]).astype(np.int64)


def ends_of(transit: Transit, origins: Doors, targets: Doors, limit_ds: int, threads: int) -> Ends:
    """The ways of origins to stops, of targets from stops, and of origins all the way.

    Warns where a journey within the limit may go on after the end of the timetable.
    """
    ends_s = (transit.depart_ds + transit.n_moments * transit.step_ds + limit_ds) / DS_PER_S
    if ends_s > transit.timetable.until_s:
        warnings.warn(
            f"who leaves last may travel until {clock(ends_s)}, but the timetable ends at "
            f"{clock(transit.timetable.until_s)}; later trips are not known, so that times may be "
            "too long",
            stacklevel=4,
        )
    walk_ds = min(transit.walk_ds, limit_ds)
    stops = transit.stops
    access = pairs_along_streets(transit, origins, stops, walk_ds, threads=threads)
    egress = pairs_along_streets(transit, stops, targets, walk_ds, threads=threads)
    on_foot = direct = pairs_along_streets(transit, origins, targets, limit_ds, threads=threads)
    if transit.cycling is not None:
        at_home, at_stop, there = (_beside(transit, doors) for doors in (origins, stops, targets))
        cycle_ds = min(transit.cycle_ds, limit_ds)
        ridden = pairs_along_streets(transit.cycling, at_home, at_stop, cycle_ds, threads=threads)
        access = _sooner(access, ridden, stops.segment.size)
        ridden = pairs_along_streets(transit.cycling, at_home, there, limit_ds, threads=threads)
        direct = _sooner(on_foot, ridden, targets.segment.size)
    n_stops, n_targets = stops.segment.size, targets.segment.size
    return Ends(
        _ways(access),
        _ways(Pairs(*_other_way(egress.start, egress.site, egress.time_ds, n_stops, n_targets))),
        _ways(direct),
        _ways(on_foot),
    )


def times_in_window(
    transit: Transit, ends: Ends, first: int, end: int, limit_ds: int
) -> NDArray[np.int32]:
    """Times of origins first … end - 1 to all targets at each moment, (n, targets, moments)."""
    times: NDArray[np.int32] = kernels.profiles(
        first,
        end,
        transit.n_rides,
        transit.slack_ds,
        transit.connections,
        ends.access,
        ends.egress,
        ends.direct,
        transit.runs.start.size - 1,
        transit.stops.segment.size,
        transit.step_ds,
        transit.n_moments,
        limit_ds,
    )
    return times


def _percentile_times(
    transit: Transit, ends: Ends, first: int, end: int, limit_ds: int
) -> NDArray[np.int32]:
    """The percentile of the times of origins first … end - 1 to all targets, (n, targets)."""
    ranks = np.array([rank_of(transit.percentile, transit.n_moments)])
    times = times_in_window(transit, ends, first, end, limit_ds)
    found: NDArray[np.int32] = kernels.ranked(times, ranks)[:, :, 0]
    return found


def in_blocks(
    transit: Transit, n_origins: int, n_targets: int, block: Callable[[int, int], T], threads: int
) -> list[T]:
    """What `block(first, end)` gives for all origins in turn, so many at once as memory holds."""
    size = max(_AT_ONCE // max(n_targets * transit.n_moments, 1), 1)
    size = max(min(size, -(-n_origins // threads)), 1)
    with ThreadPoolExecutor(threads) as pool:
        firsts = range(0, n_origins, size)
        return list(pool.map(lambda first: block(first, min(first + size, n_origins)), firsts))


def rank_of(percentile: float, n: int) -> int:
    """Which of n sorted times is the percentile, from 0."""
    return max(math.ceil(round(percentile / 100.0 * n, 9)) - 1, 0)


def _on_foot(transit: Transit) -> Streets:
    """The streets alone."""
    kept = {field.name: getattr(transit, field.name) for field in fields(Streets)}
    return Streets(**kept | {"mode": "walk", "direction": "to"})


def _beside(transit: Transit, doors: Doors) -> Doors:
    """Where people get on a bicycle: by the way to their street on foot, and on from there."""
    assert transit.cycling is not None
    on = doors.segment >= 0
    x, y = transit.grid.spot(doors.segment[on], doors.fraction[on])
    found = doors_at(x, y, transit.cycling)
    found = replace(found, access_ds=found.access_ds + doors.access_ds[on])
    columns = []
    for field in fields(Doors):
        column = getattr(doors, field.name).copy()  # who is off the streets stays off
        column[on] = getattr(found, field.name)
        columns.append(column)
    return Doors(*columns)


def _exits(streets: Streets, doors: Doors, limit_ds: int, turned: bool) -> NDArray[np.int64]:
    """Time to the nearest place where the streets end, or, if turned, from it."""
    if turned:
        streets = facing(streets, "from")
        doors = replace(doors, forth_at=doors.back_at, back_at=doors.forth_at)
    return exit_along_streets(streets, doors, limit_ds)


def _row(time_ds: NDArray[np.int64], limit_ds: int) -> kernels.Ways:
    """The ways of a single point to all that are within the limit."""
    near = np.flatnonzero(time_ds <= limit_ds)
    return kernels.Ways(
        np.array([0, near.size]), near.astype(np.int32), time_ds[near].astype(np.int32)
    )


def _sooner(one: Pairs, other: Pairs, n_sites: int) -> Pairs:
    """Of each pair that either has, the lesser time."""
    pair = np.concatenate([p.home * n_sites + p.site for p in (one, other)])
    time_ds = np.concatenate([one.time_ds, other.time_ds])
    turn = np.lexsort((time_ds, pair))
    pair, time_ds = pair[turn], time_ds[turn]
    least = np.ones(pair.size, bool)
    least[1:] = pair[1:] != pair[:-1]
    pair = pair[least]
    start = np.searchsorted(pair, np.arange(one.start.size) * n_sites)
    return Pairs(start.astype(np.int64), (pair % max(n_sites, 1)).astype(np.int32), time_ds[least])


def _other_way(
    start: NDArray[np.int64],
    site: NDArray[np.int32],
    time_ds: NDArray[np.int64],
    n_homes: int,
    n_sites: int,
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]:
    """The same pairs by their sites."""
    # A sparse array drops no zeros that it is given, so that a way of 0 stays.
    by_site = csr_array((time_ds, site, start), shape=(n_homes, n_sites)).tocsc()
    return by_site.indptr.astype(np.int64), by_site.indices.astype(np.int32), by_site.data


def _ways(pairs: Pairs) -> kernels.Ways:
    return kernels.Ways(pairs.start, pairs.site, pairs.time_ds.astype(np.int32))
