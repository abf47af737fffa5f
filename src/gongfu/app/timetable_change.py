"""What if a line came, a headway changed, a stop or a route went: who of a zone is sooner there."""

import re
import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.app.answer import Answer
from gongfu.app.asking import about_of, first_marked, kinds_judged
from gongfu.app.place_names import chain_names
from gongfu.app.progress import Progress, part
from gongfu.app.question import Asked, Question, put
from gongfu.app.reach_people import INCOME_FIFTH, with_income
from gongfu.app.standing import standing_of
from gongfu.app.streets import streets_of
from gongfu.app.transit import ByTimetable, timetable_of, transit_of
from gongfu.app.zone_answer import answered, names_of, with_names, with_standing
from gongfu.errors import InputError, NotFoundError
from gongfu.io.new_lines import clock_s, read_line
from gongfu.measure.timetable_what_if import (
    CHANGES,
    gains_by_group,
    gains_by_place,
    timetable_gains,
)
from gongfu.measure.transit import Transit
from gongfu.model.timetable import Timetable
from gongfu.model.timetable_change import near_names, with_line, without_route, without_stop
from gongfu.model.timetable_headway import with_headway
from gongfu.model.zone import Zone
from gongfu.report import asked_timetable_change as words
from gongfu.report.text import Both
from gongfu.units import DAY_S, S_PER_MIN, clock

Listing = Literal["communities", "places", "groups"]
LISTINGS: Final = ("communities", "places", "groups")
_HEADWAY: Final = re.compile(
    r"(.+)=\s*(\d+(?:\.\d+)?)\s*(?:min|分钟)\s*(?:,\s*([\d:]+)\s*-\s*([\d:]+)\s*)?"
)
_EARLIER_S: Final = 120 * S_PER_MIN
"""How long before people leave a headway begins to hold, if nothing else is said."""


@dataclass(frozen=True, slots=True)
class TimetableChange:
    """What changes, as one writes it on a command line.

    add_lines: TOML files, each with a line; headways: texts such as "353=10min" or
    "353=10min,06:00-22:00"; drop_stops, drop_routes: ids or names.
    """

    add_lines: tuple[Path, ...] = ()
    headways: tuple[str, ...] = ()
    drop_stops: tuple[str, ...] = ()
    drop_routes: tuple[str, ...] = ()


def what_if(
    zone: Zone,
    question: Question,
    change: TimetableChange,
    *,
    listing: Listing = "communities",
    progress: Progress | None = None,
) -> Answer:
    """Who would be sooner there, and who later, if the timetable changed.

    Parameters
    ----------
    zone
        With communities, streets and facilities; it stays as it is.
    question
        Kinds, minutes and place, and `ride`: feeds, a day, and how people ride.
    change
        What changes: routes and stops go first, then headways change, then lines come.
    listing
        What the table has a row for: each kind and "communities" whose time changes, "places", or
        "groups" (town and country, those whom the list of communities counts, fifths by income).
    progress
        Called with the share done and words for it.

    Returns
    -------
    Answer
        `summary` by kind says how many reach it before and after, gain, lose, are sooner or later
        there.

    Raises
    ------
    InputError
        Nothing changes, a text or file that cannot be read, or a new stop that no street is near.
    NotFoundError
        No stop or route is called so.
    """
    if listing not in LISTINGS:
        raise InputError(f"no listing {listing!r}; known: {', '.join(LISTINGS)}")
    asked = put(zone, question, rides=True)
    by = asked.ride
    if by is None:
        raise InputError("say when and how people ride: a timetable, a day and the mode transit")
    kinds = kinds_judged(asked)
    table = timetable_of(by, progress=part(progress, 0.0, 0.3))
    changed, done = _changed(table, change, by, asked.limit_s)
    part(progress, 0.3, 0.5)(0.0, "making the streets ready")
    streets = streets_of(zone, mode="walk", walker=asked.walker)

    def ready(one: Timetable, start: float, end: float) -> Transit:
        return transit_of(
            zone,
            by,
            one,
            streets=streets,
            threads=asked.threads,
            progress=part(progress, start, end),
        )

    before = ready(table, 0.3, 0.5)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of the same stops as before
        after = ready(changed, 0.5, 0.7)
    _check_new_stops(before, after)
    part(progress, 0.7, 1.0)(0.0, "measuring")
    people = zone.communities[asked.inside]
    gains = timetable_gains(
        people,
        zone.facilities,
        before,
        after,
        limit_s=asked.limit_s,
        kinds=kinds,
        kinds_in_source=asked.in_source,
        threads=asked.threads,
    )

    summary = _summed(asked, gains, people)
    about = about_of(asked)
    said = []
    for kind in kinds:
        mine = summary[(summary["kind"] == kind).to_numpy()].set_index("who")
        residents, mean = mine["residents"].to_dict(), mine["mean_time_change_s"].to_dict()
        said += first_marked(asked, about, words.changed(about, kind, residents, mean), kind)
    said += done
    rows, view = _LISTED[listing](asked, gains)
    return answered(
        asked,
        {
            "command": "timetable what-if",
            "add_lines": [path.name for path in change.add_lines],
            "headways": list(change.headways),
            "drop_stops": list(change.drop_stops),
            "drop_routes": list(change.drop_routes),
            "by": listing,
        },
        said,
        with_standing(asked, rows),
        view,
        kinds=kinds,
        summary=summary,
    )


