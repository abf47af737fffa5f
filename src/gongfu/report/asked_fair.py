"""Where to build under a rule of fairness, in words: what the rule brings, and what it costs."""

from collections.abc import Mapping
from math import isfinite

import pandas as pd

from gongfu.report.asked import About, minutes, titled
from gongfu.report.asked_plan import Planned
from gongfu.report.numbers import percent, plain, share_of
from gongfu.report.text import Both, same
from gongfu.report.words import say


def gained(about: About, plan: Planned) -> Both:
    """What the sites bring, whatever the rule."""
    return say(
        "plan_sites", gained=plan.count(about, plan.after - plan.before), **plan.parts(about)
    )


def first(
    about: About, plan: Planned, *, name: str, mine: float, out: float, at_most: float
) -> list[Both]:
    """What those get who come first."""
    said = [
        say(
            "fair_first",
            first=same(name),
            mine=plan.count(about, mine),
            open=plan.count(about, out),
        )
    ]
    if at_most > mine:
        return [*said, say("fair_first_bounded", more=plan.count(about, at_most - mine))]
    return [*said, say("fair_first_proved", n=plain(plan.n_sites))]


def also_within(
    about: About, plan: Planned, *, longer_s: float, people: float, lost: float
) -> list[Both]:
    """Who comes within the longer limit, and who cannot."""
    longer = minutes(longer_s)
    said = [
        say("fair_also", people=plan.count(about, people), longer=longer)
        if people > 0
        else say("fair_also_nobody", longer=longer)
    ]
    if lost > 0:
        said.append(say("fair_also_lost", lost=plan.count(about, lost), longer=longer))
    return said


def backup(about: About, plan: Planned, *, before: float, after: float, part: float) -> list[Both]:
    """Who has two in reach."""
    return [
        say(
            "fair_backup",
            before=plan.count(about, before),
            after=plan.count(about, after),
            one=percent(1 - part, 0),
            two=percent(part, 0),
        )
    ]


def ruled(about: About, plan: Planned, *, gap: float, price: float) -> list[Both]:
    """How good any other plan under the rule could be, and what the rule costs."""
    said = [
        say("fair_rule_bounded", gap=percent(gap, 2)) if gap > 0 else say("fair_rule_optimal"),
        say("fair_price", price=plan.count(about, price)) if price > 0 else say("fair_price_none"),
    ]
    if plan.unreachable > 0:
        said.append(say("plan_unreachable", lost=plan.count(about, plan.unreachable)))
    if plan.unknown > 0:
        said.append(say("plan_unknown", unknown=plan.count(about, plan.unknown)))
    return said


def kinds(about: About, plans: Mapping[str, Planned], *, more: float) -> list[Both]:
    """What all kinds bring together, each by itself, and how good any other plan could be."""
    every = list(plans.values())
    one = every[0]
    total = sum(plan.after - plan.before for plan in every)
    said = [
        say(
            "fair_kinds",
            n=plain(sum(plan.n_sites for plan in every)),
            k=plain(len(every)),
            gained=one.count(about, total),
            **about.parts,
        )
    ]
    said.append(
        say("fair_kinds_bounded", more=one.count(about, more))
        if more > 0
        else say("fair_kinds_optimal")
    )
    said += [
        say(
            "fair_kind",
            kind=Both(titled(plan.kind).en.capitalize(), titled(plan.kind).zh),
            n=plain(plan.n_sites),
            before=share_of(plan.before, plan.judged),
            after=share_of(plan.after, plan.judged),
        )
        for plan in every
    ]
    return said


def front(
    about: About, plan: Planned, points: pd.DataFrame, *, beyond: float, horizon_s: float
) -> list[Both]:
    """From most people to the farthest.

    `points` has `people_reached`, `people_at_most` and `worst_time_s`; `plan` says what is planned
    and how people are counted.
    """

    def away(time_s: float) -> Both:
        if isfinite(time_s):
            return say("fair_minutes", n=minutes(time_s))
        return say("fair_farther", n=minutes(horizon_s))

    top, last = points.iloc[0], points.iloc[-1]
    parts = {
        "n": plain(plan.n_sites),
        "kind": titled(plan.kind),
        "plans": plain(len(points)),
        "most": plan.count(about, top["people_reached"]),
        "least": plan.count(about, last["people_reached"]),
        "worst": away(top["worst_time_s"]),
        "best": away(last["worst_time_s"]),
        **about.parts,
    }
    said = [say("fair_front" if len(points) > 1 else "fair_front_one", **parts)]
    more = float((points["people_at_most"] - points["people_reached"]).max())
    if more > 0:
        said.append(say("fair_front_bounded", more=plan.count(about, more)))
    else:
        said.append(say("fair_front_proved"))
    if beyond > 0:
        horizon = minutes(horizon_s)
        said.append(say("fair_front_beyond", beyond=plan.count(about, beyond), horizon=horizon))
    if plan.unknown > 0:
        said.append(say("plan_unknown", unknown=plan.count(about, plan.unknown)))
    return said
