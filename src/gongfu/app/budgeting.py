"""What fits in the money: a portfolio's lists read, its programme in words and rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd
from markupsafe import Markup

from gongfu.app.answer import Answer
from gongfu.errors import InputError
from gongfu.io.lists import ListColumn, ListTable, read_lists
from gongfu.model.zone import LANGUAGES
from gongfu.plan.budget_prices import budget_prices
from gongfu.plan.fair_programmes import N_NODES_EACH, RULES, fair_programmes
from gongfu.plan.portfolio import Portfolio, portfolio
from gongfu.plan.programme import N_NODES, Programme, best_programme
from gongfu.report import asked_budget as words
from gongfu.report.text import Both

_PROJECT: Final = ListColumn("project", ("项目", "项目编号"))
_COUNTY: Final = ("县", "县(市、区)", "地区")
TABLES: Final = (
    ListTable(
        "projects",
        ("项目",),
        (
            _PROJECT,
            ListColumn("name", ("名称", "项目名称"), optional=True, blank=True),
            ListColumn("county", _COUNTY),
            ListColumn("first_year", ("最早开工年份", "最早开工"), number=True),
            ListColumn("last_year", ("最晚开工年份", "最晚开工"), number=True),
        ),
    ),
    ListTable(
        "costs",
        ("费用", "投资"),
        (
            _PROJECT,
            ListColumn("after_years", ("开工后年数",), number=True),
            ListColumn("cost_yuan", ("cost", "费用", "投资"), yuan=True),
        ),
    ),
    ListTable(
        "effects",
        ("效果",),
        (
            _PROJECT,
            ListColumn("indicator", ("指标",)),
            ListColumn("effect", ("效果",), number=True),
            ListColumn("county", _COUNTY, optional=True, blank=True),
        ),
    ),
    ListTable(
        "budget",
        ("预算",),
        (
            ListColumn("year", ("年份",), number=True),
            ListColumn("budget_yuan", ("budget", "预算"), yuan=True),
        ),
    ),
    ListTable("needs", ("前置",), (_PROJECT, ListColumn("needs", ("前置项目",))), optional=True),
    ListTable(
        "exclusions", ("互斥",), (ListColumn("group", ("组", "组别")), _PROJECT), optional=True
    ),
    ListTable(
        "limits",
        ("限制",),
        (
            ListColumn("county", _COUNTY, blank=True),
            ListColumn("of", ("对象",)),
            ListColumn("low", ("下限", "不少于"), number=True, blank=True),
            ListColumn("high", ("上限", "不超过"), number=True, blank=True),
        ),
        optional=True,
    ),
    ListTable(
        "residents",
        ("人口", "常住人口"),
        (
            ListColumn("county", _COUNTY),
            ListColumn("residents", ("人口", "常住人口"), number=True),
            ListColumn("before", ("现有人均",), number=True, optional=True),
        ),
        optional=True,
    ),
)
"""The lists of a portfolio."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the money is for.

    weights: what one unit of each indicator counts; empty where the list has one only; rule:
    "" for the largest weighted effect, or a key of `RULES`; aversion: to inequality, of the rule
    kolm_pollak; carry_over: money that is left moves on; step_yuan: what is given and taken to say
    what money buys; effort: times the usual number of nodes.
    """

    weights: Mapping[str, float]
    rule: str = ""
    aversion: float = 1.0
    carry_over: bool = False
    step_yuan: float = 1_000_000.0
    effort: float = 1.0


def read_weights(texts: Sequence[str]) -> dict[str, float]:
    """Weights as one writes them: INDICATOR=N, or an indicator alone for 1."""
    weights: dict[str, float] = {}
    for text in texts:
        name, given, number = text.rpartition("=")
        name, number = (name, number) if given else (text, "1")
        try:
            weight = float(number)
        except ValueError:
            raise InputError(
                f"--weight {text!r}: {number!r} is no number; write INDICATOR=N, such as places=1"
            ) from None
        if name in weights:
            raise InputError(f"--weight names {name!r} twice; give it one weight")
        weights[name] = weight
    return weights


def budget(path: Path, wish: Wish) -> Answer:
    """The programme that does most for the money, or by a rule of fairness, and how good it is.

    Parameters
    ----------
    path
        A workbook or a folder with the lists of `TABLES`.
    wish
        What the money is for.

    Returns
    -------
    Answer
        One row per project of the programme: `project`, `name`, `county`, `start_year`,
        `cost_yuan` and its effects.  `summary` has the years, with what a step more or less would
        change; under a rule of fairness, the four rules side by side.

    Raises
    ------
    InputError, NotFoundError, InfeasibleError
        A list is absent or faulty; no programme meets the limits.
    """
    lists = read_lists(path, TABLES)
    problem = _problem(lists, carry_over=wish.carry_over)
    weights = _weights(problem, wish.weights)
    if not wish.effort > 0:
        raise InputError(f"--effort must be above 0; it is {wish.effort:g}")

    if wish.rule:
        programme, summary, said = _fair(problem, lists, weights, wish)
    else:
        programme, summary, said = _most(problem, weights, wish)
    settings = {
        "command": "budget", "rule": wish.rule or None, "weights": weights,
        "aversion": wish.aversion if wish.rule else None,
        "carry_over": wish.carry_over, "step_yuan": None if wish.rule else wish.step_yuan,
        "effort": wish.effort,
    }  # fmt: skip
    table = _rows(problem, lists, programme).assign(standing="computed")
    return Answer(
        dict.fromkeys(LANGUAGES, path.name),
        settings,
        tuple({n: Markup(both[n]).striptags() for n in LANGUAGES} for both in said),
        table,
        tuple(map(str, table.columns.drop("standing"))),
        summary=summary,
    )


def _problem(lists: Mapping[str, pd.DataFrame], *, carry_over: bool) -> Portfolio:
    """The lists as a portfolio."""
    projects, effects = lists["projects"], lists["effects"]
    twice = projects["project"].duplicated()
    if twice.any():
        raise InputError(
            f"projects: {int(twice.sum())} ids stand more than once, such as "
            f"{projects.loc[twice, 'project'].iloc[0]!r}; give each project one row"
        )
    own = projects.set_index("project")["county"]
    if "county" in effects:
        here = effects["county"]
        effects = effects.assign(county=here.where(here.notna(), effects["project"].map(own)))
        lost = effects["county"].isna()
        if lost.any():
            raise InputError(
                f"effects: {effects.loc[lost, 'project'].iloc[0]!r} is not among the projects; "
                "correct it, or add the project"
            )
    years = lists["budget"]["year"]
    if years.duplicated().any():
        raise InputError(
            f"budget: {years[years.duplicated()].iloc[0]:g} stands twice; give each year one row"
        )
    groups = lists.get("exclusions")
    needs = lists.get("needs")
    return portfolio(
        projects.set_index("project"),
        lists["costs"],
        effects,
        budget_yuan=dict(zip(years, lists["budget"]["budget_yuan"], strict=True)),
        carry_over=carry_over,
        needs=() if needs is None else list(needs.itertuples(index=False, name=None)),
        exclusions=()
        if groups is None
        else [list(mine) for _, mine in groups.groupby("group", sort=False)["project"]],
        limits=lists.get("limits"),
    )


def _weights(problem: Portfolio, given: Mapping[str, float]) -> dict[str, float]:
    """What each indicator counts; the only one counts 1."""
    if given:
        return dict(given)
    if len(problem.indicators) == 1:
        return {str(problem.indicators[0]): 1.0}
    raise InputError(
        f"the list has {len(problem.indicators)} indicators "
        f"({', '.join(map(str, problem.indicators))}); say what one unit counts, such as "
        f"--weight {problem.indicators[0]}=1"
    )


def _most(
    problem: Portfolio, weights: Mapping[str, float], wish: Wish
) -> tuple[Programme, pd.DataFrame, list[Both]]:
    """The largest weighted effect, and what money would buy."""
    n_nodes = max(1, int(N_NODES * wish.effort))
    title = words.titled(weights)
    programme = best_programme(problem, weights=weights, n_nodes=n_nodes)
    prices = budget_prices(
        problem, weights=weights, step_yuan=wish.step_yuan, title=title, n_nodes=n_nodes
    )
    years = programme.limits.query("kind == 'budget'")
    summary = pd.DataFrame(
        {
            "year": prices["year"],
            "budget_yuan": prices["budget_yuan"],
            "spent_yuan": programme.spend_yuan.sum(axis=1).to_numpy(),
            "left_yuan": years["left"].to_numpy(),
            **{name: prices[name] for name in ("gain", "loss", "proved")},
        }
    )
    said = words.best(problem, programme, title)
    said += [
        Both(f"{en}.", f"{zh}。")
        for en, zh in zip(prices["words_en"], prices["words_zh"], strict=True)
    ]
    return programme, summary, said + words.kept(problem, programme)


def _fair(
    problem: Portfolio,
    lists: Mapping[str, pd.DataFrame],
    weights: Mapping[str, float],
    wish: Wish,
) -> tuple[Programme, pd.DataFrame, list[Both]]:
    """The programme of one rule of fairness, and all rules side by side."""
    if wish.rule not in RULES:
        raise InputError(f"no rule {wish.rule!r}; there are {', '.join(RULES)}")
    if len(weights) != 1:
        raise InputError(
            f"a rule of fairness shares out one indicator, and {len(weights)} are weighted; name "
            "one with --weight"
        )
    if "residents" not in lists:
        raise InputError(
            "a rule of fairness needs a list residents (county, residents, perhaps before: what "
            "each county has per head already); add it"
        )
    people = lists["residents"].set_index("county")
    indicator = next(iter(weights))
    found = fair_programmes(
        problem,
        indicator=indicator,
        residents=people["residents"],
        before=people.get("before"),
        aversion=wish.aversion,
        n_nodes=max(1, int(N_NODES_EACH * wish.effort)),
    )
    programme = found.programmes[wish.rule]
    row: dict[str, Any] = found.table.set_index("rule").loc[wish.rule].to_dict()
    said = words.fair(problem, programme, row, indicator)
    shown = ["rule", "total", "cost_of_fairness", "worst_county", "worst_per_head",
             "residents_without", "gini", "spent_yuan", "n_projects", "status"]  # fmt: skip
    return programme, found.table[shown], said + words.kept(problem, programme)


def _rows(
    problem: Portfolio, lists: Mapping[str, pd.DataFrame], programme: Programme
) -> pd.DataFrame:
    """One row per project of the programme, the earliest first."""
    projects = lists["projects"].set_index("project")
    cost = lists["costs"].groupby("project")["cost_yuan"].sum()
    at = problem.ids.get_indexer(programme.starts.index)
    columns: dict[str, Any] = {"project": programme.starts.index}
    if "name" in projects:
        columns["name"] = projects["name"].reindex(programme.starts.index).to_numpy(object)
    columns |= {
        "county": projects["county"].reindex(programme.starts.index).to_numpy(object),
        "start_year": programme.starts.to_numpy(),
        "cost_yuan": cost.reindex(programme.starts.index).to_numpy(float),
    }
    for k, indicator in enumerate(problem.indicators):
        columns[str(indicator)] = problem.effect[k][:, at].sum(axis=0)
    return pd.DataFrame(columns).sort_values("start_year", kind="stable", ignore_index=True)
