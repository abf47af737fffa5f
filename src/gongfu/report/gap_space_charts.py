"""The picture of neighbours: a Moran scatter plot."""

import numpy as np
import pandas as pd
from markupsafe import Markup

from gongfu.errors import InputError
from gongfu.model.schema import OWN_UNIT, Column
from gongfu.report import svg
from gongfu.report.gap_labels import Box, beside, box_of, meets
from gongfu.report.gap_sheet import (
    WIDTH,
    Caption,
    Scale,
    across,
    checked,
    scale_over,
    sheet,
    upward,
)
from gongfu.report.text import same

_LEFT, _TOP = 44.0, 30.0
_N_NAMED = 10
_LEVEL = 0.05
_BOLD_SIZE = 14.0
_QUADRANTS = ("chart_high_high", "chart_low_high", "chart_low_low", "chart_high_low")


def moran_scatter(points: pd.DataFrame, caption: Caption) -> Markup:
    """Each place's value against its neighbours' mean, both standardised, in four quadrants.

    Parameters
    ----------
    points
        One row per `place` with its `name`, `z` (its own standardised value), `lag_z` (its
        neighbours' mean), `quadrant` ("high_high", "low_high", "low_low", "high_low"; missing for
        a place on an axis or without neighbours) and `p_value` of the local statistic (missing
        where there is none).
    caption
        The finding and what stands around it.

    Returns
    -------
    Markup
        An SVG that stands alone.  Both axes have one scale, so that the slope of the line is
        Moran's I: the sum of z times lag_z over the sum of squared z.  Places with a local
        p-value of at most 0.05 are filled, and the farthest of them named.
    """
    columns = (
        Column("place"),
        Column("name"),
        Column("z", OWN_UNIT, -np.inf),
        Column("lag_z", OWN_UNIT, -np.inf),
        Column("quadrant", missing=True),
        Column("p_value", "p", 0.0, 1.0, missing=True),
    )
    checked(points, columns, "points", key=("place",), least=3)
    z, lag = points["z"].to_numpy(float), points["lag_z"].to_numpy(float)
    if not (z**2).sum() > 0:
        raise InputError("points: every 'z' is 0; there is no difference to draw")
    clear = points["p_value"].to_numpy(float) <= _LEVEL
    index = float(z @ lag / (z @ z))

    span = scale_over([*z, *lag, 0.0], _LEFT, WIDTH)
    side = WIDTH - _LEFT
    foot = _TOP + side
    x, y = span, Scale(span.low, span.high, foot, _TOP)
    body = across(x, _TOP, foot, caption, caption.say("chart_moran_x"))
    body += upward(y, _LEFT, WIDTH, caption, caption.say("chart_moran_y"))
    body += [
        svg.line(x.at(0.0), _TOP, x.at(0.0), foot, "axis"),
        svg.line(_LEFT, y.at(0.0), WIDTH, y.at(0.0), "axis"),
        _slope(x, y, index),
    ]
    order = np.argsort(clear, kind="stable")
    places = [(x.at(a), y.at(b)) for a, b in zip(z, lag, strict=True)]
    body += [
        svg.circle(px, py, 4.4, "dot") if strong else svg.circle(px, py, 3.4, "faint")
        for (px, py), strong in ((places[at], clear[at]) for at in order)
    ]
    named, taken = _corners(caption, foot)
    words = caption.say("chart_moran_i", value=caption.number(index, 3))
    dots = [(px - 4, py - 4, px + 4, py + 4) for px, py in places]
    at = _slope_label(x, y, index, words, [*taken, *dots])
    taken.append(box_of(*at, words, "end", _BOLD_SIZE))
    body += [*named, svg.text(*at, same(words), "strong halo", anchor="end")]
    far = np.argsort(-np.hypot(z, lag), kind="stable")
    first = [at for at in far if clear[at]][:_N_NAMED]
    rest = [at for at in range(len(points)) if at not in first]
    taken += [(px - 3, py - 3, px + 3, py + 3) for px, py in (places[at] for at in rest)]
    labels = [(*places[at], caption.own(points["name"].iloc[at])) for at in first]
    body += beside(labels, (_LEFT, _TOP, WIDTH, foot), taken)
    note = caption.say("chart_significant", level=_LEVEL, n=int(clear.sum()), all=len(points))
    return sheet(caption, body, foot + 38, caption.say("chart_moran"), words, [note])


def _slope(x: Scale, y: Scale, index: float) -> Markup:
    """The line through the middle with the slope of Moran's I, as far as the square goes."""
    low, high = x.low, x.high
    if abs(index) > 1:
        low, high = low / abs(index), high / abs(index)
    reach = [v for v in (low, high) if y.low <= index * v <= y.high]
    ends = reach if len(reach) == 2 else [-min(-low, high), min(-low, high)]
    return svg.line(
        x.at(ends[0]), y.at(index * ends[0]), x.at(ends[1]), y.at(index * ends[1]), "reference"
    )


def _slope_label(
    x: Scale, y: Scale, index: float, words: str, taken: list[Box]
) -> tuple[float, float]:
    """Where the index stands: near the right end of its line, where no dot is if there is room."""
    first = None
    for share in (1.0, 0.9, 0.8, 0.7, 0.6):
        value = x.high * share
        for off in (18.0, -8.0, 34.0, -24.0):
            height = float(np.clip(y.at(index * value) + off, y.end + 32, y.start - 28))
            at = (min(x.at(value), WIDTH - 4), height)
            first = first or at
            box = box_of(*at, words, "end", _BOLD_SIZE)
            if not any(meets(box, other) for other in taken):
                return at
    return first or (WIDTH - 4, y.end + 32)


def _corners(caption: Caption, foot: float) -> tuple[list[Markup], list[Box]]:
    """The names of the quadrants in their corners, and the room they take."""
    body, boxes = [], []
    for key, right, upper in zip(
        _QUADRANTS, (True, False, False, True), (True, True, False, False), strict=True
    ):
        px = WIDTH - 4 if right else _LEFT + 4
        py = _TOP + 14 if upper else foot - 7
        anchor = "end" if right else "start"
        words = caption.say(key)
        body.append(svg.text(px, py, same(words), "small strong halo", anchor=anchor))
        boxes.append(box_of(px, py, words, anchor))
    return body, boxes
