"""Indices by hand, against PySAL, and what they say to bad input."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from inequality.gini import Gini
from inequality.theil import Theil

from gongfu.errors import InputError
from gongfu.measure.inequality import (
    coefficient_of_variation,
    gini,
    lorenz_curve,
    max_min_ratio,
    mean_log_deviation,
    theil_t,
    williamson_index,
)

INDICES = (gini, theil_t, mean_log_deviation, coefficient_of_variation, williamson_index)
VALUES = st.lists(st.integers(1, 100_000), min_size=2, max_size=30)
COUNTS = st.integers(1, 5)


def test_gini_by_hand():
    # 1, 2, 3, 4: differences 3x1, 2x2, 1x3 = 10 pairs' sum; 2 * 10 / (2 * 16 * 2.5) = 0.25
    assert gini([1, 2, 3, 4]) == pytest.approx(0.25)
    assert gini([0, 0, 0, 1]) == pytest.approx(0.75)  # 1 - 1/n, no n / (n - 1)


def test_theil_counts_a_zero_by_its_limit():
    # mean 1.5: (2/3 log 2/3 + 4/3 log 4/3 + 2 log 2) / 4
    want = (2 / 3 * math.log(2 / 3) + 4 / 3 * math.log(4 / 3) + 2 * math.log(2)) / 4
    assert theil_t([0, 1, 2, 3]) == pytest.approx(want)
    assert want == pytest.approx(0.3749, abs=5e-5)


def test_mean_log_deviation_by_hand():
    # 1 and 3, mean 2: (log 2 + log 2/3) / 2
    assert mean_log_deviation([1, 3]) == pytest.approx((math.log(2) + math.log(2 / 3)) / 2)


def test_williamson_weighs_by_people_and_without_weights_by_regions():
    # incomes 10 and 20; 3 and 1 people: mean 12.5, variance (3*6.25 + 56.25)/4 = 18.75
    assert williamson_index([10, 20], [3, 1]) == pytest.approx(math.sqrt(18.75) / 12.5)
    assert williamson_index([10, 20]) == pytest.approx(5 / 15)


def test_max_min_ratio_leaves_out_who_does_not_count():
    assert max_min_ratio([2, 3, 6, 100], [1, 1, 1, 0]) == 3.0
    assert math.isnan(max_min_ratio([0, 1]))


def test_lorenz_curve_by_hand():
    curve = lorenz_curve([3, 1], weights=[1, 2])
    assert list(curve.columns) == ["share_of_people", "share_of_value"]
    np.testing.assert_allclose(curve["share_of_people"], [0, 2 / 3, 1])
    np.testing.assert_allclose(curve["share_of_value"], [0, 0.4, 1])
    assert curve.iloc[-1].tolist() == [1.0, 1.0]
    assert lorenz_curve([0.0, 0.0])["share_of_value"].isna().all()


@given(VALUES)
def test_agrees_with_pysal(values):
    array = np.array(values, float)
    assert gini(array) == pytest.approx(Gini(array).g, abs=1e-12)
    assert theil_t(array) == pytest.approx(Theil(array).T, abs=1e-12)


@given(st.data(), VALUES)
def test_weights_are_people_written_out(data, values):
    counts = data.draw(st.lists(COUNTS, min_size=len(values), max_size=len(values)))
    people = np.repeat(np.array(values, float), counts)
    for index in INDICES:
        assert index(values, counts) == pytest.approx(index(people), abs=1e-12)


@given(VALUES, st.floats(1e-3, 1e3), st.integers(2, 4))
def test_scale_replication_and_order_change_nothing(values, scale, copies):
    array = np.array(values, float)
    for index in INDICES:
        want = pytest.approx(index(array), abs=1e-11)
        assert index(array * scale) == want
        assert index(np.tile(array, copies)) == want
        assert index(array[::-1]) == want
        assert index(array, np.full(array.size, scale)) == want


@given(VALUES)
def test_a_transfer_from_richest_to_poorest_narrows_every_index(values):
    array = np.sort(np.array(values, float))
    assume(array[-1] - array[0] >= 2)
    after = array.copy()
    after[0] += 1
    after[-1] -= 1
    for index in INDICES:
        assert index(after) < index(array)


@pytest.mark.parametrize("index", INDICES)
def test_one_member_all_alike_and_nobody(index):
    assert index([7.0]) == 0.0
    assert index([0.1, 0.1, 0.1], [1, 3, 7]) == 0.0
    with pytest.raises(InputError, match="at least one member that counts"):
        index([])
    with pytest.raises(InputError, match="none of 2 members has a weight > 0"):
        index([1.0, 2.0], [0.0, 0.0])


@pytest.mark.parametrize("index", [gini, theil_t, coefficient_of_variation])
def test_nothing_to_share_is_undefined(index):
    assert math.isnan(index([0.0, 0.0]))


def test_log_based_index_refuses_zeros_and_says_where():
    with pytest.raises(InputError, match=r"2 \(at position 1, 3\) of 4 values zero or negative"):
        mean_log_deviation([1, 0, 2, 0])
    with pytest.raises(InputError, match="theil_t"):
        mean_log_deviation([1, 0])
    assert mean_log_deviation([1, 0, 3], [1, 0, 1]) == pytest.approx(mean_log_deviation([1, 3]))


def test_negative_values_warn_in_gini_and_are_refused_by_theil():
    with pytest.warns(UserWarning, match="1 of 4 values are negative"):
        assert gini([-5, 1, 2, 10]) == pytest.approx(1.4375)  # as |differences| / mean by hand
    with pytest.raises(InputError, match="negative"):
        theil_t([-1, 2])
    with pytest.warns(UserWarning, match="negative"):
        assert math.isnan(gini([-0.1, -0.2, 0.3]))  # sums to 5e-17 only by rounding
    with pytest.warns(UserWarning, match="negative"):
        assert math.isnan(gini([-5, 1]))


@pytest.mark.parametrize(
    ("values", "weights", "remedy"),
    [
        ([1, np.nan], None, "fill or drop"),
        ([1, np.inf], None, "fill or drop"),
        ([[1, 2]], None, "one dimension"),
        (["a", "b"], None, "convert them"),
        ([1, 2], [1], "one weight per value"),
        ([1, 2], [1, -1], "must be >= 0"),
        (pd.Series([1, 2], index=["a", "b"]), pd.Series([1, 2], index=["b", "a"]), "reindex"),
        (pd.Series([1, None], dtype="Int64"), None, "fill or drop"),
    ],
)
def test_bad_input_says_what_to_do(values, weights, remedy):
    with pytest.raises(InputError, match=remedy):
        gini(values, weights)


def test_input_is_left_alone_and_extreme_sizes_keep_their_ratio():
    values, weights = np.array([3.0, 1.0, 2.0]), np.array([1.0, 0.0, 2.0])
    values.flags.writeable = weights.flags.writeable = False
    assert gini(values, weights) == pytest.approx(gini([3, 2, 2]))
    want = [index([1, 3]) for index in INDICES]
    for size in (1e308 / 3, 1e-300):
        got = [index(np.array([1, 3]) * size, np.array([1, 1]) * size) for index in INDICES]
        assert got == pytest.approx(want)
