"""Groups in one ranking, against every pair of members."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongfu.kernels import numbering, overlap
from gongfu.kernels.ranking import sort_grouped

ROWS = st.lists(
    st.tuples(st.integers(-5, 60), st.integers(1, 5), st.integers(0, 4)), min_size=1, max_size=40
)


def arrays(rows):
    value, weight, label = (np.array(column) for column in zip(*rows, strict=True))
    _, group = np.unique(label, return_inverse=True)
    return value.astype(float), weight.astype(float), group.astype(np.uint16)


def pairs_by_hand(value, weight, group, n_groups):
    """Mean absolute difference of a member of j and one of h, all pairs written out."""
    apart = np.abs(value[:, None] - value[None, :]) * weight[:, None] * weight[None, :]
    found = np.empty((n_groups, n_groups))
    for j in range(n_groups):
        for h in range(n_groups):
            mine, theirs = group == j, group == h
            found[j, h] = apart[np.ix_(mine, theirs)].sum() / (
                weight[mine].sum() * weight[theirs].sum()
            )
    return found


@given(ROWS)
@settings(max_examples=60)
def test_spread_and_pairs_agree_with_all_pairs_of_members(rows):
    value, weight, group = arrays(rows)
    n_groups = group.max() + 1
    by_hand = pairs_by_hand(value, weight, group, n_groups)
    grouped = sort_grouped(value, weight, group)

    spread = overlap.group_spread(grouped, n_groups)
    apart = overlap.pair_differences(grouped, n_groups)

    np.testing.assert_allclose(apart, by_hand, atol=1e-11)
    np.testing.assert_allclose(spread.half_difference, np.diag(by_hand) / 2, atol=1e-11)
    whole = pairs_by_hand(value, weight, np.zeros_like(group), 1)[0, 0]
    assert spread.whole_half_difference == pytest.approx(whole / 2, abs=1e-11)
    np.testing.assert_allclose(spread.weight, np.bincount(group, weight))
    np.testing.assert_allclose(spread.total, np.bincount(group, weight * value), atol=1e-9)


@given(ROWS)
@settings(max_examples=60)
def test_ranks_do_not_depend_on_the_order_of_equal_values(rows):
    value, weight, group = arrays(rows)
    n_groups = group.max() + 1
    lower = value[None, :] < value[:, None]
    same = value[None, :] == value[:, None]
    rank = (lower @ weight + 0.5 * (same @ weight)) / weight.sum()

    mean_rank, covariance = overlap.mean_ranks(sort_grouped(value, weight, group), n_groups)
    single = overlap.tied_ranks(value, weight, np.argsort(value))

    np.testing.assert_allclose(single, rank, atol=1e-13)
    for g in range(n_groups):
        inside = group == g
        mean = np.average(rank[inside], weights=weight[inside])
        off = value[inside] - np.average(value[inside], weights=weight[inside])
        assert mean_rank[g] == pytest.approx(mean, abs=1e-12)
        assert covariance[g] == pytest.approx(
            np.average(off * rank[inside], weights=weight[inside]), abs=1e-11
        )


def test_alike_members_have_no_spread_whatever_their_mean_rounds_to():
    value, group = np.full(7, 0.1), np.array([0, 0, 0, 1, 1, 1, 1], np.uint16)
    weight = np.array([1.0, 3.0, 7.0, 0.3, 0.7, 0.9, 1.1])
    spread = overlap.group_spread(sort_grouped(value, weight, group), 2)
    assert spread.half_difference.tolist() == [0.0, 0.0]
    assert spread.whole_half_difference == 0.0


@pytest.mark.parametrize("label", [np.array([7, -2, 7, 3]), np.array([7, 0, 7, 3], np.int8)])
def test_labels_are_numbered_by_first_appearance(label):
    code, found = numbering.number(label, int(label.min()), 10)
    assert code.tolist() == [0, 1, 0, 2]
    assert found.tolist() == [7, label[1], 3]
    assert numbering.count(code, 4).tolist() == [2, 1, 1, 0]
    above = np.array([0, 0, 1, 1], np.uint16)
    first, home, lost, n_missing = numbering.nest(above, code, 4)
    assert first.tolist() == [0, 1, 3, -1]
    assert home.tolist() == [0, 0, 1, -1]
    assert lost.tolist() == [True, False, False, False]
    assert n_missing == 0
    gaps = np.array([0, -1, 1, 0], np.int8)
    assert numbering.nest(gaps, np.array([1, 0, -1, 1], np.int16), 2)[3] == 2
    pair, n_pairs = numbering.number_pairs(above, code, 2, 3)
    assert (pair.tolist(), n_pairs) == ([0, 1, 2, 3], 4)
    assert (numbering.narrow(256), numbering.narrow(257)) == (np.uint8, np.uint16)
    assert numbering.narrow(65537) == np.int64
