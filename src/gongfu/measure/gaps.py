"""The three gaps of a zone, from its published figures: regions, town and country, incomes."""

from typing import Any, Final

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.measure.gap_parts import SPLITS, split_section
from gongfu.measure.gap_table import base_of, gap_frame
from gongfu.measure.inequality import (
    gini,
    max_min_ratio,
    mean_log_deviation,
    theil_t,
    williamson_index,
)
from gongfu.measure.panel import (
    GDP_PER_HEAD,
    INCOME,
    RESIDENTS,
    RURAL_INCOME,
    URBAN_INCOME,
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
    upper_places,
    weight_title,
    weights_for,
)
from gongfu.model.schema import Column, check_frame

URBAN_RURAL_RATIO: Final = "urban_rural_income_ratio"
INDICES: Final = ("gini", "theil_t", "mean_log_deviation", "williamson_index", "max_min_ratio")

_FUNCTIONS: Final = {
    "gini": gini,
    "theil_t": theil_t,
    "mean_log_deviation": mean_log_deviation,
    "williamson_index": williamson_index,
    "max_min_ratio": max_min_ratio,
}


def regional_gap(
    figures: pd.DataFrame,
    places: pd.DataFrame,
    *,
    level: str = "county",
    indicators: tuple[str, ...] = (INCOME, GDP_PER_HEAD),
    indices: tuple[str, ...] = INDICES,
    weight: str = RESIDENTS,
) -> pd.DataFrame:
    """How unequal the places of one level are, in every period that figures hold.

    Parameters
    ----------
    figures, places
        Of the zone; only exact published figures are used.
    level
        Whose places are compared.
    indicators
        Amounts per head.
    indices
        Some of "gini", "theil_t", "mean_log_deviation", "williamson_index", "max_min_ratio".
    weight
        Indicator that counts the people of a place; not used by "max_min_ratio".

    Returns
    -------
    DataFrame
        Columns `GAP_COLUMNS`; one row per indicator, period and index.  Theil T and mean log
        deviation have further rows, one per `part`: "prefecture" is the part between
        prefectures, "county" that between the counties of each prefecture; "total" is their sum.
        `without_doubtful` is the same index without rows that carry a doubt.  A period in which
        not every place has a figure has one row with no value and `why_en`, `why_zh`.
    """
    check_panel(figures, places)
    strange = [name for name in indices if name not in INDICES]
    if strange:
        raise InputError(f"indices has {strange}; choose among {', '.join(INDICES)}")
    figures = about(figures, [*indicators, weight])
    exact, chain = exact_figures(figures), upper_places(places, level)

    rows = []
    for indicator in indicators:
        for period in periods_of(exact, indicator, chain.index):
            section = cross_section(exact, places, indicator=indicator, period=period, level=level)
            if not section.is_full:
                rows.append(_not_full(section, indices[-1]))
                continue
            weights = weights_for(figures, section.values.index, weight=weight, period=period)
            for index in indices:
                rows += _index_rows(section, weights, chain, index)

    return gap_frame(rows)


def urban_rural_gap(
    figures: pd.DataFrame,
    places: pd.DataFrame,
    *,
    levels: tuple[str, ...] = ("province", "prefecture", "county"),
    urban: str = URBAN_INCOME,
    rural: str = RURAL_INCOME,
    ratio: str = URBAN_RURAL_RATIO,
) -> pd.DataFrame:
    """Urban over rural income per head of every place and period, computed and as published.

    Parameters
    ----------
    figures, places
        Of the zone.
    levels
        Whose places are shown.
    urban, rural
        Indicators of income per head in town and in country.
    ratio
        Indicator under which a source publishes the ratio itself.

    Returns
    -------
    DataFrame
        Columns `GAP_COLUMNS`; one row per place and period computed from the two incomes
        (`numerator`, `denominator`; standing "computed"), and one more where a source publishes
        the ratio (standing "published").  A place with only one exact income has no value and
        says why.
    """
    check_panel(figures, places)
    figures = about(figures, [urban, rural, ratio])
    exact = exact_figures(figures)
    of_levels = places.index[places["level"].isin(levels).to_numpy()]

    rows = []
    incomes = figures[
        figures["indicator"].isin([urban, rural])
        & figures["place"].isin(of_levels)
        & (figures["standing"] == "published")
    ]
    known = {
        (figure["place"], figure["period"], figure["indicator"]): figure
        for figure in exact.to_dict("records")
    }
    for place, period in sorted(set(zip(incomes["place"], incomes["period"], strict=True))):
        town, country = (known.get((place, period, side)) for side in (urban, rural))
        rows.append(_ratio_row(places, place, period, town, country))
    published = exact[(exact["indicator"] == ratio) & exact["place"].isin(of_levels)]
    for _, figure in published.iterrows():
        rows.append(
            {
                **_ratio_row(places, figure["place"], figure["period"], None, None),
                "value": figure["value"],
                "bound": figure["bound"],
                "without_doubtful": np.nan if figure["doubt"] else figure["value"],
                "n_places": 1,
                "n_doubtful": int(figure["doubt"] != ""),
                "standing": "published",
                "base": "published",
                "base_en": "as published",
                "base_zh": "公布值",
                "source": figure["source"],
                "why_en": figure["doubt"],
                "why_zh": figure["doubt"],
            }
        )

    return gap_frame(rows)


