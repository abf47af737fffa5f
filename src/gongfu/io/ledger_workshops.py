"""Workshops, jobs, enrolments, attendance and pay as tables of a ledger, and their rows as nouns.

What a worker is like stands in `workers`, a table of personal data.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    bindparam,
    func,
    select,
)

from gongfu.io.ledger_metadata import METADATA
from gongfu.io.ledger_statements import Statement, first_row, rows
from gongfu.track.pay import Attendance, Pay
from gongfu.track.workshops import Enrolment, Job, PayBy, Standing, Workshop, WorkshopKind

WORKSHOPS: Final = Table(
    "workshops",
    METADATA,
    Column("workshop_id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("place", String, nullable=False),
    Column("enterprise", String, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("closed_on", Date),
    Column("version", Integer, nullable=False),
)
JOBS: Final = Table(
    "jobs",
    METADATA,
    Column("job_id", String, primary_key=True),
    Column("workshop_id", String, ForeignKey("workshops.workshop_id"), nullable=False),
    Column("pay_by", String, nullable=False),
    Column("rate_fen", BigInteger, nullable=False),
    Column("pieces_per_h", Float(53), nullable=False),
    Column("days_per_month", Integer, nullable=False),
    Column("posts", Integer, nullable=False),
    Column("hours", Float(53), nullable=False),
    Column("weeks", Float(53), nullable=False),
    Column("days", Integer, nullable=False),
    Column("months", String, nullable=False),
    Column("skills", String, nullable=False),
    Column("min_age", Integer),
    Column("max_age", Integer),
    Column("suits_carers", Boolean, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)
ENROLMENTS: Final = Table(
    "enrolments",
    METADATA,
    Column("enrolment_id", String, primary_key=True),
    Column("person_id", String, nullable=False),
    Column("job_id", String, ForeignKey("jobs.job_id"), nullable=False),
    Column("village", String, nullable=False),
    Column("standing", String, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("reason", String, nullable=False),
    Column("version", Integer, nullable=False),
    Index("enrolments_of_job", "job_id", "person_id"),
)
ATTENDANCE: Final = Table(
    "attendance",
    METADATA,
    Column("attendance_id", String, primary_key=True),
    Column("person_id", String, nullable=False),
    Column("job_id", String, ForeignKey("jobs.job_id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("centihours", Integer, nullable=False),
    Column("pieces", Integer, nullable=False),
    Column("version", Integer, nullable=False),
)
PAY: Final = Table(
    "pay",
    METADATA,
    Column("pay_id", String, primary_key=True),
    Column("person_id", String, nullable=False),
    Column("job_id", String, ForeignKey("jobs.job_id"), nullable=False),
    Column("month", String, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("reverses", String, nullable=False),
    Column("reason", String, nullable=False),
    Index("pay_by_what_it_reverses", "reverses"),
)
WORKERS: Final = Table(
    "workers",
    METADATA,
    Column("person_id", String, primary_key=True),
    Column("village", String, nullable=False),
    Column("hours", Float(53), nullable=False),
    Column("skills", String, nullable=False),
    Column("birth_year", Integer),
    Column("cares", Boolean, nullable=False),
    Column("income_yuan", Float(53)),
    Column("outside_yuan", Float(53)),
    Column("busy_months", String, nullable=False),
    Column("wishes", String, nullable=False),
    Column("salt", String, nullable=False),
    Column("version", Integer, nullable=False),
)

WORKSHOP_THINGS: Final[dict[str, Table]] = {
    "workshop": WORKSHOPS,
    "job": JOBS,
    "worker": WORKERS,
    "enrolment": ENROLMENTS,
    "attendance": ATTENDANCE,
    "pay": PAY,
}
"""What the audit log speaks of, each referring to earlier ones only."""


_ENROLLED: Final = Statement(
    select(func.count())
    .select_from(ENROLMENTS)
    .where(
        ENROLMENTS.c.job_id == bindparam("job_id"),
        ENROLMENTS.c.standing == str(Standing.ENROLLED),
    )
)
_THEIRS: Final = Statement(
    select(ENROLMENTS)
    .where(
        ENROLMENTS.c.job_id == bindparam("job_id"),
        ENROLMENTS.c.person_id == bindparam("person_id"),
    )
    .order_by(ENROLMENTS.c.since)
)
_NAMES: Final = tuple(str(column.name) for column in ENROLMENTS.columns)
_ELSEWHERE: Final = Statement(
    select(func.sum(ATTENDANCE.c.centihours)).where(
        # By its key: there is none that finds a person's days.
        ATTENDANCE.c.attendance_id.in_(select(JOBS.c.job_id + bindparam("of"))),
        ATTENDANCE.c.job_id != bindparam("job_id"),
    )
)
_REVERSALS: Final = Statement(select(PAY.c.pay_id).where(PAY.c.reverses == bindparam("pay_id")))


def workshop_of(row: Mapping[Any, Any]) -> Workshop:
    """A row of workshops as a noun."""
    return Workshop(
        row["workshop_id"],
        row["name"],
        WorkshopKind(row["kind"]),
        row["place"],
        row["enterprise"],
        row["opened_on"],
        row["closed_on"],
    )


def job_of(row: Mapping[Any, Any]) -> Job:
    """A row of jobs as a noun."""
    told = {name: row[name] for name in Job.__slots__ if name != "pay_by"}
    return Job(pay_by=PayBy(row["pay_by"]), **told)


def enrolment_of(row: Mapping[Any, Any]) -> Enrolment:
    """A row of enrolments as a noun."""
    return Enrolment(
        row["enrolment_id"],
        row["person_id"],
        row["job_id"],
        row["village"],
        Standing(row["standing"]),
        row["since"],
        row["until"],
        row["reason"],
    )


def attendance_of(row: Mapping[Any, Any]) -> Attendance:
    """A row of attendance as a noun."""
    return Attendance(row["person_id"], row["job_id"], row["day"], row["centihours"], row["pieces"])


def pay_of(row: Mapping[Any, Any]) -> Pay:
    """A row of pay as a noun."""
    return Pay(
        row["pay_id"],
        row["person_id"],
        row["job_id"],
        row["month"],
        row["amount_fen"],
        row["on_day"],
        row["reverses"],
        row["reason"],
    )


def attendance_id(person_id: str, job_id: str, day: object) -> str:
    """The key of a day of attendance: there is one for a person, a job and a day.

    Parameters
    ----------
    person_id, job_id, day
        Whose.

    Returns
    -------
    str
        Of all three.
    """
    return f"{job_id}/{person_id}/{day}"


def jobs_of(connection: Connection, workshop_id: str) -> list[dict[str, Any]]:
    """The jobs of a workshop.

    Parameters
    ----------
    connection
        To the ledger.
    workshop_id
        Whose.

    Returns
    -------
    list of dict
        Rows by id.
    """
    asked = select(JOBS).where(JOBS.c.workshop_id == workshop_id).order_by(JOBS.c.job_id)
    return [{str(name): value for name, value in row.items()}
            for row in connection.execute(asked).mappings()]  # fmt: skip


def n_enrolled(connection: Connection, job_id: str) -> int:
    """How many are enrolled in a job.

    Parameters
    ----------
    connection
        To the ledger; from `writing`, nobody else can change it.
    job_id
        Which.

    Returns
    -------
    int
        From 0.
    """
    found = first_row(connection, _ENROLLED, {"job_id": job_id})
    return 0 if found is None else int(found[0])


def enrolments_for(connection: Connection, person_id: str, job_id: str) -> list[Enrolment]:
    """The enrolments of somebody in a job.

    Parameters
    ----------
    connection
        To the ledger.
    person_id, job_id
        Whose.

    Returns
    -------
    list of Enrolment
        By first day.
    """
    found = rows(connection, _THEIRS, {"job_id": job_id, "person_id": person_id})
    return [enrolment_of(dict(zip(_NAMES, row, strict=True))) for row in found]


def hours_elsewhere(connection: Connection, person_id: str, job_id: str, day: date) -> int:
    """What somebody worked on a day in other jobs.

    Parameters
    ----------
    connection
        To the ledger.
    person_id, job_id, day
        Whose, beside which job, and when.

    Returns
    -------
    int
        Hundredths of an hour.
    """
    asked = {"of": attendance_id(person_id, "", day), "job_id": job_id}
    found = first_row(connection, _ELSEWHERE, asked)
    return 0 if found is None else int(found[0] or 0)


def hours_between(connection: Connection, first: date, last: date) -> dict[tuple[str, date], int]:
    """What everybody worked on each day of a period, in all jobs.

    Parameters
    ----------
    connection
        To the ledger.
    first, last
        Both count.

    Returns
    -------
    dict
        Hundredths of an hour, by person and day.
    """
    asked = (
        select(ATTENDANCE.c.person_id, ATTENDANCE.c.day, func.sum(ATTENDANCE.c.centihours))
        .where(ATTENDANCE.c.day.between(first, last))
        .group_by(ATTENDANCE.c.person_id, ATTENDANCE.c.day)
    )
    return {(person, day): int(hours) for person, day, hours in connection.execute(asked)}


def last_attended(connection: Connection, person_id: str, job_id: str) -> date | None:
    """The last day on which somebody came to a job.

    Parameters
    ----------
    connection
        To the ledger.
    person_id, job_id
        Who and where.

    Returns
    -------
    date or None
        None if they never came; a day that was struck is none.
    """
    asked = select(func.max(ATTENDANCE.c.day)).where(
        ATTENDANCE.c.person_id == person_id,
        ATTENDANCE.c.job_id == job_id,
        (ATTENDANCE.c.centihours > 0) | (ATTENDANCE.c.pieces > 0),
    )
    return connection.execute(asked).scalar()


def last_worked(connection: Connection, workshop_id: str) -> date | None:
    """The last day on which anybody came to a workshop.

    Parameters
    ----------
    connection
        To the ledger.
    workshop_id
        Which.

    Returns
    -------
    date or None
        None if nobody ever did; a day that was struck is none.
    """
    asked = (
        select(func.max(ATTENDANCE.c.day))
        .join(JOBS, JOBS.c.job_id == ATTENDANCE.c.job_id)
        .where(
            JOBS.c.workshop_id == workshop_id,
            (ATTENDANCE.c.centihours > 0) | (ATTENDANCE.c.pieces > 0),
        )
    )
    return connection.execute(asked).scalar()


def reversal_of(connection: Connection, pay_id: str) -> Sequence[str]:
    """The ids of what reverses a pay.

    Parameters
    ----------
    connection
        To the ledger.
    pay_id
        Which.

    Returns
    -------
    sequence of str
        One at most.
    """
    return [str(one[0]) for one in rows(connection, _REVERSALS, {"pay_id": pay_id})]
