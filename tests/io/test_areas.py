"""Areas in map files: read whole, refused if they are none, as large as they are."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gongfu.errors import InputError
from gongfu.io.areas import areas_m2, read_areas
from gongfu.io.layers import read_points

UTM = 32651


def boxes(*sides, x=210_000.0, y=3_320_000.0, **columns):
    shapes = [shapely.box(x + 1_000 * at, y, x + 1_000 * at + a, y + b)
              for at, (a, b) in enumerate(sides)]  # fmt: skip
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=UTM)


def grown_by(frame):
    """Area on the ellipsoid over area in the projection, which is stretched here.

    Scale of transverse Mercator: k0 (1 + (x - x0)^2 / (2 R^2 k0^2)), k0 = 0.9996, squared.
    """
    x = frame.geometry.centroid.x.to_numpy() - 500_000.0
    scale = 0.9996 * (1 + (x / 6_367_000.0 / 0.9996) ** 2 / 2)
    return 1 / scale**2


def test_parcels_stand_at_a_point_inside_and_say_how_large_they_are(tmp_path):
    parcels = boxes((100, 50), (200, 200), id=["a", "b"])
    ring = shapely.difference(parcels.geometry[1], parcels.geometry[1].buffer(-60))
    parcels.geometry = [parcels.geometry[0], ring]  # 40,000 less 80 by 80
    parcels.to_file(tmp_path / "parcels.gpkg")

    found = read_points(tmp_path / "parcels.gpkg")

    wanted = np.array([5_000.0, 33_600.0]) * grown_by(parcels)
    np.testing.assert_allclose(found["area_m2"], wanted, rtol=1e-5)
    inside = gpd.points_from_xy(found["lon"], found["lat"], crs=4326).to_crs(UTM)
    assert parcels.geometry.reset_index(drop=True).contains(gpd.GeoSeries(inside)).all()


@pytest.mark.parametrize("name", ["p.shp", "p.geojson", "p.parquet", "p.gpkg"])
def test_each_format_holds_the_same_areas(tmp_path, name):
    parcels = boxes((100, 50), (200, 10), id=["a", "b"])
    if name == "p.parquet":
        parcels.to_parquet(tmp_path / name)
    else:
        (parcels.to_crs(4326) if name == "p.geojson" else parcels).to_file(tmp_path / name)
    found = read_areas(tmp_path / name)
    np.testing.assert_allclose(
        areas_m2(gpd.GeoSeries(found)), [5_000, 2_000] * grown_by(parcels), rtol=1e-4
    )
    assert read_points(tmp_path / name).index.tolist() == ["a", "b"]


def test_points_have_no_area_and_parts_add_up():
    box = shapely.box(120.0, 30.0, 120.001, 30.001)
    both = shapely.MultiPolygon([box, shapely.box(120.002, 30.0, 120.003, 30.001)])
    one, two, none = areas_m2(gpd.GeoSeries([box, both, shapely.Point(120, 30)], crs=4326))
    assert two == pytest.approx(2 * one)
    assert np.isnan(none)
    # A thousandth of a degree: 110.85 m north, 96.49 m east at 30 degrees (WGS84).
    assert one == pytest.approx(110.85 * 96.49, rel=1e-3)


def test_lines_and_tables_are_no_areas(tmp_path):
    line = gpd.GeoDataFrame(geometry=[shapely.LineString([(120, 30), (120.1, 30)])], crs=4326)
    line.to_file(tmp_path / "river.geojson")
    with pytest.raises(InputError, match="not a polygon in row 1; close its lines"):
        read_areas(tmp_path / "river.geojson")
    (tmp_path / "t.csv").write_text("lon,lat\n120,30\n")
    with pytest.raises(InputError, match="holds no geometry"):
        read_areas(tmp_path / "t.csv")
    with pytest.raises(InputError, match="no file"):
        read_areas(tmp_path / "none.gpkg")
