"""Coordinates that are not what their columns say are asked about, others are not."""

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from gongfu.errors import InputError
from gongfu.io.bring import bring_in
from gongfu.io.datum import from_wgs84
from gongfu.io.suspicion import (
    along_streets,
    check_degrees,
    suspect_gcj02_at_borders,
    suspect_gcj02_at_streets,
    suspect_swap,
)
from gongfu.model.network import Network
from gongfu.model.zone import Layer
from tests.io import zones

ROWS = np.array([2, 3, 5])
AREA = box(120.0, 30.0, 120.2, 30.1)


def spread(n=200, seed=3):
    rng = np.random.default_rng(seed)
    return rng.uniform(120.001, 120.199, n), rng.uniform(30.001, 30.099, n)


def test_a_latitude_beyond_the_pole_means_swapped():
    with pytest.raises(InputError, match=r"list.csv: lat is 120.1 in row 5, .* swapped; exchange"):
        check_degrees(np.array([120, 120, 30.1]), np.array([30, 30, 120.1]), ROWS, "list.csv")


def test_large_numbers_are_metres():
    with pytest.raises(InputError, match=r"210000.0, 3320000.0 in 3 rows .* metres of a map"):
        check_degrees(np.full(3, 210_000.0), np.full(3, 3_320_000.0), ROWS, "list.csv")


def test_good_degrees_pass():
    check_degrees(np.array([180.0, -180.0, np.nan]), np.array([90.0, -90.0, 0.0]), ROWS, "x")


def test_swapped_within_range_is_seen_by_where_the_zone_is():
    porto = box(-51.3, -30.3, -51.0, -29.9)
    lon, lat = np.full(5, -51.2), np.full(5, -30.1)
    assert "100% once longitude and latitude are exchanged" in suspect_swap(lat, lon, porto)
    assert suspect_swap(lon, lat, porto) == ""
    assert suspect_swap(lon + 40, lat, porto) == ""  # elsewhere, but not swapped


def test_gcj02_is_seen_at_borders():
    lon, lat = spread()
    homes = np.array(
        [box(x - 0.003, y - 0.003, x + 0.003, y + 0.003) for x, y in zip(lon, lat, strict=True)]
    )
    assert "seem to be GCJ-02" in suspect_gcj02_at_borders(*from_wgs84(lon, lat, "gcj02"), homes)
    assert suspect_gcj02_at_borders(lon, lat, homes) == ""


def test_a_few_points_off_a_coast_are_not_suspected():
    """Two hundred well inside and nine that a drawn coast leaves out just where GCJ-02 would."""
    lon, lat = spread()
    sea_lon, sea_lat = from_wgs84(np.full(9, 120.1999), np.linspace(30.01, 30.09, 9), "gcj02")
    homes = np.full(209, AREA, object)
    lon, lat = np.minimum(np.append(lon, sea_lon), 120.25), np.append(lat, sea_lat)
    lon[:200] = np.clip(lon[:200], 120.02, 120.18)
    lat[:200] = np.clip(lat[:200], 30.02, 30.08)
    assert suspect_gcj02_at_borders(lon, lat, homes) is None


def grid(step=0.004):
    """Streets every 400 m or so, as lon, lat, tail, head."""
    x, y = np.meshgrid(np.arange(120, 120.2, step), np.arange(30, 30.1, step))
    at = np.arange(x.size).reshape(x.shape)
    tail = np.concatenate([at[:, :-1].ravel(), at[:-1].ravel()])
    head = np.concatenate([at[:, 1:].ravel(), at[1:].ravel()])
    return x.ravel(), y.ravel(), tail, head


def doors(n=300, seed=5):
    """Points at most 20 m from the streets of `grid`."""
    rng = np.random.default_rng(seed)
    along = along_streets(*grid())
    inside = along[(along[:, 1] > 30.005) & (along[:, 1] < 30.09) & (along[:, 0] > 120.01)]
    return (rng.choice(inside, n) + rng.uniform(-1e-4, 1e-4, (n, 2))).T


def test_gcj02_is_seen_at_streets():
    streets = along_streets(*grid())
    lon, lat = doors()
    assert "m once read as GCJ-02" in suspect_gcj02_at_streets(
        *from_wgs84(lon, lat, "gcj02"), streets
    )
    assert suspect_gcj02_at_streets(lon, lat, streets) == ""


@pytest.mark.parametrize("seed", range(5))
def test_points_that_have_nothing_to_do_with_streets_are_not_suspected(seed):
    lon, lat = spread(500, seed)
    assert suspect_gcj02_at_streets(lon, lat, along_streets(*grid())) is None


