"""Several limits at once: in full within the first, in part within the next, none beyond the last.

Two ways that go together.  A demand counts by the level of its best open site, 1 down to 0
(gradual cover); and some rows have to be covered whatever it costs the rest (a hard limit).
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from gongfu.errors import InfeasibleError, InputError
from gongfu.plan.covering import Covering
from gongfu.plan.lagrangean import IN, Choice, Floats, Status
from gongfu.plan.median import Median, assigned, reachable_rows
from gongfu.plan.must_cover import PAIRS, Ruled, closed, cover_first
from gongfu.plan.search import Found, Mask, Problem, Report, solve
from gongfu.plan.site_checks import (
    checked_demand,
    checked_effort,
    checked_limits,
    checked_matrix,
    grain_of,
)
from gongfu.plan.site_plan import SitePlan

_SHARE: Final = 0.05  # of the effort, where HiGHS comes after the search


def levels_within(costs: Any, steps: Mapping[float, float]) -> sparse.csr_array:
    """How much each pair of demand and site counts: the level of the least limit that holds it.

    Parameters
    ----------
    costs
        (n, m) as in `p_median`: sparse, where an absent pair is beyond every limit and an
        explicit zero is near, or dense.
    steps
        Limit -> level: {900: 1, 1800: 0.5} counts in full up to 900 and for half up to 1800.
        Levels are above 0, 1 at most, and fall as limits rise.

    Returns
    -------
    csr_array
        (n, m) levels, for `gradual_mclp`.

    Examples
    --------
    >>> levels_within([[10, 20, 31]], {15: 1, 30: 0.5}).toarray()
    array([[1. , 0.5, 0. ]])
    """
    pairs = checked_matrix(costs, "costs", zeros=True)
    limits = np.array(sorted(steps), float)
    levels = np.array([steps[limit] for limit in sorted(steps)], float)
    falling = bool((np.diff(levels) < 0).all())
    if not (limits.size and np.isfinite(limits).all() and falling and levels[-1] > 0) or (
        levels[0] > 1
    ):
        raise InputError(
            f"steps are {dict(steps)!r}; give limits with levels from 1 down, each above 0 and "
            "below the one before, such as {900: 1, 1800: 0.5}"
        )
    at = np.searchsorted(limits, pairs.data, side="left")
    found = sparse.csr_array(
        (np.append(levels, 0.0)[at], pairs.indices.copy(), pairs.indptr.copy()), shape=pairs.shape
    )
    found.eliminate_zeros()
    return found


def gradual_mclp(  # noqa: PLR0913 (as mclp, and whom it has to cover)
    level: Any,
    demand: ArrayLike,
    *,
    must_cover: Any | None = None,
    n_sites: int | None = None,
    budget: float | None = None,
    cost: ArrayLike | None = None,
    fixed: ArrayLike | None = None,
    forbidden: ArrayLike | None = None,
    seed: int = 0,
    effort: float = 1.0,
    report: Report | None = None,
) -> SitePlan:
    """The sites with most people, each counted by the level of their best site: gradual covering.

    Parameters
    ----------
    level
        (n, m) sparse or dense, 0 to 1: how much a demand counts if a site is its best open one,
        such as `levels_within` gives.  Truth values are `mclp`.
    demand, n_sites, budget, cost, fixed, forbidden, seed, effort, report
        As in `mclp`.
    must_cover
        (k, m) sparse or dense: rows each of which an open site has to cover, such as everybody
        within 30 minutes.  None: no such rule.

    Returns
    -------
    SitePlan
        `value` is the sum over demands of people times the level of the site in `assign`, the
        best open one; `bound` the most that any plan within limits and rule reaches.

    Raises
    ------
    InputError
        If anything given is not as described.
    InfeasibleError
        If a row of `must_cover` has no allowed site, or no plan within the limits is found that
        covers them all; the message says how many sites or how much money it takes.

    Notes
    -----
    Berman and Krass (2002); the hard limit is that of Church and ReVelle (1974), section 4.  What
    people lack of level 1 is the cost of a p-median in which nobody need be served, and a row
    that must be covered one that lacks more than all people together: both have its bound.

    Examples
    --------
    >>> minutes = [[5, 25, 40], [12, 14, 40], [40, 10, 28], [40, 29, 8]]
    >>> level = levels_within(minutes, {15: 1, 30: 0.5})
    >>> plan = gradual_mclp(level, [9, 4, 4, 2], n_sites=1)
    >>> plan.sites, plan.value
    (array([1]), 13.5)
    >>> gradual_mclp(np.array(minutes) <= 15, [9, 4, 4, 2], n_sites=1).sites
    array([0])
    >>> within = np.array(minutes) <= 30
    >>> gradual_mclp(np.array(minutes) <= 15, [9, 4, 4, 2], must_cover=within, n_sites=1).sites
    array([1])
    """
    pairs = checked_matrix(level, "level", zeros=False)
    n_rows, m = pairs.shape
    pairs = pairs.astype(float)
    if pairs.data.max(initial=0.0) > 1.0:
        raise InputError(f"level is up to {pairs.data.max():g}; it must be 0 to 1")
    weight = checked_demand(demand, n_rows)
    limits, status = checked_limits(
        m, n_sites=n_sites, budget=budget, cost=cost, fixed=fixed, forbidden=forbidden
    )
    must = _checked_must(must_cover, m, status)
    return gradual_plan(
        pairs,
        weight,
        must,
        limits,
        status,
        seed=seed,
        effort=checked_effort(effort),
        report=report,
    )


def gradual_plan(  # noqa: PLR0913 (what is checked, and how to look)
    pairs: sparse.csr_array,
    weight: Floats,
    must: sparse.csr_array,
    limits: Choice,
    status: Status,
    *,
    seed: int,
    effort: float,
    report: Report | None = None,
    known: Mask | None = None,
) -> SitePlan:
    """Gradual covering of what is checked already; known: a plan that keeps all rules."""
    start, site = pairs.indptr.astype(np.int64), pairs.indices.astype(np.int32)
    lack = 1.0 - pairs.data.astype(float)
    reachable = reachable_rows(start, site, status)
    within = np.where(reachable, weight, 0.0)
    whole = float(within.sum())
    problem, grain = _stacked((start, site, lack), within, must)

    def worth(stage: str, cost: float, least: float) -> tuple[str, float, float]:
        return stage, whole - cost, whole - max(least, 0.0) if least == least else least

    def told(stage: str, cost: float, least: float) -> None:
        if report is not None and cost <= whole:
            report(*worth(stage, cost, least))

    is_small = must.shape[0] > 0 and pairs.nnz + must.nnz <= PAIRS
    part = _SHARE * effort if is_small else effort  # HiGHS does the rest

    def searched(known: Mask | None) -> Found:
        begun: Problem = problem
        if must.shape[0] or known is not None:
            n_shares = must.shape[0] + (limits.n_more or 1)
            begun = Ruled(problem, known, float(np.ceil(whole)) + 1.0, whole / n_shares)
        return solve(begun, limits, status, seed=seed, effort=part, grain=grain, report=told)

    found = searched(known)
    if found.value > whole:
        found = searched(cover_first(must, limits, status, seed=seed, effort=effort))
    if is_small and not found.is_optimal:
        found = closed(found, pairs, within, must, limits, status, effort)

    assign, missing = assigned(start, site, lack, found.built)
    value = float((within * (1.0 - np.minimum(missing, 1.0))).sum())
    return SitePlan(
        open=found.built,
        assign=assign,
        value=value,
        bound=value if found.is_optimal else max(value, whole - max(0.0, found.bound)),
        status="optimal" if found.is_optimal else "bounded",
        history=tuple(worth(*step) for step in found.history if step[1] <= whole),
        unreachable=np.flatnonzero(~reachable & (weight > 0)).astype(np.int64),
        objective="max",
    )


def _checked_must(must_cover: Any | None, n_sites: int, status: Status) -> sparse.csr_array:
    """Rows that must be covered, each by an allowed site, less those that a fixed one covers."""
    if must_cover is None:
        return sparse.csr_array((0, n_sites), dtype=float)
    must = checked_matrix(must_cover, "must_cover", zeros=False).astype(float)
    if must.shape[1] != n_sites:
        raise InputError(
            f"must_cover has {must.shape[1]} sites, but level has {n_sites}; give the same sites"
        )
    lost = np.flatnonzero(~reachable_rows(must.indptr, must.indices, status))
    if lost.size:
        raise InfeasibleError(
            f"{lost.size} rows of must_cover, such as row {lost[0]}, have no allowed site; add "
            "sites, raise that limit, or leave these rows out and say so"
        )
    held = np.asarray(must @ (status == IN).astype(float)) > 0
    return must[~held]


def _stacked(
    lists: tuple[NDArray[np.int64], NDArray[np.int32], Floats],
    weight: Floats,
    must: sparse.csr_array,
) -> tuple[Problem, float]:
    """People who lack coverage, and below them rows that lack more than all people together."""
    start, site, lack = lists
    heavy = float(np.ceil(weight.sum())) + 1.0
    start = np.concatenate([start, start[-1] + must.indptr[1:].astype(np.int64)])
    site = np.concatenate([site, must.indices.astype(np.int32)])
    last = np.concatenate([weight, np.full(must.shape[0], heavy)])
    if not lack.any():
        return Covering.merged(start, site, last, must.shape[1]), grain_of(weight)
    cost = np.concatenate([np.repeat(weight, np.diff(lists[0])) * lack, np.zeros(must.nnz)])
    row = np.repeat(np.arange(last.size), np.diff(start))
    order = np.lexsort([site, cost, row])
    order = order[last[row[order]] > 0]  # rows without people ask for nothing
    kept = np.flatnonzero(last > 0)
    new_start = np.concatenate([[0], np.cumsum(np.diff(start)[kept])])
    problem = Median.of(new_start, site[order], cost[order], last[kept], last[kept], must.shape[1])
    is_whole = bool((cost == np.floor(cost)).all())
    return problem, grain_of(weight) if is_whole else 0.0
