"""Places where several people ask for the same: clusters of positions no wider than a distance.

N positions, C clusters.  Complete linkage joins the two clusters whose farthest members are
nearest to each other, as long as that is within the distance, so that everybody in a cluster is
that near to everybody else (Sørensen 1948; Defays 1977).  Single linkage, and DBSCAN (Ester,
Kriegel, Sander and Xu 1996) with it, chain along a street: a site in the middle of a chain may be
near nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from scipy.spatial.distance import pdist

from gongfu.errors import InputError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TOGETHER_MOST: Final = 8_000
"""Different positions that hang together by steps of the distance; their distances fill 256 MB."""
LEAST: Final = 3
"""So few residents are never told apart by a place of their own."""
ALONE: Final = -1
_GRID: Final = 7  # decimals of a degree: a centimetre
_LON_MOST: Final = 180.0
_LAT_MOST: Final = 90.0


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """Where people ask, the most people first.

    Attributes
    ----------
    cluster
        (N,) which cluster a position is in; `ALONE` for none.
    lon, lat
        (C,) the mean of the people, each where they ask on average, degrees: who asks often draws
        the site no nearer to their door.
    n_points
        (C,) positions.
    n_people
        (C,) different people.
    width_m
        (C,) the farthest that two of them are apart, metres.
    """

    cluster: Ints
    lon: Floats
    lat: Floats
    n_points: Ints
    n_people: Ints
    width_m: Floats


def clusters_of_people(
    lon: ArrayLike,
    lat: ArrayLike,
    people: Sequence[str],
    *,
    within_m: float,
    least: int = 3,
) -> Clusters:
    """Clusters of positions in which enough different people ask.

    Parameters
    ----------
    lon, lat
        (N,) degrees, WGS84; none missing.
    people
        (N,) who asks; the same person may ask several times.
    within_m
        How far apart two of a cluster may be, metres, > 0.
    least
        How many different people a cluster needs, 1 or more.  Those of smaller ones are alone.

    Returns
    -------
    Clusters
        In an order that does not depend on that of the positions.

    Notes
    -----
    Distances are straight lines in an azimuthal equidistant projection about the mean position;
    500 km apart they err by less than 0.1%.
    """
    x, y = np.asarray(lon, float), np.asarray(lat, float)
    _check(x, y, people, within_m, least)
    if not x.size:
        empty = np.zeros(0)
        none = np.zeros(0, np.int64)
        return Clusters(none, empty, empty, none, none, empty)

    degrees = np.round(np.column_stack([x, y]), _GRID)
    sites, site_of = np.unique(degrees, axis=0, return_inverse=True)
    metres = _metres(sites)
    of_site = _linked(metres, within_m)[site_of.ravel()]

    _, person = np.unique(np.asarray(people, np.str_), return_inverse=True)
    pairs, pair = np.unique(np.column_stack([of_site, person.ravel()]), axis=0, return_inverse=True)
    n_people = np.bincount(pairs[:, 0])
    n = np.bincount(of_site)
    asks = np.bincount(pair.ravel())
    each = [np.bincount(pair.ravel(), part) / asks for part in degrees.T]
    mean = np.column_stack([np.bincount(pairs[:, 0], part) / n_people for part in each])
    width = _widths(metres, site_of.ravel(), of_site, n.size)

    kept = np.flatnonzero(n_people >= least)
    order = kept[np.lexsort((mean[kept, 1], mean[kept, 0], -n[kept], -n_people[kept]))]
    rank = np.full(n.size, ALONE)
    rank[order] = np.arange(order.size)
    return Clusters(
        cluster=rank[of_site],
        lon=mean[order, 0],
        lat=mean[order, 1],
        n_points=n[order],
        n_people=n_people[order],
        width_m=width[order],
    )


def _check(lon: Floats, lat: Floats, people: Sequence[str], within_m: float, least: int) -> None:
    if not lon.shape == lat.shape == (len(people),):
        raise InputError(
            f"lon, lat and people have {lon.shape}, {lat.shape} and {len(people)} entries; give "
            "one of each per request"
        )
    wrong = ~((np.abs(lon) <= _LON_MOST) & (np.abs(lat) <= _LAT_MOST))
    if wrong.any():
        raise InputError(
            f"{wrong.sum()} positions are no place on earth, such as row {np.argmax(wrong)}; give "
            "degrees, or leave them out"
        )
    if not 0 < within_m < np.inf:
        raise InputError(f"within_m is {within_m!r}; it must be more than 0 metres, such as 500")
    if least < 1:
        raise InputError(f"least is {least!r}; a cluster needs 1 person or more")


def _metres(degrees: Floats) -> Floats:
    lon, lat = degrees.mean(axis=0)
    system = f"+proj=aeqd +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=m"
    to_metres = Transformer.from_crs("EPSG:4326", system, always_xy=True)
    return np.column_stack(to_metres.transform(degrees[:, 0], degrees[:, 1]))


def _linked(metres: Floats, within_m: float) -> Ints:
    """The cluster of each site by complete linkage, cut at the distance.

    Two clusters that are joined lie within one part that hangs together by steps of the distance,
    so that each part is linked by itself and the result is the same.
    """
    size = len(metres)
    near = cKDTree(metres).query_pairs(within_m, output_type="ndarray")
    graph = coo_array((np.ones(len(near)), (near[:, 0], near[:, 1])), shape=(size, size))
    n_parts, part_of = connected_components(graph, directed=False)
    label = np.zeros(size, np.int64)
    n_labels = 0
    by_part = np.split(np.argsort(part_of, kind="stable"), np.cumsum(np.bincount(part_of))[:-1])
    assert len(by_part) == n_parts
    for part in by_part:
        if part.size > TOGETHER_MOST:
            raise InputError(
                f"{part.size:,} different positions hang together by steps of {within_m:g} m, more "
                f"than {TOGETHER_MOST:,}; take a smaller distance, a place or a shorter time"
            )
        if part.size > 1:
            tree = linkage(metres[part], method="complete")
            mine = fcluster(tree, within_m, criterion="distance").astype(np.int64) - 1
        else:
            mine = np.zeros(1, np.int64)
        label[part] = n_labels + mine
        n_labels += int(mine.max()) + 1
    return label


def _widths(metres: Floats, site_of: Ints, cluster: Ints, n_clusters: int) -> Floats:
    width = np.zeros(n_clusters)
    pairs = np.unique(np.column_stack([cluster, site_of]), axis=0)
    for mine in np.split(pairs, np.flatnonzero(np.diff(pairs[:, 0])) + 1):
        if len(mine) > 1:
            width[mine[0, 0]] = pdist(metres[mine[:, 1]]).max()
    return width
