"""The nodes of the streets that points reach by public transport, for isochrones."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from gongfu.kernels import contours, onward
from gongfu.kernels import timetable as kernels
from gongfu.measure.street_pairs import pairs_along_streets
from gongfu.measure.streets import Doors
from gongfu.measure.transit import Transit
from gongfu.measure.transit_pairs import rank_of

__all__: list[str] = []  # the workings of isochrones

StopDoors = tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]


def arrivals_by_transit(
    transit: Transit, homes: Doors, stops: StopDoors, limit_ds: int, *, threads: int = 2
) -> Callable[[NDArray[np.integer]], contours.Arrivals]:
    """What homes reach by vehicle and the walk from there, at the percentile of the window.

    Parameters
    ----------
    transit
        From `prepare_transit`.
    homes
        From `place_doors`.
    stops
        Places, ends of their segments along the curve and times of walking to these, of the stops
        of `transit`, as the kernel of outlines wants those of points.
    limit_ds
        The longest of the limits.  Tenths of a second, >= 0.
    threads
        How many homes' walks to stops are looked for at once.  >= 1.

    Returns
    -------
    Callable
        The arrivals of the homes at these positions.

    Notes
    -----
    Each walk from a stop is bounded by itself, so that who is at a node sooner may have to stop
    there while who comes later may go on: one sweep from all stops at once would lose the latter.
    So all walks from stops are found once, and each node compares its stops moment by moment.
    """
    walk_ds = min(transit.walk_ds, limit_ds)
    access = pairs_along_streets(transit, homes, transit.stops, walk_ds, threads=threads)
    to_stops = kernels.Ways(access.start, access.site, access.time_ds.astype(np.int32))
    egress = onward.walks_to_nodes(*transit.forward, *stops[1:], walk_ds)
    rank = rank_of(transit.percentile, transit.n_moments)
    n_nodes = transit.forward[0].size - 1

    def one(home: int) -> NDArray[np.int32]:
        soonest = kernels.soonest_at_stops(
            home,
            transit.n_rides,
            transit.slack_ds,
            transit.connections,
            to_stops,
            transit.runs.start.size - 1,
            transit.stops.segment.size,
            transit.step_ds,
            transit.n_moments,
            limit_ds,
        )
        time_ds: NDArray[np.int32] = kernels.walked_on(
            soonest, egress, transit.step_ds, limit_ds, rank
        )
        return time_ds

    def arrivals(at: NDArray[np.integer]) -> contours.Arrivals:
        time_ds = [one(home) for home in at]
        node_start, node, node_ds = _within([times[:n_nodes] for times in time_ds])
        by_stop = _within([times[n_nodes:] for times in time_ds])
        return contours.Arrivals(
            node_start, node.astype(np.int32), node_ds, *by_stop, *stops, np.int64(walk_ds)
        )

    return arrivals


def _within(
    time_ds: list[NDArray[np.int32]],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Where those of each home begin, which are reached, and when."""
    met = [np.flatnonzero(times < kernels.NEVER) for times in time_ds]
    start = np.cumsum([0, *(there.size for there in met)]).astype(np.int64)
    when = [times[there] for times, there in zip(time_ds, met, strict=True)]
    none = np.zeros(0, np.int64)
    return start, np.concatenate([none, *met]), np.concatenate([none, *when]).astype(np.int64)
