"""The circle on a network of a million nodes, against scipy, networkx and shapely.

Run alone with `python -m benchmarks.reach [nodes]`; the streets are drawn here with a fixed
seed.  Kernels are compiled before they are timed.  Seconds are of the processor, the least of
three runs; the peers run once.  The last row is of the wall clock, with two threads.
"""

import resource
import sys

import networkx as nx
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from benchmarks.streets import CRS, draw_streets
from benchmarks.timing import once, timed, wall
from gongfu.kernels import snapping, sweeps
from gongfu.measure.coverage import completeness, coverage
from gongfu.measure.reach import rounding_error, time_to_nearest
from gongfu.measure.streets import prepare_streets, to_ds
from gongfu.model.kind import CIRCLE_KEYS
from gongfu.model.network import Network

N_NODES = 1_000_000
N_KINDS, N_FACILITIES = 8, 1_000
LIMIT_DS = 9_000
N_COMMUNITIES = 25_547
N_OF_KIND = (12_000, 6_000, 10_000, 1_500, 15_000, 4_000, 3_000, 5_000, 2_500, 1_800)
N_POINTS = 50_000
N_NETWORKX = 100_000


def run(n: int = N_NODES) -> pd.DataFrame:
    """Print and return our time, the peer's, their ratio, and the difference of the answers.

    Parameters
    ----------
    n
        Nodes of the network.

    Returns
    -------
    DataFrame
        `what`, `n`, `ours_s`, `peer`, `peer_s`, `ratio` (peer over ours), `difference`.
    """
    network = draw_streets(n)
    rows = [_nearest(network, mode) for mode in ("walk", "drive")]
    rows += [_nearest_networkx(draw_streets(min(n, N_NETWORKX))), _snap(network), _whole(network)]
    table = pd.DataFrame(rows).assign(ratio=lambda frame: frame["peer_s"] / frame["ours_s"])
    print(table.to_string(index=False, float_format=lambda number: f"{number:.3g}"))
    seeds = np.random.default_rng(7).choice(n, N_FACILITIES)
    print(f"whole tenths of a second, {N_FACILITIES} seeds: {rounding_error(network, seeds)}")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return table


def _nearest(network: Network, mode: str) -> dict:
    streets, csr, seeds = arcs_and_seeds(network, mode)
    packed = sweeps.pack(*csr, streets.x, streets.y)
    ours, ours_s = timed(lambda: [sweeps.nearest(packed, s, LIMIT_DS) for s in seeds])
    graph = csr_array((csr[2].astype(float), csr[1], csr[0]), shape=(network.n_nodes,) * 2)
    theirs, peer_s = once(
        lambda: [dijkstra(graph, indices=s, min_only=True, limit=LIMIT_DS) for s in seeds]
    )
    return {
        "what": f"nearest, {mode}, {N_KINDS} x {N_FACILITIES}, owners too",
        "n": network.n_nodes,
        "ours_s": ours_s,
        "peer": "scipy, no owners",
        "peer_s": peer_s,
        "difference": max(
            _apart(mine, other) for (mine, _), other in zip(ours, theirs, strict=True)
        ),
    }


def _nearest_networkx(network: Network) -> dict:
    streets, csr, seeds = arcs_and_seeds(network, "walk")
    packed = sweeps.pack(*csr, streets.x, streets.y)
    (mine, _), ours_s = timed(lambda: sweeps.nearest(packed, seeds[0], LIMIT_DS))
    graph = nx.DiGraph()
    tail = np.repeat(np.arange(network.n_nodes), np.diff(csr[0]))
    graph.add_weighted_edges_from(zip(tail.tolist(), csr[1].tolist(), csr[2].tolist(), strict=True))
    found, peer_s = once(
        lambda: nx.multi_source_dijkstra_path_length(graph, set(seeds[0].tolist()), LIMIT_DS)
    )
    other = np.full(network.n_nodes, np.inf)
    other[list(found)] = list(found.values())
    return {
        "what": f"nearest, walk, {N_FACILITIES}",
        "n": network.n_nodes,
        "ours_s": ours_s,
        "peer": "networkx",
        "peer_s": peer_s,
        "difference": _apart(mine, other),
    }


