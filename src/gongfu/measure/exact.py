"""Inequality of a register in parts, measured by one process or many: the same to the last bit.

Sums are made without rounding (`gongfu.kernels.exact`), and the weight below each value is exact
(`gongfu.kernels.exact_ranks`), so neither the order of the rows, nor how they are cut into parts,
nor who measures which part can change a digit.  Weights and population formulas as in
`gongfu.measure.inequality`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import starmap
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import ConflictError, InputError
from gongfu.kernels import exact as kernels
from gongfu.kernels import exact_ranks as ranks
from gongfu.measure.entropy import EntropyParts, check_levels
from gongfu.measure.exact_looks import (
    Columns,
    FirstLook,
    Part,
    Plan,
    SecondLook,
    count_finer,
    first_look,
    merged_looks,
    range_look,
    second_look,
)
from gongfu.measure.exact_windows import Window, packed, too_large
from gongfu.measure.group_sums import GroupSums, sums_decomposition
from gongfu.measure.sample import Floats

__all__: Final = ("ExactInequality", "exact_inequality")

MEMBERS_AT_ONCE: Final = 1 << 25
CELLS_MAX: Final = 1 << 22
_TAME: Final = 2.0**300
_FAR: Final = 2.0**600
_INDICES: Final = ("gini", "theil_t", "mean_log_deviation")
_NONE: Final = float("nan")

Run = Callable[[Callable[..., Any], Sequence[tuple[Any, ...]], str], Iterable[Any]]
"""Calls a function with each tuple of arguments; results in any order.  The text says what for."""


@dataclass(frozen=True, slots=True, eq=False)
class ExactInequality:
    """Gini coefficient and Theil's T and L of all rows, and of each group.

    `whole` has one row, `groups` one per group of the levels, by their labels in order (no rows
    without levels): `n_members`, `people`, `mean`, `low`, `high`, `gini`, `theil_t`,
    `mean_log_deviation`; NaN as in `StreamedInequality`.  `parts` are T and L split between the
    groups of each level and within the last; without L where a value is 0, none where one is below.
    """

    whole: pd.DataFrame
    groups: pd.DataFrame
    parts: tuple[EntropyParts, ...]


def exact_inequality(
    parts: Sequence[Part],
    *,
    value: str,
    weight: str | None = None,
    levels: list[str] | tuple[str, ...] = (),
    repeating: tuple[str, ...] = (),
    members_at_once: int = MEMBERS_AT_ONCE,
    run: Run | None = None,
) -> ExactInequality:
    """Gini and Theil's T and L of a register in parts, all and by group, whoever measures them.

    Parameters
    ----------
    parts
        The register, such as `gongfu.io.partitions.open_partitions` gives it; each can be read
        again and has a name.
    value
        Column with the amount per person, finite; where one is negative T and L are NaN.
    weight
        Column with the people each row stands for, >= 0; rows of weight 0 drop out.  None counts
        each row once.
    levels, repeating
        Columns with the group of each row, as in `entropy_decompositions`; () for no groups.
    members_at_once
        How many members one process may hold, about 80 bytes each at the peak; changes no digit.
    run
        Calls a function for each of several tuples of arguments, somewhere, and gives the results
        in any order; None calls them here, one after another.

    Returns
    -------
    ExactInequality
        The same bits for the same rows in any order and any parts.

    Notes
    -----
    Every part is read once to be checked and counted and once for its sums.  For the Gini
    coefficient members are then sorted range by range, each range in a reading of all parts; whole
    numbers in a range shorter than 4,194,304 over the number of groups need none of these.
    Weights are shares of all weight to 120 bits; sums are rounded once; products and logarithms are
    rounded as plain arithmetic does.
    """
    names = check_levels(levels, repeating) if levels else ()
    if not members_at_once >= 1:
        raise InputError(f"members_at_once is {members_at_once!r}; give a whole number >= 1")
    if not parts:
        raise InputError("there are no parts; give at least one")
    columns = Columns(value, weight, names)
    run = run or _here

    looks = run(partial(first_look, columns=columns), [(part,) for part in parts], "first reading")
    look = merged_looks(looks)
    plan = _plan(look, columns, parts, members_at_once, run)
    second = _second(plan, parts, run)
    spread = _stacked(plan, second) if plan.steps else _sorted(plan, second, parts, run)

    return _labelled(look, plan, second, spread, repeating)


def _plan(look: FirstLook, columns: Columns, parts: Sequence[Part], at_once: int, run: Run) -> Plan:
    if not look.labels:
        raise InputError(
            "no row of any part has people; give at least one with a weight above zero"
        )
    labels = sorted(look.labels, key=look.labels.__getitem__)
    order = sorted(range(len(labels)), key=lambda at: labels[at])
    look.reorder(order)
    size = max(abs(look.low.min()), abs(look.high.max()))
    sums = np.array([[kernels.rounded(row) for row in part] for part in look.digits])
    whole = np.array([kernels.rounded(part.sum(axis=0)) for part in look.digits])
    mean = whole[1] / whole[0]
    positive = mean > 0 and whole[1] > 4.0 * np.finfo(float).eps * (whole[1] - 2.0 * whole[2])
    means = np.append(mean if positive else _NONE, sums[1] / sums[0])
    means[1:][~(sums[1] > 4.0 * np.finfo(float).eps * (sums[1] - 2.0 * sums[2]))] = _NONE
    tame = np.isfinite(whole).all() and size <= _TAME and whole[0] <= _TAME
    if not tame or (size / means > _FAR).any():
        raise InputError(
            f"{columns.value!r} or {columns.weight!r} is so large that sums overflow; "
            "give them in a larger unit, such as billions"
        )
    steps = int(look.high.max() - look.low.min()) + 1 if look.whole and size < 2.0**52 else 0
    windows: tuple[Window, ...] = ()
    if not 0 < steps * len(labels) <= CELLS_MAX:
        steps, found = 0, look.windows()
        while large := too_large(found, at_once):
            finer = partial(count_finer, columns=columns, windows=large)
            counted = run(finer, [(part,) for part in parts], "counting finer ranges")
            counts = sum(counted, start=np.zeros((1, 1), np.int64))
            found = [window for window in found if window not in large]
            found += [new for at, old in enumerate(large) for new in old.divided(counts[at])]
        windows = packed(sorted(found), at_once)
    return Plan(
        columns,
        tuple(labels[at] for at in order),
        look.n_members,
        sums[0],
        whole[0],
        mean,
        means,
        int(np.frexp(whole[0])[1]),
        float(look.low.min()),
        steps,
        windows,
    )


def _second(plan: Plan, parts: Sequence[Part], run: Run) -> SecondLook:
    merged: SecondLook | None = None
    looks = run(partial(second_look, plan=plan), [(part,) for part in parts], "second reading")
    for look in looks:
        merged = look if merged is None else merged.merged(look)
    assert merged is not None
    if merged.n_members != plan.n_members.sum():
        raise _changed(int(plan.n_members.sum()), merged.n_members)
    return merged


def _stacked(plan: Plan, second: SecondLook) -> Floats:
    """Spread (1 + G,) where every whole number has a cell."""
    n_groups = len(plan.labels)
    cells = second.cells
    at = np.flatnonzero((cells != 0).any(axis=0))
    value = plan.low + (at // n_groups).astype(np.float64)
    members = (value, at % n_groups, np.ascontiguousarray(cells[:, at]))
    below = np.zeros((2, n_groups), np.int64)
    return _rounded(plan.spread(members, below))


def _sorted(plan: Plan, second: SecondLook, parts: Sequence[Part], run: Run) -> Floats:
    """Spread (1 + G,), range by range; a range of a single value needs no reading."""
    n_groups = len(plan.labels)
    weights = second.cells.reshape(2, len(plan.windows), n_groups)
    below = ranks.below_each(weights)
    digits = kernels.no_sums(1 + n_groups)
    todo = []
    for at, window in enumerate(plan.windows):
        under = np.ascontiguousarray(below[:, at])
        if window.low == window.high:
            held = np.ascontiguousarray(weights[:, at])
            some = np.flatnonzero((held != 0).any(axis=0))
            value = np.full(some.size, window.first)
            digits += plan.spread((value, some, np.ascontiguousarray(held[:, some])), under)
        else:
            todo.append((tuple(parts), at, under))
    for found, n, expected in run(partial(range_look, plan=plan), todo, "sorting range"):
        if n != expected:
            raise _changed(expected, n)
        digits += found
    return _rounded(digits)


def _rounded(digits: NDArray[np.int64]) -> Floats:
    return np.array([kernels.rounded(row) for row in digits])


def _changed(before: int, now: int) -> ConflictError:
    return ConflictError(
        f"the parts held {before} members when first read and {now} when read again; read from "
        "files that nobody writes to"
    )


def _labelled(
    look: FirstLook, plan: Plan, second: SecondLook, spread: Floats, repeating: tuple[str, ...]
) -> ExactInequality:
    names, n_groups = plan.columns.levels, len(plan.labels)
    share = ranks.as_numbers(second.shares)
    share = np.append(ranks.as_numbers(second.share_of_all()), share)
    digits = np.concatenate([second.logs.sum(axis=1, keepdims=True), second.logs], axis=1)
    held, held_log, log = np.array([_rounded(part) for part in digits])
    people = np.append(plan.whole, plan.weight)
    low, high = (np.append(end(of), of) for end, of in ((np.min, look.low), (np.max, look.high)))
    rows = pd.DataFrame(
        {
            "n_members": np.append(plan.n_members.sum(), plan.n_members),
            "people": people,
            "mean": np.append(plan.mean, _quotient(look, n_groups)),
            "low": low,
            "high": high,
        }
    )
    defined = plan.means > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        level = kernels.logs(np.where(low >= 0, held, 1.0) / people)
        rows["gini"] = np.where(defined, spread / share / share, _NONE)
        rows["theil_t"] = np.where(defined & (low >= 0), held_log / held - level, _NONE)
        rows["mean_log_deviation"] = np.where(defined & (low > 0), level - log / people, _NONE)
    alike = defined & (low == high)
    for index in _INDICES:
        rows.loc[alike, index] = 0.0
    labels = pd.DataFrame(list(plan.labels), columns=list(names), index=range(1, n_groups + 1))
    groups = labels.join(rows.iloc[1:]).reset_index(drop=True)
    return ExactInequality(
        rows.iloc[:1],
        groups if names else groups.iloc[:0],
        _split(plan, rows, (held, held_log, log), repeating) if names else (),
    )


def _quotient(look: FirstLook, n_groups: int) -> Floats:
    sums = [[kernels.rounded(look.digits[k, g]) for k in (0, 1)] for g in range(n_groups)]
    return np.array([held / people for people, held in sums])


def _split(
    plan: Plan, rows: pd.DataFrame, sums: tuple[Floats, ...], repeating: tuple[str, ...]
) -> tuple[EntropyParts, ...]:
    lowest = rows["low"].iloc[0]
    if not lowest >= 0 or not plan.means[0] > 0:
        return ()
    held, held_log, log = (array[1:] for array in sums)
    table = pd.DataFrame(
        {
            "n_members": plan.n_members,
            "weight": plan.weight,
            "total": held,
            "total_log": held_log,
            "log": np.where(rows["low"].iloc[1:] > 0, log, _NONE),
        },
        index=pd.MultiIndex.from_tuples(plan.labels, names=plan.columns.levels),
    )
    together = GroupSums(plan.columns.levels, 1.0, table)
    indices = ("theil_t", "mean_log_deviation") if lowest > 0 else ("theil_t",)
    return tuple(
        sums_decomposition(together, index=index, repeating=repeating)  # type: ignore[arg-type]
        for index in indices
    )


def _here(function: Callable[..., Any], calls: Sequence[tuple[Any, ...]], _: str) -> Iterator[Any]:
    return starmap(function, calls)
