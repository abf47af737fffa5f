"""Pairs under load limits, against every choice there is."""

from itertools import product

import numpy as np
import pytest

from gongfu.kernels.pair_flow import best_pairs, exchange_costs, limits_of


def every_choice(value, low, high, room, least, most):
    """The best sum over all tables of 0 and 1 within the limits, -inf if none is."""
    best = -np.inf
    for cells in product((False, True), repeat=value.size):
        pairs = np.array(cells).reshape(value.shape)
        own, load = pairs.sum(axis=1), pairs.sum(axis=0)
        if (own < low).any() or (own > high).any() or (load > room).any():
            continue
        if (least & ~pairs).any() or (pairs & ~most).any():
            continue
        best = max(best, value[pairs].sum())
    return best


def drawn(seed):
    rng = np.random.default_rng(seed)
    n, m = rng.integers(1, 4), rng.integers(1, 5)
    value = rng.choice([0.1, 0.3, 0.5, 0.5, 0.9], (n, m)) - 0.4
    low = rng.integers(0, 2, n)
    high = low + rng.integers(0, 2, n)
    room = rng.integers(0, 3, m)
    least = rng.random((n, m)) < 0.1
    most = least | (rng.random((n, m)) < 0.85)
    return value, low, high, room, least, most


@pytest.mark.parametrize("seed", range(40))
def test_best_and_its_bound_equal_the_best_of_all_choices(seed):
    problem = drawn(seed)
    pairs, bound = best_pairs(*problem, limits_of(*problem[0].shape))
    best = every_choice(*problem)
    assert bound == pytest.approx(best)
    if np.isfinite(best):
        assert problem[0][pairs].sum() == pytest.approx(best)


@pytest.mark.parametrize("seed", range(40))
def test_a_change_costs_what_the_best_with_it_lacks(seed):
    value, low, high, room, least, most = drawn(seed)
    pairs, bound = best_pairs(value, low, high, room, least, most, limits_of(*value.shape))
    if bound == -np.inf:
        return
    change, more_room, more_partners = exchange_costs(value, low, high, room, least, most, pairs)
    for m, s in np.ndindex(value.shape):
        forced, free = least.copy(), most.copy()
        forced[m, s], free[m, s] = not pairs[m, s], not pairs[m, s]
        other = every_choice(value, low, high, room, forced, free)
        assert change[m, s] == pytest.approx(bound - other, abs=1e-9)
    for s in range(value.shape[1]):
        wider = every_choice(value, low, high, room + (np.arange(room.size) == s), least, most)
        assert more_room[s] == pytest.approx(wider - bound, abs=1e-9)
    for m in range(value.shape[0]):
        wider = every_choice(value, low, high + (np.arange(low.size) == m), room, least, most)
        assert more_partners[m] == pytest.approx(wider - bound, abs=1e-9)


def test_reads_arrays_that_cannot_be_written():
    problem = drawn(3)
    for array in problem:
        array.setflags(write=False)
    pairs, _ = best_pairs(*problem, limits_of(*problem[0].shape))
    exchange_costs(*problem, pairs)
