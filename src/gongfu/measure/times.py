"""Travel times between communities and facilities, and what lies within them.

Every measure here rests on the exact time of each pair within the limit: how many facilities,
how much of what they offer, how long until enough of it is met.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.measure.decay import Decay, step
from gongfu.measure.pairs import Pairs, by_time, can_leave, find_pairs
from gongfu.measure.streets import (
    Direction,
    Streets,
    find_doors,
    prepared,
    warn_off,
    whole_limit,
)
from gongfu.model.network import Network
from gongfu.model.schema import OWN_UNIT, Column, check_frame, row_words
from gongfu.units import DS_PER_S

__all__ = ("count_within", "dual_access", "opportunities_within", "travel_times")

_TAKEN: Final = ("community_id", "kind", "judged")


def travel_times(
    communities: pd.DataFrame,
    facilities: pd.DataFrame,
    network: Network | Streets,
    *,
    mode: str = "walk",
    limit_s: float = 900.0,
    direction: Direction = "to",
    threads: int = 2,
) -> pd.DataFrame:
    """Travel time of every community and facility that are within the limit of each other.

    Parameters
    ----------
    communities
        Index `community_id`; columns `lon`, `lat`, or a geometry of points in any coordinate
        system: where its people start.
    facilities
        Index `facility_id`; column `kind`, and `lon`, `lat` or a geometry of points.
    network
        Streets that reach beyond the communities as far as people travel; or the same as
        `prepare_streets` made them ready.
    mode
        "walk", "cycle", "drive"; or "transit", of what `prepare_transit` made.
    limit_s
        Pairs farther apart are left out; exactly this is within.  Seconds, > 0.
    direction
        "to" the facility, or "from" it to the community, as an ambulance goes.
    threads
        How many groups of facilities are swept at once.  >= 1.

    Returns
    -------
    DataFrame
        One row per pair within the limit, communities and then facilities in the caller's order:
        `community_id`, `facility_id`, `kind`, `time_s`.  Its `attrs` hold `limit_s`, `mode`,
        `direction` and `off_network`, the ids of communities that no street is near; measures
        that read the table refuse a limit beyond it.

    Warns
    -----
    UserWarning
        Communities or facilities are off the network, and so are in no pair.

    Notes
    -----
    The times are those of `time_to_nearest`, to the tenth of a second: doors on streets, one-way
    streets kept.  One bounded sweep for each end of a facility's street (Dijkstra 1959).
    """
    table = _measured(
        communities, facilities, network, mode, limit_s, direction, threads, leaving=False
    )
    warn_off(~table.judged, "communities", "they are in no row", 2)
    pairs = table.pairs
    times = pd.DataFrame(
        {
            "community_id": pd.Categorical.from_codes(pairs.home, categories=communities.index),
            "facility_id": pd.Categorical.from_codes(pairs.site, categories=facilities.index),
            "kind": pd.Categorical.from_codes(table.kind_at[pairs.site], categories=table.kinds),
            "time_s": pairs.time_ds / DS_PER_S,
        }
    )
    times.attrs = {
        "limit_s": float(limit_s),
        "mode": mode,
        "direction": direction,
        "off_network": tuple(communities.index[~table.judged].tolist()),
    }
    return times


def count_within(
    communities: pd.DataFrame,
    facilities: pd.DataFrame,
    network: Network | Streets,
    *,
    mode: str = "walk",
    limit_s: float = 900.0,
    direction: Direction = "to",
    threads: int = 2,
) -> pd.DataFrame:
    """How many facilities of each kind each community has within the limit.

    Parameters
    ----------
    communities, facilities, network, mode, limit_s, direction, threads
        As for `travel_times`.

    Returns
    -------
    DataFrame
        One row per community and kind, communities in the caller's order, kinds as they first
        occur in `facilities`: `community_id`, `kind`, `n_within`, `judged`.  Where `judged` is
        False the count is the least it can be: the community is off the network, or the streets
        leave the data within the limit.

    Warns
    -----
    UserWarning
        Facilities are off the network, and so are counted nowhere.
    """
    table = _measured(communities, facilities, network, mode, limit_s, direction, threads)
    n_cells = len(communities) * len(table.kinds)
    return table.labelled({"n_within": np.bincount(table.cell(), minlength=n_cells)})


def opportunities_within(
    communities: pd.DataFrame,
    facilities: pd.DataFrame,
    network: Network | Streets,
    *,
    values: Sequence[str] = ("capacity",),
    decay: Decay | None = None,
    mode: str = "walk",
    direction: Direction = "to",
    threads: int = 2,
) -> pd.DataFrame:
    """How much of what facilities offer each community can reach, nearer counting more.

    Parameters
    ----------
    communities, facilities, network, mode, direction, threads
        As for `travel_times`.
    values
        Columns of `facilities` to add up, such as beds, seats or jobs; finite and >= 0.
    decay
        How willingness to travel fades, from `gongfu.measure.decay`; its limit is the limit.
        None: `step(900.0)`, everything within 15 minutes counts fully.

    Returns
    -------
    DataFrame
        One row per community and kind, as for `count_within`: `community_id`, `kind`, one column
        for each of `values` in its own unit, `judged`.

    Warns
    -----
    UserWarning
        Facilities are off the network, and so are counted nowhere.

    Notes
    -----
    Cumulative opportunities (Wachs and Kumagai 1973) with a step, potential or gravity
    (Hansen 1959) with any other decay: the sum of value times weight.
    """
    decay = step(900.0) if decay is None else decay
    if isinstance(values, str):
        raise InputError(f"values is {values!r}; give a list of columns, as in [{values!r}]")
    taken = [name for name in values if name in _TAKEN]
    if taken or len(set(values)) != len(values):
        raise InputError(
            f"values must be columns named once, and none of {', '.join(_TAKEN)}; "
            f"got {list(values)}"
        )
    check_frame(facilities, tuple(Column(name, OWN_UNIT) for name in values), "facilities")
    limit_s = decay.limit_s
    table = _measured(communities, facilities, network, mode, limit_s, direction, threads)

    weight = decay(table.pairs.time_ds / DS_PER_S)
    cell, n_cells = table.cell(), len(communities) * len(table.kinds)
    sums = {
        name: np.bincount(
            cell, weight * facilities[name].to_numpy(float)[table.pairs.site], n_cells
        )
        for name in values
    }
    return table.labelled(sums)


def dual_access(  # noqa: PLR0913, two of the knobs say what is enough
    communities: pd.DataFrame,
    facilities: pd.DataFrame,
    network: Network | Streets,
    *,
    n: float,
    value: str | None = None,
    mode: str = "walk",
    limit_s: float = 900.0,
    direction: Direction = "to",
    threads: int = 2,
) -> pd.DataFrame:
    """The time within which each community reaches so much.

    Parameters
    ----------
    communities, facilities, network, mode, limit_s, direction, threads
        As for `travel_times`; nothing beyond `limit_s` is looked for.
    n
        How many facilities, or how much of `value`, are enough.  > 0.
    value
        Column of `facilities` that is added up, finite and >= 0; None: every facility counts 1.

    Returns
    -------
    DataFrame
        One row per community and kind, as for `count_within`: `community_id`, `kind`, `n`,
        `time_s` (inf if there is not enough within the limit), `judged`: False where there is not
        enough, but the streets leave the data within the limit or the community is off the
        network.

    Warns
    -----
    UserWarning
        Facilities are off the network, and so are counted nowhere.

    Notes
    -----
    The dual of cumulative opportunities (Cui and Levinson 2020).  With n = 1 it is the time to
    the nearest.
    """
    if not (isinstance(n, Real) and np.isfinite(n) and n > 0):
        raise InputError(f"n is {n!r}; it must be a finite number > 0")
    if value is not None:
        check_frame(facilities, (Column(value, OWN_UNIT),), "facilities")
    table = _measured(communities, facilities, network, mode, limit_s, direction, threads)

    cell, turn = by_time(table.cell(), table.pairs.time_ds)
    each = np.ones(len(facilities)) if value is None else facilities[value].to_numpy(float)
    # Summed cell by cell: a sum over all of them would lose fractions beside large totals.
    met = pd.Series(each[table.pairs.site[turn]]).groupby(cell).cumsum().to_numpy()
    # Sums of fractions carry dust of the binary; a billionth of n is no opportunity.
    enough = met >= n * (1.0 - 1e-9)
    n_cells = len(communities) * len(table.kinds)
    time_s = np.full(n_cells, np.inf)
    # The earliest is written last.
    time_s[cell[enough][::-1]] = table.pairs.time_ds[turn][enough][::-1] / DS_PER_S
    answer = table.labelled({"n": np.full(n_cells, float(n)), "time_s": time_s})
    return answer.assign(judged=answer["judged"] | np.isfinite(time_s))


def numbered(
    times: pd.DataFrame, communities: pd.DataFrame, facilities: pd.DataFrame, limit_s: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Positions of community and facility, and seconds, of each row of `travel_times`.

    A table that was measured with a limit below `limit_s`, that names somebody unknown or that
    repeats a pair is an InputError.
    """
    columns = (Column("community_id"), Column("facility_id"), Column("time_s", "s"))
    check_frame(times, columns, "times")
    measured_s = times.attrs.get("limit_s", np.inf)
    if measured_s < limit_s:
        raise InputError(
            f"times: they were measured up to {measured_s:g} s, but {limit_s:g} s are asked for; "
            f"measure them with limit_s={limit_s:g} or more"
        )
    longest_s = times["time_s"].max()
    if "limit_s" not in times.attrs and longest_s < limit_s / 2:
        warnings.warn(
            f"times: the longest is {longest_s:g} s, though {limit_s:g} s are asked for, and the "
            "limit they were measured with is lost (merging and files drop `attrs`); if it was "
            "shorter, measure again, otherwise set times.attrs['limit_s']",
            stacklevel=4,
        )
    at = {}
    faults = []
    for name, frame in (("community_id", communities), ("facility_id", facilities)):
        label = times[name].astype("category")
        at[name] = frame.index.get_indexer(label.cat.categories)[label.cat.codes]
        lost = at[name] < 0
        if lost.any():
            faults.append(
                f"{name!r} is unknown in {row_words(lost, np.arange(1, len(times) + 1))}, such as "
                f"{times[name].iloc[np.argmax(lost)]!r}; pass the frames it was measured with"
            )
    pair = at["community_id"].astype(np.int64) * len(facilities) + at["facility_id"]
    if not (pair[1:] > pair[:-1]).all():  # rows of `travel_times` rise
        n_twice = pair.size - np.unique(pair).size
        if n_twice and not faults:
            faults.append(f"{n_twice} rows repeat a pair; keep one row for each")
    if faults:
        raise InputError("times: " + "; ".join(faults))
    return (
        at["community_id"].astype(np.int64),
        at["facility_id"].astype(np.int64),
        times["time_s"].to_numpy(float),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """The pairs of two frames with the kinds of the facilities, K of them."""

    communities: pd.DataFrame
    pairs: Pairs
    kinds: pd.Index
    kind_at: NDArray[np.int64]
    judged: NDArray[np.bool_]

    def cell(self) -> NDArray[np.int64]:
        """(P,) community * K + kind of each pair."""
        return self.pairs.home * len(self.kinds) + self.kind_at[self.pairs.site]

    def labelled(self, columns: dict[str, NDArray]) -> pd.DataFrame:
        """One row per community and kind; columns of (n * K,)."""
        n, n_kinds = len(self.communities), len(self.kinds)
        ids = pd.Categorical.from_codes(
            np.arange(n).repeat(n_kinds), categories=self.communities.index
        )
        kinds = pd.Categorical.from_codes(np.tile(np.arange(n_kinds), n), categories=self.kinds)
        judged = self.judged.repeat(n_kinds)
        return pd.DataFrame({"community_id": ids, "kind": kinds, **columns, "judged": judged})


def _measured(
    communities: pd.DataFrame,
    facilities: pd.DataFrame,
    network: Network | Streets,
    mode: str,
    limit_s: float,
    direction: Direction,
    threads: int,
    *,
    leaving: bool = True,
) -> _Table:
    """Pairs of two frames; with `leaving`, those who can leave the data are not judged."""
    check_frame(communities, (), "communities")
    check_frame(facilities, (Column("kind"),), "facilities")
    limit_ds = whole_limit(limit_s)
    streets = prepared(network, mode, direction)
    homes = find_doors(communities, streets, "communities")
    sites = find_doors(facilities, streets, "facilities")
    warn_off(sites.segment < 0, "facilities", "they count nowhere", 3)
    kinds = pd.Index(facilities["kind"].unique(), dtype=object)
    leaves = can_leave(streets, homes, limit_ds) if leaving else homes.segment < 0
    return _Table(
        communities,
        find_pairs(streets, homes, sites, limit_ds, threads=threads),
        kinds,
        kinds.get_indexer(pd.Index(facilities["kind"])),
        ~leaves,
    )
