"""Streets made ready for measuring: packed, freed of islands, with a door for every point."""

import warnings
from dataclasses import dataclass, fields, replace
from numbers import Real
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.kernels import arcs, snapping, sweeps
from gongfu.measure.ground import ISLAND_M, MOVED_M, OFF_M, Ground, ground_of_network
from gongfu.measure.ground import to_ds as to_ds  # others take it from here
from gongfu.model.network import Network
from gongfu.model.points import degrees
from gongfu.model.schema import row_words
from gongfu.model.walker import ADULT, Walker
from gongfu.units import DS_PER_S

ACCESS_SPEED_M_S: Final = ADULT.speed_m_s
"""Speed at which an adult walks from a door to the street and back, in every mode of travel."""

NODE_M: Final = 0.05
"""A door this near to a node is at the node: coordinates of seven decimals are no finer."""

Direction = Literal["to", "from"]
DIRECTIONS: Final = ("to", "from")
"""To the facility, as people travel; or from it, as an ambulance does."""

TRANSIT: Final = "transit"
"""The mode of streets that came with a timetable, from `prepare_transit`."""

SNAP_STATES: Final = ("on_street", "moved", "off_network")


@dataclass(frozen=True, slots=True, eq=False)
class Streets:
    """The streets of one mode: N nodes, E segments; made by `prepare_streets`.

    backward: the packed arcs reversed, so that a sweep gives times *to* its seeds; forward: start
    (N+1,) and arc (A,) of the same arcs as they lead, and x, y (N,) the places of the nodes, all
    along the curve of `backward` as in `sweeps.Packed`; first, second
    (E,) positions of the nodes that a segment joins; forth_ds, back_ds (E,) tenths of a second
    from first to second and back, UNREACHED where the mode may not go; grid: the segments for
    snapping, of which those on islands are not kept.  Facing "from" facilities, all arcs are
    turned round: what is measured *to* a seed is the time from it.
    """

    network: Network
    mode: str
    backward: sweeps.Packed
    forward: tuple[NDArray[np.int32], NDArray[np.int64]]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    first: NDArray[np.int32]
    second: NDArray[np.int32]
    forth_ds: NDArray[np.int32]
    back_ds: NDArray[np.int32]
    grid: snapping.Grid
    access_speed_m_s: float
    off_m: float
    moved_m: float
    direction: Direction = "to"


@dataclass(frozen=True, slots=True, eq=False)
class Doors:
    """Where n points meet the streets; see `kernels.doors` for forth_at and back_at.

    segment (n,) -1 = off the network; fraction (n,) how far along it, 0 and 1 being its ends;
    distance_m (n,) straight metres to it, inf off the network; skipped_island (n,) True where an
    island's street was nearer; access_ds (n,) the walk there.
    """

    segment: NDArray[np.int32]
    fraction: NDArray[np.float64]
    distance_m: NDArray[np.float64]
    skipped_island: NDArray[np.bool_]
    forth_at: NDArray[np.int64]
    back_at: NDArray[np.int64]
    access_ds: NDArray[np.int64]

    def take(self, at: NDArray[np.integer] | NDArray[np.bool_]) -> "Doors":
        """The doors at these positions, or where this mask is True."""
        return Doors(*(getattr(self, column.name)[at] for column in fields(self)))


def prepare_streets(
    network: Network,
    *,
    mode: str = "walk",
    walker: Walker = ADULT,
    access_speed_m_s: float | None = None,
    island_m: float = ISLAND_M,
    off_m: float = OFF_M,
    moved_m: float = MOVED_M,
) -> Streets:
    """The streets of one mode, made ready once for any number of measures.

    Parameters
    ----------
    network
        Streets with travel times for `mode`.
    mode
        "walk", "cycle" or "drive".
    walker
        Who walks: along the streets if the mode is "walk", with the slopes that the network
        knows, and between a point and its street in every mode.
    access_speed_m_s
        Speed of walking between a point and its street, whatever the mode.  > 0; None: the
        walker's on the level.
    island_m
        A strongly connected part of the streets with fewer metres than this is an island, where
        no point is placed; the longest part never is.  Real islands with streets of their own
        stay.  >= 0.
    off_m
        Points farther from a street are off the network.  Metres, > 0.
    moved_m
        Points farther from their street are reported as moved.  Metres, >= 0.

    Returns
    -------
    Streets
        For `time_to_nearest` and `snapped`.

    Notes
    -----
    Seconds become the nearest whole tenths of a second, halves to even.  A part is strongly
    connected if one can travel from each of its nodes to each other one and back (Tarjan 1972).
    """
    if access_speed_m_s is None:
        access_speed_m_s = walker.speed_m_s
    knobs = {"access_speed_m_s": access_speed_m_s, "off_m": off_m}
    knobs |= {"island_m": island_m, "moved_m": moved_m}
    may_be_0 = ("island_m", "moved_m")
    odd = [
        f"{name} is {value!r}; it must be {'>= 0' if name in may_be_0 else '> 0'}"
        for name, value in knobs.items()
        if not (value > 0 or (value == 0 and name in may_be_0))
    ]
    if odd:
        raise InputError("; ".join(odd))

    ground = ground_of_network(network, mode, walker, access_speed_m_s, island_m, off_m, moved_m)
    return streets_on(ground)


