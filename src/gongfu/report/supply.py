"""What is there for each resident: a table of kinds, how evenly it falls, maps and rankings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from gongfu.measure.supply_by_place import WHOLE_ZONE
from gongfu.report import charts, maps
from gongfu.report.circle import Circle
from gongfu.report.layers import kind_words
from gongfu.report.numbers import percent, plain, rounded
from gongfu.report.pictures import Picture, Swatch, class_legend
from gongfu.report.tables import (
    Cell,
    Column,
    Table,
    names,
    number_cell,
    percent_cell,
    short,
)
from gongfu.report.text import Both, inside, same
from gongfu.report.words import prefixed, say

PER: Final[Mapping[str, float]] = {"capacity": 1_000.0, "count": 10_000.0}
"""Residents that supply is related to: places per 1,000, facilities per 10,000."""

_LEVELS: Final = ("county", "township", "prefecture")
_WORST, _BEST = 15, 5
_FINDER: Final = 25
_DECIMALS: Final = 2
_SHARE_EDGES: Final = (0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1.0)
"""Alike for every kind, so that their maps can be held against each other."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One kind: the line that opens it, and its figures."""

    key: str
    summary: Both
    pictures: tuple[Picture, ...]


def shares(circle: Circle) -> pd.DataFrame:
    """The rows of the whole zone, one for each kind, in units for people."""
    rows = circle.supply
    if rows.empty:
        return pd.DataFrame()
    whole = rows[(rows["level"] == WHOLE_ZONE).to_numpy(bool)]
    return _in_units(whole).set_index(whole["kind"].astype(str))


def _in_units(rows: pd.DataFrame) -> pd.DataFrame:
    per = rows["basis"].astype(str).map(PER).to_numpy(float)
    amounts = ("supply_per_head", "p10_per_head", "median_per_head", "p90_per_head")
    return rows.assign(**{name.removesuffix("_per_head"): rows[name] * per for name in amounts})


def sentences(circle: Circle) -> list[Both]:
    """The kinds with capacities, else one that is counted; and what counting means."""
    whole = shares(circle)
    judged = whole[whole["supply_per_head"].notna()]
    if judged.empty:
        return [prefixed(say("supply_none_judged"), simulated=circle.is_simulated)]
    by_room = judged[judged["basis"] == "capacity"]
    spoken = by_room if len(by_room) else judged.sort_values("gini", ascending=False).head(1)
    said = [
        circle.marked(
            say(
                f"supply_lead_{row.basis}",
                kind=circle.title(str(kind)),
                mean=plain(row.supply, _DECIMALS),
                poor=percent(row.share_below_half),
                minutes=circle.minutes,
                mode=circle.mode,
            ),
            str(kind),
        )
        for kind, row in zip(spoken.index, spoken.itertuples(), strict=True)
    ]
    counted = tuple(str(kind) for kind in whole.index[(whole["basis"] == "count").to_numpy(bool)])
    if counted:
        said.append(say("supply_counted", kinds=kind_words(counted)))
    return said


def table(circle: Circle) -> Table | None:
    """One row for each kind of the whole zone."""
    whole = shares(circle)
    # Where every kind rests on stand-ins the caption says so for all.
    all_alike = len({circle.rests_on_stand_ins(str(kind)) for kind in whole.index}) == 1
    body = [
        [
            Cell(
                circle.title(str(kind))
                if all_alike
                else circle.marked(circle.title(str(kind)), str(kind))
            ),
            Cell(say(f"unit_{row.basis}")),
            number_cell(row.n_facilities),
            number_cell(row.supply, _DECIMALS),
            number_cell(row.p10, _DECIMALS),
            number_cell(row.median, _DECIMALS),
            number_cell(row.p90, _DECIMALS),
            percent_cell(row.share_below_half),
            percent_cell(row.share_without),
            number_cell(row.gini, 3),
        ]
        for kind, row in zip(whole.index, whole.itertuples(), strict=True)
    ]
    if not body or whole["supply_per_head"].isna().all():
        return None
    heads = (("col_kind", ""), ("col_unit", "w"), ("col_facilities", "n"), ("col_mean", "n"),
             ("col_p10", "n"), ("col_median", "n"), ("col_p90", "n"), ("col_below_half", "n"),
             ("col_with_none", "n"), ("col_gini", "n"))  # fmt: skip
    return Table(
        "supply-kinds",
        prefixed(say("supply_table"), simulated=circle.is_simulated),
        [Column(say(key), css) for key, css in heads],
        body,
        say("supply_table_note", minutes=circle.minutes, mode=circle.mode),
        numbers=True,
    )


