"""Several kinds of facility at once, out of one purse: who gets the money, and which place what."""

import heapq
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from gongfu.errors import InputError
from gongfu.plan.covering import Covering, first_open
from gongfu.plan.lagrangean import FREE, IN, OUT, Choice, Floats, Status
from gongfu.plan.median import reachable_rows
from gongfu.plan.search import Mask, solve
from gongfu.plan.site_checks import (
    checked_demand,
    checked_effort,
    checked_limits,
    checked_matrix,
    grain_of,
)
from gongfu.plan.site_plan import SitePlan

_NODES: Final = 60  # plans for what is left of the places in dispute, for one unit of effort
_SHARE: Final = 0.25  # of the effort, for each of them


@dataclass(frozen=True, slots=True, eq=False)
class MultiKindPlan:
    """A plan over all kinds together, and what it opens and covers of each.

    Attributes
    ----------
    plan
        Over all sites and demands, those of the first kind first, then of the next; its `value`
        adds up the people of all kinds.
    open
        kind -> (m,) bool: which of its sites are open.
    assign
        kind -> (n,) int64: which of its sites covers each demand, -1 if none does.
    covered
        kind -> people covered.
    """

    plan: SitePlan
    open: dict[Hashable, Mask]
    assign: dict[Hashable, NDArray[np.int64]]
    covered: dict[Hashable, float]


def multi_kind_mclp(  # noqa: PLR0913 (as mclp, by kind)
    covers: Mapping[Hashable, Any],
    demands: Mapping[Hashable, ArrayLike],
    *,
    n_sites: int | Mapping[Hashable, int] | None = None,
    budget: float | None = None,
    cost: Mapping[Hashable, ArrayLike] | None = None,
    one_per_place: bool = False,
    fixed: Mapping[Hashable, ArrayLike] | None = None,
    forbidden: Mapping[Hashable, ArrayLike] | None = None,
    seed: int = 0,
    effort: float = 1.0,
) -> MultiKindPlan:
    """The sites of several kinds that cover most people within one budget or number.

    Parameters
    ----------
    covers
        Kind -> (n, m) whether a site of this kind covers a demand, as in `mclp`; n and m may
        differ between kinds.
    demands
        Kind -> (n,) people who need it.  What counts is their sum; multiply one to weigh it.
    n_sites
        How many sites open at most, of all kinds together, or kind -> how many of each.
    budget, cost
        What all open sites may cost together, and kind -> (m,) what each costs.
    one_per_place
        Whether the sites of all kinds are the same places (m alike), each for one kind at most.
    fixed, forbidden
        Kind -> sites that must be open, and that must not.
    seed, effort
        As in `mclp`.

    Returns
    -------
    MultiKindPlan
        The plan, with a bound on all others, and its parts.

    Raises
    ------
    InputError
        If anything given is not as described; a number per kind goes without a budget.
    InfeasibleError
        As `mclp`.

    Notes
    -----
    Kinds share nothing but the limit, so that all of them are one maximal covering.  Where two
    kinds want a place that takes one, the plan is split: without the first there, without the
    second there, each with its own bound (branch and bound, Land and Doig 1960).

    Examples
    --------
    >>> near = [[1, 0, 0], [1, 1, 0], [0, 0, 1]]
    >>> found = multi_kind_mclp(
    ...     {"childcare": near, "clinic": near},
    ...     {"childcare": [5, 1, 2], "clinic": [1, 9, 4]},
    ...     n_sites=2,
    ... )
    >>> found.open["clinic"], found.covered
    (array([ True, False, False]), {'childcare': 6.0, 'clinic': 10.0})
    """
    kinds = _checked_kinds(covers, demands, cost, fixed, forbidden, n_sites)
    pairs = {kind: checked_matrix(covers[kind], f"covers[{kind!r}]", zeros=False) for kind in kinds}
    people = {kind: checked_demand(demands[kind], pairs[kind].shape[0]) for kind in kinds}
    shapes = [pairs[kind].shape for kind in kinds]
    if one_per_place and len({shape[1] for shape in shapes}) > 1:
        raise InputError(
            "one_per_place needs the same places for every kind, but there are "
            f"{', '.join(f'{pairs[kind].shape[1]} of {kind!r}' for kind in kinds)}"
        )
    row_at = np.cumsum([0, *(shape[0] for shape in shapes)])
    site_at = np.cumsum([0, *(shape[1] for shape in shapes)])
    block = sparse.csr_array(
        sparse.block_diag([pairs[kind].astype(bool) for kind in kinds], format="csr")
    )
    parts, status = _checked_purses(
        kinds, shapes, n_sites=n_sites, budget=budget, cost=cost, fixed=fixed, forbidden=forbidden
    )
    effort = checked_effort(effort)

    weight = np.concatenate([people[kind] for kind in kinds])
    place = np.concatenate([np.arange(shape[1]) for shape in shapes])
    reachable = reachable_rows(block.indptr, block.indices, status)
    if one_per_place:
        status = _settled(status, place)
    shared = _Shared(
        block, np.where(reachable, weight, 0.0), place, one_per_place, parts, seed, effort
    )
    built, value, bound, history = shared.search(status)

    start, site = block.indptr.astype(np.int64), block.indices.astype(np.int32)
    assign = first_open(start, site, built)
    is_optimal = bound - value <= 1e-9 * abs(bound)
    plan = SitePlan(
        open=built,
        assign=assign,
        value=value,
        bound=value if is_optimal else bound,
        status="optimal" if is_optimal else "bounded",
        history=history,
        unreachable=np.flatnonzero(~reachable & (weight > 0)).astype(np.int64),
        objective="max",
    )
    cut = {
        kind: (slice(row_at[i], row_at[i + 1]), slice(site_at[i], site_at[i + 1]))
        for i, kind in enumerate(kinds)
    }
    own = {kind: assign[rows] for kind, (rows, _) in cut.items()}
    return MultiKindPlan(
        plan,
        {kind: built[sites] for kind, (_, sites) in cut.items()},
        {k: np.where(own[k] < 0, -1, own[k] - cut[k][1].start).astype(np.int64) for k in kinds},
        {kind: float(people[kind][own[kind] >= 0].sum()) for kind in kinds},
    )


