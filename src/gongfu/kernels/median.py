"""The p-median on sorted lists.  n demands, m sites, A pairs, P slots.

Rows: start (n+1,) int64; site (A,) int32; cost (A,) float64, ascending within a row, what it
costs to serve all of a demand from that site; last (n,) float64, at least every cost of its row:
what it costs when none of the listed sites is open.  Columns, the same pairs by site:
col_start (m+1,) int64, col_row (A,) int32, col_cost (A,) float64.
"""

import numpy as np
from numba import njit

__all__ = ["columns", "greedy", "prices", "serve", "slack", "swap_rounds"]


@njit(cache=True)
def columns(start, site, cost, n_sites):
    """The pairs by site, rows ascending in each: col_start, col_row, col_cost.  O(A)."""
    col_start = np.zeros(n_sites + 1, np.int64)
    for pair in range(site.size):
        col_start[site[pair] + 1] += 1
    for at in range(n_sites):
        col_start[at + 1] += col_start[at]
    head = col_start[:-1].copy()
    col_row = np.empty(site.size, np.int32)
    col_cost = np.empty(site.size, np.float64)
    for row in range(start.size - 1):
        for pair in range(start[row], start[row + 1]):
            at = head[site[pair]]
            col_row[at] = row
            col_cost[at] = cost[pair]
            head[site[pair]] = at + 1
    return col_start, col_row, col_cost


@njit(cache=True)
def prices(start, site, cost, u, price):
    """Write what opening each site is worth at multipliers u (n,) into price (m,), all <= 0.

    price_j = sum over i of min(0, cost_ij - u_i): the Lagrangean of the rule that each demand
    is served once (Cornuejols, Fisher and Nemhauser 1977).  O(pairs with cost below u).
    """
    price[:] = 0.0
    for row in range(start.size - 1):
        limit = u[row]
        for pair in range(start[row], start[row + 1]):
            if cost[pair] >= limit:
                break
            price[site[pair]] += cost[pair] - limit


@njit(cache=True)
def slack(start, site, cost, u, chosen, out):
    """Write 1 - (how often each demand is served) into out (n,): a subgradient at u.

    chosen (m,) float64 in [0, 1]: how far each site is open.
    """
    for row in range(start.size - 1):
        limit = u[row]
        served = 0.0
        for pair in range(start[row], start[row + 1]):
            if cost[pair] >= limit:
                break
            served += chosen[site[pair]]
        out[row] = 1.0 - served


@njit(cache=True)
def serve(start, site, cost, last, built):
    """Cost (n,) to the cheapest site that is built (m,) bool, the next one's, and who it is.

    Where one or none is built, the cost is `last` and the site -1.
    """
    n_rows = start.size - 1
    first = np.empty(n_rows)
    second = np.empty(n_rows)
    owner = np.full(n_rows, -1, np.int64)
    for row in range(n_rows):
        first[row] = last[row]
        second[row] = last[row]
        for pair in range(start[row], start[row + 1]):
            if built[site[pair]]:
                if owner[row] < 0:
                    owner[row] = site[pair]
                    first[row] = cost[pair]
                else:
                    second[row] = cost[pair]
                    break
    return first, second, owner


