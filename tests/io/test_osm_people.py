"""Homes, demand points and places from tiny files."""

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.io.osm import read_osm
from gongfu.io.osm_buildings import building_rules, people_from_buildings
from gongfu.io.osm_metres import area_m2
from gongfu.model.schema import COMMUNITIES, PLACES, check_frame
from tests.io.osm_world import GEOD, degrees, write_osm

STREET = {"highway": "residential"}
BOX = (-2000, -2000, 6000, 6000)


def square(first, west, south, side):
    corners = (
        (west, south),
        (west + side, south),
        (west + side, south + side),
        (west, south + side),
    )
    nodes = {first + at: corner for at, corner in enumerate(corners)}
    return nodes, [*nodes, first]


def town(tmp_path, houses, *, boundary=None, relations=(), more_nodes=None, more_ways=()):
    """A street, and houses given as (west, south, side, tags)."""
    nodes = {1: (0, 0), 2: (1000, 0)} | (more_nodes or {})
    ways = [(10, [1, 2], STREET), *more_ways]
    for at, (west, south, side, tags) in enumerate(houses):
        corners, ring = square(1000 + 10 * at, west, south, side)
        nodes |= corners
        ways.append((100 + at, ring, tags))
    path = write_osm(tmp_path / "my town.osm", nodes, ways, relations=relations, box=BOX)
    return read_osm(path, boundary=boundary)


def polygon(west, south, east, north):
    return shapely.Polygon(
        [degrees(west, south), degrees(east, south), degrees(east, north), degrees(west, north)]
    )


@pytest.mark.parametrize(
    ("tags", "home"),
    [
        ("building=apartments building:levels=11", (11.0, True)),
        ("building=apartments building:levels=6;5", (6.0, True)),
        ("building=apartments building:levels=many", (6.0, True)),
        ("building=apartments building:levels=999", (6.0, True)),
        ("building=apartments building:levels=0", (6.0, True)),
        ("building=apartments height=30", (10.0, True)),
        ("building=house", (2.0, True)),
        ("building=bungalow height=2.5", (1.0, True)),
        ("building=yes", (2.0, False)),
        ("building=yes shop=supermarket", None),
        ("building=yes office=company", None),
        ("building=industrial", None),
        ("building=no", None),
        ("amenity=school", None),
    ],
)
def test_what_is_a_home_and_how_many_floors_it_has(tags, home):
    assert building_rules().home(dict(pair.split("=", 1) for pair in tags.split())) == home


def test_floor_area_is_footprint_on_the_ellipsoid_times_levels(tmp_path):
    extract = town(tmp_path, [(100, 100, 40, {"building": "apartments", "building:levels": "5"})])

    ring = [degrees(*point) for point in ((100, 100), (140, 100), (140, 140), (100, 140))]
    expected = abs(GEOD.polygon_area_perimeter(*zip(*ring, strict=True))[0]) * 5
    assert extract.buildings["floor_m2"].to_list() == pytest.approx([expected], rel=1e-5)
    assert expected == pytest.approx(8000, rel=1e-3)


@given(lat=st.floats(-70, 70), size=st.floats(0.0001, 0.02))
def test_areas_agree_with_the_geodesic_ones(lat, size):
    shape = shapely.box(8.0, lat, 8.0 + size, lat + size)
    expected = abs(GEOD.geometry_area_perimeter(shape)[0])

    assert area_m2(np.array([shape]), np.array([lat + size / 2]))[0] == pytest.approx(
        expected, rel=1e-3
    )


def test_plain_buildings_count_where_the_map_does_not_tell_homes_apart(tmp_path):
    plain = [(at * 100, 100, 30, {"building": "yes"}) for at in range(3)]
    house = (500, 100, 20, {"building": "house"})
    flats = (700, 100, 60, {"building": "apartments"})
    shed = (900, 300, 4, {"building": "yes"})

    assert len(town(tmp_path, [*plain, shed]).buildings) == 3
    assert len(town(tmp_path, [*plain, house]).buildings) == 4
    assert town(tmp_path, [*plain, flats]).buildings["tagged"].to_list() == [True]


def test_residents_are_spread_by_floor_area_and_sum_to_the_total(tmp_path):
    extract = town(
        tmp_path,
        [
            (0, 100, 20, {"building": "apartments", "building:levels": "3"}),
            (500, 100, 20, {"building": "apartments", "building:levels": "9"}),
        ],
    )

    people = extract.communities(1200)

    check_frame(people, COMMUNITIES, "communities")
    assert people["residents"].to_list() == pytest.approx([300, 900], rel=1e-4)
    assert people["residents"].sum() == pytest.approx(1200, abs=1e-9)
    assert people.index.name == "community_id"
    assert people["name"].str.startswith("模拟点").all()
    assert people["name_en"].str.startswith("simulated point").all()
    assert extract.layers["communities"].standing == "simulated"
    assert extract.layers["network"].standing == "published"
    # Without a total: one person for every 30 square metres of floor.
    assert extract.communities()["residents"].sum() == pytest.approx(4800 / 30, rel=1e-3)


