"""Sheets for people: nothing runs, money stays exact, and a workbook opens."""

import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook

from gongfu.errors import InputError
from gongfu.io import ledger_sheets
from gongfu.io.ledger_cells import unguarded
from gongfu.io.ledger_projects import declared_values, printed_row
from gongfu.io.ledger_public import public_things
from gongfu.io.ledger_sheets import ABOUT as SHEET
from gongfu.io.ledger_sheets import csv_files, guarded, sheets_of, workbook
from tests.io.test_data_package import ABOUT, PROJECT

NASTY = "\x07<&\"'\r\n模_x0041_"


def rows_with(**things):
    return {thing: [] for thing in public_things()} | things


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_text_is_run(start):
    assert guarded(f"{start}cmd") == f"'{start}cmd"
    sheets = sheets_of(rows_with(project=[PROJECT | {"title": f"{start}1+cmd"}]), ABOUT)
    assert sheets["projects"][1][1] == f"'{start}1+cmd"


@pytest.mark.parametrize("text", ["-0.05", "330501", "", "a=b", "-1"])
def test_numbers_stay_numbers(text):
    assert guarded(text) == text


def test_money_is_text_to_the_fen_and_days_are_iso():
    """99999999999999.99 yuan has 16 digits: no float holds it."""
    sheets = sheets_of(rows_with(project=[PROJECT | {"budget_fen": 9_999_999_999_999_999}]), ABOUT)
    row = dict(zip(*sheets["projects"], strict=True))
    assert row["budget_yuan"] == "99999999999999.99"
    assert row["start_on"] == "2026-01-01"
    assert "budget_fen" not in row
    content = csv_files(sheets)["projects.csv"]
    assert content.startswith(b"\xef\xbb\xbf")
    (told,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert told == {name: str(value) for name, value in row.items()}


def test_a_workbook_opens_and_says_the_same():
    """Read by calamine; what XML cannot hold comes back by the escapes of ECMA-376 (22.9.2.19)."""
    rows = rows_with(project=[PROJECT | {"title": NASTY, "budget_fen": 5}])
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook(sheets_of(rows, ABOUT))))
    assert book.sheet_names == [SHEET, *(table.name for table in public_things().values())]
    head, row = book.get_sheet_by_name("projects").to_python()
    found = dict(zip(head, row, strict=True))
    assert (found["budget_yuan"], found["version"], found["description"]) == ("0.05", 3, "d")
    assert found["title"] == NASTY
    told = dict(book.get_sheet_by_name(SHEET).to_python()[1:])
    assert told["head"] == ABOUT.head_text


def test_what_a_sheet_does_not_hold_is_told(monkeypatch):
    rows = rows_with(project=[PROJECT | {"title": "x" * 32_768}])
    with pytest.raises(InputError, match="row 2 of projects has a text longer than a cell"):
        workbook(sheets_of(rows, ABOUT))
    monkeypatch.setattr(ledger_sheets, "_ROWS_MOST", 2)
    rows = rows_with(project=[PROJECT, PROJECT])
    with pytest.raises(InputError, match="projects has 3 rows, and a sheet holds 2"):
        workbook(sheets_of(rows, ABOUT))


def test_headings_are_bold_and_columns_wide_enough():
    """Read as the parts of the container say (ECMA-376, 18.3.1.13 and 18.8)."""
    content = workbook(sheets_of(rows_with(project=[PROJECT | {"title": "茶" * 10}]), ABOUT))
    at = 1 + list(public_things()).index("project") + 1
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        assert {one.date_time for one in container.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        sheet = etree.fromstring(container.read(f"xl/worksheets/sheet{at}.xml"))
        styles = etree.fromstring(container.read("xl/styles.xml"))
    head, row = sheet.iter("{*}row")
    assert {cell.get("s") for cell in head} == {"1"}
    assert {cell.get("s") for cell in row} == {None}
    bold = styles.find("{*}cellXfs")[1].get("fontId")
    assert styles.find("{*}fonts")[int(bold)].find("{*}b") is not None
    widths = [int(one.get("width")) for one in sheet.iter("{*}col")]
    assert widths[1] == 22  # ten characters of two digits, and some air
    assert len(widths) == len(PROJECT)


@given(st.text(alphabet="'=+-@\t\r\n01a.模"))
def test_what_is_guarded_comes_back(text):
    """Whatever apostrophes of its own it has."""
    told = guarded(text)
    assert unguarded(told) == text
    assert not told.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) or told == text
    if told == text:
        assert not text.startswith(("=", "@", "\t", "\r", "\n"))


@pytest.mark.parametrize(
    ("what", "amount", "unit", "printed"),
    [
        ("projects", "12", "个", ("12", "projects")),
        ("workshops", "1200", "家", ("1200", "workshops")),
        ("investment", "461", "亿元", ("461", "100M yuan")),
        ("workshop_people", "7", "人", ("7", "people")),
        ("budget", "12.50", "元", ("12.50", "yuan")),
        ("budget", "12", "yuan", ("12", "yuan")),
        ("spent", "0.5", "万元", ("0.5", "10k yuan")),
        ("spent", "0.0012", "万元", ("12", "yuan")),
        ("committed", "461", "亿元", ("461", "100M yuan")),
        ("transferred", "1.70", "亿元", ("1.70", "100M yuan")),
    ],
)
def test_a_declared_total_is_printed_to_its_last_digit(what, amount, unit, printed):
    """The unit may be a smaller one; amount and last digit stay what they are."""
    values = declared_values({"what": what, "amount": amount, "unit": unit})
    row = printed_row(values)
    assert (row["amount"], row["unit"]) == printed
    assert declared_values(row) == values


@given(
    st.decimals(0, 10**6, places=3, allow_nan=False, allow_infinity=False).map(str),
    st.sampled_from(["yuan", "10k yuan", "100M yuan"]),
    st.integers(0, 3),
)
def test_every_amount_of_money_comes_back(text, unit, decimals):
    amount = text[: len(text) - 3 + decimals].rstrip(".")
    if unit == "yuan" and decimals > 2:
        return
    values = declared_values({"what": "spent", "amount": amount, "unit": unit})
    assert declared_values(printed_row(values)) == values


def test_a_reversal_is_below_nothing():
    row = {"posting_id": "m2", "amount_fen": 50, "reverses": "m1"}
    columns = ("number", "kind", "project", "giver", "receiver", "year", "on_day", "actor_id")
    rows = [
        row | dict.fromkeys((*columns, "reason"), "x"),
    ]
    rows.append(rows[0] | {"posting_id": "m1", "reverses": ""})
    head, *told = sheets_of(rows_with(posting=rows), ABOUT)["postings"]
    assert [one[head.index("amount_yuan")] for one in told] == ["-0.50", "0.50"]
