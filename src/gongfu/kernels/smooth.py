"""A smooth map of the plane, replaced by a polynomial over a rectangle.

A map that is dear to ask, such as a projection, is asked at 25 knots, and a polynomial of
degree 4 in each direction goes through the answers.  At Chebyshev's knots it errs about as
little as any of its degree; it errs most near the 36 places between and beyond the knots where
the polynomial of the next degree does, and there it can be checked.
"""

import numpy as np
from numba import njit

DEGREE = 4
_LANES = 256  # places at a time, so that the processor does several at once
_KNOTS = np.cos(np.pi * (np.arange(DEGREE + 1) + 0.5) / (DEGREE + 1))
_PEAKS = np.cos(np.pi * np.arange(DEGREE + 2) / (DEGREE + 1))
_TO_POWERS = np.linalg.inv(np.vander(_KNOTS, increasing=True))


def knots(low, high):
    """The places (25, 2) where the map must be known, for a rectangle from low to high (2,)."""
    return _placed(_KNOTS, low, high)


def peaks(low, high):
    """The places (36, 2) where the polynomial errs most, the corners of the rectangle included."""
    return _placed(_PEAKS, low, high)


def fitted(values):
    """The polynomial through values (25, 2) at the knots: (2, 5, 5), powers of x and then y."""
    grid = np.asarray(values, float).T.reshape(2, DEGREE + 1, DEGREE + 1)
    return _TO_POWERS @ grid @ _TO_POWERS.T


@njit(cache=True, nogil=True, error_model="numpy")
def mapped(power, low, high, places):
    """The values (n, 2) of the polynomial at places (n, 2) within the rectangle.

    power (2, 5, 5) from `fitted`; low, high (2,) float64.  Horner's rule; O(n).
    """
    middle_x, middle_y = (low[0] + high[0]) / 2, (low[1] + high[1]) / 2
    per_x = 2 / (high[0] - low[0]) if high[0] > low[0] else 0.0
    per_y = 2 / (high[1] - low[1]) if high[1] > low[1] else 0.0
    out = np.empty((len(places), 2))
    x, y = np.empty(_LANES), np.empty(_LANES)
    row, total = np.empty(_LANES), np.empty(_LANES)
    for begin in range(0, len(places), _LANES):
        n = min(_LANES, len(places) - begin)
        for i in range(n):
            x[i] = (places[begin + i, 0] - middle_x) * per_x
            y[i] = (places[begin + i, 1] - middle_y) * per_y
        for k in range(2):
            total[:n] = 0.0
            for a in range(DEGREE, -1, -1):
                row[:n] = power[k, a, DEGREE]
                for b in range(DEGREE - 1, -1, -1):
                    one = power[k, a, b]
                    for i in range(np.uintp(n)):
                        row[i] = row[i] * y[i] + one
                for i in range(np.uintp(n)):
                    total[i] = total[i] * x[i] + row[i]
            for i in range(n):
                out[begin + i, k] = total[i]
    return out


def _placed(share, low, high):
    low, high = np.asarray(low, float), np.asarray(high, float)
    x, y = ((low + high) / 2 + (high - low) / 2 * share[:, None]).T
    return np.column_stack([x.repeat(share.size), np.tile(y, share.size)])
