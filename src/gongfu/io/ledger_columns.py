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
_NEVER: Final = "\x1f"  # JSON writes it as an escape, so that it parts no column
_IDS_AT_ONCE: Final = 500
_WRITERS: Final = {
    # what writes texts, what stands between them, what writes numbers so that none is rounded
    "sqlite": (
        "json_group_array({0})",
        '","',
        "group_concat(CASE WHEN {0} = CAST({0} AS INTEGER) THEN CAST({0} AS INTEGER) "
        "ELSE printf('%!.17g', {0}) END, char(10))",
    ),
    "postgresql": ("json_agg({0})::text", '", "', "string_agg({0}::text, chr(10))"),
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
    write_text, between, write_number = _WRITERS[connection.dialect.name]
    parts = [write_text.format(name) for name in texts]
    parts += [write_number.format(number)] if number else []
    asked = f"SELECT count(*), {', '.join(parts)} FROM {table.name}"
    n, *written = connection.exec_driver_sql(asked).one()
    kinds = texts | ({number: pa.float64()} if number else {})
    if not n:
        return {name: _plain(pa.array([], kind)) for name, kind in kinds.items()}
    try:
        return {
            name: _plain(_read(text, kind) if name == number else _texts(text, between, n, kind))
            for (name, kind), text in zip(kinds.items(), written, strict=True)
        }
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise InputError(
            f"the table {table.name} holds a value that the ledger never writes ({error}); it was "
            "changed past the ledger; `gongfu track verify` tells which"
        ) from error


def _texts(written: str, between: str, n: int, kind: Any) -> Any:
    """What JSON holds as one list of texts, which is cut up as it is where none has an escape."""
    if "\\" not in written and written.count(between) == n - 1:
        return _read(written[2:-2].replace(between, "\n"), kind)
    texts = pa.array(json.loads(written), pa.string())
    return texts.dictionary_encode() if kind == _LABELS else texts.cast(kind)


def _read(lines: str, kind: Any) -> Any:
    """A value of each line."""
    data = f"{lines}\n".encode()
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
