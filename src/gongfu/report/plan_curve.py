"""The curve of a plan: how far each number of new sites comes, and where one more brings little."""

from typing import Final

import pandas as pd
from markupsafe import Markup

from gongfu.model.schema import Column
from gongfu.report import svg
from gongfu.report.asked import About, number
from gongfu.report.asked_plan import Planned
from gongfu.report.gap_labels import box_of, meets
from gongfu.report.gap_sheet import (
    WIDTH,
    Caption,
    Scale,
    checked,
    scale_over,
    sheet,
    tick_words,
    upward,
)
from gongfu.report.numbers import plain, share_of
from gongfu.report.text import Both, same
from gongfu.report.words import say

_COLUMNS: Final = (
    Column("n_sites", "sites"),
    Column("share_after", "share"),
    Column("share_at_most", "share"),
    Column("knee"),
)
_MARKS: Final = 7
_SEEN: Final = 1e-4  # a gap of less is thinner than the line
_LEFT, _RIGHT, _TOP, _FOOT = 52.0, WIDTH - 12.0, 26.0, 246.0


def sentences(about: About, planned: Planned, table: pd.DataFrame) -> list[Both]:
    """What the first sites bring and what the later ones, and how good other plans could be.

    `planned` is of the plan with most sites; `table` has `n_sites`, `gained`, `at_most`, `knee`.
    """
    last, knee = table.iloc[-1], table[table["knee"]]
    parts = planned.parts(about) | {"most": plain(last["n_sites"])}
    before, judged = planned.before, planned.judged
    if len(knee) and knee["n_sites"].iloc[0] < last["n_sites"]:
        turn = knee.iloc[0]
        rest = last["n_sites"] - turn["n_sites"]
        # Said of people or communities; each "for each site" is an average of many.
        parts |= {
            "knee": plain(turn["n_sites"]),
            "gained": planned.count(about, turn["gained"]),
            "each": number(turn["gained"] / turn["n_sites"]),
            "rest": plain(rest),
            "further": number((last["gained"] - turn["gained"]) / rest),
            "knee_after": share_of(before + turn["gained"], judged),
        }
        said = [say("plan_curve", **parts), say("plan_curve_share", **parts)]
    else:
        parts["gained"] = planned.count(about, last["gained"])
        said = [say("plan_curve_straight", **parts), say("plan_curve_share_straight", **parts)]
    more = float((table["at_most"] - table["gained"]).max())
    if 0 < more < 1:  # the search stops where less than one person is open
        said.append(say("plan_curve_near"))
    elif more > 0:
        said.append(say("plan_curve_bounded", more=planned.count(about, more)))
    else:
        said.append(say("plan_curve_proved"))
    return said


def curve_chart(table: pd.DataFrame, before: float, caption: Caption) -> Markup:
    """The share within reach by the number of new sites, with its bounds and its knee.

    Parameters
    ----------
    table
        `n_sites`, ascending; `share_after`, `share_at_most` (0 to 1), `knee` (bool).
    before
        The share within reach without a new site.
    caption
        The finding and what stands around it.

    Returns
    -------
    Markup
        An SVG that stands alone.
    """
    checked(table, _COLUMNS, "curve", key=("n_sites",), least=2)
    shares = [before, *table["share_after"], *table["share_at_most"]]
    x = Scale(0.0, float(table["n_sites"].max()), _LEFT, _RIGHT)
    y = scale_over(shares, _FOOT, _TOP, pad=0.12)
    low, high = max(y.low, 0.0), min(y.high, 1.0)
    y = Scale(low, high, _FOOT, _TOP)
    body = [
        *_across(x, caption),
        *upward(y, _LEFT, _RIGHT, caption, caption.say("plan_curve_y"), share=True),
    ]
    line = [(x.at(0.0), y.at(before))]
    line += [
        (x.at(n), y.at(share))
        for n, share in zip(table["n_sites"], table["share_after"], strict=True)
    ]
    top = [
        (x.at(n), y.at(share))
        for n, share in zip(table["n_sites"], table["share_at_most"], strict=True)
    ]
    open_gap = bool((table["share_at_most"] - table["share_after"]).max() > _SEEN)
    if open_gap:
        body.append(svg.polygon([*line, *top[::-1]], "under"))
    body.append(svg.line(_LEFT, y.at(before), _RIGHT, y.at(before), "reference"))
    body.append(svg.polyline(line, "line s0"))
    body += [svg.circle(a, b, 3.2, "dot") for a, b in line[1:]]
    body += _labels(table, before, x, y, caption)
    what = "plan_curve_what" if open_gap else "plan_curve_what_proved"
    notes = [caption.say("plan_curve_axis")] if low > 0 else []
    tells = "; ".join(
        caption.say("plan_curve_point", n=int(n), share=caption.share(share))
        for n, share in zip(table["n_sites"], table["share_after"], strict=True)
    )
    return sheet(caption, body, _FOOT + 40.0, caption.say(what), tells, notes)


def _across(x: Scale, caption: Caption) -> list[Markup]:
    """Upright grid lines at whole numbers of sites, and the axis' name below."""
    most = int(x.high)
    steps = (m * 10**e for e in range(7) for m in (1, 2, 5))
    step = next(step for step in steps if most <= _MARKS * step)
    body = []
    for mark in range(0, most + 1, step):
        at = x.at(float(mark))
        words = same(tick_words(float(mark), caption.language))
        body += [
            svg.line(at, _TOP, at, _FOOT, "grid"),
            svg.text(at, _FOOT + 15, words, "small", anchor="middle"),
        ]
    words = same(caption.say("plan_curve_x"))
    return [*body, svg.text((_LEFT + _RIGHT) / 2, _FOOT + 32, words, "small", anchor="middle")]


def _labels(
    table: pd.DataFrame, before: float, x: Scale, y: Scale, caption: Caption
) -> list[Markup]:
    """The knee with a ring, the end of the curve, and today; the end gives way to the knee."""
    body, taken = [], []
    knee = table[table["knee"]]
    if len(knee):
        turn = knee.iloc[0]
        a, b = x.at(turn["n_sites"]), y.at(turn["share_after"])
        n = int(turn["n_sites"])
        words = caption.say("plan_curve_knee", n=n, share=caption.share(turn["share_after"]))
        taken.append(box_of(a + 8, b + 20, words))
        body += [
            svg.circle(a, b, 6.0, "ring"),
            svg.text(a + 8, b + 20, same(words), "strong halo"),
        ]
    last = table.iloc[-1]
    words = caption.say(
        "plan_curve_end", n=int(last["n_sites"]), share=caption.share(last["share_after"])
    )
    a, b = x.at(last["n_sites"]), y.at(last["share_after"]) - 9
    if not any(meets(box_of(a, b, words, "end"), box) for box in taken):
        body.append(svg.text(a, b, same(words), "halo", anchor="end"))
    today = caption.say("plan_curve_today", share=caption.share(before))
    body.append(svg.text(_RIGHT, y.at(before) - 6, same(today), "small halo", anchor="end"))
    return body
