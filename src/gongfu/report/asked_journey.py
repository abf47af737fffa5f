"""Journeys by public transport and what they gain over walking, in words."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import isfinite
from typing import Any, Final

from gongfu.measure.journeys import Journey, Leg
from gongfu.report.asked import About, minutes, titled
from gongfu.report.asked_timetable import calendar_day, limits, moment
from gongfu.report.numbers import percent, plain, share_of
from gongfu.report.text import Both, listed, same
from gongfu.report.words import say
from gongfu.units import DAY_S

_ENDS: Final = ("first", "last")
_OWN: Final = {"walk": "journey_on_foot", "cycle": "journey_by_bicycle"}


def found(journey: Journey, day: date, ends: tuple[Both, Both]) -> list[Both]:
    """The journey: how long it takes, and one sentence for each leg that takes time."""
    rides = {0: _OWN.get(journey.legs[0].by, ""), 1: "journey_direct", 2: "journey_transfer"}
    day, ahead_s = calendar_day(day, journey.depart_s)
    first = say(
        "journey_found",
        start=ends[0],
        end=ends[1],
        depart=moment(journey.depart_s - ahead_s),
        date=same(str(day)),
        minutes=minutes(journey.time_s),
        arrive=moment(journey.arrive_s - ahead_s),
        rides=say(rides.get(journey.n_rides, "journey_transfers"), n=plain(journey.n_rides - 1)),
    )
    legs = [leg for leg in journey.legs if leg.arrive_s > leg.leave_s]
    return [first, *(_leg(leg, ends[1], ahead_s) for leg in legs)]


def not_found(day: date, depart_s: float, limit_s: float, ends: tuple[Both, Both]) -> list[Both]:
    """That one does not arrive in time."""
    day, ahead_s = calendar_day(day, depart_s)
    when = {"depart": moment(depart_s - ahead_s), "date": same(str(day))}
    return [say("journey_none", start=ends[0], end=ends[1], minutes=minutes(limit_s), **when)]


def window(
    row: Mapping[str, Any],
    percentiles: Sequence[float],
    between_s: tuple[float, float],
    limit_s: float,
) -> Both:
    """How long the journey takes over the whole window, and on foot."""
    ahead_s = between_s[0] // DAY_S * DAY_S
    when = {name: moment(at - ahead_s) for name, at in zip(_ENDS, between_s, strict=True)}
    if not row["share_reached"] > 0:
        return say("window_none", limit=minutes(limit_s), **when)
    each = [
        say("window_time", p=same(f"{p:g}"), time=_time(row[f"time_p{p:g}_s"], limit_s))
        for p in percentiles
    ]
    return say(
        "window",
        each=listed(each),
        share=percent(row["share_reached"]),
        limit=minutes(limit_s),
        walk=_time(row["time_walk_s"], limit_s),
        **when,
    )


def within(
    feeds: Sequence[str], max_transfers: int, walk: tuple[float, str], cycle_s: float
) -> Both:
    """In which timetables and within what limits a journey was looked for."""
    names = listed([same(feed) for feed in feeds])
    return say("journey_limits", feeds=names, limits=limits(max_transfers, walk, cycle_s))


def gains(about: About, row: Mapping[str, Any]) -> list[Both]:
    """Who reaches a kind sooner by public transport than on foot, and by how much."""
    judged = row["residents"] - row["residents_not_judged"]
    kind = {"kind": say(f"a_{row['kind']}"), **about.parts}
    gain, alone = row["residents_gain"], row["residents_by_transit_alone"]
    if not judged > 0:
        return [say("asked_unknown", **kind)]
    said = [say("gain_nobody", **kind)]
    if gain > 0:
        whom = say("asked_judged" if judged < row["residents"] else "asked_residents")
        counts = {"gain": about.people(gain), "share": share_of(gain, judged), "whom": whom}
        key = "gain_some" if alone > 0 else "gain_all"
        said = [say(key, alone=about.people(alone), **counts, **kind)]
    if isfinite(row["median_gain_s"]):
        saved = {"median": minutes(row["median_gain_s"])}
        said.append(say("gain_half_others" if alone > 0 else "gain_half", **saved))
    if row["residents_not_judged"] > 0:
        unknown = about.people(row["residents_not_judged"])
        said.append(say("gain_unknown", people=unknown, kind=titled(row["kind"])))
    if row["off_network"] > 0:
        n_off, whole = plain(row["off_network"]), plain(row["communities"])
        said.append(say("asked_off", n=n_off, whole=whole))
    return said


def _leg(leg: Leg, end: Both, ahead_s: float) -> Both:
    """One walk or ride."""
    parts = {"leave": moment(leg.leave_s - ahead_s), "arrive": moment(leg.arrive_s - ahead_s)}
    if leg.by in _OWN:
        there = same(leg.end) if leg.end else end
        return say(
            f"leg_{leg.by}", minutes=minutes(leg.arrive_s - leg.leave_s), stop=there, **parts
        )
    return say(
        "leg_ride_towards" if leg.towards else "leg_ride",
        kind=say(f"timetable_{leg.by}"),
        line=same(leg.line),
        towards=same(leg.towards),
        start=same(leg.start),
        end=same(leg.end),
        stops=say("leg_stop" if leg.n_stops == 1 else "leg_stops", n=plain(leg.n_stops)),
        **parts,
    )


def _time(time_s: float, limit_s: float) -> Both:
    """Minutes, or more than the limit."""
    if isfinite(time_s):
        return say("window_minutes", n=minutes(time_s))
    return say("window_beyond", n=minutes(limit_s))
