"""One pass through an OpenStreetMap file: streets, barriers, facilities, buildings, boundaries.

Node positions wait in libosmium's index, a file on the disk; everything that is many goes into flat
buffers (8 bytes a node reference, 16 a position); no Python object outlives the feature it was read
for, except for facilities and administrative boundaries, which are few.
"""

import math
import shutil
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import osmium
import shapely
from osmium.filter import EntityFilter, KeyFilter
from osmium.osm import AREA, NODE, WAY

from gongfu.errors import InputError
from gongfu.io.osm_access import DECIDING, WayUse, is_street, may_pass, way_use
from gongfu.io.osm_buildings import BuildingRules, building_rules
from gongfu.io.osm_facilities import TOLD, Found, facility_keys, kinds_of
from gongfu.io.osm_metres import area_m2

Progress = Callable[[float, str], None]

_INDEX: Final = "sparse_file_array"
_INDEX_BYTES: Final = (32_000_000, 2.0)  # of the disk at most: to begin with, and per byte of a PBF
_ALL_NODES: Final = osmium.geom.use_nodes.ALL
_WKB_HEAD: Final = 9  # bytes before the first coordinate of a line: order, type, count
_CHUNK: Final = 20_000  # buildings measured together
_TOLD_EVERY: Final = 20_000  # features between two words of progress
_BYTES_PER_FEATURE: Final = 60.0  # of a PBF; only the progress bar believes it
# Ways with these keys are no streets: they show that a file was not filtered down to streets.
_OTHER_KEYS: Final = ("landuse", "natural", "waterway", "barrier", "power", "railway", "boundary")
_MAGIC: Final = ((b"OSMHeader", "pbf"), (b"<osm", "osm"), (b"o5m2", "o5m"))
_NAMED_FORMATS: Final = (".osm.gz", ".osm.bz2", ".opl", ".opl.gz", ".opl.bz2")


@dataclass(slots=True)
class Scan:
    """What one pass found.  W ways and area edges used as streets, R node references in them.

    way_use (W,) rows of `uses`; way_size (W,) references per way; ref (R,) node ids; lonlat (R, 2)
    degrees, NaN where the node is not in the file.  barriers: node id -> what walk, cycle and
    drive may pass.  buildings: columns by name.  counts: what was seen and left out.
    """

    uses: list[WayUse] = field(default_factory=list)
    way_use: array = field(default_factory=lambda: array("i"))
    way_size: array = field(default_factory=lambda: array("i"))
    ref: array = field(default_factory=lambda: array("q"))
    lonlat: bytearray = field(default_factory=bytearray)
    barriers: dict[int, tuple[bool, ...]] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)
    admin: list[tuple[int, int, str, str, str]] = field(default_factory=list)
    building_lonlat: array = field(default_factory=lambda: array("d"))
    building_m2: array = field(default_factory=lambda: array("d"))
    building_levels: array = field(default_factory=lambda: array("d"))
    building_tagged: array = field(default_factory=lambda: array("b"))
    counts: dict[str, int] = field(default_factory=dict)
    box: tuple[float, float, float, float] | None = None
    replicated: str = ""

    def count(self, name: str) -> None:
        """One more of `name`."""
        self.counts[name] = self.counts.get(name, 0) + 1


def scan_file(path: Path, *, streets_only: bool, progress: Progress) -> Scan:
    """Read the file once (relations twice).

    Raises
    ------
    InputError
        The file is not there, is no OpenStreetMap file, or is cut off.
    """
    file = open_file(path)
    with TemporaryDirectory(prefix="gongfu-osm-", ignore_cleanup_errors=True) as folder:
        _check_room(path, folder)
        return _scan(file, path, f"{_INDEX},{folder}/nodes", streets_only, progress)


def _check_room(path: Path, folder: str) -> None:
    """Raise if the disk may fill up, which would end the process without a word."""
    needed = _INDEX_BYTES[0] + _INDEX_BYTES[1] * path.stat().st_size
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise InputError(
            f"reading {path.name!r} needs up to {needed / 1e6:.0f} MB of the disk at "
            f"{str(Path(folder).parent)!r}, where {free / 1e6:.0f} MB are free; make room there, "
            "or name another folder in the environment variable TMPDIR"
        )


