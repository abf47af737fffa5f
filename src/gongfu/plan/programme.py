"""The best programme of a portfolio: which projects, started when, and how good it could be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InfeasibleError, InputError
from gongfu.plan.conflicts import conflicting_limits
from gongfu.plan.portfolio import SPEND, Floats, Portfolio
from gongfu.plan.portfolio_rows import Rows, Solved, limit_lines, relaxed, rows_of, solve
from gongfu.plan.site_plan import Standing

N_NODES: Final = 2_000
"""Nodes of branch and bound after which the best programme so far is returned with its bound."""


@dataclass(frozen=True, slots=True, eq=False)
class Programme:
    """Projects with the years they start in, and how much better any other programme could be.

    Attributes
    ----------
    starts
        The chosen projects in the order of the list, and the year each starts in.
    spend_yuan
        Money by year (rows) and county (columns).
    effects
        Effect by county (rows) and indicator (columns).
    value
        Weighted sum of the effects, or what else was maximised.
    bound
        What no programme within the limits can surpass; at least `value`.
    status
        "optimal" if value and bound meet, else "bounded".
    limits
        What limits the programme: one row per budget year, floor and ceiling, with `kind`, `year`,
        `county`, `of`, `edge`, `used`, `left` (both up to the end of the year where money carries
        over) and `lp_price`, by how much the value would rise per unit more of that year's budget
        or per unit by which the edge is moved outward, if projects could be started in part: the
        dual price of the linear relaxation, a guide and not the price for whole projects.
    """

    starts: pd.Series
    spend_yuan: pd.DataFrame
    effects: pd.DataFrame
    value: float
    bound: float
    status: Standing
    limits: pd.DataFrame

    @property
    def gap(self) -> float:
        """How much better any programme could be, as a share of this one's value."""
        apart = abs(self.bound - self.value)
        if apart == 0.0:
            return 0.0
        return float(apart / abs(self.value)) if self.value else float("inf")

    def to_frame(self) -> pd.DataFrame:
        """One row per chosen project with the year it starts in."""
        return self.starts.to_frame()


def best_programme(
    problem: Portfolio, *, weights: Mapping[str, float], n_nodes: int = N_NODES
) -> Programme:
    """The programme with the largest weighted effect that the budget and the limits allow.

    Parameters
    ----------
    problem
        From `portfolio`.
    weights
        What one unit of each indicator counts; one indicator alone to maximise it.  Indicators that
        are not named count nothing: give them floors among the limits.
    n_nodes
        Nodes of branch and bound, >= 1, after which the best programme so far is returned.

    Returns
    -------
    Programme
        With its value, and a bound that no programme surpasses.

    Raises
    ------
    InputError
        If the weights are not of indicators, or count nothing.
    InfeasibleError
        If no programme meets the limits; the message names those that conflict.

    Notes
    -----
    A mixed-integer program solved by HiGHS (Huangfu and Hall 2018), the same to the last bit at
    every run: it counts nodes, not seconds.  Among programmes of equal worth that hold the same
    projects, each starts as early as the money allows, and what adds nothing and nobody needs is
    left out.
    """
    worth = project_worth(problem, weights)
    check_nodes(n_nodes)

    rows = rows_of(problem)
    gain = worth[problem.project_at]

    found = solve(rows, gain, n_nodes=n_nodes)
    require(problem, found, n_nodes)
    x = tidied(problem, rows, found.x, worth != 0, n_nodes)

    price = relaxed(rows, gain)[1]
    return programme_of(problem, x, found, limits_frame(problem, rows, x, price))


def project_worth(problem: Portfolio, weights: Mapping[str, float]) -> Floats:
    """(J,) the weighted effect of each project."""
    given = pd.Series(dict(weights), dtype=float)
    strange = given.index.difference(problem.indicators)
    if len(strange) or given.empty:
        shown = f"one is of {strange[0]!r}" if len(strange) else "there are none"
        raise InputError(
            f"weights are of indicators ({', '.join(map(str, problem.indicators))}); {shown}"
        )
    if not np.isfinite(given).all() or not given.any():
        raise InputError(f"weights must be finite and not all 0; they are {dict(weights)!r}")
    at = problem.indicators.get_indexer(given.index)
    effect = problem.effect[at].sum(axis=1)
    return np.asarray(given.to_numpy() @ effect, dtype=float)


def check_nodes(n_nodes: int) -> None:
    """At least one node, a whole number."""
    if isinstance(n_nodes, bool) or int(n_nodes) != n_nodes or n_nodes < 1:
        raise InputError(f"n_nodes must be a whole number of at least 1; it is {n_nodes!r}")


