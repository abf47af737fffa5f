"""Residents' requests told to people: where one stands, what can be done, by when it is due."""

from datetime import date

from gongfu.report.text import Both, listed, same
from gongfu.report.words import say
from gongfu.track.calendar import WorkCalendar
from gongfu.track.clock import due_on, is_missed
from gongfu.track.request_moves import Event, Move, State, moves_from
from gongfu.track.requests import Request, Step


def state_words(state: State) -> Both:
    """Where a request stands."""
    return say(f"request_state_{state}")


def event_words(event: Event) -> Both:
    """What happens to a request."""
    return say(f"request_event_{event}")


def refusal_words(state: State, event: Event) -> Both:
    """Why an event cannot follow in a state, and what can; for a pair that is no move."""
    can = [_move_words(one, move) for one, move in moves_from(state).items()]
    told = {"state": state_words(state), "event": event_words(event)}
    return say("request_cannot", **told, can=listed(can)) if can else say("request_ended", **told)


def escalation_words(step: Step, request: Request) -> Both | None:
    """Why a step passed a request to the level above; None if it did not."""
    if not step.escalated_by:
        return None
    n = request.n_redone if step.escalated_by == "redone" else request.n_passed_on
    return say(f"request_escalated_{step.escalated_by}", n=n)


def due_words(request: Request, today: date, calendar: WorkCalendar) -> Both | None:
    """By when a request is to be answered, if a clock runs or its term was missed; else None."""
    end = None if request.clock is None else due_on(request.clock, calendar)
    if request.clock is None or end is None:
        return None
    day = same(end.isoformat())
    if is_missed(request.clock, today, calendar):
        return say("request_overdue", day=day)
    if calendar.is_provisional(end):
        return say("request_due_provisional", day=day, year=end.year)
    return say("request_due", day=day)


def _move_words(event: Event, move: Move) -> Both:
    roles = listed([say(f"request_role_{role}") for role in move.by])
    return say("request_by", event=event_words(event), roles=roles)
