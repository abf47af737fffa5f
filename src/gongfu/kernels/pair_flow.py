"""Pairs of two sides under load limits.  M to be served, S that help; arrays only.

One unit of flow is one pair: a root sends between low and high units to each of M, a unit goes
from m to s or none does, and at most room units come back from s.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

_WHOLE = 1e-6


def limits_of(n: int, m: int) -> sparse.csr_matrix:
    """The rows of the program: at most high and at least low of each of n, at most room of m."""
    mine = sparse.kron(sparse.eye(n), np.ones((1, m)), format="csr")
    theirs = sparse.kron(np.ones((1, n)), sparse.eye(m), format="csr")
    return sparse.vstack([mine, -mine, theirs], format="csr")


def best_pairs(
    value: Floats,
    low: Ints,
    high: Ints,
    room: Ints,
    least: Mask,
    most: Mask,
    limits: sparse.csr_matrix,
) -> tuple[Mask, float]:
    """Pairs with the largest sum of values, and a bound that no others exceed.

    value (M, S) float64; low, high (M,), room (S,) int64; least, most (M, S) bool: pairs that must
    and may be; limits: from `limits_of`.  Returns pairs (M, S) bool and the bound; -inf where the
    limits contradict each other.  The program is a flow in a network, so its corners are whole
    (Hoffman and Kruskal 1956).  The bound is worked out from the prices alone: whatever prices
    >= 0 are put on the limits, no pairs exceed it.
    """
    edge = np.concatenate([high, -low, room]).astype(float)
    gain = value.ravel()
    box = np.column_stack([least.ravel(), most.ravel()]).astype(float)
    found = linprog(-gain, A_ub=limits, b_ub=edge, bounds=box, method="highs-ds")
    if found.x is None:
        return np.zeros(value.shape, bool), -np.inf
    price = np.maximum(-found.ineqlin.marginals, 0.0)
    left = gain - limits.T @ price
    bound = float(price @ edge + np.where(left > 0.0, box[:, 1] * left, box[:, 0] * left).sum())
    return (found.x > 1.0 - _WHOLE).reshape(value.shape), bound


def exchange_costs(
    value: Floats, low: Ints, high: Ints, room: Ints, least: Mask, most: Mask, pairs: Mask
) -> tuple[Floats, Floats, Floats]:
    """What changing one thing costs when all else moves to the best again.

    As `best_pairs`, with its pairs.  Returns three float64 arrays: change (M, S), what it costs to
    have a pair that is not there or to go without one that is (inf: impossible); more_room (S,) and
    more_partners (M,), what one more at each would add.  One unit moves, so the change is one
    cycle of the residual network and the cheapest is a shortest path (Ahuja, Magnanti and Orlin
    1993, section 9.2); all pairs of nodes by Floyd and Warshall, O((M + S)^3).
    """
    n, m = value.shape
    root = n + m
    path = np.full((root + 1, root + 1), np.inf)
    np.fill_diagonal(path, 0.0)
    path[:n, n:root] = np.where(most & ~pairs, -value, np.inf)
    path[n:root, :n] = np.where(pairs & ~least, value, np.inf).T
    own, load = pairs.sum(axis=1), pairs.sum(axis=0)
    path[root, :n] = np.where(own < high, 0.0, np.inf)
    path[:n, root] = np.where(own > low, 0.0, np.inf)
    path[n:root, root] = np.where(load < room, 0.0, np.inf)
    path[root, n:root] = np.where(load > 0, 0.0, np.inf)
    for by in range(root + 1):
        np.minimum(path, path[:, by, None] + path[by], out=path)
    change = np.where(pairs, value + path[:n, n:root], -value + path[n:root, :n].T)
    return change, np.maximum(-path[root, n:root], 0.0), np.maximum(-path[:n, root], 0.0)
