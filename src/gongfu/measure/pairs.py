"""Who reaches what, and how soon: every pair of a door and a door within a limit.

Along streets alone, or where the streets came with a timetable, by public transport as well.
"""

import numpy as np
from numpy.typing import NDArray

from gongfu.measure.street_pairs import Pairs, exit_along_streets, pairs_along_streets
from gongfu.measure.streets import DIRECTIONS, Direction, Doors, Streets
from gongfu.measure.transit import Transit
from gongfu.measure.transit_pairs import exit_by_transit, pairs_by_transit

__all__ = ("DIRECTIONS", "Direction", "Pairs", "by_time", "can_leave", "find_pairs", "time_to_exit")


def find_pairs(
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
        From `prepare_streets` or `prepare_transit`; facing "from", the times are those from the
        sites.
    homes, sites
        From `find_doors`; a door off the network is in no pair.
    limit_ds
        Tenths of a second, >= 0; exactly this is within.
    threads
        How many groups of sites, or by public transport of homes, are measured at once.  >= 1.

    Returns
    -------
    Pairs
        The same for any number of threads.
    """
    if isinstance(streets, Transit):
        return pairs_by_transit(streets, homes, sites, limit_ds, threads=threads)
    return pairs_along_streets(streets, homes, sites, limit_ds, threads=threads)


def can_leave(streets: Streets, homes: Doors, limit_ds: int) -> NDArray[np.bool_]:
    """Which homes are off the network, or within the limit of a node where the data end.

    Parameters
    ----------
    streets
        From `prepare_streets`; facing "from", those that are reached from such a node.
    homes
        From `find_doors`.
    limit_ds
        Tenths of a second, >= 0.

    Returns
    -------
    array
        (n,) bool: True where what lies within the limit is not all known.
    """
    leaves: NDArray[np.bool_] = time_to_exit(streets, homes, limit_ds) <= limit_ds
    return leaves | (homes.segment < 0)


def time_to_exit(streets: Streets, homes: Doors, limit_ds: int) -> NDArray[np.int64]:
    """Time from each home to the nearest node where the data end.

    Parameters
    ----------
    streets
        From `prepare_streets` or `prepare_transit`; facing "from", the time from such a node to
        the home.
    homes
        From `find_doors`.
    limit_ds
        Tenths of a second, >= 0.

    Returns
    -------
    array
        (n,) tenths of a second; beyond the limit, and off the network, a number above it.
    """
    if isinstance(streets, Transit):
        return exit_by_transit(streets, homes, limit_ds)
    return exit_along_streets(streets, homes, limit_ds)


def by_time(
    cell: NDArray[np.int64], time_ds: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs by cell, then by time, of equal times in the order given.

    Parameters
    ----------
    cell
        (P,) what the pairs are grouped by, >= 0.
    time_ds
        (P,) tenths of a second.

    Returns
    -------
    tuple of arrays
        The cells in that order, and the positions that bring pairs into it.
    """
    turn = np.lexsort((time_ds, cell))
    return cell[turn], turn
