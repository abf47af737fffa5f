"""Rows that have to be covered: a search that minds them, and a proof where it stops short."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from gongfu.errors import InfeasibleError
from gongfu.plan.covering import Covering
from gongfu.plan.lagrangean import FREE, IN, OUT, Choice, Floats, Status
from gongfu.plan.search import Found, Mask, Problem
from gongfu.plan.set_cover import SetCover, cover_all

PAIRS: Final = 100_000
"""That HiGHS is given, at most."""
_NODES: Final = 2_000


def closed(
    found: Found,
    pairs: sparse.csr_array,
    weight: Floats,
    must: sparse.csr_array,
    limits: Choice,
    status: Status,
    effort: float,
) -> Found:
    """What the search leaves open, put to HiGHS: one row for each level of a demand."""
    row = np.repeat(np.arange(weight.size), np.diff(pairs.indptr))
    steps = np.unique(pairs.data)
    links, gains = [], []
    for below, step in zip(np.concatenate([[0.0], steps[:-1]]), steps, strict=True):
        mine = pairs.data >= step
        links.append(
            sparse.csr_array(
                (np.ones(int(mine.sum())), (row[mine], pairs.indices[mine])), shape=pairs.shape
            )
        )
        gains.append((step - below) * weight)
    if sum(link.nnz for link in links) > PAIRS:
        return found
    link, gain = sparse.vstack(links, format="csr"), np.concatenate(gains)
    kept = np.flatnonzero((gain > 0) & (np.diff(link.indptr) > 0))
    link, gain = link[kept], gain[kept]
    m, none = status.size, np.zeros(kept.size)
    rules = [
        LinearConstraint(sparse.hstack([link, -sparse.eye_array(kept.size)]), 0.0, np.inf),
        LinearConstraint(
            sparse.hstack([must, sparse.csr_array((must.shape[0], kept.size))]), 1.0, np.inf
        ),
    ]
    for each, most in ((np.ones(m), limits.n_more), (limits.fee, limits.money)):
        if most is not None:
            rules.append(LinearConstraint(np.concatenate([each, none])[None], -np.inf, most))
    answer = milp(
        np.concatenate([np.zeros(m), -gain]),
        integrality=np.concatenate([np.ones(m), none]),
        bounds=Bounds(
            np.concatenate([(status == IN).astype(float), none]),
            np.concatenate([(status != OUT).astype(float), none + 1.0]),
        ),
        constraints=rules,
        options={"node_limit": max(1, int(_NODES * effort)), "mip_rel_gap": 0.0},
    )
    built, cost, whole = found.built, found.value, float(weight.sum())
    bound = found.bound
    if answer.mip_dual_bound is not None:
        bound = max(bound, whole + float(answer.mip_dual_bound))
    if answer.x is not None:
        other: Mask = answer.x[:m] > 0.5
        covers = bool((np.asarray(must @ other.astype(float)) > 0).all())
        best = pairs.multiply(other[None].astype(float)).max(axis=1).toarray().ravel()
        own = float((weight * (1.0 - best)).sum())
        if covers and limits.allow(other) and own < cost:
            built, cost = other, own
    bound = min(bound, cost)
    return Found(built, cost, bound, (*found.history, ("solver", cost, bound)))


def cover_first(
    must: sparse.csr_array, limits: Choice, status: Status, *, seed: int, effort: float
) -> Mask:
    """Sites within the limits that cover every row: the fewest, or the cheapest if money is short.

    Raises InfeasibleError, with what it takes, if none are found.
    """
    start, site = must.indptr.astype(np.int64), must.indices.astype(np.int32)
    covering = Covering.merged(start, site, np.ones(must.shape[0]), must.shape[1])
    failed = []
    for fee, most, unit in (
        (np.ones(must.shape[1]), limits.n_more, "sites"),
        (limits.fee, limits.money, "yuan or whatever costs are in"),
    ):
        if most is None:
            continue
        found = cover_all(SetCover(covering, fee), status, effort=effort, seed=seed, report=None)
        if limits.allow(found.built):
            return found.built
        if found.bound > most * (1 + 1e-9):
            raise InfeasibleError(
                f"to cover all rows of must_cover takes at least {found.bound:g} {unit}, and the "
                f"limit is {most:g}; raise it, or ask for less"
            )
        failed.append(f"{found.value:g} {unit} where {most:g} are allowed")
    raise InfeasibleError(
        "no plan was found that covers all rows of must_cover; the best ones take "
        f"{' and '.join(failed)}; raise the limits, or give more effort"
    )


@dataclass(frozen=True, slots=True, eq=False)
class Ruled:
    """A problem with rows that lack more than everybody together, and perhaps a first plan.

    Multipliers of rows that lack `heavy` or more begin at nothing and move by `step`, about what a
    rule can cost for each: in proportion to what such a row lacks they would never settle.
    """

    problem: Problem
    known: Mask | None
    heavy: float
    step: float

    @property
    def n_pairs(self) -> int:
        """As the problem."""
        return self.problem.n_pairs

    @property
    def low(self) -> Floats:
        """As the problem."""
        return self.problem.low

    @property
    def high(self) -> Floats:
        """As the problem."""
        return self.problem.high

    @property
    def weight(self) -> Floats:
        """How far a step moves each multiplier."""
        weight = self.problem.weight
        return np.where(weight >= self.heavy, self.step + np.mod(weight, self.heavy), weight)

    def prices(self, u: Floats) -> Floats:
        """As the problem."""
        return self.problem.prices(u)

    def given(self, u: Floats) -> float:
        """What the multipliers give in all, before any site is chosen."""
        return float(u.sum())

    def slack(self, chosen: Floats, u: Floats) -> Floats:
        """As the problem."""
        return self.problem.slack(chosen, u)

    def multipliers(self, built: Mask) -> Floats:
        """As the problem, and little for heavy rows."""
        u = self.problem.multipliers(built)
        return np.where(self.problem.weight >= self.heavy, np.minimum(u, 0.1 * self.step), u)

    def improve(self, built: Mask, limits: Choice, kicks: Floats, least: float) -> Mask:
        """As the problem."""
        return self.problem.improve(built, limits, kicks, least)

    def cost(self, built: Mask) -> float:
        """As the problem."""
        return self.problem.cost(built)

    def greedy(self, limits: Choice) -> Mask:
        """The plan that is known, if it is within the limits and no worse."""
        opened = self.problem.greedy(limits)
        known = self.known
        if known is None or not limits.allow(known) or self.cost(known) > self.cost(opened):
            return opened
        return known.copy()

    def shrink(self, status: Status) -> tuple[Self, float]:
        """What is left of both."""
        part, lost = self.problem.shrink(status)
        known = None if self.known is None else self.known[status == FREE]
        return type(self)(part, known, self.heavy, self.step), lost
