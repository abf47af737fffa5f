"""Every measure takes a GeoDataFrame without `lon` and `lat`, in degrees or in metres."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from gongfu.measure.coverage import completeness
from gongfu.measure.decay import gaussian
from gongfu.measure.isochrones import isochrones
from gongfu.measure.presence import presence_by_place
from gongfu.measure.reach import time_to_nearest
from gongfu.measure.service_areas import service_areas
from gongfu.measure.streets import prepare_streets, snapped
from gongfu.measure.supply import two_step_floating_catchment
from gongfu.measure.times import count_within, dual_access, opportunities_within, travel_times
from gongfu.measure.visits import huff_visits
from gongfu.measure.what_if import prepare, what_if, with_supply
from tests import worlds

HOMES = worlds.points([(0.0, 290.0), (390.0, 0.0), (5.0, 0.0)], ["c2", "c1", "c0"])
HOMES = HOMES.assign(residents=[10.0, 30.0, 20.0])
SITES = worlds.facilities(
    [(200.0, 150.0), (100.0, 0.0), (0.0, 0.0)], ["f1", "f0", "f2"], ["school", "park", "school"]
).assign(capacity=[60.0, 10.0, 30.0])
NEW = worlds.facilities([(300.0, 0.0)], ["new"], ["school"]).assign(capacity=5.0)
MOVED = worlds.points([(50.0, 0.0)], ["f0"], "facility_id")
BOX = shapely.box(*(np.concatenate([SITES[["lon", "lat"]].min() - 0.01,
                                    SITES[["lon", "lat"]].max() + 0.01])))  # fmt: skip
KINDS = ("school", "park")


def presence(_, sites, __):
    places = pd.DataFrame({"name": ["P"], "level": ["township"], "parent": [""]}, index=["P"])
    boundary = gpd.GeoDataFrame(geometry=[BOX], index=["P"], crs="EPSG:4326")
    return presence_by_place(sites, places, boundary, kind="park", level="township").by_place


def catchment(homes, sites, network):
    times = travel_times(homes, sites, network)
    return two_step_floating_catchment(homes, sites, times, decay=gaussian(800.0))


def changed(homes, sites, network):
    reach = with_supply(prepare(network, homes, sites, kinds=KINDS))
    like = type(sites)
    new, moved = (as_shapes(frame, sites.crs) if like is gpd.GeoDataFrame else frame
                  for frame in (NEW, MOVED))  # fmt: skip
    after = what_if(reach, add=new, move=moved, remove=["f1"])
    assert {"lon", "lat"} <= set(after.facilities.columns)
    assert after.facilities.index.tolist() == ["f0", "f2", "new"]
    return pd.concat([after.times, after.supply])


MEASURES = {
    "time_to_nearest": lambda *frames: time_to_nearest(*frames, kinds=KINDS),
    "three_nearest": lambda *frames: time_to_nearest(*frames, kinds=KINDS, k=3),
    "from_facilities": lambda *frames: time_to_nearest(*frames, kinds=KINDS, direction="from"),
    "completeness": lambda *frames: completeness(time_to_nearest(*frames)),
    "travel_times": travel_times,
    "count_within": count_within,
    "opportunities_within": opportunities_within,
    "dual_access": lambda *frames: dual_access(*frames, n=2),
    "catchment": catchment,
    "huff_visits": lambda *frames: huff_visits(*frames[:2], travel_times(*frames)),
    "what_if": changed,
    "snapped": lambda homes, sites, network: snapped(homes, sites, prepare_streets(network)),
    "isochrones": lambda homes, _, network: isochrones(homes, network),
    "service_areas": lambda _, sites, network: service_areas(sites, network, BOX),
    "presence": presence,
}


def as_shapes(frame, crs):
    shapes = gpd.points_from_xy(frame["lon"], frame["lat"], crs="EPSG:4326")
    return gpd.GeoDataFrame(frame.drop(columns=["lon", "lat"]), geometry=shapes).to_crs(crs)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3067", "EPSG:3857"])
@pytest.mark.parametrize("name", MEASURES)
def test_a_geometry_says_what_columns_say(name, crs):
    network = worlds.five_nodes()
    homes, sites = as_shapes(HOMES, crs), as_shapes(SITES, crs)
    before = homes.copy(), sites.copy()

    got, expected = MEASURES[name](homes, sites, network), MEASURES[name](HOMES, SITES, network)

    if isinstance(got, gpd.GeoDataFrame):
        assert (got.geometry.isna() == expected.geometry.isna()).all()
        shapes = (frame.geometry.dropna().to_numpy() for frame in (got, expected))
        assert shapely.equals_exact(*shapes, 1e-7).all()
        got, expected = (frame.drop(columns="geometry") for frame in (got, expected))
    pd.testing.assert_frame_equal(got, expected, check_exact=False, rtol=1e-6)
    for now, then in zip((homes, sites), before, strict=True):
        assert_geodataframe_equal(now, then)
