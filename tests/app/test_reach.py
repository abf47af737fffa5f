"""Questions to the circle: every number against the measure itself or a count by hand."""

import numpy as np
import pytest
import shapely

from gongfu.app import reach, reach_ground, reach_people, reach_places
from gongfu.app.answer import as_json, as_text
from gongfu.app.question import Question
from gongfu.app.reach_change import Change, what_if
from gongfu.app.reach_ground import Around
from gongfu.errors import InputError, NotFoundError
from gongfu.measure import supply, times
from gongfu.measure.decay import gaussian, step
from gongfu.measure.reach import time_to_nearest
from gongfu.measure.visits import huff_visits
from tests import worlds
from tests.small_zone import MIDDLE_M, by_home, small_zone

SCHOOLS = Question(kinds=("school",))
TOTAL = 1_200.0


@pytest.fixture(scope="module")
def zone():
    return small_zone()


def test_the_nearest_school_by_hand(zone):
    answer = reach.nearest(zone, SCHOOLS)

    # One metre a second; 600 s reach from (250, 0) and (2000, 0) along the grid.
    far = np.inf
    expected = {"h0": 250, "h1": 0, "h2": 250, "h3": far, "h4": far, "h5": far}
    assert by_home(answer, "time_s") == expected
    assert by_home(answer, "facility_name")["h0"] == "西小学"
    (row,) = answer.summary.to_dict("records")
    assert (row["reached"], row["out_of_reach"], row["residents_reached"]) == (3, 3, 600.0)
    assert row["share_of_residents"] == 0.5
    assert row["median_time_s"] == 250.0  # 600 of 1,200 within 250 s
    english = answer.sentences[0]["en"]
    assert english == (
        "600 people do not reach a school within 10 minutes on foot; 50.0% of residents do."
    )
    assert "600人步行10分钟内不可达学校" in answer.sentences[0]["zh"]
    assert answer.sentences[1]["en"] == "Half of residents have a school within 4.2 minutes."


def test_every_kind_is_the_table_of_the_measure(zone):
    answer = reach.nearest(zone, Question(minutes=20), k=2)

    kinds = ("school", "clinic")  # hospitals are in no source
    table = time_to_nearest(
        zone.communities,
        zone.facilities,
        zone.network,
        k=2,
        limit_s=1200.0,
        kinds=kinds,
        kinds_in_source=kinds,
    )
    for column in ("community_id", "kind", "rank", "time_s", "facility_id", "state"):
        assert answer.table[column].astype(object).equals(table[column].astype(object)), column
    assert answer.sentences[-1]["en"] == "Not in the source, so not judged: hospital."
    standing = answer.table.groupby("kind", observed=True)["standing"].unique()
    assert (list(standing["school"]), list(standing["clinic"])) == (["computed"], ["simulated"])
    assert answer.simulated == ("facilities",)
    assert "clinic" in answer.simulated_words["en"]


def test_a_place_cuts_the_answer_and_not_the_measure(zone):
    whole = reach.nearest(zone, Question(kinds=("school",), minutes=30))
    east = reach.nearest(zone, Question(kinds=("school",), minutes=30, place="东县"))

    assert list(east.table["community_id"]) == ["h3", "h5"]
    # h3 at 1,250 m is nearer to the school of the east (750 m) than to that of the west (1,000 m).
    assert by_home(east, "time_s") == {"h3": 750.0, "h5": 1000.0}
    assert {k: by_home(whole, "time_s")[k] for k in ("h3", "h5")} == by_home(east, "time_s")
    assert east.sentences[0]["en"].startswith("In East County: ")
    assert set(east.table["place_name"]) == {"东县城关镇"}
    assert set(east.table["place_name_en"]) == {"Chengguan, East County"}


