"""Workshops of a ledger: options to a task, its answer to text or JSON."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click

from gongfu.cli import job_options
from gongfu.cli import options as given
from gongfu.cli.asking import telling_of

_ledger = click.argument("where", metavar="LEDGER")
_ASKED: Final = ("value", "weight", "period", "level")


@click.command()
@_ledger
@job_options.rule
@click.option("--today", default="", metavar="DAY", help="Ages are of its year.  Default: today.")
@click.option(
    "--travel",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A list of ways: origin (worker or village), destination (job or workshop), minutes.",
)
@click.option(
    "--zone",
    type=given.zone_path,
    metavar="ZONE",
    help="Compute ways along the streets of a zone, from village to workshop.",
)
@job_options.mode
@job_options.minutes
@job_options.time_value
@click.option(
    "--actor",
    "actor_id",
    default="",
    metavar="ID",
    help="Who asks: workers are shown where they live; with nobody, counts alone.",
)
@given.tells(given.quiet)
def rematch(
    where: str,
    rule: Any,
    today: str,
    travel: Path | None,
    zone: Path | None,
    mode: str,
    minutes: float,
    time_value: float,
    **options: Any,
) -> None:
    """Propose jobs of LEDGER to workers who have none, or whose job closed; nothing is written."""
    options["quiet"] |= zone is None
    actor_id = options.pop("actor_id")
    with telling_of(options) as telling:
        from gongfu.app import commuting, employing
        from gongfu.app import tracking as ledgers
        from gongfu.app import tracking_rematch as tasks

        now = datetime.now(UTC)
        day = ledgers.day_of(today) if today else ledgers.day_in_china(now)
        with ledgers.open_ledger(where) as ledger:
            telling.answer = tasks.rematch(
                ledger, day, rule, employing.terms_of(minutes, time_value=time_value),
                travel=travel, way=commuting.Way(zone, mode), actor_id=actor_id,
                progress=telling.progress,
            )  # fmt: skip


@click.command()
@_ledger
@click.option("--from", "first", required=True, metavar="MONTH", help="First month, as 2026-01.")
@click.option("--to", "last", required=True, metavar="MONTH", help="Last month, as 2026-12.")
@click.option(
    "--zone",
    "path",
    type=given.zone_path,
    metavar="SOURCE",
    help="Incomes per head before: a zone, or a table with a row for each place.",
)
@click.option("--place", default="", metavar="COLUMN", help="Of a table: codes of the places.")
@click.option("--value", default="", metavar="COLUMN", help="Of a table: income per head and year.")
@click.option("--weight", default="", metavar="COLUMN", help="Of a table: people.")
@click.option("--period", default="", help="Of a zone: which year.")
@click.option("--level", default="", help="Of a zone: which places, such as county.")
@click.option(
    "--persons",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write what was due and paid to each person: .csv or .parquet; for the office.",
)
@click.option("--actor", "actor_id", default="", metavar="ID", help="Who asks for --persons.")
@given.tells()
def gains(
    where: str, first: str, last: str, path: Path | None, persons: Path | None, **options: Any
) -> None:
    """What workshop pay of LEDGER brought to villages, and with --zone what it does to the gaps."""
    asked = {name: options.pop(name) for name in _ASKED}
    place, actor_id = options.pop("place"), options.pop("actor_id")
    with telling_of(options) as telling:
        from gongfu.app import tracking as ledgers
        from gongfu.app import tracking_gains as tasks

        incomes = None if path is None else tasks.incomes_of_words(path, place, asked)
        with ledgers.open_ledger(where) as ledger:
            telling.answer = tasks.gains(
                ledger, tasks.Months(first, last), incomes=incomes, persons=persons,
                actor_id=actor_id,
            )  # fmt: skip
