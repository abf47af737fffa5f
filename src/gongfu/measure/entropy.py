"""Theil's T and L, split exactly between groups of groups, to any depth."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.kernels import inequality as kernels
from gongfu.kernels.numbering import first_of, number
from gongfu.measure.grouping import check_columns, counted, nested_codes
from gongfu.model.schema import Column

__all__: Final = (
    "EntropyParts",
    "mean_log_deviation_decomposition",
    "theil_decomposition",
)


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
    held, people, codes = _checked(frame, value, weight, levels, repeating)

    return _decompose("theil_t", held, people, codes, tuple(levels))


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
    held, people, codes = _checked(frame, value, weight, levels, repeating)
    zero = int((held <= 0).sum())
    if zero:
        raise InputError(
            f"{zero} rows of frame have {value!r} equal to 0, which has no logarithm; "
            "use theil_decomposition, which has a limit for zero, or mend them"
        )

    return _decompose("mean_log_deviation", held, people, codes, tuple(levels))


def _decompose(
    index: str, held: Any, people: Any, codes: list[Any], levels: tuple[str, ...]
) -> EntropyParts:
    n_groups = int(codes[-1].max()) + 1
    first = first_of(codes[-1], n_groups)
    unit = kernels.average(held, people) or 1.0
    with_log = index == "mean_log_deviation"
    sums = kernels.entropy_sums(held, people, codes[-1], n_groups, unit, with_log=with_log)

    return split_sums(index, sums, [code[first] for code in codes], levels, held.size)


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


def _checked(
    frame: pd.DataFrame,
    value: str,
    weight: str,
    levels: list[str] | tuple[str, ...] | str,
    repeating: tuple[str, ...],
) -> tuple[Any, Any, list[Any]]:
    """Values and weights of the rows that count, and each level's group as a position."""
    names = check_levels(levels, repeating)
    check_columns(frame, (Column(value, "per person"), Column(weight, "people")), names)

    codes = nested_codes(frame, names, repeating)
    held, people, kept = counted(frame, value, weight, codes)
    if held.size < len(frame):  # groups without people are gone
        kept = [number(code, 0, int(code.max()) + 1)[0] for code in kept]
    return held, people, kept


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
