"""Slopes from elevation models: hand-made hills, a slow twin, noise, refusals, a real city."""

import tracemalloc
from math import exp

import numpy as np
import pandas as pd
import pytest
import rasterio
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from rasterio.transform import Affine
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from gongfu.errors import InputError
from gongfu.io import elevation
from gongfu.io.elevation import ground_slopes, with_slopes
from gongfu.io.osm import read_osm
from gongfu.measure.reach import time_to_nearest
from gongfu.measure.streets import prepare_streets
from gongfu.measure.walking import tobler_factor
from gongfu.model.network import CARRIED, GROUND, RAISED, STEPS, Network
from gongfu.model.walker import ADULT, WALKERS

CRS = "EPSG:32651"
X0, Y0 = 210_000.0, 3_320_000.0  # the middle of every made-up world
SOME = [GROUND, RAISED, STEPS, CARRIED]


def save(path, surface, *, cell=30.0, half_m=1500.0, crs=CRS, dtype="float32", **options):
    """A square raster of `surface(x, y)`, x and y in metres from the middle."""
    n = int(2 * half_m / cell)
    middle = (np.arange(n) + 0.5) * cell - half_m
    x, y = np.meshgrid(middle, -middle)
    turn = Affine(cell, 0, X0 - half_m, 0, -cell, Y0 + half_m)
    return write(path, np.asarray(surface(x, y)) + 0 * x, turn, crs, dtype, **options)


def write(path, cells, turn, crs=CRS, dtype="float32", unit=None, scale=None, **options):
    cells = np.atleast_3d(np.asarray(cells).T).T.astype(dtype)
    with rasterio.open(
        path, "w", driver="GTiff", height=cells.shape[1], width=cells.shape[2], dtype=dtype,
        count=len(cells), crs=crs, transform=turn, **options,
    ) as target:  # fmt: skip
        target.write(cells)
        if unit:
            target.units = [unit]
        if scale:
            target.scales, target.offsets = [scale[0]], [scale[1]]
    return path


def street(*points, footing=None, length_m=None, crs=CRS):
    """A street through these points (metres from the middle), both ways: there, then back."""
    x, y = np.array(points, float).T
    ahead = np.arange(len(points) - 1)
    tail, head = np.r_[ahead, ahead + 1], np.r_[ahead + 1, ahead]
    metres = np.hypot(np.diff(x), np.diff(y)) if length_m is None else np.array(length_m)
    metres = np.r_[metres, metres]
    under = None if footing is None else np.r_[footing, footing]
    place = [X0 + x, Y0 + y]
    if crs != CRS:
        place = Transformer.from_crs(CRS, crs, always_xy=True).transform(*place)
    return Network.from_arrays(
        *place, tail, head, metres / ADULT.speed_m_s, length_m=metres, footing=under, crs=crs
    )


def factors(network, path, start, end):
    """Factor from node to node."""
    slopes = with_slopes(network, path).network
    arc = np.flatnonzero((slopes.tail == start) & (slopes.head == end))
    return slopes.slope_factor[arc[0]]


def test_a_plane_is_as_steep_as_it_is_in_each_direction(tmp_path):
    path = save(tmp_path / "e.tif", lambda x, y: 500 + 0.08 * x)
    network = street((0, 0), (7, 0), (400, 0), (400, 300))

    # By Tobler's formula: 6 exp(-3.5 |0.08 + 0.05|) up, 6 exp(-3.5 |-0.08 + 0.05|) down.
    up, down = (exp(-3.5 * 0.05) / exp(-3.5 * steep) for steep in (0.13, 0.03))
    assert (up, down) == (pytest.approx(1.3231, abs=1e-4), pytest.approx(0.9324, abs=1e-4))
    for ends in ((0, 1), (1, 2)):  # 7 m are as steep as 393 m
        assert factors(network, path, *ends) == pytest.approx(up, rel=1e-5)
        assert factors(network, path, *ends[::-1]) == pytest.approx(down, rel=1e-5)
    assert factors(network, path, 2, 3) == pytest.approx(1.0, abs=1e-5)  # along the contour
    found = with_slopes(network, path)
    assert found.mean_slope == pytest.approx(0.08 * 400 / 700, rel=1e-5)
    assert found.steepest == pytest.approx(0.08, rel=1e-5)
    expected = (400 * (up + down) / 2 + 300) / 700 - 1
    assert found.longer_share == pytest.approx(expected, rel=1e-4)
    assert (found.n_ground, found.n_known, found.n_clamped, found.n_other) == (6, 6, 0, 0)
    assert "Slopes of 6 of 6 stretches" in found.words["en"]
    assert "6条路段" in found.words["zh"]


