"""Ranks with their intervals: against a plain loop, and by what must hold of any of them."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata, sobol_indices

from gongfu.errors import InputError
from gongfu.measure.composite import composite_index
from gongfu.measure.composite_draws import prepared
from gongfu.measure.rank_uncertainty import rank_uncertainty
from gongfu.model.composite import Choices, Component, Design, Dimension

SEEDS = st.integers(0, 2**32 - 1)
FIXED = Choices(("min_max",), ("given",), ("arithmetic",), 0.0, False)
ALL = Choices(("target", "rank"), ("given", "entropy"), ("arithmetic", "geometric_between"), 0.3)


def world(seed=0, n_places=12):
    """Two dimensions, four components of different spread, one of them better lower."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(n_places, 1))
    values = np.exp(0.4 * common + 0.4 * rng.normal(size=(n_places, 4)))
    index = pd.Index([f"p{at}" for at in range(n_places)], name="code")
    design = Design(
        (
            Component("a", "higher", "x", 2.0),
            Component("b", "lower", "x"),
            Component("c", "higher", "y"),
            Component("d", "higher", "y"),
        ),
        (Dimension("x", 1.0), Dimension("y", 2.0)),
    )
    return pd.DataFrame(values, index, list("abcd")), design


def uncertain(values, design, choices, seed=1, **knobs):
    knobs = {"n_draws": 256, "top": 3} | knobs
    return rank_uncertainty(values, design, choices, rng=np.random.default_rng(seed), **knobs)


def slow_scores(values, design, choices, draws, at, half_widths):
    """One draw of the model, through the public index of a design with those weights."""
    if half_widths is not None:
        noise = np.random.default_rng(draws.seed[at]).random(values.shape)
        values = values + half_widths * (2.0 * noise - 1.0)
    weight = draws.weight[at]
    kept = [k for k in range(4) if weight[k] > 0.0]
    total = {c.dimension: 0.0 for c in design.components}
    for k in kept:
        total[design.components[k].dimension] += weight[k]
    drawn = Design(
        tuple(replace(design.components[k], weight=weight[k]) for k in kept),
        tuple(Dimension(key, share) for key, share in total.items() if share > 0),
    )
    index = composite_index(
        values,
        drawn,
        normalisation=choices.normalisations[draws.normalisation[at]],
        aggregation=choices.aggregations[draws.aggregation[at]],
    )
    return index.scores["score"].to_numpy()


