"""Where to build: plans and how much better any other could be, beside HiGHS on the same problem.

Run alone with `python -m benchmarks.siting [seconds]`, which is when HiGHS is killed over each (60
unless told).  People live in clusters drawn here with a fixed seed, half of the sites near them.
Each plan is made in a process of its own: seconds are of the processor with kernels compiled,
memory is the peak of that process, the gap is how much better any plan could be, in percent.
HiGHS is given the textbook model, through scipy, and for the p-center one set covering after the
other, halving between the costs; it is asked to stop at half of its seconds, and killed on the
wall clock if it does not, which leaves NaN.  A gap of NaN beside a time says that it had no plan
or no bound by then.  `ratio` is its seconds over ours, at least that where it was stopped;
`ours_better` is by how many percent our plan is better than its.
"""

import multiprocessing
import multiprocessing.connection
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.spatial import cKDTree

from gongfu.plan.center import lscp, p_center
from gongfu.plan.covering import mclp
from gongfu.plan.kolm_pollak import kolm_pollak
from gongfu.plan.median import p_median

KILL_S = 60.0
BOX_M = 100_000.0
N_CLUSTERS = 40


@dataclass(frozen=True)
class Job:
    """One row of the table: n demands, m sites, p of them, near: sites for each demand."""

    what: str
    n: int
    m: int
    p: int
    near: int
    with_highs: bool = True


JOBS = (
    Job("mclp", 2_000, 500, 20, 25),
    Job("mclp", 25_000, 2_000, 7, 200),
    Job("mclp", 25_000, 2_000, 60, 20),
    Job("lscp", 25_000, 2_000, 0, 20),
    Job("p_median", 2_000, 500, 25, 500),
    Job("p_median", 25_000, 2_000, 100, 200, with_highs=False),
    Job("p_center", 2_000, 500, 25, 500),
    Job("kolm_pollak", 2_000, 500, 25, 500, with_highs=False),
)


def run(kill_s: float = KILL_S, jobs: tuple[Job, ...] = JOBS) -> pd.DataFrame:
    """Print and return seconds, gaps and peak memory of ours and of HiGHS.

    Parameters
    ----------
    kill_s
        When HiGHS is killed over each problem; half of it is the limit that it is told.  Seconds
        on the wall.
    jobs
        The rows.

    Returns
    -------
    DataFrame
        `what`, `n`, `m`, `p`, `ours_s`, `ours_gap`, `status`, `ours_mb`, `highs`, `highs_s`,
        `highs_gap`, `highs_mb`, `ratio`, `ours_better`; gaps in percent.
    """
    rows = []
    for job in jobs:
        ours = _apart(_ours, job, kill_s=np.inf)
        assert ours is not None
        peer = {"status": "", **dict.fromkeys(("value", "seconds", "gap", "peak_mb"), np.nan)}
        if job.with_highs:
            done = _apart(_highs, job, kill_s / 2, kill_s=kill_s)
            peer.update({"status": "killed", "seconds": kill_s} if done is None else done)
        print(job.what, job.n, job.m, job.p, ours, peer, file=sys.stderr, flush=True)
        sign = 1.0 if job.what == "mclp" else -1.0
        rows.append(
            {
                **{name: getattr(job, name) for name in ("what", "n", "m", "p")},
                "ours_s": ours["seconds"],
                "ours_gap": ours["gap"],
                "status": ours["status"],
                "ours_mb": ours["peak_mb"],
                "highs": peer["status"],
                "highs_s": peer["seconds"],
                "highs_gap": peer["gap"],
                "highs_mb": peer["peak_mb"],
                "ratio": peer["seconds"] / ours["seconds"],
                "ours_better": 100 * sign * (ours["value"] / peer["value"] - 1),
            }
        )
    table = pd.DataFrame(rows)
    print(table.to_string(index=False, float_format=lambda number: f"{number:.3g}"))
    if any(job.with_highs for job in jobs):
        print(f"HiGHS: told to stop after {kill_s / 2:g} s, killed at {kill_s:g} s on the wall")
    return table


def _apart(measure: Callable[..., dict], *given: Any, kill_s: float) -> dict | None:
    """What `measure` returns from a process of its own, None if that was killed."""
    apart = multiprocessing.get_context("spawn")
    here, there = apart.Pipe(duplex=False)
    child = apart.Process(target=_tell, args=(there, measure, given))
    child.start()
    there.close()
    found = here.recv() if here.poll(None if np.isinf(kill_s) else kill_s) else None
    child.kill()  # also once it has answered: the threads of HiGHS may not come to an end
    child.join()
    return found


