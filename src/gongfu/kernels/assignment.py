"""Workers to workshops with several posts each: most value in all, and prices that prove it.

n workers, m workshops, E pairs.  start (n + 1,) int64, head (E,) int32, value (E,) float64: the
pairs of each worker, and what each is worth beyond staying outside, which is worth 0.  back
(m + 1,) int64, pair (E,) int32, tail (E,) int32, worth (E,) float64: the same by workshop: which
pair, whose, and its value.
capacity (m,) int64.  price (m,) float64 >= 0: what a post costs.  at (n,) int64: the pair that a
worker takes, -1 for none.
"""

from heapq import heappop, heappush

import numpy as np
from numba import njit

__all__ = ["auction", "bound", "by_head", "by_tail", "least"]


@njit(cache=True)
def by_tail(tail, head, value, n, capacity):
    """Pairs in the order of their workers: start, head, value, and which each was (E,) int64.

    tail (E,), head (E,) whole numbers.  Pairs worth less than nothing, and workshops without a
    post, are left out.
    """
    start = np.zeros(n + 1, np.int64)
    for pair in range(tail.size):
        if value[pair] >= 0.0 and capacity[head[pair]] > 0:
            start[tail[pair] + 1] += 1
    for worker in range(n):
        start[worker + 1] += start[worker]
    first = start[:-1].copy()
    heads, values = np.empty(start[n], np.int32), np.empty(start[n], np.float64)
    origin = np.empty(start[n], np.int64)
    for pair in range(tail.size):
        if value[pair] >= 0.0 and capacity[head[pair]] > 0:
            slot = first[tail[pair]]
            first[tail[pair]] = slot + 1
            heads[slot], values[slot], origin[slot] = head[pair], value[pair], pair
    return start, heads, values, origin


@njit(cache=True)
def by_head(start, head, value, m):
    """The pairs of each workshop: back (m + 1,) int64, pair, tail (E,) int32, worth (E,)."""
    n = start.size - 1
    back = np.zeros(m + 1, np.int64)
    for slot in range(head.size):
        back[head[slot] + 1] += 1
    for shop in range(m):
        back[shop + 1] += back[shop]
    first = back[:-1].copy()
    pair, tail = np.empty(head.size, np.int32), np.empty(head.size, np.int32)
    worth = np.empty(head.size)
    for worker in range(n):
        for slot in range(start[worker], start[worker + 1]):
            place = first[head[slot]]
            first[head[slot]] = place + 1
            pair[place], tail[place], worth[place] = slot, worker, value[slot]
    return back, pair, tail, worth


@njit(cache=True)
def bound(start, head, value, capacity, price):
    """What no assignment can surpass: posts at their prices, and each worker's best at them."""
    total = 0.0
    for shop in range(capacity.size):
        total += capacity[shop] * price[shop]
    for worker in range(start.size - 1):
        best = 0.0
        for slot in range(start[worker], start[worker + 1]):
            best = max(best, value[slot] - price[head[slot]])
        total += best
    return total


@njit(cache=True)
def auction(rows, cols, capacity, steps, tiny):
    """Who takes which pair (n,) int64, prices (m,) float64, and how many rounds that took.

    rows: start, head, value; cols: back, pair, tail, worth; steps (S,) float64 > 0, falling: how
    much worse than the best a worker may fare, round by round.  Workers bid for posts (Bertsekas
    1988), the posts of a workshop being alike (Bertsekas and Castanon 1989); a workshop with a
    post left and a price above 0 then lowers it until somebody comes, or to 0 (forward and
    reverse: Bertsekas, Castanon and Tsaknakis 1993).  Ends with the first round from which
    `_settled` finds prices that prove it the best, to within `tiny` for each worker; else each
    fares within steps[-1] of the best.
    """
    n, m = rows[0].size - 1, capacity.size
    price = np.zeros(m)
    at = np.full(n, -1, np.int64)
    load = np.zeros(m, np.int64)
    first = np.zeros(m + 1, np.int64)
    for shop in range(m):
        first[shop + 1] = first[shop] + min(capacity[shop], cols[0][shop + 1] - cols[0][shop] + 1)
    bids, who = np.empty(first[m]), np.empty(first[m], np.int32)
    queue = np.empty(n, np.int32)
    for turn in range(steps.size):
        step = steps[turn]
        if turn > 0:
            for shop in range(m):
                price[shop] = max(0.0, price[shop] - steps[turn - 1])
        n_waiting = _release(rows, price, at, load, step, queue)
        _forward(rows, price, at, load, first, bids, who, queue, n_waiting, step)
        _reverse(rows, cols, price, at, load, first, step)
        if turn >= 2:
            proof, is_proof = _settled(rows, at, load, first, price, 30.0 * step, tiny)
            if is_proof:
                return at, proof, turn + 1
    return at, price, steps.size


