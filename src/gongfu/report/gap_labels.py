"""Room for words in a drawing: how wide they are, where lines break, where a label may stand."""

import re
from collections.abc import Iterable, Sequence
from typing import Final
from unicodedata import east_asian_width

import numpy as np
from markupsafe import Markup

from gongfu.report import svg
from gongfu.report.text import same

TEXT_SIZE: Final = 12.5
BOLD: Final = 1.14
"""Bold words are so much wider."""
_CJK: Final = "\u2e80-\u9fff\uff00-\uffef\u3000-\u303f"
_MARKS: Final = "[，。、；：！？）》」]*"
_WORD: Final = re.compile(f"[{_CJK}]{_MARKS}|[^\\s{_CJK}]+{_MARKS}\\s*|\\s+")


def text_width(words: str, size: float = TEXT_SIZE, *, bold: bool = False) -> float:
    """How wide words will be, near enough to keep labels apart: a generous estimate."""
    return size * sum(map(_em, words)) * (BOLD if bold else 1.0)


def _em(letter: str) -> float:
    if east_asian_width(letter) in "WF":
        return 1.0
    if letter in " .,:;'’|!ijlt()[]·":
        return 0.34
    if letter in "mwMW%—":
        return 0.92
    return 0.7 if letter.isupper() else 0.58


def wrapped(words: str, size: float, width: float) -> list[str]:
    """Lines no wider than `width`; Chinese breaks between characters, but not before a mark."""
    lines = [""]
    for token in _WORD.findall(words):
        if lines[-1] and text_width((lines[-1] + token).rstrip(), size) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += token
    return [line.rstrip() for line in lines]


def balanced(words: str, size: float, width: float) -> list[str]:
    """As few lines as fit into `width`, of about one length, so that no word stands alone."""
    lines = wrapped(words, size, width)
    while len(lines) > 1:
        width *= 0.97
        narrower = wrapped(words, size, width)
        wide = max(text_width(line, size) for line in narrower)
        if len(narrower) > len(lines) or wide > width:
            return lines
        lines = narrower
    return lines


Box = tuple[float, float, float, float]
"""Left, top, right, foot."""


def box_of(x: float, y: float, words: str, anchor: str = "start", size: float = TEXT_SIZE) -> Box:
    """The room that words take on their baseline `y`."""
    wide = text_width(words, size)
    left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
    return left, y - size * 0.82, left + wide, y + size * 0.25


def meets(one: Box, other: Box) -> bool:
    """Whether two boxes share any room."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def beside(
    points: Sequence[tuple[float, float, str]], bounds: Box, taken: Iterable[Box] = ()
) -> list[Markup]:
    """Names beside their points, the first ones first; a name without room is left away."""
    boxes = [*taken, *((x - 3, y - 3, x + 3, y + 3) for x, y, _ in points)]
    body = []
    for x, y, words in points:
        for dx, dy, anchor in (
            (7, 4, "start"),
            (-7, 4, "end"),
            (0, -8, "middle"),
            (0, 17, "middle"),
            (6, -7, "start"),
            (-6, -7, "end"),
        ):
            box = box_of(x + dx, y + dy, words, anchor)
            inside = bounds[0] <= box[0] and box[2] <= bounds[2]
            inside = inside and bounds[1] <= box[1] and box[3] <= bounds[3]
            if inside and not any(meets(box, other) for other in boxes):
                boxes.append(box)
                body.append(svg.text(x + dx, y + dy, same(words), "halo", anchor=anchor))
                break
    return body


def spread(heights: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """The heights moved as little as needed to stand `gap` apart, within `low` to `high`."""
    order = np.argsort(heights, kind="stable")
    found = np.array(heights, dtype=float)
    floor = low
    for at in order:
        found[at] = max(found[at], floor)
        floor = found[at] + gap
    roof = high
    for at in order[::-1]:
        found[at] = min(found[at], roof)
        roof = found[at] - gap
    return [float(y) for y in found]
