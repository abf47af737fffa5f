"""Facilities from tags: the table rule by rule, then merging, names, doors of parks."""

import numpy as np
import pytest
from pyproj import Geod

from gongfu.io.osm import read_osm
from gongfu.io.osm_facilities import facility_kinds, facility_rules, kinds_of
from gongfu.model.kind import CIRCLE_KEYS, KINDS
from gongfu.model.schema import FACILITIES, check_frame
from tests.io.osm_world import degrees, write_osm

STREET = {"highway": "residential"}
ROAD_NODES = {1: (-100, 0), 2: (1000, 0)}
ROAD = [(10, [1, 2], STREET)]
BOX = (-2000, -2000, 2000, 2000)
SCHOOL = {"amenity": "school"}


def square(first, west, south, side):
    """Four nodes and the references of a closed way around them."""
    corners = (
        (west, south),
        (west + side, south),
        (west + side, south + side),
        (west, south + side),
    )
    nodes = {first + at: corner for at, corner in enumerate(corners)}
    return nodes, [*nodes, first]


@pytest.fixture
def read(tmp_path):
    def read_world(nodes=None, ways=(), *, node_tags=None, relations=(), road=True):
        path = write_osm(
            tmp_path / "town.osm",
            (ROAD_NODES if road else {}) | (nodes or {}),
            [*(ROAD if road else []), *ways],
            node_tags=node_tags,
            relations=relations,
            box=BOX,
        )
        return read_osm(path)

    return read_world


@pytest.mark.parametrize(
    ("tags", "kinds"),
    [
        ("amenity=childcare", ["childcare"]),
        ("amenity=kindergarten", ["childcare", "kindergarten"]),
        ("amenity=kindergarten min_age=2", ["childcare", "kindergarten"]),
        ("amenity=kindergarten min_age=3", ["kindergarten"]),
        ("amenity=school", ["school"]),
        ("amenity=school school=driving", []),
        ("amenity=clinic", ["clinic"]),
        ("healthcare=doctor", ["clinic"]),
        ("healthcare=centre", ["clinic"]),
        ("amenity=clinic;pharmacy", ["clinic", "pharmacy"]),
        ("amenity=hospital healthcare=clinic", ["hospital"]),
        ("amenity=veterinary healthcare=clinic", []),
        ("healthcare=pharmacy", ["pharmacy"]),
        ("shop=chemist", []),
        ("leisure=pitch", ["sports"]),
        ("leisure=pitch access=private", []),
        ("leisure=swimming_pool", []),
        ("leisure=swimming_pool access=private", []),
        ("leisure=swimming_pool access=customers", ["sports"]),
        ("leisure=garden", []),
        ("tourism=museum", ["culture"]),
        ("amenity=library access=no", []),
        ("amenity=social_facility", []),
        ("amenity=social_facility social_facility=nursing_home", ["elder_care"]),
        ("amenity=social_facility social_facility:for=child;senior", ["elder_care"]),
        ("amenity=social_facility social_facility:for=homeless", []),
        ("social_facility:for=senior", []),
        ("leisure=park", ["park"]),
        ("amenity=marketplace", ["market"]),
        ("shop=supermarket", ["market"]),
        ("shop=convenience", []),
        ("amenity=charging_station", ["charging_station"]),
        ("amenity=charging_station motorcar=no bicycle=yes", []),
        ("highway=bus_stop", ["bus_stop"]),
        ("amenity=school disused=yes", []),
        ("disused:amenity=school", []),
    ],
)
def test_which_tags_are_which_kind(tags, kinds):
    found = kinds_of(dict(pair.split("=", 1) for pair in tags.split()))

    assert sorted(found) == sorted(kinds)


def test_the_table_knows_every_kind_of_the_package_and_no_other():
    assert set(facility_kinds()) == set(KINDS)
    assert set(CIRCLE_KEYS) <= set(facility_kinds())


