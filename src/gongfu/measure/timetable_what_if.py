"""What if the timetable changed: who is sooner there and who is not, by place and group."""

import warnings
from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.measure.coverage import ALL_KINDS, coverage
from gongfu.measure.equity import reach_by_group
from gongfu.measure.reach import labelled, time_to_nearest
from gongfu.measure.transit import Transit
from gongfu.model.kind import CIRCLE_KEYS
from gongfu.model.schema import Column, check_frame

__all__ = ("CHANGES", "gains_by_group", "gains_by_place", "timetable_gains")

CHANGES: Final = ("gained", "lost", "nearer", "farther", "same")
"""Comes within the limit; no longer does; within it both times, sooner or later; as before."""

_SETTINGS: Final = (
    "depart_ds",
    "step_ds",
    "n_moments",
    "percentile",
    "n_rides",
    "walk_ds",
    "slack_ds",
)
_GAINS: Final = (
    Column("community_id"),
    Column("kind"),
    Column("state_before"),
    Column("state"),
    Column("change"),
)


def timetable_gains(
    communities: pd.DataFrame,
    facilities: pd.DataFrame,
    before: Transit,
    after: Transit,
    *,
    limit_s: float = 3600.0,
    kinds: Sequence[str] = CIRCLE_KEYS,
    kinds_in_source: Sequence[str] | None = None,
    threads: int = 2,
) -> pd.DataFrame:
    """The time to the nearest facility of each kind by one timetable and by another.

    Parameters
    ----------
    communities, facilities
        As for `time_to_nearest`.
    before, after
        From `prepare_transit` of the same streets, departures, percentile and bounds; only the
        timetables differ, as by `gongfu.model.timetable_change`.
    limit_s
        Farther is out of reach; exactly this is within.  Seconds, > 0.
    kinds, kinds_in_source, threads
        As for `time_to_nearest`.

    Returns
    -------
    DataFrame
        One row per community and kind, communities in the caller's order, kinds as given:
        `community_id`, `kind`; `time_before_s`, `time_s`, inf unless reached, and `time_change_s`,
        by how much the time grew: below 0 where one is sooner there, -inf where the kind comes
        within reach, inf where it no longer is, NaN where it never was; `facility_before_id`,
        `facility_id`, `state_before`, `state` as from `time_to_nearest`; `change`, one of
        `CHANGES`.

    Warns
    -----
    UserWarning
        What `time_to_nearest` warns of, once for both.

    Notes
    -----
    The time is the percentile of the window that both were prepared with, so that the wait counts
    and a shorter headway shows.  A percentile of a window says nothing of each departure: who is
    as soon there at the median may wait longer at the worst minute.  A community from which one
    can leave the data is "cannot_be_judged" unless it reaches a facility; if it newly does, it
    has gained all the same.
    """
    if before.forward[0].size != after.forward[0].size:
        raise InputError(
            "before and after ride on different streets; prepare both from the same network"
        )
    odd = [name for name in _SETTINGS if getattr(before, name) != getattr(after, name)]
    if odd:
        shown = f"{odd[0]} is {getattr(before, odd[0])!r} and {getattr(after, odd[0])!r}"
        raise InputError(
            f"before and after differ in more than the timetable: {shown}; prepare both alike"
        )

    def times(transit: Transit) -> pd.DataFrame:
        return time_to_nearest(
            communities,
            facilities,
            transit,
            mode="transit",
            limit_s=limit_s,
            kinds=kinds,
            kinds_in_source=kinds_in_source,
            threads=threads,
        )

    one = times(before)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # they are the same as of the first
        two = times(after)

    was, now = one["time_s"].to_numpy(float), two["time_s"].to_numpy(float)
    met_before, met = np.isfinite(was), np.isfinite(now)
    with np.errstate(invalid="ignore"):
        time_change_s = now - was
    code = np.select([met & ~met_before, met_before & ~met, now < was, now > was], [0, 1, 2, 3], 4)
    return pd.DataFrame(
        {
            "community_id": one["community_id"],
            "kind": one["kind"],
            "time_before_s": was,
            "time_s": now,
            "time_change_s": time_change_s,
            "facility_before_id": one["facility_id"],
            "facility_id": two["facility_id"],
            "state_before": one["state"],
            "state": two["state"],
            "change": labelled(code, pd.Index(CHANGES)),
        }
    )


