"""Where to build next: the question put to a zone, its plan in words and rows."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

import numpy as np
import pandas as pd

from gongfu.app.answer import Answer, answered, with_names, with_standing
from gongfu.app.asking import about_of, first_marked, ready, travel_of
from gongfu.app.progress import Progress, silent
from gongfu.app.question import Asked, Question, put
from gongfu.errors import InputError
from gongfu.io.layers import parse_columns, read_points
from gongfu.measure.streets import Streets
from gongfu.model.zone import Zone
from gongfu.plan.candidates import at_communities, at_corners, thinned
from gongfu.plan.new_sites import NewSites, Siting, close_gap, plan_sites, prepare_siting
from gongfu.plan.reasons import price_of_site
from gongfu.report import asked_plan as words

COST: Final = "cost_yuan"


@dataclass(frozen=True, slots=True)
class Where:
    """Where one may build, as one writes it on a command line.

    candidates: "villages" (in each community asked about), "corners" (of streets near them), or
    the name of a list with lon, lat and perhaps id, name, cost_yuan; spacing_m: candidates
    nearer than that are thinned out; columns, datum: of the list; must, never: ids that open, and
    that do not; by_places: communities count, not their residents.
    """

    candidates: str = "villages"
    spacing_m: float | None = None
    columns: str = ""
    datum: str = "wgs84"
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    by_places: bool = False


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
    asked, kind = _one_kind(zone, question)
    siting = _siting(asked, kind, where, ready(asked, progress), costs=limits.budget is not None)
    (progress or silent)(0.8, "choosing sites")
    cost = COST if limits.budget is not None else None
    found = plan_sites(
        siting,
        n_sites=limits.n_sites,
        budget=limits.budget,
        cost=cost,
        fixed=where.must,
        forbidden=where.never,
        seed=limits.seed,
        effort=limits.effort,
    )

    about = about_of(asked)
    planned = _planned(found, siting, kind, where)
    said = words.sites(about, planned)
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
    return _answer(asked, kind, found, planned, said, {"command": "sites", **asdict(limits)}, where)


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
    asked, kind = _one_kind(zone, question)
    siting = _siting(asked, kind, where, ready(asked, progress), costs=by_cost)
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
    planned = _planned(found, siting, kind, where)
    said = words.close(
        about,
        planned,
        target=share,
        bound=least.plan.bound,
        cost=least.plan.value if by_cost else None,
        least=least.plan.status == "optimal",
    )
    settings = {"command": "close", "share": share, "by_cost": by_cost, "seed": seed}
    return _answer(asked, kind, found, planned, said, settings, where)


def siting_for(
    zone: Zone,
    question: Question,
    where: Where,
    *,
    costs: bool = False,
    progress: Progress | None = None,
) -> tuple[Asked, str, Siting]:
    """The question put to the zone, its one kind, and which candidates reach who is left out."""
    asked, kind = _one_kind(zone, question)
    return asked, kind, _siting(asked, kind, where, ready(asked, progress), costs=costs)


def _one_kind(zone: Zone, question: Question) -> tuple[Asked, str]:
    """The question put to the zone, and the kind that is planned."""
    asked = put(zone, question)
    if not asked.named or len(asked.kinds) != 1:
        raise InputError("say which kind is to be built, one at a time, such as --kind childcare")
    return asked, asked.kinds[0]


def _siting(asked: Asked, kind: str, where: Where, streets: Streets, *, costs: bool) -> Siting:
    """Who is left out, and which candidates reach them."""
    zone = asked.zone
    mine = zone.communities[asked.inside]
    points = _candidates(zone, mine, where, costs=costs)
    return prepare_siting(
        mine,
        zone.facilities,
        points,
        streets,
        kind=kind,
        limit_s=asked.limit_s,
        people=None if where.by_places else "residents",
        **travel_of(asked),
    )


def _candidates(
    zone: Zone, communities: pd.DataFrame, where: Where, *, costs: bool
) -> pd.DataFrame:
    """Where one may build: `lon`, `lat`, perhaps `name` and `cost_yuan`."""
    if zone.network is None:
        raise InputError(
            "the zone has no streets; `gongfu import osm FILE --into ZONE` brings them"
        )
    if where.candidates == "villages":
        points = at_communities(communities)
    elif where.candidates == "corners":
        around_m = where.spacing_m or 500.0
        points = at_corners(zone.network, communities, around_m=around_m)
    else:
        points = read_points(
            where.candidates,
            columns=parse_columns(where.columns),
            datum=where.datum,
            numbers=(COST,) if costs else (),
        )
    if costs and COST not in points:
        raise InputError(
            f"{where.candidates} do not say what they cost; give a list with a column {COST} "
            "(--candidates FILE)"
        )
    if where.spacing_m is not None:
        points = thinned(points, zone.network, spacing_m=where.spacing_m)
    return points


def _planned(found: NewSites, siting: Siting, kind: str, where: Where) -> words.Planned:
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


def _answer(
    asked: Asked,
    kind: str,
    found: NewSites,
    planned: words.Planned,
    said: list[words.Both],
    settings: dict[str, object],
    where: Where,
) -> Answer:
    """Sites as rows, with the figures of the plan."""
    count = "communities" if where.by_places else "residents"
    table = found.sites.rename(columns={"people": f"{count}_gained"})
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
    view = ("site_id", "name", "place_name", "lon", "lat", f"{count}_gained",
            "lost_if_dropped", "swap_id",
            "lost_if_swapped", "cost_yuan")  # fmt: skip
    return answered(
        asked,
        {**settings, "candidates": where.candidates, "spacing_m": where.spacing_m,
         "must": list(where.must), "never": list(where.never)},
        first_marked(asked, about_of(asked), said, kind),
        with_standing(asked, table),
        view,
        kinds=(kind,),
        summary=summary,
    )  # fmt: skip
