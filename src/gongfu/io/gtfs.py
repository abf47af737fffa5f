"""Timetable feeds (GTFS): several read together, checked, and cut to one day."""

import datetime as dt
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from gongfu.errors import InputError
from gongfu.io.gtfs_day import timetable_on
from gongfu.io.gtfs_feed import Feed, read_feed
from gongfu.io.gtfs_problems import Problems, framed
from gongfu.model.timetable import Timetable

UNTIL_S: Final = 30 * 3600
"""A day's timetable goes on to 06:00 of the next, so that late journeys arrive."""
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class Gtfs:
    """Timetable feeds, checked, for all their days.

    feeds: one for each file; problems: columns feed, file, row (in the file; the header is row 1,
    0 is the whole file), field, code (of MobilityData's validator; see `gtfs_problems.SEVERITY`),
    severity ("error", "warning" or "notice"), n (rows that the sentence stands for), said (what
    was found and what was done with it); days: columns feed, date, n_trips, a row for every date
    from a feed's first with a trip to its last.
    """

    feeds: tuple[Feed, ...]
    problems: pd.DataFrame
    days: pd.DataFrame

    def on(
        self, date: dt.date, *, from_s: int = 0, until_s: int = UNTIL_S, strict: bool = False
    ) -> Timetable:
        """The trips that are under way on a date.

        Parameters
        ----------
        date
            The day.  Trips of days before that run past midnight, and of the next day if `until_s`
            reaches into it, are there too.
        from_s, until_s
            Seconds after midnight of `date`: trips that have arrived before, or leave only after,
            are left out.
        strict
            Whether it is an error if only some of the feeds run on the date; else a warning says
            which do not, and the others are used.

        Returns
        -------
        Timetable
            Stops, routes and trips are called as in their feed; with several feeds, the feed's
            name and a colon stand before.

        Raises
        ------
        InputError
            No feed runs on the date (or, if strict, one of them does not); the message says which
            dates each covers, and its busiest weekday near it.

        Warns
        -----
        UserWarning
            A feed does not run on the date.

        Notes
        -----
        A feed counts times from twelve hours before noon (GTFS Schedule Reference).  On the two
        dates in a year when clocks change, trips of the days before and after are an hour off.
        """
        if from_s > until_s:
            raise InputError(f"until_s {until_s} is before from_s {from_s}; exchange them")
        idle = [feed for feed in self.feeds if not self._n_trips(feed.name, date)]
        if idle:
            said = f"no trip runs on {date}: " + "; ".join(
                self._dates_said(feed.name, date) for feed in idle
            )
            if strict or len(idle) == len(self.feeds):
                raise InputError(f"{said}; choose a date that all feeds cover")
            warnings.warn(f"{said}; the timetable has only the other feeds", stacklevel=2)

        return timetable_on(self.feeds, date, from_s, until_s)

    def _n_trips(self, feed: str, date: dt.date) -> int:
        days = self.days
        return int(days.loc[(days["feed"] == feed) & (days["date"] == date), "n_trips"].sum())

    def _dates_said(self, feed: str, date: dt.date) -> str:
        """Which dates a feed covers, and its busiest weekday within a week of the nearest."""
        days = self.days[self.days["feed"] == feed]
        first, last = days["date"].iloc[0], days["date"].iloc[-1]
        nearest = min(max(date, first), last)
        week = days[(days["date"] - nearest).map(lambda gap: abs(gap.days) <= 7)]
        work = week[week["date"].map(lambda day: day.weekday() < 5)]
        work = work if work["n_trips"].any() else week
        busiest = work.loc[work["n_trips"].idxmax()]
        n_trips = int(busiest["n_trips"])
        return (
            f"{feed} covers {first} to {last}, busiest near it on {busiest['date']:%A} "
            f"{busiest['date']} ({n_trips:,} {'trip' if n_trips == 1 else 'trips'})"
        )


def read_gtfs(
    paths: str | Path | Sequence[str | Path],
    *,
    progress: Callable[[float, str], None] | None = None,
) -> Gtfs:
    """Timetable feeds from zips or folders, checked.

    Parameters
    ----------
    paths
        One feed or several, each a zip or a folder.  A feed is called as its file without the
        ending; feeds of the same name get a number.
    progress
        Called with the share done and words for it.

    Returns
    -------
    Gtfs
        What can be used.  What cannot is set aside, row by row, and stands in `problems`: a trip
        that goes back in time, a stop at 0° north and 0° east with the calls at it, a row of a
        length of its own.

    Raises
    ------
    InputError
        A file is not there, is damaged or is a bomb; or nothing in a feed can be used, and what
        was found first.

    Notes
    -----
    GTFS Schedule Reference (2006-); problems bear the names of MobilityData's validator where it
    has them.  Times between timed stops are given by shape_dist_traveled where all calls of a
    trip have it, else in proportion to straight lines between its stops.  A headway that is not
    exact is run as if it were.
    """
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    if not given:
        raise InputError("no timetable feed is given; name a GTFS zip or folder")
    names = _names([Path(one) for one in given])
    feeds, notes, days = [], [], []
    for at, (path, name) in enumerate(zip(given, names, strict=True)):
        if progress is not None:
            progress(at / len(given), f"reading the timetable {name}")
        problems = Problems(name)
        feed = read_feed(Path(path), name, problems)
        start, n_trips = feed.count()
        if not n_trips.size:
            raise InputError(_nothing(Path(path).name, problems))
        feeds.append(feed)
        notes.append(problems)
        dates = [dt.date.fromordinal(start + day) for day in range(n_trips.size)]
        days.append(pd.DataFrame({"feed": name, "date": dates, "n_trips": n_trips}))
    zones = {feed.timezone for feed in feeds} - {""}
    if len(zones) > 1:
        other = next(feed for feed in feeds if feed.timezone not in ("", feeds[0].timezone))
        words = f"its times are of {other.timezone}, those of {feeds[0].name} of "
        words += f"{feeds[0].timezone or 'nobody knows where'}; no time was changed"
        notes[feeds.index(other)].add(
            "inconsistent_agency_timezone", "agency.txt", words, field="agency_timezone"
        )
    return Gtfs(
        tuple(feeds),
        framed([row for one in notes for row in one.frame().itertuples(index=False)]),
        pd.concat(days, ignore_index=True),
    )


def _names(paths: list[Path]) -> list[str]:
    """The stem of each file, with a number from the second of a name on."""
    names: list[str] = []
    for path in paths:
        stem = path.stem if path.suffix.lower() == ".zip" else path.name
        name, n = stem, 1
        while name in names:
            n += 1
            name = f"{stem}-{n}"
        names.append(name)
    return names


def _nothing(name: str, problems: Problems) -> str:
    found = problems.errors or ["no service has a trip"]
    more = f" (and {len(found) - _SHOWN} more)" if len(found) > _SHOWN else ""
    return (
        f"{name}: nothing in it can be used as a timetable: {'; '.join(found[:_SHOWN])}{more}; "
        "mend the feed, or fetch it again"
    )
