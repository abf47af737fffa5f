"""Population grids: the people of the file, at the middles of its cells, no more and no less."""

import numpy as np
import pytest
import rasterio
from pyproj import Transformer
from rasterio.transform import Affine
from shapely.geometry import box

from gongfu.errors import InputError
from gongfu.io import raster
from gongfu.io.raster import read_people

CELLS = np.array([[0.0, 5.0, -200.0], [2.5, 0.0, 7.0]])


def save(path, cells=CELLS, crs="EPSG:4326", nodata=-200.0, origin=(120.0, 30.2, 0.1), **options):
    west, north, size = origin
    bands = np.atleast_3d(cells.T).T
    with rasterio.open(
        path, "w", driver="GTiff", height=cells.shape[-2], width=cells.shape[-1],
        count=len(bands), dtype=bands.dtype, crs=crs, nodata=nodata,
        transform=Affine(size, 0.0, west, 0.0, -size, north), **options,
    ) as target:  # fmt: skip
        target.write(bands)
    return path


def test_cells_with_people_become_points(tmp_path):
    frame = read_people(save(tmp_path / "p.tif"))
    assert frame["residents"].to_dict() == {"cell-0-1": 5.0, "cell-1-0": 2.5, "cell-1-2": 7.0}
    np.testing.assert_allclose(frame["lon"], [120.15, 120.05, 120.25])
    np.testing.assert_allclose(frame["lat"], [30.15, 30.05, 30.05])
    assert frame["urban"].all()
    assert not read_people(tmp_path / "p.tif", urban=False)["urban"].any()


def test_another_system_comes_back_to_degrees(tmp_path):
    path = save(tmp_path / "p.tif", crs="EPSG:32651", origin=(210_000.0, 3_320_200.0, 100.0))
    frame = read_people(path)
    onto = Transformer.from_crs("EPSG:4326", "EPSG:32651", always_xy=True)
    x, y = onto.transform(frame["lon"], frame["lat"])
    np.testing.assert_allclose(x, [210_150, 210_050, 210_250], atol=1e-3)
    np.testing.assert_allclose(y, [3_320_150, 3_320_050, 3_320_050], atol=1e-3)


@pytest.mark.parametrize("tiled", [False, True])
@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3035"])
def test_windows_find_the_same_as_the_whole(tmp_path, monkeypatch, tiled, crs):
    rng = np.random.default_rng(2)
    cells = np.where(rng.random((150, 130)) < 0.3, rng.integers(1, 99, (150, 130)), 0.0)
    origin = (20.0, 60.0, 0.01) if crs == "EPSG:4326" else (4_900_000.0, 4_200_000.0, 1000.0)
    options = {"tiled": True, "blockxsize": 32, "blockysize": 32} if tiled else {}
    path = save(tmp_path / "p.tif", cells, crs, origin=origin, **options)
    whole = read_people(path)
    assert whole["residents"].sum() == cells.sum()
    middle = whole[["lon", "lat"]].median()
    west, south = middle["lon"] - 0.203, middle["lat"] - 0.103  # through no cell's middle
    area = box(west, south, west + 0.3, south + 0.3)
    within = whole["lon"].between(area.bounds[0], area.bounds[2])
    within &= whole["lat"].between(area.bounds[1], area.bounds[3])
    monkeypatch.setattr(raster, "_CELLS_AT_ONCE", 700)
    part = read_people(path, area=area)
    assert 0 < within.sum() < len(whole)
    assert set(part.index) == set(whole.index[within])
    np.testing.assert_array_equal(read_people(path)["residents"], whole["residents"])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"nodata": None}, r"cell \(0, 2\) .* holds -200 residents; if that means 'no data'"),
        ({"crs": None}, "does not say its coordinate system"),
        ({"cells": np.ones((2, 2, 2))}, "it has 2 bands"),
        ({"cells": np.zeros((2, 2))}, "no cell has residents"),
        ({"cells": np.full((2, 2), np.inf)}, "infinite residents"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, options, words):
    with pytest.raises(InputError, match=words):
        read_people(save(tmp_path / "p.tif", **options))


def test_files_that_cannot_be_read(tmp_path):
    (tmp_path / "p.tif").write_bytes(b"II*\0 no more")
    with pytest.raises(InputError, match="cannot be read as GeoTIFF"):
        read_people(tmp_path / "p.tif")
    with pytest.raises(InputError, match="no file"):
        read_people(tmp_path / "nowhere.tif")


def test_a_grid_away_from_the_boundary(tmp_path):
    with pytest.raises(InputError, match="no cell inside the boundary has residents"):
        read_people(save(tmp_path / "p.tif"), area=box(10, 10, 11, 11))


def test_a_table_of_cells(tmp_path):
    (tmp_path / "p.csv").write_text("id,lon,lat,pop\na,120,30,3\nb,120,30,0\nc,121,30,4\n")
    frame = read_people(
        tmp_path / "p.csv", columns={"residents": "pop"}, area=box(119, 29, 120.5, 31)
    )
    assert frame["residents"].to_dict() == {"a": 3.0}
    assert frame["urban"].tolist() == [True]
    with pytest.raises(
        InputError, match=r"no columns for \['residents', 'urban'\]|\['residents'\]"
    ):
        read_people(tmp_path / "p.csv")
