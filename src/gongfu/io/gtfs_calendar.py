"""On which dates the services of a feed run: weeks, and single dates added or taken out."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gongfu.io.gtfs_files import FeedFiles, Sheet, read_sheet
from gongfu.io.gtfs_problems import Problems
from gongfu.io.gtfs_values import (
    NO_DAY,
    days,
    enumerated,
    keyed,
    missing_columns,
    references,
)

WEEKDAYS: Final = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
_WEEKLY: Final = ("service_id", "start_date", "end_date", *WEEKDAYS)
_SINGLE: Final = ("service_id", "date", "exception_type")
_ADDED: Final = 1


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """V services; days are ordinals of dates (1 is 1 January of the year 1).

    ids; first, last (V,) of the weeks that a service runs in, last < first where it has none; week
    (V, 7) weekdays, Monday first; on_service, on_day (X,) single dates, added (X,) True where the
    service runs on it besides, False where it does not run after all.
    """

    ids: tuple[str, ...]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    week: NDArray[np.bool_]
    on_service: NDArray[np.int64]
    on_day: NDArray[np.int64]
    added: NDArray[np.bool_]

    def active(self, day: int) -> NDArray[np.bool_]:
        """The services (V,) that run on a day."""
        runs = self.week[:, (day - 1) % 7] & (self.first <= day) & (day <= self.last)
        on = self.on_day == day
        runs[self.on_service[on & self.added]] = True
        runs[self.on_service[on & ~self.added]] = False
        return runs

    def count(self, n_trips: NDArray[np.int64]) -> tuple[int, NDArray[np.int64]]:
        """The first day with a trip, and the trips on every day from it to the last.

        `n_trips` (V,) of each service.  Without any trip the array is empty.
        """
        has = (n_trips > 0) & (self.first <= self.last)
        single = n_trips[self.on_service] > 0
        ends = (self.first[has], self.last[has] + 1, self.on_day[single], self.on_day[single] + 1)
        known = np.concatenate(ends)
        if not known.size:
            return NO_DAY, np.zeros(0, np.int64)
        start, stop = int(known.min()), int(known.max())
        day = np.arange(start, stop)
        total = np.zeros(day.size, np.int64)
        for weekday in range(7):
            on = has & self.week[:, weekday]
            change = np.zeros(day.size + 1, np.int64)
            np.add.at(change, self.first[on] - start, n_trips[on])
            np.add.at(change, self.last[on] + 1 - start, -n_trips[on])
            total += np.cumsum(change)[:-1] * ((day - 1) % 7 == weekday)
        of, at = self.on_service[single], self.on_day[single]
        usual = self.week[of, (at - 1) % 7] & (self.first[of] <= at) & (at <= self.last[of])
        change = np.where(self.added[single], ~usual, -usual.astype(np.int64)) * n_trips[of]
        np.add.at(total, at - start, change)
        runs = np.flatnonzero(total)
        if not runs.size:
            return NO_DAY, np.zeros(0, np.int64)
        return start + int(runs[0]), total[runs[0] : runs[-1] + 1]


def read_calendar(files: FeedFiles, problems: Problems) -> Calendar:
    """The services of a feed; none, with a problem noted, if it says nothing about dates."""
    weeks = read_sheet(files, "calendar.txt", _WEEKLY, problems)
    singles = read_sheet(files, "calendar_dates.txt", _SINGLE, problems)
    if weeks is None and singles is None:
        words = "neither calendar.txt nor calendar_dates.txt is there, so nobody knows when it runs"
        problems.add("missing_calendar_and_calendar_date_files", "", words)
    first, last = np.zeros(0, np.int64), np.zeros(0, np.int64)
    week, ids = np.zeros((0, 7), bool), []
    if weeks is not None and len(weeks) and not missing_columns(weeks, _WEEKLY, problems):
        weeks, first, last, week = _weeks(weeks, problems)
        ids = list(weeks.column("service_id").texts())
    if singles is None or not len(singles) or missing_columns(singles, _SINGLE, problems):
        none = np.zeros(0, np.int64)
        return Calendar(tuple(ids), first, last, week, none, none, none.astype(bool))
    place = {service: at for at, service in enumerate(ids)}
    for service in singles.column("service_id").values:
        place.setdefault(str(service), len(place))
    n_more = len(place) - len(ids)
    of, at, added = _singles(singles, place, problems)
    return Calendar(
        tuple(place),
        np.append(first, np.ones(n_more, np.int64)),
        np.append(last, np.zeros(n_more, np.int64)),
        np.concatenate([week, np.zeros((n_more, 7), bool)]),
        of,
        at,
        added,
    )


def _weeks(
    sheet: Sheet, problems: Problems
) -> tuple[Sheet, NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    sheet = keyed(sheet, "service_id", problems)
    first, last = days(sheet, "start_date", problems), days(sheet, "end_date", problems)
    back = (first != NO_DAY) & (last != NO_DAY) & (last < first)
    problems.among(
        "start_and_end_range_out_of_order",
        sheet.file,
        lambda k: (
            f"end_date {sheet.column('end_date').text(k)} is before start_date "
            f"{sheet.column('start_date').text(k)}; the weeks are set aside"
        ),
        field="end_date",
        rows=sheet.row,
        mask=back,
    )
    odd = back | (first == NO_DAY) | (last == NO_DAY)
    first, last = np.where(odd, 1, first), np.where(odd, 0, last)
    flags = [enumerated(sheet, weekday, ("0", "1"), problems) for weekday in WEEKDAYS]
    return sheet, first, last, np.array(flags).T.astype(bool)


def _singles(
    sheet: Sheet, place: dict[str, int], problems: Problems
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    of = references(sheet, "service_id", place, "the services", problems, done="set aside")
    at = days(sheet, "date", problems)
    column = sheet.column("exception_type")
    kind = column.mapped(
        np.array([{"1": 1, "2": 2}.get(value, 0) for value in column.values], np.int64), 0
    )
    problems.among(
        "unexpected_enum_value",
        sheet.file,
        lambda k: f"exception_type is {column.text(k)!r}, neither 1 nor 2; set aside",
        field="exception_type",
        rows=sheet.row,
        mask=kind == 0,
    )
    keep = (of >= 0) & (at != NO_DAY) & (kind > 0)
    sound = np.flatnonzero(keep)
    _, first = np.unique(of[sound] * 4_000_000 + at[sound], return_index=True)
    once = np.zeros(len(sheet), bool)
    once[sound[first]] = True
    problems.among(
        "duplicate_key",
        sheet.file,
        lambda k: (
            f"service {sheet.column('service_id').text(k)!r} has this date already; set aside"
        ),
        field="date",
        rows=sheet.row,
        mask=keep & ~once,
    )
    keep &= once
    return of[keep], at[keep], kind[keep] == _ADDED
