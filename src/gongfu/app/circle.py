"""The circle of a zone: who is within reach of what, by what the streets say."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from gongfu.app.standing import standing_of
from gongfu.app.streets import ground_of
from gongfu.measure.coverage import ALL_KINDS, completeness, coverage
from gongfu.measure.ground import Ground
from gongfu.measure.lacking import lacking
from gongfu.measure.reach import cut_times, table_of_times
from gongfu.measure.streets import (
    find_doors,
    streets_on,
    table_of_doors,
    warn_off,
    whole_limit,
)
from gongfu.measure.supply_by_place import shared_by_place
from gongfu.measure.ways import Asked, Ways, find_ways
from gongfu.model.assessment import FARTHER
from gongfu.model.schema import STANDINGS
from gongfu.model.zone import Zone

Find = Callable[[Ground, Asked], Ways]
"""Finds what is asked of the streets, in this process or in many."""

TABLES = ("reach", "coverage", "completeness", "left_out", "supply", "snapped")


def in_this_process(threads: int) -> Find:
    """Finds the ways here, with so many threads."""
    return lambda ground, asked: find_ways(streets_on(ground), asked, threads=threads)


def circle(zone: Zone, find: Find) -> dict[str, pd.DataFrame]:
    """The tables of the circle; empty ones if the zone has no streets or nobody.

    Parameters
    ----------
    zone
        Whose reach settings say how far, how and to what.
    find
        Finds the ways along the streets.

    Returns
    -------
    dict
        `reach`, `coverage`, `completeness`, `left_out`, `supply` and `snapped`, as the parts of an
        `Assessment`.  Every sum over people is made here, in one order, whoever found the ways.
    """
    if zone.network is None or zone.communities.empty:
        return {name: pd.DataFrame() for name in TABLES}
    reach, communities, facilities = zone.reach, zone.communities, zone.facilities
    near_ds, far_ds = whole_limit(reach.limit_s), whole_limit(FARTHER * reach.limit_s)
    ground = ground_of(zone)
    homes = find_doors(communities, ground, "communities")
    sites = find_doors(facilities, ground, "facilities")
    kind_at = pd.Index(reach.kinds).get_indexer(pd.Index(facilities["kind"]))
    warn_off((sites.segment < 0) & (kind_at >= 0), "facilities", "they serve nobody", 3)
    mine = np.flatnonzero(kind_at >= 0)
    snapped = table_of_doors(communities.index, facilities.index, homes, sites, ground.moved_m)

    asked = Asked(homes, sites.take(mine), kind_at[mine], len(reach.kinds), near_ds, far_ds)
    ways = find(ground, asked)
    del ground

    off = homes.segment < 0
    leaves_far, leaves = (off | (ways.exit_ds <= limit) for limit in (far_ds, near_ds))
    owner = np.append(mine, -1)[ways.owner]
    found = [(time, at, leaves_far) for time, at in zip(ways.time_ds, owner, strict=True)]
    layer = zone.layers.get("facilities")
    held = set(facilities["kind"].unique()) | set(layer.kinds if layer else ())
    in_source = [kind in held for kind in reach.kinds]
    ids = communities.index, facilities.index
    farther = table_of_times(found, in_source, reach.kinds, *ids)
    times = cut_times(farther, communities.index, leaves, near_ds)
    covered = coverage(times, communities, zone.places, limit_s=reach.limit_s, circle=reach.kinds)
    complete = completeness(times, limit_s=reach.limit_s, circle=reach.kinds)
    lacked = lacking(times, farther, communities)
    there = set(facilities["kind"].iloc[mine])
    shared = shared_by_place(
        communities,
        facilities.iloc[mine],
        zone.places,
        ways.pairs,
        ~leaves,
        limit_s=reach.limit_s,
        kinds=[kind for kind in reach.kinds if kind in there],
    )
    standing = {kind: standing_of(zone, kind) for kind in reach.kinds}
    worst = max(standing.values(), key=STANDINGS.index)
    standing[ALL_KINDS] = worst
    return {
        "reach": times.assign(standing=_labels(times["kind"], standing)),
        "coverage": covered.assign(standing=_labels(covered["kind"], standing)),
        "completeness": complete.assign(standing=worst),
        "left_out": lacked.assign(standing=_labels(lacked["kind"], standing)),
        "supply": shared.assign(standing=_labels(shared["kind"].astype("category"), standing)),
        "snapped": snapped.assign(standing=_labels(snapped["layer"], _of_points(zone))),
    }


def _of_points(zone: Zone) -> dict[str, str]:
    return {
        name: "simulated" if name in zone.simulated or "network" in zone.simulated else "computed"
        for name in ("communities", "facilities")
    }


def _labels(keys: pd.Series, standing: Mapping[str, str]) -> pd.Categorical:
    """The standing of each row, by the category that it is of."""
    of_key = [STANDINGS.index(standing[key]) for key in keys.cat.categories]
    return pd.Categorical.from_codes(
        np.array(of_key, np.int8)[keys.cat.codes], categories=list(STANDINGS)
    )
