"""Every problem of a feed: its code, its row, and what was done with what it was found in."""

import datetime as dt

import pytest

from gongfu.errors import InputError
from gongfu.io import gtfs_files
from gongfu.io.gtfs import read_gtfs
from gongfu.io.gtfs_problems import LISTED_MAX, SEVERITY
from tests.io.gtfs_maker import JANUARY, STOPS, T1, calls, feed, folder, trip, zipped

MONDAY = dt.date(2024, 1, 8)
T2 = calls("t2", ("a", "9:00:00"), ("b", "9:03:00"), ("c", "9:06:00"), ("d", "9:12:00"))
BOTH = [trip(), trip("t2")]
ROUTE = {"route_id": "1", "route_short_name": "1", "route_type": 3}
WAY = {"trip_id": "t2", "start_time": "6:00:00", "end_time": "7:00:00", "headway_secs": 600}
WAY |= {"exact_times": 1}
SEAT = {"from_trip_id": "t1", "to_trip_id": "t2", "transfer_type": 4}


def changed(rows, at, **fields):
    """The rows with some fields of one of them set; None takes a field out."""
    whole = [dict(row) for row in rows]
    whole[at] |= fields
    return whole


def with_t2(at, **fields):
    """Two trips; a call of the second, counted from 0, is changed.  Its rows are 6 to 9."""
    return {"trips": BOTH, "stop_times": T1 + changed(T2, at, **fields)}


def both(**files):
    return {"trips": BOTH, "stop_times": T1 + T2} | files


