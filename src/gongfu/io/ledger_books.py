"""The books of one project in a ledger, in sums that the database adds up."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, bindparam, case, func, select

from gongfu.errors import InputError
from gongfu.io.ledger_nouns import posting_of
from gongfu.io.ledger_projects import PROJECTS, project_of
from gongfu.io.ledger_rows import asks_row
from gongfu.io.ledger_statements import Question, Statement, first_row, rows
from gongfu.io.ledger_tables import POSTINGS
from gongfu.track.actors import own_code
from gongfu.track.balances import balance_of
from gongfu.track.books import Books
from gongfu.track.postings import Kind, Posting
from gongfu.track.projects import Project

_OF: Final = POSTINGS.c
_FEN: Final = case((_OF.reverses == "", _OF.amount_fen), else_=-_OF.amount_fen)
_PAIR: Final = (_OF.giver, _OF.receiver, _OF.kind)
_SUMS: Final = Statement(
    select(*_PAIR, func.sum(_FEN), func.count())
    .where(_OF.project == bindparam("project"))
    .group_by(*_PAIR)
    .order_by(*_PAIR)
)
_KNOWN: Final = Statement(
    select(POSTINGS).where(
        _OF.project == bindparam("project"), _OF.posting_id == bindparam("the_id")
    )
)
_UNDONE: Final = Statement(
    select(_OF.posting_id)
    .where(_OF.project == bindparam("project"))
    .where(_OF.reverses == bindparam("the_id"))
    .order_by(_OF.number)
)
_OF_PROJECT: Final = [str(column.name) for column in PROJECTS.columns]
_COLUMNS: Final = [str(column.name) for column in POSTINGS.columns]


def books_for(connection: Connection, posting: Posting) -> tuple[Books, int]:
    """The books that a posting is to go into.

    Parameters
    ----------
    connection
        To the ledger.
    posting
        The next one of its project.

    Returns
    -------
    tuple of Books and int
        And how many postings they hold.
    """
    found = rows(connection, *asks_books(posting.project))
    sums: dict[tuple[str, str], list[tuple[Kind, int]]] = {}
    for giver, receiver, kind, fen, _ in found:
        sums.setdefault((giver, receiver), []).append((Kind(kind), int(fen)))
    pairs = {pair: balance_of(of) for pair, of in sums.items()}
    known, undone = [], []
    for the_id in (posting.posting_id, posting.reverses):
        if the_id:
            named = {"project": posting.project, "the_id": the_id}
            known += [
                posting_of(dict(zip(_COLUMNS, one, strict=True)))
                for one in rows(connection, _KNOWN, named)
            ]
    if posting.reverses:
        named = {"project": posting.project, "the_id": posting.reverses}
        undone = [posting.reverses for _ in rows(connection, _UNDONE, named)]
    return Books(pairs, known, undone), sum(n for *_, n in found)


def of_parties(connection: Connection, posting: Posting) -> Posting:
    """A posting with giver and receiver as the list of projects writes them.

    Parameters
    ----------
    connection
        To the ledger.
    posting
        The next one.

    Returns
    -------
    Posting
        As `between_parties` says.
    """
    found = first_row(connection, *asks_row("project", posting.project))
    project = None if found is None else dict(zip(_OF_PROJECT, found, strict=True))
    return between_parties(posting, project)


def between_parties(posting: Posting, project: Mapping[str, Any] | None) -> Posting:
    """A posting with giver and receiver as its project's row writes them.

    Parameters
    ----------
    posting
        The next one.
    project
        Row of its project; None if no list has it.

    Returns
    -------
    Posting
        As it is, if no list has its project; a reversal takes back whatever there is.

    Raises
    ------
    InputError
        One of them takes no part in the project.
    """
    if project is None or posting.reverses:
        return posting
    parties = {own_code(project[side]): project[side] for side in ("giver", "receiver")}
    odd = [one for one in (posting.giver, posting.receiver) if own_code(one) not in parties]
    if odd:
        raise InputError(
            f"posting {posting.posting_id!r}: {odd[0]!r} takes no part in project "
            f"{posting.project!r}, which is of {' and '.join(map(repr, parties.values()))}; check "
            "the codes"
        )
    giver, receiver = parties[own_code(posting.giver)], parties[own_code(posting.receiver)]
    return replace(posting, giver=giver, receiver=receiver)


def listed_project(connection: Connection, project: str) -> Project | None:
    """A project as its list has it.

    Parameters
    ----------
    connection
        To the ledger.
    project
        Its id.

    Returns
    -------
    Project or None
        None if no list has it.
    """
    found = first_row(connection, *asks_row("project", project))
    return None if found is None else project_of(dict(zip(_OF_PROJECT, found, strict=True)))


def asks_books(project: str) -> Question:
    """What `books_for` asks of any posting, for `write` to ask ahead.

    Parameters
    ----------
    project
        Whose.

    Returns
    -------
    tuple of Statement and dict
        A select, and its parameters.
    """
    return _SUMS, {"project": project}
