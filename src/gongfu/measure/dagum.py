"""Dagum's split of the Gini coefficient: within groups, net between them, and their overlap.

Weights and population formulas as in `gongfu.measure.inequality`.
"""

import warnings
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.kernels import overlap as kernels
from gongfu.kernels.inequality import gini as gini_of
from gongfu.kernels.inequality import totals
from gongfu.kernels.numbering import count
from gongfu.kernels.ranking import sort_grouped, sort_once
from gongfu.measure.grouping import Members, members_of
from gongfu.measure.sample import Floats

__all__: Final = (
    "DagumNull",
    "DagumParts",
    "dagum_decomposition",
    "dagum_null",
    "dagum_pairs",
)


@dataclass(frozen=True, slots=True, eq=False)
class DagumParts:
    """total == within + net_between + transvariation, to rounding.

    `within` is the inequality inside the groups, `net_between` what their means differ by, and
    `transvariation` what is added because groups overlap: members of a poorer group who have more
    than members of a richer one.  `groups` has one row per group, by its label: `n_members`,
    `share_of_people`, `share_of_value`, `mean`, `gini` (NaN where the group's mean is not > 0) and
    `within`, its part of `within`.  NaN everywhere where the mean of all is not > 0.
    """

    total: float
    within: float
    net_between: float
    transvariation: float
    groups: pd.DataFrame

    @property
    def gross_between(self) -> float:
        """All that is not within: net between and transvariation."""
        return self.net_between + self.transvariation

    def to_frame(self) -> pd.DataFrame:
        """One row per component: "within", "net_between", "transvariation", "total".

        Returns
        -------
        DataFrame
            `component`, `value`, `share` of the total (NaN where the total is 0).
        """
        value = np.array([self.within, self.net_between, self.transvariation, self.total])
        share = value / self.total if self.total > 0 else np.full(value.size, np.nan)
        component = ["within", "net_between", "transvariation", "total"]
        return pd.DataFrame({"component": component, "value": value, "share": share})


@dataclass(frozen=True, slots=True, eq=False)
class DagumNull:
    """What the net-between share would be if groups meant nothing.

    `share` is the one observed, `shares` (n_draws,) those with the groups dealt out anew among the
    members, each group keeping its number of members.
    """

    share: float
    shares: Floats

    @property
    def mean(self) -> float:
        """The mean share under the null: what group means differ by through chance alone."""
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


def dagum_decomposition(frame: pd.DataFrame, *, value: str, weight: str, group: str) -> DagumParts:
    """The Gini coefficient of `value`, split into within, net between and transvariation.

    Parameters
    ----------
    frame
        One row per member: a county, a household.  Its index plays no part.
    value
        Column with the amount per person, finite; negative ones are allowed with a warning.
    weight
        Column with the people each row stands for, >= 0; rows of weight 0 drop out.
    group
        Column with the group of each row.

    Returns
    -------
    DagumParts
        `total`, `within`, `net_between`, `transvariation`, and one row per group.

    Notes
    -----
    Dagum 1997.  With p and s the groups' shares of people and of the value, G_jh the Gini
    coefficient between groups j and h and D_jh their relative affluence,

        within = sum_j p_j s_j G_jj,  net between = sum_{j != h} p_j s_h G_jh D_jh,

    and transvariation the same with 1 - D_jh.  None of it needs the pairs.  With d the mean of
    (x_j - x_h) where positive and q that of (x_h - x_j) where positive, for mu_j >= mu_h: the mean
    difference is d + q = G_jh (mu_j + mu_h), and D_jh = (d - q) / (d + q); but d - q is the mean of
    x_j - x_h over all pairs, mu_j - mu_h.  So G_jh D_jh = (mu_j - mu_h) / (mu_j + mu_h), and since
    p_j s_h + p_h s_j = p_j p_h (mu_j + mu_h) / mu, the pair adds p_j p_h (mu_j - mu_h) / mu: net
    between is the Gini coefficient of the group means.  One sort gives total and within, and what
    is left is transvariation.  The numbers are those of Bhattacharya and Mahalanobis 1967; Dagum
    says what the rest means.

    With few members in a group, means differ by chance: see `dagum_null` before calling a
    net-between share large.
    """
    members = checked_members(frame, value, weight, group)

    grouped = sort_grouped(members.value, members.weight, members.group)
    spread = kernels.group_spread(grouped, members.n_groups)
    n_members = count(members.group, members.n_groups)
    return parts_of_spread(group_table(members.labels, n_members, spread), spread)


