"""Coverage in versions: who is reached, and the sums of places, of which a change redoes few."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.measure.coverage import ALL_KINDS, Members, in_circle, table_of_shares, together
from gongfu.measure.versions import Part

__all__: list[str] = []  # the workings of what_if

Flags = tuple[NDArray[np.bool_], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Coverage of n communities in P places, for each of K kinds and then all at once.

    circle, in_source (K,) masks; reached, judged: K + 1 masks (n,); sums: K + 1 arrays
    (P, 2, 6), as from `Members.sums`.  What a change leaves alone is the same object.
    """

    within: Members
    circle: NDArray[np.bool_]
    in_source: NDArray[np.bool_]
    reached: Flags
    judged: Flags
    sums: tuple[NDArray[np.float64], ...]

    def rows_with(self, at: NDArray[np.integer]) -> NDArray[np.int64]:
        """The places in which the communities `at` lie, ascending."""
        held = np.zeros(self.within.code.size + 1, bool)
        held[self.within.place_of[:, at]] = True
        return np.flatnonzero(held[:-1])

    def table(self, kinds: list[str], limits_s: list[float]) -> pd.DataFrame:
        """The frame of `coverage`."""
        alike = len(set(limits_s)) == 1
        limits_s = [*limits_s, limits_s[0] if alike else np.nan]
        return table_of_shares(self.within, [*kinds, ALL_KINDS], limits_s, self.sums)


def counted(
    within: Members,
    parts: Sequence[Part],
    kinds: Sequence[str],
    in_source: NDArray[np.bool_],
    circle: Sequence[str],
) -> Shares:
    """Everything counted from nothing."""
    n, everywhere = within.urban.size, np.arange(within.code.size)
    flags = [_flags(part, known) for part, known in zip(parts, in_source, strict=True)]
    counts = in_circle(list(kinds), circle)
    flags.append(_all_at_once(flags, counts & in_source, np.arange(n)))
    reached, judged = zip(*flags, strict=True)
    sums = tuple(within.sums(everywhere, *both) for both in flags)
    return Shares(within, counts, in_source, reached, judged, sums)


def recounted(
    shares: Shares, before: Sequence[Part], after: Sequence[Part], in_source: NDArray[np.bool_]
) -> Shares:
    """The same after the parts of some kinds have changed."""
    flags = list(zip(shares.reached, shares.judged, strict=True))
    enters = in_source != shares.in_source
    differs = np.zeros(shares.within.urban.size, bool)
    for k, (one, two) in enumerate(zip(before, after, strict=True)):
        if one is not two or enters[k]:
            now = _flags(two, in_source[k])
            differs |= (now[0] != flags[k][0]) | (now[1] != flags[k][1])
            flags[k] = now
    whole = shares.circle & in_source
    at = np.flatnonzero(differs)
    if (enters & shares.circle).any():
        at = np.arange(differs.size)
    last = [flag.copy() for flag in flags[-1]]
    for flag, part in zip(last, _all_at_once(flags[:-1], whole, at), strict=True):
        flag[at] = part
    flags[-1] = (last[0], last[1])

    sums = list(shares.sums)
    for k, now in enumerate(flags):
        moved = (now[0] != shares.reached[k]) | (now[1] != shares.judged[k])
        if moved.any():
            rows = shares.rows_with(np.flatnonzero(moved))
            sums[k] = sums[k].copy()
            sums[k][rows] = shares.within.sums(rows, *now)
        else:
            flags[k] = shares.reached[k], shares.judged[k]
    reached, judged = zip(*flags, strict=True)
    return replace(shares, in_source=in_source, reached=reached, judged=judged, sums=tuple(sums))


def _flags(part: Part, known: bool) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Who is reached, and of whom that is known."""
    reached = part.slot >= 0
    return reached, (reached | ~part.can_leave) & known


def _all_at_once(
    flags: Sequence[tuple[NDArray[np.bool_], NDArray[np.bool_]]],
    whole: NDArray[np.bool_],
    at: NDArray[np.integer],
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """The same of all kinds in `whole` together, for the communities `at`."""
    chosen = np.flatnonzero(whole).tolist()
    both = np.zeros((2, at.size, len(chosen)), np.bool_)
    for column, k in enumerate(chosen):
        for side in (0, 1):
            both[side, :, column] = flags[k][side][at]
    return together(both[0], both[1])