def test_counts_and_sums_are_those_of_the_measures(zone):
    asked = {"limit_s": 1200.0}
    schools = zone.facilities[zone.facilities["kind"] == "school"]
    found = times.count_within(zone.communities, schools, zone.network, **asked)
    answer = reach.count(zone, Question(kinds=("school",), minutes=20))
    assert answer.table["n_within"].to_list() == found["n_within"].to_list()
    # h3 reaches both: 1,000 s and 750 s.
    assert by_home(answer, "n_within")["h3"] == 2

    found = times.opportunities_within(
        zone.communities, schools, zone.network, decay=gaussian(1200.0)
    )
    answer = reach.opportunities(zone, SCHOOLS, decay="gaussian:1200")
    assert answer.settings["limit_s"] == 1200.0
    assert answer.table["capacity"].to_list() == found["capacity"].to_list()
    assert (
        reach.opportunities(zone, Question(kinds=("school",), minutes=20), decay="gaussian")
        .table["capacity"]
        .to_list()
        == found["capacity"].to_list()
    )

    found = times.dual_access(
        zone.communities, schools, zone.network, n=80, value="capacity", limit_s=1800.0
    )
    answer = reach.enough(zone, Question(kinds=("school",), minutes=30), n=80, value="capacity")
    assert answer.table["time_s"].to_list() == found["time_s"].to_list()
    assert by_home(answer, "time_s")["h3"] == 1000.0  # 60 places at 750 s, 90 at 1,000 s

    found = times.travel_times(zone.communities, schools, zone.network, **asked)
    answer = reach.times(zone, Question(kinds=("school",), minutes=20))
    for column in ("community_id", "facility_id", "time_s"):
        assert answer.table[column].astype(object).equals(found[column].astype(object)), column


@pytest.mark.parametrize("method", reach.METHODS)
def test_supply_is_that_of_the_measure(zone, method):
    schools = zone.facilities[zone.facilities["kind"] == "school"]
    pairs = times.travel_times(zone.communities, schools, zone.network, limit_s=1200.0)
    decay = step(1200.0) if method == "2sfca" else gaussian(1200.0)
    found = reach.METHODS[method](zone.communities, schools, pairs, decay=decay)

    answer = reach.supply(zone, Question(kinds=("school",), minutes=20), method=method)

    places = answer.table["places_per_thousand"].to_numpy()
    np.testing.assert_allclose(places, 1000.0 * found["places_per_head"])
    if method == "2sfca":
        # 30 places among h0 to h3 (1,000 residents; h4 is 1,250 s away), 60 among h3 and h5.
        assert by_home(answer, "places_per_thousand")["h0"] == pytest.approx(30.0)
        both = 1000.0 * (30 / 1000 + 60 / 550)
        assert by_home(answer, "places_per_thousand")["h3"] == pytest.approx(both)
        assert answer.summary["mean_places_per_thousand"].iloc[0] == pytest.approx(
            1000.0 * 90 / TOTAL
        )
    assert set(supply.__all__) >= {reach.METHODS[method].__name__}


@pytest.mark.parametrize("if_missing", [None, 1.0])
@pytest.mark.parametrize("value", ["lon", "lat"])
def test_degrees_are_not_added_up(zone, value, if_missing):
    asked = Question(kinds=("school",), minutes=30, if_missing=if_missing)
    for ask in (
        lambda: reach.opportunities(zone, asked, value=value),
        lambda: reach.enough(zone, asked, n=3, value=value),
        lambda: reach_places.visits(zone, asked, attraction=value),
    ):
        with pytest.raises(InputError, match=f"'{value}' says where they are.* numbers are capac"):
            ask()


def test_capacity_that_is_missing_is_said_or_assumed(zone):
    with pytest.raises(InputError, match=r"'capacity' is not known in row 1 of the 1 of clinic"):
        reach.supply(zone, Question(kinds=("clinic",)))
    assumed = reach.supply(zone, Question(kinds=("clinic",), if_missing=10, minutes=20))
    assert "Assumed: capacity is not known of every facility, and 10 was taken for 1 of them." in [
        words["en"] for words in assumed.sentences
    ]
    some = reach.supply(zone, Question(minutes=20))
    assert set(some.table["kind"]) == {"school"}
    assert "Left out, because capacity is not known" in some.sentences[-1]["en"]


