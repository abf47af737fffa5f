"""PDF with text: its lines made paragraphs again, without page numbers and running heads."""

import io
import logging
import re
import struct
import unicodedata
import warnings
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from gongfu.errors import InputError
from gongfu.evidence.radicals import RADICALS
from gongfu.evidence.typed_tables import is_row, typed_tables
from gongfu.io.document_dates import published_in, title_of
from gongfu.model.document import Document

PAGES_MAX: Final = 5_000
STEPS_MAX: Final = 5_000_000
"""Drawing operations read in one file: a page of text has a few thousand."""
_NEEDED: Final = 4  # characters a page that says something has
_EDGE: Final = 3  # lines at the top and bottom of a page where furniture stands
_FULL: Final = 0.86  # of the usual width: a line that long goes on in the next one
_WIDTH_OF: Final = 0.9  # the usual width is that of this quantile of the lines
_LONG_LINE: Final = 24  # columns; below, lines are cells or verses and end where they end
_NUMBER: Final = re.compile(
    r"[-—–·•~\s|/(（]*(?:第\s*)?(?:page\s*)?(\d{1,4}|[ivxlc]{1,7})"
    r"(?:\s*页)?(?:\s*(?:[/,，]|of|共|第)+\s*\d{1,4}\s*页?)?[-—–·•~\s|)）]*",
    re.I,
)
_AT_END: Final = re.compile(r"^\d{1,4}(?!\d)|(?<!\d)\d{1,4}(?=\D?$)")
_OBJECT: Final = re.compile(r"IndirectObject\((\d+), \d+, \d+\)")
_OPENS: Final = re.compile(
    r"[\s　]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d{1,2}[.、．]\D"
    r"|第[一二三四五六七八九十]+[章节条编部]|[●■◆▪•○□◇※★☆①-⑳]|[-–—*]\s|注[:：]|资料来源|附[:：件录]"
)
_ENDS: Final = "。！？.!?：:；;”』」"
_HAN: Final = re.compile("[\u2e80-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef“”‘’…—·%‰℃]")
_SPACED: Final = re.compile("(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")


def read_pdf(content: bytes, name: str) -> Document:
    """The document in a PDF with text.

    A paragraph is a line: lines that fill the width go on in the next, in Chinese without a space
    between.  What stands at the top or bottom of most pages, and page numbers, are left out.

    Raises
    ------
    InputError
        It is damaged or locked, holds only pictures of text, or is larger than its reader may be.

    Warns
    -----
    UserWarning
        Some pages hold only pictures.
    """
    with _quiet():
        pages, title = _pages(content, name)
    empty = [at for at, lines in enumerate(pages, 1) if sum(map(len, lines)) < _NEEDED]
    if len(empty) == len(pages):
        raise InputError(
            f"{name}: its {len(pages):,} {'page holds' if len(pages) == 1 else 'pages hold'} no "
            "text, as a scan does; run it through OCR first (such as ocrmypdf -l chi_sim) and give "
            "what comes out"
        )
    if empty and (pictured := _numbers(empty)):
        warnings.warn(
            f"{name}: no text on {pictured} of {len(pages):,}, perhaps scans; what they show is "
            "not read: run the file through OCR first",
            stacklevel=4,
        )
    text = "\n".join(_paragraphs(_without_furniture(pages)))
    return Document(
        text,
        name,
        title_of(text, title),
        published_in(text),
        kind="pdf",
        tables=typed_tables(text),
    )


def _pages(content: bytes, name: str) -> tuple[list[list[str]], str]:
    """The lines of each page, and the title that the file states."""
    steps = 0

    def count(*_: Any) -> None:
        nonlocal steps
        steps += 1
        if steps > STEPS_MAX:
            raise InputError(
                f"{name}: more than {STEPS_MAX:,} drawing operations, no document of text; print "
                "it to PDF again, or divide it"
            )

    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(f"{name}: it is locked by a password; save it without one")
        n_pages = len(reader.pages)
        if n_pages > PAGES_MAX:
            raise InputError(
                f"{name}: {n_pages:,} pages; at most {PAGES_MAX:,} are read: divide it"
            )
        pages = []
        for page in reader.pages:
            text = page.extract_text(visitor_operand_before=count)
            pages.append([_line(line) for line in text.split("\n") if line.strip()])
        if not pages:
            raise InputError(f"{name}: it has no pages; fetch it again")
        return pages, _stated_title(reader)
    except InputError:
        raise
    except DependencyError as error:
        raise InputError(f"{name}: it is locked; save it without a password") from error
    except (
        PyPdfError, ValueError, TypeError, AttributeError, KeyError, IndexError, AssertionError,
        RecursionError, OverflowError, ArithmeticError, OSError, EOFError, NotImplementedError,
        UnicodeError, LookupError, zlib.error, struct.error, MemoryError, StopIteration,
    ) as error:  # fmt: skip
        why = _OBJECT.sub(r"object \1", str(error)) or type(error).__name__
        raise InputError(
            f"{name}: it cannot be read as PDF ({why}); open it in a PDF program and print it to "
            "PDF again"
        ) from error


