"""Outlines of what can be reached: streets painted on a raster, their surroundings traced.

N nodes along the curve, A arcs, P points, L limits in ascending order, Q corners of a
raster of square cells, R rings; metres, and whole tenths of a second (`_ds`).

At each corner stands the distance to the nearest stretch of street that is reached, parts of
segments included; the outline runs where it equals twice the side of a cell.  Every reached
spot then lies in a cell whose four corners are inside, so what is connected stays so; and
no spot farther than (2 + sqrt(2)) sides from all that is reached is inside.  Corners lie at
whole multiples of the side, so a longer limit gives an outline around the shorter one's.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from gongfu.kernels.sweeps import UNREACHED
from gongfu.kernels.tracing import AROUND, cases, simplified, trace

_PAINTED = AROUND + 1.0  # the corners next to an inside one must know their distance, too
_MARGIN = 3  # whole sides between the least corner of the raster and all streets
_LANES = 8  # corners of a row that are painted at once
_LONG = 4 * _LANES  # a stretch over more columns is painted where it is, not where its box is
_POINT = 1e-12  # so short a stretch is its beginning
_FAR = np.float32(16.0)  # a squared distance that is outside
_WIDTH_BITS = 7  # a bucket of the queue holds 128 ds ...
_BUCKET_BITS = 12  # ... unless that would make more than 4,096 buckets
_ZERO, _ONE = np.float32(0.0), np.float32(1.0)


class Arrivals(NamedTuple):
    """What P points reach by other means than the streets around their doors.

    node_start (P+1,) int64, node int32 along the curve, node_ds int64: nodes of each point in
    turn, and when they are reached, walks from where one gets off included; stop_start (P+1,),
    stop, stop_ds int64: at which of S stops one gets off, and when; at, ends, leg_ds, access_ds:
    of the S stops, as at, node, leg_ds and access_ds of points in `outlines`; walk_ds int64: how
    long one walks from a stop at most.
    """

    node_start: np.ndarray
    node: np.ndarray
    node_ds: np.ndarray
    stop_start: np.ndarray
    stop: np.ndarray
    stop_ds: np.ndarray
    at: np.ndarray
    ends: np.ndarray
    leg_ds: np.ndarray
    access_ds: np.ndarray
    walk_ds: np.int64


def no_arrivals(n_points):
    """Of points from which people go along the streets alone."""
    start, none = np.zeros(n_points + 1, np.int64), np.zeros(0, np.int64)
    doors = np.zeros((0, 4)), np.zeros((0, 2), np.int32), np.zeros((0, 2), np.int64), none
    return Arrivals(start, none.astype(np.int32), none, start, none, none, *doors, np.int64(0))


@njit(cache=True, nogil=True)
def outlines(
    start, arc, x, y, order, exits, at, node, leg_ds, access_ds, arrivals, limits_ds, side, slack,
    edges_max, corners_max,
):  # fmt: skip
    """The rings around what each point reaches within each limit, simplified.

    start (N+1,), arc (A,), order (N,): the arcs to follow as in `sweeps.Packed`; x, y (N,):
    places of nodes along the curve; exits (N,) bool, not along it: where the streets go on
    beyond the data; at (P, 4) float64: x, y of each point and of its door; node (P, 2) int32:
    the ends of its segment; leg_ds (P, 2) int64: the time between door and ends, -1 where one
    may not go; access_ds (P,) int64, -1 for a point that is off the network; arrivals: Arrivals,
    whose nodes and stops are reached besides; limits_ds (L,) int64; side > 0; slack, edges_max:
    as for `tracing.simplified`; corners_max: a raster with more corners is not drawn.

    Returns coordinates (., 2), the last of a ring its first; the size of each ring (R,) int64;
    which point and limit it belongs to (R,) int64 (P * L of them, limits of a point together),
    outer rings positive and traced before their own holes, of which those smaller than a cell are
    left out; its area (R,), negative for holes; left (P * L,) bool: a node where the data end is
    reached; and the most corners that a point asked for: if more than corners_max, its rings are
    missing.
    O(nodes reached + corners painted + Q) for each point and limit.
    """
    n_points, n_limits = access_ds.size, limits_ds.size
    reached_ds = np.full(start.size - 1, UNREACHED, np.int32)
    longest = limits_ds[n_limits - 1] if n_limits else np.int64(0)
    width = _WIDTH_BITS
    while longest >> width >= 1 << _BUCKET_BITS:
        width += 1
    first = np.full((longest >> width) + 1, -1, np.int32)
    entry, found = np.empty(1024, np.int64), np.empty(1024, np.int32)
    piece, level = np.empty((1024, 4)), np.empty(1024, np.int64)
    away, case = np.empty(0, np.float32), np.empty(0, np.uint8)
    strand = np.empty((1024, 6))
    spot, n_spots = np.empty((1024, 2)), 0
    size, owner, area, n_rings = np.empty(64, np.int64), np.empty(64, np.int64), np.empty(64), 0
    left = np.zeros(n_points * n_limits, np.bool_)
    most = np.int64(0)
    for p in range(n_points):
        if access_ds[p] < 0:
            continue
        door = at[p], node[p], leg_ds[p], access_ds[p]
        n_found = -1
        while n_found < 0:
            n_found = ball(start, arc, *door[1:], longest, width, reached_ds, first, entry, found)
            if n_found < 0:
                entry = np.empty(2 * entry.size, np.int64)
                found = np.empty(entry.size, np.int32)
        n_more = arrivals.node_start[p + 1] - arrivals.node_start[p]
        if n_found + n_more > found.size:
            found = np.append(found[:n_found], np.empty(n_more + entry.size, np.int32))
        n_found = _arrive(arrivals, p, longest, reached_ds, found, n_found)
        room = 3 + 3 * (arrivals.stop_start[p + 1] - arrivals.stop_start[p])
        for f in range(n_found):
            room += start[found[f] + 1] - start[found[f]]
        if room * n_limits > level.size:
            room *= 2 * n_limits
            piece, level = np.empty((room, 4)), np.empty(room, np.int64)
        n = _stretches(start, arc, x, y, *door, limits_ds, reached_ds, found, n_found, piece, level)
        n = _around_stops(arrivals, p, x, y, limits_ds, piece, level, n)
        for f in range(n_found):
            u = found[f]
            if exits[order[u]]:
                for i in range(n_limits):
                    left[p * n_limits + i] |= reached_ds[u] <= limits_ds[i]
            reached_ds[u] = UNREACHED

        west, south, columns, rows = _raster(piece, n, at[p], side)
        # A row is followed by room for the last lanes painted on it.
        stride = columns + _LANES
        most = max(most, columns * rows)
        if columns * rows > corners_max:
            continue
        if stride * rows > away.size:
            away = np.empty(stride * rows, np.float32)
            case = np.zeros((stride * rows + 7) // 8 * 8, np.uint8)
        away[: stride * rows] = _FAR
        for i in range(n_limits):
            for j in range(n):
                if level[j] == i:
                    _paint(away, stride, piece, j, west, south, side)
            n_strands = cases(away, stride, rows, case)
            if n_strands > len(strand):
                strand = np.empty((n_strands + n_strands // 2, 6))
            word = case.view(np.uint64)
            for w in range((stride * rows + 7) // 8):
                if word[w] == 0:
                    continue
                for q in range(8 * w, 8 * w + 8):
                    while case[q] != 0:
                        m, square = trace(away, stride, case, q, strand)
                        if -1.0 < square <= 0.0:
                            continue
                        if n_spots + m + 1 > len(spot):
                            more = np.empty((2 * (n_spots + m + 1), 2))
                            more[:n_spots] = spot[:n_spots]
                            spot = more
                        if n_rings == size.size:
                            size, owner = np.append(size, size), np.append(owner, owner)
                            area = np.append(area, area)
                        kept, size_m2 = simplified(
                            strand, m, slack, edges_max, spot, n_spots, west, south, side
                        )
                        size[n_rings] = kept
                        owner[n_rings] = p * n_limits + i
                        area[n_rings] = size_m2
                        n_spots += kept
                        n_rings += 1
    size, owner, area = size[:n_rings].copy(), owner[:n_rings].copy(), area[:n_rings].copy()
    return spot[:n_spots].copy(), size, owner, area, left, most


@njit(cache=True, nogil=True)
def ball(start, arc, node, leg_ds, access_ds, limit, width, reached_ds, first, entry, found):
    """Times within the limit in `reached_ds`, and how many nodes `found` then has.

    If there is no room in `entry` and `found`, all is left as it was and -1 returned.
    """
    n_pushed = n_done = n_found = 0
    for e in range(2):
        time = access_ds + leg_ds[e]
        if leg_ds[e] >= 0 and time <= limit and time < reached_ds[node[e]]:
            if reached_ds[node[e]] == UNREACHED:
                found[n_found] = node[e]
                n_found += 1
            reached_ds[node[e]] = time
            entry[n_pushed] = (np.int64(first[time >> width]) << 32) | np.int64(node[e])
            first[time >> width] = n_pushed
            n_pushed += 1
    bucket = 0
    while n_done < n_pushed:
        at = np.int64(first[bucket])
        first[bucket] = -1
        if at < 0:
            bucket += 1
        while at >= 0:
            u = np.uintp(entry[np.uintp(at)] & 0xFFFFFFFF)
            at = entry[np.uintp(at)] >> 32
            n_done += 1
            time = np.int64(reached_ds[u])
            if time >> width != bucket:
                continue
            begin, end = start[u], start[u + np.uintp(1)]
            if n_pushed + (end - begin) > entry.size:
                for f in range(n_found):
                    reached_ds[found[f]] = UNREACHED
                first[:] = -1
                return -1
            for a in range(np.uintp(begin), np.uintp(end)):
                v = np.uintp(arc[a] & 0xFFFFFFFF)
                later = time + (arc[a] >> 32)
                if later > limit or later >= reached_ds[v]:
                    continue
                if reached_ds[v] == UNREACHED:
                    found[n_found] = v
                    n_found += 1
                reached_ds[v] = later
                entry[n_pushed] = (np.int64(first[later >> width]) << 32) | np.int64(v)
                first[later >> width] = n_pushed
                n_pushed += 1
    return n_found


@njit(cache=True, nogil=True)
def _arrive(arrivals, p, limit, reached_ds, found, n_found):
    """Lower `reached_ds` where one arrives sooner; how many nodes `found` then has."""
    for k in range(arrivals.node_start[p], arrivals.node_start[p + 1]):
        u, time = arrivals.node[k], arrivals.node_ds[k]
        if time <= limit and time < reached_ds[u]:
            if reached_ds[u] == UNREACHED:
                found[n_found] = u
                n_found += 1
            reached_ds[u] = time
    return n_found


@njit(cache=True, nogil=True)
def _around_stops(arrivals, p, x, y, limits_ds, piece, level, n):
    """Add the stretches from the stops where one gets off to the ends of their segments."""
    for k in range(arrivals.stop_start[p], arrivals.stop_start[p + 1]):
        stop, begun = arrivals.stop[k], arrivals.stop_ds[k]
        at, ends, leg_ds = arrivals.at[stop], arrivals.ends[stop], arrivals.leg_ds[stop]
        access_ds = arrivals.access_ds[stop]
        by_ds = np.minimum(limits_ds, begun + arrivals.walk_ds)
        n = _stretch(piece, level, n, at[0], at[1], at[2], at[3], begun, access_ds, by_ds)
        for e in range(2):
            if leg_ds[e] >= 0:
                n = _stretch(
                    piece, level, n, at[2], at[3], x[ends[e]], y[ends[e]],
                    begun + access_ds, leg_ds[e], by_ds,
                )  # fmt: skip
    return n


@njit(cache=True, nogil=True)
def _stretches(
    start, arc, x, y, at, node, leg_ds, access_ds, limits_ds, reached_ds, found, n_found,
    piece, level,
):  # fmt: skip
    """The stretches of street that are reached, and the least limit that reaches each."""
    n = _stretch(piece, level, 0, at[0], at[1], at[2], at[3], 0, access_ds, limits_ds)
    for e in range(2):
        if leg_ds[e] >= 0:
            n = _stretch(
                piece, level, n, at[2], at[3], x[node[e]], y[node[e]],
                access_ds, leg_ds[e], limits_ds,
            )  # fmt: skip
    for f in range(n_found):
        u = np.int64(found[f])
        for a in range(start[u], start[u + 1]):
            v = arc[a] & 0xFFFFFFFF
            if v < u and _covers(start, arc, reached_ds, v, u, limits_ds[0]):
                continue
            n = _stretch(
                piece, level, n, x[u], y[u], x[v], y[v],
                np.int64(reached_ds[u]), arc[a] >> 32, limits_ds,
            )  # fmt: skip
    return n


@njit(cache=True, nogil=True)
def _covers(start, arc, reached_ds, v, u, limit):
    """Whether the street from v to u is reached to its end by those who come from v."""
    if reached_ds[v] > limit:
        return False
    for a in range(start[v], start[v + 1]):
        if arc[a] & 0xFFFFFFFF == u and reached_ds[v] + (arc[a] >> 32) <= limit:
            return True
    return False


@njit(cache=True, nogil=True)
def _stretch(piece, level, n, ax, ay, bx, by, begun, lasts, limits_ds):
    """Add what each limit reaches of a street from a to b beyond what the one before does."""
    before = -1.0
    for i in range(limits_ds.size):
        rest = limits_ds[i] - begun
        if rest < 0:
            continue
        along = 1.0 if lasts <= rest else rest / lasts
        if along > before:
            f = max(before, 0.0)
            piece[n, 0], piece[n, 1] = ax + f * (bx - ax), ay + f * (by - ay)
            piece[n, 2], piece[n, 3] = ax + along * (bx - ax), ay + along * (by - ay)
            level[n] = i
            n += 1
        before = along
    return n


@njit(cache=True, nogil=True)
def _raster(piece, n, at, side):
    """The least corner, and how many columns and rows hold all that is painted."""
    west, south, east, north = at[0], at[1], at[0], at[1]
    for i in range(n):
        west = min(west, piece[i, 0], piece[i, 2])
        east = max(east, piece[i, 0], piece[i, 2])
        south = min(south, piece[i, 1], piece[i, 3])
        north = max(north, piece[i, 1], piece[i, 3])
    west = (np.floor(west / side) - _MARGIN) * side
    south = (np.floor(south / side) - _MARGIN) * side
    columns = np.int64(np.ceil((east - west) / side)) + _MARGIN + 1
    rows = np.int64(np.ceil((north - south) / side)) + _MARGIN + 1
    return west, south, columns, rows


@njit(cache=True, nogil=True, error_model="numpy")
def _paint(away, stride, piece, j, west, south, side):
    """Lower the squared distances, in sides, around one stretch.

    In 32 bits counted from where the stretch begins, and without a branch, so that the
    processor does several corners at once; those up to the last lane of a row are true, too.
    """
    ax, ay = (piece[j, 0] - west) / side, (piece[j, 1] - south) / side
    dx, dy = (piece[j, 2] - piece[j, 0]) / side, (piece[j, 3] - piece[j, 1]) / side
    square = dx * dx + dy * dy
    per = np.float32(1.0 / square) if square > _POINT else _ZERO
    begin = np.int64(np.ceil(min(ay, ay + dy) - _PAINTED))
    end = np.int64(np.floor(max(ay, ay + dy) + _PAINTED))
    one = np.int64(np.ceil(min(ax, ax + dx) - _PAINTED))
    two = np.int64(np.floor(max(ax, ax + dx) + _PAINTED))
    is_long = two - one > _LONG and abs(dy) > 1.0
    fx, fy = np.float32(dx), np.float32(dy)
    for row in range(begin, end + 1):
        if is_long:
            # Only where the stretch is, as far up and down as is painted.
            f = min(max((row - _PAINTED - ay) / dy, 0.0), 1.0)
            g = min(max((row + _PAINTED - ay) / dy, 0.0), 1.0)
            one = np.int64(np.ceil(ax + min(f * dx, g * dx) - _PAINTED))
            two = np.int64(np.floor(ax + max(f * dx, g * dx) + _PAINTED))
        lanes = np.uintp((two - one + _LANES) // _LANES * _LANES)
        base = np.float32(one - ax)
        up = np.float32(row - ay)
        along = up * fy
        corner = np.uintp(row * stride + one)
        for k in range(lanes):
            px = base + np.float32(np.int32(k))
            share = min(max((px * fx + along) * per, _ZERO), _ONE)
            ex, ey = px - share * fx, up - share * fy
            away[corner + k] = min(ex * ex + ey * ey, away[corner + k])
