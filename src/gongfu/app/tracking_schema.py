"""Lists to fill in for a ledger: empty, with what may stand in them, and totals of others."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

import pandas as pd
from markupsafe import Markup

from gongfu.app.answer import Answer
from gongfu.errors import ConflictError, InputError
from gongfu.io.answers import check_folder
from gongfu.io.atomic import create_folder, new_file
from gongfu.io.data_package import PACKAGE
from gongfu.io.embedded import declared_totals
from gongfu.io.ledger_lists import EXPLAINED
from gongfu.io.ledger_schema import (
    ListWords,
    chosen_lists,
    heading,
    is_required,
    kind_of,
    list_name,
    lists_package,
)
from gongfu.io.ledger_sheets import workbook
from gongfu.io.lists import ListColumn, ListTable
from gongfu.model.zone import LANGUAGES
from gongfu.report import asked_lists as words
from gongfu.report.text import Both
from gongfu.report.words_ledger_heads import HEADS

Language = Literal["en", "zh"]

_WORKBOOK: Final = ".xlsx"
_OTHERS: Final = (".csv", ".json", ".xls", ".ods", ".zip", ".parquet")
_DECLARED: Final = "declared"


def write_empty_lists(
    out: Path,
    *,
    lists: Sequence[str] = (),
    language: Language = "en",
    published: bool = False,
) -> Answer:
    """Write lists to fill in, and what may stand in them, whole or not at all.

    Parameters
    ----------
    out
        A new folder, of a file for each list and a Data Package that describes them; or a new
        workbook, if it ends in .xlsx, with a sheet that explains the columns.
    lists
        Names of lists; none: all.
    language
        Of the headings, and of the names of files and sheets.
    published
        Fill the list of declared totals with those of the embedded zone.

    Returns
    -------
    Answer
        A row for each list.
    """
    tables = chosen_lists(lists)
    if published and not any(table.name == _DECLARED for table in tables):
        raise InputError(f"published totals go into the list {_DECLARED}; choose it, too")
    _check_out(out)
    rows = {_DECLARED: _published(tables)} if published else {}
    if out.suffix.lower() == _WORKBOOK:
        with new_file(out) as file:
            file.write(workbook(_sheets(tables, rows, language)))
    else:
        told = ListWords(
            _plain(words.title_words()),
            _plain(words.about_words()),
            _plain(words.more_words()),
            lambda name: _plain(words.list_words(name)),
            lambda table, column: _plain(words.column_words(table, column)),
        )
        create_folder(out, lists_package(tables, told, language=language, rows=rows))
    return _answer(out, tables, rows, language)


def _check_out(out: Path) -> None:
    if out.exists():
        raise ConflictError(f"{str(out)!r} is there already; choose another path")
    if out.suffix.lower() in _OTHERS:
        raise InputError(
            f"{out.name!r} is called as a file is; give a folder, such as {out.stem!r}, or a "
            f"workbook, such as {out.stem + _WORKBOOK!r}"
        )
    check_folder(out)


def _published(tables: Sequence[ListTable]) -> list[list[str]]:
    """Totals of the embedded zone as rows of the list, its columns as they stand."""
    (table,) = (one for one in tables if one.name == _DECLARED)
    names = [column.name for column in table.columns]
    return [[str(cell) for cell in row] for row in declared_totals()[names].to_numpy().tolist()]


def _sheets(
    tables: Sequence[ListTable], rows: Mapping[str, list[list[str]]], language: Language
) -> dict[str, list[list[str]]]:
    """The explanation first, then a sheet for each list."""
    heads = [_in(language, words.head_words(name)) for name in words.HEADS]
    names = {table.name: list_name(table, language) for table in tables}
    explained = [
        [
            names[table.name],
            heading(column, language),
            _others(column, language),
            _in(language, words.yes_words(yes=is_required(table, column))),
            _in(language, words.column_words(table.name, column.name)),
            _in(language, words.kind_words(kind.name, kind.choices)),
            "; ".join(kind.also),
            names.get(table.refers.get(column.name, ""), ""),
        ]
        for table in tables
        for column in table.columns
        for kind in [kind_of(table, column)]
    ]
    further = [
        [names[table.name], "*", "", "", _in(language, words.more_words()), "", "", ""]
        for table in tables
        if table.rest
    ]
    return {
        EXPLAINED[LANGUAGES.index(language)]: [heads, *explained, *further],
        **{
            names[table.name]: [
                [heading(column, language) for column in table.columns],
                *rows.get(table.name, ()),
            ]
            for table in tables
        },
    }


def _others(column: ListColumn, language: Language) -> str:
    """The other headings under which an import finds a column."""
    mine = heading(column, language)
    return "; ".join(word for word in (column.name, *column.words) if word != mine)


def _answer(
    out: Path,
    tables: Sequence[ListTable],
    rows: Mapping[str, list[list[str]]],
    language: Language,
) -> Answer:
    told = pd.DataFrame(
        [
            {
                "list": table.name,
                "called": list_name(table, language),
                "columns": len(table.columns),
                "filled": sum(is_required(table, column) for column in table.columns),
                "n_rows": len(rows.get(table.name, ())),
                "what": _in(language, words.list_words(table.name)),
            }
            for table in tables
        ]
    )
    book = out.suffix.lower() == _WORKBOOK
    said = words.written_words(
        out.name,
        len(tables),
        sum(len(table.columns) for table in tables),
        EXPLAINED[LANGUAGES.index(language)] if book else "",
        len(rows.get(_DECLARED, ())),
    )
    settings = {
        "command": "track lists",
        "out": out.name,
        "language": language,
        "schema": "" if book else PACKAGE,
    }
    return Answer(
        dict.fromkeys(LANGUAGES, out.name),
        settings,
        tuple(_plain(both) for both in said),
        told,
        tuple(str(name) for name in told),
        heads=HEADS,
    )


def _plain(both: Both) -> dict[str, str]:
    return {language: Markup(both[language]).striptags() for language in LANGUAGES}


def _in(language: Language, both: Both) -> str:
    return _plain(both)[language]
