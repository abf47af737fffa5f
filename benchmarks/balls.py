"""What one seed after the other reaches, on a network of a million nodes, against scipy.

Run alone with `python -m benchmarks.balls [nodes]`.  Seconds are of the processor, ours the
least of three runs with one thread; `wall_s` is of the clock, with two threads.  scipy grows one
ball at a time into a full row of times, so it is asked about a sample of the seeds and its seconds
are scaled up; the sample is in the table, and each answer is compared on it.
"""

import sys

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from benchmarks.streets import draw_streets
from benchmarks.timing import once, timed, wall
from gongfu.kernels import sweeps
from gongfu.kernels.catchments import floating_catchment
from gongfu.measure.streets import to_ds
from gongfu.model.network import Network

N_NODES = 1_000_000
N_SEEDS, N_TARGETS = 2_000, 25_000
LIMIT_DS = 9_000
N_SAMPLE = 200
BATCH = 20  # rows of a full matrix that scipy fills at a time


def run(n: int = N_NODES) -> pd.DataFrame:
    """Print and return our time, scipy's, their ratio, and the difference of the answers.

    Parameters
    ----------
    n
        Nodes of the network.

    Returns
    -------
    DataFrame
        `what`, `n`, `ours_s`, `wall_s`, `peer_s` (scaled up from `sampled` of `of` balls),
        `ratio` (peer over ours), `difference`.
    """
    network = draw_streets(n)
    csr, packed, build_s = _built(network)
    graph = csr_array((csr[2].astype(float), csr[1], csr[0]), shape=(n, n))
    rows = [{"what": "build: arcs sorted, network packed", "ours_s": build_s}]
    rows += [*_of_seeds(packed, graph), _of_all_nodes(packed, graph)]
    table = pd.DataFrame(rows).assign(n=n, ratio=lambda frame: frame["peer_s"] / frame["ours_s"])
    print(table.to_string(index=False, float_format=lambda number: f"{number:.3g}"))
    return table


def _built(network: Network) -> tuple:
    streets = network.subnetwork("walk")
    time_ds = to_ds(streets.time_s["walk"]).astype(np.int32)

    def build():
        csr = sweeps.rows(streets.n_nodes, streets.head, streets.tail, time_ds)
        return csr, sweeps.pack(*csr, streets.x, streets.y)

    (csr, packed), build_s = timed(build)
    return csr, packed, build_s


def _of_seeds(packed: sweeps.Packed, graph: csr_array) -> list[dict]:
    n = packed.rank.size
    rng = np.random.default_rng(11)
    seeds = rng.choice(n, N_SEEDS, replace=False)
    targets = rng.integers(0, n, N_TARGETS)
    people, places = rng.uniform(0, 9, n), rng.uniform(1, 100, N_SEEDS)
    decay_by_ds = np.exp(-0.5 * (np.arange(LIMIT_DS + 1) / (LIMIT_DS / 2)) ** 2)
    sample = seeds[:N_SAMPLE]

    def count(seeds=seeds, threads=1):
        return sweeps.count(packed, seeds, LIMIT_DS, threads=threads)

    def times(seeds=seeds, threads=1):
        return sweeps.sparse_times(packed, seeds, targets, LIMIT_DS, threads=threads)

    def catchment(seeds=seeds, places=places, threads=1):
        return floating_catchment(packed, seeds, places, people, decay_by_ds, threads=threads)

    def scipy_count():
        return sum((time <= LIMIT_DS).sum(axis=0) for time in _full_rows(graph, sample))

    def scipy_times():
        return [time[:, targets] for time in _full_rows(graph, sample)]

    def scipy_catchment():
        found, at = np.zeros(n), 0
        for time in _full_rows(graph, sample):
            weight = csr_array(np.isfinite(time), dtype=float)
            weight.data = decay_by_ds[time[np.isfinite(time)].astype(int)]
            rate = places[at : at + len(time)] / (weight @ people)
            found += rate @ weight
            at += len(time)
        return found

    def difference_of_times(other):
        indptr, index, time_ds = times(sample)
        mine = np.full((sample.size, targets.size), np.inf)
        mine[np.repeat(np.arange(sample.size), np.diff(indptr)), index] = time_ds
        full = np.concatenate(other)
        apart = np.isfinite(mine) != np.isfinite(full)
        both = np.isfinite(mine) & ~apart
        return np.inf if apart.any() else np.abs(mine[both] - full[both]).max()

    compared = [
        (f"count of {N_SEEDS}", count, scipy_count, lambda o: np.abs(count(sample) - o).max()),
        (f"{N_TARGETS} x {N_SEEDS} sparse times", times, scipy_times, difference_of_times),
        (
            f"E2SFCA of {N_SEEDS}, all nodes",
            catchment,
            scipy_catchment,
            lambda o: np.abs(catchment(sample, places[:N_SAMPLE]) - o).max(),
        ),
    ]
    return [_row(*each, N_SAMPLE, N_SEEDS) for each in compared]


def _of_all_nodes(packed: sweeps.Packed, graph: csr_array) -> dict:
    n = packed.rank.size
    rng = np.random.default_rng(12)
    people = rng.integers(0, 100, n).astype(float)
    at = rng.choice(n, N_SAMPLE, replace=False)

    def sums(threads=1):
        return sweeps.opportunities(packed, people, LIMIT_DS, threads=threads)

    def scipy_sums():
        return np.concatenate([(time <= LIMIT_DS) @ people for time in _full_rows(graph, at)])

    return _row(
        "sums within reach of every node",
        sums,
        scipy_sums,
        lambda other: np.abs(sums()[at] - other).max(),
        N_SAMPLE,
        n,
    )


def _row(what, ours, peer, difference, sampled, of) -> dict:
    _, ours_s = timed(ours)
    other, peer_s = once(peer)
    return {
        "what": what,
        "ours_s": ours_s,
        "wall_s": wall(lambda: ours(threads=2)),
        "peer": "scipy",
        "peer_s": peer_s * of / sampled,
        "sampled": sampled,
        "of": of,
        "difference": float(difference(other)),
    }


def _full_rows(graph, seeds):
    for begin in range(0, seeds.size, BATCH):
        yield dijkstra(graph, indices=seeds[begin : begin + BATCH], limit=LIMIT_DS)


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
