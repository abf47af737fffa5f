"""Pairs of counties as arcs on a map, and the page that sets the list beside it."""

import re
from collections.abc import Collection, Mapping, Sequence
from importlib import resources
from typing import Any, Final

import geopandas as gpd
import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gongfu.model.zone import LANGUAGES
from gongfu.report import svg
from gongfu.report.asked_pairing import status, told
from gongfu.report.maps import Sheet, outlines, scale_bar, sheet_around
from gongfu.report.numbers import percent
from gongfu.report.text import Both, same
from gongfu.report.words import prefixed, say

_BEND: Final = 0.16  # of an arc, in parts of its length
_STATES: Final = ("recorded", "kept", "new")  # drawn in this order, the strongest last
_CHINESE: Final = 0x2E80  # characters from here on are as wide as they are high
_SUFFIX: Final = re.compile(r"( Autonomous)? (County|District|City)$")
_STYLE: Final = (
    ".pair-map{--land:#efede6;--edge:#c9c6bb;--mountain:#3a7d44;--mountain-land:#cfe3d1;"
    "--sea:#0b4f6c;--sea-land:#cfe0e7;--ink:#1b2a33;--panel:#ffffff;--grey:#76828a;"
    'color-scheme:light dark;font-family:system-ui,-apple-system,"Segoe UI",Roboto,Arial,'
    '"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}'
    "@media screen and (prefers-color-scheme:dark){.pair-map{--land:#1f2b32;--edge:#3b4b54;"
    "--mountain:#7cc088;--mountain-land:#284a34;--sea:#6fbad6;--sea-land:#1d4254;--ink:#e9edec;"
    "--panel:#182329;--grey:#93a0a8}}"
    ".pair-map path,.pair-map circle,.pair-map rect{vector-effect:non-scaling-stroke}"
    ".pair-map .place{fill:var(--land);stroke:var(--edge);stroke-width:.7}"
    ".pair-map .is-mountain{fill:var(--mountain-land)}.pair-map .is-sea{fill:var(--sea-land)}"
    ".pair-map .arc{fill:none;stroke-linecap:round}"
    ".pair-map .recorded{stroke:var(--grey);stroke-width:1.3;stroke-dasharray:3 4}"
    ".pair-map .kept{stroke:var(--sea);stroke-width:1.8}"
    ".pair-map .new{stroke:var(--mountain);stroke-width:3.4}"
    ".pair-map .end{stroke:var(--panel);stroke-width:1.2}"
    ".pair-map .at-mountain{fill:var(--mountain)}.pair-map .at-sea{fill:var(--sea)}"
    ".pair-map text{font-size:26px;fill:var(--ink);paint-order:stroke;stroke:var(--panel);"
    "stroke-width:5px}.pair-map text.county{font-size:21px}.pair-map text.phone{display:none;"
    "font-size:32px}@media screen and (max-width:40rem){.pair-map text{font-size:32px}"
    ".pair-map text.county{display:none}.pair-map text.phone{display:inline}}"
    ".pair-map .scale{fill:none;stroke:var(--ink);stroke-width:1.2}"
)


def pair_picture(
    boundaries: gpd.GeoDataFrame,
    table: pd.DataFrame,
    mountains: Collection[str],
    seas: Collection[str],
    *,
    language: str,
    simulated: bool = False,
) -> Markup:
    """The map alone, in one language: proposed pairs strong, recorded ones quiet.

    Parameters
    ----------
    boundaries
        Polygons by code.
    table
        Pairs: `mountain`, `sea`, `status` and names; those whose partner is no county have no arc.
    mountains, seas
        Codes of the counties that are helped, and of those that can help.
    language
        "en" or "zh".
    simulated
        Whether the pairs rest on simulated figures.

    Returns
    -------
    Markup
        An SVG that stands alone, with a key.
    """
    sheet = sheet_around(*map(float, boundaries.to_crs(4326).total_bounds))
    middle = boundaries.to_crs(sheet.projection).representative_point().to_crs(4326)
    x, y = sheet.place(middle.x, middle.y)
    at = dict(zip(map(str, boundaries.index), zip(x, y, strict=True), strict=True))
    title = prefixed(say("pairs_map_title"), simulated=simulated)[language]
    parts = [
        Markup("<title>{}</title><style>{}</style>").format(
            Markup(title).striptags(), Markup(_STYLE)
        ),
        _land(boundaries, sheet, mountains, seas),
        *_arcs(table, at, language),
        _ends(table, at),
        *_labels(table, at, language, 21.0, "county"),
        *_labels(table, at, language, 32.0, "phone"),
        Markup(_one(scale_bar(sheet), language)),
        *_key(sheet, language),
    ]
    if simulated:
        mark = Both(*(Markup(prefixed(same(""), simulated=True)[n]).striptags() for n in LANGUAGES))
        parts.append(Markup(_one(svg.text(24.0, 40.0, mark), language)))
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="pair-map" lang="{}" viewBox="0 0 {} {}" '
        'role="img" aria-label="{}">{}</svg>'
    ).format(
        language,
        svg.number(sheet.width),
        svg.number(sheet.height + _key_height()),
        Markup(title).striptags(),
        Markup("").join(parts),
    )


