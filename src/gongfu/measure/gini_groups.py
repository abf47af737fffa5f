"""The Gini coefficient by groups, in the three ways of the literature that are not Dagum's.

Weights and population formulas as in `gongfu.measure.inequality`.
"""

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.kernels import overlap as kernels
from gongfu.kernels.numbering import count
from gongfu.kernels.ranking import sort_grouped
from gongfu.measure.dagum import between_groups, checked_members, group_table
from gongfu.measure.sample import Floats

__all__: Final = ("GiniParts", "gini_decomposition")

Method = Literal["bhattacharya_mahalanobis", "yitzhaki_lerman", "heikkuri_schief"]


@dataclass(frozen=True, slots=True, eq=False)
class GiniParts:
    """total == within + between + overlap, to rounding; NaN where the mean of all is not > 0.

    `overlap` is 0 in the methods that have no such part.  `groups` has one row per group, by its
    label: `n_members`, `share_of_people`, `share_of_value`, `mean`, `gini` (NaN where the group's
    mean is not > 0), `within` (its part of `within`) and `stratification`, -1 to 1: 1 where nobody
    else has a value among the group's, 0 where the others spread as the group does (only by
    Yitzhaki and Lerman; NaN where all of the group are alike or nobody else is there).
    """

    method: str
    total: float
    within: float
    between: float
    overlap: float
    groups: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """One row per component: "within", "between", "overlap", "total".

        Returns
        -------
        DataFrame
            `method`, `component`, `value`, `share` of the total (NaN where the total is 0).
        """
        value = np.array([self.within, self.between, self.overlap, self.total])
        share = value / self.total if self.total > 0 else np.full(value.size, np.nan)
        component = ["within", "between", "overlap", "total"]
        return pd.DataFrame(
            {"method": self.method, "component": component, "value": value, "share": share}
        )


def gini_decomposition(
    frame: pd.DataFrame, *, value: str, weight: str, group: str, method: Method
) -> GiniParts:
    """The Gini coefficient of `value`, split within and between groups.

    Parameters
    ----------
    frame
        One row per member.  Its index plays no part.
    value
        Column with the amount per person, finite; negative ones are allowed with a warning.
    weight
        Column with the people each row stands for, >= 0; rows of weight 0 drop out.
    group
        Column with the group of each row.
    method
        "bhattacharya_mahalanobis": within weighs by p s, between is the Gini coefficient of the
        group means, and what is left is overlap.  "yitzhaki_lerman": no rest, within counts a
        group's own Gini coefficient by how it ranks among all, between can be negative.
        "heikkuri_schief": no rest, between is >= 0 and 0 only if all groups are distributed alike.

    Returns
    -------
    GiniParts
        `total`, `within`, `between`, `overlap`, and one row per group.

    Notes
    -----
    With p and s the shares of people and of value of a group, G_k its Gini coefficient:

    - Bhattacharya and Mahalanobis 1967: within = sum p s G_k.  The same numbers as
      `dagum_decomposition`, which names the rest.
    - Yitzhaki and Lerman 1991: within = sum s G_k O_k with O_k the covariance in the group of the
      value and its rank among all, over that of the value and its rank in the group; between =
      2 cov(group mean, mean rank of the group) / mean.  Equal values share their mid rank.  Their
      index of stratification is (1 - O_k) / (1 - p).
    - Heikkuri and Schief 2026, theorem 2: within = (sum of sqrt(p s G_k)) ** 2.  A group's part is
      here sqrt(p s G_k) times the sum of the roots.
    """
    if method not in get_args(Method):
        raise InputError(f"method is {method!r}; give one of {get_args(Method)}")
    members = checked_members(frame, value, weight, group)

    grouped = sort_grouped(members.value, members.weight, members.group)
    spread = kernels.group_spread(grouped, members.n_groups)
    ranks = kernels.mean_ranks(grouped, members.n_groups) if method == "yitzhaki_lerman" else None

    n_members = count(members.group, members.n_groups)
    table = group_table(members.labels, n_members, spread)
    share = table["share_of_people"].to_numpy()
    mean = spread.total.sum() / spread.weight.sum()
    nothing = np.full(share.size, np.nan)
    if not mean > 0:
        blank = table.assign(within=nothing, stratification=nothing)
        return GiniParts(method, np.nan, np.nan, np.nan, np.nan, blank)
    total = float(spread.whole_half_difference / mean)
    own = spread.half_difference / mean  # s G_k / p, which is defined for a mean of zero too
    overlap, stratification = 0.0, nothing
    if ranks is not None:
        mean_rank, covariance = ranks
        parts = 2.0 * share * covariance / mean
        between = float(
            2.0 * (share * (spread.total / spread.weight / mean - 1.0) * mean_rank).sum()
        )
        stratification = _stratification(covariance, spread.half_difference, share)
    elif method == "heikkuri_schief":
        roots = share * np.sqrt(own)
        parts = roots * roots.sum()
        between = max(total - float(parts.sum()), 0.0)
    else:
        parts = share * share * own
        between = min(between_groups(spread.weight, spread.total), total - float(parts.sum()))
        overlap = max(total - float(parts.sum()) - between, 0.0)
    table = table.assign(within=parts, stratification=stratification)
    return GiniParts(method, total, float(parts.sum()), between, overlap, table)


def _stratification(covariance: Floats, half_difference: Floats, share: Floats) -> Floats:
    """Yitzhaki and Lerman's Q of each group; the covariance with the own rank is half of half."""
    with np.errstate(divide="ignore", invalid="ignore"):
        overlap = np.where(half_difference > 0, 2.0 * covariance / half_difference, np.nan)
        return np.where(share < 1.0, (1.0 - overlap) / (1.0 - share), np.nan)
