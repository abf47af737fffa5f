"""What tasks of requests share: an intake and its faults, what is written, and near duplicates."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Integer, bindparam, func, or_, select

from gongfu.errors import InputError
from gongfu.io.calendars import announced_days_of_china
from gongfu.io.ledger_deeds import Write, new_salt
from gongfu.io.ledger_request_rows import (
    OPEN,
    moment_text,
    request_of,
    request_row,
    step_row,
    words_id,
    words_row,
)
from gongfu.io.ledger_requests import REQUESTS, WORDS
from gongfu.io.ledger_statements import Statement, rows
from gongfu.track.actors import Actor, id_faults
from gongfu.track.calendar import AnnouncedDay, WorkCalendar, day_in_china, work_calendar
from gongfu.track.request_moves import Event, State
from gongfu.track.request_steps import advance
from gongfu.track.requests import Act, Request, Step
from gongfu.track.routing import RoutingTable, Unrouted, route
from gongfu.track.similar import Told, near_to

NEAR_DAYS: Final = 30
SAID: Final = ("words", "contact", "longitude", "latitude")
"""What is private of an intake."""
TOWNSHIP: Final = 9  # characters of a place code
ALWAYS: Final = (date(1, 1, 1), date(9998, 12, 31))
_TOLD: Final = Statement(
    select(REQUESTS.c.request_id, REQUESTS.c.place, REQUESTS.c.filed_at, WORDS.c.words)
    .join(WORDS, WORDS.c.words_id == REQUESTS.c.request_id + words_id("", 0))
    .where(or_(*(REQUESTS.c.state == str(state) for state in OPEN)))
    .where(REQUESTS.c.filed_at >= bindparam("first"), REQUESTS.c.filed_at < bindparam("end"))
    .where(func.substr(REQUESTS.c.place, 1, bindparam("n", type_=Integer)) == bindparam("place"))
    .where(REQUESTS.c.request_id != bindparam("but"), WORDS.c.words != "")
    .order_by(REQUESTS.c.request_id)
)
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
    faults += id_faults({name: getattr(intake, name) for name in ("request_id", "resident_id")})
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
    if (private := intake_words(intake)) is not None:
        writes.append(Write("request_words", "file", None, private))
    return writes


def intake_words(intake: Intake) -> dict[str, Any] | None:
    """What is private of an intake, as a row.

    Parameters
    ----------
    intake
        Without faults.

    Returns
    -------
    dict or None
        Of request_words, with a new salt; None if nothing is private.
    """
    if not (intake.words or intake.contact or intake.position is not None):
        return None
    request = Request(
        intake.request_id, intake.resident_id, intake.place, intake.category, intake.filed_at
    )
    return words_row(
        request, 0, intake.words, new_salt(), contact=intake.contact, position=intake.position
    )


def act_writes(
    row: Mapping[str, Any], act: Act, above: int | None
) -> tuple[list[Write], Step, dict[str, Any]]:
    """What an act writes.

    Parameters
    ----------
    row
        Of the request before it.
    act
        Complete.
    above
        As `advance` takes it; it matters where something was escalated only.

    Returns
    -------
    tuple of list, Step and dict
        The writes, the step, and the request's row after it.
    """
    calendar = calendar_on(day_in_china(act.at))
    after, step = advance(request_of(row), act, calendar, above=above)
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
    if request.state not in (State.FILED, State.MERGED, *_BY_HAND):
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


def unrouted_told(found: Unrouted, request_ids: Sequence[str] = ()) -> dict[str, Any]:
    """A category that no rule names, as answers tell it.

    Parameters
    ----------
    found
        From `routing.unrouted`.
    request_ids
        Of lists: which requests are of it.

    Returns
    -------
    dict
        `category`, `nearest`, `lacking`, and `request_ids` if there are some.
    """
    told = {
        "category": found.category,
        "nearest": list(found.nearest),
        "lacking": list(found.lacking),
    }
    return told | ({"request_ids": list(request_ids)} if request_ids else {})


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
    if not actor.holds_in(row["category"]):
        raise InputError(
            f"{name} is of {row['category']!r}, and the actor acts for {actor.field!r} alone; ask "
            "somebody who acts for both to merge them"
        )


def check_served(act: Act, row: Mapping[str, Any], offices: Collection[Actor]) -> None:
    """Refuse to give a request to a department for which nobody could sign.

    Parameters
    ----------
    act
        Complete; any but an assignment or a transfer passes.
    row
        Of the request.
    offices
        Those who act for the department, anywhere.
    """
    if act.event not in (Event.ASSIGN, Event.TRANSFER):
        return
    place, category = row["place"], row["category"]
    there = [one for one in offices if one.holds_at(place)]
    if not any(one.holds_in(category) for one in there):
        upon = f" upon {category!r}" if there else ""
        raise InputError(
            f"request {row['request_id']!r}: nobody acts for the department {act.department!r}"
            f"{upon} in {place!r}; name another, or bring an actor who does"
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
    there = told_open(
        connection,
        place=intake.place[:TOWNSHIP],
        days=(day - timedelta(days=NEAR_DAYS), day + timedelta(days=NEAR_DAYS)),
        but=intake.request_id,
    )
    new = Told(intake.request_id, intake.place, day, intake.words)
    found = near_to(new, there, days=NEAR_DAYS, place_digits=TOWNSHIP)
    return [there[at].request_id for at, _ in found]


def told_open(
    connection: Connection, *, place: str = "", days: tuple[date, date] = ALWAYS, but: str = ""
) -> list[Told]:
    """The words of open requests, to compare and never to show.

    Parameters
    ----------
    connection
        To the ledger.
    place
        In which they lie; "" for all.
    days
        Filed from the first to the last.
    but
        Id of one that is left out.

    Returns
    -------
    list of Told
        By id; without those that say nothing.
    """
    first, last = days
    asked = {"first": f"{first}", "end": f"{last + timedelta(days=1)}", "but": but}
    found = rows(connection, _TOLD, asked | {"place": place, "n": len(place)})
    return [
        Told(one, where, date.fromisoformat(filed_at[:10]), words)
        for one, where, filed_at, words in found
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


def is_provisional(day: date | None, calendar: WorkCalendar) -> bool:
    """Whether a last day is one that an announcement of holidays may still move.

    Parameters
    ----------
    day
        None: no clock runs.
    calendar
        As it is known.

    Returns
    -------
    bool
        True in years of which nothing is announced.
    """
    return day is not None and bool(calendar.is_provisional(day))


@cache
def _announced() -> tuple[AnnouncedDay, ...]:
    return announced_days_of_china()
