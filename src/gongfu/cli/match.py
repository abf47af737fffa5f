"""Questions of who with whom: options to a task, its answer to text or JSON."""

from pathlib import Path
from typing import Any

import click

from gongfu.cli import options as given
from gongfu.cli.asking import telling_of

_out = click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write every row to FILE: .csv or .parquet.",
)


def _tells(*options: given.Option) -> given.Option:
    """What a question takes: these options, and how to answer."""

    def decorate(command: given.Command) -> given.Command:
        for option in reversed([*options, _out, given.limit, given.json_out]):
            command = option(command)
        return command

    return decorate


@click.group()
def match() -> None:
    """Ask who with whom, with reasons and a proof; a human confirms before anything is final."""


@match.command()
@_tells(
    click.argument("path", type=given.zone_path, metavar="LISTS"),
    click.option(
        "--lottery-seed", "seed", type=click.IntRange(0), required=True, metavar="N",
        help="Published before the draw; the same seed draws the same lottery.",
    ),
    click.option(
        "--lottery", type=click.Choice(["single", "multiple"]), default="single",
        show_default=True, help="One number for each pupil, or one at each school.",
    ),
    click.option(
        "--rule", type=click.Choice(["deferred", "immediate", "cycles"]), default="deferred",
        show_default=True,
        help="Deferred acceptance is stable, and no list but the true one pays; the others are "
        "there to compare.",
    ),
    click.option(
        "--letters", type=click.Path(path_type=Path), metavar="FILE",
        help="Write a letter to each pupil: .html, one per sheet when printed, or .txt.",
    ),
    click.option(
        "--faults", type=click.Path(path_type=Path), metavar="FILE",
        help="Write each row that did not count, its fault and the remedy: .csv or .parquet.",
    ),
)  # fmt: skip
def schools(path: Path, letters: Path | None, faults: Path | None, **options: Any) -> None:
    """Which pupils of LISTS get a seat at which school, by priority, points and lottery.

    LISTS is a workbook with sheets, or a folder with files, called pupils, schools, perhaps
    choices (else choice_1, choice_2, ... beside the pupils), and perhaps reserves.
    """
    draw = {name: options.pop(name) for name in ("seed", "lottery", "rule")}
    with telling_of(options) as telling:
        from gongfu.app import admitting as tasks

        telling.answer = tasks.schools(path, tasks.Draw(**draw), letters=letters, faults=faults)
