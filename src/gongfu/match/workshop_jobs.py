"""Villagers to the flexible jobs of co-prosperity workshops: who where, why, and what is short."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.match.admission import deferred_acceptance
from gongfu.match.eligibility import Pairs, obstacles, pairs_of
from gongfu.match.job_lists import Sides, read_sides
from gongfu.match.jobs import Floats, assign
from gongfu.units import S_PER_MIN

__all__: Final = ("JobMatch", "Rule", "Terms", "match_jobs")

Rule = Literal["welfare", "need", "stable"]
Ints = NDArray[np.int64]

_S_PER_H: Final = 60.0 * S_PER_MIN
_SHOWN: Final = 3
_LOW: Final = 0.1  # of the median income: below that, need grows no further


@dataclass(frozen=True, slots=True)
class Terms:
    """What counts for how much.

    limit_s: the longest way to work, seconds; time_value: an hour on the way, in hours of that
    job's pay; wish: the first wish, as a share of that job's pay, later ones less; stay: the job
    held now, as a share of its pay, so that what works stays.
    """

    limit_s: float = 2_700.0
    time_value: float = 0.5
    wish: float = 0.1
    stay: float = 0.1

    def __post_init__(self) -> None:
        for name in ("limit_s", "time_value", "wish", "stay"):
            if not 0 <= getattr(self, name) < np.inf:
                raise InputError(f"{name} must be a number >= 0; it is {getattr(self, name)!r}")


@dataclass(frozen=True, slots=True, eq=False)
class JobMatch:
    """A proposal of who works where; a human confirms before anything is final.

    Attributes
    ----------
    workers
        One row per worker who can be judged, index `worker_id`: `village`, `job_id`, `workshop`,
        `time_s` one way, `pay_yuan` a year, `gained_yuan` (more than now: than the job held now, or
        else than what the hours bring; below 0 for who would lose a job), `gain_yuan` (what it
        counts by welfare: less travel, and with wishes), `wish` (1 the first; missing: not among
        them) of `n_wishes` that name a job or a workshop, `stays` in the job held now, or `loses`
        it, `outcome`: "placed", "full" (jobs fit, and others have them), "outside" (no job that
        fits is worth it), "barred" (no job fits) or "income" (the rule asks for an income that is
        not known); of the full `waits_for`, the jobs that fit and serve best (three at most); and
        of the barred `nearest_job_id`, `conditions`, `needed`, `given`.
    jobs
        One row per job, index `job_id`: `workshop`, `posts`, `taken`, `price` (what a post more
        would bring, in yuan a year as the rule counts them; NaN under "stable"), `next_id` (who
        would come), `n_moves` (how many would move then, one after the other), `n_waiting` (without
        a job, whom this one fits and serves).
    offers
        The jobs that could be used, as `read_sides` gives them: `hours`, `weeks`, `months`, ...
    villages
        One row per village: `n_workers`, `n_placed`, `gained_yuan`.
    faults
        Rows that could not be used, and entries that could not: see `read_sides`.
    rule, value, gap
        How it was decided, what it is worth in all, and how much more any other could be as a
        share of it (NaN under "stable").
    """

    workers: pd.DataFrame
    jobs: pd.DataFrame
    offers: pd.DataFrame
    villages: pd.DataFrame
    faults: pd.DataFrame
    rule: Rule
    value: float
    gap: float


def match_jobs(
    workers: pd.DataFrame,
    jobs: pd.DataFrame,
    travel: pd.DataFrame | None = None,
    *,
    candidates: pd.DataFrame | None = None,
    rule: Rule = "need",
    terms: Terms | None = None,
) -> JobMatch:
    """Who gets which flexible job, by need, by welfare, or so that it is stable.

    Parameters
    ----------
    workers, jobs
        As `read_sides` takes them.
    travel
        `worker_id`, `job_id`, `time_s` one way, as `travel_times` gives them; who is in no row is
        out of reach.  None: travel neither counts nor costs.
    candidates
        `worker_id`, `job_id` (or a workshop) and `points` of the workshop for the worker, read by
        the rule "stable" alone; see `read_sides`.
    rule
        "welfare": most yuan a year in all, less the time on the way; "need": the same, each yuan
        counting as it does to somebody with that income; "stable": nobody and no job would rather
        have each other.
    terms
        What counts for how much; None: `Terms()`.

    Returns
    -------
    JobMatch
        With reasons, what a post more would bring, and what each village gains.

    Raises
    ------
    InputError
        If the rule is none, or a column is absent; a faulty row is no error but listed.

    Notes
    -----
    Gain = pay - time on the way x its value + wishes - what the hours bring now.  Half of the pay
    for an hour on the way is the usual finding (Small and Verhoef 2007).  "need" weighs by
    logarithms (Atkinson 1970, aversion 1): median x ln((income + gain) / income), so that a yuan
    counts as one at the median income, and twice at half of it, down to a tenth of the median.
    "stable" is deferred acceptance (Gale and Shapley 1962): workers rank wishes, then gains; jobs
    rank who holds them now, then their own points, who has none after all who have, then low
    incomes, then the earlier row; an unknown income comes last.
    """
    if rule not in get_args(Rule):
        raise InputError(f"rule must be one of {', '.join(get_args(Rule))}; it is {rule!r}")
    terms = terms or Terms()
    sides = read_sides(workers, jobs, candidates)
    pairs = pairs_of(sides, travel, terms.limit_s)
    worth = _gain(sides, pairs, terms)
    good = pairs.fits & (worth > 0)
    income = sides.workers["income_yuan"].to_numpy()
    if rule == "need":
        good &= np.isfinite(income[pairs.worker])
    at = np.flatnonzero(good)
    posts = sides.jobs["posts"].to_numpy().astype(np.int64)

    if rule == "stable":
        pair = _among(at, _stable(sides, pairs, worth, at, posts))
        price, comes = np.full(posts.size, np.nan), np.full(posts.size, -1, np.int64)
        value, gap = float(worth[pair[pair >= 0]].sum()), float("nan")
        assigned = np.where(pair >= 0, pairs.job[pair], -1) if at.size else pair
    else:
        counted = worth[at]
        if rule == "need":
            counted = _weighted(counted, income, pairs.worker[at])
        found = assign(pairs.worker[at], pairs.job[at], counted, posts, n_workers=income.size)
        pair, assigned = _among(at, found.pair), found.assigned
        price, comes, value, gap = found.prices, found.comes, found.value, found.gap

    table = _workers(sides, pairs, worth, pair, assigned)
    table["outcome"] = _outcomes(sides, pairs, worth, assigned, asks_income=rule == "need")
    bars = obstacles(sides, pairs)
    table = table.join(bars.rename(columns={"job_id": "nearest_job_id"}))
    waiting = at[assigned[pairs.worker[at]] < 0]
    table.insert(table.columns.get_loc("outcome") + 1, "waits_for",
                 _waits_for(sides, pairs, worth, waiting))  # fmt: skip
    offers = _jobs(sides, assigned, price, comes)
    once = np.unique(pairs.worker[waiting] * max(posts.size, 1) + pairs.job[waiting])
    offers["n_waiting"] = np.bincount(once % max(posts.size, 1), minlength=posts.size)
    return JobMatch(table, offers, sides.jobs, _villages(table), sides.faults, rule, value, gap)


def _among(at: Ints, pair: Ints) -> Ints:
    """Positions among all pairs, from positions among those in `at`; -1 stays."""
    found: Ints = np.where(pair >= 0, at[pair], -1) if at.size else pair
    return found


def _pay(jobs: pd.DataFrame) -> Floats:
    """Yuan a year (m,)."""
    year: Floats = (jobs["pay_yuan_per_h"] * jobs["hours"] * jobs["weeks"]).to_numpy(float)
    return year


def _gain(sides: Sides, pairs: Pairs, terms: Terms) -> Floats:
    """What each pair is worth to the worker beyond what the hours bring now (E,), yuan a year."""
    jobs = sides.jobs
    pay = _pay(jobs)
    trips = (2 * jobs["days"] * jobs["weeks"] * jobs["pay_yuan_per_h"]).to_numpy(float)
    way = np.nan_to_num(pairs.time_s, nan=0.0, posinf=0.0) / _S_PER_H
    gain = pay[pairs.job] - trips[pairs.job] * way * terms.time_value
    if terms.wish > 0:
        length = (sides.wishes >= 0).sum(axis=1)
        for place in range(sides.wishes.shape[1]):
            here = sides.wishes[pairs.worker, place] == pairs.job
            n_wishes = length[pairs.worker[here]]
            gain[here] += terms.wish * pay[pairs.job[here]] * (n_wishes - place) / n_wishes
    held = sides.current[pairs.worker] == pairs.job
    gain[held] += terms.stay * pay[pairs.job[held]]
    outside = np.nan_to_num(sides.workers["outside_yuan"].to_numpy(float))
    found: Floats = gain - outside[pairs.worker]
    return found


def _weighted(gain: Floats, income: Floats, worker: Ints) -> Floats:
    """The same by need: as much as it would be to somebody with the median income."""
    known = income[np.isfinite(income) & (income > 0)]
    median = float(np.median(known)) if known.size else 1.0
    base = np.maximum(income[worker], _LOW * median)
    return median * np.log1p(gain / base)


def _stable(sides: Sides, pairs: Pairs, worth: Floats, at: Ints, posts: Ints) -> Ints:
    """Which of the pairs in `at` each worker takes (n,), -1 for none, by deferred acceptance."""
    n = len(sides.workers)
    worker, job = pairs.worker[at], pairs.job[at]
    wish = np.full(at.size, sides.wishes.shape[1])
    for place in range(sides.wishes.shape[1] - 1, -1, -1):
        wish[sides.wishes[worker, place] == job] = place
    once = np.lexsort((-worth[at], job, worker))
    again = (np.diff(worker[once], prepend=-1) == 0) & (np.diff(job[once], prepend=-1) == 0)
    kept = once[~again]
    order = kept[np.lexsort((job[kept], -worth[at][kept], wish[kept], worker[kept]))]
    start = np.searchsorted(worker[order], np.arange(n))
    rank = np.arange(order.size) - start[worker[order]]
    width = int(rank.max(initial=0)) + 1
    choices = np.full((n, width), -1, np.int64)
    place_of = np.full((n, width), -1, np.int64)
    choices[worker[order], rank] = job[order]
    place_of[worker[order], rank] = order

    points = np.zeros((n, width), np.int64)
    points[worker[order], rank] = _standing(sides, worker[order], job[order])
    found = deferred_acceptance(choices, points, posts, lots=np.arange(n))
    return np.where(found.rank >= 0, place_of[np.arange(n), np.maximum(found.rank, 0)], -1)


def _standing(sides: Sides, worker: Ints, job: Ints) -> Ints:
    """How each pair stands with the job (E,), the higher the better: levels of its ranking."""
    income = np.nan_to_num(sides.workers["income_yuan"].to_numpy(float), nan=np.inf)[worker]
    own = sides.points.reindex(worker * len(sides.jobs) + job).to_numpy(float)
    holds = sides.current[worker] == job
    keys = (-income, np.nan_to_num(own), ~np.isnan(own), holds)
    order = np.lexsort(keys)
    differs = np.zeros(order.size, bool)
    for key in keys:
        differs[1:] |= key[order][1:] != key[order][:-1]
    level = np.empty(order.size, np.int64)
    level[order] = np.cumsum(differs)
    return level


def _workers(sides: Sides, pairs: Pairs, worth: Floats, pair: Ints, assigned: Ints) -> pd.DataFrame:
    """One row per worker: where, how far, and what for."""
    people, jobs = sides.workers, sides.jobs
    placed = np.flatnonzero(assigned >= 0)
    to, by = assigned[placed], pair[placed]
    numbers = {
        name: np.full(len(people), np.nan)
        for name in ("time_s", "pay_yuan", "gained_yuan", "gain_yuan", "wish")
    }
    names = {name: np.full(len(people), None, object) for name in ("job_id", "workshop")}
    names["job_id"][placed] = jobs.index.to_numpy(object)[to]
    names["workshop"][placed] = jobs["workshop"].to_numpy(object)[to]
    numbers["time_s"][placed] = pairs.time_s[by]
    numbers["pay_yuan"][placed] = _pay(jobs)[to]
    numbers["gained_yuan"] = _change(sides, assigned)
    numbers["gain_yuan"][placed] = worth[by]
    wished = sides.wishes[placed] == to[:, None]
    hit = wished.any(axis=1)
    numbers["wish"][placed[hit]] = sides.entries[placed][wished]
    stays = np.zeros(len(people), bool)
    stays[placed] = sides.current[placed] == to
    loses = (sides.current >= 0) & (assigned < 0)
    return pd.DataFrame(
        {"village": people["village"], **names, **numbers,
         "n_wishes": sides.entries.max(axis=1, initial=0), "stays": stays, "loses": loses},
        index=people.index,
    )  # fmt: skip


def _change(sides: Sides, assigned: Ints) -> Floats:
    """Yuan a year more than now (n,): the job, or else what the hours bring, then and now."""
    pay = np.append(_pay(sides.jobs), 0.0)  # the last for those without
    outside = np.nan_to_num(sides.workers["outside_yuan"].to_numpy(float))
    then, now = (np.where(at >= 0, pay[at], outside) for at in (assigned, sides.current))
    found: Floats = then - now
    return found


def _outcomes(
    sides: Sides, pairs: Pairs, worth: Floats, assigned: Ints, *, asks_income: bool
) -> NDArray[np.object_]:
    """What became of each worker (n,)."""
    fits, pays = np.zeros(assigned.size, bool), np.zeros(assigned.size, bool)
    fits[pairs.worker[pairs.fits]] = True
    pays[pairs.worker[pairs.fits & (worth > 0)]] = True
    unknown = sides.workers["income_yuan"].isna().to_numpy() & asks_income
    found: NDArray[np.object_] = np.select(
        [assigned >= 0, ~fits, ~pays, unknown], ["placed", "barred", "outside", "income"], "full"
    ).astype(object)
    return found


def _waits_for(sides: Sides, pairs: Pairs, worth: Floats, waiting: Ints) -> NDArray[np.object_]:
    """Jobs that fit those without one and serve them best (n,), with "; " between; "" for none."""
    found = np.full(len(sides.workers), "", object)
    order = waiting[np.lexsort((pairs.job[waiting], -worth[waiting], pairs.worker[waiting]))]
    ids = sides.jobs.index.to_numpy(object)
    cuts = np.flatnonzero(np.diff(pairs.worker[order])) + 1
    for rows in np.split(order, cuts):
        best = list(dict.fromkeys(str(ids[job]) for job in pairs.job[rows]))[:_SHOWN]
        if best:
            found[pairs.worker[rows[0]]] = "; ".join(best)
    return found


def _jobs(sides: Sides, assigned: Ints, price: Floats, comes: Ints) -> pd.DataFrame:
    """One row per job: what is taken, and what a post more would bring and set going."""
    jobs, ids = sides.jobs, sides.workers.index.to_numpy(object)
    n_moves = np.zeros(len(jobs), np.int64)
    for job in np.flatnonzero(comes >= 0):
        at = int(job)
        while at >= 0 and comes[at] >= 0:
            n_moves[job] += 1
            at = int(assigned[comes[at]])
    following = np.full(len(jobs), None, object)
    following[comes >= 0] = ids[comes[comes >= 0]]
    taken = np.bincount(assigned[assigned >= 0], minlength=len(jobs))
    return pd.DataFrame(
        {
            "workshop": jobs["workshop"],
            "posts": jobs["posts"].astype(np.int64),
            "taken": taken,
            "price": price,
            "next_id": following,
            "n_moves": n_moves,
        },
        index=jobs.index,
    )


def _villages(table: pd.DataFrame) -> pd.DataFrame:
    """What each village gains."""
    placed = table["outcome"] == "placed"
    return (
        pd.DataFrame(
            {
                "village": table["village"],
                "n_workers": 1,
                "n_placed": placed.astype(np.int64),
                "gained_yuan": table["gained_yuan"],
            }
        )
        .groupby("village", sort=False)
        .sum()
    )
