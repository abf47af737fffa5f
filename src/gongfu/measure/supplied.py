"""Floating catchments in versions: who reaches which facility, of which a change redoes few."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.kernels import changes
from gongfu.kernels.catchments import share_again
from gongfu.measure.decay import Decay
from gongfu.measure.pairs import find_pairs
from gongfu.measure.reach import along_the_street, from_the_ends, seeds_at_sites
from gongfu.measure.streets import Doors, Streets
from gongfu.measure.supply import table_of_places
from gongfu.measure.versions import Homes
from gongfu.units import DS_PER_S

__all__: list[str] = []  # the workings of what_if

SETTLE: Final = 8  # pairs that came are laid among the others once they are one in so many
SPARE: Final = 4096  # ... and this many

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Who reaches which facility of one kind: P pairs, by home and then by slot.

    start (n+1,), slot (P,), weight (P,) > 0; then the same pairs by slot: held, the slots that
    have some, ascending; held_start and home.
    """

    start: Ints
    slot: NDArray[np.int32]
    weight: Floats
    held: Ints
    held_start: Ints
    home: NDArray[np.int32]

    def homes_of(self, slot: int) -> NDArray[np.int32]:
        """Who reaches the facility in this slot."""
        at = np.searchsorted(self.held, slot)
        if at == self.held.size or self.held[at] != slot:
            return self.home[:0]
        return self.home[self.held_start[at] : self.held_start[at + 1]]


@dataclass(frozen=True, slots=True, eq=False)
class Catchments:
    """Supply and demand of one kind.

    base: as it was laid; left: slots of which the pairs in base no longer count, ascending;
    come_home, come_slot, come_weight (Q,): the pairs that have come since, by home and then by
    slot; rate: places per weighted person of each slot; per_head (n,).
    """

    base: Pool
    left: Ints
    come_home: Ints
    come_slot: NDArray[np.int32]
    come_weight: Floats
    rate: Floats
    per_head: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Supply:
    """Places per head of n communities for some kinds: parts, by position of the kind.

    capacity: what the column of facilities is called; places: of each slot, 0 if its kind has no
    part; residents (n,); off (n,): no street is near.
    """

    decay: Decay
    limit_ds: int
    capacity: str
    places: Floats
    residents: Floats
    off: NDArray[np.bool_]
    parts: Mapping[int, Catchments]

    def per_head(self, k: int, known: bool) -> Floats:
        """(n,) NaN off the network, and everywhere unless the kind is in the source."""
        return np.where(self.off | (not known), np.nan, self.parts[k].per_head)

    def table(
        self, community_ids: pd.Index, kinds: tuple[str, ...], in_source: NDArray[np.bool_]
    ) -> pd.DataFrame:
        """The frame of `two_step_floating_catchment`."""
        heads = [self.per_head(k, bool(in_source[k])) for k in self.parts]
        per_head = np.array(heads, float).reshape(len(heads), len(community_ids)).T
        places = per_head * self.residents[:, None]
        names = pd.Index([kinds[k] for k in self.parts], dtype=object)
        return table_of_places(community_ids, names, per_head, places)


def shared(
    streets: Streets,
    homes: Homes,
    sites: Doors,
    slots: Ints,
    supply: Supply,
    *,
    threads: int,
) -> Catchments:
    """One kind shared from nothing: sites and their slots, ascending."""
    pairs = find_pairs(streets, homes.doors, sites, supply.limit_ds, threads=threads)
    weight = supply.decay(pairs.time_ds / DS_PER_S)
    counts = weight > 0.0
    home, slot = pairs.home[counts], slots[pairs.site[counts]]
    base = _pool(home, slot, weight[counts], supply.residents.size)
    n_slots = supply.places.size
    load = np.bincount(slot, base.weight * supply.residents[home], n_slots)
    nobody = home[:0]
    catchments = Catchments(
        base, slots[:0], nobody, base.slot[:0], base.weight[:0],
        _per_head(supply.places, load), np.zeros(supply.residents.size),
    )  # fmt: skip
    return _summed(catchments, np.arange(supply.residents.size))


