"""Postings of projects: movements of money from one account to another, in fen.

| posting | into | out of |
| --- | --- | --- |
| commitment (承诺) | committed | pledged |
| transfer (拨付) | held | given |
| spending (支出) | spent | held |
| return (退回) | given | held |
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from gongfu.track.money import FEN_MOST


class Kind(StrEnum):
    """What a posting does."""

    COMMITMENT = "commitment"
    TRANSFER = "transfer"
    SPENDING = "spending"
    RETURN = "return"


ACCOUNTS: Final[dict[Kind, tuple[str, str]]] = {
    Kind.COMMITMENT: ("committed", "pledged"),
    Kind.TRANSFER: ("held", "given"),
    Kind.SPENDING: ("spent", "held"),
    Kind.RETURN: ("given", "held"),
}
"""Into which account a posting moves money, and out of which."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One movement of money.

    Attributes
    ----------
    posting_id, kind, project
        Which, what and for what.
    giver, receiver
        The pair: codes of the places, or ids of firms.
    year
        Of the budget, which a return or a reversal of a later year keeps.
    amount_fen
        Above 0, also of a reversal.
    on
        The day of the movement.
    actor_id
        Who posted it.
    reason
        Why; needed for a reversal, and for what goes beyond what was committed or transferred.
    reverses
        Id of the posting that this one undoes; "" if it undoes none.
    """

    posting_id: str
    kind: Kind
    project: str
    giver: str
    receiver: str
    year: int
    amount_fen: int
    on: date
    actor_id: str
    reason: str = ""
    reverses: str = ""

    @property
    def sign(self) -> int:
        """-1 for a reversal, else 1."""
        return -1 if self.reverses else 1


@dataclass(frozen=True, slots=True)
class Line:
    """One side of a posting: fen into an account, or out of it (below 0)."""

    posting_id: str
    account: str
    amount_fen: int


def lines_of(posting: Posting) -> tuple[Line, Line]:
    """Both sides of a posting.

    Parameters
    ----------
    posting
        Of any kind.

    Returns
    -------
    tuple of two Line
        They add up to 0; those of a reversal are those of the reversed one with the other sign.
    """
    into, out_of = ACCOUNTS[posting.kind]
    fen = posting.sign * posting.amount_fen
    return (
        Line(posting.posting_id, into, fen),
        Line(posting.posting_id, out_of, -fen),
    )


def reversal(posting: Posting, *, posting_id: str, on: date, actor_id: str, reason: str) -> Posting:
    """The posting that undoes another.

    Parameters
    ----------
    posting
        To be undone, whole.
    posting_id, on, actor_id, reason
        Of the new one.

    Returns
    -------
    Posting
        For `post`, which says whether the books take it.
    """
    return replace(
        posting,
        posting_id=posting_id,
        on=on,
        actor_id=actor_id,
        reason=reason,
        reverses=posting.posting_id,
    )


def not_undone(postings: Iterable[Posting]) -> list[Posting]:
    """Postings without those that were reversed, and without their reversals.

    Parameters
    ----------
    postings
        In any order.

    Returns
    -------
    list of Posting
        They come to the same, in the order in which they were.
    """
    held = list(postings)
    undone = {one.reverses for one in held if one.reverses}
    return [one for one in held if not one.reverses and one.posting_id not in undone]


def posting_faults(posting: Posting) -> list[str]:
    """What is wrong with a posting by itself.

    Parameters
    ----------
    posting
        Any.

    Returns
    -------
    list of str
        Every fault.
    """
    names = ("posting_id", "project", "giver", "receiver", "actor_id")
    faults = [f"no {name}; fill it in" for name in names if not getattr(posting, name)]
    fen: object = posting.amount_fen
    if isinstance(fen, bool) or not isinstance(fen, int) or not 0 < fen <= FEN_MOST:
        faults.append(f"amount_fen is {fen!r}; give whole fen, 1 to {FEN_MOST}, as fen_of does")
    if posting.giver and posting.giver == posting.receiver:
        faults.append(f"giver and receiver are both {posting.giver!r}")
    year: object = posting.year
    if isinstance(year, bool) or not isinstance(year, int) or not 1949 <= year <= 9999:
        faults.append(f"year is {year!r}; give the year of the budget")
    return faults