def spread_picture(circle: Circle) -> Picture | None:
    """How evenly each kind falls to residents, on one scale: multiples of its own mean."""
    whole = shares(circle)
    if whole.empty:
        return None
    judged = whole[whole["supply_per_head"] > 0].sort_values("gini", ascending=False, kind="stable")
    if judged.empty:
        return None
    rows = [
        charts.Range(
            circle.title(str(kind)), row.p10 / row.supply, row.median / row.supply,
            row.p90 / row.supply, plain(row.gini, 2),
            simulated=circle.rests_on_stand_ins(str(kind)),
        )
        for kind, row in zip(judged.index, judged.itertuples(), strict=True)
    ]  # fmt: skip
    worst, best = (circle.title(str(judged.index[at])) for at in (0, -1))
    title = (
        say("supply_spread_title", worst=inside(worst), best=inside(best))
        if len(judged) > 1
        else say("supply_spread_title_one", kind=inside(best))
    )
    drawing = charts.ranges(
        rows,
        "supply-spread-title",
        axis=say("supply_spread_axis"),
        mean=(1.0, say("mean_of_all")),
        heading=say("col_gini"),
    )
    return Picture(
        "supply-spread",
        prefixed(title, simulated=circle.is_simulated),
        say("supply_spread_what"),
        drawing,
        [Swatch("hollow", say("legend_simulated"))] if circle.is_simulated else [],
        simulated=circle.is_simulated,
    )


def panels(circle: Circle, sheet: maps.Sheet | None, outline_of: Mapping[str, int]) -> list[Panel]:
    """A map and a ranking of places for each kind; none where there is one place only."""
    level = _level(circle)
    if level is None:
        return []
    whole = shares(circle)
    by_room = (whole["basis"] == "capacity").to_numpy(bool)
    order = [*whole.index[by_room], *whole.index[~by_room]]
    by_place = _at_level(circle, level)
    made = []
    for kind in map(str, order):
        zone_row = whole.loc[kind]
        rows = by_place[by_place["kind"] == kind].dropna(subset=["supply"])
        if len(rows) < 2 or not zone_row["supply"] > 0:
            continue
        place_map = _map(circle, kind, level, rows, sheet, outline_of) if sheet else None
        ranking = _ranking(circle, kind, level, rows, zone_row)
        summary = say(
            "supply_summary",
            kind=circle.title(kind),
            mean=plain(zone_row["supply"], _DECIMALS),
            unit=say(f"per_{zone_row['basis']}"),
            poor=percent(zone_row["share_below_half"]),
        )
        made.append(
            Panel(
                f"supply-{kind}",
                circle.marked(summary, kind),
                (place_map, ranking) if place_map else (ranking,),
            )
        )
    return made


def _at_level(circle: Circle, level: str) -> pd.DataFrame:
    """The rows of one level in units for people, indexed by place."""
    rows = circle.supply[(circle.supply["level"] == level).to_numpy(bool)]
    labels = {name: rows[name].astype(str).astype(object) for name in ("place", "kind", "basis")}
    return _in_units(rows).assign(**labels).set_index("place")


def _level(circle: Circle) -> str | None:
    """The first of county, township, prefecture with two places."""
    rows = circle.supply
    if rows.empty:
        return None
    counts = rows.assign(place=rows["place"].astype(str)).groupby(rows["level"].astype(str))[
        "place"
    ]
    n_of = counts.nunique()
    return next((level for level in _LEVELS if n_of.get(level, 0) > 1), None)


