"""Candidates at 60 degrees north, where a degree east is half as long as one north."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from gongfu.errors import InputError
from gongfu.model.network import Network
from gongfu.plan.candidates import GRID_MAX, at_grid, thinned
from tests import small_zone, worlds

KNOBS = {"spacing_m": 250.0, "around_m": 300.0}


def metres(frame, network):
    """x and y (n, 2), whole metres."""
    return np.column_stack(network.project(frame["lon"], frame["lat"])).round(2) + 0.0


@pytest.fixture(scope="module")
def zone():
    return small_zone.small_zone()


def test_a_grid_in_a_boundary_is_square_in_metres(zone):
    """West County reaches from -50 to 1,125 m east and from -50 to 1,050 m north."""
    found = at_grid(zone.network, zone.communities, area=zone.boundaries.geometry["90101"], **KNOBS)

    wanted = [[x, y] for y in range(0, 1_001, 250) for x in range(0, 1_001, 250)]
    np.testing.assert_allclose(metres(found, zone.network), wanted, atol=0.01)
    assert found.index[:6].tolist() == ["e0n0", "e1n0", "e2n0", "e3n0", "e4n0", "e0n1"]


def test_a_crossing_has_one_id_whatever_is_asked_for(zone):
    one, other = (
        at_grid(zone.network, zone.communities, area=zone.boundaries.geometry[code], **KNOBS)
        for code in ("90101", "90102")
    )
    assert len(one) == 25
    assert len(other) == 20
    whole = at_grid(
        zone.network, zone.communities, area=zone.boundaries.geometry.union_all(), **KNOBS
    )
    assert sorted([*one.index, *other.index]) == sorted(whole.index)
    for part in (one, other):
        np.testing.assert_allclose(whole.loc[part.index], part, atol=1e-7)


def test_a_grid_near_communities(zone):
    """Around h4 (0, 1,000) and h5 (2,000, 1,000): themselves and the four beside each."""
    found = at_grid(zone.network, zone.communities.loc[["h4", "h5"]], **KNOBS)

    wanted = {
        (x + a, 1_000 + b)
        for x in (0, 2_000)
        for a, b in ((0, 0), (250, 0), (-250, 0), (0, 250), (0, -250))
    }
    assert {tuple(row) for row in metres(found, zone.network).round(0) + 0.0} == wanted
    assert "e-1n4" in found.index


def test_a_hole_in_a_boundary_has_no_crossings(zone):
    lon, lat = zone.network.locate([-100, 600, 600, -100], [-100, -100, 600, 600])
    inner = zone.network.locate([100, 400, 400, 100], [100, 100, 400, 400])
    area = shapely.Polygon(np.column_stack([lon, lat]), [np.column_stack(inner)])
    found = at_grid(zone.network, zone.communities, area=area, **KNOBS)
    assert len(found) == 8
    assert "e1n1" not in found.index


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"spacing_m": 0.0}, "spacing_m must be more than 0; it is 0.0"),
        ({"around_m": np.nan}, "around_m must be more than 0"),
        ({"spacing_m": 0.5}, f"crossings, more than {GRID_MAX:,}; take a larger spacing"),
        ({"area": shapely.box(20.0, 60.001, 20.0001, 60.0011)}, "no crossing of a grid of 250 m"),
        ({"area": shapely.Polygon()}, "nowhere to lie"),
    ],
)
def test_a_grid_that_cannot_be_says_why(zone, changes, words):
    with pytest.raises(InputError, match=words):
        at_grid(zone.network, zone.communities, **KNOBS | changes)


def test_points_closer_than_the_spacing_give_way_to_earlier_ones(zone):
    """In a row: 0, 60, 100, 159, 200 m; 100 m apart is far enough, and the first goes first."""
    points = worlds.points([(x, 0) for x in (0, 60, 100, 159, 200)], "abcde")

    kept = thinned(points, zone.network, spacing_m=100.0)
    assert kept.index.tolist() == ["a", "c", "e"]
    held = thinned(points, zone.network, spacing_m=100.0, first=["b"])
    assert held.index.tolist() == ["b", "e"]  # a and c are near b; d is 99 m from it
    both = thinned(points, zone.network, spacing_m=100.0, first=["d", "e"])
    assert both.index.tolist() == ["a", "d", "e"]
    assert points.columns.tolist() == ["lon", "lat"]


def test_metres_count_not_degrees(zone):
    """80 m east is as far as 80 m north, though it is twice as many degrees."""
    points = worlds.points([(0, 0), (80, 0), (0, 80)], "abc")
    assert thinned(points, zone.network, spacing_m=81.0).index.tolist() == ["a"]
    assert thinned(points, zone.network, spacing_m=79.0).index.tolist() == ["a", "b", "c"]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=60))
def test_none_is_too_near_and_each_left_out_has_a_reason(places):
    network = Network.from_arrays([0.0, 1.0], [0.0, 0.0], [0], [1], [1.0], crs=worlds.CRS)
    points = worlds.points(np.array(places) * 10.0, range(len(places)))

    kept = thinned(points, network, spacing_m=55.0).index.to_numpy(int)

    apart = cdist(np.array(places) * 10.0, np.array(places) * 10.0)
    assert (apart[np.ix_(kept, kept)] + np.diag(np.full(kept.size, 99.0)) >= 55.0).all()
    slow: list[int] = []
    for at in range(len(places)):
        if all(apart[at, other] >= 55.0 for other in slow):
            slow.append(at)
    assert kept.tolist() == slow
