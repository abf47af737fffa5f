"""Isochrones: what is reached lies inside, what is not lies outside, more time gives more."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from gongfu.errors import InputError
from gongfu.io.osm import read_osm
from gongfu.kernels import sweeps
from gongfu.measure.isochrones import isochrones
from gongfu.measure.streets import find_doors, prepare_streets
from gongfu.model.network import Network
from tests import worlds

LIMITS_S = (300.0, 100.0, 200.0)


def metres(shapes, network):
    """The shapes in the network's own system."""
    return shapely.transform(np.asarray(shapes), lambda xy: np.column_stack(network.project(*xy.T)))


def test_one_street_gives_a_band_of_known_area():
    # From node 1 the street to 0 is walked for 300 of its 400 m, the one-way side to 2 likewise.
    network = worlds.five_nodes()
    point = worlds.points([(400.0, 0.0)], ["p"])

    row = isochrones(point, network, limits_s=(300.0,), cell_m=10.0).iloc[0]

    one = shapely.LineString([(400, 0), (100, 0)])
    two = shapely.LineString([(400, 0), (400 - 0.8 * 300, 0.6 * 300)])
    streets = shapely.union(one, two)
    truth = streets.buffer(20.0)
    mine = metres([row.geometry], network)[0]
    assert (row["id"], row["limit_s"], row["leaves_data"]) == ("p", 300.0, False)
    assert row["area_km2"] * 1e6 == pytest.approx(mine.area, rel=1e-3)
    assert mine.symmetric_difference(truth).area < 0.03 * truth.area
    away = shapely.distance(streets, shapely.points(shapely.get_coordinates(mine)))
    assert np.abs(away - 20.0).max() < 16.2
    assert np.median(np.abs(away - 20.0)) < 1.0


def test_to_a_point_streets_are_followed_against_their_direction():
    network = worlds.five_nodes()
    point = worlds.points([(0.0, 300.0)], ["p"])  # node 2, where the one-way side ends

    out, back = (
        metres(isochrones(point, network, limits_s=(250.0,), direction=way, cell_m=10.0).geometry,
               network)[0]
        for way in ("from", "to")
    )  # fmt: skip

    on_one_way = shapely.Point(0.8 * 100, 300 - 0.6 * 100)
    assert back.contains(on_one_way)
    assert not out.contains(on_one_way)


def test_a_block_around_which_one_walks_is_a_hole():
    x, y = [0.0, 400.0, 400.0, 0.0], [0.0, 0.0, 400.0, 400.0]
    tail, head = [0, 1, 1, 2, 2, 3, 3, 0], [1, 0, 2, 1, 3, 2, 0, 3]
    network = Network.from_arrays(x, y, tail, head, [400.0] * 8, crs=worlds.CRS)

    shape = isochrones(worlds.points([(0.0, 0.0)], ["p"]), network, cell_m=20.0).geometry[0]

    assert len(shape.interiors) == 1
    hole = metres([shapely.Polygon(shape.interiors[0])], network)[0]
    assert hole.area == pytest.approx(320.0**2, rel=0.02)


def test_rows_come_in_the_callers_order_and_a_point_off_the_network_has_no_shape():
    network = worlds.five_nodes(exit=[False, False, True, False, False])
    points = worlds.points([(400.0, 0.0), (-9000.0, 0.0), (0.0, 0.0)], ["z", "off", "a"])

    got = isochrones(points, network, limits_s=(300.0, 100.0))

    assert got["id"].tolist() == ["z", "z", "off", "off", "a", "a"]
    assert got["limit_s"].tolist() == [300.0, 100.0] * 3
    assert got.geometry.isna().tolist() == [False, False, True, True, False, False]
    assert got["area_km2"].tolist()[2:4] == [0.0, 0.0]
    assert got["leaves_data"].tolist() == [False, False, False, False, True, False]
    assert isochrones(points.iloc[:0], network).empty


