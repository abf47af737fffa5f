"""Cells of grids by their codes: H3 and square ones, in a table's own column."""

from pathlib import Path

import geopandas as gpd
import h3
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer
from shapely.geometry import Polygon, box

from gongfu.errors import InputError
from gongfu.io.cells import cell_centres
from gongfu.io.datum import from_wgs84
from gongfu.io.layers import TOWN_ASSUMED, read_boundaries, read_communities, read_facilities

PORTO_ALEGRE = Path("../shared/data/real/porto_alegre/poa_hexgrid.csv")
LAEA = Transformer.from_crs(3035, 4326, always_xy=True)


def centres(cells, **options):
    cells = pd.Series(cells, **options)
    return cell_centres(cells, np.arange(2, 2 + len(cells)), "p.csv")


@given(
    lon=st.floats(-179, 179), lat=st.floats(-89, 89), resolution=st.integers(0, 15),
)  # fmt: skip
def test_an_h3_cell_lies_at_its_centre_in_every_spelling(lon, lat, resolution):
    cell = h3.latlng_to_cell(lat, lon, resolution)
    exact = h3.cell_to_latlng(cell)[::-1]
    number = h3.str_to_int(cell)
    for cells in ([cell], [cell.upper()], [str(number)], [number], [f" {cell} "]):
        np.testing.assert_array_equal(np.ravel(centres(cells)), exact)
    np.testing.assert_array_equal(np.ravel(centres([number], dtype="uint64")), exact)


def test_resolutions_and_families_may_be_mixed():
    cells = [h3.latlng_to_cell(30.0, 120.0, 5), h3.latlng_to_cell(30.0, 120.0, 9), "1kmN2999E3962"]
    lon, lat = centres([*cells, cells[0]])
    assert lon[0] == lon[3]
    assert h3.latlng_to_cell(lat[1], lon[1], 9) == cells[1]
    assert (lon[2], lat[2]) == pytest.approx(LAEA.transform(3_962_500, 2_999_500))


@pytest.mark.parametrize(
    ("code", "east", "north"),
    [
        ("CRS3035RES1000mN2689000E4341000", 4_341_500, 2_689_500),
        ("DE_CRS3035RES1000mN2689000E4341000", 4_341_500, 2_689_500),
        ("CRS3035RES200mN2689200E4341400", 4_341_500, 2_689_300),
        ("1kmN2689E4341", 4_341_500, 2_689_500),
        ("1kmE4341N2689", 4_341_500, 2_689_500),
        ("10kmN268E434", 4_345_000, 2_685_000),
        ("100mN26891E43412", 4_341_250, 2_689_150),
        ("250mN268925E434150", 4_341_625, 2_689_375),
    ],
)
def test_a_square_cell_lies_in_its_middle(code, east, north):
    """The code names the lower left corner; a short one without the zeros of its size."""
    assert np.ravel(centres([code])) == pytest.approx(LAEA.transform(east, north))


def test_squares_of_another_system():
    utm = Transformer.from_crs(25832, 4326, always_xy=True)
    lon, lat = centres(["CRS25832RES100mN5700000E400000", "CRS3035RES100mN2689000E4341000"])
    assert (lon[0], lat[0]) == pytest.approx(utm.transform(400_050, 5_700_050))
    with pytest.raises(InputError, match="cells are numbered in CRS99999, a system that does not"):
        centres(["CRS99999RES100mN5700000E400000"])


def test_codes_that_are_none_are_named_with_their_rows():
    good = h3.latlng_to_cell(30.0, 120.0, 8)
    with pytest.raises(
        InputError, match=r"cell is 'x1' in 2 rows \(3, 5\), which is neither an H3"
    ):
        centres([good, "x1", good, ""])
    for bad in (good[:-1], good + "0", "0", "-1", "1kmN2689", "0mN0E0", "１２"):
        with pytest.raises(InputError, match="in row 3, which is neither"):
            centres([good, bad])
    rounded = float(h3.str_to_int(good))
    with pytest.raises(InputError, match=r"is 6\.13\d+e\+17 in row 2: .* has lost its last digits"):
        centres([rounded, np.nan])


def hexagons(n=7, resolution=8):
    cells = list(h3.grid_disk(h3.latlng_to_cell(30.05, 120.05, resolution), 1))[:n]
    return pd.DataFrame({"h3": cells, "population": np.arange(n) + 1.0})


