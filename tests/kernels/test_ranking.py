"""Ranked members against numpy's stable sort, on samples that are easy and hard to spread."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongfu.kernels import ranking
from gongfu.kernels.inequality import gini

ANY = st.floats(allow_nan=False, allow_infinity=False)
PLAIN = st.integers(-5, 40).map(float)


def hard(kind, n, rng):
    """Samples that a sort by leading bits could get wrong, or slow."""
    return {
        "lognormal": lambda: rng.lognormal(10, 1, n),
        "narrow": lambda: 1.0 + 1e-9 * rng.standard_normal(n),
        "narrow and zeros": lambda: np.where(rng.random(n) < 0.3, 0.0, 1.0 + 1e-9 * rng.random(n)),
        "whole": lambda: np.floor(rng.lognormal(3, 1, n)),
        "alike": lambda: np.full(n, 0.1),
        "two": lambda: rng.choice([3.0, -7.5], n),
        "both signs": lambda: rng.standard_normal(n) * 10.0 ** rng.integers(-300, 300, n),
        "outlier": lambda: np.append(rng.random(n - 1), 1e300),
        "ascending": lambda: np.arange(n) * 1.5,
        "descending": lambda: -np.arange(n) * 1.5,
        "bits": lambda: _finite(rng.integers(0, 2**63, n).view(np.float64)),
    }[kind]()


def _finite(value):
    return np.where(np.isfinite(value), value, 0.0)


KINDS = (
    "lognormal", "narrow", "narrow and zeros", "whole", "alike", "two", "both signs", "outlier",
    "ascending", "descending", "bits",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", [2, 24, 25, 26, 1000, 50_000])
def test_members_come_in_the_order_of_a_stable_sort(kind, n):
    rng = np.random.default_rng(n)
    value = hard(kind, n, rng)
    weight = rng.random(n) + 0.5
    group = rng.integers(0, 9, n).astype(np.uint16)
    order = np.argsort(value, kind="stable")

    grouped = ranking.sort_grouped(value, weight, group)

    np.testing.assert_array_equal(grouped.value, value[order])
    np.testing.assert_array_equal(grouped.weight, weight[order])
    np.testing.assert_array_equal(grouped.group, group[order])
    alone = ranking.sort_once(value, np.ones(1))
    np.testing.assert_array_equal(alone.value, value[order])
    assert alone.weight.tolist() == [1.0]


@given(st.lists(st.tuples(ANY | PLAIN, st.integers(1, 9)), min_size=1, max_size=200))
def test_any_numbers_are_sorted_with_their_weights(rows):
    value, weight = (np.array(column, float) for column in zip(*rows, strict=True))
    value.flags.writeable = weight.flags.writeable = False
    ranked = ranking.sort_once(value, weight)
    order = np.argsort(value, kind="stable")
    np.testing.assert_array_equal(ranked.value, value[order])
    if np.signbit(value[value == 0]).any():
        assert sorted(ranked.weight) == sorted(weight)  # -0.0 may come before 0.0
    else:
        np.testing.assert_array_equal(ranked.weight, weight[order])


@given(
    st.lists(st.tuples(st.integers(-20, 30), st.integers(1, 9)), min_size=1, max_size=200).filter(
        lambda rows: sum(x * w for x, w in rows) > 0
    )
)
@settings(max_examples=50)
def test_whole_numbers_are_counted_to_the_same_ranking(rows):
    value, weight = (np.array(column, float) for column in zip(*rows, strict=True))
    counted = ranking.rank(value, weight, ranking.survey(value))
    assert (np.diff(counted.value) > 0).all() or value.size < 8
    for at, heavy in zip(counted.value, counted.weight, strict=True):
        assert heavy == weight[value == at].sum() or value.size < 8
    assert gini(counted) == pytest.approx(gini(ranking.sort_once(value, weight)), abs=1e-13)
    alike = ranking.rank(value, np.ones(1), ranking.survey(value))
    assert alike.weight.sum() in (value.size, 1.0)


def test_a_survey_sees_what_is_there():
    seen = ranking.survey(np.array([2.0, -1.0, np.nan, 0.0, -0.0, np.inf, 7.0]))
    assert seen == (-1.0, 7.0, 2, 1, 2, True)
    assert not ranking.survey(np.array([1.0, 1.5])).whole
    empty = ranking.survey(np.empty(0))
    assert (empty.low, empty.high, empty.n_bad) == (np.inf, -np.inf, 0)