def _checked_kinds(
    covers: Mapping[Hashable, Any],
    demands: Mapping[Hashable, ArrayLike],
    *others: Any,
) -> tuple[Hashable, ...]:
    """The kinds, in the order of `covers`; what is said of another kind is an error."""
    kinds = tuple(covers)
    if not kinds:
        raise InputError("covers has no kind; give a matrix for each kind that is planned")
    if set(demands) != set(kinds):
        raise InputError(
            f"covers has the kinds {sorted(map(str, kinds))}, demands has "
            f"{sorted(map(str, demands))}; give both for each kind"
        )
    for given in others:
        if isinstance(given, Mapping) and not set(given) <= set(kinds):
            strange = sorted(map(str, set(given) - set(kinds)))
            raise InputError(f"{strange} are no kinds that are planned; they are {list(kinds)}")
    return kinds


def _checked_purses(
    kinds: tuple[Hashable, ...],
    shapes: list[tuple[int, int]],
    *,
    n_sites: int | Mapping[Hashable, int] | None,
    budget: float | None,
    cost: Mapping[Hashable, ArrayLike] | None,
    fixed: Mapping[Hashable, ArrayLike] | None,
    forbidden: Mapping[Hashable, ArrayLike] | None,
) -> tuple[list[tuple[slice, Choice]], Status]:
    """Which sites share which limits, and what is decided of all sites."""
    n_of = [shape[1] for shape in shapes]
    ends = np.cumsum([0, *n_of])
    spans = [slice(int(ends[i]), int(ends[i + 1])) for i in range(len(kinds))]
    held = [
        [_mask(given, kind, n) for kind, n in zip(kinds, n_of, strict=True)]
        for given in (fixed, forbidden)
    ]
    if isinstance(n_sites, Mapping):
        if budget is not None or cost is not None:
            raise InputError(
                "n_sites by kind goes without budget and cost; give one number of sites for all "
                "kinds, or leave the budget out"
            )
        if set(n_sites) != set(kinds):
            raise InputError(f"n_sites must name every kind; they are {list(kinds)}")
        checked = [
            checked_limits(
                n, n_sites=n_sites[kind], budget=None, cost=None,
                fixed=held[0][i], forbidden=held[1][i],
            )
            for i, (kind, n) in enumerate(zip(kinds, n_of, strict=True))
        ]  # fmt: skip
        return (
            [(span, limits) for span, (limits, _) in zip(spans, checked, strict=True)],
            np.concatenate([status for _, status in checked]),
        )
    fees = None
    if cost is not None:
        if set(cost) != set(kinds):
            raise InputError(f"cost must name every kind; they are {list(kinds)}")
        rows = [np.asarray(cost[kind]) for kind in kinds]
        for kind, row, n in zip(kinds, rows, n_of, strict=True):
            if row.shape != (n,):
                raise InputError(f"cost[{kind!r}] has shape {row.shape}; it needs ({n},)")
        fees = np.concatenate(rows)
    limits, status = checked_limits(
        int(ends[-1]), n_sites=n_sites, budget=budget, cost=fees,
        fixed=np.concatenate(held[0]), forbidden=np.concatenate(held[1]),
    )  # fmt: skip
    return [(slice(0, int(ends[-1])), limits)], status


def _mask(given: Mapping[Hashable, ArrayLike] | None, kind: Hashable, n_sites: int) -> Mask:
    """Sites of a kind as a mask, from a mask or positions."""
    mask = np.zeros(n_sites, bool)
    if given is None or kind not in given:
        return mask
    members = np.asarray(given[kind])
    if members.size == 0:
        return mask
    if members.dtype == bool and members.shape == (n_sites,):
        return members.copy()
    whole = members.dtype.kind in "iu" and members.ndim == 1
    if not whole or members.min() < 0 or members.max() >= n_sites:
        raise InputError(
            f"sites of {kind!r} must be positions 0 to {n_sites - 1}, or a mask of {n_sites}"
        )
    mask[members] = True
    return mask


