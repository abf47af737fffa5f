"""Gaussian kernel densities.  n members x with shares w that sum to 1, m places on a grid."""

import numpy as np
from numba import njit
from scipy.optimize import brentq

_ROOT_2PI = np.sqrt(2.0 * np.pi)


@njit(cache=True, nogil=True, error_model="numpy")
def density(x, w, bandwidth, grid):
    """The density (m,) at a grid (m,) float64, of x, w (n,) float64; O(n m)."""
    out = np.zeros(grid.size)
    scale = 1.0 / (bandwidth * np.sqrt(2.0 * np.pi))
    for i in range(x.size):
        for k in range(grid.size):
            z = (grid[k] - x[i]) / bandwidth
            out[k] += w[i] * np.exp(-0.5 * z * z)
    return out * scale


@njit(cache=True, nogil=True, error_model="numpy")
def n_peaks(height):
    """How often heights (m,) turn from rising to falling; a start at the top counts too."""
    count, rising = 0, True
    for k in range(1, height.size):
        if height[k] > height[k - 1]:
            rising = True
        elif height[k] < height[k - 1]:
            if rising:
                count += 1
            rising = False
    return count


def n_modes(x, w, bandwidth, m):
    """How many modes the density has, seen at m places."""
    return n_peaks(density(x, w, bandwidth, covering(x, bandwidth, m)))


def covering(x, bandwidth, m):
    """An even grid (m,) that reaches three bandwidths beyond x on both sides: no mode lies out."""
    return np.linspace(x.min() - 3.0 * bandwidth, x.max() + 3.0 * bandwidth, m)


def critical_bandwidth(x, w, k, m):
    """The smallest bandwidth with at most k modes on a grid of m places (Silverman 1981).

    Modes only vanish as a Gaussian kernel widens, so it is found by halving, to 1e-6 of itself.
    Needs more than k different x.
    """
    high = x.max() - x.min()
    while n_modes(x, w, high, m) > k:
        high *= 2.0
    low = high
    while n_modes(x, w, low, m) <= k:
        high, low = low, low / 2.0
        if low < 4.0 * (x.max() - x.min()) / m:
            return high
    while high - low > 1e-6 * high:
        middle = 0.5 * (low + high)
        if n_modes(x, w, middle, m) > k:
            low = middle
        else:
            high = middle
    return high


def deviation(x, w):
    """Standard deviation about the mean, for a sample of 1 / sum(w ** 2) members."""
    size = 1.0 / np.square(w).sum()
    return np.sqrt(w @ np.square(x - w @ x) * size / (size - 1.0)) if size > 1.0 else 0.0


def spread(x, w):
    """The smaller of the standard deviation and the quartiles' distance / 1.349, if > 0.

    Quartiles lie between the middles of members in order of x, the first at 0 and the last at 1;
    equal shares give the usual ones (Hyndman and Fan 1996, type 7).  n >= 2.
    """
    order = np.argsort(x, kind="stable")
    at = np.cumsum(w[order]) - 0.5 * w[order]
    low, high = np.interp([0.25, 0.75], (at - at[0]) / (at[-1] - at[0]), x[order])
    whole = deviation(x, w)
    return min(whole, (high - low) / 1.349) if high > low else whole


def silverman(x, w):
    """0.9 spread n ** (-1/5), with n = 1 / sum(w ** 2) (Silverman 1986, eq. 3.31)."""
    return 0.9 * spread(x, w) * np.square(w).sum() ** 0.2


def sheather_jones(x, w):
    """The bandwidth of Sheather and Jones 1991 that solves their equation 12; NaN if none does.

    Shares stand where they have 1 / n; O(n ** 2) per step.
    """
    scale, inverse = spread(x, w), np.square(w).sum()
    gap = np.square(np.subtract.outer(x, x))
    pair = np.multiply.outer(w, w) / (1.0 - inverse)
    a, b = 0.920 * 1.349 * scale * inverse ** (1 / 7), 0.912 * 1.349 * scale * inverse ** (1 / 9)

    def fourth(h):
        z = gap / h**2
        return (pair * (z * z - 6 * z + 3) * np.exp(-0.5 * z)).sum() / (_ROOT_2PI * h**5)

    def sixth(h):
        z = gap / h**2
        bell = (z**3 - 15 * z * z + 45 * z - 15) * np.exp(-0.5 * z)
        return -(pair * bell).sum() / (_ROOT_2PI * h**7)

    ratio = fourth(a) / sixth(b)
    if not ratio > 0:
        return np.nan

    def gain(h):
        rough = fourth(1.357 * ratio ** (1 / 7) * h ** (5 / 7))
        return (inverse / (2.0 * np.sqrt(np.pi) * rough)) ** 0.2 - h if rough > 0 else np.nan

    high = 1.144 * scale * inverse**0.2
    low = 0.1 * high
    for _ in range(20):
        if gain(low) > 0 > gain(high):
            return brentq(gain, low, high, xtol=1e-12 * high, rtol=1e-12)
        low, high = low * 0.8, high * 1.2
    return np.nan


def conditional(now, later, bandwidths, grid):
    """Density (m, m) of later on the grid (columns) given now on the grid (rows).

    now, later (n,); weights of a row fall with the distance of its members' `now`, and sum to 1
    even where all are far away.
    """
    z = np.subtract.outer(grid, now) / bandwidths[0]
    power = -0.5 * z * z
    weight = np.exp(power - power.max(axis=1, keepdims=True))
    weight /= weight.sum(axis=1, keepdims=True)
    z = np.subtract.outer(later, grid) / bandwidths[1]
    return weight @ (np.exp(-0.5 * z * z) / (_ROOT_2PI * bandwidths[1]))
