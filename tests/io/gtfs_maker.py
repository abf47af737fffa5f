"""Small made-up timetable feeds, as a folder or a zip.

The world: stops a, b, c, d on the equatorial side of 120 E 30 N, one after the other to the north,
0.01 degrees (1,112 m) from a to b, 0.01 from b to c and 0.02 from c to d.  Route 1 is a bus; trip
t1 runs on weekdays of January 2024 from a at 8:00 to d at 8:12.
"""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

Rows = Sequence[Mapping[str, object]] | str | bytes
Files = Mapping[str, Rows | None]

STOPS = [
    {"stop_id": stop, "stop_name": f"Stop {stop}", "stop_lat": lat, "stop_lon": 120}
    for stop, lat in (("a", 30), ("b", 30.01), ("c", 30.02), ("d", 30.04))
]
WEEKDAYS = {"monday": 1, "tuesday": 1, "wednesday": 1, "thursday": 1, "friday": 1}
WEEKLY = {"service_id": "w", **WEEKDAYS, "saturday": 0, "sunday": 0}
JANUARY = {**WEEKLY, "start_date": "20240101", "end_date": "20240131"}


def calls(trip: str, *stops: tuple[str, str], **more: object) -> list[dict[str, object]]:
    """Calls of a trip: (stop, time) in order; a time "" is blank."""
    return [
        {
            "trip_id": trip,
            "stop_id": stop,
            "stop_sequence": at,
            "arrival_time": time,
            "departure_time": time,
            **more,
        }
        for at, (stop, time) in enumerate(stops, 1)
    ]


T1 = calls("t1", ("a", "8:00:00"), ("b", "8:03:00"), ("c", "8:06:00"), ("d", "8:12:00"))


def trip(name: str = "t1", **more: object) -> dict[str, object]:
    """A row of trips.txt."""
    return {"route_id": "1", "service_id": "w", "trip_id": name, **more}


def feed(**files: Rows | None) -> dict[str, Rows]:
    """A sound feed; name a file (without .txt) to replace it, with None to leave it out."""
    whole: dict[str, Rows | None] = {
        "agency": [{"agency_name": "A", "agency_url": "x", "agency_timezone": "Asia/Shanghai"}],
        "stops": STOPS,
        "routes": [{"route_id": "1", "route_short_name": "1", "route_type": 3}],
        "calendar": [JANUARY],
        "trips": [trip()],
        "stop_times": T1,
    }
    whole |= files
    return {f"{name}.txt": rows for name, rows in whole.items() if rows is not None}


def folder(path: Path, files: Mapping[str, Rows]) -> Path:
    """The feed as a folder."""
    path.mkdir(parents=True)
    for name, rows in files.items():
        (path / name).write_bytes(content(rows))
    return path


def zipped(path: Path, files: Mapping[str, Rows], *, inside: str = "") -> Path:
    """The feed as a zip, perhaps in a folder inside it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        for name, rows in files.items():
            container.writestr(inside + name, content(rows))
    return path


def content(rows: Rows) -> bytes:
    """Rows as CSV; text and bytes as they are."""
    if isinstance(rows, bytes):
        return rows
    if isinstance(rows, str):
        return rows.encode()
    fields = list(dict.fromkeys(field for row in rows for field in row))
    lines = [",".join(fields)]
    lines += [",".join(str(row.get(field, "")) for field in fields) for row in rows]
    return ("\n".join(lines) + "\n").encode()
