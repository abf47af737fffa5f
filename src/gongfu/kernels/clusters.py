"""Variances between the clusters of a sample.  n members, C clusters, H strata."""

import numpy as np


def cluster_totals(share, cluster, n_clusters):
    """Sum of share (n,) over each cluster, (C,).  O(n)."""
    return np.bincount(cluster, share, n_clusters)


def between_clusters(total, stratum, n_strata):
    """Variance of the sum of total (C,), clusters drawn with replacement in each stratum.

    stratum (C,) int64.  Sum over strata of c / (c - 1) times the squared deviations from the mean
    of its c clusters (the ultimate cluster, Hansen, Hurwitz and Madow 1953).  A stratum of one
    cluster adds nothing.  O(C).
    """
    size = np.bincount(stratum, minlength=n_strata)
    middle = np.bincount(stratum, total, n_strata) / np.maximum(size, 1)
    squares = np.bincount(stratum, (total - middle[stratum]) ** 2, n_strata)
    return float(np.sum(squares[size > 1] * size[size > 1] / (size[size > 1] - 1)))


def rescaled_draw(rng, stratum, n_strata):
    """Factors (C,) of the weights in one rescaled bootstrap draw.

    In each stratum of c clusters, c - 1 are drawn with replacement, and each draw counts
    c / (c - 1): Rao and Wu 1988 with m = c - 1, Rao, Wu and Yue 1992, so that no weight is
    negative.  Clusters must be sorted by stratum, with two or more in each.  O(C).
    """
    size = np.bincount(stratum, minlength=n_strata)
    start = np.cumsum(size) - size
    of_draw = np.repeat(np.arange(n_strata), size - 1)
    at = start[of_draw] + rng.integers(0, size[of_draw])
    times = np.bincount(at, minlength=stratum.size)
    return times * (size / np.maximum(size - 1, 1))[stratum]
