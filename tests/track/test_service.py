"""Indicators against a reading of the record one handling after the other."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given

from gongfu.errors import InputError
from gongfu.track.calendar import day_in_china
from gongfu.track.clock import is_missed
from gongfu.track.request_moves import Event, State
from gongfu.track.request_steps import advance
from gongfu.track.service import handlings, service
from tests.track.request_world import CALENDAR, MONDAY, TERMS, act, fresh, histories, moved

LATER = date(2026, 1, 1)


def slow(steps, today):
    """Counts of one request, walking through its record; days counted anew from the states."""
    n = dict.fromkeys(
        ["n", "sign", "of_sign", "close", "of_close", "satisfied", "of_said", "redone", "answered"],
        0,
    )
    for at, (_, step, after) in enumerate(steps):
        begins = step.event in (Event.ASSIGN, Event.TRANSFER, Event.REOPEN)
        if not begins or after.state is not State.ASSIGNED:
            continue
        n["n"] += 1
        start = day_in_china(step.at)
        rest = [(s, day_in_china(s.at)) for _, s, _ in steps[at + 1 :]]
        ends = (Event.RETURN, Event.TRANSFER, Event.MERGE, Event.WITHDRAW, Event.ESCALATE)
        signed = answered = left = None
        said, back = None, False
        for s, on in rest:
            if answered is None and left is None:
                signed = on if s.event is Event.SIGN else signed
                answered = on if s.event is Event.ANSWER else None
                left = on if s.event in ends else None
            elif answered is not None:
                if s.event is Event.ASSIGN:
                    break
                if s.event is Event.CLOSE:
                    said = s.satisfied
                if s.event is Event.REOPEN:
                    back = True
                    break
            else:
                break
        over = _late(start, TERMS.sign_days, signed or left or today)
        late = _missed_between(steps, at, answered or left or today)
        n["of_close"] += late is not None and (late or bool(answered))
        n["close"] += late is False and bool(answered)
        n["of_sign"] += bool(signed) or over
        n["sign"] += bool(signed) and not over
        n["answered"] += bool(answered)
        n["redone"] += bool(answered) and back
        n["of_said"] += bool(answered) and (back or said is not None)
        n["satisfied"] += bool(answered) and said is True and not back
    return n


def _missed_between(steps, at, end):
    """Whether the term was missed from a step to a day, day by day; None if it was before."""
    days = [day_in_china(step.at) for _, step, _ in steps]
    if is_missed(steps[at][2].clock, days[at], CALENDAR):
        return None
    for k in range(1, (end - days[at]).days + 1):
        day = days[at] + timedelta(days=k)
        stood = max(j for j in range(at, len(steps)) if days[j] < day)
        clock = steps[stood][2].clock
        if clock is not None and is_missed(clock, day, CALENDAR):
            return True
    return False


def _late(start, n_days, on):
    day, left = start, n_days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return on > day


@given(histories())
def test_counts_agree_with_the_record(steps):
    rows = handlings(step for _, step, _ in steps)
    told = service(rows, LATER, np.zeros(rows.said.size, np.int64), 1)
    n = slow(steps, LATER)
    assert told.n[0] == n["n"]
    assert told.n_signed_on_time[0] == n["sign"]
    assert told.n_of_signed[0] == n["of_sign"]
    assert told.n_closed_on_time[0] == n["close"]
    assert told.n_of_closed[0] == n["of_close"]
    assert told.n_answered[0] == n["answered"]
    assert told.n_redone[0] == n["redone"]
    assert told.n_of_said[0] == n["of_said"]
    assert told.n_satisfied[0] == n["satisfied"]
    # In time is what the clock of the request had not missed.
    kept = [s for _, s, _ in steps if s.event is Event.ANSWER and not s.missed]
    assert told.n_closed_on_time[0] == len(kept)


def record(*events, at=MONDAY):
    """Steps of one request, each event a number of days after Monday."""
    request, steps = fresh(), []
    for event, days in events:
        request, step = moved(request, event, at=at + timedelta(days=days))
        steps.append(step)
    return steps


def test_four_requests_by_hand():
    """Terms of one day to sign and five to answer, from Monday 9 September 2024."""
    good = record((Event.ASSIGN, 0), (Event.SIGN, 1), (Event.ANSWER, 7), (Event.CLOSE, 8))
    slack = record((Event.ASSIGN, 0), (Event.SIGN, 2), (Event.ANSWER, 8), (Event.REOPEN, 9))
    idle = record((Event.ASSIGN, 0))
    paused = record((Event.ASSIGN, 0), (Event.SIGN, 0), (Event.PAUSE, 1))
    steps = []
    for k, one in enumerate((good, slack, idle, paused)):
        steps += [_renamed(step, f"r{k}") for step in one]
    rows = handlings(steps)
    assert rows.request_ids.tolist() == ["r0", "r1", "r1", "r2", "r3"]
    assert np.isnat(rows.due_on).tolist() == [False, False, False, False, True]
    today = date(2024, 9, 18)  # Wednesday: the second handling of r1 began today
    told = service(rows, today, np.zeros(5, np.int64), 2)
    assert told.n.tolist() == [5, 0]
    assert (told.n_signed_on_time[0], told.n_of_signed[0]) == (2, 4)
    assert (told.n_closed_on_time[0], told.n_of_closed[0]) == (1, 3)
    assert (told.n_satisfied[0], told.n_of_said[0]) == (1, 2)
    assert told.redone_share[0] == 0.5
    for share in (told.signed_on_time_share, told.satisfaction, told.redone_share):
        assert np.isnan(share[1])
    by_month = rows.assigned_on.astype("M8[M]")
    assert set(by_month.astype(str)) == {"2024-09"}
    assert set(rows.places) == {"330102"}


def test_a_missed_term_stays_with_who_missed_it():
    """Five days from Monday 9 September 2024: to Monday 16; missed on Tuesday 17."""
    begin = ((Event.ASSIGN, 0), (Event.SIGN, 0))
    late = {
        "merged": record(*begin, (Event.MERGE, 8)),
        "withdrawn": record(*begin, (Event.WITHDRAW, 8)),
        "passed on": record(*begin, (Event.TRANSFER, 10), (Event.SIGN, 10), (Event.ANSWER, 10)),
        "in time": record(*begin, (Event.MERGE, 7)),
        "in two": record(*begin, (Event.TRANSFER, 7), (Event.SIGN, 7), (Event.ANSWER, 8)),
        "waiting": record(*begin, (Event.RETURN, 4), (Event.ASSIGN, 10), (Event.SIGN, 10)),
    }
    # By handling: how many counted, and in time.  The last waited for the centre when it was over.
    counted = {
        "merged": [1], "withdrawn": [1], "passed on": [1, 0], "in time": [0], "in two": [0, 1],
        "waiting": [0, 0],
    }  # fmt: skip
    for name, steps in late.items():
        rows = handlings(steps)
        told = service(rows, date(2024, 9, 30), np.arange(rows.said.size), rows.said.size)
        assert told.n_of_closed.tolist() == counted[name], name
        assert told.n_closed_on_time.sum() == 0


def _renamed(step, request_id):
    return type(step)(
        **{name: getattr(step, name) for name in step.__slots__ if name != "request_id"},
        request_id=request_id,
    )


def test_steps_left_out_or_groups_that_do_not_fit_are_told():
    steps = record((Event.ASSIGN, 0), (Event.SIGN, 1), (Event.ANSWER, 7))
    with pytest.raises(InputError, match="step 3 follows step 1"):
        handlings([steps[0], steps[2]])
    rows = handlings(steps)
    with pytest.raises(InputError, match="1 in all"):
        service(rows, LATER, np.zeros(2, np.int64), 1)
    with pytest.raises(InputError, match="none of 0 to 0"):
        service(rows, LATER, np.ones(1, np.int64), 1)


@pytest.mark.parametrize(("day", "n_over"), [(16, 0), (17, 1)])
def test_a_last_day_is_over_when_it_is_over(day, n_over):
    rows = handlings(record((Event.ASSIGN, 0), (Event.SIGN, 0)))
    told = service(rows, date(2024, 9, day), np.zeros(1, np.int64), 1)
    assert told.n_of_closed[0] == n_over
    assert told.signed_on_time_share[0] == 1.0


def test_who_could_not_be_asked_said_nothing():
    request, steps = fresh(), []
    for event in (Event.ASSIGN, Event.SIGN, Event.ANSWER):
        request, step = moved(request, event)
        steps.append(step)
    close = act(request, Event.CLOSE, satisfied=None, reason="no answer by telephone")
    rows = handlings([*steps, advance(request, close, CALENDAR)[1]])
    assert rows.said.tolist() == [-1]
    told = service(rows, LATER, np.zeros(1, np.int64), 1)
    assert told.n_of_said[0] == 0
    assert np.isnan(told.satisfaction[0])


def test_no_requests_have_no_shares():
    told = service(handlings([]), LATER, np.zeros(0, np.int64), 1)
    assert np.isnan(told.closed_on_time_share[0])
