"""What a workbook's own XML says of its cells before a reader lays them out: XLSX and ODS.

The reader of workbooks (calamine) gives errors as empty cells and shares without their per cent
sign, and asks for memory for every cell between the first and the last: two cells far enough apart
would end the program.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from lxml import etree

from gongfu.errors import InputError

CELLS_MAX: Final = 4_000_000
"""Cells between the first and the last of a sheet."""
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT: Final = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_PERCENT: Final = (9, 10)  # built-in formats of numbers: 0% and 0.00%
_TAGS: Final = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^>]*)>")
_ATTRIBUTE: Final = re.compile(rb"""(?<![\w:])([rst])\s*=\s*["']([^"']*)["']""")
_VALUE: Final = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]{0,40})<")
_REFERENCE: Final = re.compile(rb"([A-Za-z]{1,3})(\d{1,7})")
_ODS: Final = re.compile(
    rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^>]*)>"
)
_ROWS: Final = re.compile(rb"""table:number-rows-repeated\s*=\s*["'](\d{1,9})""")
_COLUMNS: Final = re.compile(rb"""table:number-columns-repeated\s*=\s*["'](\d{1,9})""")
_KIND: Final = re.compile(rb"""office:value-type\s*=\s*["'](\w+)""")
_STEPS_MAX: Final = 15  # that a style may set a text in


@dataclass(slots=True)
class Scan:
    """What stands out in a sheet; positions are (row, column) from 0.

    errors: formulas in error and what they show; uncomputed: formulas that hold no result;
    percents: numbers that are shown as per cent; indents: texts that a style sets in, by how many
    steps; last: the last row and column that hold something.
    """

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncomputed: list[tuple[int, int]] = field(default_factory=list)
    percents: set[tuple[int, int]] = field(default_factory=set)
    indents: dict[tuple[int, int], int] = field(default_factory=dict)
    last: tuple[int, int] = (-1, -1)

    def reaches(self, row: int, column: int) -> None:
        """Take note that a cell holds something."""
        self.last = max(self.last[0], row), max(self.last[1], column)

    @property
    def is_too_wide(self) -> bool:
        """Whether the sheet spans more cells than are read."""
        return (self.last[0] + 1) * (self.last[1] + 1) > CELLS_MAX

    def check(self, name: str) -> None:
        """Raise an InputError if the sheet spans more cells than are read."""
        rows, columns = self.last[0] + 1, self.last[1] + 1
        if self.is_too_wide:
            raise InputError(
                f"{name}: a sheet spans {rows:,} rows and {columns:,} columns; at most "
                f"{CELLS_MAX:,} cells are read: clear the cells far out, or divide it"
            )


