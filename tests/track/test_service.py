"""Indicators against a reading of the record one handling after the other."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given

from gongfu.errors import InputError
from gongfu.track.calendar import day_in_china
from gongfu.track.clock import Terms, due_on, is_missed
from gongfu.track.request_moves import Event, State
from gongfu.track.request_steps import advance
from gongfu.track.service import handlings, service
from tests.track.request_world import CALENDAR, COUNTY, MONDAY, TERMS, act, fresh, histories, moved

LATER = date(2026, 1, 1)


STARTS = (Event.ASSIGN, Event.TRANSFER)


def begins(step):
    given = step.event in STARTS and step.after is State.ASSIGNED
    return given or step.event is Event.REOPEN


def slow(steps, today, known=lambda _: CALENDAR):
    """Counts of one request, walking through its record; days counted anew from the states.

    known: the calendar by the day on which it is looked at.
    """
    n = dict.fromkeys(
        ["n", "sign", "of_sign", "close", "of_close", "satisfied", "of_said", "redone", "answered"],
        0,
    )
    terms = slow_terms(steps)
    late = [who_is_late(term, today, known) for term in terms]
    for at, (_, step, after) in enumerate(steps):
        if not begins(step):
            continue
        n["n"] += 1
        start = day_in_china(step.at)
        rest = [(s, day_in_china(s.at)) for _, s, _ in steps[at + 1 :]]
        ends = (Event.RETURN, Event.TRANSFER, Event.MERGE, Event.WITHDRAW, Event.ESCALATE)
        waits = after.state is State.ASSIGNED
        signed = answered = None
        left = None if waits else start
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
        over = waits and _late(start, TERMS.sign_days, signed or left or today)
        (mine,) = (term for term in terms if at in [k for k, _ in term])
        kept = bool(answered) and not first_missed(mine, answered, known)
        n["of_close"] += kept or at in late
        n["close"] += kept
        n["of_sign"] += bool(signed) or over
        n["sign"] += bool(signed) and not over
        n["answered"] += bool(answered)
        n["redone"] += bool(answered) and back
        n["of_said"] += bool(answered) and (back or said is not None)
        n["satisfied"] += bool(answered) and said is True and not back
    return n


def slow_terms(steps):
    """The steps of each clock of a request, with their places in the record."""
    terms = []
    for at, (before, step, after) in enumerate(steps):
        if step.event is Event.REOPEN or (before.clock is None and after.clock is not None):
            terms.append([])
        if after.clock is not None:
            terms[-1].append((at, steps[at]))
    return terms


def first_missed(term, until, known=lambda _: CALENDAR):
    """The first day on which a clock is found missed, day by day; None if it is not by then."""
    days = [day_in_china(step.at) for _, (_, step, _) in term]
    day = days[0]
    while day < until:
        day += timedelta(days=1)
        stood = max(k for k in range(len(term)) if days[k] < day)
        if is_missed(term[stood][1][2].clock, day, known(day)):
            return day
    return None


def who_is_late(term, today, known=lambda _: CALENDAR):
    """Where in the record the request was given to whoever had it before its last day began."""
    missed = first_missed(term, today, known)
    if missed is None:
        return None
    last = missed - timedelta(days=1)
    # Whoever is given less time than was left answers for it alone.
    less = [k for k, (at, one) in enumerate(term) if begins(one[1]) and _is_shortened(one, known)]
    rest = term[less[-1] :] if less else term
    given = [at for at, (_, step, _) in rest if begins(step)]
    before = [at for at, (_, step, _) in rest if begins(step) and day_in_china(step.at) < last]
    return (before or given[:1])[-1]


def _is_shortened(one, known):
    before, step, after = one
    if step.event is Event.REOPEN or before.clock is None or before.state is State.MERGED:
        return False
    calendar = known(day_in_china(step.at))
    return due_on(after.clock, calendar) < due_on(before.clock, calendar)


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


@given(histories())
def test_every_missed_term_counts_late_against_exactly_one_department(steps):
    rows = handlings(step for _, step, _ in steps)
    told = service(rows, LATER, np.arange(rows.said.size), rows.said.size)
    late = told.n_of_closed - told.n_closed_on_time
    began = [at for at, (_, step, _) in enumerate(steps) if begins(step)]
    missed = [who_is_late(term, LATER) for term in slow_terms(steps)]
    counted = [at for at, n in zip(began, late, strict=True) for _ in range(n)]
    assert counted == [at for at in missed if at is not None]


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
        "passed on on the last day": record(
            *begin, (Event.TRANSFER, 7), (Event.SIGN, 7), (Event.ANSWER, 8)
        ),
        "passed on the day before": record(
            *begin, (Event.TRANSFER, 6), (Event.SIGN, 7), (Event.ANSWER, 8)
        ),
        "returned on the last day": record(*begin, (Event.RETURN, 7)),
        "waiting": record(*begin, (Event.RETURN, 4), (Event.ASSIGN, 10), (Event.SIGN, 10)),
    }
    counted = {
        "merged": [1], "withdrawn": [1], "passed on": [1, 0], "in time": [0],
        "passed on on the last day": [1, 0], "passed on the day before": [0, 1],
        "returned on the last day": [1], "waiting": [1, 0],
    }  # fmt: skip
    for name, steps in late.items():
        rows = handlings(steps)
        told = service(rows, date(2024, 9, 30), np.arange(rows.said.size), rows.said.size)
        assert told.n_of_closed.tolist() == counted[name], name
        assert told.n_closed_on_time.sum() == 0


def test_who_is_given_less_time_answers_for_it():
    """Ten days from Monday; passed on on Friday (4) by the centre, with one day from the start."""
    request, steps = fresh(), []
    for event, days, details in (
        (Event.ASSIGN, 0, {"terms": Terms(1, 10)}),
        (Event.SIGN, 0, {}),
        (Event.TRANSFER, 4, {"by": COUNTY.role, "terms": Terms(1, 1)}),
        (Event.TRANSFER, 4, {}),
    ):
        given = act(request, event, at=MONDAY + timedelta(days=days), **details)
        request, step = advance(request, given, CALENDAR)
        steps.append(step)
    assert steps[-1].due == day_in_china(MONDAY) + timedelta(days=4)
    for n, counted in ((3, [0, 1]), (4, [0, 1, 0])):
        rows = handlings(steps[:n])
        told = service(rows, date(2024, 9, 16), np.arange(n - 1), n - 1)
        assert told.n_of_closed.tolist() == counted


def test_what_the_last_day_is_enough_for_is_in_time_and_nobody_is_late():
    """Given on on its last day, and answered on it."""
    begin = ((Event.ASSIGN, 0), (Event.SIGN, 0))
    rows = handlings(record(*begin, (Event.TRANSFER, 7), (Event.SIGN, 7), (Event.ANSWER, 7)))
    told = service(rows, date(2024, 9, 30), np.arange(2), 2)
    assert told.n_of_closed.tolist() == told.n_closed_on_time.tolist() == [0, 1]


def test_a_redoing_that_goes_to_the_level_above_counts_against_who_is_to_redo_it():
    """Redone for the third time: nobody has it, and its new term runs."""
    steps, day = [(Event.ASSIGN, 0)], 0
    for _ in range(3):
        steps += [(Event.SIGN, day), (Event.ANSWER, day), (Event.REOPEN, day)]
    rows = handlings(record(*steps))
    assert rows.departments.tolist() == ["d1"] * 4
    told = service(rows, date(2024, 9, 16), np.arange(4), 4)
    assert told.n_of_closed.tolist() == [1, 1, 1, 0]
    told = service(rows, date(2024, 9, 17), np.arange(4), 4)
    assert told.n_of_closed.tolist() == [1, 1, 1, 1]
    assert told.n_of_signed.tolist() == [1, 1, 1, 0]


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