def pyramid(x, y):
    """A kilometre wide, a hundred metres high: 20% on each face."""
    return 200 + 0.2 * np.maximum(500 - np.maximum(np.abs(x), np.abs(y)), 0)


def test_a_long_straight_arc_over_a_hill_is_not_flat(tmp_path):
    path = save(tmp_path / "e.tif", pyramid)
    # Foot to foot over the top: as high at both ends.  By hand: half of it up, half down.
    up, down = exp(3.5 * (0.25 - 0.05)), exp(3.5 * (0.15 - 0.05))
    over = factors(street((-500, 0), (500, 0)), path, 0, 1)
    # Within 75 m of the feet and of the top (as in 20 of 100 m) smoothing rounds the edges off.
    assert over == pytest.approx((up + down) / 2, rel=0.06)
    assert over > 1.6
    # Clear of the edges the faces are as they are.
    network = street((-400, 0), (-150, 0), (150, 0), (400, 0))
    for ends, expected in (((0, 1), up), ((1, 0), down), ((2, 3), down), ((3, 2), up)):
        assert factors(network, path, *ends) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize("cell", [1.0, 5.0, 12.0, 90.0])
def test_the_grain_of_the_raster_does_not_matter_to_a_plane(tmp_path, cell):
    path = save(tmp_path / "e.tif", lambda x, y: 9 + 0.1 * y, cell=cell, half_m=900.0)
    network = street((0, -400), (0, -123.4), (50, 300))
    assert factors(network, path, 0, 1) == pytest.approx(tobler_factor(0.1), rel=1e-4)
    slope = 0.1 * 423.4 / np.hypot(50, 423.4)
    assert factors(network, path, 2, 1) == pytest.approx(tobler_factor(-slope), rel=1e-4)


def test_another_coordinate_system_tells_the_same(tmp_path):
    # The plane of the first test in degrees: a cell is an arc second.
    second = 1 / 3600
    lon, lat = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True).transform(X0, Y0)
    west, north = lon - 60 * second, lat + 60 * second
    at = (np.arange(120) + 0.5) * second
    x, _ = Transformer.from_crs("EPSG:4326", CRS, always_xy=True).transform(
        *np.meshgrid(west + at, north - at)
    )
    turn = Affine(second, 0, west, 0, -second, north)
    path = write(tmp_path / "e.tif", 500 + 0.08 * (x - X0), turn, "EPSG:4326")
    local = "+proj=tmerc +lat_0=30 +lon_0=120 +k=1 +x_0=0 +y_0=0 +datum=WGS84 +units=m"
    for crs in (CRS, local):
        network = street((0, 0), (7, 0), (400, 0), crs=crs)
        assert factors(network, path, 0, 1) == pytest.approx(exp(3.5 * 0.08), rel=1e-3)
        assert factors(network, path, 2, 1) == pytest.approx(exp(-3.5 * 0.02), rel=1e-3)


def test_what_does_not_follow_the_ground_is_not_bent(tmp_path):
    path = save(tmp_path / "e.tif", pyramid)
    points = [(-450, 0), (-350, 0), (-250, 0), (-150, 0), (-50, 0)]
    found = with_slopes(street(*points, footing=SOME), path)

    by_footing = [found.network.slope_factor[found.network.footing == kind] for kind in SOME]
    assert (by_footing[GROUND] != 1.0).all()
    assert all((by_footing[kind] == 1.0).all() for kind in (RAISED, STEPS, CARRIED))
    assert (found.n_ground, found.n_other) == (2, 6)


def test_a_bending_arc_is_as_steep_as_its_ends_say(tmp_path):
    path = save(tmp_path / "e.tif", lambda x, y: 500 + 0.2 * x)
    # 300 m of serpentine climb the 20 m that lie 100 m apart: 6.7%.
    network = street((0, 0), (100, 0), length_m=[300.0])
    assert factors(network, path, 0, 1) == pytest.approx(tobler_factor(20 / 300), rel=1e-5)
    # No length, no slope: two nodes on one spot.
    assert factors(street((5, 5), (5, 5), (100, 0)), path, 0, 1) == 1.0


