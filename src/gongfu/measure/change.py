"""Why inequality changed between two periods.

Weights and population formulas as in `gongfu.measure.inequality`.
"""

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
import pandas as pd
from scipy.special import xlogy

from gongfu.errors import InputError
from gongfu.kernels import inequality as kernels
from gongfu.measure.grouping import check_columns, counted, members_of
from gongfu.measure.inequality import gini
from gongfu.measure.shares import concentration_index
from gongfu.model.schema import Column, written

__all__: Final = ("EntropyChange", "GiniChange", "entropy_change", "gini_change")

Index = Literal["theil_t", "mean_log_deviation"]


@dataclass(frozen=True, slots=True, eq=False)
class EntropyChange:
    """after - before == within + shares_within + shares_between + means, to rounding.

    `within` is the change inside the groups, at constant shares; `shares_within` and
    `shares_between` what moving from group to group did, because groups are more or less unequal
    inside, and because they are richer or poorer; `means` what the change of the groups' means
    relative to the mean of all did.  `groups` has each group's parts of the four, by label.
    """

    index: str
    before: float
    after: float
    within: float
    shares_within: float
    shares_between: float
    means: float
    groups: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """One row per component, and "change".

        Returns
        -------
        DataFrame
            `index`, `component`, `value`, `relative` (to the index before; NaN where it is 0).
        """
        names = ["within", "shares_within", "shares_between", "means"]
        value = np.array([*(getattr(self, name) for name in names), self.after - self.before])
        relative = value / self.before if self.before > 0 else np.full(value.size, np.nan)
        return pd.DataFrame(
            {
                "index": self.index,
                "component": [*names, "change"],
                "value": value,
                "relative": relative,
            }
        )


@dataclass(frozen=True, slots=True)
class GiniChange:
    """after - before == reranking - progressivity, to rounding.

    `progressivity` is by how much growth favoured those who had little before (below 0: those who
    had much); `reranking` is what is added because people changed places.
    """

    before: float
    after: float
    progressivity: float
    reranking: float


def entropy_change(
    before: pd.DataFrame,
    after: pd.DataFrame,
    *,
    value: str,
    weight: str,
    group: str,
    index: Index = "mean_log_deviation",
) -> EntropyChange:
    """The change of Theil's L or T, split by what changed: inequality inside, shares, means.

    Parameters
    ----------
    before, after
        One row per member of each period, with the same groups in both; the members may differ.
        Values in prices of any year: only ratios count.
    value
        Column with the amount per person, finite and >= 0; > 0 for the mean log deviation.
    weight
        Column with the people each row stands for, >= 0; rows of weight 0 drop out.
    group
        Column with the group of each row.
    index
        "mean_log_deviation", whose shares are of people, or "theil_t", whose shares are of value.

    Returns
    -------
    EntropyChange
        The four parts, and those of each group.

    Notes
    -----
    Mookherjee and Shorrocks 1982, eq. 8 for L, every factor weighted by its mean of the two
    periods, so that no period is the base; T likewise, with shares of value.  Their four terms 9
    replace the last two by an approximation in log means; these here are exact.
    """
    if index not in get_args(Index):
        raise InputError(f"index is {index!r}; give one of {get_args(Index)}")
    first, second = (_group_facts(f, value, weight, group, index) for f in (before, after))
    lost = first.index.symmetric_difference(second.index)
    if len(lost):
        raise InputError(
            f"{len(lost)} groups of {group!r} have people in one period only, such as "
            f"{written(lost[0])}; "
            "merge them with others or leave them out of both periods"
        )
    second = second.loc[first.index]

    mean, change = 0.5 * (first + second), second - first
    sign = 1.0 if index == "theil_t" else -1.0
    groups = pd.DataFrame(
        {
            "within": mean["share"] * change["inner"],
            "shares_within": mean["inner"] * change["share"],
            "shares_between": sign * mean["log_ratio"] * change["share"],
            "means": sign * mean["share"] * change["log_ratio"],
        }
    )

    start, end = (
        float((facts["share"] * (facts["inner"] + sign * facts["log_ratio"])).sum())
        for facts in (first, second)
    )
    within, shares_within, shares_between, means = map(float, groups.sum())
    return EntropyChange(index, start, end, within, shares_within, shares_between, means, groups)


def gini_change(frame: pd.DataFrame, *, before: str, after: str, weight: str) -> GiniChange:
    """The change of the Gini coefficient of the same members, split into two opposed parts.

    Parameters
    ----------
    frame
        One row per member, known in both periods: a panel of counties or households.
    before, after
        Columns with the amount per person in each period, finite; negative ones are allowed with
        a warning.
    weight
        Column with the people each row stands for, >= 0; rows of weight 0 drop out.

    Returns
    -------
    GiniChange
        `before`, `after`, `progressivity`, `reranking`; NaN where a mean is not > 0.

    Notes
    -----
    Jenkins and Van Kerm 2006: with C the concentration index of the later amounts in the order of
    the earlier ones, reranking = after - C >= 0 and progressivity = before - C.  Who had the same
    before shares the mid rank.  All counties may have grown more alike while their order changed,
    which the change of the coefficient alone does not tell.

    Examples
    --------
    >>> panel = pd.DataFrame({"x": [1.0, 3.0], "y": [5.0, 3.0], "n": 1.0})
    >>> gini_change(panel, before="x", after="y", weight="n")
    GiniChange(before=0.25, after=0.125, progressivity=0.375, reranking=0.25)
    """
    columns = [Column(name, "per person", -np.inf) for name in (before, after)]
    check_columns(frame, (*columns, Column(weight, "people")), ())

    early, people, _ = counted(frame, before, weight, [])
    late, _, _ = counted(frame, after, weight, [])

    start, end = gini(early, people), gini(late, people)
    kept = concentration_index(late, people, rank_by=early)
    return GiniChange(start, end, start - kept, max(end - kept, 0.0))


def _group_facts(
    frame: pd.DataFrame, value: str, weight: str, group: str, index: str
) -> pd.DataFrame:
    """Share, inner inequality and log of relative mean of each group, by label."""
    members = members_of(frame, value, weight, group, low=0.0)
    unit = kernels.average(members.value, members.weight)
    with_log = index == "mean_log_deviation"
    n_zero = int((members.value == 0).sum())
    if (with_log and n_zero) or not unit > 0:
        raise InputError(
            f"{n_zero} rows of frame have {value!r} equal to 0, which has no logarithm; "
            'use index="theil_t", which has a limit for zero, or mend them'
        )
    sums = kernels.entropy_sums(
        members.value, members.weight, members.group, members.n_groups, unit, with_log=with_log
    )
    mean = sums.total / sums.weight
    if not (mean > 0).all():
        raise InputError(
            f"group {members.labels[np.argmin(mean)]!r} of {group!r} holds nothing, so its mean "
            "has no logarithm; merge it with another"
        )
    whole = sums.total.sum() / sums.weight.sum()
    if with_log:
        share, inner = sums.weight / sums.weight.sum(), np.log(mean) - sums.log / sums.weight
    else:
        share = sums.total / sums.total.sum()
        inner = (sums.total_log - xlogy(sums.total, mean)) / sums.total
    facts = {"share": share, "inner": inner, "log_ratio": np.log(mean / whole)}
    return pd.DataFrame(facts, index=members.labels)
