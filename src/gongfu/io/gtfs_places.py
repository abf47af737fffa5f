"""Stops, routes and trips of a feed, checked."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.io.gtfs_files import Coded, FeedFiles, Sheet, read_sheet
from gongfu.io.gtfs_problems import Problems
from gongfu.io.gtfs_values import (
    enumerated,
    keyed,
    missing_columns,
    numbers,
    positions,
    references,
)

LEFT_OUT: Final = -3
"""Where an id is known, but its row was set aside: what names it is told once, there."""
PLATFORM, STATION = 0, 1
_NEAR_DEGREES: Final = 1.0

_BASIC: Final = {
    "0": "tram",
    "1": "metro",
    "2": "rail",
    "3": "bus",
    "4": "ferry",
    "5": "cable",
    "6": "cable",
    "7": "cable",
    "11": "bus",
    "12": "metro",
}
_HUNDREDS: Final = {
    1: "rail",
    2: "bus",
    4: "metro",
    7: "bus",
    8: "bus",
    9: "tram",
    10: "ferry",
    11: "other",
    12: "ferry",
    13: "cable",
    14: "cable",
    15: "other",
    17: "other",
}


def read_stops(files: FeedFiles, problems: Problems) -> pd.DataFrame:
    """All rows of stops.txt: index stop_id; name, lon, lat, place (location_type), parent.

    lon and lat are NaN where a stop was set aside; parent is a position, -1 none.
    """
    fields = ("stop_id", "stop_name", "stop_lat", "stop_lon", "location_type", "parent_station")
    sheet = _needed(files, "stops.txt", fields, ("stop_id", "stop_lat", "stop_lon"), problems)
    sheet = keyed(sheet, "stop_id", problems)
    ids = sheet.column("stop_id").texts()
    place = enumerated(sheet, "location_type", ("0", "1", "2", "3", "4"), problems)
    column = sheet.column("parent_station")
    parent = positions(column, {stop: at for at, stop in enumerate(ids)})
    problems.among(
        "foreign_key_violation",
        sheet.file,
        lambda k: f"parent_station {column.text(k)!r} is not in stops.txt; taken as none",
        field="parent_station",
        rows=sheet.row,
        mask=parent == -1,
    )
    parent = np.maximum(parent, -1)
    done = "the stop and the calls at it are set aside"
    lon = numbers(sheet, "stop_lon", problems, low=-180, high=180, done=done)
    lat = numbers(sheet, "stop_lat", problems, low=-90, high=90, done=done)
    _check_points(sheet, lon, lat, place, problems)
    name = _named(sheet, ids, place, parent, problems)
    frame = pd.DataFrame(
        {"name": name, "lon": lon, "lat": lat, "place": place, "parent": parent},
        index=pd.Index(ids, dtype=object, name="stop_id"),
    )
    frame["row"] = sheet.row
    return frame


def read_routes(files: FeedFiles, problems: Problems) -> pd.DataFrame:
    """All routes: index route_id; name, long_name, kind."""
    fields = ("route_id", "route_short_name", "route_long_name", "route_type")
    sheet = _needed(files, "routes.txt", fields, ("route_id", "route_type"), problems)
    sheet = keyed(sheet, "route_id", problems)
    ids = sheet.column("route_id").texts()
    short, long = (sheet.column(f"route_{name}_name") for name in ("short", "long"))
    problems.among(
        "route_both_short_and_long_name_missing",
        sheet.file,
        "it has neither a short nor a long name; called by its id",
        field="route_short_name",
        rows=sheet.row,
        mask=short.blank & long.blank,
    )
    column = sheet.column("route_type")
    kinds = np.array([_kind(value) for value in column.values], object)
    problems.among(
        "unexpected_enum_value",
        sheet.file,
        lambda k: f"route_type is {column.text(k)!r}, which no vehicle has; taken as other",
        field="route_type",
        rows=sheet.row,
        mask=column.mapped(kinds == "", True),
    )
    kind = np.where(kinds == "", "other", kinds).astype(object)
    name = np.where(short.blank, np.where(long.blank, ids, long.texts()), short.texts())
    return pd.DataFrame(
        {"name": name, "long_name": long.texts(), "kind": column.mapped(kind, "other")},
        index=pd.Index(ids, dtype=object, name="route_id"),
    )


def read_trips(
    files: FeedFiles, routes: pd.DataFrame, services: tuple[str, ...], problems: Problems
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Trips with a route and a service: index trip_id; route, service, headsign, block, row.

    Also the position of each id, `LEFT_OUT` for trips that lack either.
    """
    fields = ("trip_id", "route_id", "service_id", "trip_headsign", "block_id")
    sheet = _needed(files, "trips.txt", fields, fields[:3], problems)
    sheet = keyed(sheet, "trip_id", problems)
    done = "the trip is left out"
    route_at = {route: at for at, route in enumerate(routes.index)}
    route = references(sheet, "route_id", route_at, "routes.txt", problems, done=done)
    service_at = {service: at for at, service in enumerate(services)}
    what = "calendar.txt or calendar_dates.txt"
    service = references(sheet, "service_id", service_at, what, problems, done=done)
    sound = (route >= 0) & (service >= 0)
    ids = sheet.column("trip_id").texts()
    place = dict.fromkeys(ids[~sound], LEFT_OUT)
    place |= {trip: at for at, trip in enumerate(ids[sound])}
    kept = sheet.where(sound)
    return pd.DataFrame(
        {
            "route": route[sound],
            "service": service[sound],
            "headsign": kept.column("trip_headsign").texts(),
            "block": kept.column("block_id").codes,
            "row": kept.row,
        },
        index=pd.Index(ids[sound], dtype=object, name="trip_id"),
    ), place


