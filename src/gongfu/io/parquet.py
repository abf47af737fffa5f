"""Frames and arrays to Parquet and back: the same content gives the same bytes.

Files are made in memory and read from memory, so that what was hashed is what is read, and the
disk is touched in one place (`atomic`).  Text is stored by dictionary; numbers keep every bit.
The long arrays of streets go to half their width where each of their values survives that.
"""

import io
from collections.abc import Mapping
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from gongfu.errors import InputError

_COMPRESSION: Final = {"compression": "zstd", "compression_level": 3}
_GROUP_ROWS: Final = 1 << 20
_SPLIT: Final = "BYTE_STREAM_SPLIT"
_DELTA: Final = "DELTA_BINARY_PACKED"


def frame_bytes(frame: pd.DataFrame, table: str) -> bytes:
    """`frame` as a Parquet file; a named index becomes the first column of that name."""
    if frame.index.name is not None:
        frame = frame.reset_index()
    columns = {str(name): _column(values, f"{table}: {name!r}") for name, values in frame.items()}
    return _file(columns)


def array_bytes(columns: Mapping[str, np.ndarray]) -> bytes:
    """Arrays of one length as a Parquet file."""
    return _file({name: pa.array(_compact(values)) for name, values in columns.items()})


def boundary_bytes(boundaries: gpd.GeoDataFrame) -> bytes:
    """`boundaries` as a GeoParquet file with the column `code`."""
    sink = io.BytesIO()
    boundaries.to_parquet(sink, index=True, schema_version="1.1.0", **_COMPRESSION)
    return sink.getvalue()


def read_frame(content: bytes, index: str | None) -> pd.DataFrame:
    """The frame in a Parquet file; the column `index` becomes its index."""
    frame = read_table(content).to_pandas(ignore_metadata=True)
    for name in frame.columns[frame.dtypes == np.float32]:
        frame[name] = frame[name].astype(float)
    for name in frame.columns[[isinstance(kind, pd.CategoricalDtype) for kind in frame.dtypes]]:
        frame[name] = frame[name].astype("str")
    if index is None:
        return frame
    if index not in frame.columns:
        raise InputError(f"no column {index!r}; it has {list(map(str, frame.columns))}")
    return frame.set_index(index)


def read_arrays(content: bytes, names: tuple[str, ...] | None = None) -> dict[str, np.ndarray]:
    """The columns `names` (all if None) of a Parquet file as arrays, numbers at full width."""
    arrays = {}
    table = read_table(content, names)
    for name in table.column_names:
        values = table.column(name).to_numpy()
        arrays[name] = values.astype(np.float64) if values.dtype == np.float32 else values
    return arrays


def read_boundaries(content: bytes) -> gpd.GeoDataFrame:
    """The boundaries in a GeoParquet file, indexed by `code`."""
    try:
        frame = gpd.read_parquet(io.BytesIO(content))
    except (pa.ArrowException, ValueError) as error:
        raise InputError(f"not a readable GeoParquet file: {error}") from error
    if frame.index.name != "code":
        if "code" not in frame.columns:
            raise InputError(f"no column 'code'; it has {list(map(str, frame.columns))}")
        frame = frame.set_index("code")
    return frame


def read_table(content: bytes, names: tuple[str, ...] | None = None) -> pa.Table:
    """The Arrow table in a Parquet file, all of it or the columns `names`."""
    try:
        file = pq.ParquetFile(pa.BufferReader(content))
        lost = sorted(set(names or ()) - set(file.schema_arrow.names))
        if lost:
            raise InputError(f"no columns {lost}; it has {file.schema_arrow.names}")
        return file.read(list(names) if names else None)
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"not a readable Parquet file: {error}") from error


def _column(values: pd.Series, name: str) -> pa.Array:
    if isinstance(values.dtype, np.dtype) and values.dtype.kind in "fiu":
        return pa.array(values.to_numpy())  # NaN stays NaN, and full width for other programs
    try:
        array = pa.Array.from_pandas(values)
    except (pa.ArrowException, TypeError) as error:
        raise InputError(
            f"{name} mixes kinds of values that no table file can hold ({error}); "
            "make them all text or all numbers"
        ) from error
    if pa.types.is_large_string(array.type):
        array = array.cast(pa.string())
    return array


def _compact(values: np.ndarray) -> np.ndarray:
    """`values` at half width if not one of them changes by it."""
    if values.dtype != np.float64:
        return values
    with np.errstate(over="ignore"):
        narrow = values.astype(np.float32)
    return narrow if np.array_equal(narrow.astype(np.float64), values, equal_nan=True) else values


def _file(columns: Mapping[str, pa.Array]) -> bytes:
    table = pa.table(dict(columns))
    encodings, dictionaries = {}, []
    for field in table.schema:
        if pa.types.is_floating(field.type):
            encodings[field.name] = _SPLIT
        elif pa.types.is_integer(field.type) and field.type.bit_width >= 32:
            encodings[field.name] = _DELTA
        elif not pa.types.is_boolean(field.type):
            dictionaries.append(field.name)
    sink = pa.BufferOutputStream()
    pq.write_table(
        table,
        sink,
        row_group_size=_GROUP_ROWS,
        use_dictionary=dictionaries,
        column_encoding=encodings,
        store_schema=True,
        **_COMPRESSION,
    )
    return sink.getvalue().to_pybytes()
