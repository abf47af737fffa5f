"""Isochrones: the ground within so many minutes of a point by streets or public transport."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.kernels import contours, sweeps
from gongfu.measure.degrees import to_degrees
from gongfu.measure.streets import TRANSIT, Doors, Streets, place_doors, prepared, whole_limit
from gongfu.measure.transit import Transit
from gongfu.measure.transit_ground import arrivals_by_transit
from gongfu.model.network import WGS84, Network
from gongfu.model.points import degrees

__all__ = ["isochrones"]

CELL_M: Final = {"walk": 25.0, "cycle": 50.0, "drive": 100.0, TRANSIT: 25.0}
"""The side of a cell unless one is given; the outline runs two sides away from the streets."""

SIMPLER: Final = 0.2
"""How far, in sides of a cell, an outline may move when it is simplified."""

EDGES_MAX: Final = 64
"""A straight piece of an outline crosses no more edges of cells than this ..."""

BENT: Final = 0.005
"""... and so few that what is straight in metres and what is straight in degrees lie no farther
apart, in sides, than this times the tangent of the latitude; strands lie 0.028 apart."""

EARTH_M: Final = 6.37e6

CORNERS_MAX: Final = 2**26
"""A point whose raster would have more corners than this is refused."""

AT_ONCE: Final = 64  # points of one piece of work
RIDES_AT_ONCE: Final = 4  # by public transport, of which the nodes reached are held in memory


def isochrones(
    points: pd.DataFrame,
    network: Network | Streets,
    *,
    mode: str = "walk",
    limits_s: Sequence[float] = (900.0,),
    direction: Literal["from", "to"] = "from",
    cell_m: float | None = None,
    threads: int = 2,
) -> gpd.GeoDataFrame:
    """The ground around the streets that can be reached within each limit.

    Parameters
    ----------
    points
        Columns `lon`, `lat`, or a geometry of points: where people start, or where they go.
    network
        Streets with times for `mode`, or the same as `prepare_streets` made them ready, which
        saves time when asked again.  For "transit" what `prepare_transit` made.
    mode
        "walk", "cycle", "drive" or "transit".
    limits_s
        Limits, each once.  Seconds, > 0.
    direction
        "from" the points, or "to" them; by public transport only from them.
    cell_m
        The side of a cell of the raster on which streets are painted.  Metres, > 0; None: 25
        for walking and public transport, 50 for cycling, 100 for driving.
    threads
        How many points are measured at once.  >= 1.

    Returns
    -------
    GeoDataFrame
        One row per point and limit, points in the caller's order, limits as given: `id`,
        `limit_s`, `area_km2`, `leaves_data` (a place where the streets leave the data lies
        within the limit, so the outline may be too small), `geometry` (WGS84; a polygon with its
        holes, but for those smaller than a cell, by public transport a multipolygon if the ground
        is in several pieces; missing, with area 0, for a point off the network).

    Notes
    -----
    The outline runs 2 cells from the nearest reached spot of a street, parts of segments
    included, give or take 1.42 cells of raster: whatever is reached is inside with at least 0.58
    of a cell to spare, and what is more than 3.42 cells from all that is reached is outside.
    Simplification leaves out no corner more than 0.2 of a cell from what stays, and never takes
    the outline out of a cell it passes, so that polygons are valid as they are drawn.  A longer
    limit encloses a shorter one, up to the simplification.  The way from a point to its street
    is part of the ground.

    By public transport a node of the streets is reached if the percentile of the travel times in
    the window, as `transit_times` gives it, is within the limit.  A spot between two nodes takes
    the lesser of what both give: it is missed where only the two in turn, moment by moment,
    would do, and `max_walk_s` may be passed by less than a segment.
    """
    if np.ndim(limits_s) == 0:
        raise InputError(f"limits_s is {limits_s!r}; give a list of seconds, as in [900.0]")
    limits_ds = np.array([whole_limit(limit) for limit in limits_s], np.int64)
    cell_m = CELL_M.get(mode, CELL_M["walk"]) if cell_m is None else cell_m
    if not (cell_m > 0 and threads >= 1 and np.unique(limits_ds).size == limits_ds.size > 0):
        raise InputError(
            "need cell_m > 0, threads >= 1 and some limits_s, each once; "
            f"got {cell_m!r}, {threads!r} and {list(limits_s)}"
        )
    if direction not in ("from", "to"):
        raise InputError(f"direction is {direction!r}; it must be 'from' or 'to'")
    if mode == TRANSIT and direction == "to":
        raise InputError(
            "isochrones by public transport are drawn from points, where the window of departures "
            "is; pass direction='from'"
        )
    streets = prepared(network, mode)
    if isinstance(streets, Transit) and streets.cycling is not None:
        raise InputError(
            "isochrones by public transport know walking to stops alone; prepare it with "
            "max_cycle_s=0"
        )

    lon, lat = degrees(points, "points")
    found = place_doors(lon, lat, streets)
    packed = streets.backward
    arcs = streets.forward if direction == "from" else (packed.start, packed.arc)
    ground = (*arcs, streets.x, streets.y, packed.order, streets.network.exit)
    x, y = streets.network.project(lon, lat) if len(points) else (np.zeros(0), np.zeros(0))
    starts = _starts(found, streets, x, y, direction)

    order = np.argsort(limits_ds)
    arrivals, at_once = _arrivals(streets, found, limits_ds.max(), threads)
    parts = np.array_split(_in_turn(x, y), max(-(-len(points) // at_once), 1))
    knobs = limits_ds[order], cell_m, SIMPLER, _edges_max(cell_m), CORNERS_MAX

    def traced(at: NDArray[np.int64]) -> tuple:
        return contours.outlines(*ground, *(v[at] for v in starts), arrivals(at), *knobs)

    with ThreadPoolExecutor(threads) as pool:
        # Shaped here: a projection that is asked in another thread is first built anew there.
        drawn = [_shaped(outlines, cell_m, streets.network) for outlines in pool.map(traced, parts)]
    n, n_limits = len(points), limits_ds.size
    rows = (np.concatenate(parts)[:, None] * n_limits + order).ravel()
    shapes = np.empty(n * n_limits, object)
    area_m2, left = np.zeros(rows.size), np.zeros(rows.size, bool)
    for column, name in ((shapes, 0), (area_m2, 1), (left, 2)):
        column[rows] = np.concatenate([part[name] for part in drawn])

    return gpd.GeoDataFrame(
        {
            "id": points.index.to_numpy(object).repeat(n_limits),
            "limit_s": np.tile(np.array(limits_s, float), n),
            "area_km2": area_m2 / 1e6,
            "leaves_data": left,
        },
        geometry=shapes,
        crs=WGS84,
    )


def _in_turn(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
    """Points in strips from west to east, so that neighbours are drawn one after the other."""
    return np.lexsort([y, np.floor(x / 5_000.0)])


def _arrivals(
    streets: Streets, found: Doors, limit_ds: int, threads: int
) -> tuple[Callable[[NDArray[np.int64]], contours.Arrivals], int]:
    """What points reach otherwise than along the streets, and how many are drawn at once."""
    if not isinstance(streets, Transit):
        return lambda at: contours.no_arrivals(at.size), AT_ONCE
    stops = streets.timetable.stops
    lon, lat = degrees(stops, "stops")
    x, y = streets.network.project(lon, lat) if len(stops) else (np.zeros(0), np.zeros(0))
    doors = _starts(streets.stops, streets, x, y, "from")
    return arrivals_by_transit(streets, found, doors, limit_ds, threads=threads), RIDES_AT_ONCE


def _starts(
    found: Doors,
    streets: Streets,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    direction: str,
) -> tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
    """Places of points and doors, ends of their segments, times to the ends and to the door."""
    on = found.segment >= 0
    at = found.segment[on]
    place = np.column_stack([x, y, x, y])
    node = np.zeros((on.size, 2), np.int32)
    leg_ds = np.full((on.size, 2), -1)
    if not at.size:
        return place, node, leg_ds, np.full(on.size, -1)
    fraction = found.fraction[on]
    place[on, 2], place[on, 3] = streets.grid.spot(at, fraction)
    rank = streets.backward.rank
    node[on] = np.column_stack([rank[streets.first[at]], rank[streets.second[at]]])
    forth_ds, back_ds = streets.forth_ds[at].astype(np.int64), streets.back_ds[at].astype(np.int64)
    forth, back = forth_ds < sweeps.UNREACHED, back_ds < sweeps.UNREACHED
    forth_at, back_at = found.forth_at[on], found.back_at[on]
    legs = [back_at, forth_ds - forth_at] if direction == "from" else [forth_at, back_ds - back_at]
    may = [back, forth] if direction == "from" else [forth, back]
    for end, atop in enumerate((fraction == 0.0, fraction == 1.0)):
        # At a node both directions are open, whatever the segment allows.
        leg_ds[on, end] = np.where(atop, 0, np.where(may[end], legs[end], -1))
    return place, node, leg_ds, np.where(on, found.access_ds, -1)


def _edges_max(cell_m: float) -> int:
    """How many edges of cells, sqrt(2) cells apart at most, a piece may cross; see `BENT`."""
    # Over n of them it bends by the square of its length over 8 radii.
    return int(np.clip(np.sqrt(4 * BENT * EARTH_M / cell_m), 1, EDGES_MAX))


def _shaped(
    outlines: tuple, cell_m: float, network: Network
) -> tuple[NDArray[np.object_], NDArray[np.float64], NDArray[np.bool_]]:
    """Shapes in degrees, their areas, and whether the data end inside, for each point and limit."""
    spot, size, owner, area, left, most = outlines
    if most > CORNERS_MAX:
        raise InputError(
            f"a point reaches so far that its raster has {most} corners; "
            f"choose a cell_m larger than {cell_m!r}"
        )
    shapes, area_m2 = np.full(left.size, None, object), np.zeros(left.size)
    drawn, first = np.unique(owner, return_index=True)
    if drawn.size:
        area_m2[drawn] = np.add.reduceat(area, first)
        shapes[drawn] = _polygons(spot, to_degrees(network, spot), size, owner, area)
    return shapes, area_m2, left


def _polygons(
    spot: NDArray[np.float64],
    degrees: NDArray[np.float64],
    size: NDArray[np.int64],
    owner: NDArray[np.int64],
    area: NDArray[np.float64],
) -> NDArray[np.object_]:
    """One shape for each owner in turn; the rings of a piece come outer ring first, holes after."""
    is_outer = area > 0.0
    piece_of = np.cumsum(is_outer) - 1
    n_pieces = np.bincount(owner[is_outer])
    astray = np.flatnonzero(~is_outer & (n_pieces[owner] > 1))
    end = np.cumsum(size)
    if astray.size:
        outer = np.flatnonzero(is_outer & (n_pieces[owner] > 1))
        rings = [spot[end[ring] - size[ring] : end[ring]] for ring in outer]
        around = shapely.polygons([shapely.linearrings(ring) for ring in rings])
        inside = shapely.points(spot[end[astray] - 1])
        hole, which = shapely.STRtree(around).query(inside, predicate="within")
        mine = owner[outer[which]] == owner[astray[hole]]
        hole, which = hole[mine], which[mine]
        # Of all the pieces around a hole, the least is the one that it is a hole of.
        turn = np.lexsort([area[outer[which]], hole])
        _, least = np.unique(hole[turn], return_index=True)
        piece_of[astray] = piece_of[outer[which[turn[least]]]]

    turn = np.lexsort([~is_outer, piece_of])
    length = size[turn]
    begin = np.cumsum(length) - length
    at = np.repeat((end - size)[turn] - begin, length) + np.arange(length.sum())
    rings_of = np.append(np.flatnonzero(is_outer[turn]), turn.size)
    offsets = np.append(begin, length.sum()), rings_of
    pieces = shapely.from_ragged_array(shapely.GeometryType.POLYGON, degrees[at], offsets)
    owners, shape_of, n = np.unique(owner[is_outer], return_inverse=True, return_counts=True)
    shapes = np.empty(owners.size, object)
    alone = n[shape_of] == 1
    shapes[shape_of[alone]] = pieces[alone]
    several, shape_at = np.unique(shape_of[~alone], return_inverse=True)
    if several.size:
        shapes[several] = shapely.multipolygons(pieces[~alone], indices=shape_at)
    return shapes
