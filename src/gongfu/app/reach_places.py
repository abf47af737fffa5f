"""What a planner asks of places: where a kind is present, and which facilities people choose."""

import geopandas as gpd
import numpy as np
import pandas as pd

from gongfu.app.answer import Answer
from gongfu.app.asking import about_of, first_marked, ready, rows_inside, travel_of, with_far_ends
from gongfu.app.place_names import chain_names
from gongfu.app.progress import Progress
from gongfu.app.question import Asked, Question, facilities_of, put
from gongfu.app.standing import stand_ins
from gongfu.app.zone_answer import answered, title_of, with_names, with_standing
from gongfu.errors import InputError, NotFoundError
from gongfu.measure.presence import presence_by_place
from gongfu.measure.times import travel_times
from gongfu.measure.visits import HuffModel, huff_visits
from gongfu.model.place import LEVELS
from gongfu.model.zone import Zone
from gongfu.report import asked as words
from gongfu.report.text import same


def presence(zone: Zone, question: Question, *, level: str = "township") -> Answer:
    """Which places of a level have at least one facility of a kind.

    Parameters
    ----------
    zone
        With facilities, places and boundaries.
    question
        One kind (charging stations unless it is named) and a place.
    level
        "province", "prefecture", "county", "township" or "village".

    Returns
    -------
    Answer
        The table of `presence_by_place`, places without any first; drawn with their boundaries.
    """
    if level not in LEVELS:
        raise InputError(f"no level {level!r}; known: {', '.join(LEVELS)}")
    asked = put(zone, question, people=False)
    kind = "charging_station"
    if asked.named:
        if len(asked.kinds) > 1:
            raise InputError(f"presence is of one kind; {', '.join(asked.kinds)} were named")
        kind = asked.kinds[0]
    if kind not in asked.in_source:
        raise NotFoundError(
            f"no {kind} in the zone; `gongfu import facilities FILE --into ZONE` brings a list"
        )
    boundaries = _boundaries_of(zone, level)
    found = presence_by_place(zone.facilities, zone.places, boundaries, kind=kind, level=level)

    table = found.by_place.reset_index()
    within = np.ones(len(table), bool)
    if asked.place:
        chain = asked.above.loc[table["code"]]
        within = np.logical_or.reduce([(chain[c] == asked.place).to_numpy(bool) for c in chain])
        if not within.any():
            raise NotFoundError(f"no {level} lies in {question.place!r}; ask for another --level")
    table = table[within]
    state = table["state"].to_numpy(object)
    counts = {
        "present": int((state == "present").sum()),
        "absent": int((state == "absent").sum()),
        "unjudged": int((state == "cannot_be_judged").sum()),
        "unplaced": found.n_unplaced,
        "facilities": found.n_facilities,
    }
    counts["judged"] = counts["present"] + counts["absent"]
    chain = chain_names(zone.places, asked.above, pd.Index(table["code"]))
    table.insert(1, "place_name", chain["zh"])
    table.insert(2, "place_name_en", chain["en"])
    rank = pd.Categorical(state, ["absent", "cannot_be_judged", "present"]).codes
    table = table.iloc[np.argsort(rank, kind="stable")].drop(columns="name")
    table = with_standing(asked, table, layers=("facilities",))
    if boundaries is not None:
        shapes = boundaries.geometry.reindex(table["code"]).to_numpy()
        table = gpd.GeoDataFrame(table, geometry=shapes, crs=boundaries.crs)
    about = about_of(asked)
    simulated = bool(stand_ins(zone, (kind,), layers=("facilities",)))
    first, *more = words.present(kind, level, counts)
    return answered(
        asked,
        {"command": "presence", "level": level},
        [about.first(first, simulated=simulated), *more],
        table,
        ("code", "place_name", "kind", "n_facilities", "state"),
        kinds=(kind,),
        layers=("facilities",),
    )


