"""Ranges of values that one process can hold: found by counting, never by a guess."""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gongfu.kernels import runs as kernels

__all__: Final = ()


class Window(NamedTuple):
    """A range of keys, both ends in it, and how many members it holds."""

    low: int
    high: int
    n_members: int

    @property
    def first(self) -> float:
        """The least number that may lie in it."""
        return kernels.value_of(self.low)

    @property
    def shift(self) -> int:
        """By how many bits the keys inside are shortened to be counted."""
        return max((self.high - self.low).bit_length() - kernels.CODE_BITS, 0)

    @property
    def n_buckets(self) -> int:
        """How many narrower windows it can be divided into."""
        return ((self.high - self.low) >> self.shift) + 1

    def divided(self, counts: NDArray[np.int64]) -> list["Window"]:
        """Its narrower windows that hold somebody, counts (n_buckets,)."""
        wide = (1 << self.shift) - 1
        starts = [self.low + (at << self.shift) for at in np.flatnonzero(counts).tolist()]
        held = counts[counts > 0].tolist()
        return [
            Window(low, min(low + wide, self.high), n) for low, n in zip(starts, held, strict=True)
        ]


EVERYTHING: Final = Window(0, kernels.KEY_MAX, 0)


def too_large(windows: list[Window], at_once: int) -> tuple[Window, ...]:
    """Those that hold more members than may be held at once, and more than one value."""
    return tuple(one for one in windows if one.n_members > at_once and one.low < one.high)


def packed(windows: list[Window], at_once: int) -> tuple[Window, ...]:
    """Ascending windows put together as long as they may be held at once."""
    packs: list[Any] = []
    for window in windows:
        if packs and packs[-1].n_members + window.n_members <= at_once:
            last = packs.pop()
            window = Window(last.low, window.high, last.n_members + window.n_members)
        packs.append(window)
    return tuple(packs)