@njit(cache=True)
def greedy(rows, cols, fee, per, n_more, money):
    """Open up to n_more sites, each time the one that saves most.

    rows: start, site, cost, last; cols: as `columns` gives them; fee (m,) float64 >= 0; money:
    the fees that may be spent.  Returns (built, saved): built (m,) bool, saved (openings,)
    float64.  Savings are kept up to date rather than computed again: O(A) in all.
    """
    start, site, cost, last = rows
    col_start, col_row, col_cost = cols
    now = last.copy()
    built = np.zeros(fee.size, np.bool_)
    saving = np.zeros(built.size)
    history = np.empty(built.size)
    n_opened = 0
    while n_opened < n_more:
        if n_opened & (n_opened - 1) == 0:
            # Afresh after 0, 1, 2, 4 ... openings: the first savings dwarf the later ones.
            saving[:] = 0.0
            for row in range(start.size - 1):
                for pair in range(start[row], start[row + 1]):
                    if cost[pair] >= now[row]:
                        break
                    saving[site[pair]] += now[row] - cost[pair]
        best = -1
        best_worth = 0.0
        for at in range(built.size):
            if built[at] or fee[at] > money:
                continue
            worth = saving[at] / per[at] if per[at] > 0.0 else saving[at] * 1e12
            if best < 0 or worth > best_worth:
                best = at
                best_worth = worth
        if best < 0:
            break
        built[best] = True
        money -= fee[best]
        history[n_opened] = saving[best]
        n_opened += 1
        for at in range(col_start[best], col_start[best + 1]):
            row = col_row[at]
            before = now[row]
            after = col_cost[at]
            if after >= before:
                continue
            now[row] = after
            for pair in range(start[row], start[row + 1]):
                if cost[pair] >= before:
                    break
                saving[site[pair]] -= before - max(cost[pair], after)
    return built, history[:n_opened]


@njit(cache=True)
def _look(row, rows, slot_of, seen):
    """Write the two cheapest open slots of a row into seen: first, second, one, two."""
    start, site, cost, last = rows
    first, second, one, two = seen
    first[row] = last[row]
    second[row] = last[row]
    one[row] = -1
    two[row] = -1
    for pair in range(start[row], start[row + 1]):
        slot = slot_of[site[pair]]
        if slot >= 0:
            if one[row] < 0:
                one[row] = slot
                first[row] = cost[pair]
            else:
                two[row] = slot
                second[row] = cost[pair]
                return


@njit(cache=True)
def _tally(row, sign, rows, slot_of, seen, books):
    """Add (sign 1) or take back (-1) what a row says of every swap.

    gain (m,): saved if the site opens; loss (P,): lost if the slot closes; shared (m, P): what
    gain less loss counts wrongly when both happen (Resende and Werneck 2007).
    """
    start, site, cost, _ = rows
    first, second, one, _ = seen
    gain, loss, shared = books
    near, next_near, slot = first[row], second[row], one[row]
    if slot >= 0:
        loss[slot] += sign * (next_near - near)
    for pair in range(start[row], start[row + 1]):
        price = cost[pair]
        if price >= next_near:
            break
        at = site[pair]
        if slot_of[at] >= 0:
            continue
        if price < near:
            gain[at] += sign * (near - price)
        if slot >= 0:
            shared[at, slot] += sign * (next_near - max(price, near))


@njit(cache=True)
def _exchange(slot, new, rows, cols, slots, slot_of, seen, books, touched):
    """Close what stands in a slot (-1: nothing does) and open `new` (-1: nothing) there."""
    col_start, col_row, col_cost = cols
    _, second, one, two = seen
    old = slots[slot]
    n_touched = 0
    marked = touched[1]
    if old >= 0:
        for row in range(one.size):
            if one[row] == slot or two[row] == slot:
                touched[0][n_touched] = row
                marked[row] = 1
                n_touched += 1
    if new >= 0:
        for at in range(col_start[new], col_start[new + 1]):
            row = col_row[at]
            if col_cost[at] < second[row] and marked[row] == 0:
                touched[0][n_touched] = row
                marked[row] = 1
                n_touched += 1
    for at in range(n_touched):
        _tally(touched[0][at], -1.0, rows, slot_of, seen, books)
    if old >= 0:
        slot_of[old] = -1
    if new >= 0:
        slot_of[new] = slot
    slots[slot] = new
    for at in range(n_touched):
        row = touched[0][at]
        marked[row] = 0
        _look(row, rows, slot_of, seen)
        _tally(row, 1.0, rows, slot_of, seen, books)


