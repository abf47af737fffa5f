"""Open data as GeoParquet: the same kinds as from OpenStreetMap, only what lies in the zone."""

import numpy as np
import pandas as pd
import pyarrow.dataset as ds
import pytest
from pyproj import CRS
from shapely.geometry import LineString, MultiPolygon, Point, box

from gongfu.errors import InputError
from gongfu.io import geoparquet, overture
from gongfu.io.bring import bring_in
from gongfu.io.layers import NOTE
from gongfu.io.listing import read_listing, read_outlines
from gongfu.io.osm_facilities import facility_kinds
from gongfu.model.kind import KINDS
from tests.io import zones
from tests.io.open_world import (
    DIVISION_AREAS,
    NEW_PLACES,
    OHSOME,
    OLD_PLACES,
    QUACKOSM,
    place,
    points,
    write_open,
)

ZONE = box(120, 30, 120.2, 30.1)
OPEN = {"columns": {}, "datum": "wgs84", "source": "here.parquet"}


def read(path, **options):
    return read_listing(path, **(OPEN | options))


def six_places(path, schema):
    rows = [
        place("a", "preschool", name="某幼儿园"),
        place("b", "elementary_school", path=["education", "place_of_learning", "school"]),
        place("c", "hospital", confidence=0.3),
        place("d", "restaurant", path=["food_and_drink"]),
        place("e", "pharmacy", status="permanently_closed"),
        place("f", "hospital", name="elsewhere"),
        place("g", "driving_school", path=["education", "school"]),
    ]
    at = points(*[(120.01 + 0.01 * n, 30.05) for n in range(5)], (121.0, 31.0), (120.1, 30.05))
    return write_open(path, schema, at, rows)


@pytest.mark.parametrize("schema", [OLD_PLACES, NEW_PLACES])
def test_places_of_overture_become_facilities(tmp_path, schema):
    found = read(six_places(tmp_path / "p.parquet", schema), area=ZONE)
    frame = found["frame"]
    expected = {"a": "childcare", "a-kindergarten": "kindergarten", "b": "school"}
    closed = {} if schema is NEW_PLACES else {"e": "pharmacy"}  # told since 2025 only
    assert frame["kind"].to_dict() == expected | closed
    assert frame.loc["a", ["name", "lon", "lat", "confidence"]].tolist() == [
        "某幼儿园", 120.01, 30.05, 0.9,
    ]  # fmt: skip
    assert found["source"] == "Overture Maps, here.parquet"
    assert found["licence"].startswith("CDLA-Permissive-2.0")
    n = 0 if closed else 1
    assert f"at least 0.5; left out: 1 less sure, {n} permanently" in frame.attrs[NOTE]["en"]

    after = bring_in(zones.full_zone(), "facilities", **found, datum_said=True)
    assert after.layers["facilities"].of("school").note["zh"].startswith("只取置信度不低于0.5")
    assert after.facilities.attrs == {}
    everywhere = read(tmp_path / "p.parquet")["frame"]
    assert set(everywhere.index) - set(frame.index) == {"f"}


def test_a_hierarchy_decides_where_the_category_itself_does_not(tmp_path):
    rows = [
        place("a", "modern_art_museum_of_tomorrow", path=["arts_and_entertainment", "museum"]),
        place("b", "trail_school", path=["education", "school", "specialty_school"]),
        place("c", "odd", basic="library"),
        place("d", "odd"),
    ]
    at = points(*[(120.1, 30.01 * n) for n in (1, 1, 1, 1)])
    frame = read(write_open(tmp_path / "p.parquet", NEW_PLACES, at, rows))["frame"]
    assert frame["kind"].to_dict() == {"a": "culture", "c": "culture"}


def test_the_tables_of_overture_and_openstreetmap_know_the_same_kinds():
    known = {kind for kinds in overture.category_kinds().values() for kind in kinds}
    assert known == set(facility_kinds()) == set(KINDS)
    counted = [c for rule in overture._table()["rule"] for c in rule["categories"]]
    assert not set(counted) & set(overture._table()["left_out"])
    assert all(rule["why"] for rule in overture._table()["rule"])


