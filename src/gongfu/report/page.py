"""The report: one HTML file in two languages that needs no network and no JavaScript to be read."""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gongfu.measure.notes import METHOD_NOTES
from gongfu.model.assessment import Assessment
from gongfu.model.zone import LANGUAGES, Zone
from gongfu.report import circle as circles
from gongfu.report import (
    circle_pictures,
    circle_words,
    explorer,
    fair_pictures,
    fair_tables,
    layers,
    left_out,
    maps,
    supply,
    verdicts,
)
from gongfu.report import fair as fairs
from gongfu.report.kept import Kept
from gongfu.report.kept_page import section as kept_section
from gongfu.report.numbers import SMALL_COUNT, plain
from gongfu.report.sources import Sources, quoted, sources_of, stated_table
from gongfu.report.street_picture import street_picture
from gongfu.report.tables import Cell, Column, Table, names
from gongfu.report.text import Both, same
from gongfu.report.words import say

_NOTES: Final = (
    "between_places",
    "weights",
    "decomposition",
    "urban_rural_ratio",
    "ratio_to_zone",
    "doubtful",
    "household_income",
    "targets",
    "reconciliation",
)
_SCRIPTS: Final = ("points.js", "canvas.js", "explorer.js", "page.js")
FEW_PLACES: Final = 5
PLATE_REM: Final = 45.0  # height of the point map on a large screen: one screen, not more
_TAGS: Final = {"en": "en", "zh": "zh-CN"}


