"""The books of one project in a ledger, in sums that the database adds up."""

from typing import Final

from sqlalchemy import Connection, bindparam, case, func, select

from gongfu.io.ledger_nouns import posting_of
from gongfu.io.ledger_statements import Question, Statement, rows
from gongfu.io.ledger_tables import POSTINGS
from gongfu.track.books import Books, Kind, Posting, balance_of

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
