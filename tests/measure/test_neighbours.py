"""Who is next to whom: a board of nine squares, an island, and libpysal beside them."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph
from scipy.sparse import csr_array
from shapely import box, points

from gongfu.errors import InputError
from gongfu.io import embedded
from gongfu.measure.neighbours import (
    Neighbours,
    nearest_neighbours,
    neighbours_from_borders,
    neighbours_from_links,
)

SQUARES = [box(x, y, x + 1, y + 1) for y in range(3) for x in range(3)]
BOARD = gpd.GeoDataFrame(
    {"code": [*"abcdefghi", "island"]}, geometry=[*SQUARES, box(9, 9, 10, 10)], crs=32651
)


@pytest.mark.parametrize(("rule", "n_middle", "n_corner"), [("queen", 8, 3), ("rook", 4, 2)])
def test_borders_of_a_board(rule, n_middle, n_corner):
    found = neighbours_from_borders(BOARD, place="code", rule=rule)

    counts = pd.Series(np.diff(found.matrix.indptr), found.ids)
    assert (counts["e"], counts["a"], counts["island"]) == (n_middle, n_corner, 0)
    assert list(found.islands) == ["island"]
    peer = Graph.build_contiguity(BOARD.set_index("code"), rook=rule == "rook").transform("R")
    np.testing.assert_allclose(found.matrix.toarray(), peer.sparse.toarray(), rtol=0, atol=1e-15)
    again = neighbours_from_links(peer.adjacency.reset_index(), ids=found.ids)
    np.testing.assert_allclose(found.matrix.toarray(), again.matrix.toarray(), atol=1e-15)


def test_nearest_agree_with_libpysal():
    xy = np.random.default_rng(3).uniform(0, 1e5, (40, 2)) + np.array([5e5, 3.3e6])
    places = gpd.GeoDataFrame(geometry=points(xy), crs=32651)

    found = nearest_neighbours(places, k=4)

    peer = Graph.build_knn(places, k=4).transform("R")
    np.testing.assert_allclose(found.matrix.toarray(), peer.sparse.toarray(), atol=1e-15)


def test_nearest_are_found_in_metres():
    """At 60 degrees north one degree east is half of one north."""
    places = gpd.GeoDataFrame(
        index=["here", "east", "north"], geometry=points([[10, 60], [11, 60], [10, 60.8]]), crs=4326
    )

    found = nearest_neighbours(places, k=1)

    assert found.matrix.toarray()[0].tolist() == [0, 1, 0]


def test_points_on_one_spot_are_neighbours_but_not_of_themselves():
    places = gpd.GeoDataFrame(geometry=points(np.full((4, 2), 5e5)), crs=32651)
    found = nearest_neighbours(places, k=2)
    assert (np.diff(found.matrix.indptr) == 2).all()
    assert not found.matrix.diagonal().any()


def test_lag_is_the_mean_of_neighbours_and_unknown_on_an_island():
    links = pd.DataFrame(
        {"focal": ["a", "a", "b"], "neighbor": ["b", "c", "a"], "weight": [1, 3, 2]}
    )
    found = neighbours_from_links(links, ids=pd.Index([*"abc"]))
    lagged = found.lag(pd.Series({"c": 40.0, "b": 20.0, "a": 10.0}))
    assert lagged[["a", "b"]].tolist() == [35, 10]
    assert np.isnan(lagged["c"])


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("a", "a", 1)], "1 rows lead from a place to itself"),
        ([("a", "x", 1)], "1 rows name a place that is not in ids"),
        ([("a", "b", -1)], "not above 0"),
        ([("a", "b", 1), ("a", "b", 1)], "1 rows repeat another"),
    ],
)
def test_bad_links_are_named(rows, said):
    links = pd.DataFrame(rows, columns=["focal", "neighbor", "weight"])
    with pytest.raises(InputError, match=said):
        neighbours_from_links(links, ids=pd.Index([*"abc"]))


def test_other_bad_input_is_named():
    found = neighbours_from_borders(BOARD, place="code")
    with pytest.raises(InputError, match="9 places with neighbours have no value and 0"):
        found.lag(pd.Series({"a": 1.0}))
    with pytest.raises(InputError, match="k is 10, but 10 points have 1 to 9"):
        nearest_neighbours(BOARD, k=10)
    with pytest.raises(InputError, match="set_crs"):
        nearest_neighbours(BOARD.set_crs(None, allow_override=True), k=1)
    with pytest.raises(InputError, match="no column 'name'"):
        neighbours_from_borders(BOARD, place="name")
    numbered = Neighbours(pd.Index([1, 2]), csr_array(np.array([[0, 1.0], [1.0, 0]])))
    with pytest.raises(InputError, match="no value and 0 values no place, such as 1"):
        numbered.lag(pd.Series({2: 1.0}))
    stored = csr_array(([1.0, 1.0, 0.0], ([0, 1, 2], [1, 0, 1])), shape=(3, 3))
    with pytest.raises(InputError, match="0 sums differ, 1 weights are 0 or below"):
        Neighbours(pd.Index([*"abc"]), stored)  # or the island would have a neighbour
    with pytest.raises(InputError, match="2 sums differ"):
        Neighbours(pd.Index([*"ab"]), csr_array(np.array([[0, 2.0], [2.0, 0]])))


def test_counties_beside_each_other_share_their_borders():
    """Boundaries of Zhejiang: two counties of islands touch no other, and borders run both ways."""
    counties = embedded.boundaries().reset_index()
    queen = neighbours_from_borders(counties, place="code")
    rook = neighbours_from_borders(counties, place="code", rule="rook")
    assert list(queen.islands) == ["330921", "330922"]  # Daishan, Shengsi
    for found in (queen, rook):
        linked = found.matrix.toarray() > 0
        assert (linked == linked.T).all()
    assert not ((rook.matrix.toarray() > 0) & ~(queen.matrix.toarray() > 0)).any()
    beside = queen.ids[queen.matrix.toarray()[queen.ids.get_loc("330127")] > 0]
    assert {"330182", "330112"} <= set(beside)  # Chun'an is beside Jiande and Lin'an
