"""People on a grid as demand points: one point for every cell that has residents.

Cells can be merged to coarser ones, whose point is where the people in them are on average.
"""

import re
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import rasterio
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from rasterio.errors import RasterioError
from rasterio.windows import Window
from shapely.geometry.base import BaseGeometry

from gongfu.errors import InputError
from gongfu.io.layers import NOTE, TOWN_ASSUMED, read_communities
from gongfu.io.positions import say_not_applied
from gongfu.io.raster_cells import areas_km2, merge_factors, merged, middles
from gongfu.model.network import WGS84

RASTER_SUFFIXES: Final = (".tif", ".tiff")
CELL_M_MAX: Final = 1000.0
"""Cells are merged up to here: a kilometre is most of a walk of 15 minutes."""
PER: Final = ("cell", "km2")
CROWDED: Final = 200_000.0
"""Residents per km2 around the average resident: three times the densest district of Hong Kong
(Kwun Tong, some 60,000 by the census of 2021).  A density on cells of a hectare, misread as
residents, comes out a hundred times too high."""
RASTERS_ONLY: Final = (
    "cells are merged, and densities multiplied, in rasters (GeoTIFF) only; leave --cell and --per "
    "out"
)
MANY_POINTS: Final = 500_000
_SAMPLE: Final = 10_000  # cells of each window by which a density is suspected
_CELLS_AT_ONCE: Final = 1 << 22
_CELLS_MAX: Final = 4_000_000_000
_DENSITY: Final = re.compile(r"densit|popdens|_pd_|per.?(sq|km)|/ ?km|密度", re.IGNORECASE)


def read_people(
    path: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    area: BaseGeometry | None = None,
    urban: bool = True,
    datum: str = "wgs84",
    cell_m: float | None = None,
    per: str | None = None,
    grid_area: BaseGeometry | None = None,
) -> pd.DataFrame:
    """The demand points of a population grid.

    Parameters
    ----------
    path
        GeoTIFF of residents per cell, such as WorldPop or GHS-POP, or a table as
        `layers.read_communities` reads it.
    columns
        For tables: ours to theirs, such as {"residents": "population"}.
    area
        Keep only cells, or rows of a table, that lie in this polygon (WGS84); None keeps all.
    urban
        What a grid cannot tell: whether its cells are town (True) or country, for all of them
        unless a table has the column.
    datum
        Of a table's coordinates; see `layers.read_communities`.  A raster says its system itself.
    cell_m
        For rasters: merge cells to squares about so many metres wide, at most `CELL_M_MAX`, of
        whole cells.  None keeps them.
    per
        For rasters: whether a cell holds residents ("cell") or residents per square kilometre
        ("km2").  None: residents are taken, and a note in `attrs` says so; an InputError asks if
        they look like a density.
    grid_area
        The zone, where no `area` is given: keep only cells of a raster, or of a table of cells,
        whose middle lies in it.  Points of other tables are left for the zone to judge.

    Returns
    -------
    DataFrame
        As `schema.COMMUNITIES`, cells with residents only, `place` "" and `name` "".  Its
        `attrs` say `TOWN_ASSUMED`: `urban`, where the file does not tell town from country.

    Raises
    ------
    InputError
        The file is damaged, does not say where it lies, holds negative people, a density, or
        nobody.

    Notes
    -----
    Only the blocks that `area` touches are read, some four million cells at a time.  Merging
    conserves residents, and the point of a merged cell is their centre of gravity in the raster's
    own system, so that of all points together it is that of all cells.  The area of a cell is
    that on the ellipsoid.
    """
    path = Path(path)
    if path.suffix.lower() in RASTER_SUFFIXES:
        say_not_applied(path.name, datum)
        _check_knobs(cell_m, per)
        area = grid_area if area is None else area
        frame = _read_raster(path, area, urban, cell_m, per)
        frame.attrs[TOWN_ASSUMED] = urban
    else:
        if cell_m is not None or per is not None:
            raise InputError(f"{path.name}: {RASTERS_ONLY}")
        frame = _read_table(path, columns, area, grid_area, urban, datum)
    if frame.empty:
        where = " inside the boundary" if area is not None else ""
        raise InputError(
            f"{path.name}: no cell{where} has residents; check the file, its column of residents "
            "and that it covers the zone"
        )
    return frame


