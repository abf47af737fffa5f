"""The ledger: options to a task, its answer to text or JSON."""

import sys
from pathlib import Path
from typing import Any

import click

from gongfu.cli import options as given
from gongfu.cli.asking import telling_of
from gongfu.cli.track_export import export, reconcile
from gongfu.cli.track_options import actor as _actor
from gongfu.cli.track_options import day as _day
from gongfu.cli.track_options import deed_of as _deed
from gongfu.cli.track_options import does as _does
from gongfu.cli.track_options import ledger as _ledger
from gongfu.cli.track_options import now as _now
from gongfu.cli.track_options import today as _today
from gongfu.cli.track_options import why as _why
from gongfu.cli.track_requests import COMMANDS, DETAILS, acts

_FAULTY = 2
_on = click.option("--on", default="", metavar="DAY", help="The day of it.  Default: today.")


@click.group()
def track() -> None:
    """Promises and money, kept in a ledger: a file, or a PostgreSQL database by its URL."""


track.add_command(export)
track.add_command(reconcile)


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

    They are actors, programmes, items, deliverables, people, route_rules, requests, request_acts.
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


@track.command("list")
@_ledger
@click.option(
    "--of",
    type=click.Choice(["deliverables", "requests"]),
    default="deliverables",
    show_default=True,
    help="What to list.",
)
@_today
@click.option("--place", default="", metavar="CODE", help="In which place.")
@click.option("--field", default="", help="Deliverables of which field, such as childcare.")
@click.option("--owner", default="", help="Whose deliverables.")
@click.option("--category", default="", metavar="KEY", help="Requests of which category.")
@click.option("--department", default="", help="Requests with which department.")
@click.option(
    "--state",
    "states",
    multiple=True,
    metavar="STATE",
    help="Such as late or at_risk, or filed, working or closed of requests; may be repeated.",
)
@given.tells()
def list_(where: str, of: str, today: str, states: tuple[str, ...], **options: Any) -> None:
    """Deliverables or open requests of LEDGER, and where each stands."""
    named = {"deliverables": ("field", "owner"), "requests": ("category", "department")}
    told = {name: options.pop(name) for names in named.values() for name in names}
    odd = [name for name, text in told.items() if text and name not in named[of]]
    if odd:
        raise click.UsageError(f"--{odd[0]} does not go with --of {of}.")
    which = {name: told[name] for name in named[of]} | {"place": options.pop("place")}
    with telling_of(options) as telling:
        from gongfu.app import requesting_answers as requests
        from gongfu.app import tracking as tasks
        from gongfu.app import tracking_answers as answers

        listing: Any = requests.listing_requests if of == "requests" else answers.listing
        with tasks.open_ledger(where) as ledger:
            telling.answer = listing(ledger, _day(today), states=states, **which)


@track.command()
@_ledger
@click.argument("thing", metavar="ID")
@_today
@click.option(
    "--actor", default="", metavar="ID", help="Who asks: what is private is shown if they may see."
)
@given.tells()
def show(where: str, thing: str, today: str, actor: str, **options: Any) -> None:
    """One deliverable or request of LEDGER, and all that was ever done to it."""
    with telling_of(options) as telling:
        from gongfu.app import requesting_answers as requests
        from gongfu.app import tracking as tasks
        from gongfu.app import tracking_answers as answers

        with tasks.open_ledger(where) as ledger:
            if requests.has_request(ledger, thing):
                telling.answer = requests.showing_request(ledger, thing, _day(today), who=actor)
            else:
                telling.answer = answers.showing(ledger, thing, _day(today))


@track.command()
@_does
@click.argument("thing", metavar="ID")
@click.option("--owner", default="", help="Who answers for a deliverable from now on.")
@click.option("--start", default="", metavar="DAY", help="Its first day.")
@click.option("--due", default="", metavar="DAY", help="Its last day.")
@click.option("--quantity", type=float, help="How much is promised.")
@acts
@click.option("--version", type=int, help="That you saw; refused if it was changed since.")
@given.tells()
def move(
    where: str,
    thing: str,
    event: str,
    owner: str,
    start: str,
    due: str,
    quantity: float | None,
    version: int | None,
    **options: Any,
) -> None:
    """Give a deliverable of LEDGER another owner, days or quantity; or let a request go on.

    A request goes on by --event: assign, decline, merge, withdraw, sign, return, transfer, pause,
    resume, extend, answer, close, reopen, resubmit or escalate; --why is its reason, and private.
    """
    deed = _deed(options)
    details = {name: options.pop(name) for name in DETAILS}
    values: dict[str, Any] = {"owner": owner} if owner else {}
    values |= {"start_on": _day(start)} if start else {}
    values |= {"due_on": _day(due)} if due else {}
    values |= {} if quantity is None else {"quantity": quantity}
    odd = [*values] if event else [name for name, text in details.items() if text]
    if odd:
        what = "a request" if event else "a deliverable; name the --event"
        raise click.UsageError(f"--{odd[0].replace('_', '-')} says nothing of {what}.")
    with telling_of(options) as telling:
        from gongfu.app import requesting_answers as requests
        from gongfu.app import tracking as tasks
        from gongfu.app import tracking_answers as answers

        with tasks.open_ledger(where) as ledger:
            if event:
                telling.answer = requests.moved_request(
                    ledger, tasks.Deed(**deed), thing, event, details, version=version
                )
                return
            told = tasks.move(ledger, tasks.Deed(**deed), thing, values, version=version)
            telling.answer = answers.done(ledger, "track move", "moved", told)


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
            told = tasks.prove(ledger, tasks.Deed(**deed), evidence)
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
    with telling_of(options) as telling:
        from gongfu.app import tracking as tasks
        from gongfu.app import tracking_answers as answers

        who, day = tasks.Deed(**deed), _day(on)
        with tasks.open_ledger(where) as ledger:
            if reverses:
                said = tasks.reverse_money(ledger, who, reverses, posting_id=posting, on=day)
            else:
                said = tasks.post_money(ledger, who, tasks.posting_of_words(posting, day, told))
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
@click.option("--erase", is_flag=True, help="Erase it; needs --actor and --why.")
@click.option("--actor", default="", metavar="ID", help="Who does it.")
@_why
@given.tells()
def person(where: str, person_id: str, erase: bool, actor: str, why: str, **options: Any) -> None:
    """All that LEDGER knows of a person; or erase it."""
    with telling_of(options) as telling:
        from gongfu.app import tracking as tasks
        from gongfu.app import tracking_answers as answers

        with tasks.open_ledger(where) as ledger:
            if erase:
                told = tasks.erase_person(ledger, tasks.Deed(actor, _now(), why), person_id)
                telling.answer = answers.done(ledger, "track person", "erased", told)
            else:
                telling.answer = answers.person(ledger, person_id)


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


for _command in COMMANDS:
    track.add_command(_command)
