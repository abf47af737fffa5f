"""Sums without rounding, logarithms in plain arithmetic, ranks out of whole numbers."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongfu.kernels import exact, exact_ranks

NOBODY = np.zeros(1, np.uint8)
ANY = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300)


def sum_of(terms):
    digits = exact.no_sums(1)
    exact.add_terms(np.array(terms, float), NOBODY, digits)
    return digits[0]


@settings(deadline=None, max_examples=60)
@given(st.lists(ANY, max_size=40))
def test_a_sum_is_rounded_once(terms):
    assert exact.rounded(sum_of(terms)) == math.fsum(terms)


@settings(deadline=None, max_examples=40)
@given(st.lists(ANY, min_size=2, max_size=30), st.randoms(use_true_random=False))
def test_parts_add_up_to_the_same_digits(terms, random):
    cut = random.randrange(len(terms))
    mixed = random.sample(terms, len(terms))
    parts = sum_of(mixed[:cut]) + sum_of(mixed[cut:])
    assert exact.rounded(parts) == exact.rounded(sum_of(terms))


@pytest.mark.parametrize(
    ("terms", "total"),
    [
        ([5e-324, 5e-324], 1e-323),
        ([1e308, 1e308, 1e308, -1e308, -1e308, 1.0], 1e308),
        ([1e308, 1e308], math.inf),
        ([-1e308, -1e308], -math.inf),
        ([2.0**53, 1.0], 2.0**53),  # half way: to even
        ([2.0**53, 1.0, 5e-324], 2.0**53 + 2.0),  # just above half way
        ([-0.0], 0.0),
    ],
)
def test_sums_at_the_ends_of_the_numbers(terms, total):
    assert exact.rounded(sum_of(terms)) == total


def test_groups_are_summed_apart_and_nothing_is_written_to():
    value, weight = np.array([2.0, -3.0, 4.0]), np.array([1.0, 2.0, 0.5])
    group = np.array([0, 1, 0])
    for array in (value, weight, group):
        array.flags.writeable = False
    digits = np.zeros((3, 2, exact.WORDS), np.int64)
    exact.add_weighted(value, weight, group, digits)
    found = [[exact.rounded(row) for row in part] for part in digits]
    assert found == [[1.5, 2.0], [4.0, -6.0], [0.0, -6.0]]


def test_logarithms_are_within_one_unit_of_the_last_place():
    rng = np.random.default_rng(5)
    x = np.concatenate(
        [10.0 ** rng.uniform(-307, 307, 4000), rng.uniform(0.5, 2.0, 4000), [1.0, 5e-324, 1e308]]
    )
    true = np.array([math.log(one) for one in x])
    assert (np.abs(exact.logs(x) - true) <= np.spacing(np.abs(true))).all()
    assert exact.logs(np.array([1.0, 0.0])).tolist() == [0.0, 0.0]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(1e-40, 1e9), min_size=1, max_size=20))
def test_a_share_is_the_weight_cut_off_after_120_bits(weights):
    top = math.frexp(math.fsum(weights))[1]
    high, low = exact_ranks.shares(np.array(weights), top).tolist()
    want = [int(Fraction(w) / Fraction(2) ** top * 2**120) for w in weights]
    assert [h * 2**60 + part for h, part in zip(high, low, strict=True)] == want


def test_sums_of_shares_carry():
    full = np.full((2, 3), (1 << 60) - 1)
    full[0] = 7
    whole = exact_ranks.total(full)[:, 0].tolist()
    assert whole[0] * 2**60 + whole[1] == 3 * (7 * 2**60 + 2**60 - 1)
    below = exact_ranks.below_each(full.reshape(2, 3, 1))[:, :, 0]
    sums = [int(h) * 2**60 + int(part) for h, part in below.T]
    assert sums == [at * (7 * 2**60 + 2**60 - 1) for at in range(3)]


def pairs(value, weight):
    """Half the mean difference over the mean, of all pairs, in fractions."""
    exactly = [map(Fraction, array.tolist()) for array in (value, weight)]
    members = list(zip(*exactly, strict=True))
    apart = sum(v * w * abs(x - y) for x, v in members for y, w in members)
    whole, held = sum(w for _, w in members), sum(x * w for x, w in members)
    return float(apart / (2 * whole * held))


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(1, 6), st.floats(0.01, 50.0), st.integers(0, 1)),
        min_size=1, max_size=12,
    )
)  # fmt: skip
def test_the_spread_is_that_of_all_pairs(members):
    members = sorted(members, key=lambda one: one[0])
    value, weight, group = (np.array(part) for part in zip(*members, strict=True))
    mean = np.ones(2)
    for g in set(group.tolist()):
        mean[g] = np.average(value[group == g], weights=weight[group == g])
    top = math.frexp(weight.sum())[1]
    digits, below = exact.no_sums(2), np.zeros((2, 2), np.int64)
    parts = exact_ranks.shares(weight, top)
    exact_ranks.add_spread((value.astype(float), group, parts), mean, below, digits)
    share = exact_ranks.as_numbers(below)
    for g in set(group.tolist()):
        found = exact.rounded(digits[g]) / share[g] ** 2
        assert found == pytest.approx(pairs(value[group == g], weight[group == g]), abs=1e-14)
