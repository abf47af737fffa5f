"""How far people are from what they need: the circle of so many minutes."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from numbers import Integral
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from gongfu.errors import InputError
from gongfu.kernels import doors, sweeps
from gongfu.measure.pairs import Pairs, by_time, can_leave, find_pairs
from gongfu.measure.streets import (
    Direction,
    Doors,
    Streets,
    find_doors,
    prepared,
    to_ds,
    warn_off,
    whole_limit,
)
from gongfu.measure.transit import Transit
from gongfu.model.kind import CIRCLE_KEYS, kinds_once
from gongfu.model.network import Network
from gongfu.model.schema import Column, check_frame
from gongfu.units import DS_PER_S

__all__ = [
    "STATES",
    "RoundingError",
    "can_leave",
    "cut_to_limit",
    "rounding_error",
    "time_to_nearest",
]

STATES: Final = ("reached", "out_of_reach", "cannot_be_judged", "not_in_source")


def time_to_nearest(  # noqa: PLR0913, two of the knobs say what the table of facilities can hold
    communities: pd.DataFrame,
    facilities: pd.DataFrame,
    network: Network | Streets,
    *,
    k: int = 1,
    mode: str = "walk",
    limit_s: float = 900.0,
    direction: Direction = "to",
    kinds: Sequence[str] = CIRCLE_KEYS,
    kinds_in_source: Sequence[str] | None = None,
    threads: int = 2,
) -> pd.DataFrame:
    """Travel time from each community to its nearest facility of each kind.

    Parameters
    ----------
    communities
        Index `community_id`; columns `lon`, `lat`, or a geometry of points in any coordinate
        system: where its people start.
    facilities
        Index `facility_id`; column `kind`, and `lon`, `lat` or a geometry of points.
    network
        Streets that reach beyond the communities as far as people travel; or the same as
        `prepare_streets` made them ready, which saves time when asked again.
    k
        How many facilities of each kind to look for, the nearest first.  >= 1.
    mode
        "walk", "cycle", "drive"; or "transit", of what `prepare_transit` made.
    limit_s
        Farther is out of reach; exactly this is within.  Seconds, > 0.
    direction
        "to" the facility, or "from" it to the community, as an ambulance goes.
    kinds
        Kinds of facility to measure, in the order of the result.
    kinds_in_source
        Kinds that the source of `facilities` can hold; those that occur always can.  None: only
        those that occur.
    threads
        How many kinds are measured at once.  >= 1.

    Returns
    -------
    DataFrame
        One row per community and kind, communities in the caller's order, kinds as given:
        `community_id`, `kind`, `time_s` (inf unless reached), `facility_id` (missing unless
        reached; of those equally near, the first in `facilities`), `state`: "reached";
        "out_of_reach"; "cannot_be_judged" (not reached, and the community is off the network or
        can reach, within the limit, a place where the streets leave the data, or "from" it be
        reached from there); "not_in_source".
        With k > 1 there are k such rows, and a column `rank` after `kind`, from 1, the nearest,
        to k.

    Warns
    -----
    UserWarning
        Facilities are off the network, and so serve nobody.  Communities there are in the table,
        as "cannot_be_judged".

    Notes
    -----
    Multi-source shortest paths (Dijkstra 1959; buckets of Dial 1969) over the reversed streets,
    or "from" the facility over the streets as they are: one sweep for each kind; with k > 1, one
    for each end of a facility's street.  Points are placed on the nearest street that is not an
    island, and walk to it in a straight line; one-way streets are kept.  All times are whole
    tenths of a second; `rounding_error` measures what that costs.
    """
    check_frame(communities, (), "communities")
    check_frame(facilities, (Column("kind"),), "facilities")
    limit_ds = whole_limit(limit_s)
    kinds = kinds_once(kinds)
    if not all(isinstance(n, Integral) and n >= 1 for n in (threads, k)):
        raise InputError(f"need whole threads >= 1 and whole k >= 1; got {threads!r} and {k!r}")
    streets = prepared(network, mode, direction)

    homes = find_doors(communities, streets, "communities")
    kind_at = pd.Index(kinds).get_indexer(pd.Index(facilities["kind"]))
    sites = find_doors(facilities, streets, "facilities")
    warn_off((sites.segment < 0) & (kind_at >= 0), "facilities", "they serve nobody", 2)
    given = () if kinds_in_source is None else kinds_once(kinds_in_source, "kinds_in_source")
    in_source = set(facilities["kind"].unique()) | set(given)

    ids = communities.index, facilities.index
    may_leave = can_leave(streets, homes, limit_ds)
    if k > 1 or isinstance(streets, Transit):
        at = np.flatnonzero(kind_at >= 0)
        time_ds, owner = _k_nearest(
            find_pairs(streets, homes, sites.take(at), limit_ds, threads=threads),
            *(kind_at[at], len(kinds), k),
        )
        owner = np.append(at, -1)[owner]
        found = [(*column, may_leave) for column in zip(time_ds.T, owner.T, strict=True)]
        known = [kind in in_source for kind in kinds for _ in range(k)]
        if k == 1:
            return table_of_times(found, known, kinds, *ids)
        columns = [str(at) for at in range(len(found))]
        return _with_ranks(table_of_times(found, known, columns, *ids), kinds, k)

    with ThreadPoolExecutor(threads) as pool:
        measured = list(
            pool.map(
                lambda k: nearest_doors(streets, homes, sites, kind_at == k, limit_ds),
                range(len(kinds)),
            )
        )

    found = [(time, owner, may_leave) for time, owner in measured]
    return table_of_times(found, [kind in in_source for kind in kinds], kinds, *ids)


def cut_to_limit(
    times: pd.DataFrame,
    communities: pd.DataFrame,
    network: Network | Streets,
    *,
    mode: str = "walk",
    limit_s: float = 900.0,
) -> pd.DataFrame:
    """The same times as if they had been measured up to a shorter limit.

    Parameters
    ----------
    times
        From `time_to_nearest` of these communities with a limit of at least `limit_s`, k = 1.
    communities
        Index `community_id`; columns `lon`, `lat`.
    network, mode
        As `times` were measured with.
    limit_s
        Farther is out of reach; exactly this is within.  Seconds, > 0.

    Returns
    -------
    DataFrame
        As from `time_to_nearest` with `limit_s`, cell by cell.

    Notes
    -----
    One sweep for both limits costs little more than one: what lies beyond the shorter one is the
    way of those who are left out.  A community is judged anew, since fewer circles leave the data.
    """
    check_frame(times, (Column("community_id"), Column("time_s", missing=True)), "times")
    limit_ds = whole_limit(limit_s)
    streets = prepared(network, mode)
    leaves = can_leave(streets, find_doors(communities, streets, "communities"), limit_ds)
    return cut_times(times, communities.index, leaves, limit_ds)


def cut_times(
    times: pd.DataFrame, community_ids: pd.Index, leaves: NDArray[np.bool_], limit_ds: int
) -> pd.DataFrame:
    """The frame of `cut_to_limit`, given which communities can leave the data within the limit."""
    at = community_ids.get_indexer(pd.Index(times["community_id"]))
    if (at < 0).any():
        raise InputError(
            f"times: {int((at < 0).sum())} rows name communities that are not in the table, such "
            f"as {times['community_id'][at < 0].iloc[0]!r}; pass those that were measured"
        )

    time_ds = np.rint(times["time_s"].to_numpy(float) * DS_PER_S)
    kept = time_ds <= limit_ds
    state = np.where(leaves[at], 2, 1).astype(np.int8)
    state[kept] = 0
    state[(times["state"] == STATES[3]).to_numpy(bool)] = 3

    return times.assign(
        time_s=times["time_s"].where(kept, np.inf),
        facility_id=times["facility_id"].where(kept),
        state=labelled(state, pd.Index(STATES)),
    )


@dataclass(frozen=True, slots=True)
class RoundingError:
    """What whole tenths of a second cost.

    Over `n_compared` nodes within reach by either count: the greatest difference, and how many
    lie on different sides of the limit.
    """

    n_compared: int
    greatest_s: float
    n_flips: int


def rounding_error(
    network: Network,
    seeds: NDArray[np.int64],
    *,
    mode: str = "walk",
    limit_s: float = 900.0,
) -> RoundingError:
    """How far whole tenths of a second lead from unrounded times to the nearest seed.

    Parameters
    ----------
    network
        Streets with travel times for `mode`.
    seeds
        (S,) positions of nodes travelled to.
    mode
        "walk", "cycle" or "drive".
    limit_s
        The limit at which flips are counted.  Seconds, > 0.

    Returns
    -------
    RoundingError
        Each arc is off by at most 0.05 s, so a path of n arcs by at most n times that.
    """
    limit_ds = whole_limit(limit_s)
    streets = network.subnetwork(mode)
    time_s = streets.time_s[mode]
    arcs = streets.n_nodes, streets.head, streets.tail  # reversed: times to the seeds
    indptr, indices, reversed_ds = sweeps.rows(*arcs, to_ds(time_s))
    packed = sweeps.pack(indptr, indices, reversed_ds, streets.x, streets.y)
    _, _, reversed_s = sweeps.rows(*arcs, time_s)
    # Beyond the limit by a margin, so that a node just outside by one count is still compared.
    margin = 1.1 * limit_s + 60.0
    whole_ds, _ = sweeps.nearest(packed, seeds, whole_limit(margin))
    graph = csr_array((reversed_s, indices, indptr), shape=(streets.n_nodes,) * 2)
    exact_s = dijkstra(graph, indices=seeds, min_only=True, limit=margin)

    within, within_exactly = whole_ds <= limit_ds, exact_s <= limit_s
    both = (within | within_exactly) & np.isfinite(exact_s) & (whole_ds < sweeps.UNREACHED)
    apart_s = np.abs(whole_ds[both] / DS_PER_S - exact_s[both])
    return RoundingError(
        int((within | within_exactly).sum()),
        float(apart_s.max(initial=0.0)),
        int((within != within_exactly).sum()),
    )


def nearest_doors(
    streets: Streets, homes: Doors, sites: Doors, chosen: NDArray[np.bool_], limit_ds: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Time and position of the nearest of the chosen sites, -1 beyond the limit."""
    at = np.flatnonzero(chosen & (sites.segment >= 0))
    node, offset_ds, site = seeds_at_sites(streets, sites.take(at))
    time_ds, owner = _by_the_ends(streets, homes, node, offset_ds, at[site], limit_ds)
    turn = at[np.argsort(sites.segment[at], kind="stable")]
    return along_the_street(
        streets, homes, (time_ds, owner), sites.take(turn), turn.astype(np.int32), limit_ds
    )


