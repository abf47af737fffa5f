"""Pictures of effects: coefficients, an event study, a synthetic control."""

from math import isfinite

import numpy as np
import pandas as pd
from markupsafe import Markup

from gongfu.errors import InputError
from gongfu.model.schema import OWN_UNIT, Column
from gongfu.report import svg
from gongfu.report.gap_labels import spread, text_width, wrapped
from gongfu.report.gap_sheet import (
    WIDTH,
    Caption,
    Scale,
    across,
    checked,
    interval_faults,
    period_marks,
    scale_over,
    sheet,
    tick_words,
    timeline,
    upward,
)
from gongfu.report.text import same

_ESTIMATE = Column("estimate", OWN_UNIT, -np.inf)
_ENDS = tuple(Column(end, OWN_UNIT, -np.inf, missing=True) for end in ("low", "high"))
_LEFT, _TOP, _HIGH = 48.0, 28.0, 220.0


def coefficients_chart(
    coefficients: pd.DataFrame, caption: Caption, *, decimals: int = 3
) -> Markup:
    """Estimates with their intervals against zero.

    Parameters
    ----------
    coefficients
        One row per `term`: its `label` in the caption's language, `estimate`, and `low` and
        `high`, both missing where there is no interval.
    caption
        The finding and what stands around it.
    decimals
        Of the numbers.

    Returns
    -------
    Markup
        An SVG that stands alone.  A dot is filled where the interval leaves zero out.
    """
    columns = (Column("term"), Column("label"), _ESTIMATE, *_ENDS)
    checked(coefficients, columns, "coefficients", key=("term",))
    interval_faults(coefficients, "estimate", "coefficients")

    values = coefficients[["estimate", "low", "high"]].to_numpy(float)
    scale = scale_over([*values.ravel(), 0.0], 8.0, WIDTH - 8.0)
    rows: list[Markup] = []
    told = []
    y = 4.0
    for label, (estimate, low, high) in zip(coefficients["label"], values, strict=True):
        words = _with_interval(estimate, low, high, caption, decimals)
        told.append(f"{caption.own(label)}: {words}")
        for line in wrapped(caption.own(label), 12.5, WIDTH - text_width(words, bold=True) - 14):
            rows.append(svg.text(0, y + 12, same(line), "halo"))
            y += 15.0
        rows.append(svg.text(WIDTH, y - 3, same(words), "strong halo", anchor="end"))
        y += 2.0
        rows += _whisker(scale.at(estimate), scale.at(low), scale.at(high), y + 9, low, high)
        y += 28.0
    axis = across(scale, 2, y, caption, caption.say("chart_estimate"))
    zero = svg.line(scale.at(0.0), 2, scale.at(0.0), y, "axis")
    notes = [caption.say("chart_hollow")] if _any_hollow(values) else []
    what = caption.say("chart_coefficients")
    return sheet(caption, [*axis, zero, *rows], y + 38, what, "; ".join(told), notes)


def _with_interval(value: float, low: float, high: float, caption: Caption, decimals: int) -> str:
    number = caption.number(value, decimals)
    if not isfinite(low):
        return caption.say("chart_value_only", value=number)
    ends = {
        "low": caption.number(low, decimals),
        "high": caption.number(high, decimals),
    }
    return caption.say("chart_value_range", value=number, **ends)


def _any_hollow(values: np.ndarray) -> bool:
    clear = (values[:, 1] > 0) | (values[:, 2] < 0)
    return bool((~clear).any())


def _whisker(x: float, start: float, end: float, y: float, low: float, high: float) -> list[Markup]:
    css = "dot" if low > 0 or high < 0 else "hollow"
    line = [svg.line(start, y, end, y, "range")] if isfinite(low) else []
    return [*line, svg.circle(x, y, 4.8, css)]


def event_study_chart(event: pd.DataFrame, caption: Caption) -> Markup:
    """Effects by period before and after a start, against the reference period.

    Parameters
    ----------
    event
        One row per `relative_period` (whole numbers, 0 is the first period under the measure):
        `estimate`, `low` and `high` (both missing where there is no interval), and `reference`,
        true in exactly one row, whose estimate is zero by construction.
    caption
        The finding and what stands around it.

    Returns
    -------
    Markup
        An SVG that stands alone; the periods before the start are shaded, for a trend there is
        what speaks against reading the later ones as an effect.
    """
    columns = (
        Column("relative_period", "periods", -np.inf),
        _ESTIMATE,
        *_ENDS,
        Column("reference", boolean=True),
    )
    checked(event, columns, "event", key=("relative_period",), least=2)
    interval_faults(event, "estimate", "event")
    if int(event["reference"].sum()) != 1:
        raise InputError(
            f"event: {int(event['reference'].sum())} rows are the reference; mark exactly one"
        )
    rows = event.sort_values("relative_period")

    at = rows["relative_period"].to_numpy(float)
    values = rows[["estimate", "low", "high"]].to_numpy(float)
    x = Scale(at[0] - 0.6, at[-1] + 0.6, _LEFT, WIDTH)
    foot = _TOP + _HIGH
    y = scale_over([*values.ravel(), 0.0], foot, _TOP, pad=0.08)
    body = []
    if at[0] < 0:
        edge = x.at(min(-0.5, at[-1] + 0.6))
        body.append(svg.rect(_LEFT, _TOP, edge - _LEFT, _HIGH, "band"))
    body += upward(y, _LEFT, WIDTH, caption, caption.say("chart_estimate"))
    body.append(svg.line(_LEFT, y.at(0.0), WIDTH, y.at(0.0), "axis"))
    if at[0] < 0 <= at[-1]:
        edge = x.at(-0.5)
        body.append(svg.line(edge, _TOP - 6, edge, foot, "reference"))
        for step, key, anchor in ((-6, "chart_before", "end"), (6, "chart_after", "start")):
            body.append(
                svg.text(edge + step, _TOP - 4, same(caption.say(key)), "small", anchor=anchor)
            )
    names = {float(p): tick_words(p, caption.language) for p in at}
    told = []
    for period, (estimate, low, high), reference in zip(at, values, rows["reference"], strict=True):
        here = x.at(period)
        if isfinite(low):
            body.append(svg.line(here, y.at(low), here, y.at(high), "range"))
        clear = low > 0 or high < 0
        css = "ring" if reference else "dot" if clear else "hollow"
        body.append(svg.circle(here, y.at(estimate), 4.8, css))
        words = _with_interval(estimate, low, high, caption, 3)
        if reference:
            words = caption.say("chart_reference")
        told.append(f"{names[float(period)]}: {words}")
    body += period_marks(x, names, foot)
    label = same(caption.say("chart_event_x"))
    body.append(svg.text((_LEFT + WIDTH) / 2, foot + 32, label, "small", anchor="middle"))
    others = values[~rows["reference"].to_numpy(bool)]
    notes = [caption.say("chart_hollow")] if _any_hollow(others) else []
    zero = rows.loc[rows["reference"], "relative_period"].iloc[0]
    notes.append(caption.say("chart_ring", period=names[float(zero)]))
    return sheet(caption, body, foot + 38, caption.say("chart_event"), "; ".join(told), notes)


