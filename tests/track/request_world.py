"""Requests that stand anywhere, acts that are whole, and random histories."""

from datetime import datetime, timedelta

from hypothesis import strategies as st

from gongfu.track.actors import Actor, Role
from gongfu.track.calendar import CHINA_TIME, work_calendar
from gongfu.track.clock import Terms
from gongfu.track.request_moves import Event, State, moves_from
from gongfu.track.request_steps import advance
from gongfu.track.requests import Act, Request

CALENDAR = work_calendar([])
MONDAY = datetime(2024, 9, 9, 9, 0, tzinfo=CHINA_TIME)
RESIDENT = Actor("p1", Role.RESIDENT)
COUNTY = Actor("c1", Role.COUNTY, "3301")
ABOVE = Actor("a1", Role.PROVINCE, "33")
TERMS = Terms(1, 5, "rule 1")
ENDS = {State.WITHDRAWN}
RUNS = {State.ASSIGNED, State.WORKING, State.RETURNED, State.ESCALATED}


def fresh():
    return Request("r1", "p1", "330102", "childcare", MONDAY)


def officer(department):
    return Actor(f"o-{department}", Role.DEPARTMENT, "33", department)


def act(request, event, at=MONDAY, by=None, **details):
    """An act with all that its event needs, by the first role that may do it."""
    move = moves_from(request.state).get(event)
    needs = move.needs if move else ()
    other = "d2" if request.department == "d1" else "d1"
    given = {
        "department": other,
        "terms": TERMS,
        "reason": "because",
        "category": request.category + "+",
        "days": 3,
        "into": "r2",
    }
    details = {need: given[need] for need in needs} | details
    if event is Event.CLOSE and "satisfied" not in details:
        details["satisfied"] = True
    role = by or (move.by[0] if move else Role.COUNTY)
    if (request.state, event, role) == (State.ESCALATED, Event.ASSIGN, Role.COUNTY) and not by:
        role = Role.PROVINCE
    actor = {
        Role.PROVINCE: ABOVE,
        Role.RESIDENT: RESIDENT,
        Role.COUNTY: COUNTY,
        Role.DEPARTMENT: officer(request.department),
    }[role]
    return Act(event, actor, at, **details)


def moved(request, *events, at=MONDAY):
    step = None
    for event in events:
        request, step = advance(request, act(request, event, at), CALENDAR)
    return request, step


WAYS = {
    State.FILED: (),
    State.ASSIGNED: (Event.ASSIGN,),
    State.WORKING: (Event.ASSIGN, Event.SIGN),
    State.PAUSED: (Event.ASSIGN, Event.SIGN, Event.PAUSE),
    State.RETURNED: (Event.ASSIGN, Event.RETURN),
    State.ESCALATED: (Event.ASSIGN, Event.ESCALATE),
    State.ANSWERED: (Event.ASSIGN, Event.SIGN, Event.ANSWER),
    State.CLOSED: (Event.ASSIGN, Event.SIGN, Event.ANSWER, Event.CLOSE),
    State.DECLINED: (Event.DECLINE,),
    State.MERGED: (Event.MERGE,),
    State.WITHDRAWN: (Event.WITHDRAW,),
}


@st.composite
def histories(draw):
    """Random acts that can follow, at rising times."""
    request, steps, at = fresh(), [], MONDAY
    for _ in range(draw(st.integers(0, 25))):
        known = list(moves_from(request.state))
        if not known:
            break
        event = draw(st.sampled_from(known))
        at += timedelta(hours=draw(st.integers(0, 80)))
        before = request
        details = {"satisfied": draw(st.booleans())} if event is Event.CLOSE else {}
        request, step = advance(before, act(before, event, at, **details), CALENDAR)
        steps.append((before, step, request))
    return steps
