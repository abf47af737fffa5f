"""Look at timetable feeds before they are used: dates, stops, routes, problems."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from markupsafe import Markup

from gongfu.app.answer import Answer
from gongfu.app.progress import Progress
from gongfu.io.gtfs import Gtfs, read_gtfs
from gongfu.io.gtfs_calendar import WEEKDAYS
from gongfu.io.gtfs_feed import Feed
from gongfu.model.zone import LANGUAGES
from gongfu.report import asked_timetable as words
from gongfu.report.text import Both
from gongfu.units import DAY_S

_SEVERITY: Final = {"error": 0, "warning": 1, "notice": 2}
_VIEW: Final = ("feed", "file", "row", "severity", "code", "said")


def check(
    feeds: Sequence[str | Path], *, date: dt.date | None = None, progress: Progress | None = None
) -> Answer:
    """What timetable feeds hold, and every problem of them.

    Parameters
    ----------
    feeds
        GTFS zips or folders.
    date
        A day that all feeds should run on, and of which the trips are counted; None counts none.
    progress
        Called with the share done and words for it.

    Returns
    -------
    Answer
        One row per problem, errors first and of each problem the first row before the others; the
        summary has the median number of trips on each weekday, of the days that have any.

    Raises
    ------
    InputError
        A feed cannot be used at all, or does not run on the date.
    """
    gtfs = read_gtfs(list(feeds), progress=progress)
    said: list[Both] = []
    for feed in gtfs.feeds:
        days = gtfs.days[gtfs.days["feed"] == feed.name].reset_index(drop=True)
        said += words.held(feed.name, days, _n_stops(feed), _n_routes(feed))
    if date is not None:
        said.append(words.on_date(date, gtfs.on(date, until_s=DAY_S - 1, strict=True)))
    said += words.found(gtfs.problems)

    return Answer(
        _plain(words.title()),
        {
            "command": "timetable check",
            "feeds": [feed.name for feed in gtfs.feeds],
            "date": None if date is None else date.isoformat(),
        },
        tuple(_plain(both) for both in said),
        _gravest_first(gtfs.problems),
        _VIEW,
        summary=_weekdays(gtfs),
    )


def _n_stops(feed: Feed) -> int:
    return int(np.unique(feed.calls.stop).size)


def _n_routes(feed: Feed) -> dict[str, int]:
    """Routes of each kind that have a trip."""
    used = np.unique(feed.trips["route"].to_numpy()[feed.usable])
    counts: dict[str, int] = feed.routes["kind"].iloc[used].value_counts().to_dict()
    return counts


def _gravest_first(problems: pd.DataFrame) -> pd.DataFrame:
    """Errors, then warnings, then notices; in each the first of every code before the rest."""
    nth = problems.groupby(["feed", "code", "file", "field"]).cumcount()
    order = pd.DataFrame({"grave": problems["severity"].map(_SEVERITY), "nth": nth.clip(upper=1)})
    at = order.sort_values(["grave", "nth"], kind="stable").index
    return problems.loc[at].reset_index(drop=True)


def _weekdays(gtfs: Gtfs) -> pd.DataFrame:
    """For each feed its dates and the median trips of each weekday; missing where none runs."""
    rows: list[dict[str, Any]] = []
    for feed in gtfs.feeds:
        days = gtfs.days[gtfs.days["feed"] == feed.name]
        runs = days[days["n_trips"] > 0]
        median = runs.groupby(runs["date"].map(lambda day: day.weekday()))["n_trips"].median()
        ends = {"first": str(days["date"].iloc[0]), "last": str(days["date"].iloc[-1])}
        trips = {name: median.get(at, np.nan) for at, name in enumerate(WEEKDAYS)}
        rows.append({"feed": feed.name, **ends, **trips})
    return pd.DataFrame(rows)


def _plain(both: Both) -> dict[str, str]:
    return {language: str(Markup(both[language]).unescape()) for language in LANGUAGES}
