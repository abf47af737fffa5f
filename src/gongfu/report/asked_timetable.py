"""What timetable feeds hold and what is wrong with them, in words."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

import pandas as pd

from gongfu.model.timetable import ROUTE_KINDS, Timetable
from gongfu.report.asked import minutes
from gongfu.report.circle import mode_words
from gongfu.report.numbers import plain
from gongfu.report.text import Both, listed, same
from gongfu.report.words import say
from gongfu.units import DAY_S

_SEVERITIES: Final = ("error", "warning", "notice")


def title() -> Both:
    """What the answer is about."""
    return say("timetable_title")


def held(feed: str, days: pd.DataFrame, n_stops: int, n_routes: Mapping[str, int]) -> list[Both]:
    """Which dates a feed covers, and its stops and routes; `days` are its own rows."""
    busiest = days.loc[days["n_trips"].idxmax()]
    kinds = [
        say("timetable_routes", n=plain(n_routes[kind]), kind=say(f"timetable_{kind}"))
        for kind in ROUTE_KINDS
        if n_routes.get(kind)
    ]
    return [
        say(
            "timetable_covers",
            feed=same(feed),
            first=same(str(days["date"].iloc[0])),
            last=same(str(days["date"].iloc[-1])),
            busiest=same(str(busiest["date"])),
            n=_trips(int(busiest["n_trips"])),
        ),
        say("timetable_holds", stops=plain(n_stops), routes=listed(kinds)),
    ]


def on_date(day: date, table: Timetable) -> Both:
    """How many trips are under way on a date."""
    return say(
        "timetable_on",
        date=same(str(day)),
        n=_trips(table.n_trips),
        stops=plain(table.n_stops),
    )


def found(problems: pd.DataFrame) -> list[Both]:
    """What is wrong, the gravest first, and how often; one sentence for each severity."""
    said = []
    for severity in _SEVERITIES:
        here = problems[problems["severity"] == severity]
        if here.empty:
            continue
        counts = here.groupby("code")["n"].sum().sort_values(ascending=False, kind="stable")
        each = [
            say("timetable_problem", what=say(f"timetable_{code}"), n=plain(int(n)))
            for code, n in counts.items()
        ]
        many = say(f"timetable_{severity}s", n=plain(int(counts.sum())))
        said.append(say("timetable_problems", many=many, each=listed(each)))
    return said or [say("timetable_sound")]


def ridden(
    feeds: Sequence[str],
    day: date,
    window_s: tuple[float, float],
    percentile: float,
    max_transfers: int,
    walk: tuple[float, str],
    *,
    cycle_s: float = 0.0,
    direction: str = "to",
) -> Both:
    """When and how people ride; `walk` is for how many seconds at most, and who walks."""
    named = {0.0: "shortest", 50.0: "median", 100.0: "longest"}
    day, ahead_s = calendar_day(day, window_s[0])
    return say(
        "ride",
        how=say("ride_cycling" if cycle_s > 0 else "ride_riding"),
        leaving=say(f"ride_{direction}"),
        feeds=listed([same(feed) for feed in feeds]),
        date=same(str(day)),
        first=moment(window_s[0] - ahead_s),
        last=moment(window_s[1] - ahead_s),
        percentile=say(f"ride_{named.get(percentile, 'percentile')}", p=same(f"{percentile:g}")),
        limits=limits(max_transfers, walk, cycle_s),
    )


def limits(max_transfers: int, walk: tuple[float, str], cycle_s: float) -> Both:
    """How often one changes at most, and how far one walks and cycles, as `ridden` takes it."""
    several = "ride_transfers" if max_transfers > 1 else "ride_transfer"
    return say(
        "ride_limits_cycling" if cycle_s > 0 else "ride_limits",
        cycle=minutes(cycle_s),
        changes=say(several if max_transfers else "ride_through", n=plain(max_transfers)),
        foot=mode_words("walk", walk[1]),
        walk=minutes(walk[0]),
    )


def calendar_day(day: date, time_s: float) -> tuple[date, float]:
    """The date on which a clock time of a service day falls, and when that date begins.

    Parameters
    ----------
    day
        The service day.
    time_s
        Seconds after its midnight; 25 hours are on the date after.

    Returns
    -------
    tuple
        The date, and seconds from the midnight of the service day to its own.
    """
    n_days = int(time_s // DAY_S)
    return day + timedelta(days=n_days), float(n_days * DAY_S)


def moment(time_s: float) -> Both:
    """Seconds after midnight as a time of day, of the next day where the day is over."""
    whole = round(time_s)
    day, rest = divmod(whole, DAY_S)
    text = f"{rest // 3600:02d}:{rest // 60 % 60:02d}" + (f":{rest % 60:02d}" if rest % 60 else "")
    return say("clock_next_day", clock=same(text)) if day else same(text)


def _trips(n: int) -> Both:
    return say("timetable_trip") if n == 1 else say("timetable_trips", n=plain(n))
