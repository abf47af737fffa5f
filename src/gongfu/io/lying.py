"""Whether the points of a list can lie where they say: in their places, in the zone, in WGS84."""

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from gongfu.errors import InputError
from gongfu.io.suspicion import (
    along_streets,
    could_be_gcj02,
    suspect_gcj02_at_borders,
    suspect_gcj02_at_streets,
    suspect_swap,
)
from gongfu.model import schema
from gongfu.model.network import WGS84, Network
from gongfu.model.place import DEEPEST
from gongfu.model.zone import Zone

NEAR_M: Final = 1000.0
"""A point outside a boundary still counts in it up to here: drawn coasts are rough."""
STATED_M: Final = 3000.0
"""A point that names its place counts in it up to here outside, if the place is large."""
SIDE_SHARE: Final = 0.1
TAKEN_AS_WGS84: Final = {
    "en": "Coordinates taken as WGS84; nothing in the zone could tell them from GCJ-02.",
    "zh": "坐标按 WGS84 处理；示范区内没有可据以判别是否为 GCJ-02 的资料。",
}
_MARGIN_DEG: Final = 0.02
_PER_DEGREE_M: Final = (111_320.0, 110_574.0)  # at the equator, east and north

Degrees = NDArray[np.float64]


def climbed(
    codes: pd.Series, known: pd.Index, name: str
) -> tuple[NDArray[np.object_], dict[str, str]]:
    """For each code (n,) itself or the place above it that is known, and a note on who climbed.

    A village that the zone does not have counts in its township or county, a township in its
    county.  Any other unknown code is an InputError: it may as well be a slip of the pen.
    """
    answer = codes.fillna("").to_numpy(object).copy()
    lost = ~pd.Index(answer).isin(known) & (answer != "")
    n = 0
    for length in (9, 6):
        upper = np.array(
            [
                c[:length] if c.isdigit() and len(c) in (9, 12) and len(c) > length else ""
                for c in answer[lost]
            ],
            object,
        )
        found = np.flatnonzero(lost)[pd.Index(upper).isin(known)]
        answer[found] = [c[:length] for c in answer[found]]
        lost[found] = False
        n += found.size
    if lost.any():
        raise InputError(
            f"{name}: {who(codes.index, lost)} lie in places that the zone does not have, "
            f"such as {answer[lost][0]!r}; correct the codes, or leave `place` empty "
            "so that the boundaries decide"
        )
    if not n:
        return answer, {}
    return answer, {
        "en": f"In a village or township that the zone does not have: {n:,} of {len(answer):,} "
        "rows; each counts in the township or county above.",
        "zh": f"{len(answer):,}行中有{n:,}行的村或乡镇不在示范区内，计入其上级乡镇或县。",
    }


def homes_of(zone: Zone, codes: NDArray[np.object_]) -> NDArray[np.object_]:
    """For each code (n,) the boundary of that place, or of the nearest above it, or None."""
    homes = np.full(len(codes), None, object)
    if zone.boundaries is None or not len(zone.boundaries):
        return homes
    shapes = dict(zip(zone.boundaries.index, zone.boundaries.geometry, strict=True))
    parents = zone.places["parent"].to_dict()
    number, unique = pd.factorize(codes)
    for at, code in enumerate(unique):
        here = code
        for _ in range(DEEPEST):
            if here in shapes or not here:
                break
            here = parents.get(here, "")
        homes[number == at] = shapes.get(here)
    return homes


