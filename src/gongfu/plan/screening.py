"""Which candidates are out before any is chosen, and for what reason."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gongfu.errors import InputError
from gongfu.measure.streets import Streets, find_doors
from gongfu.model.network import Network
from gongfu.model.schema import LAT, LON, check_frame
from gongfu.plan.candidates import EXACT_M

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Screened:
    """Candidates that stay, and those that do not.

    kept: rows in their order; reason: of each that is out, by its id, the first reason it fails;
    counts: how many are out for each reason asked about, 0 among them; n: how many there were.
    """

    kept: pd.DataFrame
    reason: pd.Series
    counts: Mapping[str, int]
    n: int


def screened(candidates: pd.DataFrame, faults: Mapping[str, Mask]) -> Screened:
    """The candidates without those that have a fault, each counted once, under its first.

    Parameters
    ----------
    candidates
        Index of their ids.
    faults
        Reason -> (n,) True where a candidate is out for it; asked in this order.

    Returns
    -------
    Screened
        `kept` and the rows of `reason` together are all candidates.
    """
    for reason, fault in faults.items():
        if fault.dtype != bool or fault.shape != (len(candidates),):
            raise InputError(
                f"faults[{reason!r}] must be a mask of {len(candidates)} candidates; it is "
                f"{fault.shape} of {fault.dtype}"
            )
    first = np.full(len(candidates), -1)
    for at, fault in reversed(list(enumerate(faults.values()))):
        first[fault] = at

    out = first >= 0
    names = np.array([*faults, ""], object)[first]
    return Screened(
        candidates[~out].copy(),
        pd.Series(names[out], candidates.index[out], name="reason", dtype=object),
        {reason: int((first == at).sum()) for at, reason in enumerate(faults)},
        len(candidates),
    )


def in_areas(points: pd.DataFrame, areas: NDArray[np.object_]) -> Mask:
    """Which points lie in or on the edge of some area: water, nature reserves, arable land.

    Parameters
    ----------
    points
        `lon`, `lat` in degrees.
    areas
        (k,) polygons in WGS84 degrees.

    Returns
    -------
    array
        (n,) bool.
    """
    check_frame(points, (LON, LAT), "points")
    inside = np.zeros(len(points), bool)
    shapes = shapely.points(points["lon"].to_numpy(float), points["lat"].to_numpy(float))
    tree = shapely.STRtree(np.asarray(areas, object))
    at, _ = tree.query(shapes, predicate="intersects")
    inside[at] = True
    return inside


def far_from_street(points: pd.DataFrame, streets: Streets, *, within_m: float | None) -> Mask:
    """Which points no street is near, in a straight line: with None, those off the network.

    Parameters
    ----------
    points
        `lon`, `lat` in degrees.
    streets
        Of the mode of travel; streets on islands, and those without doors, do not count.
    within_m
        Metres, > 0; beyond `streets.off_m` a point is off the network whatever this says.

    Returns
    -------
    array
        (n,) bool.
    """
    if within_m is not None and not within_m > 0:
        raise InputError(f"within_m must be more than 0; it is {within_m!r}")
    far: Mask = find_doors(points, streets, "candidates").distance_m > (
        streets.off_m if within_m is None else within_m
    )
    return far


def near_to(
    points: pd.DataFrame, others: pd.DataFrame, network: Network, *, clear_m: float
) -> Mask:
    """Which points have one of the others nearer than so many metres, in a straight line.

    Parameters
    ----------
    points, others
        `lon`, `lat` in degrees; without others, no point has one.
    network
        In whose metres distances are measured.
    clear_m
        Metres, > 0; one exactly so far away is far enough.

    Returns
    -------
    array
        (n,) bool.
    """
    for frame, name in ((points, "points"), (others, "others")):
        check_frame(frame, (LON, LAT), name)
    if not clear_m > 0:
        raise InputError(f"clear_m must be more than 0; it is {clear_m!r}")
    if points.empty or others.empty:
        return np.zeros(len(points), bool)
    here, there = (
        np.column_stack(network.project(frame["lon"], frame["lat"])) for frame in (points, others)
    )
    distance_m, _ = cKDTree(there).query(here)
    near: Mask = distance_m < clear_m - EXACT_M
    return near
