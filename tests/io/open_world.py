"""Files of Overture Maps and OpenStreetMap as GeoParquet, in the columns and types they come in."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import shapely

_TEXT = pa.string()
_NAMES = pa.struct(
    [
        ("primary", _TEXT),
        ("common", pa.map_(_TEXT, _TEXT)),
        ("rules", pa.list_(pa.struct([("variant", _TEXT), ("language", _TEXT), ("value", _TEXT)]))),
    ]
)
_BBOX = pa.struct([(name, pa.float32()) for name in ("xmin", "xmax", "ymin", "ymax")])
_SOURCES = pa.list_(pa.struct([("property", _TEXT), ("dataset", _TEXT), ("record_id", _TEXT)]))
_CATEGORIES = pa.struct([("primary", _TEXT), ("alternate", pa.list_(_TEXT))])
_TAXONOMY = pa.struct(
    [("primary", _TEXT), ("hierarchy", pa.list_(_TEXT)), ("alternates", pa.list_(_TEXT))]
)
_COMMON = [
    ("id", _TEXT), ("geometry", pa.binary()), ("bbox", _BBOX), ("version", pa.int32()),
    ("sources", _SOURCES), ("names", _NAMES),
]  # fmt: skip
OLD_PLACES = pa.schema(
    [*_COMMON, ("categories", _CATEGORIES), ("confidence", pa.float64()),
     ("websites", pa.list_(_TEXT)), ("phones", pa.list_(_TEXT))]
)  # fmt: skip
NEW_PLACES = pa.schema(
    [*_COMMON, ("basic_category", _TEXT), ("taxonomy", _TAXONOMY), ("confidence", pa.float64()),
     ("operating_status", _TEXT), ("websites", pa.list_(_TEXT))]
)  # fmt: skip
DIVISION_AREAS = pa.schema(
    [*_COMMON, ("country", _TEXT), ("region", _TEXT), ("subtype", _TEXT), ("class", _TEXT),
     ("is_land", pa.bool_()), ("is_territorial", pa.bool_()), ("division_id", _TEXT)]
)  # fmt: skip
QUACKOSM = pa.schema(
    [("feature_id", _TEXT), ("tags", pa.map_(_TEXT, _TEXT)), ("geometry", pa.binary())]
)
OHSOME = pa.schema(
    [("osm_type", _TEXT), ("osm_id", pa.int64()), ("geometry", pa.binary()), ("bbox", _BBOX),
     ("tags", pa.list_(pa.struct([("key", _TEXT), ("value", _TEXT)])))]
)  # fmt: skip


def write_open(path, schema, shapes, rows, *, crs=None, rows_per_group=1000):
    """Write `rows`, dicts of columns, with their `shapes`; boxes are those of the shapes."""
    boxes = [dict(zip(("xmin", "ymin", "xmax", "ymax"), s.bounds, strict=True)) for s in shapes]
    filled = [
        {"geometry": shape.wkb, "bbox": box, **row}
        for shape, box, row in zip(shapes, boxes, rows, strict=True)
    ]
    column = {"encoding": "WKB", "geometry_types": sorted({s.geom_type for s in shapes})}
    if crs is not None:
        column["crs"] = crs.to_json_dict()
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    rows_of = [{name: row.get(name) for name in schema.names} for row in filled]
    table = pa.Table.from_pylist(rows_of, schema).replace_schema_metadata({"geo": json.dumps(geo)})
    pq.write_table(table, path, compression="zstd", row_group_size=rows_per_group)
    return path


def place(ident, category, *, confidence=0.9, name="", path=None, status="open", basic=None):
    """A place in both vocabularies; `path` is its hierarchy, without the category itself."""
    return {
        "id": ident,
        "names": {"primary": name},
        "categories": {"primary": category, "alternate": ["bakery"]},
        "basic_category": basic,
        "taxonomy": {"primary": category, "hierarchy": [*(path or []), category]},
        "confidence": confidence,
        "operating_status": status,
        "version": 1,
    }


def points(*degrees):
    """Points at lon, lat."""
    return [shapely.Point(one) for one in degrees]
