"""Members of a frame and the groups of groups they lie in, as arrays, checked in few looks."""

from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.kernels.inequality import EntropySums, Tally, entropy_sums, tally
from gongfu.kernels.numbering import count, nest, number_pairs
from gongfu.measure.grouping import SPAN_MAX, check_columns, codes_of, counted, short
from gongfu.measure.sample import Floats, column
from gongfu.model.schema import Column

__all__: Final = ()

_SHOWN: Final = 3
_RAW_MAX: Final = 1 << 12  # labels numbered up to here are positions as they stand, used or not


class NestedMembers(NamedTuple):
    """Rows that count: value, weight and innermost group (n,), and what is known of each group.

    group (n,) is in [0, size), where some may have no row.  The others, G, stand in the order in
    which they first appear: `found`, their positions; `row`, that of their first member in the
    frame; `parents`, one array per level, coarse to fine, with the group of that level each lies
    in.  `mean` and `low` are the mean and the least of the values.
    """

    value: Floats
    weight: Floats
    mean: float
    low: float
    group: NDArray[Any]
    size: int
    found: NDArray[np.int64]
    row: NDArray[np.int64]
    parents: list[NDArray[np.int64]]

    def sums(self, unit: float, *, with_log: bool) -> EntropySums:
        """What the entropy family needs of each group, (G,), with x the value in `unit`."""
        every = entropy_sums(
            self.value, self.weight, self.group, self.size, unit, with_log=with_log
        )
        return EntropySums(*(sums[self.found] for sums in every))

    def n_members(self) -> NDArray[np.int64]:
        """How many members each group has, (G,)."""
        return np.asarray(count(self.group, self.size)[self.found])


def nested_members(
    frame: pd.DataFrame,
    value: str,
    weight: str,
    levels: tuple[str, ...],
    repeating: tuple[str, ...] | None,
) -> NestedMembers:
    """The rows of `frame` with people; every level lies in the one before.

    `repeating` None makes every level repeat whose groups do not lie in one group above.
    """
    wanted = (Column(value, "per person"), Column(weight, "people"))
    held, people, seen = _numbers(frame, wanted, levels)

    codes, sizes, first = _codes(frame, wanted, levels, repeating)
    kept = np.empty(0, np.int64)
    if seen.lightest == 0:  # groups without people are gone
        kept = np.flatnonzero(people > 0)
        held, people, codes = counted(frame, value, weight, codes)
        seen = tally(held, people)
        first = nest(codes[-1], codes[-1], sizes[-1])[0]

    present = np.flatnonzero(first >= 0)
    found = present[np.argsort(first[present])]
    at = first[found]
    parents = [_by_appearance(code[at]) for code in codes]
    row = kept[at] if kept.size else at
    mean = float(seen.held / seen.whole)
    return NestedMembers(
        held, people, mean, float(seen.low), codes[-1], sizes[-1], found, row, parents
    )


def nested_codes(
    frame: pd.DataFrame, levels: tuple[str, ...], repeating: tuple[str, ...]
) -> list[NDArray[np.int64]]:
    """The group of each row at each level by first appearance; labels without a gap."""
    codes, _, _ = _codes(frame, (), levels, repeating)
    return [_by_appearance(code) for code in codes]


def _by_appearance(code: NDArray[Any]) -> NDArray[np.int64]:
    """The same groups, numbered in the order in which they first appear."""
    return codes_of(pd.Series(code.astype(np.int64)))[0].astype(np.int64)


def _numbers(
    frame: pd.DataFrame, wanted: tuple[Column, ...], levels: tuple[str, ...]
) -> tuple[Floats, Floats, Tally]:
    """Both columns of numbers, and the one look that shows that they can be summed."""
    plain = len(frame) > 0 and all(_is_plain(frame, name.name) for name in wanted)
    if not plain or frame.columns.duplicated().any() or not set(levels) <= set(frame.columns):
        check_columns(frame, wanted, levels)
    held, people = (np.ascontiguousarray(column(frame[name.name])) for name in wanted)
    seen = tally(held, people)
    summed = np.isfinite(seen.whole) and np.isfinite(seen.held) and seen.whole > 0
    if not (summed and seen.low >= 0 and seen.lightest >= 0):
        check_columns(frame, wanted, levels)
        counted(frame, wanted[0].name, wanted[1].name, [])  # says what overflows, or is nobody
    return held, people, seen


