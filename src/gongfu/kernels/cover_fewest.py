"""Covering all demands with few sites: what may be left out, and a search by weights of demands.

n demands, m sites.  Rows: start (n+1,) int64, site (A,) int32, sites ascending in each; columns,
the same pairs by site: col_start (m+1,) int64, col_row (A,) int32, rows ascending in each.
"""

import numpy as np
from numba import njit

__all__ = ["held", "holding", "search_by_weights"]


@njit(cache=True)
def _is_within(item, low, high, other_low, other_high):
    """Whether item[low:high] is part of item[other_low:other_high], both ascending."""
    while low < high:
        if high - low > other_high - other_low:
            return False
        if item[low] == item[other_low]:
            low += 1
        elif item[low] < item[other_low]:
            return False
        other_low += 1
    return True


@njit(cache=True)
def _rarest(start, item, col_start, at):
    """The item of a list that is in fewest lists."""
    best = item[start[at]]
    for pair in range(start[at] + 1, start[at + 1]):
        other = item[pair]
        if col_start[other + 1] - col_start[other] < col_start[best + 1] - col_start[best]:
            best = other
    return best


@njit(cache=True)
def holding(start, site, col_start, col_row):
    """Demands (n,) bool that are covered whenever another one is: all of its sites are theirs.

    Of equal ones, all but the first.  Every demand has a site.
    """
    idle = np.zeros(start.size - 1, np.bool_)
    for row in range(idle.size):
        if idle[row]:
            continue
        at = _rarest(start, site, col_start, row)
        n_here = start[row + 1] - start[row]
        for pair in range(col_start[at], col_start[at + 1]):
            other = col_row[pair]
            n_there = start[other + 1] - start[other]
            if idle[other] or n_there < n_here or (n_there == n_here and other <= row):
                continue
            idle[other] = _is_within(
                site, start[row], start[row + 1], start[other], start[other + 1]
            )
    return idle


@njit(cache=True)
def held(start, site, col_start, col_row, fee):
    """Sites (m,) bool that another one replaces: it covers as much and costs no more, fee (m,).

    Of equal ones, all but the first.
    """
    idle = np.zeros(fee.size, np.bool_)
    for at in range(fee.size):
        n_here = col_start[at + 1] - col_start[at]
        if n_here == 0:
            idle[at] = True
            continue
        row = _rarest(col_start, col_row, start, at)
        for pair in range(start[row], start[row + 1]):
            other = site[pair]
            if other == at or idle[other] or fee[other] > fee[at]:
                continue
            n_there = col_start[other + 1] - col_start[other]
            is_equal = n_there == n_here and fee[other] == fee[at]
            if n_there < n_here or (is_equal and other > at):
                continue
            if _is_within(
                col_row, col_start[at], col_start[at + 1], col_start[other], col_start[other + 1]
            ):
                idle[at] = True
                break
    return idle


@njit(cache=True)
def _open(at, rows, cols, state, left):
    """Open a site; left: demands that nobody covers, how many and which and where each stands."""
    start, site = rows
    col_start, col_row = cols
    weight, times, owner, score = state
    n_left, missed, place = left
    alone = 0
    for pair in range(col_start[at], col_start[at + 1]):
        row = col_row[pair]
        if times[row] == 0:
            alone += weight[row]
            for other in range(start[row], start[row + 1]):
                score[site[other]] -= weight[row]
            n_left[0] -= 1
            last = missed[n_left[0]]
            missed[place[row]] = last
            place[last] = place[row]
        elif times[row] == 1:
            score[owner[row]] -= weight[row]
        times[row] += 1
        owner[row] += at  # the sum of the sites: with one left, it is that one
    score[at] = alone


@njit(cache=True)
def _close(at, rows, cols, state, left):
    """Close a site."""
    start, site = rows
    col_start, col_row = cols
    weight, times, owner, score = state
    n_left, missed, place = left
    score[at] = 0
    for pair in range(col_start[at], col_start[at + 1]):
        row = col_row[pair]
        times[row] -= 1
        owner[row] -= at
        if times[row] == 0:
            for other in range(start[row], start[row + 1]):
                score[site[other]] += weight[row]
            missed[n_left[0]] = row
            place[row] = n_left[0]
            n_left[0] += 1
        elif times[row] == 1:
            score[owner[row]] += weight[row]


@njit(cache=True)
def search_by_weights(rows, cols, built, n_more, draws):
    """At most n_more sites that cover every demand: (built, whether they do).

    rows: start, site; cols: col_start, col_row; built (m,) bool: where to begin; draws (T,)
    float64 in [0, 1): chance, one for each of T steps.  A step closes the open site that is
    missed least, opens the best site for a demand that nobody covers, drawn, and makes all that
    nobody covers weigh one more: row weighting local search (Gao, Weise and Li 2015).
    """
    start, site = rows
    n_rows, n_sites = start.size - 1, built.size
    # score (m,): what a closed site would gain, what only this site covers of an open one
    state = (
        np.ones(n_rows, np.int64),
        np.zeros(n_rows, np.int64),
        np.zeros(n_rows, np.int64),
        np.zeros(n_sites, np.int64),
    )
    weight, _, _, score = state
    left = (np.array([n_rows]), np.arange(n_rows), np.arange(n_rows))
    n_left, missed, _ = left
    for pair in range(site.size):
        score[site[pair]] += 1
    chosen = np.full(n_sites, -1, np.int64)
    since = np.zeros(n_sites, np.int64)
    n_open = 0
    for at in range(n_sites):
        if built[at]:
            _open(at, rows, cols, state, left)
            chosen[n_open] = at
            n_open += 1
    step, newest = 0, -1
    while step < draws.size and (n_left[0] > 0 or n_open > n_more):
        n_close = max(0, n_open + 1 - n_more) if n_left[0] > 0 else n_open - n_more
        last = -1
        for _ in range(n_close):
            slot = -1
            for other in range(n_open):
                at = chosen[other]
                if at == newest and n_open > 1:
                    continue
                if slot >= 0:
                    ahead = score[at] - score[chosen[slot]]
                    if ahead > 0 or (ahead == 0 and since[at] >= since[chosen[slot]]):
                        continue
                slot = other
            if slot < 0:
                break
            last = chosen[slot]
            n_open -= 1
            chosen[slot] = chosen[n_open]
            since[last] = step
            _close(last, rows, cols, state, left)
        if n_left[0] > 0 and n_open < n_more:
            row = missed[int(draws[step] * n_left[0])]
            best = -1
            for pair in range(start[row], start[row + 1]):
                at = site[pair]
                if at == last and start[row + 1] - start[row] > 1:
                    continue
                if best >= 0:
                    ahead = score[at] - score[best]
                    if ahead < 0 or (ahead == 0 and since[at] >= since[best]):
                        continue
                best = at
            _open(best, rows, cols, state, left)
            chosen[n_open] = best
            n_open += 1
            since[best] = step
            newest = best
            for other in range(n_left[0]):
                row = missed[other]
                weight[row] += 1
                for pair in range(start[row], start[row + 1]):
                    score[site[pair]] += 1
        step += 1
    found = np.zeros(n_sites, np.bool_)
    for slot in range(n_open):
        found[chosen[slot]] = True
    return found, n_left[0] == 0 and n_open <= n_more
