"""The ledger on the command line: text and JSON agree, and each kind of error has its code."""

import json

import pytest
from click.testing import CliRunner

from gongfu.cli.main import EXIT_CODES, cli
from gongfu.errors import ConflictError, InputError, NotFoundError
from gongfu.io.ledger_lists import TABLES
from tests.ledgers import DELIVERABLES, PEOPLE, write_lists


def run(*words):
    return CliRunner().invoke(cli, ["track", *map(str, words)])


def told(*words):
    ran = run(*words, "--json")
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


@pytest.fixture
def path(tmp_path):
    """A ledger with the lists of the tests."""
    path = tmp_path / "l.db"
    told("init", path, "--actor", "county", "--place", "3305")
    lists = write_lists(tmp_path / "lists")
    assert told("import", path, lists, "--actor", "county")["question"]["written"]
    return path


def test_faults_are_rows_and_the_code_says_so(path, tmp_path):
    bad = write_lists(tmp_path / "bad", deliverables=DELIVERABLES.replace("2026-11-01", "soon"))
    ran = run("import", path, bad, "--actor", "county", "--json", "--faults", tmp_path / "f.csv")
    answer = json.loads(ran.stdout)
    assert ran.exit_code == EXIT_CODES[InputError]
    assert answer["question"]["written"] == {}
    assert {(one["table"], one["row"]) for one in answer["rows"]} >= {("deliverables", 2)}
    assert len((tmp_path / "f.csv").read_text("utf-8-sig").splitlines()) == answer["n_rows"] + 1
    assert answer["sentences"][-2]["en"] == "All faults are in f.csv."
    assert "未写入任何数据" in answer["sentences"][-1]["zh"]


def test_text_and_json_agree(path):
    answer = told("list", path, "--today", "2026-06-01", "--owner", "health")
    assert [row["deliverable_id"] for row in answer["rows"]] == ["D1", "D2"]
    assert {row["state"] for row in answer["rows"]} == {"at_risk"}
    text = run("list", path, "--today", "2026-06-01", "--owner", "health").stdout
    assert answer["sentences"][0]["en"] in text
    assert answer["simulated"] == []
    assert told("list", path, "--today", "2027-01-01", "--state", "late")["n_rows"] == 3
    assert told("list", path, "--today", "2026-01-01", "--place", "330503")["n_rows"] == 1
    assert told("list", path, "--today", "2026-01-01", "--field", "roads")["n_rows"] == 0


def test_headings_and_states_are_in_both_languages(path):
    shown = run("list", path, "--today", "2026-06-01").stdout.splitlines()
    at = next(k for k, line in enumerate(shown) if "deliverable id" in line)
    assert shown[at + 1].split()[:4] == ["任务编号", "领域", "地区", "责任部门"]
    assert "at_risk 有风险" in "\n".join(shown[at:])
    told_of = told("list", path, "--today", "2026-06-01")
    assert {row["state"] for row in told_of["rows"]} == {"at_risk"}


def test_what_was_done_is_shown(path, tmp_path):
    (tmp_path / "report.pdf").write_bytes(b"abc")
    file = ("--kind", "file", "--proof", tmp_path / "report.pdf", "--quantity", "60")
    told("prove", path, "D1", "--actor", "health", *file, "--on", "2026-05-01")
    told("move", path, "D1", "--actor", "county", "--owner", "sports", "--why", "moved")
    answer = told("show", path, "D1", "--today", "2026-06-01")
    assert answer["question"]["deliverable"]["state"] == "delivered"
    assert [(one["what"], one["who"]) for one in answer["rows"]] == [
        ("import", "county"),
        ("prove", "health"),
        ("move", "county"),
    ]
    # SHA-256 of "abc", from FIPS 180-4.
    assert (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        in (answer["rows"][1]["after"])
    )


def test_each_error_has_its_code(path, tmp_path):
    move = ("move", path, "D1", "--actor", "county", "--why", "x", "--owner", "sports")
    assert run(*move, "--version", "1").exit_code == 0
    cases = [
        (run(*move, "--version", "1"), ConflictError),
        (run("show", path, "D9"), NotFoundError),
        (run("list", tmp_path / "none.db"), NotFoundError),
        (run("init", path, "--actor", "a", "--place", "3305"), ConflictError),
        (run("list", path, "--today", "2026-02-30"), InputError),
        (run("verify", path, "--head", "9"), InputError),
        (run("post", path, "n", "--actor", "county", "--yuan", "1"), InputError),
    ]
    cases.append((run(*move[:-1], "helth"), InputError))
    assert "write 'health', or bring its actor" in str(cases[-1][0].exception)
    for ran, kind in cases:
        assert isinstance(ran.exception, kind), (ran.exception, kind)


def test_money_head_backup_and_restore(path, tmp_path):
    money = ("--kind", "spending", "--project", "p", "--giver", "3302", "--receiver", "330501")
    answer = told("post", path, "n1", "--actor", "county", *money, "--yuan", "10.50", "--why", "x")
    assert answer["question"]["answer"]["beyond"] == ["commitment", "transfer"]
    assert answer["question"]["answer"]["held_yuan"] == "-10.50"
    assert len(answer["sentences"]) == 4
    assert "It is the first money for p, which no list of projects has" in str(answer["sentences"])
    head = told("verify", path)["question"]["head"]
    assert told("verify", path, "--head", head)["question"]["n_postings"] == 1
    assert told("backup", path, tmp_path / "b.db")["question"]["head"] == head
    assert told("restore", tmp_path / "b.db", tmp_path / "r.db")["question"]["head"] == head
    assert told("migrate", tmp_path / "r.db")["question"]["head"] == head


def test_a_head_of_nothing_and_a_reversal_in_part_are_refused(path):
    ran = run("verify", path, "--head", f"0:{'f' * 64}")
    assert "vouches for no record" in str(ran.exception)
    ran = run("post", path, "M2", "--reverses", "M1", "--yuan", "5", "--actor", "county")
    assert ran.exit_code == EXIT_CODES[InputError]
    assert "leave out --yuan" in ran.output


def test_a_person(path):
    name = PEOPLE.splitlines()[1].split(",")[1]
    assert told("person", path, "R1", "--actor", "county")["rows"][0]["name"] == name
    told("person", path, "R1", "--erase", "--actor", "county", "--why", "asked to")
    assert isinstance(run("person", path, "R1", "--actor", "county").exception, NotFoundError)


def test_an_actor_is_retired(path):
    told("move", path, "health", "--actor", "county", "--retire", "--why", "left")
    prove = ("prove", path, "D1", "--actor", "health", "--quantity", "1", "--proof", "p")
    assert isinstance(run(*prove).exception, InputError)
    assert run("person", path, "R1").exit_code == EXIT_CODES[InputError]


def test_help_names_every_list():
    told = run("import", "--help").output.replace("\n", " ")
    assert [one.name for one in TABLES if f" {one.name}" not in told] == []
