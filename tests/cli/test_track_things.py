"""Whatever has an id: listed, shown and moved on by the same three commands."""

import json

import pytest
from click.testing import CliRunner

from gongfu.cli.main import cli
from gongfu.errors import InputError, NotFoundError

EXAMPLES = (
    "ledger-simulated",
    "ledger-projects-simulated",
    "workshops-simulated",
    "requests-simulated",
)
WHEN = ("--today", "2026-03-13")


def run(*words):
    return CliRunner().invoke(cli, ["track", *map(str, words)])


def rows(*words):
    ran = run(*words, "--json")
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)["rows"]


@pytest.fixture(scope="module")
def path(tmp_path_factory, repository):
    where = tmp_path_factory.mktemp("things") / "anji.db"
    assert not run("init", where, "--actor", "county", "--place", "330523").exit_code
    for name in EXAMPLES:
        folder = repository / "docs/howto/examples" / name
        ran = run("import", where, folder, "--actor", "county", "--keep-good")
        assert "Rows written" in ran.stdout, ran.output
    return where


@pytest.mark.parametrize(
    ("of", "key"),
    [
        ("deliverables", "deliverable_id"),
        ("projects", "project_id"),
        ("workshops", "workshop_id"),
        ("requests", "request_id"),
    ],
)
def test_what_is_listed_can_be_shown(path, of, key):
    listed = rows("list", path, "--of", of, *WHEN)
    assert listed
    for one in listed:
        ran = run("show", path, one[key], *WHEN)
        assert one[key] in ran.stdout, ran.output


def test_an_official_code_lists_all_that_lies_in_the_place(path):
    for of in ("deliverables", "requests", "workshops"):
        assert rows("list", path, "--of", of, "--place", "330000", *WHEN)
    told = json.loads(run("service", path, "--place", "330500", *WHEN, "--json").stdout)
    assert told["n_rows"]


def test_nothing_of_a_history_is_cut_or_read_as_markup(path, monkeypatch):
    monkeypatch.setattr("gongfu.cli.text.PIPE_WIDTH", 60)
    why = "[simulated] " + "x" * 90 + " :smile:"
    assert not run("move", path, "AJ2026-1-2", "--quantity", "61", "--actor", "county", "--why", why
                   ).exit_code  # fmt: skip
    text = run("show", path, "AJ2026-1-2", *WHEN).stdout
    assert "…" not in text
    assert max(map(len, text.splitlines()[3:])) <= 60
    assert text.count("x") >= 90
    assert "[simul" in text
    assert ":smile" in "".join(text.split())


def test_each_kind_is_moved_in_its_own_way(path):
    by = ("--actor", "county", "--why", "agreed")
    ran = run("move", path, "AJ2026-1-1", "--owner", "education", *by)
    assert "AJ2026-1-1 was changed" in ran.stdout, ran.output
    ran = run("move", path, "seam", "--event", "close", "--on", "2026-03-10", "--actor", "stitchco")
    assert ran.exit_code == 0, ran.output
    ran = run("move", path, "Q3", "--event", "sign", "--actor", "civil", "--at", "2026-03-06 09:00")
    assert "being handled" in ran.stdout, ran.output
    ran = run("move", path, "clerk", "--retire", *by)
    assert isinstance(ran.exception, NotFoundError)
    ran = run("move", path, "hill", "--retire", *by)
    assert ran.exit_code == 0, ran.output
    ran = run("file", path, "Q9", "--actor", "hill", "--resident", "r9", "--place", "330523001",
              "--category", "elder_care")  # fmt: skip
    assert "retired" in str(ran.exception)


@pytest.mark.parametrize(
    ("words", "error", "told"),
    [
        (("show", "nosuch"), NotFoundError, "nothing has the id 'nosuch'"),
        (("move", "nosuch", "--actor", "county"), NotFoundError, "nothing has the id 'nosuch'"),
        (("move", "Q2", "--owner", "x", "--actor", "county"), InputError, "says nothing of a requ"),
        (("move", "Q2", "--actor", "county"), InputError, "goes on by an event; name it"),
        (("move", "e01", "--actor", "county"), InputError, "is an enrolment: it goes"),
        (
            ("move", "AJ2026-1-1", "--event", "sign", "--actor", "county"),
            InputError,
            "is changed, and takes no event",
        ),
        (("list", "--of", "projects", "--owner", "x"), InputError, "owner says nothing of projec"),
    ],
)
def test_what_does_not_fit_is_told(path, words, error, told):
    ran = run(words[0], path, *words[1:])
    assert isinstance(ran.exception, error)
    assert told in str(ran.exception)


def test_an_id_is_of_one_thing(path, tmp_path):
    folder = tmp_path / "lists"
    folder.mkdir()
    head = "request_id,resident_id,place,category,filed_at\n"
    row = "stitch,r1,330523001,childcare,2026-03-01\n"
    (folder / "requests.csv").write_text(head + row, "utf-8")
    ran = run("import", path, folder, "--actor", "county")
    assert "'stitch' is the id of a workshop already" in str(ran.exception)
    ran = run("file", path, "seam", "--actor", "county", "--resident", "r1", "--place", "330523001",
              "--category", "childcare")  # fmt: skip
    assert "'seam' is the id of a job already; take a new one" in str(ran.exception)
    assert rows("list", path, "--of", "requests", *WHEN)


def test_whose_pay_it_is_only_those_see_whom_it_concerns(path, repository):
    pay = repository / "docs/howto/examples/workshops-pay-simulated"
    assert not run("import", path, pay, "--actor", "stitchco").exit_code
    ids = [one.split(",")[0] for one in (pay / "pay.csv").read_text("utf-8").splitlines()[1:]]
    assert "say who asks" in str(run("show", path, ids[0]).exception)
    assert "yuan" in run("show", path, ids[0], "--actor", "stitchco").stdout
    assert "may not see" in str(run("show", path, ids[0], "--actor", "civil").exception)
