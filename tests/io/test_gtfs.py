"""Timetable feeds: calendars, headways, times between, vehicles that go on, worked by hand."""

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from gongfu.errors import InputError
from gongfu.io.gtfs import read_gtfs
from tests.io.gtfs_maker import (
    STOPS,
    T1,
    WEEKLY,
    calls,
    feed,
    folder,
    trip,
    zipped,
)

MONDAY = dt.date(2024, 1, 8)
DAY = 86_400
REAL = Path(__file__).parents[3] / "shared/data/real/porto_alegre"


def made(tmp_path, **files):
    return read_gtfs(zipped(tmp_path / "made.zip", feed(**files)))


def running(table):
    """Trip, day and first departure of every run."""
    first = table.departure_s[table.start[:-1]].tolist()
    return list(zip(table.trips.index, table.trips["day"].tolist(), first, strict=True))


def test_a_sound_feed_has_no_problem_and_is_as_written(tmp_path):
    gtfs = made(tmp_path)
    assert gtfs.problems.empty
    table = gtfs.on(MONDAY)
    assert list(table.stops.index) == ["a", "b", "c", "d"]
    assert table.stops.loc["c", ["name", "lon", "lat"]].tolist() == ["Stop c", 120.0, 30.02]
    assert table.routes.loc["1", ["name", "kind", "feed"]].tolist() == ["1", "bus", "made"]
    # until 6:00 of the next day nothing leaves there
    assert running(table) == [("t1", 0, 8 * 3600)]
    assert table.arrival_s.tolist() == [28800, 28980, 29160, 29520]


@pytest.mark.parametrize(
    "write",
    [
        lambda path, files: folder(path / "f", files),
        lambda path, files: folder(path / "f" / "inner", files).parent,
        lambda path, files: zipped(path / "f.zip", files),
        lambda path, files: zipped(path / "f.zip", files, inside="feed/"),
    ],
)
def test_a_folder_and_a_zip_say_the_same(tmp_path, write):
    gtfs = read_gtfs(write(tmp_path, feed()))
    assert gtfs.feeds[0].name == "f"
    assert running(gtfs.on(MONDAY)) == [("t1", 0, 28800)]
    nested = not gtfs.problems.empty
    assert nested == (set(gtfs.problems["code"]) == {"invalid_input_files_in_subfolder"})


def test_marks_blanks_quotes_and_line_ends_do_not_matter(tmp_path):
    stops = (
        '\ufeffstop_id, stop_name ,"stop_lat",stop_lon\r\n'
        ' a,"A, ""one""",30,120\r\n\r\nb, B,30.01 ,120\r\n"c","two\nlines",30.02,120\r\n'
        'd, "D",30.04,120'
    )
    gtfs = made(tmp_path, stops=stops)
    assert gtfs.problems.empty
    names = gtfs.on(MONDAY).stops["name"].tolist()
    assert names == ['A, "one"', "B", "two\nlines", "D"]


def test_text_that_is_not_utf8_is_read_and_told(tmp_path):
    routes = "route_id,route_short_name,route_type\n1,São João,3\n".encode("cp1252")
    gtfs = made(tmp_path, routes=routes)
    assert gtfs.problems["code"].tolist() == ["invalid_character"]
    assert gtfs.on(MONDAY).routes["name"].tolist() == ["São João"]
    routes = "route_id,route_short_name,route_type\n1,杭州市公共交通火车东站线,3\n".encode(
        "gb18030"
    )
    gtfs = read_gtfs(folder(tmp_path / "zh", feed(routes=routes)))
    assert gtfs.on(MONDAY).routes["name"].tolist() == ["杭州市公共交通火车东站线"]


# --- dates


