"""Questions by public transport: every number against the measure itself or a count by hand."""

import dataclasses

import numpy as np
import pytest

from gongfu.app import reach, reach_ground, reach_people, reach_places
from gongfu.app.answer import as_json
from gongfu.app.question import Question
from gongfu.app.reach_change import Change, what_if
from gongfu.app.reach_ground import Around
from gongfu.errors import InputError
from gongfu.io.gtfs import read_gtfs
from gongfu.measure.reach import time_to_nearest
from gongfu.measure.streets import prepare_streets
from gongfu.measure.times import count_within
from gongfu.measure.transit import prepare_transit
from tests.riding_world import DAY, bus, by_bus, question
from tests.small_zone import by_home, small_zone


@pytest.fixture(scope="module")
def zone():
    return small_zone()


@pytest.fixture(scope="module")
def feed(tmp_path_factory):
    return bus(tmp_path_factory.mktemp("bus") / "bus")


def test_two_schools_by_bus_by_hand(zone, feed):
    # h1 waits 1 to 20 minutes and rides 3: 4 to 23 minutes, each for 3 of the 60 moments, so that
    # the 30th shortest is 13 minutes.  h0 and h2 walk 250 s there and so wait 6 to 25 minutes from
    # leaving: 18 minutes.  h3 walks 750 s and 1,000 s, h5 1,000 s to the one and would then ride
    # nowhere, h4 walks 1,250 s and needs 25 to 44 minutes: 30 or less at 18 of the 60 moments.
    answer = reach.enough(zone, question(feed), n=2)
    assert by_home(answer, "time_s") == {
        "h0": 1_080, "h1": 780, "h2": 1_080, "h3": 1_000, "h4": np.inf, "h5": np.inf,
    }  # fmt: skip

    longest = reach.enough(zone, question(feed, percentile=95.0), n=2)
    assert by_home(longest, "time_s")["h1"] == 1_320  # the 57th: 22 minutes
    shortest = reach.enough(zone, question(feed, percentile=0.0), n=2)
    assert by_home(shortest, "time_s")["h1"] == 240


def test_the_answer_says_when_and_how_people_ride(zone, feed):
    answer = reach.enough(zone, question(feed), n=2)
    english, chinese = (answer.sentences[1][language] for language in ("en", "zh"))
    assert answer.sentences[0]["en"] == (
        "200 people do not reach 2 facilities of the kind “school” within 30 minutes by public "
        "transport; 83.3% of residents do."
    )
    assert english == (
        "By public transport (bus), leaving at every minute between 08:00 and 09:00 on 2024-01-08: "
        "the median of the times from door to door, walks and waits included; at most 3 transfers; "
        "at most 20 minutes on foot to the first stop, and as long from the last."
    )
    assert "2024-01-08当天08:00至09:00" in chinese
    assert "中位数" in chinese

    told = as_json(answer)["question"]
    assert (told["mode"], told["ride"]["feeds"], told["ride"]["day"]) == (
        "transit", ["bus"], "2024-01-08",
    )  # fmt: skip

    late = question(feed, depart_s=23.5 * 3600, percentile=95.0, max_transfers=0, max_walk_s=90.0)
    late = dataclasses.replace(late, walker="elderly")
    with pytest.warns(UserWarning, match="bus: no vehicle leaves a stop between 23:30 and 00:30 "):
        said = reach.nearest(zone, late).sentences[1]
    assert "between 23:30 and 00:30 the next day on" in said["en"]
    assert "percentile 95 of" in said["en"]
    assert "no transfers; at most 1.5 minutes on foot at an older person’s pace" in said["en"]
    assert "23:30至次日00:30" in said["zh"]
    night = question(feed, depart_s=28 * 3600.0)
    with pytest.warns(UserWarning, match="bus: no vehicle leaves"):
        said = reach.nearest(zone, night).sentences[1]
    assert "between 04:00 and 05:00 on 2024-01-09" in said["en"]
    assert "2024-01-09当天04:00至05:00" in said["zh"]


