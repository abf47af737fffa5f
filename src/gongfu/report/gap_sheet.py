"""What every picture of the gaps stands on: its caption, scales and axes.

A picture is one SVG in one language that stands alone as a file: it brings its own style, follows
the reader's dark scheme, and may be set into a page, where its rules touch nothing else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, isfinite, log
from typing import Any, Final

import numpy as np
import pandas as pd
from markupsafe import Markup

from gongfu.errors import InputError
from gongfu.model.schema import STANDINGS, Column, check_frame
from gongfu.model.zone import LANGUAGES
from gongfu.report import svg
from gongfu.report.charts import ticks
from gongfu.report.gap_labels import BOLD, balanced, text_width, wrapped
from gongfu.report.numbers import MINUS, large, percent, plain
from gongfu.report.text import Both, same
from gongfu.report.words import say

WIDTH: Final = svg.WIDTH
_TITLE_SIZE: Final = 16.0
_NOTE_SIZE: Final = 11.5
_STYLE: Final = (
    ".gap-chart{--panel:#ffffff;--ink:#1b2a33;--quiet:#52616a;--rule:#d9d7cf;--sea:#0b4f6c;"
    "--sea-soft:#3b7890;--mountain:#3a7d44;--violet:#6d4a8f;--ochre:#8a6410;--grey:#8a949a;"
    "color-scheme:light dark;display:block;width:100%;max-width:40rem;height:auto;"
    'font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,'
    '"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}'
    "@media screen and (prefers-color-scheme:dark){.gap-chart{--panel:#182329;--ink:#e9edec;"
    "--quiet:#a9b6bc;--rule:#33434c;--sea:#6fbad6;--sea-soft:#4688a3;--mountain:#7cc088;"
    "--violet:#b99ad8;--ochre:#d6ad55;--grey:#7d888e}}"
    ".gap-chart text{font-size:12.5px;fill:var(--ink);font-variant-numeric:tabular-nums}"
    ".gap-chart .title{font-size:16px;font-weight:650}"
    ".gap-chart .small{font-size:11.5px;fill:var(--quiet)}"
    ".gap-chart .strong{font-weight:650}.gap-chart .halo{paint-order:stroke;stroke:var(--panel);"
    "stroke-width:3px;stroke-linejoin:round}"
    ".gap-chart .ground{fill:var(--panel)}.gap-chart .band{fill:var(--rule);opacity:.45}"
    ".gap-chart .grid{stroke:var(--rule);stroke-width:1}.gap-chart .axis{stroke:var(--ink);"
    "stroke-width:1}.gap-chart .stem{stroke:var(--grey);stroke-width:1.2;fill:none}"
    ".gap-chart .reference{stroke:var(--ink);stroke-width:1.4;stroke-dasharray:4 3;fill:none}"
    ".gap-chart .bar{fill:var(--sea)}.gap-chart .part{fill:var(--sea-soft)}"
    ".gap-chart .negative{fill:var(--ochre)}"
    ".gap-chart .hatched{fill:none;stroke:var(--panel);stroke-width:1.3;opacity:.75}"
    ".gap-chart .under{fill:var(--sea);opacity:.13}"
    ".gap-chart .ridge{fill:var(--sea-soft);fill-opacity:.55;stroke:none}"
    ".gap-chart .placebo{fill:none;stroke:var(--grey);stroke-width:1;opacity:.55}"
    ".gap-chart .range{stroke:var(--sea);stroke-width:3;opacity:.55}"
    ".gap-chart .dot{fill:var(--sea);stroke:var(--panel);stroke-width:1;opacity:1}"
    ".gap-chart .hollow{fill:var(--panel);stroke:var(--sea);stroke-width:1.8}"
    ".gap-chart .ring{fill:var(--panel);stroke:var(--ink);stroke-width:2.4}"
    ".gap-chart .faint{fill:var(--grey);opacity:.55}"
    ".gap-chart .cell{fill:var(--sea)}.gap-chart .cell-edge{fill:none;stroke:var(--rule)}"
    ".gap-chart .stay{fill:none;stroke:var(--ink);stroke-width:1.8}"
    ".gap-chart .line{fill:none;stroke-width:2.3;stroke-linejoin:round}"
    + "".join(
        f".gap-chart .s{at}{{stroke:var(--{name})}}.gap-chart text.t{at}{{fill:var(--{name})}}"
        for at, name in enumerate(("sea", "mountain", "violet", "ochre", "quiet"))
    )
    + ".gap-chart .s1{stroke-dasharray:7 3}.gap-chart .s2{stroke-dasharray:2.5 2.5}"
    ".gap-chart .s3{stroke-dasharray:9 3 2 3}.gap-chart .s4{stroke-dasharray:1 3}"
    ".gap-chart.simulated .dot{stroke:var(--sea);stroke-width:1.8;fill-opacity:.45;"
    "stroke-dasharray:2 1.4}.gap-chart.simulated .range{stroke-dasharray:4 2.5}"
    ".gap-chart.simulated .s0{stroke-dasharray:5 1.6}"
)
N_SERIES: Final = 5
"""So many curves can be told apart by colour and dash; persimmon is not among them."""


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands around a picture.

    `title` states the finding, in `language` ("en" or "zh"); `unit` is the unit of the values in
    words, `source` a line that names where they come from, and `standing` is "published",
    "computed" or "simulated": a simulated picture says so first and is drawn hatched or dashed.
    """

    title: str
    language: str = "en"
    unit: str = ""
    source: str = ""
    standing: str = "computed"

    def __post_init__(self) -> None:
        wrong = []
        if not self.title.strip():
            wrong.append("the title is empty; say what the picture finds")
        if self.language not in LANGUAGES:
            wrong.append(f"language is {self.language!r}; allowed: {', '.join(LANGUAGES)}")
        if self.standing not in STANDINGS:
            wrong.append(f"standing is {self.standing!r}; allowed: {', '.join(STANDINGS)}")
        if wrong:
            raise InputError("caption: " + "; ".join(wrong))

    @property
    def simulated(self) -> bool:
        """Whether the values are stand-ins."""
        return self.standing == "simulated"

    def say(self, key: str, **parts: Any) -> str:
        """The sentence `key` in the picture's language, as plain text."""
        raw = {name: Markup(str(part)) for name, part in parts.items()}
        return str(say(key, **raw)[self.language])

    def own(self, words: object) -> str:
        """A caller's words, set as the language is set."""
        return Both(str(words), str(words))[self.language]

    def number(self, value: float, decimals: int) -> str:
        """A value with so many decimals."""
        return plain(value, decimals)[self.language]

    def share(self, value: float) -> str:
        """A share as per cent."""
        return percent(value)[self.language]


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to places in the drawing; `log_scale` for values that grow by factors."""

    low: float
    high: float
    start: float
    end: float
    log_scale: bool = False

    def at(self, value: float) -> float:
        """Where a value stands."""
        if self.log_scale:
            part = log(value / self.low) / log(self.high / self.low)
        else:
            part = (value - self.low) / (self.high - self.low)
        return self.start + (self.end - self.start) * part

    def marks(self, most: int = 6) -> list[float]:
        """Round values along the scale."""
        if not self.log_scale:
            return ticks(self.low, self.high, most)
        steps = [m * 10.0**e for e in range(-9, 13) for m in (1, 1.5, 2, 3, 5, 7)]
        found = [step for step in steps if self.low <= step <= self.high]
        return found[:: -(-len(found) // most)] if len(found) >= 2 else [self.low, self.high]


def scale_over(
    values: Iterable[float], start: float, end: float, *, pad: float = 0.05, log_scale: bool = False
) -> Scale:
    """A scale that holds all finite `values`, with a margin of `pad` of their range."""
    finite = [float(v) for v in values if isfinite(v)]
    low, high = min(finite), max(finite)
    if log_scale:
        margin = (log(high / low) or 0.2) * pad
        return Scale(low * exp(-margin), high * exp(margin), start, end, log_scale=True)
    margin = (high - low or abs(high) or 1.0) * pad
    return Scale(low - margin, high + margin, start, end)


def tick_words(value: float, language: str) -> str:
    """A mark's number: 0.25, 25,000 or 2.5万, with a real minus."""
    if abs(value) >= 1e4:
        return large(value)[language]
    return f"{value:g}".replace("-", MINUS)


