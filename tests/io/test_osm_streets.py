"""Streets from tiny files drawn on squared paper: arcs, lengths, cuts, barriers, exits."""

import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from pyproj import Geod

from gongfu.io.osm import read_osm
from gongfu.model.network import CARRIED, GROUND, RAISED, STEPS
from gongfu.units import m_per_s
from tests.io.osm_world import degrees, node_at, seconds, write_osm

WALK = m_per_s(4.8)
STREET = {"highway": "residential"}
BOX = (-500, -500, 1500, 500)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "town.osm"


def read_network(file, *args, **more):
    return read_osm(write_osm(file, *args, **({"box": BOX} | more))).network


def test_a_street_has_an_arc_each_way_and_its_length_on_the_ellipsoid(file):
    nodes = {1: (0, 0), 2: (100, 0), 3: (100, 240)}

    network = read_network(file, nodes, [(10, [1, 2, 3], STREET)])

    assert (network.n_nodes, network.n_arcs) == (3, 4)
    arc = np.flatnonzero(
        (network.tail == node_at(network, 100, 0)) & (network.head == node_at(network, 100, 240))
    )
    expected = Geod(ellps="WGS84").inv(*degrees(100, 0), *degrees(100, 240))[2]
    assert network.length_m[arc] == pytest.approx([expected], abs=1e-9)
    assert expected == pytest.approx(240, abs=0.02)
    assert seconds(network, "walk", (0, 0), (100, 0)) == pytest.approx(100 / WALK, rel=2e-4)
    straight = np.hypot(
        network.x[network.head] - network.x[network.tail],
        network.y[network.head] - network.y[network.tail],
    )
    assert straight == pytest.approx(network.length_m, rel=1e-5)


def test_one_way_streets_in_both_manners_of_tagging(file):
    nodes = {1: (0, 0), 2: (100, 0), 3: (200, 0)}
    ways = [(10, [1, 2], STREET | {"oneway": "yes"}), (11, [2, 3], STREET | {"oneway": "-1"})]

    network = read_network(file, nodes, ways)

    assert seconds(network, "drive", (0, 0), (100, 0))
    assert seconds(network, "drive", (100, 0), (0, 0)) is None
    assert seconds(network, "drive", (100, 0), (200, 0)) is None
    assert seconds(network, "drive", (200, 0), (100, 0))
    for start, end in (((0, 0), (100, 0)), ((100, 0), (0, 0)), ((100, 0), (200, 0))):
        assert seconds(network, "walk", start, end)


def test_the_faster_of_two_ways_along_the_same_segment_counts_for_each_mode(file):
    ways = [(10, [1, 2], {"highway": "steps"}), (11, [2, 1], {"highway": "footway"})]

    network = read_network(file, {1: (0, 0), 2: (60, 0)}, ways)

    assert network.n_arcs == 2
    assert seconds(network, "walk", (0, 0), (60, 0)) == pytest.approx(60 / WALK, rel=2e-4)


def test_streets_nobody_may_use_leave_no_node(file):
    nodes = {1: (0, 0), 2: (100, 0), 3: (200, 0)}
    ways = [(10, [1, 2], STREET), (11, [2, 3], STREET | {"access": "private"})]

    assert read_network(file, nodes, ways).n_nodes == 2


def test_repeated_references_and_nodes_at_one_place_do_no_harm(file):
    nodes = {1: (0, 0), 2: (100, 0), 3: (100, 0), 4: (200, 0)}

    network = read_network(file, nodes, [(10, [1, 2, 2, 3, 4], STREET)])

    assert (network.n_nodes, network.n_arcs) == (4, 6)
    assert network.length_m.min() == 0


def test_a_missing_node_cuts_the_way_and_its_neighbours_are_exits(file):
    nodes = {1: (0, 0), 2: (100, 0), 4: (300, 0), 5: (400, 0)}

    network = read_network(file, nodes, [(10, [1, 2, 3, 4, 5], STREET)])

    assert network.n_arcs == 4
    exits = {round(float(x)) for x in network.x[network.exit] - network.x[node_at(network, 0, 0)]}
    assert exits == {100, 300}


def test_a_node_lost_between_cut_ends_leaves_no_lonely_exit(file):
    nodes = {1: (0, 0), 2: (100, 0), 4: (300, 0)}

    network = read_network(file, nodes, [(10, [1, 2, 3, 4], STREET)])

    assert network.n_nodes == 2  # 4 has no neighbour left
    assert network.exit.sum() == 1


def test_with_a_box_exits_lie_outside_it_or_end_at_its_border(file):
    #  dead end inside   at the border   complete way reaching out
    nodes = {1: (0, 0), 2: (900, 0), 3: (995, 0), 4: (500, 480), 5: (500, 700), 6: (500, 0)}
    ways = [(10, [1, 6, 2, 3], STREET), (11, [6, 4, 5], STREET)]

    network = read_network(file, nodes, ways, box=(-300, -500, 1000, 500))

    exits = set(np.flatnonzero(network.exit))
    assert exits == {node_at(network, 995, 0), node_at(network, 500, 700)}


