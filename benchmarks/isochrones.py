"""A thousand isochrones at once, against scipy and shapely's buffer around what is reached.

Run alone with `python -m benchmarks.isochrones [nodes]`.  Kernels compiled, streets prepared;
seconds of the processor, and of the wall clock with two threads, the least of three runs.  The
peer searches with scipy and buffers the whole arcs between reached nodes, point by point; it is
run for twenty points and its time multiplied.
"""

import sys
import time

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from benchmarks.streets import draw_streets
from benchmarks.what_if import points_near
from gongfu.measure.isochrones import CELL_M, isochrones
from gongfu.measure.streets import Streets, prepare_streets

N_NODES = 1_000_000
N_POINTS, N_PEER = 1_000, 20
LIMIT_S = 900.0


def run(n: int = N_NODES) -> pd.DataFrame:
    """Print and return our time, the peer's, and their ratio.

    Parameters
    ----------
    n
        Nodes of the network.

    Returns
    -------
    DataFrame
        `what`, `n`, `ours_s` (processor), `wall_s`, `peer_s` (processor), `ratio`.
    """
    network = draw_streets(n)
    streets = prepare_streets(network)
    points = points_near(network, np.random.default_rng(6), N_POINTS, "p")
    isochrones(points.iloc[:10], streets)
    spans = []
    for _ in range(3):
        begun = time.process_time(), time.perf_counter()
        isochrones(points, streets, limits_s=(LIMIT_S,))
        spans.append((time.process_time() - begun[0], time.perf_counter() - begun[1]))
    begun = time.process_time()
    _buffered(points.iloc[:N_PEER], streets)
    peer_s = (time.process_time() - begun) * N_POINTS / N_PEER
    ours_s, wall_s = map(min, zip(*spans, strict=True))
    table = pd.DataFrame(
        [
            {
                "what": f"{N_POINTS} isochrones, walk, {LIMIT_S:.0f} s",
                "n": n,
                "ours_s": ours_s,
                "wall_s": wall_s,
                "peer_s": peer_s,
                "ratio": peer_s / ours_s,
            }
        ]
    )
    print(table.to_string(index=False, float_format=lambda number: f"{number:.3g}"))
    return table


def _buffered(points: pd.DataFrame, streets: Streets) -> list[shapely.Geometry]:
    net = streets.network
    graph = csr_array((net.time_s["walk"], (net.tail, net.head)), shape=(net.n_nodes,) * 2)
    x, y = net.project(points["lon"], points["lat"])
    nodes = shapely.STRtree(shapely.points(net.x, net.y)).nearest(shapely.points(x, y))
    xy = np.column_stack([net.x, net.y])
    shapes = []
    for node in nodes:
        reached = np.isfinite(dijkstra(graph, indices=node, limit=LIMIT_S))
        at = reached[net.tail] & reached[net.head] & (net.tail < net.head)
        lines = shapely.linestrings(np.stack([xy[net.tail[at]], xy[net.head[at]]], axis=1))
        shapes.append(shapely.buffer(shapely.multilinestrings(lines), 2 * CELL_M["walk"]))
    return shapes


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
