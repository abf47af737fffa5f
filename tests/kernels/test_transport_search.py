"""Which sites with so much room to open, beside every plan there is."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings

from gongfu.kernels.transport import divided
from gongfu.kernels.transport_search import greedy, swap_rounds
from tests.kernels.nets import SEEDS, drawn_net, table_net

NO_KICKS = np.ones((0, 2, 2))
ENDLESS = 1e18


def best_of(net, n_free, n_sites):
    """The least cost of any plan of n_sites of the first n_free sites, the others open."""
    costs = []
    for some in itertools.combinations(range(n_free), min(n_sites, n_free)):
        built = np.arange(net.room.size) >= n_free
        built[list(some)] = True
        costs.append(divided(net, built)[3])
    return min(costs)


@given(SEEDS)
@settings(max_examples=60)
def test_greedy_is_within_its_share_of_the_best(seed):
    rng = np.random.default_rng(seed)
    net, _ = drawn_net(rng)
    n_free = int(rng.integers(1, net.room.size + 1))
    n_sites = int(rng.integers(1, n_free + 1))
    fee, per = np.zeros(n_free), np.ones(n_free)
    built = greedy(net, fee, per, n_sites, np.inf)
    stand = np.arange(net.room.size) >= n_free
    assert built[stand].all()
    assert built[:n_free].sum() <= n_sites
    before, after = divided(net, stand)[3], divided(net, built)[3]
    best = best_of(net, n_free, n_sites)
    near = 1e-9 * net.weight.sum() * net.last
    assert before - after >= (1 - 1 / np.e) * (before - best) - near
    if n_sites == 1:
        assert after == pytest.approx(best, abs=near)


@given(SEEDS)
@settings(max_examples=60)
def test_swaps_leave_no_swap_that_saves(seed):
    rng = np.random.default_rng(seed)
    net, _ = drawn_net(rng)
    m = net.room.size
    start = rng.random(m) < 0.4
    near = 1e-9 * net.weight.sum() * net.last
    kicks = rng.random((int(rng.integers(0, 4)), 2, 2))
    built = swap_rounds(net, start, np.zeros(m), 0, 0.0, kicks, near, ENDLESS)
    assert built.sum() <= start.sum()
    cost = divided(net, built)[3]
    assert cost <= divided(net, start)[3] + near
    for out, new in itertools.product(np.flatnonzero(built), np.flatnonzero(~built)):
        other = built.copy()
        other[[out, new]] = False, True
        assert divided(net, other)[3] >= cost - 2 * near
    again = swap_rounds(net, start, np.zeros(m), 0, 0.0, kicks, near, ENDLESS)
    np.testing.assert_array_equal(built, again)


@given(SEEDS)
@settings(max_examples=40)
def test_fees_are_kept(seed):
    rng = np.random.default_rng(seed)
    net, _ = drawn_net(rng)
    m = net.room.size
    fee = rng.integers(0, 5, m).astype(float)
    money = float(rng.integers(0, 9))
    built = greedy(net, fee, fee, m, money)
    assert fee[built].sum() <= money
    left = money - fee[built].sum()
    near = 1e-9 * net.weight.sum() * net.last
    better = swap_rounds(
        net, built, fee, m - built.sum(), left, rng.random((3, 2, 2)), near, ENDLESS
    )
    assert fee[better].sum() <= money
    assert divided(net, better)[3] <= divided(net, built)[3] + near


def test_the_roomy_site_is_not_the_one_with_most_people_near():
    net = table_net([[0, np.inf], [0, 0]], [100, 20], [10, 20])
    assert greedy(net, np.zeros(2), np.ones(2), 1, np.inf).tolist() == [False, True]
    start = np.array([True, False])
    found = swap_rounds(net, start, np.zeros(2), 0, 0.0, NO_KICKS, 0.0, ENDLESS)
    assert found.tolist() == [False, True]


@pytest.mark.parametrize("shape", [(0, 1), (1, 1)])
def test_nobody_and_nothing(shape):
    net = table_net(np.full(shape, 2.0), np.full(shape[0], 3.0), np.full(shape[1], 1.0), 9.0)
    built = greedy(net, np.zeros(1), np.ones(1), 1, np.inf)
    assert built.tolist() == [shape[0] == 1]
    assert swap_rounds(net, built, np.zeros(1), 0, 0.0, NO_KICKS, 0.0, ENDLESS).tolist() == [
        shape[0] == 1
    ]
