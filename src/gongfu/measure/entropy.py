"""Theil's T and L, split exactly between groups of groups, to any depth."""

from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.kernels import inequality as kernels
from gongfu.measure.nesting import NestedMembers, nested_members

__all__: Final = (
    "EntropyParts",
    "entropy_decompositions",
    "mean_log_deviation_decomposition",
    "theil_decomposition",
)

Index = Literal["theil_t", "mean_log_deviation"]


@dataclass(frozen=True, slots=True)
class EntropyParts:
    """total == sum(parts) + within, to rounding.

    `parts[k]` is the inequality between the groups of `levels[k]` that lie in the same group of
    the level before (of the first level: in the whole), `within` what is left inside the groups
    of the last level.  Where every such group has a single member (counties, each known by its
    mean only), nothing can be seen inside it: `within` is 0 and `within_observed` is False.
    NaN everywhere when there is nothing to share.
    """

    index: str
    total: float
    levels: tuple[str, ...]
    parts: tuple[float, ...]
    within: float
    within_observed: bool
    n_groups: tuple[int, ...]
    n_members: int

    def to_frame(self) -> pd.DataFrame:
        """One row per component: the levels in order, "within", "total".

        Returns
        -------
        DataFrame
            `index`, `component`, `value`, `share` of the total (0 to 1; NaN where the total is
            0), `n_groups` (members for "within" and "total"), `observed`.
        """
        value = np.array([*self.parts, self.within, self.total])
        share = value / self.total if self.total > 0 else np.full(value.size, np.nan)
        return pd.DataFrame(
            {
                "index": self.index,
                "component": [*self.levels, "within", "total"],
                "value": value,
                "share": share,
                "n_groups": [*self.n_groups, self.n_members, self.n_members],
                "observed": [True] * len(self.parts) + [self.within_observed, True],
            }
        )


def theil_decomposition(
    frame: pd.DataFrame,
    *,
    value: str,
    weight: str,
    levels: list[str] | tuple[str, ...],
    repeating: tuple[str, ...] = (),
) -> EntropyParts:
    """Theil's T of `value`, split between the groups of each level and within the last.

    Parameters
    ----------
    frame
        One row per member: a county, a household.  Its index plays no part.
    value
        Column with the amount per person, finite and >= 0.
    weight
        Column with the people each row stands for, >= 0; rows of weight 0 drop out.
    levels
        Columns with the group of each row, coarse to fine, such as prefecture, county.  Each
        level must nest in the one before; one that does not is an InputError naming the groups.
    repeating
        Those of `levels` whose labels come back in every group above, such as town and country;
        true/false columns always count as repeating.

    Returns
    -------
    EntropyParts
        `total`, one of `parts` per level in order, `within`; NaN when the values sum to zero.

    Notes
    -----
    Theil 1967, ch. 4; additive for any nesting by Bourguignon 1979 and Shorrocks 1980, 1984.
    A part weighs each group by its share of the total value.
    """
    (parts,) = entropy_decompositions(
        frame, value=value, weight=weight, levels=levels, repeating=repeating, indices=("theil_t",)
    )
    return parts


def mean_log_deviation_decomposition(
    frame: pd.DataFrame,
    *,
    value: str,
    weight: str,
    levels: list[str] | tuple[str, ...],
    repeating: tuple[str, ...] = (),
) -> EntropyParts:
    """Mean log deviation of `value`, split between the groups of each level and within the last.

    Parameters
    ----------
    frame
        One row per member: a county, a household.  Its index plays no part.
    value
        Column with the amount per person, finite and > 0 wherever people count: a zero is an
        InputError, never dropped.
    weight
        Column with the people each row stands for, >= 0; rows of weight 0 drop out.
    levels
        Columns with the group of each row, coarse to fine, nested.
    repeating
        Those of `levels` whose labels come back in every group above.

    Returns
    -------
    EntropyParts
        `total`, one of `parts` per level in order, `within`.

    Notes
    -----
    A part weighs each group by its share of the people, so that the part between groups is what
    would remain if everyone earned the mean of their group (Bourguignon 1979; Shorrocks 1980).
    """
    (parts,) = entropy_decompositions(
        frame,
        value=value,
        weight=weight,
        levels=levels,
        repeating=repeating,
        indices=("mean_log_deviation",),
    )
    return parts


