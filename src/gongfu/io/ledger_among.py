"""Rows that belong to any of many things, asked for in few questions."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Connection, Table, select

_AT_ONCE: Final = 500  # values in one question


def rows_among(
    connection: Connection, table: Table, column: str, values: Iterable[str]
) -> list[dict[str, Any]]:
    """The rows of a table that have any of some values in a column, by their key.

    Parameters
    ----------
    connection
        To the ledger.
    table, column
        Which.
    values
        Any number, in any order.

    Returns
    -------
    list of dict
        Column -> value.
    """
    wanted = sorted(set(values))
    names = [str(one.name) for one in table.columns]
    found: list[dict[str, Any]] = []
    for first in range(0, len(wanted), _AT_ONCE):
        asked = select(table).where(table.c[column].in_(wanted[first : first + _AT_ONCE]))
        found += [dict(zip(names, row, strict=True)) for row in connection.execute(asked)]
    key = str(next(iter(table.primary_key.columns)).name)
    return sorted(found, key=lambda row: str(row[key]))
