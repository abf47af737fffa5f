"""Where a gap lies: the Lorenz curve across places, and the parts between and within levels."""

from typing import Any, Final

import numpy as np
import pandas as pd

from gongfu.kernels import inequality as kernels
from gongfu.kernels.ranking import Ranked
from gongfu.measure.decomposition import (
    EntropyParts,
    mean_log_deviation_decomposition,
    theil_decomposition,
)
from gongfu.measure.gap_table import base_of
from gongfu.measure.panel import (
    INCOME,
    RESIDENTS,
    RURAL_INCOME,
    URBAN_INCOME,
    URBAN_RESIDENTS,
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
    upper_places,
    weights_for,
)

__all__ = ("decompose_places", "decompose_town_and_country", "lorenz_of_places")

PART_COLUMNS: Final = (
    "index",
    "component",
    "component_en",
    "component_zh",
    "indicator",
    "period",
    "value",
    "share",
    "without_doubtful",
    "observed",
    "n_groups",
    "n_doubtful",
    "weight",
    "weight_period",
    "base",
    "base_en",
    "base_zh",
    "standing",
    "source",
)
SPLITS: Final = {
    "theil_t": theil_decomposition,
    "mean_log_deviation": mean_log_deviation_decomposition,
}


def lorenz_of_places(
    figures: pd.DataFrame,
    places: pd.DataFrame,
    *,
    indicator: str = INCOME,
    level: str = "county",
    weight: str = RESIDENTS,
) -> pd.DataFrame:
    """The Lorenz curve across places, for every period with a full set of figures.

    Parameters
    ----------
    figures, places
        Of the zone.
    indicator, level, weight
        Amount per head, whose places, and what counts their people.

    Returns
    -------
    DataFrame
        `indicator`, `period`, `weight_period`, `place` (who is added at this point; "" at the
        origin), `share_of_people`, `share_of_value`; lowest place first.
    """
    check_panel(figures, places)
    figures = about(figures, [indicator, weight])
    exact = exact_figures(figures)
    codes = places.index[(places["level"] == level).to_numpy()]

    curves = []
    for period in periods_of(exact, indicator, codes):
        section = cross_section(exact, places, indicator=indicator, period=period, level=level)
        weights = weights_for(figures, section.values.index, weight=weight, period=period)
        if not section.is_full or not weights.period:
            continue
        values = section.values.sort_values(kind="stable")
        people = weights.values.loc[values.index].to_numpy()
        share, amount = kernels.lorenz(Ranked(values.to_numpy(), people))
        curves.append(
            pd.DataFrame(
                {
                    "indicator": indicator,
                    "period": period,
                    "weight_period": weights.period,
                    "place": ["", *values.index],
                    "share_of_people": share,
                    "share_of_value": amount / amount[-1],
                }
            )
        )

    names = ["indicator", "period", "weight_period", "place", "share_of_people", "share_of_value"]
    return pd.concat(curves, ignore_index=True) if curves else pd.DataFrame(columns=names)


def split_section(
    section: CrossSection, weights: Weights, chain: pd.DataFrame, index: str, kept: pd.Series
) -> EntropyParts:
    """Theil T or mean log deviation of the kept places, along the levels of `chain`."""
    frame = chain.loc[section.values.index].assign(value=section.values, weight=weights.values)
    return SPLITS[index](
        frame[kept.to_numpy()], value="value", weight="weight", levels=list(chain.columns)
    )


def decompose_places(
    figures: pd.DataFrame,
    places: pd.DataFrame,
    *,
    indicator: str = INCOME,
    level: str = "county",
    weight: str = RESIDENTS,
) -> pd.DataFrame:
    """Theil T and mean log deviation across places, split along every level above them.

    Parameters
    ----------
    figures, places
        Of the zone; only exact published figures are used.
    indicator, level, weight
        Amount per head, whose places, and what counts their people.

    Returns
    -------
    DataFrame
        Columns `PART_COLUMNS`; per period and index one row per component, coarse to fine:
        "prefecture" (between prefectures), "county" (between the counties of each prefecture),
        "within" (inside counties: not observed with one mean each, so without a value), "total".
        Periods without a full set of figures and weights are left out; `regional_gap` names them.
    """
    check_panel(figures, places)
    figures = about(figures, [indicator, weight])
    exact, chain = exact_figures(figures), upper_places(places, level)

    tables = []
    for period in periods_of(exact, indicator, chain.index):
        section = cross_section(exact, places, indicator=indicator, period=period, level=level)
        weights = weights_for(figures, section.values.index, weight=weight, period=period)
        if not section.is_full or not weights.period:
            continue
        frame = chain.loc[section.values.index].assign(
            value=section.values, weight=weights.values, doubtful=section.doubtful
        )
        base = base_of(len(frame), section.n_expected, level, weights)
        sources = joined([*section.sources, *weights.sources])
        tables.append(_parts(frame, list(chain.columns), indicator, period, base, sources))

    return _stacked(tables)


