"""Maximal covering: as many people as possible within reach, by number of sites or by budget."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gongfu.kernels import covering as kernels
from gongfu.plan.capacitated import capacitated_mclp
from gongfu.plan.lagrangean import FREE, IN, OUT, Choice, Floats, Status
from gongfu.plan.rows import merged_rows
from gongfu.plan.search import Mask, Report, solve
from gongfu.plan.site_checks import (
    checked_demand,
    checked_effort,
    checked_limits,
    checked_matrix,
    grain_of,
)
from gongfu.plan.site_plan import SitePlan


def mclp(  # noqa: PLR0913 (what is to be covered, the limits, and how to look)
    cover: Any,
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
    """The sites that bring most people within reach: the maximal covering location problem.

    Parameters
    ----------
    cover
        (n, m) sparse or dense: whether a site covers a demand.  Zeros do not cover.
    demand
        (n,) people at each demand, finite, >= 0.
    n_sites
        How many sites open at most, fixed ones among them; 1 to the number of allowed sites.
        Fewer open only where one more adds nothing.
    budget, cost
        What the open sites may cost together, fixed ones among them, and (m,) what each costs.
        With or in place of `n_sites`.
    capacity
        (m,) people that each site takes, infinity where it takes everybody.  People of one demand
        may then be divided among sites, and the plan is a `CapacitatedPlan`.
    fixed, forbidden
        Sites that must be open, and that must not: a mask (m,) bool, or positions.
    seed
        Of the kicks that shake the search.  The same seed gives the same plan.
    effort
        How much work, relative to the usual; 10 works ten times as long at most.
    report
        Called with (stage, value, bound) as the work goes on.

    Returns
    -------
    SitePlan
        `value` is the people covered, `bound` the most that any plan within the limits covers.
        `assign` names the open site with the least position that covers a demand.

    Raises
    ------
    InputError
        If anything given is not as described; the message names the rows or sites.
    InfeasibleError
        If the budget does not pay for the fixed sites, or for any.

    Notes
    -----
    Church and ReVelle (1974).  Equal demands are merged; greedy openings, swaps and kicks;
    Lagrangean bound (Galvao and ReVelle 1996) by the volume algorithm; sites decided by reduced
    costs; branch and bound over the rest.

    Examples
    --------
    >>> plan = mclp([[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 1]], [5, 1, 4, 3], n_sites=2)
    >>> plan.sites, plan.value, plan.bound, plan.status
    (array([0, 1]), 10.0, 10.0, 'optimal')
    """
    if capacity is not None:
        return capacitated_mclp(
            cover,
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
    pairs = checked_matrix(cover, "cover", zeros=False)
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

    start, site = pairs.indptr.astype(np.int64), pairs.indices.astype(np.int32)
    reachable = first_open(start, site, status != OUT) >= 0
    # Whom only sites beyond the budget cover are in no plan, and would drown the rest in sums.
    payable = limits.payable(status)
    within = np.where(first_open(start, site, payable != OUT) >= 0, weight, 0.0)
    whole = float(within.sum())
    found = solve(
        Covering.merged(start, site, within, pairs.shape[1]),
        limits,
        payable,
        seed=seed,
        effort=effort,
        grain=grain_of(weight),
        report=None if report is None else lambda s, v, b: report(s, whole - v, whole - b),
    )

    assign = first_open(start, site, found.built)
    value = float(weight[assign >= 0].sum())
    return SitePlan(
        open=found.built,
        assign=assign,
        value=value,
        bound=value if found.is_optimal else max(value, whole - found.bound),
        status="optimal" if found.is_optimal else "bounded",
        history=tuple(
            (stage, whole - value, whole - bound) for stage, value, bound in found.history
        ),
        unreachable=np.flatnonzero(~reachable & (weight > 0)).astype(np.int64),
        objective="max",
    )


def first_open(start: NDArray[np.int64], site: NDArray[np.int32], built: Mask) -> NDArray[np.int64]:
    """The open site of least position that each row names (n,), -1 if none is open."""
    opened = np.where(built[site], site, np.iinfo(np.int32).max).astype(np.int64)
    assign = np.full(start.size - 1, -1, np.int64)
    filled = np.flatnonzero(np.diff(start) > 0)
    if filled.size:
        least = np.minimum.reduceat(opened, start[filled])
        assign[filled] = np.where(least == np.iinfo(np.int32).max, -1, least)
    return assign


@dataclass(frozen=True, slots=True, eq=False)
class Covering:
    """People whom no open site covers, to be as few as possible."""

    rows: tuple[NDArray[np.int64], NDArray[np.int32]]
    cols: tuple[NDArray[np.int64], NDArray[np.int32]]
    weight: Floats
    n_sites: int

    @classmethod
    def merged(
        cls, start: NDArray[np.int64], site: NDArray[np.int32], weight: Floats, n_sites: int
    ) -> Self:
        """One demand in place of all that the same sites cover, and none without people."""
        rows, total = merged_rows(start, site, weight, n_sites)
        return cls(rows, kernels.columns(*rows, n_sites), total, n_sites)

    @property
    def n_pairs(self) -> int:
        """How many pairs of demand and site there are."""
        return self.rows[1].size

    @property
    def low(self) -> Floats:
        """Nothing: a demand is free to count for nothing."""
        return np.zeros(self.weight.size)

    @property
    def high(self) -> Floats:
        """Its people: a demand that nobody covers loses no more."""
        return self.weight

    def given(self, u: Floats) -> float:
        """What the multipliers add up to."""
        return float(u.sum())

    def prices(self, u: Floats) -> Floats:
        """Minus what the multipliers give to each site."""
        price = np.empty(self.n_sites)
        kernels.prices(*self.cols, u, price)
        return price

    def slack(self, chosen: Floats, u: Floats) -> Floats:  # noqa: ARG002
        """1 less how often each demand is covered."""
        times = np.empty(self.weight.size)
        kernels.count(*self.cols, chosen, times)
        return 1.0 - times

    def multipliers(self, built: Mask) -> Floats:
        """All of the weight where nobody covers, little where many do."""
        times = np.empty(self.weight.size)
        kernels.count(*self.cols, built.astype(float), times)
        return np.where(times > 0, 0.5 * self.weight / np.maximum(1.0, times), self.weight)

    def greedy(self, limits: Choice) -> Mask:
        """Most people first; under a budget, also most people for the money."""
        given = (self.rows, self.cols, self.weight)
        n_more = self.n_sites if limits.n_more is None else limits.n_more
        if limits.money is None:
            ones = np.ones(self.n_sites)
            built: Mask = kernels.greedy(*given, limits.fee, ones, n_more, np.inf)[0]
            return built
        plans: list[Mask] = [
            kernels.greedy(*given, limits.fee, per, n_more, limits.money)[0]
            for per in (limits.fee, np.ones(self.n_sites))
        ]
        return min(plans, key=self.cost)

    def improve(self, built: Mask, limits: Choice, kicks: Floats, least: float) -> Mask:
        """Swaps and kicks."""
        fee, money = np.zeros(self.n_sites), 0.0
        if limits.money is not None:
            fee, money = limits.fee, limits.money - float(limits.fee[built].sum())
        slots = slots_for(built, limits)
        best, _, _ = kernels.swap_rounds(
            self.rows, self.cols, self.weight, slots, fee, money, kicks, least
        )
        better = np.zeros(self.n_sites, bool)
        better[best[best >= 0]] = True
        return better

    def cost(self, built: Mask) -> float:
        """The people left out."""
        times = np.empty(self.weight.size)
        kernels.count(*self.cols, built.astype(float), times)
        return float(self.weight[times == 0].sum())

    def shrink(self, status: Status) -> tuple[Self, float]:
        """Only demands that are still open, over the FREE sites."""
        state, n_free = positions_of(status)
        start, site, kept = kernels.shrink(*self.rows, state)
        weight = self.weight[kept]
        lost = float(weight[np.diff(start) == 0].sum())
        return type(self).merged(start, site, weight, n_free), lost

    def without(self, rows: Mask) -> Self:
        """The same without some demands."""
        start, site = self.rows
        length = np.diff(start)
        kept = site[np.repeat(~rows, length)]
        new_start = np.concatenate([[0], np.cumsum(length[~rows])])
        both = (new_start, kept)
        cols = kernels.columns(*both, self.n_sites)
        return type(self)(both, cols, self.weight[~rows], self.n_sites)


def positions_of(status: Status) -> tuple[NDArray[np.int64], int]:
    """Where each FREE site comes to stand, -2 for one IN, -1 for one OUT; how many are FREE."""
    free = status == FREE
    state = np.where(status == IN, -2, -1).astype(np.int64)
    state[free] = np.arange(free.sum())
    return state, int(free.sum())


def slots_for(built: Mask, limits: Choice) -> NDArray[np.int64]:
    """The open sites, and -1 for each that may still be opened: two at a time under a budget."""
    slots = np.flatnonzero(built)
    room = 2 if limits.n_more is None else limits.n_more - slots.size
    return np.concatenate([slots, np.full(min(room, built.size - slots.size), -1, np.int64)])