@njit(cache=True)
def _best_swap(slots, slot_of, fee, money, books, least):
    """The swap that saves most, more than `least`: saving, slot, site (-1: there is none)."""
    gain, loss, shared = books
    best, best_slot, best_site = least, -1, -1
    for at in range(gain.size):
        if slot_of[at] >= 0 or gain[at] <= best:
            continue
        for slot in range(slots.size):
            saving = gain[at] - loss[slot] + shared[at, slot]
            if saving > best:
                back = fee[slots[slot]] if slots[slot] >= 0 else 0.0
                if fee[at] - back <= money:
                    best, best_slot, best_site = saving, slot, at
    return best, best_slot, best_site


@njit(cache=True)
def _count(rows, slot_of, seen, books):
    """Fill the books afresh."""
    books[0][:] = 0.0
    books[1][:] = 0.0
    books[2][:] = 0.0
    for row in range(seen[0].size):
        _look(row, rows, slot_of, seen)
        _tally(row, 1.0, rows, slot_of, seen, books)


@njit(cache=True)
def _descend(rows, cols, slots, slot_of, fee, money, seen, books, touched, least):
    """Swap while it saves; returns the money left and how many swaps were made.

    The books are kept up to date by adding and taking away, so that they drift.  What counts is
    the cost itself: a swap that does not lower it is undone, and the books are filled afresh.
    """
    n_swaps = 0
    total = seen[0].sum()
    is_fresh = False
    while True:
        _, slot, new = _best_swap(slots, slot_of, fee, money, books, least)
        if new < 0:
            return money, n_swaps
        old = slots[slot]
        _exchange(slot, new, rows, cols, slots, slot_of, seen, books, touched)
        after = seen[0].sum()
        if after < total:
            money -= fee[new] - (fee[old] if old >= 0 else 0.0)
            total = after
            n_swaps += 1
            is_fresh = False
            continue
        _exchange(slot, old, rows, cols, slots, slot_of, seen, books, touched)
        if is_fresh:
            return money, n_swaps
        _count(rows, slot_of, seen, books)
        total = seen[0].sum()
        is_fresh = True


@njit(cache=True)
def swap_rounds(rows, cols, slots, fee, money, kicks, least):
    """Improve an open set by swaps, then by kicks and swaps: the best set and its cost.

    rows, cols: as in `greedy`; slots (P,) int64: the open sites, -1 for a slot that may still be
    filled; fee (m,), money: what opening costs and what is left; kicks (R, K, 2) float64 in
    [0, 1]: in each of R rounds, K random swaps (which slot, which site) before the descent, none
    where the first is 1; least > 0: a swap must save more.  Returns (slots, cost, n_swaps).
    Best-improvement interchange with the sums of Resende and Werneck (2007), kept up to date:
    a swap costs O(m P) plus the rows that it touches.
    """
    n_rows, n_sites = rows[0].size - 1, fee.size
    slots = slots.copy()
    slot_of = np.full(n_sites, -1, np.int64)
    for slot in range(slots.size):
        if slots[slot] >= 0:
            slot_of[slots[slot]] = slot
    seen = (
        np.empty(n_rows),
        np.empty(n_rows),
        np.empty(n_rows, np.int64),
        np.empty(n_rows, np.int64),
    )
    books = (np.zeros(n_sites), np.zeros(slots.size), np.zeros((n_sites, slots.size)))
    touched = (np.empty(n_rows, np.int64), np.zeros(n_rows, np.uint8))
    _count(rows, slot_of, seen, books)

    money, n_swaps = _descend(rows, cols, slots, slot_of, fee, money, seen, books, touched, least)
    best = slots.copy()
    best_cost = seen[0].sum()
    best_money = money
    for turn in range(kicks.shape[0]):
        for kick in range(kicks.shape[1]):
            slot = int(kicks[turn, kick, 0] * slots.size)
            new = int(kicks[turn, kick, 1] * n_sites)
            if slot >= slots.size or slot_of[new] >= 0:
                continue
            back = fee[slots[slot]] if slots[slot] >= 0 else 0.0
            if fee[new] - back > money:
                continue
            money += back - fee[new]
            _exchange(slot, new, rows, cols, slots, slot_of, seen, books, touched)
        money, more = _descend(rows, cols, slots, slot_of, fee, money, seen, books, touched, least)
        n_swaps += more
        total = seen[0].sum()
        if total < best_cost - least:
            best_cost = total
            best[:] = slots
            best_money = money
        else:
            # Back to the best set: first empty the slots that differ, then fill them.
            for slot in range(slots.size):
                if slots[slot] != best[slot]:
                    _exchange(slot, -1, rows, cols, slots, slot_of, seen, books, touched)
            for slot in range(slots.size):
                if slots[slot] != best[slot]:
                    _exchange(slot, best[slot], rows, cols, slots, slot_of, seen, books, touched)
            money = best_money
    return best, best_cost, n_swaps


