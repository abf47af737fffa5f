"""Where one might build: villages, or corners of streets, not too near to each other."""

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.measure.degrees import to_degrees
from gongfu.model.network import Network


def at_communities(communities: pd.DataFrame) -> pd.DataFrame:
    """A candidate in each community, index as it is: `lon`, `lat`."""
    return communities[["lon", "lat"]].copy()


def at_corners(network: Network, communities: pd.DataFrame, *, around_m: float) -> pd.DataFrame:
    """A candidate at each corner of streets in the squares of `around_m` metres around communities.

    Index "node-<position>"; `lon`, `lat`.
    """
    if not around_m > 0:
        raise InputError(f"around_m must be more than 0; it is {around_m!r}")
    x, y = network.project(communities["lon"], communities["lat"])
    homes = np.unique(np.floor(np.column_stack([x, y]) / around_m).astype(np.int64), axis=0)
    near = {(column + a, row + b) for column, row in homes for a in (-1, 0, 1) for b in (-1, 0, 1)}
    squares = np.floor(np.column_stack([network.x, network.y]) / around_m).astype(np.int64)
    kept = np.flatnonzero([tuple(square) in near for square in squares.tolist()])
    degrees = to_degrees(network, np.column_stack([network.x[kept], network.y[kept]]))
    return pd.DataFrame(
        {"lon": degrees[:, 0], "lat": degrees[:, 1]},
        index=pd.Index([f"node-{at}" for at in kept], dtype=object),
    )


def thinned(points: pd.DataFrame, network: Network, *, spacing_m: float) -> pd.DataFrame:
    """The first point in each square of a grid: fewer candidates, spread out.

    Parameters
    ----------
    points
        `lon`, `lat` in degrees.
    network
        In whose metres the grid lies.
    spacing_m
        Side of a square, > 0.

    Returns
    -------
    DataFrame
        Some of the rows, in their order.
    """
    if not spacing_m > 0:
        raise InputError(f"spacing_m must be more than 0; it is {spacing_m!r}")
    x, y = network.project(points["lon"], points["lat"])
    square = pd.DataFrame({"column": np.floor(x / spacing_m), "row": np.floor(y / spacing_m)})
    return points[~square.duplicated().to_numpy()].copy()
