"""Documents of every kind as text: what a file is its content says, not its name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from gongfu.errors import GongfuError, InputError, NotFoundError
from gongfu.evidence.typed_tables import typed_tables
from gongfu.io.containers import unpack
from gongfu.io.decoding import decode, tell_damage
from gongfu.io.document_books import read_workbook
from gongfu.io.document_csv import ENDINGS, read_csv
from gongfu.io.document_dates import published_in, title_in
from gongfu.io.document_docx import read_docx
from gongfu.io.document_html import read_html
from gongfu.io.document_pdf import read_pdf
from gongfu.model.document import Document

BYTES_MAX: Final = 64 << 20
"""Bytes of a file that is read unless the caller says otherwise."""
_PDF_WITHIN: Final = 1024  # bytes before "%PDF-" that its readers bear with
_ZIP: Final = b"PK\x03\x04"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SHEETS: Final = "application/vnd.oasis.opendocument.spreadsheet"
_PAGE: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|meta|title|table|div|script|style|center|form)\b",
    re.I | re.S,
)
_OTHERS: Final = (
    (b"\x89PNG", "a picture (PNG)", "run it through OCR first"),
    (b"\xff\xd8\xff", "a picture (JPEG)", "run it through OCR first"),
    (b"GIF8", "a picture (GIF)", "run it through OCR first"),
    (b"II*\0", "a picture (TIFF)", "run it through OCR first"),
    (b"MM\0*", "a picture (TIFF)", "run it through OCR first"),
    (b"BM", "a picture (BMP)", "run it through OCR first"),
    (b"{\\rtf", "rich text (RTF)", "save it as .docx"),
    (b"\x1f\x8b", "packed (gzip)", "unpack it first"),
    (b"7z\xbc\xaf", "packed (7z)", "unpack it first"),
    (b"Rar!", "packed (RAR)", "unpack it first"),
    (b"PK\x05\x06", "an empty zip file", "give the document itself"),
    (b"PAR1", "a table (Parquet)", "save it as a workbook"),
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was not read: its name, and why with what to do about it."""

    name: str
    reason: str


def read_document(
    path: str | Path, *, encoding: str | None = None, max_bytes: int = BYTES_MAX
) -> Document:
    """The document in a file: text, Markdown, HTML, PDF, DOCX, a workbook or CSV.

    Parameters
    ----------
    path
        The file; what it is its first bytes decide, not its suffix.
    encoding
        Of text and HTML, if somebody knows it; else it is found out, see `decoding.decode`.
    max_bytes
        A larger file is refused before it is read.

    Returns
    -------
    Document
        Of a text file `text` is what it holds, character by character, without a byte order mark;
        of other kinds what a reader would see, a paragraph or a row of a table to a line.  Title
        and day are those of the file, else those that stand in the text.

    Raises
    ------
    NotFoundError
        There is no such file.
    InputError
        It is empty, too large, damaged, locked, a scan, or of a kind that is not read; or it would
        unpack to far more than it should.

    Warns
    -----
    UserWarning
        Text that was damaged before; control characters; formulas in error; pages without text; a
        page without main text.
    """
    path = Path(path)
    content = _content(path, max_bytes)
    document = _read(content, path.name, encoding)
    if not document.text.strip():
        raise InputError(f"{path.name}: it holds no text; check that it was saved")
    tell_damage(document.text, path.name)
    return document


def read_documents(
    paths: Sequence[str | Path], *, encoding: str | None = None, max_bytes: int = BYTES_MAX
) -> tuple[list[Document], list[Refusal]]:
    """The documents in several files, and the files that cannot be read, each with its reason.

    A folder stands for its files, in the order of their names; hidden ones are passed over.  One
    bad file does not keep the others from being read.
    """
    documents, refusals = [], []
    for path in map(Path, paths):
        for file in _files(path):
            try:
                documents.append(read_document(file, encoding=encoding, max_bytes=max_bytes))
            except GongfuError as error:
                refusals.append(Refusal(file.name, str(error)))
    return documents, refusals


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(
        file
        for file in path.rglob("*")
        if file.is_file() and not any(p.startswith(".") for p in file.relative_to(path).parts)
    )


