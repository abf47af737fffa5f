"""Presence by place: which townships, say, have at least one public charging station."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.model.network import WGS84
from gongfu.model.place import ancestors
from gongfu.model.points import degrees
from gongfu.model.schema import Column, check_frame

__all__ = ("PRESENCE_STATES", "Presence", "presence_by_place")

PRESENCE_STATES: Final = ("present", "absent", "cannot_be_judged")


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """Which places of a level have a kind of facility.

    by_place: index `code` in the order of the places; `name`, `kind`, `n_facilities`, `state`:
    "present", "absent" or "cannot_be_judged" (no boundary is known); share: present over judged,
    NaN if none was; n_facilities: all of the kind; n_unplaced: those that lie in no place of the
    level: an absent place may be where they belong.
    """

    by_place: pd.DataFrame
    share: float
    n_present: int
    n_judged: int
    n_facilities: int
    n_unplaced: int


def presence_by_place(
    facilities: pd.DataFrame,
    places: pd.DataFrame,
    boundaries: gpd.GeoDataFrame | None = None,
    *,
    kind: str,
    level: str,
) -> Presence:
    """Which places of a level have at least one facility of a kind.

    Parameters
    ----------
    facilities
        Index `facility_id`; column `kind`; with boundaries `lon`, `lat` or a geometry of points,
        without them `place`, the code of the smallest place each lies in ("" or missing if not
        known).
    places
        Index `code`; columns `name`, `level`, `parent`.
    boundaries
        Index `code`, polygons, in WGS84.  None: `facilities` say where they lie.
    kind
        Which kind is asked about.
    level
        "province", "prefecture", "county", "township" or "village".

    Returns
    -------
    Presence
        One row for every place of the level.

    Notes
    -----
    A facility on the line between two places belongs to the first of them.  Presence says
    nothing of distance: a large township has its station all the same, far from most of its
    villages; `time_to_nearest` by road stands beside it.
    """
    columns = () if boundaries is not None else (Column("place", missing=True),)
    check_frame(facilities, (Column("kind"), *columns), "facilities")
    check_frame(places, (Column("name"), Column("level"), Column("parent")), "places")
    codes = places.index[(places["level"] == level).to_numpy()]
    if codes.empty:
        known = ", ".join(dict.fromkeys(places["level"]))
        raise InputError(f"places: none is a {level!r}; they are {known or 'none at all'}")
    is_asked = (facilities["kind"] == kind).to_numpy()
    n_asked = int(is_asked.sum())

    if boundaries is None:
        at = _by_code(facilities[is_asked], places, level, codes)
        judged = np.ones(len(codes), bool)
    else:
        lon, lat = degrees(facilities, "facilities")
        at, judged = _by_boundary(lon[is_asked], lat[is_asked], boundaries, codes)

    n_of = np.bincount(at[at >= 0], minlength=len(codes))
    state = np.where(n_of > 0, 0, np.where(judged, 1, 2))
    n_judged = int((state < 2).sum())
    by_place = pd.DataFrame(
        {
            "name": places["name"].loc[codes].array,
            "kind": kind,
            "n_facilities": n_of,
            "state": pd.Categorical.from_codes(state, categories=list(PRESENCE_STATES)),
        },
        index=pd.Index(codes, name="code"),
    )
    n_present = int((n_of > 0).sum())
    return Presence(
        by_place,
        n_present / n_judged if n_judged else float("nan"),
        n_present,
        n_judged,
        n_asked,
        int((at < 0).sum()),
    )


def _by_code(
    facilities: pd.DataFrame, places: pd.DataFrame, level: str, codes: pd.Index
) -> NDArray[np.int64]:
    """Position in codes of the place that holds each facility, -1 if none does."""
    code = facilities["place"].to_numpy(object)
    given = (facilities["place"].notna() & (facilities["place"] != "")).to_numpy()
    place_at = places.index.get_indexer(pd.Index(code))
    lost = given & (place_at < 0)
    if lost.any():
        raise InputError(
            f"facilities: {lost.sum()} lie in places that are not in the table, such as "
            f"{code[lost][0]!r}; add them to places, correct the codes or leave them empty"
        )
    above = np.append(codes.get_indexer(pd.Index(ancestors(places)[level])), -1)
    return above[np.where(given, place_at, -1)]


def _by_boundary(
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    boundaries: gpd.GeoDataFrame,
    codes: pd.Index,
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The same by where the points lie, and which places have a boundary."""
    check_frame(boundaries, (), "boundaries")
    if boundaries.crs is None or boundaries.crs != WGS84:
        raise InputError(
            f"boundaries: they are in {boundaries.crs}; bring them to {WGS84} with to_crs"
        )
    row = boundaries.index.get_indexer(codes)
    shapes = boundaries.geometry.to_numpy()[row]
    judged = (row >= 0) & ~shapely.is_missing(shapes)
    points = shapely.points(lon, lat)
    point, found = shapely.STRtree(shapes[judged]).query(points, predicate="intersects")
    at = np.full(lon.size, len(codes))
    np.minimum.at(at, point, np.flatnonzero(judged)[found])
    return np.where(at < len(codes), at, -1), judged
