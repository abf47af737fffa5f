"""What was done to a text: spans that do not belong to it, and the text without them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from gongfu.errors import InputError

LOST: Final = "lost digits"  # told, never taken out
SURE: Final = 0.9  # what is at least so sure may be taken out without asking
REASONS: Final[dict[str, str]] = {
    "word": "splits {about}",
    "number": "splits the number {about}",
    "unit": "parts a number from its unit: {about}",
    "counted": "parts {about} from what is counted",
    "restored": "repeats, and without it stands what stands elsewhere: {about}",
    "between": "repeats, and stands between words that go together",
    "clause": "repeats, and the clause beside it is whole without it",
    "paragraph": "a phrase behind the last sentence of its paragraph",
    "at home": "repeats, but the text also speaks of it",
    "common": "often put into texts, but an everyday word",
    "script": "in the other script",
    "furniture": "furniture of the page",
    "label": "a label of the page",
    "site": "the name of a site behind the title",
    "lost": "the number lost digits",
}


@dataclass(frozen=True, slots=True)
class Damage:
    """A span of a text that does not belong there, or a number that lost something.

    Attributes
    ----------
    start, end
        Where, in the positions of the text.
    text
        What stands there, and is to go.
    kind
        "injected", "template" (furniture of the page), "site suffix", "other script", or "lost
        digits" (the number cannot be known, so nothing is ever taken out).
    confidence
        That it does not belong there, from 0 to 1.
    cause
        Why, as a key of `REASONS`.
    about
        What it splits or stands behind; "" where nothing is to be named.
    """

    start: int
    end: int
    text: str
    kind: str
    confidence: float
    cause: str
    about: str = ""

    @property
    def reason(self) -> str:
        """Why, in words."""
        return REASONS.get(self.cause, self.cause).format(about=self.about)


@dataclass(frozen=True, slots=True, eq=False)
class Repaired:
    """A text without what was sure enough to go.

    `origin` (n+1,) is where each character of `text` stands in the original, and last the
    original's length; `damage` is what was taken out.
    """

    text: str
    origin: NDArray[np.int64]
    damage: tuple[Damage, ...]


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of the original that changes: its number from 1, and its parts.

    A part is ("kept" | "gone" | "doubtful", text); the parts together are the line.
    """

    number: int
    parts: tuple[tuple[Literal["kept", "gone", "doubtful"], str], ...]

    @property
    def before(self) -> str:
        """The line as it stands."""
        return "".join(text for _, text in self.parts)

    @property
    def after(self) -> str:
        """The line without what goes."""
        return "".join(text for mark, text in self.parts if mark != "gone")


def repair(text: str, damage: Sequence[Damage], *, least: float = SURE) -> Repaired:
    """`text` without the damage that is sure enough; the rest stays, and no digit is guessed.

    Parameters
    ----------
    text
        The text that `damage` was found in.
    damage
        Spans, in any order; where two overlap both go.
    least
        Confidence from which a span goes, in (0, 1].

    Returns
    -------
    Repaired
        The shorter text, and where each of its characters stood.
    """
    _check(text, damage, least)
    gone = tuple(sorted(filter(lambda one: _goes(one, least), damage), key=_place))

    kept = np.ones(len(text) + 1, bool)
    for one in gone:
        kept[one.start : one.end] = False
    origin = np.flatnonzero(kept)

    return Repaired("".join(_pieces(text, gone)), origin.astype(np.int64), gone)


def diff_lines(text: str, damage: Sequence[Damage], *, least: float = SURE) -> tuple[DiffLine, ...]:
    """The lines of `text` that hold damage, cut into what stays, what goes and what is doubtful.

    Parameters
    ----------
    text
        The text that `damage` was found in.
    damage
        Spans, in any order.
    least
        Confidence from which a span goes, as in `repair`.

    Returns
    -------
    tuple of DiffLine
        In the order of the text; lines without damage are left out.
    """
    _check(text, damage, least)
    marks = np.zeros(len(text), np.int8)
    for one in damage:
        mark = 2 if _goes(one, least) else 1
        np.maximum(marks[one.start : one.end], mark, out=marks[one.start : one.end])

    lines = []
    start = 0
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        here = marks[start : start + len(line)]
        if here.any():
            body = line.rstrip("\r\n")
            lines.append(DiffLine(number, tuple(_parts(body, here[: len(body)]))))
        start += len(line)
    return tuple(lines)


def _parts(
    line: str, marks: NDArray[np.int8]
) -> Iterator[tuple[Literal["kept", "gone", "doubtful"], str]]:
    """Runs of one mark."""
    edges = [0, *(np.flatnonzero(np.diff(marks)) + 1).tolist(), len(line)]
    for start, end in pairwise(edges):
        if end > start:
            mark = int(marks[start])
            yield ("kept" if mark == 0 else "gone" if mark == 2 else "doubtful"), line[start:end]


def _pieces(text: str, gone: Sequence[Damage]) -> Iterator[str]:
    """What stands between the spans, which come in order."""
    at = 0
    for one in gone:
        yield text[at : max(at, one.start)]
        at = max(at, one.end)
    yield text[at:]


def _goes(one: Damage, least: float) -> bool:
    return one.kind != LOST and one.confidence >= least


def _place(one: Damage) -> tuple[int, int]:
    return one.start, one.end


def _check(text: str, damage: Sequence[Damage], least: float) -> None:
    """The damage must be of this text."""
    if not 0 < least <= 1:
        raise InputError(f"least must be above 0 and at most 1; got {least!r}")
    wrong = [one for one in damage if not 0 <= one.start < one.end <= len(text)]
    wrong += [one for one in damage if one not in wrong and text[one.start : one.end] != one.text]
    if wrong:
        raise InputError(
            f"{len(wrong)} damages are not of this text, such as {wrong[0].text!r} at "
            f"{wrong[0].start}; find the damage in the text that is repaired"
        )
