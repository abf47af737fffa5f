"""Sites for the worst off as well: the Kolm-Pollak equally distributed equivalent, made least."""

from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from gongfu.errors import InputError
from gongfu.plan.median import assigned, median_plan, reachable_rows
from gongfu.plan.search import Report
from gongfu.plan.site_checks import checked_demand, checked_matrix, checked_status
from gongfu.plan.site_plan import SitePlan

_LARGEST: Final = 300.0  # exponents are cut here: e^300 outweighs everything that is served


def kolm_pollak(  # noqa: PLR0913 (as p_median, and how averse)
    costs: Any,
    demand: ArrayLike,
    *,
    n_sites: int | None = None,
    aversion: float = 1.0,
    kappa: float | None = None,
    budget: float | None = None,
    cost: ArrayLike | None = None,
    fixed: ArrayLike | None = None,
    forbidden: ArrayLike | None = None,
    seed: int = 0,
    effort: float = 1.0,
    report: Report | None = None,
) -> SitePlan:
    """The sites with the least equally distributed equivalent cost: fair as well as near.

    The equivalent is the cost which, if everybody had it, would be as bad as what they have.  It
    is the mean where all have the same, and the farther above it the more unequal they are.

    Parameters
    ----------
    costs, demand, n_sites, budget, cost, fixed, forbidden, seed, effort, report
        As in `p_median`.
    aversion
        To inequality, without unit, > 0: kappa is `aversion` times sum w c / sum w c**2, c the
        cost of each demand to its nearest allowed site.  Of no use where kappa is given.
    kappa
        Aversion per unit of cost, > 0: 1 / kappa more cost weighs e times as much.

    Returns
    -------
    SitePlan
        `value` is (1 / kappa) ln(sum w exp(kappa c) / sum w), in units of cost, of those who can
        be served; `bound` the least possible.

    Raises
    ------
    InputError, InfeasibleError
        As `p_median`.

    Notes
    -----
    Kolm (1976), Pollak (1971); Sheriff and Maguire (2020) for costs.  Since the logarithm does
    not change the order of plans, the problem is a p-median of exp(kappa c) (Horton, Logan,
    Murrell and Speakman 2024), with its bound.  With kappa near 0 it is the p-median, with kappa
    large the p-center.

    Examples
    --------
    >>> costs = [[0, 6], [0, 6], [0, 6], [9, 3]]
    >>> kolm_pollak(costs, [1, 1, 1, 1], n_sites=1, kappa=0.01).sites
    array([0])
    >>> kolm_pollak(costs, [1, 1, 1, 1], n_sites=1, kappa=1.0).sites
    array([1])
    """
    pairs = checked_matrix(costs, "costs", zeros=True)
    weight = checked_demand(demand, pairs.shape[0])
    status = checked_status(pairs.shape[1], fixed=fixed, forbidden=forbidden)
    start, site = pairs.indptr.astype(np.int64), pairs.indices.astype(np.int32)
    unit = pairs.data.astype(float)
    everybody = assigned(start, site, unit, status != -1)[1]
    counted = reachable_rows(start, site, status) & (weight > 0)
    nearest, people = everybody[counted], weight[counted]
    rate = _rate(nearest, people, aversion, kappa) if counted.any() else 1.0
    middle = float(nearest.max(initial=0.0))

    skew = sparse.csr_array(
        (np.exp(np.clip(rate * (unit - middle), -_LARGEST, _LARGEST)), pairs.indices, pairs.indptr),
        shape=pairs.shape,
    )
    plan = median_plan(
        skew,
        demand,
        n_sites=n_sites,
        budget=budget,
        cost=cost,
        fixed=fixed,
        forbidden=forbidden,
        seed=seed,
        effort=effort,
        report=report,
    )

    if not counted.any():
        return plan
    whole = float(people.sum())

    def equivalent(total: float) -> float:
        """The cost which everybody might have instead."""
        return middle + float(np.log(max(total, np.finfo(float).tiny) / whole)) / rate

    least = equivalent(float((people * np.exp(rate * (nearest - middle))).sum()))
    # Counted again from the costs themselves: those of the search are cut.
    power = rate * assigned(start, site, unit, plan.open)[1][counted]
    top = float(power.max(initial=0.0))
    value = (top + float(np.log((people * np.exp(power - top)).sum() / whole))) / rate
    is_cut = value - equivalent(plan.value) > 1e-9 * max(value, 1.0 / rate)
    return replace(
        plan,
        status="bounded" if is_cut else plan.status,
        value=value,
        bound=min(value, max(least, equivalent(plan.bound))),
        history=tuple(
            (stage, equivalent(value), max(least, equivalent(bound)))
            for stage, value, bound in plan.history
        ),
    )


def _rate(nearest: np.ndarray, people: np.ndarray, aversion: float, kappa: float | None) -> float:
    """Aversion per unit of cost."""
    name, given = ("aversion", aversion) if kappa is None else ("kappa", kappa)
    if not (np.isfinite(given) and given > 0):
        raise InputError(f"{name} must be finite and > 0; it is {given!r}")
    if kappa is not None:
        return float(kappa)
    square = float((people * nearest**2).sum())
    if square == 0.0:
        raise InputError(
            "everybody could be served at no cost, so that aversion has no scale; give kappa"
        )
    return float(aversion * (people * nearest).sum() / square)
