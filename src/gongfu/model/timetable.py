"""Timetable: the trips of one day as calls in order, ids outside, positions inside."""

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from gongfu.errors import InputError

ROUTE_KINDS: Final = ("bus", "tram", "metro", "rail", "ferry", "cable", "other")
"""What runs on a route."""

STOP_COLUMNS: Final = ("name", "lon", "lat", "feed")
ROUTE_COLUMNS: Final = ("name", "long_name", "kind", "feed")
TRIP_COLUMNS: Final = ("route", "headsign", "day")
TRANSFER_COLUMNS: Final = ("from_stop", "to_stop", "min_time_s", "allowed")
_SHOWN_ROWS: Final = 3
_TIME_MAX: Final = 30 * 86_400
_CALLS_MAX: Final = 2**31 - 1  # positions are 32-bit


@dataclass(frozen=True, slots=True, eq=False)
class Timetable:
    """The trips that run on one day: S stops, T trips, E calls (a trip stopping at a stop).

    date: the day; stops: S rows, index stop_id, columns name, lon and lat (WGS84 degrees) and feed
    (what it came from); routes: index route_id, columns name (short, else long), long_name, kind
    (one of `ROUTE_KINDS`), feed; trips: T rows, index trip_id as its feed spells it, repeated where
    a trip runs at a headway or on several days, columns route (position), headsign ("" unknown),
    day (days from `date` to the service day that the trip belongs to: -1 the day before).

    start (T+1,) int64 where the calls of each trip begin; stop (E,) int32 positions; arrival_s,
    departure_s (E,) int32 seconds after midnight of `date`, below 0 before it, 86,400 or more on
    the next day; board, alight (E,) True where one may get on and off; onward (T,) int32 the trip
    that the same vehicle goes on with, so that one may stay seated, -1 none.

    transfers: columns from_stop and to_stop (positions), min_time_s (NaN: no least time is given,
    the walk decides), allowed.  Arrays are read-only.

    from_s, until_s: seconds after midnight between which every trip under way is there; others may
    lack.

    Build one with `from_arrays`, which checks.
    """

    date: dt.date
    stops: pd.DataFrame
    routes: pd.DataFrame
    trips: pd.DataFrame
    start: NDArray[np.int64]
    stop: NDArray[np.int32]
    arrival_s: NDArray[np.int32]
    departure_s: NDArray[np.int32]
    board: NDArray[np.bool_]
    alight: NDArray[np.bool_]
    onward: NDArray[np.int32]
    transfers: pd.DataFrame
    from_s: float = -math.inf
    until_s: float = math.inf

    @classmethod
    def from_arrays(  # noqa: PLR0913 (what a timetable is made of)
        cls,
        date: dt.date,
        stops: pd.DataFrame,
        routes: pd.DataFrame,
        trips: pd.DataFrame,
        start: ArrayLike,
        stop: ArrayLike,
        arrival_s: ArrayLike,
        departure_s: ArrayLike,
        *,
        board: ArrayLike | None = None,
        alight: ArrayLike | None = None,
        onward: ArrayLike | None = None,
        transfers: pd.DataFrame | None = None,
        from_s: float = -math.inf,
        until_s: float = math.inf,
    ) -> "Timetable":
        """A checked timetable from plain arrays.

        Parameters
        ----------
        date
            The day whose midnight times count from.
        stops, routes, trips
            As the class describes; further columns are kept.
        start
            (T+1,) where the calls of each trip begin, from 0 to E, never falling.
        stop
            (E,) positions of stops, by trip and in the order of travel.
        arrival_s, departure_s
            (E,) whole seconds after midnight, never falling along a trip, within 30 days of it.
        board, alight
            (E,) bool, False where nobody may get on or off; True everywhere if not given.
        onward
            (T,) position of the trip that the vehicle goes on with, -1 none; none if not given.
        transfers
            As the class describes; no row if not given.
        from_s, until_s
            Between which times all trips are there; at all times if not given.

        Returns
        -------
        Timetable
            Frames and arrays as given, 32-bit where the class says so.

        Raises
        ------
        InputError
            All faults at once, with the rows (counted from 1) where they are.
        """
        moves = _no_transfers() if transfers is None else transfers
        numbers = {
            "start": _numbers(start),
            "stop": _numbers(stop),
            "arrival_s": _numbers(arrival_s),
            "departure_s": _numbers(departure_s),
        }
        n_calls, n_trips = numbers["stop"].size, len(trips)
        numbers["onward"] = np.full(n_trips, -1) if onward is None else _numbers(onward)
        masks = {
            "board": np.ones(n_calls, bool) if board is None else np.atleast_1d(np.asarray(board)),
            "alight": np.ones(n_calls, bool)
            if alight is None
            else np.atleast_1d(np.asarray(alight)),
        }
        faults = _frame_faults(stops, routes, trips, moves)
        sound = _shape_faults(numbers, masks, n_trips)
        faults += sound
        if not sound:
            faults += _call_faults(numbers, len(stops)) + _onward_faults(numbers)
        if faults:
            raise InputError("timetable: " + "; ".join(faults))

        return cls(
            date,
            stops,
            routes,
            trips,
            _fixed(numbers["start"].astype(np.int64)),
            _fixed(numbers["stop"].astype(np.int32)),
            _fixed(numbers["arrival_s"].astype(np.int32)),
            _fixed(numbers["departure_s"].astype(np.int32)),
            _fixed(masks["board"]),
            _fixed(masks["alight"]),
            _fixed(numbers["onward"].astype(np.int32)),
            moves,
            float(from_s),
            float(until_s),
        )

    @property
    def n_stops(self) -> int:
        """Number of stops."""
        return len(self.stops)

    @property
    def n_trips(self) -> int:
        """Number of trips; one that runs at a headway counts each time."""
        return len(self.trips)

    @property
    def n_calls(self) -> int:
        """Number of calls."""
        return int(self.stop.size)


