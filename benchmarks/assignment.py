"""Workers to workshops: ours beside a min-cost flow of OR-tools, and the frames above it.

Run alone with `python -m benchmarks.assignment`.  100,000 workers, 5,000 workshops, 50 candidates
each; `kind` says what values hang on: nothing ("even"), that in whole numbers ("whole"), the
workshop ("workshop"), or how near it is, the candidates being the nearest ("near").  `posts` is for
each worker.  Each row runs in a process of its own: seconds are of the processor with kernels
compiled, `mb` is what that process took at its peak beyond what it had before, the pairs
themselves included in neither.  `gap` is how much more any assignment could be worth.  The flow
takes whole values only; `same` says that both are worth the same.
"""

import multiprocessing
import resource
from itertools import product

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from benchmarks.timing import once, timed
from gongfu.match.jobs import assign
from gongfu.match.workshop_jobs import match_jobs

N, M, K = 100_000, 5_000, 50
KINDS, RATIOS = ("even", "whole", "workshop", "near"), (0.8, 1.0, 1.3)
JOBS = [
    *(("ours", kind, ratio) for kind, ratio in product(KINDS, RATIOS)),
    ("flow", "whole", 0.8),
    ("frames", "need", 0.8),
    ("frames", "welfare", 0.8),
    ("frames", "stable", 0.8),
]


def run() -> pd.DataFrame:
    """Print and return seconds and memory."""
    rows = []
    for job in JOBS:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            rows.append(pool.apply(_row, job))
    table = pd.DataFrame(rows)
    flow = table["what"] == "flow"
    if flow.any():
        like = table[(table["what"] == "ours") & (table["kind"] == "whole")].iloc[0]
        table["ratio"] = np.where(flow, table["seconds"] / like["seconds"], np.nan)
        table["same"] = np.where(flow, table["value"] == like["value"], None)
    print(table.to_string(index=False, float_format="%.4g"))
    return table


def drawn(kind: str, ratio: float) -> tuple[np.ndarray, ...]:
    """Pairs and posts with a fixed seed."""
    rng = np.random.default_rng(0)
    tail, head = np.repeat(np.arange(N), K), rng.integers(0, M, N * K)
    value = rng.random(N * K) * 100
    if kind == "whole":
        value = np.floor(value)
    elif kind == "workshop":
        value = rng.gamma(2, 10, M)[head] + value / 5
    elif kind == "near":
        away, near = cKDTree(rng.random((M, 2))).query(rng.random((N, 2)), K)
        head, value = near.ravel(), 100 - 100 * away.ravel() / away.max()
    return tail, head, value, rng.multinomial(int(N * ratio), np.full(M, 1 / M))


def _row(what: str, kind: str, ratio: float) -> dict:
    row = {"what": what, "kind": kind, "posts": ratio}
    if what == "frames":
        return row | _frames(kind, ratio)
    given = drawn(kind, ratio)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if what == "flow":
        return row | _flow(*given, before)
    found, seconds = timed(lambda: assign(*given))
    return row | {"seconds": seconds, "mb": _grown(before), "value": found.value, "gap": found.gap}


def _grown(before: int) -> float:
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def _flow(tail: np.ndarray, head: np.ndarray, value: np.ndarray, posts: np.ndarray, before: int):
    """The same as a flow from workers to workshops, nothing being worth nothing."""
    try:
        from ortools.graph.python import min_cost_flow
    except ImportError:
        return {"seconds": float("nan")}

    def solve():
        flow = min_cost_flow.SimpleMinCostFlow()
        source, sink = N + M, N + M + 1
        add = flow.add_arcs_with_capacity_and_unit_cost
        ones = np.ones(N * K, np.int64)
        add(np.full(N, source), np.arange(N), ones[:N], ones[:N] * 0)
        add(tail, N + head, ones, -value.astype(np.int64))
        add(N + np.arange(M), np.full(M, sink), posts, ones[:M] * 0)
        flow.add_arc_with_capacity_and_unit_cost(source, sink, N, 0)
        flow.set_nodes_supplies([source, sink], [N, -N])
        flow.solve()
        return -flow.optimal_cost()

    worth, seconds = once(solve)
    return {"seconds": seconds, "mb": _grown(before), "value": float(worth)}


def _frames(rule: str, ratio: float) -> dict:
    """Lists by id, with skills, ages, hours, wishes and reasons."""
    rng = np.random.default_rng(1)
    people, offers = (pd.Index([f"{c}{at:06}" for at in range(n)]) for c, n in (("w", N), ("j", M)))
    skills = np.array(["sew", "pack", "sew;pack", "cook", "sew;pack;cook"])
    workers = pd.DataFrame(
        {
            "hours": rng.integers(10, 40, N),
            "skills": skills[rng.integers(0, 5, N)],
            "age": rng.integers(18, 75, N),
            "income_yuan": rng.gamma(3, 7_000, N),
            "wishes": offers[rng.integers(0, M, N)],
            "village": rng.integers(0, 3_000, N).astype(str),
        },
        index=people,
    )
    jobs = pd.DataFrame(
        {
            "hours": rng.integers(8, 30, M),
            "pay_yuan_per_h": rng.integers(12, 30, M),
            "posts": rng.multinomial(int(N * ratio), np.full(M, 1 / M)),
            "skills": skills[rng.integers(0, 4, M)],
            "max_age": 70,
        },
        index=offers,
    )
    at, to = np.repeat(np.arange(N), K), rng.integers(0, M, N * K)
    travel = pd.DataFrame(
        {
            "worker_id": pd.Categorical.from_codes(at, people),
            "job_id": pd.Categorical.from_codes(to, offers),
            "time_s": rng.uniform(0, 3_000, N * K),
        }
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found, seconds = timed(lambda: match_jobs(workers, jobs, travel, rule=rule))
    return {"seconds": seconds, "mb": _grown(before), "value": found.value, "gap": found.gap}


if __name__ == "__main__":
    run()