def income_gap(incomes: pd.DataFrame | None, *, standing: str = "simulated") -> pd.DataFrame:
    """How unequal people are by the disposable income per head of their household.

    Parameters
    ----------
    incomes
        One row per household: `members` (people), `income_yuan` (per head), optional `weight`
        (households it stands for).  None where a zone holds no microdata.
    standing
        What the incomes are: "published" microdata or "simulated" ones.

    Returns
    -------
    DataFrame
        Columns `GAP_COLUMNS`: Gini, Theil T and mean log deviation of people, the two latter with
        `part`s between town and country if there is a true/false column `urban`.  Without
        incomes one row with no value says so.
    """
    if incomes is None:
        return gap_frame(
            [
                {
                    "gap": "income",
                    "index": "gini",
                    "level": "household",
                    "unit": "index",
                    "why_en": "no incomes of households are open for this zone",
                    "why_zh": "本区域没有公开的住户收入数据",
                }
            ]
        )
    check_frame(incomes, (Column("members", "people"), Column("income_yuan", "yuan")), "incomes")
    people = incomes["members"] * incomes.get("weight", 1.0)
    frame = incomes.assign(people=people.astype(float))
    n_zero = int((frame["income_yuan"] <= 0).sum())

    rows = []
    for index in ("gini", "theil_t", "mean_log_deviation"):
        row: dict[str, Any] = {
            "gap": "income",
            "index": index,
            "level": "household",
            "indicator": "income_yuan",
            "unit": "index",
            "weight": "members",
            "base": "members",
            "base_en": f"{len(frame)} households weighted by their members",
            "base_zh": f"{len(frame)}户,按家庭人口加权",
            "n_places": len(frame),
            "n_expected": len(frame),
            "standing": standing,
        }
        if index == "mean_log_deviation" and n_zero:
            row["why_en"] = f"{n_zero} households have no income, and zero has no logarithm"
            row["why_zh"] = f"有{n_zero}户收入为零,零没有对数"
            rows.append(row)
            continue
        value = _FUNCTIONS[index](frame["income_yuan"], frame["people"])
        rows.append({**row, "value": value, "without_doubtful": value})
        if index in SPLITS and "urban" in frame:
            split = SPLITS[index](frame, value="income_yuan", weight="people", levels=["urban"])
            for part, share in (("urban", split.parts[0]), ("within", split.within)):
                rows.append({**row, "part": part, "value": share, "without_doubtful": share})

    return gap_frame(rows)


