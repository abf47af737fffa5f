"""The figures of the gaps: a map, a Lorenz curve, a split, rows of dots, bars."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from gongfu.measure.panel import INCOME
from gongfu.report import charts, maps
from gongfu.report.fair import (
    TITLES,
    Fair,
    group_title,
    trend,
    zone_urban_rural,
)
from gongfu.report.numbers import amount, percent, plain
from gongfu.report.numbers import period as in_words
from gongfu.report.pictures import Picture, Swatch, class_legend
from gongfu.report.tables import names, short
from gongfu.report.text import Both, inside, starred
from gongfu.report.words import say

_THREE_QUARTERS: Final = 0.75
_EDGE_STEP_YUAN: Final = 500.0


def pictures(fair: Fair, sheet: maps.Sheet | None, outline_of: Mapping[str, int]) -> list[Picture]:
    """The figures of the section; those without data are left out."""
    drawn = [
        income_map(fair, sheet, outline_of) if sheet is not None else None,
        lorenz_picture(fair),
        split_picture(fair),
        urban_rural_picture(fair),
        group_picture(fair),
    ]
    return [picture for picture in drawn if picture is not None]


def income_map(fair: Fair, sheet: maps.Sheet, outline_of: Mapping[str, int]) -> Picture | None:
    """Income per head by place, with the group outlined."""
    incomes = fair.incomes
    codes = [
        code
        for code in fair.zone.places.index[fair.zone.places["level"] == fair.level]
        if code in outline_of
    ]
    values = incomes["value"].reindex(codes)
    if values.notna().sum() < 2:
        return None
    classes = maps.quantile_classes(values, step=_EDGE_STEP_YUAN)
    ramp = maps.ramp(len(classes.counts))
    shapes = []
    for at, (code, name) in enumerate(zip(codes, names(fair.zone.places, codes), strict=True)):
        value = amount(values.iloc[at], "yuan")
        shapes.append(
            maps.Shape(
                outline_of[code],
                ramp[classes.at[at]] if classes.at[at] >= 0 else "q0",
                Both(f"{name.en}: {value.en}", f"{name.zh}:{value.zh}"),
            )
        )
    group = fair.group_rows()
    members, legend = [], class_legend(classes)
    if len(group):
        key = str(group.iloc[0]["group"])
        listed_codes = fair.zone.groups.loc[fair.zone.groups["group"] == key, "place"].unique()
        members = [outline_of[code] for code in listed_codes if code in outline_of]
        legend.append(Swatch("line", say("map_outlined", title=inside(group_title(key)))))
    ends = [values.idxmin(), values.idxmax()]
    doubtful = incomes["doubt"].reindex(ends) != ""
    low, high = (
        starred(name) if doubt else name
        for name, doubt in zip(names(fair.zone.places, ends), doubtful, strict=True)
    )
    return Picture(
        "income-map",
        say(
            "map_title",
            low=low,
            high=high,
            low_value=amount(values.min(), "yuan"),
            high_value=amount(values.max(), "yuan"),
        ),
        say(
            "map_what",
            title=TITLES[INCOME],
            period=in_words(fair.period),
            unit=say("yuan_per_head"),
        ),
        maps.choropleth(shapes, sheet, "income-map-title", outlined=members),
        legend,
        fair.sources.line(*incomes["source"].unique()),
        tall=True,
        more=say("doubtful_mark") if doubtful.any() else None,
    )


def lorenz_picture(fair: Fair) -> Picture | None:
    """The Lorenz curve across the places of the level."""
    curve = fair.lorenz
    if curve.empty:
        return None
    curve = curve[(curve["indicator"] == INCOME) & (curve["period"] == fair.period)]
    gini = fair.index_row("gini")
    if len(curve) < 3 or gini is None:
        return None
    people = curve["share_of_people"].to_numpy(float)
    held = curve["share_of_value"].to_numpy(float)
    half = float(np.interp(0.5, people, held))
    return Picture(
        "lorenz",
        say("lorenz_title", share=percent(half)),
        say(
            "lorenz_what",
            n=len(curve) - 1,
            period=in_words(fair.period),
            weights=in_words(str(curve["weight_period"].iloc[0])),
        ),
        charts.lorenz(
            people, held, say("gini_label", value=plain(gini["value"], 3)), "lorenz-title"
        ),
        source=fair.sources.line(gini["source"]),
        more=gini_later(fair),
    )


def split_picture(fair: Fair) -> Picture | None:
    """Theil T and mean log deviation, between prefectures and between their counties."""
    bars, shares, sources = [], [], []
    for index in ("theil_t", "mean_log_deviation"):
        total = fair.index_row(index)
        between, inside = fair.index_row(index, "prefecture"), fair.index_row(index, fair.level)
        if total is None or between is None or inside is None or not total["value"] > 0:
            continue
        share = between["value"] / total["value"]
        shares.append(share)
        sources.append(total["source"])
        bars.append(
            charts.Bar(
                say(index),
                (
                    charts.Part(share, "sea", percent(share)),
                    charts.Part(1.0 - share, "sea-soft", percent(1.0 - share)),
                ),
                plain(total["value"], 4),
            )
        )
    if not bars:
        return None
    return Picture(
        "split",
        say("split_title", share=percent(shares[0])),
        say("split_what", period=in_words(fair.period), n=len(fair.incomes)),
        charts.bars(bars, "split-title", most=1.0, label_width=124.0, after_width=46.0, row=34.0),
        (Swatch("sea", say("legend_between")), Swatch("sea-soft", say("legend_inside"))),
        fair.sources.line(*sources),
        more=by_chance(fair),
    )


def by_chance(fair: Fair) -> Both | None:
    """What share of Theil T would lie between upper places by chance alone."""
    rows = fair.rows(gap="chance", index="theil_t", period=fair.period)
    if rows.empty:
        return None
    row = rows.iloc[0]
    return say(
        "split_chance",
        share=percent(row["value"]),
        low=percent(row["denominator"]),
        high=percent(row["numerator"]),
    )


def group_apart(fair: Fair, group: str) -> Both | None:
    """What share of Theil T lies between a group and all other places."""
    rows = fair.rows(gap="group", group=group, index="theil_t", part="group", period=fair.period)
    total = fair.index_row("theil_t")
    if rows.empty or total is None or not total["value"] > 0:
        return None
    row = rows.iloc[0]
    share = percent(row["value"] / total["value"])
    sure = row["without_doubtful"] / total["without_doubtful"]
    if not row["n_doubtful"] or not np.isfinite(sure):
        return say("group_between", share=share, period=in_words(fair.period))
    return say("group_between_sure", share=share, sure=percent(sure), period=in_words(fair.period))


def gini_later(fair: Fair) -> Both | None:
    """The coefficient of the period and of the next one, weighted alike; None without a next."""
    gini = fair.index_row("gini")
    rows = fair.rows(gap="regional", index="gini", level=fair.level, indicator=INCOME)
    rows = rows[rows["period"] > fair.period].sort_values("period")
    if gini is None or rows.empty or rows.iloc[0]["weight_period"] != gini["weight_period"]:
        return None
    later = rows.iloc[0]
    return say(
        "lorenz_later",
        first=in_words(fair.period),
        last=in_words(str(later["period"])),
        weights=in_words(str(gini["weight_period"])),
        before=plain(gini["value"], 4),
        after=plain(later["value"], 4),
        sure_before=plain(gini["without_doubtful"], 4),
        sure_after=plain(later["without_doubtful"], 4),
    )


def urban_rural_picture(fair: Fair) -> Picture | None:
    """Urban over rural income: a row of dots for each upper place, the zone's as reference."""
    zone = zone_urban_rural(fair)
    rows = fair.rows(gap="urban_rural", level=fair.level)
    if rows.empty or zone.empty:
        return None
    last = rows["period"].max()
    rows = rows[rows["period"] == last]
    reference = zone[zone["period"] == last]
    if len(rows) < 2 or reference.empty:
        return None
    above = fair.zone.places["parent"].reindex(rows["place"]).to_numpy()
    uppers = list(dict.fromkeys(above))
    own = fair.rows(gap="urban_rural", period=last).drop_duplicates("place").set_index("place")
    strips = []
    for code, name in zip(uppers, names(fair.zone.places, uppers), strict=True):
        values = tuple(map(float, rows["value"][above == code]))
        middle = float(own["value"].get(code, np.nan))
        strips.append(charts.Strip(short(name), values, middle))
    strips.sort(key=lambda strip: -float(np.median(strip.values)))
    value = plain(reference.iloc[0]["value"], 2)
    ends = rows["place"].iloc[[rows["value"].argmin(), rows["value"].argmax()]]
    low, high = (short(name) for name in names(fair.zone.places, list(ends)))
    return Picture(
        "urban-rural",
        say(
            "urban_rural_title",
            value=value,
            low=low,
            low_value=plain(rows["value"].min(), 2),
            high=high,
            high_value=plain(rows["value"].max(), 2),
        ),
        say(
            "urban_rural_what"
            if any(np.isfinite(s.middle) for s in strips)
            else "urban_rural_dots",
            period=in_words(last),
            n=len(rows),
        ),
        charts.strips(
            strips,
            "urban-rural-title",
            axis=say("urban_rural_axis"),
            reference=(
                float(reference.iloc[0]["value"]),
                say("reference_zone", zone=fair.name, value=value),
            ),
        ),
        source=fair.sources.line(*rows["source"].unique(), reference.iloc[0]["source"]),
        more=trend(fair, zone),
    )


