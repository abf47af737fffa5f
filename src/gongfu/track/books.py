"""Books of projects: every posting moves money from one account to another, in fen.

| posting | into | out of |
| --- | --- | --- |
| commitment (承诺) | committed | pledged |
| transfer (拨付) | held | given |
| spending (支出) | spent | held |
| return (退回) | given | held |

So the accounts of a project add up to nothing at any time.  A posting is never edited: it is
reversed by another, which names it and says why.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from gongfu.errors import InputError, n_of
from gongfu.track.money import FEN_MOST, yuan_of

_SHOWN: Final = 20
_BY: Final = ("project", "giver", "receiver", "year", "kind")


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


@dataclass(frozen=True, slots=True)
class Balance:
    """What postings come to, reversals taken off."""

    committed_fen: int = 0
    transferred_fen: int = 0
    spent_fen: int = 0
    returned_fen: int = 0

    @property
    def held_fen(self) -> int:
        """Transferred and neither spent nor returned; below 0: advanced by the receiver."""
        return self.transferred_fen - self.spent_fen - self.returned_fen

    @property
    def above_commitment_fen(self) -> int:
        """Spent beyond what was committed."""
        return max(self.spent_fen - self.committed_fen, 0)

    @property
    def advanced_fen(self) -> int:
        """Spent or returned beyond what was transferred."""
        return max(-self.held_fen, 0)

    def with_posting(self, posting: Posting) -> "Balance":
        """After one posting more."""
        name = _SUMS[posting.kind]
        return replace(self, **{name: getattr(self, name) + posting.sign * posting.amount_fen})


_SUMS: Final = {
    Kind.COMMITMENT: "committed_fen",
    Kind.TRANSFER: "transferred_fen",
    Kind.SPENDING: "spent_fen",
    Kind.RETURN: "returned_fen",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A posting that the books take, with its lines and what the project then comes to.

    `beyond` tells what it goes beyond: "commitment", "transfer", both or nothing; to be shown
    wherever the posting is.  "pair": within the project's commitments, and beyond what this giver
    committed to this receiver; that is shown, and needs no reason.
    """

    posting: Posting
    lines: tuple[Line, Line]
    balance: Balance
    beyond: tuple[str, ...]


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


def post(held: Sequence[Posting], posting: Posting) -> Entry:
    """A posting as the books of its project take it.

    Parameters
    ----------
    held
        All postings of the project so far, in the order in which they were made.
    posting
        The next one.

    Returns
    -------
    Entry
        To be written.

    Raises
    ------
    InputError
        It does not fit; every fault is told.
    """
    project = ProjectBooks()
    for one in held:
        project.take(one)
    return project.checked(posting)


@dataclass(frozen=True, slots=True)
class Books:
    """What the next posting of a project has to know of those before.

    Attributes
    ----------
    pairs
        What the postings between a giver and a receiver come to.
    known
        Those with the id of the next one, or of the one that it reverses.
    undone
        Ids of postings that are reversed; those of `known` suffice.
    """

    pairs: Mapping[tuple[str, str], Balance]
    known: Sequence[Posting] = ()
    undone: Collection[str] = ()


def balance_of(sums: Iterable[tuple[Kind, int]]) -> Balance:
    """What amounts come to.

    Parameters
    ----------
    sums
        Kinds with fen, reversals with the other sign; a kind may come again.

    Returns
    -------
    Balance
        Of all.
    """
    fen = dict.fromkeys(_SUMS.values(), 0)
    for kind, amount in sums:
        fen[_SUMS[kind]] += amount
    return Balance(**fen)


def post_to(books: Books, posting: Posting) -> Entry:
    """As `post`, from what the books come to.

    Parameters
    ----------
    books
        Of the posting's project.
    posting
        The next one.

    Returns
    -------
    Entry
        To be written.

    Raises
    ------
    InputError
        It does not fit; every fault is told.
    """
    project = ProjectBooks()
    project.pairs = dict(books.pairs)
    project.postings = {one.posting_id: one for one in books.known}
    project.undone = set(books.undone)
    sums = {
        name: sum(getattr(one, name) for one in books.pairs.values()) for name in _SUMS.values()
    }
    project.balance = Balance(**sums)
    return project.checked(posting)


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


def balances(
    postings: Iterable[Posting], by: Sequence[str] = ("project",)
) -> dict[tuple[str | int, ...], Balance]:
    """What postings come to, in groups.

    Parameters
    ----------
    postings
        In any order.
    by
        Any of "project", "giver", "receiver", "year" and "kind": ("giver", "receiver") is by pair;
        none: one group.

    Returns
    -------
    dict
        By the values of `by`, sorted.
    """
    odd = [name for name in by if name not in _BY]
    if odd:
        raise InputError(f"cannot group by {odd[0]!r}; choose among {', '.join(_BY)}")
    sums: dict[tuple[str | int, ...], dict[str, int]] = {}
    for one in postings:
        key = tuple(getattr(one, name) for name in by)
        group = sums.setdefault(key, dict.fromkeys(_SUMS.values(), 0))
        group[_SUMS[one.kind]] += one.sign * one.amount_fen
    return {key: Balance(**sums[key]) for key in sorted(sums)}


