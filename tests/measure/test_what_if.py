"""What if: every answer equals measuring again, bit for bit, and the old answer stays."""

from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.io.osm import read_osm
from gongfu.kernels import changes
from gongfu.measure import supplied
from gongfu.measure.decay import gaussian, step
from gongfu.measure.streets import facing, prepare_streets
from gongfu.measure.what_if import (
    differences,
    gains,
    prepare,
    supply_differences,
    what_if,
    with_coverage,
    with_supply,
)
from gongfu.model.network import Network
from tests import worlds
from tests.measure.what_if_twin import (
    KINDS,
    PLACES,
    assert_coverage_equals,
    assert_equals_measuring_again,
    people,
    prepared_again,
    random_streets,
    walk_through,
)

off_the_network = pytest.mark.filterwarnings("ignore:.* off the network")
TO = worlds.points([(400.0, 0.0)], ["to"], "facility_id")


def test_a_school_opens_closes_and_moves():
    homes = worlds.points([(0.0, 0.0), (400.0, 0.0)], ["c0", "c1"])
    sites = worlds.facilities([(0.0, 300.0)], ["far"], ["school"])
    reach = prepare(worlds.five_nodes(), homes, sites, kinds=("school",))

    opened = what_if(reach, add=worlds.facilities([(300.0, 0.0)], ["new"], ["school"]))
    moved = what_if(opened, move=worlds.points([(400.0, 0.0)], ["new"], "facility_id"))
    closed = what_if(moved, remove=["far"])

    assert reach.times["time_s"].tolist() == [300.0, 500.0]
    assert opened.times["time_s"].tolist() == [300.0, 100.0]
    assert moved.times["time_s"].tolist() == [300.0, 0.0]
    assert closed.times["time_s"].tolist() == [400.0, 0.0]
    assert closed.facilities.index.tolist() == ["new"]
    changed = differences(opened, closed)
    assert changed["community_id"].tolist() == ["c0", "c1"]
    assert changed["time_before_s"].tolist() == [300.0, 100.0]
    assert changed["time_s"].tolist() == [400.0, 0.0]
    assert changed["facility_before_id"].tolist() == ["far", "new"]
    assert changed["facility_id"].tolist() == ["new", "new"]


def test_a_kind_whose_last_facility_closes_is_out_of_reach_and_stays_in_the_source():
    homes = worlds.points([(0.0, 0.0)], ["c0"])
    sites = worlds.facilities([(0.0, 300.0)], ["only"], ["school"])
    reach = prepare(worlds.five_nodes(), homes, sites, kinds=("school", "park"))

    closed = what_if(reach, remove=["only"])
    with pytest.warns(UserWarning, match="add: row 1 of 1 off the network; they serve") as caught:
        opened = what_if(closed, add=worlds.facilities([(9e3, 0.0)], ["away"], ["park"]))
    assert caught[0].filename == __file__

    assert reach.times["state"].tolist() == ["reached", "not_in_source"]
    assert closed.times["state"].tolist() == ["out_of_reach", "not_in_source"]
    assert opened.times["state"].tolist() == ["out_of_reach", "out_of_reach"]
    both = differences(reach, opened)
    assert both["state_before"].tolist() == ["reached", "not_in_source"]
    assert both["state"].tolist() == ["out_of_reach", "out_of_reach"]
    assert differences(opened, opened).empty


def kept_world(**network):
    """Three communities, of which a school at node 2 reaches one within 250 s, and serves two."""
    homes = worlds.points([(0.0, 0.0), (400.0, 0.0), (0.0, 300.0)], ["c0", "c1", "c2"])
    homes = homes.assign(
        place=["P1", "P1", "P2"], residents=[10.0, 20.0, 5.0], urban=[True, False, True]
    )
    sites = worlds.facilities([(0.0, 300.0)], ["far"], ["school"]).assign(capacity=30.0)
    streets = worlds.five_nodes(**network)
    reach = prepare(streets, homes, sites, kinds=("school", "park"), limits_s=250.0)
    return with_supply(with_coverage(reach, PLACES), decay=step(300.0))


