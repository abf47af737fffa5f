"""A ledger written out for others, and held against what others published."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from gongfu.cli import options as given
from gongfu.cli.asking import telling_of

_FORMATS = ("datapackage", "csv", "xlsx", "oc4ids", "iati", "sdmx", "prov", "georeport")


@click.command()
@click.argument("where", metavar="LEDGER")
@click.argument("path", type=given.zone_path, metavar="PATH")
@click.option(
    "--as",
    "form",
    type=click.Choice(_FORMATS),
    required=True,
    help="datapackage, csv and sdmx are folders, the others one file.",
)
@click.option(
    "--today", default="", metavar="DAY", help="Up to which sdmx counts.  Default: today."
)
@click.option("--publisher", default="", metavar="NAME", help="Who publishes oc4ids and iati.")
@click.option(
    "--publisher-id",
    default="",
    metavar="ID",
    help="Of oc4ids the registered prefix, of iati the organisation's identifier.",
)
@click.option("--uri", default="", help="Where the oc4ids package will be.")
@click.option("--party", default="", metavar="CODE", help="Which giver or receiver publishes iati.")
@given.tells()
def export(
    where: str,
    path: Path,
    form: str,
    today: str,
    publisher: str,
    publisher_id: str,
    uri: str,
    party: str,
    **options: Any,
) -> None:
    """Write LEDGER to PATH for others, without personal data, whole or not at all."""
    with telling_of(options) as telling:
        from gongfu.app import tracking as tasks
        from gongfu.app import tracking_export as exports

        who = exports.Publisher(publisher, publisher_id, uri, party)
        day = exports.day_or_today(today, datetime.now(UTC))
        with tasks.open_ledger(where) as ledger:
            telling.answer = exports.exported(ledger, path, form, day, who)


@click.command()
@click.argument("where", metavar="LEDGER")
@given.tells()
def reconcile(where: str, **options: Any) -> None:
    """Published totals in LEDGER, each with its source, beside what the rows come to."""
    with telling_of(options) as telling:
        from gongfu.app import tracking as tasks
        from gongfu.app import tracking_projects as answers

        with tasks.open_ledger(where) as ledger:
            telling.answer = answers.reconciled(ledger)
