"""Working days against a walk day by day, numpy's busday functions, and days of the notices."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.track.calendar import (
    AnnouncedDay,
    add_working_days,
    day_in_china,
    work_calendar,
    working_days_between,
)

EPOCH = date(2024, 1, 1)
near = st.integers(-60, 60).map(lambda k: EPOCH + timedelta(days=k))


@st.composite
def calendars(draw):
    """A few announced days around the turn of 2024, and a slow reading of them."""
    told = draw(st.dictionaries(near, st.booleans(), max_size=25))
    days = [AnnouncedDay(day, works, 2024, "n", date(2023, 11, 1)) for day, works in told.items()]
    return work_calendar(days), lambda day: told.get(day, day.weekday() < 5)


def walk(works, start, n_days):
    """Count day by day."""
    day = start
    if n_days == 0:
        while not works(day):
            day += timedelta(days=1)
    while n_days:
        day += timedelta(days=1)
        n_days -= works(day)
    return day


@given(calendars(), near, st.integers(0, 60))
def test_a_term_ends_where_a_walk_ends(made, start, n_days):
    calendar, works = made
    end = add_working_days(calendar, start, n_days).item()
    assert end == walk(works, start, n_days)
    assert bool(calendar.is_working(end))
    if n_days:
        assert working_days_between(calendar, start, end) == n_days


@given(calendars(), near, st.integers(0, 400), near)
def test_one_day_and_many_days_are_reckoned_alike(made, start, n_days, end):
    calendar, _ = made
    many = add_working_days(calendar, [start], n_days)
    assert calendar.one_after(start, n_days) == many.tolist()[0]
    far = start - timedelta(days=900)
    assert calendar.one_after(far, n_days) == add_working_days(calendar, far, n_days).item()
    assert calendar.one_between(start, end) == working_days_between(calendar, start, end)


@given(calendars(), near, near)
def test_days_between_are_those_that_are_worked(made, start, end):
    calendar, works = made
    n = working_days_between(calendar, start, end)
    low, high = sorted((start, end))
    counted = sum(works(low + timedelta(days=k)) for k in range(1, (high - low).days + 1))
    assert n == (counted if end >= start else -counted)


@pytest.mark.parametrize(
    "told",
    [
        {3: False},
        {6: True},
        {3: False, 13: True},
        {2: False, 3: False, 20: True},
        {7: True, 8: True},
    ],
)
def test_every_term_around_the_first_and_the_last_announced_day(told):
    """Day 1 is Monday, 1 January 2024."""
    days = {date(2024, 1, k): works for k, works in told.items()}
    calendar = work_calendar(AnnouncedDay(d, w, 2024, "n", EPOCH) for d, w in days.items())
    for start in (EPOCH + timedelta(days=k) for k in range(-10, 25)):
        ends = [walk(lambda d: days.get(d, d.weekday() < 5), start, n_days) for n_days in range(15)]
        assert add_working_days(calendar, start, np.arange(15)).tolist() == ends
        assert [calendar.one_after(start, n_days) for n_days in range(15)] == ends


@given(st.data())
def test_numpy_agrees_where_no_weekend_is_worked(data):
    off = [day for day in data.draw(st.lists(near, max_size=10)) if day.weekday() < 5]
    calendar = work_calendar(AnnouncedDay(d, False, 2024, "n", EPOCH) for d in off)
    starts = np.array(data.draw(st.lists(near, min_size=1, max_size=8)), "datetime64[D]")
    n_days = np.array(data.draw(st.lists(st.integers(1, 99), min_size=1, max_size=1)))
    expected = np.busday_offset(
        np.busday_offset(starts, 0, "backward", holidays=off), n_days, holidays=off
    )
    np.testing.assert_array_equal(add_working_days(calendar, starts, n_days), expected)
    np.testing.assert_array_equal(
        working_days_between(calendar, starts, expected),
        np.busday_count(starts + 1, expected + 1, holidays=off),
    )


def test_far_from_every_notice_weekdays_count():
    calendar = work_calendar([])
    days = np.arange("1950-01-01", "1951-01-01", dtype="datetime64[D]")
    np.testing.assert_array_equal(calendar.is_working(days), np.is_busday(days))
    assert calendar.is_provisional(days).all()
    assert add_working_days(calendar, "2090-01-02", 5).item() == date(2090, 1, 9)


def test_the_later_notice_counts_and_what_was_known_then_can_be_asked():
    days = [
        AnnouncedDay(date(2020, 2, 1), True, 2020, "first", date(2019, 11, 21)),
        AnnouncedDay(date(2020, 1, 31), False, 2020, "second", date(2020, 1, 26)),
        AnnouncedDay(date(2020, 2, 1), False, 2020, "second", date(2020, 1, 26)),
    ]
    friday = date(2020, 1, 30)
    for order in (days, days[::-1]):
        assert add_working_days(work_calendar(order), friday, 1).item() == date(2020, 2, 3)
        before = work_calendar(order, known_on=date(2020, 1, 25))
        assert add_working_days(before, friday, 1).item() == date(2020, 1, 31)
        assert add_working_days(before, friday, 2).item() == date(2020, 2, 1)
        nothing = work_calendar(order, known_on=date(2019, 1, 1))
        assert nothing.years == ()
        assert nothing.is_provisional(friday)


def test_many_at_once_keep_their_shape():
    calendar = work_calendar([])
    starts = np.array([["2024-03-01", "2024-03-02"], ["2024-03-03", "2024-03-04"]], "M8[D]")
    ends = add_working_days(calendar, starts, 1)
    assert ends.shape == (2, 2)
    assert ends.ravel().tolist() == [date(2024, 3, d) for d in (4, 4, 4, 5)]


def test_the_day_in_china_is_not_that_of_greenwich():
    assert day_in_china(datetime(2024, 3, 1, 16, 0, tzinfo=UTC)) == date(2024, 3, 2)
    with pytest.raises(InputError, match="no time zone"):
        day_in_china(datetime(2024, 3, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("start", "n_days", "told"),
    [
        ("2024-02-30", 1, "hold what is no day"),
        (1.5, 1, "must be days"),
        (np.datetime64("NaT"), 1, "missing in 1 places"),
        (datetime(2024, 1, 1, tzinfo=UTC), 1, "a moment"),
        (np.datetime64("2024-01-01T08:00"), 1, "time of day"),
        ("2024-01-01", -1, "give 0 to"),
        ("2024-01-01", 1.0, "whole numbers"),
        (["2024-01-01", "2024-01-02"], [1, 2, 3], "as many"),
    ],
)
def test_what_is_no_day_or_no_count_is_told(start, n_days, told):
    with pytest.raises(InputError, match=told):
        add_working_days(work_calendar([]), start, n_days)


def test_two_notices_of_one_date_that_disagree_are_told():
    day = date(2024, 5, 4)
    with pytest.raises(InputError, match="both worked and free"):
        work_calendar([AnnouncedDay(day, works, 2024, "n", EPOCH) for works in (True, False)])
