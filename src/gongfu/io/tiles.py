"""Tiles of a region and their answers as Parquet, in a folder or an object store.

A tile is one GeoParquet file of one row: its nodes are a MultiPoint, so that any program of maps
shows where it lies, and everything else stands in lists beside it.  An answer is a Parquet file
with a row for each community.  Pages carry checksums, which are verified when they are read.
"""

import hashlib
import io
import json
from dataclasses import fields
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyproj import CRS

from gongfu.errors import InputError
from gongfu.measure.pairs import Pairs
from gongfu.measure.streets import Doors
from gongfu.measure.tiles import Answer, Tile
from gongfu.measure.ways import Asked, Ways

__all__ = ("answer_bytes", "digest_of", "read_answer", "read_tile", "tile_bytes")

_COMPRESSION: Final = {"compression": "zstd", "compression_level": 1}
_STREETS: Final = ("first", "second", "forth_ds", "back_ds")
_DOORS: Final = tuple(column.name for column in fields(Doors))
_NUMBERS: Final = ("n_kinds", "near_ds", "far_ds")


def tile_bytes(tile: Tile, crs: str | None) -> bytes:
    """A tile as a GeoParquet file of one row; `crs` is the system of its nodes."""
    asked = tile.asked
    lists: dict[str, np.ndarray] = {
        "exit": tile.exit,
        "n_arcs": np.diff(tile.start),
        "head": (tile.arc & 0xFFFFFFFF).astype(np.int32),
        "time_ds": (tile.arc >> 32).astype(np.int32),
        **{name: getattr(tile, name) for name in _STREETS},
        "home_at": tile.home_at,
        "site_at": tile.site_at,
        "kind_at": asked.kind_at,
    }
    for name, doors in (("home", asked.homes), ("site", asked.sites)):
        lists |= {f"{name}_{column}": getattr(doors, column) for column in _DOORS}
    spots = pa.StructArray.from_arrays([pa.array(tile.x), pa.array(tile.y)], names=["x", "y"])
    columns = {"geometry": _as_one(spots)}
    columns |= {name: _as_one(pa.array(values)) for name, values in lists.items()}
    columns |= {name: pa.array([int(getattr(asked, name))], pa.int64()) for name in _NUMBERS}
    told = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {
            "geometry": {
                "encoding": "multipoint",
                "geometry_types": ["MultiPoint"],
                "crs": json.loads(CRS.from_user_input(crs).to_json()) if crs else None,
            }
        },
    }
    return _file(pa.table(columns).replace_schema_metadata({"geo": json.dumps(told)}))


def read_tile(content: bytes, name: str = "a tile") -> Tile:
    """The tile in a file that `tile_bytes` made."""
    table = _table(content, name, ("geometry", "head", "home_at"))
    lists = {
        name: table.column(name).chunk(0).flatten()
        for name in table.column_names
        if name not in _NUMBERS
    }
    arrays = {
        name: values.to_numpy(zero_copy_only=False)
        for name, values in lists.items()
        if name != "geometry"
    }
    homes, sites = (
        Doors(*(arrays[f"{name}_{column}"] for column in _DOORS)) for name in ("home", "site")
    )
    n_kinds, near_ds, far_ds = (table.column(name)[0].as_py() for name in _NUMBERS)
    start = np.concatenate([[0], np.cumsum(arrays["n_arcs"])]).astype(np.int32)
    spots = lists["geometry"]
    return Tile(
        x=spots.field("x").to_numpy(),
        y=spots.field("y").to_numpy(),
        exit=arrays["exit"],
        start=start,
        arc=(arrays["time_ds"].astype(np.int64) << 32) | arrays["head"],
        **{name: arrays[name] for name in _STREETS},
        home_at=arrays["home_at"],
        site_at=arrays["site_at"],
        asked=Asked(homes, sites, arrays["kind_at"], n_kinds, near_ds, far_ds),
    )


def digest_of(tile: bytes, program: str) -> str:
    """What a tile's answer is known by: the tile, and the program that answers."""
    return hashlib.sha256(program.encode() + b"\n" + tile).hexdigest()


def answer_bytes(answer: Answer) -> bytes:
    """An answer as a Parquet file, one row per community of the tile."""
    ways = answer.ways
    start = pa.array(ways.pairs.start.astype(np.int32))
    columns = {"home_at": pa.array(answer.home_at), "exit_ds": pa.array(ways.exit_ds)}
    for k in range(len(ways.owner)):
        columns[f"time_ds_{k}"] = pa.array(ways.time_ds[k])
        columns[f"owner_{k}"] = pa.array(ways.owner[k])
    columns["pair_site"] = pa.ListArray.from_arrays(start, pa.array(ways.pairs.site))
    columns["pair_ds"] = pa.ListArray.from_arrays(start, pa.array(ways.pairs.time_ds))
    return _file(pa.table(columns))


def read_answer(content: bytes, name: str = "an answer") -> Answer:
    """The answer in a file that `answer_bytes` made."""
    table = _table(content, name, ("home_at", "exit_ds", "pair_site"))
    n_kinds = sum(name.startswith("owner_") for name in table.column_names)
    home_at = table.column("home_at").to_numpy()
    shape = n_kinds, home_at.size
    kinds = range(n_kinds)
    time_ds = np.array([table.column(f"time_ds_{k}").to_numpy() for k in kinds], np.int64)
    owner = np.array([table.column(f"owner_{k}").to_numpy() for k in kinds], np.int64)
    lists = [table.column(name).combine_chunks() for name in ("pair_site", "pair_ds")]
    start = np.concatenate([[0], np.cumsum(lists[0].value_lengths().to_numpy())]).astype(np.int64)
    site, pair_ds = (values.flatten().to_numpy() for values in lists)
    return Answer(
        home_at,
        Ways(
            time_ds.reshape(shape),
            owner.reshape(shape),
            table.column("exit_ds").to_numpy(),
            Pairs(start, site, pair_ds),
        ),
    )


def _as_one(values: pa.Array) -> pa.ListArray:
    """A column of one row that holds all the values."""
    return pa.ListArray.from_arrays(pa.array([0, len(values)], pa.int32()), values)


def _file(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, use_dictionary=False, write_page_checksum=True, **_COMPRESSION)
    return sink.getvalue().to_pybytes()


def _table(content: bytes, name: str, needed: tuple[str, ...]) -> pa.Table:
    try:
        table = pq.read_table(io.BytesIO(content), page_checksum_verification=True)
    except (pa.ArrowException, OSError) as error:
        raise InputError(
            f"{name} in the store is damaged ({error}); remove it from the store and run again"
        ) from error
    lost = [column for column in needed if column not in table.column_names]
    if lost:
        raise InputError(f"{name} in the store has no columns {lost}; give a store of its own")
    return table.combine_chunks()
