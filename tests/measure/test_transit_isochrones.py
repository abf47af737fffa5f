"""Isochrones by public transport: by hand, against times to every node, and walks one by one."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
import shapely

from gongfu.measure.isochrones import _polygons, isochrones
from gongfu.measure.streets import prepare_streets
from gongfu.measure.transit import prepare_transit
from gongfu.measure.transit_times import transit_times
from gongfu.model.network import Network
from gongfu.model.timetable import Timetable
from tests import worlds

EIGHT = 28_800
CELL_M = 10.0


def metres(shapes, network):
    """The shapes in the network's own system."""
    return shapely.transform(np.asarray(shapes), lambda xy: np.column_stack(network.project(*xy.T)))


def timetable(trips, at):
    """Trips as lists of (stop, seconds after eight); stops at these places in metres."""
    stops = worlds.points(at, [f"s{i}" for i in range(len(at))])
    stops = stops.assign(name=stops.index, feed="made")
    routes = pd.DataFrame(
        {"name": ["7"], "long_name": ["Seven"], "kind": ["bus"], "feed": ["made"]}, index=["r"]
    )
    table = pd.DataFrame(
        {"route": 0, "headsign": "East", "day": 0}, index=[f"t{i}" for i in range(len(trips))]
    )
    times = [EIGHT + time for trip in trips for _, time in trip]
    start = np.cumsum([0] + [len(trip) for trip in trips])
    stop = [stop for trip in trips for stop, _ in trip]
    return Timetable.from_arrays(
        dt.date(2026, 11, 2), stops, routes, table, start, stop, times, times
    )


def both_ways(x, y, pairs):
    """Streets that go both ways, walked at 1 m/s."""
    one, two = np.array(pairs).T
    tail, head = np.concatenate([one, two]), np.concatenate([two, one])
    length = np.hypot(np.subtract(*(np.take(x, v) for v in (tail, head))),
                      np.subtract(*(np.take(y, v) for v in (tail, head))))  # fmt: skip
    return Network.from_arrays(x, y, tail, head, length, crs=worlds.CRS)


def test_ground_around_the_stops_is_a_piece_for_each():
    # Buses leave s0 at 08:10, 08:20, … and are at s1 240 s, at s2 480 s later; who leaves home, at
    # s0, from 08:00 to 08:09 needs a median of 540 s to s1 and 780 s to s2.  Of 900 s are left
    # 900 to walk from home, 360 from s1, 120 from s2; of 1,200 s 1,200, 660, of
    # which walks from stops are 450 at most, and 420.
    street = both_ways(np.arange(11) * 1000.0, np.zeros(11), [(i, i + 1) for i in range(10)])
    trips = [[(0, 600 * i), (1, 600 * i + 240), (2, 600 * i + 480)] for i in range(1, 12)]
    # s1 stands in the middle of a segment, so that neither end is within the limit.
    day = timetable(trips, [(1000.0, 0.0), (5500.0, 0.0), (9000.0, 0.0)])
    transit = prepare_transit(street, day, depart_s=EIGHT, window_s=600.0, max_walk_s=450.0)
    home = worlds.points([(1000.0, 0.0)], ["home"])

    got = isochrones(home, transit, mode="transit", limits_s=(1200.0, 900.0), cell_m=CELL_M)

    spans = {
        1200.0: [(0, 2200), (5050, 5950), (8580, 9420)],
        900.0: [(100, 1900), (5140, 5860), (8880, 9120)],
    }
    for row, shape in zip(got.itertuples(), metres(got.geometry, street), strict=True):
        assert (shape.geom_type, len(shape.geoms), shape.is_valid) == ("MultiPolygon", 3, True)
        assert row.area_km2 * 1e6 == pytest.approx(shape.area, rel=1e-3)
        pieces = sorted(shape.geoms, key=lambda piece: piece.bounds)
        for (west, east), piece in zip(spans[row.limit_s], pieces, strict=True):
            assert np.array(piece.bounds)[[0, 2]] == pytest.approx([west - 20, east + 20], abs=15)


