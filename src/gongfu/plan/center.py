"""Set covering and the p-center: everybody within a limit, and the least limit for everybody."""

from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from gongfu.errors import InfeasibleError
from gongfu.plan.covering import Covering, first_open
from gongfu.plan.lagrangean import IN
from gongfu.plan.median import assigned, reachable_rows
from gongfu.plan.search import Mask, Report
from gongfu.plan.set_cover import Radius, SetCover, cover_all
from gongfu.plan.site_checks import (
    chance_of,
    checked_demand,
    checked_effort,
    checked_fee,
    checked_limits,
    checked_matrix,
    checked_status,
)
from gongfu.plan.site_plan import SitePlan

_OPEN_QUESTIONS: Final = 1  # radii that the solver may leave undecided before it is left alone


def lscp(
    cover: Any,
    demand: ArrayLike | None = None,
    *,
    cost: ArrayLike | None = None,
    fixed: ArrayLike | None = None,
    forbidden: ArrayLike | None = None,
    seed: int = 0,
    effort: float = 1.0,
    report: Report | None = None,
) -> SitePlan:
    """The fewest sites, or the cheapest, that cover everybody: location set covering.

    Parameters
    ----------
    cover
        (n, m) sparse or dense: whether a site covers a demand.  Zeros do not cover.
    demand
        (n,) people at each demand; those with none need not be covered.  Without it, all must.
    cost
        (m,) what each site costs, >= 0; without it each counts as 1.
    fixed, forbidden
        Sites that must be open, and that must not: a mask (m,) bool, or positions.  Fixed ones
        count and cost too.
    seed, effort, report
        As in `mclp`.

    Returns
    -------
    SitePlan
        `value` is the number of open sites, or what they cost; `bound` the least possible.
        Demand that no allowed site covers is named in `unreachable`; the plan is for the rest.

    Notes
    -----
    Toregas, Swain, ReVelle and Bergman (1971).  Demands and sites that do not matter are left
    out; a plan by greedy openings and a search that weighs demands for one site less (Gao, Weise
    and Li 2015); a Lagrangean bound and reduced costs (Beasley 1990); HiGHS on what is left.

    Examples
    --------
    >>> plan = lscp([[1, 0, 0], [1, 1, 0], [0, 1, 1]])
    >>> plan.n_open, plan.value, plan.bound, plan.status
    (2, 2.0, 2.0, 'optimal')
    """
    pairs = checked_matrix(cover, "cover", zeros=False)
    n_rows, n_sites = pairs.shape
    weight = np.ones(n_rows) if demand is None else checked_demand(demand, n_rows)
    status = checked_status(n_sites, fixed=fixed, forbidden=forbidden)
    fee = checked_fee(cost, n_sites)
    effort = checked_effort(effort)

    start, site = pairs.indptr.astype(np.int64), pairs.indices.astype(np.int32)
    reachable = reachable_rows(start, site, status)
    needed = reachable & (weight > 0)
    whole = SetCover(Covering.merged(start, site, needed.astype(float), n_sites), fee)
    found = cover_all(whole, status, effort=effort, seed=seed, report=report)

    assign = first_open(start, site, found.built)
    value = float(fee[found.built].sum())
    is_optimal = value - found.bound <= 1e-9 * max(1.0, value)
    return SitePlan(
        open=found.built,
        assign=assign,
        value=value,
        bound=value if is_optimal else found.bound,
        status="optimal" if is_optimal else "bounded",
        history=found.history,
        unreachable=np.flatnonzero(~reachable & (weight > 0)).astype(np.int64),
        objective="min",
    )


