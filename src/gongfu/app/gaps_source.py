"""What a question to the gaps is about: a zone's figures, its households, or any table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np
import pandas as pd

from gongfu.app.tasks import open_zone
from gongfu.errors import InputError, NotFoundError
from gongfu.io.sheets import Sheet, file_and_part, read_sheet, sheet_numbers, sheet_texts
from gongfu.measure.panel import (
    CrossSection,
    cross_section,
    exact_figures,
    periods_of,
    upper_places,
    weights_for,
)
from gongfu.model.indicator import Indicator, find_indicator
from gongfu.model.place import ancestors
from gongfu.model.schema import row_words
from gongfu.model.zone import Zone
from gongfu.report import asked_gaps as words
from gongfu.report.text import Both, same

INCOME: Final = "disposable_income_per_head_yuan"
EACH: Final = "(each row once)"
"""The weight of a table that names none."""

_MEANS: Final = ("ratio", "share")


@dataclass(frozen=True, slots=True)
class GapQuestion:
    """What to measure.

    Of a zone: an `indicator` of a `period` for the places of a `level`, or with `incomes` its
    households.  Of a table: the columns `value` and `weight` (none: each row counts once).
    """

    value: str = ""
    weight: str = ""
    indicator: str = ""
    period: str = ""
    level: str = ""
    incomes: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Rows to measure, and the sentence that says what they are.

    `kind`: "figures" of places, "households" of a zone, or a "table"; `value` and `weight` are
    columns of `frame`; `names` has `name` and `name_en` of places by code, or is None.
    """

    kind: Literal["figures", "households", "table"]
    name: Mapping[str, str]
    frame: pd.DataFrame
    value: str
    weight: str
    said: Both
    standing: str = "computed"
    names: pd.DataFrame | None = None

    def check_columns(self, columns: Sequence[str], option: str) -> None:
        """Raise an InputError if a column that `option` names is not there or has empty cells."""
        for column in columns:
            if column not in self.frame:
                known = ", ".join(str(name) for name in self.frame.columns if name != EACH)
                raise InputError(
                    f"{option}: no column {column!r}; it has {known}: name one of them"
                )
            values = self.frame[column]
            empty = (values.isna() | (values.astype(object) == "")).to_numpy()
            if empty.any():
                rows = row_words(empty, self.frame.index.to_numpy())
                raise InputError(f"{option}: {column!r} is empty in {rows}; fill it first")

    def called(self, places: Iterable[object]) -> list[Both]:
        """What places are called, with their codes; the code alone where there is no name."""
        if self.names is None:
            return [same(str(place)) for place in places]
        known = self.names.reindex(pd.Index(list(places))).fillna("")
        return [
            Both(
                f"{row.get('name_en') or row['name']} ({code})" if row["name"] else str(code),
                f"{row['name']}({code})" if row["name"] else str(code),
            )
            for code, row in known.iterrows()
        ]

    def with_names(self, table: pd.DataFrame, column: str) -> pd.DataFrame:
        """The table with the names of the places whose codes stand in `column`, if they are."""
        if self.names is None or not table[column].isin(self.names.index).any():
            return table
        found = self.names.reindex(pd.Index(table[column]))
        at = table.columns.get_loc(column) + 1
        table = table.copy()
        table.insert(at, f"{column}_name", found["name"].to_numpy(object))
        if "name_en" in found:
            table.insert(at + 1, f"{column}_name_en", found["name_en"].to_numpy(object))
        return table


def is_zone(path: Path) -> bool:
    """Whether `path` is a folder, so a zone; a NotFoundError if there is nothing."""
    if path.is_dir():
        return True
    try:
        file_and_part(path)
    except InputError:
        raise NotFoundError(
            f"no zone and no file {str(path)!r}; check the path, or build a zone with gongfu demo"
        ) from None
    return False


def read_source(
    path: Path, question: GapQuestion, *, labels: Sequence[str] = (), numbers: Sequence[str] = ()
) -> Source:
    """The rows that a question is about.

    Parameters
    ----------
    path
        A zone's folder, or a table: .csv, .xlsx, .xls, .ods, .parquet.
    question
        What of it to measure.
    labels, numbers
        More columns of a table that will be read as labels, or as numbers beside `value`.

    Returns
    -------
    Source
        No row is left out: an empty cell in a column asked for is an InputError that names rows.
    """
    if is_zone(path):
        return zone_source(open_zone(path), question)
    if question.indicator or question.period or question.level or question.incomes:
        raise InputError(
            f"{path.name} is a table; --indicator, --period, --level and --incomes are for zones: "
            "name its columns with --value and --weight instead"
        )
    return table_source(
        read_sheet(path, known=(question.value, question.weight, *labels, *numbers)),
        question,
        labels=labels,
        numbers=numbers,
    )


def table_source(
    sheet: Sheet, question: GapQuestion, *, labels: Sequence[str], numbers: Sequence[str]
) -> Source:
    """The rows of a table, by their row numbers in the file."""
    wanted = [question.value] if question.value else []
    if not wanted and not numbers:
        raise InputError(
            f"{sheet.name}: say which column to measure with --value; it has "
            f"{', '.join(map(str, sheet.frame.columns))}"
        )
    columns: dict[str, pd.Series] = {}
    for name in [*wanted, *numbers, *([question.weight] if question.weight else [])]:
        columns[name] = _numbers_of(sheet, name)
    for name in labels:
        _find(sheet, name)
        columns[name] = sheet_texts(sheet, name)
    frame = pd.DataFrame(columns).set_index(pd.Index(sheet.rows, name="row"))
    weight = question.weight or EACH
    if not question.weight:
        frame[EACH] = 1.0
    value = question.value or ", ".join(numbers)
    said = words.of_table(sheet.name, value, question.weight, len(frame), _total(frame, weight))
    return Source(
        "table", {"en": sheet.name, "zh": sheet.name}, frame, question.value, weight, said
    )


