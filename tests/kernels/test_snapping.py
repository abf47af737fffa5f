"""The nearest street to each point, against shapely's tree and against all segments."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gongfu.kernels import snapping


def random_segments(rng, n, spread):
    ax, ay = rng.uniform(0, 1000, (2, n))
    bx, by = np.array([ax, ay]) + rng.normal(0, spread, (2, n))
    return ax, ay, bx, by


@given(seed=st.integers(0, 2**32 - 1))
def test_agrees_with_the_tree_of_shapely(seed):
    rng = np.random.default_rng(seed)
    n = rng.integers(1, 60)
    ends = random_segments(rng, n, rng.choice([0.0, 5.0, 300.0]))
    if rng.random() < 0.3:  # streets along the lines between cells
        ends = tuple(np.round(values, -2) for values in ends)
    kept = rng.random(n) < 0.7
    x, y = rng.uniform(-500, 1500, (2, 20))
    farthest_m = rng.choice([50.0, 400.0, 1e6])

    segment, fraction, distance_m, any_m = snapping.snap(
        snapping.lay_grid(*ends, kept), x, y, farthest_m
    )

    lines = shapely.linestrings(np.array([[ends[0], ends[2]], [ends[1], ends[3]]]).T)
    for mask, found_m in ((kept, distance_m), (np.ones(n, bool), any_m)):
        tree = shapely.STRtree(lines[mask])
        for i, point in enumerate(shapely.points(x, y)):
            _, away = tree.query_nearest(point, return_distance=True, all_matches=False)
            expected = away[0] if away.size and away[0] <= farthest_m else np.inf
            assert found_m[i] == pytest.approx(expected, abs=1e-6)
    on = segment >= 0
    assert (on == np.isfinite(distance_m)).all()
    assert kept[segment[on]].all()
    ax, ay, bx, by = (values[segment[on]] for values in ends)
    spot_x, spot_y = ax + fraction[on] * (bx - ax), ay + fraction[on] * (by - ay)
    np.testing.assert_allclose(np.hypot(spot_x - x[on], spot_y - y[on]), distance_m[on], atol=1e-6)


def test_of_segments_equally_near_the_first_wins():
    ends = np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [5.0, -5.0, 5.0], [0.0, 0.0, 5.0]])
    point = np.array([0.0]), np.array([-1.0])

    for kept, winner in (([True] * 3, 0), ([False, True, True], 1)):
        segment, fraction, distance_m, _ = snapping.snap(
            snapping.lay_grid(*ends, np.array(kept)), *point, 10.0
        )
        assert (segment[0], fraction[0], distance_m[0]) == (winner, 0.0, 1.0)


def test_one_far_outlier_and_a_long_thin_region_are_answered():
    ends = [np.array([0.0, 1e6]), np.zeros(2), np.array([100.0, 1e6]), np.array([0.0, 1.0])]

    segment, fraction, distance_m, _ = snapping.snap(
        snapping.lay_grid(*ends, np.ones(2, bool)), [25.0, 1e6, 5e5, -1e12], [3.0, 4.0, 0, 0], 1000
    )

    assert segment.tolist() == [0, 1, -1, -1]
    assert fraction[:2].tolist() == [0.25, 1.0]
    assert distance_m.tolist() == [3.0, 3.0, np.inf, np.inf]


@pytest.mark.parametrize("n_points", [0, 1])
@pytest.mark.parametrize("n_segments", [0, 1])
def test_no_segment_or_no_point(n_segments, n_points):
    ends = [np.zeros(n_segments)] * 4
    grid = snapping.lay_grid(*ends, np.ones(n_segments, bool))

    segment, _, distance_m, _ = snapping.snap(grid, np.zeros(n_points), np.ones(n_points), 10.0)

    assert segment.tolist() == [0 if n_segments else -1] * n_points
    assert distance_m.tolist() == [1.0 if n_segments else np.inf] * n_points


def test_read_only_arrays_are_taken():
    arrays = [np.array([0.0]), np.array([0.0]), np.array([9.0]), np.array([0.0]), np.array([True])]
    for array in arrays:
        array.flags.writeable = False

    segment, *_ = snapping.snap(snapping.lay_grid(*arrays), arrays[0], arrays[1], 1.0)

    assert segment.tolist() == [0]
