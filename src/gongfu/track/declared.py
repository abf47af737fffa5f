"""Totals that somebody declared, held against the rows that exist.

A declared total stays what it is: a figure with its source.  It is never split into rows, and rows
are never made up to meet it; what is missing is shown as missing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from gongfu.errors import InputError, n_of
from gongfu.track.balances import Balance, balances
from gongfu.track.postings import Kind, Posting
from gongfu.track.projects import Phase, Project
from gongfu.track.workshops import Enrolment, Job, Workshop

What = Literal[
    "projects",
    "budget",
    "committed",
    "transferred",
    "spent",
    "workshops",
    "workshop_people",
    "investment",
    "money",
]
Standing = Literal["agrees", "short", "beyond", "no rows", "not compared"]

_KINDS: Final = {
    "committed": (Kind.COMMITMENT,),
    "transferred": (Kind.TRANSFER, Kind.RETURN),
    "spent": (Kind.SPENDING,),
}
OF_WORKSHOPS: Final = ("workshops", "workshop_people")
UNCOMPARED: Final = ("investment", "money")
"""Shown, and held against nothing."""
WHATS: Final = ("projects", "budget", *_KINDS, *OF_WORKSHOPS, *UNCOMPARED)
"""What may be declared."""


@dataclass(frozen=True, slots=True)
class DeclaredTotal:
    """A total as it was published.

    Attributes
    ----------
    what
        "projects" counts projects that run in the years; "budget" adds up what their budgets give
        in the years; "committed", "transferred" and "spent" are sums of postings of budgets of the
        years, reversals and, of transfers, returns taken off.  "workshops" counts workshops that
        run in the years, "workshop_people" those who work in one in the years, each once.
        "investment" is what anybody puts into projects, of which a ledger posts the public money
        at most; "money" is money of which the source does not say what it is.  These two are
        shown, and held against nothing.
    amount
        A number of projects, workshops or people, or fen.
    last_digit
        What the last published digit is worth, in the same unit: 1.7×10⁸ yuan is known to 10⁷
        yuan, that is 10⁹ fen.
    first_year, last_year
        Both belong to it.
    place
        Where the projects or workshops are, with all that lies in it; "" is everywhere.
    source
        Document, page and day.
    simulated
        Whether it is a stand-in.
    """

    what: What
    amount: int
    last_digit: int
    first_year: int
    last_year: int
    place: str
    source: str
    simulated: bool = False

    def __post_init__(self) -> None:
        faults = []
        if self.what not in WHATS:
            faults.append(f"what is {self.what!r}; choose {', '.join(WHATS)}")
        for name in ("amount", "last_digit"):
            value: object = getattr(self, name)
            least = 0 if name == "amount" else 1
            if isinstance(value, bool) or not isinstance(value, int) or value < least:
                faults.append(f"{name} is {value!r}; give a whole number from {least}")
        if self.first_year > self.last_year:
            faults.append(f"its years are {self.first_year} to {self.last_year}; turn them round")
        if not self.source:
            faults.append("no source; say which document declares it")
        if faults:
            raise InputError(f"declared {self.what}: " + "; ".join(faults))


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A declared total beside what the rows come to.

    Attributes
    ----------
    declared
        As it was published.
    found
        What the rows come to, computed, in the same unit; None of what is not compared.
    n_rows
        How many projects, postings, workshops or enrolments that is.
    n_silent
        Of "budget": how many of the projects say nothing of their budget in these years.
    difference
        Found less declared; None of what is not compared.
    standing
        "agrees": the rows round to what was declared; else "short", "beyond", or "no rows"; "not
        compared" if no row is of its kind.
    """

    declared: DeclaredTotal
    found: int | None
    n_rows: int
    n_silent: int
    difference: int | None
    standing: Standing


def reconcile(
    declared: Iterable[DeclaredTotal], projects: Sequence[Project], postings: Sequence[Posting]
) -> tuple[Reconciled, ...]:
    """Declared totals held against the rows that exist.

    Parameters
    ----------
    declared
        In any order.
    projects, postings
        All there are; each posting is of one of the projects, whose place is its place.

    Returns
    -------
    tuple of Reconciled
        One for each total, in their order.

    Raises
    ------
    InputError
        A posting of a project that is not given, a project that is given twice, or a total of
        workshops, which `reconcile_workshops` takes.
    """
    totals = tuple(declared)
    odd = [one.what for one in totals if one.what in OF_WORKSHOPS]
    if odd:
        raise InputError(f"{odd[0]!r} is of workshops; give it to reconcile_workshops")
    places = {one.project_id: one.place for one in projects}
    if len(places) < len(projects):
        count = n_of(len(projects) - len(places), "project is", "projects are")
        raise InputError(f"{count} there twice; give each once")
    lost = [one for one in postings if one.project not in places]
    if lost:
        raise InputError(
            f"{n_of(len(lost), 'posting is', 'postings are')} of projects that are not given, such "
            f"as {lost[0].posting_id!r} of {lost[0].project!r}; give these, too"
        )
    return tuple(_reconciled(one, projects, postings, places) for one in totals)


