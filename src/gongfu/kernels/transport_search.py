"""Which sites with room for so many people to open: greedy openings and swaps.

n demands, m sites, A pairs, in a `Net` of `rooms`; sites from n_free on are open in every plan.
What a plan is worth is always that of the best division of people among its sites (`transport`).
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from gongfu.kernels.rooms import fill, longest
from gongfu.kernels.transport import close, kit_of, open_site, started, undo, values

__all__ = ["greedy", "swap_rounds"]

_TRIES = 20  # openings that are tried out, the most promising first


class _Desk(NamedTuple):
    """Scratch for choosing: offer (n,), price (m,), bound (m,), worth and people of one column."""

    offer: NDArray[np.float64]
    price: NDArray[np.float64]
    bound: NDArray[np.float64]
    worth: NDArray[np.float64]
    people: NDArray[np.float64]


@njit(cache=True)
def _desk_of(net):
    n, m, most = net.weight.size, net.room.size, longest(net)
    return _Desk(np.empty(n), np.empty(m), np.empty(m), np.empty(most), np.empty(most))


@njit(cache=True)
def _best_opening(net, kit, state, desk, fee, per, money, barred):
    """The closed site that saves most for its `per`: site or -1, looks.

    barred: a site that is not to be tried, -1 for none.  What the offers pay each site bounds
    what it saves; sites are tried out in that order, up to _TRIES of them.
    """
    looks = values(net, kit, state, desk.offer, desk.price)
    for at in range(fee.size):
        desk.bound[at] = -1.0
        if not state.is_open[at] and at != barred and fee[at] <= money:
            earned = fill(at, net, desk.offer, desk.worth, desk.people)[0]
            desk.bound[at] = earned / per[at] if per[at] > 0.0 else earned * 1e12
            looks += 2 * (net.col_start[at + 1] - net.col_start[at])
    order = np.argsort(-desk.bound[: fee.size], kind="mergesort")
    best, best_worth = -1, 0.0
    log = [(0, np.int64(0), 0.0)]
    for at in order[:_TRIES]:
        if desk.bound[at] <= best_worth * (1 + 1e-12):
            break
        saved, more = open_site(at, net, kit, state, desk.price, log)
        undo(net, state, log, 1)
        looks += more
        gain = saved / per[at] if per[at] > 0.0 else saved * 1e12
        if gain > best_worth:
            best, best_worth = at, gain
    return best, looks


@njit(cache=True)
def _refill(net, kit, state, desk, fee, per, n_more, money, barred, log):
    """Open sites while limits and people last.  Returns saved, n_more, money, looks."""
    saved, looks = 0.0, 0
    while n_more > 0:
        at, more = _best_opening(net, kit, state, desk, fee, per, money, barred)
        looks += more
        if at < 0:
            break
        gain, more = open_site(at, net, kit, state, desk.price, log)
        saved += gain
        looks += more
        n_more -= 1
        money -= fee[at]
    return saved, n_more, money, looks


@njit(cache=True)
def greedy(net, fee, per, n_more, money):
    """Open up to n_more of the first sites, each time the one that saves most more.

    fee (n_free,) float64 >= 0; money: the fees that may be spent; per (n_free,) float64: savings
    are compared for so much each.  Returns built (m,) bool.  What is saved is submodular, so that
    without fees this is at least 1 - 1/e of the best (Nemhauser, Wolsey and Fisher 1978).
    """
    kit = kit_of(net)
    built = np.zeros(net.room.size, np.bool_)
    built[fee.size :] = True
    state, _, _ = started(net, kit, built)
    log = [(0, np.int64(0), 0.0)]
    _refill(net, kit, state, _desk_of(net), fee, per, n_more, money, -1, log)
    return state.is_open.copy()


@njit(cache=True)
def _kick(net, kit, state, fee, money, kicks, log):
    """Swap sites of the plan for any others, as kicks (K, 2) say.  Returns lost, money, looks."""
    lost, looks = 0.0, 0
    unknown = np.full(net.room.size, np.inf)
    for kick in range(kicks.shape[0]):
        inside = np.flatnonzero(state.is_open[: fee.size])
        out = int(kicks[kick, 0] * inside.size)
        new = min(int(kicks[kick, 1] * fee.size), fee.size - 1)
        if out >= inside.size or state.is_open[new]:
            continue
        old = inside[out]
        if fee[new] - fee[old] > money:
            continue
        less, more = close(old, net, kit, state, log)
        saved, again = open_site(new, net, kit, state, unknown, log)
        lost += less - saved
        money += fee[old] - fee[new]
        looks += more + again
    return lost, money, looks


@njit(cache=True)
def _descend(net, kit, state, desk, fee, n_more, money, least, work):
    """Close each site in turn, open those that save most, and keep what saves more than `least`.

    Returns saved, n_more, money, looks.
    """
    per = np.ones(fee.size)
    log = [(0, np.int64(0), 0.0)]
    total, n_more, money, looks = _refill(net, kit, state, desk, fee, per, n_more, money, -1, log)
    n_idle = 0
    at = -1
    while looks <= work and n_idle < state.is_open[: fee.size].sum():
        at = (at + 1) % fee.size
        if not state.is_open[at]:
            continue
        log = [(0, np.int64(0), 0.0)]
        lost, more = close(at, net, kit, state, log)
        saved, left, purse, again = _refill(
            net, kit, state, desk, fee, per, n_more + 1, money + fee[at], at, log
        )
        looks += more + again
        if saved - lost > least:
            total += saved - lost
            n_more, money = left, purse
            n_idle = 0
        else:
            undo(net, state, log, 1)
            n_idle += 1
    return total, n_more, money, looks


@njit(cache=True)
def swap_rounds(net, built, fee, n_more, money, kicks, least, work):
    """Swap sites while that saves more than `least`, then kick and swap again.

    built (m,) bool: a plan; fee (n_free,): of the sites that may be swapped; n_more, money: what
    the plan leaves; least: above what rounding can seem to save; kicks (R, K, 2) float64 in
    [0, 1]: which of its sites to swap for which others, first numbers of 1 for none; work: pairs
    that may be looked at, after which nothing new is tried.  Returns the best plan (m,) bool.
    """
    kit, desk = kit_of(net), _desk_of(net)
    state, cost, looks = started(net, kit, built)
    saved, n_more, money, more = _descend(
        net, kit, state, desk, fee, n_more, money, least, work - looks
    )
    cost -= saved
    looks += more
    best, best_cost, best_more, best_money = state.is_open.copy(), cost, n_more, money
    log = [(0, np.int64(0), 0.0)]
    for turn in range(kicks.shape[0]):
        if looks > work:
            break
        lost, money, more = _kick(net, kit, state, fee, money, kicks[turn], log)
        looks += more
        saved, n_more, money, more = _descend(
            net, kit, state, desk, fee, n_more, money, least, work - looks
        )
        looks += more
        cost += lost - saved
        if cost < best_cost - least:
            best, best_cost, best_more, best_money = state.is_open.copy(), cost, n_more, money
        else:
            state, cost, more = started(net, kit, best)
            looks += more
            n_more, money = best_more, best_money
        log = [(0, np.int64(0), 0.0)]
    return best
