"""Working days: weekdays, less the holidays and with the make-up days that were announced.

A calendar is made of announced days.  A year that nobody has announced yet counts weekends only and
says that it is provisional.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gongfu.errors import InputError

Days = NDArray[np.datetime64]
Ints = NDArray[np.int64]
DaysLike: TypeAlias = ArrayLike | date | Sequence[date]

CHINA_TIME: Final = timezone(timedelta(hours=8))  # one zone, no summer time since 1991

_DAY: Final = "datetime64[D]"
_EPOCH: Final = date(1970, 1, 1).toordinal()
_WEEK: Final = 7
_WORKDAYS: Final = 5
_MONDAY: Final = 3  # 1970-01-01 was a Thursday: day -3 was a Monday
_MOST_DAYS: Final = 100_000
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class AnnouncedDay:
    """What a notice says of one day.

    Attributes
    ----------
    day
        The day.
    works
        Whether people work on it.
    year
        The year whose arrangement the notice makes; the day may lie in the year before.
    notice
        Number of the notice.
    noticed_on
        Its date.  A later notice overrules an earlier one, day by day.
    holiday
        Which holiday the day belongs to.
    """

    day: date
    works: bool
    year: int
    notice: str
    noticed_on: date
    holiday: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class WorkCalendar:
    """Which days are worked, and how far that is announced.

    Made by `work_calendar`.  `years` are the years that are announced; `off` and `made_up` the
    weekdays that are free and the weekend days that are worked, as days since 1970-01-01, sorted.
    """

    years: tuple[int, ...]
    off: Ints
    made_up: Ints
    _low: int = field(repr=False)
    _listed: Ints = field(repr=False)  # working days from `_low` to the last announced day
    _one_off: list[int] = field(init=False, repr=False)
    _one_made_up: list[int] = field(init=False, repr=False)
    _one_listed: list[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        for name in ("off", "made_up", "_listed"):
            values = getattr(self, name)
            values.flags.writeable = False
            object.__setattr__(self, f"_one_{name.strip('_')}", values.tolist())

    def is_working(self, days: DaysLike) -> NDArray[np.bool_]:
        """Whether each day is worked; shape as given."""
        at = _numbers(days, "days")
        weekday = (at + _MONDAY) % _WEEK < _WORKDAYS
        return (weekday & ~np.isin(at, self.off)) | np.isin(at, self.made_up)

    def is_provisional(self, days: DaysLike) -> NDArray[np.bool_]:
        """Whether each day lies in a year that is not announced; shape as given."""
        at = _numbers(days, "days").astype(_DAY)
        years = at.astype("datetime64[Y]").astype(np.int64) + 1970
        return ~np.isin(years, np.array(self.years, np.int64))

    def one_after(self, day: date, n_days: int) -> date:
        """`add_working_days` for one day, without arrays: a clock asks for one."""
        at = day.toordinal() - _EPOCH
        count = self._one_before(at + (n_days > 0)) + max(n_days, 1)
        first = self._one_before(self._low)
        listed = self._one_listed
        if 0 <= count - first - 1 < len(listed):
            return date.fromordinal(listed[count - first - 1] + _EPOCH)
        shift = 0 if count <= first else len(self._one_made_up) - len(self._one_off)
        weeks, rest = divmod(count - shift - 1, _WORKDAYS)
        return date.fromordinal(weeks * _WEEK + rest - _MONDAY + _EPOCH)

    def one_between(self, start: date, end: date) -> int:
        """`working_days_between` for two days."""
        first, last = start.toordinal() - _EPOCH, end.toordinal() - _EPOCH
        return self._one_before(last + 1) - self._one_before(first + 1)

    def _one_before(self, at: int) -> int:
        weeks, rest = divmod(at + _MONDAY, _WEEK)
        plain = weeks * _WORKDAYS + min(rest, _WORKDAYS)
        return plain - bisect_left(self._one_off, at) + bisect_left(self._one_made_up, at)

    def _before(self, at: Ints) -> Ints:
        """Working days before each day, counted from 1969-12-29."""
        shifted = at + _MONDAY
        whole = shifted // _WEEK * _WORKDAYS + np.minimum(shifted % _WEEK, _WORKDAYS)
        return whole - np.searchsorted(self.off, at) + np.searchsorted(self.made_up, at)

    def _nth(self, count: Ints) -> Ints:
        """The day by whose end `count` working days are over: the inverse of `_before`."""
        first = int(self._before(np.array(self._low)))
        shift = self.made_up.size - self.off.size
        at = count - first - 1
        inside = (at >= 0) & (at < self._listed.size)
        plain = count - np.where(at < 0, 0, shift) - 1
        found = plain // _WORKDAYS * _WEEK + plain % _WORKDAYS - _MONDAY
        if self._listed.size:
            found = np.where(inside, self._listed[np.where(inside, at, 0)], found)
        return found


def work_calendar(days: Iterable[AnnouncedDay], *, known_on: date | None = None) -> WorkCalendar:
    """The calendar that announced days make.

    Parameters
    ----------
    days
        As the notices give them, in any order.  Where two speak of a day, the later one counts.
    known_on
        Only notices up to and including this date; all if None.  A deadline of the past was set
        by what was known then.

    Returns
    -------
    WorkCalendar
        Weekdays are worked and weekends are not, but for the days announced.
    """
    latest: dict[date, AnnouncedDay] = {}
    years = set()
    for one in days:
        if known_on is not None and one.noticed_on > known_on:
            continue
        years.add(one.year)
        held = latest.get(one.day)
        if held is not None and held.noticed_on == one.noticed_on and held.works != one.works:
            raise InputError(
                f"{one.day} is both worked and free by notices of {one.noticed_on}: "
                f"{held.notice!r} and {one.notice!r}; keep the one that is in force"
            )
        if held is None or one.noticed_on >= held.noticed_on:
            latest[one.day] = one
    weekday = {day: day.weekday() < _WORKDAYS for day in latest}
    off = _sorted(d for d, one in latest.items() if weekday[d] and not one.works)
    made_up = _sorted(d for d, one in latest.items() if not weekday[d] and one.works)
    both = np.concatenate([off, made_up])
    low, high = (int(both.min()), int(both.max())) if both.size else (0, -1)
    span = np.arange(low, high + 1)
    plain = WorkCalendar(tuple(sorted(years)), off, made_up, low, np.zeros(0, np.int64))
    listed = span[plain.is_working(span.astype(_DAY))]
    return WorkCalendar(plain.years, off, made_up, low, listed)


def add_working_days(calendar: WorkCalendar, start: DaysLike, n_days: DaysLike) -> Days:
    """The last day of a term of working days.

    Parameters
    ----------
    calendar
        From `work_calendar`.
    start
        Days, such as dates or `datetime64[D]`; broadcast against `n_days`.
    n_days
        Whole working days >= 0.

    Returns
    -------
    ndarray
        `datetime64[D]`.  The starting day does not count, the term begins on the next (Civil Code
        of China, art. 201); 1 gives the next working day.  0 gives the day itself if it is worked,
        else the next working day (art. 203).

    Examples
    --------
    >>> from datetime import date
    >>> str(add_working_days(work_calendar([]), date(2024, 3, 1), 1))  # a Friday
    '2024-03-04'
    """
    at = _numbers(start, "start")
    count = np.asarray(n_days)
    if count.dtype.kind not in "iu":
        raise InputError(f"n_days must be whole numbers; it is of type {count.dtype}")
    if (count < 0).any() or (count > _MOST_DAYS).any():
        odd = count[(count < 0) | (count > _MOST_DAYS)]
        raise InputError(
            f"n_days has {odd.size} values such as {int(odd.flat[0])}; "
            f"give 0 to {_MOST_DAYS} working days"
        )
    at, count = _together(at, count.astype(np.int64), "n_days")
    # A day before `at` that is over counts `_before(at)`; the day itself is one more if worked.
    upto = calendar._before(np.where(count == 0, at, at + 1))
    return calendar._nth(upto + np.maximum(count, 1)).astype(_DAY)


def working_days_between(calendar: WorkCalendar, start: DaysLike, end: DaysLike) -> Ints:
    """How many working days lie after one day, up to and including another.

    Parameters
    ----------
    calendar
        From `work_calendar`.
    start, end
        Days, broadcast against each other.

    Returns
    -------
    ndarray
        int64; below 0 where `end` is earlier: then the days after `end`, up to `start`, negated.
        The inverse of `add_working_days` for counts above 0.

    Examples
    --------
    >>> from datetime import date
    >>> int(working_days_between(work_calendar([]), date(2024, 3, 1), date(2024, 3, 8)))
    5
    """
    first, last = _together(_numbers(start, "start"), _numbers(end, "end"), "end")
    return calendar._before(last + 1) - calendar._before(first + 1)


def day_in_china(at: datetime) -> date:
    """The day on China's clocks at a moment.

    Parameters
    ----------
    at
        With its time zone.

    Returns
    -------
    date
        In UTC+8.
    """
    if at.tzinfo is None:
        raise InputError(f"the moment {at.isoformat()} has no time zone; give one, such as +08:00")
    try:
        return at.astimezone(CHINA_TIME).date()
    except OverflowError as error:
        raise InputError(f"the moment {at.isoformat()} is beyond any calendar; mend it") from error


def _sorted(days: Iterable[date]) -> Ints:
    return np.sort(np.array(list(days), _DAY).astype(np.int64))


def _numbers(days: DaysLike, name: str) -> Ints:
    """Days since 1970-01-01; a time of day, a text that is no day or a missing day is an error."""
    given: Any = days
    if isinstance(given, datetime):
        raise InputError(f"{name} is a moment; take its day first, as day_in_china does")
    try:
        at = np.asarray(given)
        if at.dtype.kind == "M" and np.datetime_data(at.dtype)[0] not in ("D", "generic"):
            whole = at.astype(_DAY)
            if (whole != at).any():
                raise InputError(f"{name} hold a time of day; take the days first")
        elif at.dtype.kind not in "MOU":
            raise InputError(f"{name} must be days; they are of type {at.dtype}")
        at = at.astype(_DAY)
    except InputError:
        raise
    except (TypeError, ValueError) as error:
        raise InputError(
            f"{name} hold what is no day ({error}); write them as 2026-01-31"
        ) from None
    lost = np.isnat(at)
    if lost.any():
        where = [int(i) for i in np.flatnonzero(lost)[:_SHOWN]]
        raise InputError(
            f"{name} are missing in {lost.sum()} places, such as {where}; fill them in"
        )
    return at.astype(np.int64)


def _together(first: Ints, second: Ints, name: str) -> tuple[Ints, Ints]:
    try:
        one, other = np.broadcast_arrays(first, second)
    except ValueError:
        raise InputError(
            f"{name} has shape {second.shape} and start {first.shape}; give one day, or as many"
        ) from None
    return one, other
