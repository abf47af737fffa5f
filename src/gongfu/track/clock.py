"""A term in working days that can be paused, taken up again, lengthened and missed.

Three rules settle every case.  The day on which a clock starts or is resumed does not count; the
day on which it is paused does.  A term is missed on the first day after its last, whether people
work on that day or not.  What is missed stays missed.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from gongfu.errors import InputError
from gongfu.track.calendar import WorkCalendar

DAYS_MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Terms:
    """How many working days a department has.

    Attributes
    ----------
    sign_days
        To sign for a request (签收), from the day it is assigned.
    handle_days
        To answer it (办结), from the same day.
    rule
        Which rule says so.
    """

    sign_days: int
    handle_days: int
    rule: str = ""

    def __post_init__(self) -> None:
        for name in ("sign_days", "handle_days"):
            _check_days(getattr(self, name), name)


@dataclass(frozen=True, slots=True)
class Clock:
    """A term and how much of it is gone.

    Attributes
    ----------
    allowed_days
        Working days of the term.
    since
        Days after this one count; None while the clock stands.
    used_days
        Working days gone before `since`.
    missed_on
        The last day of the term, once it is found to be missed; else None.
    """

    allowed_days: int
    since: date | None
    used_days: int = 0
    missed_on: date | None = None


def started_clock(allowed_days: int, on: date) -> Clock:
    """A clock that begins to run.

    Parameters
    ----------
    allowed_days
        Working days, 1 or more.
    on
        The day of the start, which does not count.

    Returns
    -------
    Clock
        Running.
    """
    _check_days(allowed_days, "allowed_days")
    return Clock(allowed_days, on)


def due_on(clock: Clock, calendar: WorkCalendar) -> date | None:
    """The last day of a clock's term.

    Parameters
    ----------
    clock
        Running, standing or missed.
    calendar
        As known now: days announced later move the end of a term that is still open.

    Returns
    -------
    date or None
        A working day; None while the clock stands, for nobody knows yet.  If no day is left, as
        after a pause on the last one, it is the day of the resumption, or the next working day.
    """
    if clock.missed_on is not None or clock.since is None:
        return clock.missed_on
    left = max(clock.allowed_days - clock.used_days, 0)
    return calendar.one_after(clock.since, left)


def is_missed(clock: Clock, on: date, calendar: WorkCalendar) -> bool:
    """Whether a term is over and missed on a day.

    Parameters
    ----------
    clock
        Running, standing or missed.
    on
        The day that is asked about.
    calendar
        As known on that day.

    Returns
    -------
    bool
        A clock that stands is missed only if it was when it stopped.
    """
    end = due_on(clock, calendar)
    return end is not None and on > end


def paused_clock(clock: Clock, on: date, calendar: WorkCalendar) -> Clock:
    """A clock that stands from a day on.

    Parameters
    ----------
    clock
        Running.
    on
        The day of the pause, which counts.
    calendar
        As known on that day.

    Returns
    -------
    Clock
        Standing, with the days that are gone and, if the term was over, `missed_on`.
    """
    if clock.since is None:
        raise InputError("the clock stands already; resume it before it is paused again")
    _check_order(clock.since, on)
    missed = due_on(clock, calendar) if is_missed(clock, on, calendar) else None
    used = clock.used_days + calendar.one_between(clock.since, on)
    return replace(clock, since=None, used_days=used, missed_on=missed)


def resumed_clock(clock: Clock, on: date) -> Clock:
    """A clock that runs again.

    Parameters
    ----------
    clock
        Standing.
    on
        The day of the resumption, which does not count.

    Returns
    -------
    Clock
        Running.
    """
    if clock.since is not None:
        raise InputError(f"the clock runs since {clock.since}; pause it before it is resumed")
    return replace(clock, since=on)


def changed_clock(clock: Clock, allowed_days: int, on: date, calendar: WorkCalendar) -> Clock:
    """A clock whose term is another from a day on; the days that are gone stay gone.

    Parameters
    ----------
    clock
        Running or standing.
    allowed_days
        The whole term, 1 or more.
    on
        The day of the change.
    calendar
        As known on that day.

    Returns
    -------
    Clock
        As before, with the other term.  A term that the days gone exceed ends on the day of the
        change, or the next working day: nobody is late by a rule that was not there yet.
    """
    _check_days(allowed_days, "allowed_days")
    if clock.since is None:
        return replace(clock, allowed_days=allowed_days)
    gone = paused_clock(clock, on, calendar)
    return replace(resumed_clock(gone, on), allowed_days=allowed_days)


def _check_days(days: object, name: str) -> None:
    if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= DAYS_MOST:
        raise InputError(f"{name} is {days!r}; it must be whole working days, 1 to {DAYS_MOST}")


def _check_order(since: date, on: date) -> None:
    if on < since:
        raise InputError(f"the day {on} lies before {since}, since when the clock runs")
