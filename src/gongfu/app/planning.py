"""Where to build next: the question put to a zone, its plan in words and rows."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from gongfu.app.answer import Answer, plain_words
from gongfu.app.asking import about_of, first_marked, ready, travel_of
from gongfu.app.candidates import CAPACITY, COST, Candidates, Screens, Where, candidates_of
from gongfu.app.plan_pictures import drawing_of
from gongfu.app.progress import Progress, silent
from gongfu.app.question import Asked, Question, put
from gongfu.app.zone_answer import answered, with_names, with_standing
from gongfu.errors import InputError
from gongfu.measure.streets import Streets
from gongfu.model.zone import Zone
from gongfu.plan.new_sites import NewSites, Siting, close_gap, plan_sites, prepare_siting
from gongfu.plan.reasons import price_of_site
from gongfu.report import asked_plan as words
from gongfu.report.asked_candidates import taken_out
from gongfu.report.text import Both, listed

_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Limits:
    """How many sites, or for how much money, and how hard to look; as `mclp` takes them."""

    n_sites: int | None = None
    budget: float | None = None
    seed: int = 0
    effort: float = 1.0


def sites(
    zone: Zone,
    question: Question,
    where: Where,
    limits: Limits,
    *,
    hunches: Sequence[str] = (),
    capacity: bool = False,
    progress: Progress | None = None,
) -> Answer:
    """The sites that bring most of those left out within reach, and how good any plan could be.

    Parameters
    ----------
    zone
        With communities, streets and facilities; facilities of the kind that stand count.
    question
        One kind; mode, minutes, direction and place.
    where
        Where one may build.
    limits
        How many sites, or what they may cost together (the list then says `cost_yuan`).
    hunches
        Ids of candidates to try: what a plan with each loses against this one.
    capacity
        Whether each serves only as many residents as the list says (`capacity_people`).  Then
        there are no hunches, no swaps and no drawing, and residents count, not communities.
    progress
        Called with the share done and words for it.

    Returns
    -------
    Answer
        One row per site that opens, the most missed first; `summary` has the figures.

    Raises
    ------
    InputError, NotFoundError, InfeasibleError
        No kind or several, nobody left out, no candidates, limits that nothing meets.
    """
    asked, kind = one_kind(zone, question)
    if capacity and (hunches or where.by_places):
        raise InputError(
            "a capacity is of people: leave --by-places out; and what a hunch (--add) costs is not "
            "worked out with it"
        )
    listed, siting = siting_of(
        asked, kind, where, ready(asked, progress), costs=limits.budget is not None,
        capacities=capacity, named=hunches,
    )  # fmt: skip
    where = replace(where, never=listed.never)
    (progress or silent)(0.8, "choosing sites")
    cost = COST if limits.budget is not None else None
    found = plan_sites(
        siting,
        n_sites=limits.n_sites,
        budget=limits.budget,
        cost=cost,
        capacity=CAPACITY if capacity else None,
        fixed=where.must,
        forbidden=where.never,
        seed=limits.seed,
        effort=limits.effort,
    )

    about = about_of(asked)
    planned = planned_of(found, siting, kind, where)
    filled = _filled(found) if capacity else None
    said = words.sites(about, planned, filled) + said_of_taken_out(listed, where)
    for name, at in zip(hunches, siting.positions(hunches, "hunches"), strict=True):
        price = price_of_site(
            siting.cover,
            siting.open_people,
            found.plan,
            site=int(at),
            cost=None if cost is None else siting.candidates[cost],
            fixed=siting.positions(where.must, "must"),
            forbidden=siting.positions(where.never, "never"),
            **asdict(limits),
        ).iloc[0]
        said.append(
            words.hunch(
                about, planned, site=name, price=price["price"], at_least=price["price_at_least"]
            )
        )
    settings = {"command": "sites", **asdict(limits), "capacity": capacity,
                "taken_out": dict(listed.counts)}  # fmt: skip
    return answer_of(asked, kind, found, planned, said, settings, where)


def close(
    zone: Zone,
    question: Question,
    where: Where,
    *,
    share: float,
    by_cost: bool = False,
    seed: int = 0,
    effort: float = 1.0,
    progress: Progress | None = None,
) -> Answer:
    """The fewest sites, or the cheapest, that lift coverage to a share.

    Parameters
    ----------
    zone, question, where, seed, effort, progress
        As in `sites`.
    share
        Of those who can be judged, within reach afterwards: 0 to 1.
    by_cost
        Least money (`cost_yuan` of the list) in place of fewest sites.

    Returns
    -------
    Answer
        As `sites`, with what it takes and whether less could do.
    """
    asked, kind = one_kind(zone, question)
    listed, siting = siting_of(asked, kind, where, ready(asked, progress), costs=by_cost)
    where = replace(where, never=listed.never)
    (progress or silent)(0.8, "choosing sites")
    found, least = close_gap(
        siting,
        share=share,
        cost=COST if by_cost else None,
        fixed=where.must,
        forbidden=where.never,
        seed=seed,
        effort=effort,
    )

    about = about_of(asked)
    planned = planned_of(found, siting, kind, where)
    said = words.close(
        about,
        planned,
        target=share,
        bound=least.plan.bound,
        cost=least.plan.value if by_cost else None,
        least=least.plan.status == "optimal",
    ) + said_of_taken_out(listed, where)
    settings = {"command": "close", "share": share, "by_cost": by_cost, "seed": seed,
                "taken_out": dict(listed.counts)}  # fmt: skip
    return answer_of(asked, kind, found, planned, said, settings, where)


def siting_for(
    zone: Zone,
    question: Question,
    where: Where,
    *,
    costs: bool = False,
    clear_of: Sequence[str] = (),
    progress: Progress | None = None,
) -> tuple[Asked, str, Candidates, Siting]:
    """The question put to the zone, its one kind, candidates, and which reach who is left out.

    clear_of: kinds to keep clear of, if not of that one alone.
    """
    asked, kind = one_kind(zone, question)
    streets = ready(asked, progress)
    return asked, kind, *siting_of(asked, kind, where, streets, costs=costs, clear_of=clear_of)


def one_kind(zone: Zone, question: Question) -> tuple[Asked, str]:
    """The question put to the zone, and the kind that is planned."""
    asked = put(zone, question)
    if not asked.named or len(asked.kinds) != 1:
        raise InputError("say which kind is to be built, one at a time, such as --kind childcare")
    return asked, asked.kinds[0]


def siting_of(
    asked: Asked,
    kind: str,
    where: Where,
    streets: Streets,
    *,
    costs: bool,
    capacities: bool = False,
    named: Sequence[str] = (),
    clear_of: Sequence[str] = (),
) -> tuple[Candidates, Siting]:
    """The candidates, who is left out, and which of them reach them."""
    zone = asked.zone
    kinds = tuple(clear_of) or (kind,)
    listed = candidates_of(
        asked, where, streets, kinds=kinds, costs=costs, capacities=capacities, named=named
    )
    return listed, prepare_siting(
        zone.communities[asked.inside],
        zone.facilities,
        listed.points,
        streets,
        kind=kind,
        limit_s=asked.limit_s,
        people=None if where.by_places else "residents",
        **travel_of(asked),
    )


def said_of_taken_out(listed: Candidates, where: Where) -> list[words.Both]:
    """Which candidates were taken out before any was chosen."""
    return taken_out(
        listed.n,
        listed.counts,
        listed.limits,
        asked=where.screens != Screens() or where.spacing_m is not None,
        no_slope=listed.no_slope,
    )


def planned_of(found: NewSites, siting: Siting, kind: str, where: Where) -> words.Planned:
    """The figures of a plan, as its sentences tell them."""
    return words.Planned(
        kind,
        found.plan.n_open,
        len(siting.candidates),
        found.people - found.not_judged,
        found.reached_before,
        found.reached_after,
        found.reached_after
        if found.plan.objective == "min"
        else max(found.reached_after, found.reached_at_most),
        found.unreachable,
        found.not_judged,
        where.by_places,
    )


def _filled(found: NewSites) -> words.Filled:
    """How full the sites of a plan with capacities are."""
    full = found.sites["load_share"] >= 1.0 - _ROUNDING
    places = float(found.sites[CAPACITY].sum())
    load = found.plan.value / places if places > 0.0 else np.nan
    return words.Filled(int(full.sum()), load, found.turned_away)


def answer_of(
    asked: Asked,
    kind: str,
    found: NewSites,
    planned: words.Planned,
    said: list[words.Both],
    settings: dict[str, object],
    where: Where,
    invented: words.Both | None = None,
) -> Answer:
    """Sites as rows, with the figures of the plan.

    invented: words for a list that came with the question, if it says that it is invented.
    """
    count = "communities" if where.by_places else "residents"
    with_room = "served" in found.sites
    people = f"{count}_within_reach" if with_room else f"{count}_gained"
    table = found.sites.rename(columns={"people": people})
    table.insert(0, "site_id", table.index.astype(str))
    table = table.reset_index(drop=True).assign(kind=kind)
    if where.candidates == "villages":
        ids = asked.zone.communities.index
        homes = pd.Categorical(found.sites.index, categories=ids)
        table = with_names(asked, table.drop(columns=["lon", "lat"]).assign(community_id=homes))
    summary = pd.DataFrame(
        {
            "kind": [kind],
            "candidates": [planned.n_candidates],
            "sites": [planned.n_sites],
            f"{count}_judged": [planned.judged],
            "reached_before": [planned.before],
            "reached_after": [planned.after],
            "reached_at_most": [planned.at_most],
            "value": [found.plan.value],
            "bound": [found.plan.bound],
            "gap": [found.plan.gap if np.isfinite(found.plan.gap) else None],
            "status": [found.plan.status],
        }
    )
    view = ("site_id", "name", "place_name", "lon", "lat", people, "served", CAPACITY,
            "load_share", "residents_asked", "lost_if_dropped", "swap_id",
            "lost_if_swapped", COST, "area_m2", "slope")  # fmt: skip
    marked = first_marked(asked, about_of(asked), said, kind, invented=invented is not None)
    answer = answered(
        asked,
        {**settings, "candidates": where.candidates, "spacing_m": where.spacing_m,
         "must": list(where.must), "never": list(where.never)},
        marked,
        with_standing(asked, table),
        view,
        kinds=(kind,),
        summary=summary,
    )  # fmt: skip
    if invented is not None:
        layers = [Both.of(answer.simulated_words)] if answer.simulated else []
        answer = replace(
            answer,
            table=answer.table.assign(standing="simulated"),
            simulated=(*answer.simulated, "list"),
            simulated_words=plain_words(listed([*layers, invented])),
        )
    if with_room:
        return answer  # a map colours whole communities; a full site serves a part of one
    simulated = Both.of(answer.simulated_words) if answer.simulated else None
    drawing = drawing_of(
        asked, found, planned, marked, simulated, villages=where.candidates == "villages"
    )
    return replace(answer, drawing=drawing)
