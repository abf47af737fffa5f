"""The tables of a document as tidy rows."""

from pathlib import Path
from typing import Any

import pandas as pd

from gongfu.errors import InputError
from gongfu.evidence.sheets import COLUMNS, tidy
from gongfu.io.answers import write_table
from gongfu.io.documents import read_document
from gongfu.report.evidence_screen import table_lines


def tidy_tables(path: str | Path, *, table: str = "", language: str = "en") -> dict[str, Any]:
    """The figures of every table of a document, one row for each.

    Parameters
    ----------
    path
        A workbook, a CSV file, or a Word file, web page, PDF or text with tables.
    table
        Only the sheet or table of this name.
    language
        Of `told`.

    Returns
    -------
    dict
        `rows`, a frame with `table` before the columns of `evidence.sheets.tidy`; `told`, lines
        for each table: its title, how many figures, its notes, and what could not be read.

    Raises
    ------
    InputError, NotFoundError
        The file cannot be read, or holds no such table.
    """
    document = read_document(Path(path))
    names = [one.name for one in document.tables]
    if not names:
        raise InputError(f"{path}: there is no table in it; `gongfu evidence read` reads its text")
    if table and table not in names:
        raise InputError(f"{path}: there is no table {table!r}; there are {', '.join(names)}")
    frames, told = [], []
    for one in document.tables:
        if table in ("", one.name):
            sheet = tidy(one)
            frames.append(sheet.frame.assign(table=one.name))
            n = len(sheet.frame)
            told += table_lines(one.name, sheet.title, n, sheet.notes, sheet.faults, language)
    rows = pd.concat(frames, ignore_index=True)[["table", *COLUMNS]]
    return {"rows": rows, "told": told}


def write_rows(answer: dict[str, Any], path: Path) -> None:
    """Write the rows as CSV or Parquet, whole or not at all."""
    write_table(answer["rows"], path)
