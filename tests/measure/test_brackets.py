"""Tables cut from known distributions: bounds hold the truth, the interpolation comes near it."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import lognorm, norm

from gongfu.errors import InputError
from gongfu.measure.brackets import (
    gini_bounds,
    gini_bounds_from_means,
    interpolate_brackets,
)
from gongfu.measure.inequality import gini

SIGMA = 0.7
LOGNORMAL_GINI = 2 * norm.cdf(SIGMA / math.sqrt(2)) - 1  # Aitchison and Brown 1957


def lognormal_table(limits):
    """Brackets of exp(N(0, SIGMA)), exact."""
    ends = np.array([0.0, *limits, np.inf])
    with np.errstate(divide="ignore"):
        z = np.log(ends) / SIGMA
    people = np.diff(norm.cdf(z))
    amount = math.exp(SIGMA**2 / 2) * np.diff(norm.cdf(z - SIGMA))
    return pd.DataFrame(
        {"low": ends[:-1], "high": ends[1:], "people": people, "mean": amount / people}
    )


def cut(values, limits):
    """The table of a sample; brackets without anybody have a missing mean."""
    ends = np.array([0.0, *limits, np.inf])
    which = np.searchsorted(ends, values, side="right") - 1
    people = np.bincount(which, minlength=ends.size - 1)
    amount = np.bincount(which, values, ends.size - 1)
    mean = np.divide(amount, people, out=np.full(people.size, np.nan), where=people > 0)
    return pd.DataFrame({"low": ends[:-1], "high": ends[1:], "people": people, "mean": mean})


@given(
    values=st.lists(st.integers(1, 200), min_size=1, max_size=60),
    limits=st.lists(st.integers(2, 150), min_size=1, max_size=6, unique=True).map(sorted),
)
def test_the_truth_lies_within_both_pairs_of_bounds(values, limits):
    table = cut(np.array(values, float), limits)
    truth = gini(values)
    known = gini_bounds(table)
    assert known.low - 1e-12 <= truth <= known.high + 1e-12
    wide = gini_bounds_from_means(table)
    assert wide.low == known.low
    assert wide.high >= known.high - 1e-8


def test_both_ends_are_reached():
    table = pd.DataFrame({"low": [0, 10], "high": [10, 30], "people": [5, 20], "mean": [4, 15]})
    bounds = gini_bounds(table)
    assert bounds.low == pytest.approx(gini([4] * 5 + [15] * 20))
    # 5 people with a mean of 4 in 0..10: three have 0, two 10; of 20, fifteen have 10, five 30
    assert bounds.high == pytest.approx(gini([0] * 3 + [10] * 2 + [10] * 15 + [30] * 5))


def test_one_group_with_a_mean_alone_may_be_anything():
    table = pd.DataFrame({"people": [7.0], "mean": [3.0]})
    assert gini_bounds_from_means(table).high == pytest.approx(1.0)
    assert gini_bounds_from_means(table, lowest=3.0).high == pytest.approx(0.0)


@pytest.mark.parametrize("seed", range(6))
def test_the_worst_limits_are_worse_than_any_on_a_grid(seed):
    rng = np.random.default_rng(seed)
    mean, people = np.sort(rng.uniform(1, 20, 3)), rng.uniform(0.2, 3, 3)
    found = gini_bounds_from_means(pd.DataFrame({"people": people, "mean": mean})).high
    share = people / people.sum()
    first, second = np.meshgrid(
        np.linspace(mean[0], mean[1], 401)[1:-1], np.linspace(mean[1], mean[2], 401)[1:-1]
    )
    room = (
        share[0] ** 2 * mean[0] * (first - mean[0]) / first
        + share[1] ** 2 * (mean[1] - first) * (second - mean[1]) / (second - first)
        + share[2] ** 2 * (mean[2] - second)
    )
    most = gini(mean, people) + room.max() / (share @ mean)
    assert most <= found + 1e-9
    assert found - most < 1e-3


@pytest.mark.parametrize("alpha", [1.5, 2.0, 3.0])
def test_a_pareto_distribution_is_recovered_exactly(alpha):
    limits = np.array([1, 1.5, 3, 8, np.inf])
    above = limits**-alpha
    amount = np.append(alpha / (alpha - 1) * limits[:-1] ** (1 - alpha), 0)
    people = -np.diff(above)
    table = pd.DataFrame(
        {
            "low": limits[:-1],
            "high": limits[1:],
            "people": people,
            "mean": -np.diff(amount) / people,
        }
    )
    found = interpolate_brackets(table)
    assert set(found.method) == {"spline", "Pareto tail"}
    assert found.gini == pytest.approx(1 / (2 * alpha - 1), rel=1e-9)
    share = np.array([0.0, 0.3, 0.9, 0.999])
    np.testing.assert_allclose(found.quantile(share), (1 - share) ** (-1 / alpha), rtol=1e-8)
    top = np.array([1, 0.5, 0.1, 0.001])
    np.testing.assert_allclose(found.top_share(top), top ** (1 - 1 / alpha), rtol=1e-8)


@pytest.mark.parametrize("limits", [(0.5, 1, 1.5, 2.5, 5), (0.3, 0.6, 1, 1.4, 2, 3, 4, 6), (1, 3)])
def test_a_lognormal_distribution_is_met_closely(limits):
    table = lognormal_table(limits)
    found, bounds = interpolate_brackets(table), gini_bounds(table)
    assert bounds.low < found.gini < bounds.high
    assert bounds.low < LOGNORMAL_GINI < bounds.high
    near = 0.02 if len(limits) < 3 else 0.002
    assert found.gini == pytest.approx(LOGNORMAL_GINI, abs=near)
    if len(limits) > 3:
        share = np.array([0.2, 0.5, 0.8, 0.9, 0.95])
        np.testing.assert_allclose(found.quantile(share), lognorm(SIGMA).ppf(share), rtol=0.03)
        assert found.top_share(0.1) == pytest.approx(1 - norm.cdf(norm.ppf(0.9) - SIGMA), abs=0.003)


@given(
    shares=st.lists(st.integers(1, 40), min_size=3, max_size=7),
    where=st.lists(st.floats(0.1, 0.9), min_size=7, max_size=7),
    is_open=st.booleans(),
    start=st.sampled_from([0.0, 5.0]),
)
def test_every_table_is_kept_whatever_its_shape(shares, where, is_open, start):
    n = len(shares)
    limits = start + np.cumsum([0, *(10 + 3 * k for k in range(n))])
    low, high = limits[:-1].astype(float), limits[1:].astype(float)
    mean = low + np.array(where[:n]) * (high - low)
    if is_open:
        high[-1] = np.inf
    table = pd.DataFrame({"low": low, "high": high, "people": shares, "mean": mean})
    found, bounds = interpolate_brackets(table), gini_bounds(table)

    share = np.array(shares) / sum(shares)
    ends = np.append(0, np.cumsum(share))
    held = np.array([*(found.top_share(1 - ends[:-1]) * found.mean), 0.0])
    np.testing.assert_allclose(-np.diff(held) / share, mean, rtol=1e-9)
    np.testing.assert_allclose(found.quantile(ends[:-1]), low, atol=1e-7)
    fine = found.quantile(np.linspace(0, 1, 3000, endpoint=False))
    assert (np.diff(fine) >= -1e-6 * fine[-1]).all()
    assert bounds.low - 1e-9 <= found.gini <= bounds.high + 1e-9


def test_its_gini_is_the_integral_of_its_own_quantiles():
    table = pd.DataFrame(
        {"low": [0, 10, 20, 30], "high": [10, 20, 30, 60], "people": [1, 6, 2, 1],
         "mean": [9, 11, 29, 35]}
    )  # fmt: skip
    found = interpolate_brackets(table)
    assert "split histogram" in found.method
    whole = quad(lambda p: float(found.quantile(p)), 0, 1, limit=400, points=[0.1, 0.7, 0.9])[0]
    ranked = quad(lambda p: p * float(found.quantile(p)), 0, 1, limit=400, points=[0.1, 0.7, 0.9])
    assert whole == pytest.approx(found.mean, rel=1e-6)
    assert found.gini == pytest.approx(2 * ranked[0] / whole - 1, rel=1e-6)


def test_bad_tables_say_what_to_do():
    good = {"low": [0, 10], "high": [10, np.nan], "people": [3, 1], "mean": [6, 14]}
    assert gini_bounds(pd.DataFrame(good)).high > 0
    for change, told in (
        ({"mean": [6, 9]}, "1 means lie outside their bracket, such as 9 in row 1"),
        ({"low": [0, 11]}, "begin where the one before ends"),
        ({"high": [np.nan, np.nan]}, "only the last"),
        ({"people": [0, 0]}, "at least one above"),
        ({"people": [3, -1]}, ">= 0"),
        ({"mean": [6, np.nan]}, "missing in 1 rows"),
        ({"mean": ["six", 14]}, "must be numbers"),
    ):
        with pytest.raises(InputError, match=told):
            gini_bounds(pd.DataFrame({**good, **change}))
    with pytest.raises(InputError, match="no column"):
        gini_bounds(pd.DataFrame(good).drop(columns="mean"))
    with pytest.raises(InputError, match="must rise"):
        gini_bounds_from_means(pd.DataFrame({"people": [1, 1], "mean": [3, 2]}))
    with pytest.raises(InputError, match="lowest"):
        gini_bounds_from_means(pd.DataFrame(good), lowest=math.nan)
    with pytest.raises(InputError, match="holds nobody"):
        interpolate_brackets(
            pd.DataFrame({"low": [0, 1, 2], "high": [1, 2, 3], "people": [1, 0, 1],
                          "mean": [0.5, np.nan, 2.5]})
        )  # fmt: skip
    with pytest.raises(InputError, match="outside 0 to 1"):
        interpolate_brackets(pd.DataFrame(good)).quantile([0.5, 1.0])


@pytest.mark.parametrize("scale", [1e-170, 1e-161, 1.0, 1e160])
def test_bounds_know_no_unit(scale):
    table = pd.DataFrame({"low": [0, 10], "high": [10, 30], "people": [3, 1], "mean": [6, 14]})
    there = table.assign(**{name: table[name] * scale for name in ("low", "high", "mean")})

    # Mean 8.  Least: 3/4 * 1/4 * (14 - 6) / 8.  Room: 6 * 4 / 10 and 4 * 16 / 20, times share
    # squared: (9 * 2.4 + 1 * 3.2) / 16 / 8 more.
    found = gini_bounds(there)
    assert (found.low, found.high) == pytest.approx((0.1875, 0.38125))
    found, known = (gini_bounds_from_means(frame[["people", "mean"]]) for frame in (there, table))
    assert (found.low, found.high) == pytest.approx((known.low, known.high))
