"""Public transport the other way, and by bicycle to the first stop: by hand, and turned round."""

import numpy as np
import pytest

from gongfu.errors import InputError
from gongfu.measure.isochrones import isochrones
from gongfu.measure.journeys import find_journey
from gongfu.measure.reach import time_to_nearest
from gongfu.measure.times import count_within, travel_times
from gongfu.measure.transit import prepare_transit
from gongfu.measure.transit_times import transit_times
from gongfu.model.network import Network
from tests import worlds
from tests.measure.test_transit import EIGHT, every_ten_minutes, timetable


def street(n=11, exits=()):
    """A node every kilometre, to walk at 1 m/s and cycle at 5; a footpath leaves at 3 km."""
    at = np.append(np.arange(n) * 1000.0, 3000.0)
    away = np.append(np.zeros(n), 500.0)
    tail = np.concatenate([np.arange(n - 1), np.arange(1, n), [3, n]])
    head = np.concatenate([np.arange(1, n), np.arange(n - 1), [n, 3]])
    length_m = np.append(np.full(2 * n - 2, 1000.0), [away[-1]] * 2)
    cycle_s = np.append(length_m[:-2] / 5.0, [np.nan] * 2)
    return Network.from_arrays(
        at, away, tail, head, {"walk": length_m, "cycle": cycle_s}, length_m=length_m,
        exit=np.isin(np.arange(n + 1), exits), crs=worlds.CRS,
    )  # fmt: skip


def ready(trips=None, network=None, **knobs):
    given = {"depart_s": EIGHT, "window_s": 60.0, "board_slack_s": 60.0} | knobs
    return prepare_transit(network or street(), timetable(trips or every_ten_minutes()), **given)


HOME = worlds.points([(3000.0, 0.0)], ["home"])
ON_PATH = worlds.points([(3000.0, 200.0)], ["path"])
FAR = worlds.facilities([(9000.0, 0.0)], ["far"], ["school"])
NEAR = worlds.facilities([(4000.0, 0.0)], ["near"], ["school"])


def random_case(seed):
    rng = np.random.default_rng(seed)
    trips = [
        [
            (int(stop), int(at))
            for stop, at in zip(order, np.sort(rng.integers(0, 4000, 3)), strict=True)
        ]
        for order in (rng.permutation(3) for _ in range(25))
    ]
    homes = worlds.points(np.column_stack([rng.uniform(0, 10_000, 5), np.zeros(5)]), list("abcde"))
    sites = worlds.facilities(
        np.column_stack([rng.uniform(0, 10_000, 4), rng.uniform(-90, 90, 4)]), range(4), ["x"] * 4
    )
    return trips, homes, sites


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("cycle_s", [0.0, 500.0])
def test_from_facilities_is_to_them_with_the_two_exchanged(seed, cycle_s):
    trips, homes, sites = random_case(seed)
    transit = ready(trips, window_s=900.0, percentile=60.0, max_cycle_s=cycle_s)
    knobs = {"mode": "transit", "limit_s": 2500.0}

    back = travel_times(homes, sites, transit, direction="from", **knobs)

    there = travel_times(sites, homes.assign(kind="home"), transit, **knobs)
    want = {(f, c): t for c, f, t in there[["community_id", "facility_id", "time_s"]].to_numpy()}
    found = back[["community_id", "facility_id", "time_s"]].to_numpy()
    assert {(c, f): t for c, f, t in found} == want
    assert len(want) > 5
    assert back.attrs["direction"] == "from"
    order = back["community_id"].cat.codes.to_numpy() * 4 + back["facility_id"].cat.codes
    assert (np.diff(order) > 0).all()


def test_from_a_facility_the_bus_must_lead_back():
    # Every bus goes from 1 to 9 km, none back: to the school it is 780 s in the middle, home never.
    home = worlds.points([(1000.0, 0.0)], ["home"])
    transit = ready(window_s=600.0)
    to, back = (
        time_to_nearest(
            home, FAR, transit, mode="transit", kinds=["school"], limit_s=1200.0, direction=way
        )
        for way in ("to", "from")
    )
    assert to[["time_s", "state"]].iloc[0].tolist() == [780.0, "reached"]
    assert back["state"].tolist() == ["out_of_reach"]


