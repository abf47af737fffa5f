"""Outlines on a raster: traced where a distance is two cells, and simplified.

Q corners of square cells of side 1, rows one after the other, a row `stride` corners long; at
each stands a squared distance.  Corners on the border of the raster are farther than 2.

An outline is simplified without leaving its cells: it crosses the same edges between corners
in the same order, each between two posts that stand short of the corners.  No edge is crossed
twice, and where two strands share a cell its diagonal lies between them.  So rings neither
touch nor cross, and what was inside of what stays so.
"""

import numpy as np
from numba import njit

AROUND = 2.0  # the outline runs where the distance is so many sides of a cell
_SHY = 0.02  # an outline passes no nearer to a corner
_BOTTOM, _RIGHT, _TOP, _LEFT = range(4)
# By which edge the outline leaves a cell whose corners are inside as the four bits say, from
# the lower left one counter-clockwise; 5 and 10 depend on where it comes from.
_EXIT = np.array([-1, 3, 0, 3, 1, -1, 0, 3, 2, 2, -1, 2, 1, 1, 0, -1])
# Of the edge by which it leaves, the corner on the left is inside, the one on the right is not:
# where the inner lies from the cell's lower left, the way to the outer, and to the next cell.
_INNER = np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]])
_ALONG = np.array([[-1.0, 0.0], [0.0, -1.0], [1.0, 0.0], [0.0, 1.0]])
_STEP = np.array([[0, -1], [1, 0], [0, 1], [-1, 0]])
_DUST = 1.0 + 1e-9
_EDGE = np.float32(AROUND)
_INSIDE = np.float32(AROUND * AROUND)


@njit(cache=True, nogil=True)
def cases(away, stride, rows, case):
    """Which corners of each cell are inside, as four bits, into `case`; how many strands that is.

    away (Q,) float32; case (Q,) uint8 or longer: by the lower left corner, 0 where all corners
    are inside or none is.  Marching squares (Lorensen and Cline 1987); O(Q).
    """
    last = np.uintp((rows - 1) * stride - 1)
    up = np.uintp(stride)
    one = np.uintp(1)
    for q in range(last):
        bits = np.uint8(0)
        if away[q] <= _INSIDE:
            bits |= np.uint8(1)
        if away[q + one] <= _INSIDE:
            bits |= np.uint8(2)
        if away[q + up + one] <= _INSIDE:
            bits |= np.uint8(4)
        if away[q + up] <= _INSIDE:
            bits |= np.uint8(8)
        case[q] = np.uint8(0) if bits == np.uint8(15) else bits
    case[last:] = 0
    n = 0
    for q in range(last):
        n += np.int64(case[q] != 0) + np.int64(case[q] == 5) + np.int64(case[q] == 10)
    return n


@njit(cache=True, nogil=True, error_model="numpy")
def trace(away, stride, case, q, strand):
    """Follow the outline from cell q until it is back, what is inside on its left.

    Returns how many edges it crosses, and the area, negative around a hole.  Into strand (., 6)
    go x and y of each crossing, then of the posts on the left and on the right; the cells passed
    are struck off `case`.  Two opposite corners of a cell that are inside are kept apart.  Of the
    rings of one piece, the one from the lowest row is the outer one.
    """
    column, row = q % stride, q // stride
    # Into a cell of two strands the outline also comes back before it is round.
    begun, begun_by = q, _BOTTOM if case[q] == 5 else _RIGHT
    inward = (1, stride + 1, stride, 0)
    outward = (0, 1, stride + 1, stride)
    onward = (-stride, 1, stride, -1)
    came = -1
    n = 0
    double = x = y = 0.0
    while True:
        bits = case[q]
        way = _EXIT[np.uintp(bits)]
        rest = 0
        if bits == 5:
            way, rest = (_RIGHT, 1) if came == _TOP else (_LEFT, 4)
        elif bits == 10:
            way, rest = (_TOP, 2) if came == _LEFT else (_BOTTOM, 8)
        case[q] = rest
        near = np.sqrt(away[np.uintp(q + inward[way])])
        far = np.sqrt(away[np.uintp(q + outward[way])])
        f = min(max(np.float64((_EDGE - near) / (far - near)), _SHY), 1.0 - _SHY)
        w = np.uintp(way)
        ix, iy, tx, ty = column + _INNER[w, 0], row + _INNER[w, 1], _ALONG[w, 0], _ALONG[w, 1]
        before_x, before_y = x, y
        x, y = ix + f * tx, iy + f * ty
        strand[n, 0], strand[n, 1] = x, y
        strand[n, 2], strand[n, 3] = ix + _SHY * tx, iy + _SHY * ty
        strand[n, 4], strand[n, 5] = ix + (1.0 - _SHY) * tx, iy + (1.0 - _SHY) * ty
        double += before_x * y - x * before_y
        n += 1
        q += onward[way]
        column += _STEP[w, 0]
        row += _STEP[w, 1]
        came = (way + 2) & 3
        if case[q] == 0 or (q == begun and came == begun_by):
            break
    double += x * strand[0, 1] - strand[0, 0] * y
    return n, double / 2.0


