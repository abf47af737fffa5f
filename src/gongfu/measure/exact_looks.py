"""What is found in one part of a register by one look at it, and how two of them become one.

Merging adds whole numbers, so its order is nothing.  See `gongfu.measure.exact`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import ConflictError, InputError
from gongfu.kernels import exact as kernels
from gongfu.kernels import exact_ranks as ranks
from gongfu.kernels import runs
from gongfu.kernels.numbering import count, narrow, number_pairs
from gongfu.kernels.ranking import sort_grouped, survey
from gongfu.measure.exact_windows import EVERYTHING, Window
from gongfu.measure.grouping import SPAN_MAX, check_columns, codes_of
from gongfu.measure.sample import Floats, column
from gongfu.model.schema import Column, faults

__all__: Final = ()

_ONE: Final = np.ones(1)
_NOBODY: Final = np.zeros(1, np.uint8)
_AT_ONCE: Final = 1 << 20


class Part(Protocol):
    """Frames that can be read again, each indexed by the numbers of its rows, from 0."""

    @property
    def name(self) -> str:
        """What a message calls it."""
        ...

    def __iter__(self) -> Iterator[pd.DataFrame]:
        """The frames, from the first."""
        ...


class Columns(NamedTuple):
    """What is read of each row."""

    value: str
    weight: str | None
    levels: tuple[str, ...]


class Members(NamedTuple):
    """Rows that count of one frame; weight and group are (1,) where there is no column."""

    value: Floats
    weight: Floats
    group: NDArray[Any]


@dataclass(slots=True, eq=False)
class FirstLook:
    """Groups, by their labels; members, sums and ends of each; counts of buckets of values.

    digits (3, G, WORDS): of weight, weighted value, and weighted value below 0.
    """

    labels: dict[tuple[Any, ...], int]
    n_members: NDArray[np.int64]
    digits: NDArray[np.int64]
    low: Floats
    high: Floats
    whole: bool
    buckets: NDArray[np.int64]

    def windows(self) -> list[Window]:
        """The buckets that hold somebody."""
        return EVERYTHING.divided(self.buckets)

    def reorder(self, order: list[int]) -> None:
        """Groups in another order."""
        self.n_members = self.n_members[order]
        self.low, self.high = self.low[order], self.high[order]
        self.digits = self.digits[:, order]

    def grow(self, n_groups: int) -> None:
        """Room for more groups."""
        more = n_groups - self.n_members.size
        if more > 0:
            self.n_members = np.pad(self.n_members, (0, more))
            self.low = np.pad(self.low, (0, more), constant_values=np.inf)
            self.high = np.pad(self.high, (0, more), constant_values=-np.inf)
            self.digits = np.pad(self.digits, ((0, 0), (0, more), (0, 0)))


@dataclass(frozen=True, slots=True)
class Plan:
    """What the first look at all parts decided.

    labels of G groups in order; n_members, weight (G,); whole, the weight of all; mean; means
    (1 + G,) of all and of each, NaN where not > 0; all weigh less than 2 ** top; low, the least
    value; steps, the cells that every whole number has, or 0; windows to be sorted one by one.
    """

    columns: Columns
    labels: tuple[tuple[Any, ...], ...]
    n_members: NDArray[np.int64]
    weight: Floats
    whole: float
    mean: float
    means: Floats
    top: int
    low: float
    steps: int
    windows: tuple[Window, ...]

    def spread(self, members: tuple[Any, ...], below: NDArray[np.int64]) -> NDArray[np.int64]:
        """Digits (1 + G, WORDS) of ascending members; below (2, G) is moved up by them."""
        value, _, parts = members
        digits = kernels.no_sums(1 + len(self.labels))
        under = ranks.total(below)
        ranks.add_spread((value, _NOBODY, parts), self.means[:1], under, digits[:1])
        if self.columns.levels:
            ranks.add_spread(members, self.means[1:], below, digits[1:])
        else:
            below[:] = under
        return digits


@dataclass(slots=True, eq=False)
class SecondLook:
    """Sums that need the mean: logs (3, G, WORDS); weights of cells (2, C) as exact shares.

    The cell of a member is its value and group where whole numbers have one, else its window and
    group.
    """

    n_members: int
    logs: NDArray[np.int64]
    cells: NDArray[np.int64]
    n_groups: int

    def merged(self, other: "SecondLook") -> "SecondLook":
        """Of both parts together."""
        digits = self.logs + other.logs
        for part in digits:
            kernels.spread_digits(part)
        cells = ranks.carried(self.cells + other.cells)
        return SecondLook(self.n_members + other.n_members, digits, cells, self.n_groups)

    @property
    def shares(self) -> NDArray[np.int64]:
        """The weight (2, G) of each group."""
        sums = np.zeros((2, self.n_groups), np.int64)
        group = np.tile(np.arange(self.n_groups), self.cells.shape[1] // self.n_groups)
        ranks.add_shares(self.cells, group, sums)
        return sums

    def share_of_all(self) -> NDArray[np.int64]:
        """The weight (2, 1) of all."""
        return ranks.total(self.shares)


def first_look(part: Part, columns: Columns) -> FirstLook:
    """Every row of a part checked, counted and added up."""
    look = _nothing()
    for frame in part:
        _check(frame, columns, part.name)
        members = _members(frame, columns, look.labels)
        if not members.value.size:
            continue
        look.grow(len(look.labels))
        seen = survey(members.value)
        look.whole = look.whole and bool(seen.whole)
        runs.count_keys(members.value, 0, runs.KEY_MAX, runs.FIRST_SHIFT, look.buckets)
        kernels.add_weighted(*members, look.digits)
        if columns.levels:
            look.n_members += count(members.group, len(look.labels))
            np.minimum.at(look.low, members.group, members.value)
            np.maximum.at(look.high, members.group, members.value)
        else:
            look.n_members += members.value.size
            look.low, look.high = np.array([[seen.low], [seen.high]]) if not look.low.size else (
                np.minimum(look.low, seen.low), np.maximum(look.high, seen.high)
            )  # fmt: skip
    return look


def merged_looks(looks: Iterable[FirstLook]) -> FirstLook:
    """The look at all parts."""
    whole = _nothing()
    for look in looks:
        at = [whole.labels.setdefault(label, len(whole.labels)) for label in look.labels]
        whole.grow(len(whole.labels))
        whole.n_members[at] += look.n_members
        whole.digits[:, at] += look.digits
        whole.low[at] = np.minimum(whole.low[at], look.low)
        whole.high[at] = np.maximum(whole.high[at], look.high)
        whole.whole = whole.whole and look.whole
        whole.buckets += look.buckets
        for part in whole.digits:
            kernels.spread_digits(part)
    return whole


def count_finer(part: Part, columns: Columns, windows: tuple[Window, ...]) -> NDArray[np.int64]:
    """How many members (W, B) lie in each narrower window of each window."""
    counts = np.zeros((len(windows), max(window.n_buckets for window in windows)), np.int64)
    for frame in part:
        members = _members(frame, columns, {})
        for window, held in zip(windows, counts, strict=True):
            runs.count_keys(members.value, window.low, window.high, window.shift, held)
    return counts


def second_look(part: Part, plan: Plan) -> SecondLook:
    """Sums with logarithms, and the weight of each cell."""
    n_groups = len(plan.labels)
    logs = np.zeros((3, n_groups, kernels.WORDS), np.int64)
    cells = np.zeros((2, (plan.steps or len(plan.windows)) * n_groups), np.int64)
    firsts = np.array([window.first for window in plan.windows])
    n = 0
    for members in _planned(part, plan):
        n += members.value.size
        if plan.mean > 0:
            some = members.value >= 0
            sure = members if some.all() else _where(members, some)
            kernels.add_logs(*sure, plan.mean, logs)
        if plan.steps:
            at = (members.value - plan.low).astype(np.int64)
        else:
            at = np.searchsorted(firsts, members.value, side="right") - 1
        if ((at < 0) | (at >= cells.shape[1] // n_groups)).any():
            raise _changed(part.name)
        cell = at * n_groups + members.group
        ranks.add_shares(ranks.shares(members.weight, plan.top), cell, cells)
    return SecondLook(n, logs, cells, n_groups)


def range_look(
    parts: tuple[Part, ...], at: int, below: NDArray[np.int64], plan: Plan
) -> tuple[NDArray[np.int64], int, int]:
    """Spread of the members of one window, in all parts; how many, and how many there were."""
    window = plan.windows[at]
    n, n_groups = window.n_members, len(plan.labels)
    held = np.empty(n)
    heavy = np.ones(n if plan.columns.weight is not None else 1)
    code = np.zeros(n if plan.columns.levels else 1, narrow(n_groups))
    filled = 0
    for part in parts:
        for members in _planned(part, plan):
            filled = runs.gather(*members, window[:2], (held, heavy, code), filled)
    digits, below = kernels.no_sums(1 + n_groups), below.copy()
    if filled == n:
        ordered = sort_grouped(held, heavy, code)
        del held, heavy, code
        start = 0
        while start < n:  # a run of equal values is never cut
            last = ordered.value[min(start + _AT_ONCE, n) - 1]
            end = int(np.searchsorted(ordered.value, last, side="right"))
            some = _where(Members(*ordered), slice(start, end))
            parts_of = ranks.shares(some.weight, plan.top)
            digits += plan.spread((some.value, some.group, parts_of), below)
            start = end
        kernels.spread_digits(digits)
    return digits, filled, n


def _nothing() -> FirstLook:
    return FirstLook(
        {},
        np.zeros(0, np.int64),
        np.zeros((3, 0, kernels.WORDS), np.int64),
        np.zeros(0),
        np.zeros(0),
        True,
        np.zeros(EVERYTHING.n_buckets, np.int64),
    )


def _check(frame: pd.DataFrame, columns: Columns, name: str) -> None:
    wanted = [Column(columns.value, "per person", -np.inf)]
    if columns.weight is not None:
        wanted.append(Column(columns.weight, "people"))
    try:
        check_columns(frame, tuple(wanted), columns.levels)
    except InputError as error:  # whose rows are counted from the first of this frame
        rows = frame.index.to_numpy() + 1
        found = faults(frame, (*wanted, *map(Column, columns.levels)), rows)
        raise InputError(f"{name}: {'; '.join(found) or error}") from error


def _members(frame: pd.DataFrame, columns: Columns, labels: dict[tuple[Any, ...], int]) -> Members:
    """The rows that count; `labels` grows by the groups that are new."""
    held = np.ascontiguousarray(column(frame[columns.value])) + 0.0  # -0 is 0
    people = _ONE
    if columns.weight is not None:
        people = np.ascontiguousarray(column(frame[columns.weight]))
        some = people > 0
        if not some.all():
            frame, held, people = frame[some], held[some], people[some]
    if not columns.levels:
        if held.size:
            labels.setdefault((), 0)
        return Members(held, people, _NOBODY)
    code, found = codes_of(frame[columns.levels[0]])
    n_found = len(found)
    for level in columns.levels[1:]:
        inner, found = codes_of(frame[level])
        code, n_found = _paired(code, inner, n_found, len(found))
    first = np.zeros(n_found, np.int64)
    first[code[::-1]] = np.arange(held.size)[::-1]
    rows = frame.iloc[first]
    found_labels = zip(*(rows[level].astype(object) for level in columns.levels), strict=True)
    position = np.array([labels.setdefault(label, len(labels)) for label in found_labels], np.int64)
    return Members(held, people, position[code])


def _paired(
    above: NDArray[Any], code: NDArray[Any], n_above: int, n_code: int
) -> tuple[NDArray[Any], int]:
    """The position of each pair of positions, and how many pairs there are."""
    if n_above * n_code <= SPAN_MAX:
        return number_pairs(above, code, n_above, n_code)
    found, pair = np.unique(above.astype(np.int64) * n_code + code, return_inverse=True)
    return pair, len(found)


def _planned(part: Part, plan: Plan) -> Iterator[Members]:
    """The members of each frame, by the groups of the plan."""
    labels = {label: at for at, label in enumerate(plan.labels)}
    for frame in part:
        members = _members(frame, plan.columns, labels)
        if len(labels) > len(plan.labels):
            raise _changed(part.name)
        if members.value.size:
            yield members


def _where(members: Members, some: Any) -> Members:
    return Members(*(array if array.size == 1 else array[some] for array in members))


def _changed(name: str) -> ConflictError:
    return ConflictError(
        f"{name}: other rows than when first read; read from files that nobody writes to"
    )
