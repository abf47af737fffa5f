"""Facilities of an OpenStreetMap file: which features are which kind, each one once.

The choices stand in `data/osm/facilities.toml`; this file only reads them.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
import shapely

from gongfu.io.osm_access import read_table

COLUMNS: Final = ("kind", "name", "name_zh", "name_en", "capacity", "lon", "lat", "site", "source")


TOLD: Final[tuple[str, ...]] = ("name", "name:zh", "name:en", "capacity:persons", "capacity")
"""The keys that are read of a feature once its kinds are known."""


class Found(NamedTuple):
    """A feature that is a facility: a point, or an area as WKB; of its tags those in `TOLD`."""

    ident: str
    kinds: tuple[str, ...]
    tags: Mapping[str, str]
    lon: float
    lat: float
    shape: bytes | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the table: a kind and the tags that make a feature one of it."""

    kind: str
    tags: tuple[tuple[str, ...], ...]
    unless: tuple[tuple[str, ...], ...]
    doors: bool
    people: bool


@cache
def facility_rules() -> tuple[Rule, ...]:
    """The table of facilities."""

    def lines(texts: list[str]) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(part.strip() for part in text.split("&")) for text in texts)

    return tuple(
        Rule(
            rule["kind"],
            lines(rule["tags"]),
            lines(rule.get("unless", [])),
            rule.get("doors", False),
            rule.get("people", False),
        )
        for rule in read_table("facilities")["rule"]
    )


@cache
def facility_kinds() -> tuple[str, ...]:
    """The kinds the table knows, in its order."""
    return tuple(dict.fromkeys(rule.kind for rule in facility_rules()))


@cache
def facility_keys() -> tuple[str, ...]:
    """The keys of which a facility has at least one."""
    firsts = (line[0] for rule in facility_rules() for line in rule.tags)
    return tuple(dict.fromkeys(first.partition("=")[0] for first in firsts))


@cache
def _first_tags() -> Mapping[tuple[str, str], tuple[int, ...]]:
    """For the first tag of each line, the rules that have such a line."""
    found: dict[tuple[str, str], tuple[int, ...]] = {}
    for at, rule in enumerate(facility_rules()):
        for line in rule.tags:
            key, _, value = line[0].partition("=")
            found[key, value] = (*found.get((key, value), ()), at)
    return found


@cache
def _left_out() -> tuple[frozenset[str], tuple[str, ...]]:
    table = read_table("facilities")["left_out"]
    return frozenset(table["access"]), tuple(table["gone"])


def kinds_of(tags: Mapping[str, str], counts: dict[str, int] | None = None) -> tuple[str, ...]:
    """The kinds of facility that a feature with these tags is; () where it is none.

    What the public may not enter, or what is gone, is none; `counts` learns of the former.
    """
    firsts = _first_tags()
    likely = {
        at
        for key in facility_keys()
        if key in tags
        for value in (tags[key], *tags[key].split(";"))
        for at in firsts.get((key, value.strip()), ())
    }
    rules = facility_rules()
    kinds = tuple(
        rules[at].kind
        for at in sorted(likely)
        if any(_holds(tags, line) for line in rules[at].tags)
        and not any(_holds(tags, line) for line in rules[at].unless)
    )
    if not kinds:
        return ()
    private, gone = _left_out()
    if any(tags.get(key, "no") != "no" for key in gone):
        return ()
    if tags.get("access") in private:
        if counts is not None:
            counts["private_facilities"] = counts.get("private_facilities", 0) + 1
        return ()
    return kinds


def _holds(tags: Mapping[str, str], line: tuple[str, ...]) -> bool:
    return all(_matches(tags, condition) for condition in line)


def _matches(tags: Mapping[str, str], condition: str) -> bool:
    """Whether "key=value" or "key>=number" holds; a value may be one of a list in the map."""
    key, least, bound = condition.partition(">=")
    if least:
        number = re.match(r"\d+(\.\d+)?", tags.get(key, ""))
        return number is not None and float(number[0]) >= float(bound)
    key, _, wanted = condition.partition("=")
    return key in tags and wanted in (part.strip() for part in tags[key].split(";"))


