"""What is fair between counties, side by side: four rules, four programmes, and what each costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.measure.inequality import gini, kolm
from gongfu.plan.fair_rules import Fair, Heads, concave, leximin, proportional
from gongfu.plan.portfolio import Floats, Portfolio
from gongfu.plan.portfolio_rows import Rows, Solved, rows_of, solve
from gongfu.plan.programme import (
    Programme,
    check_nodes,
    limits_frame,
    programme_of,
    project_worth,
    require,
    tidied,
)

RULES: Final[Mapping[str, Mapping[str, str]]] = {
    "total": {"en": "largest total", "zh": "总量最大"},
    "leximin": {"en": "worst-off county first", "zh": "最差县优先（最大最小）"},
    "kolm_pollak": {"en": "Kolm-Pollak equivalent", "zh": "Kolm-Pollak等价水平"},
    "proportional": {"en": "proportional (Nash)", "zh": "比例公平（纳什）"},
}
N_NODES_EACH: Final = 100
"""Nodes for each of the programs that the rules solve one after the other."""

_DIGITS: Final = 9
_COLUMNS: Final = (
    "rule",
    "title_en",
    "title_zh",
    "total",
    "share_of_best",
    "cost_of_fairness",
    "worst_county",
    "worst_per_head",
    "residents_without",
    "gini",
    "ede",
    "spent_yuan",
    "n_projects",
    "status",
    "bound",
)


@dataclass(frozen=True, slots=True, eq=False)
class FairProgrammes:
    """One programme per rule, and what each does to the counties.

    Attributes
    ----------
    table
        One row per rule: `rule`, `title_en`, `title_zh`, `total` (effect), `share_of_best`,
        `cost_of_fairness` (1 - share_of_best), `worst_county`, `worst_per_head`,
        `residents_without` (in counties that have nothing), `gini` and `ede` (Kolm and Pollak's
        equally-distributed equivalent) per head with residents as weights, `spent_yuan`,
        `n_projects`, `status`, `bound` (of what the rule maximises).
    per_head
        What each county (rows) has per head under each rule (columns), what it had before included.
    programmes
        Rule -> Programme, whose `value` and `bound` are of what the rule maximises: the total;
        the worst county's level; the equivalent; the mean logarithm of the level over residents of
        counties that have something.
    alpha
        Aversion to inequality of the Kolm-Pollak equivalent, per unit per head.
    """

    table: pd.DataFrame
    per_head: pd.DataFrame
    programmes: Mapping[str, Programme]
    alpha: float

    def to_frame(self) -> pd.DataFrame:
        """The table."""
        return self.table


def fair_programmes(
    problem: Portfolio,
    *,
    indicator: str,
    residents: pd.Series,
    before: pd.Series | None = None,
    aversion: float = 1.0,
    n_nodes: int = N_NODES_EACH,
) -> FairProgrammes:
    """The programmes that four ideas of fairness call for, and what each costs in total effect.

    Parameters
    ----------
    problem
        From `portfolio`.
    indicator
        Whose effect is shared out.  Its effects must be >= 0, and some above 0.
    residents
        People of each county, > 0, indexed by county: at least those of the portfolio.  A county
        without projects counts too.
    before
        What each county has per head already, >= 0; None starts everyone from nothing.
    aversion
        To inequality in the Kolm-Pollak equivalent, > 0, times the mean per head of the programme
        with the largest total: alpha = aversion / mean.
    n_nodes
        Nodes of branch and bound for each program that is solved.

    Returns
    -------
    FairProgrammes
        Their table, the counties' levels and the programmes.

    Raises
    ------
    InputError, InfeasibleError
        As `best_programme`, or if the people or levels are not as described.

    Notes
    -----
    Largest total: every unit counts the same wherever it lands.  Leximin: the worst county as well
    off as possible, then the second worst (Rawls 1971, Sen 1970).  Kolm-Pollak: log-mean-exp of the
    levels (Kolm 1976; Logan et al. 2021), where `alpha` says how much a low level counts.
    Proportional: the largest sum of logarithms, so that no other programme raises some by more per
    cent than it lowers others (Kelly 1997; for whole projects nearly so), over as many residents as
    can have something.  The price of fairness is Bertsimas, Farias and Trichakis' (2011).  Whatever
    one rule finds is offered to the others, so that no row beats another at its own rule.
    """
    worth = project_worth(problem, {indicator: 1.0})
    people, had = _checked_people(problem, residents, before)
    check_nodes(n_nodes)
    if not (np.isfinite(aversion) and aversion > 0):
        raise InputError(f"aversion must be finite and above 0; it is {aversion!r}")
    effect = problem.effect[problem.indicators.get_loc(indicator)]
    if (effect < 0).any() or not (effect > 0).any():
        raise InputError(
            f"effects on {indicator!r} must be >= 0 and some above 0 to be shared out; "
            "turn the indicator round, or choose another"
        )

    rows = rows_of(problem)
    best = solve(rows, worth[problem.project_at], n_nodes=n_nodes)
    require(problem, best, n_nodes)
    at = people.index.get_indexer(problem.counties)
    landed = np.zeros((len(people), problem.project_at.size))
    landed[at] = effect[:, problem.project_at]
    weight = people.to_numpy(float)
    gained = best.value / weight.sum() or float(effect.sum() / weight.sum())
    unit = float(np.average(had, weights=weight)) + gained
    heads = Heads(had / unit, landed / weight[:, None] / unit, weight / weight.sum())

    found = _found(rows, heads, best, aversion, n_nodes)
    solved = {rule: _offered(rule, heads, found, aversion) for rule in RULES}

    programmes, levels, told = {}, {}, []
    for rule, answer in solved.items():
        x = tidied(problem, rows, answer.x, worth != 0, n_nodes)
        level, summed = heads.level(x), float(worth[problem.project_at] @ x)
        real = _in_units(rule, heads, answer, level, (unit, aversion), (summed, best.bound))
        programme = programme_of(problem, x, real, limits_frame(problem, rows, x, np.empty(0)))
        programmes[rule], levels[rule] = programme, level * unit
        told.append(
            _row(rule, people, level * unit, aversion / unit)
            | {
                "total": float(programme.effects[indicator].sum()),
                "spent_yuan": float(programme.spend_yuan.to_numpy().sum()),
                "n_projects": len(programme.starts),
                "status": programme.status,
                "bound": programme.bound,
            }
        )
    table = pd.DataFrame(told)
    share = table["total"] / table["total"].max() if table["total"].any() else np.nan
    table = table.assign(share_of_best=share, cost_of_fairness=1 - share)[list(_COLUMNS)]
    per_head = pd.DataFrame(levels, index=people.index.rename("county"))
    return FairProgrammes(table, per_head, programmes, aversion / unit)


def _checked_people(
    problem: Portfolio, residents: pd.Series, before: pd.Series | None
) -> tuple[pd.Series, Floats]:
    """Residents and levels before, in the order of `residents`."""
    if not residents.index.is_unique:
        raise InputError("residents name a county twice; give one number for each")
    lost = problem.counties.difference(residents.index)
    if len(lost):
        raise InputError(
            f"residents of {len(lost)} counties are missing, such as {lost[0]!r}; add them"
        )
    people = residents.astype(float)
    bad = people.index[~(np.isfinite(people) & (people > 0))]
    if len(bad):
        raise InputError(f"residents must be above 0, and are not in {bad[0]!r}; correct them")
    if before is None:
        return people, np.zeros(len(people))
    lost = people.index.difference(before.index)
    if len(lost):
        raise InputError(
            f"before is missing for {len(lost)} counties, such as {lost[0]!r}; add them"
        )
    had = before.reindex(people.index).astype(float)
    bad = had.index[~(np.isfinite(had) & (had >= 0))]
    if len(bad):
        raise InputError(f"before must be finite and >= 0, and is not in {bad[0]!r}; correct it")
    return people, had.to_numpy()


def _found(
    rows: Rows, heads: Heads, best: Solved, aversion: float, n_nodes: int
) -> dict[str, Fair | None]:
    """A programme for each rule, in units of the mean level of the largest total."""
    return {
        "total": Fair(best.x, best.bound, best.answer == "optimal"),
        "leximin": leximin(rows, heads, n_nodes),
        "kolm_pollak": concave(
            rows,
            heads,
            lambda level: -np.exp(aversion * (1 - level)),
            lambda level: aversion * np.exp(aversion * (1 - level)),
            n_nodes,
        ),
        "proportional": proportional(rows, heads, n_nodes),
    }


def _offered(rule: str, heads: Heads, found: Mapping[str, Fair | None], aversion: float) -> Solved:
    """The best by one rule of all that were found; its own where that is as good."""
    own = found[rule]
    pool = [fair.x for fair in (own, *found.values()) if fair is not None]
    x = max(pool, key=lambda x: _key(rule, heads.level(x), heads.share, aversion))
    if own is None:
        return Solved(x, np.nan, np.inf, "bounded")
    return Solved(x, np.nan, own.bound, "optimal" if own.proved else "bounded")


def _key(rule: str, level: Floats, share: Floats, aversion: float) -> tuple[float, ...]:
    """What a rule prefers the larger of, the first difference deciding."""
    if rule == "total":
        return (float(share @ level),)
    if rule == "leximin":
        return tuple(np.round(np.sort(level), _DIGITS).tolist())
    if rule == "kolm_pollak":
        return (-float(share @ np.exp(aversion * (1 - level))),)
    some = level > 0
    logs = float(share[some] @ np.log(level[some]))
    return (round(float(share[some].sum()), _DIGITS), logs)


def _in_units(
    rule: str,
    heads: Heads,
    answer: Solved,
    level: Floats,
    scale: tuple[float, float],
    total: tuple[float, float],
) -> Solved:
    """Value and bound of what the rule maximises, as people know it."""
    unit, aversion = scale
    key = _key(rule, level, heads.share, aversion)
    if rule == "total":
        value, bound = total
    elif rule == "leximin":
        value, bound = float(level.min()) * unit, answer.bound * unit
    elif rule == "kolm_pollak":
        value = unit * (1 - np.log(-key[0]) / aversion)
        bound = unit * (1 - np.log(-answer.bound) / aversion) if answer.bound < 0 else np.inf
    else:
        value = key[1] / key[0] + np.log(unit) if key[0] else -np.inf
        bound = answer.bound / key[0] + np.log(unit) if key[0] else np.inf
    proved = answer.answer == "optimal"
    return Solved(answer.x, value, value if proved else max(bound, value), answer.answer)


def _row(rule: str, people: pd.Series, level: Floats, alpha: float) -> dict[str, object]:
    """What a rule does to the counties."""
    weight = people.to_numpy()
    mean = float(np.average(level, weights=weight))
    return {
        "rule": rule,
        "title_en": RULES[rule]["en"],
        "title_zh": RULES[rule]["zh"],
        "worst_county": people.index[int(level.argmin())],
        "worst_per_head": float(level.min()),
        "residents_without": float(weight[level <= 0].sum()),
        "gini": float(gini(level, weight)),
        "ede": mean - kolm(level, weight, alpha=alpha),
    }