def test_coverage_and_supply_follow_by_hand():
    reach = kept_world()

    opened = what_if(
        reach,
        add=worlds.facilities([(300.0, 0.0)], ["new"], ["school"]).assign(capacity=60.0),
    )

    # The new school is 300 s from c0, 100 s from c1: within 250 s, c1 of 20 people gains.
    moved = gains(reach, opened)
    rows = moved[moved["kind"] == "school"]
    named = list(zip(rows["place"], rows["area"], strict=True))
    assert named == [("P", "all"), ("P", "rural"), ("P1", "all"), ("P1", "rural")]
    assert rows["n_gaining"].tolist() == [1] * 4
    assert rows["residents_gaining"].tolist() == [20.0] * 4
    assert rows["residents_losing"].tolist() == [0.0] * 4
    assert rows["share_of_places_before"].tolist() == [1 / 3, 0.0, 0.0, 0.0]
    assert rows["share_of_residents"].tolist() == [25 / 35, 1.0, 20 / 30, 1.0]
    # There is no park in the source, so the school alone makes the circle complete.
    assert (moved["kind"] == "all").sum() == len(rows)
    # Before: 30 places for c0 and c2, 15 people: 2.  New: 60 for c0 and c1, 30 people: 2 more.
    schools = opened.supply[opened.supply["kind"] == "school"]
    assert schools["places_per_head"].tolist() == [4.0, 2.0, 2.0]
    assert schools["places"].tolist() == [40.0, 40.0, 10.0]
    assert opened.supply["places_per_head"].isna().tolist() == [False, True] * 3
    more = supply_differences(reach, opened)
    assert more["community_id"].tolist() == ["c0", "c1"]
    assert more["places_per_head_before"].tolist() == [2.0, 0.0]
    assert more["places_per_head"].tolist() == [4.0, 2.0]
    back = gains(opened, what_if(opened, remove=["new"]))
    assert back["residents_losing"].tolist() == moved["residents_gaining"].tolist()


def test_a_kind_that_comes_into_the_source_is_missed_by_all():
    reach = kept_world()
    park = worlds.facilities([(2000.0, 0.0)], ["away"], ["park"]).assign(capacity=1.0)

    with pytest.warns(UserWarning, match="off the network"):
        opened = what_if(reach, add=park)

    parks = opened.supply[opened.supply["kind"] == "park"]
    assert parks["places_per_head"].tolist() == [0.0] * 3
    lost = gains(reach, opened)
    assert set(lost["kind"]) == {"all"}  # who had every kind of the source now lacks the park
    assert lost.loc[lost["area"] == "all", "n_losing"].tolist() == [1, 1]
    assert_coverage_equals(opened)


def test_whoever_can_leave_the_data_is_not_judged_by_a_kind_that_comes_into_the_source():
    reach = kept_world(exit=[False, False, True, False, False])

    opened = what_if(reach, add=TO.set_axis(["park"]).assign(kind="park", capacity=1.0))

    # c2 stands where the streets go on: it has the school, and nobody knows of a park.
    at = (reach.coverage["place"] == "P2") & (reach.coverage["area"] == "all")
    at &= reach.coverage["kind"] == "all"
    assert reach.coverage.loc[at, ["n_reached", "n_not_judged"]].values.tolist() == [[1, 0]]
    assert opened.coverage.loc[at, ["n_reached", "n_not_judged"]].values.tolist() == [[0, 1]]
    assert_coverage_equals(opened)


@pytest.mark.parametrize(
    ("asked", "remedy"),
    [
        (lambda r: gains(prepared_again(r), prepared_again(r)), "not of one `prepare`"),
        (lambda r: prepared_again(r).coverage, "keeps no coverage; begin with with_coverage"),
        (lambda r: prepared_again(r).supply, "keeps no supply; begin with with_supply"),
        (lambda r: gains(r, with_coverage(r, PLACES)), "ask with_coverage once"),
        (lambda r: supply_differences(r, with_supply(r)), "ask with_supply once"),
        (lambda r: with_coverage(r, PLACES.drop(index="P1")), "lie in places that are not"),
        (lambda r: with_supply(r, kinds=["shop"]), "kinds that are measured here, of school, park"),
        (lambda r: with_supply(r, threads=0), "need threads >= 1"),
        (lambda r: with_supply(r, capacity="beds"), "facilities: no column 'beds'"),
        (
            lambda r: what_if(r, add=TO.set_axis(["a"]).assign(kind="park")),
            "add: no column 'capacity'",
        ),
        (
            lambda r: what_if(r, add=TO.set_axis(["a"]).assign(kind="park", capacity=np.nan)),
            r"add: 'capacity' is missing in row 1",
        ),
        (
            lambda r: what_if(r, add=TO.set_axis(["a"]).assign(kind="park", capacity=-2.0)),
            r"add: 'capacity' is -2\.0 in row 1",
        ),
    ],
)
def test_what_is_not_kept_or_has_no_capacity_is_refused(asked, remedy):
    with pytest.raises(InputError, match=remedy):
        asked(kept_world())