def _stated_title(reader: PdfReader) -> str:
    title = reader.metadata.title if reader.metadata else ""
    return title if isinstance(title, str) else ""


def _line(line: str) -> str:
    """A line as it is read: characters for radicals, and Chinese set wide apart closed up."""
    line = line.replace("\0", "").translate(RADICALS).rstrip()
    gaps, han = len(_SPACED.findall(line)), len(_HAN.findall(line))
    return _SPACED.sub("", line) if han > 2 and gaps >= 0.6 * (han - 1) else line


@contextmanager
def _quiet() -> Iterator[None]:
    """What pypdf mends it logs; nobody here needs to know."""
    logger = logging.getLogger("pypdf")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(before)


def _numbers(pages: list[int]) -> str:
    shown = ", ".join(map(str, pages[:5])) + (", …" if len(pages) > 5 else "")
    return f"page {shown}" if len(pages) == 1 else f"pages {shown}"


def _without_furniture(pages: list[list[str]]) -> list[list[str]]:
    """The lines of each page without those that stand on many pages, and without page numbers.

    A line is such if it stands letter by letter at the edge of a third of the pages, but for a
    number that counts as the pages do; at the top of the first page it stays.  A lone number is a
    page's only if it counts as the pages do.
    """
    edges: Counter[tuple[str, int]] = Counter()
    for at, lines in enumerate(pages):
        edges.update({key for line in (*lines[:_EDGE], *lines[-_EDGE:]) for key in _same(line, at)})
    often = max(3, -(-len(pages) // 3))
    common = {key for key, n in edges.items() if n >= often}
    offsets = Counter(
        offset
        for at, lines in enumerate(pages)
        for offset in {_offset(line, at) for line in (lines[:1] + lines[-1:])}
        if offset is not None
    )
    counted = {offset for offset, n in offsets.items() if n >= min(max(2, len(pages) // 3), 3)}
    return [
        [
            line
            for number, line in enumerate(lines)
            if _EDGE <= number < len(lines) - _EDGE
            or not (
                _is_number(line, at, counted)
                or ((at or number >= _EDGE) and any(key in common for key in _same(line, at)))
            )
        ]
        for at, lines in enumerate(pages)
    ]


def _same(line: str, at: int) -> Iterator[tuple[str, int]]:
    """What a line is on every page: its letters, or those around a number that counts pages."""
    plain = "".join(line.split())
    if any(one.isalpha() for one in plain):
        yield plain, 0
        for found in _AT_END.finditer(plain):
            yield plain[: found.start()] + "#" + plain[found.end() :], int(found[0]) - at


def _offset(line: str, at: int) -> int | None:
    """What a page number is ahead of the position of its page; None if the line is no number."""
    found = _NUMBER.fullmatch(line.strip())
    return int(found[1]) - at if found and found[1].isdigit() else None


def _is_number(line: str, at: int, counted: set[int]) -> bool:
    found = _NUMBER.fullmatch(line.strip())
    if not found:
        return False
    if found[1].isdigit():
        said = any(word in line for word in ("页", "age"))
        return said or int(found[1]) - at in counted
    return len(line.strip()) <= 9


def _paragraphs(pages: list[list[str]]) -> list[str]:
    """Lines joined to paragraphs, across pages too."""
    widths = sorted(_width(line) for lines in pages for line in lines)
    usual = widths[int(_WIDTH_OF * (len(widths) - 1))] if widths else 0
    answer: list[str] = []
    goes_on = False
    for lines in pages:
        for line in lines:
            if goes_on and not _OPENS.match(line):
                answer[-1] = _joined(answer[-1], line.strip())
            else:
                answer.append(line.strip())
            goes_on = (
                usual >= _LONG_LINE
                and _width(line) >= _FULL * usual
                and line[-1:] not in _ENDS
                and "\t" not in line
                and not is_row(line)
            )
    return answer


def _width(line: str) -> int:
    """How many columns a line takes: a Chinese character two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in line)


def _joined(first: str, second: str) -> str:
    """Two lines of one paragraph: a space between, unless one side is Chinese."""
    if not first or not second or _HAN.match(first[-1]) or _HAN.match(second[0]):
        return first + second
    if first[-1] == "-" and first[-2:-1].isalpha() and second[0].islower():
        return first[:-1] + second
    return f"{first} {second}"