def _no_transfers() -> pd.DataFrame:
    empty: NDArray[np.int64] = np.zeros(0, np.int64)
    return pd.DataFrame(
        {
            "from_stop": empty,
            "to_stop": empty,
            "min_time_s": empty.astype(float),
            "allowed": empty.astype(bool),
        }
    )


def _numbers(values: ArrayLike) -> NDArray[Any]:
    return np.atleast_1d(np.ascontiguousarray(values))


def _fixed(values: NDArray[Any]) -> NDArray[Any]:
    """A read-only view, so that the caller's own array stays as it was."""
    view = values.view()
    view.flags.writeable = False
    return view


def _frame_faults(
    stops: pd.DataFrame, routes: pd.DataFrame, trips: pd.DataFrame, transfers: pd.DataFrame
) -> list[str]:
    found = []
    asked = (
        ("stops", stops, STOP_COLUMNS),
        ("routes", routes, ROUTE_COLUMNS),
        ("trips", trips, TRIP_COLUMNS),
        ("transfers", transfers, TRANSFER_COLUMNS),
    )
    for name, frame, columns in asked:
        missing = [column for column in columns if column not in frame.columns]
        if missing:
            found.append(f"{name} has no column {', '.join(map(repr, missing))}")
    if found:
        return found
    for name, frame in (("stops", stops), ("routes", routes)):
        twice = frame.index[frame.index.duplicated()]
        if len(twice):
            found.append(f"{name} names {twice[0]!r} more than once; give each an id of its own")
    for column, most in (("lon", 180.0), ("lat", 90.0)):
        odd = ~(np.abs(stops[column].to_numpy(float)) <= most)
        if odd.any():
            found.append(
                f"stops: {column} is {stops[column].to_numpy()[odd][0]} in {_rows(odd)}; it must "
                f"be in degrees from {-most:g} to {most:g}"
            )
    odd = ~routes["kind"].isin(ROUTE_KINDS).to_numpy()
    if odd.any():
        found.append(
            f"routes: kind is {routes['kind'].to_numpy()[odd][0]!r} in {_rows(odd)}; the kinds are "
            f"{', '.join(ROUTE_KINDS)}"
        )
    found += _position_faults("trips: route", trips["route"].to_numpy(), len(routes))
    if len(trips) and not pd.api.types.is_integer_dtype(trips["day"]):
        found.append(f"trips: day must be whole days, not {trips['day'].dtype}")
    for column in ("from_stop", "to_stop"):
        found += _position_faults(f"transfers: {column}", transfers[column].to_numpy(), len(stops))
    least = transfers["min_time_s"].to_numpy(float)
    odd = (least < 0) | np.isinf(least)
    if odd.any():
        found.append(
            f"transfers: min_time_s is {least[odd][0]} in {_rows(odd)}; it must be finite and "
            ">= 0, or NaN where the walk decides"
        )
    if transfers["allowed"].dtype != bool:
        found.append(f"transfers: allowed is a bool mask, not {transfers['allowed'].dtype}")
    return found


