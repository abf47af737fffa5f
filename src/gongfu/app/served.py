"""Whom a matching served: groups that lists name, incomes of persons, of counties by a zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from gongfu.app.gaps_source import INCOME
from gongfu.app.pairing_facts import Facts
from gongfu.app.tasks import open_zone
from gongfu.io.lists import ListColumn
from gongfu.match.fairness import shares_by_group, thirds
from gongfu.measure.panel import cross_section, exact_figures, periods_of
from gongfu.report import asked_fairness as words
from gongfu.report.text import Both

AREA: Final = ListColumn("area", ("城乡", "城乡类别"), optional=True, blank=True)
GROUP: Final = ListColumn("group", ("类别", "户籍类别"), optional=True, blank=True)
COUNTY: Final = ListColumn("county", ("县", "县(市、区)"), optional=True, blank=True)
"""Columns of lists of people that say who is who."""

_MOST_GROUPS: Final = 30


@dataclass(frozen=True, slots=True, eq=False)
class CountyIncomes:
    """The third that each county of a zone lies in, by code, and of when that is."""

    facts: Facts
    third: pd.Series
    simulated: bool

    def of(self, county: pd.Series) -> pd.Series:
        """The third of the county that each cell names; None where the zone knows none."""
        known = {one: self.facts.code_or_none(str(one)) for one in county.dropna().unique()}
        codes = county.map(known, na_action="ignore").astype(object)
        return codes.map(self.third, na_action="ignore").astype(object)

    def said(self) -> Both:
        """What counties are judged by."""
        return words.counties(self.facts.period, simulated=self.simulated)


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What the people were asked for: a key of the words, who was served, among whom, a title."""

    served: words.Served
    yes: pd.Series
    among: pd.Series | None = None
    title: Both = words.UNTITLED


def county_incomes(path: Path | None) -> CountyIncomes | None:
    """Counties of a zone by published disposable income per head; None if it has no such figure.

    Of the latest period that all counties have, or else of the latest.
    """
    if path is None:
        return None
    zone = open_zone(path)
    counties = zone.places[zone.places["level"] == "county"]
    exact = exact_figures(zone.figures)
    periods = periods_of(exact, INCOME, counties.index)
    if not periods:
        return None
    parts = {"indicator": INCOME, "level": "county"}
    found = [cross_section(exact, zone.places, period=one, **parts) for one in reversed(periods)]
    latest = next((one for one in found if one.is_full), found[0])
    facts = Facts(
        zone.name, counties, latest.values.to_frame(), latest.period, zone.groups, zone.pairings
    )
    return CountyIncomes(facts, thirds(latest.values), "figures" in zone.simulated)


def groups_of(people: pd.DataFrame, incomes: CountyIncomes | None = None) -> pd.DataFrame:
    """The groups of each of some people, as far as their list says anything of them.

    Parameters
    ----------
    people
        Any of `area`, `group`, `county` and `income_yuan`.
    incomes
        Of counties; they take the place of their names.

    Returns
    -------
    DataFrame
        Any of `area`, `group`, `income`, `county` or `county_income`, of the same rows.  Several
        spellings of town, country, resident and newcomer are one; where all are in one group there
        is nothing to compare, and the column is left out.
    """
    found = {}
    for name in ("area", "group", "county"):
        if name in people and people[name].notna().any():
            found[name] = people[name].map(lambda one: words.spelt(str(one)), na_action="ignore")
    if incomes is not None and "county" in found:
        found["county_income"] = incomes.of(found.pop("county"))
    if "income_yuan" in people:
        income = pd.to_numeric(people["income_yuan"], errors="coerce").astype(float)
        if income.notna().any():
            found["income"] = thirds(income)
    told = {name: cells for name, cells in found.items() if len(cells.unique()) > 1}
    return pd.DataFrame(told, index=people.index, dtype=object)


def served_words(
    groups: pd.DataFrame, questions: Sequence[Question], *, suppress: bool
) -> list[Both]:
    """Sentences on who was served, question by question; [] if no group is known.

    A column with more than 30 groups is counted and not told one by one.

    Parameters
    ----------
    groups
        As `groups_of` gives them.
    questions
        With the rows of `groups`.
    suppress
        The people are real: small counts stay hidden.
    """
    sizes = {str(name): len(groups[name].unique()) for name in groups}
    by = tuple(name for name, n in sizes.items() if n <= _MOST_GROUPS)
    asked = []
    for one in questions:
        rows = pd.Series(True, groups.index) if one.among is None else one.among
        if by and rows.any():
            shares = shares_by_group(groups[rows.to_numpy()], one.yes[rows.to_numpy()], by=by)
            asked.append(words.Fair(shares, one.served, one.title))
    many = [words.too_many(name, n) for name, n in sizes.items() if n > _MOST_GROUPS]
    return [*words.fairness_words(asked, suppress=suppress), *many]
