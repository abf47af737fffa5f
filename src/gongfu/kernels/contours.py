"""Outlines of what can be reached: streets painted on a raster, their surroundings traced.

N nodes along the curve, A arcs, P points, L limits in ascending order, Q corners of a
raster of square cells, R rings; metres, and whole tenths of a second (`_ds`).

At each corner stands the distance to the nearest stretch of street that is reached, parts of
segments included; the outline runs where it equals twice the side of a cell.  Every reached
spot then lies in a cell whose four corners are inside, so what is connected stays so; and
no spot farther than (2 + sqrt(2)) sides from all that is reached is inside.  Corners lie at
whole multiples of the side, so a longer limit gives an outline around the shorter one's.
"""

import numpy as np
from numba import njit

from gongfu.kernels.sweeps import UNREACHED

AROUND = 2.0  # sides of a cell between a street and the outline around it
_PAINTED = AROUND + 1.0  # the corners next to an inside one must know their distance, too
_WIDTH_BITS = 7  # a bucket of the queue holds 128 ds ...
_BUCKET_BITS = 12  # ... unless that would make more than 4,096 buckets
_SHY = 0.02  # an outline passes no nearer to a corner, so that rings never touch


@njit(cache=True, nogil=True)
def outlines(start, arc, x, y, leaves, at, node, leg_ds, access_ds, limits_ds, side, corners_max):
    """The rings around what each point reaches within each limit.

    start (N+1,), arc (A,), x, y (N,), leaves (N,) bool: the arcs to follow as in
    `sweeps.Packed`, places of nodes, and where the streets go on beyond the data; at (P, 4)
    float64: x, y of each point and of its door; node (P, 2) int32: the ends of its segment;
    leg_ds (P, 2) int64: the time between door and ends, -1 where one may not go; access_ds
    (P,) int64, -1 for a point that is off the network; limits_ds (L,) int64; side > 0;
    corners_max: a raster with more corners is not drawn.  Returns coordinates (., 2), the
    size of each ring (R,) int64, which point and limit it belongs to (R,) int64 (P * L of
    them, limits of a point together), its area (R,), negative for holes; left (P * L,) bool:
    a node where the data end is reached; and the most corners that a point asked for: if more
    than corners_max, its rings are missing.  Marching squares (Lorensen and Cline 1987);
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
    piece = np.empty((1024, 4))
    level = np.empty(1024, np.int64)
    spot, n_spots = np.empty((1024, 2)), 0
    size, owner, n_rings = np.empty(64, np.int64), np.empty(64, np.int64), 0
    left = np.zeros(n_points * n_limits, np.bool_)
    away, after = np.empty(0, np.float32), np.empty(0, np.int32)
    most = np.int64(0)
    for p in range(n_points):
        if access_ds[p] < 0:
            continue
        entry, found, n_found = _ball(
            start, arc, node[p], leg_ds[p], access_ds[p], longest, width,
            reached_ds, first, entry, found,
        )  # fmt: skip
        n = 0
        piece, level, n = _stretch(
            piece, level, n, at[p, 0], at[p, 1], at[p, 2], at[p, 3], 0, access_ds[p], limits_ds
        )
        for e in range(2):
            if leg_ds[p, e] >= 0:
                piece, level, n = _stretch(
                    piece, level, n, at[p, 2], at[p, 3], x[node[p, e]], y[node[p, e]],
                    access_ds[p], leg_ds[p, e], limits_ds,
                )  # fmt: skip
        for f in range(n_found):
            u = np.int64(found[f])
            for a in range(start[u], start[u + 1]):
                v = arc[a] & 0xFFFFFFFF
                if v < u and _covers(start, arc, reached_ds, v, u, limits_ds[0]):
                    continue
                piece, level, n = _stretch(
                    piece, level, n, x[u], y[u], x[v], y[v],
                    np.int64(reached_ds[u]), arc[a] >> 32, limits_ds,
                )  # fmt: skip
            if leaves[u]:
                for i in range(n_limits):
                    left[p * n_limits + i] |= reached_ds[u] <= limits_ds[i]
        for f in range(n_found):
            reached_ds[found[f]] = UNREACHED

        west, south, east, north = at[p, 0], at[p, 1], at[p, 0], at[p, 1]
        for i in range(n):
            west = min(west, piece[i, 0], piece[i, 2])
            east = max(east, piece[i, 0], piece[i, 2])
            south = min(south, piece[i, 1], piece[i, 3])
            north = max(north, piece[i, 1], piece[i, 3])
        west = (np.floor(west / side) - np.ceil(_PAINTED)) * side
        south = (np.floor(south / side) - np.ceil(_PAINTED)) * side
        columns = np.int64(np.ceil((east - west) / side + _PAINTED)) + 2
        rows = np.int64(np.ceil((north - south) / side + _PAINTED)) + 2
        most = max(most, columns * rows)
        if columns * rows > corners_max:
            continue
        if columns * rows > away.size:
            away = np.empty(columns * rows, np.float32)
            after = np.full(2 * columns * rows, -1, np.int32)
        away[: columns * rows] = np.inf
        for i in range(n_limits):
            for j in range(n):
                if level[j] == i:
                    _paint(away, columns, rows, piece[j], west, south, side)
            _join(away, columns, rows, np.float32((AROUND * side) ** 2), after)
            for edge in range(2 * columns * rows):
                if after[edge] < 0:
                    continue
                begun = n_spots
                while after[edge] >= 0:
                    if n_spots == len(spot):
                        more = np.empty((2 * n_spots, 2))
                        more[:n_spots] = spot
                        spot = more
                    q, f = edge >> 1, _crossing(away, columns, edge, side)
                    spot[n_spots, 0] = west + (q % columns + (0.0 if edge & 1 else f)) * side
                    spot[n_spots, 1] = south + (q // columns + (f if edge & 1 else 0.0)) * side
                    n_spots += 1
                    onward = after[edge]
                    after[edge] = -1
                    edge = onward
                if n_rings == size.size:
                    size, owner = np.append(size, size), np.append(owner, owner)
                size[n_rings] = n_spots - begun
                owner[n_rings] = p * n_limits + i
                n_rings += 1
    size, owner, spot = size[:n_rings].copy(), owner[:n_rings].copy(), spot[:n_spots].copy()
    return spot, size, owner, areas(spot, size), left, most


@njit(cache=True, nogil=True)
def simplified(spot, size, tolerance):
    """Rings with fewer corners, no corner left out farther than `tolerance` from what stays.

    spot (., 2), size (R,) as from `outlines`.  Returns the same.  A ring keeps its first corner,
    the one farthest from it, and what Douglas and Peucker 1973 keep between; one that would be
    left with fewer than three stays whole.  Rings may come to cross; O(corners log corners).
    """
    kept = np.zeros(len(spot), np.bool_)
    ask = np.empty((64, 2), np.int64)
    less = size.copy()
    begin = 0
    for r in range(size.size):
        last = begin + size[r] - 1
        far, most = begin, -1.0
        for i in range(begin, last + 1):
            away = (spot[i, 0] - spot[begin, 0]) ** 2 + (spot[i, 1] - spot[begin, 1]) ** 2
            if away > most:
                far, most = i, away
        kept[begin] = kept[far] = True
        ask[0] = (begin, far)
        ask[1] = (far, last + 1)  # one past the last is the first again
        n = 2
        while n > 0:
            n -= 1
            one, two = ask[n]
            end = begin if two > last else two
            dx, dy = spot[end, 0] - spot[one, 0], spot[end, 1] - spot[one, 1]
            square = dx * dx + dy * dy
            per = 1.0 / square if square > 0.0 else 0.0
            far, most = -1, tolerance * tolerance
            for i in range(one + 1, two):
                px, py = spot[i, 0] - spot[one, 0], spot[i, 1] - spot[one, 1]
                f = min(max((px * dx + py * dy) * per, 0.0), 1.0)
                away = (px - f * dx) ** 2 + (py - f * dy) ** 2
                if away > most:
                    far, most = i, away
            if far >= 0:
                kept[far] = True
                if n + 2 > len(ask):
                    more = np.empty((2 * len(ask), 2), np.int64)
                    more[:n] = ask[:n]
                    ask = more
                ask[n] = (one, far)
                ask[n + 1] = (far, two)
                n += 2
        less[r] = kept[begin : last + 1].sum()
        if less[r] < 3:
            kept[begin : last + 1] = True
            less[r] = size[r]
        begin = last + 1
    return spot[kept], less


@njit(cache=True, nogil=True)
def _ball(start, arc, node, leg_ds, access_ds, limit, width, reached_ds, first, entry, found):
    """Times within the limit in `reached_ds`; the nodes that have one, and how many."""
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
            u = entry[at] & 0xFFFFFFFF
            at = entry[at] >> 32
            n_done += 1
            time = np.int64(reached_ds[u])
            if time >> width != bucket:
                continue
            for a in range(start[u], start[u + 1]):
                v = arc[a] & 0xFFFFFFFF
                later = time + (arc[a] >> 32)
                if later > limit or later >= reached_ds[v]:
                    continue
                if reached_ds[v] == UNREACHED:
                    if n_found == found.size:
                        found = np.append(found, found)
                    found[n_found] = v
                    n_found += 1
                reached_ds[v] = later
                if n_pushed == entry.size:
                    entry = np.append(entry, entry)
                entry[n_pushed] = (np.int64(first[later >> width]) << 32) | v
                first[later >> width] = n_pushed
                n_pushed += 1
    return entry, found, n_found


@njit(cache=True, nogil=True)
def _covers(start, arc, reached_ds, v, u, limit):
    """Whether the street from v to u is reached to its end by those who come from v."""
    if reached_ds[v] == UNREACHED:
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
            if n == level.size:
                more = np.empty((2 * n, 4))
                more[:n] = piece
                piece, level = more, np.append(level, level)
            f = max(before, 0.0)
            piece[n, 0], piece[n, 1] = ax + f * (bx - ax), ay + f * (by - ay)
            piece[n, 2], piece[n, 3] = ax + along * (bx - ax), ay + along * (by - ay)
            level[n] = i
            n += 1
        before = along
    return piece, level, n


@njit(cache=True, nogil=True)
def _paint(away, columns, rows, piece, west, south, side):
    """Lower the squared distances around one stretch."""
    ax, ay = (piece[0] - west) / side, (piece[1] - south) / side
    dx, dy = (piece[2] - piece[0]) / side, (piece[3] - piece[1]) / side
    square = dx * dx + dy * dy
    per = 1.0 / square if square > 0.0 else 0.0
    scale = side * side
    begin = max(np.int64(np.ceil(min(ay, ay + dy) - _PAINTED)), 0)
    end = min(np.int64(np.floor(max(ay, ay + dy) + _PAINTED)), rows - 1)
    one = max(np.int64(np.ceil(min(ax, ax + dx) - _PAINTED)), 0)
    two = min(np.int64(np.floor(max(ax, ax + dx) + _PAINTED)), columns - 1)
    for row in range(begin, end + 1):
        py = row - ay
        for column in range(one, two + 1):
            px = column - ax
            f = min(max((px * dx + py * dy) * per, 0.0), 1.0)
            ex, ey = px - f * dx, py - f * dy
            square_m = np.float32((ex * ex + ey * ey) * scale)
            cell = row * columns + column
            if square_m < away[cell]:
                away[cell] = square_m


@njit(cache=True, nogil=True)
def _join(away, columns, rows, edge_m2, after):
    """Which edge between corners the outline crosses after which, what is inside on its left.

    Edge 2q runs east from corner q, edge 2q + 1 north.  Where two opposite corners of a cell
    are inside, they are kept apart.
    """
    for row in range(rows - 1):
        for column in range(columns - 1):
            q = row * columns + column
            case = np.int64(away[q] <= edge_m2)
            case |= np.int64(away[q + 1] <= edge_m2) << 1
            case |= np.int64(away[q + columns + 1] <= edge_m2) << 2
            case |= np.int64(away[q + columns] <= edge_m2) << 3
            if case == 0 or case == 15:
                continue
            bottom, left = 2 * q, 2 * q + 1
            right, top = 2 * (q + 1) + 1, 2 * (q + columns)
            if case == 1 or case == 5 or case == 3 or case == 7:
                origin = right if case == 3 else (top if case == 7 else bottom)
                after[origin] = left
            if case == 2 or case == 10 or case == 6 or case == 14:
                origin = top if case == 6 else (left if case == 14 else right)
                after[origin] = bottom
            if case == 4 or case == 5 or case == 12 or case == 13:
                origin = left if case == 12 else (bottom if case == 13 else top)
                after[origin] = right
            if case == 8 or case == 10 or case == 9 or case == 11:
                origin = bottom if case == 9 else (right if case == 11 else left)
                after[origin] = top


@njit(cache=True, nogil=True)
def _crossing(away, columns, edge, side):
    """How far along an edge between corners the outline crosses it."""
    q = edge >> 1
    other = q + columns if edge & 1 else q + 1
    near, far = np.sqrt(np.float64(away[q])), np.sqrt(np.float64(away[other]))
    return min(max((AROUND * side - near) / (far - near), _SHY), 1.0 - _SHY)


@njit(cache=True, nogil=True)
def areas(spot, size):
    """The area of each ring (R,), negative for holes."""
    area = np.zeros(size.size)
    begin = 0
    for r in range(size.size):
        x0, y0 = spot[begin]
        for i in range(begin, begin + size[r] - 1):
            area[r] += (spot[i, 0] - x0) * (spot[i + 1, 1] - y0)
            area[r] -= (spot[i + 1, 0] - x0) * (spot[i, 1] - y0)
        begin += size[r]
    return area / 2
