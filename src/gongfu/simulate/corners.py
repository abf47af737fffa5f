"""Where simulated streets meet: town grids around communities, and points along rural roads.

Only points are drawn here; `streets` joins them.  A grid of points becomes blocks, a chain of
points becomes a road.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from gongfu.simulate.chance import stream
from gongfu.simulate.delaunay import urquhart
from gongfu.simulate.ground import Ground, scatter

BLOCK_M: Final = (95.0, 125.0)  # side of a block: one width for each township
TOWN_DENSITY: Final = 9_000.0  # residents per km2 of built-up town
RURAL_DENSITY: Final = 3_600.0  # and of built-up village
RADIUS_M: Final = (190.0, 1_100.0)  # of a community's grid
GAPS: Final = 0.12  # share of a grid's corners that are missing, so that blocks differ
JITTER: Final = 0.10  # of a block's side
STEP_M: Final = 130.0  # between the points of a rural road
BEND: Final = 0.09  # how far a rural road swings out, in shares of its length
ROAD_MAX_M: Final = 15_000.0
WET_MAX: Final = 0.4  # a road with more of its points in water is not built
CLEAR_M: Final = 75.0  # between a road's points and a grid
HAMLET_M2: Final = 6.0e6  # land for one hamlet without a point of its own
ISLE_M2: Final = 60.0e6  # on islands no larger than this
ISLE_HAMLETS: Final = 16  # there are this many more, so that every island has streets
RIM_HUB_M2: Final = 3.0e6  # land beyond the border for one crossing of roads


@dataclass(frozen=True, slots=True, eq=False)
class Corners:
    """Points (N,) in metres; `county` is a position in the sorted counties, -1 on open roads.

    `grid` is True in town and village grids, False along rural roads.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    county: NDArray[np.int16]
    grid: NDArray[np.bool_]


def draw_corners(ground: Ground, communities: pd.DataFrame, *, seed: int) -> Corners:
    """All points of the street network to be, within the rim and its margin.

    Parameters
    ----------
    ground
        The land.
    communities
        As `settlements.settle` returns them.
    """
    radius = grid_radius(communities)
    grids, hubs = [], []
    for at, (county, table) in enumerate(communities.groupby("county", sort=True)):
        rng = stream(seed, str(county), "corners")
        polygon = ground.counties[str(county)]
        centre = table[["x", "y"]].to_numpy(float)
        reach = radius[table.index].to_numpy()
        hamlet = _hamlets(polygon, ground, centre, reach, rng)
        township = pd.factorize(table["place"])[0]
        grid = np.concatenate(
            [_township_grids(centre, reach, township, rng), _hamlet_grids(hamlet, rng)]
        )
        grid = grid[shapely.contains_xy(polygon, grid[:, 0], grid[:, 1])]
        grids.append((grid, np.full(len(grid), at, np.int16)))
        hub = np.concatenate([centre, hamlet])
        reach = np.concatenate([reach, np.full(len(hamlet), BLOCK_M[1])])
        hubs.append((hub, reach, rng.uniform(-1.0, 1.0, len(hub))))
    hubs.append(_crossings_beyond(ground, stream(seed, "", "beyond the border")))
    grid, county = (np.concatenate(part) for part in zip(*grids, strict=True))
    road = _roads(ground, *(np.concatenate(part) for part in zip(*hubs, strict=True)))
    road = road[~np.isfinite(cKDTree(grid).query(road, distance_upper_bound=CLEAR_M)[0])]
    point = np.concatenate([grid, road])
    return Corners(
        point[:, 0].copy(),
        point[:, 1].copy(),
        np.concatenate([county, np.full(len(road), -1, np.int16)]),
        np.arange(len(point)) < len(grid),
    )


def grid_radius(communities: pd.DataFrame) -> pd.Series:
    """How far each community's streets spread, in metres, from its residents."""
    density = np.where(communities["urban"], TOWN_DENSITY, RURAL_DENSITY)
    radius = 1000.0 * np.sqrt(communities["residents"] / density / np.pi)
    return radius.clip(*RADIUS_M)


