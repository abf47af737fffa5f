"""A zone as a folder of tables: written whole or not at all, read with every hash compared.

See docs/reference/zone-folder.md for each file and column.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry import mapping, shape

from gongfu.errors import ConflictError, InputError, NotFoundError
from gongfu.io import parquet
from gongfu.io.atomic import (
    COMMIT,
    change_folder,
    clean_beside,
    create_folder,
    current,
    disk_words,
    locked,
    recover,
    unfinished_beside,
)
from gongfu.io.manifest import (
    MANIFEST,
    Stored,
    manifest_files,
    manifest_text,
    parse_manifest,
    settings_of,
    upgraded,
)
from gongfu.model import schema
from gongfu.model.network import WGS84, Network
from gongfu.model.zone import TABLES, Zone

INDEXES: Final[Mapping[str, str | None]] = {
    "places": "code",
    "communities": "community_id",
    "facilities": "facility_id",
    "figures": None,
    "targets": None,
    "groups": None,
    "pairings": None,
    "incomes": "household_id",
    "documents": "document",
    "evidence": "figure",
    "decisions": None,
}
_BOUNDARIES: Final = "boundaries.parquet"
_NODES: Final = "nodes.parquet"
_ARCS: Final = "network.parquet"
_EXTENT: Final = "extent.geojson"
_FILES: Final = (*(f"{table}.parquet" for table in TABLES), _BOUNDARIES, _NODES, _ARCS, _EXTENT)
_NODE_COLUMNS: Final = ("x", "y", "exit")
_TRIES: Final = 20
_DECIMALS: Final = 7  # of a degree: a centimetre


def read_zone(path: str | Path) -> Zone:
    """The zone in the folder `path`, checked; `inputs` holds the hash of every file read.

    Parameters
    ----------
    path
        A folder that holds a zone.toml.

    Returns
    -------
    Zone
        Frames as in `gongfu.model.schema`, numbers as float64, text as pandas' text.

    Raises
    ------
    NotFoundError
        There is no zone.
    InputError
        All faults at once: a missing, changed or unreadable file, a broken contract, a format
        of a newer program.
    """
    folder = Path(path)
    zone, found = _load(folder)
    if found or zone is None:
        raise InputError(f"zone {str(folder)!r}: " + "; ".join(found))
    return zone


def zone_report(path: str | Path) -> list[str]:
    """Everything wrong with the zone folder `path`, file by file; empty if it is sound.

    Parameters
    ----------
    path
        A folder that holds a zone.toml.

    Returns
    -------
    list of str
        One fault each, with what to do about it.
    """
    return _load(Path(path))[1]


def write_zone(
    zone: Zone, path: str | Path, *, based_on: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Write `zone` to the folder `path`: the folder is whole before and after, at any moment.

    A zone that is there already is replaced, and only the files that differ are written;
    what else lies in the folder, such as `results`, stays.

    Parameters
    ----------
    zone
        What to write.
    path
        A folder that is new, empty or a zone.
    based_on
        The `inputs` of the zone that was read from `path` before: if the folder differs by now,
        somebody else changed it and a ConflictError says so.  None asks nothing.

    Returns
    -------
    dict
        The SHA-256 of each file now in the folder, as `read_zone` will report them.
    """
    folder = Path(path)
    with disk_words(folder):
        kind = folder_kind(folder)
    files = _zone_files(zone)
    rows = _row_counts(zone)
    hashes = _hashes(files)
    entries = {name: {"sha256": hashes[name], "rows": rows[name]} for name in files}
    files[MANIFEST] = manifest_text(zone, entries).encode()
    hashes[MANIFEST] = hashlib.sha256(files[MANIFEST]).hexdigest()
    if kind == "new":
        if based_on:
            raise ConflictError(f"the zone {str(folder)!r} is gone; read it again")
        create_folder(folder, {**files, ".lock": b""})
        return hashes

    with disk_words(folder), locked(folder):
        clean_beside(folder)
        recover(folder, last=MANIFEST)
        there = _hashes(
            {n: (folder / n).read_bytes() for n in (*_FILES, MANIFEST) if (folder / n).exists()}
        )
        if based_on is not None and dict(based_on) != there:
            odd = sorted(n for n in {*there, *based_on} if there.get(n) != based_on.get(n))
            raise ConflictError(
                f"zone {str(folder)!r}: {', '.join(odd)} changed since it was read; "
                "read it again and repeat the change"
            )
        changed = {name: files[name] for name in files if hashes[name] != there.get(name)}
        gone = tuple(sorted(set(there) - set(files)))
        if changed or gone:
            change_folder(
                folder, {**changed, MANIFEST: files[MANIFEST]}, remove=gone, last=MANIFEST
            )
    return hashes