def _needed(
    files: FeedFiles,
    name: str,
    fields: tuple[str, ...],
    needed: tuple[str, ...],
    problems: Problems,
) -> Sheet:
    """A file that must be there with columns that must be; empty, and noted, if not."""
    sheet = read_sheet(files, name, fields, problems)
    if sheet is None:
        problems.add("missing_required_file", name, "it is not there")
    elif sheet.columns and not missing_columns(sheet, needed, problems):
        return sheet
    none = Coded(np.zeros(0, np.int32), np.zeros(0, object))
    return Sheet(name, np.zeros(0, np.int64), dict.fromkeys(fields, none))


def _check_points(
    sheet: Sheet,
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    place: NDArray[np.int64],
    problems: Problems,
) -> None:
    """Set points aside that cannot be where a stop is."""
    blank = sheet.column("stop_lon").blank | sheet.column("stop_lat").blank
    done = "the stop and the calls at it are set aside"
    near = (np.abs(lon) <= _NEAR_DEGREES) & (np.abs(lat) <= _NEAR_DEGREES)
    for code, odd, what in (
        ("stop_without_location", blank & (place <= STATION), "it has no coordinates"),
        ("point_near_origin", near, "it lies in the sea at 0° north, 0° east"),
        ("point_near_pole", np.abs(lat) >= 90 - _NEAR_DEGREES, "it lies at a pole"),
    ):
        problems.among(
            code, sheet.file, f"{what}; {done}", field="stop_lat", rows=sheet.row, mask=odd
        )
        lon[odd] = np.nan
    lon[np.isnan(lat)] = np.nan
    lat[np.isnan(lon)] = np.nan


def _named(
    sheet: Sheet,
    ids: NDArray[np.object_],
    place: NDArray[np.int64],
    parent: NDArray[np.int64],
    problems: Problems,
) -> NDArray[np.object_]:
    """Names of stops; that of its station, or its id, where a stop has none."""
    name = sheet.column("stop_name").texts()
    blank = name == ""
    has = blank & (parent >= 0)
    name[has] = name[parent[has]]
    lacking = (name == "") & (place <= STATION)
    problems.among(
        "missing_stop_name",
        sheet.file,
        "it has no name, nor has its station; called by its id",
        field="stop_name",
        rows=sheet.row,
        mask=lacking,
    )
    return np.where(name == "", ids, name).astype(object)


def _kind(value: str) -> str:
    """What runs, by a basic or an extended code; "" if it is none."""
    if value in _BASIC:
        return _BASIC[value]
    return _HUNDREDS.get(int(value) // 100, "") if value.isascii() and value.isdigit() else ""
