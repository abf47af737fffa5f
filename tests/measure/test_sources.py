"""Inequality by source: by hand, against averages over all orders, and what must add up."""

import math
from functools import partial
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.measure.decomposition import gini_by_source, shapley_by_source, variance_by_source
from gongfu.measure.inequality import atkinson, coefficient_of_variation, gini, theil_t

SOURCES = ["wage", "farm", "transfer"]
KNOBS = {"sources": SOURCES, "weight": "n"}
AMOUNT = st.integers(0, 30)
ROWS = st.lists(st.tuples(AMOUNT, AMOUNT, AMOUNT, st.integers(0, 4)), min_size=1, max_size=20)
ROWS = ROWS.filter(lambda rows: any((a + b + c) * n for a, b, c, n in rows))


def frame_of(rows):
    return pd.DataFrame(rows, columns=[*SOURCES, "n"])


def total_of(frame):
    return frame[SOURCES].sum(axis=1)


def test_two_sources_by_hand():
    # wages 1, 3 and transfers 2, 1: totals 3, 4, mean 3.5, ranks 1/4 and 3/4
    frame = pd.DataFrame({"wage": [1, 3], "transfer": [2, 1], "n": 1})
    table = gini_by_source(frame, sources=["wage", "transfer"], weight="n").set_index("source")
    # twice the covariance with rank: wages 2 * (1 * 1/4) = 1/2, transfers -1/4
    np.testing.assert_allclose(table["value"], [0.5 / 3.5, -0.25 / 3.5, 0.25 / 3.5])
    np.testing.assert_allclose(table["share_of_value"], [2 / 3.5, 1.5 / 3.5, 1])
    np.testing.assert_allclose(table["gini"], [1 / 4, 1 / 6, 0.25 / 3.5])
    np.testing.assert_allclose(table["correlation"], [1, -1, 1])
    np.testing.assert_allclose(table["elasticity"], [2 - 2 / 3.5, -1 - 1.5 / 3.5, 0])


@given(ROWS)
def test_lerman_and_yitzhaki_add_up_and_multiply_out(rows):
    frame = frame_of(rows)
    table = gini_by_source(frame, **KNOBS)
    parts, total = table.iloc[:-1], table.iloc[-1]
    assert total["value"] == pytest.approx(gini(total_of(frame), frame["n"]), abs=1e-12)
    assert parts["value"].sum() == pytest.approx(total["value"], abs=1e-14)
    known = parts.dropna()
    np.testing.assert_allclose(
        known["share_of_value"] * known["gini"] * known["correlation"], known["value"], atol=1e-12
    )
    for name in SOURCES:
        own = table.set_index("source").loc[name, "gini"]
        assert own == pytest.approx(gini(frame[name], frame["n"]), abs=1e-12, nan_ok=True)
    assert parts["correlation"].dropna().between(-1 - 1e-9, 1 + 1e-9).all()


@given(ROWS)
@settings(max_examples=30)
def test_the_elasticity_is_what_a_little_more_does(rows):
    frame = frame_of(rows).assign(farm=lambda f: f["farm"] + np.arange(len(f)) * 0.37)
    total = total_of(frame[frame["n"] > 0])
    step = 1e-7
    if total.nunique() < len(total) or len(total) < 2:
        return  # equal totals may change places at once
    table = gini_by_source(frame, **KNOBS).set_index("source")
    before = gini(total_of(frame), frame["n"])
    for name in SOURCES:
        more = frame.assign(**{name: frame[name] * (1 + step)})
        slope = (gini(total_of(more), frame["n"]) / before - 1) / step
        assert table.loc[name, "elasticity"] == pytest.approx(slope, abs=1e-4)


def test_a_tax_is_a_negative_source_and_one_that_sums_to_zero_has_its_part():
    frame = pd.DataFrame({"wage": [2.0, 4.0], "shift": [1.0, -1.0], "n": 1})
    table = gini_by_source(frame, sources=["wage", "shift"], weight="n").set_index("source")
    assert table.loc["total", "value"] == 0.0
    assert math.isnan(table.loc["shift", "gini"])
    assert table["share"].isna().all()
    frame["shift"] = [0.5, -0.5]
    table = gini_by_source(frame, sources=["wage", "shift"], weight="n").set_index("source")
    # totals 2.5 and 3.5: gini 1/12; wages 2 * 1/4 / 3, shift -2 * 1/8 / 3
    np.testing.assert_allclose(table["value"], [1 / 6, -1 / 12, 1 / 12])


