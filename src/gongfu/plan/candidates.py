"""Where one might build: villages, corners of streets, a grid, not too near to each other."""

from collections.abc import Hashable, Sequence
from typing import Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from gongfu.errors import InputError
from gongfu.measure.degrees import to_degrees
from gongfu.model.network import Network
from gongfu.model.schema import LAT, LON, check_frame

GRID_MAX: Final = 4_000_000
"""Crossings of a grid, before any is cut off; more is a spacing too small by mistake."""

EXACT_M: Final = 0.01
"""Degrees of seven decimals are no finer: what is short of a distance by less is as far."""

_DEGREES: Final = (LON, LAT)


def at_communities(communities: pd.DataFrame) -> pd.DataFrame:
    """A candidate in each community, index as it is: `lon`, `lat`."""
    return communities[["lon", "lat"]].copy()


def at_corners(network: Network, communities: pd.DataFrame, *, around_m: float) -> pd.DataFrame:
    """A candidate at each corner of streets in the squares of `around_m` metres around communities.

    Index "node-<position>"; `lon`, `lat`.
    """
    if not around_m > 0:
        raise InputError(f"around_m must be more than 0; it is {around_m!r}")
    x, y = network.project(communities["lon"], communities["lat"])
    homes = np.unique(np.floor(np.column_stack([x, y]) / around_m).astype(np.int64), axis=0)
    near = {(column + a, row + b) for column, row in homes for a in (-1, 0, 1) for b in (-1, 0, 1)}
    squares = np.floor(np.column_stack([network.x, network.y]) / around_m).astype(np.int64)
    kept = np.flatnonzero([tuple(square) in near for square in squares.tolist()])
    degrees = to_degrees(network, np.column_stack([network.x[kept], network.y[kept]]))
    return pd.DataFrame(
        {"lon": degrees[:, 0], "lat": degrees[:, 1]},
        index=pd.Index([f"node-{at}" for at in kept], dtype=object),
    )


def at_grid(
    network: Network,
    communities: pd.DataFrame,
    *,
    spacing_m: float,
    around_m: float,
    area: BaseGeometry | None = None,
) -> pd.DataFrame:
    """A candidate at each crossing of a square grid that lies in an area, or near communities.

    Parameters
    ----------
    network
        In whose metres the grid lies; its lines run through the origin of the system, so that a
        crossing has the same id whichever area is asked for.
    communities
        `lon`, `lat` in degrees.
    spacing_m
        Between neighbouring lines, metres, > 0.
    around_m
        Without an area: how far from the nearest community, in a straight line, a crossing may be.
        Metres, > 0.
    area
        Polygon in WGS84 degrees; its edge belongs to it.

    Returns
    -------
    DataFrame
        Index "e<columns>n<rows>", counted from the origin; `lon`, `lat`; from south to north, each
        row from west to east.

    Raises
    ------
    InputError
        A distance that is not above 0, more than `GRID_MAX` crossings, or none.
    """
    check_frame(communities, _DEGREES, "communities")
    for name, metres in (("spacing_m", spacing_m), ("around_m", around_m)):
        if not 0 < metres < np.inf:
            raise InputError(f"{name} must be more than 0; it is {metres!r}")
    if area is None:
        x, y = network.project(communities["lon"], communities["lat"])
        reach = around_m
    else:
        x, y = network.project(*shapely.get_coordinates(area).T)
        reach = spacing_m  # an edge that is straight in degrees bends a little in metres
    if not x.size:
        raise InputError("the grid has nowhere to lie: no communities, or an area without points")

    west, east = _lines(x, spacing_m, reach)
    south, north = _lines(y, spacing_m, reach)
    n_crossings = (east - west + 1) * (north - south + 1)
    if n_crossings > GRID_MAX:
        raise InputError(
            f"a grid of {spacing_m:g} m would have {n_crossings:,} crossings, more than "
            f"{GRID_MAX:,}; take a larger spacing, or ask for a smaller place"
        )
    row, column = (
        part.ravel() for part in np.mgrid[south : north + 1, west : east + 1].astype(np.int64)
    )
    places = np.column_stack([column, row]) * spacing_m
    if area is None:
        far, _ = cKDTree(np.column_stack([x, y])).query(places, distance_upper_bound=around_m)
        kept = np.isfinite(far)
        degrees = to_degrees(network, places[kept])
    else:
        degrees = to_degrees(network, places)
        shapely.prepare(area)
        kept = shapely.intersects_xy(area, degrees[:, 0], degrees[:, 1])
        degrees = degrees[kept]
    if not kept.any():
        raise InputError(
            f"no crossing of a grid of {spacing_m:g} m lies in the area; take a smaller spacing"
        )
    names = zip(column[kept].tolist(), row[kept].tolist(), strict=True)
    return pd.DataFrame(
        {"lon": degrees[:, 0], "lat": degrees[:, 1]},
        index=pd.Index([f"e{a}n{b}" for a, b in names], dtype=object),
    )


def thinned(
    points: pd.DataFrame,
    network: Network,
    *,
    spacing_m: float,
    first: Sequence[Hashable] = (),
) -> pd.DataFrame:
    """Points of which no two are nearer to each other than so many metres.

    Parameters
    ----------
    points
        `lon`, `lat` in degrees.
    network
        In whose metres distances are measured, in a straight line.
    spacing_m
        Metres, > 0; points exactly so far apart both stay.
    first
        Ids of points that stay whatever is near them; the others give way.

    Returns
    -------
    DataFrame
        Some of the rows, in their order: each that has no earlier one too near, so that every
        point left out has one that stayed within `spacing_m`.
    """
    check_frame(points, _DEGREES, "points")
    if not spacing_m > 0:
        raise InputError(f"spacing_m must be more than 0; it is {spacing_m!r}")
    places = np.column_stack(network.project(points["lon"], points["lat"]))
    held = points.index.isin(list(first))

    return points[_spread(places, held, spacing_m)].copy()


def _lines(values: NDArray[np.float64], spacing_m: float, reach_m: float) -> tuple[int, int]:
    """The first and last line of a grid within reach of some values."""
    return (
        int(np.ceil((values.min() - reach_m) / spacing_m)),
        int(np.floor((values.max() + reach_m) / spacing_m)),
    )


def _spread(
    places: NDArray[np.float64], held: NDArray[np.bool_], spacing_m: float
) -> NDArray[np.bool_]:
    """Which places stay: those held, then each that is not too near to one that stayed.

    Those that stayed lie in a dictionary of squares with a diagonal of `spacing_m`: another point
    in the square of one is too near, and those too near lie at most two squares away.
    """
    kept = held.copy()
    side = spacing_m / np.sqrt(2.0)
    squares = np.floor(places / side).astype(np.int64).tolist()
    least = max(spacing_m - EXACT_M, 0.0) ** 2
    there: dict[tuple[int, int], list[int]] = {}
    where = places.tolist()
    steps = [(a, b) for a in range(-2, 3) for b in range(-2, 3)]
    for at in np.argsort(~held, kind="stable").tolist():
        (column, row), (x, y) = squares[at], where[at]
        if not held[at]:
            near = (
                other
                for a, b in steps
                for other in there.get((column + a, row + b), ())
                if (where[other][0] - x) ** 2 + (where[other][1] - y) ** 2 < least
            )
            if next(near, None) is not None:
                continue
        kept[at] = True
        there.setdefault((column, row), []).append(at)
    return kept
