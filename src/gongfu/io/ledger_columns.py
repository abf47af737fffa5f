"""Tables of a ledger column by column, for counts over millions of rows.

The database writes each column as one text and Arrow reads it: rows that a driver hands over one
by one take six times as long.
"""

import json
from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv
from sqlalchemy import Connection, Table, select

from gongfu.errors import InputError
from gongfu.io.ledger_tables import DELIVERABLES, EVIDENCE, ITEMS
from gongfu.track.progress import Facts, Promises

_LABELS: Final = pa.dictionary(pa.int32(), pa.string())
_NEVER: Final = "\x1f"
_PARTS: Final = (b"\r", _NEVER.encode())  # what Arrow takes for the end of a line or of a value
_IDS_AT_ONCE: Final = 500
_WRITERS: Final = {
    # texts, a line each; any texts, as a list of JSON; numbers, a line each and none rounded
    "sqlite": {
        "lines": "CAST(group_concat({0}, '\n') AS BLOB)",
        "lists": "json_group_array({0})",
        "numbers": "CAST(group_concat(CASE WHEN {0} = CAST({0} AS INTEGER) "
        "THEN CAST({0} AS INTEGER) ELSE printf('%!.17g', {0}) END, '\n') AS BLOB)",
    },
    "postgresql": {
        "lines": "string_agg({0}::text, '\n')",
        "lists": "json_agg({0})::text",
        "numbers": "string_agg({0}::text, '\n')",
    },
}


def promises_of(connection: Connection) -> tuple[pd.DataFrame, Promises, Facts]:
    """Deliverables with their fields, and what is proved of each.

    Parameters
    ----------
    connection
        To the ledger.

    Returns
    -------
    tuple
        A row per deliverable: `deliverable_id`, and `field` and `place` as categories; and the same
        rows as `track.progress` takes them.
    """
    names = {"deliverable_id": pa.string(), "item_id": _LABELS, "place": _LABELS}
    days = {"start_on": pa.date32(), "due_on": pa.date32()}
    told = _columns(connection, DELIVERABLES, names | days, "quantity")
    items = _columns(connection, ITEMS, {"item_id": pa.string(), "field": pa.string()})
    item = told["item_id"]
    field_of = items["field"].take(_places_in(items["item_id"], item.dictionary, "items"))
    rows = pd.DataFrame(
        {
            "deliverable_id": told["deliverable_id"].to_numpy(zero_copy_only=False),
            "field": _categories(field_of.take(item.indices).dictionary_encode()),
            "place": _categories(told["place"]),
        }
    )
    promises = Promises(told["start_on"], told["due_on"], told["quantity"])

    names = {"deliverable_id": pa.string(), "on_day": pa.date32()}
    proved = _columns(connection, EVIDENCE, names, "quantity")
    at = _places_in(told["deliverable_id"], proved["deliverable_id"], "deliverables")
    facts = Facts(at.astype(np.int64), proved["on_day"], proved["quantity"])
    return rows, promises, facts


def owners_of(connection: Connection, ids: Iterable[str]) -> pd.DataFrame:
    """Who answers for deliverables, and in which unit they are counted.

    Parameters
    ----------
    connection
        To the ledger.
    ids
        Of deliverables.

    Returns
    -------
    DataFrame
        `owner` and `unit` by `deliverable_id`.
    """
    known, columns = list(ids), DELIVERABLES.c
    asked = select(columns.deliverable_id, columns.owner, columns.unit)
    found = [
        tuple(row)
        for first in range(0, len(known), _IDS_AT_ONCE)
        for row in connection.execute(
            asked.where(columns.deliverable_id.in_(known[first : first + _IDS_AT_ONCE]))
        )
    ]
    names = ["deliverable_id", "owner", "unit"]
    return pd.DataFrame(found, columns=names, dtype=object).set_index("deliverable_id")


def _columns(
    connection: Connection, table: Table, texts: dict[str, Any], number: str = ""
) -> dict[str, Any]:
    """Columns of texts as Arrow types, and one of numbers, their rows in one order."""
    kinds = texts | ({number: pa.float64()} if number else {})
    n, written = _written(connection, table, list(texts), number, "lines")
    if not n:
        return {name: _plain(pa.array([], kind)) for name, kind in kinds.items()}
    read = _read
    if not all(_is_lines(text, n) for text in written):
        _, written = _written(connection, table, list(texts), number, "lists")
        read = _parsed
    try:
        columns = [
            (_read if name == number else read)(text, kind)
            for (name, kind), text in zip(kinds.items(), written, strict=True)
        ]
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise InputError(
            f"the table {table.name} holds a value that the ledger never writes ({error}); it was "
            "changed past the ledger; `gongfu track verify` tells which"
        ) from error
    return dict(zip(kinds, map(_plain, columns), strict=True))


def _written(
    connection: Connection, table: Table, texts: list[str], number: str, form: str
) -> tuple[int, list[bytes]]:
    """How many rows there are, and each column as one text."""
    writers = _WRITERS[connection.dialect.name]
    parts = [writers[form].format(name) for name in texts]
    parts += [writers["numbers"].format(number)] if number else []
    # One statement for all, since another one may take the rows in another order.
    asked = f"SELECT count(*), {', '.join(parts)} FROM {table.name}"
    n, *told = connection.exec_driver_sql(asked).one()
    return n, [one if isinstance(one, bytes) else str(one or "").encode() for one in told]


def _is_lines(written: bytes, n: int) -> bool:
    """Whether each of n lines is a value, and none holds what Arrow reads otherwise."""
    return written.count(b"\n") == n - 1 and not any(part in written for part in _PARTS)


def _parsed(lines: bytes, kind: Any) -> Any:
    """What JSON holds as one list."""
    texts = pa.array(json.loads(lines), pa.string())
    return texts.dictionary_encode() if kind == _LABELS else texts.cast(kind)


def _read(lines: bytes, kind: Any) -> Any:
    """A value of each line."""
    data = lines + b"\n"
    table = csv.read_csv(
        pa.py_buffer(data),
        read_options=csv.ReadOptions(column_names=["value"], block_size=len(data)),
        parse_options=csv.ParseOptions(
            delimiter=_NEVER, quote_char=False, ignore_empty_lines=False
        ),
        convert_options=csv.ConvertOptions(column_types={"value": kind}),
    )
    return table["value"].combine_chunks()


def _places_in(known: Any, ids: Any, what: str) -> NDArray[np.int32]:
    """Where each id stands among those that are known."""
    at = pc.index_in(ids, value_set=known)
    if at.null_count:
        lost = ids.filter(pc.is_null(at))[0].as_py()
        raise InputError(
            f"{at.null_count} {what} that others name are not in the ledger, such as {lost!r}; "
            "`gongfu track verify` tells what was changed past it; restore a backup"
        )
    found: NDArray[np.int32] = at.to_numpy()
    return found


def _plain(column: Any) -> Any:
    """Days and numbers for numpy; texts stay Arrow's."""
    if pa.types.is_date32(column.type):
        return column.to_numpy(zero_copy_only=False).astype("datetime64[D]")
    return column.to_numpy(zero_copy_only=False) if column.type == pa.float64() else column


def _categories(coded: Any) -> pd.Categorical:
    return pd.Categorical.from_codes(coded.indices.to_numpy(), coded.dictionary.to_pylist())