def across(
    scale: Scale, top: float, foot: float, caption: Caption, label: str, *, most: int = 6
) -> list[Markup]:
    """Upright grid lines with their numbers at the foot, and the axis' name below."""
    body = []
    for mark in scale.marks(most):
        x = scale.at(mark)
        words = same(tick_words(mark, caption.language))
        body += [
            svg.line(x, top, x, foot, "grid"),
            svg.text(x, foot + 15, words, "small", anchor="middle"),
        ]
    middle = (scale.start + scale.end) / 2
    return [*body, svg.text(middle, foot + 32, same(label), "small", anchor="middle")]


def upward(
    scale: Scale, left: float, right: float, caption: Caption, label: str, *, share: bool = False
) -> list[Markup]:
    """Level grid lines with their numbers at the left, and the axis' name above its end."""
    body = []
    for mark in scale.marks():
        y = scale.at(mark)
        words = f"{tick_words(round(mark * 100, 8), 'en')}%" if share else None
        body += [
            svg.line(left, y, right, y, "grid"),
            svg.text(
                left - 6,
                y + 4,
                same(words or tick_words(mark, caption.language)),
                "small",
                anchor="end",
            ),
        ]
    return [*body, svg.text(0, min(scale.start, scale.end) - 10, same(label), "small")]


