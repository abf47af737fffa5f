"""Sums of pieces give the decomposition of the whole."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.measure.decomposition import (
    group_sums,
    mean_log_deviation_decomposition,
    merge_group_sums,
    sums_decomposition,
    theil_decomposition,
)

KNOBS = {"value": "x", "weight": "n"}
ROWS = st.lists(
    st.tuples(st.integers(1, 500), st.integers(0, 4), st.integers(0, 8), st.booleans()),
    min_size=2,
    max_size=40,
)


def world(rows):
    frame = pd.DataFrame(rows, columns=["x", "n", "county", "urban"])
    frame["city"] = (frame["county"] // 3).map("ABC".__getitem__)
    return frame


def close(got, want):
    assert got.total == pytest.approx(want.total, abs=1e-12)
    assert got.parts == pytest.approx(want.parts, abs=1e-12)
    assert got.within == pytest.approx(want.within, abs=1e-12)
    assert (got.n_groups, got.n_members) == (want.n_groups, want.n_members)
    assert got.within_observed == want.within_observed


@given(ROWS, st.integers(0, 40), st.sampled_from([1.0, 100.0]))
def test_pieces_merge_to_the_whole(rows, cut, unit):
    frame = world(rows)
    pieces = [part for part in (frame[:cut], frame[cut:]) if part["n"].any()]
    if not pieces:
        return
    levels = ["city", "county", "urban"]
    sums = merge_group_sums(
        *(group_sums(part, **KNOBS, levels=levels, unit=unit) for part in pieces)
    )
    for index, whole in (
        ("theil_t", theil_decomposition),
        ("mean_log_deviation", mean_log_deviation_decomposition),
    ):
        close(sums_decomposition(sums, index=index), whole(frame, **KNOBS, levels=levels))


def test_labels_that_come_back_need_to_be_named():
    frame = world([(1, 1, 0, True), (2, 1, 0, False), (3, 2, 4, True), (9, 1, 4, False)])
    frame["area"] = np.where(frame["urban"], "town", "country")
    sums = group_sums(frame, **KNOBS, levels=["city", "area"])
    with pytest.raises(InputError, match="repeating"):
        sums_decomposition(sums, index="theil_t")
    knobs = {"levels": ["city", "area"], "repeating": ("area",)}
    got = sums_decomposition(sums, index="theil_t", repeating=("area",))
    close(got, theil_decomposition(frame, **KNOBS, **knobs))


def test_one_zero_in_one_piece_leaves_theil_and_refuses_the_logarithm():
    frame = pd.DataFrame({"city": list("aabb"), "x": [0.0, 2.0, 3.0, 4.0], "n": 1.0})
    sums = merge_group_sums(
        *(group_sums(frame.iloc[[at]], **KNOBS, levels=["city"]) for at in (1, 3, 0, 2))
    )
    close(
        sums_decomposition(sums, index="theil_t"),
        theil_decomposition(frame, **KNOBS, levels=["city"]),
    )
    with pytest.raises(InputError, match="1 of 2 groups hold a value of 0"):
        sums_decomposition(sums, index="mean_log_deviation")


def test_pieces_that_do_not_fit_are_refused():
    frame = world([(1, 1, 0, True), (2, 1, 0, False)])
    one = group_sums(frame, **KNOBS, levels=["city"])
    for other in (
        group_sums(frame, **KNOBS, levels=["county"]),
        group_sums(frame, **KNOBS, levels=["city"], unit=10.0),
    ):
        with pytest.raises(InputError, match="the same levels and unit"):
            merge_group_sums(one, other)
    with pytest.raises(InputError, match="give one of"):
        sums_decomposition(one, index="gini")
    with pytest.raises(InputError, match="unit is 0"):
        group_sums(frame, **KNOBS, levels=["city"], unit=0)
