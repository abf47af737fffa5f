"""How people ride, told: as settings of an answer and as a sentence."""

from dataclasses import asdict
from typing import Any

from gongfu.app.transit import ByTimetable
from gongfu.measure.streets import Direction
from gongfu.report import asked_timetable as words
from gongfu.report.text import Both


def ride_settings(by: ByTimetable) -> dict[str, Any]:
    """When and how people ride, as JSON can hold it; feeds by their name alone."""
    told = asdict(by)
    return told | {"feeds": feed_names(by), "day": by.day.isoformat()}


def feed_names(by: ByTimetable) -> list[str]:
    """What the feeds are called, as the timetable calls them."""
    return [f.stem if f.suffix.lower() == ".zip" else f.name for f in by.feeds]


def ride_words(by: ByTimetable, walker: str, direction: Direction) -> Both:
    """The sentence that says when and how people ride."""
    return words.ridden(
        feed_names(by),
        by.day,
        (by.depart_s, by.depart_s + by.window_s),
        by.percentile,
        by.max_transfers,
        (by.max_walk_s, walker),
        cycle_s=by.max_cycle_s,
        direction=direction,
    )


def percentiles_of(by: ByTimetable) -> tuple[float, ...]:
    """The percentiles of the window that are told: the 5th, 50th and 95th, or the one asked for."""
    return (5.0, 50.0, 95.0) if by.percentile == 50.0 else (by.percentile,)
