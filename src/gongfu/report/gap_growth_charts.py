"""Pictures of convergence over time: density ridges, dispersion, growth."""

from math import isfinite

import numpy as np
import pandas as pd
from markupsafe import Markup

from gongfu.errors import InputError
from gongfu.model.schema import OWN_UNIT, Column
from gongfu.report import svg
from gongfu.report.gap_labels import beside, box_of, text_width, wrapped
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

_LEFT, _TOP, _HIGH = 48.0, 28.0, 220.0
_N_NAMED = 8
_DARKEST = 0.5  # of a cell's colour, so that ink can be read on it in both schemes


def density_ridges(densities: pd.DataFrame, caption: Caption) -> Markup:
    """One ridge per period on one scale, the first period at the top, with a line at the mean.

    Parameters
    ----------
    densities
        One row per `period` and `value`: the value relative to the period's mean, and its
        `density`.
    caption
        The finding and what stands around it.

    Returns
    -------
    Markup
        An SVG that stands alone.  Heights and places can be compared between periods.
    """
    columns = (
        Column("period"),
        Column("value", OWN_UNIT, -np.inf),
        Column("density", "density"),
    )
    checked(densities, columns, "densities", key=("period", "value"), least=2)
    most = float(densities["density"].max())
    if not most > 0:
        raise InputError("densities: 'density' is zero everywhere; estimate it first")
    at, names = timeline(densities["period"], "densities")

    known = sorted(names)
    left = max(text_width(names[each], 12.5) for each in known) + 10
    row = 34.0 if len(known) <= 12 else 20.0
    tall = row * 1.7
    top = tall - row + 22
    x = Scale(
        min(float(densities["value"].min()), 1.0),
        max(float(densities["value"].max()), 1.0),
        left,
        WIDTH,
    )
    foot = top + row * len(known)
    body = across(x, top - 4, foot, caption, caption.say("chart_relative"))
    told = []
    for step, period in enumerate(known):
        rows = densities[at == period].sort_values("value")
        if len(rows) < 2:
            raise InputError(
                f"densities: {names[period]!r} has one point; a ridge needs at least two"
            )
        base = top + row * (step + 1)
        crest = [
            (x.at(v), base - tall * d / most)
            for v, d in zip(rows["value"], rows["density"], strict=True)
        ]
        body += [
            svg.polygon([(crest[0][0], base), *crest, (crest[-1][0], base)], "ridge"),
            svg.polyline(crest, "line s0"),
            svg.text(left - 8, base - 3, same(names[period]), anchor="end"),
        ]
        peak = float(rows["value"].iloc[int(rows["density"].to_numpy().argmax())])
        told.append(f"{names[period]}: {caption.number(peak, 2)}")
    one = x.at(1.0)
    late = one > WIDTH * 0.7
    body += [
        svg.line(one, 16, one, foot, "reference"),
        svg.text(
            one + (-5 if late else 5),
            14,
            same(caption.say("chart_mean_one")),
            "small",
            anchor="end" if late else "start",
        ),
    ]
    return sheet(caption, body, foot + 38, caption.say("chart_ridges"), "; ".join(told))


def sigma_chart(dispersion: pd.DataFrame, caption: Caption) -> Markup:
    """Dispersion over time with its straight trend.

    Parameters
    ----------
    dispersion
        One row per `period` with the `value`, and `low` and `high` where there is an interval.
    caption
        The finding and what stands around it; `unit` names the measure of dispersion.

    Returns
    -------
    Markup
        An SVG that stands alone.  The trend (least squares on time) is drawn from three periods
        on.
    """
    columns: tuple[Column, ...] = (Column("period"), Column("value", OWN_UNIT, -np.inf))
    ranged = {"low", "high"} <= set(dispersion.columns)
    if ranged:
        columns += tuple(Column(c, OWN_UNIT, -np.inf, missing=True) for c in ("low", "high"))
    checked(dispersion, columns, "dispersion", key=("period",), least=2)
    if ranged:
        interval_faults(dispersion, "value", "dispersion")
    at, names = timeline(dispersion["period"], "dispersion")

    order = np.argsort(at, kind="stable")
    time, value = at[order], dispersion["value"].to_numpy(float)[order]
    ends = dispersion[["low", "high"]].to_numpy(float)[order] if ranged else np.empty((0, 2))
    x = Scale(time[0], time[-1], _LEFT + 14, WIDTH - 26)
    foot = _TOP + _HIGH
    y = scale_over([*value, *ends.ravel()], foot, _TOP, pad=0.15)
    body = upward(y, _LEFT, WIDTH, caption, caption.own(caption.unit))
    if ranged:
        body += [
            svg.line(x.at(t), y.at(low), x.at(t), y.at(high), "range")
            for t, (low, high) in zip(time, ends, strict=True)
            if isfinite(low)
        ]
    path = [(x.at(t), y.at(v)) for t, v in zip(time, value, strict=True)]
    told = [f"{names[float(t)]}: {caption.number(v, 4)}" for t, v in zip(time, value, strict=True)]
    notes = []
    if time.size > 2:
        slope, base = np.polyfit(time - time.mean(), value, 1)
        ends_at = [(t, base + slope * (t - time.mean())) for t in (time[0], time[-1])]
        (x1, y1), (x2, y2) = ((x.at(t), y.at(v)) for t, v in ends_at)
        body.append(svg.line(x1, y1, x2, y2, "reference"))
        words = caption.say("chart_trend", value=_small(float(slope), caption))
        notes.append(words)
        told.append(words)
    body.append(svg.polyline(path, "line s0"))
    body += [svg.circle(*point, 4.2, "dot") for point in path]
    for step, other in ((0, 1), (-1, -2)):
        below = value[step] < value[other]
        reach = [value[step], *(ends[step] if ranged else [])]
        edge = np.nanmin(reach) if below else np.nanmax(reach)
        number = same(caption.number(value[step], 3))
        height = y.at(float(edge)) + (18 if below else -9)
        body.append(svg.text(path[step][0], height, number, "strong halo", anchor="middle"))
    body += period_marks(x, names, foot)
    return sheet(caption, body, foot + 22, caption.say("chart_sigma"), "; ".join(told), notes)


