"""Ways to work: from a list, or along the streets of a zone."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.io.lists import ListColumn, ListTable
from gongfu.measure.times import travel_times
from gongfu.model.zone import Zone
from gongfu.units import S_PER_MIN

TRAVEL: Final = ListTable(
    "travel",
    ("通勤", "通勤时间"),
    (
        ListColumn("origin", ("worker", "village", "起点", "人员", "村")),
        ListColumn("destination", ("job", "workshop", "终点", "岗位", "工坊")),
        ListColumn("minutes", ("单程分钟", "分钟"), number=True),
    ),
    optional=True,
)
"""The list of ways to work."""


@dataclass(frozen=True, slots=True)
class Way:
    """How one gets to work: along the streets of a zone, on foot, by bicycle or by car."""

    zone: Path | None = None
    mode: str = "cycle"


def listed_ways(travel: pd.DataFrame, people: pd.DataFrame, offers: pd.DataFrame) -> pd.DataFrame:
    """The ways of a list whose rows name a worker or a village, and a job or a workshop.

    Parameters
    ----------
    travel
        As `TRAVEL`.
    people, offers
        Index: ids of workers and of jobs; perhaps `village` and `workshop`.

    Returns
    -------
    DataFrame
        `worker_id`, `job_id`, `time_s`: the shortest where several rows say one.

    Raises
    ------
    InputError
        No row names anybody, or no job; or minutes are below 0.
    """
    below = travel["minutes"].to_numpy(float) < 0
    if below.any():
        raise InputError(
            f"travel: minutes are below 0 in {below.sum()} rows, such as that from "
            f"{travel['origin'].iloc[int(np.argmax(below))]!r}; correct them"
        )
    made = travel.assign(time_s=travel["minutes"] * S_PER_MIN)
    ends = (("origin", "worker_id", people, "village"),
            ("destination", "job_id", offers, "workshop"))  # fmt: skip
    for end, name, frame, group in ends:
        own = pd.DataFrame({end: frame.index, name: frame.index}, dtype=object)
        if group in frame:
            own = pd.concat([own, pd.DataFrame({end: frame[group].to_numpy(object),
                                                name: frame.index.to_numpy(object)})])  # fmt: skip
        own = own.dropna().drop_duplicates()
        lost = ~made[end].isin(own[end])
        if lost.all() and len(made):
            raise InputError(
                f"travel: no row names a {name.removesuffix('_id')} or a {group} of the lists; it "
                f"has {made[end].iloc[0]!r}"
            )
        made = made.merge(own, on=end, how="inner")
    least = made.groupby(["worker_id", "job_id"], sort=False)["time_s"].min()
    return least.reset_index()


def street_ways(
    homes: pd.DataFrame, jobs: pd.DataFrame, zone: Zone, *, mode: str, limit_s: float
) -> pd.DataFrame:
    """Ways along the streets of a zone.

    Parameters
    ----------
    homes, jobs
        Index: ids of workers and of jobs, once each; `lon`, `lat`, none missing.
    zone
        With streets.
    mode
        "walk", "cycle" or "drive".
    limit_s
        The longest way; longer ones are left out.

    Returns
    -------
    DataFrame
        `worker_id`, `job_id`, `time_s`.

    Raises
    ------
    InputError
        The zone has no streets.
    """
    if zone.network is None:
        raise InputError("the zone has no streets; import them, or give a list of travel")
    table = travel_times(
        homes, jobs.assign(kind="workshop"), zone.network, mode=mode, limit_s=limit_s
    )
    return pd.DataFrame(
        {
            "worker_id": table["community_id"].astype(object),
            "job_id": table["facility_id"].astype(object),
            "time_s": table["time_s"],
        }
    )


def middles(zone: Zone, codes: pd.Series) -> pd.DataFrame:
    """Where villages are, as far as a zone tells.

    Parameters
    ----------
    zone
        A code is that of a community, or of the place in which communities lie: then where their
        people live on average.
    codes
        Of villages.

    Returns
    -------
    DataFrame
        `lon`, `lat`, rows as in `codes`; NaN where the zone has neither.
    """
    people = zone.communities
    weight = people["residents"].where(people["residents"] > 0)
    place = people["place"].astype(str)
    spots = {}
    for axis in ("lon", "lat"):
        total = (people[axis] * weight).groupby(place).sum()
        mean = total / weight.groupby(place).sum().replace(0.0, np.nan)
        own = people[axis].set_axis(people.index.astype(str))
        spots[axis] = codes.map(own).fillna(codes.map(mean)).astype(float)
    return pd.DataFrame(spots)
