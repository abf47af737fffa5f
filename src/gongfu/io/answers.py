"""One table to one file that a spreadsheet, a program or a map can open.

The ending says which: .csv (UTF-8 with a byte order mark, as results are), .parquet, .geojson,
.gpkg.  The file is there whole or not at all, and the same table gives the same bytes.
"""

import io
import json
import os
import secrets
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from gongfu.errors import InputError
from gongfu.io.atomic import disk_words, replace_file
from gongfu.io.parquet import frame_bytes
from gongfu.io.results import csv_bytes

ENDINGS: Final = (".csv", ".parquet", ".geojson", ".gpkg")
_MAPS: Final = (".geojson", ".gpkg")
_LAYER: Final = "answer"
_GRID: Final = 1e-7  # degrees: a centimetre
_NO_CLOCK: Final = {"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z"}
"""GeoPackage writes down when it was made; the same answer shall be the same file."""


def check_file(path: str | Path) -> None:
    """Raise an InputError if no table could be written to `path`, before any work is done."""
    path = Path(path)
    if path.suffix.lower() not in ENDINGS:
        raise InputError(
            f"{str(path)!r} ends in {path.suffix or 'nothing'!r}; it must end in "
            f"{', '.join(ENDINGS)}: the ending says what is written{_workbook(path)}"
        )
    check_folder(path)


def check_folder(path: Path) -> None:
    """Raise an InputError if no file `path` could be made where it says."""
    if path.is_dir():
        raise InputError(f"{str(path)!r} is a folder; name a file in it")
    if not path.parent.is_dir():
        raise InputError(f"no folder {str(path.parent)!r}; create it, or name another file")
    if not os.access(path.parent, os.W_OK):
        raise InputError(
            f"cannot write to {str(path.parent)!r}: you may not write there; choose another folder "
            "or ask its owner"
        )


def _workbook(path: Path) -> str:
    """What to do instead for those who want a workbook."""
    if path.suffix.lower() not in (".xlsx", ".xls", ".ods"):
        return ""
    return "; workbooks are read, not written, but a spreadsheet opens .csv as it is"


def write_table(frame: pd.DataFrame, path: str | Path) -> None:
    """Write `frame` to the file `path`, in the format of its ending.

    Parameters
    ----------
    frame
        A plain frame for .csv and .parquet; a GeoDataFrame in WGS84 also for .geojson and .gpkg.
        CSV leaves the shapes out.
    path
        Ends in .csv, .parquet, .geojson or .gpkg; a file that is there is replaced.

    Raises
    ------
    InputError
        Another ending, no such folder, no shapes for a map, or the disk refuses; what was there
        before is there still.

    Notes
    -----
    Unreached is "inf" in CSV and Parquet and empty in maps, which know no such number.
    """
    path = Path(path)
    check_file(path)
    ending = path.suffix.lower()
    shapes = isinstance(frame, gpd.GeoDataFrame)
    if ending in _MAPS and not shapes:
        raise InputError(
            f"{path.name}: this table has no places to draw on a map; write it as .csv or .parquet"
        )
    if ending in _MAPS:
        _write_map(frame, path)
        return
    if ending == ".csv":
        content = csv_bytes(frame.drop(columns=frame.geometry.name) if shapes else frame)
    elif shapes:
        sink = io.BytesIO()
        frame.to_parquet(sink, index=False, schema_version="1.1.0", compression="zstd")
        content = sink.getvalue()
    else:
        content = frame_bytes(frame, path.name)
    replace_file(path, content)


def _write_map(frame: gpd.GeoDataFrame, path: Path) -> None:
    if path.suffix.lower() == ".geojson":
        replace_file(path, _geojson(frame))
        return
    plain = {}
    for name in frame.columns.drop(frame.geometry.name):
        values = frame[name]
        if isinstance(values.dtype, pd.CategoricalDtype):
            values = values.astype(object).where(values.notna(), None)
        elif values.dtype.kind == "f":
            values = values.where(np.isfinite(values))
        plain[name] = values
    table = gpd.GeoDataFrame(plain, geometry=frame.geometry, crs=frame.crs)
    stage = path.parent / f".{path.stem}.{secrets.token_hex(4)}.gpkg"
    # Several kinds of geometry, or none at all, cannot be told from the first row.
    kinds = set(table.geom_type.dropna())
    mixed = kinds.pop() if len(kinds) == 1 else "Unknown"
    with disk_words(path):
        before = {name: pyogrio.get_gdal_config_option(name) for name in _NO_CLOCK}
        pyogrio.set_gdal_config_options(_NO_CLOCK)
        try:
            pyogrio.write_dataframe(
                table, stage, driver="GPKG", layer=_LAYER, geometry_type=mixed, append=False
            )
            stage.replace(path)
        except pyogrio.errors.DataSourceError as error:
            raise InputError(f"cannot write {str(path)!r}: {error}; nothing was changed") from error
        finally:
            pyogrio.set_gdal_config_options(before)
            stage.unlink(missing_ok=True)


def _geojson(frame: gpd.GeoDataFrame) -> bytes:
    """A FeatureCollection as RFC 7946 has it: WGS84, coordinates to a centimetre."""
    rounded = shapely.set_precision(frame.geometry.to_numpy(), _GRID, mode="pointwise")
    shapes = shapely.to_geojson(rounded)
    properties = records(pd.DataFrame(frame.drop(columns=frame.geometry.name)))
    features = [
        '{"type":"Feature","properties":'
        + json.dumps(row, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        + f',"geometry":{shape or "null"}}}'
        for row, shape in zip(properties, shapes, strict=True)
    ]
    return ('{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n").encode()


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as JSON can hold them: None where a value is missing, undefined or infinite."""
    columns = {}
    for name, values in frame.items():
        if values.dtype.kind == "f":
            known = np.isfinite(values.to_numpy())
        else:
            known = values.notna().to_numpy()
        plain = values.astype(object).where(known, None)
        columns[str(name)] = [v.item() if isinstance(v, np.generic) else v for v in plain]
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
