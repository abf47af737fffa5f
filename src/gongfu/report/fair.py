"""How fair: from the frames of the gaps to the cards, figures and tables of the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from markupsafe import Markup

from gongfu.measure.panel import GDP_PER_HEAD, INCOME, RESIDENTS
from gongfu.model.assessment import Assessment
from gongfu.model.figure import indicator_values
from gongfu.model.indicator import INDICATORS
from gongfu.model.zone import Zone
from gongfu.report import charts, maps
from gongfu.report.numbers import amount, percent, period as in_words, plain
from gongfu.report.pictures import Picture, Swatch, class_legend
from gongfu.report.sources import Sources
from gongfu.report.tables import Cell, Column, Table, names, number_cell, short
from gongfu.report.text import Both, inside, listed, same
from gongfu.report.words import say, sentences

TITLES: Final[Mapping[str, Both]] = {i.key: Both.of(i.title) for i in INDICATORS}
_THREE_QUARTERS: Final = 0.75
_INDEX_DECIMALS: Final = 4
_EDGE_STEP_YUAN: Final = 500.0


@dataclass(frozen=True, slots=True)
class Card:
    """One headline number: the number, what it means, and what a tap shows."""

    figure: Both
    meaning: Both
    says: tuple[Both, ...]
    aside: Both | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Fair:
    """What the gaps' frames say of one zone: `level` of the places compared, and the period.

    `incomes` per head of the places of the level in the period, indexed by code.
    """

    zone: Zone
    gaps: pd.DataFrame
    lorenz: pd.DataFrame
    exit_rule: pd.DataFrame
    sources: Sources
    incomes: pd.DataFrame
    level: str
    period: str
    top: str

    @property
    def name(self) -> Both:
        """The zone's name."""
        return Both.of(self.zone.name)

    def rows(self, **wanted: str) -> pd.DataFrame:
        """Rows of the gaps with a value that have these labels."""
        keep = self.gaps["value"].notna()
        for column, value in wanted.items():
            keep &= self.gaps[column] == value
        return self.gaps[keep]

    def index_row(self, index: str, part: str = "total") -> pd.Series | None:
        """The row of one index of income between the places of the level, in the period."""
        rows = self.rows(
            gap="regional", index=index, part=part, level=self.level, indicator=INCOME,
            period=self.period,
        )
        return None if rows.empty else rows.iloc[0]

    def group_rows(self) -> pd.DataFrame:
        """The group's ratio to the zone in the period, on each base; empty without a group."""
        return self.rows(gap="group", index="ratio_to_zone", period=self.period)


def fair_of(zone: Zone, assessment: Assessment, sources: Sources) -> Fair | None:
    """The gaps of a zone, or None where no index between places could be computed.

    The period shown is the latest whose weights are of the same period, so that no index on the
    first screen mixes years; failing that the latest.
    """
    gaps = assessment.gaps
    found = gaps[
        (gaps["gap"] == "regional") & (gaps["index"] == "gini") & gaps["value"].notna()
        & (gaps["indicator"] == INCOME)
    ] if len(gaps) else gaps
    if found.empty:
        return None
    same_year = found[found["period"] == found["weight_period"]]
    chosen = (found if same_year.empty else same_year).sort_values("period").iloc[-1]
    level, period = str(chosen["level"]), str(chosen["period"])
    codes = zone.places.index[zone.places["level"] == level]
    incomes = indicator_values(zone.figures, INCOME, period).reindex(codes)
    return Fair(
        zone, gaps, assessment.lorenz, assessment.exit_rule, sources,
        incomes.dropna(subset=["value"]), level, period,
        str(zone.places.index[zone.places["parent"] == ""][0]),
    )


def group_title(key: str) -> Both:
    """The name of a group of places; a group we have no words for keeps its key."""
    return say(key) if key in sentences() else same(key.replace("_", " "))


def _row_notes(row: pd.Series, sources: Sources) -> list[Both]:
    notes = [
        say("base_of", base=Both(row["base_en"], row["base_zh"])),
        say("standing_of", standing=say(row["standing"])),
    ]
    if row["n_doubtful"] and np.isfinite(row["without_doubtful"]):
        notes.append(
            say("without_doubtful", n=int(row["n_doubtful"]),
                value=plain(row["without_doubtful"], _INDEX_DECIMALS))
        )
    line = sources.line(row["source"])
    return [*notes, line] if line else notes