def test_without_a_box_the_border_is_drawn_around_the_streets(file):
    # A grid 10 km wide with a dead end in its middle and one that points outwards.
    steps = range(0, 10_001, 500)
    ids = {(i, j): 1 + i * 100 + j for i in range(len(steps)) for j in range(len(steps))}
    nodes = {ident: (i * 500, j * 500) for (i, j), ident in ids.items()}
    ways = [(10 + i, [ids[i, j] for j in range(21)], STREET) for i in range(21)]
    ways += [(50 + j, [ids[i, j] for i in range(21)], STREET) for j in range(21)]
    nodes |= {9001: (5200, 5100), 9002: (10_400, 5000)}
    ways += [(90, [ids[10, 10], 9001], STREET), (91, [ids[20, 10], 9002], STREET)]

    extract = read_osm(write_osm(file, nodes, ways))

    network = extract.network
    assert set(np.flatnonzero(network.exit)) == {node_at(network, 10_400, 5000)}
    assert extract.extent.contains_properly(_point(5000, 5000))
    assert not extract.extent.intersects(_point(16_000, 5000))


def test_a_stray_node_on_the_other_side_of_the_world_costs_no_memory(file):
    nodes = {1: (0, 0), 2: (100, 0), 3: (9_000_000, 4_000_000), 4: (9_000_100, 4_000_000)}
    path = write_osm(file, nodes, [(10, [1, 2], STREET), (11, [3, 4], STREET)])

    tracemalloc.start()
    network = read_osm(path).network
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert network.n_arcs == 4
    assert network.exit.all()
    assert peak < 300e6


def test_a_bollard_stops_cars_and_only_cars(file):
    nodes = {1: (0, 0), 2: (100, 0), 3: (130, 0), 4: (300, 0)}

    network = read_network(
        file, nodes, [(10, [1, 2, 3, 4], STREET)], node_tags={2: {"barrier": "bollard"}}
    )

    # The shorter segment beside the bollard is closed; homes along the longer keep their street.
    assert seconds(network, "drive", (0, 0), (100, 0))
    assert seconds(network, "drive", (100, 0), (130, 0)) is None
    assert seconds(network, "drive", (130, 0), (100, 0)) is None
    assert seconds(network, "drive", (130, 0), (300, 0))
    assert seconds(network, "walk", (100, 0), (130, 0))
    assert seconds(network, "cycle", (100, 0), (130, 0))


def test_a_private_gate_stops_everybody_but_whom_its_tags_let_in(file):
    nodes = {1: (0, 0), 2: (100, 0), 3: (130, 0)}
    gate = {"barrier": "gate", "access": "private", "foot": "yes"}

    network = read_network(file, nodes, [(10, [1, 2, 3], STREET)], node_tags={2: gate})

    assert seconds(network, "walk", (100, 0), (130, 0))
    assert seconds(network, "cycle", (100, 0), (130, 0)) is None
    assert seconds(network, "drive", (100, 0), (130, 0)) is None


def test_two_bollards_in_a_row_and_one_at_a_dead_end(file):
    nodes = {1: (0, 0), 2: (100, 0), 3: (110, 0), 4: (300, 0)}
    bollard = {"barrier": "bollard"}

    extract = read_osm(
        write_osm(
            file,
            nodes,
            [(10, [1, 2, 3, 4], STREET)],
            node_tags={2: bollard, 3: bollard, 4: bollard},
            box=BOX,
        )
    )

    network = extract.network
    assert seconds(network, "drive", (0, 0), (100, 0))
    assert seconds(network, "drive", (100, 0), (110, 0)) is None
    assert seconds(network, "drive", (110, 0), (300, 0))
    assert extract.counts["closed_barriers"] == 2


def test_a_barrier_on_a_crossing_cannot_say_which_arm_it_closes(file):
    nodes = {1: (0, 0), 2: (100, 0), 3: (200, 0), 4: (100, 50)}
    ways = [(10, [1, 2, 3], STREET), (11, [2, 4], STREET)]

    network = read_network(file, nodes, ways, node_tags={2: {"barrier": "bollard"}})

    assert (~np.isnan(network.time_s["drive"])).sum() == 6


def test_a_square_is_walked_along_its_edge(file):
    nodes = {1: (0, 0), 2: (100, 0), 3: (100, 80), 4: (0, 80), 5: (-50, 0)}
    square = {"highway": "pedestrian", "area": "yes", "oneway": "yes"}

    network = read_network(file, nodes, [(10, [1, 2, 3, 4, 1], square), (11, [5, 1], STREET)])

    for start, end in (((0, 80), (0, 0)), ((0, 0), (0, 80)), ((100, 0), (100, 80))):
        assert seconds(network, "walk", start, end)
    assert network.n_arcs == 10