def parts_of_spread(table: pd.DataFrame, spread: kernels.GroupSpread) -> DagumParts:
    """Dagum's parts out of the spread of all groups.

    Parameters
    ----------
    table, spread
        The groups, as `group_table` has them, and their spread.

    Returns
    -------
    DagumParts
        NaN everywhere where the mean of all is not > 0.
    """
    share, inside = table["share_of_people"].to_numpy(), spread.half_difference
    mean = spread.total.sum() / spread.weight.sum()
    if not mean > 0:
        nothing = float("nan")
        return DagumParts(nothing, nothing, nothing, nothing, table.assign(within=nothing))
    parts = share * share * inside / mean
    total, within = spread.whole_half_difference / mean, float(parts.sum())
    between = min(between_groups(spread.weight, spread.total), total - within)
    rest = float(max(total - within - between, 0.0))
    return DagumParts(float(total), within, between, rest, table.assign(within=parts))


def dagum_pairs(frame: pd.DataFrame, *, value: str, weight: str, group: str) -> pd.DataFrame:
    """Every pair of groups in Dagum's split: how far apart they are, and how they overlap.

    Parameters
    ----------
    frame
        One row per member.  Its index plays no part.
    value
        Column with the amount per person, finite; every group needs a mean >= 0, and no two may
        both have 0.
    weight
        Column with the people each row stands for, >= 0; rows of weight 0 drop out.
    group
        Column with the group of each row.

    Returns
    -------
    DataFrame
        One row per pair: `richer`, `poorer` (labels, by mean), `difference` (mean difference of a
        member of each, in the unit of the value), `gini` between them, `affluence` (D: 1 where they
        do not overlap, 0 where their means are the same), `net_between` and `transvariation`
        (their parts, which add up to those of `dagum_decomposition`).

    Notes
    -----
    Dagum 1997.  One sort and one sweep in which every member meets the sums of all groups below
    it: O(n G), without comparing members.
    """
    members = checked_members(frame, value, weight, group)

    grouped = sort_grouped(members.value, members.weight, members.group)
    apart = kernels.pair_differences(grouped, members.n_groups)
    heavy, held = kernels.group_totals(
        members.value, members.weight, members.group, members.n_groups
    )

    return pairs_of_differences(members.labels, apart, heavy, held, value)


def pairs_of_differences(
    labels: pd.Index, apart: Floats, heavy: Floats, held: Floats, value: str
) -> pd.DataFrame:
    """The table of `dagum_pairs` out of the mean differences of all groups.

    Parameters
    ----------
    labels, apart
        The groups, and the mean difference (G, G) of one member of each.
    heavy, held
        The people of each group and what they hold.
    value
        The name of what they hold.

    Returns
    -------
    DataFrame
        One row per pair of groups.
    """
    mean, share = held / heavy, heavy / heavy.sum()
    first, second = np.triu_indices(mean.size, k=1)
    swap = mean[second] > mean[first]
    richer, poorer = np.where(swap, second, first), np.where(swap, first, second)
    both = mean[richer] + mean[poorer]
    if both.size and (mean.min() < 0 or not both.min() > 0):
        raise InputError(
            f"frame: the mean of {value!r} is below 0 in a group or 0 in two, so that their Gini "
            "coefficient is undefined; drop these groups, or use dagum_decomposition for the totals"
        )
    difference = apart[richer, poorer]
    net = np.abs(mean[richer] - mean[poorer])
    part, whole = share[richer] * share[poorer], held.sum() / heavy.sum()
    with np.errstate(invalid="ignore"):
        affluence = np.where(difference > 0, net / difference, np.nan)
    return pd.DataFrame(
        {
            "richer": labels[richer],
            "poorer": labels[poorer],
            "difference": difference,
            "gini": difference / both,
            "affluence": affluence,
            "net_between": part * (net / whole),
            "transvariation": part * ((difference - net) / whole),
        }
    )