def _map(
    circle: Circle,
    kind: str,
    level: str,
    rows: pd.DataFrame,
    sheet: maps.Sheet,
    outline_of: Mapping[str, int],
) -> Picture | None:
    rows = rows[rows.index.isin(list(outline_of))]
    if len(rows) < 2:
        return None
    values = rows["share_below_half"]
    classes = maps.step_classes(values, _SHARE_EDGES)
    ramp = maps.ramp(len(classes.counts), "l")
    called = names(circle.zone.places, list(rows.index))
    shapes = [
        maps.Shape(
            outline_of[code],
            ramp[classes.at[at]],
            Both(
                f"{name.en}: {percent(values.iloc[at]).en}",
                f"{name.zh}:{percent(values.iloc[at]).zh}",
            ),
        )
        for at, (code, name) in enumerate(zip(rows.index, called, strict=True))
    ]
    low, high = int(np.argmin(values)), int(np.argmax(values))
    stand_in = circle.rests_on_stand_ins(kind)
    legend = class_legend(maps.in_percent(classes), percent=True, tone="l")
    if stand_in:
        legend.append(Swatch("hatch", say("legend_simulated")))
    key = f"supply-map-{kind}"
    title = say(
        "supply_map_title",
        kind=circle.title(kind),
        low=called[low],
        low_value=percent(values.iloc[low]),
        high=called[high],
        high_value=percent(values.iloc[high]),
    )
    return Picture(
        key,
        circle.marked(title, kind),
        say(
            "supply_map_what",
            minutes=circle.minutes,
            mode=circle.mode,
            n=plain(len(rows)),
            level=say(f"level_{level}"),
        ),
        maps.choropleth(shapes, sheet, f"{key}-title", simulated=stand_in),
        legend,
        simulated=stand_in,
    )


def _opening(unit: Both) -> Both:
    """A unit that opens a sentence."""
    return Both(unit.en[:1].upper() + unit.en[1:], unit.zh)


def _amount(value: float) -> Both:
    return same(rounded(value, _DECIMALS))


def _ranking(
    circle: Circle, kind: str, level: str, rows: pd.DataFrame, zone_row: pd.Series
) -> Picture:
    worst = rows.sort_values("share_below_half", ascending=False, kind="stable")
    cut = len(worst) > _WORST + _BEST
    shown = pd.concat([worst.head(_WORST), worst.tail(_BEST)]) if cut else worst
    stand_in = circle.rests_on_stand_ins(kind)
    drawn = [
        charts.Range(
            short(name), row.p10, row.median, row.p90, percent(row.share_below_half), stand_in
        )
        for name, row in zip(
            names(circle.zone.places, list(shown.index)), shown.itertuples(), strict=True
        )
    ]
    unit = say(f"per_{rows['basis'].iloc[0]}")
    mean = float(zone_row["supply"])
    below = int((worst["share_below_half"] > 0.5).sum())
    key = f"supply-rank-{kind}"
    level_words = say(f"level_{level}")
    title = say("supply_rank_title", n=plain(below), all=plain(len(worst)), level=level_words)
    zone = say("reference_zone", zone=Both.of(circle.zone.name), value=_amount(mean))
    parts = {"unit": _opening(unit), "level": level_words, "zone": zone}
    what = (
        say("supply_rank_what", shown=plain(_WORST), top=plain(_BEST), **parts)
        if cut
        else say("supply_rank_all", n=plain(len(worst)), **parts)
    )
    return Picture(
        key,
        circle.marked(title, kind),
        what,
        charts.ranges(
            drawn, f"{key}-title", axis=unit, mean=(mean, zone),
            heading=say("below_half"), gap_after=_WORST if cut else 0,
        ),
        [Swatch("hollow", say("legend_simulated"))] if stand_in else [],
        simulated=stand_in,
    )  # fmt: skip


def places_table(circle: Circle) -> Table | None:
    """The mean of every place and kind."""
    level = _level(circle)
    if level is None:
        return None
    rows = _at_level(circle, level)
    grid = rows.set_index("kind", append=True)["supply"].unstack()
    kinds = list(dict.fromkeys(rows["kind"]))
    codes = list(dict.fromkeys(rows.index))
    bases = dict(zip(rows["kind"], rows["basis"], strict=True))
    columns = [Column(prefixed(say("col_place"), simulated=circle.is_simulated))]
    columns += [
        Column(
            Both(*(f"{a}, {b}" for a, b in zip(
                *((t.en, t.zh) for t in (circle.title(kind), say(f"unit_{bases[kind]}"))),
                strict=True))),
            "n",
        )
        for kind in kinds
    ]  # fmt: skip
    values = grid.reindex(index=codes, columns=kinds).to_numpy(float)
    body = [
        [Cell(name), *(number_cell(value, _DECIMALS) for value in row)]
        for name, row in zip(names(circle.zone.places, codes), values, strict=True)
    ]
    caption = say("supply_places", level=say(f"level_{level}"))
    return Table(
        "supply-places",
        prefixed(caption, simulated=circle.is_simulated),
        columns,
        body,
        say("supply_places_note"),
        numbers=True,
        tall=len(body) > _FINDER,
        finder=len(body) > _FINDER,
        folded=prefixed(caption, simulated=circle.is_simulated),
    )
