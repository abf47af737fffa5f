"""One journey by public transport, leg by leg, beside the times of its whole window."""

from typing import Any, Final

import numpy as np
import pandas as pd

from gongfu.app.answer import Answer, plain_words
from gongfu.app.progress import Progress, part
from gongfu.app.riding import feed_names, percentiles_of, ride_settings
from gongfu.app.standing import stand_ins
from gongfu.app.transit import ByTimetable, transit_of
from gongfu.app.zone_answer import title_of
from gongfu.errors import InputError, NotFoundError
from gongfu.measure.journeys import Journey, find_journey
from gongfu.measure.transit_times import transit_times
from gongfu.model.schema import STANDINGS
from gongfu.model.zone import Zone
from gongfu.report import asked_journey as words
from gongfu.report.asked_timetable import moment
from gongfu.report.layers import simulated_words
from gongfu.report.text import Both, same
from gongfu.report.words import prefixed

LIMIT_S: Final = 7_200.0
_VIEW: Final = ("leave", "arrive", "by", "line", "towards", "start", "end", "n_stops")
_SHOWN: Final = 5


def journey(
    zone: Zone,
    by: ByTimetable,
    start: str,
    end: str,
    *,
    walker: str = "",
    limit_s: float = LIMIT_S,
    progress: Progress | None = None,
) -> Answer:
    """The soonest way from door to door at the first moment of the window, and what others take.

    Parameters
    ----------
    zone
        With streets.
    by
        When and how people ride; one is free to leave at `by.depart_s`.
    start, end
        Id or name of a community or facility, or longitude and latitude as "120.15,30.28".
    walker
        Who walks; "" takes the zone's own.
    limit_s
        A longer journey is none, here and in the window.  Seconds, > 0.
    progress
        Called with the share done and words for it.

    Returns
    -------
    Answer
        One row per leg, none if one does not arrive; `summary` has the percentiles of the window,
        the share of its minutes that arrive, and the time on foot.

    Raises
    ------
    InputError
        Several points are called so, one is off the streets, or the feeds do not do.
    NotFoundError
        No point is called so.
    """
    walker = walker or zone.reach.walker
    origin, destination = point_of(zone, start), point_of(zone, end)
    ends = _named(origin), _named(destination)
    transit = transit_of(zone, by, walker=walker, progress=part(progress, 0.1, 0.8))
    part(progress, 0.8, 1.0)(0.0, "looking for the journey")
    found = find_journey(origin, destination, transit, depart_s=by.depart_s, limit_s=limit_s)
    percentiles = percentiles_of(by)
    times = transit_times(
        origin,
        destination.assign(kind="point"),
        transit,
        limit_s=limit_s,
        percentiles=percentiles,
    )
    window = _window(times, percentiles)

    said = (
        words.not_found(by.day, by.depart_s, limit_s, ends)
        if found is None
        else words.found(found, by.day, ends)
    )
    between_s = by.depart_s, by.depart_s + by.window_s
    said.append(words.window(window.iloc[0].to_dict(), percentiles, between_s, limit_s))
    said.append(
        words.within(feed_names(by), by.max_transfers, (by.max_walk_s, walker), by.max_cycle_s)
    )
    simulated = stand_ins(zone, layers=("network",))
    said[0] = prefixed(said[0], simulated=bool(simulated))
    return Answer(
        dict(zone.name),
        {
            "command": "timetable journey",
            "from": start,
            "to": end,
            "walker": walker,
            "limit_s": limit_s,
            "ride": ride_settings(by),
        },
        tuple(plain_words(both) for both in said),
        _legs(found, ends, "simulated" if simulated else "computed"),
        _VIEW,
        simulated,
        plain_words(simulated_words(zone, simulated)) if simulated else {},
        window,
    )


def point_of(zone: Zone, text: str) -> pd.DataFrame:
    """The one point that `text` means: an id or a name of the zone's, or longitude and latitude.

    Parameters
    ----------
    zone
        With communities and facilities.
    text
        As `journey` takes it.

    Returns
    -------
    DataFrame
        One row with `lon` and `lat`, and a name if it has one.
    """
    point = _degrees(text)
    if point is not None:
        lon, lat = point
        return pd.DataFrame({"lon": [lon], "lat": [lat]}, index=[text])
    layers = zone.communities, zone.facilities
    rows = [layer[layer.index == text] for layer in layers]
    if not any(map(len, rows)):
        low = text.strip().lower()
        named = [[n for n in ("name", "name_en") if n in layer] for layer in layers]
        rows = [
            layer[np.logical_or.reduce([layer[n].str.lower() == low for n in names])]
            if low and names and len(layer)
            else layer[:0]
            for layer, names in zip(layers, named, strict=True)
        ]
    found = [row for row in rows if len(row)]
    ids = [str(one) for row in found for one in row.index]
    if len(ids) > 1:
        shown = ", ".join(ids[:_SHOWN]) + (", …" if len(ids) > _SHOWN else "")
        raise InputError(
            f"{len(ids)} points are called {text!r}: {shown}; name one by its id, or give "
            "longitude and latitude"
        )
    if not ids:
        raise NotFoundError(
            f"no community or facility {text!r} in the zone; give an id or a whole name, or "
            "longitude and latitude such as 120.15,30.28"
        )
    return found[0]


def _degrees(text: str) -> tuple[float, float] | None:
    """Longitude and latitude, if the text is two numbers."""
    parts = text.split(",")
    try:
        lon, lat = map(float, parts)
    except ValueError:
        return None
    if not (abs(lon) <= 180.0 and abs(lat) <= 90.0):
        raise InputError(
            f"{text!r} is no longitude and latitude in degrees; write longitude first, such as "
            "120.15,30.28"
        )
    return lon, lat


def _named(point: pd.DataFrame) -> Both:
    return title_of(point, 0) if "name" in point else same(str(point.index[0]))


def _window(times: pd.DataFrame, percentiles: tuple[float, ...]) -> pd.DataFrame:
    """The one row of the window, where nobody arrives one that says so."""
    columns = [f"time_p{p:g}_s" for p in percentiles]
    renamed = times.rename(columns={"walk_s": "time_walk_s"})
    shown = renamed[[*columns, "share_reached", "time_walk_s"]].reset_index(drop=True)
    if shown.empty:
        shown.loc[0] = [*(np.inf for _ in columns), 0.0, np.inf]
    return shown


def _legs(found: Journey | None, ends: tuple[Both, Both], standing: str) -> pd.DataFrame:
    """One row per leg; clock times as text and as seconds after midnight."""
    rows: list[dict[str, Any]] = [
        {
            "leg": at,
            "by": leg.by,
            "line": leg.line,
            "towards": leg.towards,
            "start": leg.start or ends[0].zh,
            "end": leg.end or ends[1].zh,
            "leave": moment(leg.leave_s).en,
            "arrive": moment(leg.arrive_s).en,
            "leave_s": leg.leave_s,
            "arrive_s": leg.arrive_s,
            "n_stops": leg.n_stops,
            "trip_id": leg.trip_id,
        }
        for at, leg in enumerate(found.legs if found else (), 1)
    ]
    columns = ["leg", "by", "line", "towards", "start", "end", "leave", "arrive", "leave_s",
               "arrive_s", "n_stops", "trip_id"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(standing=pd.Categorical([standing] * len(table), list(STANDINGS)))
