"""One timetable feed, checked, for all its days."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.io.gtfs_calendar import Calendar, read_calendar
from gongfu.io.gtfs_files import FeedFiles, feed_files, read_sheet
from gongfu.io.gtfs_moves import Headways, Transfers, read_headways, read_transfers
from gongfu.io.gtfs_places import PLATFORM, read_routes, read_stops, read_trips
from gongfu.io.gtfs_problems import Problems
from gongfu.io.gtfs_times import Calls, read_calls

RUNS_MAX: Final = 1_000_000
"""Of trips at a headway in a day: ten thousand lines at one a minute have as many."""


@dataclass(frozen=True, slots=True, eq=False)
class Feed:
    """One feed: stops, routes, T trips and their calls on every day.

    stops, routes: as `Timetable` has them, without feed; trips: index trip_id, columns route and
    service (positions), headsign, block (code, -1 none); calls: (T+1,) starts and so on; a trip
    that was left out has no calls; timezone: of its agency, "" unknown.
    """

    name: str
    timezone: str
    stops: pd.DataFrame
    routes: pd.DataFrame
    trips: pd.DataFrame
    calls: Calls
    calendar: Calendar
    headways: Headways
    transfers: Transfers

    @property
    def usable(self) -> NDArray[np.bool_]:
        """Trips (T,) that have calls."""
        return np.diff(self.calls.start) > 0

    def count(self) -> tuple[int, NDArray[np.int64]]:
        """The first day (an ordinal) with a trip, and the trips on each from it to the last."""
        usable = self.usable
        service = self.trips["service"].to_numpy()
        n_services = len(self.calendar.ids)
        once = usable & ~self.headways.given
        n_trips = np.bincount(service[once], minlength=n_services).astype(np.int64)
        often = usable[self.headways.trip]
        runs = self.headways.n_runs[often]
        np.add.at(n_trips, service[self.headways.trip[often]], runs)
        return self.calendar.count(n_trips)

    def copies(
        self, day: int, from_s: int, until_s: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Trips that run on a service day, one for each run, and seconds to add to their times.

        Of trips at a headway those runs that may be under way between two times of the day.
        """
        runs = self.usable & self.calendar.active(day)[self.trips["service"].to_numpy()]
        once = np.flatnonzero(runs & ~self.headways.given)
        ways = self.headways
        at = np.flatnonzero(runs[ways.trip])
        begins = self.calls.begins_s[ways.trip[at]].astype(np.int64)
        lasts = self.calls.arrival_s[self.calls.start[ways.trip[at] + 1] - 1] - begins
        every, start = ways.headway_s[at], ways.start_s[at]
        first = np.maximum(-((start + lasts - from_s) // every), 0)
        end = np.minimum((until_s - start) // every + 1, ways.n_runs[at])
        n_runs = np.maximum(end - first, 0)
        if n_runs.sum() > RUNS_MAX:
            trip = self.trips.index[ways.trip[at[np.argmax(n_runs)]]]
            raise InputError(
                f"{self.name}: headways make {int(n_runs.sum()):,} runs in a day, more than "
                f"{RUNS_MAX:,}, most of them of trip {trip!r}; headway_secs are seconds: mend them"
            )
        which = np.repeat(np.arange(at.size), n_runs)
        k = np.arange(which.size) - np.repeat(np.cumsum(n_runs) - n_runs - first, n_runs)
        shift = start[which] + k * every[which] - begins[which]
        at = at[which]
        return np.append(once, ways.trip[at]), np.append(np.zeros(once.size, np.int64), shift)


def read_feed(path: Path, name: str, problems: Problems) -> Feed:
    """A feed from a zip or a folder; `problems` tells what is wrong and was done."""
    with feed_files(path, problems) as files:
        timezone = _timezone(files, problems)
        calendar = read_calendar(files, problems)
        stops = read_stops(files, problems)
        routes = read_routes(files, problems)
        trips, trip_at = read_trips(files, routes, calendar.ids, problems)
        kind = routes["kind"].to_numpy()[trips["route"].to_numpy()]
        calls = read_calls(files, stops, trips, kind, trip_at, problems)
        headways = read_headways(files, trip_at, len(trips), problems)
        transfers = read_transfers(files, stops, trip_at, problems)
    called = np.zeros(len(stops), bool)
    called[calls.stop] = True
    there = (stops["place"].to_numpy() == PLATFORM) & np.isfinite(stops["lon"].to_numpy())
    idle = int((~called & there).sum())
    if idle and len(calls.stop):
        words = f"no trip calls at {idle:,} of the stops; they are left out"
        problems.add("stop_without_stop_time", "stops.txt", words, field="stop_id", n=idle)
    return Feed(name, timezone, stops, routes, trips, calls, calendar, headways, transfers)


def _timezone(files: FeedFiles, problems: Problems) -> str:
    """The time zone of the agencies; "" if the file is not there or has none."""
    sheet = read_sheet(files, "agency.txt", ("agency_timezone",), problems)
    if sheet is None:
        words = "it is not there; nothing in it is needed"
        problems.add("missing_required_file", "agency.txt", words)
        return ""
    values = [str(value) for value in sheet.column("agency_timezone").values]
    if len(values) > 1:
        words = f"agencies have times of {', '.join(values[:3])}; {values[0]} is taken for all"
        problems.add("inconsistent_agency_timezone", sheet.file, words, field="agency_timezone")
    return values[0] if values else ""
