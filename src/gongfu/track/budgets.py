"""Budgets of projects held against what was posted: by year, by pair, by project.

What is left of a budget is what is not yet committed (encumbrance accounting: a commitment uses
up its budget when it is made, not when it is paid; IPSAS 24 compares likewise).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from gongfu.errors import InputError
from gongfu.track.balances import Balance, balances
from gongfu.track.postings import Posting
from gongfu.track.projects import PartyRole, Project

GROUPS: Final = ("year", "pair", "project")
"""By what sums may be told apart."""

_Key = tuple[int | None, str, str, str]


@dataclass(frozen=True, slots=True)
class Execution:
    """What was budgeted and what was posted, of one group.

    Attributes
    ----------
    year
        Of the budget; None: of no year, because the whole of a project is not given to years yet,
        or because years are not told apart.
    giver, receiver
        The pair; both the same: what a party gives to its own project.  "" where pairs are not
        told apart.
    project
        Its id; "" where projects are not told apart.
    budget_fen
        None: nothing is said of it.
    balance
        Of the postings.
    """

    year: int | None
    giver: str
    receiver: str
    project: str
    budget_fen: int | None
    balance: Balance

    @property
    def left_fen(self) -> int | None:
        """Budgeted and not committed; below 0: committed beyond it."""
        return None if self.budget_fen is None else self.budget_fen - self.balance.committed_fen


def execution(
    projects: Iterable[Project], postings: Sequence[Posting], by: Collection[str] = GROUPS
) -> tuple[Execution, ...]:
    """Budgets beside what was posted.

    Parameters
    ----------
    projects
        With their budgets by year.  What the whole of one is above those stands under no year, with
        its funder.
    postings
        Of any projects, in any order.
    by
        Any of `GROUPS`; none: one group.

    Returns
    -------
    tuple of Execution
        By year, giver, receiver and project; what is of no year last.  Budgets add up to the
        wholes of the projects, however they are grouped, and postings to all.
    """
    odd = [name for name in by if name not in GROUPS]
    if odd:
        raise InputError(f"cannot group by {odd[0]!r}; choose among {', '.join(GROUPS)}")
    budgets: dict[_Key, int] = {}
    for project in projects:
        for year, giver, fen in _budgets_of(project):
            key = _grouped((year, giver, _answering(project), project.project_id), by)
            budgets[key] = budgets.get(key, 0) + fen
    columns = [name for name in ("year", "giver", "receiver", "project") if _is_told(name, by)]
    posted: dict[_Key, Balance] = {}
    for values, balance in balances(postings, columns).items():
        told = dict(zip(columns, values, strict=True))
        texts = [str(told.get(name, "")) for name in ("giver", "receiver", "project")]
        of_year = told.get("year")
        key = (of_year if isinstance(of_year, int) else None, texts[0], texts[1], texts[2])
        posted[key] = balance
    keys = sorted({*budgets, *posted}, key=lambda key: (key[0] is None, key[0] or 0, *key[1:]))
    return tuple(Execution(*key, budgets.get(key), posted.get(key, Balance())) for key in keys)


def _budgets_of(project: Project) -> list[tuple[int | None, str, int]]:
    """What is budgeted for each year by whom, and what is left of the whole."""
    told: list[tuple[int | None, str, int]] = [
        (one.year, one.party_id, one.amount_fen) for one in project.budgets
    ]
    if project.budget_fen is not None:
        rest = project.budget_fen - sum(fen for *_, fen in told)
        if rest or not told:
            told.append((None, _with_role(project, PartyRole.FUNDER), rest))
    return told


def _answering(project: Project) -> str:
    return _with_role(project, PartyRole.AUTHORITY)


def _with_role(project: Project, role: PartyRole) -> str:
    return next((one.party_id for one in project.parties if role in one.roles), "")


def _grouped(key: _Key, by: Collection[str]) -> _Key:
    year, giver, receiver, project = key
    return (
        year if _is_told("year", by) else None,
        giver if _is_told("giver", by) else "",
        receiver if _is_told("receiver", by) else "",
        project if _is_told("project", by) else "",
    )


def _is_told(column: str, by: Collection[str]) -> bool:
    return ("pair" if column in ("giver", "receiver") else column) in by