def _township_grids(
    centre: NDArray[np.float64],
    radius: NDArray[np.float64],
    township: NDArray[np.int64],
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Grid points of one county: one grid per township, filled where its communities are."""
    parts = []
    for own in range(int(township.max()) + 1):
        at = np.flatnonzero(township == own)
        block, angle = rng.uniform(*BLOCK_M), rng.uniform(0.0, np.pi / 2)
        turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        local = (centre[at] - centre[at[0]]) @ turn.T / block
        reach = radius[at] / block
        steps = int(np.ceil(reach.max())) + 1
        i, j = (part.ravel() for part in np.mgrid[-steps : steps + 1, -steps : steps + 1])
        column = np.round(local[:, :1]).astype(np.int64) + i
        row = np.round(local[:, 1:]).astype(np.int64) + j
        ragged = rng.uniform(0.75, 1.15, column.shape)
        inside = np.hypot(column - local[:, :1], row - local[:, 1:]) <= reach[:, None] * ragged
        corner = _distinct(np.stack([column[inside], row[inside]], 1))
        corner = corner[rng.random(len(corner)) >= GAPS]
        moved = corner + rng.uniform(-JITTER, JITTER, corner.shape)
        parts.append(moved * block @ turn + centre[at[0]])
    point = np.concatenate(parts)
    # Where the grids of two townships overlap they would crowd: one point per half block.
    return point[_first_of_each(np.floor(point / (BLOCK_M[0] / 2)).astype(np.int64))]


def _hamlets(
    polygon: BaseGeometry,
    ground: Ground,
    centre: NDArray[np.float64],
    radius: NDArray[np.float64],
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Small settlements without a point of their own; more of them on small islands."""
    spots = [np.stack(scatter(polygon, max(1, round(polygon.area / HAMLET_M2)), rng), 1)]
    for part in shapely.get_parts(polygon):
        if part.area <= ISLE_M2 and not shapely.intersects(
            shapely.difference(ground.own, part.buffer(1.0)), part.buffer(2.0)
        ):
            spots.append(np.stack(scatter(part, ISLE_HAMLETS, rng), 1))
    spot = np.concatenate(spots)
    gap, nearest = cKDTree(centre).query(spot)
    return spot[gap > radius[nearest] + 2 * BLOCK_M[1]]


def _hamlet_grids(hamlet: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """A turned square of nine corners for each hamlet, some of them missing."""
    angle = rng.uniform(0.0, np.pi / 2, len(hamlet))[:, None]
    block = rng.uniform(*BLOCK_M, len(hamlet))[:, None]
    i, j = (part.ravel() - 1.0 for part in np.mgrid[:3, :3])
    i, j = (part + rng.uniform(-JITTER, JITTER, (len(hamlet), 9)) for part in (i, j))
    x = hamlet[:, :1] + block * (i * np.cos(angle) - j * np.sin(angle))
    y = hamlet[:, 1:] + block * (i * np.sin(angle) + j * np.cos(angle))
    kept = rng.random(x.shape) >= 2 * GAPS
    return np.stack([x[kept], y[kept]], 1)


def _distinct(cell: NDArray[np.int64]) -> NDArray[np.int64]:
    return cell[_first_of_each(cell)]


def _first_of_each(cell: NDArray[np.int64]) -> NDArray[np.int64]:
    """Positions of the first row of each distinct pair, in their order."""
    low = cell - cell.min(axis=0)
    key = low[:, 0] * (low[:, 1].max() + 1) + low[:, 1]
    order = np.argsort(key, kind="stable")
    first = np.ones(len(key), bool)
    first[1:] = key[order[1:]] != key[order[:-1]]
    return np.sort(order[first])


def _crossings_beyond(
    ground: Ground, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Crossings of roads on the neighbours' side of the border: points, radius, swing."""
    beyond = shapely.difference(ground.land, ground.own)
    shapely.prepare(beyond)
    n_beyond = int(beyond.area / RIM_HUB_M2)
    if n_beyond == 0:
        return np.zeros((0, 2)), np.zeros(0), np.zeros(0)
    hub = np.stack(scatter(beyond, n_beyond, rng), 1)
    return hub, np.full(n_beyond, STEP_M / 2), rng.uniform(-1.0, 1.0, n_beyond)


def _roads(
    ground: Ground,
    hub: NDArray[np.float64],
    radius: NDArray[np.float64],
    swing: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Points along curved roads between neighbouring hubs, outside the hubs' own grids."""
    x, y = hub[:, 0], hub[:, 1]
    tail, head = urquhart(x, y)
    length = np.hypot(x[head] - x[tail], y[head] - y[tail])
    open_m = length - 0.9 * (radius[tail] + radius[head])
    kept = (length <= ROAD_MAX_M) & (open_m > STEP_M)
    tail, head, length, open_m = tail[kept], head[kept], length[kept], open_m[kept]

    n_steps = np.maximum(np.round(open_m / STEP_M).astype(np.int64), 1)
    road = np.repeat(np.arange(tail.size), n_steps)
    step = np.arange(road.size) - np.repeat(np.cumsum(n_steps) - n_steps, n_steps)
    begin = 0.9 * radius[tail] / length
    along = begin[road] + (step + 0.5) / n_steps[road] * (open_m / length)[road]
    way_x, way_y = (x[head] - x[tail])[road], (y[head] - y[tail])[road]
    # One swing from end to end and a smaller one twice as quick, both 0 at the hubs.
    wide, narrow = np.sin(np.pi * along), 0.6 * np.sin(2 * np.pi * along)
    out = BEND * (swing[tail][road] * wide + swing[head][road] * narrow)
    road_x = x[tail][road] + along * way_x - out * way_y
    road_y = y[tail][road] + along * way_y + out * way_x
    dry = ground.is_land(road_x, road_y)
    wet_share = 1.0 - np.bincount(road, dry, tail.size) / n_steps
    dry &= wet_share[road] <= WET_MAX
    return np.stack([road_x[dry], road_y[dry]], 1)
