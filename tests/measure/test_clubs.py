"""Convergence clubs: by hand, against statsmodels, and on panels whose clubs are known."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from statsmodels.stats.sandwich_covariance import S_hac_simple
from statsmodels.tsa.filters.hp_filter import hpfilter

from gongfu.errors import InputError
from gongfu.kernels import log_t as kernels
from gongfu.measure.clubs import CRITICAL, convergence_clubs, log_t, long_trend, transition_paths

NAMES = {"value": "y", "place": "city", "period": "year"}


def long(values, first=2000):
    """A long frame of a table (N, T), its rows shuffled: order must not matter."""
    values = np.asarray(values, float)
    n_places, n_periods = values.shape
    frame = pd.DataFrame(
        {
            "city": np.repeat([f"c{i:02d}" for i in range(n_places)], n_periods),
            "year": np.tile(np.arange(first, first + n_periods), n_places),
            "y": values.ravel(),
        }
    )
    return frame.sample(frac=1.0, random_state=7)


def mirrored(alpha, n_periods=20):
    """Two places at 1 +- d_t with d_t = 0.1 t ** -alpha / log(t + 1)."""
    t = np.arange(1, n_periods + 1)
    away = 0.1 * t**-alpha / np.log(t + 1)
    return np.vstack([1 + away, 1 - away])


def panel(levels, rng, n_periods=30, noise=0.0):
    """Places that approach their club's level as 1 / t from either side."""
    t = np.arange(1, n_periods + 1)
    start = np.where(np.arange(len(levels)) % 2 == 0, 0.4, -0.4) * rng.uniform(0.5, 1, len(levels))
    paths = np.asarray(levels, float)[:, None] + start[:, None] / t
    return paths + noise * rng.standard_normal(paths.shape) / t


def test_paths_and_spread_by_hand():
    # means 2 and 4: h = 0.5, 1.5 and 0.75, 1.25
    frame = long([[1, 3], [3, 5]])
    h = transition_paths(frame, **NAMES)
    assert h["h"].tolist() == [0.5, 0.75, 1.5, 1.25]
    assert h["city"].tolist() == ["c00", "c00", "c01", "c01"]
    assert h["year"].tolist() == [2000, 2001, 2000, 2001]
    assert kernels.spread(np.array([[1.0, 3], [3, 5]])).tolist() == [0.25, 0.0625]


def test_the_slope_is_twice_the_speed():
    # H_t = c t^(-2 alpha) / log(t)^2 exactly would give 2 alpha; build it from t = 2 on
    t = np.arange(1, 41)
    for alpha in (0.25, 1.0):
        away = 0.3 * t**-alpha / np.maximum(np.log(t), 0.7)
        test = log_t(long(np.vstack([1 + away, 1 - away])), r=0.3, **NAMES)
        assert test.slope == pytest.approx(2 * alpha, abs=1e-9)
        assert test.alpha == pytest.approx(alpha, abs=1e-9)
        assert test.converges
        assert test.n == 40 - 12 + 1
        assert test.first_period == 2011  # the twelfth


def test_regression_and_its_error_against_other_ways():
    rng = np.random.default_rng(3)
    values = np.exp(rng.normal(0, 0.2, (12, 40)).cumsum(axis=1) * 0.1 + 9)
    test = log_t(long(values), r=0.3, **NAMES)

    h = values / values.mean(axis=0)
    spread = ((h - 1) ** 2).mean(axis=0)
    t = np.arange(12, 41)
    y = np.log(spread[0] / spread[11:]) - 2 * np.log(np.log(t))
    slope, intercept = np.polyfit(np.log(t), y, 1)
    assert (test.slope, test.intercept) == pytest.approx((slope, intercept), rel=1e-9)

    u = y - intercept - slope * np.log(t)
    rho = (u[1:] * u[:-1]).sum() / (u[:-1] ** 2).sum()
    width = 1.3221 * (4 * rho**2 / (1 - rho) ** 4 * u.size) ** 0.2
    assert test.bandwidth == pytest.approx(width)

    def weights(n_lags):  # the kernel from its spectral window, and not from its formula
        def one(x):
            window = quad(lambda s: (1 - s * s) * np.cos(1.2 * np.pi * x * s), 0, 1)[0]
            return 1.5 * window

        return np.array([one(j / width) for j in range(n_lags + 1)])

    variance = S_hac_simple(u[:, None], nlags=u.size - 1, weights_func=weights)[0, 0] / u.size
    centred = np.log(t) - np.log(t).mean()
    se = np.sqrt(variance / (centred**2).sum())
    assert test.se == pytest.approx(se, rel=1e-9)
    assert test.statistic == pytest.approx(slope / se, rel=1e-8)
    table = test.to_frame()
    assert table["term"].tolist() == ["intercept", "log t"]
    assert table["high"][1] == pytest.approx(slope + 1.959963984540054 * se)


