"""Leads and lags: by hand from means, bins, the joint test, and the power it claims."""

import numpy as np
import pytest
from scipy import stats

from gongfu.errors import InputError
from gongfu.measure.effects import event_study, staggered_effects
from tests.measure.panels import STARTS, panel

YEARS = range(2014, 2021)
ONCE = [None] * 20 + [2018] * 20


def noisy(seed=6, starts=ONCE, **knobs):
    return panel(starts, years=YEARS, noise=1.0, rng=np.random.default_rng(seed), **knobs)


def test_with_one_start_each_coefficient_is_a_difference_of_means():
    frame = noisy(effect=lambda since: 1.0 + since)
    found = event_study(frame, **STARTS).to_frame()
    wide = frame.pivot(index="place", columns="year", values="y")
    on = frame.groupby("place")["start"].first().notna()
    gain = wide.sub(wide[2017], axis=0)
    by_hand = gain[on].mean() - gain[~on].mean()
    assert found["relative_period"].tolist() == [-4, -3, -2, -1, 0, 1, 2]
    np.testing.assert_allclose(found["estimate"], by_hand, atol=1e-10)
    assert found.loc[found["reference"], "relative_period"].tolist() == [-1]
    assert found["n_rows"].tolist() == [20] * 7
    same = staggered_effects(frame, **STARTS).to_frame()
    np.testing.assert_allclose(found["estimate"], same["estimate"], atol=1e-10)


def test_binned_ends_hold_the_rows_beyond():
    frame = panel(ONCE, years=YEARS, effect=lambda since: 5.0)
    found = event_study(frame, **STARTS, leads=3, lags=1).to_frame()
    assert found["relative_period"].tolist() == [-3, -2, -1, 0, 1]
    assert found["bin"].tolist() == ["and before", "", "", "", "and after"]
    assert found["n_rows"].tolist() == [40, 20, 20, 20, 40]
    np.testing.assert_allclose(found["estimate"], [0, 0, 0, 5, 5], atol=1e-9)


def test_the_joint_test_is_walds():
    found = event_study(noisy(), **STARTS)
    table = found.fit.coefficients
    early = table["term"].isin(["-4", "-3", "-2"]).to_numpy()
    b = table["estimate"].to_numpy()[early]
    wald = b @ np.linalg.solve(found.fit.covariance[np.ix_(early, early)], b)
    assert found.pre_trends.statistic == pytest.approx(wald / 3, rel=1e-9)
    assert found.pre_trends.p_value == pytest.approx(stats.f.sf(wald / 3, 3, 39), rel=1e-9)
    assert found.pre_trends.detectable_bias == pytest.approx(
        found.pre_trends.detectable_slope * (1 + 2 + 3) / 3
    )


def test_a_trend_of_the_detectable_slope_is_found_about_as_often_as_claimed():
    """The claimed slope is put in; of 60 samples 0.8 should reject, with the noise of counting."""
    slope = event_study(noisy(), **STARTS).pre_trends.detectable_slope
    rng = np.random.default_rng(8)
    on = np.array([start is not None for start in ONCE])
    rejected = 0
    known = panel(ONCE, years=YEARS)
    wide = known.pivot(index="place", columns="year", values="y").to_numpy()
    for _ in range(400):
        # Means of changes are the coefficients (the first test), so that no regression is needed.
        y = wide + rng.normal(size=wide.shape) + slope * np.outer(on, np.arange(len(YEARS)))
        gain = y[:, :3] - y[:, [3]]
        b = gain[on].mean(axis=0) - gain[~on].mean(axis=0)
        v = np.cov(gain[on].T) / on.sum() + np.cov(gain[~on].T) / (~on).sum()
        rejected += stats.f.sf(b @ np.linalg.solve(v, b) / 3, 3, 39) < 0.05
    # The slope itself comes from one noisy sample: 0.8, give or take what its own noise does.
    assert 0.6 < rejected / 400 < 0.95


def test_no_lead_says_so_and_is_not_zero():
    found = event_study(panel(ONCE, years=range(2017, 2020)), **STARTS)
    assert np.isnan(found.pre_trends.p_value)
    assert "cannot be tested" in found.pre_trends.en
    assert "无法检验" in found.pre_trends.zh


def test_several_starts_and_places_treated_all_along_are_warned_of():
    frame = noisy(starts=[None] * 20 + [2016] * 10 + [2018] * 10)
    with pytest.warns(UserWarning, match=r"start in 2 different periods \(2016, 2018\)"):
        event_study(frame, **STARTS)
    frame = noisy(starts=[None] * 20 + [2010] + [2018] * 19)
    with pytest.warns(UserWarning, match="1 places are treated from the first period.*a20"):
        found = event_study(frame, **STARTS)
    assert found.n == 39 * len(YEARS)


@pytest.mark.parametrize(
    ("starts", "knobs", "message"),
    [
        (ONCE, {"leads": 1}, "leads must be 2 or more, not 1"),
        (ONCE, {"lags": -1}, "lags must be 0 or more, not -1"),
        ([2016] * 5 + [2018] * 5, {}, "no place stays untreated"),
        ([None] * 5, {}, "no place becomes treated"),
    ],
)
def test_bad_input_is_told(starts, knobs, message):
    with pytest.raises(InputError, match=message):
        event_study(panel(starts, years=YEARS), **STARTS, **knobs)
