"""What the memory of this machine allows, and how far the sweep to the nearest is from it.

Run alone with `python -m benchmarks.machine [nodes]`.  Two bounds on `sweeps.nearest`, both for
one thread.  By bandwidth: every answer is written once, every junction that is reached has its
arcs and its label read once, and the label written; at the speed of a plain copy.  By latency: one
read from memory that waits for the one before, for each junction reached: what a search would take
that found no node of its streets in the cache.
"""

import sys

import numpy as np
import pandas as pd
from numba import njit

from benchmarks.reach import LIMIT_DS, arcs_and_seeds
from benchmarks.streets import draw_streets
from benchmarks.timing import timed
from gongfu.kernels import sweeps

N_NODES = 1_000_000
COPIED = 2**26  # bytes: far more than the caches hold
CHASED = 2**24  # places of 8 bytes, each naming the next
STEPS = 2_000_000
ANSWER_BYTES = 8  # time and owner of a node
JUNCTION_BYTES = 16 + 4 + 4  # arcs, label read, label written


def run(n: int = N_NODES) -> pd.DataFrame:
    """Print and return the bounds and what was measured.

    Parameters
    ----------
    n
        Nodes of the network.

    Returns
    -------
    DataFrame
        `mode`, `reached` (labels of all kinds), `bandwidth_s`, `ours_s`, `latency_s`.
    """
    source, sink = np.ones(COPIED // 8), np.empty(COPIED // 8)
    _, copy_s = timed(lambda: np.copyto(sink, source))
    onward = _one_ring(CHASED)
    _, chase_s = timed(lambda: _chase(onward, STEPS))
    bytes_s, wait_s = 2 * COPIED / copy_s, chase_s / STEPS
    print(
        f"copy {bytes_s / 1e9:.1f} GB/s read and written; {wait_s * 1e9:.0f} ns a read that waits"
    )

    network = draw_streets(n)
    rows = []
    for mode in ("walk", "drive"):
        streets, csr, seeds = arcs_and_seeds(network, mode)
        packed = sweeps.pack(*csr, streets.x, streets.y)
        times, ours_s = timed(lambda: [sweeps.nearest(packed, s, LIMIT_DS)[0] for s in seeds])  # noqa: B023
        junctions = packed.junctions.order[: packed.junctions.near.shape[0]]
        reached = sum(int((time_ds[junctions] < sweeps.UNREACHED).sum()) for time_ds in times)
        moved = len(seeds) * n * ANSWER_BYTES + reached * JUNCTION_BYTES
        rows.append(
            {
                "mode": mode,
                "reached": reached,
                "bandwidth_s": moved / bytes_s,
                "ours_s": ours_s,
                "latency_s": reached * wait_s,
            }
        )
    table = pd.DataFrame(rows)
    print(table.to_string(index=False, float_format=lambda number: f"{number:.3g}"))
    return table


def _one_ring(n: int) -> np.ndarray:
    """Places that lead through all others before one comes again."""
    order = np.random.default_rng(1).permutation(n)
    onward = np.empty(n, np.int64)
    onward[order] = np.roll(order, -1)
    return onward


@njit(cache=True)
def _chase(onward, n):
    at = 0
    for _ in range(n):
        at = onward[at]
    return at


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
