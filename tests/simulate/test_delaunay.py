"""Strips with a halo give the triangles of the whole; Urquhart's graph holds a spanning tree."""

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree
from scipy.spatial import Delaunay
from scipy.spatial.distance import pdist, squareform

from gongfu.simulate import delaunay


def test_strips_agree_with_one_triangulation(monkeypatch):
    rng = np.random.default_rng(3)
    x, y = rng.uniform(0, 60_000, 4_000), rng.uniform(0, 20_000, 4_000)
    whole = Delaunay(np.stack([x, y], 1)).simplices
    point = np.stack([x, y], 1)[whole]
    a, b, c = (np.linalg.norm(point[:, i] - point[:, i - 1], axis=1) for i in range(3))
    half = (a + b + c) / 2
    area = np.sqrt(half * (half - a) * (half - b) * (half - c))
    wanted = {tuple(sorted(t)) for t in whole[a * b * c / (4 * area) <= 4_000.0 * (1 - 1e-9)]}
    monkeypatch.setattr(delaunay, "STRIP_POINTS", 500)
    found = [tuple(sorted(t)) for t in delaunay.triangles(x, y).tolist()]
    assert len(found) == len(set(found))
    assert wanted <= set(found) <= {tuple(sorted(t)) for t in whole.tolist()}
    assert len(wanted) > 7_000


@pytest.mark.parametrize("seed", range(5))
def test_urquhart_holds_the_minimum_spanning_tree_and_no_longest_side(seed):
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0, 1_000, (2, 60))
    tail, head = delaunay.urquhart(x, y)
    edges = set(zip(tail.tolist(), head.tolist(), strict=True))
    tree = minimum_spanning_tree(squareform(pdist(np.stack([x, y], 1)))).tocoo()
    assert {tuple(sorted(pair)) for pair in zip(*map(list, tree.coords), strict=True)} <= edges
    for triangle in Delaunay(np.stack([x, y], 1)).simplices:
        pairs = [tuple(sorted((triangle[i], triangle[i - 1]))) for i in range(3)]
        longest = max(pairs, key=lambda p: np.hypot(x[p[0]] - x[p[1]], y[p[0]] - y[p[1]]))
        assert longest not in edges


@pytest.mark.parametrize("points", [[(0, 0)], [(0, 0), (1, 0)], [(2, 2), (0, 0), (1, 1), (3, 3)]])
def test_few_points_and_points_on_a_line_make_a_row(points):
    x, y = np.array(points, float).T
    tail, head = delaunay.urquhart(x, y)
    assert tail.size == len(points) - 1
    graph = coo_array((np.ones(tail.size), (tail, head)), shape=(len(points),) * 2)
    assert connected_components(graph.tocsr(), directed=False)[0] == 1
