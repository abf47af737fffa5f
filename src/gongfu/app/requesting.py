"""Residents' requests as tasks: filed, assigned by the rules of the day, moved by those who may.

Reasons and words never enter the record or the answers: they stand in `request_words`.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from gongfu.app.requesting_rows import (
    SAID,
    Intake,
    act_writes,
    calendar_on,
    check_served,
    check_target,
    intake_faults,
    intake_words,
    intake_writes,
    is_provisional,
    near_open,
    routed,
    unrouted_told,
)
from gongfu.errors import InputError, NotFoundError
from gongfu.io.ledger_asked import (
    assigned_from,
    governing_places,
    offices_for,
    rules_in,
    rules_of,
)
from gongfu.io.ledger_deeds import Answered, Deed, Write, check_version
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_repeats import Private, says_same
from gongfu.io.ledger_request_rows import moment_text, request_of, words_id
from gongfu.io.ledger_rows import check_new_id, row_by_id
from gongfu.io.ledger_write import write
from gongfu.track.actors import Actor
from gongfu.track.calendar import day_in_china
from gongfu.track.clock import Terms
from gongfu.track.request_moves import Event, State
from gongfu.track.request_steps import level_above
from gongfu.track.requests import Act, Step
from gongfu.track.rights import check_files
from gongfu.track.routing import RoutingTable, unrouted


@dataclass(frozen=True, slots=True)
class Details:
    """What an act says beside its event; which of it is needed stands in `MOVES`.

    Attributes
    ----------
    reason, department, terms, category, days, into, satisfied
        As `Act` says.  Without department or terms a first assignment takes those of the rules.
    at
        When it was done, if it is written down later; None: now.
    """

    reason: str = field(default="", repr=False)
    department: str = ""
    terms: Terms | None = None
    category: str = ""
    days: int = 0
    into: str = ""
    satisfied: bool | None = None
    at: datetime | None = None


def file_request(ledger: Ledger, deed: Deed, intake: Intake) -> Answered:
    """Take down a request, and tell which open ones it may repeat.

    Parameters
    ----------
    ledger
        Open.
    deed
        By the resident; or by the village, county or province.  What it says of a reason is not
        kept: the words are.
    intake
        What is asked for.

    Returns
    -------
    dict
        `request_id`, `version`, `near` (ids of open requests that are near in place, time and
        words), `unrouted` (None, or what `routing.unrouted` says of its category) and the `number`
        of the record.
    """
    faults = intake_faults(intake, deed.at)
    if faults:
        raise InputError(f"request {intake.request_id!r}: {'; '.join(faults)}")
    asked = {
        "task": "file",
        "request_id": intake.request_id,
        "resident_id": intake.resident_id,
        "place": intake.place,
        "category": intake.category,
        "filed_at": "" if intake.filed_at == deed.at else moment_text(intake.filed_at),
    }

    def same(connection: Connection, _: Answered) -> bool:
        row = intake_words(intake)
        told = None if row is None else {name: row[name] for name in SAID}
        words = Private("request_words", words_id(intake.request_id, 0), "file", told)
        return says_same(connection, [words])

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        check_files(actor, intake.place, intake.resident_id, intake.category)
        if _is_there(connection, intake.request_id):
            raise InputError(
                f"request {intake.request_id!r}: the id is there already; take a new one"
            )
        check_new_id(connection, "request", intake.request_id)
        said: Answered = {
            "request_id": intake.request_id,
            "version": 0,
            "near": near_open(connection, intake),
            "unrouted": _unrouted(connection, intake.category, intake.place, intake.filed_at),
        }
        return intake_writes(intake), said

    return write(ledger, replace(deed, why=""), asked, task, same=same)


def assign(
    ledger: Ledger,
    deed: Deed,
    request_id: str,
    *,
    department: str = "",
    terms: Terms | None = None,
    version: int | None = None,
) -> Answered:
    """Give a request to a department, by the rules of the day where nothing else is said.

    Parameters
    ----------
    ledger
        Open.
    deed
        By the county or province.
    request_id
        Which.
    department, terms
        By hand; "" and None: as the rules say.  What was returned or escalated needs a department.
    version
        That the actor saw; None takes whatever there is.

    Returns
    -------
    dict
        As of `act_on_request`.
    """
    details = Details(department=department, terms=terms)
    return act_on_request(ledger, deed, request_id, Event.ASSIGN, details, version=version)


def act_on_request(
    ledger: Ledger,
    deed: Deed,
    request_id: str,
    event: Event,
    details: Details | None = None,
    *,
    version: int | None = None,
) -> Answered:
    """Do something to a request.

    Parameters
    ----------
    ledger
        Open.
    deed
        By whom the event allows; its reason is that of the act, unless the details give one.
    request_id, event
        Which, and what.
    details
        What the event needs.
    version
        That the actor saw; None takes whatever there is.

    Returns
    -------
    dict
        `request_id`, its new `state`, `version`, `department`, `due` and `sign_due` (days, "" where
        no clock runs), `due_provisional` (holidays are not announced yet), `escalated_by` ("" if it
        was not), `unrouted` (as of `file_request`, of what is sent again), and the `number` of the
        record.
    """
    told = details or Details()
    told = replace(told, reason=told.reason or deed.why)
    at = told.at or deed.at
    _check_past(request_id, at, deed.at)
    asked = {
        "task": "request",
        "request_id": request_id,
        "event": str(event),
        "version": version,
        "at": "" if told.at is None else moment_text(told.at),
        "department": told.department,
        "terms": None if told.terms is None else [told.terms.sign_days, told.terms.handle_days],
        "category": told.category,
        "days": told.days,
        "into": told.into,
        "satisfied": told.satisfied,
    }

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        row = row_by_id(connection, "request", request_id)
        check_version(f"request {request_id!r}", row, version)
        act = Act(
            event,
            actor,
            at,
            told.reason,
            told.department,
            told.terms,
            told.category,
            told.days,
            told.into,
            told.satisfied,
        )
        if event is Event.ASSIGN:
            act = routed(request_of(row), act, RoutingTable(rules_of(connection)))
        if event is Event.MERGE and told.into and told.into != request_id:
            check_target(row_by_id(connection, "request", told.into), actor)
        above = None
        if row["state"] == State.ESCALATED:
            last = assigned_from(connection, [request_id]).get(request_id)
            held = governing_places(connection, row["place"], row["category"])
            above = level_above(last, held)
        writes, step, _ = act_writes(row, act, above)
        check_served(act, row, offices_for(connection, act.department))
        again = event is Event.RESUBMIT
        unrouted = _unrouted(connection, told.category, row["place"], at) if again else None
        calendar = calendar_on(day_in_china(at))
        said = {**_said(step), "unrouted": unrouted}
        return writes, said | {"due_provisional": is_provisional(step.due, calendar)}

    def same(connection: Connection, said: Answered) -> bool:
        reason = {"words": told.reason} if told.reason else None
        words = Private("request_words", words_id(request_id, said["version"]), event, reason)
        return says_same(connection, [words])

    return write(ledger, replace(deed, why=""), asked, task, same=same)


def _unrouted(
    connection: Connection, category: str, place: str, at: datetime
) -> dict[str, Any] | None:
    found = unrouted(rules_in(connection, place), category, place, day_in_china(at))
    return None if found is None else unrouted_told(found)


def _is_there(connection: Connection, request_id: str) -> bool:
    try:
        row_by_id(connection, "request", request_id)
    except NotFoundError:
        return False
    return True


def _check_past(request_id: str, at: datetime, now: datetime) -> None:
    day_in_china(at)
    if at > now:
        raise InputError(
            f"request {request_id!r}: the act is of {at.isoformat()}, which is still to come; "
            "write it down when it is done"
        )


def _said(step: Step) -> Answered:
    return {
        "request_id": step.request_id,
        "state": str(step.after),
        "version": step.version,
        "department": step.department,
        "due": "" if step.due is None else step.due.isoformat(),
        "sign_due": "" if step.sign_due is None else step.sign_due.isoformat(),
        "escalated_by": step.escalated_by,
    }
