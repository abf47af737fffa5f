"""What the streets say of communities and facilities: all that an assessment asks of them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gongfu.kernels import sweeps
from gongfu.measure.pairs import Pairs, find_pairs, time_to_exit
from gongfu.measure.reach import nearest_doors
from gongfu.measure.streets import Doors, Streets

__all__ = ("Asked", "Ways", "find_ways")


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """n homes, S sites of K kinds, and how far to look.

    homes, sites: from `find_doors`; kind_at (S,) positions of kinds, 0 to n_kinds - 1; near_ds:
    within this every pair is found; far_ds >= near_ds: within this the nearest of each kind, and
    where the data end.  Tenths of a second, >= 0.
    """

    homes: Doors
    sites: Doors
    kind_at: NDArray[np.int64]
    n_kinds: int
    near_ds: int
    far_ds: int


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """The answers for n homes, S sites of K kinds; the same however they were found.

    time_ds (K, n) int64: the time to the nearest site of each kind, UNREACHED beyond far_ds; owner
    (K, n) int64: which site that is, of those equally near the first, -1 beyond it; exit_ds (n,)
    int64: the time to where the data end, UNREACHED beyond far_ds; pairs: homes and sites within
    near_ds.
    """

    time_ds: NDArray[np.int64]
    owner: NDArray[np.int64]
    exit_ds: NDArray[np.int64]
    pairs: Pairs


def find_ways(streets: Streets, asked: Asked, *, threads: int = 2) -> Ways:
    """The answers to all that is asked, on streets that lie in memory.

    Parameters
    ----------
    streets
        From `prepare_streets`.
    asked
        Homes and sites that were placed on these streets.
    threads
        How many kinds, or groups of sites, are measured at once.  >= 1.

    Returns
    -------
    Ways
        The same for any number of threads.
    """
    homes, sites, far_ds = asked.homes, asked.sites, asked.far_ds

    with ThreadPoolExecutor(threads) as pool:
        found = list(
            pool.map(
                lambda k: nearest_doors(streets, homes, sites, asked.kind_at == k, far_ds),
                range(asked.n_kinds),
            )
        )
    shape = asked.n_kinds, homes.segment.size
    owner = np.array([owner for _, owner in found], np.int64).reshape(shape)
    time_ds = np.array([time for time, _ in found], np.int64).reshape(shape)
    exit_ds = time_to_exit(streets, homes, far_ds)

    never = np.int64(sweeps.UNREACHED)
    return Ways(
        np.where(owner >= 0, time_ds, never),
        owner,
        np.where(exit_ds <= far_ds, exit_ds, never),
        find_pairs(streets, homes, sites, asked.near_ds, threads=threads),
    )
