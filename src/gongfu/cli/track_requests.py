"""Residents' requests in the ledger: options to a task, its answer to text or JSON."""

from pathlib import Path
from typing import Any, Final

import click

from gongfu.cli import options as given
from gongfu.cli.asking import telling_of
from gongfu.cli.track_options import day, deed_of, key, ledger, today


def _area(_: object, __: object, place: str) -> str:
    """A code with which those of all that lies in the place begin."""
    if not place:
        return place
    from gongfu.app import tracking as tasks

    return tasks.own_code(place)


_place = click.option(
    "--place", default="", metavar="CODE", callback=_area, help="Only what lies in this place."
)
_category = click.option("--category", default="", metavar="KEY", help="Only of this category.")


@click.command("file")
@ledger
@click.argument("request", metavar="ID")
@click.option("--actor", required=True, metavar="ID", help="Who takes it down.")
@click.option("--resident", default="", metavar="ID", help="Whose it is.  Default: the actor's.")
@click.option("--place", required=True, metavar="CODE", help="Where it is about.")
@click.option("--category", required=True, metavar="KEY", help="What it is about.")
@click.option("--words", default="", help="What the resident says; private.")
@click.option("--contact", default="", help="How to reach the resident; private.")
@click.option("--lon", type=float, help="Longitude, degrees; private.")
@click.option("--lat", type=float, help="Latitude, degrees; private.")
@click.option("--at", default="", metavar="MOMENT", help="As 2026-03-02 09:30.  Default: now.")
@key
@given.tells()
def file_(where: str, request: str, **options: Any) -> None:
    """Take down a resident's request in LEDGER, and tell which open ones it may repeat."""
    named = ("resident", "place", "category", "words", "contact", "lon", "lat", "at")
    told = {name: options.pop(name) for name in named}
    deed = deed_of(options)
    with telling_of(options) as telling:
        from gongfu.app import requesting_answers as answers
        from gongfu.app import tracking as tasks
        from gongfu.app.requesting_words import intake_of_words

        who = tasks.Deed(**deed)
        intake = intake_of_words(request, who, told)
        with tasks.open_ledger(where) as opened:
            telling.answer = answers.filed_request(opened, who, intake)


@click.command()
@ledger
@today
@click.option(
    "--by",
    type=click.Choice(["department", "place", "category", "month"]),
    default="department",
    show_default=True,
    help="A row for each.",
)
@_place
@_category
@click.option("--department", default="", help="Only of this department.")
@given.tells()
def service(where: str, today: str, by: Any, **options: Any) -> None:
    """How well requests of LEDGER are served: signed, answered, to satisfaction, redone."""
    which = {name: options.pop(name) for name in ("place", "category", "department")}
    with telling_of(options) as telling:
        from gongfu.app import requesting_service as answers
        from gongfu.app import tracking as tasks

        with tasks.open_ledger(where) as opened:
            telling.answer = answers.service_answer(opened, day(today), by=by, **which)


@click.command()
@ledger
@click.option("--category", required=True, metavar="KEY", help="Requests for what.")
@click.option(
    "--zone",
    type=given.zone_path,
    metavar="ZONE",
    help="Where the places lie of requests without a position of their own.",
)
@click.option(
    "--within",
    "within_m",
    type=float,
    default=500.0,
    show_default=True,
    metavar="M",
    help="How far apart two of a cluster may be, in a straight line.",
)
@click.option(
    "--least",
    type=int,
    default=3,
    show_default=True,
    metavar="N",
    help="How many different residents make a cluster; 3 or more.",
)
@click.option("--since", default="", metavar="DAY", help="Filed on this day or later.")
@click.option("--until", default="", metavar="DAY", help="Filed on this day or earlier.")
@_place
@given.tells()
def clusters(
    where: str, zone: Path | None, since: str, until: str, category: str, **options: Any
) -> None:
    """Where residents of LEDGER ask for the same: candidate sites for `gongfu plan`.

    With --out FILE.csv, give the file to `gongfu plan sites ZONE --candidates FILE.csv`.
    """
    how = {name: options.pop(name) for name in ("within_m", "least", "place")}
    how |= {name: day(text) for name, text in (("since", since), ("until", until)) if text}
    with telling_of(options) as telling:
        from gongfu.app import request_sites as sites
        from gongfu.app import tasks as zones
        from gongfu.app import tracking as tasks

        asking = sites.Asking(category, **how)
        held = None if zone is None else zones.open_zone(zone)
        with tasks.open_ledger(where) as opened:
            telling.answer = sites.clusters(opened, asking, held)


COMMANDS: Final = (file_, service, clusters)
