"""Rules for one person after the other, in plain Python with Decimals: slow, and easy to follow.

It reads a `RuleSet` as it is written and shares nothing with the evaluation it is compared to.
"""

from datetime import date
from decimal import Decimal

from gongfu.model.rules import Compound, Named, Per, Ref

INFINITE = Decimal(10) ** 30


class Person:
    """One person under rules at a day; `facts` maps names to values, None if unknown."""

    def __init__(self, rules, day, facts):
        self.rules, self.day = rules, day
        self.facts = dict(facts)
        self.items = {item.name: item for item in rules.items}
        self.groups = {group.name: group for group in rules.groups}
        for fact in rules.facts:
            if fact.counted_from:
                self.facts[fact.name] = counted(facts[fact.counted_from], day, fact.unit)
            else:
                self.facts.setdefault(fact.name, None)

    def value(self, value):
        if not isinstance(value, Ref):
            return value
        parameter = next(p for p in self.rules.parameters if p.name == value.parameter)
        return next(
            one.value
            for one in parameter.values
            if (one.start or date.min) <= self.day <= (one.end or date.max)
        )

    def holds(self, condition):
        """True, False or None."""
        if isinstance(condition, Named):
            return self.holds(self.rules.conditions[condition.condition])
        if isinstance(condition, Compound):
            states = [self.holds(part) for part in condition.parts]
            if condition.how == "not":
                return None if states[0] is None else not states[0]
            decisive = condition.how == "any"
            if decisive in states:
                return decisive
            return None if None in states else not decisive
        if condition.operator == "known":
            return (self.facts[condition.name] is not None) == condition.value
        if condition.of == "fact":
            fact = self.facts[condition.name]
            return None if fact is None else self.asked(condition, fact)
        low, high = (self.item if condition.of == "item" else self.group)(condition.name)
        step = Decimal(1).scaleb(-self.rules.decimals)
        answers, points = set(), low
        while points <= high:
            answers.add(self.asked(condition, points))
            points += step
        return answers.pop() if len(answers) == 1 else None

    def asked(self, condition, fact):
        value = condition.value
        if isinstance(value, tuple):
            value = tuple(self.value(one) for one in value)
        else:
            value = self.value(value)
        if condition.operator == "one_of" and not isinstance(value, tuple):
            value = (value,)
        return {
            "at_least": lambda: fact >= value,
            "at_most": lambda: fact <= value,
            "above": lambda: fact > value,
            "below": lambda: fact < value,
            "is": lambda: fact == value,
            "one_of": lambda: fact in value,
            "between": lambda: value[0] <= fact <= value[1],
            "not_before": lambda: fact >= value,
            "before": lambda: fact < value,
        }[condition.operator]()

    def item(self, name):
        """The fewest and the most points."""
        item = self.items[name]
        if not (item.start or date.min) <= self.day <= (item.end or date.max):
            return Decimal(0), Decimal(0)
        cap = INFINITE if item.at_most is None else self.value(item.at_most)
        spans = []
        for branch in item.branches:
            state = True if branch.when is None else self.holds(branch.when)
            if state is False:
                continue
            spans.append(self.points(branch.points, cap))
            if state is True:
                break
        else:
            spans.append((Decimal(0), Decimal(0)))
        return min(cap, min(low for low, _ in spans)), min(cap, max(high for _, high in spans))

    def points(self, points, cap):
        if not isinstance(points, Per):
            return self.value(points), self.value(points)
        fact = next(f for f in self.rules.facts if f.name == points.fact)
        size, each = self.value(points.size), self.value(points.each)
        value = self.facts[points.fact]
        high = cap if fact.high is None else fact.high // size * each
        if value is None:
            return min(cap, fact.low // size * each), min(cap, high)
        return min(cap, high, value // size * each), min(cap, high, value // size * each)

    def group(self, name):
        """The fewest and the most points."""
        group = self.groups[name]
        spans = [self.item(item.name) for item in self.rules.items if item.group == name]
        for one in self.rules.groups:
            if one.within == name:
                low, high = self.group(one.name)
                spans.append((-high, -low) if one.deducts else (low, high))
        together = sum if group.take == "sum" else lambda parts: max([Decimal(0), *parts])
        ends = (
            together([low for low, _ in spans]),
            together([high for _, high in spans]),
        )
        cap = INFINITE if group.at_most is None else self.value(group.at_most)
        floor = -INFINITE if group.at_least is None else self.value(group.at_least)
        return tuple(max(floor, min(cap, Decimal(end))) for end in ends)

    def benefit(self, benefit):
        return self.holds(benefit.when)


def counted(since, day, unit):
    """Whole years, months or days between two days, by trying one more until it is too many."""
    if since is None:
        return None
    if unit == "days":
        return Decimal((day - since).days)
    months = (day.year - since.year) * 12 + day.month - since.month
    months -= day.day < since.day
    return Decimal(months // 12 if unit == "years" else months)
