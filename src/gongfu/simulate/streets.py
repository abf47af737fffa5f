"""Simulated streets: corners joined into a planar network that keeps to the land."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree
from scipy.spatial import cKDTree

from gongfu.model.network import Network
from gongfu.simulate.chance import stream
from gongfu.simulate.corners import Corners, draw_corners
from gongfu.simulate.delaunay import sides
from gongfu.simulate.ground import Ground
from gongfu.units import m_per_s

LONG_M: Final = 300.0  # longer streets are built only where nothing else joins two parts
ENOUGH_M: Final = 15_000.0  # reach takes a part of less than 10 km for an island nobody walks on
SPEED_KM_H: Final = {"walk": 4.8, "cycle": 15.0}
DRIVE_KM_H: Final = {"grid": 25.0, "road": 45.0}
WINDING: Final = {"grid": (1.0, 1.06), "road": (1.02, 1.25)}  # true length over straight line


@dataclass(frozen=True, slots=True, eq=False)
class Streets:
    """The network, and for each node whether it lies in a grid and of which county.

    county (N,) position among the sorted county codes, -1 on open roads.
    """

    network: Network
    grid: NDArray[np.bool_]
    county: NDArray[np.int16]


def lay_streets(ground: Ground, communities: pd.DataFrame, *, seed: int) -> Streets:
    """Streets for simulated communities.

    Parameters
    ----------
    ground
        The land, with the neighbours' land along the border.
    communities
        As `settlements.settle` returns them.

    Returns
    -------
    Streets
        Modes walk, cycle and drive, every street both ways.  No street crosses water, so that
        islands have streets of their own.  Streets go on RIM_M beyond the land border; nodes
        from which a cut street led farther are exits.

    Notes
    -----
    Edges are Urquhart's graph of the corners, up to LONG_M long, and the shortest other sides
    of Delaunay triangles that join what would otherwise be apart.  A part that stays shorter
    than ENOUGH_M, on a small island, gets its blocks' diagonals as well.  Nothing about the
    course of a street is real.
    """
    corners = draw_corners(ground, communities, seed=seed)
    tail, head = _joined(ground, corners, *sides(corners.x, corners.y))
    inside = shapely.contains_xy(ground.rim, corners.x, corners.y)
    leaves = np.zeros(corners.x.size, bool)
    leaves[tail[inside[tail] & ~inside[head]]] = True
    leaves[head[inside[head] & ~inside[tail]]] = True
    kept = inside[tail] & inside[head]
    tail, head = tail[kept], head[kept]
    alive = _inhabited(corners, tail, head, communities)
    kept = alive[tail]
    return _as_network(ground, corners, alive, tail[kept], head[kept], leaves, seed)


def _joined(
    ground: Ground,
    corners: Corners,
    tail: NDArray[np.int64],
    head: NDArray[np.int64],
    longest: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Short edges of Urquhart's graph, and a shortest set of others that joins the parts."""
    x, y = corners.x, corners.y
    length = np.hypot(x[head] - x[tail], y[head] - y[tail])
    short = np.flatnonzero((length <= LONG_M) & ~longest)
    short = short[~ground.crosses_water(x, y, tail[short], head[short])]
    part = _parts(x.size, tail[short], head[short])
    far = np.flatnonzero(part[tail] != part[head])
    far = far[~ground.crosses_water(x, y, tail[far], head[far])]
    far = far[np.argsort(length[far], kind="stable")]
    ends = np.sort(np.stack([part[tail[far]], part[head[far]]], 1), axis=1)
    first = np.sort(np.unique(ends[:, 0] * (part.max() + 1) + ends[:, 1], return_index=True)[1])
    (low, high), far = ends[first].T, far[first]
    # Ranks stand for lengths: all different, so that the tree is the same on every machine.
    graph = coo_array((np.arange(1, far.size + 1), (low, high)), shape=(part.max() + 1,) * 2)
    tree = minimum_spanning_tree(graph.tocsr()).data.astype(np.int64) - 1
    kept = np.concatenate([short, far[tree]])
    part = _parts(x.size, tail[kept], head[kept])
    poor = np.bincount(part[tail[kept]], length[kept], part.max() + 1) < ENOUGH_M
    more = np.flatnonzero(longest & (length <= LONG_M) & poor[part[tail]])
    more = more[(part[tail[more]] == part[head[more]]) & ~np.isin(more, kept)]
    more = more[~ground.crosses_water(x, y, tail[more], head[more])]
    kept = np.sort(np.concatenate([kept, more]))
    return tail[kept], head[kept]


def _parts(n_nodes: int, tail: NDArray[np.int64], head: NDArray[np.int64]) -> NDArray[np.int64]:
    graph = coo_array((np.ones(tail.size, bool), (tail, head)), shape=(n_nodes, n_nodes))
    return connected_components(graph.tocsr(), directed=False)[1].astype(np.int64)


def _inhabited(
    corners: Corners, tail: NDArray[np.int64], head: NDArray[np.int64], communities: pd.DataFrame
) -> NDArray[np.bool_]:
    """Nodes of the parts of the network that hold the grid node nearest to some community."""
    part = _parts(corners.x.size, tail, head)
    served = np.zeros(part.max() + 1, bool)
    for at, (_, table) in enumerate(communities.groupby("county", sort=True)):
        own = np.flatnonzero(corners.county == at)
        nearest = _nearest(corners, own, table)
        served[part[nearest]] = True
    return served[part]


def _nearest(
    corners: Corners, among: NDArray[np.int64], communities: pd.DataFrame
) -> NDArray[np.int64]:
    tree = cKDTree(np.stack([corners.x[among], corners.y[among]], 1))
    return among[tree.query(communities[["x", "y"]].to_numpy())[1]]


def _as_network(
    ground: Ground,
    corners: Corners,
    alive: NDArray[np.bool_],
    tail: NDArray[np.int64],
    head: NDArray[np.int64],
    leaves: NDArray[np.bool_],
    seed: int,
) -> Streets:
    """Numbered anew by county and along the land, with lengths and times for each mode."""
    number = np.cumsum(alive) - 1
    x, y = corners.x[alive], corners.y[alive]
    grid = corners.grid[tail] & corners.grid[head]
    low, high = (np.where(grid, *(WINDING[kind][at] for kind in ("grid", "road"))) for at in (0, 1))
    straight = np.hypot(corners.x[head] - corners.x[tail], corners.y[head] - corners.y[tail])
    length = straight * (low + (high - low) * stream(seed, "", "winding").random(tail.size))
    drive = np.where(grid, m_per_s(DRIVE_KM_H["grid"]), m_per_s(DRIVE_KM_H["road"]))
    times = {mode: length / m_per_s(speed) for mode, speed in SPEED_KM_H.items()}
    times["drive"] = length / drive
    ends = number[tail], number[head]
    network = Network.from_arrays(
        x,
        y,
        np.concatenate(ends),
        np.concatenate(ends[::-1]),
        {mode: np.tile(time, 2) for mode, time in times.items()},
        length_m=np.tile(length, 2),
        exit=leaves[alive],
        crs=ground.crs,
    )
    return Streets(network, corners.grid[alive], corners.county[alive])