def test_residuals_without_memory_have_their_plain_variance():
    # 1, 1, -1, -1, 1: products of neighbours 1 - 1 + 1 - 1 = 0, so rho = 0
    u = np.array([1.0, 1, -1, -1, 1])
    assert kernels.long_run_variance(u) == (1.0, 0.0)


def test_the_trend_is_that_of_statsmodels():
    rng = np.random.default_rng(5)
    values = 10 + rng.standard_normal((3, 25)).cumsum(axis=1) * 0.1
    peer = np.vstack([hpfilter(one, 400)[1] for one in values])
    np.testing.assert_allclose(kernels.trend(values, 400.0), peer, rtol=1e-10)
    smooth = long_trend(long(values), **NAMES)
    assert smooth.columns.tolist() == ["city", "year", "y"]
    np.testing.assert_allclose(smooth["y"].to_numpy().reshape(3, 25), peer, rtol=1e-10)
    with pytest.raises(InputError, match="smoothing is 0"):
        long_trend(long(values), smoothing=0.0, **NAMES)


def test_one_club_where_all_converge():
    frame = long(panel([10] * 8, np.random.default_rng(1)))
    found = convergence_clubs(frame, **NAMES)
    assert found.whole.converges
    assert (found.members["club"] == 1).all()
    assert found.diverging == ()


@pytest.mark.parametrize("merging", ["none", "phillips_sul", "von_lyncker_thoennessen"])
def test_known_clubs_are_found(merging):
    levels = np.repeat([14.0, 10.0, 7.0], [5, 6, 4])
    shuffled = np.random.default_rng(2).permutation(levels)
    frame = long(panel(shuffled, np.random.default_rng(2), noise=0.01))
    found = convergence_clubs(frame, merging=merging, **NAMES)
    assert not found.whole.converges
    expected = pd.Series(shuffled).map({14.0: 1, 10.0: 2, 7.0: 3})
    assert found.members["club"].tolist() == expected.tolist()
    assert found.tests["n_places"].tolist() == [5, 6, 4]
    assert (found.tests["statistic"] > CRITICAL).all()


def test_a_place_that_leaves_all_others_diverges():
    t = np.arange(1, 31)
    base = panel([10] * 6, np.random.default_rng(4))
    values = np.vstack([base, 10 + 0.5 * t])
    found = convergence_clubs(long(values), **NAMES)
    assert found.diverging == ("c06",)
    assert found.members["club"].tolist()[:6] == [1] * 6


def test_the_clubs_depend_on_who_is_tried_first():
    # the trap of the sort: a noisy last period orders other clubs than the mean of the last half
    rng = np.random.default_rng(22)
    values = panel([12] * 4 + [8] * 4, rng)
    values[:, -1] += rng.normal(0, 2, 8)
    clubs = {}
    for share, n_last in ((0.0, 1), (1 / 30, 1), (0.5, 15), (1.0, 30)):
        order = np.argsort(-values[:, -n_last:].mean(axis=1), kind="stable")
        by_hand = kernels.clubs(values, order, 9, CRITICAL, 0.0)
        found = convergence_clubs(long(values), merging="none", sort_share=share, **NAMES)
        clubs[share] = (found.members["club"].fillna(0) - 1).tolist()
        assert clubs[share] == by_hand.tolist()
    assert clubs[0.0] != clubs[0.5]
    assert clubs[0.5] == [0, 0, 1, 1, 2, 2, 2, 2]  # no club mixes the two levels


def test_the_core_is_the_first_run_with_the_best_statistic():
    values = panel([14, 14, 14, 10, 10, 10], np.random.default_rng(9), noise=0.05)
    order = np.argsort(-values[:, -1])
    core = kernels._core(values, order, 9, CRITICAL)
    tried = {k: kernels.statistic(values[order[:k]], 9) for k in range(2, 7)}
    passing = list(itertools.takewhile(lambda k: tried[k] > CRITICAL, tried))
    assert len(passing) >= 2
    assert core.tolist() == order[: max(passing, key=tried.get)].tolist()