def group_picture(fair: Fair) -> Picture | None:
    """Income of each member of the group, against the zone's published mean."""
    group = fair.group_rows().set_index("base")
    if "published" not in group.index:
        return None
    row = group.loc["published"]
    members = fair.zone.groups.loc[fair.zone.groups["group"] == row["group"], "place"].unique()
    incomes = fair.incomes.reindex(members).dropna(subset=["value"])
    incomes = incomes.sort_values("value", ascending=False)
    mean = float(row["denominator"])
    labels = [short(name) for name in names(fair.zone.places, list(incomes.index))]
    doubtful = (incomes["doubt"] != "").to_numpy()
    bars = [
        charts.Bar(
            label,
            (
                charts.Part(
                    float(value),
                    "sea",
                    starred(plain(value)) if doubt else plain(value),
                ),
            ),
        )
        for label, value, doubt in zip(labels, incomes["value"], doubtful, strict=True)
    ]
    weighted = group["denominator"].get("weighted_mean", np.nan)
    title = group_title(str(row["group"]))
    what = say(
        "group_what",
        title=inside(title),
        period=in_words(fair.period),
        zone=fair.name,
        n=len(fair.incomes),
        mean=amount(float(weighted), "yuan", 0),
    )
    return Picture(
        "group",
        say(
            "group_title", n=int((incomes["value"] < _THREE_QUARTERS * mean).sum()), m=len(incomes)
        ),
        what,
        charts.bars(
            bars,
            "group-title",
            most=max(mean, float(incomes["value"].max())) * 1.02,
            row=20.0,
            label_width=96.0,
            after_width=0.0,
            lines=(
                (mean, say("group_reference", value=amount(mean, "yuan"))),
                (
                    _THREE_QUARTERS * mean,
                    say("group_three_quarters", value=amount(_THREE_QUARTERS * mean, "yuan", 0)),
                ),
            ),
        ),
        source=fair.sources.line(row["source"]),
        more=_together(
            say("doubtful_mark") if doubtful.any() else None, group_apart(fair, str(row["group"]))
        ),
    )


def _together(*parts: Both | None) -> Both | None:
    """Sentences one after the other."""
    said = [part for part in parts if part is not None]
    if not said:
        return None
    return Both(". ".join(part.en for part in said), "。".join(part.zh for part in said))