def _scan(
    file: osmium.io.File, path: Path, index: str, streets_only: bool, progress: Progress
) -> Scan:
    scan, rules = Scan(), building_rules()
    try:
        processor = osmium.FileProcessor(file).with_locations(index)
        _read_header(processor.header, scan)
        areas = (
            ("highway",)
            if streets_only
            else ("highway", "building", *facility_keys(), "admin_level")
        )
        processor.with_areas(KeyFilter(*areas))
        nodes = ("barrier",) if streets_only else ("barrier", *facility_keys())
        ways = (*areas, "route", "man_made", "area", *_OTHER_KEYS)
        for keys, entity in ((nodes, NODE), (ways, WAY), (areas, AREA)):
            key_filter: Any = KeyFilter(*keys)
            processor.with_filter(key_filter.enable_for(entity))
        processor.with_filter(EntityFilter(NODE | WAY | AREA))
        reader = _Reader(scan, rules, streets_only)
        for feature in _told(processor, path, progress):
            reader.read(feature)
        reader.measure_buildings()
    except (RuntimeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            f"cannot read {path.name!r} as OpenStreetMap data: {error}; it is probably cut off or "
            "damaged, so download it again and compare its size with the server's"
        ) from error
    return scan


def open_file(path: Path) -> osmium.io.File:
    """The file with its format, judged by its first bytes where the name does not say."""
    if not path.is_file():
        raise InputError(f"no file {str(path)!r}; give the path of an .osm.pbf or .osm file")
    with path.open("rb") as stream:
        head = stream.read(512)
    if not head:
        raise InputError(f"{path.name!r} is empty; download it again")
    for magic, form in _MAGIC:
        if magic in head:
            return osmium.io.File(str(path), form)
    if path.name.endswith(_NAMED_FORMATS):
        return osmium.io.File(str(path))
    if any(mark in head.lower() for mark in (b"<html", b"<!doctype")):
        raise InputError(
            f"{path.name!r} is a web page, not an OpenStreetMap file; the download went wrong: "
            "fetch the .osm.pbf itself"
        )
    raise InputError(
        f"{path.name!r} is no OpenStreetMap file: it starts with {head[:12]!r}, which is neither "
        "PBF nor XML; give an .osm.pbf, .osm or .o5m file of your city"
    )


def _read_header(header: Any, scan: Scan) -> None:
    box = header.box()
    if box.valid():
        low, high = box.bottom_left, box.top_right
        scan.box = (low.lon, low.lat, high.lon, high.lat)
    scan.replicated = header.get("osmosis_replication_timestamp", "") or header.get("timestamp", "")


def _told(processor: Any, path: Path, progress: Progress) -> Iterator[Any]:
    """The features, with a word of progress now and then; how much is left is an estimate."""
    expected = max(path.stat().st_size / _BYTES_PER_FEATURE, 1.0)
    for at, feature in enumerate(processor):
        if at % _TOLD_EVERY == 0:
            progress(1.0 - math.exp(-at / expected), "reading the map")
        yield feature


