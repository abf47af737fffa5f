"""What a ledger holds of a person, wherever it stands."""

from typing import Any, Final

from sqlalchemy import Connection, select

from gongfu.io.ledger_cases import private_rows
from gongfu.io.ledger_tables import THINGS, key_of

_NAMED_BY: Final = ("person_id", "resident_id", "applicant_id", "guardian_id")
"""Columns that name a person; what is private of a case is found by the case."""


def rows_about(connection: Connection, person_id: str) -> list[tuple[str, dict[str, Any]]]:
    """All rows that name a person.

    Parameters
    ----------
    connection
        To the ledger.
    person_id
        Who.

    Returns
    -------
    list of tuple
        What each is of, and its columns.
    """
    found = []
    for thing, table in THINGS.items():
        for name in _NAMED_BY:
            if name in table.c:
                asked = select(table).where(table.c[name] == person_id)
                rows = connection.execute(asked.order_by(table.c[key_of(table)])).mappings()
                found += [(thing, {str(k): v for k, v in row.items()}) for row in rows]
    return found + private_rows(connection, person_id)
