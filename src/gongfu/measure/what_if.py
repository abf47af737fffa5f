"""What if a facility opened, closed or moved: the circle again, at the cost of the difference."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.kernels import changes
from gongfu.measure.reach import STATES, labelled, table_of_times
from gongfu.measure.streets import (
    Direction,
    Streets,
    find_doors,
    place_doors,
    prepared,
    whole_limit,
)
from gongfu.measure.versions import Homes, Part, changed, homes_at, measured
from gongfu.model.kind import CIRCLE_KEYS
from gongfu.model.network import Network
from gongfu.model.schema import LAT, LON, Column, check_frame
from gongfu.units import DS_PER_S

__all__ = ["Reach", "at_nodes", "differences", "prepare", "what_if"]

DIFFERENCES: Final = (
    "community_id",
    "kind",
    "time_before_s",
    "time_s",
    "facility_before_id",
    "facility_id",
    "state_before",
    "state",
)

SPARE: Final = 1024
"""Facilities that may come at least before all labels are laid out anew."""


@dataclass(frozen=True, eq=False)
class Reach:
    """Communities, facilities, and the way from each to its nearest; made by `prepare`.

    limits_s: for each kind measured, in the order of the result; kinds_in_source: as
    `time_to_nearest` takes it.  `facilities` and `times` are built when they are first asked for.
    What begins with `_` are the workings: a facility has a slot, its row among all that ever
    stood here; slots keep the order of `facilities` and are never used twice.
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
        in_source = [kind in self.kinds_in_source for kind in self.kinds]
        ids = self.communities.index, self.facilities.index
        return table_of_times(found, in_source, self.kinds, *ids)

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


def prepare(  # noqa: PLR0913, two of the knobs say what the table of facilities can hold
    network: Network | Streets,
    communities: pd.DataFrame,
    facilities: pd.DataFrame,
    *,
    limits_s: float | Mapping[str, float] = 900.0,
    mode: str = "walk",
    direction: Direction = "to",
    kinds: Sequence[str] = CIRCLE_KEYS,
    kinds_in_source: Sequence[str] | None = None,
    threads: int = 2,
) -> Reach:
    """Times from communities to their nearest facilities, ready for questions that begin what if.

    Parameters
    ----------
    network
        Streets that reach beyond the communities as far as people travel, or the same as
        `prepare_streets` made them ready.
    communities
        Index `community_id`; columns `lon`, `lat`.
    facilities
        Index `facility_id`; columns `kind`, `lon`, `lat`.
    limits_s
        Farther is out of reach: one limit, or one for each kind.  Seconds, > 0.
    mode
        "walk", "cycle" or "drive".
    direction
        "to" the facility, or "from" it to the community, as an ambulance goes.
    kinds
        Kinds of facility to measure, in the order of the result.
    kinds_in_source
        Kinds that the source of `facilities` can hold; those that occur always can, and go on to
        do so when the last of them is removed.
    threads
        How many kinds are measured at once.  >= 1.

    Returns
    -------
    Reach
        `times` is the table of `time_to_nearest`; with a limit for each kind, its rows of each
        kind are those at its limit.

    Notes
    -----
    Memory: 4 bytes for each node and kind (8 where time and facility do not fit in 32 bits),
    and 12 for each arc and node once.
    """
    check_frame(communities, (), "communities")
    check_frame(facilities, (Column("kind"),), "facilities")
    if threads < 1 or len(set(kinds)) != len(kinds):
        raise InputError(
            f"need threads >= 1 and every kind once; got {threads!r} and {list(kinds)}"
        )
    limits_s = _limits(limits_s, kinds)
    streets = prepared(network, mode, direction)

    homes = homes_at(find_doors(communities, streets, "communities"), streets)
    kind_of = _kinds_at(kinds, facilities["kind"])
    slot_of = dict(zip(facilities.index, range(len(facilities)), strict=True))
    occurring = [*(kinds_in_source or ()), *facilities["kind"].unique()]
    reach = Reach(
        streets, communities.copy(), limits_s, tuple(dict.fromkeys(occurring)), homes,
        (facilities.copy(),), slot_of, {}, {}, np.arange(len(facilities)), kind_of, (),
    )  # fmt: skip
    return _measured(reach, threads)


