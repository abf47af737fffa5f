"""The map of a plan as one picture that stands alone: an SVG in one language."""

import re
from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from gongfu.report import svg
from gongfu.report.gap_labels import BOLD, balanced, text_width, wrapped
from gongfu.report.layers import licences
from gongfu.report.numbers import plain
from gongfu.report.pictures import Swatch
from gongfu.report.plan_map import NUMBERED, Panels, PlanDrawing, legend, panels, titles
from gongfu.report.plan_page import hidden
from gongfu.report.text import same
from gongfu.report.words import say

WIDTH: Final = 1100.0
_GAP: Final = 24.0
_TITLE: Final = 21.0
_TEXT: Final = 14.0
_COLUMNS: Final = 3
_STYLE: Final = (
    ".plan-sheet{--panel:#fff;--ink:#1b2a33;--quiet:#52616a;--rule:#d9d7cf;--sea:#0b4f6c;"
    "--near:#0b4f6c;--far:#93c4d3;--persimmon:#c8501e;--grey:#8a949a;color-scheme:light dark;"
    'font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,'
    '"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}'
    "@media screen and (prefers-color-scheme:dark){.plan-sheet{--panel:#182329;--ink:#e9edec;"
    "--quiet:#a9b6bc;--rule:#33434c;--sea:#6fbad6;--near:#a6e0f3;--far:#35708a;"
    "--persimmon:#f28a58;--grey:#7d888e}}"
    ".plan-sheet text{font-size:14px;fill:var(--ink);font-variant-numeric:tabular-nums}"
    ".plan-sheet .title{font-size:21px;font-weight:650}.plan-sheet .strong{font-weight:650;"
    "font-size:15px}.plan-sheet .small{font-size:13px;fill:var(--quiet)}"
    ".plan-sheet .ground{fill:var(--panel)}"
    ".plan-land path{fill:var(--rule);fill-opacity:.5;stroke:var(--grey);"
    "stroke-width:1.2}.hatched{fill:none;stroke:var(--grey);stroke-width:1.6;"
    "opacity:.32}.plan-sheet .swatch-hatch .hatched{stroke:var(--panel);opacity:.8}"
    ".plan-sheet .pt-far{fill:var(--far)}.plan-sheet .pt-near{fill:var(--near)}"
    ".plan-sheet .pt-out{fill:var(--persimmon)}.plan-sheet .pt-unknown{fill:var(--grey)}"
    ".plan-sheet .pt-far,.plan-sheet .pt-near,.plan-sheet .pt-out,.plan-sheet .pt-unknown"
    "{fill-opacity:.92;stroke:var(--panel);stroke-width:.8}"
    ".plan-sheet .stands{fill:var(--quiet);opacity:.75}"
    ".plan-sheet .plan-site{fill:var(--ink);stroke:var(--panel);stroke-width:3}"
    ".plan-sheet .plan-dot{fill:var(--ink);stroke:var(--panel);stroke-width:2}"
    ".plan-sheet .plan-leader{stroke:var(--ink);stroke-width:2.2}"
    ".plan-sheet .plan-number{font-size:28px;font-weight:700;fill:var(--panel)}"
    ".plan-sheet .plan-number.less{font-size:22px}"
    ".plan-sheet .on-map{font-size:26px;paint-order:stroke;stroke:var(--panel);stroke-width:6px}"
    ".plan-sheet .scale{fill:none;stroke:var(--ink);stroke-width:3}"
    ".plan-sheet .size-key{fill:var(--panel);stroke:var(--ink);stroke-width:2}"
    ".plan-sheet .frame{fill:none;stroke:var(--rule)}.plan-sheet .sea{fill:var(--sea)}"
)
_OTHER: Final = r'<text lang="(?!{})[^"]*"[^>]*>.*?</text>'


