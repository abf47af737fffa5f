"""A small made-up city as an OpenStreetMap file: a grid of streets, homes, a school, a clinic.

Streets every 200 m from 0 to 2,000 m; homes along the west, the school in the middle, the clinic
at the south-west corner.  The box of the data is wide around it.
"""

from pathlib import Path

import numpy as np
import rasterio
from rasterio.transform import Affine

from tests.io.osm_world import LAT, LON, write_osm

STEP_M = 200.0
N_SIDE = 11
HOMES = 6


def write_city(path: Path, *, box_margin_m: float = 5_000.0) -> Path:
    """Write the city; with a wide box no circle leaves the data."""
    nodes = {
        1 + row * N_SIDE + column: (column * STEP_M, row * STEP_M)
        for row in range(N_SIDE)
        for column in range(N_SIDE)
    }
    street = {"highway": "residential"}
    rows = [[1 + row * N_SIDE + column for column in range(N_SIDE)] for row in range(N_SIDE)]
    lines = rows + [list(column) for column in zip(*rows, strict=True)]
    ways = [(at, line, street) for at, line in enumerate(lines, 1)]
    for home in range(HOMES):
        south = 20.0 + home * STEP_M
        corners = [(20.0, south), (40.0, south), (40.0, south + 20), (20.0, south + 20)]
        ids = [1000 + 4 * home + corner for corner in range(4)]
        nodes |= dict(zip(ids, corners, strict=True))
        ways.append((100 + home, [*ids, ids[0]], {"building": "apartments"}))
    nodes |= {5000: (1000.0, 1010.0), 5001: (10.0, 10.0)}
    tags = {5000: {"amenity": "school"}, 5001: {"amenity": "clinic"}}
    side = (N_SIDE - 1) * STEP_M
    box = (-box_margin_m, -box_margin_m, side + box_margin_m, side + box_margin_m)
    return write_osm(path, nodes, ways, node_tags=tags, box=box)


def write_hill(path: Path, *, rise: float = 0.1) -> Path:
    """Elevations of the city: the ground rises towards the east, `rise` metres a metre."""
    cell_deg, n = 0.0003, 200
    east_m = (np.arange(n) + 0.5 - n / 4) * cell_deg * 111_320 * np.cos(np.radians(LAT))
    cells = np.broadcast_to(500 + rise * east_m, (1, n, n)).astype("float32")
    west, north = LON - n / 4 * cell_deg, LAT + 3 * n / 4 * cell_deg
    with rasterio.open(
        path, "w", driver="GTiff", width=n, height=n, count=1, dtype="float32", crs="EPSG:4326",
        transform=Affine(cell_deg, 0, west, 0, -cell_deg, north),
    ) as target:  # fmt: skip
        target.write(cells)
    return path
