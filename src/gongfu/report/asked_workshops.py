"""Workshops of a ledger told to people: where they stand, what was moved, what was gained."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from gongfu.report.numbers import plain
from gongfu.report.text import Both, listed, same
from gongfu.report.words import say
from gongfu.track.income import Months
from gongfu.track.money import yuan_of
from gongfu.track.pay import Pay
from gongfu.track.workshops import Enrolment, Job, Workshop, WorkshopKind


def kind_words(kind: WorkshopKind) -> Both:
    """One of the six types."""
    return say(f"workshop_kind_{kind}")


def listed_words(
    kinds: list[WorkshopKind], n: int, n_all: int, day: date, *, posts: int, taken: int
) -> list[Both]:
    """How many workshops there are, of which types those that are open, and their posts."""
    each = {kind: kinds.count(kind) for kind in WorkshopKind if kind in kinds}
    parts = [say("workshop_part", kind=kind_words(kind), n=plain(m)) for kind, m in each.items()]
    when = same(day.isoformat())
    if not parts:
        first = say("workshop_none", all=plain(n_all), day=when)
    else:
        first = say(
            "workshop_listed",
            n=plain(n),
            all=plain(n_all),
            day=when,
            open=plain(len(kinds)),
            parts=listed(parts),
        )
    return [first, say("workshop_posts", posts=plain(posts), taken=plain(taken))]


def paid_words(day: date, fen: list[int | None], n_left: int, few: int) -> list[Both]:
    """What may be told of the pay of each workshop, None for nothing, and how much is left out."""
    year, told = same(str(day.year)), [one for one in fen if one is not None]
    if fen and not told:
        return [say("workshop_paid_few", year=year, few=plain(few))]
    said = [say("workshop_paid", year=year, yuan=same(yuan_of(sum(told))))]
    if n_left:
        said.append(say("workshop_paid_left", n=plain(n_left), few=plain(few)))
    return said


def workshop_words(one: Workshop, day: date, *, n_jobs: int, taken: int) -> Both:
    """Where a workshop stands."""
    return say(
        "workshop_shown_workshop",
        id=same(one.workshop_id),
        name=same(one.name),
        kind=kind_words(one.kind),
        place=same(one.place),
        enterprise=same(one.enterprise),
        state=_open(is_open=one.runs_on(day)),
        jobs=plain(n_jobs),
        taken=plain(taken),
    )


def job_words(one: Job, *, taken: int, version: int) -> Both:
    """Where a job stands."""
    return say(
        "workshop_shown_job",
        id=same(one.job_id),
        rate=same(yuan_of(one.rate_fen)),
        by=say(f"workshop_by_{one.pay_by}"),
        workshop=same(one.workshop_id),
        state=_open(is_open=one.is_open),
        posts=plain(one.posts),
        taken=plain(taken),
        version=plain(version),
    )


def enrolment_words(one: Enrolment, version: int) -> Both:
    """Where an enrolment stands."""
    return say(
        "workshop_shown_enrolment",
        id=same(one.enrolment_id),
        person=same(one.person_id),
        job=same(one.job_id),
        standing=_standing(one.standing, one.reason),
        since=same(one.since.isoformat()),
        version=plain(version),
    )


def attendance_words(row: Mapping[str, Any]) -> Both:
    """What a day of attendance holds."""
    if not (row["centihours"] or row["pieces"]):
        version = plain(row["version"])
        return say("workshop_shown_struck", id=same(row["attendance_id"]), version=version)
    return say(
        "workshop_shown_attendance",
        id=same(row["attendance_id"]),
        hours=same(f"{row['centihours'] / 100:g}"),
        pieces=plain(row["pieces"]),
        version=plain(row["version"]),
    )


def pay_words(one: Pay) -> Both:
    """What was paid, or taken back."""
    told = {
        "id": same(one.pay_id),
        "yuan": same(yuan_of(abs(one.amount_fen))),
        "person": same(one.person_id),
        "month": same(one.month),
        "job": same(one.job_id),
    }
    if not one.reverses:
        return say("workshop_shown_pay", day=same(one.on.isoformat()), **told)
    reason = say(f"workshop_slip_{one.reason}")
    return say("workshop_shown_reversal", of=same(one.reverses), reason=reason, **told)


def moved_words(answer: Mapping[str, Any]) -> Both:
    """What became of a workshop, a job, an enrolment, a day of attendance or a pay."""
    told = {"id": same(answer["id"]), "number": plain(answer["number"])}
    if "amount_fen" in answer:
        return say("workshop_moved_pay", yuan=same(yuan_of(-answer["amount_fen"])), **told)
    told["version"] = plain(answer["version"])
    if "centihours" in answer:
        day = attendance_words({**answer, "attendance_id": answer["id"]})
        reason = say(f"workshop_mend_{answer['reason']}")
        return say("workshop_moved_attendance", day=day, reason=reason, number=told["number"])
    if "is_open" in answer:
        return say("workshop_moved_job", state=_open(is_open=answer["is_open"]), **told)
    standing = say(f"workshop_standing_{answer['standing']}")
    return say("workshop_moved_enrolment", standing=standing, **told)


def rematch_words(n: int | None, n_all: int, posts: int, *, few: int) -> Both:
    """How many have no open job, None for fewer than `few`, and how many posts are left."""
    if n is None:
        return say("workshop_rematch_few", few=plain(few), all=plain(n_all), posts=plain(posts))
    return say("workshop_rematch", n=plain(n), all=plain(n_all), posts=plain(posts))


def placed_words(n: int) -> Both:
    """How many of them a post is proposed to."""
    return say("workshop_placed", n=plain(n))


def without_travel_words() -> Both:
    """That travel was no condition."""
    return say("jobs_without_travel")


def readers_words(n: int) -> Both:
    """Who may read the rows, and how many are shown."""
    return say("workshop_rematch_part", n=plain(n)) if n else say("workshop_rematch_private")


def ways_words(mode: str, workers: int, jobs: int) -> list[Both]:
    """From where to where ways were measured, and for how many none is known."""
    said = [say("workshop_ways", mode=say(f"mode_{mode}"))]
    if workers or jobs:
        said.append(say("workshop_ways_unknown", workers=plain(workers), jobs=plain(jobs)))
    return said


def nothing_words() -> Both:
    """That nobody and nothing is to be matched."""
    return say("workshop_rematch_none")


def proposal_words() -> Both:
    """That nothing is written yet."""
    return say("workshop_proposal")


def gained_words(
    months: Months, *, fen: int, n_people: int, n_villages: int, n_rows: int, few: int
) -> Both:
    """What was paid in a period; no sum for fewer people than `few`."""
    when = {"first": same(months.first), "last": same(months.last)}
    if n_people < few:
        return say("workshop_gained_few", few=plain(few), **when)
    return say(
        "workshop_gained",
        yuan=same(yuan_of(fen)),
        people=plain(n_people),
        villages=plain(n_villages),
        rows=plain(n_rows),
        **when,
    )


def due_words(fen: int, *, short: int, beyond: int, unattended: int) -> Both:
    """What was due, and where pay differs."""
    return say(
        "workshop_due",
        due=same(yuan_of(fen)),
        short=plain(short),
        beyond=plain(beyond),
        unattended=plain(unattended),
    )


def waiting_words(n: int, few: int) -> Both:
    """How many payments are left out until they are of so many people."""
    return say("workshop_waiting", n=plain(n), few=plain(few))


def wide_words(fen: int) -> Both:
    """What several places were paid together, so that it is in none of them."""
    return say("workshop_wide", yuan=same(yuan_of(fen)))


def pooled_words(n: int, few: int) -> Both:
    """How many villages are put together, and why."""
    return say("workshop_pooled", n=plain(n), few=plain(few))


def elsewhere_words(n: int, place: str) -> Both:
    """How many lines of persons are left out, of workshops that lie elsewhere."""
    return say("workshop_elsewhere", n=plain(n), place=same(place))


def limits_words() -> Both:
    """What pay does not tell."""
    return say("workshop_gains_limits")


def part_year_words(n: int) -> Both:
    """That pay of some months stands beside incomes of a year."""
    return say("workshop_part_year", n=plain(n))


def _open(*, is_open: bool) -> Both:
    return say("workshop_open" if is_open else "workshop_closed")


def _standing(standing: str, reason: str) -> Both:
    told = say(f"workshop_standing_{standing}")
    if not reason:
        return told
    why = say(f"workshop_reason_{reason}")
    return Both(f"{told.en} ({why.en})", f"{told.zh}({why.zh})")
