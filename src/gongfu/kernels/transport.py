"""People divided among open sites with room for so many each: always the best division.

n demands, m sites, A pairs, in a `Net` of `rooms`.  A site that opens takes people over along
cheapest paths, one that closes gives them back along cheapest paths, so that a division that was
best stays so (Busacker and Gowen 1961; Ahuja, Magnanti and Orlin 1993, chapter 9).  Costs stand on
a grid (`rooms`), so that paths are compared without rounding: a division that is best leaves no
circle of people that saves anything, and every search ends.  Of equal paths the one with the fewest
steps goes first, which bounds their number whatever the capacities (Edmonds and Karp 1972).  The
state is changed in place; a log lists what was overwritten, to be taken back.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["Kit", "State", "close", "divided", "kit_of", "open_site", "started", "undo", "values"]

_X, _REST, _FREE, _OPEN = 0, 1, 2, 3  # kinds of entries in a log: (kind, position, what was there)
_ROOM, _OUT = -1, -2  # where paths begin: at a site with room, or with somebody who is left out


class State(NamedTuple):
    """x (A,) people of each pair; rest (n,), left out; free (m,), room that is left: float64.

    head (n,) and following (A,) int64: the pairs of each demand with x > 0, a list that ends in
    -1.  is_open (m,) bool.
    """

    x: NDArray[np.float64]
    rest: NDArray[np.float64]
    free: NDArray[np.float64]
    head: NDArray[np.int64]
    following: NDArray[np.int64]
    is_open: NDArray[np.bool_]


class Kit(NamedTuple):
    """Scratch (m,) for paths, and how far prices may be off.

    One place at a site can be had at a distance, in so many steps: people of the demand `by` leave
    it (pair `leave`) for another site (pair `take`), or, where a path begins, there is room (take
    _ROOM) or somebody is left out (take _OUT).  eps: more than all roundings of a price.
    """

    distance: NDArray[np.float64]
    steps: NDArray[np.int64]
    take: NDArray[np.int64]
    leave: NDArray[np.int64]
    by: NDArray[np.int64]
    queue: NDArray[np.int64]
    queued: NDArray[np.bool_]
    eps: float
    free_of_cost: bool


@njit(cache=True)
def kit_of(net):
    """Scratch for paths in a net."""
    m = net.room.size
    free_of_cost = net.cost.size == 0 or net.cost.max() == 0.0
    eps = 0.0 if free_of_cost else 2.0**-50 * net.last
    steps, take = np.zeros(m, np.int64), np.full(m, _ROOM, np.int64)
    leave, by = np.full(m, -1, np.int64), np.full(m, -1, np.int64)
    queue, queued = np.empty(m, np.int64), np.zeros(m, np.bool_)
    return Kit(np.empty(m), steps, take, leave, by, queue, queued, eps, free_of_cost)


@njit(cache=True)
def _write(pair, row, people, state, log):
    """Set the people of a pair, and keep the list of its demand."""
    log.append((_X, pair, state.x[pair]))
    _relink(pair, row, people, state)


@njit(cache=True)
def _relink(pair, row, people, state):
    head, following = state.head, state.following
    if state.x[pair] == 0.0 and people > 0.0:
        following[pair] = head[row]
        head[row] = pair
    elif state.x[pair] > 0.0 and people == 0.0:
        if head[row] == pair:
            head[row] = following[pair]
        else:
            before = head[row]
            while following[before] != pair:
                before = following[before]
            following[before] = following[pair]
    state.x[pair] = people


@njit(cache=True)
def undo(net, state, log, since):
    """Take back what was logged from `since` on."""
    while len(log) > since:
        kind, at, old = log.pop()
        if kind == _X:
            row = np.searchsorted(net.start, at, side="right") - 1
            _relink(at, row, old, state)
        elif kind == _REST:
            state.rest[at] = old
        elif kind == _FREE:
            state.free[at] = old
        else:
            state.is_open[at] = old > 0.0


@njit(cache=True)
def _push(at, pair, row, net, kit, state, log):
    """Send people along the path that ends at a site: by a pair to a demand, or (-1) to its room.

    Returns how many, and what each of them saves.
    """
    people = state.rest[row] if pair >= 0 else np.inf
    each = -net.cost[pair] if pair >= 0 else 0.0
    here = at
    while kit.take[here] >= 0:
        people = min(people, state.x[kit.leave[here]])
        each += net.cost[kit.leave[here]] - net.cost[kit.take[here]]
        here = net.site[kit.take[here]]
    first = here
    is_out = kit.take[first] == _OUT
    if is_out:
        people = min(people, state.x[kit.leave[first]])
        each += net.cost[kit.leave[first]]
    else:
        people = min(people, state.free[first])
        each += net.last if pair >= 0 else 0.0
    if people <= 0.0:
        return 0.0, 0.0
    if is_out:
        leave, by = kit.leave[first], kit.by[first]
        log.append((_REST, by, state.rest[by]))
        state.rest[by] += people
        _write(leave, by, state.x[leave] - people, state, log)
    else:
        log.append((_FREE, first, state.free[first]))
        state.free[first] -= people
    if pair >= 0:
        log.append((_REST, row, state.rest[row]))
        state.rest[row] -= people
        _write(pair, row, state.x[pair] + people, state, log)
    else:
        log.append((_FREE, at, state.free[at]))
        state.free[at] += people
    here = at
    while kit.take[here] >= 0:
        leave, take, by = kit.leave[here], kit.take[here], kit.by[here]
        _write(leave, by, state.x[leave] - people, state, log)
        _write(take, by, state.x[take] + people, state, log)
        here = net.site[take]
    return people, each


@njit(cache=True)
def _begin(source, net, kit, state):
    """Label where paths begin: a site, all with room (_ROOM), or who may be left out (_OUT).

    Returns how many are in the queue.
    """
    kit.distance[:] = np.inf
    kit.steps[:] = 0
    kit.queued[:] = False
    if source == _OUT:
        for row in range(net.weight.size):
            served = state.head[row]
            while served >= 0:
                at = net.site[served]
                if -net.cost[served] < kit.distance[at]:
                    kit.distance[at] = -net.cost[served]
                    kit.take[at], kit.leave[at], kit.by[at] = _OUT, served, row
                served = state.following[served]
    n_waiting = 0
    for at in range(net.room.size):
        if source != _OUT and state.free[at] > 0.0 and source in (_ROOM, at):
            kit.distance[at] = 0.0
            kit.take[at] = _ROOM
        if kit.distance[at] < np.inf:
            kit.queue[n_waiting] = at
            kit.queued[at] = True
            n_waiting += 1
    return n_waiting


@njit(cache=True)
def _search(source, net, kit, state, price, log):
    """Look for the cheapest path, with the fewest steps among equals.

    Labels are corrected in the order they come (Bellman 1958).  Where nothing costs anything, paths
    are used on the way.  Returns what was saved (below 0 if nothing was sent yet), where the
    cheapest path ends (site, pair, row; -1 if none saves anything), and looks.
    """
    distance, steps, queue, queued = kit.distance, kit.steps, kit.queue, kit.queued
    m = distance.size
    margin = (m + 2) * kit.eps
    n_waiting = _begin(source, net, kit, state)
    front = 0
    # To serve who is left out saves more than any other path; to swap who is has to save something.
    best, best_steps, best_at, best_pair, best_row = 0.0, 0, -1, -1, -1
    goal = 0.0
    saved = -1.0
    looks = m
    while n_waiting > 0:
        at = queue[front]
        front = (front + 1) % m
        n_waiting -= 1
        queued[at] = False
        so_far = distance[at]
        if kit.take[at] >= 0 and so_far - price[at] >= goal + margin:
            continue
        for place in range(net.col_start[at], net.col_start[at + 1]):
            looks += 1
            row = net.col_row[place]
            here = so_far + net.col_cost[place]
            if state.rest[row] > 0.0:
                if kit.free_of_cost:
                    people, each = _push(at, net.col_pair[place], row, net, kit, state, log)
                    if people > 0.0:
                        saved = max(saved, 0.0) + people * each
                    if state.rest[row] > 0.0:
                        break
                    continue
                if (
                    here < best
                    or (here == best and best_pair >= 0 and steps[at] < best_steps)
                    or (best_pair < 0 and source != _OUT)
                ):
                    best, best_steps = here, steps[at]
                    best_at, best_pair, best_row = at, net.col_pair[place], row
                    goal = here if source == _OUT else here - net.last
            if saved >= 0.0:
                continue
            served = state.head[row]
            while served >= 0:
                other = net.site[served]
                there = here - net.cost[served]
                if other != at and (
                    there < distance[other]
                    or (there == distance[other] and steps[at] + 1 < steps[other])
                ):
                    distance[other] = there
                    steps[other] = steps[at] + 1
                    kit.take[other] = net.col_pair[place]
                    kit.leave[other] = served
                    kit.by[other] = row
                    if (
                        source >= 0
                        and best_pair < 0
                        and (there < best or (there == best < 0.0 and steps[other] < best_steps))
                    ):
                        best, best_steps, best_at, goal = there, steps[other], other, there
                    if not queued[other] and there - price[other] < goal + margin:
                        queue[(front + n_waiting) % m] = other
                        n_waiting += 1
                        queued[other] = True
                served = state.following[served]
    return saved, best_at, best_pair, best_row, looks


@njit(cache=True)
def _augment(source, net, kit, state, price, log):
    """Send people along cheapest paths from where they begin, while that saves anything.

    price (m,): one more place at a site is worth no more.  Returns saved, looks.
    """
    total = 0.0
    looks = 0
    while True:
        saved, at, pair, row, more = _search(source, net, kit, state, price, log)
        looks += more
        if saved >= 0.0:
            total += saved
            continue
        if at < 0:
            return total, looks
        people, each = _push(at, pair, row, net, kit, state, log)
        total += people * each


@njit(cache=True)
def _settle(net, kit, state, log):
    """Serve whom there is room for, then leave out whom it costs most to serve.

    Returns saved, looks.
    """
    unknown = np.full(net.room.size, np.inf)
    saved, looks = _augment(_ROOM, net, kit, state, unknown, log)
    if kit.free_of_cost or not (state.rest > 0.0).any():
        return saved, looks
    more, again = _augment(_OUT, net, kit, state, unknown, log)
    return saved + more, looks + again


@njit(cache=True)
def open_site(at, net, kit, state, price, log):
    """Open a site and let it take over whom it serves for less.  Returns saved, looks.

    price (m,): one more place at a site is worth no more, inf where nothing is known.
    """
    log.append((_OPEN, at, 0.0))
    log.append((_FREE, at, state.free[at]))
    state.is_open[at] = True
    state.free[at] = net.room[at]
    return _augment(at, net, kit, state, price, log)


@njit(cache=True)
def close(at, net, kit, state, log):
    """Close a site; the others serve whom they can.  Returns lost, looks."""
    lost = 0.0
    for place in range(net.col_start[at], net.col_start[at + 1]):
        row, pair = net.col_row[place], net.col_pair[place]
        people = state.x[pair]
        if people > 0.0:
            lost += people * (net.last - net.cost[pair])
            log.append((_REST, row, state.rest[row]))
            state.rest[row] += people
            _write(pair, row, 0.0, state, log)
    log.append((_OPEN, at, 1.0))
    log.append((_FREE, at, state.free[at]))
    state.is_open[at] = False
    state.free[at] = 0.0
    saved, looks = _settle(net, kit, state, log)
    return lost - saved, looks + net.col_start[at + 1] - net.col_start[at]


@njit(cache=True)
def values(net, kit, state, offer, price):
    """Write what serving one more of each demand costs, and what one more place at each site saves.

    The least dual solution, offer (n,) and price (m,): no site saves more by opening than `fill`
    says it earns at these offers.  Returns looks.
    """
    price[:] = 0.0
    looks = 0
    for _ in range(price.size + 1):
        moved = False
        looks += offer.size
        for row in range(offer.size):
            offer[row] = net.last if state.rest[row] > 0.0 else 0.0
            served = state.head[row] if state.rest[row] == 0.0 else -1
            while served >= 0:
                offer[row] = max(offer[row], net.cost[served] + price[net.site[served]])
                served = state.following[served]
        for at in range(price.size):
            if not state.is_open[at] or state.free[at] > 0.0:
                continue
            looks += net.col_start[at + 1] - net.col_start[at]
            for place in range(net.col_start[at], net.col_start[at + 1]):
                worth = offer[net.col_row[place]] - net.col_cost[place]
                if worth > price[at] + kit.eps:
                    price[at] = worth
                    moved = True
        if not moved:
            break
    return looks


@njit(cache=True)
def started(net, kit, built):
    """The best division among the sites that are built (m,) bool.  Returns state, cost, looks.

    Whoever finds room at a cheapest site is served there first; paths do the rest.
    """
    n, n_pairs = net.weight.size, net.site.size
    x, rest, free = np.zeros(n_pairs), net.weight.copy(), np.where(built, net.room, 0.0)
    head, following = np.full(n, -1, np.int64), np.full(n_pairs, -1, np.int64)
    state = State(x, rest, free, head, following, built.copy())
    total = 0.0
    for row in range(n):
        least = np.inf
        for pair in range(net.start[row], net.start[row + 1]):
            if built[net.site[pair]]:
                least = min(least, net.cost[pair])
        for pair in range(net.start[row], net.start[row + 1]):
            at = net.site[pair]
            people = min(rest[row], free[at])
            if built[at] and net.cost[pair] == least and people > 0.0:
                rest[row] -= people
                free[at] -= people
                _relink(pair, row, people, state)
                total += people * least
        total += rest[row] * net.last
    log = [(_X, np.int64(0), 0.0)]
    saved, looks = _settle(net, kit, state, log)
    return state, total - saved, looks + 2 * n_pairs


@njit(cache=True)
def divided(net, built):
    """The best division among the sites that are built (m,) bool: x, offer, price, cost.

    x (A,) people of each pair; offer (n,) and price (m,): the least dual solution (see `values`).
    """
    kit = kit_of(net)
    state, _, _ = started(net, kit, built)
    offer, price = np.empty(net.weight.size), np.empty(built.size)
    values(net, kit, state, offer, price)
    cost = (state.rest * net.last).sum() + (state.x * net.cost).sum()
    return state.x, offer, price, cost
