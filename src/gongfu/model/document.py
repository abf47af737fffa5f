"""A document: the text of a source, with what is known about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one source, as it was read.

    `text` is what every span counts in, character by character, and is never changed.  `name`
    says where it was read from (a file's name), `title` what it is called, `published` the day
    (or month, or year) it gives as its own ("" if none), `about` the code of the place that it
    is about ("" if unknown), `kind` what was opened ("text", "html", "pdf", "docx", "xlsx",
    "csv").  `tables` are the sheets and tables in it, row by row, as texts ("" for an empty cell).
    """

    text: str
    name: str = ""
    title: str = ""
    published: str = ""
    about: str = ""
    kind: str = "text"
    tables: tuple["Table", ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a document: its name and its cells, row by row, as texts.

    `merged` are the merged ranges as (first row, first column, last row, last column), counted
    from 0.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
