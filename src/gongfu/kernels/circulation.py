"""Flow round a network at the least cost.  N nodes, A arcs; arrays only."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def cheapest_circulation(
    n: int, tail: Ints, head: Ints, capacity: Floats, cost: Floats
) -> tuple[Floats, float]:
    """The flow on each arc with the least cost, and a bound that no other goes below.

    tail, head (A,) positions of nodes; capacity (A,) float64, whole and finite, >= 0; cost (A,)
    float64 for each unit.  What comes to a node leaves it.  Whole capacities have a whole flow.
    The bound is worked out from the prices of the nodes alone: whatever these are, nothing is
    cheaper (Ahuja, Magnanti and Orlin 1993, section 9.4).
    """
    arc = np.arange(tail.size)
    ones = np.ones(tail.size)
    balance = sparse.csr_matrix(
        (np.concatenate([ones, -ones]), (np.concatenate([tail, head]), np.tile(arc, 2))),
        shape=(n, tail.size),
    )
    found = linprog(
        cost, A_eq=balance, b_eq=np.zeros(n), bounds=np.column_stack([0.0 * capacity, capacity]),
        method="highs-ds",
    )  # fmt: skip
    price = found.eqlin.marginals
    reduced = cost - (price[tail] - price[head])
    return np.rint(found.x), float(np.minimum(reduced, 0.0) @ capacity)


def residual_costs(
    n: int, tail: Ints, head: Ints, capacity: Floats, cost: Floats, flow: Floats
) -> Floats:
    """The least cost of moving one unit more from each node to each other, inf if none can.

    As `cheapest_circulation`, with its flow.  Floyd and Warshall on the residual network, which
    has no cycle below 0 where the flow is the cheapest; (N, N), O(N^3).
    """
    path = np.full((n, n), np.inf)
    np.fill_diagonal(path, 0.0)
    more, less = flow < capacity, flow > 0
    np.minimum.at(path, (tail[more], head[more]), cost[more])
    np.minimum.at(path, (head[less], tail[less]), -cost[less])
    for by in range(n):
        np.minimum(path, path[:, by, None] + path[by], out=path)
    return path
