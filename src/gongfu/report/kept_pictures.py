"""Pictures of what became of promises: by field, and month by month."""

from typing import Final

import numpy as np

from gongfu.report import charts, svg
from gongfu.report.kept import Kept, field_words
from gongfu.report.numbers import percent, plain
from gongfu.report.pictures import Picture, Swatch
from gongfu.report.text import same
from gongfu.report.words import prefixed, say

_FIELDS: Final = 12


def pictures(kept: Kept) -> list[Picture]:
    """Those that have something to show.

    Parameters
    ----------
    kept
        From a ledger.

    Returns
    -------
    list of Picture
        Each with its finding as its title.
    """
    if not kept.total["n"]:
        return []
    return [_fields(kept), *([_course(kept)] if len(kept.course) > 1 else [])]


def _fields(kept: Kept) -> Picture:
    rows = kept.by_field.sort_values(["n_late", "n"], ascending=False, kind="stable").head(_FIELDS)
    bars = []
    for field, row in rows.iterrows():
        n = float(row["n"])
        parts = {
            "sea": row["n_delivered"],
            "sea-soft": row["n_begun_in_time"],
            "unknown": row["n_waiting_in_time"],
            "left-out": row["n_late"],
        }
        bars.append(
            charts.Bar(
                field_words(str(field)),
                tuple(
                    charts.Part(value / n, css, percent(value / n, 0) if css == "sea" else None)
                    for css, value in parts.items()
                ),
                plain(n),
            )
        )
    worst = rows.iloc[0]
    title = say("kept_fields_on_time")
    if worst["n_late"]:
        title = say(
            "kept_fields_title",
            field=field_words(str(rows.index[0])),
            late=plain(worst["n_late"]),
            n=plain(worst["n"]),
        )
    legend = [
        Swatch("sea", say("kept_legend_delivered")),
        Swatch("sea-soft", say("kept_legend_under_way")),
        Swatch("grey", say("kept_legend_not_started")),
        Swatch("persimmon", say("kept_legend_late")),
        *([Swatch("hatch", say("legend_simulated"))] if kept.simulated else []),
    ]
    return Picture(
        "kept-fields",
        prefixed(title, simulated=kept.simulated),
        say("kept_fields_what", day=kept.today.isoformat()),
        charts.bars(bars, "kept-fields-title", most=1.0, simulated=kept.simulated),
        legend,
        simulated=kept.simulated,
    )


def _course(kept: Kept) -> Picture:
    months = kept.course["month"].tolist()
    due, done = kept.course["n_due"].to_numpy(float), kept.course["n_delivered"].to_numpy(float)
    left, top, wide, high = 46.0, 14.0, 300.0, 190.0
    most = max(float(due.max()), float(done.max()), 1.0)
    x = left + wide * np.arange(len(months)) / (len(months) - 1)
    body = []
    for value in (tick for tick in charts.ticks(0.0, most, 5) if tick == int(tick)):
        y = top + high * (1.0 - value / most)
        body += [
            svg.line(left, y, left + wide, y, "axis" if value == 0 else "grid"),
            svg.text(left - 6, y + 4, plain(value), "small", anchor="end"),
        ]
    for at, month in enumerate(months):
        if at % max(1, -(-len(months) // 6)) == 0:
            body.append(
                svg.text(x[at], top + high + 16, same(str(month)), "small", anchor="middle")
            )
    for values, css, key in ((due, "due", "due"), (done, "curve", "delivered")):
        up = top + high * (1.0 - values / most)
        body.append(svg.polyline(list(zip(x.tolist(), up.tolist(), strict=True)), css))
        clear = -8.0 if values[-1] >= (done if key == "due" else due)[-1] else 16.0
        words = say(f"kept_legend_{key}")
        body.append(svg.text(left + wide + 6, up[-1] + 4 + clear / 4, words, "small"))
    title = say("kept_course_title", delivered=plain(done[-1]), due=plain(due[-1]))
    return Picture(
        "kept-course",
        prefixed(title, simulated=kept.simulated),
        say("kept_course_what", day=kept.today.isoformat()),
        svg.drawing(body, svg.WIDTH, top + high + 24, "kept-course-title"),
        simulated=kept.simulated,
    )
