"""Every source that a user may bring: in at the command line, and into the zone or not at all."""

import hashlib

import geopandas as gpd
import h3
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from shapely.geometry import Point, box

from gongfu.app import importing
from gongfu.cli.main import cli
from gongfu.errors import InputError
from gongfu.io.tables import read_zone, write_zone
from tests.city import write_city
from tests.io import zones
from tests.io.book_world import write_book
from tests.io.open_world import NEW_PLACES, QUACKOSM, place, points, write_open
from tests.io.test_raster import ghsl, worldpop

WEST, EAST = "330199101", "330199102"
CELL = 1 / 1200


@pytest.fixture
def zone(tmp_path):
    """The folder of a county of two townships, west and east of 120.1 degrees."""
    parts = {"facilities": zones.facilities().assign(kind="clinic")}
    write_zone(zones.full_zone(**parts), tmp_path / "zone")
    return tmp_path / "zone"


def bring(layer, file, zone, *options):
    words = ["import", layer, str(file), "--into", str(zone), "-q", *map(str, options)]
    return CliRunner().invoke(cli, words, catch_exceptions=False)


def digest(folder):
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.iterdir())
        if file.is_file()
    }


def raster_around(path):
    """Two residents on every cell of a wide surrounding of the county."""
    return worldpop(path, np.full((240, 360), 2.0), origin=(119.95, 30.15))


town_assumed = pytest.mark.filterwarnings("ignore:.* all count as town")


@town_assumed
@pytest.mark.filterwarnings("ignore:.* became ", "ignore:.*--per cell was assumed")
def test_a_raster_counts_inside_the_boundaries_and_merges(tmp_path, zone):
    path = raster_around(tmp_path / "pop.tif")
    assert bring("communities", path, zone, "--cell", 500).exit_code == 0
    after = read_zone(zone)
    # 0.2 by 0.1 degrees are 240 by 120 cells, and no cell's middle lies on their edge.
    assert after.communities["residents"].sum() == 2 * 240 * 120
    assert set(after.communities["place"]) == {WEST, EAST}
    assert 240 * 120 / 30 <= len(after.communities) < 240 * 120 / 20
    assert after.layers["communities"].standing == "published"
    assert "Town and country were not told apart" in after.layers["communities"].note["en"]

    assert bring("communities", path, zone, "--within", "西乡", "--per", "km2").exit_code == 0
    mixed = read_zone(zone)
    east = mixed.communities["place"] == EAST
    assert mixed.communities.loc[east, "residents"].sum() == 2 * 120 * 120
    area = 2 * 9.65 * 11.08  # km2 of a tenth of a degree at 30.05 N, two residents each
    assert mixed.communities.loc[~east, "residents"].sum() == pytest.approx(area, rel=0.002)
    assert list(mixed.layers["communities"].within) == [WEST]


@pytest.mark.filterwarnings("ignore:.* became ")
@pytest.mark.parametrize("options", [(), ("--per", "cell"), ("--per", "km2")])
def test_what_cells_were_taken_to_hold_is_said_unless_the_user_said_it(
    tmp_path, zone, recwarn, options
):
    path = raster_around(tmp_path / "pop.tif")
    assert bring("communities", path, zone, *options).exit_code == 0
    said = [str(w.message) for w in recwarn if "became" not in str(w.message)]
    per = [words for words in said if "--per cell was assumed; --per km2 says" in words]
    assert len([words for words in said if "all count as town" in words]) == 1
    assert len(per) == (not options)
    assert len(said) == 1 + len(per)
    note = read_zone(zone).layers["communities"].note
    assert ("Cells of pop.tif were taken to hold residents" in note["en"]) == (not options)
    assert ("按每格人数计" in note["zh"]) == (not options)
    if per:
        # Two residents on each cell of 3 seconds of arc, 92.6 m by 80.2 m at 30.05 N.
        assert "57,600 in all, the average one among 26" in per[0]
        assert "57,600 in all" in note["en"]


@pytest.mark.filterwarnings("ignore:.* became ")
def test_cells_without_town_and_country_count_as_town_and_it_is_said(tmp_path, zone):
    cell = h3.latlng_to_cell(30.05, 120.1, 8)
    table(tmp_path / "h.csv", f"h3,population,type\n{cell},10,乡村\n")
    with pytest.warns(UserWarning, match="all count as town.  A table can tell them apart in a"):
        assert bring("communities", tmp_path / "h.csv", zone).exit_code == 0
    assert read_zone(zone).communities["urban"].tolist() == [True]


@pytest.mark.filterwarnings("ignore:.* became ")
def test_cells_that_tell_town_from_country_need_no_note(tmp_path, zone):
    cell = h3.latlng_to_cell(30.05, 120.1, 8)
    table(tmp_path / "h.csv", f"h3,population,type\n{cell},10,乡村\n")
    ran = bring("communities", tmp_path / "h.csv", zone, "--columns", "urban=type")
    assert ran.exit_code == 0
    assert read_zone(zone).communities["urban"].tolist() == [False]
    assert "Town" not in read_zone(zone).layers["communities"].note["en"]


