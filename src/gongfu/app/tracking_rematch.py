"""Who has no open job, matched with the posts that are left: a proposal, and nothing written."""

from datetime import date
from typing import Any

import pandas as pd

from gongfu.app.answer import Answer
from gongfu.app.employing import PROPOSAL_VIEW, proposal_rows
from gongfu.app.tracking_answers import answered
from gongfu.io.ledger import Ledger, reading
from gongfu.io.ledger_rows import rows_of
from gongfu.io.ledger_workshops import enrolment_of, job_of
from gongfu.match.job_lists import parts_of
from gongfu.match.workshop_jobs import Rule, Terms, match_jobs
from gongfu.report import asked_jobs
from gongfu.report import asked_workshops as words
from gongfu.track.money import FEN_PER_YUAN
from gongfu.track.workshops import Enrolment, Job, Standing, fen_per_h


def rematch(ledger: Ledger, today: date, rule: Rule = "need", terms: Terms | None = None) -> Answer:
    """Propose jobs to workers who have none, or whose job closed.

    Parameters
    ----------
    ledger
        Open; nothing is written.
    today
        Ages are of its year.
    rule, terms
        As `gongfu.match.workshop_jobs.match_jobs` takes them.

    Returns
    -------
    Answer
        One row per worker without an open job, as `gongfu match jobs` answers.
    """
    workers, jobs = rematch_lists(ledger, today)
    n_all = workers.attrs["n_all"]
    left = int(jobs["posts"].sum()) if len(jobs) else 0
    said = [words.rematch_words(len(workers), n_all, left)]
    settings = {"command": "track rematch", "rule": rule, "today": today.isoformat()}
    if workers.empty or not left:
        said.append(words.nothing_words())
        return answered(ledger, settings, said, pd.DataFrame(columns=list(PROPOSAL_VIEW)))
    found = match_jobs(workers, jobs, rule=rule, terms=terms)
    said += asked_jobs.told(found, knows_travel=False, knows_points=False)
    said.append(words.proposal_words())
    standing = "simulated" if ledger.simulated else "computed"
    table = proposal_rows(found).assign(standing=standing)
    return answered(ledger, settings, said, table, PROPOSAL_VIEW)


def rematch_lists(ledger: Ledger, today: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The two lists of `gongfu match jobs` as a ledger gives them.

    Parameters
    ----------
    ledger
        Open.
    today
        Ages are of its year.

    Returns
    -------
    tuple of DataFrame
        Workers by id, those without an open job alone (`attrs["n_all"]` counts all; applications
        come before other wishes, and what is full or closed is not among them); jobs by id, those
        that are open with posts left.
    """
    with reading(ledger) as connection:
        people = rows_of(connection, "worker")
        jobs = {row["job_id"]: job_of(row) for row in rows_of(connection, "job")}
        enrolments = [enrolment_of(row) for row in rows_of(connection, "enrolment")]
    enrolled = [one for one in enrolments if one.standing is Standing.ENROLLED]
    busy = {one.person_id for one in enrolled if jobs[one.job_id].is_open}
    asks = _applications(enrolments, jobs)
    taken: dict[str, int] = {}
    for one in enrolled:
        taken[one.job_id] = taken.get(one.job_id, 0) + 1
    left = {name: job.posts - taken.get(name, 0) for name, job in jobs.items() if job.is_open}
    offered = [jobs[name] for name, posts in left.items() if posts > 0]
    gone = {name for job in jobs.values() for name in (job.job_id, job.workshop_id)}
    gone -= {name for job in offered for name in (job.job_id, job.workshop_id)}
    rows = [
        _worker(row, asks.get(row["person_id"], []), gone, today)
        for row in people
        if row["person_id"] not in busy
    ]
    names = ("person_id", "village", "hours", "skills", "age", "cares", "income_yuan",
             "outside_yuan", "busy_months", "wishes")  # fmt: skip
    workers = pd.DataFrame(rows, columns=list(names)).set_index("person_id")
    workers.attrs["n_all"] = len(people)
    offers = [_offer(job, left[job.job_id]) for job in offered]
    heads = ("job_id", "workshop", "hours", "pay_yuan_per_h", "posts", "skills", "weeks", "days",
             "months", "min_age", "max_age", "suits_carers")  # fmt: skip
    return workers, pd.DataFrame(offers, columns=list(heads)).set_index("job_id")


def _applications(enrolments: list[Enrolment], jobs: dict[str, Job]) -> dict[str, list[str]]:
    """Open jobs that each person applied for, the first application first."""
    found: dict[str, list[str]] = {}
    for one in sorted(enrolments, key=lambda one: (one.since, one.enrolment_id)):
        if one.standing is Standing.APPLIED and jobs[one.job_id].is_open:
            found.setdefault(one.person_id, []).append(one.job_id)
    return found


def _worker(row: dict[str, Any], asks: list[str], gone: set[str], today: date) -> dict[str, Any]:
    """A row of the list; wishes for jobs that are full or closed wait for another time."""
    born = row["birth_year"]
    wishes = [one for one in (*asks, *parts_of(row["wishes"])) if one not in gone]
    return {
        **{name: row[name] for name in ("person_id", "village", "hours", "skills", "busy_months")},
        "age": None if born is None else today.year - born,
        "cares": int(row["cares"]),
        "income_yuan": row["income_yuan"],
        "outside_yuan": row["outside_yuan"],
        "wishes": ";".join(dict.fromkeys(wishes)),
    }


def _offer(job: Job, left: int) -> dict[str, Any]:
    return {
        "job_id": job.job_id,
        "workshop": job.workshop_id,
        "hours": job.hours,
        "pay_yuan_per_h": fen_per_h(job) / FEN_PER_YUAN,
        "posts": left,
        "skills": job.skills,
        "weeks": job.weeks,
        "days": job.days or None,
        "months": job.months,
        "min_age": job.min_age,
        "max_age": job.max_age,
        "suits_carers": int(job.suits_carers),
    }
