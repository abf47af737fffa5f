"""The growth regression: a law without noise, and least squares by hand."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from gongfu.errors import InputError
from gongfu.measure.convergence import beta_convergence

KNOBS = {"value": "income", "place": "city", "period": "year"}


def two_years(start, growth, years=6, **columns):
    city = [f"c{at}" for at in range(len(start))]
    first = pd.DataFrame({"city": city, "year": 2015, "income": start, **columns})
    return pd.concat(
        [first, first.assign(year=2015 + years, income=start * np.exp(growth * years))]
    )


@pytest.fixture
def panel():
    rng = np.random.default_rng(5)
    start = rng.lognormal(11, 0.4, 30)
    growth = 0.2 - 0.01 * np.log(start) + rng.normal(0, 0.01, 30)
    return two_years(start, growth, z=rng.normal(size=30), group=np.repeat(np.arange(6), 5))


def test_a_gap_that_halves_in_six_years_has_a_half_life_of_six():
    start = np.exp(np.array([9.0, 10.0, 11.0, 12.0, 10.5]))
    noise = np.array([1, -2, 1, 0, 0]) * 1e-9
    found = beta_convergence(two_years(start, (11 - np.log(start)) / 12 + noise), **KNOBS)
    assert found.beta == pytest.approx(-1 / 12, abs=1e-8)
    assert found.half_life == pytest.approx(6, abs=1e-6)
    assert (found.n, found.df, found.years) == (5, 3, 6)


@pytest.mark.parametrize("cluster", [None, "group"])
def test_errors_are_those_of_the_formulas(panel, cluster):
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "6 clusters")
        found = beta_convergence(
            panel.sample(frac=1, random_state=1), **KNOBS, controls=["z"], cluster=cluster
        )

    first, last = panel[panel["year"] == 2015], panel[panel["year"] == 2021]
    x = np.column_stack([np.ones(30), np.log(first["income"]), first["z"]])
    y = (np.log(last["income"]) - np.log(first["income"])).to_numpy() / 6
    bread = np.linalg.inv(x.T @ x)
    e = y - x @ (bread @ x.T @ y)
    if cluster is None:
        scores = x * (e / (1 - np.einsum("ij,jk,ik->i", x, bread, x)))[:, None]
        meat, df = scores.T @ scores, 27
    else:
        scores = (x * e[:, None]).reshape(6, 5, 3).sum(axis=1)
        meat, df = scores.T @ scores * 6 / 5 * 29 / 27, 5
    table = found.to_frame()
    np.testing.assert_allclose(table["estimate"], bread @ x.T @ y, rtol=1e-9)
    np.testing.assert_allclose(table["se"], np.sqrt(np.diag(bread @ meat @ bread)), rtol=1e-9)
    np.testing.assert_allclose(table["p_value"], 2 * stats.t.sf(abs(table["statistic"]), df))
    assert found.df == df


def test_speed_undoes_beta_and_its_error_follows_the_slope(panel):
    found = beta_convergence(panel, **KNOBS)
    assert np.expm1(-found.speed * 6) / 6 == pytest.approx(found.beta)
    step = 1e-6
    slope = (-np.log(1 + (found.beta + step) * 6) / 6 - found.speed) / step
    assert found.speed_se == pytest.approx(abs(slope) * found.to_frame()["se"][1], rel=1e-4)


def test_no_half_life_where_places_part(panel):
    start = np.exp(np.array([9.0, 10, 11, 12]))
    growth = 0.01 * np.log(start) + np.array([1, -1, -1, 1]) * 1e-4
    assert np.isnan(beta_convergence(two_years(start, growth), **KNOBS).half_life)


@given(seed=st.integers(0, 1000), unit=st.floats(1e-3, 1e3), gain=st.floats(0.5, 2))
def test_units_order_and_a_common_rise_do_not_matter(seed, unit, gain):
    """A common factor of all values moves the constant, one of the last period too: never beta."""
    rng = np.random.default_rng(seed)
    start = rng.lognormal(10, 0.5, 12)
    one = two_years(start, rng.normal(0.05, 0.01, 12))
    rise = np.where(one["year"] == 2021, gain, 1.0)
    other = one.assign(income=one["income"] * unit * rise).sample(frac=1, random_state=seed)

    a, b = beta_convergence(one, **KNOBS), beta_convergence(other, **KNOBS)

    assert b.beta == pytest.approx(a.beta, rel=1e-6, abs=1e-10)
    assert b.to_frame()["se"][1] == pytest.approx(a.to_frame()["se"][1], rel=1e-6)
    assert b.r_squared == pytest.approx(a.r_squared, abs=1e-8)


def test_a_place_of_double_weight_is_there_twice(panel):
    people = np.where(np.arange(30) < 10, 2.0, 1.0)
    weighed = panel.assign(people=np.tile(people, 2))
    twice = weighed[weighed["people"] == 2].assign(city=lambda f: f["city"] + "again")

    found = beta_convergence(weighed, **KNOBS, weight="people")
    copied = beta_convergence(pd.concat([panel, twice]), **KNOBS)

    np.testing.assert_allclose(
        found.to_frame()["estimate"], copied.to_frame()["estimate"], rtol=1e-9
    )
    assert found.r_squared == pytest.approx(copied.r_squared)
    assert (found.n, copied.n) == (30, 40)  # the weight of a place is no number of places


def test_weighted_errors_are_those_of_the_formula(panel):
    people = np.random.default_rng(1).uniform(1, 9, 30)
    found = beta_convergence(panel.assign(people=np.tile(people, 2)), **KNOBS, weight="people")

    first, last = panel[panel["year"] == 2015], panel[panel["year"] == 2021]
    start = np.log(first["income"].to_numpy())
    root = np.sqrt(people)
    x = np.column_stack([root, root * start])
    y = root * (np.log(last["income"].to_numpy()) - start) / 6
    bread = np.linalg.inv(x.T @ x)
    left = (y - x @ (bread @ x.T @ y)) / (1 - np.einsum("ij,jk,ik->i", x, bread, x))
    meat = (x * left[:, None]).T @ (x * left[:, None])
    np.testing.assert_allclose(
        found.to_frame()["se"], np.sqrt(np.diag(bread @ meat @ bread)), rtol=1e-9
    )


def test_what_lies_between_the_ends_plays_no_part(panel):
    between = panel[panel["year"] == 2015].assign(year=2018, income=1.0, z=99.0)
    assert beta_convergence(pd.concat([panel, between]), **KNOBS, controls=["z"]).beta == (
        beta_convergence(panel, **KNOBS, controls=["z"]).beta
    )


def test_few_clusters_are_told(panel):
    with pytest.warns(UserWarning, match="6 clusters of 'group' are fewer than 30"):
        beta_convergence(panel, **KNOBS, cluster="group")
    with pytest.raises(InputError, match="'one' has one label"):
        beta_convergence(panel.assign(one="a"), **KNOBS, cluster="one")


def test_growth_that_is_the_same_everywhere_leaves_nothing_to_explain():
    start = np.exp(np.linspace(9, 12, 8))
    found = beta_convergence(two_years(start, np.zeros(8)), **KNOBS)
    assert found.beta == pytest.approx(0, abs=1e-12)
    assert np.isnan(found.r_squared)


def test_a_term_for_one_place_alone_is_refused(panel):
    alone = panel.assign(d=(panel["city"] == "c3").astype(float))
    with pytest.raises(InputError, match="a term describes 1 places alone, such as 'c3'"):
        beta_convergence(alone, **KNOBS, controls=["d"])


def test_names_that_are_numbers_are_told_plainly(panel):
    numbered = panel.assign(city=panel["city"].str[1:].astype(int))
    with pytest.raises(InputError, match="1 places lack 2015 or 2021, such as 0"):
        beta_convergence(numbered.iloc[1:], **KNOBS)
    with pytest.raises(InputError, match="'w' is 0 at 30 places, such as 0"):
        beta_convergence(numbered.assign(w=0.0), **KNOBS, weight="w")
    with pytest.raises(InputError, match="frame in 2015: 'z' is missing in row 1"):
        beta_convergence(
            numbered.assign(z=numbered["z"].where(numbered["city"] != 0)), **KNOBS, controls=["z"]
        )
    with pytest.raises(InputError, match="'year' holds one period, 2015"):
        beta_convergence(numbered[numbered["year"] == 2015], **KNOBS)


def test_bad_panels_are_named(panel):
    with pytest.raises(InputError, match="1 places lack 2015 or 2021, such as 'c0'"):
        beta_convergence(panel.iloc[1:], **KNOBS)
    with pytest.raises(InputError, match="120 rows repeat"):
        beta_convergence(pd.concat([panel, panel]), **KNOBS)
    with pytest.raises(InputError, match="not above 0 at 30 places"):
        beta_convergence(panel.assign(income=0.0), **KNOBS)
    with pytest.raises(InputError, match="years as numbers"):
        beta_convergence(panel.assign(year=panel["year"].astype(str)), **KNOBS)
    with pytest.raises(InputError, match="cannot tell 4 coefficients apart"):
        beta_convergence(panel.assign(twice=2 * panel["z"]), **KNOBS, controls=["z", "twice"])


def growing(n=20):
    rng = np.random.default_rng(5)
    log, extra = rng.normal(10, 0.4, n), rng.normal(size=n)
    late = log + 0.3 - 0.1 * (log - 10) + rng.normal(0, 0.02, n)
    return pd.DataFrame(
        {
            "place": np.tile(np.arange(n), 2),
            "year": np.repeat([2015, 2020], n),
            "income": np.exp(np.append(log, late)),
            "extra": np.tile(extra, 2),
        }
    )


@pytest.mark.parametrize("unit", [1e-15, 1e15])
def test_the_unit_of_a_control_changes_its_coefficient_alone(unit):
    panel = growing()
    knobs = {"value": "income", "place": "place", "period": "year", "controls": ["extra"]}
    plain = beta_convergence(panel, **knobs).to_frame()
    scaled = beta_convergence(panel.assign(extra=panel["extra"] * unit), **knobs).to_frame()
    assert scaled["statistic"].tolist() == pytest.approx(plain["statistic"].tolist(), rel=1e-9)
    assert scaled["estimate"][2] * unit == pytest.approx(plain["estimate"][2], rel=1e-9)


def test_growth_of_nobody_is_undefined_and_bad_cells_are_named():
    panel = growing()
    knobs = {"value": "income", "place": "place", "period": "year"}
    still = panel.assign(income=panel.groupby("place")["income"].transform("first"))
    assert np.isnan(beta_convergence(still, **knobs).to_frame()["statistic"]).all()
    with pytest.raises(InputError, match="'place' is missing in 2 rows"):
        beta_convergence(panel.assign(place=panel["place"].where(panel["place"] != 3)), **knobs)
    with pytest.raises(InputError, match="lack 2015 or 2020, such as 2; leave"):
        beta_convergence(panel.drop(2), **knobs)
    with pytest.raises(InputError, match="'extra' must be numbers"):
        beta_convergence(panel.assign(extra="much"), **knobs, controls=["extra"])
    with pytest.raises(InputError, match="'income' must be numbers"):
        beta_convergence(panel.assign(income="much"), **knobs)
