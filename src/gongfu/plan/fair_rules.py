"""Programmes that maximise what is fair between counties, each rule with a bound.

C counties, K columns; a county has before[c] + per_head[c] @ x of the indicator per head.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse

from gongfu.plan.portfolio import Floats
from gongfu.plan.portfolio_rows import Rows, Solved, solve

Curve = Callable[[Floats], Floats]

_ROUNDS: Final = 12
_UNPROVED_ROUNDS: Final = 4
_CLOSE: Final = 1e-7
_FIRST_STEPS: Final = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 5.0, 9.0)  # mean levels
_SLACK: Final = 1e-7
_TANGENTS_PART: Final = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Heads:
    """What each county has per head, and what it weighs.

    before (C,), per_head (C, K), share (C,) of the residents, summing to 1; a unit of `per_head`
    of the size of a good programme keeps the numbers near 1.
    """

    before: Floats
    per_head: Floats
    share: Floats

    def level(self, x: Floats) -> Floats:
        """(C,) per head after a programme."""
        return self.before + self.per_head @ x[: self.per_head.shape[1]]


@dataclass(frozen=True, slots=True, eq=False)
class Fair:
    """A programme for a rule, the bound on the rule's value, and whether it is proved best."""

    x: Floats
    bound: float
    proved: bool


def leximin(rows: Rows, heads: Heads, n_nodes: int) -> Fair | None:
    """The worst county as well as possible, then the two worst together, then the three, ...

    The sum of the k worst is k r - sum(max(r - level, 0)) at its best r (Ogryczak and Tamir 2003),
    and ordering programmes by these sums one after the other is ordering them by the worst county,
    then the second worst, and so on.  At the first sum that is not proved largest, the rest is left
    to the largest mean.  The bound is that of the worst county; sums are equal to seven digits.
    """
    sums: list[float] = []
    best, bound, proved = None, np.inf, True
    for k in range(1, heads.before.size + 1):
        found = _worst(rows, heads, sums, n_nodes, mean=False)
        if not found.x.size:
            proved = False
            break
        best = found.x[: heads.per_head.shape[1]]
        sums.append(float(np.sort(heads.level(best))[:k].sum()))
        bound = max(found.bound, sums[0]) if k == 1 else bound
        if found.answer != "optimal":
            proved = False
            break
    if best is None:
        return None
    if not proved:
        found = _worst(rows, heads, sums, n_nodes, mean=True)
        best = found.x[: heads.per_head.shape[1]] if found.x.size else best
    return Fair(best, bound, proved)


def _worst(rows: Rows, heads: Heads, sums: list[float], n_nodes: int, *, mean: bool) -> Solved:
    """The largest sum of one county more than `sums` has, or the largest mean, no sum lower.

    Behind x, each sum has columns r and d (C,) with d_c >= r - level_c, and is k r - sum(d).
    """
    n_counties, n_columns = heads.per_head.shape
    low, high = _range(heads)
    n_sums = len(sums) + (not mean)
    block, n_all = 1 + n_counties, n_columns + n_sums * (1 + n_counties)
    model, aim = rows.widened(n_all - n_columns), np.zeros(n_all)
    short = sparse.hstack([np.ones((n_counties, 1)), -sparse.eye_array(n_counties)], format="csr")
    for k in range(n_sums):
        before, behind = k * block, (n_sums - k - 1) * block
        parts = [sparse.csr_array(-heads.per_head), sparse.csr_array((n_counties, before)), short]
        line = sparse.hstack([*parts, sparse.csr_array((n_counties, behind))], format="csr")
        model = model.also(line, np.full(n_counties, -np.inf), heads.before)
        total = np.zeros(n_all)
        total[n_columns + before] = k + 1
        total[n_columns + before + 1 : n_columns + before + block] = -1.0
        if k < len(sums):
            floor = sums[k] - _SLACK * max(1.0, abs(sums[k]))
            model = model.also(total[None, :], np.array([floor]), np.array([np.inf]))
        else:
            aim = total
    if mean:
        aim[:n_columns] = heads.share @ heads.per_head
    top, bottom = float(high.max()), float(low.min())
    return solve(
        model,
        aim,
        n_nodes=n_nodes,
        lower=np.concatenate([np.zeros(n_columns), np.tile([bottom] + [0.0] * n_counties, n_sums)]),
        upper=np.concatenate(
            [np.ones(n_columns), np.tile([top] + [top - bottom] * n_counties, n_sums)]
        ),
        whole=np.arange(n_all) < n_columns,
    )


def concave(rows: Rows, heads: Heads, curve: Curve, slope: Curve, n_nodes: int) -> Fair | None:
    """The most of sum(share * curve(level)) for a concave curve, by tangents (Kelley 1960).

    Each county's curve is replaced by the least of some tangents, which lies above it, so that the
    solver's bound is a bound on the curve too; tangents are added where the answers lie until value
    and bound meet.
    """
    low, high = _range(heads)
    points = [np.minimum(low + step, high) for step in _FIRST_STEPS]
    model, best, value, bound = rows.widened(low.size), None, -np.inf, np.inf
    aim = np.concatenate([np.zeros(heads.per_head.shape[1]), heads.share])
    for turn in range(_ROUNDS):
        for point in points:
            model = model.also(*_tangents(heads, curve(point), slope(point), point))
        found = solve(
            model,
            aim,
            n_nodes=n_nodes,
            lower=np.concatenate([np.zeros(heads.per_head.shape[1]), curve(low)]),
            upper=np.concatenate([np.ones(heads.per_head.shape[1]), curve(high)]),
            whole=np.arange(aim.size) < heads.per_head.shape[1],
        )
        bound = min(bound, found.bound)
        if not found.x.size:
            break
        level = heads.level(found.x)
        reached = float(heads.share @ curve(level))
        if reached > value:
            best, value = found.x[: heads.per_head.shape[1]], reached
        if _settled(turn, found, reached, value, bound):
            break
        points = [level]
    if best is None:
        return None
    return Fair(best, max(bound, value), bool(bound - value <= _CLOSE * max(1.0, abs(value))))


