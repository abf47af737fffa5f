"""Most people, or the worst off: every plan between the two that no other beats in both."""

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import sparse

from gongfu.errors import InputError
from gongfu.plan.center import p_center
from gongfu.plan.covering import first_open, mclp
from gongfu.plan.floors import Groups
from gongfu.plan.gradual import gradual_plan
from gongfu.plan.grouped import checked_groups, plan_of_groups
from gongfu.plan.lagrangean import OUT
from gongfu.plan.median import assigned, reachable_rows
from gongfu.plan.search import Mask
from gongfu.plan.site_checks import (
    checked_demand,
    checked_effort,
    checked_limits,
    checked_matrix,
)
from gongfu.plan.site_plan import SitePlan

_EQUAL: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Front:
    """Plans of which none is better than another in both aims.

    Attributes
    ----------
    points
        One row per plan, most people first: `covered`; `covered_at_most`, by any plan as good to
        the worst off; `worst`, what the worst off have; `gap`, of `covered`; `proved`, whether no
        plan as good to the worst off covers more; `n_open`.
    plans
        The plan of each row.
    worst_bound
        What no plan within the limits can better for the worst off.
    worst_is
        "share" (of the worst-off group that is covered, more is better) or "cost" (of whoever is
        farthest, less is better).
    """

    points: pd.DataFrame
    plans: tuple[SitePlan, ...]
    worst_bound: float
    worst_is: Literal["share", "cost"]


def front_of_groups(  # noqa: PLR0913 (as grouped_mclp, and how many points)
    cover: Any,
    groups: ArrayLike,
    *,
    n_points: int = 8,
    n_sites: int | None = None,
    budget: float | None = None,
    cost: ArrayLike | None = None,
    fixed: ArrayLike | None = None,
    forbidden: ArrayLike | None = None,
    seed: int = 0,
    effort: float = 1.0,
) -> Front:
    """Plans from most people covered to the largest share in the group that is worst off.

    Parameters
    ----------
    cover, groups, n_sites, budget, cost, fixed, forbidden, seed, effort
        As in `grouped_mclp`.
    n_points
        How many shares to ask for, evenly from that of the plan with most people to the largest
        found; 2 or more.  Plans that come out twice or are beaten in both aims are left out.

    Returns
    -------
    Front
        `worst` is the smallest share of any group that has people.

    Raises
    ------
    InputError, InfeasibleError
        As `grouped_mclp`.

    Notes
    -----
    Epsilon-constraint (Haimes, Lasdon and Wismer 1971): each point is a maximal covering with
    the same floor for every group.

    Examples
    --------
    >>> cover = [[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 1]]
    >>> groups = [[5, 0], [1, 0], [4, 0], [0, 3]]
    >>> front_of_groups(cover, groups, n_sites=2).points[["covered", "worst", "proved"]]
       covered  worst  proved
    0     10.0    0.0    True
    1      9.0    0.6    True
    """
    pairs = checked_matrix(cover, "cover", zeros=False)
    people = checked_groups(groups, pairs.shape[0])
    people = people[:, people.any(axis=0)]
    limits, status = checked_limits(
        pairs.shape[1],
        n_sites=n_sites,
        budget=budget,
        cost=cost,
        fixed=fixed,
        forbidden=forbidden,
    )
    n_points, effort = _checked_points(n_points), checked_effort(effort)

    problem = Groups.merged(pairs, people, limits, status, seed, effort)
    start, site = pairs.indptr.astype(np.int64), pairs.indices.astype(np.int32)
    whole, worth = people.sum(axis=0), np.ones(people.shape[1])

    def share(built: Mask) -> float:
        return float((people[first_open(start, site, built) >= 0].sum(axis=0) / whole).min())

    fair = problem.fairest(np.zeros(whole.size), whole)
    found = [problem.under_floors(worth, np.zeros(whole.size))]
    assert found[0].built is not None, "without floors there is a plan"
    known = (*fair.plans, found[0].built)
    low, high = share(found[0].built), max(share(built) for built in known)
    for level in np.linspace(low, high, n_points)[1:]:
        if level > low + _EQUAL:
            best = problem.under_floors(worth, level * whole * (1 - _EQUAL), known)
            assert best.built is not None, "the fairest plan keeps every floor asked for"
            found.append(best)
            known = (*known, best.built)
    plans = [plan_of_groups(best, pairs, people, worth, status) for best in found]
    shares = [share(plan.open) for plan in plans]
    return _front(plans, shares, max(fair.bound, *shares), "share")


