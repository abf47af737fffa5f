"""DOCX: paragraphs and tables in the order in which they are read."""

import struct
from collections.abc import Iterator
from typing import Any, Final
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import OpcError
from lxml import etree

from gongfu.errors import InputError
from gongfu.io.containers import packed
from gongfu.io.document_dates import published_in, title_of
from gongfu.model.document import Document, Table

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH: Final = _W + "p"
_TABLE: Final = _W + "tbl"
_ROW: Final = _W + "tr"
_CELL: Final = _W + "tc"
_TEXT: Final = _W + "t"
_SIGNS: Final = {
    _W + "tab": "\t",
    _W + "br": "\n",
    _W + "cr": "\n",
    _W + "noBreakHyphen": "-",
    _W + "ptab": "\t",
}
# Deleted text; the second spelling of a text box; a field's instruction; a paragraph's settings.
_PASSED: Final = frozenset(
    {
        _W + "del",
        _W + "moveFrom",
        _W + "instrText",
        _W + "pPr",
        _W + "rPr",
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)
_DEPTH_MAX: Final = 200


def read_docx(parts: dict[str, bytes], name: str) -> Document:
    """The document in the parts of a DOCX file: a paragraph is a line, so is a row of a table.

    Footnotes and endnotes stand at the end.  Insertions that nobody accepted yet are read,
    deletions are not.  InputError if it is damaged.
    """
    try:
        opened = docx.Document(packed(parts))
        body = opened.element.body
        lines: list[str] = []
        tables: list[Table] = []
        _read(body, lines, tables)
        for relation in opened.part.rels.values():
            if not relation.is_external and relation.reltype.endswith(("/footnotes", "/endnotes")):
                notes = etree.fromstring(relation.target_part.blob, _parser())
                for note in notes:
                    if note.get(_W + "type") is None:  # the others are rules and separators
                        _read(note, lines, tables)
        title = opened.core_properties.title or ""
    except (
        OpcError,
        etree.LxmlError,
        BadZipFile,
        KeyError,
        ValueError,
        AttributeError,
        TypeError,
        IndexError,
        AssertionError,
        RecursionError,
        struct.error,
    ) as error:
        raise InputError(
            f"{name}: it cannot be read as DOCX ({type(error).__name__}: {error}); open it in a "
            "word processor and save it again as .docx"
        ) from error
    text = "\n".join(lines)
    return Document(
        text, name, title_of(text, title), published_in(text), kind="docx", tables=tuple(tables)
    )


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True)


def _read(parent: Any, lines: list[str], tables: list[Table]) -> None:
    """Append the paragraphs and tables in `parent` to `lines`, and the tables to `tables`."""
    for child in _blocks(parent):
        if child.tag == _PARAGRAPH:
            lines.append(_words(child))
            for box in _boxes(child):
                _read(box, lines, tables)
        else:
            table = _table(child, f"table {len(tables) + 1}")
            tables.append(table)
            lines.extend("\t".join(" ".join(cell.split()) for cell in row) for row in table.rows)


def _blocks(parent: Any, depth: int = 0) -> Iterator[Any]:
    """Paragraphs and tables below `parent`, also those in content controls and insertions."""
    for child in parent.iterchildren(tag=etree.Element):
        if child.tag in (_PARAGRAPH, _TABLE):
            yield child
        elif child.tag not in _PASSED and depth < _DEPTH_MAX:
            yield from _blocks(child, depth + 1)


def _boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes that hang on a paragraph, each once."""
    for box in paragraph.iter(_W + "txbxContent"):
        if not any(above.tag in _PASSED for above in box.iterancestors()):
            nearest = next(box.iterancestors(_PARAGRAPH), None)
            if nearest is paragraph:
                yield box


def _words(paragraph: Any) -> str:
    """The text of a paragraph, without that of text boxes in it."""
    pieces: list[str] = []
    stack = [iter(paragraph)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag == _TEXT:
            pieces.append(child.text or "")
        elif child.tag in _SIGNS:
            pieces.append(_SIGNS[child.tag])
        elif child.tag not in _PASSED and child.tag != _W + "txbxContent":
            stack.append(iter(child))
    return "".join(pieces)


def _table(element: Any, name: str) -> Table:
    """Cells row by row; a merged cell has its text in the first of its fields."""
    rows: list[list[str]] = []
    spans: list[list[int]] = []  # first row, first column, last row, last column
    open_above: dict[int, list[int]] = {}  # column -> the span that goes on downwards
    for at, row in enumerate(element.iterchildren(_ROW)):
        cells: list[str] = [""] * _number(row.find(f"{_W}trPr/{_W}gridBefore"))
        going_on: dict[int, list[int]] = {}
        for cell in _cells(row):
            first = len(cells)
            width = max(_number(cell.find(f"{_W}tcPr/{_W}gridSpan")), 1)
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merge is not None and merge.get(_W + "val", "continue") != "restart"
            if goes_on and first in open_above:
                span = open_above[first]
                span[2] = at
                cells += [""] * width
            else:
                span = [at, first, at, first + width - 1]
                spans.append(span)
                cells += [_cell(cell), *[""] * (width - 1)]
            if merge is not None:
                going_on[first] = span
        rows.append(cells)
        open_above = going_on
    widest = max(map(len, rows), default=0)
    return Table(
        name,
        tuple(tuple(row + [""] * (widest - len(row))) for row in rows),
        tuple((a, b, c, d) for a, b, c, d in spans if (a, b) != (c, d)),
    )


def _cells(row: Any) -> Iterator[Any]:
    """The cells of a row, also those in content controls."""
    for child in row.iterchildren(tag=etree.Element):
        if child.tag == _CELL:
            yield child
        elif child.tag not in _PASSED:
            yield from child.iterdescendants(_CELL)


def _cell(cell: Any) -> str:
    """The text of a cell; of a table within it, cell by cell."""
    words = [
        _words(paragraph)
        for paragraph in cell.iter(_PARAGRAPH)
        if not any(above.tag in _PASSED for above in paragraph.iterancestors())
    ]
    return "\n".join(words).rstrip().lstrip("\n\r\t ")


def _number(element: Any) -> int:
    """The small number that an element states; 0 if none."""
    text = "" if element is None else element.get(_W + "val", "")
    return min(int(text), 1000) if text.isascii() and text.isdigit() else 0
