"""One kind of facility: labels at nodes, sites, and the answers of communities, in versions."""

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from gongfu.kernels import changes, sweeps
from gongfu.measure.reach import along_the_street, can_leave, from_the_ends, seeds_at_sites
from gongfu.measure.streets import Doors, Streets

__all__: list[str] = []  # the workings of what_if


@dataclass(frozen=True, slots=True, eq=False)
class Homes:
    """Doors of communities, and where along the curve the ends of their segments are."""

    doors: Doors
    first: NDArray[np.int32]
    second: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What is known of one kind: labels at nodes, sites sorted by segment, and the answers."""

    limit_ds: int
    can_leave: NDArray[np.bool_]
    labels: changes.Labels
    slots: NDArray[np.int64]  # of the sites, by segment and then by slot
    sites: Doors
    seed_node: NDArray[np.int32]
    seed_key: NDArray[np.int64]
    time_ds: NDArray[np.int64]
    slot: NDArray[np.int32]


def homes_at(found: Doors, streets: Streets) -> Homes:
    on = found.segment >= 0
    ends = np.zeros((2, on.size), np.int32)
    for end, node in zip(ends, (streets.first, streets.second), strict=True):
        end[on] = streets.backward.rank[node[found.segment[on]]]
    return Homes(found, ends[0], ends[1])


def measured(
    streets: Streets, homes: Homes, slots: NDArray[np.int64], sites: Doors, limit_ds: int, bits: int
) -> Part:
    packed = streets.backward
    node, offset_ds, site = seeds_at_sites(streets, sites)
    time_ds, owner = sweeps.nearest_at(packed, node, limit_ds, packed.order, offset_ds)
    nearest = np.append(slots[site], -1)[owner].astype(np.int32)
    labels = changes.lay(time_ds, nearest, bits, limit_ds)
    turn = np.argsort(sites.segment, kind="stable")
    part = Part(
        limit_ds=limit_ds,
        can_leave=can_leave(streets, homes.doors, limit_ds),
        labels=labels,
        slots=slots[turn],
        sites=sites.take(turn),
        seed_node=packed.rank[node],
        seed_key=(offset_ds << bits) | slots[site],
        time_ds=np.full(len(homes.first), np.int64(sweeps.UNREACHED)),
        slot=np.full(len(homes.first), -1, np.int32),
    )
    return _answered(streets, homes, part, np.flatnonzero(homes.doors.segment >= 0))


def changed(
    streets: Streets,
    homes: Homes,
    part: Part,
    gone: NDArray[np.int64],
    come: NDArray[np.int64],
    found: Doors,
) -> Part:
    """One kind, after the slots `gone` have left and `come` have come, whose doors are found."""
    turn = np.argsort(found.segment, kind="stable")
    turn = turn[found.segment[turn] >= 0]
    come, found = come[turn], found.take(turn)
    leaves = np.isin(part.slots, gone)
    kept = part.sites.take(~leaves)
    at = np.searchsorted(kept.segment, found.segment)
    sites = Doors(
        *(np.insert(getattr(kept, c.name), at, getattr(found, c.name)) for c in fields(Doors))
    )

    bits = part.labels.bits
    slot = part.seed_key & ((1 << bits) - 1)
    ends = np.isin(slot, gone)
    node, offset_ds, site = seeds_at_sites(streets, found)
    seed_node = np.concatenate([part.seed_node[~ends], streets.backward.rank[node]])
    seed_key = np.concatenate([part.seed_key[~ends], (offset_ds << bits) | come[site]])
    labels, touched = changes.change(
        part.labels,
        (streets.backward.start, streets.backward.arc),
        streets.forward,
        (part.seed_node[ends], slot[ends]),
        (seed_node, seed_key),
        node.size,
    )

    concerned = touched[homes.first >> changes.PAGE_BITS]
    concerned |= touched[homes.second >> changes.PAGE_BITS]
    concerned |= np.isin(
        homes.doors.segment, np.concatenate([part.sites.segment[leaves], found.segment])
    )
    after = replace(
        part,
        labels=labels,
        slots=np.insert(part.slots[~leaves], at, come),
        sites=sites,
        seed_node=seed_node,
        seed_key=seed_key,
    )
    return _answered(streets, homes, after, np.flatnonzero(concerned & (homes.doors.segment >= 0)))


def _answered(streets: Streets, homes: Homes, part: Part, at: NDArray[np.int64]) -> Part:
    """The part with the answers for the homes `at`, all on the network, found again."""
    end_ds, end_slot = changes.read(
        part.labels, np.concatenate([homes.first[at], homes.second[at]])
    )
    asking = homes.doors.take(at)
    met = from_the_ends(streets, asking, end_ds, end_slot)
    found_ds, found = along_the_street(
        streets, asking, met, part.sites, part.slots.astype(np.int32), part.limit_ds
    )
    time_ds, slot = part.time_ds.copy(), part.slot.copy()
    time_ds[at] = np.where(found >= 0, found_ds, np.int64(sweeps.UNREACHED))
    slot[at] = found
    return replace(part, time_ds=time_ds, slot=slot)
