"""What may be a slip in the money of a project: told beside it, and refused by nobody."""

from collections.abc import Iterable
from typing import Final

from gongfu.track.balances import Balance
from gongfu.track.postings import Kind, Posting, not_undone
from gongfu.track.projects import Phase, Project

FAR_YEARS: Final = 5
"""A budget is of a year so near the day of its posting, as plans of five years are."""


def posting_notes(project: Project | None, posting: Posting, balance: Balance) -> list[str]:
    """What may be a slip in a posting.

    Parameters
    ----------
    project
        That it is of; None: no list has it.
    posting
        As it was taken.
    balance
        What the project comes to with it.

    Returns
    -------
    list of str
        Any of "far_year", "over_budget" and "cancelled"; none of what takes money back.
    """
    if posting.reverses:
        return []
    notes = ["far_year"] if _is_far(posting) else []
    if project is None or posting.kind is Kind.RETURN:
        return notes
    if posting.kind is Kind.COMMITMENT and _is_over(project, balance):
        notes.append("over_budget")
    if project.phase is Phase.CANCELLED:
        notes.append("cancelled")
    return notes


def project_notes(project: Project, postings: Iterable[Posting], balance: Balance) -> list[str]:
    """What may be a slip in the money of a project as it stands.

    Parameters
    ----------
    project, postings, balance
        With all postings of it, and what they come to.

    Returns
    -------
    list of str
        As of `posting_notes`; "cancelled" while something is committed and not spent, or held.
    """
    notes = ["far_year"] if any(map(_is_far, not_undone(postings))) else []
    if _is_over(project, balance):
        notes.append("over_budget")
    is_open = balance.committed_fen > balance.spent_fen or balance.held_fen > 0
    if project.phase is Phase.CANCELLED and is_open:
        notes.append("cancelled")
    return notes


def _is_over(project: Project, balance: Balance) -> bool:
    return project.budget_fen is not None and balance.committed_fen > project.budget_fen


def _is_far(posting: Posting) -> bool:
    return abs(posting.year - posting.on.year) > FAR_YEARS
