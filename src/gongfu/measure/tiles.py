"""A region cut into tiles that know enough of their surroundings, and put together again.

The communities are divided; the streets of a tile are those that its own communities can travel
within the limit, found by one bounded sweep over the whole network.  So the halo is no distance:
a ferry, or a link shorter than its straight line, is an arc like any other, and what a tile
answers is what the whole network answers, to the tenth of a second and to the same owner among
equals.  Points are placed and islands judged on the whole network before it is cut.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.kernels import arcs, changes, snapping, sweeps, tiling
from gongfu.measure.ground import Ground
from gongfu.measure.street_pairs import Pairs, legs_of
from gongfu.measure.streets import Doors, Streets
from gongfu.measure.ways import Asked, Ways, find_ways
from gongfu.model.network import Network

__all__ = ("Answer", "Tile", "answer_of", "cut_tiles", "divide", "joined")

SAMPLE: int = 1 << 20
"""So many nodes are enough to see where the region is to be cut."""

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """M nodes of a region along its curve, E segments with doors, and what is asked there.

    x, y (M,) metres; exit (M,) True where the data end; start (M+1,) and arc (A,): the arcs
    reversed, as in `sweeps.Packed`; first, second, forth_ds, back_ds (E,) as in `Streets`; home_at
    (n,), site_at (S,): which homes and sites of the region these are, ascending; asked: the doors,
    whose segments are those of the tile.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    exit: NDArray[np.bool_]
    start: NDArray[np.int32]
    arc: Ints
    first: NDArray[np.int32]
    second: NDArray[np.int32]
    forth_ds: NDArray[np.int32]
    back_ds: NDArray[np.int32]
    home_at: Ints
    site_at: Ints
    asked: Asked


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a tile says of its homes; owners and sites of pairs are numbered as in the region."""

    home_at: Ints
    ways: Ways


def divide(ground: Ground, asked: Asked, n_tiles: int) -> list[Ints]:
    """The homes of each tile, ascending; tiles of about equally many streets, none empty.

    Parameters
    ----------
    ground
        The whole region.
    asked
        What is asked of it; homes off the network are in no tile.
    n_tiles
        How many tiles to make at most.  >= 1.

    Returns
    -------
    list of arrays
        Positions of homes.
    """
    if n_tiles < 1:
        raise InputError(f"n_tiles is {n_tiles!r}; it must be a whole number >= 1")
    on = np.flatnonzero(asked.homes.segment >= 0)
    to_x, to_y = ground.grid.spot(asked.homes.segment[on], asked.homes.fraction[on])

    every = max(ground.x.size // SAMPLE, 1)
    tile = tiling.split(ground.x[::every], ground.y[::every], to_x, to_y, n_tiles)

    parts = (on[tile == at] for at in range(n_tiles))
    return [part for part in parts if part.size]


def cut_tiles(ground: Ground, asked: Asked, parts: Iterable[Ints]) -> Iterator[Tile]:
    """The tiles of a region, one after the other.

    Parameters
    ----------
    ground
        The whole region, from `lay_ground`.
    asked
        What is asked of it.
    parts
        The homes of each tile, from `divide`.

    Yields
    ------
    Tile
        With every node that its homes can reach within the farther limit, and all sites beside
        them.

    Notes
    -----
    Exact, because each node of a way that is short enough is itself reached in time from the home
    at its beginning; arcs between nodes of a tile are all there, and none that is not real, so no
    way is shorter than on the whole network (Dijkstra 1959).
    """
    forward = arcs.turned(ground.start, ground.arc)
    for home_at in parts:
        yield _cut(ground, asked, forward, home_at)


def _cut(
    ground: Ground, asked: Asked, forward: tuple[NDArray[np.int32], Ints], home_at: Ints
) -> Tile:
    homes = asked.homes.take(home_at)
    legs = legs_of(ground, homes, leaving=True)
    # One seed for each node, the earliest: homes of a tile share many.
    turn = np.lexsort((legs.leg_ds, legs.node))
    node, at = np.unique(legs.node[turn], return_index=True)
    offset_ds = legs.leg_ds[turn][at]
    near = offset_ds <= asked.far_ds
    reached = changes.inside(
        changes.ball(forward, node[near].astype(np.int32), offset_ds[near], asked.far_ds)
    )

    n_nodes = ground.x.size
    held = np.zeros(n_nodes, bool)
    held[reached] = True
    on = np.flatnonzero(asked.sites.segment >= 0)
    segment = asked.sites.segment[on]
    beside = held[ground.first[segment]] | held[ground.second[segment]]
    site_at = on[beside | np.isin(segment, homes.segment)]
    sites = asked.sites.take(site_at)

    segments = np.unique(np.concatenate([homes.segment, sites.segment]))
    held[ground.first[segments]] = True
    held[ground.second[segments]] = True
    kept = np.flatnonzero(held)
    start, arc = tiling.induced(ground.start, ground.arc, kept)
    return Tile(
        x=ground.x[kept],
        y=ground.y[kept],
        exit=ground.network.exit[ground.order[kept]],
        start=start,
        arc=arc,
        first=np.searchsorted(kept, ground.first[segments]).astype(np.int32),
        second=np.searchsorted(kept, ground.second[segments]).astype(np.int32),
        forth_ds=ground.forth_ds[segments],
        back_ds=ground.back_ds[segments],
        home_at=home_at,
        site_at=site_at,
        asked=replace(
            asked,
            homes=_numbered(homes, segments),
            sites=_numbered(sites, segments),
            kind_at=asked.kind_at[site_at],
        ),
    )


def _numbered(doors: Doors, segments: NDArray[np.int32]) -> Doors:
    return replace(doors, segment=np.searchsorted(segments, doors.segment).astype(np.int32))


def answer_of(tile: Tile, *, threads: int = 1) -> Answer:
    """What a tile says of its homes.

    Parameters
    ----------
    tile
        From `cut_tiles`.
    threads
        How many kinds, or groups of sites, are measured at once.  >= 1.

    Returns
    -------
    Answer
        For `joined`.
    """
    ways = find_ways(_streets_of(tile), tile.asked, threads=threads)

    owner = np.append(tile.site_at, -1)[ways.owner]
    site = tile.site_at[ways.pairs.site].astype(np.int32)
    return Answer(tile.home_at, replace(ways, owner=owner, pairs=replace(ways.pairs, site=site)))


def _streets_of(tile: Tile) -> Streets:
    """Streets on which every door is known already: no further point can be placed on them."""
    order = np.arange(tile.x.size, dtype=np.int32)
    none = np.zeros(0)
    network = Network.from_arrays(
        tile.x, tile.y, none.astype(int), none.astype(int), none, exit=tile.exit
    )
    return Streets(
        network=network,
        mode="walk",
        backward=sweeps.laid(order, order, tile.start, tile.arc),
        forward=arcs.turned(tile.start, tile.arc),
        x=tile.x,
        y=tile.y,
        first=tile.first,
        second=tile.second,
        forth_ds=tile.forth_ds,
        back_ds=tile.back_ds,
        grid=snapping.lay_grid(none, none, none, none, none),
        access_speed_m_s=1.0,
        off_m=1.0,
        moved_m=1.0,
    )


def joined(asked: Asked, answers: Iterable[Answer]) -> Ways:
    """The answers of all tiles as one, as `find_ways` gives it for the whole region.

    Parameters
    ----------
    asked
        What was asked of the whole region.
    answers
        Of every tile, in any order; read once.

    Returns
    -------
    Ways
        Bit for bit that of one process.  A home on the network that no tile speaks of, or more
        than one, is an InputError: there is no hole in it.
    """
    n = asked.homes.segment.size
    shape = asked.n_kinds, n
    time_ds = np.full(shape, np.int64(sweeps.UNREACHED))
    owner = np.full(shape, np.int64(-1))
    exit_ds = np.full(n, np.int64(sweeps.UNREACHED))
    n_pairs, n_told = np.zeros(n, np.int64), np.zeros(n, np.int64)
    held: list[tuple[Ints, Pairs]] = []
    for answer in answers:
        at, ways = answer.home_at, answer.ways
        n_told[at] += 1
        time_ds[:, at], owner[:, at], exit_ds[at] = ways.time_ds, ways.owner, ways.exit_ds
        n_pairs[at] = np.diff(ways.pairs.start)
        held.append((at, ways.pairs))
    odd = n_told != (asked.homes.segment >= 0)
    if odd.any():
        raise InputError(
            f"answers: {int(odd.sum())} of {n} communities are in no tile or in several, such as "
            f"that of row {int(np.argmax(odd)) + 1}; measure all tiles, each once"
        )

    start = np.concatenate([[0], np.cumsum(n_pairs)])
    site, pair_ds = np.empty(start[-1], np.int32), np.empty(start[-1], np.int64)
    for at, pairs in held:
        size = np.diff(pairs.start)
        to = np.repeat(start[at] - pairs.start[:-1], size) + np.arange(pairs.site.size)
        site[to], pair_ds[to] = pairs.site, pairs.time_ds
    return Ways(time_ds, owner, exit_ds, Pairs(start, site, pair_ds))
