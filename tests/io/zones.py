"""A small zone with every table, for the tests of what is written and read."""

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import box

from gongfu.model.network import Network
from gongfu.model.zone import Layer, ReachSettings, Zone

CRS = "EPSG:32651"


def index(ids, name):
    return pd.Index(ids, name=name, dtype="str")


def places():
    """A county with two townships, west and east of 120.1 degrees."""
    return pd.DataFrame(
        {
            "name": ["某县", "西乡", "东乡"],
            "name_en": ["Some County", "West", "East"],
            "level": ["county", "township", "township"],
            "parent": ["", "330199", "330199"],
        },
        index=index(["330199", "330199101", "330199102"], "code"),
    )


def boundaries():
    return gpd.GeoDataFrame(
        {"level": ["county", "township", "township"]},
        geometry=[
            box(120, 30, 120.2, 30.1),
            box(120, 30, 120.1, 30.1),
            box(120.1, 30, 120.2, 30.1),
        ],
        index=places().index,
        crs=4326,
    )


def communities():
    return pd.DataFrame(
        {
            "place": ["330199101", "330199102"],
            "name": ["西乡 · simulated point 01", "东乡 · simulated point 01"],
            "residents": [1200.5, 800.1],
            "urban": [True, False],
            "lon": [120.05, 120.15],
            "lat": [30.05, 30.05],
            "residents_children": [100.0, np.nan],
        },
        index=index(["c1", "c2"], "community_id"),
    )


def facilities():
    return pd.DataFrame(
        {
            "kind": ["school", "clinic", "school"],
            "name": ["", "卫生院", ""],
            "capacity": [np.nan, 20.0, 300.0],
            "lon": [120.05, 120.06, 120.15],
            "lat": [30.05, 30.05, 30.05],
        },
        index=index(["1", "2", "3"], "facility_id"),
    )


def figures():
    row = {
        "place": "330199",
        "indicator": "gdp_yuan",
        "period": "2024",
        "value": 139.8e8,
        "bound": "=",
        "unit": "yuan",
        "source": "yearbook",
        "standing": "published",
        "grade": "official_table",
        "via": "",
        "note": "",
        "doubt": "",
    }
    return pd.DataFrame([row, {**row, "period": "2023", "value": 130.0e8}])


def targets():
    row = {"indicator": "residents", "comparison": ">=", "value": 2000.0, "unit": "people"}
    return pd.DataFrame([{**row, "by": 2025, "what": "不少于", "source": "plan"}])


def groups():
    row = {"group": "mountain", "place": "330199", "since": "2021", "until": "", "source": "list"}
    return pd.DataFrame([row])


def pairings():
    row = {"mountain": "330199", "sea": "330299", "period": "", "source": "list"}
    return pd.DataFrame([row])


def incomes():
    frame = {"place": ["330199"], "urban": [True], "members": [3.0], "income_yuan": [50_000.25]}
    return pd.DataFrame(frame, index=index(["h1"], "household_id"))


def network(**changes):
    """Two nodes a kilometre apart and the street between them, both ways."""
    given = {
        "x": [210_000.1, 211_000.1],
        "y": [3_320_000.0, 3_320_000.0],
        "tail": [0, 1],
        "head": [1, 0],
        "time_s": {"walk": [750.1, 750.1], "drive": [90.0, np.nan]},
    }
    masks = {"exit": np.array([False, True]), "door": np.array([True, False])}
    return Network.from_arrays(**(given | masks | changes), crs=CRS)


def full_zone(**changes):
    """Everything a zone can hold; facilities and communities are stand-ins."""
    stand_in = Layer("simulated", "seed 1", {"en": "stand-in", "zh": "模拟"})
    kinds = ("school", "clinic", "park")
    parts = {
        "places": places(),
        "communities": communities(),
        "facilities": facilities(),
        "network": network(),
        "boundaries": boundaries(),
        "figures": figures(),
        "targets": targets(),
        "groups": groups(),
        "pairings": pairings(),
        "incomes": incomes(),
        "reach": ReachSettings("walk", 600.0, ("school", "clinic"), "the county"),
        "rules": {"exit_rule": {"group": "mountain", "limit_yuan": 5e10, "source": "notice"}},
        "extent": box(119.9, 29.9, 120.3, 30.123456789012345),
        "layers": {
            "places": Layer("published", "codes", licence="public"),
            "communities": stand_in,
            "facilities": Layer(
                "simulated", "seed 1", {"en": "x", "zh": "模"}, kinds,
                parts={"clinic": Layer("published", "health bureau")},
            ),
            "network": stand_in,
        },
    }  # fmt: skip
    return Zone({"en": "Some County", "zh": "某县"}, **(parts | changes))


def assert_same(one, other):
    """Two zones hold the same, down to the last bit of every number."""
    for table in (
        "places",
        "communities",
        "facilities",
        "figures",
        "targets",
        "groups",
        "pairings",
    ):
        pd.testing.assert_frame_equal(getattr(one, table), getattr(other, table), check_exact=True)
    if one.incomes is None or other.incomes is None:
        assert one.incomes is other.incomes
    else:
        pd.testing.assert_frame_equal(one.incomes, other.incomes, check_exact=True)
    for part in ("name", "reach", "rules", "layers", "extent"):
        assert getattr(one, part) == getattr(other, part), part
    if one.boundaries is None or other.boundaries is None:
        assert one.boundaries is other.boundaries
    else:
        pd.testing.assert_frame_equal(pd.DataFrame(one.boundaries), pd.DataFrame(other.boundaries))
        assert one.boundaries.crs == other.boundaries.crs
    if one.network is None or other.network is None:
        assert one.network is other.network
        return
    for array in (
        *("x", "y", "tail", "head", "length_m", "exit", "door", "footing", "slope_factor"),
    ):
        np.testing.assert_array_equal(getattr(one.network, array), getattr(other.network, array))
    assert sorted(one.network.time_s) == sorted(other.network.time_s)
    for mode, seconds in one.network.time_s.items():
        np.testing.assert_array_equal(seconds, other.network.time_s[mode])
    assert one.network.crs == other.network.crs
