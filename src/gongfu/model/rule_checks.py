"""What is wrong with rules before anybody is judged by them: names, dates, branches, circles."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final, TypeAlias

from gongfu.model.rules import Benefit, Dated, Item, Named, Per, Ref, RuleSet, Test
from gongfu.model.rules_in_force import (
    InForce,
    Leaf,
    Node,
    Tree,
    day_number,
    in_force,
    labels_of,
    settle,
)

_FAR: Final = 2**62
_UNITS: Final = ("years", "months", "days")

Spans: TypeAlias = tuple[tuple[int, int], ...]
"""Whole numbers as disjoint spans in order, both ends included."""

Box: TypeAlias = dict[tuple[str, int], Spans]
"""What each fact, item or group must be; what is absent may be anything."""


def rule_faults(rules: RuleSet) -> list[str]:
    """Every fault of rules that can be read.

    Parameters
    ----------
    rules
        As written.

    Returns
    -------
    list of str
        Names that stand twice or nowhere, dates that overlap or leave a gap, units and kinds that
        do not fit, what rests on itself, and branches that nobody can reach; [] if it is sound.
    """
    found = [*_twice(rules), *_facts(rules), *_dates(rules), *_unused(rules)]
    for day in _days(rules):
        settled, faults = settle(rules, day)
        found += faults or (_unreachable(settled) if settled else [])
    return list(dict.fromkeys(found))


def _twice(rules: RuleSet) -> Iterator[str]:
    sections: dict[str, Iterable[Any]] = {
        "facts": rules.facts, "parameters": rules.parameters, "items": rules.items,
        "groups": rules.groups, "benefits": rules.benefits,
    }  # fmt: skip
    for section, nouns in sections.items():
        for name, n in Counter(noun.name for noun in nouns).items():
            if n > 1:
                yield f"{section}: the name {name!r} stands {n} times; each needs its own"


def _facts(rules: RuleSet) -> Iterator[str]:
    kinds = {fact.name: fact.kind for fact in rules.facts}
    for fact in rules.facts:
        where = f"fact {fact.name!r}"
        if fact.counted_from:
            if kinds.get(fact.counted_from) != "date":
                yield f"{where}: counted_from must name a fact of kind date"
            if fact.kind != "number" or fact.unit not in _UNITS or fact.decimals:
                yield f"{where}: what is counted is a whole number of {', '.join(_UNITS)}"
        if fact.kind != "number" and (fact.low, fact.high, fact.decimals, fact.unit) != (
            None, None, 0, "",
        ):  # fmt: skip
            yield f"{where}: low, high, decimals and unit belong to numbers"
        if fact.kind != "text" and fact.values:
            yield f"{where}: values belong to texts"
        if fact.low is not None and fact.high is not None and fact.low > fact.high:
            yield f"{where}: low is above high"
        if any(b is not None and b.scaleb(fact.decimals) % 1 for b in (fact.low, fact.high)):
            yield f"{where}: low or high has more than {fact.decimals} decimals"
        if fact.kind == "number" and not fact.unit:
            yield f"{where}: a number needs a unit, such as months"


def _dates(rules: RuleSet) -> Iterator[str]:
    if rules.start and rules.end and rules.start > rules.end:
        yield f"rules: from {rules.start} is after to {rules.end}"
    nouns: tuple[Item | Benefit, ...] = (*rules.items, *rules.benefits)
    for dated in nouns:
        if dated.start and dated.end and dated.start > dated.end:
            yield f"{dated.name!r}: from {dated.start} is after to {dated.end}"
    for parameter in rules.parameters:
        where = f"parameter {parameter.name!r}"
        if not parameter.values:
            yield f"{where}: no values"
            continue
        for one in parameter.values:
            if one.start and one.end and one.start > one.end:
                yield f"{where}: from {one.start} is after to {one.end}"
        values = sorted(parameter.values, key=lambda one: one.start or date.min)
        for one, after in pairwise(values):
            if one.end is None or after.start is None or after.start <= one.end:
                yield f"{where}: the values from {one.start or 'ever'} and {after.start} overlap"
            elif after.start > one.end + timedelta(days=1):
                yield f"{where}: no value between {one.end} and {after.start}"
        yield from _ends(rules, where, values)


def _ends(rules: RuleSet, where: str, values: list[Dated]) -> Iterator[str]:
    first, last = values[0].start, values[-1].end
    if first is not None and (rules.start is None or first > rules.start):
        yield f"{where}: begins on {first}, and the rules on {rules.start or 'any day'}"
    if last is not None and (rules.end is None or last < rules.end):
        yield f"{where}: ends on {last}, and the rules on {rules.end or 'no day'}"


def _unused(rules: RuleSet) -> Iterator[str]:
    """Names that nothing uses: mostly a slip elsewhere."""
    tests, named, refs, pers = (
        list(_within(rules, noun)) for noun in (Test, Named, Ref, Per)
    )  # each is small
    facts = {one.name for one in tests if one.of == "fact"} | {one.fact for one in pers}
    facts |= {fact.counted_from for fact in rules.facts}
    facts |= {name for one in rules.benefits for name in (*one.since, one.earlier)}
    used = {
        "fact": (facts, [fact.name for fact in rules.facts]),
        "parameter": ({ref.parameter for ref in refs}, [one.name for one in rules.parameters]),
        "condition": ({one.condition for one in named}, list(rules.conditions)),
    }
    for what, (mine, names) in used.items():
        for name in names:
            if name not in mine:
                yield f"{what} {name!r}: no rule uses it; use it or take it out"


def _within(thing: Any, noun: type) -> Iterator[Any]:
    """Every `noun` inside a tree of nouns."""
    if isinstance(thing, noun):
        yield thing
    if is_dataclass(thing):
        for field in fields(thing):
            yield from _within(getattr(thing, field.name), noun)
    elif isinstance(thing, tuple | dict):
        for part in thing.values() if isinstance(thing, dict) else thing:
            yield from _within(part, noun)


def _days(rules: RuleSet) -> list[date]:
    """The first day of the rules, and every day on which something in them changes."""
    dated: list[Dated | Item | Benefit] = [*rules.items, *rules.benefits]
    dated += [one for parameter in rules.parameters for one in parameter.values]
    days = {one.start for one in dated if one.start}
    ends = {one.end for one in dated if one.end}
    days |= {end + timedelta(days=1) for end in ends if end < date.max}
    days.add(rules.start or min(days, default=date(2000, 1, 1)))
    return sorted(day for day in days if in_force(rules.start, rules.end, day))


def _unreachable(rules: InForce) -> Iterator[str]:
    for item in rules.items:
        earlier: list[Box] = []
        for number, branch in enumerate(item.branches, 1):
            where = f"item {item.item.name!r}, branch {number}"
            box = {} if branch.tree is None else _box(rules, branch.tree)
            if box is None:
                continue
            if any(not spans for spans in box.values()):
                yield f"{where}: nobody can meet it on {rules.day}; correct its numbers"
            elif _covered(rules, box, earlier):
                yield f"{where}: nobody gets so far on {rules.day}; branches above take them all"
            earlier.append(box)
    for benefit in rules.benefits:
        box = _box(rules, benefit.tree)
        if box is not None and any(not spans for spans in box.values()):
            yield f"benefit {benefit.benefit.name!r}: nobody can meet it on {rules.day}"


def _covered(rules: InForce, box: Box, earlier: list[Box]) -> bool:
    """Whether earlier boxes hold all of this one: one of them, or those of one fact together."""
    if any(
        all(_inside(box.get(key, _all(rules, *key)), spans) for key, spans in one.items())
        for one in earlier
    ):
        return True
    single = [one for one in earlier if len(one) == 1]
    for key in {key for one in single for key in one}:
        taken = _union(span for one in single for span in one.get(key, ()))
        if _inside(box.get(key, _all(rules, *key)), taken):
            return True
    return False


def _box(rules: InForce, tree: Tree) -> Box | None:
    """The box of a condition, None if it has no such shape."""
    if not isinstance(tree, Node):
        leaf = rules.leaves[tree]
        if leaf.operator == "known":
            return None
        return {(leaf.of, leaf.at): _spans(rules, leaf)}
    parts = [_box(rules, part) for part in tree.parts]
    boxes = [box for box in parts if box is not None]
    if len(boxes) < len(parts):
        return None
    if tree.how == "any":
        keys = {key for box in boxes for key in box}
        if len(keys) != 1 or any(not box for box in boxes):
            return None
        key = next(iter(keys))
        return {key: _union(span for box in boxes for span in box[key])}
    whole: Box = {}
    for box in boxes:
        for key, spans in box.items():
            whole[key] = _common(whole.get(key, _all(rules, *key)), spans)
    return whole


def _all(rules: InForce, of: str, at: int) -> Spans:
    """Every value there is."""
    if of != "fact":
        return ((-_FAR, _FAR),)
    fact = rules.rules.facts[at]
    if fact.kind == "yes_no":
        return ((0, 1),)
    if fact.kind == "text":
        return ((0, len(labels_of(rules, at)) - (1 if fact.values else 0)),)
    if fact.kind == "date":
        return ((day_number(date.min), day_number(date.max)),)
    scale = 10**fact.decimals
    low = -_FAR if fact.low is None else int(fact.low * scale)
    return ((low, _FAR if fact.high is None else int(fact.high * scale)),)


def _spans(rules: InForce, leaf: Leaf) -> Spans:
    whole = _all(rules, leaf.of, leaf.at)
    if leaf.labels:
        known = labels_of(rules, leaf.at)
        places = [known.index(text) for text in leaf.labels if text in known]
        met = _union((at, at) for at in places)
    else:
        low = -_FAR if leaf.low is None else leaf.low
        met = _common(whole, ((low, _FAR if leaf.high is None else leaf.high),))
    return _without(whole, met) if leaf.negated else met


def _union(spans: Iterable[tuple[int, int]]) -> Spans:
    merged: list[tuple[int, int]] = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def _common(one: Spans, other: Spans) -> Spans:
    both = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return _union((low, high) for low, high in both if low <= high)


def _without(whole: Spans, taken: Spans) -> Spans:
    left = whole
    for low, high in taken:
        left = _common(left, ((-_FAR, low - 1), (high + 1, _FAR)))
    return left


def _inside(one: Spans, other: Spans) -> bool:
    return _common(one, other) == _union(one)
