"""Rules as data: dated parameters, conditions, points and benefits, as they are written.

A condition is met, unmet or unknown; points are exact decimals.  `rule_file` reads a set of rules,
`rules_in_force` settles it at a day, `rule_values` evaluates it for a register.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, Literal, TypeAlias

UNMET: Final = 0
UNKNOWN: Final = 1
MET: Final = 2
"""The three values; all = the least, any = the greatest, not = 2 - x (Kleene 1938)."""

TOTAL: Final = "total"

Kind = Literal["number", "text", "yes_no", "date"]
Scalar: TypeAlias = Decimal | str | bool | date
Operator = Literal[
    "at_least", "at_most", "above", "below", "is", "one_of", "between", "not_before", "before",
    "known",
]  # fmt: skip

OPERATORS: Final[Mapping[str, tuple[Operator, ...]]] = {
    "number": ("at_least", "at_most", "above", "below", "is", "between", "known"),
    "text": ("is", "one_of", "known"),
    "yes_no": ("is", "known"),
    "date": ("not_before", "before", "is", "between", "known"),
    "points": ("at_least", "at_most", "above", "below", "is", "between"),
}
"""What may be asked of each kind of fact, and of points."""


def plain_text(text: str) -> str:
    """A text as it is compared: letters, figures and brackets of full width made plain, no ends."""
    return unicodedata.normalize("NFKC", text).strip()


@dataclass(frozen=True, slots=True)
class Fact:
    """What a register says about a person: one column.

    unit_words: the unit as letters write it, by language; decimals: of a number, which is exact to
    so many; low, high: its range; values: the only texts there are (empty: any); labels: by value,
    what it is called in each language, where that differs; a register and conditions may say
    either; counted_from: a date from which `unit` (years, months or days) are counted to the day of
    evaluation, in place of a column; words: other headings of the column; optional: the column need
    not be there, and the fact is then unknown.
    """

    name: str
    kind: Kind
    title: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    unit_words: Mapping[str, str] = field(default_factory=dict)
    decimals: int = 0
    low: Decimal | None = None
    high: Decimal | None = None
    values: tuple[str, ...] = ()
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    counted_from: str = ""
    optional: bool = False

    @property
    def spellings(self) -> dict[str, str]:
        """Every plain text that stands for a value, and that value."""
        found = {value: value for value in self.values}
        for value, words in self.labels.items():
            found |= {plain_text(text): value for text in words.values()}
        return found


@dataclass(frozen=True, slots=True)
class Dated:
    """A value from a day up to and including another (None: open), and where the law says so."""

    value: Scalar | tuple[Scalar, ...]
    start: date | None = None
    end: date | None = None
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number, date or list of texts that the law sets, with its dates."""

    name: str
    unit: str
    values: tuple[Dated, ...]
    title: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ref:
    """The value of a parameter."""

    parameter: str


Value: TypeAlias = Scalar | Ref


@dataclass(frozen=True, slots=True)
class Test:
    """One question: of a fact, an item's points or a group's; `value` is a pair for "between"."""

    __test__ = False  # no test of pytest

    of: Literal["fact", "item", "group"]
    name: str
    operator: Operator
    value: Value | tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A condition that stands elsewhere under this name."""

    condition: str


@dataclass(frozen=True, slots=True)
class Compound:
    """Conditions together: all of them, any of them, or not the only one."""

    how: Literal["all", "any", "not"]
    parts: tuple["Condition", ...]


Condition: TypeAlias = Test | Named | Compound


@dataclass(frozen=True, slots=True)
class Per:
    """Points for each whole `size` of a fact, such as 5 for each 12 months."""

    fact: str
    size: Value
    each: Value


@dataclass(frozen=True, slots=True)
class Branch:
    """Points if a condition is met; None: in all other cases."""

    when: Condition | None
    points: Value | Per


@dataclass(frozen=True, slots=True)
class Item:
    """Points under one heading: those of the first branch that applies, at most `at_most`.

    start, end: days in which the item is in force; the last one counts.
    """

    name: str
    group: str
    branches: tuple[Branch, ...]
    title: Mapping[str, str] = field(default_factory=dict)
    at_most: Value | None = None
    start: date | None = None
    end: date | None = None
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Items and groups together: their sum or the highest of them, at most `at_most`.

    within: the group it counts in; deducts: its points are taken off; at_least: never fewer.
    """

    name: str
    title: Mapping[str, str] = field(default_factory=dict)
    within: str = TOTAL
    take: Literal["sum", "highest"] = "sum"
    at_most: Value | None = None
    at_least: Value | None = None
    deducts: bool = False


@dataclass(frozen=True, slots=True)
class Benefit:
    """What somebody is entitled to if a condition is met.

    amount: how much, or None; unit_words: its unit as letters write it; authority: under whose
    rules; since: dates of the register, the latest of which opens the entitlement, `after_months`
    later; limited: there are only so many places; earlier: the date that decides
    between equal points.
    """

    name: str
    when: Condition
    title: Mapping[str, str] = field(default_factory=dict)
    amount: Value | None = None
    unit: str = ""
    unit_words: Mapping[str, str] = field(default_factory=dict)
    authority: Mapping[str, str] = field(default_factory=dict)
    since: tuple[str, ...] = ()
    after_months: int = 0
    limited: bool = False
    earlier: str = ""
    start: date | None = None
    end: date | None = None
    citation: str = ""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules whole, as they are written and checked; `rules_in_force` settles them at a day.

    decimals: points are exact to so many; illustrative: no authority has published these numbers.
    `groups` ends with the total of all.
    """

    key: str
    title: Mapping[str, str]
    facts: tuple[Fact, ...]
    parameters: tuple[Parameter, ...] = ()
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    groups: tuple[Group, ...] = (Group(TOTAL, within=""),)
    benefits: tuple[Benefit, ...] = ()
    decimals: int = 0
    start: date | None = None
    end: date | None = None
    source: str = ""
    illustrative: bool = True
    note: Mapping[str, str] = field(default_factory=dict)