@settings(max_examples=15)
@given(seed=st.integers(0, 2**32 - 1))
def test_inside_is_what_is_reached(seed):
    rng = np.random.default_rng(seed)
    n = 60
    x, y = rng.uniform(0, 900, (2, n))
    tail = np.concatenate([np.arange(n - 1), rng.integers(0, n, 60)])
    head = np.concatenate([np.arange(1, n), rng.integers(0, n, 60)])
    time_s = np.hypot(x[tail] - x[head], y[tail] - y[head]) * rng.uniform(0.3, 1.5, tail.size)
    network = Network.from_arrays(x, y, tail, head, time_s, crs=worlds.CRS)
    points = worlds.points(rng.uniform(0, 900, (3, 2)), "abc")
    cell_m = rng.choice([8.0, 25.0, 70.0])
    check(points, prepare_streets(network, island_m=0.0), cell_m, rng.choice(["from", "to"]))


def test_the_streets_of_helsinki(helsinki_pbf):
    city = read_osm(helsinki_pbf)
    streets = prepare_streets(city.network)
    points = city.facilities.sample(3, random_state=1)
    check(points, streets, 12.0, "from")


def check(points, streets, cell_m, direction):
    """Each property that is promised, against a search of scipy-like plainness on the nodes."""
    network = streets.network
    got = isochrones(points, streets, limits_s=LIMITS_S, cell_m=cell_m, direction=direction)
    assert got.geometry.is_valid.all()
    shapes = metres(got.geometry, network).reshape(-1, 3)
    area = got["area_km2"].to_numpy().reshape(-1, 3)
    for one, two in ((1, 2), (2, 0)):  # by the limit
        moved_km2 = 0.4 * cell_m * shapely.length(shapes[:, two]) / 1e6  # by simplifying both
        assert (area[:, one] <= area[:, two] + moved_km2).all()
        around = shapely.buffer(shapes[:, two], 0.45 * cell_m)
        assert shapely.covers(around, shapes[:, one]).all()
    nodes = shapely.points(network.x, network.y)
    for i, spans in enumerate(times_from(points, streets, direction)):
        for k, limit_s in enumerate(LIMITS_S):
            reached = spans <= limit_s * 10
            shape = shapes[i, k]
            shapely.prepare(shape)
            assert shapely.contains(shape, nodes[reached]).all()
            depth = shapely.distance(shapely.boundary(shape), nodes[reached])
            assert (depth > 0.58 * cell_m).all()
            lines = truth(points.iloc[[i]], streets, spans, limit_s * 10, direction)
            assert shapely.contains(shape, lines).all()
            tree = shapely.STRtree(lines)
            edge = shapely.points(shapely.get_coordinates(shapely.segmentize(shape, cell_m / 2)))
            _, away = tree.query_nearest(edge, return_distance=True, all_matches=False)
            assert (np.abs(away - 2.0 * cell_m) < 1.42 * cell_m).all()
            far = tree.query_nearest(nodes, return_distance=True, all_matches=False)[1]
            assert not shapely.contains(shape, nodes[far > 3.42 * cell_m]).any()
            corners_lie_where_they_belong(shape, tree, cell_m)


def corners_lie_where_they_belong(shape, tree, cell_m):
    """Inside are the corners of the raster within two cells, but for holes that were left out."""
    low, high = np.array(shape.bounds).reshape(2, 2) // cell_m + [[-2], [3]]
    across, up = np.meshgrid(*(np.arange(a, b) for a, b in zip(low, high, strict=True)))
    corners = shapely.points(across * cell_m, up * cell_m)
    _, away = tree.query_nearest(corners.ravel(), return_distance=True, all_matches=False)
    away = away.reshape(corners.shape) / cell_m
    mine, truth = shapely.contains(shape, corners), away <= 2.0
    clear = np.abs(away - 2.0) > 1e-4
    assert not (truth & ~mine & clear).any()
    parts, _ = ndimage.label(~truth, np.ones((3, 3)))  # corners opposite in a cell are joined
    assert not np.isin(parts[mine & ~truth & clear], parts[0, 0]).any()


