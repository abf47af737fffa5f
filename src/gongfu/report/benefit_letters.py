"""Letters to those about whom rules decide: what, from when, why not, and what would do."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from markupsafe import Markup, escape

from gongfu.match.benefits import DECIDERS, NO_DAY, STATUSES, Benefits
from gongfu.model.rule_reasons import lacking, points, points_of
from gongfu.model.rule_values import Outcome
from gongfu.model.rules import TOTAL
from gongfu.model.zone import LANGUAGES
from gongfu.report.asked_benefits import (
    amount_words,
    day_words,
    decimal_words,
    joined,
    lack_words,
    reason_words,
    titled,
)
from gongfu.report.numbers import plain
from gongfu.report.text import Both, same
from gongfu.report.words import say

_EPOCH: Final = date(1970, 1, 1)
_STYLE: Final = (
    "body{font:16px/1.7 system-ui,'Noto Sans CJK SC',sans-serif;margin:0;color:#1b2a33;"
    "background:#fff}article{max-width:40em;margin:2.5em auto;padding:0 1.5em;"
    "break-after:page}h1{font-size:1.25em;line-height:1.4;margin:1.6em 0 .8em}"
    "p{margin:.5em 0}li{margin:.3em 0}.close{color:#555;border-top:1px solid #ccc;"
    "padding-top:.8em}section+section{margin-top:2.5em}"
)


def points_letter(outcome: Outcome, at: int, *, simulated: bool) -> list[Both]:
    """The paragraphs of a letter about points: head, opening, one for each item, close."""
    head = _head(outcome, at, simulated=simulated)
    return [*head, *_points(outcome, at), say("benefit_letter_close")]


def benefits_letter(found: Benefits, at: int, *, simulated: bool) -> list[Both]:
    """The paragraphs of a letter about benefits, each with its day or its reasons."""
    outcome = found.outcome
    said = _head(outcome, at, simulated=simulated)
    for k in range(len(outcome.rules.benefits)):
        told = benefit_told(found, k, at)
        if found.rank[k, at]:
            rank = say("benefit_letter_rank", rank=plain(int(found.rank[k, at])))
            told = Both(told.en + Markup(" ") + rank.en, told.zh + rank.zh)
        said.append(told)
    if any(one.benefit.limited for one in outcome.rules.benefits):
        said += _points(outcome, at)
    return [*said, say("benefit_letter_close")]


def as_plain(letters: Iterable[list[Both]]) -> Iterator[str]:
    """Letters as text, Chinese first, one after the other."""
    for letter in letters:
        for language in reversed(LANGUAGES):
            yield "\n".join(_plain(part, language) for part in letter) + "\n\n"
        yield "-" * 40 + "\n\n"


def as_html(letters: Iterable[list[Both]], title: Both) -> Iterator[str]:
    """Letters as a page, each on a sheet of its own when printed."""
    yield (
        '<!doctype html><html lang="zh"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(_plain(title, 'zh'))}</title><style>{_STYLE}</style>\n"
    )
    for letter in letters:
        yield "<article>"
        for language in reversed(LANGUAGES):
            head, *body, close = (escape(_plain(part, language)) for part in letter)
            inside = "".join(f"<p>{part}</p>" for part in body)
            yield (
                f'<section lang="{language}"><h1>{head}</h1>{inside}'
                f'<p class="close">{close}</p></section>'
            )
        yield "</article>\n"
    yield "</html>\n"


def reasons_of(found: Benefits, k: int, at: int) -> Both:
    """Why somebody lacks a benefit: what is not met, or what the last place turned on."""
    status = STATUSES[found.status[k, at]]
    if status == "waiting":
        return say(f"benefit_decided_{DECIDERS[found.decided_by[k, at]] or 'none'}")
    outcome = found.outcome
    found_reasons = lacking(outcome, outcome.rules.benefits[k].tree, at)
    if status == "unknown" and not found_reasons:
        return say("benefit_order_unknown")
    told = dict.fromkeys(lack_words(outcome, one) for one in found_reasons)
    return joined(told, "rule_next")


def benefit_told(found: Benefits, k: int, at: int) -> Both:
    """Whether somebody has a benefit: from when and under whose rules, or why not."""
    one, status = found.outcome.rules.benefits[k], STATUSES[found.status[k, at]]
    parts = {
        "title": titled(one.benefit.title, one.benefit.name),
        "status": say(f"benefit_status_{status}"),
    }
    if status not in ("entitled", "placed", "carried_over"):
        return say("benefit_letter_no", reasons=reasons_of(found, k, at), **parts)
    parts["amount"] = same("")
    if one.amount is not None:
        amount = amount_words(one.amount, one.benefit.unit, one.benefit.unit_words)
        parts["amount"] = say("benefit_letter_amount", amount=amount)
    parts["authority"] = titled(one.benefit.authority, found.outcome.rules.rules.key)
    since = day_of(found.since[k, at])
    if since is None:
        return say("benefit_letter_yes_undated", **parts)
    return say("benefit_letter_yes", since=day_words(since), **parts)


def day_of(since: int) -> date | None:
    """The day of a number, None if there is none."""
    return None if since == NO_DAY else _EPOCH + timedelta(days=int(since))


def _head(outcome: Outcome, at: int, *, simulated: bool) -> list[Both]:
    rules = titled(outcome.rules.rules.title, outcome.rules.rules.key)
    said = [
        say("benefit_letter_head", rules=rules),
        say("benefit_letter_to", person=str(outcome.register.ids[at])),
    ]
    if simulated:
        said.append(say("benefit_letter_simulated"))
    if outcome.rules.rules.illustrative:
        note = outcome.rules.rules.note
        said.append(say("benefit_letter_illustrative", note=Both.of(note) if note else same("")))
    return [*said, say("benefit_letter_open", rules=rules, day=day_words(outcome.rules.day))]


def _points(outcome: Outcome, at: int) -> list[Both]:
    low, high = (
        decimal_words(points(outcome, all_of[-1, at]))
        for all_of in (outcome.group_low, outcome.group_high)
    )
    if low == high:
        said = [say("benefit_letter_points", total=low)]
    else:
        said = [say("benefit_letter_points_span", low=low, high=high)]
    for item in points_of(outcome, at):
        got = decimal_words(item.low)
        if item.low != item.high:
            got = f"{got}–{decimal_words(item.high)}"
        parts = {"title": titled(item.item.title, item.item.name), "points": got,
                 "best": decimal_words(item.best)}  # fmt: skip
        deducts = _deducts(outcome, item.item.group)
        if deducts:
            said.append(say("benefit_letter_item_off", **parts))
        elif item.more is None:
            said.append(say("benefit_letter_item", **parts))
        else:
            reason = reason_words(outcome, item.more, more=True)
            said.append(say("benefit_letter_item_more", reason=reason, **parts))
    return [*said, *_groups(outcome, at)]


def _groups(outcome: Outcome, at: int) -> list[Both]:
    """Points of each group where they are not the sum of its parts, so that the total adds up."""
    said = []
    for k, one in enumerate(outcome.rules.groups):
        if one.group.name == TOTAL or one.groups:
            continue
        low, high = outcome.group_low[k, at], outcome.group_high[k, at]
        items = list(one.items)
        if (low, high) == (outcome.item_low[items, at].sum(), outcome.item_high[items, at].sum()):
            continue
        how = say("benefit_letter_limits")
        if one.group.take == "highest":
            how = say("benefit_letter_highest")
        elif one.at_most is not None and one.at_most == high:
            how = say("benefit_letter_at_most", most=decimal_words(points(outcome, one.at_most)))
        got = decimal_words(points(outcome, low))
        if low != high:
            got = f"{got}–{decimal_words(points(outcome, high))}"
        title = titled(one.group.title, one.group.name)
        said.append(say("benefit_letter_group", title=title, how=how, points=got))
    return said


def _deducts(outcome: Outcome, group: str) -> bool:
    return any(one.name == group and one.deducts for one in outcome.rules.rules.groups)


def _plain(part: Both, language: str) -> str:
    return str(Markup(part[language]).unescape())
