"""Workbooks as documents: every visible sheet as a table of what its cells show."""

import datetime
import io
import re
import struct
import warnings
from decimal import Decimal
from typing import Any, Final

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from gongfu.errors import InputError
from gongfu.io.book_records import scan_xls
from gongfu.io.book_scan import Scan, as_percent, cells_named, scan_ods, scan_xlsx
from gongfu.io.book_stray import without_stray
from gongfu.io.containers import check_well_formed, packed
from gongfu.model.document import Document, Table

_ERROR: Final = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!)|Err:\d{3}")


def read_workbook(content: bytes, parts: dict[str, bytes] | None, name: str) -> Document:
    """The sheets of a workbook, as tables and as lines with tabs.

    Parameters
    ----------
    content, name
        The file, and what to call it in a message.
    parts
        What its container holds; None for Excel 97, which is none.

    Returns
    -------
    Document
        Numbers as they are kept, to 15 digits, with "%" where they are shown as per cent; a
        formula in error as what it shows.  Hidden sheets are left out, with a warning.

    Raises
    ------
    InputError
        It is damaged or locked, or a sheet of it spans too many cells.
    """
    try:
        if parts is not None:
            check_well_formed(parts, name)
        scans = _scans(content, parts, name)
        if parts is not None and isinstance(scans, dict):
            parts, scans = _near(parts, scans, name)
        for scan in scans.values() if isinstance(scans, dict) else scans:
            scan.check(name)
        book = CalamineWorkbook.from_filelike(
            io.BytesIO(content) if parts is None else packed(parts)
        )
        tables, hidden = [], []
        for at, sheet in enumerate(book.sheets_metadata):
            if sheet.visible != SheetVisibleEnum.Visible and len(book.sheet_names) > 1:
                hidden.append(sheet.name)
                continue
            scan = _scan_of(scans, sheet.name, at)
            table = _table(book, sheet.name, scan, name)
            if table.rows:
                tables.append(table)
    except PasswordError as error:
        raise InputError(f"{name}: it is locked by a password; save it without one") from error
    except InputError:
        raise
    except (
        CalamineError, etree.LxmlError, OSError, ValueError, KeyError, TypeError, AttributeError,
        IndexError, OverflowError, ArithmeticError, struct.error, RecursionError,
    ) as error:  # fmt: skip
        raise _unreadable(name, error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise _unreadable(name, error) from None
    if hidden:
        warnings.warn(
            f"{name}: hidden sheets are not read: {', '.join(map(repr, hidden))}; show them in the "
            "workbook if they are meant",
            stacklevel=4,
        )
    lines = []
    for table in tables:
        lines.append(table.name)
        rows = ("\t".join(" ".join(cell.split()) for cell in row).rstrip() for row in table.rows)
        lines.extend(row for row in rows if row)
    if not tables:
        raise InputError(f"{name}: its sheets are empty; check that it was saved")
    title = next((cell.strip() for row in tables[0].rows for cell in row if cell), "")
    return Document("\n".join(lines), name, title, kind="xlsx", tables=tuple(tables))


def _unreadable(name: str, error: BaseException) -> InputError:
    return InputError(
        f"{name}: it cannot be read as a workbook ({type(error).__name__}: {error}); open it in a "
        "spreadsheet program and save it as .xlsx"
    )


def _scans(
    content: bytes, parts: dict[str, bytes] | None, name: str
) -> dict[str, Scan] | list[Scan]:
    if parts is None:
        return scan_xls(content, name)
    if "xl/workbook.xml" in parts:
        return scan_xlsx(parts)
    if "content.xml" in parts:
        return scan_ods(parts)
    raise InputError(
        f"{name}: it is a binary workbook (.xlsb), which is not read; save it as .xlsx"
    )


def _near(
    parts: dict[str, bytes], scans: dict[str, Scan], name: str
) -> tuple[dict[str, bytes], dict[str, Scan]]:
    """The same without the cells far out, which are named, if a sheet spans too many cells."""
    if not any(scan.is_too_wide for scan in scans.values()):
        return parts, scans
    near, gone = without_stray(parts)
    if not gone:
        return parts, scans
    one = len(gone) == 1
    warnings.warn(
        f"{name}: {'a cell stands' if one else f'{len(gone):,} cells stand'} far out and "
        f"{'is' if one else 'are'} not read: {cells_named(gone)}; clear "
        f"{'it' if one else 'them'}, or move {'it' if one else 'them'} to the others if meant",
        stacklevel=5,
    )
    return near, scan_xlsx(near)


def _scan_of(scans: dict[str, Scan] | list[Scan], sheet: str, at: int) -> Scan:
    if isinstance(scans, dict):
        return scans.get(sheet, Scan())
    return scans[at] if at < len(scans) else Scan()


def _table(book: CalamineWorkbook, title: str, scan: Scan, name: str) -> Table:
    """A sheet as what its cells show, without the empty rows and columns after the last."""
    sheet = book.get_sheet_by_name(title)
    rows = [[_shown(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    widest = max(map(len, rows), default=0)
    for (row, column), words in scan.errors.items():
        if row < len(rows) and column < widest:
            rows[row][column] = words
    for (row, column), steps in scan.indents.items():
        if row < len(rows) and column < len(rows[row]) and rows[row][column].strip():
            rows[row][column] = "\u3000" * steps + rows[row][column]
    for row, column in scan.percents:
        if row < len(rows) and column < len(rows[row]) and _is_number(rows[row][column]):
            rows[row][column] = as_percent(rows[row][column])
    wrong = [
        (at, column)
        for at, row in enumerate(rows)
        for column, cell in enumerate(row)
        if cell[:1] in ("#", "E") and _ERROR.fullmatch(cell)
    ]
    for cells, what in (
        (wrong, "formulas in error"),
        (scan.uncomputed, "formulas without a result"),
    ):
        if cells:
            warnings.warn(
                f"{name}: {what} in sheet {title!r}, {cells_named(cells)}; correct them, compute "
                "the sheet in a spreadsheet program and save it",
                stacklevel=5,
            )
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((at + 1 for row in rows for at, cell in enumerate(row) if cell), default=0)
    merged = tuple(
        (a, b, min(c, len(rows) - 1), min(d, width - 1))
        for (a, b), (c, d) in sheet.merged_cell_ranges or ()
        if a < len(rows) and b < width
    )
    return Table(title, tuple(tuple(row[:width]) for row in rows), merged)


def _is_number(text: str) -> bool:
    plain = text.lstrip("-").replace(".", "", 1)
    return plain.isascii() and plain.isdigit()


def _shown(cell: Any) -> str:
    """A cell as text; a number to the 15 digits that a spreadsheet keeps."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return _plain(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell).rstrip().lstrip("\n\r")


def _plain(number: float) -> str:
    """15 digits without an exponent, and no zeros at the end."""
    short = f"{number:.15g}"
    if "e" not in short:
        return short
    return format(Decimal(short), "f")