# (code, file, row, field), the files, the trips left and the calls left on a Monday
CASES = [
    # files and rows
    (("missing_required_file", "agency", 0, ""), {"agency": None}, 1, 4),
    (("empty_file", "transfers", 0, ""), {"transfers": ""}, 1, 4),
    (("csv_parsing_failed", "routes", 0, ""),
     {"routes": "route_id,route_type,route_type,route_short_name\n1,3,2,x\n"}, 1, 4),
    (("invalid_row_length", "routes", 3, ""),
     {"routes": "route_id,route_short_name,route_type\n1,1,3\n2,2\n3,3,3\n"}, 1, 4),
    (("missing_required_column", "transfers", 0, ""), None, 1, 4),
    (("missing_required_column", "frequencies", 0, "end_time"),
     {"frequencies": "trip_id,start_time,headway_secs\nt1,6:00:00,60\n"}, 1, 4),
    # stops
    (("missing_required_field", "stops", 6, "stop_id"),
     {"stops": [*STOPS, {**STOPS[0], "stop_id": ""}]}, 1, 4),
    (("duplicate_key", "stops", 6, "stop_id"), {"stops": [*STOPS, STOPS[0]]}, 1, 4),
    (("invalid_float", "stops", 3, "stop_lat"), {"stops": changed(STOPS, 1, stop_lat="x")}, 1, 3),
    (("number_out_of_range", "stops", 3, "stop_lon"),
     {"stops": changed(STOPS, 1, stop_lon=200)}, 1, 3),
    (("stop_without_location", "stops", 3, "stop_lat"),
     {"stops": changed(STOPS, 1, stop_lat="")}, 1, 3),
    (("point_near_origin", "stops", 3, "stop_lat"),
     {"stops": changed(STOPS, 1, stop_lat=0, stop_lon=0)}, 1, 3),
    (("point_near_pole", "stops", 3, "stop_lat"),
     {"stops": changed(STOPS, 1, stop_lat=-90)}, 1, 3),
    (("missing_stop_name", "stops", 2, "stop_name"),
     {"stops": changed(STOPS, 0, stop_name="")}, 1, 4),
    (("unexpected_enum_value", "stops", 2, "location_type"),
     {"stops": changed(STOPS, 0, location_type=9)}, 1, 4),
    (("foreign_key_violation", "stops", 2, "parent_station"),
     {"stops": changed(STOPS, 0, parent_station="Q")}, 1, 4),
    (("location_with_unexpected_stop_time", "stop_times", 2, "stop_id"),
     {"stops": changed(STOPS, 0, location_type=1)}, 1, 4),
    (("stop_without_stop_time", "stops", 0, "stop_id"), {"stop_times": T1[:3]}, 1, 3),
    # routes and trips
    (("route_both_short_and_long_name_missing", "routes", 2, "route_short_name"),
     {"routes": changed([ROUTE], 0, route_short_name="")}, 1, 4),
    (("unexpected_enum_value", "routes", 2, "route_type"),
     {"routes": changed([ROUTE], 0, route_type=8)}, 1, 4),
    (("duplicate_key", "trips", 3, "trip_id"), {"trips": [trip(), trip()]}, 1, 4),
    (("foreign_key_violation", "trips", 3, "route_id"),
     both(trips=[trip(), trip("t2", route_id="9")]), 1, 4),
    (("foreign_key_violation", "trips", 3, "service_id"),
     both(trips=[trip(), trip("t2", service_id="9")]), 1, 4),
    (("unused_trip", "trips", 3, "trip_id"), {"trips": BOTH}, 1, 4),
    (("unusable_trip", "trips", 3, "trip_id"), both(stop_times=T1 + T2[:1]), 1, 4),
    # calls
    (("foreign_key_violation", "stop_times", 6, "trip_id"), {"stop_times": T1 + T2}, 1, 4),
    (("foreign_key_violation", "stop_times", 7, "stop_id"), with_t2(1, stop_id="q"), 2, 7),
    (("missing_required_field", "stop_times", 7, "stop_id"), with_t2(1, stop_id=""), 2, 7),
    (("flexible_service_not_used", "stop_times", 0, ""),
     with_t2(1, stop_id="", location_id="zone"), 2, 7),
    (("invalid_integer", "stop_times", 7, "stop_sequence"), with_t2(1, stop_sequence="2x"), 2, 7),
    (("number_out_of_range", "stop_times", 7, "stop_sequence"),
     with_t2(1, stop_sequence=-2), 2, 7),
    (("missing_required_field", "stop_times", 7, "stop_sequence"),
     with_t2(1, stop_sequence=""), 2, 7),
    (("duplicate_key", "stop_times", 7, "stop_sequence"), with_t2(1, stop_sequence=1), 2, 7),
    (("invalid_time", "stop_times", 7, "arrival_time"),
     with_t2(1, arrival_time="9:60:00"), 2, 8),
    (("stop_time_with_only_arrival_or_departure_time", "stop_times", 7, "departure_time"),
     with_t2(1, departure_time=""), 2, 8),
    (("missing_trip_edge", "stop_times", 6, "arrival_time"),
     with_t2(0, arrival_time="", departure_time=""), 1, 4),
    (("start_and_end_range_out_of_order", "stop_times", 7, "departure_time"),
     with_t2(1, departure_time="9:02:59"), 1, 4),
    (("stop_time_with_arrival_before_previous_departure_time", "stop_times", 8, "arrival_time"),
     with_t2(2, arrival_time="9:02:00"), 1, 4),
    (("fast_travel_between_consecutive_stops", "stop_times", 7, "arrival_time"),
     with_t2(1, arrival_time="9:00:05"), 2, 8),
    (("times_interpolated", "stop_times", 0, ""),
     with_t2(1, arrival_time="", departure_time=""), 2, 8),
    (("on_request_only", "stop_times", 0, "pickup_type"), with_t2(1, pickup_type=3), 2, 8),
    (("unexpected_enum_value", "stop_times", 7, "pickup_type"), with_t2(1, pickup_type=7), 2, 8),
    (("decreasing_or_equal_stop_time_distance", "stop_times", 8, "shape_dist_traveled"),
     with_t2(1, shape_dist_traveled=5)
     | {"stop_times": T1 + [{**row, "shape_dist_traveled": along}
                            for row, along in zip(T2, (0, 5, 4, 6), strict=True)]}, 2, 8),
    # dates
    (("invalid_date", "calendar", 3, "start_date"),
     {"calendar": [JANUARY, {**JANUARY, "service_id": "v", "start_date": "20240230"}]}, 1, 4),
    (("missing_required_field", "calendar", 3, "end_date"),
     {"calendar": [JANUARY, {**JANUARY, "service_id": "v", "end_date": ""}]}, 1, 4),
    (("start_and_end_range_out_of_order", "calendar", 3, "end_date"),
     {"calendar": [JANUARY, {**JANUARY, "service_id": "v", "end_date": "20231231"}]}, 1, 4),
    (("unexpected_enum_value", "calendar", 2, "sunday"),
     {"calendar": [{**JANUARY, "sunday": 2}]}, 1, 4),
    (("unexpected_enum_value", "calendar_dates", 2, "exception_type"),
     {"calendar_dates": [{"service_id": "w", "date": "20240108", "exception_type": 3}]}, 1, 4),
    (("duplicate_key", "calendar_dates", 3, "date"),
     {"calendar_dates": [{"service_id": "w", "date": "20240108", "exception_type": kind}
                         for kind in (1, 2)]}, 1, 4),
    # headways and transfers
    (("overlapping_frequency", "frequencies", 3, "start_time"),
     both(frequencies=[WAY, {**WAY, "start_time": "6:50:00", "end_time": "8:00:00"}]), 7, 28),
    (("start_and_end_range_equal", "frequencies", 2, "end_time"),
     both(frequencies=[{**WAY, "end_time": "6:00:00"}]), 1, 4),
    (("start_and_end_range_out_of_order", "frequencies", 2, "end_time"),
     both(frequencies=[{**WAY, "end_time": "5:00:00"}]), 1, 4),
    (("number_out_of_range", "frequencies", 2, "headway_secs"),
     both(frequencies=[{**WAY, "headway_secs": 0}]), 1, 4),
    (("headway_taken_as_exact", "frequencies", 0, "exact_times"),
     both(frequencies=[{**WAY, "exact_times": 0}]), 7, 28),
    (("transfer_not_used", "transfers", 2, "from_trip_id"),
     both(transfers=[{"from_stop_id": "a", "to_stop_id": "b", "from_route_id": "1"}]), 2, 8),
    (("transfer_not_used", "transfers", 3, "to_trip_id"), both(transfers=[SEAT, SEAT]), 2, 8),
    (("missing_required_field", "transfers", 2, "min_transfer_time"),
     both(transfers=[{"from_stop_id": "a", "to_stop_id": "b", "transfer_type": 2}]), 2, 8),
    (("duplicate_key", "transfers", 3, "to_stop_id"),
     both(transfers=[{"from_stop_id": "a", "to_stop_id": "b"}] * 2), 2, 8),
]  # fmt: skip
CASES = [case for case in CASES if case[1] is not None]
ELSEWHERE = {
    "invalid_character",
    "invalid_input_files_in_subfolder",
    "inconsistent_agency_timezone",
    "missing_calendar_and_calendar_date_files",
}


