"""What a planner asks of the circle: how near, how many, how much, and whether it is enough."""

from collections.abc import Callable, Mapping
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.app.answer import Answer, answered, with_names, with_standing
from gongfu.app.decays import parse_decay
from gongfu.app.progress import Progress, silent
from gongfu.app.question import Asked, Question, facilities_of, put
from gongfu.app.standing import standing_of
from gongfu.app.streets import streets_of
from gongfu.errors import InputError
from gongfu.measure import supply as catchments
from gongfu.measure.reach import time_to_nearest
from gongfu.measure.streets import Streets
from gongfu.measure.times import (
    count_within,
    dual_access,
    opportunities_within,
    travel_times,
)
from gongfu.model.zone import Zone
from gongfu.report import asked as words

Method = Literal["2sfca", "e2sfca", "m2sfca", "3sfca", "bfca", "availability"]
METHODS: Final[Mapping[str, Callable[..., pd.DataFrame]]] = {
    "2sfca": catchments.two_step_floating_catchment,
    "e2sfca": catchments.two_step_floating_catchment,
    "m2sfca": catchments.modified_two_step_floating_catchment,
    "3sfca": catchments.three_step_floating_catchment,
    "bfca": catchments.balanced_floating_catchment,
    "availability": catchments.spatial_availability,
}
PER_THOUSAND: Final = 1000.0
WHO: Final = ("community_id", "name", "place", "place_name", "residents", "kind")
"""The columns of a community and kind that a screen shows first."""


def nearest(
    zone: Zone, question: Question, *, k: int = 1, progress: Progress | None = None
) -> Answer:
    """How soon each community reaches its nearest facility of each kind, and which that is.

    Parameters
    ----------
    zone
        With communities, streets and facilities.
    question
        Kinds, mode, minutes and place.
    k
        How many facilities of each kind; the k nearest.  >= 1.
    progress
        Called with the share done and words for it.

    Returns
    -------
    Answer
        The table of `time_to_nearest` with names; `summary` by kind counts who reaches k of it.
    """
    asked = put(zone, question)
    kinds = kinds_judged(asked)
    streets = ready(asked, progress)
    times = times_to_nearest(asked, streets, kinds, k=k)
    last = times if k == 1 else times[(times["rank"] == k).to_numpy()]
    summary = by_kind(asked, last)
    about = about_of(asked)
    kind = _most_lacking(summary)
    row = summary.set_index("kind").loc[kind]
    median_s = float(row["median_time_s"])
    sentence, more = words.reached(about, row, words.nth(kind, k), median_s=median_s)
    said = first_marked(asked, about, [sentence, *more], kind)
    said += words.remarks(absent=[kind for kind in asked.kinds if kind not in kinds])
    return answered(
        asked,
        "nearest",
        said,
        with_standing(asked, with_names(asked, times)),
        (*WHO, "rank", "time_s", "facility_id", "facility_name", "state"),
        kinds=kinds,
        summary=summary,
        k=k,
    )


def count(zone: Zone, question: Question, *, progress: Progress | None = None) -> Answer:
    """How many facilities of each kind each community has within the limit.

    Parameters
    ----------
    zone, question, progress
        As for `nearest`; the question may ask for the direction "from" facilities.

    Returns
    -------
    Answer
        The table of `count_within` with names; `summary` by kind.
    """
    asked = put(zone, question)
    facilities, _, _ = facilities_of(asked)
    table = count_within(
        zone.communities, facilities, ready(asked, progress), **_travel(asked), limit_s=asked.limit_s
    )
    summary = _amounts(asked, table, "n_within")
    about, row = about_of(asked), _poorest(summary)
    said = first_marked(asked, about, words.counted(about, row), row["kind"])
    return _told(asked, "count", said, table, "n_within", summary)