def test_slopes_steeper_than_any_street_count_as_the_steepest(tmp_path):
    path = save(tmp_path / "e.tif", lambda x, y: np.where(x < 0, 100.0, 100 + 0.6 * x))
    network = street((-900, 0), (-200, 0), (200, 0), (400, 0))
    found = with_slopes(network, path)
    assert factors(network, path, 2, 3) == pytest.approx(exp(3.5 * 0.35), rel=1e-5)
    assert found.n_clamped == 4  # up and down the scarp, and the rounded edge below it
    assert found.steepest == 0.35
    assert "4 count as 35%" in found.words["en"]


def test_noise_makes_neither_cliffs_nor_longer_ways(tmp_path):
    """Elevations off by 2 m from cell to cell, streets in pieces of 5 m, on ground that is flat."""
    rng = np.random.default_rng(3)
    path = save(tmp_path / "e.tif", lambda x, y: 100 + rng.normal(0, 2.0, x.shape))
    network = street(*((east, 0.3 * east) for east in np.arange(-1000.0, 1000.0, 4.8)))
    found = with_slopes(network, path)

    # Worked out: differences of white noise under Gaussian weights of one cell have a standard
    # deviation of 2 m / (sqrt(8 pi) x 30 m) = 1.3% slope, and e^(3.5 x 1.3%) - 1 is below 5%.
    assert found.steepest < 0.06
    assert abs(found.longer_share) < 0.003
    # The elevations as they are would make a cliff of every piece.
    with rasterio.open(path) as source:
        places = np.stack([network.x, network.y], axis=1)
        raw = np.array([value[0] for value in source.sample(places)])
    naive = np.abs(np.diff(raw)) / network.length_m[0]
    assert naive.max() > 0.5


def test_elevation_counts_only_by_its_differences(tmp_path):
    rng = np.random.default_rng(5)
    hills = np.cumsum(np.cumsum(rng.normal(0, 0.5, (100, 100)), 0), 1) / 20
    turn = Affine(30, 0, X0 - 1500, 0, -30, Y0 + 1500)
    network = street(*rng.uniform(-900, 900, (30, 2)))
    one, higher, upside_down = (
        with_slopes(network, write(tmp_path / f"{at}.tif", cells, turn, dtype="float64")).network
        for at, cells in enumerate((hills, hills + 800, 300 - hills))
    )
    np.testing.assert_allclose(higher.slope_factor, one.slope_factor, rtol=1e-6)
    back = [np.flatnonzero((one.tail == h) & (one.head == t))[0]
            for t, h in zip(one.tail, one.head, strict=True)]  # fmt: skip
    np.testing.assert_allclose(upside_down.slope_factor, one.slope_factor[back], rtol=1e-6)


def slow_mean(cells, row, column, sigma):
    """Gaussian mean around a cell of those that are known, one by one."""
    reach = int(3.0 * sigma + 0.5)
    total = weights = everything = 0.0
    for down in range(-reach, reach + 1):
        for along in range(-reach, reach + 1):
            weight = exp(-(down**2 + along**2) / (2 * sigma**2))
            everything += weight
            r, c = row + down, column + along
            if 0 <= r < len(cells) and 0 <= c < len(cells[0]) and not np.isnan(cells[r][c]):
                total += weight * cells[r][c]
                weights += weight
    return total / weights if weights >= 0.25 * everything else np.nan


def between(mean, row, column):
    """Bilinear between the middles of four cells, whose smoothed elevations `mean` tells."""
    top, left = int(row), int(column)
    down, along = row - top, column - left
    upper = (1 - along) * mean(top, left) + along * mean(top, left + 1)
    lower = (1 - along) * mean(top + 1, left) + along * mean(top + 1, left + 1)
    return (1 - down) * upper + down * lower


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=10)
def test_smoothed_elevations_agree_with_a_slow_twin(tmp_path_factory, seed):
    rng = np.random.default_rng(seed)
    cells = rng.uniform(0, 50, (20, 17))
    cells[rng.random(cells.shape) < 0.4] = np.nan
    cells[:, 11:] = np.nan  # a sea
    turn = Affine(20, 0, X0, 0, -20, Y0)
    path = write(tmp_path_factory.mktemp("e") / "e.tif", cells, turn, dtype="float64")
    row, column = rng.uniform(0, 19, 60), rng.uniform(0, 16, 60)
    with rasterio.open(path) as source:
        grid = elevation._Grid(source, "e.tif", street((10, -10), (100, -100)))
        found = grid.elevations(X0 + 20 * (column + 0.5), Y0 - 20 * (row + 0.5))
    expected = [
        between(lambda r, c: slow_mean(cells, r, c, 1.5), *at)
        for at in zip(row, column, strict=True)
    ]
    np.testing.assert_allclose(found, expected, rtol=1e-9)
    assert 0 < np.isnan(found).sum() < 60


