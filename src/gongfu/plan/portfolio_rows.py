"""A portfolio as rows of a mixed-integer program, and the one call that solves such a program.

K columns (a project and a start), R rows; low <= matrix @ x <= high.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from gongfu.plan.portfolio import SPEND, Floats, Ints, Portfolio

Kind = Literal["start", "need", "exclusion", "budget", "ceiling", "floor", "goal"]
Answer = Literal["optimal", "bounded", "infeasible", "unknown"]

_PARTS: Final = ("low", "high", "kind", "at")
_SIDES: Final[tuple[tuple[Kind, str], ...]] = (("floor", "low"), ("ceiling", "high"))
_LARGEST: Final = 100.0  # in a row: HiGHS' tolerances are absolute, 1e-6
_LARGEST_GAIN: Final = 1e4
_SLIPPED: Final = 1e-9  # of the largest coefficient in a row
_SLIPPED_IN_PART: Final = 1e-7  # in a row with columns that are not whole numbers
_TIGHTER: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows with what each is for: its kind, and the position of the year, pair, group or limit."""

    matrix: sparse.csr_array
    low: Floats
    high: Floats
    kind: NDArray[np.str_]
    at: Ints

    def where(self, kept: NDArray[np.bool_]) -> Self:
        """These rows only."""
        return type(self)(
            self.matrix[np.flatnonzero(kept)],
            self.low[kept],
            self.high[kept],
            self.kind[kept],
            self.at[kept],
        )

    def widened(self, n_more: int) -> Self:
        """The same rows with columns behind that are in none of them."""
        matrix = sparse.hstack(
            [self.matrix, sparse.csr_array((self.matrix.shape[0], n_more))], format="csr"
        )
        return replace(self, matrix=matrix)

    def also(
        self, matrix: NDArray[np.float64] | sparse.csr_array, low: Floats, high: Floats
    ) -> Self:
        """These and more rows, of kind "goal"."""
        n_more = matrix.shape[0]
        return type(self)(
            sparse.vstack([self.matrix, sparse.csr_array(matrix)], format="csr"),
            np.concatenate([self.low, low]),
            np.concatenate([self.high, high]),
            np.concatenate([self.kind, np.full(n_more, "goal")]),
            np.concatenate([self.at, np.arange(n_more)]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """What the solver says; `x` is empty and `value` NaN where it found nothing."""

    x: Floats
    value: float
    bound: float
    answer: Answer


def rows_of(problem: Portfolio) -> Rows:
    """Everything that a programme keeps to: one start, needs, exclusions, budgets, limits."""
    n_columns, n_projects = problem.project_at.size, len(problem.ids)
    of_project = sparse.csr_array(
        (np.ones(n_columns), (problem.project_at, np.arange(n_columns))), (n_projects, n_columns)
    )
    blocks = [_block(of_project, None, 1.0, "start", np.arange(n_projects))]

    needs = [_need(problem, one, other) for one, other in problem.needs]
    if needs:
        at = np.repeat(np.arange(len(needs)), [need.shape[0] for need in needs])
        blocks.append(_block(sparse.vstack(needs), None, 0.0, "need", at))
    if problem.exclusions:
        groups = np.array([np.isin(problem.project_at, group) for group in problem.exclusions])
        at = np.arange(len(problem.exclusions))
        blocks.append(_block(groups.astype(float), None, 1.0, "exclusion", at))
    years = np.arange(problem.years.size)
    blocks.append(_block(problem.charged_yuan.T, None, problem.ceiling_yuan, "budget", years))

    lines = limit_lines(problem)
    for kind, side in _SIDES:
        edge = problem.limits[side].to_numpy(float)
        given = np.flatnonzero(~np.isnan(edge))
        if given.size:
            low, high = (edge[given], None) if kind == "floor" else (None, edge[given])
            blocks.append(_block(lines[given], low, high, kind, given))
    return Rows(
        sparse.vstack([b.matrix for b in blocks], format="csr"),
        *(
            np.concatenate([getattr(b, name) for b in blocks])
            for name in ("low", "high", "kind", "at")
        ),
    )


def limit_lines(problem: Portfolio) -> Floats:
    """(L, K) what each start adds to what each limit is on."""
    whole = problem.spend_yuan.sum(axis=1)
    lines = np.zeros((len(problem.limits), problem.project_at.size))
    for at, (county, of) in enumerate(
        zip(problem.limits["county"], problem.limits["of"], strict=True)
    ):
        place = None if county is None else int(problem.counties.get_loc(county))
        if of == SPEND:
            here = problem.county_at[problem.project_at] == place
            lines[at] = whole if place is None else np.where(here, whole, 0.0)
        else:
            effect = problem.effect[int(problem.indicators.get_loc(of))]
            each = effect.sum(axis=0) if place is None else effect[place]
            lines[at] = each[problem.project_at]
    return lines


def _need(problem: Portfolio, one: int, other: int) -> sparse.csr_array:
    """Rows "started by year t" of one project are at most those of the other."""
    mine, its = problem.project_at == one, problem.project_at == other
    years = np.unique(problem.start_year[mine])
    by = problem.start_year[None, :] <= years[:, None]
    return sparse.csr_array((by & mine).astype(float) - (by & its).astype(float))


def _block(
    matrix: NDArray[np.float64] | sparse.csr_array,
    low: float | Floats | None,
    high: float | Floats | None,
    kind: Kind,
    at: Ints,
) -> Rows:
    """Rows of one kind; None is no edge."""
    n = matrix.shape[0]
    return Rows(
        sparse.csr_array(matrix),
        np.broadcast_to(-np.inf if low is None else low, n).astype(float),
        np.broadcast_to(np.inf if high is None else high, n).astype(float),
        np.full(n, kind, dtype="<U9"),
        np.asarray(at, dtype=np.int64),
    )


def solve(
    rows: Rows,
    gain: Floats,
    *,
    n_nodes: int,
    upper: Floats | None = None,
    lower: Floats | None = None,
    whole: Sequence[bool] | NDArray[np.bool_] | None = None,
) -> Solved:
    """The most of `gain @ x` within the rows.

    Columns are 0 or 1 unless `lower`, `upper` and `whole` say otherwise.  What HiGHS returns is
    rounded and checked again; if it slips over an edge by its tolerance, that edge is drawn tighter
    and the program solved again, while the bound stays that of the program as it was given.
    """
    n = gain.size
    least = np.zeros(n) if lower is None else lower
    most = np.ones(n) if upper is None else upper
    integral = np.ones(n, bool) if whole is None else np.asarray(whole, bool)
    size = abs(rows.matrix).max(axis=1).toarray().ravel()
    size[size == 0] = 1.0
    scaled = sparse.diags_array(_LARGEST / size) @ rows.matrix
    given_low, given_high = rows.low * _LARGEST / size, rows.high * _LARGEST / size
    low, high = given_low, given_high
    unit = np.abs(gain).max() / _LARGEST_GAIN if gain.any() else 1.0

    in_part = abs(rows.matrix) @ (~integral).astype(float) > 0
    slack = _LARGEST * np.where(in_part, _SLIPPED_IN_PART, _SLIPPED)

    bound = np.inf
    for attempt in range(_TIGHTER):
        found = milp(
            -gain / unit,
            integrality=integral.astype(int),
            bounds=Bounds(least, most),
            constraints=LinearConstraint(scaled, low, high),
            options={"node_limit": n_nodes, "mip_rel_gap": 0.0},
        )
        if found.status == 2:
            return Solved(np.empty(0), np.nan, np.nan, "infeasible" if attempt == 0 else "unknown")
        if attempt == 0 and found.mip_dual_bound is not None:
            bound = -float(found.mip_dual_bound) * unit
        if found.x is None:
            return Solved(np.empty(0), np.nan, bound, "unknown")
        x = np.where(integral, np.round(found.x), found.x)
        reached = scaled @ x
        over = np.maximum(reached - given_high, given_low - reached)
        if (over <= slack).all():
            value = float(gain @ x)
            near = (_SLIPPED if integral.all() else _SLIPPED_IN_PART * 10) * max(abs(value), unit)
            proved = found.status == 0 and (attempt == 0 or bound - value <= near)
            best = value if proved else max(bound, value)
            return Solved(x, value, best, "optimal" if proved else "bounded")
        tighter = np.where(over > slack, 2 * over, 0.0)
        low, high = low + tighter, high - tighter
    return Solved(np.empty(0), np.nan, bound, "unknown")


def relaxed(rows: Rows, gain: Floats) -> tuple[float, Floats]:
    """The most if projects could be started in part, and the price of each edge.

    Price (R,) >= 0: how much `gain @ x` would rise per unit by which a row's edge is moved outward.
    An inequality has a price only where it binds; with ties in the program prices are not unique.
    Empty if there is no answer.
    """
    upper, lower = np.flatnonzero(np.isfinite(rows.high)), np.flatnonzero(np.isfinite(rows.low))
    stacked = sparse.vstack([rows.matrix[upper], -rows.matrix[lower]], format="csr")
    edge = np.concatenate([rows.high[upper], -rows.low[lower]])
    size = np.abs(stacked).max(axis=1).toarray().ravel()
    size[size == 0] = 1.0
    unit = np.abs(gain).max() if gain.any() else 1.0
    found = linprog(
        -gain / unit,
        A_ub=sparse.diags_array(1 / size) @ stacked,
        b_ub=edge / size,
        bounds=(0, 1),
        method="highs-ds",
    )
    if found.x is None:
        return np.nan, np.empty(0)
    price = np.zeros(rows.high.size)
    each = np.maximum(-found.ineqlin.marginals, 0.0) * unit / size
    np.add.at(price, np.concatenate([upper, lower]), each)
    return -float(found.fun) * unit, price
