"""Lists of workshops checked row by row against the ledger and against each other."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection

from gongfu.errors import InputError, NotFoundError
from gongfu.io.ledger_rows import row_by_id, rows_of
from gongfu.io.ledger_workshops import (
    attendance_of,
    enrolment_of,
    enrolments_for,
    hours_between,
    hours_elsewhere,
    job_of,
    n_enrolled,
    pay_of,
    reversal_of,
    workshop_of,
)
from gongfu.match.job_lists import months_of
from gongfu.track.actors import Actor
from gongfu.track.pay import Pay, attendance_faults, pay_faults
from gongfu.track.rights import check_runs, check_speaks_for
from gongfu.track.workshops import (
    Enrolment,
    Job,
    Standing,
    Workshop,
    enrolment_faults,
    job_faults,
    workshop_faults,
)

_LASTING: Final = (Standing.APPLIED, Standing.ENROLLED)
_TABLES: Final = {
    "workshop": "workshops",
    "job": "jobs",
    "worker": "workers",
    "enrolment": "enrolments",
    "pay": "pay",
}


@dataclass(slots=True)
class KnownWorkshops:
    """What rows may refer to: the ledger's, and those of the lists that are good.

    Attributes
    ----------
    today
        On which rows are entered.
    workshops, jobs, pay
        By id.
    villages
        Where workers live, by id of the person.
    enrolments
        By person and job.
    n_enrolled
        By job.
    undone
        Ids of pay that is reversed.
    hours
        Hundredths of an hour, by person and day: in all jobs, or for one row in the other ones.
    """

    today: date
    workshops: dict[str, Workshop] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    villages: dict[str, str] = field(default_factory=dict)
    enrolments: dict[tuple[str, str], list[Enrolment]] = field(default_factory=dict)
    n_enrolled: dict[str, int] = field(default_factory=dict)
    pay: dict[str, Pay] = field(default_factory=dict)
    undone: set[str] = field(default_factory=set)
    hours: dict[tuple[str, date], int] = field(default_factory=dict)


def known_workshops(
    connection: Connection, today: date, days: Collection[date] = ()
) -> KnownWorkshops:
    """What a ledger knows of workshops.

    Parameters
    ----------
    connection
        To the ledger.
    today
        On which lists are brought.
    days
        For which they have attendance.

    Returns
    -------
    KnownWorkshops
        For the checks of this module.
    """
    known = KnownWorkshops(today)
    if days:
        known.hours = hours_between(connection, min(days), max(days))
    for thing, table in _TABLES.items():
        for row in rows_of(connection, thing):
            take_workshop_row(table, row, known)
    return known


def known_around(
    connection: Connection,
    row: Mapping[str, Any],
    today: date,
) -> KnownWorkshops:
    """What a ledger knows around one row of an enrolment, attendance or pay.

    Parameters
    ----------
    connection
        To the ledger.
    row
        With its person and job, and the day that it is of, or the pay that it reverses.
    today
        On which it is entered.

    Returns
    -------
    KnownWorkshops
        For the checks of this module; a job that is not there is not in it.
    """
    known = KnownWorkshops(today)
    person_id, job_id, pay_id = row["person_id"], row["job_id"], row.get("reverses", "")
    if "day" in row:
        hours = hours_elsewhere(connection, person_id, job_id, row["day"])
        known.hours[person_id, row["day"]] = hours
    with suppress(NotFoundError):
        known.villages[person_id] = row_by_id(connection, "worker", person_id)["village"]
    with suppress(NotFoundError):
        known.jobs[job_id] = job_of(row_by_id(connection, "job", job_id))
        shop = workshop_of(row_by_id(connection, "workshop", known.jobs[job_id].workshop_id))
        known.workshops[shop.workshop_id] = shop
    known.enrolments[person_id, job_id] = enrolments_for(connection, person_id, job_id)
    known.n_enrolled[job_id] = n_enrolled(connection, job_id)
    if pay_id:
        with suppress(NotFoundError):
            known.pay[pay_id] = pay_of(row_by_id(connection, "pay", pay_id))
        known.undone.update([pay_id] if reversal_of(connection, pay_id) else [])
    return known


def complete_workshop_row(table: str, values: dict[str, Any], known: KnownWorkshops) -> None:
    """Fill in what a list need not say: where somebody lives who is enrolled.

    Parameters
    ----------
    table, values
        Which list, and a row; it is changed.
    known
        What there is.
    """
    if table == "enrolments" and not values.get("village"):
        values["village"] = known.villages.get(values["person_id"], "")


def workshop_row_faults(
    table: str, values: dict[str, Any], actor: Actor, known: KnownWorkshops
) -> list[str]:
    """What is wrong with a row, its actor's rights included.

    Parameters
    ----------
    table, values
        Which list, and a row that is complete.
    actor
        Who brings it.
    known
        What there is.

    Returns
    -------
    list of str
        Every fault and its remedy.
    """
    faults = _faults(table, values, known)
    try:
        check_workshop_rights(table, values, actor, known)
    except InputError as error:
        faults.append(str(error))
    return faults


def take_workshop_row(table: str, values: dict[str, Any], known: KnownWorkshops) -> None:
    """Let later rows refer to a row.

    Parameters
    ----------
    table, values
        Which list, and a row without fault.
    known
        What there is; it is changed.
    """
    if table == "workshops":
        known.workshops[values["workshop_id"]] = workshop_of(values)
    elif table == "jobs":
        known.jobs[values["job_id"]] = job_of(values)
    elif table == "workers":
        known.villages[values["person_id"]] = values["village"]
    elif table == "enrolments":
        one = enrolment_of(values)
        known.enrolments.setdefault((one.person_id, one.job_id), []).append(one)
        if one.standing is Standing.ENROLLED:
            known.n_enrolled[one.job_id] = known.n_enrolled.get(one.job_id, 0) + 1
    elif table == "attendance":
        key = (values["person_id"], values["day"])
        known.hours[key] = known.hours.get(key, 0) + values["centihours"]
    elif table == "pay":
        got = pay_of(values)
        known.pay[got.pay_id] = got
        if got.reverses:
            known.undone.add(got.reverses)


def _faults(table: str, values: dict[str, Any], known: KnownWorkshops) -> list[str]:
    if table == "workshops":
        return workshop_faults(workshop_of(values))
    if table == "jobs":
        return job_faults(job_of(values), known.workshops)
    if table == "workers":
        return [] if values["village"] else ["no village; fill in the code of where they live"]
    here = known.enrolments.get((values["person_id"], values["job_id"]), [])
    if table == "attendance":
        hours = known.hours.get((values["person_id"], values["day"]), 0)
        faults = attendance_faults(
            attendance_of(values), known.jobs, here, today=known.today, elsewhere_centihours=hours
        )
        job = known.jobs.get(values["job_id"])
        shop = known.workshops.get(job.workshop_id) if job else None
        if shop is not None and not shop.runs_on(values["day"]):
            faults.append(
                f"workshop {shop.workshop_id!r} was not open on {values['day']}; mend the day"
            )
        if job is not None and not _in_season(job.months, values["day"].month):
            faults.append(
                f"job {job.job_id!r} is of the months {job.months}, and the day is "
                f"{values['day']}; mend the day, or bring a job for that month"
            )
        return faults
    if table == "pay":
        return pay_faults(
            pay_of(values), known.jobs, here, known.pay, known.undone, today=known.today
        )
    one = enrolment_of(values)
    return enrolment_faults(one, known.jobs, known.n_enrolled) + _second_faults(one, here)


def _second_faults(one: Enrolment, others: list[Enrolment]) -> list[str]:
    """Whether somebody has the same job already, or asks for it."""
    lasting = [other for other in others if other.standing in _LASTING]
    if one.standing in _LASTING and lasting:
        return [f"they are {lasting[0].standing} in job {one.job_id!r} already; move that on"]
    return []


def check_workshop_rights(
    table: str, values: dict[str, Any], actor: Actor, known: KnownWorkshops
) -> None:
    """Refuse who may not bring a row.

    Parameters
    ----------
    table, values
        Which list, and a row.
    actor
        Who brings it.
    known
        What there is.
    """
    if table == "workshops":
        check_runs(actor, values["place"], values["enterprise"], "bring workshops")
        return
    if table == "workers":
        check_speaks_for(actor, values["person_id"], values["village"], "bring workers")
        return
    job_id = values.get("job_id", "")
    workshop_id = values["workshop_id"] if table == "jobs" else ""
    if table != "jobs" and job_id in known.jobs:
        workshop_id = known.jobs[job_id].workshop_id
    workshop = known.workshops.get(workshop_id)
    if workshop is None:
        return  # which is a fault of its own
    try:
        check_runs(actor, workshop.place, workshop.enterprise, f"bring {table}")
    except InputError:
        if table != "enrolments" or values["standing"] != Standing.APPLIED:
            raise
        check_speaks_for(actor, values["person_id"], values["village"], "apply")


@lru_cache(maxsize=1024)
def _in_season(months: str, month: int) -> bool:
    """Whether a job as of "4-6;10" is done in a month; "" is all year."""
    bits = int(months_of(pd.Series([months]))[0])
    return not bits or bool(bits >> (month - 1) & 1)
