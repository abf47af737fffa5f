"""Gini coefficients out of exact ranks: how much weight lies below each value, without rounding.

n members, G groups.  A weight is a share of a number 2 ** top that all together stay below, held
as a whole number of 2 ** -120 in two parts of 60 bits, (2,) int64: high * 2 ** -60 + low * 2 **
-120; what is below that is cut off.  Sums of such shares are exact, so the weight below a value is
the same whoever adds it up.  Other arrays as in `exact`.
"""

import numpy as np
from numba import njit

from gongfu.kernels.exact import _SPREAD_EVERY, _add_terms, spread_digits

_BITS = 60
_PART = (1 << _BITS) - 1
_HIGH, _LOW = 2.0**-60, 2.0**-120
_MANTISSA = 2.0**53
BLOCK = 1024


@njit(cache=True, nogil=True, inline="always")
def _share(mantissa, exponent):
    """The two parts of mantissa * 2 ** exponent, with mantissa in [0.5, 1) and exponent <= 0."""
    whole = np.int64(mantissa * _MANTISSA)
    up = exponent + 67  # by how many bits the 53 of the mantissa stand above the last of 120
    if up <= -53:
        return np.int64(0), np.int64(0)
    if up < 0:
        whole >>= -up
        up = 0
    if up >= _BITS:
        return whole << (up - _BITS), np.int64(0)
    left = _BITS - up
    return whole >> left, (whole & ((np.int64(1) << left) - 1)) << up


def shares(weight, top):
    """The parts (2, n) int64 of weights, as shares of 2 ** top."""
    mantissa, exponent = np.frexp(weight)
    return _shares(mantissa, exponent.astype(np.int64) - top)


@njit(cache=True, nogil=True)
def _shares(mantissa, exponent):
    parts = np.empty((2, mantissa.size), np.int64)
    for i in range(mantissa.size):
        parts[0, i], parts[1, i] = _share(mantissa[i], exponent[i])
    return parts


def add_shares(parts, cell, sums):
    """Add the parts (2, n) of each member, or the same (2, 1) of all, to sums (2, C) of its cell.

    cell (n,) int64 in [0, C).  O(n).
    """
    _add_shares(parts, cell, sums)


@njit(cache=True, nogil=True)
def _add_shares(parts, cell, sums):
    step = 0 if parts.shape[1] == 1 else 1
    for i in range(cell.size):
        at = cell[i]
        low = sums[1, at] + parts[1, i * step]
        sums[0, at] += parts[0, i * step] + (low >> _BITS)
        sums[1, at] = low & _PART


def carried(sums):
    """Sums (2, …) whose low parts were added up themselves, with those below 2 ** 60 again."""
    return np.stack([sums[0] + (sums[1] >> _BITS), sums[1] & _PART])


def total(sums):
    """The sum (2, 1) of all shares (2, C)."""
    whole = np.zeros((2, 1), np.int64)
    _add_shares(sums, np.zeros(sums.shape[1], np.int64), whole)
    return whole


def below_each(sums):
    """Of shares (2, R, G) in ascending ranges, the sum (2, R, G) of all ranges below each."""
    below = np.zeros_like(sums)
    for at in range(1, sums.shape[1]):
        below[:, at] = carried(below[:, at - 1] + sums[:, at - 1])
    return below


def as_numbers(sums):
    """The shares (2, …) as numbers, rounded."""
    return sums[0] * _HIGH + sums[1] * _LOW


def add_spread(members, mean, below, digits):
    """Add w (x / mean - 1) (2 (weight below) + w), summed over values, to digits (G, WORDS).

    With all of a group in it, that is the Gini coefficient times the square of its weight (Lerman &
    Yitzhaki 1989); equal values of a group count as one member, so that their order is nothing.

    members: value (n,) ascending, group (n,) or (1,), and parts (2, n) or (2, 1) of their weights;
    mean (G,) of each group, > 0 (a group where it is not is left out); below (2, G), the parts of
    the weight of each group below the first of these members, is moved up by them.  O(n).
    """
    value, group, parts = members
    run = (np.zeros((2, mean.size), np.int64), np.empty(mean.size, np.int64))
    term, at = np.empty(_SPREAD_EVERY // 64), np.empty(_SPREAD_EVERY // 64, np.int64)
    start = 0
    while start < value.size:
        start, n = _spread(value, group, parts, mean, below, run, (term, at), start)
        _add_terms(term[:n].view(np.int64), at[:n], digits)
        spread_digits(digits)


@njit(cache=True, nogil=True)
def _spread(value, group, parts, mean, below, run, out, start):
    """The terms of as many whole runs of equal values as there is room for in out."""
    heavy, touched = run
    term, at = out
    g_step = 0 if group.size == 1 else 1
    p_step = 0 if parts.shape[1] == 1 else 1
    n, i = 0, start
    while i < value.size and n + mean.size <= term.size:
        x, n_touched = value[i], 0
        while i < value.size and value[i] == x:
            g = np.int64(group[i * g_step])
            if heavy[0, g] == 0 and heavy[1, g] == 0:
                touched[n_touched] = g
                n_touched += 1
            low = heavy[1, g] + parts[1, i * p_step]
            heavy[0, g] += parts[0, i * p_step] + (low >> _BITS)
            heavy[1, g] = low & _PART
            if heavy[0, g] == 0 and heavy[1, g] == 0:  # too light for 120 bits
                n_touched -= 1
            i += 1
        for k in range(n_touched):
            g = touched[k]
            w = heavy[0, g] * _HIGH + heavy[1, g] * _LOW
            under = below[0, g] * _HIGH + below[1, g] * _LOW
            if mean[g] > 0.0:
                term[n] = w * (x / mean[g] - 1.0) * (2.0 * under + w)
                at[n] = g
                n += 1
            low = below[1, g] + heavy[1, g]
            below[0, g] += heavy[0, g] + (low >> _BITS)
            below[1, g] = low & _PART
            heavy[0, g] = 0
            heavy[1, g] = 0
    return i, n