def test_who_has_no_part_in_the_supply_needs_no_capacity():
    reach = with_supply(kept_world(), kinds=["school"])

    opened = what_if(reach, add=TO.set_axis(["a"]).assign(kind="park"))

    assert set(opened.supply["kind"]) == {"school"}


def test_facilities_off_the_network_are_counted_when_supply_is_kept():
    homes = worlds.points([(0.0, 0.0)], ["c"]).assign(residents=1.0)
    sites = worlds.facilities([(0.0, 0.0), (9e3, 0.0)], ["a", "b"], ["school"] * 2)

    with pytest.warns(UserWarning, match="facilities: row 2 of 2 off the network") as caught:
        reach = prepare(worlds.five_nodes(), homes, sites.assign(capacity=1.0), kinds=("school",))
    with pytest.warns(UserWarning, match="facilities: row 2 of 2 off the network") as caught_too:
        kept = with_supply(reach)

    assert {caught[0].filename, caught_too[0].filename} == {__file__}
    assert kept.supply["places"].tolist() == [1.0]


def test_a_community_off_the_network_has_no_known_supply():
    homes = worlds.points([(0.0, 0.0), (9e3, 0.0)], ["c", "far"]).assign(residents=[4.0, 7.0])
    sites = worlds.facilities([(0.0, 0.0)], ["a"], ["school"]).assign(capacity=8.0)
    reach = prepare(worlds.five_nodes(), homes, sites, kinds=("school", "clinic"))
    with pytest.warns(UserWarning, match="communities: row 2 of 2 off the network") as caught:
        kept = with_supply(reach)
    assert caught[0].filename == __file__

    # 8 places for the 4 of c: those of "far" ask for none.  A clinic is not in the source.
    nothing = np.nan
    per_head = [2.0, nothing, nothing, nothing]
    np.testing.assert_array_equal(kept.supply["places_per_head"], per_head)
    np.testing.assert_array_equal(kept.supply["places"], [8.0, *per_head[1:]])
    opened = what_if(
        kept, add=worlds.facilities([(0.0, 0.0)], ["b"], ["school"]).assign(capacity=4.0)
    )
    np.testing.assert_array_equal(opened.supply["places_per_head"], [3.0, *per_head[1:]])
    closed = what_if(opened, remove=["a", "b"])
    np.testing.assert_array_equal(closed.supply["places_per_head"], [0.0, *per_head[1:]])
    assert supply_differences(kept, opened)["community_id"].tolist() == ["c"]


@pytest.mark.parametrize(
    ("asked", "remedy"),
    [
        ({"remove": ["lost"]}, "remove: 1 of 1 are no facilities here, such as 'lost'"),
        ({"remove": "lost"}, "1 of 1 are no facilities here, such as 'lost'"),
        ({"remove": ["a", "a"]}, "remove names a facility twice"),
        ({"remove": ["a"], "move": TO.set_axis(["a"])}, "'a' is to be removed and moved"),
        ({"move": TO.set_axis(["lost"])}, "move: 1 of 1 are no facilities"),
        ({"move": TO.set_axis(["a"]).assign(kind="park")}, "a move cannot change"),
        ({"add": TO.set_axis(["a"]).assign(kind="park")}, "'a' is to be added but stands already"),
        ({"add": TO}, "no column 'kind'"),
    ],
)
def test_what_cannot_be_asked_is_refused(asked, remedy):
    homes = worlds.points([(0.0, 0.0)], ["c"])
    sites = worlds.facilities([(0.0, 300.0)], ["a"], ["school"])
    reach = prepare(worlds.five_nodes(), homes, sites, kinds=("school",))

    with pytest.raises(InputError, match=remedy):
        what_if(reach, **asked)