def test_every_rule_gives_its_reason():
    from gongfu.io.osm_access import read_table

    assert all(rule["why"] for rule in read_table("facilities")["rule"])
    assert len(facility_rules()) == len(read_table("facilities")["rule"])


def test_a_node_a_way_and_a_relation_become_one_row_each(read):
    a, a_ring = square(100, 0, 100, 50)
    b, b_ring = square(200, 300, 100, 60)
    hole, hole_ring = square(300, 320, 120, 20)
    extract = read(
        {50: (600, 100)} | a | b | hole,
        [(11, a_ring, {"amenity": "library"}), (12, b_ring, {}), (13, hole_ring, {})],
        node_tags={50: SCHOOL | {"name": "一中", "name:en": "First School", "capacity": "900"}},
        relations=[
            (
                6,
                [("way", 12, "outer"), ("way", 13, "inner")],
                {"type": "multipolygon", "amenity": "hospital", "name": "H", "capacity": "40"},
            )
        ],
    )

    table = extract.facilities
    check_frame(table, FACILITIES, "facilities")
    assert sorted(table.index) == ["n50", "r6", "w11"]
    assert table.index.name == "facility_id"
    assert table.loc["n50", ["kind", "name", "name_en"]].to_list() == [
        "school",
        "一中",
        "First School",
    ]
    assert table.at["n50", "capacity"] == 900
    assert table.loc["n50", ["lon", "lat"]].to_list() == pytest.approx(degrees(600, 100))
    assert np.isnan(table.at["r6", "capacity"])  # a hospital's capacity is no number of people
    west, south = degrees(0, 100)
    east, north = degrees(50, 150)
    assert west < table.at["w11", "lon"] < east
    assert south < table.at["w11", "lat"] < north
    # The inner point of a ring lies in the ring, not in its hole.
    low, high = degrees(320, 120), degrees(340, 140)
    inside = low[0] < table.at["r6", "lon"] < high[0] and low[1] < table.at["r6", "lat"] < high[1]
    assert not inside
    assert set(extract.kinds) == {"school", "culture", "hospital"}
    assert extract.layers["facilities"].kinds == extract.kinds


def test_an_open_running_track_stands_at_its_middle_node(read):
    nodes = {60: (0, 100), 61: (100, 100), 62: (200, 100)}

    table = read(nodes, [(11, [60, 61, 62], {"leisure": "track"})]).facilities

    assert table.loc["w11", ["lon", "lat"]].to_list() == pytest.approx(degrees(100, 100))


def test_two_kinds_of_one_feature_are_two_rows_of_one_site(read):
    table = read({50: (0, 50)}, node_tags={50: {"amenity": "kindergarten"}}).facilities

    assert table["kind"].to_dict() == {"n50": "childcare", "n50-kindergarten": "kindergarten"}
    assert table["site"].to_list() == ["n50", "n50"]


def test_the_same_school_three_times_is_one(read):
    grounds, ring = square(100, 0, 100, 200)
    house, house_ring = square(200, 20, 120, 40)
    tags = {50: SCHOOL | {"name": "一中", "capacity": "800"}, 51: SCHOOL | {"name": "二中"}}

    table = read(
        {50: (150, 150), 51: (180, 250)} | grounds | house,
        [(11, ring, SCHOOL), (12, house_ring, SCHOOL | {"building": "yes", "name": "一中"})],
        node_tags=tags,
    ).facilities

    # The grounds stay, with the name and the capacity of what they held; another name stays too.
    assert sorted(table.index) == ["n51", "w11"]
    assert table.at["w11", "name"] == "一中"
    assert table.at["w11", "capacity"] == 800


def test_a_clinic_in_a_school_is_not_the_school(read):
    grounds, ring = square(100, 0, 100, 200)

    table = read(
        {50: (100, 200)} | grounds, [(11, ring, SCHOOL)], node_tags={50: {"amenity": "clinic"}}
    ).facilities

    assert sorted(table["kind"]) == ["clinic", "school"]


