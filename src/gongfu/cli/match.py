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
        "--most-periods", type=click.FloatRange(0), default=1.0, show_default=True, metavar="N",
        help="What a firm is owed or owes is never more than its due of N periods; 0 forgets.",
    ),
    click.option(
        "--list", "listing", type=click.Path(path_type=Path), metavar="FILE",
        help="Write the list in both languages: .html or .txt.",
    ),
)  # fmt: skip
def sharing(path: Path, most_periods: float, listing: Path | None, **options: Any) -> None:
    """How much of a shared centre each firm of LISTS gets: equal dominant shares, with reasons.

    LISTS is a workbook with sheets, or a folder with files, called firms, demands, supply, and
    perhaps floors.
    """
    with telling_of(options) as telling:
        from gongfu.app import sharing as tasks

        telling.answer = tasks.sharing(path, most_periods=most_periods, listing=listing)
