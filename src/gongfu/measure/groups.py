"""A group of places inside a zone: how it stands to the whole, and who has outgrown it."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from gongfu.errors import InputError, NotFoundError
from gongfu.measure.gap_table import gap_frame
from gongfu.measure.panel import (
    INCOME,
    RESIDENTS,
    CrossSection,
    Weights,
    about,
    check_panel,
    cross_section,
    exact_figures,
    joined,
    level_zh,
    periods_of,
    plural,
    top_place,
    weight_title,
    weights_for,
)
from gongfu.model.schema import GROUPS, check_frame

GDP: Final = "gdp_yuan"
EXIT_COLUMNS: Final = (
    "place",
    "period",
    "gdp_yuan",
    "income_yuan",
    "verdict",
    "without_doubtful",
    "until",
    "why_en",
    "why_zh",
    "source",
)


@dataclass(frozen=True, slots=True)
class ExitRule:
    """When a county leaves a group: it must above one product, it may between two with an income.

    Yuan of gross domestic product of the place, yuan per head of disposable income.  Both ends of
    the range in which it may leave belong to it; the two other bounds are exceeded, not met.
    """

    must_leave_gdp_above_yuan: float
    may_leave_gdp_from_yuan: float
    may_leave_gdp_to_yuan: float
    may_leave_income_above_yuan: float
    source: str

    def __post_init__(self) -> None:
        if not (
            0
            <= self.may_leave_gdp_from_yuan
            <= self.may_leave_gdp_to_yuan
            <= self.must_leave_gdp_above_yuan
        ):
            raise InputError(
                f"the exit rule's products are {self.may_leave_gdp_from_yuan!r}, "
                f"{self.may_leave_gdp_to_yuan!r}, {self.must_leave_gdp_above_yuan!r}; "
                "they must not fall from may-leave to must-leave"
            )


def members_of(groups: pd.DataFrame, group: str) -> pd.Index:
    """Codes of all places that ever belonged to the group, in the order listed.

    Parameters
    ----------
    groups
        Memberships, as `schema.GROUPS`.
    group
        Such as "mountain_26"; one that is not listed is a NotFoundError.

    Returns
    -------
    Index
        Each code once.
    """
    check_frame(groups, GROUPS, "groups")
    listed = groups.loc[groups["group"] == group, "place"]
    if listed.empty:
        known = ", ".join(map(repr, groups["group"].unique()))
        raise NotFoundError(f"no group {group!r}; the zone has {known or 'none'}")
    return pd.Index(listed.unique())


def group_gap(
    figures: pd.DataFrame,
    places: pd.DataFrame,
    groups: pd.DataFrame,
    *,
    group: str,
    indicator: str = INCOME,
    weight: str = RESIDENTS,
) -> pd.DataFrame:
    """A group's weighted mean over that of the whole zone, on both bases, in every period.

    Parameters
    ----------
    figures, places, groups
        Of the zone.  All places that ever belonged to the group count, in every period.
    group
        Such as "mountain_26".
    indicator
        Amount per head.
    weight
        Indicator that counts the people of a place.

    Returns
    -------
    DataFrame
        Columns `GAP_COLUMNS`, index "ratio_to_zone".  Two rows per period: `base` "published"
        divides by the zone's own figure, "weighted_mean" by the mean of all places of the
        group's level, weighted alike.  `numerator` and `denominator` are the two means.
        `without_doubtful` leaves doubtful places out of both means.  A base that does not exist
        for a period has a row with no value that says why.
    """
    check_panel(figures, places)
    members = members_of(groups, group)
    lost = members.difference(places.index)
    levels = places["level"].reindex(members).dropna().unique()
    if len(lost) or len(levels) != 1:
        raise InputError(
            f"group {group!r}: {len(lost)} of its {len(members)} places are not in the zone and "
            f"the others are of {len(levels)} levels; list places of one level that the zone has"
        )
    figures = about(figures, [indicator, weight])
    level, exact, top = str(levels[0]), exact_figures(figures), top_place(places)

    rows = []
    for period in periods_of(exact, indicator, members):
        section = cross_section(exact, places, indicator=indicator, period=period, level=level)
        n_known = int(members.isin(section.values.index).sum())
        weights = weights_for(figures, section.values.index, weight=weight, period=period)
        row = _group_row(section, group, weight)
        if n_known < len(members) or not weights.period:
            rows.append(row | {"base": "published"} | _no_mean(section, weights, members, n_known))
            continue
        row |= {
            "weight_period": weights.period,
            "n_places": len(members),
            "n_expected": len(members),
            "n_doubtful": int(section.doubtful[members].sum()),
        }
        rows.append(_published_row(row, exact, section, weights, members, top))
        if section.is_full:
            rows.append(_weighted_row(row, section, weights, members))

    return gap_frame(rows)


def exit_rule(
    figures: pd.DataFrame,
    groups: pd.DataFrame,
    rule: ExitRule,
    *,
    group: str,
    period: str,
    indicator: str = INCOME,
) -> pd.DataFrame:
    """Who of a group must leave it, and who may, by the figures of one year.

    Parameters
    ----------
    figures, groups
        Of the zone; all places that ever belonged to the group are tried.
    rule
        The thresholds, with their source.
    group
        Such as "mountain_26".
    period
        Year of the product and the income.
    indicator
        Income per head.

    Returns
    -------
    DataFrame
        Columns `EXIT_COLUMNS`, largest product first.  `verdict` is "must_leave", "may_leave",
        "stays" or "not_decidable" (a figure is missing); `without_doubtful` is the verdict when a
        doubtful figure counts as missing; `until` is when it left, "" if it has not.
    """
    members = members_of(groups, group)
    exact = exact_figures(about(figures, [GDP, indicator]))
    of_period = exact[exact["period"] == period].set_index(["indicator", "place"])

    rows = []
    left = groups[groups["group"] == group].groupby("place")["until"].last()
    for place in members:
        gdp, income = (
            of_period.loc[(name, place)] if (name, place) in of_period.index else None
            for name in (GDP, indicator)
        )
        verdict, why = _verdict(_value(gdp), _value(income), rule)
        sure = [None if side is None or side["doubt"] else side for side in (gdp, income)]
        rows.append(
            {
                "place": place,
                "period": period,
                "gdp_yuan": _value(gdp),
                "income_yuan": _value(income),
                "verdict": verdict,
                "without_doubtful": _verdict(_value(sure[0]), _value(sure[1]), rule)[0],
                "until": left[place],
                "why_en": why["en"],
                "why_zh": why["zh"],
                "source": joined(
                    [*(side["source"] for side in (gdp, income) if side is not None), rule.source]
                ),
            }
        )

    table = pd.DataFrame(rows, columns=list(EXIT_COLUMNS))
    return table.sort_values("gdp_yuan", ascending=False, kind="stable", ignore_index=True)


def _value(figure: Any) -> float:
    return float("nan") if figure is None else float(figure["value"])


def _verdict(gdp: float, income: float, rule: ExitRule) -> tuple[str, dict[str, str]]:
    """What the rule says of one place, and why."""
    if np.isnan(gdp):
        return "not_decidable", {
            "en": "no published domestic product",
            "zh": "没有公布的地区生产总值",
        }
    if gdp > rule.must_leave_gdp_above_yuan:
        return "must_leave", {
            "en": f"product above {rule.must_leave_gdp_above_yuan / 1e9:g} billion yuan",
            "zh": f"地区生产总值超过{rule.must_leave_gdp_above_yuan / 1e8:g}亿元",
        }
    if not rule.may_leave_gdp_from_yuan <= gdp <= rule.may_leave_gdp_to_yuan:
        return "stays", {
            "en": f"product below {rule.may_leave_gdp_from_yuan / 1e9:g} billion yuan",
            "zh": f"地区生产总值低于{rule.may_leave_gdp_from_yuan / 1e8:g}亿元",
        }
    span_en = (
        f"product from {rule.may_leave_gdp_from_yuan / 1e9:g} "
        f"to {rule.may_leave_gdp_to_yuan / 1e9:g} billion yuan"
    )
    span_zh = (
        f"地区生产总值在{rule.may_leave_gdp_from_yuan / 1e8:g}"
        f"亿至{rule.may_leave_gdp_to_yuan / 1e8:g}亿元之间"
    )
    need = f"{rule.may_leave_income_above_yuan:,.0f}"
    if np.isnan(income):
        return "not_decidable", {
            "en": f"{span_en}, income not published",
            "zh": f"{span_zh},收入未公布",
        }
    if income > rule.may_leave_income_above_yuan:
        return "may_leave", {
            "en": f"{span_en}, income above {need} yuan",
            "zh": f"{span_zh},人均可支配收入超过{need}元",
        }
    return "stays", {
        "en": f"{span_en}, income not above {need} yuan",
        "zh": f"{span_zh},人均可支配收入未超过{need}元",
    }


def _group_row(section: CrossSection, group: str, weight: str) -> dict[str, Any]:
    return {
        "gap": "group",
        "index": "ratio_to_zone",
        "level": section.level,
        "group": group,
        "indicator": section.indicator,
        "period": section.period,
        "unit": "ratio",
        "weight": weight,
        "source": joined(section.sources),
    }


def _no_mean(
    section: CrossSection, weights: Weights, members: pd.Index, n_known: int
) -> dict[str, Any]:
    if n_known < len(members):
        return {
            "n_places": n_known,
            "n_expected": len(members),
            "why_en": f"only {n_known} of {len(members)} {plural(section.level)} of the group have "
            f"a published figure for {section.period}",
            "why_zh": f"{section.period}年该组{len(members)}个{level_zh(section.level)}中"
            f"仅{n_known}个有公布数据",
        }
    title = {language: weight_title(weights.indicator, language) for language in ("en", "zh")}
    return {
        "n_places": n_known,
        "n_expected": len(members),
        "why_en": f"no {title['en']} within a year of {section.period} to weigh by",
        "why_zh": f"{section.period}前后一年内没有{title['zh']}可供加权",
    }


def _published_row(
    row: dict[str, Any],
    exact: pd.DataFrame,
    section: CrossSection,
    weights: Weights,
    members: pd.Index,
    top: str,
) -> dict[str, Any]:
    """The group's mean over the figure that the zone publishes for itself."""
    ours = _mean(section, weights, members)
    row = row | {
        "base": "published",
        "base_en": f"{len(members)} {plural(section.level)} weighted by "
        f"{weight_title(weights.indicator, 'en')} of {weights.period}, "
        "over the zone's published figure",
        "base_zh": f"{len(members)}个{level_zh(section.level)}按{weights.period}年"
        f"{weight_title(weights.indicator, 'zh')}加权,与全域公布数之比",
        "numerator": ours,
    }
    whole = exact[
        (exact["place"] == top)
        & (exact["indicator"] == section.indicator)
        & (exact["period"] == section.period)
    ]
    if whole.empty:
        return row | {
            "why_en": f"the zone itself has no exact published figure for {section.period}",
            "why_zh": f"{section.period}年全域没有确切的公布数",
        }
    figure = whole.iloc[0]
    sure = members[~section.doubtful[members].to_numpy()]
    clean = np.nan if figure["doubt"] else _mean(section, weights, sure) / figure["value"]
    return row | {
        "place": top,
        "value": ours / figure["value"],
        "without_doubtful": clean,
        "denominator": figure["value"],
        "source": joined([row["source"], figure["source"], *weights.sources]),
    }


