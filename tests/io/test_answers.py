"""One table, four formats: read back equal, whole or not at all."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gongfu.errors import InputError
from gongfu.io import answers
from gongfu.io.answers import check_file, records, write_table


def table():
    frame = pd.DataFrame(
        {
            "community_id": pd.Categorical(["a", "b", "c"]),
            "name": ["甲村", "=1+1", None],
            "time_s": [60.5, np.inf, np.nan],
            "judged": [True, False, True],
            "n": [1, 2, 3],
        }
    )
    shapes = [shapely.Point(120.123456789, 30.0), None, shapely.box(0, 0, 1, 1)]
    return gpd.GeoDataFrame(frame, geometry=shapes, crs="EPSG:4326")


def test_csv_opens_in_a_spreadsheet_and_leaves_shapes_out(tmp_path):
    write_table(table(), tmp_path / "a.csv")

    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    read = pd.read_csv(tmp_path / "a.csv", encoding="utf-8-sig")
    assert list(read) == ["community_id", "name", "time_s", "judged", "n"]
    assert read["time_s"].to_list()[:2] == [60.5, np.inf]
    assert read["name"].to_list()[:2] == ["甲村", "'=1+1"]


def test_parquet_keeps_every_bit(tmp_path):
    write_table(table(), tmp_path / "a.parquet")
    read = gpd.read_parquet(tmp_path / "a.parquet")
    assert read["time_s"].to_list()[:2] == [60.5, np.inf]
    assert read.geometry.geom_equals(table().geometry)[[0, 2]].all()
    plain = pd.DataFrame(table().drop(columns="geometry"))
    write_table(plain, tmp_path / "b.parquet")
    read = pd.read_parquet(tmp_path / "b.parquet")
    assert read["n"].to_list() == [1, 2, 3]
    assert np.isinf(read["time_s"][1])


@pytest.mark.parametrize("ending", ["geojson", "gpkg"])
def test_a_map_is_read_back_equal(tmp_path, ending):
    file = tmp_path / f"a.{ending}"
    for _ in range(2):  # the second takes the place of the first
        write_table(table(), file)
    read = gpd.read_file(file)

    assert read.crs == "EPSG:4326"
    assert read["name"].to_list()[:2] == ["甲村", "=1+1"]
    assert read["time_s"][0] == 60.5
    assert read["time_s"][1:].isna().all()
    assert read["judged"].astype(bool).to_list() == [True, False, True]
    assert read.geometry[0].equals_exact(table().geometry[0], 1e-7)
    assert read.geometry[1] is None
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


@pytest.mark.parametrize("ending", ["csv", "parquet", "geojson", "gpkg"])
def test_the_same_table_gives_the_same_bytes(tmp_path, ending):
    for name in ("one", "two"):
        write_table(table(), tmp_path / f"{name}.{ending}")
    one, two = ((tmp_path / f"{name}.{ending}").read_bytes() for name in ("one", "two"))
    assert one == two


def test_geojson_has_no_number_that_json_lacks(tmp_path):
    write_table(table(), tmp_path / "a.geojson")
    told = json.loads((tmp_path / "a.geojson").read_bytes(), parse_constant=pytest.fail)
    assert told["features"][1]["properties"]["time_s"] is None
    assert told["features"][0]["geometry"]["coordinates"] == [120.1234568, 30.0]


def test_what_cannot_be_written_is_refused_beforehand(tmp_path):
    for path, match in (
        (tmp_path / "a.xls", "it must end in .csv, .parquet, .geojson, .gpkg"),
        (tmp_path / "a", "ends in 'nothing'"),
        (tmp_path / "no" / "a.csv", "no folder .*; create it"),
    ):
        with pytest.raises(InputError, match=match):
            check_file(path)
    (tmp_path / "b.csv").mkdir()
    with pytest.raises(InputError, match="is a folder; name a file in it"):
        check_file(tmp_path / "b.csv")
    with pytest.raises(InputError, match="no places to draw on a map"):
        write_table(pd.DataFrame({"a": [1]}), tmp_path / "a.gpkg")


def test_a_folder_that_may_not_be_written_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(answers.os, "access", lambda *_: False)
    with pytest.raises(InputError, match="you may not write there"):
        check_file(tmp_path / "a.csv")


@pytest.mark.parametrize("ending", ["csv", "gpkg"])
def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch, ending):
    file = tmp_path / f"a.{ending}"
    file.write_bytes(b"old")

    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(file), "replace", refuse)
    with pytest.raises(InputError, match="the disk is full"):
        write_table(table(), file)
    assert file.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_records_hold_what_json_can():
    rows = records(pd.DataFrame(table().drop(columns="geometry")))
    assert rows[1] == {
        "community_id": "b",
        "name": "=1+1",
        "time_s": None,
        "judged": False,
        "n": 2,
    }
    assert json.dumps(rows, allow_nan=False)
    assert records(pd.DataFrame({"a": []})) == []
