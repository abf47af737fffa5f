"""The map of a plan: who is left out before, who afterwards, on one sheet; the sites numbered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from markupsafe import Markup

from gongfu.model.network import Network
from gongfu.model.zone import Zone
from gongfu.report import maps, svg
from gongfu.report.asked import About, titled
from gongfu.report.asked_plan import Planned
from gongfu.report.numbers import plain
from gongfu.report.pictures import Swatch
from gongfu.report.still_map import DRAWN_SINGLY, cells, size_key
from gongfu.report.street_picture import street_picture
from gongfu.report.text import Both, same
from gongfu.report.words import prefixed, say
from gongfu.units import M_PER_KM

NUMBERED: Final = 60
"""So many sites at most have their number on the map; of more, numbers would cover it."""

FEW_PLACES: Final = 5
"""With fewer outlines than this, streets say more of where one is."""

_CELLS_ACROSS: Final = 44
_MANY: Final = 300
_LARGEST: Final = ((16.0, 3.0), (11.0, 3.0))  # and the smallest radius, of few points and of many
_LARGEST_CELL: Final = (28.0, 1.6)
_FEW_SITES: Final = 30  # so many have room for large numbers, which a phone needs
_RADII: Final = (22.0, 18.0)  # of the numbers of few sites, and of more
_GROUPS: Final = ("unknown", "reached", "left", "gained")
"""In the order they are drawn; `left` and `gained` are persimmon before."""


@dataclass(frozen=True, slots=True, eq=False)
class PlanDrawing:
    """What the pictures of a plan need.

    Attributes
    ----------
    zone
        For its name, streets and sources.
    about, planned, said
        Of the answer: what its sentences share, its figures, the sentences themselves.
    points
        (n) communities asked about: `lon`, `lat`, `residents`, `before`, `after` (states).
    sites
        One row per new site in the order of their numbers: `lon`, `lat`, `gained` (out of reach
        before, now nearest to it), `alone` (of them, whom no other new site reaches), `swap_lost`
        (lost if the swap takes its place; NaN without a swap).
    names, wheres, swaps
        Of each site: what it is called, where it is, the candidate in its place; no swaps where a
        rule forbids some.
    standing
        Facilities of the kind that are there: `lon`, `lat`.
    boundaries
        Of the places that the points lie in, or None.
    simulated
        Words for the stand-ins that it rests on; None if all is real.
    """

    zone: Zone
    about: About
    planned: Planned
    said: tuple[Both, ...]
    points: pd.DataFrame
    sites: pd.DataFrame
    names: tuple[Both, ...]
    wheres: tuple[Both, ...]
    swaps: tuple[Both, ...]
    standing: pd.DataFrame
    boundaries: gpd.GeoDataFrame | None
    simulated: Both | None

    @property
    def network(self) -> Network | None:
        """The streets."""
        return self.zone.network


@dataclass(frozen=True, slots=True, eq=False)
class Panels:
    """Two maps on one sheet.

    `ground` is what both use and stands once in the document, before them; `before` and `after`
    are the bodies of two drawings of `width` by `height`.  `notes` say what the circles are.
    """

    ground: Markup
    before: Markup
    after: Markup
    width: float
    height: float
    notes: tuple[Both, ...]


def panels(drawing: PlanDrawing) -> Panels:
    """Both maps of a plan.

    Parameters
    ----------
    drawing
        From the plan.

    Returns
    -------
    Panels
        Circles of people by state; persimmon is who is left out and nothing else.  The same
        plan gives the same bytes.
    """
    sheet = _sheet(drawing)
    frame, side = _circles(drawing, sheet)
    # All circles share one measure, so that areas can be compared between colours and maps.
    largest, smallest = _LARGEST_CELL if side else _LARGEST[len(frame) > _MANY]
    size = maps.radii(frame["people"], largest=largest, smallest=smallest)
    parts = [_land(drawing, sheet)]
    for group in _GROUPS:
        mine = (frame["group"] == group).to_numpy()
        parts.append(_group(group, frame[mine], size[mine]))
    if _shows_standing(drawing):
        parts.append(_standing(*sheet.place(drawing.standing["lon"], drawing.standing["lat"])))
    most = float(frame["people"].max()) if len(frame) else 0.0
    key = size_key(sheet, most, largest) + maps.scale_bar(sheet)
    stands = _use("standing", "stands") if _shows_standing(drawing) else Markup("")
    quiet = _use("unknown", "pt-unknown") + _use("reached", "pt-far")
    # Many would cover the people; few would be covered by them.
    quiet = stands + quiet if len(drawing.standing) > _MANY else quiet + stands
    quiet = _use("ground") + quiet
    before = quiet + _use("gained", "pt-out") + _use("left", "pt-out")
    after = quiet + _use("left", "pt-out") + _use("gained", "pt-near")
    x, y = sheet.place(drawing.sites["lon"], drawing.sites["lat"])
    marks = _marks(x, y, sheet)
    return Panels(
        Markup("<defs>{}</defs>").format(Markup("").join(parts)),
        before + key, after + marks + key, sheet.width, sheet.height,
        _notes(drawing, side, sheet),
    )  # fmt: skip


def titles(drawing: PlanDrawing) -> tuple[Both, Both]:
    """The findings of the two maps."""
    plan = drawing.planned
    before, after = plan.judged - plan.before, plan.judged - plan.after
    sites = plain(plan.n_sites)
    key = "plan_map_after_one" if plan.n_sites == 1 else "plan_map_after"
    words = (
        say(
            "plan_map_before", n=_bare(drawing, before), all=plan.count(drawing.about, plan.judged)
        ),
        say(
            key if after > 0 else "plan_map_nobody",
            n=plan.count(drawing.about, after),
            sites=sites,
        ),
    )
    one, other = (prefixed(each, simulated=drawing.simulated is not None) for each in words)
    return one, other


def legend(drawing: PlanDrawing) -> list[Swatch]:
    """What the colours and marks mean, of those that are on the map."""
    points = drawing.points
    after = points["after"].to_numpy(object)
    unknown = (after != "reached") & (after != "out_of_reach")
    entries = [
        Swatch("persimmon", say("legend_out")),
        Swatch("near", say("plan_map_gained")),
        Swatch("far", say("plan_map_reached")),
    ]
    if unknown.any():
        entries.append(Swatch("grey", say("legend_unknown")))
    entries.append(Swatch("new-site", say("plan_map_site")))
    if _shows_standing(drawing):
        entries.append(
            Swatch("stands", say("plan_map_standing", kind=titled(drawing.planned.kind)))
        )
    if drawing.simulated is not None:
        entries.append(Swatch("hatch", say("legend_simulated")))
    return entries


def near(community: Both) -> Both:
    """What a site without a name is called: by the community beside it."""
    return say("plan_near", community=community)


def _bare(drawing: PlanDrawing, n: float) -> Both:
    """A count; in English the word for what is counted follows in the sentence."""
    counted = drawing.planned.count(drawing.about, n)
    bare = counted.en.removesuffix(" people").removesuffix(" communities")
    return Both(bare, counted.zh)


def _sheet(drawing: PlanDrawing) -> maps.Sheet:
    """Around the points and the sites."""
    both = pd.concat([drawing.points[["lon", "lat"]], drawing.sites[["lon", "lat"]]])
    west, east = float(both["lon"].min()), float(both["lon"].max())
    south, north = float(both["lat"].min()), float(both["lat"].max())
    room = max(0.03 * (east - west), 0.03 * (north - south), 0.0005)
    return maps.sheet_around(west - room, south - room, east + room, north + room)


def _circles(drawing: PlanDrawing, sheet: maps.Sheet) -> tuple[pd.DataFrame, float]:
    """`x`, `y`, `people`, `group` of each circle, and the side of the cells; 0 if they are points.

    Cells are made of each group by itself: a village that is left out is not outvoted by its
    neighbours.
    """
    points = drawing.points
    x, y = sheet.place(points["lon"], points["lat"])
    before, after = (points[name].to_numpy(object) for name in ("before", "after"))
    group = np.select(
        [(after == "reached") & (before == "reached"), after == "reached", after == "out_of_reach"],
        ["reached", "gained", "left"],
        "unknown",
    )
    frame = pd.DataFrame(
        {"x": x, "y": y, "people": points["residents"].to_numpy(float), "group": group}
    )
    side = 0.0
    if len(frame) > DRAWN_SINGLY:
        side = sheet.width / _CELLS_ACROSS
        summed = [
            cells(frame[frame["group"] == name].assign(state=0), sheet).assign(group=name)
            for name in _GROUPS
            if (frame["group"] == name).any()
        ]
        frame = pd.concat(summed, ignore_index=True)
    return frame.sort_values("people", ascending=False, kind="stable"), side


def _group(name: str, frame: pd.DataFrame, size: np.ndarray) -> Markup:
    """The circles of one group, without a colour of their own."""
    circles = Markup("").join(
        Markup('<circle cx="{}" cy="{}" r="{}"/>').format(round(x), round(y), svg.number(r))
        for x, y, r in zip(frame["x"], frame["y"], size, strict=True)
    )
    return Markup('<g id="plan-{}">{}</g>').format(name, circles)


def _use(name: str, css: str = "") -> Markup:
    return Markup('<use href="#plan-{}"{}/>').format(
        name, Markup(' class="{}"').format(css) if css else Markup("")
    )


def _land(drawing: PlanDrawing, sheet: maps.Sheet) -> Markup:
    """Places, or the streets where places tell too little; hatched if the plan is simulated."""
    paths = {} if drawing.boundaries is None else maps.outlines(drawing.boundaries, sheet)
    body = Markup("").join(Markup('<path d="{}"/>').format(path) for path in paths.values())
    ground = Markup('<g class="plan-land">{}</g>').format(body)
    network = drawing.network
    if len(paths) < FEW_PLACES and network is not None and network.crs is not None:
        ground += street_picture(network, sheet)
    if drawing.simulated is not None:
        strokes = svg.hatching(0.0, 0.0, sheet.width, sheet.height, step=32.0)
        ground += Markup('<g class="made-up">{}</g>').format(strokes)
    return Markup('<g id="plan-ground">{}</g>').format(ground)


def _shows_standing(drawing: PlanDrawing) -> bool:
    """Whether facilities that are there are few enough not to cover the people."""
    return 0 < len(drawing.standing) <= DRAWN_SINGLY


def _standing(x: np.ndarray, y: np.ndarray) -> Markup:
    """Facilities that are there, as small squares."""
    path = "".join(f"M{round(a) - 3},{round(b) - 3}h7v7h-7z" for a, b in zip(x, y, strict=True))
    return Markup('<path id="plan-standing" d="{}"/>').format(path)


def _marks(x: np.ndarray, y: np.ndarray, sheet: maps.Sheet) -> Markup:
    """The new sites: a dot where each is, and its number beside it."""
    shown = min(len(x), NUMBERED)
    radius = _RADII[shown > _FEW_SITES]
    look = "plan-number" if shown <= _FEW_SITES else "plan-number less"
    spots = _spots(x[:shown], y[:shown], radius, sheet)
    leaders, dots, numbers = [], [], []
    for at, (a, b) in enumerate(zip(x, y, strict=True)):
        beside = at < shown and spots[at] != (a, b)
        if at >= shown or beside:
            dots.append(svg.circle(a, b, 5.0, "plan-dot"))
        if at >= shown:
            continue
        left, top = spots[at]
        if beside:
            leaders.append(svg.line(a, b, left, top, "plan-leader"))
        numbers.append(
            svg.circle(left, top, radius, "plan-site")
            + svg.text(left, top + 0.43 * radius, same(str(at + 1)), look, anchor="middle")
        )
    return Markup("").join([*leaders, *dots, *numbers])


def _spots(
    x: np.ndarray, y: np.ndarray, radius: float, sheet: maps.Sheet
) -> list[tuple[float, float]]:
    """Where numbers stand: beside their sites, whose people they would cover.

    Each in turn takes the first spot on rings around its site that covers no other number and
    no site.  Where none is free it stands on its site.
    """
    angles = np.pi * (np.arange(12) / 6 - 0.25)
    offsets = [
        (reach * radius * float(np.cos(angle)), reach * radius * float(np.sin(angle)))
        for reach in (1.7, 2.4, 3.2, 4.2)
        for angle in angles
    ]
    sites = list(zip(x.tolist(), y.tolist(), strict=True))
    taken: list[tuple[float, float]] = []
    for at in range(len(x)):
        found = (float(x[at]), float(y[at]))
        for right, down in offsets:
            spot = (float(x[at]) + right, float(y[at]) + down)
            inside = radius <= spot[0] <= sheet.width - radius
            inside = inside and radius <= spot[1] <= sheet.height - radius
            if inside and _far(spot, taken, 2.0 * radius) and _far(spot, sites, 1.3 * radius):
                found = spot
                break
        taken.append(found)
    return taken


def _far(spot: tuple[float, float], others: list[tuple[float, float]], least: float) -> bool:
    """Whether a spot is at least so far from all others."""
    if not others:
        return True
    near = np.hypot(*(np.array(others) - spot).T)
    return bool((near >= least).all())


def _notes(drawing: PlanDrawing, side: float, sheet: maps.Sheet) -> tuple[Both, ...]:
    """What the circles are, and which sites have no number."""
    if side:
        km = plain(side * sheet.metres_per_unit / M_PER_KM, 1)
        notes: Sequence[Both] = [say("plan_map_what", points=say("plan_map_cells", km=km))]
    else:
        notes = [say("plan_map_what", points=say("plan_map_points"))]
    if len(drawing.sites) > NUMBERED:
        notes = [*notes, say("plan_map_unnumbered", n=plain(NUMBERED))]
    if len(drawing.standing) > DRAWN_SINGLY:
        many = plain(len(drawing.standing))
        notes = [*notes, say("plan_map_hidden", n=many, kind=titled(drawing.planned.kind))]
    return tuple(notes)
