"""Measures as a hostile caller meets them: a right answer, or words that say what is wrong.

The arithmetic of the sweeps is tried in tests/kernels/test_hostile.py.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gongfu.errors import InputError
from gongfu.measure.coverage import completeness
from gongfu.measure.decay import gaussian, step
from gongfu.measure.isochrones import isochrones
from gongfu.measure.reach import time_to_nearest
from gongfu.measure.service_areas import service_areas
from gongfu.measure.streets import prepare_streets, snapped
from gongfu.measure.supply import two_step_floating_catchment
from gongfu.measure.times import count_within, dual_access, opportunities_within, travel_times
from gongfu.measure.what_if import prepare, what_if, with_supply
from gongfu.model.network import Network
from tests import worlds

HOMES = worlds.points([(0.0, 300.0), (400.0, 0.0)], ["c2", "c1"]).assign(residents=[10.0, 20.0])
SITES = worlds.facilities([(0.0, 0.0), (100.0, 0.0)], ["f0", "f1"], ["school"] * 2)
SITES = SITES.assign(capacity=[30.0, 10.0])
SCHOOL = {"kinds": ("school",)}
BOX = shapely.box(*worlds.TO_DEGREES.transform(-500.0, -500.0),
                  *worlds.TO_DEGREES.transform(900.0, 900.0))  # fmt: skip

MEASURES = {
    "time_to_nearest": lambda h, s, n, limit_s: time_to_nearest(h, s, n, limit_s=limit_s, **SCHOOL),
    "two_nearest": lambda h, s, n, limit_s: time_to_nearest(
        h, s, n, k=2, limit_s=limit_s, direction="from", **SCHOOL
    ),
    "travel_times": lambda h, s, n, limit_s: travel_times(h, s, n, limit_s=limit_s),
    "count_within": lambda h, s, n, limit_s: count_within(h, s, n, limit_s=limit_s),
    "dual_access": lambda h, s, n, limit_s: dual_access(h, s, n, n=1, limit_s=limit_s),
    "prepare": lambda h, s, n, limit_s: prepare(n, h, s, limits_s=limit_s, **SCHOOL).times,
    "isochrones": lambda h, s, n, limit_s: isochrones(h, n, limits_s=[limit_s]),
    "service_areas": lambda h, s, n, limit_s: service_areas(s, n, BOX, limit_s=limit_s),
}

every_measure = pytest.mark.parametrize("name", MEASURES)
off_the_network = pytest.mark.filterwarnings("ignore:.* off the network")


def ask(name, homes=HOMES, sites=SITES, network=None, limit_s=900.0):
    network = worlds.five_nodes() if network is None else network
    return MEASURES[name](homes, sites, network, limit_s)


@every_measure
@pytest.mark.parametrize("limit_s", [0.0, -1.0, np.nan, -np.inf, "900", None, [900.0]])
def test_limits_that_are_none_are_refused(name, limit_s):
    with pytest.raises(InputError, match=r"limit_s is .*; it must be seconds > 0"):
        ask(name, limit_s=limit_s)


@pytest.mark.parametrize("limit_s", [0.0, -1.0, np.nan, np.inf, "900", None])
def test_decays_have_a_limit(limit_s):
    with pytest.raises(InputError, match=r"limit_s is .*; it must be finite seconds > 0"):
        gaussian(limit_s)


@every_measure
@pytest.mark.parametrize("limit_s", [2.0**31 / 10, 1e12, 1e300, np.inf])
def test_limits_beyond_what_can_be_counted_are_the_longest(name, limit_s):
    got, longest = (ask(name, limit_s=limit) for limit in (limit_s, (2**31 - 2) / 10))

    shared = [column for column in got.columns if column not in ("limit_s", "geometry")]
    pd.testing.assert_frame_equal(pd.DataFrame(got[shared]), pd.DataFrame(longest[shared]))


@pytest.mark.parametrize(
    ("name", "which"),
    [
        (name, which)
        for name in MEASURES
        for which in ("homes", "sites")
        if (name, which) not in {("isochrones", "sites"), ("service_areas", "homes")}
    ],
)
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda f: f.assign(lon=np.nan), r"'lon' is missing in 2 rows \(1, 2\); fill it or drop"),
        (lambda f: f.assign(lat=[60.0, np.inf]), r"'lat' is inf in row 2; it must be finite"),
        (lambda f: f.assign(lon=[200.0, 20.0]), r"'lon' is 200.0 in row 1"),
        (lambda f: f.assign(lon="20"), r"'lon' must be numbers in degrees"),
        (lambda f: f.drop(columns="lat"), r"no column 'lat'"),
        (lambda f: f.set_axis(["a", "a"]), r"repeats 1 id, such as 'a' in 2 rows \(1, 2\)"),
        (lambda f: f.set_axis(["a", None]), r"its index '' is empty in row 2"),
        (
            lambda f: gpd.GeoDataFrame(f, geometry=[BOX] * 2, crs=4326),
            r"geometry is a Polygon in 2",
        ),
    ],
)
def test_points_that_are_no_points_are_refused(name, change, words, which):
    frame = {"homes": HOMES, "sites": SITES}[which]

    with pytest.raises(InputError, match=words):
        ask(name, **{which: change(frame)})


@pytest.mark.parametrize("name", ["time_to_nearest", "travel_times", "count_within", "prepare"])
def test_facilities_without_a_kind_are_refused(name):
    with pytest.raises(InputError, match="facilities: 'kind' is missing in row 2"):
        ask(name, sites=SITES.assign(kind=["school", None]))


@pytest.mark.parametrize(
    ("measure", "knobs", "words"),
    [
        (
            time_to_nearest,
            {"kinds": "park"},
            r"kinds is 'park'; give a list of kinds, as in \['park",
        ),
        (time_to_nearest, {"kinds": ["park", "park"]}, "must name every kind once"),
        (time_to_nearest, {"kinds_in_source": "park"}, "kinds_in_source is 'park'; give a list"),
        (time_to_nearest, {"threads": 0}, "need whole threads >= 1 and whole k >= 1; got 0 and 1"),
        (time_to_nearest, {"k": 1.5}, "need whole threads >= 1 and whole k >= 1; got 2 and 1.5"),
        (time_to_nearest, {"k": "2"}, "whole k >= 1; got 2 and '2'"),
        (dual_access, {"n": "2"}, "n is '2'; it must be a finite number > 0"),
        (
            opportunities_within,
            {"values": "capacity"},
            r"values is 'capacity'; give a list of columns, as in \['capacity'\]",
        ),
        (time_to_nearest, {"direction": "both"}, "direction is 'both'; it must be 'to' or 'from'"),
        (dual_access, {"n": 1, "direction": "both"}, "direction is 'both'"),
        (time_to_nearest, {"mode": "fly"}, "no times for 'fly'; it has walk"),
    ],
)
def test_words_that_mean_nothing_are_refused(measure, knobs, words):
    with pytest.raises(InputError, match=words):
        measure(HOMES, SITES, worlds.five_nodes(), **knobs)


@pytest.mark.parametrize("limits_s", [900, 900.0, "900", None])
def test_limits_of_isochrones_are_a_list(limits_s):
    with pytest.raises(InputError, match=r"limits_s is .*; give a list of seconds, as in \[900"):
        isochrones(HOMES, worlds.five_nodes(), limits_s=limits_s)


def test_a_limit_for_each_kind_is_a_number():
    with pytest.raises(InputError, match=r"limit_s is '900'; it must be seconds > 0"):
        prepare(worlds.five_nodes(), HOMES, SITES, limits_s={"school": "900"}, **SCHOOL)


def test_what_is_removed_is_a_list_and_text_is_one_id():
    reach = prepare(worlds.five_nodes(), HOMES, SITES, **SCHOOL)

    with pytest.raises(InputError, match=r"remove is 5; give a list of ids, as in \[5\]"):
        what_if(reach, remove=5)
    pd.testing.assert_frame_equal(
        what_if(reach, remove="f1").times, what_if(reach, remove=["f1"]).times
    )


def test_a_circle_is_a_list():
    times = ask("time_to_nearest")

    with pytest.raises(InputError, match="limit_s is '900'; it must be seconds > 0"):
        completeness(times, limit_s="900")

    with pytest.raises(InputError, match="circle is 'park'; give a list of kinds"):
        completeness(times, circle="park")


@pytest.mark.parametrize(
    ("capacity", "words"),
    [
        ([1.0, np.nan], "'capacity' is missing in row 2"),
        (
            [1.0, -1.0],
            r"'capacity' is -1\.0 in row 2; it must be (finite people|a finite number) from 0$",
        ),
        ([1.0, np.inf], "'capacity' is inf in row 2"),
        (["1", "2"], "'capacity' must be numbers( in people)?, not"),
        (None, "no column 'capacity'"),
    ],
)
def test_supply_needs_capacity(capacity, words):
    network, sites = worlds.five_nodes(), SITES.drop(columns="capacity")
    sites = sites if capacity is None else sites.assign(capacity=capacity)
    times = travel_times(HOMES, SITES, network)

    for call in (
        lambda: two_step_floating_catchment(HOMES, sites, times),
        lambda: opportunities_within(HOMES, sites, network),
        lambda: with_supply(prepare(network, HOMES, sites, **SCHOOL), decay=step(900.0)),
    ):
        with pytest.raises(InputError, match=r"^facilities: " + words):
            call()


# ---------------------------------------------------------------- odd streets


@every_measure
@pytest.mark.parametrize("n", [0, 1, 2])
@off_the_network
def test_streets_without_any_arc_reach_nobody(name, n):
    empty = Network.from_arrays(np.arange(n), np.zeros(n), [], [], [], crs=worlds.CRS)

    got = ask(name, network=empty)

    if "time_s" in got.columns:
        assert not np.isfinite(got["time_s"]).any()
    if "state" in got.columns:
        assert (got["state"] == "cannot_be_judged").all()
    if "judged" in got.columns:
        assert not got["judged"].any()
    if name == "isochrones":
        assert got.geometry.isna().all()


@every_measure
@pytest.mark.parametrize(("n_homes", "n_sites"), [(0, 0), (0, 2), (2, 0), (1, 1)])
def test_nobody_and_nothing(name, n_homes, n_sites):
    got = ask(name, homes=HOMES.iloc[:n_homes], sites=SITES.iloc[:n_sites])

    n_of = {"time_to_nearest": n_homes, "two_nearest": 2 * n_homes, "prepare": n_homes}
    n_of |= {"isochrones": n_homes, "service_areas": n_sites + 1}
    assert len(got) == n_of.get(name, n_homes * n_sites)


def test_arcs_from_a_node_to_itself_arcs_twice_and_arcs_in_no_time_change_nothing():
    plain = worlds.five_nodes()
    more = [(0, 0, 0.0), (1, 1, 5.0), (0, 1, 999.0), (1, 0, 400.0), (3, 3, 0.0)]
    tail, head, time_s = (np.array(column) for column in zip(*more, strict=True))
    odd = Network.from_arrays(
        plain.x,
        plain.y,
        np.concatenate([tail, plain.tail]),
        np.concatenate([head, plain.head]),
        np.concatenate([time_s, plain.time_s["walk"]]),
        crs=worlds.CRS,
    )

    for name in ("time_to_nearest", "two_nearest", "travel_times", "prepare"):
        pd.testing.assert_frame_equal(ask(name, network=odd), ask(name, network=plain))


def test_a_street_of_no_length_is_a_place_like_any_other():
    # Nodes 1 and 2 are at one spot; one gets from the one to the other in 7 s.
    network = Network.from_arrays(
        [0.0, 100.0, 100.0, 200.0], np.zeros(4), [0, 1, 2], [1, 2, 3], [100.0, 7.0, 100.0],
        crs=worlds.CRS,
    )  # fmt: skip
    homes = worlds.points([(0.0, 0.0)], ["c"])
    sites = worlds.facilities([(200.0, 0.0)], ["f"], ["school"])
    # Nobody comes back, so every node is an island of its own.
    streets = prepare_streets(network, island_m=0.0)

    assert time_to_nearest(homes, sites, streets, **SCHOOL)["time_s"].tolist() == [207.0]


def test_two_banks_without_a_bridge_are_far_from_each_other():
    # 40 m of water between two roads of 12 km each, so that neither is an island.
    x = np.array([0.0, 12_000.0, 0.0, 12_000.0])
    y = np.array([0.0, 0.0, 40.0, 40.0])
    arcs = [0, 1, 2, 3], [1, 0, 3, 2]
    network = Network.from_arrays(x, y, *arcs, np.full(4, 12_000.0), crs=worlds.CRS)
    homes = worlds.points([(6_000.0, 8.0), (6_000.0, 32.0)], ["south", "north"])
    sites = worlds.facilities([(6_100.0, 40.0)], ["f"], ["school"])

    result = time_to_nearest(homes, sites, network, **SCHOOL)

    assert result["state"].tolist() == ["out_of_reach", "reached"]
    assert result["time_s"].tolist() == [np.inf, 100.0 + 6.0]  # 8 m at 4.8 km/h
    assert travel_times(homes, sites, network)["community_id"].tolist() == ["north"]


def test_whoever_stands_by_an_island_is_placed_beyond_it_and_that_is_told():
    homes = worlds.points([(2000.0, 0.0), (1700.0, 0.0)], ["on the island", "before it"])
    streets = prepare_streets(worlds.five_nodes(), off_m=5_000.0)

    found = snapped(homes, SITES, streets).set_index("id")

    assert found["skipped_island"].tolist() == [True, True, False, False]
    assert found["state"].tolist() == ["moved", "moved", "on_street", "on_street"]


def test_sums_of_times_beyond_32_bits_are_never_and_not_small():
    # 0 -> 1 and 1 -> 2 take 6 years each: together more than 32 bits of tenths of a second.
    long_s = 1.9e8
    network = Network.from_arrays(
        [0.0, 10_000.0, 20_000.0], np.zeros(3), [0, 1, 2, 1], [1, 2, 1, 0], np.full(4, long_s),
        crs=worlds.CRS,
    )  # fmt: skip
    homes = worlds.points([(0.0, 0.0), (5_000.0, 0.0)], ["end", "half-way"])
    sites = worlds.facilities([(20_000.0, 0.0)], ["f"], ["school"])

    for limit_s in (1e9, np.inf):
        reach = prepare(network, homes, sites, limits_s=limit_s, **SCHOOL)
        for table in (
            time_to_nearest(homes, sites, network, limit_s=limit_s, **SCHOOL),
            reach.times,
        ):
            assert table["time_s"].tolist() == [np.inf, np.inf]
            assert table["state"].tolist() == ["out_of_reach"] * 2
        assert travel_times(homes, sites, network, limit_s=limit_s).empty
        nearer = what_if(reach, move=worlds.points([(10_000.0, 0.0)], ["f"]))
        assert nearer.times["time_s"].tolist() == [long_s, long_s / 2]


def test_times_that_no_32_bits_hold_are_never_travelled():
    network = Network.from_arrays(
        [0.0, 10_000.0], np.zeros(2), [0, 1], [1, 0], [1e12, 1e12], crs=worlds.CRS
    )
    homes = worlds.points([(0.0, 0.0)], ["c"])
    sites = worlds.facilities([(10_000.0, 0.0)], ["f"], ["school"])
    streets = prepare_streets(network, island_m=0.0)

    result = time_to_nearest(homes, sites, streets, limit_s=np.inf, **SCHOOL)

    assert result["time_s"].tolist() == [np.inf]


@pytest.mark.parametrize("lonlat", [(20.0, 60.0), (60.0, 20.0), (-179.9, -89.9)])
def test_points_anywhere_on_earth_are_placed_or_counted(lonlat):
    homes = pd.DataFrame({"lon": [lonlat[0]], "lat": [lonlat[1]]}, index=["c"])

    if lonlat == (20.0, 60.0):
        assert ask("time_to_nearest", homes=homes)["state"].tolist() == ["reached"]
        return
    with pytest.warns(UserWarning, match="communities: row 1 of 1 off the network"):
        assert travel_times(homes, SITES, worlds.five_nodes()).empty
    assert ask("time_to_nearest", homes=homes)["state"].tolist() == ["cannot_be_judged"]


def test_a_network_that_lies_nowhere_places_nobody():
    with pytest.raises(
        InputError, match="it has no crs, so longitude and latitude cannot be placed"
    ):
        ask("time_to_nearest", network=worlds.five_nodes(crs=None))