class _Reader:
    """Puts each feature where it belongs."""

    def __init__(self, scan: Scan, rules: BuildingRules, streets_only: bool) -> None:
        self.scan, self.rules, self.streets_only = scan, rules, streets_only
        self.wkb = osmium.geom.WKBFactory()
        self.use_at: dict[tuple[tuple[str, str], ...], int] = {}
        self.used: list[bool] = []
        self.shapes: list[str] = []

    def read(self, feature: Any) -> None:
        if feature.is_way():
            self._way(feature)
        elif feature.is_node():
            self._node(feature)
        elif feature.is_area():
            self._area(feature)

    def _node(self, node: Any) -> None:
        tags = dict(node.tags)
        if "barrier" in tags:
            passing = may_pass(tags)
            if not all(passing):
                self.scan.barriers[node.id] = passing
        if not self.streets_only and (kinds := kinds_of(tags, self.scan.counts)):
            point = (node.location.lon, node.location.lat)
            self._found(f"n{node.id}", kinds, tags, *point)

    def _way(self, way: Any) -> None:
        street = is_street(way.tags)
        self.scan.count("street_ways" if street else "other_ways")
        drawn = way.is_closed() and way.tags.get("area") != "no"  # comes again as an area
        if not street and (self.streets_only or drawn):
            return
        tags = dict(way.tags)
        if street:
            at = self._use(tags)
            if self.used[at]:
                self._street(way.nodes, at, lambda: self.wkb.create_linestring(way, _ALL_NODES))
        if not (self.streets_only or drawn) and (not street or "leisure" in tags):
            self._line_facility(way, tags)

    def _line_facility(self, way: Any, tags: dict[str, str]) -> None:
        """A facility drawn as an open line (a running track) stands at its middle node."""
        kinds = kinds_of(tags, self.scan.counts)
        here = [node.location for node in way.nodes if node.location.valid()] if kinds else []
        if here:
            middle = here[len(here) // 2]
            point = (middle.lon, middle.lat)
            self._found(f"w{way.id}", kinds, tags, *point)

    def _found(
        self,
        ident: str,
        kinds: tuple[str, ...],
        tags: dict[str, str],
        lon: float = math.nan,
        lat: float = math.nan,
        *,
        shape: bytes | None = None,
    ) -> None:
        told = {key: tags[key] for key in TOLD if key in tags}
        self.scan.found.append(Found(ident, kinds, told, lon, lat, shape))

    def _area(self, area: Any) -> None:
        tags = dict(area.tags)
        if "highway" in tags and not area.from_way():
            self._edge(area, tags)
        if self.streets_only:
            return
        home = self.rules.home(tags)
        kinds = kinds_of(tags, self.scan.counts)
        admin = tags.get("boundary") == "administrative" and tags.get("admin_level", "").isdigit()
        if not (home or kinds or admin):
            return
        try:
            shape = self.wkb.create_multipolygon(area)
        except RuntimeError:  # libosmium could not close its rings
            self.scan.count("broken_areas")
            return
        ident = f"{'w' if area.from_way() else 'r'}{area.orig_id()}"
        if kinds:
            self._found(ident, kinds, tags, shape=bytes.fromhex(shape))
        if home:
            levels, tagged = home
            self.scan.building_levels.append(levels)
            self.scan.building_tagged.append(tagged)
            self.shapes.append(shape)
            if len(self.shapes) >= _CHUNK:
                self.measure_buildings()
        if admin:
            name = str(tags.get("name", ident))
            level = int(tags["admin_level"])
            self.scan.admin.append((area.orig_id(), level, name, tags.get("name:en", name), shape))

    def _edge(self, area: Any, tags: dict[str, str]) -> None:
        """An open area drawn as a relation: people walk along its outer and inner edges."""
        at = self._use(tags | {"area": "yes"})
        if not self.used[at]:
            return
        for outer in area.outer_rings():
            for ring in (outer, *area.inner_rings(outer)):
                self._street(ring, at, None)

    def _use(self, tags: dict[str, str]) -> int:
        key = tuple(pair for pair in tags.items() if pair[0] in DECIDING)
        at = self.use_at.get(key)
        if at is None:
            at = self.use_at[key] = len(self.scan.uses)
            self.scan.uses.append(way_use(tags))
            self.used.append(self.scan.uses[at].used)
        return at

    def _street(self, nodes: Any, at: int, line: Callable[[], str] | None) -> None:
        scan = self.scan
        refs = [node.ref for node in nodes]
        try:
            places = bytes.fromhex(line())[_WKB_HEAD:] if line and len(refs) > 1 else b""
        except osmium.InvalidLocationError:
            places = b""
        if len(places) != 16 * len(refs):
            places = array(
                "d",
                [
                    degree
                    for node in nodes
                    for degree in (
                        (node.location.lon, node.location.lat)
                        if node.location.valid()
                        else (math.nan, math.nan)
                    )
                ],
            ).tobytes()
        scan.ref.extend(refs)
        scan.lonlat += places
        scan.way_use.append(at)
        scan.way_size.append(len(refs))

    def measure_buildings(self) -> None:
        """Area and inner point of the buildings collected since the last time."""
        if not self.shapes:
            return
        shapes = shapely.from_wkb(self.shapes)
        inner = shapely.get_coordinates(shapely.point_on_surface(shapes))
        self.scan.building_lonlat.frombytes(np.ascontiguousarray(inner).tobytes())
        self.scan.building_m2.frombytes(area_m2(shapes, inner[:, 1]).tobytes())
        self.shapes.clear()
