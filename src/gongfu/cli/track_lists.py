"""Lists to fill in for a ledger: options to a task, its answer to text or JSON."""

from pathlib import Path
from typing import Any

import click

from gongfu.cli import options as given
from gongfu.cli.asking import telling_of


@click.command("lists")
@click.argument("path", type=given.zone_path, metavar="PATH")
@click.option(
    "--list",
    "lists",
    multiple=True,
    metavar="NAME",
    help="Only this list, as actors or 操作人员; may be repeated.  Default: all.",
)
@click.option(
    "--language",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="Of the headings.",
)
@click.option(
    "--published",
    is_flag=True,
    help="Fill the list declared with totals that were published about mountain-sea cooperation.",
)
@given.tells()
def lists_(path: Path, lists: tuple[str, ...], published: bool, **options: Any) -> None:
    """Write empty lists to PATH: a folder with a Table Schema, or a workbook if it ends in .xlsx.

    `gongfu track import` reads them when they are filled in.
    """
    language = options.pop("language")
    with telling_of(options) as telling:
        from gongfu.app import tracking_schema as tasks

        telling.answer = tasks.write_empty_lists(
            path, lists=lists, language=language, published=published
        )
