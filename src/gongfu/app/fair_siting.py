"""Where to build under a rule of fairness, for several kinds at once, or between two aims."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.app.answer import Answer
from gongfu.app.asking import about_of, first_marked, ready, travel_of
from gongfu.app.candidates import COST, Where
from gongfu.app.plan_pictures import drawing_of
from gongfu.app.planning import Limits, said_of_taken_out, siting_for
from gongfu.app.progress import Progress, silent
from gongfu.app.question import Asked, Question, put
from gongfu.app.zone_answer import answered, with_names, with_standing
from gongfu.errors import InputError, NotFoundError
from gongfu.measure.groups import members_of
from gongfu.measure.times import count_within
from gongfu.model.zone import Zone
from gongfu.plan.fair_sites import plan_also_within, plan_backup, plan_first, plan_front, plan_kinds
from gongfu.plan.new_sites import NewSites, Siting, plan_sites
from gongfu.report import asked_fair as words
from gongfu.report.asked_plan import Planned
from gongfu.report.text import Both

_FARTHEST: Final = 4.0  # how far a front looks, in limits, if nothing is said


@dataclass(frozen=True, slots=True)
class Rule:
    """What a plan has to keep to; one of the three.

    first: whose communities come first, a group of the zone such as "mountain_26" or a column of
    the communities that is true for them; also_minutes: nobody may stay beyond, whom a candidate
    can help; backup: what a second site in reach counts, 0 to 0.5.
    """

    first: str = ""
    also_minutes: float | None = None
    backup: float = 0.0

    def __post_init__(self) -> None:
        """Check that there is one rule."""
        n_rules = bool(self.first) + (self.also_minutes is not None) + (self.backup != 0)
        if n_rules != 1:
            raise InputError(
                "one rule at a time: --first, --also-within or --backup; plan for each and compare"
            )


def sites(
    zone: Zone,
    question: Question,
    where: Where,
    limits: Limits,
    rule: Rule,
    *,
    progress: Progress | None = None,
) -> Answer:
    """The sites that bring most people within reach under a rule, and what the rule costs.

    Parameters
    ----------
    zone, question, where, progress
        As in `planning.sites`.
    limits
        How many sites; a budget goes without a rule.
    rule
        What the plan has to keep to.

    Returns
    -------
    Answer
        One row per site that opens, the most missed first; `summary` has the figures.

    Raises
    ------
    InputError, NotFoundError, InfeasibleError
        As `planning.sites`; also if the rule cannot be kept, with what it takes.
    """
    if limits.n_sites is None or limits.budget is not None:
        raise InputError("a rule goes with a number of sites (-n), not with a budget")
    asked, kind, listed, siting = siting_for(zone, question, where, progress=progress)
    where = replace(where, never=listed.never)
    (progress or silent)(0.8, "choosing sites")
    search: dict[str, Any] = {
        "n_sites": limits.n_sites, "fixed": where.must, "forbidden": where.never,
        "seed": limits.seed, "effort": limits.effort,
    }  # fmt: skip
    about = about_of(asked)
    if rule.first:
        mine = _comes_first(asked, rule.first)
        found, groups = plan_first(siting, mine, **search)
        planned = _planned(found, siting, kind, where)
        own, gap = float(groups.reached[0]), groups.plan.gap
        said = words.first(
            about, planned, name=rule.first, mine=own, out=float(groups.people[0]),
            at_most=float(groups.at_most[0]),
        )  # fmt: skip
    elif rule.also_minutes is not None:
        longer_asked = replace(question, minutes=rule.also_minutes)
        _, _, _, longer = siting_for(zone, longer_asked, where, progress=progress)
        found, beyond = plan_also_within(siting, longer, **search)
        planned, gap = _planned(found, siting, kind, where), found.plan.gap
        said = words.also_within(
            about, planned, longer_s=longer.limit_s, people=beyond.people, lost=beyond.unreachable
        )
    else:
        found, twice = plan_backup(
            siting, _reached_now(asked, kind, progress), backup_weight=rule.backup, **search
        )
        planned, gap = _planned(found, siting, kind, where), found.plan.gap
        said = words.backup(
            about, planned, before=twice.before, after=twice.after, part=rule.backup
        )
    free = plan_sites(siting, **search) if siting.open_people.any() else found
    price = max(0.0, free.reached_after - found.reached_after)
    spoken = [words.gained(about, planned), *said]
    spoken += words.ruled(about, planned, gap=gap, price=price)
    spoken += said_of_taken_out(listed, where)
    summary = _summary([planned], [found]).assign(
        bound=found.plan.bound, value=found.plan.value, gap=gap, price=price,
        status=found.plan.status,
    )  # fmt: skip
    settings = {"command": "sites", **asdict(limits), **asdict(rule),
                "taken_out": dict(listed.counts)}  # fmt: skip
    answer = _answer(asked, {kind: found}, spoken, settings, where, summary)
    simulated = Both.of(answer.simulated_words) if answer.simulated else None
    drawing = drawing_of(
        asked, found, planned, first_marked(asked, about, spoken, kind), simulated,
        villages=where.candidates == "villages",
    )  # fmt: skip
    # What would do in a site's place is not known: a rule forbids some.
    drawing = replace(drawing, swaps=())
    return replace(answer, drawing=drawing)


def sites_of_kinds(
    zone: Zone,
    question: Question,
    where: Where,
    limits: Limits,
    *,
    one_per_place: bool = False,
    progress: Progress | None = None,
) -> Answer:
    """The sites of several kinds that bring most people within reach, out of one purse.

    Parameters
    ----------
    zone, where, progress
        As in `planning.sites`; `must` and `never` of `where` are of one kind, and stay empty.
    question
        Two kinds or more.
    limits
        How many sites of all kinds together, or what they may cost (`cost_yuan` of the list).
    one_per_place
        Whether a candidate takes one kind at most.

    Returns
    -------
    Answer
        One row per site and kind that opens; `summary` has a row for each kind.
    """
    asked = put(zone, question)
    if len(asked.kinds) < 2 or not asked.named:
        raise InputError("name two kinds or more, such as --kind childcare --kind elder_care")
    if where.must or where.never:
        raise InputError("--must and --never are of one kind; plan kinds one at a time with them")
    sitings = {}
    for kind in asked.kinds:
        one = replace(question, kinds=(kind,))
        _, _, listed, sitings[kind] = siting_for(
            zone, one, where, costs=limits.budget is not None, clear_of=asked.kinds,
            progress=progress,
        )  # fmt: skip
    (progress or silent)(0.8, "choosing sites")
    plans, every = plan_kinds(
        sitings,
        n_sites=limits.n_sites,
        budget=limits.budget,
        cost=COST if limits.budget is not None else None,
        one_per_place=one_per_place,
        seed=limits.seed,
        effort=limits.effort,
    )
    planned = {kind: _planned(plans[kind], sitings[kind], kind, where) for kind in plans}
    more = every.plan.bound - every.plan.value
    said = words.kinds(about_of(asked), planned, more=more) + said_of_taken_out(listed, where)
    summary = _summary(list(planned.values()), list(plans.values())).assign(
        value=every.plan.value, bound=every.plan.bound, status=every.plan.status
    )
    settings = {"command": "sites", **asdict(limits), "one_per_place": one_per_place,
                "taken_out": dict(listed.counts)}  # fmt: skip
    return _answer(asked, plans, said, settings, where, summary)


def front(
    zone: Zone,
    question: Question,
    where: Where,
    limits: Limits,
    *,
    farthest_minutes: float | None = None,
    n_points: int = 8,
    progress: Progress | None = None,
) -> Answer:
    """The plans between most people within reach and the nearest for whoever is farthest.

    Parameters
    ----------
    zone, question, where, progress
        As in `planning.sites`.
    limits
        How many sites.
    farthest_minutes
        How far to measure; four times the limit if nothing is said.
    n_points
        How many plans to try.

    Returns
    -------
    Answer
        One row per plan, most people first.
    """
    if limits.n_sites is None or limits.budget is not None:
        raise InputError("a front is for a number of sites (-n), not for a budget")
    if where.must or where.never:
        raise InputError("a front takes every candidate; leave --must and --never out")
    near = put(zone, question)
    far_s = farthest_minutes * 60 if farthest_minutes is not None else _FARTHEST * near.limit_s
    if not far_s > near.limit_s:
        raise InputError(
            f"--farthest is {farthest_minutes:g} minutes; it must be beyond the limit of "
            f"{near.limit_s / 60:g}"
        )
    _, kind, listed, siting = siting_for(
        zone, replace(question, minutes=far_s / 60), where, progress=progress
    )
    (progress or silent)(0.8, "choosing sites")
    found = plan_front(
        siting, within_s=near.limit_s, n_sites=limits.n_sites, n_points=n_points,
        seed=limits.seed, effort=limits.effort,
    )  # fmt: skip
    state = siting.before["state"].to_numpy(object)
    unknown = float(siting.people[~np.isin(state, ["reached", "out_of_reach"])].sum())
    planned = Planned(kind, limits.n_sites, len(siting.candidates), found.people, 0.0, 0.0, 0.0,
                      0.0, unknown, where.by_places)  # fmt: skip
    about = about_of(near)
    said = words.front(about, planned, found.points, beyond=found.beyond, horizon_s=far_s)
    said += said_of_taken_out(listed, where)
    count = "communities" if where.by_places else "residents"
    table = found.points.rename(
        columns={"people_reached": f"{count}_reached", "people_at_most": f"{count}_at_most"}
    ).assign(kind=kind)
    table["worst_time_s"] = table["worst_time_s"].where(np.isfinite(table["worst_time_s"]))
    settings = {"command": "front", **asdict(limits), "farthest_s": far_s, "n_points": n_points,
                "candidates": where.candidates, "spacing_m": where.spacing_m,
                "taken_out": dict(listed.counts)}  # fmt: skip
    return answered(
        near,
        settings,
        first_marked(near, about, said, kind),
        with_standing(near, table),
        (f"{count}_reached", "share", "worst_time_s", f"{count}_at_most", "proved"),
        kinds=(kind,),
    )


def _comes_first(asked: Asked, name: str) -> NDArray[np.bool_]:
    """Which of the communities asked about come first."""
    mine = asked.zone.communities[asked.inside]
    if name in mine:
        values = mine[name]
        if not (values.dtype == bool or values.isin([0, 1]).all()):
            raise InputError(f"communities: {name!r} must be true or false to say who comes first")
        first: NDArray[np.bool_] = values.to_numpy().astype(bool)
        return first
    groups = asked.zone.groups
    if name not in set(groups["group"]):
        known = ", ".join(map(repr, groups["group"].unique())) or "none"
        raise NotFoundError(
            f"nobody is called {name!r}: no column of the communities, and no group of the zone, "
            f"which has {known}"
        )
    now = groups[(groups["until"] == "").to_numpy()]
    members = set(members_of(now if len(now) else groups, name))
    above = asked.above.iloc[asked.zone.places.index.get_indexer(mine["place"])]
    inside: NDArray[np.bool_] = np.logical_or.reduce(
        [above[level].isin(members) for level in above]
    )
    return inside


def _reached_now(asked: Asked, kind: str, progress: Progress | None) -> NDArray[np.int64]:
    """How many facilities of the kind each community asked about reaches."""
    facilities = asked.zone.facilities
    mine = facilities[(facilities["kind"] == kind).to_numpy()]
    n = int(asked.inside.sum())
    if mine.empty:
        return np.zeros(n, np.int64)
    table = count_within(
        asked.zone.communities[asked.inside], mine, ready(asked, progress),
        limit_s=asked.limit_s, **travel_of(asked),
    )  # fmt: skip
    counts: NDArray[np.int64] = table["n_within"].to_numpy().astype(np.int64)
    return counts


def _planned(found: NewSites, siting: Siting, kind: str, where: Where) -> Planned:
    return Planned(
        kind,
        found.plan.n_open,
        len(siting.candidates),
        found.people - found.not_judged,
        found.reached_before,
        found.reached_after,
        found.reached_after,
        found.unreachable,
        found.not_judged,
        where.by_places,
    )


def _summary(planned: Sequence[Planned], found: Sequence[NewSites]) -> pd.DataFrame:
    """The figures of each kind."""
    return pd.DataFrame(
        {
            "kind": [plan.kind for plan in planned],
            "candidates": [plan.n_candidates for plan in planned],
            "sites": [plan.n_sites for plan in planned],
            "judged": [plan.judged for plan in planned],
            "reached_before": [one.reached_before for one in found],
            "reached_after": [one.reached_after for one in found],
        }
    )


def _answer(
    asked: Asked,
    plans: dict[str, NewSites],
    said: list[Both],
    settings: dict[str, object],
    where: Where,
    summary: pd.DataFrame,
) -> Answer:
    """Sites of each kind as rows."""
    count = "communities" if where.by_places else "residents"
    rows = []
    for kind, found in plans.items():
        table = found.sites.rename(columns={"people": f"{count}_gained"})
        table = table.drop(columns=["swap_id", "lost_if_swapped"])
        table.insert(0, "site_id", table.index.astype(str))
        homes = table.index
        table = table.reset_index(drop=True).assign(kind=kind)
        if where.candidates == "villages":
            ids = asked.zone.communities.index
            table = table.drop(columns=["lon", "lat"]).assign(
                community_id=pd.Categorical(homes, categories=ids)
            )
        rows.append(table)
    table = pd.concat(rows, ignore_index=True)
    if where.candidates == "villages":
        table = with_names(asked, table)
    view = ("site_id", "kind", "name", "place_name", "lon", "lat", f"{count}_gained",
            "lost_if_dropped", "cost_yuan")  # fmt: skip
    return answered(
        asked,
        {**settings, "candidates": where.candidates, "spacing_m": where.spacing_m,
         "must": list(where.must), "never": list(where.never)},
        first_marked(asked, about_of(asked), said, *plans),
        with_standing(asked, table),
        view if len(plans) > 1 else tuple(name for name in view if name != "kind"),
        kinds=tuple(plans),
        summary=summary,
    )  # fmt: skip
