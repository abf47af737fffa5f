"""Which department answers what, where and when, and how long it has: dated rules.

A rule says a department, terms, or both, for a category and a place.  It holds in all that lies in
the place.  Department and terms are looked up apart: a province may set the terms and each county
the departments.  For either, a rule for the category goes before one for any category, then the
smaller place before the larger.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from typing import Final, Literal

from gongfu.errors import InputError, NotFoundError, n_of
from gongfu.track.clock import Terms

Part = Literal["department", "terms"]

ANY: Final = ""
_PARTS: Final[tuple[Part, ...]] = ("department", "terms")
_SHOWN: Final = 20
_FEW: Final = 3


@dataclass(frozen=True, slots=True)
class Route:
    """Where a request goes, how long there is, and the rules that say so."""

    department: str
    terms: Terms
    department_rule: str
    terms_rule: str


@dataclass(frozen=True, slots=True)
class Unrouted:
    """A category that no rule in force at a place names, though rules name others there.

    `nearest`: those of them that are spelt most alike, the nearest first; `lacking`: what rules for
    any category do not say either.
    """

    category: str
    nearest: tuple[str, ...]
    lacking: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class RouteRule:
    """One dated rule.

    Attributes
    ----------
    key
        Its name, once.
    category
        For which requests; "" for any.
    place
        Code of the place with all that lies in it; "" for everywhere.
    start, end
        First and last day in force; no end: until further notice.
    department
        Who answers; "" leaves it to other rules.
    terms
        How long there is; None leaves it to other rules.
    source
        The document.
    """

    key: str
    category: str
    place: str
    start: date
    end: date | None = None
    department: str = ""
    terms: Terms | None = None
    source: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether it is in force."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True, eq=False)
class RoutingTable:
    """Rules that never contradict each other; checked when it is made, every fault told.

    Two rules contradict each other if on some day both say a department, or both terms, for the
    same category and the same place.
    """

    rules: tuple[RouteRule, ...]
    _found: dict[tuple[str, str, Part], tuple[RouteRule, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        found: dict[tuple[str, str, Part], list[RouteRule]] = {}
        for rule in self.rules:
            for part in _PARTS:
                if getattr(rule, part):
                    found.setdefault((rule.category, rule.place, part), []).append(rule)
        faults = _rule_faults(self.rules)
        for (category, place, part), rules in found.items():
            rules.sort(key=lambda rule: rule.start)
            longest = rules[0]
            for other in rules[1:]:
                if longest.holds_on(other.start):
                    faults.append(
                        f"{longest.key!r} and {other.key!r} both say the {part} of category "
                        f"{category!r} in {place!r} on {other.start}; end one the day before"
                    )
                if longest.end is not None and (other.end is None or other.end > longest.end):
                    longest = other
        if faults:
            more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
            raise InputError(
                f"{n_of(len(faults), 'fault', 'faults')} of routing: "
                + "; ".join(faults[:_SHOWN])
                + more
            )
        object.__setattr__(self, "_found", {key: tuple(rules) for key, rules in found.items()})

    def rule_for(self, category: str, place: str, day: date, part: Part) -> RouteRule | None:
        """The rule that says the department or the terms; None if none does."""
        for asked in dict.fromkeys((category, ANY)):
            for length in range(len(place), -1, -1):
                for rule in self._found.get((asked, place[:length], part), ()):
                    if rule.holds_on(day):
                        return rule
        return None


def route(
    table: RoutingTable,
    category: str,
    place: str,
    day: date,
    *,
    department: str = "",
    terms: Terms | None = None,
) -> Route:
    """Where a request goes.

    Parameters
    ----------
    table
        The rules.
    category, place
        Of the request.
    day
        Of the assignment: later rules do not move what is assigned already.
    department, terms
        As somebody decided by hand, whatever the rules say; "" and None leave it to them.

    Returns
    -------
    Route
        Department and terms, each with the rule that says it; "" if it was by hand.

    Raises
    ------
    NotFoundError
        No rule says the department, or the terms.
    """
    if not category or not place:
        raise InputError(f"category is {category!r} and place {place!r}; both are needed")
    found = {part: table.rule_for(category, place, day, part) for part in _PARTS}
    by_hand = {"department": bool(department), "terms": terms is not None}
    lacking = [part for part in _PARTS if found[part] is None and not by_hand[part]]
    if lacking:
        then = [
            rule.key
            for rule in table.rules
            if rule.category in (category, ANY)
            and place.startswith(rule.place)
            and any(getattr(rule, part) for part in lacking)
        ]
        told = f" (on other days: {', '.join(then[:_FEW])})" if then else ""
        raise NotFoundError(
            f"no rule says the {' and '.join(lacking)} of category {category!r} in {place!r} "
            f"on {day}{told}; "
            "add one, or assign by hand"
        )
    who = None if by_hand["department"] else found["department"]
    long = None if by_hand["terms"] else found["terms"]
    held = terms if long is None else long.terms
    assert held is not None, "it is by hand, or a rule says it"
    return Route(
        department if who is None else who.department,
        held,
        "" if who is None else who.key,
        "" if long is None else long.key,
    )


def unrouted(rules: Iterable[RouteRule], category: str, place: str, day: date) -> Unrouted | None:
    """Whether a category is none that the rules of a place and day name, as one misspelt is none.

    Parameters
    ----------
    rules
        Of any place and day.
    category, place, day
        Of a request.

    Returns
    -------
    Unrouted or None
        None if a rule names it, or if no rule in force there names any.
    """
    there = [one for one in rules if one.holds_on(day) and place.startswith(one.place)]
    known = {one.category for one in there} - {ANY}
    if not known or category in known:
        return None
    alike = {one: SequenceMatcher(None, category, one).ratio() for one in known}
    nearest = sorted(known, key=lambda one: (-alike[one], one))
    any_ = [one for one in there if one.category == ANY]
    lacking = tuple(part for part in _PARTS if not any(getattr(one, part) for one in any_))
    return Unrouted(category, tuple(nearest[:_FEW]), lacking)


def missing_routes(
    table: RoutingTable, categories: Iterable[str], places: Iterable[str], day: date
) -> tuple[tuple[str, str, Part], ...]:
    """What the rules leave open.

    Parameters
    ----------
    table
        The rules.
    categories, places
        Every pair of these is asked.
    day
        On which.

    Returns
    -------
    tuple
        Category, place, and "department" or "terms"; empty if requests can always be assigned.
    """
    where = tuple(places)
    return tuple(
        (category, place, part)
        for category in categories
        for place in where
        for part in _PARTS
        if table.rule_for(category, place, day, part) is None
    )


def _rule_faults(rules: tuple[RouteRule, ...]) -> list[str]:
    faults, seen = [], set()
    for rule in rules:
        if not rule.key or rule.key in seen:
            faults.append(f"the key {rule.key!r} is empty, or there twice")
        seen.add(rule.key)
        if rule.end is not None and rule.end < rule.start:
            faults.append(f"{rule.key!r} ends on {rule.end}, before it starts on {rule.start}")
        if not rule.department and rule.terms is None:
            faults.append(f"{rule.key!r} says neither a department nor terms")
    return faults
