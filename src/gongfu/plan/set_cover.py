"""Covering everybody with as few sites, or as little money, as possible: plans, bounds, proofs."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from gongfu.kernels import cover_search as kernel
from gongfu.kernels import covering as kernels
from gongfu.plan.covering import Covering
from gongfu.plan.lagrangean import FREE, IN, OUT, Ascent, Choice, Floats, Status, ascend, decide
from gongfu.plan.search import Found, Mask, Report
from gongfu.plan.site_checks import grain_of

_NODES: Final = 20_000  # of the solver, for one unit of effort
_STEPS: Final = 600
_FEW: Final = 12  # so few sites are searched through, way by way ...
_WAYS: Final = 300_000  # ... up to so many nodes
_TINY: Final = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class SetCover:
    """Every demand of `covering` is to be covered; a site costs its fee."""

    covering: Covering
    fee: Floats

    @property
    def weight(self) -> Floats:
        """Each demand counts once."""
        return np.ones(self.covering.weight.size)

    @property
    def low(self) -> Floats:
        """Nothing: no demand need offer anything."""
        return np.zeros(self.covering.weight.size)

    @property
    def high(self) -> Floats:
        """The cheapest site of each demand: more than that is never worth paying."""
        start, site = self.covering.rows
        return np.minimum.reduceat(self.fee[site], start[:-1]) if site.size else self.low

    def given(self, u: Floats) -> float:
        """What the multipliers add up to."""
        return float(u.sum())

    def prices(self, u: Floats) -> Floats:
        """The fee of a site less what its demands offer."""
        return self.fee + self.covering.prices(u)

    def slack(self, chosen: Floats, u: Floats) -> Floats:
        """1 less how often each demand is covered."""
        return self.covering.slack(chosen, u)

    @property
    def is_whole(self) -> bool:
        """Whether every plan costs a whole number."""
        return grain_of(self.fee) > 0.0

    def covers(self, built: Mask) -> bool:
        """Whether these sites cover everybody."""
        return self.covering.cost(built) == 0.0

    def offers(self, built: Mask) -> Floats:
        """Where an ascent may begin that knows this plan: each site's fee, shared by its own."""
        covering = self.covering
        times = np.empty(covering.weight.size)
        kernels.count(*covering.cols, built.astype(float), times)
        n_demands = np.maximum(1, np.diff(covering.cols[0]))
        share = np.where(built, self.fee / n_demands, np.inf)
        start, site = covering.rows
        least = np.minimum.reduceat(share[site], start[:-1]) if site.size else self.low
        return np.where(times == 1, np.where(np.isfinite(least), least, 0.0), 0.0)

    def shrink(self, status: Status) -> tuple[Self, float]:
        """What is left over the FREE sites, and the fees of those that are IN.

        Infinite fees if a demand has no site left: a covering drops such demands without a word.
        """
        covering, lost = self.covering.shrink(status)
        paid = np.inf if lost > 0.0 else float(self.fee[status == IN].sum())
        return type(self)(covering, self.fee[status == FREE]), paid

    def prune(self, built: Mask) -> Mask:
        """The plan without sites that are not needed, the dearest tried first."""
        col_start, col_row = self.covering.cols
        times = np.empty(self.weight.size)
        kernels.count(*self.covering.cols, built.astype(float), times)
        built = built.copy()
        chosen = np.flatnonzero(built)
        n_demands = np.diff(col_start)[chosen]
        for at in chosen[np.lexsort((n_demands, -self.fee[chosen]))]:
            rows = col_row[col_start[at] : col_start[at + 1]]
            if (times[rows] > 1).all():
                times[rows] -= 1
                built[at] = False
        return built

    def greedy(self) -> Mask:
        """Most demands for the fee, until all are covered; then what is not needed goes."""
        covering = self.covering
        built, _ = kernels.greedy(
            *(covering.rows, covering.cols, covering.weight),
            np.zeros(covering.n_sites),
            np.maximum(self.fee, 0.0),
            covering.n_sites,
            np.inf,
        )
        return self.prune(built)

    def within(self, n_more: int, start: Mask, kicks: Floats) -> Mask | None:
        """At most n_more sites that cover everybody, if swaps from a plan find them."""
        covering = self.covering
        slots = np.flatnonzero(start)[:n_more]
        slots = np.concatenate([slots, np.full(n_more - slots.size, -1, np.int64)])
        none = np.zeros(covering.n_sites)
        best, _, _ = kernels.swap_rounds(
            covering.rows, covering.cols, covering.weight, slots, none, 0.0, kicks, 1e-9
        )
        built = np.zeros(covering.n_sites, bool)
        built[best[best >= 0]] = True
        return built if self.covers(built) else None

    def bound(self, value: float, u: Floats, n_steps: int, enough: float = np.inf) -> Ascent:
        """What every plan costs at least."""
        none = Choice(None, self.fee, None)
        status = np.full(self.covering.n_sites, FREE, np.int8)
        return ascend(
            self, none, status, value=value, u=u, scale=self.weight, n_steps=n_steps, enough=enough
        )

    def search(self, n_more: int, effort: float) -> tuple[Mask | None, bool]:
        """At most n_more sites that cover everybody, or whether that is proved impossible."""
        if n_more > _FEW:
            return None, False
        n_sites = self.covering.n_sites
        sites, state, _ = kernel.search(*self.covering.rows, n_sites, n_more, int(_WAYS * effort))
        if state != kernel.FOUND:
            return None, bool(state == kernel.NONE)
        built = np.zeros(n_sites, bool)
        built[sites[sites >= 0]] = True
        return built, False

    def solve(self, n_nodes: int, at_most: float | None = None) -> tuple[Mask | None, float]:
        """The cheapest plan by HiGHS, None if none was found, and its bound (inf: there is none).

        at_most: plans that cost more are of no interest.
        """
        covering = self.covering
        start, site = covering.rows
        if start.size == 1:
            return np.zeros(covering.n_sites, bool), 0.0
        matrix = sparse.csr_array(
            (np.ones(site.size), site, start), shape=(start.size - 1, covering.n_sites)
        )
        rules = [LinearConstraint(matrix, 1.0, np.inf)]
        if at_most is not None:
            rules.append(LinearConstraint(self.fee[None, :], -np.inf, at_most))
        answer = milp(
            self.fee,
            integrality=np.ones(covering.n_sites),
            bounds=Bounds(0.0, 1.0),
            constraints=rules,
            options={"node_limit": n_nodes, "mip_rel_gap": 0.0},
        )
        bound = np.inf if answer.status == 2 else -np.inf
        if answer.mip_dual_bound is not None and answer.status != 2:
            bound = float(answer.mip_dual_bound)
        return (None if answer.x is None else answer.x > 0.5), bound