def timeline(periods: pd.Series, name: str) -> tuple[np.ndarray, dict[float, str]]:
    """Periods as places in time, and their words: years as numbers, others in their order."""
    years = pd.to_numeric(periods, errors="coerce")
    if years.notna().all():
        at = years.to_numpy(float)
    else:
        if not all(isinstance(period, str) for period in periods):
            raise InputError(f"{name}: 'period' must be all years or all texts such as '2024-Q3'")
        known = sorted(periods.unique())
        at = np.array([float(known.index(period)) for period in periods])
    return at, {float(t): str(p) for t, p in zip(at, periods, strict=True)}


def period_marks(scale: Scale, words: dict[float, str], foot: float) -> list[Markup]:
    """The periods under a picture, thinned until they do not touch."""
    known = sorted(words)
    widest = max(text_width(words[at], _NOTE_SIZE) for at in known) + 8
    room = abs(scale.at(known[-1]) - scale.at(known[0])) or widest
    step = max(1, int(np.ceil(len(known) * widest / (room + widest))))
    shown = known[::-1][::step]
    return [
        svg.text(scale.at(at), foot + 15, same(words[at]), "small", anchor="middle") for at in shown
    ]


def checked(
    frame: pd.DataFrame,
    columns: tuple[Column, ...],
    name: str,
    *,
    key: Sequence[str] = (),
    least: int = 1,
) -> None:
    """Raise an InputError that says what a picture lacks: columns, rows, or one row per key."""
    check_frame(frame.reset_index(drop=True), columns, name)
    if len(frame) < least:
        raise InputError(
            f"{name}: {len(frame)} rows; a picture needs at least {least}; measure first"
        )
    twice = frame.duplicated(list(key)) if key else pd.Series(False, index=frame.index)
    if twice.any():
        what = " and ".join(repr(each) for each in key)
        raise InputError(f"{name}: {int(twice.sum())} rows repeat {what}; keep one row for each")


def interval_faults(frame: pd.DataFrame, middle: str, name: str) -> None:
    """Raise an InputError where an interval does not hold its own estimate."""
    value, low, high = (frame[c].to_numpy(float) for c in (middle, "low", "high"))
    half = np.isfinite(low) != np.isfinite(high)
    outside = half | (low > value) | (high < value)
    if outside.any():
        raise InputError(
            f"{name}: {int(outside.sum())} rows have a 'low' or 'high' that does not hold "
            f"{middle!r} between them, or only one of the two; mend them or leave both missing"
        )


def sheet(
    caption: Caption,
    body: Iterable[Markup],
    height: float,
    what: str,
    tells: str,
    notes: Sequence[str] = (),
) -> Markup:
    """The whole picture: title and `what` it shows above, `notes` and source below.

    `tells` are the numbers in words, for those who cannot see the drawing.
    """
    title = caption.own(caption.title)
    named = (caption.say("prefix") if caption.simulated else "") + title
    heads, y = [], 18.0
    for line in balanced(named, _TITLE_SIZE * BOLD, WIDTH):
        heads.append(svg.text(0, y, same(line), "title"))
        y += 20.0
    if caption.simulated:
        words = caption.say("chart_simulated")
        heads += [
            svg.rect(0, y - 11, 22, 11, "bar"),
            svg.hatching(0, y - 11, 22, 11, step=5.0),
            svg.text(28, y - 1, same(words), "small strong"),
        ]
        y += 17.0
    unit = caption.say("chart_unit", unit=caption.own(caption.unit)) if caption.unit else ""
    joined = f"{what}. {unit}" if caption.language == "en" else f"{what}\uff0c{unit}"
    whole = joined if unit else what
    for line in wrapped(whole, _NOTE_SIZE, WIDTH - 4):
        heads.append(svg.text(0, y, same(line), "small"))
        y += 15.0
    top = y + 4.0
    y = top + height + 14.0
    source = (
        [caption.say("chart_source", source=caption.own(caption.source))] if caption.source else []
    )
    feet = []
    for note in [*notes, *source]:
        for line in wrapped(note, _NOTE_SIZE, WIDTH - 4):
            feet.append(svg.text(0, y, same(line), "small"))
            y += 15.0
    told = " ".join([whole, tells, *notes, *source])
    look = "gap-chart simulated" if caption.simulated else "gap-chart"
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-8 -4 {wide} {high}" class="{look}" '
        'role="img" lang="{language}" xml:lang="{language}"><title>{title}</title>'
        '<desc>{told}</desc><style>{style}</style><rect x="-8" y="-4" width="{wide}" '
        'height="{high}" class="ground"/>{heads}<g transform="translate(0,{top})">{body}</g>'
        "{feet}</svg>"
    ).format(
        wide=svg.number(WIDTH + 16),
        high=svg.number(y),
        look=look,
        language=caption.language,
        title=named,
        told=told,
        style=Markup(_STYLE),
        heads=Markup("").join(heads),
        top=svg.number(top),
        body=Markup("").join(body),
        feet=Markup("").join(feet),
    )
