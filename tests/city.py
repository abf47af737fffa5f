"""A small made-up city as an OpenStreetMap file: a grid of streets, homes, a school, a clinic.

Streets every 200 m from 0 to 2,000 m; homes along the west, the school in the middle, the clinic
at the south-west corner.  The box of the data is wide around it.
"""

from pathlib import Path

from tests.io.osm_world import write_osm

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