def dagum_null(
    frame: pd.DataFrame,
    *,
    value: str,
    weight: str,
    group: str,
    rng: np.random.Generator,
    n_draws: int = 999,
) -> DagumNull:
    """The net-between share of Dagum's split, beside what chance alone would make of it.

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
    rng
        Seeded generator that deals the groups out.
    n_draws
        How many deals, >= 1.

    Returns
    -------
    DagumNull
        The observed share and those of every draw.

    Notes
    -----
    A permutation test: members keep their value and weight together, and group labels are dealt out
    anew.  The p value counts the observed deal as one of them (Phipson and Smyth 2010).  The
    null is exact where members could as well lie in any group; it ignores any other structure.
    Ninety counties in eleven groups give, from noise alone, a share of about one third.
    """
    if n_draws < 1:
        raise InputError(f"n_draws is {n_draws!r}; give a whole number >= 1")
    members = checked_members(frame, value, weight, group)

    held, people, code = members.value, members.weight, members.group
    ranked = sort_once(held, people)
    shares = np.empty(n_draws + 1)
    total = float(gini_of(ranked)) if totals(held, people)[1] > 0 else 0.0
    total = total if held.min() < held.max() else 0.0
    for draw in range(n_draws + 1):
        dealt = code if draw == 0 else rng.permutation(code)
        between = between_groups(*kernels.group_totals(held, people, dealt, members.n_groups))
        shares[draw] = between / total if total > 0 else np.nan

    return DagumNull(float(shares[0]), shares[1:])


def group_table(
    labels: pd.Index, n_members: NDArray[np.int64], spread: kernels.GroupSpread
) -> pd.DataFrame:
    """Shares, mean and Gini coefficient of each group, by label.

    Parameters
    ----------
    labels, n_members, spread
        The groups, how many members each has, and their spread.

    Returns
    -------
    DataFrame
        `n_members`, `share_of_people`, `share_of_value`, `mean`, `gini`.
    """
    mean = spread.total / spread.weight
    with np.errstate(divide="ignore", invalid="ignore"):
        inner = np.where(mean > 0, spread.half_difference / mean, np.nan)
        of_value = spread.total / spread.total.sum()
    return pd.DataFrame(
        {
            "n_members": n_members,
            "share_of_people": spread.weight / spread.weight.sum(),
            "share_of_value": of_value,
            "mean": mean,
            "gini": inner,
        },
        index=labels,
    )


def between_groups(weight: Floats, total: Floats) -> float:
    """The Gini coefficient of the group means.

    Parameters
    ----------
    weight, total
        People and what they hold, of each group.

    Returns
    -------
    float
        0 for one group or equal means; NaN where the mean of all is not > 0.
    """
    if not total.sum() > 0:
        return float("nan")
    mean = total / weight
    if mean.min() == mean.max():
        return 0.0
    return float(gini_of(sort_once(mean, weight)))


def checked_members(frame: pd.DataFrame, value: str, weight: str, group: str) -> Members:
    members = members_of(frame, value, weight, group)
    n_negative = int((members.value < 0).sum())
    if n_negative:
        warnings.warn(
            f"{n_negative} of {members.value.size} rows have a negative {value!r}; "
            "the Gini coefficient and its parts are then not bounded by 0 and 1",
            stacklevel=3,
        )
    return members
