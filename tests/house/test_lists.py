"""Every list that an office brings, and every column of it, is described for people and machines.

Whoever adds a list or a column finds here what it lacks: the kind of its reader in
`gongfu.io.ledger_readers`, and its words in `gongfu.report.words_lists`.
"""

import pytest

from gongfu.io.ledger_kinds import kind_in
from gongfu.io.ledger_lists import TABLES
from gongfu.io.ledger_readers import LIST_KINDS, reader_of
from gongfu.report.asked_lists import column_words, kind_words, list_words
from gongfu.report.words import sentences
from tests.list_world import ROWS
from tests.table_schema import TYPES

COLUMNS = [(table, column) for table in TABLES for column in table.columns]
NAMES = {table.name: {column.name for column in table.columns} for table in TABLES}


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda one: one.name)
def test_every_column_has_a_kind_and_words_in_both_languages(table, column):
    kind = kind_in(LIST_KINDS, reader_of(table.name, column.name))
    assert kind is not None, "its reader has no kind; give it one beside the reader"
    assert kind.type in TYPES
    own = f"lists_cell_{table.name}_{column.name}"
    assert own in sentences() or f"lists_cell_{column.name}" in sentences(), "it has no words"
    for words in (column_words(table.name, column.name), kind_words(kind.name, kind.choices)):
        assert words["en"].strip()
        assert words["zh"].strip()
        assert words["en"] != words["zh"]


@pytest.mark.parametrize("table", TABLES, ids=lambda one: one.name)
def test_every_list_has_words_and_says_what_is_there(table):
    words = list_words(table.name)
    assert words["en"] != words["zh"]
    names = NAMES[table.name]
    assert table.words, "it is called nothing in Chinese"
    assert {*table.filled, *table.refers, *(table.once or ())} <= names
    assert set(table.refers.values()) <= set(NAMES)
    assert ROWS.get(table.name), "tests.list_world has no row of it, so nothing tries its schema"
    assert {name for row in ROWS[table.name] for name in row} <= names


def test_no_words_of_a_column_are_left_over():
    needed = {f"lists_cell_{table.name}_{column.name}" for table, column in COLUMNS}
    needed |= {f"lists_cell_{column.name}" for _, column in COLUMNS}
    needed |= {f"lists_of_{table.name}" for table in TABLES}
    told = {key for key in sentences() if key.startswith(("lists_cell_", "lists_of_"))}
    assert sorted(told - needed) == []


def test_a_column_without_a_kind_is_found():
    assert kind_in(LIST_KINDS, str.strip) is None
