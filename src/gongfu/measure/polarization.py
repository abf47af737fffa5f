"""Whether a middle is missing: polarization and the middle-income group.

Weights, zeros and population formulas as in `gongfu.measure.inequality`.
"""

from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from gongfu.errors import InputError
from gongfu.kernels import inequality as kernels
from gongfu.kernels.ranking import rank
from gongfu.measure.sample import check_knob, sample

Yardstick = Literal["unit", "mean", "median"]

ALPHA_MAX: Final = 1.6  # Esteban and Ray 1994, theorem 1
_HALF: Final = np.array([0.5])


def wolfson(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Wolfson's index of polarization: how far people have left the middle for two poles.

    Parameters
    ----------
    values
        One number per member, shape (n,), finite and with a median > 0; negative ones are allowed
        with a warning.
    weights
        People each member stands for, shape (n,), >= 0; None counts each once.

    Returns
    -------
    float
        0 (all alike) to 1 (half hold nothing, half all, the median between them); NaN where the
        mean or the median is not > 0.

    Notes
    -----
    Wolfson 1994: 4 (mean / median) (1/2 - L(1/2) - G/2), with L the Lorenz curve and G the Gini
    coefficient.  A median between two members is their middle.

    Examples
    --------
    >>> round(wolfson([0, 0, 2, 2]), 12)
    1.0
    """
    members = sample(values, weights)
    members.warn_negative("wolfson")

    ranked = rank(*members)
    (held,), (below,), (above,) = kernels.cut(*ranked, _HALF)
    median = 0.5 * (below + above)
    if not members.mean_is_positive or not median > 0:
        return float("nan")
    if members.all_alike:
        return 0.0
    whole, total, _ = kernels.totals(members.value, members.weight)
    spread = 0.5 - held / total - 0.5 * kernels.gini(ranked)
    return float(4.0 * (total / whole) / median * spread)


def esteban_ray(
    values: ArrayLike, weights: ArrayLike | None = None, *, alpha: float = 1.3
) -> float:
    """Esteban and Ray's index of polarization between groups of people with the same value.

    Parameters
    ----------
    values
        One number per group, such as the mean income of a county, shape (n,), finite, with a mean
        > 0.  Groups of the same value are one group.
    weights
        People in each group, shape (n,), >= 0; None counts each once.
    alpha
        How much people identify with their own group, 0 to 1.6: 0 gives twice the Gini
        coefficient, 1 and up what the authors call polarization.

    Returns
    -------
    float
        >= 0; NaN where the mean is not > 0.

    Notes
    -----
    Esteban and Ray 1994, eq. 3: the sum over pairs of groups of p_i ** (1 + alpha) p_j
    abs(y_i - y_j), with p shares of people and their factor K one over the mean, so that the unit
    plays no part.  Made for groups: with as many values as people every group is tiny and the
    index near 0.
    """
    check_knob(alpha, "alpha", 0.0)
    if alpha > ALPHA_MAX:
        raise InputError(f"alpha is {alpha!r}; it is defined from 0 to {ALPHA_MAX}")
    members = sample(values, weights)
    members.warn_negative("esteban_ray")

    if not members.mean_is_positive:
        return float("nan")
    ranked = rank(*members)
    first = np.flatnonzero(np.append(True, np.diff(ranked.value) > 0))
    away = ranked.value[first] / members.mean - 1.0
    weight = np.broadcast_to(ranked.weight, ranked.value.shape)
    share = np.add.reduceat(weight, first) / weight.sum()
    lower, held = np.cumsum(share), np.cumsum(share * away)
    apart = away * (2.0 * lower - 1.0) + held[-1] - 2.0 * held
    return float((share ** (1.0 + alpha) * apart).sum())


def middle_income_share(
    values: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    low: float,
    high: float,
    relative_to: Yardstick = "unit",
) -> float:
    """The share of people whose value lies between two bounds, the bounds included.

    Parameters
    ----------
    values
        One number per member, such as the yearly income of a household, shape (n,), finite.
    weights
        People each member stands for, shape (n,), >= 0; None counts each once.
    low, high
        The bounds, 0 <= low <= high, as a multiple of `relative_to`.
    relative_to
        "unit" takes the bounds in the unit of the values; "median" or "mean" as multiples of it.

    Returns
    -------
    float
        A share, 0 to 1; NaN where a relative yardstick is not > 0.

    Notes
    -----
    China's bureau of statistics: a household of three with 100,000 to 500,000 yuan a year at prices
    of 2018; OECD 2019: 0.75 to 2 times the median of disposable income per equivalent person.

    Examples
    --------
    >>> middle_income_share([6, 10, 12, 30, 60], low=10, high=50)
    0.6
    >>> middle_income_share([6, 10, 12, 30, 60], low=0.75, high=2, relative_to="median")
    0.4
    """
    check_knob(low, "low", 0.0)
    check_knob(high, "high", low)
    if relative_to not in get_args(Yardstick):
        raise InputError(f"relative_to is {relative_to!r}; give one of {get_args(Yardstick)}")
    members = sample(values, weights, tame=False)

    yardstick = 1.0
    if relative_to == "mean":
        yardstick = members.mean
    elif relative_to == "median":
        _, (below,), (above,) = kernels.cut(*rank(*members), _HALF)
        yardstick = 0.5 * (below + above)
    if not yardstick > 0:
        return float("nan")
    inside = (members.value >= low * yardstick) & (members.value <= high * yardstick)
    return float(kernels.average(inside.astype(np.float64), members.weight))
