"""Where one may stand: the land of a zone and of its neighbours, in metres."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from gongfu.errors import InputError

WGS84: Final = "EPSG:4326"
RIM_M: Final = 2_000.0  # streets go on this far beyond the land border
MARGIN_M: Final = 1_500.0  # and are drawn this much farther, so that the rim cuts them
ZONE_DEGREES: Final = 3
SEGMENT_DEGREES: Final = 0.005  # straight in degrees is not straight in metres: 3 mm off at most
SLIT_M: Final = 2.0
CELL_M: Final = 250.0  # of the picture that tells quickly which points are far from any shore


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The land of a zone in a plane of metres, and its neighbours' land along the border.

    `counties` maps code to polygon; `own` is their union, `land` adds the neighbours within the
    rim and its margin, `shore` is the edge of `land`.  `inland` (rows, columns) is True where a
    cell of CELL_M and all around it are land; `near_shore` where the shore may pass.
    """

    crs: str
    counties: Mapping[str, BaseGeometry]
    own: BaseGeometry
    land: BaseGeometry
    rim: BaseGeometry
    shore: BaseGeometry
    corner: tuple[float, float]
    inland: NDArray[np.bool_]
    near_shore: NDArray[np.bool_]

    def cells(
        self, x: NDArray[np.float64], y: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Row and column of the cell that holds each point; points outside go to the edge."""
        rows, columns = self.inland.shape
        row = np.floor((y - self.corner[1]) / CELL_M).astype(np.int64)
        column = np.floor((x - self.corner[0]) / CELL_M).astype(np.int64)
        return row.clip(0, rows - 1), column.clip(0, columns - 1)

    def is_land(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Whether each point lies on land, the zone's or a neighbour's."""
        at = self.cells(x, y)
        dry = self.inland[at]
        unsure = np.flatnonzero(self.near_shore[at])
        dry[unsure] = shapely.contains_xy(self.land, x[unsure], y[unsure])
        return dry

    def crosses_water(
        self,
        x: NDArray[np.float64],
        y: NDArray[np.float64],
        tail: NDArray[np.int64],
        head: NDArray[np.int64],
    ) -> NDArray[np.bool_]:
        """Whether the straight line between two points on land leaves the land.

        Only lines near the shore are drawn and tried: a line no longer than two cells stays
        within half a cell of its ends and its middle, and `near_shore` reaches one cell out.
        """
        middle_x, middle_y = (x[tail] + x[head]) / 2, (y[tail] + y[head]) / 2
        doubtful = np.hypot(x[head] - x[tail], y[head] - y[tail]) > 2 * CELL_M
        for at_x, at_y in ((x[tail], y[tail]), (middle_x, middle_y), (x[head], y[head])):
            doubtful |= self.near_shore[self.cells(at_x, at_y)]
        at = np.flatnonzero(doubtful)
        ends = np.stack(
            [np.stack([x[tail[at]], y[tail[at]]], 1), np.stack([x[head[at]], y[head[at]]], 1)], 1
        )
        wet = np.zeros(tail.size, bool)
        wet[at] = shapely.intersects(self.shore, shapely.linestrings(ends))
        return wet

    def to_degrees(
        self, x: NDArray[np.float64], y: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Longitude and latitude (WGS84) of points in metres."""
        lon, lat = Transformer.from_crs(self.crs, WGS84, always_xy=True).transform(x, y)
        return np.asarray(lon), np.asarray(lat)

    def to_metres(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Metres of points in longitude and latitude (WGS84)."""
        x, y = Transformer.from_crs(WGS84, self.crs, always_xy=True).transform(lon, lat)
        return np.asarray(x), np.asarray(y)


def survey(boundaries: gpd.GeoDataFrame, neighbours: BaseGeometry | None = None) -> Ground:
    """The ground of a zone from its counties' polygons and those of the neighbouring land.

    Parameters
    ----------
    boundaries
        Index: code of each county; polygons in WGS84, sharing their borders.
    neighbours
        The land beyond the border (WGS84); None where there is none.  What is in neither is
        water.

    Returns
    -------
    Ground
        In the transverse Mercator plane of the nearest meridian that three divides, so that one
        county more or less leaves it as it is; lengths are true to 0.1 % within 280 km of it.
    """
    if boundaries.empty:
        raise InputError("boundaries: no county has a polygon; give one row per county")
    west, _, east, _ = boundaries.total_bounds
    meridian = ZONE_DEGREES * round((west + east) / 2 / ZONE_DEGREES)
    crs = f"+proj=tmerc +lat_0=0 +lon_0={meridian} +x_0=500000 +datum=WGS84 +units=m +no_defs"
    plane = boundaries.geometry.segmentize(SEGMENT_DEGREES).to_crs(crs)
    own = _without_slits(shapely.union_all(plane.array))
    rim = own.buffer(RIM_M)
    land = own
    if neighbours is not None and not neighbours.is_empty:
        around = gpd.GeoSeries([neighbours], crs=WGS84).segmentize(SEGMENT_DEGREES).to_crs(crs)
        wide = shapely.intersection(around.iloc[0], own.buffer(RIM_M + MARGIN_M))
        land = _without_slits(shapely.union_all([own, wide]))
    for shape in (own, rim, land, *plane.array):
        shapely.prepare(shape)
    shore = land.boundary
    shapely.prepare(shore)
    corner, inland, near_shore = _picture(land, shore)
    counties = dict(zip(map(str, plane.index), plane.array, strict=True))
    return Ground(crs, counties, own, land, rim, shore, corner, inland, near_shore)


def _without_slits(shape: BaseGeometry) -> BaseGeometry:
    """Closed where outlines that were rounded differently leave hair-thin gaps at a border."""
    return shape.buffer(SLIT_M, join_style="mitre").buffer(-SLIT_M, join_style="mitre")


def scatter(
    shape: BaseGeometry, n_points: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """`n_points` points spread evenly and at random inside a polygon."""
    west, south, east, north = shape.bounds
    found_x, found_y, n_found = [], [], 0
    fill = max(shape.area / max((east - west) * (north - south), 1.0), 1e-4)
    while n_found < n_points:
        tries = int((n_points - n_found) / fill * 1.2) + 16
        x, y = rng.uniform(west, east, tries), rng.uniform(south, north, tries)
        inside = shapely.contains_xy(shape, x, y)
        found_x.append(x[inside])
        found_y.append(y[inside])
        n_found += int(inside.sum())
    return np.concatenate(found_x)[:n_points], np.concatenate(found_y)[:n_points]


def _picture(
    land: BaseGeometry, shore: BaseGeometry
) -> tuple[tuple[float, float], NDArray[np.bool_], NDArray[np.bool_]]:
    west, south, east, north = land.bounds
    corner = (west - 2 * CELL_M, south - 2 * CELL_M)
    columns = int((east - corner[0]) / CELL_M) + 3
    rows = int((north - corner[1]) / CELL_M) + 3
    trail = shapely.get_coordinates(shapely.segmentize(shore, CELL_M / 4))
    touched = np.zeros((rows, columns), bool)
    touched[
        ((trail[:, 1] - corner[1]) // CELL_M).astype(int),
        ((trail[:, 0] - corner[0]) // CELL_M).astype(int),
    ] = True
    near = touched.copy()
    for shift in (-1, 1):
        near |= np.roll(touched, shift, 0)
    wide = near.copy()
    for shift in (-1, 1):
        wide |= np.roll(near, shift, 1)
    row, column = np.nonzero(~wide)
    inland = np.zeros((rows, columns), bool)
    inland[row, column] = shapely.contains_xy(
        land, corner[0] + (column + 0.5) * CELL_M, corner[1] + (row + 0.5) * CELL_M
    )
    return corner, inland, wide