def test_a_table_of_hexagons_becomes_demand_points(tmp_path):
    table = hexagons()
    table.loc[0, "population"] = 0.0
    table.to_csv(tmp_path / "p.csv", index=False)
    frame = read_communities(tmp_path / "p.csv")
    assert list(frame.index) == list(table["h3"][1:])
    assert frame["residents"].sum() == table["population"].sum()
    exact = [h3.cell_to_latlng(cell)[::-1] for cell in frame.index]
    np.testing.assert_array_equal(frame[["lon", "lat"]], exact)
    assert frame["urban"].all()
    assert frame.attrs == {TOWN_ASSUMED: True}

    ints = table.assign(h3=[h3.str_to_int(cell) for cell in table["h3"]])
    ints.assign(h3=ints["h3"].astype("uint64")).to_parquet(tmp_path / "p.parquet")
    again = read_communities(tmp_path / "p.parquet", area=box(120.05, 30.0, 120.2, 30.2))
    east = frame[frame["lon"] > 120.05]
    assert again["residents"].tolist() == east["residents"].tolist()
    assert 0 < len(again) < len(frame)
    with pytest.raises(InputError, match="no cell inside the boundary has residents"):
        read_communities(tmp_path / "p.parquet", area=box(0, 0, 1, 1))


def test_kontur_hexagons_come_as_polygons_in_web_mercator(tmp_path):
    """Kontur Population: GeoPackage, EPSG:3857, h3 as text, population, one polygon per cell."""
    table = hexagons()
    shapes = [Polygon([p[::-1] for p in h3.cell_to_boundary(cell)]) for cell in table["h3"]]
    frame = gpd.GeoDataFrame(table, geometry=shapes, crs=4326).to_crs(3857)
    frame.to_file(tmp_path / "kontur.gpkg", layer="population")
    read = read_communities(tmp_path / "kontur.gpkg")
    exact = np.array([h3.cell_to_latlng(cell)[::-1] for cell in read.index])
    np.testing.assert_allclose(read[["lon", "lat"]], exact, atol=2e-4)  # 20 m of a 900 m cell
    named = read_communities(tmp_path / "kontur.gpkg", columns={"cell": "h3"})
    np.testing.assert_array_equal(named[["lon", "lat"]], exact)


def test_the_hexagons_of_porto_alegre_lie_where_their_publisher_says(repository):
    """Their ids are H3 indexes, and lon and lat stand beside them: another program's answer."""
    path = repository / PORTO_ALEGRE
    if not path.is_file():
        pytest.skip(f"no {path.name}: the real data of Porto Alegre are not on this machine")
    told = pd.read_csv(path).query("population > 0").set_index("id")
    columns = {"cell": "id", "residents": "population"}
    frame = read_communities(path, columns=columns)
    assert list(frame.index) == list(told.index)
    np.testing.assert_allclose(frame[["lon", "lat"]], told[["lon", "lat"]], atol=5e-6)  # 0.5 m


def test_facilities_may_lie_in_cells_and_share_them(tmp_path):
    table = hexagons(2).assign(kind="clinic")
    pd.concat([table, table]).to_csv(tmp_path / "f.csv", index=False)
    frame = read_facilities(tmp_path / "f.csv")
    assert list(frame.index) == ["row-2", "row-3", "row-4", "row-5"]
    assert frame["lon"].iloc[0] == frame["lon"].iloc[2]


def test_a_datum_is_not_applied_to_cells_and_says_so(tmp_path):
    table = hexagons()
    table.to_csv(tmp_path / "p.csv", index=False)
    plain = read_communities(tmp_path / "p.csv")
    with pytest.warns(UserWarning, match=r"p\.csv: the cells of a grid .* gcj02 is not applied"):
        pd.testing.assert_frame_equal(
            read_communities(tmp_path / "p.csv", datum="gcj02"), plain, check_exact=True
        )


def test_eurostat_squares_come_as_polygons_or_as_codes(tmp_path):
    """GISCO's grid: GRD_ID and TOT_P_2021 in EPSG:3035."""
    codes = ["CRS3035RES1000mN2689000E4341000", "CRS3035RES1000mN2689000E4342000"]
    shapes = [box(4_341_000, 2_689_000, 4_342_000, 2_690_000)]
    shapes.append(box(4_342_000, 2_689_000, 4_343_000, 2_690_000))
    grid = gpd.GeoDataFrame({"GRD_ID": codes, "TOT_P_2021": [5.0, 7.0]}, geometry=shapes, crs=3035)
    grid.to_file(tmp_path / "g.gpkg")
    grid.to_parquet(tmp_path / "g.parquet")
    pd.DataFrame(grid.drop(columns="geometry")).to_csv(tmp_path / "g.csv", index=False)
    exact = np.column_stack(LAEA.transform([4_341_500, 4_342_500], [2_689_500] * 2))
    for name, error in (("g.gpkg", 2e-4), ("g.parquet", 2e-4), ("g.csv", 1e-9)):
        frame = read_communities(tmp_path / name, columns={"residents": "TOT_P_2021"})
        np.testing.assert_allclose(frame[["lon", "lat"]], exact, atol=error)
        assert list(frame.index) == codes


