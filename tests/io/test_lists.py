"""Several tables that belong together: found by name, read by heading, faults named."""

from dataclasses import replace

import pytest

from gongfu.errors import InputError
from gongfu.io.lists import ListColumn, ListTable, read_lists
from tests.io.book_world import write_book

THINGS = ListTable(
    "things",
    ("东西",),
    (
        ListColumn("id", ("编号",)),
        ListColumn("cost_yuan", ("费用",), yuan=True),
        ListColumn("n", number=True, blank=True),
        ListColumn("note", optional=True, blank=True),
    ),
)
MORE = ListTable("more", (), (ListColumn("id"),), optional=True)


@pytest.mark.parametrize(
    ("heading", "cell", "yuan"),
    [
        ("cost_yuan", "12.5", 12.5),
        ("费用", "3", 3.0),
        ("费用（万元）", "0.29", 2900.0),
        ("费用(亿元)", "1.5", 1.5e8),
        ("费用 (元)", "7", 7.0),
    ],
)
def test_money_in_the_unit_of_its_heading(tmp_path, heading, cell, yuan):
    (tmp_path / "things.csv").write_text(f"id,{heading},n\na,{cell},\n", encoding="utf-8")
    things = read_lists(tmp_path, [THINGS, MORE])["things"]
    assert things["cost_yuan"].tolist() == [yuan]
    assert things["n"].isna().all()
    assert list(things) == ["id", "cost_yuan", "n"]


def test_a_workbook_gives_what_a_folder_gives(tmp_path):
    rows = [["编号", "费用", "n", "note"], ["a", 5, 1, ""], ["b", 6, None, "dear"]]
    book = write_book(tmp_path / "b.xlsx", {"东西": rows})
    folder = tmp_path / "f"
    folder.mkdir()
    (folder / "things.csv").write_text("编号,费用,n,note\na,5,1,\nb,6,,dear\n", encoding="utf-8")
    one, other = (read_lists(path, [THINGS])["things"] for path in (book, folder))
    assert one.equals(other)
    assert other["note"].tolist() == [None, "dear"]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path):
    """Headings are row 1, or wherever they stand; an empty line has its number, and is no row."""
    folder = tmp_path / "f"
    folder.mkdir()
    (folder / "things.csv").write_text("id,cost_yuan,n\na,5,1\n\nb,6,2\n", encoding="utf-8")
    rows = [["东西 2026"], ["id", "cost_yuan", "n"], ["a", 5, 1], ["b", 6, 2]]
    book = write_book(tmp_path / "b.xlsx", {"things": rows})
    assert read_lists(folder, [THINGS], numbered=True)["things"]["row"].tolist() == [2, 4]
    with pytest.warns(UserWarning, match="headings are taken from row 2"):
        found = read_lists(book, [THINGS], numbered=True)["things"]
    assert found["row"].tolist() == [3, 4]


def test_what_is_not_read_is_said(tmp_path):
    (tmp_path / "things.csv").write_text("id,cost_yuan,n,colour\na,5,1,red\n")
    (tmp_path / "thing.csv").write_text("id\na\n")
    with (
        pytest.warns(UserWarning, match="not read: thing; lists are called things"),
        pytest.warns(UserWarning, match="columns not read: colour"),
    ):
        read_lists(tmp_path, [THINGS])


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "no list 'things'.* or '东西'; it has none"),
        ({"things.csv": "id,n\na,1\n"}, r"no column 'cost_yuan' \(or '费用'\)"),
        ({"things.csv": "id,cost_yuan,n\n,1,1\n"}, "'id' is empty in row 2"),
        ({"things.csv": "id,费用,cost_yuan,n\na,1,1,1\n"}, "are both cost_yuan"),
        ({"things.csv": "id,cost_yuan,n\n", "东西.csv": "id\n"}, "are both the list of things"),
        ({"things.csv": "id,cost_yuan,n\n", "things.txt": "id\n"}, "two files are called"),
    ],
)
def test_faults_are_named(tmp_path, files, words):
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        read_lists(tmp_path, [THINGS])


def test_one_table_is_not_enough(tmp_path):
    (tmp_path / "a.csv").write_text("id\n1\n")
    with pytest.raises(InputError, match="it is one table"):
        read_lists(tmp_path / "a.csv", [THINGS])


def test_what_is_passed_over_is_not_told(tmp_path):
    """What an export puts beside its lists; anything else is told."""
    (tmp_path / "about.csv").write_text("what,value\na,b\n", encoding="utf-8")
    (tmp_path / "more.csv").write_text("id,version\na,3\n", encoding="utf-8")
    known = replace(MORE, passed=("version",))
    assert list(read_lists(tmp_path, [known], passed=("about",))["more"]) == ["id"]
    with (
        pytest.warns(UserWarning, match="not read: about"),
        pytest.warns(UserWarning, match="columns not read: version"),
    ):
        read_lists(tmp_path, [MORE])
