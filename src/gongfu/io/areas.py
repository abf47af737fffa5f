"""Areas drawn in a map file, whatever they are: water, reserves, parcels of land."""

from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from gongfu.errors import InputError
from gongfu.io.datum import DATUMS, check_datum
from gongfu.io.positions import shapes_in_wgs84
from gongfu.io.sheets import read_sheet
from gongfu.io.suspicion import check_degrees
from gongfu.model.schema import row_words

_FLAT: Final = ("Polygon", "MultiPolygon")
_EARTH: Final = Geod(ellps="WGS84")


def read_areas(path: str | Path, *, datum: str = "wgs84") -> NDArray[np.object_]:
    """The polygons in a map file.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, Shapefile or GeoParquet of polygons, in any system it names.
    datum
        Of the corners: "wgs84", "gcj02", "bd09", or the system of a file that does not name it,
        such as "EPSG:4549".

    Returns
    -------
    array
        (k,) valid polygons in WGS84 degrees, in the order of the file.

    Raises
    ------
    InputError
        The file holds no geometry, or other than polygons; the message names the rows.
    """
    check_datum(datum)
    sheet = read_sheet(path, crs="" if datum in DATUMS else datum)
    if sheet.shapes is None:
        raise InputError(f"{sheet.name}: it holds no geometry; give GeoJSON or GeoPackage")
    other = ~sheet.shapes.geom_type.isin(_FLAT).to_numpy()
    if other.any():
        raise InputError(
            f"{sheet.name}: not a polygon in {row_words(other, sheet.rows)}; close its lines, or "
            "draw a strip around them"
        )
    bounds = sheet.shapes.bounds.to_numpy()
    for east, north in ((0, 1), (2, 3)):
        check_degrees(bounds[:, east], bounds[:, north], sheet.rows, sheet.name)
    return np.asarray(shapes_in_wgs84(sheet.shapes.make_valid(), datum).to_numpy(), object)


def areas_m2(shapes: gpd.GeoSeries) -> NDArray[np.float64]:
    """Square metres on the ellipsoid of polygons in WGS84, (n,); NaN for points and lines.

    Edges are geodesics (Karney 2013); holes do not count.
    """
    made = shapely.normalize(shapely.make_valid(shapes.to_numpy()))  # holes turn the other way
    area = np.zeros(len(shapes))
    parts, of_row = shapely.get_parts(made, return_index=True)
    for part, row in zip(parts, of_row.tolist(), strict=True):
        if part.geom_type in _FLAT:
            area[row] += abs(_EARTH.geometry_area_perimeter(part)[0])
    return np.where(shapes.geom_type.isin(_FLAT).to_numpy(), area, np.nan)