def cover_all(
    problem: SetCover, status: Status, *, effort: float, seed: int, report: Report | None
) -> Found:
    """The cheapest sites that cover every demand, and what they cost at least."""
    rng = np.random.default_rng(seed)
    sites = np.flatnonzero(status == FREE)
    chosen = np.flatnonzero(status == IN)
    part, apart = problem.shrink(status)
    history: list[tuple[str, float, float]] = []

    def note(stage: str) -> None:
        history.append((stage, best + apart, bound + apart))
        if report is not None:
            report(*history[-1])

    built = part.greedy()
    best, bound = float(part.fee[built].sum()), 0.0
    note("greedy")
    if (part.fee == 1.0).all():
        built = fewer(part, built, rng, effort)
        best = float(part.fee[built].sum())
        note("swaps")
    found = part.bound(best, part.offers(built), int(_STEPS * max(1.0, effort)))
    bound = rounded_up(found.bound, part)
    note("multipliers")
    target = best - (1 - _TINY if part.is_whole else 1e-9 * best)
    if bound < target:
        none = Choice(None, part.fee, None)
        free = np.full(sites.size, FREE, np.int8)
        decided = decide(found, free, none, target=target)
        core, fixed = part.shrink(decided)
        picked, is_impossible = None, fixed >= target
        if not is_impossible and (part.fee == 1.0).all():
            picked, is_impossible = core.search(int(best - fixed) - 1, effort)
        if is_impossible:
            bound = best
        else:
            picked, proved = core.solve(max(1, int(_NODES * effort)), at_most=best - fixed)
            bound = max(bound, rounded_up(proved + fixed, part))
        if picked is not None and float(core.fee[picked].sum()) + fixed < best:
            built = part.prune(_joined(decided, picked))
            best = float(part.fee[built].sum())
        bound = min(best, bound)
        note("solver")
    bound = min(best, bound)
    everything = np.zeros(status.size, bool)
    everything[chosen] = True
    everything[sites[built]] = True
    return Found(everything, best + apart, bound + apart, tuple(history))


