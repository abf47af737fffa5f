"""The command that looks at timetable feeds."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from gongfu.cli import options as given
from gongfu.cli.asking import telling_of
from gongfu.cli.timetable_what_if import what_if


@click.group()
def timetable() -> None:
    """Look at timetables of public transport (GTFS)."""


@timetable.command("check")
@click.argument(
    "feeds", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FEED..."
)
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


timetable.add_command(what_if)
