"""Points, benefits and the rules behind them: options to a task, its answer to text or JSON."""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click

from gongfu.cli import options as given
from gongfu.cli.asking import telling_of

_CASE: Final = ("rules", "day", "letters", "persons", "faults")
_file = click.Path(path_type=Path)


def _judges(command: given.Command) -> given.Command:
    """What a question to rules takes: a list, the rules, a day, and where letters go."""
    for option in reversed(
        [
            click.argument("people", type=_file, metavar="REGISTER"),
            click.option(
                "--rules",
                required=True,
                metavar="NAME|FILE",
                help="Rules that ship (ningbo_points_2022, enclave_talents; both illustrative) or "
                "a file in TOML.",
            ),
            click.option(
                "--date",
                "day",
                required=True,
                type=click.DateTime(["%Y-%m-%d"]),
                metavar="DAY",
                help="The day by which is judged, such as 2025-06-01.",
            ),
            click.option(
                "--letters", type=_file, metavar="FILE", help="Write letters: .txt or .html."
            ),
            click.option(
                "--person",
                "persons",
                multiple=True,
                metavar="ID",
                help="Letters for this person only; may be repeated.",
            ),
            click.option(
                "--faults",
                type=_file,
                metavar="FILE",
                help="Write what is wrong with the list, row by row: .csv or .parquet.",
            ),
            given.out_rows,
            given.limit,
            given.json_out,
        ]
    ):
        command = option(command)
    return command


def _case(people: Path, options: dict[str, Any]) -> dict[str, Any]:
    """What a case is made of."""
    day: datetime = options["day"]
    chosen = {name: options.pop(name) for name in _CASE}
    return chosen | {"people": people, "day": day.date()}


@click.command()
@click.option(
    "--places",
    type=_file,
    metavar="FILE",
    help="A table of benefit, county and places, for benefits of which there are only so many.",
)
@click.option(
    "--seed",
    "lottery_seed",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Of the lottery between equal points and dates; publish it before the list is closed.",
)
@click.option(
    "--zone",
    type=given.zone_path,
    metavar="ZONE",
    help="Whose figures say which counties have low incomes, to tell who of them was served.",
)
@_judges
def benefits(
    people: Path, places: Path | None, lottery_seed: int, zone: Path | None, **options: Any
) -> None:
    """Who in REGISTER is entitled to what, from when, under whose rules, and why not.

    REGISTER has one row per person: an id (person), a column for each fact, and perhaps county.
    """
    case = _case(people, options)
    with telling_of(options) as telling:
        from gongfu.app import entitling as tasks

        telling.answer = tasks.benefits(
            tasks.Case(**case), places=places, lottery_seed=lottery_seed, zone=zone
        )


@click.command()
@_judges
def points(people: Path, **options: Any) -> None:
    """The points of everybody in REGISTER, item by item, and what would bring more.

    REGISTER has one row per person: an id (person) and a column for each fact.
    """
    case = _case(people, options)
    with telling_of(options) as telling:
        from gongfu.app import entitling as tasks

        telling.answer = tasks.points(tasks.Case(**case))


@click.group()
def rules() -> None:
    """Look at rules: points, conditions and benefits as data."""


@rules.command("check")
@click.argument("name", metavar="NAME|FILE")
@given.tells()
def check_rules(name: str, **options: Any) -> None:
    """What a set of rules holds, or every fault of it; exit code 2 if there is one."""
    with telling_of(options) as telling:
        from gongfu.app import entitling as tasks

        telling.answer = tasks.check(name)
