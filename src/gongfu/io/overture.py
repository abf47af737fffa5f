"""Overture Maps as GeoParquet: places as facilities, divisions as boundaries.

Which category is which kind stands in `data/overture/facilities.toml`; this file only reads it.
"""

import tomllib
import warnings
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from shapely.geometry.base import BaseGeometry

from gongfu.errors import InputError
from gongfu.io.geoparquet import pieces
from gongfu.io.layers import NOTE
from gongfu.model import schema

PLACES_LICENCE: Final = "CDLA-Permissive-2.0, Overture Maps Foundation"
DIVISIONS_LICENCE: Final = "ODbL 1.0, © OpenStreetMap contributors, Overture Maps Foundation"
_CLOSED: Final = "permanently_closed"


@cache
def _table() -> Mapping[str, Any]:
    text = files("gongfu").joinpath("data", "overture", "facilities.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def category_kinds() -> Mapping[str, tuple[str, ...]]:
    """For each category of Overture that decides, the kinds that it is; () if it is none."""
    kinds: dict[str, tuple[str, ...]] = dict.fromkeys(_table()["left_out"], ())
    for rule in _table()["rule"]:
        for category in rule["categories"]:
            kinds[category] = (*kinds.get(category, ()), rule["kind"])
    return kinds


def are_places(columns: pa.Schema) -> bool:
    """Whether a Parquet file holds Overture's places."""
    names = set(columns.names)
    return {"id", "geometry", "confidence"} <= names and bool(
        names & {"categories", "taxonomy", "basic_category"}
    )


def are_divisions(columns: pa.Schema) -> bool:
    """Whether a Parquet file holds Overture's areas of divisions."""
    return {"division_id", "subtype", "names", "geometry"} <= set(columns.names)


def read_places(path: Path, columns: pa.Schema, area: BaseGeometry | None) -> pd.DataFrame:
    """The facilities among the places of a file.

    Parameters
    ----------
    path, columns
        The file and its columns.
    area
        Read only places in this polygon (WGS84); None reads all.

    Returns
    -------
    DataFrame
        As `schema.FACILITIES`, index `facility_id` as Overture has it ("-kindergarten" behind it
        for a second kind), with `confidence`.  Its `attrs` hold a `NOTE` on what was left out.
    """
    wanted = [
        name
        for name in ("id", "names", "confidence", "operating_status", "categories", "taxonomy")
        if name in columns.names
    ]
    wanted += ["basic_category"] if "basic_category" in columns.names else []
    least = float(_table()["confidence_min"])
    rows: list[tuple[Any, ...]] = []
    n_unsure = n_closed = 0
    for batch, shapes in pieces(path, wanted, area):
        kinds = _kinds(batch)
        held = np.array([bool(one) for one in kinds])
        unsure = held & (_numbers(batch, "confidence") < least)
        closed = held & _equals(batch, "operating_status", _CLOSED)
        n_unsure, n_closed = n_unsure + int(unsure.sum()), n_closed + int((closed & ~unsure).sum())
        stay = np.flatnonzero(held & ~unsure & ~closed)
        points = shapely.point_on_surface(shapes[stay])
        ids = batch.column("id").take(pa.array(stay)).to_pylist()
        names = _field(batch.take(pa.array(stay)), "names", "primary")
        sure = _numbers(batch, "confidence")[stay]
        for number, at in enumerate(stay):
            for kind in kinds[at]:
                ident = ids[number] if kind == kinds[at][0] else f"{ids[number]}-{kind}"
                point = points[number]
                rows.append((ident, kind, names[number] or "", point.x, point.y, sure[number]))
    frame = pd.DataFrame(
        rows, columns=["facility_id", "kind", "name", "lon", "lat", "confidence"]
    ).set_index("facility_id")
    if frame.empty:
        raise InputError(
            f"{path.name}: none of its places{' in the zone' if area is not None else ''} is a "
            "facility of a kind we know; check the file and that it covers the zone"
        )
    schema.check_frame(frame, schema.FACILITIES, path.name)
    frame.attrs[NOTE] = {
        "en": f"Places with a confidence of at least {least:g}; left out: {n_unsure:,} less sure, "
        f"{n_closed:,} permanently closed.",
        "zh": f"只取置信度不低于{least:g}的地点；略去{n_unsure:,}个置信度较低的、"
        f"{n_closed:,}个已永久关闭的。",
    }
    return frame


def read_divisions(path: Path, places: pd.DataFrame) -> gpd.GeoDataFrame:
    """The boundaries of those places of a zone whose names the divisions of a file bear.

    Parameters
    ----------
    path
        Overture's division areas.
    places
        Of the zone: index `code`, with name and name_en.

    Returns
    -------
    GeoDataFrame
        As `layers.read_boundaries` gives it.  A warning names places that were not found, or
        found more than once: these stay without a boundary.

    Raises
    ------
    InputError
        The zone has no places, or none of them is in the file.

    Notes
    -----
    Divisions carry no statistical codes, so names are all there is: one that several places of
    the zone bear, or several divisions of the file, is never guessed.
    """
    if places.empty:
        raise InputError(
            f"{path.name}: Overture's divisions carry no place codes, and the zone has no places "
            "to match their names with; bring boundaries with codes first, or say what stands for "
            "them: --columns code=division_id,name=names.primary,level==county"
        )
    codes = _codes_by_name(places)
    found: dict[str, list[Any]] = {}
    for batch, shapes in pieces(path, ["names", "class"], None):
        at_sea = _equals(batch, "class", "maritime")
        names = np.array(batch.column("names").to_pylist(), object)
        for one, shape in zip(names[~at_sea], shapes[~at_sea], strict=True):
            called = {one.get("primary"), *dict(one.get("common") or ()).values()}
            code = next((codes[name] for name in called if name in codes), None)
            if code is not None:
                found.setdefault(code, []).append(shape)
    single = {code: shapes[0] for code, shapes in found.items() if len(shapes) == 1}
    if not single:
        raise InputError(
            f"{path.name}: none of its divisions bears the name of one place of the zone alone; "
            "bring boundaries with codes, or say what stands for them: --columns code=<column>"
        )
    lost = places.index.difference(list(single))
    if len(lost):
        some = ", ".join(f"{places.at[code, 'name']} ({code})" for code in lost[:3])
        warnings.warn(
            f"{path.name}: {len(single):,} of {len(places):,} places were found by their name; "
            f"without a boundary stay {some}{', …' if len(lost) > 3 else ''}",
            stacklevel=4,
        )
    index = pd.Index(list(single), name="code")
    frame = pd.DataFrame({"name": "", "name_en": "", "parent": "", "level": ""}, index=index)
    drawn = gpd.GeoSeries(list(single.values()), crs=4326).make_valid()
    return gpd.GeoDataFrame(frame, geometry=drawn.to_numpy(), crs=4326)


def _codes_by_name(places: pd.DataFrame) -> dict[str, str]:
    """Names that only one place bears, and its code."""
    named = pd.concat([places["name"], places["name_en"]]).reset_index().drop_duplicates()
    named = named.set_axis(["code", "name"], axis=1)
    named = named[(named["name"] != "") & ~named["name"].duplicated(keep=False)]
    return dict(zip(named["name"], named["code"], strict=True))


def _kinds(batch: pa.RecordBatch) -> list[tuple[str, ...]]:
    """The kinds (n,) that the places of a batch are: by taxonomy, else by category."""
    known = category_kinds()
    paths = _field(batch, "taxonomy", "hierarchy")
    firsts = _field(batch, "taxonomy", "primary")
    olds = _field(batch, "categories", "primary")
    basics = [None] * batch.num_rows
    if "basic_category" in batch.schema.names:
        basics = batch.column("basic_category").to_pylist()
    answers = []
    for path, first, old, basic in zip(paths, firsts, olds, basics, strict=True):
        words = (first, *reversed(path or ()), old, basic)
        answers.append(next((known[word] for word in words if word in known), ()))
    return answers


def _field(batch: pa.RecordBatch, column: str, field: str) -> list[Any]:
    """One field of a column of records, None where it is missing."""
    if column not in batch.schema.names:
        return [None] * batch.num_rows
    kind = batch.schema.field(column).type
    if not pa.types.is_struct(kind) or kind.get_field_index(field) < 0:
        return [None] * batch.num_rows
    values: list[Any] = pc.struct_field(batch.column(column), field).to_pylist()
    return values


def _numbers(batch: pa.RecordBatch, column: str) -> np.ndarray:
    if column not in batch.schema.names:
        return np.full(batch.num_rows, np.nan)
    return batch.column(column).cast(pa.float64()).to_numpy(zero_copy_only=False)


def _equals(batch: pa.RecordBatch, column: str, word: str) -> np.ndarray:
    if column not in batch.schema.names:
        return np.zeros(batch.num_rows, bool)
    return np.array([one == word for one in batch.column(column).to_pylist()], bool)