@pytest.mark.parametrize(
    ("direction", "cycle_s", "limit_s", "judged"),
    [
        # The data end at 0 km.  From there one walks 1,000 s to the stop, rides from 1,200 to 1,680
        # and walks 500 s on; by bicycle one is at the stop by 200 and takes the bus of 600.
        ("from", 0.0, 2179.9, True),
        ("from", 0.0, 2180.0, False),
        ("from", 300.0, 1579.9, True),
        ("from", 300.0, 1580.0, False),
        ("to", 0.0, 2180.0, True),  # no bus leads there
        ("to", 0.0, 9500.0, False),  # but one can walk
        ("to", 300.0, 1899.9, True),
        ("to", 300.0, 1900.0, False),  # or cycle
    ],
)
def test_who_may_have_come_from_beyond_the_data_is_not_judged(direction, cycle_s, limit_s, judged):
    home = worlds.points([(9500.0, 0.0)], ["home"])
    transit = ready(network=street(exits=[0]), max_cycle_s=cycle_s)
    n = count_within(home, FAR, transit, mode="transit", limit_s=limit_s, direction=direction)
    assert n["judged"].tolist() == [judged]


def test_a_bicycle_to_the_stop_by_hand():
    # Either stop is 2,000 m away, too far to walk; by bicycle it is 400 s, in time for the bus of
    # 08:10 at 1 km, which is there at 08:18.  All the way on a bicycle takes 1,200 s.
    assert find_journey(HOME, FAR, ready(), limit_s=5000.0) is None
    transit = ready(max_cycle_s=400.0)

    journey = find_journey(HOME, FAR, transit)

    assert [(leg.by, leg.leave_s - EIGHT, leg.arrive_s - EIGHT) for leg in journey.legs] == [
        ("cycle", 140.0, 540.0), ("bus", 600.0, 1080.0), ("walk", 1080.0, 1080.0),
    ]  # fmt: skip
    assert journey.n_rides == 1
    times = transit_times(HOME, FAR, transit, percentiles=(50,))
    assert times[["time_p50_s", "walk_s", "gain_s"]].iloc[0].tolist() == [1080.0, np.inf, np.inf]
    farther = ready(max_cycle_s=399.0)
    assert [leg.by for leg in find_journey(HOME, FAR, farther).legs] == ["cycle"]
    assert find_journey(HOME, FAR, farther).time_s == 1200.0


def test_a_bicycle_all_the_way_and_the_gain_over_walking():
    transit = ready(max_cycle_s=400.0)
    times = transit_times(HOME, NEAR, transit, percentiles=(50,))
    assert times[["time_p50_s", "walk_s", "gain_s"]].iloc[0].tolist() == [200.0, 1000.0, 800.0]
    assert find_journey(HOME, NEAR, transit).n_rides == 0


def test_one_walks_from_a_footpath_to_the_bicycle():
    # From the path 200 m across to the street, at 4.8 km/h, and 200 s to the school by bicycle; a
    # school on the path is walked to.
    transit = ready(max_cycle_s=400.0)
    assert find_journey(ON_PATH, NEAR, transit).time_s == pytest.approx(350.0, abs=0.2)
    beside = worlds.facilities([(3000.0, 250.0)], ["beside"], ["school"])
    journey = find_journey(ON_PATH, beside, transit)
    assert journey.time_s == pytest.approx(50.0, abs=0.2)
    assert [leg.by for leg in journey.legs] == ["walk"]


@pytest.mark.parametrize("seed", range(6))
def test_a_bicycle_makes_no_journey_longer_and_each_is_its_legs(seed):
    trips, homes, sites = random_case(seed)
    knobs = {"mode": "transit", "limit_s": 3600.0}
    walking, short, long = (
        travel_times(homes, sites, ready(trips, max_cycle_s=s), **knobs).set_index(
            ["community_id", "facility_id"]
        )["time_s"]
        for s in (0.0, 200.0, 500.0)
    )
    for slower, faster in ((walking, short), (short, long)):
        assert (faster.reindex(slower.index) <= slower).all()
    assert (long.reindex(walking.index) < walking).any()
    transit = ready(trips, max_cycle_s=500.0)
    for (home, site), time_s in long.items():
        journey = find_journey(homes.loc[[home]], sites.loc[[site]], transit, limit_s=3600.0)
        assert journey.time_s == pytest.approx(time_s)


def test_what_a_bicycle_needs():
    with pytest.raises(InputError, match="isochrones by public transport know walking"):
        isochrones(HOME, ready(max_cycle_s=60.0), mode="transit")
    with pytest.raises(InputError, match="max_cycle_s is -1"):
        ready(max_cycle_s=-1)
    on_foot = Network.from_arrays(
        [0.0, 1.0], [0.0, 0.0], [0, 1], [1, 0], [1.0, 1.0], crs=worlds.CRS
    )
    with pytest.raises(InputError, match="no times for 'cycle'"):
        ready(network=on_foot, max_cycle_s=60.0)