def proportional(rows: Rows, heads: Heads, n_nodes: int) -> Fair | None:
    """The most of sum(share * log(level)), Nash's product, where some may have nothing yet.

    Nobody at 0 has a logarithm.  First as many residents as possible are in counties with something
    (Caragiannis et al. 2019), then the sum over these is the largest.  Effects must be >= 0.
    The bound is that of sum(share * log(level)) over counties with something.
    """
    high = _range(heads)[1]
    n_counties, n_columns = heads.per_head.shape
    at_least = np.where(heads.per_head > 0, heads.per_head, np.inf).min(axis=1)
    unit = np.where(heads.before > 0, heads.before, at_least)
    able = np.isfinite(unit)
    unit = np.where(able, unit, 1.0)
    sure = heads.before > 0
    # columns: x, p (counties with something), z = log(level / unit) where p
    blank = sparse.csr_array((n_counties, n_counties))
    eye = sparse.eye_array(n_counties, format="csr")
    scaled = sparse.csr_array(heads.per_head / unit[:, None])
    has = sparse.hstack([scaled, -eye, blank])
    most = np.log(np.maximum(high / unit, 1.0))
    held = sparse.hstack(
        [sparse.csr_array((n_counties, n_columns)), -sparse.diags_array(most), eye]
    )
    none = np.full(n_counties, -np.inf)
    model = rows.widened(2 * n_counties)
    model = model.also(sparse.csr_array(has), -heads.before / unit, np.full(n_counties, np.inf))
    model = model.also(sparse.csr_array(held), none, np.zeros(n_counties))
    shape = {
        "n_nodes": n_nodes,
        "lower": np.concatenate([np.zeros(n_columns), sure.astype(float), np.zeros(n_counties)]),
        "upper": np.concatenate([np.ones(n_columns), able.astype(float), most]),
        "whole": np.arange(n_columns + 2 * n_counties) < n_columns + n_counties,
    }
    width = np.zeros(n_columns)
    reach = np.concatenate([width, heads.share, np.zeros(n_counties)])
    first = solve(model, reach, **shape)
    if not first.x.size:
        return None
    model = model.also(reach[None, :], np.array([first.value - _SLACK]), np.array([np.inf]))
    aim = np.concatenate([width, heads.share * np.log(unit), heads.share])

    best, value, bound = first.x[:n_columns], _sum_of_logs(heads, first.x), np.inf
    points = [np.clip((heads.before + step) / unit, 1.0, np.exp(most)) for step in _FIRST_STEPS]
    for turn in range(_ROUNDS):
        for point in points:
            relief = np.maximum(0.0, 1.0 - np.log(point))
            line = sparse.hstack(
                [-sparse.diags_array(1 / point) @ scaled, sparse.diags_array(relief), eye]
            )
            edge = np.log(point) - 1 + heads.before / unit / point + relief
            model = model.also(sparse.csr_array(line), none, edge)
        found = solve(model, aim, **shape)
        bound = min(bound, found.bound)
        if not found.x.size:
            break
        reached = _sum_of_logs(heads, found.x)
        if reached > value:
            best, value = found.x[:n_columns], reached
        if _settled(turn, found, reached, value, bound):
            break
        points = [np.maximum(heads.level(found.x) / unit, 1.0)]
    if first.answer != "optimal":
        return Fair(best, np.inf, False)
    return Fair(best, max(bound, value), bool(bound - value <= _CLOSE * max(1.0, abs(value))))


def _settled(turn: int, found: Solved, reached: float, value: float, bound: float) -> bool:
    """Whether value and bound meet, or tangents are no longer what keeps them apart."""
    if bound - value <= _CLOSE * max(1.0, abs(value)):
        return True
    if found.answer == "optimal":
        return False
    close = found.value - reached <= _TANGENTS_PART * (bound - value)
    return close or turn + 1 >= _UNPROVED_ROUNDS


def _sum_of_logs(heads: Heads, x: Floats) -> float:
    """Sum(share * log(level)) over counties with something."""
    level = heads.level(x)
    some = level > 0
    return float(heads.share[some] @ np.log(level[some]))


def _range(heads: Heads) -> tuple[Floats, Floats]:
    """The least and most that each county's level can be, whatever is chosen."""
    return (
        heads.before + np.minimum(heads.per_head, 0).sum(axis=1),
        heads.before + np.maximum(heads.per_head, 0).sum(axis=1),
    )


def _tangents(
    heads: Heads, at: Floats, slope: Floats, point: Floats
) -> tuple[sparse.csr_array, Floats, Floats]:
    """Rows u_c - slope * per_head x <= at + slope * (before - point)."""
    n = at.size
    matrix = sparse.hstack(
        [sparse.csr_array(-slope[:, None] * heads.per_head), sparse.eye_array(n)]
    )
    return sparse.csr_array(matrix), np.full(n, -np.inf), at + slope * (heads.before - point)