@njit(cache=True)
def least(rows, at, capacity, price):
    """The least prices (m,) that prove `at` the best, and who would take one post more (m,) int64.

    price (m,): some that do.  A least price is what a post more brings (Shapley and Shubik 1971,
    Demange 1982).  Who: the worker who would come, and leave a post for another to come; -1 where
    nobody would.  Shortest paths over the workshops, by what the prices can give way; O(E log m).
    """
    start, head, value = rows
    m = price.size
    seat = np.zeros(m + 1, np.int64)
    for worker in range(at.size):
        if at[worker] >= 0:
            seat[head[at[worker]] + 1] += 1
    for shop in range(m):
        seat[shop + 1] += seat[shop]
    who, filled = np.empty(seat[m], np.int32), seat[:-1].copy()
    room = price.copy()  # how far each price can fall
    comes = np.full(m, -1)
    for shop in range(m):
        if seat[shop + 1] - seat[shop] < capacity[shop]:
            room[shop] = 0.0
    for worker in range(at.size):
        if at[worker] >= 0:
            who[filled[head[at[worker]]]] = worker
            filled[head[at[worker]]] += 1
        else:
            for slot in range(start[worker], start[worker + 1]):
                give = max(0.0, price[head[slot]] - value[slot])
                if give < room[head[slot]]:
                    room[head[slot]], comes[head[slot]] = give, worker
    heap = [(room[shop], shop) for shop in range(m)]
    heap.sort()
    while len(heap) > 0:
        give, shop = heappop(heap)
        if give > room[shop]:
            continue
        for place in range(seat[shop], seat[shop + 1]):
            worker = who[place]
            mine = value[at[worker]] - price[shop]
            for slot in range(start[worker], start[worker + 1]):
                other = np.int64(head[slot])
                to = give + max(0.0, mine - (value[slot] - price[other]))
                if to < room[other]:
                    room[other], comes[other] = to, worker
                    heappush(heap, (to, other))
    return price - room, comes


@njit(cache=True)
def _settled(rows, at, load, first, price, slack, tiny):
    """Prices (m,) at which nobody would rather be elsewhere, and whether there are any.

    The least such prices that are not below price - slack: each workshop raises those that its
    workers would rather be in (Bellman 1958, Ford 1956), which ends if `at` is the best.  Given
    up as soon as workshops raise each other in a circle (Tarjan 1981: looked for now and then).
    """
    start, head, value = rows
    m = price.size
    proof = np.zeros(m)
    member = np.zeros(m + 1, np.int64)
    for shop in range(m):
        member[shop + 1] = member[shop] + load[shop]
        if load[shop] == first[shop + 1] - first[shop]:
            proof[shop] = max(0.0, price[shop] - slack)
    who = np.empty(member[m], np.int32)
    filled = member[:-1].copy()
    for worker in range(at.size):
        if at[worker] >= 0:
            shop = head[at[worker]]
            who[filled[shop]] = worker
            filled[shop] += 1
        else:
            for slot in range(start[worker], start[worker + 1]):
                shop = head[slot]
                if value[slot] > proof[shop] + tiny:
                    if load[shop] < first[shop + 1] - first[shop]:
                        return proof, False
                    proof[shop] = value[slot]
    queue = np.arange(m)
    queued = np.ones(m, np.bool_)
    turn, n_waiting = 0, m
    raised_by = np.full(m, -1)
    n_visits, often = 0, m // 8 + 1
    while n_waiting > 0:
        n_visits += 1
        if n_visits > 40 * m or (n_visits % often == 0 and _is_circle(raised_by)):
            return proof, False
        shop = queue[turn]
        turn = turn + 1 if turn + 1 < m else 0
        n_waiting -= 1
        queued[shop] = False
        for place in range(member[shop], member[shop + 1]):
            worker = who[place]
            mine = value[at[worker]] - proof[shop]
            if mine < -tiny:
                return proof, False
            for slot in range(start[worker], start[worker + 1]):
                other = np.int64(head[slot])
                if value[slot] - mine > proof[other] + tiny:
                    if other == shop or load[other] < first[other + 1] - first[other]:
                        return proof, False
                    proof[other] = value[slot] - mine
                    raised_by[other] = shop
                    if not queued[other]:
                        queued[other] = True
                        last = turn + n_waiting
                        queue[last if last < m else last - m] = other
                        n_waiting += 1
    return proof, True


@njit(cache=True)
def _is_circle(parent):
    """Whether following parent (m,), -1 for none, leads anybody back to where they were."""
    seen = np.full(parent.size, -1)
    for start in range(parent.size):
        at = start
        while at >= 0 and seen[at] < 0:
            seen[at] = start
            at = parent[at]
        if at >= 0 and seen[at] == start:
            return True
    return False


@njit(cache=True)
def _release(rows, price, at, load, step, queue):
    """Send off whoever fares worse than the best by more than a step; how many wait in `queue`."""
    start, head, value = rows
    n_waiting = 0
    for worker in range(at.size):
        best = 0.0
        for slot in range(start[worker], start[worker + 1]):
            best = max(best, value[slot] - price[head[slot]])
        mine = 0.0
        if at[worker] >= 0:
            mine = value[at[worker]] - price[head[at[worker]]]
        if mine < best - step:
            if at[worker] >= 0:
                load[head[at[worker]]] -= 1
                at[worker] = -1
            queue[n_waiting] = worker
            n_waiting += 1
    return n_waiting


