"""The explorer: the map of points with its sentence, its choices and what a tap tells."""

from dataclasses import dataclass
from string import Formatter
from typing import Final

import numpy as np
from markupsafe import Markup

from gongfu.report import maps, points
from gongfu.report.circle import Circle
from gongfu.report.numbers import SMALL_COUNT, people, plain
from gongfu.report.pictures import Picture, Swatch
from gongfu.report.still_map import BAND_CSS, still
from gongfu.report.text import Both, inside, same
from gongfu.report.words import say, sentences

_SPOKEN: Final = (
    "reach_sentence",
    "do_not",
    "do_not_unknown",
    "do_not_out_unknown",
    "all_sentence",
    "lack",
    "lack_unknown",
    "lack_out_unknown",
    "prefix",
    "band_first",
    "band_next",
    "band_within",
    "area_all",
    "area_urban",
    "area_rural",
    "place_whole",
    "where_place",
    "where_area",
    "explorer_people",
    "explorer_people_hidden",
    "explorer_nobody",
    "explorer_unjudged",
    "explorer_empty",
    "explorer_kind",
    "number_within",
    "legend_out",
    "legend_unknown",
    "legend_site",
    "point_minutes",
    "point_beyond",
    "point_far",
    "point_none",
    "point_more",
    "point_tap",
    "point_lacks",
    "point_has_all",
    "point_not_all_known",
    "point_is_simulated",
    "people_n",
    "million",
    "wan",
    "yi",
    "fewer",
    "lacking_list",
    "lacking_list_all",
    "lacking_none",
    "lacking_half",
    "lacking_point_minutes",
    "lacking_point_far",
    "lacking_point_kinds",
    "lacking_show_more",
    "list_prefecture",
    "list_county",
    "list_township",
    "list_village",
    "list_point",
)
"""Sentences that the script fills in by itself."""


@dataclass(frozen=True, slots=True)
class PointMap:
    """The map of single points: its picture without JavaScript, and what the script needs."""

    picture: Picture
    header: Markup
    data: str
    example: Both


def point_map(circle: Circle, sheet: maps.Sheet, under: Markup) -> PointMap:
    """All points with their times; `under` is the ground they are drawn on."""
    gathered = points.gather(circle.zone, circle.reach, circle.left_out, sheet)
    kind = circle.first_kind or gathered.kinds[0]
    middle = len(gathered.names[0]) // 2
    stand_in = circle.rests_on_stand_ins(kind)
    title = _title(circle, gathered, kind)
    picture = Picture(
        "points",
        title,
        say("explorer_what_still"),
        still(gathered, kind, sheet, "points-title", under),
        _legend(circle, gathered, kind),
        simulated=stand_in,
        wide=True,
    )
    return PointMap(
        picture,
        Markup(_header(circle, gathered, kind, sheet)),
        points.packed(gathered, circle.zone),
        Both(gathered.names[0][middle], gathered.names[1][middle]),
    )


def _title(circle: Circle, gathered: points.Points, kind: str) -> Both:
    """The finding: where the kind is out of reach, and of how many people."""
    column = gathered.minutes[:, gathered.kinds.index(kind)]
    out = (column > gathered.limit) & (column <= points.OUT_OF_REACH)
    named = inside(circle.title(kind))
    if (column >= points.CANNOT_BE_JUDGED).all():
        title = say("points_title_unknown", kind=named)
    elif not out.any():
        title = say("points_title_none", kind=named)
    else:
        left_out = float(np.nansum(gathered.people[out]))
        title = say(
            "points_title",
            kind=named,
            out=plain(int(out.sum())),
            people=people(left_out, suppress=circle.hides_small),
        )
    return circle.marked(title, kind)


def _legend(circle: Circle, gathered: points.Points, kind: str) -> list[Swatch]:
    """Bands of time, and the other states that some kind in the source has."""
    edges = points.bands(gathered.limit)
    legend = []
    for at, css in enumerate(BAND_CSS[len(edges)]):
        low, high = plain(edges[at - 1] if at else 0), plain(edges[at])
        legend.append(Swatch(css, say("band_next" if at else "band_first", low=low, high=high)))
    # The reader may choose another kind, so a mark counts if any kind in the source has it.
    held = gathered.minutes[:, [key in circle.kinds for key in gathered.kinds]]
    if ((held > gathered.limit) & (held <= points.OUT_OF_REACH)).any():
        legend.append(Swatch("persimmon", say("legend_out")))
    if (held == points.CANNOT_BE_JUDGED).any():
        legend.append(Swatch("grey", say("legend_unknown")))
    if circle.rests_on_stand_ins(kind):
        legend.append(Swatch("hatch", say("legend_simulated")))
    return legend


def _header(circle: Circle, gathered: points.Points, kind: str, sheet: maps.Sheet) -> str:
    return points.header(
        gathered,
        {key: circle.title(key) for key in gathered.kinds},
        sheet,
        named=[_pair(circle.named(key)) for key in gathered.kinds],
        words={key: _template(key) for key in _SPOKEN},
        zone=_pair(Both.of(circle.zone.name)),
        mode=_pair(circle.mode),
        first=gathered.kinds.index(kind),
        small=SMALL_COUNT if circle.hides_small else 0,
        far=circle.far_minutes,
        source=[key in circle.kinds for key in gathered.kinds],
        simulated=[circle.rests_on_stand_ins(key) for key in gathered.kinds],
    )


def _pair(words: Both) -> list[str]:
    return [str(words["en"]), str(words["zh"])]


def _template(key: str) -> list[str]:
    """The sentence with its parts still in braces, for the script to fill in."""
    names = {name for _, name, _, _ in Formatter().parse(sentences()[key][0]) if name}
    return _pair(say(key, **{name: same("{" + name + "}") for name in names}))
