"""How an act moves a request: who may, what it needs, which clocks run, what is written.

The clock of a request is the resident's.  It runs from the day a department is assigned until the
answer; a pause with a reason stops it, a transfer or a return does not.  A request that is redone
starts a new one.  What is redone or passed on too often goes to the level above; a return counts as
passing on, since the request goes to another department then.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, Final

from gongfu.errors import InputError
from gongfu.track.actors import Role
from gongfu.track.calendar import WorkCalendar, day_in_china
from gongfu.track.clock import (
    Clock,
    changed_clock,
    due_on,
    paused_clock,
    resumed_clock,
    started_clock,
)
from gongfu.track.request_moves import CENTRE, Event, State, moves_from
from gongfu.track.requests import Act, Limits, Refusal, Request, Step

_PROVINCE_DIGITS: Final = 2
_REFUSALS: Final = (Event.RETURN, Event.DECLINE)
_DETAILS: Final[dict[str, Any]] = {
    "department": "", "terms": None, "category": "", "days": 0, "into": "", "satisfied": None,
}  # fmt: skip


def advance(
    request: Request,
    act: Act,
    calendar: WorkCalendar,
    *,
    limits: Limits | None = None,
    above: int | None = None,
) -> tuple[Request, Step]:
    """A request after an act, and the line to be written of it.

    Parameters
    ----------
    request
        As it stands.
    act
        What somebody does.
    calendar
        Working days as known at the act.
    limits
        When a request goes to the level above; three times each by default.
    above
        As `level_above` says for what was escalated; None: a whole province.

    Returns
    -------
    tuple of Request and Step
        The request's next version, and its record.

    Raises
    ------
    InputError
        The event cannot follow, the actor may not do it, or the act leaves out what it needs; every
        fault is told, and what can be done instead.
    """
    _check(request, act, _PROVINCE_DIGITS if above is None else above)
    today = day_in_china(act.at)
    escalated_by = "hand" if act.event is Event.ESCALATE else ""

    after = replace(
        _effect(request, act, today, calendar),
        state=moves_from(request.state)[act.event].after,
        version=request.version + 1,
        changed_at=act.at,
    )
    if act.event in _REFUSALS:
        refusal = Refusal(act.event, act.actor.actor_id, act.actor.department, act.at, act.reason)
        after = replace(after, refusals=(*after.refusals, refusal))
    bound = limits or Limits()
    if after.n_redone > request.n_redone and after.n_redone >= bound.redone:
        escalated_by = "redone"
    elif after.n_passed_on > request.n_passed_on and after.n_passed_on >= bound.passed_on:
        escalated_by = "passed_on"
    if escalated_by:
        after = replace(after, state=State.ESCALATED, sign_clock=None)

    return after, _step(request, after, act, calendar, today, escalated_by)


def level_above(assigned_from: str | None, places: Iterable[str]) -> int:
    """How large a place must be whose actor assigns what was escalated, whatever their role.

    Anybody who governs gives a role to whom they bring, but never a place beyond their own: so the
    place alone tells who is above.

    Parameters
    ----------
    assigned_from
        The place of whoever assigned it last; None: nobody did.
    places
        Those that hold the request's, of all who govern there.

    Returns
    -------
    int
        The longest code that is enough: the shorter the code, the larger the place.  Where nobody
        acts for a larger place than assigned it last, the largest there is decides.
    """
    sizes = [len(place) for place in places]
    bound = _PROVINCE_DIGITS + 1 if assigned_from is None else len(assigned_from)
    larger = [size for size in sizes if size < bound]
    return max(larger) if larger else min(sizes, default=bound - 1)


def _check(request: Request, act: Act, above: int) -> None:
    """Every reason why an act cannot be, in one error."""
    name = f"request {request.request_id!r}"
    known = moves_from(request.state)
    move = known.get(act.event)
    if move is None:
        can = [f"{event} (by {' or '.join(move.by)})" for event, move in known.items()]
        raise InputError(
            f"{name} is {request.state}: cannot {act.event}; "
            f"it can {' or '.join(can) or 'do nothing more'}"
        )
    faults = []
    actor = act.actor
    if actor.role not in move.by:
        faults.append(f"{actor.role.one} may not {act.event}; {' or '.join(move.by)} may")
    elif actor.role is Role.RESIDENT and actor.actor_id != request.resident_id:
        faults.append("it is another resident's; only their own may be moved")
    elif actor.role is Role.DEPARTMENT and actor.department != request.department:
        faults.append(f"it is with {request.department!r}, not with {actor.department!r}")
    elif not actor.holds_at(request.place):
        faults.append(f"it lies in {request.place!r}, and the actor acts for {actor.place!r}")
    elif not actor.holds_in(request.category):
        faults.append(
            f"it is of {request.category!r}, and the actor acts for {actor.field!r} alone"
        )
    if act.terms is not None and actor.role not in CENTRE:
        faults.append(f"{actor.role.one} sets no terms; {' or '.join(CENTRE)} may")
    if request.state is State.ESCALATED and not _is_above(act, above):
        faults.append(
            "it went to the level above, which assigns it now; ask who acts for a larger place"
        )
    day_in_china(act.at)
    if act.at < request.changed_at:
        faults.append(
            f"the act is of {act.at.isoformat()}, before the last of "
            f"{request.changed_at.isoformat()}; read the request again"
        )
    lacking = [need for need in move.needs if not getattr(act, need)]
    if lacking:
        faults.append(f"{act.event} needs {' and '.join(lacking)}")
    allowed = {*move.needs, *move.may, "reason"}
    extra = [name for name, empty in _DETAILS.items() if getattr(act, name) != empty]
    if spare := [name for name in extra if name not in allowed]:
        faults.append(f"{act.event} takes no {' and no '.join(spare)}; leave it out")
    faults += _odd_values(request, act)
    if faults:
        raise InputError(f"{name}: " + "; ".join(faults))


def _is_above(act: Act, above: int) -> bool:
    """Whether what was escalated is the actor's to assign; the resident may still withdraw it."""
    return act.event is not Event.ASSIGN or len(act.actor.place) <= above


