"""Rules settled at a day: parameters put in, thresholds as whole numbers, an order to reckon in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final, Literal, TypeAlias

from gongfu.errors import InputError
from gongfu.model.rules import (
    OPERATORS,
    Benefit,
    Compound,
    Condition,
    Fact,
    Group,
    Item,
    Named,
    Parameter,
    Per,
    Ref,
    RuleSet,
    Scalar,
    Test,
    Value,
)

LARGEST: Final = 2**40  # of one number of points, scaled; sums stay far within 64 bits
_EXACT: Final = 2**53  # facts are exact up to here
_EPOCH: Final = date(1970, 1, 1).toordinal()
_POINTS: Final = "points"
_BRANCHES: Final = 127
_TYPES: Final[dict[str, type]] = {
    "number": Decimal, _POINTS: Decimal, "text": str, "yes_no": bool, "date": date,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Leaf:
    """One question with its numbers.

    at: position of the fact, item or group; low, high: the whole numbers that meet it, both
    included (None: open), scaled as the fact or the points are; labels: texts that meet it;
    negated: met if the question is not; value: what the rules say, parameters put in.
    """

    of: Literal["fact", "item", "group"]
    at: int
    operator: str
    value: Scalar | tuple[Scalar, ...]
    low: int | None = None
    high: int | None = None
    labels: tuple[str, ...] = ()
    negated: bool = False
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """All or any of its parts."""

    how: Literal["all", "any"]
    parts: tuple["Tree", ...]


Tree: TypeAlias = int | Node
"""A leaf's position, or a node."""


@dataclass(frozen=True, slots=True)
class PerAt:
    """Scaled points `each` for every whole `size` of the fact at `fact`."""

    fact: int
    size: int
    each: int


@dataclass(frozen=True, slots=True)
class BranchAt:
    """A branch with its tree (None: otherwise) and scaled points."""

    tree: Tree | None
    points: int
    per: PerAt | None = None


@dataclass(frozen=True, slots=True)
class ItemAt:
    """An item with its branches; none if it is not in force at the day."""

    item: Item
    branches: tuple[BranchAt, ...]
    at_most: int | None
    citation: str = ""


@dataclass(frozen=True, slots=True)
class GroupAt:
    """A group with positions of what counts in it."""

    group: Group
    items: tuple[int, ...]
    groups: tuple[int, ...]
    at_most: int | None
    at_least: int | None


@dataclass(frozen=True, slots=True)
class BenefitAt:
    """A benefit with its tree, and how much at the day."""

    benefit: Benefit
    tree: Tree
    amount: Scalar | None
    citation: str = ""


@dataclass(frozen=True, slots=True)
class InForce:
    """Rules at a day; `order` says which item or group can be reckoned after which."""

    rules: RuleSet
    day: date
    leaves: tuple[Leaf, ...]
    items: tuple[ItemAt, ...]
    groups: tuple[GroupAt, ...]
    benefits: tuple[BenefitAt, ...]
    order: tuple[tuple[Literal["item", "group"], int], ...]


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH


def in_force(start: date | None, end: date | None, day: date) -> bool:
    """Whether a day lies within two, both included; None is open."""
    return (start is None or start <= day) and (end is None or day <= end)


def rules_in_force(rules: RuleSet, day: date) -> InForce:
    """The rules as they stand at a day.

    Parameters
    ----------
    rules
        Checked, as `rule_file.rules_of` gives them.
    day
        Within the dates of the rules.

    Returns
    -------
    InForce
        With the parameters, items and benefits of that day.

    Raises
    ------
    InputError
        The rules are not in force at that day.
    """
    if not in_force(rules.start, rules.end, day):
        raise InputError(
            f"rules {rules.key!r} are in force from {rules.start or 'ever'} to "
            f"{rules.end or 'further notice'}, not on {day}; give a day within, or the rules of "
            "that day"
        )
    settled, faults = settle(rules, day)
    if settled is None:
        raise InputError(f"rules {rules.key!r}: " + "; ".join(faults))
    return settled


def settle(rules: RuleSet, day: date) -> tuple[InForce | None, list[str]]:
    """The rules at a day, or what stands in the way of it."""
    settler = _Settler(rules, day)
    found = settler.settled()
    return (None, list(dict.fromkeys(settler.faults))) if settler.faults else (found, [])


