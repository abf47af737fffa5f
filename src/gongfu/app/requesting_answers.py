"""Requests of a ledger in words and rows: what was done, which are open, how they are served."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from gongfu.app.answer import Answer
from gongfu.app.requesting import act_on_request, file_request
from gongfu.app.requesting_rows import (
    NEAR_DAYS,
    TOWNSHIP,
    Intake,
    calendar_on,
    is_provisional,
    told_open,
)
from gongfu.app.requesting_words import details_of_words
from gongfu.app.tracking_answers import answered
from gongfu.app.tracking_history import on_screen
from gongfu.errors import InputError
from gongfu.io.ledger_asked import steps_for, words_for, written_for
from gongfu.io.ledger_deeds import Deed
from gongfu.io.ledger_nouns import actor_of
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_request_rows import OPEN, request_of, words_id
from gongfu.io.ledger_requests import REQUESTS
from gongfu.io.ledger_rows import row_by_id
from gongfu.io.ledger_tables import ACTORS
from gongfu.io.ledger_turns import reading
from gongfu.report import asked_requests as words
from gongfu.report.requests import due_words
from gongfu.report.text import Both
from gongfu.track.actors import Role
from gongfu.track.calendar import WorkCalendar, day_in_china, working_days_between
from gongfu.track.clock import due_on, is_missed
from gongfu.track.request_moves import Event, State
from gongfu.track.requests import Step
from gongfu.track.rights import reads_words
from gongfu.track.similar import near_duplicates

SOON_DAYS: Final = 3
LATE: Final = "late"
"""What `listing_requests` takes beside states: open, and past the day on which they were due."""
_GONE: Final = "retired"  # who wrote a step down, and has no role any more
_VIEW: Final = (
    "request_id",
    "category",
    "place",
    "department",
    "state",
    "due_on",
    "late",
    "near_duplicates",
)


def filed_request(ledger: Ledger, deed: Deed, intake: Intake) -> Answer:
    """Take down a request, and say which open ones it may repeat.

    Parameters
    ----------
    ledger, deed, intake
        As `file_request` says.

    Returns
    -------
    Answer
        Without rows.
    """
    told = file_request(ledger, deed, intake)
    settings = {"command": "track file", "answer": told}
    return answered(ledger, settings, words.filed_words(told), pd.DataFrame())


def moved_request(
    ledger: Ledger,
    deed: Deed,
    request_id: str,
    event: str,
    details: Mapping[str, str] | None = None,
    *,
    version: int | None = None,
) -> Answer:
    """Do something to a request, and say what became of it.

    Parameters
    ----------
    ledger, deed, request_id, version
        As `act_on_request` says.
    event
        One of `Event`, such as "sign".
    details
        As `details_of_words` takes them; empty texts say nothing.

    Returns
    -------
    Answer
        Without rows.
    """
    if event not in list(Event):
        raise InputError(f"no event {event!r}; choose among {', '.join(Event)}")
    told = act_on_request(
        ledger, deed, request_id, Event(event), details_of_words(details or {}), version=version
    )
    settings = {"command": "track move", "answer": told}
    return answered(ledger, settings, words.moved_words(told), pd.DataFrame())


def listing_requests(
    ledger: Ledger,
    today: date,
    *,
    place: str = "",
    category: str = "",
    department: str = "",
    states: tuple[str, ...] = (),
) -> Answer:
    """Requests by the day on which they are due.

    Parameters
    ----------
    ledger
        Open.
    today
        On which they are late or not; not before the last act.
    place, category, department
        Only those; "" for all.  A place holds all that lies in it.
    states
        Any of `State`, and `LATE` for those that are open and late; none for those that are open.

    Returns
    -------
    Answer
        A row for each; `near_duplicates` are the ids of other open ones that are near in place,
        time and words.
    """
    odd = [state for state in states if state not in (*State, LATE)]
    if odd:
        raise InputError(f"no state {odd[0]!r}; choose among {', '.join((*State, LATE))}")
    states = tuple(dict.fromkeys(states))
    named = tuple(state for state in states if state != LATE)
    looked_at = () if not named else (*named, *OPEN) if LATE in states else named
    with reading(ledger) as connection:
        kept, n_all = _kept(connection, looked_at, place, category, department)
        every = _kept(connection, looked_at, "", "", "")[0] if LATE in states else []
        near = _near(connection, place[:TOWNSHIP]) if kept else {}
    _check_day([row["changed_at"] for row in kept], today)
    calendar = calendar_on(today)
    rows = [_listed(row, near, today, calendar) for row in kept]
    if LATE in states:
        rows = [row for row in rows if _is_asked(row, named)]
        n_all = sum(_is_asked(_listed(row, {}, today, calendar), named) for row in every)
    rows.sort(key=lambda row: (not row["due_on"], row["due_on"], row["request_id"]))
    table = pd.DataFrame(rows, columns=list(_listed_columns()))
    ahead = [row["due_on"] for row in rows if row["due_on"] and not row["late"]]
    left = working_days_between(calendar, today, ahead) if ahead else np.zeros(0, np.int64)
    counts = {
        "late": int(sum(row["late"] for row in rows)),
        "soon": int((left <= SOON_DAYS).sum()),
        "near": sum(bool(row["near_duplicates"]) for row in rows),
    }
    said = [words.requests_listed_words(len(rows), n_all, today, counts, states)]
    n_provisional = int((table["provisional"] | table["sign_provisional"]).sum())
    if n_provisional:
        said.append(words.provisional_words(n_provisional))
    settings = {
        "command": "track list",
        "of": "requests",
        "today": today.isoformat(),
        "place": place,
        "category": category,
        "department": department,
        "states": list(states),
    }
    view = (*_VIEW, "provisional") if n_provisional else _VIEW
    return answered(ledger, settings, said, table, view)


def count_provisional(ledger: Ledger, today: date) -> int:
    """How many open requests have a last day in a year whose holidays are not announced yet.

    Parameters
    ----------
    ledger
        Open.
    today
        By whose calendar; requests that were changed later are left out.

    Returns
    -------
    int
        0 to all that are open.
    """
    calendar = calendar_on(today)
    with reading(ledger) as connection:
        rows = _kept(connection, (), "", "", "")[0]
    told = [
        _listed(row, {}, today, calendar) for row in rows if row["changed_at"][:10] <= f"{today}"
    ]
    return sum(row["provisional"] or row["sign_provisional"] for row in told)


def has_request(ledger: Ledger, request_id: str) -> bool:
    """Whether an id is that of a request.

    Parameters
    ----------
    ledger
        Open.
    request_id
        Of whatever it is.

    Returns
    -------
    bool
        False of other things, and of nothing.
    """
    with reading(ledger) as connection:
        asked = select(REQUESTS.c.request_id).where(REQUESTS.c.request_id == request_id)
        return connection.execute(asked).first() is not None


def showing_request(ledger: Ledger, request_id: str, today: date, *, who: str = "") -> Answer:
    """The life of one request.

    Parameters
    ----------
    ledger
        Open.
    request_id
        Which.
    today
        On which it is late or not.
    who
        Id of the actor who asks.  Words, reasons and ids of people are shown to those only who may
        read them; "" may not.

    Returns
    -------
    Answer
        A row for each step.
    """
    with reading(ledger) as connection:
        row = row_by_id(connection, "request", request_id)
        reads = False
        if who:
            actor = actor_of(row_by_id(connection, "actor", who))
            with_ = row["department"]
            reads = reads_words(actor, row["place"], row["resident_id"], with_, row["category"])
        steps = steps_for(connection, request_id)
        written = written_for(connection, steps)
        roles = _roles(connection, {who for who, _ in written.values()})
        told = {one["words_id"]: one["words"] for one in words_for(connection, request_id)}
    request = request_of(row)
    due = due_words(request, today, calendar_on(today)) if State(row["state"]) in OPEN else None
    said: list[Both] = [words.request_shown_words(row), *([due] if due else [])]
    first = {
        "number": 0,
        "at": row["filed_at"],
        "event": "file",
        "state": str(State.FILED),
        "by": str(Role.RESIDENT),
        "department": "",
        "due_on": "",
        "sign_due_on": "",
        "missed": False,
        "sign_missed": False,
        "escalated_by": "",
        "brought_by": "",
        "written_on": "",
    }
    rows = [first, *(_lived(step) for step in steps)]
    for one, step in zip(rows[1:], steps, strict=True):
        who_wrote, at = written[step.version]
        written_on, done_on = (
            day_in_china(one).isoformat() for one in (datetime.fromisoformat(at), step.at)
        )
        one["written_on"] = "" if written_on == done_on else written_on
        one["brought_by"] = "" if who_wrote == step.actor_id else roles.get(who_wrote) or _GONE
    if n_brought := sum(bool(one["brought_by"]) for one in rows):
        said.append(words.brought_words(n_brought, len(steps)))
    if n_later := sum(bool(one["written_on"]) for one in rows):
        said.append(words.written_later_words(n_later, len(steps)))
    view = ["number", "at", "event", "state", "by", "department", "due_on", "missed"]
    view += ["brought_by"] * bool(n_brought) + ["written_on"] * bool(n_later)
    if reads:
        said += [words.said_words(text)] if (text := told.get(words_id(request_id, 0))) else []
        people = [row["resident_id"], *(step.actor_id for step in steps)]
        reasons = ["", *(step.reason for step in steps)]
        for one, person, reason in zip(rows, people, reasons, strict=True):
            one |= {"actor_id": person, "reason": reason}
        view += ["reason"]
    else:
        said.append(words.private_words())
    public = {name: row[name] for name in ("request_id", "category", "place", "state", "version")}
    settings = {"command": "track show", "request": public, "who": who}
    table = pd.DataFrame(rows)
    return answered(ledger, settings, said, table, tuple(view), screen=on_screen(table, view))


def _kept(
    connection: Connection, states: tuple[str, ...], place: str, category: str, department: str
) -> tuple[list[dict[str, Any]], int]:
    """The rows that are asked for, and how many are in these states wherever they are."""
    wanted = [str(state) for state in states or OPEN]
    asked = select(REQUESTS).where(REQUESTS.c.state.in_(wanted))
    asked = asked.where(REQUESTS.c.place.startswith(place, autoescape=True))
    if category:
        asked = asked.where(REQUESTS.c.category == category)
    if department:
        asked = asked.where(REQUESTS.c.department == department)
    found = [dict(row) for row in connection.execute(asked).mappings()]
    every = connection.execute(select(REQUESTS.c.state)).scalars()
    return found, sum(state in wanted for state in every)


def _is_asked(row: Mapping[str, Any], named: tuple[str, ...]) -> bool:
    return bool(row["late"]) or row["state"] in named


def _check_day(moments: list[str], today: date) -> None:
    last = max(moments, default="")[:10]
    if last > today.isoformat():
        raise InputError(
            f"on {today} the ledger's requests stood otherwise: the last act is of {last}; ask for "
            "that day or a later one"
        )


def _near(connection: Connection, place: str) -> dict[str, list[str]]:
    told = told_open(connection, place=place)
    found = near_duplicates(told, days=NEAR_DAYS, place_digits=TOWNSHIP)
    near: dict[str, list[str]] = {}
    for first, second in zip(found.first_at, found.second_at, strict=True):
        one, other = told[first].request_id, told[second].request_id
        near.setdefault(one, []).append(other)
        near.setdefault(other, []).append(one)
    return near


def _listed_columns() -> tuple[str, ...]:
    return (
        "request_id",
        "category",
        "place",
        "department",
        "state",
        "filed_on",
        "sign_due_on",
        "due_on",
        "sign_late",
        "late",
        "provisional",
        "sign_provisional",
        "n_redone",
        "n_passed_on",
        "n_resubmitted",
        "near_duplicates",
        "version",
    )


def _listed(
    row: Mapping[str, Any], near: Mapping[str, list[str]], today: date, calendar: WorkCalendar
) -> dict[str, Any]:
    request = request_of(row)
    end = None if request.clock is None else due_on(request.clock, calendar)
    sign = request.sign_clock
    sign_end = None if sign is None else due_on(sign, calendar)
    return {
        **{name: row[name] for name in _listed_columns() if name in row},
        "filed_on": row["filed_at"][:10],
        "sign_due_on": "" if sign_end is None else sign_end.isoformat(),
        "due_on": "" if end is None else end.isoformat(),
        "sign_late": sign is not None and is_missed(sign, today, calendar),
        "late": request.clock is not None and is_missed(request.clock, today, calendar),
        "provisional": is_provisional(end, calendar),
        "sign_provisional": is_provisional(sign_end, calendar),
        "near_duplicates": " ".join(sorted(near.get(row["request_id"], []))),
    }


def _roles(connection: Connection, ids: set[str]) -> dict[str, str]:
    asked = select(ACTORS.c.actor_id, ACTORS.c.role).where(ACTORS.c.actor_id.in_(ids))
    return dict(tuple(row) for row in connection.execute(asked))


def _lived(step: Step) -> dict[str, Any]:
    return {
        "number": step.version,
        "at": step.at.isoformat(),
        "event": str(step.event),
        "state": str(step.after),
        "by": str(step.role),
        "department": step.department,
        "due_on": "" if step.due is None else step.due.isoformat(),
        "sign_due_on": "" if step.sign_due is None else step.sign_due.isoformat(),
        "missed": step.missed,
        "sign_missed": step.sign_missed,
        "escalated_by": step.escalated_by,
    }