def _changed(
    table: Timetable, change: TimetableChange, by: ByTimetable, limit_s: float
) -> tuple[Timetable, list[Both]]:
    """The timetable after all changes, and what was done."""
    if not (change.add_lines or change.headways or change.drop_stops or change.drop_routes):
        raise InputError(
            "nothing changes; say what with --add-line, --headway, --drop-stop or --drop-route"
        )
    done: list[Both] = []
    for route in dict.fromkeys(_route(table, text) for text in change.drop_routes):
        mine = (table.trips["route"] == table.routes.index.get_loc(route)).to_numpy()
        done.append(words.route_dropped(_called(table.routes, route), _n_today(table, mine)))
        table = without_route(table, route)
    dropped: set[str] = set()
    for text in change.drop_stops:
        stops = [one for one in _named(table.stops, text, "stop") if one not in dropped]
        if not stops:
            continue
        dropped |= set(stops)
        calls = np.flatnonzero(np.isin(table.stop, table.stops.index.get_indexer(stops)))
        mine = np.zeros(table.n_trips, bool)
        mine[np.searchsorted(table.start, calls, "right") - 1] = True
        for stop in stops:
            table = without_stop(table, stop)
        name = _called(table.stops, stops[0]) if len(stops) == 1 else text
        done.append(words.stops_dropped(name, len(stops), _n_today(table, mine)))
    held: dict[str, list[tuple[float, float]]] = {}
    for text in change.headways:
        words_for, headway_s, span = _headway(text)
        route = _route(table, words_for)
        start, end = span or _span(table, by, limit_s)
        if any(start < other_end and other < end for other, other_end in held.get(route, [])):
            raise InputError(
                f"--headway {text!r}: {_called(table.routes, route)} has another headway at that "
                "time; give one, or spans that do not overlap"
            )
        held.setdefault(route, []).append((start, end))
        if span is None and not _leaves(table, route, start, end):
            raise InputError(
                f"--headway {text!r}: {_called(table.routes, route)} has no trip from "
                f"{clock(start)} to {clock(end)}, while people travel; leave at another time "
                "(--depart), or say a span, as in ROUTE=10min,06:00-22:00"
            )
        spaced = with_headway(
            table, route, headway_s, from_s=start, until_s=end, in_service=span is None
        )
        table = spaced.timetable
        at = dict.fromkeys(spaced.patterns["spaced_at"])
        done += words.spaced(
            _called(table.routes, route), headway_s, spaced, [_called(table.stops, s) for s in at]
        )
    added: set[str] = set()
    for path in change.add_lines:
        line = read_line(path)
        if line.name in added:
            raise InputError(
                f"{path.name}: the line {line.name!r} is added already; give each its own name"
            )
        added.add(line.name)
        stops_of = tuple(
            _stop(table, stop) if isinstance(stop, str) else stop for stop in line.stops
        )
        n_before = table.n_trips
        table = with_line(table, replace(line, stops=stops_of))
        done.append(words.line_added(line, table.n_trips - n_before))
    return table, done


