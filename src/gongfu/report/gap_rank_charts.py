"""The picture of a ranking that shows how sure it is."""

import numpy as np
import pandas as pd
from markupsafe import Markup

from gongfu.errors import InputError
from gongfu.model.schema import Column
from gongfu.report import svg
from gongfu.report.gap_labels import text_width
from gongfu.report.gap_sheet import WIDTH, Caption, Scale, checked, interval_faults, sheet
from gongfu.report.text import same

_ROW = 17.0


def rank_intervals(ranks: pd.DataFrame, caption: Caption) -> Markup:
    """Places in the order of their rank, each with its interval, in bands of equals.

    A band begins with a place and holds those after it whose interval overlaps its own: within a
    band nobody can be told apart from its first place.

    Parameters
    ----------
    ranks
        One row per `place` with its `name`, `rank` and the ends `low` and `high` of the rank's
        interval.  Places without a rank (missing) are named below the picture.
    caption
        The finding and what stands around it.

    Returns
    -------
    Markup
        An SVG that stands alone.  A rank without an interval is an InputError: rankings show
        their uncertainty or are not shown.
    """
    number = [Column(c, "ranks", 1.0, missing=True) for c in ("rank", "low", "high")]
    checked(ranks, (Column("place"), Column("name"), *number), "ranks", key=("place",))
    known = ranks[ranks["rank"].notna()]
    bare = known["low"].isna() | known["high"].isna()
    if known.empty or bare.any():
        raise InputError(
            f"ranks: {int(bare.sum())} of {len(known)} ranked places have no interval; a ranking "
            "shows its uncertainty or is not shown, so give 'low' and 'high'"
        )
    interval_faults(known, "rank", "ranks")
    known = known.sort_values(["rank", "low", "high", "place"], kind="stable")

    names = [caption.own(name) for name in known["name"]]
    ends = [
        caption.say(
            "chart_value_range",
            value=f"{rank:g}",
            low=f"{low:g}",
            high=f"{high:g}",
        )
        for rank, low, high in zip(known["rank"], known["low"], known["high"], strict=True)
    ]
    left = min(max(text_width(name) for name in names) + 10, 150.0)
    right = WIDTH - max(text_width(end, 11.5) for end in ends) - 18
    scale = Scale(1.0, max(float(known["high"].max()), 2.0), left + 6, right)
    top = 20.0
    foot = top + _ROW * len(known)
    body, bands = [], _bands(known["low"].to_numpy(float), known["high"].to_numpy(float))
    for at, (first, last) in enumerate(bands):
        if at % 2 == 0:
            body.append(svg.rect(-4, top + _ROW * first, WIDTH + 8, _ROW * (last - first), "band"))
    steps = [1.0, *(m for m in scale.marks(5) if m == int(m) and m - 1 > 0.1 * scale.high)]
    for mark in steps:
        x = scale.at(mark)
        body += [
            svg.line(x, top, x, foot, "grid"),
            svg.text(x, 12, same(f"{mark:g}"), "small", anchor="middle"),
            svg.text(x, foot + 15, same(f"{mark:g}"), "small", anchor="middle"),
        ]
    body.append(svg.text(0, 12, same(caption.say("chart_rank")), "small"))
    for at, row in enumerate(known[["rank", "low", "high"]].itertuples(index=False)):
        y = top + _ROW * (at + 0.5)
        label = _cut(names[at], left - 8)
        body += [
            svg.text(left - 4, y + 4, same(label), anchor="end"),
            svg.line(scale.at(row.low), y, scale.at(row.high), y, "range"),
            svg.circle(scale.at(row.rank), y, 4.2, "dot"),
            svg.text(WIDTH, y + 4, same(ends[at]), "small", anchor="end"),
        ]
    notes = [caption.say("chart_bands")]
    lost = [caption.own(name) for name in ranks.loc[ranks["rank"].isna(), "name"]]
    if lost:
        joined = ("、" if caption.language == "zh" else ", ").join(lost)
        notes.append(caption.say("chart_unranked", names=joined))
    told = "; ".join(f"{name} {end}" for name, end in zip(names, ends, strict=True))
    return sheet(caption, body, foot + 20, caption.say("chart_ranks"), told, notes)


def _bands(low: np.ndarray, high: np.ndarray) -> list[tuple[int, int]]:
    """First and one past the last row of each band; rows in order of rank."""
    bands, first = [], 0
    while first < low.size:
        last = first + 1
        while last < low.size and low[last] <= high[first]:
            last += 1
        bands.append((first, last))
        first = last
    return bands


def _cut(words: str, width: float) -> str:
    if text_width(words) <= width:
        return words
    while words and text_width(words + "…") > width:
        words = words[:-1]
    return words.rstrip() + "…"
