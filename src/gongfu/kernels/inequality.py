"""Inequality of a weighted sample.  n members, G groups, L levels, K cuts.

value (n,) float64; weight (n,) float64, > 0, or (1,) where every member weighs the same; n >= 1;
the weighted total must be > 0.  group (n,) positions in [0, G), of any integer type.  All are
population formulas: no factor n / (n - 1).  Sums are taken in blocks, so that the rounding of ten
million members stays near that of a few thousand.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from scipy.special import xlogy

BLOCK = 1024
CHUNK = 1 << 14  # members whose logarithms are taken at once


class EntropySums(NamedTuple):
    """What the entropy family needs of each group, (G,) each; groups merge by adding."""

    weight: np.ndarray
    total: np.ndarray
    total_log: np.ndarray
    log: np.ndarray


class Tally(NamedTuple):
    """Weight, weighted sum, least value and least weight; inf, inf for the last two of nobody."""

    whole: float
    held: float
    low: float
    lightest: float


class NestedParts(NamedTuple):
    """total == sum(parts) + within, to rounding; parts (L,) run from coarse to fine."""

    total: float
    parts: np.ndarray
    within: float


@njit(cache=True, nogil=True)
def totals(value, weight):
    """Weight, weighted sum and weighted sum of sizes |value|, summed in blocks.  O(n)."""
    step = 0 if weight.size == 1 else 1
    whole, held, size = 0.0, 0.0, 0.0
    for start in range(0, value.size, BLOCK):
        a, b, c = 0.0, 0.0, 0.0
        for i in range(start, min(start + BLOCK, value.size)):
            w = weight[i * step]
            a += w
            b += w * value[i]
            c += w * abs(value[i])
        whole += a
        held += b
        size += c
    return whole, held, size


def tally(value, weight):
    """Weight and weighted sum, as `totals` has them, with the least value and the least weight.

    weight (n,).  Both sums are finite where every number is and none overflows.  O(n), in one look.
    """
    return Tally(*_tally(value, weight))


@njit(cache=True, nogil=True)
def _tally(value, weight):
    whole, held = 0.0, 0.0
    low, lightest = np.inf, np.inf
    for start in range(0, value.size, BLOCK):
        a, b, c, d = 0.0, 0.0, np.inf, np.inf
        for i in range(start, min(start + BLOCK, value.size)):
            x, w = value[i], weight[i]
            a += w
            b += w * x
            c = x if x < c else c
            d = w if w < d else d
        whole += a
        held += b
        low, lightest = min(low, c), min(lightest, d)
    return whole, held, low, lightest


@njit(cache=True, nogil=True)
def half_mean_difference(ranked_value, ranked_weight):
    """Half the weighted mean absolute difference of any two members, themselves included.

    Twice the covariance of value and mid-interval rank (Lerman & Yitzhaki 1989), about the mean so
    that little is lost where members differ little; ties need no care.  O(n).
    """
    whole, held, _ = totals(ranked_value, ranked_weight)
    mean = held / whole
    step = 0 if ranked_weight.size == 1 else 1
    reached, spread = 0.0, 0.0
    for start in range(0, ranked_value.size, BLOCK):
        inside, part = 0.0, 0.0
        for i in range(start, min(start + BLOCK, ranked_value.size)):
            w = ranked_weight[i * step]
            part += w * (ranked_value[i] - mean) * (2.0 * (reached + inside) + w)
            inside += w
        reached += inside
        spread += part
    return spread / whole / whole


def gini(ranked):
    """Weighted Gini coefficient of Ranked members.  O(n)."""
    whole, held, _ = totals(ranked.value, ranked.weight)
    return half_mean_difference(ranked.value, ranked.weight) * whole / held


def lorenz(ranked):
    """Share (n+1,) of weight and amount (n+1,) of value held by the lowest, from 0 up.  O(n).

    The amounts divided by their last are the Lorenz curve (Lorenz 1905); they are left undivided
    because the last may be zero.
    """
    held = np.cumsum(ranked.weight * ranked.value)
    weight = np.broadcast_to(ranked.weight, held.shape)
    reached = np.cumsum(weight)
    return np.append(0.0, reached / reached[-1]), np.append(0.0, held)


@njit(cache=True, nogil=True)
def cut(ranked_value, ranked_weight, cuts):
    """Amount held by the lowest, and the value reached, at each share of the weight.

    cuts (K,) shares in [0, 1], ascending.  Returns held (K,), below and above (K,): the values just
    under and just over the cut, which differ where it falls between two members.  A member at the
    cut is divided.  O(n + K).
    """
    step = 0 if ranked_weight.size == 1 else 1
    whole, _, _ = totals(ranked_value, ranked_weight)
    near = 1e-12 * whole
    n = ranked_value.size
    held, below, above = np.empty(cuts.size), np.empty(cuts.size), np.empty(cuts.size)
    reached, amount = 0.0, 0.0
    inside, part = 0.0, 0.0
    i = 0
    for k in range(cuts.size):
        goal = cuts[k] * whole
        while i < n and reached + inside + ranked_weight[i * step] <= goal + near:
            inside += ranked_weight[i * step]
            part += ranked_weight[i * step] * ranked_value[i]
            i += 1
            if i % BLOCK == 0:
                reached += inside
                amount += part
                inside, part = 0.0, 0.0
        left = goal - (reached + inside)
        at = min(i, n - 1)
        held[k] = amount + part + (left * ranked_value[at] if left > near else 0.0)
        above[k] = ranked_value[at]
        below[k] = ranked_value[at] if left > near or i == 0 else ranked_value[i - 1]
    return held, below, above


@njit(cache=True, nogil=True)
def zenga(ranked_value, ranked_weight):
    """Zenga's index of the Lorenz polygon, value >= 0.

    The mean over p of 1 - (mean of the lowest p) / (mean of the others), Zenga 2007; on a straight
    stretch of the Lorenz curve the integral is elementary, so this is exact.  O(n).
    """
    step = 0 if ranked_weight.size == 1 else 1
    whole, held, _ = totals(ranked_value, ranked_weight)
    n = ranked_value.size
    index, reached, amount = 0.0, 0.0, 0.0
    for start in range(0, n, BLOCK):
        part, inside, gained = 0.0, 0.0, 0.0
        for i in range(start, min(start + BLOCK, n)):
            p, lowest = reached + inside, amount + gained
            wide = ranked_weight[i * step] / whole
            slope = ranked_value[i] * whole / held
            # Lorenz = lowest + slope * (share - p): meets the axis at cross <= 0 for share 0.
            cross = lowest - slope * p
            if p > 0.0:
                part -= cross / (1.0 - cross) * np.log1p(wide / p)
            rise = slope * wide
            if rise == 0.0:  # the limit of what follows
                part += wide
            elif i < n - 1 and rise < 1.0 - lowest:
                bend = (slope - 1.0 + cross) / (slope * (1.0 - cross))
                part += bend * np.log1p(-rise / (1.0 - lowest))
            inside += wide
            gained += rise
        index += part
        reached += inside
        amount += gained
    return index


def coefficient_of_variation(value, weight):
    """Weighted standard deviation over weighted mean.  O(n)."""
    mean = average(value, weight)
    return np.sqrt(average((value - mean) ** 2, weight)) / mean


def average(value, weight):
    """Weighted mean; weight (n,) or (1,).  O(n)."""
    whole, held, _ = totals(value, weight)
    return held / whole


def theil_t(value, weight):
    """Theil's T, value >= 0; a zero contributes its limit, 0.  Theil 1967, ch. 4.  O(n)."""
    mean = average(value, weight)
    whole, held, held_log, _ = log_sums(value, weight, mean)
    return held_log / held - np.log(held / whole)


