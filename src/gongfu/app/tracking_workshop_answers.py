"""Workshops of a ledger listed, shown and moved on, in words and rows."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection

from gongfu.app.answer import Answer
from gongfu.app.tracking_answers import HISTORY, answered
from gongfu.app.tracking_history import history_table, on_screen
from gongfu.app.tracking_workshops import (
    close_workshop,
    correct_attendance,
    move_enrolment,
    move_job,
    reverse_pay,
)
from gongfu.errors import InputError, NotFoundError
from gongfu.io.ledger_deeds import Deed
from gongfu.io.ledger_nouns import actor_of
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_paid import paid_together
from gongfu.io.ledger_records import history_of
from gongfu.io.ledger_rows import row_by_id, rows_of
from gongfu.io.ledger_turns import reading
from gongfu.io.ledger_workshop_lists import WORKSHOP_READERS, reason_of
from gongfu.io.ledger_workshops import (
    enrolment_of,
    job_of,
    jobs_of,
    n_enrolled,
    pay_of,
    workshop_of,
)
from gongfu.report import asked_workshops as words
from gongfu.report.numbers import SMALL_COUNT
from gongfu.report.text import Both
from gongfu.track.audit import Record
from gongfu.track.money import yuan_of
from gongfu.track.public_pay import WorkshopPay, public_parts, public_pay
from gongfu.track.rights import check_runs, check_speaks_for
from gongfu.track.workshops import Standing, WorkshopKind

_THINGS: Final = ("workshop", "job", "enrolment", "attendance", "pay")
_VIEW: Final = ("workshop_id", "name", "kind", "place", "enterprise", "is_open", "posts", "taken",
                "paid_yuan")  # fmt: skip


def listing_workshops(
    ledger: Ledger,
    today: date,
    *,
    place: str = "",
    kinds: tuple[str, ...] = (),
    enterprise: str = "",
) -> Answer:
    """The workshops, and where each stands on a day.

    Parameters
    ----------
    ledger
        Open.
    today
        The day; what was paid is for work in its year, by this day.
    place
        Code of the place in which they lie; "" for all.
    kinds
        Any of the six types; none for all.
    enterprise
        Whose; "" for all.

    Returns
    -------
    Answer
        A row for each that fits; `posts` and `taken` are of its open jobs, `paid_yuan` is as much
        as `public_pay` shows, missing if nothing may be shown.
    """
    odd = [kind for kind in kinds if kind not in list(WorkshopKind)]
    if odd:
        raise InputError(f"no kind {odd[0]!r}; choose among {', '.join(WorkshopKind)}")
    with reading(ledger) as connection:
        shops = [workshop_of(row) for row in rows_of(connection, "workshop")]
        jobs = [job_of(row) for row in rows_of(connection, "job")]
        enrolments = [enrolment_of(row) for row in rows_of(connection, "enrolment")]
        parts, waiting = public_parts(paid_together(connection), SMALL_COUNT)
    taken = Counter(one.job_id for one in enrolments if one.standing is Standing.ENROLLED)
    posts: Counter[str] = Counter()
    filled: Counter[str] = Counter()
    n_jobs: Counter[str] = Counter()
    for job in jobs:
        if job.is_open:
            n_jobs[job.workshop_id] += 1
            posts[job.workshop_id] += job.posts
            filled[job.workshop_id] += taken[job.job_id]
    public = {one.workshop_id: WorkshopPay(0, 0) for one in shops}
    public |= public_pay(parts, waiting, today)
    shown = [
        one
        for one in shops
        if one.place.startswith(place)
        and (not kinds or one.kind in kinds)
        and (not enterprise or one.enterprise == enterprise)
    ]
    rows = [
        {
            "workshop_id": one.workshop_id,
            "name": one.name,
            "kind": str(one.kind),
            "place": one.place,
            "enterprise": one.enterprise,
            "opened_on": one.opened_on.isoformat(),
            "closed_on": None if one.closed_on is None else one.closed_on.isoformat(),
            "is_open": one.runs_on(today),
            "n_jobs": n_jobs[one.workshop_id],
            "posts": posts[one.workshop_id],
            "taken": filled[one.workshop_id],
            "paid_yuan": None if fen is None else yuan_of(fen),
        }
        for one in shown
        for fen in [public[one.workshop_id].fen]
    ]
    columns = ["workshop_id", "name", "kind", "place", "enterprise", "opened_on", "closed_on",
               "is_open", "n_jobs", "posts", "taken", "paid_yuan"]  # fmt: skip
    said = words.listed_words(
        [one.kind for one in shown if one.runs_on(today)], len(shown), len(shops), today,
        posts=sum(posts[one.workshop_id] for one in shown),
        taken=sum(filled[one.workshop_id] for one in shown),
    )  # fmt: skip
    told = [public[one.workshop_id] for one in shown]
    n_left = sum(one.n_left for one in told)
    said += words.paid_words(today, [one.fen for one in told], n_left, SMALL_COUNT)
    settings = {
        "command": "track list",
        "of": "workshops",
        "today": today.isoformat(),
        "place": place,
        "kinds": list(kinds),
        "enterprise": enterprise,
    }
    return answered(ledger, settings, said, pd.DataFrame(rows, columns=columns), _VIEW)


def showing_workshop(ledger: Ledger, thing_id: str, today: date, *, who: str = "") -> Answer:
    """A workshop, a job, an enrolment, a day of attendance or a pay, and all that was done to it.

    Parameters
    ----------
    ledger
        Open.
    thing_id
        Which; of a workshop its jobs' records are shown, too.
    today
        The day.
    who
        Id of the actor who asks; needed for what tells of a person.

    Returns
    -------
    Answer
        A row for each record.

    Raises
    ------
    NotFoundError
        There is none with that id.
    InputError
        It tells of a person, and is for them, their village, whoever runs the workshop, and the
        county or province.
    """
    with reading(ledger) as connection:
        thing, row = _found(connection, thing_id)
        if "person_id" in row:
            _check_reads(connection, row, who)
        said, log = _shown(connection, thing, row, today)
    table = history_table(log)
    told = {name: value.isoformat() if isinstance(value, date) else value
            for name, value in row.items()}  # fmt: skip
    settings = {"command": "track show", "thing": thing, thing: told}
    screen = on_screen(table, HISTORY)
    return answered(ledger, settings, [said], table, HISTORY, screen=screen)


def _check_reads(connection: Connection, row: dict[str, Any], who: str) -> None:
    """Refuse who has no part in what tells of a person."""
    if not who:
        raise InputError("this tells of a person; say who asks (--actor)")
    actor = actor_of(row_by_id(connection, "actor", who))
    shop = row_by_id(
        connection, "workshop", row_by_id(connection, "job", row["job_id"])["workshop_id"]
    )
    doing = f"see what is kept of {row['person_id']!r}"
    try:
        check_runs(actor, shop["place"], shop["enterprise"], doing)
    except InputError:
        check_speaks_for(actor, row["person_id"], row.get("village", shop["place"]), doing)


def has_workshop(ledger: Ledger, thing_id: str) -> bool:
    """Whether an id is of a workshop, a job, an enrolment, a day of attendance or a pay.

    Parameters
    ----------
    ledger
        Open.
    thing_id
        The id.

    Returns
    -------
    bool
        True if `showing_workshop` shows it.
    """
    with reading(ledger) as connection:
        try:
            _found(connection, thing_id)
        except NotFoundError:
            return False
    return True


def moved_workshop(
    ledger: Ledger,
    deed: Deed,
    thing_id: str,
    event: str,
    *,
    on: date,
    really: Mapping[str, str] | None = None,
    version: int | None = None,
    day_given: bool = True,
) -> Answer:
    """Move on a workshop, a job, an enrolment, attendance or a pay, and say what became of it.

    Parameters
    ----------
    ledger
        Open.
    deed
        Who and when.  Its reason is, of who is refused or leaves, one of
        `gongfu.track.workshops.Reason`, of attendance one of `gongfu.track.pay.Mend`, of a pay one
        of `gongfu.track.pay.Slip`, in English or Chinese; of a job it is free, and kept in the
        record.
    thing_id, event
        A workshop: close; a job: close or open; an enrolment: enrol, refuse, withdraw or leave; a
        day of attendance: correct; a pay: reverse.
    on
        The day of it.
    really
        `hours` and `pieces` of attendance as one writes them; what is not said stays.
    version
        That the actor saw; None moves whatever there is.
    day_given
        Whether somebody said the day.

    Returns
    -------
    Answer
        Without rows.
    """
    with reading(ledger) as connection:
        thing, _ = _found(connection, thing_id)
    silent, reason = replace(deed, why=""), reason_of(deed.why)
    if thing == "enrolment":
        told = move_enrolment(
            ledger, silent, thing_id, event, on=on, reason=reason, version=version,
            day_given=day_given,
        )  # fmt: skip
    elif thing == "job":
        told = move_job(ledger, deed, thing_id, event, version=version)
    elif thing == "workshop" and event == "close":
        told = close_workshop(ledger, deed, thing_id, on=on, version=version, day_given=day_given)
    elif thing == "pay" and event == "reverse":
        told = reverse_pay(ledger, silent, thing_id, on=on, reason=reason, day_given=day_given)
    elif thing == "attendance" and event == "correct":
        read, told_of = WORKSHOP_READERS["attendance"], really or {}
        told = correct_attendance(
            ledger,
            silent,
            thing_id,
            reason=reason,
            centihours=read["hours"](told_of["hours"]) if told_of.get("hours") else None,
            pieces=read["pieces"](told_of["pieces"]) if told_of.get("pieces") else None,
            version=version,
        )
    else:
        raise InputError(
            f"{thing} {thing_id!r} cannot {event!r}; a workshop can close, a job close or open, an "
            "enrolment enrol, refuse, withdraw or leave, attendance correct, a pay reverse"
        )
    settings = {"command": "track move", "answer": told}
    return answered(ledger, settings, [words.moved_words(told)], pd.DataFrame())


def _found(connection: Connection, thing_id: str) -> tuple[str, dict[str, Any]]:
    for thing in _THINGS:
        try:
            return thing, row_by_id(connection, thing, thing_id)
        except NotFoundError:
            continue
    raise NotFoundError(f"no {', '.join(_THINGS)} {thing_id!r} in the ledger; check the id")


def _shown(
    connection: Connection, thing: str, row: dict[str, Any], today: date
) -> tuple[Both, list[Record]]:
    """Words for a thing, and its records."""
    if thing == "workshop":
        one = workshop_of(row)
        log = history_of(connection, thing, one.workshop_id)
        mine = jobs_of(connection, one.workshop_id)
        for job in mine:
            log += history_of(connection, "job", job["job_id"])
        taken = sum(n_enrolled(connection, job["job_id"]) for job in mine)
        return words.workshop_words(one, today, n_jobs=len(mine), taken=taken), log
    log = history_of(connection, thing, next(iter(row.values())))
    if thing == "job":
        taken = n_enrolled(connection, row["job_id"])
        return words.job_words(job_of(row), taken=taken, version=row["version"]), log
    if thing == "enrolment":
        return words.enrolment_words(enrolment_of(row), row["version"]), log
    if thing == "attendance":
        return words.attendance_words(row), log
    return words.pay_words(pay_of(row)), log
