"""gongfu evidence at the command line: text and JSON agree, and each error has its exit code."""

import json

import pytest
from click.testing import CliRunner

from gongfu.app.evidence import KEYS
from gongfu.cli.main import cli, main
from tests.small_zone import write_small_zone

TEXT = """西县二〇二四年统计公报
2025年3月1日
2024年,西县地区生产总值12.5亿元,常住人口2.1万人。预计2026年西县地区生产总值达到15亿元。
某处建成30个工坊。
"""


@pytest.fixture
def zone(tmp_path):
    return write_small_zone(tmp_path / "zone")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "bulletin.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(*words):
    done = CliRunner().invoke(cli, ["evidence", *map(str, words)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def told(*words):
    return json.loads(run(*words, "--json"))


def read_in(zone, file):
    run("read", file, "--into", zone)
    return {row["number"]: row for row in told("list", zone)["figures"]}


def test_json_holds_every_figure_with_exactly_the_promised_keys(zone, file):
    figures = told("read", file, "--zone", zone)
    assert {tuple(one) for one in figures} == {KEYS}
    gdp = figures[0]
    assert (gdp["value"], gdp["unit"], gdp["indicator"]) == ("1250000000", "yuan", "gdp_yuan")
    assert (gdp["place_code"], gdp["period"], gdp["accepted"]) == ("90101", "2024", True)
    for one in figures:
        assert TEXT[one["start"] : one["end"]] == one["sentence"]
        assert TEXT[one["number_start"] : one["number_end"]] == one["number"]


def test_reading_alone_changes_no_zone(zone, file):
    before = {path.name: path.stat().st_mtime_ns for path in zone.iterdir()}
    run("read", file, "--zone", zone)
    assert {path.name: path.stat().st_mtime_ns for path in zone.iterdir()} == before


def test_a_text_becomes_figures_of_a_zone_and_again_nothing(zone, file):
    out = run("read", file, "--into", zone)
    assert "12.5亿元" in out
    assert "documents added 1" in out
    assert "nothing was changed" in run("read", file, "--into", zone)
    rows = {row["number"]: row for row in told("list", zone)["figures"]}
    assert rows["12.5亿元"]["used"]
    assert rows["15亿元"]["state"] == "target"


def test_show_marks_the_number_and_says_where_it_is_used(zone, file):
    rows = read_in(zone, file)
    text = run("show", zone, rows["12.5亿元"]["figure"])
    assert "【12.5亿元】" in text
    assert "Gross domestic product of 90101, 2024" in text
    assert told("show", zone, rows["15亿元"]["figure"])["unused"]["en"] == "not accepted: target"


def test_a_person_decides_and_the_history_is_kept(zone, file):
    name = read_in(zone, file)["12.5亿元"]["figure"]
    run("reject", zone, name, "--by", "Li", "--reason", "preliminary")
    assert told("show", zone, name)["used"] is None
    run("accept", zone, name, "--by", "Wang")
    shown = told("show", zone, name)
    assert [(one["by"], one["decision"]) for one in shown["decisions"]] == [
        ("Li", "rejected"),
        ("Wang", "accepted"),
    ]
    assert shown["used"]["value"] == 1.25e9
    assert "preliminary" in run("show", zone, name)


def test_contradictions_are_said_in_text_and_json(zone, file, tmp_path):
    other = tmp_path / "news.txt"
    other.write_text("2025年4月2日\n2024年西县地区生产总值13.5亿元。\n", encoding="utf-8")
    run("read", file, other, "--into", zone)
    (claim,) = told("check", zone)["contradictions"]
    assert {side["meant"] for side in claim["sides"]} == {
        "1.25 billion yuan", "1.35 billion yuan",
    }  # fmt: skip
    text = run("check", zone)
    assert "Contradictions: 1." in text
    assert "1.35 billion yuan" in text


def test_the_page_and_prov_are_written(zone, file, tmp_path):
    page, prov = tmp_path / "page.html", tmp_path / "prov.json"
    run("read", file, "--into", zone, "--out", page, "--language", "en")
    assert "12.5亿元" in page.read_text("utf-8")
    assert "entities" in run("export", zone, "--prov", prov)
    assert json.loads(prov.read_text("utf-8"))["prefix"]["gongfu"]


def test_the_list_can_be_narrowed(zone, file):
    rows = read_in(zone, file)
    states = {row["state"] for row in told("list", zone, "--state", "target")["figures"]}
    assert states == {"target"}
    assert len(told("list", zone, "--limit", "1")["figures"]) == 1
    assert f"{len(rows) - 1} more" in run("list", zone, "--limit", "1")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["read", "missing.txt"], 2, "could be read"),
        (["read", "{file}", "--out", "page.pdf"], 2, "a page ends in .html"),
        (["show", "{zone}", "zz"], 3, "no stated figure 'zz'"),
        (["accept", "{zone}", "zz", "--by", "Li"], 3, "no stated figure 'zz'"),
        (["list", "{zone}x"], 3, "no zone"),
    ],
)
def test_errors_have_their_codes(zone, file, words, code, message, monkeypatch, capsys):
    words = [word.format(zone=zone, file=file) for word in words]
    monkeypatch.setattr("sys.argv", ["gongfu", "evidence", *words])
    with pytest.raises(SystemExit) as done:
        main()
    out, err = capsys.readouterr()
    assert (done.value.code, out) == (code, ""), err
    assert message in err


