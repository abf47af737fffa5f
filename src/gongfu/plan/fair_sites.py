"""New sites in a zone under a rule of fairness: some first, nobody too far, a second in reach."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from gongfu.errors import InfeasibleError, InputError
from gongfu.plan.backup import backup_mclp
from gongfu.plan.gradual import gradual_mclp
from gongfu.plan.grouped import GroupPlan, grouped_mclp
from gongfu.plan.multi_kind import MultiKindPlan, multi_kind_mclp
from gongfu.plan.new_sites import NewSites, Siting, told
from gongfu.plan.pareto import Front, front_of_costs
from gongfu.plan.site_checks import checked_limits


def plan_first(
    siting: Siting,
    first: NDArray[np.bool_],
    *,
    n_sites: int,
    fixed: Sequence[Hashable] = (),
    forbidden: Sequence[Hashable] = (),
    seed: int = 0,
    effort: float = 1.0,
) -> tuple[NewSites, GroupPlan]:
    """As many of some communities as possible come within reach, then as many of all others.

    Parameters
    ----------
    siting
        From `prepare_siting`.
    first
        (n,) bool: the communities that come first.
    n_sites, fixed, forbidden, seed, effort
        As in `plan_sites`.

    Returns
    -------
    tuple
        What opens and who gains; and what the groups gain, those who come first before the rest.

    Raises
    ------
    InputError
        As `plan_sites`; also if none of those who come first is left out.
    """
    _check_open(siting)
    mine = np.where(first, siting.open_people, 0.0)
    if not mine.any():
        raise InputError(
            "none of those who come first is out of reach; plan without the rule, or choose others"
        )
    found = grouped_mclp(
        siting.cover,
        np.column_stack([mine, siting.open_people - mine]),
        priorities=[0],
        n_sites=n_sites,
        fixed=siting.positions(fixed, "fixed"),
        forbidden=siting.positions(forbidden, "forbidden"),
        seed=seed,
        effort=effort,
    )
    return told(siting, found.plan), found


@dataclass(frozen=True, slots=True, eq=False)
class Beyond:
    """Who was beyond the longer limit: people brought within it, and people no candidate can."""

    people: float
    unreachable: float


def plan_also_within(
    siting: Siting,
    longer: Siting,
    *,
    n_sites: int,
    fixed: Sequence[Hashable] = (),
    forbidden: Sequence[Hashable] = (),
    seed: int = 0,
    effort: float = 1.0,
) -> tuple[NewSites, Beyond]:
    """As many as possible within the limit, and nobody beyond a longer one who can be helped.

    Parameters
    ----------
    siting, longer
        From `prepare_siting`, of the same communities and candidates with two limits.
    n_sites, fixed, forbidden, seed, effort
        As in `plan_sites`.

    Returns
    -------
    tuple
        What opens and who gains; and who was beyond the longer limit.

    Raises
    ------
    InfeasibleError
        If so few sites do not bring everybody within the longer limit; the message says how many
        it takes.
    """
    if longer.limit_s <= siting.limit_s:
        raise InputError(
            f"the longer limit is {longer.limit_s:g} s and the other {siting.limit_s:g} s; it must "
            "be longer"
        )
    _check_open(siting)
    closed = siting.positions(forbidden, "forbidden")
    allowed = np.ones(len(siting.candidates))
    allowed[closed] = 0.0
    far = longer.open_people > 0
    helped = far & (np.asarray(longer.cover.astype(float) @ allowed) > 0)
    try:
        plan = gradual_mclp(
            siting.cover,
            siting.open_people,
            must_cover=longer.cover[np.flatnonzero(helped)] if helped.any() else None,
            n_sites=n_sites,
            fixed=siting.positions(fixed, "fixed"),
            forbidden=closed,
            seed=seed,
            effort=effort,
        )
    except InfeasibleError as error:
        raise InfeasibleError(
            f"not everybody comes within {longer.limit_s / 60:g} minutes: rows are communities "
            f"beyond it; {error}"
        ) from error
    people = longer.open_people
    return told(siting, plan), Beyond(
        float(people[helped].sum()), float(people[far & ~helped].sum())
    )


@dataclass(frozen=True, slots=True, eq=False)
class Twice:
    """People with two in reach or more: before, after; the weighted value and its bound."""

    before: float
    after: float
    value: float
    bound: float

    @property
    def is_optimal(self) -> bool:
        """Whether no plan is worth more."""
        return self.bound <= self.value


def plan_backup(
    siting: Siting,
    n_now: NDArray[np.int64],
    *,
    backup_weight: float,
    n_sites: int,
    fixed: Sequence[Hashable] = (),
    forbidden: Sequence[Hashable] = (),
    seed: int = 0,
    effort: float = 1.0,
) -> tuple[NewSites, Twice]:
    """Sites where a second one within reach counts too, those that stand among them.

    Parameters
    ----------
    siting
        From `prepare_siting`.
    n_now
        (n,) how many facilities of the kind each community reaches now, as `count_within` says.
    backup_weight
        What the second counts, as in `backup_mclp`.
    n_sites, fixed, forbidden, seed, effort
        As in `plan_sites`.

    Returns
    -------
    tuple
        What opens and who gains; and who has two in reach before and after.
    """
    state = siting.before["state"].to_numpy(object)
    people = np.where(np.isin(state, ["reached", "out_of_reach"]), siting.people, 0.0)
    stands = np.column_stack([n_now > 0, n_now > 1])
    cover = sparse.hstack([siting.cover, sparse.csr_array(stands)], format="csr")
    m = len(siting.candidates)
    must, never = siting.positions(fixed, "fixed"), siting.positions(forbidden, "forbidden")
    # What stands is a site more or two in what follows, and no candidate: messages count these.
    checked_limits(m, n_sites=n_sites, budget=None, cost=None, fixed=must, forbidden=never)
    found = backup_mclp(
        cover,
        people,
        backup_weight=backup_weight,
        n_sites=n_sites + 2,
        fixed=np.concatenate([must, [m, m + 1]]),
        forbidden=never,
        seed=seed,
        effort=effort,
    )
    times = np.minimum(n_now, 2) + np.asarray(
        siting.cover.astype(float) @ found.open[:m].astype(float)
    )
    twice = Twice(
        float(people[n_now > 1].sum()), float(people[times > 1].sum()), found.value, found.bound
    )
    lost = np.flatnonzero((np.diff(siting.cover.indptr) == 0) & (siting.open_people > 0))
    plan = replace(
        found,
        open=found.open[:m],
        assign=np.where(found.assign < m, found.assign, -1),
        unreachable=lost.astype(np.int64),
    )
    return told(siting, plan), twice


def plan_kinds(
    sitings: Mapping[str, Siting],
    *,
    n_sites: int | None = None,
    budget: float | None = None,
    cost: str | None = None,
    one_per_place: bool = False,
    seed: int = 0,
    effort: float = 1.0,
) -> tuple[dict[str, NewSites], MultiKindPlan]:
    """Sites of several kinds out of one budget or number; a person counts once for each kind.

    Parameters
    ----------
    sitings
        Kind -> from `prepare_siting`, with the same candidates.
    n_sites
        How many open, of all kinds together.
    budget, cost
        As in `plan_sites`.
    one_per_place
        Whether a candidate takes one kind at most.
    seed, effort
        As in `plan_sites`.

    Returns
    -------
    tuple
        Kind -> what opens of it and who gains; and all kinds together, with the bound.
    """
    open_kinds = {kind: one for kind, one in sitings.items() if one.open_people.any()}
    lost = [kind for kind in sitings if kind not in open_kinds]
    if lost:
        raise InputError(
            f"nobody who can be judged is out of reach of {', '.join(lost)}; leave it out"
        )
    fees: dict[Hashable, NDArray[np.float64]] | None = None
    if cost is not None:
        fees = {k: one.candidates[cost].to_numpy(float) for k, one in sitings.items()}
    found = multi_kind_mclp(
        {kind: one.cover for kind, one in sitings.items()},
        {kind: one.open_people for kind, one in sitings.items()},
        n_sites=n_sites,
        budget=budget,
        cost=fees,
        one_per_place=one_per_place,
        seed=seed,
        effort=effort,
    )
    plans = {}
    for kind, one in sitings.items():
        reachable = np.diff(one.cover.indptr) > 0
        plans[kind] = told(
            one,
            replace(
                found.plan,
                open=found.open[kind],
                assign=found.assign[kind],
                value=found.covered[kind],
                bound=found.covered[kind] + found.plan.bound - found.plan.value,
                unreachable=np.flatnonzero(~reachable & (one.open_people > 0)).astype(np.int64),
            ),
        )
    return plans, found


@dataclass(frozen=True, slots=True, eq=False)
class SiteFront:
    """Plans between most people within a limit and the nearest for whoever is farthest.

    points: one row per plan, most people first: `people_reached`, `people_at_most`, `share`,
    `worst_time_s` (of whoever is farthest), `proved`, `site_ids` (of the candidates that open);
    front: what it rests on; people: who are judged; beyond: who are beyond `horizon_s` of every
    place, and count nowhere else.
    """

    points: pd.DataFrame
    front: Front
    people: float
    beyond: float
    horizon_s: float


def plan_front(
    siting: Siting,
    *,
    within_s: float,
    n_sites: int,
    n_points: int = 8,
    seed: int = 0,
    effort: float = 1.0,
) -> SiteFront:
    """Plans from most people within a limit to the least time for whoever is farthest.

    Parameters
    ----------
    siting
        From `prepare_siting`, with a limit so long that it holds the farthest.
    within_s
        The limit within which people count, below that of `siting`.
    n_sites
        How many candidates open.
    n_points, seed, effort
        As in `front_of_costs`.

    Returns
    -------
    SiteFront
        Facilities that stand count in all of it.
    """
    if not within_s < siting.limit_s:
        raise InputError(
            f"within_s is {within_s!r}, and times are known up to {siting.limit_s:g} s; measure "
            "farther, or take a shorter limit"
        )
    state = siting.before["state"].to_numpy(object)
    judged = np.isin(state, ["reached", "out_of_reach"])
    people = np.where(judged, siting.people, 0.0)
    time_s = siting.before["time_s"].to_numpy(float)
    near = np.flatnonzero(state == "reached")
    stands = sparse.csr_array(
        (time_s[near], (near, np.zeros(near.size, np.int64))), shape=(time_s.size, 1)
    )
    costs = _beside(siting.times, stands)
    m = len(siting.candidates)
    checked_limits(m, n_sites=n_sites, budget=None, cost=None, fixed=None, forbidden=None)
    front = front_of_costs(
        costs, people, within=within_s, n_sites=n_sites + 1, n_points=n_points, fixed=[m],
        seed=seed, effort=effort,
    )  # fmt: skip
    whole = float(people.sum())
    beyond = float(people[np.diff(costs.indptr) == 0].sum())
    ids = siting.candidates.index.astype(str)
    points = pd.DataFrame(
        {
            "people_reached": front.points["covered"],
            "people_at_most": front.points["covered_at_most"],
            "share": front.points["covered"] / whole,
            "worst_time_s": front.points["worst"],
            "proved": front.points["proved"],
            "site_ids": [";".join(ids[plan.open[:m]]) for plan in front.plans],
        }
    )
    return SiteFront(points, front, whole, beyond, siting.limit_s)


def _beside(times: sparse.csr_array, more: sparse.csr_array) -> sparse.csr_array:
    """Two sets of sites; a time of 0 stays a time."""
    n, m = times.shape
    row = np.concatenate([np.repeat(np.arange(n), np.diff(one.indptr)) for one in (times, more)])
    site = np.concatenate([times.indices, more.indices + m])
    data = np.concatenate([times.data, more.data])
    order = np.lexsort([site, row])
    start = np.concatenate([[0], np.cumsum(np.diff(times.indptr) + np.diff(more.indptr))])
    return sparse.csr_array((data[order], site[order], start), shape=(n, m + more.shape[1]))


def _check_open(siting: Siting) -> None:
    """Somebody is left out."""
    if not siting.open_people.any():
        raise InputError("nobody who can be judged is out of reach; there is no gap to close")
