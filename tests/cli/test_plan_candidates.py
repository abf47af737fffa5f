"""Where one may build, on the command line: grids, parcels, and what takes candidates out."""

import json
import sys

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from rasterio.transform import Affine

from gongfu.cli.main import EXIT_CODES, main
from gongfu.errors import InputError
from tests import small_zone, worlds
from tests.small_zone import write_small_zone

KIND = ("--kind", "clinic", "--minutes", "8.4")
SITES = ("sites", *KIND, "-n", "2")


@pytest.fixture(scope="module")
def zone(tmp_path_factory):
    return write_small_zone(tmp_path_factory.mktemp("small") / "zone")


@pytest.fixture
def run(zone, monkeypatch, capsys):
    """Run `gongfu plan COMMAND ZONE ARGUMENTS -q`: exit code, what is told, standard error."""

    def call(command, *arguments):
        words = [command, str(zone), *map(str, arguments), "--json", "-q"]
        monkeypatch.setattr(sys, "argv", ["gongfu", "plan", *words])
        with pytest.raises(SystemExit) as stopped:
            main()
        printed = capsys.readouterr()
        return stopped.value.code or 0, json.loads(printed.out or "{}"), printed.err

    return call


@pytest.fixture(scope="module")
def boxes(tmp_path_factory):
    """Write squares (west, south, width in metres) as a map file."""
    folder = tmp_path_factory.mktemp("maps")

    def write(name, squares, **columns):
        shapes = [shapely.box(x, y, x + side, y + side) for x, y, side in squares]
        frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=worlds.CRS)
        frame.to_file(folder / name)
        return folder / name

    return write


@pytest.fixture(scope="module")
def hill(tmp_path_factory):
    """A tenth steep to the east of 1,000 m, level to the west of it; nothing east of 1,800 m."""
    path = tmp_path_factory.mktemp("hill") / "hill.tif"
    x = (np.arange(160) + 0.5) * 20.0 - 700.0
    cells = np.tile(np.where(x < 1_800, 100 + 0.1 * np.maximum(x - 1_000, 0), -9_999), (160, 1))
    with rasterio.open(
        path, "w", driver="GTiff", height=160, width=160, count=1, dtype="float32", crs=worlds.CRS,
        transform=Affine(20, 0, -700, 0, -20, 2_100), nodata=-9_999,
    ) as target:  # fmt: skip
        target.write(cells.astype("float32"), 1)
    return path


def ids(told):
    return [row["site_id"] for row in told["rows"]]


def test_a_grid_over_the_place(run):
    """45 crossings of 250 m lie in the two counties; two sites reach 550 of 700 left out."""
    code, told, err = run(*SITES, "--candidates", "grid", "--spacing", "250")
    assert (code, err) == (0, "")
    assert told["summary"][0]["candidates"] == 45
    assert told["summary"][0]["reached_after"] == 1_050
    assert all(one.startswith("e") for one in ids(told))

    _, told, _ = run(*SITES, "--candidates", "grid", "--spacing", "250", "--place", "90102")
    assert told["summary"][0]["candidates"] == 20


def test_every_candidate_that_is_out_is_counted(run, boxes, hill):
    """Of six villages, each is told under its first reason; h1, h4 and h5 are left.

    h0 (0, 0) is in the lake; h3 (1,250, 0) is on a slope of 10%, and nobody knows the ground at h5
    (2,000, 1,000); h2 (500, 0) is 250 m from the clinic at (500, 250), h1 354 m, h4 901 m.  Out of
    reach now are h0 (100), which h1 reaches, h4 (50) and h5 (150).
    """
    lake = boxes("lake.gpkg", [(-50, -50, 100)])
    code, told, _ = run(
        *SITES, "--exclude", lake, "--elevation", hill, "--max-slope", "9", "--clear-of", "300",
    )  # fmt: skip
    assert code == 0
    counts = {"excluded": 1, "steep": 1, "off_street": 0, "near": 1}
    assert told["question"]["taken_out"] == counts
    assert told["summary"][0]["candidates"] == 6 - 3
    assert ids(told) == ["h5", "h1"]
    said = " ".join(words["en"] for words in told["sentences"])
    assert (
        "Of 6 candidates, 3 were taken out beforehand: 1 in excluded areas, 1 on ground steeper "
        "than 9.0%, 1 within 300 m of one that stands." in said
    )
    assert "The slope under 1 of those left is not known; they stay in." in said
    assert "6个候选点中先排除3个" in " ".join(words["zh"] for words in told["sentences"])


def test_none_out_is_said_when_asked(run):
    _, told, _ = run(*SITES, "--street", "10")
    assert any("None of the 6 candidates" in words["en"] for words in told["sentences"])
    _, told, _ = run(*SITES)
    assert not any("taken out" in words["en"] for words in told["sentences"])


