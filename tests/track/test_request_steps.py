"""Every state and event moves or explains; clocks, counts and escalation in hand-worked cases."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given

from gongfu.errors import InputError
from gongfu.track.actors import Actor, Role
from gongfu.track.calendar import day_in_china, working_days_between
from gongfu.track.clock import due_on
from gongfu.track.request_moves import MOVES, Event, State, moves_from
from gongfu.track.request_steps import advance, level_above
from gongfu.track.requests import Act, Limits, Request
from tests.track.request_world import (
    CALENDAR,
    COUNTY,
    ENDS,
    MONDAY,
    RUNS,
    WAYS,
    act,
    fresh,
    histories,
    moved,
    officer,
)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", Event)
def test_every_pair_moves_or_explains(state, event):
    request, _ = moved(fresh(), *WAYS[state])
    assert request.state is state
    if (state, event) in MOVES:
        after, step = advance(request, act(request, event), CALENDAR)
        assert (step.before, step.after) == (state, after.state)
        assert after.state is MOVES[state, event].after
        assert after.version == step.version == request.version + 1
    else:
        with pytest.raises(InputError, match=f"is {state}: cannot {event}; it can") as told:
            advance(request, act(request, event), CALENDAR)
        can = [f"{known} (by " for known in moves_from(state)] or ["do nothing more"]
        assert all(way in str(told.value) for way in can)


def test_only_what_has_ended_for_good_has_no_way_on():
    assert {state for state in State if not moves_from(state)} == ENDS


@pytest.mark.parametrize(("state", "event"), MOVES)
def test_whoever_may_not_is_told_who_may(state, event):
    request, _ = moved(fresh(), *WAYS[state])
    stranger = replace(act(request, event), actor=Actor("a1", Role.AUDITOR))
    with pytest.raises(
        InputError, match=f"an auditor may not {event}; {MOVES[state, event].by[0]}"
    ):
        advance(request, stranger, CALENDAR)


@pytest.mark.parametrize(("state", "event"), [k for k, move in MOVES.items() if move.needs])
def test_what_is_left_out_is_told(state, event):
    request, _ = moved(fresh(), *WAYS[state])
    full = act(request, event)
    for need in MOVES[state, event].needs:
        empty = {"terms": None, "days": 0}.get(need, "")
        with pytest.raises(InputError, match=f"{event} needs {need}"):
            advance(request, replace(full, **{need: empty}), CALENDAR)


@given(histories())
def test_whatever_happens_clocks_and_counts_agree_with_the_record(steps):
    redone = passed_on = 0
    for before, step, after in steps:
        assert step.request_id == before.request_id
        running = after.clock is not None and after.clock.since is not None
        assert running == (after.state in RUNS)
        if after.state is State.ASSIGNED:
            assert after.sign_clock.since == day_in_china(step.at)
        redone += step.event is Event.REOPEN
        handed = step.event in (Event.RETURN, Event.TRANSFER) and not before.has_lead
        passed_on += handed
        assert (after.n_redone, after.n_passed_on) == (redone, passed_on)
        if (step.event is Event.REOPEN and redone >= 3) or (handed and passed_on >= 3):
            assert after.state is State.ESCALATED
            assert step.escalated_by in ("redone", "passed_on")
        else:
            assert step.escalated_by == ("hand" if step.event is Event.ESCALATE else "")
    refused = [s for _, s, _ in steps if s.event in (Event.RETURN, Event.DECLINE)]
    if steps:
        told = steps[-1][2].refusals
        assert [(r.event, r.at, r.reason) for r in told] == [
            (s.event, s.at, s.reason) for s in refused
        ]


@given(histories())
def test_the_time_that_is_gone_is_that_of_the_days_in_running_states(steps):
    """The days used add up over the record alone, whatever the clocks did."""
    used, since = 0, None
    for _, step, after in steps:
        on = day_in_china(step.at)
        if since is not None:
            used += int(working_days_between(CALENDAR, since, on))
        if step.event in (Event.REOPEN, Event.RESUBMIT):
            used = 0
        since = on if after.state in RUNS else None
        if after.clock is not None:
            gone = after.clock.used_days
            if since is not None:
                gone += int(working_days_between(CALENDAR, after.clock.since, on))
            assert gone == used


def test_a_transfer_wins_no_time_and_the_next_department_signs_anew():
    request, _ = moved(fresh(), Event.ASSIGN)
    assert due_on(request.clock, CALENDAR) == date(2024, 9, 16)
    later = MONDAY + timedelta(days=2)
    after, step = advance(request, act(request, Event.TRANSFER, later), CALENDAR)
    assert after.department == "d2"
    assert step.due == date(2024, 9, 16)
    assert step.sign_due == date(2024, 9, 12)


def test_signing_late_and_answering_late_are_recorded():
    request, _ = moved(fresh(), Event.ASSIGN)
    late, step = moved(request, Event.SIGN, at=MONDAY + timedelta(days=2))
    assert step.sign_due == date(2024, 9, 10)
    assert step.sign_missed
    assert not step.missed
    _, step = moved(late, Event.ANSWER, at=MONDAY + timedelta(days=8))
    assert (step.due, step.missed) == (date(2024, 9, 16), True)


def test_an_answer_in_time_and_a_pause_record_the_day_that_was_due():
    request, _ = moved(fresh(), Event.ASSIGN, Event.SIGN)
    for event in (Event.ANSWER, Event.PAUSE):
        _, step = moved(request, event, at=MONDAY + timedelta(days=7))
        assert (step.due, step.missed) == (date(2024, 9, 16), False)


@pytest.mark.parametrize("said", [True, False, None])
def test_a_close_keeps_what_the_resident_said(said):
    request, _ = moved(fresh(), Event.ASSIGN, Event.SIGN, Event.ANSWER)
    close = act(request, Event.CLOSE, satisfied=said, reason="no answer by telephone")
    after, step = advance(request, close, CALENDAR)
    assert (after.satisfied, step.satisfied) == (said, said)
    again, _ = moved(after, Event.REOPEN)
    assert again.satisfied is None


def test_a_merged_request_names_the_other():
    after, step = moved(fresh(), Event.MERGE)
    assert (after.merged_into, step.merged_into) == ("r2", "r2")


def test_a_merged_request_is_taken_up_again_with_what_was_left():
    """Two of five days gone by Wednesday; taken up on Monday, three are left: to Thursday."""
    request, _ = moved(fresh(), Event.ASSIGN)
    request, _ = moved(request, Event.MERGE, at=MONDAY + timedelta(days=2))
    after, step = moved(request, Event.ASSIGN, at=MONDAY + timedelta(days=7))
    assert (after.state, after.merged_into, step.merged_into) == (State.ASSIGNED, "", "")
    assert step.due == date(2024, 9, 19)


def test_a_lead_named_from_above_ends_the_passing_on():
    request, _ = moved(
        fresh(), Event.ASSIGN, Event.TRANSFER, Event.RETURN, Event.ASSIGN, Event.TRANSFER
    )
    assert request.state is State.ESCALATED
    request, _ = moved(request, Event.ASSIGN)
    assert request.has_lead
    request, _ = moved(request, Event.TRANSFER, Event.TRANSFER, Event.TRANSFER)
    assert request.state is State.ASSIGNED
    assert request.n_passed_on == 3


@pytest.mark.parametrize(
    ("assigned_from", "places", "above"),
    [
        ("330102", ["330102", "3301", "33"], 4),  # the city above, and whoever is above it
        ("330102", ["330102", "33"], 2),
        ("3301", ["330102", "3301", "33"], 2),
        ("3301", ["330102", "3301"], 4),  # nobody is above the city here: it decides itself
        ("330102", ["330102"], 6),
        (None, ["330102", "3301", "33"], 2),  # nobody assigned it: a whole province
        (None, ["330102", "3301"], 4),
        (None, [""], 0),
        ("330102", [], 5),
    ],
)
def test_how_large_a_place_is_above(assigned_from, places, above):
    assert level_above(assigned_from, places) == above
    assert level_above(assigned_from, places[::-1]) == above


@pytest.mark.parametrize("role", [Role.COUNTY, Role.PROVINCE])
def test_the_level_above_assigns_what_was_escalated(role):
    request, _ = moved(fresh(), Event.ASSIGN, Event.ESCALATE)
    doing = act(request, Event.ASSIGN, by=role)
    for place, above, may in (("3301", 4, True), ("33", 4, True), ("330102", 4, False),
                              ("33", None, True), ("3301", None, False)):  # fmt: skip
        doing = replace(doing, actor=Actor("a", role, place))
        if may:
            after, _ = advance(request, doing, CALENDAR, above=above)
            assert after.has_lead
            continue
        with pytest.raises(InputError, match="it went to the level above, which assigns it now"):
            advance(request, doing, CALENDAR, above=above)


def test_sent_again_as_something_else_remembers_how_often_it_was_redone():
    again = (Event.SIGN, Event.ANSWER, Event.REOPEN)
    request, _ = moved(fresh(), Event.ASSIGN, *again, *again, Event.SIGN, Event.ANSWER)
    request, _ = moved(request, Event.RESUBMIT)
    assert (request.category, request.clock, request.n_redone) == ("childcare+", None, 2)
    assert request.n_resubmitted == 1
    request, step = moved(request, Event.ASSIGN, *again)
    assert (request.state, step.escalated_by) == (State.ESCALATED, "redone")


def test_limits_are_given_not_built_in():
    request, _ = moved(fresh(), Event.ASSIGN)
    after, step = advance(request, act(request, Event.RETURN), CALENDAR, limits=Limits(passed_on=1))
    assert (after.state, step.escalated_by) == (State.ESCALATED, "passed_on")


def test_a_longer_term_by_rule_leaves_the_days_gone():
    request, _ = moved(fresh(), Event.ASSIGN, Event.SIGN)
    after, step = moved(request, Event.EXTEND, at=MONDAY + timedelta(days=3))
    assert step.due == date(2024, 9, 19)  # five days and three
    assert after.clock.used_days == 3


@pytest.mark.parametrize(
    ("event", "change", "told"),
    [
        (Event.ASSIGN, {"actor": replace(COUNTY, place="3302")}, "lies in '330102'"),
        (Event.WITHDRAW, {"actor": Actor("p2", Role.RESIDENT)}, "another resident's"),
        (Event.ASSIGN, {"at": MONDAY - timedelta(seconds=1)}, "read the request again"),
        (Event.ASSIGN, {"at": datetime(2024, 9, 9)}, "no time zone"),  # noqa: DTZ001
        (Event.MERGE, {"into": "r1"}, "into itself"),
        (Event.ASSIGN, {"satisfied": True, "days": 2}, "takes no days and no satisfied"),
    ],
)
def test_what_does_not_fit_a_filed_request_is_told(event, change, told):
    with pytest.raises(InputError, match=told):
        advance(fresh(), replace(act(fresh(), event), **change), CALENDAR)


@pytest.mark.parametrize(
    ("way", "event", "change", "told"),
    [
        ((Event.ASSIGN,), Event.SIGN, {"actor": officer("d9")}, "it is with 'd1', not with 'd9'"),
        ((Event.ASSIGN,), Event.TRANSFER, {"department": "d1"}, "name another department"),
        (WAYS[State.WORKING], Event.EXTEND, {"days": -2}, "only lengthened"),
        (WAYS[State.ANSWERED], Event.CLOSE, {"satisfied": None}, "nobody could be asked"),
        (WAYS[State.ANSWERED], Event.ANSWER, {"satisfied": True}, "cannot answer"),
        (WAYS[State.CLOSED], Event.RESUBMIT, {"category": "childcare"}, "name another"),
    ],
)
def test_what_does_not_fit_later_is_told(way, event, change, told):
    request, _ = moved(fresh(), *way)
    with pytest.raises(InputError, match=told):
        advance(request, replace(act(request, event), **change), CALENDAR)


def test_all_faults_of_an_act_come_at_once_and_no_words_of_people_are_in_them():
    request, _ = moved(fresh(), Event.ASSIGN)
    wrong = Act(Event.RETURN, COUNTY, MONDAY - timedelta(days=1), days=4)
    with pytest.raises(InputError) as told:
        advance(request, wrong, CALENDAR)
    message = str(told.value)
    for part in ("may not return", "read the request again", "needs reason", "takes no days"):
        assert part in message


def test_a_request_without_an_id_or_a_place_is_told():
    with pytest.raises(InputError, match="no request_id and no place"):
        Request("", "p1", "", "c", MONDAY)
