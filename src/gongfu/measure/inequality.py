"""How unequally something is shared.

Every index takes one value per member and, if members stand for more than one person, how many
(`weights`).  Weights only matter relative to each other: people counted (frequencies) and people
stood for (sampling weights) give the same number, they differ in its standard error alone.  All are
population formulas, without the factor n / (n - 1): a county is all of its residents, not a draw
from them.  Members of weight zero drop out; zeros among the values never do.  One member, or all
alike, gives 0; a mean of zero (or below) gives NaN in every index that is relative to the mean.

Every index of `gongfu.measure` can be imported from here; those of shares, of polarization and of
poverty are written in the files of these names.
"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from gongfu.kernels import inequality as kernels
from gongfu.kernels.ranking import rank
from gongfu.measure.polarization import esteban_ray, middle_income_share, wolfson
from gongfu.measure.poverty import fgt
from gongfu.measure.sample import Floats, Sample, check_knob, sample
from gongfu.measure.shares import (
    concentration_index,
    lorenz_curve,
    lorenz_ordinate,
    palma_ratio,
    quantile_share,
    quantile_shares,
    quintile_share_ratio,
)

__all__: Final = (
    "atkinson",
    "coefficient_of_variation",
    "concentration_index",
    "esteban_ray",
    "fgt",
    "generalized_entropy",
    "gini",
    "gini_normalized",
    "hoover",
    "kolm",
    "lorenz_curve",
    "lorenz_ordinate",
    "max_min_ratio",
    "mean_log_deviation",
    "middle_income_share",
    "palma_ratio",
    "quantile_share",
    "quantile_shares",
    "quintile_share_ratio",
    "theil_t",
    "williamson_index",
    "wolfson",
    "zenga",
)


def gini(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """The Gini coefficient: half the mean difference between two people, over the mean.

    Parameters
    ----------
    values
        One number per member, such as income per head, shape (n,), finite.  Negative ones are
        allowed with a warning: the result is then no longer bounded by 1; see `gini_normalized`.
    weights
        People each member stands for, shape (n,), >= 0; None counts each once.

    Returns
    -------
    float
        0 (all alike) up to 1 - smallest weight share; NaN where the mean is not > 0.

    Notes
    -----
    Gini 1912; with weights as twice the covariance of value and mid-interval rank over the mean,
    Lerman and Yitzhaki 1989.  Unchanged by scale and by replicating every member.  For the estimate
    of an unweighted sample that some programs print, multiply by n / (n - 1).

    Examples
    --------
    >>> gini([1, 2, 3, 4])
    0.25
    >>> gini([1, 3], weights=[3, 1])
    0.25
    """
    members = sample(values, weights)
    members.warn_negative("gini")

    if not members.mean_is_positive:
        return float("nan")
    if members.all_alike:
        return 0.0
    return float(kernels.gini(rank(*members)))


def gini_normalized(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """The Gini coefficient over the mean size of the values, for data that fall below zero.

    Parameters
    ----------
    values
        One number per member, shape (n,), finite, of either sign: wealth net of debts, incomes
        from a business.
    weights
        People each member stands for, shape (n,), >= 0; None counts each once.

    Returns
    -------
    float
        0 to 1; the Gini coefficient where no value is negative; NaN where all are zero.

    Notes
    -----
    Raffinetti, Siletti and Vernizzi 2015: half the mean difference over (T+ + T-) / N, with T+ and
    T- the sizes of what is above and below zero.  Their form for finite N multiplies by
    N / (N - 1), as for the Gini coefficient.

    Examples
    --------
    >>> round(gini_normalized([-5, 1, 2, 10]), 4)
    0.6389
    """
    members = sample(values, weights)

    whole, _, size = kernels.totals(members.value, members.weight)
    if not size > 0:
        return float("nan")
    if members.all_alike:
        return 0.0
    return float(kernels.half_mean_difference(*rank(*members)) * whole / size)


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
    members = _not_negative(values, weights, "theil_t")

    if not members.mean_is_positive:
        return float("nan")
    return 0.0 if members.all_alike else float(kernels.theil_t(members.value, members.weight))


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
    members = _positive(values, weights, "mean_log_deviation")

    if members.all_alike:
        return 0.0
    return float(kernels.mean_log_deviation(members.value, members.weight))


def generalized_entropy(
    values: ArrayLike, weights: ArrayLike | None = None, *, alpha: float
) -> float:
    """The generalised entropy index GE(alpha), which covers Theil's T and L.

    Parameters
    ----------
    values
        One number per member, shape (n,), finite and >= 0; > 0 where alpha <= 0, else an
        InputError: a zero is never dropped.
    weights
        People each member stands for, shape (n,), >= 0; None counts each once.
    alpha
        The higher, the more the top counts.  0 gives `mean_log_deviation`, 1 `theil_t`, 2 half the
        squared coefficient of variation.

    Returns
    -------
    float
        >= 0; NaN where the mean is zero.

    Notes
    -----
    Shorrocks 1980, eq. 1: mean of ((x / mean) ** alpha - 1) over alpha (alpha - 1), written so
    that nothing is lost near 0 and 1, where it becomes L and T.
    """
    check_knob(alpha, "alpha", -np.inf)
    if alpha == 0:
        return mean_log_deviation(values, weights)
    if alpha == 1:
        return theil_t(values, weights)
    name = f"generalized_entropy(alpha={alpha:g})"
    checked = _not_negative if alpha > 0 else _positive
    members = checked(values, weights, name)

    if not members.mean_is_positive:
        return float("nan")
    if members.all_alike:
        return 0.0
    ratio, log = _logs(members)
    # The mean of ratio is 1, so both forms are the same; each is exact at its own end.
    with np.errstate(over="ignore"):  # an index too large for a number is infinite
        if alpha < 0.5:
            power = np.expm1(alpha * log)
        else:
            power = ratio * np.expm1((alpha - 1.0) * np.where(ratio > 0, log, 0.0))
    return float(kernels.average(power, members.weight) / (alpha * (alpha - 1.0)))


def atkinson(values: ArrayLike, weights: ArrayLike | None = None, *, epsilon: float) -> float:
    """Atkinson's index: the share of the total that could be given up if all were to be alike.

    Parameters
    ----------
    values
        One number per member, shape (n,), finite and >= 0; > 0 where epsilon >= 1, else an
        InputError: a single zero would make the index 1 whatever the others have.
    weights
        People each member stands for, shape (n,), >= 0; None counts each once.
    epsilon
        Aversion to inequality, >= 0: 0 does not mind it, the larger the more the bottom counts.

    Returns
    -------
    float
        0 to 1; NaN where the mean is zero.

    Notes
    -----
    Atkinson 1970: 1 - (mean of (x / mean) ** (1 - epsilon)) ** (1 / (1 - epsilon)); for epsilon 1
    its limit, 1 - geometric mean / mean = 1 - exp(-`mean_log_deviation`).
    """
    check_knob(epsilon, "epsilon", 0.0)
    checked = _not_negative if epsilon < 1 else _positive
    members = checked(values, weights, f"atkinson(epsilon={epsilon:g})")

    if not members.mean_is_positive:
        return float("nan")
    if members.all_alike or epsilon == 0:
        return 0.0
    if epsilon == 1:
        return float(-np.expm1(-kernels.mean_log_deviation(members.value, members.weight)))
    _, log = _logs(members)
    power = 1.0 - epsilon
    return float(-np.expm1(_log_mean_exp(power * log, members.weight) / power))


def kolm(values: ArrayLike, weights: ArrayLike | None = None, *, alpha: float) -> float:
    """Kolm's absolute index: how much each could give up if all were to be alike.

    Parameters
    ----------
    values
        One number per member, shape (n,), finite, of either sign.
    weights
        People each member stands for, shape (n,), >= 0; None counts each once.
    alpha
        Aversion to inequality per unit of the values, > 0: with incomes in yuan, 1 over the size
        of a difference that matters, such as 1 / 10,000.

    Returns
    -------
    float
        >= 0, in the unit of the values.

    Notes
    -----
    Kolm 1976: log(mean of exp(alpha (mean - x))) / alpha.  The same for all who receive the same
    amount more; doubling every value and halving alpha doubles it.
    """
    check_knob(alpha, "alpha", 0.0, above=True)
    members = sample(values, weights, tame=False)

    if members.all_alike:
        return 0.0
    short = alpha * (members.mean - members.value)
    return float(_log_mean_exp(short, members.weight) / alpha)


def hoover(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Hoover's index (Pietra's, Robin Hood's): the share of the total to be moved to equality.

    Parameters
    ----------
    values
        One number per member, shape (n,), finite; negative ones are allowed with a warning.
    weights
        People each member stands for, shape (n,), >= 0; None counts each once.

    Returns
    -------
    float
        0 to 1; NaN where the mean is not > 0.

    Notes
    -----
    Hoover 1936: half the mean deviation from the mean, over the mean; the greatest distance between
    the Lorenz curve and the diagonal.  Transfers on one side of the mean do not move it.
    """
    members = sample(values, weights)
    members.warn_negative("hoover")

    if not members.mean_is_positive:
        return float("nan")
    off = np.abs(members.value / members.mean - 1.0)
    return 0.0 if members.all_alike else float(0.5 * kernels.average(off, members.weight))