def what_if(
    reach: Reach,
    *,
    add: pd.DataFrame | None = None,
    remove: Sequence[Hashable] = (),
    move: pd.DataFrame | None = None,
) -> Reach:
    """The same after some facilities have opened, closed or moved.

    Parameters
    ----------
    reach
        From `prepare`, or from here; it stays as it is.
    add
        New facilities, as `prepare` takes them; they stand after all others.
    remove
        Ids of facilities that close.  One that closes may be added again under its id.
    move
        Index: ids of facilities that move; columns `lon`, `lat`: where to.  They keep their
        kind and their place in the order.

    Returns
    -------
    Reach
        Equal in every bit to `prepare` with the facilities that it names.

    Notes
    -----
    Only the nodes whose nearest facility changes are visited, so the cost is that of the balls
    around the facilities named, and beside it a few passes over the facilities and communities
    of their kinds and over one number for each 1,024 nodes.  Nodes that the change writes are
    copied in pages of 1,024; once an eighth of the pages differ from what was prepared, all
    labels of the kind are copied once.  When more facilities have come than places were kept for
    (as many as there were, and 1,024), everything is measured again.
    """
    new, to = _checked(add, (Column("kind"), LON, LAT), "add"), _checked(move, (LON, LAT), "move")
    leaving = list(remove)
    _check_ids(reach, new, leaving, to)

    gone = reach._slots(leaving, "remove")
    moved = reach._slots(to["id"], "move")
    n_before = reach._kind_of.size
    coming = np.concatenate([moved, n_before + np.arange(len(new["id"]))])
    kind_of = np.concatenate([reach._kind_of, _kinds_at(reach.kinds, new["kind"])])
    stay = np.isin(reach._alive, gone, invert=True)
    after = replace(
        reach,
        kinds_in_source=tuple(dict.fromkeys([*reach.kinds_in_source, *new["kind"]])),
        _frames=reach._frames if add is None or add.empty else (*reach._frames, add.copy()),
        _added={**reach._added, **dict(zip(new["id"], range(n_before, kind_of.size), strict=True))},
        _moved={
            **reach._moved,
            **dict(zip(moved.tolist(), zip(to["lon"], to["lat"], strict=True), strict=True)),
        },
        _alive=np.concatenate([reach._alive[stay], np.arange(n_before, kind_of.size)]),
        _kind_of=kind_of,
    )
    if reach._parts and kind_of.size > 1 << reach._parts[0].labels.bits:
        return _measured(after, len(reach.kinds))

    lon, lat = (np.array([*to[name], *new[name]], float) for name in ("lon", "lat"))
    found = place_doors(lon, lat, reach.streets)
    leaves = np.concatenate([gone, moved])
    parts = list(reach._parts)
    for k in np.unique(kind_of[np.concatenate([leaves, coming])]):
        if k >= 0:
            mine = kind_of[coming] == k
            parts[k] = changed(
                reach.streets,
                reach._homes,
                parts[k],
                leaves[kind_of[leaves] == k],
                coming[mine],
                found.take(mine),
            )
    return replace(after, _parts=tuple(parts))


def differences(before: Reach, after: Reach) -> pd.DataFrame:
    """Which communities a change concerns.

    Parameters
    ----------
    before, after
        Two answers about the same communities and kinds, one got from the other by `what_if`.

    Returns
    -------
    DataFrame
        One row for each community and kind of which the time, the facility or the state differ,
        in the order of the communities and then of the kinds: `community_id`, `kind`,
        `time_before_s`, `time_s`, `facility_before_id`, `facility_id`, `state_before`, `state`.
    """
    if before._homes is not after._homes or before.limits_s != after.limits_s:
        raise InputError("before and after are not of one `prepare`; compare two that are")
    in_source = [[kind in one.kinds_in_source for kind in one.kinds] for one in (before, after)]
    parts = [
        (k, one, two)
        for k, (one, two) in enumerate(zip(before._parts, after._parts, strict=True))
        if one is not two or in_source[0][k] != in_source[1][k]
    ]
    differs = np.array(
        [
            (one.time_ds != two.time_ds)
            | (one.slot != two.slot)
            | (in_source[0][k] != in_source[1][k])
            for k, one, two in parts
        ]
    ).reshape(len(parts), len(before.communities))
    row, part = np.nonzero(differs.T)
    kind_at = np.array([k for k, *_ in parts], np.int64)[part]
    columns = {
        "community_id": before.communities.index.to_numpy(object)[row],
        "kind": labelled(kind_at, pd.Index(before.kinds, dtype=object)),
    }
    for name, reach, known in (("before_", before, in_source[0]), ("", after, in_source[1])):
        time_ds, slot, leave = (
            np.array([getattr(reach._parts[k], what) for k, *_ in parts], dtype).reshape(
                differs.shape
            )[part, row]
            for what, dtype in (("time_ds", np.int64), ("slot", np.int64), ("can_leave", bool))
        )
        state = np.select([~np.array(known, bool)[kind_at], slot >= 0, leave], [3, 0, 2], 1)
        columns[f"time_{name}s"] = np.where(slot >= 0, time_ds / DS_PER_S, np.inf)
        columns[f"facility_{name}id"] = labelled(reach._positions(slot), reach.facilities.index)
        columns["state_before" if name else "state"] = labelled(state, pd.Index(STATES))
    return pd.DataFrame(columns)[list(DIFFERENCES)]