def opportunities(
    zone: Zone,
    question: Question,
    *,
    value: str = "capacity",
    decay: str = "step",
    progress: Progress | None = None,
) -> Answer:
    """How much of what facilities offer each community reaches, nearer counting more.

    Parameters
    ----------
    zone, question, progress
        As for `count`.
    value
        A column of the facilities, such as capacity.
    decay
        How willingness to travel fades, as `parse_decay` reads it.

    Returns
    -------
    Answer
        The table of `opportunities_within` with names; `summary` by kind.
    """
    asked = put(zone, question)
    fading = parse_decay(decay, limit_s=asked.limit_s, limit_named=question.minutes is not None)
    facilities, unknown, n_assumed = facilities_of(asked, value=value)
    table = opportunities_within(
        zone.communities,
        facilities,
        ready(asked, progress),
        values=(value,),
        decay=fading,
        **_travel(asked),
    )
    summary = _amounts(asked, table, value)
    about, row = about_of(asked, limit_s=fading.limit_s), _poorest(summary)
    said = first_marked(asked, about, words.opportunities(about, row, value, decay), row["kind"])
    said += words.remarks(
        left_off=unknown, value=value, n_assumed=n_assumed, each=asked.if_missing
    )
    return _told(asked, "opportunities", said, table, value, summary, value=value, decay=decay)


def enough(
    zone: Zone,
    question: Question,
    *,
    n: float = 3.0,
    value: str | None = None,
    progress: Progress | None = None,
) -> Answer:
    """How soon each community reaches so many facilities, or so much of what they offer.

    Parameters
    ----------
    zone, question, progress
        As for `nearest`.
    n
        How many facilities, or how much of `value`, are enough.  > 0.
    value
        A column of the facilities; None counts them.

    Returns
    -------
    Answer
        The table of `dual_access` with names; `summary` by kind.
    """
    asked = put(zone, question)
    facilities, unknown, n_assumed = facilities_of(asked, value=value or "")
    table = dual_access(
        zone.communities,
        facilities,
        ready(asked, progress),
        n=n,
        value=value,
        mode=asked.mode,
        limit_s=asked.limit_s,
        threads=asked.threads,
    )
    met = np.isfinite(table["time_s"].to_numpy())
    state = np.select([met, table["judged"].to_numpy(bool)], ["reached", "out_of_reach"], "")
    judged = table.assign(state=np.where(state == "", "cannot_be_judged", state))
    summary = by_kind(asked, judged)
    about = about_of(asked)
    kind = _most_lacking(summary)
    row = summary.set_index("kind").loc[kind]
    thing = words.much(kind, n, value)
    sentence, more = words.reached(about, row, thing, median_s=float(row["median_time_s"]))
    said = first_marked(asked, about, [sentence, *more], kind)
    said += words.remarks(
        left_off=unknown, value=value or "", n_assumed=n_assumed, each=asked.if_missing
    )
    return _told(asked, "enough", said, table, "time_s", summary, n=n, value=value)


def times(zone: Zone, question: Question, *, progress: Progress | None = None) -> Answer:
    """The travel time of every community and facility within the limit of each other.

    Parameters
    ----------
    zone, question, progress
        As for `count`.

    Returns
    -------
    Answer
        The table of `travel_times` with names and both ends; no row for a pair farther apart.
    """
    asked = put(zone, question)
    facilities, _, _ = facilities_of(asked)
    pairs = travel_times(
        zone.communities, facilities, ready(asked, progress), **_travel(asked), limit_s=asked.limit_s
    )
    table = with_far_ends(with_names(asked, pairs), facilities)
    about = about_of(asked)
    n_points = int(asked.inside.sum())
    without = n_points - table["community_id"].nunique()
    kinds = _kinds_of(facilities, asked)
    said = first_marked(asked, about, [words.pairs(about, len(table), n_points, without)], *kinds)
    view = (*WHO, "time_s", "facility_id", "facility_name")
    return answered(
        asked,
        "times",
        said,
        with_standing(asked, table),
        view,
        kinds=kinds,
        direction=asked.direction,
    )


