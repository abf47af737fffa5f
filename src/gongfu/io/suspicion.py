"""Coordinates that are probably not what their columns say: swapped, in metres, or in GCJ-02.

A suspicion never changes a number.  It becomes an InputError that tells what was seen and asks;
who answers (with other columns, or with an explicit datum) is not asked again.
"""

import warnings
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from gongfu.errors import InputError
from gongfu.io.datum import from_wgs84, to_wgs84
from gongfu.model.schema import row_words

INSIDE_LOW: Final = 0.05
"""Points may be swapped if less than this share lies in the zone as given ..."""
INSIDE_HIGH: Final = 0.5
"""... and more than this share lies in it once longitude and latitude are exchanged."""
VOTES_MIN: Final = 10
"""So many points must speak for or against GCJ-02 before it is suspected."""
VOTES_SHARE: Final = 0.01
"""At borders also this share of all points: drawn coasts alone put a few villages to sea."""
BORDER_SHARE: Final = 0.9
"""Of the points that a conversion moves across a border, this share must come to lie inside."""
STREET_SHARE: Final = 0.8
"""Of the points whose distance to a street changes clearly, this share must come nearer."""
CLEARLY_M: Final = 50.0
FRACTIONS_SHARE: Final = 0.5
"""If more than this share of villages has less than one resident, the unit is doubted."""
STREET_STEP_M: Final = 100.0

Degrees = NDArray[np.float64]


def warn_of_fractions(residents: NDArray[np.float64], column: str, name: str) -> None:
    """Say so if most of those with residents (n,) have less than one: they may be in 万."""
    lived_in = residents > 0
    n_lived, n_below = int(lived_in.sum()), int((lived_in & (residents < 1)).sum())
    if n_below > FRACTIONS_SHARE * n_lived:
        warnings.warn(
            f"{name}: {column!r} is below 1 in {n_below:,} of {n_lived:,} rows, such as "
            f"{residents[lived_in & (residents < 1)][0]:g}, and was read as persons; if it is in "
            "ten thousands, write so in the heading, as 人口(万人), and import again",
            stacklevel=4,
        )


def check_degrees(lon: Degrees, lat: Degrees, rows: NDArray[np.int64], name: str) -> None:
    """Raise an InputError if lon and lat (n,) cannot be degrees, or are exchanged.

    `rows` (n,) are the numbers by which the reader knows them, `name` is the file.
    """
    for axis, degrees in (("lon", lon), ("lat", lat)):
        infinite = np.isinf(degrees)
        if infinite.any():
            raise InputError(
                f"{name}: {axis} is {float(degrees[infinite][0])!r} in "
                f"{row_words(infinite, rows)}, which is not finite; correct it"
            )
    with np.errstate(invalid="ignore"):
        projected = (np.abs(lon) > 180.0) | (np.abs(lat) > 180.0)
        beyond = ~projected & (np.abs(lat) > 90.0)
    if projected.any():
        at = np.flatnonzero(projected)[0]
        raise InputError(
            f"{name}: lon, lat are {float(lon[at])!r}, {float(lat[at])!r} in "
            f"{row_words(projected, rows)}: metres of a map projection, not degrees; "
            "name it, as in --crs EPSG:3035, or give longitude and latitude in degrees, or a file "
            "that carries its coordinate system (GeoPackage, or Shapefile with .prj)"
        )
    if beyond.any():
        at = np.flatnonzero(beyond)[0]
        raise InputError(
            f"{name}: lat is {float(lat[at])!r} in {row_words(beyond, rows)}, beyond 90 degrees: "
            "longitude and latitude seem to be swapped; exchange them with "
            "columns lon=<their latitude column>,lat=<their longitude column>"
        )


def suspect_swap(lon: Degrees, lat: Degrees, area: BaseGeometry) -> str:
    """What speaks for exchanged longitude and latitude, "" if nothing; `area` is the zone."""
    if not lon.size:
        return ""
    shapely.prepare(area)
    given = shapely.contains_xy(area, lon, lat).mean()
    exchanged = shapely.contains_xy(area, lat, lon).mean()
    if given >= INSIDE_LOW or exchanged <= INSIDE_HIGH:
        return ""
    return (
        f"{given:.0%} of the {lon.size} points lie in the zone as given, but {exchanged:.0%} once "
        "longitude and latitude are exchanged: they seem to be swapped; exchange the two columns"
    )


