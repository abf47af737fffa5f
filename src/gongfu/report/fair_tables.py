"""The tables of the gaps: the exit rule, every index, and the places one by one."""

import pandas as pd

from gongfu.measure.panel import GDP_PER_HEAD, RESIDENTS
from gongfu.model.figure import indicator_values
from gongfu.report.fair import (
    INDEX_DECIMALS,
    TITLES,
    Fair,
    group_title,
)
from gongfu.report.numbers import amount, plain
from gongfu.report.numbers import period as in_words
from gongfu.report.tables import Cell, Column, Table, names, number_cell
from gongfu.report.text import Both, inside, same, starred
from gongfu.report.words import prefixed, say


def tables(fair: Fair) -> list[Table]:
    """The exit rule; all indices from published figures; those of simulated incomes apart."""
    rows = fair.gaps[(fair.gaps["gap"] != "urban_rural") & fair.gaps["value"].notna()]
    stand_in = rows["standing"] == "simulated"
    made = [
        _exit_table(fair),
        _gap_table(fair, "gaps-all", rows[~stand_in], say("gap_table")),
        _gap_table(
            fair,
            "gaps-simulated",
            rows[stand_in],
            prefixed(say("gap_table_simulated"), simulated=True),
            simulated=True,
        ),
    ]
    return [table for table in made if table.rows]


def _gap_table(
    fair: Fair, key: str, rows: pd.DataFrame, caption: Both, *, simulated: bool = False
) -> Table:
    body = []
    for _, row in rows.iterrows():
        title = say(row["index"]) if row["index"] != "ratio_to_zone" else group_title(row["group"])
        if row["gap"] == "chance":
            title = say("chance_share", title=title)
        elif row["part"] not in ("total", ""):
            part = _part(row)
            title = Both(f"{title.en}, {part.en}", f"{title.zh},{part.zh}")
        body.append(
            [
                Cell(title),
                Cell(TITLES.get(row["indicator"], same(row["indicator"]))),
                Cell(in_words(row["period"]), row["period"]),
                number_cell(row["value"], INDEX_DECIMALS),
                number_cell(row["without_doubtful"], INDEX_DECIMALS),
                Cell(Both(row["base_en"], row["base_zh"])),
                Cell(fair.sources.refs(row["source"])),
            ]
        )
    heads = (
        ("col_index", ""),
        ("col_of", ""),
        ("col_period", ""),
        ("col_value", "n"),
        ("col_without", "n"),
        ("col_base", "long"),
        ("col_source", "refs"),
    )
    columns = [Column(say(key), css) for key, css in heads]
    # The heading row comes again on every printed page, so the word stands there too.
    columns[0] = Column(prefixed(columns[0].title, simulated=simulated))
    return Table(key, caption, columns, body, folded=caption)


def _part(row: pd.Series) -> Both:
    if row["group"]:
        return say("part_of_group", title=inside(group_title(row["group"])))
    return say("part_of_prefecture" if row["part"] == "prefecture" else "part_of_county")


def _exit_table(fair: Fair) -> Table:
    rule = fair.exit_rule
    rows = (
        rule[rule["verdict"].isin(["must_leave", "may_leave", "not_decidable"])]
        if len(rule)
        else rule
    )
    body = []
    for at, name in enumerate(names(fair.zone.places, list(rows["place"])) if len(rows) else []):
        row = rows.iloc[at]
        body.append(
            [
                Cell(name),
                Cell(say(f"exit_{row['verdict']}")),
                Cell(amount(row["gdp_yuan"], "yuan"), f"{row['gdp_yuan']:.6g}"),
                number_cell(row["income_yuan"]),
                Cell(Both(row["why_en"], row["why_zh"])),
                Cell(same(row["until"] or "–")),
                Cell(fair.sources.refs(row["source"])),
            ]
        )
    heads = (
        ("col_place", ""),
        ("col_verdict", ""),
        ("col_gdp", "n"),
        ("col_income_yuan", "n"),
        ("col_why", "long"),
        ("col_left", ""),
        ("col_source", "refs"),
    )
    when = in_words(str(rows.iloc[0]["period"])) if len(rows) else same("")
    return Table(
        "exit", say("exit_table", period=when), [Column(say(k), c) for k, c in heads], body
    )


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
            first = Cell(starred(plain(income["value"].iloc[at])), first.order)
        body.append(
            [
                Cell(name),
                Cell(above[at]),
                number_cell(people.iloc[at]),
                first,
                number_cell(gdp.iloc[at]),
                number_cell(ratio.iloc[at], 2),
            ]
        )
    when = in_words(year)
    columns = [
        Column(say("col_place")),
        Column(say("col_within"), "w"),
        Column(say("col_residents", period=when), "n"),
        Column(say("col_income", period=when), "n"),
        Column(say("col_gdp_head", period=when), "n"),
        Column(say("col_ratio", period=when), "n"),
    ]
    sources = fair.sources.line(*income["source"].dropna().unique())
    return Table(
        "fair-places",
        say("table_counties_fair"),
        columns,
        body,
        sources,
        numbers=True,
        tall=True,
        finder=True,
    )
