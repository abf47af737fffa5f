"""Who holds which share: the Lorenz curve and what is read off it.

Weights, zeros and population formulas as in `gongfu.measure.inequality`.
"""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from gongfu.errors import InputError
from gongfu.kernels import inequality as kernels
from gongfu.kernels.overlap import tied_ranks
from gongfu.kernels.ranking import rank, sort_once
from gongfu.measure.sample import Floats, check_index, check_size, numbers, refuse, sample

FIFTHS: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def lorenz_curve(
    values: ArrayLike, weights: ArrayLike | None = None, *, generalized: bool = False
) -> pd.DataFrame:
    """The Lorenz curve: the share of the total that the lowest share of people holds.

    Parameters
    ----------
    values
        One number per member, shape (n,), finite; negative ones are allowed with a warning.
    weights
        People each member stands for, shape (n,), >= 0; None counts each once.
    generalized
        Add the generalised curve, the Lorenz curve times the mean: where one lies nowhere below
        another, every welfare function that likes more and more equal prefers it.

    Returns
    -------
    DataFrame
        n + 1 rows from (0, 0) to (1, 1): `share_of_people`, `share_of_value`, shares 0 to 1;
        `share_of_value` is NaN where the mean is not > 0.  With `generalized` also
        `value_per_head`: what the lowest hold, over all people, up to the mean.

    Notes
    -----
    Lorenz 1905; generalised: Shorrocks 1983.  Twice the area between the diagonal and the polygon
    through these points is exactly the Gini coefficient of the same members.
    """
    members = sample(values, weights, tame=not generalized)
    members.warn_negative("lorenz_curve")

    people, held = kernels.lorenz(sort_once(members.value, members.weight))
    total = held[-1] if members.mean_is_positive else np.nan

    curve = pd.DataFrame({"share_of_people": people, "share_of_value": held / total})
    if generalized:
        curve["value_per_head"] = held / kernels.totals(members.value, members.weight)[0]
    return curve


def quantile_shares(
    values: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    bounds: tuple[float, ...] = FIFTHS,
) -> pd.DataFrame:
    """The share of the total held by each slice of the people, from the poorest up.

    Parameters
    ----------
    values
        One number per member, shape (n,), finite; negative ones are allowed with a warning.
    weights
        People each member stands for, shape (n,), >= 0; None counts each once.
    bounds
        Shares of people that bound the slices, ascending from 0 to 1; fifths by default.

    Returns
    -------
    DataFrame
        One row per slice: `from_share`, `to_share` of people; `share_of_value` (NaN where the mean
        is not > 0); `mean` of the slice.

    Notes
    -----
    Differences of the Lorenz curve.  A member at a bound is divided between its two slices, so that
    shares add up to 1 and do not depend on the order of equal values.

    Examples
    --------
    >>> quantile_shares([1, 2, 3, 4, 10])["share_of_value"].round(2).tolist()
    [0.05, 0.1, 0.15, 0.2, 0.5]
    """
    cuts = check_bounds(bounds)
    members = sample(values, weights, tame=False)
    members.warn_negative("quantile_shares")

    held, _, _ = kernels.cut(*rank(*members), cuts)
    whole, total, _ = kernels.totals(members.value, members.weight)
    slices, widths = np.diff(held), np.diff(cuts)

    return pd.DataFrame(
        {
            "from_share": cuts[:-1],
            "to_share": cuts[1:],
            "share_of_value": slices / (total if members.mean_is_positive else np.nan),
            "mean": slices / (widths * whole),
        }
    )


def check_bounds(bounds: tuple[float, ...]) -> Floats:
    """The bounds of slices: shares that ascend from 0 to 1.

    Parameters
    ----------
    bounds
        As given to `quantile_shares`.

    Returns
    -------
    array
        The same, as numbers.
    """
    cuts = np.asarray(bounds, np.float64)
    ends = cuts.ndim == 1 and cuts.size > 1 and cuts[0] == 0.0 and cuts[-1] == 1.0
    if not ends or not (np.diff(cuts) > 0).all():
        raise InputError(f"bounds is {bounds!r}; give ascending shares from 0 to 1")
    return cuts


def lorenz_ordinate(values: ArrayLike, weights: ArrayLike | None = None, *, at: float) -> float:
    """The share of the total that the poorest share `at` of the people hold.

    Parameters
    ----------
    values
        One number per member, shape (n,), finite; negative ones are allowed with a warning.
    weights
        People each member stands for, shape (n,), >= 0; None counts each once.
    at
        A share of the people, 0 to 1.

    Returns
    -------
    float
        One point of `lorenz_curve`, between its rows on the straight line; NaN where the mean is
        not > 0.

    Examples
    --------
    >>> lorenz_ordinate([1, 2, 3, 4], at=0.5)
    0.3
    """
    return quantile_share(values, weights, low=0.0, high=at)