def test_only_the_row_groups_near_the_zone_are_read(tmp_path):
    lon = np.linspace(-170, 170, 4000)
    rows = [place(f"p{n}", "school") for n in range(4000)]
    at = points(*[(one, 30.05) for one in lon])
    path = write_open(tmp_path / "p.parquet", NEW_PLACES, at, rows, rows_per_group=100)
    frame = read(path, area=ZONE.buffer(0.2))["frame"]
    assert frame["lon"].tolist() == [one for one in lon if 119.8 < one < 120.4]
    near = geoparquet._near(geoparquet.parquet_schema(path), ZONE.buffer(0.2))
    (fragment,) = ds.dataset(path).get_fragments()
    assert len(fragment.split_by_row_group()) == 40
    assert len(fragment.split_by_row_group(filter=near)) == 1


def osm_rows():
    return [
        ("node", 1, Point(120.01, 30.05), {"amenity": "clinic", "name": "甲"}),
        ("way", 2, box(120.02, 30.02, 120.03, 30.03), {"amenity": "school", "capacity": "300"}),
        ("node", 3, Point(120.025, 30.025), {"amenity": "school", "name": "乙"}),  # inside the way
        ("relation", 4, MultiPolygon([box(120.05, 30.0, 120.06, 30.01)]), {"leisure": "park"}),
        ("node", 5, Point(120.07, 30.05), {"amenity": "cafe"}),
        (
            "way",
            6,
            LineString([(120.08, 30.0), (120.08, 30.01), (120.08, 30.02)]),
            {"leisure": "track"},
        ),
        ("node", 7, Point(120.09, 30.05), {}),
        ("node", 8, Point(121.0, 31.0), {"amenity": "clinic"}),
        ("node", 9, Point(120.1, 30.05), {"amenity": "clinic", "access": "private"}),
    ]


@pytest.mark.parametrize("schema", [QUACKOSM, OHSOME])
def test_features_of_openstreetmap_become_facilities_by_the_same_table(tmp_path, schema):
    rows = [
        {"feature_id": f"{kind}/{n}", "tags": list(tags.items())}
        if schema is QUACKOSM
        else {
            "osm_type": kind,
            "osm_id": n,
            "tags": [{"key": key, "value": value} for key, value in tags.items()],
        }
        for kind, n, _, tags in osm_rows()
    ]
    shapes = [shape for _, _, shape, _ in osm_rows()]
    path = write_open(tmp_path / "osm.parquet", schema, shapes, rows, rows_per_group=4)
    found = read(path, area=ZONE)
    frame = found["frame"]
    assert frame["kind"].to_dict() == {
        "n1": "clinic", "w2": "school", "r4": "park", "w6": "sports",
    }  # fmt: skip
    assert frame.loc["w2", ["name", "capacity"]].tolist() == ["乙", 300.0]
    assert frame.loc["w6", ["lon", "lat"]].tolist() == [120.08, 30.01]
    assert found["licence"].startswith("ODbL")
    assert found["kinds"] == ("school", "clinic", "sports", "park")
    assert "n8" in read(path)["frame"].index
    after = bring_in(zones.full_zone(), "facilities", **found, datum_said=True)
    assert after.layers["facilities"].of("park").source == "OpenStreetMap, here.parquet"


def test_a_user_may_say_what_the_kinds_are(tmp_path):
    path = six_places(tmp_path / "p.parquet", OLD_PLACES)
    words = ("preschool", "elementary_school", "restaurant", "pharmacy", "driving_school")
    mapped = {f"kind.{word}": "-" for word in words}
    columns = {"kind": "categories.primary", "name": "names.primary", **mapped}
    frame = read(path, columns=columns)["frame"]
    assert frame["name"].tolist() == ["", "elsewhere"]
    assert set(frame["kind"]) == {"hospital"}


def test_open_data_keep_their_own_coordinates(tmp_path):
    path = six_places(tmp_path / "p.parquet", NEW_PLACES)
    with pytest.warns(UserWarning, match=r"open data lie where their file says; gcj02 is not appl"):
        frame = read(path, datum="gcj02")["frame"]
    assert frame.loc["a", "lon"] == 120.01