def front_of_costs(  # noqa: PLR0913 (as mclp and p_center together)
    costs: Any,
    demand: ArrayLike,
    *,
    within: float,
    n_points: int = 8,
    n_sites: int,
    fixed: ArrayLike | None = None,
    forbidden: ArrayLike | None = None,
    seed: int = 0,
    effort: float = 1.0,
) -> Front:
    """Plans from most people within a limit to the least cost of whoever is farthest.

    Parameters
    ----------
    costs, demand, n_sites, fixed, forbidden, seed, effort
        As in `p_center`.
    within
        The limit: people count who are served at this cost or less.
    n_points
        How many largest costs to ask for, evenly between those of the two ends; 2 or more.

    Returns
    -------
    Front
        `worst` is the largest cost of anybody who can be served at all; inf in a plan that leaves
        somebody beyond all that costs say.

    Raises
    ------
    InputError, InfeasibleError
        As `p_center`.

    Notes
    -----
    Epsilon-constraint (Haimes, Lasdon and Wismer 1971): each point is a maximal covering in which
    everybody must be served within a larger limit.

    Examples
    --------
    >>> minutes = [[5, 25, 40], [12, 14, 40], [40, 10, 28], [40, 29, 8]]
    >>> front = front_of_costs(minutes, [9, 4, 4, 2], within=15, n_sites=1)
    >>> front.points[["covered", "worst", "proved"]]
       covered  worst  proved
    0     13.0   40.0    True
    1      8.0   29.0    True
    """
    pairs = checked_matrix(costs, "costs", zeros=True)
    weight = checked_demand(demand, pairs.shape[0])
    limits: dict[str, Any] = {"n_sites": n_sites, "fixed": fixed, "forbidden": forbidden}
    choice, status = checked_limits(pairs.shape[1], budget=None, cost=None, **limits)
    n_points, effort = _checked_points(n_points), checked_effort(effort)
    if not (np.isfinite(within) and within >= 0):
        raise InputError(f"within must be finite and >= 0; it is {within!r}")

    start, site = pairs.indptr.astype(np.int64), pairs.indices.astype(np.int32)
    unit = pairs.data.astype(float)
    served = np.flatnonzero(reachable_rows(start, site, status) & (weight > 0))
    search: dict[str, Any] = {**limits, "seed": seed, "effort": effort}
    near = _within(pairs, within)

    def farthest(plan: SitePlan) -> float:
        return float(assigned(start, site, unit, plan.open)[1][served].max(initial=0.0))

    fair = p_center(pairs, weight, **search)
    most = mclp(near, weight, **search)
    plans = [most]
    high = farthest(most)
    top = min(high, float(unit[status[site] != OUT].max(initial=0.0)))
    for radius in np.linspace(top, fair.value, n_points):
        if radius < high:
            must = _within(pairs, max(float(radius), fair.value))[served].astype(float)
            plans.append(
                gradual_plan(
                    near, weight, must, choice, status, seed=seed, effort=effort, known=fair.open
                )
            )
    worst = [farthest(plan) for plan in plans]
    return _front(plans, worst, min(fair.bound, *worst), "cost")


def _within(pairs: sparse.csr_array, radius: float) -> sparse.csr_array:
    """Pairs of this cost or less, as truth values."""
    inside = pairs.data <= radius
    start = np.concatenate([[0], np.cumsum(inside)])[pairs.indptr]
    return sparse.csr_array(
        (np.ones(int(inside.sum()), bool), pairs.indices[inside], start), shape=pairs.shape
    )


def _front(
    plans: list[SitePlan], worst: list[float], bound: float, worst_is: Literal["share", "cost"]
) -> Front:
    """Plans that no other beats, most people first."""
    sign = 1.0 if worst_is == "share" else -1.0
    values = np.array([plan.value for plan in plans])
    margins = sign * np.array(worst)
    # What is true of plans that are only so good to the worst off is true of better ones too.
    at_most = np.array(
        [min(p.bound for p, m in zip(plans, margins, strict=True) if m <= mine) for mine in margins]
    )
    order = np.lexsort([-margins, -values])
    kept: list[int] = []
    best = -np.inf
    for at in order:
        if not kept or margins[at] > best:  # the first may leave somebody beyond all costs
            kept.append(at)
            best = margins[at]
    value, top = values[kept], np.maximum(at_most[kept], values[kept])
    gap = np.divide(top - value, value, out=np.where(top > value, np.inf, 0.0), where=value > 0)
    points = pd.DataFrame(
        {
            "covered": value,
            "covered_at_most": top,
            "worst": sign * margins[kept],
            "gap": gap,
            "proved": top - value <= _EQUAL * np.maximum(1.0, value),
            "n_open": [plans[at].n_open for at in kept],
        }
    )
    return Front(points, tuple(plans[at] for at in kept), bound, worst_is)


def _checked_points(n_points: Any) -> int:
    """How many points, a whole number of at least 2."""
    if not isinstance(n_points, (int, np.integer)) or n_points < 2:
        raise InputError(f"n_points must be a whole number of at least 2; it is {n_points!r}")
    return int(n_points)
