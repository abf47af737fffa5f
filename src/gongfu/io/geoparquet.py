"""Large GeoParquet files, read piece by piece and only where they matter."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from gongfu.errors import InputError
from gongfu.model.schema import row_words

_ROWS_AT_ONCE: Final = 1 << 16
_ROUNDED_DEG: Final = 1e-4  # boxes are kept as float32
_BOX: Final = ("xmin", "ymin", "xmax", "ymax")


def parquet_schema(path: Path) -> pa.Schema:
    """The columns of a Parquet file; an InputError if it is none."""
    if not path.is_file():
        raise InputError(f"no file {str(path)!r}; check the path")
    try:
        return pq.read_schema(path)
    except (OSError, ValueError) as error:
        raise InputError(f"{path.name}: it cannot be read as Parquet: {error}") from error


def pieces(
    path: Path,
    columns: list[str],
    area: BaseGeometry | None,
    *,
    likely: Callable[[pa.RecordBatch], NDArray[Any]] | None = None,
) -> Iterator[tuple[pa.RecordBatch, NDArray[Any]]]:
    """Some rows at a time with their shapes in WGS84, those near `area` if it is given.

    Parameters
    ----------
    path
        A GeoParquet file of shapes as WKB, in degrees of WGS84.
    columns
        Which to read, besides the shapes.
    area
        Polygon in WGS84.  Row groups whose `bbox` lies apart from it are not even read; of the
        others, shapes whose point inside lies outside it are left out.  None reads all.
    likely
        Gives the positions of the rows of a batch whose shapes are looked at; None: all.

    Yields
    ------
    RecordBatch
        The columns of the rows that are left.
    array
        Their shapes, as the file has them.

    Raises
    ------
    InputError
        The file breaks off, is of another system, or holds shapes that are none.
    """
    schema = parquet_schema(path)
    shape = _shape_column(schema, path.name)
    wanted = [*dict.fromkeys([*columns, shape])]
    first = 0
    try:
        data = ds.dataset(path, format="parquet")
        near = _near(schema, area)
        for batch in data.to_batches(columns=wanted, filter=near, batch_size=_ROWS_AT_ONCE):
            at = np.arange(batch.num_rows) if likely is None else likely(batch)
            rows, first = first + 1 + at, first + batch.num_rows
            batch = batch.take(pa.array(at))
            shapes = _shapes(batch.column(shape), path.name, rows)
            if area is not None and batch.num_rows:
                inside = shapely.point_on_surface(shapes)
                shapely.prepare(area)
                keep = shapely.intersects_xy(area, shapely.get_x(inside), shapely.get_y(inside))
                batch, shapes = batch.filter(pa.array(keep)), shapes[keep]
            if batch.num_rows:
                yield batch, shapes
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{path.name}: it cannot be read as Parquet: {error}") from error


def _near(schema: pa.Schema, area: BaseGeometry | None) -> ds.Expression | None:
    """What the boxes of rows near the area fulfil; None if the file has no boxes."""
    if area is None or "bbox" not in schema.names:
        return None
    box = schema.field("bbox").type
    if not pa.types.is_struct(box) or any(box.get_field_index(name) < 0 for name in _BOX):
        return None
    west, south, east, north = area.buffer(_ROUNDED_DEG).bounds
    return (
        (ds.field("bbox", "xmin") <= east)
        & (ds.field("bbox", "xmax") >= west)
        & (ds.field("bbox", "ymin") <= north)
        & (ds.field("bbox", "ymax") >= south)
    )


def _shape_column(schema: pa.Schema, name: str) -> str:
    """The column of shapes, once it is known that we can read it."""
    try:
        geo = json.loads((schema.metadata or {}).get(b"geo", b"{}"))
        column = str(geo.get("primary_column", "geometry"))
        told = geo.get("columns", {}).get(column, {})
        crs = told.get("crs")
        known = crs is None or CRS.from_user_input(crs).equals(CRS("OGC:CRS84"), True)
    except (ValueError, AttributeError, CRSError) as error:
        raise InputError(f"{name}: its description as GeoParquet is damaged: {error}") from error
    if column not in schema.names:
        raise InputError(f"{name}: no column {column!r} of shapes; it has {schema.names}")
    if not known:
        raise InputError(
            f"{name}: its shapes are in {CRS.from_user_input(crs).name}; save it in WGS84 "
            "(EPSG:4326)"
        )
    if told.get("encoding", "WKB") != "WKB":
        raise InputError(
            f"{name}: its shapes are stored as {told['encoding']!r}; save it as GeoParquet with WKB"
        )
    return column


def _shapes(column: pa.Array, name: str, rows: NDArray[Any]) -> NDArray[Any]:
    stored = column.storage if isinstance(column, pa.ExtensionArray) else column
    try:
        shapes = shapely.from_wkb(stored.to_numpy(zero_copy_only=False))
    except (ShapelyError, TypeError) as error:
        raise InputError(f"{name}: a shape cannot be read as WKB: {error}") from error
    odd = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if odd.any():
        raise InputError(f"{name}: no geometry in {row_words(odd, rows)}; draw it or drop it")
    corners = shapely.get_coordinates(shapes)
    with np.errstate(invalid="ignore"):
        beyond = ~(np.abs(corners) <= (180.0, 90.0))
    if beyond.any():
        lon, lat = corners[beyond.any(axis=1)][0]
        raise InputError(
            f"{name}: a coordinate is {lon:.7g}, {lat:.7g}, which is no longitude and latitude: "
            "they may be swapped or in metres; correct the file"
        )
    return shapes
