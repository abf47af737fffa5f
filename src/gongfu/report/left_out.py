"""Who is left out: in a sentence, where most of them live, and what the largest points lack."""

from typing import Final

import numpy as np
import pandas as pd
from markupsafe import Markup

from gongfu.model.place import ancestors
from gongfu.report import charts
from gongfu.report.circle import Circle
from gongfu.report.numbers import SMALL_COUNT, large, people, plain, share_of
from gongfu.report.pictures import Picture, Swatch
from gongfu.report.points import names_of
from gongfu.report.tables import NOTHING, Cell, Column, Table, names, short
from gongfu.report.text import Both, inside, listed, same
from gongfu.report.words import prefixed, say
from gongfu.units import S_PER_MIN

_LEVELS: Final = ("county", "township", "prefecture")
_BARS: Final = 15
_POINTS: Final = 20
_FINDER: Final = 25


def sentences(circle: Circle) -> list[Both]:
    """How many lack the kind that the page speaks of, how far they go, and who is not judged."""
    kind = circle.first_kind
    if kind is None:
        return [say("left_out_no_data")]
    if all(circle.lacking(each) == 0 for each in circle.kinds):
        said = [prefixed(say("left_out_nobody"), simulated=circle.is_simulated)]
    elif circle.lacking(kind) > 0:
        said = [circle.marked(_lead(circle, kind), kind)]
    else:
        said = []
    unknown = circle.unknown(kind)
    if unknown > 0:
        hidden = people(unknown, suppress=circle.hides_small)
        said.append(say("left_out_unknown", people=hidden))
    return said


def next_step(circle: Circle, plan_link: str) -> Both | None:
    """Where to build next: the page of a plan, or how to make one; None where nobody lacks it."""
    kind = circle.first_kind
    if kind is None or not circle.lacking(kind) > 0:
        return None
    if plan_link:
        return say("next_plan", link=plan_link)
    return say("next_command", kind=kind, title=circle.named(kind))


def _lead(circle: Circle, kind: str) -> Both:
    lacking, row = circle.lacking(kind), circle.whole.loc[kind]
    total = row["residents"] - row["residents_not_judged"]
    half_s = _half_beyond(_lackers(circle, kind))
    return say(
        "left_out_lead" if np.isfinite(half_s) else "left_out_lead_far",
        people=_bulk(circle, lacking),
        total=Both(large(total).en, people(total).zh),
        share=share_of(lacking, total),
        kind=circle.named(kind),
        minutes=circle.minutes,
        mode=circle.mode,
        half=_minutes(half_s),
        far=plain(circle.far_minutes),
    )


def _bulk(circle: Circle, value: float) -> Both:
    """A count of people; the English word for them follows in the sentence."""
    counted = people(value, suppress=circle.hides_small)
    return Both(counted.en.removesuffix(" people"), counted.zh)


def _lackers(circle: Circle, kind: str) -> pd.DataFrame:
    """Rows of those who are known to lack the kind."""
    rows = circle.left_out
    return rows[((rows["kind"] == kind) & (rows["state"] == "out_of_reach")).to_numpy(bool)]


def _half_beyond(rows: pd.DataFrame) -> float:
    """Seconds to the nearest that half of the people in these rows exceed; inf if not known."""
    time_s, weight = rows["nearest_s"].to_numpy(float), rows["residents"].to_numpy(float)
    order = np.argsort(time_s, kind="stable")
    running = np.cumsum(weight[order])
    if not running.size or not running[-1] > 0:
        return np.inf
    return float(time_s[order][np.searchsorted(running, running[-1] / 2.0)])


def _minutes(seconds: float) -> Both:
    """Whole minutes below: "more than 21 minutes" is then true of 21.9."""
    return plain(np.floor(seconds / S_PER_MIN)) if np.isfinite(seconds) else NOTHING


