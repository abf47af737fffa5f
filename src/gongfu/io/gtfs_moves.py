"""Trips at a headway, transfers between stops, and vehicles that go on as another trip."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from gongfu.io.gtfs_files import FeedFiles, Sheet, read_sheet
from gongfu.io.gtfs_places import STATION
from gongfu.io.gtfs_problems import Problems
from gongfu.io.gtfs_values import (
    NO_TIME,
    enumerated,
    missing_columns,
    numbers,
    references,
    times_s,
    wholes,
)

_LEAST, _NEVER, _SEATED, _NOT_SEATED = 2, 3, 4, 5
_HEADWAYS: Final = ("trip_id", "start_time", "end_time", "headway_secs")
_FIELDS: Final = (
    "from_stop_id",
    "to_stop_id",
    "transfer_type",
    "min_transfer_time",
    "from_trip_id",
    "to_trip_id",
    "from_route_id",
    "to_route_id",
)


@dataclass(frozen=True, slots=True, eq=False)
class Headways:
    """Trips (F,) that run from start_s, every headway_s, before end_s; given (T,) those that do.

    A trip that is given a headway has no times of its own, even if the headway was set aside.
    """

    trip: NDArray[np.int64]
    start_s: NDArray[np.int64]
    end_s: NDArray[np.int64]
    headway_s: NDArray[np.int64]
    given: NDArray[np.bool_]

    @property
    def n_runs(self) -> NDArray[np.int64]:
        """How often (F,) each runs."""
        return -((self.start_s - self.end_s) // self.headway_s)


@dataclass(frozen=True, slots=True, eq=False)
class Transfers:
    """between: columns as in `Timetable.transfers`, positions in all stops of the feed.

    seated: columns from_trip, to_trip (positions), allowed: whether one may stay seated.
    """

    between: pd.DataFrame
    seated: pd.DataFrame


def read_headways(
    files: FeedFiles, trip_at: dict[str, int], n_trips: int, problems: Problems
) -> Headways:
    """What frequencies.txt says; nothing if it is not there."""
    sheet = read_sheet(files, "frequencies.txt", (*_HEADWAYS, "exact_times"), problems)
    given = np.zeros(n_trips, bool)
    none = np.zeros(0, np.int64)
    if sheet is None or not len(sheet) or missing_columns(sheet, _HEADWAYS, problems):
        return Headways(none, none, none, none, given)
    trip = references(sheet, "trip_id", trip_at, "trips.txt", problems, done="set aside")
    given[trip[trip >= 0]] = True
    start = times_s(sheet, "start_time", problems, done="set aside").astype(np.int64)
    end = times_s(sheet, "end_time", problems, done="set aside").astype(np.int64)
    headway = wholes(sheet, "headway_secs", problems, low=1)
    for field in _HEADWAYS[1:]:
        problems.among(
            "missing_required_field",
            sheet.file,
            f"{field} is blank; set aside",
            field=field,
            rows=sheet.row,
            mask=sheet.column(field).blank,
        )
    whole = (start != NO_TIME) & (end != NO_TIME)
    for code, odd in (
        ("start_and_end_range_out_of_order", whole & (end < start)),
        ("start_and_end_range_equal", whole & (end == start)),
    ):
        words = "end_time is not after start_time; set aside"
        problems.among(code, sheet.file, words, field="end_time", rows=sheet.row, mask=odd)
    keep = (trip >= 0) & whole & (end > start) & (headway > 0)
    at = np.flatnonzero(keep)
    at = at[np.lexsort((start[at], trip[at]))]
    over = _overlapping(trip[at], start[at], end[at])
    late = np.zeros(len(sheet), bool)
    late[at[over]] = True
    words = "it overlaps an earlier headway of the same trip; set aside"
    problems.among(
        "overlapping_frequency", sheet.file, words, field="start_time", rows=sheet.row, mask=late
    )
    at = at[~over]
    exact = enumerated(sheet, "exact_times", ("0", "1"), problems)[at]
    rough = int((exact == 0).sum())
    if rough:
        words = (
            f"{rough:,} headways are not exact: vehicles come about so often; they are taken to "
            "run at the start and after every headway"
        )
        problems.add("headway_taken_as_exact", sheet.file, words, field="exact_times", n=rough)
    return Headways(trip[at], start[at], end[at], headway[at], given)


def read_transfers(
    files: FeedFiles, stops: pd.DataFrame, trip_at: dict[str, int], problems: Problems
) -> Transfers:
    """What transfers.txt says of stops and of seats; nothing if it is not there."""
    sheet = read_sheet(files, "transfers.txt", _FIELDS, problems)
    if sheet is None:
        return Transfers(_between(), _seated([], [], []))
    how = enumerated(sheet, "transfer_type", ("0", "1", "2", "3", "4", "5"), problems)
    seats = how >= _SEATED
    seated = _seats(sheet.where(seats), how[seats], trip_at, problems)
    narrow = ~seats & ~np.logical_and.reduce([sheet.column(field).blank for field in _FIELDS[4:]])
    words = "it holds for some trips or routes only; such transfers are not used, the walk decides"
    problems.among(
        "transfer_not_used", sheet.file, words, field="from_trip_id", rows=sheet.row, mask=narrow
    )
    plain = ~seats & ~narrow
    return Transfers(_stops(sheet.where(plain), how[plain], stops, problems), seated)


def _overlapping(
    trip: NDArray[np.int64], start: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Which of headways sorted by trip and start begin before one kept before has ended."""
    over = np.zeros(trip.size, bool)
    last_trip, last_end = -1, 0
    for at in range(trip.size):
        if trip[at] == last_trip and start[at] < last_end:
            over[at] = True
        else:
            last_trip, last_end = int(trip[at]), int(end[at])
    return over


