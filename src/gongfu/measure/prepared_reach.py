"""Reach: communities, facilities and the ways between them, in versions that share a lot."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.measure.covered import Shares
from gongfu.measure.reach import table_of_times
from gongfu.measure.streets import Direction, Streets
from gongfu.measure.supplied import Supply
from gongfu.measure.versions import Homes, Part

__all__ = ["Reach"]


@dataclass(frozen=True, eq=False)
class Reach:
    """Communities, facilities, and the way from each to its nearest; made by `prepare`.

    streets: facing the direction of travel; limits_s: for each kind measured, in the order of the
    result; kinds_in_source: as `time_to_nearest` takes it.  `facilities` (with `lon` and `lat`,
    whatever they came with) and the tables `times`, `coverage` and `supply` are built when they
    are first asked for.  What begins with `_` are the workings: a facility has a slot, its row
    among all that ever stood here; slots keep the order of `facilities` and are never used twice.
    """

    streets: Streets
    communities: pd.DataFrame
    limits_s: Mapping[str, float]
    kinds_in_source: tuple[str, ...]
    _homes: Homes
    _frames: tuple[pd.DataFrame, ...]  # joined: one row for each slot
    _first: Mapping[Hashable, int]  # slots of the facilities in the first frame, by id
    _added: Mapping[Hashable, int]  # slots of those in the others
    _moved: Mapping[int, tuple[float, float]]  # degrees of slots that are not where they were
    _alive: NDArray[np.int64]  # slots that stand, ascending
    _kind_of: NDArray[np.int16]  # by slot; -1 = not measured
    _parts: tuple[Part, ...]  # one for each kind measured
    _shares: Shares | None = None
    _supply: Supply | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds measured, in the order of the result."""
        return tuple(self.limits_s)

    @property
    def direction(self) -> Direction:
        """Whether people travel "to" the facilities, or help comes "from" them."""
        return self.streets.direction

    @cached_property
    def facilities(self) -> pd.DataFrame:
        """The facilities as they are now: those added last, those moved in their old place."""
        whole = self._frames[0] if len(self._frames) == 1 else pd.concat(self._frames)
        now = whole.iloc[self._alive]
        if not self._moved:
            return now
        slots = [slot for slot in self._moved if self._stands(slot)]
        at = np.searchsorted(self._alive, slots)
        degrees = now[["lon", "lat"]].to_numpy(float, copy=True)
        degrees[at] = np.array([self._moved[slot] for slot in slots]).reshape(-1, 2)
        return now.assign(lon=degrees[:, 0], lat=degrees[:, 1])

    @cached_property
    def times(self) -> pd.DataFrame:
        """The table of `time_to_nearest`, bit for bit."""
        found = [(part.time_ds, self._positions(part.slot), part.can_leave) for part in self._parts]
        ids = self.communities.index, self.facilities.index
        return table_of_times(found, self._in_source().tolist(), self.kinds, *ids)

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """The table of `coverage` at `limits_s`, bit for bit; kept by `with_coverage`.

        Where kinds have limits of their own, each row has that of its kind, "all" NaN.
        """
        return self._shares_kept().table(list(self.kinds), list(self.limits_s.values()))

    @cached_property
    def supply(self) -> pd.DataFrame:
        """The table of `two_step_floating_catchment`, bit for bit; kept by `with_supply`.

        Its kinds are in the order of `kinds`; one that is not in the source has NaN.
        """
        return self._supply_kept().table(self.communities.index, self.kinds, self._in_source())

    def _shares_kept(self) -> Shares:
        if self._shares is None:
            raise InputError(
                "this reach keeps no coverage; begin with with_coverage(reach, places)"
            )
        return self._shares

    def _supply_kept(self) -> Supply:
        if self._supply is None:
            raise InputError("this reach keeps no supply; begin with with_supply(reach)")
        return self._supply

    def _in_source(self) -> NDArray[np.bool_]:
        """(K,) which kinds the source of the facilities can hold."""
        return np.isin(np.array(self.kinds, object), list(self.kinds_in_source))

    def _positions(self, slot: NDArray[np.integer]) -> NDArray[np.int64]:
        """Rows of `facilities` where slots stand; -1 stays."""
        return np.where(slot < 0, -1, np.searchsorted(self._alive, slot))

    def _stands(self, slot: int) -> bool:
        at = np.searchsorted(self._alive, slot)
        return bool(at < self._alive.size and self._alive[at] == slot)

    def _slot(self, name: Hashable) -> int:
        """The slot of a facility that stands, -1 if none does."""
        slot = self._added.get(name, self._first.get(name, -1))
        return slot if slot >= 0 and self._stands(slot) else -1

    def _slots(self, names: list[Hashable], what: str) -> NDArray[np.int64]:
        """The slots of facilities; one that does not stand is an InputError."""
        slots = [self._slot(name) for name in names]
        lost = [name for name, slot in zip(names, slots, strict=True) if slot < 0]
        if lost:
            raise InputError(
                f"{what}: {len(lost)} of {len(names)} are no facilities here, such as {lost[0]!r}; "
                "name them as the index of `facilities` does"
            )
        return np.array(slots, np.int64)