@pytest.mark.parametrize("noisy", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_agrees_with_one_index_after_the_other(noisy):
    """All ranks, intervals, pairs and Sobol indices from a loop over the public index."""
    values, design = world()
    half_widths = 0.1 * values if noisy else None
    n_draws = 64
    found = uncertain(values, design, ALL, n_draws=n_draws, half_widths=half_widths)

    model = prepared(values, design, ALL, half_widths)
    from scipy.stats import qmc

    rng = np.random.default_rng(1)
    u = qmc.Sobol(2 * model.n_unknowns, rng=rng).random(n_draws)
    seeds = rng.integers(2**63, size=(2, n_draws))
    a = model.draws(u[:, : model.n_unknowns], seeds[0])
    b = model.draws(u[:, model.n_unknowns :], seeds[1])

    def ranks(draws):
        rows = [
            rankdata(-slow_scores(values, design, ALL, draws, at, half_widths).round(12))
            for at in range(n_draws)
        ]
        return np.array(rows)

    base = rankdata(-composite_index(values, design, normalisation="target").scores["score"])
    f_a, f_b = ranks(a), ranks(b)
    f_ab = [ranks(a.with_factor(factor, b)) for factor in model.active]
    both = np.concatenate([f_a, f_b])

    np.testing.assert_array_equal(found.ranks["rank"], base)
    low, high = np.quantile(both, [0.05, 0.95], axis=0, method="inverted_cdf")
    np.testing.assert_array_equal(found.ranks["rank_low"], low)
    np.testing.assert_array_equal(found.ranks["rank_high"], high)
    np.testing.assert_allclose(found.ranks["share_in_top"], (both <= 3).mean(axis=0))
    np.testing.assert_allclose(found.ahead.loc["p0", "p1"], ((both[:, 0] < both[:, 1]).mean()))

    def outputs(f):
        return np.column_stack([np.abs(f - base).mean(axis=1), f]).T

    judge = sobol_indices(
        func={
            "f_A": outputs(f_a),
            "f_B": outputs(f_b),
            "f_AB": np.stack([outputs(f) for f in f_ab]),
        },
        n=n_draws,
    )
    shape = (len(values) + 1, len(model.active))
    np.testing.assert_allclose(
        found.sobol["first"].to_numpy().reshape(shape), judge.first_order, atol=1e-5
    )
    np.testing.assert_allclose(
        found.sobol["total"].to_numpy().reshape(shape), judge.total_order, atol=1e-5
    )
    assert model.active == ("normalisation", "weighting", "weights", "aggregation", "left_out") + (
        ("figures",) if noisy else ()
    )


@settings(max_examples=20)
@given(SEEDS)
def test_what_holds_of_every_rank(seed):
    values, design = world(seed)
    found = uncertain(values, design, Choices(), seed)
    ranks = found.ranks
    order = ["rank_best", "rank_low", "rank_median", "rank_high", "rank_worst"]
    assert (ranks[order].diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    assert ((ranks["rank_best"] <= ranks["rank"]) & (ranks["rank"] <= ranks["rank_worst"])).all()
    assert ranks["rank"].sum() == pytest.approx(12 * 13 / 2)
    assert ranks["share_in_top"].sum() == pytest.approx(3.0, abs=0.05)  # ties may add or lack one
    np.testing.assert_allclose(found.ahead + found.ahead.T, 1.0)
    shift = found.sobol[found.sobol["output"] == "average_shift"]
    slack = 4 * (shift["first_se"] + shift["total_se"])
    assert (shift["total"] >= shift["first"] - slack - 0.1).all()
    assert shift["first"].sum() <= 1.0 + slack.sum()
    assert (shift["total"] >= 0.0).all()


def test_the_base_is_the_index_of_the_first_choices():
    values, design = world()
    found = uncertain(values, design, ALL)
    index = composite_index(values, design, normalisation="target")
    pd.testing.assert_series_equal(found.ranks["score"], index.scores["score"])


def test_one_open_choice_has_the_whole_variance():
    values, design = world()
    found = uncertain(values, design, replace(FIXED, weight_spread=0.5), n_draws=2048)
    shift = found.sobol.iloc[0]
    assert (shift["output"], shift["factor"]) == ("average_shift", "weights")
    assert shift["first"] == pytest.approx(1.0, abs=0.05)
    assert shift["total"] == pytest.approx(1.0, abs=0.05)


def test_two_normalisations_give_two_rankings_in_equal_shares():
    """Open and shut: the only draws are the two indices, each in half of them."""
    values, design = world()
    choices = replace(FIXED, normalisations=("min_max", "rank"))
    found = uncertain(values, design, choices)
    one, two = (
        composite_index(values, design, normalisation=method).scores["score"].rank(ascending=False)
        for method in choices.normalisations
    )
    np.testing.assert_array_equal(found.ranks["rank_best"], np.minimum(one, two))
    np.testing.assert_array_equal(found.ranks["rank_worst"], np.maximum(one, two))
    ahead = 0.5 * (np.sign(two["p1"] - two["p0"]) + np.sign(one["p1"] - one["p0"])) / 2 + 0.5
    assert found.ahead.loc["p0", "p1"] == pytest.approx(ahead, abs=0.01)


def test_a_place_that_is_best_in_everything_is_first_whatever_is_chosen():
    values, design = world()
    values.loc["p5"] = [99.0, 0.001, 99.0, 99.0]
    found = uncertain(values, design, Choices())
    row = found.ranks.loc["p5"]
    assert (row["rank_best"], row["rank_worst"], row["share_in_top"]) == (1.0, 1.0, 1.0)
    assert np.isnan(found.sobol.loc[found.sobol["output"] == "p5", "first"]).all()
    pairs = found.uncertain_pairs(certainty=1.0)
    assert "p5" not in set(pairs["place"]) | set(pairs["other"])


def test_more_uncertain_weights_make_wider_intervals():
    values, design = world()
    width = []
    for spread in (0.05, 0.2, 0.8):
        ranks = uncertain(values, design, replace(FIXED, weight_spread=spread)).ranks
        width.append((ranks["rank_high"] - ranks["rank_low"]).mean())
    assert width[0] <= width[1] <= width[2]
    assert width[0] < width[2]


def test_figures_that_are_uncertain_move_ranks():
    values, design = world()
    found = uncertain(values, design, FIXED, half_widths=0.5 * values)
    assert set(found.sobol["factor"]) == {"figures"}
    assert (found.ranks["rank_high"] > found.ranks["rank_low"]).any()
    # One place alone is uncertain in one component: no pair of others can change its order.
    half_widths = values * 0.0
    half_widths.loc["p0", "d"] = 0.5 * values.loc["p0", "d"]
    design = Design(tuple(replace(c, low=0.0, high=9.0) for c in design.components))
    others = uncertain(values, design, FIXED, half_widths=half_widths).ahead.drop("p0")
    assert set(np.unique(others.drop(columns="p0").round(9))) <= {0.0, 0.5, 1.0}


def test_the_same_chance_gives_the_same_answer():
    values, design = world()
    one, two, other = (uncertain(values, design, Choices(), seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one.sobol, two.sobol)
    pd.testing.assert_frame_equal(one.ranks, two.ranks)
    assert not one.ahead.equals(other.ahead)


def test_places_in_another_order_keep_their_ranks():
    values, design = world()
    one = uncertain(values, design, Choices()).ranks
    other = uncertain(values.iloc[::-1], design, Choices()).ranks.loc[one.index]
    pd.testing.assert_frame_equal(one, other)


def test_it_prints_a_rank_with_its_interval():
    values, design = world()
    found = uncertain(values, design, Choices())
    lines = str(found).splitlines()
    assert "rank (5-95 %)" in lines[0]
    first = found.ranks.sort_values("rank").iloc[0]
    interval = f"{first.rank_median:g} ({first.rank_low:g}-{first.rank_high:g})"
    assert lines[2].startswith(first.name)
    assert lines[2].endswith(interval)


def test_pairs_name_the_better_base_rank_first_and_the_least_certain_first():
    values, design = world()
    found = uncertain(values, design, Choices())
    pairs = found.uncertain_pairs(certainty=0.9)
    rank = found.ranks["rank"]
    assert (rank[pairs["place"]].to_numpy() <= rank[pairs["other"]].to_numpy()).all()
    assert (pairs["share_ahead"].sub(0.5).abs().diff().dropna() >= 0).all()
    n = sum(
        max(found.ahead.iloc[i, j], found.ahead.iloc[j, i]) < 0.9
        for i in range(12)
        for j in range(i)
    )
    assert len(pairs) == n


def test_a_place_without_a_value_is_named():
    values, design = world()
    values.loc["p3", "b"] = np.nan
    with pytest.raises(InputError, match="'b' of 1 places, such as 'p3'"):
        uncertain(values, design, Choices())
    found = uncertain(values, design, Choices(), missing="leave_out")
    assert found.left_out == ("p3",)
    assert len(found.ranks) == 11


@pytest.mark.parametrize(
    ("choices", "knobs", "message"),
    [
        (Choices(), {"n_draws": 1000}, "n_draws is 1000; it must be a power of 2"),
        (Choices(), {"n_draws": 32}, "at least 64"),
        (Choices(), {"top": 13}, "top is 13; it must be from 1 to the 12"),
        (FIXED, {}, "nothing is left open"),
        (replace(FIXED, weight_spread=2.0), {}, "weight_spread is 2.0; .*below 1.73"),
        (Choices(normalisations=("rank", "rank")), {}, "normalisations is .*different ones"),
        (Choices(weightings="given"), {}, "weightings is 'given'; give a tuple"),
        (Choices(aggregations=("geometric",)), {}, "'z_score' gives negative"),
        (Choices(normalisations=("z",)), {}, "normalisation is 'z'"),
        (Choices(), {"half_widths": -1.0}, "'a' is -1.0 in 12 rows"),
        (
            Choices(("target", "rank")),
            {"half_widths": 99.0},
            "half_widths are too wide: .*'b' must",
        ),
    ],
)
def test_what_cannot_be_used_is_named(choices, knobs, message):
    values, design = world()
    if "half_widths" in knobs:
        knobs = {"half_widths": values * 0.0 + knobs["half_widths"]}
    with pytest.raises(InputError, match=message):
        uncertain(values, design, choices, **knobs)


def test_half_widths_of_other_places_are_refused():
    values, design = world()
    with pytest.raises(InputError, match="no row for 1 places, such as 'p0'"):
        uncertain(values, design, Choices(), half_widths=(0.0 * values).drop("p0"))


def test_open_goalposts_and_a_geometric_mean_are_told_of():
    values, design = world()
    choices = Choices(("rank", "min_max"), aggregations=("arithmetic", "geometric"))
    with pytest.warns(UserWarning, match="places score 0 by a geometric mean"):
        uncertain(values, design, choices)


def test_certainty_is_a_share():
    values, design = world()
    with pytest.raises(InputError, match=r"certainty is 0\.2"):
        uncertain(values, design, Choices()).uncertain_pairs(certainty=0.2)