@njit(cache=True)
def _forward(rows, price, at, load, first, bids, who, queue, n_waiting, step):
    """Workers without a post bid until each has one, or prefers none."""
    start, head, value = rows
    size = np.zeros(price.size, np.int64)
    for worker in range(at.size):
        if at[worker] >= 0:
            shop = head[at[worker]]
            bids[first[shop] + size[shop]] = price[shop]
            who[first[shop] + size[shop]] = worker
            size[shop] += 1
    turn = 0
    n = queue.size
    while n_waiting > 0:
        worker = queue[turn]
        turn = turn + 1 if turn + 1 < n else 0
        n_waiting -= 1
        best, second, chosen = -np.inf, 0.0, np.int64(-1)
        for slot in range(start[worker], start[worker + 1]):
            gain = value[slot] - price[head[slot]]
            if gain > best:
                if best > second and head[slot] != head[chosen]:
                    second = best
                best = gain
                chosen = slot
            elif gain > second and head[slot] != head[chosen]:
                second = gain
        if best <= 0.0:
            at[worker] = -1
            continue
        shop = np.int64(head[chosen])
        bid = price[shop] + (best - second) + step
        begin = first[shop]
        room = first[shop + 1] - begin
        at[worker] = chosen
        if size[shop] < room:
            hole = size[shop]
            size[shop] += 1
            while hole > 0:
                above = (hole - 1) >> 1
                if bids[begin + above] <= bid:
                    break
                bids[begin + hole], who[begin + hole] = bids[begin + above], who[begin + above]
                hole = above
        else:
            leaver = who[begin]
            at[leaver] = -1
            last = turn + n_waiting
            queue[last if last < n else last - n] = leaver
            n_waiting += 1
            hole = 0
            while True:
                below = 2 * hole + 1
                if below >= room:
                    break
                if below + 1 < room and bids[begin + below + 1] < bids[begin + below]:
                    below += 1
                if bids[begin + below] >= bid:
                    break
                bids[begin + hole], who[begin + hole] = bids[begin + below], who[begin + below]
                hole = below
        bids[begin + hole], who[begin + hole] = bid, worker
        if size[shop] == room:
            price[shop] = max(price[shop], bids[begin])
    load[:] = size


@njit(cache=True)
def _reverse(rows, cols, price, at, load, first, step):
    """Workshops with a post left and a price above 0 lower it, and may draw workers from others."""
    _, head, value = rows
    back, pair, tail, worth = cols
    m = price.size
    stack = np.empty(m, np.int64)
    top = 0
    for shop in range(m - 1, -1, -1):
        if load[shop] < first[shop + 1] - first[shop] and price[shop] > 0.0:
            stack[top] = shop
            top += 1
    if top == 0:
        return
    place_of = np.empty(at.size, np.int32)  # which workshop, -1 for none
    fare = np.empty(at.size)  # what a worker has now
    for worker in range(at.size):
        place_of[worker], fare[worker] = -1, 0.0
        if at[worker] >= 0:
            place_of[worker] = head[at[worker]]
            fare[worker] = value[at[worker]] - price[head[at[worker]]]
    most = np.int64(1)
    for shop in range(m):
        most = max(most, first[shop + 1] - first[shop] + 1)
    offers, where = np.empty(most), np.empty(most, np.int64)
    while top > 0:
        top -= 1
        shop = stack[top]
        left = first[shop + 1] - first[shop] - load[shop]
        n_offers, n_kept = 0, left + 1
        for place in range(back[shop], back[shop + 1]):
            offer = worth[place] - fare[tail[place]]
            if offer <= step or place_of[tail[place]] == shop:
                continue
            if n_offers < n_kept:
                n_offers += 1
            elif offer <= offers[n_kept - 1]:
                continue
            hole = n_offers - 1  # the best, in falling order
            while hole > 0 and offers[hole - 1] < offer:
                offers[hole], where[hole] = offers[hole - 1], where[hole - 1]
                hole -= 1
            offers[hole], where[hole] = offer, place
        lowest = 0.0 if n_offers <= left else offers[left] - step
        price[shop] = min(price[shop], max(0.0, lowest))
        for turn in range(min(left, n_offers)):
            worker = tail[where[turn]]
            if place_of[worker] == shop:  # the same pair twice
                continue
            loser = np.int64(place_of[worker])
            if loser >= 0:
                load[loser] -= 1
                if load[loser] == first[loser + 1] - first[loser] - 1 and price[loser] > 0.0:
                    stack[top] = loser
                    top += 1
            at[worker] = pair[where[turn]]
            place_of[worker] = shop
            load[shop] += 1
        for place in range(back[shop], back[shop + 1]):
            if place_of[tail[place]] == shop and at[tail[place]] == pair[place]:
                fare[tail[place]] = worth[place] - price[shop]
        if load[shop] < first[shop + 1] - first[shop] and price[shop] > 0.0:
            stack[top] = shop
            top += 1
