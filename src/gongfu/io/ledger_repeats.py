"""Whether a task that is repeated with its key says the same of what is private.

What is kept of an answer says nothing of it, so that what is erased cannot be guessed from that.
What is said again is compared with the rows as they stand; one that was erased is taken to be the
same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from gongfu.errors import NotFoundError
from gongfu.io.ledger_rows import row_by_id
from gongfu.io.ledger_tables import AUDIT


@dataclass(frozen=True, slots=True)
class Private:
    """What a task says again of a private row.

    Attributes
    ----------
    thing, thing_id, event
        Which row, and how the record calls what was done to it.
    values
        Columns as they would be written now; None if the row would not be.
    """

    thing: str
    thing_id: str
    event: str
    values: Mapping[str, Any] | None


def says_same(connection: Connection, again: Iterable[Private]) -> bool:
    """Whether private rows are as somebody says them again.

    Parameters
    ----------
    connection
        To the ledger.
    again
        All that the first writing could have written.

    Returns
    -------
    bool
        False if one is otherwise, or was written then and not now, or now and not then.
    """
    return all(_is_same(connection, one) for one in again)


def written_with(connection: Connection, number: int, most: int) -> set[str]:
    """What one deed wrote.

    Parameters
    ----------
    connection
        To the ledger.
    number
        Of the last record of the deed.
    most
        How many records it can have.

    Returns
    -------
    set of str
        "thing id" of each.
    """
    last = connection.execute(select(AUDIT.c.who, AUDIT.c.at).where(AUDIT.c.number == number))
    found = last.first()
    if found is None:
        return set()
    asked = select(AUDIT.c.what).where(
        AUDIT.c.number > number - most,
        AUDIT.c.number <= number,
        AUDIT.c.who == found[0],
        AUDIT.c.at == found[1],
    )
    return {what.rpartition(" ")[0] for what in connection.execute(asked).scalars()}


def held_row(connection: Connection, thing: str, thing_id: str) -> dict[str, Any] | None:
    """A row, or None where there is none.

    Parameters
    ----------
    connection
        To the ledger.
    thing, thing_id
        Which.

    Returns
    -------
    dict or None
        Column -> value.
    """
    try:
        return row_by_id(connection, thing, thing_id)
    except NotFoundError:
        return None


def _is_same(connection: Connection, one: Private) -> bool:
    held = held_row(connection, one.thing, one.thing_id)
    if held is not None:
        told = one.values
        return told is not None and all(held[name] == value for name, value in told.items())
    what = f"{one.thing} {one.thing_id} {one.event}"
    was_written = connection.execute(select(AUDIT.c.number).where(AUDIT.c.what == what)).first()
    return one.values is None or was_written is not None