def test_days_follow_the_week_and_its_exceptions(tmp_path):
    singles = [
        {"service_id": "w", "date": "20240106", "exception_type": 1},  # a Saturday, added
        {"service_id": "w", "date": "20240108", "exception_type": 2},  # a Monday, taken out
        {"service_id": "w", "date": "20240109", "exception_type": 1},  # runs anyway
        {"service_id": "w", "date": "20240107", "exception_type": 2},  # does not run anyway
        {"service_id": "w", "date": "20240229", "exception_type": 1},  # a leap day, after the weeks
    ]
    gtfs = made(tmp_path, calendar_dates=singles)
    days = dict(zip(gtfs.days["date"], gtfs.days["n_trips"], strict=True))
    assert min(days) == dt.date(2024, 1, 1)
    assert max(days) == dt.date(2024, 2, 29)
    assert len(days) == 31 + 29
    runs = {day for day, n in days.items() if n}
    weekdays = {dt.date(2024, 1, day) for day in range(1, 32)}
    weekdays = {day for day in weekdays if day.weekday() < 5}
    assert runs == weekdays - {MONDAY} | {dt.date(2024, 1, 6), dt.date(2024, 2, 29)}
    for day, n in days.items():
        if n:
            assert running(gtfs.on(day, until_s=DAY - 1)) == [("t1", 0, 28800)]


def test_single_dates_alone_are_enough(tmp_path):
    singles = [{"service_id": "w", "date": "20240229", "exception_type": 1}]
    gtfs = made(tmp_path, calendar=None, calendar_dates=singles)
    assert gtfs.days["date"].tolist() == [dt.date(2024, 2, 29)]
    assert gtfs.on(dt.date(2024, 2, 29)).n_trips == 1


def test_a_date_without_trips_names_the_dates_and_the_busiest_weekday(tmp_path):
    gtfs = made(tmp_path)
    with pytest.raises(
        InputError,
        match=r"no trip runs on 2025-01-01: made covers 2024-01-01 to 2024-01-31, busiest near it "
        r"on Wednesday 2024-01-24 \(1 trip\); choose a date",
    ):
        gtfs.on(dt.date(2025, 1, 1))
    with pytest.raises(InputError, match="until_s 5 is before from_s 9"):
        gtfs.on(MONDAY, from_s=9, until_s=5)


def test_a_feed_that_does_not_run_is_a_warning_or_strictly_an_error(tmp_path):
    later = {**WEEKLY, "start_date": "20240201", "end_date": "20240229"}
    paths = [
        zipped(tmp_path / "jan.zip", feed()),
        zipped(tmp_path / "feb.zip", feed(calendar=[later])),
    ]
    gtfs = read_gtfs(paths)
    with pytest.warns(UserWarning, match="feb covers 2024-02-01 to 2024-02-29"):
        table = gtfs.on(MONDAY)
    assert table.trips.index.tolist() == ["jan:t1"]
    with pytest.raises(InputError, match="feb covers"):
        gtfs.on(MONDAY, strict=True)


def test_trips_past_midnight_belong_to_the_day_before(tmp_path):
    night = calls("n", ("a", "23:50:00"), ("b", "25:10:00"))
    gtfs = made(tmp_path, trips=[trip(), trip("n")], stop_times=T1 + night)
    tuesday = gtfs.on(MONDAY + dt.timedelta(1), until_s=2 * DAY)
    assert running(tuesday) == [
        ("n", -1, -600),
        ("t1", 0, 28800),
        ("n", 0, 85800),
        ("t1", 1, DAY + 28800),
        ("n", 1, DAY + 85800),
    ]
    assert tuesday.arrival_s[:2].tolist() == [-600, 4200]  # 25:10 is 1:10
    # it arrives at 1:10, so from 1:11 on it is of no use; on Monday nothing ran the day before
    assert running(gtfs.on(MONDAY + dt.timedelta(1), from_s=4260, until_s=DAY - 1))[0][0] == "t1"
    assert running(gtfs.on(MONDAY, until_s=DAY - 1)) == [("t1", 0, 28800), ("n", 0, 85800)]


# --- headways


