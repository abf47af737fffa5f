"""A timetable from arrays: what is sound stays as it was; every fault is told at once."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from gongfu.errors import InputError
from gongfu.model.timetable import Timetable

DATE = dt.date(2024, 1, 8)
STOPS = pd.DataFrame(
    {"name": ["A", "B", "C"], "lon": [120.0, 120.1, 120.2], "lat": 30.0, "feed": "f"},
    index=["a", "b", "c"],
)
ROUTES = pd.DataFrame(
    {"name": ["1"], "long_name": [""], "kind": ["bus"], "feed": ["f"]}, index=["r"]
)
TRIPS = pd.DataFrame({"route": [0, 0], "headsign": "", "day": 0}, index=["t", "u"])
SOUND = {
    "date": DATE,
    "stops": STOPS,
    "routes": ROUTES,
    "trips": TRIPS,
    "start": [0, 2, 4],
    "stop": [0, 1, 1, 2],
    "arrival_s": [0, 60, 90, 200],
    "departure_s": [0, 70, 90, 200],
    "onward": [1, -1],
    "transfers": pd.DataFrame(
        {"from_stop": [0], "to_stop": [1], "min_time_s": [np.nan], "allowed": [True]}
    ),
}


def built(**changed):
    return Timetable.from_arrays(**(SOUND | changed))


def test_what_is_sound_is_kept_read_only_and_narrow():
    table = built()
    assert (table.n_stops, table.n_trips, table.n_calls) == (3, 2, 4)
    assert table.start.dtype == np.int64
    assert table.stop.dtype == table.arrival_s.dtype == table.onward.dtype == np.int32
    assert table.board.all()
    assert table.alight.all()
    with pytest.raises(ValueError, match="read-only"):
        table.stop[0] = 2


def test_a_timetable_may_be_empty():
    none = built(
        trips=TRIPS[:0], start=[0], stop=np.zeros(0, int), arrival_s=np.zeros(0, int),
        departure_s=np.zeros(0, int), onward=None,
    )  # fmt: skip
    assert none.n_calls == 0
    assert len(none.transfers) == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"stops": STOPS.drop(columns="lon")}, "stops has no column 'lon'"),
        ({"stops": STOPS.set_axis(["a", "a", "c"])}, "stops names 'a' more than once"),
        ({"stops": STOPS.assign(lat=[30, 91, 30])}, "lat is 91 in row 2"),
        ({"stops": STOPS.assign(lon=np.nan)}, r"lon is nan in 3 rows \(1, 2, 3\)"),
        ({"routes": ROUTES.assign(kind="boat")}, "kind is 'boat' in row 1; the kinds are bus, "),
        ({"trips": TRIPS.assign(route=[0, 1])}, "trips: route is 1 in row 2; positions run from 0"),
        ({"trips": TRIPS.assign(day=0.5)}, "day must be whole days"),
        ({"start": [0, 2]}, "start must have 3 values for 2 trips; it has 2"),
        ({"start": [0, 5, 4]}, "start must rise from 0 to 4"),
        ({"stop": [0, 1, 1, 3]}, "stop is 3 in row 4"),
        ({"stop": [0.0, 1, 1, 2]}, "stop must be whole numbers, not float64"),
        ({"stop": [0, 1]}, "arrays of calls must be equally long"),
        ({"departure_s": [0, 50, 90, 200]}, "departure_s is before arrival_s in row 2"),
        ({"arrival_s": [0, -1, 90, 200]}, "before the departure from the stop before in row 2"),
        ({"board": [1, 0, 1, 1]}, "board must be a bool mask, not int64"),
        ({"onward": [2, -1]}, "onward is 2 in row 1; positions run from -1 to 1"),
        ({"onward": [-1, 0]}, "leaves before this one arrives, in row 2"),
        ({"onward": [0, -1]}, "onward names the trip itself"),
        (
            {"transfers": SOUND["transfers"].assign(to_stop=3)},
            "transfers: to_stop is 3 in row 1",
        ),
        (
            {"transfers": SOUND["transfers"].assign(min_time_s=-1.0)},
            "min_time_s is -1.0 in row 1",
        ),
        ({"transfers": SOUND["transfers"].assign(allowed=1)}, "allowed is a bool mask"),
    ],
)
def test_each_fault_says_where(changed, said):
    with pytest.raises(InputError, match=said):
        built(**changed)


def test_all_faults_are_told_at_once():
    with pytest.raises(InputError, match=r"^timetable: .*lat is 91.*; stop is 3.*; departure_s"):
        built(
            stops=STOPS.assign(lat=91), stop=[0, 1, 1, 3], departure_s=[0, 50, 90, 200]
        )  # fmt: skip
