"""Degrees by a polynomial are those of the projection, and where they are not, it is asked."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from gongfu.measure.degrees import EXACT_DEG, to_degrees
from gongfu.model.network import Network


def lying(crs):
    """A network of two nodes in that system."""
    return Network.from_arrays([0.0, 1.0], [0.0, 0.0], [0], [1], [1.0], crs=crs)


@settings(max_examples=40)
@given(
    seed=st.integers(0, 2**32 - 1),
    lat=st.integers(-80, 80),
    reach_m=st.sampled_from([1.0, 3e3, 1e5, 1e6]),
    kind=st.sampled_from(["tmerc", "lcc", "merc", "laea"]),
)
def test_places_lie_within_a_millimetre_and_a_half(seed, lat, reach_m, kind):
    rng = np.random.default_rng(seed)
    parallels = f"+lat_1={lat - 3} +lat_2={lat + 4}" if kind == "lcc" else f"+lat_0={lat}"
    network = lying(f"+proj={kind} {parallels} +lon_0=120 +ellps=WGS84 +units=m")
    middle = np.array(network.project([120.3], [lat + 0.2])).T
    places = middle + rng.uniform(-reach_m, reach_m, (2_000, 2))

    got, truth = to_degrees(network, places), np.column_stack(network.locate(*places.T))

    known = np.isfinite(truth).all(axis=1)
    assert (np.isfinite(got).all(axis=1) == known).all()
    assert np.abs(got - truth)[known].max(initial=0.0) <= 1.1 * EXACT_DEG
    _, _, off_m = Geod(ellps="WGS84").inv(*got[known].T, *truth[known].T)
    assert max(off_m, default=0.0) <= 0.0017


def test_where_longitudes_jump_the_projection_is_asked():
    network = lying("+proj=tmerc +lat_0=0 +lon_0=180 +ellps=WGS84 +units=m")
    places = np.random.default_rng(2).uniform(-1e4, 1e4, (1_000, 2))

    assert (to_degrees(network, places) == np.column_stack(network.locate(*places.T))).all()


@pytest.mark.parametrize("n", [0, 1, 600])
def test_few_places_and_places_that_are_one(n):
    network = lying("EPSG:32650")
    places = np.full((n, 2), [500_000.0, 3_300_000.0])

    got = to_degrees(network, places)

    assert got.shape == (n, 2)
    assert got == pytest.approx(np.column_stack(network.locate(*places.T)), abs=EXACT_DEG)