def _weighted_row(
    row: dict[str, Any], section: CrossSection, weights: Weights, members: pd.Index
) -> dict[str, Any]:
    """The group's mean over the mean of all places of its level, weighted alike."""
    everyone = section.values.index
    sure = ~section.doubtful
    ours, all_of_us = (_mean(section, weights, codes) for codes in (members, everyone))
    clean = _mean(section, weights, members[sure[members].to_numpy()]) / _mean(
        section, weights, everyone[sure.to_numpy()]
    )
    return row | {
        "base": "weighted_mean",
        "base_en": f"{len(members)} over all {len(everyone)} {plural(section.level)}, "
        f"both weighted by {weight_title(weights.indicator, 'en')} of {weights.period}",
        "base_zh": f"{len(members)}个与全部{len(everyone)}个{level_zh(section.level)}之比,"
        f"均按{weights.period}年{weight_title(weights.indicator, 'zh')}加权",
        "value": ours / all_of_us,
        "without_doubtful": clean,
        "numerator": ours,
        "denominator": all_of_us,
        "n_doubtful": int(section.doubtful.sum()),
        "source": joined([row["source"], *weights.sources]),
    }


def _mean(section: CrossSection, weights: Weights, codes: pd.Index) -> float:
    """Weighted mean over some places; NaN if nobody is left to weigh."""
    people = weights.values[codes]
    held = float((section.values[codes] * people).sum())
    return held / float(people.sum()) if people.sum() > 0 else float("nan")
