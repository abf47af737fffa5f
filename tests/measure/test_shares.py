"""Shares read off the Lorenz curve: by hand, and their identities."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.measure.inequality import (
    concentration_index,
    gini,
    lorenz_curve,
    palma_ratio,
    quantile_shares,
    quintile_share_ratio,
)

VALUES = st.lists(st.integers(0, 1000), min_size=1, max_size=30).filter(any)
WEIGHTED = st.lists(
    st.tuples(st.integers(0, 1000), st.integers(0, 5)), min_size=1, max_size=30
).filter(lambda rows: any(x * w for x, w in rows))


def test_lorenz_curve_by_hand():
    curve = lorenz_curve([3, 1], weights=[1, 2])
    assert list(curve.columns) == ["share_of_people", "share_of_value"]
    np.testing.assert_allclose(curve["share_of_people"], [0, 2 / 3, 1])
    np.testing.assert_allclose(curve["share_of_value"], [0, 0.4, 1])
    assert curve.iloc[-1].tolist() == [1.0, 1.0]
    assert lorenz_curve([0.0, 0.0])["share_of_value"].isna().all()


def test_the_generalised_curve_ends_at_the_mean():
    curve = lorenz_curve([3, 1], weights=[1, 2], generalized=True)
    np.testing.assert_allclose(curve["value_per_head"], [0, 2 / 3, 5 / 3])
    equal = lorenz_curve([4, 4, 1], generalized=True)
    assert equal["value_per_head"].iloc[-1] == pytest.approx(3.0)
    with pytest.warns(UserWarning, match="negative"):
        debts = lorenz_curve([-3, 1], generalized=True)
    assert debts["value_per_head"].tolist() == [0.0, -1.5, -1.0]


@given(WEIGHTED)
def test_twice_the_area_above_the_curve_is_gini(rows):
    values, weights = zip(*rows, strict=True)
    curve = lorenz_curve(values, weights)
    area = np.trapezoid(curve["share_of_value"], curve["share_of_people"])
    assert 1 - 2 * area == pytest.approx(gini(values, weights), abs=1e-12)


@given(WEIGHTED)
def test_shares_add_up_and_people_written_out_hold_the_same(rows):
    values, weights = (np.array(column) for column in zip(*rows, strict=True))
    table = quantile_shares(values, weights)
    assert table["share_of_value"].sum() == pytest.approx(1.0)
    assert table["share_of_value"].is_monotonic_increasing or np.all(
        np.diff(table["share_of_value"]) > -1e-12
    )
    written = quantile_shares(np.repeat(values, weights))
    pd.testing.assert_frame_equal(table, written)
    mean = np.average(values, weights=weights)
    np.testing.assert_allclose(table["mean"] * 0.2, table["share_of_value"] * mean, atol=1e-9)


def test_slices_by_hand():
    # 10 people with 1 .. 10 of 55: the lowest tenth 1, the next four tenths 14
    table = quantile_shares(range(1, 11), bounds=(0, 0.1, 0.5, 1))
    np.testing.assert_allclose(table["share_of_value"], [1 / 55, 14 / 55, 40 / 55])
    np.testing.assert_allclose(table["mean"], [1, 3.5, 8])
    # a bound inside a member divides it: three with 1, 2, 6, half of them hold 1 + 2 / 2
    assert quantile_shares([6, 1, 2], bounds=(0, 0.5, 1))["share_of_value"][0] == pytest.approx(
        2 / 9
    )


def test_ratios_by_hand():
    # 1 .. 10: the top tenth 10, the lowest four 1 + 2 + 3 + 4; fifths 9 + 10 and 1 + 2
    assert palma_ratio(range(1, 11)) == pytest.approx(1.0)
    assert quintile_share_ratio(range(1, 11)) == pytest.approx(19 / 3)
    assert palma_ratio([7, 7, 7]) == pytest.approx(0.25)
    assert quintile_share_ratio([7, 7, 7]) == pytest.approx(1.0)
    assert math.isnan(palma_ratio([0, 0, 0, 0, 1]))
    assert math.isnan(quintile_share_ratio([0, 1, 1, 1]))


@given(VALUES, st.integers(2, 4), st.floats(0.01, 100))
def test_ratios_know_neither_size_nor_copies(values, copies, scale):
    for ratio in (palma_ratio, quintile_share_ratio):
        want = ratio(values)
        for same in (np.tile(values, copies), np.array(values) * scale):
            assert ratio(same) == pytest.approx(want, rel=1e-9, nan_ok=True)


@pytest.mark.parametrize("bounds", [(0, 0.5), (0.1, 1), (0, 0.5, 0.5, 1), (), (0, 2, 1)])
def test_bounds_must_rise_from_nothing_to_all(bounds):
    with pytest.raises(InputError, match="ascending shares from 0 to 1"):
        quantile_shares([1, 2], bounds=bounds)


@given(WEIGHTED)
def test_concentration_ranked_by_itself_is_gini(rows):
    values, weights = zip(*rows, strict=True)
    assert concentration_index(values, weights, rank_by=values) == pytest.approx(
        gini(values, weights), abs=1e-12
    )
    backward = concentration_index(values, weights, rank_by=-np.array(values))
    assert backward == pytest.approx(-gini(values, weights), abs=1e-12)


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(0, 3)), min_size=1, max_size=20), st.data()
)
def test_concentration_does_not_depend_on_the_order_of_the_rows(rows, data):
    shuffled = data.draw(st.permutations(rows))
    one, other = (
        concentration_index([x for x, _ in part], rank_by=[key for _, key in part])
        for part in (rows, shuffled)
    )
    assert one == pytest.approx(other, abs=1e-13)


def test_concentration_by_hand():
    # ranks 1/4 and 3/4; all with the first: 2 * (1 * (1/4 - 1/2)) = -1/2 for two people
    assert concentration_index([1, 0], rank_by=[1, 2]) == pytest.approx(-0.5)
    assert concentration_index([1, 0], rank_by=[1, 1]) == 0.0  # alike in rank
    # 3 people in rank 1 hold 1 each, 1 in rank 2 holds 3: ranks 3/8 and 7/8, mean 1.5
    want = 2 * (0.75 * (1 - 1.5) * 3 / 8 + 0.25 * (3 - 1.5) * 7 / 8) / 1.5
    assert concentration_index([1, 3], [3, 1], rank_by=[5, 9]) == pytest.approx(want)
    assert concentration_index([1, 9, 3], [3, 0, 1], rank_by=[5, 7, 9]) == pytest.approx(want)
    assert math.isnan(concentration_index([0, 0], rank_by=[1, 2]))


def test_ranks_that_do_not_fit_are_refused():
    with pytest.raises(InputError, match="give one rank per value"):
        concentration_index([1, 2], rank_by=[1])
    with pytest.raises(InputError, match="rank_by missing or infinite"):
        concentration_index([1, 2], rank_by=[1, np.nan])
    with pytest.raises(InputError, match=r"rank_by.reindex\(values.index\)"):
        concentration_index(pd.Series([1, 2]), rank_by=pd.Series([1, 2], index=[1, 0]))