def streets_on(ground: Ground) -> Streets:
    """The same streets, made ready for measuring.

    Parameters
    ----------
    ground
        From `lay_ground`.

    Returns
    -------
    Streets
        As from `prepare_streets`.
    """
    backward = sweeps.laid(ground.order, ground.rank, ground.start, ground.arc)
    return Streets(
        network=ground.network,
        mode=ground.mode,
        backward=backward,
        forward=arcs.turned(backward.start, backward.arc),
        x=ground.x,
        y=ground.y,
        first=backward.order[ground.first],
        second=backward.order[ground.second],
        forth_ds=ground.forth_ds,
        back_ds=ground.back_ds,
        grid=ground.grid,
        access_speed_m_s=ground.access_speed_m_s,
        off_m=ground.off_m,
        moved_m=ground.moved_m,
    )


def find_doors(points: pd.DataFrame, streets: Streets | Ground, name: str) -> Doors:
    """Where each point meets the streets.

    Parameters
    ----------
    points
        Columns `lon` and `lat`, WGS84 degrees, or a geometry of points in any system.
    streets
        From `prepare_streets`.
    name
        What errors call the table of points.

    Returns
    -------
    Doors
        One per point, in the order of `points`; the access leg is the straight line at the
        walking speed, in whole tenths of a second.
    """
    return place_doors(*degrees(points, name), streets)


def place_doors(
    lon: NDArray[np.float64], lat: NDArray[np.float64], streets: Streets | Ground
) -> Doors:
    """Where each point meets the streets, given degrees that have been checked.

    Parameters
    ----------
    lon, lat
        (n,) WGS84 degrees.
    streets
        From `prepare_streets`.

    Returns
    -------
    Doors
        One per point, as `find_doors` says.
    """
    if lon.size:
        x, y = streets.network.project(lon, lat)
    else:
        x = y = np.zeros(0)
    return doors_at(x, y, streets)


def doors_at(x: NDArray[np.float64], y: NDArray[np.float64], streets: Streets | Ground) -> Doors:
    """Where each point meets the streets, given metres.

    Parameters
    ----------
    x, y
        (n,) metres in the system of the network; inf is off the network.
    streets
        From `prepare_streets`.

    Returns
    -------
    Doors
        One per point, as `find_doors` says.
    """
    segment, fraction, distance_m, any_m = snapping.snap(streets.grid, x, y, streets.off_m)
    on = segment >= 0
    at = segment[on]
    length_m = streets.grid.length_m(at)
    along_m = fraction[on] * length_m
    at_end = [along_m <= NODE_M, length_m - along_m <= NODE_M]
    fraction[on] = np.select(at_end, [0.0, 1.0], fraction[on])
    forth_at, back_at, access_ds = (np.zeros(segment.size, np.int64) for _ in range(3))
    forth_at[on] = np.rint(fraction[on] * streets.forth_ds[at])
    back_at[on] = np.rint(fraction[on] * streets.back_ds[at])
    access_ds[on] = to_ds(distance_m[on] / streets.access_speed_m_s)
    return Doors(
        segment,
        fraction,
        distance_m,
        any_m < distance_m,
        forth_at,
        back_at,
        access_ds,
    )


def snapped(communities: pd.DataFrame, facilities: pd.DataFrame, streets: Streets) -> pd.DataFrame:
    """How each point was placed on the streets, and which could not be.

    Parameters
    ----------
    communities, facilities
        Columns `lon` and `lat`, WGS84 degrees, or a geometry of points in any system.
    streets
        From `prepare_streets`.

    Returns
    -------
    DataFrame
        One row per point, communities first: `id`, `layer` ("communities" or "facilities"),
        `distance_m` (metres to the street where it was placed; inf off the network),
        `skipped_island` (a street on an island, or one without doors, was nearer), `state`
        ("on_street"; "moved" if it was farther than `streets.moved_m`; "off_network").  A facility
        off the network serves nobody in the measures, and a community there cannot be judged.
    """
    homes = find_doors(communities, streets, "communities")
    sites = find_doors(facilities, streets, "facilities")
    return table_of_doors(communities.index, facilities.index, homes, sites, streets.moved_m)