def _index_rows(
    section: CrossSection, weights: Weights, chain: pd.DataFrame, index: str
) -> list[dict[str, Any]]:
    """One index over a full section, and its parts if it has any."""
    weighted = index != "max_min_ratio"
    row = _section_row(section, index)
    if weighted and not weights.period:
        return [
            row
            | {
                "why_en": f"no full set of {weight_title(weights.indicator, 'en')} "
                f"within a year of {section.period} to weigh by",
                "why_zh": f"{section.period}前后一年内没有完整的"
                f"{weight_title(weights.indicator, 'zh')}可供加权",
            }
        ]
    sure = ~section.doubtful
    row |= base_of(
        len(section.values), section.n_expected, section.level, weights if weighted else None
    )
    if not weighted:
        high, low = section.values.idxmax(), section.values.idxmin()
        return [
            row
            | {
                "value": max_min_ratio(section.values),
                "without_doubtful": max_min_ratio(section.values[sure]) if sure.any() else np.nan,
                "numerator": section.values[high],
                "denominator": section.values[low],
                "highest": high,
                "lowest": low,
            }
        ]
    row["source"] = joined([row["source"], *weights.sources])
    people = weights.values
    rows = [
        row
        | {
            "value": _FUNCTIONS[index](section.values, people),
            "without_doubtful": _FUNCTIONS[index](section.values[sure], people[sure])
            if sure.any()
            else np.nan,
        }
    ]
    if index in SPLITS and len(chain.columns) > 1:
        everyone = pd.Series(True, index=sure.index)
        whole = split_section(section, weights, chain, index, everyone)
        certain = split_section(section, weights, chain, index, sure) if sure.any() else None
        for at, part in enumerate(whole.levels):
            clean = certain.parts[at] if certain else np.nan
            rows.append(row | {"part": part, "value": whole.parts[at], "without_doubtful": clean})
    return rows


def _section_row(section: CrossSection, index: str) -> dict[str, Any]:
    return {
        "gap": "regional",
        "index": index,
        "level": section.level,
        "indicator": section.indicator,
        "period": section.period,
        "unit": "ratio" if index == "max_min_ratio" else "index",
        "n_places": len(section.values),
        "n_expected": section.n_expected,
        "n_doubtful": int(section.doubtful.sum()),
        "source": joined(section.sources),
    }


def _not_full(section: CrossSection, index: str) -> dict[str, Any]:
    n_known, n_all = len(section.values), section.n_expected
    return _section_row(section, index) | {
        "why_en": f"only {n_known} of {n_all} {plural(section.level)} have a published figure "
        f"for {section.period}",
        "why_zh": f"{section.period}年{n_all}个{level_zh(section.level)}中仅{n_known}个有公布数据",
    }


def _ratio_row(
    places: pd.DataFrame, place: str, period: str, urban: Any, rural: Any
) -> dict[str, Any]:
    row = {
        "gap": "urban_rural",
        "index": "urban_rural_ratio",
        "level": places.at[place, "level"],
        "place": place,
        "indicator": URBAN_RURAL_RATIO,
        "period": period,
        "unit": "ratio",
        "numerator": np.nan if urban is None else urban["value"],
        "denominator": np.nan if rural is None else rural["value"],
        "base": "urban over rural income",
        "base_en": "urban over rural disposable income per head",
        "base_zh": "城镇与农村居民人均可支配收入之比",
        "n_places": int(urban is not None and rural is not None),
        "n_expected": 1,
        "source": joined(side["source"] for side in (urban, rural) if side is not None),
    }
    if urban is None or rural is None:
        lost = [
            words
            for side, words in ((urban, ("urban", "城镇")), (rural, ("rural", "农村")))
            if side is None
        ]
        row["why_en"] = f"no exact published {' or '.join(en for en, _ in lost)} income"
        row["why_zh"] = f"没有公布确切的{'和'.join(zh for _, zh in lost)}居民收入"
        return row
    doubt = "; ".join(side["doubt"] for side in (urban, rural) if side["doubt"])
    value = urban["value"] / rural["value"] if rural["value"] > 0 else np.nan
    return row | {
        "value": value,
        "without_doubtful": np.nan if doubt else value,
        "n_doubtful": int(doubt != ""),
        "why_en": doubt,
        "why_zh": doubt,
    }


def zone_gaps(
    figures: pd.DataFrame, places: pd.DataFrame, *, level: str = "county", upper: str = "prefecture"
) -> pd.DataFrame:
    """All that published figures say about the gaps between places: one table for a report.

    Parameters
    ----------
    figures, places
        Of the zone.
    level
        Whose places are compared with every index.
    upper
        Whose places are compared by highest over lowest only; skipped if the zone has none.

    Returns
    -------
    DataFrame
        Columns `GAP_COLUMNS`: `regional_gap` of both levels, then `urban_rural_gap`.
    """
    tables = [regional_gap(figures, places, level=level)]
    if (places["level"] == upper).any() and places.at[top_place(places), "level"] != upper:
        tables.append(regional_gap(figures, places, level=upper, indices=("max_min_ratio",)))
    tables.append(urban_rural_gap(figures, places))
    return pd.concat(tables, ignore_index=True)
