"""Pictures of how something is shared: Lorenz curves, the parts of an index."""

from collections.abc import Sequence
from math import isfinite

import numpy as np
import pandas as pd
from markupsafe import Markup

from gongfu.errors import InputError
from gongfu.model.schema import OWN_UNIT, Column
from gongfu.report import svg
from gongfu.report.gap_labels import Box, box_of, meets, text_width, wrapped
from gongfu.report.gap_sheet import (
    N_SERIES,
    WIDTH,
    Caption,
    Scale,
    checked,
    interval_faults,
    sheet,
    tick_words,
)
from gongfu.report.text import same

_SIDE = 330.0
_LEFT, _TOP = 52.0, 26.0
_BOLD_SIZE = 14.0
_PARTS_MATCH, _ROUNDING = 1e-6, 1e-9

Curve = list[tuple[float, float]]


def lorenz_chart(
    curves: pd.DataFrame,
    caption: Caption,
    *,
    ginis: pd.DataFrame | None = None,
    generalized: bool = False,
) -> Markup:
    """A square Lorenz picture: one curve or several, each named where it runs.

    Parameters
    ----------
    curves
        One row per point: `share_of_people` and `share_of_value`, both from 0 to 1 and rising,
        and `series`, at most five names.  Of a generalised curve `share_of_value` holds the value
        cumulated per person, which ends at the mean.
    caption
        The finding and what stands around it.
    ginis
        One row per `series` with `gini`, and `low` and `high` where there is an interval; written
        beside the curve.
    generalized
        Whether the upright axis is in the unit of the values, from zero to the largest mean.

    Returns
    -------
    Markup
        An SVG that stands alone.
    """
    people = Column("share_of_people", "share", 0.0, 1.0 + _ROUNDING)
    held = Column("share_of_value", OWN_UNIT, -np.inf)
    checked(curves, (people, held, Column("series")), "curves", least=2)
    names = list(dict.fromkeys(curves["series"]))
    if len(names) > N_SERIES:
        raise InputError(
            f"curves: {len(names)} series; at most {N_SERIES} can be told apart; choose some"
        )
    for name, rows in curves.groupby("series", sort=False):
        if len(rows) < 2 or (np.diff(rows["share_of_people"]) < 0).any():
            raise InputError(
                f"curves: {name!r} needs at least two points with 'share_of_people' rising; "
                "sort its rows from the poorest on"
            )
    words = _gini_words(ginis, names, caption)

    most = max(float(curves["share_of_value"].max()), 0.0) if generalized else 1.0
    if not most > 0:
        raise InputError("curves: no positive 'share_of_value'; there is nothing to draw")
    least = min(float(curves["share_of_value"].min()), 0.0)
    x = Scale(0.0, 1.0, _LEFT, _LEFT + _SIDE)
    y = Scale(least, most, _TOP + _SIDE, _TOP)
    lines = [
        [
            (x.at(p), y.at(v))
            for p, v in zip(rows["share_of_people"], rows["share_of_value"], strict=True)
        ]
        for _, rows in curves.groupby("series", sort=False)
    ]

    body = _square_axes(x, y, caption, generalized=generalized)
    equal = [(x.at(0), y.at(0)), (x.at(1), y.at(most))]
    if not generalized or len(names) == 1:
        body.append(svg.line(*equal[0], *equal[1], "reference"))
    if len(names) == 1:
        body.append(svg.polygon([*lines[0], equal[1]], "under"))
    body += [svg.polyline(line, f"line s{at}") for at, line in enumerate(lines)]
    if generalized:
        for (_, rows), own in zip(curves.groupby("series", sort=False), words, strict=True):
            mean = tick_words(float(rows["share_of_value"].iloc[-1]), caption.language)
            own.append(caption.say("chart_mean", value=mean))
    body += _curve_names(lines, words, equal)
    kind = caption.say("chart_lorenz_generalized" if generalized else "chart_lorenz")
    tells = "; ".join(" ".join(each) for each in words)
    return sheet(caption, body, _TOP + _SIDE + 40, kind, tells)


