"""The ledger: options to a task, its answer to text or JSON."""

import sys
from pathlib import Path
from typing import Any

import click

from gongfu.cli import options as given
from gongfu.cli.asking import telling_of
from gongfu.cli.track_cases import apply, propose
from gongfu.cli.track_export import export, reconcile
from gongfu.cli.track_lists import lists_
from gongfu.cli.track_options import actor as _actor
from gongfu.cli.track_options import day as _day
from gongfu.cli.track_options import deed_of as _deed
from gongfu.cli.track_options import does as _does
from gongfu.cli.track_options import ledger as _ledger
from gongfu.cli.track_options import now as _now
from gongfu.cli.track_options import why as _why
from gongfu.cli.track_requests import COMMANDS
from gongfu.cli.track_things import list_, move, show

_FAULTY = 2
_on = click.option("--on", default="", metavar="DAY", help="The day of it.  Default: today.")


@click.group()
def track() -> None:
    """Promises and money, kept in a ledger: a file, or a PostgreSQL database by its URL."""


for _command in (lists_, list_, show, move, apply, propose, export, reconcile, *COMMANDS):
    track.add_command(_command)


@track.command()
@_ledger
@_actor
@click.option(
    "--role",
    type=click.Choice(["county", "province"]),
    default="county",
    show_default=True,
    help="In which capacity the actor acts.",
)
@click.option("--place", default="", metavar="CODE", help="Where the actor governs.")
@click.option("--simulated", is_flag=True, help="Everything in it is invented, and marked so.")
@given.tells()
def init(where: str, actor: str, role: str, place: str, simulated: bool, **options: Any) -> None:
    """Begin a LEDGER with its first actor, who may bring the others."""
    with telling_of(options) as telling:
        from gongfu.app import tracking as tasks
        from gongfu.app import tracking_answers as answers

        first = tasks.Actor(actor, tasks.Role(role), place)
        with tasks.init(where, first, _now(), simulated=simulated) as ledger:
            told = {"name": ledger.name, "actor": actor}
            telling.answer = answers.done(ledger, "track init", "begun", told)


@track.command("import")
@_does
@click.argument("lists", type=given.zone_path, metavar="LISTS")
@click.option("--keep-good", is_flag=True, help="Write the rows without fault all the same.")
@click.option(
    "--faults",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write every fault with its row: .csv or .parquet.",
)
@given.tells()
def import_(where: str, lists: Path, keep_good: bool, faults: Path | None, **options: Any) -> None:
    """Bring LISTS: sheets or files called as the things they hold.

    They are actors, programmes, items, deliverables, evidence, people, projects, declared, budgets,
    postings, workshops, jobs, workers, enrolments, attendance, pay, route_rules, requests,
    request_acts, case_rules, cases; so what `track export` wrote as csv or xlsx comes back.
    `gongfu track lists` writes them empty, with what may stand in each column.
    Every fault is told with its row; if there is one, nothing is written, and the exit code is 2.
    """
    deed = _deed(options)
    with telling_of(options) as telling:
        from gongfu.app import tracking as tasks
        from gongfu.app import tracking_answers as answers

        with tasks.open_ledger(where) as ledger:
            telling.answer, written = answers.imported(
                ledger, tasks.Deed(**deed), lists, keep_good=keep_good, faults=faults
            )
    if not written:
        sys.exit(_FAULTY)


@track.command()
@_does
@click.argument("deliverable", metavar="ID")
@click.option(
    "--kind",
    type=click.Choice(["file", "figure", "note"]),
    default="figure",
    show_default=True,
    help="What proves it; a note proves no quantity.",
)
@click.option("--quantity", type=float, default=0.0, help="How much is there more than before.")
@click.option("--proof", default="", help="The source of a figure, a file, or the words of a note.")
@_on
@given.tells()
def prove(
    where: str, deliverable: str, kind: Any, quantity: float, proof: str, on: str, **options: Any
) -> None:
    """Add evidence to a deliverable of LEDGER; of a file its SHA-256 is kept."""
    deed = _deed(options)
    with telling_of(options) as telling:
        from gongfu.app import tracking as tasks
        from gongfu.app import tracking_answers as answers

        evidence = tasks.evidence_of_words(deliverable, _day(on), kind, quantity, proof)
        with tasks.open_ledger(where) as ledger:
            told = tasks.prove(ledger, tasks.Deed(**deed), evidence, day_given=bool(on))
            telling.answer = answers.done(ledger, "track prove", "proved", told)


