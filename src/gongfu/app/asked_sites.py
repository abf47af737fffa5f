"""Where to build, with those in view who asked for it: a list of requests beside the people."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gongfu.app.answer import Answer
from gongfu.app.asking import about_of, ready, travel_of
from gongfu.app.candidates import COST, Where
from gongfu.app.planning import (
    Limits,
    answer_of,
    one_kind,
    planned_of,
    said_of_taken_out,
    siting_of,
)
from gongfu.app.progress import Progress, silent
from gongfu.app.question import Asked, Question
from gongfu.errors import InputError
from gongfu.io.layers import read_points
from gongfu.io.lists import SIMULATED
from gongfu.measure.streets import Streets
from gongfu.model.zone import Zone
from gongfu.plan.asked_sites import AskedPlan, plan_asked
from gongfu.plan.clusters import LEAST
from gongfu.plan.new_sites import Siting, prepare_siting
from gongfu.report import asked_plan, asked_requested

_RESIDENTS: Final = "n_residents"


@dataclass(frozen=True, slots=True)
class Requested:
    """Who asked, and what each of them counts in the choice besides.

    path: a list with `lon`, `lat`, `n_residents` (3 or more) and perhaps `category` and
    `standing`, as `gongfu track clusters --out` writes it; weight: people more for each who asked
    and is out of reach now, 0 for none.
    """

    path: Path
    weight: float = 0.0


def sites(
    zone: Zone,
    question: Question,
    where: Where,
    limits: Limits,
    requested: Requested,
    *,
    progress: Progress | None = None,
) -> Answer:
    """The sites that bring most people within reach, and how many of those who asked.

    Parameters
    ----------
    zone, question, where, limits, progress
        As in `planning.sites`.
    requested
        Who asked, and what it counts.

    Returns
    -------
    Answer
        As `planning.sites`, with `residents_asked` for each site: who asked, is out of reach now
        and within reach of it.  With a weight, `value`, `bound`, `gap` and `status` of the
        summary are of people and weighted requests together, `price` says what the weight costs,
        and there are no swaps.

    Raises
    ------
    InputError, NotFoundError, InfeasibleError
        As `planning.sites`; also if the list does not say who asked where.
    """
    if requested.weight and where.by_places:
        raise InputError(
            "a weight is in people for each who asked: leave --by-places or --asked-weight out"
        )
    asked, kind = one_kind(zone, question)
    points = _points(requested.path)
    streets = ready(asked, progress)
    offered, siting = siting_of(asked, kind, where, streets, costs=limits.budget is not None)
    where = replace(where, never=offered.never)
    inside = _inside(asked, points)
    asking = _asking(asked, kind, points[inside], siting, streets)
    (progress or silent)(0.8, "choosing sites")
    found, plan = plan_asked(
        siting, asking, weight=requested.weight, n_sites=limits.n_sites, budget=limits.budget,
        cost=None if limits.budget is None else COST, fixed=where.must, forbidden=where.never,
        seed=limits.seed, effort=limits.effort,
    )  # fmt: skip

    by_site = pd.Series(plan.by_site, siting.candidates.index)
    found = replace(found, sites=found.sites.assign(residents_asked=by_site[found.sites.index]))
    planned = planned_of(found, siting, kind, where)
    about = about_of(asked)
    heard = asked_requested.Heard(
        ", ".join(sorted(set(points["category"]) - {""})),
        requested.path.name,
        plan.people,
        plan.reached_before,
        plan.reached_after - plan.reached_before,
        plan.at_most,
        plan.not_judged,
        float(points.loc[~inside, _RESIDENTS].sum()),
    )
    if requested.weight:
        said = asked_requested.weighted(
            about, planned, weight=requested.weight, gap=_gap(plan), price=plan.price,
            money=limits.budget is not None,
        ) + asked_plan.left(about, planned)  # fmt: skip
    else:
        said = asked_plan.sites(about, planned)
    said += [*asked_requested.heard(heard), *said_of_taken_out(offered, where)]
    settings = {
        "command": "sites", **asdict(limits), "taken_out": dict(offered.counts),
        "asked": requested.path.name, "asked_weight": requested.weight,
    }  # fmt: skip
    simulated = bool(points["standing"].isin(SIMULATED).any())
    invented = asked_requested.stand_in() if simulated else None
    return _with_asked(
        answer_of(asked, kind, found, planned, said, settings, where, invented), plan, requested
    )


def _points(path: Path) -> pd.DataFrame:
    """Where how many residents asked, each row for so many that it tells of nobody."""
    points = read_points(path, numbers=(_RESIDENTS,), words=("category", "standing"))
    n = points[_RESIDENTS].to_numpy(float)
    odd = ~(np.isfinite(n) & (n == np.floor(n)))
    if odd.any():
        at = int(np.argmax(odd))
        raise InputError(
            f"{path.name}: {_RESIDENTS} is no whole number for {odd.sum()} of {odd.size} ids, such "
            f"as {n[at]:g} of {points.index[at]!r}; residents are counted: give whole numbers"
        )
    few = ~(n >= LEAST)
    if few.any():
        raise InputError(
            f"{path.name}: {_RESIDENTS} is below {LEAST} for {few.sum()} of {few.size} ids, such "
            f"as {points.index[np.argmax(few)]!r}; a place where so few asked would tell who they "
            "are: merge it with others, as `gongfu track clusters` does, or leave it out"
        )
    several = sorted(set(points["category"]))
    if len(several) > 1:
        raise InputError(
            f"{path.name}: requests of {len(several)} categories, such as {several[0]!r} and "
            f"{several[1]!r}; keep those that ask for the kind that is planned"
        )
    return points


def _inside(asked: Asked, points: pd.DataFrame) -> NDArray[np.bool_]:
    """Which points lie in the place asked about: that of the community nearest to them."""
    people = asked.zone.communities
    narrow = np.cos(np.deg2rad(float(people["lat"].mean())))
    homes, asking = (
        np.column_stack([frame["lon"].to_numpy(float) * narrow, frame["lat"].to_numpy(float)])
        for frame in (people, points)
    )
    inside: NDArray[np.bool_] = asked.inside[cKDTree(homes).query(asking)[1]]
    return inside


def _asking(
    asked: Asked, kind: str, points: pd.DataFrame, siting: Siting, streets: Streets
) -> Siting:
    """Those who asked, and which candidates reach them."""
    if points.empty:
        raise InputError(
            "none of those who asked is in the place that is planned for; give the list of this "
            "place, or ask about the place where they are"
        )
    return prepare_siting(
        points,
        asked.zone.facilities,
        siting.candidates,
        streets,
        kind=kind,
        limit_s=asked.limit_s,
        people=_RESIDENTS,
        **travel_of(asked),
    )


def _with_asked(answer: Answer, plan: AskedPlan, requested: Requested) -> Answer:
    """The figures of those who asked beside the others; with a weight, no swaps: they count alone.

    What would do in a site's place is worked out in people, and the plan was chosen otherwise.
    """
    assert answer.summary is not None
    told = {
        "asked": plan.people,
        "asked_reached_before": plan.reached_before,
        "asked_reached_after": plan.reached_after,
        "asked_reached_at_most": plan.reached_before + plan.at_most,
        "asked_not_judged": plan.not_judged,
    }
    if not requested.weight:
        return replace(answer, summary=answer.summary.assign(**told))
    told |= {"asked_weight": requested.weight, "price": plan.price}
    summary = answer.summary.assign(
        value=plan.value, bound=plan.bound, gap=_gap(plan), status=plan.status, **told
    )
    swaps = ["swap_id", "lost_if_swapped"]
    drawing = None if answer.drawing is None else replace(answer.drawing, swaps=())
    return replace(
        answer,
        summary=summary,
        table=answer.table.drop(columns=swaps),
        view=tuple(name for name in answer.view if name not in swaps),
        drawing=drawing,
    )


def _gap(plan: AskedPlan) -> float:
    """How much more any plan could be worth, as a share of this one."""
    apart = plan.bound - plan.value
    return 0.0 if apart <= 0 else apart / plan.value if plan.value else np.inf
