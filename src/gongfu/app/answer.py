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
from numpy.typing import NDArray

from gongfu.app.place_names import chain_names
from gongfu.app.question import Asked
from gongfu.app.riding import ride_settings, ride_words
from gongfu.app.standing import CIRCLE, stand_ins, standing_of
from gongfu.io.answers import check_file, records, write_table
from gongfu.model.network import WGS84
from gongfu.model.schema import STANDINGS
from gongfu.model.zone import LANGUAGES
from gongfu.report.layers import simulated_words
from gongfu.report.plan_map import PlanDrawing
from gongfu.report.text import Both, same
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
    drawing: what the map of a plan needs, None of other answers.
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


def answered(
    asked: Asked,
    settings: Mapping[str, Any],
    sentences: list[Both],
    table: pd.DataFrame,
    view: tuple[str, ...],
    *,
    kinds: tuple[str, ...] = (),
    layers: tuple[str, ...] = CIRCLE,
    summary: pd.DataFrame | None = None,
) -> Answer:
    """The answer to a question: the sentences as plain text, and what it rests on.

    Parameters
    ----------
    asked
        The question put to its zone.
    settings
        What was asked: the "command", and its knobs beside kinds, mode, limit and place, or in
        their stead.
    sentences
        The one that answers first.
    table, view, summary
        See `Answer`.
    kinds
        Kinds of facility that the answer speaks of.
    layers
        Layers of the zone that it rests on.

    Returns
    -------
    Answer
        Complete.
    """
    simulated = stand_ins(asked.zone, kinds, layers=layers)
    words = simulated_words(asked.zone, simulated) if simulated else None
    rides: dict[str, Any] = {}
    if asked.ride is not None:
        rides = {"ride": ride_settings(asked.ride)}
        told = ride_words(asked.ride, asked.walker, asked.direction)
        sentences = [*sentences[:1], told, *sentences[1:]]
    return Answer(
        dict(asked.zone.name),
        {
            "kinds": list(kinds),
            "mode": asked.mode,
            "walker": asked.walker,
            "limit_s": asked.limit_s,
            "place": asked.place,
            **rides,
            **settings,
        },
        tuple(plain_words(both) for both in sentences),
        table,
        tuple(name for name in view if name in table),
        simulated,
        plain_words(words) if words else {},
        summary,
    )


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
        `sentences` and `simulated` by language, `summary` and `rows` as lists, `n_more`.
    """
    limit = SHOWN_ROWS if limit is None else limit
    shown = pd.DataFrame(answer.table[list(answer.view)].head(limit))
    return {
        "sentences": answer.sentences,
        "simulated": answer.simulated_words,
        "summary": [] if answer.summary is None else _readable(answer.summary, decimals),
        "rows": _readable(shown, decimals),
        "n_more": max(len(answer.table) - limit, 0),
    }


def with_standing(
    asked: Asked, table: pd.DataFrame, *, layers: tuple[str, ...] = CIRCLE
) -> pd.DataFrame:
    """The table with the standing of each row, by its `kind` if it has one."""
    if "kind" not in table:
        only = "simulated" if stand_ins(asked.zone, asked.kinds, layers=layers) else "computed"
        return table.assign(standing=pd.Categorical([only] * len(table), list(STANDINGS)))
    kind = table["kind"].astype("category")
    standing = [standing_of(asked.zone, str(key), layers=layers) for key in kind.cat.categories]
    code = np.array([*map(STANDINGS.index, standing), -1], np.int8)[kind.cat.codes]
    return table.assign(standing=pd.Categorical.from_codes(code, categories=list(STANDINGS)))


def with_names(asked: Asked, table: pd.DataFrame) -> pd.DataFrame:
    """The rows of the place asked about, each with the names of its community and facility.

    Parameters
    ----------
    asked
        The question put to its zone.
    table
        A column `community_id` (categorical), perhaps `facility_id`, and what was measured.

    Returns
    -------
    DataFrame
        `community_id`, `name`, `name_en` (if the zone has it), `place`, `place_name`,
        `place_name_en`, `residents`, then the other columns, with `facility_name` after
        `facility_id`, and `lon`, `lat` of the community.
    """
    zone = asked.zone
    home = _rows_of(table["community_id"], zone.communities.index)
    kept = asked.inside[home]
    table, home = table[kept], home[kept]
    used, at = np.unique(home, return_inverse=True)
    people = zone.communities.iloc[used]
    chain = chain_names(zone.places, asked.above, pd.Index(people["place"]))
    columns: dict[str, Any] = {"community_id": table["community_id"].array}
    for name in ("name", "name_en", "place"):
        if name in people:
            columns[name] = people[name].to_numpy(object)[at]
    columns |= {"place_name": chain["zh"][at], "place_name_en": chain["en"][at]}
    columns["residents"] = people["residents"].to_numpy(float)[at]
    for name in table.columns.drop("community_id"):
        columns[name] = table[name].array
        if name == "facility_id":
            columns["facility_name"] = names_of(zone.facilities, table[name])
    columns |= {axis: people[axis].to_numpy(float)[at] for axis in ("lon", "lat")}
    return pd.DataFrame(columns)


def names_of(facilities: pd.DataFrame, ids: pd.Series) -> NDArray[np.object_]:
    """The name of each facility, None where there is none."""
    names = np.array([*facilities["name"], None], object)
    found: NDArray[np.object_] = names[_rows_of(ids, facilities.index)]
    return found


def title_of(points: pd.DataFrame, at: int) -> Both:
    """What the point in row `at` is called in each language; its id where it has no name."""
    row = points.iloc[at]
    named = [str(row.get(name) or "") for name in ("name_en", "name")]
    return Both.of({"en": named[0], "zh": named[1]}) if any(named) else same(str(points.index[at]))


def _rows_of(ids: pd.Series, index: pd.Index) -> NDArray[np.int64]:
    """Where each id stands in `index`, -1 if missing; each different one is looked up once."""
    label = ids.astype("category").cat
    rows: NDArray[np.int64] = np.append(index.get_indexer(label.categories), -1)[label.codes]
    return rows


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