def scan_xlsx(parts: dict[str, bytes]) -> dict[str, Scan]:
    """Of each sheet of an XLSX file, by name, what stands out in it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    book = etree.fromstring(parts["xl/workbook.xml"], parser)
    links = etree.fromstring(parts["xl/_rels/workbook.xml.rels"], parser)
    targets = {
        link.get("Id"): posixpath.normpath(posixpath.join("/xl", link.get("Target", "")))[1:]
        for link in links.iter("{*}Relationship")
    }
    styles = _styles(parts.get("xl/styles.xml"), parser)
    scans = {}
    for sheet in book.iter("{*}sheet"):
        key = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
        content = parts.get(targets.get(key, ""))
        if content is not None:
            scans[sheet.get("name", "")] = _sheet(content, *styles)
    return scans


def _styles(
    content: bytes | None, parser: etree.XMLParser
) -> tuple[frozenset[bytes], dict[bytes, int]]:
    """The numbers of the cell styles that show a share as per cent, and of those that set in."""
    if content is None:
        return frozenset(), {}
    root = etree.fromstring(content, parser)
    custom = {
        one.get("numFmtId"): "%" in one.get("formatCode", "") for one in root.iter("{*}numFmt")
    }
    custom = {str(at): True for at in _PERCENT} | custom
    cells = root.find("{*}cellXfs")
    shown, set_in = set(), {}
    for at, style in enumerate([] if cells is None else cells.iterchildren("{*}xf")):
        if custom.get(style.get("numFmtId"), False):
            shown.add(str(at).encode())
        alignment = style.find("{*}alignment")
        steps = "" if alignment is None else alignment.get("indent", "")
        if steps.isascii() and steps.isdigit() and 0 < int(steps[:3]) <= _STEPS_MAX:
            set_in[str(at).encode()] = int(steps)
    return frozenset(shown), set_in


def _sheet(content: bytes, shown: frozenset[bytes], set_in: dict[bytes, int]) -> Scan:
    scan = Scan()
    row, column = -1, -1
    for tag in _TAGS.finditer(content):
        of = dict(_ATTRIBUTE.findall(tag[2]))
        if tag[1] == b"row":
            number = of.get(b"r", b"")
            row = int(number) - 1 if number.isdigit() and len(number) < 9 else row + 1
            column = -1
            continue
        column += 1
        at = _REFERENCE.fullmatch(of.get(b"r", b""))
        if at:
            row, column = int(at[2]) - 1, _column(at[1])
        if tag[2].endswith(b"/"):
            continue
        scan.reaches(row, column)
        if of.get(b"t") == b"e":
            value = _VALUE.search(content, tag.end(), tag.end() + 10_000)
            scan.errors[row, column] = value[1].decode("latin-1") if value else "#VALUE!"
        elif of.get(b"s") in shown and of.get(b"t", b"n") == b"n":
            scan.percents.add((row, column))
        elif of.get(b"s") in set_in and of.get(b"t") in (b"s", b"inlineStr", b"str"):
            scan.indents[row, column] = set_in[of[b"s"]]
        if content.startswith(b"<f", tag.end()):
            end = content.find(b"</c>", tag.end())
            if end >= 0 and content.find(b"<v", tag.end(), end) < 0:
                scan.uncomputed.append((row, column))
    return scan


def scan_ods(parts: dict[str, bytes]) -> list[Scan]:
    """Of each sheet of an ODS file, in order, what stands out in it."""
    scans: list[Scan] = []
    row = column = 0
    n_rows = 1
    for tag in _ODS.finditer(parts.get("content.xml", b"")):
        if tag[1] == b"table":
            scans.append(Scan())
            row, column, n_rows = 0, 0, 0
        elif not scans:
            continue
        elif tag[1] == b"table-row":
            row, column = row + n_rows, 0
            n_rows = _repeated(_ROWS, tag[2])
        else:
            n_columns = _repeated(_COLUMNS, tag[2])
            kind = _KIND.search(tag[2])
            if kind:
                scans[-1].reaches(row + n_rows - 1, column + n_columns - 1)
                if kind[1] == b"percentage" and n_rows * n_columns <= CELLS_MAX:
                    scans[-1].percents.update(
                        (row + down, column + right)
                        for down in range(n_rows)
                        for right in range(n_columns)
                    )
            column += n_columns
    return scans


def _repeated(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found[1]) if found else 1


def _column(letters: bytes) -> int:
    """The position of a column, 0 being A."""
    number = 0
    for one in letters.upper():
        number = number * 26 + one - 64
    return number - 1


def cell_position(name: str) -> tuple[int, int] | None:
    """Where a cell stands by its name: "B7" is (6, 1); None if it is no name."""
    found = _REFERENCE.fullmatch(name.encode())
    return (int(found[2]) - 1, _column(found[1])) if found else None


def as_percent(text: str) -> str:
    """A share as it is shown: "0.049" is "4.9%"."""
    number = Decimal(text) * 100
    plain = format(number.normalize(), "f")
    return f"{plain}%"


def cells_named(cells: Iterator[tuple[int, int]] | list[tuple[int, int]], most: int = 5) -> str:
    """Cells as a spreadsheet calls them: "B7, C7 and 3 more"."""
    names = [cell_name(row, column) for row, column in cells]
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def cell_name(row: int, column: int) -> str:
    """What a spreadsheet calls a cell: (6, 1) is "B7"."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
