"""What if: every answer equals measuring again, bit for bit, and the old answer stays."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.io.osm import read_osm
from gongfu.kernels import changes
from gongfu.measure.reach import time_to_nearest
from gongfu.measure.streets import facing, prepare_streets
from gongfu.measure.what_if import at_nodes, differences, prepare, what_if
from gongfu.model.network import Network
from tests import worlds

KINDS = ("school", "park", "clinic")
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
    opened = what_if(closed, add=worlds.facilities([(9e3, 0.0)], ["away"], ["park"]))

    assert reach.times["state"].tolist() == ["reached", "not_in_source"]
    assert closed.times["state"].tolist() == ["out_of_reach", "not_in_source"]
    assert opened.times["state"].tolist() == ["out_of_reach", "out_of_reach"]
    both = differences(reach, opened)
    assert both["state_before"].tolist() == ["reached", "not_in_source"]
    assert both["state"].tolist() == ["out_of_reach", "out_of_reach"]
    assert differences(opened, opened).empty


@pytest.mark.parametrize(
    ("asked", "remedy"),
    [
        ({"remove": ["lost"]}, "remove: 1 of 1 are no facilities here, such as 'lost'"),
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


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1))
def test_any_sequence_of_changes_equals_measuring_again(seed):
    rng = np.random.default_rng(seed)
    streets = prepare_streets(random_streets(rng), island_m=0.0, off_m=rng.choice([60.0, 1e6]))
    homes = worlds.points(rng.uniform(-50, 350, (6, 2)), range(6))
    limits_s = rng.choice([50.0, 200.0, 1e4], 3)
    streets = facing(streets, rng.choice(["to", "from"]))
    walk_through(rng, streets, homes, dict(zip(KINDS, limits_s, strict=True)), n_steps=4)


@settings(max_examples=8)
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
    homes = worlds.points(rng.uniform(0, 350, (40, 2)), range(40))
    limits_s = {"school": 20.0, "park": 90.0, "clinic": 1e9}
    walk_through(rng, streets, homes, limits_s, n_steps=4)


def test_the_streets_of_helsinki(helsinki_pbf):
    city = read_osm(helsinki_pbf)
    streets = prepare_streets(city.network)
    kinds = ("school", "park", "market")
    facilities = city.facilities[["kind", "lon", "lat"]]
    reach = prepare(streets, city.communities(), facilities, kinds=kinds, limits_s=400.0)
    rng = np.random.default_rng(8)
    for _ in range(12):
        ids = rng.permutation(reach.facilities.index.to_list())
        spots = facilities[["lon", "lat"]].sample(4, random_state=rng)
        move = spots.iloc[:2].set_axis(ids[:2])
        new = [f"new{i}" for i in rng.integers(0, 10**9, 2)]
        add = spots.iloc[2:].set_axis(new).assign(kind=rng.choice(kinds, 2))
        reach = what_if(reach, add=add, remove=ids[2:4], move=move)
        assert_equals_measuring_again(reach)


def walk_through(rng, streets, homes, limits_s, *, n_steps):
    """A tree of versions: each step changes any of those before it."""

    def sites(n, name):
        xy = rng.uniform(-50, 350, (n, 2))
        if rng.random() < 0.4:  # doors at nodes, doors at one spot
            at = rng.integers(0, streets.network.n_nodes, n)
            xy = np.column_stack([streets.network.x[at], streets.network.y[at]])
        ids = [f"{name}-{i}" for i in range(n)]
        return worlds.facilities(xy, ids, rng.choice([*KINDS, "market"], n))

    versions = [prepare(streets, homes, sites(rng.integers(0, 8), "s"), limits_s=limits_s,
                        kinds=tuple(limits_s), direction=streets.direction)]  # fmt: skip
    tables = [versions[0].times.copy()]
    for step in range(n_steps):
        before = versions[rng.integers(0, len(versions))]
        ids = rng.permutation(before.facilities.index.to_list())
        n_moved, n_gone = rng.integers(0, min(ids.size, 3) + 1, 2)
        move = sites(n_moved, "m").drop(columns="kind").set_axis(ids[:n_moved])
        gone = ids[n_moved : n_moved + n_gone]
        add = sites(rng.integers(0, 3), f"a{step}")
        if gone.size and len(add):
            add = add.set_axis([gone[0], *add.index[1:]])
        after = what_if(before, add=add, remove=gone, move=move)
        assert_equals_measuring_again(after)
        assert_differences(before, after)
        versions.append(after)
        tables.append(after.times.copy())
    for version, table in zip(versions, tables, strict=True):
        pd.testing.assert_frame_equal(prepared_again(version).times, table)
        assert_nodes_equal(version, prepared_again(version))


def prepared_again(reach):
    return prepare(
        reach.streets,
        reach.communities,
        reach.facilities,
        limits_s=reach.limits_s,
        kinds=reach.kinds,
        kinds_in_source=reach.kinds_in_source,
        direction=reach.direction,
    )


def assert_equals_measuring_again(reach):
    for kind, limit_s in reach.limits_s.items():
        again = time_to_nearest(
            reach.communities,
            reach.facilities,
            reach.streets,
            limit_s=limit_s,
            kinds=(kind,),
            kinds_in_source=reach.kinds_in_source,
            direction=reach.direction,
        )
        mine = reach.times[reach.times["kind"] == kind].reset_index(drop=True)
        columns = ["community_id", "time_s", "facility_id", "state"]
        pd.testing.assert_frame_equal(mine[columns], again[columns])
    assert_nodes_equal(reach, prepared_again(reach))


def assert_nodes_equal(reach, again):
    for kind in reach.kinds:
        for mine, other in zip(at_nodes(reach, kind), at_nodes(again, kind), strict=True):
            np.testing.assert_array_equal(mine, other)


def assert_differences(before, after):
    """Every row of the two tables that differs is named, and no row that cannot differ."""
    key, values = ["community_id", "kind"], ["time_s", "facility_id", "state"]
    one, two = (
        side.times.astype(object).where(lambda frame: frame.notna(), "").set_index(key)[values]
        for side in (before, after)
    )
    changed = differences(before, after).astype(object)
    named = pd.MultiIndex.from_frame(changed[key])
    differs = one.index[(one != two).any(axis=1)]
    # One that closed and opened again under its id is another facility.
    again = [f"{name}" for name in after._added if name in before.facilities.index]
    assert differs.difference(named).empty
    assert set(one.loc[named.difference(differs), "facility_id"]) <= set(again)
    for column, side in (("time_before_s", one), ("time_s", two)):
        assert changed[column].tolist() == side.loc[named, "time_s"].tolist()


def random_streets(rng):
    n, n_arcs = rng.integers(2, 30), rng.integers(1, 90)
    x, y = rng.integers(0, 4, (2, n)) * 100.0
    tail, head = rng.integers(0, n, (2, n_arcs))
    tail[0], head[0] = 0, 1
    x[0], x[1] = 0.0, 300.0
    time_s = rng.integers(0, 80, n_arcs) * rng.choice([0.0, 0.5, 1.0], n_arcs)
    return Network.from_arrays(x, y, tail, head, time_s, crs=worlds.CRS)
