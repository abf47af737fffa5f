"""Service areas: the region divided among facilities by who is nearest along the streets."""

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import Delaunay, cKDTree

from gongfu.errors import InputError
from gongfu.kernels import sweeps
from gongfu.measure.degrees import to_degrees
from gongfu.measure.reach import along_the_street, from_the_ends, seeds_at_sites
from gongfu.measure.streets import (
    Direction,
    Doors,
    Streets,
    find_doors,
    prepared,
    streets_alone,
    whole_limit,
)
from gongfu.model.network import WGS84, Network

__all__ = ["service_areas"]

NOBODY: Final = -1
OUTSIDE: Final = -2
"""The owner of a ring of far points that closes all cells."""

FAR: Final = 20.0
"""How far away these are, in widths of the region."""

CELLS: Final = 64
"""The bounds of the region are divided into so many cells each way to find far-off spots."""

LOST: Final = 1e-9
"""The pieces fill the region up to this share of it."""

WHOLE_MM: Final = 3
"""Corners are rounded to so many decimals of a metre, so that those that coincide are one."""


def service_areas(
    facilities: pd.DataFrame,
    network: Network | Streets,
    boundary: shapely.Polygon | shapely.MultiPolygon,
    *,
    mode: str = "walk",
    limit_s: float = float("inf"),
    direction: Direction = "to",
    spacing_m: float = 250.0,
) -> gpd.GeoDataFrame:
    """The region divided among facilities: to each the ground whose streets are nearest to it.

    Parameters
    ----------
    facilities
        Columns `lon`, `lat`, or a geometry of points: facilities that stand in for each other,
        such as those of one kind.
    network
        Streets with times for `mode`, or the same as `prepare_streets` made them ready.
    boundary
        The region, in WGS84 degrees.
    mode
        "walk", "cycle" or "drive".
    limit_s
        Who is farther than this belongs to nobody.  Seconds, > 0.
    direction
        "to" the facility, or "from" it, as an ambulance goes.
    spacing_m
        Longer streets are asked at spots between their ends, so far apart at most.  Metres, > 0.

    Returns
    -------
    GeoDataFrame
        One row per facility in the caller's order, and a last one, its `id` missing, for what
        belongs to nobody: `id`, `area_km2`, `geometry` (WGS84; polygons that do not overlap and
        together fill the boundary; missing, with area 0, where nothing is left for one).

    Notes
    -----
    The nearest facility is found at every node, and at spots along streets, as
    `time_to_nearest` finds it; each place of the region goes with the nearest of these spots in
    a straight line (Voronoi 1908, by the triangulation of Delaunay).  So an area's edge crosses a
    street within half the distance between spots of where both facilities are equally near.
    """
    limit_ds = whole_limit(limit_s)
    if not spacing_m > 0:
        raise InputError(f"spacing_m is {spacing_m!r}; it must be metres > 0")
    if boundary.is_empty or not boundary.is_valid:
        raise InputError("boundary is empty or not valid; mend it, as with shapely.make_valid")
    streets = streets_alone(prepared(network, mode, direction), "service_areas")

    sites = find_doors(facilities, streets, "facilities")
    region = shapely.transform(boundary, lambda xy: np.column_stack(streets.network.project(*xy.T)))
    at = np.flatnonzero(sites.segment >= 0)
    spots, owner = _spots(streets, sites.take(at), limit_ds, spacing_m)
    owner = np.where(owner >= 0, np.append(at, NOBODY)[owner], NOBODY)
    near = _near(spots, shapely.bounds(region))
    spots, owner = spots[near], owner[near]
    pieces, face_owner = _pieces(spots, owner, region)

    n = len(facilities)
    parts, from_face = shapely.get_parts(pieces, return_index=True)
    areal = shapely.area(parts) > 0
    parts, part_owner = parts[areal], face_owner[from_face[areal]]
    part_owner = np.where(part_owner < 0, n, part_owner)
    turn = np.argsort(part_owner, kind="stable")
    held, row = np.unique(part_owner[turn], return_inverse=True)
    shapes = np.full(n + 1, None, object)
    area_m2 = np.zeros(n + 1)
    if held.size:
        whole = shapely.multipolygons(parts[turn], indices=row)
        area_m2[held] = shapely.area(whole)
        shapes[held] = shapely.transform(whole, lambda xy: to_degrees(streets.network, xy))
    ids = np.array([*facilities.index, None], object)
    return gpd.GeoDataFrame({"id": ids, "area_km2": area_m2 / 1e6}, geometry=shapes, crs=WGS84)


