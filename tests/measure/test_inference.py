"""Standard errors against numerical derivatives, against leaving clusters out, and by hand."""

import math
from contextlib import nullcontext
from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.measure import inequality
from gongfu.measure.inequality import (
    atkinson,
    coefficient_of_variation,
    concentration_index,
    fgt,
    generalized_entropy,
    gini,
    gini_normalized,
    hoover,
    kolm,
    lorenz_ordinate,
    mean_log_deviation,
    middle_income_share,
    palma_ratio,
    quantile_share,
    quantile_shares,
    quintile_share_ratio,
    theil_t,
    williamson_index,
    wolfson,
)
from gongfu.measure.inference import difference_inference, inference
from gongfu.measure.influences import FORMULAS, influence

N = 60
INDICES = (
    gini, gini_normalized, theil_t, mean_log_deviation, hoover, coefficient_of_variation,
    williamson_index, palma_ratio, quintile_share_ratio,
    *(partial(generalized_entropy, alpha=a) for a in (-1, 0, 0.3, 0.7, 1, 1.0001, 2)),
    *(partial(atkinson, epsilon=e) for e in (0.5, 1, 1.0001, 2)),
    *(partial(fgt, alpha=a, line=1.0) for a in (0, 1, 2)),
    *(partial(lorenz_ordinate, at=at) for at in (0.1, 0.5, 0.93)),
    partial(quantile_share, low=0.2, high=0.55),
    partial(kolm, alpha=0.5),
    partial(middle_income_share, low=0.5, high=2.0),
    partial(concentration_index, rank_by=np.random.default_rng(5).integers(0, 9, N)),
)  # fmt: skip


def named(index) -> str:
    inner = getattr(index, "func", index)
    knobs = {k: v for k, v in getattr(index, "keywords", {}).items() if k != "rank_by"}
    return inner.__name__ + "".join(f"-{v:g}" for v in knobs.values())


def households(seed: int, n: int = N):
    """Incomes with some alike, and weights."""
    rng = np.random.default_rng(seed)
    return np.round(rng.lognormal(0, 1, n), 1) + 0.1, rng.uniform(0.5, 3, n)


def slopes(index, values, weights):
    """Weight times the derivative of the index by each weight, by moving it a little."""
    moved = np.empty(values.size)
    for i, weight in enumerate(weights):
        up, down = weights.copy(), weights.copy()
        up[i], down[i] = weight * (1 + 1e-5), weight * (1 - 1e-5)
        moved[i] = (index(values, up) - index(values, down)) / 2e-5
    return moved


@pytest.mark.parametrize("index", INDICES, ids=named)
@pytest.mark.parametrize("seed", [1, 2])
def test_each_influence_is_the_derivative_of_the_index(index, seed):
    values, weights = households(seed)
    share = influence(index, values, weights, index(values, weights))
    np.testing.assert_allclose(share, slopes(index, values, weights), atol=1e-8, rtol=1e-6)
    assert share.sum() == pytest.approx(0, abs=1e-12)


def test_every_index_with_an_influence_is_among_those_tested():
    assert {getattr(index, "func", index) for index in INDICES} == set(FORMULAS)


@pytest.mark.parametrize("index", [gini, gini_normalized, palma_ratio, hoover])
def test_values_below_zero_are_no_exception(index):
    values, weights = households(3)
    values[:4] -= 1.5
    told = pytest.warns(UserWarning, match="negative")
    with nullcontext() if index is gini_normalized else told:
        share = influence(index, values, weights, index(values, weights))
        np.testing.assert_allclose(share, slopes(index, values, weights), atol=1e-8)


def test_a_zero_has_the_derivative_of_its_limit():
    values, weights = households(4)
    values[:3] = 0
    for index in (theil_t, partial(generalized_entropy, alpha=0.5), partial(atkinson, epsilon=0.5)):
        share = influence(index, values, weights, index(values, weights))
        np.testing.assert_allclose(share, slopes(index, values, weights), atol=1e-8)


def test_the_head_count_has_the_standard_error_of_a_share():
    # 3 of 8 are poor: s² = 8/7 * 3/8 * 5/8, se = s / sqrt(8)
    found = inference(partial(fgt, alpha=0, line=4), [1, 2, 3, 4, 5, 6, 7, 8])
    assert found.value == 3 / 8
    assert found.se == pytest.approx(math.sqrt(3 / 8 * 5 / 8 / 7))
    assert (found.df, found.n, found.n_psu, found.n_strata) == (7, 8, 8, 1)
    # Student's t with 7 degrees of freedom: 2.3646 at 97.5 %
    assert found.high - found.value == pytest.approx(2.3646 * found.se, rel=1e-4)


def test_strata_and_clusters_by_hand():
    # North: clusters with 2, 0 poor; south: 1, 1, 1 poor; 10 people. Only the north varies:
    # 2 / 1 * ((2 - 1)² + (0 - 1)²) / 10² = 0.04, and the mean of 0.5 is taken off all alike.
    poor = np.array([1, 1, 0, 0, 1, 0, 1, 0, 1, 0])
    strata = ["north"] * 4 + ["south"] * 6
    psu = [1, 1, 2, 2, 1, 1, 2, 2, 3, 3]
    found = inference(partial(fgt, alpha=0, line=1.5), 2 - poor, strata=strata, psu=psu)
    assert found.value == 0.5
    assert found.se == pytest.approx(0.2)
    assert (found.df, found.n_psu, found.n_strata) == (3, 5, 2)


