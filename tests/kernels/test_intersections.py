"""Sizes of intersections against Python's own sets."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gongfu.kernels.intersections import common_sizes


@given(st.lists(st.sets(st.integers(0, 12)), min_size=1, max_size=6))
def test_against_sets(sets):
    start = np.cumsum([0, *map(len, sets)])
    element = np.array([one for held in sets for one in sorted(held)], np.int64)
    element.flags.writeable = False
    first, second = (grid.ravel() for grid in np.indices((len(sets), len(sets))))
    expected = [len(sets[a] & sets[b]) for a, b in zip(first, second, strict=True)]
    assert common_sizes(start, element, first, second).tolist() == expected
