"""What fits in the money, in words: a programme, how good it is, what is fair, what limits it."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from gongfu.plan.money_words import amount, money_en, money_zh
from gongfu.plan.portfolio import SPEND, Portfolio
from gongfu.plan.programme import Programme
from gongfu.report.numbers import percent, plain
from gongfu.report.text import Both, listed, same
from gongfu.report.words import say

_NAMED: Final = 5
_AT_THE_EDGE: Final = 1e-9
_THOUSAND: Final = 1_000.0


def money(yuan: float) -> Both:
    """A sum of money."""
    return Both(money_en(yuan), money_zh(yuan))


def titled(weights: Mapping[str, float]) -> dict[str, str]:
    """What a weighted effect is called, in either language."""
    parts = [name if weight == 1 else f"{weight:g} × {name}" for name, weight in weights.items()]
    return dict.fromkeys(("en", "zh"), " + ".join(parts))


def best(problem: Portfolio, programme: Programme, title: Mapping[str, str]) -> list[Both]:
    """What the programme does for how much, and what any other could."""
    parts = _parts(problem, programme) | {
        "value": same(amount(programme.value)),
        "title": Both.of(title),
    }
    said = [say("budget_best", **parts)]
    if programme.status == "optimal":
        said.append(say("budget_optimal"))
    else:
        said.append(
            say(
                "budget_bounded",
                bound=same(amount(programme.bound)),
                gap=percent(programme.gap) if np.isfinite(programme.gap) else same("–"),
            )
        )
    return said


def fair(
    problem: Portfolio, programme: Programme, row: Mapping[str, Any], indicator: str
) -> list[Both]:
    """What a rule of fairness calls for, what it costs, and who is worst off under it."""
    parts = _parts(problem, programme) | {
        "rule": Both(row["title_en"], row["title_zh"]),
        "total": same(amount(row["total"])),
        "title": same(indicator),
        "price": percent(row["cost_of_fairness"]),
        "county": same(str(row["worst_county"])),
        "level": same(amount(row["worst_per_head"] * _THOUSAND)),
    }
    said = [say("budget_fair", **parts), say("budget_worst", **parts)]
    said.append(say("budget_rule_proved" if row["status"] == "optimal" else "budget_rule_open"))
    return [*said, say("budget_neutral")]


def kept(problem: Portfolio, programme: Programme) -> list[Both]:
    """Floors and ceilings that are just met, and projects that no year pays for."""
    said = []
    limits = programme.limits[programme.limits["kind"] != "budget"]
    edge = limits["edge"].abs().clip(lower=1.0)
    tight = limits[limits["left"].abs() <= _AT_THE_EDGE * edge]
    if len(tight):
        told = [_limit(row) for row in tight.head(_NAMED).to_dict("records")]
        said.append(say("budget_tight", limits=listed(told), n=plain(len(tight))))
    lost = problem.unaffordable
    if len(lost):
        told = [same(str(name)) for name in lost[:_NAMED]]
        said.append(say("budget_unaffordable", n=plain(len(lost)), names=listed(told)))
    return said


def _limit(row: Mapping[str, Any]) -> Both:
    where = say("budget_everywhere") if row["county"] is None else same(str(row["county"]))
    if row["of"] == SPEND:
        much = money(row["edge"])
    else:
        much = Both(f"{amount(row['edge'])} {row['of']}", f"{row['of']}{amount(row['edge'])}")
    key = "budget_floor" if row["kind"] == "floor" else "budget_ceiling"
    return say(key, where=where, much=much)


def _parts(problem: Portfolio, programme: Programme) -> dict[str, Any]:
    """What several sentences say."""
    return {
        "n": plain(len(programme.starts)),
        "m": plain(len(problem.ids)),
        "spent": money(float(programme.spend_yuan.to_numpy().sum())),
        "budget": money(float(problem.budget_yuan.sum())),
        "first": str(problem.years[0]),
        "last": str(problem.years[-1]),
    }