def facility_table(found: list[Found]) -> tuple[pd.DataFrame, dict[str, Any]]:
    """One row per facility and kind, features that are the same thing merged.

    Parameters
    ----------
    found
        Features with their kinds; areas as WKB in WGS84.

    Returns
    -------
    DataFrame
        Index `facility_id` ("n12", "w45", "r6", with "-kind" for a second kind of the same
        feature); columns kind, name, name_zh, name_en, capacity (people, NaN unknown), lon, lat
        (an inner point of an area), site (the feature), source.
    dict
        For each feature drawn as an area, its polygon.
    """
    shapes = shapely.from_wkb(np.array([one.shape for one in found], object))
    inner = np.array([(one.lon, one.lat) for one in found], float).reshape(-1, 2)
    drawn = np.array([one.shape is not None for one in found], bool)
    if drawn.any():
        inner[drawn] = shapely.get_coordinates(shapely.point_on_surface(shapes[drawn]))
    counts_people = {rule.kind for rule in facility_rules() if rule.people}
    rows = []
    for at, one in enumerate(found):
        for number, kind in enumerate(one.kinds):
            rows.append(
                (
                    one.ident if number == 0 else f"{one.ident}-{kind}",
                    kind,
                    one.tags.get("name", ""),
                    one.tags.get("name:zh", ""),
                    one.tags.get("name:en", ""),
                    _capacity(one.tags) if kind in counts_people else math.nan,
                    inner[at, 0],
                    inner[at, 1],
                    one.ident,
                    "OpenStreetMap",
                )
            )
    table = pd.DataFrame(rows, columns=["facility_id", *COLUMNS]).set_index("facility_id")
    table = table.astype({"capacity": float, "lon": float, "lat": float})
    polygons = {one.ident: shapes[at] for at, one in enumerate(found) if drawn[at]}
    table = table[~table.index.duplicated()]
    return _merged(table, polygons), polygons


def _capacity(tags: Mapping[str, str]) -> float:
    for key in ("capacity:persons", "capacity"):
        if re.fullmatch(r"\d+", tags.get(key, "")):
            return float(tags[key])
    return math.nan


def _merged(table: pd.DataFrame, polygons: Mapping[str, Any]) -> pd.DataFrame:
    """Without what lies inside an area of the same kind and bears its name, or has none.

    A school's node inside its grounds, its building inside both, courts inside a sports centre.
    The outermost area stays; it takes the name, and the capacity if it has none, of what it held.
    """
    gone: set[str] = set()
    for _, group in table.groupby("kind", sort=True):
        areas = group[group["site"].isin(polygons.keys())]
        if areas.empty:
            continue
        shapes = np.array([polygons[site] for site in areas["site"]], object)
        size = shapely.area(shapes)
        size_of = dict(zip(areas.index, size, strict=True))
        points = shapely.points(group["lon"].to_numpy(), group["lat"].to_numpy())
        point_at, area_at = shapely.STRtree(shapes).query(points, predicate="within")
        # Largest areas first, so that what is inside two goes to the outer one.
        order = np.lexsort((point_at, -size[area_at]))
        for inside_at, outer_at in zip(point_at[order], area_at[order], strict=True):
            inside, outer = group.index[inside_at], areas.index[outer_at]
            if inside == outer or inside in gone or outer in gone:
                continue
            if size_of.get(inside, 0.0) > size_of[outer]:
                continue
            named, holds = table.at[inside, "name"], table.at[outer, "name"]
            if named and holds and named != holds:
                continue
            gone.add(inside)
            for column in ("name", "name_zh", "name_en"):
                if not table.at[outer, column]:
                    table.at[outer, column] = table.at[inside, column]
            if np.isnan(table.at[outer, "capacity"]):
                table.at[outer, "capacity"] = table.at[inside, "capacity"]
    return table.drop(index=list(gone))
