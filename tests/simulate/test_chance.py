"""Streams keep to themselves and sharing out is exact."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gongfu.simulate.chance import in_weighted_order, share_out, stream


@given(
    total=st.integers(0, 10**7),
    weights=st.lists(st.floats(0.01, 1e4), min_size=1, max_size=40),
    least=st.integers(0, 50),
)
def test_shares_sum_exactly_and_stay_within_one(total, weights, least):
    weight = np.array(weights)
    shares = share_out(total, weight, least=least)
    floor = min(least, total // weight.size)
    exact = floor + (total - floor * weight.size) * weight / weight.sum()
    assert shares.sum() == total
    assert shares.min() >= floor
    assert np.abs(shares - exact).max() < 1 + 1e-6


def test_nobody_to_share_with():
    assert share_out(5, np.zeros(0)).size == 0


def test_streams_differ_by_seed_place_and_purpose():
    first = stream(1, "330102", "people").random(4)
    assert (stream(1, "330102", "people").random(4) == first).all()
    for other in ((2, "330102", "people"), (1, "330105", "people"), (1, "330102", "streets")):
        assert not (stream(*other).random(4) == first).any()


def test_heavier_ones_come_first_more_often():
    rng = np.random.default_rng(0)
    firsts = [in_weighted_order(rng, np.array([1.0, 3.0]))[0] for _ in range(4_000)]
    assert abs(np.mean(firsts) - 0.75) < 0.03  # the chance of coming first is 3 in 4
