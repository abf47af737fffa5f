"""Backup coverage: people within reach of a site, and of a second one if the first is full."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gongfu.errors import InputError
from gongfu.kernels import backup as kernels
from gongfu.kernels import covering
from gongfu.plan.covering import first_open, positions_of, slots_for
from gongfu.plan.lagrangean import FREE, IN, OUT, Choice, Floats, Status
from gongfu.plan.search import Mask, Report, solve
from gongfu.plan.site_checks import (
    checked_demand,
    checked_effort,
    checked_limits,
    checked_matrix,
    grain_of,
)
from gongfu.plan.site_plan import SitePlan


def backup_mclp(  # noqa: PLR0913 (as mclp, and what a second site is worth)
    cover: Any,
    demand: ArrayLike,
    *,
    backup_weight: float,
    n_sites: int | None = None,
    budget: float | None = None,
    cost: ArrayLike | None = None,
    fixed: ArrayLike | None = None,
    forbidden: ArrayLike | None = None,
    seed: int = 0,
    effort: float = 1.0,
    report: Report | None = None,
) -> SitePlan:
    """The sites with most coverage, where a second site in reach counts too: backup coverage.

    Parameters
    ----------
    cover, demand, n_sites, budget, cost, fixed, forbidden, seed, effort, report
        As in `mclp`.
    backup_weight
        The part of a person that the second site within reach counts, 0 to 0.5; the first counts
        for the rest.  0 is `mclp`.

    Returns
    -------
    SitePlan
        `value` is the people covered once times 1 - `backup_weight`, and those covered twice or
        more times `backup_weight`; `bound` the most that any plan within the limits reaches.
        `assign` names the open site with the least position that covers a demand.

    Raises
    ------
    InputError, InfeasibleError
        As `mclp`.

    Notes
    -----
    Hogan and ReVelle (1986), with weights for their two aims.  The worth of one more site never
    grows with those that are there, so that greedy openings, swaps and a Lagrangean bound with
    one multiplier per demand do as for `mclp`: at a multiplier u a demand takes none, one or two
    sites, by whether u is above the first step, between the two, or below the second.

    Examples
    --------
    >>> cover, people = [[1, 1, 0], [1, 1, 0], [0, 0, 1]], [6, 4, 3]
    >>> backup_mclp(cover, people, backup_weight=0.2, n_sites=2).sites
    array([0, 2])
    >>> plan = backup_mclp(cover, people, backup_weight=0.4, n_sites=2)
    >>> plan.sites, plan.value, plan.bound
    (array([0, 1]), 10.0, 10.0)
    """
    pairs = checked_matrix(cover, "cover", zeros=False)
    weight = checked_demand(demand, pairs.shape[0])
    part = _checked_part(backup_weight)
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
    within = np.where(reachable, weight, 0.0)
    first, second = (1.0 - part) * within, part * within
    whole = float(first.sum() + second.sum())
    problem = Backup.merged(start, site, first, second, pairs.shape[1])
    grain = grain_of(np.concatenate([first, second]))
    told = None if report is None else lambda s, v, b: report(s, whole - v, whole - b)
    found = solve(problem, limits, status, seed=seed, effort=effort, grain=grain, report=told)

    times = np.asarray((pairs != 0).astype(float) @ found.built.astype(float))
    value = float((first * (times > 0) + second * (times > 1)).sum())
    return SitePlan(
        open=found.built,
        assign=first_open(start, site, found.built),
        value=value,
        bound=value if found.is_optimal else max(value, whole - found.bound),
        status="optimal" if found.is_optimal else "bounded",
        history=tuple((stage, whole - cost, whole - least) for stage, cost, least in found.history),
        unreachable=np.flatnonzero(~reachable & (weight > 0)).astype(np.int64),
        objective="max",
    )


def _checked_part(backup_weight: Any) -> float:
    """What a second site counts, 0 to 0.5."""
    is_number = isinstance(backup_weight, (int, float, np.number))
    if not is_number or not 0.0 <= backup_weight <= 0.5:
        raise InputError(
            f"backup_weight must be 0 to 0.5, and is {backup_weight!r}: above 0.5 a second site "
            "would count for more than the first, and people without any would wait"
        )
    return float(backup_weight)


@dataclass(frozen=True, slots=True, eq=False)
class Backup:
    """What people lack of two sites in reach, to be as little as possible.

    A demand lacks first + second without a site, second with one, nothing with two.  The search
    moves v, what a demand is sure to lack or pay, in place of u, what it offers to each site: v =
    2 u up to `second`, second + u above.  The bound is the sum of v less what sites are offered.
    """

    rows: tuple[NDArray[np.int64], NDArray[np.int32]]
    cols: tuple[NDArray[np.int64], NDArray[np.int32]]
    first: Floats
    second: Floats
    n_sites: int

    @classmethod
    def merged(
        cls,
        start: NDArray[np.int64],
        site: NDArray[np.int32],
        first: Floats,
        second: Floats,
        n_sites: int,
    ) -> Self:
        """One demand in place of all that the same sites cover, and none without people."""
        salt = np.random.default_rng(0).integers(0, 2**63, n_sites, dtype=np.uint64)
        key = covering.row_keys(start, site, salt)
        owner = covering.merge_rows(start, site, key, np.argsort(key, kind="stable"))
        one, two = (
            np.bincount(owner, weights=w, minlength=w.size).astype(float) for w in (first, second)
        )
        length = np.diff(start)
        kept = np.flatnonzero((one > 0) & (length > 0))
        length = length[kept]
        new_start = np.concatenate([[0], np.cumsum(length)]).astype(np.int64)
        at = np.repeat(start[kept] - new_start[:-1], length) + np.arange(new_start[-1])
        rows = (new_start, site[at])
        return cls(rows, covering.columns(*rows, n_sites), one[kept], two[kept], n_sites)

    @property
    def n_pairs(self) -> int:
        """How many pairs of demand and site there are."""
        return self.rows[1].size

    @property
    def weight(self) -> Floats:
        """What a demand lacks without a site."""
        return self.first + self.second

    @property
    def low(self) -> Floats:
        """Nothing."""
        return np.zeros(self.first.size)

    @property
    def high(self) -> Floats:
        """What a demand lacks without a site: it never offers more."""
        return self.weight

    def _offers(self, v: Floats) -> Floats:
        """What each demand offers to every site."""
        return np.maximum(0.5 * v, v - self.second)

    def prices(self, u: Floats) -> Floats:
        """Minus what is offered to each site."""
        price = np.empty(self.n_sites)
        covering.prices(*self.cols, self._offers(u), price)
        return price

    def given(self, u: Floats) -> float:
        """What the multipliers give in all, before any site is chosen."""
        return float(u.sum())

    def slack(self, chosen: Floats, u: Floats) -> Floats:
        """1 less how often each demand is covered, which counts half while it takes two."""
        times = np.empty(self.first.size)
        covering.count(*self.cols, chosen, times)
        return 1.0 - np.where(u < 2.0 * self.second, 0.5, 1.0) * times

    def _times(self, built: Mask) -> Floats:
        times = np.empty(self.first.size)
        covering.count(*self.cols, built.astype(float), times)
        return times

    def multipliers(self, built: Mask) -> Floats:
        """All of it where nobody covers, the second step where one does, little where many do."""
        times = self._times(built)
        once = np.where(times == 1, 2.0 * self.second, self.second / np.maximum(1.0, times))
        return np.where(times > 0, once, self.weight)

    def greedy(self, limits: Choice) -> Mask:
        """Most worth first; under a budget, also most for the money."""
        given = (self.rows, self.cols, self.first, self.second)
        n_more = self.n_sites if limits.n_more is None else limits.n_more
        ones = np.ones(self.n_sites)
        if limits.money is None:
            built: Mask = kernels.greedy(*given, limits.fee, ones, n_more, np.inf)
            return built
        plans: list[Mask] = [
            kernels.greedy(*given, limits.fee, per, n_more, limits.money)
            for per in (limits.fee, ones)
        ]
        return min(plans, key=self.cost)

    def improve(self, built: Mask, limits: Choice, kicks: Floats, least: float) -> Mask:
        """Swaps and kicks."""
        fee, money = np.zeros(self.n_sites), 0.0
        if limits.money is not None:
            fee, money = limits.fee, limits.money - float(limits.fee[built].sum())
        slots = slots_for(built, limits)
        best, _, _ = kernels.swap_rounds(
            self.rows, self.cols, self.first, self.second, slots, fee, money, kicks, least
        )
        better = np.zeros(self.n_sites, bool)
        better[best[best >= 0]] = True
        return better

    def cost(self, built: Mask) -> float:
        """What people lack."""
        times = self._times(built)
        return float((self.first * (times < 1) + self.second * (times < 2)).sum())

    def shrink(self, status: Status) -> tuple[Self, float]:
        """What is still lacking, over the FREE sites."""
        times = self._times(status == IN)
        first = np.where(times == 0, self.first, self.second) * (times < 2)
        second = np.where(times == 0, self.second, 0.0)
        start, site = self.rows
        state, n_free = positions_of(status)
        free = status[site] == FREE
        new_start = np.concatenate([[0], np.cumsum(free)])[start].astype(np.int64)
        new_site = state[site[free]].astype(np.int32)
        apart = np.diff(new_start) == 0
        lost = float((first + second)[apart].sum())
        return type(self).merged(new_start, new_site, first, second, n_free), lost