def p_center(
    costs: Any,
    demand: ArrayLike,
    *,
    n_sites: int,
    fixed: ArrayLike | None = None,
    forbidden: ArrayLike | None = None,
    seed: int = 0,
    effort: float = 1.0,
    report: Report | None = None,
) -> SitePlan:
    """The sites from which the worst-off demand is as near as can be: the p-center.

    Parameters
    ----------
    costs
        (n, m) what serving a demand from a site costs, as in `p_median`.
    demand
        (n,) people at each demand; those with none are not considered, how many there are
        makes no difference otherwise.
    n_sites
        How many sites open at most, fixed ones among them.
    fixed, forbidden, seed, effort, report
        As in `mclp`.

    Returns
    -------
    SitePlan
        `value` is the largest cost of anybody to the cheapest open site, `bound` the least
        possible.  Demand that no allowed site serves is named in `unreachable` and left out.

    Raises
    ------
    InputError
        If anything given is not as described.
    InfeasibleError
        If no `n_sites` sites are found that serve everybody who can be served at all.

    Notes
    -----
    Hakimi (1965).  A search over the costs that occur, each a set covering problem (Minieka
    1970): plans by greedy openings and a search that weighs demands, proofs by Lagrangean bounds
    and HiGHS.

    Examples
    --------
    >>> plan = p_center([[0, 9, 4], [9, 0, 5], [3, 5, 0]], [1, 1, 1], n_sites=1)
    >>> plan.sites, plan.value, plan.status
    (array([2]), 5.0, 'optimal')
    """
    pairs = checked_matrix(costs, "costs", zeros=True)
    weight = checked_demand(demand, pairs.shape[0])
    _, status = checked_limits(
        pairs.shape[1], n_sites=n_sites, budget=None, cost=None, fixed=fixed, forbidden=forbidden
    )
    effort = checked_effort(effort)

    start, site = pairs.indptr.astype(np.int64), pairs.indices.astype(np.int32)
    unit = pairs.data.astype(float)
    reachable = reachable_rows(start, site, status)
    needed = (reachable & (weight > 0)).astype(float)
    radius = Radius(start, site, unit, needed, status, n_sites, effort)
    built, bound, history = _least_radius(radius, chance_of(seed), report)

    assign, least = assigned(start, site, unit, built)
    value = float(least[needed > 0].max(initial=0.0))
    assert not history or value <= history[-1][1], "the sites do not keep the radius found"
    return SitePlan(
        open=built,
        assign=assign,
        value=value,
        bound=min(value, bound),
        status="optimal" if bound >= value else "bounded",
        history=history,
        unreachable=np.flatnonzero(~reachable & (weight > 0)).astype(np.int64),
        objective="min",
    )


def _least_radius(
    radius: Radius, rng: np.random.Generator, report: Report | None
) -> tuple[Mask, float, tuple[tuple[str, float, float], ...]]:
    """The plan of the least radius found, what no plan can undercut, and the way there."""
    costs = np.unique(radius.unit[np.repeat(radius.needed > 0, np.diff(radius.start))])
    if costs.size == 0:
        return radius.status == IN, 0.0, ()
    history: list[tuple[str, float, float]] = []

    def note(stage: str, low: int, high: int) -> None:
        history.append((stage, float(costs[high]), float(costs[low])))
        if report is not None:
            report(*history[-1])

    best = radius.plan(float(costs[-1]), rng)
    if best is None:
        best, _ = radius.decide(float(costs[-1]))
    if best is None:
        raise InfeasibleError(
            f"no {radius.n_sites} sites were found that serve everybody who can be served; "
            "open more, or give costs to sites farther away"
        )
    low, high = 0, int(np.searchsorted(costs, radius.reached(best)))
    while low < high:
        middle = (low + high) // 2
        built = radius.plan(float(costs[middle]), rng)
        if built is None:
            low = middle + 1
        else:
            best, high = built, int(np.searchsorted(costs, radius.reached(built)))
    note("search", 0, high)

    # Below `low` nothing is possible: proved.  At `high` something is.
    low, doubtful = 0, high
    while low < doubtful:
        middle = (low + doubtful) // 2
        if radius.is_refuted(float(costs[middle])):
            low = middle + 1
        else:
            doubtful = middle
    note("multipliers", low, high)
    doubtful, is_first, n_open = high, True, 0
    while low < doubtful and n_open < _OPEN_QUESTIONS:
        middle = doubtful - 1 if is_first or doubtful - low <= 2 else (low + doubtful) // 2
        is_first = False
        built, is_impossible = radius.decide(float(costs[middle]))
        if built is not None:
            best = built
            high = doubtful = int(np.searchsorted(costs, radius.reached(built)))
        elif is_impossible:
            low = middle + 1
        else:
            doubtful = middle
            n_open += 1
    note("proofs", low, high)
    return best, float(costs[low]), tuple(history)
