"""People divided among sites: beside HiGHS and networkx, with proofs, and as sites come and go."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from numba import njit
from scipy import sparse
from scipy.optimize import linprog

from gongfu.kernels import transport
from gongfu.kernels.transport import close, kit_of, open_site, started, undo, values
from tests.draws import examples
from tests.kernels.nets import (
    PEOPLE,
    SEEDS,
    check_division,
    check_proof,
    drawn_net,
    rows_of,
    table_net,
)


def cost_by_highs(net, built):
    """The least cost of all, by linear programming."""
    inside = np.flatnonzero(built[net.site])
    if inside.size == 0:
        return net.weight.sum() * net.last
    row, site = rows_of(net)[inside], net.site[inside]
    ones, pair = np.ones(inside.size), np.arange(inside.size)
    scale = net.weight.max()
    answer = linprog(
        net.cost[inside] / net.last - 1.0,
        A_ub=sparse.vstack([
            sparse.csr_array((ones, (row, pair)), shape=(net.weight.size, inside.size)),
            sparse.csr_array((ones, (site, pair)), shape=(net.room.size, inside.size)),
        ]),
        b_ub=np.r_[net.weight, net.room] / scale,
    )  # fmt: skip
    assert answer.status == 0
    return (net.weight.sum() + answer.fun * scale) * net.last


def cost_by_networkx(net, built):
    """The least cost of all, by a network simplex in whole numbers."""
    graph = nx.DiGraph()
    people = int(net.weight.sum())
    graph.add_node("end", demand=people)
    graph.add_edge("nowhere", "end", weight=0)
    for site in np.flatnonzero(built):
        graph.add_edge(("site", site), "end", capacity=int(net.room[site]), weight=0)
    for row, weight in enumerate(net.weight):
        graph.add_node(row, demand=-int(weight))
        graph.add_edge(row, "nowhere", weight=int(net.last))
        for pair in range(net.start[row], net.start[row + 1]):
            if built[net.site[pair]]:
                graph.add_edge(row, ("site", net.site[pair]), weight=int(net.cost[pair]))
    return nx.network_simplex(graph)[0]


def check_best(net, kit, state):
    """The state is a division, and one that cannot be beaten."""
    check_division(net, state.is_open, state.x, state.rest)
    offer, price = np.empty(net.weight.size), np.empty(net.room.size)
    transport.values(net, kit, state, offer, price)
    cost = state.rest.sum() * net.last + state.x @ net.cost
    check_proof(net, state.is_open, offer, price, cost)
    used = net.room - np.bincount(net.site, weights=state.x, minlength=net.room.size)
    near = 1e-9 * (net.weight.sum() + 1e-300)
    np.testing.assert_allclose(state.free, np.where(state.is_open, used, 0.0), atol=near)
    for row in range(net.weight.size):
        listed, pair = [], state.head[row]
        while pair >= 0:
            listed.append(pair)
            pair = state.following[pair]
        pairs = np.arange(net.start[row], net.start[row + 1])
        assert sorted(listed) == pairs[state.x[pairs] > 0].tolist()
    return cost


@given(SEEDS)
@settings(max_examples=examples(200))
def test_divisions_are_proved_by_their_prices(seed):
    rng = np.random.default_rng(seed)
    net, _ = drawn_net(rng)
    built = rng.random(net.room.size) < 0.7
    x, offer, price, cost = transport.divided(net, built)
    rest = net.weight - np.bincount(rows_of(net), weights=x, minlength=net.weight.size)
    rest[np.abs(rest) <= 1e-12 * net.weight] = 0.0
    check_division(net, built, x, rest)
    check_proof(net, built, offer, price, cost)


@given(SEEDS)
@settings(max_examples=60)
def test_divisions_cost_what_highs_says(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 9))
    net, _ = drawn_net(rng, n=n, kind=rng.choice(["none", "few whole", "real", "tenths"]))
    built = rng.random(net.room.size) < 0.7
    near = 1e-7 * net.weight.sum() * net.last
    assert transport.divided(net, built)[3] == pytest.approx(cost_by_highs(net, built), abs=near)


@given(SEEDS)
@settings(max_examples=60)
def test_divisions_cost_exactly_what_networkx_says(seed):
    rng = np.random.default_rng(seed)
    people = rng.choice(["few whole", "1e9"])
    net, _ = drawn_net(rng, kind=rng.choice(["none", "few whole"]), people=people)
    net = net._replace(room=np.floor(net.room))
    built = rng.random(net.room.size) < 0.7
    assert transport.divided(net, built)[3] == cost_by_networkx(net, built)


@njit
def turned(net, built, turns, priced, undone):
    """Open the sites of `turns` that are closed, close the others; take back where undone says so.

    Returns the state, what it should cost after each turn, and whether what was taken back is
    as it was.
    """
    kit = kit_of(net)
    state, cost, _ = started(net, kit, built)
    costs, is_back = np.empty(turns.size), True
    log = [(0, np.int64(0), 0.0)]
    offer, price = np.empty(net.weight.size), np.empty(net.room.size)
    for turn in range(turns.size):
        x, rest, free, since = state.x.copy(), state.rest.copy(), state.free.copy(), len(log)
        if state.is_open[turns[turn]]:
            change = close(turns[turn], net, kit, state, log)[0]
        else:
            price[:] = np.inf
            if priced[turn]:
                values(net, kit, state, offer, price)
            change = -open_site(turns[turn], net, kit, state, price, log)[0]
        costs[turn] = cost + change
        if undone[turn]:
            undo(net, state, log, since)
            is_back &= (state.x == x).all() and (state.rest == rest).all()
            is_back &= (state.free == free).all()
        else:
            cost += change
    return state, costs, is_back


def check_turns(net, built, turns, priced, undone):
    """After each turn the division is the best there is, and so is the last one."""
    state, costs, is_back = turned(net, built, turns, priced, undone)
    near = 1e-9 * net.weight.sum() * net.last
    now = built.copy()
    for at, cost, is_undone in zip(turns, costs, undone, strict=True):
        then = now.copy()
        then[at] = ~then[at]
        assert cost == pytest.approx(transport.divided(net, then)[3], abs=near)
        now = now if is_undone else then
    assert is_back
    np.testing.assert_array_equal(state.is_open, now)
    check_best(net, transport.kit_of(net), state)
    return state, costs


@given(SEEDS)
@settings(max_examples=examples(150))
def test_sites_open_and_close_and_it_stays_the_best_division(seed):
    rng = np.random.default_rng(seed)
    net, _ = drawn_net(rng)
    m = net.room.size
    chance = rng.random((2, 8)) < [[0.7], [0.4]]
    check_turns(net, rng.random(m) < 0.5, rng.integers(0, m, 8), *chance)


def test_who_is_left_out_is_who_costs_most():
    """A site that closes leaves people out, and others are left out in their place.

    Site 0 serves demand 0 (49 each) and has no more room; demand 1 (28 each there) loses site 1.
    To serve demand 1 and leave out demand 0 saves 21 for each.  Before that was looked for, paths
    that came later ran in circles for ever.
    """
    net = table_net([[49, np.inf], [28, 5]], [10, 10], [10, 10])
    never = np.zeros(1, bool)
    state, costs = check_turns(net, np.ones(2, bool), np.array([1]), never, never)
    assert state.x.tolist() == [0, 10, 0]
    assert state.rest.tolist() == [10, 0]
    assert costs.tolist() == [10 * net.last + 280]


@pytest.mark.parametrize("people", PEOPLE)
def test_ties_and_fractions_do_not_run_in_circles(people):
    """Costs of 0.1, 0.2 and 0.3 add up to this in one order and to that in another."""
    rng = np.random.default_rng(2)
    cost = rng.integers(1, 4, (40, 12)) / 10
    net = table_net(cost, PEOPLE[people](rng, 40), PEOPLE[people](rng, 12) * 2.7)
    turns = np.array([*range(12), 3, 5, 7, 3, 5])
    never = np.zeros(turns.size, bool)
    check_turns(net, np.zeros(12, bool), turns, never, never)


def test_zigzags_end_after_few_paths():
    """Ford and Fulkerson's example: 1e9 people, and one place between the two ways.

    Paths that each use that place carry one person at a time; those with the fewest steps do not.
    """
    big = 1e9
    net = table_net(
        [[0, np.inf, np.inf], [0, 0, np.inf], [np.inf, 0, 0]], [big, 1, big], [big, 1, big]
    )
    kit = transport.kit_of(net)
    state, _, looks = transport.started(net, kit, np.ones(3, bool))
    assert not state.rest.any()
    assert looks < 1_000


@pytest.mark.parametrize("shape", [(0, 1), (1, 1), (0, 0), (1, 0)])
def test_nobody_and_nothing(shape):
    net = table_net(np.full(shape, 2.0), np.full(shape[0], 3.0), np.full(shape[1], 1.0), 9.0)
    x, offer, price, cost = transport.divided(net, np.ones(shape[1], bool))
    served = 1.0 if all(shape) else 0.0
    assert x.sum() == served
    assert cost == served * 2 + (3.0 * shape[0] - served) * 9
    assert offer.tolist() == [9.0] * shape[0]
    assert price.tolist() == [7.0 if all(shape) else 0.0] * shape[1]


def test_inputs_may_be_read_only():
    net, _ = drawn_net(np.random.default_rng(3), n=6, m=4)
    built = np.array([True, True, False, True])
    expected = transport.divided(net, built)
    for array in (*net, built):
        if isinstance(array, np.ndarray):
            array.flags.writeable = False
    for found, one in zip(transport.divided(net, built), expected, strict=True):
        np.testing.assert_array_equal(found, one)
