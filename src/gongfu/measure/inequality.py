"""How unequally something is shared.

Every index takes one value per member and, if members stand for more than one person, how many
(`weights`).  All are population formulas, without the factor n / (n - 1): a county is all of its
residents, not a draw from them.  Members of weight zero drop out; weights only matter relative
to each other.  One member, or all alike, gives 0; a mean of zero (or below) gives NaN, because
all indices here are relative to the mean.
"""

import warnings
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from gongfu.errors import InputError
from gongfu.kernels import inequality as kernels

Floats = NDArray[np.float64]

_SHOWN: Final = 3
_TAME: Final = 300  # beyond 2 ** this, squares and products could leave the floating-point range


def gini(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """The Gini coefficient: half the mean difference between two people, over the mean.

    Parameters
    ----------
    values
        One number per member, such as income per head, shape (n,), finite.  Negative ones are
        allowed with a warning: the result is then no longer bounded by 1.
    weights
        People each member stands for, shape (n,), >= 0; None counts each once.

    Returns
    -------
    float
        0 (all alike) up to 1 - smallest weight share; NaN where the mean is not > 0.

    Notes
    -----
    Gini 1912; with weights as twice the covariance of value and mid-interval rank over the mean,
    Lerman and Yitzhaki 1989.  Unchanged by scale and by replicating every member.

    Examples
    --------
    >>> gini([1, 2, 3, 4])
    0.25
    >>> gini([1, 3], weights=[3, 1])
    0.25
    """
    value, weight = _sample(values, weights)
    _warn_negative(value, "gini")

    if not _mean_is_positive(value, weight):
        return float("nan")
    if _all_alike(value):
        return 0.0
    equal = weights is None
    ranked = kernels.sort_equal(value) if equal else kernels.sort_once(value, weight)
    return float(kernels.gini(ranked))


def lorenz_curve(values: ArrayLike, weights: ArrayLike | None = None) -> pd.DataFrame:
    """The Lorenz curve: the share of the total that the lowest share of people holds.

    Parameters
    ----------
    values
        One number per member, shape (n,), finite; negative ones are allowed with a warning.
    weights
        People each member stands for, shape (n,), >= 0; None counts each once.

    Returns
    -------
    DataFrame
        n + 1 rows from (0, 0) to (1, 1): `share_of_people`, `share_of_value`, shares 0 to 1.
        `share_of_value` is NaN where the mean is not > 0.

    Notes
    -----
    Lorenz 1905.  Twice the area between the diagonal and the polygon through these points is
    exactly the Gini coefficient of the same members.
    """
    value, weight = _sample(values, weights)
    _warn_negative(value, "lorenz_curve")

    people, held = kernels.lorenz(kernels.sort_once(value, weight))
    total = held[-1] if _mean_is_positive(value, weight) else np.nan

    return pd.DataFrame({"share_of_people": people, "share_of_value": held / total})


def theil_t(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Theil's T index: 0 when all are alike, log(people) when one person holds everything.

    Parameters
    ----------
    values
        One number per member, shape (n,), finite and >= 0.  A zero contributes its limit, 0; it
        still counts in the mean.
    weights
        People each member stands for, shape (n,), >= 0; None counts each once.

    Returns
    -------
    float
        >= 0, in natural units; NaN where the mean is zero.

    Notes
    -----
    Theil 1967, ch. 4.  Sensitive to the top.  Splits exactly: `theil_decomposition`.

    Examples
    --------
    >>> round(theil_t([0, 1, 2, 3]), 4)
    0.3749
    """
    value, weight = _sample(values, weights)
    _need(value < 0, "negative", "theil_t needs values >= 0; use gini or mend them", value.size)

    if not _mean_is_positive(value, weight):
        return float("nan")
    return 0.0 if _all_alike(value) else float(kernels.theil_t(value, weight))


def mean_log_deviation(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """The mean log deviation (Theil's L): mean of the logarithm of mean over value.

    Parameters
    ----------
    values
        One number per member, shape (n,), finite and > 0.  A zero has no logarithm and is an
        InputError; it is never dropped.
    weights
        People each member stands for, shape (n,), >= 0; None counts each once.

    Returns
    -------
    float
        >= 0, in natural units.

    Notes
    -----
    Theil 1967, ch. 4; Bourguignon 1979.  Sensitive to the bottom; the one index whose parts
    within and between groups do not depend on each other (Shorrocks 1980).
    """
    value, weight = _sample(values, weights)
    _need(
        value <= 0,
        "zero or negative",
        "mean_log_deviation needs values > 0; theil_t has a limit for zero, or mend them",
        value.size,
    )

    return 0.0 if _all_alike(value) else float(kernels.mean_log_deviation(value, weight))


def coefficient_of_variation(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """The standard deviation over the mean, both weighted.

    Parameters
    ----------
    values
        One number per member, shape (n,), finite.
    weights
        People each member stands for, shape (n,), >= 0; None counts each once.

    Returns
    -------
    float
        >= 0; NaN where the mean is not > 0.
    """
    value, weight = _sample(values, weights)

    if not _mean_is_positive(value, weight):
        return float("nan")
    return 0.0 if _all_alike(value) else float(kernels.coefficient_of_variation(value, weight))


def williamson_index(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Williamson's index of regional inequality: the population-weighted coefficient of variation.

    Parameters
    ----------
    values
        Income or product per head of each region, shape (n,), finite.
    weights
        Residents of each region, shape (n,), >= 0.  None gives Williamson's unweighted V_uw,
        in which a small region counts as much as a large one.

    Returns
    -------
    float
        >= 0; NaN where the mean is not > 0.

    Notes
    -----
    Williamson 1965, V_w: deviations are taken from the mean of all regions weighted by residents.
    """
    return coefficient_of_variation(values, weights)


def max_min_ratio(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """The highest value over the lowest.

    Parameters
    ----------
    values
        One number per member, shape (n,), finite.
    weights
        Only says who counts: members of weight zero drop out.

    Returns
    -------
    float
        >= 1; NaN where the lowest is not > 0.  It knows two members only and never falls when
        more are added: compare it over the same set of places.
    """
    value, _ = _sample(values, weights)

    low, high = value.min(), value.max()
    return float(high / low) if low > 0 else float("nan")


def _sample(values: ArrayLike, weights: ArrayLike | None) -> tuple[Floats, Floats]:
    """Checked values and weights (> 0) as arrays, scaled by powers of two if extreme."""
    value = _numbers(values, "values")
    if weights is None:
        weight = np.ones(value.size)
    else:
        if (
            isinstance(values, pd.Series)
            and isinstance(weights, pd.Series)
            and not values.index.equals(weights.index)
        ):
            raise InputError(
                "values and weights are Series with different indexes; "
                "bring the weights into order with weights.reindex(values.index)"
            )
        weight = _numbers(weights, "weights")
        if weight.size != value.size:
            raise InputError(
                f"there are {value.size} values and {weight.size} weights; "
                "give one weight per value"
            )
        _need(
            weight < 0, "negative", "weights count people and must be >= 0", weight.size, "weights"
        )

    counted = weight > 0
    if not counted.any():
        raise InputError(
            f"none of {value.size} members has a weight > 0; give at least one member that counts"
        )
    if not counted.all():
        value, weight = value[counted], weight[counted]
    return _tamed(value), _tamed(weight)


def _numbers(given: ArrayLike, name: str) -> Floats:
    try:
        if isinstance(given, pd.Series):
            numbers = given.to_numpy(np.float64, na_value=np.nan)
        else:
            numbers = np.asarray(given, np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"{name} must be numbers; convert them first ({error})") from error
    if numbers.ndim != 1:
        raise InputError(
            f"{name} has shape {numbers.shape}; give one dimension, one number per member"
        )
    _need(
        ~np.isfinite(numbers), "missing or infinite", "fill or drop them first", numbers.size, name
    )
    return numbers


def _need(bad: NDArray[np.bool_], what: str, remedy: str, size: int, name: str = "values") -> None:
    """Raise an InputError that counts the bad positions and shows the first."""
    if bad.any():
        raise InputError(f"{_positions(bad)} of {size} {name} {what}; {remedy}")


def _positions(bad: NDArray[np.bool_]) -> str:
    at = np.flatnonzero(bad)
    shown = ", ".join(str(position) for position in at[:_SHOWN])
    more = ", …" if at.size > _SHOWN else ""
    return f"{at.size} (at position {shown}{more})"


def _warn_negative(value: Floats, name: str) -> None:
    n_negative = int((value < 0).sum())
    if n_negative:
        warnings.warn(
            f"{n_negative} of {value.size} values are negative; "
            f"{name} is then not bounded by 0 and 1",
            stacklevel=3,
        )


def _mean_is_positive(value: Floats, weight: Floats) -> bool:
    """Whether the weighted total is above zero by more than the rounding of its own sum."""
    held = weight * value
    rounding = 4.0 * np.finfo(float).eps * np.abs(held).sum() if (value < 0).any() else 0.0
    return bool(held.sum() > rounding)


def _all_alike(value: Floats) -> bool:
    return bool(value.min() == value.max())


def _tamed(numbers: Floats) -> Floats:
    """The same numbers times a power of two where their size would overflow; ratios are kept."""
    exponent = int(np.frexp(np.abs(numbers).max())[1])
    return numbers if abs(exponent) < _TAME else np.ldexp(numbers, -exponent)
