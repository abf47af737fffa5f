"""The p-median and its kin: as little travel as possible, for all together or for the worst off."""

from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from gongfu.errors import InfeasibleError
from gongfu.kernels import median as kernels
from gongfu.plan.capacitated import capacitated_p_median
from gongfu.plan.covering import positions_of, slots_for
from gongfu.plan.lagrangean import IN, OUT, Choice, Floats, Status
from gongfu.plan.search import Mask, Report, solve
from gongfu.plan.site_checks import (
    checked_demand,
    checked_effort,
    checked_limits,
    checked_matrix,
    grain_of,
)
from gongfu.plan.site_plan import SitePlan

_NEAR: Final = 8  # a list is cut at so many times the sites that share one open site ...
_LEAST_LIST: Final = 100  # ... but not before this many


def p_median(  # noqa: PLR0913 (what is to be served, the limits, and how to look)
    costs: Any,
    demand: ArrayLike,
    *,
    n_sites: int | None = None,
    budget: float | None = None,
    cost: ArrayLike | None = None,
    capacity: ArrayLike | None = None,
    fixed: ArrayLike | None = None,
    forbidden: ArrayLike | None = None,
    seed: int = 0,
    effort: float = 1.0,
    report: Report | None = None,
) -> SitePlan:
    """The sites from which all demand is served at the least weighted cost: the p-median.

    Parameters
    ----------
    costs
        (n, m) what serving one unit of a demand from a site costs, such as seconds of travel:
        sparse, where a pair that is absent cannot serve and an explicit zero costs nothing, or
        dense, where infinity cannot serve.  >= 0.
    demand
        (n,) people at each demand, finite, >= 0.
    n_sites
        How many sites open at most, fixed ones among them; 1 to the number of allowed sites.
        Fewer open only where one more adds nothing.
    budget, cost
        What the open sites may cost together, fixed ones among them, and (m,) what each costs.
    capacity
        (m,) people that each site takes, infinity where it takes everybody.  People of one demand
        may then be divided among sites, and the plan is a `CapacitatedPlan`.
    fixed, forbidden
        Sites that must be open, and that must not: a mask (m,) bool, or positions.
    seed, effort, report
        As in `mclp`.

    Returns
    -------
    SitePlan
        `value` is the sum over demands of people times cost to the site in `assign`, the
        cheapest open one; `bound` the least that any plan within the limits can cost.  Demand
        that no allowed site serves is named in `unreachable` and left out of both.

    Raises
    ------
    InputError
        If anything given is not as described; the message names the rows or sites.
    InfeasibleError
        If the search finds no sites within the limits that serve everybody who can be served.

    Notes
    -----
    Hakimi (1964).  Lagrangean bound of Cornuejols, Fisher and Nemhauser (1977) by the volume
    algorithm; swaps with the sums of Resende and Werneck (2007), kept up to date; sites decided
    by reduced costs; branch and bound over the rest.

    Examples
    --------
    >>> plan = p_median([[0, 9, 4], [9, 0, 5], [3, 5, 0]], [1, 1, 1], n_sites=2)
    >>> plan.sites, plan.assign, plan.value, plan.status
    (array([0, 1]), array([0, 1, 0]), 3.0, 'optimal')
    """
    if capacity is not None:
        return capacitated_p_median(
            costs,
            demand,
            capacity,
            n_sites=n_sites,
            budget=budget,
            cost=cost,
            fixed=fixed,
            forbidden=forbidden,
            seed=seed,
            effort=effort,
            report=report,
        )
    return median_plan(
        checked_matrix(costs, "costs", zeros=True),
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


def median_plan(  # noqa: PLR0913 (as p_median)
    pairs: sparse.csr_array,
    demand: ArrayLike,
    *,
    n_sites: int | None,
    budget: float | None,
    cost: ArrayLike | None,
    fixed: ArrayLike | None,
    forbidden: ArrayLike | None,
    seed: int,
    effort: float,
    report: Report | None,
) -> SitePlan:
    """The p-median of pairs that are checked already; see `p_median`."""
    weight = checked_demand(demand, pairs.shape[0])
    limits, status = checked_limits(
        pairs.shape[1],
        n_sites=n_sites,
        budget=budget,
        cost=cost,
        fixed=fixed,
        forbidden=forbidden,
    )
    effort = checked_effort(effort)

    start = pairs.indptr.astype(np.int64)
    site = pairs.indices.astype(np.int32)
    unit = pairs.data.astype(float)
    reachable = reachable_rows(start, site, status)
    served = np.flatnonzero(reachable & (weight > 0))
    problem = Median.nearest(start, site, unit, weight, served, pairs.shape[1], limits, status)
    grain = grain_of(weight, unit)
    found = solve(problem, limits, status, seed=seed, effort=effort, grain=grain, report=report)

    assign, least = assigned(start, site, unit, found.built)
    inside = assign >= 0
    value = float((weight[inside] * least[inside]).sum())
    lost = served[assign[served] < 0]
    if lost.size:
        raise InfeasibleError(
            f"no plan was found that serves everybody: the best one leaves out {lost.size} demands "
            f"such as row {lost[0]}; open more sites, or give costs to sites farther away"
        )
    is_optimal = value - found.bound <= 1e-9 * value
    return SitePlan(
        open=found.built,
        assign=assign,
        value=value,
        bound=value if is_optimal else min(value, found.bound),
        status="optimal" if is_optimal else "bounded",
        history=found.history,
        unreachable=np.flatnonzero(~reachable & (weight > 0)).astype(np.int64),
        objective="min",
    )


def reachable_rows(start: NDArray[np.int64], site: NDArray[np.int32], status: Status) -> Mask:
    """Rows that an allowed site can serve (n,) bool."""
    allowed = np.concatenate([[0], np.cumsum(status[site] != OUT)])
    return np.diff(allowed[start]) > 0


def assigned(
    start: NDArray[np.int64], site: NDArray[np.int32], unit: Floats, built: Mask
) -> tuple[NDArray[np.int64], Floats]:
    """The cheapest open site of each row (n,), -1 if none is, and its cost, inf if none is."""
    price = np.where(built[site], unit, np.inf)
    length = np.diff(start)
    rows = np.flatnonzero(length > 0)
    assign = np.full(length.size, -1, np.int64)
    least = np.full(length.size, np.inf)
    if rows.size:
        least[rows] = np.minimum.reduceat(price, start[rows])
        pairs = np.flatnonzero((price == np.repeat(least, length)) & np.isfinite(price))[::-1]
        assign[np.searchsorted(start, pairs, side="right") - 1] = site[pairs]
    return assign, least


@dataclass(frozen=True, slots=True, eq=False)
class Median:
    """Weighted cost of serving everybody, to be as little as possible."""

    rows: tuple[NDArray[np.int64], NDArray[np.int32], Floats, Floats]
    cols: tuple[NDArray[np.int64], NDArray[np.int32], Floats]
    weight: Floats
    n_sites: int

    @classmethod
    def of(
        cls,
        start: NDArray[np.int64],
        site: NDArray[np.int32],
        cost: Floats,
        last: Floats,
        weight: Floats,
        n_sites: int,
    ) -> Self:
        """From lists that ascend in weighted cost."""
        rows = (start, site, cost, last)
        return cls(rows, kernels.columns(start, site, cost, n_sites), weight, n_sites)

    @classmethod
    def nearest(
        cls,
        start: NDArray[np.int64],
        site: NDArray[np.int32],
        unit: Floats,
        weight: Floats,
        served: NDArray[np.int64],
        n_sites: int,
        limits: Choice,
        status: Status,
    ) -> Self:
        """The nearest allowed sites of each demand, and what the next one would cost at least.

        A list is cut where it is unlikely that none before is open.  The cost of the first site
        behind the cut stands for all of them, so that bounds stay bounds.
        """
        n_allowed = int((status != OUT).sum())
        n_open = limits.n_more or max(1, int((status == IN).sum()))
        most = max(_LEAST_LIST, _NEAR * -(-n_allowed // n_open))
        lists = kernels.nearest_lists(start, site, unit, weight, served, status != OUT, most)
        new_start, new_site, new_cost, following, is_cut = lists
        # Leaving anybody out costs more than the dearest way of serving everybody.
        dearest = np.where(is_cut, following, new_cost[new_start[1:] - 1])
        last = np.where(is_cut, following, 2.0 * np.ceil(dearest.sum()) + 1.0)
        return cls.of(new_start, new_site, new_cost, last, weight[served], n_sites)

    @property
    def n_pairs(self) -> int:
        """How many pairs of demand and site there are."""
        return self.rows[1].size

    @property
    def low(self) -> Floats:
        """The cost of the nearest site, or of none."""
        start, _, cost, last = self.rows
        low = last.copy()
        filled = np.diff(start) > 0
        low[filled] = np.minimum(last[filled], cost[start[:-1][filled]])
        return low

    @property
    def high(self) -> Floats:
        """What a demand costs if none of its sites is open."""
        return self.rows[3]

    def given(self, u: Floats) -> float:
        """What the multipliers add up to."""
        return float(u.sum())

    def prices(self, u: Floats) -> Floats:
        """What opening each site saves at the multipliers."""
        price = np.empty(self.n_sites)
        kernels.prices(*self.rows[:3], u, price)
        return price

    def slack(self, chosen: Floats, u: Floats) -> Floats:
        """1 less how often each demand is served below its multiplier."""
        out = np.empty(self.weight.size)
        kernels.slack(*self.rows[:3], u, chosen, out)
        return out

    def multipliers(self, built: Mask) -> Floats:
        """What each demand costs in this plan."""
        first: Floats = kernels.serve(*self.rows, built)[0]
        return first

    def greedy(self, limits: Choice) -> Mask:
        """Most saved first; under a budget, also most saved for the money."""
        n_more = self.n_sites if limits.n_more is None else limits.n_more
        ones = np.ones(self.n_sites)
        if limits.money is None:
            built: Mask = kernels.greedy(self.rows, self.cols, ones, ones, n_more, np.inf)[0]
            return built
        plans: list[Mask] = [
            kernels.greedy(self.rows, self.cols, limits.fee, per, n_more, limits.money)[0]
            for per in (limits.fee, ones)
        ]
        return min(plans, key=self.cost)

    def improve(self, built: Mask, limits: Choice, kicks: Floats, least: float) -> Mask:
        """Swaps and kicks."""
        fee, money = np.zeros(self.n_sites), 0.0
        if limits.money is not None:
            fee, money = limits.fee, limits.money - float(limits.fee[built].sum())
        slots = slots_for(built, limits)
        best, _, _ = kernels.swap_rounds(self.rows, self.cols, slots, fee, money, kicks, least)
        better = np.zeros(self.n_sites, bool)
        better[best[best >= 0]] = True
        return better

    def cost(self, built: Mask) -> float:
        """What everybody costs from the nearest open site."""
        return float(kernels.serve(*self.rows, built)[0].sum())

    def shrink(self, status: Status) -> tuple[Self, float]:
        """Lists over the FREE sites, each up to its first site that is IN."""
        state, n_free = positions_of(status)
        lists = kernels.shrink(*self.rows, state)
        apart = np.diff(lists[0]) == 0
        lost = float(lists[3][apart].sum())
        start, site, cost, last = lists
        kept = ~apart
        new_start = np.concatenate([[0], np.cumsum(np.diff(start)[kept])])
        return type(self).of(new_start, site, cost, last[kept], self.weight[kept], n_free), lost