def suspect_gcj02_at_borders(lon: Degrees, lat: Degrees, homes: NDArray[np.object_]) -> str | None:
    """What speaks for GCJ-02, judged by where each point must lie; "" if they are in WGS84.

    `homes` (n,) is for each point the polygon that must hold it: its own place where the list
    names one, else the zone.  None: too few points near a border to tell.
    """
    was = shapely.contains_xy(homes, lon, lat)
    now = shapely.contains_xy(homes, *to_wgs84(lon, lat, "gcj02"))
    better, worse = int((now & ~was).sum()), int((was & ~now).sum())
    enough = max(VOTES_MIN, VOTES_SHARE * lon.size)
    told = _told(better, worse, enough, BORDER_SHARE)
    if not told:
        return None if told is None else ""
    return _ask(
        f"read as GCJ-02, {better} more of the {lon.size} points lie in the places they belong to "
        f"and {worse} fewer"
    )


def suspect_gcj02_at_streets(
    lon: Degrees, lat: Degrees, streets: NDArray[np.float64]
) -> str | None:
    """What speaks for GCJ-02, judged by how near the streets are; "" if they are in WGS84.

    `streets` (m, 2) are longitudes and latitudes along real streets, see `along_streets`.
    None: too few points, or the streets do not tell.
    """
    if not lon.size or not len(streets):
        return None
    converted = to_wgs84(lon, lat, "gcj02")
    metres = np.array([111_320.0 * np.cos(np.radians(np.mean(lat))), 110_574.0])
    tree = cKDTree(streets * metres)
    was = tree.query(np.column_stack([lon, lat]) * metres)[0]
    now = tree.query(np.column_stack(converted) * metres)[0]
    better, worse = int((was - now > CLEARLY_M).sum()), int((now - was > CLEARLY_M).sum())
    told = _told(better, worse, VOTES_MIN, STREET_SHARE)
    if not told:
        return None if told is None else ""
    return _ask(
        f"the points lie {np.median(was):.0f} m from a street in the middle, and "
        f"{np.median(now):.0f} m once read as GCJ-02 ({better} come nearer, {worse} go farther)"
    )


def along_streets(
    lon: Degrees, lat: Degrees, tail: NDArray[np.int32], head: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Points (m, 2) along arcs between nodes at lon, lat (N,), at most `STREET_STEP_M` apart."""
    east = (lon[head] - lon[tail]) * 111_320.0 * np.cos(np.radians(lat[tail]))
    north = (lat[head] - lat[tail]) * 110_574.0
    pieces = np.ceil(np.hypot(east, north) / STREET_STEP_M).astype(np.int64)
    arc = np.repeat(np.arange(tail.size), np.maximum(pieces - 1, 0))
    first = np.concatenate([[0], np.cumsum(np.maximum(pieces - 1, 0))])[:-1]
    part = (np.arange(arc.size) - first[arc] + 1) / np.maximum(pieces[arc], 1)
    between_lon = lon[tail[arc]] + part * (lon[head[arc]] - lon[tail[arc]])
    between_lat = lat[tail[arc]] + part * (lat[head[arc]] - lat[tail[arc]])
    return np.column_stack([np.concatenate([lon, between_lon]), np.concatenate([lat, between_lat])])


def could_be_gcj02(lon: Degrees, lat: Degrees) -> bool:
    """Whether any of the points lies where GCJ-02 moves points at all."""
    moved = from_wgs84(lon, lat, "gcj02")
    return bool(((moved[0] != lon) & ~np.isnan(lon)).any())


def _told(better: int, worse: int, enough: float, share: float) -> bool | None:
    """Whether the points vote for GCJ-02 (True) or for WGS84 (False); None if they do not tell."""
    if better + worse < enough:
        return None
    if better >= share * (better + worse):
        return True
    return False if worse >= share * (better + worse) else None


def _ask(seen: str) -> str:
    return (
        f"{seen}: they seem to be GCJ-02 (Amap, Tencent) without saying so; say which it is with "
        "datum gcj02, bd09 or wgs84 (on the command line --datum)"
    )
