"""What a planner asks of the ground: how far one comes, and which facility is nearest where."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gongfu.app.answer import Answer
from gongfu.app.asking import about_of, first_marked, ready
from gongfu.app.progress import Progress
from gongfu.app.question import Asked, Question, facilities_of, put
from gongfu.app.standing import standing_of
from gongfu.app.zone_answer import answered, title_of, with_standing
from gongfu.errors import InputError, NotFoundError
from gongfu.io.layers import parse_columns, read_points
from gongfu.measure.isochrones import isochrones as outlines
from gongfu.measure.pairs import Direction
from gongfu.measure.reach import time_to_nearest
from gongfu.measure.service_areas import service_areas
from gongfu.measure.streets import Streets
from gongfu.measure.times import travel_times
from gongfu.model.network import WGS84
from gongfu.model.place import LEVELS
from gongfu.model.zone import Zone
from gongfu.report import asked as words
from gongfu.units import DS_PER_S, S_PER_MIN

_POINT: Final = "point"


@dataclass(frozen=True, slots=True)
class Around:
    """What isochrones are drawn around: ids of facilities or of communities, or a list of points.

    columns: what the list calls lon, lat, id and name; datum: of its coordinates.
    """

    facilities: tuple[str, ...] = ()
    communities: tuple[str, ...] = ()
    points: Path | None = None
    columns: str = ""
    datum: str | None = None


def isochrones(
    zone: Zone,
    question: Question,
    *,
    around: Around | None = None,
    minutes: Sequence[float] = (),
    direction: Direction | None = None,
    cell_m: float | None = None,
    progress: Progress | None = None,
) -> Answer:
    """The ground within so many minutes, and how many live there.

    Parameters
    ----------
    zone
        With streets and what the isochrones are drawn around.
    question
        Kinds (all facilities of a kind), mode and place (only facilities there).
    around
        Points to draw around, instead of a kind.
    minutes
        Limits, each once; none: that of the question.
    direction
        "to" the points or "from" them; None: to facilities, from communities and listed points, and
        by public transport from all, where the window of departures is.
    cell_m
        As `gongfu.measure.isochrones` takes it.
    progress
        Called with the share done and words for it.

    Returns
    -------
    Answer
        One row per point and limit: `area_km2`, `residents` within, `leaves_data`, and the outline.
    """
    asked = put(zone, question, people=False, rides=True)
    limits_s = [m * S_PER_MIN for m in minutes] or [asked.limit_s]
    if not all(0 < limit < float("inf") for limit in limits_s):
        raise InputError(f"minutes are {list(minutes)}; each must be more than 0, such as 15")
    twice = [m for at, m in enumerate(minutes) if m in minutes[:at]]
    if twice:
        raise InputError(f"{twice[0]:g} minutes is given twice; give each limit once")
    points = _points(asked, Around() if around is None else around)
    own: Direction = "to" if "kind" in points and asked.ride is None else "from"
    direction = direction or own
    streets = ready(asked, progress)
    drawn = outlines(
        points,
        streets,
        mode=asked.mode,
        limits_s=limits_s,
        direction=direction,
        cell_m=cell_m,
        threads=asked.threads,
    )
    drawn["residents"] = _living_within(asked, streets, points, limits_s, direction)
    n = len(limits_s)
    for at, name in enumerate([c for c in ("name", "name_en", "kind") if c in points]):
        drawn.insert(1 + at, name, points[name].to_numpy(object).repeat(n))

    about = about_of(asked, limit_s=max(limits_s))
    widest = drawn[(drawn["limit_s"] == max(limits_s)).to_numpy()]
    on = widest[widest.geometry.notna().to_numpy()]
    names = [title_of(points, at) for at in range(min(len(points), 2))]
    if len(points) > 2:
        names += [names[0]] * (len(points) - 2)
    said = words.isochrones(
        about,
        names,
        (on if len(on) else widest)["area_km2"].tolist(),
        (on if len(on) else widest)["residents"].tolist(),
        int(widest["leaves_data"].sum()),
        len(widest) - len(on),
    )
    kinds = tuple(points["kind"].unique()) if "kind" in points else ()
    layers = ("communities", "network") + (("facilities",) if kinds else ())
    simulated = any(
        standing_of(zone, kind, layers=layers) == "simulated" for kind in kinds or ("",)
    )
    said = [about.first(said[0], simulated=simulated), *said[1:]]
    table = with_standing(asked, drawn, layers=layers)
    table = table[[*table.columns.drop("geometry"), "geometry"]]
    return answered(
        asked,
        {"command": "isochrones", "direction": direction, "limits_s": limits_s},
        said,
        table,
        ("id", "name", "kind", "limit_s", "area_km2", "residents", "leaves_data"),
        kinds=kinds,
        layers=layers,
    )


def areas(zone: Zone, question: Question, *, progress: Progress | None = None) -> Answer:
    """The ground of a place divided among facilities by who is nearest along the streets.

    Parameters
    ----------
    zone
        With streets, facilities, communities and a boundary (or the extent of its map).
    question
        Kinds, each divided for itself, mode and place; without minutes there is no limit.
    progress
        Called with the share done and words for it.

    Returns
    -------
    Answer
        One row per facility with ground in the place, and one per kind for what belongs to none
        (`facility_id` missing): `area_km2`, `residents` whose nearest it is, and the area.
    """
    asked = put(zone, question)
    if not asked.named:
        raise InputError("say with --kind which facilities divide the ground between them")
    facilities, _, _ = facilities_of(asked)
    region = region_of(asked)
    streets = ready(asked, progress)
    limit_s = asked.limit_s if question.minutes is not None else float("inf")
    nearest = time_to_nearest(
        zone.communities,
        facilities,
        streets,
        mode=asked.mode,
        limit_s=limit_s,
        kinds=asked.kinds,
        threads=asked.threads,
    )
    people = zone.communities["residents"].to_numpy(float)
    about = about_of(asked, limit_s=asked.limit_s)
    said, parts = [], []
    for kind in asked.kinds:
        mine = facilities[(facilities["kind"] == kind).to_numpy()]
        divided = service_areas(mine, streets, region, mode=asked.mode, limit_s=limit_s)
        asking = nearest[(nearest["kind"] == kind).to_numpy()]
        site = mine.index.get_indexer(pd.Index(asking["facility_id"]))
        site = np.where(asking["facility_id"].isna(), len(mine), site)
        here = asked.inside
        served = np.bincount(site[here], people[here], len(mine) + 1).astype(float)
        part = _labelled(divided, mine, kind, served)
        own = part["facility_id"].notna().to_numpy()
        kept = (part["area_km2"] > 0).to_numpy() | (part["residents"] > 0).to_numpy()
        most = int(np.argmax(served[:-1]))
        km2 = part["area_km2"].to_numpy()
        ground = float(km2[own].sum()), float(km2[~own].sum())
        found = words.areas(
            about, kind, int((own & kept).sum()), ground, (title_of(mine, most), served[most])
        )
        said += first_marked(asked, about, found, kind)
        order = np.lexsort([-part["residents"].to_numpy(float), ~own])
        parts.append(part.iloc[order[kept[order]]])
    table = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=WGS84)
    table = with_standing(asked, table)
    return answered(
        asked,
        {"command": "areas", "limit_s": asked.limit_s if question.minutes is not None else None},
        said,
        table[[*table.columns.drop("geometry"), "geometry"]],
        ("facility_id", "name", "kind", "area_km2", "residents"),
        kinds=asked.kinds,
    )


def region_of(asked: Asked) -> shapely.Geometry:
    """The ground of the place asked about: its boundary, or those of all places that make it up.

    Parameters
    ----------
    asked
        The question; the whole zone if it names no place.

    Returns
    -------
    Polygon or MultiPolygon
        WGS84; the extent of the map where a zone without boundaries is asked about as a whole.
    """
    zone = asked.zone
    tops = zone.places.index[(zone.places["parent"] == "").to_numpy(bool)]
    place = asked.place or (str(tops[0]) if len(tops) == 1 else "")
    if zone.boundaries is not None and place:
        shapes = zone.boundaries.geometry
        if place in shapes.index:
            return shapely.make_valid(shapes.loc[place])
        for level in [level for level in LEVELS if level in asked.above.columns]:
            inside = (asked.above == place).any(axis=1).to_numpy()
            codes = asked.above.index[inside & (zone.places["level"] == level).to_numpy()]
            if len(codes) and codes.isin(shapes.index).all():
                return shapely.make_valid(shapely.union_all(shapes.loc[codes].to_numpy()))
    if not asked.place and zone.extent is not None:
        return zone.extent
    raise InputError(
        f"no boundary of {asked.place or 'the zone'!r} is known; "
        "`gongfu import boundaries FILE --into ZONE` brings it"
    )


def _points(asked: Asked, around: Around) -> pd.DataFrame:
    """The points that isochrones are drawn around, with what they are called."""
    named = sum(map(bool, (asked.named, around.facilities, around.communities, around.points)))
    if named != 1:
        raise InputError(
            "say around what: one of --kind, --facility, --community and --points"
            + (f"; {named} were given" if named else "")
        )
    if asked.place and not asked.named:
        raise InputError("--place chooses among the facilities of a --kind; leave it out here")
    if around.points is not None:
        columns = parse_columns(around.columns)
        return read_points(around.points, columns=columns, datum=around.datum or "wgs84")
    if around.communities:
        return _chosen(asked.zone.communities, around.communities, "communities")
    if around.facilities:
        return _chosen(asked.zone.facilities, around.facilities, "facilities")
    found, _, _ = facilities_of(asked)
    if asked.place:
        at = shapely.points(found["lon"].to_numpy(float), found["lat"].to_numpy(float))
        region = region_of(asked)
        shapely.prepare(region)
        found = found[shapely.intersects(region, at)]
        if found.empty:
            raise NotFoundError(f"no facility of {', '.join(asked.kinds)} lies in that place")
    return found


def _chosen(frame: pd.DataFrame, ids: Sequence[str], name: str) -> pd.DataFrame:
    lost = [one for one in ids if one not in frame.index]
    if lost:
        raise NotFoundError(
            f"{len(lost)} of {len(ids)} are no {name} of the zone, such as {lost[0]!r}; "
            "give ids as the zone's tables have them"
        )
    return frame.loc[list(dict.fromkeys(ids))]


def _living_within(
    asked: Asked,
    streets: Streets,
    around: pd.DataFrame,
    limits_s: Sequence[float],
    direction: Direction,
) -> NDArray[np.float64]:
    """(points * limits,) residents of all communities within each limit of each point."""
    communities = asked.zone.communities
    found = np.zeros((len(around), len(limits_s)))
    if communities.empty:
        return found.ravel()
    pairs = travel_times(
        communities,
        around.assign(kind=_POINT),
        streets,
        mode=asked.mode,
        limit_s=max(limits_s),
        direction=direction,
        threads=asked.threads,
    )
    people = communities["residents"].to_numpy(float)[pairs["community_id"].cat.codes]
    site = pairs["facility_id"].cat.codes.to_numpy()
    time_ds = np.rint(pairs["time_s"].to_numpy(float) * DS_PER_S)
    for at, limit_s in enumerate(limits_s):
        within = time_ds <= np.round(limit_s * DS_PER_S, 6)
        found[:, at] = np.bincount(site[within], people[within], len(around))
    return found.ravel()


def _labelled(
    divided: gpd.GeoDataFrame, facilities: pd.DataFrame, kind: str, served: NDArray[np.float64]
) -> gpd.GeoDataFrame:
    """The areas of one kind with the names of their facilities, in the order of the facilities."""
    table = divided.rename(columns={"id": "facility_id"})
    for at, name in enumerate([name for name in ("name", "name_en") if name in facilities]):
        table.insert(1 + at, name, [*facilities[name], None])
    table.insert(1, "kind", kind)
    table["residents"] = served
    return table
