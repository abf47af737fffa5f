"""The map of points as a drawing, for readers without JavaScript and for the printer."""

from typing import Final

import numpy as np
import pandas as pd
from markupsafe import Markup

from gongfu.report import svg
from gongfu.report.maps import Sheet, radii, round_below, scale_bar
from gongfu.report.numbers import large
from gongfu.report.points import (
    CANNOT_BE_JUDGED,
    MOST_MINUTES,
    Points,
    bands,
)
from gongfu.report.words import say

DRAWN_SINGLY: Final = 1500
"""More points than this are summed up in cells."""

_CELLS_ACROSS: Final = 44
_KEY_LEAST: Final = 10.0  # residents; a key to circles of fewer would tell of single people
BAND_CSS: Final = {1: ("far",), 2: ("near", "far"), 3: ("near", "mid", "far")}
"""The classes of so many bands of time, the nearest first."""


def still(points: Points, kind: str, sheet: Sheet, by: str, under: Markup) -> Markup:
    """The map as a drawing: one circle per point, or per cell where there are very many.

    A cell takes the colour of what most of its people get.
    """
    minutes = points.minutes[:, points.kinds.index(kind)]
    edges = bands(points.limit)
    css = (*BAND_CSS[len(edges)], "out", "unknown")
    state = np.searchsorted(edges, minutes, side="left")
    state[(minutes > points.limit) & (minutes <= MOST_MINUTES + 1)] = len(edges)
    state[minutes >= CANNOT_BE_JUDGED] = len(edges) + 1
    frame = pd.DataFrame({"x": points.x, "y": points.y, "people": points.people, "state": state})
    frame = frame[np.isfinite(frame["x"]) & np.isfinite(frame["y"])]
    if len(frame) > DRAWN_SINGLY:
        frame = cells(frame, sheet)
    frame = frame.sort_values("people", ascending=False, kind="stable")
    largest = 11.0 if len(frame) > 300 else 16.0
    size = radii(frame["people"], largest=largest, smallest=3.0)
    drawn = []
    for group in (len(edges) + 1, *range(len(edges)), len(edges)):
        mine = (frame["state"] == group).to_numpy()
        circles = Markup("").join(
            Markup('<circle cx="{}" cy="{}" r="{}"/>').format(round(x), round(y), svg.number(r))
            for x, y, r in zip(frame["x"][mine], frame["y"][mine], size[mine], strict=True)
        )
        drawn.append(Markup('<g class="pt-{}">{}</g>').format(css[group], circles))
    key = size_key(sheet, float(frame["people"].max()) if len(frame) else 0.0, largest)
    return svg.drawing([under, *drawn, key, scale_bar(sheet)], sheet.width, sheet.height, by)


def size_key(sheet: Sheet, most: float, largest: float) -> Markup:
    """A circle of a round number of residents over the scale bar; `most` have radius `largest`."""
    if not most >= _KEY_LEAST:
        return Markup("")
    count = round_below(most)
    radius = largest * float(np.sqrt(count / most))
    y = sheet.height - 92.0
    words = say("people_n", n=large(count))
    return svg.circle(24.0 + radius, y, radius, "size-key") + svg.text(
        24.0 + 2.0 * radius + 8.0, y + 9.0, words, "on-map"
    )


def cells(frame: pd.DataFrame, sheet: Sheet) -> pd.DataFrame:
    """Points summed up in squares: their middle, all their people, the state of most of them."""
    side = sheet.width / _CELLS_ACROSS
    cell = (frame["x"] // side).astype(int) + 10_000 * (frame["y"] // side).astype(int)
    weight = frame["people"].clip(lower=1e-9)
    states = sorted(frame["state"].unique())
    sums = (
        pd.DataFrame(
            {
                "x": frame["x"] * weight,
                "y": frame["y"] * weight,
                "weight": weight,
                "people": frame["people"],
                **{f"s{state}": weight * (frame["state"] == state) for state in states},
            }
        )
        .groupby(cell)
        .sum()
    )
    most = sums[[f"s{state}" for state in states]].to_numpy().argmax(axis=1)
    return pd.DataFrame(
        {
            "x": sums["x"] / sums["weight"],
            "y": sums["y"] / sums["weight"],
            "people": sums["people"],
            "state": np.array(states)[most],
        }
    )
