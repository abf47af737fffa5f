"""Covering that counts twice: greedy openings and swaps.  n demands, m sites, A pairs, P slots.

Pairs stand as in `covering`: rows (start, site), columns (col_start, col_row).  A demand is worth
first (n,) float64 once an open site covers it, and second (n,) <= first more with another.
"""

import numpy as np
from numba import njit

__all__ = ["greedy", "swap_rounds", "worth"]


@njit(cache=True)
def _more(times, first, second):
    """What one site more is worth to a demand that so many cover."""
    if times == 0:
        return first
    return second if times == 1 else 0.0


@njit(cache=True)
def worth(times, first, second):
    """What demands covered so often, times (n,), are worth together."""
    total = 0.0
    for row in range(times.size):
        if times[row] > 0:
            total += first[row]
        if times[row] > 1:
            total += second[row]
    return total


@njit(cache=True)
def _shift(at, step, rows, cols, first, second, times, gain):
    """Open (step 1) or close (step -1) a site; gain (m,) is kept up to date."""
    start, site = rows
    col_start, col_row = cols
    for pair in range(col_start[at], col_start[at + 1]):
        row = col_row[pair]
        change = -_more(times[row], first[row], second[row])
        times[row] += step
        change += _more(times[row], first[row], second[row])
        if change != 0.0:
            for other in range(start[row], start[row + 1]):
                gain[site[other]] += change


@njit(cache=True)
def _gains(cols, first):
    """What each site is worth where none is open (m,)."""
    col_start, col_row = cols
    gain = np.zeros(col_start.size - 1)
    for at in range(gain.size):
        for pair in range(col_start[at], col_start[at + 1]):
            gain[at] += first[col_row[pair]]
    return gain


@njit(cache=True)
def greedy(rows, cols, first, second, fee, per, n_more, money):
    """Open up to n_more sites, each time the one that is worth most more: built (m,) bool.

    fee (m,) float64 >= 0; money: the fees that may be spent; per (m,) float64: gains are compared
    for so much each.  The worth is submodular: at least 1 - 1/e of the best without fees
    (Nemhauser, Wolsey and Fisher 1978).
    """
    built = np.zeros(fee.size, np.bool_)
    times = np.zeros(first.size, np.int64)
    gain = _gains(cols, first)
    for _ in range(min(n_more, fee.size)):
        best = -1
        best_worth = 0.0
        for at in range(fee.size):
            if built[at] or fee[at] > money:
                continue
            found = gain[at] / per[at] if per[at] > 0.0 else gain[at] * 1e12
            if best < 0 or found > best_worth:
                best = at
                best_worth = found
        if best < 0:
            break
        built[best] = True
        money -= fee[best]
        _shift(best, 1, rows, cols, first, second, times, gain)
    return built


@njit(cache=True)
def _descend(rows, cols, first, second, slots, is_open, fee, money, times, gain, least):
    """Swap while it gains: each slot in turn takes the site that suits it best."""
    total = worth(times, first, second)
    n_swaps = 0
    idle = 0
    slot = 0
    while idle < slots.size:
        old = slots[slot]
        to_beat = 0.0
        if old >= 0:
            _shift(old, -1, rows, cols, first, second, times, gain)
            is_open[old] = False
            money += fee[old]
            to_beat = gain[old]
        new = -1
        for at in range(fee.size):
            if not is_open[at] and fee[at] <= money and gain[at] > to_beat + least:
                new = at
                to_beat = gain[at]
        kept = old
        if new >= 0:
            _shift(new, 1, rows, cols, first, second, times, gain)
            after = worth(times, first, second)
            if after > total:
                total = after
                kept = new
                n_swaps += 1
                idle = -1
            else:  # gained by rounding only
                _shift(new, -1, rows, cols, first, second, times, gain)
        if kept == old and old >= 0:
            _shift(old, 1, rows, cols, first, second, times, gain)
        slots[slot] = kept
        if kept >= 0:
            is_open[kept] = True
            money -= fee[kept]
        idle += 1
        slot = slot + 1 if slot + 1 < slots.size else 0
    return money, n_swaps


@njit(cache=True)
def swap_rounds(rows, cols, first, second, slots, fee, money, kicks, least):
    """Improve an open set by swaps, then by kicks and swaps: the best set and what it is worth.

    slots, fee, money, kicks, least: as in `covering.swap_rounds`.  Returns (slots, worth,
    n_swaps).
    """
    n_sites = fee.size
    slots = slots.copy()
    is_open = np.zeros(n_sites, np.bool_)
    times = np.zeros(first.size, np.int64)
    gain = _gains(cols, first)
    for slot in range(slots.size):
        if slots[slot] >= 0:
            is_open[slots[slot]] = True
            _shift(slots[slot], 1, rows, cols, first, second, times, gain)

    money, n_swaps = _descend(
        rows, cols, first, second, slots, is_open, fee, money, times, gain, least
    )
    best = slots.copy()
    best_worth = worth(times, first, second)
    best_money = money
    for turn in range(kicks.shape[0]):
        for kick in range(kicks.shape[1]):
            slot = int(kicks[turn, kick, 0] * slots.size)
            new = int(kicks[turn, kick, 1] * n_sites)
            if slot >= slots.size or is_open[new]:
                continue
            old = slots[slot]
            back = fee[old] if old >= 0 else 0.0
            if fee[new] - back > money:
                continue
            money += back - fee[new]
            if old >= 0:
                _shift(old, -1, rows, cols, first, second, times, gain)
                is_open[old] = False
            _shift(new, 1, rows, cols, first, second, times, gain)
            is_open[new] = True
            slots[slot] = new
        money, more = _descend(
            rows, cols, first, second, slots, is_open, fee, money, times, gain, least
        )
        n_swaps += more
        found = worth(times, first, second)
        if found > best_worth + least:
            best_worth = found
            best[:] = slots
            best_money = money
            continue
        for slot in range(slots.size):
            if slots[slot] != best[slot] and slots[slot] >= 0:
                _shift(slots[slot], -1, rows, cols, first, second, times, gain)
                is_open[slots[slot]] = False
        for slot in range(slots.size):
            if slots[slot] != best[slot] and best[slot] >= 0:
                _shift(best[slot], 1, rows, cols, first, second, times, gain)
                is_open[best[slot]] = True
            slots[slot] = best[slot]
        money = best_money
    return best, best_worth, n_swaps
