"""Whom a site with room for so many would take, beside plain Python and HiGHS."""

import numpy as np
import pytest
from hypothesis import given
from scipy.optimize import linprog

from gongfu.kernels import rooms
from tests.kernels.nets import COSTS, SEEDS, drawn_net, rows_of, table_net


def earned_in_turn(net, at, offer):
    """What a site earns by those who pay most, one after another."""
    here = slice(net.col_start[at], net.col_start[at + 1])
    gain = offer[net.col_row[here]] - net.col_cost[here]
    left, earned = net.room[at], 0.0
    for place in np.argsort(-gain, kind="stable"):
        people = min(left, net.weight[net.col_row[here][place]])
        earned += people * max(gain[place], 0.0)
        left -= people
    return earned


@given(SEEDS)
def test_columns_are_the_rows_by_site(seed):
    net, cost = drawn_net(np.random.default_rng(seed))
    assert net.col_start[-1] == net.site.size
    row = rows_of(net)
    for at in range(net.room.size):
        here = slice(net.col_start[at], net.col_start[at + 1])
        np.testing.assert_array_equal(net.col_row[here], np.flatnonzero(np.isfinite(cost[:, at])))
        np.testing.assert_array_equal(net.site[net.col_pair[here]], at)
        np.testing.assert_array_equal(row[net.col_pair[here]], net.col_row[here])
        np.testing.assert_array_equal(net.col_cost[here], net.cost[net.col_pair[here]])


@given(SEEDS)
def test_prices_are_those_of_taking_one_after_another(seed):
    rng = np.random.default_rng(seed)
    net, _ = drawn_net(rng)
    offer = rng.random(net.weight.size) * net.last
    expected = [-earned_in_turn(net, at, offer) for at in range(net.room.size)]
    found = rooms.prices(net, offer, 0, net.room.size)
    np.testing.assert_allclose(found, expected, rtol=1e-9)
    np.testing.assert_array_equal(found[1:], rooms.prices(net, offer, 1, net.room.size))


def test_prices_are_those_of_highs():
    rng = np.random.default_rng(5)
    for _ in range(20):
        net, _ = drawn_net(rng, n=6, m=2, people="few whole")
        offer = rng.random(6) * net.last
        for at, price in enumerate(rooms.prices(net, offer, 0, 2)):
            here = slice(net.col_start[at], net.col_start[at + 1])
            if here.start == here.stop:
                assert price == 0.0
                continue
            row = net.col_row[here]
            answer = linprog(
                net.col_cost[here] - offer[row],
                A_ub=np.ones((1, row.size)),
                b_ub=[net.room[at]],
                bounds=[(0, people) for people in net.weight[row]],
            )
            assert price == pytest.approx(answer.fun, abs=1e-9 * net.last)


@given(SEEDS)
def test_counts_are_the_shares_that_open_sites_take(seed):
    rng = np.random.default_rng(seed)
    net, _ = drawn_net(rng)
    offer = rng.random(net.weight.size) * net.last
    chosen = rng.choice([0.0, 0.25, 1.0], net.room.size)
    share = rooms.counts(net, offer, chosen)
    assert (share >= 0).all()
    assert (share <= chosen.sum() + 1e-12).all()
    people, most = (share * net.weight).sum(), (chosen * net.room).sum()
    assert people <= most + 1e-9 * net.weight.sum()
    for at in range(net.room.size):
        here = slice(net.col_start[at], net.col_start[at + 1])
        row = net.col_row[here]
        alone = rooms.counts(net, offer, np.eye(net.room.size)[at])
        assert not np.delete(alone, row).any()
        earned = (alone * net.weight)[row] @ (offer[row] - net.col_cost[here])
        near = 1e-9 * net.last * net.weight.sum()
        assert earned == pytest.approx(earned_in_turn(net, at, offer), abs=near)


def test_one_site_by_hand():
    # Offers 5, 4, 3 for 10 people each, costs 1, 1, 3: gains 4, 3, 0; room for 15.
    net = table_net([[1], [1], [3]], [10, 10, 10], [15])
    offer = np.array([5.0, 4.0, 3.0])
    assert rooms.prices(net, offer, 0, 1).tolist() == [-(10 * 4 + 5 * 3)]
    assert rooms.counts(net, offer, np.ones(1)).tolist() == [1.0, 0.5, 0.0]
    empty = table_net([[1], [1], [3]], [10, 10, 10], [0])
    assert rooms.prices(empty, offer, 0, 1).tolist() == [0.0]
    assert not rooms.counts(empty, offer, np.ones(1)).any()


@pytest.mark.parametrize("shape", [(0, 1), (1, 1), (0, 0)])
def test_nobody_and_nothing(shape):
    net = table_net(np.full(shape, 2.0), np.full(shape[0], 3.0), np.full(shape[1], 1.0))
    offer, chosen = np.full(shape[0], 5.0), np.ones(shape[1])
    assert rooms.prices(net, offer, 0, shape[1]).tolist() == (
        [-3.0] if all(shape) else [0.0] * shape[1]
    )
    np.testing.assert_allclose(rooms.counts(net, offer, chosen), np.full(shape[0], 1 / 3))


def test_inputs_may_be_read_only():
    net, _ = drawn_net(np.random.default_rng(0), n=6, m=3)
    offer, chosen = np.full(6, net.last), np.ones(3)
    expected = rooms.prices(net, offer, 0, 3), rooms.counts(net, offer, chosen)
    for array in (*net, offer, chosen):
        if isinstance(array, np.ndarray):
            array.flags.writeable = False
    np.testing.assert_array_equal(rooms.prices(net, offer, 0, 3), expected[0])
    np.testing.assert_array_equal(rooms.counts(net, offer, chosen), expected[1])


@given(SEEDS)
def test_costs_stand_on_a_grid_on_which_sums_are_exact(seed):
    rng = np.random.default_rng(seed)
    net, cost = drawn_net(rng, kind=rng.choice(list(COSTS)))
    given_to = cost[np.isfinite(cost)]
    most, m = given_to.max(initial=0.0), net.room.size
    assert (net.cost <= given_to).all()
    assert (given_to - net.cost <= 1e-15 * (m + 1) * most).all()
    if net.cost.size:
        path = rng.choice(net.cost, 2 * m) * rng.choice([-1.0, 1.0], 2 * m)
        assert path.sum() == np.cumsum(path)[-1] == path[::-1].cumsum()[-1]
    whole = np.floor(given_to)
    if most < 1e9:
        np.testing.assert_array_equal(
            rooms.net_of(net.start, net.site, whole, net.weight, net.last, net.room).cost, whole
        )


def test_endless_room_is_twice_all_within_reach():
    net = table_net([[1, 1], [np.inf, 1]], [10, 5], [np.inf, 15])
    assert net.room.tolist() == [20, 30]
