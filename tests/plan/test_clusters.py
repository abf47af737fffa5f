"""Clusters of people who ask for the same: by hand, against a slow twin, and what always holds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from gongfu.errors import InputError
from gongfu.plan.clusters import ALONE, clusters_of_people

EARTH = Geod(ellps="WGS84")
LAT = 30.0
PER_M = 1 / 96_486.0  # degrees of longitude at 30 degrees north


def metres_east(*metres):
    return 119.6 + np.array(metres) * PER_M, np.full(len(metres), LAT)


def test_a_chain_is_cut_where_it_grows_too_wide():
    """At 0, 200, 390 and 580 m within 400: the nearest two, 190 apart, join; then the other 190.

    190 and 190 share a point, so first 200-390 (or 390-580: the earlier by position) join, and
    what is left joins only if the whole stays within 400.
    """
    lon, lat = metres_east(0, 200, 390, 580)
    found = clusters_of_people(lon, lat, list("abcd"), within_m=400, least=1)
    assert sorted(found.n_points.tolist()) == [2, 2]
    assert found.cluster[0] == found.cluster[1] != found.cluster[2] == found.cluster[3]
    assert (found.width_m <= 400).all()


def test_the_same_person_counts_once():
    lon, lat = metres_east(0, 10, 20)
    assert clusters_of_people(lon, lat, ["a", "a", "b"], within_m=100).n_points.size == 0
    found = clusters_of_people(lon, lat, ["a", "b", "c"], within_m=100)
    assert (found.n_points.tolist(), found.n_people.tolist()) == ([3], [3])
    assert found.width_m[0] == pytest.approx(20.0, abs=0.1)
    assert found.lon[0] == pytest.approx(lon[1])


def test_who_asks_often_draws_the_site_no_nearer():
    lon, lat = metres_east(0, 0, 0, 0, 30, 60)
    found = clusters_of_people(lon, lat, list("aaaabc"), within_m=100)
    assert (found.n_points.tolist(), found.n_people.tolist()) == ([6], [3])
    assert found.lon[0] == pytest.approx(lon[4], abs=1e-7)  # the middle of 0, 30 and 60


def test_most_people_come_first():
    lon, lat = metres_east(0, 5, 10, 50_000, 50_005, 50_010, 50_015)
    found = clusters_of_people(lon, lat, list("abcdefg"), within_m=50)
    assert found.n_people.tolist() == [4, 3]
    assert found.cluster.tolist() == [1, 1, 1, 0, 0, 0, 0]


def slow(lon, lat, within_m):
    """Complete linkage step by step, on the ellipsoid itself."""
    groups = [[k] for k in range(len(lon))]

    def apart(one, other):
        return max(EARTH.inv(lon[a], lat[a], lon[b], lat[b])[2] for a in one for b in other)

    while len(groups) > 1:
        pairs = [
            (apart(groups[a], groups[b]), a, b)
            for a in range(len(groups))
            for b in range(a + 1, len(groups))
        ]
        nearest, a, b = min(pairs)
        if nearest > within_m:
            break
        groups[a] += groups.pop(b)
    return {frozenset(one) for one in groups}


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 14))
def test_as_a_slow_twin(seed, n):
    rng = np.random.default_rng(seed)
    lon, lat = 119.6 + rng.random(n) * 0.02, LAT + rng.random(n) * 0.02
    found = clusters_of_people(lon, lat, [str(k) for k in range(n)], within_m=700, least=1)
    mine = {frozenset(np.flatnonzero(found.cluster == k)) for k in range(found.lon.size)}
    assert mine == slow(lon, lat, 700)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 60), least=st.integers(1, 4))
def test_what_always_holds(seed, n, least):
    rng = np.random.default_rng(seed)
    lon, lat = 119.6 + rng.random(n) * 0.03, LAT + rng.random(n) * 0.03
    people = rng.integers(0, max(n // 2, 1), n).astype(str)
    found = clusters_of_people(lon, lat, people, within_m=600, least=least)
    assert (found.width_m <= 600).all()
    assert (found.n_people >= least).all()
    assert (found.n_people <= found.n_points).all()
    assert found.n_points.sum() == (found.cluster != ALONE).sum()
    turn = rng.permutation(n)
    again = clusters_of_people(lon[turn], lat[turn], people[turn], within_m=600, least=least)
    assert again.cluster.tolist() == found.cluster[turn].tolist()
    np.testing.assert_allclose(again.lon, found.lon, rtol=0, atol=1e-12)


def test_nobody_asks():
    assert clusters_of_people([], [], [], within_m=100).lon.size == 0


@pytest.mark.parametrize(
    ("lon", "lat", "people", "more", "words"),
    [
        ([119.0], [30.0, 31.0], ["a"], {}, "one of each per request"),
        ([np.nan], [30.0], ["a"], {}, "1 positions are no place on earth, such as row 0"),
        ([119.0], [91.0], ["a"], {}, "no place on earth"),
        ([119.0], [30.0], ["a"], {"within_m": 0.0}, "more than 0 metres"),
        ([119.0], [30.0], ["a"], {"least": 0}, "1 person or more"),
    ],
)
def test_bad_input_is_told(lon, lat, people, more, words):
    with pytest.raises(InputError, match=words):
        clusters_of_people(lon, lat, people, **{"within_m": 100.0, "least": 1, **more})