def supply(
    zone: Zone,
    question: Question,
    *,
    method: Method = "2sfca",
    decay: str = "",
    progress: Progress | None = None,
) -> Answer:
    """Places for each thousand residents, each facility shared among all who reach it.

    Parameters
    ----------
    zone, question, progress
        As for `count`; every facility needs a capacity.
    method
        Which floating catchment: see `gongfu.measure.supply`.
    decay
        As `parse_decay` reads it; "" is a step for 2sfca and Dai's bell for all others.

    Returns
    -------
    Answer
        `places_per_thousand` and `places` of each community and kind; `summary` by kind.
    """
    if method not in METHODS:
        raise InputError(f"no method {method!r}; known: {', '.join(METHODS)}")
    asked = put(zone, question)
    form = decay or ("step" if method == "2sfca" else "gaussian")
    fading = parse_decay(form, limit_s=asked.limit_s, limit_named=question.minutes is not None)
    if method == "2sfca" and fading.form != "step":
        raise InputError(f"2sfca knows no decay such as {form!r}; ask for e2sfca, or leave it out")
    if method == "e2sfca" and fading.form == "step":
        raise InputError("e2sfca with a step is 2sfca; ask for 2sfca, or name a decay that falls")
    facilities, unknown, n_assumed = facilities_of(asked, value="capacity")
    within = travel_times(
        zone.communities,
        facilities,
        ready(asked, progress),
        **_travel(asked),
        limit_s=fading.limit_s,
    )
    shared = METHODS[method](zone.communities, facilities, within, decay=fading)
    table = shared.assign(places_per_thousand=shared["places_per_head"] * PER_THOUSAND)
    table = table[["community_id", "kind", "places_per_thousand", "places"]]
    summary = _amounts(asked, table, "places_per_thousand")
    about, row = about_of(asked, limit_s=fading.limit_s), _poorest(summary)
    said = first_marked(asked, about, words.supplied(about, row, method), row["kind"])
    said += words.remarks(left_off=unknown, n_assumed=n_assumed, each=asked.if_missing)
    return _told(
        asked, "supply", said, table, "places_per_thousand", summary, method=method, decay=form
    )


def about_of(asked: Asked, *, limit_s: float | None = None) -> words.About:
    """What all sentences of an answer share."""
    return words.About(
        asked.limit_s if limit_s is None else limit_s,
        asked.mode,
        asked.place_names,
        "communities" not in asked.zone.simulated,
    )


def first_marked(
    asked: Asked, about: words.About, said: list[words.Both], *kinds: str
) -> list[words.Both]:
    """The sentences, the first with its place, and marked where it rests on stand-ins."""
    simulated = any(standing_of(asked.zone, kind) == "simulated" for kind in kinds)
    return [about.first(said[0], simulated=simulated), *said[1:]]


def ready(asked: Asked, progress: Progress | None) -> Streets:
    """The streets for the question, saying so."""
    say = progress or silent
    say(0.3, "making the streets ready")
    streets = streets_of(asked.zone, mode=asked.mode)
    say(0.7, "measuring")
    return streets


def kinds_judged(asked: Asked) -> tuple[str, ...]:
    """The kinds asked about that the source of the facilities can hold.

    Those that were named have to be among them; without any, `facilities_of` says what to do.
    """
    kinds = tuple(kind for kind in asked.kinds if kind in asked.in_source)
    if not kinds or (asked.named and len(kinds) < len(asked.kinds)):
        facilities_of(asked)
    return kinds


def times_to_nearest(
    asked: Asked, streets: Streets, kinds: tuple[str, ...], *, k: int = 1
) -> pd.DataFrame:
    """`time_to_nearest` of every community, also of those that are not asked about."""
    return time_to_nearest(
        asked.zone.communities,
        asked.zone.facilities,
        streets,
        k=k,
        mode=asked.mode,
        limit_s=asked.limit_s,
        kinds=kinds,
        kinds_in_source=asked.in_source,
        threads=asked.threads,
    )


def rows_inside(asked: Asked, table: pd.DataFrame) -> NDArray[np.bool_]:
    """Which rows are of communities asked about; `community_id` has all of them as categories."""
    return asked.inside[table["community_id"].cat.codes.to_numpy()]


def with_far_ends(table: pd.DataFrame, facilities: pd.DataFrame) -> pd.DataFrame:
    """Pairs with `facility_lon` and `facility_lat`, so that a map can draw a line for each."""
    at = facilities.index.get_indexer(pd.Index(table["facility_id"]))
    return table.assign(
        **{f"facility_{axis}": facilities[axis].to_numpy(float)[at] for axis in ("lon", "lat")}
    )


