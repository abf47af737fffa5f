"""Indices by hand, against PySAL, and what they say to bad input."""

import math
from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from inequality.gini import Gini
from inequality.theil import Theil

from gongfu.errors import InputError
from gongfu.measure.inequality import (
    atkinson,
    coefficient_of_variation,
    generalized_entropy,
    gini,
    gini_normalized,
    hoover,
    kolm,
    max_min_ratio,
    mean_log_deviation,
    theil_t,
    williamson_index,
    zenga,
)

ENTROPIES = [partial(generalized_entropy, alpha=alpha) for alpha in (-1, -0.01, 0.5, 0.99, 2, 3)]
ATKINSONS = [partial(atkinson, epsilon=epsilon) for epsilon in (0.5, 0.999, 1, 1.001, 2, 6)]
# Every one of these is relative to the mean and falls with every transfer to the poor.
INDICES = (
    gini, gini_normalized, theil_t, mean_log_deviation, coefficient_of_variation,
    williamson_index, zenga, *ENTROPIES, *ATKINSONS,
)  # fmt: skip
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
        want = pytest.approx(index(array), rel=1e-12, abs=1e-11)
        assert index(array * scale) == want
        assert hoover(array * scale) == pytest.approx(hoover(array), abs=1e-12)
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
        assert index(after) < index(array) + 1e-15
    assert gini(after) < gini(array)
    assert hoover(after) <= hoover(array) + 1e-15
    assert kolm(after, alpha=1e-5) < kolm(array, alpha=1e-5)


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


# What R prints for this vector of incomes from the help pages of its package ineq.
R_INCOMES = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]


@pytest.mark.parametrize(
    ("index", "printed"),
    [
        (gini, 0.4620911),
        (lambda x: gini(x) * 10 / 9, 0.5134346),  # its corrected form
        (theil_t, 0.3623412),
        (mean_log_deviation, 0.4335946),
        (partial(generalized_entropy, alpha=0.5), 0.3770931),
        (partial(generalized_entropy, alpha=0.723), 0.3663712),
        (partial(atkinson, epsilon=0.5), 0.1796591),
        (partial(atkinson, epsilon=1), 0.3518251),
        (partial(atkinson, epsilon=0.4), 0.1440938),
        (coefficient_of_variation, 0.9169582),
        (hoover, 0.3378067),
    ],
)
def test_agrees_with_what_r_prints(index, printed):
    assert index(R_INCOMES) == pytest.approx(printed, abs=5.1e-8)


def slow_entropy(values, alpha):
    mean = math.fsum(values) / len(values)
    powers = math.fsum((x / mean) ** alpha - 1.0 for x in values)
    return powers / len(values) / alpha / (alpha - 1.0)


@given(VALUES, st.sampled_from([-2, -0.5, 0.3, 0.5, 0.7, 1.5, 2, 3]))
def test_generalized_entropy_is_its_formula(values, alpha):
    assert generalized_entropy(values, alpha=alpha) == pytest.approx(
        slow_entropy(values, alpha), rel=1e-9, abs=1e-12
    )


@given(VALUES)
def test_the_entropy_family_meets_its_named_members(values):
    assert generalized_entropy(values, alpha=0) == mean_log_deviation(values)
    assert generalized_entropy(values, alpha=1) == theil_t(values)
    for near in (1e-9, -1e-9):
        assert generalized_entropy(values, alpha=near) == pytest.approx(
            mean_log_deviation(values), rel=1e-6, abs=1e-13
        )
        assert generalized_entropy(values, alpha=1 + near) == pytest.approx(
            theil_t(values), rel=1e-6, abs=1e-13
        )
    assert generalized_entropy(values, alpha=2) == pytest.approx(
        coefficient_of_variation(values) ** 2 / 2, abs=1e-12
    )


@given(VALUES, st.sampled_from([0.3, 0.5, 0.9, 1.5, 2, 5]))
def test_atkinson_is_one_minus_the_equal_income_that_would_do(values, epsilon):
    mean = math.fsum(values) / len(values)
    power = 1 - epsilon
    equal = (math.fsum((x / mean) ** power for x in values) / len(values)) ** (1 / power)
    assert atkinson(values, epsilon=epsilon) == pytest.approx(1 - equal, rel=1e-9, abs=1e-12)
    # Atkinson and the entropy of 1 - epsilon say the same on another scale
    entropy = generalized_entropy(values, alpha=power)
    assert atkinson(values, epsilon=epsilon) == pytest.approx(
        1 - (1 + entropy * power * (power - 1)) ** (1 / power), rel=1e-9, abs=1e-12
    )


def test_an_entropy_too_large_for_a_number_is_infinite():
    assert generalized_entropy([1e-300, 1], alpha=-5) == math.inf


