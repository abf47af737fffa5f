"""Sentences that answer questions to the gaps: what was measured, and what came out."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from gongfu.measure.change import EntropyChange
from gongfu.measure.dagum import DagumNull, DagumParts
from gongfu.measure.panel import CrossSection, level_zh, plural
from gongfu.model.composite import Design
from gongfu.model.indicator import Indicator, find_indicator
from gongfu.model.zone import Layer
from gongfu.report import numbers
from gongfu.report.text import Both, fill, inside, listed

_MEANS: Final = ("ratio", "share")
INDEX_TITLES: Final = {
    "gini": Both("Gini coefficient", "基尼系数"),
    "theil_t": Both("Theil's T", "泰尔指数"),
    "mean_log_deviation": Both("Theil's L (mean log deviation)", "对数离差均值"),
}


def number(value: float) -> Both:
    """An index with four decimals."""
    return numbers.plain(value, 4)


def of_table(file: str, value: str, weight: str, n: int, people: float) -> Both:
    """What a table holds."""
    each = (
        fill(
            "weighted by {weight} ({people} in all)",
            "按{weight}加权(合计{people})",
            {"weight": weight, "people": numbers.large(people)},
        )
        if weight
        else Both("each row counted once", "每行计一次")
    )
    return fill(
        "Measured: {value} in {file}, {n} rows, {each}; unit and period as in the file; computed.",
        "测量对象:{file}中的{value},共{n}行,{each};单位和时期以文件为准;计算值。",
        {"value": value, "file": file, "n": numbers.plain(n), "each": each},
    )


def of_figures(
    zone: Mapping[str, str],
    section: CrossSection,
    indicator: Indicator,
    weight: str,
    weight_period: str,
    n: int,
) -> Both:
    """What figures of places are measured, on what base."""
    total = not indicator.per and indicator.unit not in _MEANS
    unit = "" if section.unit in _MEANS else section.unit
    if unit and (total or indicator.per):
        unit += " per head"
    doubts = int(section.doubtful.sum())
    parts = {
        "title": inside(Both.of(indicator.title)),
        "period": numbers.period(section.period),
        "n": numbers.plain(n),
        "all": numbers.plain(section.n_expected),
        "levels": Both(plural(section.level), level_zh(section.level)),
        "zone": Both.of(zone),
        "weight": inside(Both.of(find_indicator(weight).title)),
        "weight_period": numbers.period(weight_period),
        "unit": Both(f" ({unit})" if unit else "", _unit_zh(unit)),
        "divided": Both(", divided by residents", ",按常住人口平均") if total else Both("", ""),
        "doubts": Both(
            f"; {doubts} of the figures are in doubt" if doubts else "",
            f";其中{doubts}个数值存疑" if doubts else "",
        ),
    }
    return fill(
        "Measured: {title}{unit}{divided}, {period}, of {n} of {all} {levels} of {zone}, each "
        "weighted by its {weight} of {weight_period}: between the means of places, not between "
        "people; computed from published figures{doubts}.",
        "测量对象:{zone}{all}个{levels}中{n}个的{title}{unit}{divided},{period},按{weight_period}"
        "{weight}加权:只反映各地均值之间的差距,不反映人与人之间的差距;由公布值计算{doubts}。",
        parts,
    )


def of_households(zone: Mapping[str, str], layer: Layer, n: int, people: float) -> Both:
    """What households are measured."""
    marked = layer.standing == "simulated"
    return fill(
        "Measured: income per head (yuan) of {n} {kind}households of {zone}, weighted by the "
        "{people} people they stand for; source: {source}.",
        "测量对象:{zone}{n}户{kind}住户的人均收入(元),按其代表的{people}人加权;来源:{source}。",
        {
            "n": numbers.plain(n),
            "kind": Both("simulated " if marked else "", "模拟" if marked else ""),
            "zone": Both.of(zone),
            "people": numbers.large(people),
            "source": layer.source,
        },
    )


def index_found(name: str, value: float, low: float, high: float) -> Both:
    """An index, with its interval unless that is NaN."""
    title = INDEX_TITLES.get(name, Both(name, name))
    between = (
        fill(
            " (95% interval {low} to {high})",
            "(95%置信区间{low}至{high})",
            {"low": number(low), "high": number(high)},
        )
        if np.isfinite(low)
        else Both("", "")
    )
    return fill(
        "{title}: {value}{between}.",
        "{title}：{value}{between}。",
        {"title": title, "value": number(value), "between": between},
    )


def no_interval(kind: str) -> Both:
    """Why an index has no interval."""
    if kind == "figures":
        return Both(
            "No sampling interval applies: this is a register of all places, not a sample of them.",
            "不适用抽样置信区间:这是全部地区的名录,不是抽样。",
        )
    if kind == "households":
        return Both(
            "No interval is given; how households were drawn is said with --strata and --psu, or "
            "with --sample.",
            "未给出置信区间;请用--strata和--psu说明住户如何抽取,或用--sample。",
        )
    return Both(
        "No interval: if the rows are a sample, say how it was drawn with --strata and --psu, or "
        "with --sample if each row was drawn by itself.",
        "未给出置信区间:如果各行是抽样,请用--strata和--psu说明如何抽取;逐行独立抽取请用--sample。",
    )


def fifths_found(bottom: float, top: float, ratio: float) -> Both:
    """What the poorest and the richest fifth hold."""
    return fill(
        "The poorest fifth hold {bottom}, the richest fifth {top}: {ratio} times as much a head.",
        "最低五分之一人口占{bottom},最高五分之一占{top},为其{ratio}倍。",
        {
            "bottom": numbers.percent(bottom),
            "top": numbers.percent(top),
            "ratio": numbers.plain(ratio, 2),
        },
    )


def palma_found(palma: float) -> Both:
    """What the richest tenth hold, in parts of what the poorest two fifths hold."""
    return fill(
        "The richest tenth hold {palma} times what the poorest two fifths hold.",
        "最高十分之一是最低五分之二的{palma}倍(帕尔马比)。",
        {"palma": numbers.plain(palma, 2)},
    )


def split(parts: pd.DataFrame) -> Both:
    """Where Theil's T or L lies; `parts` as `EntropyParts.to_frame` has them."""
    title = INDEX_TITLES[str(parts["index"].iloc[0])]
    total = float(parts["value"].iloc[-1])
    inner = parts.iloc[-2]
    shares = [
        fill(
            "{share} between groups of {level}",
            "{level}组间占{share}",
            {"share": numbers.percent(row.share), "level": row.component},
        )
        for row in parts.iloc[:-2].itertuples()
    ]
    within = (
        fill("{share} within", "组内占{share}", {"share": numbers.percent(inner["share"])})
        if inner["observed"]
        else Both("what lies within cannot be seen", "组内差距无法观测")
    )
    said = [*shares, within]
    return fill(
        "{title} {total}: {told}.",
        "{title}{total}：{told}。",
        {"title": title, "total": number(total), "told": listed(said)},
    )


