"""Cells of a raster: where they lie, how large they are, and several made one.

Rows and columns count from 0 at the upper left corner of the whole raster; the middle of a cell
is half a cell further.
"""

from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer

from gongfu.io.lying import scale_at
from gongfu.model.network import WGS84
from gongfu.units import M_PER_KM

_AXIS_M: Final = Geod(ellps="WGS84").a
_E2: Final = Geod(ellps="WGS84").es

Numbers = NDArray[Any]  # float64


def middles(source: Any, row: Numbers, column: Numbers) -> tuple[Numbers, Numbers]:
    """Degrees (n,) east and north of places in the raster; inf where its system has none."""
    at = source.transform  # x = a column + b row + c, y = d column + e row + f
    x = at.a * column + at.b * row + at.c
    y = at.d * column + at.e * row + at.f
    lon, lat = _way_back(source.crs.to_wkt()).transform(x, y)
    return np.asarray(lon, float), np.asarray(lat, float)


@lru_cache(maxsize=8)
def _way_back(crs: str) -> Transformer:
    return Transformer.from_crs(crs, WGS84, always_xy=True)


def areas_km2(source: Any, row: Numbers, column: Numbers) -> Numbers:
    """Square kilometres (n,) on the ellipsoid of the cells with these middles.

    Notes
    -----
    The parallelogram of the steps from edge to edge, measured with the radii of curvature of
    WGS84 at the middle (Snyder 1987, eqs. 4-18 and 4-20).  Also where the map itself is drawn on
    a sphere, as Mollweide's and the web's are: there a cell of 1 km2 on the map is 0.3% less.
    """
    _, lat = middles(source, row, column)
    upper, lower = (middles(source, row + step, column) for step in (-0.5, 0.5))
    left, right = (middles(source, row, column + step) for step in (-0.5, 0.5))
    down = np.array(lower) - np.array(upper)
    across = np.array(right) - np.array(left)
    square = np.radians(np.radians(np.abs(down[0] * across[1] - down[1] * across[0])))
    flat = 1.0 - _E2 * np.sin(np.radians(lat)) ** 2
    radii = _AXIS_M**2 * (1.0 - _E2) / flat**2 * np.cos(np.radians(lat))
    area: Numbers = square * radii / M_PER_KM**2
    return area


def merge_factors(source: Any, lat: float, cell_m: float) -> tuple[int, int]:
    """How many rows and columns of cells make a square about `cell_m` metres wide at `lat`."""
    crs, at = CRS.from_user_input(source.crs), source.transform
    across, along = np.array([at.a, at.d]), np.array([at.b, at.e])
    if crs.is_geographic:
        metres = scale_at(float(np.clip(lat, -80.0, 80.0)))
    else:
        metres = np.full(2, crs.axis_info[0].unit_conversion_factor)
    rows = cell_m / float(np.hypot(*(along * metres)))
    columns = cell_m / float(np.hypot(*(across * metres)))
    return max(1, round(rows)), max(1, round(columns))


def merged(
    block: tuple[NDArray[np.int64], NDArray[np.int64]], sums: list[Numbers]
) -> tuple[NDArray[np.int64], NDArray[np.int64], list[NDArray[Any]]]:
    """Rows and columns of blocks (n,), each once, and the `sums` (n,) of what lies in them."""
    if not block[0].size:
        return block[0], block[1], sums
    width = int(block[1].max()) + 1
    key, at = np.unique(block[0] * width + block[1], return_inverse=True)
    row, column = np.divmod(key, width)
    return row, column, [np.bincount(at, weights=part, minlength=key.size) for part in sums]
