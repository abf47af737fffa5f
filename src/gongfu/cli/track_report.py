"""What a ledger says on a day."""

from pathlib import Path
from typing import Any

import click

from gongfu.cli import options as given
from gongfu.cli.asking import telling_of


@click.command()
@click.argument("where", metavar="LEDGER")
@click.option(
    "--today", default="", metavar="DAY", help="Where things stood on a day.  Default: today."
)
@click.option(
    "--since", default="", metavar="DAY", help="What changed since.  Default: a month before."
)
@click.option(
    "--page",
    "page_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write a page with pictures and tables, in English and Chinese: .html.",
)
@given.tells()
def report(where: str, today: str, since: str, page_file: Path | None, **options: Any) -> None:
    """Progress, deadlines, money and requests of LEDGER on a day, and what changed since."""
    with telling_of(options) as telling:
        from gongfu.app import tracking as tasks
        from gongfu.app import tracking_report as reports

        with tasks.open_ledger(where) as ledger:
            days = reports.day(today), reports.day(since)
            telling.answer = reports.report(ledger, *days, page_file=page_file)
