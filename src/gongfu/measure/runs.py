"""Members of a register read piece by piece, handed on in runs from the lowest value up.

A first reading checks every row, adds up what each group holds, and counts how many members lie in
each of 262,144 ranges of values.  Then each further reading takes the members of the next
ranges, as many as may be held at once.  Whole numbers (incomes in yuan) are not held one by one but
as the weight at each number in each group, so that many more fit.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import ConflictError, InputError
from gongfu.kernels import runs as kernels
from gongfu.kernels.inequality import totals
from gongfu.kernels.numbering import count, narrow
from gongfu.kernels.overlap import group_totals
from gongfu.kernels.ranking import Grouped, sort_grouped, survey
from gongfu.measure.grouping import check_columns, codes_of
from gongfu.measure.sample import Floats, column
from gongfu.model.schema import Column

__all__: Final = ()

Frames = Iterable[pd.DataFrame]
Progress = Callable[[float, str], None]

_ONE: Final = np.ones(1)
_NOBODY: Final = np.zeros(1, np.uint8)  # the group where none is asked for
_WHOLE_MAX: Final = 2.0**52  # whole numbers below this differ by at least 1
_TAME: Final = 2.0**300


class Piece(NamedTuple):
    """The rows of one frame that count; weight and group are (1,) where there is no column."""

    value: Floats
    weight: Floats
    group: NDArray[Any]


class Window(NamedTuple):
    """A range of keys, both ends in it, and its members; held as `steps` cells a group if > 0."""

    low: int
    high: int
    n_members: int
    first: float
    steps: int


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Frames that can be read again and again, and the columns that are wanted of them."""

    frames: Frames
    value: str
    weight: str | None
    group: str | None

    def pieces(self, codes: dict[Any, int], *, check: bool = False) -> Iterator[Piece]:
        """The rows that count of each frame; `codes` grows by the groups that are new."""
        begin = 0
        for number, frame in enumerate(self.frames, 1):
            if len(frame):
                if check:
                    self._check(frame, f"piece {number} (rows {begin + 1} to {begin + len(frame)})")
                piece = self._piece(frame, codes)
                if piece.value.size:
                    yield piece
            begin += len(frame)

    def _check(self, frame: pd.DataFrame, name: str) -> None:
        wanted = [Column(self.value, "per person", -np.inf)]
        if self.weight is not None:
            wanted.append(Column(self.weight, "people"))
        try:
            check_columns(frame, tuple(wanted), (self.group,) if self.group is not None else ())
        except InputError as error:
            raise InputError(f"{name}: {error}") from error

    def _piece(self, frame: pd.DataFrame, codes: dict[Any, int]) -> Piece:
        held = np.ascontiguousarray(column(frame[self.value]))
        people, labels = _ONE, None if self.group is None else frame[self.group]
        if self.weight is not None:
            people = np.ascontiguousarray(column(frame[self.weight]))
            some = people > 0
            if not some.all():
                held, people = held[some], people[some]
                labels = None if labels is None else labels[some]
        if labels is None:
            return Piece(held, people, _NOBODY)
        code, found = codes_of(labels)
        position = np.array([codes.setdefault(label, len(codes)) for label in found], np.int64)
        return Piece(held, people, position.astype(narrow(len(codes)))[code])


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What the first reading found out, and the runs that further readings give.

    labels (G,) of the groups in order of first appearance, one group where none is asked for;
    n_members, weight and total (G,) of each; the lowest and highest value, and how many are below
    zero; whether all are whole; how many members are in each bucket of keys.
    """

    source: Source
    codes: dict[Any, int]
    n_members: NDArray[np.int64]
    weight: Floats
    total: Floats
    low: float
    high: float
    n_negative: int
    whole: bool
    buckets: NDArray[np.int64]
    at_once: int
    tell: Progress

    @property
    def labels(self) -> pd.Index:
        """The groups, in order of first appearance."""
        return pd.Index(list(self.codes))

    @property
    def n_groups(self) -> int:
        """How many groups there are."""
        return self.n_members.size

    @property
    def mean(self) -> float:
        """The weighted mean."""
        return float(self.total.sum() / self.weight.sum())

    @property
    def mean_is_positive(self) -> bool:
        """Whether the total is above zero by more than the rounding of its own sum."""
        size = self.weight.sum() * max(abs(self.low), abs(self.high)) if self.n_negative else 0.0
        return bool(self.total.sum() > 4.0 * np.finfo(float).eps * size)

    def runs(self) -> Iterator[Grouped]:
        """Members from lowest to highest, each run above the one before; one reading for each."""
        n_all, done = int(self.n_members.sum()), 0
        for window in self._windows(0, kernels.KEY_MAX, kernels.FIRST_SHIFT, self.buckets):
            words = f"values from {max(kernels.value_of(window.low), self.low):,.6g} up"
            self.tell(0.5 * (1.0 + done / n_all), words)
            yield self._stacked(window) if window.steps else self._sorted(window)
            done += window.n_members
        self.tell(1.0, "all values")

    def _windows(
        self, low: int, high: int, shift: int, buckets: NDArray[np.int64]
    ) -> Iterator[Window]:
        """Ranges of buckets, one after another, as wide as may be held at once."""
        held: Window | None = None
        for at in np.flatnonzero(buckets).tolist():
            start = low + (at << shift)
            end = min(start + (1 << shift) - 1, high)
            alone = self._window(start, end, int(buckets[at]))
            if held:
                both = self._window(held.low, end, held.n_members + alone.n_members)
                if self._fits(both):
                    held = both
                    continue
                yield held
            held = alone
            if not self._fits(alone):
                yield from self._finer(alone, shift)
                held = None
        if held:
            yield held

    def _finer(self, window: Window, shift: int) -> Iterator[Window]:
        """The same members in narrower windows, after one more reading."""
        finer = max(shift - kernels.CODE_BITS, 0)
        buckets = np.zeros(((window.high - window.low) >> finer) + 1, np.int64)
        for piece in self.source.pieces(self.codes):
            kernels.count_keys(piece.value, window.low, window.high, finer, buckets)
        yield from self._windows(window.low, window.high, finer, buckets)

    def _window(self, low: int, high: int, n_members: int) -> Window:
        first, last = kernels.value_of(low), kernels.value_of(high)
        if low == high:  # a single value, whole or not
            return Window(low, high, n_members, first, 1)
        if not self.whole:
            return Window(low, high, n_members, first, 0)
        first, last = float(np.floor(max(first, self.low))), float(np.ceil(min(last, self.high)))
        steps = int(last - first) + 1
        cells = steps * self.n_groups
        stacked = cells <= min(self.at_once, n_members) or cells <= self.at_once < n_members
        return Window(low, high, n_members, first, steps if stacked else 0)

    def _fits(self, window: Window) -> bool:
        return window.steps > 0 or window.n_members <= self.at_once

    def _stacked(self, window: Window) -> Grouped:
        """A member for each value and group of a window, as heavy as all of those."""
        heavy = np.zeros((window.steps, self.n_groups))
        found = 0
        for piece in self.source.pieces(self.codes):
            found += kernels.add_up(*piece, window[:2], window.first, heavy)
        self._check_unchanged(window, found)
        return Grouped(*kernels.stacks(heavy, window.first))

    def _sorted(self, window: Window) -> Grouped:
        """The members of a window, sorted."""
        n = window.n_members
        held = np.empty(n)
        heavy = np.ones(n if self.source.weight is not None else 1)
        code = np.zeros(n if self.source.group is not None else 1, narrow(self.n_groups))
        filled = 0
        for piece in self.source.pieces(self.codes):
            filled = kernels.gather(*piece, window[:2], (held, heavy, code), filled)
        self._check_unchanged(window, filled)
        return sort_grouped(held, heavy, code)

    def _check_unchanged(self, window: Window, found: int) -> None:
        if found != window.n_members or len(self.codes) > self.n_groups:
            raise ConflictError(
                f"the frames held {window.n_members} members in a range of values when first read "
                f"and {found} when read again; read from files that nobody writes to"
            )


def first_reading(
    frames: Frames,
    value: str,
    weight: str | None,
    group: str | None,
    members_at_once: int,
    progress: Progress | None,
) -> Reading:
    """Every row checked and counted."""
    if isinstance(frames, Iterator):
        raise InputError(
            "frames can be read only once; give a list of frames, or an object that begins anew "
            "whenever it is read, such as gongfu.io.registers.Register"
        )
    if not members_at_once >= 1:
        raise InputError(f"members_at_once is {members_at_once!r}; give a whole number >= 1")
    source, tell = Source(frames, value, weight, group), progress or _silent

    tell(0.0, "first reading")
    codes: dict[Any, int] = {} if group is not None else {"all": 0}
    low, high, n_negative, whole = np.inf, -np.inf, 0, True
    buckets = np.zeros(1 << kernels.CODE_BITS, np.int64)
    n_members, sums, lost = np.zeros(0, np.int64), np.zeros((2, 0)), np.zeros((2, 0))
    for piece in source.pieces(codes, check=True):
        seen = survey(piece.value)
        low, high = min(low, seen.low), max(high, seen.high)
        n_negative, whole = n_negative + seen.n_negative, whole and bool(seen.whole)
        kernels.count_keys(piece.value, 0, kernels.KEY_MAX, kernels.FIRST_SHIFT, buckets)
        grown, part = _group_sums(piece, len(codes))
        more = len(codes) - n_members.size
        n_members = np.pad(n_members, (0, more)) + grown
        sums, lost = (np.pad(array, ((0, 0), (0, more))) for array in (sums, lost))
        sums, lost = _add(sums, lost, part)

    size = max(abs(low), abs(high))
    if not n_members.sum():
        raise InputError(
            "no row of any frame has people; give at least one with a weight above zero"
        )
    if not np.isfinite(sums).all() or size > _TAME or sums[0].max() > _TAME:
        raise InputError(
            f"frames: {value!r} or {weight!r} is so large that sums overflow; "
            "give them in a larger unit, such as billions"
        )
    heavy, held = sums + lost
    return Reading(
        source,
        codes,
        n_members,
        heavy,
        held,
        low,
        high,
        n_negative,
        whole and size < _WHOLE_MAX,
        buckets,
        int(members_at_once),
        tell,
    )


def _group_sums(piece: Piece, n_groups: int) -> tuple[NDArray[np.int64], Floats]:
    """Members (G,), and weight and weighted value (2, G), of each group of a piece."""
    if piece.group is _NOBODY:
        whole, held, _ = totals(piece.value, piece.weight)
        return np.array([piece.value.size]), np.array([[whole], [held]])
    return count(piece.group, n_groups), np.array(group_totals(*piece, n_groups))


def _add(sums: Floats, lost: Floats, part: Floats) -> tuple[Floats, Floats]:
    """Sums with one more part, and all that rounding has taken from them (Neumaier 1974)."""
    new = sums + part
    larger = np.abs(sums) >= np.abs(part)
    return new, lost + np.where(larger, (sums - new) + part, (part - new) + sums)


def _silent(share: float, words: str) -> None:
    """Tell nobody."""