@pytest.mark.parametrize("cell", [4.0, 30.0])
def test_windows_find_the_same_as_the_whole(tmp_path, monkeypatch, cell):
    rng = np.random.default_rng(2)
    path = save(
        tmp_path / "e.tif", lambda x, y: 60 * np.sin(x / 170) + 0.02 * y + 80, cell=cell,
        tiled=True, blockxsize=64, blockysize=64,
    )  # fmt: skip
    network = street(*rng.uniform(-1450, 1450, (60, 2)))
    whole = with_slopes(network, path).network.slope_factor
    monkeypatch.setattr(elevation, "_TILE_CELLS", 64)
    monkeypatch.setattr(elevation, "_SAMPLES_AT_ONCE", 50)
    np.testing.assert_allclose(with_slopes(network, path).network.slope_factor, whole, rtol=1e-6)


def test_a_large_raster_takes_little_memory(tmp_path):
    with rasterio.open(
        tmp_path / "e.tif", "w", driver="GTiff", height=9000, width=9000, count=1, dtype="int16",
        crs=CRS, transform=Affine(1, 0, X0 - 4500, 0, -1, Y0 + 4500), tiled=True,
        compress="deflate", sparse_ok=True,
    ):  # fmt: skip
        pass  # all zero; whole as float64 it would take 648 MB
    network = street((-4400, -4400), (-4000, 100), (0, 0), (4400, 4400))
    tracemalloc.start()
    with_slopes(network, tmp_path / "e.tif")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200e6


def test_what_is_not_known_counts_as_level_and_is_told(tmp_path):
    path = save(
        tmp_path / "e.tif", lambda x, y: np.where(x > 300, -9999, 50 + 0.1 * x), nodata=-9999
    )
    network = street((-600, 0), (0, 0), (900, 0), (3000, 0), footing=[GROUND] * 3)
    with pytest.warns(UserWarning, match="e.tif: ") as told:
        found = with_slopes(network, path)
    factor = dict(
        zip(zip(network.tail, network.head, strict=True), found.network.slope_factor, strict=True)
    )
    assert factor[0, 1] == pytest.approx(tobler_factor(0.1), rel=1e-4)
    assert factor[1, 2] == factor[2, 3] == 1.0  # over the hole, and beyond the file
    assert "e.tif: 4 of 6 stretches of street lie where it holds no elevation" in str(
        told[0].message
    )
    assert "4 have no elevation and count as level" in found.words["en"]
    assert "4条没有高程" in found.words["zh"]


def test_eight_bits_cut_mountains_off(tmp_path):
    path = save(tmp_path / "e.tif", lambda x, y: np.clip(200 + 0.1 * x, 0, 255), dtype="uint8")
    network = street((-600, 0), (0, 0), (900, 0), (1200, 0), footing=[0, 2, 0])
    with pytest.warns(UserWarning, match="e.tif: ") as told:
        found = with_slopes(network, path)
    assert "some cells hold 255, the largest number of 8 bits" in str(told[-1].message)
    assert found.n_known == 2
    assert found.network.slope_factor[0] == pytest.approx(tobler_factor(0.1), rel=0.02)


@pytest.mark.parametrize(
    ("options", "value"),
    [({"unit": "ft"}, 1 / 0.3048), ({"unit": "cm"}, 100), ({"scale": (0.1, -5)}, 10)],
)
def test_units_that_the_file_names_are_converted(tmp_path, options, value):
    path = save(tmp_path / "e.tif", lambda x, y: (500 + 0.08 * x) * value, **options)
    assert factors(street((0, 0), (400, 0)), path, 0, 1) == pytest.approx(exp(0.28), rel=1e-4)


@pytest.mark.parametrize(
    ("options", "surface", "words"),
    [
        ({"crs": None}, 0.0, "does not say its coordinate system; add it, such as with gdal_edit"),
        ({"crs": "EPSG:4326"}, 0.0, "does not reach|spans longitude|cannot be placed"),
        ({"crs": "EPSG:32652"}, 0.0, r"spans longitude .*, but the streets span longitude 1"),
        ({"unit": "fathom"}, 0.0, "elevations are in 'fathom', which is not known; convert"),
        ({"dtype": "int16"}, -32768, r"cells hold -32768, .*gdal_edit -a_nodata -32768"),
        ({"dtype": "float32"}, 1e20, "cells hold 1e\\+20, which is no elevation"),
        ({"dtype": "uint16"}, 65535, "cells hold 65535"),
        ({"nodata": 0.0}, 0.0, "holds no elevation under any street"),
        ({}, "centimetres", "50% steep on average, so its numbers are hardly metres"),
    ],
)  # fmt: skip
def test_what_cannot_be_elevations_is_refused(tmp_path, options, surface, words):
    slope = 0.005 * 100 if surface == "centimetres" else 0.0
    level = 2000 if surface == "centimetres" else surface
    path = save(tmp_path / "e.tif", lambda x, y: level + slope * x, **options)
    network = street((0, 0), (400, 0), footing=[GROUND])
    with pytest.raises(InputError, match=words):
        with_slopes(network, path)


