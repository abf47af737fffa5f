"""New sites and those who asked for them, in words."""

from dataclasses import dataclass

from gongfu.report.asked import About, number
from gongfu.report.asked_plan import Planned
from gongfu.report.numbers import percent, plain
from gongfu.report.text import Both, same
from gongfu.report.words import say


@dataclass(frozen=True, slots=True)
class Heard:
    """Residents who asked: for what, in which file, and what a plan does for them.

    n: all that count; before, gained, most: within reach now, by new sites, by any plan at most;
    unknown: of whom it cannot be said; elsewhere: who asked outside the place.
    """

    category: str
    file: str
    n: float
    before: float
    gained: float
    most: float
    unknown: float
    elsewhere: float


def weighted(
    about: About, plan: Planned, *, weight: float, gap: float, price: float, money: bool
) -> list[Both]:
    """What those who asked counted for, how good any other plan could be, and what it costs."""
    said = [
        say("plan_sites", gained=plan.count(about, plan.after - plan.before), **plan.parts(about)),
        say("plan_asked_weight", weight=number(weight)),
    ]
    n, m = plain(plan.n_sites), plain(plan.n_candidates)
    if gap > 0:
        said.append(say("plan_asked_bounded", m=m, gap=percent(gap, 2)))
    else:
        said.append(say("plan_asked_optimal", n=n, m=m))
    if price > 0:
        key = "plan_asked_price_money" if money else "plan_asked_price"
        return [*said, say(key, price=plan.count(about, price))]
    return [*said, say("plan_asked_price_none")]


def heard(one: Heard) -> list[Both]:
    """How many of those who asked are within reach before and after."""
    out = one.n - one.before - one.unknown
    key = "plan_asked" if one.most > 0 else "plan_asked_none" if out > 0 else "plan_asked_all"
    about = say("plan_asked_about", category=same(one.category)) if one.category else same("")
    counts = {"n": one.n, "before": one.before, "out": out, "gained": one.gained, "most": one.most}
    said = [
        say(
            key,
            about=about,
            file=same(one.file),
            **{name: plain(count) for name, count in counts.items()},
        )
    ]
    if one.unknown:
        said.append(say("plan_asked_unknown", n=plain(one.unknown)))
    if one.elsewhere:
        said.append(say("plan_asked_elsewhere", n=plain(one.elsewhere)))
    return said


def stand_in() -> Both:
    """What is invented, where the list says so."""
    return say("plan_asked_stand_in")
