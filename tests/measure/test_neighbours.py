"""Who is next to whom: a board of nine squares, an island, and libpysal beside them."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph
from scipy.sparse import csr_array
from shapely import box, points

from gongfu.errors import InputError
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
    with pytest.raises(InputError, match="2 sums differ"):
        Neighbours(pd.Index([*"ab"]), csr_array(np.array([[0, 2.0], [2.0, 0]])))


def test_labels_that_cannot_name_a_place_are_refused():
    links = pd.DataFrame({"focal": ["a", "b"], "neighbor": ["b", "a"]})
    kinds = links.astype({"focal": pd.CategoricalDtype(list("abc")), "neighbor": "category"})
    found = neighbours_from_links(kinds, ids=pd.Index(["a", "b"]))
    assert found.matrix.toarray().tolist() == [[0, 1], [1, 0]]
    with pytest.raises(InputError, match="1 ids repeat"):
        neighbours_from_links(links, ids=pd.Index(["a", "b", "b"]))
    with pytest.raises(InputError, match="'weight' must be numbers"):
        neighbours_from_links(links.assign(weight="much"), ids=pd.Index(["a", "b"]))
    areas = gpd.GeoDataFrame(geometry=[box(0, 0, 1, 1)] * 3, crs=4326)
    with pytest.raises(InputError, match="3 of them are no points"):
        nearest_neighbours(areas, k=1)
