"""Where people enter a park: large open areas have doors along their edge, not one inner point."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gongfu.io.osm_facilities import facility_rules
from gongfu.io.osm_metres import area_m2, metres_per_degree
from gongfu.io.osm_streets import Streets

SMALL_M2: Final = 10_000.0  # a square hectare's inner point is at most some 70 m from its edge
APART_M: Final = 50.0  # doors nearer to each other than this count once
ALONG_M: Final = 100.0  # where no path leads in: points along the edge, this far apart


def with_doors(table: pd.DataFrame, polygons: Mapping[str, Any], streets: Streets) -> pd.DataFrame:
    """The facilities, with one row for each door of a large park.

    Doors are where walkable segments cross the park's edge.  A park of a hectare and more that
    no path leads into counts as open all along: a point every 100 m.  Smaller ones keep their
    inner point.

    Parameters
    ----------
    table
        As `facility_table` gives it; not changed.
    polygons
        For each site drawn as an area, its polygon in WGS84.
    streets
        The streets around.

    Returns
    -------
    DataFrame
        The rows of `table`; a park's further doors follow it as "w12@2", "w12@3" and so on, with
        the same `site`: count sites, not rows.
    """
    kinds = {rule.kind for rule in facility_rules() if rule.doors}
    wanted = table["kind"].isin(kinds) & table["site"].isin(polygons.keys())
    parks = table.index[wanted]
    if parks.empty:
        return table
    shapes = np.array([polygons[site] for site in table.loc[parks, "site"]], object)
    large = area_m2(shapes, table.loc[parks, "lat"].to_numpy()) >= SMALL_M2
    index = _WalkIndex(streets)
    parts = [table.drop(index=parks[large])]
    for park, shape in zip(parks[large], shapes[large], strict=True):
        doors = _apart(index.crossings(shape))
        if not len(doors):
            doors = _along(shape)
        rows = table.loc[[park] * len(doors)].assign(lon=doors[:, 0], lat=doors[:, 1])
        rows.index = pd.Index(
            [park if at == 0 else f"{park}@{at + 1}" for at in range(len(doors))],
            name=table.index.name,
        )
        parts.append(rows)
    return pd.concat(parts)


class _WalkIndex:
    """Walkable segments by the longitude of the node they leave."""

    def __init__(self, streets: Streets) -> None:
        network = streets.network
        walk = ~np.isnan(network.time_s["walk"])
        tail, head = network.tail[walk], network.head[walk]
        order = np.argsort(streets.lon[tail], kind="stable")
        tail, head = tail[order], head[order]
        self.tail = np.column_stack([streets.lon[tail], streets.lat[tail]])
        self.head = np.column_stack([streets.lon[head], streets.lat[head]])

    def crossings(self, shape: Any) -> NDArray[np.float64]:
        """(n, 2) degrees where a segment comes from outside onto or into the shape."""
        west, south, east, north = shape.bounds
        first, last = np.searchsorted(self.tail[:, 0], [west, east])
        near = slice(first, last + 1)
        tail, head = self.tail[near], self.head[near]
        within = (tail[:, 1] >= south) & (tail[:, 1] <= north)
        tail, head = tail[within], head[within]
        shapely.prepare(shape)
        inside = shapely.intersects_xy(shape, tail)
        tail, head = tail[inside], head[inside]
        leaving = ~shapely.intersects_xy(shape, head)
        tail, head = tail[leaving], head[leaving]
        if not len(tail):
            return np.empty((0, 2))
        lines = shapely.linestrings(np.stack([tail, head], axis=1))
        met = shapely.intersection(lines, shapely.boundary(shape))
        # Where rounding keeps a node on the edge from meeting it, the node is the door.
        doors = shapely.get_coordinates(shapely.point_on_surface(met[~shapely.is_empty(met)]))
        return np.concatenate([doors, tail[shapely.is_empty(met)]])


def _apart(doors: NDArray[np.float64]) -> NDArray[np.float64]:
    """One of the doors in each square of `APART_M`, in a fixed order."""
    if not len(doors):
        return doors
    per_lon, per_lat = metres_per_degree(doors[:1, 1])
    cell = np.floor(doors * np.array([per_lon[0], per_lat[0]]) / APART_M).astype(np.int64)
    doors = doors[np.lexsort((doors[:, 1], doors[:, 0], cell[:, 1], cell[:, 0]))]
    cell = np.floor(doors * np.array([per_lon[0], per_lat[0]]) / APART_M).astype(np.int64)
    return doors[np.sort(np.unique(cell, axis=0, return_index=True)[1])]


def _along(shape: Any) -> NDArray[np.float64]:
    """Points about every `ALONG_M` along the outer edge of a shape in degrees."""
    _, lat = shapely.get_coordinates(shapely.centroid(shape))[0]
    metres = np.concatenate(metres_per_degree(np.array([lat])))
    rings = shapely.get_exterior_ring(shapely.get_parts(shape))
    points = []
    for ring in shapely.transform(rings, lambda degrees: degrees * metres):
        steps = np.linspace(0.0, ring.length, max(round(ring.length / ALONG_M), 1), endpoint=False)
        points.append(shapely.get_coordinates(shapely.line_interpolate_point(ring, steps)))
    return np.concatenate(points) / metres
