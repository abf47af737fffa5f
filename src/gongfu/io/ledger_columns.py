"""Tables of a ledger column by column, for counts over millions of rows.

The database writes each column as one text of JSON: rows that a driver hands over one by one take
three times as long.  Fractions come as rows all the same in SQLite, whose texts round them.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from sqlalchemy import Connection, Table

from gongfu.io.ledger_tables import DELIVERABLES, EVIDENCE, ITEMS
from gongfu.track.progress import Facts, Promises

_TEXTS: Final = ("place", "owner", "unit")


def promises_of(connection: Connection) -> tuple[pd.DataFrame, Promises, Facts]:
    """Deliverables with their fields, and what is proved of each.

    Parameters
    ----------
    connection
        To the ledger.

    Returns
    -------
    tuple
        A row per deliverable: `deliverable_id`, and as categories `field`, `place`, `owner` and
        `unit`; and the same rows as `track.progress` takes them.
    """
    names = ("deliverable_id", "item_id", *_TEXTS, "start_on", "due_on")
    texts, quantity = _columns(connection, DELIVERABLES, names, "quantity")
    items, _ = _columns(connection, ITEMS, ("item_id", "field"))
    item = texts["item_id"].dictionary_encode()
    field_of = items["field"].take(pc.index_in(item.dictionary, value_set=items["item_id"]))
    field = field_of.take(item.indices).dictionary_encode()
    rows = pd.DataFrame(
        {
            "deliverable_id": texts["deliverable_id"].to_numpy(zero_copy_only=False),
            "field": _categories(field),
            **{name: _categories(texts[name].dictionary_encode()) for name in _TEXTS},
        }
    )
    promises = Promises(_days(texts["start_on"]), _days(texts["due_on"]), quantity)

    proved, more = _columns(connection, EVIDENCE, ("deliverable_id", "on_day"), "quantity")
    at = pc.index_in(proved["deliverable_id"], value_set=texts["deliverable_id"])
    return rows, promises, Facts(at.to_numpy().astype(np.int64), _days(proved["on_day"]), more)


def _columns(
    connection: Connection, table: Table, texts: Sequence[str], number: str = ""
) -> tuple[Mapping[str, Any], NDArray[np.float64]]:
    """Columns of texts and days, and one of fractions, rows in one order."""
    if connection.dialect.name == "sqlite":
        order, columns = _written(connection, table, "json_group_array", ("rowid", *texts))
        turn = pa.array(np.argsort(np.array(order, np.int64), kind="stable"))
        fractions = []
        if number:
            asked = f"SELECT {number} FROM {table.name} ORDER BY rowid"
            raw: Any = connection.connection.dbapi_connection
            fractions = [row[0] for row in raw.execute(asked).fetchall()]
        return {name: columns[name].take(turn) for name in texts}, np.array(fractions, float)
    asked_for = [*texts, number] if number else texts
    _, columns = _written(connection, table, "json_agg", asked_for)
    found = columns.pop(number).cast(pa.float64()) if number else pa.array([], pa.float64())
    return columns, found.to_numpy(zero_copy_only=False)


def _written(
    connection: Connection, table: Table, writer: str, names: Sequence[str]
) -> tuple[list[Any], dict[str, Any]]:
    """The columns as the database writes them together; the first as a list, too."""
    parts = ", ".join(f"{writer}({name})" for name in names)
    found = connection.exec_driver_sql(f"SELECT {parts} FROM {table.name}").one()
    lists = [json.loads(one) if isinstance(one, str) else one or [] for one in found]
    return lists[0], {
        name: pa.array(values, _kind(values)) for name, values in zip(names, lists, strict=True)
    }


def _kind(values: Sequence[Any]) -> Any:
    return pa.string() if not values or isinstance(values[0], str) else None


def _categories(coded: Any) -> pd.Categorical:
    return pd.Categorical.from_codes(coded.indices.to_numpy(), coded.dictionary.to_pylist())


def _days(texts: Any) -> NDArray[np.datetime64]:
    coded = texts.dictionary_encode()
    days = np.array(coded.dictionary.to_pylist(), "datetime64[D]")
    return days[coded.indices.to_numpy()]