def grid_world(seed):
    """A town of streets with a few one-way, and buses that run to and fro at random."""
    rng = np.random.default_rng(seed)
    n = 9
    x, y = (v.ravel() * 200.0 for v in np.meshgrid(np.arange(n), np.arange(n)))
    x, y = x + rng.uniform(-40, 40, n * n), y + rng.uniform(-40, 40, n * n)
    node = np.arange(n * n).reshape(n, n)
    tail = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
    head = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
    back = rng.random(tail.size) < 0.8
    tail, head = np.concatenate([tail, head[back]]), np.concatenate([head, tail[back]])
    time_s = np.hypot(x[tail] - x[head], y[tail] - y[head])
    network = Network.from_arrays(x, y, tail, head, time_s, crs=worlds.CRS)
    at = rng.uniform(0, 1600, (16, 2))
    trips = []
    for _ in range(400):
        order, begun = rng.permutation(16)[:4], rng.integers(0, 1500)
        times = begun + np.cumsum(rng.integers(20, 90, 4))
        trips.append([(int(stop), int(time)) for stop, time in zip(order, times, strict=True)])
    # People start near stops, or else few would ride.
    return (
        network,
        timetable(trips, at),
        worlds.points(at[:3] + rng.uniform(-80, 80, (3, 2)), "abc"),
    )


@pytest.mark.parametrize("seed", range(4))
def test_a_node_is_inside_as_its_time_says(seed):
    network, day, points = grid_world(seed)
    streets = prepare_streets(network, island_m=0.0)
    knobs = {"depart_s": EIGHT, "window_s": 600.0, "percentile": [50, 0, 80, 100][seed]}
    walk_s = [250.0, 300.0, 500.0, 350.0][seed]
    transit = prepare_transit(streets, day, max_walk_s=walk_s, **knobs)
    limits_s = (400.0, 900.0, 600.0)
    nodes = worlds.facilities(
        np.column_stack([network.x, network.y]), range(network.n_nodes), ["node"] * network.n_nodes
    )
    times = transit_times(points, nodes, transit, percentiles=(knobs["percentile"],), limit_s=900.0)
    time_s = times.set_index(["community_id", "facility_id"]).iloc[:, 1]

    got = isochrones(points, transit, mode="transit", limits_s=limits_s, cell_m=8.0, threads=1)
    on_foot = isochrones(points, streets, limits_s=limits_s, cell_m=8.0)

    assert got.geometry.is_valid.all()
    assert got.equals(isochrones(points, transit, mode="transit", limits_s=limits_s, cell_m=8.0))
    n_gained = 0
    for row, shape, foot in zip(
        got.itertuples(),
        metres(got.geometry, network),
        metres(on_foot.geometry, network),
        strict=True,
    ):
        reached = np.zeros(network.n_nodes, bool)
        mine = time_s[row.id]
        reached[mine.index[mine <= row.limit_s].astype(int)] = True
        spots = shapely.points(network.x, network.y)
        assert shapely.contains(shape, spots[reached]).all()
        n_gained += (reached & ~shapely.contains(foot, spots)).sum()
        # A node that is not reached may lie inside only if some street leads near to it, so that
        # the part of each street that its own ends give is all there is.
        assert not shapely.contains(shape, spots[far_from_all(transit, mine, row.limit_s)]).any()
        assert foot.difference(shape.buffer(0.45 * 8.0)).area < 1.0
    assert n_gained > 5


def far_from_all(transit, time_s, limit_s):
    """Nodes that no street from a reached node, and no stop beside them, comes near to."""
    network, beside = transit.network, transit.stops.segment
    span = np.full(network.n_nodes, np.inf)
    span[time_s.index.astype(int)] = time_s
    time = network.time_s["walk"]
    comes = span[network.tail] + time - limit_s < 4 * 8.0
    near = np.zeros(network.n_nodes, bool)
    near[network.head[comes]] = True
    near[transit.first[beside]] = near[transit.second[beside]] = True
    return (span > limit_s) & ~near


def test_a_piece_in_the_hole_of_another_keeps_its_own_hole():
    def ring(half, turn):
        corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)], float) * half
        return corners[::turn]

    rings = [ring(10, 1), ring(8, -1), ring(5, 1), ring(2, -1)]
    order = [0, 2, 1, 3]  # both outer rings first
    spot = np.concatenate([rings[i] for i in order])
    area = np.array([400.0, 100.0, -256.0, -16.0])

    shape = _polygons(spot, spot, np.full(4, 5), np.zeros(4, np.int64), area)[0]

    assert shape.is_valid
    assert shape.area == 400 - 256 + 100 - 16
    assert sorted(part.area for part in shape.geoms) == [84.0, 144.0]
