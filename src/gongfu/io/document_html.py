"""Web pages: the main text, its title and day, and every table."""

import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import trafilatura
from lxml import etree, html

from gongfu.errors import InputError
from gongfu.io.decoding import decode
from gongfu.io.document_dates import published_in, stated_day
from gongfu.model.document import Document, Table

_META: Final = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})|<\?xml[^>]{0,100}?"
    rb"encoding\s*=\s*[\"']([A-Za-z0-9_-]{2,20})",
    re.I,
)
_HEAD: Final = 4096
_MEANT: Final = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}
_UNSEEN: Final = (
    "script style noscript template head title iframe object svg math select option textarea "
    "button canvas audio video"
)
_BLOCKS: Final = (
    "address article aside blockquote body br center dd details div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary "
    "table tbody thead tfoot tr ul caption"
)
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_SPAN_MAX: Final = 1000
_CELLS_MAX: Final = 2_000_000
_DATES: Final = {
    "extensive_search": False, "original_date": True, "min_date": "1949-10-01",
    "max_date": "2100-01-01",
}  # fmt: skip
_NEEDED: Final = 10  # characters of a main text that is one


def read_html(content: bytes, name: str, encoding: str | None = None) -> Document:
    """The document in a web page.

    `text` is the main text as Trafilatura finds it (Barbaresi 2021), a paragraph a line and a row
    of a table a line with tabs; scripts, menus and what is hidden are not in it.  Where no main
    text is found, it is all visible text, with a warning.  `tables` are all tables of the page
    that have two rows and two columns, wherever they stand.
    """
    source = _decoded(content, name, encoding)
    try:
        tree = html.document_fromstring(source.encode("utf-8"), html.HTMLParser(encoding="utf-8"))
        tables = _tables(tree, name)
        visible = _visible(tree)
        with _quiet("trafilatura", "htmldate", "justext", "charset_normalizer"):
            found = trafilatura.bare_extraction(
                source,
                favor_recall=True,
                include_comments=False,
                with_metadata=True,
                date_extraction_params=dict(_DATES),
            )
    except (
        etree.LxmlError, ValueError, TypeError, AttributeError, KeyError, IndexError,
        AssertionError, RecursionError, UnicodeError, OverflowError,
    ) as error:  # fmt: skip
        raise InputError(
            f"{name}: it cannot be read as a web page ({type(error).__name__}: {error}); open it "
            "in a browser and save its text"
        ) from error
    body = getattr(found, "body", None)
    lines = _lines(body) if body is not None else []
    if len(lines) == 1:  # its last resort runs the blocks of a page together
        whole = "".join(lines[0].split())
        lines = [one for one in visible.split("\n") if "".join(one.split()) in whole] or lines
    text = "\n".join(lines)
    if len(text) < _NEEDED:
        if not visible:
            raise InputError(
                f"{name}: the page shows no text, only scripts or pictures; open it in a browser "
                "and save what is seen as text"
            )
        if len(visible) >= _NEEDED:
            warnings.warn(
                f"{name}: no main text is found in the page; all its visible text is read, menus "
                "among it",
                stacklevel=4,
            )
        text = visible
    title = (getattr(found, "title", None) or "").strip()
    day = getattr(found, "date", None) or stated_day(visible) or published_in(text)
    return Document(text, name, title, day, kind="html", tables=tables)


def _decoded(content: bytes, name: str, encoding: str | None) -> str:
    """The source, in the encoding that the page names if it is that."""
    named = _META.search(content[:_HEAD])
    if encoding is None and named:
        word = (named[1] or named[2]).decode("ascii").lower()
        try:
            return content.decode(_MEANT.get(word, word))
        except (LookupError, UnicodeError):
            pass
    return decode(content, name, encoding)


