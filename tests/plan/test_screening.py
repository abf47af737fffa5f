"""What takes candidates out, in metres at 60 degrees north."""

import numpy as np
import pandas as pd
import pytest
import shapely

from gongfu.errors import InputError
from gongfu.measure.streets import prepare_streets
from gongfu.plan.screening import far_from_street, in_areas, near_to, screened
from tests import small_zone, worlds

POINTS = {"a": (100, 0), "b": (125, 100), "c": (125, 125), "d": (-300, 0), "e": (-1_100, 0)}


@pytest.fixture(scope="module")
def points():
    return worlds.points(list(POINTS.values()), POINTS, "id")


@pytest.fixture(scope="module")
def network():
    return small_zone.network()


def box(network, west, south, east, north):
    """A rectangle in degrees, given in metres."""
    corners = network.locate([west, east, east, west], [south, south, north, north])
    return shapely.Polygon(np.column_stack(corners))


def test_each_is_counted_once_under_its_first_fault(points):
    faults = {
        "wet": np.array([True, False, False, False, True]),
        "steep": np.array([True, True, False, False, False]),
        "far": np.zeros(5, bool),
    }
    found = screened(points, faults)

    assert found.kept.index.tolist() == ["c", "d"]
    assert found.reason.to_dict() == {"a": "wet", "b": "steep", "e": "wet"}
    assert dict(found.counts) == {"wet": 2, "steep": 1, "far": 0}
    assert found.n == len(found.kept) + sum(found.counts.values()) == 5
    pd.testing.assert_frame_equal(screened(points, {}).kept, points)
    with pytest.raises(InputError, match=r"faults\['wet'\] must be a mask of 5 candidates"):
        screened(points, {"wet": np.array([0, 1])})


def test_water_takes_out_what_lies_in_it(points, network):
    lake = box(network, 90, -20, 130, 110)
    island = shapely.difference(lake, box(network, 95, -5, 105, 5))
    assert in_areas(points, np.array([lake])).tolist() == [True, True, False, False, False]
    assert in_areas(points, np.array([island])).tolist() == [False, True, False, False, False]
    two = np.array([island, box(network, -310, -10, -290, 10)])
    assert in_areas(points, two).tolist() == [False, True, False, True, False]
    assert not in_areas(points, np.array([], object)).any()
    assert in_areas(points.iloc[:0], two).shape == (0,)


def test_the_edge_of_an_area_belongs_to_it(points):
    lon, lat = points.loc["a", ["lon", "lat"]]
    assert in_areas(points, np.array([shapely.box(lon, lat, lon + 1e-5, lat + 1e-5)]))[0]


def test_how_far_the_street_is(points, network):
    """Streets every 250 m: a on one, b 100 m, c 125 m, d 300 m and e 1,100 m from the first."""
    streets = prepare_streets(network)
    far = {m: far_from_street(points, streets, within_m=m).tolist() for m in (110.0, 310.0, None)}
    assert far == {
        110.0: [False, False, True, True, True],
        310.0: [False, False, False, False, True],
        None: [False, False, False, False, True],
    }
    assert far_from_street(points, streets, within_m=5_000.0).tolist()[-1]  # off the network
    with pytest.raises(InputError, match="within_m must be more than 0"):
        far_from_street(points, streets, within_m=0.0)


def test_how_far_the_next_facility_is(points, network):
    """From (100, 100): a 100 m, b 25 m, c 35.4 m, d 412 m; 100 m is clear of 100 m."""
    there = worlds.points([(100, 100), (-1_100, 3)], ["s", "t"])
    near = {m: near_to(points, there, network, clear_m=m).tolist() for m in (2.0, 30.0, 100.0)}
    assert near == {
        2.0: [False] * 5,
        30.0: [False, True, False, False, True],
        100.0: [False, True, True, False, True],
    }
    assert not near_to(points, there.iloc[:0], network, clear_m=9.0).any()
    assert near_to(points.iloc[:0], there, network, clear_m=9.0).shape == (0,)
    with pytest.raises(InputError, match="clear_m must be more than 0; it is -1"):
        near_to(points, there, network, clear_m=-1.0)