@given(ROWS)
def test_the_natural_share_is_the_covariance_with_the_total(rows):
    frame = frame_of(rows)
    table = variance_by_source(frame, **KNOBS)
    total = total_of(frame)
    want = coefficient_of_variation(total, frame["n"]) ** 2
    assert table["value"].iloc[-1] == pytest.approx(want, abs=1e-12)
    assert table["value"].iloc[:-1].sum() == pytest.approx(want, abs=1e-12)
    people = frame.loc[frame.index.repeat(frame["n"])]
    if total_of(people).min() < total_of(people).max():
        covariance = np.cov(people["wage"], total_of(people), bias=True)
        assert table["share"].iloc[0] == pytest.approx(covariance[0, 1] / covariance[1, 1])


def slow_shapley(frame, index, absent):
    """The mean gain of each source over all orders of taking them in."""
    mean = {s: np.average(frame[s], weights=frame["n"]) if absent == "mean" else 0 for s in SOURCES}

    def value_of(present):
        total = sum(frame[s] * 1.0 if s in present else mean[s] + 0 * frame[s] for s in SOURCES)
        if not total.any() or not present:
            return 0.0
        return index(total, frame["n"])

    orders = list(permutations(SOURCES))
    gains = dict.fromkeys(SOURCES, 0.0)
    for order in orders:
        for at, source in enumerate(order):
            gains[source] += value_of(order[: at + 1]) - value_of(order[:at])
    return [gains[source] / len(orders) for source in SOURCES]


@given(ROWS, st.sampled_from(["mean", "zero"]), st.sampled_from([gini, theil_t]))
@settings(max_examples=40)
def test_shapley_is_the_mean_over_all_orders(rows, absent, index):
    frame = frame_of(rows)
    table = shapley_by_source(frame, **KNOBS, index=index, absent=absent)
    frame = frame[frame["n"] > 0]
    np.testing.assert_allclose(table["value"][:-1], slow_shapley(frame, index, absent), atol=1e-12)
    assert table["value"][:-1].sum() == pytest.approx(table["value"].iloc[-1], abs=1e-12)
    assert table["value"].iloc[-1] == pytest.approx(index(total_of(frame), frame["n"]), abs=1e-12)


def test_shapley_by_hand_and_alike_sources_get_alike_parts():
    frame = pd.DataFrame({"a": [1.0, 3.0], "b": [1.0, 3.0], "n": 1})
    table = shapley_by_source(frame, sources=["a", "b"], weight="n")
    np.testing.assert_allclose(table["value"], [0.125, 0.125, 0.25])
    # a 1, 3 and b the same for all: with its mean in place b does nothing ever
    frame["b"] = 2.0
    for knobs in ({}, {"index": partial(atkinson, epsilon=0.5)}):
        table = shapley_by_source(frame, sources=["a", "b"], weight="n", **knobs)
        assert table["share"].to_list() == [pytest.approx(1), pytest.approx(0), pytest.approx(1)]
    # with nothing in its place: a alone 1/4, b alone 0, both 1/8
    table = shapley_by_source(frame, sources=["a", "b"], weight="n", absent="zero")
    np.testing.assert_allclose(table["value"], [(1 / 4 + 1 / 8) / 2, (0 - 1 / 8) / 2, 1 / 8])


@pytest.mark.parametrize(
    ("knobs", "said"),
    [
        ({"sources": "wage"}, "give a list of different columns"),
        ({"sources": []}, "give a list of different columns"),
        ({"sources": ["wage", "rent"]}, "no column 'rent'"),
    ],
)
def test_bad_sources_are_refused(knobs, said):
    frame = frame_of([(1, 2, 3, 1)])
    for split in (gini_by_source, variance_by_source, shapley_by_source):
        with pytest.raises(InputError, match=said):
            split(frame, **{**KNOBS, **knobs})
    with pytest.raises(InputError, match="give people to at least one"):
        gini_by_source(frame.assign(n=0), **KNOBS)
    with pytest.raises(InputError, match="give one of"):
        shapley_by_source(frame, **KNOBS, absent="median")
    many = pd.DataFrame({f"s{k}": [1.0] for k in range(17)}).assign(n=1)
    with pytest.raises(InputError, match="at most 16"):
        shapley_by_source(many, sources=[f"s{k}" for k in range(17)], weight="n")
