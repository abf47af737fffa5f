"""The nearest street to each point.

N nodes, E segments (straight lines between two nodes), P points, C cells of a uniform
grid laid over the segments; metres.
"""

from typing import NamedTuple

import numpy as np
from numba import njit


class Grid(NamedTuple):
    """Segments sorted into square cells, row by row from the south-west.

    ends (E, 4) float64: x and y of one end and of the other, side by side, since a point
    asks for all four at once; kept (E,) bool: whether points may be placed on it; start
    (C+1,) int32 and item (.,) int32: the segments that touch each cell;
    west, south, side in metres; columns, rows: how many cells.
    """

    ends: np.ndarray
    kept: np.ndarray
    start: np.ndarray
    item: np.ndarray
    west: float
    south: float
    side: float
    columns: int
    rows: int

    def spot(self, segment, fraction):
        """Places (M,), (M,) so far along these segments (M,), 0 being one end and 1 the other."""
        ax, ay, bx, by = self.ends[segment].T
        return ax + fraction * (bx - ax), ay + fraction * (by - ay)

    def length_m(self, segment):
        """The lengths (M,) of these segments."""
        ax, ay, bx, by = self.ends[segment].T
        return np.hypot(bx - ax, by - ay)


def lay_grid(ax, ay, bx, by, kept):
    """The grid over E segments, about as many cells as segments.

    ax, ay, bx, by (E,) float64, finite; kept (E,) bool.  Returns Grid.  A segment is
    listed in every cell that it passes through; O(E + entries).
    """
    ends = np.column_stack([np.asarray(values, np.float64) for values in (ax, ay, bx, by)])
    kept = np.ascontiguousarray(kept, np.bool_)
    n = kept.size
    if n == 0:
        nothing = np.zeros(2, np.int32)
        return Grid(ends, kept, nothing, nothing[:0], 0.0, 0.0, 1.0, 1, 1)
    west, south = ends[:, ::2].min(), ends[:, 1::2].min()
    wide, high = ends[:, ::2].max() - west, ends[:, 1::2].max() - south
    # A long thin region must not be cut into more cells than there are segments.
    side = max(np.sqrt(wide * high / n), max(wide, high) / (n + 64), 1.0)
    columns, rows = int(wide / side) + 1, int(high / side) + 1
    start, item = _fill(ends, west, south, side, columns, rows)
    return Grid(ends, kept, start, item, west, south, side, columns, rows)


def snap(grid, x, y, farthest_m):
    """The nearest kept segment to each point, and how near any segment is.

    grid: Grid; x, y (P,) float64, finite; farthest_m > 0: a segment farther away is
    not found.  Returns segment (P,) int32, -1 if none; fraction (P,) float64, how far
    along it from its first end the nearest spot lies; distance_m (P,), inf if none;
    any_m (P,), the distance to the nearest segment of all, kept or not.  Of segments
    equally near, the first wins.  Rings of cells are searched until no farther cell
    can hold a nearer segment (Bentley, Weide and Yao 1980), so the answer is exact.
    Points are asked about cell by cell, so that what is near in space is near in time.
    """
    x = np.ascontiguousarray(x, np.float64)
    y = np.ascontiguousarray(y, np.float64)
    turn = np.argsort(_cells(x, y, grid.west, grid.south, grid.side, grid.columns, grid.rows))
    return _snap(*grid, x, y, turn, farthest_m)


@njit(cache=True, nogil=True)
def _cells(x, y, west, south, side, columns, rows):
    """The cell of each point, or the one at the border that is nearest."""
    cell = np.empty(x.size, np.int32)
    for p in range(x.size):
        column = min(max(np.floor((x[p] - west) / side), 0.0), columns - 1.0)
        row = min(max(np.floor((y[p] - south) / side), 0.0), rows - 1.0)
        cell[p] = np.int64(row) * columns + np.int64(column)
    return cell


@njit(cache=True, nogil=True)
def _cells_of_row(ax, ay, bx, by, west, side, columns, bottom, top):
    """First and last column that the segment passes in the row between two heights."""
    low, high = 0.0, 1.0
    if ay != by:
        at_bottom, at_top = (bottom - ay) / (by - ay), (top - ay) / (by - ay)
        low, high = max(low, min(at_bottom, at_top)), min(high, max(at_bottom, at_top))
    one, two = ax + low * (bx - ax), ax + high * (bx - ax)
    # A segment on the line between two cells may be listed in both.
    slack = 1e-6 * side
    first = np.int64(np.floor((min(one, two) - west - slack) / side))
    last = np.int64(np.floor((max(one, two) - west + slack) / side))
    return max(first, 0), min(last, columns - 1)


