"""Where the points of a frame lie: by `lon` and `lat`, or by a geometry in any system."""

from functools import lru_cache
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from gongfu.errors import InputError
from gongfu.model.network import WGS84
from gongfu.model.schema import LAT, LON, faults, row_words

APART_DEGREES: Final = 1e-4
"""Where `lon` and `lat` are farther than this from the geometry, about 10 m, one of them is wrong.

Two programs may bring a national system to WGS84 some metres apart.
"""

Floats = NDArray[np.float64]


def degrees(frame: pd.DataFrame, name: str) -> tuple[Floats, Floats]:
    """Longitude and latitude of every row.

    Parameters
    ----------
    frame
        Columns `lon` and `lat` in WGS84 degrees, or a GeoDataFrame of points in any coordinate
        system; one that has both must mean the same places.
    name
        What errors call the frame.

    Returns
    -------
    tuple of arrays
        lon and lat, (n,) WGS84 degrees.

    Raises
    ------
    InputError
        All faults at once, with their rows.  Areas are refused rather than replaced by a point
        of ours: where the door of a school is decides how far it is.
    """
    geometry = _geometry(frame)
    named = geometry is None or {"lon", "lat"} <= set(frame.columns)
    found = faults(frame, (LON, LAT) if named else ())
    if geometry is not None:
        found += _geometry_faults(geometry)
    if found:
        raise InputError(f"{name}: " + "; ".join(found))

    if geometry is None:
        return frame["lon"].to_numpy(float), frame["lat"].to_numpy(float)
    lon, lat = _to_degrees(geometry)
    rows = np.arange(1, lon.size + 1)
    lost = ~((np.abs(lon) <= LON.high) & (np.abs(lat) <= LAT.high))
    if lost.any():
        raise InputError(
            f"{name}: geometry cannot be brought from {geometry.crs.to_string()} to degrees in "
            f"{row_words(lost, rows)}; correct its crs or these points"
        )
    if not named:
        return lon, lat
    given = frame["lon"].to_numpy(float), frame["lat"].to_numpy(float)
    apart = np.maximum(np.abs(lon - given[0]), np.abs(lat - given[1])) > APART_DEGREES
    if apart.any():
        raise InputError(
            f"{name}: lon and lat lie elsewhere than geometry in {row_words(apart, rows)}; "
            "drop whichever is wrong"
        )
    return given


def located(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """The frame with `lon` and `lat` in place of a geometry.

    Parameters
    ----------
    frame, name
        As for `degrees`.

    Returns
    -------
    DataFrame
        The frame itself if it has no geometry, else a plain one with the same index and order.
    """
    lon, lat = degrees(frame, name)
    if _geometry(frame) is None:
        return frame
    rest = pd.DataFrame(frame).drop(columns=frame.active_geometry_name)
    return rest.assign(lon=lon, lat=lat)


def _geometry(frame: pd.DataFrame) -> gpd.GeoSeries | None:
    if not isinstance(frame, gpd.GeoDataFrame) or frame.active_geometry_name is None:
        return None
    return frame.geometry


def _geometry_faults(geometry: gpd.GeoSeries) -> list[str]:
    shapes, rows = geometry.to_numpy(), np.arange(1, len(geometry) + 1)
    nothing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    other = ~nothing & (shapely.get_type_id(shapes) != shapely.GeometryType.POINT)
    found = []
    if geometry.crs is None:
        found.append("geometry has no crs; say which system it is in with set_crs")
    if nothing.any():
        found.append(f"geometry is missing in {row_words(nothing, rows)}; fill it or drop them")
    if other.any():
        found.append(
            f"geometry is a {shapes[other][0].geom_type} in {row_words(other, rows)}; it must be "
            "points: choose where people go in and out, as with representative_point()"
        )
    return found


def _to_degrees(geometry: gpd.GeoSeries) -> tuple[Floats, Floats]:
    shapes = geometry.to_numpy()
    x, y = shapely.get_x(shapes), shapely.get_y(shapes)
    if geometry.crs == WGS84 or not x.size:
        return x, y
    lon, lat = _transformer(geometry.crs.to_wkt()).transform(x, y)
    return np.asarray(lon, float), np.asarray(lat, float)


@lru_cache(maxsize=8)
def _transformer(crs: str) -> Transformer:
    """Looking a system up takes far longer than placing a few points in it."""
    return Transformer.from_crs(crs, WGS84, always_xy=True)