def shared_again(
    streets: Streets,
    homes: Homes,
    supply: Supply,
    catchments: Catchments,
    gone: Ints,
    come: Ints,
    found: Doors,
) -> Catchments:
    """One kind, after the slots `gone` have left and `come` have come, whose doors are found."""
    n = supply.residents.size
    concerned = np.zeros(n, bool)
    for slot in gone.tolist():
        concerned[catchments.base.homes_of(slot)] = True
    stays = np.isin(catchments.come_slot, gone, invert=True)
    concerned[catchments.come_home[~stays]] = True
    home, slot = [catchments.come_home[stays]], [catchments.come_slot[stays]]
    weight = [catchments.come_weight[stays]]
    rate = np.zeros(supply.places.size)
    rate[: catchments.rate.size] = catchments.rate
    for i in np.flatnonzero(found.segment >= 0):
        near, share = _ball(streets, homes, supply, found.take(np.array([i])))
        asks = np.bincount(np.zeros(near.size, np.int64), share * supply.residents[near], 1)
        rate[come[i]] = _per_head(supply.places[come[i : i + 1]], asks)[0]
        concerned[near] = True
        home.append(near)
        slot.append(np.full(near.size, come[i], np.int32))
        weight.append(share)
    parts = np.concatenate(home), np.concatenate(slot), np.concatenate(weight)
    turn = np.lexsort(parts[1::-1])
    left = np.union1d(catchments.left, gone)
    after = replace(
        catchments,
        left=left,
        come_home=parts[0][turn],
        come_slot=parts[1][turn],
        come_weight=parts[2][turn],
        rate=rate,
        per_head=catchments.per_head.copy(),
    )
    return _summed(_settled(after, n), np.flatnonzero(concerned))


def _ball(streets: Streets, homes: Homes, supply: Supply, site: Doors) -> tuple[Ints, Floats]:
    """Who reaches one site, ascending, and with what weight."""
    n, packed = homes.first.size, streets.backward
    node, offset_ds, _ = seeds_at_sites(streets, site)
    labels = changes.ball((packed.start, packed.arc), packed.rank[node], offset_ds, supply.limit_ds)
    end_ds, end_slot = changes.read(labels, np.concatenate([homes.first, homes.second]))
    near = (end_slot[:n] >= 0) | (end_slot[n:] >= 0) | (homes.doors.segment == site.segment[0])
    at = np.flatnonzero(near & (homes.doors.segment >= 0))
    ends = np.concatenate([at, n + at])
    asking = homes.doors.take(at)
    met = from_the_ends(streets, asking, end_ds[ends], end_slot[ends])
    only = np.zeros(1, np.int32)
    time_ds, owner = along_the_street(streets, asking, met, site, only, supply.limit_ds)
    reaches = owner >= 0
    weight = supply.decay(time_ds[reaches] / DS_PER_S)
    counts = weight > 0.0
    return at[reaches][counts], weight[counts]


def _summed(catchments: Catchments, at: Ints) -> Catchments:
    """With the places per head of the homes `at` summed anew, in the array that is there."""
    n = catchments.per_head.size
    come_start = np.searchsorted(catchments.come_home, np.arange(n + 1))
    stale = np.zeros(catchments.rate.size, bool)
    stale[catchments.left] = True
    base = catchments.base
    catchments.per_head[at] = share_again(
        at, base.start, base.slot, base.weight, stale,
        come_start, catchments.come_slot, catchments.come_weight, catchments.rate,
    )  # fmt: skip
    return catchments


def _settled(catchments: Catchments, n: int) -> Catchments:
    """The same, all pairs in the base once many have come or left."""
    base = catchments.base
    n_left = sum(base.homes_of(slot).size for slot in catchments.left.tolist())
    if (catchments.come_slot.size + n_left) * SETTLE <= base.slot.size + SPARE * SETTLE:
        return catchments
    stays = np.isin(base.slot, catchments.left, invert=True)
    home = np.repeat(np.arange(n), np.diff(base.start))[stays]
    home = np.concatenate([home, catchments.come_home])
    slot = np.concatenate([base.slot[stays], catchments.come_slot])
    weight = np.concatenate([base.weight[stays], catchments.come_weight])
    turn = np.lexsort([slot, home])
    laid = _pool(home[turn], slot[turn], weight[turn], n)
    return replace(
        catchments, base=laid, left=catchments.left[:0], come_home=home[:0],
        come_slot=slot[:0], come_weight=weight[:0],
    )  # fmt: skip


def _pool(home: Ints, slot: NDArray[np.integer], weight: Floats, n: int) -> Pool:
    turn = np.argsort(slot, kind="stable")
    held, first = np.unique(slot[turn], return_index=True)
    return Pool(
        np.searchsorted(home, np.arange(n + 1)),
        slot.astype(np.int32),
        weight,
        held.astype(np.int64),
        np.append(first, slot.size),
        home[turn].astype(np.int32),
    )


def _per_head(places: Floats, load: NDArray[Any]) -> Floats:
    return np.divide(places, load, out=np.zeros(load.size), where=load > 0.0)
