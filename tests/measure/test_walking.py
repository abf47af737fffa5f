"""Slopes, steps and walkers: Tobler's numbers, worlds worked by hand, an independent Dijkstra."""

from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from gongfu.errors import InputError
from gongfu.measure.isochrones import isochrones
from gongfu.measure.reach import time_to_nearest
from gongfu.measure.streets import prepare_streets
from gongfu.measure.walking import tobler_factor, walking_network
from gongfu.model.network import CARRIED, GROUND, RAISED, STEPS, Network
from gongfu.model.walker import ADULT, ELDERLY, PUSHCHAIR, WALKERS, Walker
from tests import worlds

SLOW = Walker("slow", {"en": "half", "zh": "半"}, 2.4, 0.2, {})  # on steps a third of an adult's


def km_per_h(slope):
    """Tobler's own formula."""
    return 6 * exp(-3.5 * abs(slope + 0.05))


def test_toblers_speeds_come_back():
    assert km_per_h(0.0) == pytest.approx(5.0367, abs=5e-5)
    assert km_per_h(-0.05) == 6.0
    slopes = np.array([-0.35, -0.1, -0.05, 0.0, 0.08, 0.35])
    expected = [km_per_h(0.0) / km_per_h(slope) for slope in slopes]
    np.testing.assert_allclose(tobler_factor(slopes), expected, rtol=1e-14)
    # exp(3.5 x 0.08) up 8%; down 10% the two distances from the easiest slope are the same.
    assert tobler_factor(0.08) == pytest.approx(1.3231, abs=1e-4)
    assert tobler_factor(-0.1) == pytest.approx(1.0)
    assert np.isnan(tobler_factor(np.nan))


@given(st.floats(-0.5, 0.5), st.floats(0.0, 0.1))
def test_steeper_is_slower_on_either_side_of_the_easiest_slope(slope, more):
    steeper = slope + more if slope >= -0.05 else slope - more
    assert tobler_factor(steeper) >= tobler_factor(slope)
    assert tobler_factor(abs(slope)) >= tobler_factor(-abs(slope))  # up costs more than down


def path(**changes):
    """0 -- 1 -- 2 -- 3 -- 4 in a row, 120 m each: street, bridge, steps, ferry; both ways."""
    tail, head = [0, 1, 1, 2, 2, 3, 3, 4], [1, 0, 2, 1, 3, 2, 4, 3]
    level, steps, ferry = 120 / ADULT.speed_m_s, 120 / ADULT.steps_m_s, 600.0
    given = {
        "x": np.arange(5) * 120.0,
        "y": np.zeros(5),
        "tail": tail,
        "head": head,
        "time_s": {
            "walk": [level] * 4 + [steps] * 2 + [ferry] * 2,
            "cycle": [24.0] * 4 + [np.nan] * 2 + [ferry] * 2,
        },
        "footing": [GROUND] * 2 + [RAISED] * 2 + [STEPS] * 2 + [CARRIED] * 2,
        "slope_factor": [1.5, 0.9] + [1.0] * 6,
        "crs": worlds.CRS,
    }
    return Network.from_arrays(**(given | changes))


def test_each_footing_takes_its_own_time():
    network = path()
    before = network.time_s["walk"].copy()

    slow = walking_network(network, SLOW)

    # 120 m take 90 s on the level and 200 s on steps; half the pace takes 180 s, and a third of
    # it on steps 600 s.  Up the slope half as much again, down a tenth less.
    np.testing.assert_allclose(before, [90, 90, 90, 90, 200, 200, 600, 600])
    np.testing.assert_allclose(
        slow.time_s["walk"], [270, 162, 180, 180, 600, 600, 600, 600], rtol=1e-12
    )
    np.testing.assert_array_equal(slow.time_s["cycle"], network.time_s["cycle"])
    assert (slow.slope_factor == 1.0).all()
    np.testing.assert_array_equal(network.time_s["walk"], before)
    assert network.slope_factor[0] == 1.5
    adult = walking_network(network).time_s["walk"]
    np.testing.assert_allclose(adult, [135, 81, 90, 90, 200, 200, 600, 600])


def test_an_adult_on_level_streets_keeps_every_bit():
    network = path(slope_factor=None)
    assert walking_network(network) is network
    assert walking_network(walking_network(path())).time_s["walk"][0] == pytest.approx(135)


def test_a_pushchair_stays_below_the_steps():
    times = walking_network(path(), PUSHCHAIR).time_s["walk"]
    assert np.isnan(times).tolist() == [False] * 4 + [True] * 2 + [False] * 2
    assert times[2] == pytest.approx(120 / PUSHCHAIR.speed_m_s)


def test_no_walking_no_walkers():
    network = path(time_s={"drive": [1.0] * 8})
    with pytest.raises(InputError, match="no times for 'walk'; it has drive"):
        walking_network(network, ELDERLY)


def seconds(walker, sites=((0.0, 0.0),), homes=((240.0, 30.0),), mode="walk"):
    """From the homes to the nearest site, along the path."""
    streets = prepare_streets(path(), mode=mode, walker=walker, island_m=0.0)
    ids = [f"c{at}" for at in range(len(homes))]
    people = worlds.points(homes, ids)
    kinds = ["school"] * len(sites)
    places = worlds.facilities(sites, [f"f{at}" for at in range(len(sites))], kinds)
    times = time_to_nearest(
        people, places, streets, mode=mode, limit_s=5000.0, kinds=("school",), kinds_in_source=kinds
    )
    return times["time_s"].tolist()


