"""Covering with floors: as many people as possible, and at least so many of each group.

A floor is priced: each person of a group counts so much more, and the price is right when the
best plan at these prices keeps the floors without overdoing it.  Every set of prices is a maximal
covering, whose bound less the price of the floors bounds all plans that keep them; cutting planes
find the prices (Kelley 1960), and HiGHS closes what is left where that is small.
"""

from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from gongfu.kernels import covering as kernels
from gongfu.plan.covering import Covering
from gongfu.plan.lagrangean import FREE, IN, OUT, Choice, Floats, Status, ascend, decide
from gongfu.plan.search import Mask, solve
from gongfu.plan.site_checks import grain_of

_SHARE: Final = 0.25  # of the effort, for the covering at each set of prices
_STEEP: Final = 100.0  # a hundredth of a group for everything: the highest price
_PAIRS: Final = 100_000  # that HiGHS is given, at most
_NODES: Final = 2_000
_STEPS: Final = 400
_TURNS: Final = 40  # of prices, at most
_EQUAL: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Best:
    """The best plan known, None if none keeps the floors; what it is worth; what none surpasses."""

    built: Mask | None
    value: float
    bound: float
    history: tuple[tuple[str, float, float], ...] = ()

    @property
    def is_optimal(self) -> bool:
        """Whether value and bound meet, but for rounding."""
        return self.built is not None and self.bound - self.value <= _EQUAL * abs(self.bound)


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Who is covered by which site, and to which group they belong.

    start, site: rows of pairs; people (n, g); limits, status: of the sites; seed, effort: of the
    search.
    """

    start: NDArray[np.int64]
    site: NDArray[np.int32]
    people: Floats
    limits: Choice
    status: Status
    seed: int
    effort: float

    @classmethod
    def merged(
        cls,
        pairs: sparse.csr_array,
        people: Floats,
        limits: Choice,
        status: Status,
        seed: int,
        effort: float,
    ) -> Self:
        """One row in place of all that the same allowed sites cover, and none without people."""
        allowed = status[pairs.indices] != OUT
        start = np.concatenate([[0], np.cumsum(allowed)])[pairs.indptr].astype(np.int64)
        site = pairs.indices[allowed].astype(np.int32)
        salt = np.random.default_rng(0).integers(0, 2**63, status.size, dtype=np.uint64)
        key = kernels.row_keys(start, site, salt)
        first = kernels.merge_rows(start, site, key, np.argsort(key, kind="stable"))
        total = np.zeros(people.shape)
        np.add.at(total, first, people)
        length = np.diff(start)
        kept = np.flatnonzero((total.sum(axis=1) > 0) & (length > 0))
        new_start = np.concatenate([[0], np.cumsum(length[kept])]).astype(np.int64)
        at = np.repeat(start[kept] - new_start[:-1], length[kept]) + np.arange(new_start[-1])
        return cls(new_start, site[at], total[kept], limits, status, seed, effort)

    def reached(self, built: Mask) -> Floats:
        """People of each group whom a plan covers (g,)."""
        if not self.site.size:
            return np.zeros(self.people.shape[1])
        met = np.logical_or.reduceat(built[self.site], self.start[:-1])
        reached: Floats = self.people[met].sum(axis=0)
        return reached

    def most(self, price: Floats, effort: float) -> tuple[Mask, float]:
        """The plan with most coverage where a person of each group counts so much, and a bound."""
        weight = self.people @ price
        problem = Covering.merged(self.start, self.site, weight, self.status.size)
        found = solve(
            problem,
            self.limits,
            self.status,
            seed=self.seed,
            effort=effort,
            grain=grain_of(weight),
        )
        return found.built, float(self.reached(found.built) @ price) if found.is_optimal else (
            max(float(self.reached(found.built) @ price), float(weight.sum()) - found.bound)
        )

    def fairest(self, goal: Floats, scale: Floats, *, enough: float = np.inf) -> "Fairest":
        """The plan whose least (reached - goal) / scale over the groups is largest.

        enough: such a plan will do, and the proof that there is none.
        """
        n_groups = goal.size
        price = np.full(n_groups, 1.0 / n_groups)
        plans: list[Mask] = []
        margins: list[Floats] = []
        best, bound, proof = -np.inf, np.inf, price
        for _ in range(min(_TURNS, 6 + 4 * n_groups)):
            built, most = self.most(price / scale, _SHARE * self.effort)
            above = most - float((price * goal / scale).sum())
            if above < bound:
                bound, proof = above, price
            plans.append(built)
            margins.append((self.reached(built) - goal) / scale)
            best = max(best, float(margins[-1].min()))
            if best >= enough or bound < min(enough, best + _EQUAL * max(1.0, abs(best))):
                break
            slack = np.array(margins)
            price, level = _prices(np.zeros(len(plans)), slack, total=1.0, cap=np.ones(n_groups))
            if level >= bound - _EQUAL * max(1.0, abs(bound)):
                break  # no prices do better than these
        at = int(np.argmax([margin.min() for margin in margins]))
        found = Fairest(plans[at], best, max(best, bound), proof, tuple(plans))
        is_open = found.bound - best > _EQUAL * max(1.0, abs(best))
        if enough < np.inf or not is_open or self.site.size > _PAIRS:
            return found
        solved, most = self._solver(self.status, np.zeros(n_groups), goal, scale)
        bound = min(found.bound, most)
        if solved is not None:
            own = float(((self.reached(solved) - goal) / scale).min())
            if own > best:
                return Fairest(solved, own, max(own, bound), proof, (*plans, solved))
        return replace(found, bound=max(best, bound))

    def under_floors(self, worth: Floats, floors: Floats, known: tuple[Mask, ...] = ()) -> Best:
        """The plan worth most that reaches the floors (g,); a person of each group counts `worth`.

        known: plans to begin with, within the limits.
        """
        ruled = np.flatnonzero(floors > 0)
        whole = float((self.people @ worth).sum())
        grain = grain_of(np.asarray(self.people @ worth))
        cap = _STEEP * whole / np.maximum(self.people.sum(axis=0)[ruled], 1e-300)
        values: list[float] = []
        margins: list[Floats] = []
        best = Best(None, -np.inf, whole)
        history: list[tuple[str, float, float]] = []

        def offer(built: Mask) -> Mask | None:
            reached = self.reached(built)
            values.append(float(reached @ worth))
            margins.append(reached[ruled] - floors[ruled])
            keeps = bool((margins[-1] >= -_EQUAL * floors[ruled]).all())
            return built if keeps and values[-1] > best.value else None

        for built in known:
            if offer(built) is not None:
                best = Best(built, values[-1], whole)
        price = np.zeros(ruled.size)
        dearest = price
        for turn in range(1 if not ruled.size else min(_TURNS, 6 + 4 * ruled.size)):
            full = worth.copy()
            full[ruled] += price
            effort = self.effort * (1.0 if not ruled.size else _SHARE)
            built, most = self.most(full, effort)
            above = most - float((price * floors[ruled]).sum())
            if grain:
                above = float(np.floor(above + 1e-6))
            if above < best.bound:
                dearest = price
            kept = offer(built)
            best = Best(
                best.built if kept is None else kept,
                best.value if kept is None else values[-1],
                max(
                    min(best.bound, above), best.value, values[-1] if kept is not None else -np.inf
                ),
            )
            if best.built is not None:
                history.append((f"prices {turn + 1}", best.value, best.bound))
            if best.is_optimal or not ruled.size:
                break
            price, level = _prices(np.array(values), np.array(margins), total=None, cap=cap)
            if level >= best.bound - _EQUAL * max(1.0, abs(best.bound)):
                break
        if ruled.size and not best.is_optimal:
            best = self._closed(best, worth, floors, ruled, dearest)
            if best.built is not None:
                history.append(("solver", best.value, best.bound))
        return Best(best.built, best.value, best.bound, tuple(history))

    def _closed(
        self, best: Best, worth: Floats, floors: Floats, ruled: NDArray[np.int64], price: Floats
    ) -> Best:
        """What the best prices leave open, put to HiGHS if it is small."""
        full = worth.copy()
        full[ruled] += price
        least = max(best.value, 0.0) + float((price * floors[ruled]).sum())
        status = self._decided(full, least * (1 - _EQUAL))
        n_pairs = int((status[self.site] == FREE).sum())
        if n_pairs > _PAIRS:
            return best
        built, bound = self._solver(status, worth, floors)
        # A plan that the prices rule out is no better than the one known.
        bound = min(best.bound, max(bound, best.value))
        if built is None:
            return Best(best.built, best.value, bound)
        reached = self.reached(built)
        value = float(reached @ worth)
        if value <= best.value or (reached < floors * (1 - _EQUAL)).any():
            return Best(best.built, best.value, bound)
        return Best(built, value, max(value, bound))

    def _decided(self, price: Floats, least: float) -> Status:
        """The status of sites once those are decided without which no plan is worth `least`."""
        weight = self.people @ price
        whole = Covering.merged(self.start, self.site, weight, self.status.size)
        part, apart = whole.shrink(self.status)
        free = np.flatnonzero(self.status == FREE)
        beside = self.limits.beside(self.status)
        limits = Choice(beside.n_more, beside.fee[free], beside.money)
        target = float(whole.weight.sum()) - least - apart
        none = np.full(free.size, FREE, np.int8)
        if free.size == 0 or part.weight.size == 0:
            return self.status
        found = ascend(
            part,
            limits,
            none,
            value=target,
            u=0.5 * part.weight,
            scale=part.weight,
            n_steps=_STEPS,
        )
        status = self.status.copy()
        status[free] = decide(found, none, limits, target=target + _EQUAL * abs(target))
        return status

    def _solver(
        self, status: Status, worth: Floats, floors: Floats, scale: Floats | None = None
    ) -> tuple[Mask | None, float]:
        """The best plan by HiGHS, None if none was found, and its bound (-inf: there is none).

        scale (g,): the least (reached - floor) / scale is to be large, in place of what people
        are worth.
        """
        inside, free = status == IN, np.flatnonzero(status == FREE)
        pairs = sparse.csr_array(
            (np.ones(self.site.size), self.site, self.start),
            shape=(self.start.size - 1, status.size),
        )
        given = np.asarray(pairs @ inside.astype(float)) > 0
        link, people = pairs[~given][:, free], self.people[~given]
        paid = self.people[given].sum(axis=0)
        n_rows, n_free = link.shape
        level = 0.0 if scale is None else 1.0
        gain = np.concatenate([np.zeros(n_free), people @ worth, [level]])
        rules = [
            LinearConstraint(
                sparse.hstack([link, -sparse.eye_array(n_rows), sparse.csr_array((n_rows, 1))]),
                0.0,
                np.inf,
            )
        ]
        for group in range(floors.size):
            needed = floors[group] * (1 - 1e-12) - paid[group]
            if scale is not None or floors[group] > 0:
                lift = [0.0 if scale is None else -scale[group]]
                row = np.concatenate([np.zeros(n_free), people[:, group], lift])
                rules.append(LinearConstraint(row[None], needed, np.inf))
        rest = self.limits.beside(status)
        for each, most in ((np.ones(n_free), rest.n_more), (rest.fee[free], rest.money)):
            if most is not None:
                row = np.concatenate([each, np.zeros(n_rows + 1)])
                rules.append(LinearConstraint(row[None], -np.inf, most))
        top = np.concatenate([np.ones(n_free + n_rows), [np.inf if level else 0.0]])
        low = np.concatenate([np.zeros(n_free + n_rows), [-np.inf if level else 0.0]])
        answer = milp(
            -gain,
            integrality=np.concatenate([np.ones(n_free), np.zeros(n_rows + 1)]),
            bounds=Bounds(low, top),
            constraints=rules,
            options={"node_limit": max(1, int(_NODES * self.effort)), "mip_rel_gap": 0.0},
        )
        if answer.status == 2:
            return None, -np.inf
        sure = float(paid @ worth)
        bound = np.inf if answer.mip_dual_bound is None else sure - float(answer.mip_dual_bound)
        if answer.x is None:
            return None, bound
        built: Mask = inside.copy()
        built[free[answer.x[:n_free] > 0.5]] = True
        return built, bound


@dataclass(frozen=True, slots=True, eq=False)
class Fairest:
    """The plan whose worst group is best off, the margin of that group, and what none surpasses.

    price (g,): the weights of the groups that prove the bound; plans: all that were tried.
    """

    built: Mask
    margin: float
    bound: float
    price: Floats
    plans: tuple[Mask, ...]


def _prices(
    values: Floats, margins: Floats, *, total: float | None, cap: Floats
) -> tuple[Floats, float]:
    """The prices (g,) at which the best of these plans is worth least, and what it is worth."""
    n_groups = margins.shape[1]
    size = max(1.0, float(np.abs(margins).max(initial=0.0)), float(np.abs(values).max(initial=0.0)))
    answer = linprog(
        np.concatenate([np.zeros(n_groups), [1.0]]),
        A_ub=np.column_stack([margins, -np.full(len(values), 1.0)]) / size,
        b_ub=-values / size,
        A_eq=None if total is None else np.concatenate([np.ones(n_groups), [0.0]])[None],
        b_eq=None if total is None else [total],
        bounds=[*((0.0, most) for most in cap), (None, None)],
        method="highs",
    )
    if answer.x is None:
        return np.zeros(n_groups), np.inf
    return np.maximum(answer.x[:n_groups], 0.0), float(answer.x[-1])