def _odd_values(request: Request, act: Act) -> list[str]:
    odd = []
    if act.event is Event.MERGE and act.into == request.request_id:
        odd.append("it cannot be merged into itself; name the other request")
    if act.event is Event.RESUBMIT and act.category == request.category:
        odd.append(f"its category is {act.category!r} already; name another")
    if act.event is Event.TRANSFER and act.department == request.department:
        odd.append(f"it is with {act.department!r} already; name another department")
    if act.event is Event.CLOSE and act.satisfied is None and not act.reason:
        odd.append("close needs what the resident said, or the reason why nobody could be asked")
    if act.event is Event.EXTEND and act.days < 0:
        odd.append(f"days is {act.days}; a term is only lengthened")
    return odd


def _effect(request: Request, act: Act, today: date, calendar: WorkCalendar) -> Request:
    """What an act changes beside the state."""
    match act.event:
        case Event.ASSIGN:
            return _assigned(request, act, today, calendar)
        case Event.TRANSFER:
            return _transferred(request, act, today, calendar)
        case Event.RETURN:
            return _returned(request)
        case Event.SIGN:
            return replace(request, sign_clock=_stopped(request.sign_clock, today, calendar))
        case Event.RESUME:
            clock = request.clock and resumed_clock(request.clock, today)
            return replace(request, clock=clock)
        case Event.EXTEND:
            clock = request.clock and changed_clock(
                request.clock, request.clock.allowed_days + act.days, today, calendar
            )
            return replace(request, clock=clock)
        case Event.REOPEN:
            return _reopened(request, act, today)
        case Event.RESUBMIT:
            return _resubmitted(request, act.category)
        case Event.ESCALATE:
            return request
        case _:  # a pause, an answer, or an end
            return replace(
                request,
                clock=_stopped(request.clock, today, calendar),
                satisfied=request.satisfied if act.satisfied is None else act.satisfied,
                merged_into=act.into or request.merged_into,
            )


