"""Outlines traced and simplified: valid, the same corners inside, no farther than they may be."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gongfu.kernels import tracing

SIDE = 10.0


def drawn(away, slack, edges_max=64):
    """The rings around what is no farther than 2: outlines as they are, and simplified."""
    n_rows, stride = away.shape
    square = np.float32(away.ravel() ** 2)
    case = np.zeros(square.size, np.uint8)
    tracing.cases(square, stride, n_rows, case)
    whole, less = [], []
    strand, spot = np.empty((4 * square.size, 6)), np.empty((4 * square.size, 2))
    for q in range(square.size):
        while case[q]:
            n, area = tracing.trace(square, stride, case, q, strand)
            whole.append(strand[:n, :2] * SIDE)
            kept, area_m2 = tracing.simplified(strand, n, slack, edges_max, spot, 0, 0.0, 0.0, SIDE)
            less.append(spot[:kept].copy())
            assert area * SIDE**2 == pytest.approx(signed(whole[-1]))
            assert area_m2 == pytest.approx(signed(less[-1]))
            assert (spot[0] == spot[kept - 1]).all()
    return whole, less


def signed(ring):
    shape = shapely.LinearRing(ring)
    return shapely.Polygon(shape).area * (1 if shape.is_ccw else -1)


@st.composite
def fields(draw):
    """Distances at corners, far at the border: noise, with many opposite corners, or smooth."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = draw(st.tuples(st.integers(3, 14), st.integers(3, 14)))
    away = rng.uniform(0.0, 4.0, shape)
    if draw(st.booleans()):
        spots = rng.uniform(2, 12, (draw(st.integers(1, 8)), 2))
        rows, columns = np.indices(shape)
        away = np.min([np.hypot(rows - a, columns - b) for a, b in spots], axis=0)
    if draw(st.booleans()):  # as near to a corner as an outline comes
        away = np.where(rng.random(shape) < 0.3, 2.0, away)
    around = np.full((shape[0] + 3, shape[1] + 3), 4.0)
    around[1:-2, 1:-2] = away
    return around


@given(
    away=fields(), slack=st.sampled_from([0.0, 0.2, 0.45]), edges_max=st.sampled_from([1, 5, 64])
)
def test_rings_neither_touch_nor_cross_and_hold_the_same_corners(away, slack, edges_max):
    whole, less = drawn(away, slack, edges_max)

    lines = np.array([shapely.LinearRing(ring) for ring in less], object)
    assert shapely.is_simple(lines).all()
    one, two = shapely.STRtree(lines).query(lines, predicate="intersects")
    assert (one == two).all()
    inside = np.zeros(away.shape, int)
    rows, columns = np.indices(away.shape)
    for ring in less:
        shape = shapely.Polygon(ring)
        inside += np.sign(signed(ring)).astype(int) * shapely.contains_xy(
            shape, columns * SIDE, rows * SIDE
        )
    assert (inside == (away <= 2.0)).all()
    for ring, before in zip(less, whole, strict=True):
        assert len(ring) >= 4
        assert set(map(tuple, ring)) <= set(map(tuple, before))
        off = shapely.distance(shapely.LinearRing(ring), shapely.points(before))
        assert off.max() <= slack * SIDE + 1e-6


def test_an_outline_lies_where_the_distance_is_two_cells():
    rows, columns = np.indices((30, 40))
    whole, less = drawn(np.hypot(rows - 14.2, (columns - 18.7) / 3) / 3, 0.05)

    x, y = whole[0].T / SIDE
    assert len(whole) == 1
    assert np.hypot(y - 14.2, (x - 18.7) / 3) / 3 == pytest.approx(2.0, abs=0.01)
    assert len(less[0]) < len(whole[0]) / 2


def test_a_straight_outline_keeps_its_ends_only():
    away = np.full((12, 40), 4.0)
    away[4:8, 4:-5] = 0.0

    _, (ring,) = drawn(away, 0.2)

    assert len(ring) <= 9  # two for each side, and the first once more


def test_straight_pieces_are_no_longer_than_they_may_be():
    away = np.full((12, 40), 4.0)
    away[4:8, 4:-5] = 0.0

    _, (ring,) = drawn(away, 0.2, 5)

    assert np.hypot(*np.diff(ring, axis=0).T).max() <= 5 * SIDE