@town_assumed
@pytest.mark.filterwarnings("ignore:.* became ")
def test_hexagons_count_inside_the_boundaries(tmp_path, zone):
    cells = list(h3.grid_disk(h3.latlng_to_cell(30.05, 120.1, 8), 30))
    pd.DataFrame({"h3": cells, "population": 1.0}).to_csv(tmp_path / "h.csv", index=False)
    assert bring("communities", tmp_path / "h.csv", zone).exit_code == 0
    lat, lon = np.array([h3.cell_to_latlng(cell) for cell in cells]).T
    inside = (lon > 120) & (lon < 120.2) & (lat > 30) & (lat < 30.1)
    assert len(read_zone(zone).communities) == inside.sum()


def test_a_workbook_of_one_township_leaves_the_other_as_it_is(tmp_path, zone):
    rows = [
        ["名称", "类别", "经度", "纬度"],
        ["甲", "卫生院", 120.03, 30.05],
        ["合计", 1, None, None],
    ]
    path = write_book(tmp_path / "list.xlsx", {"表": rows})
    with pytest.warns(UserWarning, match="totals and notes are left out, in rows 3"):
        ran = bring("facilities", path, zone, "--within", "西乡", "--source", "health office")
    assert ran.exit_code == 0
    assert f"in {WEST}: published, health office" in ran.output.replace("\n", "")
    after = read_zone(zone)
    assert after.facilities["name"].to_dict() == {"3": "", "row-2": "甲"}
    assert after.layers["facilities"].of("clinic").source == "health bureau"


@pytest.mark.filterwarnings("ignore:.* became ")
def test_open_places_come_with_their_licence_and_stay_near(tmp_path, zone):
    at = points((120.05, 30.05), (120.25, 30.05), (125.0, 40.0))
    rows = [place(f"p{n}", "hospital") for n in range(3)]
    path = write_open(tmp_path / "places.parquet", NEW_PLACES, at, rows)
    assert bring("facilities", path, zone).exit_code == 0
    after = read_zone(zone)
    hospitals = after.facilities[after.facilities["kind"] == "hospital"]
    assert list(hospitals.index) == ["p0", "p1"]  # where streets are known, also beyond the county
    layer = after.layers["facilities"].of("hospital")
    assert layer.source == "Overture Maps, places.parquet"
    assert layer.licence.startswith("CDLA")


@town_assumed
@pytest.mark.filterwarnings("ignore:.* became ")
def test_a_city_takes_people_and_facilities_from_all_of_them(tmp_path):
    file = write_city(tmp_path / "city.osm")
    city = importing.import_osm(file, tmp_path / "first")
    west, south, east, north = city.extent.bounds
    raster = ghsl_around(tmp_path / "pop.tif", city.extent)
    lon, lat = city.communities[["lon", "lat"]].iloc[0]
    rows = [{"feature_id": "node/77", "tags": [("amenity", "pharmacy")]}]
    osm = write_open(tmp_path / "osm.parquet", QUACKOSM, points((lon, lat)), rows)
    zone = importing.import_osm(
        file, tmp_path / "zone", people=raster, facilities=osm, cell_m=500.0, per="cell"
    )
    assert zone.layers["communities"].source == "pop.tif"
    assert zone.communities["lon"].between(west, east).all()
    assert zone.communities["lat"].between(south, north).all()
    assert zone.facilities.loc["n77", "kind"] == "pharmacy"
    assert "OpenStreetMap, osm.parquet" in zone.layers["facilities"].of("pharmacy").source


def ghsl_around(path, extent):
    """Three residents per hectare in Mollweide, well beyond the extent."""
    frame = gpd.GeoSeries([extent], crs=4326).to_crs("ESRI:54009").total_bounds
    shape = np.ceil((frame[[3, 2]] - frame[[1, 0]]) / 100.0).astype(int) + 40
    return ghsl(path, np.full(shape, 3.0), origin=(frame[0] - 2000.0, frame[3] + 2000.0))