def render(
    zone: Zone, assessment: Assessment, *, plan_link: str = "", kept: Kept | None = None
) -> str:
    """The whole report as one HTML document.

    Parameters
    ----------
    zone
        What was measured; its first language is the one the page opens in.
    assessment
        What came out.  A frame that is empty leaves its part of the page out, or says in one
        sentence what is missing.
    plan_link
        Name of a page beside this one that says where to build next.
    kept
        What a ledger says became of promises; None leaves that part out.

    Returns
    -------
    str
        HTML without a reference to anything outside itself.  The same zone and assessment give
        the same bytes.
    """
    language = next(iter(zone.name), LANGUAGES[0])
    sources = sources_of(zone)
    fair = fairs.fair_of(zone, assessment, sources)
    circle = circles.circle_of(zone, assessment)
    sheet = _sheet(zone)
    paths = _outlines(zone, sheet)
    outline_of = {code: at for at, code in enumerate(paths)}
    script = "".join(map(_text, _SCRIPTS))
    parts: dict[str, Any] = {
        "language": language,
        "language_tag": _TAGS.get(language, language),
        "document_title": say("document", zone=Both.of(zone.name))[language],
        "document": say("document", zone=Both.of(zone.name)),
        "style": Markup(_text("style.css")),
        "script": Markup(script),
        "script_words": _script_words(),
        "script_hash": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        "version": assessment.provenance.get("gongfu", ""),
        "outlines": maps.definitions(paths),
    }
    parts |= _first_screen(zone, assessment, fair, circle)
    parts |= _gaps(fair, sheet, outline_of)
    parts |= _targets(assessment, sources)
    parts |= _circle(circle, sheet, outline_of, zone)
    parts |= _left_out(circle, plan_link) | _supply(circle, sheet, outline_of)
    parts |= kept_section(kept) if kept else {"kept": None}
    by_place = supply.places_table(circle) if circle else None
    parts["place_tables"] = [
        *([fair_tables.places_table(fair)] if fair else []),
        *(circle_words.tables(circle) if circle else []),
        *([by_place] if by_place else []),
    ]
    parts["notes_missing"] = [
        *([] if fair else [say("no_gaps")]),
        *([] if circle else [say("no_circle")]),
    ]
    parts |= _method(zone, assessment, fair, circle, sheet, sources)
    if kept:
        parts["methods"].append((say("kept_method_title"), parts["kept_method"]))
    parts["navigation"] = _navigation(parts)
    return _environment().get_template("page.html.j2").render(parts)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("gongfu.report"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.globals["say"] = say
    return environment


def _text(name: str) -> str:
    return resources.files("gongfu.report").joinpath(name).read_text(encoding="utf-8")


def _script_words() -> Markup:
    """What the script says, in both languages; JSON that cannot end its element."""
    keys = ("scroll_hint", "download", "copy", "copied", "finder", "kilometres", "metres")
    words = {key: [say(key, n="{n}")["en"], say(key, n="{n}")["zh"]] for key in keys}
    return Markup(json.dumps(words, ensure_ascii=False).replace("<", "\\u003c"))


def _sheet(zone: Zone) -> maps.Sheet | None:
    """The sheet around the boundaries, or else around the points; None without either."""
    if zone.boundaries is not None and len(zone.boundaries):
        return maps.sheet_around(*map(float, zone.boundaries.to_crs(4326).total_bounds))
    if zone.communities.empty:
        return None
    lon, lat = zone.communities["lon"], zone.communities["lat"]
    room = 0.004 if len(zone.communities) == 1 else 0.0
    return maps.sheet_around(
        float(lon.min()) - room,
        float(lat.min()) - room,
        float(lon.max()) + room,
        float(lat.max()) + room,
    )


def _outlines(zone: Zone, sheet: maps.Sheet | None) -> dict[str, str]:
    """The outlines to draw: of counties where there are any, else of whatever there is."""
    if sheet is None or zone.boundaries is None:
        return {}
    boundaries = zone.boundaries
    levels = zone.places["level"].reindex(boundaries.index)
    for level in ("county", "township", "prefecture"):
        if (levels == level).sum() > 1:
            boundaries = boundaries[(levels == level).to_numpy()]
            break
    return maps.outlines(boundaries, sheet)


def _first_screen(
    zone: Zone, assessment: Assessment, fair: fairs.Fair | None, circle: circles.Circle | None
) -> dict[str, Any]:
    name = Both.of(zone.name)
    cards = fairs.cards(fair) if fair else circle_words.cards(circle) if circle else []
    if len(assessment.targets):
        cards.append(verdicts.card(assessment.targets))
    if fair:
        answer, note = fairs.answer(fair), say("first_screen_note")
    elif circle:
        answer, note = circle_words.answer(circle), None
    else:
        answer, note = say("answer_nothing", zone=name), say("first_screen_circle")
    banner = None
    if zone.simulated:
        banner = say("banner_page", layers=layers.simulated_words(zone, zone.simulated), zone=name)
    return {"answer": answer, "cards": cards, "first_note": note, "page_banner": banner}


def _gaps(
    fair: fairs.Fair | None, sheet: maps.Sheet | None, outline_of: Mapping[str, int]
) -> dict[str, Any]:
    if fair is None:
        return {"gap_pictures": [], "gap_tables": []}
    return {
        "gap_pictures": fair_pictures.pictures(fair, sheet, outline_of),
        "gap_tables": fair_tables.tables(fair),
    }


def _targets(assessment: Assessment, sources: Sources) -> dict[str, Any]:
    targets, sums = assessment.targets, assessment.reconciliation
    return {
        "target_table": verdicts.targets_table(targets, sources) if len(targets) else None,
        "targets_summary": verdicts.summary(targets) if len(targets) else None,
        "reconciliation_table": verdicts.reconciliation_table(sums, sources) if len(sums) else None,
    }


def _circle(
    circle: circles.Circle | None,
    sheet: maps.Sheet | None,
    outline_of: Mapping[str, int],
    zone: Zone,
) -> dict[str, Any]:
    if circle is None or sheet is None:
        return {"circle": None, "point_map": None, "circle_banner": None}
    point_map = explorer.point_map(circle, sheet, _ground(zone, sheet, outline_of))
    return {
        "circle": circle,
        "circle_title": say("circle_title", minutes=circle.minutes),
        "plate_width": f"{PLATE_REM * sheet.width / sheet.height:.1f}rem",
        "circle_banner": circle_words.banner(circle),
        "circle_sentences": circle_words.sentences(circle),
        "circle_pictures": circle_pictures.pictures(circle, sheet, outline_of),
        "point_map": point_map,
        "search_hint": say("search_hint", example=point_map.example),
    }


def _left_out(circle: circles.Circle | None, plan_link: str) -> dict[str, Any]:
    if circle is None or circle.left_out.columns.empty:
        return {"left_out": None}
    return {
        "next_step": left_out.next_step(circle, plan_link),
        "left_out": left_out.sentences(circle),
        "left_out_pictures": left_out.pictures(circle),
        "left_out_tables": left_out.tables(circle),
    }


def _supply(
    circle: circles.Circle | None, sheet: maps.Sheet | None, outline_of: Mapping[str, int]
) -> dict[str, Any]:
    if circle is None or circle.supply.empty:
        return {"supply": None}
    spread, kinds = supply.spread_picture(circle), supply.table(circle)
    return {
        "supply": supply.sentences(circle),
        "supply_pictures": [spread] if spread else [],
        "supply_tables": [kinds] if kinds else [],
        "supply_panels": supply.panels(circle, sheet, outline_of),
    }


def _ground(zone: Zone, sheet: maps.Sheet, outline_of: Mapping[str, int]) -> Markup:
    """What the points are drawn on: the places, or the streets where places tell too little."""
    uses = Markup("").join(Markup('<use href="#o{}"/>').format(at) for at in outline_of.values())
    land = Markup('<g class="land">{}</g>').format(uses)
    if len(outline_of) < FEW_PLACES and zone.network is not None and zone.network.crs is not None:
        return land + street_picture(zone.network, sheet)
    return land


def _navigation(parts: Mapping[str, Any]) -> list[tuple[str, Both]]:
    """Links to the parts that are there."""
    links = []
    if parts["gap_pictures"]:
        links.append(("gaps", say("nav_gaps")))
    if parts["target_table"]:
        links.append(("targets", say("nav_targets")))
    if parts["circle"]:
        links.append(("circle", parts["circle_title"]))
    if parts["left_out"]:
        links.append(("left-out", say("nav_left_out")))
    if parts["supply"]:
        links.append(("supply", say("nav_supply")))
    if parts["kept"]:
        links.append(("kept", say("nav_kept")))
    if parts["place_tables"]:
        links.append(("tables", say("nav_tables")))
    return [*links, ("method", say("nav_method"))]


def _method(
    zone: Zone,
    assessment: Assessment,
    fair: fairs.Fair | None,
    circle: circles.Circle | None,
    sheet: maps.Sheet | None,
    sources: Sources,
) -> dict[str, Any]:
    methods: list[tuple[Both | None, Both]] = []
    if fair:
        methods += [(None, Both.of(METHOD_NOTES[key])) for key in _NOTES]
    if circle:
        methods.append(
            (
                say("method_reach_title"),
                say("method_reach", minutes=circle.minutes, mode=circle.mode),
            )
        )
        methods.append((say("method_walk_title"), circle_words.walking(circle)))
        mode, minutes = circle.mode, circle.minutes
        methods.append(
            (
                say("method_left_out_title"),
                say("method_left_out", far=plain(circle.far_minutes), minutes=minutes),
            )
        )
        if len(circle.supply):
            methods.append(
                (say("method_supply_title"), say("method_supply", minutes=minutes, mode=mode))
            )
        methods.append((say("method_small_title"), say("method_small", n=SMALL_COUNT)))
    if sheet is not None:
        metres = plain(sheet.metres_per_unit, 0 if sheet.metres_per_unit >= 10 else 1)
        methods.append(
            (say("method_map_title"), say("method_map", projection=sheet.projection, metres=metres))
        )
    tables = [
        _doubts_table(zone, sources) if fair else None,
        layers.layers_table(zone),
        stated_table(zone, sources),
        _sources_table(sources),
        _record_table(assessment),
    ]
    return {
        "methods": methods,
        "method_tables": [table for table in tables if table and table.rows],
        "licences": layers.licences(zone),
    }


def _columns(*keys: str) -> list[Column]:
    return [Column(say(key)) for key in keys]


def _doubts_table(zone: Zone, sources: Sources) -> Table:
    rows = zone.figures[zone.figures["doubt"] != ""]
    places = names(zone.places, list(rows["place"]))
    body = [
        [
            Cell(place),
            Cell(fairs.TITLES.get(row["indicator"], same(row["indicator"]))),
            Cell(row["period"]),
            Cell(plain(row["value"])),
            Cell(quoted(row["doubt"])),
            Cell(sources.refs(row["source"])),
        ]
        for place, (_, row) in zip(places, rows.iterrows(), strict=True)
    ]
    heads = _columns("col_place", "col_of", "col_period", "col_value", "col_note", "col_source")
    return Table("doubts", say("doubts_title"), heads, body, folded=say("doubts_title"))


def _sources_table(sources: Sources) -> Table:
    body = [
        [
            Cell(Markup('<span id="source-{0}">{0}</span>').format(number)),
            Cell(name),
            Cell(via),
            Cell(grade),
        ]
        for number, name, via, grade in sources.rows()
    ]
    heads = _columns("col_number", "col_document", "col_via", "col_grade")
    return Table("sources", say("sources_title"), heads, body, say("sources_what"))


def _record_table(assessment: Assessment) -> Table:
    body = [
        [Cell(same(str(key))), Cell(Markup('<span class="hash">{}</span>').format(value))]
        for key, value in _flat(assessment.provenance)
    ]
    return Table(
        "record",
        say("provenance_title"),
        _columns("col_input", "col_setting"),
        body,
        say("provenance_what"),
        folded=say("provenance_title"),
    )


def _flat(values: Mapping[str, Any], above: str = "") -> Iterable[tuple[str, str]]:
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{key} · ")
        else:
            listed = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
            yield f"{above}{key}", listed
