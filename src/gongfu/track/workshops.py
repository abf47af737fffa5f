"""Co-prosperity workshops (共富工坊): workshop, job and enrolment, and what is wrong with one.

The terms of a job are never edited: who offers others closes the job and opens another one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from gongfu.track.money import FEN_MOST

_DAYS_MOST: Final = 31
_WEEK_H: Final = 168
_WEEKS: Final = 53
_WEEKDAYS: Final = 7


class WorkshopKind(StrEnum):
    """The six types that Zhejiang's workshops have taken (Chen, Hu and Ni 2023)."""

    PROCESSING = "processing"  # 来料加工式: materials come, work goes home
    RECRUITING = "recruiting"  # 定向招工式: a factory hires in the village
    LIVESTREAM = "livestream"  # 电商直播式
    FARM_TOURISM = "farm_tourism"  # 农旅融合式
    BRAND = "brand"  # 品牌带动式
    INDUSTRY = "industry"  # 产业赋能式


class PayBy(StrEnum):
    """What is paid for."""

    PIECE = "piece"
    HOUR = "hour"
    MONTH = "month"


class Standing(StrEnum):
    """Where an enrolment stands."""

    APPLIED = "applied"
    ENROLLED = "enrolled"
    LEFT = "left"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Reason(StrEnum):
    """Why somebody is refused or leaves: a closed list, so that no words about a person stay."""

    FULL = "full"
    SKILLS = "skills"
    AGE = "age"
    HOURS = "hours"
    DISTANCE = "distance"
    OWN_WISH = "own_wish"
    SEASON_OVER = "season_over"
    JOB_CLOSED = "job_closed"
    OTHER_JOB = "other_job"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Workshop:
    """A workshop.

    Attributes
    ----------
    workshop_id, name
        Which.
    kind
        Which of the six types.
    place
        Code of the village or community where it is.
    enterprise
        Id of the actor who runs it and pays.
    opened_on, closed_on
        First day, and the last one; None while it runs.
    """

    workshop_id: str
    name: str
    kind: WorkshopKind
    place: str
    enterprise: str
    opened_on: date
    closed_on: date | None = None

    def runs_on(self, day: date) -> bool:
        """Whether it is open on a day."""
        return self.opened_on <= day and (self.closed_on is None or day <= self.closed_on)


