"""How long journeys by public transport take over a window of departures, and what they gain."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.kernels import timetable as kernels
from gongfu.measure.streets import find_doors, warn_off, whole_limit
from gongfu.measure.transit import Transit
from gongfu.measure.transit_pairs import ends_of, in_blocks, rank_of, times_in_window
from gongfu.model.schema import Column, check_frame
from gongfu.units import DS_PER_S

__all__ = ("transit_times",)

_PERCENTILES: Final = (5.0, 50.0, 95.0)


def transit_times(
    communities: pd.DataFrame,
    facilities: pd.DataFrame,
    transit: Transit,
    *,
    limit_s: float = 3600.0,
    percentiles: Sequence[float] = _PERCENTILES,
    threads: int = 2,
) -> pd.DataFrame:
    """Percentiles of the travel time of every pair over the window, and the gain over walking.

    Parameters
    ----------
    communities, facilities
        As for `travel_times`.
    transit
        From `prepare_transit`, whose window of departures it is; its own percentile plays no part.
    limit_s
        A journey that takes longer does not arrive.  Seconds, > 0.
    percentiles
        From 0, the shortest, to 100, the longest; each once.
    threads
        How many groups of communities are measured at once.  >= 1.

    Returns
    -------
    DataFrame
        One row per pair that is reached at one moment of departure at least, communities and then
        facilities in the caller's order: `community_id`, `facility_id`, `kind`; `time_p5_s` and so
        on, one for each percentile, inf where so many departures do not arrive; `share_reached`,
        the share of the moments of departure from which one arrives within the limit; `walk_s` on
        foot all the way, inf beyond the limit; `gain_s`, what public transport saves at the
        middle one of the percentiles, 0 where walking is as fast, inf where one cannot walk.

    Notes
    -----
    Waiting is part of the time, since one leaves home without regard to the timetable; so a
    better headway shows as a gain, and the spread of the percentiles is what the wait costs
    (Conway, Byrd and van der Linden 2017).  Percentiles are times that occurred (`rank_of`).
    """
    check_frame(communities, (), "communities")
    check_frame(facilities, (Column("kind"),), "facilities")
    limit_ds = whole_limit(limit_s)
    asked = sorted(percentiles)
    columns = {f"time_p{p:g}_s" for p in asked}
    if not asked or len(columns) < len(asked) or not all(0 <= p <= 100 for p in asked):
        raise InputError(
            f"percentiles are {list(percentiles)!r}; name one or more from 0 to 100, each once, of "
            "at most six digits"
        )
    if threads < 1:
        raise InputError(f"threads is {threads!r}; it must be >= 1")
    homes = find_doors(communities, transit, "communities")
    sites = find_doors(facilities, transit, "facilities")
    warn_off(homes.segment < 0, "communities", "they are in no row", 2)
    warn_off(sites.segment < 0, "facilities", "they are in no row", 2)

    ends = ends_of(transit, homes, sites, limit_ds, threads)
    ranks = np.array([rank_of(p, transit.n_moments) for p in asked])

    def block(first: int, end: int) -> tuple[np.ndarray, ...]:
        times = times_in_window(transit, ends, first, end, limit_ds)
        n_reached = (times < kernels.NEVER).sum(axis=2)
        home, site = np.nonzero(n_reached)
        found = kernels.ranked(times, ranks)[home, site]
        return home + first, site, found, n_reached[home, site]

    parts = in_blocks(transit, len(communities), len(facilities), block, threads)
    nothing = np.zeros(0, int), np.zeros(0, int), np.zeros((0, len(asked)), int), np.zeros(0, int)
    each = zip(nothing, *parts, strict=True)
    home, site, found, n_reached = (np.concatenate(column) for column in each)
    time_s = np.where(found < kernels.NEVER, found / DS_PER_S, np.inf)
    walk_s = np.full(home.size, np.inf)
    walks = ends.on_foot
    walk_home = np.repeat(np.arange(len(communities)), np.diff(walks.start))
    # Whoever can walk there within the limit arrives at every moment, so that the pair is a row.
    row = np.searchsorted(home * len(facilities) + site, walk_home * len(facilities) + walks.at)
    walk_s[row] = walks.time_ds / DS_PER_S
    middle = time_s[:, (len(asked) - 1) // 2]
    with np.errstate(invalid="ignore"):
        gain_s = np.where(np.isfinite(middle), walk_s - middle, 0.0)
    kinds = facilities["kind"].astype("category")
    return pd.DataFrame(
        {
            "community_id": pd.Categorical.from_codes(home, categories=communities.index),
            "facility_id": pd.Categorical.from_codes(site, categories=facilities.index),
            "kind": kinds.to_numpy()[site],
            **{f"time_p{p:g}_s": time_s[:, i] for i, p in enumerate(asked)},
            "share_reached": n_reached / transit.n_moments,
            "walk_s": walk_s,
            "gain_s": gain_s,
        }
    )