def dagum_found(parts: DagumParts) -> Both:
    """Dagum's three parts."""
    share = parts.to_frame()["share"]
    return fill(
        "Gini coefficient {total}: {within} within groups, {net} net between them, {over} by "
        "overlap (transvariation).",
        "基尼系数{total}:组内占{within},组间净值占{net},超变密度占{over}。",
        {
            "total": number(parts.total),
            "within": numbers.percent(share[0]),
            "net": numbers.percent(share[1]),
            "over": numbers.percent(share[2]),
        },
    )


def null_found(null: DagumNull) -> Both:
    """What chance alone would make of it."""
    low, high = null.interval()
    return fill(
        "Were groups dealt out at random, {mean} would lie between them (95% of {n} draws: {low} "
        "to {high}); {share} are observed, p = {p}.",
        "若随机分组,组间净值占比平均为{mean}({n}次抽取的95%在{low}至{high}之间);"
        "实际为{share},p = {p}。",
        {
            "mean": numbers.percent(null.mean),
            "n": numbers.plain(null.shares.size),
            "low": numbers.percent(low),
            "high": numbers.percent(high),
            "share": numbers.percent(null.share),
            "p": numbers.plain(null.p_value, 3),
        },
    )


def sources_found(total: float, name: str, share: float) -> Both:
    """The source that adds most."""
    return fill(
        "Gini coefficient of the sum: {total}; {name} adds most to it, {share}.",
        "合计的基尼系数:{total};贡献最大的是{name},占{share}。",
        {"total": number(total), "name": name, "share": numbers.percent(share)},
    )


def change_found(before: float, after: float, progressivity: float, reranking: float) -> Both:
    """The two opposed parts of a change of the Gini coefficient."""
    return fill(
        "Gini coefficient {before} before, {after} after: {grew} {progressive}, changed places "
        "added {rerank}.",
        "基尼系数由{before}变为{after}:{grew}{progressive},位次变动使其增加{rerank}。",
        {
            "before": number(before),
            "after": number(after),
            "grew": Both("growth that favoured those with less took off", "增长偏向较低者使其减少")
            if progressivity >= 0
            else Both("growth that favoured those with more added", "增长偏向较高者使其增加"),
            "progressive": numbers.plain(abs(progressivity), 5),
            "rerank": numbers.plain(reranking, 5),
        },
    )