def _small(value: float, caption: Caption) -> str:
    """A slope with three digits that mean something."""
    if value == 0 or not isfinite(value):
        return caption.number(value, 0)
    return caption.number(value, max(0, 2 - int(np.floor(np.log10(abs(value))))))


def growth_scatter(growth: pd.DataFrame, caption: Caption) -> Markup:
    """Growth against the initial level, with the line of unconditional convergence.

    Parameters
    ----------
    growth
        One row per `place` with its `name`, the level at the beginning `initial` (> 0, in the
        caption's unit, no logarithm) and `growth` per period (0.05 is five per cent).
    caption
        The finding and what stands around it.

    Returns
    -------
    Markup
        An SVG that stands alone.  The line is least squares of growth on the logarithm of the
        initial level; its slope is written beside it.
    """
    columns = (
        Column("place"),
        Column("name"),
        Column("initial", OWN_UNIT),
        Column("growth", "share", -1.0),
    )
    checked(growth, columns, "growth", key=("place",), least=3)
    level, rate = growth["initial"].to_numpy(float), growth["growth"].to_numpy(float)
    if not (level > 0).all() or np.ptp(level) == 0:
        raise InputError(
            "growth: 'initial' must be above 0 and differ between places; give levels, not their "
            "logarithms"
        )

    foot = _TOP + _HIGH + 40
    x = scale_over(level, _LEFT, WIDTH, log_scale=True)
    y = scale_over([*rate, 0.0] if _near_zero(rate) else rate, foot, _TOP, pad=0.08)
    slope, base = np.polyfit(np.log(level) - np.log(level).mean(), rate, 1)
    ends = [
        (x.at(v), y.at(base + slope * (np.log(v) - np.log(level).mean())))
        for v in (level.min(), level.max())
    ]
    body = upward(y, _LEFT, WIDTH, caption, caption.say("chart_growth_y"), share=True)
    unit = caption.own(caption.unit)
    label = caption.say("chart_initial_unit", unit=unit) if unit else caption.say("chart_initial")
    body += across(x, _TOP, foot, caption, label, most=5)
    if y.low < 0 < y.high:
        body.append(svg.line(_LEFT, y.at(0.0), WIDTH, y.at(0.0), "axis"))
    body.append(svg.line(*ends[0], *ends[1], "reference"))
    points = [(x.at(v), y.at(r)) for v, r in zip(level, rate, strict=True)]
    body += [svg.circle(*point, 4.0, "dot") for point in points]
    words = caption.say("chart_beta", value=_small(float(slope), caption))
    where = (WIDTH - 4, _TOP + 12)
    body.append(svg.text(*where, same(words), "strong halo", anchor="end"))
    residual = rate - (base + slope * (np.log(level) - np.log(level).mean()))
    first = np.argsort(-np.abs(residual), kind="stable")[:_N_NAMED]
    rest = np.setdiff1d(np.arange(level.size), first)
    taken = [(px - 3, py - 3, px + 3, py + 3) for px, py in (points[i] for i in rest)]
    taken.append(box_of(*where, words, "end"))
    named = [(*points[i], caption.own(growth["name"].iloc[i])) for i in first]
    body += beside(named, (_LEFT, _TOP - 6, WIDTH, foot), taken)
    n = caption.say("chart_n_of", n=len(growth))
    return sheet(caption, body, foot + 38, caption.say("chart_growth"), f"{words}; {n}")


def _near_zero(rate: np.ndarray) -> bool:
    """Whether zero is near enough to the rates to be shown with them."""
    return bool(np.abs(rate).min() < 0.6 * np.ptp(rate))