def pair_page(
    boundaries: gpd.GeoDataFrame,
    table: pd.DataFrame,
    mountains: Collection[str],
    seas: Collection[str],
    *,
    sentences: Sequence[Mapping[str, str]],
    opens_in: str,
    simulated: bool = False,
) -> str:
    """A page in both languages: the answer, the map, the list, and what it rests on.

    Parameters
    ----------
    boundaries, table, mountains, seas, simulated
        As for `pair_picture`.
    sentences
        By language, the one that answers first.
    opens_in
        "en" or "zh".

    Returns
    -------
    str
        HTML without a reference to anything outside itself.
    """
    pictures = [
        pair_picture(boundaries, table, mountains, seas, language=name, simulated=simulated)
        for name in LANGUAGES
    ]
    environment = Environment(
        loader=PackageLoader("gongfu.report"), autoescape=True, undefined=StrictUndefined
    )
    said = [Both(each["en"], each["zh"]) for each in sentences]
    return environment.get_template("pairs.html.j2").render(
        language=opens_in,
        title=prefixed(say("pairs_map_title"), simulated=simulated),
        plain_title=say("pairs_map_title")[opens_in],
        answer=said[0],
        confirm=said[1],
        sentences=said[2:],
        pictures=pictures,
        heads=[say(f"pairs_col_{name}") for name in _COLUMNS],
        numbers=(4, 5, 6, 8),
        rows=[_row(row) for row in table.to_dict("records")],
        caption=say("pairs_table"),
        what=say("pairs_table_what"),
        style=Markup((resources.files("gongfu.report") / "style.css").read_text("utf-8")),
        brand=say("brand"),
    )


_COLUMNS: Final = ("mountain", "sea", "status", "since", "score", "change", "next", "held")


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    """One line of the list: its cells, whether each is a number, and how the pair stands."""
    since = row["since_year"]
    share = row.get("held_share", float("nan"))
    short = _SUFFIX.sub("", str(row["next_best_en"]))
    next_best = Both(short, str(row["next_best"]))
    cells = [
        (Both(str(row["mountain_name_en"]), str(row["mountain_name"])), False),
        (Both(str(row["sea_name_en"]), str(row["sea_name"])), False),
        (status(row), False),
        (same("–" if pd.isna(since) else str(int(since))), True),
        (told(row["score"]), True),
        (told(row["change"]), True),
        (next_best if row["next_best"] else same(""), False),
        (percent(share, 0) if pd.notna(share) else same("–"), True),
    ]
    return {"cells": cells, "css": row["status"]}


def _land(
    boundaries: gpd.GeoDataFrame, sheet: Sheet, mountains: Collection[str], seas: Collection[str]
) -> Markup:
    kind = {**dict.fromkeys(seas, " is-sea"), **dict.fromkeys(mountains, " is-mountain")}
    return Markup("").join(
        Markup('<path d="{}" class="place{}"/>').format(path, kind.get(str(code), ""))
        for code, path in outlines(boundaries, sheet).items()
    )


def _drawn(table: pd.DataFrame, at: Mapping[str, tuple[float, float]]) -> pd.DataFrame:
    """The pairs whose counties are both on the map."""
    return table[table["status"].isin(_STATES) & table["mountain"].isin(at) & table["sea"].isin(at)]