def sheet(drawing: PlanDrawing, language: str) -> Markup:
    """A plan as one picture: both maps, what the colours mean, the sites by their numbers.

    Parameters
    ----------
    drawing
        From the plan.
    language
        "en" or "zh".

    Returns
    -------
    Markup
        An SVG that stands alone.  The same plan gives the same bytes.
    """
    maps = panels(drawing)
    found = _plain(drawing.said[0][language])
    body, y = [], 22.0
    for line in balanced(found, _TITLE * BOLD, WIDTH):
        body.append(svg.text(0, y, same(line), "title"))
        y += 27.0
    wide = (WIDTH - _GAP) / 2
    high = wide * maps.height / maps.width
    heads = [wrapped(_plain(words[language]), 15.0 * BOLD, wide) for words in titles(drawing)]
    top = y + 19.0 * max(map(len, heads)) - 4.0
    for at, (lines, inner) in enumerate(zip(heads, (maps.before, maps.after), strict=True)):
        left = at * (wide + _GAP)
        for row, line in enumerate(lines):
            body.append(svg.text(left, y + 4.0 + 19.0 * row, same(line), "strong"))
        body += [_map(inner, maps, left, top, wide, high), _frame(left, top, wide, high)]
    y = top + high + 24.0
    entries, y = _legend(legend(drawing), language, y)
    listed, y = _list(drawing, language, y + 12.0)
    small = [*maps.notes, *drawing.said[1:]]
    lines = [line for each in small for line in _lines(each[language])]
    lines += [line for each in licences(drawing.zone) for line in _lines(each[language])]
    body += [*entries, *listed]
    for line in lines:
        body.append(svg.text(0, y, same(line), "small"))
        y += 18.0
    text = Markup("").join(body)
    mine = re.sub(_OTHER.format(language), "", str(text), flags=re.DOTALL)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-16 -8 {wide} {high}" '
        'class="plan-sheet" role="img" lang="{language}" xml:lang="{language}"><title>{title}'
        '</title><style>{style}</style><rect x="-16" y="-8" width="{wide}" height="{high}" '
        'class="ground"/>{ground}{body}</svg>'
    ).format(
        wide=svg.number(WIDTH + 32),
        high=svg.number(y + 8),
        language=language,
        title=found,
        style=Markup(_STYLE),
        ground=maps.ground,
        body=Markup(mine),
    )


def _plain(words: str) -> str:
    """Without the marks of a page; a name that is no markup stays as it is."""
    return words.striptags() if isinstance(words, Markup) else words


def _lines(words: str) -> list[str]:
    return wrapped(_plain(words), 13.0, WIDTH)


def _map(inner: Markup, maps: Panels, left: float, top: float, wide: float, high: float) -> Markup:
    return Markup('<svg x="{}" y="{}" width="{}" height="{}" viewBox="0 0 {} {}">{}</svg>').format(
        *map(svg.number, (left, top, wide, high, maps.width, maps.height)), inner
    )


def _frame(left: float, top: float, wide: float, high: float) -> Markup:
    return svg.rect(left, top, wide, high, "frame")


_LOOKS: Final = {"persimmon": "pt-out", "near": "pt-near", "far": "pt-far", "grey": "pt-unknown"}


def _legend(entries: Sequence[Swatch], language: str, y: float) -> tuple[list[Markup], float]:
    """Swatches with their words in lines, and where the next thing may stand."""
    body, x = [], 0.0
    for entry in entries:
        words = _plain(entry.words[language])
        room = 28.0 + text_width(words, _TEXT) + 22.0
        if x and x + room > WIDTH:
            x, y = 0.0, y + 24.0
        body += [_swatch(entry.css, x + 10.0, y - 5.0), svg.text(x + 26.0, y, same(words))]
        x += room
    return body, y + 24.0


def _swatch(css: str, x: float, y: float) -> Markup:
    if css in _LOOKS:
        return svg.circle(x, y, 7.0, _LOOKS[css])
    if css == "new-site":
        return svg.circle(x, y, 8.0, "plan-dot")
    if css == "stands":
        return svg.rect(x - 4.0, y - 4.0, 8.0, 8.0, "stands")
    strokes = svg.hatching(x - 10.0, y - 6.0, 20.0, 12.0, step=6.0)
    return svg.rect(x - 10.0, y - 6.0, 20.0, 12.0, "sea") + Markup(
        '<g class="swatch-hatch">{}</g>'
    ).format(strokes)


def _list(drawing: PlanDrawing, language: str, y: float) -> tuple[list[Markup], float]:
    """The sites by their numbers, in columns, with what each gains."""
    gained = "plan_col_gained_places" if drawing.planned.by_places else "plan_col_gained"
    heading = f"{_plain(say('plan_list')[language])}: {_plain(say(gained)[language])}"
    body = [svg.text(0, y + 4.0, same(heading), "strong")]
    y += 26.0
    shown = min(len(drawing.sites), NUMBERED)
    called = [_plain(each[language]) for each in drawing.names]
    longest = max((text_width(each, _TEXT) for each in called[:shown]), default=0.0) + 110.0
    columns = max(1, min(_COLUMNS, int((WIDTH + 2 * _GAP) / (longest + 2 * _GAP))))
    rows = -(-shown // columns)
    wide = (WIDTH - (columns - 1) * 2 * _GAP) / columns
    for at in range(shown):
        left = (at // rows) * (wide + 2 * _GAP)
        top = y + 20.0 * (at % rows)
        value = float(drawing.sites["gained"].iloc[at])
        count = "<3" if hidden(drawing, value) else f"+{plain(value)[language]}"
        line = wrapped(called[at], _TEXT, wide - 110.0)
        told = line[0] if len(line) == 1 else f"{line[0].rstrip(',')}…"
        body += [
            svg.text(left + 22.0, top, same(str(at + 1)), "small", anchor="end"),
            svg.text(left + 30.0, top, same(told)),
            svg.text(left + min(wide, longest), top, same(count), anchor="end"),
        ]
    return body, y + 20.0 * rows + 12.0