def fewer(part: SetCover, built: Mask, rng: np.random.Generator, effort: float) -> Mask:
    """One site less, as long as swaps find such a plan."""
    while built.sum() > 1:
        n_more = int(built.sum()) - 1
        smaller = part.within(n_more, built, kicks_for(n_more, rng, effort))
        if smaller is None:
            return built
        built = part.prune(smaller)
    return built


def kicks_for(n_sites: int, rng: np.random.Generator, effort: float) -> Floats:
    """Rounds of kicks of two sites up to a fifth of them."""
    most = max(2, n_sites // 5)
    rounds = max(4, int(30 * effort))
    kicks = rng.random((rounds, most, 2))
    kicks[np.arange(most) >= rng.integers(2, most + 1, rounds)[:, None], 0] = 1.0
    return kicks


def rounded_up(bound: float, part: SetCover) -> float:
    """A bound that knows that plans cost whole numbers, if they do."""
    return float(np.ceil(bound - _TINY)) if part.is_whole and np.isfinite(bound) else bound


def _joined(decided: Status, picked: Mask) -> Mask:
    """The sites that are IN, and those picked among the FREE ones."""
    built: Mask = decided == IN
    built[np.flatnonzero(decided == FREE)[picked]] = True
    return built


@dataclass(frozen=True, slots=True, eq=False)
class Radius:
    """Whether a number of sites covers everybody within a cost, for one cost after another."""

    start: NDArray[np.int64]
    site: NDArray[np.int32]
    unit: Floats
    needed: Floats  # (n,) 1 for who counts, else 0
    status: Status
    n_sites: int
    effort: float

    def problem(self, radius: float) -> tuple[SetCover, int] | None:
        """What is left within a radius, and how many sites more; None if somebody has no site."""
        inside = self.unit <= radius
        start = np.concatenate([[0], np.cumsum(inside)])[self.start]
        site = self.site[inside]
        allowed = np.concatenate([[0], np.cumsum(self.status[site] != OUT)])
        if ((np.diff(allowed[start]) == 0) & (self.needed > 0)).any():
            return None
        whole = Covering.merged(start, site, self.needed, self.status.size)
        part, _ = SetCover(whole, np.ones(self.status.size)).shrink(self.status)
        return part, self.n_sites - int((self.status == IN).sum())

    def plan(self, radius: float, rng: np.random.Generator) -> Mask | None:
        """Sites that do, if swaps find them (m,)."""
        found = self.problem(radius)
        if found is None:
            return None
        part, n_more = found
        built = part.greedy()
        if built.sum() > n_more:
            smaller = part.within(n_more, built, kicks_for(n_more, rng, self.effort))
            if smaller is None:
                return None
            built = smaller
        return self.whole(built)

    def decide(self, radius: float) -> tuple[Mask | None, bool]:
        """Sites that do, and whether it is proved that there are none."""
        found = self.problem(radius)
        if found is None:
            return None, True
        part, n_more = found
        ascent = part.bound(n_more + 1.0, part.offers(part.greedy()), _STEPS, n_more + _TINY)
        if ascent.bound > n_more + _TINY:
            return None, True
        free = np.full(part.covering.n_sites, FREE, np.int8)
        decided = decide(ascent, free, Choice(None, part.fee, None), target=n_more + 1.0 - _TINY)
        core, fixed = part.shrink(decided)
        if fixed > n_more:
            return None, True
        picked, is_impossible = core.search(n_more - int(fixed), self.effort)
        if is_impossible:
            return None, True
        if picked is not None:
            return self.whole(_joined(decided, picked)), False
        picked, bound = core.solve(max(1, int(_NODES * self.effort)), at_most=n_more - fixed)
        if picked is not None and picked.sum() + fixed <= n_more + _TINY:
            return self.whole(_joined(decided, picked)), False
        return None, bound + fixed > n_more + _TINY

    def whole(self, built: Mask) -> Mask:
        """A plan for what was left, with the sites that are IN."""
        everything: Mask = self.status == IN
        everything[np.flatnonzero(self.status == FREE)[built]] = True
        return everything