def zone_source(zone: Zone, question: GapQuestion) -> Source:
    """The published figures of a level of a zone, or its households."""
    if question.value or question.weight:
        raise InputError(
            "--value and --weight name columns of a table; a zone is asked with --indicator, "
            "--period and --level, or for its households with --incomes"
        )
    names = zone.places[[name for name in ("name", "name_en") if name in zone.places]]
    if question.incomes:
        if question.indicator or question.period or question.level:
            raise InputError(
                "--incomes are the zone's households; leave --indicator, --period and --level out"
            )
        return _households(zone, names)
    level = question.level or "county"
    indicator = find_indicator(question.indicator or INCOME)
    frame, section, weight_period = figures_of(zone, indicator, question.period, level)
    said = words.of_figures(
        zone.name, section, indicator, _weight_of(indicator), weight_period, len(frame)
    )
    return Source("figures", zone.name, frame, "value", "people", said, names=names)


def figures_of(
    zone: Zone, indicator: Indicator, period: str, level: str
) -> tuple[pd.DataFrame, CrossSection, str]:
    """One row per place: `value` per head, `people`, and the codes of the places it lies in.

    Returns
    -------
    tuple
        The rows by place code, the published values, and the period of the people.
    """
    codes = zone.places.index[(zone.places["level"] == level).to_numpy()]
    if not len(codes):
        known = ", ".join(dict.fromkeys(zone.places["level"]))
        raise InputError(f"the zone has no places of level {level!r}; it has {known}")
    weight = _weight_of(indicator)
    exact = exact_figures(zone.figures)
    known_periods = periods_of(exact, indicator.key, codes)
    if not known_periods or (period and period not in known_periods):
        has = ", ".join(known_periods) or "none at this level"
        raise InputError(
            f"no {level} has a published {indicator.key!r} of {period or 'any period'}; "
            f"periods with one: {has}; ask for another --period, --level or --indicator"
        )

    for candidate in [period] if period else known_periods[::-1]:
        section = cross_section(
            exact, zone.places, indicator=indicator.key, period=candidate, level=level
        )
        people = weights_for(zone.figures, section.values.index, weight=weight, period=candidate)
        if people.period and (period or section.is_full):
            break
    if not people.period:
        raise InputError(
            f"the zone has no {weight!r} of each {level} for {candidate} or a year apart, so that "
            "places cannot be weighted; import these figures, or ask for another --period"
        )

    value = section.values
    if not indicator.per and indicator.unit not in _MEANS:
        value = value / people.values
    above = upper_places(zone.places, level).reindex(value.index)
    frame = pd.DataFrame({"value": value, "people": people.values}).join(above)
    for group in dict.fromkeys(zone.groups["group"]):
        frame[group] = value.index.isin(_members(zone.groups, group, candidate))
    return frame.rename_axis("place"), section, people.period


def _households(zone: Zone, names: pd.DataFrame) -> Source:
    if zone.incomes is None:
        raise NotFoundError(
            "the zone has no household incomes; measure figures: leave --incomes out"
        )
    layer = zone.layers["incomes"]
    frame = zone.incomes.reset_index(drop=True)
    frame = frame.join(ancestors(zone.places), on="place").rename_axis("row")
    frame = frame.dropna(axis=1, how="all")
    frame["people"] = frame["members"] * frame.get("weight", 1.0)
    said = words.of_households(zone.name, layer, len(frame), float(frame["people"].sum()))
    standing = "simulated" if layer.standing == "simulated" else "computed"
    return Source("households", zone.name, frame, "income_yuan", "people", said, standing, names)


def _weight_of(indicator: Indicator) -> str:
    return indicator.per or "residents"


def _members(groups: pd.DataFrame, group: str, period: str) -> pd.Series:
    """Who is in the group at the end of the period; "" = from the first or to this day."""
    since = groups["since"].astype(str).str[: len(period)]
    until = groups["until"].astype(str).str[: len(period)]
    now = (since <= period) & ((until == "") | (until > period))
    return groups.loc[now & (groups["group"] == group), "place"]


def _find(sheet: Sheet, name: str) -> None:
    if name not in sheet.frame:
        raise InputError(
            f"{sheet.name}: no column {name!r}; it has {', '.join(map(str, sheet.frame.columns))}"
        )


def _numbers_of(sheet: Sheet, name: str) -> pd.Series:
    _find(sheet, name)
    values = sheet_numbers(sheet, name)
    missing = ~np.isfinite(values.to_numpy())
    if missing.any():
        raise InputError(
            f"{sheet.name}: {name!r} is empty in {row_words(missing, sheet.rows)}; fill these "
            "cells or delete the rows: nothing is left out silently"
        )
    return values


def _total(frame: pd.DataFrame, weight: str) -> float:
    return float(frame[weight].sum()) if weight != EACH else float(len(frame))