def _position_faults(name: str, values: NDArray[Any], n: int, *, least: int = 0) -> list[str]:
    if not values.size:
        return []
    if not np.issubdtype(values.dtype, np.integer):
        return [f"{name} must be integer positions, not {values.dtype}"]
    odd = (values < least) | (values >= n)
    if not odd.any():
        return []
    return [f"{name} is {values[odd][0]} in {_rows(odd)}; positions run from {least} to {n - 1}"]


def _shape_faults(
    numbers: dict[str, NDArray[Any]], masks: dict[str, NDArray[Any]], n_trips: int
) -> list[str]:
    found = []
    n_calls = numbers["stop"].size
    sizes = {name: numbers[name].size for name in ("stop", "arrival_s", "departure_s")}
    sizes |= {name: mask.size for name, mask in masks.items()}
    if len(set(sizes.values())) > 1:
        found.append(f"arrays of calls must be equally long; they are {sizes}")
    if n_calls > _CALLS_MAX:
        found.append(f"{n_calls} calls are more than {_CALLS_MAX}; cut the region")
    for name, values in numbers.items():
        if values.size and not np.issubdtype(values.dtype, np.integer):
            found.append(f"{name} must be whole numbers, not {values.dtype}")
    found += [
        f"{name} must be a bool mask, not {mask.dtype}"
        for name, mask in masks.items()
        if mask.size and mask.dtype != bool
    ]
    for name, size in (("start", n_trips + 1), ("onward", n_trips)):
        if numbers[name].size != size:
            found.append(
                f"{name} must have {size} values for {n_trips} trips; it has {numbers[name].size}"
            )
    start = numbers["start"]
    if not found and (start[0] != 0 or start[-1] != n_calls or (np.diff(start) < 0).any()):
        found.append(f"start must rise from 0 to {n_calls}, the number of calls, and never fall")
    return found


def _call_faults(numbers: dict[str, NDArray[Any]], n_stops: int) -> list[str]:
    found = _position_faults("stop", numbers["stop"], n_stops)
    arrival, departure = numbers["arrival_s"], numbers["departure_s"]
    far = (np.minimum(arrival, departure) < -_TIME_MAX) | (
        np.maximum(arrival, departure) > _TIME_MAX
    )
    if far.any():
        found.append(f"times are farther than 30 days from midnight in {_rows(far)}")
    odd = departure < arrival
    if odd.any():
        found.append(f"departure_s is before arrival_s in {_rows(odd)}; times never fall on a trip")
    within = np.ones(arrival.size, bool)
    firsts = numbers["start"][:-1]
    within[firsts[firsts < arrival.size]] = False
    back = np.zeros(arrival.size, bool)
    back[1:] = within[1:] & (arrival[1:] < departure[:-1])
    if back.any():
        found.append(
            f"arrival_s is before the departure from the stop before in {_rows(back)}; "
            "times never fall on a trip"
        )
    return found


def _onward_faults(numbers: dict[str, NDArray[Any]]) -> list[str]:
    onward, start = numbers["onward"], numbers["start"]
    found = _position_faults("onward", onward, onward.size, least=-1)
    if found or not onward.size:
        return found
    goes = np.flatnonzero(onward >= 0)
    then = onward[goes]
    called = np.diff(start) > 0
    empty = ~(called[goes] & called[then])
    if empty.any():
        return [f"onward joins a trip without calls in row {goes[empty][0] + 1}"]
    back = numbers["departure_s"][start[then]] < numbers["arrival_s"][start[goes + 1] - 1]
    back |= then == goes
    if back.any():
        rows = np.zeros(onward.size, bool)
        rows[goes[back]] = True
        return [
            f"onward names the trip itself, or one that leaves before this one arrives, in "
            f"{_rows(rows)}"
        ]
    return []


def _rows(mask: NDArray[np.bool_]) -> str:
    at = np.flatnonzero(mask)
    shown = ", ".join(str(row + 1) for row in at[:_SHOWN_ROWS])
    if at.size == 1:
        return f"row {shown}"
    return f"{at.size} rows ({shown}{', …' if at.size > _SHOWN_ROWS else ''})"