def _gini_words(
    ginis: pd.DataFrame | None, names: Sequence[object], caption: Caption
) -> list[list[str]]:
    own = [[caption.own(name)] if len(names) > 1 or ginis is None else [] for name in names]
    if ginis is None:
        return own
    free = Column("low", OWN_UNIT, -np.inf, missing=True)
    columns: tuple[Column, ...] = (
        Column("series"),
        Column("gini", OWN_UNIT, -np.inf, missing=True),
    )
    if {"low", "high"} <= set(ginis.columns):
        columns = (*columns, free, Column("high", OWN_UNIT, -np.inf, missing=True))
    checked(ginis, columns, "ginis", key=("series",))
    table = ginis.set_index("series")
    lost = [name for name in names if name not in table.index]
    if lost:
        raise InputError(f"ginis: no row for {lost[0]!r}; give one row for each series")
    if "low" in table and "high" in table:
        interval_faults(ginis, "gini", "ginis")
    for name, lines in zip(names, own, strict=True):
        row = table.loc[name]
        lines.append(caption.say("chart_gini", value=caption.number(row["gini"], 3)))
        if isfinite(row.get("low", np.nan)):
            low, high = (caption.number(row[end], 3) for end in ("low", "high"))
            lines.append(caption.say("chart_range", low=low, high=high))
    return own


def _square_axes(x: Scale, y: Scale, caption: Caption, *, generalized: bool) -> list[Markup]:
    body = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        at = x.at(share)
        words = same(f"{share * 100:g}%")
        body += [
            svg.line(at, _TOP, at, _TOP + _SIDE, "grid"),
            svg.text(at, _TOP + _SIDE + 16, words, "small", anchor="middle"),
        ]
    heights = y.marks() if generalized or y.low < 0 else [0.0, 0.25, 0.5, 0.75, 1.0]
    for mark in heights:
        words = same(tick_words(mark, caption.language) if generalized else f"{mark * 100:g}%")
        body += [
            svg.line(_LEFT, y.at(mark), _LEFT + _SIDE, y.at(mark), "grid"),
            svg.text(_LEFT - 6, y.at(mark) + 4, words, "small", anchor="end"),
        ]
    label = caption.say("chart_held_mean" if generalized else "chart_held")
    body += [
        svg.line(_LEFT, y.at(0), _LEFT + _SIDE, y.at(0), "axis"),
        svg.text(0, 12, same(label), "small"),
        svg.text(
            _LEFT + _SIDE / 2,
            _TOP + _SIDE + 34,
            same(caption.say("chart_people")),
            "small",
            anchor="middle",
        ),
    ]
    if not generalized:
        equal = same(caption.say("chart_equal"))
        body.append(svg.text(x.at(0.42), y.at(0.42) - 14, equal, "small halo", anchor="end"))
    return body


def _curve_names(lines: list[Curve], words: list[list[str]], equal: Curve) -> list[Markup]:
    """The words of each curve beside it, where they meet no curve; else in the upper corner."""
    fine = [_fine(line) for line in [*lines, equal]]
    taken: list[Box] = []
    body: list[Markup] = []
    stacked = _TOP + 18.0
    for at, (line, texts) in enumerate(zip(lines, words, strict=True)):
        if not texts:
            continue
        place = _free_place(line, texts, fine, taken)
        css = f"strong halo t{at}"
        if place is None:
            body.append(svg.line(_LEFT + 8, stacked - 4, _LEFT + 30, stacked - 4, f"line s{at}"))
            for row in texts:
                body.append(svg.text(_LEFT + 36, stacked, same(row), css))
                stacked += 15.0
            stacked += 4.0
            continue
        x, y, anchor = place
        taken.append(_stack_box(x, y, texts, anchor))
        body += [
            svg.text(x, y + step * 15.0, same(row), css, anchor=anchor)
            for step, row in enumerate(texts)
        ]
    return body


def _fine(line: Curve) -> np.ndarray:
    xs, ys = np.array(line).T
    at = np.linspace(xs[0], xs[-1], 200)
    return np.column_stack([at, np.interp(at, xs, ys)])


def _stack_box(x: float, y: float, texts: Sequence[str], anchor: str) -> Box:
    boxes = [box_of(x, y + step * 15.0, row, anchor, _BOLD_SIZE) for step, row in enumerate(texts)]
    lefts, tops, rights, feet = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(feet)


