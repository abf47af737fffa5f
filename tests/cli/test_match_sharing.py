"""`gongfu match sharing`: text, JSON, a file, the list; Chinese lists and workbooks; errors."""

import json
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest

from gongfu.cli.main import EXIT_CODES, main
from gongfu.errors import InfeasibleError, InputError
from tests.io.book_world import write_book

EXAMPLES = Path(__file__).parents[2] / "docs/howto/examples"
LISTS = EXAMPLES / "sharing-simulated"
# By hand: the floor takes 280 of 1,000 hours; the others' hours rise as 1, 30 / 50 (memory counts
# more), 2 and 10 / 75 of the level: 1 + 0.6 + 2 + 2 / 15 = 3.7333 of it fill the other 720.
HOURS = {"f1": 192.857, "f2": 115.714, "f3": 385.714, "f4": 25.714, "f5": 280.0}


@pytest.fixture
def run(monkeypatch, capfd):
    """Run `gongfu match sharing ARGUMENTS`; gives exit code, standard output and error."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["gongfu", "match", "sharing", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        printed = capfd.readouterr()
        return stopped.value.code or 0, printed.out, printed.err

    return call


def test_text_json_and_file_tell_the_same(run, tmp_path):
    code, text, error = run(LISTS, "--out", tmp_path / "shares.csv")
    assert code == 0, error
    assert text.startswith("Simulated: Orders of 5 firms: 0 met in full, 5 in part")
    written = pd.read_csv(tmp_path / "shares.csv").set_index("firm")
    hours = written["gets_gpu_hours"]
    assert hours.sum() == 1000
    assert (hours == hours.round()).all()
    assert ((hours - pd.Series(HOURS)).abs() < 1).all()
    assert set(written["standing"]) == {"simulated"}
    code, text, _ = run(LISTS, "--json")
    told = json.loads(text)
    assert [row["gets_gpu_hours"] for row in told["rows"]] == hours.tolist()
    assert told["summary"][0]["left"] == 0
    assert "模拟" in told["sentences"][0]["zh"]


@pytest.mark.parametrize("suffix", [".html", ".txt"])
def test_the_list_names_each_firm_in_both_languages(run, tmp_path, suffix):
    lists = tmp_path / "lists"
    shutil.copytree(LISTS, lists)
    firms = (lists / "firms.csv").read_text("utf-8").replace("Vision", "<b>Vision")
    (lists / "firms.csv").write_text(firms, "utf-8")
    code, _, error = run(lists, "--list", tmp_path / f"list{suffix}")
    assert code == 0, error
    text = (tmp_path / f"list{suffix}").read_text("utf-8")
    assert text.count("f5 Village tea scanner") == 2
    assert "Simulated: firms and orders are invented." in text
    assert "模拟数据：企业和申请均为虚构。" in text
    assert "经算力中心主管部门审核确认后生效" in text
    assert "it has its floor, 28.0% of all gpu_hours" in text
    assert ("<b>" in text) == (suffix == ".txt")


def test_a_workbook_in_chinese_over_periods(run, tmp_path):
    folder = EXAMPLES / "sharing-periods-simulated"
    sheets = {}
    for file in folder.glob("*.csv"):
        rows = [line.split(",") for line in file.read_text("utf-8").splitlines()]
        sheets[file.stem] = rows
    write_book(tmp_path / "lists.xlsx", sheets)
    answers = [json.loads(run(lists, "--json")[1]) for lists in (folder, tmp_path / "lists.xlsx")]
    assert answers[0]["rows"] == answers[1]["rows"]
    # The first left its 300 in January and gets 300 + 300 in February.
    assert [row["gets_GPU卡时"] for row in answers[0]["rows"]] == [0, 450, 450, 600, 150, 150]
    forgets = json.loads(run(folder, "--json", "--most-periods", "0")[1])
    assert [row["gets_GPU卡时"] for row in forgets["rows"]][3:] == [300, 300, 300]


def test_a_bad_row_stops_nobody_else(run, tmp_path):
    shutil.copytree(LISTS, tmp_path / "lists")
    demands = tmp_path / "lists" / "demands.csv"
    demands.write_text(demands.read_text("utf-8").replace("f1,gpu_hours,600", "f1,gpu_hours,many"))
    code, text, error = run(tmp_path / "lists")
    assert code == 0, error
    assert (
        "Rows that do not count until they are corrected: 2; firms left out with them: 1." in text
    )
    assert "demands, row 2: the amount is missing, no number, or below 0" in text
    assert "left_out" in text


def test_an_honest_order_is_promised_only_where_it_holds(run, tmp_path):
    shutil.copytree(LISTS, tmp_path / "lists")
    (tmp_path / "lists" / "floors.csv").unlink()
    (tmp_path / "lists" / "supply.csv").write_text("resource,amount\ngpu_hours,1000\nmemory_tb,40")
    assert "No firm could have gained" in run(tmp_path / "lists")[1]
    assert "it is not certain" in run(LISTS)[1]


def test_errors(run, tmp_path):
    code, _, error = run(LISTS, "--list", tmp_path / "list.pdf")
    assert (code, "written as .html or .txt" in error) == (EXIT_CODES[InputError], True)
    shutil.copytree(LISTS, tmp_path / "lists")
    (tmp_path / "lists" / "supply.csv").write_text(
        "resource,amount,whole\ngpu_hours,100,\nmemory_tb,40,"
    )
    code, _, error = run(tmp_path / "lists")
    assert (code, "'f5'" in error) == (EXIT_CODES[InfeasibleError], True)
    (tmp_path / "lists" / "supply.csv").write_text("resource,amount,whole\ngpu_hours,1,perhaps")
    code, _, error = run(tmp_path / "lists")
    assert (code, "write yes or no" in error) == (EXIT_CODES[InputError], True)


def test_supply_by_period_in_chinese_and_the_rows_that_do_not_count(run, tmp_path):
    lists = tmp_path / "lists"
    shutil.copytree(EXAMPLES / "sharing-periods-simulated", lists)
    (lists / "供给.csv").write_text(
        "资源,供给量,取整,期次\nGPU卡时,900,是,\nGPU卡时,450,是,2027年2月\nGPU卡时,1,是,2027-03\n",
        encoding="utf-8",
    )
    with (lists / "申请.csv").open("a", encoding="utf-8") as file:
        file.write("q9,GPU卡时,5,2027年2月\n")
    code, out, error = run(lists, "--json", "--faults", tmp_path / "faults.csv")
    assert code == 0, error
    told = json.loads(out)
    supply = {row["period"]: row["supply"] for row in told["summary"]}
    assert supply == {"2027年1月": 900, "2027年2月": 450}
    by_month = pd.DataFrame(told["rows"]).groupby("period")["gets_GPU卡时"].sum()
    assert by_month.to_dict() == supply
    faults = pd.read_csv(tmp_path / "faults.csv")
    assert faults[["list", "row", "fault"]].to_numpy().tolist() == [
        ["demands", 8, "unknown_firm"], ["supply", 4, "no_orders"],
    ]  # fmt: skip
    assert faults["words_en"].str.contains("correct|spelt").all()
    assert any("供给第4行" in words["zh"] for words in told["sentences"])
    code, _, error = run(lists, "--faults", tmp_path / "faults.docx")
    assert (code, "must end in" in error) == (2, True)
