"""Places of an OpenStreetMap file: one for the whole, and the administrative areas within it."""

import re
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gongfu.io.osm_scan import Scan
from gongfu.model.place import LEVELS

# What admin_level means in China (OpenStreetMap's list); elsewhere the order holds, not the names.
LEVEL_OF: Final = {
    5: "prefecture",
    6: "county",
    7: "township",
    8: "township",
    9: "village",
    10: "village",
}


def slug(name: str) -> str:
    """A code for a place from the name of its file: lower case, words joined by hyphens."""
    stem = re.sub(r"\.(osm|pbf|gz|bz2|o5m|opl)\b", "", name.lower())
    return re.sub(r"[^\w]+", "-", stem).strip("-") or "zone"


def find_places(
    scan: Scan, name: str, whole: BaseGeometry
) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """The places, and their boundaries.

    Parameters
    ----------
    scan
        With the administrative areas that are complete in the file.
    name
        Name of the file, which names the place for the whole.
    whole
        The zone's boundary, or else the extent, in WGS84.

    Returns
    -------
    DataFrame
        Index `code`; columns name, name_en, level, parent, lon, lat.  The first row is the
        whole; an area that does not lie in it is left out.
    GeoDataFrame
        Index `code`; the polygons in WGS84, with `level`.
    """
    code = slug(name)
    table = pd.DataFrame(scan.admin, columns=["id", "admin_level", "name", "name_en", "shape"])
    table["level"] = table["admin_level"].map(LEVEL_OF)
    table = table.dropna(subset="level").drop_duplicates("id")
    # Where two of the map's levels stand for one of ours, the one with more areas is kept.
    table = table[table["admin_level"].isin(_fullest(table))]
    table["geometry"] = shapely.from_wkb(table["shape"].to_numpy(object))
    inner = shapely.point_on_surface(table["geometry"].to_numpy(object))
    table["lon"], table["lat"] = shapely.get_coordinates(inner).reshape(-1, 2).T
    table = table[shapely.within(inner, whole)].sort_values(["admin_level", "id"])
    table.index = pd.Index([f"r{ident}" for ident in table["id"]], name="code", dtype=object)

    top_level = "province" if (table["level"] == "prefecture").any() else "prefecture"
    centre = shapely.get_coordinates(shapely.point_on_surface(whole))[0]
    top = pd.DataFrame(
        {
            "name": code,
            "name_en": code,
            "level": top_level,
            "parent": "",
            "lon": centre[0],
            "lat": centre[1],
            "geometry": [whole],
        },
        index=pd.Index([code], name="code", dtype=object),
    )
    table["parent"] = code
    for level in LEVELS[2:]:
        here = table["level"] == level
        upper = table[table["level"].map(LEVELS.index) < LEVELS.index(level)]
        table.loc[here, "parent"] = place_of(
            table.loc[here, "lon"].to_numpy(float),
            table.loc[here, "lat"].to_numpy(float),
            gpd.GeoDataFrame(upper[["level"]], geometry=upper["geometry"], crs="EPSG:4326"),
            code,
        )
    columns = ["name", "name_en", "level", "parent", "lon", "lat", "geometry"]
    places = pd.concat([top[columns], table[columns]]) if len(table) else top[columns]
    boundaries = gpd.GeoDataFrame(places[["level"]], geometry=places["geometry"], crs="EPSG:4326")
    return places.drop(columns="geometry"), boundaries


def place_of(
    lon: NDArray[np.float64], lat: NDArray[np.float64], boundaries: gpd.GeoDataFrame, default: str
) -> NDArray[np.object_]:
    """Code of the lowest place that each point (n,) lies in; `default` where it is in none."""
    codes = np.full(lon.size, default, object)
    level = boundaries["level"].map(LEVELS.index).to_numpy(int)
    tree = shapely.STRtree(boundaries.geometry.to_numpy())
    point_at, place_at = tree.query(shapely.points(lon, lat), predicate="intersects")
    order = np.lexsort((-place_at, level[place_at], point_at))
    for at in LEVELS:  # lower levels overwrite upper ones
        rows = order[level[place_at[order]] == LEVELS.index(at)]
        codes[point_at[rows]] = boundaries.index.to_numpy()[place_at[rows]]
    return codes


def _fullest(table: pd.DataFrame) -> list[int]:
    counts = table.groupby(["level", "admin_level"], sort=True).size()
    return [int(group.idxmax()[1]) for _, group in counts.groupby(level="level", sort=True)]