def _free_place(
    line: Curve, texts: Sequence[str], fine: list[np.ndarray], taken: list[Box]
) -> tuple[float, float, str] | None:
    """A place beside the curve, right below it or left above it, that nothing crosses."""
    xs, ys = np.array(line).T
    for share in (0.62, 0.55, 0.68, 0.48, 0.74, 0.4, 0.8, 0.86, 0.32):
        x = _LEFT + _SIDE * share
        y = float(np.interp(x, xs, ys))
        high = 15.0 * (len(texts) - 1)
        for place in ((x + 7, y + 17, "start"), (x - 7, y - 9 - high, "end")):
            box = _stack_box(place[0], place[1], texts, place[2])
            inside = box[0] > _LEFT and box[2] < WIDTH and box[1] > _TOP
            inside = inside and box[3] < _TOP + _SIDE
            crossed = any(
                (
                    (path[:, 0] > box[0] - 2)
                    & (path[:, 0] < box[2] + 2)
                    & (path[:, 1] > box[1] - 2)
                    & (path[:, 1] < box[3] + 2)
                ).any()
                for path in fine
            )
            if inside and not crossed and not any(meets(box, other) for other in taken):
                return place
    return None


def parts_tree(parts: pd.DataFrame, caption: Caption, *, decimals: int = 4) -> Markup:
    """The total of an index and its parts, as bars from zero that hang on one stem.

    Parameters
    ----------
    parts
        One row per part in the order to be shown: `component` (one may be "total"), `label` in
        the caption's language, `value` and `share` of the total.  A part below zero is drawn to
        the left of zero.  The parts must add up to the total.
    caption
        The finding and what stands around it.
    decimals
        Of the values.

    Returns
    -------
    Markup
        An SVG that stands alone.
    """
    columns = (
        Column("component"),
        Column("label"),
        Column("value", OWN_UNIT, -np.inf),
        Column("share", "share", -np.inf, missing=True),
    )
    checked(parts, columns, "parts", key=("component",), least=1)
    root = parts[parts["component"] == "total"]
    leaves = parts[parts["component"] != "total"]
    summed = float(leaves["value"].sum())
    total = float(root["value"].iloc[0]) if len(root) else summed
    size = float(leaves["value"].abs().max()) if len(leaves) else abs(total)
    if len(leaves) and abs(summed - total) > _PARTS_MATCH * max(size, abs(total)):
        raise InputError(
            f"parts: 'value' adds up to {summed:.6g}, but the total is {total:.6g}; "
            "give every part of it, and no part twice"
        )
    label = str(root["label"].iloc[0]) if len(root) else caption.say("chart_total")

    rows = [(label, total, 1.0 if total else np.nan, True)]
    rows += [
        (str(r.label), float(r.value), float(r.share), False)
        for r in leaves[["label", "value", "share"]].itertuples(index=False)
    ]
    values = [value for _, value, _, _ in rows]
    low, high = min([*values, 0.0]), max([*values, 0.0])
    scale = Scale(low, high if high > low else low + 1.0, 22.0, WIDTH)
    body: list[Markup] = []
    told: list[str] = []
    y, stem = 0.0, 0.0
    for words, value, share, first in rows:
        number = caption.number(value, decimals)
        if not first:
            number = caption.say("chart_part", value=number, share=caption.share(share))
        told.append(f"{caption.own(words)}: {number}")
        room = WIDTH - text_width(number, bold=True) - 34
        for line in wrapped(caption.own(words), 12.5, room):
            body.append(svg.text(0 if first else 22, y + 14, same(line), "strong" if first else ""))
            y += 15.0
        body.append(svg.text(WIDTH, y - 1, same(number), "strong", anchor="end"))
        css = "bar" if first else "part" if value >= 0 else "negative"
        ends = sorted((scale.at(0.0), scale.at(value)))
        body.append(svg.rect(ends[0], y + 5, ends[1] - ends[0], 13, css))
        if caption.simulated:
            body.append(svg.hatching(ends[0], y + 5, ends[1] - ends[0], 13))
        body.append(svg.line(scale.at(0.0), y + 2, scale.at(0.0), y + 21, "axis"))
        if not first:
            body.append(svg.line(5, y - 5, 17, y - 5, "stem"))
            stem = y - 5
        else:
            start = y + 6
        y += 31.0
    if len(rows) > 1:
        body.append(svg.line(5, start, 5, stem, "stem"))
    return sheet(caption, body, y, caption.say("chart_parts"), "; ".join(told))
