"""A line more, another headway, a stop or a route less: by hand, and what is refused."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.model.timetable import Timetable
from gongfu.model.timetable_change import (
    Line,
    NewStop,
    near_names,
    with_line,
    without_route,
    without_stop,
)
from gongfu.model.timetable_headway import with_headway

EIGHT = 28_800


def timetable(trips, n_stops=5, **more):
    """Trips as (route, [(stop, seconds after eight), …]); routes r0 and r1, stops s0, s1, …"""
    stops = pd.DataFrame(
        {"name": [f"Stop {i}" for i in range(n_stops)], "lon": 120.0, "lat": 30.0, "feed": "made"},
        index=[f"s{i}" for i in range(n_stops)],
    )
    routes = pd.DataFrame(
        {"name": ["7", "9"], "long_name": "", "kind": "bus", "feed": "made"}, index=["r0", "r1"]
    )
    table = pd.DataFrame(
        {"route": np.array([r for r, _ in trips], int), "headsign": "East", "day": 0},
        index=[f"t{i}" for i in range(len(trips))],
    )
    times = np.array([EIGHT + at for _, trip in trips for _, at in trip], int)
    start = np.cumsum([0] + [len(trip) for _, trip in trips])
    stop = np.array([stop for _, trip in trips for stop, _ in trip], int)
    return Timetable.from_arrays(
        dt.date(2026, 11, 2), stops, routes, table, start, stop, times, times,
        from_s=0, until_s=108_000, **more,
    )  # fmt: skip


def told(table, route=None):
    """Each trip as [(stop, seconds after eight), …], sorted; of one route, or all."""
    trips = []
    for at, r in enumerate(table.trips["route"]):
        if route is None or r == route:
            calls = slice(table.start[at], table.start[at + 1])
            left = (table.departure_s[calls] - EIGHT).tolist()
            trips.append(list(zip(table.stop[calls].tolist(), left, strict=True)))
    return sorted(trips, key=lambda trip: (trip[0][1], trip))


def ahead(at, running=600, stops=(0, 1, 2)):
    return [(stop, at + running * i // (len(stops) - 1)) for i, stop in enumerate(stops)]


def bytes_of(table):
    arrays = [getattr(table, name).tobytes() for name in Timetable.__slots__[4:11]]
    frames = [getattr(table, name).to_csv() for name in ("stops", "routes", "trips")]
    return arrays + frames


LINE = Line(
    "B1", ("s0", NewStop("new", "Hospital", 120.1, 30.1), "s1"), (120, 180),
    headway_s=1200, from_s=EIGHT, until_s=EIGHT + 2400, dwell_s=30,
)  # fmt: skip


def test_a_line_runs_there_and_back():
    before = timetable([(0, ahead(0))])
    held = bytes_of(before)
    after = with_line(before, LINE)
    # There: 0, 120 to 150 at the new stop, 330.  Back: 0, 180 to 210, 330.
    assert told(after, 2) == [
        [(0, 0), (5, 150), (1, 330)],
        [(1, 0), (5, 210), (0, 330)],
        [(0, 1200), (5, 1350), (1, 1530)],
        [(1, 1200), (5, 1410), (0, 1530)],
    ]
    assert (after.arrival_s[3:6] - EIGHT).tolist() == [0, 120, 330]
    assert told(after, 0) == told(before)
    assert after.trips["headsign"].tolist() == ["East", "Stop 1", "Stop 1", "Stop 0", "Stop 0"]
    assert after.stops.loc["new", ["name", "feed"]].tolist() == ["Hospital", "added"]
    assert after.routes.loc["B1", ["name", "kind"]].tolist() == ["B1", "bus"]
    assert after.trips["route"].dtype == before.trips["route"].dtype
    assert bytes_of(before) == held


def test_a_line_may_go_one_way_round_a_loop_of_new_stops():
    stop = NewStop("x", "X", 120.0, 30.0)
    line = Line("B2", (stop, "s0", stop), (60, 60), 600, EIGHT, EIGHT + 1, both_ways=False)
    after = with_line(timetable([]), line)
    assert told(after) == [[(5, 0), (0, 60), (5, 120)]]
    assert (after.n_stops, after.n_trips) == (6, 1)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": "r0"}, "a route of that id is there"),
        ({"kind": "boat"}, "kind is 'boat'; the kinds are bus"),
        ({"stops": ("s0",), "ride_s": ()}, "1 stops; it needs two"),
        ({"stops": ("s0", "s11", "s1")}, "no stop 's11'; did you mean 's1' \\(Stop 1\\)"),
        ({"stops": ("s0", "station", "s1")}, "no stop 'station'; a new one needs lon and lat"),
        ({"stops": ("s0", NewStop("s3", "", 1, 1), "s1")}, "a stop 's3' is there already"),
        (
            {"stops": (NewStop("x", "", 1, 1), NewStop("x", "", 2, 2)), "ride_s": (1,)},
            "two new stops bear the same id",
        ),
        ({"stops": ("s0", NewStop("x", "", 1, 91), "s1")}, "new stop 'x': lon is 1 and lat 91"),
        ({"stops": ("s0", "s0", "s1")}, "calls at a stop twice running"),
        ({"ride_s": (60,)}, "1 rides for 3 stops"),
        ({"ride_s": (60, 0.2)}, "a ride takes no time"),
        ({"headway_s": 9}, "headway_s is 9; it must be seconds >= 10"),
        ({"dwell_s": -1}, "dwell_s is -1"),
        ({"until_s": EIGHT}, "a span begins before it ends"),
        ({"until_s": 108_001}, "but the timetable holds 0 to 108000 s"),
    ],
)
def test_a_line_that_cannot_run(changed, said):
    given = {name: getattr(LINE, name) for name in Line.__slots__} | changed
    with pytest.raises(InputError, match=said):
        with_line(timetable([]), Line(**given))


def test_half_the_headway_copies_the_middle_trip():
    # Every 20 minutes with 500, 600 and 900 seconds: the middle one runs in 600.
    trips = [(0, ahead(0, 500)), (0, ahead(1200, 600)), (0, ahead(2400, 900)), (1, ahead(60))]
    before = timetable(trips)
    held = bytes_of(before)
    found = with_headway(before, "r0", 600, from_s=EIGHT - 600, until_s=EIGHT + 2401)
    assert told(found.timetable, 0) == [ahead(at) for at in range(-600, 2401, 600)]
    assert told(found.timetable, 1) == [ahead(60)]
    (row,) = found.patterns.to_dict("records")
    assert row == {
        "direction": 1, "first_stop": "s0", "last_stop": "s2", "n_stops": 3,
        "n_trips_before": 3, "n_trips": 6, "running_s": 600, "spaced_at": "s0",
    }  # fmt: skip
    assert found.n_through_cut == 0
    assert bytes_of(before) == held


def test_trips_outside_the_span_stay():
    before = timetable([(0, ahead(at)) for at in range(0, 4800, 600)])
    found = with_headway(before, "r0", 1200, from_s=EIGHT + 600, until_s=EIGHT + 3000)
    left = [trip[0][1] for trip in told(found.timetable)]
    assert left == [0, 600, 1800, 3000, 3600, 4200]


def test_both_directions_keep_their_own_clock():
    back = (2, 1, 0)
    trips = [(0, ahead(at)) for at in (0, 900)] + [(0, ahead(at, stops=back)) for at in (100, 1000)]
    found = with_headway(timetable(trips), "r0", 450, from_s=EIGHT, until_s=EIGHT + 1350)
    assert [trip[0] for trip in told(found.timetable)] == [
        (0, 0), (2, 100), (0, 450), (2, 550), (0, 900), (2, 1000)
    ]  # fmt: skip
    assert found.patterns["direction"].tolist() == [1, 2]


def test_patterns_of_one_direction_take_turns_where_most_call():
    # Long trips come from s3 and pass s0; every second trip begins at s0: 0, 300, 600 … there.
    long = [(3, -200), (0, 0), (1, 100)]
    trips = []
    for k in range(4):
        own = long if k % 2 == 0 else long[1:]
        trips.append((0, [(stop, at + 300 * k) for stop, at in own]))
    before = timetable(trips)
    found = with_headway(before, "r0", 300, from_s=EIGHT, until_s=EIGHT + 1200)
    assert told(found.timetable) == told(before)  # it was kept already
    wider = with_headway(before, "r0", 600, from_s=EIGHT, until_s=EIGHT + 1200)
    assert told(wider.timetable) == [long, [(0, 600), (1, 700)]]
    assert wider.patterns["spaced_at"].tolist() == ["s0", "s0"]
    assert wider.patterns[["n_trips_before", "n_trips"]].to_numpy().tolist() == [[2, 1], [2, 1]]


def test_there_and_back_that_share_a_terminal_loop_are_two_directions():
    # Out 0 1 2 3 4, back 5 6 3 4 0: both ride from 3 to 4, one of four rides.
    out, back = (0, 1, 2, 3, 4), (5, 6, 3, 4, 0)
    trips = [(0, ahead(at, stops=way)) for way in (out, back) for at in (0, 600, 1200)]
    found = with_headway(timetable(trips, 7), "r0", 600, from_s=EIGHT, until_s=EIGHT + 1800)
    assert told(found.timetable) == told(timetable(trips, 7))
    assert found.patterns["direction"].tolist() == [1, 2]


def test_a_trip_there_and_back_does_not_join_the_two_ways():
    trips = [
        (0, [(0, 0), (1, 300), (2, 600), (1, 900), (0, 1200)]),
        (0, ahead(1200)),
        (0, ahead(1500, stops=(2, 1, 0))),
    ]
    table = timetable(trips)
    apart = replace(table, stops=table.stops.assign(lon=120.0 + 0.01 * np.arange(5)))
    found = with_headway(apart, "r0", 600, from_s=EIGHT, until_s=EIGHT + 2400)
    assert found.patterns[["direction", "n_stops"]].to_numpy().tolist() == [[1, 5], [1, 3], [2, 3]]
    at_end = [trip[0][1] for trip in told(found.timetable) if trip[0][0] == 2]
    assert at_end == [300, 900, 1500, 2100]


def test_in_service_nothing_leaves_before_the_first_or_after_the_last():
    # Long trips leave stop 1 at 1,800 and 4,200, short ones begin there at 2,400 and 3,600.
    long = [[(0, at), (1, at + 1800), (2, at + 2400)] for at in (0, 2400)]
    short = [[(1, at), (2, at + 600)] for at in (2400, 3600)]
    table = timetable([(0, trip) for trip in long + short])
    found = with_headway(
        table, "r0", 300, from_s=EIGHT - 3600, until_s=EIGHT + 7200, in_service=True
    )
    clock = sorted(at for trip in told(found.timetable) for stop, at in trip if stop == 1)
    assert clock == list(range(1800, 4201, 300))
    assert (found.from_s, found.until_s) == (EIGHT + 1800, EIGHT + 4201)


def test_a_seat_that_is_cut_is_counted():
    onward = [1, -1, 3, -1]
    trips = [(0, ahead(0)), (1, ahead(700, stops=(2, 3))), (1, ahead(0)), (1, ahead(900))]
    before = timetable(trips, onward=onward)
    found = with_headway(before, "r0", 600, from_s=EIGHT, until_s=EIGHT + 600)
    assert found.n_through_cut == 1
    assert found.timetable.onward.tolist() == [-1, 2, -1, -1]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("r00", 600, 0, 1200), r"no route 'r00'; did you mean 'r0' \(7\)"),
        (("tramway", 600, 0, 1200), "no route 'tramway'; give the id of one of 2, such as 'r0'"),
        (("r0", 5, 0, 1200), "headway_s is 5; it must be seconds >= 10"),
        (("r0", np.nan, 0, 1200), "headway_s is nan"),
        (("r0", 600, 1200, 0), "a span begins before it ends"),
        (("r0", 600, 0, 90_000), "the timetable holds 0 to 108000 s"),
        (("r0", 600, 100, 1200), "none of its 1 trips leaves from 28900 to 30000 s"),
        (("r1", 600, 100, 1200), "none of its 0 trips"),
    ],
)
def test_a_headway_that_cannot_be(given, said):
    route, headway_s, start, end = given
    with pytest.raises(InputError, match=said):
        with_headway(
            timetable([(0, ahead(0))]), route, headway_s, from_s=EIGHT + start, until_s=EIGHT + end
        )


LEFT = st.lists(st.integers(0, 7200), min_size=1, max_size=8)


def longest_wait(table, stop, start, end):
    """At one stop, from any moment of a span to the next departure within it; end if none."""
    at = np.sort(table.departure_s[table.stop == stop]) - EIGHT
    edges = np.concatenate([[start], at[(at >= start) & (at < end)], [end]])
    return int(np.diff(edges).max())


@given(LEFT, st.integers(5, 900), st.integers(0, 3000), st.integers(1, 6000))
def test_half_the_headway_keeps_every_trip_and_no_wait_grows(left, half, start, more):
    before = timetable([(0, ahead(at)) for at in left])
    span = {"from_s": EIGHT + start, "until_s": EIGHT + start + more}
    if not any(start <= at < start + more for at in left):
        return
    one = with_headway(before, "r0", 2 * half + 10, **span).timetable
    two = with_headway(before, "r0", half + 5, **span).timetable
    shown, again = told(one), told(two)
    assert all(trip in again for trip in shown)
    for stop, late in ((0, 0), (1, 300)):
        edges = start + late, start + more + late
        assert longest_wait(two, stop, *edges) <= longest_wait(one, stop, *edges)
    # Beside the ends of the span nobody waits longer than the headway.
    assert longest_wait(one, 0, start, start + more) <= 2 * half + 10


@given(st.integers(1, 9), st.integers(10, 900), st.integers(0, 3))
def test_a_headway_that_is_kept_changes_nothing(n, every, early):
    before = timetable([(0, ahead(every * k)) for k in range(n)])
    span = {"from_s": EIGHT - min(early, every - 1), "until_s": EIGHT + every * n}
    assert told(with_headway(before, "r0", every, **span).timetable) == told(before)


PATTERNS = st.sampled_from([(0, 1, 2), (3, 0, 1, 2), (0, 1), (4, 3, 0, 1)])  # all ride from 0 to 1


@given(
    st.lists(st.tuples(PATTERNS, st.integers(0, 5400)), min_size=1, max_size=10),
    st.integers(10, 1500),
)
def test_patterns_of_a_direction_are_even_where_most_call(trips, every):
    short = (0, 1), 1000  # all call at 0 and 1, and this one nowhere else
    before = timetable([(0, ahead(at, stops=stops)) for stops, at in [*trips, short]])
    span = EIGHT + 600, EIGHT + 5000
    found = with_headway(before, "r0", every, from_s=span[0], until_s=span[1])
    assert set(found.patterns["spaced_at"]) == {"s0"}
    after = found.timetable
    left = np.sort(after.departure_s[after.stop == 0])
    left = left[(left >= span[0]) & (left < span[1])]
    assert (np.diff(left) == every).all()
    assert left[0] < span[0] + every
    assert left[-1] >= span[1] - every
    assert found.patterns["n_trips"].sum() == left.size
    # Nothing but what ran before runs now, and what left outside the span is as it was.
    shapes = {tuple(stop for stop, _ in trip) for trip in told(before)}
    assert {tuple(stop for stop, _ in trip) for trip in told(after)} <= shapes

    def outside(table):
        return [t for t in told(table) if not 600 <= dict(t)[0] < 5000]

    assert outside(after) == outside(before)


def test_vehicles_pass_a_stop():
    before = timetable([(0, ahead(0)), (1, ahead(60))])
    after = without_stop(before, "s1")
    assert told(after) == told(before)
    assert after.board.tolist() == after.alight.tolist() == [True, False, True] * 2
    assert before.board.all()
    with pytest.raises(InputError, match=r"no stop 's33'; did you mean 's3' \(Stop 3\)"):
        without_stop(before, "s33")


def test_a_route_less():
    trips = [(0, ahead(0)), (1, ahead(700, stops=(2, 3))), (1, ahead(0)), (0, ahead(900))]
    before = timetable(trips, onward=[1, -1, 3, -1])
    after = without_route(before, "r0")
    assert told(after) == told(before, 1)
    assert after.onward.tolist() == [-1, -1]
    assert len(after.routes) == 2
    assert without_route(after, "r1").n_trips == 0
    with pytest.raises(InputError, match="no route '7'; did you mean 'r0'"):
        without_route(before, "7")


def test_near_names_are_ids_with_their_names():
    stops = pd.DataFrame({"name": ["Market", "Marked", "c"]}, index=["a1", "b1", "c"])
    assert near_names(stops, "market") == "'a1' (Market), 'b1' (Marked)"
    assert near_names(stops, "C") == "'c'"
    assert near_names(stops, "elsewhere entirely") == ""
