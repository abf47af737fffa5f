"""Inequality of a weighted sample.  n members, G groups.

value (n,) float64; weight (n,) float64, > 0; n >= 1; the weighted total must be > 0.
group (n,) int64 positions in [0, G).  All are population formulas: no factor n / (n - 1).
"""

from typing import NamedTuple

import numpy as np
from scipy.special import xlogy


class Ranked(NamedTuple):
    """Members from lowest to highest; `reached` is the weight up to and including each."""

    value: np.ndarray
    weight: np.ndarray
    reached: np.ndarray


class EntropySums(NamedTuple):
    """What the entropy family needs of each group, (G,) each; groups merge by adding."""

    weight: np.ndarray
    total: np.ndarray
    total_log: np.ndarray
    log: np.ndarray


class NestedParts(NamedTuple):
    """total == sum(parts) + within, to rounding; parts (L,) run from coarse to fine."""

    total: float
    parts: np.ndarray
    within: float


def sort_once(value, weight):
    """Ranked members: the one sort behind Lorenz curve and Gini.  O(n log n)."""
    order = np.argsort(value)
    ranked_weight = weight[order]
    return Ranked(value[order], ranked_weight, np.cumsum(ranked_weight))


def sort_equal(value):
    """Ranked members of weight 1 each: sorts values alone, which is several times faster."""
    weight = np.ones(value.size)
    return Ranked(np.sort(value), weight, np.cumsum(weight))


def gini(ranked):
    """Weighted Gini: twice the covariance of value and rank over the mean.

    Lerman & Yitzhaki 1989, with mid-interval ranks; ties need no care.  O(n).
    """
    whole = ranked.reached[-1]
    total = np.dot(ranked.weight, ranked.value)
    off_mean = ranked.weight * (ranked.value - total / whole)
    return np.dot(off_mean, 2.0 * ranked.reached - ranked.weight) / (whole * total)


def lorenz(ranked):
    """Share (n+1,) of weight and amount (n+1,) of value held by the lowest, from 0 up.  O(n).

    The amounts divided by their last are the Lorenz curve (Lorenz 1905); they are left undivided
    because the last may be zero.
    """
    people = np.concatenate([[0.0], ranked.reached / ranked.reached[-1]])
    return people, np.concatenate([[0.0], np.cumsum(ranked.weight * ranked.value)])


def coefficient_of_variation(value, weight):
    """Weighted standard deviation over weighted mean.  O(n)."""
    mean = np.average(value, weights=weight)
    return np.sqrt(np.average((value - mean) ** 2, weights=weight)) / mean


def theil_t(value, weight):
    """Theil's T, value >= 0; a zero contributes its limit, 0.  Theil 1967, ch. 4.  O(n)."""
    ratio = value / np.average(value, weights=weight)
    return np.average(xlogy(ratio, ratio), weights=weight)


def mean_log_deviation(value, weight):
    """Theil's L, value > 0: mean of log(mean / value).  Theil 1967, ch. 4.  O(n)."""
    ratio = value / np.average(value, weights=weight)
    return -np.average(np.log(ratio), weights=weight)


def entropy_sums(value, weight, group, n_groups, *, with_log):
    """Sums per group: weight, weight*value, weight*value*log(value), weight*log(value).

    value >= 0, in a unit near its mean so that little is lost to rounding; the same unit in
    every sample that is merged.  `with_log` asks for the last sum, which needs value > 0;
    without it that sum is NaN.  O(n).
    """
    held = weight * value
    log = np.full(n_groups, np.nan)
    if with_log:
        log = np.bincount(group, weight * np.log(value), n_groups)
    return EntropySums(
        np.bincount(group, weight, n_groups),
        np.bincount(group, held, n_groups),
        np.bincount(group, xlogy(held, value), n_groups),
        log,
    )


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