def test_what_is_no_raster_of_one_band_is_refused(tmp_path):
    network = street((0, 0), (400, 0))
    with pytest.raises(InputError, match=r"no file .*; check the path"):
        with_slopes(network, tmp_path / "none.tif")
    (tmp_path / "e.tif").write_text("elevation")
    with pytest.raises(InputError, match=r"e.tif: it cannot be read as GeoTIFF"):
        with_slopes(network, tmp_path / "e.tif")
    turn = Affine(30, 0, X0, 0, -30, Y0)
    path = write(tmp_path / "rgb.tif", np.zeros((3, 9, 9)), turn)
    with pytest.raises(InputError, match="it has 3 bands; give a file with one band"):
        with_slopes(network, path)
    cars = Network.from_arrays([0, 1], [0, 0], [0], [1], {"drive": [1.0]}, crs=CRS)
    for nobody in (cars, Network.from_arrays([], [], [], [], [], crs=CRS)):
        with pytest.raises(InputError, match="nobody walks on it"):
            with_slopes(nobody, path)


def test_streets_are_left_as_they_were(tmp_path):
    path = save(tmp_path / "e.tif", lambda x, y: 500 + 0.08 * x)
    network = street((0, 0), (400, 0))
    steeper = with_slopes(network, path).network
    assert (network.slope_factor == 1.0).all()
    assert steeper.time_s["walk"] is network.time_s["walk"]
    again = with_slopes(steeper, save(tmp_path / "f.tif", lambda x, y: 500.0)).network
    assert (again.slope_factor == 1.0).all()  # replaced, not multiplied
    with pytest.raises(ValueError, match="read-only"):
        steeper.slope_factor[0] = 2.0
    nowhere = Network.from_arrays([0, 9], [0, 0], [0], [1], [7.0])
    with pytest.raises(InputError, match="network: it has no crs"):
        with_slopes(nowhere, path)
    steps = with_slopes(street((0, 0), (400, 0), footing=[STEPS]), path)
    assert (steps.n_ground, steps.n_other, steps.longer_share) == (0, 2, 0.0)


@pytest.fixture(scope="module")
def porto_alegre(repository):
    folder = repository.parent / "shared" / "data" / "real" / "porto_alegre"
    if not (folder / "poa_elevation.tif").is_file():
        pytest.skip("no elevations of Porto Alegre beside the repository: shared/data/real")
    return folder


def test_real_slopes_agree_with_elevations_read_by_hand(porto_alegre):
    network = read_osm(porto_alegre / "poa_osm.pbf", streets_only=True).network
    with pytest.warns(UserWarning, match="stretches of street lie where|largest number of 8 bits"):
        found = with_slopes(network, porto_alegre / "poa_elevation.tif")
    sloped = found.network
    assert found.n_known > 0.95 * found.n_ground
    assert 0.02 < found.mean_slope < 0.06  # a hilly city beside a lake

    # A few steep arcs of one piece: Gaussian means read cell by cell, bilinear between four cells.
    rng = np.random.default_rng(1)
    steep = (sloped.slope_factor > 1.3) & (network.length_m > 10) & (network.length_m < 25)
    arcs = rng.choice(np.flatnonzero(steep), 5, replace=False)
    with rasterio.open(porto_alegre / "poa_elevation.tif") as source:
        onto = Transformer.from_crs(network.crs, source.crs, always_xy=True)
        # Cells are an arc second: 30.79 m high, and at 30.05 degrees south 26.79 m wide, which is
        # less than the 30 m over which elevations are smoothed.
        down, along = np.mgrid[-3:4, -3:4]
        weight = np.exp(-(down**2) / 2 - (along * 26.79 / 30) ** 2 / 2).ravel()

        def mean(row, column):
            places = np.transpose(source.xy(row + down.ravel(), column + along.ravel()))
            values = np.array([value[0] for value in source.sample(places)], float)
            return (weight * values).sum() / weight.sum()

        def height(node):
            lon, lat = onto.transform(network.x[node], network.y[node])
            row = (lat - source.bounds.top) / source.transform.e
            column = (lon - source.bounds.left) / source.transform.a
            return between(mean, row - 0.5, column - 0.5)

        for arc in arcs:
            rise_m = height(network.head[arc]) - height(network.tail[arc])
            expected = tobler_factor(min(rise_m / network.length_m[arc], 0.35))
            assert sloped.slope_factor[arc] == pytest.approx(expected, rel=0.01)