def test_private_ones_are_left_out_and_counted(read):
    extract = read({50: (0, 50)}, node_tags={50: SCHOOL | {"access": "private"}})

    assert extract.facilities.empty
    assert extract.counts["private_facilities"] == 1
    assert extract.kinds == ()


def test_a_large_park_is_entered_where_paths_cross_its_edge(read):
    park, ring = square(100, 0, 100, 400)
    nodes = park | {60: (200, 0), 61: (200, 300), 62: (700, 300)}
    path = [(12, [60, 61, 62], {"highway": "footway"})]

    table = read(nodes, [(11, ring, {"leisure": "park", "name": "湖"}), *path]).facilities

    assert sorted(table.index) == ["w11", "w11@2"]
    assert set(table["site"]) == {"w11"}
    assert set(table["name"]) == {"湖"}
    doors = {tuple(row) for row in table[["lon", "lat"]].round(6).to_numpy()}
    expected = {degrees(200, 100), degrees(400, 300)}
    assert doors == {(round(lon, 6), round(lat, 6)) for lon, lat in expected}


def test_a_large_park_without_paths_is_open_all_along(read):
    park, ring = square(100, 0, 100, 400)

    table = read(park, [(11, ring, {"leisure": "park"})]).facilities

    assert len(table) == 16  # 1,600 m of edge
    assert table["site"].nunique() == 1
    lon, lat = table["lon"].to_numpy(), table["lat"].to_numpy()
    steps = Geod(ellps="WGS84").inv(lon, lat, np.roll(lon, 1), np.roll(lat, 1))[2]
    assert steps == pytest.approx(np.full(16, 100.0), abs=0.2)


def test_a_small_park_has_one_inner_point(read):
    park, ring = square(100, 0, 100, 90)

    assert list(read(park, [(11, ring, {"leisure": "park"})]).facilities.index) == ["w11"]


def test_kinds_without_a_single_feature_are_not_in_source(read):
    extract = read({50: (0, 50)}, node_tags={50: SCHOOL})

    assert extract.kinds == ("school",)
    assert "Clinic" in extract.layers["facilities"].note["en"]
    assert "School" not in extract.layers["facilities"].note["en"]
    assert "卫生机构" in extract.layers["facilities"].note["zh"]


def test_a_file_filtered_down_to_streets_holds_bus_stops_only(tmp_path):
    nodes = {at: (at % 40 * 50, at // 40 * 50) for at in range(1, 602)}
    ways = [(1000 + at, [at, at + 1], STREET) for at in range(1, 601)]
    tags = {5: {"highway": "bus_stop"}, 7: SCHOOL}
    path = write_osm(tmp_path / "streets.osm", nodes, ways, node_tags=tags, box=BOX)

    extract = read_osm(path)

    assert extract.filtered
    assert extract.kinds == ("bus_stop",)
    assert list(extract.facilities["kind"]) == ["bus_stop"]
    assert extract.counts["left_over_facilities"] == 1

    # With a tenth of its ways something else than streets it counts as a whole map.
    nodes |= {9000 + at: (at * 10, 4000) for at in range(120)}
    ways += [(9000 + at, [9000 + at, 9001 + at], {"waterway": "stream"}) for at in range(60)]
    whole = read_osm(write_osm(path, nodes, ways, node_tags=tags, box=BOX))
    assert not whole.filtered
    assert set(whole.kinds) == {"bus_stop", "school"}


def test_streets_only_reads_streets_only(tmp_path):
    path = write_osm(
        tmp_path / "town.osm", ROAD_NODES | {50: (0, 50)}, ROAD, node_tags={50: SCHOOL}, box=BOX
    )

    extract = read_osm(path, streets_only=True)

    assert extract.facilities.empty
    assert extract.buildings.empty
    assert extract.kinds == ()
    assert extract.network.n_arcs == 2
