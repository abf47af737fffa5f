"""Which source of income inequality comes from.

Weights and population formulas as in `gongfu.measure.inequality`.
"""

from collections.abc import Callable
from math import factorial
from typing import Any, Final, Literal, get_args

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.kernels import inequality as kernels
from gongfu.kernels.overlap import tied_ranks
from gongfu.kernels.ranking import sort_once
from gongfu.measure.grouping import check_columns
from gongfu.measure.inequality import gini
from gongfu.measure.sample import Floats, column
from gongfu.model.schema import Column

__all__: Final = ("gini_by_source", "shapley_by_source", "variance_by_source")

Absent = Literal["zero", "mean"]
Index = Callable[[Floats, Floats], float]

SOURCES_MAX: Final = 16  # 65,536 evaluations of the index


def gini_by_source(
    frame: pd.DataFrame, *, sources: list[str] | tuple[str, ...], weight: str
) -> pd.DataFrame:
    """The Gini coefficient of total income, split by source, and what a little more of each does.

    Parameters
    ----------
    frame
        One row per member.  Its index plays no part.
    sources
        Columns that add up to the total: wages, farming, transfers; a tax is a negative source.
    weight
        Column with the people each row stands for, >= 0; rows of weight 0 drop out.

    Returns
    -------
    DataFrame
        One row per source, and "total": `source`; `share_of_value` S; `gini` of the source G (NaN
        where its mean is not > 0); `correlation` R, of source and rank by the total over that by
        the source itself, -1 to 1; `value`, the part S G R of the total coefficient, and `share`
        of it; `elasticity`, the relative change of the coefficient for one per cent more of this
        source for all.  NaN where the mean of the total is not > 0.

    Notes
    -----
    Lerman and Yitzhaki 1985, eqs. 6 and 12.  The part is twice the covariance of the source and the
    rank by the total over the mean, which needs no S, G or R and is there when a source sums to
    zero.  Who has the same total shares the mid rank.  The elasticity sums to zero.
    """
    amounts, people = _amounts(frame, sources, weight)

    total = amounts.sum(axis=1)
    rank = tied_ranks(total, people, np.argsort(total, kind="stable"))
    whole, held, size = kernels.totals(total, people)

    mean = held / whole if held > 4.0 * np.finfo(float).eps * size else np.nan
    own = np.array([_mean(amounts[:, k], people) for k in range(amounts.shape[1])])
    parts = np.array(
        [_covariance(amounts[:, k], rank, people) for k in range(amounts.shape[1])]
    ) * (2.0 / mean)
    half = np.array(
        [
            kernels.half_mean_difference(*sort_once(np.ascontiguousarray(source), people))
            for source in amounts.T
        ]
    )
    if total.max() - total.min() <= 4.0 * np.finfo(float).eps * np.abs(total).max():
        parts = np.where(np.isnan(parts), parts, 0.0)  # all alike but for rounding
    coefficient = float(parts.sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = own / mean
        each = np.where(own > 0, half / own, np.nan)
        correlation = np.where(half > 0, parts * mean / half, np.nan)
        share = parts / coefficient if coefficient > 0 else np.full(parts.size, np.nan)
    return pd.DataFrame(
        {
            "source": [*sources, "total"],
            "share_of_value": [*shares, shares.sum()],
            "gini": [*each, coefficient],
            "correlation": [*correlation, 1.0 if coefficient > 0 else np.nan],
            "value": [*parts, coefficient],
            "share": [*share, share.sum()],
            "elasticity": [*(share - shares), 0.0 if coefficient > 0 else np.nan],
        }
    )


def variance_by_source(
    frame: pd.DataFrame, *, sources: list[str] | tuple[str, ...], weight: str
) -> pd.DataFrame:
    """The natural share of each source in the inequality of total income.

    Parameters
    ----------
    frame
        One row per member.  Its index plays no part.
    sources
        Columns that add up to the total.
    weight
        Column with the people each row stands for, >= 0; rows of weight 0 drop out.

    Returns
    -------
    DataFrame
        One row per source, and "total": `source`; `value`, the covariance of source and total over
        the squared mean, which add up to the squared coefficient of variation; `share` of the
        total (NaN where all have the same).

    Notes
    -----
    Shorrocks 1982: under his conditions the share is cov(source, total) / var(total) whatever the
    index.  A source that is the same for all has share 0, though it lowers relative inequality.
    """
    amounts, people = _amounts(frame, sources, weight)

    total = amounts.sum(axis=1)
    mean = _mean(total, people)
    parts = np.array([_covariance(source, total, people) for source in amounts.T])

    squared = parts.sum()
    alike = total.min() == total.max()
    value = np.where(alike, 0.0, parts) / mean**2 if mean > 0 else np.full(parts.size, np.nan)
    share = np.full(parts.size, np.nan) if alike else parts / squared
    return pd.DataFrame(
        {
            "source": [*sources, "total"],
            "value": [*value, value.sum()],
            "share": [*share, share.sum()],
        }
    )


def shapley_by_source(
    frame: pd.DataFrame,
    *,
    sources: list[str] | tuple[str, ...],
    weight: str,
    index: Index = gini,
    absent: Absent = "mean",
) -> pd.DataFrame:
    """Any index of total income, split by source by taking them away in every order.

    Parameters
    ----------
    frame
        One row per member.  Its index plays no part.
    sources
        Columns that add up to the total, at most 16: the index is computed 2 ** n times.
    weight
        Column with the people each row stands for, >= 0; rows of weight 0 drop out.
    index
        Any index of this package, or a function of values and weights like them, such as
        `lambda x, w: atkinson(x, w, epsilon=0.5)`.
    absent
        What stands for a source that is taken away: "mean", the same amount for all, so that the
        total keeps its mean and no source at all means no inequality; or "zero".

    Returns
    -------
    DataFrame
        One row per source, and "total": `source`; `value`, its part; `share` of the total.  The
        parts add up to the index of the total (less that of nothing, 0).

    Notes
    -----
    Shorrocks 2013: the Shapley value of the sources, exact.  "mean" is his equalised income
    decomposition (Sastre and Trannoy 2002), "zero" the zero income one, in which a total that
    sums to nothing counts as equal.

    Examples
    --------
    >>> rows = pd.DataFrame({"wage": [1.0, 3.0], "farm": [1.0, 2.0], "n": 1.0})
    >>> table = shapley_by_source(rows, sources=["wage", "farm"], weight="n")
    >>> table["value"].round(3).tolist()
    [0.143, 0.071, 0.214]
    """
    if absent not in get_args(Absent):
        raise InputError(f"absent is {absent!r}; give one of {get_args(Absent)}")
    amounts, people = _amounts(frame, sources, weight)
    n_sources = amounts.shape[1]
    if n_sources > SOURCES_MAX:
        raise InputError(
            f"sources names {n_sources} columns, at most {SOURCES_MAX} can be taken away in every "
            "order; add up small ones first"
        )

    mean = np.array([_mean(source, people) for source in amounts.T])
    stand_in = mean if absent == "mean" else np.zeros(n_sources)
    whole = people if people.size > 1 else np.ones(1)
    found = np.zeros(1 << n_sources)
    for present in range(1, found.size):
        there = np.array([bool(present >> k & 1) for k in range(n_sources)])
        total = amounts[:, there].sum(axis=1) + stand_in[~there].sum()
        nothing = absent == "zero" and not total.any()
        found[present] = 0.0 if nothing else index(total, whole)

    n_present = np.array([present.bit_count() for present in range(found.size)])
    parts = np.empty(n_sources)
    for k in range(n_sources):
        without = np.flatnonzero(np.arange(found.size) >> k & 1 == 0)
        orders = [
            factorial(int(size)) * factorial(n_sources - int(size) - 1)
            for size in n_present[without]
        ]
        gain = found[without | 1 << k] - found[without]
        parts[k] = (np.array(orders) / factorial(n_sources) * gain).sum()
    total_index = found[-1]
    share = parts / total_index if total_index > 0 else np.full(n_sources, np.nan)
    return pd.DataFrame(
        {
            "source": [*sources, "total"],
            "value": [*parts, total_index],
            "share": [*share, share.sum()],
        }
    )


def _amounts(
    frame: pd.DataFrame, sources: list[str] | tuple[str, ...] | str, weight: str
) -> tuple[Floats, Floats]:
    """Amounts (n, S) of each source and weights (n,) of the rows with people."""
    names = list(sources)
    if isinstance(sources, str) or not names or len(set(names)) < len(names):
        raise InputError(f"sources is {sources!r}; give a list of different columns")
    columns: list[Any] = [Column(name, "per person", -np.inf) for name in names]
    check_columns(frame, (*columns, Column(weight, "people")), ())
    people = column(frame[weight])
    some = people > 0
    if not some.any():
        raise InputError(
            f"none of {len(frame)} rows of frame has {weight!r} > 0; give people to at least one"
        )
    amounts = np.column_stack([column(frame[name])[some] for name in names])
    return np.asfortranarray(amounts), np.ascontiguousarray(people[some])


def _mean(value: Floats, people: Floats) -> float:
    return float(kernels.average(np.ascontiguousarray(value), people))


def _covariance(value: Floats, other: Floats, people: Floats) -> float:
    off = value - _mean(value, people)
    return float(kernels.average(off * (other - _mean(other, people)), people))