def level_of(circle: Circle) -> str | None:
    """The level whose places are compared: the first of county, township, prefecture with two."""
    whole = circle.coverage[(circle.coverage["kind"] == "all") & (circle.coverage["n_places"] > 0)]
    counts = whole.groupby("level")["place"].nunique()
    return next((level for level in _LEVELS if counts.get(level, 0) > 1), None)


def pictures(circle: Circle) -> list[Picture]:
    """Where most of those live who lack the kind that the page speaks of."""
    kind, level = circle.first_kind, level_of(circle)
    if kind is None or level is None or not circle.lacking(kind) > 0:
        return []
    rows = _by_place(circle, level)[kind]
    rows = rows[rows["lacking"] > 0].sort_values("lacking", ascending=False, kind="stable")
    shown = rows.head(_BARS)
    called = names(circle.zone.places, list(shown.index))
    hides = circle.hides_small
    drawn = [
        charts.Bar(
            short(name),
            (charts.Part(row.lacking, "left-out"),),
            say(
                "lacking_after",
                people=_bulk(circle, row.lacking),
                share=share_of(row.lacking, row.judged),
            ),
        )
        for name, row in zip(called, shown.itertuples(), strict=True)
    ]
    stand_in = circle.rests_on_stand_ins(kind)
    legend = [Swatch("persimmon", say("legend_out"))]
    if stand_in:
        legend.append(Swatch("hatch", say("legend_simulated")))
    title = say(
        "lacking_bars_title",
        place=called[0],
        people=people(shown["lacking"].iloc[0], suppress=hides),
    )
    what = say(
        "lacking_bars_what",
        kind=circle.named(kind),
        minutes=circle.minutes,
        mode=circle.mode,
        n=plain(len(shown)),
        all=plain(len(_by_place(circle, level)[kind])),
        level=say(f"level_{level}"),
    )
    drawing = charts.bars(
        drawn,
        "lacking-title",
        most=float(shown["lacking"].iloc[0]),
        after_width=128.0,
        simulated=stand_in,
    )
    return [Picture("lacking", circle.marked(title, kind), what, drawing, legend,
                    simulated=stand_in)]  # fmt: skip


def _by_place(circle: Circle, level: str) -> dict[str, pd.DataFrame]:
    """For each kind, residents judged and lacking of every place of a level."""
    rows = circle.coverage[(circle.coverage["level"] == level) & (circle.coverage["n_places"] > 0)]
    judged = rows["residents"] - rows["residents_not_judged"]
    rows = rows.assign(judged=judged, lacking=judged - rows["residents_reached"])
    # Sums of fractions leave dust of the binary.
    rows["lacking"] = rows["lacking"].where(rows["lacking"] > 1e-6, 0.0)
    return {
        kind: rows[rows["kind"] == kind].set_index("place")[["residents", "judged", "lacking"]]
        for kind in circle.kinds
    }


def tables(circle: Circle) -> list[Table]:
    """Places by kind, and the largest points that lack something."""
    made = [_places_table(circle), _points_table(circle)]
    return [table for table in made if table is not None]


