"""Tasks of workshops: enrolments moved on, jobs closed, days and pay entered, pay reversed."""

from dataclasses import asdict, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from gongfu.app.tracking_workshop_lists import (
    check_workshop_rights,
    complete_workshop_row,
    known_around,
    workshop_row_faults,
)
from gongfu.errors import InputError, NotFoundError, n_of
from gongfu.io.ledger_deeds import Answered, Deed, Write, changed, check_version, plain
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_rows import check_new_id, row_by_id
from gongfu.io.ledger_workshop_lists import WORKSHOP_THING_OF
from gongfu.io.ledger_workshops import (
    attendance_id,
    attendance_of,
    enrolment_of,
    job_of,
    jobs_of,
    last_attended,
    last_worked,
    n_enrolled,
    pay_of,
    workshop_of,
)
from gongfu.io.ledger_write import write
from gongfu.track import pay as rules
from gongfu.track.actors import REVERSED, Actor, id_faults
from gongfu.track.calendar import day_in_china
from gongfu.track.enrolment_moves import MOVES, Event, moved
from gongfu.track.pay import Mend
from gongfu.track.rights import check_runs, check_speaks_for
from gongfu.track.workshops import Enrolment, workshop_faults

_EVENTS_OF_A_JOB = ("close", "open")


def apply_for_job(ledger: Ledger, deed: Deed, enrolment: Enrolment) -> Answered:
    """Enter an application, or somebody who works already.

    Parameters
    ----------
    ledger
        Open.
    deed
        By the person, their village, who runs the workshop, or the county; without a reason.
    enrolment
        New.

    Returns
    -------
    dict
        `id`, `standing`, `version` and the `number` of the record.
    """
    row = {**asdict(enrolment), "standing": str(enrolment.standing), "version": 1}
    return _added(ledger, deed, "enrolments", row, {"standing": row["standing"], "version": 1})


def attend(ledger: Ledger, deed: Deed, attendance: rules.Attendance) -> Answered:
    """Enter a day of attendance.

    Parameters
    ----------
    ledger
        Open.
    deed
        By who runs the workshop, its village or the county; without a reason.
    attendance
        New.

    Returns
    -------
    dict
        `id`, `version` and the `number` of the record.
    """
    row = {**asdict(attendance), "version": 1}
    row["attendance_id"] = attendance_id(row["person_id"], row["job_id"], row["day"])
    return _added(ledger, deed, "attendance", row, {"version": 1})


def pay_out(ledger: Ledger, deed: Deed, pay: rules.Pay) -> Answered:
    """Enter pay.

    Parameters
    ----------
    ledger
        Open.
    deed
        By who runs the workshop, its village or the county; without a reason.
    pay
        New.

    Returns
    -------
    dict
        `id`, `amount_fen` and the `number` of the record.
    """
    row = asdict(pay)
    row["on_day"] = row.pop("on")
    return _added(ledger, deed, "pay", row, {"amount_fen": pay.amount_fen})


def reverse_pay(
    ledger: Ledger, deed: Deed, pay_id: str, *, on: date, reason: str, day_given: bool = True
) -> Answered:
    """Undo a pay by another one, called as it with "/reversed" behind.

    Parameters
    ----------
    ledger
        Open.
    deed
        By who runs the workshop, its village or the county; without a reason of its own.
    pay_id
        To be undone, whole.
    on, reason
        The day, and one of `gongfu.track.pay.Slip`.
    day_given
        Whether somebody said the day; if it is today's by default, the same again with the same key
        is the same on a later day.

    Returns
    -------
    dict
        As of `pay_out`.
    """
    asked = {"task": "reverse_pay", "pay_id": pay_id, "on": _said_day(on, given=day_given),
             "reason": reason}  # fmt: skip

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        undone = pay_of(row_by_id(connection, "pay", pay_id))
        pay = rules.reversal(undone, pay_id=f"{pay_id}{REVERSED}", on=on, reason=reason)
        row = asdict(pay)
        row["on_day"] = row.pop("on")
        said = {"amount_fen": pay.amount_fen}
        return _checked(connection, actor, "pay", row, said, day_in_china(deed.at))

    return write(ledger, _silent(deed), asked, task)


