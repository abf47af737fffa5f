"""Tiles say what the whole region says: on any directed graph, and where distance means nothing."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.measure.ground import lay_ground
from gongfu.measure.reach import table_of_times, time_to_nearest
from gongfu.measure.streets import find_doors, streets_on, whole_limit
from gongfu.measure.tiles import answer_of, cut_tiles, divide, joined
from gongfu.measure.ways import Asked, find_ways
from gongfu.model.network import Network
from tests import worlds


def region(seed, *, n_nodes, n_homes, n_sites, n_kinds=3):
    """Streets whose times have nothing to do with their lengths, one-way and at once passed too."""
    rng = np.random.default_rng(seed)
    x, y = rng.integers(0, 60, (2, n_nodes)) * 50.0
    n_arcs = 3 * n_nodes
    tail, head = rng.integers(0, n_nodes, (2, n_arcs))
    time_s = rng.choice([0.0, 0.04, 1.0, 30.0, 60.0, 200.0, np.nan], n_arcs)
    network = Network.from_arrays(
        x, y, tail, head, time_s, exit=rng.random(n_nodes) < 0.03,
        door=rng.random(n_arcs) < 0.9, crs=worlds.CRS,
    )  # fmt: skip
    homes = worlds.points(rng.uniform(-1_500, 4_500, (n_homes, 2)), range(n_homes))
    kinds = [f"k{at}" for at in rng.integers(0, n_kinds, n_sites)]
    sites = worlds.facilities(rng.uniform(-1_500, 4_500, (n_sites, 2)), range(n_sites), kinds)
    return network, homes, sites


def asked_of(ground, homes, sites, *, n_kinds=3, near_s=300.0, far_s=900.0):
    kind_at = pd.Index([f"k{at}" for at in range(n_kinds)]).get_indexer(pd.Index(sites["kind"]))
    doors = (find_doors(points, ground, "points") for points in (homes, sites))
    return Asked(*doors, kind_at, n_kinds, whole_limit(near_s), whole_limit(far_s))


def assert_same(one, other):
    for name in ("time_ds", "owner", "exit_ds"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)
    for name in ("start", "site", "time_ds"):
        first, second = getattr(one.pairs, name), getattr(other.pairs, name)
        np.testing.assert_array_equal(first, second, name)
        assert first.dtype == second.dtype


@settings(max_examples=60)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(2, 60),
    st.integers(0, 30),
    st.integers(0, 20),
    st.integers(1, 9),
    st.sampled_from([(60.0, 60.0), (300.0, 900.0), (1.0, 5_000.0)]),
)
def test_tiled_is_untiled_on_any_graph(seed, n_nodes, n_homes, n_sites, n_tiles, limits):
    ground = lay_ground(
        (parts := region(seed, n_nodes=n_nodes, n_homes=n_homes, n_sites=n_sites))[0]
    )
    asked = asked_of(ground, *parts[1:], near_s=limits[0], far_s=limits[1])

    tiles = cut_tiles(ground, asked, divide(ground, asked, n_tiles))
    found = joined(asked, reversed([answer_of(tile) for tile in tiles]))

    assert_same(found, find_ways(streets_on(ground), asked, threads=1))


def test_tiles_share_the_homes_and_are_smaller_than_the_region():
    """A long street: a tile holds its own part and what is a limit away, no more."""
    n = 401
    x = np.arange(n) * 100.0
    one, two = np.arange(n - 1), np.arange(1, n)
    network = Network.from_arrays(
        x, np.zeros(n), np.r_[one, two], np.r_[two, one], np.full(2 * n - 2, 100.0), crs=worlds.CRS
    )
    homes = worlds.points([(100.0 * at, 0.0) for at in range(n)], range(n))
    sites = worlds.facilities([(0.0, 0.0), (20_000.0, 0.0)], ["a", "b"], ["k0", "k0"])
    ground = lay_ground(network)
    asked = asked_of(ground, homes, sites, near_s=500.0, far_s=1_000.0)

    parts = divide(ground, asked, 4)
    tiles = list(cut_tiles(ground, asked, parts))

    assert sorted(np.concatenate(parts).tolist()) == list(range(n))
    assert [part.size for part in parts] == pytest.approx([100] * 4, abs=1)
    # At one metre a second: ten streets on each side that is no end.
    assert [tile.x.size for tile in tiles] == [
        part.size + 10 * (at in (1, 2)) + 10 for at, part in enumerate(parts)
    ]
    assert [tile.site_at.tolist() for tile in tiles] == [[0], [1], [1], []]


def test_a_ferry_brings_its_far_shore_into_the_tile():
    """Two villages 50 km apart, a minute by a boat that does not care: no distance would do."""
    x, y = [0.0, 100.0, 50_000.0, 50_100.0], [0.0] * 4
    arcs = [(0, 1, 100.0), (1, 0, 100.0), (1, 2, 60.0), (2, 1, 60.0), (2, 3, 100.0), (3, 2, 100.0)]
    tail, head, time_s = zip(*arcs, strict=True)
    network = Network.from_arrays(
        x, y, tail, head, time_s, door=[True, True, False, False, True, True], crs=worlds.CRS
    )
    homes = worlds.points([(0.0, 0.0), (50_100.0, 0.0)], ["west", "east"])
    sites = worlds.facilities([(50_100.0, 0.0)], ["clinic"], ["k0"])
    ground = lay_ground(network)
    asked = asked_of(ground, homes, sites, n_kinds=1)

    parts = divide(ground, asked, 2)
    ways = joined(asked, [answer_of(tile) for tile in cut_tiles(ground, asked, parts)])

    assert [part.tolist() for part in parts] == [[0], [1]]
    assert ways.time_ds.tolist() == [[2_600, 0]]


def test_the_answers_make_the_table_of_time_to_nearest():
    network, homes, sites = region(5, n_nodes=80, n_homes=40, n_sites=30)
    ground = lay_ground(network)
    asked = asked_of(ground, homes, sites)
    tiles = cut_tiles(ground, asked, divide(ground, asked, 5))
    ways = joined(asked, map(answer_of, tiles))
    leaves = (asked.homes.segment < 0) | (ways.exit_ds <= asked.far_ds)
    found = [(*of, leaves) for of in zip(ways.time_ds, ways.owner, strict=True)]

    kinds = ["k0", "k1", "k2"]
    table = table_of_times(found, [True] * 3, kinds, homes.index, sites.index)

    with pytest.warns(UserWarning, match="off the network"):
        whole = time_to_nearest(homes, sites, network, kinds=kinds, limit_s=900.0)
    pd.testing.assert_frame_equal(table, whole)


def test_a_hole_is_refused():
    network, homes, sites = region(6, n_nodes=80, n_homes=40, n_sites=30)
    ground = lay_ground(network)
    asked = asked_of(ground, homes, sites)
    answers = [answer_of(tile) for tile in cut_tiles(ground, asked, divide(ground, asked, 3))]

    for odd in (answers[1:], [*answers, answers[0]]):
        with pytest.raises(InputError, match="in no tile or in several"):
            joined(asked, odd)
    with pytest.raises(InputError, match="n_tiles is 0"):
        divide(ground, asked, 0)
