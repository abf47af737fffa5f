"""Empty lists for an office to fill in, as a Data Package: a Table Schema of what an import takes.

The specifications: specs.frictionlessdata.io, Data Package, Tabular Data Package and Table Schema
(version 1).  Every field comes of the reader that an import reads the column with, so that what
the schema refuses the import refuses; the import understands more: other headings, and other ways
to write a day or a number, which are told beside.
"""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gongfu.errors import InputError, n_of
from gongfu.io.data_package import DIALECT, LISTS, PACKAGE
from gongfu.io.ledger_kinds import CellKind, kind_in, refuses_empty
from gongfu.io.ledger_lists import TABLES
from gongfu.io.ledger_readers import LIST_KINDS, reader_of
from gongfu.io.lists import ListColumn, ListTable

Words = Mapping[str, str]

_BOM: Final = b"\xef\xbb\xbf"
_MISSING: Final = ""
_GROUPED: Final = ","


@dataclass(frozen=True, slots=True)
class ListWords:
    """What lists and columns are called, by language.

    Attributes
    ----------
    title, about, more
        Of the package, and of a list that may have further columns.
    of_list
        List -> words.
    of_column
        List and column -> words.
    """

    title: Words
    about: Words
    more: Words
    of_list: Callable[[str], Words]
    of_column: Callable[[str, str], Words]


def chosen_lists(names: Sequence[str]) -> tuple[ListTable, ...]:
    """Lists by name.

    Parameters
    ----------
    names
        In English or Chinese; none: all.

    Returns
    -------
    tuple of ListTable
        In the order in which an import reads them.

    Raises
    ------
    InputError
        There is no such list.
    """
    odd = [name for name in names if not any(table.answers_to(name) for table in TABLES)]
    if odd:
        known = ", ".join(table.name for table in TABLES)
        raise InputError(
            f"{n_of(len(odd), 'list is', 'lists are')} none of ours, such as {odd[0]!r}; choose "
            f"among {known}"
        )
    return tuple(
        table for table in TABLES if not names or any(table.answers_to(name) for name in names)
    )


def heading(column: ListColumn, language: str) -> str:
    """What a column is called in a language.

    Parameters
    ----------
    column
        Of a list.
    language
        "en" or "zh".

    Returns
    -------
    str
        Understood by an import.
    """
    return next(iter(column.words), column.name) if language == "zh" else column.name


def list_name(table: ListTable, language: str) -> str:
    """What a list is called in a language.

    Parameters
    ----------
    table
        A list.
    language
        "en" or "zh".

    Returns
    -------
    str
        Understood by an import.
    """
    return table.words[0] if language == "zh" else table.name


def kind_of(table: ListTable, column: ListColumn) -> CellKind:
    """What the cells of a column may hold.

    Parameters
    ----------
    table, column
        A list, and a column of it.

    Returns
    -------
    CellKind
        Of the reader that an import reads it with.
    """
    kind = kind_in(LIST_KINDS, reader_of(table.name, column.name))
    assert kind is not None, f"{table.name}.{column.name}: its reader has no kind"
    return kind


def is_required(table: ListTable, column: ListColumn) -> bool:
    """Whether no row may leave a column empty.

    Parameters
    ----------
    table, column
        A list, and a column of it.

    Returns
    -------
    bool
        The first column, those that the list says, and those whose reader takes no empty cell.
    """
    said = column.name in (table.columns[0].name, *table.filled)
    return said or refuses_empty(reader_of(table.name, column.name))


def lists_package(
    tables: Sequence[ListTable],
    words: ListWords,
    *,
    language: str = "en",
    rows: Mapping[str, Sequence[Sequence[str]]] | None = None,
) -> dict[str, bytes]:
    """The files of a package of lists.

    Parameters
    ----------
    tables
        Of `TABLES`.
    words
        For people.
    language
        Of the headings and the names of files.
    rows
        List -> rows of texts as its columns stand; others are empty.

    Returns
    -------
    dict
        Name -> content; the same each time.
    """
    held = rows or {}
    files = {
        f"{list_name(table, language)}.csv": _csv(
            [[heading(column, language) for column in table.columns], *held.get(table.name, ())]
        )
        for table in tables
    }
    package = {
        "profile": "tabular-data-package",
        "name": LISTS,
        "title": _both(words.title),
        "description": _both(words.about),
        "resources": [_resource(table, tables, words, language) for table in tables],
    }
    return {**files, PACKAGE: (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()}


def _resource(
    table: ListTable, tables: Sequence[ListTable], words: ListWords, language: str
) -> dict[str, Any]:
    told = [words.of_list(table.name), *([words.more] if table.rest else [])]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": f"{table.words[0]} {table.name}",
        "description": " ".join(_both(one) for one in told),
        "path": f"{list_name(table, language)}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": DIALECT,
        "schema": list_schema(table, tables, words, language=language),
    }


def list_schema(
    table: ListTable, tables: Sequence[ListTable], words: ListWords, *, language: str = "en"
) -> dict[str, Any]:
    """The Table Schema of a list.

    Parameters
    ----------
    table
        Which.
    tables
        Those of the package, to which it may refer.
    words
        For people.
    language
        Of the headings.

    Returns
    -------
    dict
        With `fields`, `missingValues`, and `primaryKey` and `foreignKeys` if it has some.
    """
    called = {column.name: heading(column, language) for column in table.columns}
    once = (table.columns[0].name,) if table.once is None else table.once
    schema: dict[str, Any] = {
        "fields": [_field(table, column, words, language) for column in table.columns],
        "missingValues": [_MISSING],
    }
    if once:
        schema["primaryKey"] = [called[name] for name in once]
    known = {one.name: one for one in tables}
    keys = [
        {
            "fields": called[name],
            "reference": {
                "resource": "" if target == table.name else target,
                "fields": heading(known[target].columns[0], language),
            },
        }
        for name, target in table.refers.items()
        if target in known
    ]
    return schema | ({"foreignKeys": keys} if keys else {})


def _field(table: ListTable, column: ListColumn, words: ListWords, language: str) -> dict[str, Any]:
    kind = kind_of(table, column)
    told: dict[str, Any] = {"name": heading(column, language), "type": kind.type}
    if kind.format:
        told["format"] = kind.format
    if kind.type == "number":
        told["groupChar"] = _GROUPED
    if kind.yes:
        told |= {"trueValues": list(kind.yes), "falseValues": list(kind.no)}
    told["title"] = " ".join((*column.words[:1], column.name))
    told["description"] = _both(words.of_column(table.name, column.name))
    limits = {"minimum": kind.minimum, "maximum": kind.maximum}
    constraints: dict[str, Any] = {
        **({"required": True} if is_required(table, column) else {}),
        **({"enum": list(kind.choices)} if kind.choices else {}),
        **({"pattern": kind.pattern} if kind.pattern else {}),
        **{name: value for name, value in limits.items() if value is not None},
    }
    if constraints:
        told["constraints"] = constraints
    told["headings"] = [column.name, *column.words]
    return told | ({"alsoUnderstood": list(kind.also)} if kind.also else {})


def _both(words: Words) -> str:
    return f"{words['en']} {words['zh']}"


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    sink = io.StringIO(newline="")
    csv.writer(sink, lineterminator=DIALECT["lineTerminator"]).writerows(rows)
    return _BOM + sink.getvalue().encode()