def require(problem: Portfolio, found: Solved, n_nodes: int) -> None:
    """Raise if there is no programme, naming the limits that conflict."""
    if found.answer == "unknown":
        raise InfeasibleError(
            f"no programme within the limits was found in {n_nodes} nodes, and none was ruled out; "
            "raise n_nodes, or loosen a limit"
        )
    if found.answer == "infeasible":
        frame = conflicting_limits(problem, n_nodes=n_nodes)
        told = "; ".join(frame["words_en"])
        if len(frame) == 1:
            raise InfeasibleError(f"no programme meets this limit, even alone: {told}; loosen it")
        raise InfeasibleError(
            f"no programme meets these {len(frame)} limits together: {told}; "
            "loosen one of them (each is enough, unless other limits conflict too)"
        )


def tidied(
    problem: Portfolio, rows: Rows, x: Floats, kept: NDArray[np.bool_], n_nodes: int
) -> Floats:
    """The same projects as early as the money allows, without those that nothing calls for.

    kept (J,) bool: projects that stay if they are in `x`.
    """
    at = problem.project_at
    chosen = np.bincount(at, weights=x, minlength=len(problem.ids)) > 0.5
    stays = np.flatnonzero(chosen & kept)
    spent = np.bincount(at, weights=problem.spend_yuan.sum(axis=1)) / np.bincount(at)
    whole = spent.sum() or 1.0
    first = np.full(len(problem.ids), problem.years[-1])
    np.minimum.at(first, at, problem.start_year)
    trouble = problem.start_year - first[at] + 1.0 + spent[at] / whole
    member = (at[None, :] == stays[:, None]).astype(float)
    fixed = rows.also(member, np.ones(stays.size), np.ones(stays.size))
    found = solve(fixed, -trouble, n_nodes=n_nodes, upper=chosen[at].astype(float))
    better = found.x.size and -found.value < trouble @ x
    return found.x if better else x


def limits_frame(problem: Portfolio, rows: Rows, x: Floats, price: Floats) -> pd.DataFrame:
    """How far each budget, floor and ceiling is used, and its price in the relaxation."""
    used = problem.charged_yuan.T @ x
    paid = price[rows.kind == "budget"] if price.size else np.full(used.size, np.nan)
    if problem.carry_over:
        paid = paid[::-1].cumsum()[::-1]
    frames = [
        pd.DataFrame(
            {
                "kind": "budget",
                "year": problem.years,
                "county": None,
                "of": SPEND,
                "edge": problem.ceiling_yuan,
                "used": used,
                "left": problem.ceiling_yuan - used,
                "lp_price": paid,
            }
        )
    ]
    reached = limit_lines(problem) @ x
    for kind, side in (("floor", "low"), ("ceiling", "high")):
        mine = rows.kind == kind
        at = rows.at[mine]
        if not at.size:
            continue
        edge = problem.limits[side].to_numpy(float)[at]
        frames.append(
            pd.DataFrame(
                {
                    "kind": kind,
                    "year": pd.NA,
                    "county": problem.limits["county"].to_numpy()[at],
                    "of": problem.limits["of"].to_numpy()[at],
                    "edge": edge,
                    "used": reached[at],
                    "left": reached[at] - edge if kind == "floor" else edge - reached[at],
                    "lp_price": price[mine] if price.size else np.nan,
                }
            )
        )
    typed = [frame.astype({"year": "Int64", "county": object}) for frame in frames]
    return pd.concat(typed, ignore_index=True)


def programme_of(problem: Portfolio, x: Floats, found: Solved, limits: pd.DataFrame) -> Programme:
    """A programme with its labels."""
    chosen = np.flatnonzero(x > 0.5)
    order = chosen[np.argsort(problem.project_at[chosen], kind="stable")]
    project = problem.project_at[order]
    starts = pd.Series(
        problem.start_year[order], index=problem.ids[project], name="start_year", dtype=np.int64
    ).rename_axis("project")
    spend = np.zeros((problem.years.size, len(problem.counties)))
    np.add.at(spend.T, problem.county_at[project], problem.spend_yuan[order])
    effect = problem.effect[:, :, project].sum(axis=2)
    return Programme(
        starts=starts,
        spend_yuan=pd.DataFrame(
            spend, index=pd.Index(problem.years, name="year"), columns=problem.counties
        ),
        effects=pd.DataFrame(effect.T, index=problem.counties, columns=problem.indicators),
        value=found.value,
        bound=found.bound,
        status="optimal" if found.answer == "optimal" else "bounded",
        limits=limits,
    )
