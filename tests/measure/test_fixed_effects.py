"""Two-way fixed effects: by hand, against linearmodels, and what the coefficient averages."""

import numpy as np
import pandas as pd
import pytest
from linearmodels.panel import PanelOLS

from gongfu.errors import InputError
from gongfu.measure.effects import two_way_fixed_effects
from tests.measure.panels import COLUMNS, panel

YEARS = range(2015, 2021)
ONCE = [None] * 20 + [2018] * 20
KNOBS = {**COLUMNS, "treated": "d"}


def test_two_places_and_two_years_are_a_difference_of_differences():
    frame = pd.DataFrame({"place": list("aabb"), "year": [1, 2, 1, 2], "d": [0, 1, 0, 0]})
    found = two_way_fixed_effects(frame.assign(y=[10.0, 17.0, 4.0, 6.0]), **KNOBS)
    assert found.estimate == pytest.approx((17 - 10) - (6 - 4), abs=1e-12)
    assert np.isnan(found.se)  # one treated place: chance cannot be told from effect
    assert np.isnan(found.p_value)


def test_agrees_with_linearmodels_and_names_the_standard_error():
    rng = np.random.default_rng(4)
    frame = panel(ONCE, years=YEARS, effect=lambda since: 2.0, noise=1.0, rng=rng)
    frame = frame.assign(x=rng.normal(size=len(frame)), w=rng.uniform(1, 3, len(frame)))
    frame = frame.drop(index=[3, 77, 130])  # not balanced
    found = two_way_fixed_effects(frame, **KNOBS, controls=["x"], weight="w")

    indexed = frame.set_index(["place", "year"])
    peer = PanelOLS(
        indexed["y"],
        indexed[["d", "x"]],
        entity_effects=True,
        time_effects=True,
        weights=indexed["w"],
    )
    peer = peer.fit(cov_type="clustered", cluster_entity=True, debiased=False, group_debias=False)
    np.testing.assert_allclose(found.fit.coefficients["estimate"], peer.params, rtol=1e-9)

    # CR1 = G / (G - 1) times (n - 1) / (n - k) times the sandwich; k: two columns and the six
    # years, but not the places, which are nested in the clusters.  linearmodels takes the sandwich
    # times n / (n - all 45 effects) instead.
    g, n = 40, len(frame)
    effects = 40 + len(YEARS) - 1
    factor = g / (g - 1) * (n - 1) / (n - 2 - len(YEARS)) * (n - effects) / n
    np.testing.assert_allclose(
        found.fit.coefficients["se"], peer.std_errors * np.sqrt(factor), rtol=1e-8
    )
    assert found.fit.se_kind == "clustered by place, CR1 as in fixest and Stata"
    assert (found.fit.n, found.fit.n_clusters, found.fit.df) == (n, 40, 39)


def test_few_clusters_get_the_jackknife():
    rng = np.random.default_rng(5)
    frame = panel([None] * 5 + [2018] * 4, years=YEARS, noise=1.0, rng=rng)
    found = two_way_fixed_effects(frame, **KNOBS)
    assert "CR3" in found.fit.se_kind

    def slope(rows):
        wide = rows.pivot(index="place", columns="year", values="y")
        gain = wide[[2018, 2019, 2020]].mean(axis=1) - wide[[2015, 2016, 2017]].mean(axis=1)
        on = rows.groupby("place")["d"].max() == 1
        return gain[on].mean() - gain[~on].mean()

    assert found.estimate == pytest.approx(slope(frame), abs=1e-10)
    left = [slope(frame[frame["place"] != p]) for p in frame["place"].unique()]
    by_hand = np.sqrt(8 / 9 * np.sum((np.array(left) - found.estimate) ** 2))
    assert found.se == pytest.approx(by_hand, rel=1e-8)
    kinds = found.fit.standard_errors.set_index("kind")["se"]
    assert kinds["CR3, the jackknife"] == pytest.approx(by_hand, rel=1e-8)
    assert len(kinds) == 2