def test_parcels_that_are_too_small_or_too_near_each_other(run, boxes):
    """p (400 m2) is too small; r is within 100 m of q; s is elsewhere."""
    parcels = boxes(
        "parcels.gpkg", [(1_240, -10, 20), (1_220, -30, 60), (1_300, -30, 60), (1_970, 970, 60)],
        id=list("pqrs"), cost_yuan=[1.0, 2.0, 3.0, 4.0],
    )  # fmt: skip
    code, told, err = run(
        "sites", *KIND, "--budget", "9", "--candidates", parcels, "--min-area", "500",
        "--spacing", "100",
    )  # fmt: skip
    assert (code, err) == (0, "")
    assert told["question"]["taken_out"] == {"small": 1, "off_street": 0, "close": 1}
    assert ids(told) == ["q", "s"]
    assert [row["area_m2"] for row in told["rows"]] == pytest.approx([3_600, 3_600], rel=1e-3)


def test_what_stays_whatever_is_near_it(run, boxes):
    parcels = boxes("two.gpkg", [(1_220, -30, 60), (1_300, -30, 60)], id=list("qr"))
    _, told, _ = run(
        "sites", *KIND, "-n", "1", "--candidates", parcels, "--spacing", "100", "--must", "r",
        "--never", "q",
    )  # fmt: skip
    assert ids(told) == ["r"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--max-slope", "9"), "give both --max-slope PERCENT and --elevation FILE"),
        (("--clear-of", "0"), "--clear-of must be above 0; it is 0"),
        (("--min-area", "100"), "--min-area: villages are not all drawn as areas"),
        (("--clear-of", "5000"), "none of the 6 candidates is left: 6 too near a facility"),
        (("--clear-of", "300", "--must", "h2"), "'h2' is named, but was taken out"),
        (("--spacing", "300", "--add", "h1"), "(too near another candidate)"),
    ],
)
def test_what_cannot_be_says_why(run, arguments, words):
    code, told, err = run(*SITES, *arguments)
    assert (code, told) == (EXIT_CODES[InputError], {})
    assert words in err


def test_a_village_without_a_street_is_told(zone, run, tmp_path):
    """A candidate 1,100 m from the westernmost street serves nobody, and does not vanish."""
    far = worlds.points([(-1_100, 0), (0, 0)], ["far", "here"], "id")
    far.to_csv(tmp_path / "list.csv")
    _, told, _ = run("sites", *KIND, "-n", "1", "--candidates", tmp_path / "list.csv")
    assert any("1 more than 1,000 m from a street" in words["en"] for words in told["sentences"])


@pytest.mark.parametrize("candidates", ["villages", "corners"])
@pytest.mark.parametrize("name", ["plan.csv", "plan.gpkg", "plan.geojson", "plan.parquet"])
def test_what_a_plan_writes_feeds_the_next_question(run, tmp_path, candidates, name):
    code, told, _ = run(*SITES, "--candidates", candidates, "--out", tmp_path / name)
    assert code == 0
    code, sized, err = run(
        "size", *KIND, "--per-thousand", "10", "--sites", tmp_path / name
    )  # fmt: skip
    assert (code, err) == (0, "")
    planned = {row["facility_id"]: row for row in sized["rows"] if row["planned"]}
    assert set(planned) == set(ids(told))
    served = told["summary"][0]["reached_after"]
    assert sum(row["people"] for row in sized["rows"]) == served  # each at the nearest site
    again = run(*SITES, "--candidates", tmp_path / name)[1]
    assert set(ids(again)) == set(ids(told))


def test_in_a_place_only_its_residents_need_places(run):
    """County 90102 has h3 (400) and h5 (150); the place of the question is named."""
    _, whole, _ = run("size", *KIND, "--per-thousand", "10")
    _, part, _ = run("size", *KIND, "--per-thousand", "10", "--place", "90102")
    said = "Only residents of East County count"
    assert not any(said in words["en"] for words in whole["sentences"])
    assert any(said in words["en"] for words in part["sentences"])
    assert part["summary"][0]["people"] == 550


def test_the_small_zone_is_as_these_tests_take_it():
    assert {one: place[:2] for one, place in small_zone.HOMES.items()} == {
        "h0": (0, 0), "h1": (250, 0), "h2": (500, 0), "h3": (1_250, 0), "h4": (0, 1_000),
        "h5": (2_000, 1_000),
    }  # fmt: skip
    assert small_zone.SITES["c1"][:2] == (500, 250)
    assert pd.Series([place[2] for place in small_zone.HOMES.values()]).sum() == 1_200
