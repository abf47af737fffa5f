"""Paragraphs and sentences of a text, by position."""

import re
from typing import Final

_END: Final = re.compile(
    r"[。！？!?…][”’」』\")）]*|(?<=[a-z0-9%)])\.[”’\")]*(?=\s+[A-Z“\"]|\s*$)|\r?\n\s*\r?\n|\r?\n"
)
_CLOSED: Final = re.compile(r"[。！？!?；;：:….”\"」』]\s*$")
_HEADING: Final = re.compile(
    r"\s*(?:[一二三四五六七八九十]+、|\(?[一二三四五六七八九十\d]+[\)）.、]|[-•·*#])"
)
_WRAPPED: Final = 16
"""A line at least so long that does not end in a stop may go on in the next."""


def split(text: str) -> list[tuple[int, int, int]]:
    """The sentences of a text.

    Parameters
    ----------
    text
        As it stands or folded.

    Returns
    -------
    list of (start, end, paragraph)
        Positions without the white space around them, and the number of the paragraph.  A line
        that breaks off in mid-sentence goes on in the next line.
    """
    out: list[tuple[int, int, int]] = []
    paragraph, begin = 0, 0
    line = 0  # where the line begins
    for match in _END.finditer(text):
        if text[match.start()] not in "\r\n":
            _add(out, text, begin, match.end(), paragraph)
            begin = match.end()
            continue
        breaks = match[0].count("\n")
        if breaks == 1 and _goes_on(text, line, match.start(), match.end()):
            line = match.end()
            continue
        _add(out, text, begin, match.start(), paragraph)
        begin = line = match.end()
        paragraph += 1
    _add(out, text, begin, len(text), paragraph)
    return out


def _goes_on(text: str, line: int, stop: int, after: int) -> bool:
    here = text[line:stop]
    if len(here.strip()) < _WRAPPED or _CLOSED.search(here):
        return False
    following = text[after : after + 12]
    return bool(following.strip()) and not _HEADING.match(following)


def _add(out: list[tuple[int, int, int]], text: str, begin: int, end: int, paragraph: int) -> None:
    part = text[begin:end]
    start = begin + len(part) - len(part.lstrip())
    stop = begin + len(part.rstrip())
    if start < stop:
        out.append((start, stop, paragraph))