def test_who_is_left_out(zone):
    answer = reach_people.left_out(zone, Question())

    # Schools within 600 s: h0, h1, h2.  The clinic at (500, 250): h0 750 s, h1 500 s, h2 250 s.
    lacking = dict(zip(answer.table["community_id"], answer.table["out_of_reach"], strict=True))
    assert lacking == {
        "h0": "clinic",
        "h3": "school, clinic",
        "h4": "school, clinic",
        "h5": "school, clinic",
    }
    assert list(answer.table["community_id"]) == ["h3", "h5", "h0", "h4"]
    counties = answer.summary.set_index("place")
    assert counties.loc["90102", ["left_out", "residents_left_out"]].to_list() == [2, 550.0]
    assert counties.loc["90101", ["left_out", "residents_left_out"]].to_list() == [2, 150.0]
    assert answer.sentences[0]["en"] == (
        "Simulated: 4 of 6 communities, where 700 people live, lack at least one of 2 kinds within "
        "10 minutes on foot; most of them lack clinic (700 people)."
    )
    kinds = reach_people.left_out(zone, Question(), sort="kinds").table["n_out_of_reach"]
    assert kinds.is_monotonic_decreasing
    by_place = reach_people.left_out(zone, Question(), sort="place", by="township")
    assert list(by_place.table["community_id"]) == ["h0", "h4", "h3", "h5"]
    assert list(by_place.summary["place"]) == ["901021", "901011"]


def test_groups_by_town_age_and_income(zone):
    answer = reach_people.groups(zone, SCHOOLS)

    share = answer.table.set_index(["grouping", "group"])["share"]
    assert share["area", "urban"] == 1.0
    assert share["area", "rural"] == 0.0
    assert share["residents", "children"] == 60 / 195
    # 650 residents in the poorer county, 550 in the richer one: the middles are at 0.27 and 0.77.
    assert share["income_fifth", "2"] == 600 / 650
    assert share["income_fifth", "4"] == 0.0
    (index,) = answer.summary.to_dict("records")
    assert index["gini"] == pytest.approx(0.5)  # half have one school, half none
    # All with the poorer: of 650 ranked first, 600 hold everything.
    assert index["concentration_index"] == pytest.approx(650 / 1200 - 1)
    assert "Gini coefficient of 0.500" in answer.sentences[-1]["en"]
    indices = reach_people.groups(zone, SCHOOLS, of="supply", indices=True)
    assert list(indices.table["value"]) == ["places_per_head"]


def test_presence_by_township_and_county(zone):
    answer = reach_places.presence(zone, Question(), level="county")
    assert list(answer.table["code"]) == ["90101", "90102"]
    assert list(answer.table["state"]) == ["absent", "present"]
    assert answer.sentences[0]["en"] == "1 of 2 counties have a charging station; 1 do not."
    assert not answer.simulated

    towns = reach_places.presence(zone, Question(), level="township")
    assert list(towns.table["state"]) == ["absent", "cannot_be_judged"]
    with pytest.raises(InputError, match="no boundary of a prefecture is known"):
        reach_places.presence(zone, Question(), level="prefecture")
    with pytest.raises(NotFoundError, match="no hospital in the zone"):
        reach_places.presence(zone, Question(kinds=("hospital",)))


def test_visits_are_those_of_huff(zone):
    question = Question(kinds=("school",), minutes=30)
    schools = zone.facilities[zone.facilities["kind"] == "school"]
    pairs = times.travel_times(zone.communities, schools, zone.network, limit_s=1800.0)
    found = huff_visits(zone.communities, schools, pairs)

    answer = reach_places.visits(zone, question)
    drawn = found.groupby("facility_id", observed=True)["visitors"].sum()
    told = answer.table.set_index("facility_id")["visitors"]
    assert told.to_dict() == pytest.approx(drawn.to_dict())
    assert told.sum() == pytest.approx(TOTAL)
    assert "西小学" in answer.sentences[0]["zh"]
    every = reach_places.visits(zone, question, pairs=True).table
    np.testing.assert_allclose(every["probability"], found["probability"])
    with pytest.raises(InputError, match="say with --kind between which"):
        reach_places.visits(zone, Question())


