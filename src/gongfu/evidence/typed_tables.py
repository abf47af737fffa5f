"""Tables typed as plain text: columns by tabs, bars or blanks, below a line of headings."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from gongfu.evidence.sheet_cells import is_year, read_cell
from gongfu.model.document import Table

_LEAST: Final = 3
"""Lines of a table, with its headings; with single blanks rows alone."""
_HEADS: Final = 3
_APART: Final = 2  # empty lines or rules that may stand between two rows
_TITLES: Final = 2
_CELL: Final = 40
_TITLE: Final = 60
_RULE: Final = re.compile(r"[\s|:+=—─-]*[-=─—]{3}[\s|:+=—─-]*")
_BLANKS: Final = re.compile(r"[ \u3000]{2,}|\t")
_SENTENCE: Final = re.compile(r"[。！？；!?;，]\s*$|[，。；].*[，。；]")
_STOP: Final = re.compile(r"[。！？；，]")
_MAYBE: Final = re.compile(r"[\t|]|\S[ \u3000]{2,}\S|\d[\d.,%]* +-?\d")


class _Line(NamedTuple):
    text: str
    kind: str  # by what its cells are divided: "tab", "bar", "blanks", "blank"; "" if by nothing
    cells: tuple[str, ...]


def typed_tables(text: str) -> tuple[Table, ...]:
    """The tables that stand in a text line by line.

    Parameters
    ----------
    text
        Of a file or the pages of a PDF.

    Returns
    -------
    tuple of Table
        In the order of the text, each with its headings and up to two lines above them, which
        may name place, period and unit.  Only what is surely one: at least three lines with the
        same number of cells, of which all but the headings hold numbers behind their first cell;
        where single blanks divide the cells, three rows of numbers and nothing else, below as
        many headings.
    """
    if _MAYBE.search(text) is None:
        return ()
    lines = [_line(line) for line in text.split("\n")]
    tables: list[Table] = []
    at = 0
    while at < len(lines):
        if not _holds_numbers(lines[at]):
            at += 1
            continue
        end = _end(lines, at)
        table = _table(lines, at, end, len(tables) + 1)
        if table is not None:
            tables.append(table)
        at = end
    return tuple(tables)


def is_row(text: str) -> bool:
    """Whether a line may be a row of a table: a label, and mostly numbers behind it.

    >>> is_row("柯城区 300.5 5.1"), is_row("柯城区去年增长 5.1%")
    (True, False)
    """
    return _holds_numbers(_line(text))


def _line(text: str) -> _Line:
    """A line by the strongest of what may divide its cells."""
    plain = text.strip(" \u3000\r")
    if "\t" in plain.strip("\t"):
        return _Line(plain, "tab", tuple(cell.strip() for cell in plain.split("\t")))
    if plain.count("|") > 1 or (plain.count("|") == 1 and plain[0] != "|"):
        inner = plain.removeprefix("|").removesuffix("|")
        return _Line(plain, "bar", tuple(cell.strip() for cell in inner.split("|")))
    plain = plain.strip("\t")
    if _BLANKS.search(plain):
        return _Line(plain, "blanks", tuple(_BLANKS.split(plain)))
    if " " in plain:
        return _Line(plain, "blank", tuple(plain.split()))
    return _Line(plain, "", (plain,))


def _holds_numbers(line: _Line) -> bool:
    """Whether a line may be a row: a label, and behind it mostly numbers."""
    if len(line.cells) < 2 + (line.kind == "blank") or max(map(len, line.cells)) > _CELL:
        return False
    if (
        not line.cells[0]
        or _STOP.search(line.cells[0])
        or (read_cell(line.cells[0]).kind == "number" and not is_year(line.cells[0]))
    ):
        return False
    kinds = [read_cell(cell).kind for cell in line.cells[1:]]
    numbers, gaps = kinds.count("number"), kinds.count("gap") + kinds.count("empty")
    if line.kind == "blank":
        return numbers > 1 and numbers + gaps == len(kinds)
    return numbers > 0 and 2 * (numbers + gaps) > len(kinds)


def _alike(line: _Line, first: _Line) -> bool:
    return line.kind == first.kind and len(line.cells) == len(first.cells)


def _end(lines: list[_Line], begin: int) -> int:
    """Where the rows end that are like the first; empty lines and rules may stand between."""
    end = at = begin + 1
    while at < min(end + _APART + 1, len(lines)):
        line = lines[at]
        if _alike(line, lines[begin]) and (_holds_numbers(line) or _figures_only(line)):
            end = at + 1
        elif line.text and not _RULE.fullmatch(line.text):
            break
        at += 1
    return end


def _figures_only(line: _Line) -> bool:
    """Whether there are only numbers and gaps behind a label."""
    return bool(line.cells[0]) and all(
        read_cell(cell).kind in ("number", "gap", "empty") for cell in line.cells[1:]
    )


def _table(lines: list[_Line], begin: int, end: int, number: int) -> Table | None:
    """The table of the rows in a span; None where no headings are, or too few rows."""
    rows = [line for line in lines[begin:end] if line.text and not _RULE.fullmatch(line.text)]
    first = rows[0]
    n = len(first.cells)
    heads: list[tuple[str, ...]] = []
    top = begin
    if all(is_year(cell) for cell in first.cells[1:]):
        heads.append(first.cells)
        rows = rows[1:]
    else:
        for at, cells in islice(_above(lines, begin, first), _HEADS):
            heads.insert(0, cells)
            top = at
    if not heads or len(rows) + (first.kind != "blank") < _LEAST or len(rows) < 2:
        return None
    titles: list[tuple[str, ...]] = []
    for at in range(top - 1, max(-1, top - 2 * _TITLES - 1), -1):
        text = lines[at].text
        if not text or _RULE.fullmatch(text):
            continue
        if len(titles) == _TITLES or len(text) > _TITLE or _SENTENCE.search(text):
            break
        titles.insert(0, (" ".join(text.split()),) + ("",) * (n - 1))
    return Table(f"table {number}", (*titles, *heads, *(row.cells for row in rows)))


def _above(lines: list[_Line], begin: int, first: _Line) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The lines of headings above the first row, from below."""
    for at in range(begin - 1, -1, -1):
        line = lines[at]
        if not line.text or _RULE.fullmatch(line.text):
            if begin - at > _HEADS:
                return
            continue
        cells = line.cells
        kinds = (first.kind, "blank") if first.kind == "blanks" else (first.kind,)
        if len(cells) == len(first.cells) - 1 and line.kind in kinds:
            cells = ("", *cells)
        if line.kind not in kinds or len(cells) != len(first.cells):
            return
        if max(map(len, cells)) > _CELL or _SENTENCE.search(line.text):
            return
        if any(read_cell(cell).kind == "number" and not is_year(cell) for cell in cells):
            return
        yield at, cells
