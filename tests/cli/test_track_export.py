"""A ledger written out and brought back on the command line."""

import json

import pytest
from click.testing import CliRunner

from gongfu.cli.main import EXIT_CODES, cli
from gongfu.cli.track_export import _FORMATS
from gongfu.errors import ConflictError, InputError, NotFoundError
from tests.ledgers import write_lists


def run(*words):
    return CliRunner().invoke(cli, ["track", *map(str, words)])


def told(*words):
    ran = run(*words, "--json")
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


@pytest.fixture
def path(tmp_path):
    """An invented ledger with the lists of the tests."""
    path = tmp_path / "l.db"
    told("init", path, "--actor", "county", "--place", "3305", "--simulated")
    told("import", path, write_lists(tmp_path / "lists"), "--actor", "county")
    return path


def test_out_and_back(path, tmp_path):
    answer = told("export", path, tmp_path / "dp", "--as", "datapackage")
    assert answer["simulated"] == ["ledger"]
    assert answer["question"]["head"] == told("verify", path)["question"]["head"]
    rows = {row["part"]: row["n_rows"] for row in answer["rows"]}
    assert (rows["actors"], rows["deliverables"]) == (4, 3)
    assert "people" not in rows
    assert "涉及个人的内容不导出" in answer["sentences"][1]["zh"]
    again = tmp_path / "again.db"
    told("init", again, "--actor", "county", "--place", "3305", "--simulated")
    back = told("import", again, tmp_path / "dp", "--actor", "county", "--why", "moved house")
    assert back["question"]["from"] == answer["question"]["head"]
    assert sum(back["question"]["written"].values()) == 3 + 1 + 1 + 3
    told("export", again, tmp_path / "dp2", "--as", "datapackage")
    first, second = ((tmp_path / name / "deliverables.csv").read_bytes() for name in ("dp", "dp2"))
    assert first == second


def test_text_and_json_agree(path, tmp_path):
    text = run("export", path, tmp_path / "a.xlsx", "--as", "xlsx").stdout
    answer = told("export", path, tmp_path / "b.xlsx", "--as", "xlsx")
    assert answer["sentences"][1]["en"] in text
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_the_day_counts_for_sdmx_only(path, tmp_path):
    for day in ("2026-11-30", "2026-12-01"):
        for form, name in (("sdmx", day), ("prov", f"{day}.xml")):
            told("export", path, tmp_path / name, "--as", form, "--today", day)
    months = [(tmp_path / day / "progress.xml").read_text() for day in ("2026-11-30", "2026-12-01")]
    assert ['value="2026-12"' in one for one in months] == [False, True]
    assert (tmp_path / "2026-11-30.xml").read_bytes() == (tmp_path / "2026-12-01.xml").read_bytes()


def test_each_error_has_its_code(path, tmp_path):
    (tmp_path / "there").mkdir()
    cases = [
        (run("export", path, tmp_path / "there", "--as", "csv"), ConflictError),
        (run("export", path, tmp_path / "x.csv", "--as", "xlsx"), InputError),
        (run("export", path, tmp_path / "x.xml", "--as", "iati"), InputError),
        (run("export", path, tmp_path / "x", "--as", "sdmx", "--today", "soon"), InputError),
        (run("export", tmp_path / "none.db", tmp_path / "x", "--as", "csv"), NotFoundError),
    ]
    for ran, kind in cases:
        assert isinstance(ran.exception, kind), (ran.exception, kind)
        assert EXIT_CODES[kind]


def test_the_command_offers_what_the_task_writes():
    from gongfu.app.tracking_export import FORMATS

    assert tuple(FORMATS) == _FORMATS
