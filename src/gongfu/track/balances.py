"""What postings come to, in fen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gongfu.errors import InputError
from gongfu.track.postings import Kind, Posting

_BY: Final = ("project", "giver", "receiver", "year", "kind")


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

    def __add__(self, other: "Balance") -> "Balance":
        """Both together."""
        sums = {name: getattr(self, name) + getattr(other, name) for name in _SUMS.values()}
        return Balance(**sums)

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