def mean_log_deviation(value, weight):
    """Theil's L, value > 0: mean of log(mean / value).  Theil 1967, ch. 4.  O(n)."""
    mean = average(value, weight)
    whole, held, _, log = log_sums(value, weight, mean)
    return np.log(held / whole) - log / whole


def log_sums(value, weight, unit):
    """Sums of weight, weight*x, weight*x*log(x), weight*log(x) of x = value / unit.

    A zero is left out of those with logarithms.  O(n).
    """
    sums = np.zeros(4)
    scaled, logs = np.empty((2, min(CHUNK, value.size)))
    for start in range(0, value.size, CHUNK):
        chunk = slice(start, start + CHUNK)
        n = value[chunk].size
        x = np.divide(value[chunk], unit, out=scaled[:n])
        with np.errstate(divide="ignore"):
            log = np.log(x, out=logs[:n])
        sums += _sum_up(x, log, weight if weight.size == 1 else weight[chunk])
    return sums


@njit(cache=True, nogil=True)
def _sum_up(x, log, weight):
    """The four sums of one chunk; zeros are left out of those with logarithms."""
    step = 0 if weight.size == 1 else 1
    whole, held, held_log, of_log = 0.0, 0.0, 0.0, 0.0
    for i in range(x.size):
        w = weight[i * step]
        whole += w
        held += w * x[i]
        if x[i] > 0.0:
            held_log += w * x[i] * log[i]
            of_log += w * log[i]
    return np.array([whole, held, held_log, of_log])


