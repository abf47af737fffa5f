"""Residents' requests as tasks: filed, assigned by the rules of the day, moved by those who may.

Reasons and words never enter the record or the answers: they stand in `request_words`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any, Final

from sqlalchemy import Connection, select

from gongfu.errors import InputError, NotFoundError
from gongfu.io.calendars import announced_days_of_china
from gongfu.io.ledger import Ledger
from gongfu.io.ledger_requests import (
    OPEN,
    REQUESTS,
    WORDS,
    moment_text,
    request_of,
    request_row,
    rules_of,
    step_row,
    words_id,
    words_row,
)
from gongfu.io.ledger_rows import row_by_id
from gongfu.io.ledger_write import Answered, Deed, Write, check_version, new_salt, write
from gongfu.track.actors import Actor
from gongfu.track.calendar import AnnouncedDay, WorkCalendar, day_in_china, work_calendar
from gongfu.track.clock import Terms
from gongfu.track.request_moves import Event, State
from gongfu.track.request_steps import advance
from gongfu.track.requests import Act, Request, Step
from gongfu.track.rights import check_files
from gongfu.track.routing import RoutingTable, route
from gongfu.track.similar import Told, near_duplicates

NEAR_DAYS: Final = 30
TOWNSHIP: Final = 9  # characters of a place code
_LON_MOST: Final = 180.0
_LAT_MOST: Final = 90.0
_BY_HAND: Final = (State.RETURNED, State.ESCALATED)
"""The rules have spoken already, and it did not help: a department is named."""


@dataclass(frozen=True, slots=True)
class Intake:
    """A request as it is taken down.

    Attributes
    ----------
    request_id, resident_id, place, category, filed_at
        As `Request` says; `filed_at` has a time zone.
    words, contact
        What the resident says, and how to reach them; personal.
    position
        Longitude and latitude in degrees (WGS84), or None; personal.
    """

    request_id: str
    resident_id: str
    place: str
    category: str
    filed_at: datetime
    words: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    position: tuple[float, float] | None = field(default=None, repr=False)


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
        words) and the `number` of the record.
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
    }

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        check_files(actor, intake.place, intake.resident_id)
        if _is_there(connection, intake.request_id):
            raise InputError(
                f"request {intake.request_id!r}: the id is there already; take a new one"
            )
        near = near_open(connection, intake)
        said = {"request_id": intake.request_id, "version": 0, "near": near}
        return intake_writes(intake), said

    return write(ledger, replace(deed, why=""), asked, task)


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
        no clock runs), `escalated_by` ("" if it was not), and the `number` of the record.
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
        writes, step, _ = act_writes(row, act)
        return writes, _said(step)

    return write(ledger, replace(deed, why=""), asked, task)


def intake_faults(intake: Intake, now: datetime) -> list[str]:
    """What is wrong with an intake.

    Parameters
    ----------
    intake
        Before it is written.
    now
        Nothing is filed later.

    Returns
    -------
    list of str
        Empty if nothing is.
    """
    names = ("request_id", "resident_id", "place", "category")
    faults = [f"no {name}; fill it in" for name in names if not getattr(intake, name)]
    if intake.filed_at.tzinfo is None:
        faults.append("filed_at has no time zone; give one, such as +08:00")
    elif intake.filed_at > now:
        faults.append(f"filed at {intake.filed_at.isoformat()}, which is still to come; mend it")
    if intake.position is not None:
        lon, lat = intake.position
        if not (abs(lon) <= _LON_MOST and abs(lat) <= _LAT_MOST):
            faults.append(
                "longitude and latitude are no place on earth; give degrees, such as 120.2 and 30.3"
            )
    return faults


def intake_writes(intake: Intake) -> list[Write]:
    """What an intake writes.

    Parameters
    ----------
    intake
        Without faults.

    Returns
    -------
    list of Write
        The request, and what is private of it if anything is.
    """
    request = Request(
        intake.request_id, intake.resident_id, intake.place, intake.category, intake.filed_at
    )
    row = request_row(request, moment_text(intake.filed_at))
    writes = [Write("request", "file", None, row)]
    if intake.words or intake.contact or intake.position is not None:
        private = words_row(
            request,
            0,
            intake.words,
            new_salt(),
            contact=intake.contact,
            position=intake.position,
        )
        writes.append(Write("request_words", "file", None, private))
    return writes


def act_writes(row: Mapping[str, Any], act: Act) -> tuple[list[Write], Step, dict[str, Any]]:
    """What an act writes.

    Parameters
    ----------
    row
        Of the request before it.
    act
        Complete.

    Returns
    -------
    tuple of list, Step and dict
        The writes, the step, and the request's row after it.
    """
    after, step = advance(request_of(row), act, calendar_on(day_in_china(act.at)))
    new = request_row(after, row["filed_at"])
    event = str(act.event)
    writes = [
        Write("request", event, row, new),
        Write("request_step", event, None, step_row(step)),
    ]
    if act.reason:
        private = words_row(after, after.version, act.reason, new_salt())
        writes.append(Write("request_words", event, None, private))
    return writes, step, new


def routed(request: Request, act: Act, table: RoutingTable) -> Act:
    """An assignment with what the rules of its day say, where nothing is said by hand.

    Parameters
    ----------
    request
        As it stands.
    act
        An assignment.
    table
        The rules.

    Returns
    -------
    Act
        With department and terms; as it is where it cannot be an assignment, and where a
        department must be named.
    """
    if (act.department and act.terms) or (not act.department and request.state in _BY_HAND):
        return act
    if request.state not in (State.FILED, *_BY_HAND):
        return act
    found = route(
        table,
        request.category,
        request.place,
        day_in_china(act.at),
        department=act.department,
        terms=act.terms,
    )
    return replace(act, department=found.department, terms=found.terms)


def check_target(row: Mapping[str, Any], actor: Actor) -> None:
    """Refuse to merge into what has ended, or lies where the actor does not act.

    Parameters
    ----------
    row
        Of the request that the other one is to go on as.
    actor
        Who asks.
    """
    name = f"request {row['request_id']!r}"
    if State(row["state"]) not in OPEN:
        raise InputError(f"{name} is {row['state']}: nothing goes on as it; name one that is open")
    if not actor.holds_at(row["place"]):
        raise InputError(
            f"{name} lies in {row['place']!r}, and the actor acts for {actor.place!r}; ask the "
            "level above to merge them"
        )


def near_open(connection: Connection, intake: Intake) -> list[str]:
    """Open requests that an intake may repeat.

    Parameters
    ----------
    connection
        To the ledger.
    intake
        Not written yet, or not looked for.

    Returns
    -------
    list of str
        Ids, the most alike first.
    """
    if not intake.words:
        return []
    day = day_in_china(intake.filed_at)
    span = [day + timedelta(days=days) for days in (-NEAR_DAYS, NEAR_DAYS + 1)]
    there = [
        one
        for one in told_open(connection, place=intake.place[:TOWNSHIP])
        if span[0] <= one.on < span[1] and one.request_id != intake.request_id
    ]
    new = Told(intake.request_id, intake.place, day, intake.words)
    found = near_duplicates([*there, new], days=NEAR_DAYS, place_digits=TOWNSHIP)
    mine = found.second_at == len(there)
    pairs = zip(found.similarity[mine], found.first_at[mine], strict=True)
    return [there[at].request_id for _, at in sorted(pairs, key=lambda one: (-one[0], one[1]))]


def told_open(connection: Connection, *, place: str = "") -> list[Told]:
    """The words of open requests, to compare and never to show.

    Parameters
    ----------
    connection
        To the ledger.
    place
        In which they lie; "" for all.

    Returns
    -------
    list of Told
        By id; without those that say nothing.
    """
    asked = (
        select(REQUESTS.c.request_id, REQUESTS.c.place, REQUESTS.c.filed_at, WORDS.c.words)
        .join(WORDS, WORDS.c.words_id == REQUESTS.c.request_id + words_id("", 0))
        .where(REQUESTS.c.state.in_([str(state) for state in OPEN]))
        .where(REQUESTS.c.place.startswith(place, autoescape=True))
        .order_by(REQUESTS.c.request_id)
    )
    return [
        Told(one, where, date.fromisoformat(filed_at[:10]), words)
        for one, where, filed_at, words in connection.execute(asked)
        if words
    ]


@lru_cache(maxsize=512)
def calendar_on(day: date) -> WorkCalendar:
    """The working days of China as they were known on a day.

    Parameters
    ----------
    day
        On which.

    Returns
    -------
    WorkCalendar
        What was announced by then.
    """
    return work_calendar(_announced(), known_on=day)


@cache
def _announced() -> tuple[AnnouncedDay, ...]:
    return announced_days_of_china()


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
