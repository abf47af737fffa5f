"""Money of a ledger: posted, and taken back by another posting; each is one transaction."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from gongfu.errors import InputError
from gongfu.io.ledger_books import asks_books, books_for, listed_project, of_parties
from gongfu.io.ledger_deeds import Answered, Deed, Write
from gongfu.io.ledger_nouns import posting_of, posting_row
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_rows import asks_listed, asks_row, is_there, is_unlisted, row_by_id
from gongfu.io.ledger_write import write
from gongfu.track.actors import Actor, id_faults
from gongfu.track.balances import Balance
from gongfu.track.books import post_to
from gongfu.track.calendar import day_in_china
from gongfu.track.money import fen_of, yuan_of
from gongfu.track.money_notes import posting_notes
from gongfu.track.postings import Kind, Posting, reversal
from gongfu.track.rights import check_pays


def post_money(ledger: Ledger, deed: Deed, posting: Posting, *, day_given: bool = True) -> Answered:
    """Post a movement of money.

    Parameters
    ----------
    ledger
        Open.
    deed
        By the county or province of giver or receiver.
    posting
        Its `actor_id` and `reason` are those of the deed.
    day_given
        As of `prove`; the year of a day that nobody said was not said either.

    Returns
    -------
    dict
        `posting_id`, what it goes `beyond`, `notes` of what may be a slip, what the project then
        comes to in fen, and the `number` of the record.
    """
    asked = {"task": "post", **posting_row(posting, 0)}
    asked["on_day"] = posting.on.isoformat() if day_given else ""
    if not day_given and posting.year == posting.on.year:
        asked["year"] = ""

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        return _posted(connection, actor, deed, posting)

    ahead = [
        asks_books(posting.project),
        asks_row("posting", posting.posting_id),
        asks_listed(posting.project),
        asks_row("project", posting.project),
    ]
    return write(ledger, deed, asked, task, ahead=ahead)


def reverse_money(
    ledger: Ledger,
    deed: Deed,
    reverses: str,
    *,
    posting_id: str,
    on: date,
    day_given: bool = True,
) -> Answered:
    """Undo a posting by another one.

    Parameters
    ----------
    ledger
        Open.
    deed
        With the reason.
    reverses
        Id of the posting to undo.
    posting_id, on
        Of the new one.
    day_given
        As of `prove`.

    Returns
    -------
    dict
        As of `post_money`.
    """
    asked = {
        "task": "reverse",
        "reverses": reverses,
        "posting_id": posting_id,
        "on_day": on.isoformat() if day_given else "",
    }

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        row = row_by_id(connection, "posting", reverses)
        posting = reversal(
            posting_of(row), posting_id=posting_id, on=on, actor_id=deed.who, reason=deed.why
        )
        return _posted(connection, actor, deed, posting)

    ahead = [asks_row("posting", reverses), asks_row("posting", posting_id)]
    return write(ledger, deed, asked, task, ahead=ahead)


def posting_of_words(posting_id: str, on: date, told: Mapping[str, Any]) -> Posting:
    """A posting as one writes it on a command line.

    Parameters
    ----------
    posting_id, on
        As `Posting` says.
    told
        Its kind, project, giver, receiver, year (None: that of the day), and yuan as text.

    Returns
    -------
    Posting
        To be posted; by whom and why is the deed's.
    """
    if not told["kind"]:
        raise InputError(f"posting {posting_id!r}: no kind; choose among {', '.join(Kind)}")
    return Posting(
        posting_id,
        Kind(told["kind"]),
        told["project"],
        told["giver"],
        told["receiver"],
        on.year if told["year"] is None else told["year"],
        fen_of(told["yuan"]),
        on,
        "",
    )


def money_ids(posting: Posting) -> list[str]:
    """Ids of a posting that cannot stand in the record, or would tell of a person.

    Parameters
    ----------
    posting
        The next one; what it reverses has its project and parties already.

    Returns
    -------
    list of str
        Every fault, without the ids themselves.
    """
    ids = {"posting_id": posting.posting_id}
    if not posting.reverses:
        ids |= {name: getattr(posting, name) for name in ("project", "giver", "receiver")}
    return id_faults(ids)


def _posted(
    connection: Connection, actor: Actor, deed: Deed, posting: Posting
) -> tuple[list[Write], Answered]:
    posting = replace(posting, actor_id=deed.who, reason=deed.why)
    if faults := money_ids(posting):
        raise InputError("; ".join(faults))
    project = listed_project(connection, posting.project) if actor.field else None
    field = "" if project is None else project.sector
    check_pays(actor, posting.giver, posting.receiver, field)
    posting = of_parties(connection, posting)
    books, n_held = books_for(connection, posting)
    entry = post_to(books, posting)
    if is_there(connection, "posting", posting.posting_id):
        raise InputError(f"posting {posting.posting_id!r}: the id is there already; take a new one")
    balance = entry.balance
    said = {
        "posting_id": posting.posting_id,
        "project": posting.project,
        "beyond": list(entry.beyond),
        "notes": _notes(connection, deed, posting, balance, n_held),
        "committed_yuan": yuan_of(balance.committed_fen),
        "transferred_yuan": yuan_of(balance.transferred_fen),
        "spent_yuan": yuan_of(balance.spent_fen),
        "returned_yuan": yuan_of(balance.returned_fen),
        "held_yuan": yuan_of(balance.held_fen),
    }
    return [Write("posting", "post", None, posting_row(posting, n_held + 1))], said


def _notes(
    connection: Connection, deed: Deed, posting: Posting, balance: Balance, n_held: int
) -> list[str]:
    """What may be a slip: a project that no list has, a day to come, and more."""
    project = listed_project(connection, posting.project)
    notes = ["unlisted"] if is_unlisted(connection, posting.project) else []
    notes += ["first"] if not notes and project is None and not n_held else []
    notes += ["to_come"] if posting.on > day_in_china(deed.at) else []
    return notes + posting_notes(project, posting, balance)
