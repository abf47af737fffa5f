"""Tables of a ledger column by column, for counts over millions of rows."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, Table, select

from gongfu.io.ledger_tables import DELIVERABLES, EVIDENCE, ITEMS
from gongfu.track.progress import Facts, Promises

_AT_ONCE: Final = 20_000
_TEXTS: Final = ("item_id", "place", "owner", "unit")


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
    ids: list[str] = []
    texts = {name: _Coded() for name in _TEXTS}
    days, quantities = (_Coded(), _Coded()), []
    names = ("deliverable_id", *_TEXTS, "start_on", "due_on", "quantity")
    for columns in _columns(connection, DELIVERABLES, names):
        ids += columns[0]
        for name, values in zip(_TEXTS, columns[1:], strict=False):
            texts[name].take(values)
        days[0].take(columns[-3])
        days[1].take(columns[-2])
        quantities.append(np.array(columns[-1], float))
    fields = {
        str(item): str(field)
        for columns in _columns(connection, ITEMS, ("item_id", "field"))
        for item, field in zip(*columns, strict=True)
    }
    item = texts.pop("item_id")
    names_of = sorted(set(fields.values()))
    at = {name: k for k, name in enumerate(names_of)}
    field_of = np.array([at[fields[one]] for one in item.found], np.int64)
    coded = {
        name: pd.Categorical.from_codes(one.codes(), list(one.found)) for name, one in texts.items()
    }
    field = pd.Categorical.from_codes(field_of[item.codes()] if ids else [], names_of)
    rows = pd.DataFrame({"deliverable_id": np.array(ids, object), "field": field, **coded})
    promises = Promises(days[0].days(), days[1].days(), _joined(quantities, float))
    return rows, promises, _facts(connection, ids)


def _facts(connection: Connection, ids: list[str]) -> Facts:
    position = dict(zip(ids, range(len(ids)), strict=True))
    at, on, quantities = [], _Coded(), []
    for columns in _columns(connection, EVIDENCE, ("deliverable_id", "on_day", "quantity")):
        at.append(np.fromiter(map(position.__getitem__, columns[0]), np.int64, len(columns[0])))
        on.take(columns[1])
        quantities.append(np.array(columns[2], float))
    return Facts(_joined(at, np.int64), on.days(), _joined(quantities, float))


class _Coded:
    """A column of few different values, as the values and a code per row."""

    def __init__(self) -> None:
        self.found: dict[Any, int] = {}
        self._parts: list[NDArray[np.int64]] = []

    def take(self, values: Sequence[Any]) -> None:
        found = self.found
        for one in dict.fromkeys(values):
            found.setdefault(one, len(found))
        self._parts.append(np.fromiter(map(found.__getitem__, values), np.int64, len(values)))

    def codes(self) -> NDArray[np.int64]:
        return _joined(self._parts, np.int64)

    def days(self) -> NDArray[np.datetime64]:
        return np.array([str(one) for one in self.found], "datetime64[D]")[self.codes()]


def _joined(parts: Sequence[NDArray[Any]], kind: Any) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0, kind)


def _columns(
    connection: Connection, table: Table, names: Iterable[str]
) -> Iterator[list[Sequence[Any]]]:
    """Columns of a part of the rows after the other."""
    asked = select(*(table.c[name] for name in names)).compile(dialect=connection.dialect)
    cursor: Any = connection.connection.cursor()
    cursor.execute(str(asked))
    while rows := cursor.fetchmany(_AT_ONCE):
        yield list(zip(*rows, strict=True))
    cursor.close()