@njit(cache=True, nogil=True)
def simplified(strand, n, slack, edges_max, spot, begun, west, south, side):
    """The outline in metres with fewer corners; how many, and the area.

    strand, n: from `trace`; slack >= 0: no corner is left out farther, in sides, from what
    stays; edges_max >= 1: a straight piece crosses no more edges; spot (., 2): filled from
    `begun` on, the last being the first again; west, south, side: the raster's origin and scale.
    From each corner that is kept, the next is the last in sight between all posts on the way and
    near enough to the corners between (Sklansky and Gonzalez 1980); O(n * edges_max), in
    practice O(n).
    """
    kept = begun
    double = 0.0
    i = 0
    while i < n:
        ax, ay = strand[i, 0], strand[i, 1]
        spot[kept, 0], spot[kept, 1] = west + ax * side, south + ay * side
        if kept > begun + 1:
            bx, by = spot[kept - 1, 0] - spot[begun, 0], spot[kept - 1, 1] - spot[begun, 1]
            double += bx * (spot[kept, 1] - spot[begun, 1]) - by * (spot[kept, 0] - spot[begun, 0])
        kept += 1
        onward = _in_sight(strand, n, i, min(i + edges_max, n), slack)
        while not _near(strand, n, i, onward, slack):
            onward = _in_sight(strand, n, i, onward - 1, slack)
        i = onward
    spot[kept, 0], spot[kept, 1] = spot[begun, 0], spot[begun, 1]
    return kept + 1 - begun, double / 2.0


@njit(cache=True, nogil=True)
def _in_sight(strand, n, i, end, slack):
    """The last corner up to `end` that is seen from corner i between all posts on the way.

    What is seen narrows from edge to edge: between its posts, and no farther than `slack` from
    where the outline crosses it.
    """
    ax, ay = strand[i, 0], strand[i, 1]
    onward = i + 1
    lx = ly = rx = ry = 0.0
    for j in range(i + 1, end + 1):
        k = j if j < n else 0
        vx, vy = strand[k, 0] - ax, strand[k, 1] - ay
        if lx * vy - ly * vx <= 0.0 and rx * vy - ry * vx >= 0.0:
            onward = j
        mx, my = strand[k, 2] - ax, strand[k, 3] - ay
        nx, ny = strand[k, 4] - ax, strand[k, 5] - ay
        if nx * my - ny * mx <= 0.0:  # the edge is seen from beyond
            break
        if j == i + 1:
            lx, ly, rx, ry = mx, my, nx, ny
        else:
            if lx * my - ly * mx < 0.0:
                lx, ly = mx, my
            if rx * ny - ry * nx > 0.0:
                rx, ry = nx, ny
        square = vx * vx + vy * vy - slack * slack
        if square > 0.0:
            # The tangents of the circle around the crossing, on the left and on the right.
            along = np.sqrt(square)
            mx, my = vx * along - vy * slack, vy * along + vx * slack
            nx, ny = vx * along + vy * slack, vy * along - vx * slack
            if rx * my - ry * mx <= 0.0 or lx * ny - ly * nx >= 0.0:
                break
            if lx * my - ly * mx < 0.0:
                lx, ly = mx, my
            if rx * ny - ry * nx > 0.0:
                rx, ry = nx, ny
        if rx * ly - ry * lx <= 0.0:
            break
    return onward


@njit(cache=True, nogil=True, error_model="numpy")
def _near(strand, n, i, onward, slack):
    """Whether all corners between two lie within `slack` of the straight piece that joins them."""
    end = onward if onward < n else 0
    dx, dy = strand[end, 0] - strand[i, 0], strand[end, 1] - strand[i, 1]
    per = 1.0 / (dx * dx + dy * dy)
    for j in range(i + 1, onward):
        px, py = strand[j, 0] - strand[i, 0], strand[j, 1] - strand[i, 1]
        f = min(max((px * dx + py * dy) * per, 0.0), 1.0)
        if (px - f * dx) ** 2 + (py - f * dy) ** 2 > slack * slack * _DUST:
            return False
    return True
