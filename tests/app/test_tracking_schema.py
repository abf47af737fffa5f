"""Lists to fill in: written whole or not at all, filled and brought, with totals of others."""

import csv
import json
import sys
import zipfile

import pytest
from click.testing import CliRunner

from gongfu.app.tracking import init
from gongfu.app.tracking_answers import imported
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_package import is_package
from gongfu.app.tracking_projects import reconciled
from gongfu.app.tracking_schema import write_empty_lists
from gongfu.cli.main import cli
from gongfu.errors import ConflictError, InputError
from gongfu.io import atomic
from gongfu.io.embedded import declared_totals, mechanism_facts, places
from gongfu.io.ledger_lists import TABLES
from gongfu.io.ledger_schema import heading
from gongfu.io.ledger_sheets import workbook
from gongfu.io.sheets import read_sheet
from gongfu.track.actors import Actor, Role
from gongfu.track.declared import UNCOMPARED
from tests.frictionless_judge import faults_by_frictionless
from tests.house.tracked import REPOSITORY
from tests.list_world import AT, COUNTY, all_rows, deed, fill_in
from tests.table_schema import package_faults


def told(*words):
    done = CliRunner().invoke(cli, ["track", "lists", *map(str, words), "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def test_a_folder_has_every_list_and_says_what_each_holds(tmp_path):
    answer = told(tmp_path / "lists")
    assert [row["list"] for row in answer["rows"]] == [table.name for table in TABLES]
    assert {path.name for path in (tmp_path / "lists").iterdir()} == {
        "datapackage.json",
        *(f"{table.name}.csv" for table in TABLES),
    }
    package = json.loads((tmp_path / "lists" / "datapackage.json").read_text("utf-8"))
    assert [one["name"] for one in package["resources"]] == [table.name for table in TABLES]
    assert not is_package(tmp_path / "lists")


def test_the_same_lists_are_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        write_empty_lists(tmp_path / name, published=True)
        write_empty_lists(tmp_path / f"{name}.xlsx", language="zh")
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_chosen_lists_refer_to_each_other_only(tmp_path):
    answer = told(tmp_path / "lists", "--list", "任务", "--list", "people")
    assert [row["list"] for row in answer["rows"]] == ["deliverables", "people"]
    package = json.loads((tmp_path / "lists" / "datapackage.json").read_text("utf-8"))
    assert all("foreignKeys" not in one["schema"] for one in package["resources"])


@pytest.mark.parametrize(
    ("words", "error", "said"),
    [
        (("--list", "wages"), InputError, "'wages'; choose among actors, "),
        (("--list", "people", "--published"), InputError, "choose it, too"),
    ],
)
def test_what_cannot_be_written_is_told(tmp_path, words, error, said):
    done = CliRunner().invoke(cli, ["track", "lists", str(tmp_path / "lists"), *words])
    assert isinstance(done.exception, error)
    assert said in str(done.exception)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["lists", "lists.xlsx"])
def test_nothing_is_ever_written_over(tmp_path, name):
    write_empty_lists(tmp_path / name)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(ConflictError, match="is there already; choose another path"):
        write_empty_lists(tmp_path / name, language="zh")
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}


def test_a_path_called_as_another_file_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"give a folder, such as 'lists', or a workbook"):
        write_empty_lists(tmp_path / "lists.csv")
    with pytest.raises(InputError, match="no folder"):
        write_empty_lists(tmp_path / "none" / "lists")


