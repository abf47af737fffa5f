"""The small zone with one bus line, for commands and pages about timetables.

Route 1 runs from North Gate (2,000, 1,000), where 150 residents live, by Market (1,250, 500) to
Clinic (500, 250), three minutes from stop to stop, and back; every 20 minutes from 7:00, the last
at 9:40, on every day of January 2024.  Streets take one second a metre, so that people at North
Gate walk 2,250 s to the clinic.  Route 2 runs once, at 5:00, between the same two stops.
"""

from gongfu.model.zone import Layer
from tests import worlds
from tests.io.gtfs_maker import calls, feed, trip, zipped
from tests.small_zone import write_small_zone

STOPS = {
    "n": ("North Gate", (2_000.0, 1_000.0)),
    "m1": ("Market", (1_250.0, 500.0)),
    "m2": ("Market", (1_250.0, 500.0)),
    "c": ("Clinic", (500.0, 250.0)),
}
DAILY = {
    "service_id": "w", "monday": 1, "tuesday": 1, "wednesday": 1, "thursday": 1, "friday": 1,
    "saturday": 1, "sunday": 1, "start_date": "20240101", "end_date": "20240131",
}  # fmt: skip
THERE, BACK = ("n", "m1", "c"), ("c", "m2", "n")


def write_town(folder):
    """`my-town` and `bus.zip` in a folder; nothing in it is simulated."""
    layer = Layer("published", "a list", kinds=("school", "clinic", "charging_station"))
    layers = {
        "communities": Layer("published", "a list"),
        "network": Layer("published", "a map"),
        "facilities": layer,
    }
    write_small_zone(folder / "my-town", layers=layers)
    zipped(folder / "bus.zip", bus())


def bus():
    """The files of the feed."""
    trips, times = [], []
    for way, (name, stops) in enumerate((("there", THERE), ("back", BACK))):
        for minute in range(0, 180, 20):
            one = f"{name}-{minute}"
            trips.append(trip(one, direction_id=way))
            times += calls(one, *((s, _clock(420 + minute + 3 * k)) for k, s in enumerate(stops)))
    trips.append(trip("early") | {"route_id": "2"})
    times += calls("early", ("n", "5:00:00"), ("c", "5:10:00"))
    at = worlds.points([xy for _, xy in STOPS.values()], list(STOPS))
    stops = [
        {"stop_id": one, "stop_name": name, "stop_lat": at.lat[one], "stop_lon": at.lon[one]}
        for one, (name, _) in STOPS.items()
    ]
    routes = [{"route_id": f"r{n}", "route_short_name": str(n), "route_type": 3} for n in (1, 2)]
    trips = [row | {"route_id": f"r{row['route_id']}"} for row in trips]
    return feed(stops=stops, routes=routes, trips=trips, stop_times=times, calendar=[DAILY])


def _clock(minute):
    return f"{minute // 60}:{minute % 60:02d}:00"
