"""Dispersion by period: by hand, and the test as a likelihood ratio found by search."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import minimize

from gongfu.errors import InputError
from gongfu.measure.convergence import sigma_convergence

KNOBS = {"value": "income", "place": "city", "period": "year"}


def long(logs):
    return (
        pd.DataFrame(np.exp(logs))
        .melt(ignore_index=False, var_name="year", value_name="income")
        .rename_axis("city")
        .reset_index()
    )


def test_by_hand():
    found = sigma_convergence(long(np.log([[1, 2], [1, 2], [3, 4], [3, 4.0]])), **KNOBS).to_frame()
    assert found["coefficient_of_variation"].tolist() == pytest.approx([1 / 2, 1 / 3])
    assert found["gini"].tolist() == pytest.approx([1 / 4, 1 / 6])
    assert found["sd_log"].tolist() == pytest.approx([np.log(3) / 2, np.log(2) / 2])


def test_statistic_is_the_likelihood_ratio_of_equal_variances():
    logs = np.random.default_rng(2).multivariate_normal([0, 0], [[1, 0.6], [0.6, 0.5]], 25)
    s = np.cov(logs.T, bias=True)

    def deviance(knobs):
        v, r = np.exp(knobs[0]), np.tanh(knobs[1])
        sigma = v * np.array([[1, r], [r, 1]])
        return np.linalg.slogdet(sigma)[1] + np.trace(np.linalg.solve(sigma, s))

    ratio = minimize(deviance, [0.0, 0.0], tol=1e-12).fun - np.linalg.slogdet(s)[1] - 2
    found = sigma_convergence(long(logs), **KNOBS).tests.set_index("test")
    assert found.loc["Carree-Klomp", "statistic"] == pytest.approx(22.5 * ratio, rel=1e-6)


def test_statistic_is_the_formula_carree_and_klomp_print():
    logs = np.random.default_rng(3).multivariate_normal([0, 0], [[1, 0.6], [0.6, 0.5]], 25)
    (a, c), (_, b) = np.cov(logs.T, bias=True)
    found = sigma_convergence(long(logs), **KNOBS).tests.set_index("test")
    printed = 22.5 * np.log(1 + (a - b) ** 2 / 4 / (a * b - c * c))
    assert found.loc["Carree-Klomp", "statistic"] == pytest.approx(printed, rel=1e-10)
    assert found.loc["variance ratio", "statistic"] == pytest.approx(a / b)


def test_the_exact_test_is_the_correlation_of_change_and_sum():
    logs = np.random.default_rng(4).normal(size=(9, 2))
    found = sigma_convergence(long(logs), **KNOBS).tests.set_index("test")
    peer = stats.pearsonr(logs[:, 1] - logs[:, 0], logs[:, 1] + logs[:, 0])
    assert found.loc["Pitman-Morgan", "p_value"] == pytest.approx(peer.pvalue, rel=1e-9)


def test_the_exact_test_keeps_its_level_where_places_persist():
    """Six places, correlation 0.9, equal variances: 5 % of 300 trials, give or take."""
    rng = np.random.default_rng(5)
    p = []
    for _ in range(300):
        logs = rng.multivariate_normal([0, 0], [[1, 0.9], [0.9, 1]], 6)
        p.append(sigma_convergence(long(logs), **KNOBS).tests["p_value"].to_numpy())
    exact, _, independent = (np.array(p) < 0.05).sum(axis=0)
    assert 3 <= exact <= 32  # beyond with probability below 1e-4
    assert independent < 6


@given(
    st.integers(0, 1000),
    st.floats(1e-3, 1e3),
    st.permutations([0, 1, 2, 3, 4, 5]),
)
def test_units_and_order_do_not_matter(seed, unit, order):
    logs = np.random.default_rng(seed).normal(10, 0.5, (6, 3))
    one = sigma_convergence(long(logs), **KNOBS)
    other = sigma_convergence(long(logs[order] + np.log(unit)), **KNOBS)
    names = ["coefficient_of_variation", "sd_log", "gini", "theil_t"]
    np.testing.assert_allclose(one.periods[names], other.periods[names], rtol=1e-7)
    np.testing.assert_allclose(one.tests["p_value"], other.tests["p_value"], rtol=1e-6)


def test_time_turned_round_turns_the_statistics_round():
    logs = np.random.default_rng(6).normal(size=(8, 2))
    there = sigma_convergence(long(logs), **KNOBS).tests
    back = sigma_convergence(long(logs[:, ::-1]), **KNOBS).tests
    np.testing.assert_allclose(there["p_value"], back["p_value"], rtol=1e-9)
    assert there["statistic"][0] == pytest.approx(-back["statistic"][0])
    assert there["statistic"][2] == pytest.approx(1 / back["statistic"][2])


def test_ends_that_are_copies_of_each_other():
    start = np.array([1.0, 2, 4, 7])
    same = sigma_convergence(long(np.column_stack([start, start + 0.3])), **KNOBS).tests
    assert same["p_value"].isna().tolist() == [True, True, False]
    half = sigma_convergence(long(np.column_stack([start, start / 2])), **KNOBS).tests
    assert half["p_value"][0] == pytest.approx(0, abs=1e-9)
    assert half["statistic"][2] == pytest.approx(4)


def test_a_place_of_double_weight_is_there_twice():
    logs = np.random.default_rng(7).normal(size=(5, 2))
    frame = long(logs)
    frame["people"] = np.where(frame["city"] == 0, 2.0, 1.0)
    found = sigma_convergence(frame, **KNOBS, weight="people").periods.iloc[:, 2:]
    copied = sigma_convergence(long(np.vstack([logs, logs[:1]])), **KNOBS).periods.iloc[:, 2:]
    np.testing.assert_allclose(found, copied, rtol=1e-12)


def test_trend_has_the_errors_of_newey_and_west():
    logs = np.random.default_rng(8).normal(size=(6, 14)) * np.linspace(1, 0.6, 14)
    found = sigma_convergence(long(logs).assign(year=lambda f: f["year"] + 2000), **KNOBS)

    years = np.arange(2000, 2014)
    x, y = np.column_stack([np.ones(14), years]), found.periods["sd_log"].to_numpy()
    bread = np.linalg.inv(x.T @ x)
    score = x * (y - x @ (bread @ x.T @ y))[:, None]
    meat = score.T @ score
    for lag in (1, 2):  # floor(4 (14 / 100)^(2/9)) = 2
        both = score[lag:].T @ score[:-lag]
        meat += (1 - lag / 3) * (both + both.T)
    se = np.sqrt(np.diag(bread @ meat @ bread) * 14 / 12)
    assert found.trend_se_kind == "Newey-West with 2 lags"
    np.testing.assert_allclose(found.trend["se"], se, rtol=1e-5)
    assert found.trend["estimate"][1] == pytest.approx(np.polyfit(years - 2000, y, 1)[0])
    p = 2 * stats.t.sf(abs(found.trend["statistic"]), 12)
    np.testing.assert_allclose(found.trend["p_value"], p)


def test_a_trend_without_errors_says_why():
    frame = long(np.log([[1, 1], [1, 1], [3, 2], [3, 2.0]]))
    found = sigma_convergence(frame, **KNOBS)
    assert found.trend["estimate"].tolist() == pytest.approx([np.log(3) / 2, np.log(2 / 3) / 2])
    assert found.trend["se"].isna().all()
    assert found.trend_se_kind == "none: 2 periods are too few, 10 are needed"
    named = sigma_convergence(frame.assign(year=frame["year"].astype(str)), **KNOBS)
    assert named.trend["estimate"].isna().all()
    assert named.trend_se_kind == "none: periods are not numbers"
    assert (named.n, named.n_periods) == (4, 2)


def test_bad_panels_are_named():
    panel = long(np.random.default_rng(2).normal(size=(5, 2)))
    panel["city"] = "c" + panel["city"].astype(str)
    with pytest.raises(InputError, match="1 places lack a period, such as 'c0'"):
        sigma_convergence(panel.iloc[1:], **KNOBS)
    with pytest.raises(InputError, match="20 rows repeat"):
        sigma_convergence(pd.concat([panel, panel]), **KNOBS)
    with pytest.raises(InputError, match="10 of 10 rows have a 'income' that is not > 0"):
        sigma_convergence(panel.assign(income=-1.0), **KNOBS)


def test_equal_growth_leaves_nothing_to_test():
    logs = np.random.default_rng(2).normal(10, 0.4, (20, 1)) + np.log([1, 1.1, 1.21])
    tests = sigma_convergence(long(logs), **KNOBS).tests
    exact = tests.set_index("test").loc[["Pitman-Morgan", "Carree-Klomp"]]
    assert exact[["statistic", "p_value"]].isna().all(axis=None)


def test_numbered_places_are_named_as_written():
    panel = long(np.random.default_rng(2).normal(size=(5, 2)))
    with pytest.raises(InputError, match="such as 0; leave"):
        sigma_convergence(panel.iloc[1:], **KNOBS)
    with pytest.raises(InputError, match="must be numbers"):
        sigma_convergence(panel.assign(income="much"), **KNOBS)
