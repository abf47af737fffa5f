"""The calls of the trips of a feed: stop_times.txt, checked, in order and with every time."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.io.gtfs_files import FeedFiles, Sheet, read_sheet
from gongfu.io.gtfs_places import PLATFORM
from gongfu.io.gtfs_problems import Problems
from gongfu.io.gtfs_values import (
    NO_TIME,
    enumerated,
    missing_columns,
    numbers,
    positions,
    references,
    times_s,
    wholes,
)

FILE: Final = "stop_times.txt"
FASTEST_KM_H: Final = {
    "bus": 150.0,
    "tram": 100.0,
    "metro": 150.0,
    "rail": 500.0,
    "ferry": 80.0,
    "cable": 50.0,
    "other": 200.0,
}
"""Faster than this between two stops, in a straight line, looks wrong (as MobilityData has it)."""
_EARTH_M: Final = 6_371_008.8
_FIELDS: Final = (
    "trip_id",
    "arrival_time",
    "departure_time",
    "stop_id",
    "stop_sequence",
    "pickup_type",
    "drop_off_type",
    "shape_dist_traveled",
    "location_id",
    "location_group_id",
)


@dataclass(frozen=True, slots=True, eq=False)
class Calls:
    """Calls (E,) by trip and order; start (T+1,) where those of each trip begin.

    stop (E,) positions; arrival_s, departure_s (E,) seconds after midnight of the service day;
    begins_s (T,): when each trip leaves its first stop, which may have been set aside.  A trip that
    was left out has no calls.
    """

    start: NDArray[np.int64]
    stop: NDArray[np.int32]
    arrival_s: NDArray[np.int32]
    departure_s: NDArray[np.int32]
    board: NDArray[np.bool_]
    alight: NDArray[np.bool_]
    begins_s: NDArray[np.int32]


@dataclass(slots=True, eq=False)
class _Rows:
    """Rows of the file in order: the trip and stop (-1 unknown) of each, and its times."""

    sheet: Sheet
    trip: NDArray[np.int64]
    stop: NDArray[np.int64]
    arrival: NDArray[np.int32]
    departure: NDArray[np.int32]


def read_calls(
    files: FeedFiles,
    stops: pd.DataFrame,
    trips: pd.DataFrame,
    kind: NDArray[Any],
    trip_at: dict[str, int],
    problems: Problems,
) -> Calls:
    """The calls of all trips; `kind` (T,) is what runs on the route of each."""
    sheet = read_sheet(files, FILE, _FIELDS, problems)
    if sheet is None:
        problems.add("missing_required_file", FILE, "it is not there")
        return _none(len(trips))
    if missing_columns(sheet, ("trip_id", "stop_id", "stop_sequence"), problems):
        return _none(len(trips))

    rows = _sorted(sheet, stops, trip_at, problems)
    _fill_halves(rows, problems)
    n_trips = len(trips)
    count = np.bincount(rows.trip, minlength=n_trips)
    start = np.concatenate([[0], np.cumsum(count)])
    out = _unsound(rows, start, problems)
    straight = _straight_m(rows, stops)
    timed = rows.arrival != NO_TIME
    _check_speed(rows, timed & ~out[rows.trip], straight, kind, problems)
    _interpolate(rows, timed, out, straight, problems)

    begins = np.zeros(n_trips, np.int32)
    begins[count > 0] = rows.departure[start[:-1][count > 0]]
    located = np.isfinite(stops["lon"].to_numpy())
    keep = (rows.stop >= 0) & ~out[rows.trip]
    keep[keep] = located[rows.stop[keep]]
    left = np.bincount(rows.trip[keep], minlength=n_trips)
    row = trips["row"].to_numpy()
    words = "no call of it can be used; the trip is left out"
    problems.among(
        "unused_trip", "trips.txt", words, field="trip_id", rows=row, mask=~out & (left == 0)
    )
    words = "it calls at one stop only, so nobody can travel; the trip is left out"
    problems.among(
        "unusable_trip", "trips.txt", words, field="trip_id", rows=row, mask=~out & (left == 1)
    )
    keep &= left[rows.trip] > 1
    start = np.concatenate(
        [[0], np.cumsum(np.bincount(rows.trip[keep], minlength=n_trips))]
    ).astype(np.int64)
    used = rows.sheet.where(keep)
    board, alight = (_open(used, field, problems) for field in ("pickup_type", "drop_off_type"))
    stop = rows.stop[keep].astype(np.int32)
    _tell_stations(used, stop, stops, problems)
    return Calls(start, stop, rows.arrival[keep], rows.departure[keep], board, alight, begins)


def _none(n_trips: int) -> Calls:
    empty = np.zeros(0, np.int32)
    mask = np.zeros(0, bool)
    start, begins = np.zeros(n_trips + 1, np.int64), np.zeros(n_trips, np.int32)
    return Calls(start, empty, empty, empty, mask, mask, begins)


def _sorted(
    sheet: Sheet, stops: pd.DataFrame, trip_at: dict[str, int], problems: Problems
) -> _Rows:
    """Rows with a trip and a place in it, in order."""
    trip = references(sheet, "trip_id", trip_at, "trips.txt", problems, done="set aside")
    column = sheet.column("stop_id")
    stop = positions(column, {name: at for at, name in enumerate(stops.index)})
    elsewhere = ~(sheet.column("location_id").blank & sheet.column("location_group_id").blank)
    flexible = (stop == -2) & elsewhere
    if flexible.any():
        words = "it calls on demand in an area, not at a stop; such calls are left out"
        n = int(flexible.sum())
        problems.add("flexible_service_not_used", FILE, f"{n:,} rows: {words}", n=n)
    for code, mask, said in (
        ("missing_required_field", (stop == -2) & ~elsewhere, "stop_id is blank"),
        ("foreign_key_violation", stop == -1, ""),
    ):
        problems.among(
            code,
            FILE,
            lambda k, said=said: (  # type: ignore[misc]
                (said or f"stop_id {column.text(k)!r} is not in stops.txt")
                + "; the trip passes without calling"
            ),
            field="stop_id",
            rows=sheet.row,
            mask=mask & (trip >= 0),
        )
    order = wholes(sheet, "stop_sequence", problems)
    problems.among(
        "missing_required_field",
        FILE,
        "stop_sequence is blank; set aside",
        field="stop_sequence",
        rows=sheet.row,
        mask=sheet.column("stop_sequence").blank,
    )
    keep = (trip >= 0) & (order >= 0) & ~flexible
    if not keep.all():
        sheet, trip, stop, order = sheet.where(keep), trip[keep], stop[keep], order[keep]
    key = (trip << 31) + order
    if not (np.diff(key) > 0).all():
        by = np.argsort(key, kind="stable")
        key = key[by]
        twice = np.concatenate([[False], key[1:] == key[:-1]])
        late = by[twice]
        late.sort()
        problems.add(
            "duplicate_key",
            FILE,
            lambda k: (
                f"trip {sheet.column('trip_id').text(late[k])!r} has this stop_sequence already; "
                "set aside"
            ),
            field="stop_sequence",
            rows=sheet.row[late],
        ) if late.size else None
        by = by[~twice]
        sheet, trip, stop = sheet.where(by), trip[by], stop[by]
    done = "taken as blank"
    arrival = times_s(sheet, "arrival_time", problems, done=done)
    departure = times_s(sheet, "departure_time", problems, done=done)
    return _Rows(sheet, trip, np.maximum(stop, -1), arrival, departure)


def _fill_halves(rows: _Rows, problems: Problems) -> None:
    """Where only one of the two times is there, it is both."""
    no_arrival, no_departure = rows.arrival == NO_TIME, rows.departure == NO_TIME
    for field, gone, other in (
        ("arrival_time", no_arrival & ~no_departure, "departure"),
        ("departure_time", no_departure & ~no_arrival, "arrival"),
    ):
        problems.among(
            "stop_time_with_only_arrival_or_departure_time",
            FILE,
            f"{field} is blank; the time of {other} is taken",
            field=field,
            rows=rows.sheet.row,
            mask=gone,
        )
    rows.arrival = np.where(no_arrival, rows.departure, rows.arrival)
    rows.departure = np.where(no_departure, rows.arrival, rows.departure)


def _unsound(rows: _Rows, start: NDArray[np.int64], problems: Problems) -> NDArray[np.bool_]:
    """Trips (T,) that go back in time, or have no time where they begin or end."""
    out = np.zeros(start.size - 1, bool)
    timed = rows.arrival != NO_TIME
    called = np.diff(start) > 0
    edge = np.zeros(timed.size, bool)
    edge[start[:-1][called]] = True
    edge[start[1:][called] - 1] = True
    at = np.flatnonzero(timed)
    back = np.zeros(timed.size, bool)
    if at.size:
        same = rows.trip[at[1:]] == rows.trip[at[:-1]]
        back[at[1:]] = same & (rows.arrival[at[1:]] < rows.departure[at[:-1]])
    column = rows.sheet.column("trip_id")
    for code, odd, field, what in (
        ("missing_trip_edge", edge & ~timed, "arrival_time", "has no time where it begins or ends"),
        (
            "start_and_end_range_out_of_order",
            timed & (rows.departure < rows.arrival),
            "departure_time",
            "leaves a stop before it arrives there",
        ),
        (
            "stop_time_with_arrival_before_previous_departure_time",
            back,
            "arrival_time",
            "arrives before it left the stop before",
        ),
    ):
        problems.among(
            code,
            FILE,
            lambda k, what=what: (  # type: ignore[misc]
                f"trip {column.text(k)!r} {what}; the trip is left out"
            ),
            field=field,
            rows=rows.sheet.row,
            mask=odd,
        )
        out[rows.trip[odd]] = True
    return out


def _straight_m(rows: _Rows, stops: pd.DataFrame) -> NDArray[np.float64]:
    """Metres (E,) in straight lines from stop to stop, summed over all rows.

    A call at a place unknown adds nothing.
    """
    lon = np.radians(np.append(stops["lon"].to_numpy(float), np.nan))[rows.stop]
    lat = np.radians(np.append(stops["lat"].to_numpy(float), np.nan))[rows.stop]
    known = np.isfinite(lon)
    if not known.all():
        at = np.maximum.accumulate(np.where(known, np.arange(known.size), 0))
        own = rows.trip[at] == rows.trip
        lon, lat = np.where(own, lon[at], np.nan), lat[at]
    hop = np.zeros(rows.trip.size)
    half = np.sin(np.diff(lat) / 2) ** 2
    half += np.cos(lat[1:]) * np.cos(lat[:-1]) * np.sin(np.diff(lon) / 2) ** 2
    hop[1:] = np.nan_to_num(2 * _EARTH_M * np.arcsin(np.sqrt(np.minimum(half, 1.0))))
    hop[1:][rows.trip[1:] != rows.trip[:-1]] = 0.0
    return np.cumsum(hop)


def _check_speed(
    rows: _Rows,
    timed: NDArray[np.bool_],
    straight: NDArray[np.float64],
    kind: NDArray[Any],
    problems: Problems,
) -> None:
    at = np.flatnonzero(timed)
    if at.size < 2:
        return
    a, b = at[:-1], at[1:]
    limit = np.array([FASTEST_KM_H[one] for one in kind])[rows.trip[b]]
    took = (rows.arrival[b] - rows.departure[a]).astype(float)
    # times in whole minutes may each be half a minute off
    took[(rows.arrival[b] % 60 == 0) & (rows.departure[a] % 60 == 0)] += 60
    gone = straight[b] - straight[a]
    fast = (rows.trip[a] == rows.trip[b]) & (gone * 3.6 > limit * np.maximum(took, 1.0))
    which, most = b[fast], limit[fast]
    speed = gone[fast] * 3.6 / np.maximum(took[fast], 1.0)
    if which.size:
        problems.add(
            "fast_travel_between_consecutive_stops",
            FILE,
            lambda k: (
                f"from the stop before it goes at {speed[k]:,.0f} km/h in a straight line, and a "
                f"{kind[rows.trip[which[k]]]} at most {most[k]:g}; kept"
            ),
            field="arrival_time",
            rows=rows.sheet.row[which],
        )


def _interpolate(
    rows: _Rows,
    timed: NDArray[np.bool_],
    out: NDArray[np.bool_],
    straight: NDArray[np.float64],
    problems: Problems,
) -> None:
    """Give every call of a sound trip its times: in proportion to the way between timed calls."""
    blank = np.flatnonzero(~timed & ~out[rows.trip])
    along = _travelled(rows, out, problems)
    if not blank.size:
        return
    every = np.arange(timed.size)
    before = np.maximum.accumulate(np.where(timed, every, 0))[blank]
    after = np.minimum.accumulate(np.where(timed, every, timed.size - 1)[::-1])[::-1][blank]
    way = straight if along is None else np.where(np.isnan(along), straight, along)
    whole = way[after] - way[before]
    share = (blank - before) / (after - before)
    np.divide(way[blank] - way[before], whole, out=share, where=whole > 0)
    first, last = rows.departure[before], rows.arrival[after]
    found = np.floor(first + share * (last - first) + 0.5).astype(np.int32)
    rows.arrival[blank] = rows.departure[blank] = found
    n_trips = np.unique(rows.trip[blank]).size
    problems.add(
        "times_interpolated",
        FILE,
        f"{blank.size:,} calls of {n_trips:,} trips have no time; they have been given one between "
        "those before and after, by the way between",
        n=int(blank.size),
    )


def _travelled(
    rows: _Rows, out: NDArray[np.bool_], problems: Problems
) -> NDArray[np.float64] | None:
    """shape_dist_traveled (E,) where all calls of a trip have it and it never falls, else NaN."""
    if "shape_dist_traveled" not in rows.sheet.columns:
        return None
    along = numbers(rows.sheet, "shape_dist_traveled", problems, low=0, done="taken as blank")
    odd = np.isnan(along)
    falls = np.zeros(along.size, bool)
    with np.errstate(invalid="ignore"):
        falls[1:] = (rows.trip[1:] == rows.trip[:-1]) & (along[1:] < along[:-1])
    problems.among(
        "decreasing_or_equal_stop_time_distance",
        FILE,
        "shape_dist_traveled is less than at the stop before; on this trip it is not used",
        field="shape_dist_traveled",
        rows=rows.sheet.row,
        mask=falls,
    )
    unfit = out.copy()
    unfit[rows.trip[odd | falls]] = True
    return np.where(unfit[rows.trip], np.nan, along)


def _open(sheet: Sheet, field: str, problems: Problems) -> NDArray[np.bool_]:
    """Calls where one may get on (or off)."""
    how = enumerated(sheet, field, ("0", "1", "2", "3"), problems)
    asked = int((how >= 2).sum())
    if asked:
        words = f"{asked:,} calls are made on request only ({field} 2 or 3); taken as made"
        problems.add("on_request_only", FILE, words, field=field, n=asked)
    return how != 1


def _tell_stations(
    sheet: Sheet, stop: NDArray[np.int32], stops: pd.DataFrame, problems: Problems
) -> None:
    """Tell of calls at a station or an entrance in place of a platform."""
    problems.among(
        "location_with_unexpected_stop_time",
        FILE,
        lambda k: (
            f"stop_id {sheet.column('stop_id').text(k)!r} is a station or an entrance, no "
            "platform; its point is taken as the stop"
        ),
        field="stop_id",
        rows=sheet.row,
        mask=stops["place"].to_numpy()[stop] != PLATFORM,
    )
