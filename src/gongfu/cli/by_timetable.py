"""Options of commands that ride by a timetable: the day, the window, how people ride."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

from gongfu.cli import options as given

Command = Callable[..., Any]
_MINUTE_S: Final = 60
_MOST: Final = 1440  # minutes
_UNTIL: Final = 30 * 60  # minutes after midnight, where the timetable of a day ends
_TRANSIT: Final = "transit"
_OPTIONS: Final = ("day", "depart", "window", "percentile", "transfers", "walk_max", "cycle_max")
_SPELLED: Final = {"day": "date", "walk_max": "walk-max", "cycle_max": "cycle-max"}
_DEFAULTS: Final = {
    "window": 60,
    "percentile": 50.0,
    "transfers": 3,
    "walk_max": 20.0,
    "cycle_max": 0.0,
}


class Clock(click.ParamType):
    """A time of day such as 08:10 or 25:30, as seconds after midnight."""

    name = "HH:MM"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Seconds after midnight of the service day; 25:30 is half past one at night."""
        if isinstance(value, float):
            return value
        hours, _, minutes = str(value).partition(":")
        if not (hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2):
            self.fail(f"{value!r} is no time of day; write it as 08:10", param, ctx)
        if int(minutes) > 59:
            self.fail(f"{value!r} has minutes beyond 59; write it as 08:10", param, ctx)
        return float(int(hours) * 3600 + int(minutes) * 60)


def rides(command: Command) -> Command:
    """The day, the window of departures, and how people ride."""
    for option in reversed(
        [
            click.option(
                "--date",
                "day",
                type=click.DateTime(["%Y-%m-%d"]),
                metavar="DAY",
                help="The day of the timetable, such as 2025-06-03.",
            ),
            click.option(
                "--depart",
                type=Clock(),
                metavar="HH:MM",
                help="When the window of departures begins.  Default: 08:00.",
            ),
            click.option(
                "--window",
                type=click.IntRange(1, 1440),
                metavar="MINUTES",
                help="People leave at every minute of it.  Default: 60.",
            ),
            click.option(
                "--percentile",
                type=click.FloatRange(0, 100),
                metavar="P",
                help="Which of the travel times in the window: 50, the default, is the median.",
            ),
            click.option(
                "--transfers",
                type=click.IntRange(0, 7),
                metavar="N",
                help="How often one changes vehicle at most.  Default: 3.",
            ),
            click.option(
                "--walk-max",
                type=click.FloatRange(0, _MOST, min_open=True),
                metavar="MINUTES",
                help="How long one walks at most to the first stop, and from the last.  "
                "Default: 20.",
            ),
            click.option(
                "--cycle-max",
                type=click.FloatRange(0, _MOST),
                metavar="MINUTES",
                help="How long one cycles at most to the first stop, where the bicycle stays.  "
                "Default: 0, nobody cycles.",
            ),
        ]
    ):
        command = option(command)
    return command


_timetable = click.option(
    "--timetable",
    "feeds",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FEED",
    help="With --mode transit: a GTFS zip or folder; may be repeated.",
)
_mode = click.option(
    "--mode",
    default="",
    metavar="[walk|cycle|drive|transit]",
    help="How people travel; transit needs --timetable and --date.  Default: as the zone says.",
)


def mode(command: Command) -> Command:
    """How people travel, who walks, and by which timetable if they ride."""
    return _mode(given.walker(_timetable(rides(command))))


def ride_of(options: dict[str, Any]) -> Any:
    """Take the options of `mode` out and say when and how people ride; None if they do not."""
    feeds = options.pop("feeds")
    named = [name for name in _OPTIONS if options[name] is not None]
    if options["mode"] == _TRANSIT:
        if not feeds:
            raise click.UsageError(
                "public transport needs a timetable: --timetable FEED, a GTFS zip or folder"
            )
        if options["day"] is None:
            from gongfu.app.transit import days_said

            raise click.UsageError(f"say the day of the timetable: --date DAY; {days_said(feeds)}")
        return riding(feeds, options)
    for name in _OPTIONS:
        options.pop(name)
    if feeds or named:
        wrong = [f"--{_SPELLED.get(name, name)}" for name in named]
        wrong = ["--timetable", *wrong] if feeds else wrong
        raise click.UsageError(
            f"{', '.join(wrong)}: for public transport alone; add --mode transit, or leave it out"
        )
    return None


def riding(feeds: tuple[Path, ...], options: dict[str, Any]) -> Any:
    """Take the options out and say when and how people ride, a `ByTimetable`."""
    from gongfu.app.transit import ByTimetable

    given = {name: options.pop(name) for name in _OPTIONS}
    if given["day"] is None:
        raise click.UsageError("say the day of the timetable: --date DAY, such as 2025-06-03")
    depart, window = given["depart"] or 28_800.0, given["window"] or _DEFAULTS["window"]
    if depart + window * _MINUTE_S > _UNTIL * _MINUTE_S:
        raise click.UsageError(
            f"--depart and --window: the last leave {window} minutes after "
            f"{int(depart // 3600):02d}:{int(depart // 60 % 60):02d}, and the timetable of a day "
            "goes on until 30:00, 06:00 of the next; leave earlier, or say the next day"
        )
    given = _DEFAULTS | {name: value for name, value in given.items() if value is not None}
    return ByTimetable(
        feeds,
        given["day"].date(),
        given.get("depart", 28_800.0),
        given["window"] * _MINUTE_S,
        given["percentile"],
        given["transfers"],
        given["walk_max"] * _MINUTE_S,
        given["cycle_max"] * _MINUTE_S,
    )
