"""Population grids: the people of the file, at the middles of its cells, no more and no less."""

import itertools

import numpy as np
import pandas as pd
import pytest
import rasterio
from pyproj import Geod, Transformer
from rasterio.transform import Affine
from shapely.geometry import box

from gongfu.errors import InputError
from gongfu.io import raster
from gongfu.io.raster import read_people
from gongfu.io.raster_cells import areas_km2, middles

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


def worldpop(path, cells, origin=(120.0, 30.2), size=1 / 1200, **options):
    """WorldPop: degrees, three seconds of arc, float32, -99999 where nobody is counted."""
    cells = np.where(np.isnan(cells), -99999.0, cells).astype("float32")
    options = {"compress": "lzw", "nodata": -99999.0} | options
    return save(path, cells, origin=(*origin, size), **options)


def ghsl(path, cells, origin=(10_300_000.0, 3_600_000.0), size=100.0, **options):
    """GHS-POP: Mollweide, 100 m or 1 km, float64, tiled, -200 beyond the land."""
    cells = np.where(np.isnan(cells), -200.0, cells)
    options = {"tiled": True, "blockxsize": 128, "blockysize": 128, "compress": "lzw"} | options
    return save(path, cells, "ESRI:54009", origin=(*origin, size), **options)


def people_of(seed, shape=(90, 110), share=0.4):
    """Residents per cell as a model gives them, NaN where there is no land."""
    rng = np.random.default_rng(seed)
    cells = rng.gamma(0.5, 20.0, shape)
    cells[rng.random(shape) > share] = 0.0
    cells[:5, :7] = np.nan
    return cells.astype("float32").astype(float)


PRODUCTS = pytest.mark.parametrize("write", [worldpop, ghsl])


@PRODUCTS
def test_no_data_is_nobody(tmp_path, write):
    cells = people_of(1)
    frame = read_people(write(tmp_path / "pop.tif", cells))
    assert frame["residents"].sum() == np.nansum(cells)
    assert len(frame) == (cells > 0).sum()


def test_thirty_seconds_and_a_kilometre(tmp_path):
    cells = people_of(2, (20, 30))
    degrees = save(tmp_path / "d.tif", cells.clip(0), nodata=-200.0, origin=(120, 30.2, 1 / 120))
    metres = ghsl(tmp_path / "m.tif", cells, size=1000.0)
    for path in (degrees, metres):
        frame = read_people(path)
        assert frame["residents"].sum() == np.nansum(cells)
        with pytest.warns(UserWarning, match=r"not much smaller than 900 m, so none were merged"):
            assert len(read_people(path, cell_m=900.0)) == len(frame)


@PRODUCTS
def test_only_the_window_of_the_boundary_is_read(tmp_path, monkeypatch, write):
    cells = people_of(3, (600, 700))
    path = write(tmp_path / "pop.tif", cells)
    whole = read_people(path)
    west, south = whole["lon"].quantile(0.6) + 1e-4, whole["lat"].quantile(0.6) + 1e-4
    area = box(west, south, west + 0.03, south + 0.02)
    read = []
    cells_of = raster._cells

    def spy(source, window, name):
        read.append(window.width * window.height)
        return cells_of(source, window, name)

    monkeypatch.setattr(raster, "_cells", spy)
    monkeypatch.setattr(raster, "_CELLS_AT_ONCE", 3000)
    part = read_people(path, area=area)
    inside = whole[
        whole["lon"].between(west, west + 0.03) & whole["lat"].between(south, south + 0.02)
    ]
    assert part["residents"].to_dict() == inside["residents"].to_dict()
    assert sum(read) < 0.05 * cells.size
    assert max(read) <= max(3000, 128 * 200)