def test_limits_are_one_or_one_for_each_kind():
    homes, sites = worlds.points([(0.0, 0.0)], ["c"]), worlds.facilities([], [], [])

    with pytest.raises(InputError, match="one for each of the kinds"):
        prepare(worlds.five_nodes(), homes, sites, limits_s={"school": 1.0}, kinds=KINDS)


def test_answers_of_two_preparations_are_not_compared():
    homes, sites = worlds.points([(0.0, 0.0)], ["c"]), worlds.facilities([], [], [])
    one, two = (prepare(worlds.five_nodes(), homes, sites) for _ in range(2))

    with pytest.raises(InputError, match="not of one `prepare`"):
        differences(one, two)


def test_more_may_come_than_places_were_kept_for():
    homes = worlds.points([(0.0, 0.0)], ["c"])
    reach = prepare(worlds.five_nodes(), homes, worlds.facilities([], [], []), kinds=("school",))
    many = worlds.facilities(
        [(400.0, 0.0)] * 4000, [f"n{i}" for i in range(4000)], ["school"] * 4000
    )

    after = what_if(reach, add=many)
    nearer = what_if(after, add=worlds.facilities([(0.0, 0.0)], ["home"], ["school"]))

    assert after.times["facility_id"].tolist() == ["n0"]
    assert differences(after, nearer)["facility_before_id"].tolist() == ["n0"]
    assert_equals_measuring_again(nearer)


@off_the_network
@settings(max_examples=15)
@given(seed=st.integers(0, 2**32 - 1))
def test_any_sequence_of_changes_equals_measuring_again(seed):
    rng = np.random.default_rng(seed)
    streets = prepare_streets(random_streets(rng), island_m=0.0, off_m=rng.choice([60.0, 1e6]))
    homes = people(rng, 6)
    limits_s = rng.choice([50.0, 200.0, 1e4], 3)
    streets = facing(streets, rng.choice(["to", "from"]))
    with mock.patch.object(supplied, "SPARE", rng.choice([0, 4096])):
        walk_through(rng, streets, homes, dict(zip(KINDS, limits_s, strict=True)), n_steps=4)


@off_the_network
@settings(max_examples=5)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_same_over_many_pages(seed):
    rng = np.random.default_rng(seed)
    n = 6 * (1 << changes.PAGE_BITS) + 77
    tail = np.arange(n).repeat(3)
    head = np.clip(tail + rng.integers(-60, 60, tail.size), 0, n - 1)
    time_s = rng.integers(0, 40, tail.size) / 2
    side = rng.uniform(0, 350, (2, n))
    side[0].sort()
    streets = prepare_streets(
        Network.from_arrays(*side, tail, head, time_s, crs=worlds.CRS), island_m=0.0
    )
    homes = people(rng, 40)
    limits_s = {"school": 20.0, "park": 90.0, "clinic": 1e9}
    walk_through(rng, streets, homes, limits_s, n_steps=4)


def test_the_streets_of_helsinki(helsinki_pbf):
    city = read_osm(helsinki_pbf)
    streets = prepare_streets(city.network)
    kinds = ("school", "park", "market")
    rng = np.random.default_rng(8)
    facilities = city.facilities[["kind", "lon", "lat"]]
    facilities = facilities.assign(capacity=rng.uniform(0, 90, len(facilities)))
    homes = city.communities()
    homes = homes.assign(
        place=rng.choice(PLACES.index, len(homes)), residents=rng.uniform(0, 99, len(homes))
    )
    reach = prepare(streets, homes, facilities, kinds=kinds, limits_s=400.0)
    reach = with_coverage(with_supply(reach, decay=gaussian(600.0)), PLACES)
    for _ in range(12):
        ids = rng.permutation(reach.facilities.index.to_list())
        spots = facilities[["lon", "lat", "capacity"]].sample(4, random_state=rng)
        move = spots[["lon", "lat"]].iloc[:2].set_axis(ids[:2])
        new = [f"new{i}" for i in rng.integers(0, 10**9, 2)]
        add = spots.iloc[2:].set_axis(new).assign(kind=rng.choice(kinds, 2))
        reach = what_if(reach, add=add, remove=ids[2:4], move=move)
        assert_equals_measuring_again(reach)
