"""The bootstrap against what it must equal, and replicate weights against hand-made ones."""

import itertools
import math
from functools import partial

import numpy as np
import pandas as pd
import pytest
from scipy.linalg import hadamard

from gongfu.errors import InputError
from gongfu.kernels.clusters import rescaled_draw
from gongfu.measure.decomposition import dagum_decomposition, theil_decomposition
from gongfu.measure.inequality import gini, theil_t, wolfson
from gongfu.measure.inference import (
    bootstrap_inference,
    bootstrap_parts,
    inference,
    replicate_inference,
)
from tests.measure.test_inference import design, leave_clusters_out


def average(values, weights):
    return np.average(values, weights=weights)


def test_a_draw_keeps_what_each_stratum_weighs_and_its_variance():
    stratum = np.array([0, 0, 1, 1, 1, 1, 2, 2, 2])
    size = np.bincount(stratum)
    rng = np.random.default_rng(0)
    draws = np.array([rescaled_draw(rng, stratum, 3) for _ in range(20_000)])
    for h in range(3):
        np.testing.assert_allclose(draws[:, stratum == h].sum(axis=1), size[h])
    np.testing.assert_allclose(draws.mean(axis=0), 1, atol=0.03)
    # c / (c - 1) times a multinomial of c - 1 draws among c: variance 1 exactly, for every c
    np.testing.assert_allclose(draws.var(axis=0), 1, atol=0.05)


def test_all_draws_of_three_members_give_the_textbook_variance():
    # Two of three are drawn in 9 ways, each counts 1.5: the variance of the total over all ways
    # is n s² = 3 / 2 * sum of squares.
    values = np.array([1.0, 2.0, 6.0])
    ways = [1.5 * np.bincount(way, minlength=3) for way in itertools.product(range(3), repeat=2)]
    totals = np.array([way @ values for way in ways])
    assert totals.var() == pytest.approx(1.5 * ((values - 3) ** 2).sum())


@pytest.mark.parametrize("index", [gini, theil_t])
def test_the_bootstrap_agrees_with_linearisation(index):
    values, weights, strata, psu = design(2, 600)
    rng = np.random.default_rng(1)
    found = bootstrap_inference(
        index, values, weights, strata=strata, psu=psu, rng=rng, n_draws=800
    )
    linear = inference(index, values, weights, strata=strata, psu=psu)
    assert found.value == linear.value
    assert found.df == linear.df == 16
    assert found.se == pytest.approx(linear.se, rel=0.15)


def test_the_same_seed_gives_the_same_and_any_index_will_do():
    values, weights, strata, psu = design(2, 200)
    runs = [
        bootstrap_inference(
            wolfson, values, weights, strata=strata, psu=psu,
            rng=np.random.default_rng(3), n_draws=60,
        )
        for _ in range(2)
    ]  # fmt: skip
    assert runs[0] == runs[1]
    assert runs[0].se > 0


def test_leaving_out_one_by_one_is_the_variance_of_a_mean():
    values = np.array([3.0, 1, 4, 1, 5, 9])
    left = (1 - np.eye(6)) * 6 / 5
    found = replicate_inference(average, values, np.ones(6), left, method="jk1")
    assert found.se == pytest.approx(values.std(ddof=1) / math.sqrt(6))
    assert found.df == 5


def test_a_stratified_jackknife_with_its_multipliers():
    values, weights, strata, psu = design(4)
    columns, multiplier = [], []
    for cluster in range(20):
        stratum = cluster // 5
        left = np.where(strata == stratum, weights * 5 / 4, weights)
        columns.append(np.where(psu == cluster, 0, left))
        multiplier.append(4 / 5)
    found = replicate_inference(
        gini, values, weights, np.column_stack(columns), method="jkn", multiplier=multiplier, df=16
    )
    twin = leave_clusters_out(gini, values, weights, strata, psu)
    assert found.se == pytest.approx(math.sqrt(twin))
    assert found.df == 16