def test_isochrones_hold_the_people_within(zone):
    answer = reach_ground.isochrones(zone, SCHOOLS, minutes=(5, 10))

    within = answer.table.set_index(["id", "limit_s"])["residents"]
    # 300 s from (250, 0): h0, h1, h2; 600 s from (2000, 0): nobody.
    assert within.to_dict() == {
        ("s1", 300.0): 600.0,
        ("s1", 600.0): 600.0,
        ("s2", 300.0): 0.0,
        ("s2", 600.0): 0.0,
    }
    points = shapely.points(zone.communities[["lon", "lat"]].loc[["h0", "h1", "h2"]].to_numpy())
    assert shapely.covers(answer.table.geometry.iloc[0], points).all()
    one = reach_ground.isochrones(zone, Question(), around=Around(communities=("h1",)))
    assert "people live there" in one.sentences[0]["en"]
    assert not one.simulated
    with pytest.raises(InputError, match="say around what"):
        reach_ground.isochrones(zone, Question())
    with pytest.raises(NotFoundError, match="are no communities of the zone, such as 'h9'"):
        reach_ground.isochrones(zone, Question(), around=Around(communities=("h9",)))


def test_a_limit_given_twice_is_named(zone):
    with pytest.raises(InputError, match=r"^7\.5 minutes is given twice; give each limit once$"):
        reach_ground.isochrones(zone, SCHOOLS, minutes=(5, 7.5, 7.5))


def test_areas_fill_the_place_and_hold_its_people(zone):
    west = reach_ground.areas(zone, Question(kinds=("school",), place="西县"))
    table = west.table.set_index("facility_id")
    # In the middle between the schools, x = 1,125, runs the border of the counties.
    assert table.loc["s1", "residents"] == 650.0
    box_km2 = (MIDDLE_M + 50.0) * 1_100.0 / 1e6
    assert west.table["area_km2"].sum() == pytest.approx(box_km2, rel=1e-3)
    assert west.settings["limit_s"] is None
    whole = reach_ground.areas(zone, SCHOOLS).table
    assert whole["residents"].sum() == TOTAL
    near = reach_ground.areas(zone, Question(kinds=("school",), minutes=10)).table
    nobody = near["facility_id"].isna()
    assert near.loc[nobody, "residents"].to_list() == [600.0]


def test_what_if_a_school_opens_moves_and_closes(zone):
    lon, lat = zone.communities.loc["h3", ["lon", "lat"]]
    add = f"kind=学校,lon={lon},lat={lat}"
    answer = what_if(zone, Question(), Change(add=(add,)))

    assert list(answer.table["community_id"]) == ["h3"]
    assert list(answer.table["change"]) == ["gained"]
    assert list(answer.table["facility_id"]) == ["new-1"]
    people = answer.summary.set_index("who")["residents"].to_dict()
    assert people == {
        "all": 1200,
        "reached before": 600,
        "reached after": 1000,
        "gained": 400,
        "lost": 0,
        "nearer": 0,
        "farther": 0,
        "cannot be judged": 0,
    }
    assert answer.sentences[0]["en"] == (
        "400 people come within 10 minutes on foot of a school, and 0 people no longer do: from "
        "50.00% to 83.33% of all residents."
    )
    gone = what_if(zone, Question(), Change(remove=("s1",)))
    assert by_home(gone, "change") == dict.fromkeys(("h2", "h1", "h0"), "lost")
    moved = what_if(zone, Question(), Change(move=(f"s1={lon},{lat}",)))
    assert by_home(moved, "change")["h3"] == "gained"
    nothing = what_if(zone, Question(place="东县"), Change(remove=("c1",)))
    assert "changes no way to a clinic" in nothing.sentences[0]["en"]


def test_what_cannot_change_is_refused(zone, tmp_path):
    def refused(error, match, **change):
        with pytest.raises(error, match=match):
            what_if(zone, Question(), Change(**change))

    refused(InputError, "nothing changes")
    refused(NotFoundError, "1 ids are of no facility in the zone, such as 'x'", remove=("x",))
    refused(InputError, "lacks lat", add=("kind=school,lon=20",))
    refused(InputError, "no kind of facility called 'shop'", add=("kind=shop,lon=20,lat=60",))
    refused(InputError, "more than 1000 m from any street", add=("kind=school,lon=21,lat=60",))
    refused(InputError, "'lat' is 99.0", add=("kind=school,lon=20,lat=99",))
    refused(InputError, "no file", add=(str(tmp_path / "list.csv"),))
    refused(InputError, "give ID=LON,LAT", move=("s1",))
    refused(InputError, "are no degrees", move=("s1=x,y",))
    refused(InputError, "names 's1' twice", move=("s1=20,60", "s1=20,60"))


