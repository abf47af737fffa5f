"""Covering: prices, greedy openings and swaps.  n demands, m sites, A pairs, P slots.

A pair says that a site covers a demand.  Rows: start (n+1,) int64, site (A,) int32; columns, the
same pairs by site: col_start (m+1,) int64, col_row (A,) int32.  weight (n,) float64 >= 0.
"""

import numpy as np
from numba import njit

__all__ = ["columns", "count", "greedy", "prices", "swap_rounds"]


@njit(cache=True)
def columns(start, site, n_sites):
    """The pairs by site, rows ascending in each: col_start, col_row.  O(A)."""
    col_start = np.zeros(n_sites + 1, np.int64)
    for pair in range(site.size):
        col_start[site[pair] + 1] += 1
    for at in range(n_sites):
        col_start[at + 1] += col_start[at]
    head = col_start[:-1].copy()
    col_row = np.empty(site.size, np.int32)
    for row in range(start.size - 1):
        for pair in range(start[row], start[row + 1]):
            col_row[head[site[pair]]] = row
            head[site[pair]] += 1
    return col_start, col_row


@njit(cache=True)
def prices(col_start, col_row, u, price):
    """Write minus the sum of u (n,) over the demands of each site into price (m,)."""
    for at in range(col_start.size - 1):
        total = 0.0
        for pair in range(col_start[at], col_start[at + 1]):
            total += u[col_row[pair]]
        price[at] = -total


@njit(cache=True)
def count(col_start, col_row, chosen, out):
    """Write how often each demand is covered into out (n,), by sites open to chosen (m,)."""
    out[:] = 0.0
    for at in range(col_start.size - 1):
        share = chosen[at]
        if share != 0.0:
            for pair in range(col_start[at], col_start[at + 1]):
                out[col_row[pair]] += share


@njit(cache=True)
def greedy(rows, cols, weight, fee, per, n_more, money):
    """Open up to n_more sites, each time the one that covers most more.

    rows: start, site; cols: as `columns` gives them; fee (m,) float64 >= 0; money: the fees that
    may be spent; per (m,) float64: gains are compared for so much each.  Returns (built, gained):
    built (m,) bool, gained (openings,).  At least 1 - 1/e of the best without fees (Nemhauser,
    Wolsey and Fisher 1978).  What a site would gain is kept up to date: O(A) in all.
    """
    start, site = rows
    col_start, col_row = cols
    built = np.zeros(fee.size, np.bool_)
    met = np.zeros(weight.size, np.bool_)
    gain = np.zeros(fee.size)
    for at in range(fee.size):
        for pair in range(col_start[at], col_start[at + 1]):
            gain[at] += weight[col_row[pair]]
    history = np.empty(built.size)
    n_opened = 0
    while n_opened < n_more:
        best = -1
        best_worth = 0.0
        for at in range(built.size):
            if built[at] or fee[at] > money:
                continue
            worth = gain[at] / per[at] if per[at] > 0.0 else gain[at] * 1e12
            if best < 0 or worth > best_worth:
                best = at
                best_worth = worth
        if best < 0:
            break
        built[best] = True
        money -= fee[best]
        history[n_opened] = gain[best]
        n_opened += 1
        for pair in range(col_start[best], col_start[best + 1]):
            row = col_row[pair]
            if not met[row]:
                met[row] = True
                for other in range(start[row], start[row + 1]):
                    gain[site[other]] -= weight[row]
    return built, history[:n_opened]


@njit(cache=True)
def _open(new, slot, rows, cols, weight, slots, slot_of, state):
    """Let a site stand in a slot that is empty."""
    start, site = rows
    col_start, col_row = cols
    times, tag, gain, loss = state
    slots[slot] = new
    slot_of[new] = slot
    loss[slot] = 0.0
    for pair in range(col_start[new], col_start[new + 1]):
        row = col_row[pair]
        if times[row] == 0:
            loss[slot] += weight[row]
            for other in range(start[row], start[row + 1]):
                gain[site[other]] -= weight[row]
        elif times[row] == 1:
            loss[tag[row]] -= weight[row]
        times[row] += 1
        tag[row] += slot  # the sum of the slots: with one left, it is that one


@njit(cache=True)
def _close(slot, rows, cols, weight, slots, slot_of, state):
    """Empty a slot."""
    start, site = rows
    col_start, col_row = cols
    times, tag, gain, loss = state
    old = slots[slot]
    slots[slot] = -1
    slot_of[old] = -1
    for pair in range(col_start[old], col_start[old + 1]):
        row = col_row[pair]
        times[row] -= 1
        tag[row] -= slot
        if times[row] == 0:
            for other in range(start[row], start[row + 1]):
                gain[site[other]] += weight[row]
        elif times[row] == 1:
            loss[tag[row]] += weight[row]
    loss[slot] = 0.0


@njit(cache=True)
def _best_slot(new, cols, weight, slots, fee, money, state, together):
    """What opening `new` in the best slot gains, and that slot, -1 if none can be paid."""
    col_start, col_row = cols
    times, tag, gain, loss = state
    together[:] = 0.0
    for pair in range(col_start[new], col_start[new + 1]):
        row = col_row[pair]
        if times[row] == 1:
            together[tag[row]] += weight[row]
    best, best_slot = -np.inf, -1
    for slot in range(slots.size):
        gained = gain[new] - loss[slot] + together[slot]
        if gained > best:
            back = fee[slots[slot]] if slots[slot] >= 0 else 0.0
            if fee[new] - back <= money:
                best, best_slot = gained, slot
    return best, best_slot


@njit(cache=True)
def _covered(weight, times):
    total = 0.0
    for row in range(weight.size):
        if times[row] > 0:
            total += weight[row]
    return total


