"""Workshops on the command line: text and JSON agree, and each kind of error has its code."""

import json

import pytest
from click.testing import CliRunner

from gongfu.cli.main import EXIT_CODES, cli
from gongfu.errors import InputError, NotFoundError
from tests.workshop_world import workshop_ledger


@pytest.fixture
def path(tmp_path):
    workshop_ledger(tmp_path / "l.db", tmp_path / "lists").close()
    (tmp_path / "incomes.csv").write_text(
        "code,people,income\n330501,100,100\n330502,50,400\n330503,50,300\n", "utf-8"
    )
    return tmp_path / "l.db"


def run(*words):
    return CliRunner().invoke(cli, ["track", *map(str, words)])


def told(*words):
    ran = run(*words, "--json")
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


def test_a_proposal(path, tmp_path):
    asked = ("rematch", path, "--today", "2026-02-03", "--actor", "county")
    answer = told(*asked, "--rule", "welfare")
    assert [(one["worker"], one["job"]) for one in answer["rows"]] == [("P5", "J2"), ("P6", "J2")]
    assert answer["question"]["rule"] == "welfare"
    assert told(*asked[:-2])["rows"] == []
    text = run(*asked, "--out", tmp_path / "p.csv").stdout
    assert answer["sentences"][0]["en"] in text
    assert len((tmp_path / "p.csv").read_text("utf-8-sig").splitlines()) == 3


def test_gains(path, tmp_path):
    period = ("--from", "2026-01", "--to", "2026-12")
    answer = told("gains", path, *period)
    assert answer["rows"] == [
        {"village": "330501", "n_people": 3, "gained_yuan": 370.0, "standing": "computed"}
    ]
    assert answer["sentences"][0]["en"] in run("gains", path, *period).stdout
    columns = ("--place", "code", "--value", "income", "--weight", "people")
    after = told("gains", path, *period, "--zone", tmp_path / "incomes.csv", *columns)
    assert any("Gini coefficient" in one["en"] for one in after["sentences"])
    assert not any("stretched" in one["en"] for one in after["sentences"])  # a whole year
    told("gains", path, *period, "--persons", tmp_path / "p.csv", "--actor", "county")
    assert (tmp_path / "p.csv").exists()
    again = run("gains", path, *period, "--persons", tmp_path / "q.csv", "--actor", "county")
    assert "is in q.csv, for the office alone" in again.stdout


def test_all_that_is_known_of_a_person(path):
    rows = told("person", path, "P1", "--actor", "county")["rows"]
    assert [one["thing"] for one in rows] == ["worker", "enrolment", "attendance", "attendance",
                                              "pay"]  # fmt: skip
    assert (rows[0]["income_yuan"], rows[1]["since"]) == (9_000.0, "2026-01-01")
    assert rows[4]["amount_fen"] == 12_000
    assert rows[4]["income_yuan"] is None
    text = run("person", path, "P1", "--actor", "county").stdout
    assert "village 330501" in text


def test_each_error_has_its_code(path, tmp_path):
    cases = [
        (run("gains", path, "--from", "2026-1", "--to", "2026-02"), InputError),
        (run("gains", path, "--from", "2026-03", "--to", "2026-02"), InputError),
        (run("rematch", tmp_path / "none.db"), NotFoundError),
        (run("rematch", path, "--today", "soon"), InputError),
    ]
    for ran, error in cases:
        assert isinstance(ran.exception, error)
        assert EXIT_CODES[error]
