"""The p-median beside plain Python: lists, prices, service, greedy, swaps, what is left."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gongfu.kernels import median

SEEDS = st.integers(0, 2**32 - 1)
COSTS = {
    "few whole": lambda rng, size: rng.integers(0, 4, size).astype(float),
    "real": lambda rng, size: rng.random(size),
    "skew": lambda rng, size: 10.0 ** rng.uniform(-12, 12, size),
}


def frozen(*arrays):
    """The arrays, read-only."""
    for array in arrays:
        array.flags.writeable = False
    return arrays


def random_lists(rng, kind=None):
    """Rows and columns as the kernels want them, read-only, and a dense table: cost (n, m + 1).

    The last column is what a row costs if none of its sites is open; inf stands for no pair.
    """
    n, m = rng.integers(0, 12), rng.integers(0, 9)
    cost = COSTS[kind or rng.choice(list(COSTS))](rng, (n, m))
    cost[rng.random((n, m)) < rng.random()] = np.inf
    order = np.argsort(cost, axis=1, kind="stable")
    listed = np.isfinite(np.take_along_axis(cost, order, axis=1))
    start = np.r_[0, np.cumsum(listed.sum(axis=1))].astype(np.int64)
    site = order[listed].astype(np.int32)
    price = np.take_along_axis(cost, order, axis=1)[listed]
    dearest = np.where(np.isfinite(cost), cost, 0.0).max(axis=1, initial=0.0)
    last = dearest + rng.integers(0, 3, n)
    rows = frozen(start, site, price, last)
    return rows, frozen(*median.columns(*rows[:3], m)), np.c_[cost, last]


def costs_of(table, sites):
    """Cost of each row if these sites are open."""
    return table[:, [*sites, table.shape[1] - 1]].min(axis=1)


@given(SEEDS)
def test_columns_are_the_transpose(seed):
    rows, (col_start, col_row, col_cost), table = random_lists(np.random.default_rng(seed))
    assert (col_start.dtype, col_row.dtype) == (np.int64, np.int32)
    assert col_start[-1] == rows[1].size
    for at in range(table.shape[1] - 1):
        here = slice(col_start[at], col_start[at + 1])
        listed = np.flatnonzero(np.isfinite(table[:, at]))
        np.testing.assert_array_equal(col_row[here], listed)
        np.testing.assert_array_equal(col_cost[here], table[listed, at])


@given(SEEDS)
def test_prices_and_slack_are_sums_over_pairs_below_the_multiplier(seed):
    rng = np.random.default_rng(seed)
    rows, _, table = random_lists(rng)
    cost, m = table[:, :-1], table.shape[1] - 1
    u = rng.choice([0.5, 1.0, 3.0], len(table)) * rng.choice([1.0, 1e6])
    price, out = np.full(m, np.nan), np.full(len(table), np.nan)
    median.prices(*rows[:3], *frozen(u), price)
    below = np.minimum(0.0, cost - u[:, None])
    np.testing.assert_allclose(price, below.sum(axis=0), rtol=1e-13, atol=0)
    (chosen,) = frozen(rng.choice([0.0, 0.25, 1.0], m))
    median.slack(*rows[:3], u, chosen, out)
    np.testing.assert_allclose(out, 1.0 - (cost < u[:, None]) @ chosen, rtol=1e-13, atol=1e-15)


@given(SEEDS)
def test_each_row_is_served_by_its_cheapest_and_next_cheapest_site(seed):
    rng = np.random.default_rng(seed)
    rows, _, table = random_lists(rng)
    (built,) = frozen(rng.random(table.shape[1] - 1) < 0.4)
    first, second, owner = median.serve(*rows, built)
    for row, line in enumerate(table):
        sites = np.flatnonzero(built & np.isfinite(line[:-1]))
        prices = np.r_[np.sort(line[sites]), line[-1], line[-1]]
        assert (first[row], second[row]) == (prices[0], prices[1])
        if sites.size:
            assert owner[row] in sites
            assert line[owner[row]] == prices[0]
        else:
            assert owner[row] == -1


def greedy_twin(table, fee, per, n_more, money):
    """Savings counted anew at each opening; whole costs, so that ties are ties."""
    built, saved = [], []
    while len(built) < n_more:
        free = [j for j in range(fee.size) if j not in built and fee[j] <= money]
        if not free:
            break
        now = costs_of(table, built)
        savings = {j: (now - np.minimum(now, table[:, j])).sum() for j in free}
        worth = {j: savings[j] / per[j] if per[j] > 0 else savings[j] * 1e12 for j in free}
        best = max(free, key=lambda j: (worth[j], -j))  # the first among equals
        built.append(best)
        saved.append(savings[best])
        money -= fee[best]
    return built, saved


@given(SEEDS)
def test_greedy_opens_what_counting_anew_opens(seed):
    rng = np.random.default_rng(seed)
    rows, cols, table = random_lists(rng, "few whole")
    m = table.shape[1] - 1
    fee, per = frozen(rng.integers(0, 4, m).astype(float), rng.choice([0.0, 1.0, 2.0, 4.0], m))
    n_more, money = int(rng.integers(0, m + 2)), float(rng.integers(0, 12))
    built, saved = median.greedy(rows, cols, fee, per, n_more, money)
    twin, savings = greedy_twin(table, fee, per, n_more, money)
    np.testing.assert_array_equal(np.flatnonzero(built), sorted(twin))
    np.testing.assert_array_equal(saved, savings)


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
    rows, cols, table = random_lists(rng)
    m = table.shape[1] - 1
    (fee,) = frozen(rng.integers(0, 4, m).astype(float))
    budget = float(rng.integers(0, 12)) if rng.random() < 0.7 else np.inf
    slots, money = random_start(rng, m, fee, budget)
    kicks = rng.random((int(rng.integers(0, 5)), int(rng.integers(0, 4)), 2))
    kicks[rng.random(kicks.shape[:2]) < 0.2, 0] = 1.0
    frozen(kicks)
    before = costs_of(table, slots[slots >= 0]).sum()
    least = 1e-12 * max(before, 1e-300)
    best, cost, _ = median.swap_rounds(rows, cols, slots, fee, money, kicks, least)

    chosen = best[best >= 0]
    assert best.size == slots.size
    assert np.unique(chosen).size == chosen.size
    assert fee[chosen].sum() <= budget
    np.testing.assert_allclose(cost, costs_of(table, chosen).sum(), rtol=1e-12, atol=0)
    assert cost <= before * (1 + 1e-12)


@given(SEEDS)
def test_after_the_swaps_no_single_swap_saves(seed):
    rng = np.random.default_rng(seed)
    rows, cols, table = random_lists(rng, "few whole")
    m = table.shape[1] - 1
    (fee,) = frozen(rng.integers(0, 4, m).astype(float))
    budget = float(rng.integers(0, 12))
    slots, money = random_start(rng, m, fee, budget)
    none = np.empty((0, 0, 2))
    best, cost, _ = median.swap_rounds(rows, cols, slots, fee, money, none, 0.5)
    left = budget - fee[best[best >= 0]].sum()
    for slot in range(best.size):
        back = fee[best[slot]] if best[slot] >= 0 else 0.0
        for new in set(range(m)) - set(best.tolist()):
            if fee[new] - back <= left:
                swapped = np.r_[np.delete(best, slot), new]
                assert costs_of(table, swapped[swapped >= 0]).sum() >= cost


@given(SEEDS)
def test_what_is_left_after_some_sites_are_decided(seed):
    rng = np.random.default_rng(seed)
    rows, _, table = random_lists(rng)
    m = table.shape[1] - 1
    role = rng.choice([-2, -1, 0], m, p=[0.2, 0.3, 0.5])
    free = np.flatnonzero(role == 0)
    state = role.astype(np.int64)
    state[free] = np.arange(free.size)
    start, site, cost, last = median.shrink(*rows, *frozen(state))
    assert start.size == len(table) + 1
    np.testing.assert_array_equal(last, costs_of(table, np.flatnonzero(role == -2)))
    # Whatever is opened beside the sites that are in, the rows cost what they cost before.
    opened = rng.random(free.size) < 0.5
    got = median.serve(start, site, cost, last, opened)[0]
    whole = costs_of(table, [*free[opened], *np.flatnonzero(role == -2)])
    np.testing.assert_array_equal(got, whole)


@given(SEEDS)
def test_lists_hold_the_cheapest_allowed_sites_and_the_next_cost(seed):
    rng = np.random.default_rng(seed)
    n, m, most = rng.integers(1, 9), rng.integers(1, 9), int(rng.integers(1, 6))
    unit = COSTS[rng.choice(list(COSTS))](rng, (n, m))
    pair = rng.random((n, m)) < 0.7
    start = np.r_[0, np.cumsum(pair.sum(axis=1))].astype(np.int64)
    site = np.nonzero(pair)[1].astype(np.int32)
    weight, allowed = rng.random(n) + 0.1, rng.random(m) < 0.7
    served = np.sort(rng.permutation(n)[: rng.integers(0, n + 1)]).astype(np.int64)
    frozen(start, site, weight, allowed, served)
    (price,) = frozen(unit[pair])
    given_ = (start, site, price, weight, served, allowed, most)
    new_start, new_site, new_cost, following, is_cut = median.nearest_lists(*given_)
    for at, row in enumerate(served):
        here = slice(new_start[at], new_start[at + 1])
        sites = np.flatnonzero(pair[row] & allowed)
        costs = np.sort(unit[row, sites])
        np.testing.assert_array_equal(new_cost[here], costs[:most] * weight[row])
        np.testing.assert_array_equal(unit[row, new_site[here]] * weight[row], new_cost[here])
        assert np.unique(new_site[here]).size == new_site[here].size
        assert np.isin(new_site[here], sites).all()
        assert is_cut[at] == (sites.size > most)
        if is_cut[at]:
            assert following[at] == costs[most] * weight[row]
