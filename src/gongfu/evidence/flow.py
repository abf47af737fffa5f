"""A text as it runs: folded, lines joined that a page broke, with where each character stood."""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gongfu.evidence.script import fold

_WIDE_COMMA: Final = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
_APART: Final = re.compile(  # of a folded text, in which every blank is " "
    r" (?:(?<=\d )(?=\d{3}(?!\d))(?<!\d{4} )|(?<=\d )(?=\d{4}[元人户个亩])(?<!\d{3} )"
    r"|(?<=[,，、。;；:：] )(?=[一-鿿])|(?<=[一-鿿] )(?=[,，、。;；:：])"
    r"|(?<=[一-鿿] ) *(?=\d)|(?<=\d ) ?(?=[一-鿿%]))"
)
_MARK: Final = re.compile(
    r"(?<=[mM])<sup>(?=[23]</sup>)|(?<=[mM]<sup>[23])</sup>"
    r"|<sub>(?=[\d.]{1,4}</sub>)|(?<=[\d.])</sub>"
    r"|(?<![mM\d])<sup>[\[(]?\d{1,2}[\])]?</sup>|<sup>(?:[\[(]\d{1,2}[\])]|[①-⑳])</sup>"
    r"|(?<![\d.])\[\d{1,2}(?:[-,、]\d{1,2})?\]|\[\d{1,2}\](?![\d.])"
)
"""Marks of notes, and tags around the 2 of km² and CO₂ (which stays)."""
_BREAK: Final = re.compile(r"(?<![ \t\u3000])[ \t\u3000]*\r?\n[ \t\u3000]*(?!\s)")
_HAN: Final = re.compile(r"[㐀-鿿，、（）《》“”0-9０-９.．%％]")
_HEADING: Final = re.compile(
    r"(?:第?[一二三四五六七八九十百]+[、章节条.．]|[（(]?[一二三四五六七八九十\d]{1,3}[)）.．、](?!\d)|[-•·*#■◆●【注])"
)
_STOP: Final = re.compile(r"[。！？!?；;：:….”\"」』|_]$")
_COLUMNS: Final = re.compile(r"\S(?: {2,}|\t|\u3000{2,})\S")
_YEAR: Final = re.compile(r"(?:19|20)\d\d年")
_DATED: Final = re.compile(
    r"[^，。；、]{0,30}(?:19|20)\d\d(?:年\d\d?月\d\d?日|([-/.])\d\d?\1\d\d?)"
    r"(?: *\d\d?:\d\d(?::\d\d)?)?"
)
"""A line of a source and a day, above a text or below it."""
_LONG: Final = 10
"""A line of at least so many characters without a stop at its end may go on in the next."""


@dataclass(frozen=True)
class Flow:
    """`text` to search in; `origin` (n + 1,) is where each character stands in the source."""

    text: str
    origin: NDArray[np.int64]

    def traced(self, origin: NDArray[np.int64]) -> "Flow":
        """The same with positions in an older text, from which this one's source was made."""
        return Flow(self.text, origin[self.origin])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the source that a span of `text` comes from."""
        stand = self.origin.item
        return stand(start), stand(end - 1) + 1 if start < end else stand(start)


def flow_of(text: str) -> Flow:
    """`text` folded, without breaks inside its sentences and without gaps inside its numbers.

    A line goes on in the next if it ends neither in a stop nor before a heading and is neither a
    heading nor a row of columns itself.  Full-width commas between full-width digits and spaces
    before three digits separate thousands; nothing else between digits is taken out.
    """
    folded = fold(text)
    cuts = [match.span() for match in _WIDE_COMMA.finditer(text)]
    cuts += [match.span() for match in _APART.finditer(folded)]
    if "[" in folded or "</su" in folded:
        cuts += _marks(folded)
    cuts += _breaks(folded)
    if not cuts:
        return Flow(folded, np.arange(len(text) + 1))
    keep = np.ones(len(text) + 1, bool)
    for start, end in cuts:
        keep[start:end] = False
    pieces, at = [], 0
    for start, end in sorted(cuts):
        pieces.append(folded[at:start])
        at = max(at, end)
    pieces.append(folded[at:])
    return Flow("".join(pieces), np.flatnonzero(keep))


def _marks(text: str) -> list[tuple[int, int]]:
    """Marks of notes and tags of raised or lowered digits, which are no part of the sentence."""
    return [match.span() for match in _MARK.finditer(text)]


def _breaks(text: str) -> list[tuple[int, int]]:
    """Line breaks in the middle of a sentence."""
    out = []
    usual = _usual_length(text)
    begin, joined = 0, False
    for match in _BREAK.finditer(text):
        start, end = match.span()
        line = text[begin:start]
        follows = text[end : end + 1]
        begin = end
        if match[0].count("\n") != 1 or not line or not follows:
            continue
        last = line[-1]
        if _STOP.search(line) and not (last == "." and line[-2:-1].isdigit() and follows.isdigit()):
            continue
        if not _HAN.match(follows) or not _HAN.match(last) or _HEADING.match(text, end):
            continue
        if _COLUMNS.search(line) or _HEADING.match(line) or _DATED.fullmatch(line):
            joined = False
            continue
        follows_up, joined = joined, False
        if last.isdigit() and follows.isdigit():
            whole = len(line) < max(_LONG, 0.7 * usual)  # a short line breaks no number
            if whole or _YEAR.match(text, end):
                continue
        body = "，" in line or len(line) == 1 or re.search(r"\d(?!\d{0,3}年)", line)
        if last in "，、" or body or follows_up or len(line) >= max(_LONG, 0.7 * usual):
            out.append((start, end))
            joined = True
    return out


def _usual_length(text: str) -> float:
    """How long lines of this text are when they are full."""
    lengths = sorted(len(line) for line in text.split("\n") if line.strip())
    return lengths[int(0.75 * (len(lengths) - 1))] if lengths else 0.0