def _check_knobs(cell_m: float | None, per: str | None) -> None:
    if cell_m is not None and not 0 < cell_m <= CELL_M_MAX:
        raise InputError(
            f"cell is {cell_m!r} m; it must be above 0 and at most {CELL_M_MAX:.0f} m, because "
            "larger cells say little about who is within 15 minutes"
        )
    if per is not None and per not in PER:
        raise InputError(f"per is {per!r}; it must be one of {', '.join(PER)}")


def _read_table(
    path: Path,
    columns: Mapping[str, str] | None,
    area: BaseGeometry | None,
    grid_area: BaseGeometry | None,
    urban: bool,
    datum: str,
) -> pd.DataFrame:
    given = dict(columns or {})
    near = grid_area if area is None else area
    try:
        frame = read_communities(path, columns=given, datum=datum, area=near)
    except InputError as error:
        if "urban" in given or "no columns for ['urban']" not in str(error):
            raise
        given["urban"] = f"={str(urban).lower()}"
        frame = read_communities(path, columns=given, datum=datum, area=near)
        frame.attrs[TOWN_ASSUMED] = urban
    keep = (frame["residents"] > 0).to_numpy()
    if area is not None:
        shapely.prepare(area)
        keep = keep & shapely.contains_xy(area, frame["lon"].to_numpy(), frame["lat"].to_numpy())
    return frame[keep]


def _read_raster(
    path: Path, area: BaseGeometry | None, urban: bool, cell_m: float | None, per: str | None
) -> pd.DataFrame:
    if not path.is_file():
        raise InputError(f"no file {str(path)!r}; check the path")
    try:
        with rasterio.open(path) as source:
            _check_raster(source, path.name)
            if per is None:
                _ask_by_words(source, path.name)
            size = None if cell_m is None else _block_size(source, area, cell_m, path.name)
            cells, lived_among = _points(source, area, size, per, path.name)
            row, column, people, lon, lat = cells
    except RasterioError as error:
        raise InputError(f"{path.name}: it cannot be read as GeoTIFF: {error}") from error
    if cell_m is None and people.size > MANY_POINTS:
        warnings.warn(
            f"{path.name}: {people.size:,} cells have residents, each a demand point; to measure "
            "faster, merge them to larger ones with --cell 500 (metres)",
            stacklevel=4,
        )
    word = "cell" if size is None else "block"
    ids = [f"{word}-{r}-{c}" for r, c in zip(row.tolist(), column.tolist(), strict=True)]
    frame = pd.DataFrame(
        {"place": "", "name": "", "residents": people, "urban": urban, "lon": lon, "lat": lat},
        index=pd.Index(ids, name="community_id", dtype="str"),
    )
    if per is None and len(frame):
        frame.attrs[NOTE] = _assumed_words(path.name, people.sum(), lived_among)
    return frame


def _assumed_words(name: str, n_people: float, lived_among: float) -> dict[str, str]:
    """What was taken for granted where nobody said what a cell holds, and what it comes to."""
    return {
        "en": f"Cells of {name} were taken to hold residents, not residents per square kilometre: "
        f"{n_people:,.0f} in all, the average one among {lived_among:,.0f} per square kilometre.",
        "zh": f"{name}未注明口径，按每格人数计，而非每平方公里人数：共{n_people:,.0f}人，"
        f"平均每人周围每平方公里{lived_among:,.0f}人。",
    }