def by_kind(asked: Asked, times: pd.DataFrame) -> pd.DataFrame:
    """Who reaches each kind, of the communities asked about.

    Parameters
    ----------
    asked
        The question.
    times
        One row per community and kind, communities in the zone's order: `kind`, `time_s`, `state`.

    Returns
    -------
    DataFrame
        One row per kind: `communities`, `reached`, `out_of_reach`, `cannot_be_judged`,
        `residents`, `residents_reached`, `residents_not_judged`, `share_of_residents`,
        `median_time_s` (within which half of the residents who can be judged reach it; inf if
        they do not), `standing`.
    """
    people = asked.zone.communities["residents"].to_numpy(float)
    rows = []
    for kind, mine in times.groupby("kind", sort=False, observed=True):
        state, time_s = mine["state"].to_numpy(object), mine["time_s"].to_numpy(float)
        met = (state == "reached") & asked.inside
        out = (state == "out_of_reach") & asked.inside
        unknown = asked.inside & ~met & ~out
        judged = met | out
        known = people[judged].sum()
        rows.append(
            {
                "kind": str(kind),
                "communities": int(asked.inside.sum()),
                "reached": int(met.sum()),
                "out_of_reach": int(out.sum()),
                "cannot_be_judged": int(unknown.sum()),
                "residents": people[asked.inside].sum(),
                "residents_reached": people[met].sum(),
                "residents_not_judged": people[unknown].sum(),
                "share_of_residents": people[met].sum() / known if known > 0 else np.nan,
                "median_time_s": _half_within(time_s[judged], people[judged]),
                "standing": standing_of(asked.zone, str(kind)),
            }
        )
    return pd.DataFrame(rows)


def _amounts(asked: Asked, table: pd.DataFrame, value: str) -> pd.DataFrame:
    """By kind: how many residents have none, the mean and the median of what they have."""
    people = asked.zone.communities["residents"].to_numpy(float)[asked.inside]
    rows = []
    for kind, mine in table.groupby("kind", sort=False, observed=True):
        amount = mine[value].to_numpy(float)[asked.inside]
        known = np.isfinite(amount) & (people > 0)
        judged = mine["judged"].to_numpy(bool)[asked.inside] if "judged" in mine else known
        whole = people[known].sum()
        rows.append(
            {
                "kind": str(kind),
                "communities": int(asked.inside.sum()),
                "not_judged": int((~judged & (people > 0)).sum()),
                "residents": people.sum(),
                "residents_with_none": people[known & judged & (amount == 0)].sum(),
                f"mean_{value}": amount[known] @ people[known] / whole if whole > 0 else np.nan,
                f"median_{value}": -_half_within(-amount[known], people[known]),
                "standing": standing_of(asked.zone, str(kind)),
            }
        )
    return pd.DataFrame(rows)


def _half_within(values: NDArray[np.float64], people: NDArray[np.float64]) -> float:
    """The least value that at least half of the people are within; NaN without any."""
    order = np.argsort(values, kind="stable")
    upto = np.cumsum(people[order])
    if not upto.size or not upto[-1] > 0:
        return float("nan")
    return float(values[order][np.searchsorted(upto, upto[-1] / 2)])


def _most_lacking(summary: pd.DataFrame) -> str:
    """The kind that most residents lack; of those that nobody can be judged for, the first."""
    lacking = summary["residents"] - summary["residents_not_judged"] - summary["residents_reached"]
    judged = summary["residents_not_judged"] < summary["residents"]
    at = int(np.argmax(lacking.where(judged, -1.0).to_numpy()))
    return str(summary["kind"].iloc[at])


def _poorest(summary: pd.DataFrame) -> pd.Series:
    """The row of the kind that most residents have none of."""
    return summary.iloc[int(np.argmax(summary["residents_with_none"].to_numpy()))]


def _told(
    asked: Asked,
    command: str,
    said: list[words.Both],
    table: pd.DataFrame,
    measured: str,
    summary: pd.DataFrame,
    **settings: object,
) -> Answer:
    """The answer of a measure that has one row per community and kind."""
    return answered(
        asked,
        command,
        said,
        with_standing(asked, with_names(asked, table)),
        (*WHO, measured, "places", "judged"),
        kinds=tuple(summary["kind"]),
        summary=summary,
        direction=asked.direction,
        **settings,
    )


def _travel(asked: Asked) -> dict[str, object]:
    return {"mode": asked.mode, "direction": asked.direction, "threads": asked.threads}


def _kinds_of(facilities: pd.DataFrame, asked: Asked) -> tuple[str, ...]:
    there = set(facilities["kind"].unique())
    return tuple(kind for kind in asked.kinds if kind in there)
