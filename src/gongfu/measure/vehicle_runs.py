"""What each vehicle does in one go: trips in which one may stay seated are one run."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gongfu.model.timetable import Timetable
from gongfu.units import DS_PER_S

__all__ = ("Runs",)


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """R runs and their E calls.

    start (R+1,); stop (E,); arrival, departure (E,) tenths of a second after a given clock time;
    board, alight (E,) bool; trip (E,), the trip by which it leaves.
    """

    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    arrival: NDArray[np.int32]
    departure: NDArray[np.int32]
    board: NDArray[np.bool_]
    alight: NDArray[np.bool_]
    trip: NDArray[np.int32]


def vehicle_runs(timetable: Timetable, zero_ds: int) -> Runs:
    """The runs of a timetable, clock times after `zero_ds`.

    Where a vehicle ends one trip and goes on with another from the same stop, the two calls are
    one: one arrives and gets off by the first trip, gets on and departs by the second.  Where it
    goes on from another stop, both calls stay, and who is seated is carried there.
    """
    start, onward = timetable.start, _without_circles(timetable.onward)
    trips = _in_turn(onward)
    size = np.diff(start)[trips]
    call = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size - start[trips], size)
    trip = np.repeat(trips, size).astype(np.int32)
    follows = np.zeros(onward.size, bool)
    follows[onward[onward >= 0]] = True
    goes = np.flatnonzero(onward >= 0)
    here = goes[timetable.stop[start[goes + 1] - 1] == timetable.stop[start[onward[goes]]]]
    ends_here = np.zeros(onward.size, bool)
    ends_here[here] = True

    last, begins = start[trip + 1] - 1 == call, start[trip] == call
    joined = last & ends_here[trip]  # its call is taken up by the first of the next trip
    takes_up = np.concatenate([[False], joined])[:-1]
    arrival, alight = timetable.arrival_s[call].copy(), timetable.alight[call].copy()
    arrival[takes_up] = timetable.arrival_s[call[joined]]
    alight[takes_up] = timetable.alight[call[joined]]
    # Nobody gets on where a trip ends to be carried to where the next one begins.
    board = timetable.board[call] & ~(last & (onward[trip] >= 0))
    kept = ~joined
    run_begins = np.flatnonzero(begins[kept] & ~follows[trip[kept]])

    def clock(seconds: NDArray[np.int32]) -> NDArray[np.int32]:
        return (seconds.astype(np.int64) * DS_PER_S - zero_ds).astype(np.int32)

    return Runs(
        np.append(run_begins, int(kept.sum())).astype(np.int64),
        timetable.stop[call][kept].astype(np.int64),
        clock(arrival[kept]),
        clock(timetable.departure_s[call][kept]),
        board[kept],
        alight[kept],
        trip[kept],
    )


def _without_circles(onward: NDArray[np.int32]) -> NDArray[np.int32]:
    """The same, but trips that lead back to themselves, which takes no time, go on with none."""
    met = np.zeros(onward.size, np.int64)
    found = onward.copy()
    for first in np.flatnonzero(onward >= 0).tolist():
        trip = first
        while trip >= 0 and not met[trip]:
            met[trip] = first + 1
            after = int(found[trip])
            if after >= 0 and met[after] == first + 1:
                found[trip] = -1
            trip = after
    return found


def _in_turn(onward: NDArray[np.int32]) -> NDArray[np.int64]:
    """All trips, each followed by the one that its vehicle goes on with."""
    follows = np.zeros(onward.size, bool)
    follows[onward[onward >= 0]] = True
    if not follows.any():
        return np.arange(onward.size)
    order = []
    for trip in np.flatnonzero(~follows).tolist():
        while trip >= 0:
            order.append(trip)
            trip = int(onward[trip])
    return np.array(order, np.int64)
