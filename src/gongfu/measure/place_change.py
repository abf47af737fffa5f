"""Places a period later, a group of them against the others, and what chance would show."""

from typing import Any, Final

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.measure.between_null import between_null
from gongfu.measure.change import gini_change
from gongfu.measure.gap_parts import SPLITS
from gongfu.measure.gap_table import base_of, gap_frame
from gongfu.measure.groups import members_of
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
    upper_places,
    weight_title,
    weights_for,
)

__all__: Final = ("chance_between", "group_between", "places_change")

CHANGE_COLUMNS: Final = (
    "indicator",
    "before",
    "after",
    "component",
    "value",
    "without_doubtful",
    "base",
    "base_en",
    "base_zh",
    "n_places",
    "n_doubtful",
    "standing",
    "source",
)


def group_between(
    figures: pd.DataFrame,
    places: pd.DataFrame,
    groups: pd.DataFrame,
    *,
    group: str,
    indicator: str = INCOME,
    weight: str = RESIDENTS,
) -> pd.DataFrame:
    """How much of the inequality of places lies between a group of them and all the others.

    Parameters
    ----------
    figures, places, groups
        Of the zone; all places that ever belonged to the group count, in every period.
    group
        Such as "mountain_26".
    indicator, weight
        Amount per head, and what counts the people of a place.

    Returns
    -------
    DataFrame
        Columns `GAP_COLUMNS`; per period Theil T and mean log deviation: `part` "group" (between
        the group and the others), "within" (among the places of either side) and "total".  Periods
        without a full set of figures and weights are left out; `regional_gap` names them.

    Notes
    -----
    A group chosen because its places are poor stands apart by choice, so a permutation null (see
    `between_null`) is no test of it.
    """
    check_panel(figures, places)
    members = members_of(groups, group)
    levels = places["level"].reindex(members).unique()
    if len(levels) != 1 or pd.isna(levels[0]):
        raise InputError(
            f"group {group!r}: its places are of levels {sorted(map(str, levels))}; "
            "list places of one level that the zone has"
        )
    level = str(levels[0])
    figures = about(figures, [indicator, weight])
    exact = exact_figures(figures)

    rows: list[dict[str, Any]] = []
    for period in periods_of(exact, indicator, members):
        section = cross_section(exact, places, indicator=indicator, period=period, level=level)
        weights = weights_for(figures, section.values.index, weight=weight, period=period)
        if not section.is_full or not weights.period:
            continue
        frame = pd.DataFrame({"value": section.values, "weight": weights.values})
        frame["group"] = frame.index.isin(members)
        sure = ~section.doubtful.to_numpy()
        for index, split in SPLITS.items():
            knobs: dict[str, Any] = {"value": "value", "weight": "weight", "levels": ["group"]}
            whole = split(frame, **knobs).to_frame().set_index("component")["value"]
            certain = frame[sure]
            clean = (
                split(certain, **knobs).to_frame().set_index("component")["value"]
                if certain["group"].nunique() == 2
                else whole * np.nan
            )
            rows += [
                {
                    "gap": "group",
                    "index": index,
                    "part": part,
                    "level": level,
                    "group": group,
                    "indicator": indicator,
                    "period": period,
                    "value": whole[part],
                    "without_doubtful": clean[part],
                    "unit": "index",
                    **base_of(len(frame), section.n_expected, level, weights),
                    "n_places": len(frame),
                    "n_expected": section.n_expected,
                    "n_doubtful": int(section.doubtful.sum()),
                    "source": joined([*section.sources, *weights.sources]),
                }
                for part in ("group", "within", "total")
            ]
    return gap_frame(rows)