def decompose_town_and_country(
    figures: pd.DataFrame,
    places: pd.DataFrame,
    *,
    urban: str = URBAN_INCOME,
    rural: str = RURAL_INCOME,
    residents: str = RESIDENTS,
    urban_residents: str = URBAN_RESIDENTS,
    level: str = "county",
) -> pd.DataFrame:
    """Theil T and mean log deviation over the town and the country people of every place.

    Parameters
    ----------
    figures, places
        Of the zone; only exact published figures are used.
    urban, rural
        Indicators of income per head in town and in country.
    residents, urban_residents
        Indicators that count all people and those in town; the rest live in the country.
    level
        Whose places are split.

    Returns
    -------
    DataFrame
        Columns `PART_COLUMNS`, as `decompose_places` with one more component, "area": between
        town and country inside each place.  A place enters with those of its two sides whose
        income is published; `base_en`, `base_zh` count the people left out.
    """
    check_panel(figures, places)
    figures = about(figures, [urban, rural, residents, urban_residents])
    exact, chain = exact_figures(figures), upper_places(places, level)

    tables = []
    for period in periods_of(exact, urban, chain.index):
        people, town = (
            cross_section(exact, places, indicator=name, period=period, level=level)
            for name in (residents, urban_residents)
        )
        if not people.is_full or not town.is_full:
            continue
        country = (people.values - town.values).clip(lower=0.0)
        sides = []
        for side, name, count in (("urban", urban, town.values), ("rural", rural, country)):
            income = cross_section(exact, places, indicator=name, period=period, level=level)
            at = income.values.index
            sides.append(
                chain.loc[at].assign(
                    area=side,
                    value=income.values,
                    weight=count.loc[at],
                    doubtful=income.doubtful,
                    source=income.sources,
                )
            )
        frame = pd.concat(sides)
        if frame["area"].nunique() < len(sides):
            continue
        whole = people.values.sum()
        left_out = whole - frame["weight"].sum()
        n_both = int(frame.index.duplicated().sum())
        base = {
            "weight": f"{urban_residents}, {residents}",
            "weight_period": period,
            "base": f"town and country {period}",
            "base_en": f"{n_both} of {len(chain)} {plural(level)} with both incomes, the others by "
            f"one; residents of {period}, {left_out / whole:.2%} of them left out",
            "base_zh": f"{len(chain)}个{level_zh(level)}中{n_both}个有城乡两项收入,其余只有一项;"
            f"按{period}年常住人口加权,未计入{left_out / whole:.2%}",
        }
        sources = joined([*frame["source"], *people.sources, *town.sources])
        levels = [*chain.columns, "area"]
        tables.append(_parts(frame, levels, "urban and rural income", period, base, sources))

    return _stacked(tables)


def _parts(
    frame: pd.DataFrame,
    levels: list[str],
    indicator: str,
    period: str,
    base: dict[str, str],
    sources: str,
) -> pd.DataFrame:
    """Both indices of one period, each with all rows and without doubtful ones."""
    tables = []
    for split in SPLITS.values():
        knobs: dict[str, Any] = {"value": "value", "weight": "weight", "levels": levels}
        if "area" in levels:
            knobs["repeating"] = ("area",)
        table = split(frame, **knobs).to_frame()
        sure = frame[~frame["doubtful"]]
        clean = split(sure, **knobs).to_frame()["value"] if len(sure) else np.nan
        table["without_doubtful"] = clean
        table.loc[~table["observed"], ["value", "share", "without_doubtful"]] = np.nan
        names = [_component(component, levels) for component in table["component"]]
        tables.append(
            table.assign(
                component_en=[name["en"] for name in names],
                component_zh=[name["zh"] for name in names],
                indicator=indicator,
                period=period,
                n_doubtful=int(frame["doubtful"].sum()),
                **{"weight": "", "weight_period": "", **base},
                standing="computed",
                source=sources,
            )
        )
    return pd.concat(tables, ignore_index=True)


def _component(component: str, levels: list[str]) -> dict[str, str]:
    """A component in words."""
    if component == "total":
        return {"en": "total", "zh": "总体"}
    if component == "within":
        last = levels[-1]
        if last == "area":
            return {
                "en": "among the townspeople, and among the country people, of a county",
                "zh": "同一县城镇居民内部和农村居民内部",
            }
        return {"en": f"within {plural(last)}", "zh": f"{level_zh(last)}内部"}
    if component == "area":
        return {"en": f"town and country within {plural(levels[-2])}", "zh": "县域内城乡之间"}
    at = levels.index(component)
    if at == 0:
        return {"en": f"between {plural(component)}", "zh": f"{level_zh(component)}之间"}
    upper = levels[at - 1]
    return {
        "en": f"between {plural(component)} of the same {upper}",
        "zh": f"同一{level_zh(upper)}内{level_zh(component)}之间",
    }


def _stacked(tables: list[pd.DataFrame]) -> pd.DataFrame:
    if not tables:
        return pd.DataFrame(columns=list(PART_COLUMNS))
    return pd.concat(tables, ignore_index=True)[list(PART_COLUMNS)]
