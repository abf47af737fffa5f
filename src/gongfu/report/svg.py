"""The few SVG elements our charts are made of; every length is in the drawing's own units."""

from collections.abc import Iterable
from typing import Final

from markupsafe import Markup, escape

from gongfu.report.text import Both

WIDTH: Final = 400.0
"""Charts are drawn for a phone and grow on larger screens, so that their text never shrinks."""

HATCH_STEP: Final = 12.0
"""Between strokes, along the edge: wide, so that the colour under them stays what it is."""


def number(value: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def rect(x: float, y: float, width: float, height: float, css: str) -> Markup:
    """A rectangle; `css` is the class that colours it.  Nothing where it has no width."""
    if width <= 0.0:
        return Markup("")
    return Markup('<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>').format(
        number(x), number(y), number(width), number(height), css
    )


def hatching(
    x: float, y: float, width: float, height: float, *, step: float = HATCH_STEP
) -> Markup:
    """Slanting strokes over a rectangle: what is under them is simulated.

    Strokes and not a pattern, because a printed pattern is a picture for each shape.
    """
    if width <= 0.0:
        return Markup("")
    strokes = []
    first = x - height + step / 2
    for at in range(max(0, int((width + height) / step) + 1)):
        foot = first + at * step  # where the stroke meets the lower edge
        low, high = max(foot, x), min(foot + height, x + width)
        if high - low > 0.05:
            up, down = y + height - (low - foot), y + height - (high - foot)
            strokes.append(f"M{number(low)},{number(up)}L{number(high)},{number(down)}")
    return Markup('<path d="{}" class="hatched"/>').format("".join(strokes))


def line(x1: float, y1: float, x2: float, y2: float, css: str) -> Markup:
    """A straight line."""
    return Markup('<line x1="{}" y1="{}" x2="{}" y2="{}" class="{}"/>').format(
        number(x1), number(y1), number(x2), number(y2), css
    )


def circle(x: float, y: float, radius: float, css: str) -> Markup:
    """A filled circle."""
    return Markup('<circle cx="{}" cy="{}" r="{}" class="{}"/>').format(
        number(x), number(y), number(radius), css
    )


def text(x: float, y: float, words: Both, css: str = "", *, anchor: str = "start") -> Markup:
    """Words on their baseline, in both languages; `anchor` is start, middle or end."""
    look = f' class="{css}"' if css else ""
    place = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return words.svg(f'x="{number(x)}" y="{number(y)}"{look}{place}')


def polyline(points: Iterable[tuple[float, float]], css: str) -> Markup:
    """A line through points."""
    path = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    return Markup('<polyline points="{}" class="{}"/>').format(path, css)


def polygon(points: Iterable[tuple[float, float]], css: str) -> Markup:
    """A closed shape through points."""
    path = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    return Markup('<polygon points="{}" class="{}"/>').format(path, css)


def drawing(parts: Iterable[Markup], width: float, height: float, named_by: str) -> Markup:
    """The whole picture, named for screen readers by the element whose id is `named_by`."""
    return Markup(
        '<svg viewBox="0 0 {w} {h}" role="img" aria-labelledby="{by}" '
        'preserveAspectRatio="xMidYMid meet">{body}</svg>'
    ).format(w=number(width), h=number(height), by=escape(named_by), body=Markup("").join(parts))
