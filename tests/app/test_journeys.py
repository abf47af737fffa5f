"""One journey leg by leg, and the times of its window, by hand and against the measures."""

import dataclasses

import numpy as np
import pytest

from gongfu.app.answer import as_json, as_text
from gongfu.app.journeys import journey, point_of
from gongfu.errors import InputError, NotFoundError
from gongfu.model.zone import Layer
from tests.riding_world import bus, by_bus
from tests.small_zone import network, small_zone


@pytest.fixture(scope="module")
def zone():
    return small_zone()


@pytest.fixture(scope="module")
def feed(tmp_path_factory):
    return bus(tmp_path_factory.mktemp("bus") / "bus")


def test_a_journey_by_hand(zone, feed):
    # 250 s to West Gate, there a minute before the bus of 8:20; the one of 8:00 is gone.
    answer = journey(zone, by_bus(feed), "h2", "东小学")
    english = [said["en"] for said in answer.sentences]
    assert english == [
        "From 村2 to 东小学, free to leave at 08:00 on 2024-01-08: 23 minutes, there at 08:23, "
        "without a transfer.",
        "08:14:50: walk 4.2 minutes to West Gate, there at 08:19.",
        "08:20: bus 1 towards East from West Gate; 1 stop; East Gate at 08:23.",
        # The wait, the walk and the ride take 9 to 28 minutes, on foot 25 do.
        "Leaving at every minute between 08:00 and 09:00: percentile 5: 9 minutes, percentile 50: "
        "18 minutes, percentile 95: 25 minutes; 100.0% of them arrive within 120 minutes; on foot "
        "all the way 25 minutes.",
        "Looked for in bus: at most 3 transfers; at most 20 minutes on foot to the first stop, and "
        "as long from the last.",
    ]
    chinese = [said["zh"] for said in answer.sentences]
    assert chinese[1:3] == [
        "08:14:50步行4.2分钟，08:19到West Gate。",
        "08:20在West Gate乘公共汽车1(往East)，坐1站，08:23到East Gate。",
    ]

    told = as_json(answer)
    legs = [(leg["by"], leg["start"], leg["end"], leg["leave_s"], leg["arrive_s"])
            for leg in told["rows"]]  # fmt: skip
    assert legs == [
        ("walk", "村2", "West Gate", 29_690.0, 29_940.0),
        ("bus", "West Gate", "East Gate", 30_000.0, 30_180.0),
        ("walk", "East Gate", "东小学", 30_180.0, 30_180.0),
    ]
    (window,) = told["summary"]
    assert window == {
        "time_p5_s": 540.0, "time_p50_s": 1_080.0, "time_p95_s": 1_500.0,
        "share_reached": 1.0, "time_walk_s": 1_500.0,
    }  # fmt: skip
    assert told["question"]["ride"]["day"] == "2024-01-08"
    assert "minutes_walk" in as_text(answer)["summary"][0]


def test_a_journey_that_is_too_long_and_one_percentile(zone, feed):
    # At 8:00 it takes 23 minutes; 9 to 20 minutes do at 36 of the 60 moments.
    answer = journey(zone, by_bus(feed, percentile=10.0), "h2", "s2", limit_s=1_200.0)
    assert answer.table.empty
    english = [said["en"] for said in answer.sentences]
    assert english[0].endswith("one does not arrive within 20 minutes.")
    assert english[1] == (
        "Leaving at every minute between 08:00 and 09:00: percentile 10: 10 minutes; 60.0% of them "
        "arrive within 20 minutes; on foot all the way more than 20 minutes."
    )
    never = journey(zone, by_bus(feed), "h2", "s2", limit_s=60.0)
    assert "one does not arrive within 1 minutes, nor on foot" in never.sentences[1]["en"]
    assert as_json(never)["summary"][0]["time_p50_s"] is None


@pytest.mark.parametrize("home", ["h0", "h2", "h4", "h3"])
def test_the_journey_is_what_the_window_counts(zone, feed, home):
    lon, lat = zone.communities.loc[home, ["lon", "lat"]]
    start = f"{lon},{lat}" if home == "h3" else home
    for minute in (0, 7, 19, 20, 33):
        by = by_bus(feed, depart_s=28_800.0 + 60.0 * minute, window_s=60.0)
        answer = journey(zone, by, start, "s2")
        taken_s = answer.table["arrive_s"].iloc[-1] - by.depart_s
        assert taken_s == pytest.approx(answer.summary["time_p50_s"].iloc[0], abs=1e-6)


