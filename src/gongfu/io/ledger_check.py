"""A ledger gone through: the chain, every row against its last record, the books."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from gongfu.errors import InputError
from gongfu.io.ledger_rows import postings_of, records_of, rows_of
from gongfu.io.ledger_tables import THINGS, key_of
from gongfu.io.ledger_workshops import pay_of
from gongfu.io.ledger_write import plain
from gongfu.track.audit import Head, Record, canonical, verify
from gongfu.track.books import check_books
from gongfu.track.pay import check_pay

_GONE = "null"


@dataclass(frozen=True, slots=True)
class Soundness:
    """What was gone through, all of it sound.

    Attributes
    ----------
    head
        Of the chain; noted elsewhere, it vouches for all before it.
    n_rows
        Rows that are as their last record says.
    n_postings
        Postings that the books would take again.
    """

    head: Head
    n_rows: int
    n_postings: int


def check_ledger(connection: Connection, head: Head | None = None) -> Soundness:
    """Go through a ledger.

    Parameters
    ----------
    connection
        One state of it, as `reading` gives.
    head
        As noted elsewhere when it was the last; None does not tell whether records were cut off.

    Returns
    -------
    Soundness
        It is as it was written.

    Raises
    ------
    InputError
        Names the first record that is not as it was written; or a row that is not as its record
        says; or a posting that the books would not take; or pay that is not reversed whole.
    """
    last: dict[str, str] = {}
    end = verify(_followed(records_of(connection), last, head))
    if head is not None and head.number > end.number:
        verify([], head, start=end)
    n_rows = _check_rows(connection, last)
    n_postings = len(check_books(postings_of(connection)))
    check_pay(map(pay_of, rows_of(connection, "pay")))
    return Soundness(end, n_rows, n_postings)


def _followed(
    records: Iterable[Record], last: dict[str, str], head: Head | None
) -> Iterator[Record]:
    """The records, while what each thing became is noted."""
    for one in records:
        last[one.what.rpartition(" ")[0]] = one.after
        yield one
        if head is not None and one.number == head.number and one.hash != head.hash:
            verify([], head, start=Head(one.number, one.hash))


def _check_rows(connection: Connection, last: dict[str, str]) -> int:
    n_rows = 0
    for thing, table in THINGS.items():
        key = key_of(table)
        for row in rows_of(connection, thing):
            name = f"{thing} {row[key]}"
            if last.pop(name, _GONE) != canonical(plain(thing, row)):
                raise InputError(
                    f"{thing} {row[key]!r} is not as the record says: it was changed past the "
                    "ledger; restore a backup"
                )
            n_rows += 1
    lost = [name for name, after in last.items() if after != _GONE]
    if lost:
        raise InputError(
            f"{len(lost)} things are in the record and not in the ledger, such as {lost[0]!r}; "
            "restore a backup"
        )
    return n_rows
