"""Whether the parts of a zone add up to what the zone publishes for itself."""

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.measure.panel import (
    GDP_PER_HEAD,
    INCOME,
    RESIDENTS,
    RURAL_INCOME,
    URBAN_INCOME,
    URBAN_RESIDENTS,
    CrossSection,
    about,
    check_panel,
    cross_section,
    exact_figures,
    is_year,
    joined,
    level_zh,
    periods_of,
    plural,
    top_place,
    upper_places,
    weights_for,
)
from gongfu.model.figure import best_figures

RURAL_RESIDENTS: Final = "rural_residents"
RECONCILIATION_COLUMNS: Final = (
    "indicator",
    "period",
    "level",
    "operation",
    "against",
    "unit",
    "computed",
    "published",
    "bound",
    "difference",
    "relative_difference",
    "weight",
    "weight_period",
    "n_places",
    "n_expected",
    "grade",
    "published_source",
    "source",
    "why_en",
    "why_zh",
)


@dataclass(frozen=True, slots=True)
class Check:
    """One indicator of the whole, and how it follows from the parts.

    "sum" adds the parts' own `part` (the indicator itself by default); "mean" weighs them by the
    people in `over`; "share" divides the sum of `part` by the sum of `over`.
    """

    indicator: str
    operation: Literal["sum", "mean", "share"]
    over: str = ""
    part: str = ""

    def __post_init__(self) -> None:
        if self.operation != "sum" and not self.over:
            raise InputError(
                f"the check of {self.indicator!r} is a {self.operation} over nobody; "
                "name in `over` the indicator that counts the people"
            )


CHECKS: Final = (
    Check(RESIDENTS, "sum"),
    Check("urbanisation_rate", "share", over=RESIDENTS, part=URBAN_RESIDENTS),
    Check("gdp_yuan", "sum"),
    Check("primary_value_added_yuan", "sum"),
    Check("secondary_value_added_yuan", "sum"),
    Check("tertiary_value_added_yuan", "sum"),
    Check(GDP_PER_HEAD, "mean", over=RESIDENTS),
    Check(INCOME, "mean", over=RESIDENTS),
    Check(URBAN_INCOME, "mean", over=URBAN_RESIDENTS),
    Check(RURAL_INCOME, "mean", over=RURAL_RESIDENTS),
)


def reconcile(
    figures: pd.DataFrame,
    places: pd.DataFrame,
    *,
    level: str = "county",
    checks: tuple[Check, ...] = CHECKS,
) -> pd.DataFrame:
    """Sums and means of the places of a level against the figures of the whole zone.

    Parameters
    ----------
    figures, places
        Of the zone; published figures, no simulated ones.
    level
        Whose places are added up.
    checks
        What to compare; "rural_residents" may be named as people: residents not in town.

    Returns
    -------
    DataFrame
        Columns `RECONCILIATION_COLUMNS`; one row per check and whole year.  `computed` comes from
        the `n_places` places that have a figure (of `n_expected`), `published` from the zone's
        own figure of the same year, NaN if there is none.  `difference` is computed minus
        published, `relative_difference` that over published; both NaN where the published value
        is a bound.  Where town and country incomes are known, one more row per year compares
        their mean with the mean of the places' total incomes (`against` "places").
    """
    check_panel(figures, places)
    named = {name for check in checks for name in (check.indicator, check.part, check.over)}
    figures = about(
        figures, named | {INCOME, URBAN_INCOME, RURAL_INCOME, RESIDENTS, URBAN_RESIDENTS}
    )
    top, codes = top_place(places), upper_places(places, level).index
    whole = figures[(figures["place"] == top) & (figures["standing"] == "published")]
    exact = exact_figures(figures)

    rows = []
    for check in checks:
        for period in filter(is_year, periods_of(exact, check.part or check.indicator, codes)):
            section = cross_section(
                exact, places, indicator=check.part or check.indicator, period=period, level=level
            )
            row = _computed(figures, check, section)
            if row is not None:
                rows.append(row | _published(whole, check, period, row))
    for period in filter(is_year, periods_of(exact, URBAN_INCOME, codes)):
        rows += _town_and_country(figures, exact, places, level, period)

    return pd.DataFrame(rows, columns=list(RECONCILIATION_COLUMNS))


def _computed(figures: pd.DataFrame, check: Check, section: CrossSection) -> dict[str, Any] | None:
    """The whole as it follows from the parts; None if its people are not counted."""
    values = section.values
    row: dict[str, Any] = {
        "indicator": check.indicator,
        "period": section.period,
        "level": section.level,
        "operation": check.operation,
        "against": "published",
        "unit": "share" if check.operation == "share" else section.unit,
        "weight": check.over,
        "weight_period": "",
        "n_places": len(values),
        "n_expected": section.n_expected,
        "source": joined(section.sources),
    }
    if check.operation == "sum":
        return row | {"computed": float(values.sum())}
    if check.over == RURAL_RESIDENTS:
        everyone, town = (
            weights_for(figures, values.index, weight=name, period=section.period)
            for name in (RESIDENTS, URBAN_RESIDENTS)
        )
        if not everyone.period or everyone.period != town.period:
            return None
        people, when = (everyone.values - town.values).clip(lower=0.0), everyone.period
    else:
        counted = weights_for(figures, values.index, weight=check.over, period=section.period)
        if not counted.period:
            return None
        people, when = counted.values, counted.period
    if not people.sum() > 0:
        return None
    held = values if check.operation == "share" else values * people
    return row | {"computed": float(held.sum() / people.sum()), "weight_period": when}


