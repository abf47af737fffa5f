"""Pupils to schools: deferred acceptance, the check, the lists by id, beside plain Python.

Run alone with `python -m benchmarks.admission`.  Wishes lean to schools that many want, and points
have a hundred levels, so that lotteries decide.  Each job runs in a process of its own: seconds
are of the processor with kernels compiled, memory is the peak of that process.  `plain_s` is
textbook deferred acceptance in Python with heapq on the same strict order, and `same` says that
it seats everybody alike; `matching` and `algmatch` are not run where they cannot be imported.
"""

import heapq
import multiprocessing
import resource
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.timing import once, timed
from gongfu.match.admission import deferred_acceptance, stability
from gongfu.match.schools import admit

LEVELS = 100


@dataclass(frozen=True)
class Job:
    """One row of the table: n pupils, m schools, k choices each."""

    what: str
    n: int
    m: int
    k: int
    with_plain: bool = False


JOBS = (
    Job("arrays", 10_000, 200, 5, with_plain=True),
    Job("arrays", 100_000, 1_000, 10, with_plain=True),
    Job("arrays", 1_000_000, 2_000, 10),
    Job("lists by id", 10_000, 200, 5),
    Job("lists by id", 100_000, 1_000, 10),
)


def run(jobs: tuple[Job, ...] = JOBS) -> pd.DataFrame:
    """Print and return seconds and peak memory of ours, and seconds of plain Python."""
    rows = []
    for job in jobs:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            rows.append(pool.apply(_row, (job,)))
    table = pd.DataFrame(rows)
    print(table.to_string(index=False, float_format="%.4g"))
    return table


def drawn(n: int, m: int, k: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Choices, points and seats with a fixed seed; seats for nine pupils in ten."""
    rng = np.random.default_rng(n + m)
    wanted = rng.gamma(0.7, size=m).astype(np.float32)
    choices = np.empty((n, k), np.int32)
    for begin in range(0, n, 10_000):
        rows = min(10_000, n - begin)
        luck = rng.standard_exponential((rows, m), dtype=np.float32) + np.float32(1e-9)
        noise = np.log(wanted + 0.05) - np.log(luck)
        best = np.argpartition(-noise, k, axis=1)[:, :k]
        order = np.argsort(-np.take_along_axis(noise, best, 1), axis=1)
        choices[begin : begin + rows] = np.take_along_axis(best, order, 1)
    return choices, rng.integers(0, LEVELS, (n, k)), np.full(m, int(0.9 * n / m))


def _row(job: Job) -> dict:
    choices, points, seats = drawn(job.n, job.m, job.k)
    row = {"job": job.what, "pupils": job.n, "schools": job.m, "choices": job.k}
    if job.what == "lists by id":
        return row | _by_id(choices, points, seats)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found, seconds = timed(lambda: deferred_acceptance(choices, points, seats))
    lots = found.places_in_lottery[:, 0]
    check, check_s = timed(lambda: stability(choices, points, seats, found.assigned, lots=lots))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    row |= {"seconds": seconds, "check_s": check_s, "stable": check.is_stable}
    row |= {"peak_mb": peak / 1024, "input_mb": before / 1024}
    if job.with_plain:
        given = choices.tolist(), points.tolist(), seats.tolist(), lots.tolist()
        plain, plain_s = once(lambda: _plain(*given))
        row |= {"plain_s": plain_s, "same": plain == found.assigned.tolist()}
    return row


def _by_id(choices: np.ndarray, points: np.ndarray, seats: np.ndarray) -> dict:
    n, k = choices.shape
    pupils = pd.DataFrame({"pupil": [f"p{at:07}" for at in range(n)]})
    schools = pd.DataFrame({"school": [f"s{at:04}" for at in range(seats.size)], "seats": seats})
    long = pd.DataFrame(
        {
            "pupil": np.repeat(pupils["pupil"].to_numpy(), k),
            "school": schools["school"].to_numpy()[choices.ravel()],
            "rank": np.tile(np.arange(1, k + 1), n),
            "points": points.ravel(),
        }
    )
    found, seconds = timed(lambda: admit(pupils, long, schools, lottery_seed=1))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": seconds, "stable": found.is_stable, "peak_mb": peak / 1024}


def _plain(choices: list, points: list, seats: list, lots: list) -> list:
    """Gale and Shapley 1962, one pupil at a time."""
    held: list[list] = [[] for _ in seats]
    following = [0] * len(choices)
    waiting = list(range(len(choices)))
    assigned = [-1] * len(choices)
    while waiting:
        pupil = waiting.pop()
        while following[pupil] < len(choices[pupil]):
            at = following[pupil]
            following[pupil] += 1
            school = choices[pupil][at]
            one = (points[pupil][at], -lots[pupil], pupil)
            if len(held[school]) < seats[school]:
                heapq.heappush(held[school], one)
                assigned[pupil] = school
                break
            last = heapq.heappushpop(held[school], one)[2] if seats[school] else pupil
            if last != pupil:
                assigned[pupil], assigned[last] = school, -1
                waiting.append(last)
                break
    return assigned


if __name__ == "__main__":
    run()