def _aside(rows: list[pd.Series], decimals: int) -> Both | None:
    """The same number without doubtful rows, where that differs in the digits shown."""
    pairs = [(plain(r["value"], decimals), plain(r["without_doubtful"], decimals)) for r in rows
             if r["n_doubtful"] and np.isfinite(r["without_doubtful"])]
    if all(value == without for value, without in pairs):
        return None
    without = [pair[1] for pair in pairs]
    joint = say("or", one=without[0], other=without[1]) if len(without) == 2 else without[0]
    return say("card_aside", value=joint)


def answer(fair: Fair) -> Both:
    """The sentence that answers first: the group against the whole, else the regional gap."""
    group = fair.group_rows()
    when = in_words(fair.period)
    if len(group):
        by_base = {row["base"]: row for _, row in group.iterrows()}
        title = group_title(str(group.iloc[0]["group"]))
        if {"published", "weighted_mean"} <= by_base.keys():
            return say(
                "answer_group", title=title, zone=fair.name, period=when,
                published=_strong(plain(by_base["published"]["value"], 4)),
                mean=_strong(plain(by_base["weighted_mean"]["value"], 4)),
                n=len(fair.incomes),
            )
        if "published" in by_base:
            return say("answer_group_one", title=title, zone=fair.name, period=when,
                       published=_strong(plain(by_base["published"]["value"], 4)))
    row = fair.index_row("gini")
    return say("answer_regional", zone=fair.name, period=when, n=int(row["n_places"]),
               gini=_strong(plain(row["value"], 3)))


def _strong(words: Both) -> Both:
    return Both(*(Markup("<strong>{}</strong>").format(words[lang]) for lang in ("en", "zh")))


def cards(fair: Fair) -> list[Card]:
    """The headline numbers of the first screen, each with its base and source."""
    made = []
    group = fair.group_rows().set_index("base")
    when = in_words(fair.period)
    n_places = len(fair.incomes)
    if len(group):
        title = group_title(str(group.iloc[0]["group"]))
        values = [plain(value, 4) for value in group["value"]]
        both = len(values) == 2
        says = [note for _, row in group.reset_index().iterrows()
                for note in _row_notes(row, fair.sources)]
        later = fair.rows(gap="group", index="ratio_to_zone")
        later = later[later["period"] > fair.period]
        says += [
            say("later", period=in_words(row["period"]), value=plain(row["value"], 4),
                base=Both(row["base_en"], row["base_zh"]))
            for _, row in later.iterrows()
        ]
        made.append(
            Card(
                say("or", one=values[0], other=values[1]) if both else values[0],
                say("card_group" if both else "card_group_one", title=inside(title), period=when,
                    n=n_places),
                tuple(says), _aside([row for _, row in group.iterrows()], 4),
            )
        )
    town = _zone_urban_rural(fair)
    if len(town):
        last = town.iloc[-1]
        made.append(
            Card(
                _about(plain(last["value"], 2), last["bound"]),
                say("card_urban_rural", zone=fair.name, period=in_words(last["period"])),
                (*_row_notes(last, fair.sources), _trend(fair, town)),
            )
        )
    gini, ratio = fair.index_row("gini"), fair.index_row("max_min_ratio")
    if gini is not None:
        made.append(
            Card(
                plain(gini["value"], 3),
                say("card_gini", n=int(gini["n_places"]), period=when),
                tuple(_row_notes(gini, fair.sources)), _aside([gini], 3),
            )
        )
    if ratio is not None:
        high, low = names(fair.zone.places, [ratio["highest"], ratio["lowest"]])
        made.append(
            Card(plain(ratio["value"], 2), say("card_max_min", high=high, low=low, period=when),
                 tuple(_row_notes(ratio, fair.sources)), _aside([ratio], 2))
        )
    return made


def _about(words: Both, bound: str) -> Both:
    return Both(f"≈ {words.en}", f"约{words.zh}") if bound == "~" else words


def _zone_urban_rural(fair: Fair) -> pd.DataFrame:
    """The zone's own ratio by whole year, a published one before a computed one."""
    rows = fair.rows(gap="urban_rural", place=fair.top)
    rows = rows[rows["period"].str.fullmatch(r"\d{4}")]
    order = rows["standing"].map({"published": 0}).fillna(1)
    rows = rows.loc[order.sort_values(kind="stable").index]
    return rows.drop_duplicates("period").sort_values("period")


