"""The sheets of a workbook (.xlsx, .xls, .ods) as text, with the row that holds the headings.

Bureaus put titles above the headings, join cells of headings, and keep codes as numbers: here
that becomes one line of headings and rows of text, as a CSV file would hold them.
"""

import datetime
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import python_calamine
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from gongfu.errors import InputError
from gongfu.io.book_spans import check_spans
from gongfu.io.headings import known_headings, plain_heading

BOOK_SUFFIXES: Final = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_HEAD_ROWS: Final = 30  # headings are looked for in the first rows that hold anything
_WHOLE: Final = 1e15  # a spreadsheet keeps 15 digits


def read_book(
    path: Path, part: str = "", known: Collection[str] = ()
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Headings and rows of one sheet of a workbook.

    Parameters
    ----------
    path
        The workbook.
    part
        Name of the sheet; "" takes the first visible one that holds anything.
    known
        Headings to look for besides those of `headings.known_headings`.

    Returns
    -------
    tuple
        The headings, and for each row that is not empty its number in the spreadsheet and its
        cells as text, as many as headings.  A warning says which sheet was taken of several, and
        which row holds the headings if it is not the first.

    Raises
    ------
    InputError
        The workbook is damaged, locked, or no workbook; it has no such sheet; it holds nothing.
    """
    name, table = _table(path, part)
    filled = [(at, row) for at, row in enumerate(table) if any(row)]
    if not filled:
        raise InputError(f"{path.name}: sheet {name!r} is empty; name another as {path.name}#SHEET")
    first, last, headings = _headings(filled, {plain_heading(word) for word in known})
    if first != filled[0][0] or first != last:
        rows = f"row {first + 1}" if first == last else f"rows {first + 1} and {last + 1}"
        some = ", ".join(word for word in headings if word)[:60]
        warnings.warn(f"{path.name}: headings are taken from {rows} ({some})", stacklevel=5)
    body = [(at + 1, row) for at, row in filled if at > last]
    used = [
        column
        for column, word in enumerate(headings)
        if word or any(row[column] for _, row in body)
    ]
    named = [headings[column] or f"column {_letters(column)}" for column in used]
    return named, [
        (number, [row[column] for column in used])
        for number, row in body
        if any(row[column] for column in used)
    ]


def sheet_names(path: Path) -> list[str]:
    """What the sheets of a workbook are called, in their order; InputErrors as from `read_book`."""
    with _words_for(path):
        return list(python_calamine.load_workbook(path).sheet_names)


@contextmanager
def _words_for(path: Path) -> Iterator[None]:
    """Errors of the reader in our words."""
    try:
        yield
    except PasswordError as error:
        raise InputError(f"{path.name}: it is locked by a password; save it without one") from error
    except (CalamineError, OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            f"{path.name}: it cannot be read as a workbook{_really(path)} ({error}); open it in a "
            "spreadsheet program and save it as .xlsx or as CSV (UTF-8)"
        ) from error


def _table(path: Path, part: str) -> tuple[str, list[list[str]]]:
    """Name and cells of the sheet that is meant."""
    with _words_for(path):
        check_spans(path)
        book = python_calamine.load_workbook(path)
        shown = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible
        ] or book.sheet_names
        if part and part not in book.sheet_names:
            raise InputError(
                f"{path.name}: no sheet {part!r}; it has {', '.join(map(repr, book.sheet_names))}"
            )
        tables = {name: _cells(book, name) for name in ([part] if part else shown)}
    held = [name for name, table in tables.items() if table]
    if not held:
        raise InputError(f"{path.name}: its sheets are empty; check that it was saved")
    if len(held) > 1:
        warnings.warn(
            f"{path.name}: sheet {held[0]!r} is taken, the first of {len(held)} "
            f"({', '.join(held)}); name another as {path.name}#SHEET",
            stacklevel=6,
        )
    return held[0], tables[held[0]]


def _cells(book: CalamineWorkbook, name: str) -> list[list[str]]:
    return [
        [_text(cell) for cell in row]
        for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    ]


def _text(cell: Any) -> str:
    """A cell as its reader sees it: a code that was kept as 330102000000.0 has no decimals."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _WHOLE else repr(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell).strip()


def _headings(filled: list[tuple[int, list[str]]], known: set[str]) -> tuple[int, int, list[str]]:
    """First and last row (from 0) of the headings, and the headings.

    The row with most words that we know; if no row has two, the first that fills half as many
    cells as the fullest: titles stand in one joined cell.  A row above fills the gaps of a lower
    one, and a row below with words that we know goes before the upper one.
    """
    head = filled[:_HEAD_ROWS]
    words = known | known_headings()
    score = [sum(plain_heading(cell) in words for cell in row if cell) for _, row in head]
    n_filled = [sum(map(bool, row)) for _, row in head]
    at = score.index(max(score))
    if score[at] < 2 and 2 * n_filled[at] < max(n_filled):
        at = next(i for i, n in enumerate(n_filled) if 2 * n >= max(n_filled))
    first, row = head[at]
    last, headings = first, list(row)
    if at + 1 < len(head) and score[at + 1] and _below(head[at + 1][1], row):
        last = head[at + 1][0]
        headings = [lower or upper for lower, upper in zip(head[at + 1][1], row, strict=True)]
    elif at and n_filled[at - 1] > 1 and _below(row, head[at - 1][1]):
        first = head[at - 1][0]
        headings = [lower or upper for lower, upper in zip(row, head[at - 1][1], strict=True)]
    return first, last, [" ".join(word.split()) for word in headings]


def _below(lower: list[str], upper: list[str]) -> bool:
    """Whether two rows make one line of headings: the lower leaves out what the upper names."""
    return any(u and not w for w, u in zip(lower, upper, strict=True)) and any(
        w and not u for w, u in zip(lower, upper, strict=True)
    )


def _really(path: Path) -> str:
    """What a file that only bears a workbook's suffix seems to be."""
    start = path.read_bytes()[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<meta", b"<?xml")):
        return ": it is a web page under another name"
    if start and not start.startswith((b"pk", b"\xd0\xcf\x11\xe0")) and b"\0" not in start:
        return ": it is text under another name; if it is CSV, call it .csv"
    return ""


def _letters(column: int) -> str:
    """The letters of a spreadsheet's column, 0 being A."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
