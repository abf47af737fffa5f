"""A small zone whose answers fit in the head: two counties beside each other on a grid of streets.

      y = 1,000 m  h4 .................... h5
                   |   county 90101   |  county 90102   |
      y = 0        h0 -- h1 -- h2 -- h3 --  ...  (every 250 m; streets both ways, 1 m in 1 s)
                   x = 0  250   500   750   1,000 ...   2,000

Streets run every 250 m from 0 to 2,000 m east and 0 to 1,000 m north, and take one second a
metre.  Every point stands on a corner, so that no walk to a street is added.  County 90101 is west
of x = 1,125 m, 90102 east of it; in each lies one township called 城关镇.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gongfu.io.tables import write_zone
from gongfu.model.network import Network
from gongfu.model.zone import Layer, ReachSettings, Zone
from tests import worlds

STEP_M, N_EAST, N_NORTH, MIDDLE_M = 250.0, 9, 5, 1_125.0
HOMES = {  # id: (x, y, residents, children, place)
    "h0": (0, 0, 100, 10, "901011"),
    "h1": (250, 0, 200, 50, "901011"),
    "h2": (500, 0, 300, 0, "901011"),
    "h3": (1_250, 0, 400, 40, "901021"),
    "h4": (0, 1_000, 50, 5, "901011"),
    "h5": (2_000, 1_000, 150, 90, "901021"),
}
SITES = {  # id: (x, y, kind, capacity)
    "s1": (250, 0, "school", 30.0),
    "s2": (2_000, 0, "school", 60.0),
    "c1": (500, 250, "clinic", np.nan),
    "e1": (1_500, 0, "charging_station", 4.0),
}


def network(**changes) -> Network:
    """The grid."""
    x, y = (a.ravel() * STEP_M for a in np.meshgrid(np.arange(N_EAST), np.arange(N_NORTH)))
    at = np.arange(N_EAST * N_NORTH).reshape(N_NORTH, N_EAST)
    one = np.concatenate([at[:, :-1].ravel(), at[:-1].ravel()])
    two = np.concatenate([at[:, 1:].ravel(), at[1:].ravel()])
    tail, head = np.concatenate([one, two]), np.concatenate([two, one])
    settings = {"time_s": np.full(tail.size, STEP_M), "crs": worlds.CRS} | changes
    return Network.from_arrays(x, y, tail, head, **settings)


def places() -> pd.DataFrame:
    rows = {
        "90": ("某市", "Somecity", "prefecture", ""),
        "90101": ("西县", "West County", "county", "90"),
        "90102": ("东县", "East County", "county", "90"),
        "901011": ("城关镇", "Chengguan", "township", "90101"),
        "901021": ("城关镇", "Chengguan", "township", "90102"),
    }
    frame = pd.DataFrame.from_dict(rows, "index", columns=["name", "name_en", "level", "parent"])
    return frame.rename_axis("code")


def boundaries() -> gpd.GeoDataFrame:
    """The two counties, and the township of the western one."""
    boxes = {"90101": (-50, MIDDLE_M), "90102": (MIDDLE_M, 2_050), "901011": (-50, MIDDLE_M)}
    shapes = []
    for west, east in boxes.values():
        box = shapely.segmentize(shapely.box(west, -50.0, east, 1_050.0), 100.0)
        shapes.append(
            shapely.transform(box, lambda xy: np.column_stack(worlds.TO_DEGREES.transform(*xy.T)))
        )
    index = pd.Index(list(boxes), name="code")
    return gpd.GeoDataFrame(geometry=shapes, index=index, crs="EPSG:4326")


def figures() -> pd.DataFrame:
    """Income per head: 30,000 yuan in the west, 60,000 in the east."""
    rows = [
        {
            "place": place,
            "indicator": "disposable_income_per_head_yuan",
            "period": "2024",
            "value": value,
            "bound": "=",
            "unit": "yuan per person",
            "source": "made up",
            "standing": "published",
            "grade": "official_table",
            "via": "",
            "note": "",
            "doubt": "",
        }
        for place, value in (("90101", 30_000.0), ("90102", 60_000.0))
    ]
    return pd.DataFrame(rows)


def small_zone(**changes) -> Zone:
    """The zone: schools, a clinic and a charging station, nothing simulated but the clinic."""
    homes = pd.DataFrame.from_dict(
        HOMES, "index", columns=["x", "y", "residents", "residents_children", "place"]
    )
    people = worlds.points(
        homes[["x", "y"]],
        homes.index,
        place=homes["place"].to_list(),
        name=[f"村{at}" for at in range(len(homes))],
        residents=homes["residents"].astype(float).to_list(),
        residents_children=homes["residents_children"].astype(float).to_list(),
        urban=[True, True, True, False, False, False],
    )
    sites = pd.DataFrame.from_dict(SITES, "index", columns=["x", "y", "kind", "capacity"])
    there = worlds.points(
        sites[["x", "y"]],
        sites.index,
        "facility_id",
        kind=sites["kind"].to_list(),
        name=["西小学", "东小学", "", "站"],
        capacity=sites["capacity"].to_list(),
    )
    made = {
        "name": {"en": "Somecity", "zh": "某市"},
        "places": places(),
        "communities": people,
        "facilities": there,
        "network": network(),
        "boundaries": boundaries(),
        "figures": figures(),
        "reach": ReachSettings(limit_s=600.0, kinds=("school", "clinic", "hospital")),
        "layers": {
            "communities": Layer("published", "a list"),
            "network": Layer("published", "a map"),
            "facilities": Layer(
                "simulated",
                "a list",
                kinds=("school", "clinic", "charging_station"),
                parts={
                    "school": Layer("published", "a list"),
                    "charging_station": Layer("published", "a list"),
                },
            ),
        },
    }
    return Zone(**made | changes)


def write_small_zone(path, **changes):
    """The same as a folder."""
    write_zone(small_zone(**changes), path)
    return path


def by_home(answer, value, kind="school"):
    """One column of an answer about communities, by community."""
    table = answer.table[answer.table["kind"] == kind]
    return dict(zip(table["community_id"], table[value], strict=True))