def seeds_at_sites(
    streets: Streets, sites: Doors
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
    """Where sweeps towards sites begin: nodes, time from there, and the sites in their order."""
    segment = sites.segment
    forth_ds, back_ds = streets.forth_ds[segment], streets.back_ds[segment]
    # A site is entered from the first end by those who travel forth, from the second by others.
    forth = (forth_ds < sweeps.UNREACHED) | (sites.fraction == 0.0)
    back = (back_ds < sweeps.UNREACHED) | (sites.fraction == 1.0)
    node = np.concatenate([streets.first[segment][forth], streets.second[segment][back]])
    offset_ds = np.concatenate(
        [
            (sites.access_ds + sites.forth_at)[forth],
            (sites.access_ds + back_ds - sites.back_at)[back],
        ]
    )
    site = np.concatenate([np.flatnonzero(forth), np.flatnonzero(back)])
    turn = np.argsort(site, kind="stable")
    return node[turn], offset_ds[turn], site[turn]


def _by_the_ends(
    streets: Streets,
    homes: Doors,
    node: NDArray[np.integer],
    offset_ds: NDArray[np.int64],
    owner_of: NDArray[np.int64],
    limit_ds: int,
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Time and owner at each home of the nearest seed, by way of the ends of its segment."""
    on = homes.segment >= 0
    segment = homes.segment[on]
    ends = np.concatenate([streets.first[segment], streets.second[segment]])
    end_ds, end_owner = sweeps.nearest_at(streets.backward, node, limit_ds, ends, offset_ds)
    time_ds = np.full(on.size, np.int64(sweeps.UNREACHED))
    owner = np.full(on.size, -1, np.int32)
    time_ds[on], met = from_the_ends(streets, homes.take(on), end_ds, end_owner)
    owner[on] = np.where(met >= 0, np.append(owner_of, -1)[met], -1)
    return time_ds, owner


def from_the_ends(
    streets: Streets, homes: Doors, end_ds: NDArray[np.int32], end_owner: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Time and owner at homes, given those of the first ends of their segments, then the second."""
    segment = homes.segment
    first_ds, second_ds = np.split(end_ds, 2)
    first_owner, second_owner = np.split(end_owner, 2)
    forth_ds, back_ds = streets.forth_ds[segment], streets.back_ds[segment]
    return doors.from_doors(
        (back_ds < sweeps.UNREACHED) | (homes.fraction == 0.0),
        (forth_ds < sweeps.UNREACHED) | (homes.fraction == 1.0),
        homes.access_ds + homes.back_at, homes.access_ds + forth_ds - homes.forth_at,
        first_ds, first_owner, second_ds, second_owner,
    )  # fmt: skip


def along_the_street(
    streets: Streets,
    homes: Doors,
    met: tuple[NDArray[np.int64], NDArray[np.int32]],
    sites: Doors,
    owner_of: NDArray[np.int32],
    limit_ds: int,
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """What was met by way of the ends, or nearer on the home's own segment; sites sorted by it."""
    time_ds, owner = doors.along_segments(
        *met, homes.segment, homes.fraction, homes.forth_at, homes.back_at,
        homes.access_ds, streets.forth_ds, streets.back_ds,
        sites.segment, sites.fraction, sites.forth_at, sites.back_at, sites.access_ds, owner_of,
    )  # fmt: skip
    return time_ds, np.where(time_ds <= limit_ds, owner, -1)


def table_of_times(
    found: Sequence[tuple[NDArray[np.int64], NDArray[np.integer], NDArray[np.bool_]]],
    in_source: Sequence[bool],
    kinds: Sequence[str],
    community_ids: pd.Index,
    facility_ids: pd.Index,
) -> pd.DataFrame:
    """The frame of `time_to_nearest` from time, owner and whether one can leave, for each kind."""
    n, n_kinds = len(community_ids), len(kinds)
    time_ds = np.array([time for time, _, _ in found], np.int64).reshape(n_kinds, n).T
    owner = np.array([owner for _, owner, _ in found], np.int64).reshape(n_kinds, n).T
    can_leave = np.array([leave for _, _, leave in found], bool).reshape(n_kinds, n).T
    state = np.where(can_leave, 2, 1).astype(np.int8)
    state[owner >= 0] = 0
    state[:, ~np.array(in_source, bool)] = 3
    return pd.DataFrame(
        {
            "community_id": labelled(np.arange(n).repeat(n_kinds), community_ids),
            "kind": labelled(np.tile(np.arange(n_kinds), n), pd.Index(kinds, dtype=object)),
            "time_s": np.where(owner >= 0, time_ds / DS_PER_S, np.inf).ravel(),
            "facility_id": labelled(owner.ravel(), facility_ids),
            "state": labelled(state.ravel(), pd.Index(STATES)),
        }
    )


def _k_nearest(
    pairs: Pairs, kind_at: NDArray[np.integer], n_kinds: int, k: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Time and position (n, n_kinds * k) of the k nearest sites of each kind, -1 if not met."""
    cell, turn = by_time(pairs.home * n_kinds + kind_at[pairs.site], pairs.time_ds)
    rank = np.arange(cell.size) - np.searchsorted(cell, cell)
    kept = rank < k
    column = cell[kept] * k + rank[kept]
    shape = pairs.start.size - 1, n_kinds * k
    time_ds = np.full(shape, np.int64(sweeps.UNREACHED))
    owner = np.full(shape, np.int64(-1))
    np.put(time_ds, column, pairs.time_ds[turn][kept])
    np.put(owner, column, pairs.site[turn][kept])
    return time_ds, owner


def _with_ranks(times: pd.DataFrame, kinds: Sequence[str], k: int) -> pd.DataFrame:
    """The table of kinds x ranks with a column for each."""
    at = times["kind"].cat.codes.to_numpy().astype(np.int64)
    times = times.assign(kind=labelled(at // k, pd.Index(kinds, dtype=object)))
    times.insert(2, "rank", at % k + 1)
    return times


def labelled(codes: NDArray[np.integer], labels: pd.Index) -> pd.Categorical:
    """A column that names each code by its label, -1 being missing."""
    return pd.Categorical.from_codes(codes, categories=labels)