@dataclass(frozen=True, slots=True)
class Job:
    """A job of a workshop, with several posts, its terms and what it asks for.

    Attributes
    ----------
    job_id, workshop_id
        Which, and whose.
    pay_by, rate_fen
        What is paid for, and fen for each: piece, hour or month.
    pieces_per_h
        Of piecework: how many somebody with practice makes in an hour; else 0.
    days_per_month
        Of pay by the month: how many days earn the whole of it; else 0.
    posts
        How many can be enrolled at once.
    hours, weeks, days
        Hours a week, weeks a year, days a week (0: not said).
    months
        Season as "4-6;10", "" for all year.
    skills
        Codes that are needed, as "sewing;packing".
    min_age, max_age
        Inclusive; None for no limit.
    suits_carers
        Whether hours can be chosen.
    is_open
        Whether anybody can still be enrolled.
    """

    job_id: str
    workshop_id: str
    pay_by: PayBy
    rate_fen: int
    pieces_per_h: float
    days_per_month: int
    posts: int
    hours: float
    weeks: float = 52.0
    days: int = 0
    months: str = ""
    skills: str = ""
    min_age: int | None = None
    max_age: int | None = None
    suits_carers: bool = False
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Somebody and a job.

    Attributes
    ----------
    enrolment_id, person_id, job_id
        Which, who and what.
    village
        Code of the place where the person lived then; figures by village go by it.
    standing
        Where it stands.
    since, until
        First day of work (of an application: its day), and the last one; None while it lasts.
    reason
        Why refused or left; "" if not.
    """

    enrolment_id: str
    person_id: str
    job_id: str
    village: str
    standing: Standing
    since: date
    until: date | None = None
    reason: str = ""

    def covers(self, day: date) -> bool:
        """Whether the person worked there on a day, as far as this says."""
        if self.standing not in (Standing.ENROLLED, Standing.LEFT):
            return False
        return self.since <= day and (self.until is None or day <= self.until)


def fen_per_h(job: Job) -> float:
    """What an hour of a job earns, for comparing jobs; pay itself follows from attendance.

    Parameters
    ----------
    job
        By the piece, the hour or the month.

    Returns
    -------
    float
        Fen an hour: a month is its days' share of a week's hours.
    """
    if job.pay_by is PayBy.PIECE:
        return job.rate_fen * job.pieces_per_h
    if job.pay_by is PayBy.HOUR:
        return float(job.rate_fen)
    a_week = job.days or min(max(-(-job.hours // 8), 1), _WEEKDAYS)
    return job.rate_fen / (job.days_per_month * job.hours / a_week)


def workshop_faults(one: Workshop) -> list[str]:
    """What is wrong with a workshop.

    Parameters
    ----------
    one
        The workshop.

    Returns
    -------
    list of str
        Every fault and its remedy.
    """
    faults = [
        f"no {name}; fill it in"
        for name in ("name", "place", "enterprise")
        if not getattr(one, name)
    ]
    if one.closed_on is not None and one.closed_on < one.opened_on:
        faults.append(f"closed on {one.closed_on}, and opened on {one.opened_on}; mend either")
    return faults


def job_faults(one: Job, workshops: Mapping[str, Workshop]) -> list[str]:
    """What is wrong with a job.

    Parameters
    ----------
    one
        The job.
    workshops
        Those that are there, by id.

    Returns
    -------
    list of str
        Every fault and its remedy.
    """
    faults = []
    if one.workshop_id not in workshops:
        faults.append(f"no workshop {one.workshop_id!r}; add it, or mend the id")
    elif one.is_open and workshops[one.workshop_id].closed_on is not None:
        faults.append(f"workshop {one.workshop_id!r} is closed; close the job, too")
    if not 0 < one.rate_fen <= FEN_MOST:
        faults.append("its rate must be above 0 yuan")
    piecework, monthly = one.pay_by is PayBy.PIECE, one.pay_by is PayBy.MONTH
    if piecework != (one.pieces_per_h > 0):
        told = "say how many an hour" if piecework else "leave it empty unless paid by the piece"
        faults.append(f"pieces_per_h is {one.pieces_per_h:g} with pay by the {one.pay_by}; {told}")
    if monthly != (0 < one.days_per_month <= _DAYS_MOST):
        told = "say how many days earn the month" if monthly else "leave it empty unless by month"
        faults.append(
            f"days_per_month is {one.days_per_month} with pay by the {one.pay_by}; {told}"
        )
    if one.posts < 0:
        faults.append(f"{one.posts} posts; count them from 0")
    if not 0 < one.hours <= _WEEK_H:
        faults.append(f"{one.hours:g} hours a week; they must be above 0, up to {_WEEK_H}")
    if not 0 < one.weeks <= _WEEKS or not 0 <= one.days <= _WEEKDAYS:
        faults.append(f"{one.weeks:g} weeks a year of {one.days} days; mend them")
    if one.min_age is not None and one.max_age is not None and one.min_age > one.max_age:
        faults.append(f"from {one.min_age} to {one.max_age} years old; turn them round")
    return faults


def enrolment_faults(
    one: Enrolment, jobs: Mapping[str, Job], n_enrolled: Mapping[str, int]
) -> list[str]:
    """What is wrong with an enrolment that is new.

    Parameters
    ----------
    one
        The enrolment.
    jobs
        Those that are there, by id.
    n_enrolled
        How many are enrolled in each; a job that is absent has none.

    Returns
    -------
    list of str
        Every fault and its remedy.
    """
    faults = [] if one.village else ["nobody knows where the person lives; list them in workers"]
    needs = one.standing in (Standing.LEFT, Standing.REFUSED)
    if needs and one.reason not in list(Reason):
        what = "another reason than those known" if one.reason else "no reason"
        faults.append(f"{one.standing} with {what}; choose among {', '.join(Reason)}")
    if not needs and one.reason:
        faults.append(f"{one.standing}, and with a reason; mend either")
    if (one.standing is Standing.LEFT) != (one.until is not None):
        faults.append(f"{one.standing}, and until is {one.until or 'empty'}; mend either")
    elif one.until is not None and one.until < one.since:
        faults.append(f"since {one.since} until {one.until}; turn them round")
    job = jobs.get(one.job_id)
    if job is None:
        return [*faults, f"no job {one.job_id!r}; add it, or mend the id"]
    if one.standing is Standing.ENROLLED:
        faults += place_faults(job, n_enrolled.get(one.job_id, 0))
    return faults


def place_faults(job: Job, n_enrolled: int) -> list[str]:
    """Why nobody more can be enrolled in a job.

    Parameters
    ----------
    job
        The job.
    n_enrolled
        How many are.

    Returns
    -------
    list of str
        None if somebody can.
    """
    faults = [] if job.is_open else [f"job {job.job_id!r} is closed; open it, or choose another"]
    if n_enrolled >= job.posts:
        faults.append(f"all {job.posts} posts of job {job.job_id!r} are taken; choose another")
    return faults