def _arcs(
    table: pd.DataFrame, at: Mapping[str, tuple[float, float]], language: str
) -> list[Markup]:
    rows = _drawn(table, at)
    arcs = []
    for state in _STATES:
        for row in rows[rows["status"] == state].to_dict("records"):
            (x1, y1), (x2, y2) = at[row["mountain"]], at[row["sea"]]
            bend = _BEND if x2 >= x1 else -_BEND  # arcs bend upwards, so that none hides a line
            cx, cy = (x1 + x2) / 2 + bend * (y2 - y1), (y1 + y2) / 2 - bend * (x2 - x1)
            says = say(
                "pairs_arc",
                mountain=Both(row["mountain_name_en"], row["mountain_name"]),
                sea=Both(row["sea_name_en"], row["sea_name"]),
                status=status(row),
                score=told(row["score"]),
            )
            arcs.append(
                Markup('<path d="M{},{}Q{},{} {},{}" class="arc {}"><title>{}</title></path>')
                .format(*(round(float(v)) for v in (x1, y1, cx, cy, x2, y2)), state, says[language])
            )  # fmt: skip
    return arcs


def _ends(table: pd.DataFrame, at: Mapping[str, tuple[float, float]]) -> Markup:
    rows = _drawn(table, at)
    return Markup("").join(
        svg.circle(float(at[code][0]), float(at[code][1]), 7.0, f"end at-{side}")
        for side in ("sea", "mountain")
        for code in sorted(rows[side].unique())
    )


def _labels(
    table: pd.DataFrame,
    at: Mapping[str, tuple[float, float]],
    language: str,
    size: float,
    css: str,
) -> list[Markup]:
    """The names of counties that are paired, where there is room for them."""
    rows = _drawn(table, at)
    column = "name" if language == "zh" else "name_en"
    named: dict[str, str] = {}
    for side in ("mountain", "sea"):
        named |= dict(zip(rows[side], rows[f"{side}_{column}"], strict=True))
    if language == "en":
        named = {code: _SUFFIX.sub("", name) for code, name in named.items()}
    taken: list[tuple[float, float, float, float]] = []
    found = []
    for code, name in named.items():
        x, y = map(float, at[code])
        width = size * sum(1.0 if ord(mark) > _CHINESE else 0.56 for mark in name)
        box = (x - width / 2, y - 9.0 - size, x + width / 2, y - 9.0)
        if any(_overlap(box, other) for other in taken):
            box = (x - width / 2, y + 9.0, x + width / 2, y + 9.0 + size)
            if any(_overlap(box, other) for other in taken):
                continue
        taken.append(box)
        found.append(svg.text(x, box[3] - 0.15 * size, same(name), css, anchor="middle"))
    return found


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return not (one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1])


_KEY_LINE: Final = 46.0


def _key_height() -> float:
    return 5 * _KEY_LINE + 20.0


def _key(sheet: Sheet, language: str) -> list[Markup]:
    """What the lines and colours mean, under the map, one a line so that a phone can read it."""
    parts = []
    for line, name in enumerate(("kept", "new", "record", "mountain", "sea")):
        y = sheet.height + 10.0 + (line + 0.5) * _KEY_LINE
        if name in ("mountain", "sea"):
            parts.append(svg.rect(24.0, y - 12.0, 60.0, 22.0, f"place is-{name}"))
            parts.append(svg.circle(54.0, y - 1.0, 7.0, f"end at-{name}"))
        else:
            css = "recorded" if name == "record" else name
            parts.append(
                Markup('<path d="M24,{0}H84" class="arc {1}"/>').format(svg.number(y), css)
            )
        words = same(say(f"pairs_key_{name}")[language])
        parts.append(svg.text(104.0, y + 9.0, words))
    return parts


def _one(words: Markup, language: str) -> str:
    """Drawn words in one language: the elements of the other one go."""
    other = "zh" if language == "en" else "en"
    text = str(words)
    while (start := text.find(f'<text lang="{other}"')) >= 0:
        end = text.index("</text>", start) + len("</text>")
        text = text[:start] + text[end:]
    return text
