"""The command that asks what a changed timetable would do."""

from pathlib import Path
from typing import Any

import click

from gongfu.cli import options as given
from gongfu.cli.asking import asking_of
from gongfu.cli.by_timetable import rides, riding

_feeds = click.argument(
    "feeds", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FEED..."
)


@click.command("what-if")
@click.option(
    "--add-line",
    "add_lines",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE.toml",
    help="A line that comes, as a file describes it; may be repeated.",
)
@click.option(
    "--headway",
    "headways",
    multiple=True,
    metavar="ROUTE=10min[,06:00-22:00]",
    help="A route, by its id or name, that leaves every so many minutes within a span.  Default: "
    "from two hours before people leave until the last must be there, as long as it runs.",
)
@click.option(
    "--drop-stop",
    "drop_stops",
    multiple=True,
    metavar="STOP",
    help="A stop, by its id, or all of a name, that vehicles pass.",
)
@click.option(
    "--drop-route", "drop_routes", multiple=True, metavar="ROUTE", help="A route that does not run."
)
@click.option(
    "--by",
    "listing",
    type=click.Choice(["communities", "places", "groups"]),
    default="communities",
    show_default=True,
    help="What the table has rows for: each community whose time changes, or sums.",
)
@given.asks(_feeds, given.kind, rides, given.walker, given.minutes)
def what_if(
    path: Path,
    feeds: tuple[Path, ...],
    add_lines: tuple[Path, ...],
    headways: tuple[str, ...],
    drop_stops: tuple[str, ...],
    drop_routes: tuple[str, ...],
    listing: Any,
    **options: Any,
) -> None:
    """Who of ZONE is sooner or later there if the timetable of FEEDs changes; nothing is changed.

    People walk to a stop, ride, change and walk on.  A FEED is a GTFS zip or a folder.
    """
    options |= {"ride": riding(feeds, options), "mode": "transit"}
    with asking_of(path, options) as asking:
        from gongfu.app import timetable_change as tasks

        change = tasks.TimetableChange(add_lines, headways, drop_stops, drop_routes)
        asking.answer = tasks.what_if(
            asking.zone,
            asking.question,
            change,
            listing=listing,
            progress=asking.progress,
        )
