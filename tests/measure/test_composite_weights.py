"""Weights from the data, worked out by hand."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.measure.composite import composite_index, normalise
from gongfu.measure.composite_weights import critic_weights, entropy_weights, pca_weights
from gongfu.model.composite import Component, Design, Dimension

SEEDS = st.integers(0, 2**32 - 1)


def test_entropy_by_hand():
    # shares of a: 1, 0: entropy 0; of b: 3/4, 1/4; of c: 1/2, 1/2: entropy 1
    frame = pd.DataFrame({"a": [2.0, 0.0], "b": [3.0, 1.0], "c": [5.0, 5.0]})
    of_b = -(0.75 * math.log(0.75) + 0.25 * math.log(0.25)) / math.log(2)
    want = np.array([1.0, 1.0 - of_b, 0.0]) / (2.0 - of_b)
    np.testing.assert_allclose(entropy_weights(frame), want)


def test_entropy_asks_the_turned_component():
    """Turned round, the same component says something else: normalise first."""
    frame = pd.DataFrame({"a": [1.0, 2.0, 9.0], "b": [1.0, 5.0, 9.0]})
    up = Design((Component("a", "higher"), Component("b", "higher")))
    down = Design((Component("a", "lower"), Component("b", "higher")))
    assert (
        entropy_weights(normalise(frame, up))["a"]
        > 0.5
        > entropy_weights(normalise(frame, down))["a"]
    )


def test_critic_by_hand():
    # a and c repeat each other, b runs against both; all have the same deviation:
    # sums of 1 - r are 2, 4, 2
    frame = pd.DataFrame({"a": [0.0, 0.5, 1.0], "b": [1.0, 0.5, 0.0], "c": [0.0, 0.5, 1.0]})
    np.testing.assert_allclose(critic_weights(frame), [0.25, 0.5, 0.25])
    # half the deviation, half the weight before scaling: 2 * 1, 4 * 0.5, 2 * 1
    np.testing.assert_allclose(critic_weights(frame.assign(b=frame["b"] / 2)), [1 / 3] * 3)


def test_principal_components_by_hand():
    # a, a', b, b': two pairs without correlation to each other.  Two factors, eigenvalues 2, 2.
    one, two = [1.0, 1.0, -1.0, -1.0], [1.0, -1.0, 1.0, -1.0]
    pairs = pd.DataFrame({"a": one, "a2": one, "b": two, "b2": two})
    np.testing.assert_allclose(pca_weights(pairs), [0.25] * 4)
    # a, a', b: eigenvalues 2, 1, 0; one factor above 1, which does not hold b
    three = pairs.drop(columns="b2")
    for factors in ("several", "first"):
        np.testing.assert_allclose(pca_weights(three, factors=factors), [0.5, 0.5, 0], atol=1e-12)
    # correlation of any two: both loadings alike
    rng = np.random.default_rng(0)
    for factors in ("several", "first"):
        frame = pd.DataFrame(rng.random((5, 2)))
        np.testing.assert_allclose(pca_weights(frame, factors=factors), [0.5, 0.5])


def test_the_first_component_agrees_with_the_singular_vectors():
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.normal(size=(30, 5)) @ rng.normal(size=(5, 5)))
    standard = (frame - frame.mean()) / frame.std()
    _, _, right = np.linalg.svd(standard.to_numpy())
    np.testing.assert_allclose(pca_weights(frame, factors="first"), right[0] ** 2)


@given(SEEDS)
def test_weights_sum_to_one_and_do_not_mind_the_order(seed):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.random((8, 5)), columns=list("abcde"))
    for way in (entropy_weights, critic_weights, pca_weights):
        weight = way(frame)
        assert weight.sum() == pytest.approx(1.0)
        assert (weight >= 0.0).all()
        turned = way(frame[list("dbeca")].iloc[::-1])
        np.testing.assert_allclose(turned.loc[weight.index], weight, atol=1e-6)


def test_a_component_in_which_all_are_alike_weighs_nothing():
    rng = np.random.default_rng(2)
    frame = pd.DataFrame(rng.random((6, 3)), columns=list("abc"))
    for way in (entropy_weights, critic_weights, pca_weights):
        weight = way(frame.assign(d=0.5))
        assert weight["d"] == 0.0
        np.testing.assert_allclose(weight[list("abc")], way(frame), atol=1e-12)


def test_within_dimensions_then_between_them():
    values = pd.DataFrame({"a": [0.0, 0.5, 1.0], "b": [0.0, 0.1, 1.0], "c": [1.0, 0.5, 0.0]})
    design = Design(
        (
            Component("a", "higher", "x", 3.0),
            Component("b", "higher", "x"),
            Component("c", "higher", "y"),
        ),
        (Dimension("x", 1.0), Dimension("y", 3.0)),
    )

    def weights(**knobs):
        return composite_index(values, design, **knobs).components["weight"].to_list()

    assert weights() == pytest.approx([3 / 16, 1 / 16, 3 / 4])
    assert weights(weighting="equal", between="equal") == pytest.approx([0.25, 0.25, 0.5])
    inside = entropy_weights(values[["a", "b"]])
    assert weights(weighting="entropy") == pytest.approx([*(inside / 4), 0.75])
    means = pd.DataFrame({"x": values[["a", "b"]] @ inside, "y": values["c"]})
    between = critic_weights(means)
    assert weights(weighting="entropy", between="critic") == pytest.approx(
        [*(inside * between["x"]), between["y"]]
    )


@pytest.mark.parametrize(
    ("way", "frame", "message"),
    [
        (entropy_weights, {"a": [1.0, -1.0]}, "'a' is -1.0 in row 2"),
        (entropy_weights, {"a": [1.0]}, "need 2 places"),
        (critic_weights, {"a": [1.0, 2.0], "b": [1.0, 2.0]}, "need 3 places"),
        (critic_weights, {"a": [1.0, 2.0, 3.0], "b": [2.0, 4.0, 6.0]}, "nothing tells the 2"),
        (pca_weights, {"a": [1.0, 1.0, 1.0]}, "nothing tells the 1"),
        (entropy_weights, {"a": [1.0, np.nan]}, "'a' is missing in row 2"),
        (entropy_weights, {}, "no columns"),
    ],
)
def test_what_says_nothing_is_refused(way, frame, message):
    with pytest.raises(InputError, match=message):
        way(pd.DataFrame(frame))


def test_a_strange_number_of_factors_is_refused():
    with pytest.raises(InputError, match="factors is 'two'"):
        pca_weights(pd.DataFrame({"a": [1.0, 2.0, 3.0]}), factors="two")