def no_logarithm(n: int) -> Both:
    """Why Theil's L is not there."""
    return fill(
        "Theil's L is not given: the value is 0 in {n} of the rows, and 0 has no logarithm.",
        "未给出对数离差均值:{n}行的数值为0,没有对数。",
        {"n": numbers.plain(n)},
    )


def two_periods(said: Both, before: str, after: str, lost: list[Both]) -> Both:
    """What is compared, and which places are known in one period only."""
    return fill(
        "{said} Compared with {after}, by the people of {before}{lost}.",
        "{said}与{after}比较,均按{before}人口加权{lost}。",
        {
            "said": said,
            "before": numbers.period(before),
            "after": numbers.period(after),
            "lost": fill(
                "; left out, known in one of the two only: {names}",
                ";仅一个时期有数据、未计入:{names}",
                {"names": listed(lost)},
            )
            if lost
            else Both("", ""),
        },
    )


def entropy_changed(parts: EntropyChange) -> Both:
    """What changed in Theil's L."""
    return fill(
        "Theil's L {before} before, {after} after: {within} inside groups, {means} by the groups' "
        "means, {moved} by people moving from group to group.",
        "对数离差均值由{before}变为{after}:组内变化{within},各组均值变化{means},人口流动{moved}。",
        {
            "before": number(parts.before),
            "after": number(parts.after),
            "within": numbers.plain(parts.within, 5),
            "means": numbers.plain(parts.means, 5),
            "moved": numbers.plain(parts.shares_within + parts.shares_between, 5),
        },
    )


def of_design(
    zone: Mapping[str, str], design: Design, period: str, level: str, n_doubtful: int
) -> Both:
    """What a composite index is made of, and whether anybody has published it."""
    title = Both.of(design.title) if design.title else Both("composite index", "综合指数")
    where = (
        fill(
            "{levels} of {zone}, {period}",
            "{zone}各{levels}，{period}",
            {
                "levels": Both(plural(level), level_zh(level)),
                "zone": Both.of(zone),
                "period": numbers.period(period),
            },
        )
        if level
        else Both.of(zone)
    )
    return fill(
        "Measured: {title}, {n} components, {where}; each place counts once; {standing}{doubts}.",
        "测量对象:{title},{n}项指标,{where};每个地区计一次;{standing}{doubts}。",
        {
            "title": title,
            "n": numbers.plain(len(design.components)),
            "where": where,
            "standing": Both("illustrative (not official)", "示意(非官方)")
            if design.illustrative
            else Both("computed", "计算值"),
            "doubts": Both(
                f"; {n_doubtful} values are in doubt" if n_doubtful else "",
                f";{n_doubtful}个数值存疑" if n_doubtful else "",
            ),
        },
    )


def ranks_found(n: int, wide: float, n_open: int, n_pairs: int) -> Both:
    """How much of a list of ranks is known."""
    return fill(
        "{n} places are ranked; under choices as good as these half of the ranks move over {wide} "
        "places or more (5% to 95%), and the order of {open} of {pairs} pairs is not certain.",
        "共{n}个地区排名;在同样合理的选择下,半数地区的名次区间(5%至95%)不少于{wide}位,"
        "{pairs}对中有{open}对的先后不确定。",
        {
            "n": numbers.plain(n),
            "wide": numbers.plain(wide, 0),
            "open": numbers.plain(n_open),
            "pairs": numbers.plain(n_pairs),
        },
    )


def not_ranked(lost: list[Both]) -> Both:
    """Which places miss a component."""
    return fill(
        "Left out, since a component is missing: {names}.",
        "因缺少指标未计入:{names}。",
        {"names": listed(lost)},
    )


def brackets_found(low: float, high: float, gini: float | None) -> Both:
    """What a table of brackets proves, and what it suggests."""
    guess = (
        fill(
            "; a smooth distribution that fits has {gini}",
            ";平滑插值为{gini}",
            {"gini": number(gini)},
        )
        if gini is not None
        else Both("", "")
    )
    return fill(
        "The Gini coefficient lies between {low} and {high}, whatever happens inside the "
        "brackets{guess}.",
        "无论组内如何分布,基尼系数在{low}与{high}之间{guess}。",
        {"low": number(low), "high": number(high), "guess": guess},
    )


def _unit_zh(unit: str) -> str:
    known = {"yuan per head": "元/人", "yuan": "元"}
    return f"({known.get(unit, unit)})" if unit else ""