def create_zone(path: str | Path, name: Mapping[str, str]) -> Zone:
    """A new zone folder without any table, ready for imports.

    Parameters
    ----------
    path
        A folder that does not exist or is empty.
    name
        What the zone is called, with words for "en" and "zh".

    Returns
    -------
    Zone
        The empty zone, as it was written.
    """
    folder = Path(path)
    with disk_words(folder):
        if folder_kind(folder) != "new":
            raise InputError(f"{str(folder)!r} is a zone already; choose another folder")
    write_zone(Zone(name), folder)
    return read_zone(folder)


def folder_kind(folder: Path) -> str:
    """Whether the folder is a "zone" or "new"; one that holds anything else is refused."""
    if current(folder, MANIFEST, last=MANIFEST).exists():
        return "zone"
    if folder.is_file():
        raise InputError(f"{str(folder)!r} is a file; a zone is a folder: choose another name")
    if folder.is_dir() and any(folder.iterdir()):
        raise InputError(
            f"{str(folder)!r} holds files but no {MANIFEST}; choose a folder that is new, empty "
            "or a zone"
        )
    return "new"


def _zone_files(zone: Zone) -> dict[str, bytes]:
    files = {}
    for table, index in INDEXES.items():
        frame = getattr(zone, table)
        if frame is None or (frame.empty and table not in zone.layers):
            continue
        named = frame.rename_axis(index) if index else frame.reset_index(drop=True)
        files[f"{table}.parquet"] = parquet.frame_bytes(named.rename_axis(columns=None), table)
    if zone.boundaries is not None:
        files[_BOUNDARIES] = parquet.boundary_bytes(zone.boundaries.rename_axis("code"))
    if zone.network is not None:
        files[_NODES] = parquet.array_bytes(_node_columns(zone.network))
        files[_ARCS] = parquet.array_bytes(_arc_columns(zone.network))
    if zone.extent is not None:
        files[_EXTENT] = (json.dumps(mapping(zone.extent)) + "\n").encode()
    return files


def _row_counts(zone: Zone) -> dict[str, int]:
    counts = {f"{t}.parquet": len(f) for t in INDEXES if (f := getattr(zone, t)) is not None}
    if zone.boundaries is not None:
        counts[_BOUNDARIES] = len(zone.boundaries)
    if zone.network is not None:
        counts |= {_NODES: zone.network.n_nodes, _ARCS: zone.network.n_arcs}
    return counts | {_EXTENT: 1}


def _node_columns(network: Network) -> dict[str, np.ndarray]:
    columns = {"x": network.x, "y": network.y, "exit": network.exit}
    if network.crs is None:
        return columns
    back = Transformer.from_crs(network.crs, WGS84, always_xy=True)
    lon, lat = back.transform(network.x, network.y)
    return {"lon": np.round(lon, _DECIMALS), "lat": np.round(lat, _DECIMALS), **columns}


def _arc_columns(network: Network) -> dict[str, np.ndarray]:
    times = {f"{mode}_s": network.time_s[mode] for mode in sorted(network.time_s)}
    more: dict[str, np.ndarray] = {}
    if not network.door.all():
        more["door"] = network.door
    if network.footing.any():
        more["footing"] = network.footing
    if (network.slope_factor != 1.0).any():
        more["slope_factor"] = network.slope_factor
    return {
        "tail": network.tail,
        "head": network.head,
        "length_m": network.length_m,
        **more,
        **times,
    }


def _hashes(files: Mapping[str, bytes]) -> dict[str, str]:
    with ThreadPoolExecutor(2) as threads:
        digests = threads.map(lambda content: hashlib.sha256(content).hexdigest(), files.values())
        return dict(zip(files, digests, strict=True))


def _load(folder: Path) -> tuple[Zone | None, list[str]]:
    """The zone, or None, and everything wrong with its folder.

    A writer may be at work while we read: a fault is only believed if the table of contents
    is still the same file.
    """
    with disk_words(folder, doing="read", then="check the folder"):
        for _ in range(_TRIES):
            manifest, edition = _manifest_bytes(folder)
            zone, found = _load_once(folder, manifest)
            if not found or _manifest_bytes(folder)[1] == edition:
                return zone, found
    raise ConflictError(f"zone {str(folder)!r} is being written again and again; read it later")


def _manifest_bytes(folder: Path) -> tuple[bytes, tuple[int, int]]:
    """The text of zone.toml, and which edition it is: another writer makes another file."""
    for _ in range(_TRIES):
        try:
            with current(folder, MANIFEST, last=MANIFEST).open("rb") as file:
                status = os.fstat(file.fileno())
                return file.read(), (status.st_ino, status.st_mtime_ns)
        except FileNotFoundError:
            continue  # it moved to its place just now, or it is not there
    beside = unfinished_beside(folder)
    if beside:
        raise NotFoundError(
            f"no zone at {str(folder)!r}, but {beside[0].name!r} beside it: a program was stopped "
            "while it created the zone, or is still at work; run its command again"
        )
    raise NotFoundError(
        f"no zone at {str(folder)!r}: there is no {MANIFEST}; `gongfu new` makes an empty zone, "
        "`gongfu demo` a full one"
    )


