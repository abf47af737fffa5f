"""What frames cost: the public measures against the kernels that they call.

Run alone with `python -m benchmarks.public [nodes]`.  Seconds of the processor, one thread, the
least of five runs, kernels compiled and streets prepared.  `kernel_s` is the part of those
seconds that is spent in sweeps (and, for isochrones, in outlines), for just the nodes beside the
doors of this job; `share` is the whole over it: 2 means that frames, snapping and doors cost as
much again.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

import numpy as np
import pandas as pd

from benchmarks.streets import draw_streets
from benchmarks.what_if import points_near
from gongfu.kernels import contours, sweeps
from gongfu.measure.isochrones import isochrones
from gongfu.measure.reach import time_to_nearest
from gongfu.measure.streets import prepare_streets
from gongfu.measure.times import count_within, opportunities_within, travel_times
from gongfu.model.kind import CIRCLE_KEYS

N_NODES = 1_000_000
N_COMMUNITIES, N_FACILITIES = 25_000, 2_000
N_KINDS, N_OF_KIND = 8, 1_000
N_POINTS = 1_000
N_RUNS = 5
KERNELS = ((sweeps, "sparse_times"), (sweeps, "nearest_at"), (contours, "outlines"))


def run(n: int = N_NODES) -> pd.DataFrame:
    """Print and return the seconds of each measure, those of its kernels, and their ratio.

    Parameters
    ----------
    n
        Nodes of the network.

    Returns
    -------
    DataFrame
        `what`, `n`, `kernel_s`, `public_s`, `share` (public over kernel).
    """
    network = draw_streets(n)
    streets = prepare_streets(network)
    rng = np.random.default_rng(8)
    communities = points_near(network, rng, N_COMMUNITIES, "c")
    few = points_near(network, rng, N_FACILITIES, "f").assign(kind="clinic", capacity=1.0)
    many = points_near(network, rng, N_KINDS * N_OF_KIND, "g")
    kinds = CIRCLE_KEYS[:N_KINDS]
    many = many.assign(kind=np.resize(kinds, len(many)))
    points = points_near(network, rng, N_POINTS, "p")
    size = f"{N_COMMUNITIES} x {N_FACILITIES}"

    def pairs(measure: Callable) -> Callable[[], object]:
        return lambda: measure(communities, few, streets, threads=1)

    jobs = {
        f"travel_times, {size}": pairs(travel_times),
        f"count_within, {size}": pairs(count_within),
        f"opportunities_within, {size}": pairs(opportunities_within),
        f"time_to_nearest, {N_COMMUNITIES} x {N_KINDS} x {N_OF_KIND}": lambda: time_to_nearest(
            communities, many, streets, kinds=kinds, threads=1
        ),
        f"isochrones, {N_POINTS}": lambda: isochrones(points, streets, threads=1),
    }
    rows = []
    for what, job in jobs.items():
        public_s, kernel_s = min(_parts(job) for _ in range(N_RUNS))
        rows.append({"what": what, "n": n, "kernel_s": kernel_s, "public_s": public_s})
    table = pd.DataFrame(rows).assign(share=lambda frame: frame["public_s"] / frame["kernel_s"])
    print(table.to_string(index=False, float_format=lambda number: f"{number:.3g}"))
    return table


def _parts(job: Callable[[], object]) -> tuple[float, float]:
    """Seconds of one run, and those of them that were spent in kernels."""
    spent: list[float] = []
    with _watched(spent):
        begun = time.process_time()
        job()
        return time.process_time() - begun, sum(spent)


@contextmanager
def _watched(spent: list[float]) -> Iterator[None]:
    """Note how long each call of a kernel takes."""

    def noting(kernel: Callable) -> Callable:
        def called(*arrays: object, **knobs: object) -> object:
            begun = time.process_time()
            answer = kernel(*arrays, **knobs)
            spent.append(time.process_time() - begun)
            return answer

        return called

    originals = [(module, name, getattr(module, name)) for module, name in KERNELS]
    patches = [patch.object(module, name, noting(kernel)) for module, name, kernel in originals]
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in patches:
            each.stop()


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
