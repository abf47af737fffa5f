"""From way references to a network: nodes, arcs with times, closed barriers, cut ends.

W ways, R node references, S segments (two neighbouring references of a way), N nodes, A arcs.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from scipy import ndimage
from shapely.geometry.base import BaseGeometry

from gongfu.errors import InputError
from gongfu.io.osm_access import FERRY_HIGH_M_S, FERRY_LOW_M_S, MODES
from gongfu.io.osm_metres import GEOD, local_crs
from gongfu.io.osm_scan import Scan
from gongfu.model.network import WGS84, Network

AT_BORDER_M: Final = 10.0  # a street that ends this near inside the border was cut there
CELL_M: Final = 250.0  # where a file names no border: the grain of the one that is drawn around it
CELLS_MAX: Final = 4_000_000  # 500 km x 500 km; beyond that the grain is coarser
BRIDGED_M: Final = 3000.0  # and how wide an empty stretch within it may be, to either side


@dataclass(frozen=True, slots=True, eq=False)
class Streets:
    """The network with its nodes in degrees.  lon, lat (N,); node_id (N,) of OpenStreetMap."""

    network: Network
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    node_id: NDArray[np.int64]
    extent: BaseGeometry
    counts: dict[str, int]


def build_streets(scan: Scan) -> Streets:
    """The network of everything that the scan found to be a street.

    Each node of a used way becomes a node.  Lengths are those of the geodesic on WGS84.  A way
    is cut where a node is not in the file; the nodes beside the cut are exits.  Where two ways
    run along the same segment, the faster time of each mode counts.

    Raises
    ------
    InputError
        There is no street in the file.
    """
    node_id, lon, lat, tail, head, way, cut_at, lacking = _segments(scan)
    length_m = GEOD.inv(lon[tail], lat[tail], lon[head], lat[head])[2]
    times = _times(scan, way, length_m, lacking)
    tail, head, length_m, times, door, footing = _arcs(scan, way, tail, head, length_m, times)
    del way
    closed = _close_barriers(scan, node_id, tail, head, length_m, times)
    usable = ~np.isnan(times).all(axis=0)
    if not usable.any():
        raise _no_streets(scan)
    tail, head, length_m, times = tail[usable], head[usable], length_m[usable], times[:, usable]
    door, footing = door[usable], footing[usable]

    used = np.zeros(node_id.size, bool)
    used[tail] = used[head] = True
    leaves = np.zeros(node_id.size, bool)
    leaves[cut_at] = True
    renumber = np.cumsum(used, dtype=np.int32) - np.int32(1)
    tail, head = renumber[tail], renumber[head]
    lon, lat, node_id, leaves = lon[used], lat[used], node_id[used], leaves[used]

    del used, renumber, usable
    crs = local_crs((lon.min() + lon.max()) / 2, (lat.min() + lat.max()) / 2)
    x, y = Transformer.from_crs(WGS84, crs, always_xy=True).transform(lon, lat)
    ends = _street_ends(tail, head, node_id.size)
    if scan.box:
        extent: BaseGeometry = shapely.box(*scan.box)
        leaves |= _beyond(scan.box, lon, lat, ends)
    else:
        drawn, at_rim = _drawn_extent(x, y)
        back = Transformer.from_crs(crs, WGS84, always_xy=True)
        extent = shapely.transform(drawn, back.transform, interleaved=False)
        leaves |= ends & at_rim
    network = Network.from_arrays(
        x,
        y,
        tail,
        head,
        dict(zip(MODES, times, strict=True)),
        length_m=length_m,
        exit=leaves,
        door=door,
        footing=footing,
        crs=crs,
    )
    counts = {"cut_ends": int(np.unique(cut_at).size), "closed_barriers": closed}
    return Streets(network, lon, lat, node_id, extent, counts)


def _no_streets(scan: Scan) -> InputError:
    return InputError(
        f"the file holds no streets: {scan.counts.get('street_ways', 0)} ways are tagged as "
        "streets or ferries, and none that can be used has its nodes in the file; "
        "take an extract with ways and their nodes (a complete .osm.pbf of your city)"
    )


def _segments(scan: Scan) -> tuple[NDArray, ...]:
    """The nodes, the segments between them, and where ways are cut.

    Gives node_id, lon, lat (N,); tail, head, way (S,), positions in int32; cut_at, the nodes beside
    a cut; lacking (W,), True where a way lacks a node.
    """
    ref = np.frombuffer(scan.ref, np.int64) if scan.ref else np.empty(0, np.int64)
    lonlat = np.frombuffer(scan.lonlat, np.float64).reshape(-1, 2)
    size = np.array(scan.way_size, np.int64)
    here = np.isfinite(lonlat[:, 0])
    node_id, first, at = np.unique(ref[here], return_index=True, return_inverse=True)
    lon, lat = np.ascontiguousarray(lonlat[here][first].T)
    position = np.full(ref.size, -1, np.int32)
    position[here] = at
    del first, at

    way = np.repeat(np.arange(size.size, dtype=np.int32), size)
    same_way = way[1:] == way[:-1]
    tail, head = position[:-1], position[1:]
    cut = same_way & ((tail < 0) != (head < 0))
    whole = same_way & (tail >= 0) & (head >= 0) & (tail != head)
    if not whole.any():
        raise _no_streets(scan)
    cut_at = np.maximum(tail, head)[cut]
    lacking = np.bincount(way[:-1][cut], minlength=size.size) > 0
    return node_id, lon, lat, tail[whole], head[whole], way[:-1][whole], cut_at, lacking


def _times(
    scan: Scan,
    way: NDArray[np.int32],
    length_m: NDArray[np.float64],
    lacking: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """(3, 2, S) seconds per mode along and against each segment; NaN where it may not go."""
    speeds = np.array([[use.walk, use.cycle, use.drive] for use in scan.uses])  # (U, 3, 2) m/s
    duration_s = np.array([use.duration_s for use in scan.uses])
    use_of_way = np.array(scan.way_use, np.int32)
    timetable = duration_s[use_of_way]
    way_m = np.bincount(way, length_m, use_of_way.size).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        ferry_m_s = way_m / timetable
        sane = (ferry_m_s >= FERRY_LOW_M_S) & (ferry_m_s <= FERRY_HIGH_M_S) & ~lacking
        own = np.where(sane, ferry_m_s, np.nan)
        times = np.empty((len(MODES), 2, way.size))
        for mode in range(len(MODES)):  # one after the other: a country has many segments
            for direction in range(2):
                speed = speeds[use_of_way, mode, direction]
                speed = np.where(np.isnan(own) | (speed == 0), speed, own)[way]
                times[mode, direction] = np.where(speed > 0, length_m / speed, np.nan)
    return times


def _arcs(
    scan: Scan,
    way: NDArray[np.int32],
    tail: NDArray[np.int32],
    head: NDArray[np.int32],
    length_m: NDArray[np.float64],
    times: NDArray[np.float64],
) -> tuple[NDArray, ...]:
    """One arc for each ordered pair of nodes, sorted; each mode with the faster time.

    Gives tail, head, length_m (A,), times (3, A), door and footing (A,).  What is underfoot is that
    of the fastest on foot.
    """
    use = np.array(scan.way_use, np.int32)[way]
    footing = np.array([use.footing for use in scan.uses], np.int8)[use]
    tail, head = np.concatenate([tail, head]), np.concatenate([head, tail])
    usable = np.flatnonzero(~np.isnan(times).all(axis=0).ravel())
    walk_s = times[MODES.index("walk")].ravel()
    # Who may not walk comes last.
    keys = (np.tile(footing, 2)[usable], walk_s[usable], head[usable], tail[usable])
    order = usable[np.lexsort(keys)]
    del keys, usable
    tail, head = tail[order], head[order]
    starts = np.flatnonzero(np.r_[True, (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])])
    fastest = np.empty((len(MODES), starts.size))
    for mode in range(len(MODES)):
        fastest[mode] = np.fmin.reduceat(times[mode].ravel()[order], starts)
    first, segment = order[starts] % way.size, order % way.size
    open_use = np.array([use.door for use in scan.uses], bool)
    door = np.logical_or.reduceat(open_use[use[segment]], starts)
    return tail[starts], head[starts], length_m[first], fastest, door, footing[first]


def _close_barriers(
    scan: Scan,
    node_id: NDArray[np.int64],
    tail: NDArray[np.int32],
    head: NDArray[np.int32],
    length_m: NDArray[np.float64],
    times: NDArray[np.float64],
) -> int:
    """Close, for the modes it stops, the shorter of the two segments at each barrier.

    That is enough so that nobody passes, and homes along the longer one keep their street.  A
    barrier on a crossing of three or more segments cannot say which arm it closes, and is left
    open.  Returns how many barriers closed something; `times` is changed.
    """
    if not scan.barriers:
        return 0
    ids = np.fromiter(scan.barriers, np.int64, len(scan.barriers))
    passing = np.array(list(scan.barriers.values()), bool)
    row = np.searchsorted(node_id, ids)
    known = (row < node_id.size) & (node_id[np.minimum(row, node_id.size - 1)] == ids)
    at, passing = row[known], passing[known]
    done = np.zeros(at.size, bool)
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    for mode in range(len(MODES)):
        shut = np.full(node_id.size, -1, np.int64)
        stopped = np.flatnonzero(~passing[:, mode])
        shut[at[stopped]] = stopped
        # The segments at each barrier: (barrier, length, other end), one row for both directions.
        arcs = np.flatnonzero(~np.isnan(times[mode]) & ((shut[tail] >= 0) | (shut[head] >= 0)))
        rows = []
        for mine, other in ((tail, head), (head, tail)):
            near = arcs[shut[mine[arcs]] >= 0]
            rows.append(np.stack([shut[mine[near]], mine[near], other[near]]))
        pairs, index = np.unique(np.concatenate(rows, axis=1), axis=1, return_index=True)
        metres = np.concatenate([length_m[arcs[shut[m[arcs]] >= 0]] for m in (tail, head)])[index]
        degree = np.bincount(pairs[0], minlength=at.size)
        order = np.lexsort((pairs[2], metres, pairs[0]))
        first = order[np.r_[True, np.diff(pairs[0][order]) > 0]] if order.size else order
        first = first[degree[pairs[0][first]] == 2]
        a, b = pairs[1][first], pairs[2][first]
        key = np.minimum(a, b) * node_id.size + np.maximum(a, b)
        hit = np.isin(low[arcs].astype(np.int64) * node_id.size + high[arcs], key)
        times[mode, arcs[hit]] = np.nan
        done[pairs[0][first]] = True
    return int(done.sum())


def _street_ends(
    tail: NDArray[np.int32], head: NDArray[np.int32], n_nodes: int
) -> NDArray[np.bool_]:
    """(N,) True where only one segment meets the node."""
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    segment = np.unique(low.astype(np.int64) * n_nodes + high)
    meets = np.bincount(segment // n_nodes, minlength=n_nodes)
    return meets + np.bincount(segment % n_nodes, minlength=n_nodes) == 1


def _beyond(
    box: tuple[float, float, float, float],
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    ends: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """(N,) True outside the box, and where a street ends just inside it."""
    west, south, east, north = box
    out = (lon < west) | (lon > east) | (lat < south) | (lat > north)
    border_lon = np.where(lon - west < east - lon, west, east)
    border_lat = np.where(lat - south < north - lat, south, north)
    to_side = GEOD.inv(lon, lat, border_lon, lat)[2]
    to_end = GEOD.inv(lon, lat, lon, border_lat)[2]
    return out | (ends & (np.minimum(to_side, to_end) <= AT_BORDER_M))


def _drawn_extent(
    x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[BaseGeometry, NDArray[np.bool_]]:
    """A border around streets whose file names none, and which nodes lie in its rim.

    Squares with a street node, grown by `BRIDGED_M` and shrunk again, holes filled.  The rim is
    the outermost square: a street that ends there may go on beyond the data.
    """
    width, height = np.ptp(x) + 4 * BRIDGED_M, np.ptp(y) + 4 * BRIDGED_M
    cell = max(CELL_M, np.sqrt(width * height / CELLS_MAX), max(width, height) / CELLS_MAX)
    bridged = max(BRIDGED_M / cell, 1.0)
    pad = int(np.ceil(bridged)) + 2
    column = np.floor((x - x.min()) / cell).astype(np.int64) + pad
    row = np.floor((y - y.min()) / cell).astype(np.int64) + pad
    held = np.zeros((row.max() + pad + 1, column.max() + pad + 1), bool)
    held[row, column] = True
    grown = ndimage.distance_transform_edt(~held) <= bridged
    filled = ndimage.distance_transform_edt(grown) > bridged
    filled = ndimage.binary_fill_holes(filled | held)
    rim = filled & ~ndimage.binary_erosion(filled, np.ones((3, 3), bool))
    # One box per run of squares in a row.
    edges = np.diff(np.pad(filled, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    (at_row, start), (_, stop) = np.nonzero(edges == 1), np.nonzero(edges == -1)
    west, south = x.min() - pad * cell, y.min() - pad * cell
    boxes = shapely.box(
        west + start * cell,
        south + at_row * cell,
        west + stop * cell,
        south + (at_row + 1) * cell,
    )
    return shapely.union_all(boxes), rim[row, column]