def table(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def spoiled(path, share=0.5):
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    return path


HEAD = "编号,名称,人口,城乡,经度,纬度\n"
ROWS = "\n".join(f"v{n},村,100,乡村,{120.02 + n / 100:.2f},30.05" for n in range(12))
SWAPPED = "\n".join(f"v{n},村,100,乡村,30.0{n % 10},{120.02 + n / 100:.2f}" for n in range(12))
FAULTS = {
    "a truncated raster": (
        "communities", lambda f: spoiled(raster_around(f / "p.tif")), (), "p.tif: it cannot be"),
    "a raster elsewhere": (
        "communities", lambda f: worldpop(f / "p.tif", np.ones((9, 9)), (10.0, 10.0)), (),
        "no cell inside the boundary has residents"),
    "a crowded raster": (
        "communities", lambda f: worldpop(f / "p.tif", np.full((99, 99), 1e5), (120.0, 30.1)), (),
        "--per km2 or --per cell"),
    "cells too large": (
        "communities", lambda f: raster_around(f / "p.tif"), ("--cell", 5000), "at most 1000 m"),
    "cells of a list": (
        "communities", lambda f: table(f / "v.csv", HEAD + ROWS), ("--cell", 500),
        "in rasters (GeoTIFF) only"),
    "cells that are none": (
        "communities", lambda f: table(f / "h.csv", "h3,population\n88309a55a5fffff,1\nx,2\n"), (),
        "cell is 'x' in row 3"),
    "no such sheet": (
        "communities", lambda f: f"{write_book(f / 'v.xlsx', {'表': [['a']]})}#二", (),
        "no sheet '二'; it has '表'"),
    "no such column": (
        "communities", lambda f: write_book(f / "v.xlsx", {"表": [["a", "b"], [1, 2]]}), (),
        "no columns for ['residents', 'urban']"),
    "an empty workbook": (
        "facilities", lambda f: write_book(f / "v.ods", {"表": []}), (), "its sheets are empty"),
    "headings alone": (
        "facilities", lambda f: write_book(f / "v.xls", {"表": [["类别", "经度", "纬度"]]}), (),
        "no rows below its headings"),
    "a truncated workbook": (
        "facilities", lambda f: spoiled(write_book(f / "v.xlsx", {"表": [["类别"] * 3] * 50})), (),
        "its container is damaged"),
    "ids twice": (
        "communities", lambda f: table(f / "v.csv", HEAD + ROWS.replace("v1,", "v0,")), (),
        "repeats 1 id, such as 'v0' in 2 rows (2, 3)"),
    "people below 0": (
        "communities", lambda f: table(f / "v.csv", HEAD + ROWS.replace(",100,", ",-9,", 1)), (),
        "'residents' is -9.0 in row 2"),
    "swapped columns": (
        "communities", lambda f: table(f / "v.csv", HEAD + SWAPPED), (), "seem to be swapped"),
    "metres of no system": (
        "facilities", lambda f: table(f / "f.csv", "类别,x,y\n学校,210000,3320000\n"), (),
        "name it, as in --crs EPSG:3035"),
    "a system that is none": (
        "facilities", lambda f: table(f / "f.csv", "类别,x,y\n学校,1,2\n"), ("--crs", "EPSG:1"),
        "datum is 'EPSG:1'; it must be one of"),
    "a place that is none": (
        "facilities", lambda f: table(f / "f.csv", "类别,lon,lat\n学校,120.05,30.05\n"),
        ("--within", "北乡"), "no place '北乡'; did you mean"),
    "rows of another place": (
        "facilities", lambda f: table(f / "f.csv", "类别,lon,lat\n诊所,120.15,30.05\n"),
        ("--within", WEST), "lie outside 西乡 (330199101), up to 4.8 km"),
    "truncated places": (
        "facilities", lambda f: spoiled(write_open(f / "p.parquet", NEW_PLACES,
            points((120.05, 30.05)), [place("a", "school")])), (), "cannot be read as Parquet"),
    "places elsewhere": (
        "facilities", lambda f: write_open(f / "p.parquet", NEW_PLACES, points((1.0, 2.0)),
            [place("a", "school")]), (), "none of its places in the zone is a facility"),
    "a system of its own": (
        "boundaries", lambda f: outline(f / "b.gpkg"), ("--crs", "EPSG:4549"),
        "it says itself that its system is WGS 84; leave EPSG:4549 out"),
}  # fmt: skip


def outline(path):
    frame = gpd.GeoDataFrame({"code": ["330199"]}, geometry=[box(120, 30, 120.2, 30.1)], crs=4326)
    frame.to_file(path)
    return path


@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_used_is_told_and_nothing_is_written(tmp_path, zone, fault, monkeypatch):
    layer, make, options, words = FAULTS[fault]
    file = make(tmp_path)
    before = digest(zone)
    with pytest.raises(InputError) as told:  # the face makes it one line and exit code 2
        bring(layer, file, zone, *options)
    assert words in str(told.value)
    assert digest(zone) == before


def test_points_and_their_datum_are_asked_about_in_every_format(tmp_path, zone):
    from gongfu.io.datum import from_wgs84

    lon, lat = from_wgs84(np.linspace(120.0005, 120.19, 40), np.full(40, 30.0005), "gcj02")
    shapes = [Point(*one) for one in zip(lon, lat, strict=True)]
    moved = gpd.GeoDataFrame({"kind": "clinic"}, index=range(40), geometry=shapes, crs=4326)
    rows = [["clinic", float(x), float(y)] for x, y in zip(lon, lat, strict=True)]
    moved.to_file(tmp_path / "f.gpkg")
    moved.to_parquet(tmp_path / "f.parquet")
    write_book(tmp_path / "f.xlsx", {"表": [["kind", "lon", "lat"], *rows]})
    write_zone(zones.full_zone(extent=None), zone)
    for name in ("f.gpkg", "f.parquet", "f.xlsx"):
        with pytest.raises(InputError, match=r"seem to be GCJ-02 .* say which it is with"):
            bring("facilities", tmp_path / name, zone)
        assert bring("facilities", tmp_path / name, zone, "--datum", "gcj02").exit_code == 0
        write_zone(zones.full_zone(extent=None), zone)