def divisions(path, rows):
    shapes, filled = [], []
    for n, (name, common, shape, kind) in enumerate(rows):
        shapes.append(shape)
        filled.append(
            {"id": f"a{n}", "division_id": f"d{n}", "subtype": "county", "class": kind,
             "is_land": kind == "land", "is_territorial": kind != "land", "country": "CN",
             "names": {"primary": name, "common": list(common.items())}}
        )  # fmt: skip
    return write_open(path, DIVISION_AREAS, shapes, filled)


def test_divisions_of_overture_are_matched_by_names_that_only_one_place_bears(tmp_path):
    west, east = box(120, 30, 120.1, 30.1), box(120.1, 30, 120.2, 30.1)
    rows = [
        ("西乡", {"en": "West"}, west, "land"),
        ("西乡", {}, west.buffer(0.01), "maritime"),
        ("某处", {"en": "East"}, east, "land"),
        ("别处", {}, east, "land"),
    ]
    path = divisions(tmp_path / "d.parquet", rows)
    zone = zones.full_zone(boundaries=None)
    given = OPEN | {"places": zone.places}
    with pytest.warns(UserWarning, match=r"2 of 3 places were found .* stay 某县 \(330199\)"):
        found = read_outlines(path, **given)
    assert found["frame"].geometry.to_dict() == {"330199101": west, "330199102": east}
    after = bring_in(zone, "boundaries", **found)
    assert after.boundaries["level"].tolist() == ["township", "township"]
    assert after.layers["boundaries"].licence.startswith("ODbL")

    twice = divisions(tmp_path / "t.parquet", [rows[0], rows[0], rows[3]])
    with pytest.raises(InputError, match="none of its divisions bears the name of one place of th"):
        read_outlines(twice, **given)
    with pytest.raises(InputError, match=r"carry no place codes, .* --columns code=division_id"):
        read_outlines(path, **(OPEN | {"places": pd.DataFrame()}))
    columns = {"code": "division_id", "name": "names.primary", "level": "=county"}
    named = read_outlines(path, **(given | {"columns": columns}))["frame"]
    assert named["name"].to_dict() == {"d0": "西乡", "d1": "西乡", "d2": "某处", "d3": "别处"}


def test_open_data_that_cannot_be_used(tmp_path):
    path = tmp_path / "p.parquet"
    far = points((10, 10))
    write_open(path, NEW_PLACES, far, [place("a", "school")])
    with pytest.raises(InputError, match="none of its places in the zone is a facility of a kind"):
        read(path, area=ZONE)
    write_open(path, NEW_PLACES, far * 2, [place("a", "school"), place("a", "school")])
    with pytest.raises(InputError, match=r"p\.parquet: its index 'facility_id' repeats 1 id, suc"):
        read(path)
    write_open(path, NEW_PLACES, points((30.0, 120.0)), [place("a", "school")])
    with pytest.raises(InputError, match=r"coordinate is 30, 120, which is no longitude and lati"):
        read(path)
    write_open(path, NEW_PLACES, far, [place("a", "school")], crs=CRS(3857))
    with pytest.raises(InputError, match="its shapes are in WGS 84 / Pseudo-Mercator; save it in"):
        read(path)
    write_open(path, NEW_PLACES, [Point()], [place("a", "school")])
    with pytest.raises(InputError, match="no geometry in row 1"):
        read(path)
    write_open(path, QUACKOSM, far, [{"feature_id": "node/1", "tags": [("shop", "pet")]}])
    with pytest.raises(InputError, match="none of its features is a facility of a kind we know"):
        read(path)
    six_places(path, NEW_PLACES)
    path.write_bytes(path.read_bytes()[:-50])
    with pytest.raises(InputError, match=r"p\.parquet: it cannot be read as Parquet"):
        read(path)
    with pytest.raises(InputError, match="no file"):
        read(tmp_path / "nowhere.parquet")
