"""What a timetable that changes changes for people, in words."""

from collections.abc import Mapping, Sequence
from typing import Final

from gongfu.model.timetable_change import Line
from gongfu.model.timetable_headway import Respaced
from gongfu.report.asked import About, minutes
from gongfu.report.numbers import percent, plain
from gongfu.report.text import Both, listed, same
from gongfu.report.words import say
from gongfu.units import S_PER_MIN, clock

_UNKNOWN: Final = {
    "cannot be judged": "new_timetable_unknown",
    "lost, cannot be judged": "new_timetable_lost_unknown",
}
_MOVED: Final = {"nearer": "new_timetable_nearer", "farther": "new_timetable_farther"}


def changed(
    about: About,
    kind_key: str,
    residents: Mapping[str, float],
    mean_change_s: Mapping[str, float],
) -> list[Both]:
    """Who gains and who loses of one kind; both by what happens to people, residents of "all"."""
    kind, limit = say(f"a_{kind_key}"), minutes(about.limit_s)
    unknown = [
        say(key, people=about.people(residents[name]))
        for name, key in _UNKNOWN.items()
        if residents[name] > 0
    ]
    if not any(residents[name] > 0 for name in ("gained", "lost", "nearer", "farther")):
        return [say("new_timetable_nothing", kind=kind, minutes=limit), *unknown]
    ends = ("reached before", "reached after")
    before, after = (percent(residents[name] / residents["all"], 2) for name in ends)
    moved = residents["gained"] > 0 or residents["lost"] > 0
    said = [
        say(
            "new_timetable_gained" if moved else "new_timetable_neither",
            gain=about.people(residents["gained"]),
            lose=about.people(residents["lost"]),
            kind=kind,
            minutes=limit,
            before=before,
            after=after,
        )
    ]
    said += [
        say(
            key,
            people=about.people(residents[name]),
            minutes=plain(abs(mean_change_s[name]) / S_PER_MIN, 1),
        )
        for name, key in _MOVED.items()
        if residents[name] > 0
    ]
    return said + unknown


def line_added(line: Line, n_trips: int) -> Both:
    """A line that is new."""
    return say(
        "new_timetable_line",
        name=same(line.name),
        kind=say(f"timetable_{line.kind}"),
        stops=plain(len(line.stops)),
        minutes=minutes(line.headway_s),
        start=same(clock(line.from_s)),
        end=same(clock(line.until_s)),
        ways=say("new_timetable_both_ways" if line.both_ways else "new_timetable_one_way"),
        trips=plain(n_trips),
    )


def spaced(route: str, headway_s: float, done: Respaced, stops: Sequence[str]) -> list[Both]:
    """A route that runs at another headway, seen from some stops, and what else that does."""
    before, after = done.patterns["n_trips_before"], done.patterns["n_trips"]
    said = [
        say(
            "new_timetable_headway",
            route=same(route),
            minutes=minutes(headway_s),
            start=same(clock(done.from_s)),
            end=same(clock(done.until_s)),
            stops=listed([same(stop) for stop in stops]),
            before=plain(int(before.sum())),
            after=plain(int(after.sum())),
        )
    ]
    gone = int(((before > 0) & (after == 0)).sum())
    if gone:
        said.append(
            say("new_timetable_patterns", n=plain(gone), all=plain(int((before > 0).sum())))
        )
    if done.n_through_cut:
        said.append(say("new_timetable_cut", n=plain(done.n_through_cut)))
    return said


def stops_dropped(stop: str, n_stops: int, n_trips: int) -> Both:
    """A stop, or all of one name, that vehicles pass."""
    name = "new_timetable_stop" if n_stops == 1 else "new_timetable_stops"
    return say(name, stop=same(stop), stops=plain(n_stops), n=plain(n_trips))


def route_dropped(route: str, n_trips: int) -> Both:
    """A route that does not run."""
    return say("new_timetable_route", route=same(route), n=plain(n_trips))
