"""What a programme of projects keeps to: starts, costs, needs, exclusions, budgets and limits.

J projects, K columns (a project and a year it may start in), T years, C counties, I indicators.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InfeasibleError, InputError
from gongfu.model.schema import OWN_UNIT, Column, check_frame
from gongfu.plan.portfolio_checks import (
    checked_budget,
    checked_exclusions,
    checked_limits,
    checked_needs,
    known,
    whole_years,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SPEND: Final = "spend_yuan"
"""What a limit is on if it is on money rather than on an indicator."""

_ANY: Final = -float("inf")
_PROJECTS: Final = (Column("county"), Column("first_year", OWN_UNIT), Column("last_year", OWN_UNIT))
_COSTS: Final = (Column("project"), Column("after_years", OWN_UNIT), Column("cost_yuan", "yuan"))
_EFFECTS: Final = (Column("project"), Column("indicator"), Column("effect", OWN_UNIT, _ANY))


@dataclass(frozen=True, slots=True, eq=False)
class Portfolio:
    """A list of projects and what a programme of them must keep to.

    Attributes
    ----------
    ids
        (J,) the projects.
    county_at
        (J,) int64: position of each project's county.
    counties, indicators
        Counties of the projects and of their effects, and the indicators, sorted.
    years
        The years of the budget, one after the other.
    budget_yuan
        (T,) money of each year.
    carry_over
        Whether money that is left moves on to the next year.
    project_at, start_year, spend_yuan
        (K,), (K,) and (K, T): each start that is allowed, and what it spends in each year.
    effect
        (I, C, J) what each project does to each indicator of each county.
    needs
        Pairs of positions: the first needs the second, started in the same year or before.
    exclusions
        Groups of positions of which at most one is chosen.
    limits
        `county` (missing for all together), `of` (an indicator, or "spend_yuan"), `low`, `high`.
    """

    ids: pd.Index
    county_at: Ints
    counties: pd.Index
    indicators: pd.Index
    years: Ints
    budget_yuan: Floats
    carry_over: bool
    project_at: Ints
    start_year: Ints
    spend_yuan: Floats
    effect: Floats
    needs: tuple[tuple[int, int], ...]
    exclusions: tuple[tuple[int, ...], ...]
    limits: pd.DataFrame

    @property
    def ceiling_yuan(self) -> Floats:
        """(T,) the most to be spent: in each year, or up to its end where money carries over."""
        return np.cumsum(self.budget_yuan) if self.carry_over else self.budget_yuan

    @property
    def charged_yuan(self) -> Floats:
        """(K, T) what each start takes from `ceiling_yuan`."""
        return np.cumsum(self.spend_yuan, axis=1) if self.carry_over else self.spend_yuan

    @property
    def unaffordable(self) -> pd.Index:
        """Projects that the budget pays for in no year, even alone; no programme holds them."""
        room = self.ceiling_yuan * (1 + 1e-9)
        paid = (self.charged_yuan <= room).all(axis=1)
        return self.ids[np.bincount(self.project_at[paid], minlength=len(self.ids)) == 0]


def portfolio(
    projects: pd.DataFrame,
    costs: pd.DataFrame,
    effects: pd.DataFrame,
    *,
    budget_yuan: Mapping[int, float],
    carry_over: bool = False,
    needs: Iterable[tuple[object, object]] = (),
    exclusions: Iterable[Sequence[object]] = (),
    limits: pd.DataFrame | None = None,
) -> Portfolio:
    """A checked list of projects with the limits that a programme of them keeps to.

    Parameters
    ----------
    projects
        One row per project, indexed by its id, with `county`, `first_year` and `last_year`: it may
        start in any year from the one to the other.
    costs
        One row per project and year of spending: `project`, `after_years` (0 is the year of the
        start) and `cost_yuan`, >= 0.  A project without cost has a row of 0.
    effects
        `project`, `indicator`, `effect` (of either sign, counted once a project is in the
        programme), and `county` if an effect is elsewhere than its project.  A project may have
        none, if others need it.
    budget_yuan
        Money of each year, >= 0, for years without a hole.  A start whose spending runs beyond the
        last year, or begins before the first, is not allowed.
    carry_over
        Whether money that is left moves on to the next year.
    needs
        (project, what it needs): the second is started in the same year or before.
    exclusions
        Groups of projects of which at most one is chosen.
    limits
        `county` (missing for all counties together), `of` (an indicator, or "spend_yuan"), `low`
        and `high` (missing where there is none).

    Returns
    -------
    Portfolio
        For `best_programme`, `budget_prices` and `fair_programmes`.

    Raises
    ------
    InputError
        If anything given is not as described; the message names the projects, counties or years.
    InfeasibleError
        If the budget pays for no project at all.
    """
    check_frame(projects, _PROJECTS, "projects")
    costs, effects = costs.reset_index(drop=True), effects.reset_index(drop=True)
    check_frame(costs, _COSTS, "costs")
    extra = (Column("county"),) if "county" in effects.columns else ()
    check_frame(effects, (*_EFFECTS, *extra), "effects")
    if projects.empty:
        raise InputError("there are no projects to choose from; give one row for each")
    years, budget = checked_budget(budget_yuan)
    first = whole_years(projects["first_year"], "first_year of projects")
    last = whole_years(projects["last_year"], "last_year of projects")
    if (first > last).any():
        bad = projects.index[first > last]
        raise InputError(
            f"{len(bad)} projects have a first_year after their last_year, such as {bad[0]!r}; "
            "swap the two"
        )

    ids = pd.Index(projects.index)
    spending = _spending(costs, ids)
    project_at, start_year, spend = _starts(ids, first, last, spending, years)
    effect_county = effects["county"] if extra else None
    counties, indicators, effect = _effects(projects, effects, effect_county)
    pairs = checked_needs(needs, ids)
    groups = checked_exclusions(exclusions, ids, pairs)
    bounds = checked_limits(limits, counties, indicators, SPEND)

    made = Portfolio(
        ids=ids,
        county_at=counties.get_indexer(pd.Index(projects["county"])).astype(np.int64),
        counties=counties,
        indicators=indicators,
        years=years,
        budget_yuan=budget,
        carry_over=bool(carry_over),
        project_at=project_at,
        start_year=start_year,
        spend_yuan=spend,
        effect=effect,
        needs=pairs,
        exclusions=groups,
        limits=bounds,
    )
    if len(made.unaffordable) == len(ids):
        total = spending.sum(axis=1)
        raise InfeasibleError(
            f"the budget pays for none of the {len(ids)} projects: the cheapest, "
            f"{ids[int(total.argmin())]!r}, costs {total.min():,.0f} yuan, and there are "
            f"{budget.sum():,.0f} yuan in {years[0]}-{years[-1]}; raise the budget of the years it "
            "spends in, allow a carry-over, or add smaller projects"
        )
    return made


def _spending(costs: pd.DataFrame, ids: pd.Index) -> Floats:
    """(J, longest) yuan in each year after the start."""
    known(costs["project"], ids, "costs")
    after = whole_years(costs["after_years"], "after_years of costs")
    key = pd.MultiIndex.from_arrays([costs["project"], after])
    if key.has_duplicates:
        project, year = key[key.duplicated()][0]
        raise InputError(
            f"costs name a project and year twice, such as {project!r} after {year} years; "
            "add them up first"
        )
    without = ids.difference(pd.Index(costs["project"]), sort=False)
    if len(without):
        raise InputError(
            f"{len(without)} projects have no row in costs, such as {without[0]!r}; "
            "give a cost of 0 if it is free"
        )
    yuan = costs["cost_yuan"].to_numpy(float)
    spending = np.zeros((len(ids), int(after.max()) + 1))
    spending[ids.get_indexer(pd.Index(costs["project"])), after] = yuan
    return spending


def _starts(
    ids: pd.Index, first: Ints, last: Ints, spending: Floats, years: Ints
) -> tuple[Ints, Ints, Floats]:
    """Every start whose spending lies within the years of the budget."""
    n_offsets = spending.shape[1]
    duration = n_offsets - (spending[:, ::-1] > 0).argmax(axis=1)
    duration[~(spending > 0).any(axis=1)] = 1
    begin = np.maximum(first, years[0])
    end = np.minimum(last, years[-1] - duration + 1)
    outside = np.flatnonzero(begin > end)
    if outside.size:
        at = outside[0]
        raise InputError(
            f"{outside.size} projects can start in no year, such as {ids[at]!r} (start "
            f"{first[at]}-{last[at]}, {duration[at]} years of spending): all of it must lie in the "
            f"years of the budget, {years[0]}-{years[-1]}; add years to the budget, change the "
            "start, or drop the project"
        )
    n_starts = end - begin + 1
    project_at = np.repeat(np.arange(len(ids)), n_starts).astype(np.int64)
    within = np.arange(project_at.size) - np.repeat(np.cumsum(n_starts) - n_starts, n_starts)
    start_year = (begin[project_at] + within).astype(np.int64)
    spend = np.zeros((project_at.size, years.size))
    for offset in range(n_offsets):
        at = start_year - years[0] + offset
        inside = np.flatnonzero(at < years.size)
        spend[inside, at[inside]] = spending[project_at[inside], offset]
    return project_at, start_year, spend


def _effects(
    projects: pd.DataFrame, effects: pd.DataFrame, county: pd.Series | None
) -> tuple[pd.Index, pd.Index, Floats]:
    """Counties, indicators and (I, C, J) effects."""
    ids = pd.Index(projects.index)
    known(effects["project"], ids, "effects")
    where = effects["project"].map(projects["county"]) if county is None else county
    counties = pd.Index(projects["county"]).union(pd.Index(where)).unique().rename("county")
    indicators = pd.Index(effects["indicator"]).unique().sort_values().rename("indicator")
    if SPEND in indicators:
        raise InputError(f"no indicator may be called {SPEND!r}, the word for money in limits")
    key = pd.MultiIndex.from_arrays([effects["project"], effects["indicator"], where])
    if key.has_duplicates:
        project, indicator, place = key[key.duplicated()][0]
        raise InputError(
            f"effects name a project, indicator and county twice, such as {project!r}, "
            f"{indicator!r}, {place!r}; add them up first"
        )
    effect = np.zeros((len(indicators), len(counties), len(ids)))
    effect[
        indicators.get_indexer(pd.Index(effects["indicator"])),
        counties.get_indexer(pd.Index(where)),
        ids.get_indexer(pd.Index(effects["project"])),
    ] = effects["effect"].to_numpy(float)
    return counties, indicators, effect