def transition_heatmap(
    matrix: pd.DataFrame, caption: Caption, *, counts: pd.Series | None = None
) -> Markup:
    """Shares of the places in each class (row) that were in each class (column) a period later.

    Parameters
    ----------
    matrix
        Square, the same classes as rows and columns in the same order; each row sums to 1, or is
        missing as a whole where no place was ever in that class.
    caption
        The finding and what stands around it.
    counts
        Places seen in each class, by class; written at the end of the row.

    Returns
    -------
    Markup
        An SVG that stands alone.  Staying is framed.
    """
    shares = _transitions(matrix, counts)

    names = [caption.own(each) for each in matrix.index]
    n = len(names)
    tail = [
        caption.say("chart_n_of", n=f"{counts[each]:g}") if counts is not None else ""
        for each in matrix.index
    ]
    right = WIDTH - max(text_width(each, 11.5) for each in tail) - (8 if counts is not None else 0)
    left, heads = _heads(names, right)
    rows = [f"{at + 1} {name}" for at, name in enumerate(names)] if heads is None else names
    heads = heads or [[f"{at + 1}"] for at in range(n)]
    side = (right - left) / n
    high = min(side, 56.0)
    top = 24.0 + 14.0 * max(map(len, heads))
    body: list[Markup] = [
        svg.text(left, 12, same(caption.say("chart_to")), "small"),
        svg.text(0, top - 8, same(caption.say("chart_from")), "small"),
    ]
    for at, name in enumerate(rows):
        x, y = left + side * (at + 0.5), top + high * (at + 0.5)
        for step, line in enumerate(reversed(heads[at])):
            body.append(svg.text(x, top - 8 - 14 * step, same(line), "small", anchor="middle"))
        body.append(svg.text(left - 8, y + 4, same(name), anchor="end"))
        if tail[at]:
            body.append(svg.text(WIDTH, y + 4, same(tail[at]), "small", anchor="end"))
    told = []
    for i in range(n):
        y = top + high * i
        if not isfinite(shares[i, 0]):
            words = same(caption.say("chart_never"))
            body += [
                svg.rect(left, y, side * n, high, "cell-edge"),
                svg.text(left + side * n / 2, y + high / 2 + 4, words, "small", anchor="middle"),
            ]
            continue
        for j in range(n):
            share = float(shares[i, j])
            body += _cell(left + side * j, y, side, high, share, caption)
            if share > 0:
                told.append(f"{names[i]} → {names[j]}: {caption.share(share)}")
        body.append(svg.rect(left + side * i + 1.5, y + 1.5, side - 3, high - 3, "stay"))
    foot = top + high * n
    return sheet(caption, body, foot + 6, caption.say("chart_transitions"), "; ".join(told))


def _heads(names: list[str], right: float) -> tuple[float, list[list[str]] | None]:
    """Where the squares begin, and the lines over each column; none where names do not fit."""
    left = min(max(map(text_width, names)) + 10, 130.0)
    side = (right - left) / len(names)
    lines = [wrapped(name, 11.5, side - 4) for name in names]
    fits = all(len(each) <= 3 for each in lines)
    fits = fits and all(text_width(line, 11.5) <= side - 2 for each in lines for line in each)
    if fits:
        return left, lines
    return min(max(map(text_width, names)) + 24, 150.0), None


def _transitions(matrix: pd.DataFrame, counts: pd.Series | None) -> np.ndarray:
    if matrix.empty or list(matrix.index) != list(matrix.columns) or not matrix.index.is_unique:
        raise InputError(
            f"matrix: rows {list(matrix.index)} and columns {list(matrix.columns)} must be the "
            "same classes in the same order, each once, at least one"
        )
    shares = matrix.to_numpy(float)
    empty = np.isnan(shares).all(axis=1)
    wrong = ~empty & ~(np.isclose(shares.sum(axis=1), 1.0, atol=1e-6) & (shares >= 0).all(axis=1))
    if wrong.any():
        raise InputError(
            f"matrix: {int(wrong.sum())} rows are not shares that sum to 1, such as "
            f"{matrix.index[wrong].tolist()[0]!r}; divide counts by their row's sum"
        )
    if counts is not None and not matrix.index.isin(counts.index).all():
        raise InputError("counts: a class of the matrix is missing; give one count for each row")
    return shares


def _cell(
    x: float, y: float, wide: float, high: float, share: float, caption: Caption
) -> list[Markup]:
    """A square as dark as its share is large, with the number in it."""
    middle = (x + wide / 2, y + high / 2 + 4)
    edge = svg.rect(x, y, wide, high, "cell-edge")
    fill = Markup('<rect x="{}" y="{}" width="{}" height="{}" class="cell" opacity="{}"/>').format(
        *map(svg.number, (x, y, wide, high)), f"{_DARKEST * share:.3f}"
    )
    body = [fill, edge]
    if caption.simulated:
        body.append(svg.hatching(x, y, wide, high))
    number = tick_words(round(share * 100, 1 if wide >= 44 else 0), "en")
    return [*body, svg.text(*middle, same(f"{number}%"), anchor="middle")]
