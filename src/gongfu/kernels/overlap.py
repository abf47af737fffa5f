"""How groups share one ranking.  n members, G groups.

Members come ranked: value (n,) float64 ascending; weight (n,) float64, > 0, or (1,) where every
member weighs the same; group (n,) positions in [0, G), of any integer type.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

CHUNK = 1 << 14


class GroupSpread(NamedTuple):
    """Of each group (G,): its weight, what it holds, half its mean difference; and of all."""

    weight: np.ndarray
    total: np.ndarray
    half_difference: np.ndarray
    whole_half_difference: float


@njit(cache=True, nogil=True)
def group_totals(value, weight, group, n_groups):
    """Weight (G,) and weighted sum (G,) of each group, in any order, summed in chunks.  O(n)."""
    step = 0 if weight.size == 1 else 1
    sums = np.zeros((n_groups, 2))
    size = max(CHUNK, 4 * n_groups)
    for start in range(0, value.size, size):
        part = np.zeros((n_groups, 2))
        for i in range(start, min(start + size, value.size)):
            w = weight[i * step]
            part[group[i], 0] += w
            part[group[i], 1] += w * value[i]
        sums += part
    return sums[:, 0].copy(), sums[:, 1].copy()


@njit(cache=True, nogil=True)
def sum_up(part):
    """The sum of part (G,), one after another."""
    return part.sum()


def group_spread(grouped, n_groups):
    """GroupSpread of Grouped members.  O(n)."""
    heavy, held = group_totals(grouped.value, grouped.weight, grouped.group, n_groups)
    return runs_spread([grouped], heavy, held)


def runs_spread(runs, heavy, held):
    """GroupSpread of Grouped members that come in runs, each above the one before.

    heavy and held (G,) are the weight of each group and what it holds, of all runs.  About the
    means, as `inequality.half_mean_difference`; exactly 0 where all are alike, whatever the
    rounding of their mean.  O(n).
    """
    n_groups = heavy.size
    whole = sum_up(heavy)
    mean, mean_of = sum_up(held) / whole, held / heavy
    of_all = np.zeros(2)
    of_group = np.zeros((n_groups, 2))
    low, high = np.full(n_groups, np.inf), np.full(n_groups, -np.inf)
    for run in runs:
        of_all, of_group = _spread(
            run.value, run.weight, run.group, mean, mean_of, of_all, of_group, low, high
        )
        del run  # before the next one is made
    of_group[low == high, 1] = 0.0
    spread = of_all[1] if low.min() < high.max() else 0.0
    return GroupSpread(heavy, held, of_group[:, 1] / heavy / heavy, spread / whole / whole)


@njit(cache=True, nogil=True)
def _spread(value, weight, group, mean, mean_of, of_all, of_group, low, high):
    """One sweep on from the weight and spread reached by all (2,) and by each group (G, 2).

    Lowers low and raises high (G,) to the members of each group.
    """
    step = 0 if weight.size == 1 else 1
    n_groups = mean_of.size
    reached, spread = of_all[0], of_all[1]
    reached_in, spread_in = of_group[:, 0].copy(), of_group[:, 1].copy()
    size = max(CHUNK, 4 * n_groups)
    for start in range(0, value.size, size):
        inside, part, part_in = 0.0, 0.0, np.zeros((n_groups, 2))
        for i in range(start, min(start + size, value.size)):
            w, x, g = weight[i * step], value[i], group[i]
            part += w * (x - mean) * (2.0 * (reached + inside) + w)
            inside += w
            row = part_in[g]
            row[1] += w * (x - mean_of[g]) * (2.0 * (reached_in[g] + row[0]) + w)
            row[0] += w
            low[g] = min(low[g], x)
            high[g] = x
        reached += inside
        spread += part
        reached_in += part_in[:, 0]
        spread_in += part_in[:, 1]
    return np.array([reached, spread]), np.column_stack((reached_in, spread_in))


def pair_differences(grouped, n_groups):
    """Mean absolute difference (G, G) of one member of each group; symmetric.

    The diagonal is Gini's mean difference of the group, a member paired with itself included.
    Every member meets the weight and the sum of all groups below it, so equal values need no care.
    O(n G), without a matrix of members.
    """
    heavy, held = group_totals(grouped.value, grouped.weight, grouped.group, n_groups)
    return runs_pair_differences([grouped], heavy, held)


def runs_pair_differences(runs, heavy, held):
    """As `pair_differences`, of Grouped members that come in runs, each above the one before.

    heavy and held (G,) are the weight of each group and what it holds, of all runs.
    """
    n_groups = heavy.size
    mean = held.sum() / heavy.sum()
    above, reached = np.zeros((n_groups, n_groups)), np.zeros((2, n_groups))
    for run in runs:
        _add_above(run.value, run.weight, run.group, mean, above, reached)
        del run  # before the next one is made
    return (above + above.T) / np.outer(heavy, heavy)


@njit(cache=True, nogil=True)
def _add_above(value, weight, group, mean, above, reached):
    """Add to above (G, G) how far j's members stand above h's members below them, row j.

    reached (2, G) goes on from the weight and the sum of the members below.
    """
    step = 0 if weight.size == 1 else 1
    n_groups = above.shape[0]
    heavy, held = reached[0], reached[1]
    for i in range(value.size):
        w, x, g = weight[i * step], value[i] - mean, group[i]
        row = above[g]
        a = w * x
        for h in range(n_groups):
            row[h] += a * heavy[h] - w * held[h]
        heavy[g] += w
        held[g] += a


def mean_ranks(grouped, n_groups):
    """Of each group (G,): mean rank among all, and covariance of value and that rank.

    A rank is the share of weight below plus half the share at the same value, so that the order
    of equal values does not matter.  O(n).
    """
    return _ranks(grouped.value, grouped.weight, grouped.group, n_groups)


@njit(cache=True, nogil=True)
def _ranks(value, weight, group, n_groups):
    heavy, held = group_totals(value, weight, group, n_groups)
    whole = heavy.sum()
    mean_of = held / heavy
    step = 0 if weight.size == 1 else 1
    rank_of, with_value = np.zeros(n_groups), np.zeros(n_groups)
    reached = 0.0
    start = 0
    while start < value.size:
        stop, tied = start, 0.0
        while stop < value.size and value[stop] == value[start]:
            tied += weight[stop * step]
            stop += 1
        rank = (reached + 0.5 * tied) / whole
        for i in range(start, stop):
            w, g = weight[i * step], group[i]
            rank_of[g] += w * rank
            with_value[g] += w * (value[i] - mean_of[g]) * rank
        reached += tied
        start = stop
    return rank_of / heavy, with_value / heavy


@njit(cache=True, nogil=True)
def tied_ranks(value, weight, order):
    """Rank (n,) in [0, 1] of each member, in the members' own order.

    order (n,) positions that sort value; ranks as in `mean_ranks`.  O(n).
    """
    step = 0 if weight.size == 1 else 1
    rank = np.empty(value.size)
    whole = 0.0
    for i in range(value.size):
        whole += weight[i * step]
    reached = 0.0
    start = 0
    while start < value.size:
        stop, tied = start, 0.0
        while stop < value.size and value[order[stop]] == value[order[start]]:
            tied += weight[order[stop] * step]
            stop += 1
        for i in range(start, stop):
            rank[order[i]] = (reached + 0.5 * tied) / whole
        reached += tied
        start = stop
    return rank