def chance_between(
    figures: pd.DataFrame,
    places: pd.DataFrame,
    *,
    rng: np.random.Generator,
    indicator: str = INCOME,
    level: str = "county",
    upper: str = "prefecture",
    weight: str = RESIDENTS,
    n_draws: int = 999,
) -> pd.DataFrame:
    """What share of inequality would lie between upper places if they were random heaps of places.

    Parameters
    ----------
    figures, places
        Of the zone; only exact published figures are used.
    rng
        Seeded generator that deals the upper places out.
    indicator, level, weight
        Amount per head, whose places, and what counts their people.
    upper
        The level that is dealt out anew.
    n_draws
        How many deals, >= 1.

    Returns
    -------
    DataFrame
        Columns `GAP_COLUMNS`, gap "chance"; per period one row each of Theil T and mean log
        deviation with `part` the upper level and in `value` the mean share of the draws;
        `denominator` and `numerator` hold the low and the high end of 95% of them.  Empty where
        no place has an upper place, and without periods that lack figures or weights.

    Notes
    -----
    See `gongfu.measure.between_null`.
    """
    check_panel(figures, places)
    figures = about(figures, [indicator, weight])
    exact, chain = exact_figures(figures), upper_places(places, level)

    rows: list[dict[str, Any]] = []
    for period in periods_of(exact, indicator, chain.index):
        section = cross_section(exact, places, indicator=indicator, period=period, level=level)
        weights = weights_for(figures, section.values.index, weight=weight, period=period)
        if upper not in chain or upper == level or not section.is_full or not weights.period:
            continue
        if not (section.values > 0).all():
            continue
        frame = pd.DataFrame({"value": section.values, "weight": weights.values})
        frame["upper"] = chain[upper].reindex(frame.index).to_numpy()
        for index in SPLITS:
            null = between_null(
                frame,
                value="value",
                weight="weight",
                group="upper",
                rng=rng,
                n_draws=n_draws,
                index="theil_t" if index == "theil_t" else "mean_log_deviation",
            )
            low, high = null.interval()
            rows.append(
                {
                    "gap": "chance",
                    "index": index,
                    "part": upper,
                    "level": level,
                    "indicator": indicator,
                    "period": period,
                    "value": null.mean,
                    "unit": "share",
                    "numerator": high,
                    "denominator": low,
                    "weight": weight,
                    "weight_period": weights.period,
                    "base": "dealt out anew",
                    "base_en": f"{len(frame)} {plural(level)} dealt out anew {n_draws} times, "
                    f"weighted by {weight_title(weight, 'en')} of {weights.period}; 95% of deals "
                    f"from {low:.1%} to {high:.1%}",
                    "base_zh": f"{len(frame)}个{level_zh(level)}重新随机分配{n_draws}次,"
                    f"按{weights.period}年{weight_title(weight, 'zh')}加权;"
                    f"95%在{low:.1%}至{high:.1%}之间",
                    "n_places": len(frame),
                    "n_expected": section.n_expected,
                    "n_doubtful": int(section.doubtful.sum()),
                    "source": joined([*section.sources, *weights.sources]),
                }
            )
    return gap_frame(rows)


def places_change(
    figures: pd.DataFrame,
    places: pd.DataFrame,
    *,
    before: str,
    after: str,
    indicator: str = INCOME,
    level: str = "county",
    weight: str = RESIDENTS,
) -> pd.DataFrame:
    """By how much the Gini coefficient across places changed, and through what.

    Parameters
    ----------
    figures, places
        Of the zone; only exact published figures are used.
    before, after
        Periods, each with a full set of figures.
    indicator, level
        Amount per head, and whose places.
    weight
        Indicator that counts the people of a place.  Those nearest to `before` weigh both periods,
        so that no part of the change comes from people who moved.

    Returns
    -------
    DataFrame
        Columns `CHANGE_COLUMNS`, one row per `component`: "before", "after", "change",
        "progressivity" (below 0: growth favoured those who had more), "reranking";
        change = reranking - progressivity, to rounding.  `without_doubtful` leaves out the places
        of which either figure is doubtful.
    """
    check_panel(figures, places)
    figures = about(figures, [indicator, weight])
    exact = exact_figures(figures)
    early, late = (
        cross_section(exact, places, indicator=indicator, period=period, level=level)
        for period in (before, after)
    )
    _check_full(early, late)
    weights = weights_for(figures, early.values.index, weight=weight, period=before)
    if not weights.period:
        raise InputError(
            f"figures: no full set of {weight!r} within a year of {before} to weigh by; "
            "name an indicator that every place has"
        )

    doubtful = (early.doubtful | late.doubtful).to_numpy()
    frame = pd.DataFrame({"before": early.values, "after": late.values, "people": weights.values})
    columns = {
        "value": _components(frame),
        "without_doubtful": _components(frame[~doubtful]) if not doubtful.all() else {},
    }

    table = pd.DataFrame(columns).rename_axis("component").reset_index()
    return table.assign(
        indicator=indicator,
        before=before,
        after=after,
        **_base(early, weights, level),
        n_places=len(frame),
        n_doubtful=int(doubtful.sum()),
        standing="computed",
        source=joined([*early.sources, *late.sources, *weights.sources]),
    )[list(CHANGE_COLUMNS)]


def _check_full(*sections: CrossSection) -> None:
    short = [s for s in sections if not s.is_full]
    if short:
        said = "; ".join(f"{len(s.values)} of {s.n_expected} places in {s.period}" for s in short)
        raise InputError(
            f"figures: {short[0].indicator!r} is known of {said} only; "
            "choose periods in which every place has a figure"
        )


def _components(frame: pd.DataFrame) -> dict[str, float]:
    found = gini_change(frame, before="before", after="after", weight="people")
    return {
        "before": found.before,
        "after": found.after,
        "change": found.after - found.before,
        "progressivity": found.progressivity,
        "reranking": found.reranking,
    }


def _base(section: CrossSection, weights: Weights, level: str) -> dict[str, str]:
    base = base_of(len(section.values), section.n_expected, level, weights)
    return {name: base[name] for name in ("base", "base_en", "base_zh")}
