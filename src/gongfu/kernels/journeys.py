"""One departure, with the way there: which vehicles to take.  Names as in `timetable`."""

from typing import NamedTuple

import numpy as np
from numba import njit

from gongfu.kernels.timetable import NEVER


class Journeys(NamedTuple):
    """The soonest journeys from one place at one time; K rides at most, rows by rides from 0.

    arrival (K+1, S) by vehicle with at most so many rides; off_by (K+1, S) the connection whose
    end that is; on_by (K+1, R) the connection by which one got on each run; walked_from (K+1, S)
    the stop from which one walked to be ready at each, -1 where there is none of these.
    """

    arrival: np.ndarray
    off_by: np.ndarray
    on_by: np.ndarray
    walked_from: np.ndarray


@njit(cache=True, nogil=True)
def soonest_journeys(connections, footways, ready, rides, n_runs):
    """Journeys of somebody who is ready to get on at stops from given clock times.

    connections: `timetable.Connections`, whose list of changes is not used; footways:
    `lines.Footways`; ready (S,) int32, NEVER where one does not start.  Connection scan (Dibbelt,
    Pajor, Strasser, Wagner 2018, section 3) with a row for each number of rides and all ways on
    foot from stop to stop.  O(C x rides + ways).
    """
    n_stops = ready.size
    arrival = np.full((rides + 1, n_stops), NEVER, np.int32)
    off_by = np.full((rides + 1, n_stops), -1, np.int32)
    on_by = np.full((rides + 1, n_runs), -1, np.int32)
    walked_from = np.full((rides + 1, n_stops), -1, np.int32)
    ready_at = np.full((rides + 1, n_stops), NEVER, np.int32)
    ready_at[0] = ready
    for c in range(connections.run.size):
        run = connections.run[c]
        board, alight = connections.board_at[c], connections.alight_at[c]
        for k in range(1, rides + 1):
            if on_by[k, run] < 0:
                if board < 0 or ready_at[k - 1, board] > connections.departure[c]:
                    continue
                on_by[k, run] = c
            if alight < 0 or connections.arrival[c] >= arrival[k, alight]:
                continue
            arrival[k, alight] = connections.arrival[c]
            off_by[k, alight] = c
            for way in range(footways.start[alight], footways.start[alight + 1]):
                stop = footways.stop[way]
                there = np.int32(connections.arrival[c] + footways.time_ds[way])
                if there < ready_at[k, stop]:
                    ready_at[k, stop] = there
                    walked_from[k, stop] = alight
    return Journeys(arrival, off_by, on_by, walked_from)
