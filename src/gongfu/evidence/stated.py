"""A figure as a document states it: the number, what it means, and the sentence it stands in."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

Role = Literal["figure", "condition", "target"]
ROLES: Final[tuple[str, ...]] = ("figure", "condition", "target")


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """One quantity of a document, resolved as far as the text allows.

    Attributes
    ----------
    value
        Exact, in the base unit; shares from 0 to 1.
    bound
        How to read it: "=", "~", ">", ">=", "<", "<=".
    unit
        Base unit in English; "" where the text gives none.
    indicator
        Key of `gongfu.model.indicator`, or of the terms that ship, or "" where none is known.
    term
        The words that say what is counted, as they stand.
    place, place_code
        The place as the text names it, and its statistical code ("" where unresolved).
    period
        "2023", "2023-H1", "2023-Q3", "2023-09", "2023-01/2023-09", "2021-" (since),
        "2023-06-30"; "" where unresolved.
    whom
        Whom or what it counts, where the text limits it; as it stands.
    number
        The quantity as written.
    sentence, start, end
        The sentence as it stands, and where: `text[start:end] == sentence`.
    number_start, number_end
        Where `number` stands, in the same positions.
    role
        "figure" states what is, "condition" defines something else (within 15 minutes),
        "target" is promised.
    confidence
        From 0 to 1.
    doubts
        Why a person must look before it counts; none for an accepted figure.
    standing
        "published": a source says so.
    """

    value: Decimal
    bound: str
    unit: str
    indicator: str
    term: str
    place: str
    place_code: str
    period: str
    whom: str
    number: str
    sentence: str
    start: int
    end: int
    number_start: int
    number_end: int
    role: Role = "figure"
    confidence: float = 1.0
    doubts: tuple[str, ...] = ()
    standing: str = "published"

    @property
    def accepted(self) -> bool:
        """Whether it may enter a ledger without a person's look."""
        return self.role == "figure" and not self.doubts
