"""What workshop pay brought to villages, and what it does to the gaps between places."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pandas as pd

from gongfu.app.answer import Answer, check_out
from gongfu.app.gaps_gains import Gained, Places, gaps_after, incomes_before
from gongfu.app.gaps_source import GapQuestion
from gongfu.app.tracking_answers import answered
from gongfu.errors import InputError, n_of
from gongfu.io.answers import write_table
from gongfu.io.ledger_nouns import actor_of
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_paid import paid_together
from gongfu.io.ledger_rows import row_by_id, rows_of
from gongfu.io.ledger_turns import reading
from gongfu.io.ledger_workshops import attendance_of, job_of
from gongfu.report import asked_workshops as words
from gongfu.report.asked_ledger import wrote_words
from gongfu.report.numbers import SMALL_COUNT
from gongfu.report.text import Both
from gongfu.track.income import (
    Months,
    PersonGain,
    VillageGain,
    by_places,
    gains_of_people,
    gains_of_villages,
)
from gongfu.track.money import FEN_PER_YUAN, yuan_of
from gongfu.track.pay import PayLine, month_of, pay_lines
from gongfu.track.public_pay import PublicPart, public_gains, public_parts
from gongfu.track.rights import check_governs

__all__ = (
    "Incomes",
    "Months",
    "WorkshopGains",
    "gains",
    "incomes_of_words",
    "workshop_gains",
)

_YEAR: Final = 12
_COLUMNS: Final = ("village", "n_people", "gained_yuan")


@dataclass(frozen=True, slots=True)
class Incomes:
    """Incomes per head before, as `gongfu gaps gains` takes them: a table or a zone."""

    path: Path
    question: GapQuestion
    columns: Places


@dataclass(frozen=True, slots=True)
class WorkshopGains:
    """What was paid in a period, by person and village, beside what was due.

    `lines` are of the months of the period; `public` is what may be shown of it, and `n_waiting`
    counts payments and reversals that wait until they may.
    """

    people: list[PersonGain]
    villages: list[VillageGain]
    lines: list[PayLine]
    public: list[PublicPart]
    n_waiting: int

    @property
    def public_people(self) -> frozenset[str]:
        """Of whom something may be shown."""
        return frozenset().union(*(one.people for one in self.public))


def workshop_gains(ledger: Ledger, months: Months) -> WorkshopGains:
    """What workshop pay brought for work in a period.

    Parameters
    ----------
    ledger
        Open.
    months
        The period of the work.

    Returns
    -------
    WorkshopGains
        For the office: villages with few people are in it as they are.
    """
    with reading(ledger) as connection:
        jobs = {row["job_id"]: job_of(row) for row in rows_of(connection, "job")}
        together = paid_together(connection)
        attended = [attendance_of(row) for row in rows_of(connection, "attendance")]
    parts, waiting = public_parts(together, SMALL_COUNT)
    paid = [one for some in together for one in some]
    days = [one for one in attended if months.holds(month_of(one.day))]
    people = gains_of_people(paid, months)
    return WorkshopGains(
        people,
        gains_of_villages(people),
        pay_lines(jobs, days, [one.pay for one in paid if months.holds(one.pay.month)]),
        [one for one in parts if months.holds(one.month)],
        sum(months.holds(one.pay.month) for one in waiting),
    )


def gains(
    ledger: Ledger,
    months: Months,
    *,
    incomes: Incomes | None = None,
    persons: Path | None = None,
    actor_id: str = "",
) -> Answer:
    """What villages gained, or with incomes the gaps between places before and after.

    Parameters
    ----------
    ledger
        Open.
    months
        The period of the work.
    incomes
        Incomes per head; a village belongs to the place with whose code its own begins.  The period
        is then a year at most.
    persons
        A file for each person, job and month: what was due and what was paid.  Only with it the
        answer counts where less or more was paid than was due.
    actor_id
        Who asks for it: a county or a province, which see what its own workshops paid.

    Returns
    -------
    Answer
        A row for each village that may be shown, the others together; or the rows of
        `gongfu gaps gains`.
    """
    check_out(persons)
    found = workshop_gains(ledger, months)
    of_persons: list[Both] = []
    if persons is not None:
        own, of_persons = _for_office(ledger, found.lines, actor_id)
        write_table(_person_rows(ledger, own), persons)
        due = words.due_words(sum(one.due_fen for one in own), **_differs(own))
        of_persons = [wrote_words("persons", persons.name), due, *of_persons]
    said = [*_told(months, found), *of_persons]
    asked = {"first": months.first, "last": months.last}
    if incomes is not None:
        return _between(ledger, months, found, incomes, said, asked)
    shown = public_gains(found.public)
    pooled = frozenset().union(*(one.villages for one in found.public if not one.village))
    if pooled:
        said.insert(1, words.pooled_words(len(pooled), SMALL_COUNT))
    rows = [(one.village or None, one.n_people, one.fen / FEN_PER_YUAN) for one in shown]
    standing = "simulated" if ledger.simulated else "computed"
    table = pd.DataFrame(rows, columns=list(_COLUMNS)).assign(standing=standing)
    return answered(ledger, {"command": "track gains", **asked}, said, table, _COLUMNS)


def incomes_of_words(path: Path, place: str, asked: dict[str, Any]) -> Incomes:
    """Incomes as one writes them on a command line.

    Parameters
    ----------
    path
        A table or a zone.
    place
        Of a table the column with codes of places.
    asked
        `value`, `weight`, `period` and `level`, "" for none.

    Returns
    -------
    Incomes
        For `gains`.
    """
    return Incomes(path, GapQuestion(**asked), Places(place))


def _told(months: Months, found: WorkshopGains) -> list[Both]:
    said = [
        words.gained_words(
            months,
            fen=sum(one.fen for one in found.public),
            n_people=len(found.public_people),
            n_villages=len(frozenset().union(*(one.villages for one in found.public))),
            n_rows=sum(len(one.rows) for one in found.public),
            few=SMALL_COUNT,
        )
    ]
    if found.n_waiting and found.public:
        said.append(words.waiting_words(found.n_waiting, SMALL_COUNT))
    return [*said, words.limits_words()]


def _differs(lines: list[PayLine]) -> dict[str, int]:
    count = [one.standing for one in lines].count
    return {"short": count("short"), "beyond": count("beyond"), "unattended": count("not_attended")}


def _between(
    ledger: Ledger,
    months: Months,
    found: WorkshopGains,
    incomes: Incomes,
    said: list[Both],
    asked: dict[str, Any],
) -> Answer:
    if months.n_months > _YEAR:
        raise InputError(
            f"from {months.first} to {months.last} are {months.n_months} months, and incomes are "
            "of a year; ask for 12 months at most"
        )
    if not found.public:
        raise InputError(
            f"fewer than {SMALL_COUNT} people were paid for work from {months.first} to "
            f"{months.last}, and the gaps would tell how much; ask for more months"
        )
    before = incomes_before(incomes.path, incomes.question, incomes.columns)
    places = [str(one) for one in before.places.index]
    gained_by = [VillageGain(one.place, len(one.people), one.fen) for one in found.public]
    fen, nowhere = by_places(gained_by, places)
    villages = {one.village for one in found.public if one.village}
    lost = [one for one in nowhere if one in villages]
    if lost:
        raise InputError(
            f"{n_of(len(lost), 'village that gains is', 'villages that gain are')} in no place of "
            f"{incomes.path.name}, such as "
            f"{lost[0]!r}; its places need codes with which those of villages begin"
        )
    yuan = pd.Series({name: one / FEN_PER_YUAN for name, one in fen.items()}, dtype=float)
    name = f"{ledger.name}, {months.first} – {months.last}"
    gained = Gained(name, yuan, 0.0, ledger.simulated)
    answer = gaps_after(before, incomes.columns, gained)
    if wide := sum(one.fen for one in found.public) - sum(fen.values()):
        said.append(words.wide_words(wide))
    if months.n_months < _YEAR:
        said.append(words.part_year_words(months.n_months))
    mine = answered(ledger, {}, said, pd.DataFrame())
    return replace(
        answer,
        settings={**answer.settings, "command": "track gains", **asked},
        sentences=(*mine.sentences, *answer.sentences),
        simulated=(*mine.simulated, *answer.simulated),
        simulated_words=mine.simulated_words or answer.simulated_words,
    )


def _for_office(
    ledger: Ledger, lines: list[PayLine], actor_id: str
) -> tuple[list[PayLine], list[Both]]:
    """The lines of workshops that lie where the actor governs, and how many others are left out."""
    if not actor_id:
        raise InputError("what each person was paid is for the office; say who asks (--actor)")
    with reading(ledger) as connection:
        actor = actor_of(row_by_id(connection, "actor", actor_id))
        place = {row["workshop_id"]: row["place"] for row in rows_of(connection, "workshop")}
        where = {row["job_id"]: place[row["workshop_id"]] for row in rows_of(connection, "job")}
    check_governs(actor, actor.place, "see what each person was paid")
    own = [one for one in lines if actor.holds_at(where[one.job_id])]
    if lines and not own:
        check_governs(actor, where[lines[0].job_id], "see what each person was paid")
    left = len(lines) - len(own)
    return own, [words.elsewhere_words(left, actor.place)] if left else []


def _person_rows(ledger: Ledger, lines: list[PayLine]) -> pd.DataFrame:
    rows = [
        {
            "person_id": one.person_id,
            "job_id": one.job_id,
            "month": one.month,
            "due_yuan": yuan_of(one.due_fen),
            "paid_yuan": yuan_of(one.paid_fen),
            "pay": one.standing,
        }
        for one in lines
    ]
    columns = ["person_id", "job_id", "month", "due_yuan", "paid_yuan", "pay"]
    standing = "simulated" if ledger.simulated else "computed"
    return pd.DataFrame(rows, columns=columns).assign(standing=standing)