def _n_today(table: Timetable, mine: NDArray[np.bool_]) -> int:
    """How many of these trips belong to the day itself, not to the one before or after."""
    return int((mine & (table.trips["day"] == 0).to_numpy()).sum())


def _headway(text: str) -> tuple[str, float, tuple[float, float] | None]:
    """Route, seconds, and the span if one is said."""
    found = _HEADWAY.fullmatch(text.strip())
    ends = [] if found is None or found[3] is None else [clock_s(found[3]), clock_s(found[4])]
    if found is None or None in ends:
        raise InputError(
            f"--headway {text!r}: write ROUTE=10min, or ROUTE=10min,06:00-22:00 for a span"
        )
    span = (float(ends[0] or 0.0), float(ends[1] or 0.0)) if ends else None
    if span is not None and span[0] >= span[1]:
        hint = f"{found[3]}-{clock(span[1] + DAY_S)}" if span[1] < span[0] else "06:00-22:00"
        raise InputError(
            f"--headway {text!r}: the span ends before it begins; a night goes on past 24:00, as "
            f"in {hint}"
        )
    return found[1].strip(), float(found[2]) * S_PER_MIN, span


def _span(table: Timetable, by: ByTimetable, limit_s: float) -> tuple[float, float]:
    """While people travel, and two hours before."""
    start = max(by.depart_s - _EARLIER_S, table.from_s)
    return start, min(by.depart_s + by.window_s + limit_s, table.until_s)


def _leaves(table: Timetable, route: str, start: float, end: float) -> bool:
    """Whether a trip of the route calls somewhere within a span."""
    trips = (table.trips["route"] == table.routes.index.get_loc(route)).to_numpy()
    leaves = table.departure_s[np.repeat(trips, np.diff(table.start))]
    return bool(((leaves >= start) & (leaves < end)).any())


def _named(frame: pd.DataFrame, text: str, noun: str) -> list[str]:
    """The ids of the stops or routes that a text means: an id, or a name that several may bear."""
    if text in frame.index:
        return [text]
    names = frame["name"].astype(str).str.strip().str.lower()
    found = frame.index[(names == text.strip().lower()).to_numpy(bool)]
    if found.empty:
        near = near_names(frame, text)
        hint = f"did you mean {near}" if near else "give its id or its name"
        raise NotFoundError(f"the timetable has no {noun} {text!r}; {hint}")
    return [str(one) for one in found]


def _one(frame: pd.DataFrame, text: str, noun: str) -> str:
    found = _named(frame, text, noun)
    if len(found) > 1:
        some = ", ".join(map(repr, found[:5]))
        raise InputError(f"{len(found)} {noun}s are called {text!r}: {some}; name one by its id")
    return found[0]


def _route(table: Timetable, text: str) -> str:
    return _one(table.routes, text, "route")


def _stop(table: Timetable, text: str) -> str:
    return _one(table.stops, text, "stop")


def _called(frame: pd.DataFrame, one: str) -> str:
    """Name and id, or the one that both are."""
    name = str(frame["name"].loc[one])
    return one if name in ("", one) else f"{name} ({one})"


