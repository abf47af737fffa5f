"""A network cut into tiles.  N nodes along the curve of `sweeps.Packed`, A arcs, M nodes of a tile.

Nodes of a tile keep their order along the curve and arcs of a node theirs, so that whatever
depends on the order of either comes out as on the whole network.
"""

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def induced(start, arc, at):
    """The arcs between some nodes: start (M+1,) int32 and arc (.,) int64, as in `sweeps.Packed`.

    start (N+1,) int32; arc (A,) int64; at (M,) int64, the nodes, ascending.  O(N + arcs of the
    tile).
    """
    local = np.full(start.size - 1, -1, np.int32)
    for i in range(at.size):
        local[at[i]] = i
    begin = np.zeros(at.size + 1, np.int32)
    most = np.int64(0)
    for i in range(at.size):
        most += start[at[i] + 1] - start[at[i]]
    kept = np.empty(most, np.int64)
    n = 0
    for i in range(at.size):
        for a in range(start[at[i]], start[at[i] + 1]):
            head = local[arc[a] & 0xFFFFFFFF]
            if head >= 0:
                kept[n] = (arc[a] >> 32 << 32) | np.int64(head)
                n += 1
        begin[i + 1] = n
    return begin, kept[:n].copy()


def split(x, y, to_x, to_y, n_tiles):
    """Which tile each of P points lies in, tiles of about equally many nodes: (P,) int64.

    x, y (N,) float64: the nodes; to_x, to_y (P,) float64: the points; n_tiles >= 1.  The region is
    cut across its longer side, again and again, so that the nodes on either side are as many as
    the tiles to come (k-d tree, Bentley 1975); a point on a cut lies on the lower side.
    O((N + P) log n_tiles).
    """
    tile = np.zeros(to_x.size, np.int64)
    todo = [(np.arange(x.size), np.arange(to_x.size), 0, int(n_tiles))]
    while todo:
        nodes, points, first, n = todo.pop()
        tile[points] = first
        if n == 1 or nodes.size < 2 or not points.size:
            continue
        spans = np.ptp(x[nodes]), np.ptp(y[nodes])
        of, to = (x, to_x) if spans[0] >= spans[1] else (y, to_y)
        lower = n // 2
        at = min(nodes.size * lower // n, nodes.size - 2)
        cut = np.partition(of[nodes], at)[at]
        below, low = of[nodes] <= cut, to[points] <= cut
        todo.append((nodes[below], points[low], first, lower))
        todo.append((nodes[~below], points[~low], first + lower, n - lower))
    return tile