def test_tables_name_indicators_in_both_languages_and_show_gives_the_key_too(zone, file):
    at = read_in(zone, file)["12.5亿元"]["figure"]
    for words in (run("list", zone), run("read", file, "--zone", zone)):
        assert "Gross domestic product" in words
        assert "地区生产总值" in words
        assert "gdp_yuan" not in words
    assert "gdp_yuan (Gross domestic product / 地区生产总值)" in run("show", zone, at)


def test_a_wrong_period_is_told_without_the_row_of_a_table(zone, file, monkeypatch, capsys):
    at = read_in(zone, file)["12.5亿元"]["figure"]
    words = ["accept", str(zone), at, "--by", "a", "--period", "abc"]
    monkeypatch.setattr("sys.argv", ["gongfu", "evidence", *words])
    with pytest.raises(SystemExit):
        main()
    told = capsys.readouterr().err
    assert "--period: 'abc'; it must be a year" in told
    assert "row 1" not in told


def test_a_file_that_cannot_be_read_is_named_once(file):
    empty = file.with_name("empty.txt")
    empty.write_bytes(b"")
    done = CliRunner().invoke(cli, ["evidence", "read", str(file), str(empty)])
    assert done.exit_code == 0
    assert done.stderr.count("empty.txt") == 1


def test_screens_speak_chinese_too(zone, file):
    rows = read_in(zone, file)
    listed = run("list", zone, "--language", "zh")
    assert "原文写法" in listed
    assert "12.5亿元" in listed
    assert "已采用" in listed
    shown = run("show", zone, rows["15亿元"]["figure"], "--language", "zh")
    assert "状态：目标" in shown
    assert "未采用：" in shown
    run("reject", zone, rows["12.5亿元"]["figure"], "--by", "王芳", "--reason", "初步数")
    shown = run("show", zone, rows["12.5亿元"]["figure"], "--language", "zh")
    assert "状态：不采用(由王芳)" in shown
    assert "处理记录:" in shown


def test_a_check_speaks_chinese_too(zone, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("某处的说明\n某某村建成30个工坊，投资5亿元。\n", encoding="utf-8")
    run("read", path, "--into", zone)
    assert "waiting for a person:" in run("check", zone)
    waits = run("check", zone, "--language", "zh")
    assert "待人工核对：" in waits
    assert "时期不明" in waits
    assert "waiting for a person:" not in waits


def test_tables_of_a_text_and_of_a_csv_are_laid_out_in_either_language(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("2023年表\n地区\tGDP（亿元）\n甲县\t3\n乙县\t4\n", encoding="utf-8")
    assert "table 1: 2023年表: 2 figures" in run("table", path)
    chinese = run("table", path, "--language", "zh")
    assert "2个数字" in chinese
    assert "单元格" in chinese
    (tmp_path / "b.csv").write_text("地区,GDP（亿元）\n甲县,3\n乙县,4\n", encoding="utf-8")
    assert "b.csv: (no title): 2 figures" in run("table", tmp_path / "b.csv")


def test_a_list_of_places_is_told_from_a_document(tmp_path, monkeypatch, capsys):
    path = tmp_path / "facilities.csv"
    path.write_text("编号,类别,经度,纬度\nF1,clinic,24.9,60.1\n", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["gongfu", "evidence", "read", str(path)])
    with pytest.raises(SystemExit):
        main()
    assert "gongfu import facilities facilities.csv --into ZONE" in capsys.readouterr().err