def test_every_question_is_the_table_of_the_measure(zone, feed):
    transit = prepare_transit(prepare_streets(zone.network), read_gtfs(feed).on(DAY))
    travel = {"mode": "transit", "limit_s": 1_800.0}
    asked = question(feed)

    near = reach.nearest(zone, asked).table
    kinds = {"kinds": ("school",), "kinds_in_source": ("school",)}
    table = time_to_nearest(zone.communities, zone.facilities, transit, **travel, **kinds)
    assert near["time_s"].tolist() == table["time_s"].tolist()

    schools = zone.facilities[zone.facilities["kind"] == "school"]
    counted = count_within(zone.communities, schools, transit, **travel)
    assert reach.count(zone, asked).table["n_within"].tolist() == counted["n_within"].tolist()
    assert counted["n_within"].tolist() == [2, 2, 2, 2, 1, 1]
    pairs = reach.times(zone, asked).table
    assert len(pairs) == 10
    assert pairs["time_s"].max() == 1_250

    # Capacities of 30 and 60; the 1,050 that are not h5 reach s1, all but h4 and h5 s2, and h5 s2.
    supply = by_home(reach.supply(zone, asked), "places_per_thousand")
    assert supply["h4"] == pytest.approx(30 / 1.05)
    assert supply["h5"] == pytest.approx(60 / 1.15)
    reached = by_home(reach.opportunities(zone, asked), "capacity")
    assert (reached["h0"], reached["h4"]) == (90, 30)

    left = reach_people.left_out(zone, question(feed, minutes=10))
    assert set(left.table["community_id"]) == {"h3", "h4", "h5"}
    shares = reach_people.groups(zone, asked).table
    assert shares.loc[shares["group"] == "all", "share"].tolist() == [1.0]
    drawn = reach_places.visits(zone, asked).table
    assert drawn["visitors"].sum() == pytest.approx(1_200)


def test_ground_by_bus_is_left_from_the_points(zone, feed):
    around = Around(communities=("h1",))
    asked = dataclasses.replace(question(feed), kinds=())
    answer = reach_ground.isochrones(zone, asked, around=around, minutes=(15, 29, 30))
    # Of h1, h5 is 780 s by bus and 1,000 s on foot away: 1,780 s, between 29 and 30 minutes.
    assert answer.table["residents"].tolist() == [600, 1_050, 1_200]
    schools = reach_ground.isochrones(zone, question(feed), minutes=(15,))
    assert schools.settings["direction"] == "from"
    east = schools.table.set_index("id").loc["s2"]
    assert east["residents"] == 400  # h3 at 750 s; nobody rides westwards
    with pytest.raises(InputError, match="pass direction='from'"):
        reach_ground.isochrones(zone, question(feed), direction="to")


def test_from_the_schools_people_leave_there(zone, feed):
    # Nobody rides westwards; from s1 h5 is 780 s by bus and 1,000 s on foot away.
    asked = dataclasses.replace(question(feed), direction="from")
    answer = reach.enough(zone, asked, n=2)
    assert by_home(answer, "time_s") == {
        "h0": np.inf, "h1": 1_750, "h2": 1_500, "h3": 1_000, "h4": np.inf, "h5": 1_780,
    }  # fmt: skip
    assert "(bus), leaving the facilities at every minute" in answer.sentences[1]["en"]
    assert "之间每分钟从设施出发" in answer.sentences[1]["zh"]


def test_the_time_of_who_walks_all_the_way_is_as_on_foot(zone, feed):
    walking = reach.nearest(zone, Question(kinds=("school",), minutes=30))
    riding = reach.nearest(zone, question(feed))
    assert by_home(riding, "time_s") == by_home(walking, "time_s")  # the bus leads away from s1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ride": None}, "needs a timetable and a day: --timetable, --date"),
        ({"mode": "walk"}, "a timetable is given, but the mode is 'walk'"),
        ({"mode": "bus"}, "must be one of walk, cycle, drive, transit"),
    ],
)
def test_a_mode_without_its_timetable_and_the_reverse(zone, feed, changes, message):
    with pytest.raises(InputError, match=message):
        reach.nearest(zone, dataclasses.replace(question(feed), **changes))


def test_questions_that_know_streets_alone_say_so(zone, feed):
    for ask in (
        lambda: reach_ground.areas(zone, question(feed)),
        lambda: what_if(zone, question(feed), Change(remove=("s1",))),
    ):
        with pytest.raises(InputError, match="not answered by public transport"):
            ask()


def test_a_day_that_the_feed_does_not_hold(zone, feed):
    ride = dataclasses.replace(by_bus(feed), day=DAY.replace(year=2025))
    asked = dataclasses.replace(question(feed), ride=ride)
    with pytest.raises(InputError, match="bus covers 2024-01-01 to 2024-01-31"):
        reach.nearest(zone, asked)
