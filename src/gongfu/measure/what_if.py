"""What if a facility opened, closed or moved: the circle again, at the cost of the difference.

`prepare` measures once; `with_coverage` and `with_supply` make it keep more; every `what_if` after
that brings all of it up to date.  What has changed is told by `gongfu.measure.what_changed`.
For incomes under a policy: `gongfu.measure.what_if_incomes`.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.kernels import changes
from gongfu.measure.coverage import members
from gongfu.measure.covered import counted, recounted
from gongfu.measure.decay import Decay, step
from gongfu.measure.prepared_reach import Reach
from gongfu.measure.streets import (
    Direction,
    Doors,
    Streets,
    check_limit,
    find_doors,
    place_doors,
    prepared,
    streets_alone,
    warn_off,
    whole_limit,
)
from gongfu.measure.supplied import Supply, shared, shared_again
from gongfu.measure.versions import Part, changed, homes_at, measured
from gongfu.measure.what_changed import differences, gains, supply_differences
from gongfu.model.kind import CIRCLE_KEYS, kinds_once
from gongfu.model.network import Network
from gongfu.model.points import located
from gongfu.model.schema import LAT, LON, Column, check_frame, faults

__all__ = [
    "Reach",
    "at_nodes",
    "differences",
    "gains",
    "prepare",
    "supply_differences",
    "what_if",
    "with_coverage",
    "with_supply",
]

SERVE_NOBODY: Final = "they serve nobody"

SPARE: Final = 1024
"""Facilities that may come at least before all labels are laid out anew."""


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
        Index `community_id`; columns `lon`, `lat`, or a geometry of points in any system.
    facilities
        Index `facility_id`; column `kind`, and `lon`, `lat` or a geometry of points.
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

    Warns
    -----
    UserWarning
        Facilities are off the network, and so serve nobody.

    Notes
    -----
    Memory: 4 bytes for each node and kind (8 where time and facility do not fit in 32 bits),
    and 12 for each arc and node once.
    """
    check_frame(communities, (), "communities")
    check_frame(facilities, (Column("kind"),), "facilities")
    kinds = kinds_once(kinds)
    if threads < 1:
        raise InputError(f"threads is {threads!r}; it must be >= 1")
    limits_s = _limits(limits_s, kinds)
    streets = streets_alone(prepared(network, mode, direction), "what if")

    facilities = located(facilities, "facilities").copy()
    homes = homes_at(find_doors(communities, streets, "communities"), streets)
    kind_of = _kinds_at(kinds, facilities["kind"])
    slot_of = dict(zip(facilities.index, range(len(facilities)), strict=True))
    given = () if kinds_in_source is None else kinds_once(kinds_in_source, "kinds_in_source")
    occurring = [*given, *facilities["kind"].unique()]
    reach = Reach(
        streets, communities.copy(), limits_s, tuple(dict.fromkeys(occurring)), homes,
        (facilities,), slot_of, {}, {}, np.arange(len(facilities)), kind_of, (),
    )  # fmt: skip
    sites = find_doors(facilities, streets, "facilities")
    warn_off((sites.segment < 0) & (kind_of >= 0), "facilities", SERVE_NOBODY, 2)
    return replace(reach, _parts=_measured(reach, sites, threads))


def with_coverage(
    reach: Reach, places: pd.DataFrame, *, circle: Sequence[str] = CIRCLE_KEYS
) -> Reach:
    """The same, and from now on it keeps its coverage of places and residents.

    Parameters
    ----------
    reach
        From `prepare` or `what_if`; its communities have the columns `place`, `residents` and
        `urban`, as `coverage` asks for them.
    places
        Index `code`; columns `level`, `parent`.
    circle
        The kinds that together make the circle complete.

    Returns
    -------
    Reach
        `coverage` is the table of `gongfu.measure.coverage.coverage` at the limits of this reach,
        bit for bit, before and after every `what_if`.

    Notes
    -----
    A change sums anew the places of those communities that come within reach or fall out of it,
    in the order in which all were summed, and no others.
    """
    within = members(reach.communities, places)

    shares = counted(within, reach._parts, reach.kinds, reach._in_source(), circle)
    return replace(reach, _shares=shares)