def visits(
    zone: Zone,
    question: Question,
    *,
    attraction: str = "capacity",
    exponents: tuple[float, float] = (2.0, 1.0),
    pairs: bool = False,
    progress: Progress | None = None,
) -> Answer:
    """Whom residents would choose among facilities: how many each of them draws.

    Parameters
    ----------
    zone, question, progress
        As for `left_out`; the question names the kinds between which people choose.
    attraction
        A column of the facilities: how much each draws.
    exponents
        How much time deters, and how much size draws; 2 and 1 are Huff's own.
    pairs
        Whether the table holds each community and facility, instead of one row per facility.

    Returns
    -------
    Answer
        Most visited first; of the residents asked about.
    """
    asked = put(zone, question, rides=True)
    if not asked.named:
        raise InputError("say with --kind between which facilities people choose")
    facilities, _, n_assumed = facilities_of(asked, value=attraction)
    within = travel_times(
        zone.communities,
        facilities,
        ready(asked, progress),
        limit_s=asked.limit_s,
        **travel_of(asked),
    )
    model = HuffModel(*exponents)
    chosen = huff_visits(zone.communities, facilities, within, attraction=attraction, model=model)
    chosen = chosen.assign(kind=within["kind"].array, time_s=within["time_s"].to_numpy(float))
    chosen = chosen[rows_inside(asked, chosen)]
    table = _by_facility(asked, facilities, chosen)
    about = about_of(asked)
    most = int(np.argmax(table["visitors"].to_numpy())) if len(table) else -1
    name, drawn = same(""), 0.0
    if most >= 0:
        named = facilities.loc[[table["facility_id"].iloc[most]]]
        name, drawn = title_of(named, 0), float(table["visitors"].iloc[most])
    first = words.visits(about, float(chosen["visitors"].sum()), name, drawn)
    said = first_marked(asked, about, [first], *asked.kinds)
    said += words.remarks(value=attraction, n_assumed=n_assumed, each=asked.if_missing)
    view: tuple[str, ...] = ("facility_id", "name", "kind", "visitors", "share", "mean_time_s")
    if pairs:
        table = with_far_ends(with_names(asked, chosen), facilities)
        view = ("community_id", "name", "residents", "kind", "facility_id", "facility_name",
                "time_s", "probability", "visitors")  # fmt: skip
    return answered(
        asked,
        {
            "command": "visits",
            "direction": asked.direction,
            "attraction": attraction,
            "exponents": exponents,
        },
        said,
        with_standing(asked, table),
        view,
        kinds=asked.kinds,
    )


def _boundaries_of(zone: Zone, level: str) -> gpd.GeoDataFrame | None:
    """The boundaries, if they show places of the level; None if facilities name their place."""
    codes = zone.places.index[(zone.places["level"] == level).to_numpy()]
    if codes.empty:
        return zone.boundaries  # the measure says which levels there are
    if zone.boundaries is not None and codes.isin(zone.boundaries.index).any():
        return zone.boundaries
    if "place" in zone.facilities:
        return None
    raise InputError(
        f"no boundary of a {level} is known, so nobody can say what stands where; "
        "`gongfu import boundaries FILE --into ZONE` brings them, or ask for another --level"
    )


def _by_facility(asked: Asked, facilities: pd.DataFrame, chosen: pd.DataFrame) -> pd.DataFrame:
    """How many each facility draws, and how long their way is, most visited first."""
    site = facilities.index.get_indexer(pd.Index(chosen["facility_id"]))
    visitors = chosen["visitors"].to_numpy(float)
    drawn = np.bincount(site, visitors, len(facilities)).astype(float)
    way = np.bincount(site, visitors * chosen["time_s"].to_numpy(float), len(facilities))
    table = facilities[["name", "kind"]].reset_index()
    whole = drawn.sum()
    table["visitors"] = drawn
    table["share"] = drawn / whole if whole > 0 else np.nan
    table["mean_time_s"] = np.divide(way, drawn, out=np.full(drawn.size, np.nan), where=drawn > 0)
    table["lon"], table["lat"] = (facilities[axis].to_numpy(float) for axis in ("lon", "lat"))
    if asked.place:
        table = table[drawn > 0]
    return table.sort_values("visitors", ascending=False, kind="stable").reset_index(drop=True)
