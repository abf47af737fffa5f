"""Totals that somebody declared, held against the rows that exist.

A declared total stays what it is: a figure with its source.  It is never split into rows, and rows
are never made up to meet it; what is missing is shown as missing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from gongfu.errors import InputError
from gongfu.track.books import Balance, Kind, Posting, balances
from gongfu.track.projects import Project

What = Literal["projects", "budget", "committed", "transferred", "spent"]
Standing = Literal["agrees", "short", "beyond", "no rows"]

_KINDS: Final = {
    "committed": (Kind.COMMITMENT,),
    "transferred": (Kind.TRANSFER, Kind.RETURN),
    "spent": (Kind.SPENDING,),
}
_WHATS: Final = ("projects", "budget", *_KINDS)


@dataclass(frozen=True, slots=True)
class DeclaredTotal:
    """A total as it was published.

    Attributes
    ----------
    what
        "projects" counts projects that run in the years; "budget" adds up what their budgets give
        in the years; "committed", "transferred" and "spent" are sums of postings of budgets of the
        years, reversals and, of transfers, returns taken off.
    amount
        A number of projects, or fen.
    last_digit
        What the last published digit is worth, in the same unit: 1.7×10⁸ yuan is known to 10⁷
        yuan, that is 10⁹ fen.
    first_year, last_year
        Both belong to it.
    place
        Where the projects are, with all that lies in it; "" is everywhere.
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
        if self.what not in _WHATS:
            faults.append(f"what is {self.what!r}; choose {', '.join(_WHATS)}")
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
        What the rows come to, computed, in the same unit.
    n_rows
        How many projects or postings that is.
    n_silent
        Of "budget": how many of the projects say nothing of their budget in these years.
    difference
        Found less declared.
    standing
        "agrees": the rows round to what was declared; else "short", "beyond", or "no rows".
    """

    declared: DeclaredTotal
    found: int
    n_rows: int
    n_silent: int
    difference: int
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
        A posting of a project that is not given, or a project that is given twice.
    """
    places = {one.project_id: one.place for one in projects}
    if len(places) < len(projects):
        raise InputError(f"{len(projects) - len(places)} projects are there twice; give each once")
    lost = [one for one in postings if one.project not in places]
    if lost:
        raise InputError(
            f"{len(lost)} postings are of projects that are not given, such as "
            f"{lost[0].posting_id!r} of {lost[0].project!r}; give these, too"
        )
    return tuple(_reconciled(one, projects, postings, places) for one in declared)


def _reconciled(
    total: DeclaredTotal,
    projects: Sequence[Project],
    postings: Sequence[Posting],
    places: dict[str, str],
) -> Reconciled:
    years = range(total.first_year, total.last_year + 1)
    n_silent = 0
    if total.what in ("projects", "budget"):
        running = [
            one
            for one in projects
            if one.place.startswith(total.place)
            and one.start_on.year <= total.last_year
            and (one.completed_on or one.due_on).year >= total.first_year
        ]
        n_rows = found = len(running)
        if total.what == "budget":
            parts = [[b.amount_fen for b in one.budgets if b.year in years] for one in running]
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


def _standing(difference: int, last_digit: int, n_rows: int) -> Standing:
    if not n_rows:
        return "no rows"
    if 2 * abs(difference) <= last_digit and (last_digit > 1 or not difference):
        return "agrees"
    return "short" if difference < 0 else "beyond"
