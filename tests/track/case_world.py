"""Cases that stand anywhere, acts that are whole, and random histories."""

from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from gongfu.track.actors import Actor, Role
from gongfu.track.calendar import CHINA_TIME, work_calendar
from gongfu.track.case_moves import Event, State, moves_from
from gongfu.track.case_steps import advance, opened
from gongfu.track.cases import OUTCOMES, Act, Case, CaseTerms, Kind

CALENDAR = work_calendar([])
MONDAY = datetime(2024, 9, 9, 9, 0, tzinfo=CHINA_TIME)
TERMS = CaseTerms(5, 3, 4, 6, "rule 1")
ENDS = {State.FINAL, State.WITHDRAWN, State.LAPSED}
RUNS = {State.APPLIED, State.PROPOSED, State.CONFIRMED, State.OVERRULED}
RESIDENT = Actor("r1", Role.RESIDENT)
BRINGS, DECIDES, REVIEWS = (Actor(f"o{k}", Role.DEPARTMENT, "33", "care") for k in (1, 2, 3))


def office(event):
    """A different person of the office for each part."""
    if event in (Event.CONFIRM, Event.OVERRULE):
        return DECIDES
    return REVIEWS if event is Event.REVIEW else BRINGS


def fresh(kind=Kind.BENEFIT, terms=TERMS):
    case = Case(
        "c1", kind, "r1", "rent", "330102", "care", date(2024, 9, 9), MONDAY, "g1", terms=terms
    )
    return opened(case, Act(Event.APPLY, RESIDENT, MONDAY), CALENDAR)[0]


def act(case, event, at=MONDAY, by=None, **details):
    """An act with all that its event needs, by somebody who may do it."""
    move = moves_from(case.state).get(event)
    needs = move.needs if move else ()
    outcomes = [one for one in OUTCOMES[case.kind] if one not in ("unknown", case.outcome)]
    given = {
        "reason": "because",
        "outcome": outcomes[0],
        "proposal": "p1",
        "evidence": "contract",
    }
    details = {need: given[need] for need in needs} | details
    if details.get("outcome") == "admitted" and "award" not in details:
        details["award"] = "hill"
    is_resident = move is not None and Role.RESIDENT in move.by
    return Act(event, by or (RESIDENT if is_resident else office(event)), at, **details)


def over(case):
    """A moment after all terms, for what waits for the end of one."""
    return max(MONDAY, case.changed_at) + timedelta(days=61)


def moved(case, *events, at=MONDAY):
    step = None
    for event in events:
        when = over(case) if event in (Event.LAPSE, Event.CLOSE) else max(at, case.changed_at)
        case, step = advance(case, act(case, event, when), CALENDAR)
    return case, step


TO_TELL = (Event.PROPOSE, Event.CONFIRM, Event.TELL)
WAYS = {
    State.APPLIED: (),
    State.EVIDENCE_ASKED: (Event.ASK_EVIDENCE,),
    State.PROPOSED: (Event.PROPOSE,),
    State.CONFIRMED: (Event.PROPOSE, Event.CONFIRM),
    State.OVERRULED: (Event.PROPOSE, Event.OVERRULE),
    State.TOLD: TO_TELL,
    State.APPEALED: (*TO_TELL, Event.APPEAL),
    State.REVIEWED: (*TO_TELL, Event.APPEAL, Event.REVIEW),
    State.FINAL: (*TO_TELL, Event.APPEAL, Event.REVIEW, Event.TELL),
    State.WITHDRAWN: (Event.WITHDRAW,),
    State.LAPSED: (Event.ASK_EVIDENCE, Event.LAPSE),
}


@st.composite
def histories(draw, kind=Kind.BENEFIT, most=20):
    """Acts that can follow, at rising times: (event, at, by nobody who may not)."""
    case, told = fresh(kind), []
    at = MONDAY
    for _ in range(draw(st.integers(0, most))):
        known = list(moves_from(case.state))
        if not known:
            break
        event = draw(st.sampled_from(known))
        at += timedelta(hours=draw(st.integers(0, 60)))
        if event in (Event.LAPSE, Event.CLOSE):
            at = max(at, over(case))
        by = None
        if event is Event.APPEAL:
            by = Actor("county", Role.COUNTY, "33")  # may admit a late one
        before = case
        doing = act(before, event, at, by)
        case, step = advance(before, doing, CALENDAR)
        told.append((before, doing, step, case))
    return told
