"""Siting where each site takes only so many people: maximal covering and the p-median.

The people of one demand may be divided among sites.  For the sites that are open the division is
the best there is; which sites open is searched for and bounded as without capacities (`search`),
each site earning what the best-paying people within its reach pay, as many as it has room for.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from gongfu.errors import InfeasibleError
from gongfu.kernels.rooms import net_of
from gongfu.kernels.transport import divided
from gongfu.plan.lagrangean import OUT, Choice, Floats, Status, choose
from gongfu.plan.search import Mask, Report, solve
from gongfu.plan.site_checks import (
    checked_capacity,
    checked_demand,
    checked_effort,
    checked_limits,
    checked_matrix,
    grain_of,
)
from gongfu.plan.site_plan import SitePlan
from gongfu.plan.transport import Transport

_TINY: Final = 1e-9  # of all people: so few left out are rounding
_PART: Final = 1e-6  # of all people: leaving out so many costs more than any travel


@dataclass(frozen=True, slots=True, eq=False)
class CapacitatedPlan(SitePlan):
    """A plan of sites that take only so many people each.

    Attributes
    ----------
    served
        (n, m) CSR: how many people of each demand each site serves; pairs with nobody are absent.
    load
        (m,) people served at each site, at most its capacity.

    `assign` names the site that serves most of a demand, the least position among equals, -1 if
    none serves anybody there.  The other attributes are those of `SitePlan`.
    """

    served: sparse.csr_array
    load: NDArray[np.float64]


def capacitated_mclp(  # noqa: PLR0913 (as mclp)
    cover: Any,
    demand: ArrayLike,
    capacity: ArrayLike,
    *,
    n_sites: int | None = None,
    budget: float | None = None,
    cost: ArrayLike | None = None,
    fixed: ArrayLike | None = None,
    forbidden: ArrayLike | None = None,
    seed: int = 0,
    effort: float = 1.0,
    report: Report | None = None,
) -> CapacitatedPlan:
    """The sites that serve most people within reach, each only as many as it has room for.

    Parameters
    ----------
    cover, demand, n_sites, budget, cost, fixed, forbidden, seed, effort, report
        As in `mclp`.
    capacity
        (m,) people that each site takes, >= 0; infinity where it takes everybody.

    Returns
    -------
    CapacitatedPlan
        `value` is the people served, `bound` the most that any plan within the limits serves.
        Demand that no allowed site with a capacity above 0 covers is named in `unreachable`.

    Notes
    -----
    Current and Storbeck (1988), with people who may be divided among sites: for given sites a
    maximal flow.  Bound of Pirkul and Schilling (1991): each demand served at most once is
    relaxed, what is left is a fractional knapsack for each site.

    Examples
    --------
    >>> plan = capacitated_mclp([[1, 0], [1, 1], [0, 1]], [50, 30, 10], [60, 15], n_sites=2)
    >>> plan.value, plan.bound, plan.load
    (75.0, 75.0, array([60., 15.]))
    """
    pairs = checked_matrix(cover, "cover", zeros=False)
    weight = checked_demand(demand, pairs.shape[0])
    room = checked_capacity(capacity, pairs.shape[1])
    limits, status = checked_limits(
        pairs.shape[1],
        n_sites=n_sites,
        budget=budget,
        cost=cost,
        fixed=fixed,
        forbidden=forbidden,
    )
    effort = checked_effort(effort)

    pairs = sparse.csr_array((np.zeros(pairs.nnz), pairs.indices, pairs.indptr), shape=pairs.shape)
    reachable = _can_be_served(pairs, room, status)
    within = np.where(reachable, weight, 0.0)
    whole = float(within.sum())
    found = solve(
        Transport.of(_rows(pairs), within, 1.0, room, room.size),
        limits,
        status,
        seed=seed,
        effort=effort,
        grain=grain_of(np.concatenate([weight, room[np.isfinite(room)]])),
        report=None if report is None else lambda s, v, b: report(s, whole - v, whole - b),
    )

    served = _served(pairs, within, 1.0, room, found.built)
    value = float(served.data.sum())
    return CapacitatedPlan(
        open=found.built,
        assign=_most(served),
        value=value,
        bound=value if found.is_optimal else max(value, whole - found.bound),
        status="optimal" if found.is_optimal else "bounded",
        history=tuple(
            (stage, whole - value, whole - bound) for stage, value, bound in found.history
        ),
        unreachable=np.flatnonzero(~reachable & (weight > 0)).astype(np.int64),
        objective="max",
        served=served,
        load=_load(served),
    )


def capacitated_p_median(  # noqa: PLR0913 (as p_median)
    costs: Any,
    demand: ArrayLike,
    capacity: ArrayLike,
    *,
    n_sites: int | None = None,
    budget: float | None = None,
    cost: ArrayLike | None = None,
    fixed: ArrayLike | None = None,
    forbidden: ArrayLike | None = None,
    seed: int = 0,
    effort: float = 1.0,
    report: Report | None = None,
) -> CapacitatedPlan:
    """The sites from which all are served at the least cost, each as many as it has room for.

    Parameters
    ----------
    costs, demand, n_sites, budget, cost, fixed, forbidden, seed, effort, report
        As in `p_median`.
    capacity
        (m,) people that each site takes, >= 0; infinity where it takes everybody.

    Returns
    -------
    CapacitatedPlan
        `value` is the sum of people times cost over `served`; `bound` the least possible.
        Demand that no allowed site with a capacity above 0 serves is named in `unreachable` and
        left out of both.

    Raises
    ------
    InfeasibleError
        If the sites that may open have too little room; the message says how much is missing.

    Notes
    -----
    For given sites a transportation problem (Hitchcock 1941).  Bound: each demand served once is
    relaxed (Cornuejols, Sridharan and Thizy 1991), as in `capacitated_mclp`.

    Examples
    --------
    >>> plan = capacitated_p_median([[0, 9], [2, 4]], [30, 20], [40, 40], n_sites=2)
    >>> plan.value, plan.served.toarray().tolist()
    (60.0, [[30.0, 0.0], [10.0, 10.0]])
    """
    pairs = checked_matrix(costs, "costs", zeros=True).astype(float)
    weight = checked_demand(demand, pairs.shape[0])
    room = checked_capacity(capacity, pairs.shape[1])
    limits, status = checked_limits(
        pairs.shape[1],
        n_sites=n_sites,
        budget=budget,
        cost=cost,
        fixed=fixed,
        forbidden=forbidden,
    )
    effort = checked_effort(effort)

    reachable = _can_be_served(pairs, room, status)
    counted = np.flatnonzero(reachable & (weight > 0))
    needed, near = weight[counted], pairs[counted]
    _check_room(float(needed.sum()), np.where(status == OUT, 0.0, room), status, limits)
    last = _price_of_none(near, needed, room)
    grain = grain_of(np.concatenate([weight, room[np.isfinite(room)]]), near.data)
    _check_reach(near, needed, last, room, status)
    found = solve(
        Transport.of(_rows(near), needed, last, room, room.size),
        limits,
        status,
        seed=seed,
        effort=effort,
        grain=grain,
        report=report,
    )

    within = np.where(reachable, weight, 0.0)
    served = _served(pairs, within, last, room, found.built)
    left_out = float(needed.sum() - served.data.sum())
    if left_out > _TINY * float(needed.sum()):
        raise InfeasibleError(
            f"no plan was found that serves everybody: the best one has no room for {left_out:g} "
            "people within their reach; open more sites, or larger ones"
        )
    unit = pairs.tocsr()[served.nonzero()] if served.nnz else np.empty(0)
    value = float((served.data * np.asarray(unit).ravel()).sum())
    is_optimal = value - found.bound <= 1e-9 * value
    return CapacitatedPlan(
        open=found.built,
        assign=_most(served),
        value=value,
        bound=value if is_optimal else min(value, found.bound),
        status="optimal" if is_optimal else "bounded",
        history=found.history,
        unreachable=np.flatnonzero(~reachable & (weight > 0)).astype(np.int64),
        objective="min",
        served=served,
        load=_load(served),
    )


def _rows(pairs: sparse.csr_array) -> tuple[NDArray[np.int64], NDArray[np.int32], Floats]:
    return (
        pairs.indptr.astype(np.int64),
        pairs.indices.astype(np.int32),
        np.ascontiguousarray(pairs.data, float),
    )


def _can_be_served(pairs: sparse.csr_array, room: Floats, status: Status) -> Mask:
    """Rows that name an allowed site with room for anybody (n,) bool."""
    takes = ((status != OUT) & (room > 0))[pairs.indices]
    before = np.concatenate([[0], np.cumsum(takes)])
    found: Mask = np.diff(before[pairs.indptr]) > 0
    return found


def _check_room(needed: float, room: Floats, status: Status, limits: Choice) -> None:
    """Refuse a demand for which no sites within the limits have room."""
    room = np.minimum(room, needed)
    most = -choose(-room, status, limits.beside(status))[1]
    if most < needed * (1 - _TINY):
        within = "any sites" if limits.n_more is None else f"any {limits.n_more} sites"
        raise InfeasibleError(
            f"{needed:g} people need a place, but {within} within the limits have room for "
            f"{most:g} at most, {needed - most:g} too few; open more sites, or larger ones"
        )


def _check_reach(
    near: sparse.csr_array, needed: Floats, last: float, room: Floats, status: Status
) -> None:
    """Refuse a demand that finds no room within its reach even if all sites open."""
    served = _served(near, needed, last, room, status != OUT)
    missing = float(needed.sum() - served.data.sum())
    if missing > _TINY * float(needed.sum()):
        left = needed - np.bincount(
            np.repeat(np.arange(needed.size), np.diff(served.indptr)),
            weights=served.data,
            minlength=needed.size,
        )
        raise InfeasibleError(
            f"{missing:g} people find no room within their reach even if all allowed sites open, "
            f"{int((left > _TINY * needed.sum()).sum())} demands in all; give more capacity, or "
            "costs to sites farther away"
        )


def _price_of_none(near: sparse.csr_array, needed: Floats, room: Floats) -> float:
    """What leaving out one person costs: with _PART of all people, more than any way to serve all.

    Where people and capacities are whole numbers, one person is the least that can be left out.
    """
    if near.nnz == 0:
        return 1.0
    dearest = np.maximum.reduceat(near.data, near.indptr[:-1])
    total = float(needed.sum())
    is_whole = grain_of(np.concatenate([needed, room[np.isfinite(room)]])) > 0.0
    least = max(1.0, _PART * total) if is_whole else _PART * total
    most = float((needed * dearest).sum())
    around = near.shape[1] * float(near.data.max())
    return float(2.0 * max(most / least, around)) + (1.0 if most == 0.0 else 0.0)


def _served(
    pairs: sparse.csr_array, weight: Floats, last: float, room: Floats, built: Mask
) -> sparse.csr_array:
    """People of each pair (n, m) by the best division among the open sites."""
    start, site, cost = _rows(pairs)
    inside = built[site]
    before = np.concatenate([[0], np.cumsum(inside)])
    rows = (before[start].astype(np.int64), site[inside], cost[inside])
    people = divided(net_of(*rows, weight, last, room), built)[0]
    served = sparse.csr_array((people, rows[1], rows[0]), shape=pairs.shape)
    served.eliminate_zeros()
    return served


def _load(served: sparse.csr_array) -> NDArray[np.float64]:
    """People served at each site (m,)."""
    n_sites = served.shape[1]
    load = np.bincount(served.indices, weights=served.data, minlength=n_sites)
    return load.astype(float)


def _most(served: sparse.csr_array) -> NDArray[np.int64]:
    """The site that serves most of each row (n,), the least position among equals, -1 if none."""
    assign = np.full(served.shape[0], -1, np.int64)
    row = np.repeat(np.arange(served.shape[0]), np.diff(served.indptr))
    order = np.lexsort([served.indices, -served.data, row])
    first = order[np.unique(row[order], return_index=True)[1]]
    assign[row[first]] = served.indices[first]
    return assign