def test_on_foot_all_the_way_and_past_midnight(zone, feed):
    with pytest.warns(UserWarning, match="on 2024-01-08, but from 07:00 to 10:00; leave at"):
        walked = journey(zone, by_bus(feed, depart_s=86_000.0), "h5", "s2")
    assert walked.sentences[0]["en"].endswith(
        "free to leave at 23:53:20 on 2024-01-08: 16.7 minutes, there at 00:10 the next day, on "
        "foot all the way."
    )
    assert "次日00:10到达，全程步行" in walked.sentences[0]["zh"]
    assert walked.table["by"].tolist() == ["walk"]


def test_after_midnight_the_date_is_that_of_the_calendar(zone, feed):
    with pytest.warns(UserWarning, match="from 07:00 to 10:00"):
        walked = journey(zone, by_bus(feed, depart_s=90_000.0), "h5", "s2")
    first, leg, window, *_ = walked.sentences
    assert (
        "free to leave at 01:00 on 2024-01-09: 16.7 minutes, there at 01:16:40, on" in first["en"]
    )
    assert "2024-01-09当天01:00起" in first["zh"]
    assert leg["en"].startswith("01:00: walk")
    assert window["en"].startswith("Leaving at every minute between 01:00 and 02:00: ")


def test_streets_that_are_simulated_are_told(zone, feed):
    layers = zone.layers | {"network": Layer("simulated", "made up")}
    answer = journey(small_zone(layers=layers), by_bus(feed), "h1", "s2")
    assert answer.simulated == ("network",)
    assert "imulated" in answer.sentences[0]["en"]
    assert set(answer.table["standing"]) == {"simulated"}


def test_points_are_found_by_id_name_and_degrees(zone):
    assert point_of(zone, "s1").index.tolist() == ["s1"]
    assert point_of(zone, " 西小学").index.tolist() == ["s1"]
    assert point_of(zone, "120.5, 30.25")[["lon", "lat"]].to_numpy().tolist() == [[120.5, 30.25]]
    twice = zone.facilities.assign(name=["小学", "小学", "", "站"])
    with pytest.raises(InputError, match="2 points are called '小学': s1, s2; name one by its id"):
        point_of(dataclasses.replace(zone, facilities=twice), "小学")
    for nobody in ("nowhere", "", "1,2,3"):
        with pytest.raises(NotFoundError, match="no community or facility"):
            point_of(zone, nobody)
    for wrong in ("30.25,120.5", "200,0", "nan,nan"):
        with pytest.raises(InputError, match="no longitude and latitude in degrees"):
            point_of(zone, wrong)


def test_a_place_off_the_streets_is_told(zone, feed):
    with pytest.raises(InputError, match="destination is off the streets"):
        journey(zone, by_bus(feed), "h1", "0.0,0.0")


def test_the_zone_and_its_rows_are_untouched(zone, feed):
    before = zone.facilities.copy(), zone.communities.copy()
    journey(zone, by_bus(feed), "h1", "s2")
    assert zone.facilities.equals(before[0])
    assert zone.communities.equals(before[1])
    assert not np.isin("kind", zone.communities.columns)


def test_by_bicycle_to_the_stop(feed):
    # Four times as fast as on foot: h2 is at West Gate in 62.5 s, all the way takes 375 s.
    walk_s = network().time_s["walk"]
    wheels = small_zone(network=network(time_s={"walk": walk_s, "cycle": walk_s / 4}))
    answer = journey(wheels, by_bus(feed, max_cycle_s=100.0, depart_s=28_860.0), "h2", "s2")
    assert answer.table["by"].tolist() == ["cycle"]
    assert answer.sentences[0]["en"].endswith("by bicycle all the way.")
    # Free to leave at 8:17, the bus of 8:20 takes 360 s with the wait for it.
    answer = journey(wheels, by_bus(feed, max_cycle_s=100.0, depart_s=29_820.0), "h2", "s2")
    assert answer.table["by"].tolist() == ["cycle", "bus", "walk"]
    assert answer.table["arrive_s"].iloc[-1] == 30_180
    english = [said["en"] for said in answer.sentences]
    assert english[1] == "08:17:58: cycle 1.0 minutes to West Gate, there at 08:19."
    assert "or 1.7 by bicycle, to the first stop" in english[-1]
