"""What a planner asks of the circle: how near, how many, how much, and whether it is enough."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.app.answer import Answer
from gongfu.app.asking import (
    about_of,
    by_kind,
    first_marked,
    half_within,
    kinds_judged,
    most_lacking,
    off_network,
    ready,
    times_to_nearest,
    travel_of,
    with_far_ends,
    with_judged,
)
from gongfu.app.decays import parse_decay
from gongfu.app.progress import Progress
from gongfu.app.question import Asked, Question, facilities_of, put
from gongfu.app.standing import standing_of
from gongfu.app.zone_answer import answered, with_names, with_standing
from gongfu.errors import InputError
from gongfu.measure import supply as catchments
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
    asked = put(zone, question, rides=True)
    kinds = kinds_judged(asked)
    streets = ready(asked, progress)
    times = times_to_nearest(asked, streets, kinds, k=k)
    last = times if k == 1 else times[(times["rank"] == k).to_numpy()]
    summary = by_kind(asked, last)
    about = about_of(asked)
    kind = most_lacking(summary)
    row = summary.set_index("kind").loc[kind]
    median_s = float(row["median_time_s"])
    sentence, more = words.reached(about, row, words.nth(kind, k), median_s=median_s)
    said = first_marked(asked, about, [sentence, *more], kind)
    said += words.remarks(absent=[kind for kind in asked.kinds if kind not in kinds])
    return answered(
        asked,
        {"command": "nearest", "direction": asked.direction, "k": k},
        said,
        with_standing(asked, with_names(asked, times)),
        (*WHO, "rank", "time_s", "facility_id", "facility_name", "state"),
        kinds=kinds,
        summary=summary,
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
    asked = put(zone, question, rides=True)
    facilities, _, _ = facilities_of(asked)
    streets = ready(asked, progress)
    table = count_within(
        zone.communities,
        facilities,
        streets,
        **travel_of(asked),
        limit_s=asked.limit_s,
    )
    summary = _amounts(asked, table, "n_within", off_network(asked, streets))
    about, row = about_of(asked), _poorest(summary)
    said = first_marked(asked, about, words.counted(about, row), row["kind"])
    return _told(asked, "count", said, table, "n_within", summary, {})


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
    asked = put(zone, question, rides=True)
    fading = parse_decay(decay, limit_s=asked.limit_s, limit_named=question.minutes is not None)
    facilities, unknown, n_assumed = facilities_of(asked, value=value)
    streets = ready(asked, progress)
    table = opportunities_within(
        zone.communities,
        facilities,
        streets,
        values=(value,),
        decay=fading,
        **travel_of(asked),
    )
    summary = _amounts(asked, table, value, off_network(asked, streets))
    about, row = about_of(asked, limit_s=fading.limit_s), _poorest(summary)
    said = first_marked(asked, about, words.opportunities(about, row, value, decay), row["kind"])
    said += words.remarks(left_off=unknown, value=value, n_assumed=n_assumed, each=asked.if_missing)
    return _told(
        asked,
        "opportunities",
        said,
        table,
        value,
        summary,
        {"value": value, "decay": decay, "limit_s": fading.limit_s},
    )


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
    asked = put(zone, question, rides=True)
    facilities, unknown, n_assumed = facilities_of(asked, value=value or "")
    table = dual_access(
        zone.communities,
        facilities,
        ready(asked, progress),
        n=n,
        value=value,
        limit_s=asked.limit_s,
        **travel_of(asked),
    )
    met = np.isfinite(table["time_s"].to_numpy())
    state = np.select([met, table["judged"].to_numpy(bool)], ["reached", "out_of_reach"], "")
    judged = table.assign(state=np.where(state == "", "cannot_be_judged", state))
    summary = by_kind(asked, judged)
    about = about_of(asked)
    kind = most_lacking(summary)
    row = summary.set_index("kind").loc[kind]
    thing = words.much(kind, n, value)
    sentence, more = words.reached(about, row, thing, median_s=float(row["median_time_s"]))
    said = first_marked(asked, about, [sentence, *more], kind)
    said += words.remarks(
        left_off=unknown, value=value or "", n_assumed=n_assumed, each=asked.if_missing
    )
    return _told(asked, "enough", said, table, "time_s", summary, {"n": n, "value": value})


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
    asked = put(zone, question, rides=True)
    facilities, _, _ = facilities_of(asked)
    streets = ready(asked, progress)
    pairs = travel_times(
        zone.communities,
        facilities,
        streets,
        **travel_of(asked),
        limit_s=asked.limit_s,
    )
    table = with_far_ends(with_names(asked, pairs), facilities)
    about = about_of(asked)
    n_points = int(asked.inside.sum())
    without = n_points - table["community_id"].nunique()
    n_off = int(off_network(asked, streets)[asked.inside].sum())
    kinds = _kinds_of(facilities, asked)
    said = words.pairs(about, len(table), n_points, without, n_off)
    said = first_marked(asked, about, said, *kinds)
    view = (*WHO, "time_s", "facility_id", "facility_name")
    return answered(
        asked,
        {"command": "times", "direction": asked.direction},
        said,
        with_standing(asked, table),
        view,
        kinds=kinds,
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
        `places_per_thousand` and `places` of each community and kind, NaN off the network, and
        `judged`: False there and where the streets leave the data within the limit; `summary` by
        kind.
    """
    if method not in METHODS:
        raise InputError(f"no method {method!r}; known: {', '.join(METHODS)}")
    asked = put(zone, question, rides=True)
    form = decay or ("step" if method == "2sfca" else "gaussian")
    fading = parse_decay(form, limit_s=asked.limit_s, limit_named=question.minutes is not None)
    if method == "2sfca" and fading.form != "step":
        raise InputError(f"2sfca knows no decay such as {form!r}; ask for e2sfca, or leave it out")
    if method == "e2sfca" and fading.form == "step":
        raise InputError("e2sfca with a step is 2sfca; ask for 2sfca, or name a decay that falls")
    facilities, unknown, n_assumed = facilities_of(asked, value="capacity")
    streets = ready(asked, progress)
    within = travel_times(
        zone.communities,
        facilities,
        streets,
        **travel_of(asked),
        limit_s=fading.limit_s,
    )
    shared = METHODS[method](zone.communities, facilities, within, decay=fading)
    table = shared.assign(places_per_thousand=shared["places_per_head"] * PER_THOUSAND)
    table = table[["community_id", "kind", "places_per_thousand", "places"]]
    table = with_judged(asked, streets, fading.limit_s, table)
    summary = _amounts(asked, table, "places_per_thousand", off_network(asked, streets))
    about, row = about_of(asked, limit_s=fading.limit_s), _poorest(summary)
    said = first_marked(asked, about, words.supplied(about, row, method), row["kind"])
    said += words.remarks(left_off=unknown, n_assumed=n_assumed, each=asked.if_missing)
    return _told(
        asked,
        "supply",
        said,
        table,
        "places_per_thousand",
        summary,
        {"method": method, "decay": form, "limit_s": fading.limit_s},
    )


