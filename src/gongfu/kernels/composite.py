"""A composite index: components made comparable, then one score for each place.

P places, K components, D draws, G dimensions.  x, z (..., P, K) float64, finite: z after
normalising, where more is better in every component.  sign (K,) is +1 where more is better and -1
where less is.  w (D, K) float64 >= 0, each row sums to 1.  Scores come back as (D, P).
"""

import numpy as np

# Scores that agree so far are equal: the sums of two alike places may differ by dust.
_DECIMALS = 12


def min_max(x, sign, low, high):
    """Position between low and high, 0 to 1; beyond them 0 or 1.

    low, high (K,): goalposts in the unit of x; NaN takes the lowest and the highest place.
    """
    bottom = np.where(np.isnan(low), x.min(axis=-2, keepdims=True), low)
    top = np.where(np.isnan(high), x.max(axis=-2, keepdims=True), high)
    z = np.clip((x - bottom) / (top - bottom), 0.0, 1.0)
    return np.where(sign > 0, z, 1.0 - z)


def z_score(x, sign):
    """Distance from the mean of places in (population) standard deviations."""
    return sign * (x - x.mean(axis=-2, keepdims=True)) / x.std(axis=-2, keepdims=True)


def to_target(x, sign, target):
    """Share x / target where more is better, target / x where less is; above 1 beyond the target.

    target (K,) > 0; NaN takes the best place.  x > 0 where less is better.
    """
    best = np.where(sign > 0, x.max(axis=-2, keepdims=True), x.min(axis=-2, keepdims=True))
    reference = np.where(np.isnan(target), best, target)
    up, down = np.where(sign > 0, x, reference), np.where(sign > 0, reference, x)
    return up / down


def rank_position(x, sign):
    """(P - rank + 1/2) / P with rank 1 for the best: between 0 and 1, never either (Hazen 1914)."""
    ranks = np.swapaxes(average_ranks(np.swapaxes(sign * x, -1, -2)), -1, -2)
    return (x.shape[-2] - ranks + 0.5) / x.shape[-2]


def vector(x, sign):
    """Each x over the length of its column, turned so that more is better (Hwang & Yoon 1981)."""
    return sign * x / np.sqrt((x**2).sum(axis=-2, keepdims=True))


def average_ranks(score):
    """Ranks along the last axis, 1 for the highest; equal scores share the mean of their ranks.

    score (..., P).  Scores that agree to twelve decimals are equal.  O(P log P) a row.
    """
    score = -np.round(score, _DECIMALS)
    order = np.argsort(score, axis=-1)
    ascending = np.take_along_axis(score, order, axis=-1)
    place = np.arange(score.shape[-1])
    step = np.ones(score.shape, bool)
    step[..., 1:] = ascending[..., 1:] != ascending[..., :-1]
    first = np.maximum.accumulate(np.where(step, place, 0), axis=-1)
    step[..., :-1], step[..., -1] = step[..., 1:].copy(), True
    last = np.where(step, place, score.shape[-1])[..., ::-1]
    last = np.minimum.accumulate(last, axis=-1)[..., ::-1]
    ranks = np.empty(score.shape)
    np.put_along_axis(ranks, order, (first + last) / 2.0 + 1.0, axis=-1)
    return ranks


def arithmetic(z, w):
    """Weighted mean of the components: what one lacks another makes good in full."""
    return _weighted(z, w)


def geometric(z, w):
    """Weighted geometric mean; 0 where a component that has a weight is 0.  z >= 0."""
    zero = z <= 0.0
    score = np.exp(_weighted(np.log(np.where(zero, 1.0, z)), w))
    return np.where(_weighted(zero.astype(float), w) > 0.0, 0.0, score)


def geometric_between(z, w, dimension):
    """Arithmetic mean within each dimension, geometric mean of those.  z >= 0.

    dimension (K,) int64 positions 0 .. G - 1.  The form of the human development index since 2010.
    """
    n = dimension.max() + 1
    weight = np.stack([w[:, dimension == at].sum(axis=1) for at in range(n)], axis=-1)
    parts = [_weighted(z[..., dimension == at], w[:, dimension == at]) for at in range(n)]
    safe = np.where(weight > 0.0, weight, 1.0)
    means = np.stack(parts, axis=-1) / safe[:, None, :]
    return geometric(means, weight)


def topsis(z, w):
    """Closeness to the best of all components against the worst of all, 0 to 1.

    d- / (d+ + d-), both Euclidean distances of the weighted components; one half where all places
    are alike in all that has a weight.  Hwang & Yoon 1981.
    """
    to_best = np.sqrt(_weighted((z.max(axis=-2, keepdims=True) - z) ** 2, w**2))
    to_worst = np.sqrt(_weighted((z - z.min(axis=-2, keepdims=True)) ** 2, w**2))
    far = to_best + to_worst
    return np.divide(to_worst, far, out=np.full(far.shape, 0.5), where=far > 0.0)


def coupling(u):
    """Geometric over arithmetic mean of the last axis: 1 if all are alike; NaN if all are 0.

    u (..., G) >= 0.
    """
    mean = u.mean(axis=-1)
    ratio = u / np.where(mean > 0.0, mean, np.nan)[..., None]
    zero = (ratio <= 0.0).any(axis=-1)
    product = np.exp(np.log(np.where(ratio <= 0.0, 1.0, ratio)).mean(axis=-1))
    # The mean of logarithms of equal numbers may miss 0 by dust.
    return np.where(zero, 0.0, np.minimum(product, 1.0))


def coupling_modified(u):
    """Coupling by mean distance and ratio to the highest: spreads over 0 to 1; NaN if all are 0.

    u (..., G) in [0, 1], G >= 2: sqrt((1 - mean |u_i - u_j|) (prod u_i / max u)^(1 / (G - 1))).
    Wang et al. 2021.
    """
    n = u.shape[-1]
    ordered = np.sort(u, axis=-1)
    apart = (ordered * (2.0 * np.arange(n) - n + 1.0)).sum(axis=-1) / (n * (n - 1) / 2.0)
    top = ordered[..., -1]
    ratio = ordered[..., :-1] / np.where(top > 0.0, top, np.nan)[..., None]
    return np.sqrt(np.clip(1.0 - apart, 0.0, 1.0) * np.prod(ratio, axis=-1) ** (1.0 / (n - 1)))


def _weighted(z, w):
    """Sum of w z over components: one product of matrices where all draws share z."""
    if z.ndim == 2:
        return w @ z.T
    return (z @ w[..., None])[..., 0]
