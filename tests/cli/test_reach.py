"""`gongfu reach`: one good call of each command, one per class of error, text and JSON agree."""

import json
import sys

import geopandas as gpd
import pandas as pd
import pytest

from gongfu.app import reach as tasks
from gongfu.app.question import Question
from gongfu.cli.main import EXIT_CODES, cli, main
from gongfu.errors import InputError, NotFoundError
from gongfu.io.tables import read_zone
from tests.small_zone import write_small_zone

COMMANDS = {
    "nearest": ("--k", "2"),
    "count": ("--direction", "from"),
    "opportunities": ("--decay", "gaussian:1200"),
    "enough": ("--n", "2", "--minutes", "30"),
    "times": ("--minutes", "20"),
    "supply": ("--method", "e2sfca", "--minutes", "20"),
    "left-out": ("--sort", "kinds", "--by", "township"),
    "groups": ("--kind", "school"),
    "presence": ("--level", "county"),
    "visits": ("--kind", "school", "--minutes", "30"),
    "isochrones": ("--kind", "学校", "--minutes", "5", "--minutes", "10"),
    "areas": ("--kind", "school"),
    "what-if": ("--remove", "s1"),
}


@pytest.fixture(scope="module")
def zone(tmp_path_factory):
    return write_small_zone(tmp_path_factory.mktemp("small") / "zone")


@pytest.fixture
def run(monkeypatch, capsys):
    """Run `gongfu reach ARGUMENTS -q`; gives exit code, standard output and standard error."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["gongfu", "reach", *map(str, arguments), "-q"])
        with pytest.raises(SystemExit) as stopped:
            main()
        printed = capsys.readouterr()
        return stopped.value.code or 0, printed.out, printed.err

    return call


def test_every_command_is_tried_here():
    assert set(COMMANDS) == set(cli.commands["reach"].commands)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_answers_in_text_json_and_a_file(run, zone, tmp_path, command):
    options = COMMANDS[command]
    code, out, err = run(command, zone, *options)
    assert (code, err) == (0, "")
    code, told, err = run(command, zone, *options, "--json", "--out", tmp_path / "a.parquet")
    assert (code, err) == (0, "")

    told = json.loads(told)
    assert told["question"]["command"] == command
    for words in told["sentences"]:
        assert f"{words['en']}\n{words['zh']}\n" in out
    stands_in = ("facilities",) if "clinic" in told["question"]["kinds"] else ()
    assert tuple(told["simulated"]) == stands_in
    assert ("simulated: facilities (clinic)" in out) == bool(stands_in)
    file = pd.read_parquet(tmp_path / "a.parquet")
    assert len(file) == told["n_rows"] == len(told["rows"])
    assert set(file["standing"]) <= {"computed", "simulated"}
    assert [row["standing"] for row in told["rows"]] == file["standing"].to_list()
    numbers = [name for name in file if file[name].dtype.kind == "f"]
    for name in numbers:
        known = [row[name] for row in told["rows"] if row[name] is not None]
        finite = file[name][~file[name].isin([float("inf")]) & file[name].notna()]
        assert known == finite.to_list()


def test_the_file_holds_what_the_task_says(run, zone, tmp_path):
    answer = tasks.nearest(read_zone(zone), Question(kinds=("school",)))
    for ending in ("csv", "geojson", "gpkg", "parquet"):
        file = tmp_path / f"a.{ending}"
        code, out, _ = run("nearest", zone, "--kind", "school", "--out", file)
        assert code == 0
        assert f"wrote {file}" in out
        reader = {"csv": pd.read_csv, "parquet": pd.read_parquet}.get(ending, gpd.read_file)
        read = reader(file)
        reached = (answer.table["state"] == "reached").to_numpy()
        assert read["time_s"][reached].to_list() == answer.table["time_s"][reached].to_list()
        assert read["community_id"].to_list() == list(answer.table["community_id"])
    lines = tmp_path / "lines.gpkg"
    assert run("times", zone, "--minutes", "20", "--out", lines)[0] == 0
    assert set(gpd.read_file(lines).geom_type) == {"LineString"}


def test_rows_shown_and_how_many_more(run, zone):
    _, out, _ = run("nearest", zone, "--limit", "1")
    assert "11 more rows; --limit N shows more, --out FILE holds all" in out
    _, out, _ = run("nearest", zone, "--limit", "0", "--json")
    assert json.loads(out)["rows"] == []
    _, out, _ = run("nearest", zone, "--json")
    assert len(json.loads(out)["rows"]) == 12


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (("count", "--kind", "shop"), InputError, "known: childcare"),
        (("count", "--place", "城关镇"), InputError, "901011 西县城关镇, 901021 东县城关镇"),
        (("count", "--place", "Atlantis"), NotFoundError, "no place 'Atlantis'"),
        (("count", "--kind", "hospital"), NotFoundError, "gongfu import facilities"),
        (("supply", "--kind", "clinic"), InputError, "--if-missing"),
        (("supply", "--decay", "gaussian"), InputError, "ask for e2sfca"),
        (("supply", "--method", "e2sfca", "--decay", "step"), InputError, "ask for 2sfca"),
        (("opportunities", "--value", "beds"), InputError, "no column 'beds'"),
        (("opportunities", "--value", "lon"), InputError, "'lon' says where they are"),
        (
            ("isochrones", "--community", "h1", "--minutes", "5", "--minutes", "5"),
            InputError,
            "5 minutes is given twice",
        ),
        (("nearest", "--minutes", "0"), InputError, "minutes is 0.0"),
        (("nearest", "--mode", "drive"), InputError, "it has walk"),
        (("left-out", "--by", "village"), InputError, "no places of the level 'village'"),
        (("isochrones",), InputError, "--points"),
        (("isochrones", "--community", "h1", "--minutes", "0"), InputError, "more than 0"),
        (("isochrones", "--facility", "s1", "--place", "90"), InputError, "leave it out here"),
        (("areas",), InputError, "--kind"),
        (("what-if",), InputError, "--add, --remove or --move"),
        (("nearest", "--out", "a.xls"), InputError, "must end in .csv"),
        (("nearest", "--out", "no/such/a.csv"), InputError, "create it"),
        (("groups", "--out", "a.gpkg"), InputError, "no places to draw"),
    ],
)
def test_each_error_has_one_line_and_its_code(
    run, zone, tmp_path, monkeypatch, arguments, error, words
):
    monkeypatch.chdir(tmp_path)
    command, *rest = arguments
    code, out, err = run(command, zone, *rest)
    assert (code, out) == (EXIT_CODES[error], "")
    assert err.startswith("gongfu: ")
    assert err.count("\n") == 1
    assert words in err
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_zone_and_a_mistyped_option(run, tmp_path, zone):
    assert run("nearest", tmp_path / "nowhere")[0] == EXIT_CODES[NotFoundError]
    assert run("nearest", zone, "--kid", "school")[0] == 2
    assert run("nearer", zone)[0] == 2