def _seats(
    sheet: Sheet, how: NDArray[np.int64], trip_at: dict[str, int], problems: Problems
) -> pd.DataFrame:
    done = "set aside"
    ends = [
        references(sheet, f"{end}_trip_id", trip_at, "trips.txt", problems, done=done)
        for end in ("from", "to")
    ]
    sound = (ends[0] >= 0) & (ends[1] >= 0)
    frame = _seated(ends[0][sound], ends[1][sound], how[sound] == _SEATED)
    again = frame["allowed"] & frame[frame["allowed"]].duplicated("from_trip").reindex(
        frame.index, fill_value=False
    )
    words = "its vehicle goes on as another trip already; only the first is used"
    problems.among(
        "transfer_not_used",
        sheet.file,
        words,
        field="to_trip_id",
        rows=sheet.row[sound],
        mask=again.to_numpy(bool),
    )
    return frame[~again].reset_index(drop=True)


def _stops(
    sheet: Sheet, how: NDArray[np.int64], stops: pd.DataFrame, problems: Problems
) -> pd.DataFrame:
    stop_at = {stop: at for at, stop in enumerate(stops.index)}
    done = "set aside"
    start, end = (
        references(sheet, f"{one}_stop_id", stop_at, "stops.txt", problems, done=done)
        for one in ("from", "to")
    )
    least = numbers(sheet, "min_transfer_time", problems, low=0, done="taken as not given")
    problems.among(
        "missing_required_field",
        sheet.file,
        "transfer_type is 2 and no min_transfer_time is given; the walk decides",
        field="min_transfer_time",
        rows=sheet.row,
        mask=(how == _LEAST) & sheet.column("min_transfer_time").blank,
    )
    least = np.where(how == _LEAST, least, np.nan)
    place, parent = stops["place"].to_numpy(), stops["parent"].to_numpy()
    inside: dict[int, list[int]] = {}
    for child, station in enumerate(parent):
        if station >= 0 and place[child] == 0:
            inside.setdefault(int(station), []).append(child)
    rows: list[tuple[int, int, float, bool, int, int]] = []
    for at in np.flatnonzero((start >= 0) & (end >= 0)):
        ends, wide = [], 0
        for one in (int(start[at]), int(end[at])):
            # calls may stand at the station itself
            ends.append([one, *inside.get(one, [])])
            wide += place[one] == STATION
        rows += [
            (a, b, float(least[at]), bool(how[at] != _NEVER), wide, int(at))
            for a in ends[0]
            for b in ends[1]
        ]
    frame = _between(rows)
    again = frame.duplicated(["from_stop", "to_stop", "wide"])
    late = np.unique(frame.loc[again, "row"].to_numpy())
    if late.size:
        words = "a transfer between these stops is there already; only the first is used"
        problems.add("duplicate_key", sheet.file, words, field="to_stop_id", rows=sheet.row[late])
    frame = frame.sort_values("wide", kind="stable").drop_duplicates(["from_stop", "to_stop"])
    return frame.drop(columns=["wide", "row"]).sort_values(
        ["from_stop", "to_stop"], ignore_index=True
    )


def _between(rows: Sequence[tuple[int, int, float, bool, int, int]] = ()) -> pd.DataFrame:
    frame = pd.DataFrame(
        list(rows), columns=["from_stop", "to_stop", "min_time_s", "allowed", "wide", "row"]
    )
    return frame.astype({"min_time_s": float, "allowed": bool}).astype(
        dict.fromkeys(("from_stop", "to_stop", "wide", "row"), np.int64)
    )


def _seated(start: ArrayLike, end: ArrayLike, allowed: ArrayLike) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "from_trip": np.asarray(start, np.int64),
            "to_trip": np.asarray(end, np.int64),
            "allowed": np.asarray(allowed, bool),
        }
    )
