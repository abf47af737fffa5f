"""What a covering may leave out, and the search by weights, beside every choice there is."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongfu.kernels import cover_fewest, covering
from tests.draws import examples


def read_only(mask):
    """Rows and columns of a cover (n, m) bool in which every demand has a site."""
    start = np.r_[0, np.cumsum(mask.sum(axis=1))].astype(np.int64)
    site = np.nonzero(mask)[1].astype(np.int32)
    cols = covering.columns(start, site, mask.shape[1])
    for array in (start, site, *cols):
        array.flags.writeable = False
    return (start, site), cols


def drawn(rng):
    """A cover of few sites, so that equal and nested demands and sites are common."""
    n, m = rng.integers(1, 15), rng.integers(1, 9)
    mask = rng.random((n, m)) < rng.choice([0.15, 0.3, 0.6])
    mask[np.arange(n), rng.integers(0, m, n)] = True
    return mask


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=examples(200))
def test_demands_that_hold_others_and_sites_held_by_others_are_those_of_a_slow_twin(seed):
    rng = np.random.default_rng(seed)
    mask = drawn(rng)
    n, m = mask.shape
    fee = rng.choice([1.0, 2.0, 3.0], m)
    rows, cols = read_only(mask)
    holding = [
        any(
            (mask[i] >= mask[j]).all() and ((mask[i] != mask[j]).any() or j < i)
            for j in range(n)
            if j != i
        )
        for i in range(n)
    ]
    held = [
        not mask[:, a].any()
        or any(
            (mask[:, a] <= mask[:, b]).all()
            and fee[b] <= fee[a]
            and ((mask[:, a] != mask[:, b]).any() or fee[b] < fee[a] or b < a)
            for b in range(m)
            if b != a
        )
        for a in range(m)
    ]
    np.testing.assert_array_equal(cover_fewest.holding(*rows, *cols), holding)
    np.testing.assert_array_equal(cover_fewest.held(*rows, *cols, fee), held)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=examples(200))
def test_the_search_finds_the_fewest_sites_there_are_and_no_fewer(seed):
    rng = np.random.default_rng(seed)
    mask = drawn(rng)
    m = mask.shape[1]
    rows, cols = read_only(mask)
    choices = np.array(list(itertools.product([False, True], repeat=m)))
    covers = (choices[:, None] & mask).any(axis=2).all(axis=1)
    fewest = int(choices[covers].sum(axis=1).min())
    begin = rng.random(m) < 0.5
    begin.flags.writeable = False
    draws = rng.random(2_000)
    for n_more in range(m + 1):
        built, is_found = cover_fewest.search_by_weights(rows, cols, begin, n_more, draws)
        assert is_found == (n_more >= fewest)
        if is_found:
            assert built.sum() <= n_more
            assert (built & mask).any(axis=1).all()


@pytest.mark.parametrize("n_rows", [0, 1])
def test_nothing_and_one_demand(n_rows):
    rows, cols = read_only(np.ones((n_rows, 1), bool))
    built, is_found = cover_fewest.search_by_weights(rows, cols, np.zeros(1, bool), 1, np.zeros(5))
    assert is_found
    assert built.sum() == n_rows
    assert not cover_fewest.holding(*rows, *cols).any()
    assert cover_fewest.held(*rows, *cols, np.ones(1)).tolist() == [n_rows == 0]