def _published(
    whole: pd.DataFrame, check: Check, period: str, row: dict[str, Any]
) -> dict[str, Any]:
    """The zone's own figure of that year, how far off it is, and what to make of it."""
    own = whole[whole["indicator"] == check.indicator]
    of_period = own[own["period"] == period]
    exact = of_period[of_period["bound"].isin(["=", "~"])]
    if of_period.empty:
        years = sorted(filter(is_year, own["period"].unique()))
        lately_en = f"; its latest is of {years[-1]}" if years else ""
        lately_zh = f";最近的是{years[-1]}年" if years else ""
        return {
            "published": np.nan,
            "bound": "",
            "difference": np.nan,
            "relative_difference": np.nan,
            "grade": "",
            "published_source": "",
            "why_en": f"the zone has no published figure for {period}{lately_en}; "
            f"{_what(row)['en']} is a computed value and does not stand in for it",
            "why_zh": f"全域没有{period}年的公布数{lately_zh};"
            f"{_what(row)['zh']}是计算值,不能代替公布数",
        }
    figure = best_figures(exact if len(exact) else of_period).iloc[0]
    sure = figure["bound"] in ("=", "~") and figure["value"] != 0
    off = row["computed"] - figure["value"] if sure else np.nan
    relative = off / abs(figure["value"]) if sure else np.nan
    return {
        "published": figure["value"],
        "bound": figure["bound"],
        "difference": off,
        "relative_difference": relative,
        "grade": figure["grade"],
        "published_source": figure["source"],
    } | _words(row, relative, figure["bound"])


def _words(row: dict[str, Any], relative: float, bound: str) -> dict[str, str]:
    what = _what(row)
    if np.isnan(relative):
        return {
            "why_en": f"the zone publishes a bound only ({bound}), which gives no difference",
            "why_zh": f"全域只公布了界限({bound}),无法计算差额",
        }
    size = f"{abs(relative):.2%}"
    if float(size[:-1]) == 0:
        return {
            "why_en": f"{what['en']} agrees with the published figure to {size}",
            "why_zh": f"{what['zh']}与公布数一致(相差{size})",
        }
    side_en, side_zh = ("above", "高于") if relative > 0 else ("below", "低于")
    return {
        "why_en": f"{what['en']} is {size} {side_en} the published figure",
        "why_zh": f"{what['zh']}{side_zh}公布数{size}",
    }


def _what(row: dict[str, Any]) -> dict[str, str]:
    """The computed side in words."""
    level = row["level"]
    count = f"{row['n_places']} of {row['n_expected']} {plural(level)}"
    part = f"{row['n_expected']}个{level_zh(level)}中{row['n_places']}个"
    return {
        "sum": {"en": f"the sum of {count}", "zh": f"{part}的合计数"},
        "mean": {"en": f"the weighted mean of {count}", "zh": f"{part}的加权平均数"},
        "share": {"en": f"the share over {count}", "zh": f"{part}的合计占比"},
    }[row["operation"]]


def _town_and_country(
    figures: pd.DataFrame, exact: pd.DataFrame, places: pd.DataFrame, level: str, period: str
) -> list[dict[str, Any]]:
    """Town and country incomes put together, against the total incomes of the same places."""
    urban, rural, total = (
        cross_section(exact, places, indicator=name, period=period, level=level)
        for name in (URBAN_INCOME, RURAL_INCOME, INCOME)
    )
    codes = total.values.index[total.values.index.isin(urban.values.index)]
    everyone, town = (
        weights_for(figures, codes, weight=name, period=period)
        for name in (RESIDENTS, URBAN_RESIDENTS)
    )
    if not len(codes) or {everyone.period, town.period} != {period}:
        return []
    country = (everyone.values - town.values).clip(lower=0.0)
    known = codes[codes.isin(rural.values.index) | (country[codes] == 0).to_numpy()]
    people = everyone.values[known]
    held = urban.values[known] * town.values[known]
    held += rural.values.reindex(known).fillna(0.0) * country[known]
    computed = float(held.sum() / people.sum())
    published = float((total.values[known] * people).sum() / people.sum())
    apart = held / people / total.values[known] - 1.0
    relative = computed / published - 1.0
    return [
        {
            "indicator": INCOME,
            "period": period,
            "level": level,
            "operation": "mean",
            "against": "places",
            "unit": total.unit,
            "computed": computed,
            "published": published,
            "bound": "=",
            "difference": computed - published,
            "relative_difference": relative,
            "weight": RESIDENTS,
            "weight_period": everyone.period,
            "n_places": len(known),
            "n_expected": total.n_expected,
            "grade": "",
            "published_source": joined(total.sources),
            "source": joined([*urban.sources, *rural.sources]),
            "why_en": f"urban and rural incomes put together by residents are {relative:+.2%} "
            f"from the mean of total incomes; by {level} from {apart.min():+.1%} to "
            f"{apart.max():+.1%}: they come from different surveys, so neither is derived from "
            "the other",
            "why_zh": f"按常住人口合成的城乡收入与全体居民收入平均数相差{relative:+.2%},"
            f"各{level_zh(level)}相差{apart.min():+.1%}至{apart.max():+.1%}:来自不同调查,不可相互推算",
        }
    ]