def merged_slowly(cells, rows, columns):
    """Residents, and their mean row and column, of each block: cell by cell, with exact sums."""
    from fractions import Fraction

    sums = {}
    for (row, column), people in np.ndenumerate(cells):
        if people > 0:
            block = sums.setdefault((row // rows, column // columns), [Fraction(0)] * 3)
            exact = Fraction(float(people))
            block[0] += exact
            block[1] += exact * (2 * row + 1) / 2
            block[2] += exact * (2 * column + 1) / 2
    return {
        f"block-{row}-{column}": (float(n), float(r / n), float(c / n))
        for (row, column), (n, r, c) in sums.items()
    }


@PRODUCTS
@pytest.mark.parametrize("at_once", [700, 1 << 22])
def test_merging_keeps_everybody_and_where_they_are_on_average(
    tmp_path, monkeypatch, write, at_once
):
    cells = people_of(4, (60, 50))
    path = write(tmp_path / "pop.tif", cells, tiled=False)
    monkeypatch.setattr(raster, "_CELLS_AT_ONCE", at_once)
    frame = read_people(path, cell_m=500.0)
    # At 30.2 N a second of arc is 30.7 m north and 26.7 m east: 5.4 rows and 6.2 columns of 3".
    rows, columns = (5, 6) if write is worldpop else (5, 5)
    slow = merged_slowly(cells, rows, columns)
    assert set(frame.index) == set(slow)
    assert frame["residents"].sum() == pytest.approx(np.nansum(cells), rel=1e-14)
    exact = pd.DataFrame(slow, index=["residents", "row", "column"]).T.reindex(frame.index)
    np.testing.assert_allclose(frame["residents"], exact["residents"], rtol=1e-14)
    with rasterio.open(path) as source:
        lon, lat = middles(source, exact["row"].to_numpy(), exact["column"].to_numpy())
        onto = Transformer.from_crs(4326, source.crs, always_xy=True)
    np.testing.assert_allclose(frame["lon"], lon, rtol=0, atol=1e-11)
    np.testing.assert_allclose(frame["lat"], lat, rtol=0, atol=1e-11)
    fine = read_people(path)

    def centre(points):
        return np.average(onto.transform(points["lon"], points["lat"]), axis=1,
                          weights=points["residents"])  # fmt: skip

    np.testing.assert_allclose(centre(frame), centre(fine), rtol=1e-12)


def test_whole_residents_are_conserved_to_the_last_bit(tmp_path):
    cells = np.random.default_rng(5).integers(0, 400, (64, 64)).astype(float)
    frame = read_people(ghsl(tmp_path / "p.tif", cells), cell_m=700.0)
    assert frame["residents"].sum() == cells.sum()


@pytest.mark.parametrize("crs", ["EPSG:4326", "ESRI:54009", "EPSG:3857", "EPSG:32651"])
def test_the_area_of_a_cell_is_that_of_its_outline_on_the_ellipsoid(tmp_path, crs):
    onto = Transformer.from_crs(4326, crs, always_xy=True)
    x, y = onto.transform(120.3, 30.2)
    size = 0.01 if crs == "EPSG:4326" else 1000.0
    path = save(tmp_path / "p.tif", np.ones((3, 4)), crs, origin=(x, y, size))
    back = Transformer.from_crs(crs, 4326, always_xy=True)
    with rasterio.open(path) as source:
        area = areas_km2(source, np.array([1.5]), np.array([2.5]))[0]
        along = np.linspace(0, 1, 50)
        corner = [(1, 2), (1, 3), (2, 3), (2, 2), (1, 2)]
        steps = [
            np.outer(1 - along, one) + np.outer(along, other)
            for one, other in itertools.pairwise(corner)
        ]
        row, column = np.concatenate(steps).T
        outline = back.transform(x + column * size, y - row * size)
    exact, _ = Geod(ellps="WGS84").polygon_area_perimeter(*outline)
    assert area == pytest.approx(abs(exact) / 1e6, rel=2e-6)


@PRODUCTS
def test_a_density_is_asked_about_and_multiplied(tmp_path, write):
    cells = np.full((30, 30), 3000.0)  # per km2, on cells of a hectare: 300,000 per km2 if counts
    path = write(tmp_path / "pop.tif", cells)
    with pytest.raises(InputError, match=r"average resident lives among [34]\d\d,\d{3} per square"):
        read_people(path)
    assert read_people(path, per="cell")["residents"].sum() == cells.sum()
    frame = read_people(path, per="km2")
    with rasterio.open(path) as source:
        km2 = areas_km2(source, *(np.indices((30, 30)).reshape(2, -1) + 0.5))
    np.testing.assert_allclose(frame["residents"], 3000.0 * km2, rtol=1e-12)
    coarse = read_people(path, per="km2", cell_m=500.0)
    assert coarse["residents"].sum() == pytest.approx(frame["residents"].sum(), rel=1e-13)
    crowded = write(tmp_path / "towers.tif", cells / 3.0)  # 100,000 per km2: Hong Kong's densest
    assert len(read_people(crowded)) == 900


def test_a_file_that_calls_itself_a_density_is_asked_about(tmp_path):
    cells = np.full((4, 4), 30.0)
    path = worldpop(tmp_path / "chn_pd_2020_1km.tif", cells, size=1 / 120)
    with pytest.raises(InputError, match=r"'chn_pd_2020_1km.tif' speaks of a density; .*--per km2"):
        read_people(path)
    assert len(read_people(path, per="cell")) == 16
    path = worldpop(tmp_path / "p.tif", cells, size=1 / 120)
    with rasterio.open(path, "r+") as target:
        target.set_band_description(1, "UN-adjusted population density")
    with pytest.raises(InputError, match="'UN-adjusted population density' speaks of a density"):
        read_people(path)


def test_knobs_of_rasters_have_bounds(tmp_path):
    path = worldpop(tmp_path / "p.tif", people_of(6, (9, 9)))
    for size in (0.0, -5.0, 2000.0, float("nan")):
        with pytest.raises(InputError, match="must be above 0 and at most 1000 m"):
            read_people(path, cell_m=size)
    with pytest.raises(InputError, match="per is 'ha'; it must be one of cell, km2"):
        read_people(path, per="ha")
    (tmp_path / "p.csv").write_text("id,lon,lat,population\na,120,30,3\n")
    with pytest.raises(InputError, match=r"p\.csv: cells are merged, .* in rasters \(GeoTIFF\)"):
        read_people(tmp_path / "p.csv", cell_m=500.0)
    with pytest.warns(UserWarning, match=r"p\.tif: the cells of a grid .* gcj02 is not applied"):
        assert len(read_people(path, datum="gcj02"))


def test_a_raster_that_breaks_off_or_is_the_whole_world(tmp_path, monkeypatch):
    path = worldpop(tmp_path / "p.tif", people_of(7, (300, 300)))
    monkeypatch.setattr(raster, "MANY_POINTS", 100)
    with pytest.warns(UserWarning, match=r"cells have residents, each a demand point; .* --cell"):
        read_people(path)
    monkeypatch.setattr(raster, "_CELLS_MAX", 80_000)
    with pytest.raises(InputError, match=r"90,000 cells would have to be read; bring boundaries"):
        read_people(path)
    monkeypatch.undo()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(InputError, match=r"p\.tif: it cannot be read as GeoTIFF"):
        read_people(path, area=box(120.0, 29.9, 120.3, 30.3))
