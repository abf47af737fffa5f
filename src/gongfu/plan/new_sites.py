"""New sites in a zone: from communities, facilities and candidates to ids that open."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from gongfu.errors import InputError, NotFoundError
from gongfu.measure.pairs import Direction, find_pairs
from gongfu.measure.reach import time_to_nearest
from gongfu.measure.streets import Streets, find_doors, prepared, whole_limit
from gongfu.model.network import Network
from gongfu.model.schema import Column, check_frame
from gongfu.plan.capacitated import CapacitatedPlan, capacitated_mclp
from gongfu.plan.closing import LeastPlan, least_sites
from gongfu.plan.covering import mclp
from gongfu.plan.reasons import load_of_sites, worth_of_sites
from gongfu.plan.site_plan import SitePlan
from gongfu.units import DS_PER_S

_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Siting:
    """Who would come within reach of which candidate: what every plan of new sites starts from.

    Attributes
    ----------
    communities, candidates
        As given.
    before
        `time_to_nearest` of the facilities that are there: `time_s`, `facility_id`, `state`.
    times
        (n, m) CSR of seconds from each community to each candidate within the limit.
    people
        (n,) who count.
    open_people
        (n,) people who are out of reach now; 0 where they are reached or cannot be judged.
    limit_s
        Seconds.
    """

    communities: pd.DataFrame
    candidates: pd.DataFrame
    before: pd.DataFrame
    times: sparse.csr_array
    people: NDArray[np.float64]
    open_people: NDArray[np.float64]
    limit_s: float

    @property
    def cover(self) -> sparse.csr_array:
        """Whether a candidate is within the limit (n, m) bool."""
        times = self.times
        return sparse.csr_array(
            (np.ones(times.data.size, bool), times.indices, times.indptr), shape=times.shape
        )

    def positions(self, ids: Sequence[Hashable], what: str) -> NDArray[np.int64]:
        """Where candidates stand; one that is none is a NotFoundError."""
        found = self.candidates.index.get_indexer(pd.Index(list(ids), dtype=object))
        lost = [one for one, at in zip(ids, found, strict=True) if at < 0]
        if lost:
            raise NotFoundError(
                f"{what}: {len(lost)} of {len(ids)} are no candidates, such as {lost[0]!r}"
            )
        at: NDArray[np.int64] = found.astype(np.int64)
        return at


@dataclass(frozen=True, slots=True, eq=False)
class NewSites:
    """Where to open, who gains, and how good any plan could be.

    Attributes
    ----------
    plan
        Over the candidates, in people out of reach now: see `SitePlan`.
    sites
        One row per site that opens, the most missed first, index as in the candidates: their
        columns, `people` (out of reach now, within reach of it), `lost_if_dropped`, `swap_id`
        (the closed candidate that would make up for most of them, missing if none),
        `lost_if_swapped`.  With capacities: `people`, `served`, `load_share` (of its capacity),
        `lost_if_dropped` (with whom the others have room for taken over), and no swaps.
    communities
        One row per community: `people` (who count), `state_before`, `time_before_s`, `state_after`,
        `time_after_s`, `site_id` (the new site that is nearest, missing if an old facility is as
        near or none is within reach).  With capacities also `served`, by new sites; `state_after`
        is "reached" if all are; `site_id` serves most of them, and the time is to there.
    people, reached_before, reached_after, not_judged, unreachable
        Residents in all; within reach before and after (with capacities: or served by a new
        site); of whom it cannot be said; out of reach of every candidate.
    turned_away
        Residents within reach of a new site who find it full; 0 without capacities.
    """

    plan: SitePlan
    sites: pd.DataFrame
    communities: pd.DataFrame
    people: float
    reached_before: float
    reached_after: float
    not_judged: float
    unreachable: float
    turned_away: float = 0.0

    @property
    def reached_at_most(self) -> float:
        """Residents whom any plan within the limits could reach."""
        return self.reached_before + self.plan.bound


def prepare_siting(  # noqa: PLR0913 (as time_to_nearest, and whom it is for)
    communities: pd.DataFrame,
    facilities: pd.DataFrame,
    candidates: pd.DataFrame,
    network: Network | Streets,
    *,
    kind: str,
    limit_s: float = 900.0,
    mode: str = "walk",
    direction: Direction = "to",
    people: str | None = "residents",
    threads: int = 2,
) -> Siting:
    """Measure who is out of reach now, and which candidates would reach them.

    Parameters
    ----------
    communities
        Index `community_id`; `lon`, `lat` or points; the column `people` names.
    facilities
        Those that are there, of any kind: index `facility_id`; `kind`, `lon`, `lat` or points.
    candidates
        Where one may be built: index of their ids; `lon`, `lat` or points.
    network
        Streets, or the same made ready.
    kind
        The kind of facility that is planned.
    limit_s, mode, direction, threads
        As in `time_to_nearest`.
    people
        Column of the people who count, such as "residents" or children under three.  None: each
        community counts once.

    Returns
    -------
    Siting
        For `plan_sites` and `close_gap`.
    """
    check_frame(communities, () if people is None else (Column(people, "people"),), "communities")
    check_frame(candidates, (), "candidates")
    if candidates.empty:
        raise InputError("there are no candidates; give places where one may be built")
    streets = prepared(network, mode, direction)
    before = time_to_nearest(
        communities,
        facilities,
        streets,
        mode=mode,
        limit_s=limit_s,
        direction=direction,
        kinds=(kind,),
        kinds_in_source=(kind,),
        threads=threads,
    )
    homes = find_doors(communities, streets, "communities")
    sites = find_doors(candidates, streets, "candidates")
    pairs = find_pairs(streets, homes, sites, whole_limit(limit_s), threads=threads)
    times = sparse.csr_array(
        (pairs.time_ds / DS_PER_S, pairs.site, pairs.start),
        shape=(len(communities), len(candidates)),
    )
    count = np.ones(len(communities)) if people is None else communities[people].to_numpy(float)
    out = (before["state"] == "out_of_reach").to_numpy()
    return Siting(
        communities, candidates, before, times, count, np.where(out, count, 0.0), float(limit_s)
    )


def plan_sites(  # noqa: PLR0913 (as mclp)
    siting: Siting,
    *,
    n_sites: int | None = None,
    budget: float | None = None,
    cost: str | None = None,
    capacity: str | None = None,
    fixed: Sequence[Hashable] = (),
    forbidden: Sequence[Hashable] = (),
    seed: int = 0,
    effort: float = 1.0,
) -> NewSites:
    """The candidates that bring most of those who are left out within reach.

    Parameters
    ----------
    siting
        From `prepare_siting`.
    n_sites
        How many open, those in `fixed` among them.
    budget, cost
        What they may cost together, and the column of the candidates that says what each costs.
    capacity
        Column of the candidates: how many of those who count each can serve, finite.  None:
        everybody within reach.  Facilities that are there serve all within their reach.
    fixed, forbidden
        Ids of candidates that must open, and that must not.
    seed, effort
        As in `mclp`.

    Returns
    -------
    NewSites
        With a bound on every other plan.

    Raises
    ------
    InputError, InfeasibleError
        As `mclp`; also if nobody is left out.
    NotFoundError
        An id is no candidate.
    """
    if not siting.open_people.any():
        raise InputError("nobody who can be judged is out of reach; there is no gap to close")
    limits: dict[str, Any] = {
        "n_sites": n_sites,
        "budget": budget,
        "cost": _column(siting, cost, "yuan"),
        "fixed": siting.positions(fixed, "fixed"),
        "forbidden": siting.positions(forbidden, "forbidden"),
        "seed": seed,
        "effort": effort,
    }
    room = _column(siting, capacity, "people")
    if room is None:
        return told(siting, mclp(siting.cover, siting.open_people, **limits))
    plan = capacitated_mclp(siting.cover, siting.open_people, room, **limits)
    return _told_with_room(siting, plan, room)


def close_gap(
    siting: Siting,
    *,
    share: float,
    cost: str | None = None,
    fixed: Sequence[Hashable] = (),
    forbidden: Sequence[Hashable] = (),
    seed: int = 0,
    effort: float = 1.0,
) -> tuple[NewSites, LeastPlan]:
    """The fewest candidates, or the cheapest, that lift the share of people within reach.

    Parameters
    ----------
    siting
        From `prepare_siting`.
    share
        Of the people who can be judged, within reach afterwards; above what it is now, 1 at most.
    cost, fixed, forbidden, seed, effort
        As in `plan_sites`.

    Returns
    -------
    tuple
        What opens and who gains; and how few it takes, with the proof of least or the gap.

    Raises
    ------
    InfeasibleError
        If all candidates together do not reach the share; the message says how far they do.
    """
    judged, reached = _judged(siting)
    target = share * judged - reached
    if not 0 < share <= 1 or target <= 0:
        raise InputError(
            f"share is {share!r}; it must be above what is reached now, "
            f"{reached / judged if judged else 0:.2%}, and 1 at most"
        )
    least = least_sites(
        siting.cover,
        siting.open_people,
        people=target,
        cost=_column(siting, cost, "yuan"),
        fixed=siting.positions(fixed, "fixed"),
        forbidden=siting.positions(forbidden, "forbidden"),
        seed=seed,
        effort=effort,
    )
    return told(siting, least.plan), least


def told(siting: Siting, plan: SitePlan) -> NewSites:
    """A plan over the candidates, in ids."""
    worth = worth_of_sites(siting.cover, siting.open_people, plan)
    ids = siting.candidates.index
    swap = worth["swap"].to_numpy()
    sites = siting.candidates.iloc[worth["site"].to_numpy()].assign(
        people=worth["people"].to_numpy(),
        lost_if_dropped=worth["lost_if_dropped"].to_numpy(),
        swap_id=pd.array(np.where(swap < 0, None, ids[swap].astype(object)), dtype=object),
        lost_if_swapped=worth["lost_if_swapped"].to_numpy(),
    )
    time_s, site = _nearest_open(siting.times, plan.open)
    state = siting.before["state"].to_numpy(object)
    before_s = siting.before["time_s"].to_numpy(float)
    nearer = time_s < before_s
    after = np.where(np.isfinite(time_s), "reached", state)
    table = pd.DataFrame(
        {
            "people": siting.people,
            "state_before": state,
            "time_before_s": before_s,
            "state_after": after,
            "time_after_s": np.minimum(before_s, time_s),
            "site_id": pd.array(
                np.where(nearer, ids[np.maximum(site, 0)].astype(object), None), dtype=object
            ),
        },
        index=siting.communities.index,
    )
    judged, reached = _judged(siting)
    gained = float(siting.open_people[np.isfinite(time_s)].sum())
    lost = float(siting.open_people[plan.unreachable].sum())
    whole = float(siting.people.sum())
    return NewSites(plan, sites, table, whole, reached, reached + gained, whole - judged, lost)


def _told_with_room(siting: Siting, plan: CapacitatedPlan, room: NDArray[np.float64]) -> NewSites:
    """A plan with capacities over the candidates, in ids."""
    load = load_of_sites(siting.cover, siting.open_people, room, plan)
    sites = siting.candidates.iloc[load.pop("site").to_numpy()]
    sites = sites.assign(**{name: load[name].to_numpy() for name in load})
    served = np.asarray(plan.served.sum(axis=1), float).ravel()
    some = served > 0
    all_served = some & (served >= siting.open_people * (1 - _ROUNDING))
    time_s = siting.before["time_s"].to_numpy(float, copy=True)
    homes, at = np.flatnonzero(some), plan.assign[some]
    time_s[some] = np.asarray(siting.times[homes, at]).ravel()
    state = siting.before["state"].to_numpy(object)
    ids = siting.candidates.index[np.maximum(plan.assign, 0)].astype(object)
    table = pd.DataFrame(
        {
            "people": siting.people,
            "state_before": state,
            "time_before_s": siting.before["time_s"].to_numpy(float),
            "state_after": np.where(all_served, "reached", state),
            "time_after_s": time_s,
            "site_id": pd.array(np.where(some, ids, None), dtype=object),
            "served": served,
        },
        index=siting.communities.index,
    )
    judged, reached = _judged(siting)
    lost = float(siting.open_people[plan.unreachable].sum())
    near = np.isfinite(_nearest_open(siting.times, plan.open)[0])
    away = float(siting.open_people[near].sum()) - plan.value
    away = away if away > _ROUNDING * plan.value else 0.0
    whole = float(siting.people.sum())
    return NewSites(
        plan, sites, table, whole, reached, reached + plan.value, whole - judged, lost, away
    )


def _nearest_open(
    times: sparse.csr_array, built: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Seconds to the nearest open candidate (n,), inf if none is within the limit, and which."""
    n = times.shape[0]
    row = np.repeat(np.arange(n), np.diff(times.indptr))
    mine = built[times.indices]
    row, site, time_s = row[mine], times.indices[mine].astype(np.int64), times.data[mine]
    order = np.lexsort([site, time_s, row])
    first = order[np.unique(row[order], return_index=True)[1]]
    nearest, owner = np.full(n, np.inf), np.full(n, -1, np.int64)
    nearest[row[first]], owner[row[first]] = time_s[first], site[first]
    return nearest, owner


def _judged(siting: Siting) -> tuple[float, float]:
    """People of whom it can be said, and those within reach now."""
    state = siting.before["state"].to_numpy(object)
    reached = float(siting.people[state == "reached"].sum())
    return reached + float(siting.people[state == "out_of_reach"].sum()), reached


def _column(siting: Siting, name: str | None, unit: str) -> NDArray[np.float64] | None:
    """A number of each candidate, None if nothing is said."""
    if name is None:
        return None
    check_frame(siting.candidates, (Column(name, unit),), "candidates")
    values: NDArray[np.float64] = siting.candidates[name].to_numpy(float)
    return values