def _places_table(circle: Circle) -> Table | None:
    kind, level = circle.first_kind, level_of(circle)
    if kind is None or level is None:
        return None
    by_kind = _by_place(circle, level)
    first = by_kind[kind].sort_values("lacking", ascending=False, kind="stable")
    if not sum(frame["lacking"].sum() for frame in by_kind.values()) > 0:
        return None
    codes = list(first.index)
    parents = circle.zone.places["parent"].reindex(codes).tolist()
    half_s = _half_by_place(circle, kind, level)
    columns = [Column(prefixed(say("col_place"), simulated=circle.is_simulated))]
    columns += [Column(say("col_within"), "w"), Column(say("col_people"), "n")]
    columns += [Column(circle.title(each), "n") for each in circle.kinds]
    columns.append(Column(say("col_half_beyond"), "n"))
    body = []
    own, above = names(circle.zone.places, codes), names(circle.zone.places, parents)
    for name, upper, code in zip(own, above, codes, strict=True):
        cells = [Cell(name), Cell(upper), _count(circle, first.loc[code, "residents"])]
        cells += [_count(circle, by_kind[each].loc[code, "lacking"]) for each in circle.kinds]
        time_s = half_s.get(code, np.nan)
        cells.append(_half_cell(circle, time_s))
        body.append(cells)
    note = say(
        "lacking_table_note",
        minutes=circle.minutes,
        mode=circle.mode,
        level=say(f"level_{level}"),
        kind=inside(circle.title(kind)),
    )
    caption = say("lacking_table", level=say(f"level_{level}"))
    return Table(
        "lacking-places",
        prefixed(caption, simulated=circle.is_simulated),
        columns,
        body,
        note,
        numbers=True,
        tall=len(body) > _FINDER,
        finder=len(body) > _FINDER,
    )


def _half_cell(circle: Circle, time_s: float) -> Cell:
    if np.isnan(time_s):
        return Cell(NOTHING, "-1")
    if np.isinf(time_s):
        return Cell(same(f">{circle.far_minutes}"), "1e9")
    return Cell(_minutes(time_s))


def _count(circle: Circle, value: float) -> Cell:
    """Residents; small counts of real ones are hidden."""
    if circle.hides_small and 0 < value < SMALL_COUNT:
        return Cell(same(f"<{SMALL_COUNT}"), "1")
    return Cell(plain(value), f"{value:.6g}" if value >= 1000 else "")


def _half_by_place(circle: Circle, kind: str, level: str) -> dict[str, float]:
    """Seconds that half of those who lack the kind exceed, by place of a level."""
    rows = _lackers(circle, kind)
    above = ancestors(circle.zone.places)
    if level not in above or rows.empty:
        return {}
    place = above[level].reindex(rows["place"].astype(str)).to_numpy(object)
    return {str(code): _half_beyond(part) for code, part in rows.groupby(place)}


def _points_table(circle: Circle) -> Table | None:
    """The largest points that are known to lack a kind, with all that they lack."""
    rows = circle.left_out[(circle.left_out["state"] == "out_of_reach").to_numpy(bool)]
    if rows.empty:
        return None
    ids = rows["community_id"].astype(object)
    chosen = list(dict.fromkeys(ids))[:_POINTS]
    rows = rows[ids.isin(chosen).to_numpy()]
    points = circle.zone.communities.loc[chosen]
    english, own = names_of(points)
    places = names(circle.zone.places, list(points["place"]))
    many = len(set(circle.zone.communities["place"])) > 1
    body = []
    for at, key in enumerate(chosen):
        mine = rows[(rows["community_id"] == key).to_numpy()]
        lacks = [
            say(
                "kind_minutes",
                kind=circle.title(str(row.kind)),
                m=same(f">{circle.far_minutes}")
                if np.isinf(row.nearest_s)
                else plain(np.ceil(row.nearest_s / S_PER_MIN)),
            )
            for row in mine.itertuples()
        ]
        cells = [Cell(Both(english[at], own[at]))]
        cells += [Cell(places[at])] if many else []
        cells += [
            _count(circle, float(points["residents"].iloc[at])),
            Cell(plain(len(mine))),
            Cell(listed(lacks)),
        ]
        body.append(cells)
    columns = [Column(prefixed(say("col_point"), simulated=circle.is_simulated))]
    columns += [Column(say("col_place"))] if many else []
    columns += [
        Column(say("col_people"), "n"),
        Column(say("col_n_lacking"), "n"),
        Column(say("col_lacking"), "long"),
    ]
    return Table(
        "lacking-points",
        prefixed(say("worst_points", n=plain(len(body))), simulated=circle.is_simulated),
        columns,
        body,
        say("worst_points_note", far=Markup(circle.far_minutes)),
    )