def test_the_way_from_door_to_street_is_the_walkers_too():
    # 30 m to the street, the bridge, then down the slope (0.9): level pace all the way but there.
    for walker in (ADULT, ELDERLY, SLOW):
        expected = (30 + 120 + 0.9 * 120) / walker.speed_m_s
        assert seconds(walker) == [pytest.approx(expected, abs=0.16)]
    # Back up it is half as long again as the level.
    up = (120 * 1.5 + 120 + 30) / SLOW.speed_m_s
    assert seconds(SLOW, [(240.0, 30.0)], [(0.0, 0.0)]) == [pytest.approx(up, abs=0.16)]
    # By bicycle only the walk to the street is the walker's.
    assert seconds(SLOW, mode="cycle") == [pytest.approx(30 / SLOW.speed_m_s + 48, abs=0.16)]


def test_who_cannot_use_steps_does_not_cross_them():
    site, home = [(0.0, 0.0)], [(360.0, 0.0)]
    assert seconds(ELDERLY, site, home)[0] < np.inf
    assert seconds(PUSHCHAIR, site, home) == [np.inf]


def test_every_measure_takes_the_streets_of_a_walker():
    points = worlds.points([(0.0, 0.0)], ["home"])
    wide, narrow = (
        isochrones(points, prepare_streets(path(), walker=walker), limits_s=(300.0,))
        for walker in (ADULT, ELDERLY)
    )
    assert narrow.geometry.iloc[0].area < wide.geometry.iloc[0].area


def test_a_speed_of_access_still_goes_before_the_walkers():
    assert prepare_streets(path(), walker=ELDERLY).access_speed_m_s == ELDERLY.speed_m_s
    assert prepare_streets(path(), access_speed_m_s=1.0).access_speed_m_s == 1.0
    assert prepare_streets(path()).access_speed_m_s == ADULT.speed_m_s
    with pytest.raises(InputError, match="access_speed_m_s is 0; it must be > 0"):
        prepare_streets(path(), access_speed_m_s=0)


@given(seed=st.integers(0, 2**32 - 1), name=st.sampled_from(list(WALKERS)))
def test_agrees_with_scipy_on_random_hills(seed, name):
    """From node to node, against Dijkstra on whole tenths worked out here."""
    rng = np.random.default_rng(seed)
    n, walker = 12, WALKERS[name]
    x, y = rng.uniform(0, 900, (2, n))
    tail = np.r_[np.arange(n), (np.arange(n) + 1) % n, rng.integers(0, n, 20)]
    head = np.r_[(np.arange(n) + 1) % n, np.arange(n), rng.integers(0, n, 20)]
    kept = np.unique(np.stack([tail, head])[:, tail != head], axis=1)
    tail, head = kept
    length_m = np.hypot(x[tail] - x[head], y[tail] - y[head])
    footing = rng.choice(4, tail.size, p=[0.7, 0.1, 0.1, 0.1])
    pair = np.minimum(tail, head) * n + np.maximum(tail, head)
    footing = footing[np.unique(pair, return_inverse=True)[1]]  # the same both ways
    slope = np.where(footing == GROUND, rng.uniform(-0.3, 0.3, tail.size), 0.0)
    steps = footing == STEPS
    speed = np.where(steps, ADULT.steps_m_s, ADULT.speed_m_s)
    speed[footing == CARRIED] = 3.0
    network = Network.from_arrays(
        x, y, tail, head, length_m / speed, length_m=length_m, footing=footing,
        slope_factor=tobler_factor(slope), crs=worlds.CRS,
    )  # fmt: skip
    homes, sites = rng.permutation(n)[:6].reshape(2, 3)

    pace = np.where(steps, walker.steps_m_s or np.nan, walker.speed_m_s)
    pace[footing == CARRIED] = 3.0
    level = np.array([km_per_h(0.0) / km_per_h(s) for s in slope])
    whole = np.rint(10 * length_m / pace * level)
    open_arcs = ~np.isnan(whole)
    graph = csr_array(
        (whole[open_arcs], (tail[open_arcs], head[open_arcs])), shape=(n, n), dtype=float
    )
    expected = dijkstra(graph, indices=homes)[:, sites].min(axis=1) / 10

    streets = prepare_streets(network, walker=walker, island_m=0.0)
    people = worlds.points(np.stack([x, y], axis=1)[homes], "abc")
    places = worlds.facilities(np.stack([x, y], axis=1)[sites], "xyz", ["school"] * 3)
    found = time_to_nearest(
        people, places, streets, limit_s=1e5, kinds=("school",), kinds_in_source=("school",)
    )
    met = np.isin(np.r_[homes, sites], np.r_[tail[open_arcs], head[open_arcs]])
    if met.all():  # a node whose only arcs are steps has no street for a pushchair
        np.testing.assert_allclose(found["time_s"], expected, atol=0.05 + 1e-9)
