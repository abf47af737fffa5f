"""The growth regression among neighbours: recovery, identities, a slow twin of the likelihood."""

import warnings

import numpy as np
import pandas as pd
import pytest
import spreg
from libpysal.weights import WSP
from scipy import stats
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_array

from gongfu.errors import InputError
from gongfu.measure.beta import beta_convergence
from gongfu.measure.neighbours import Neighbours, neighbours_from_links
from gongfu.measure.spatial_beta import spatial_beta_convergence

KNOBS = {"value": "y", "place": "place", "period": "year"}


def lattice(side):
    """A board of side x side places, each beside those above, below, left and right."""
    n = side * side
    dense = np.zeros((n, n))
    for at in range(n):
        row, column = divmod(at, side)
        for r, c in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
            if 0 <= r < side and 0 <= c < side:
                dense[at, r * side + c] = 1
    return Neighbours(pd.Index(range(n)), csr_array(dense / dense.sum(axis=1, keepdims=True)))


def world(seed, near, *, rho=0.0, lam=0.0, beta=-0.02, theta=0.0, years=5, noise=0.005):
    """Two periods of places whose growth follows a known rule."""
    rng = np.random.default_rng(seed)
    n = len(near.ids)
    weights = near.matrix.toarray()
    start = rng.normal(10, 0.4, n)
    error = np.linalg.solve(np.eye(n) - lam * weights, rng.normal(0, noise, n))
    growth = np.linalg.solve(
        np.eye(n) - rho * weights, 0.25 + beta * start + theta * weights @ start + error
    )
    first = pd.DataFrame({"place": near.ids, "year": 2015, "y": np.exp(start)})
    last = first.assign(year=2015 + years, y=np.exp(start + years * growth))
    return pd.concat([first, last], ignore_index=True), start, growth, weights


@pytest.mark.parametrize(
    ("model", "truth"),
    [
        ("lag", {"rho": 0.5}),
        ("error", {"lam": 0.5}),
        ("durbin", {"rho": 0.4, "theta": 0.01}),
    ],
)
def test_the_rule_is_recovered(model, truth):
    near = lattice(14)
    frame, *_ = world(3, near, **truth)

    found = spatial_beta_convergence(frame, **KNOBS, neighbours=near, model=model)

    table = found.coefficients.set_index("term")
    expected = {"log y": -0.02, "rho": truth.get("rho"), "lambda": truth.get("lam")}
    expected["neighbours' log y"] = truth.get("theta")
    for term in table.index[1:]:
        # Within three standard errors of the truth.
        assert abs(table.loc[term, "estimate"] - expected[term]) < 3 * table.loc[term, "se"], term
    assert found.tests.set_index("test").loc["lag", "p_value"] < 0.05


def test_the_lag_model_maximises_the_likelihood():
    """Concentrated over rho on a fine search: what numpy finds, spreg has found."""
    near = lattice(7)
    frame, start, growth, weights = world(1, near, rho=0.4)
    design = np.column_stack([np.ones(49), start])

    def minus_log_likelihood(rho):
        left = growth - rho * weights @ growth
        error = left - design @ np.linalg.lstsq(design, left, rcond=None)[0]
        _, log_det = np.linalg.slogdet(np.eye(49) - rho * weights)
        return 49 / 2 * np.log(error @ error / 49) - log_det + 49 / 2 * (1 + np.log(2 * np.pi))

    best = minimize_scalar(
        minus_log_likelihood, bounds=(-0.99, 0.99), method="bounded", options={"xatol": 1e-10}
    )
    found = spatial_beta_convergence(frame, **KNOBS, neighbours=near)

    assert found.coefficients["estimate"].iloc[-1] == pytest.approx(best.x, abs=1e-5)
    assert found.log_likelihood == pytest.approx(-best.fun, rel=1e-8)


def test_the_error_model_maximises_the_likelihood():
    near = lattice(7)
    frame, start, growth, weights = world(1, near, lam=0.5)
    design = np.column_stack([np.ones(49), start])

    def minus_log_likelihood(lam):
        part = np.eye(49) - lam * weights
        x, y = part @ design, part @ growth
        error = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
        log_det = np.linalg.slogdet(part)[1]
        return 49 / 2 * np.log(error @ error / 49) - log_det + 49 / 2 * (1 + np.log(2 * np.pi))

    best = minimize_scalar(
        minus_log_likelihood, bounds=(-0.99, 0.99), method="bounded", options={"xatol": 1e-10}
    )
    found = spatial_beta_convergence(frame, **KNOBS, neighbours=near, model="error")

    assert found.coefficients["estimate"].iloc[-1] == pytest.approx(best.x, abs=1e-5)
    assert found.log_likelihood == pytest.approx(-best.fun, rel=1e-8)
    # Constant, slope, lambda and variance.
    assert found.aic == pytest.approx(2 * best.fun + 2 * 4, rel=1e-8)


def test_multiplier_tests_are_those_of_the_formulas():
    """Anselin, Bera, Florax and Yoon 1996."""
    near = lattice(7)
    frame, start, growth, weights = world(4, near, rho=0.3)
    x = np.column_stack([np.ones(49), start])
    hat = x @ np.linalg.inv(x.T @ x) @ x.T
    e = growth - hat @ growth
    s2 = e @ e / 49
    t = np.trace(weights.T @ weights + weights @ weights)
    felt = weights @ hat @ growth
    nj = t + felt @ (felt - hat @ felt) / s2
    score_error, score_lag = e @ weights @ e / s2, e @ weights @ growth / s2
    expected = [
        score_lag**2 / nj,
        (score_lag - score_error) ** 2 / (nj - t),
        score_error**2 / t,
        (score_error - t / nj * score_lag) ** 2 / (t * (1 - t / nj)),
    ]

    found = spatial_beta_convergence(frame, **KNOBS, neighbours=near).tests

    np.testing.assert_allclose(found["statistic"], expected, rtol=1e-8)
    np.testing.assert_allclose(found["p_value"], stats.chi2.sf(expected, 1), rtol=1e-8)


