"""Every state, event and role moves or explains; two persons behind every decision; clocks."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given

from gongfu.errors import InputError
from gongfu.track.actors import Actor, Role
from gongfu.track.calendar import working_days_between
from gongfu.track.case_moves import MOVES, OFFICE, Event, State, moves_from
from gongfu.track.case_steps import advance, due_of, waits_for
from gongfu.track.cases import Act, CaseTerms, Kind
from tests.track.case_world import (
    BRINGS,
    CALENDAR,
    DECIDES,
    ENDS,
    MONDAY,
    RESIDENT,
    REVIEWS,
    RUNS,
    TO_TELL,
    WAYS,
    act,
    fresh,
    histories,
    moved,
    over,
)

COUNTY = Actor("county", Role.COUNTY, "3301")


def at_of(case, event):
    return over(case) if event in (Event.LAPSE, Event.CLOSE) else case.changed_at


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("kind", Kind)
def test_every_pair_moves_or_explains(state, event, kind):
    case, _ = moved(fresh(kind), *WAYS[state])
    assert case.state is state
    doing = act(case, event, at_of(case, event))
    if (state, event) in MOVES:
        after, step = advance(case, doing, CALENDAR)
        assert (step.before, step.after) == (state, after.state)
        assert after.state is MOVES[state, event].after
        assert after.version == step.version == case.version + 1
    else:
        with pytest.raises(InputError, match=f"is {state}: cannot {event}; it can") as told:
            advance(case, doing, CALENDAR)
        can = [f"{known} (by " for known in moves_from(state)] or ["do nothing more"]
        assert all(way in str(told.value) for way in can)


def test_only_what_has_ended_for_good_has_no_way_on():
    assert {state for state in State if not moves_from(state)} == ENDS
    assert {state for state in State if not waits_for(replace(fresh(), state=state))} == ENDS


ACTORS = {
    Role.RESIDENT: RESIDENT,
    Role.VILLAGE: Actor("v", Role.VILLAGE, "330102"),
    Role.ENTERPRISE: Actor("e", Role.ENTERPRISE, "33"),
    Role.SCHOOL: Actor("s", Role.SCHOOL, "33", "care"),
    Role.DEPARTMENT: Actor("d", Role.DEPARTMENT, "33", "care"),
    Role.COUNTY: COUNTY,
    Role.PROVINCE: Actor("p", Role.PROVINCE, "33"),
    Role.AUDITOR: Actor("a", Role.AUDITOR, "33"),
}


@pytest.mark.parametrize(("state", "event"), MOVES)
@pytest.mark.parametrize("role", Role)
def test_every_role_moves_or_is_told_who_may(state, event, role):
    case, _ = moved(fresh(Kind.ADMISSION), *WAYS[state])
    doing = act(case, event, at_of(case, event), ACTORS[role])
    if event is Event.WITHDRAW and role in OFFICE and role in MOVES[state, event].by:
        with pytest.raises(InputError, match="says why it is withdrawn"):
            advance(case, doing, CALENDAR)
        doing = replace(doing, reason="the facts were erased")
    if role in MOVES[state, event].by:
        assert advance(case, doing, CALENDAR)[1].role is role
    else:
        with pytest.raises(
            InputError, match=f"{role.one} may not {event}; {MOVES[state, event].by[0]}"
        ):
            advance(case, doing, CALENDAR)


def test_enterprises_and_auditors_do_nothing():
    assert not {Role.ENTERPRISE, Role.AUDITOR} & {role for one in MOVES.values() for role in one.by}


@pytest.mark.parametrize(("state", "event"), [k for k, move in MOVES.items() if move.needs])
def test_what_is_left_out_is_told(state, event):
    case, _ = moved(fresh(), *WAYS[state])
    full = act(case, event)
    for need in MOVES[state, event].needs:
        with pytest.raises(InputError, match=f"{event} needs {need}"):
            advance(case, replace(full, **{need: ""}), CALENDAR)


@pytest.mark.parametrize("event", [Event.CONFIRM, Event.OVERRULE])
def test_whoever_brought_a_proposal_does_not_decide_on_it(event):
    case, _ = moved(fresh(), Event.PROPOSE)
    with pytest.raises(InputError, match=f"'o1' brought the proposal, and another .* {event} it"):
        advance(case, act(case, event, by=BRINGS), CALENDAR)
    # A later proposal by somebody else frees the first.
    again, _ = advance(case, act(case, Event.PROPOSE, by=DECIDES), CALENDAR)
    assert advance(again, act(again, event, by=BRINGS), CALENDAR)[0].decided_by == "o1"


@pytest.mark.parametrize("event", [Event.CONFIRM, Event.OVERRULE])
def test_neither_who_proposed_nor_who_decided_reviews(event):
    case, _ = moved(fresh(), Event.PROPOSE, event, Event.TELL, Event.APPEAL)
    for who, did in ((DECIDES, "'o2' decided the case"), (BRINGS, "'o1' brought the proposal")):
        with pytest.raises(InputError, match=f"{did}, and a third person must review the appeal"):
            advance(case, act(case, Event.REVIEW, by=who), CALENDAR)
    assert advance(case, act(case, Event.REVIEW, by=REVIEWS), CALENDAR)[0].state is State.REVIEWED


def test_nobody_acts_for_the_office_in_a_case_of_their_own():
    own = Actor("g1", Role.DEPARTMENT, "33", "care")
    with pytest.raises(InputError, match="in a case of their own"):
        advance(fresh(), act(fresh(), Event.PROPOSE, by=own), CALENDAR)


def test_a_guardian_acts_for_the_applicant():
    guardian = Actor("g1", Role.RESIDENT)
    case, step = advance(fresh(), act(fresh(), Event.WITHDRAW, by=guardian), CALENDAR)
    assert (case.state, step.actor_id) == (State.WITHDRAWN, "g1")


@given(histories())
def test_whatever_happens_no_decision_rests_on_one_person(told):
    for before, doing, step, after in told:
        if step.event in (Event.CONFIRM, Event.OVERRULE):
            assert after.decided_by == doing.actor.actor_id != before.proposed_by
        if step.event is Event.REVIEW:
            assert doing.actor.actor_id not in (before.proposed_by, before.decided_by)
        if after.state in (State.PROPOSED, State.CONFIRMED):
            assert after.outcome
            assert after.proposal_id


@given(histories())
def test_the_time_that_is_gone_is_that_of_the_days_in_running_states(told):
    """The days used add up over the record alone, whatever the clocks did."""
    used, since = 0, MONDAY.date()
    for _, _, step, after in told:
        on = step.at.date()
        if since is not None:
            used += int(working_days_between(CALENDAR, since, on))
        since = on if after.state in RUNS else None
        gone = after.clock.used_days
        assert (after.clock.since is None) == (since is None)
        if since is not None:
            gone += int(working_days_between(CALENDAR, after.clock.since, on))
        assert gone == used


def test_days_of_a_case_worked_by_hand():
    """Applied on Monday 9 September; 5 days to decide, 3 for evidence, 4 to appeal, 6 to review."""
    case = fresh()
    assert due_of(case, CALENDAR) == date(2024, 9, 16)
    case, step = moved(case, Event.ASK_EVIDENCE, at=MONDAY + timedelta(days=2))
    assert (step.due, step.over) == (date(2024, 9, 16), False)
    assert (due_of(case, CALENDAR), waits_for(case)) == (date(2024, 9, 16), "applicant")
    case, step = moved(case, Event.ADD_EVIDENCE, at=MONDAY + timedelta(days=7))
    assert (step.due, step.over) == (date(2024, 9, 16), False)
    # Two days were gone by the 11th; three are left after the 16th.
    assert due_of(case, CALENDAR) == date(2024, 9, 19)
    case, step = moved(case, *TO_TELL, at=MONDAY + timedelta(days=11))
    assert (step.due, step.over) == (date(2024, 9, 19), True)
    assert due_of(case, CALENDAR) == date(2024, 9, 26)  # told on Friday 20th
    case, _ = moved(case, Event.APPEAL, at=MONDAY + timedelta(days=17))
    assert due_of(case, CALENDAR) == date(2024, 10, 4)
    case, _ = moved(case, Event.REVIEW, at=MONDAY + timedelta(days=18))
    assert due_of(case, CALENDAR) == date(2024, 10, 4)
    case, step = moved(case, Event.TELL, at=MONDAY + timedelta(days=25))
    assert (step.due, step.over, due_of(case, CALENDAR)) == (date(2024, 10, 4), False, None)


def test_what_waits_for_a_term_of_the_applicant_is_not_too_early():
    asked, _ = moved(fresh(), Event.ASK_EVIDENCE)
    told, _ = moved(fresh(), *TO_TELL)
    for case, event, last in (
        (asked, Event.LAPSE, date(2024, 9, 12)),
        (told, Event.CLOSE, date(2024, 9, 13)),
    ):
        early = MONDAY + timedelta(days=(last - MONDAY.date()).days)
        with pytest.raises(InputError, match=f"has until {last}; {event} it after that day"):
            advance(case, act(case, event, early), CALENDAR)
        assert advance(case, act(case, event, early + timedelta(days=1)), CALENDAR)
    late = MONDAY + timedelta(days=5)
    with pytest.raises(InputError, match="to appeal ended on 2024-09-13; the county may still"):
        advance(told, act(told, Event.APPEAL, late), CALENDAR)
    admitted, step = advance(told, act(told, Event.APPEAL, late, COUNTY), CALENDAR)
    assert (admitted.state, step.over) == (State.APPEALED, True)


def test_without_a_rule_there_are_no_terms_but_that_of_an_appeal():
    case = fresh(terms=CaseTerms())
    assert due_of(case, CALENDAR) is None
    asked, step = moved(case, Event.ASK_EVIDENCE)
    assert (asked.turn, step.due, step.over) == (None, None, False)
    with pytest.raises(InputError, match="no rule sets a term for the evidence"):
        advance(asked, act(asked, Event.LAPSE, over(asked)), CALENDAR)
    told, step = moved(case, *TO_TELL)
    last = date(2024, 11, 8)  # 60 days after 9 September
    assert (told.turn, due_of(told, CALENDAR), step.over) == (None, last, False)
    for days in (0, 60):
        when = MONDAY + timedelta(days=days)
        with pytest.raises(InputError, match="has until 2024-11-08; close it after that day"):
            advance(told, act(told, Event.CLOSE, when), CALENDAR)
        assert advance(told, act(told, Event.APPEAL, when), CALENDAR)[0].state is State.APPEALED
    after = MONDAY + timedelta(days=61)
    assert advance(told, act(told, Event.CLOSE, after), CALENDAR)[0].state is State.FINAL
    with pytest.raises(InputError, match="to appeal ended on 2024-11-08"):
        advance(told, act(told, Event.APPEAL, after), CALENDAR)


def test_after_the_applicant_is_told_nobody_else_withdraws_it():
    told, _ = moved(fresh(), *TO_TELL)
    with pytest.raises(InputError, match="a county may not withdraw; resident may"):
        advance(told, act(told, Event.WITHDRAW, by=COUNTY, reason="budget"), CALENDAR)
    assert advance(told, act(told, Event.WITHDRAW), CALENDAR)[0].state is State.WITHDRAWN


def test_evidence_puts_a_proposal_aside_that_does_not_know_of_it():
    case, _ = moved(fresh(), Event.PROPOSE)
    after, _ = advance(case, act(case, Event.ADD_EVIDENCE, facts=True), CALENDAR)
    assert (after.state, after.outcome, after.proposal_id) == (State.APPLIED, "", "")
    assert after.n_facts == 2


def test_a_review_may_decide_otherwise_and_a_withdrawn_appeal_leaves_what_was_told():
    case, _ = moved(fresh(), *TO_TELL, Event.APPEAL)
    kept, _ = advance(case, act(case, Event.WITHDRAW), CALENDAR)
    assert (kept.state, kept.outcome) == (State.FINAL, case.outcome)
    after, step = advance(case, act(case, Event.REVIEW, outcome="placed"), CALENDAR)
    assert (after.outcome, step.outcome) == ("placed", "placed")


@pytest.mark.parametrize(
    ("way", "event", "change", "told"),
    [
        (
            (),
            Event.PROPOSE,
            {"actor": Actor("o9", Role.DEPARTMENT, "33", "x")},
            "it is with 'care'",
        ),
        ((), Event.PROPOSE, {"actor": replace(COUNTY, place="3302")}, "lies in '330102'"),
        ((), Event.PROPOSE, {"actor": ACTORS[Role.SCHOOL]}, "acts on admissions only"),
        ((), Event.PROPOSE, {"outcome": "rich"}, "'rich' is no outcome of a benefit"),
        ((), Event.PROPOSE, {"award": "hill"}, "gives 'hill' to nobody"),
        ((), Event.WITHDRAW, {"actor": Actor("r2", Role.RESIDENT)}, "another resident's"),
        ((), Event.WITHDRAW, {"at": MONDAY - timedelta(seconds=1)}, "read the case again"),
        ((), Event.WITHDRAW, {"at": datetime(2024, 9, 9)}, "no time zone"),  # noqa: DTZ001
        ((), Event.WITHDRAW, {"outcome": "placed", "facts": True}, "takes no outcome and no facts"),
        (WAYS[State.PROPOSED], Event.OVERRULE, {"outcome": "unknown"}, "no outcome of a benefit"),
        (WAYS[State.PROPOSED], Event.OVERRULE, {"outcome": "entitled"}, "confirm it"),
    ],
)
def test_what_does_not_fit_is_told(way, event, change, told):
    case, _ = moved(fresh(), *way)
    with pytest.raises(InputError, match=told):
        advance(case, replace(act(case, event), **change), CALENDAR)


def test_what_the_rules_cannot_judge_is_not_confirmed():
    case, _ = advance(fresh(), act(fresh(), Event.PROPOSE, outcome="unknown"), CALENDAR)
    with pytest.raises(InputError, match="could not judge it; ask for evidence, or overrule"):
        advance(case, act(case, Event.CONFIRM), CALENDAR)
    assert moved(case, Event.ASK_EVIDENCE)[0].state is State.EVIDENCE_ASKED


def test_an_admission_names_the_school():
    case = fresh(Kind.ADMISSION)
    with pytest.raises(InputError, match="'admitted' names no school"):
        advance(case, act(case, Event.PROPOSE, outcome="admitted", award=""), CALENDAR)
    after, _ = advance(case, act(case, Event.PROPOSE, outcome="admitted", award="hill"), CALENDAR)
    other = act(after, Event.OVERRULE, outcome="admitted", award="pier")
    assert advance(after, other, CALENDAR)[0].award == "pier"


def test_all_faults_of_an_act_come_at_once_and_no_words_of_people_are_in_them():
    case, _ = moved(fresh(), Event.PROPOSE)
    wrong = Act(Event.OVERRULE, RESIDENT, MONDAY - timedelta(days=1), "ill", "rich", evidence="x")
    with pytest.raises(InputError) as told:
        advance(case, wrong, CALENDAR)
    message = str(told.value)
    for part in ("may not overrule", "read the case again", "takes no evidence", "no outcome of"):
        assert part in message
    assert "ill" not in message.split()