def test_atkinson_by_hand_and_at_its_ends():
    # 1 and 3, mean 2: harmonic mean 1.5, geometric sqrt 3
    assert atkinson([1, 3], epsilon=2) == pytest.approx(1 - 1.5 / 2)
    assert atkinson([1, 3], epsilon=1) == pytest.approx(1 - math.sqrt(3) / 2)
    assert atkinson([1, 3], epsilon=0) == 0.0
    assert atkinson([1, 1000], epsilon=5000) == pytest.approx(1 - 1 / 500.5, rel=1e-3)
    # with a zero and epsilon 1/2: (mean of roots)^2 = 1/4 of the others' root
    assert atkinson([0, 4], epsilon=0.5) == pytest.approx(1 - 1 / 2)


def test_zeros_have_their_limit_or_are_refused_but_never_dropped():
    # mean 1.5, entropy of 2: variance 1.25 over twice the squared mean
    assert generalized_entropy([0, 1, 2, 3], alpha=2) == pytest.approx(1.25 / 2 / 2.25)
    roots = sum(math.sqrt(x / 1.5) - 1 for x in (0, 1, 2, 3)) / 4
    assert generalized_entropy([0, 1, 2, 3], alpha=0.5) == pytest.approx(roots / 0.5 / -0.5)
    below = generalized_entropy([0, 1, 2, 3], alpha=0.25)
    assert below == pytest.approx((sum((x / 1.5) ** 0.25 - 1 for x in (0, 1, 2, 3)) / 4) / -0.1875)
    for refused in (
        partial(generalized_entropy, alpha=-1), partial(generalized_entropy, alpha=0),
        partial(atkinson, epsilon=1), partial(atkinson, epsilon=2),
    ):  # fmt: skip
        with pytest.raises(InputError, match=r"1 \(at position 0\) of 4 values zero or negative"):
            refused([0, 1, 2, 3])
    with pytest.raises(InputError, match="zenga needs values >= 0"):
        zenga([-1, 2])


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=20), st.integers(-5000, 5000))
def test_kolm_is_the_same_for_all_who_receive_the_same_more(values, more):
    array = np.array(values, float)
    for alpha in (1e-6, 1e-3, 0.5):
        want = kolm(array, alpha=alpha)
        assert kolm(array + more, alpha=alpha) == pytest.approx(want, rel=1e-6, abs=1e-9)
        assert kolm(2 * array, alpha=alpha / 2) == pytest.approx(2 * want, rel=1e-9, abs=1e-9)
        assert want >= 0


def test_kolm_by_hand_and_near_the_variance():
    # 1 and 3, alpha log 2 -> exp(alpha (2 - x)) = 2 and 1/2: log(1.25) / log 2
    alpha = math.log(2)
    assert kolm([1, 3], alpha=alpha) == pytest.approx(math.log(1.25) / alpha)
    # a small alpha: alpha / 2 times the variance
    assert kolm([1, 3], alpha=1e-7) == pytest.approx(0.5e-7, rel=1e-6)
    assert kolm([1, 3e5], alpha=1) == pytest.approx((3e5 - 1) / 2 - math.log(2))


def test_hoover_by_hand():
    # mean 3: those above hold 3 of 12 too much
    assert hoover([1, 1, 4, 6]) == pytest.approx(4 / 12)
    assert hoover([1, 4], [3, 1]) == pytest.approx(
        (0.75 * (1 - 1 / 1.75) + 0.25 * (4 / 1.75 - 1)) / 2
    )


def test_the_normalised_gini_of_values_below_zero():
    # differences of -5, 1, 2, 10: 6+7+15+1+9+8 = 46; 2*46/16/2 over (5+13)/4
    assert gini_normalized([-5, 1, 2, 10]) == pytest.approx(46 / 16 / 4.5)
    assert gini_normalized([-1, 0, 0, 1]) == pytest.approx(0.75)  # the most unequal of four
    assert math.isnan(gini_normalized([0, 0]))
    assert gini_normalized([-2, -2]) == 0.0
    with pytest.warns(UserWarning, match="negative"):
        assert gini([-5, 1, 2, 10]) == pytest.approx(46 / 16 / 2)


@given(VALUES)
def test_the_normalised_gini_is_the_plain_one_above_zero(values):
    assert gini_normalized(values) == pytest.approx(gini(values), abs=1e-13)


@given(VALUES, st.data())
def test_whole_numbers_and_others_go_two_ways_to_one_gini(values, data):
    counts = data.draw(st.lists(COUNTS, min_size=len(values), max_size=len(values)))
    array = np.tile(np.array(values, float), 9)
    weights = np.tile(counts, 9)
    assert gini(array, weights) == pytest.approx(gini(array * 0.1, weights), abs=1e-13)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: atkinson([1, 2], epsilon=-1), "epsilon is -1; give a finite number >= 0"),
        (lambda: kolm([1, 2], alpha=0), "alpha is 0; give a finite number > 0"),
        (lambda: generalized_entropy([1, 2], alpha=math.nan), "alpha is nan"),
    ],
)
def test_a_knob_out_of_range_is_refused(call, said):
    with pytest.raises(InputError, match=said):
        call()