def test_a_square_drawn_as_a_relation_is_walked_along_outer_and_inner_edge(file):
    nodes = {1: (0, 0), 2: (100, 0), 3: (100, 100), 4: (0, 100)}
    nodes |= {5: (40, 40), 6: (60, 40), 7: (60, 60), 8: (40, 60)}
    ways = [(10, [1, 2, 3], {}), (11, [3, 4, 1], {}), (12, [5, 6, 7, 8, 5], {})]
    members = [("way", 10, "outer"), ("way", 11, "outer"), ("way", 12, "inner")]

    network = read_network(
        file,
        nodes,
        ways,
        relations=[(20, members, {"type": "multipolygon", "highway": "pedestrian"})],
    )

    assert network.n_nodes == 8
    assert seconds(network, "walk", (0, 0), (0, 100))
    assert seconds(network, "walk", (40, 60), (40, 40))
    assert np.isnan(network.time_s["drive"]).all()


def test_a_ferry_keeps_its_timetable_over_all_its_segments(file):
    nodes = {1: (0, 0), 2: (1000, 0), 3: (4000, 0)}
    ferry = {"route": "ferry", "duration": "00:20"}

    network = read_network(file, nodes, [(10, [1, 2, 3], ferry)], box=(-500, -500, 5000, 500))

    assert seconds(network, "walk", (0, 0), (1000, 0)) == pytest.approx(300, rel=1e-4)
    assert seconds(network, "walk", (4000, 0), (1000, 0)) == pytest.approx(900, rel=1e-4)
    assert np.isnan(network.time_s["drive"]).all()


@pytest.mark.parametrize(
    ("tags", "door"),
    [
        ({"highway": "residential"}, True),
        ({"highway": "service", "tunnel": "building_passage"}, True),
        ({"highway": "service", "tunnel": "yes"}, False),
        ({"highway": "service", "location": "underground"}, False),
        ({"highway": "motorway"}, False),
        ({"route": "ferry"}, False),
    ],
)
def test_ferries_tunnels_and_motorways_have_no_doors_midway(file, tags, door):
    network = read_network(file, {1: (0, 0), 2: (1000, 0)}, [(10, [1, 2], tags)])

    assert set(network.door.tolist()) == {door}


def test_a_street_above_a_tunnel_between_the_same_nodes_keeps_its_doors(file):
    ways = [(10, [1, 2], {"highway": "service", "tunnel": "yes"}),
            (11, [1, 2], {"highway": "residential"})]  # fmt: skip

    assert read_network(file, {1: (0, 0), 2: (1000, 0)}, ways).door.all()


@pytest.mark.parametrize("duration", ["00:00:05", "P3D", "soon"])
def test_a_ferry_whose_timetable_is_nonsense_goes_at_the_stated_speed(file, duration):
    ferry = {"route": "ferry", "duration": duration}

    network = read_network(file, {1: (0, 0), 2: (1000, 0)}, [(10, [1, 2], ferry)])

    assert seconds(network, "walk", (0, 0), (1000, 0)) == pytest.approx(720, rel=1e-4)


def test_a_cut_ferry_does_not_spread_its_timetable_over_what_is_left(file):
    ferry = {"route": "ferry", "duration": "00:20"}

    network = read_network(file, {1: (0, 0), 2: (1000, 0)}, [(10, [1, 2, 3], ferry)])

    assert seconds(network, "walk", (0, 0), (1000, 0)) == pytest.approx(720, rel=1e-4)


def _point(east_m, north_m):
    from shapely import Point

    return Point(degrees(east_m, north_m))


def test_each_arc_knows_what_is_underfoot(file):
    nodes = {1: (0, 0), 2: (60, 0), 3: (120, 0), 4: (180, 0), 5: (240, 0)}
    ways = [
        (10, [1, 2], STREET),
        (11, [2, 3], STREET | {"bridge": "yes"}),
        (12, [3, 4], {"highway": "steps"}),
        (13, [4, 5], {"route": "ferry"}),
    ]
    network = read_network(file, nodes, ways)
    at = [node_at(network, *nodes[ident]) for ident in nodes]
    for ends, kind in zip(pairwise(at), [GROUND, RAISED, STEPS, CARRIED], strict=True):
        arcs = np.isin(network.tail, ends) & np.isin(network.head, ends)
        assert network.footing[arcs].tolist() == [kind, kind]  # there and back


@pytest.mark.parametrize("turn", [1, -1])
def test_where_two_ways_share_a_segment_the_fastest_on_foot_says_what_is_underfoot(file, turn):
    nodes = {1: (0, 0), 2: (60, 0), 3: (120, 0)}
    ways = [
        ([1, 2], {"highway": "steps"}),
        ([2, 1], {"highway": "footway"}),
        ([2, 3], {"highway": "steps"}),
        ([3, 2], STREET | {"foot": "no"}),  # nobody walks on the street
    ]
    network = read_network(file, nodes, [(10 + at, *way) for at, way in enumerate(ways[::turn])])
    shared = (network.tail == node_at(network, 0, 0)) | (network.head == node_at(network, 0, 0))
    assert (network.footing[shared] == GROUND).all()
    assert (network.footing[~shared] == STEPS).all()
