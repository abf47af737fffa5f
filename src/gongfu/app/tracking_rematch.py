"""Who has no open job, matched with the posts that are left: a proposal, and nothing written."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from gongfu.app.answer import Answer, plain_words
from gongfu.app.commuting import TRAVEL, Way, listed_ways, middles, street_ways
from gongfu.app.employing import PROPOSAL_VIEW, proposal_rows
from gongfu.app.progress import Progress, silent
from gongfu.app.standing import stand_ins
from gongfu.app.tasks import open_zone
from gongfu.app.tracking_answers import answered
from gongfu.errors import InputError
from gongfu.io.ledger_nouns import actor_of
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_rows import row_by_id, rows_of
from gongfu.io.ledger_turns import reading
from gongfu.io.ledger_workshops import enrolment_of, job_of
from gongfu.io.lists import read_list
from gongfu.match.job_lists import parts_of
from gongfu.match.workshop_jobs import Rule, Terms, match_jobs
from gongfu.model.zone import Zone
from gongfu.report import asked_jobs
from gongfu.report import asked_workshops as words
from gongfu.report.layers import simulated_words
from gongfu.report.numbers import SMALL_COUNT
from gongfu.report.text import Both, listed
from gongfu.track.actors import Actor
from gongfu.track.money import FEN_PER_YUAN
from gongfu.track.rights import check_speaks_for
from gongfu.track.workshops import Enrolment, Job, Standing, fen_per_h


def rematch(
    ledger: Ledger,
    today: date,
    rule: Rule = "need",
    terms: Terms | None = None,
    *,
    travel: Path | None = None,
    way: Way | None = None,
    actor_id: str = "",
    progress: Progress | None = None,
) -> Answer:
    """Propose jobs to workers who have none, or whose job closed.

    Rows tell what people earn: they are for those who may speak for a worker where the worker
    lives.  Everybody else is told how many there are, and fewer than three are not counted.

    Parameters
    ----------
    ledger
        Open; nothing is written.
    today
        Ages are of its year.
    rule, terms
        As `gongfu.match.workshop_jobs.match_jobs` takes them.
    travel
        A list of ways to work as `gongfu match jobs` reads it: from a worker or a village to a job
        or a workshop.
    way
        Along the streets of which zone, from the middle of a worker's village to that of the place
        of the workshop, if there is no list.  With neither, travel is no condition.
    actor_id
        Who asks, for the rows; "" for the counts alone.
    progress
        Called with the share done and words for it.

    Returns
    -------
    Answer
        One row per worker without an open job of whom the actor may read, as `gongfu match jobs`
        answers; sums are told to those who may read of all.

    Raises
    ------
    InputError, NotFoundError
        The actor may read of none of them, or is unknown.  Travel times come from two sides, name
        nobody in the ledger, or from a zone without streets.
    """
    terms, way = terms or Terms(), way or Way()
    if travel is not None and way.zone is not None:
        raise InputError("--travel says travel times, and --zone would compute them; leave one")
    told = None if travel is None else read_list(travel, TRAVEL)
    zone = None if way.zone is None else open_zone(way.zone, progress=progress)
    with reading(ledger) as connection:
        register = _register(connection)
        actor = actor_of(row_by_id(connection, "actor", actor_id)) if actor_id else None
    ways = None if told is None else listed_ways(told, *_everybody(register))
    workers, jobs = _lists(register, today)
    n_all = workers.attrs["n_all"]
    left = int(jobs["posts"].sum()) if len(jobs) else 0
    own = _own(workers, actor)
    reads_all = actor is not None and bool(own.all())
    shown = len(workers) if reads_all or len(workers) >= SMALL_COUNT else None
    said = [words.rematch_words(shown, n_all, left, few=SMALL_COUNT)]
    settings = {
        "command": "track rematch", "rule": rule, "today": today.isoformat(),
        "limit_s": terms.limit_s, "time_value": terms.time_value,
        "travel": None if travel is None else travel.name,
        "zone": None if way.zone is None else way.zone.name,
        "mode": None if way.zone is None else way.mode,
    }  # fmt: skip
    if workers.empty or not left:
        said.append(words.nothing_words())
        return answered(ledger, settings, said, pd.DataFrame(columns=list(PROPOSAL_VIEW)))
    (progress or silent)(0.3, "measuring ways")
    lost = None
    if zone is not None:
        ways, lost = _along_streets(zone, way.mode, terms.limit_s, register, workers, jobs)
    (progress or silent)(0.7, "assigning")
    found = match_jobs(workers, jobs, ways, rule=rule, terms=terms)
    table = proposal_rows(found)
    if reads_all:
        said += asked_jobs.told(found, knows_travel=ways is not None, knows_points=False)
    else:
        n_placed = int((table["outcome"] == "placed").sum())
        if all(n == 0 or n >= SMALL_COUNT for n in (n_placed, len(table) - n_placed)):
            said.append(words.placed_words(n_placed))
        if ways is None:
            said.append(words.without_travel_words())
        said.append(words.readers_words(int(own.sum())))
    if lost is not None:
        said += words.ways_words(way.mode, *(lost if reads_all else (0, 0)))
    said.append(words.proposal_words())
    streets = () if zone is None else stand_ins(zone, layers=("communities", "network"))
    standing = "simulated" if ledger.simulated or streets else "computed"
    table = table[own.to_numpy()].assign(standing=standing)
    answer = answered(ledger, settings, said, table, PROPOSAL_VIEW)
    if zone is None or not streets:
        return answer
    layers = [Both.of(answer.simulated_words)] if answer.simulated else []
    return replace(
        answer,
        simulated=(*answer.simulated, *streets),
        simulated_words=plain_words(listed([*layers, simulated_words(zone, streets)])),
    )


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
        return _lists(_register(connection), today)


@dataclass(frozen=True, slots=True)
class _Register:
    """Workers and workshops as rows, jobs by id, enrolments."""

    people: list[dict[str, Any]]
    workshops: list[dict[str, Any]]
    jobs: dict[str, Job]
    enrolments: list[Enrolment]


def _register(connection: Connection) -> _Register:
    return _Register(
        rows_of(connection, "worker"),
        rows_of(connection, "workshop"),
        {row["job_id"]: job_of(row) for row in rows_of(connection, "job")},
        [enrolment_of(row) for row in rows_of(connection, "enrolment")],
    )


def _own(workers: pd.DataFrame, actor: Actor | None) -> pd.Series:
    """Of which workers an actor may read: their own, or of those who live where they govern."""
    village = {str(name): str(place) for name, place in workers["village"].items()}
    refused: list[InputError] = []
    found = []
    for name, place in village.items():
        try:
            if actor is not None:
                check_speaks_for(actor, name, place, "see what is proposed")
        except InputError as error:
            refused.append(error)
            found.append(False)
        else:
            found.append(actor is not None)
    if refused and not any(found):
        raise refused[0]
    return pd.Series(found, workers.index, dtype=bool)


def _everybody(register: _Register) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every worker with the village, and every job with the workshop, whoever is to be matched."""
    village = {row["person_id"]: row["village"] for row in register.people}
    workshop = {job.job_id: job.workshop_id for job in register.jobs.values()}
    return (
        pd.DataFrame({"village": pd.Series(village, dtype=object)}),
        pd.DataFrame({"workshop": pd.Series(workshop, dtype=object)}),
    )


def _along_streets(
    zone: Zone,
    mode: str,
    limit_s: float,
    register: _Register,
    workers: pd.DataFrame,
    jobs: pd.DataFrame,
) -> tuple[pd.DataFrame, tuple[int, int]]:
    """Ways between middles, and of how many workers and jobs the zone does not know where."""
    place = {row["workshop_id"]: row["place"] for row in register.workshops}
    homes = middles(zone, workers["village"])
    sites = middles(zone, jobs["workshop"].map(place))
    here, there = (frame[frame["lon"].notna().to_numpy()] for frame in (homes, sites))
    lost = (len(homes) - len(here), len(sites) - len(there))
    if here.empty or there.empty:
        raise InputError(
            f"the zone knows where {len(here)} of {len(homes)} workers live and where "
            f"{len(there)} of {len(sites)} jobs are; it needs communities or places with the "
            "codes of the ledger: give a list of travel, or a zone that has them"
        )
    return street_ways(here, there, zone, mode=mode, limit_s=limit_s), lost


def _lists(register: _Register, today: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The two lists of `rematch_lists`."""
    people, jobs, enrolments = register.people, register.jobs, register.enrolments
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