@njit(cache=True)
def _descend(rows, cols, weight, slots, slot_of, fee, money, state, together, least):
    """Swap while it gains: each site in turn takes the slot that suits it best."""
    gain = state[2]
    total = _covered(weight, state[0])
    n_swaps = 0
    idle = 0
    new = 0
    while idle < gain.size:
        if slot_of[new] < 0 and gain[new] > least:
            gained, slot = _best_slot(new, cols, weight, slots, fee, money, state, together)
            if slot >= 0 and gained > least:
                old = slots[slot]
                if old >= 0:
                    _close(slot, rows, cols, weight, slots, slot_of, state)
                _open(new, slot, rows, cols, weight, slots, slot_of, state)
                after = _covered(weight, state[0])
                if after > total:
                    money -= fee[new] - (fee[old] if old >= 0 else 0.0)
                    total = after
                    n_swaps += 1
                    idle = 0
                else:  # gained by rounding only
                    _close(slot, rows, cols, weight, slots, slot_of, state)
                    if old >= 0:
                        _open(old, slot, rows, cols, weight, slots, slot_of, state)
        idle += 1
        new = new + 1 if new + 1 < gain.size else 0
    return money, n_swaps


@njit(cache=True)
def swap_rounds(rows, cols, weight, slots, fee, money, kicks, least):
    """Improve an open set by swaps, then by kicks and swaps: the best set and what it covers.

    rows, cols, weight: as in `greedy`; slots (P,) int64: the open sites, -1 for a slot that may
    still be filled; fee (m,), money: what opening costs and what is left; kicks (R, K, 2) float64
    in [0, 1]: in each of R rounds, K random swaps (which slot, which site) before the descent,
    none where the first is 1; least > 0: a swap must gain more.  Returns (slots, covered,
    n_swaps).  A site that gains nothing by itself cannot gain by a swap: only others are tried.
    """
    col_start = cols[0]
    n_sites = fee.size
    best = slots.copy()
    slots = np.full(best.size, -1, np.int64)
    slot_of = np.full(n_sites, -1, np.int64)
    state = (
        np.zeros(weight.size, np.int32),
        np.zeros(weight.size, np.int64),
        np.zeros(n_sites),
        np.zeros(best.size),
    )
    together = np.empty(best.size)
    for at in range(n_sites):
        for pair in range(col_start[at], col_start[at + 1]):
            state[2][at] += weight[cols[1][pair]]
    for slot in range(best.size):
        if best[slot] >= 0:
            _open(best[slot], slot, rows, cols, weight, slots, slot_of, state)

    money, n_swaps = _descend(
        rows, cols, weight, slots, slot_of, fee, money, state, together, least
    )
    best[:] = slots
    best_covered = _covered(weight, state[0])
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
            if slots[slot] >= 0:
                _close(slot, rows, cols, weight, slots, slot_of, state)
            _open(new, slot, rows, cols, weight, slots, slot_of, state)
        money, more = _descend(
            rows, cols, weight, slots, slot_of, fee, money, state, together, least
        )
        n_swaps += more
        covered = _covered(weight, state[0])
        if covered > best_covered + least:
            best_covered = covered
            best[:] = slots
            best_money = money
        else:
            for slot in range(slots.size):
                if slots[slot] != best[slot] and slots[slot] >= 0:
                    _close(slot, rows, cols, weight, slots, slot_of, state)
            for slot in range(slots.size):
                if slots[slot] != best[slot] and best[slot] >= 0:
                    _open(best[slot], slot, rows, cols, weight, slots, slot_of, state)
            money = best_money
    return best, best_covered, n_swaps


@njit(cache=True)
def shrink(start, site, state):
    """The rows that no chosen site covers, over the sites that are still free.

    state (m,) int64: -2 chosen, -1 closed, else the new position of a free site.  Returns
    (start, site, kept): kept (rows,) int64 are the demands, some perhaps without any site.
    """
    n_rows = start.size - 1
    kept = np.empty(n_rows, np.int64)
    new_start = np.zeros(n_rows + 1, np.int64)
    new_site = np.empty(site.size, np.int32)
    n_kept, n_pairs = 0, 0
    for row in range(n_rows):
        n_before = n_pairs
        for pair in range(start[row], start[row + 1]):
            at = state[site[pair]]
            if at == -2:
                n_pairs = n_before
                break
            if at >= 0:
                new_site[n_pairs] = at
                n_pairs += 1
        else:
            kept[n_kept] = row
            n_kept += 1
            new_start[n_kept] = n_pairs
    return new_start[: n_kept + 1].copy(), new_site[:n_pairs].copy(), kept[:n_kept].copy()


@njit(cache=True)
def merge_rows(start, site, key, order):
    """Which rows have the same sites in the same order: the first of them, for each row.

    key (n,) uint64: equal for equal rows; order (n,) int64 sorts it, stably.  Rows of one key are
    compared with the first of their run, so that a clash of keys only leaves rows apart.
    """
    first = np.empty(key.size, np.int64)
    head = -1
    for at in range(order.size):
        row = order[at]
        same = head >= 0 and key[row] == key[head]
        same = same and start[row + 1] - start[row] == start[head + 1] - start[head]
        if same:
            for step in range(start[row + 1] - start[row]):
                if site[start[row] + step] != site[start[head] + step]:
                    same = False
                    break
        if not same:
            head = row
        first[row] = head
    return first


@njit(cache=True)
def row_keys(start, site, salt):
    """A number (n,) uint64 that is equal for equal rows; salt (m,) uint64, random."""
    key = np.zeros(start.size - 1, np.uint64)
    for row in range(start.size - 1):
        total = np.uint64(0)
        for pair in range(start[row], start[row + 1]):
            total += salt[site[pair]]
        key[row] = total
    return key
