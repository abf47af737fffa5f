"""Any city from one OpenStreetMap file: streets, facilities, homes and places."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from gongfu.errors import InputError
from gongfu.io.osm_buildings import building_rules, homes, people_from_buildings
from gongfu.io.osm_doors import with_doors
from gongfu.io.osm_facilities import COLUMNS, facility_kinds, facility_table
from gongfu.io.osm_places import find_places, place_of
from gongfu.io.osm_scan import Progress, Scan, scan_file
from gongfu.io.osm_streets import Streets, build_streets
from gongfu.model.kind import KINDS
from gongfu.model.network import Network
from gongfu.model.zone import LANGUAGES, Layer

LICENCE: Final = "ODbL 1.0, © OpenStreetMap contributors"

FILTERED_SHARE: Final = 0.95  # above this share of streets among all ways, a file was filtered
FILTERED_WAYS: Final = 500  # and only where there are this many ways to judge by
STREET_KINDS: Final = ("bus_stop",)  # kinds tagged as part of the street, kept by such a filter


@dataclass(frozen=True, slots=True, eq=False)
class OsmExtract:
    """What one OpenStreetMap file holds, checked and measured.

    network and extent (WGS84) as in a zone; facilities with columns kind, name, name_zh, name_en,
    capacity, lon, lat, site (doors of one park share it), source; buildings with lon, lat,
    floor_m2, tagged; places and boundaries as in a zone, the first place being the whole.
    kinds: what the file can hold.  layers: where each table comes from.  counts: what was seen,
    merged and left out.  filtered: the file holds streets only.
    """

    network: Network
    facilities: pd.DataFrame
    buildings: pd.DataFrame
    places: pd.DataFrame
    boundaries: gpd.GeoDataFrame
    extent: BaseGeometry
    kinds: tuple[str, ...]
    layers: Mapping[str, Layer]
    source: str
    licence: str
    counts: Mapping[str, int]
    filtered: bool

    def communities(
        self, residents_total: float | None = None, *, cell_m: float = 100.0
    ) -> pd.DataFrame:
        """Demand points from the homes, each in the lowest place that holds it: simulated.

        See `people_from_buildings`; its InputError where the file holds no homes says what to
        do.
        """
        top = str(self.places.index[0])
        points = people_from_buildings(self.buildings, residents_total, place=top, cell_m=cell_m)
        return points.assign(
            place=place_of(points["lon"].to_numpy(), points["lat"].to_numpy(), self.boundaries, top)
        )


def read_osm(
    path: str | Path,
    *,
    boundary: BaseGeometry | None = None,
    streets_only: bool = False,
    progress: Progress | None = None,
) -> OsmExtract:
    """Streets, facilities, homes and places of one OpenStreetMap file.

    Parameters
    ----------
    path
        .osm.pbf, .osm (also .gz, .bz2), .o5m or .opl.
    boundary
        Polygon in WGS84 degrees: homes and places only inside it; streets and facilities outside
        it count as well.  The whole extent if not given.
    streets_only
        Read the streets alone, which is faster.
    progress
        Called with a share done, 0 to 1, and words.

    Returns
    -------
    OsmExtract
        Complete and checked.

    Raises
    ------
    InputError
        The file is missing, cut off, or no OpenStreetMap file; it holds no streets; the boundary
        misses the data, or is not in degrees, or its axes are swapped.

    Notes
    -----
    A kind without a single feature in the file is not among `kinds`: that the whole city lacks it
    is less likely than that the map does.  Of a file filtered down to streets (at least 95% of its
    ways), only bus stops remain, because what else is in it is left over by chance.
    """
    path = Path(path)
    tell = progress or _silent
    tell(0.0, "reading the map")
    if boundary is not None:
        boundary = _checked(boundary)

    scan = scan_file(
        path, streets_only=streets_only, progress=lambda share, words: tell(0.7 * share, words)
    )
    tell(0.7, "building the streets")
    streets = build_streets(scan)
    if boundary is not None:
        _meets(boundary, streets.extent)

    whole = streets.extent if boundary is None else boundary
    filtered = not streets_only and _filtered(scan)
    tell(0.85, "sorting facilities")
    facilities, kinds = _facilities(scan, streets, filtered)
    tell(0.95, "measuring homes")
    buildings = _buildings(scan, None if boundary is None else whole, filtered)
    places, boundaries = find_places(scan, path.name, whole)
    source = f"OpenStreetMap, {path.name}" + (
        f", as of {scan.replicated}" if scan.replicated else ", date not stated in the file"
    )
    tell(1.0, "the map is read")
    return OsmExtract(
        network=streets.network,
        facilities=facilities,
        buildings=buildings,
        places=places,
        boundaries=boundaries,
        extent=streets.extent,
        kinds=kinds,
        layers=_layers(source, kinds, filtered, drawn=len(places) == 1 and boundary is None),
        source=source,
        licence=LICENCE,
        counts={
            **scan.counts,
            **streets.counts,
            "features": len(scan.found),
            "homes": len(buildings),
            "exits": int(streets.network.exit.sum()),
        },
        filtered=filtered,
    )


def _silent(share: float, words: str) -> None:
    """Progress that nobody watches."""


def _checked(boundary: BaseGeometry) -> BaseGeometry:
    """The boundary as a valid polygon in degrees."""
    if boundary.geom_type not in ("Polygon", "MultiPolygon") or boundary.is_empty:
        raise InputError(
            f"boundary: it is {boundary.geom_type} {'(empty)' if boundary.is_empty else ''}; "
            "give a Polygon or MultiPolygon in WGS84 degrees"
        )
    west, south, east, north = boundary.bounds
    if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 180:
        raise InputError(
            f"boundary: its x runs from {west:.0f} to {east:.0f} and its y from {south:.0f} to "
            f"{north:.0f}, which are no degrees but projected metres; "
            "reproject it to WGS84 first (EPSG:4326, in GeoPandas `to_crs(4326)`)"
        )
    if max(abs(south), abs(north)) > 90:
        raise InputError(
            f"boundary: its latitudes run from {south:.4f} to {north:.4f}, beyond 90 degrees; "
            "longitude and latitude are probably swapped: longitude comes first"
        )
    return boundary if boundary.is_valid else shapely.make_valid(boundary)


def _meets(boundary: BaseGeometry, extent: BaseGeometry) -> None:
    """Raise where boundary and data lie apart, with both extents."""
    if boundary.intersects(extent):
        return
    swapped = shapely.transform(boundary, lambda degrees: degrees[:, ::-1])
    remedy = (
        "with its axes swapped it would meet them: put longitude first"
        if swapped.intersects(extent)
        else "give the boundary of the region that the file covers, or another file"
    )
    raise InputError(
        f"boundary: it spans {_span(boundary)}, but the streets in the file span {_span(extent)}; "
        + remedy
    )


def _span(shape: BaseGeometry) -> str:
    west, south, east, north = shape.bounds
    return f"longitude {west:.4f} to {east:.4f} and latitude {south:.4f} to {north:.4f}"


def _filtered(scan: Scan) -> bool:
    """Whether somebody kept the streets of a larger file and threw the rest away."""
    street_ways = scan.counts.get("street_ways", 0)
    ways = street_ways + scan.counts.get("other_ways", 0)
    return ways >= FILTERED_WAYS and street_ways >= FILTERED_SHARE * ways


def _facilities(
    scan: Scan, streets: Streets, filtered: bool
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    table, polygons = facility_table(scan.found)
    before = len(table)
    if filtered:
        table = table[table["kind"].isin(STREET_KINDS)]
        scan.counts["left_over_facilities"] = before - len(table)
    present = set(table["kind"])
    kinds = tuple(kind for kind in facility_kinds() if kind in present)
    return with_doors(table, polygons, streets)[list(COLUMNS)], kinds


def _buildings(scan: Scan, inside: BaseGeometry | None, filtered: bool) -> pd.DataFrame:
    lonlat = np.frombuffer(scan.building_lonlat, float).reshape(-1, 2)
    keep = np.full(len(lonlat), not filtered)
    if inside is not None:
        shapely.prepare(inside)
        keep &= shapely.intersects_xy(inside, lonlat)
    return homes(
        lonlat[keep],
        np.array(scan.building_m2, float)[keep],
        np.array(scan.building_levels, float)[keep],
        np.array(scan.building_tagged, bool)[keep],
    )


def _layers(
    source: str, kinds: tuple[str, ...], filtered: bool, *, drawn: bool
) -> dict[str, Layer]:
    """Where each table comes from, with what a reader must know."""
    missing = [KINDS[kind].title for kind in facility_kinds() if kind not in kinds]
    absent = {language: [title[language] for title in missing] for language in LANGUAGES}
    facility_note = {
        "en": "As complete as volunteers have mapped it."
        + (" The file was filtered down to streets." if filtered else "")
        + (f" Not in this source: {', '.join(absent['en'])}." if missing else ""),
        "zh": "完整程度取决于志愿者的绘制。"
        + ("该文件只保留了道路。" if filtered else "")
        + (f"此来源没有: {'、'.join(absent['zh'])}。" if missing else ""),
    }
    m2 = building_rules().m2_per_person
    street_note = {
        "en": "Speeds by class of street and speed limit; waiting at crossings is not counted.",
        "zh": "速度按道路等级和限速取值; 不计路口等待。",
    }
    people_note = {
        "en": "Simulated: residents spread over homes on the map by floor area; how many they are "
        f"is assumed, one for every {m2:g} m² of floor.",
        "zh": f"模拟:按地图上住宅的建筑面积分配居民;人数为假定,每{m2:g}平方米建筑面积一人。",
    }
    return {
        "network": Layer("published", source, street_note, licence=LICENCE),
        "facilities": Layer("published", source, facility_note, kinds, LICENCE),
        "places": Layer("computed" if drawn else "published", source, licence=LICENCE),
        "boundaries": Layer("computed" if drawn else "published", source, licence=LICENCE),
        "communities": Layer("simulated", source, people_note, licence=LICENCE),
    }