def test_headways_are_run_from_the_start_to_before_the_end(tmp_path):
    ways = [
        {"trip_id": "t1", "start_time": "6:00:00", "end_time": "6:30:00", "headway_secs": 600},
        {"trip_id": "t1", "start_time": "6:30:00", "end_time": "7:10:00", "headway_secs": 1500},
    ]
    gtfs = made(tmp_path, frequencies=[way | {"exact_times": 1} for way in ways])
    assert gtfs.problems.empty
    # 6:00, 6:10, 6:20; then 6:30 and 6:55; the trip's own 8:00 is no departure
    first = [run[2] for run in running(gtfs.on(MONDAY, until_s=DAY - 1))]
    assert first == [21600, 22200, 22800, 23400, 24900]
    table = gtfs.on(MONDAY, until_s=DAY - 1)
    assert (table.arrival_s[4:8] - 22200).tolist() == [0, 180, 360, 720]
    assert gtfs.days["n_trips"].max() == 5
    rough = read_gtfs(folder(tmp_path / "rough", feed(frequencies=ways)))
    assert rough.problems[["code", "severity", "n"]].to_numpy().tolist() == [
        ["headway_taken_as_exact", "notice", 2]
    ]
    assert [run[2] for run in running(rough.on(MONDAY, until_s=DAY - 1))] == first


# --- times between


def test_blank_times_follow_straight_lines(tmp_path):
    blank = calls("t1", ("a", "8:00:00"), ("b", ""), ("c", ""), ("d", "8:12:00"))
    gtfs = made(tmp_path, stop_times=blank)
    # 1, 1 and 2 parts of 12 minutes
    assert gtfs.on(MONDAY).arrival_s.tolist() == [28800, 28980, 29160, 29520]
    assert gtfs.problems[["code", "n"]].to_numpy().tolist() == [["times_interpolated", 2]]


def test_blank_times_follow_the_shape_where_all_calls_have_it(tmp_path):
    blank = calls("t1", ("a", "8:00:00"), ("b", ""), ("c", ""), ("d", "8:12:00"))
    for row, along in zip(blank, (0, 1, 9, 12), strict=True):
        row["shape_dist_traveled"] = along
    table = made(tmp_path, stop_times=blank).on(MONDAY)
    assert (table.arrival_s - 28800).tolist() == [0, 60, 540, 720]
    blank[1]["shape_dist_traveled"] = ""
    table = read_gtfs(folder(tmp_path / "gap", feed(stop_times=blank))).on(MONDAY)
    assert (table.arrival_s - 28800).tolist() == [0, 180, 360, 720]


def test_blank_times_without_any_way_between_are_spread_evenly(tmp_path):
    here = [{**stop, "stop_lat": 30} for stop in STOPS]
    blank = calls("t1", ("a", "8:00:00"), ("b", ""), ("c", ""), ("d", "8:12:00"))
    table = made(tmp_path, stops=here, stop_times=blank).on(MONDAY)
    assert (table.arrival_s - 28800).tolist() == [0, 240, 480, 720]


def test_rows_in_any_order_come_in_that_of_the_trip(tmp_path):
    table = made(tmp_path, stop_times=T1[::-1]).on(MONDAY)
    assert table.stop.tolist() == [0, 1, 2, 3]


def test_where_nobody_gets_on_or_off(tmp_path):
    rows = [dict(row) for row in T1]
    rows[0]["drop_off_type"], rows[1]["pickup_type"], rows[3]["pickup_type"] = 1, 2, 1
    gtfs = made(tmp_path, stop_times=rows)
    table = gtfs.on(MONDAY)
    assert table.board.tolist() == [True, True, True, False]
    assert table.alight.tolist() == [False, True, True, True]
    assert gtfs.problems[["code", "n"]].to_numpy().tolist() == [["on_request_only", 1]]


# --- vehicles that go on, transfers