def _spots(
    streets: Streets, sites: Doors, limit_ds: int, spacing_m: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Nodes and spots along streets that are on no island, and the nearest site of each."""
    packed = streets.backward
    node, offset_ds, site = seeds_at_sites(streets, sites)
    time_ds, seed = sweeps.nearest_at(
        packed, node, limit_ds, np.arange(packed.rank.size), offset_ds
    )
    owner = np.append(site, NOBODY)[seed]

    grid = streets.grid
    segment = np.flatnonzero(grid.kept)
    length_m = grid.length_m(segment)
    n_between = np.maximum(np.ceil(length_m / spacing_m).astype(np.int64) - 1, 0)
    nth = np.arange(n_between.sum()) - np.repeat(np.cumsum(n_between) - n_between, n_between)
    on = segment.repeat(n_between)
    fraction = (nth + 1) / (n_between.repeat(n_between) + 1)
    nothing = np.zeros(on.size, np.int64)
    between = Doors(
        segment=on.astype(np.int32),
        fraction=fraction,
        distance_m=np.zeros(on.size),
        skipped_island=np.zeros(on.size, bool),
        forth_at=np.rint(fraction * streets.forth_ds[on]).astype(np.int64),
        back_at=np.rint(fraction * streets.back_ds[on]).astype(np.int64),
        access_ds=nothing,
    )
    ends = np.concatenate([streets.first[on], streets.second[on]])
    met = from_the_ends(streets, between, time_ds[ends], owner[ends].astype(np.int32))
    turn = np.argsort(sites.segment, kind="stable")
    _, between_owner = along_the_street(
        streets, between, met, sites.take(turn), turn.astype(np.int32), limit_ds
    )

    joined = np.unique(np.concatenate([streets.first[segment], streets.second[segment]]))
    x, y = grid.spot(on, fraction)
    x = np.concatenate([streets.network.x[joined], x])
    y = np.concatenate([streets.network.y[joined], y])
    return np.column_stack([x, y]), np.concatenate([owner[joined], between_owner])


def _near(spots: NDArray[np.float64], bounds: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which spots can be the nearest of any place within the bounds; some others as well.

    No place lies farther from its nearest spot than the middle of its cell does, and half a cell.
    """
    if not len(spots):
        return np.zeros(0, bool)
    low, high = bounds[:2], bounds[2:]
    cell = (high - low) / CELLS
    middle = [low[axis] + cell[axis] * (np.arange(CELLS) + 0.5) for axis in (0, 1)]
    centres = np.stack(np.meshgrid(*middle), axis=-1).reshape(-1, 2)
    away, _ = cKDTree(spots).query(centres)
    margin = away.max() + np.hypot(*cell) / 2
    return np.asarray(((spots >= low - margin) & (spots <= high + margin)).all(axis=1))


def _pieces(
    spots: NDArray[np.float64], owner: NDArray[np.int64], region: shapely.Geometry
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """The region cut where the owner of the nearest spot changes, and the owner of each piece."""
    if not len(spots):
        return np.array([region], object), np.array([NOBODY])
    spots, first = np.unique(np.round(spots, WHOLE_MM), axis=0, return_index=True)
    west, south, east, north = shapely.bounds(region)
    low = np.minimum(spots.min(axis=0), [west, south])
    high = np.maximum(spots.max(axis=0), [east, north])
    around = np.linspace(0.1, 2 * np.pi + 0.1, 16, endpoint=False)
    ring = FAR * max(*(high - low), 1.0) * np.column_stack([np.cos(around), np.sin(around)])
    middle = (low + high) / 2
    places = np.concatenate([spots - middle, ring])
    owner = np.concatenate([owner[first], np.full(len(ring), OUTSIDE)])

    net = Delaunay(places)
    centre = np.round(_centres(places[net.simplices]), WHOLE_MM)
    parts = []
    for k in range(3):
        one, two = net.simplices[:, (k + 1) % 3], net.simplices[:, (k + 2) % 3]
        other = net.neighbors[:, k]
        at = np.flatnonzero((owner[one] != owner[two]) & (other > np.arange(len(other))))
        parts.append(np.stack([centre[at], centre[other[at]]], axis=1))
    edges = np.concatenate(parts)
    edges = edges[(edges[:, 0] != edges[:, 1]).any(axis=1)]
    lines = shapely.linestrings(edges)
    around_middle = shapely.transform(region, lambda xy: xy - middle)
    whole = shapely.area(region)
    faces = shapely.get_parts(shapely.polygonize(lines))
    pieces = shapely.intersection(faces, around_middle)
    if abs(shapely.area(pieces).sum() - whole) > LOST * whole:
        # The centre of a triangle as flat as a line is not exact, and edges to it may cross.
        lines = shapely.get_parts(shapely.node(shapely.multilinestrings(lines)))
        faces = shapely.get_parts(shapely.polygonize(lines))
        pieces = shapely.intersection(faces, around_middle)
    inside = shapely.get_coordinates(shapely.point_on_surface(faces))
    _, nearest = cKDTree(places).query(inside)
    return shapely.transform(pieces, lambda xy: xy + middle), owner[nearest]


def _centres(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """The centre of the circle around each triangle (., 3, 2)."""
    b, c = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    twice = 2 * (b[:, 0] * c[:, 1] - b[:, 1] * c[:, 0])
    bb, cc = (b**2).sum(axis=1), (c**2).sum(axis=1)
    x = (c[:, 1] * bb - b[:, 1] * cc) / twice
    y = (b[:, 0] * cc - c[:, 0] * bb) / twice
    return corners[:, 0] + np.column_stack([x, y])
