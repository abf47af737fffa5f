"""Clocks against a walk through every single day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.track.calendar import AnnouncedDay, work_calendar
from gongfu.track.clock import (
    Clock,
    Terms,
    changed_clock,
    due_on,
    is_missed,
    paused_clock,
    resumed_clock,
    started_clock,
)

START = date(2024, 9, 9)  # a Monday
SPAN = 45


class Walk:
    """A clock that looks at one day after the other and knows no arithmetic."""

    def __init__(self, allowed, works):
        self.allowed, self.works = allowed, works
        self.used, self.runs, self.due, self.missed = 0, True, None, None

    def dawn(self, day):
        """A new day: is the term over, and does the day use it up?"""
        if self.runs and self.due is not None and self.missed is None:
            self.missed = self.due
        if self.runs and self.works(day):
            self.used += 1
            if self.used >= self.allowed and self.due is None:
                self.due = day

    def act(self, day, what, days):
        if what == "pause" and self.runs:
            self.runs, self.due = False, None
        elif what == "resume" and not self.runs:
            self.runs = True
            self._spent(day)
        elif what == "change":
            self.allowed, self.due = days, None
            if self.runs:
                self._spent(day)

    def _spent(self, day):
        """No day is left: the term ends today, if people work today."""
        if self.used >= self.allowed and self.works(day):
            self.due = day


def day(k):
    return START + timedelta(days=k)


@given(
    allowed=st.integers(1, 12),
    told=st.dictionaries(st.integers(0, SPAN), st.booleans(), max_size=12),
    news=st.dictionaries(st.integers(0, SPAN), st.booleans(), max_size=8),
    told_at=st.integers(0, SPAN),
    acts=st.lists(
        st.tuples(
            st.integers(0, SPAN),
            st.sampled_from(["pause", "resume", "change"]),
            st.integers(1, 15),
        ),
        max_size=8,
    ).map(lambda acts: sorted(acts, key=lambda act: act[0])),
)
def test_pauses_and_changes_agree_with_a_walk_through_every_day(allowed, told, news, told_at, acts):
    """A second notice comes midway, about days after it."""
    news = {k: works for k, works in news.items() if k > told_at}
    days = [AnnouncedDay(day(k), w, 2024, "a", date(2023, 11, 1)) for k, w in told.items()]
    days += [AnnouncedDay(day(k), w, 2024, "b", day(told_at)) for k, w in news.items()]
    early, late = work_calendar(days, known_on=day(told_at - 1)), work_calendar(days)
    works = {day(k): w for k, w in (told | news).items()}
    walk = Walk(allowed, lambda d: works.get(d, d.weekday() < 5))
    clock = started_clock(allowed, START)

    for k in range(SPAN + 1):
        calendar = early if k < told_at else late
        if k:
            walk.dawn(day(k))
        for _, what, n_days in (act for act in acts if act[0] == k):
            if what == "pause" and clock.since is not None:
                clock = paused_clock(clock, day(k), calendar)
            elif what == "resume" and clock.since is None:
                clock = resumed_clock(clock, day(k))
            elif what == "change":
                clock = changed_clock(clock, n_days, day(k), calendar)
            walk.act(day(k), what, n_days)
        assert is_missed(clock, day(k), calendar) == (walk.missed is not None)
        if walk.missed is not None:
            assert due_on(clock, calendar) == walk.missed
        elif walk.due is not None:
            assert due_on(clock, calendar) == walk.due
    ahead = SPAN
    while walk.runs and walk.due is None:
        ahead += 1
        walk.dawn(day(ahead))
    if walk.missed is None:
        assert due_on(clock, calendar) == walk.due


def test_a_pause_moves_the_end_by_the_working_days_it_lasts():
    calendar = work_calendar([])
    clock = started_clock(5, START)
    assert due_on(clock, calendar) == date(2024, 9, 16)
    paused = paused_clock(clock, date(2024, 9, 11), calendar)
    assert (paused.used_days, due_on(paused, calendar)) == (2, None)
    # Paused over Thursday, Friday, the weekend and Monday: three working days.
    assert due_on(resumed_clock(paused, date(2024, 9, 16)), calendar) == date(2024, 9, 19)


def test_paused_and_resumed_on_one_day_is_as_if_nothing_had_been():
    calendar = work_calendar([])
    clock = started_clock(4, START)
    on = date(2024, 9, 11)
    again = resumed_clock(paused_clock(clock, on, calendar), on)
    assert due_on(again, calendar) == due_on(clock, calendar)


def test_missed_stays_missed_whatever_comes_after():
    calendar = work_calendar([])
    clock = started_clock(2, START)
    saturday = date(2024, 9, 14)
    late = paused_clock(clock, saturday, calendar)
    assert late.missed_on == date(2024, 9, 11)
    longer = changed_clock(resumed_clock(late, saturday), 50, saturday, calendar)
    assert is_missed(longer, saturday, calendar)


def test_late_on_the_weekend_after_a_friday():
    calendar = work_calendar([])
    clock = started_clock(4, START)
    assert not is_missed(clock, date(2024, 9, 13), calendar)
    assert is_missed(clock, date(2024, 9, 14), calendar)


def test_days_announced_midway_move_an_open_term():
    """The Spring Festival of 2020 was made longer while terms were running."""
    told = [
        AnnouncedDay(date(2020, 1, 24) + timedelta(days=k), False, 2020, "a", date(2019, 11, 21))
        for k in range(7)
    ]
    told += [
        AnnouncedDay(date(2020, 2, 1), True, 2020, "a", date(2019, 11, 21)),
        AnnouncedDay(date(2020, 1, 31), False, 2020, "b", date(2020, 1, 26)),
        AnnouncedDay(date(2020, 2, 1), False, 2020, "b", date(2020, 1, 26)),
    ]
    clock = started_clock(5, date(2020, 1, 20))
    then = work_calendar(told, known_on=date(2020, 1, 25))
    assert due_on(clock, then) == date(2020, 2, 1)  # 21, 22, 23, 31 January, 1 February
    assert due_on(clock, work_calendar(told)) == date(2020, 2, 4)


@pytest.mark.parametrize("days", [0, -1, 1.0, True, "5", 10_001])
def test_a_term_is_whole_working_days(days):
    with pytest.raises(InputError, match="whole working days, 1 to 10000"):
        started_clock(days, START)
    with pytest.raises(InputError, match="handle_days"):
        Terms(1, days)


def test_terms_of_one_day_and_of_ten_thousand_are_well():
    assert started_clock(1, START).allowed_days == 1
    assert Terms(10_000, 1).sign_days == 10_000


def test_what_cannot_follow_is_told():
    calendar = work_calendar([])
    clock = started_clock(3, START)
    with pytest.raises(InputError, match="runs since 2024-09-09"):
        resumed_clock(clock, START)
    with pytest.raises(InputError, match="lies before"):
        paused_clock(clock, START - timedelta(days=1), calendar)
    with pytest.raises(InputError, match="stands already"):
        paused_clock(Clock(3, None), START, calendar)
