"""Public transport on streets: by hand, one journey beside the window, and what is refused."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from gongfu.errors import InputError
from gongfu.measure.isochrones import isochrones
from gongfu.measure.journeys import find_journey
from gongfu.measure.reach import time_to_nearest
from gongfu.measure.streets import prepare_streets
from gongfu.measure.times import count_within, travel_times
from gongfu.measure.transit import prepare_transit
from gongfu.measure.transit_times import transit_times
from gongfu.model.network import Network
from gongfu.model.timetable import Timetable
from tests import worlds

EIGHT = 28_800


def street(n=11, apart_m=1000.0):
    """One straight street to walk along at 1 m/s, a node every kilometre."""
    at = np.arange(n) * apart_m
    tail = np.concatenate([np.arange(n - 1), np.arange(1, n)])
    head = np.concatenate([np.arange(1, n), np.arange(n - 1)])
    return Network.from_arrays(
        at, np.zeros(n), tail, head, np.full(tail.size, apart_m), crs=worlds.CRS
    )


def timetable(trips, at_km=(1.0, 5.0, 9.0), **more):
    """Trips as lists of (stop, seconds after eight); stops at these kilometres of the street."""
    stops = worlds.points(
        [(1000.0 * km, 0.0) for km in at_km], [f"s{i}" for i in range(len(at_km))]
    )
    stops = stops.assign(name=[f"Stop {i}" for i in range(len(stops))], feed="made")
    routes = pd.DataFrame(
        {"name": ["7"], "long_name": ["Seven"], "kind": ["bus"], "feed": ["made"]}, index=["r"]
    )
    ids = [f"t{i}" for i in range(len(trips))]
    table = pd.DataFrame({"route": 0, "headsign": "East", "day": 0}, index=ids)
    times = [EIGHT + at for trip in trips for _, at in trip]
    start = np.cumsum([0] + [len(trip) for trip in trips])
    stop = [stop for trip in trips for stop, _ in trip]
    return Timetable.from_arrays(
        dt.date(2026, 11, 2), stops, routes, table, start, stop, times, times, **more
    )


def every_ten_minutes(n=12):
    return [[(0, 600 * i), (1, 600 * i + 240), (2, 600 * i + 480)] for i in range(1, n)]


HOME = worlds.points([(1000.0, 0.0)], ["home"])
SITES = worlds.facilities([(9000.0, 0.0), (1500.0, 0.0)], ["far", "near"], ["school", "school"])


def ready(trips=None, **knobs):
    given = {"depart_s": EIGHT, "window_s": 600.0, "board_slack_s": 60.0} | knobs
    return prepare_transit(street(), timetable(trips or every_ten_minutes()), **given)


def test_the_wait_is_part_of_the_time():
    # Home is at the stop.  Who leaves at 08:00 waits until 08:10 and rides 480 s: 1,080 s; who
    # leaves at 08:09 is there a minute before and needs 540 s.  So the times are 540, 600, … 1080.
    times = transit_times(HOME, SITES, ready(), limit_s=3600.0, percentiles=(0, 50, 100))
    far = times[times["facility_id"] == "far"].iloc[0]
    assert far[["time_p0_s", "time_p50_s", "time_p100_s"]].tolist() == [540.0, 780.0, 1080.0]
    assert far["share_reached"] == 1.0
    # On foot it is 8,000 s, beyond the limit.
    assert far["walk_s"] == far["gain_s"] == np.inf
    near = times[times["facility_id"] == "near"].iloc[0]
    assert near[["time_p50_s", "walk_s", "gain_s"]].tolist() == [500.0, 500.0, 0.0]


def test_a_limit_tells_how_often_one_is_in_time():
    times = transit_times(HOME, SITES, ready(), limit_s=780.0, percentiles=(50, 60))
    far = times[times["facility_id"] == "far"].iloc[0]
    assert far["share_reached"] == 0.5  # 540, 600, 660, 720 and 780 of ten
    assert far[["time_p50_s", "time_p60_s"]].tolist() == [780.0, np.inf]


def test_the_measures_take_the_percentile():
    transit = ready(percentile=100.0)
    times = travel_times(HOME, SITES, transit, mode="transit", limit_s=1200.0)
    assert dict(zip(times["facility_id"], times["time_s"], strict=True)) == {
        "far": 1080.0,
        "near": 500.0,
    }
    nearest = time_to_nearest(HOME, SITES[:1], transit, mode="transit", kinds=["school"])
    assert nearest["state"].tolist() == ["out_of_reach"]
    nearest = time_to_nearest(
        HOME, SITES, transit, mode="transit", kinds=["school"], limit_s=1200.0
    )
    assert nearest[["time_s", "facility_id"]].iloc[0].tolist() == [500.0, "near"]
    n = count_within(HOME, SITES, transit, mode="transit", limit_s=1200.0)
    assert n["n_within"].tolist() == [2]


def test_each_moment_is_a_journey_that_holds_together():
    rng = np.random.default_rng(7)
    trips = [
        [
            (int(stop), int(at))
            for stop, at in zip(order, np.sort(rng.integers(0, 4000, 3)), strict=True)
        ]
        for order in (rng.permutation(3) for _ in range(25))
    ]
    homes = worlds.points([(700.0, 0.0), (4200.0, 0.0)], ["a", "b"])
    for home in ("a", "b"):
        transit = ready(trips, max_walk_s=900.0, window_s=60.0)
        for left in range(EIGHT, EIGHT + 1800, 60):
            moment = ready(trips, max_walk_s=900.0, window_s=60.0, depart_s=left)
            times = transit_times(homes.loc[[home]], SITES[:1], moment, percentiles=(50,))
            journey = find_journey(
                homes.loc[[home]], SITES[:1], transit, depart_s=left, limit_s=3600.0
            )
            assert (journey is None) == times.empty
            if journey is not None:
                assert journey.time_s == pytest.approx(times["time_p50_s"].iloc[0])
                ends = [leg.arrive_s for leg in journey.legs[:-1]]
                assert all(a <= b.leave_s for a, b in zip(ends, journey.legs[1:], strict=True))


def test_a_journey_in_legs():
    journey = find_journey(HOME, SITES[:1], ready(), depart_s=EIGHT + 30)
    walk, ride, last = journey.legs
    assert (walk.by, walk.end, walk.arrive_s) == ("walk", "Stop 0", EIGHT + 540.0)
    assert (ride.by, ride.line, ride.towards, ride.n_stops) == ("bus", "7", "East", 2)
    assert (ride.leave_s, ride.arrive_s, ride.trip_id) == (EIGHT + 600.0, EIGHT + 1080.0, "t0")
    assert last.arrive_s == journey.arrive_s == EIGHT + 1080.0
    assert (journey.time_s, journey.n_rides) == (1050.0, 1)


def test_one_stays_seated_where_the_vehicle_goes_on():
    trips = [[(0, 600), (1, 840)], [(1, 850), (2, 1100)]]
    split = timetable(trips)
    joined = timetable(trips, onward=[1, -1])
    knobs = {"depart_s": EIGHT, "window_s": 60.0, "max_transfers": 0}
    alone = prepare_transit(street(), split, **knobs)
    assert find_journey(HOME, SITES[:1], alone) is None
    together = prepare_transit(street(), joined, **knobs)
    assert find_journey(HOME, SITES[:1], together).time_s == 1100.0


@pytest.mark.parametrize(
    ("rule", "there"),
    [
        ((np.nan, True), 1300.0),
        ((250.0, True), 1300.0),
        ((261.0, True), 1900.0),
        ((np.nan, False), None),
    ],
)
def test_the_timetable_s_own_rules_of_changing(rule, there):
    # One arrives at stop 1 by 840; the vehicles that go on leave at 1,100 and 1,700.
    trips = [[(0, 600), (1, 840)], [(1, 1100), (2, 1300)], [(1, 1700), (2, 1900)]]
    rules = pd.DataFrame(
        {"from_stop": [1], "to_stop": [1], "min_time_s": [rule[0]], "allowed": [rule[1]]}
    )
    transit = prepare_transit(
        street(), timetable(trips, transfers=rules), depart_s=EIGHT, window_s=60.0
    )
    journey = find_journey(HOME, SITES[:1], transit)
    assert (journey and journey.time_s) == there


def test_what_is_refused():
    transit = ready()
    with pytest.raises(InputError, match="needs a timetable"):
        travel_times(HOME, SITES, street(), mode="transit")
    with pytest.raises(InputError, match="streets were prepared for 'transit'"):
        travel_times(HOME, SITES, transit)
    with pytest.raises(InputError, match="drawn from points"):
        isochrones(HOME, transit, mode="transit", direction="to")
    with pytest.raises(InputError, match="needs a timetable"):
        isochrones(HOME, street(), mode="transit")
    with pytest.raises(InputError, match=r"percentile is 101.*max_transfers is 8"):
        ready(percentile=101, max_transfers=8)
    with pytest.raises(InputError, match="whole number of steps"):
        ready(window_s=90.0)
    with pytest.raises(InputError, match="before the window"):
        find_journey(HOME, SITES[:1], transit, depart_s=0.0)


def test_stops_that_no_street_is_near_are_told():
    far = timetable([[(0, 600), (1, 900)]], at_km=(1.0, 40.0))
    with pytest.warns(UserWarning, match=r"1 of 2 stops .* such as s1"):
        prepare_transit(prepare_streets(street()), far, depart_s=EIGHT)


@pytest.mark.parametrize("ends", [(HOME[:0], SITES), (HOME, SITES[:0])])
def test_nobody_or_nowhere_is_an_empty_table(ends):
    times = transit_times(*ends, ready(percentile=50))
    assert times.empty
    assert {"time_p50_s", "share_reached", "gain_s"} <= set(times.columns)
    assert travel_times(*ends, ready(), mode="transit").empty


def test_no_vehicle_leaves_only_walking():
    transit = ready([[(0, -900), (1, -600)]])
    times = transit_times(HOME, SITES, transit)
    assert times["facility_id"].tolist() == ["near"]
    assert times["gain_s"].tolist() == [0.0]


@pytest.mark.parametrize("later_first", [False, True])
def test_of_runs_that_leave_at_once_the_one_ahead_counts(later_first):
    # Both leave stop 1 at 1,200; the one that came sooner is also sooner at stop 2.
    ahead = [(0, 600, 600), (1, 900, 1200), (2, 1300, 1300)]
    behind = [(0, 660, 660), (1, 1000, 1200), (2, 1500, 1500)]
    trips = [behind, ahead] if later_first else [ahead, behind]
    table = timetable([[(stop, at) for stop, at, _ in trip] for trip in trips])
    departs = [EIGHT + leaves for trip in trips for _, _, leaves in trip]
    given = Timetable.from_arrays(
        table.date, table.stops, table.routes, table.trips, table.start, table.stop,
        table.arrival_s, departs,
    )  # fmt: skip
    transit = prepare_transit(street(), given, depart_s=EIGHT, window_s=60.0)
    times = transit_times(HOME, SITES[:1], transit, percentiles=(50,))
    assert times["time_p50_s"].tolist() == [1300.0]
    assert find_journey(HOME, SITES[:1], transit).time_s == 1300.0


def test_who_stays_seated_is_carried_to_where_the_next_trip_begins():
    # The first trip ends at stop 1 by 840; its vehicle goes on from stop 2 at 1,500 to stop 3.
    trips = [[(0, 600), (1, 840)], [(2, 1500), (3, 1700)]]
    given = timetable(trips, at_km=(1.0, 4.0, 6.0, 9.0), onward=[1, -1])
    transit = prepare_transit(
        street(), given, depart_s=EIGHT, window_s=60.0, max_transfers=0, max_walk_s=300.0
    )
    sites = worlds.facilities(
        [(4000.0, 0.0), (6000.0, 0.0), (9000.0, 0.0)], ["one", "two", "three"], ["school"] * 3
    )
    times = transit_times(HOME, sites, transit, limit_s=1800.0, percentiles=(50,))
    assert times["time_p50_s"].tolist() == [840.0, 1500.0, 1700.0]


def test_trips_that_lead_back_to_themselves_still_run():
    trips = [[(0, 600), (1, 600)], [(1, 600), (0, 600)]]
    given = timetable(trips, at_km=(1.0, 9.0), onward=[1, 0])
    transit = prepare_transit(street(), given, depart_s=EIGHT, window_s=60.0)
    assert transit_times(HOME, SITES[:1], transit)["time_p50_s"].tolist() == [600.0]


def test_a_longer_walk_between_vehicles_makes_no_journey_longer():
    # Stop 1 is 900 m from stop 2; the rule says 120 s, so that the walk decides.
    trips = [[(0, 600), (1, 840)], [(2, 1000), (3, 1200)], [(2, 1900), (3, 2100)]]
    rules = pd.DataFrame(
        {"from_stop": [1], "to_stop": [2], "min_time_s": [120.0], "allowed": [True]}
    )
    given = timetable(trips, at_km=(1.0, 5.0, 5.9, 9.0), transfers=rules)
    for most in (0.0, 600.0, 900.0, 1200.0):
        transit = prepare_transit(
            street(), given, depart_s=EIGHT, window_s=60.0, max_transfer_walk_s=most
        )
        assert find_journey(HOME, SITES[:1], transit).time_s == 2100.0


def test_what_the_timetable_does_not_hold_is_told():
    given = timetable(every_ten_minutes(), from_s=EIGHT, until_s=EIGHT + 7200)
    with pytest.raises(InputError, match="holds the trips from 28800 to 36000"):
        prepare_transit(street(), given, depart_s=EIGHT - 60)
    with pytest.raises(InputError, match="leave at another time"):
        prepare_transit(street(), given, depart_s=EIGHT + 7200)
    transit = prepare_transit(street(), given, depart_s=EIGHT)
    with pytest.warns(UserWarning, match="may travel until 11:00, but"):
        transit_times(HOME, SITES, transit, limit_s=7200.0)


@pytest.mark.parametrize("percentiles", [(), (5, 5), (1 / 3, 1 / 3 + 1e-9), (np.nan,), (101,)])
def test_percentiles_that_name_no_columns(percentiles):
    with pytest.raises(InputError, match="percentiles are"):
        transit_times(HOME, SITES, ready(), percentiles=percentiles)