def check_at_home(
    zone: Zone, ids: pd.Index, lon: Degrees, lat: Degrees, codes: NDArray[np.object_], name: str
) -> dict[str, str]:
    """Raise an InputError if a point lies far outside the place it names; else a note on the rest.

    How far is far grows with the place: a tenth of the side of a square as large, from `NEAR_M`
    to `STATED_M`.  Counties are drawn roughly and named surely; of two neighbouring townships a
    wrong code is the likelier reason.
    """
    homes = homes_of(zone, codes)
    drawn = ~shapely.is_missing(homes)
    shapely.prepare(homes)
    out = np.flatnonzero(drawn & ~shapely.intersects_xy(homes, lon, lat))
    far_m, limit_m = np.zeros(len(ids)), np.full(len(ids), NEAR_M)
    number, _ = pd.factorize(codes[out])
    for group in range(number.max(initial=-1) + 1):
        at = out[number == group]
        home = homes[at[0]]
        far_m[at] = metres_to([home], lon[at], lat[at])
        side_m = np.sqrt(home.area * scale_at(home.centroid.y).prod())
        limit_m[at] = np.clip(SIDE_SHARE * side_m, NEAR_M, STATED_M)
    far = far_m > limit_m
    if far.any():
        most = int(far_m.argmax())
        raise InputError(
            f"{name}: {who(ids, far)} lie outside the place they name, up to "
            f"{far_m[most] / 1000.0:,.1f} km ({ids[most]} from {codes[most]}); correct the code "
            "or the coordinates"
        )
    n, most_m = int((far_m > NEAR_M).sum()), far_m.max(initial=0.0)
    if not n:
        return {}
    return {
        "en": f"More than {NEAR_M / 1000.0:g} km outside the drawn boundary of the place they "
        f"name, up to {most_m / 1000.0:.1f} km: {n:,} of {len(ids):,} points; each counts in the "
        "place it names.",
        "zh": f"{len(ids):,}个点中有{n:,}个位于所填地区的边界线之外{NEAR_M / 1000.0:g}公里以上"
        f"（最远{most_m / 1000.0:.1f}公里），仍计入所填地区。",
    }


def check_in_zone(zone: Zone, ids: pd.Index, lon: Degrees, lat: Degrees, name: str) -> None:
    """Raise an InputError if a point lies more than `NEAR_M` outside all that the zone covers."""
    shapes = [] if zone.boundaries is None else list(zone.boundaries.geometry)
    if zone.extent is not None:
        shapes.append(zone.extent)
    if not shapes or not lon.size:
        return
    far_m = metres_to(shapes, lon, lat)
    far = far_m > NEAR_M
    if far.any():
        raise InputError(
            f"{name}: {who(ids, far)} lie outside the zone, up to {far_m.max() / 1000.0:,.1f} km; "
            "correct their coordinates or drop them"
        )


def check_boundaries_here(zone: Zone, frame: gpd.GeoDataFrame) -> None:
    """Raise an InputError if boundaries lie apart from where the zone knows their places.

    A place is known by its boundary so far, else by its own position, else by all that the zone
    covers: a place whose box and the known box do not even touch lies elsewhere.
    """
    known = _known_boxes(zone, frame.index)
    boxes = frame.geometry.bounds.to_numpy(float)
    apart = _apart(boxes, known)
    if not apart.any():
        return
    swapped = not _apart(boxes[apart][:, [1, 0, 3, 2]], known[apart]).any()
    hint = (
        "longitude and latitude seem to be swapped; exchange them"
        if swapped
        else ("correct the codes or the coordinates")
    )
    raise InputError(
        f"boundaries: {who(frame.index, apart)} lie elsewhere: they span {_span(boxes[apart])}, "
        f"but the zone has these places in {_span(known[apart])}; {hint}"
    )


def _known_boxes(zone: Zone, codes: pd.Index) -> NDArray[np.float64]:
    """West, south, east, north (n, 4) of where each place is known to lie; NaN if nowhere."""
    all_parts = [zone.communities[["lon", "lat"]].to_numpy(float)]
    own = np.full((len(codes), 4), np.nan)
    if {"lon", "lat"} <= set(zone.places.columns):
        position = zone.places[["lon", "lat"]].to_numpy(float)
        all_parts.append(position)
        at = position[zone.places.index.get_indexer(codes)]
        own = np.column_stack([at, at])
    if zone.boundaries is not None and len(zone.boundaries):
        drawn = zone.boundaries.geometry.bounds
        all_parts.append(drawn.to_numpy(float).reshape(-1, 2))
        before = drawn.reindex(codes).to_numpy(float)
        own = np.where(np.isnan(before), own, before)
    if zone.extent is not None:
        all_parts.append(np.array(zone.extent.bounds).reshape(-1, 2))
    points = np.concatenate(all_parts)
    points = points[~np.isnan(points).any(axis=1)]
    if len(points):
        whole = np.concatenate([points.min(axis=0), points.max(axis=0)])
        own = np.where(np.isnan(own), whole, own)
    return own


