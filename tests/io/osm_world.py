"""Small OpenStreetMap files, written as XML by the tests that read them.

Points are given in metres east and north of 120°E 30°N (Zhejiang), so that worlds can be drawn on
squared paper; ids are the tests' own.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree as xml

import numpy as np
from pyproj import Geod

LON, LAT = 120.0, 30.0
GEOD = Geod(ellps="WGS84")
Tags = Mapping[str, str]


def degrees(east_m: float, north_m: float) -> tuple[float, float]:
    """Longitude and latitude, to the seven decimals that OpenStreetMap keeps."""
    lon, lat, _ = GEOD.fwd(LON, LAT, 0.0, north_m)
    lon, lat, _ = GEOD.fwd(lon, lat, 90.0, east_m)
    return round(lon, 7), round(lat, 7)


def write_osm(
    path: Path,
    nodes: Mapping[int, Sequence[float]],
    ways: Sequence[tuple[int, Sequence[int], Tags]] = (),
    *,
    relations: Sequence[tuple[int, Sequence[tuple[str, int, str]], Tags]] = (),
    node_tags: Mapping[int, Tags] | None = None,
    box: tuple[float, float, float, float] | None = None,
) -> Path:
    """Write a file.  `box` is west, south, east, north in metres."""
    root = xml.Element("osm", version="0.6", generator="tests")
    if box:
        west, south = degrees(*box[:2])
        east, north = degrees(*box[2:])
        bounds = {"minlon": west, "minlat": south, "maxlon": east, "maxlat": north}
        xml.SubElement(root, "bounds", {key: str(value) for key, value in bounds.items()})
    for ident, point in nodes.items():
        lon, lat = degrees(*point)
        node = xml.SubElement(
            root, "node", id=str(ident), lon=f"{lon:.7f}", lat=f"{lat:.7f}", version="1"
        )
        _tags(node, (node_tags or {}).get(ident, {}))
    for ident, refs, tags in ways:
        way = xml.SubElement(root, "way", id=str(ident), version="1")
        for ref in refs:
            xml.SubElement(way, "nd", ref=str(ref))
        _tags(way, tags)
    for ident, members, tags in relations:
        relation = xml.SubElement(root, "relation", id=str(ident), version="1")
        for kind, ref, role in members:
            xml.SubElement(relation, "member", type=kind, ref=str(ref), role=role)
        _tags(relation, tags)
    xml.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    return path


def _tags(element: xml.Element, tags: Tags) -> None:
    for key, value in tags.items():
        xml.SubElement(element, "tag", k=key, v=value)


def node_at(network, east_m: float, north_m: float) -> int:
    """Position of the network's node at a point; the test fails where there is none."""
    x, y = network.project(*degrees(east_m, north_m))
    distance = np.hypot(network.x - x, network.y - y)
    at = int(distance.argmin())
    assert distance[at] < 0.05, f"no node at {east_m}, {north_m}: nearest {distance[at]:.2f} m off"
    return at


def seconds(network, mode: str, start: Sequence[float], end: Sequence[float]) -> float | None:
    """Time along the one arc between two points; None if the mode may not go that way."""
    tail, head = node_at(network, *start), node_at(network, *end)
    arc = np.flatnonzero((network.tail == tail) & (network.head == head))
    assert arc.size <= 1, "two arcs between the same nodes"
    times = network.time_s[mode][arc]
    return float(times[0]) if arc.size and not np.isnan(times[0]) else None
