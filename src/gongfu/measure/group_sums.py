"""Sums per group that merge: entropy indices of data that come in pieces.

Weights and population formulas as in `gongfu.measure.inequality`.
"""

from dataclasses import dataclass
from typing import Final, get_args

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.kernels import inequality as kernels
from gongfu.kernels.numbering import count
from gongfu.measure.entropy import EntropyParts, Index, check_levels, split_sums
from gongfu.measure.nesting import nested_codes, nested_members
from gongfu.measure.sample import check_knob

__all__: Final = ("GroupSums", "group_sums", "merge_group_sums", "sums_decomposition")

_SUMS: Final = ["n_members", "weight", "total", "total_log", "log"]


@dataclass(frozen=True, slots=True, eq=False)
class GroupSums:
    """All that Theil's T and L need of the members of each innermost group.

    `table` has one row per group, by its labels at every level: `n_members`; `weight`, the people;
    `total`, the sum of x; `total_log` that of x log x; `log` that of log x, NaN where a member has
    0; with x the value in `unit`.
    """

    levels: tuple[str, ...]
    unit: float
    table: pd.DataFrame


def group_sums(
    frame: pd.DataFrame,
    *,
    value: str,
    weight: str,
    levels: list[str] | tuple[str, ...],
    unit: float = 1.0,
) -> GroupSums:
    """The sums of one piece of the data: one file, one row group, one worker.

    Parameters
    ----------
    frame
        One row per member.  Its index plays no part.
    value
        Column with the amount per person, finite and >= 0.
    weight
        Column with the people each row stands for, >= 0; rows of weight 0 drop out.
    levels
        Columns with the group of each row, coarse to fine; labels, not positions, so that every
        piece means the same group.
    unit
        What the values are divided by, the same for all pieces; a round number near their mean
        keeps the last digit or two.

    Returns
    -------
    GroupSums
        For `merge_group_sums` and `sums_decomposition`.
    """
    names = check_levels(levels, ())
    check_knob(unit, "unit", 0.0, above=True)
    members = nested_members(frame, value, weight, names, None)

    sums = members.sums(unit, with_log=True)
    log = sums.log
    if members.low == 0:
        zero = members.value == 0
        log = np.where(count(members.group[zero], members.size)[members.found] > 0, np.nan, log)

    labels = pd.DataFrame({name: frame[name].iloc[members.row] for name in names})
    table = pd.DataFrame(
        {
            "n_members": members.n_members(),
            "weight": sums.weight,
            "total": sums.total,
            "total_log": sums.total_log,
            "log": log,
        },
        index=pd.MultiIndex.from_frame(labels),
    )
    return GroupSums(names, float(unit), table)


def merge_group_sums(first: GroupSums, *others: GroupSums) -> GroupSums:
    """The sums of all pieces together, in any order.

    Parameters
    ----------
    first, others
        Sums over the same levels in the same unit.

    Returns
    -------
    GroupSums
        What `group_sums` gives for all rows at once, to rounding.
    """
    for other in others:
        if (other.levels, other.unit) != (first.levels, first.unit):
            raise InputError(
                f"one piece has levels {first.levels} in unit {first.unit:g}, another "
                f"{other.levels} in {other.unit:g}; sum all pieces by the same levels and unit"
            )
    tables = pd.concat([part.table for part in (first, *others)])
    by = tables.groupby(level=list(range(len(first.levels))), sort=False, observed=True)
    merged = by.sum()
    merged["log"] = by["log"].agg(lambda log: log.sum(skipna=False))
    return GroupSums(first.levels, first.unit, merged[_SUMS])


def sums_decomposition(
    sums: GroupSums, *, index: Index, repeating: tuple[str, ...] = ()
) -> EntropyParts:
    """Theil's T or L between the groups of each level and within the last, out of sums.

    Parameters
    ----------
    sums
        Of all the data.
    index
        "theil_t" or "mean_log_deviation"; the second needs every value to be > 0.
    repeating
        Those of the levels whose labels come back in every group above, as in
        `theil_decomposition`.

    Returns
    -------
    EntropyParts
        As of all rows at once, to rounding.

    Notes
    -----
    Bourguignon 1979; Shorrocks 1980: both indices are functions of four sums per group, which add
    over pieces.

    Examples
    --------
    >>> half = [pd.DataFrame({"city": ["a", "b"], "x": x, "n": 1.0}) for x in ([1, 4], [3, 4])]
    >>> pieces = [group_sums(rows, value="x", weight="n", levels=["city"]) for rows in half]
    >>> parts = sums_decomposition(merge_group_sums(*pieces), index="theil_t")
    >>> [round(part, 4) for part in (*parts.parts, parts.within)]
    [0.0566, 0.0436]
    """
    if index not in get_args(Index):
        raise InputError(f"index is {index!r}; give one of {get_args(Index)}")
    table = sums.table.reset_index()
    if index == "mean_log_deviation" and table["log"].isna().any():
        raise InputError(
            f"{int(table['log'].isna().sum())} of {len(table)} groups hold a value of 0, which has "
            'no logarithm; use index="theil_t", which has a limit for zero, or mend them'
        )

    names = check_levels(sums.levels, repeating)
    codes = nested_codes(table, names, repeating)
    arrays = kernels.EntropySums(*(table[name].to_numpy(np.float64) for name in _SUMS[1:]))

    return split_sums(index, arrays, codes, names, int(table["n_members"].sum()))
