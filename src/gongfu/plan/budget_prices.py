"""What a little more, or less, money of each year would buy."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.plan.money_words import amount, money_en, money_zh
from gongfu.plan.portfolio import Portfolio
from gongfu.plan.portfolio_rows import Solved, relaxed, rows_of, solve
from gongfu.plan.programme import N_NODES, check_nodes, project_worth, require


def budget_prices(
    problem: Portfolio,
    *,
    weights: Mapping[str, float],
    step_yuan: float = 1_000_000.0,
    title: Mapping[str, str] | None = None,
    n_nodes: int = N_NODES,
) -> pd.DataFrame:
    """What `step_yuan` more or less in each year would change, found by solving again.

    Parameters
    ----------
    problem, weights, n_nodes
        As in `best_programme`.
    step_yuan
        How much money is given or taken, > 0.
    title
        What the weighted effect is, in words: {"en": "childcare places", "zh": "托位"}.  None
        shows the indicators' names.

    Returns
    -------
    DataFrame
        One row per year: `year`, `budget_yuan`, `gain` (how much more the best programme found with
        a step more is worth), `gain_least` and `gain_most` (the true gain is between), `loss`,
        `loss_least` and `loss_most` alike for a step less, `lp_price` (a step's worth if projects
        could be started in part: the dual price of the linear relaxation), `proved` (whether gain
        and loss are exact), `words_en`, `words_zh`.  A loss is NaN where the year has less than a
        step, and inf where no programme with a step less meets the limits.

    Raises
    ------
    InputError, InfeasibleError
        As `best_programme`, or if `step_yuan` is not > 0.

    Notes
    -----
    A programme of whole projects has no dual prices: the worth of money jumps where the next
    project becomes affordable.  The difference between two solutions is the price itself; that of
    the relaxation is a guide to it, and may be far off where a step buys no project or opens a
    large one.  More money never makes a programme worse: what was found with less is kept.
    """
    if not (np.isfinite(step_yuan) and step_yuan > 0):
        raise InputError(f"step_yuan must be finite and above 0; it is {step_yuan!r}")
    worth = project_worth(problem, weights)
    check_nodes(n_nodes)
    gain = worth[problem.project_at]

    rows = rows_of(problem)
    base = solve(rows, gain, n_nodes=n_nodes)
    require(problem, base, n_nodes)
    price = relaxed(rows, gain)[1]
    paid = price[rows.kind == "budget"]
    paid = paid[::-1].cumsum()[::-1] if problem.carry_over else paid

    less = [_moved(problem, gain, at, -step_yuan, n_nodes) for at in range(problem.years.size)]
    known = max(
        [base.value, *(found.value for found in less if found is not None and found.x.size)]
    )
    bound = max(base.bound, known)
    names = " + ".join(map(str, weights))
    told = []
    for at, year in enumerate(problem.years):
        more, lower = _moved(problem, gain, at, step_yuan, n_nodes), less[at]
        assert more is not None
        reached = max(known, more.value) if more.x.size else known
        change = {
            "year": int(year),
            "budget_yuan": float(problem.budget_yuan[at]),
            "gain": reached - known,
            "gain_least": max(0.0, reached - bound),
            "gain_most": max(reached, more.bound) - known,
            **_loss(lower, known, bound),
            "lp_price": float(paid[at] * step_yuan),
            "proved": more.answer == base.answer == "optimal"
            and (lower is None or lower.answer in ("optimal", "infeasible")),
        }
        told.append(change | _words(change, step_yuan, title or {"en": names, "zh": names}))
    return pd.DataFrame(told)


def _moved(
    problem: Portfolio, gain: np.ndarray, at: int, step_yuan: float, n_nodes: int
) -> Solved | None:
    """The best with another budget of one year; None if there is not so much to take."""
    budget = problem.budget_yuan.copy()
    budget[at] += step_yuan
    if budget[at] < 0:
        return None
    return solve(rows_of(replace(problem, budget_yuan=budget)), gain, n_nodes=n_nodes)


def _loss(less: Solved | None, known: float, bound: float) -> dict[str, float]:
    """What a step less costs: as found, at least and at most."""
    if less is None:
        found, least, most = np.nan, np.nan, np.nan
    elif less.answer == "infeasible":
        found, least, most = np.inf, np.inf, np.inf
    elif not less.x.size:
        found, least, most = np.nan, 0.0, np.inf
    else:
        found, most = known - less.value, bound - less.value
        least = max(0.0, known - max(less.bound, less.value))
    return {"loss": found, "loss_least": least, "loss_most": most}


def _words(
    change: Mapping[str, float], step_yuan: float, title: Mapping[str, str]
) -> dict[str, str]:
    """One sentence in each language: what is found, and how sure it is."""
    year, gain, loss = int(change["year"]), change["gain"], change["loss"]
    en = f"{money_en(step_yuan)} more in {year} buys "
    en += f"{amount(gain)} more {title['en']}" if gain > 0 else f"no more {title['en']}"
    zh = f"{year}年每多{money_zh(step_yuan)}，{title['zh']}"
    zh += f"可增加{amount(gain)}" if gain > 0 else "不会增加"
    if np.isinf(loss):
        en += "; with as much less, no programme meets the limits"
        zh += "；减少同样金额，则没有方案能满足全部限制"
    elif not np.isnan(loss):
        en += f"; as much less costs {amount(loss) if loss > 0 else 'nothing'}"
        zh += f"；减少同样金额，则{'减少' + amount(loss) if loss > 0 else '不会减少'}"
    if not change["proved"]:
        least, most = amount(change["gain_least"]), amount(change["gain_most"])
        en += f" (as found; for certain, {least} to {most} more)"
        zh += f"（目前求得的结果；可以确定的增加额为{least}至{most}）"
    return {"words_en": en, "words_zh": zh}
