"""Kernels of backup coverage beside plain Python: what plans are worth, openings, swaps."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongfu.kernels import backup, covering

SEEDS = st.integers(0, 2**32 - 1)


def random_case(rng):
    """Rows, columns, what the first and the second site are worth, all read-only; the mask."""
    n, m = int(rng.integers(0, 14)), int(rng.integers(1, 9))
    mask = rng.random((n, m)) < rng.random()
    start = np.r_[0, np.cumsum(mask.sum(axis=1))].astype(np.int64)
    rows = (start, np.nonzero(mask)[1].astype(np.int32))
    cols = covering.columns(*rows, m)
    first = rng.random(n) if rng.random() < 0.5 else rng.integers(0, 5, n).astype(float)
    second = first * rng.random(n)
    for array in (*rows, *cols, first, second):
        array.flags.writeable = False
    return rows, cols, first, second, mask


def worth(mask, first, second, built):
    times = mask[:, built].sum(axis=1)
    return float((first * (times > 0) + second * (times > 1)).sum())


@given(SEEDS)
@settings(max_examples=60)
def test_greedy_opens_what_is_worth_most_each_time(seed):
    rng = np.random.default_rng(seed)
    rows, cols, first, second, mask = random_case(rng)
    m = mask.shape[1]
    n_more, fee = int(rng.integers(0, m + 1)), rng.integers(0, 4, m).astype(float)
    money = float(rng.integers(0, 8))
    built = backup.greedy(rows, cols, first, second, fee, np.ones(m), n_more, money)
    assert built.sum() <= n_more
    assert fee[built].sum() <= money

    # By hand: after each opening no affordable site would have been worth more.
    mine = np.zeros(m, bool)
    left = money
    for _ in range(int(built.sum())):
        now = worth(mask, first, second, mine)
        more = np.array(
            [
                worth(mask, first, second, mine | (np.arange(m) == at)) - now
                if not mine[at] and fee[at] <= left
                else -1.0
                for at in range(m)
            ]
        )
        ahead = [at for at in np.flatnonzero(more >= more.max() - 1e-9) if built[at]]
        assert ahead, "greedy opened something else"
        mine[ahead[0]] = True
        left -= fee[ahead[0]]


@given(SEEDS)
@settings(max_examples=60)
def test_swaps_never_lose_keep_the_money_and_end_where_no_swap_gains(seed):
    rng = np.random.default_rng(seed)
    rows, cols, first, second, mask = random_case(rng)
    m = mask.shape[1]
    fee = rng.integers(0, 4, m).astype(float)
    begun = rng.permutation(m)[: int(rng.integers(1, m + 1))]
    money = float(rng.integers(0, 3))
    room = min(int(rng.integers(0, 3)), m - begun.size)
    slots = np.r_[begun, np.full(room, -1)].astype(np.int64)
    kicks = rng.random((3, 2, 2))
    found, told, _ = backup.swap_rounds(rows, cols, first, second, slots, fee, money, kicks, 1e-9)
    sites = found[found >= 0]
    built = np.isin(np.arange(m), sites)
    assert np.unique(sites).size == sites.size
    assert fee[built].sum() <= fee[begun].sum() + money
    value = worth(mask, first, second, built)
    assert told == pytest.approx(value)
    assert value >= worth(mask, first, second, np.isin(np.arange(m), begun)) - 1e-9
    left = fee[begun].sum() + money - fee[built].sum()
    for old in found:
        for new in np.flatnonzero(~built):
            back = fee[old] if old >= 0 else 0.0
            if fee[new] - back <= left:
                other = built.copy()
                other[new] = True
                if old >= 0:
                    other[old] = False
                assert worth(mask, first, second, other) <= value + 1e-6
