"""Coordinates as map vendors and survey offices deliver them, brought back to WGS84.

GCJ-02 (Amap, Tencent, Google's maps of China) moves points by some hundred metres in a way that
depends on where they are; BD-09 (Baidu) moves them once more.  Neither is published; the forward
formulas here are the ones found by reverse engineering, with the constants of the projects
EvilTransform and coordtransform.  The way back is not a formula: it is found by iteration, so
that moving the answer forward again gives the input to better than a billionth of a degree.

Any other word names a coordinate system, such as EPSG:3035, or EPSG:4549 for CGCS2000 in zones.
"""

from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from gongfu.errors import InputError
from gongfu.model.network import WGS84

Datum = Literal["wgs84", "gcj02", "bd09"]
DATUMS: Final[tuple[str, ...]] = get_args(Datum)

_AXIS_M: Final = 6378245.0  # Krasovsky 1940, as GCJ-02 uses it
_ECCENTRICITY_2: Final = 0.00669342162296594323
_CHINA: Final = (72.004, 0.8293, 137.8347, 55.8271)  # GCJ-02 moves points within this box only
_BAIDU_TURN: Final = np.pi * 3000.0 / 180.0
_STEPS_MAX: Final = 30
_CLOSE_DEG: Final = 1e-12

Degrees = NDArray[np.float64]


def to_wgs84(lon: ArrayLike, lat: ArrayLike, datum: str) -> tuple[Degrees, Degrees]:
    """The same points in WGS84.

    Parameters
    ----------
    lon, lat
        (n,) degrees in `datum`; of a projected system its metres east and north.
    datum
        "wgs84" (nothing to do), "gcj02", "bd09", or a coordinate system such as "EPSG:3035".

    Returns
    -------
    tuple of arrays
        lon and lat, (n,) degrees in WGS84.  NaN stays NaN; inf where the system has no such point.

    Notes
    -----
    Points outside a box around China come back as they are.  The box also holds neighbours whose
    maps are not moved: convert only what really is in that datum.
    """
    check_datum(datum)
    given = np.asarray(lon, float), np.asarray(lat, float)
    if datum == "wgs84":
        return given[0].copy(), given[1].copy()
    if datum not in DATUMS:
        onto = Transformer.from_crs(coordinate_system(datum), WGS84, always_xy=True)
        at = onto.transform(*given)
        return np.asarray(at[0], float), np.asarray(at[1], float)
    inside = _in_china(*given)
    x, y = given[0][inside], given[1][inside]
    answer_x, answer_y = x.copy(), y.copy()
    for _ in range(_STEPS_MAX):
        moved_x, moved_y = from_wgs84(answer_x, answer_y, datum)
        step_x, step_y = x - moved_x, y - moved_y
        answer_x += step_x
        answer_y += step_y
        if max(np.abs(step_x).max(initial=0.0), np.abs(step_y).max(initial=0.0)) < _CLOSE_DEG:
            break
    back = given[0].copy(), given[1].copy()
    back[0][inside], back[1][inside] = answer_x, answer_y
    return back


def from_wgs84(lon: ArrayLike, lat: ArrayLike, datum: str) -> tuple[Degrees, Degrees]:
    """The points of WGS84 as a map in `datum` shows them; the other way round of `to_wgs84`."""
    if datum not in DATUMS:
        raise InputError(f"datum is {datum!r}; it must be one of {', '.join(DATUMS)}")
    x, y = np.array(lon, float), np.array(lat, float)
    if datum == "wgs84":
        return x, y
    inside = _in_china(x, y)
    moved = _gcj02(x[inside], y[inside])
    if datum == "bd09":
        moved = _bd09(*moved)
    x[inside], y[inside] = moved
    return x, y


def check_datum(datum: str) -> None:
    """Raise an InputError unless `datum` is one of the three, or names a coordinate system."""
    if datum not in DATUMS:
        coordinate_system(datum)


def coordinate_system(name: str) -> CRS:
    """The system that `name` stands for, such as "EPSG:3035"."""
    try:
        system = CRS.from_user_input(name)
        Transformer.from_crs(system, WGS84)  # another planet's has no way here
        return system
    except ProjError as error:
        raise InputError(
            f"datum is {name!r}; it must be one of {', '.join(DATUMS)} (gcj02: Amap and Tencent, "
            "bd09: Baidu), or a coordinate system such as EPSG:3035 or EPSG:4549"
        ) from error


def _in_china(lon: Degrees, lat: Degrees) -> NDArray[np.bool_]:
    west, south, east, north = _CHINA
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def _gcj02(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    x, y = lon - 105.0, lat - 35.0
    wave = (20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)) * 2.0 / 3.0
    root = np.sqrt(np.abs(x))
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + wave
    north_m += (20.0 * np.sin(np.pi * y) + 40.0 * np.sin(np.pi / 3.0 * y)) * 2.0 / 3.0
    north_m += (160.0 * np.sin(np.pi / 12.0 * y) + 320.0 * np.sin(np.pi / 30.0 * y)) * 2.0 / 3.0
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + wave
    east_m += (20.0 * np.sin(np.pi * x) + 40.0 * np.sin(np.pi / 3.0 * x)) * 2.0 / 3.0
    east_m += (150.0 * np.sin(np.pi / 12.0 * x) + 300.0 * np.sin(np.pi / 30.0 * x)) * 2.0 / 3.0

    radians = np.radians(lat)
    flat = 1.0 - _ECCENTRICITY_2 * np.sin(radians) ** 2
    meridian_m = _AXIS_M * (1.0 - _ECCENTRICITY_2) / (flat * np.sqrt(flat))
    parallel_m = _AXIS_M / np.sqrt(flat) * np.cos(radians)
    return lon + np.degrees(east_m / parallel_m), lat + np.degrees(north_m / meridian_m)


def _bd09(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """BD-09 from GCJ-02."""
    far = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BAIDU_TURN)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BAIDU_TURN)
    return far * np.cos(angle) + 0.0065, far * np.sin(angle) + 0.006
