"""A row of villages whose coverage can be counted by hand, moved to any count that is possible."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from gongfu.errors import InfeasibleError, InputError
from gongfu.measure.reach import time_to_nearest
from gongfu.model.network import Network
from gongfu.simulate.calibrate import Calibration, calibrate
from gongfu.simulate.ground import survey

#   o----o----o----o----o----o----o----o     eight villages, 3 km apart on one street,
#   ss   s         s                         four sites: two at the first, one at 1 and one at 3
N = 8


@pytest.fixture
def row():
    county = gpd.GeoDataFrame(index=["990101"], geometry=[box(120, 30, 120.4, 30.1)], crs=4326)
    ground = survey(county)
    west, south = ground.to_metres(np.array([120.05]), np.array([30.05]))
    x = west[0] + np.arange(N * 30 - 29) * 100.0
    y = np.full(x.size, south[0])
    tail = np.arange(x.size - 1)
    network = Network.from_arrays(
        x,
        y,
        np.concatenate([tail, tail + 1]),
        np.concatenate([tail + 1, tail]),
        np.full(2 * tail.size, 75.0),
        crs=ground.crs,
    )
    home_x, home_y = x[::30], y[::30]
    lon, lat = ground.to_degrees(home_x, home_y)
    communities = pd.DataFrame(
        {"x": home_x, "y": home_y, "lon": lon, "lat": lat, "county": "990101"},
        index=pd.Index([f"v{at}" for at in range(N)], name="community_id"),
    )
    sites = pd.DataFrame(
        {
            "kind": "park",
            "x": home_x[[0, 0, 1, 3]] + [0.0, 50.0, 0.0, 0.0],
            "y": home_y[:4],
            "county": "990101",
        }
    )
    return ground, network, communities, sites


def covered(ground, network, communities, sites):
    lon, lat = ground.to_degrees(sites["x"].to_numpy(), sites["y"].to_numpy())
    table = pd.DataFrame({"kind": sites["kind"], "lon": lon, "lat": lat})
    table.index = pd.Index([f"s{at}" for at in range(len(table))], name="facility_id")
    times = time_to_nearest(communities, table, network, kinds=("park",))
    return int((times["state"] == "reached").sum())


@pytest.mark.parametrize("count", [2, 3, 4])
def test_the_count_is_met_and_no_site_is_lost(row, count):
    ground, network, communities, sites = row
    before = sites.copy()
    assert covered(ground, network, communities, sites) == 3
    moved = calibrate(
        sites, communities, network, ground, Calibration("9901", "park", count, "", "")
    )
    assert covered(ground, network, communities, moved) == count
    assert len(moved) == len(sites)
    pd.testing.assert_frame_equal(sites, before)
    n_moved = (moved[["x", "y"]] != sites[["x", "y"]]).any(axis=1).sum()
    assert n_moved == abs(count - 3)


def test_too_few_sites_for_the_count_say_so(row):
    ground, network, communities, sites = row
    with pytest.raises(InfeasibleError, match="cannot be made to cover 8 of 8"):
        calibrate(sites, communities, network, ground, Calibration("9901", "park", 8, "", ""))


def test_a_count_beyond_all_is_refused(row):
    ground, network, communities, sites = row
    with pytest.raises(InputError, match="wants 9 of 8"):
        calibrate(sites, communities, network, ground, Calibration("9901", "park", 9, "", ""))
