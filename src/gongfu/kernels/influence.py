"""What one more person at each value would do to an index: influence functions.  n members.

x (n,) values; p (n,) shares of the people, summing to 1.  Every function returns psi (n,) float64,
the derivative of the index by the weight of each member where the weights sum to 1; p @ psi == 0,
because no index changes when all weights are doubled.  Deville 1999 (Survey Methodology 25).
"""

import numpy as np


def mean(y, p):
    """Of a mean of y (n,) that is fixed for each member: shares of people, FGT.  O(n)."""
    return y - p @ y


def gini(x, p, size):
    """Of half the mean difference over the mean of size (n,), which is x or abs(x).  O(n log n).

    Deville 1999; Langel and Tille 2013; Binder and Kovacevic 1995.
    """
    apart = _mean_distance(x, p)
    whole = p @ size
    index = 0.5 * (p @ apart) / whole
    return apart / whole - index * (1.0 + size / whole)


def concentration(x, p, ranks, held):
    """Of twice the covariance of x and rank over the mean.  O(n).

    ranks and held (n,): the share of the people, and of x, on those who rank lower, plus half of
    those who rank alike.  Binder and Kovacevic 1995.
    """
    ratio = x / (p @ x)
    index = 2.0 * (p @ (ratio * ranks)) - 1.0
    return 2.0 * (ratio * ranks + 1.0 - held) - (1.0 + index) * (1.0 + ratio)


def entropy(x, p, alpha, index):
    """Of GE(alpha), alpha 0 and 1 included; index is its value.  O(n).  Cowell 1989."""
    ratio = x / (p @ x)
    with np.errstate(divide="ignore", invalid="ignore"):
        log = np.log(ratio)
        safe = np.where(ratio > 0, log, 0.0)
        if alpha == 0:
            return ratio - 1.0 - log - index
        if alpha == 1:
            return ratio * safe - (ratio - 1.0) - index * ratio
        shift = (alpha - 1.0) * index - alpha * index * ratio
        if alpha < 0.5:  # both forms are the same; each is exact at its own end
            return shift + (np.expm1(alpha * log) / alpha - (ratio - 1.0)) / (alpha - 1.0)
        power = ratio * np.expm1((alpha - 1.0) * safe)
        return shift + (power / (alpha - 1.0) - (ratio - 1.0)) / alpha


def atkinson(x, p, epsilon, index):
    """Of Atkinson's index; index is its value.  O(n)."""
    ratio = x / (p @ x)
    power, kept = 1.0 - epsilon, 1.0 - index
    with np.errstate(divide="ignore"):
        off = np.log(ratio) - np.log(kept)
    moved = off if power == 0 else np.expm1(power * off) / power
    return -kept * (moved - (ratio - 1.0))


def kolm(x, p, alpha, index):
    """Of Kolm's absolute index; index is its value.  O(n)."""
    off = x - p @ x
    return off + np.expm1(-alpha * (off + index)) / alpha


def variation(x, p):
    """Of the coefficient of variation (Williamson's index).  O(n)."""
    ratio = x / (p @ x)
    index = np.sqrt(p @ (ratio - 1.0) ** 2)
    second = 1.0 + index**2
    return (second - 2.0 * second * ratio + ratio**2) / (2.0 * index)


def hoover(x, p):
    """Of Hoover's index; those exactly at the mean count half on each side.  O(n)."""
    off = x / (p @ x) - 1.0
    index = 0.5 * (p @ np.abs(off))
    above = p @ (0.5 + 0.5 * np.sign(off))
    return np.maximum(off, 0.0) - above * off - index * (1.0 + off)


def held(x, below, above, share):
    """Of what the lowest `share` of the people hold, over all people.  O(n).

    below and above: the values just under and just over the cut, which differ where it falls
    between two members.  Not centred: p @ result is what they hold.  Kovacevic and Binder 1997; no
    density is needed, because the value at the cut moves nothing itself.
    """
    at = 0.5 * (below + above)
    return np.where(x <= below, x - at, 0.0) + share * at


def _mean_distance(x, p):
    """The mean of abs(x_i - x_j) over j, (n,)."""
    order = np.argsort(x, kind="stable")
    near = x - p @ x  # differences do not mind; sums cancel less
    sorted_x, sorted_p = near[order], p[order]
    people, amount = np.cumsum(sorted_p), np.cumsum(sorted_p * sorted_x)
    out = np.empty(x.size)
    out[order] = sorted_x * (2.0 * people - people[-1]) + amount[-1] - 2.0 * amount
    return out
