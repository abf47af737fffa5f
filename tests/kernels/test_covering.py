"""Kernels of covering beside plain Python: greedy, prices, counts, swaps, what is left."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.kernels import covering

SEEDS = st.integers(0, 2**32 - 1)
WEIGHTS = {
    "few whole": lambda rng, n: rng.integers(0, 3, n).astype(float),
    "real": lambda rng, n: rng.random(n),
    "skew": lambda rng, n: 10.0 ** rng.uniform(-12, 12, n),
}


def frozen(*arrays):
    """The arrays, read-only."""
    for array in arrays:
        array.flags.writeable = False
    return arrays


def random_cover(rng, n=None, m=None):
    """The pairs by row and by site, read-only, and the same as a dense mask (n, m)."""
    n = rng.integers(0, 12) if n is None else n
    m = rng.integers(0, 9) if m is None else m
    mask = rng.random((n, m)) < rng.random()
    start = np.r_[0, np.cumsum(mask.sum(axis=1))].astype(np.int64)
    site = np.nonzero(mask)[1].astype(np.int32)
    rows = frozen(start, site)
    return rows, frozen(*covering.columns(*rows, m)), mask


def random_weight(rng, n):
    weight = WEIGHTS[rng.choice(list(WEIGHTS))](rng, n)
    return frozen(weight)[0]


def covered(mask, weight, sites):
    """Weight of the demands that a set of sites covers."""
    return weight[mask[:, list(sites)].any(axis=1)].sum()


@given(SEEDS)
def test_columns_are_the_transpose(seed):
    (start, site), (col_start, col_row), mask = random_cover(np.random.default_rng(seed))
    assert (col_start.dtype, col_row.dtype) == (np.int64, np.int32)
    assert col_start[-1] == start[-1] == site.size
    for at in range(mask.shape[1]):
        rows = col_row[col_start[at] : col_start[at + 1]]
        np.testing.assert_array_equal(rows, np.flatnonzero(mask[:, at]))


@given(SEEDS)
def test_prices_and_counts_are_products_with_the_matrix(seed):
    rng = np.random.default_rng(seed)
    _, cols, mask = random_cover(rng)
    n, m = mask.shape
    (u,) = frozen(rng.random(n))
    price = np.full(m, np.nan)
    covering.prices(*cols, u, price)
    np.testing.assert_allclose(price, -(u @ mask), rtol=1e-13, atol=0)
    (chosen,) = frozen(rng.choice([0.0, 0.3, 1.0], m))
    times = np.full(n, np.nan)
    covering.count(*cols, chosen, times)
    np.testing.assert_allclose(times, mask @ chosen, rtol=1e-13, atol=0)


def greedy_twin(mask, weight, fee, per, n_more, money):
    """Gains counted anew at each opening; whole weights, so that ties are ties."""
    built, met, gained = [], np.zeros(len(mask), bool), []
    while len(built) < n_more:
        free = [j for j in range(fee.size) if j not in built and fee[j] <= money]
        if not free:
            break
        gains = {j: weight[mask[:, j] & ~met].sum() for j in free}
        worth = {j: gains[j] / per[j] if per[j] > 0 else gains[j] * 1e12 for j in free}
        best = max(free, key=lambda j: (worth[j], -j))  # the first among equals
        built.append(best)
        gained.append(gains[best])
        money -= fee[best]
        met |= mask[:, best]
    return built, gained


@given(SEEDS)
def test_greedy_opens_what_counting_anew_opens(seed):
    rng = np.random.default_rng(seed)
    rows, cols, mask = random_cover(rng)
    n, m = mask.shape
    weight, fee, per = frozen(
        rng.integers(0, 5, n).astype(float),
        rng.integers(0, 4, m).astype(float),
        rng.choice([0.0, 1.0, 2.0, 4.0], m),
    )
    n_more, money = int(rng.integers(0, m + 2)), float(rng.integers(0, 12))
    built, gained = covering.greedy(rows, cols, weight, fee, per, n_more, money)
    twin, gains = greedy_twin(mask, weight, fee, per, n_more, money)
    np.testing.assert_array_equal(np.flatnonzero(built), sorted(twin))
    np.testing.assert_array_equal(gained, gains)
    assert built.sum() <= n_more
    assert fee[built].sum() <= money


def random_start(rng, m, fee, budget):
    """Slots, some of them empty, and the money that is left."""
    slots = np.full(int(rng.integers(0, m + 1)), -1, np.int64)
    money = budget
    for slot, at in enumerate(rng.permutation(m)[: slots.size]):
        if fee[at] <= money and rng.random() < 0.8:
            slots[slot] = at
            money -= fee[at]
    return frozen(slots)[0], money


@given(SEEDS)
def test_swaps_stay_within_the_limits_count_right_and_never_lose(seed):
    rng = np.random.default_rng(seed)
    rows, cols, mask = random_cover(rng)
    n, m = mask.shape
    weight = random_weight(rng, n)
    (fee,) = frozen(rng.integers(0, 4, m).astype(float))
    budget = float(rng.integers(0, 12)) if rng.random() < 0.7 else np.inf
    slots, money = random_start(rng, m, fee, budget)
    kicks = rng.random((int(rng.integers(0, 5)), int(rng.integers(0, 4)), 2))
    kicks[rng.random(kicks.shape[:2]) < 0.2, 0] = 1.0
    frozen(kicks)
    least = 1e-12 * max(weight.sum(), 1e-300)
    best, value, _ = covering.swap_rounds(rows, cols, weight, slots, fee, money, kicks, least)

    chosen = best[best >= 0]
    assert best.size == slots.size
    assert np.unique(chosen).size == chosen.size
    assert fee[chosen].sum() <= budget
    np.testing.assert_allclose(value, covered(mask, weight, chosen), rtol=1e-12, atol=0)
    before = covered(mask, weight, slots[slots >= 0])
    assert value >= before * (1 - 1e-12)


@given(SEEDS)
def test_after_the_swaps_no_single_swap_gains(seed):
    rng = np.random.default_rng(seed)
    rows, cols, mask = random_cover(rng)
    n, m = mask.shape
    (weight,) = frozen(rng.integers(0, 50, n).astype(float))
    (fee,) = frozen(rng.integers(0, 4, m).astype(float))
    budget = float(rng.integers(0, 12))
    slots, money = random_start(rng, m, fee, budget)
    none = np.empty((0, 0, 2))
    best, value, _ = covering.swap_rounds(rows, cols, weight, slots, fee, money, none, 0.5)
    left = budget - fee[best[best >= 0]].sum()
    for slot in range(best.size):
        back = fee[best[slot]] if best[slot] >= 0 else 0.0
        for new in set(range(m)) - set(best.tolist()):
            if fee[new] - back <= left:
                swapped = np.r_[np.delete(best, slot), new]
                assert covered(mask, weight, swapped[swapped >= 0]) <= value


def test_kicks_reach_what_swaps_do_not():
    # Sites 0 and 1 together cover all 8; 2 and 3 cover 7, and every swap of one covers less.
    mask = np.zeros((8, 4), bool)
    mask[:4, 0] = mask[4:, 1] = True
    mask[[0, 1, 4, 5], 2] = mask[[2, 6, 7], 3] = True
    start = np.r_[0, np.cumsum(mask.sum(axis=1))].astype(np.int64)
    rows = frozen(start, np.nonzero(mask)[1].astype(np.int32))
    cols = covering.columns(*rows, 4)
    given_ = (rows, cols, np.ones(8), np.array([2, 3]), np.zeros(4), 0.0)
    best, value, _ = covering.swap_rounds(*given_, np.empty((0, 2, 2)), 1e-9)
    assert (sorted(best), value) == ([2, 3], 7.0)
    kick = np.array([[[0.0, 0.0], [0.5, 0.25]]])  # slot 0 takes site 0, slot 1 takes site 1
    best, value, _ = covering.swap_rounds(*given_, kick, 1e-9)
    assert (sorted(best), value) == ([0, 1], 8.0)


@given(SEEDS)
def test_what_is_left_after_some_sites_are_decided(seed):
    rng = np.random.default_rng(seed)
    rows, _, mask = random_cover(rng)
    m = mask.shape[1]
    role = rng.choice([-2, -1, 0], m, p=[0.2, 0.3, 0.5])
    free = np.flatnonzero(role == 0)
    state = role.astype(np.int64)
    state[free] = np.arange(free.size)
    start, site, kept = covering.shrink(*rows, *frozen(state))
    np.testing.assert_array_equal(kept, np.flatnonzero(~mask[:, role == -2].any(axis=1)))
    for at, row in enumerate(kept):
        pairs = site[start[at] : start[at + 1]]
        np.testing.assert_array_equal(free[pairs], free[mask[row, free]])
    assert start.size == kept.size + 1


@given(SEEDS)
def test_rows_are_merged_with_the_first_of_their_equals(seed):
    rng = np.random.default_rng(seed)
    rows, _, mask = random_cover(rng, m=int(rng.integers(0, 4)))
    salt = rng.integers(0, 2**63, mask.shape[1], dtype=np.uint64)
    key = covering.row_keys(*rows, *frozen(salt))
    first = covering.merge_rows(*rows, *frozen(key, np.argsort(key, kind="stable")))
    twin = {}
    for row, sites in enumerate(map(bytes, mask)):
        assert first[row] == twin.setdefault(sites, row)


@pytest.mark.parametrize("n_keys", [1, 2])
def test_a_clash_of_keys_never_merges_rows_that_differ(n_keys):
    rng = np.random.default_rng(n_keys)
    rows, _, mask = random_cover(rng, n=40, m=3)
    key = np.arange(40, dtype=np.uint64) % np.uint64(n_keys)
    first = covering.merge_rows(*rows, key, np.argsort(key, kind="stable"))
    np.testing.assert_array_equal(mask[first], mask)
    np.testing.assert_array_equal(first[first], first)
