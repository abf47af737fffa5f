"""People on a grid as demand points: one point in the middle of every cell that has residents."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import rasterio
import shapely
from pyproj import Transformer
from rasterio.errors import RasterioError
from rasterio.windows import Window
from shapely.geometry.base import BaseGeometry

from gongfu.errors import InputError
from gongfu.io.layers import TOWN_ASSUMED, read_communities
from gongfu.model.network import WGS84

RASTER_SUFFIXES: Final = (".tif", ".tiff")
_CELLS_AT_ONCE: Final = 1 << 22


def read_people(
    path: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    area: BaseGeometry | None = None,
    urban: bool = True,
    datum: str = "wgs84",
) -> pd.DataFrame:
    """The demand points of a population grid.

    Parameters
    ----------
    path
        GeoTIFF of residents per cell (not per square kilometre), or a table as
        `layers.read_communities` reads it.
    columns
        For tables: ours to theirs, such as {"residents": "population"}.
    area
        Keep only cells whose middle lies in this polygon (WGS84); None keeps all.
    urban
        What a grid cannot tell: whether its cells are town (True) or country, for all of them
        unless a table has the column.
    datum
        Of a table's coordinates: "wgs84", "gcj02" or "bd09".

    Returns
    -------
    DataFrame
        As `schema.COMMUNITIES`, cells with residents only, `place` "" and `name` "".  Its
        `attrs` say `TOWN_ASSUMED`: `urban`, where the file does not tell town from country.

    Raises
    ------
    InputError
        The file is damaged, does not say where it lies, holds negative people, or nobody.
    """
    path = Path(path)
    if path.suffix.lower() in RASTER_SUFFIXES:
        frame = _read_raster(path, area, urban)
        frame.attrs[TOWN_ASSUMED] = urban
    else:
        frame = _read_table(path, columns, area, urban, datum)
    if frame.empty:
        where = " inside the boundary" if area is not None else ""
        raise InputError(
            f"{path.name}: no cell{where} has residents; check the file, its column of residents "
            "and that it covers the zone"
        )
    return frame


def _read_table(
    path: Path,
    columns: Mapping[str, str] | None,
    area: BaseGeometry | None,
    urban: bool,
    datum: str,
) -> pd.DataFrame:
    given = dict(columns or {})
    try:
        frame = read_communities(path, columns=given, datum=datum)
    except InputError as error:
        if "urban" in given or "no columns for ['urban']" not in str(error):
            raise
        given["urban"] = f"={str(urban).lower()}"
        frame = read_communities(path, columns=given, datum=datum)
        frame.attrs[TOWN_ASSUMED] = urban
    keep = (frame["residents"] > 0).to_numpy()
    if area is not None:
        shapely.prepare(area)
        keep = keep & shapely.contains_xy(area, frame["lon"].to_numpy(), frame["lat"].to_numpy())
    return frame[keep]


def _read_raster(path: Path, area: BaseGeometry | None, urban: bool) -> pd.DataFrame:
    if not path.is_file():
        raise InputError(f"no file {str(path)!r}; check the path")
    try:
        with rasterio.open(path) as source:
            _check_raster(source, path.name)
            parts = [_cells(source, window, area, path.name) for window in _windows(source, area)]
    except RasterioError as error:
        raise InputError(f"{path.name}: it cannot be read as GeoTIFF: {error}") from error
    row, column, people, lon, lat = (
        np.concatenate([np.empty(0), *(part[at] for part in parts)]) for at in range(5)
    )
    ids = [f"cell-{r}-{c}" for r, c in zip(row.astype(int), column.astype(int), strict=True)]
    return pd.DataFrame(
        {"place": "", "name": "", "residents": people, "urban": urban, "lon": lon, "lat": lat},
        index=pd.Index(ids, name="community_id", dtype="str"),
    )


def _check_raster(source: Any, name: str) -> None:
    if source.count != 1:
        raise InputError(
            f"{name}: it has {source.count} bands; give a file with one band, residents per cell"
        )
    if source.crs is None:
        raise InputError(
            f"{name}: it does not say its coordinate system; add it, such as with "
            "gdal_edit -a_srs EPSG:4326"
        )


def _windows(source: Any, area: BaseGeometry | None) -> Iterator[Window]:
    """Bands of whole block rows, few enough cells at once, over the part that `area` touches."""
    first, last, left, right = 0, source.height, 0, source.width
    if area is not None:
        back = Transformer.from_crs(WGS84, source.crs, always_xy=True)
        west, south, east, north = area.bounds
        west, south, east, north = back.transform_bounds(west, south, east, north)
        corners = np.array([(x, y) for x in (west, east) for y in (south, north)])
        at = source.transform
        turn = np.linalg.inv([[at.a, at.b], [at.d, at.e]])
        columns, rows = turn @ (corners - (at.c, at.f)).T
        left, right = max(0, int(columns.min()) - 1), min(source.width, int(columns.max()) + 2)
        first, last = max(0, int(rows.min()) - 1), min(source.height, int(rows.max()) + 2)
    if left >= right or first >= last:
        return
    block = source.block_shapes[0][0]
    step = max(block, _CELLS_AT_ONCE // (right - left) // block * block)
    start = first // block * block
    for top in range(start, last, step):
        begin, end = max(top, first), min(top + step, last)
        yield Window(left, begin, right - left, end - begin)


def _cells(
    source: Any, window: Window, area: BaseGeometry | None, name: str
) -> tuple[np.ndarray, ...]:
    """Row, column, residents, lon and lat of the cells with residents in one window."""
    cells = source.read(1, window=window, masked=True)
    people = np.ma.filled(cells.astype(float), np.nan)
    negative = people < 0
    if negative.any():
        at = np.argwhere(negative)[0] + (int(window.row_off), int(window.col_off))
        raise InputError(
            f"{name}: cell {tuple(int(n) for n in at)} (row, column from 0) holds "
            f"{people[negative][0]:g} residents; if that means 'no data', say so in the file, such "
            f"as with gdal_edit -a_nodata {people[negative][0]:g}"
        )
    if np.isinf(people).any():
        raise InputError(f"{name}: it holds infinite residents; correct the grid")
    row, column = np.nonzero(people > 0)
    people = people[row, column]
    row, column = row + int(window.row_off), column + int(window.col_off)
    at = source.transform  # x = a column + b row + c, y = d column + e row + f
    x = at.a * (column + 0.5) + at.b * (row + 0.5) + at.c
    y = at.d * (column + 0.5) + at.e * (row + 0.5) + at.f
    lon, lat = Transformer.from_crs(source.crs, WGS84, always_xy=True).transform(x, y)
    keep = np.isfinite(lon) & np.isfinite(lat)
    if area is not None:
        shapely.prepare(area)
        keep &= shapely.contains_xy(area, lon, lat)
    return row[keep], column[keep], people[keep], lon[keep], lat[keep]