def entropy_sums(value, weight, group, n_groups, unit, *, with_log):
    """Sums per group: weight, weight*x, weight*x*log(x), weight*log(x) of x = value / unit.

    value >= 0; group (n,), or (1,) where all are in one group.  Choose a unit near the mean, so
    that little is lost to rounding, and the same in every sample that is merged.  `with_log` asks
    for the last sum, which needs value > 0; without it that sum is NaN.  O(n).
    """
    sums = np.zeros((n_groups, 4))
    size = max(CHUNK, 4 * n_groups)
    part = np.empty_like(sums)
    scaled, logs = np.empty((2, min(size, value.size)))
    for start in range(0, value.size, size):
        chunk = slice(start, start + size)
        n = value[chunk].size
        x = np.divide(value[chunk], unit, out=scaled[:n])
        with np.errstate(divide="ignore"):
            log = np.log(x, out=logs[:n])
        part[:] = 0.0
        _add(
            x,
            log,
            weight if weight.size == 1 else weight[chunk],
            group if group.size == 1 else group[chunk],
            part,
        )
        sums += part
    if not with_log:
        sums[:, 3] = np.nan
    return EntropySums(*np.ascontiguousarray(sums.T))


@njit(cache=True, nogil=True)
def _add(x, log, weight, group, sums):
    """Add the members of one chunk to sums (G, 4), branchless, so that the four go as one."""
    w_step = 0 if weight.size == 1 else 1
    g_step = 0 if group.size == 1 else 1
    for i in range(x.size):
        w = weight[i * w_step]
        held = w * x[i]
        of_log = log[i] if x[i] > 0.0 else 0.0
        row = sums[group[i * g_step]]
        row[0] += w
        row[1] += held
        row[2] += held * of_log
        row[3] += w * of_log


def merge_sums(first, second):
    """Sums of two samples of the same groups, measured in the same unit."""
    return EntropySums(*(a + b for a, b in zip(first, second, strict=True)))


def nested_theil_t(sums, parents):
    """Theil's T between the groups of each level, and within those of the finest.

    parents: L arrays (G,) int64, coarse to fine, saying which group of a level holds group g;
    each level nests in the one before.  A part weighs by shares of the total value.
    Bourguignon 1979; Shorrocks 1980.  O(G L).
    """
    grand = sums.total.sum()
    mean, held, between = grand / sums.weight.sum(), sums.total, []
    mean_of, up = np.full(held.size, mean), mean
    for level in parents:
        mean_of = _group_means(sums, level)
        between.append(np.sum(xlogy(held, mean_of / up)) / grand)
        up = np.where(held > 0, mean_of, 1.0)
    total = (sums.total_log.sum() - xlogy(grand, mean)) / grand
    within = (sums.total_log.sum() - np.sum(xlogy(held, mean_of))) / grand
    return NestedParts(total, np.array(between), within)


def nested_mean_log_deviation(sums, parents):
    """Mean log deviation between the groups of each level, and within those of the finest.

    As `nested_theil_t`, but a part weighs by shares of the people, which makes L the index
    whose parts do not depend on each other.  Shorrocks 1980; needs the sums of log.
    """
    whole = sums.weight.sum()
    up, between = np.log(sums.total.sum() / whole), []
    mean, log_of = up, np.full(sums.weight.size, up)
    for level in parents:
        log_of = np.log(_group_means(sums, level))
        between.append(np.dot(sums.weight, up - log_of) / whole)
        up = log_of
    total = mean - sums.log.sum() / whole
    within = (np.dot(sums.weight, log_of) - sums.log.sum()) / whole
    return NestedParts(total, np.array(between), within)


def _group_means(sums, level):
    """For each group (G,), the mean of the group of this level that holds it."""
    n_groups = level.max() + 1
    mean = np.bincount(level, sums.total, n_groups) / np.bincount(level, sums.weight, n_groups)
    return mean[level]