def at_nodes(reach: Reach, kind: str) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Time to the nearest facility from every node of the streets, and which facility it is.

    Parameters
    ----------
    reach
        From `prepare` or `what_if`.
    kind
        One of `reach.kinds`.

    Returns
    -------
    tuple of arrays
        time_ds (N,) int32, tenths of a second, `UNREACHED` beyond the limit; and (N,) int64, the
        row in `reach.facilities`, -1 there.  A door on a street is entered from its ends.
    """
    if kind not in reach.kinds:
        raise InputError(f"{kind!r} is not measured here; {', '.join(reach.kinds)} are")
    labels = reach._parts[reach.kinds.index(kind)].labels
    time_ds, slot = changes.read(labels, reach.streets.backward.rank)
    return time_ds, reach._positions(slot)


def _limits(limits_s: float | Mapping[str, float], kinds: Sequence[str]) -> dict[str, float]:
    if not isinstance(limits_s, Mapping):
        return {kind: float(limits_s) for kind in kinds}
    if set(limits_s) != set(kinds):
        raise InputError(
            f"limits_s is for {sorted(limits_s)}, but the kinds are {list(kinds)}; "
            "give one number, or one for each of the kinds"
        )
    return {kind: float(limits_s[kind]) for kind in kinds}


def _checked(
    frame: pd.DataFrame | None, columns: tuple[Column, ...], name: str
) -> dict[str, list[Any]]:
    """The ids and columns of a small frame as lists, or empty ones if there is none."""
    if frame is None:
        return {"id": [], **{column.name: [] for column in columns}}
    check_frame(frame, columns, name)
    if name == "move" and "kind" in frame.columns:
        raise InputError("move has a column 'kind', which a move cannot change; remove and add")
    return {"id": frame.index.tolist(), **{c.name: frame[c.name].tolist() for c in columns}}


def _check_ids(
    reach: Reach, new: dict[str, list[Any]], leaving: list[Hashable], to: dict[str, list[Any]]
) -> None:
    faults = ["remove names a facility twice"] if len(set(leaving)) < len(leaving) else []
    both = set(leaving) & set(to["id"])
    if both:
        faults.append(f"{both.pop()!r} is to be removed and moved; choose one")
    here = [name for name in new["id"] if reach._slot(name) >= 0 and name not in leaving]
    if here:
        faults.append(f"{here[0]!r} is to be added but stands already; give it an id of its own")
    if faults:
        raise InputError("what_if: " + "; ".join(faults))


def _kinds_at(kinds: Sequence[str], names: Iterable[str]) -> NDArray[np.int16]:
    """Positions of kinds, -1 for those that are not measured."""
    at = {kind: k for k, kind in enumerate(kinds)}
    return np.array([at.get(name, -1) for name in names], np.int16)


def _measured(reach: Reach, threads: int) -> Reach:
    """All kinds measured from nothing."""
    sites = find_doors(reach.facilities, reach.streets, "facilities")
    bits = max(2 * reach._kind_of.size + SPARE, 1).bit_length()
    kind_of = reach._kind_of[reach._alive]

    def part(k: int) -> Part:
        mine = np.flatnonzero((kind_of == k) & (sites.segment >= 0))
        limit_ds = whole_limit(reach.limits_s[reach.kinds[k]])
        return measured(
            reach.streets, reach._homes, reach._alive[mine], sites.take(mine), limit_ds, bits
        )

    with ThreadPoolExecutor(threads) as pool:
        return replace(reach, _parts=tuple(pool.map(part, range(len(reach.kinds)))))
