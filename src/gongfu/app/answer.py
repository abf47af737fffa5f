"""What is said in answer: sentences first, then a table, whole in a file, short on a screen."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from markupsafe import Markup

from gongfu.io.answers import check_file, records, write_table
from gongfu.model.network import WGS84
from gongfu.model.zone import LANGUAGES
from gongfu.report.plan_map import PlanDrawing
from gongfu.report.text import Both
from gongfu.units import S_PER_MIN

SHOWN_ROWS: Final = 20
_MAPS: Final = (".geojson", ".gpkg")
_LABELS: Final = {
    "walk": "minutes_walk",
    "gain": "minutes_gain",
    "median_gain": "median_minutes_gain",
}
_DECIMALS: Final = {"minutes": 1, "residents": 0, "people": 0, "visitors": 0}
"""Of a column whose name holds the word; shares and everything else have three."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """An answer to one question.

    sentences: by language, the one that answers first; table: every row, each with its
    `standing`; view: the columns of it that a screen shows; summary: a few rows that sum it up,
    or None; simulated: the stand-ins that it rests on, and their words; settings: what was asked;
    drawing: what the map of a plan needs, None of other answers; screen: the rows as a screen
    shows them, if not by `view`; heads, cells: what a screen adds in Chinese to the names of
    columns, and to values by column.
    """

    zone_name: Mapping[str, str]
    settings: Mapping[str, Any]
    sentences: tuple[Mapping[str, str], ...]
    table: pd.DataFrame
    view: tuple[str, ...]
    simulated: tuple[str, ...] = ()
    simulated_words: Mapping[str, str] = field(default_factory=dict)
    summary: pd.DataFrame | None = None
    drawing: PlanDrawing | None = None
    screen: pd.DataFrame | None = None
    heads: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def check_out(path: Path | None) -> None:
    """Raise an InputError if an answer could not be written to `path`; None is none."""
    if path is not None:
        check_file(path)


def write_answer(answer: Answer, path: Path) -> None:
    """Write every row to `path`: .csv, .parquet, or a map as .geojson or .gpkg.

    Parameters
    ----------
    answer
        Its table is drawn with the shapes it has, else with a point for each community, or a line
        from community to facility for each pair.
    path
        Replaced if it is there; whole or not at all.
    """
    table = answer.table
    if path.suffix.lower() in _MAPS and not isinstance(table, gpd.GeoDataFrame):
        table = _drawn(table)
    write_table(table, path)


def as_json(answer: Answer, limit: int | None = None) -> dict[str, Any]:
    """The answer as JSON can hold it, with every row or the first `limit`; None = not reached."""
    table = answer.table
    if isinstance(table, gpd.GeoDataFrame):
        table = pd.DataFrame(table.drop(columns=table.geometry.name))
    rows = table if limit is None else table.head(limit)
    return {
        "zone": dict(answer.zone_name),
        "question": dict(answer.settings),
        "sentences": [dict(words) for words in answer.sentences],
        "simulated": list(answer.simulated),
        "summary": [] if answer.summary is None else records(answer.summary),
        "n_rows": len(table),
        "rows": records(rows),
    }


def as_text(answer: Answer, limit: int | None = None, *, decimals: int = 3) -> dict[str, Any]:
    """What a screen shows: sentences, rows with minutes for seconds, how many more there are.

    Parameters
    ----------
    answer
        What to show.
    limit
        How many rows; 20 if None.
    decimals
        Of numbers that are no minutes and count nobody.

    Returns
    -------
    dict
        `sentences` and `simulated` by language, `summary` and `rows` as lists, `n_more`, `heads`.
    """
    limit = SHOWN_ROWS if limit is None else limit
    rows = answer.table[list(answer.view)] if answer.screen is None else answer.screen
    shown = pd.DataFrame(rows.head(limit))
    for column in set(shown) & set(answer.cells):
        known = answer.cells[column]
        shown[column] = [f"{one} {known[one]}" if one in known else one for one in shown[column]]
    return {
        "sentences": answer.sentences,
        "simulated": answer.simulated_words,
        "summary": [] if answer.summary is None else _readable(answer.summary, decimals),
        "rows": _readable(shown, decimals),
        "heads": dict(answer.heads),
        "n_more": max(len(answer.table) - limit, 0),
    }


def plain_words(words: Both) -> dict[str, str]:
    """The words by language, without markup."""
    return {language: Markup(words[language]).striptags() for language in LANGUAGES}


def _drawn(table: pd.DataFrame) -> pd.DataFrame:
    """The table on a map, if it says where its rows are."""
    if not {"lon", "lat"} <= set(table):
        return table
    here = table[["lon", "lat"]].to_numpy(float)
    shapes = shapely.points(here)
    if {"facility_lon", "facility_lat"} <= set(table):
        there = table[["facility_lon", "facility_lat"]].to_numpy(float)
        shapes = shapely.linestrings(np.stack([here, there], axis=1))
    return gpd.GeoDataFrame(table, geometry=shapes, crs=WGS84)


def _readable(frame: pd.DataFrame, most: int) -> list[dict[str, Any]]:
    """Rows for people: minutes for seconds, rounded."""
    shown = {}
    for name, values in frame.items():
        label, numbers = str(name), values
        if label.endswith("_s"):
            label = label.removesuffix("_s").replace("time", "minutes")
            label = _LABELS.get(label, label)
            numbers = values / S_PER_MIN
        if numbers.dtype.kind == "f":
            decimals = _decimals(label, most)
            numbers = numbers.round(decimals)
            if decimals == 0 and np.isfinite(numbers).all():
                numbers = numbers.astype("int64")
        shown[label] = numbers
    return [
        {name: None if isinstance(v, float) and math.isinf(v) else v for name, v in row.items()}
        for row in records(pd.DataFrame(shown))
    ]


def _decimals(label: str, most: int) -> int:
    parts = label.split("_")
    known = (n for word, n in _DECIMALS.items() if word in parts)
    return most if "share" in parts else next(known, most)
