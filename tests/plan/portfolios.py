"""Portfolios for the tests: one drawn by hand, random ones, and every programme of a tiny one."""

import itertools

import numpy as np
import pandas as pd

from gongfu.plan.portfolio import portfolio


def frames(rows, costs=None):
    """Projects, costs and effects from (id, county, first, last, cost, places)."""
    ids, county, first, last, cost, places = zip(*rows, strict=True)
    projects = pd.DataFrame(
        {"county": county, "first_year": first, "last_year": last},
        index=pd.Index(ids, name="project"),
    )
    spent = pd.DataFrame({"project": ids, "after_years": 0, "cost_yuan": np.array(cost, float)})
    done = pd.DataFrame({"project": ids, "indicator": "places", "effect": np.array(places, float)})
    return projects, spent if costs is None else costs, done


def random_lists(rng, n_projects=5, n_years=2, n_counties=2, indicators=("places",), longest=2):
    """Whole costs and effects, so that sums are exact."""
    years = np.arange(2026, 2026 + n_years)
    ids = [f"p{i}" for i in range(n_projects)]
    duration = rng.integers(1, min(longest, n_years) + 1, n_projects)
    last = years[-1] - duration + 1
    first = np.array([rng.integers(years[0], end + 1) for end in last])
    projects = pd.DataFrame(
        {
            "county": [f"c{i}" for i in rng.integers(0, n_counties, n_projects)],
            "first_year": first,
            "last_year": last,
        },
        index=pd.Index(ids, name="project"),
    )
    costs = pd.DataFrame(
        [
            (p, after, float(rng.integers(1, 10) * 1_000_000))
            for p, d in zip(ids, duration, strict=True)
            for after in range(d)
        ],
        columns=["project", "after_years", "cost_yuan"],
    )
    effects = pd.DataFrame(
        [(p, i, float(rng.integers(0, 50))) for p in ids for i in indicators],
        columns=["project", "indicator", "effect"],
    )
    return projects, costs, effects


def random_portfolio(rng, budget=8_000_000, carry_over=False, limits=None, **sizes):
    """A random portfolio with a need and an exclusion."""
    lists = random_lists(rng, **sizes)
    n_years = sizes.get("n_years", 2)
    return portfolio(
        *lists,
        budget_yuan={2026 + t: budget for t in range(n_years)},
        carry_over=carry_over,
        needs=[("p0", "p1")],
        exclusions=[("p2", "p3")],
        limits=limits,
    )


def keeps(problem, starts):
    """Whether {position: year} keeps to everything, worked out from the lists and not from rows."""
    spent = dict.fromkeys(problem.years, 0.0)
    for k, (j, year) in enumerate(zip(problem.project_at, problem.start_year, strict=True)):
        if starts.get(j) == year:
            for t, yuan in zip(problem.years, problem.spend_yuan[k], strict=True):
                spent[t] += yuan
    left = 0.0
    for t, money in zip(problem.years, problem.budget_yuan, strict=True):
        room = money + (left if problem.carry_over else 0.0)
        if spent[t] > room * (1 + 1e-9):
            return False
        left = room - spent[t]
    for one, other in problem.needs:
        if one in starts and not starts.get(other, 9999) <= starts[one]:
            return False
    if any(sum(j in starts for j in group) > 1 for group in problem.exclusions):
        return False
    for limit in problem.limits.itertuples():
        inside = list(problem.counties if limit.county is None else [limit.county])
        if limit.of == "spend_yuan":
            total = sum(
                problem.spend_yuan[k].sum()
                for k, (j, year) in enumerate(
                    zip(problem.project_at, problem.start_year, strict=True)
                )
                if starts.get(j) == year and problem.counties[problem.county_at[j]] in inside
            )
        else:
            i = problem.indicators.get_loc(limit.of)
            at = [problem.counties.get_loc(c) for c in inside]
            total = problem.effect[i][at][:, list(starts)].sum() if starts else 0.0
        if total < limit.low - 1e-6 or total > limit.high + 1e-6:
            return False
    return True


def every_programme(problem):
    """Each programme that keeps to everything, as {position: year}."""
    options = [
        [None, *problem.start_year[problem.project_at == j]] for j in range(len(problem.ids))
    ]
    for choice in itertools.product(*options):
        starts = {j: int(year) for j, year in enumerate(choice) if year is not None}
        if keeps(problem, starts):
            yield starts


def starts_of(problem, programme):
    """A programme as {position: year}."""
    return {problem.ids.get_loc(p): int(year) for p, year in programme.starts.items()}
