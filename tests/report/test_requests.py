"""Every pair of state and event has words in both languages."""

from datetime import UTC, date, datetime

import pytest

from gongfu.report.requests import (
    due_words,
    escalation_words,
    event_words,
    refusal_words,
    state_words,
)
from gongfu.track.actors import Actor, Role
from gongfu.track.calendar import AnnouncedDay, work_calendar
from gongfu.track.clock import Terms
from gongfu.track.request_moves import MOVES, Event, State, moves_from
from gongfu.track.request_steps import advance
from gongfu.track.requests import Act, Request

AT = datetime(2026, 12, 28, 2, 0, tzinfo=UTC)
COUNTY = Actor("c1", Role.COUNTY)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", Event)
def test_what_cannot_follow_is_explained_in_both_languages(state, event):
    if (state, event) in MOVES:
        return
    told = refusal_words(state, event)
    assert state_words(state).en in told.en
    assert event_words(event).zh in told.zh
    for known in moves_from(state):
        assert event_words(known).en in told.en
        assert event_words(known).zh in told.zh


def assigned(days):
    request = Request("r1", "p1", "330102", "childcare", AT)
    act = Act(Event.ASSIGN, COUNTY, AT, department="d1", terms=Terms(1, days))
    return advance(request, act, work_calendar([]))[0]


def test_a_deadline_in_a_year_without_holidays_announced_says_so():
    told = AnnouncedDay(date(2026, 1, 1), False, 2026, "n", date(2025, 11, 4))
    calendar = work_calendar([told])
    today = date(2026, 12, 28)
    assert due_words(assigned(2), today, calendar).en == "Due by 2026-12-30."
    assert due_words(assigned(5), today, calendar)["zh"] == (
        "办理期限暂定至2027-01-04(2027年放假安排尚未公布)。"
    )
    assert due_words(assigned(1), date(2026, 12, 30), calendar).en.endswith("overdue.")
    assert due_words(Request("r", "p", "33", "c", AT), today, calendar) is None


def test_an_escalation_tells_its_reason():
    act = Act(Event.ESCALATE, COUNTY, AT, reason="urgent")
    request, step = advance(assigned(3), act, work_calendar([]))
    assert escalation_words(step, request).en == "Passed to the level above."
    first = advance(
        Request("r1", "p1", "33", "c", AT),
        Act(Event.DECLINE, COUNTY, AT, reason="no"),
        work_calendar([]),
    )
    assert escalation_words(first[1], first[0]) is None
