"""A line of public transport that does not run yet, out of a TOML file."""

import re
import tomllib
from pathlib import Path
from typing import Any, Final

from gongfu.errors import InputError, NotFoundError
from gongfu.model.timetable_change import Line, NewStop
from gongfu.units import S_PER_MIN

_LINE: Final = {"name", "kind", "from", "until", "every_min", "both_ways", "dwell_s", "stop"}
_NEEDED: Final = ("name", "from", "until", "every_min", "stop")
_STOP: Final = {"at", "id", "name", "lon", "lat", "minutes"}
_MOST: Final = 7 * 86_400  # a week of seconds, far more than any minutes or degrees
_CLOCK: Final = re.compile(r"(\d{1,2}):([0-5]\d)")


def read_line(path: str | Path) -> Line:
    """The line that a TOML file describes.

    Parameters
    ----------
    path
        `name`, `from`, `until` ("06:00"), `every_min`; perhaps `kind`, `both_ways`, `dwell_s`; and
        a table [[stop]] for each stop in turn: `at`, a stop of the timetable, or `name`, `lon` and
        `lat` of a new one and perhaps its `id`; all but the first with `minutes` from the stop
        before.

    Returns
    -------
    Line
        Stops of the timetable as the file spells them; an InputError names the file and everything
        that is wrong with it.
    """
    path = Path(path)
    if not path.is_file():
        raise NotFoundError(f"no file {str(path)!r}; give the path of a line in TOML")
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path.name}: it is not UTF-8 text at byte {error.start}; save it as UTF-8"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path.name}: not TOML: {error}") from error
    except RecursionError as error:
        raise InputError(f"{path.name}: its lists are nested too deep to be read") from error

    faults = _strange(table, _LINE)
    faults += [f"no {key!r}" for key in _NEEDED if key not in table]
    stops = table.get("stop", [])
    if not isinstance(stops, list) or not all(isinstance(one, dict) for one in stops):
        faults.append("[stop] is one table; write [[stop]] for each of them")
        stops = []
    for number, stop in enumerate(stops, 1):
        faults += [f"[[stop]] {number}: {fault}" for fault in _stop_faults(stop, number)]
    faults += [
        f"{key} is {table[key]!r}; {wanted}"
        for key, kinds, wanted in (
            ("name", str, "write a text"),
            ("kind", str, "write a text such as 'bus'"),
            ("every_min", (int, float), "write minutes such as 10"),
            ("both_ways", bool, "write true or false"),
            ("dwell_s", (int, float), "write seconds such as 20"),
        )
        if key in table and not _is(table[key], kinds)
    ]
    span = {key: clock_s(table.get(key)) for key in ("from", "until")}
    faults += [
        f"{key} is {table[key]!r}; write a time of day such as '06:30'"
        for key, time_s in span.items()
        if key in table and time_s is None
    ]
    if faults:
        raise InputError(f"{path.name}: " + "; ".join(faults))

    return Line(
        table["name"],
        tuple(_stop(stop, table["name"], number) for number, stop in enumerate(stops, 1)),
        tuple(stop["minutes"] * S_PER_MIN for stop in stops[1:]),
        table["every_min"] * S_PER_MIN,
        span["from"] or 0.0,
        span["until"] or 0.0,
        table.get("kind", "bus"),
        table.get("both_ways", True),
        float(table.get("dwell_s", 0.0)),
    )


def clock_s(text: object) -> float | None:
    """Seconds after midnight of a time of day such as "25:30"; None if it is none.

    Parameters
    ----------
    text
        Hours and minutes.

    Returns
    -------
    float or None
        25:30 is half past one at night, of the service day before.
    """
    found = _CLOCK.fullmatch(text.strip()) if isinstance(text, str) else None
    return None if found is None else (int(found[1]) * 60.0 + int(found[2])) * S_PER_MIN


def _stop(stop: dict[str, Any], line: str, number: int) -> str | NewStop:
    if "at" in stop:
        return str(stop["at"])
    own = stop.get("id", f"{line}-stop-{number}")
    return NewStop(own, stop["name"], float(stop["lon"]), float(stop["lat"]))


def _stop_faults(stop: dict[str, Any], number: int) -> list[str]:
    found = _strange(stop, _STOP)
    new = {"name", "lon", "lat", "id"} & set(stop)
    if "at" in stop:
        if new:
            found.append("it has 'at', and so is there; leave out " + ", ".join(sorted(new)))
    elif lost := sorted({"name", "lon", "lat"} - set(stop)):
        found.append(f"no {', '.join(lost)}; give them of a new stop, or 'at' of one that is there")
    if number == 1 and "minutes" in stop:
        found.append("'minutes' are from the stop before; leave them out at the first")
    if number > 1 and "minutes" not in stop:
        found.append("no 'minutes' from the stop before")
    texts, numbers = ("at", "id", "name"), ("lon", "lat", "minutes")
    found += [f"{key} is no text" for key in texts if key in stop and not _is(stop[key], str)]
    found += [
        f"{key} is no number, or out of all bounds"
        for key in numbers
        if key in stop and not _is(stop[key], (int, float))
    ]
    return found


def _is(value: object, kinds: type | tuple[type, ...]) -> bool:
    """Whether it is a truth value, a text that is not blank, or a number within all bounds."""
    if isinstance(value, bool):
        return kinds is bool
    if isinstance(value, str):
        return kinds is str and bool(value.strip())
    return (
        kinds is not str
        and isinstance(value, kinds)
        and isinstance(value, int | float)
        and -_MOST <= value <= _MOST
    )


def _strange(entry: dict[str, Any], known: set[str]) -> list[str]:
    return [
        f"{key!r} is unknown; known: {', '.join(sorted(known))}"
        for key in sorted(set(entry) - known)
    ]
