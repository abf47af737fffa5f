"""Commands about timetables: what feeds hold, one journey, and the times of a window."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from gongfu.cli import options as given
from gongfu.cli.asking import asking_of, telling_of
from gongfu.cli.by_timetable import rides, riding
from gongfu.cli.timetable_what_if import what_if


@click.group()
def timetable() -> None:
    """Look at timetables of public transport (GTFS), and at journeys by them."""


_feeds = click.argument(
    "feeds", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FEED..."
)
_limit = click.option(
    "--minutes",
    type=click.FloatRange(0, min_open=True),
    default=120.0,
    show_default=True,
    help="A longer journey is none.",
)


@timetable.command("check")
@_feeds
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="Count the trips of this day, such as 2025-06-03; an error if a feed has none.",
)
@given.tells(given.quiet)
def check_feeds(feeds: tuple[Path, ...], day: datetime | None, **options: Any) -> None:
    """Which days FEEDs cover, how many trips on each weekday, and every problem by file and row.

    A FEED is a GTFS zip or a folder.  What cannot be used is set aside, row by row, and told; the
    exit code is 2 only if nothing in a feed can be used, or if it does not run on the day.
    """
    with telling_of(options) as telling:
        from gongfu.app import timetables as tasks

        telling.answer = tasks.check(
            feeds, date=day.date() if day else None, progress=telling.progress
        )


@timetable.command("journey")
@given.zone
@_feeds
@click.option(
    "--from",
    "start",
    required=True,
    metavar="PLACE|LON,LAT",
    help="A community or facility, by its id or name, or longitude and latitude.",
)
@click.option("--to", "end", required=True, metavar="PLACE|LON,LAT", help="Likewise.")
@rides
@given.walker
@_limit
@given.tells(given.quiet)
def journey(
    path: Path, feeds: tuple[Path, ...], start: str, end: str, **options: Any
) -> None:  # fmt: skip
    """The way from door to door at --depart, leg by leg, and the times of the whole window.

    ZONE has the streets to walk on; a FEED is a GTFS zip or a folder.
    """
    by = riding(feeds, options)
    walker, minutes = options.pop("walker"), options.pop("minutes")
    with telling_of(options) as telling:
        from gongfu.app import journeys as tasks
        from gongfu.app.tasks import open_zone

        telling.answer = tasks.journey(
            open_zone(path, progress=telling.progress),
            by,
            start,
            end,
            walker=walker,
            limit_s=minutes * 60.0,
            progress=telling.progress,
        )


@timetable.command("times")
@given.zone
@_feeds
@given.kind
@rides
@given.walker
@given.minutes
@given.place
@given.out
@given.limit
@given.json_out
@given.quiet
def times(path: Path, feeds: tuple[Path, ...], **options: Any) -> None:
    """The times between communities and facilities of ZONE, and who gains over walking.

    Percentiles over the window (the 5th, 50th and 95th, or that of --percentile), the share of its
    minutes that arrive, the time on foot and the gain; a FEED is a GTFS zip or a folder.
    """
    options |= {"ride": riding(feeds, options), "mode": "transit"}
    with asking_of(path, options) as asking:
        from gongfu.app import transit_gains as tasks

        asking.answer = tasks.times(asking.zone, asking.question, progress=asking.progress)


timetable.add_command(what_if)
