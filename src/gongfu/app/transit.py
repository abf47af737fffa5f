"""The public transport of a zone made ready: feeds, a day and a window of departures."""

import datetime as dt
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from gongfu.app.progress import Progress, part
from gongfu.app.streets import streets_of
from gongfu.io.gtfs import UNTIL_S, read_gtfs
from gongfu.measure.streets import Streets
from gongfu.measure.transit import Transit, prepare_transit
from gongfu.model.timetable import Timetable
from gongfu.model.zone import Zone
from gongfu.report.asked_timetable import moment
from gongfu.units import S_PER_MIN

WINDOW_S: Final = 60 * S_PER_MIN
_LONG_WAIT_S: Final = 30 * S_PER_MIN


@dataclass(frozen=True, slots=True)
class ByTimetable:
    """When and how people ride.

    feeds: GTFS zips or folders; day; depart_s: the first moment of departure, seconds after
    midnight; window_s: people leave at every minute of it; percentile of the travel times in the
    window; max_transfers: changes of vehicle; max_walk_s: to the first stop and from the last;
    max_cycle_s: by bicycle to the first stop, 0 for nobody.
    """

    feeds: tuple[Path, ...]
    day: dt.date
    depart_s: float = 28_800.0
    window_s: float = WINDOW_S
    percentile: float = 50.0
    max_transfers: int = 3
    max_walk_s: float = 20 * S_PER_MIN
    max_cycle_s: float = 0.0


def timetable_of(by: ByTimetable, *, progress: Progress | None = None) -> Timetable:
    """The trips of the day, of all feeds.

    Raises
    ------
    InputError
        A feed cannot be used, or none runs on the day; it says which days each covers.

    Warns
    -----
    UserWarning
        Some of the feeds do not run on the day.
    """
    return read_gtfs(list(by.feeds), progress=progress).on(by.day, until_s=UNTIL_S)


def days_said(feeds: Sequence[Path]) -> str:
    """Which days each feed covers, as a person who has to choose one wants to know.

    Parameters
    ----------
    feeds
        GTFS zips or folders.

    Returns
    -------
    str
        "bus covers 2025-01-01 to 2025-06-30; …".
    """
    days = read_gtfs(list(feeds)).days
    ends = days.groupby("feed", sort=False)["date"].agg(["first", "last"])
    return "; ".join(f"{row.Index} covers {row.first} to {row.last}" for row in ends.itertuples())


def transit_of(
    zone: Zone,
    by: ByTimetable,
    timetable: Timetable | None = None,
    *,
    streets: Streets | None = None,
    walker: str = "",
    threads: int = 2,
    progress: Progress | None = None,
) -> Transit:
    """The streets of `zone` on foot, and the vehicles that one can ride.

    Parameters
    ----------
    zone
        With a network.
    by
        When and how people ride.
    timetable
        In place of what the feeds hold, such as one that was changed.
    streets
        On foot, made ready before; None makes those of the zone ready.
    walker
        Who walks; "" takes the zone's own.
    threads
        How many groups of vehicles are looked at at once.
    progress
        Called with the share done and words for it.

    Returns
    -------
    Transit
        For the measures, with `mode="transit"`.

    Raises
    ------
    InputError
        The zone has no streets, or the feeds, the day or the window do not do.

    Warns
    -----
    UserWarning
        A feed has no vehicle that leaves in the window, as where it holds part of the day.
    """
    if timetable is None:
        timetable = timetable_of(by, progress=part(progress, 0.0, 0.5))
    _warn_idle(timetable, by)
    if streets is None:
        streets = streets_of(zone, mode="walk", walker=walker)
    part(progress, 0.5, 1.0)(0.2, "making streets and timetable ready")
    return prepare_transit(
        streets,
        timetable,
        depart_s=by.depart_s,
        window_s=by.window_s,
        percentile=by.percentile,
        max_transfers=by.max_transfers,
        max_walk_s=by.max_walk_s,
        max_cycle_s=by.max_cycle_s,
        threads=threads,
    )


def _warn_idle(timetable: Timetable, by: ByTimetable) -> None:
    """Warn of feeds that run on the day and not in the window, nor soon if that is short."""
    until_s = by.depart_s + max(by.window_s, _LONG_WAIT_S)
    feed = timetable.routes["feed"].to_numpy(object)[timetable.trips["route"].to_numpy(int)]
    leaves = timetable.board.copy()
    leaves[timetable.start[1:] - 1] = False
    of_call = np.repeat(feed, np.diff(timetable.start))[leaves]
    leaving_s = timetable.departure_s[leaves]
    for name in dict.fromkeys(feed):
        mine = leaving_s[of_call == name]
        if mine.size and not ((mine >= by.depart_s) & (mine <= until_s)).any():
            window = f"between {moment(by.depart_s).en} and {moment(until_s).en}"
            ends = f"from {moment(mine.min()).en} to {moment(mine.max()).en}"
            warnings.warn(
                f"{name or 'the timetable'}: no vehicle leaves a stop {window} on {by.day}, but "
                f"{ends}; leave at another time, or take what one can reach without it",
                stacklevel=3,
            )