def _apart(boxes: NDArray[np.float64], known: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which boxes (n, 4) do not touch theirs, with a margin; unknown ones do."""
    low, high = boxes[:, :2] - _MARGIN_DEG, boxes[:, 2:] + _MARGIN_DEG
    beyond: NDArray[np.bool_] = (low > known[:, 2:]) | (high < known[:, :2])
    return beyond[:, 0] | beyond[:, 1]


def _span(boxes: NDArray[np.float64]) -> str:
    west, south = np.nanmin(boxes[:, :2], axis=0)
    east, north = np.nanmax(boxes[:, 2:], axis=0)
    return f"lon {west:.2f} to {east:.2f}, lat {south:.2f} to {north:.2f}"


def metres_to(shapes: list[BaseGeometry], lon: Degrees, lat: Degrees) -> NDArray[np.float64]:
    """About how many metres each point (n,) lies from the nearest shape, 0 inside."""
    tree = STRtree(shapes)
    inside = np.unique(tree.query(shapely.points(lon, lat), predicate="intersects")[0])
    out = np.setdiff1d(np.arange(lon.size), inside)
    metres = np.zeros(lon.size)
    if out.size:
        _, south, _, north = shapely.total_bounds(np.array(shapes, object))
        scale = scale_at((south + north) / 2.0)
        flat = shapely.transform(np.array(shapes, object), lambda xy: xy * scale)
        at = shapely.points(np.column_stack([lon[out], lat[out]]) * scale)
        point, far_m = STRtree(flat).query_nearest(at, return_distance=True, all_matches=False)
        metres[out[point[0]]] = far_m
    return metres


def scale_at(lat: float) -> NDArray[np.float64]:
    """Metres per degree east and north at a latitude."""
    return np.array([np.cos(np.radians(lat)), 1.0]) * np.array(_PER_DEGREE_M)


def ask_about_coordinates(
    zone: Zone,
    lon: Degrees,
    lat: Degrees,
    codes: NDArray[np.object_],
    name: str,
    datum_said: bool,
) -> dict[str, str]:
    """Raise an InputError that asks, if the points seem to be swapped or in GCJ-02.

    Returns a note where GCJ-02 would move them and nothing in the zone can tell, else {}.
    """
    area = _area(zone)
    seen = suspect_swap(lon, lat, area) if area is not None else ""
    if seen:
        raise InputError(f"{name}: {seen}")
    if datum_said or not could_be_gcj02(lon, lat):
        return {}
    answers: list[str | None] = []
    if zone.boundaries is not None and len(zone.boundaries):
        homes = homes_of(zone, codes)
        homes[shapely.is_missing(homes)] = area
        shapely.prepare(homes)
        answers.append(suspect_gcj02_at_borders(lon, lat, homes))
    streets = zone.layers.get("network")
    real = streets is not None and streets.standing != "simulated"
    if not any(answers) and real and zone.network is not None and zone.network.crs is not None:
        answers.append(suspect_gcj02_at_streets(lon, lat, _streets_near(zone.network, lon, lat)))
    for answer in filter(None, answers):
        raise InputError(f"{name}: {answer}")
    return {} if "" in answers else dict(TAKEN_AS_WGS84)


def _streets_near(network: Network, lon: Degrees, lat: Degrees) -> NDArray[np.float64]:
    """Points along the streets around the points, far ones left out."""
    back = Transformer.from_crs(network.crs, WGS84, always_xy=True)
    at_lon, at_lat = back.transform(network.x, network.y)
    near = (at_lon > lon.min() - _MARGIN_DEG) & (at_lon < lon.max() + _MARGIN_DEG)
    near &= (at_lat > lat.min() - _MARGIN_DEG) & (at_lat < lat.max() + _MARGIN_DEG)
    arcs = near[network.tail] & near[network.head]
    position = np.cumsum(near) - 1
    tail, head = position[network.tail[arcs]], position[network.head[arcs]]
    return along_streets(at_lon[near], at_lat[near], tail, head)


def _area(zone: Zone) -> BaseGeometry | None:
    """Where the zone's points may lie: its boundaries, else where its streets are known."""
    if zone.boundaries is not None and len(zone.boundaries):
        return zone.boundaries.geometry.union_all()
    return zone.extent


def joined_notes(*notes: dict[str, str]) -> dict[str, str]:
    """Several notes as one, by language."""
    there = [note for note in notes if note]
    if not there:
        return {}
    return {"en": " ".join(n["en"] for n in there), "zh": "".join(n["zh"] for n in there)}


def who(ids: pd.Index, mask: NDArray[np.bool_]) -> str:
    """How many of the rows `mask` names, and the ids of the first few."""
    some: list[Any] = list(ids[mask][: schema.SHOWN_ROWS])
    more = ", …" if mask.sum() > len(some) else ""
    return f"{int(mask.sum())} of {len(ids)} ({', '.join(map(str, some))}{more})"