def zenga(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Zenga's index: by how much the poorest share falls short of the others, over all shares.

    Parameters
    ----------
    values
        One number per member, shape (n,), finite and >= 0.
    weights
        People each member stands for, shape (n,), >= 0; None counts each once.

    Returns
    -------
    float
        0 to 1; NaN where the mean is zero.

    Notes
    -----
    Zenga 2007: the mean over p of 1 - (mean of the poorest p) / (mean of the other 1 - p), here of
    the Lorenz polygon and exact, so that replicating every member changes nothing.
    """
    members = _not_negative(values, weights, "zenga")

    if not members.mean_is_positive:
        return float("nan")
    return 0.0 if members.all_alike else float(kernels.zenga(*rank(*members)))


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
    members = sample(values, weights)

    if not members.mean_is_positive:
        return float("nan")
    if members.all_alike:
        return 0.0
    return float(kernels.coefficient_of_variation(members.value, members.weight))


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
    seen = sample(values, weights).seen

    return float(seen.high / seen.low) if seen.low > 0 else float("nan")


def _not_negative(values: ArrayLike, weights: ArrayLike | None, name: str) -> Sample:
    members = sample(values, weights)
    if members.seen.n_negative:
        members.refuse(
            members.value < 0, "negative", f"{name} needs values >= 0; use gini or mend them"
        )
    return members


def _positive(values: ArrayLike, weights: ArrayLike | None, name: str) -> Sample:
    members = sample(values, weights)
    if members.seen.n_negative or members.seen.n_zero:
        members.refuse(
            members.value <= 0,
            "zero or negative",
            f"{name} needs values > 0; theil_t has a limit for zero, or mend them",
        )
    return members


def _logs(members: Sample) -> tuple[Floats, Floats]:
    """Value over mean, and its logarithm, -inf for a zero."""
    ratio = members.value / members.mean
    with np.errstate(divide="ignore"):
        return ratio, np.log(ratio)


def _log_mean_exp(power: Floats, weight: Floats) -> float:
    """Logarithm of the weighted mean of exp(power), without overflow or loss near zero."""
    top = power.max()
    if top < 1.0:
        return float(np.log1p(kernels.average(np.expm1(power), weight)))
    return float(top + np.log(kernels.average(np.exp(power - top), weight)))