def correct_attendance(
    ledger: Ledger,
    deed: Deed,
    which: str,
    *,
    reason: str,
    centihours: int | None = None,
    pieces: int | None = None,
    version: int | None = None,
) -> Answered:
    """Enter a day of attendance as it really was; the record keeps both, and why.

    Parameters
    ----------
    ledger
        Open.
    deed
        By who runs the workshop, its village or the county; without a reason of its own.
    which
        Its id, job/person/day.
    reason
        One of `gongfu.track.pay.Mend`.
    centihours, pieces
        As `Attendance` says; None leaves them.  With neither the day is struck: nobody came.
    version
        That the actor saw; None corrects whatever there is.

    Returns
    -------
    dict
        `id`, `centihours`, `pieces`, `reason`, `version` and the `number` of the record.
    """
    given = {"centihours": centihours, "pieces": pieces}
    told = {name: value for name, value in given.items() if value is not None}
    faults = [] if told else ["nothing is said of it; give its hours, its pieces, or both"]
    faults += [
        f"{name} {value!r} is no whole number; give one, as in 150"
        for name, value in told.items()
        if type(value) is not int  # True is an int to Python
    ]
    if reason not in list(Mend):
        faults.append(f"no reason {reason!r} to correct; choose among {', '.join(Mend)}")
    _refuse(f"attendance {which!r}", faults)
    asked = {"task": "correct_attendance", "attendance_id": which, **given, "version": version}

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        row = row_by_id(connection, "attendance", which)
        after = changed(row, told)
        known = known_around(connection, row, day_in_china(deed.at))
        if attendance_of(after).is_struck:
            check_workshop_rights("attendance", after, actor, known)
        else:
            wrong = workshop_row_faults("attendance", after, actor, known)
            _refuse(f"attendance {which!r}", wrong)
        check_version(f"attendance {which!r}", row, version)
        if all(row[name] == value for name, value in told.items()):
            raise InputError(f"attendance {which!r} says so already; nothing is to be corrected")
        said = {"id": which, "centihours": after["centihours"], "pieces": after["pieces"],
                "reason": reason, "version": after["version"]}  # fmt: skip
        return [Write("attendance", "move", row, after)], said

    # A word of the closed list tells of nobody, so that the record may keep it.
    return write(ledger, replace(_silent(deed), why=reason), asked, task)


def move_enrolment(
    ledger: Ledger,
    deed: Deed,
    enrolment_id: str,
    event: str,
    *,
    on: date,
    reason: str = "",
    version: int | None = None,
    day_given: bool = True,
) -> Answered:
    """Enrol, refuse, withdraw or leave.

    Parameters
    ----------
    ledger
        Open.
    deed
        By who may; see `gongfu.track.enrolment_moves.MOVES`.  Without a reason of its own.
    enrolment_id, event
        Which, and one of `Event`.
    on
        First day of work, or the last.
    reason
        One of `gongfu.track.workshops.Reason`.
    version
        That the actor saw; None moves whatever there is.
    day_given
        As of `reverse_pay`.

    Returns
    -------
    dict
        `id`, `standing`, `version` and the `number` of the record.
    """
    if event not in list(Event):
        raise InputError(f"an enrolment cannot {event!r}; choose among {', '.join(Event)}")
    asked = {
        "task": "move_enrolment",
        "enrolment_id": enrolment_id,
        "event": event,
        "on": _said_day(on, given=day_given),
        "reason": reason,
        "version": version,
    }

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        row = row_by_id(connection, "enrolment", enrolment_id)
        one = enrolment_of(row)
        _check_may_move(connection, actor, one, Event(event))
        check_version(f"enrolment {enrolment_id!r}", row, version)
        job = job_of(row_by_id(connection, "job", one.job_id))
        n = n_enrolled(connection, one.job_id)
        last = last_attended(connection, one.person_id, one.job_id)
        after = moved(one, Event(event), job=job, n_enrolled=n, on=on, reason=reason, last_day=last)
        values = {
            "standing": str(after.standing),
            "since": after.since,
            "until": after.until,
            "reason": after.reason,
        }
        new = changed(row, values)
        said = {"id": enrolment_id, "standing": new["standing"], "version": new["version"]}
        return [Write("enrolment", "move", row, new)], said

    return write(ledger, _silent(deed), asked, task)


def move_job(
    ledger: Ledger, deed: Deed, job_id: str, event: str, *, version: int | None = None
) -> Answered:
    """Close a job, or open it again; who is enrolled stays so until they leave.

    Parameters
    ----------
    ledger
        Open.
    deed
        By who runs the workshop, its village or the county.
    job_id, event
        Which, and "close" or "open".
    version
        That the actor saw; None moves whatever there is.

    Returns
    -------
    dict
        `id`, `is_open`, `version` and the `number` of the record.
    """
    if event not in _EVENTS_OF_A_JOB:
        raise InputError(f"a job cannot {event!r}; choose among {', '.join(_EVENTS_OF_A_JOB)}")
    asked = {"task": "move_job", "job_id": job_id, "event": event, "version": version}

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        row = row_by_id(connection, "job", job_id)
        shop = row_by_id(connection, "workshop", row["workshop_id"])
        check_runs(actor, shop["place"], shop["enterprise"], f"{event} job {job_id!r}")
        check_version(f"job {job_id!r}", row, version)
        if row["is_open"] == (event == "open"):
            raise InputError(f"job {job_id!r} is {event if event == 'open' else 'closed'} already")
        after = changed(row, {"is_open": event == "open"})
        if after["is_open"] and shop["closed_on"] is not None:
            raise InputError(f"job {job_id!r}: its workshop closed on {shop['closed_on']}")
        said = {"id": job_id, "is_open": after["is_open"], "version": after["version"]}
        return [Write("job", "move", row, after)], said

    return write(ledger, deed, asked, task)


