"""The small zone with a bus: every 20 minutes from the school in the west to the one in the east.

      y = 0        h0 -- W  -- h2 -- .. -- h3 -- ... -- E
                   x = 0  250   500        1,250        2,000

It leaves W at 7:00, 7:20 … 10:00 on weekdays of January 2024 and is at E three minutes later.
Who is at W (h1 lives there) has to be there a minute before, so that of somebody who leaves at
each minute the wait is 1 to 20 minutes, each as often as each other.
"""

import datetime as dt

from gongfu.app.question import Question
from gongfu.app.transit import ByTimetable
from tests import worlds
from tests.io.gtfs_maker import calls, feed, folder, trip
from tests.small_zone import SITES

DAY = dt.date(2024, 1, 8)
STOPS = {"W": ("West Gate", 250.0, 0.0), "E": ("East Gate", 2_000.0, 0.0)}


def bus(path):
    """The feed as a folder at `path`."""
    stops, trips, times = [], [], []
    for stop, (name, x, y) in STOPS.items():
        lon, lat = worlds.TO_DEGREES.transform(x, y)
        stops.append({"stop_id": stop, "stop_name": name, "stop_lat": lat, "stop_lon": lon})
    for at in range(10):
        hour, minute = divmod(7 * 60 + 20 * at, 60)
        name = f"t{at}"
        trips.append(trip(name, trip_headsign="East"))
        leaving, arriving = f"{hour}:{minute:02d}:00", f"{hour}:{minute + 3:02d}:00"
        times += calls(name, ("W", leaving), ("E", arriving))
    return folder(path, feed(stops=stops, trips=trips, stop_times=times))


def by_bus(path, **changes):
    """How people ride: leaving between 8:00 and 9:00, the median."""
    return ByTimetable((path,), DAY, **changes)


def question(path, minutes=30.0, kinds=("school",), **changes):
    """A question by public transport."""
    ride = by_bus(path, **changes)
    return Question(kinds=kinds, mode="transit", minutes=minutes, ride=ride)


assert SITES["s1"][:2] == STOPS["W"][1:]