def synthetic_chart(
    paths: pd.DataFrame,
    caption: Caption,
    *,
    start: float | str,
    placebos: pd.DataFrame | None = None,
) -> Markup:
    """A place and its synthetic twin over time; below, the gap between them among placebos.

    Parameters
    ----------
    paths
        One row per `period`: `actual` and `synthetic` values in the caption's unit.
    caption
        The finding and what stands around it.
    start
        The first period under the measure; it must be one of `paths`.
    placebos
        One row per `place` and `period` with its `gap`: places without the measure, treated as
        if they had it.

    Returns
    -------
    Markup
        An SVG that stands alone.
    """
    own = [Column(c, OWN_UNIT, -np.inf) for c in ("actual", "synthetic")]
    checked(paths, (Column("period"), *own), "paths", key=("period",), least=2)
    others = (Column("place"), Column("period"), Column("gap", OWN_UNIT, -np.inf))
    if placebos is not None:
        checked(placebos, others, "placebos", key=("place", "period"))
        strange = ~placebos["period"].isin(paths["period"])
        if strange.any():
            raise InputError(
                f"placebos: {int(strange.sum())} rows lie in periods that 'paths' lacks, such as "
                f"{placebos['period'][strange].tolist()[0]!r}; cut both to the same periods"
            )
    at, names = timeline(paths["period"], "paths")
    where = dict(zip(paths["period"], at, strict=True))
    if start not in where:
        raise InputError(f"start is {start!r}, which is no period of 'paths'; choose one of them")

    order = np.argsort(at, kind="stable")
    time = at[order]
    actual, twin = (paths[c].to_numpy(float)[order] for c in ("actual", "synthetic"))
    gap = actual - twin
    words = [caption.say("chart_actual"), caption.say("chart_twin")]
    right = WIDTH - max(text_width(word, bold=True) for word in words) - 8
    x = Scale(time[0], time[-1], _LEFT + 4, right)
    y = scale_over([*actual, *twin], _TOP + 150, _TOP)
    edge = x.at(where[start])
    if where[start] > time[0]:
        edge -= (x.at(time[1]) - x.at(time[0])) / 2
    unit = caption.own(caption.unit)
    body = upward(y, _LEFT, right, caption, unit)
    for series, line in enumerate((actual, twin)):
        path = zip(map(x.at, time), map(y.at, line), strict=True)
        body.append(svg.polyline(path, f"line s{series}"))
    heights = spread([y.at(actual[-1]), y.at(twin[-1])], 15.0, _TOP + 4, _TOP + 150)
    body += [
        svg.text(right + 6, height + 4, same(word), f"strong t{series}")
        for series, (height, word) in enumerate(zip(heights, words, strict=True))
    ]
    below = _TOP + 150 + 42
    foot = below + 120
    away = placebos["gap"].to_numpy(float) if placebos is not None else np.array([])
    z = scale_over([*gap, *away, 0.0], foot, below)
    body += upward(z, _LEFT, right, caption, caption.say("chart_gap"))
    body.append(svg.line(_LEFT, z.at(0.0), right, z.at(0.0), "axis"))
    notes = []
    if placebos is not None:
        for _, rows in placebos.groupby("place", sort=True):
            each = sorted((where[p], g) for p, g in zip(rows["period"], rows["gap"], strict=True))
            body.append(svg.polyline(((x.at(p), z.at(g)) for p, g in each), "placebo"))
        notes = [caption.say("chart_placebos", n=placebos["place"].nunique())]
    body += [
        svg.polyline(zip(map(x.at, time), map(z.at, gap), strict=True), "line s0"),
        svg.line(edge, _TOP - 4, edge, _TOP + 150, "reference"),
        svg.line(edge, below, edge, foot, "reference"),
        svg.text(edge + 5, _TOP + 8, same(caption.say("chart_start")), "small halo"),
        *period_marks(x, names, foot),
    ]
    last = caption.number(gap[-1], 3)
    told = f"{names[float(time[-1])]}: {caption.say('chart_gap')} {last}"
    return sheet(caption, body, foot + 22, caption.say("chart_synthetic"), told, notes)
