"""Staggered starts: by hand, Welch, the imputation written out, and coverage in simulation."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from gongfu.errors import InputError
from gongfu.measure.effects import staggered_effects
from gongfu.measure.staggered import _average, _cells
from tests.measure.panels import STARTS, panel

YEARS = range(2015, 2022)
STAGGERED = [None] * 10 + [2017] * 10 + [2019] * 10


def test_two_groups_and_two_years_are_welchs_test():
    rng = np.random.default_rng(1)
    frame = panel([None] * 12 + [2016] * 7, years=[2015, 2016], noise=1.0, rng=rng)
    found = staggered_effects(frame, **STARTS)
    wide = frame.pivot(index="place", columns="year", values="y")
    gain, on = wide[2016] - wide[2015], frame.groupby("place")["start"].first().notna()
    welch = stats.ttest_ind(gain[on], gain[~on], equal_var=False)
    assert found.estimate == pytest.approx(gain[on].mean() - gain[~on].mean(), abs=1e-12)
    assert found.estimate / found.se == pytest.approx(welch.statistic, rel=1e-12)


def test_growing_effects_are_found_exactly_where_two_way_fixed_effects_fail():
    frame = panel(STAGGERED, years=YEARS, effect=lambda since: 1.0 + 2 * since)
    truth = frame.loc[frame["d"] == 1, "true"].mean()
    for control in ("never", "not_yet"):
        found = staggered_effects(frame, **STARTS, control=control)
        table = found.comparison.set_index("estimator")["estimate"]
        assert table["Callaway and Sant'Anna 2021"] == pytest.approx(truth, abs=1e-9)
        assert table["Gardner 2022, two stages"] == pytest.approx(truth, abs=1e-6)
        assert table["two-way fixed effects"] < 0.8 * truth
        event = found.by_event.set_index("relative_period")["estimate"]
        np.testing.assert_allclose(event[event.index < 0], 0, atol=1e-9)
        np.testing.assert_allclose(event[[0, 1, 2, 3, 4]], [1, 3, 5, 7, 9], atol=1e-9)
        np.testing.assert_allclose(found.by_event_gardner["estimate"], [1, 3, 5, 7, 9], atol=1e-6)
        # Started in 2017: 1, 3, 5, 7, 9; in 2019: 1, 3, 5.
        np.testing.assert_allclose(found.by_cohort["estimate"], [5, 3], atol=1e-9)


def test_each_effect_is_a_difference_of_mean_changes():
    frame = panel(STAGGERED, years=YEARS, noise=1.0, rng=np.random.default_rng(2))
    wide = frame.pivot(index="place", columns="year", values="y")
    start = frame.groupby("place")["start"].first()
    for control in ("never", "not_yet"):
        cells = staggered_effects(frame, **STARTS, control=control).by_cohort_period
        assert len(cells) == 14
        for row in cells.itertuples():
            gain = wide[row.period] - wide[row.cohort - 1]
            own, others = start == row.cohort, start.isna()
            if control == "not_yet":
                others = others | ((start > max(row.period, row.cohort - 1)) & ~own)
            assert row.estimate == pytest.approx(gain[own].mean() - gain[others].mean(), abs=1e-12)
            assert (row.n_treated, row.n_controls) == (own.sum(), others.sum())


def test_gardners_estimate_is_the_mean_of_outcomes_less_their_prediction():
    frame = panel(STAGGERED, years=YEARS, noise=1.0, rng=np.random.default_rng(3))
    columns = pd.get_dummies(frame[["place", "year"]].astype(str)).to_numpy(float)
    untreated = (frame["d"] == 0).to_numpy()
    y = frame["y"].to_numpy()
    fitted = np.linalg.lstsq(columns[untreated], y[untreated], rcond=None)[0]
    by_hand = (y - columns @ fitted)[~untreated].mean()
    table = staggered_effects(frame, **STARTS).comparison.set_index("estimator")
    assert table.loc["Gardner 2022, two stages", "estimate"] == pytest.approx(by_hand, abs=1e-6)


def test_the_standard_error_is_that_of_leaving_places_out():
    """The jackknife over places, shares of cohorts and all, is a slow twin of the influence."""
    rng = np.random.default_rng(11)
    starts = [None] * 40 + [2016] * 40 + [2017] * 40
    frame = panel(starts, years=range(2015, 2019), effect=lambda s: 4.0 * s, noise=1.0, rng=rng)
    wide = frame.pivot(index="place", columns="year", values="y")
    start = frame.groupby("place")["start"].first()

    def mean_effect(wide, start):
        effects, weights = [], []
        for g, t in [(2016, 2016), (2016, 2017), (2016, 2018), (2017, 2017), (2017, 2018)]:
            gain = wide[t] - wide[g - 1]
            effects.append(gain[start == g].mean() - gain[start.isna()].mean())
            weights.append((start == g).sum())
        return np.average(effects, weights=weights)

    found = staggered_effects(frame, **STARTS)
    assert found.estimate == pytest.approx(mean_effect(wide, start), abs=1e-12)
    left = np.array([mean_effect(wide.drop(p), start.drop(p)) for p in wide.index])
    n = len(left)
    jackknife = np.sqrt((n - 1) / n * np.sum((left - left.mean()) ** 2))
    assert found.se == pytest.approx(jackknife, rel=0.02)


def test_intervals_hold_the_true_effect_about_as_often_as_they_say():
    """Of 400 panels; a level of 95 % gives fewer than 363 or more than 395 once in 1,000 times."""
    rng = np.random.default_rng(12)
    first = np.repeat([np.inf, 2016, 2017], [15, 12, 12])
    periods = np.arange(2014, 2019)
    since = periods - first[:, None]
    effect = np.where(since >= 0, 1.0 + np.maximum(since, 0), 0.0)
    truth = effect[since >= 0].mean()
    held = 0
    for _ in range(400):
        walk = rng.normal(size=(39, 5)).cumsum(axis=1)  # places have memory
        cells, influence = _cells(effect + walk, first, periods, "never")
        _, _, low, high = _average(cells, influence, cells["relative_period"] >= 0, first)
        held += low <= truth <= high
    assert 363 <= held <= 395


def test_places_and_periods_that_say_nothing_are_named():
    frame = panel([2010] + [2016] * 5 + [2018] * 5, years=YEARS)
    with pytest.warns(UserWarning, match="1 places are treated in 2015 already.*a00"):
        found = staggered_effects(frame, **STARTS, control="not_yet")
    assert found.excluded == ("a00",)
    assert found.excluded_periods == (2018, 2019, 2020, 2021)


def test_a_cohort_of_one_place_has_no_standard_error():
    frame = panel([None] * 5 + [2016] + [2018] * 5, years=YEARS)
    with pytest.warns(UserWarning, match=r"1 cohorts are one place \(2016\)"):
        found = staggered_effects(frame, **STARTS)
    by_cohort = found.by_cohort.set_index("cohort")["se"]
    assert np.isnan(by_cohort[2016])
    assert np.isnan(found.se)
    assert by_cohort[2018] == pytest.approx(0, abs=1e-9)


def test_labels_and_order_of_rows_do_not_matter():
    frame = panel(STAGGERED, years=YEARS, noise=1.0, rng=np.random.default_rng(9))
    found = staggered_effects(frame, **STARTS)
    mixed = frame.sample(frac=1, random_state=1)
    again = staggered_effects(mixed, **STARTS)
    pd.testing.assert_frame_equal(found.by_event, again.by_event)


@pytest.mark.parametrize(
    ("frame", "knobs", "message"),
    [
        (panel(STAGGERED, years=YEARS).drop(index=4), {}, "some places lack some periods"),
        (panel([2016] * 3 + [2018] * 3, years=YEARS), {}, "no place is never treated"),
        (panel([None] * 3, years=YEARS), {}, "no place becomes treated"),
        (panel([None, 2016], years=[2016]), {}, "one period only"),
        (panel(STAGGERED, years=YEARS), {"control": "all"}, "control is 'never' or 'not_yet'"),
    ],
)
def test_bad_input_is_told(frame, knobs, message):
    with pytest.raises(InputError, match=message):
        staggered_effects(frame, **STARTS, **knobs)


def test_the_unit_of_the_outcome_plays_no_part():
    rng = np.random.default_rng(4)
    rows = pd.MultiIndex.from_product([range(24), range(2014, 2022)], names=["place", "year"])
    panel = rows.to_frame(index=False)
    panel["start"] = panel["place"].map(lambda at: 2017 if at < 6 else 2019 if at < 12 else np.nan)
    panel["y"] = panel["place"] + 2.0 * (panel["year"] >= panel["start"])
    panel["y"] += rng.normal(size=len(panel))
    knobs = {"outcome": "y", "place": "place", "period": "year", "first_treated": "start"}
    plain = staggered_effects(panel, **knobs).comparison
    found = staggered_effects(panel.assign(y=panel["y"] * 1e12), **knobs).comparison
    for column in ("estimate", "se"):
        assert (found[column] / 1e12).tolist() == pytest.approx(plain[column].tolist(), rel=1e-9)