def check_books(postings: Iterable[Posting]) -> tuple[Entry, ...]:
    """Books gone through again from the first posting.

    Parameters
    ----------
    postings
        Of any number of projects, in the order in which they were made.

    Returns
    -------
    tuple of Entry
        One per posting, in their order.

    Raises
    ------
    InputError
        Postings that `post` would not have taken, the first twenty of them.
    """
    projects: dict[str, ProjectBooks] = {}
    ids: set[str] = set()
    entries, faults = [], []
    for one in postings:
        project = projects.setdefault(one.project, ProjectBooks())
        try:
            entries.append(project.checked(one, new=False))
            if one.posting_id in ids:
                raise InputError(f"posting {one.posting_id!r}: the id is there already")
        except InputError as fault:
            faults.append(str(fault))
        ids.add(one.posting_id)
        project.take(one)
    if faults:
        more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        count = n_of(len(faults), "posting does not fit", "postings do not fit")
        raise InputError(f"{count}: " + "; ".join(faults[:_SHOWN]) + more)
    return tuple(entries)


class ProjectBooks:
    """One project's books while they are read, posting by posting."""

    def __init__(self) -> None:
        self.balance = Balance()
        self.postings: dict[str, Posting] = {}
        self.undone: set[str] = set()
        self.pairs: dict[tuple[str, str], Balance] = {}

    def take(self, posting: Posting) -> None:
        """Add a posting that was taken before, or that `checked` takes.

        Parameters
        ----------
        posting
            The next one.
        """
        self.balance = self.balance.with_posting(posting)
        pair = (posting.giver, posting.receiver)
        self.pairs[pair] = self.pairs.get(pair, Balance()).with_posting(posting)
        self.postings[posting.posting_id] = posting
        self.undone.add(posting.reverses)

    def checked(self, posting: Posting, *, new: bool = True) -> Entry:
        """The entry, or an error with every fault; the books stay as they are.

        Parameters
        ----------
        posting
            The next one.
        new
            Whether nobody took it yet: books of before may have returned to a giver what another
            one gave.

        Returns
        -------
        Entry
            As `post` says.
        """
        faults = _faults(posting)
        if posting.posting_id in self.postings:
            faults.append("the id is there already; no posting is edited, reverse it")
        other = next(iter(self.postings.values()), posting)
        if other.project != posting.project:
            faults.append(f"it is of {posting.project!r}, and the books of {other.project!r}")
        if posting.reverses:
            faults += self._reversal_faults(posting)
        pair = self.pairs.get((posting.giver, posting.receiver), Balance())
        after = self.balance if faults else self.balance.with_posting(posting)
        beyond = _beyond(self.balance, after)
        if not faults and not posting.reverses:
            if posting.kind is Kind.RETURN and after.held_fen < 0:
                faults.append(
                    f"{yuan_of(posting.amount_fen)} yuan are returned, and only "
                    f"{yuan_of(max(self.balance.held_fen, 0))} are held"
                )
            elif new and posting.kind is Kind.RETURN and pair.held_fen < posting.amount_fen:
                faults.append(
                    f"{yuan_of(posting.amount_fen)} yuan are returned to {posting.giver!r}, and of "
                    f"what it gave {posting.receiver!r} only {yuan_of(max(pair.held_fen, 0))} are "
                    "held; return to each giver what is theirs"
                )
            elif beyond and not posting.reason:
                faults.append(
                    f"it goes beyond the {' and the '.join(beyond)} "
                    f"(committed {yuan_of(after.committed_fen)}, "
                    f"transferred {yuan_of(after.transferred_fen)}, "
                    f"spent {yuan_of(after.spent_fen)}); give the reason"
                )
        if faults:
            raise InputError(f"posting {posting.posting_id!r}: " + "; ".join(faults))
        if "commitment" not in beyond:
            beyond += _beyond(pair, pair.with_posting(posting), ("pair", ""))
        return Entry(posting, lines_of(posting), after, beyond)

    def _reversal_faults(self, posting: Posting) -> list[str]:
        original = self.postings.get(posting.reverses)
        if original is None:
            return [f"it reverses {posting.reverses!r}, which is not in the books"]
        faults = []
        if original.reverses:
            faults.append(f"{posting.reverses!r} is a reversal itself; post anew instead")
        if posting.reverses in self.undone:
            faults.append(f"{posting.reverses!r} is reversed already")
        same = ("kind", "project", "giver", "receiver", "year", "amount_fen")
        differs = [name for name in same if getattr(posting, name) != getattr(original, name)]
        if differs:
            faults.append(f"it differs from {posting.reverses!r} in {' and '.join(differs)}")
        if posting.on < original.on:
            faults.append(f"it is of {posting.on}, before {posting.reverses!r} of {original.on}")
        if not posting.reason:
            faults.append("a reversal needs its reason")
        return faults


def _beyond(
    before: Balance, after: Balance, names: tuple[str, str] = ("commitment", "transfer")
) -> tuple[str, ...]:
    """What a posting goes further beyond than the books were."""
    found = []
    if after.above_commitment_fen > before.above_commitment_fen:
        found.append(names[0])
    if names[1] and after.advanced_fen > before.advanced_fen:
        found.append(names[1])
    return tuple(found)


def _faults(posting: Posting) -> list[str]:
    """What is wrong with a posting by itself."""
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
