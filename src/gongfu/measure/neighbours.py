"""Who is next to whom: rows of weights that sum to 1, from borders, distances or a list."""

from dataclasses import dataclass
from typing import Final, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array, csr_array
from scipy.spatial import KDTree

from gongfu.errors import InputError
from gongfu.model.schema import written

__all__: Final = (
    "Neighbours",
    "nearest_neighbours",
    "neighbours_from_borders",
    "neighbours_from_links",
)


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """Places and the weight of each neighbour; see the builders of this file.

    `ids` names rows and columns of `matrix`, whose rows sum to 1; the row of a place without
    neighbours, an island, is all 0.
    """

    ids: pd.Index
    matrix: csr_array

    def __post_init__(self) -> None:
        if not self.ids.is_unique:
            raise InputError(
                f"{self.ids.duplicated().sum()} neighbour ids repeat; name every place once"
            )
        if self.matrix.shape != (len(self.ids), len(self.ids)):
            raise InputError(
                f"the matrix is {self.matrix.shape}, but there are {len(self.ids)} ids; "
                "give one row and one column per place"
            )
        sums = self.matrix.sum(axis=1)
        bad = ~(np.isclose(sums, 1.0, rtol=0.0, atol=1e-9) | (sums == 0.0))
        n_low = int((self.matrix.data <= 0).sum())
        if bad.any() or n_low or self.matrix.diagonal().any():
            raise InputError(
                f"weights of neighbours must be above 0, none for the place itself, and sum to 1 "
                f"per place (or be none on an island); {bad.sum()} sums differ, {n_low} weights "
                "are 0 or below; build them with neighbours_from_links"
            )

    @property
    def islands(self) -> pd.Index:
        """The places without any neighbour."""
        return self.ids[np.diff(self.matrix.indptr) == 0]

    def lag(self, values: pd.Series) -> pd.Series:
        """The weighted mean of the neighbours' values; NaN on an island or beside a missing one.

        Parameters
        ----------
        values
            One number per place, labelled by `ids` in any order.

        Returns
        -------
        pandas.Series
            In the order of `ids`.
        """
        if not values.index.is_unique:
            raise InputError(
                f"values: {values.index.duplicated().sum()} labels repeat; give one row per place"
            )
        lost = self.ids.difference(values.index)
        extra = values.index.difference(self.ids)
        if len(lost) or len(extra):
            raise InputError(
                f"values: {len(lost)} places with neighbours have no value and {len(extra)} values "
                f"no place, such as {written([*lost, *extra][0])}; give both the same places"
            )
        numbers = values.loc[self.ids].to_numpy(float)
        lagged = self.matrix @ numbers
        lagged[np.diff(self.matrix.indptr) == 0] = np.nan
        return pd.Series(lagged, self.ids, name=values.name)


def neighbours_from_links(
    links: pd.DataFrame, *, ids: pd.Index, place: str = "focal", neighbour: str = "neighbor"
) -> Neighbours:
    """Neighbours out of a list of links, each row one way, their weights made to sum to 1.

    Parameters
    ----------
    links
        Columns `place` and `neighbour`, and `weight` (above 0; 1 each if there is no such
        column).  A libpysal Graph gives them as `graph.adjacency.reset_index()`, a W as
        `w.to_adjlist()`; a row of weight 0 from a place to itself is how it writes an island.
    ids
        All places, in the order wanted; those in no row are islands.
    place, neighbour
        The columns of a link: whose neighbour, and which place that is.

    Returns
    -------
    Neighbours
        In the order of `ids`; each weight over the sum of the place's weights.

    Raises
    ------
    InputError
        If a link leads from a place to itself, repeats, names a place that is not in `ids`, or
        has a weight that is not above 0.
    """
    lacking = [name for name in (place, neighbour) if name not in links.columns]
    if lacking:
        raise InputError(f"links: no column {lacking[0]!r}; it has {list(links.columns)}")
    weight = links["weight"].to_numpy(float) if "weight" in links.columns else np.ones(len(links))
    own = (links[place] == links[neighbour]).to_numpy(bool)
    keep = ~(own & (weight == 0))
    links, weight, own = links[keep], weight[keep], own[keep]
    tail, head = ids.get_indexer(links[place]), ids.get_indexer(links[neighbour])
    faults = (
        (own.sum(), "lead from a place to itself; leave them out"),
        (((tail < 0) | (head < 0)).sum(), "name a place that is not in ids; add it there"),
        ((~(np.isfinite(weight) & (weight > 0))).sum(), "have a weight that is not above 0"),
        (links.duplicated([place, neighbour]).sum(), "repeat another; name each link once"),
    )
    found = [f"{count} rows {what}" for count, what in faults if count]
    if found:
        raise InputError("links: " + "; ".join(found))
    return _standardised(ids, tail, head, weight)


