"""Why a target is met, missed or cannot be judged, in words of both languages."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

__all__: Final[tuple[str, ...]] = ()  # workings of the neighbouring files

_SIGNS: Final = {
    "en": {">=": "at least", "<=": "at most", ">": "more than", "<": "less than"},
    "zh": {">=": "不低于", "<=": "不高于", ">": "高于", "<": "低于"},
}
_BOUNDS: Final = {
    "en": {"=": "", "~": "about ", ">": "more than ", ">=": "at least ", "<": "less than ",
           "<=": "at most "},
    "zh": {"=": "", "~": "约", ">": "超过", ">=": "不低于", "<": "低于", "<=": "不高于"},
}  # fmt: skip
_SCALES: Final[Mapping[str, Mapping[str, tuple[tuple[float, str], ...]]]] = {
    "yuan": {
        "en": ((1e12, " trillion"), (1e9, " billion")),
        "zh": ((1e12, "万亿"), (1e8, "亿")),
    },
    "count": {"en": (), "zh": ((1e4, "万"),)},
}
_UNITS_ZH: Final = {
    "yuan": "元",
    "people": "人",
    "m2 per person": "平方米/人",
    "charging points": "个",
    "yuan per person": "元/人",
    "counties": "个县(市、区)",
}
_TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    "met": {
        "en": "{bases} keeps the target, {goal} by {by}",
        "zh": "{bases},达到{by}年{goal}的目标",
    },
    "met_early": {
        "en": "{bases} already keeps the target, {goal}; it has to hold in {by}",
        "zh": "{bases},已达到{goal}的目标,到{by}年仍须保持",
    },
    "bases_differ": {
        "en": "it depends on the base: {bases}; the target is {goal} by {by}",
        "zh": "取决于口径:{bases};目标为{by}年{goal}",
    },
    "missed": {
        "en": "{bases}, while the target was {goal} by {by}",
        "zh": "{bases},未达到{by}年{goal}的目标",
    },
    "open_bound": {
        "en": "{bases}: too coarse to say whether {goal} was reached by {by}",
        "zh": "{bases}:不足以判断{by}年是否达到{goal}",
    },
    "on_course": {
        "en": "{bases}; a straight line through the official figures of {first} and {last} "
        "gives {projected} in {by}, and the target is {goal}",
        "zh": "{bases};按{first}年至{last}年官方数据直线外推,{by}年为{projected},目标为{goal}",
    },
    "falls_short": {
        "en": "{bases}; not due until {by}, but a straight line through the official figures of "
        "{first} and {last} gives only {projected}, and the target is {goal}",
        "zh": "{bases};{by}年才到期,但按{first}年至{last}年官方数据直线外推仅为{projected},"
        "目标为{goal}",
    },
    "course_unknown": {
        "en": "{bases}; the target is {goal}, not due until {by}; exact official figures: "
        "{n_official}, and it takes those of two years to tell the course",
        "zh": "{bases};目标为{goal},{by}年才到期;确切的官方数据有{n_official}个,"
        "至少需要两年才能判断进度",
    },
    "due_since": {
        "en": "due by {by}, but the latest figure is of {period}: {bases}; "
        "the target was {goal}{more}",
        "zh": "{by}年已到期,但最近的数据为{period}年:{bases};目标为{goal}{more}",
    },
    "due_none": {
        "en": "due by {by}, but no figure has been found; the target was {goal}{more}",
        "zh": "{by}年已到期,但没有查到数据;目标为{goal}{more}",
    },
    "none": {
        "en": "no figure has been found; the target is {goal} by {by}{more}",
        "zh": "没有查到数据;目标为{by}年{goal}{more}",
    },
}


def reason(
    case: str,
    target: pd.Series,
    bases: list[dict[str, Any]],
    *,
    more: Mapping[str, str] | None = None,
    projected: float = np.nan,
    **facts: int,
) -> dict[str, str]:
    """`why_en` and `why_zh` of one case; `facts` are the years and counts its text names."""
    shown = base_list(target, bases)
    texts = {}
    for language in ("en", "zh"):
        extra = more[language] if more else ""
        sign = _SIGNS[language][target["comparison"]]
        space = " " if language == "en" else ""
        texts[f"why_{language}"] = _TEXTS[case][language].format(
            bases=shown[language],
            goal=f"{sign}{space}{amount(target['value'], target['unit'], language)}",
            by=int(target["by"]),
            period=bases[0]["period"] if bases else "",
            projected=amount(projected, target["unit"], language),
            more=("; " if language == "en" else ";") + extra if extra else "",
            **facts,
        )
    return texts


def base_list(target: pd.Series, bases: list[dict[str, Any]]) -> dict[str, str]:
    """All values of the latest year with their bases, in both languages."""
    listed: dict[str, list[str]] = {"en": [], "zh": []}
    for base in bases:
        clean = base["without_doubtful"]
        shaky = not np.isnan(clean) and abs(clean - base["value"]) > 0
        for language in ("en", "zh"):
            size = amount(base["value"], target["unit"], language)
            text = f"{_BOUNDS[language][base['bound']]}{size}"
            if language == "en":
                text += f" in {base['period']} ({base['base_en']}"
                text += f"; {amount(clean, target['unit'], 'en')} without doubtful rows" * shaky
                text += ")"
            else:
                text = f"{base['period']}年{text}({base['base_zh']}"
                text += f";剔除存疑数据为{amount(clean, target['unit'], 'zh')}" * shaky
                text += ")"
            listed[language].append(text)
    return {"en": ", ".join(listed["en"]), "zh": "、".join(listed["zh"])}


def amount(value: float, unit: str, language: str) -> str:
    """A number with its unit as people write it: 万 and 亿 in Chinese, billion in English."""
    if unit.startswith("share"):
        return f"{100 * value:.4g}%"
    if unit == "ratio":
        return f"{value:g}" if round(value, 2) == value else f"{value:.4f}"
    kind = "yuan" if unit.startswith("yuan") else "count"
    if language == "zh":
        scale, word = _scale(value, _SCALES[kind]["zh"])
        return f"{_digits(value / scale, '')}{word}{_UNITS_ZH.get(unit, unit)}"
    scale, word = _scale(value, _SCALES[kind]["en"])
    return f"{_digits(value / scale, ',')}{word} {unit}"


def _scale(value: float, scales: tuple[tuple[float, str], ...]) -> tuple[float, str]:
    """The largest scale that leaves something before the point."""
    return next((scale for scale in scales if abs(value) >= scale[0]), (1.0, ""))


def _digits(value: float, separator: str) -> str:
    """Whole above ten thousand, else at most five digits."""
    return f"{value:{separator}.0f}" if abs(value) >= 1e4 else f"{value:{separator}.5g}"
