"""The audit log of a ledger, read."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from gongfu.io.ledger_statements import Statement, texts
from gongfu.io.ledger_tables import AUDIT
from gongfu.track.audit import Head, Record

_CHUNK: Final = 10_000
_AT_ONCE: Final = 500
_RECORDS: Final = Statement(
    select(AUDIT).where(AUDIT.c.number > bindparam("last")).order_by(AUDIT.c.number).limit(_CHUNK)
)
_EVENTS: Final = ("import", "move", "prove", "post", "read", "erase", "retire")


def records_of(connection: Connection) -> Iterable[Record]:
    """The audit log from its first record.

    Parameters
    ----------
    connection
        To the ledger.

    Yields
    ------
    Record
        In order of number.
    """
    last = 0
    while found := texts(connection, _RECORDS, {"last": last}):
        for number, *told in found:
            last = int(number)
            yield Record(last, *told)


def history_of(connection: Connection, thing: str, thing_id: str) -> list[Record]:
    """The records of one thing.

    Parameters
    ----------
    connection
        To the ledger.
    thing, thing_id
        Which.

    Returns
    -------
    list of Record
        In order of number.
    """
    names = [f"{thing} {thing_id} {event}" for event in _EVENTS]
    found = connection.execute(select(AUDIT).where(AUDIT.c.what.in_(names)))
    return sorted((Record(*row) for row in found), key=lambda record: record.number)


def hashes_of(connection: Connection, whats: Sequence[str]) -> dict[str, str]:
    """The hashes of records by what they are of.

    Parameters
    ----------
    connection
        To the ledger.
    whats
        Thing, id and event of each, as "case c1 apply".

    Returns
    -------
    dict
        What -> hash of the first such record; nothing where there is none.
    """
    found: dict[str, str] = {}
    for first in range(0, len(whats), _AT_ONCE):
        asked = select(AUDIT.c.what, AUDIT.c.hash).where(
            AUDIT.c.what.in_(whats[first : first + _AT_ONCE])
        )
        for what, digest in connection.execute(asked.order_by(AUDIT.c.number)):
            found.setdefault(what, digest)
    return found


def moments_of(connection: Connection, thing: str) -> dict[str, tuple[int, str]]:
    """When things of a kind were written down first.

    Parameters
    ----------
    connection
        To the ledger.
    thing
        Which kind.

    Returns
    -------
    dict
        Id -> number of the record, and its moment, which is one for all of a task.
    """
    asked = select(AUDIT.c.what, AUDIT.c.number, AUDIT.c.at).order_by(AUDIT.c.number)
    found: dict[str, tuple[int, str]] = {}
    for what, number, at in connection.execute(asked.where(AUDIT.c.what.like(f"{thing} %"))):
        found.setdefault(what.removeprefix(f"{thing} ").rpartition(" ")[0], (number, at))
    return found


def afters_of(connection: Connection, whats: Sequence[str]) -> Iterator[dict[str, Any]]:
    """What things were after records.

    Parameters
    ----------
    connection
        To the ledger.
    whats
        Thing, id and event of each, as "case c1 move".

    Yields
    ------
    dict
        Column -> text or whole number.
    """
    for first in range(0, len(whats), _AT_ONCE):
        asked = select(AUDIT.c.after).where(AUDIT.c.what.in_(whats[first : first + _AT_ONCE]))
        for (after,) in connection.execute(asked):
            yield json.loads(after)


def head_of(connection: Connection) -> Head:
    """The head of the audit log.

    Parameters
    ----------
    connection
        To the ledger.

    Returns
    -------
    Head
        To be noted elsewhere.
    """
    asked = select(AUDIT.c.number, AUDIT.c.hash).order_by(AUDIT.c.number.desc()).limit(1)
    found = connection.execute(asked).first()
    return Head() if found is None else Head(*found)
