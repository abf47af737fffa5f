"""Who was served by a matching, group by group, and what differs by more than chance."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from gongfu.errors import InputError

__all__: Final = ("shares_by_group", "thirds")

_SURE: Final = 0.95
_FEWEST: Final = 10
UNKNOWN: Final = "?"
THIRDS: Final = ("lowest", "middle", "highest")


def shares_by_group(
    people: pd.DataFrame, served: pd.Series, *, by: tuple[str, ...]
) -> pd.DataFrame:
    """The share of each group that was served, beside all others.

    Parameters
    ----------
    people
        One row per person, with a column for each of `by`; a missing group is "?".
    served
        Whether each row was served: has a seat, has its first choice, has a job; no missing.
    by
        Columns such as town or country, resident or newcomer, income class of the county.

    Returns
    -------
    DataFrame
        `by`, `group`, `people`, `served`, `share` with `low` and `high` (Wilson, 95 %),
        `difference` from all others with `difference_low` and `difference_high` (NaN if there are
        no others), `said`: "more" or "less" where the interval leaves out 0, "too_few" where the
        group or the others are fewer than 10, else "alike", which says that no difference was
        shown, not that there is none.  Counts are whole: what is published hides small ones.

    Raises
    ------
    InputError
        A column is absent, or `served` is not yes or no for each row.

    Notes
    -----
    Wilson (1927); Newcombe (1998), method 10, for the difference of two shares.  A difference is
    no proof of unfair treatment: groups may differ in what they asked for.
    """
    lost = [name for name in by if name not in people]
    if lost or not by:
        raise InputError(
            f"people: no column {', '.join(map(repr, lost)) or 'was named'}; it has "
            f"{', '.join(map(str, people.columns))}: name one of these"
        )
    if served.dtype != bool or len(served) != len(people):
        raise InputError(
            f"served must be yes or no for each of {len(people)} rows; it is {served.dtype} with "
            f"{len(served)} rows"
        )
    yes = served.to_numpy(bool)
    parts = [_of(str(name), people[name], yes) for name in by]
    return pd.concat(parts, ignore_index=True)


def thirds(income: pd.Series) -> pd.Series:
    """The third of the known incomes that each lies in.

    Parameters
    ----------
    income
        Of persons, or of the counties that they come from; NaN where it is not known.

    Returns
    -------
    Series
        "lowest", "middle" or "highest", None where the income is not known.  Equal incomes are
        in the same third, that of the middle of their ranks, so that thirds may differ in size.

    Examples
    --------
    >>> thirds(pd.Series([900.0, 400.0, 400.0, np.nan, 100.0, 700.0, 800.0])).tolist()
    ['highest', 'lowest', 'lowest', None, 'lowest', 'middle', 'highest']
    """
    known = income.notna().to_numpy()
    halves = 2 * max(int(known.sum()), 1)
    middle = (2 * income.rank() - 1).fillna(1).to_numpy().astype(np.int64)  # in halves of a rank
    found = np.array(THIRDS, object)[(middle * len(THIRDS) - 1) // halves]
    return pd.Series(np.where(known, found, None), income.index, dtype=object)


def _of(name: str, group: pd.Series, yes: NDArray[np.bool_]) -> pd.DataFrame:
    """One column's groups, in the order of their names."""
    text = group.astype(object).where(group.notna().to_numpy(), UNKNOWN).astype(str).to_numpy()
    names, at = np.unique(text.astype(object), return_inverse=True)
    n = np.bincount(at, minlength=names.size).astype(float)
    k = np.bincount(at, yes, minlength=names.size).astype(np.float64)
    n_other, k_other = n.sum() - n, k.sum() - k
    share, low, high = _wilson(k, n)
    other, other_low, other_high = _wilson(k_other, n_other)
    difference = share - other
    below = difference - np.hypot(share - low, other_high - other)
    above = difference + np.hypot(high - share, other - other_low)
    said = np.select(
        [np.minimum(n, n_other) < _FEWEST, below > 0, above < 0],
        ["too_few", "more", "less"],
        "alike",
    )
    return pd.DataFrame(
        {
            "by": name,
            "group": names,
            "people": n.astype(np.int64),
            "served": k.astype(np.int64),
            "share": share,
            "low": low,
            "high": high,
            "difference": difference,
            "difference_low": below,
            "difference_high": above,
            "said": said.astype(object),
        }
    )


def _wilson(
    k: NDArray[np.float64], n: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Shares and their intervals; NaN of nobody."""
    z = float(ndtri(0.5 + _SURE / 2))
    some = np.where(n > 0, n, np.nan)
    share = k / some
    middle = (k + z * z / 2) / (some + z * z)
    half = z / (some + z * z) * np.sqrt(share * (1 - share) * some + z * z / 4)
    return share, np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)
