"""Who is entitled and why, in words: sentences that answer, and the reasons of one person."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import numpy as np
import pandas as pd
from markupsafe import Markup

from gongfu.match.benefits import DECIDERS, STATUSES, Benefits
from gongfu.model.rule_reasons import Lack, Reason
from gongfu.model.rule_values import Outcome
from gongfu.model.rules import MET, Fact, RuleSet
from gongfu.model.zone import LANGUAGES
from gongfu.report.numbers import plain
from gongfu.report.text import Both, listed, same
from gongfu.report.words import say

_FAULTS_SHOWN: Final = 3
_INVERSE: Final = {
    "at_least": "below", "below": "at_least", "above": "at_most", "at_most": "above",
    "before": "not_before", "not_before": "before", "is": "not_is", "one_of": "not_is",
    "between": "not_between", "known": "not_known",
}  # fmt: skip
_UNITS: Final[Mapping[str, str]] = {
    "months": "个月", "years": "年", "days": "天", "hours": "小时", "people": "人", "yuan": "元",
    "points": "分", "patents": "件", "donations": "次", "breaches": "次", "times": "次",
    "yuan a month": "元/月", "yuan a year": "元/年",
}  # fmt: skip


def titled(title: Mapping[str, str], name: str) -> Both:
    """A title in each language, the name where there is none."""
    return Both.of(title) if title else same(name)


def told(rules: RuleSet, *, simulated: bool) -> list[Both]:
    """What has to be said of the rules and the list, whoever asks."""
    said = []
    if rules.illustrative:
        said.append(
            say("benefit_illustrative", note=Both.of(rules.note) if rules.note else same(""))
        )
    if simulated:
        said.append(say("benefit_simulated"))
    return said


def confirmed() -> Both:
    """That a person confirms it."""
    return say("benefit_confirm")


def sound(rules: RuleSet) -> Both:
    """What rules hold, when they are sound."""
    return say(
        "rule_sound",
        rules=titled(rules.title, rules.key),
        facts=plain(len(rules.facts)),
        items=plain(len(rules.items)),
        benefits=plain(len(rules.benefits)),
        term=_term(rules),
    )


def _term(rules: RuleSet) -> Both:
    """From when to when rules are in force, as far as they say."""
    if rules.start and rules.end:
        return say("rule_term", start=day_words(rules.start), end=day_words(rules.end))
    if rules.start:
        return say("rule_term_from", start=day_words(rules.start))
    if rules.end:
        return say("rule_term_to", end=day_words(rules.end))
    return say("rule_term_none")


def benefits(found: Benefits, *, seed: int) -> list[Both]:
    """How many are entitled to each benefit, how places are used, and what could change that."""
    rules = found.outcome.rules
    yes = found.status < STATUSES.index("waiting")
    unknown = found.status == STATUSES.index("unknown")
    said = [
        say(
            "benefit_lead",
            rules=titled(rules.rules.title, rules.rules.key),
            day=day_words(rules.day),
            n=plain(found.status.shape[1]),
            who=plain(int(yes.any(axis=0).sum())),
            unsure=plain(int(unknown.any(axis=0).sum())),
        )
    ]
    for k, one in enumerate(rules.benefits):
        count = np.bincount(found.status[k], minlength=len(STATUSES))
        parts: dict[str, Any] = {
            "title": titled(one.benefit.title, one.benefit.name),
            "unknown": plain(count[STATUSES.index("unknown")]),
            "no": plain(count[STATUSES.index("not_entitled")]),
        }
        if not one.benefit.limited:
            said.append(say("benefit_one", yes=plain(count[0]), **parts))
            continue
        places = found.places[found.places["benefit"] == one.benefit.name]
        taken = count[STATUSES.index("placed")] + count[STATUSES.index("carried_over")]
        said.append(
            say(
                "benefit_places",
                taken=plain(taken),
                places=plain(int(places["places"].sum())),
                carried=plain(count[STATUSES.index("carried_over")]),
                waiting=plain(count[STATUSES.index("waiting")]),
                **parts,
            )
        )
    n_could = int(found.could_change.any(axis=0).sum())
    if n_could:
        said.append(say("benefit_could_change", n=plain(n_could)))
    n_lots = int((found.decided_by == DECIDERS.index("lottery")).any(axis=0).sum())
    if n_lots:
        said.append(say("benefit_lottery", n=plain(n_lots), seed=str(seed)))
    return said


def points(outcome: Outcome) -> list[Both]:
    """How many have certain points, and between which."""
    low, high = outcome.group_low[-1], outcome.group_high[-1]
    certain = np.sort(low[low == high])
    parts: dict[str, Any] = {
        "rules": titled(outcome.rules.rules.title, outcome.rules.rules.key),
        "day": day_words(outcome.rules.day),
        "n": plain(low.size),
    }
    if not certain.size:
        return [say("rule_points_none", **parts)]
    scale = Decimal(1).scaleb(-outcome.rules.rules.decimals)
    lowest, median, highest = (
        same(decimal_words(int(certain[at]) * scale)) for at in (0, certain.size // 2, -1)
    )
    return [
        say(
            "rule_points_lead",
            certain=plain(certain.size),
            unsure=plain(low.size - certain.size),
            low=lowest,
            median=median,
            high=highest,
            **parts,
        )
    ]


def faults(left_out: pd.DataFrame, cells: pd.DataFrame, rules: RuleSet) -> list[Both]:
    """Rows that are left out and cells that count as unknown; [] if there are none."""
    rows = pd.concat([left_out, cells], ignore_index=True)
    if rows.empty:
        return []
    titles = {fact.name: titled(fact.title, fact.name) for fact in rules.facts}
    some = [_fault(row, titles) for row in rows.head(_FAULTS_SHOWN).to_dict("records")]
    return [
        say(
            "benefit_faults",
            n=plain(len(rows)),
            left_out=plain(len(left_out)),
            cells=plain(len(cells)),
            some=listed(some),
        )
    ]


def _fault(row: Mapping[Any, Any], titles: Mapping[str, Both]) -> Both:
    if row["fact"] not in titles:
        key = "benefit_fault_twice" if row["seen"] else "benefit_fault_empty"
        return say(key, row=str(row["row"]))
    return say(
        "benefit_fault",
        row=str(row["row"]),
        fact=titles[row["fact"]],
        seen=same(str(row["seen"])),
        needed=same(str(row["needed"])),
    )


def lack_words(outcome: Outcome, lack: Lack, *, inside: bool = False) -> Both:
    """What a condition lacks: a question, or one of several ways."""
    if isinstance(lack, Reason):
        return reason_words(outcome, lack, more=inside)
    ways = [
        joined([lack_words(outcome, one, inside=True) for one in way], "rule_and")
        for way in lack.ways
    ]
    return say("rule_any_of", ways=joined(ways, "rule_or"))


def joined(parts: Iterable[Both], between: str) -> Both:
    """Parts with words between them."""
    words, parts = say(between), list(parts)
    return Both(*(Markup(words[n]).join(part[n] for part in parts) for n in LANGUAGES))


def day_words(day: date) -> Both:
    """A day as each language writes it."""
    return Both(day.isoformat(), f"{day.year}年{day.month}月{day.day}日")


def reason_words(outcome: Outcome, reason: Reason, *, more: bool = False) -> Both:
    """What was asked, and what is on record; `more`: as a way to more, not as a fault."""
    fact = reason.fact
    name = _name(outcome, reason)
    if reason.leaf is None:
        if reason.step is None:
            return say("rule_reason_unknown", asked=name)
        return say("rule_ask_step", fact=name, value=_with_unit(reason.step, fact))
    leaf = reason.leaf
    operator = _INVERSE[leaf.operator] if leaf.negated else leaf.operator
    if fact is not None and fact.kind == "yes_no" and leaf.operator == "is":
        wanted = bool(leaf.value) != leaf.negated
        asked = say("rule_ask_yes", fact=name, value=_with_unit(wanted, fact))
    else:
        asked = say(f"rule_ask_{operator}", fact=name, value=_asked(leaf.value, fact))
    if reason.value is None:
        if reason.state == MET:
            return asked
        return say("rule_reason_more_unknown" if more else "rule_reason_unknown", asked=asked)
    if isinstance(reason.value, tuple):
        seen = say("rule_span", low=_with_unit(reason.value[0], fact),
                   high=_with_unit(reason.value[1], fact))  # fmt: skip
    else:
        seen = _with_unit(reason.value, fact)
    key = "rule_reason_more" if more or reason.state == MET else "rule_reason_unmet"
    return say(key if fact else f"{key}_points", asked=asked, seen=seen)


def decimal_words(value: Decimal) -> str:
    """A decimal without trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount_words(amount: Any, unit: str, unit_words: Mapping[str, str]) -> Both:
    """How much a benefit is."""
    return _with_unit(amount, Fact("", "number", unit=unit, unit_words=unit_words))


