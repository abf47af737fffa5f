"""The schema of the lists beside the import: what the one refuses, the other refuses too."""

import json
from string import ascii_lowercase

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from gongfu.app.tracking import init
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_schema import write_empty_lists
from gongfu.io.ledger_lists import TABLES
from gongfu.io.ledger_readers import reader_of
from gongfu.io.ledger_schema import heading, is_required, kind_of
from gongfu.io.lists import read_lists
from tests.draws import examples
from tests.frictionless_judge import faults_by_frictionless
from tests.list_world import AT, COUNTY, all_rows, deed, fill_in
from tests.table_schema import package_faults

COLUMNS = [(table, column) for table in TABLES for column in table.columns]
BROKEN = {
    "a day that does not exist": ("deliverables", 0, "due_on", "2026-02-30"),
    "a moment that does not exist": ("requests", 0, "filed_at", "2026-02-30 09:30"),
    "a month that does not exist": ("pay", 0, "month", "2026-13"),
    "an unknown role": ("actors", 0, "role", "mayor"),
    "an unknown kind": ("workshops", 0, "kind", "茶叶"),
    "an unknown event": ("request_acts", 1, "event", "ponder"),
    "an unknown status": ("projects", 0, "status", "begun"),
    "nothing where something must be": ("deliverables", 1, "owner", ""),
    "no key": ("items", 0, "item_id", ""),
    "three decimals of money": ("projects", 0, "budget_yuan", "8000.505"),
    "three decimals of pay": ("pay", 0, "yuan", "80.001"),
    "a number in words": ("deliverables", 0, "quantity", "many"),
    "a part of a post": ("jobs", 0, "posts", "1.5"),
    "a year long ago": ("programmes", 0, "year", "1066"),
    "a place of five digits": ("deliverables", 0, "place", "33050"),
    "neither yes nor no": ("request_acts", 3, "satisfied", "perhaps"),
    "a key that stands twice": ("deliverables", 1, "deliverable_id", "D1"),
    "a reference to nothing": ("deliverables", 0, "item_id", "J"),
    "a person whom no list has": ("enrolments", 0, "person_id", "R9"),
    "a pay undone that is not there": ("pay", 1, "reverses", "M9"),
}  # fmt: skip
"""What -> list, row, column and text; each is refused by the schema and by the import."""

WORDS = st.text(ascii_lowercase + "县村", min_size=1, max_size=6)
DRAWN = {
    "text": WORDS,
    "words": WORDS,
    "months": st.sampled_from(["4-6;10", "13", "soon"]),
    "day": st.dates().map(str) | st.sampled_from(["2026-02-30", "2026-13-01", "soon"]),
    "moment": st.datetimes().map(lambda at: at.isoformat(" ", "minutes"))
    | st.sampled_from(["2026-02-30 09:30", "2026-03-01 25:00", "2026-03-01", "soon"]),
    "month": st.dates().map(lambda day: f"{day:%Y-%m}") | st.just("2026-13"),
    "year": st.integers(1900, 2200).map(str),
    "count": st.integers(-(10**10), 10**10).map(str) | st.sampled_from(["0", "5", "1.5"]),
    "number": st.decimals(-100, 100, places=2).map(str) | WORDS,
    "amount": st.decimals(-100, 100, places=2).map(str) | WORDS,
    "money": st.integers(-(10**6), 10**6).map(lambda mills: f"{mills / 1000:.3f}")
    | st.decimals(0, 10**6, places=2).map(str),
    "place": st.text("0123456789", min_size=1, max_size=13) | st.just("330501"),
    "degrees": st.integers(-400, 400).map(str) | WORDS,
    "yes": st.sampled_from(["yes", "no", "1", "0", "是", "否", "满意", "true", "perhaps"]),
    "choice": WORDS,
}
"""Kind of cell -> texts of it in the form of the schema, and others."""


def brought(folder, rows, **options):
    """What the rules of Table Schema find in the lists with these rows, and the import."""
    write_empty_lists(folder, **options)
    fill_in(folder, rows)
    with init(folder.with_suffix(".db"), COUNTY, AT, durable=False) as ledger:
        return package_faults(folder), import_lists(ledger, deed(), folder)


def broken(name):
    table, at, column, text = BROKEN[name]
    rows = all_rows()
    rows[table][at][column] = text
    return rows


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    """What frictionless finds in the whole package, and in each that is broken."""
    folder = tmp_path_factory.mktemp("judged")
    told = {"": all_rows()} | {name: broken(name) for name in BROKEN}
    folders = {}
    for at, (name, rows) in enumerate(told.items()):
        folders[name] = folder / str(at)
        write_empty_lists(folders[name])
        fill_in(folders[name], rows)
    found = faults_by_frictionless(list(folders.values()))
    return {name: found[path] for name, path in folders.items()}


