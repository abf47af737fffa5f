"""Which limits of a portfolio cannot be met together: no more of them than it takes."""

import numpy as np
import pandas as pd

from gongfu.plan.money_words import amount, money_en, money_zh
from gongfu.plan.portfolio import SPEND, Portfolio
from gongfu.plan.portfolio_rows import Rows, rows_of, solve

_ORDER = ("need", "exclusion", "ceiling", "budget", "floor")


def conflicting_limits(problem: Portfolio, *, n_nodes: int) -> pd.DataFrame:
    """The limits that no programme meets together: drop any one of them, and the rest can be met.

    Parameters
    ----------
    problem
        From `portfolio`.
    n_nodes
        Nodes of branch and bound for each question whether some limits can be met.

    Returns
    -------
    DataFrame
        One row per limit with `kind`, `at` (position of the year, need, exclusion or limit),
        `words_en` and `words_zh`; none if a programme meets all.

    Notes
    -----
    Deletion filter (Chinneck and Dravnieks 1991): each limit is taken out, and left out if the rest
    still conflicts.  What cannot be decided within `n_nodes` is kept, so that the set may then be
    larger than it need be.
    """
    rows = rows_of(problem)
    kept = np.ones(rows.kind.size, bool)
    if _can_be_met(rows, kept, n_nodes):
        return _told(problem, [])

    for kind in _ORDER:
        of_kind = rows.kind == kind
        if not _can_be_met(rows, kept & ~of_kind, n_nodes):
            kept &= ~of_kind
            continue
        for at in np.unique(rows.at[of_kind]):
            without = kept & ~(of_kind & (rows.at == at))
            if not _can_be_met(rows, without, n_nodes):
                kept = without

    left = [
        (k, int(a)) for k, a in zip(rows.kind[kept], rows.at[kept], strict=True) if k != "start"
    ]
    return _told(problem, list(dict.fromkeys(left)))


def _can_be_met(rows: Rows, kept: np.ndarray, n_nodes: int) -> bool:
    """False only if it is proved that these rows conflict."""
    found = solve(rows.where(kept), np.zeros(rows.matrix.shape[1]), n_nodes=n_nodes)
    return found.answer != "infeasible"


def _told(problem: Portfolio, members: list[tuple[str, int]]) -> pd.DataFrame:
    words = [_words(problem, kind, at) for kind, at in members]
    return pd.DataFrame(
        {
            "kind": pd.Series([kind for kind, _ in members], dtype=object),
            "at": pd.Series([at for _, at in members], dtype=np.int64),
            "words_en": pd.Series([en for en, _ in words], dtype=object),
            "words_zh": pd.Series([zh for _, zh in words], dtype=object),
        }
    )


def _words(problem: Portfolio, kind: str, at: int) -> tuple[str, str]:
    if kind == "need":
        one, other = (problem.ids[i] for i in problem.needs[at])
        return f"{one!r} needs {other!r}", f"“{one}”以“{other}”为前提"
    if kind == "exclusion":
        names = [problem.ids[i] for i in problem.exclusions[at]]
        return (
            f"at most one of {', '.join(map(repr, names))}",
            f"{'、'.join(f'“{name}”' for name in names)}至多选一个",
        )
    if kind == "budget":
        year, yuan = int(problem.years[at]), float(problem.ceiling_yuan[at])
        if problem.carry_over:
            return (
                f"the budget up to {year} of {money_en(yuan)}",
                f"截至{year}年的预算合计{money_zh(yuan)}",
            )
        return f"the budget of {year} of {money_en(yuan)}", f"{year}年预算{money_zh(yuan)}"
    limit = problem.limits.loc[at]
    edge = float(limit["low" if kind == "floor" else "high"])
    money = limit["of"] == SPEND
    where_en = "all counties" if limit["county"] is None else str(limit["county"])
    where_zh = "全部县(市、区)合计" if limit["county"] is None else str(limit["county"])
    much_en = money_en(edge) if money else f"{amount(edge)} of {limit['of']}"
    much_zh = f"资金{money_zh(edge)}" if money else f"{limit['of']}{amount(edge)}"
    side_en, side_zh = ("at least", "不少于") if kind == "floor" else ("at most", "不超过")
    return f"{where_en}: {side_en} {much_en}", f"{where_zh}:{much_zh}({side_zh})"
