"""Along which lines something is shared unequally: exact splits of the entropy indices."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.kernels import inequality as kernels
from gongfu.model.schema import Column, check_frame

_SHOWN: Final = 3


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
    n_groups = tuple(int(code.max()) + 1 for code in codes)
    mean = np.average(held, weights=people)
    if not mean > 0:
        nothing = float("nan")
        return EntropyParts(
            index, nothing, levels, (nothing,) * len(levels), nothing, False, n_groups, held.size
        )

    with_log = index == "mean_log_deviation"
    sums = kernels.entropy_sums(held / mean, people, codes[-1], n_groups[-1], with_log=with_log)
    first = np.zeros(n_groups[-1], np.int64)
    first[codes[-1][::-1]] = np.arange(held.size)[::-1]
    parents = [code[first] for code in codes]
    split = kernels.nested_mean_log_deviation if with_log else kernels.nested_theil_t
    nested = split(sums, parents)

    observed = n_groups[-1] < held.size
    return EntropyParts(
        index=index,
        total=float(nested.total),
        levels=levels,
        parts=tuple(float(part) for part in nested.parts),
        within=float(nested.within) if observed else 0.0,
        within_observed=observed,
        n_groups=n_groups,
        n_members=int(held.size),
    )


def _checked(
    frame: pd.DataFrame,
    value: str,
    weight: str,
    levels: list[str] | tuple[str, ...] | str,
    repeating: tuple[str, ...],
) -> tuple[Any, Any, list[Any]]:
    """Values and weights of the rows that count, and each level's group as a position."""
    names = list(levels)
    if isinstance(levels, str) or not names or len(set(names)) < len(names):
        raise InputError(f"levels is {levels!r}; give a list of different columns, coarse to fine")
    strange = [name for name in repeating if name not in names]
    if strange:
        raise InputError(f"repeating names {strange}, which are not among levels {names}")
    columns = (Column(value, "per person"), Column(weight, "people"), *map(Column, names))
    check_frame(frame.reset_index(drop=True), columns, "frame")

    codes, above = [], None
    for name in names:
        code = pd.factorize(frame[name])[0].astype(np.int64)
        if above is not None:
            if name in repeating or pd.api.types.is_bool_dtype(frame[name]):
                code = pd.factorize(above * (code.max(initial=0) + 1) + code)[0].astype(np.int64)
            else:
                _check_nests(frame, names[len(codes) - 1], name, above, code)
        codes.append(code)
        above = code

    people = frame[weight].to_numpy(np.float64, na_value=np.nan)
    counted = people > 0
    if not counted.any():
        raise InputError(
            f"none of {len(frame)} rows of frame has {weight!r} > 0; give people to at least one"
        )
    held = frame[value].to_numpy(np.float64, na_value=np.nan)[counted]
    return (
        held,
        people[counted],
        [pd.factorize(code[counted])[0].astype(np.int64) for code in codes],
    )


def _check_nests(frame: pd.DataFrame, upper: str, lower: str, above: Any, code: Any) -> None:
    """Each group of `lower` must lie in a single group of `upper`."""
    first = np.zeros(code.max(initial=0) + 1, np.int64)
    first[code[::-1]] = np.arange(code.size)[::-1]
    astray = np.flatnonzero(above[first[code]] != above)
    if not astray.size:
        return
    lost = pd.unique(frame[lower].iloc[astray])
    shown = []
    for label in lost[:_SHOWN]:
        homes = pd.unique(frame.loc[(frame[lower] == label).to_numpy(), upper])
        shown.append(f"{label!r} in {', '.join(repr(home) for home in homes[:_SHOWN])}")
    raise InputError(
        f"levels do not nest: {len(lost)} groups of {lower!r} lie in more than one {upper!r}: "
        f"{'; '.join(shown)}; mend the codes, or name {lower!r} in `repeating` if its labels come "
        "back in every group above"
    )