def _load_once(folder: Path, manifest_bytes: bytes) -> tuple[Zone | None, list[str]]:
    try:
        manifest = parse_manifest(manifest_bytes)
        entries = manifest_files(upgraded(Stored(manifest)).manifest)
    except InputError as error:
        return None, [str(error)]
    with ThreadPoolExecutor(2) as threads:
        results = dict(
            zip(entries, threads.map(lambda n: _read_file(folder, n), entries), strict=True)
        )
    found = []
    files, inputs = {}, {MANIFEST: hashlib.sha256(manifest_bytes).hexdigest()}
    for name, (content, digest) in results.items():
        if name not in _FILES:
            found.append(f"{name}: listed in {MANIFEST}, but no file of a zone; delete its entry")
        elif content is None:
            found.append(
                f"{name}: listed in {MANIFEST}, but not there; put it back, or delete its entry"
            )
        else:
            files[name], inputs[name] = content, digest
            if entries[name].get("sha256", digest) != digest:
                found.append(
                    f"{name}: its sha256 is not the one in {MANIFEST}: it was changed by hand or "
                    f"damaged; put the old file back, or delete its sha256 line in {MANIFEST} to "
                    "take it as it is"
                )
    settled = not (folder / COMMIT / MANIFEST).exists()  # else the next writer removes them
    for name in _FILES:
        if settled and name not in entries and (folder / name).exists():
            found.append(
                f'{name}: in the folder, but not in {MANIFEST}; add [files."{name}"] there, or '
                "remove the file"
            )
    parts, wrong = _parts(upgraded(Stored(manifest, files)))
    found += wrong
    if found:
        return None, found
    try:
        return Zone(**parts, inputs=dict(sorted(inputs.items()))), []
    except InputError as error:
        return None, [str(error)]


def _read_file(folder: Path, name: str) -> tuple[bytes | None, str]:
    for _ in range(_TRIES):
        path = current(folder, name, last=MANIFEST) if name in _FILES else folder / name
        try:
            content = path.read_bytes() if name in _FILES else b""
        except FileNotFoundError:
            continue  # it may have moved to its place just now
        return content, hashlib.sha256(content).hexdigest()
    return None, ""


def _parts(stored: Stored) -> tuple[dict[str, Any], list[str]]:
    """What `Zone` is made of, and everything wrong with it."""
    parts, found = settings_of(stored.manifest)
    for table, columns in TABLES.items():
        content = stored.files.get(f"{table}.parquet")
        if content is None:
            continue
        try:
            parts[table] = parquet.read_frame(content, INDEXES[table])
        except InputError as error:
            found.append(f"{table}.parquet: {error}; put a sound file in its place")
            continue
        found += [f"{table}: {fault}" for fault in schema.faults(parts[table], columns)]
    readers = {"network": _network, "boundaries": _boundaries, "extent": _extent}
    for part, reader in readers.items():
        try:
            parts[part] = reader(stored)
        except InputError as error:
            found.append(str(error))
    return parts, found


def _network(stored: Stored) -> Network | None:
    if (_NODES in stored.files) != (_ARCS in stored.files):
        raise InputError(f"{_NODES} and {_ARCS} belong together; put the missing one back")
    if _NODES not in stored.files:
        return None
    try:
        nodes = parquet.read_arrays(stored.files[_NODES], _NODE_COLUMNS)
    except InputError as error:
        raise InputError(f"{_NODES}: {error}; put a sound file in its place") from error
    try:
        arcs = parquet.read_arrays(stored.files[_ARCS])
    except InputError as error:
        raise InputError(f"{_ARCS}: {error}; put a sound file in its place") from error
    need = ("tail", "head", "length_m")
    lost = [name for name in need if name not in arcs]
    if lost:
        raise InputError(f"{_ARCS}: no column {lost[0]!r}; it has {sorted(arcs)}")
    times = {
        name.removesuffix("_s"): values
        for name, values in arcs.items()
        if name.endswith("_s") and name not in need
    }
    system = stored.manifest.get("network", {})
    return Network.from_arrays(
        nodes["x"],
        nodes["y"],
        arcs["tail"],
        arcs["head"],
        times,
        length_m=arcs["length_m"],
        exit=nodes["exit"],
        door=arcs.get("door"),
        footing=arcs.get("footing"),
        slope_factor=arcs.get("slope_factor"),
        crs=system.get("crs"),
    )


def _boundaries(stored: Stored) -> Any:
    if _BOUNDARIES not in stored.files:
        return None
    try:
        return parquet.read_boundaries(stored.files[_BOUNDARIES])
    except InputError as error:
        raise InputError(f"{_BOUNDARIES}: {error}; put a sound file in its place") from error


def _extent(stored: Stored) -> Any:
    if _EXTENT not in stored.files:
        return None
    try:
        extent = shape(json.loads(stored.files[_EXTENT]))
    except (ValueError, KeyError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
        raise InputError(
            f"{_EXTENT}: not a GeoJSON geometry ({error}); put a sound file in its place"
        ) from error
    return extent