def neighbours_from_borders(
    boundaries: gpd.GeoDataFrame, *, place: str, rule: Literal["queen", "rook"] = "queen"
) -> Neighbours:
    """Places whose boundaries meet: in a point at least (queen), or along a line (rook).

    Parameters
    ----------
    boundaries
        One valid polygon per place.  Borders must be shared exactly: a sliver between two parts
        them.
    place
        Column that names the places.
    rule
        "queen" or "rook".

    Returns
    -------
    Neighbours
        In the order of the rows, all neighbours of a place of one weight.

    Raises
    ------
    InputError
        If a shape is missing, empty or invalid, or a place is named twice.
    """
    if rule not in ("queen", "rook"):
        raise InputError(f"rule is 'queen' or 'rook', not {rule!r}")
    if place not in boundaries.columns:
        raise InputError(f"boundaries: no column {place!r}; it has {list(boundaries.columns)}")
    shapes = boundaries.geometry.to_numpy()
    unfit = shapely.is_missing(shapes) | shapely.is_empty(shapes) | ~shapely.is_valid(shapes)
    if unfit.any():
        raise InputError(
            f"boundaries: {unfit.sum()} shapes are missing, empty or invalid, such as that of "
            f"{written(boundaries[place].to_numpy()[unfit][0])}; mend them with make_valid"
        )
    tail, head = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    other = tail != head
    tail, head = tail[other], head[other]
    if rule == "rook":
        lines = shapely.intersection(shapes[tail], shapes[head])
        along = shapely.length(lines) > 0
        tail, head = tail[along], head[along]
    ids = pd.Index(boundaries[place])
    return _standardised(ids, tail, head, np.ones(tail.size))


def nearest_neighbours(points: gpd.GeoDataFrame, *, k: int) -> Neighbours:
    """The `k` nearest other points of each, in metres.

    Parameters
    ----------
    points
        One per place, its index naming them, in any coordinate system; degrees are projected
        first.
    k
        How many, from 1 to all others.

    Returns
    -------
    Neighbours
        In the order of the rows, weights 1 / k.  Of equally far points any may be taken.

    Raises
    ------
    InputError
        If points have no coordinate system or one has no coordinates, or `k` is out of range.
    """
    if points.crs is None:
        raise InputError("points have no coordinate system; say which with set_crs")
    if not 1 <= k < len(points):
        raise InputError(f"k is {k}, but {len(points)} points have 1 to {len(points) - 1} others")
    if (points.geometry.isna() | points.geometry.is_empty).any():
        raise InputError("points: some have no coordinates; leave them out or find them")
    metric = points.geometry.to_crs(points.estimate_utm_crs())
    xy = np.column_stack([metric.x, metric.y])
    _, near = KDTree(xy).query(xy, k=k + 1)
    own = near == np.arange(len(points))[:, None]
    own[~own.any(axis=1), -1] = True  # more than k points on one spot: drop the last instead
    head = near[~own]
    return _standardised(
        points.index, np.repeat(np.arange(len(points)), k), head, np.ones(head.size)
    )


def _standardised(
    ids: pd.Index, tail: np.ndarray, head: np.ndarray, weight: np.ndarray
) -> Neighbours:
    sums = np.bincount(tail, weight, minlength=len(ids))
    matrix = coo_array((weight / sums[tail], (tail, head)), shape=(len(ids), len(ids))).tocsr()
    matrix.sort_indices()
    return Neighbours(ids, matrix)