def close_workshop(
    ledger: Ledger,
    deed: Deed,
    workshop_id: str,
    *,
    on: date,
    version: int | None = None,
    day_given: bool = True,
) -> Answered:
    """Close a workshop whose jobs are closed.

    Parameters
    ----------
    ledger
        Open.
    deed
        By who runs it, its village or the county.
    workshop_id, on
        Which, and its last day.
    version
        That the actor saw; None closes whatever there is.
    day_given
        As of `reverse_pay`.

    Returns
    -------
    dict
        `id`, `is_open`, `version` and the `number` of the record.
    """
    asked = {
        "task": "close_workshop",
        "workshop_id": workshop_id,
        "on": _said_day(on, given=day_given),
        "version": version,
    }

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        row = row_by_id(connection, "workshop", workshop_id)
        check_runs(actor, row["place"], row["enterprise"], f"close workshop {workshop_id!r}")
        check_version(f"workshop {workshop_id!r}", row, version)
        after = changed(row, {"closed_on": on})
        faults = workshop_faults(workshop_of(after))
        if row["closed_on"] is not None:
            faults.append(f"it closed on {row['closed_on']} already")
        last = last_worked(connection, workshop_id)
        if last is not None and on < last:
            faults.append(f"people came on {last}; give that day or a later one")
        left = [job["job_id"] for job in jobs_of(connection, workshop_id) if job["is_open"]]
        if left:
            open_ = n_of(len(left), "of its jobs is", "of its jobs are")
            faults.append(f"{open_} open, such as {left[0]!r}; close these")
        _refuse(f"workshop {workshop_id!r}", faults)
        said = {"id": workshop_id, "is_open": False, "version": after["version"]}
        return [Write("workshop", "move", row, after)], said

    return write(ledger, deed, asked, task)


def _added(ledger: Ledger, deed: Deed, table: str, row: dict[str, Any], said: Answered) -> Answered:
    asked = {"task": f"add {table}", **(plain(WORKSHOP_THING_OF[table], row) or {})}

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        return _checked(connection, actor, table, row, said, day_in_china(deed.at))

    return write(ledger, _silent(deed), asked, task)


def _checked(
    connection: Connection,
    actor: Actor,
    table: str,
    row: dict[str, Any],
    said: Answered,
    today: date,
) -> tuple[list[Write], Answered]:
    """A new row as it is to be written, if nothing stands against it."""
    one = Write(WORKSHOP_THING_OF[table], "import", None, row)
    known = known_around(connection, row, today)
    complete_workshop_row(table, row, known)
    faults = workshop_row_faults(table, row, actor, known)
    try:
        row_by_id(connection, one.thing, one.thing_id)
    except NotFoundError:
        pass
    else:
        other = "; correct that day with a move" if table == "attendance" else ""
        faults.insert(0, f"the id is there already{other}")
    check_new_id(connection, one.thing, one.thing_id)
    faults += id_faults({"person_id": row["person_id"]})
    _refuse(f"{one.thing} {one.thing_id}", faults)
    return [one], {"id": one.thing_id, **said}


def _check_may_move(connection: Connection, actor: Actor, one: Enrolment, event: Event) -> None:
    """Refuse who may not; whether the event fits is told later."""
    job = row_by_id(connection, "job", one.job_id)
    shop = row_by_id(connection, "workshop", job["workshop_id"])
    doing = f"{event} {one.enrolment_id!r}"
    move = MOVES.get((one.standing, event))
    try:
        check_runs(actor, shop["place"], shop["enterprise"], doing)
    except InputError:
        if move is None or not move.by_person:
            raise
        check_speaks_for(actor, one.person_id, one.village, doing)


def _said_day(on: date, *, given: bool) -> str:
    return on.isoformat() if given else ""


def _silent(deed: Deed) -> Deed:
    """An act about a person, which says no more than its closed list of reasons."""
    if deed.why:
        raise InputError(
            "the reason of an act about a person is one of a closed list, so that no words about "
            "them stay in the record; leave out why"
        )
    return deed


def _refuse(name: str, faults: list[str]) -> None:
    if faults:
        raise InputError(f"{name}: {'; '.join(faults)}")