def _tell(
    there: multiprocessing.connection.Connection, measure: Callable[..., dict], given: tuple
) -> None:
    there.send(measure(*given))


def places(n: int, m: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Homes (n, 2), people (n,) and sites (m, 2): clusters of many sizes in a box, metres."""
    rng = np.random.default_rng(seed)
    centre = rng.uniform(0, BOX_M, (N_CLUSTERS, 2))
    spread = rng.uniform(0.01, 0.06, N_CLUSTERS) * BOX_M
    cluster = rng.integers(0, N_CLUSTERS, n)
    homes = centre[cluster] + rng.normal(size=(n, 2)) * spread[cluster, None]
    apart = rng.random(n) < 0.35
    homes[apart] = rng.uniform(0, BOX_M, (apart.sum(), 2))
    homes = homes.clip(0, BOX_M)
    people = np.maximum(1.0, np.round(rng.lognormal(3, 1, n)))
    beside = homes[rng.choice(n, m // 2, replace=False)] + rng.normal(size=(m // 2, 2)) * 500
    return homes, people, np.vstack([beside, rng.uniform(0, BOX_M, (m - m // 2, 2))])


def cover_of(homes: np.ndarray, sites: np.ndarray, near: int) -> sparse.csr_array:
    """Sites within the radius that covers a demand `near` times on average (n, m)."""
    tree = cKDTree(sites)
    some = homes[:: max(1, len(homes) // 2_000)]
    low, high = 0.0, BOX_M
    for _ in range(30):
        middle = (low + high) / 2
        found = tree.query_ball_point(some, middle, return_length=True).mean()
        low, high = (middle, high) if found < near else (low, middle)
    sites_of, lengths = [], [np.zeros(1, np.int64)]
    for first in range(0, len(homes), 2_000):  # lists of Python are large
        lists = tree.query_ball_point(homes[first : first + 2_000], high, return_sorted=True)
        lengths.append(np.array([len(one) for one in lists]))
        sites_of.append(np.concatenate([np.array(one, np.int32) for one in lists]))
    start, site = np.cumsum(np.concatenate(lengths)), np.concatenate(sites_of)
    return sparse.csr_array((np.ones(site.size, bool), site, start), shape=(len(homes), len(sites)))


def costs_of(homes: np.ndarray, sites: np.ndarray, near: int) -> sparse.csr_array:
    """Whole metres to the `near` nearest sites of each home (n, m)."""
    metres, site = cKDTree(sites).query(homes, k=near)
    start = np.arange(0, site.size + 1, near)
    shape = (len(homes), len(sites))
    costs = sparse.csr_array((np.round(metres.ravel()), site.ravel(), start), shape=shape)
    costs.sort_indices()
    return costs


def _problem(job: Job) -> tuple[sparse.csr_array, np.ndarray]:
    homes, people, sites = places(job.n, job.m)
    pairs = cover_of if job.what in ("mclp", "lscp") else costs_of
    return pairs(homes, sites, job.near), people


SOLVERS: dict[str, Callable] = {
    "mclp": lambda pairs, people, p: mclp(pairs, people, n_sites=p),
    "lscp": lambda pairs, people, p: lscp(pairs, people),  # noqa: ARG005
    "p_median": lambda pairs, people, p: p_median(pairs, people, n_sites=p),
    "p_center": lambda pairs, people, p: p_center(pairs, people, n_sites=p),
    "kolm_pollak": lambda pairs, people, p: kolm_pollak(pairs, people, n_sites=p, aversion=0.5),
}


def _ours(job: Job) -> dict:
    solve = SOLVERS[job.what]
    solve(*_problem(Job(job.what, 300, 60, 5, 20 if job.what in ("mclp", "lscp") else 60)), 5)
    pairs, people = _problem(job)
    begun = time.process_time()
    plan = solve(pairs, people, job.p)
    return {
        "seconds": time.process_time() - begun,
        "value": plan.value,
        "gap": 100 * plan.gap,
        "status": plan.status,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _highs(job: Job, limit_s: float) -> dict:
    pairs, people = _problem(job)
    begun = time.process_time()
    value, bound = HIGHS[job.what](pairs, people, job.p, limit_s)
    seconds = time.process_time() - begun
    gap = 100 * abs(value - bound) / abs(value)
    return {
        "status": "optimal" if gap <= 1e-4 else "stopped",
        "seconds": seconds,
        "value": value,
        "gap": gap,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _told(answer: OptimizeResult) -> tuple[float, float]:
    """The value and the bound of an answer, NaN where there is none."""
    value = np.nan if answer.x is None else abs(answer.fun)
    bound = answer.mip_dual_bound
    return value, abs(bound) if bound is not None and np.isfinite(bound) else np.nan


def _highs_mclp(
    cover: sparse.csr_array, people: np.ndarray, p: int, limit_s: float
) -> tuple[float, float]:
    n, m = cover.shape
    link = sparse.hstack([-cover.astype(float), sparse.eye_array(n)])
    count = np.r_[np.ones(m), np.zeros(n)][None]
    answer = milp(
        np.r_[np.zeros(m), -people],
        integrality=np.r_[np.ones(m), np.zeros(n)],
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(link, -np.inf, 0), LinearConstraint(count, 0, p)],
        options={"time_limit": limit_s, "mip_rel_gap": 0.0},
    )
    return _told(answer)


def _highs_lscp(
    cover: sparse.csr_array,
    people: np.ndarray,  # noqa: ARG001
    p: int,  # noqa: ARG001
    limit_s: float,
) -> tuple[float, float]:
    served = np.diff(cover.indptr) > 0
    m = cover.shape[1]
    answer = milp(
        np.ones(m),
        integrality=np.ones(m),
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(cover[served].astype(float), 1, np.inf)],
        options={"time_limit": limit_s, "mip_rel_gap": 0.0},
    )
    return _told(answer)


def _highs_median(
    costs: sparse.csr_array, people: np.ndarray, p: int, limit_s: float
) -> tuple[float, float]:
    n, m = costs.shape
    n_pairs = costs.nnz
    row, pair = np.repeat(np.arange(n), np.diff(costs.indptr)), np.arange(n_pairs)
    once = sparse.csr_array((np.ones(n_pairs), (row, pair)), shape=(n, n_pairs))
    opens = sparse.csr_array((np.ones(n_pairs), (pair, costs.indices)), shape=(n_pairs, m))
    served = sparse.hstack([sparse.csr_array((n, m)), once])
    linked = sparse.hstack([opens, -sparse.eye_array(n_pairs)])
    answer = milp(
        np.r_[np.zeros(m), people[row] * costs.data],
        integrality=np.r_[np.ones(m), np.zeros(n_pairs)],
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(served, 1, 1),
            LinearConstraint(linked, 0, np.inf),
            LinearConstraint(np.r_[np.ones(m), np.zeros(n_pairs)][None], 0, p),
        ],
        options={"time_limit": limit_s, "mip_rel_gap": 0.0},
    )
    return _told(answer)


def _highs_center(
    costs: sparse.csr_array, people: np.ndarray, p: int, limit_s: float
) -> tuple[float, float]:
    """The least cost at which p sites cover everybody: where a set covering says yes or no."""
    begun = time.monotonic()
    radii = np.unique(costs.data)
    low, high, bound = 0, len(radii), 0
    while low < high:
        middle = (low + high) // 2
        cover = costs.copy()
        cover.data = (costs.data <= radii[middle]).astype(float)
        cover.eliminate_zeros()
        if (np.diff(cover.indptr) == 0).any():
            low = bound = middle + 1
            continue
        left = limit_s - (time.monotonic() - begun)
        value, least = _highs_lscp(cover, people, p, max(0.1, min(left, limit_s / 6)))
        if value <= p:
            high = middle
        elif least > p + 1e-6:
            low = bound = middle + 1
        elif left > 0:
            low = middle + 1  # neither: go on above, without a proof
        else:
            break
    return (radii[high] if high < len(radii) else np.nan), radii[bound]


HIGHS: dict[str, Callable[..., tuple[float, float]]] = {
    "mclp": _highs_mclp,
    "lscp": _highs_lscp,
    "p_median": _highs_median,
    "p_center": _highs_center,
}


if __name__ == "__main__":
    run(*map(float, sys.argv[1:]))
