"""An answer of a zone: what it rests on, and the names of what it speaks of."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.app.answer import Answer, plain_words
from gongfu.app.place_names import chain_names
from gongfu.app.question import Asked
from gongfu.app.riding import ride_settings, ride_words
from gongfu.app.standing import CIRCLE, stand_ins, standing_of
from gongfu.model.schema import STANDINGS
from gongfu.report.layers import simulated_words
from gongfu.report.text import Both, same


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
