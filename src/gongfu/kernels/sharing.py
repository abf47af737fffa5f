"""Shares of several resources, by filling from the bottom: n firms, m resources.

need (n, m) float64 >= 0: what a firm's whole order takes of each resource, over its supply.  A firm
gets the share x (n,) of all that it ordered: one resource without the others is of no use to it.
Its dominant share is x * max(need), and its level (dominant share - start) / weight; weight (n,) >
0; start (n,): what it has a claim to before others; low (n,) in 0..1: the least x.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["filled", "nash", "rounded", "settled"]

FULL: Final = 1e-12
"""How far above 1 a sum of shares is taken for rounding."""
_STEPS: Final = 100
_CLOSE: Final = 1e-14
_SHORT: Final = 0.995


def filled(
    need: NDArray[Any], weight: NDArray[Any], start: NDArray[Any], low: NDArray[Any]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Lift the level of all firms alike until each has its order or meets a full resource.

    Returns x (n,), NaN for who needs nothing; the level (n,) at which each stopped; and the
    resource (n,) that stopped it, -1 for whom its order did.  `low` must fit: low @ need <= 1.

    Dominant-resource fairness (Ghodsi and others 2011), with weights and needs of zero (Parkes,
    Procaccia and Shah 2015) and finite orders.  The level goes from one full resource to the next
    at once, found by bisection over the 2 n levels where a firm leaves its least share or has its
    order: at most m rounds of O(n m log n).
    """
    n, m = need.shape
    dominant = need.max(axis=1, initial=0.0)
    active = np.flatnonzero(dominant > 0)
    share = np.full(n, np.nan)
    level = np.full(n, np.nan)
    bound = np.full(n, -1, np.int64)
    used = np.zeros(m)
    reached = -np.inf
    while active.size:
        mine = need[active]
        s, w, c, floor = dominant[active], weight[active], start[active], low[active]
        leaves, ends = (floor * s - c) / w, (s - c) / w
        edges = np.unique(np.concatenate([leaves, ends]))
        first, last = 0, edges.size
        while first < last:
            middle = (first + last) // 2
            x = np.clip((w * edges[middle] + c) / s, floor, 1.0)
            if (used + x @ mine > 1.0 + FULL).any():
                last = middle
            else:
                first = middle + 1
        if first == edges.size:
            share[active], level[active] = 1.0, ends
            break
        below, above = (edges[first - 1] if first else edges[0]), edges[first]
        grows = (leaves <= below) & (ends >= above) & (ends > leaves)
        base = used + np.where(grows, c / s, np.where(ends <= below, 1.0, floor)) @ mine
        slope = np.where(grows, w / s, 0.0) @ mine
        with np.errstate(divide="ignore", invalid="ignore"):
            stops = np.where(slope > 0, (1.0 - base) / slope, np.inf)
        reached = max(reached, min(max(stops.min(), below), above))
        x = np.clip((w * reached + c) / s, floor, 1.0)
        full = (used + x @ mine >= 1.0 - FULL) & (mine > 0).any(axis=0)
        full[stops.argmin()] = True
        meets = (mine > 0) & full
        done = ends <= reached
        leave = done | meets.any(axis=1)
        at = active[leave]
        share[at] = np.where(done, 1.0, x)[leave]
        level[at] = np.minimum(ends, reached)[leave]
        bound[at] = np.where(done, -1, meets.argmax(axis=1))[leave]
        used += share[at] @ need[at]
        active = active[~leave]
    return share, level, bound


