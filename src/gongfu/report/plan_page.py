"""The page of a plan: the finding, the maps before and after, the numbered sites, the sources."""

from importlib import resources
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gongfu.report import layers, svg
from gongfu.report.numbers import SMALL_COUNT, plain
from gongfu.report.plan_map import PlanDrawing, legend, panels, titles
from gongfu.report.tables import Cell, Column, Table
from gongfu.report.text import Both, same
from gongfu.report.words import prefixed, say

STYLES: Final = ("style.css", "plan.css")
_TAGS: Final = {"en": "en", "zh": "zh-CN"}


def page(drawing: PlanDrawing, opens_in: str) -> str:
    """The plan as one HTML document in both languages, without JavaScript.

    Parameters
    ----------
    drawing
        From the plan.
    opens_in
        The language the page opens in: "en" or "zh".

    Returns
    -------
    str
        HTML without a reference to anything outside itself.  The same plan gives the same bytes.
    """
    environment = Environment(
        loader=PackageLoader("gongfu.report"), autoescape=True, undefined=StrictUndefined
    )
    environment.globals["say"] = say
    source = resources.files("gongfu.report")
    style = "".join((source / name).read_text("utf-8") for name in STYLES)
    maps = panels(drawing)
    zone = Both.of(drawing.zone.name)
    drawn = [
        svg.drawing([body], maps.width, maps.height, f"plan-{name}-title")
        for name, body in (("before", maps.before), ("after", maps.after))
    ]
    banner = None
    if drawing.simulated is not None:
        banner = say("plan_banner", layers=drawing.simulated, zone=zone)
    return environment.get_template("plan.html.j2").render(
        language=opens_in,
        language_tag=_TAGS[opens_in],
        document_title=say("plan_map_document", zone=zone)[opens_in],
        document=say("plan_map_document", zone=zone),
        style=Markup(style),
        ground=maps.ground,
        banner_words=banner,
        answer=drawing.said[0],
        sentences=drawing.said[1:],
        panels=list(zip(("before", "after"), titles(drawing), drawn, strict=True)),
        legend_items=legend(drawing),
        notes=maps.notes,
        sites=sites_table(drawing),
        sources=layers.layers_table(drawing.zone),
        licences=layers.licences(drawing.zone),
    )


def sites_table(drawing: PlanDrawing) -> Table:
    """The new sites by their numbers, with what each gains and what would do in its place."""
    by_places = drawing.planned.by_places
    gained = "plan_col_gained_places" if by_places else "plan_col_gained"
    columns = [
        Column(say("plan_col_site")),
        Column(say("plan_col_where")),
        Column(say(gained), "n"),
        Column(say("plan_col_alone"), "n"),
        *([Column(say("plan_col_swap"))] if drawing.swaps else []),
        Column(say("plan_col_position"), "w"),
    ]
    body = []
    for at, row in enumerate(drawing.sites.itertuples()):
        body.append(
            [
                Cell(_numbered(at + 1, drawing.names[at])),
                Cell(drawing.wheres[at]),
                _count(drawing, float(row.gained)),
                _count(drawing, float(row.alone)),
                *([Cell(_swap(drawing, at, float(row.swap_lost)))] if drawing.swaps else []),
                Cell(same(f"{row.Index} ({row.lon:.4f}, {row.lat:.4f})")),
            ]
        )
    total = drawing.planned.count(drawing.about, float(drawing.sites["gained"].sum()))
    caption = prefixed(say("plan_list"), simulated=drawing.simulated is not None)
    return Table("plan-sites", caption, columns, body, say("plan_list_note", total=total))


def _numbered(number: int, name: Both) -> Both:
    """A name behind its number, which looks as on the map."""
    mark = Markup('<span class="plan-no">{}</span> {}')
    return Both(mark.format(number, name.en), mark.format(number, name["zh"]))


def hidden(drawing: PlanDrawing, value: float) -> bool:
    """Whether a count is of so few real residents that it is not shown."""
    few = 0 < value < SMALL_COUNT
    return few and drawing.about.hides and not drawing.planned.by_places


def _count(drawing: PlanDrawing, value: float) -> Cell:
    if hidden(drawing, value):
        return Cell(same(f"<{SMALL_COUNT}"), "1")
    return Cell(plain(value), f"{value:.6g}")


def _swap(drawing: PlanDrawing, at: int, lost: float) -> Both:
    """What would do in a site's place."""
    if lost != lost:
        return say("plan_swap_none")
    if lost <= 0:
        return say("plan_swap_free", site=drawing.swaps[at])
    few = same(f"<{SMALL_COUNT}") if hidden(drawing, lost) else plain(lost)
    return say("plan_swap", site=drawing.swaps[at], lost=few)