@pytest.mark.parametrize(
    ("problem", "files", "n_trips", "n_calls"), CASES, ids=["-".join(map(str, c[0])) for c in CASES]
)
def test_a_problem_says_where_and_the_rest_is_used(tmp_path, problem, files, n_trips, n_calls):
    code, file, row, field = problem
    gtfs = read_gtfs(folder(tmp_path / "f", feed(**files)))
    found = gtfs.problems
    here = found[(found["code"] == code) & (found["field"] == field)]
    assert here[["file", "row"]].to_numpy().tolist()[0] == [f"{file}.txt", row]
    assert here["severity"].iloc[0] == SEVERITY[code]
    assert not here["said"].str.contains("nan|None").any()
    table = gtfs.on(MONDAY, until_s=86_399)
    assert (table.n_trips, table.n_calls) == (n_trips, n_calls)


def test_every_code_is_tested():
    assert {case[0][0] for case in CASES} | ELSEWHERE == set(SEVERITY)


def test_a_call_at_a_stop_set_aside_still_gives_the_trip_its_time(tmp_path):
    """The trip begins at 0, 0: it is first called at b, at b's own time."""
    stops = changed(STOPS, 0, stop_lat=0, stop_lon=0)
    gtfs = read_gtfs(folder(tmp_path / "f", feed(stops=stops)))
    table = gtfs.on(MONDAY)
    assert table.stops.index.tolist() == ["b", "c", "d"]
    assert table.departure_s.tolist() == [28980, 29160, 29520]
    assert gtfs.problems["code"].tolist() == ["point_near_origin"]


def test_many_rows_of_one_problem_are_counted_after_the_first(tmp_path):
    lost = [{**T1[0], "trip_id": "gone", "stop_sequence": n} for n in range(LISTED_MAX + 7)]
    found = read_gtfs(folder(tmp_path / "f", feed(stop_times=T1 + lost))).problems
    assert len(found) == LISTED_MAX + 1
    assert found["n"].sum() == LISTED_MAX + 7
    assert found.iloc[-1][["row", "n"]].tolist() == [LISTED_MAX + 6, 7]
    assert found["said"].iloc[-1] == "7 more rows like these, from here on"


