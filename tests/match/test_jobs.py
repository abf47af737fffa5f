"""Workers to workshops: the best assignment, by other means, and prices that prove it."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.graph.python import min_cost_flow
from scipy.optimize import linear_sum_assignment, linprog

from gongfu.errors import InputError
from gongfu.match.jobs import assign

KINDS = ("whole", "halves", "normal", "tied", "large", "small")


def world(seed, n_most=40, m_most=8, kind="normal"):
    """Pairs, some of them twice, with posts, some of them none."""
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(1, n_most)), int(rng.integers(1, m_most))
    size = int(rng.integers(0, 6 * n))
    tail, head = rng.integers(0, n, size), rng.integers(0, m, size)
    value = {
        "whole": rng.integers(-5, 30, size).astype(float),
        "halves": rng.integers(-9, 9, size) / 2,
        "normal": rng.normal(3, 4, size),
        "tied": rng.integers(1, 3, size).astype(float),
        "large": rng.normal(3, 4, size) * 1e12,
        "small": rng.normal(3, 4, size) * 1e-200,
    }[kind]
    return tail, head, value, rng.integers(0, 5, m), n


def best_value(tail, head, value, capacity, stay):
    """The same as a linear programme, whose corners are whole: staying is a pair like others."""
    n, m = stay.size, capacity.size
    scale = max(np.abs(value).max(initial=0.0), np.abs(stay).max(initial=0.0)) or 1.0
    worth = np.append(value, stay) / scale
    each = np.zeros((n, worth.size))
    each[np.append(tail, np.arange(n)), np.arange(worth.size)] = 1
    posts = np.zeros((m, worth.size))
    posts[head, np.arange(value.size)] = 1
    found = linprog(-worth, A_ub=posts, b_ub=capacity, A_eq=each, b_eq=np.ones(n), bounds=(0, 1))
    return -found.fun * scale


def check_proof(found, tail, head, value, capacity, stay):
    """Everything that a result promises, worked out from it alone."""
    n, m = stay.size, capacity.size
    at = found.assigned >= 0
    assert found.assigned.shape == found.pair.shape == (n,)
    assert found.prices.shape == (m,)
    assert (found.pair[~at] == -1).all()
    assert (tail[found.pair[at]] == np.flatnonzero(at)).all()
    assert (head[found.pair[at]] == found.assigned[at]).all()
    assert (np.bincount(found.assigned[at], minlength=m) <= capacity).all()
    total = value[found.pair[at]].sum() + stay[~at].sum()
    scale = np.abs(value).max(initial=0.0) * n + np.abs(stay).sum() + 1e-300
    assert found.value == pytest.approx(total, rel=1e-12, abs=1e-12 * scale)
    assert (found.prices >= 0).all()
    best = stay.copy()
    np.maximum.at(best, tail, np.where(capacity[head] > 0, value - found.prices[head], -np.inf))
    bound = best.sum() + (found.prices * capacity).sum()
    assert found.dual_bound == pytest.approx(bound, rel=1e-12, abs=1e-12 * scale)
    assert 0 <= found.dual_bound - found.value <= 1e-11 * scale


def test_by_hand():
    # Two want the one post at 0; the one who has the better way out goes there: 4 + 8 > 9 + 1.
    found = assign([0, 0, 1, 1], [0, 1, 0, 1], [9.0, 4.0, 8.0, 1.0], [1, 1])
    assert found.assigned.tolist() == [1, 0]
    assert found.pair.tolist() == [1, 2]
    assert found.value == 12
    assert found.gap == 0


def test_a_price_is_what_a_post_more_brings():
    # Posts for the 9 and the 7 of three who want to come: one more would bring 4.
    found = assign([0, 1, 2], [0, 0, 0], [9.0, 7.0, 4.0], [2])
    assert found.value == 16
    assert found.assigned.tolist() == [0, 0, -1]
    assert found.prices[0] == 4
    assert found.comes[0] == 2
    assert assign([0, 1, 2], [0, 0, 0], [9.0, 7.0, 4.0], [3]).prices[0] == 0


def test_who_has_it_better_outside_stays_there():
    found = assign([0, 1], [0, 0], [5.0, 6.0], [2], outside=[5.5, 1.0])
    assert found.assigned.tolist() == [-1, 0]
    assert found.value == 11.5
    assert assign([0, 1], [0, 0], [5.0, 6.0], [2], outside=5.5).value == 11.5
    # A pair that is worth less than nothing is still better than staying for less.
    assert assign([0], [0], [-2.0], [1], outside=-3.0).value == -2
    assert assign([0], [0], [-2.0], [1]).assigned.tolist() == [-1]


def test_the_better_of_a_pair_that_stands_twice_counts():
    found = assign([0, 0, 0, 1], [0, 0, 0, 0], [3.0, 7.0, 5.0, 6.0], [1])
    assert found.pair.tolist() == [1, -1]
    assert found.value == 7


@pytest.mark.parametrize("capacity", [[], [0, 0], [3, 1]])
def test_nothing_to_assign(capacity):
    none = np.array([], np.int64)
    found = assign(none, none, none.astype(float), capacity, n_workers=2)
    assert found.assigned.tolist() == [-1, -1]
    assert found.value == found.dual_bound == found.gap == 0
    assert found.prices.tolist() == [0.0] * len(capacity)
    assert assign([], [], [], capacity).assigned.size == 0
    assert assign([], [], [], capacity, outside=[1.0, 2.0]).value == 3


def test_workers_and_workshops_without_pairs_or_posts():
    found = assign([3, 3], [1, 2], [5.0, 4.0], [9, 0, 1, 2], n_workers=6)
    assert found.assigned.tolist() == [-1, -1, -1, 2, -1, -1]


@pytest.mark.parametrize("kind", KINDS)
def test_as_good_as_every_way_there_is(kind):
    for seed in range(12):
        tail, head, value, capacity, n = world(seed, 6, 4, kind)
        options = [[None, *np.flatnonzero(tail == worker)][:7] for worker in range(n)]
        kept = np.array([pair for some in options for pair in some[1:]], np.int64)
        most = 0.0
        for chosen in product(*options):
            pairs = np.array([pair for pair in chosen if pair is not None], np.int64)
            if (np.bincount(head[pairs], minlength=capacity.size) <= capacity).all():
                most = max(most, value[pairs].sum())
        given = tail[kept], head[kept], value[kept], capacity
        found = assign(*given, n_workers=n)
        assert found.value == pytest.approx(most, rel=1e-12)
        check_proof(found, *given, np.zeros(n))


@pytest.mark.parametrize("kind", KINDS)
def test_as_good_as_a_linear_programme(kind):
    for seed in range(100, 112):
        tail, head, value, capacity, n = world(seed, kind=kind)
        scale = np.abs(value).max(initial=1e-300)
        for stay in (np.zeros(n), np.random.default_rng(seed).normal(0.5, 0.5, n) * scale):
            found = assign(tail, head, value, capacity, outside=stay)
            best = best_value(tail, head, value, capacity, stay)
            assert found.value == pytest.approx(best, rel=1e-7, abs=1e-7 * scale * n)
            check_proof(found, tail, head, value, capacity, stay)


@pytest.mark.parametrize("seed", range(4))
def test_as_good_as_a_full_table(seed):
    rng = np.random.default_rng(seed)
    value = rng.random((60, 45)) if seed % 2 else rng.integers(0, 6, (60, 45)).astype(float)
    tail, head = np.indices(value.shape).reshape(2, -1)
    found = assign(tail, head, value.ravel(), np.ones(45))
    assert found.value == pytest.approx(value[linear_sum_assignment(value, maximize=True)].sum())
    check_proof(found, tail, head, value.ravel(), np.ones(45, int), np.zeros(60))


@pytest.mark.parametrize(
    "worth",
    [
        lambda i, j: i * j,
        lambda i, j: 120**2 - i * j,
        lambda i, j: 120 - np.abs(i - j),
        lambda i, j: np.minimum(i, j),
        lambda i, j: i / j,
    ],
)
def test_tables_that_are_hard_for_auctions(worth):
    # Machol and Wien 1976 and their like: all want the same, and hardly any more than others.
    i, j = np.indices((120, 120)) + 1.0
    value = worth(i, j)
    tail, head = np.indices(value.shape).reshape(2, -1)
    found = assign(tail, head, value.ravel(), np.ones(120))
    best = value[linear_sum_assignment(value, maximize=True)].sum()
    assert found.value == pytest.approx(best, rel=1e-12)
    check_proof(found, tail, head, value.ravel(), np.ones(120, int), np.zeros(120))


@pytest.mark.parametrize("ratio", [0.7, 1.0, 1.4])
def test_as_good_as_a_flow(ratio):
    rng = np.random.default_rng(5)
    n, m, k = 1500, 60, 10
    tail, head = np.repeat(np.arange(n), k), rng.integers(0, m, n * k)
    value = (rng.integers(0, 40, m)[head] + rng.integers(0, 40, n * k)).astype(float)
    capacity = rng.multinomial(int(n * ratio), np.ones(m) / m)
    flow = min_cost_flow.SimpleMinCostFlow()
    source, sink = n + m, n + m + 1
    ones = np.ones(n, np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(
        np.full(n, source), np.arange(n), ones, np.zeros(n, np.int64)
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        tail, n + head, np.ones(n * k, np.int64), -value.astype(np.int64)
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        n + np.arange(m), np.full(m, sink), capacity, np.zeros(m, np.int64)
    )
    flow.add_arc_with_capacity_and_unit_cost(source, sink, n, 0)
    flow.set_nodes_supplies([source, sink], [n, -n])
    assert flow.solve() == flow.OPTIMAL
    found = assign(tail, head, value, capacity)
    assert found.value == -flow.optimal_cost()
    check_proof(found, tail, head, value, capacity, np.zeros(n))


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.sampled_from(KINDS), st.randoms(use_true_random=False))
def test_the_order_of_pairs_and_names_do_not_matter(seed, kind, random):
    tail, head, value, capacity, n = world(seed, 25, 6, kind)
    found = assign(tail, head, value, capacity, n_workers=n)
    check_proof(found, tail, head, value, capacity, np.zeros(n))
    turn = np.array(random.sample(range(tail.size), tail.size), np.int64)
    worker, shop = (np.array(random.sample(range(k), k), np.int64) for k in (n, capacity.size))
    posts = np.empty_like(capacity)
    posts[shop] = capacity
    again = assign(worker[tail[turn]], shop[head[turn]], value[turn], posts, n_workers=n)
    scale = np.abs(value).max(initial=1e-300) * n
    assert again.value == pytest.approx(found.value, rel=1e-12, abs=1e-12 * scale)


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.sampled_from(KINDS))
def test_a_post_more_brings_its_price_by_a_chain_of_moves(seed, kind):
    tail, head, value, capacity, n = world(seed, 25, 6, kind)
    found = assign(tail, head, value, capacity, n_workers=n)
    scale = np.abs(value).max(initial=1e-300) * n
    worth = {}
    for pair in zip(tail, head, value, strict=True):
        worth[pair[:2]] = max(pair[2], worth.get(pair[:2], -np.inf))
    for shop in np.flatnonzero(capacity):
        more = assign(tail, head, value, capacity + (np.arange(capacity.size) == shop), n_workers=n)
        assert more.value - found.value == pytest.approx(found.prices[shop], abs=1e-11 * scale)
        brought, at = 0.0, shop
        for _ in range(n + 1):
            worker = found.comes[at] if at >= 0 else -1
            if worker < 0:
                break
            brought += worth[worker, at]
            at = found.assigned[worker]
            brought -= worth[worker, at] if at >= 0 else 0.0
        assert worker < 0, "a chain of moves ends"
        assert brought == pytest.approx(found.prices[shop], abs=1e-11 * scale)


def test_the_same_pairs_give_the_same_bytes_and_stay_as_they_are():
    tail, head, value, capacity, _ = world(7)
    given = tail.astype(np.int32), head.astype(np.uint8), value, capacity.astype(float)
    for array in given:
        array.flags.writeable = False
    one, two = assign(*given), assign(tail, head, value, capacity)
    assert one.pair.tobytes() == two.pair.tobytes()
    assert one.prices.tobytes() == two.prices.tobytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0, 1], [0, 0], [1.0, np.nan], [1]), "value is missing, infinite or huge in row 1; an"),
        (([0, 1], [0, 0], [1.0, -np.inf], [1]), "value is missing, infinite or huge in row 1"),
        (([0, -1], [0, 0], [1.0, 1.0], [1]), "tail must lie from 0 to .* not in row 1 .such as -1"),
        (([0, 1], [0, 2], [1.0, 1.0], [1, 1]), "head must lie from 0 to 1, .* row 1 .such as 2"),
        (([0, 1], [0, 0], [1.0, 1.0], [-1]), "capacity must be whole and >= 0, and is not for"),
        (([0, 1], [0, 0], [1.0, 1.0], [1.5]), "capacity must be whole"),
        (([0, 1], [0, 0], [1.0, 1.0], [np.nan]), "capacity must be whole"),
        (([0, 1], [0, 0], [1.0, 1.0], 1), "capacity must be numbers, one for each workshop"),
        (([0, 1], [0], [1.0, 1.0], [1]), r"tail \(2,\), head \(1,\), value \(2,\)"),
        (([0.5, 1], [0, 0], [1.0, 1.0], [1]), "tail must be positions, whole numbers"),
        (([0, 1], [0, 0], ["a", "b"], [1]), "value must be numbers"),
        (([0, 1], [0, 0], [1.0, 1e300], [1]), "value is missing, infinite or huge in row 1"),
        (([0, 1], [0, 0], [1.0, 1.0], [1], [0.0]), "tail goes up to 1, and there are 1 workers"),
        (
            ([0, 1], [0, 0], [1.0, 1.0], [1], [0, np.nan]),
            "outside is missing, infinite or huge in row 1",
        ),
        (([0, 1], [0, 0], [1.0, 1.0], [1], [[0.0, 1.0]]), "outside must be a number, or one"),
        (([0, 1], [0, 0], [1.0, 1.0], [1], [0.0] * 3, 2), "outside must be one number for each"),
        (([0, 1], [0, 0], [1.0, 1.0], [1], 0.0, 1), "tail goes up to 1, and there are 1 workers"),
    ],
)
def test_bad_input_is_named(arguments, message):
    given, knobs = arguments[:4], dict(zip(("outside", "n_workers"), arguments[4:], strict=False))
    with pytest.raises(InputError, match=message):
        assign(*given, **knobs)