def labels_of(rules: InForce, at: int) -> tuple[str, ...]:
    """The texts that rules tell apart, of the fact at a position; any other is one more."""
    fact = rules.rules.facts[at]
    leaves = [leaf for leaf in rules.leaves if (leaf.of, leaf.at) == ("fact", at)]
    asked = [text for leaf in leaves for text in leaf.labels]
    return fact.values or tuple(dict.fromkeys(asked))


class _Settler:
    """Turns names into positions and decimals into whole numbers; collects faults."""

    def __init__(self, rules: RuleSet, day: date) -> None:
        self.rules, self.day = rules, day
        self.faults: list[str] = []
        self.leaves: list[Leaf] = []
        self.place = ""
        self.at = {
            "fact": {fact.name: at for at, fact in enumerate(rules.facts)},
            "item": {item.name: at for at, item in enumerate(rules.items)},
            "group": {group.name: at for at, group in enumerate(rules.groups)},
        }
        self.parameters = {one.name: one for one in rules.parameters}
        self.needs: dict[tuple[str, int], list[tuple[str, int]]] = {}
        self.expanding: list[str] = []

    def settled(self) -> InForce:
        """Everything; of use only if there are no faults."""
        items = tuple(self._item(*one) for one in enumerate(self.rules.items))
        groups = tuple(self._group(*one) for one in enumerate(self.rules.groups))
        order = self._order()
        benefits = tuple(
            self._benefit(one)
            for one in self.rules.benefits
            if in_force(one.start, one.end, self.day)
        )
        return InForce(self.rules, self.day, tuple(self.leaves), items, groups, benefits, order)

    def _item(self, at: int, item: Item) -> ItemAt:
        self.place = f"item {item.name!r}"
        self._position("group", item.group)
        needs = self.needs.setdefault(("item", at), [])
        cap = None if item.at_most is None else self._points(item.at_most)
        branches = []
        if len(item.branches) > _BRANCHES:
            self._fault(f"it has {len(item.branches)} branches, and {_BRANCHES} are the most")
        for branch in item.branches:
            tree = None if branch.when is None else self._tree(branch.when, needs, negated=False)
            if isinstance(branch.points, Per):
                branches.append(BranchAt(tree, 0, self._per(branch.points, cap)))
            else:
                branches.append(BranchAt(tree, self._points(branch.points)))
        kept = branches if in_force(item.start, item.end, self.day) else []
        return ItemAt(item, tuple(kept), cap, item.citation)

    def _per(self, per: Per, cap: int | None) -> PerAt:
        fact = self._fact(per.fact, ("number",))
        if fact is None:
            return PerAt(0, 1, 0)
        size = self._whole(self._resolved(per.size, fact.unit), fact.decimals, exact=True)
        each = self._points(per.each)
        if size > _EXACT:
            self._fault(f"size goes beyond {_EXACT}; lower it")
        if size <= 0 or each <= 0:
            self._fault("size and each must be above 0")
        if fact.low is None or fact.low < 0:
            self._fault(f"points count by {fact.name!r}, so that fact needs low = 0 or more")
        if cap is None and fact.high is None:
            self._fault("points count without end; give at_most, so that unknown has a bound")
        elif cap is None and int((fact.high or 0) * 10**fact.decimals) * each > LARGEST:
            self._fault(f"points go beyond {LARGEST}; give at_most")
        return PerAt(self.at["fact"][per.fact], max(size, 1), each)

    def _group(self, at: int, group: Group) -> GroupAt:
        self.place = f"group {group.name!r}"
        if group.within:
            above = self._position("group", group.within)
            if group.deducts and above >= 0 and self.rules.groups[above].take == "highest":
                self._fault(f"it deducts, and {group.within!r} takes the highest, not the sum")
        items = [k for k, item in enumerate(self.rules.items) if item.group == group.name]
        groups = [k for k, one in enumerate(self.rules.groups) if one.within == group.name]
        self.needs[("group", at)] = [*(("item", k) for k in items), *(("group", k) for k in groups)]
        cap, floor = (
            None if one is None else self._points(one) for one in (group.at_most, group.at_least)
        )
        if cap is not None and floor is not None and floor > cap:
            self._fault("at_least is above at_most")
        return GroupAt(group, tuple(items), tuple(groups), cap, floor)

    def _benefit(self, benefit: Benefit) -> BenefitAt:
        self.place = f"benefit {benefit.name!r}"
        tree = self._tree(benefit.when, [], negated=False)
        for name in (*benefit.since, *([benefit.earlier] if benefit.earlier else [])):
            self._fact(name, ("date",))
        amount = None if benefit.amount is None else self._resolved(benefit.amount, benefit.unit)
        citation = benefit.citation
        if isinstance(benefit.amount, Ref):
            citation = self._citation(benefit.amount) or citation
        return BenefitAt(benefit, tree, None if isinstance(amount, tuple) else amount, citation)

    def _tree(self, condition: Condition, needs: list[tuple[str, int]], *, negated: bool) -> Tree:
        """Named conditions put in, negations moved to the leaves (De Morgan)."""
        if isinstance(condition, Named):
            name = condition.condition
            if name not in self.rules.conditions:
                self._unknown("condition", name, self.rules.conditions)
                return Node("all", ())
            if name in self.expanding:
                self._fault(f"condition {name!r} rests on itself")
                return Node("all", ())
            self.expanding.append(name)
            tree = self._tree(self.rules.conditions[name], needs, negated=negated)
            self.expanding.pop()
            return tree
        if isinstance(condition, Compound):
            if condition.how == "not":
                return self._tree(condition.parts[0], needs, negated=not negated)
            both = (condition.how == "all") != negated
            parts = tuple(self._tree(part, needs, negated=negated) for part in condition.parts)
            return Node("all" if both else "any", parts)
        self.leaves.append(self._leaf(condition, needs, negated))
        return len(self.leaves) - 1

    def _leaf(self, test: Test, needs: list[tuple[str, int]], negated: bool) -> Leaf:
        at = self._position(test.of, test.name)
        nothing = Leaf(test.of, at, test.operator, True, negated=negated)
        if at < 0:
            return nothing
        fact = self.rules.facts[at] if test.of == "fact" else None
        kind = fact.kind if fact else _POINTS
        if fact is None:
            needs.append((test.of, at))
        if test.operator not in OPERATORS[kind]:
            self._fault(
                f"{test.name!r} is of kind {kind} and cannot be asked {test.operator!r}; it can be "
                f"asked {', '.join(OPERATORS[kind])}"
            )
            return nothing
        citation = ""
        values = test.value if isinstance(test.value, tuple) else (test.value,)
        resolved: list[Scalar] = []
        for value in values:
            unit = fact.unit if fact else _POINTS
            one = self._resolved(value, unit if kind in ("number", _POINTS) else None)
            resolved += one if isinstance(one, tuple) else (one,)
            if isinstance(value, Ref):
                citation = citation or self._citation(value)
        need = bool if test.operator == "known" else _TYPES[kind]
        if any(type(one) is not need for one in resolved):
            self._fault(
                f"{test.name!r} is of kind {kind}; {test.operator} {resolved[0]!r} does not fit it"
            )
            return nothing
        if not resolved or (
            len(resolved) != 2
            if test.operator == "between"
            else (len(resolved) != 1 and test.operator != "one_of")
        ):
            self._fault(f"{test.operator} of {test.name!r} has {len(resolved)} values")
            return nothing
        said = tuple(resolved) if test.operator in ("between", "one_of") else resolved[0]
        if test.operator == "known":
            return Leaf(test.of, at, "known", True, negated=negated != (resolved[0] is False))
        if kind == "text":
            labels = tuple(map(str, resolved))
            if fact and fact.values:
                labels = tuple(fact.spellings.get(label, label) for label in labels)
                said = labels if isinstance(said, tuple) else labels[0]
                for label in labels:
                    if label not in fact.values:
                        self._unknown(f"value of {fact.name!r}", label, fact.values)
            return Leaf(test.of, at, test.operator, said, None, None, labels, negated, citation)
        decimals = fact.decimals if fact else self.rules.decimals
        low, high = self._span(test, resolved, decimals)
        return Leaf(test.of, at, test.operator, said, low, high, (), negated, citation)

    def _span(
        self, test: Test, values: list[Scalar], decimals: int
    ) -> tuple[int | None, int | None]:
        """The whole numbers that meet a question, both ends included."""
        low, high = values[0], values[-1]
        match test.operator:
            case "at_least" | "not_before":
                return self._whole(low, decimals, ROUND_CEILING), None
            case "above":
                return self._whole(low, decimals, ROUND_FLOOR) + 1, None
            case "at_most":
                return None, self._whole(high, decimals, ROUND_FLOOR)
            case "below" | "before":
                return None, self._whole(high, decimals, ROUND_CEILING) - 1
            case "is":
                only = self._whole(low, decimals, exact=True)
                return only, only
        first = self._whole(low, decimals, ROUND_CEILING)
        last = self._whole(high, decimals, ROUND_FLOOR)
        if first > last:
            self._fault(f"{test.name!r} between {low} and {high}: nothing lies between them")
        return first, last

    def _whole(
        self, value: object, decimals: int, rounding: str = ROUND_FLOOR, *, exact: bool = False
    ) -> int:
        if isinstance(value, bool):
            return int(value)
        if isinstance(value, date):
            return day_number(value)
        if not isinstance(value, Decimal):
            self._fault(f"{value!r} is no number")
            return 0
        scaled = value.scaleb(decimals)
        whole = int(scaled.to_integral_value(rounding))
        if exact and whole != scaled:
            self._fault(f"{value} has more than {decimals} decimals; round it, or raise decimals")
        return whole

    def _points(self, value: Value) -> int:
        points = self._whole(self._resolved(value, _POINTS), self.rules.decimals, exact=True)
        if not 0 <= points <= LARGEST:
            self._fault(
                f"points must be from 0 to {LARGEST}; what is taken off stands in a group with "
                "deducts = true"
            )
        return points

    def _resolved(self, value: Value, unit: str | None) -> Scalar | tuple[Scalar, ...]:
        """The value itself, or the parameter's at the day; a unit that differs is a fault."""
        if not isinstance(value, Ref):
            return value
        parameter = self.parameters.get(value.parameter)
        if parameter is None:
            self._unknown("parameter", value.parameter, self.parameters)
            return Decimal(0)
        if unit is not None and parameter.unit != unit:
            self._fault(
                f"parameter {parameter.name!r} is in {parameter.unit!r}, and {unit!r} is needed"
            )
        dated = [one for one in parameter.values if in_force(one.start, one.end, self.day)]
        if not dated:
            self._fault(f"parameter {parameter.name!r} has no value on {self.day}")
            return Decimal(0)
        return dated[0].value

    def _citation(self, ref: Ref) -> str:
        parameter: Parameter | None = self.parameters.get(ref.parameter)
        dated = parameter.values if parameter else ()
        return next((o.citation for o in dated if in_force(o.start, o.end, self.day)), "")

    def _fact(self, name: str, kinds: tuple[str, ...]) -> Fact | None:
        at = self._position("fact", name)
        if at < 0:
            return None
        fact = self.rules.facts[at]
        if fact.kind not in kinds:
            self._fault(f"{name!r} is of kind {fact.kind}, and {' or '.join(kinds)} is needed")
            return None
        return fact

    def _position(self, of: str, name: str) -> int:
        if name not in self.at[of]:
            self._unknown(of, name, self.at[of])
        return self.at[of].get(name, -1)

    def _order(self) -> tuple[tuple[Literal["item", "group"], int], ...]:
        """What rests on what, the first first; a circle is a fault."""
        done: dict[tuple[str, int], None] = {}
        path: list[tuple[str, int]] = []

        def visit(node: tuple[str, int]) -> None:
            if node in done:
                return
            if node in path:
                names = [self._name(one) for one in path[path.index(node) :]]
                self.faults.append(f"{' -> '.join(names)} -> {self._name(node)}: rests on itself")
                return
            path.append(node)
            for need in self.needs[node]:
                visit(need)
            path.pop()
            done[node] = None

        for node in self.needs:
            visit(node)
        return tuple(done)  # type: ignore[arg-type]

    def _name(self, node: tuple[str, int]) -> str:
        nouns = self.rules.items if node[0] == "item" else self.rules.groups
        return f"{node[0]} {nouns[node[1]].name!r}"

    def _unknown(self, what: str, name: str, known: Iterable[str]) -> None:
        self._fault(f"no {what} {name!r}; there are {', '.join(map(repr, known)) or 'none'}")

    def _fault(self, words: str) -> None:
        self.faults.append(f"{self.place}: {words}")