def _trend(fair: Fair, rows: pd.DataFrame) -> Both:
    series = [
        Both(f"{value.en} ({when.en})", f"{value.zh}({when.zh})")
        for value, when in (
            (plain(row["value"], 2), in_words(row["period"])) for _, row in rows.iterrows()
        )
    ]
    return say("urban_rural_trend", zone=fair.name, series=listed(series))


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
    codes = [code for code in fair.zone.places.index[fair.zone.places["level"] == fair.level]
             if code in outline_of]
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
                outline_of[code], ramp[classes.at[at]] if classes.at[at] >= 0 else "q0",
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
        Both(f"{name.en}*", f"{name.zh}*") if doubt else name
        for name, doubt in zip(names(fair.zone.places, ends), doubtful, strict=True)
    )
    return Picture(
        "income-map",
        say("map_title", low=low, high=high, low_value=amount(values.min(), "yuan"),
            high_value=amount(values.max(), "yuan")),
        say("map_what", title=TITLES[INCOME], period=in_words(fair.period),
            unit=say("yuan_per_head")),
        maps.choropleth(shapes, sheet, "income-map-title", outlined=members),
        legend, fair.sources.line(*incomes["source"].unique()), tall=True,
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
        "lorenz", say("lorenz_title", share=percent(half)),
        say("lorenz_what", n=len(curve) - 1, period=in_words(fair.period),
            weights=in_words(str(curve["weight_period"].iloc[0]))),
        charts.lorenz(people, held, say("gini_label", value=plain(gini["value"], 3)), "lorenz-title"),
        source=fair.sources.line(gini["source"]),
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
        "split", say("split_title", share=percent(shares[0])),
        say("split_what", period=in_words(fair.period), n=len(fair.incomes)),
        charts.bars(bars, "split-title", most=1.0, label_width=124.0, after_width=46.0, row=34.0),
        (Swatch("sea", say("legend_between")), Swatch("sea-soft", say("legend_inside"))),
        fair.sources.line(*sources),
    )


def urban_rural_picture(fair: Fair) -> Picture | None:
    """Urban over rural income: a row of dots for each upper place, the zone's as reference."""
    zone = _zone_urban_rural(fair)
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
    return Picture(
        "urban-rural",
        say("urban_rural_title", value=value, low=plain(rows["value"].min(), 2),
            high=plain(rows["value"].max(), 2)),
        say("urban_rural_what" if any(np.isfinite(s.middle) for s in strips) else "urban_rural_dots",
            period=in_words(last), n=len(rows)),
        charts.strips(
            strips, "urban-rural-title", axis=say("urban_rural_axis"),
            reference=(float(reference.iloc[0]["value"]),
                       say("reference_zone", zone=fair.name, value=value)),
        ),
        source=fair.sources.line(*rows["source"].unique(), reference.iloc[0]["source"]),
        more=_trend(fair, zone),
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
                    float(value), "sea",
                    Both(plain(value).en + "*", plain(value).zh + "*") if doubt else plain(value),
                ),
            ),
        )
        for label, value, doubt in zip(labels, incomes["value"], doubtful, strict=True)
    ]
    weighted = group["denominator"].get("weighted_mean", np.nan)
    title = group_title(str(row["group"]))
    what = say("group_what", title=inside(title), period=in_words(fair.period), zone=fair.name,
               n=len(fair.incomes), mean=amount(float(weighted), "yuan", 0))
    return Picture(
        "group",
        say("group_title", n=int((incomes["value"] < _THREE_QUARTERS * mean).sum()),
            m=len(incomes)),
        what,
        charts.bars(
            bars, "group-title", most=max(mean, float(incomes["value"].max())) * 1.02, row=20.0,
            label_width=96.0, after_width=0.0,
            reference=(mean, say("group_reference", value=amount(mean, "yuan"))),
        ),
        source=fair.sources.line(row["source"]),
        more=say("doubtful_mark") if doubtful.any() else None,
    )


def tables(fair: Fair) -> list[Table]:
    """All indices; the exit rule; income and output by place."""
    return [table for table in (_gap_table(fair), _exit_table(fair)) if table.rows]


