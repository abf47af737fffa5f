"""Covering everybody with as few sites, or as little money, as possible: plans, bounds, proofs."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from gongfu.kernels import cover_fewest, cover_search
from gongfu.kernels import covering as kernels
from gongfu.plan.covering import Covering
from gongfu.plan.lagrangean import FREE, IN, OUT, Ascent, Choice, Floats, Status, ascend, decide
from gongfu.plan.median import assigned
from gongfu.plan.search import Found, Mask, Report
from gongfu.plan.site_checks import chance_of, grain_of

_NODES: Final = 3e6  # pairs times nodes of the solver, for one unit of effort ...
_PAIRS: Final = 50_000  # ... and not more pairs, for its first node may take minutes
_STEPS: Final = 600  # of an ascent
_FEW: Final = 12  # so few sites are searched through, way by way ...
_WAYS: Final = 300_000  # ... up to so many nodes
_TINY: Final = 1e-6
_PASSES: Final = 4  # of leaving out demands and sites
_SEARCH: Final = 4e10  # pairs, for one unit of effort ...
_SEARCH_STEPS: Final = (20_000, 400_000)  # ... in so many steps
_GLANCE: Final = 0.1  # of that effort, for one radius of many


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

    def reduce(self) -> tuple[Self, NDArray[np.int64]]:
        """Without demands that are covered whenever others are, and sites that others replace.

        Also where the sites that are left stand; there is a cheapest plan among these.
        """
        covering, fee = self.covering, self.fee
        kept = np.arange(covering.n_sites)
        for _ in range(_PASSES):
            if covering.rows[1].size == 0:
                break
            idle = cover_fewest.held(*covering.rows, *covering.cols, fee)
            status = np.where(idle, OUT, FREE).astype(np.int8)
            covering, _ = covering.shrink(status)
            kept, fee = kept[~idle], fee[~idle]
            spare = cover_fewest.holding(*covering.rows, *covering.cols)
            covering = covering.without(spare)
            if not spare.any():
                break
        return type(self)(covering, fee), kept

    def within(
        self, n_more: int, start: Mask, rng: np.random.Generator, effort: float
    ) -> Mask | None:
        """At most n_more sites that cover everybody, if a search from a plan finds them."""
        covering = self.covering
        steps = int(np.clip(effort * _SEARCH / max(1, covering.n_pairs), *_SEARCH_STEPS))
        built, is_found = cover_fewest.search_by_weights(
            covering.rows, covering.cols, start, n_more, rng.random(steps)
        )
        return built if is_found else None

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
        sites, state, _ = cover_search.search(
            *self.covering.rows, n_sites, n_more, int(_WAYS * effort)
        )
        if state != cover_search.FOUND:
            return None, bool(state == cover_search.NONE)
        built = np.zeros(n_sites, bool)
        built[sites[sites >= 0]] = True
        return built, False

    def solve(self, at_most: float, effort: float) -> tuple[Mask | None, float]:
        """The cheapest plan by HiGHS, None if none was found, and its bound (inf: there is none).

        at_most: plans that cost more are of no interest.
        """
        covering = self.covering
        start, site = covering.rows
        if start.size == 1:
            return np.zeros(covering.n_sites, bool), 0.0
        if site.size > _PAIRS * max(1.0, effort):
            return None, -np.inf
        matrix = sparse.csr_array(
            (np.ones(site.size), site, start), shape=(start.size - 1, covering.n_sites)
        )
        rules = [
            LinearConstraint(matrix, 1.0, np.inf),
            LinearConstraint(self.fee[None, :], -np.inf, at_most),
        ]
        answer = milp(
            self.fee,
            integrality=np.ones(covering.n_sites),
            bounds=Bounds(0.0, 1.0),
            constraints=rules,
            options={
                "node_limit": max(1, int(_NODES * effort / site.size)),
                "mip_rel_gap": 0.0,
            },
        )
        bound = np.inf if answer.status == 2 else -np.inf
        if answer.mip_dual_bound is not None and answer.status != 2:
            bound = float(answer.mip_dual_bound)
        return (None if answer.x is None else answer.x > 0.5), bound


def cover_all(
    problem: SetCover, status: Status, *, effort: float, seed: int, report: Report | None
) -> Found:
    """The cheapest sites that cover every demand, and what they cost at least."""
    rng = chance_of(seed)
    sites = np.flatnonzero(status == FREE)
    chosen = np.flatnonzero(status == IN)
    part, apart = problem.shrink(status)
    part, needed = part.reduce()
    sites = sites[needed]
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
        core, kept = core.reduce()
        picked, is_impossible = None, fixed >= target
        if not is_impossible and (part.fee == 1.0).all():
            picked, is_impossible = core.search(int(best - fixed) - 1, effort)
        if is_impossible:
            bound = best
        else:
            picked, proved = core.solve(best - fixed, effort)
            bound = max(bound, rounded_up(proved + fixed, part))
        if picked is not None and float(core.fee[picked].sum()) + fixed < best:
            built = part.prune(_joined(decided, kept[picked]))
            best = float(part.fee[built].sum())
        bound = min(best, bound)
        note("solver")
    bound = min(best, bound)
    everything = np.zeros(status.size, bool)
    everything[chosen] = True
    everything[sites[built]] = True
    return Found(everything, best + apart, bound + apart, tuple(history))


def fewer(part: SetCover, built: Mask, rng: np.random.Generator, effort: float) -> Mask:
    """One site less, as long as a search finds such a plan."""
    while built.sum() > 1:
        smaller = part.within(int(built.sum()) - 1, built, rng, effort)
        if smaller is None:
            return built
        built = part.prune(smaller)
    return built


def rounded_up(bound: float, part: SetCover) -> float:
    """A bound that knows that plans cost whole numbers, if they do."""
    return float(np.ceil(bound - _TINY)) if part.is_whole and np.isfinite(bound) else bound


def _joined(decided: Status, picked: NDArray[np.int64]) -> Mask:
    """The sites that are IN, and those picked: where they stand among the FREE ones."""
    built: Mask = decided == IN
    built[np.flatnonzero(decided == FREE)[picked]] = True
    return built


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """What is left to cover within a radius: how many sites more, and where its sites stand."""

    part: SetCover
    n_more: int
    sites: NDArray[np.int64]


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

    def problem(self, radius: float) -> Near | None:
        """What is left within a radius; None if somebody has no site."""
        inside = self.unit <= radius
        start = np.concatenate([[0], np.cumsum(inside)])[self.start]
        site = self.site[inside]
        allowed = np.concatenate([[0], np.cumsum(self.status[site] != OUT)])
        if ((np.diff(allowed[start]) == 0) & (self.needed > 0)).any():
            return None
        whole = Covering.merged(start, site, self.needed, self.status.size)
        part, _ = SetCover(whole, np.ones(self.status.size)).shrink(self.status)
        part, kept = part.reduce()
        n_more = self.n_sites - int((self.status == IN).sum())
        return Near(part, n_more, np.flatnonzero(self.status == FREE)[kept])

    def plan(self, radius: float, rng: np.random.Generator) -> Mask | None:
        """Sites that do, if a search finds them (m,)."""
        found = self.problem(radius)
        if found is None:
            return None
        built = found.part.greedy()
        if built.sum() > found.n_more:
            smaller = found.part.within(found.n_more, built, rng, _GLANCE * self.effort)
            if smaller is None:
                return None
            built = smaller
        return self.whole(found.sites[built])

    def is_refuted(self, radius: float) -> bool:
        """Whether a Lagrangean bound proves that there are none."""
        found = self.problem(radius)
        return found is None or _ascended(found).bound > found.n_more + _TINY

    def decide(self, radius: float) -> tuple[Mask | None, bool]:
        """Sites that do, and whether it is proved that there are none."""
        found = self.problem(radius)
        if found is None:
            return None, True
        part, n_more = found.part, found.n_more
        ascent = _ascended(found)
        if ascent.bound > n_more + _TINY:
            return None, True
        free = np.full(part.covering.n_sites, FREE, np.int8)
        decided = decide(ascent, free, Choice(None, part.fee, None), target=n_more + 1.0 - _TINY)
        core, fixed = part.shrink(decided)
        if fixed > n_more:
            return None, True
        core, kept = core.reduce()
        picked, is_impossible = core.search(n_more - int(fixed), self.effort)
        if is_impossible:
            return None, True
        bound = 0.0
        if picked is None:
            picked, bound = core.solve(n_more - fixed, self.effort)
        if picked is not None and picked.sum() + fixed <= n_more + _TINY:
            return self.whole(found.sites[_joined(decided, kept[picked])]), False
        return None, bound + fixed > n_more + _TINY

    def reached(self, built: Mask) -> float:
        """The largest cost of anybody who counts."""
        least = assigned(self.start, self.site, self.unit, built)[1]
        return float(least[self.needed > 0].max(initial=0.0))

    def whole(self, built: NDArray[np.int64]) -> Mask:
        """A plan of these sites, with those that are IN."""
        everything: Mask = self.status == IN
        everything[built] = True
        return everything


def _ascended(near: Near) -> Ascent:
    part, n_more = near.part, near.n_more
    return part.bound(n_more + 1.0, part.offers(part.greedy()), _STEPS, n_more + _TINY)
