"""How an act moves a case: who may, what it needs, which clocks run, what is written.

Two persons stand behind every decision, and a third behind an appeal.  Whoever brings what the
rules propose does not confirm or overrule it; neither of the two reviews it; and nobody acts for
the office in a case of their own.  The clock of the decision is the applicant's: it runs from the
application until they are told, and stands only while something is asked of them.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from gongfu.errors import InputError
from gongfu.track.actors import Role
from gongfu.track.calendar import WorkCalendar, day_in_china
from gongfu.track.case_moves import APPLYING, OFFICE, Event, State, moves_from
from gongfu.track.cases import UNKNOWN, Act, Case, Kind, Step, outcome_faults
from gongfu.track.clock import Clock, due_on, paused_clock, resumed_clock, started_clock

_DECIDES: Final = (Event.CONFIRM, Event.OVERRULE)
_JUDGES: Final = (Event.PROPOSE, Event.OVERRULE, Event.REVIEW)
_DETAILS: Final[dict[str, Any]] = {
    "outcome": "", "award": "", "proposal": "", "evidence": "", "facts": False,
}  # fmt: skip
_APPLICANTS: Final = (State.EVIDENCE_ASKED, State.TOLD)
APPEAL_DAYS: Final = 60
"""Days to appeal where no rule says how many: as long as one may ask for an administrative review
(Administrative Reconsideration Law 2023, article 20), counted from the day after one is told."""


def opened(case: Case, act: Act, calendar: WorkCalendar) -> tuple[Case, Step]:
    """A case that begins, and the first line of its record.

    Parameters
    ----------
    case
        With its terms; see `cases.case_faults`.
    act
        The application.
    calendar
        Working days as known now.

    Returns
    -------
    tuple of Case and Step
        With its clock running from the day of the application, if a rule sets a term.

    Raises
    ------
    InputError
        The actor may not apply for it.
    """
    faults = _who(case, act, APPLYING)
    if faults:
        raise InputError("; ".join(faults))
    days = case.terms.decide_days
    begun = replace(
        case,
        changed_at=act.at,
        clock=started_clock(days, case.applied_on) if days else None,
    )
    return begun, _step(case, begun, act, calendar, day_in_china(act.at))


def advance(case: Case, act: Act, calendar: WorkCalendar) -> tuple[Case, Step]:
    """A case after an act, and the line to be written of it.

    Parameters
    ----------
    case
        As it stands.
    act
        What somebody does.
    calendar
        Working days as known at the act.

    Returns
    -------
    tuple of Case and Step
        The case's next version, and its record.

    Raises
    ------
    InputError
        The event cannot follow, the actor may not do it, or the act leaves out what it needs; every
        fault is told, and what can be done instead.
    """
    _check(case, act, calendar)
    today = day_in_china(act.at)

    after = replace(
        _effect(case, act, today, calendar),
        state=moves_from(case.state)[act.event].after,
        version=case.version + 1,
        changed_at=act.at,
    )
    return after, _step(case, after, act, calendar, today)


def due_of(case: Case, calendar: WorkCalendar) -> date | None:
    """The last day of the term that runs.

    Parameters
    ----------
    case
        As it stands.
    calendar
        Working days as known now.

    Returns
    -------
    date or None
        Of the applicant's term or the office's, see `waits_for`; None if no term runs.  An appeal
        always has one: without a rule `APPEAL_DAYS`.
    """
    if not moves_from(case.state):
        return None
    if case.state is State.TOLD and case.turn is None:
        return day_in_china(case.changed_at) + timedelta(days=APPEAL_DAYS)
    clock = case.turn if case.state in (*_APPLICANTS, *_AFTER_APPEAL) else case.clock
    return None if clock is None else due_on(clock, calendar)


def waits_for(case: Case) -> str:
    """Whose turn it is.

    Parameters
    ----------
    case
        As it stands.

    Returns
    -------
    str
        "applicant", "office", or "" once the case has ended.
    """
    if not moves_from(case.state):
        return ""
    return "applicant" if case.state in _APPLICANTS else "office"


_AFTER_APPEAL: Final = (State.APPEALED, State.REVIEWED)


def _check(case: Case, act: Act, calendar: WorkCalendar) -> None:
    """Every reason why an act cannot be, in one error."""
    name = f"case {case.case_id!r}"
    known = moves_from(case.state)
    move = known.get(act.event)
    if move is None:
        can = [f"{event} (by {' or '.join(move.by)})" for event, move in known.items()]
        raise InputError(
            f"{name} is {case.state}: cannot {act.event}; "
            f"it can {' or '.join(can) or 'do nothing more'}"
        )
    day_in_china(act.at)
    faults = _who(case, act, move.by)
    if act.at < case.changed_at:
        faults.append(
            f"the act is of {act.at.isoformat()}, before the last of "
            f"{case.changed_at.isoformat()}; read the case again"
        )
    lacking = [need for need in move.needs if not getattr(act, need)]
    if lacking:
        faults.append(f"{act.event} needs {' and '.join(lacking)}")
    allowed = {*move.needs, *move.may}
    extra = [name for name, empty in _DETAILS.items() if getattr(act, name) != empty]
    if spare := [name for name in extra if name not in allowed]:
        faults.append(f"{act.event} takes no {' and no '.join(spare)}; leave it out")
    if act.event in _JUDGES and act.outcome:
        person = act.event is not Event.PROPOSE
        faults += outcome_faults(case.kind, act.outcome, act.award, by_person=person)
    faults += _too_early_or_late(case, act, calendar) + _odd_values(case, act)
    if faults:
        raise InputError(f"{name}: " + "; ".join(faults))


def _who(case: Case, act: Act, by: tuple[Role, ...]) -> list[str]:
    """Why somebody may not do it."""
    actor = act.actor
    if actor.role not in by:
        return [f"{actor.role.one} may not {act.event}; {' or '.join(by)} may"]
    if actor.role is Role.RESIDENT:
        if case.is_of(actor.actor_id) and actor.holds_at(case.place):
            return []
        return ["it is another resident's; only their own, or that of their ward, may be moved"]
    faults = []
    if actor.role is Role.SCHOOL and case.kind is not Kind.ADMISSION:
        faults.append("a school acts on admissions only; ask the department that it is with")
    elif actor.role in (Role.DEPARTMENT, Role.SCHOOL) and actor.department != case.office:
        faults.append(f"it is with {case.office!r}, not with {actor.department!r}")
    elif not actor.holds_at(case.place):
        faults.append(f"it lies in {case.place!r}, and the actor acts for {actor.place!r}")
    elif actor.field:
        faults.append(f"it is of no field, and the actor acts for {actor.field!r} alone")
    if actor.role in OFFICE and case.is_of(actor.actor_id):
        faults.append("nobody acts for the office in a case of their own; ask a colleague")
    if act.event in _DECIDES and actor.actor_id == case.proposed_by:
        faults.append(
            f"{actor.actor_id!r} brought the proposal, and another person must {act.event} it"
        )
    if act.event is Event.REVIEW and actor.actor_id in (case.proposed_by, case.decided_by):
        did = "decided the case" if actor.actor_id == case.decided_by else "brought the proposal"
        faults.append(f"{actor.actor_id!r} {did}, and a third person must review the appeal")
    return faults


def _too_early_or_late(case: Case, act: Act, calendar: WorkCalendar) -> list[str]:
    """Acts that hang on a term of the applicant."""
    if act.event not in (Event.LAPSE, Event.CLOSE, Event.APPEAL):
        return []
    end = due_of(case, calendar)
    if end is None:
        if act.event is Event.LAPSE:
            return ["no rule sets a term for the evidence, so that the case cannot lapse"]
        return []
    over = day_in_china(act.at) > end
    if act.event is Event.APPEAL:
        if over and act.actor.role is Role.RESIDENT:
            return [f"the term to appeal ended on {end}; the county may still admit it"]
        return []
    return [] if over else [f"the applicant has until {end}; {act.event} it after that day"]


def _odd_values(case: Case, act: Act) -> list[str]:
    if act.event is Event.CONFIRM and case.outcome == UNKNOWN:
        return ["the rules could not judge it; ask for evidence, or overrule with a reason"]
    if act.event is Event.WITHDRAW and act.actor.role is not Role.RESIDENT and not act.reason:
        return ["another than the applicant says why it is withdrawn"]
    same = (act.outcome, act.award) == (case.outcome, case.award)
    if act.event is Event.OVERRULE and same:
        return [f"{act.outcome!r} is what the rules propose; confirm it"]
    return []


def _effect(case: Case, act: Act, today: date, calendar: WorkCalendar) -> Case:
    """What an act changes beside the state."""
    match act.event:
        case Event.ASK_EVIDENCE:
            return replace(
                case,
                clock=_stopped(case.clock, today, calendar),
                turn=_begun(case.terms.evidence_days, today),
            )
        case Event.ADD_EVIDENCE:
            return _with_evidence(case, act, today)
        case Event.PROPOSE:
            return replace(
                case,
                outcome=act.outcome,
                award=act.award,
                proposal_id=act.proposal,
                proposed_by=act.actor.actor_id,
                decided_by="",
            )
        case Event.CONFIRM:
            return replace(case, decided_by=act.actor.actor_id)
        case Event.OVERRULE:
            return replace(
                case, outcome=act.outcome, award=act.award, decided_by=act.actor.actor_id
            )
        case Event.TELL if case.state is not State.REVIEWED:
            return replace(
                case,
                clock=_stopped(case.clock, today, calendar),
                turn=_begun(case.terms.appeal_days, today),
            )
        case Event.APPEAL:
            return replace(case, turn=_begun(case.terms.review_days, today))
        case Event.REVIEW:
            return replace(case, outcome=act.outcome, award=act.award)
        case _:  # an end
            return replace(
                case,
                clock=_stopped(case.clock, today, calendar),
                turn=_stopped(case.turn, today, calendar),
            )


def _with_evidence(case: Case, act: Act, today: date) -> Case:
    """The clock goes on if it stood; a proposal that does not know of it is put aside."""
    after = replace(case, n_facts=case.n_facts + act.facts)
    if case.state is State.APPEALED:
        return after
    if case.state is State.EVIDENCE_ASKED:
        clock = case.clock
        if clock is not None and clock.since is None:
            clock = resumed_clock(clock, today)
        after = replace(after, clock=clock, turn=None)
    return replace(after, outcome="", award="", proposal_id="", proposed_by="")


def _begun(days: int, today: date) -> Clock | None:
    return started_clock(days, today) if days else None


def _stopped(clock: Clock | None, today: date, calendar: WorkCalendar) -> Clock | None:
    """A clock that stands, if there is one."""
    if clock is None or clock.since is None:
        return clock
    return paused_clock(clock, today, calendar)


def _step(before: Case, after: Case, act: Act, calendar: WorkCalendar, today: date) -> Step:
    """The record: the term that an act ends, or else the one that runs after it."""
    ends = waits_for(before) != waits_for(after) or before.state in _AFTER_APPEAL
    due = due_of(before if ends and before.version < after.version else after, calendar)
    return Step(
        case_id=after.case_id,
        version=after.version,
        event=act.event,
        before=before.state,
        after=after.state,
        actor_id=act.actor.actor_id,
        role=act.actor.role,
        at=act.at,
        outcome=after.outcome,
        award=after.award,
        proposal_id=after.proposal_id,
        n_facts=after.n_facts,
        due=due,
        over=due is not None and today > due,
    )
