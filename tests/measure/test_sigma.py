"""Dispersion by period: by hand, and the test as a likelihood ratio found by search."""

import numpy as np
import pandas as pd
import pytest
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
    assert sigma_convergence(long(logs), **KNOBS).statistic == pytest.approx(22.5 * ratio, rel=1e-6)


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
    assert np.isnan(sigma_convergence(long(logs), **KNOBS).statistic)


def test_numbered_places_are_named_as_written():
    panel = long(np.random.default_rng(2).normal(size=(5, 2)))
    with pytest.raises(InputError, match="such as 0; leave"):
        sigma_convergence(panel.iloc[1:], **KNOBS)
    with pytest.raises(InputError, match="must be numbers"):
        sigma_convergence(panel.assign(income="much"), **KNOBS)
