"""What every question needs on the way to its answer."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.app.progress import Progress, part, silent
from gongfu.app.question import Asked, facilities_of
from gongfu.app.standing import standing_of
from gongfu.app.streets import streets_of
from gongfu.app.transit import transit_of
from gongfu.measure.pairs import can_leave
from gongfu.measure.reach import time_to_nearest
from gongfu.measure.streets import Streets, find_doors, prepared, whole_limit
from gongfu.report import asked as words


def about_of(asked: Asked, *, limit_s: float | None = None) -> words.About:
    """What all sentences of an answer share."""
    cycles = asked.ride is not None and asked.ride.max_cycle_s > 0
    return words.About(
        asked.limit_s if limit_s is None else limit_s,
        f"{asked.mode}_cycle" if cycles else asked.mode,
        asked.walker,
        asked.place_names,
        "communities" not in asked.zone.simulated,
    )


def first_marked(
    asked: Asked, about: words.About, said: list[words.Both], *kinds: str, invented: bool = False
) -> list[words.Both]:
    """The sentences, the first with its place, and marked where it rests on stand-ins.

    invented: a list that came with the question is one of them.
    """
    simulated = invented or any(standing_of(asked.zone, kind) == "simulated" for kind in kinds)
    return [about.first(said[0], simulated=simulated), *said[1:]]


def ready(asked: Asked, progress: Progress | None) -> Streets:
    """The streets for the question, with the vehicles if people ride, saying so."""
    say = progress or silent
    streets: Streets
    if asked.ride is not None:
        streets = transit_of(
            asked.zone,
            asked.ride,
            walker=asked.walker,
            threads=asked.threads,
            progress=part(progress, 0.3, 0.7),
        )
    else:
        say(0.3, "making the streets ready")
        streets = streets_of(asked.zone, mode=asked.mode, walker=asked.walker)
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
        direction=asked.direction,
        threads=asked.threads,
    )


def rows_inside(asked: Asked, table: pd.DataFrame) -> NDArray[np.bool_]:
    """Which rows are of communities asked about; `community_id` has all of them as categories."""
    inside: NDArray[np.bool_] = asked.inside[table["community_id"].cat.codes.to_numpy()]
    return inside


def off_network(asked: Asked, streets: Streets) -> NDArray[np.bool_]:
    """Which communities of the zone no street is near."""
    return find_doors(asked.zone.communities, streets, "communities").segment < 0


def with_judged(
    asked: Asked, streets: Streets, limit_s: float, table: pd.DataFrame
) -> pd.DataFrame:
    """The table with `judged`: False where a community is off the network or can leave the data.

    For the measures that read a table of times, which cannot know it.
    """
    judged = judged_by(asked, streets, limit_s)
    return table.assign(judged=judged[table["community_id"].cat.codes.to_numpy()])


def judged_by(asked: Asked, streets: Streets, limit_s: float) -> NDArray[np.bool_]:
    """Which communities of the zone are on the network and cannot leave the data in the limit."""
    facing = prepared(streets, asked.mode, asked.direction)
    homes = find_doors(asked.zone.communities, facing, "communities")
    return ~can_leave(facing, homes, whole_limit(limit_s))


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
                "median_time_s": half_within(time_s[judged], people[judged]),
                "standing": standing_of(asked.zone, str(kind)),
            }
        )
    return pd.DataFrame(rows)


def most_lacking(summary: pd.DataFrame) -> str:
    """The kind that most residents lack; of those that nobody can be judged for, the first."""
    lacking = summary["residents"] - summary["residents_not_judged"] - summary["residents_reached"]
    judged = summary["residents_not_judged"] < summary["residents"]
    at = int(np.argmax(lacking.where(judged, -1.0).to_numpy()))
    return str(summary["kind"].iloc[at])


def half_within(values: NDArray[np.float64], people: NDArray[np.float64]) -> float:
    """The least value that at least half of the people are within; NaN without any."""
    order = np.argsort(values, kind="stable")
    upto = np.cumsum(people[order])
    if not upto.size or not upto[-1] > 0:
        return float("nan")
    return float(values[order][np.searchsorted(upto, upto[-1] / 2)])


def travel_of(asked: Asked) -> dict[str, Any]:
    """Mode, direction and threads, as the measures of travel times take them."""
    return {"mode": asked.mode, "direction": asked.direction, "threads": asked.threads}
