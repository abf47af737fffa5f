"""Which worker can do which job, and what stands in the way of the others."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.match.job_lists import Sides, parts_of
from gongfu.units import S_PER_MIN

CONDITIONS: Final = ("travel", "skills", "hours", "months", "age", "care")
_MOST_PAIRS: Final = 50_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Worker and job of each pair that was looked at.

    worker, job (E,) positions; time_s (E,) one way, NaN where not known; unmet, unknown (E,)
    uint8: a bit for each of `CONDITIONS` that does not hold, and of which it cannot be said.
    """

    worker: NDArray[np.int64]
    job: NDArray[np.int64]
    time_s: NDArray[np.float64]
    unmet: NDArray[np.uint8]
    unknown: NDArray[np.uint8]

    @property
    def fits(self) -> NDArray[np.bool_]:
        """Whether every condition holds."""
        found: NDArray[np.bool_] = (self.unmet | self.unknown) == 0
        return found


def pairs_of(sides: Sides, travel: pd.DataFrame | None, limit_s: float) -> Pairs:
    """Every condition for every pair: of all with all, or of those in `travel`.

    Parameters
    ----------
    sides
        Both lists.
    travel
        `worker_id`, `job_id`, `time_s` one way; a pair that is not there is out of reach.  None:
        travel is no condition.
    limit_s
        The longest way, seconds.

    Returns
    -------
    Pairs
        A condition that needs what a worker's row does not say is unknown, and does not count as
        met.
    """
    n, m = len(sides.workers), len(sides.jobs)
    if travel is None:
        if n * m > _MOST_PAIRS:
            raise InputError(
                f"{n} workers and {m} jobs make {n * m} pairs; give travel times, so that only "
                "those within reach are looked at"
            )
        worker, job = np.arange(n).repeat(m), np.tile(np.arange(m), n)
        time_s = np.full(n * m, np.nan)
    else:
        worker = sides.workers.index.get_indexer(pd.Index(travel["worker_id"]))
        job = sides.jobs.index.get_indexer(pd.Index(travel["job_id"]))
        known = (worker >= 0) & (job >= 0)
        worker, job = worker[known], job[known]
        time_s = travel["time_s"].to_numpy(float)[known]
    worker, job = worker.astype(np.int64), job.astype(np.int64)
    unmet = np.zeros(worker.size, np.uint8)
    unknown = np.zeros(worker.size, np.uint8)

    def hold(name: str, broken: NDArray[np.bool_], open_: NDArray[np.bool_] | None = None) -> None:
        bit = np.uint8(1 << CONDITIONS.index(name))
        unmet[broken] |= bit
        if open_ is not None:
            unknown[open_] |= bit

    people, posts = sides.workers, sides.jobs
    if travel is not None:
        hold("travel", time_s > limit_s, np.isnan(time_s))
    for word in range(sides.skills_need.shape[1]):
        hold("skills", (sides.skills_need[job, word] & ~sides.skills_have[worker, word]) != 0)
    free = people["hours"].to_numpy()[worker]
    hold("hours", posts["hours"].to_numpy()[job] > free, np.isnan(free))
    hold("months", (sides.season[job] & sides.busy[worker]) != 0)
    age = people["age"].to_numpy()[worker]
    low, high = (posts[name].to_numpy()[job] for name in ("min_age", "max_age"))
    hold("age", (age < low) | (age > high), np.isnan(age) & ~(np.isnan(low) & np.isnan(high)))
    cares = people["cares"].to_numpy()[worker] > 0
    hold("care", cares & ~(posts["suits_carers"].to_numpy()[job] > 0))
    return Pairs(worker, job, time_s, unmet, unknown)


def obstacles(sides: Sides, pairs: Pairs) -> pd.DataFrame:
    """What stands in the way of workers whom no job fits, at the job that they are nearest to.

    Returns
    -------
    DataFrame
        Index `worker_id`; `job_id` with the fewest conditions that fail (None: no job in reach),
        `conditions` (names with "; " between, those first of which it cannot be said), `needed`
        and `given`: what the job asks of the first of them, and what the list says of the worker.
    """
    n = len(sides.workers)
    barred = pairs.unmet | pairs.unknown
    n_bars = np.bitwise_count(barred)
    fewest = np.full(n, 255, np.int64)
    np.minimum.at(fewest, pairs.worker, n_bars)
    without = np.flatnonzero(fewest > 0)
    best = np.flatnonzero((n_bars == fewest[pairs.worker]) & (n_bars > 0))[::-1]
    nearest = np.full(n, -1, np.int64)
    nearest[pairs.worker[best]] = best  # the first of them
    has, asks = ({str(k): v.to_numpy() for k, v in f.items()} for f in (sides.workers, sides.jobs))
    ids = sides.jobs.index.to_numpy(object)
    rows: list[tuple[object, str, str, str]] = []
    for worker in without:
        pair = nearest[worker]
        if pair < 0:
            rows.append((None, "travel", "", ""))
            continue
        names = [
            name
            for bits in (pairs.unknown[pair], pairs.unmet[pair])
            for at, name in enumerate(CONDITIONS)
            if bits >> at & 1
        ]
        job = int(pairs.job[pair])
        needed, there = _asks(has, asks, names[0], int(worker), job)
        if names[0] == "travel" and np.isfinite(pairs.time_s[pair]):
            there = f"{pairs.time_s[pair] / S_PER_MIN:.0f}"
        rows.append((ids[job], "; ".join(names), needed, there))
    return pd.DataFrame(
        rows,
        columns=["job_id", "conditions", "needed", "given"],
        index=sides.workers.index[without],
        dtype=object,
    )


def _asks(
    has: dict[str, NDArray[Any]], asks: dict[str, NDArray[Any]], name: str, at: int, job: int
) -> tuple[str, str]:
    """What a condition needs, and what there is; columns of both lists by name."""
    if name == "skills":
        have = set(parts_of(has["skills"][at]))
        return ";".join(code for code in parts_of(asks["skills"][job]) if code not in have), ""
    if name == "hours":
        return _number(asks["hours"][job]), _number(has["hours"][at])
    if name == "months":
        return str(asks["months"][job]), str(has["busy_months"][at])
    if name == "age":
        span = f"{_number(asks['min_age'][job])}-{_number(asks['max_age'][job])}"
        return span, _number(has["age"][at])
    return "", ""


def _number(value: float) -> str:
    return "" if np.isnan(value) else f"{value:g}"
