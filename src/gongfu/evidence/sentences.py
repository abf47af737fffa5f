"""Paragraphs and sentences of a text, by position."""

import re
from typing import Final

_END: Final = re.compile(
    r"[。！？!?…][”’」』\")）]*|(?<=[a-z0-9%)])\.[”’\")]*(?=\s+[A-Z“\"]|\s*$)|\r?\n"
)
_LONG: Final = 1000
"""A longer sentence is a list without stops; it is cut, since each piece is read as a whole."""
_PAUSE: Final = re.compile(r"[，；、,;\s](?!\d)")


def split(text: str) -> list[tuple[int, int, int]]:
    """The sentences of a text.

    Parameters
    ----------
    text
        As `flow.flow_of` writes it, in which a line break ends a paragraph.

    Returns
    -------
    list of (start, end, paragraph)
        Positions without the white space around them, and the number of the paragraph.
    """
    out: list[tuple[int, int, int]] = []
    paragraph, begin = 0, 0
    for match in _END.finditer(text):
        broken = text[match.start()] in "\r\n"
        _add(out, text, begin, match.start() if broken else match.end(), paragraph)
        begin = match.end()
        paragraph += broken
    _add(out, text, begin, len(text), paragraph)
    return out


def _add(out: list[tuple[int, int, int]], text: str, begin: int, end: int, paragraph: int) -> None:
    while end - begin > _LONG:
        stop = begin + _LONG
        for pause in _PAUSE.finditer(text, begin, begin + _LONG):
            stop = pause.end()
        _add(out, text, begin, stop, paragraph)
        begin = stop
    part = text[begin:end]
    start = begin + len(part) - len(part.lstrip())
    stop = begin + len(part.rstrip())
    if start < stop:
        out.append((start, stop, paragraph))
