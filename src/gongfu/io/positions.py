"""Where the rows of a sheet lie: by two columns, by their shapes, or by the codes of cells."""

import warnings
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.io.cells import cell_centres
from gongfu.io.datum import DATUMS, check_datum, coordinate_system, to_wgs84
from gongfu.io.sheets import Sheet, sheet_numbers
from gongfu.io.suspicion import INSIDE_HIGH, INSIDE_LOW, check_degrees
from gongfu.model.schema import row_words

_MARGIN_DEG = 1.0  # a system is also used a little beyond its area

Degrees = NDArray[np.float64]


def positions(
    sheet: Sheet, at: Mapping[str, str], datum: str, *, by_cell: bool = False
) -> tuple[Degrees, Degrees]:
    """Degrees (n,) east and north in WGS84.

    Two columns lon and lat go before the shapes of the file, and these before a column of cells;
    `by_cell` puts the cells first, because the user named them.  `datum` is one of
    `datum.DATUMS`, or the coordinate system of the two columns, such as "EPSG:3035"; cells lie
    where their code says, in WGS84, whatever `datum` is.
    """
    check_datum(datum)
    columns = {"lon", "lat"} <= set(at)
    if "cell" in at and (by_cell or not (columns or sheet.shapes is not None)):
        say_not_applied(sheet.name, datum)
        return cell_centres(sheet.frame[at["cell"]], sheet.rows, sheet.name)
    if columns:
        lon = sheet_numbers(sheet, at["lon"]).to_numpy()
        lat = sheet_numbers(sheet, at["lat"]).to_numpy()
        if datum not in DATUMS:
            return _unprojected(sheet, lon, lat, datum)
    elif sheet.shapes is not None:
        inside = sheet.shapes.representative_point()
        lon, lat = inside.x.to_numpy(float), inside.y.to_numpy(float)
        datum = datum if datum in DATUMS else "wgs84"  # read_sheet has used it already
    else:
        raise InputError(
            f"{sheet.name}: no columns for lon and lat; it has {list(sheet.frame)}: say which they "
            "are (lon=<their column>,lat=<their column>), or which holds codes of cells "
            "(cell=<their column>)"
        )
    check_degrees(lon, lat, sheet.rows, sheet.name)
    return to_wgs84(lon, lat, datum)


def shapes_in_wgs84(shapes: gpd.GeoSeries, datum: str) -> gpd.GeoSeries:
    """Shapes in degrees with every corner brought from `datum` to WGS84."""
    check_datum(datum)
    if datum == "wgs84" or datum not in DATUMS:
        return shapes

    def moved(corners: NDArray[Any]) -> NDArray[Any]:
        return np.column_stack(to_wgs84(corners[:, 0], corners[:, 1], datum))

    return gpd.GeoSeries(shapely.transform(shapes.to_numpy(), moved), crs=shapes.crs)


def say_not_applied(name: str, datum: str, what: str = "the cells of a grid lie") -> None:
    """Remark that a datum has no say in where some things lie, since their file says it."""
    if datum != "wgs84":
        warnings.warn(
            f"{name}: {what} where their file says; {datum} is not applied to them", stacklevel=4
        )


def _unprojected(sheet: Sheet, x: Degrees, y: Degrees, datum: str) -> tuple[Degrees, Degrees]:
    """Degrees of points in a named system, if that system is used where they come to lie."""
    lon, lat = to_wgs84(x, y, datum)
    there = _inside_area(lon, lat, datum)
    known = ~np.isnan(x) & ~np.isnan(y)
    if there[known].mean() < INSIDE_LOW:
        swapped = _inside_area(*to_wgs84(y, x, datum), datum)[known].mean() > INSIDE_HIGH
        hint = (
            "east and north seem to be exchanged (x is north on Chinese survey sheets): exchange "
            "them with columns lon=<east>,lat=<north>"
            if swapped
            else "name the system that they are in"
        )
        raise InputError(
            f"{sheet.name}: {x[known][0]:.10g}, {y[known][0]:.10g} and the like lie outside the "
            f"area of {datum}; {hint}"
        )
    odd = known & ~there
    if odd.any():
        raise InputError(
            f"{sheet.name}: {x[odd][0]:.10g}, {y[odd][0]:.10g} lie outside the area of {datum} in "
            f"{row_words(odd, sheet.rows)}; correct them"
        )
    return lon, lat


def _inside_area(lon: Degrees, lat: Degrees, datum: str) -> NDArray[np.bool_]:
    """Which points lie where the system is meant to be used; all that are finite if unknown."""
    area = coordinate_system(datum).area_of_use
    west, south, east, north = area.bounds if area else (-180.0, -90.0, 180.0, 90.0)
    across = (lon >= west - _MARGIN_DEG) & (lon <= east + _MARGIN_DEG)
    if west > east:  # over the date line
        across = (lon >= west - _MARGIN_DEG) | (lon <= east + _MARGIN_DEG)
    inside: NDArray[np.bool_] = across & (lat >= south - _MARGIN_DEG) & (lat <= north + _MARGIN_DEG)
    return inside & np.isfinite(lon)
