"""Why somebody has the points or the benefit they have: the value used, and what would do."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from gongfu.model.rule_values import NOT_SURE, Outcome
from gongfu.model.rules import MET, UNKNOWN, Fact, Item, Scalar
from gongfu.model.rules_in_force import Leaf, Tree, labels_of

_EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Reason:
    """One question, how it was answered, and by which value.

    state: UNMET, UNKNOWN or MET; fact: None for points of an item or a group, named by `name`;
    value: what was used, None if unknown; a pair of bounds for points that are not certain;
    step: the value that brings the next points, for points per whole size.
    """

    state: int
    name: str
    leaf: Leaf | None
    fact: Fact | None
    value: Scalar | tuple[Decimal, Decimal] | None
    step: Decimal | None = None


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Several ways to meet a condition, each with what it lacks."""

    ways: tuple[tuple["Lack", ...], ...]


Lack: TypeAlias = Reason | AnyOf


@dataclass(frozen=True, slots=True)
class Points:
    """The points of a person under one item.

    low, high: the fewest and the most; best: the most that anybody can have; branch: the one that
    applies, from 1, 0 if none, None if not known; more: what stands in the way of more.
    """

    item: Item
    low: Decimal
    high: Decimal
    best: Decimal
    branch: int | None
    more: Reason | None


def points_of(outcome: Outcome, at: int) -> tuple[Points, ...]:
    """The points of the person at a position, item by item.

    Parameters
    ----------
    outcome
        Of `evaluate`.
    at
        Position in the register.

    Returns
    -------
    tuple of Points
        In the order of the rules; items that are not in force are left out.
    """
    found = []
    for k, item in enumerate(outcome.rules.items):
        if not item.branches:
            continue
        branch = int(outcome.branch[k, at])
        found.append(
            Points(
                item.item,
                points(outcome, outcome.item_low[k, at]),
                points(outcome, outcome.item_high[k, at]),
                points(outcome, best_points(outcome, k)),
                None if branch == NOT_SURE else branch + 1,
                reason(outcome, int(outcome.why[k, at]), at),
            )
        )
    return tuple(found)


def best_points(outcome: Outcome, k: int) -> int:
    """The most scaled points that anybody can have under an item."""
    item, most = outcome.rules.items[k], 0
    for branch in item.branches:
        per, points_here = branch.per, branch.points
        if per is not None:
            fact = outcome.rules.rules.facts[per.fact]
            points_here = (
                (item.at_most or 0)
                if fact.high is None
                else int(fact.high * 10**fact.decimals) // per.size * per.each
            )
        most = max(most, points_here)
    return most if item.at_most is None else min(most, item.at_most)


def points(outcome: Outcome, scaled: int) -> Decimal:
    """Scaled points as they are written."""
    return Decimal(int(scaled)).scaleb(-outcome.rules.rules.decimals)


def reason(outcome: Outcome, code: int, at: int) -> Reason | None:
    """What a code of `why` or `benefit_why` means for the person at a position; None: nothing."""
    rules = outcome.rules
    if code < 0:
        return None
    if code >= len(rules.leaves):
        k = code - len(rules.leaves)
        per = rules.items[k].branches[outcome.branch[k, at]].per
        if per is None:
            return None
        fact = rules.rules.facts[per.fact]
        value = value_of(outcome, per.fact, at)
        step = None
        if isinstance(value, Decimal):
            whole = int(value.scaleb(fact.decimals)) // per.size + 1
            step = Decimal(whole * per.size).scaleb(-fact.decimals)
        return Reason(UNKNOWN if value is None else 0, fact.name, None, fact, value, step)
    leaf, state = rules.leaves[code], int(outcome.leaves[code, at])
    if leaf.of == "fact":
        fact = rules.rules.facts[leaf.at]
        return Reason(state, fact.name, leaf, fact, value_of(outcome, leaf.at, at))
    low, high = (
        (outcome.item_low, outcome.item_high)
        if leaf.of == "item"
        else (outcome.group_low, outcome.group_high)
    )
    nouns = rules.rules.items if leaf.of == "item" else rules.rules.groups
    few, many = points(outcome, low[leaf.at, at]), points(outcome, high[leaf.at, at])
    return Reason(state, nouns[leaf.at].name, leaf, None, few if few == many else (few, many))


def lacking(outcome: Outcome, tree: Tree, at: int) -> tuple[Lack, ...]:
    """Everything that keeps a condition from being met, with every way there is to meet it.

    Parameters
    ----------
    outcome
        Of `evaluate`.
    tree
        Of a benefit or branch of `outcome.rules`.
    at
        Position in the register.

    Returns
    -------
    tuple of Reason and AnyOf
        Unmet and unknown questions; () if the condition is met.
    """
    if isinstance(tree, int):
        if outcome.leaves[tree, at] == MET:
            return ()
        found = reason(outcome, tree, at)
        return () if found is None else (found,)
    parts = [lacking(outcome, part, at) for part in tree.parts]
    if tree.how == "all":
        return tuple(one for part in parts for one in part)
    if any(not part for part in parts):
        return ()
    return parts[0] if len(parts) == 1 else (AnyOf(tuple(parts)),)


def value_of(outcome: Outcome, fact_at: int, at: int) -> Scalar | None:
    """The value of a fact that was used, None if it is unknown."""
    column = outcome.register.columns[fact_at]
    fact = outcome.rules.rules.facts[fact_at]
    if column.unknown is not None and column.unknown[at]:
        return None
    value = int(column.value[at])
    if fact.kind == "number":
        return Decimal(value).scaleb(-fact.decimals)
    if fact.kind == "date":
        return _EPOCH + timedelta(days=value)
    if fact.kind == "yes_no":
        return bool(value)
    labels = labels_of(outcome.rules, fact_at)
    return labels[value] if value < len(labels) else ""


Standing = Literal["met", "unmet", "unknown"]
STATES: Final[tuple[Standing, ...]] = ("unmet", "unknown", "met")
"""Names of UNMET, UNKNOWN and MET, by their number."""
