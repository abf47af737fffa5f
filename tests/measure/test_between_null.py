"""The share between groups beside chance: all deals written out, and what must not matter."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.measure.between_null import between_null
from gongfu.measure.decomposition import (
    mean_log_deviation_decomposition,
    theil_decomposition,
)

KNOBS = {"value": "x", "weight": "n", "group": "g"}
SPLITS = {
    "theil_t": theil_decomposition,
    "mean_log_deviation": mean_log_deviation_decomposition,
}
ROWS = st.lists(
    st.tuples(st.integers(1, 60), st.integers(1, 5), st.integers(0, 3)), min_size=2, max_size=20
).filter(lambda rows: len({x for x, _, _ in rows}) > 1)


@given(ROWS, st.sampled_from(sorted(SPLITS)))
def test_what_is_observed_is_the_decompositions_part_between(rows, index):
    frame = pd.DataFrame(rows, columns=["x", "n", "g"])
    null = between_null(frame, **KNOBS, rng=np.random.default_rng(1), n_draws=3, index=index)
    parts = SPLITS[index](frame, value="x", weight="n", levels=["g"])
    assert null.between == pytest.approx(parts.parts[0], abs=1e-13)
    assert null.share == pytest.approx(parts.parts[0] / parts.total, abs=1e-10)
    assert (null.shares >= -1e-12).all()
    assert (null.shares <= 1 + 1e-12).all()


def test_draws_tend_to_all_deals_written_out():
    frame = pd.DataFrame({"x": [1, 2, 4, 7, 9], "n": [1, 3, 2, 1, 1], "g": list("aabbb")})
    every = []
    for deal in permutations(frame["g"]):
        parts = theil_decomposition(frame.assign(g=deal), value="x", weight="n", levels=["g"])
        every.append(parts.parts[0] / parts.total)
    null = between_null(frame, **KNOBS, rng=np.random.default_rng(2), n_draws=4000)
    assert null.mean == pytest.approx(np.mean(every), abs=0.012)
    true_p = np.mean(np.array(every) >= null.share - 1e-12)
    assert null.p_value == pytest.approx(true_p, abs=0.03)
    assert set(np.round(null.shares, 9)) == set(np.round(every, 9))


def test_noise_gives_about_one_less_than_the_groups_over_one_less_than_the_members():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"x": rng.uniform(90, 110, 60), "n": 1.0, "g": np.arange(60) % 6})
    null = between_null(frame, **KNOBS, rng=rng, n_draws=999)
    assert null.mean == pytest.approx(5 / 59, rel=0.05)
    low, high = null.interval()
    assert low < null.mean < high
    assert null.interval(0.5)[0] > low


def test_the_same_seed_draws_the_same_and_scale_plays_no_part():
    frame = pd.DataFrame({"x": [3, 1, 4, 1, 5, 9], "n": [2, 6, 5, 3, 5, 8], "g": list("abcabc")})
    one, two = (
        between_null(f, **KNOBS, rng=np.random.default_rng(4), n_draws=49)
        for f in (frame, frame.assign(x=frame["x"] * 1000, n=frame["n"] * 7))
    )
    np.testing.assert_allclose(one.shares, two.shares, rtol=1e-9)
    assert one.p_value == two.p_value


def test_groups_that_are_all_there_is_reach_one_and_no_draw_does_better():
    frame = pd.DataFrame({"x": [1] * 5 + [2] * 5, "n": 1, "g": list("aaaaabbbbb")})
    null = between_null(frame, **KNOBS, rng=np.random.default_rng(5), n_draws=99)
    assert null.share == pytest.approx(1.0)
    assert null.p_value <= 0.05


def test_equal_members_have_no_share():
    frame = pd.DataFrame({"x": [2.0, 2.0], "n": 1, "g": list("ab")})
    null = between_null(frame, **KNOBS, rng=np.random.default_rng(0), n_draws=2)
    assert np.isnan([null.share, null.mean, null.p_value]).all()
    assert null.between == pytest.approx(0.0, abs=1e-15)


@pytest.mark.parametrize(
    ("change", "knobs", "message"),
    [
        ({}, {"n_draws": 0}, "n_draws is 0"),
        ({}, {"index": "gini"}, "index is 'gini'"),
        ({"x": [0.0, 1.0]}, {}, "0 or less in 1 rows"),
        ({"n": [-1.0, 1.0]}, {}, "'n'"),
    ],
)
def test_bad_input_says_what_to_do(change, knobs, message):
    frame = pd.DataFrame({"x": [1.0, 2.0], "n": 1.0, "g": list("ab")}).assign(**change)
    with pytest.raises(InputError, match=message):
        between_null(frame, **KNOBS, rng=np.random.default_rng(0), **knobs)