def test_houses_of_one_cell_make_one_point_at_their_centre_of_floor():
    lon, lat = np.array([degrees(x, 0) for x in (1, 21, 400)]).T
    homes = pd.DataFrame({"lon": lon, "lat": lat, "floor_m2": [100.0, 300.0, 50.0]})

    people = people_from_buildings(homes, 45.0, place="town")

    assert people["residents"].to_list() == pytest.approx([40.0, 5.0])
    assert people["lon"].to_list() == pytest.approx([degrees(16, 0)[0], degrees(400, 0)[0]])
    assert list(homes["floor_m2"]) == [100.0, 300.0, 50.0]


def test_urban_is_where_the_square_kilometre_holds_three_hundred():
    lon, lat = np.array([degrees(x, 0) for x in (0, 50_000)]).T
    homes = pd.DataFrame({"lon": lon, "lat": lat, "floor_m2": [299.0, 301.0]})

    people = people_from_buildings(homes, 600.0, place="town")

    assert dict(zip(people["residents"].round(), people["urban"], strict=True)) == {
        299.0: False,
        301.0: True,
    }


@given(
    floors=st.lists(st.floats(1, 1e5), min_size=1, max_size=40),
    total=st.floats(1, 1e7),
    cell_m=st.floats(10, 5000),
)
def test_people_are_conserved_whatever_the_cells(floors, total, cell_m):
    rng = np.random.default_rng(len(floors))
    homes = pd.DataFrame(
        {
            "lon": rng.uniform(119.9, 120.1, len(floors)),
            "lat": rng.uniform(29.9, 30.1, len(floors)),
            "floor_m2": floors,
        }
    )

    people = people_from_buildings(homes, total, place="town", cell_m=cell_m)

    assert people["residents"].sum() == pytest.approx(total)
    assert 1 <= len(people) <= len(floors)
    assert people.index.is_unique


@pytest.mark.parametrize("total", [0, -5, float("nan"), float("inf")])
def test_a_total_that_is_no_number_of_people_is_refused(total):
    homes = pd.DataFrame({"lon": [120.0], "lat": [30.0], "floor_m2": [100.0]})

    with pytest.raises(InputError, match="people > 0"):
        people_from_buildings(homes, total, place="town")


def test_a_map_without_homes_asks_for_people(tmp_path):
    extract = town(tmp_path, [(0, 100, 50, {"building": "industrial"})])

    with pytest.raises(InputError, match="--people FILE"):
        extract.communities()


def test_people_live_inside_the_boundary_but_streets_outside_count(tmp_path):
    houses = [(0, 100, 20, {"building": "house"}), (800, 100, 20, {"building": "house"})]

    extract = town(tmp_path, houses, boundary=polygon(-100, -100, 400, 400))

    assert len(extract.buildings) == 1
    assert extract.network.n_nodes == 2
    assert extract.boundaries.geometry.iloc[0].equals(polygon(-100, -100, 400, 400))


def test_the_whole_is_one_place_named_after_the_file(tmp_path):
    places = town(tmp_path, [(0, 100, 20, {"building": "house"})]).places

    check_frame(places, PLACES, "places")
    assert list(places.index) == ["my-town"]
    assert places.loc["my-town", ["level", "parent"]].to_list() == ["prefecture", ""]


def test_administrative_areas_that_are_complete_become_places(tmp_path):
    county, county_ring = square(500, -500, -500, 2000)
    village, village_ring = square(600, -100, -100, 600)
    half, _ = square(700, 3000, 3000, 500)
    ways = [(50, county_ring, {}), (51, village_ring, {}), (52, [700, 701, 702], {})]

    def area(ident, way, level, name):
        tags = {"type": "boundary", "boundary": "administrative", "admin_level": level}
        return ident, [("way", way, "outer")], tags | {"name": name}

    extract = town(
        tmp_path,
        [(0, 100, 20, {"building": "house"}), (3000, 100, 20, {"building": "house"})],
        more_nodes=county | village | half,
        more_ways=ways,
        relations=[area(7, 50, "6", "甲县"), area(8, 51, "10", "乙村"), area(9, 52, "6", "丙县")],
    )

    assert extract.places["level"].to_dict() == {
        "my-town": "prefecture",
        "r7": "county",
        "r8": "village",
    }
    assert extract.places["parent"].to_dict() == {"my-town": "", "r7": "my-town", "r8": "r7"}
    assert extract.communities(100)["place"].to_list() == ["r8", "my-town"]
    assert list(extract.boundaries.index) == list(extract.places.index)