def with_supply(
    reach: Reach,
    *,
    decay: Decay | None = None,
    capacity: str = "capacity",
    kinds: Sequence[str] | None = None,
    threads: int = 2,
) -> Reach:
    """The same, and from now on it keeps the places per head in floating catchments.

    Parameters
    ----------
    reach
        From `prepare` or `what_if`; its communities have the column `residents` (people >= 0).
    decay
        How willingness to travel fades, from `gongfu.measure.decay`; its limit is the catchment,
        whatever the limits of this reach.  None: `step(900.0)`.
    capacity
        Column of the facilities, and of all that are added later: people >= 0, none missing.
    kinds
        Kinds to share; None: all that are measured.
    threads
        How many groups of facilities are swept at once.  >= 1.

    Returns
    -------
    Reach
        `supply` is the table of `two_step_floating_catchment`, bit for bit, before and after
        every `what_if`.

    Warns
    -----
    UserWarning
        Facilities are off the network, and so serve nobody; or communities are, and have NaN.

    Notes
    -----
    Luo and Wang 2003; with decay Luo and Qi 2009.  What a facility gives per head depends on the
    people in its own ball alone, so a change sweeps one ball and sums anew the communities in it,
    by the pairs of community and facility within the catchment, which are kept: 16 bytes each.
    """
    check_frame(reach.communities, (Column("residents", "people"),), "communities")
    asked = reach.kinds if kinds is None else kinds_once(kinds)
    unknown = [kind for kind in asked if kind not in reach.kinds]
    if unknown or threads < 1:
        raise InputError(
            f"need threads >= 1 and kinds that are measured here, of {', '.join(reach.kinds)}; "
            f"got {threads!r} and {list(asked)}"
        )
    at = sorted(reach.kinds.index(kind) for kind in asked)
    decay = step(900.0) if decay is None else decay
    limit_ds = whole_limit(decay.limit_s)
    places = np.zeros(reach._kind_of.size)
    places[reach._alive] = _places(reach.facilities, reach, at, capacity, "facilities")

    sites = find_doors(reach.facilities, reach.streets, "facilities")
    kind_of = reach._kind_of[reach._alive]
    warn_off((sites.segment < 0) & np.isin(kind_of, at), "facilities", SERVE_NOBODY, 2)
    off = reach._homes.doors.segment < 0
    warn_off(off, "communities", "their places per head are NaN", 2)

    residents = reach.communities["residents"].to_numpy(float)
    supply = Supply(decay, limit_ds, capacity, places, residents, off, {})
    parts = {}
    for k in at:
        mine = np.flatnonzero(kind_of == k)
        doors, slots = sites.take(mine), reach._alive[mine]
        parts[k] = shared(reach.streets, reach._homes, doors, slots, supply, threads=threads)
    return replace(reach, _supply=replace(supply, parts=parts))


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
        New facilities, as `prepare` takes them; they stand after all others.  Where supply is
        kept, with their capacity.
    remove
        Ids of facilities that close.  One that closes may be added again under its id.
    move
        Index: ids of facilities that move; columns `lon`, `lat`, or a geometry of points: where
        to.  They keep their kind, their capacity and their place in the order.

    Returns
    -------
    Reach
        Equal in every bit to `prepare` with the facilities that it names, and so are its
        coverage and its supply, if they are kept.

    Warns
    -----
    UserWarning
        What is added or moved is off the network, and so serves nobody.

    Notes
    -----
    Only the nodes whose nearest facility changes are visited, so the cost is that of the balls
    around the facilities named, and beside it a few passes over the facilities and communities
    of their kinds and over one number for each 1,024 nodes.  Nodes that the change writes are
    copied in pages of 1,024; once an eighth of the pages differ from what was prepared, all
    labels of the kind are copied once.  When more facilities have come than places were kept for
    (as many as there were, and 1,024), everything is measured again.
    """
    add = None if add is None else located(add, "add")
    move = None if move is None else located(move, "move")
    new, to = _checked(add, (Column("kind"), LON, LAT), "add"), _checked(move, (LON, LAT), "move")
    if not (isinstance(remove, str) or np.iterable(remove)):
        raise InputError(f"remove is {remove!r}; give a list of ids, as in [{remove!r}]")
    leaving: list[Hashable] = [remove] if isinstance(remove, str) else list(remove)
    _check_ids(reach, new, leaving, to)
    places = np.zeros(len(new["id"]))
    if add is not None and reach._supply is not None:
        shares_in = list(reach._supply.parts)
        places = _places(add, reach, shares_in, reach._supply.capacity, "add")

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
    lon, lat = (np.array([*to[name], *new[name]], float) for name in ("lon", "lat"))
    found = place_doors(lon, lat, reach.streets)
    warn_off(found.segment[: moved.size] < 0, "move", SERVE_NOBODY, 2)
    warn_off(found.segment[moved.size :] < 0, "add", SERVE_NOBODY, 2)
    leaves = np.concatenate([gone, moved])
    concerned = [int(k) for k in np.unique(kind_of[np.concatenate([leaves, coming])]) if k >= 0]

    parts = list(reach._parts)
    if parts and kind_of.size > 1 << parts[0].labels.bits:
        sites = find_doors(after.facilities, after.streets, "facilities")
        parts = list(_measured(after, sites, len(parts)))
    else:
        for k in concerned:
            mine = kind_of[coming] == k
            gone_of_k = leaves[kind_of[leaves] == k]
            parts[k] = changed(
                reach.streets, reach._homes, parts[k], gone_of_k, coming[mine], found.take(mine)
            )
    after = replace(after, _parts=tuple(parts))
    if reach._shares is not None:
        shares = recounted(reach._shares, reach._parts, parts, after._in_source())
        after = replace(after, _shares=shares)
    if reach._supply is not None:
        supply = replace(reach._supply, places=np.append(reach._supply.places, places))
        catchments = {
            k: shared_again(
                reach.streets, reach._homes, supply, part, leaves[kind_of[leaves] == k],
                coming[kind_of[coming] == k], found.take(kind_of[coming] == k),
            )
            if k in concerned
            else part
            for k, part in supply.parts.items()
        }  # fmt: skip
        after = replace(after, _supply=replace(supply, parts=catchments))
    return after


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
    for limit_s in limits_s.values() if isinstance(limits_s, Mapping) else [limits_s]:
        check_limit(limit_s)
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


def _places(
    frame: pd.DataFrame, reach: Reach, at: Sequence[int], capacity: str, name: str
) -> NDArray[np.float64]:
    """The capacity of facilities of the kinds `at`, 0 of others; one that is missing is refused."""
    mine = np.isin(_kinds_at(reach.kinds, frame["kind"]), at)
    asked = frame[mine]
    found = faults(asked, (Column(capacity, "people"),), np.flatnonzero(mine) + 1)
    if found and mine.any():
        raise InputError(f"{name}: " + "; ".join(found))
    places = np.zeros(len(frame))
    if mine.any():
        places[mine] = asked[capacity].to_numpy(float)
    return places


def _measured(reach: Reach, sites: Doors, threads: int) -> tuple[Part, ...]:
    """All kinds measured from nothing, from the doors of all facilities that stand."""
    bits = max(2 * reach._kind_of.size + SPARE, 1).bit_length()
    kind_of = reach._kind_of[reach._alive]

    def part(k: int) -> Part:
        mine = np.flatnonzero((kind_of == k) & (sites.segment >= 0))
        limit_ds = whole_limit(reach.limits_s[reach.kinds[k]])
        return measured(
            reach.streets, reach._homes, reach._alive[mine], sites.take(mine), limit_ds, bits
        )

    with ThreadPoolExecutor(threads) as pool:
        return tuple(pool.map(part, range(len(reach.kinds))))
