"""`gongfu match schools`: text, JSON, a file, letters; the order of arguments and errors."""

import json
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest

from gongfu.cli.main import EXIT_CODES, main
from gongfu.errors import InputError, NotFoundError
from tests.io.book_world import write_book

LISTS = Path(__file__).parents[2] / "docs/howto/examples/school-places-simulated"
SEED = ("--lottery-seed", "2027")
# By hand from the example: hill keeps a seat for the sister p04, then 95 and a draw between two
# with 88; bridge keeps one for newcomers, p02; pier takes the others.  p08 has no points.
SEATS = {
    "p01": "hill", "p02": "bridge", "p03": "hill", "p04": "hill", "p05": "bridge", "p06": "pier",
    "p07": "pier", "p08": None, "p09": "bridge", "p10": "pier",
}  # fmt: skip


@pytest.fixture
def run(monkeypatch, capfd):
    """Run `gongfu match schools ARGUMENTS`; gives exit code, standard output and error."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["gongfu", "match", "schools", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        printed = capfd.readouterr()
        return stopped.value.code or 0, printed.out, printed.err

    return call


def test_text_json_and_file_tell_the_same(run, tmp_path):
    code, text, error = run(LISTS, *SEED, "--out", tmp_path / "seats.csv")
    assert (code, error) == (0, "")
    assert "Seats: 9 of 10 pupils, 6 at their first choice; without a seat: 1." in text
    assert "Provisional until the education bureau confirms it." in text
    assert "simulated: pupils and schools" in text
    told = json.loads(run(LISTS, *SEED, "--json")[1])
    assert {row["pupil"]: row["school"] for row in told["rows"]} == SEATS
    assert {row["standing"] for row in told["rows"]} == {"simulated"}
    assert [row["pupil"] for row in told["rows"] if row["by_lottery"]] == ["p01", "p02"]
    written = pd.read_csv(tmp_path / "seats.csv").set_index("pupil")["school"]
    assert written.dropna().to_dict() == {p: s for p, s in SEATS.items() if s}


def test_letters_say_points_cutoff_lottery_and_that_they_are_provisional(run, tmp_path):
    assert run(LISTS, *SEED, "--letters", tmp_path / "all.txt")[0] == 0
    letters = (tmp_path / "all.txt").read_text("utf-8").split("----------------")
    assert len(letters) == 10
    second = letters[1]
    assert "Pupil p02 is to be admitted to bridge, choice 2." in second
    assert "you reach the cutoff, 88 points" in second
    assert "您的摇号顺序为第9位" in second
    assert "编号p02的学生：拟录取学校为bridge(第2志愿)。" in second
    assert "有兄弟姐妹在校，70分" in letters[3]
    assert "A choice that did not count, brigde: the school is not in the list" in letters[8]
    assert "缺少积分" in letters[7]
    for letter in letters:
        assert "provisional until the education bureau confirms it" in letter
        assert "经教育主管部门审核确认后生效" in letter
        assert "模拟：示例中的学生和学校均为虚构。" in letter
    assert run(LISTS, *SEED, "--letters", tmp_path / "all.html")[0] == 0
    page = (tmp_path / "all.html").read_text("utf-8")
    assert page.count("<article>") == 10
    assert "break-after: page" in page
    assert "http://" not in page.replace("http-equiv", "")
    again = (tmp_path / "all.html").read_bytes()
    run(LISTS, *SEED, "--letters", tmp_path / "all.html")
    assert (tmp_path / "all.html").read_bytes() == again


def test_every_faulty_row_is_written_with_its_remedy(run, tmp_path):
    assert run(LISTS, *SEED, "--faults", tmp_path / "faults.csv")[0] == 0
    found = pd.read_csv(tmp_path / "faults.csv")
    assert found[["list", "row", "pupil", "school"]].to_numpy().tolist() == [
        ["choices", 10, "p09", "brigde"], ["choices", 9, "p08", "bridge"],
        ["choices", 9, "p08", "pier"],
    ]  # fmt: skip
    assert found["words_en"].str.contains("correct its id|find them").all()
    assert found["words_zh"].str.contains("请").all()
    code, _, error = run(LISTS, *SEED, "--faults", tmp_path / "faults.doc")
    assert code == EXIT_CODES[InputError]
    assert "must end in" in error


def test_a_workbook_with_chinese_headings_and_choices_of_their_own(run, tmp_path):
    write_book(
        tmp_path / "学位.xlsx",
        {
            "学生": [["学生编号", "积分"], ["a", 5], ["b", 9]],
            "志愿": [
                ["学生编号", "学校编号", "志愿顺序", "步行时间(分钟)"],
                ["a", "x", 1, 5],
                ["b", "x", 1, 20],
            ],
            "学校": [["学校编号", "招生计划数", "步行范围(分钟)"], ["x", 1, 15]],
        },
    )
    told = json.loads(run(tmp_path / "学位.xlsx", *SEED, "--json")[1])
    assert [row["school"] for row in told["rows"]] == ["x", None]
    assert told["rows"][0]["priority"] == "walk"
    assert told["rows"][0]["standing"] == "computed"


@pytest.mark.parametrize("rule", ["immediate", "cycles"])
def test_other_rules_know_no_reserves_and_say_so(run, tmp_path, rule):
    code, _, error = run(LISTS, *SEED, "--rule", rule)
    assert code == EXIT_CODES[InputError]
    assert "knows no reserves" in error
    folder = shutil.copytree(LISTS, tmp_path / "lists")
    (folder / "reserves.csv").unlink()
    assert run(folder, *SEED, "--rule", rule, "--lottery", "multiple")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "fault", "message"),
    [
        (("nowhere", *SEED), NotFoundError, "no workbook and no folder"),
        ((LISTS, *SEED, "--letters", "all.pdf"), InputError, "letters are .html or .txt"),
    ],
)
def test_errors_say_what_to_do(run, arguments, fault, message):
    code, _, error = run(*arguments)
    assert code == EXIT_CODES[fault]
    assert message in error


def test_choices_in_neither_place_are_an_error(run, tmp_path):
    (tmp_path / "pupils.csv").write_text("pupil\na\n", "utf-8")
    (tmp_path / "schools.csv").write_text("school,seats\nx,1\n", "utf-8")
    code, _, error = run(tmp_path, *SEED)
    assert code == EXIT_CODES[InputError]
    assert "they stand in neither" in error


def test_a_list_that_says_simulated_in_any_spelling_is_marked(run, tmp_path):
    lists = tmp_path / "lists"
    shutil.copytree(LISTS, lists)
    for file in lists.glob("*.csv"):
        text = file.read_text("utf-8")
        file.write_text(text.replace("simulated", "Simulated "), "utf-8")
    told = json.loads(run(lists, *SEED, "--json")[1])
    assert {row["standing"] for row in told["rows"]} == {"simulated"}


def test_walk_zones_without_minutes_are_told_in_the_words_of_the_list(run, tmp_path):
    lists = tmp_path / "lists"
    shutil.copytree(LISTS, lists)
    schools = pd.read_csv(lists / "schools.csv")
    schools.assign(walk_minutes=[10, None, None]).to_csv(lists / "schools.csv", index=False)
    code, _, error = run(lists, *SEED)
    assert code == EXIT_CODES[InputError]
    assert "no choice says how long the way is; give a list of choices with pupil" in error
    schools.assign(walk_minutes=None).to_csv(lists / "schools.csv", index=False)
    assert run(lists, *SEED)[0] == 0


def test_who_has_a_seat_is_told_by_town_and_country_too(run, tmp_path):
    lists = shutil.copytree(LISTS, tmp_path / "lists")
    pupils = pd.read_csv(lists / "pupils.csv", dtype=str)
    pupils["城乡"] = ["城镇"] * 4 + ["rural"] * 6
    pupils.to_csv(lists / "pupils.csv", index=False)
    code, out, _ = run(lists, *SEED, "--json")
    assert code == 0
    said = [one["en"] for one in json.loads(out)["sentences"]]
    has = [SEATS[f"p{k:02}"] is not None for k in range(1, 11)]
    for group, k, n in (("In town", sum(has[:4]), 4), ("In the country", sum(has[4:]), 6)):
        assert any(one.startswith(f"{group}: {k} of {n} have a seat") for one in said)