@pytest.mark.parametrize("coding", ["gb18030", "cp1252"])
def test_in_another_encoding_one_odd_row_is_all_that_is_lost(tmp_path, capfd, coding):
    name = {"gb18030": "西湖路", "cp1252": "São João"}[coding]
    stops = "stop_id,stop_name,stop_lat,stop_lon\n"
    stops += "".join(f"{stop},{name},30.{at},120\n" for at, stop in enumerate("abcd"))
    rows = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    rows += f"t1,8:00:00,8:00:00,a,1\n{name},8:03:00\nt1,8:12:00,8:12:00,d,4\n"
    files = {
        "stops": (stops + f"x,{name}\n").encode(coding),
        "calendar_dates": f"service_id,date,exception_type\nw,20240102,2\n{name}\n".encode(coding),
        "stop_times": rows.encode(coding),
    }
    gtfs = read_gtfs(folder(tmp_path / "f", feed(**files)))
    odd = gtfs.problems[gtfs.problems["code"] == "invalid_row_length"]
    assert dict(zip(odd["file"], odd["row"], strict=True)) == {
        "stops.txt": 6, "calendar_dates.txt": 3, "stop_times.txt": 3
    }  # fmt: skip
    assert set(gtfs.on(dt.date(2024, 1, 1)).stops["name"]) == {name}
    assert gtfs.days.set_index("date")["n_trips"].loc[dt.date(2024, 1, 2)] == 0
    assert capfd.readouterr() == ("", "")


def test_rows_are_counted_past_blank_ones_and_those_set_aside(tmp_path):
    rows = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    rows += "t1,8:00:00,8:00:00,a,1\n\nt1,8:03:00\nt1,8:06:00,8:06:00,q,3\nt1,8:12:00,8:12:00,d,4\n"
    found = read_gtfs(folder(tmp_path / "f", feed(stop_times=rows))).problems
    found = found[found["code"] != "stop_without_stop_time"]
    assert found[["code", "row"]].to_numpy().tolist() == [
        ["invalid_row_length", 4],
        ["foreign_key_violation", 5],
    ]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"stop_times": None}, r"stop_times\.txt: it is not there"),
        ({"stops": None}, r"stops\.txt: it is not there"),
        ({"trips": "trip_id,route_id\nt1,1\n"}, r"trips\.txt: it has no column 'service_id'"),
        ({"calendar": None}, "neither calendar.txt nor calendar_dates.txt is there"),
        ({"calendar": [{**JANUARY, "end_date": "x"}]}, "row 2: end_date is 'x', no date such as"),
        ({"stop_times": T1[::-1][:1]}, "no service has a trip"),
        ({"stop_times": changed(T1, 1, arrival_time="7:00:00")}, "row 3: trip 't1' leaves|arrives"),
        ({"calendar": [{**JANUARY, "monday": 0, "tuesday": 0, "wednesday": 0, "thursday": 0,
                        "friday": 0}]}, "no service has a trip"),
    ],
)  # fmt: skip
def test_a_feed_of_which_nothing_is_left_says_why(tmp_path, files, said):
    with pytest.raises(InputError, match=rf"^f: nothing in it can be used.*({said})"):
        read_gtfs(folder(tmp_path / "f", feed(**files)))


def test_what_is_no_feed_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"gone\.zip: there is no such file or folder"):
        read_gtfs(tmp_path / "gone.zip")
    (tmp_path / "text.zip").write_text("stop_id")
    with pytest.raises(InputError, match=r"text\.zip: it is no sound zip"):
        read_gtfs(tmp_path / "text.zip")
    with pytest.raises(InputError, match=r"other\.zip: no file of a timetable feed .*'a\.pdf'"):
        read_gtfs(zipped(tmp_path / "other.zip", {"a.pdf": b"%PDF"}))
    with pytest.raises(InputError, match="no timetable feed is given"):
        read_gtfs([])


def test_bombs_and_damage_are_refused(tmp_path, monkeypatch):
    bomb = zipped(tmp_path / "bomb.zip", feed(shapes=b"0" * (8 << 20)))
    with pytest.raises(InputError, match=r"more than 200 times its size \('shapes\.txt'\)"):
        read_gtfs(bomb)
    path = zipped(tmp_path / "torn.zip", feed())
    content = bytearray(path.read_bytes())
    at = content.index(b"stop_times.txt") + 20
    content[at : at + 20] = b"\xff" * 20
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"torn\.zip: it is no sound zip"):
        read_gtfs(path)
    monkeypatch.setattr(gtfs_files, "UNPACKED_MAX", 100)
    with pytest.raises(InputError, match="it unpacks to 6 parts"):
        read_gtfs(zipped(tmp_path / "large.zip", feed()))
