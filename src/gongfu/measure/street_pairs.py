"""Who reaches what along streets, and how soon: every pair of doors within a limit.

A point lies on a segment, which has two ends; so a way between two points leaves by one of two
nodes and arrives by one of two, or stays on one segment.  The least of these is the time.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from gongfu.errors import InputError
from gongfu.kernels import sweeps
from gongfu.measure.ground import Ground
from gongfu.measure.streets import Doors, Streets

__all__ = ("Pairs", "exit_along_streets", "pairs_along_streets")

_AT_ONCE: Final = 2**24  # about as many ways are held in memory by one thread
_FEW: Final = 64  # sites


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """n homes and what each reaches, sites of a home in their order.

    start (n+1,) where the pairs of each home begin; site (P,) positions; time_ds (P,) tenths of a
    second.  A pair that is not within the limit is not there.
    """

    start: NDArray[np.int64]
    site: NDArray[np.int32]
    time_ds: NDArray[np.int64]

    @property
    def home(self) -> NDArray[np.int64]:
        """(P,) the home of each pair."""
        return np.repeat(np.arange(self.start.size - 1), np.diff(self.start))


@dataclass(frozen=True, slots=True, eq=False)
class Legs:
    """The ways between doors and the nodes beside them: at most two for a door, by door."""

    door: NDArray[np.int64]
    node: NDArray[np.int64]
    leg_ds: NDArray[np.int64]


def pairs_along_streets(
    streets: Streets,
    homes: Doors,
    sites: Doors,
    limit_ds: int,
    *,
    threads: int = 2,
) -> Pairs:
    """The exact time of every home and site within the limit.

    Parameters
    ----------
    streets
        From `prepare_streets`; facing "from", the times are those from the sites.
    homes, sites
        From `find_doors`; a door off the network is in no pair.
    limit_ds
        Tenths of a second, >= 0; exactly this is within.
    threads
        How many groups of sites are swept at once.  >= 1.

    Returns
    -------
    Pairs
        The same for any number of threads.

    Notes
    -----
    One bounded sweep (Dijkstra 1959) from each site, or from each node beside a site where these
    are fewer.
    """
    if threads < 1:
        raise InputError(f"threads is {threads!r}; it must be >= 1")
    home_legs = legs_of(streets, homes, leaving=True)
    site_legs = legs_of(streets, sites, leaving=False)
    straight = _straight(streets, homes, sites)

    n_homes, n_sites = homes.segment.size, sites.segment.size
    site_start = np.searchsorted(site_legs.door, np.arange(n_sites + 1))
    straight_start = np.searchsorted(straight[0], np.arange(n_sites + 1))
    width = int(limit_ds).bit_length()

    def block(first: int, end: int) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
        """Site x home in row order, the least time of each, and how many ways were compared."""
        at, site, time = _swept(
            streets, site_legs, site_start[first : end + 1], home_legs.node, limit_ds
        )
        site, time = site + first, time + home_legs.leg_ds[at]
        home = home_legs.door[at]
        more = slice(straight_start[first], straight_start[end])
        site = np.concatenate([site, straight[0][more]])
        home = np.concatenate([home, straight[1][more]])
        time = np.concatenate([time, straight[2][more]])
        n_ways = at.size + time.size
        near = time <= limit_ds
        key = (((site[near] - first) * n_homes + home[near]) << width) | time[near]
        key.sort()
        pair = key >> width
        least = np.ones(pair.size, bool)
        least[1:] = pair[1:] != pair[:-1]
        return pair[least] + first * n_homes, key[least] & ((1 << width) - 1), n_ways

    # A first few sites tell how many ways there are to compare, and so how many sites at once.
    fits = max((2**62 >> width) // max(n_homes, 1), 1)  # so many sites fit in one key
    begin = min(max(_AT_ONCE // max(4 * n_homes, 1), 1), _FEW, n_sites, fits)
    found = [block(0, begin)]
    size = _AT_ONCE * begin // max(2 * found[0][2], 1)
    size = max(min(size, -(-(n_sites - begin) // threads), fits), 1)
    with ThreadPoolExecutor(threads) as pool:
        firsts = range(begin, n_sites, size)
        found += pool.map(lambda first: block(first, min(first + size, n_sites)), firsts)
    pair = np.concatenate([pairs for pairs, _, _ in found])
    time_ds = np.concatenate([times for _, times, _ in found])
    start = np.searchsorted(pair, np.arange(n_sites + 1) * n_homes)
    by_site = csr_array((time_ds, pair % max(n_homes, 1), start), shape=(n_sites, n_homes))
    by_home = by_site.tocsc()
    return Pairs(by_home.indptr.astype(np.int64), by_home.indices.astype(np.int32), by_home.data)


def exit_along_streets(streets: Streets, homes: Doors, limit_ds: int) -> NDArray[np.int64]:
    """Time from each home to the nearest node where the data end.

    Parameters
    ----------
    streets
        From `prepare_streets`; facing "from", the time from such a node to the home.
    homes
        From `find_doors`.
    limit_ds
        Tenths of a second, >= 0.

    Returns
    -------
    array
        (n,) tenths of a second; beyond the limit, and off the network, a number above it.
    """
    legs = legs_of(streets, homes, leaving=True)
    exits = np.flatnonzero(streets.network.exit)
    end_ds, _ = sweeps.nearest_at(streets.backward, exits, limit_ds, legs.node)
    time_ds = np.full(homes.segment.size, sweeps.UNREACHED, np.int64)
    # end_ds may be UNREACHED, which no sum of 64 bits brings within a limit.
    np.minimum.at(time_ds, legs.door, end_ds + legs.leg_ds)
    return time_ds


def legs_of(streets: Streets | Ground, doors: Doors, *, leaving: bool) -> Legs:
    """The one or two ways between each door and the ends of its segment.

    Whoever leaves by the first end travels back along the segment, whoever arrives there forth.
    A door at an end needs no right to travel.
    """
    at = np.flatnonzero(doors.segment >= 0)
    segment = doors.segment[at]
    forth_ds, back_ds = streets.forth_ds[segment], streets.back_ds[segment]
    forth_at, back_at = doors.forth_at[at], doors.back_at[at]
    goes_forth, goes_back = forth_ds < sweeps.UNREACHED, back_ds < sweeps.UNREACHED
    by_first = (goes_back if leaving else goes_forth) | (doors.fraction[at] == 0.0)
    by_second = (goes_forth if leaving else goes_back) | (doors.fraction[at] == 1.0)
    first_ds = back_at if leaving else forth_at
    second_ds = forth_ds - forth_at if leaving else back_ds - back_at
    may = np.column_stack([by_first, by_second]).ravel()
    node = np.column_stack([streets.first[segment], streets.second[segment]]).ravel()
    leg_ds = (np.column_stack([first_ds, second_ds]) + doors.access_ds[at, None]).ravel()
    return Legs(at.repeat(2)[may], node[may].astype(np.int64), leg_ds[may])


def _swept(
    streets: Streets,
    legs: Legs,
    start: NDArray[np.int64],
    nodes: NDArray[np.int64],
    limit_ds: int,
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
    """Node, site and time of the ways from nodes to the sites whose legs begin at `start`."""
    here = slice(start[0], start[-1])
    seeds, seed_of = np.unique(legs.node[here], return_inverse=True)
    if seeds.size < start.size - 1:
        first, index, time_ds = sweeps.sparse_times(streets.backward, seeds, nodes, limit_ds)
        way, leg = _ranges(first[seed_of], first[seed_of + 1])
        site = np.repeat(np.arange(start.size - 1), np.diff(start))[leg]
        return index[way], site, time_ds[way] + legs.leg_ds[here][leg]
    there = np.flatnonzero(np.diff(start))
    ends = np.column_stack([start[there], start[there + 1] - 1])  # twice the same if it is one
    first, index, time_ds = sweeps.times_by_ends(
        streets.backward, legs.node[ends], legs.leg_ds[ends], nodes, limit_ds
    )
    return index, there.repeat(np.diff(first)), time_ds.astype(np.int64)


def _straight(
    streets: Streets, homes: Doors, sites: Doors
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Site, home and time of the pairs on one segment, by the segment alone; by site."""
    site_at = np.argsort(sites.segment, kind="stable")
    sorted_segment = sites.segment[site_at]
    shared = np.zeros(streets.first.size + 1, bool)  # the last stands for no segment, -1
    shared[sites.segment] = True
    shared[-1] = False
    on = np.flatnonzero(shared[homes.segment])
    low = np.searchsorted(sorted_segment, homes.segment[on], side="left")
    high = np.searchsorted(sorted_segment, homes.segment[on], side="right")
    way, pair = _ranges(low, high)
    a, b = on[pair], site_at[way]
    segment = homes.segment[a]
    never = np.int64(sweeps.UNREACHED)
    forth = (streets.forth_ds[segment] < never) & (sites.fraction[b] >= homes.fraction[a])
    back = (streets.back_ds[segment] < never) & (sites.fraction[b] <= homes.fraction[a])
    time_ds = np.minimum(
        np.where(forth, sites.forth_at[b] - homes.forth_at[a], never),
        np.where(back, homes.back_at[a] - sites.back_at[b], never),
    )
    may = time_ds < never
    a, b = a[may], b[may]
    time_ds = time_ds[may] + homes.access_ds[a] + sites.access_ds[b]
    turn = np.argsort(b, kind="stable")
    return b[turn], a[turn], time_ds[turn]


def _ranges(
    low: NDArray[np.integer], high: NDArray[np.integer]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The positions low, low + 1, …, high - 1 of each range in turn, and which range it was."""
    size = high - low
    which = np.repeat(np.arange(size.size), size)
    before = np.concatenate([[0], np.cumsum(size)])
    return np.arange(before[-1]) - (before[:-1] - low)[which], which