def blocks(*, transfers=None):
    """t1 ends at d at 8:12; t2 leaves d at 8:12, t3 leaves c at 9:00, t4 leaves a at 8:05."""
    rows = T1 + calls("t2", ("d", "8:12:00"), ("c", "8:30:00"))
    rows += calls("t3", ("c", "9:00:00"), ("a", "9:10:00"))
    rows += calls("t4", ("a", "9:05:00"), ("b", "9:20:00"))
    trips = [trip(f"t{n}", block_id="k") for n in range(1, 5)]
    return feed(trips=trips, stop_times=rows, transfers=transfers)


def onward(table):
    names = table.trips.index
    return {name: names[on] for name, on in zip(names, table.onward, strict=True) if on >= 0}


def test_a_vehicle_goes_on_where_it_ended_if_time_does_not_go_back(tmp_path):
    gtfs = read_gtfs(folder(tmp_path / "f", blocks()))
    # t4 leaves a before t3 is there
    assert onward(gtfs.on(MONDAY, until_s=DAY - 1)) == {"t1": "t2", "t2": "t3"}


def test_seats_that_are_named_go_before_blocks(tmp_path):
    seats = [
        {"from_trip_id": "t1", "to_trip_id": "t2", "transfer_type": 5},
        {"from_trip_id": "t1", "to_trip_id": "t3", "transfer_type": 4},
        {"from_trip_id": "t3", "to_trip_id": "t1", "transfer_type": 4},
    ]
    gtfs = read_gtfs(folder(tmp_path / "f", blocks(transfers=seats)))
    assert onward(gtfs.on(MONDAY, until_s=DAY - 1)) == {"t1": "t3", "t2": "t3"}


def test_vehicles_go_on_within_each_service_day(tmp_path):
    gtfs = read_gtfs(folder(tmp_path / "f", blocks()))
    table = gtfs.on(MONDAY, until_s=2 * DAY)
    on = table.onward
    days = table.trips["day"].to_numpy()
    assert (on >= 0).sum() == 4
    assert (days[on[on >= 0]] == days[on >= 0]).all()


def test_transfers_of_a_station_are_those_of_its_platforms(tmp_path):
    station = {"stop_id": "S", "stop_name": "Hub", "stop_lat": 30, "stop_lon": 120}
    stops = [{**stop} for stop in STOPS] + [station | {"location_type": 1}]
    for stop in stops[:2]:
        stop["parent_station"] = "S"
    stops[1]["stop_name"] = ""
    moves = [
        {"from_stop_id": "S", "to_stop_id": "c", "transfer_type": 2, "min_transfer_time": 90},
        {"from_stop_id": "a", "to_stop_id": "c", "transfer_type": 3},
        {"from_stop_id": "d", "to_stop_id": "c", "transfer_type": 0, "min_transfer_time": 5},
    ]
    gtfs = made(tmp_path, stops=stops, transfers=moves)
    assert gtfs.problems.empty
    table = gtfs.on(MONDAY)
    assert table.stops.loc["b", "name"] == "Hub"
    found = table.transfers.fillna({"min_time_s": -1.0}).to_numpy().tolist()
    # the row of the platform itself goes before that of its station
    assert found == [[0, 2, -1.0, False], [1, 2, 90.0, True], [3, 2, -1.0, True]]


# --- several feeds


def test_feeds_with_the_same_ids_and_names_stay_apart(tmp_path):
    moves = [{"from_stop_id": "a", "to_stop_id": "b", "transfer_type": 0}]
    paths = [
        folder(tmp_path / "x" / "bus", feed()),
        zipped(tmp_path / "bus.zip", feed(transfers=moves)),
    ]
    gtfs = read_gtfs(paths)
    table = gtfs.on(MONDAY)
    assert [feed.name for feed in gtfs.feeds] == ["bus", "bus-2"]
    assert table.stops.index.tolist() == [f"{f}:{s}" for f in ("bus", "bus-2") for s in "abcd"]
    assert table.routes.index.tolist() == ["bus:1", "bus-2:1"]
    assert table.trips["route"].tolist() == [0, 1]
    assert table.stop.tolist() == list(range(8))
    assert table.transfers[["from_stop", "to_stop"]].to_numpy().tolist() == [[4, 5]]


