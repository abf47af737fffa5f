"""Where points lie: columns or geometry, any system, every fault at once."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from gongfu.errors import InputError
from gongfu.model.points import degrees, located
from tests import worlds

FRAME = worlds.points([(0.0, 0.0), (400.0, 0.0), (0.0, 300.0)], ["a", "b", "c"]).assign(x=1)
POINTS = gpd.points_from_xy(FRAME["lon"], FRAME["lat"])
PLAIN = FRAME.drop(columns=["lon", "lat"])


def shapes(geometry=POINTS, crs="EPSG:4326"):
    return gpd.GeoDataFrame(PLAIN, geometry=np.asarray(geometry), crs=crs)


def test_degrees_come_from_columns_or_from_geometry():
    for frame in (FRAME, shapes()):
        for found, name in zip(degrees(frame, "points"), ("lon", "lat"), strict=True):
            np.testing.assert_array_equal(found, FRAME[name])


@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:3067", worlds.CRS, "EPSG:4490", "OGC:CRS84"])
def test_a_geometry_in_any_system_is_brought_to_degrees(crs):
    lon, lat = degrees(shapes().to_crs(crs), "points")

    np.testing.assert_allclose(lon, FRAME["lon"], atol=1e-9)
    np.testing.assert_allclose(lat, FRAME["lat"], atol=1e-9)


def test_a_frame_with_both_must_mean_one_place():
    both = shapes().assign(lon=FRAME["lon"], lat=FRAME["lat"])
    apart = both.assign(lon=both["lon"] + [0.0, 0.01, 0.0])

    np.testing.assert_array_equal(degrees(both.to_crs("EPSG:3857"), "points")[0], FRAME["lon"])
    with pytest.raises(
        InputError, match="points: lon and lat lie elsewhere than geometry in row 2"
    ):
        degrees(apart, "points")


def test_located_is_a_plain_frame_and_the_callers_stays():
    frame = shapes().to_crs("EPSG:3857")
    before = frame.copy()

    found = located(frame, "points")

    assert type(found) is pd.DataFrame
    assert list(found.columns) == ["x", "lon", "lat"]
    assert found.index.tolist() == ["a", "b", "c"]
    assert located(FRAME, "points") is FRAME
    assert_geodataframe_equal(frame, before)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857"])
def test_nobody_lies_anywhere(crs):
    assert [part.size for part in degrees(shapes().iloc[:0].to_crs(crs), "points")] == [0, 0]


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (shapes(crs=None), "geometry has no crs; say which system it is in with set_crs"),
        (shapes([POINTS[0], None, shapely.Point()]), r"geometry is missing in 2 rows \(2, 3\)"),
        (
            shapes([POINTS[0], POINTS[1].buffer(1), POINTS[2].buffer(1)]),
            r"geometry is a Polygon in 2 rows \(2, 3\); it must be points: choose where people go",
        ),
        (shapes([shapely.MultiPoint(list(POINTS))] * 3), "geometry is a MultiPoint in 3 rows"),
        (PLAIN, "no column 'lon'.*no column 'lat'"),
        (pd.DataFrame(shapes()), "no column 'lon'"),
        (shapes().drop(columns="geometry"), "no column 'lon'"),
        (shapes().set_axis(["a", "a", "b"]), "its index '' repeats 1 id, such as 'a' in 2 rows"),
        (shapes([shapely.Point(1e9, 1e9)] * 3, "EPSG:3067"), "cannot be brought from EPSG:3067"),
        (shapes([shapely.Point(500.0, 10.0)] * 3), "cannot be brought from EPSG:4326 to degrees"),
        (FRAME.assign(lat=[60.0, np.nan, 60.0]), "'lat' is missing in row 2"),
    ],
)
def test_what_is_nowhere_is_refused_with_its_rows(frame, words):
    with pytest.raises(InputError, match="points: .*" + words):
        degrees(frame, "points")


def test_all_faults_are_told_at_once():
    line = shapely.LineString([(0, 0), (1, 1)])
    frame = shapes([None, line, POINTS[2]], crs=None).set_axis(["a", "a", "b"])

    with pytest.raises(InputError, match=r"repeats.*no crs.*is missing in row 1.*is a LineString"):
        degrees(frame, "points")