def reconcile_workshops(
    declared: Iterable[DeclaredTotal],
    workshops: Sequence[Workshop],
    jobs: Sequence[Job],
    enrolments: Sequence[Enrolment],
) -> tuple[Reconciled, ...]:
    """Declared totals of workshops held against the rows that exist.

    Parameters
    ----------
    declared
        Of "workshops" or "workshop_people", in any order.
    workshops, jobs, enrolments
        All there are.

    Returns
    -------
    tuple of Reconciled
        One for each total, in their order.

    Raises
    ------
    InputError
        A total of something else, or an enrolment of a job or workshop that is not given.
    """
    totals = tuple(declared)
    odd = [one.what for one in totals if one.what not in OF_WORKSHOPS]
    if odd:
        raise InputError(f"{odd[0]!r} is not of workshops; give it to reconcile")
    shops = {one.workshop_id: one for one in workshops}
    shop_of = {one.job_id: shops.get(one.workshop_id) for one in jobs}
    lost = [one for one in enrolments if shop_of.get(one.job_id) is None]
    if lost:
        raise InputError(
            f"{n_of(len(lost), 'enrolment is', 'enrolments are')} of jobs or workshops that are "
            f"not given, such as {lost[0].enrolment_id!r}; give these, too"
        )
    at = {job_id: shop.place for job_id, shop in shop_of.items() if shop is not None}
    return tuple(_workshops_reconciled(one, workshops, enrolments, at) for one in totals)


def _workshops_reconciled(
    total: DeclaredTotal,
    workshops: Sequence[Workshop],
    enrolments: Sequence[Enrolment],
    place_of_job: dict[str, str],
) -> Reconciled:
    first, last = date(total.first_year, 1, 1), date(total.last_year, 12, 31)
    if total.what == "workshops":
        n_rows = found = sum(
            one.place.startswith(total.place)
            and one.opened_on <= last
            and (one.closed_on is None or one.closed_on >= first)
            for one in workshops
        )
    else:
        people = [
            one.person_id
            for one in enrolments
            if place_of_job[one.job_id].startswith(total.place)
            and one.covers(one.since)
            and one.since <= last
            and (one.until is None or one.until >= first)
        ]
        n_rows, found = len(people), len(set(people))
    difference = found - total.amount
    standing = _standing(difference, total.last_digit, n_rows)
    return Reconciled(total, found, n_rows, 0, difference, standing)


def _reconciled(
    total: DeclaredTotal,
    projects: Sequence[Project],
    postings: Sequence[Posting],
    places: dict[str, str],
) -> Reconciled:
    if total.what in UNCOMPARED:
        return Reconciled(total, None, 0, 0, None, "not compared")
    years = range(total.first_year, total.last_year + 1)
    n_silent = 0
    if total.what in ("projects", "budget"):
        running = [
            one
            for one in projects
            if one.place.startswith(total.place)
            and one.phase is not Phase.CANCELLED
            and one.start_on.year <= total.last_year
            and (one.completed_on or one.due_on).year >= total.first_year
        ]
        n_rows = found = len(running)
        if total.what == "budget":
            parts = [_budget_in(one, years) for one in running]
            found = sum(map(sum, parts))
            n_silent = sum(not part for part in parts)
    else:
        held = [
            one
            for one in postings
            if one.kind in _KINDS[total.what]
            and one.year in years
            and places[one.project].startswith(total.place)
        ]
        n_rows = len(held)
        sums = balances(held, by=()).get((), Balance())
        found = sums.committed_fen + sums.transferred_fen - sums.returned_fen + sums.spent_fen
    return Reconciled(
        declared=total,
        found=found,
        n_rows=n_rows,
        n_silent=n_silent,
        difference=found - total.amount,
        standing=_standing(found - total.amount, total.last_digit, n_rows),
    )


def _budget_in(project: Project, years: range) -> list[int]:
    """What is budgeted for years; a budget of no years is that of the year in which it begins."""
    if project.budgets or project.budget_fen is None:
        return [one.amount_fen for one in project.budgets if one.year in years]
    return [project.budget_fen] if project.start_on.year in years else []


def _standing(difference: int, last_digit: int, n_rows: int) -> Standing:
    if not n_rows:
        return "no rows"
    if 2 * abs(difference) <= last_digit and (last_digit > 1 or not difference):
        return "agrees"
    return "short" if difference < 0 else "beyond"