def design(seed: int, n: int = 400):
    """Four strata of five clusters each; cluster effects on incomes."""
    rng = np.random.default_rng(seed)
    psu = rng.integers(0, 20, n)
    psu[:20] = range(20)
    values = rng.lognormal(rng.normal(0, 0.3, 20)[psu], 0.5)
    return values, rng.uniform(1, 4, n), psu // 5, psu


def leave_clusters_out(index, values, weights, strata, psu):
    """The variance of the stratified delete-one-cluster jackknife."""
    found, whole = 0.0, index(values, weights)
    for stratum in np.unique(strata):
        clusters = np.unique(psu[strata == stratum])
        c = clusters.size
        for cluster in clusters:
            left = np.where(strata == stratum, weights * c / (c - 1), weights)
            left[(psu == cluster) & (strata == stratum)] = 0
            found += (c - 1) / c * (index(values, left) - whole) ** 2
    return found


@pytest.mark.parametrize("index", INDICES[:-1], ids=named)
def test_leaving_clusters_out_gives_nearly_the_same(index):
    values, weights, strata, psu = design(11)
    found = inference(index, values, weights, strata=strata, psu=psu)
    twin = math.sqrt(leave_clusters_out(index, values, weights, strata, psu))
    assert found.se == pytest.approx(twin, rel=0.12)


@given(seed=st.integers(0, 2**32 - 1))
def test_neither_order_nor_units_nor_names_matter(seed):
    values, weights, strata, psu = design(seed, 60)
    base = inference(gini, values, weights, strata=strata, psu=psu)
    order = np.random.default_rng(seed).permutation(60)
    names = np.array([f"village {k}" for k in range(20)])
    again = inference(
        gini, 7 * values[order], 1000 * weights[order], strata=strata[order], psu=names[psu[order]]
    )
    assert again.se == pytest.approx(base.se, rel=1e-9)
    assert again.df == base.df


def test_a_label_in_two_strata_is_two_clusters():
    values, weights, strata, psu = design(3)
    assert inference(gini, values, weights, strata=strata, psu=psu % 5) == inference(
        gini, values, weights, strata=strata, psu=psu
    )


def test_a_cluster_without_a_member_that_counts_was_still_drawn():
    values, weights, strata, psu = design(5)
    women = np.where(np.arange(400) % 3 > 0, weights, 0.0)
    women[psu == 7] = 0
    found = inference(gini, values, women, strata=strata, psu=psu)
    assert found.n_psu == 20
    assert found.n == np.count_nonzero(women)
    twin = math.sqrt(leave_clusters_out(gini, values, women, strata, psu))
    assert found.se == pytest.approx(twin, rel=0.1)


def test_a_stratum_of_one_cluster_is_named_or_treated_as_said():
    values, strata = np.arange(1.0, 8), ["a", "a", "b", "b", "b", "c", "c"]
    psu = [1, 2, 3, 4, 5, 6, 6]
    with pytest.raises(InputError, match=r"1 of 3 strata .*'c'.* lonely"):
        inference(gini, values, strata=strata, psu=psu)
    certain, centred = (
        inference(gini, values, strata=strata, psu=psu, lonely=how)
        for how in ("certain", "centred")
    )
    share = influence(gini, values, np.ones(7), gini(values))
    assert centred.se**2 - certain.se**2 == pytest.approx(share[5:].sum() ** 2)


def test_a_share_of_a_slice_is_that_of_the_table():
    values, weights = households(8)
    table = quantile_shares(values, weights)
    for row in table.itertuples():
        found = quantile_share(values, weights, low=row.from_share, high=row.to_share)
        assert found == pytest.approx(row.share_of_value)
    assert lorenz_ordinate(values, weights, at=0.6) == pytest.approx(table.share_of_value[:3].sum())


def test_a_difference_of_separate_groups_adds_their_variances():
    values, weights, strata, psu = design(6)
    second = strata >= 2  # strata do not share clusters
    found = difference_inference(theil_t, values, weights, second=second, strata=strata, psu=psu)
    one, two = (
        inference(theil_t, values[part], weights[part], strata=strata[part], psu=psu[part])
        for part in (~second, second)
    )
    assert found.value == pytest.approx(two.value - one.value)
    assert found.se == pytest.approx(math.hypot(one.se, two.se))


def test_the_same_households_asked_twice_are_surer_of_a_change():
    rng = np.random.default_rng(1)
    before = rng.lognormal(0, 0.7, 300)
    after = before**1.1 * rng.lognormal(0, 0.05, 300)
    both, second = np.concatenate([before, after]), np.arange(600) >= 300
    label = np.tile(np.arange(300), 2)
    panel = difference_inference(gini, both, second=second, psu=label)
    apart = difference_inference(gini, both, second=second)
    assert panel.se < 0.5 * apart.se

    def change(weights):
        return gini(after, weights) - gini(before, weights)

    kept = 1.0 - np.eye(300)
    twin = math.sqrt(299 / 300 * sum((change(row) - panel.value) ** 2 for row in kept))
    assert panel.se == pytest.approx(twin, rel=0.05)