def test_balanced_half_samples_and_fays_way_give_the_exact_variance_of_a_total():
    # Seven strata of two members each; a Hadamard matrix of order 8 balances them.
    rng = np.random.default_rng(8)
    values, sign = rng.uniform(1, 9, 14), hadamard(8)[:, 1:]
    halves = np.stack([1 + sign, 1 - sign], axis=2).reshape(8, 14).T.astype(float)

    def total(values, weights):
        return float(np.dot(values, weights))

    exact = math.sqrt(((values[::2] - values[1::2]) ** 2).sum())
    found = replicate_inference(total, values, np.ones(14), halves, method="brr", df=7)
    assert found.se == pytest.approx(exact)
    milder = 1 + 0.5 * (halves - 1)
    found = replicate_inference(total, values, np.ones(14), milder, method="fay", multiplier=0.5)
    assert found.se == pytest.approx(exact)


@pytest.mark.parametrize(("method", "factor"), [("brr", 1), ("bootstrap", 1), ("sdr", 4)])
def test_multipliers_as_stated(method, factor):
    values, columns = np.array([1.0, 2, 3, 7]), np.random.default_rng(1).uniform(0, 2, (4, 5))
    found = replicate_inference(average, values, np.ones(4), columns, method=method)
    moved = np.array([average(values, column) for column in columns.T]) - 3.25
    assert found.se == pytest.approx(math.sqrt(factor / 5 * (moved**2).sum()))


@pytest.mark.parametrize("level", ["dagum", "theil"])
def test_parts_have_intervals_and_the_total_has_that_of_the_index(level):
    values, weights, strata, psu = design(9, 300)
    frame = pd.DataFrame({"income": values, "people": weights, "stratum": strata, "village": psu})
    kept = frame.copy()
    knobs = {"value": "income", "weight": "people"}
    decompose, index = {
        "dagum": (partial(dagum_decomposition, **knobs, group="stratum"), gini),
        "theil": (partial(theil_decomposition, **knobs, levels=["stratum"]), theil_t),
    }[level]
    design_of = {"strata": "stratum", "psu": "village", "n_draws": 60}
    parts = bootstrap_parts(
        decompose, frame, weight="people", rng=np.random.default_rng(4), **design_of
    ).set_index("component")
    pd.testing.assert_frame_equal(frame, kept)
    one = bootstrap_inference(
        index, values, weights, strata=strata, psu=psu, rng=np.random.default_rng(4), n_draws=60
    )
    total = parts.loc["total"]
    assert total["value_se"] == pytest.approx(one.se)
    assert total["value_high"] == pytest.approx(one.high)
    assert total["share_se"] == pytest.approx(0, abs=1e-12)
    inner = parts.drop(index="total")
    assert (inner["value_se"] > 0).all()
    assert inner["share"].sum() == pytest.approx(1)


def test_bad_input_says_what_to_do():
    values, ones = [1.0, 2, 3, 4], np.ones(4)
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"x": values, "w": ones})
    replicate = partial(replicate_inference, gini, values, ones)
    for call, told in (
        (lambda: bootstrap_inference(gini, values, rng=rng, n_draws=5), ">= 50"),
        (lambda: bootstrap_inference(gini, values, strata=list("aaab"), rng=rng), "two in each"),
        (lambda: bootstrap_inference(gini, [0.0, 0, 0, 1], rng=rng), "undefined in"),
        (lambda: bootstrap_parts(len, frame, weight="people", rng=rng), "no column 'people'"),
        (lambda: replicate(np.ones((3, 5)), method="brr"), "give 4 rows"),
        (lambda: replicate(-np.ones((4, 5)), method="brr"), ">= 0"),
        (lambda: replicate(np.ones((4, 5)), method="jk2"), "one of"),
        (lambda: replicate(np.ones((4, 5)), method="fay"), "needs its k"),
        (lambda: replicate(np.ones((4, 5)), method="jkn", multiplier=[1.0]), "5 multipliers"),
        (lambda: replicate(np.ones((4, 5)), method="brr", multiplier=0.5), "leave `multiplier`"),
        (lambda: replicate(np.ones((4, 5)), method="brr"), "no degree of freedom"),
        (lambda: replicate([["a"]] * 4, method="brr"), "must be numbers"),
    ):
        with pytest.raises(InputError, match=told):
            call()