def _points(
    source: Any, area: BaseGeometry | None, size: tuple[int, int] | None, per: str | None, name: str
) -> tuple[tuple[NDArray[Any], ...], float]:
    """Row, column, residents, lon and lat of the cells, or of blocks of `size` cells.

    Behind them how many live on a square kilometre around the average resident, if nobody said
    `per`.
    """
    parts: list[tuple[NDArray[Any], ...]] = [
        (*(np.empty(0, np.int64) for _ in range(2)), *(np.empty(0) for _ in range(3)))
    ]
    crowd = np.zeros(2)  # residents times residents per km2 around them, and residents
    for window in _windows(source, area, name):
        row, column, value = _cells(source, window, name)
        lon, lat = middles(source, row + 0.5, column + 0.5)
        keep = np.isfinite(lon) & np.isfinite(lat)
        if area is not None:
            shapely.prepare(area)
            keep &= shapely.contains_xy(area, lon, lat)
        row, column, value, lon, lat = (part[keep] for part in (row, column, value, lon, lat))
        people = value
        if per == "km2":
            people = value * areas_km2(source, row + 0.5, column + 0.5)
        elif per is None:
            few = slice(None, None, 1 + people.size // _SAMPLE)
            density = people[few] / areas_km2(source, row[few] + 0.5, column[few] + 0.5)
            crowd += np.array([people[few] @ density, people[few].sum()])
        if size is None:
            parts.append((row, column, people, lon, lat))
            continue
        sums = [people, (row + 0.5) * people, (column + 0.5) * people]
        row, column, sums = merged((row // size[0], column // size[1]), sums)
        parts.append((row, column, *sums))
    row, column, people, *others = (np.concatenate(part) for part in zip(*parts, strict=True))
    lived_among = crowd[0] / crowd[1] if crowd[1] > 0 else 0.0
    if lived_among > CROWDED:
        raise InputError(
            f"{name}: read as residents per cell, the average resident lives among "
            f"{lived_among:,.0f} per square kilometre, above {CROWDED:,.0f}, three times the "
            "densest district of Hong Kong: the cells seem to hold residents per square "
            "kilometre; say which it is with --per km2 or --per cell"
        )
    if size is None:
        return (row, column, people, *others), lived_among
    row, column, (people, *others) = merged((row, column), [people, *others])
    middle = middles(source, others[0] / people, others[1] / people)
    return (row, column, people, *middle), lived_among


def _ask_by_words(source: Any, name: str) -> None:
    """Raise an InputError that asks, if the file calls itself a density."""
    words = [name, *(word or "" for word in (*source.descriptions, *source.units))]
    words += [f"{key}={value}" for key, value in {**source.tags(), **source.tags(1)}.items()]
    said = [word for word in words if _DENSITY.search(word)]
    if said:
        raise InputError(
            f"{name}: {said[0][:80]!r} speaks of a density; say whether a cell holds residents "
            "per square kilometre (--per km2) or residents (--per cell)"
        )


def _block_size(
    source: Any, area: BaseGeometry | None, cell_m: float, name: str
) -> tuple[int, int]:
    _, lat = middles(source, np.array([source.height / 2.0]), np.array([source.width / 2.0]))
    middle = float(lat[0]) if area is None else (area.bounds[1] + area.bounds[3]) / 2.0
    size = merge_factors(source, middle if np.isfinite(middle) else 0.0, cell_m)
    if size == (1, 1):
        warnings.warn(
            f"{name}: its cells are not much smaller than {cell_m:g} m, so none were merged",
            stacklevel=5,
        )
    return size


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


def _windows(source: Any, area: BaseGeometry | None, name: str) -> Iterator[Window]:
    """Bands of whole block rows, few enough cells at once, over the part that `area` touches."""
    first, last, left, right = 0, source.height, 0, source.width
    if area is not None:
        back = Transformer.from_crs(WGS84, source.crs, always_xy=True)
        west, south, east, north = back.transform_bounds(*area.bounds)
        corners = np.array([(x, y) for x in (west, east) for y in (south, north)])
        at = source.transform
        turn = np.linalg.inv([[at.a, at.b], [at.d, at.e]])
        columns, rows = turn @ (corners - (at.c, at.f)).T
        if np.isfinite(columns).all() and np.isfinite(rows).all():
            left, right = max(0, int(columns.min()) - 1), min(right, int(columns.max()) + 2)
            first, last = max(0, int(rows.min()) - 1), min(last, int(rows.max()) + 2)
    if left >= right or first >= last:
        return
    if (right - left) * (last - first) > _CELLS_MAX:
        raise InputError(
            f"{name}: {(right - left) * (last - first):,} cells would have to be read; bring "
            "boundaries into the zone first, or give --boundary, so that only theirs are"
        )
    block = source.block_shapes[0][0]
    step = max(block, _CELLS_AT_ONCE // (right - left) // block * block)
    start = first // block * block
    for top in range(start, last, step):
        begin, end = max(top, first), min(top + step, last)
        yield Window(left, begin, right - left, end - begin)


def _cells(source: Any, window: Window, name: str) -> tuple[NDArray[Any], ...]:
    """Row, column and value of the cells above 0 in one window."""
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
    value = people[row, column]
    return row + int(window.row_off), column + int(window.col_off), value
