"""The best that can be said of a place: by hand, and never less than any weights it may have."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.measure.benefit_of_the_doubt import benefit_of_the_doubt
from gongfu.model.composite import Component, Design

SEEDS = st.integers(0, 2**32 - 1)
UNIT = {"low": 0.0, "high": 1.0}
TWO = Design((Component("a", "higher", **UNIT), Component("b", "higher", **UNIT)))


def test_without_bounds_by_hand():
    # p is best in a, q in b.  r: w (0.5, 0.5) under w_a <= 1, w_b <= 1, and 0.8 w_a + 0.2 w_b <= 1,
    # 0.2 w_a + 0.8 w_b <= 1: all scaled to the frontier w_a = w_b = 1, value 1; r is on the line.
    values = pd.DataFrame({"a": [0.8, 0.2, 0.4], "b": [0.2, 0.8, 0.4]}, ["p", "q", "r"])
    best = benefit_of_the_doubt(values, TWO, normalisation="min_max", low=0.0, high=np.inf)
    # r: max 0.4 (w_a + w_b) with 0.8 w_a + 0.2 w_b <= 1 and mirrored: w = (1, 1): 0.8
    assert best.scores.to_list() == pytest.approx([1.0, 1.0, 0.8])


def test_bounds_on_shares_by_hand():
    # One better place q = (1, 1); p = (0.5, 0.1) with shares from 1/4 to 3/4: p puts 3/4 of its
    # score on a.  Weights: 0.5 w_a = 3 * 0.1 w_b, so w_b = 5/3 w_a, q: w_a + w_b = 1, w_a = 3/8;
    # score 3/16 + 0.1 * 5/8 = 0.25
    values = pd.DataFrame({"a": [0.5, 1.0], "b": [0.1, 1.0]}, ["p", "q"])
    best = benefit_of_the_doubt(values, TWO, normalisation="min_max")
    assert best.scores.to_list() == pytest.approx([0.25, 1.0])
    assert best.shares.loc["p"].to_list() == pytest.approx([0.75, 0.25])
    free = benefit_of_the_doubt(values, TWO, normalisation="min_max", low=0.0, high=np.inf)
    assert free.scores["p"] == pytest.approx(0.5)
    # both bounds at the declared weights: halves.  0.5 w_a = 0.1 w_b, w_a = 1/6; score 2 * 1/12
    fixed = benefit_of_the_doubt(values, TWO, normalisation="min_max", low=1.0, high=1.0)
    assert fixed.scores["p"] == pytest.approx(1 / 6)


@settings(max_examples=20)
@given(SEEDS)
def test_no_admissible_weights_show_a_place_better(seed):
    rng = np.random.default_rng(seed)
    values = pd.DataFrame(rng.random((7, 3)) + 0.05, columns=list("abc"))
    design = Design(
        tuple(Component(name, "higher", weight=w) for name, w in zip("abc", (1, 2, 1), strict=True))
    )
    best = benefit_of_the_doubt(values, design)
    z = (values / values.max()).to_numpy()
    given_ = np.array([0.25, 0.5, 0.25])
    for place in range(7):
        share = rng.dirichlet(np.ones(3), 200)
        inside = ((share >= 0.5 * given_) & (share <= 1.5 * given_)).all(axis=1)
        weight = share[inside] / z[place]  # such shares, up to a factor
        other = (weight @ z[place]) / (weight @ z.T).max(axis=1)
        assert (other <= best.scores[place] + 1e-9).all()
    assert best.scores.between(0.0, 1.0).all()
    free = benefit_of_the_doubt(values, design, low=0.0, high=np.inf)
    assert free.scores.max() == pytest.approx(1.0)  # with bounds, none need be best by its own
    np.testing.assert_allclose(best.shares.sum(axis=1), 1.0)
    assert (best.shares >= best.low_share - 1e-9).all(axis=None)
    assert (best.shares <= best.high_share + 1e-9).all(axis=None)


@settings(max_examples=20)
@given(SEEDS)
def test_more_freedom_never_hurts(seed):
    rng = np.random.default_rng(seed)
    values = pd.DataFrame(rng.random((6, 3)) + 0.05, columns=list("abc"))
    design = Design(tuple(Component(name, "higher") for name in "abc"))
    scores = [
        benefit_of_the_doubt(values, design, low=low, high=high).scores
        for low, high in ((1.0, 1.0), (0.7, 1.3), (0.2, 2.0), (0.0, np.inf))
    ]
    for tight, loose in pairwise(scores):
        assert (tight <= loose + 1e-9).all()


def test_nothing_of_a_component_that_must_count_is_nothing():
    values = pd.DataFrame({"a": [0.0, 1.0], "b": [1.0, 0.5]}, ["p", "q"])
    best = benefit_of_the_doubt(values, TWO, normalisation="min_max")
    assert best.scores["p"] == 0.0
    assert best.shares.loc["p"].isna().all()


@pytest.mark.parametrize(
    ("knobs", "message"),
    [
        ({"normalisation": "z_score"}, "'z_score' gives negative values"),
        ({"low": 1.2}, "they must keep 0 <= low <= 1 <= high"),
        ({"high": 0.9}, "they must keep"),
    ],
)
def test_what_it_cannot_take_is_named(knobs, message):
    values = pd.DataFrame({"a": [0.5, 1.0], "b": [0.1, 1.0]})
    with pytest.raises(InputError, match=message):
        benefit_of_the_doubt(values, TWO, **knobs)
