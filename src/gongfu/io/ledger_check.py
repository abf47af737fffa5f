"""A ledger gone through: the chain, every row against its last record, the books."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from gongfu.errors import InputError, n_of
from gongfu.io.ledger_deeds import plain
from gongfu.io.ledger_records import records_of
from gongfu.io.ledger_rows import postings_of, rows_of
from gongfu.io.ledger_tables import ABOUT, ANSWERS, AUDIT, THINGS, key_of
from gongfu.io.ledger_workshops import pay_of
from gongfu.track.audit import Head, Record, canonical, verify
from gongfu.track.books import check_books
from gongfu.track.pay import check_pay

BEGINS: Final = {
    False: "the ledger begins; what it holds is real",
    True: "the ledger begins; what it holds is invented",
}
"""Whether a ledger is simulated -> the reason in its first record, with which it is vouched for."""

_GONE: Final = "null"
_GUARDS: Final = {
    "sqlite": (
        "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' "
        "AND sql LIKE '%RAISE(ABORT, ''% is only ever added to'')%' "
        "AND name LIKE tbl_name || '_no_%'",
        2,  # of updates and of deletes
    ),
    "postgresql": (
        "SELECT t.relname FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid "
        "JOIN pg_proc f ON f.oid = g.tgfoid WHERE g.tgname = t.relname || '_only_added' "
        "AND g.tgenabled IN ('O', 'A') AND position('RAISE EXCEPTION' IN f.prosrc) > 0",
        1,
    ),
}
"""What asks for the tables that are guarded, and how often each is told."""


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
    with _never_written("the record"):
        _check_outside(connection)
        end = verify(_followed(records_of(connection), last, head))
    if end.number == 0:
        raise InputError(
            "the record is empty, and a ledger begins with its first actor; restore it"
        )
    if head is not None and head.number > end.number:
        verify([], head, start=end)
    _check_standing(connection)
    n_rows = _check_rows(connection, last)
    with _never_written("postings"):
        n_postings = len(check_books(postings_of(connection)))
    with _never_written("pay"):
        check_pay(map(pay_of, rows_of(connection, "pay")))
    _check_answers(connection, end.number)
    return Soundness(end, n_rows, n_postings)


def check_guards(connection: Connection) -> None:
    """Refuse a ledger whose database no longer guards what is only ever added to.

    Parameters
    ----------
    connection
        To the ledger.

    Raises
    ------
    InputError
        Names the tables; what they hold may still be as it was written, as `check_ledger` tells.
    """
    asked, per_table = _GUARDS[connection.dialect.name]
    held = Counter(str(name) for (name,) in connection.exec_driver_sql(asked))
    kept = [AUDIT, *(table for table in THINGS.values() if "version" not in table.c)]
    bare = [table.name for table in kept if held[table.name] < per_table]
    if bare:
        raise InputError(
            f"the guard against changes of {', '.join(bare)} was taken away, past the ledger; all "
            "that is there is as it was written: make a backup and restore it, which sets it again"
        )


@contextmanager
def _never_written(where: str) -> Iterator[None]:
    """Say that a value is none that the ledger writes."""
    try:
        yield
    except InputError:
        raise
    except (TypeError, ValueError, ArithmeticError, AttributeError, sqlite3.Error) as error:
        raise InputError(
            f"{where}: a value is none that the ledger writes ({error}); it was changed past the "
            "ledger; restore a backup"
        ) from error


def _check_outside(connection: Connection) -> None:
    """Refuse records that the chain, which begins with 1, does not reach."""
    asked = select(AUDIT.c.number).where(AUDIT.c.number < 1).order_by(AUDIT.c.number)
    outside = connection.execute(asked).scalars().all()
    if outside:
        raise InputError(
            f"{n_of(len(outside), 'record stands', 'records stand')} outside the chain, which "
            f"begins with 1, such as {outside[0]}; they were put in past the "
            "ledger; restore a backup"
        )


def _check_standing(connection: Connection) -> None:
    """Refuse a mark (invented or real) that is not the one with which the ledger began."""
    about = connection.execute(select(ABOUT.c.name, ABOUT.c.value)).all()
    simulated = ("standing", "simulated") in [tuple(one) for one in about]
    if len(about) > simulated:
        raise InputError(f"the ledger says {about!r} about itself, which it never writes; restore")
    why = connection.execute(select(AUDIT.c.why).where(AUDIT.c.number == 1)).scalar()
    if why in BEGINS.values() and why != BEGINS[simulated]:
        began, is_now = (("invented", "real"), ("real", "invented"))[simulated]
        raise InputError(
            f"the ledger began as one of what is {began}, and is marked as {is_now}; the mark was "
            "changed past the ledger; restore a backup"
        )


def _check_answers(connection: Connection, n_records: int) -> None:
    """Refuse kept answers of records that are not there."""
    for key, answer in connection.execute(select(ANSWERS.c.key, ANSWERS.c.answer)):
        with _never_written(f"the answer kept for the key {key!r}"):
            number = json.loads(answer)["number"]
            if type(number) is not int or not 0 < number <= n_records:
                raise InputError(
                    f"the answer kept for the key {key!r} is of record {number!r}, and there are "
                    f"{n_records}; it was changed past the ledger; restore a backup"
                )


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
        with _never_written(f"{thing} rows"):
            rows = rows_of(connection, thing)
            told = [_told(thing, row) for row in rows]
        for row, said in zip(rows, told, strict=True):
            name = f"{thing} {row[key]}"
            if last.pop(name, _GONE) != said:
                raise InputError(
                    f"{thing} {row[key]!r} is not as the record says: it was changed past the "
                    "ledger; restore a backup"
                )
            n_rows += 1
    lost = [name for name, after in last.items() if after != _GONE]
    if lost:
        raise InputError(
            f"{n_of(len(lost), 'thing is', 'things are')} in the record and not in the ledger, "
            f"such as {lost[0]!r}; restore a backup"
        )
    return n_rows


def _told(thing: str, row: Mapping[str, Any]) -> str:
    try:
        return canonical(plain(thing, row))
    except InputError as error:
        raise TypeError(str(error)) from error  # said with the name of the table