def test_feeds_of_two_time_zones_are_told(tmp_path):
    tokyo = [{"agency_name": "B", "agency_url": "x", "agency_timezone": "Asia/Tokyo"}]
    paths = [zipped(tmp_path / "a.zip", feed()), zipped(tmp_path / "b.zip", feed(agency=tokyo))]
    problems = read_gtfs(paths).problems
    assert problems[["feed", "code"]].to_numpy().tolist() == [["b", "inconsistent_agency_timezone"]]


def test_only_stops_with_calls_and_routes_with_trips_are_there(tmp_path):
    short = calls("t1", ("a", "8:00:00"), ("d", "8:12:00"))
    routes = [{"route_id": r, "route_short_name": r, "route_type": 3} for r in ("0", "1")]
    gtfs = made(tmp_path, stop_times=short, routes=routes)
    assert gtfs.problems[["code", "n"]].to_numpy().tolist() == [["stop_without_stop_time", 2]]
    table = gtfs.on(MONDAY)
    assert table.stops.index.tolist() == ["a", "d"]
    assert table.stop.tolist() == [0, 1]
    assert table.routes.index.tolist() == ["1"]


def test_progress_names_each_feed(tmp_path):
    told = []
    paths = [zipped(tmp_path / f"{n}.zip", feed()) for n in "ab"]
    read_gtfs(paths, progress=lambda share, words: told.append((share, words)))
    assert told == [(0.0, "reading the timetable a"), (0.5, "reading the timetable b")]


@pytest.mark.skipif(not REAL.is_dir(), reason="Porto Alegre's feeds are not beside the repository")
def test_porto_alegre_runs_as_its_calendars_say():
    gtfs = read_gtfs([REAL / "poa_eptc.zip", REAL / "poa_trensurb.zip"])
    assert (gtfs.problems["severity"] == "notice").all()
    table = gtfs.on(dt.date(2019, 5, 13), until_s=DAY - 1)
    # counted by partridge 1.1.2
    assert (table.trips["day"] == 0).sum() == 2374 + 529
    assert table.n_calls == 130_019 + 6_347
    assert (np.diff(table.start) > 1).all()


def test_a_headway_counts_from_the_first_stop_though_it_was_set_aside(tmp_path):
    stops = [stop | ({"stop_lat": 0, "stop_lon": 0} if stop["stop_id"] == "a" else {})
             for stop in STOPS]  # fmt: skip
    way = {"trip_id": "t1", "start_time": "6:00:00", "end_time": "6:01:00", "headway_secs": 600}
    gtfs = made(tmp_path, stops=stops, frequencies=[way | {"exact_times": 1}])
    # The trip is at b three minutes after a, where nobody can say that it is.
    table = gtfs.on(MONDAY, until_s=DAY - 1)
    assert table.arrival_s.tolist() == [21780, 21960, 22320]


def test_headways_that_make_more_runs_than_any_city_has_are_refused(tmp_path):
    trips = [{"route_id": "1", "service_id": "w", "trip_id": f"t{at}"} for at in range(1, 15)]
    way = ("a", "8:00:00"), ("b", "8:03:00")
    times = [call for trip in trips for call in calls(trip["trip_id"], *way)]
    ways = [
        {"trip_id": trip["trip_id"], "start_time": "0:00:00"}
        | {"end_time": "24:00:00", "headway_secs": 1}
        for trip in trips
    ]
    gtfs = made(tmp_path, trips=trips, stop_times=times, frequencies=ways)
    with pytest.raises(InputError, match=r"more than 1,000,000.*'t1'.*headway_secs are seconds"):
        gtfs.on(MONDAY)
    assert gtfs.on(MONDAY, from_s=36000, until_s=36010).n_trips < 14 * 200
