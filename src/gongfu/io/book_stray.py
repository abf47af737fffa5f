"""Cells far out in a sheet of an XLSX file, which would make it span millions of empty ones."""

from itertools import pairwise
from typing import Final

from lxml import etree

from gongfu.io.book_scan import CELLS_MAX, cell_position

_ROWS_APART: Final = 1_000
_COLUMNS_APART: Final = 100
"""So many empty rows or columns end what belongs together."""
_SHEETS: Final = "xl/worksheets/"


def without_stray(parts: dict[str, bytes]) -> tuple[dict[str, bytes], list[tuple[int, int]]]:
    """The parts of an XLSX file without the cells far out, and where those stood.

    A sheet that spans too many cells ends where 1,000 empty rows or 100 empty columns follow, if
    most of its cells stand before; otherwise it stays as it is, and its reader refuses it.
    """
    answer, gone = dict(parts), []
    for part, content in parts.items():
        if part.startswith(_SHEETS) and part.endswith(".xml"):
            answer[part], dropped = _cut(content)
            gone += dropped
    return answer, gone


def _cut(content: bytes) -> tuple[bytes, list[tuple[int, int]]]:
    """A sheet up to the first wide gap, and the cells behind it."""
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    cells = _cells(root)
    held = [at for at, cell in cells if len(cell)]
    if not held or _span(held) <= CELLS_MAX:
        return content, []
    last_row = _before_gap({row for row, _ in held}, _ROWS_APART)
    last_column = _before_gap({column for row, column in held if row <= last_row}, _COLUMNS_APART)
    kept = [at for at in held if at[0] <= last_row and at[1] <= last_column]
    if 2 * len(kept) <= len(held) or _span(kept) > CELLS_MAX:
        return content, []
    for (row, column), cell in cells:
        if row > last_row or column > last_column:
            cell.getparent().remove(cell)
    for row in root.findall("{*}sheetData/{*}row"):
        if not len(row):
            row.getparent().remove(row)
    for stated in root.findall("{*}dimension"):
        root.remove(stated)
    near = set(kept)
    return etree.tostring(root), [at for at in held if at not in near]


def _cells(root: etree._Element) -> list[tuple[tuple[int, int], etree._Element]]:
    """The cells of a sheet and where they stand, also where they do not say it."""
    found = []
    row = -1
    for line in root.iterfind("{*}sheetData/{*}row"):
        number = line.get("r", "")
        row = int(number) - 1 if number.isdigit() else row + 1
        column = -1
        for cell in line.iterfind("{*}c"):
            at = cell_position(cell.get("r", ""))
            row, column = at if at else (row, column + 1)
            found.append(((row, column), cell))
    return found


def _span(held: list[tuple[int, int]]) -> int:
    return (max(row for row, _ in held) + 1) * (max(column for _, column in held) + 1)


def _before_gap(filled: set[int], apart: int) -> int:
    """The last filled position before the first wide gap."""
    ordered = sorted(filled)
    return next((a for a, b in pairwise(ordered) if b - a > apart), ordered[-1])