def quantile_share(
    values: ArrayLike, weights: ArrayLike | None = None, *, low: float, high: float
) -> float:
    """The share of the total held by one slice of the people, such as the richest tenth.

    Parameters
    ----------
    values
        One number per member, shape (n,), finite; negative ones are allowed with a warning.
    weights
        People each member stands for, shape (n,), >= 0; None counts each once.
    low, high
        The slice, shares of the people counted from the poorest, 0 <= low <= high <= 1.

    Returns
    -------
    float
        One number of `quantile_shares`; NaN where the mean is not > 0.

    Examples
    --------
    >>> quantile_share([1, 2, 3, 4, 10], low=0.8, high=1)
    0.5
    """
    if not 0 <= low <= high <= 1:
        raise InputError(f"the slice is from {low!r} to {high!r}; give 0 <= low <= high <= 1")
    members = sample(values, weights)
    members.warn_negative("quantile_share")

    if not members.mean_is_positive:
        return float("nan")
    (below, above), _, _ = kernels.cut(*rank(*members), np.array([low, high], np.float64))
    return float((above - below) / kernels.totals(members.value, members.weight)[1])


def palma_ratio(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """What the richest tenth holds, over what the poorest four tenths hold.

    Parameters
    ----------
    values
        One number per member, shape (n,), finite; negative ones are allowed with a warning.
    weights
        People each member stands for, shape (n,), >= 0; None counts each once.

    Returns
    -------
    float
        0.25 (all alike) and up; NaN where the poorest four tenths hold nothing.

    Notes
    -----
    Palma 2011; Cobham and Sumner 2013.  Members at a bound are divided, as in `quantile_shares`.
    """
    members = sample(values, weights)
    members.warn_negative("palma_ratio")

    (_, low, high, whole), _, _ = kernels.cut(*rank(*members), np.array([0.0, 0.4, 0.9, 1.0]))
    return float((whole - high) / low) if low > 0 else float("nan")


def quintile_share_ratio(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """What the richest fifth holds, over what the poorest fifth holds (S80/S20).

    Parameters
    ----------
    values
        One number per member, shape (n,), finite; negative ones are allowed with a warning.
    weights
        People each member stands for, shape (n,), >= 0; None counts each once.

    Returns
    -------
    float
        1 (all alike) and up; NaN where the poorest fifth holds nothing.

    Notes
    -----
    Eurostat's indicator of Laeken, on slices of exactly a fifth: members at a bound are divided.
    Programs that compare those above the 80th with those up to the 20th percentile whole, such as
    R's laeken and convey, differ by what stands at the two bounds.
    """
    members = sample(values, weights)
    members.warn_negative("quintile_share_ratio")

    (low, high, whole), _, _ = kernels.cut(*rank(*members), np.array([0.2, 0.8, 1.0]))
    return float((whole - high) / low) if low > 0 else float("nan")


def concentration_index(
    values: ArrayLike, weights: ArrayLike | None = None, *, rank_by: ArrayLike
) -> float:
    """How far something is concentrated on those who rank high by something else.

    Parameters
    ----------
    values
        What is held: visits to a doctor, a tax, one source of income; shape (n,), finite, with a
        mean > 0.
    weights
        People each member stands for, shape (n,), >= 0; None counts each once.
    rank_by
        What orders the members, such as income; shape (n,), finite.

    Returns
    -------
    float
        -1 (all on the lowest) to 1 (all on the highest); 0 where both have nothing to do with each
        other, or all rank alike; NaN where the mean is not > 0.

    Notes
    -----
    Kakwani 1977: twice the covariance of value and rank over the mean.  Members that rank alike
    share the middle of their ranks (Kakwani, Wagstaff and van Doorslaer 1997), so that their order
    does not matter.  Ranked by itself it is the Gini coefficient.

    Examples
    --------
    >>> round(concentration_index([3, 2, 1], rank_by=[10, 20, 30]), 4)
    -0.2222
    """
    check_index(values, rank_by, "rank_by")
    key, _ = numbers(rank_by, "rank_by")
    members = sample(values, weights)
    members.warn_negative("concentration_index")
    key = _kept(values, weights, key)

    if not members.mean_is_positive:
        return float("nan")
    ranks = tied_ranks(key, members.weight, np.argsort(key, kind="stable"))
    off = members.value / members.mean - 1.0
    return float(2.0 * kernels.average(off * ranks, members.weight))


def _kept(values: ArrayLike, weights: ArrayLike | None, key: Floats) -> Floats:
    """The keys of the members that count."""
    check_size(np.empty(np.size(values)), key, "ranks")
    if weights is None:
        return key
    counted = np.asarray(weights, np.float64) > 0
    refuse(counted & ~np.isfinite(key), "missing or infinite", "fill or drop them first", "rank_by")
    return key if counted.all() else key[counted]
