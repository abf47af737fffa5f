"""Sites with room for so many people: whom each would take at what people offer.

n demands, m sites, A pairs.  A person who is served by a site pays the offer of the demand, less
the cost of the pair; a site takes those who pay most, as many as it has room for.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["Net", "columns", "counts", "fill", "longest", "net_of", "prices"]


class Net(NamedTuple):
    """Who may be served where, at what cost, and the room.

    The pairs by demand: start (n+1,) int64, site (A,) int32, cost (A,) float64 >= 0.  The same by
    site: col_start (m+1,) int64, col_row (A,) int32, col_pair (A,) int64 (where each stands in
    the rows), col_cost (A,) float64.  weight (n,) float64 people; last, what leaving one person out
    costs: where there are costs, more than any m of them together; room (m,) float64, the people
    that a site takes, finite.  Costs are multiples of one power of two, so fine that sums of 2 m
    of them are exact: see `net_of`.
    """

    start: NDArray[np.int64]
    site: NDArray[np.int32]
    cost: NDArray[np.float64]
    col_start: NDArray[np.int64]
    col_row: NDArray[np.int32]
    col_pair: NDArray[np.int64]
    col_cost: NDArray[np.float64]
    weight: NDArray[np.float64]
    last: float
    room: NDArray[np.float64]


@njit(cache=True)
def columns(start, site, cost, n_sites):
    """The pairs by site, rows ascending in each: col_start, col_row, col_pair, col_cost.  O(A)."""
    col_start = np.zeros(n_sites + 1, np.int64)
    for pair in range(site.size):
        col_start[site[pair] + 1] += 1
    for at in range(n_sites):
        col_start[at + 1] += col_start[at]
    place = col_start[:-1].copy()
    col_row = np.empty(site.size, np.int32)
    col_pair = np.empty(site.size, np.int64)
    col_cost = np.empty(site.size)
    for row in range(start.size - 1):
        for pair in range(start[row], start[row + 1]):
            to = place[site[pair]]
            col_row[to] = row
            col_pair[to] = pair
            col_cost[to] = cost[pair]
            place[site[pair]] += 1
    return col_start, col_row, col_pair, col_cost


def net_of(
    start: NDArray[np.int64],
    site: NDArray[np.int32],
    cost: NDArray[np.float64],
    weight: NDArray[np.float64],
    last: float,
    room: NDArray[np.float64],
) -> Net:
    """A Net of pairs by demand; costs are rounded down to the grid, by 1e-15 m of the largest.

    All as in `Net`, but room may be infinite: where it takes all within reach it is twice that.
    """
    if cost.size:
        exponent = np.frexp((2 * room.size + 2) * cost.max())[1]
        grid = np.ldexp(1.0, exponent - 53)
        cost = np.floor(cost / grid) * grid if grid > 0.0 else cost
    people = np.bincount(site, weights=np.repeat(weight, np.diff(start)), minlength=room.size)
    finite = np.where(room >= people, 2 * people, room)
    first, row, pair, unit = columns(start, site, cost, room.size)
    return Net(start, site, cost, first, row, pair, unit, weight, last, finite)


@njit(cache=True)
def fill(at, net, offer, worth, people):
    """What a site earns by the best choice of its people, and what the last one taken pays.

    offer (n,) float64; worth, people: float64 scratch for the longest column.  The second is 0
    where there is room for all who pay anything.  A fractional knapsack by selection, O(pairs of
    the site) on average (Balas and Zemel 1980).
    """
    n = 0
    total = 0.0
    earned = 0.0
    for place in range(net.col_start[at], net.col_start[at + 1]):
        row = net.col_row[place]
        gain = offer[row] - net.col_cost[place]
        if gain > 0.0:
            worth[n] = gain
            people[n] = net.weight[row]
            total += people[n]
            earned += gain * people[n]
            n += 1
    if total <= net.room[at]:
        return earned, 0.0
    low = 0
    high = n
    left = net.room[at]
    earned = 0.0
    pivot = 0.0
    while low < high:
        a, b, c = worth[low], worth[(low + high) // 2], worth[high - 1]
        pivot = max(min(a, b), min(max(a, b), c))
        above = low  # [low, above) pays more than the pivot, [above, middle) as much
        middle = low
        behind = high
        more_people = 0.0
        more_worth = 0.0
        as_much = 0.0
        while middle < behind:
            if worth[middle] > pivot:
                more_people += people[middle]
                more_worth += people[middle] * worth[middle]
                worth[above], worth[middle] = worth[middle], worth[above]
                people[above], people[middle] = people[middle], people[above]
                above += 1
                middle += 1
            elif worth[middle] < pivot:
                behind -= 1
                worth[behind], worth[middle] = worth[middle], worth[behind]
                people[behind], people[middle] = people[middle], people[behind]
            else:
                as_much += people[middle]
                middle += 1
        if more_people > left:
            high = above
        elif more_people + as_much >= left:
            return earned + more_worth + (left - more_people) * pivot, pivot
        else:
            earned += more_worth + as_much * pivot
            left -= more_people + as_much
            low = middle
    return earned, pivot


@njit(cache=True)
def longest(net):
    """Pairs of the site that has most, 1 at least."""
    most = 1
    for at in range(net.room.size):
        most = max(most, net.col_start[at + 1] - net.col_start[at])
    return most


@njit(cache=True)
def prices(net, offer, first, end):
    """Minus what each site from first up to end earns at the offers (n,).  O(A)."""
    most = longest(net)
    worth, people = np.empty(most), np.empty(most)
    price = np.empty(end - first)
    for at in range(first, end):
        price[at - first] = -fill(at, net, offer, worth, people)[0]
    return price


@njit(cache=True)
def counts(net, offer, chosen):
    """The share of each demand (n,) that sites, open to chosen (m,), would take.  O(A)."""
    most = longest(net)
    worth, people = np.empty(most), np.empty(most)
    out = np.zeros(net.weight.size)
    for at in range(chosen.size):
        if chosen[at] == 0.0:
            continue
        least = fill(at, net, offer, worth, people)[1]
        left = net.room[at]
        for place in range(net.col_start[at], net.col_start[at + 1]):
            row = net.col_row[place]
            if offer[row] - net.col_cost[place] > least:
                out[row] += chosen[at]
                left -= net.weight[row]
        if least == 0.0:
            continue
        for place in range(net.col_start[at], net.col_start[at + 1]):
            row = net.col_row[place]
            if left > 0.0 and offer[row] - net.col_cost[place] == least:
                taken = min(left, net.weight[row])
                out[row] += chosen[at] * taken / net.weight[row]
                left -= taken
    return out
