"""A province's homes, and forty graphs the sizes of OR-Library's pmed1 to pmed40.

Run alone with `python -m benchmarks.siting_large [effort]`.  First the plans of 200,000 homes and
10,000 sites, as in `benchmarks.siting`.  Then random connected graphs with the nodes, edges and p
of Beasley (1985), drawn here with fixed seeds (the published ones are not shipped by any package,
so the published optima do not apply): every node is a demand of one and a site, costs are shortest
paths over whole lengths from 1 to 100.  Seconds are of the processor.
"""

import sys
import time

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from benchmarks import siting
from benchmarks.siting import Job
from gongfu.plan.center import p_center
from gongfu.plan.median import p_median

JOBS = (
    Job("mclp", 200_000, 10_000, 100, 200, with_highs=False),
    Job("p_median", 200_000, 10_000, 500, 160, with_highs=False),
)
NODES = tuple(range(100, 1_000, 100))  # with n squared over 50 edges


def sizes() -> list[tuple[int, int, int]]:
    """Nodes, edges and p of the forty problems."""
    return [
        (n, n * n // 50, round(p))
        for n in NODES
        for p in (5, 10, n / 10, n / 5, n / 3)[: 5 if n <= 600 else 4 if n == 700 else 3]
    ]


def graph(n: int, n_edges: int, seed: int) -> np.ndarray:
    """Shortest paths (n, n) in a connected graph of random edges."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(n)
    parent = order[(rng.random(n - 1) * np.arange(1, n)).astype(int)]
    one = np.r_[order[1:], rng.integers(0, n, n_edges - n + 1)]
    two = np.r_[parent, rng.integers(0, n, n_edges - n + 1)]
    length = rng.integers(1, 101, n_edges)
    order = np.argsort(length, kind="stable")  # of edges given twice, the shortest is kept
    low, high = np.minimum(one, two)[order], np.maximum(one, two)[order]
    _, first = np.unique(low * n + high, return_index=True)
    pairs = (length[order][first].astype(float), (low[first], high[first]))
    return dijkstra(csr_array(pairs, shape=(n, n)), directed=False)


def run(effort: float = 1.0) -> pd.DataFrame:
    """Print and return gaps and seconds for the forty graphs.

    Parameters
    ----------
    effort
        Of every plan.

    Returns
    -------
    DataFrame
        `graph`, `n`, `edges`, `p`, `median_s`, `median_gap` (percent), `median`, `center_s`,
        `center`; the last of each is the status.
    """
    siting.run(jobs=JOBS)
    p_median(graph(60, 72, 0), np.ones(60), n_sites=5)
    p_center(graph(60, 72, 0), np.ones(60), n_sites=5)
    rows = []
    for number, (n, n_edges, p) in enumerate(sizes(), 1):
        costs, demand = graph(n, n_edges, number), np.ones(n)
        begun = time.process_time()
        median = p_median(costs, demand, n_sites=p, effort=effort)
        between = time.process_time()
        center = p_center(costs, demand, n_sites=p, effort=effort)
        rows.append(
            {
                "graph": number,
                "n": n,
                "edges": n_edges,
                "p": p,
                "median_s": between - begun,
                "median_gap": 100 * median.gap,
                "median": median.status,
                "center_s": time.process_time() - between,
                "center": center.status,
            }
        )
    table = pd.DataFrame(rows)
    print(table.to_string(index=False, float_format=lambda number: f"{number:.3g}"))
    for what in ("median", "center"):
        proved = int((table[what] == "optimal").sum())
        print(f"{what}: {proved} of {len(table)} proved, at most {table[what + '_s'].max():.3g} s")
    return table


if __name__ == "__main__":
    run(*map(float, sys.argv[1:]))
