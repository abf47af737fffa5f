"""Who may use an OpenStreetMap way, in which direction and how fast; from its tags alone.

The choices stand in `data/osm/streets.toml`; this file only reads them.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from gongfu.measure.streets import ACCESS_SPEED_M_S
from gongfu.model.network import CARRIED, GROUND, RAISED, STEPS
from gongfu.units import S_PER_MIN, m_per_s

MODES: Final = ("walk", "cycle", "drive")
Tags = Mapping[str, str]

KM_PER_MILE: Final = 1.609344
KM_PER_NAUTICAL_MILE: Final = 1.852
LIMIT_LOW_KM_H: Final = 3.0  # a posted limit outside these bounds is a slip of the pen
LIMIT_HIGH_KM_H: Final = 160.0
FERRY_LOW_M_S: Final = 0.5  # a duration that gives a ferry another speed than these is nonsense
FERRY_HIGH_M_S: Final = 25.0

# Tags that decide about a way; ways that agree in all of them share one decision.
DECIDING: Final = frozenset(
    {
        *("highway", "route", "man_made", "area", "service", "junction", "conveying", "duration"),
        *("access", "foot", "bicycle", "vehicle", "motor_vehicle", "motorcar", "motorroad"),
        *("oneway", "oneway:foot", "oneway:bicycle", "oneway:motor_vehicle", "oneway:motorcar"),
        *("cycleway", "cycleway:left", "cycleway:right", "cycleway:both"),
        *("cycleway:left:oneway", "cycleway:right:oneway"),
        *("maxspeed", "maxspeed:forward", "maxspeed:backward"),
        *("tunnel", "location", "bridge", "indoor"),
        *("abandoned", "disused", "razed", "demolished", "proposed", "construction", "impassable"),
    }
)


class WayUse(NamedTuple):
    """Speeds in m/s along a way and against it; 0 where the mode may not go.

    `duration_s` (a ferry's timetable, NaN if not known) goes before the speeds.  `door` is False
    where nobody steps on or off midway: a ferry, a tunnel, a motorway.  `footing` is what is
    underfoot, as in a network.
    """

    walk: tuple[float, float] = (0.0, 0.0)
    cycle: tuple[float, float] = (0.0, 0.0)
    drive: tuple[float, float] = (0.0, 0.0)
    duration_s: float = float("nan")
    door: bool = True
    footing: int = GROUND

    @property
    def used(self) -> bool:
        """Whether anybody may go along it at all."""
        return any(speed > 0 for mode in (self.walk, self.cycle, self.drive) for speed in mode)


@dataclass(frozen=True, slots=True)
class StreetTable:
    """The table of streets as read; see the file for what each part means."""

    speed: Mapping[str, float]
    access: Mapping[str, tuple[str, ...]]
    gone: frozenset[str]
    still_there: frozenset[str]
    oneway: Mapping[str, tuple[str, ...]]
    service: Mapping[str, tuple[str, ...]]
    classes: Mapping[str, Mapping[str, Any]]
    barrier: Mapping[str, tuple[str, ...]]
    limit_km_h: Mapping[str, float]


def read_table(name: str) -> dict[str, Any]:
    """One of the tables that come with the package: "streets", "facilities" or "buildings"."""
    file = files("gongfu") / "data" / "osm" / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def street_table() -> StreetTable:
    """The table of streets."""
    table = read_table("streets")
    return StreetTable(
        speed=table["speed"],
        access={name: tuple(values) for name, values in table["access"].items()},
        gone=frozenset(table["gone"]["keys"]),
        still_there=frozenset(table["gone"]["unless"]),
        oneway={name: tuple(values) for name, values in table["oneway"].items()},
        service={name: tuple(values) for name, values in table["service"].items()},
        classes=table["class"],
        barrier={name: tuple(values) for name, values in table["barrier"].items()},
        limit_km_h=table["limit_km_h"],
    )


def is_street(tags: Tags) -> bool:
    """Whether a way may be a street, a ferry or a pier; `way_use` decides for whom."""
    return "highway" in tags or tags.get("route") == "ferry" or tags.get("man_made") == "pier"


def way_use(tags: Tags) -> WayUse:
    """How a way may be used.

    Parameters
    ----------
    tags
        All tags of the way, or at least those in `DECIDING`.

    Returns
    -------
    WayUse
        All speeds 0 where the way is no street, or not one any more.
    """
    table = street_table()
    if any(tags.get(key, "no") not in table.still_there for key in table.gone):
        return WayUse()
    if "highway" not in tags and tags.get("route") == "ferry":
        return _ferry_use(tags, table)
    kind = table.classes.get(tags.get("highway", ""))
    if kind is None and tags.get("man_made") == "pier" and "highway" not in tags:
        kind = table.classes["footway"]
    if kind is None:
        return WayUse()
    walk = _walk_speed(tags, kind, table)
    cycle = _cycle_speed(tags, kind, table)
    forward, backward = _drive_speeds(tags, kind, table)
    footing = STEPS if kind["walk"] == "steps" else RAISED if _off_ground(tags) else GROUND
    if tags.get("area") == "yes":  # an open area: people walk along its edge, cars do not
        return WayUse((walk, walk), (cycle, cycle), footing=footing)
    way_one = _oneway(tags, table)
    drive_one = _first_oneway(tags, ("oneway:motorcar", "oneway:motor_vehicle"), way_one, table)
    return WayUse(
        _directed((walk, walk), _walk_oneway(tags, table)),
        _directed((cycle, cycle), _cycle_oneway(tags, way_one, table)),
        _directed((forward, backward), drive_one),
        door=not _closed_in(tags),
        footing=footing,
    )


def _off_ground(tags: Tags) -> bool:
    """Whether a way does not follow the ground, so that an elevation model says nothing of it."""
    return (
        tags.get("bridge", "no") != "no"
        or tags.get("tunnel", "no") not in ("no", "building_passage")
        or tags.get("location") in ("underground", "overground", "roof", "indoor")
        or tags.get("indoor", "no") != "no"
        or tags.get("man_made") in ("pier", "bridge")
        or tags.get("highway") in ("elevator", "corridor")
    )


def _closed_in(tags: Tags) -> bool:
    """Whether a street has no doors between its ends; a passage through a building has."""
    return (
        tags.get("tunnel", "no") not in ("no", "building_passage")
        or tags.get("location") == "underground"
        or tags.get("motorroad") == "yes"
        or tags.get("highway", "").startswith("motorway")
    )


def may_pass(tags: Tags) -> tuple[bool, ...]:
    """Whether walk, cycle and drive may pass a node with a barrier."""
    table = street_table()
    stopped = table.barrier.get(tags.get("barrier", ""), ("drive",) if "barrier" in tags else ())
    return tuple(_allowed(tags, mode, mode not in stopped, table) for mode in MODES)


def parse_limit_km_h(text: str) -> float | None:
    """A speed limit in km/h from `maxspeed`, None where it says nothing usable.

    Knows km/h, mph, knots, "walk", a country's implicit values ("CN:urban"), and lists, of which
    the lowest counts.  "none", "signals" and nonsense are None: the class speed holds.
    """
    found = [limit for part in re.split(r"[;|,]", text) if (limit := _one_limit(part.strip()))]
    return min(found) if found else None


def parse_duration_s(text: str) -> float | None:
    """Seconds from `duration`: "MM", "HH:MM", "HH:MM:SS" or ISO 8601 such as "PT1H30M"."""
    text = text.strip()
    iso = re.fullmatch(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", text)
    if iso and any(iso.groups()):
        days, hours, minutes, seconds = (int(part or 0) for part in iso.groups())
        return ((days * 24 + hours) * 60 + minutes) * S_PER_MIN + seconds
    if not re.fullmatch(r"\d+(:\d{1,2}){0,2}", text):
        return None
    parts = [int(part) for part in text.split(":")]
    if len(parts) == 1:
        return parts[0] * S_PER_MIN or None
    hours, minutes, seconds = (*parts, 0)[:3]
    return (hours * 60 + minutes) * S_PER_MIN + seconds or None


def _one_limit(text: str) -> float | None:
    number = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph|knots|kn)?", text)
    if number:
        unit = number[2] or "km/h"
        factor = {"mph": KM_PER_MILE, "knots": KM_PER_NAUTICAL_MILE, "kn": KM_PER_NAUTICAL_MILE}
        limit = float(number[1]) * factor.get(unit, 1.0)
    else:
        words = street_table().limit_km_h
        zone = re.search(r"(?:zone:?|:)(\d+)$", text)
        if zone:
            limit = float(zone[1])
        else:
            limit = words.get(text) or words.get(text.rpartition(":")[2]) or 0.0
    return limit if LIMIT_LOW_KM_H <= limit <= LIMIT_HIGH_KM_H else None


def _allowed(tags: Tags, mode: str, default: bool, table: StreetTable) -> bool:
    """Whether the mode may go: the first of its tags that says something decides."""
    for key in table.access[mode]:
        values = [value.strip() for value in tags.get(key, "").split(";")]
        if any(value in table.access["closed"] for value in values):
            return False
        if key != "access" and any(
            value in table.access["open"] or value in table.access["push"] for value in values
        ):
            return True
        if key == "access" and any(value in table.access["open"] for value in values):
            return default
    return default


def _shut_by_kind(tags: Tags, mode: str, table: StreetTable) -> bool:
    """Closed by what the way is: a private drive, a road for motors only."""
    if tags.get("service") in table.service["private"]:
        return True
    if mode == "drive":
        return tags.get("service") in table.service["no_drive"]
    return tags.get("motorroad") == "yes"


def _walk_speed(tags: Tags, kind: Mapping[str, Any], table: StreetTable) -> float:
    default = kind["walk"] != "no" and not _shut_by_kind(tags, "walk", table)
    if not _allowed(tags, "walk", default, table):
        return 0.0
    return ACCESS_SPEED_M_S * (table.speed["steps_share"] if kind["walk"] == "steps" else 1.0)


def _cycle_speed(tags: Tags, kind: Mapping[str, Any], table: StreetTable) -> float:
    if kind["walk"] == "steps":
        return 0.0
    default = kind["cycle"] != "no" and not _shut_by_kind(tags, "cycle", table)
    if not _allowed(tags, "cycle", default, table):
        return 0.0
    own = tags.get("bicycle", "")
    if own in table.access["push"] or (kind["cycle"] == "push" and own not in table.access["open"]):
        return ACCESS_SPEED_M_S
    return m_per_s(table.speed["cycle_km_h"])


def _drive_speeds(tags: Tags, kind: Mapping[str, Any], table: StreetTable) -> tuple[float, float]:
    default = "drive_km_h" in kind and not _shut_by_kind(tags, "drive", table)
    if kind["walk"] == "steps" or not _allowed(tags, "drive", default, table):
        return 0.0, 0.0
    built_for = kind.get("drive_km_h", table.speed["opened_km_h"])
    both = parse_limit_km_h(tags.get("maxspeed", ""))
    speeds = []
    for key in ("maxspeed:forward", "maxspeed:backward"):
        limit = parse_limit_km_h(tags.get(key, "")) or both or built_for
        speeds.append(m_per_s(min(limit, built_for) * table.speed["drive_share"]))
    return speeds[0], speeds[1]


def _oneway(tags: Tags, table: StreetTable) -> int:
    """1 along the way only, -1 against it only, 0 both."""
    value = tags.get("oneway", "")
    for name, direction in (("forward", 1), ("backward", -1), ("both", 0)):
        if value in table.oneway[name]:
            return direction
    implied = (
        tags.get("highway") in table.oneway["implied_class"]
        or tags.get("junction") in table.oneway["implied_junction"]
    )
    return 1 if implied else 0


def _first_oneway(tags: Tags, keys: tuple[str, ...], default: int, table: StreetTable) -> int:
    for key in keys:
        for name, direction in (("forward", 1), ("backward", -1), ("both", 0)):
            if tags.get(key, "") in table.oneway[name]:
                return direction
    return default


def _walk_oneway(tags: Tags, table: StreetTable) -> int:
    """Feet go both ways, unless a tag is about them, or the stairs move."""
    moving = {"forward": 1, "backward": -1}.get(tags.get("conveying", ""), 0)
    return _first_oneway(tags, ("oneway:foot",), moving, table)


def _cycle_oneway(tags: Tags, way_one: int, table: StreetTable) -> int:
    lanes = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
    against = any(tags.get(lane, "").startswith("opposite") for lane in lanes) or any(
        tags.get(f"{lane}:oneway") in ("-1", "no") for lane in lanes[1:3]
    )
    return _first_oneway(tags, ("oneway:bicycle",), 0 if against else way_one, table)


def _directed(speeds: tuple[float, float], direction: int) -> tuple[float, float]:
    forward, backward = speeds
    return (0.0 if direction < 0 else forward, 0.0 if direction > 0 else backward)


def _ferry_use(tags: Tags, table: StreetTable) -> WayUse:
    """On foot and by bicycle unless forbidden; by car where a tag says that cars are carried."""
    speed = m_per_s(table.speed["ferry_km_h"])
    carried = {mode: _allowed(tags, mode, mode != "drive", table) for mode in MODES}
    direction = _oneway(tags, table)
    duration = parse_duration_s(tags.get("duration", ""))
    speeds = {mode: _directed((speed * carried[mode],) * 2, direction) for mode in MODES}
    duration_s = float("nan") if duration is None else duration
    return WayUse(**speeds, duration_s=duration_s, door=False, footing=CARRIED)
