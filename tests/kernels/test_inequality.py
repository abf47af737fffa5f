"""Kernels of inequality against slow twins, and their invariants."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongfu.kernels import inequality as kernels
from gongfu.kernels.ranking import sort_once

SAMPLES = st.lists(
    st.tuples(st.integers(1, 10_000), st.integers(1, 50)), min_size=1, max_size=40
).map(lambda rows: tuple(np.array(column, float) for column in zip(*rows, strict=True)))
GROUPED = st.lists(
    st.tuples(st.integers(1, 1000), st.integers(1, 9), st.integers(0, 11)), min_size=1, max_size=60
)
CITY_OF = np.array([0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 3, 3])


def slow_gini(value, weight):
    """Half the mean absolute difference between any two people, over the mean."""
    apart = sum(
        a * b * abs(x - y)
        for x, a in zip(value, weight, strict=True)
        for y, b in zip(value, weight, strict=True)
    )
    return apart / (2.0 * sum(weight) * sum(x * a for x, a in zip(value, weight, strict=True)))


def slow_theil(value, weight):
    mean = math.fsum(value * weight) / math.fsum(weight)
    return math.fsum(
        a * (x / mean) * math.log(x / mean) for x, a in zip(value, weight, strict=True)
    ) / math.fsum(weight)


def slow_log_deviation(value, weight):
    mean = math.fsum(value * weight) / math.fsum(weight)
    return math.fsum(
        a * math.log(mean / x) for x, a in zip(value, weight, strict=True)
    ) / math.fsum(weight)


@given(SAMPLES)
def test_gini_is_half_the_mean_difference_over_the_mean(sample):
    value, weight = sample
    assert kernels.gini(sort_once(value, weight)) == pytest.approx(
        slow_gini(value, weight), abs=1e-12
    )


@given(SAMPLES)
def test_entropy_indices_agree_with_sums_by_hand(sample):
    value, weight = sample
    assert kernels.theil_t(value, weight) == pytest.approx(slow_theil(value, weight), abs=1e-12)
    assert kernels.mean_log_deviation(value, weight) == pytest.approx(
        slow_log_deviation(value, weight), abs=1e-12
    )


@given(SAMPLES)
def test_gini_is_twice_the_area_over_the_lorenz_curve(sample):
    value, weight = sample
    ranked = sort_once(value, weight)
    people, amount = kernels.lorenz(ranked)
    under = np.trapezoid(amount / amount[-1], people)
    assert 1.0 - 2.0 * under == pytest.approx(kernels.gini(ranked), abs=1e-12)


def nested_by_hand(value, weight, group):
    """Theil and log-deviation parts from people written out one by one, with plain loops."""
    persons = [
        (x, g, CITY_OF[g])
        for x, a, g in zip(value, weight, group, strict=True)
        for _ in range(int(a))
    ]
    n = len(persons)
    mean = math.fsum(x for x, _, _ in persons) / n

    def mean_of(at, label):
        inside = [person[0] for person in persons if person[at] == label]
        return math.fsum(inside) / len(inside)

    means = [(mean, mean_of(2, c), mean_of(1, g), x) for x, g, c in persons]
    theil = [
        math.fsum(m[3] / mean * math.log(m[step + 1] / m[step]) for m in means) / n
        for step in range(3)
    ]
    deviation = [math.fsum(math.log(m[step] / m[step + 1]) for m in means) / n for step in range(3)]
    return theil, deviation


@given(GROUPED)
def test_nested_parts_agree_with_people_written_out(rows):
    value, weight, group = (np.array(column) for column in zip(*rows, strict=True))
    present, at = np.unique(group, return_inverse=True)
    city = np.unique(CITY_OF[present], return_inverse=True)[1]
    sums = kernels.entropy_sums(
        value.astype(float), weight.astype(float), at, present.size, value.mean(), with_log=True
    )
    parents = [city, np.arange(present.size)]

    theil = kernels.nested_theil_t(sums, parents)
    deviation = kernels.nested_mean_log_deviation(sums, parents)

    by_hand = nested_by_hand(value, weight, group)
    for got, want in zip((theil, deviation), by_hand, strict=True):
        np.testing.assert_allclose([*got.parts, got.within], want, atol=1e-12)
        assert got.total == pytest.approx(sum(want), abs=1e-12)


@given(GROUPED, st.integers(0, 60))
def test_sums_of_two_halves_merge_into_the_sums_of_the_whole(rows, cut):
    value, weight, group = (np.array(column) for column in zip(*rows, strict=True))
    value, weight = value.astype(float), weight.astype(float)
    whole = kernels.entropy_sums(value, weight, group, 12, 500.0, with_log=True)
    halves = [
        kernels.entropy_sums(value[part], weight[part], group[part], 12, 500.0, with_log=True)
        for part in (slice(None, cut), slice(cut, None))
    ]
    for got, want in zip(kernels.merge_sums(*halves), whole, strict=True):
        np.testing.assert_allclose(got, want, atol=1e-9)


def test_sums_without_logarithms_leave_them_undefined():
    sums = kernels.entropy_sums(
        np.array([0.0, 2.0]), np.ones(2), np.array([0, 0]), 1, 1.0, with_log=False
    )
    assert np.isnan(sums.log).all()
    assert sums.total_log[0] == pytest.approx(2 * math.log(2))


def test_a_group_that_holds_nothing_contributes_nothing_to_theil():
    sums = kernels.entropy_sums(
        np.array([0.0, 0.0, 1.0, 3.0]), np.ones(4), np.array([0, 0, 1, 1]), 2, 1.0, with_log=False
    )
    nested = kernels.nested_theil_t(sums, [np.array([0, 1])])
    # all value in half of the people: between = log 2; inside them 1/4 log 1/2 + 3/4 log 3/2
    assert nested.parts[0] == pytest.approx(math.log(2))
    assert nested.within == pytest.approx(0.25 * math.log(0.5) + 0.75 * math.log(1.5))


def test_kernels_take_read_only_arrays_and_one_member():
    value, weight = np.array([3.0]), np.array([2.0])
    value.flags.writeable = weight.flags.writeable = False
    ranked = sort_once(value, weight)
    assert kernels.gini(ranked) == 0.0
    assert kernels.theil_t(value, weight) == 0.0
    assert kernels.coefficient_of_variation(value, weight) == 0.0
    people, amount = kernels.lorenz(ranked)
    assert people.tolist() == [0.0, 1.0]
    assert amount.tolist() == [0.0, 6.0]


def test_coefficient_of_variation_by_hand():
    # three people at 1 and one at 5: mean 2, squares 1, 1, 1, 9, variance 3
    cv = kernels.coefficient_of_variation(np.array([1.0, 5.0]), np.array([3.0, 1.0]))
    assert cv == pytest.approx(math.sqrt(3.0) / 2.0)


def slow_zenga(value, weight):
    """The definition, by the midpoint rule on the Lorenz polygon; good to about 1e-6."""
    order = np.argsort(value)
    people = np.append(0.0, np.cumsum(weight[order])) / weight.sum()
    held = np.append(0.0, np.cumsum((weight * value)[order])) / np.dot(weight, value)
    p = (np.arange(400_000) + 0.5) / 400_000
    lorenz = np.interp(p, people, held)
    return np.mean(1.0 - lorenz / p * (1.0 - p) / (1.0 - lorenz))


@given(SAMPLES)
@settings(max_examples=20)
def test_zenga_is_the_mean_of_its_curve(sample):
    ranked = sort_once(*sample)
    assert kernels.zenga(*ranked) == pytest.approx(slow_zenga(*sample), abs=1e-5)


def test_zenga_by_hand():
    # 0 and 2: for p <= 1/2 the poorest have 0, so 1; above, 1 - (2p - 1)/p * (1-p)/(2 - 2p) =
    # 1 - (2p - 1)/(2p) = 1/(2p), whose integral from 1/2 to 1 is log(2)/2
    ranked = sort_once(np.array([2.0, 0.0]), np.ones(2))
    assert kernels.zenga(*ranked) == pytest.approx(0.5 + math.log(2) / 2)


@given(SAMPLES, st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_a_cut_is_read_off_the_lorenz_curve(sample, cuts):
    ranked = sort_once(*sample)
    cuts = np.sort(cuts)
    held, below, above = kernels.cut(*ranked, cuts)
    people, amount = kernels.lorenz(ranked)
    np.testing.assert_allclose(held, np.interp(cuts, people, amount), rtol=1e-9, atol=1e-6)
    assert (below <= above).all()
    assert np.isin(below, ranked.value).all()
    assert np.isin(above, ranked.value).all()


def test_a_cut_between_two_members_has_a_value_on_either_side():
    # 1 1 | 5 5: half of the people end where the value jumps; weights of 0.1 round in the sum
    ranked = sort_once(np.array([5.0, 1.0] * 5), np.full(10, 0.1))
    held, below, above = kernels.cut(*ranked, np.array([0.0, 0.25, 0.5, 1.0]))
    np.testing.assert_allclose(held, [0.0, 0.25, 0.5, 3.0])
    assert below.tolist() == [1.0, 1.0, 1.0, 5.0]
    assert above.tolist() == [1.0, 1.0, 5.0, 5.0]


def test_many_members_keep_their_digits():
    """Three numbers repeated a million times: the exact answer is known."""
    value = np.tile([0.1, 0.7, 1.3], 1_000_000)
    ranked = sort_once(value, np.ones(1))
    exact = slow_gini(value[:3], np.ones(3))
    assert kernels.gini(ranked) == pytest.approx(exact, rel=1e-14)
    assert kernels.theil_t(value, np.ones(1)) == pytest.approx(
        slow_theil(value[:3], np.ones(3)), rel=1e-14
    )
