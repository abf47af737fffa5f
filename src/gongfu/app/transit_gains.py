"""The travel times of a window between communities and facilities, and who gains over walking."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.app.answer import Answer
from gongfu.app.asking import (
    about_of,
    first_marked,
    half_within,
    judged_by,
    off_network,
    ready,
    with_far_ends,
)
from gongfu.app.progress import Progress
from gongfu.app.question import Asked, Question, facilities_of, put
from gongfu.app.riding import percentiles_of
from gongfu.app.standing import standing_of
from gongfu.app.zone_answer import answered, with_names, with_standing
from gongfu.errors import InputError
from gongfu.measure.transit import Transit
from gongfu.measure.transit_times import transit_times
from gongfu.model.zone import Zone
from gongfu.report import asked_journey as words

_WHO: Final = ("community_id", "name", "residents", "kind", "facility_id", "facility_name")


def times(zone: Zone, question: Question, *, progress: Progress | None = None) -> Answer:
    """The times of every community and facility over the window, and the gain over walking.

    Parameters
    ----------
    zone
        With communities, streets and facilities.
    question
        Kinds, minutes, place, and `ride`: when and how people ride.
    progress
        Called with the share done and words for it.

    Returns
    -------
    Answer
        The table of `transit_times` with names and both ends; `summary` by kind says how many
        residents come sooner to the nearest of the kind, which need not be the same one, by public
        transport than on foot: `residents_gain`, of whom `residents_by_transit_alone` do not reach
        any on foot within the limit; `median_gain_s`, which half of the other gainers save at
        least; `residents_not_judged`, who are part of `residents` and of no share.
    """
    asked = put(zone, question, rides=True)
    facilities, _, _ = facilities_of(asked)
    transit = ready(asked, progress)
    if asked.ride is None or not isinstance(transit, Transit):
        raise InputError("say when and how people ride: a timetable, a day and the mode transit")
    percentiles = percentiles_of(asked.ride)
    pairs = transit_times(
        zone.communities,
        facilities,
        transit,
        limit_s=asked.limit_s,
        percentiles=percentiles,
        threads=asked.threads,
    )
    summary = _gains(asked, transit, pairs, f"time_p{asked.ride.percentile:g}_s")

    about = about_of(asked)
    row = summary.iloc[int(np.argmax(summary["residents_gain"].to_numpy()))]
    said = first_marked(asked, about, words.gains(about, row), row["kind"])
    shown = tuple(f"time_p{p:g}_s" for p in percentiles)
    return answered(
        asked,
        {"command": "timetable times", "percentiles": list(percentiles)},
        said,
        with_standing(asked, with_far_ends(with_names(asked, pairs), facilities)),
        (*_WHO, *shown, "share_reached", "walk_s", "gain_s"),
        kinds=tuple(summary["kind"]),
        summary=summary,
    )


def _gains(asked: Asked, transit: Transit, pairs: pd.DataFrame, column: str) -> pd.DataFrame:
    """By kind, who gains over walking, of the communities asked about."""
    people = asked.zone.communities["residents"].to_numpy(float)
    known = judged_by(asked, transit, asked.limit_s)
    off = off_network(asked, transit)
    there = set(asked.zone.facilities["kind"].unique())
    rows = []
    for kind in (kind for kind in asked.kinds if kind in there):
        mine = pairs[(pairs["kind"] == kind).to_numpy(bool)]
        ride_s, walk_s = (_soonest(mine, name, people.size) for name in (column, "walk_s"))
        reached = np.isfinite(ride_s) & asked.inside
        unknown = asked.inside & ~reached & ~known
        walks = reached & np.isfinite(walk_s)
        saved_s = np.where(walks, walk_s, 0.0) - np.where(walks, ride_s, 0.0)
        alone, sooner = reached & ~walks, saved_s > 0
        residents, gain = people[asked.inside].sum(), people[alone | sooner].sum()
        judged = residents - people[unknown].sum()
        rows.append(
            {
                "kind": kind,
                "communities": int(asked.inside.sum()),
                "off_network": int((off & asked.inside).sum()),
                "residents": residents,
                "residents_not_judged": people[unknown].sum(),
                "residents_reached": people[reached].sum(),
                "residents_gain": gain,
                "residents_by_transit_alone": people[alone].sum(),
                "share_gain": gain / judged if judged > 0 else np.nan,
                "median_gain_s": -half_within(-saved_s[sooner], people[sooner]),
                "standing": standing_of(asked.zone, kind),
            }
        )
    return pd.DataFrame(rows)


def _soonest(pairs: pd.DataFrame, column: str, n: int) -> NDArray[np.float64]:
    """(n,) the least time of each community to any facility, inf without one."""
    least = np.full(n, np.inf)
    np.minimum.at(least, pairs["community_id"].cat.codes.to_numpy(), pairs[column].to_numpy(float))
    return least
