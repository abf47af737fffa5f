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

    Where a vehicle ends one trip and goes on with another, the two calls at that stop are one:
    one arrives and gets off by the first trip, gets on and departs by the second.
    """
    start, onward = timetable.start, timetable.onward
    trips = _in_turn(onward)
    size = np.diff(start)[trips]
    call = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size - start[trips], size)
    trip = np.repeat(trips, size).astype(np.int32)
    follows = np.zeros(onward.size, bool)
    follows[onward[onward >= 0]] = True

    last = start[trip + 1] - 1 == call
    joined = last & (onward[trip] >= 0)  # its call is taken up by the first of the next trip
    begins = start[trip] == call
    takes_up = begins & follows[trip]
    arrival, alight = timetable.arrival_s[call].copy(), timetable.alight[call].copy()
    arrival[takes_up] = timetable.arrival_s[call[joined]]
    alight[takes_up] = timetable.alight[call[joined]]
    kept = ~joined
    run_begins = np.flatnonzero(begins[kept] & ~follows[trip[kept]])

    def clock(seconds: NDArray[np.int32]) -> NDArray[np.int32]:
        return (seconds.astype(np.int64) * DS_PER_S - zero_ds).astype(np.int32)

    return Runs(
        np.append(run_begins, int(kept.sum())).astype(np.int64),
        timetable.stop[call][kept].astype(np.int64),
        clock(arrival[kept]),
        clock(timetable.departure_s[call][kept]),
        timetable.board[call][kept],
        alight[kept],
        trip[kept],
    )


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
