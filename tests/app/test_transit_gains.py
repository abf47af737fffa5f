"""Who gains by public transport over walking, by hand; the table is that of the measure."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from gongfu.app.answer import as_text
from gongfu.app.transit_gains import times
from gongfu.errors import InputError
from gongfu.io.gtfs import read_gtfs
from gongfu.measure.streets import prepare_streets
from gongfu.measure.transit import prepare_transit
from gongfu.measure.transit_times import transit_times
from tests import worlds
from tests.riding_world import DAY, bus, question
from tests.small_zone import N_EAST, N_NORTH, network, small_zone


@pytest.fixture(scope="module")
def feed(tmp_path_factory):
    return bus(tmp_path_factory.mktemp("bus") / "bus")


def one_school(**changes):
    """The small zone with the school of the east alone."""
    zone = small_zone(**changes)
    return dataclasses.replace(zone, facilities=zone.facilities.drop("s1"))


def test_who_gains_by_hand(feed):
    # To s2 within 30 minutes: h0 1,080 s by bus, on foot 2,000 s and so not; h1 780 s and 1,750 s;
    # h2 1,080 s and 1,500 s; h3 and h5 walk; h4 takes 34 minutes.
    answer = times(one_school(), question(feed))
    (row,) = answer.summary.to_dict("records")
    assert row["residents"] == 1_200
    assert row["residents_reached"] == 1_150
    assert row["residents_gain"] == 600
    assert row["residents_by_transit_alone"] == 100
    assert row["share_gain"] == 0.5
    # Of the other 500, 200 gain 970 s and 300 gain 420 s.
    assert row["median_gain_s"] == 420
    assert (row["residents_not_judged"], row["off_network"]) == (0, 0)
    assert [said["en"] for said in answer.sentences[:1]] == [
        "600 people, or 50.0% of residents, reach a school within 30 minutes sooner by public "
        "transport than on foot; these include 100 people who do not reach one on foot in that "
        "time."
    ]
    assert "at every minute between 08:00 and 09:00" in answer.sentences[1]["en"]
    assert answer.sentences[2]["en"] == "Half of the others gain 7 minutes or more."
    assert "其中100人步行在此时限内不可达" in answer.sentences[0]["zh"]
    assert as_text(answer)["summary"][0]["median_minutes_gain"] == 7


def test_whoever_cannot_be_judged_stays_among_residents(feed):
    ends = np.zeros(N_EAST * N_NORTH, bool)
    ends[N_EAST * (N_NORTH - 1)] = True  # where h4 lives, who reaches no school
    zone = one_school(network=network(exit=ends))
    far = worlds.points([(0, 9_000)], ["h6"], place=["901011"], name=["村6"], residents=[300.0],
                        residents_children=[0.0], urban=[False])  # fmt: skip
    zone = dataclasses.replace(zone, communities=pd.concat([zone.communities, far]))
    with pytest.warns(UserWarning, match="communities: row 7 of 7 off the network"):
        answer = times(zone, question(feed))
    (row,) = answer.summary.to_dict("records")
    assert (row["communities"], row["off_network"]) == (7, 1)
    assert (row["residents"], row["residents_not_judged"]) == (1_500, 350)
    assert row["residents_gain"] == 600
    assert row["share_gain"] == 600 / 1_150
    said = [one["en"] for one in answer.sentences]
    assert "of the residents who can be judged" in said[0]
    assert any(one.startswith("For 350 people it cannot be judged") for one in said)
    assert "1 of 7 communities cannot be judged, because no street is near." in said


def test_nobody_gains_where_all_can_walk(feed):
    answer = times(small_zone(), question(feed, minutes=10, max_walk_s=1.0))
    assert answer.sentences[0]["en"] == (
        "Nobody reaches a school within 10 minutes sooner by public transport than on foot."
    )
    assert np.isnan(answer.summary["median_gain_s"].iloc[0])


def test_the_table_is_that_of_the_measure_and_a_place_cuts_it(feed):
    zone = small_zone()
    transit = prepare_transit(prepare_streets(zone.network), read_gtfs(feed).on(DAY))
    schools = zone.facilities[zone.facilities["kind"] == "school"]
    expected = transit_times(zone.communities, schools, transit, limit_s=1_800.0)
    found = times(zone, question(feed)).table
    for column in expected.columns:
        assert found[column].astype(object).tolist() == expected[column].astype(object).tolist()

    east = times(zone, dataclasses.replace(question(feed), place="东县"))
    assert set(east.table["community_id"]) == {"h3", "h5"}
    assert east.summary["residents"].tolist() == [550]

    one = times(zone, question(feed, percentile=95.0))
    assert [name for name in one.table if name.startswith("time_p")] == ["time_p95_s"]


def test_a_question_without_a_timetable(feed):
    asked = dataclasses.replace(question(feed), mode="walk", ride=None)
    with pytest.raises(InputError, match="say when and how people ride"):
        times(small_zone(), asked)


def test_whoever_cycles_is_told_so(feed):
    walk_s = network().time_s["walk"]
    wheels = one_school(network=network(time_s={"walk": walk_s, "cycle": walk_s / 4}))
    answer = times(wheels, question(feed, max_cycle_s=60.0))
    # Everybody cycles to s2, 750 m to 3,000 m, four times as fast as on foot, before the bus.
    assert answer.table["time_p50_s"].tolist() == [500.0, 437.5, 375.0, 187.5, 750.0, 250.0]
    said = [one["en"] for one in answer.sentences]
    assert "sooner by bicycle or public transport than on foot" in said[0]
    assert said[1].startswith("By bicycle or public transport (bus), leaving")
    assert "骑行或乘公共交通比步行更快" in answer.sentences[0]["zh"]