def test_clubs_too_fine_are_put_together():
    values = panel([12] * 4 + [8] * 4, np.random.default_rng(6))
    fine = np.array([0, 0, 1, 1, 2, 2, 3, 3])
    coarse = [0, 0, 0, 0, 1, 1, 1, 1]
    assert kernels.merged(values, fine, 9, CRITICAL).tolist() == coarse
    assert kernels.merged_by_fit(values, fine, 9, CRITICAL).tolist() == coarse
    assert fine.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    alone = np.array([0, 0, 0, 0, -1, 1, 1, 1])
    assert kernels.merged(values, alone, 9, CRITICAL).tolist() == alone.tolist()


@settings(max_examples=20)
@given(st.integers(0, 1000), st.floats(1e-6, 1e6))
def test_the_unit_and_the_order_play_no_part(seed, factor):
    rng = np.random.default_rng(seed)
    values = np.exp(rng.normal(0, 0.1, (6, 15)) + 2)
    one, other = log_t(long(values), **NAMES), log_t(long(values * factor), **NAMES)
    assert other.statistic == pytest.approx(one.statistic, rel=1e-6)
    turned = log_t(long(values[::-1]), **NAMES)
    assert turned.slope == pytest.approx(one.slope, rel=1e-8)


def test_a_common_path_plays_no_part():
    values = mirrored(0.5)
    growth = np.exp(np.linspace(0, 3, values.shape[1]))
    one, other = log_t(long(values), **NAMES), log_t(long(values * growth), **NAMES)
    assert other.slope == pytest.approx(one.slope, rel=1e-9)


def test_default_r_follows_the_length():
    for n_periods, first in ((20, 6), (50, 15), (75, 18), (100, 20), (150, 30)):
        test = log_t(long(mirrored(0.5, n_periods)), **NAMES)
        assert test.first_period == 2000 + first - 1


def test_no_spread_left_is_undefined():
    test = log_t(long(np.full((3, 10), 2.0)), **NAMES)
    assert np.isnan([test.slope, test.se, test.statistic, test.p_value]).all()
    assert not test.converges


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: f.drop(f.index[0]), "1 of 60 values are missing"),
        (
            lambda f: pd.concat([f, f.head(1)], ignore_index=True),
            "2 rows repeat a place and period",
        ),
        (lambda f: f.assign(y=f["y"] - 10), "is not > 0"),
        (lambda f: f.drop(columns="y"), "no column 'y'"),
        (lambda f: f[f["year"] < 2004], "at least 2 places and 5 periods"),
        (lambda f: f[f["city"] == "c00"], "at least 2 places"),
        (lambda f: f[f["year"] != 2003], "not evenly spaced"),
        (lambda f: f.head(0), "no rows"),
    ],
)
def test_what_cannot_be_used_is_named(change, message):
    frame = long(panel([10] * 4, np.random.default_rng(0), n_periods=15))
    with pytest.raises(InputError, match=message):
        log_t(change(frame), **NAMES)


@pytest.mark.parametrize(
    ("knobs", "message"),
    [
        ({"r": 0.9}, "leaves 3 of 15 periods"),
        ({"r": 0.0}, "r is 0.0"),
        ({"sort_share": 2.0}, "a share of the periods"),
        ({"sieve": -2.0}, "sieve is -2.0"),
        ({"merging": "all"}, "merging is 'all'"),
    ],
)
def test_knobs_out_of_range_are_named(knobs, message):
    frame = long(panel([10] * 4, np.random.default_rng(0), n_periods=15))
    with pytest.raises(InputError, match=message):
        convergence_clubs(frame, **NAMES, **knobs)


def rejected(n_periods, alpha, n_panels=400):
    """How often 11 places that converge at speed `alpha` are said not to."""
    rng = np.random.default_rng(0)
    t = np.arange(1, n_periods + 1)
    sigma, n = rng.uniform(0.05, 0.15, (n_panels, 11, 1)), 0
    shocks = rng.standard_normal((n_panels, 11, n_periods))
    for at in range(1, n_periods):
        shocks[..., at] = 0.5 * shocks[..., at - 1] + np.sqrt(0.75) * shocks[..., at]
    for path in 1 + sigma * shocks / (np.log(t + 1) * t**alpha):
        n += not kernels.statistic(path, max(2, int(0.3 * n_periods + 1e-9))) > CRITICAL
    return n / n_panels


def test_six_periods_reject_convergence_too_often_as_the_page_says():
    assert rejected(6, 0.25) == pytest.approx(0.29, abs=0.06)
    assert rejected(6, 0.1) == pytest.approx(0.45, abs=0.06)
    assert rejected(30, 0.25) <= 0.03