def table_of_doors(
    community_ids: pd.Index, facility_ids: pd.Index, homes: Doors, sites: Doors, moved_m: float
) -> pd.DataFrame:
    """The frame of `snapped` from the doors that were found.

    Parameters
    ----------
    community_ids, facility_ids
        What the points are called.
    homes, sites
        Where they meet the streets, from `find_doors`.
    moved_m
        A point farther from its street is reported as moved.  Metres, >= 0.

    Returns
    -------
    DataFrame
        As from `snapped`.
    """
    parts = []
    for ids, found in ((community_ids, homes), (facility_ids, sites)):
        code = (found.distance_m > moved_m).astype(np.int8)
        code[found.segment < 0] = 2
        parts.append((ids.to_numpy(object), len(ids), found, code))
    n_of = [n for _, n, _, _ in parts]
    return pd.DataFrame(
        {
            "id": np.concatenate([ids for ids, *_ in parts]),
            "layer": pd.Categorical.from_codes(
                np.repeat([0, 1], n_of), categories=["communities", "facilities"]
            ),
            "distance_m": np.concatenate([found.distance_m for _, _, found, _ in parts]),
            "skipped_island": np.concatenate([found.skipped_island for _, _, found, _ in parts]),
            "state": pd.Categorical.from_codes(
                np.concatenate([code for *_, code in parts]), categories=list(SNAP_STATES)
            ),
        }
    )


def warn_off(off: NDArray[np.bool_], name: str, so: str, depth: int) -> None:
    """Warn of the points that are off the network, and what follows; nothing if none is.

    Parameters
    ----------
    off
        (n,) True where a point of the frame is off the network.
    name
        What the frame is called.
    so
        What follows, in words.
    depth
        How many calls up the one who asked stands: 2 is the caller of who calls this.

    Returns
    -------
    None
    """
    if off.any():
        where = row_words(off, np.arange(1, off.size + 1))
        warnings.warn(
            f"{name}: {where} of {off.size} off the network; {so}; "
            "check their coordinates and the extent of the streets",
            stacklevel=depth + 1,
        )


def check_limit(limit_s: float) -> None:
    """Raise an InputError unless the limit is a number of seconds > 0; text is none.

    Parameters
    ----------
    limit_s
        Seconds, > 0.
    """
    if not (isinstance(limit_s, Real) and limit_s > 0):
        raise InputError(f"limit_s is {limit_s!r}; it must be seconds > 0")


def whole_limit(limit_s: float) -> int:
    """A limit in whole tenths of a second.

    Parameters
    ----------
    limit_s
        Seconds, > 0.

    Returns
    -------
    int
        The most tenths of a second that are within the limit; no more than sweeps can count.
    """
    check_limit(limit_s)
    # 0.3 s is 3 ds, though 0.3 * 10 is a little less than 3 in floats.
    return int(min(np.floor(np.round(limit_s * DS_PER_S, 6)), sweeps.LONGEST_DS))


def prepared(network: Network | Streets, mode: str, direction: Direction = "to") -> Streets:
    """The streets as they were made ready, or made ready now.

    Parameters
    ----------
    network
        Streets with travel times for `mode`, or what `prepare_streets` made of them.
    mode
        "walk", "cycle" or "drive".
    direction
        "to" facilities, or "from" them.

    Returns
    -------
    Streets
        For `mode` and an adult, or as they were, facing `direction`; streets made ready for
        another mode are an InputError.
    """
    if direction not in DIRECTIONS:
        raise InputError(f"direction is {direction!r}; it must be 'to' or 'from'")
    if isinstance(network, Network):
        if mode == TRANSIT:
            raise InputError(
                "public transport needs a timetable beside the streets; pass what "
                "prepare_transit(network, timetable) makes of them"
            )
        return facing(prepare_streets(network, mode=mode), direction)
    if network.mode != mode:
        raise InputError(
            f"the streets were prepared for {network.mode!r}, not {mode!r}; "
            f"pass mode={network.mode!r} or prepare them again"
        )
    return facing(network, direction)


def streets_alone(streets: Streets, measure: str) -> Streets:
    """The same streets, for measures that know no public transport.

    Parameters
    ----------
    streets
        From `prepared`.
    measure
        What an error calls the measure.

    Returns
    -------
    Streets
        As given; an InputError where they came with a timetable.
    """
    if streets.mode == TRANSIT:
        raise InputError(f"{measure} knows streets alone, not public transport; pass streets")
    return streets


def facing(streets: Streets, direction: Direction) -> Streets:
    """The same streets for travel to facilities, or for travel from them.

    Parameters
    ----------
    streets
        From `prepare_streets`.
    direction
        "to" or "from".

    Returns
    -------
    Streets
        With every arc turned round if they faced the other way; doors found on the one are not
        doors on the other.  Whoever asks "from" often keeps these: every measure takes them.  With
        a timetable nothing is turned, but journeys begin at the facilities.
    """
    if streets.direction == direction:
        return streets
    if streets.mode == TRANSIT:
        return replace(streets, direction=direction)
    return replace(
        streets,
        backward=sweeps.reversed_arcs(streets.backward),
        forward=(streets.backward.start, streets.backward.arc),
        forth_ds=streets.back_ds,
        back_ds=streets.forth_ds,
        direction=direction,
    )