def test_it_says_nothing_on_the_screen(capsys):
    near = lattice(5)
    frame, *_ = world(0, near)
    for model in ("lag", "error", "durbin"):
        spatial_beta_convergence(frame, **KNOBS, neighbours=near, model=model)
    assert capsys.readouterr() == ("", "")


def test_impacts_add_up_and_have_the_errors_of_a_simulation():
    near = lattice(7)
    frame, *_, weights = world(2, near, rho=0.4, theta=0.01)
    found = spatial_beta_convergence(frame, **KNOBS, neighbours=near, model="durbin")
    row = found.impacts.iloc[0]
    own, beside, rho = found.coefficients["estimate"].iloc[[1, 2, 3]]

    assert row["direct"] + row["indirect"] == pytest.approx(row["total"], rel=1e-12)
    # With rows that sum to 1 the total has a closed form.
    assert row["total"] == pytest.approx((own + beside) / (1 - rho), rel=1e-9)

    # The errors, from many draws of the coefficients so near that the impacts are linear.
    rng = np.random.default_rng(0)
    draws = rng.multivariate_normal(
        found.coefficients["estimate"].iloc[[1, 2, 3]],
        1e-4 * _covariance(found, frame, near),
        4_000,
    )
    totals = (draws[:, 0] + draws[:, 1]) / (1 - draws[:, 2])
    assert row["total_se"] == pytest.approx(100 * np.std(totals), rel=0.05)
    directs = [
        np.trace(np.linalg.solve(np.eye(49) - r * weights, b * np.eye(49) + t * weights)) / 49
        for b, t, r in draws[:500]
    ]
    assert row["direct_se"] == pytest.approx(100 * np.std(directs), rel=0.1)
    assert found.beta == row["total"]


def _covariance(found, frame, near):
    """Of the three slopes, from spreg itself."""
    first = frame[frame["year"] == 2015].set_index("place").loc[near.ids, "y"]
    last = frame[frame["year"] == 2020].set_index("place").loc[near.ids, "y"]
    start = np.log(first.to_numpy())
    growth = (np.log(last.to_numpy()) - start) / 5
    weights = WSP(near.matrix).to_W(silence_warnings=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of spreg about its own use of pandas
        fit = spreg.ML_Lag(growth[:, None], start[:, None], w=weights, slx_lags=1)
    np.testing.assert_allclose(fit.betas.ravel(), found.coefficients["estimate"], rtol=1e-10)
    return fit.vm[1:4, 1:4]


def test_without_neighbourly_ties_it_is_the_plain_regression():
    near = lattice(12)
    frame, *_ = world(5, near)
    plain = beta_convergence(frame, **KNOBS)

    found = spatial_beta_convergence(frame, **KNOBS, neighbours=near, model="error")

    assert found.beta == pytest.approx(plain.beta, abs=plain.coefficients["se"].iloc[1])
    row = found.impacts.iloc[0]
    assert row["indirect"] == pytest.approx(0, abs=1e-15)
    assert row["indirect_se"] == pytest.approx(0, abs=1e-15)


def test_who_has_no_neighbour_is_named():
    near = lattice(4)
    frame, *_ = world(0, near)
    dense = near.matrix.toarray()
    dense[3] = 0
    with pytest.raises(InputError, match="1 places have no neighbour, such as 3"):
        spatial_beta_convergence(frame, **KNOBS, neighbours=Neighbours(near.ids, csr_array(dense)))
    with pytest.raises(InputError, match="1 places are in the frame or among the neighbours only"):
        spatial_beta_convergence(frame[frame["place"] != 5], **KNOBS, neighbours=near)
    twice = frame.assign(z=1.0 * frame["place"], again=2.0 * frame["place"])
    with pytest.raises(InputError, match="16 places cannot tell 5 coefficients apart"):
        spatial_beta_convergence(twice, **KNOBS, neighbours=near, controls=["z", "again"])
    with pytest.raises(InputError, match="'lag', 'error' or 'durbin'"):
        spatial_beta_convergence(frame, **KNOBS, neighbours=near, model="both")


def test_terms_that_cannot_be_told_apart_are_refused():
    n = 12
    links = pd.DataFrame({"focal": range(n), "neighbor": [(at + 1) % n for at in range(n)]})
    near = neighbours_from_links(links, ids=pd.RangeIndex(n))
    income = np.exp(np.random.default_rng(3).normal(10, 0.4, n))
    frame = pd.DataFrame({"place": [*range(n)] * 2, "year": [2015] * n + [2020] * n})
    knobs = {"value": "income", "place": "place", "period": "year", "neighbours": near}
    alike = frame.assign(income=np.append(income, 1.1 * income))
    with pytest.raises(InputError, match="all 12 places grew alike"):
        spatial_beta_convergence(alike, **knobs)
    grown = income * np.random.default_rng(4).uniform(1.0, 1.3, n)
    apart = frame.assign(income=np.append(income, grown), one=1.0)
    with pytest.raises(InputError, match="cannot tell 4 coefficients apart"):
        spatial_beta_convergence(apart, **knobs, controls=["one"])
