"""What each frame must hold: one tuple of columns per frame, one check for all.

`faults` lists everything that is wrong with a frame; `check_frame` raises it as one InputError.
A contract names the columns that the code relies on; a frame may hold more.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.model.kind import KINDS
from gongfu.model.place import LEVELS

STANDINGS: Final = ("published", "computed", "simulated")
GRADES: Final = ("official_table", "official_text", "secondary", "transcribed")
BOUNDS: Final = ("=", "~", ">", ">=", "<", "<=")
COMPARISONS: Final = ("<=", ">=", "<", ">")
ROLES: Final = ("figure", "condition", "target")
DECISIONS_MADE: Final = ("accepted", "rejected")
SHOWN_ROWS: Final = 3
OWN_UNIT: Final = "own"
"""Unit of a column of numbers that says elsewhere, or nowhere, what they are."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column the code relies on.

    `unit` "" means a label (text or bool); otherwise numbers in that unit within [low, high].
    `missing` allows empty cells; `choices` lists the only labels allowed; `optional` allows
    the column itself to be absent.
    """

    name: str
    unit: str = ""
    low: float = 0.0
    high: float = float("inf")
    missing: bool = False
    choices: tuple[str, ...] = ()
    optional: bool = False
    boolean: bool = False


LON: Final = Column("lon", "degrees", -180.0, 180.0)
LAT: Final = Column("lat", "degrees", -90.0, 90.0)

PLACES: Final = (
    Column("name"),
    Column("name_en"),
    Column("level", choices=LEVELS),
    Column("parent"),
    Column("lon", "degrees", -180.0, 180.0, missing=True, optional=True),
    Column("lat", "degrees", -90.0, 90.0, missing=True, optional=True),
)
COMMUNITIES: Final = (
    Column("place"),
    Column("name"),
    Column("residents", "people"),
    Column("urban", boolean=True),
    LON,
    LAT,
)
FACILITIES: Final = (
    Column("kind", choices=tuple(KINDS)),
    Column("name"),
    Column("capacity", "people", missing=True, optional=True),
    LON,
    LAT,
)
FIGURES: Final = (
    Column("place"),
    Column("indicator"),
    Column("period"),
    Column("value", OWN_UNIT, -float("inf")),
    Column("bound", choices=BOUNDS),
    Column("unit"),
    Column("source"),
    Column("standing", choices=STANDINGS),
    Column("grade", choices=GRADES),
    Column("via"),
    Column("note"),
    Column("doubt"),
)
TARGETS: Final = (
    Column("indicator"),
    Column("comparison", choices=COMPARISONS),
    Column("value", OWN_UNIT, -float("inf")),
    Column("unit"),
    Column("by", "year", 1900.0, 2200.0),
    Column("what"),
    Column("source"),
)
GROUPS: Final = (
    Column("group"),
    Column("place"),
    Column("since"),
    Column("until"),
    Column("source"),
)
PAIRINGS: Final = (Column("mountain"), Column("sea"), Column("period"), Column("source"))
INCOMES: Final = (
    Column("place"),
    Column("urban", boolean=True),
    Column("members", "people"),
    Column("income_yuan", "yuan per person"),
)

DOCUMENTS: Final = (
    Column("name"),
    Column("title"),
    Column("published"),
    Column("publisher"),
    Column("about"),
    Column("kind"),
    Column("grade", choices=GRADES),
    Column("read_on"),
    Column("text"),
)
EVIDENCE: Final = (
    Column("document"),
    Column("value"),
    Column("bound", choices=BOUNDS),
    Column("unit"),
    Column("indicator"),
    Column("term"),
    Column("place"),
    Column("place_code"),
    Column("period"),
    Column("whom"),
    Column("number"),
    Column("sentence"),
    Column("start", "characters"),
    Column("end", "characters"),
    Column("number_start", "characters"),
    Column("number_end", "characters"),
    Column("role", choices=ROLES),
    Column("accepted", boolean=True),
    Column("doubts"),
    Column("confidence", "share", 0.0, 1.0),
    Column("standing", choices=STANDINGS),
)
DECISIONS: Final = (
    Column("figure"),
    Column("decision", choices=DECISIONS_MADE),
    Column("by"),
    Column("reason"),
    Column("on"),
    Column("indicator"),
    Column("place_code"),
    Column("period"),
)


def faults(
    frame: pd.DataFrame, columns: tuple[Column, ...], rows: np.ndarray | None = None
) -> list[str]:
    """Everything wrong with `frame`, each fault in words that name the rows.

    `rows` (n,) are the numbers by which the reader knows the rows, such as those of a
    spreadsheet; without it the first row is 1.
    """
    rows = np.arange(1, len(frame) + 1) if rows is None else rows
    found = [] if frame.index.is_unique else [_repeats(frame.index, rows)]
    if frame.index.hasnans:
        found.append(
            f"its index {frame.index.name or ''!r} is empty in "
            f"{row_words(frame.index.isna(), rows)}"
        )
    for column in columns:
        if column.name not in frame.columns:
            if not column.optional:
                found.append(f"no column {column.name!r}; it has {list(map(str, frame.columns))}")
            continue
        found += _column_faults(frame[column.name], column, rows)
    return found


def written(name: object) -> str:
    """A label as a person writes it in a message: numbers of numpy without their type."""
    return repr(name.item() if isinstance(name, np.generic) else name)


def check_frame(frame: pd.DataFrame, columns: tuple[Column, ...], name: str) -> None:
    """Raise one InputError that lists every fault; ask only for what you use."""
    found = faults(frame, columns)
    if found:
        raise InputError(f"{name}: " + "; ".join(found))


def _column_faults(values: pd.Series, column: Column, rows: np.ndarray) -> list[str]:
    empty = values.isna().to_numpy()
    found = []
    if empty.any() and not column.missing:
        found.append(
            f"{column.name!r} is missing in {row_words(empty, rows)}; fill it or drop them"
        )
    if column.boolean and not pd.api.types.is_bool_dtype(values):
        found.append(f"{column.name!r} must be true or false, not {values.dtype}")
    elif column.unit:
        found += _number_faults(values, column, empty, rows)
    elif column.choices:
        odd = ~values.isin(column.choices).to_numpy() & ~empty
        if odd.any():
            found.append(
                f"{column.name!r} is {values[odd].iloc[0]!r} in {row_words(odd, rows)}; "
                f"allowed: {', '.join(column.choices)}"
            )
    return found


def _number_faults(
    values: pd.Series, column: Column, empty: np.ndarray, rows: np.ndarray
) -> list[str]:
    if not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        unit = "" if column.unit == OWN_UNIT else f" in {column.unit}"
        return [f"{column.name!r} must be numbers{unit}, not {values.dtype}"]
    numbers = values.to_numpy(float, na_value=np.nan)
    outside = ~empty & ~((numbers >= column.low) & (numbers <= column.high) & np.isfinite(numbers))
    if not outside.any():
        return []
    need = "a finite number" if column.unit == OWN_UNIT else f"finite {column.unit}"
    if column.low > -np.inf:
        need += f" from {column.low:g}"
    if column.high < np.inf:
        need += f" to {column.high:g}"
    return [
        f"{column.name!r} is {numbers[outside][0]} in {row_words(outside, rows)}; it must be {need}"
    ]


def _repeats(index: pd.Index, rows: np.ndarray) -> str:
    twice = index[index.duplicated()].unique()
    ids = "id" if len(twice) == 1 else "ids"
    return (
        f"its index {index.name or ''!r} repeats {len(twice)} {ids}, such as "
        f"{written(twice[0])} in "
        f"{row_words(index == twice[0], rows)}; give every row an id of its own"
    )


def row_words(mask: np.ndarray, rows: np.ndarray) -> str:
    """The rows where `mask` holds, in words: how many, and the numbers of the first few."""
    at = np.flatnonzero(mask)
    shown = ", ".join(str(row) for row in rows[at[:SHOWN_ROWS]])
    more = ", …" if at.size > SHOWN_ROWS else ""
    return f"{at.size} rows ({shown}{more})" if at.size > 1 else f"row {shown}"