@njit(cache=True, nogil=True)
def _fill(ends, west, south, side, columns, rows):
    start = np.zeros(columns * rows + 1, np.int32)
    item = np.empty(0, np.int32)
    slack = 1e-6 * side
    for filling in (False, True):
        for s in range(len(ends) - 1, -1, -1):
            ax, ay, bx, by = ends[s, 0], ends[s, 1], ends[s, 2], ends[s, 3]
            below = max(np.int64(np.floor((min(ay, by) - south - slack) / side)), 0)
            above = np.int64(np.floor((max(ay, by) - south + slack) / side))
            for row in range(below, min(above, rows - 1) + 1):
                bottom = south + row * side - slack
                first, last = _cells_of_row(
                    ax, ay, bx, by, west, side, columns,
                    bottom, bottom + side + 2 * slack,
                )  # fmt: skip
                for cell in range(row * columns + first, row * columns + last + 1):
                    if filling:
                        start[cell] -= 1
                        item[start[cell]] = s
                    else:
                        start[cell] += 1
        if not filling:
            for cell in range(1, start.size):
                start[cell] += start[cell - 1]
            item = np.empty(start[-1], np.int32)
    return start, item


@njit(cache=True, nogil=True)
def _snap(ends, kept, start, item, west, south, side, columns, rows, x, y, turn, farthest_m):
    n = x.size
    segment = np.full(n, -1, np.int32)
    fraction = np.zeros(n)
    distance_m = np.full(n, np.inf)
    any_m = np.full(n, np.inf)
    too_far = farthest_m * farthest_m
    dust = 1e-6 * side
    for p in turn:
        px, py = x[p], y[p]
        if (
            max(west - px, px - west - columns * side) > farthest_m
            or max(south - py, py - south - rows * side) > farthest_m
        ):
            continue
        column = np.int64(np.floor((px - west) / side))
        row = np.int64(np.floor((py - south) / side))
        ring = max(-column, column - columns + 1, -row, row - rows + 1, 0)
        best, best_any, chosen, along = np.inf, np.inf, -1, 0.0
        while True:
            for r in range(max(row - ring, 0), min(row + ring, rows - 1) + 1):
                bottom = south + r * side
                up = max(bottom - py, py - bottom - side, dust) - dust
                step = 1 if r == row - ring or r == row + ring or ring == 0 else 2 * ring
                for c in range(column - ring, column + ring + 1, step):
                    if c < 0 or c >= columns:
                        continue
                    left = west + c * side
                    across = max(left - px, px - left - side, dust) - dust
                    if across * across + up * up > best:
                        continue  # all that is in this cell is farther
                    for i in range(start[r * columns + c], start[r * columns + c + 1]):
                        s = item[i]
                        ax, ay = ends[s, 0], ends[s, 1]
                        dx, dy = ends[s, 2] - ax, ends[s, 3] - ay
                        square = dx * dx + dy * dy
                        f = 0.0
                        if square > 0.0:
                            f = ((px - ax) * dx + (py - ay) * dy) / square
                            f = min(max(f, 0.0), 1.0)
                        ex, ey = ax + f * dx - px, ay + f * dy - py
                        away = ex * ex + ey * ey
                        if away > too_far:
                            continue
                        best_any = min(best_any, away)
                        if (away < best or (away == best and s < chosen)) and kept[s]:
                            best, chosen, along = away, s, f
            # Nothing outside the searched square is nearer than its nearest side.
            bound = min(
                px - (west + (column - ring) * side),
                west + (column + ring + 1) * side - px,
                py - (south + (row - ring) * side),
                south + (row + ring + 1) * side - py,
            )
            covered = (
                row - ring <= 0
                and column - ring <= 0
                and row + ring >= rows - 1
                and column + ring >= columns - 1
            )
            if covered or bound > farthest_m or (bound > 0.0 and bound * bound > best):
                break
            ring += 1
        segment[p] = chosen
        fraction[p] = along
        distance_m[p] = np.sqrt(best)
        any_m[p] = np.sqrt(best_any)
    return segment, fraction, distance_m, any_m
