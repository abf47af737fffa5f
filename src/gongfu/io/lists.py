"""Several tables that belong together: the sheets of one workbook, or the files of one folder."""

import re
import unicodedata
import warnings
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from gongfu.errors import InputError, NotFoundError
from gongfu.io.books import BOOK_SUFFIXES, sheet_names
from gongfu.io.headings import plain_heading
from gongfu.io.sheets import (
    PARQUET_SUFFIXES,
    TABLE_SUFFIXES,
    Sheet,
    read_sheet,
    sheet_numbers,
    sheet_texts,
)
from gongfu.model.schema import row_words
from gongfu.units import WAN, YI

SIMULATED: Final = ("simulated", "模拟值", "模拟")
"""What a column `standing` says of invented rows."""
_YUAN: Final[Mapping[str, float]] = {"元": 1.0, "万元": WAN, "亿元": YI, "yuan": 1.0}
_IN_YUAN: Final = re.compile(r"^(.+?)[(\[_:,]*(?:单位:?)?(元|万元|亿元|yuan)[)\]]*$")
_FEN: Final = 2  # decimals of a yuan


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a list.

    words: headings that are understood beside `name`; number: holds numbers, else text; yuan:
    holds money, under a heading that may say 万元 or 亿元; optional: need not be there; blank: a
    cell may be empty (NaN or None).
    """

    name: str
    words: tuple[str, ...] = ()
    number: bool = False
    yuan: bool = False
    optional: bool = False
    blank: bool = False


@dataclass(frozen=True, slots=True)
class ListTable:
    """One table among several: what its sheet or file is called, and what it holds.

    rest: columns that are none of these come as well, as text under their own headings; passed:
    columns that are not read, of which nobody need be told; filled: columns of text that no row
    may leave empty, the first one is anyway; refers: column -> the list in whose first column its
    values must stand; once: columns whose values together stand in one row only, None: the first.
    """

    name: str
    words: tuple[str, ...]
    columns: tuple[ListColumn, ...]
    optional: bool = False
    rest: bool = False
    passed: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    refers: Mapping[str, str] = field(default_factory=dict)
    once: tuple[str, ...] | None = None

    def answers_to(self, name: str) -> bool:
        """Whether a sheet or file of that name is this table."""
        return plain_heading(name) in map(plain_heading, (self.name, *self.words))


def read_lists(
    path: str | Path,
    tables: Sequence[ListTable],
    *,
    numbered: bool = False,
    passed: Collection[str] = (),
) -> dict[str, pd.DataFrame]:
    """The tables that are there, by name.

    Parameters
    ----------
    path
        A workbook whose sheets, or a folder whose files, are called as the tables.
    tables
        What to look for.
    numbered
        Add a column `row` to each: its number as a spreadsheet shows it, where the headings are
        row 1.
    passed
        Names of sheets or files that are not read, of which nobody need be told.

    Returns
    -------
    dict
        Table name -> frame with our column names; columns and tables that are optional and absent
        are left out.  Rows keep their order.

    Raises
    ------
    NotFoundError
        There is no such workbook or folder.
    InputError
        A table or column is absent, stands twice, or has empty cells; the rows are named.

    Warns
    -----
    UserWarning
        A sheet or file that is none of the tables, or a column that is none of theirs.
    """
    path = Path(path)
    parts = _parts(path)
    found: dict[str, pd.DataFrame] = {}
    for table in tables:
        mine = [name for name in parts if table.answers_to(name)]
        if len(mine) > 1:
            raise InputError(
                f"{path.name}: {' and '.join(map(repr, mine))} are both the list of {table.name}; "
                "leave one"
            )
        if mine:
            sheet = read_sheet(parts[mine[0]], known=_headings(table))
            frame = _read(sheet, table)
            found[table.name] = frame.assign(row=sheet.rows) if numbered else frame
        elif not table.optional:
            raise InputError(
                f"{path.name}: no list {table.name!r}; a workbook needs a sheet and a folder a "
                f"file of that name{f' or {table.words[0]!r}' if table.words else ''}; it has "
                f"{', '.join(map(repr, parts)) or 'none'}"
            )
    other = [
        name
        for name in parts
        if name not in passed and not any(table.answers_to(name) for table in tables)
    ]
    if other:
        warnings.warn(
            f"{path.name}: not read: {', '.join(other)}; lists are called "
            f"{', '.join(table.name for table in tables)}",
            stacklevel=2,
        )
    return found


def read_list(path: str | Path, table: ListTable) -> pd.DataFrame:
    """One table in a file of its own, whatever the file is called.

    Parameters
    ----------
    path
        A table, or one sheet of a workbook as FILE#SHEET.
    table
        What it holds.

    Returns
    -------
    DataFrame
        As `read_lists`.

    Raises
    ------
    InputError
        The file cannot be read, or a column is absent, stands twice, or has empty cells.

    Warns
    -----
    UserWarning
        A column is none of the table's.
    """
    return _read(read_sheet(path, known=_headings(table)), table)


def _parts(path: Path) -> dict[str, str]:
    """Name of each sheet or file -> what `read_sheet` opens."""
    if path.is_dir():
        suffixes = (*TABLE_SUFFIXES, *BOOK_SUFFIXES, *PARQUET_SUFFIXES)
        files = sorted(one for one in path.iterdir() if one.suffix.lower() in suffixes)
        names = [one.stem for one in files]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise InputError(f"{path.name}: two files are called {twice[0]!r}; leave one")
        return dict(zip(names, map(str, files), strict=True))
    if not path.is_file():
        raise NotFoundError(f"no workbook and no folder {str(path)!r}; check the path")
    if path.suffix.lower() not in BOOK_SUFFIXES:
        raise InputError(
            f"{path.name}: it is one table, and several are needed; give a workbook with a sheet "
            "for each, or a folder with a file for each"
        )
    return {name: f"{path}#{name}" for name in sheet_names(path)}


def _headings(table: ListTable) -> tuple[str, ...]:
    return tuple(word for column in table.columns for word in (column.name, *column.words))


def _read(sheet: Sheet, table: ListTable) -> pd.DataFrame:
    """The columns of one table under our names."""
    name = f"{sheet.name}, {table.name}"
    columns: dict[str, pd.Series] = {}
    taken = set()
    for column in table.columns:
        known = {plain_heading(word) for word in (column.name, *column.words)}
        mine = [
            (str(heading), factor)
            for heading in sheet.frame.columns
            for word, factor in (_money(str(heading)) if column.yuan else [(str(heading), 1.0)])
            if plain_heading(word) in known
        ]
        mine = list(dict(mine).items())
        if len(mine) > 1:
            raise InputError(
                f"{name}: {' and '.join(repr(heading) for heading, _ in mine)} are both "
                f"{column.name}; leave one"
            )
        if not mine:
            if column.optional:
                continue
            also = f" (or {column.words[0]!r})" if column.words else ""
            raise InputError(
                f"{name}: no column {column.name!r}{also}; it has "
                f"{', '.join(map(str, sheet.frame.columns))}: rename the one you mean"
            )
        heading, factor = mine[0]
        taken.add(heading)
        columns[column.name] = _cells(sheet, heading, column, name, factor)
    taken.update(table.passed)
    other = [str(heading) for heading in sheet.frame.columns if str(heading) not in taken]
    if table.rest:
        for heading in other:
            blank = ListColumn(heading, blank=True)
            columns[heading] = _cells(sheet, heading, blank, name, 1.0)
    elif other:
        warnings.warn(f"{name}: columns not read: {', '.join(other)}", stacklevel=3)
    return pd.DataFrame(columns).reset_index(drop=True)


def _money(heading: str) -> list[tuple[str, float]]:
    """What a heading of money may mean: as it is, and without its unit."""
    plain = "".join(unicodedata.normalize("NFKC", heading).lower().split())
    found = _IN_YUAN.match(plain)
    return [(heading, 1.0), *([(found[1], _YUAN[found[2]])] if found else [])]


def _cells(sheet: Sheet, heading: str, column: ListColumn, name: str, factor: float) -> pd.Series:
    """The cells of one column, none of them empty unless they may be."""
    if column.number or column.yuan:
        values = sheet_numbers(sheet, heading)
        empty = values.isna().to_numpy()
        if factor != 1.0:
            values = (values * factor).round(_FEN)
    else:
        values = sheet_texts(sheet, heading).astype(object)
        empty = (values == "").to_numpy()
        values = values.where(~np.asarray(empty), None)
    if empty.any() and not column.blank:
        raise InputError(f"{name}: {heading!r} is empty in {row_words(empty, sheet.rows)}; fill it")
    return values