def _stopped(clock: Clock | None, today: date, calendar: WorkCalendar) -> Clock | None:
    """A clock that stands, if there is one."""
    if clock is None or clock.since is None:
        return clock
    return paused_clock(clock, today, calendar)


def _assigned(request: Request, act: Act, today: date, calendar: WorkCalendar) -> Request:
    """A first assignment starts the clock; a later one may change the term, not what is gone."""
    assert act.terms is not None, "the table says that it is needed"
    days = act.terms.handle_days
    if request.state is State.MERGED and request.clock is not None:
        request = replace(request, clock=resumed_clock(request.clock, today))
    return replace(
        request,
        department=act.department,
        merged_into="",
        has_lead=request.has_lead or request.state is State.ESCALATED,
        terms=act.terms,
        clock=started_clock(days, today)
        if request.clock is None
        else changed_clock(request.clock, days, today, calendar),
        sign_clock=started_clock(act.terms.sign_days, today),
    )


def _transferred(request: Request, act: Act, today: date, calendar: WorkCalendar) -> Request:
    """The next department signs anew, and has what is left of the time."""
    assert request.terms is not None, "it was assigned"
    assert request.clock is not None, "it was assigned"
    terms, clock = request.terms, request.clock
    if act.terms is not None:
        terms = act.terms
        clock = changed_clock(clock, terms.handle_days, today, calendar)
    return replace(
        request,
        department=act.department,
        terms=terms,
        clock=clock,
        sign_clock=started_clock(terms.sign_days, today),
        n_passed_on=request.n_passed_on + (not request.has_lead),
    )


def _returned(request: Request) -> Request:
    """Nobody has it, and the clock runs on."""
    passed_on = request.n_passed_on + (not request.has_lead)
    return replace(request, department="", sign_clock=None, n_passed_on=passed_on)


def _reopened(request: Request, act: Act, today: date) -> Request:
    """Redone by the same department, in a new term."""
    terms = act.terms or request.terms
    assert terms is not None, "what was answered was assigned"
    return replace(
        request,
        terms=terms,
        clock=started_clock(terms.handle_days, today),
        sign_clock=started_clock(terms.sign_days, today),
        n_redone=request.n_redone + 1,
        satisfied=None,
    )


def _resubmitted(request: Request, category: str) -> Request:
    """Sent again as something else; how often it was redone is not forgotten."""
    return replace(
        request,
        category=category,
        department="",
        has_lead=False,
        terms=None,
        clock=None,
        sign_clock=None,
        n_resubmitted=request.n_resubmitted + 1,
        satisfied=None,
    )


def _step(
    before: Request,
    after: Request,
    act: Act,
    calendar: WorkCalendar,
    today: date,
    escalated_by: str,
) -> Step:
    """The record: deadlines before an act that ends them, else as they stand after."""
    due, missed = _term(before.clock, after.clock, calendar, today)
    sign_due, sign_missed = _term(before.sign_clock, after.sign_clock, calendar, today)
    return Step(
        request_id=after.request_id,
        version=after.version,
        event=act.event,
        before=before.state,
        after=after.state,
        actor_id=act.actor.actor_id,
        role=act.actor.role,
        at=act.at,
        reason=act.reason,
        department=after.department or before.department,
        category=after.category,
        place=after.place,
        merged_into=after.merged_into,
        satisfied=act.satisfied,
        due=due,
        sign_due=sign_due,
        missed=missed,
        sign_missed=sign_missed,
        escalated_by=escalated_by,
    )


def _term(
    before: Clock | None, after: Clock | None, calendar: WorkCalendar, today: date
) -> tuple[date | None, bool]:
    running = after is not None and (after.since is not None or after.missed_on is not None)
    clock = after if running else before
    end = None if clock is None else due_on(clock, calendar)
    return end, end is not None and today > end