@track.command()
@_does
@click.argument("posting", metavar="ID")
@click.option("--reverses", default="", metavar="ID", help="Undo this posting; no more is needed.")
@click.option(
    "--kind",
    type=click.Choice(["commitment", "transfer", "spending", "return"]),
    help="What the money does.",
)
@click.option("--project", default="", help="For what.")
@click.option("--giver", default="", metavar="CODE", help="Who gives.")
@click.option("--receiver", default="", metavar="CODE", help="Who receives.")
@click.option("--year", type=int, help="Of the budget.  Default: that of the day.")
@click.option("--yuan", default="", help="The amount, as 1234.50.")
@_on
@given.tells()
def post(where: str, posting: str, reverses: str, on: str, **options: Any) -> None:
    """Post money in LEDGER; no posting is ever edited, only reversed by another."""
    deed = _deed(options)
    named = ("kind", "project", "giver", "receiver", "year", "yuan")
    told = {name: options.pop(name) for name in named}
    spare = [name for name, value in told.items() if value] if reverses else []
    if spare:
        raise click.UsageError(f"--reverses undoes a posting whole; leave out --{spare[0]}")
    with telling_of(options) as telling:
        from gongfu.app import tracking as tasks
        from gongfu.app import tracking_answers as answers

        who, day = tasks.Deed(**deed), _day(on)
        with tasks.open_ledger(where) as ledger:
            if reverses:
                said = tasks.reverse_money(
                    ledger, who, reverses, posting_id=posting, on=day, day_given=bool(on)
                )
            else:
                entry = tasks.posting_of_words(posting, day, told)
                said = tasks.post_money(ledger, who, entry, day_given=bool(on))
            telling.answer = answers.posted(ledger, said)


@track.command()
@_ledger
@click.option("--head", default="", metavar="NUMBER:HASH", help="As an earlier one told it.")
@given.tells()
def verify(where: str, head: str, **options: Any) -> None:
    """Go through LEDGER: every record, every row against its record, every posting."""
    with telling_of(options) as telling:
        from gongfu.app import tracking as tasks
        from gongfu.app import tracking_answers as answers

        with tasks.open_ledger(where) as ledger:
            telling.answer = answers.verified(ledger, head)


@track.command()
@_ledger
@click.argument("path", type=given.zone_path, metavar="FILE")
@given.tells()
def backup(where: str, path: Path, **options: Any) -> None:
    """Save LEDGER in FILE while others use it."""
    with telling_of(options) as telling:
        from gongfu.app import tracking as tasks
        from gongfu.app import tracking_answers as answers

        with tasks.open_ledger(where) as ledger:
            telling.answer = answers.saved(ledger, path)


@track.command()
@click.argument("path", type=given.zone_path, metavar="FILE")
@_ledger
@given.tells()
def restore(path: Path, where: str, **options: Any) -> None:
    """Bring the backup FILE back as LEDGER, where nothing is yet, and verify it."""
    with telling_of(options) as telling:
        from gongfu.app import tracking_answers as answers

        telling.answer = answers.restored(path, where)


@track.command()
@_ledger
@click.argument("person_id", metavar="ID")
@click.option("--erase", is_flag=True, help="Erase it.")
@_actor
@_why
@given.tells()
def person(where: str, person_id: str, erase: bool, actor: str, why: str, **options: Any) -> None:
    """All that LEDGER knows of a person; or erase it.  The record keeps who did so."""
    with telling_of(options) as telling:
        from gongfu.app import tracking as tasks
        from gongfu.app import tracking_answers as answers
        from gongfu.app import tracking_people as people

        deed = tasks.Deed(actor, _now(), why)
        with tasks.open_ledger(where) as ledger:
            if erase:
                told = people.erase_person(ledger, deed, person_id)
                telling.answer = answers.done(ledger, "track person", "erased", told)
            else:
                telling.answer = answers.person(ledger, deed, person_id)


@track.command()
@_ledger
@given.tells()
def migrate(where: str, **options: Any) -> None:
    """Bring LEDGER of an older version to the newest, and verify it; make a backup first."""
    with telling_of(options) as telling:
        from gongfu.app import tracking as tasks
        from gongfu.app import tracking_answers as answers

        with tasks.open_ledger(where, migrate=True) as ledger:
            telling.answer = answers.verified(ledger)