def test_the_estimate_is_the_weighted_sum_of_the_effects_and_can_be_far_off():
    starts = [2016] * 4 + [2018] * 4 + [2020] * 4
    frame = panel(starts, years=YEARS, effect=lambda since: 1.0 + 3 * since)
    with pytest.warns(UserWarning, match="treated rows have weights below 0.*a00"):
        found = two_way_fixed_effects(frame, **KNOBS)
    assert found.staggered
    assert found.weights["weight"].sum() == pytest.approx(1, abs=1e-12)
    told = found.weights.merge(frame, on="place", suffixes=("", "_"))
    told = told[told["period"] == told["year"]]
    assert found.estimate == pytest.approx((told["weight"] * told["true"]).sum(), abs=1e-9)
    mean_effect = frame.loc[frame["d"] == 1, "true"].mean()
    assert found.estimate < mean_effect / 2  # every effect is above 0, and the estimate misleads
    assert found.negative_share > 0
    assert found.negative_sum < 0


def test_one_start_has_no_weight_below_zero_and_no_warning():
    found = two_way_fixed_effects(panel(ONCE, years=YEARS, effect=lambda since: 2.0), **KNOBS)
    assert not found.staggered
    assert found.negative_share == 0
    assert found.estimate == pytest.approx(2, abs=1e-9)


def test_the_frame_is_left_as_it_was():
    frame = panel(ONCE, years=YEARS)
    before = frame.copy()
    two_way_fixed_effects(frame, **KNOBS)
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(
    ("change", "knobs", "message"),
    [
        (lambda f: f.drop(columns="y"), {}, "no column 'y'"),
        (lambda f: f.assign(y=f["y"].where(f.index != 7)), {}, "not a finite number in 1 rows"),
        (lambda f: pd.concat([f, f.head(1)], ignore_index=True), {}, "1 rows repeat"),
        (lambda f: f.assign(d=2), {}, "'d' must be 0 or 1"),
        (lambda f: f.assign(d=0), {}, "cannot be identified: no place becomes treated"),
        (lambda f: f.drop(index=range(1, 6)), {}, "1 places have one period only, such as 'a00'"),
        (lambda f: f.assign(x=f["start"].fillna(0)), {"controls": ["x"]}, "'x' cannot be told"),
        (lambda f: f.assign(w=0), {"weight": "w"}, "'w' must be above 0"),
        (lambda f: f.assign(c=f["year"]), {"cluster": "c"}, "more than one 'c'"),
    ],
)
def test_bad_input_is_told(change, knobs, message):
    with pytest.raises(InputError, match=message):
        two_way_fixed_effects(change(panel(ONCE, years=YEARS)), **KNOBS, **knobs)


@pytest.mark.parametrize("unit", [1e-12, 1e12])
def test_the_unit_of_outcome_and_control_plays_no_part(unit):
    rng = np.random.default_rng(4)
    rows = pd.MultiIndex.from_product([range(24), range(2014, 2022)], names=["place", "year"])
    panel = rows.to_frame(index=False)
    panel["on"] = ((panel["place"] < 12) & (panel["year"] >= 2018)).astype(int)
    panel["extra"] = rng.normal(size=len(panel))
    panel["y"] = panel["place"] + 2.0 * panel["on"] + rng.normal(size=len(panel))
    others = panel.index[panel["year"] != 2018]
    panel = panel.drop(rng.choice(others, 40, replace=False))  # demeaned round by round
    knobs = {"outcome": "y", "place": "place", "period": "year", "treated": "on"}
    plain = two_way_fixed_effects(panel, **knobs, controls=["extra"]).to_frame()
    scaled = panel.assign(y=panel["y"] * unit, extra=panel["extra"] * unit)
    found = two_way_fixed_effects(scaled, **knobs, controls=["extra"]).to_frame()
    assert found["statistic"].tolist() == pytest.approx(plain["statistic"].tolist(), rel=1e-9)
    assert found["estimate"][0] / unit == pytest.approx(plain["estimate"][0], rel=1e-9)
    assert found["estimate"][1] == pytest.approx(plain["estimate"][1], rel=1e-9)