def _content(path: Path, max_bytes: int) -> bytes:
    """The bytes of a file that is small enough."""
    if path.is_dir():
        raise InputError(f"{path.name}: it is a folder; name its files, or read them all at once")
    if not path.exists():
        raise NotFoundError(f"no file {str(path)!r}; check the path")
    if not path.is_file():
        raise InputError(f"{path.name}: it is no file that can be read to its end; save it as one")
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise InputError(
                f"{path.name}: {size / 2**20:,.0f} MB; at most {max_bytes / 2**20:,.0f} MB are "
                "read: divide it"
            )
        with path.open("rb") as file:
            content = file.read(max_bytes + 1)
    except OSError as error:
        raise InputError(
            f"{path.name}: it cannot be opened ({error.strerror}); check who may read it"
        ) from error
    if len(content) > max_bytes:
        raise InputError(f"{path.name}: it grows while it is read; copy it first")
    if not content.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise InputError(f"{path.name}: it is empty; check that it was saved")
    return content


def _read(content: bytes, name: str, encoding: str | None) -> Document:
    """The document that bytes hold, whatever kind it is."""
    if b"%PDF-" in content[:_PDF_WITHIN] and not content.startswith(_ZIP):
        return read_pdf(content, name)
    if content.startswith(_ZIP):
        return _unpacked(content, name)
    if content.startswith(_COMPOUND):
        return _compound(content, name)
    for magic, what, remedy in _OTHERS:
        if content.startswith(magic) and (len(magic) > 2 or b"\0" in content[:64]):
            raise InputError(f"{name}: it is {what}, which is not read; {remedy}")
    text = decode(content, name, encoding)
    start = text[:_PDF_WITHIN].lstrip()
    if _PAGE.match(text, 0, 4 * _PDF_WITHIN):
        return read_html(content, name, encoding)
    if start.startswith("<?xml"):
        raise InputError(
            f"{name}: it is XML of a kind that is not read; save it as text, .docx or .xlsx"
        )
    if start.startswith("MIME-Version:") or "\nMIME-Version:" in start:
        raise InputError(
            f"{name}: it is an e-mail or a web archive (MHTML), which is not read; save the page "
            "as HTML"
        )
    if name.lower().endswith(ENDINGS):
        document = read_csv(text, name)
        return replace(document, published=published_in(document.text))
    return Document(text, name, title_in(text), published_in(text), tables=typed_tables(text))


def _unpacked(content: bytes, name: str) -> Document:
    """DOCX, XLSX, XLSB or ODS, by what the container holds."""
    parts = unpack(content, name)
    if "word/document.xml" in parts:
        return read_docx(parts, name)
    if any(part.startswith("xl/workbook.") for part in parts):
        return _book(content, parts, name)
    kind = parts.get("mimetype", b"").decode("latin-1").strip()
    if kind.startswith(_SHEETS):
        return _book(content, parts, name)
    if kind.startswith("application/vnd.oasis.opendocument"):
        raise InputError(f"{name}: it is an OpenDocument file without sheets; save it as .docx")
    raise InputError(
        f"{name}: it is a zip file of {len(parts):,} parts and no document; unpack it and give "
        "the documents in it"
    )


def _compound(content: bytes, name: str) -> Document:
    """An Excel 97 workbook; other files in this container are told by the names in it."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise InputError(f"{name}: it is locked by a password; save it without one")
    if "WordDocument".encode("utf-16-le") in content:
        raise InputError(
            f"{name}: it is an old Word file (.doc), which is not read; save it as .docx"
        )
    if "PowerPoint Document".encode("utf-16-le") in content:
        raise InputError(f"{name}: it is an old PowerPoint file; save its text")
    return _book(content, None, name)


def _book(content: bytes, parts: dict[str, bytes] | None, name: str) -> Document:
    document = read_workbook(content, parts, name)
    return replace(document, published=published_in(document.text))