def survey_sheet(path, x, y, crs="EPSG:4549", n=12):
    """Points of a survey office: CGCS2000, three-degree zone around 120 E; east, north."""
    onto = Transformer.from_crs(4326, crs, always_xy=True)
    lon, lat = np.linspace(120.0, 120.2, n), np.linspace(30.0, 30.1, n)
    east, north = onto.transform(lon, lat)
    table = pd.DataFrame({"kind": "school", x: east, y: north})
    table.to_csv(path, index=False)
    return lon, lat


def test_columns_in_metres_of_a_named_system(tmp_path):
    path = tmp_path / "f.csv"
    lon, lat = survey_sheet(path, "x", "y")
    with pytest.raises(InputError, match=r"metres of a map projection, not degrees; name it, as"):
        read_facilities(path)
    frame = read_facilities(path, datum="EPSG:4549")
    np.testing.assert_allclose(frame[["lon", "lat"]], np.column_stack([lon, lat]), atol=1e-7)
    survey_sheet(path, "y", "x")  # x is north on Chinese survey sheets
    with pytest.raises(InputError, match=r"EPSG:4549; east and north seem to be exchanged .*lon="):
        read_facilities(path, datum="EPSG:4549")
    frame = read_facilities(path, columns={"lon": "y", "lat": "x"}, datum="EPSG:4549")
    np.testing.assert_allclose(frame["lon"], lon, atol=1e-7)
    with pytest.raises(InputError, match="outside the area of EPSG:27700; name the system that"):
        read_facilities(path, datum="EPSG:27700")
    path.write_text(path.read_text() + "school,1,1\n")
    with pytest.raises(InputError, match=r"1, 1 lie outside the area of EPSG:4549 in row 14; cor"):
        read_facilities(path, columns={"lon": "y", "lat": "x"}, datum="EPSG:4549")


def test_a_map_file_without_a_system_takes_the_named_one(tmp_path):
    county = gpd.GeoDataFrame({"code": ["330199"]}, geometry=[box(120, 30, 120.1, 30.1)], crs=4326)
    county.to_crs(4549).to_file(tmp_path / "b.shp")
    with pytest.raises(InputError, match=r"b\.shp: it says itself .* leave EPSG:3035 out"):
        read_boundaries(tmp_path / "b.shp", datum="EPSG:3035")
    (tmp_path / "b.prj").unlink()
    with pytest.raises(InputError, match="or name it, as in --crs EPSG:4549"):
        read_boundaries(tmp_path / "b.shp")
    frame = read_boundaries(tmp_path / "b.shp", datum="EPSG:4549")
    np.testing.assert_allclose(frame.total_bounds, [120, 30, 120.1, 30.1], atol=1e-5)
    assert len(read_facilities(tmp_path / "b.shp", kind="park", datum="EPSG:4549")) == 1


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_boundaries_of_map_vendors_come_back_to_wgs84(tmp_path, datum):
    corners = np.array([[120, 30], [120.1, 30], [120.1, 30.1], [120, 30.1]])
    moved = np.column_stack(from_wgs84(*corners.T, datum))
    gpd.GeoDataFrame({"code": ["330199"]}, geometry=[Polygon(moved)], crs=4326).to_file(
        tmp_path / "b.geojson", COORDINATE_PRECISION=12
    )
    frame = read_boundaries(tmp_path / "b.geojson", datum=datum)
    np.testing.assert_allclose(frame.total_bounds, [120, 30, 120.1, 30.1], atol=1e-8)


@pytest.mark.parametrize("name", ["f.xlsx", "f.gpkg", "f.parquet", "f.csv"])
@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_facilities_of_map_vendors_in_every_format(tmp_path, name, datum):
    from tests.io.book_world import write_book

    lon, lat = (float(part[0]) for part in from_wgs84([120.05], [30.05], datum))
    table = pd.DataFrame({"kind": ["school"], "lon": [lon], "lat": [lat]})
    path = tmp_path / name
    if path.suffix == ".xlsx":
        write_book(path, {"表": [list(table), *table.to_numpy().tolist()]})
    elif path.suffix == ".csv":
        table.to_csv(path, index=False)
    else:
        points = gpd.GeoDataFrame(
            table[["kind"]], geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs=4326
        )
        points.to_parquet(path) if path.suffix == ".parquet" else points.to_file(path)
    frame = read_facilities(path, datum=datum)
    assert frame[["lon", "lat"]].iloc[0].tolist() == pytest.approx([120.05, 30.05], abs=1e-9)