def test_nothing_to_be_unsure_of():
    alike = inference(williamson_index, [3.0, 3.0, 3.0])
    assert (alike.value, alike.se) == (0, 0)
    hopeless = inference(gini, [0.0, 0.0, 0.0])
    assert math.isnan(hopeless.value)
    assert math.isnan(hopeless.se)


def test_a_thousand_copies_of_the_sample_are_not_more_sure_than_their_clusters():
    values, weights = households(9, 30)
    label = np.arange(30)
    once = inference(gini, values, weights)
    copies = inference(gini, np.tile(values, 50), np.tile(weights, 50), psu=np.tile(label, 50))
    assert copies.se == pytest.approx(once.se)


def test_bad_input_says_what_to_do():
    values = [1.0, 2.0, 3.0]
    for call, told in (
        (lambda: inference(wolfson, values), "bootstrap_inference"),
        (lambda: inference(max, values), "bootstrap_inference"),
        (lambda: inference(atkinson, values), r"functools\.partial"),
        (lambda: inference(partial(gini, values), values), "name the knobs"),
        (lambda: inference(partial(middle_income_share, low=0.75, high=2, relative_to="median"),
                           values), "relative_to='median'"),
        (lambda: inference(gini, []), "no member"),
        (lambda: inference(gini, values, [1, 2]), "3 values and 2 weights"),
        (lambda: inference(gini, values, [1, -1, 1]), "people and must be >= 0"),
        (lambda: inference(gini, values, strata=["a", None, "a"]), "strata missing"),
        (lambda: inference(gini, values, psu=[1, 2]), "3 values and 2 psu"),
        (lambda: inference(gini, values, lonely="drop"), "'refuse', 'certain', 'centred'"),
        (lambda: inference(gini, values, certainty=95), "below 1"),
        (lambda: inference(gini, [1.0]), "one primary sampling unit"),
        (lambda: inference(gini, [1.0], lonely="certain"), "no degree of freedom"),
        (lambda: inference(gini, pd.Series(values), strata=pd.Series("a", [2, 1, 0])), "reindex"),
        (lambda: difference_inference(gini, values, second=[0, 1, 1]), "bool mask"),
        (lambda: difference_inference(gini, values, second=np.ones(3, bool)), "first group"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=told):
            call()


def test_input_is_left_as_it_was():
    values = pd.Series([1.0, 2, 3, 5], ["a", "b", "c", "d"])
    weights = pd.Series([1.0, 2, 0, 1], values.index)
    kept = values.copy(), weights.copy()
    inference(gini, values, weights)
    pd.testing.assert_series_equal(values, kept[0])
    pd.testing.assert_series_equal(weights, kept[1])


def test_every_index_that_is_a_number_can_carry_an_interval():
    bootstrapped = {"esteban_ray", "max_min_ratio", "wolfson", "zenga"}
    frames = {"lorenz_curve", "quantile_shares"}
    linearised = {index.__name__ for index in FORMULAS}
    assert linearised | bootstrapped | frames == set(inequality.__all__)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("index", "least"),
    [(gini, 0.92), (theil_t, 0.90), (mean_log_deviation, 0.92), (quintile_share_ratio, 0.92)],
    ids=["gini", "theil_t", "mean_log_deviation", "quintile_share_ratio"],
)
def test_intervals_hold_the_truth_about_as_often_as_they_say(index, least):
    """Two-stage samples of 60 villages in 4 strata, of a made population with village effects."""
    rng = np.random.default_rng(20)
    n_villages, per_village, n_samples = 400, 100, 1000
    stratum = np.repeat(np.arange(4), n_villages // 4)
    centre = rng.normal(0.1 * stratum, 0.25)
    income = rng.lognormal(centre[:, None], 0.5, (n_villages, per_village))
    truth, found = index(income.ravel()), []
    for _ in range(n_samples):
        drawn = np.concatenate([rng.choice(np.flatnonzero(stratum == h), 15) for h in range(4)])
        people = rng.integers(0, per_village, (60, 20))
        found.append(
            inference(
                index,
                income[drawn[:, None], people].ravel(),
                strata=np.repeat(stratum[drawn], 20),
                psu=np.repeat(np.arange(60), 20),
            )
        )
    # The mean variance is that of the estimates, itself known to sqrt(2 / 1000) = 4.5 %.
    spread = np.var([one.value for one in found])
    assert np.mean([one.se**2 for one in found]) == pytest.approx(spread, rel=0.14)
    # 95 %, less what a skewed and slightly low estimator loses, which is most for T; the
    # simulation itself is uncertain by 0.7 points.
    hits = np.mean([one.low <= truth <= one.high for one in found])
    assert least <= hits <= 0.97