@contextmanager
def _quiet(*names: str) -> Iterator[None]:
    """Libraries that log instead of raising say nothing meanwhile."""
    loggers = [logging.getLogger(name) for name in names]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def _lines(body: Any) -> list[str]:
    """The paragraphs of an extracted text; the cells of a row are divided by tabs."""
    lines: list[str] = []
    open_line: list[str] = []

    def close() -> None:
        words = " ".join("".join(open_line).split())
        if words:
            lines.append(words)
        open_line.clear()

    stack: list[tuple[Any, bool]] = [(body, False)]
    while stack:
        element, done = stack.pop()
        if done:
            if element.tag in ("p", "head", "item", "quote", "list", "table", "code", "div"):
                close()
            open_line.append(element.tail or "")
            continue
        if element.tag == "row":
            close()
            cells = [" ".join("".join(cell.itertext()).split()) for cell in element.iter("cell")]
            if any(cells):
                lines.append("\t".join(cells))
            continue
        if element.tag in ("p", "head", "item", "quote", "list", "table", "code", "div", "lb"):
            close()
        open_line.append(element.text or "")
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
    close()
    return lines


def _visible(tree: Any) -> str:
    """All text that a browser would show, block by block."""
    unseen, blocks = frozenset(_UNSEEN.split()), frozenset(_BLOCKS.split())
    pieces: list[str] = []
    stack: list[tuple[Any, bool]] = [(tree, False)]
    while stack:
        element, done = stack.pop()
        shown = isinstance(element.tag, str)
        if done:
            pieces.append("\n" if element.tag in blocks else "")
            pieces.append(" ".join((element.tail or "").split("\n")))
            continue
        if not shown or element.tag in unseen or _HIDDEN.search(element.get("style") or ""):
            pieces.append(element.tail or "")
            continue
        pieces.append("\t" if element.tag in ("td", "th") else "")
        pieces.append("\n" if element.tag in blocks else "")
        pieces.append(" ".join((element.text or "").split("\n")))
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _tables(tree: Any, name: str) -> tuple[Table, ...]:
    """The tables that hold no other table, of two rows and two columns at least."""
    answer: list[Table] = []
    for element in tree.iter("table"):
        if next(element.iterdescendants("table"), None) is not None:
            continue
        table = _table(element, f"table {len(answer) + 1}", name)
        if len(table.rows) > 1 and len(table.rows[0]) > 1:
            answer.append(table)
    return tuple(answer)


def _table(element: Any, title: str, name: str) -> Table:
    """Cells row by row as HTML lays them out: spans keep their fields, the text is in the first."""
    caption = element.find("caption")
    if caption is not None and (words := _cell(caption)):
        title = words
    trs = list(element.iter("tr"))
    rows: list[dict[int, str]] = [{} for _ in trs]
    merged = []
    n_cells = 0
    for at, tr in enumerate(trs):
        column = 0
        for cell in tr.iterchildren("td", "th"):
            while column in rows[at]:
                column += 1
            width = _span(cell.get("colspan"), _SPAN_MAX)
            height = _span(cell.get("rowspan"), len(trs) - at) or len(trs) - at
            width = width or 1
            n_cells += width * height
            if n_cells > _CELLS_MAX:
                raise InputError(
                    f"{name}: a table of the page spans more than {_CELLS_MAX:,} cells; save it as "
                    "a workbook"
                )
            for down in range(height):
                for right in range(width):
                    rows[at + down].setdefault(column + right, "")
            rows[at][column] = _cell(cell)
            if width * height > 1:
                merged.append((at, column, at + height - 1, column + width - 1))
            column += width
    widest = max((max(row, default=-1) for row in rows), default=-1) + 1
    if widest * len(rows) > _CELLS_MAX:
        raise InputError(
            f"{name}: a table of the page spans more than {_CELLS_MAX:,} cells; save it as a "
            "workbook"
        )
    cells = tuple(tuple(row.get(column, "") for column in range(widest)) for row in rows)
    return Table(title, cells, tuple(merged))


def _span(text: str | None, most: int) -> int:
    """How many fields a cell covers; 0 as HTML means it: all that are left."""
    words = (text or "1").strip()
    return min(int(words), most) if words.isascii() and words.isdigit() and len(words) < 9 else 1


def _cell(element: Any) -> str:
    """The visible text of one element, without what follows it; set in as it is there."""
    tail, element.tail = element.tail, None
    words = " ".join(_visible(element).split())
    element.tail = tail
    raw = "".join(element.itertext()).lstrip(" \t\r\n")
    return raw[: len(raw) - len(raw.lstrip())].replace("\n", "") + words if words else ""