def test_along_streets_leaves_no_gap():
    lon, lat = np.array([120.0, 120.01]), np.array([30.0, 30.0])
    at = along_streets(lon, lat, np.array([0]), np.array([1]))
    gaps = np.diff(np.sort(at[:, 0])) * 111_320 * np.cos(np.radians(30))
    assert at.shape == (11, 2)
    assert gaps.max() <= 100.0
    assert gaps.sum() == pytest.approx(963.9, abs=1.0)


def street_zone(standing):
    x, y, tail, head = grid()
    crs = "EPSG:32651"
    flat = Network.from_arrays([0.0], [0.0], [], [], [], crs=crs).project(x, y)
    network = Network.from_arrays(*flat, tail, head, np.ones(tail.size), crs=crs)
    return zones.full_zone(
        boundaries=None, network=network, layers={"network": Layer(standing, "streets")}
    )


def schools(lon, lat):
    ids = zones.index([f"s{n}" for n in range(len(lon))], "facility_id")
    return pd.DataFrame({"kind": "school", "name": "", "lon": lon, "lat": lat}, index=ids)


def test_bringing_in_asks_unless_the_datum_was_said():
    zone = street_zone("published")
    lon, lat = doors()
    moved = schools(*from_wgs84(lon, lat, "gcj02"))
    with pytest.raises(InputError, match=r"facilities: .* say which it is with datum gcj02"):
        bring_in(zone, "facilities", moved, source="list")
    assert (
        len(bring_in(zone, "facilities", moved, source="list", datum_said=True).facilities) == 301
    )
    after = bring_in(zone, "facilities", schools(lon, lat), source="list")
    assert len(after.facilities) == 301
    assert after.layers["facilities"].of("school").note == {}


def test_simulated_streets_prove_nothing():
    zone, moved = street_zone("simulated"), schools(*from_wgs84(*doors(), "gcj02"))
    note = bring_in(zone, "facilities", moved, source="list").layers["facilities"].note
    assert "nothing in the zone could tell them from GCJ-02" in note["en"]
    said = bring_in(zone, "facilities", moved, source="list", datum_said=True)
    assert said.layers["facilities"].note == {}


def test_too_few_points_prove_nothing_either():
    after = bring_in(street_zone("published"), "facilities", schools(*doors(3)), source="list")
    assert after.layers["facilities"].note["zh"].startswith("坐标按 WGS84 处理")


def test_outside_china_there_is_nothing_to_tell():
    zone = zones.full_zone(boundaries=None, extent=box(20.0, 60.0, 20.1, 60.1))
    after = bring_in(zone, "facilities", schools([20.05], [60.05]), source="list")
    assert after.layers["facilities"].of("school").note == {}


def villages(lon, lat, place):
    ids = zones.index([f"v{n}" for n in range(len(lon))], "community_id")
    frame = {"place": place, "name": "", "residents": 9.0, "urban": True, "lon": lon, "lat": lat}
    return pd.DataFrame(frame, index=ids)


@pytest.mark.parametrize("place", ["330199001", "330199001002"])
def test_gcj02_is_seen_where_only_counties_have_boundaries(place):
    """Two counties that share the line at 120.1 degrees, and villages just east of it."""
    rows = zones.places().iloc[[0, 0, 0]].assign(level=["county", "county", "township"])
    rows["parent"] = ["", "", "330199"]
    rows.index = zones.index(["330198", "330199", "330199001"], "code")
    shapes = zones.boundaries()[1:].assign(level="county").set_axis(rows.index[:2])
    communities = zones.communities().assign(place="330199001")
    zone = zones.full_zone(
        places=rows, boundaries=shapes, communities=communities, figures=zones.figures()[:0],
        incomes=None, layers={},
    )  # fmt: skip
    lat = np.linspace(30.01, 30.09, 60)
    lon = np.full(60, 120.1997)  # within 30 m of the county's eastern rim
    moved = from_wgs84(lon, lat, "gcj02")
    with pytest.raises(InputError, match=r"communities: read as GCJ-02, 60 more of the 60"):
        bring_in(zone, "communities", villages(*moved, place), source="list")
    for west, told in ((120.1003, True), (120.15, False)):  # the middle of a county tells nothing
        good = bring_in(zone, "communities", villages(lon * 0 + west, lat, place), source="list")
        assert set(good.communities["place"]) == {"330199001"}
        assert ("GCJ-02" not in good.layers["communities"].note.get("en", "")) is told


def test_bringing_in_asks_about_swapped_columns():
    lon, lat = doors(20)
    swapped = schools(lon - 100.0, lat)  # 20 degrees east and 30 north: a place, but not this one
    zone = zones.full_zone(boundaries=None, extent=box(30.0, 20.0, 30.1, 20.2))
    with pytest.raises(InputError, match=r"facilities: .* seem to be swapped"):
        bring_in(zone, "facilities", swapped, source="list")
