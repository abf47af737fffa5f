"""Planar graphs on points: Delaunay triangles in strips, and Urquhart's graph of them.

N points.  Edges come as two position arrays, tail < head, sorted.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Delaunay

STRIP_POINTS: Final = 300_000  # about this many points per strip
HALO_M: Final = 4_000.0  # triangles with a larger circumcircle are dropped when there are strips


def urquhart(
    x: NDArray[np.float64], y: NDArray[np.float64], *, threads: int = 2
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The Delaunay triangulation without the longest side of each triangle (Urquhart 1980).

    It is planar, contains the Euclidean minimum spanning tree, and looks like roads: a
    slightly uneven grid of points becomes its blocks, a row of points becomes a line.
    """
    tail, head, longest = sides(x, y, threads=threads)
    return tail[~longest], head[~longest]


def sides(
    x: NDArray[np.float64], y: NDArray[np.float64], *, threads: int = 2
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """All sides of the Delaunay triangles, and whether each is the longest of a triangle.

    Fewer than three points, or points on one line, are joined in a row.
    """
    triangle = triangles(x, y, threads=threads) if _has_area(x, y) else np.zeros((0, 3), np.int32)
    if triangle.size == 0:
        at = np.lexsort((y, x)).astype(np.int64)
        tail, head = np.minimum(at[:-1], at[1:]), np.maximum(at[:-1], at[1:])
        return tail, head, np.zeros(tail.size, bool)
    corner = triangle.astype(np.int64)
    side = np.stack([corner, np.roll(corner, -1, axis=1)], 2)
    tail, head = side.min(axis=2), side.max(axis=2)
    length = np.hypot(x[head] - x[tail], y[head] - y[tail])
    # One number per side, odd where it is the longest of its triangle: after sorting, the last
    # mention of a side tells whether any was odd.
    key = (tail * x.size + head) * 2
    key[np.arange(len(key)), length.argmax(axis=1)] += 1
    flat = np.sort(key.ravel())
    last = np.append(flat[1:] >> 1 != flat[:-1] >> 1, True)
    longest = (flat[last] & 1).astype(bool)
    once = flat[last] >> 1
    return once // x.size, once % x.size, longest


def _has_area(x: NDArray[np.float64], y: NDArray[np.float64]) -> bool:
    if x.size < 3:
        return False
    point = np.stack([x - x.mean(), y - y.mean()], 1)
    spread = np.linalg.svd(point.T @ point, compute_uv=False)
    return bool(spread[1] > 1e-12 * spread[0])


def triangles(
    x: NDArray[np.float64], y: NDArray[np.float64], *, threads: int = 2
) -> NDArray[np.int32]:
    """Delaunay triangles, (T, 3) positions, in an order that depends only on the points.

    Many points are cut into strips with a halo on both sides.  A triangle belongs to the strip
    that holds the centre of its circumcircle; if the circle is no larger than the halo, the
    strip has seen all that could lie in it, so the triangle is one of the whole triangulation.
    """
    n_strips = max(1, round(x.size / STRIP_POINTS))
    if n_strips == 1:
        return _strip(x, y, np.arange(x.size), -np.inf, np.inf, np.inf)
    cuts = np.quantile(x, np.linspace(0, 1, n_strips + 1))
    cuts[0], cuts[-1] = -np.inf, np.inf

    def one(at: int) -> NDArray[np.int32]:
        west, east = cuts[at], cuts[at + 1]
        inside = np.flatnonzero((x >= west - HALO_M) & (x <= east + HALO_M))
        return _strip(x, y, inside, west, east, HALO_M)

    with ThreadPoolExecutor(threads) as pool:
        return np.concatenate(list(pool.map(one, range(n_strips))))


def _strip(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    inside: NDArray[np.int64],
    west: float,
    east: float,
    radius_max: float,
) -> NDArray[np.int32]:
    if inside.size < 3:
        return np.zeros((0, 3), np.int32)
    point = np.stack([x[inside], y[inside]], 1)
    simplex = Delaunay(point - point.mean(axis=0)).simplices
    a, b, c = (point[simplex[:, at]] for at in range(3))
    b, c = b - a, c - a
    twice = 2 * (b[:, 0] * c[:, 1] - b[:, 1] * c[:, 0])
    with np.errstate(divide="ignore", invalid="ignore"):
        centre_x = (c[:, 1] * (b**2).sum(1) - b[:, 1] * (c**2).sum(1)) / twice
        centre_y = (b[:, 0] * (c**2).sum(1) - c[:, 0] * (b**2).sum(1)) / twice
    middle = a[:, 0] + centre_x
    if np.isinf(radius_max):
        own = np.ones(len(simplex), bool)
    else:
        own = (middle >= west) & (middle < east) & (np.hypot(centre_x, centre_y) <= radius_max)
    return inside[simplex[own]].astype(np.int32)
