"""Demand in groups: some count more, some come first, some must not fall below a floor."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from gongfu.errors import InfeasibleError, InputError
from gongfu.plan.covering import first_open
from gongfu.plan.floors import Best, Groups
from gongfu.plan.lagrangean import Floats, Status
from gongfu.plan.median import reachable_rows
from gongfu.plan.search import Mask
from gongfu.plan.site_checks import checked_effort, checked_limits, checked_matrix
from gongfu.plan.site_plan import SitePlan


@dataclass(frozen=True, slots=True, eq=False)
class GroupPlan:
    """A plan for people in groups, and what each group gets of it.

    Attributes
    ----------
    plan
        `value` is the people covered, each counted by the weight of the group, and `bound` the
        most that any plan reaches which keeps the floors and gives no earlier group less.
        `status` is "optimal" if that is proved, of every priority too.
    people, reached
        (g,) people of each group in all, and those whom the plan covers.
    at_most
        (g,) for a group with a priority, the most of it that any plan covers which gives no
        earlier group less; NaN for the others.
    """

    plan: SitePlan
    people: Floats
    reached: Floats
    at_most: Floats

    @property
    def share(self) -> Floats:
        """The part of each group that is covered (g,), NaN where a group has nobody."""
        share = np.full(self.people.size, np.nan)
        np.divide(self.reached, self.people, out=share, where=self.people > 0)
        return share


def grouped_mclp(  # noqa: PLR0913 (as mclp, and what the groups mean)
    cover: Any,
    groups: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    priorities: Sequence[int] = (),
    floors: ArrayLike | None = None,
    n_sites: int | None = None,
    budget: float | None = None,
    cost: ArrayLike | None = None,
    fixed: ArrayLike | None = None,
    forbidden: ArrayLike | None = None,
    seed: int = 0,
    effort: float = 1.0,
) -> GroupPlan:
    """The sites that cover most people in groups: weighed, one group first, or none left behind.

    Parameters
    ----------
    cover, n_sites, budget, cost, fixed, forbidden, seed, effort
        As in `mclp`.
    groups
        (n, g) people of each group at each demand, finite, >= 0.
    weights
        (g,) what a person of each group counts, >= 0; 1 without it.
    priorities
        Positions of groups, the most urgent first: each gets as much as it can without taking
        from those before it, and everybody by weight what is left.
    floors
        (g,) people of each group to be covered at least; 0 or NaN where there is no floor.

    Returns
    -------
    GroupPlan
        The plan, and people reached in each group.

    Raises
    ------
    InputError
        If anything given is not as described.
    InfeasibleError
        If the floors cannot be met together: the message names the groups that stand against
        each other, and the most that each can reach by itself.

    Notes
    -----
    Priorities are lexicographic goals (Charnes and Cooper 1961).  Floors are priced by Lagrange
    multipliers (Everett 1963) found by cutting planes (Kelley 1960), with HiGHS for what is left
    of small problems.

    Examples
    --------
    >>> cover = [[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 1]]
    >>> groups = [[5, 0], [1, 0], [4, 0], [0, 3]]  # the last village is in the mountains
    >>> grouped_mclp(cover, groups, n_sites=2).plan.sites
    array([0, 1])
    >>> first = grouped_mclp(cover, groups, priorities=[1], n_sites=2)
    >>> first.plan.sites, first.reached
    (array([0, 2]), array([6., 3.]))
    """
    pairs = checked_matrix(cover, "cover", zeros=False)
    people = checked_groups(groups, pairs.shape[0])
    n_groups = people.shape[1]
    worth = _checked_weights(weights, n_groups)
    order = _checked_priorities(priorities, n_groups)
    limits, status = checked_limits(
        pairs.shape[1],
        n_sites=n_sites,
        budget=budget,
        cost=cost,
        fixed=fixed,
        forbidden=forbidden,
    )
    least = _checked_floors(floors, people)
    effort = checked_effort(effort)

    problem = Groups.merged(pairs, people, limits, status, seed, effort)
    known = _within_floors(problem, least) if (least > 0).any() else ()
    at_most = np.full(n_groups, np.nan)
    is_proved = True
    floor = least.copy()
    for group in order:
        own = np.zeros(n_groups)
        own[group] = 1.0
        best = problem.under_floors(own, floor, known)
        known = (_found(best, problem, floor), *known)
        at_most[group] = best.bound
        floor[group] = best.value
        is_proved &= best.is_optimal
    best = problem.under_floors(worth, floor, known)
    built = _found(best, problem, floor)

    is_proved &= best.is_optimal
    plan = plan_of_groups(replace(best, built=built), pairs, people, worth, status)
    if not is_proved:
        plan = replace(plan, status="bounded")
    reached = people[plan.assign >= 0].sum(axis=0)
    return GroupPlan(plan, people.sum(axis=0), reached, at_most)


def plan_of_groups(
    best: Best, pairs: sparse.csr_array, people: Floats, worth: Floats, status: Status
) -> SitePlan:
    """The best plan known as a plan of sites; a person of each group counts `worth` (g,)."""
    assert best.built is not None
    start, site = pairs.indptr.astype(np.int64), pairs.indices.astype(np.int32)
    assign = first_open(start, site, best.built)
    value = float(people[assign >= 0].sum(axis=0) @ worth)
    lost = ~reachable_rows(start, site, status) & (people.sum(axis=1) > 0)
    return SitePlan(
        open=best.built,
        assign=assign,
        value=value,
        bound=value if best.is_optimal else max(value, best.bound),
        status="optimal" if best.is_optimal else "bounded",
        history=best.history,
        unreachable=np.flatnonzero(lost).astype(np.int64),
        objective="max",
    )


def _within_floors(problem: Groups, floors: Floats) -> tuple[Mask, ...]:
    """A plan that keeps the floors; none if it takes a closer look to find one."""
    ruled = np.flatnonzero(floors > 0)
    goal = floors[ruled]
    part = replace(problem, people=problem.people[:, ruled])
    found = part.fairest(goal, goal, enough=0.0)
    if found.margin >= -1e-9:
        return found.plans
    if found.bound < -1e-9:
        raise InfeasibleError(_conflict(part, ruled, goal, found.price))
    return found.plans


def _found(best: Best, problem: Groups, floors: Floats) -> Mask:
    """The plan that keeps the floors, or why there is none."""
    if best.built is not None:
        return best.built
    ruled = np.flatnonzero(floors > 0)
    part = replace(problem, people=problem.people[:, ruled])
    if best.bound == -np.inf:
        raise InfeasibleError(_conflict(part, ruled, floors[ruled], np.ones(ruled.size)))
    raise InfeasibleError(
        "no plan was found that keeps all floors, nor a proof that there is none; give more "
        "effort, or lower a floor"
    )


def _conflict(part: Groups, names: NDArray[np.int64], floors: Floats, price: Floats) -> str:
    """Which floors stand against each other, and how far each group could get."""
    against = np.flatnonzero(price > 1e-9 * price.max())
    said = []
    for at in against:
        own = np.zeros(floors.size)
        own[at] = 1.0
        most = part.most(own, part.effort)[1]
        said.append(f"group {names[at]} asks for {floors[at]:g} and can have {most:g} at most")
    return (
        f"the floors cannot be met{' together' if against.size > 1 else ''}: by itself, "
        f"{'; '.join(said)}; lower a floor, or raise the limits"
    )


def checked_groups(groups: ArrayLike, n_rows: int) -> Floats:
    """People of each group at each demand (n, g)."""
    try:
        people = np.asarray(groups, float)
    except (TypeError, ValueError):
        raise InputError("groups must be an array of numbers, demands by groups") from None
    if people.ndim != 2 or people.shape[0] != n_rows or people.shape[1] == 0:
        raise InputError(
            f"groups has shape {people.shape}, but there are {n_rows} rows of demand; give one "
            "row for each, and one column for each group"
        )
    bad = np.flatnonzero(~(np.isfinite(people) & (people >= 0)).all(axis=1))
    if bad.size:
        raise InputError(
            f"groups must be finite and >= 0, and are not in {bad.size} rows such as row {bad[0]}; "
            "correct them, or drop these rows"
        )
    if not people.any():
        raise InputError(
            "every group is empty, so that no plan is better than another; give people"
        )
    return people


def _checked_weights(weights: ArrayLike | None, n_groups: int) -> Floats:
    """What a person of each group counts (g,)."""
    worth = np.ones(n_groups) if weights is None else np.asarray(weights, float)
    if worth.shape != (n_groups,) or not (np.isfinite(worth) & (worth >= 0)).all():
        raise InputError(
            f"weights are {weights!r}; give one finite number >= 0 for each of {n_groups} groups"
        )
    if not worth.any():
        raise InputError("every weight is 0; let some group count")
    return worth


def _checked_priorities(priorities: Sequence[int], n_groups: int) -> list[int]:
    """Positions of groups, each once."""
    order = [int(group) for group in priorities]
    if len(set(order)) < len(order) or not set(order) <= set(range(n_groups)):
        raise InputError(
            f"priorities are {list(priorities)!r}; name groups 0 to {n_groups - 1}, each once"
        )
    return order


def _checked_floors(floors: ArrayLike | None, people: Floats) -> Floats:
    """People of each group to be covered at least (g,), 0 where there is no floor."""
    n_groups = people.shape[1]
    least = np.zeros(n_groups) if floors is None else np.nan_to_num(np.asarray(floors, float))
    if least.shape != (n_groups,) or (least < 0).any():
        raise InputError(
            f"floors are {floors!r}; give one number >= 0 for each of {n_groups} groups"
        )
    over = np.flatnonzero(least > people.sum(axis=0) * (1 + 1e-12))
    if over.size:
        at = over[0]
        raise InfeasibleError(
            f"group {at} has {people[:, at].sum():g} people, fewer than its floor of "
            f"{least[at]:g}; lower it"
        )
    return least
