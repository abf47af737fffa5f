"""Attendance and pay of workshop jobs: what is due by the terms, what was paid, and the difference.

Money is whole fen.  No pay is edited: a mistake is reversed whole, and paid anew.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final, Literal

from gongfu.errors import InputError
from gongfu.track.actors import REVERSED
from gongfu.track.money import FEN_MOST
from gongfu.track.workshops import Enrolment, Job, PayBy

PayStanding = Literal["paid", "short", "beyond", "not_attended"]

CENTIHOURS_PER_DAY: Final = 2_400
_CENTI: Final = 100
_PIECES_MOST: Final = 10**6


class Slip(StrEnum):
    """Why pay is reversed: a closed list, so that no words about a person stay."""

    AMOUNT = "amount"
    PERSON = "person"
    JOB = "job"
    MONTH = "month"
    TWICE = "twice"
    NOT_PAID = "not_paid"


class Mend(StrEnum):
    """Why a day of attendance is corrected: a closed list, likewise."""

    HOURS = "hours"
    PIECES = "pieces"
    PERSON = "person"
    JOB = "job"
    DAY = "day"
    TWICE = "twice"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Attendance:
    """One day of somebody in a job.

    Attributes
    ----------
    person_id, job_id, day
        Who, where and when.
    centihours
        Hundredths of an hour: 7.5 hours are 750.  Of piecework it may be 0, if nobody counts it.
    pieces
        Of piecework; else 0.  Without hours and pieces the day was struck: nobody came.
    """

    person_id: str
    job_id: str
    day: date
    centihours: int
    pieces: int

    @property
    def is_struck(self) -> bool:
        """Whether a correction left nothing of it."""
        return not (self.centihours or self.pieces)


@dataclass(frozen=True, slots=True)
class Pay:
    """What somebody was paid for a month.

    Attributes
    ----------
    pay_id, person_id, job_id
        Which, who and for what.
    month
        As "2026-03": the month of the work.
    amount_fen
        Above 0; of a reversal what it takes off, below 0.
    on
        Day of the payment.
    reverses, reason
        Of a reversal which pay it undoes, and one of `Slip`; else "".
    """

    pay_id: str
    person_id: str
    job_id: str
    month: str
    amount_fen: int
    on: date
    reverses: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PayLine:
    """What was due to somebody for a month in a job, what was paid, and what that means.

    `standing` is "paid", "short", "beyond", or "not_attended" for pay without attendance.
    """

    person_id: str
    job_id: str
    month: str
    due_fen: int
    paid_fen: int
    standing: PayStanding


def month_of(day: date) -> str:
    """The month of a day, as "2026-03".

    Parameters
    ----------
    day
        Any.

    Returns
    -------
    str
        Months compare as texts.
    """
    return f"{day.year:04d}-{day.month:02d}"


def due_fen(job: Job, days: Iterable[Attendance]) -> int:
    """What a month's attendance earns by the terms of the job.

    Parameters
    ----------
    job
        With its terms.
    days
        Of one person in this job in one month.

    Returns
    -------
    int
        Fen, half a fen rounded up once for the month: rate x pieces, rate x hours, or the rate's
        share that the days with any hours are of `days_per_month`, never more than the rate.
    """
    if job.pay_by is PayBy.PIECE:
        return job.rate_fen * sum(one.pieces for one in days)
    if job.pay_by is PayBy.HOUR:
        return _half_up(job.rate_fen * sum(one.centihours for one in days), _CENTI)
    worked = sum(one.centihours > 0 for one in days)
    full = job.days_per_month
    return _half_up(job.rate_fen * min(worked, full), full)


def pay_lines(
    jobs: Mapping[str, Job], attendance: Iterable[Attendance], pay: Iterable[Pay]
) -> list[PayLine]:
    """What is due and what was paid, for each person, job and month that has either.

    Parameters
    ----------
    jobs
        All that are named, by id.
    attendance, pay
        In any order; reversals are taken off, and days that were struck count for nothing.

    Returns
    -------
    list of PayLine
        By month, job and person.
    """
    days: dict[tuple[str, str, str], list[Attendance]] = {}
    for one in attendance:
        if one.is_struck:
            continue
        days.setdefault((month_of(one.day), one.job_id, one.person_id), []).append(one)
    paid: dict[tuple[str, str, str], int] = {}
    for got in pay:
        key = (got.month, got.job_id, got.person_id)
        paid[key] = paid.get(key, 0) + got.amount_fen
    found = []
    for month, job_id, person_id in sorted(days.keys() | paid.keys()):
        here = days.get((month, job_id, person_id), [])
        due, sum_fen = due_fen(jobs[job_id], here), paid.get((month, job_id, person_id), 0)
        standing: PayStanding = "paid"
        if sum_fen != due:
            standing = "short" if sum_fen < due else "beyond" if here else "not_attended"
        found.append(PayLine(person_id, job_id, month, due, sum_fen, standing))
    return found


def attendance_faults(
    one: Attendance,
    jobs: Mapping[str, Job],
    enrolments: Sequence[Enrolment],
    *,
    today: date,
    elsewhere_centihours: int,
) -> list[str]:
    """What is wrong with attendance.

    Parameters
    ----------
    one
        The day.
    jobs
        Those that are there, by id.
    enrolments
        Those of the same person in the same job.
    today
        The day on which it is entered.
    elsewhere_centihours
        Of the same person on the same day in other jobs.

    Returns
    -------
    list of str
        Every fault and its remedy.
    """
    faults = []
    if one.day > today:
        faults.append(f"{one.day} is still to come; enter a day when it is there")
    if not 0 <= one.centihours <= CENTIHOURS_PER_DAY:
        faults.append(f"{one.centihours / _CENTI:g} hours in a day; they must be 0 to 24")
    elif elsewhere_centihours and one.centihours + elsewhere_centihours > CENTIHOURS_PER_DAY:
        faults.append(
            f"{one.centihours / _CENTI:g} hours beside {elsewhere_centihours / _CENTI:g} in other "
            f"jobs on {one.day}; a day has 24, so mend one of them"
        )
    if not 0 <= one.pieces <= _PIECES_MOST:
        faults.append(f"{one.pieces} pieces in a day; they must be 0 to {_PIECES_MOST}")
    job = jobs.get(one.job_id)
    if job is None:
        return [*faults, f"no job {one.job_id!r}; add it, or mend the id"]
    if job.pay_by is PayBy.PIECE and one.pieces == 0:
        faults.append("no pieces, and the job is paid by the piece; count them")
    if job.pay_by is not PayBy.PIECE and one.pieces != 0:
        faults.append(f"pieces, and the job is paid by the {job.pay_by}; leave them empty")
    if job.pay_by is not PayBy.PIECE and one.centihours == 0:
        faults.append(f"no hours, and the job is paid by the {job.pay_by}; fill them in")
    if not any(other.covers(one.day) for other in enrolments):
        faults.append(f"not enrolled in job {one.job_id!r} on {one.day}; enrol first")
    return faults


def pay_faults(
    one: Pay,
    jobs: Collection[str],
    enrolments: Sequence[Enrolment],
    before: Mapping[str, Pay],
    undone: Collection[str],
    *,
    today: date,
) -> list[str]:
    """What is wrong with pay, or with the reversal of one.

    Parameters
    ----------
    one
        The pay.
    jobs
        Ids of those that are there.
    enrolments
        Those of the same person in the same job.
    before
        Pay that is there, by id.
    undone
        Ids of the pay that is reversed already.
    today
        The day on which it is entered.

    Returns
    -------
    list of str
        Every fault and its remedy.
    """
    if one.pay_id.endswith(REVERSED) and one.pay_id != f"{one.reverses}{REVERSED}":
        return [f"{REVERSED!r} at the end of an id is kept for what undoes a pay; give another"]
    late = [] if one.on <= today else [f"paid on {one.on}, which is still to come; mend the day"]
    if one.reverses:
        return late + _reversal_faults(one, before, undone)
    faults = late if not one.reason else ["a reason, and nothing that it reverses; leave it empty"]
    if not 0 < one.amount_fen <= FEN_MOST:
        faults.append("the amount must be above 0 yuan; a mistake is reversed")
    if one.month > month_of(one.on):
        faults.append(f"for {one.month}, and paid on {one.on}; pay follows the work")
    if one.job_id not in jobs:
        return [*faults, f"no job {one.job_id!r}; add it, or mend the id"]
    if not any(_works_in(other, one.month) for other in enrolments):
        faults.append(f"not enrolled in job {one.job_id!r} in {one.month}; enrol first")
    return faults


def reversal(pay: Pay, *, pay_id: str, on: date, reason: str) -> Pay:
    """The pay that undoes another.

    Parameters
    ----------
    pay
        To be undone, whole.
    pay_id, on
        Of the new one.
    reason
        One of `Slip`.

    Returns
    -------
    Pay
        For `pay_faults`, which says whether it stands.
    """
    return replace(
        pay,
        pay_id=pay_id,
        on=on,
        amount_fen=-pay.amount_fen,
        reverses=pay.pay_id,
        reason=reason,
    )


def check_pay(pay: Iterable[Pay]) -> int:
    """That every reversal undoes one pay, whole and once.

    Parameters
    ----------
    pay
        All, in any order.

    Returns
    -------
    int
        How many there are.
    """
    rows = list(pay)
    known = {one.pay_id: one for one in rows if not one.reverses}
    undone: set[str] = set()
    for one in rows:
        if not one.reverses:
            continue
        of = known.get(one.reverses)
        if of is None or one.reverses in undone or one.amount_fen != -of.amount_fen:
            raise InputError(
                f"pay {one.pay_id!r} does not undo {one.reverses!r} whole and once; restore a "
                "backup"
            )
        undone.add(one.reverses)
    return len(rows)


def _reversal_faults(one: Pay, before: Mapping[str, Pay], undone: Collection[str]) -> list[str]:
    faults = []
    if one.reason not in list(Slip):
        faults.append(f"no reason {one.reason!r} to reverse; choose among {', '.join(Slip)}")
    of = before.get(one.reverses)
    if of is None:
        return [*faults, f"no pay {one.reverses!r}; mend the id"]
    if of.reverses:
        faults.append(f"{one.reverses!r} is a reversal itself; pay anew instead")
    if one.reverses in undone:
        faults.append(f"{one.reverses!r} is reversed already; it cannot be undone twice")
    same = reversal(of, pay_id=one.pay_id, on=one.on, reason=one.reason)
    if one != same:
        faults.append(f"it differs from {one.reverses!r} in more than the sign; undo the whole")
    if one.on < of.on:
        faults.append(f"on {one.on}, and {one.reverses!r} was paid on {of.on}; give a later day")
    return faults


def _works_in(one: Enrolment, month: str) -> bool:
    """Whether an enrolment has a day in a month."""
    last = None if one.until is None else month_of(one.until)
    started = one.covers(one.since) and month_of(one.since) <= month
    return started and (last is None or month <= last)


def _half_up(value: int, by: int) -> int:
    return (2 * value + by) // (2 * by)