def times_from(points, streets, direction):
    """Tenths of a second between each point's door and all nodes, by the public sweep."""
    net = streets.network.subnetwork(streets.mode)
    time_ds = np.rint(net.time_s[streets.mode] * 10).astype(np.int64)
    ends = (net.tail, net.head) if direction == "from" else (net.head, net.tail)
    packed = sweeps.pack(*sweeps.rows(net.n_nodes, *ends, time_ds), net.x, net.y)
    for i in range(len(points)):
        seeds, offset = door_ends(points.iloc[[i]], streets, direction)
        yield sweeps.nearest(packed, np.array(seeds, int), 10**6, np.array(offset, int))[0]


def door_ends(point, streets, direction):
    """The ends of the point's segment that are open, and the time between them and the point."""
    door = find_doors(point, streets, "points")
    s, f, access = door.segment[0], door.fraction[0], door.access_ds[0]
    forth, back = (int(v[s]) for v in (streets.forth_ds, streets.back_ds))
    forth_at, back_at = door.forth_at[0], door.back_at[0]
    one, two = (back_at, forth - forth_at) if direction == "from" else (forth_at, back - back_at)
    may_one, may_two = (back, forth) if direction == "from" else (forth, back)
    never = sweeps.UNREACHED
    found = []
    if may_one < never or f == 0:
        found.append((streets.first[s], access + (0 if f == 0 else one)))
    if may_two < never or f == 1:
        found.append((streets.second[s], access + (0 if f == 1 else two)))
    return [node for node, _ in found], [time for _, time in found]


def truth(point, streets, spans, limit, direction):
    """The reached streets as lines: whole and partial arcs, and the way from the point."""
    net = streets.network.subnetwork(streets.mode)
    time_ds = np.rint(net.time_s[streets.mode] * 10)
    tail, head = (net.tail, net.head) if direction == "from" else (net.head, net.tail)
    rest = limit - spans[tail].astype(float)
    on = rest >= 0
    f = np.clip(rest[on] / np.maximum(time_ds[on], 1e-9), 0, 1)[:, None]
    a, b = (np.column_stack([net.x[end[on]], net.y[end[on]]]) for end in (tail, head))
    lines = list(shapely.linestrings(np.stack([a, a + f * (b - a)], axis=1)))
    door = find_doors(point, streets, "points")
    s, grid, access = door.segment[0], streets.grid, door.access_ds[0]
    ends = grid.ends[s].reshape(2, 2)
    spot = ends[0] + door.fraction[0] * (ends[1] - ends[0])
    start = np.column_stack(net.project(point["lon"], point["lat"]))[0]
    share = min(limit / access, 1.0) if access else 1.0
    lines.append(shapely.LineString([start, start + share * (spot - start)]))
    for node, time in zip(*door_ends(point, streets, direction), strict=True):
        if limit >= access:
            end = np.array([net.x[node], net.y[node]])
            share = min((limit - access) / (time - access), 1.0) if time > access else 1.0
            lines.append(shapely.LineString([spot, spot + share * (end - spot)]))
    return np.array(lines)


@pytest.mark.parametrize(
    ("knobs", "remedy"),
    [
        ({"limits_s": ()}, "some limits_s, each once"),
        ({"limits_s": (300.0, 300.0)}, "each once"),
        ({"limits_s": (0.0,)}, "must be seconds > 0"),
        ({"cell_m": 0.0}, "need cell_m > 0"),
        ({"cell_m": 0.01}, "choose a cell_m larger than 0.01"),
        ({"threads": 0}, "threads >= 1"),
        ({"direction": "out"}, "must be 'from' or 'to'"),
    ],
)
def test_knobs_out_of_range_say_what_is_needed(knobs, remedy):
    with pytest.raises(InputError, match=remedy):
        isochrones(worlds.points([(0.0, 0.0)], ["p"]), worlds.five_nodes(), **knobs)
