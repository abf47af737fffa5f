"""The command line: one good call of each command, one per class of error, text and JSON agree."""

import json
import shutil
import subprocess
import sys

import pandas as pd
import pytest

from gongfu.cli.main import EXIT_CODES, main
from gongfu.errors import ConflictError, InputError, NotFoundError
from gongfu.io.tables import read_zone
from tests.city import write_city, write_hill


@pytest.fixture
def run(monkeypatch, capsys):
    """Run `gongfu ARGUMENTS`; gives exit code, standard output and standard error."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["gongfu", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        printed = capsys.readouterr()
        return stopped.value.code or 0, printed.out, printed.err

    return call


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """A zone imported from the made-up city."""
    folder = tmp_path_factory.mktemp("city")
    command = [sys.executable, "-m", "gongfu", "import", "osm", write_city(folder / "city.osm")]
    done = subprocess.run([*command, folder / "zone"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "next: gongfu assess" in done.stdout
    return folder / "zone"


def test_a_city_becomes_a_zone_and_a_report(run, city):
    code, out, err = run("assess", city, "--quiet")

    assert (code, err) == (0, "")
    assert "report.html" in out
    page = (city / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert (city / "results" / "coverage.csv").exists()


def test_json_says_what_the_table_says(run, city):
    code, out, _ = run("assess", city, "--quiet", "--json")
    told = json.loads(out)

    assert code == 0
    covered = pd.read_parquet(city / "results" / "coverage.parquet")
    whole = covered[(covered["place"] == covered["place"].iloc[0]) & (covered["area"] == "all")]
    assert [row["reached"] for row in told["coverage"]] == whole["n_reached"].to_list()
    by_kind = {row["kind"]: row for row in told["coverage"]}
    # 80 m a minute make 1,200 m.  Home k stands at (30, 30 + 200 k).  To the school at (1000, 1010)
    # home 5 walks 30 m to the street at 1,000 m north, 970 m east and 10 m north: 1,010 m; home 4
    # 30 + 970 + 210 = 1,210 m.  To the clinic at (10, 10) home 5 walks 30 + 30 + 1,000 m at most.
    assert by_kind["school"]["reached"] == 1
    assert by_kind["clinic"]["reached"] == 6
    absent = by_kind["hospital"]
    assert (absent["not_in_source"], absent["cannot_be_judged"]) == (6, 0)
    assert absent["share_of_places"] is None


@pytest.mark.filterwarnings("default:the streets name no bridge")
def test_streets_get_slopes_and_words_say_so(run, city, tmp_path):
    shutil.copytree(city, tmp_path / "zone")
    hill = write_hill(tmp_path / "hill.tif")

    code, out, err = run("import", "elevation", hill, "--into", tmp_path / "zone", "--quiet")

    assert code == 0
    assert "10% at the steepest" in out
    assert "条路段" in out
    assert "name no bridge" in err
    settings = (tmp_path / "zone" / "zone.toml").read_text(encoding="utf-8")
    assert 'walker = "adult"' in settings
    settings = settings.replace('walker = "adult"', 'walker = "elderly"')
    (tmp_path / "zone" / "zone.toml").write_text(settings, encoding="utf-8")
    code, out, _ = run("info", tmp_path / "zone")
    assert "15 minutes, walk, elderly" in out
    code, out, _ = run("assess", tmp_path / "zone", "--quiet")
    assert code == 0
    assert "on foot at an older person’s pace" in out
    assert "按老年人步速步行" in out


def test_info_lists_each_table_with_its_standing(run, city):
    code, out, _ = run("info", city, "--json")
    told = json.loads(out)

    assert code == 0
    standing = {row["table"]: row["standing"] for row in told["layers"]}
    assert standing["communities"] == "simulated"
    assert standing["network"] == standing["facilities"] == "published"
    code, out, _ = run("info", city)
    assert code == 0
    assert all(table in out for table in standing)


def test_new_check_and_a_list_of_facilities(run, tmp_path, city):
    assert run("new", tmp_path / "empty", "--name", "Somewhere", "--name-zh", "某地")[0] == 0
    assert read_zone(tmp_path / "empty").name == {"en": "Somewhere", "zh": "某地"}
    assert run("check", city) == (0, f"{city} is sound\n", "")

    lon, lat = read_zone(city).communities[["lon", "lat"]].iloc[0]
    listed = tmp_path / "clinics.csv"
    listed.write_text(f"名称,类别,经度,纬度\n某诊所,clinic,{lon},{lat}\n", encoding="gb18030")
    code, _, err = run("import", "facilities", listed, "--into", city, "--datum", "wgs84", "-q")
    assert (code, err) == (0, "")
    zone = read_zone(city)
    assert zone.facilities["kind"].value_counts().to_dict() == {"school": 1, "clinic": 1}
    assert zone.layers["facilities"].of("clinic").source == "clinics.csv"


def test_a_new_zone_keeps_its_name_when_a_city_comes_in(run, tmp_path):
    run("new", tmp_path / "z", "--name", "Rivertown", "--name-zh", "江城")
    file = write_city(tmp_path / "city.osm")
    assert run("import", "osm", file, "--into", tmp_path / "z", "-q")[0] == 0

    zone = read_zone(tmp_path / "z")
    assert zone.name == {"en": "Rivertown", "zh": "江城"}
    assert len(zone.communities) == 6
    assert run("assess", tmp_path / "z", "-q")[0] == 0


def test_check_lists_every_fault(run, tmp_path):
    run("new", tmp_path / "z")
    text = (tmp_path / "z" / "zone.toml").read_text(encoding="utf-8")
    damaged = text.replace('mode = "walk"', 'mode = "fly"').replace("format = 2", "format = 9")
    assert damaged.count("fly") == 1
    (tmp_path / "z" / "zone.toml").write_text(damaged, encoding="utf-8")

    code, out, _ = run("check", tmp_path / "z")
    assert code == EXIT_CODES[InputError]
    assert "newer gongfu" in out


def test_each_error_has_one_line_and_its_code(run, tmp_path, city):
    code, out, err = run("assess", tmp_path / "nowhere", "-q")
    assert (code, out) == (EXIT_CODES[NotFoundError], "")
    assert err.startswith("gongfu: ")
    assert err.count("\n") == 1

    code, _, err = run("import", "osm", tmp_path / "no.osm", tmp_path / "z", "-q")
    assert code == EXIT_CODES[InputError]
    assert "no.osm" in err
    assert not (tmp_path / "z").exists()

    again = write_city(tmp_path / "again.osm")
    code, _, err = run("import", "osm", again, city, "-q")
    assert code == EXIT_CODES[ConflictError]
    assert "is a zone already" in err

    assert run("import", "osm", again)[0] == 2
    assert run("no-such-command")[0] == 2


def test_completion_scripts_are_for_this_program(run):
    for shell in ("bash", "zsh", "fish"):
        code, out, _ = run("completion", shell)
        assert code == 0
        assert "_GONGFU_COMPLETE" in out


def test_help_loads_no_heavy_library():
    code = "import sys; from gongfu.cli.main import cli; print(sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert "click" in loaded.stdout
    for heavy in ("numpy", "pandas", "numba", "geopandas", "rich"):
        assert f"'{heavy}'" not in loaded.stdout
