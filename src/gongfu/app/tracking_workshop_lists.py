"""Lists of workshops checked row by row against the ledger and against each other."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection

from gongfu.errors import InputError, NotFoundError
from gongfu.io.ledger_rows import row_by_id, rows_of
from gongfu.io.ledger_workshops import (
    attendance_of,
    enrolment_of,
    enrolments_for,
    job_of,
    n_enrolled,
    pay_of,
    reversal_of,
    workshop_of,
)
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
    """

    workshops: dict[str, Workshop] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    villages: dict[str, str] = field(default_factory=dict)
    enrolments: dict[tuple[str, str], list[Enrolment]] = field(default_factory=dict)
    n_enrolled: dict[str, int] = field(default_factory=dict)
    pay: dict[str, Pay] = field(default_factory=dict)
    undone: set[str] = field(default_factory=set)


def known_workshops(connection: Connection) -> KnownWorkshops:
    """What a ledger knows of workshops.

    Parameters
    ----------
    connection
        To the ledger.

    Returns
    -------
    KnownWorkshops
        For the checks of this module.
    """
    known = KnownWorkshops()
    for thing, table in _TABLES.items():
        for row in rows_of(connection, thing):
            take_workshop_row(table, row, known)
    return known


def known_around(
    connection: Connection, person_id: str, job_id: str, pay_id: str = ""
) -> KnownWorkshops:
    """What a ledger knows of somebody and a job: enough for one row of theirs.

    Parameters
    ----------
    connection
        To the ledger.
    person_id, job_id
        Whose.
    pay_id
        Of pay that is to be reversed.

    Returns
    -------
    KnownWorkshops
        For the checks of this module; a job that is not there is not in it.
    """
    known = KnownWorkshops()
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
        _check_rights(table, values, actor, known)
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
        return attendance_faults(attendance_of(values), known.jobs, here)
    if table == "pay":
        return pay_faults(pay_of(values), known.jobs, here, known.pay, known.undone)
    one = enrolment_of(values)
    return enrolment_faults(one, known.jobs, known.n_enrolled) + _second_faults(one, here)


def _second_faults(one: Enrolment, others: list[Enrolment]) -> list[str]:
    """Whether somebody has the same job already, or asks for it."""
    lasting = [other for other in others if other.standing in _LASTING]
    if one.standing in _LASTING and lasting:
        return [f"they are {lasting[0].standing} in job {one.job_id!r} already; move that on"]
    return []


def _check_rights(table: str, values: dict[str, Any], actor: Actor, known: KnownWorkshops) -> None:
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