def _snap(network: Network) -> dict:
    forth = network.tail < network.head
    one, two = network.tail[forth], network.head[forth]
    ends = [values[at] for at in (one, two) for values in (network.x, network.y)]
    rng = np.random.default_rng(5)
    x, y = rng.uniform(0, network.x.max(), (2, N_POINTS))
    kept = np.ones(one.size, bool)

    def snap():
        return snapping.snap(snapping.lay_grid(*ends, kept), x, y, 1e5)[2]

    def query():
        lines = shapely.linestrings(np.column_stack(ends).reshape(-1, 2, 2))
        tree = shapely.STRtree(lines)
        at, away = tree.query_nearest(shapely.points(x, y), return_distance=True, all_matches=False)
        return away[np.argsort(at[0])]

    mine, ours_s = timed(snap)
    other, peer_s = once(query)
    return {
        "what": f"snap {N_POINTS} points, index included",
        "n": one.size,
        "ours_s": ours_s,
        "peer": "shapely",
        "peer_s": peer_s,
        "difference": float(np.abs(mine - other).max()),
    }


def _whole(network: Network) -> dict:
    communities, facilities, places = _zone(network)

    def assess():
        streets = prepare_streets(network)
        times = time_to_nearest(communities, facilities, streets)
        return coverage(times, communities, places), completeness(times)

    assess()
    return {
        "what": f"prepare + times + coverage, {len(communities)} x {len(CIRCLE_KEYS)}, wall",
        "n": network.n_nodes,
        "ours_s": wall(assess),
    }


def _zone(network: Network) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(3)
    to_degrees = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)

    def points(n, ids):
        at = rng.integers(0, network.n_nodes, n)
        x, y = np.array([network.x[at], network.y[at]]) + rng.normal(0, 80, (2, n))
        lon, lat = to_degrees.transform(x, y)
        return pd.DataFrame({"lon": lon, "lat": lat}, index=[f"{ids}{i}" for i in range(n)])

    towns = [f"33{i // 150:02d}{i // 15 % 10:02d}{i % 15:03d}" for i in range(1387)]
    uppers = sorted({t[:6] for t in towns}), sorted({t[:4] for t in towns})
    codes = [*towns, *uppers[0], *uppers[1], "33"]
    level_of = {9: "township", 6: "county", 4: "prefecture", 2: "province"}
    parent_of = {9: 6, 6: 4, 4: 2, 2: 0}
    places = pd.DataFrame(
        {
            "level": [level_of[len(code)] for code in codes],
            "parent": [code[: parent_of[len(code)]] for code in codes],
        },
        index=codes,
    )
    communities = points(N_COMMUNITIES, "c").assign(
        place=rng.choice(towns, N_COMMUNITIES),
        residents=rng.integers(100, 9000, N_COMMUNITIES).astype(float),
        urban=rng.random(N_COMMUNITIES) < 0.6,
    )
    kind = np.repeat(CIRCLE_KEYS, N_OF_KIND)
    return communities, points(kind.size, "f").assign(kind=kind), places


def arcs_and_seeds(network: Network, mode: str) -> tuple[Network, tuple, list[np.ndarray]]:
    streets = network.subnetwork(mode)
    csr = sweeps.rows(streets.n_nodes, streets.tail, streets.head, to_ds(streets.time_s[mode]))
    rng = np.random.default_rng(11)
    seeds = [rng.choice(network.n_nodes, N_FACILITIES, replace=False) for _ in range(N_KINDS)]
    return streets, csr, seeds


def _apart(mine: np.ndarray, other: np.ndarray) -> float:
    whole = np.where(mine == sweeps.UNREACHED, np.inf, mine)
    both = np.isfinite(whole) & np.isfinite(other)
    if (np.isfinite(whole) != np.isfinite(other)).any():
        return np.inf
    return float(np.abs(whole[both] - other[both]).max(initial=0.0))


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
