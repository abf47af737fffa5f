"""Sums without rounding, so that no order and no cut of the members can change them.

n members, G groups, WORDS 32-bit digits.  value and weight (n,) float64, finite, weight also (1,)
where every member weighs the same; group (n,) positions in [0, G), or (1,) where there is one
group.  A sum is a whole number of 2 ** -1074, the smallest number there is, held as digits
(G, WORDS) int64 of 32 bits each, lowest first: the sum of all is digit[k] * 2 ** (32 k).  Digits of
two samples merge by adding them (the long accumulator of Kulisch 1971; Neal 2015).  Each sum is
rounded once, when all is in it.
"""

import numpy as np
from numba import njit

WORDS = 68  # 2,098 bits of the largest number, and room for 2 ** 78 of them
_UNIT = 1 << 1074
_DIGIT = (1 << 32) - 1
_SPREAD_EVERY = 1 << 26  # a digit has room for 2 ** 31 terms


def no_sums(n_groups):
    """Digits (G, WORDS) of nothing."""
    return np.zeros((n_groups, WORDS), np.int64)


def rounded(digits):
    """The number nearest to a sum, digits (WORDS,); ties to even, infinite where too large."""
    whole = sum(int(digit) << (32 * at) for at, digit in enumerate(digits.tolist()))
    try:
        return whole / _UNIT  # Python rounds the quotient of whole numbers once
    except OverflowError:
        return float("inf") if whole > 0 else float("-inf")


@njit(cache=True, nogil=True, inline="always")
def _add(bits, digits):
    """Add the number with these bits to digits (WORDS,)."""
    exponent = (bits >> 52) & 0x7FF
    mantissa = bits & 0xFFFFFFFFFFFFF
    if exponent > 0:
        mantissa |= 1 << 52
        exponent -= 1
    at, off = exponent >> 5, exponent & 31
    low = (mantissa & _DIGIT) << off
    high = (mantissa >> 32) << off
    if bits < 0:
        digits[at] -= low & _DIGIT
        digits[at + 1] -= (low >> 32) + (high & _DIGIT)
        digits[at + 2] -= high >> 32
    else:
        digits[at] += low & _DIGIT
        digits[at + 1] += (low >> 32) + (high & _DIGIT)
        digits[at + 2] += high >> 32


@njit(cache=True, nogil=True)
def spread_digits(digits):
    """Carry what is beyond 32 bits of each digit to the next, in place."""
    for g in range(digits.shape[0]):
        for k in range(WORDS - 1):
            digits[g, k + 1] += digits[g, k] >> 32
            digits[g, k] &= _DIGIT


def add_terms(term, group, digits):
    """Add each term (n,) float64 to the sum of its group, digits (G, WORDS), in place.  O(n)."""
    bits = np.ascontiguousarray(term).view(np.int64)
    for start in range(0, bits.size, _SPREAD_EVERY):
        chunk = slice(start, start + _SPREAD_EVERY)
        _add_terms(bits[chunk], group if group.size == 1 else group[chunk], digits)
        spread_digits(digits)


@njit(cache=True, nogil=True)
def _add_terms(bits, group, digits):
    step = 0 if group.size == 1 else 1
    for i in range(bits.size):
        _add(bits[i], digits[group[i * step]])


def add_weighted(value, weight, group, digits):
    """Add weight, weight*x and, where that is below 0, weight*x again, to digits (3, G, WORDS).

    x is the value.  The products are rounded, the sums are not.  O(n).
    """
    held = weight * value
    heavy = np.broadcast_to(weight, value.shape)
    below = held < 0.0
    add_terms(heavy, group, digits[0])
    add_terms(held, group, digits[1])
    if below.any():
        add_terms(held[below], group if group.size == 1 else group[below], digits[2])


def add_logs(value, weight, group, unit, digits):
    """Add weight*x, weight*x*log(x) and weight*log(x) of x = value / unit to digits (3, G, WORDS).

    value >= 0; a zero is left out of those with logarithms.  O(n).
    """
    share = value / unit
    log = logs(share)
    held = weight * share
    add_terms(held, group, digits[0])
    add_terms(held * log, group, digits[1])
    add_terms(np.broadcast_to(weight * log, value.shape), group, digits[2])


def logs(x):
    """Natural logarithm of x (n,) float64, 0 for a zero: the same bits on every processor.

    Libraries choose instructions by the processor, and their last bits differ.  This is the method
    of fdlibm (Sun Microsystems 1993) in plain arithmetic, within one unit of the last place.
    """
    mantissa, exponent = np.frexp(x)
    return _logs(mantissa, exponent.astype(np.float64))


@njit(cache=True, nogil=True)
def _logs(mantissa, exponent):
    """log(m * 2 ** k) with m brought into [sqrt(1/2), sqrt(2)): k log(2) + log(1 + f)."""
    log = np.empty(mantissa.size)
    for i in range(mantissa.size):
        m, k = mantissa[i], exponent[i]
        if m == 0.0:
            log[i] = 0.0
            continue
        if m < 0.7071067811865476:
            m *= 2.0
            k -= 1.0
        f = m - 1.0
        s = f / (2.0 + f)
        z = s * s
        w = z * z
        even = w * (0.3999999999940941908 + w * (0.2222219843214978396 + w * 0.1531383769920937332))
        odd = z * (
            0.6666666666666735130
            + w * (0.2857142874366239149 + w * (0.1818357216161805012 + w * 0.1479819860511658591))
        )
        half = 0.5 * f * f
        log[i] = k * 6.93147180369123816490e-01 - (
            (half - (s * (half + (even + odd)) + k * 1.90821492927058770002e-10)) - f
        )
    return log
