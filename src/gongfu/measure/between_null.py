"""What part of inequality would lie between groups if the groups meant nothing."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import xlogy

from gongfu.errors import InputError
from gongfu.kernels import overlap as kernels
from gongfu.measure.dagum import checked_members

__all__: Final = ("BetweenNull", "between_null")

Index = Literal["theil_t", "mean_log_deviation"]


@dataclass(frozen=True, slots=True, eq=False)
class BetweenNull:
    """The share between groups, and what dealing the groups out anew makes of it.

    `between` is the part between the groups and `share` that over the total, as observed; `shares`
    (n_draws,) are those with the groups dealt out anew among the members, each group keeping its
    number of members.
    """

    index: str
    between: float
    share: float
    shares: NDArray[np.float64]

    @property
    def mean(self) -> float:
        """The mean share of the draws: what lies between groups through chance alone."""
        return float(self.shares.mean())

    @property
    def p_value(self) -> float:
        """Share of draws, the observed one among them, that reach the observed share."""
        if np.isnan(self.share):
            return float("nan")
        reached = self.shares >= self.share * (1.0 - 1e-12)
        return float((1 + reached.sum()) / (1 + self.shares.size))

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """The central interval that holds this share of the draws.

        Parameters
        ----------
        level
            Share of the draws inside, 0 to 1.

        Returns
        -------
        tuple
            Low and high end.
        """
        tail = 0.5 * (1.0 - level)
        low, high = np.quantile(self.shares, [tail, 1.0 - tail])
        return float(low), float(high)


def between_null(
    frame: pd.DataFrame,
    *,
    value: str,
    weight: str,
    group: str,
    rng: np.random.Generator,
    n_draws: int = 999,
    index: Index = "theil_t",
) -> BetweenNull:
    """The share of Theil's T or L between groups, beside what chance alone would make of it.

    Parameters
    ----------
    frame
        One row per member.  Its index plays no part.
    value
        Column with the amount per person, finite and > 0.
    weight
        Column with the people each row stands for, >= 0; rows of weight 0 drop out.
    group
        Column with the group of each row.
    rng
        Seeded generator that deals the groups out.
    n_draws
        How many deals, >= 1.
    index
        "theil_t" or "mean_log_deviation".

    Returns
    -------
    BetweenNull
        The observed share and those of every draw; NaN where the members are all equal.

    Notes
    -----
    A permutation test as `dagum_null`: members keep their value and weight together, and the p
    value counts the observed deal as one of them (Phipson and Smyth 2010).  With n members of equal
    weight in k groups, about (k - 1) / (n - 1) of the index lies between groups from noise alone.
    Neighbours are often alike, so groups of neighbours pass this test easily: it says that the
    groups are no random heap, not that their borders matter.
    """
    if index not in get_args(Index):
        raise InputError(f"index is {index!r}; give one of {get_args(Index)}")
    if n_draws < 1:
        raise InputError(f"n_draws is {n_draws!r}; give a whole number >= 1")
    members = checked_members(frame, value, weight, group)
    held, people, code = members.value, members.weight, members.group
    n_low = int((held <= 0).sum())
    if n_low:
        raise InputError(
            f"{value!r} is 0 or less in {n_low} rows, which have no logarithm; "
            "leave them out and say so"
        )

    people = np.broadcast_to(people, held.shape).copy()
    singles = _index(people, held * people, index)
    between = np.empty(n_draws + 1)
    for draw in range(n_draws + 1):
        dealt = code if draw == 0 else rng.permutation(code)
        sums, totals = kernels.group_totals(held, people, dealt, members.n_groups)
        between[draw] = _index(sums, totals, index)
    equal = held.min() == held.max()
    shares = np.full(n_draws + 1, np.nan) if equal else between / singles

    return BetweenNull(index, float(between[0]), float(shares[0]), shares[1:])


def _index(people: NDArray[np.float64], total: NDArray[np.float64], index: str) -> float:
    """Theil's T or L of cells, from the people in each and what they hold."""
    p, q = people / people.sum(), total / total.sum()
    ratio = np.divide(q, p, out=np.ones_like(p), where=p > 0)
    return float(xlogy(q, ratio).sum() if index == "theil_t" else -xlogy(p, ratio).sum())