@pytest.mark.parametrize("name", ["lists", "lists.xlsx"])
def test_a_full_disk_leaves_nothing(tmp_path, monkeypatch, name):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(InputError, match="the disk is full"):
        write_empty_lists(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_workbook_explains_its_columns(tmp_path, language):
    write_empty_lists(tmp_path / "lists.xlsx", language=language)
    sheet = {"en": "columns", "zh": "栏目说明"}[language]
    known = ("list", "column", "must be filled in", "清单", "栏目", "必填")
    frame = read_sheet(f"{tmp_path / 'lists.xlsx'}#{sheet}", known=known).frame
    told_of = {(row.iloc[0], row.iloc[1]): row for _, row in frame.iterrows()}
    for table in TABLES:
        name = table.words[0] if language == "zh" else table.name
        assert all((name, heading(column, language)) in told_of for column in table.columns)
    due = told_of["任务", "完成期限"] if language == "zh" else told_of["deliverables", "due_on"]
    assert due.iloc[2] == ("due_on; 截止日期" if language == "zh" else "完成期限; 截止日期")
    assert due.iloc[3] == ("是" if language == "zh" else "yes")
    assert "2026-03-01" in due.iloc[5]
    assert due.iloc[6] == "2026/3/1; 2026.3.1; 2026年3月1日"
    items = told_of["任务", "事项编号"] if language == "zh" else told_of["deliverables", "item_id"]
    assert items.iloc[7] == ("项目" if language == "zh" else "items")


def test_lists_of_a_workbook_are_brought(tmp_path):
    """A workbook that was filled in is read as the folder is, without a warning."""
    path = tmp_path / "lists.xlsx"
    sheets = {"栏目说明": [["清单", "栏目"], ["任务", "完成期限"]]}
    for table in TABLES:
        heads = [heading(column, "zh") for column in table.columns]
        rows = [list(row.values()) for row in all_rows()[table.name]]
        sheets[table.words[0]] = [heads, *rows]
    path.write_bytes(workbook(sheets))
    with init(tmp_path / "l.db", COUNTY, AT, durable=False) as ledger:
        done = import_lists(ledger, deed(), path)
    assert done.faults == ()
    assert set(done.counts) == {table.name for table in TABLES}


@pytest.mark.parametrize("name", ["lists", "lists.xlsx"])
def test_lists_that_nobody_filled_in_are_told(tmp_path, name):
    write_empty_lists(tmp_path / name)
    with init(tmp_path / "l.db", COUNTY, AT, durable=False) as ledger:
        answer, written = imported(ledger, deed(), tmp_path / name)
    assert not written
    assert "no row below their headings; nothing was written" in answer.sentences[0]["en"]


def test_the_first_row_of_every_sheet_stands_still(tmp_path):
    write_empty_lists(tmp_path / "lists.xlsx")
    with zipfile.ZipFile(tmp_path / "lists.xlsx") as book:
        sheets = [book.read(name) for name in book.namelist() if "/sheet" in name]
    assert len(sheets) == len(TABLES) + 1
    assert all(b'ySplit="1"' in one and b'state="frozen"' in one for one in sheets)


def test_lists_of_the_simulated_office_fit_their_schema(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(REPOSITORY / "tools")
    monkeypatch.delitem(sys.modules, "judge_exports", raising=False)
    from judge_exports import SMALL
    from judge_exports import fill_in as filled

    known = places()
    filled(tmp_path / "lists", known[known["level"].ne("county") | known.index.isin(SMALL)])
    with (tmp_path / "lists" / "requests.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 8 * len(SMALL)
    assert package_faults(tmp_path / "lists") == []


def test_frictionless_takes_the_lists_of_the_simulated_office(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(REPOSITORY / "tools")
    from judge_exports import fill_in as filled

    filled(tmp_path / "lists", places())
    assert faults_by_frictionless([tmp_path / "lists"]) == {tmp_path / "lists": []}


def test_published_totals_have_sources_and_are_what_was_collected():
    totals = declared_totals().set_index("declared_id")
    facts = mechanism_facts().query("mechanism == 'shanhai'").set_index("item")["value"]
    assert int(totals.loc["shanhai-2003-2023-projects", "amount"]) == facts["projects_20y"]
    investment = totals.loc["shanhai-2003-2023-investment"]
    assert (investment["unit"], int(investment["amount"]) * 10**8) == (
        "100M yuan",
        facts["investment_20y"],
    )
    of_2023 = totals[totals["first_year"] == 2023]
    assert sorted(zip(of_2023["what"], of_2023["amount"], strict=True)) == [
        ("investment", "461"), ("money", "1.7"), ("projects", "315"),
    ]  # fmt: skip
    assert of_2023["source"].str.contains("second hand.*check before citing").all()
    assert set(totals["place"]) == {"33"}


def test_published_totals_are_shown_beside_the_rows(copied, tmp_path):
    """They are declared and make no row; of money that is no kind of ours nothing is said."""
    answer = told(tmp_path / "lists", "--list", "declared", "--published")
    assert [row["n_rows"] for row in answer["rows"]] == [5]
    assert package_faults(tmp_path / "lists") == []
    province = Actor("county", Role.PROVINCE, "33")
    with copied(lambda where, _: init(where, province, AT, durable=False)) as ledger:
        done = import_lists(ledger, deed(), tmp_path / "lists")
        assert (done.faults, done.counts) == ((), {"declared": 5})
        write_empty_lists(tmp_path / "more", lists=["projects"])
        fill_in(tmp_path / "more", {"projects": all_rows()["projects"]})
        assert import_lists(ledger, deed(), tmp_path / "more").counts == {"projects": 1}
        found = reconciled(ledger)
    rows = found.table.set_index("declared_id")
    apart = rows[rows["what"].isin(UNCOMPARED)]
    assert set(apart["state"]) == {"not compared"}
    assert apart["found"].isna().all()
    assert apart["difference"].isna().all()
    assert set(rows.drop(apart.index)["state"]) == {"no rows"}
    assert rows.loc["shanhai-2023-money", "declared"] == "170000000.00"
    assert "Of these, 3 are shown" in found.sentences[1]["en"]
