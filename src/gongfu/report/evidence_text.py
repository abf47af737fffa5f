"""A text as HTML: each figure a link to its card, what is not of the text struck through."""

from collections.abc import Sequence
from typing import Final, Protocol

from markupsafe import Markup, escape

from gongfu.evidence.damage import Damage
from gongfu.evidence.stated import StatedFigure

_MARK: Final = Markup('<a class="ev s-{}" id="t-{}" href="#{}">{}</a>')
_AT: Final = Markup('<span id="t-{}"></span>')
_STRUCK: Final = Markup("<del>{}</del>")


class _Marked(Protocol):
    """What is marked: see `evidence_page.Marked`."""

    @property
    def id(self) -> str: ...
    @property
    def figure(self) -> StatedFigure: ...
    @property
    def state(self) -> str: ...


def marked_text(text: str, figures: Sequence[_Marked], damage: Sequence[Damage]) -> Markup:
    """The paragraphs of `text` with marks.

    Parameters
    ----------
    text
        Of the document; nothing of it is left out.
    figures
        With positions in `text`.  Of those whose numbers overlap the first is marked, and the
        others have an anchor where it begins.
    damage
        Spans to strike, none overlapping another.

    Returns
    -------
    Markup
        One `<p>` for each line that is not blank; line breaks inside a number do not end it.
    """
    gone = bytearray(len(text))
    for piece in damage:
        gone[piece.start : piece.end] = b"\1" * (piece.end - piece.start)
    pieces: list[Markup] = []
    at = 0
    for one in sorted(figures, key=lambda marked: marked.figure.number_start):
        start, end = one.figure.number_start, one.figure.number_end
        if start < at:
            pieces.append(_AT.format(one.id))
            continue
        pieces.append(_struck(text, gone, at, start))
        css = one.state.replace(" ", "-")
        pieces.append(_MARK.format(css, one.id, one.id, _struck(text, gone, start, end)))
        at = end
    pieces.append(_struck(text, gone, at, len(text)))
    lines = Markup("").join(pieces).split("\n")
    return Markup("\n").join(
        Markup("<p>{}</p>").format(Markup(line)) for line in map(str, lines) if line.strip()
    )


def sentence_marked(sentence: str, number: str, at: int) -> Markup:
    """A sentence as it stands, the number in it, which begins at `at`, strong."""
    chinese = any("一" <= letter <= "鿿" for letter in sentence)
    return Markup('<cite lang="{}">{}<strong>{}</strong>{}</cite>').format(
        "zh" if chinese else "en", sentence[:at], number, sentence[at + len(number) :]
    )


def _struck(text: str, gone: bytearray, start: int, end: int) -> Markup:
    """`text[start:end]` escaped, with what is gone struck, line by line."""
    parts: list[Markup] = []
    while start < end:
        stop = start + 1
        while stop < end and gone[stop] == gone[start]:
            stop += 1
        piece = text[start:stop]
        if gone[start]:
            lines = [
                _STRUCK.format(line) if line.strip() else Markup("") for line in piece.split("\n")
            ]
            parts.append(Markup("\n").join(lines))
        else:
            parts.append(escape(piece))
        start = stop
    return Markup("").join(parts)
