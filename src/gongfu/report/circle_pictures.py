"""The figures of the circle: bars by kind, a map of places."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from gongfu.report import charts, maps
from gongfu.report.circle import Circle
from gongfu.report.numbers import plain, share_of
from gongfu.report.pictures import Picture, Swatch, class_legend
from gongfu.report.tables import names
from gongfu.report.text import Both, inside
from gongfu.report.words import prefixed, say

_DUST: Final = 1e-9  # what sums of fractions leave of nobody
_SHARE_STEP: Final = 0.01
_CLASSES_ENOUGH: Final = 4
_MAP_LEVELS: Final = ("county", "township", "prefecture")


def pictures(
    circle: Circle, sheet: maps.Sheet | None, outline_of: Mapping[str, int]
) -> list[Picture]:
    """The bars by kind, and the map of places where their boundaries are known."""
    drawn = [bars_picture(circle)]
    if sheet is not None:
        drawn.append(map_picture(circle, sheet, outline_of))
    return [picture for picture in drawn if picture is not None]


def bars_picture(circle: Circle) -> Picture | None:
    """Coverage by kind, by places and by residents."""
    twins = []
    order = circle.whole["share_of_residents"].reindex(list(circle.kinds))
    for kind in order.sort_values(kind="stable").index:  # the hardest first, unknown ones last
        row = circle.whole.loc[kind]
        twins.append(
            charts.Twin(
                circle.title(kind),
                places=_pair(row, "n_reached", "n_places"),
                residents=_pair(row, "residents_reached", "residents"),
                places_words=_judged_share(row, "n_reached", "n_places"),
                residents_words=_judged_share(row, "residents_reached", "residents"),
                simulated=circle.rests_on_stand_ins(kind),
            )
        )
    if not twins:
        return None
    share = circle.whole["share_of_residents"].reindex(list(circle.kinds)).dropna()
    some_unknown = (circle.whole.loc[list(share.index), "residents_not_judged"] > 0).any()
    whom = say("whom_judged" if some_unknown else "whom_all")
    if share.empty:
        title = say("nobody_judged", n=plain(circle.whole.loc["all", "n_places"]))
    elif share.min() == share.max() and len(share) > 1:
        title = say("bars_title_same", share=_share(share.iloc[0]), whom=whom)
    elif len(share) == 1:
        title = say(
            "bars_title_one",
            share=_share(share.iloc[0]),
            worst=inside(circle.title(share.index[0])),
            whom=whom,
        )
    else:
        title = say(
            "bars_title",
            worst=circle.title(share.idxmin()),
            share=_share(share.min()),
            best=inside(circle.title(share.idxmax())),
            most=_share(share.max()),
            whom=whom,
        )
    pairs = [pair for twin in twins for pair in (twin.places, twin.residents)]
    legend = [Swatch("sea", say("legend_places")), Swatch("sea-soft", say("legend_residents"))]
    if any(left_out > _DUST for _, left_out in pairs):
        legend.append(Swatch("persimmon", say("legend_out")))
    if some_unknown or share.empty:
        legend.append(Swatch("grey", say("legend_unknown")))
    if circle.is_simulated:
        legend.append(Swatch("hatch", say("legend_simulated")))
    return Picture(
        "kinds",
        prefixed(title, simulated=circle.is_simulated),
        say("bars_what", minutes=circle.minutes, mode=circle.mode),
        charts.coverage_bars(twins, "kinds-title"),
        legend,
        simulated=circle.is_simulated,
    )


def _share(share: float) -> Both:
    """A share as per cent, never rounded up to all nor down to none."""
    return share_of(share, 1.0)


def _pair(row: pd.Series, reached: str, total: str) -> tuple[float, float]:
    """Shares of everybody: reached, and left out; the rest could not be judged."""
    unknown = "n_not_judged" if total == "n_places" else "residents_not_judged"
    if not row[total] > 0:
        return 0.0, 0.0
    got = row[reached] / row[total]
    return got, max(0.0, 1.0 - got - row[unknown] / row[total])


def _judged_share(row: pd.Series, reached: str, total: str) -> Both:
    unknown = "n_not_judged" if total == "n_places" else "residents_not_judged"
    return share_of(row[reached], row[total] - row[unknown])


def _mapped(
    circle: Circle, outline_of: Mapping[str, int]
) -> tuple[str, str, pd.Series, maps.Classes] | None:
    """Which kind and level to map, the shares by place, and their classes.

    All kinds together, unless so few people have them all that the map would be of one colour;
    then the kind that the page speaks of first.
    """
    found = None
    for kind in filter(None, ("all", circle.first_kind)):
        rows = circle.coverage[circle.coverage["kind"] == kind]
        for level in _MAP_LEVELS:
            mine = rows[(rows["level"] == level) & rows["place"].isin(list(outline_of))]
            values = mine.set_index("place")["share_of_residents"]
            if values.notna().sum() < 2:
                continue
            classes = maps.quantile_classes(values, step=_SHARE_STEP)
            if len(classes.counts) >= _CLASSES_ENOUGH:
                return kind, level, values, classes
            found = found or (kind, level, values, classes)
            break
    return found


def map_picture(circle: Circle, sheet: maps.Sheet, outline_of: Mapping[str, int]) -> Picture | None:
    """Share of residents with all kinds, or the first kind, within reach, by place."""
    mapped = _mapped(circle, outline_of)
    if mapped is None:
        return None
    kind, level, values, classes = mapped
    stand_in = circle.is_simulated if kind == "all" else circle.rests_on_stand_ins(kind)
    ramp = maps.ramp(len(classes.counts))
    shapes = [
        maps.Shape(
            outline_of[code],
            ramp[classes.at[at]] if classes.at[at] >= 0 else "q0",
            Both(
                f"{name.en}: {_share(values.iloc[at]).en}",
                f"{name.zh}:{_share(values.iloc[at]).zh}",
            ),
        )
        for at, (code, name) in enumerate(
            zip(values.index, names(circle.zone.places, list(values.index)), strict=True)
        )
    ]
    low, high = (
        names(circle.zone.places, [code])[0] for code in (values.idxmin(), values.idxmax())
    )
    legend = class_legend(maps.in_percent(classes), percent=True)
    if stand_in:
        legend.append(Swatch("hatch", say("legend_simulated")))
    which, named = ("all", Both("", "")) if kind == "all" else ("kind", circle.title(kind))
    return Picture(
        "circle-map",
        prefixed(
            say(
                f"{which}_map_title",
                low_value=_share(values.min()),
                low=low,
                high_value=_share(values.max()),
                high=high,
                kind=named,
            ),
            simulated=stand_in,
        ),
        say(
            f"{which}_map_what",
            minutes=circle.minutes,
            mode=circle.mode,
            level=say(f"level_{level}"),
            kind=inside(named),
        ),
        maps.choropleth(shapes, sheet, "circle-map-title", simulated=stand_in),
        legend,
        simulated=stand_in,
    )