@njit(cache=True)
def shrink(start, site, cost, last, state):
    """The rows over the sites that are still free, each cut at its first chosen site.

    state (m,) int64: -2 chosen, -1 closed, else the new position of a free site.  Returns
    (start, site, cost, last): all n rows, `last` lowered to what the chosen sites cost.
    """
    n_rows = start.size - 1
    new_start = np.zeros(n_rows + 1, np.int64)
    new_site = np.empty(site.size, np.int32)
    new_cost = np.empty(site.size, np.float64)
    new_last = last.copy()
    n_pairs = 0
    for row in range(n_rows):
        for pair in range(start[row], start[row + 1]):
            at = state[site[pair]]
            if at == -2:
                new_last[row] = cost[pair]
                break
            if at >= 0:
                new_site[n_pairs] = at
                new_cost[n_pairs] = cost[pair]
                n_pairs += 1
        new_start[row + 1] = n_pairs
    return new_start, new_site[:n_pairs].copy(), new_cost[:n_pairs].copy(), new_last


@njit(cache=True)
def nearest_lists(start, site, unit, weight, served, allowed, most):
    """The `most` cheapest allowed sites of each served row, ascending, in weighted cost.

    start, site, unit: CSR pairs in any order; weight (n,) > 0 for served (k,) int64 rows; allowed
    (m,) bool.  Returns (start, site, cost, following, is_cut): following (k,) is the weighted
    cost of the next site, is_cut (k,) bool says whether there is one.  O(A log A).
    """
    n_rows = served.size
    new_start = np.zeros(n_rows + 1, np.int64)
    widest = 0
    for at in range(n_rows):
        row = served[at]
        n_here = 0
        for pair in range(start[row], start[row + 1]):
            if allowed[site[pair]]:
                n_here += 1
        widest = max(widest, n_here)
        new_start[at + 1] = new_start[at] + min(n_here, most)
    new_site = np.empty(new_start[-1], np.int32)
    new_cost = np.empty(new_start[-1], np.float64)
    following = np.zeros(n_rows)
    is_cut = np.zeros(n_rows, np.bool_)
    here = np.empty(widest, np.int64)
    for at in range(n_rows):
        row = served[at]
        n_here = 0
        for pair in range(start[row], start[row + 1]):
            if allowed[site[pair]]:
                here[n_here] = pair
                n_here += 1
        price = unit[here[:n_here]]
        if n_here > most:
            next_price = np.partition(price, most)[most]
            is_cut[at] = True
            following[at] = next_price * weight[row]
            # Those below the cut, then as many of its equals as fit.
            n_below = 0
            for step in range(n_here):
                if price[step] < next_price:
                    n_below += 1
            n_equal = most - n_below
            n_kept = 0
            for step in range(n_here):
                keep = price[step] < next_price
                if price[step] == next_price and n_equal > 0:
                    n_equal -= 1
                    keep = True
                if keep:
                    here[n_kept] = here[step]
                    n_kept += 1
            n_here = n_kept
            price = unit[here[:n_here]]
        order = np.argsort(price, kind="mergesort")
        for step in range(n_here):
            new_site[new_start[at] + step] = site[here[order[step]]]
            new_cost[new_start[at] + step] = price[order[step]] * weight[row]
    return new_start, new_site, new_cost, following, is_cut