def _gap_table(fair: Fair) -> Table:
    rows = fair.gaps[(fair.gaps["gap"] != "urban_rural") & fair.gaps["value"].notna()]
    body = []
    for _, row in rows.iterrows():
        title = say(row["index"]) if row["index"] != "ratio_to_zone" else group_title(row["group"])
        if row["part"] not in ("total", ""):
            part = say("part_of_prefecture" if row["part"] == "prefecture" else "part_of_county")
            title = Both(f"{title.en}, {part.en}", f"{title.zh},{part.zh}")
        body.append(
            [
                Cell(title), Cell(TITLES.get(row["indicator"], same(row["indicator"]))),
                Cell(in_words(row["period"]), row["period"]),
                number_cell(row["value"], _INDEX_DECIMALS),
                number_cell(row["without_doubtful"], _INDEX_DECIMALS),
                Cell(Both(row["base_en"], row["base_zh"])),
                Cell(fair.sources.refs(row["source"])),
            ]
        )
    heads = (("col_index", ""), ("col_of", ""), ("col_period", ""), ("col_value", "n"),
             ("col_without", "n"), ("col_base", "long"), ("col_source", "refs"))
    columns = [Column(say(key), css) for key, css in heads]
    return Table("gaps", say("gap_table"), columns, body, folded=say("gap_table"))


def _exit_table(fair: Fair) -> Table:
    rule = fair.exit_rule
    rows = rule[rule["verdict"].isin(["must_leave", "may_leave", "not_decidable"])] if len(rule) else rule
    body = []
    for at, name in enumerate(names(fair.zone.places, list(rows["place"])) if len(rows) else []):
        row = rows.iloc[at]
        body.append(
            [
                Cell(name), Cell(say(f"exit_{row['verdict']}")),
                Cell(amount(row["gdp_yuan"], "yuan"), f"{row['gdp_yuan']:.6g}"),
                number_cell(row["income_yuan"]), Cell(Both(row["why_en"], row["why_zh"])),
                Cell(same(row["until"] or "–")), Cell(fair.sources.refs(row["source"])),
            ]
        )
    heads = (("col_place", ""), ("col_verdict", ""), ("col_gdp", "n"), ("col_income_yuan", "n"),
             ("col_why", "long"), ("col_left", ""), ("col_source", "refs"))
    when = in_words(str(rows.iloc[0]["period"])) if len(rows) else same("")
    return Table("exit", say("exit_table", period=when), [Column(say(k), c) for k, c in heads], body)


def places_table(fair: Fair) -> Table:
    """Income, output, town and country ratio and residents of every place of the level."""
    figures, places = fair.zone.figures, fair.zone.places
    codes = list(places.index[places["level"] == fair.level])
    income = fair.incomes.reindex(codes)
    year = fair.period
    gdp = indicator_values(figures, GDP_PER_HEAD, year)["value"].reindex(codes)
    people = indicator_values(figures, RESIDENTS, year)["value"].reindex(codes)
    ratio = fair.rows(gap="urban_rural", period=year).drop_duplicates("place").set_index("place")
    ratio = ratio["value"].reindex(codes)
    above = names(places, [str(places.at[code, "parent"]) for code in codes])
    body = []
    for at, name in enumerate(names(places, codes)):
        first = number_cell(income["value"].iloc[at])
        if isinstance(income["doubt"].iloc[at], str) and income["doubt"].iloc[at]:
            first = Cell(Both(f"{first.words['en']}*", f"{first.words['zh']}*"), first.order)
        body.append(
            [Cell(name), Cell(above[at]), number_cell(people.iloc[at]), first,
             number_cell(gdp.iloc[at]), number_cell(ratio.iloc[at], 2)]
        )
    when = in_words(year)
    columns = [
        Column(say("col_place")), Column(say("col_within"), "w"),
        Column(say("col_residents", period=when), "n"), Column(say("col_income", period=when), "n"),
        Column(say("col_gdp_head", period=when), "n"), Column(say("col_ratio", period=when), "n"),
    ]
    sources = fair.sources.line(*income["source"].dropna().unique())
    return Table("fair-places", say("table_counties_fair"), columns, body, sources, numbers=True,
                 tall=True, finder=True)