def _amounts(asked: Asked, table: pd.DataFrame, value: str, off: NDArray[np.bool_]) -> pd.DataFrame:
    """By kind: how many residents have none, the mean and the median of what they have.

    Whoever is judged, or has some, has none or not; how much is known of those judged alone.
    """
    people = asked.zone.communities["residents"].to_numpy(float)[asked.inside]
    off = off[asked.inside]
    rows = []
    for kind, mine in table.groupby("kind", sort=False, observed=True):
        amount = mine[value].to_numpy(float)[asked.inside]
        judged = mine["judged"].to_numpy(bool)[asked.inside]
        unknown = (~judged & ~(amount > 0)) | (people == 0)
        known = judged & np.isfinite(amount) & (people > 0)
        whole = people.sum() - people[~known].sum()  # of all, to the last bit what all are
        rows.append(
            {
                "kind": str(kind),
                "communities": int(asked.inside.sum()),
                "off_network": int(off.sum()),
                "leave_the_data": int((~judged & ~off).sum()),
                "residents": people.sum(),
                "residents_not_judged": people[unknown].sum(),
                "residents_with_none": people[judged & (amount == 0)].sum(),
                "residents_measured": whole,
                f"mean_{value}": amount[known] @ people[known] / whole if whole > 0 else np.nan,
                f"median_{value}": -half_within(-amount[known], people[known]),
                "standing": standing_of(asked.zone, str(kind)),
            }
        )
    return pd.DataFrame(rows)


def _poorest(summary: pd.DataFrame) -> pd.Series:
    """The row of the kind that most residents have none of, of those that can be judged."""
    judged = summary["residents_not_judged"] < summary["residents"]
    none = summary["residents_with_none"].where(judged, -1.0)
    return summary.iloc[int(np.argmax(none.to_numpy()))]


def _told(
    asked: Asked,
    command: str,
    said: list[words.Both],
    table: pd.DataFrame,
    measured: str,
    summary: pd.DataFrame,
    settings: Mapping[str, Any],
) -> Answer:
    """The answer of a measure that has one row per community and kind."""
    return answered(
        asked,
        {"command": command, "direction": asked.direction, **settings},
        said,
        with_standing(asked, with_names(asked, table)),
        (*WHO, measured, "places", "judged"),
        kinds=tuple(summary["kind"]),
        summary=summary,
    )


def _kinds_of(facilities: pd.DataFrame, asked: Asked) -> tuple[str, ...]:
    there = set(facilities["kind"].unique())
    return tuple(kind for kind in asked.kinds if kind in there)