def test_a_real_city_on_foot_agrees_with_an_independent_dijkstra(porto_alegre):
    network = read_osm(porto_alegre / "poa_osm.pbf", streets_only=True).network
    with pytest.warns(UserWarning, match="stretches of street lie where|largest number of 8 bits"):
        network = with_slopes(network, porto_alegre / "poa_elevation.tif").network
    rng = np.random.default_rng(4)
    for walker in WALKERS.values():
        streets = prepare_streets(network, walker=walker, island_m=0.0)
        pace = np.where(network.steps, walker.steps_m_s or np.nan, walker.speed_m_s)
        assert not (network.footing == CARRIED).any()  # no ferry in this city
        whole = np.rint(10 * network.length_m / pace * network.slope_factor)
        kept = ~np.isnan(network.time_s["walk"]) & ~np.isnan(whole)
        tail, head = network.tail[kept], network.head[kept]
        graph = csr_array((whole[kept], (tail, head)), shape=(network.n_nodes,) * 2)
        # Nodes on streets with doors, so that points on them stand at their own node.
        shut = np.unique(np.r_[network.tail[~network.door], network.head[~network.door]])
        inner = np.setdiff1d(np.flatnonzero(np.bincount(tail, minlength=network.n_nodes) > 1), shut)
        homes, sites = rng.choice(inner, (2, 40), replace=False)
        expected = dijkstra(graph, indices=homes)[:, sites].min(axis=1) / 10
        tables = []
        for nodes, word in ((homes, "community_id"), (sites, "facility_id")):
            lon, lat = network.locate(network.x[nodes], network.y[nodes])
            index = pd.Index([f"{word}{at}" for at in range(40)], name=word)
            tables.append(pd.DataFrame({"lon": lon, "lat": lat, "kind": "school"}, index=index))
        found = time_to_nearest(
            *tables, streets, limit_s=1e5, kinds=("school",), kinds_in_source=("school",)
        )
        np.testing.assert_allclose(found["time_s"], expected, atol=0.1)


def degrees(x, y):
    """WGS84 of points in metres from the middle."""
    back = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)
    return back.transform(X0 + np.array(x, float), Y0 + np.array(y, float))


def test_ground_is_as_steep_as_its_steepest_way(tmp_path):
    """A plane that rises 3 m in 100 m east and 4 m in 100 m north rises 5 m in 100 m."""
    path = save(tmp_path / "e.tif", lambda x, y: 500 + 0.03 * x - 0.04 * y)
    network = street((0, 0), (400, 0))
    steep = ground_slopes(network, path, *degrees([0, 333, -900], [0, 71, 900]))
    np.testing.assert_allclose(steep, 0.05, rtol=1e-4)


def test_ground_without_elevation_has_no_slope(tmp_path):
    """Cells beyond 600 m east are unknown, and there are none beyond 1,500 m."""
    path = save(
        tmp_path / "e.tif", lambda x, y: np.where(x > 600, -9999, 50 + 0.1 * x), nodata=-9999
    )
    steep = ground_slopes(street((0, 0), (400, 0)), path, *degrees([0, 900, 2_000], [0, 0, 0]))
    assert steep[0] == pytest.approx(0.1, rel=1e-4)
    assert np.isnan(steep[1:]).all()
    with pytest.raises(InputError, match="no file"):
        ground_slopes(street((0, 0), (400, 0)), tmp_path / "none.tif", *degrees([0], [0]))


def test_a_ridge_is_level_at_its_top_and_steep_on_both_sides(tmp_path):
    path = save(tmp_path / "e.tif", lambda x, y: 300 - 0.2 * np.abs(x), cell=10.0)
    steep = ground_slopes(street((0, 0), (400, 0)), path, *degrees([0, 300, -300], [0, 0, 0]))
    np.testing.assert_allclose(steep, [0.0, 0.2, 0.2], atol=1e-4)
