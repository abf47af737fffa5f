"""One journey by public transport, leg by leg, so that a person can check a number."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.kernels import timetable as kernels
from gongfu.kernels.journeys import Journeys, soonest_journeys
from gongfu.measure.street_pairs import pairs_along_streets
from gongfu.measure.streets import Doors, find_doors, whole_limit
from gongfu.measure.transit import Transit
from gongfu.measure.transit_pairs import ends_of
from gongfu.units import DS_PER_S

__all__ = ("Journey", "Leg", "find_journey")

WALK: Final = "walk"
CYCLE: Final = "cycle"


@dataclass(frozen=True, slots=True)
class Leg:
    """One walk or ride.

    by: "walk", "cycle" or the kind of the route ("bus", "rail", …); start and end: names of stops,
    "" for the door; leave_s, arrive_s: clock times in seconds after midnight; line, towards,
    trip_id: of a ride, else ""; n_stops: after how many stops one gets off, 0 of a walk.
    """

    by: str
    start: str
    end: str
    leave_s: float
    arrive_s: float
    line: str = ""
    towards: str = ""
    trip_id: str = ""
    n_stops: int = 0


@dataclass(frozen=True, slots=True)
class Journey:
    """The soonest way from door to door for somebody who is free to leave at `depart_s`.

    The time that counts begins at `depart_s`, also where the first leg leaves later because there
    is nothing to hurry for.
    """

    depart_s: float
    legs: tuple[Leg, ...]

    @property
    def arrive_s(self) -> float:
        """Clock time at the destination."""
        return self.legs[-1].arrive_s

    @property
    def time_s(self) -> float:
        """Seconds from `depart_s` to the door of the destination."""
        return self.arrive_s - self.depart_s

    @property
    def n_rides(self) -> int:
        """How many vehicles one takes."""
        return sum(leg.by not in (WALK, CYCLE) for leg in self.legs)


def find_journey(
    origin: pd.DataFrame,
    destination: pd.DataFrame,
    transit: Transit,
    *,
    depart_s: float | None = None,
    limit_s: float = 7200.0,
) -> Journey | None:
    """The soonest journey between two points at one time of departure.

    Parameters
    ----------
    origin, destination
        One row each, with `lon` and `lat` or a geometry.
    transit
        From `prepare_transit`, whose limits of walking and changing hold.
    depart_s
        When one is free to leave, seconds after midnight, not before the window that `transit`
        was prepared for; None: its first moment.
    limit_s
        A longer journey is none.  Seconds, > 0.

    Returns
    -------
    Journey or None
        Of journeys equally soon the one with the fewest rides; None if there is none.  Its
        `time_s` is what `transit_times` counts for that moment, found another way: one scan of
        the timetable with every way on foot between stops (Dibbelt et al. 2018).
    """
    for name, point in (("origin", origin), ("destination", destination)):
        if len(point) != 1:
            raise InputError(f"{name} has {len(point)} rows; a journey joins one point to one")
    limit_ds = whole_limit(limit_s)
    left = 0 if depart_s is None else round(depart_s * DS_PER_S) - transit.depart_ds
    if left < 0:
        raise InputError(
            f"depart_s is {depart_s:g}, before the window, which begins at "
            f"{transit.depart_ds / DS_PER_S:g}; prepare transit for that time"
        )
    home = _door(origin, transit, "origin")
    site = _door(destination, transit, "destination")
    ends = ends_of(transit, home, site, limit_ds, 1)
    access, egress, direct = ends.access, ends.egress, ends.direct

    ready = np.full(transit.stops.segment.size, kernels.NEVER, np.int32)
    ready[access.at] = left + access.time_ds + transit.slack_ds
    found = soonest_journeys(
        transit.connections, transit.footways, ready, transit.n_rides, transit.runs.start.size - 1
    )
    best = int(kernels.NEVER), 0, -1
    if direct.at.size:
        best = left + int(direct.time_ds[0]), 0, -1
    for rides in range(1, transit.n_rides + 1):
        for stop, walk in zip(egress.at.tolist(), egress.time_ds.tolist(), strict=True):
            best = min(best, (int(found.arrival[rides, stop]) + walk, rides, stop))
    arrive, rides, stop = best
    if arrive - left > limit_ds:
        return None

    zero_s = transit.depart_ds / DS_PER_S
    if rides == 0:
        by = WALK if np.array_equal(ends.on_foot.time_ds, direct.time_ds) else CYCLE
        return Journey(
            zero_s + left / DS_PER_S,
            (Leg(by, "", "", zero_s + left / DS_PER_S, zero_s + arrive / DS_PER_S),),
        )
    ridden = _ridden(found, transit, rides, stop)
    first = int(transit.connections.board_at[ridden[0][0]])
    access_ds = int(access.time_ds[access.at == first][0])
    on_foot = pairs_along_streets(
        transit, home, transit.stops.take(np.array([first])), transit.walk_ds
    )
    by = WALK if on_foot.time_ds.tolist() == [access_ds] else CYCLE
    return Journey(zero_s + left / DS_PER_S, tuple(_legs(transit, ridden, by, access_ds, arrive)))


def _door(point: pd.DataFrame, transit: Transit, name: str) -> Doors:
    door = find_doors(point, transit, name)
    if door.segment[0] < 0:
        raise InputError(f"{name} is off the streets: none within {transit.off_m:g} m")
    return door


def _ridden(found: Journeys, transit: Transit, rides: int, stop: int) -> list[tuple[int, int]]:
    """The rides of a journey, each by the connections of getting on and off, the first first."""
    ridden = []
    for k in range(rides, 0, -1):
        off = int(found.off_by[k, stop])
        on = int(found.on_by[k, transit.connections.run[off]])
        ridden.append((on, off))
        stop = int(found.walked_from[k - 1, transit.connections.board_at[on]])
    return ridden[::-1]


def _legs(
    transit: Transit, ridden: list[tuple[int, int]], by: str, access_ds: int, arrive: int
) -> list[Leg]:
    wired, names = transit.connections, transit.timetable.stops["name"].tolist()

    def at(clock_ds: int) -> float:
        return (transit.depart_ds + clock_ds) / DS_PER_S

    legs = []
    here, since = -1, 0
    for number, (on, off) in enumerate(ridden):
        board, alight = int(wired.board_at[on]), int(wired.alight_at[off])
        leave, there = int(wired.departure[on]), int(wired.arrival[off])
        if number == 0:  # nobody hurries to a stop to wait there
            ready = leave - transit.slack_ds
            legs.append(Leg(by, "", names[board], at(ready - access_ds), at(ready)))
        elif board != here:
            ready = since + _walk(transit, here, board)
            legs.append(Leg(WALK, names[here], names[board], at(since), at(ready)))
        legs.append(_ride(transit, on, off, names[board], names[alight], at(leave), at(there)))
        here, since = alight, there
    legs.append(Leg(WALK, names[here], "", at(since), at(arrive)))
    return legs


def _walk(transit: Transit, start: int, end: int) -> int:
    """Tenths of a second on foot from stop to stop, without the slack."""
    ways = slice(transit.footways.start[start], transit.footways.start[start + 1])
    at = np.flatnonzero(transit.footways.stop[ways] == end)[0]
    return int(transit.footways.time_ds[ways][at]) - transit.slack_ds


def _ride(
    transit: Transit, on: int, off: int, start: str, end: str, leave_s: float, arrive_s: float
) -> Leg:
    timetable, wired = transit.timetable, transit.connections
    trip = int(transit.runs.trip[wired.call[on]])
    trips = timetable.trips
    route = timetable.routes.iloc[int(trips["route"].iloc[trip])]
    run = wired.run[on]
    between = wired.run[on : off + 1] == run
    return Leg(
        by=str(route["kind"]),
        start=start,
        end=end,
        leave_s=leave_s,
        arrive_s=arrive_s,
        line=str(route["name"]),
        towards=str(trips["headsign"].iloc[trip]),
        trip_id=str(trips.index[trip]),
        n_stops=int(between.sum()),
    )
