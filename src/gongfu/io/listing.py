"""A file of facilities or of boundaries, whatever open project or bureau it comes from."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from shapely.geometry.base import BaseGeometry

from gongfu.io import layers, osm_parquet, overture
from gongfu.io.geoparquet import parquet_schema
from gongfu.io.positions import say_not_applied
from gongfu.io.sheets import PARQUET_SUFFIXES
from gongfu.model.kind import KINDS


def read_listing(
    path: str | Path,
    *,
    columns: Mapping[str, str],
    datum: str,
    source: str,
    area: BaseGeometry | None = None,
) -> dict[str, Any]:
    """The facilities in a file, with all that `bring.bring_in` asks about them.

    Parameters
    ----------
    path
        Places of Overture Maps or features of OpenStreetMap as GeoParquet, unless `columns` say
        what their kinds are; else a list as `layers.read_facilities` reads it.
    columns, datum
        See `layers.read_facilities`; open projects are in WGS84.
    source
        What the file is called.
    area
        Of open projects, take only what lies in this polygon; None takes all.

    Returns
    -------
    dict
        frame, source, licence, and kinds: what the file can hold.
    """
    path = Path(path)
    if path.suffix.lower() in PARQUET_SUFFIXES and not {"kind", *KINDS} & set(columns):
        found = parquet_schema(path)
        if overture.are_places(found) or osm_parquet.are_features(found):
            say_not_applied(path.name, datum, "open data lie")
        if overture.are_places(found):
            frame = overture.read_places(path, found, area)
            return _described(frame, f"Overture Maps, {source}", overture.PLACES_LICENCE)
        if osm_parquet.are_features(found):
            frame = osm_parquet.read_features(path, found, area)
            return _described(frame, f"OpenStreetMap, {source}", osm_parquet.LICENCE)
    frame = layers.read_facilities(path, columns=columns, datum=datum)
    return {"frame": frame, "source": source}


def read_outlines(
    path: str | Path,
    *,
    columns: Mapping[str, str],
    datum: str,
    source: str,
    places: pd.DataFrame,
) -> dict[str, Any]:
    """The boundaries in a file, with all that `bring.bring_in` asks about them.

    Divisions of Overture Maps are matched with `places` by name, unless `columns` say which holds
    codes; anything else is read as `layers.read_boundaries` does.
    """
    path = Path(path)
    is_open = path.suffix.lower() in PARQUET_SUFFIXES and "code" not in columns
    if is_open and overture.are_divisions(parquet_schema(path)):
        return {
            "frame": overture.read_divisions(path, places),
            "source": f"Overture Maps, {source}",
            "licence": overture.DIVISIONS_LICENCE,
        }
    frame = layers.read_boundaries(path, columns=columns, datum=datum)
    return {"frame": frame, "source": source}


def _described(frame: pd.DataFrame, source: str, licence: str) -> dict[str, Any]:
    """With those kinds of which the file has one: that the whole zone lacks a kind is unlikely."""
    present = tuple(kind for kind in KINDS if (frame["kind"] == kind).any())
    return {"frame": frame, "source": source, "licence": licence, "kinds": present}