def _check_new_stops(before: Transit, after: Transit) -> None:
    """Raise an InputError if nobody can walk to a new stop."""
    n_before = before.stops.segment.size
    off = after.stops.segment[n_before:] < 0
    if off.any():
        ids = after.timetable.stops.index[n_before:]
        raise InputError(
            f"{int(off.sum())} of {off.size} new stops would stand more than {after.off_m:g} m "
            f"from any street, such as {ids[off][0]!r}; check that lon and lat are WGS84 degrees "
            "and not swapped"
        )


def _summed(asked: Asked, gains: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """By kind, in rows: who reaches it before and after, and how many each change concerns."""
    at = people.index.get_indexer(pd.Index(gains["community_id"]))
    frame = gains.assign(residents=people["residents"].to_numpy(float)[at])
    rows: list[dict[str, Any]] = []
    for kind, mine in frame.groupby("kind", sort=False, observed=True):
        residents = mine["residents"].to_numpy(float)
        whole, grown = residents.sum(), mine["time_change_s"].to_numpy(float)
        which = {
            "all": np.ones(len(mine), bool),
            "reached before": (mine["state_before"] == "reached").to_numpy(bool),
            "reached after": (mine["state"] == "reached").to_numpy(bool),
            **{change: (mine["change"] == change).to_numpy(bool) for change in CHANGES[:-1]},
            "cannot be judged": (mine["state"] == "cannot_be_judged").to_numpy(bool),
        }
        which["lost, cannot be judged"] = which["lost"] & which["cannot be judged"]
        for who, these in which.items():
            n_people = residents[these].sum()
            timed = who in ("nearer", "farther") and n_people > 0
            mean_s = np.average(grown[these], weights=residents[these]) if timed else np.nan
            rows.append(
                {
                    "kind": str(kind),
                    "who": who,
                    "communities": int(these.sum()),
                    "residents": float(n_people),
                    "share_of_residents": n_people / whole if whole > 0 else np.nan,
                    "mean_time_change_s": float(mean_s),
                    "standing": standing_of(asked.zone, str(kind)),
                }
            )
    return pd.DataFrame(rows)


def _communities(asked: Asked, gains: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Those whose time changes, who gain first, the largest of each change first."""
    zone = asked.zone
    moved = gains[(gains["change"] != CHANGES[-1]).to_numpy(bool)]
    at = zone.communities.index.get_indexer(pd.Index(moved["community_id"]))
    ids = pd.Categorical.from_codes(at, categories=zone.communities.index)
    table = with_names(asked, moved.assign(community_id=ids))
    table["facility_before_name"] = names_of(zone.facilities, table["facility_before_id"])
    order = np.lexsort([-table["residents"].to_numpy(float), table["change"].cat.codes])
    return table.iloc[order].reset_index(drop=True), (
        "change", "community_id", "name", "place_name", "residents", "kind", "time_before_s",
        "time_s", "time_change_s", "facility_before_id", "facility_id",
    )  # fmt: skip


def _places(asked: Asked, gains: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Places with communities, whole and by area, with their names."""
    people = asked.zone.communities[asked.inside]
    found = gains_by_place(gains, people, asked.zone.places)
    found = found[(found["n_places"] > 0).to_numpy()].reset_index(drop=True)
    chain = chain_names(asked.zone.places, asked.above, pd.Index(found["place"].astype(object)))
    found.insert(2, "place_name", chain["zh"])
    found.insert(3, "place_name_en", chain["en"])
    return found, (
        "level", "place_name", "kind", "area", "residents", "residents_gained", "residents_lost",
        "residents_nearer", "residents_farther", "share_of_residents_before", "share_of_residents",
    )  # fmt: skip


def _groups(asked: Asked, gains: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Groups of residents; fifths by income are of the whole zone."""
    everybody, level, _ = with_income(asked)
    mine = everybody[asked.inside]
    found = gains_by_group(gains, mine, by=[INCOME_FIFTH] if level else [])
    return found, tuple(found.columns)


_LISTED: Final = {"communities": _communities, "places": _places, "groups": _groups}
