"""How fair: from the frames of the gaps to the cards, figures and tables of the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from markupsafe import Markup

from gongfu.measure.panel import INCOME
from gongfu.model.assessment import Assessment
from gongfu.model.figure import indicator_values
from gongfu.model.indicator import INDICATORS
from gongfu.model.zone import Zone
from gongfu.report.numbers import period as in_words
from gongfu.report.numbers import plain
from gongfu.report.pictures import Card
from gongfu.report.sources import Sources
from gongfu.report.tables import names
from gongfu.report.text import Both, inside, listed, same
from gongfu.report.words import say, sentences

TITLES: Final[Mapping[str, Both]] = {i.key: Both.of(i.title) for i in INDICATORS}
INDEX_DECIMALS: Final = 4


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
            gap="regional",
            index=index,
            part=part,
            level=self.level,
            indicator=INCOME,
            period=self.period,
        )
        return None if rows.empty else rows.iloc[0]

    def group_rows(self) -> pd.DataFrame:
        """The first group's ratio to the zone in the period, on each base; empty without one."""
        rows = self.rows(gap="group", index="ratio_to_zone", period=self.period)
        return rows[rows["group"] == rows["group"].iloc[0]] if len(rows) else rows


def fair_of(zone: Zone, assessment: Assessment, sources: Sources) -> Fair | None:
    """The gaps of a zone, or None where no index between places could be computed.

    The period shown is the latest whose weights are of the same period, so that no index on the
    first screen mixes years; failing that the latest.
    """
    gaps = assessment.gaps
    found = (
        gaps[
            (gaps["gap"] == "regional")
            & (gaps["index"] == "gini")
            & gaps["value"].notna()
            & (gaps["indicator"] == INCOME)
        ]
        if len(gaps)
        else gaps
    )
    if found.empty:
        return None
    same_year = found[found["period"] == found["weight_period"]]
    chosen = (found if same_year.empty else same_year).sort_values("period").iloc[-1]
    level, period = str(chosen["level"]), str(chosen["period"])
    codes = zone.places.index[zone.places["level"] == level]
    incomes = indicator_values(zone.figures, INCOME, period).reindex(codes)
    return Fair(
        zone,
        gaps,
        assessment.lorenz,
        assessment.exit_rule,
        sources,
        incomes.dropna(subset=["value"]),
        level,
        period,
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
            say(
                "without_doubtful",
                n=int(row["n_doubtful"]),
                value=plain(row["without_doubtful"], INDEX_DECIMALS),
            )
        )
    line = sources.line(row["source"])
    return [*notes, line] if line else notes


def _aside(fair: Fair, rows: list[pd.Series], decimals: int) -> Both | None:
    """What the card shows below its number: the value without doubtful rows, weak sources."""
    said = list(filter(None, [_without_doubt(rows, decimals), weak_source(fair)]))
    if not said:
        return None
    return Both("; ".join(words.en for words in said), ";".join(words.zh for words in said))


def weak_source(fair: Fair) -> Both | None:
    """The grade of most of the places' incomes, where that is no official table or text."""
    grades = fair.incomes["grade"].mode()
    key = f"weak_{grades.iloc[0]}" if len(grades) else ""
    return say(key, level=say(f"level_{fair.level}")) if key in sentences() else None


def _without_doubt(rows: list[pd.Series], decimals: int) -> Both | None:
    """The same number without doubtful rows, where that differs in the digits shown."""
    pairs = [
        (plain(r["value"], decimals), plain(r["without_doubtful"], decimals))
        for r in rows
        if r["n_doubtful"] and np.isfinite(r["without_doubtful"])
    ]
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
                "answer_group",
                title=title,
                zone=fair.name,
                period=when,
                published=_strong(plain(by_base["published"]["value"], 4)),
                mean=_strong(plain(by_base["weighted_mean"]["value"], 4)),
                n=len(fair.incomes),
            )
        if "published" in by_base:
            return say(
                "answer_group_one",
                title=title,
                zone=fair.name,
                period=when,
                published=_strong(plain(by_base["published"]["value"], 4)),
            )
    row = fair.rows(gap="regional", index="gini", period=fair.period, indicator=INCOME).iloc[0]
    return say(
        "answer_regional",
        zone=fair.name,
        period=when,
        n=int(row["n_places"]),
        gini=_strong(plain(row["value"], 3)),
    )


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
        says = [
            note
            for _, row in group.reset_index().iterrows()
            for note in _row_notes(row, fair.sources)
        ]
        key = str(group.iloc[0]["group"])
        later = fair.rows(gap="group", index="ratio_to_zone", group=key)
        later = later[later["period"] > fair.period]
        says += [
            say(
                "later",
                period=in_words(row["period"]),
                value=plain(row["value"], 4),
                base=Both(row["base_en"], row["base_zh"]),
            )
            for _, row in later.iterrows()
        ]
        made.append(
            Card(
                say("or", one=values[0], other=values[1]) if both else values[0],
                say(
                    "card_group" if both else "card_group_one",
                    title=inside(title),
                    period=when,
                    n=n_places,
                ),
                tuple(says),
                _aside(fair, [row for _, row in group.iterrows()], 4),
            )
        )
    town = zone_urban_rural(fair)
    if len(town):
        last = town.iloc[-1]
        made.append(
            Card(
                _about(plain(last["value"], 2), last["bound"]),
                say("card_urban_rural", zone=fair.name, period=in_words(last["period"])),
                (*_row_notes(last, fair.sources), trend(fair, town)),
            )
        )
    gini, ratio = fair.index_row("gini"), fair.index_row("max_min_ratio")
    if gini is not None:
        made.append(
            Card(
                plain(gini["value"], 3),
                say("card_gini", n=int(gini["n_places"]), period=when),
                tuple(_row_notes(gini, fair.sources)),
                _aside(fair, [gini], 3),
            )
        )
    if ratio is not None:
        high, low = names(fair.zone.places, [ratio["highest"], ratio["lowest"]])
        made.append(
            Card(
                plain(ratio["value"], 2),
                say("card_max_min", high=high, low=low, period=when),
                tuple(_row_notes(ratio, fair.sources)),
                _aside(fair, [ratio], 2),
            )
        )
    return made


def _about(words: Both, bound: str) -> Both:
    return Both(f"≈ {words.en}", f"约{words.zh}") if bound == "~" else words


def zone_urban_rural(fair: Fair) -> pd.DataFrame:
    """The zone's own ratio by whole year, a published one before a computed one."""
    rows = fair.rows(gap="urban_rural", place=fair.top)
    rows = rows[rows["period"].str.fullmatch(r"\d{4}")]
    order = rows["standing"].map({"published": 0}).fillna(1)
    rows = rows.loc[order.sort_values(kind="stable").index]
    return rows.drop_duplicates("period").sort_values("period")


def trend(fair: Fair, rows: pd.DataFrame) -> Both:
    """The zone's ratio of town to country, year by year."""
    series = [
        Both(f"{value.en} ({when.en})", f"{value.zh}({when.zh})")
        for value, when in (
            (plain(row["value"], 2), in_words(row["period"])) for _, row in rows.iterrows()
        )
    ]
    return say("urban_rural_trend", zone=fair.name, series=listed(series))