def test_a_list_of_new_facilities_gets_ids_of_its_own(zone, tmp_path):
    x, y = worlds.TO_DEGREES.transform(1_250.0, 0.0)
    (tmp_path / "list.csv").write_text(f"id,类别,经度,纬度\ns1,小学,{x},{y}\n", encoding="gb18030")
    answer = what_if(zone, Question(), Change(add=(str(tmp_path / "list.csv"),)))
    assert list(answer.table["facility_id"]) == ["new-s1"]


def test_text_and_json_say_the_same(zone):
    answer = reach.nearest(zone, Question(kinds=("school",)))
    text, told = as_text(answer, 2), as_json(answer, 2)

    assert text["n_more"] == 4
    assert told["n_rows"] == 6
    assert [row["time_s"] / 60 for row in told["rows"]] == pytest.approx([250 / 60, 0])
    assert [row["minutes"] for row in text["rows"]] == [4.2, 0.0]
    assert as_json(answer)["rows"][3]["time_s"] is None
    assert [dict(words) for words in text["sentences"]] == told["sentences"]
    assert text["summary"][0]["reached"] == told["summary"][0]["reached"] == 3


def test_a_zone_that_lacks_a_layer_says_which_command_brings_it(zone):
    lacking = zone.with_layers(communities=zone.communities.iloc[:0])
    with pytest.raises(InputError, match="gongfu import communities"):
        reach.nearest(lacking, Question())
    with pytest.raises(InputError, match=r"gongfu import osm FILE\.osm\.pbf"):
        reach.nearest(zone.with_layers(network=None), Question())
    with pytest.raises(NotFoundError, match="no facilities of hospital in the zone; it has school"):
        reach.nearest(zone, Question(kinds=("hospital",)))
    with pytest.raises(NotFoundError, match="no facilities of hospital"):
        reach.count(zone, Question(kinds=("school", "hospital")))
    with pytest.raises(InputError, match="no times for 'drive'; it has walk"):
        reach.nearest(zone, Question(mode="drive"))


# Within 600 s h0, h1 and h2 (600 people) reach s1 and h3 (400) nothing; h4 and h5 (200) are not
# judged.  Of s1 there are 30 places: 50 for each thousand of the 600, 30 of the 1,000 judged.


def test_who_walks_decides_how_far(zone):
    slow = reach.nearest(zone, Question(kinds=("school",), walker="elderly"))

    # 250 m at 3.4 km/h in place of the 250 s of an adult who goes 4.8 km/h here.
    assert by_home(slow, "time_s")["h0"] == pytest.approx(250 * 4.8 / 3.4, abs=0.1)
    assert as_json(slow)["question"]["walker"] == "elderly"
    assert "older" in slow.sentences[0]["en"]
    with pytest.raises(InputError, match="walker is 'runner'; it must be one of adult, elderly"):
        reach.nearest(zone, Question(walker="runner"))


def test_from_the_facility_and_to_it_differ_on_one_way_streets(zone):
    """A loop one way round: from h1 east to the school, and back only by way of the north."""
    net = zone.network
    west_in_south = (net.x[net.head] < net.x[net.tail]) & (net.y[net.tail] == 0.0)
    one_way = type(net).from_arrays(
        net.x, net.y, net.tail, net.head,
        np.where(west_in_south, np.nan, net.time_s["walk"]), crs=net.crs,
    )  # fmt: skip
    looped = zone.with_layers(network=one_way)
    asked = {"kinds": ("school",), "minutes": 20}
    to = reach.nearest(looped, Question(**asked))
    back = reach.nearest(looped, Question(**asked, direction="from"))

    # h2 goes 250 m west by way of y = 250: 250 + 250 + 250; from s1 it is 250 m east.
    assert by_home(to, "time_s")["h2"] == 750.0
    assert by_home(back, "time_s")["h2"] == 250.0
    assert by_home(reach.count(looped, Question(**asked, direction="from")), "n_within")["h2"] == 1
