"""Whether paths draw together (log t).  N places, T periods, n of them in a regression."""

import numpy as np
from scipy.linalg import solveh_banded

RHO_MAX = 0.97


def relative_paths(paths):
    """Each path (N, T) over the mean of its period; the means must not be 0."""
    return paths / paths.mean(axis=0)


def spread(paths):
    """H (T,): the mean over places of (h - 1) ** 2, with h the relative paths (N, T)."""
    return np.square(relative_paths(paths) - 1.0).mean(axis=0)


def log_t(paths, first):
    """The log t regression over periods first .. T, counted from 1, with first >= 2.

    paths (N, T) float64.  Returns coefficients (2,), their covariance (2, 2) and the bandwidth,
    all NaN where some spread is 0 to rounding.  Phillips and Sul 2007, eq. 29-30:
    log(H_1 / H_t) - 2 log log t = a + b log t + u_t; the covariance is the long-run variance of
    u times inv(X'X).  O(N T + n ** 2).
    """
    between = spread(paths)
    if not (between > np.square(8.0 * np.finfo(float).eps)).all():
        return np.full(2, np.nan), np.full((2, 2), np.nan), np.nan
    log_time = np.log(np.arange(first, between.size + 1))
    y = np.log(between[0] / between[first - 1 :]) - 2.0 * np.log(log_time)
    design = np.column_stack([np.ones(log_time.size), log_time])
    inverse = np.linalg.inv(design.T @ design)
    coefficients = inverse @ (design.T @ y)
    variance, bandwidth = long_run_variance(y - design @ coefficients)
    return coefficients, variance * inverse, bandwidth


def statistic(paths, first):
    """The t statistic of the slope of `log_t`; NaN where that is undefined."""
    (_, slope), covariance, _ = log_t(paths, first)
    se = np.sqrt(covariance[1, 1])
    return np.copysign(np.inf, slope) if se == 0.0 else slope / se


def long_run_variance(residual):
    """Long-run variance of residuals (n,) and its bandwidth: quadratic spectral kernel.

    Andrews 1991, eq. 2.7, 6.2 and 6.4: the bandwidth is 1.3221 (a n) ** (1/5) with
    a = 4 rho ** 2 / (1 - rho) ** 4 and rho of an AR(1) without intercept, kept within 0.97.
    Sums are over n, without a correction of degrees of freedom.
    """
    n = residual.size
    past = residual[:-1] @ residual[:-1]
    rho = residual[1:] @ residual[:-1] / past if past > 0 else 0.0
    rho = min(max(rho, -RHO_MAX), RHO_MAX)
    bandwidth = 1.3221 * (4.0 * rho**2 / (1.0 - rho) ** 4 * n) ** 0.2
    covariance = np.correlate(residual, residual, "full")[n - 1 :] / n
    if not bandwidth > 0:
        return covariance[0], 0.0
    weight = quadratic_spectral(np.arange(1, n) / bandwidth)
    return max(covariance[0] + 2.0 * (weight @ covariance[1:]), 0.0), bandwidth


def quadratic_spectral(x):
    """The quadratic spectral kernel at x (n,) > 0 (Andrews 1991, eq. 2.7)."""
    z = 1.2 * np.pi * x
    return 3.0 / z**2 * (np.sin(z) / z - np.cos(z))


def trend(paths, smoothing):
    """The trend of each path (N, T), T >= 3: Hodrick and Prescott 1997; O(N T).

    Least sum of squared gaps plus `smoothing` times that of the trend's second differences.
    """
    size = paths.shape[1]
    second = np.zeros((size - 2, size))
    at = np.arange(size - 2)
    second[at, at], second[at, at + 1], second[at, at + 2] = 1.0, -2.0, 1.0
    whole = np.eye(size) + smoothing * (second.T @ second)
    bands = np.zeros((3, size))
    for above in range(3):
        bands[2 - above, above:] = np.diagonal(whole, above)
    return solveh_banded(bands, paths.T).T


def clubs(paths, order, first, critical, sieve):
    """The club of each path, 0 the first found, -1 of those that diverge.

    order (N,) int64: positions from the highest path down.  Phillips and Sul 2007, section 4: a
    core of neighbours in that order, all others that join it with a statistic > `sieve`, and the
    same again among the rest.  While a club fails as a whole its weakest candidate leaves, which
    is their "raise c*" without a step.
    """
    club = np.full(len(paths), -1)
    rest, number = np.asarray(order), 0
    while rest.size >= 2:
        if statistic(paths[rest], first) > critical:
            club[rest] = number
            break
        members = _club(paths, rest, first, critical, sieve)
        if not members.size:
            break
        club[members] = number
        rest, number = rest[~np.isin(rest, members)], number + 1
    return club


def _club(paths, rest, first, critical, sieve):
    core = _core(paths, rest, first, critical)
    if not core.size:
        return core
    others = rest[~np.isin(rest, core)]
    joins = np.array([statistic(paths[np.append(core, one)], first) for one in others])
    keep = np.flatnonzero(joins > sieve)
    keep = keep[np.argsort(-joins[keep], kind="stable")]
    while keep.size:
        members = np.append(core, others[keep])
        if statistic(paths[members], first) > critical:
            return members
        keep = keep[:-1]
    return core


def _core(paths, rest, first, critical):
    for top in range(rest.size - 1):
        best, size = critical, 0
        for end in range(top + 2, rest.size + 1):
            t = statistic(paths[rest[top:end]], first)
            if not t > critical:
                break
            if t > best:
                best, size = t, end - top
        if size:
            return rest[top : top + size]
    return rest[:0]


def merged(paths, club, first, critical):
    """Clubs put together from the first down while they converge (Phillips and Sul 2009)."""
    out = club.copy()
    number, members = 0, np.flatnonzero(club == 0)
    for following in range(1, club.max() + 1):
        new = np.flatnonzero(club == following)
        both = np.append(members, new)
        if statistic(paths[both], first) > critical:
            members = both
        else:
            number, members = number + 1, new
        out[new] = number
    return out


def merged_by_fit(paths, club, first, critical):
    """Two neighbouring clubs at a time, if no better fit follows (von Lyncker, Thoennessen 2017).

    The first pair with a statistic > `critical` that is also above the next pair's is merged, and
    all starts again; the last pair has no next.
    """
    out = club.copy()
    while out.max() > 0:
        fit = [statistic(paths[(out == one) | (out == one + 1)], first) for one in range(out.max())]
        good = [
            one
            for one, t in enumerate(fit)
            if t > critical and (one + 1 == len(fit) or not fit[one + 1] >= t)
        ]
        if not good:
            break
        out[out > good[0]] -= 1
    return out
