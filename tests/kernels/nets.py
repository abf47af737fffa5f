"""Nets of demands and sites with so much room, and what a best division of people has to be."""

import numpy as np
from hypothesis import strategies as st

from gongfu.kernels.rooms import net_of

SEEDS = st.integers(0, 2**32 - 1)
COSTS = {
    "none": lambda rng, size: np.zeros(size),
    "few whole": lambda rng, size: rng.integers(0, 4, size).astype(float),
    "real": lambda rng, size: rng.random(size),
    "tenths": lambda rng, size: rng.integers(0, 30, size) / 10,
    "skew": lambda rng, size: 10.0 ** rng.uniform(-6, 6, size),
}
PEOPLE = {
    "few whole": lambda rng, size: rng.integers(1, 4, size).astype(float),
    "fractions": lambda rng, size: rng.integers(1, 10, size) / 10,
    "tiny": lambda rng, size: rng.random(size) * 1e-9,
    "1e9": lambda rng, size: np.floor(rng.random(size) * 1e9) + 1,
}


def drawn_net(rng, n=None, m=None, kind=None, people=None):
    """A net, and its costs as a table (n, m), inf for no pair."""
    n = int(rng.integers(0, 9)) if n is None else n
    m = int(rng.integers(1, 7)) if m is None else m
    cost = COSTS[kind or rng.choice(list(COSTS))](rng, (n, m))
    cost[rng.random((n, m)) < rng.choice([0.0, 0.3, 0.7])] = np.inf
    draw = PEOPLE[people or rng.choice(list(PEOPLE))]
    weight = draw(rng, n)
    room = draw(rng, m) * rng.choice([0.5, 1.0, 3.0])
    room[rng.random(m) < 0.15] = 0.0
    room[rng.random(m) < 0.1] = np.inf
    room[rng.random(m) < 0.05] = 1e-300
    return table_net(cost, weight, room), cost


def table_net(cost, weight, room, last=None):
    """The net of a table of costs, where leaving somebody out costs more than any path."""
    cost = np.asarray(cost, float)
    row, site = np.nonzero(np.isfinite(cost))
    start = np.searchsorted(row, np.arange(len(cost) + 1)).astype(np.int64)
    unit = cost[row, site]
    dear = 2.0 * (cost.shape[1] + 2) * unit.max(initial=0.0) or 1.0
    weight, room = np.asarray(weight, float), np.asarray(room, float)
    return net_of(start, site.astype(np.int32), unit, weight, last or dear, room)


def rows_of(net):
    """The demand of each pair (A,)."""
    return np.repeat(np.arange(net.weight.size), np.diff(net.start))


def check_division(net, built, x, rest):
    """Whether people x (A,) and rest (n,) are a division among the sites that are built."""
    near = 1e-12 * max(net.weight.sum(), 1e-300)
    m = net.room.size
    assert (x >= 0).all()
    assert (rest >= 0).all()
    assert not x[~built[net.site]].any()
    taken = np.bincount(rows_of(net), weights=x, minlength=net.weight.size)
    np.testing.assert_allclose(taken + rest, net.weight, rtol=1e-12, atol=near)
    assert (np.bincount(net.site, weights=x, minlength=m) <= net.room + near).all()


def check_proof(net, built, offer, price, cost):
    """Whether offers (n,) and prices (m,) prove that no division among these sites costs less."""
    row, inside = rows_of(net), built[net.site]
    near = 1e-9 * net.last
    assert (price >= 0).all()
    assert (offer <= net.last).all()
    assert (offer[row] <= net.cost + price[net.site] + near)[inside].all()
    proved = offer @ net.weight - price[built] @ net.room[built]
    assert abs(cost - proved) <= 1e-9 * net.last * net.weight.sum()