def _is_plain(frame: pd.DataFrame, name: str) -> bool:
    series = frame.get(name)
    return (
        isinstance(series, pd.Series)
        and isinstance(series.dtype, np.dtype)
        and series.dtype.kind in "iuf"
    )


def _codes(
    frame: pd.DataFrame,
    wanted: tuple[Column, ...],
    levels: tuple[str, ...],
    repeating: tuple[str, ...] | None,
) -> tuple[list[NDArray[Any]], list[int], NDArray[np.int64]]:
    """The group of each row at each level, as a position below the size of the level.

    And where the groups of the last level begin.
    """
    codes: list[NDArray[Any]] = []
    sizes: list[int] = []
    for name in levels:
        code, size = _positions(frame[name])
        above = codes[-1] if codes else code
        if not codes and len(levels) > 1:  # seen when the next level is
            codes.append(code)
            sizes.append(size)
            continue
        first, _, lost, n_missing = nest(above, code, size)
        if n_missing or lost.any():
            check_columns(frame, wanted, levels)  # labels that are missing are named here
        if codes:
            repeats = repeating is not None and (
                name in repeating or pd.api.types.is_bool_dtype(frame[name])
            )
            if repeats or (repeating is None and lost.any()):
                code, size = _paired(above, sizes[-1], code, size)
                first = nest(above, code, size)[0]
            elif lost.any():
                _refuse_astray(frame, levels[len(codes) - 1], name, code, lost)
        codes.append(code)
        sizes.append(size)
    return codes, sizes, first


def _positions(labels: pd.Series) -> tuple[NDArray[Any], int]:
    """Each label as a position below the size, -1 where missing; not every position is taken."""
    if isinstance(labels.dtype, pd.CategoricalDtype):
        code, size = labels.cat.codes.to_numpy(), len(labels.cat.categories)
        if size <= _RAW_MAX or code.min(initial=0) < 0:
            return code, size
    elif isinstance(labels.dtype, np.dtype) and labels.dtype.kind in "iu" and len(labels):
        raw = labels.to_numpy()
        if raw.min() >= 0 and raw.max() < _RAW_MAX:
            return raw, int(raw.max()) + 1
    elif not (isinstance(labels.dtype, np.dtype) and labels.dtype.kind in "biu"):
        code, found = pd.factorize(labels)
        return (code if code.min(initial=0) < 0 else short(code, len(found))), len(found)
    code, found = codes_of(labels)
    return code, len(found)


def _paired(
    above: NDArray[Any], n_above: int, code: NDArray[Any], size: int
) -> tuple[NDArray[Any], int]:
    """Number the pairs of an upper group and a label."""
    if n_above * size <= SPAN_MAX:
        return number_pairs(above, code, n_above, size)
    pair, found = pd.factorize(above.astype(np.int64) * size + code)
    return short(pair, len(found)), len(found)


def _refuse_astray(
    frame: pd.DataFrame, upper: str, lower: str, code: NDArray[Any], lost: NDArray[np.bool_]
) -> None:
    """Each group of `lower` must lie in a single group of `upper`."""
    groups = [group for group in codes_of(pd.Series(code))[1] if lost[group]]
    shown = []
    for group in groups[:_SHOWN]:
        inside = (code == group).nonzero()[0]
        homes = pd.unique(frame[upper].iloc[inside])
        label = frame[lower].iloc[inside[0]]
        shown.append(f"{label!r} in {', '.join(repr(home) for home in homes[:_SHOWN])}")
    raise InputError(
        f"levels do not nest: {len(groups)} groups of {lower!r} lie in more than one {upper!r}: "
        f"{'; '.join(shown)}; mend the codes, or name {lower!r} in `repeating` if its labels come "
        "back in every group above"
    )
