"""Questions to the circle: options to a question, its answer to text or JSON."""

from pathlib import Path
from typing import Any

import click

from gongfu.cli import by_timetable
from gongfu.cli import options as given
from gongfu.cli.asking import asking_of as _asking


@click.group()
def reach() -> None:
    """Ask who reaches what: how near, how many, who is left out, what if one opens here."""


@reach.command()
@click.option(
    "--k", type=click.IntRange(1), default=1, show_default=True, help="The K nearest of each kind."
)
@given.asks(given.kind, by_timetable.mode, given.minutes, given.direction)
def nearest(path: Path, k: int, **options: Any) -> None:
    """How soon each community of ZONE reaches its nearest facilities, and which they are."""
    with _asking(path, options) as asking:
        from gongfu.app import reach as tasks

        asking.answer = tasks.nearest(asking.zone, asking.question, k=k, progress=asking.progress)


@reach.command()
@given.asks(given.kind, by_timetable.mode, given.minutes, given.direction)
def count(path: Path, **options: Any) -> None:
    """How many facilities of each kind each community of ZONE has within reach."""
    with _asking(path, options) as asking:
        from gongfu.app import reach as tasks

        asking.answer = tasks.count(asking.zone, asking.question, progress=asking.progress)


@reach.command()
@given.value
@given.decay
@given.asks(given.kind, by_timetable.mode, given.minutes, given.direction, given.if_missing)
def opportunities(path: Path, value: str, decay: str | None, **options: Any) -> None:
    """How much of what facilities offer each community of ZONE reaches, nearer counting more."""
    with _asking(path, options) as asking:
        from gongfu.app import reach as tasks

        asking.answer = tasks.opportunities(
            asking.zone,
            asking.question,
            value=value,
            decay=decay or "step",
            progress=asking.progress,
        )


@reach.command()
@click.option(
    "--n", type=float, default=3.0, show_default=True, help="How many facilities are enough."
)
@click.option(
    "--value", metavar="COLUMN", help="Add up this column instead of counting facilities."
)
@given.asks(given.kind, by_timetable.mode, given.minutes, given.direction, given.if_missing)
def enough(path: Path, n: float, value: str | None, **options: Any) -> None:
    """How soon each community of ZONE reaches so many facilities, or so much of a column."""
    with _asking(path, options) as asking:
        from gongfu.app import reach as tasks

        asking.answer = tasks.enough(
            asking.zone, asking.question, n=n, value=value, progress=asking.progress
        )


@reach.command()
@given.asks(given.kind, by_timetable.mode, given.minutes, given.direction)
def times(path: Path, **options: Any) -> None:
    """The travel time of every community and facility of ZONE within reach of each other."""
    with _asking(path, options) as asking:
        from gongfu.app import reach as tasks

        asking.answer = tasks.times(asking.zone, asking.question, progress=asking.progress)


@reach.command()
@click.option(
    "--method",
    type=click.Choice(["2sfca", "e2sfca", "m2sfca", "3sfca", "bfca", "availability"]),
    default="2sfca",
    show_default=True,
    help="How facilities are shared among those who reach them.",
)
@given.decay
@given.asks(given.kind, by_timetable.mode, given.minutes, given.direction, given.if_missing)
def supply(path: Path, method: Any, decay: str | None, **options: Any) -> None:
    """Places for each thousand residents where they live, shared with all who reach them.

    Without --decay 2sfca counts all within reach alike, and the others fade by gaussian.
    """
    with _asking(path, options) as asking:
        from gongfu.app import reach as tasks

        asking.answer = tasks.supply(
            asking.zone,
            asking.question,
            method=method,
            decay=decay or "",
            progress=asking.progress,
        )


@reach.command("left-out")
@click.option(
    "--sort",
    type=click.Choice(["residents", "kinds", "place"]),
    default="residents",
    show_default=True,
    help="Most residents first, most kinds lacking first, or place by place.",
)
@click.option("--by", default="", metavar="LEVEL", help="Level of the places to sum up by.")
@given.asks(given.kind, by_timetable.mode, given.minutes, given.direction)
def left_out(path: Path, sort: Any, by: str, **options: Any) -> None:
    """Which communities of ZONE are known to lack some kind of facility, and which kinds."""
    with _asking(path, options) as asking:
        from gongfu.app import reach_people as tasks

        asking.answer = tasks.left_out(
            asking.zone, asking.question, sort=sort, by=by, progress=asking.progress
        )


@reach.command()
@click.option(
    "--of",
    type=click.Choice(["count", "supply"]),
    default="count",
    show_default=True,
    help="What is shared equally or not: facilities within reach, or places per resident.",
)
@click.option("--indices", is_flag=True, help="List and write the indices instead of the shares.")
@given.asks(given.kind, by_timetable.mode, given.minutes, given.direction, given.if_missing)
def groups(path: Path, of: Any, indices: bool, **options: Any) -> None:
    """Which groups of residents of ZONE reach what, and how unequally access is shared.

    Groups are town and country, those whom the list of communities counts (children, over 60),
    and fifths by the income per head of their county.
    """
    with _asking(path, options) as asking:
        from gongfu.app import reach_people as tasks

        asking.answer = tasks.groups(
            asking.zone, asking.question, of=of, indices=indices, progress=asking.progress
        )


