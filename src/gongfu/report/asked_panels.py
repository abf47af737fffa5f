"""Sentences about places over years: what was measured, dispersion, growth."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from gongfu.measure.beta import BetaConvergence
from gongfu.measure.panel import CrossSection, level_zh, plural
from gongfu.model.indicator import Indicator
from gongfu.report import numbers
from gongfu.report.text import Both, fill, inside, listed, same


def of_panel_table(file: str, value: str, frame: pd.DataFrame) -> Both:
    """What a table of places and years holds."""
    years = frame["period"]
    return fill(
        "Measured: {value} in {file}, {n} places, {first} to {last} ({t} years known), each place "
        "counted once; unit as in the file; computed.",
        "测量对象:{file}中的{value}，{n}个地区,{first}至{last}年(其中{t}年有数据),每个地区计一次;"
        "单位以文件为准;计算值。",
        {
            "value": value,
            "file": file,
            "n": numbers.plain(frame["place"].nunique()),
            "first": str(years.min()),
            "last": str(years.max()),
            "t": numbers.plain(years.nunique()),
        },
    )


def of_panel_figures(
    zone: Mapping[str, str],
    indicator: Indicator,
    full: Sequence[CrossSection],
    partial: Sequence[str],
) -> Both:
    """What figures of places are compared over years, and which years not all places have."""
    doubts = sum(int(section.doubtful.sum()) for section in full)
    left = (
        fill(
            "; left out, not known for all: {years}",
            ";未计入(并非各地都有数据):{years}",
            {"years": listed([numbers.period(year) for year in partial])},
        )
        if partial
        else Both("", "")
    )
    return fill(
        "Measured: {title} ({unit}) of the {n} {levels} of {zone} in {years}, each counted once"
        "{prices}; computed from published figures{doubts}{left}.",
        "测量对象:{zone}{n}个{levels}的{title}({unit}),{years},每个地区计一次{prices};"
        "由公布值计算{doubts}{left}。",
        {
            "title": inside(Both.of(indicator.title)),
            "unit": Both(full[0].unit, {"yuan": "元"}.get(full[0].unit, full[0].unit)),
            "n": numbers.plain(full[0].n_expected),
            "levels": Both(plural(full[0].level), level_zh(full[0].level)),
            "zone": Both.of(zone),
            "years": listed([numbers.period(section.period) for section in full]),
            "doubts": Both(
                f"; {doubts} of the figures are in doubt" if doubts else "",
                f";其中{doubts}个数值存疑" if doubts else "",
            ),
            "left": left,
            "prices": Both(", as published, prices not adjusted", ",按公布值、未作价格调整")
            if "yuan" in full[0].unit
            else Both("", ""),
        },
    )


def sigma_found(table: pd.DataFrame, p_value: float) -> Both:
    """Which way dispersion went, and whether chance would do as much."""
    before, after = table["sd_log"].iloc[0], table["sd_log"].iloc[-1]
    moved = Both("narrowed", "缩小") if after < before else Both("widened", "扩大")
    if not p_value < 0.05:
        moved = Both("did not change for certain:", "未见确定变化")
    return fill(
        "Dispersion (standard deviation of logs) {moved} from {before} in {first} to {after} in "
        "{last}; test of equal variances: p {p}{rough}.",
        "离散程度(对数标准差){moved}:{first}年为{before}，{last}年为{after};"
        "方差相等检验p {p}{rough}。",
        {
            "moved": moved,
            "before": numbers.plain(before, 4),
            "after": numbers.plain(after, 4),
            "first": str(table["period"].iloc[0]),
            "last": str(table["period"].iloc[-1]),
            "p": _p_words(p_value),
            "rough": Both(", rough with so few places", ",地区少、仅供参考")
            if table["n"].iloc[0] < 30
            else Both("", ""),
        },
    )


def beta_found(found: BetaConvergence) -> Both:
    """Whether those who had less grew faster, and how sure that is."""
    row = found.coefficients.iloc[1]
    speed = (
        fill(
            "; half of a gap would go in {years} years",
            ";差距减半需{years}年",
            {"years": numbers.plain(found.half_life, 0)},
        )
        if np.isfinite(found.half_life)
        else Both("", "")
    )
    sure = row["high"] < 0 or row["low"] > 0
    if not sure:
        head = Both(
            "Whether those with less grew faster is not certain", "起点低者是否增长更快尚不能确定"
        )
        speed = Both("", "")
    elif found.beta < 0:
        head = Both("Those with less grew faster", "起点低者增长更快")
    else:
        head, speed = Both("Those with more grew faster", "起点高者增长更快"), Both("", "")
    return fill(
        "{head}: beta {beta} (95% interval {low} to {high}, {se_kind}, {n} places, {years} years)"
        "{speed}.",
        "{head}:β为{beta}(95%置信区间{low}至{high}，{se_kind}，{n}个地区,{years}年){speed}。",
        {
            "head": head,
            "beta": numbers.plain(found.beta, 5),
            "low": numbers.plain(row["low"], 5),
            "high": numbers.plain(row["high"], 5),
            "se_kind": found.se_kind,
            "n": numbers.plain(found.n),
            "years": numbers.plain(found.years, 0),
            "speed": speed,
        },
    )


def galton() -> Both:
    """What a negative beta does not say."""
    return Both(
        "A beta below 0 does not say that places have grown more alike: chance in the first year "
        "makes one too (Galton's fallacy); ask sigma for that.",
        "β小于0并不说明各地更趋接近:起始年份的偶然波动也会造成(高尔顿谬误);是否接近请看sigma。",
    )


def _p_words(p_value: float) -> Both:
    if not np.isfinite(p_value):
        return Both("unknown", "未知")
    return same("< 0.001" if p_value < 0.001 else f"= {p_value:.3f}")
