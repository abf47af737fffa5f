"""A road-like network of any size, for benchmarks: towns, villages and nothing real.

Junctions are drawn around towns of uneven size and over the open country.  They are joined by
the Urquhart graph: the Delaunay triangulation without the longest side of each triangle, which
is planar, connected and has about 2.6 arcs a node, as streets have (Urquhart 1980).
"""

import numpy as np
from scipy.spatial import Delaunay

from gongfu.model.network import Network

CRS = "+proj=tmerc +lat_0=29 +lon_0=120 +k=1 +x_0=0 +y_0=0 +ellps=WGS84 +units=m"
NODES_PER_KM2 = 60.0
IN_TOWN = 0.6  # share of junctions in towns
NODES_PER_TOWN = 2_500
WINDING = 1.15  # mean length of a street over its straight line
WALK_M_S = 4.8 / 3.6
ONE_WAY = 0.05  # share of streets that cars may use in one direction only


def draw_streets(n: int, *, seed: int = 1) -> Network:
    """A network of `n` junctions in random order, as a file would give them, at two modes."""
    rng = np.random.default_rng(seed)
    side_m = np.sqrt(n / NODES_PER_KM2) * 1000.0
    x, y = _junctions(rng, n, side_m)
    one, two = _joined(x, y)
    length_m = np.hypot(x[one] - x[two], y[one] - y[two])
    length_m = np.maximum(length_m * rng.uniform(1.0, 2 * WINDING - 1.0, one.size), 2.0)
    # Where streets are long they are country roads; every hundredth is a main road.
    km_h = np.where(length_m > 150.0, 50.0, 25.0)
    km_h[rng.random(one.size) < 0.01] = 80.0
    drive_s = length_m / (km_h / 3.6)
    back_s = np.where(rng.random(one.size) < ONE_WAY, np.nan, drive_s)
    walk_s = length_m / WALK_M_S
    return Network.from_arrays(
        x,
        y,
        np.concatenate([one, two]),
        np.concatenate([two, one]),
        {
            "walk": np.concatenate([walk_s, walk_s]),
            "drive": np.concatenate([drive_s, back_s]),
        },
        length_m=np.concatenate([length_m, length_m]),
        exit=np.minimum(np.minimum(x, side_m - x), np.minimum(y, side_m - y)) < 20.0,
        crs=CRS,
    )


def _junctions(rng, n, side_m):
    n_town = int(n * IN_TOWN)
    n_towns = max(n_town // NODES_PER_TOWN, 1)
    weight = rng.pareto(1.5, n_towns) + 0.2
    town = rng.choice(n_towns, n_town, p=weight / weight.sum())
    centre = rng.uniform(0, side_m, (n_towns, 2))
    radius_m = 35.0 * np.sqrt(np.bincount(town, minlength=n_towns))
    inside = centre[town] + rng.standard_normal((n_town, 2)) * radius_m[town, None]
    spots = np.concatenate([inside, rng.uniform(0, side_m, (n - n_town, 2))])
    return rng.permutation(np.clip(spots, 0, side_m) + rng.uniform(0, 1, (n, 2))).T


def _joined(x, y):
    corners = Delaunay(np.column_stack([x, y])).simplices.astype(np.int64)
    sides = np.concatenate([corners[:, pair] for pair in ([0, 1], [1, 2], [2, 0])])
    length = np.hypot(*(np.array([x, y])[:, sides[:, 0]] - np.array([x, y])[:, sides[:, 1]]))
    longest = length.reshape(3, -1).argmax(axis=0) * len(corners) + np.arange(len(corners))
    name = sides.min(axis=1) * x.size + sides.max(axis=1)
    kept = np.setdiff1d(name, name[longest])
    return kept // x.size, kept % x.size