@reach.command()
@click.option(
    "--level",
    type=click.Choice(["province", "prefecture", "county", "township", "village"]),
    default="township",
    show_default=True,
    help="Level of the places.",
)
@click.option(
    "--kind", "kinds", multiple=True, metavar="KIND", help="Default: charging_station; only one."
)
@given.asks()
def presence(path: Path, level: Any, **options: Any) -> None:
    """Which townships or other places of ZONE have a charging station, or another kind."""
    with _asking(path, options) as asking:
        from gongfu.app import reach_places as tasks

        asking.answer = tasks.presence(asking.zone, asking.question, level=level)


@reach.command()
@click.option(
    "--attraction",
    default="capacity",
    show_default=True,
    metavar="COLUMN",
    help="Column of the facilities: how much each draws.",
)
@click.option(
    "--distance-exponent",
    type=float,
    default=2.0,
    show_default=True,
    help="How much time deters.",
)
@click.option(
    "--attraction-exponent",
    type=float,
    default=1.0,
    show_default=True,
    help="How much size draws.",
)
@click.option("--pairs", is_flag=True, help="List and write each community and facility.")
@given.asks(given.kind, by_timetable.mode, given.minutes, given.direction, given.if_missing)
def visits(
    path: Path,
    attraction: str,
    distance_exponent: float,
    attraction_exponent: float,
    pairs: bool,
    **options: Any,
) -> None:
    """Which facilities residents of ZONE would choose, by the Huff model: say --kind."""
    with _asking(path, options) as asking:
        from gongfu.app import reach_places as tasks

        asking.answer = tasks.visits(
            asking.zone,
            asking.question,
            attraction=attraction,
            exponents=(distance_exponent, attraction_exponent),
            pairs=pairs,
            progress=asking.progress,
        )


@reach.command()
@click.option(
    "--minutes",
    "limits",
    multiple=True,
    type=float,
    help="A limit; may be repeated.  Default: as the zone says.",
)
@click.option("--facility", "facilities", multiple=True, metavar="ID", help="Around this facility.")
@click.option(
    "--community", "communities", multiple=True, metavar="ID", help="Around this community."
)
@click.option(
    "--points",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Around each point of a list with lon and lat.",
)
@given.columns
@given.datum
@click.option(
    "--direction",
    type=click.Choice(["to", "from"]),
    help="Travel to the points or from them.  Default: to facilities, from all others.",
)
@click.option("--cell", "cell_m", type=float, metavar="METRES", help="Fineness of the outline.")
@click.option(
    "--kind", "kinds", multiple=True, metavar="KIND", help="Around each facility of this kind."
)
@given.asks(by_timetable.mode)
def isochrones(
    path: Path,
    limits: tuple[float, ...],
    columns_text: str,
    direction: Any,
    **options: Any,
) -> None:
    """The ground of ZONE within so many minutes of some points, and how many live there."""
    cell_m = options.pop("cell_m")
    named = {n: options.pop(n) for n in ("facilities", "communities", "points", "datum")}
    with _asking(path, options) as asking:
        from gongfu.app import reach_ground as tasks

        asking.answer = tasks.isochrones(
            asking.zone,
            asking.question,
            around=tasks.Around(**named, columns=columns_text),
            minutes=limits,
            direction=direction,
            cell_m=cell_m,
            progress=asking.progress,
        )


@reach.command()
@given.asks(given.kind, given.mode, given.minutes)
def areas(path: Path, **options: Any) -> None:
    """The ground of ZONE divided among facilities by who is nearest: say --kind.

    Without --minutes every place goes to some facility, however far.
    """
    with _asking(path, options) as asking:
        from gongfu.app import reach_ground as tasks

        asking.answer = tasks.areas(asking.zone, asking.question, progress=asking.progress)


@reach.command("what-if")
@click.option(
    "--add",
    multiple=True,
    metavar="FILE|kind=…,lon=…,lat=…",
    help="Facilities that open: a list, or one by its kind and place; may be repeated.",
)
@click.option("--remove", multiple=True, metavar="ID", help="A facility that closes.")
@click.option("--move", multiple=True, metavar="ID=LON,LAT", help="A facility that moves.")
@given.columns
@given.datum
@given.asks(given.kind, given.mode, given.minutes, given.direction)
def what_if(
    path: Path,
    add: tuple[str, ...],
    remove: tuple[str, ...],
    move: tuple[str, ...],
    columns_text: str,
    datum: str | None,
    **options: Any,
) -> None:
    """Who of ZONE gains and who loses if facilities open, close or move; nothing is changed."""
    with _asking(path, options) as asking:
        from gongfu.app import reach_change as tasks

        change = tasks.Change(add, remove, move, columns_text, datum)
        asking.answer = tasks.what_if(
            asking.zone, asking.question, change, progress=asking.progress
        )