def entropy_decompositions(
    frame: pd.DataFrame,
    *,
    value: str,
    weight: str,
    levels: list[str] | tuple[str, ...],
    repeating: tuple[str, ...] = (),
    indices: tuple[Index, ...] = get_args(Index),
) -> tuple[EntropyParts, ...]:
    """Theil's T and L of `value` together, split as each alone, out of one look at the rows.

    Parameters
    ----------
    frame, value, weight, levels, repeating
        As in `theil_decomposition`; the value > 0 wherever people count if
        "mean_log_deviation" is asked for.
    indices
        Which, of "theil_t" and "mean_log_deviation".

    Returns
    -------
    tuple
        The `EntropyParts` of each, in the order of `indices`; the same to the last bit as
        `theil_decomposition` and `mean_log_deviation_decomposition`.
    """
    names = check_levels(levels, repeating)
    check_indices(indices)
    members = nested_members(frame, value, weight, names, repeating)
    with_log = "mean_log_deviation" in indices
    if with_log:
        _refuse_zeros(members, value)

    unit = members.mean or 1.0
    sums = members.sums(unit, with_log=with_log)

    size = members.value.size
    return tuple(split_sums(index, sums, members.parents, names, size) for index in indices)


def check_indices(indices: tuple[Index, ...]) -> None:
    """Every one of them must be an index that splits.

    Parameters
    ----------
    indices
        As given to a decomposition.
    """
    strange = [index for index in indices if index not in get_args(Index)]
    if strange:
        raise InputError(f"indices is {indices!r}; give some of {get_args(Index)}")


def _refuse_zeros(members: NestedMembers, value: str) -> None:
    if members.low <= 0:
        zero = int((members.value <= 0).sum())
        raise InputError(
            f"{zero} rows of frame have {value!r} equal to 0, which has no logarithm; "
            "use theil_decomposition, which has a limit for zero, or mend them"
        )


def split_sums(
    index: str,
    sums: kernels.EntropySums,
    codes: list[Any],
    levels: tuple[str, ...],
    n_members: int,
) -> EntropyParts:
    """Parts out of the sums of the innermost groups.

    Parameters
    ----------
    index
        "theil_t" or "mean_log_deviation".
    sums
        Of each innermost group.
    codes
        For each level, the group that holds each innermost group.
    levels, n_members
        Names of the levels, and how many members the sums are of.

    Returns
    -------
    EntropyParts
        NaN everywhere where the values sum to zero.
    """
    n_groups = tuple(int(code.max()) + 1 for code in codes)
    if not sums.total.sum() > 0:
        nothing = float("nan")
        return EntropyParts(
            index, nothing, levels, (nothing,) * len(levels), nothing, False, n_groups, n_members
        )
    split = kernels.nested_theil_t if index == "theil_t" else kernels.nested_mean_log_deviation
    nested = split(sums, [code.astype(np.int64) for code in codes])

    observed = n_groups[-1] < n_members
    return EntropyParts(
        index=index,
        total=float(nested.total),
        levels=levels,
        parts=tuple(float(part) for part in nested.parts),
        within=float(nested.within) if observed else 0.0,
        within_observed=observed,
        n_groups=n_groups,
        n_members=int(n_members),
    )


def check_levels(
    levels: list[str] | tuple[str, ...] | str, repeating: tuple[str, ...]
) -> tuple[str, ...]:
    """The names of the levels, at least one and each once.

    Parameters
    ----------
    levels, repeating
        As given to a decomposition.

    Returns
    -------
    tuple
        The levels.
    """
    names = tuple(levels)
    if isinstance(levels, str) or not names or len(set(names)) < len(names):
        raise InputError(f"levels is {levels!r}; give a list of different columns, coarse to fine")
    strange = [name for name in repeating if name not in names]
    if strange:
        raise InputError(f"repeating names {strange}, which are not among levels {list(names)}")
    return names
