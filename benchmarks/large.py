"""Five million nodes: to pack them, the nearest of eight kinds, the memory it takes, what if.

Run with `python -m benchmarks --large` or `python -m benchmarks.large [nodes]`.  The streets are
drawn in a process of their own and read from disk, so that the peak is that of who measures: the
arrays handed in, the packed network, and the answers of one kind at a time.
"""

import multiprocessing
import resource
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import what_if
from benchmarks.streets import draw_streets
from benchmarks.timing import once, timed
from gongfu.kernels import sweeps
from gongfu.measure.streets import to_ds

N_NODES = 5_000_000
N_KINDS, N_FACILITIES = 8, 1_000
LIMIT_DS = 9_000


def run(n: int = N_NODES) -> pd.DataFrame:
    """Print and return processor seconds (build: of one run), and the peak memory of its process.

    Parameters
    ----------
    n
        Nodes of the network.

    Returns
    -------
    DataFrame
        `what`, `n`, `ours_s`, `peak_mb`: the peak by the end of that row.
    """
    with tempfile.TemporaryDirectory() as folder:
        apart = multiprocessing.get_context("spawn")
        with apart.Pool(1) as pool:
            pool.apply(_draw, (n, folder))
        with apart.Pool(1) as pool:
            table = pd.DataFrame(pool.apply(_measure, (n, folder)))
    print(table.to_string(index=False, float_format=lambda number: f"{number:.3g}"))
    print()
    what_if.run(n)
    return table


def _draw(n: int, folder: str) -> None:
    streets = draw_streets(n).subnetwork("walk")
    arrays = {
        "x": streets.x,
        "y": streets.y,
        "tail": streets.tail,
        "head": streets.head,
        "time_ds": to_ds(streets.time_s["walk"]).astype(np.int32),
    }
    for name, array in arrays.items():
        np.save(Path(folder) / f"{name}.npy", array)


def _measure(n: int, folder: str) -> list[dict]:
    x, y, tail, head, time_ds = (
        np.load(Path(folder) / f"{name}.npy") for name in ("x", "y", "tail", "head", "time_ds")
    )
    rng = np.random.default_rng(11)
    seeds = [rng.choice(n, N_FACILITIES, replace=False) for _ in range(N_KINDS)]

    def build(n=n, head=head, tail=tail, time_ds=time_ds, x=x, y=y):
        return sweeps.pack(*sweeps.rows(n, head, tail, time_ds), x, y)

    def nearest():
        for of_kind in seeds:
            sweeps.nearest(packed, of_kind, LIMIT_DS)

    build(1, head[:0], tail[:0], time_ds[:0], x[:1], y[:1])  # compiles
    packed, build_s = once(build)
    rows = [{"what": "build", "n": n, "ours_s": build_s, "peak_mb": _peak_mb()}]
    _, nearest_s = timed(nearest)
    what = f"nearest, walk, {N_KINDS} x {N_FACILITIES}, owners too"
    return [*rows, {"what": what, "n": n, "ours_s": nearest_s, "peak_mb": _peak_mb()}]


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
