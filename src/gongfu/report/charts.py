"""Charts, drawn by hand as SVG: bars from zero, a square Lorenz curve, rows of dots.

Each function takes numbers and texts in both languages and gives one inline drawing.  Colours are
classes of `style.css`, so that the dark scheme and the printer change them without a new drawing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from gongfu.report import svg
from gongfu.report.numbers import percent
from gongfu.report.text import Both, same
from gongfu.report.words import say


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round values from `low` to `high`, at most `most` of them."""
    if not high > low:
        return [low]
    rough = (high - low) / max(most - 1, 1)
    unit = 10.0 ** floor(log10(rough))
    step = next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= rough * 0.999)
    first = ceil(low / step - 1e-9)
    last = floor(high / step + 1e-9)
    return [round(at * step, 10) for at in range(first, last + 1)]


def lorenz(people: NDArray[np.float64], held: NDArray[np.float64], label: Both, by: str) -> Markup:
    """A square Lorenz curve: share of people across, share of income up; `label` beside the gap.

    What the poorer half of the people hold is marked on the curve.
    """
    side, left, top = 336.0, 48.0, 26.0
    across = left + side * people
    up = top + side * (1.0 - held)
    marks = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = left + side * share, top + side * (1.0 - share)
        marks += [
            svg.line(x, top, x, top + side, "grid"),
            svg.line(left, y, left + side, y, "grid"),
            svg.text(x, top + side + 16, percent(share, 0), "small", anchor="middle"),
            svg.text(left - 6, y + 4, percent(share, 0), "small", anchor="end"),
        ]
    corner = (left, top + side)
    curve = list(zip(across.tolist(), up.tolist(), strict=True))
    half = float(np.interp(0.5, people, held))
    x, y = left + side / 2, top + side * (1.0 - half)
    return svg.drawing(
        [
            *marks,
            svg.polygon([*curve, corner], "gap"),
            svg.line(left, top + side, left + side, top, "equal"),
            svg.polyline(curve, "curve"),
            svg.text(
                left + side * 0.44, top + side * 0.46, say("lorenz_equal"), "small", anchor="end"
            ),
            svg.line(x, y, x, top + side, "dotted"),
            svg.line(left, y, x, y, "dotted"),
            svg.circle(x, y, 4.5, "range-dot"),
            svg.text(x + 9, y + 14, percent(half), "strong"),
            svg.text(left + side * 0.64, top + side * 0.82, label, "strong"),
            svg.text(
                left + side / 2, top + side + 36, say("lorenz_people"), "small", anchor="middle"
            ),
            svg.text(10, 12, say("lorenz_held"), "small"),
        ],
        svg.WIDTH,
        top + side + 44,
        by,
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar: its size, the class of its colour, and words written in it if they fit.

    The words stand at its beginning, where no line crosses them.
    """

    value: float
    css: str
    words: Both | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: a label, its pieces from zero on, and the words after them."""

    label: Both
    parts: tuple[Part, ...]
    after: Both | None = None
    css: str = ""


def bars(
    rows: Sequence[Bar],
    by: str,
    *,
    most: float,
    label_width: float = 118.0,
    after_width: float = 62.0,
    row: float = 24.0,
    lines: Sequence[tuple[float, Both]] = (),
    simulated: bool = False,
) -> Markup:
    """Horizontal bars on one scale from zero to `most`.

    Of at most two `lines` with their words the first is dashed and named above, the second dotted
    and named at the foot, so that names never meet.  `simulated` hatches the bars.
    """
    left, wide = label_width + 6.0, svg.WIDTH - label_width - after_width - 12.0
    above, below = (lines[:1], lines[1:2]) if most > 0 else ((), ())
    top = 22.0 if above else 4.0
    height = top + row * len(rows)
    thick = min(16.0, row - 6.0)
    body = []
    for at, bar in enumerate(rows):
        y = top + at * row + (row - thick) / 2
        base = y + thick / 2 + 4.2
        body.append(svg.text(label_width, base, bar.label, bar.css, anchor="end"))
        x, words_in = left, []
        for part in bar.parts:
            size = wide * part.value / most if most > 0 and isfinite(part.value) else 0.0
            body.append(svg.rect(x, y, size, thick, part.css))
            if part.words is not None and size > 44.0:
                words_in.append(svg.text(x + 6, base, part.words, "in-bar"))
            x += size
        if simulated:
            body.append(svg.hatching(left, y, x - left, thick))
        body += words_in
        if bar.after is not None:
            body.append(svg.text(x + 5, base, bar.after, "value"))
    body.append(svg.line(left, top, left, height, "axis"))
    for value, words in above:
        x = left + wide * value / most
        body += [
            svg.line(x, top - 4, x, height, "reference"),
            svg.text(
                min(x, svg.WIDTH - 4),
                13,
                words,
                "small",
                anchor="end" if x > svg.WIDTH * 0.55 else "start",
            ),
        ]
    for value, words in below:
        x = left + wide * value / most
        body += [
            svg.line(x, top, x, height + 4, "casing"),
            svg.line(x, top, x, height + 4, "dotted"),
            svg.text(x + 2, height + 17, words, "small", anchor="end"),
        ]
    return svg.drawing(body, svg.WIDTH, height + (22 if below else 4), by)


@dataclass(frozen=True, slots=True)
class Twin:
    """Coverage of one kind: shares of places and of residents, each reached and left out.

    Each pair is (share reached, share left out); what is missing to 1 could not be judged.
    `simulated` hatches the pair.
    """

    label: Both
    places: tuple[float, float]
    residents: tuple[float, float]
    places_words: Both
    residents_words: Both
    simulated: bool = False


def coverage_bars(rows: Sequence[Twin], by: str) -> Markup:
    """Two thin bars per kind, by places and by residents, from 0 to 100 per cent."""
    label_width, wide, row, top = 128.0, 206.0, 40.0, 20.0
    left = label_width + 6.0
    height = top + row * len(rows)
    body = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = left + wide * share
        body += [
            svg.line(x, top - 2, x, height, "axis" if share == 0.0 else "grid"),
            svg.text(x, 12, percent(share, 0), "small", anchor="middle"),
        ]
    for at, twin in enumerate(rows):
        y = top + at * row
        body.append(svg.text(label_width, y + 24, twin.label, "", anchor="end"))
        for step, (pair, words) in enumerate(
            ((twin.places, twin.places_words), (twin.residents, twin.residents_words))
        ):
            reached, left_out = (wide * share for share in pair)
            unknown = wide - reached - left_out
            above = y + 6 + step * 14
            body += [
                svg.rect(left, above, reached, 12, "sea" if step == 0 else "sea-soft"),
                svg.rect(left + reached, above, left_out, 12, "left-out"),
                svg.rect(left + reached + left_out, above, unknown, 12, "unknown"),
            ]
            if twin.simulated:
                body.append(svg.hatching(left, above, wide, 12))
            body.append(svg.text(left + wide + 5, above + 10, words, "value"))
    return svg.drawing(body, svg.WIDTH, height + 2, by)


@dataclass(frozen=True, slots=True)
class Strip:
    """One row of dots: a label, the values, and a value that stands for the row (or NaN)."""

    label: Both
    values: tuple[float, ...]
    middle: float


def strips(rows: Sequence[Strip], by: str, *, axis: Both, reference: tuple[float, Both]) -> Markup:
    """Rows of translucent dots on one scale; a bar marks each row's own published value."""
    label_width, row, top = 92.0, 24.0, 30.0
    left, wide = label_width + 14.0, svg.WIDTH - label_width - 30.0
    every = [v for strip in rows for v in (*strip.values, strip.middle) if isfinite(v)]
    low, high = min([*every, reference[0]]), max([*every, reference[0]])
    pad = (high - low) * 0.04 or 0.1
    low, high = low - pad, high + pad

    def x_of(value: float) -> float:
        return left + wide * (value - low) / (high - low)

    height = top + row * len(rows)
    body = []
    for mark in ticks(low, high):
        x = x_of(mark)
        body += [
            svg.line(x, top - 4, x, height, "grid"),
            svg.text(x, height + 15, same(f"{mark:g}"), "small", anchor="middle"),
        ]
    for at, strip in enumerate(rows):
        y = top + row * (at + 0.5)
        body.append(svg.text(label_width, y + 4, strip.label, "", anchor="end"))
        body += [svg.circle(x_of(v), y, 4.5, "dot") for v in strip.values if isfinite(v)]
        if isfinite(strip.middle):
            x = x_of(strip.middle)
            body.append(svg.line(x, y - 9, x, y + 9, "middle"))
    x = x_of(reference[0])
    body += [
        svg.line(x, top - 10, x, height, "reference"),
        svg.text(x, 14, reference[1], "small", anchor="end" if x > svg.WIDTH * 0.6 else "start"),
        svg.text(left + wide / 2, height + 33, axis, "small", anchor="middle"),
    ]
    return svg.drawing(body, svg.WIDTH, height + 40, by)


@dataclass(frozen=True, slots=True)
class Range:
    """One row: a label, a line from low to high, a dot between, and words at the end."""

    label: Both
    low: float
    middle: float
    high: float
    words: Both | None = None
    simulated: bool = False


def ranges(
    rows: Sequence[Range],
    by: str,
    *,
    axis: Both,
    mean: tuple[float, Both] | None = None,
    heading: Both | None = None,
    gap_after: int = 0,
) -> Markup:
    """Rows of intervals on one scale from zero; lines across all rows mark `mean` and half of it.

    `heading` stands over the words at the end of the rows.

    A row of stand-ins is drawn dashed with a hollow dot.  With `gap_after` the rows after so many
    stand apart, because others are left out between them.
    """
    label_width, row, top, gap = 128.0, 22.0, 26.0, 12.0
    after = 46.0 if any(each.words is not None for each in rows) else 14.0
    left = label_width + 14.0  # room for a dot at zero
    wide = svg.WIDTH - left - after
    most = max([*(each.high for each in rows), *([mean[0]] if mean else [])], default=1.0) * 1.02

    def x_of(value: float) -> float:
        return left + wide * value / most

    height = top + row * len(rows) + (gap if gap_after else 0.0)
    body = []
    for mark in ticks(0.0, most):
        x = x_of(mark)
        body += [
            svg.line(x, top - 4, x, height, "axis" if mark == 0.0 else "grid"),
            svg.text(x, height + 15, same(f"{mark:g}"), "small", anchor="middle"),
        ]
    if mean is not None:
        x, x_half = x_of(mean[0]), x_of(mean[0] / 2.0)
        late = x > svg.WIDTH * 0.6
        x_words = min(x, svg.WIDTH - 74.0) if late and heading is not None else x
        body += [
            svg.line(x, top - 8, x, height, "reference"),
            svg.line(x_half, top - 8, x_half, height, "dotted"),
            svg.text(x_words, 12, mean[1], "small", anchor="end" if late else "start"),
            svg.text(x_half + 2, 12, say("half_of_mean"), "small", anchor="end"),
        ]
    if heading is not None:
        body.append(svg.text(svg.WIDTH, 12, heading, "small", anchor="end"))
    for at, each in enumerate(rows):
        y = top + row * (at + 0.5) + (gap if gap_after and at >= gap_after else 0.0)
        look = " hollow" if each.simulated else ""
        body += [
            svg.text(label_width, y + 4, each.label, "", anchor="end"),
            svg.line(x_of(each.low), y, x_of(each.high), y, f"range{look}"),
            svg.circle(x_of(each.middle), y, 5.0, f"range-dot{look}"),
        ]
        if each.words is not None:
            body.append(svg.text(svg.WIDTH - after + 6, y + 4, each.words, "value"))
    body.append(svg.text(left + wide / 2, height + 33, axis, "small", anchor="middle"))
    return svg.drawing(body, svg.WIDTH, height + 40, by)
