"""Books of projects: which posting they take next, and what it goes beyond.

The accounts of a project add up to nothing at any time.  A posting is never edited: it is reversed
by another, which names it and says why.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gongfu.errors import InputError, n_of
from gongfu.track.balances import Balance
from gongfu.track.money import yuan_of
from gongfu.track.postings import Kind, Line, Posting, lines_of, posting_faults

_SHOWN: Final = 20


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
    project.balance = sum(books.pairs.values(), Balance())
    return project.checked(posting)


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
        faults = posting_faults(posting)
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