def test_rows_that_fit_are_taken_by_all(copied, tmp_path):
    write_empty_lists(tmp_path / "lists")
    fill_in(tmp_path / "lists", all_rows())
    assert package_faults(tmp_path / "lists") == []
    with copied(lambda where, _: init(where, COUNTY, AT, durable=False)) as ledger:
        done = import_lists(ledger, deed(), tmp_path / "lists")
    assert done.faults == ()
    assert set(done.counts) == {table.name for table in TABLES}


def test_frictionless_takes_what_fits(judged):
    assert judged[""] == []


@pytest.mark.parametrize("name", BROKEN)
def test_frictionless_refuses_what_the_import_refuses(judged, name):
    assert judged[name]


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_row_is_refused_by_both(tmp_path, name):
    table, at, _, _ = BROKEN[name]
    refused, done = brought(tmp_path / "lists", broken(name))
    assert (table, at + 2) in {one[:2] for one in refused}
    assert done.answer is None
    assert (table, at + 2) in {(one.table, one.row) for one in done.faults}


@pytest.mark.parametrize(
    ("table", "column"),
    [(table, column) for table, column in COLUMNS if is_required(table, column)],
    ids=lambda one: one.name,
)
def test_what_must_be_filled_in_is_refused_empty(tmp_path, table, column):
    """Whoever sees to it: the reader of the cell, or a rule of what the row becomes."""
    rows = all_rows()
    rows[table.name][0][column.name] = ""
    refused, done = brought(tmp_path / "lists", rows)
    assert (table.name, 2, column.name, "required") in refused
    assert {one.table for one in done.faults if one.row == 2} >= {table.name}


@st.composite
def changed_rows(draw):
    """The rows that fit, with one to three cells of the same row changed or emptied."""
    rows = all_rows()
    table = draw(st.sampled_from(TABLES))
    row = draw(st.sampled_from(rows[table.name]))
    for column in draw(st.lists(st.sampled_from(table.columns), min_size=1, max_size=3)):
        kind = kind_of(table, column)
        known = st.sampled_from(kind.choices) if kind.choices else st.nothing()
        row[column.name] = draw(st.just("") | known | DRAWN[kind.name])
    return rows


@settings(max_examples=examples(60))
@given(rows=changed_rows())
def test_whatever_the_schema_refuses_the_import_refuses(tmp_path_factory, rows):
    refused, done = brought(tmp_path_factory.mktemp("any") / "lists", rows)
    assert not refused or done.answer is None, refused


@settings(max_examples=2, phases=[Phase.generate])
@given(drawn=st.lists(changed_rows(), min_size=20, max_size=20))
def test_frictionless_agrees_with_the_rules_of_our_own(tmp_path_factory, drawn):
    folder = tmp_path_factory.mktemp("agreed")
    for at, rows in enumerate(drawn):
        write_empty_lists(folder / str(at))
        fill_in(folder / str(at), rows)
    folders = [folder / str(at) for at in range(len(drawn))]
    theirs = faults_by_frictionless(folders)
    for path in folders:
        ours = package_faults(path)
        assert bool(theirs[path]) == bool(ours), (theirs[path], ours)


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda one: one.name)
def test_other_forms_that_are_told_are_understood(table, column):
    """And every choice; what a schema cannot say is said beside it."""
    read, kind = reader_of(table.name, column.name), kind_of(table, column)
    for text in (*kind.also, *kind.choices, *kind.yes, *kind.no):
        read(text)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["lists", "lists.xlsx"])
def test_the_import_understands_every_heading(tmp_path, language, name):
    """Empty lists are read without a warning, and hold no row."""
    write_empty_lists(tmp_path / name, language=language)
    frames = read_lists(tmp_path / name, TABLES, passed=("columns", "栏目说明"))
    assert {table: len(frame) for table, frame in frames.items()} == {
        table.name: 0 for table in TABLES
    }
    for table in TABLES:
        assert list(frames[table.name]) == [column.name for column in table.columns]


def test_headings_in_chinese_are_described(tmp_path):
    write_empty_lists(tmp_path / "清单", language="zh")
    package = json.loads((tmp_path / "清单" / "datapackage.json").read_text("utf-8"))
    of = {one["name"]: one for one in package["resources"]}
    assert of["deliverables"]["path"] == "任务.csv"
    fields = {one["name"]: one for one in of["deliverables"]["schema"]["fields"]}
    assert fields["完成期限"]["headings"] == ["due_on", "完成期限", "截止日期"]
    assert fields["完成期限"]["alsoUnderstood"] == ["2026/3/1", "2026.3.1", "2026年3月1日"]
    assert of["deliverables"]["schema"]["foreignKeys"] == [
        {"fields": "事项编号", "reference": {"resource": "items", "fields": "事项编号"}}
    ]
    assert package_faults(tmp_path / "清单") == []


def test_headings_differ_within_a_list():
    for table in TABLES:
        for language in ("en", "zh"):
            called = [heading(column, language) for column in table.columns]
            assert len(set(called)) == len(called), table.name