def nash(
    need: NDArray[Any], weight: NDArray[Any]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Shares (n,) that maximise sum(weight * log x), x @ need <= 1, x <= 1; and prices (m,).

    Every firm must need something.  The price of a resource is what the maximum would gain from
    more of it: x = min(1, weight / (need @ price)).  Nash 1950; Kelly 1997.  Primal-dual interior
    point on x * (price of the order) = weight with Mehrotra's corrector (1992): some 15 steps of
    O(n m m).
    """
    n, m = need.shape
    if n == 0:
        return np.zeros(0), np.zeros(m)
    w = weight / weight.mean()
    x = np.full(n, 0.5 / max(need.sum(axis=0).max(), 1.0))
    room, gap = 1.0 - x @ need, 1.0 - x
    price, cap = np.full(m, n / m), w / x
    for _ in range(_STEPS):
        slack = price @ room + cap @ gap
        paid = need @ price + cap
        off = w / x - paid
        worst = max(np.abs(off * x / w).max(), (cap * gap / w).max())
        if slack <= _CLOSE * n and worst <= _CLOSE * n:
            break
        bend = paid / x + cap / gap
        system = need.T @ (need / bend[:, None]) + np.diag(room / price)
        state = need, off, bend, system, gap, price, cap
        by_room, by_cap = -price * room, -cap * gap
        _, dr, dg, dp, dc = _move(state, by_room, by_cap)
        far = _step((room, gap, price, cap), (dr, dg, dp, dc))
        ahead = (price + far * dp) @ (room + far * dr) + (cap + far * dc) @ (gap + far * dg)
        centre = (ahead / slack) ** 3 * slack / (n + m)
        dx, dr, dg, dp, dc = _move(state, by_room + centre - dp * dr, by_cap + centre - dc * dg)
        far = _SHORT * _step((x, room, gap, price, cap), (dx, dr, dg, dp, dc))
        x, room, gap = x + far * dx, room + far * dr, gap + far * dg
        price, cap = price + far * dp, cap + far * dc
    return x, price * weight.mean()


def _move(state: tuple[NDArray[Any], ...], by_room: Any, by_cap: Any) -> tuple[Any, ...]:
    """Newton's step in x, room, gap, price and cap, for changes of price * room and cap * gap."""
    need, off, bend, system, gap, price, cap = state
    right = off - by_cap / gap
    dp = np.linalg.solve(system, (right / bend) @ need + by_room / price)
    dx = (right - need @ dp) / bend
    return dx, -(dx @ need), -dx, dp, (by_cap + cap * dx) / gap


def _step(at: tuple[NDArray[Any], ...], move: tuple[NDArray[Any], ...]) -> float:
    """The part of the move, at most 1, after which something meets 0."""
    stops = [(a[d < 0] / -d[d < 0]).min(initial=1.0) for a, d in zip(at, move, strict=True)]
    return float(min(stops))


def rounded(amount: NDArray[Any]) -> NDArray[np.float64]:
    """Whole amounts (n,), none off by 1 or more, whose sum is the whole part of the sum.

    Largest remainder (Hamilton 1792): all are cut, and what is left goes to the largest remainders,
    the first of equal ones.  A whole number that no amount is below stays so: floors hold.
    """
    near = np.round(amount)
    exact = np.where(np.abs(amount - near) <= 1e-9 * np.maximum(1.0, near), near, amount)
    whole = np.floor(exact)
    rest = exact - whole
    n_left = int(np.floor(rest.sum() + 1e-9))
    whole[np.argsort(-rest, kind="stable")[:n_left]] += 1.0
    return whole


def settled(
    credit: NDArray[Any], due: NDArray[Any], took: NDArray[Any], most: NDArray[Any]
) -> NDArray[np.float64]:
    """Credits (n,) after a period: who left its due to others is owed what they took beyond theirs.

    due, took (n,): dominant shares; most (n,) >= 0: no credit leaves -most..most.  What nobody else
    took is neither owed nor charged: an idle centre costs nobody anything.  Without the bound the
    sum of credits stays (after Vuppalapati and others 2023, in parts of a unit).
    """
    left, beyond = np.maximum(due - took, 0.0), np.maximum(took - due, 0.0)
    moved = min(left.sum(), beyond.sum())
    if moved <= 0:
        return np.clip(credit, -most, most)
    change = left * (moved / left.sum()) - beyond * (moved / beyond.sum())
    return np.clip(credit + change, -most, most)
