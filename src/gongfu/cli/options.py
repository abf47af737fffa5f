"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Command = Callable[..., Any]
Option = Callable[[Command], Command]

zone_path = click.Path(path_type=Path)
zone = click.argument("path", type=zone_path, metavar="ZONE")
json_out = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
quiet = click.option("--quiet", "-q", is_flag=True, help="No progress; print results only.")
datum = click.option(
    "--datum",
    "--crs",
    "datum",
    metavar="wgs84|gcj02|bd09|SYSTEM",
    help="Of the coordinates in FILE: Chinese map vendors deliver gcj02 or bd09, survey offices a "
    "system such as EPSG:4549.",
)
columns = click.option(
    "--columns",
    "columns_text",
    default="",
    metavar="OURS=THEIRS,…",
    help="What FILE calls our columns, such as kind=类别,capacity=床位.",
)

kind = click.option(
    "--kind",
    "kinds",
    multiple=True,
    metavar="KIND",
    help="Kind of facility, as school or 学校; may be repeated.  Default: the zone's circle.",
)
_mode = click.option(
    "--mode",
    default="",
    metavar="[walk|cycle|drive]",
    help="How people travel.  Default: as the zone says.",
)
walker = click.option(
    "--walker",
    default="",
    metavar="[adult|elderly|pushchair]",
    help="Who walks.  Default: as the zone says.",
)


def mode(command: Command) -> Command:
    """How people travel, and who walks."""
    return _mode(walker(command))


minutes = click.option(
    "--minutes", type=float, help="How far is still within reach.  Default: as the zone says."
)
place = click.option(
    "--place",
    default="",
    metavar="CODE|NAME",
    help="Only what lies in this place; facilities and streets beyond it count all the same.",
)
direction = click.option(
    "--direction",
    type=click.Choice(["to", "from"]),
    default="to",
    show_default=True,
    help="Travel to the facility, or from it, as an ambulance does.",
)
if_missing = click.option(
    "--if-missing",
    type=float,
    metavar="N",
    help="What to take where a facility does not say its number; the answer tells for how many.",
)
value = click.option(
    "--value",
    default="capacity",
    show_default=True,
    metavar="COLUMN",
    help="Column of the facilities to add up.",
)
decay = click.option(
    "--decay",
    metavar="FORM[:SECONDS]",
    help="How willingness to travel fades: step, linear, gaussian:900, exponential:900,half=300, "
    "logistic:900,middle=600,spread=120, power:900,exponent=2,least=60, zones:600=1,1200=0.68.",
)
out = click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write every row to FILE: .csv, .parquet, .geojson or .gpkg.",
)
out_rows = click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write every row to FILE: .csv or .parquet.",
)
limit = click.option(
    "--limit",
    type=click.IntRange(0),
    metavar="N",
    help="Rows to show; default 20 in a table, all in JSON.",
)


def asks(*options: Option) -> Option:
    """What every question takes: ZONE, these options, where, and how to answer."""

    def decorate(command: Command) -> Command:
        every: list[Option] = [zone, *options, place, out, limit, json_out, quiet]
        for option in reversed(every):
            command = option(command)
        return command

    return decorate


def tells(*options: Option) -> Option:
    """What a question takes that needs no zone: these options, and how to answer."""

    def decorate(command: Command) -> Command:
        for option in reversed([*options, out_rows, limit, json_out]):
            command = option(command)
        return command

    return decorate