def gains_by_place(
    gains: pd.DataFrame, communities: pd.DataFrame, places: pd.DataFrame
) -> pd.DataFrame:
    """How many communities and residents of each place gain and lose.

    Parameters
    ----------
    gains
        From `timetable_gains`, of all these communities.
    communities, places
        As for `coverage`.

    Returns
    -------
    DataFrame
        One row per place, kind and area ("all", "urban", "rural"), as from `coverage`: `level`,
        `place`, `kind`, `area`, `n_places` (communities), `residents`; `n_gained`,
        `residents_gained` and so on for each of `CHANGES` but the last; `share_of_places_before`,
        `share_of_places`, `share_of_residents_before`, `share_of_residents`, of those who can be
        judged before or after; NaN if there are none.
    """
    kinds = _kinds(gains)

    def counted(times: pd.DataFrame) -> pd.DataFrame:
        found = coverage(times, communities, places, circle=kinds)
        return found[(found["kind"] != ALL_KINDS).to_numpy()].reset_index(drop=True)

    found = counted(_times(gains, "state"))
    table = found[["level", "place", "kind", "area", "n_places", "residents"]].copy()
    for change in CHANGES[:-1]:
        these = counted(_only(gains, change))
        table[f"n_{change}"] = these["n_reached"]
        table[f"residents_{change}"] = these["residents_reached"]
    before = counted(_times(gains, "state_before"))
    for share in ("share_of_places", "share_of_residents"):
        table[f"{share}_before"], table[share] = before[share], found[share]
    return table


def gains_by_group(
    gains: pd.DataFrame, communities: pd.DataFrame, *, by: Sequence[str] = ()
) -> pd.DataFrame:
    """How many people of each group gain and lose.

    Parameters
    ----------
    gains
        From `timetable_gains`, of all these communities.
    communities, by
        As for `reach_by_group`.

    Returns
    -------
    DataFrame
        One row per kind and group, as from `reach_by_group`: `kind`, `grouping`, `group`,
        `people`; `people_gained` and so on for each of `CHANGES` but the last; `share_before`,
        `share`, of those who can be judged before or after; NaN if there are none.

    Notes
    -----
    The people of a community share its time, so that groups differ only as far as they live in
    different communities.
    """
    kinds = _kinds(gains)

    def counted(times: pd.DataFrame) -> pd.DataFrame:
        found = reach_by_group(times, communities, by=by, circle=kinds)
        return found[(found["kind"] != ALL_KINDS).to_numpy()].reset_index(drop=True)

    found = counted(_times(gains, "state"))
    table = found[["kind", "grouping", "group", "people"]].copy()
    for change in CHANGES[:-1]:
        table[f"people_{change}"] = counted(_only(gains, change))["people_reached"]
    table["share_before"] = counted(_times(gains, "state_before"))["share"]
    table["share"] = found["share"]
    return table


def _kinds(gains: pd.DataFrame) -> list[str]:
    check_frame(gains, _GAINS, "gains")
    return [str(kind) for kind in gains["kind"].unique()]


def _times(gains: pd.DataFrame, state: str) -> pd.DataFrame:
    """As a table of times that says no more than who reaches what."""
    return _table(gains, gains[state].to_numpy(object))


def _only(gains: pd.DataFrame, change: str) -> pd.DataFrame:
    """As a table of times in which those are within reach for whom the change is this one."""
    mine = (gains["change"] == change).to_numpy(bool)
    return _table(gains, np.where(mine, "reached", "out_of_reach").astype(object))


def _table(gains: pd.DataFrame, state: NDArray[np.object_]) -> pd.DataFrame:
    time_s = np.where(state == "reached", 0.0, np.inf)
    return gains[["community_id", "kind"]].assign(time_s=time_s, state=state)