def _name(outcome: Outcome, reason: Reason) -> Both:
    if reason.fact is not None:
        return titled(reason.fact.title, reason.fact.name)
    rules, leaf = outcome.rules.rules, reason.leaf
    if leaf is None:
        return same(reason.name)
    noun = rules.items[leaf.at] if leaf.of == "item" else rules.groups[leaf.at]
    return titled(noun.title, noun.name)


def _asked(value: Any, fact: Fact | None) -> Both:
    if isinstance(value, tuple):
        parts = [_with_unit(one, fact) for one in value]
        if fact is not None and fact.kind == "text":
            return listed(parts)
        return say("rule_span", low=parts[0], high=parts[1])
    return _with_unit(value, fact)


def _with_unit(value: Any, fact: Fact | None) -> Both:
    if isinstance(value, bool):
        return say("rule_yes_value" if value else "rule_no_value")
    if isinstance(value, date):
        return day_words(value)
    if not isinstance(value, Decimal):
        known = fact.labels.get(str(value), {}) if fact is not None else {}
        return titled(known, str(value))
    number = decimal_words(value)
    if fact is None:
        return Both(f"{number} points", f"{number}分")
    if fact.unit_words:
        return Both(f"{number} {fact.unit_words['en']}", f"{number}{fact.unit_words['zh']}")
    return Both(f"{number} {fact.unit}", f"{number}{_UNITS.get(fact.unit, fact.unit)}")