def _settled(status: Status, place: NDArray[np.int64]) -> Status:
    """Where a kind is fixed, no other opens."""
    inside = np.bincount(place[status == IN], minlength=int(place.max()) + 1)
    twice = np.flatnonzero(inside > 1)
    if twice.size:
        raise InputError(
            f"place {twice[0]} has {inside[twice[0]]} fixed kinds, and one_per_place allows one; "
            "fix one of them"
        )
    status = status.copy()
    status[(status == FREE) & (inside[place] > 0)] = OUT
    return status


@dataclass(frozen=True, slots=True, eq=False)
class _Shared:
    """All kinds as one covering, and places that take one kind each."""

    block: sparse.csr_array
    weight: Floats
    place: NDArray[np.int64]
    one_per_place: bool
    parts: list[tuple[slice, Choice]]
    seed: int
    effort: float

    def relaxed(self, status: Status, effort: float) -> tuple[Mask, float]:
        """The best plan where places may be used twice, and what none surpasses."""
        start, site = self.block.indptr.astype(np.int64), self.block.indices.astype(np.int32)
        built = np.zeros(status.size, bool)
        lost = 0.0
        for span, limits in self.parts:
            mine = (site >= span.start) & (site < span.stop)
            begin = np.concatenate([[0], np.cumsum(mine)])[start]
            weight = np.where(np.diff(begin) > 0, self.weight, 0.0)
            n = span.stop - span.start
            problem = Covering.merged(begin, (site[mine] - span.start).astype(np.int32), weight, n)
            found = solve(
                problem, limits, status[span], seed=self.seed, effort=effort,
                grain=grain_of(weight),
            )  # fmt: skip
            built[span] = found.built
            lost += found.bound
        return built, float(self.weight.sum()) - lost

    def value(self, built: Mask) -> float:
        """People covered."""
        met = np.asarray(self.block @ built.astype(float)) > 0
        return float(self.weight[met].sum())

    def dispute(self, built: Mask) -> NDArray[np.int64]:
        """The open sites at the place that is used twice and where most is at stake; none if none.

        What only this site covers is at stake; the one with most comes first.
        """
        n_here = np.bincount(self.place[built])
        sites = np.flatnonzero(built)
        sites = sites[n_here[self.place[sites]] > 1]
        if not self.one_per_place or sites.size == 0:
            return sites[:0]
        times = np.asarray(self.block @ built.astype(float))
        stake = np.asarray(self.block.T.astype(float) @ np.where(times == 1, self.weight, 0.0))
        by_place = np.lexsort([sites, -stake[sites], self.place[sites]])
        runs = np.split(sites[by_place], np.flatnonzero(np.diff(self.place[sites[by_place]])) + 1)
        worst: NDArray[np.int64] = max(runs, key=lambda run: float(stake[run[-1]]))
        return worst

    def search(
        self, status: Status
    ) -> tuple[Mask, float, float, tuple[tuple[str, float, float], ...]]:
        """The best plan found, its value, the bound on all, and how they came about."""
        built, bound = self.relaxed(status, self.effort)
        best, value = self.mended(built, status)
        history = [("all kinds together", value, max(value, bound))]
        if not self.one_per_place:
            return best, value, max(value, bound), tuple(history)
        nodes = [(-bound, 0, status, built)]
        settled = value  # what plans without dispute may still reach
        made = 0
        while nodes and made < max(1, int(_NODES * self.effort)):
            bound = -nodes[0][0]
            if bound <= value * (1 + 1e-12):
                break
            _, _, status, built = heapq.heappop(nodes)
            sites = self.dispute(built)
            if sites.size == 0:
                settled = max(settled, bound)
                continue
            for kept in sites:
                made += 1
                below = status.copy()
                below[sites[sites != kept]] = OUT
                found, upper = self.relaxed(below, _SHARE * self.effort)
                worth = self.value(found) if self.dispute(found).size == 0 else -np.inf
                if worth > value:
                    best, value = found, worth
                heapq.heappush(nodes, (-min(bound, upper), made, below, found))
        bound = max(value, settled, max((-node[0] for node in nodes), default=-np.inf))
        if made:
            history.append(("places in dispute", value, bound))
        return best, value, bound, tuple(history)

    def mended(self, built: Mask, status: Status) -> tuple[Mask, float]:
        """A plan without dispute: at each such place the kind with most at stake stays."""
        status = status.copy()
        while (sites := self.dispute(built)).size:
            status[sites[1:]] = OUT
            built, _ = self.relaxed(status, _SHARE * self.effort)
        return built, self.value(built)
