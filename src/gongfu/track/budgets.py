"""Budgets of projects held against what was posted: by year, by pair, by project.

What is left of a budget is what is not yet committed (encumbrance accounting: a commitment uses
up its budget when it is made, not when it is paid; IPSAS 24 compares likewise).  A party that gives
to its own project moves money between no two parties, and nothing of that is ever posted.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from gongfu.errors import InputError
from gongfu.track.actors import own_code
from gongfu.track.balances import Balance, balances
from gongfu.track.postings import Kind, Posting
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
    left_fen
        Budgeted and not committed, by the projects that have a budget and without what parties give
        to their own; below 0: committed beyond it.  None where that cannot be told: of what is
        given to no year, and of own money.
    balance
        Of the postings.
    """

    year: int | None
    giver: str
    receiver: str
    project: str
    budget_fen: int | None
    left_fen: int | None
    balance: Balance


@dataclass(slots=True)
class _Budgeted:
    """What is budgeted in a group, what of it is a party's own, and what is committed of it."""

    fen: int = 0
    own_fen: int = 0
    committed_fen: int = 0
    has_left: bool = False


@dataclass(slots=True)
class _Groups:
    by: Collection[str]
    held: dict[_Key, _Budgeted] = field(default_factory=dict)

    def at(self, year: int | None, giver: str, receiver: str, project: str) -> _Budgeted:
        key = (
            year if _is_told("year", self.by) else None,
            giver if _is_told("giver", self.by) else "",
            receiver if _is_told("receiver", self.by) else "",
            project if _is_told("project", self.by) else "",
        )
        return self.held.setdefault(key, _Budgeted())


def execution(
    projects: Iterable[Project], postings: Sequence[Posting], by: Collection[str] = GROUPS
) -> tuple[Execution, ...]:
    """Budgets beside what was posted.

    Parameters
    ----------
    projects
        With their budgets by year.  What the whole of one is above those stands under no year, with
        its funder.  A project that has a budget of some year has one of 0 of every other.
    postings
        Of any projects, in any order; a code filled up with zeros is the one without.
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
    known = {one.project_id: one for one in projects}
    called: dict[str, str] = {}
    for project in known.values():
        for party in project.parties:
            called.setdefault(own_code(party.party_id), party.party_id)
    moved = [_as_called(one, called) for one in postings]
    groups = _Groups(by)
    for project in known.values():
        _add_budgets(groups, project, called)
    for one in moved:
        of = known.get(one.project)
        if one.kind is Kind.COMMITMENT and of is not None:
            _add_commitment(groups, of, one)
    columns = [name for name in ("year", "giver", "receiver", "project") if _is_told(name, by)]
    posted: dict[_Key, Balance] = {}
    for values, balance in balances(moved, columns).items():
        told = dict(zip(columns, values, strict=True))
        texts = [str(told.get(name, "")) for name in ("giver", "receiver", "project")]
        year = told.get("year")
        posted[(year if isinstance(year, int) else None, texts[0], texts[1], texts[2])] = balance
    keys = sorted({*groups.held, *posted}, key=lambda key: (key[0] is None, key[0] or 0, *key[1:]))
    return tuple(
        _executed(key, groups.held.get(key), posted.get(key, Balance()), by) for key in keys
    )


def _executed(
    key: _Key, budgeted: _Budgeted | None, balance: Balance, by: Collection[str]
) -> Execution:
    if budgeted is None:
        return Execution(*key, None, None, balance)
    of_no_year = "year" in by and key[0] is None
    left = budgeted.fen - budgeted.own_fen - budgeted.committed_fen
    has_left = budgeted.has_left and not of_no_year
    return Execution(*key, budgeted.fen, left if has_left else None, balance)


def _as_called(posting: Posting, called: dict[str, str]) -> Posting:
    """A posting with giver and receiver as lists of projects write them."""
    giver, receiver = own_code(posting.giver), own_code(posting.receiver)
    giver, receiver = called.get(giver, giver), called.get(receiver, receiver)
    if (giver, receiver) == (posting.giver, posting.receiver):
        return posting
    return replace(posting, giver=giver, receiver=receiver)


def _add_budgets(groups: _Groups, project: Project, called: dict[str, str]) -> None:
    """What is budgeted for each year by whom, and what is left of the whole."""
    receiver = called[own_code(_with_role(project, PartyRole.AUTHORITY))]
    told = [(one.year, one.party_id, one.amount_fen) for one in project.budgets]
    parts: list[tuple[int | None, str, int]] = list(told)
    if project.budget_fen is not None:
        rest = project.budget_fen - sum(fen for *_, fen in told)
        if rest or not told:
            parts.append((None, _with_role(project, PartyRole.FUNDER), rest))
    for year, party, fen in parts:
        giver = called[own_code(party)]
        group = groups.at(year, giver, receiver, project.project_id)
        group.fen += fen
        if giver == receiver:
            group.own_fen += fen
        else:
            group.has_left = True


def _add_commitment(groups: _Groups, project: Project, posting: Posting) -> None:
    """What a commitment uses up of the budget of its year, or of the whole."""
    if not project.budgets and (project.budget_fen is None or "year" in groups.by):
        return  # nothing is said of it, or of the year
    pair = posting.giver, posting.receiver
    group = groups.at(posting.year, *pair, project.project_id)
    group.committed_fen += posting.sign * posting.amount_fen
    group.has_left = True


def _with_role(project: Project, role: PartyRole) -> str:
    return next((one.party_id for one in project.parties if role in one.roles), "")


def _is_told(column: str, by: Collection[str]) -> bool:
    return ("pair" if column in ("giver", "receiver") else column) in by
