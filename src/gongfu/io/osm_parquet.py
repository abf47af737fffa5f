"""Features of OpenStreetMap as GeoParquet, as QuackOSM and others export them: facilities.

One row per feature with its tags in one column and its shape, a point, line or area.
"""

import re
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from shapely.geometry.base import BaseGeometry

from gongfu.errors import InputError
from gongfu.io.geoparquet import pieces
from gongfu.io.osm_facilities import Found, facility_keys, facility_table, kinds_of
from gongfu.model import schema

LICENCE: Final = "ODbL 1.0, © OpenStreetMap contributors"
_IDS: Final = ("feature_id", "osm_id", "id", "@id")
_TYPES: Final = ("osm_type", "type", "@type")
_PAIRS: Final = pa.list_(pa.struct([("key", pa.string()), ("value", pa.string())]))
_IDENT: Final = re.compile(r"(n|w|r|node|way|relation)/?(\d+)")


def are_features(columns: pa.Schema) -> bool:
    """Whether a Parquet file holds features of OpenStreetMap with their tags."""
    return "tags" in columns.names and _of_tags(columns.field("tags").type)


def read_features(path: Path, columns: pa.Schema, area: BaseGeometry | None) -> pd.DataFrame:
    """The facilities among the features of a file, by the same table as `import osm`.

    Parameters
    ----------
    path, columns
        The file and its columns.
    area
        Read only features in this polygon (WGS84); None reads all.

    Returns
    -------
    DataFrame
        As `osm_facilities.facility_table` gives it.  Parks stand at one point: their doors need
        streets.

    Raises
    ------
    InputError
        The file is damaged, or holds no facility.
    """
    ident = next((name for name in _IDS if name in columns.names), None)
    kind = next((name for name in _TYPES if name in columns.names), None)
    found: list[Found] = []
    read = [name for name in ("tags", ident, kind) if name]
    for batch, shapes in pieces(path, read, area, likely=_with_keys):
        ids = batch.column(ident).to_pylist() if ident else [None] * len(shapes)
        types = batch.column(kind).to_pylist() if kind else [""] * len(shapes)
        rows = zip(batch.column("tags").to_pylist(), ids, types, shapes, strict=True)
        for pairs, number, type_, shape in rows:
            tags = _as_tags(pairs)
            kinds = kinds_of(tags)
            if kinds:
                name = f"feature-{len(found) + 1}" if number is None else _ident(number, type_)
                found.append(_found(name, kinds, tags, shape))
    if not found:
        raise InputError(
            f"{path.name}: none of its features{' in the zone' if area is not None else ''} is a "
            "facility of a kind we know; check the file and that it covers the zone"
        )
    table, _ = facility_table(found)
    schema.check_frame(table, schema.FACILITIES, path.name)
    return table


def _of_tags(kind: pa.DataType) -> bool:
    """Whether a column holds keys and values: a map, or a list of pairs."""
    if pa.types.is_map(kind):
        return True
    is_list = pa.types.is_list(kind) or pa.types.is_large_list(kind)
    if not is_list or not pa.types.is_struct(kind.value_type):
        return False
    return kind.value_type.get_field_index("key") >= 0


def _with_keys(batch: pa.RecordBatch) -> np.ndarray:
    """Positions of the rows that have a key without which nothing is a facility."""
    tags = batch.column("tags")
    pairs = tags.cast(_PAIRS) if pa.types.is_map(tags.type) else tags
    counts = pc.fill_null(pc.list_value_length(pairs), 0).to_numpy(zero_copy_only=False)
    keys = pc.struct_field(pc.list_flatten(pairs), "key")
    hit = pc.is_in(keys, value_set=pa.array(facility_keys())).to_numpy(zero_copy_only=False)
    return np.unique(np.repeat(np.arange(len(tags)), counts)[hit.astype(bool)])


def _as_tags(pairs: Any) -> dict[str, str]:
    pairs = [(one["key"], one["value"]) if isinstance(one, dict) else one for one in pairs]
    return {str(key): str(value) for key, value in pairs if value is not None}


def _ident(number: Any, type_: Any) -> str:
    """The feature as the rest of the program calls it: n12, w45, r6."""
    words = f"{type_ or ''}/{number}" if type_ and str(number).isdigit() else str(number)
    known = _IDENT.fullmatch(words.lower())
    return f"{known[1][0]}{known[2]}" if known else str(number)


def _found(ident: str, kinds: tuple[str, ...], tags: dict[str, str], shape: Any) -> Found:
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return Found(ident, kinds, tags, np.nan, np.nan, shapely.to_wkb(shape, hex=True))
    corners = shapely.get_coordinates(shape)
    lon, lat = corners[len(corners) // 2]  # of an open line its middle node
    return Found(ident, kinds, tags, lon, lat, None)
