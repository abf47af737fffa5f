"""A network from plain arrays: sorted, checked, untouched."""

import numpy as np
import pytest

from gongfu.errors import InputError
from gongfu.model.network import Network
from tests import worlds


def test_arcs_are_sorted_by_the_node_they_leave_and_inputs_stay():
    tail, head, time_s = np.array([2, 0, 2, 1]), np.array([0, 1, 1, 2]), np.array([4.0, 1, 3, 2])
    before = tail.copy()

    network = Network.from_arrays([0.0, 3.0, 3.0], [0.0, 0.0, 4.0], tail, head, time_s)

    assert network.tail.tolist() == [0, 1, 2, 2]
    assert network.head.tolist() == [1, 2, 0, 1]
    assert network.time_s["walk"].tolist() == [1.0, 2.0, 4.0, 3.0]
    assert network.length_m.tolist() == [3.0, 4.0, 5.0, 4.0]
    assert not network.exit.any()
    assert (tail == before).all()
    assert tail.flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        network.time_s["walk"][0] = 0.0


def test_every_fault_is_told_at_once_with_its_rows():
    with pytest.raises(InputError) as caught:
        Network.from_arrays(
            [0.0, np.nan, 1.0],
            [0.0, 1.0],
            [0, 1, 7],
            [1, -1, 2],
            {"walk": [1.0, -2.0, np.nan], "drive": [np.inf, 1.0]},
            length_m=[1.0, np.nan, -3.0],
            exit=[0, 1, 0],
            crs="EPSG:4326",
        )

    words = str(caught.value)
    for fault in (
        "x, y and exit must be equally long; they are 3, 2 and 3",
        "exit is a bool mask",
        "x is not finite in row 2; drop these nodes and their arcs",
        "arrays of arcs must be equally long",
        "tail is 7 in row 3; positions run from 0 to 2",
        "head is -1 in row 2",
        "time_s['walk'] is -2.0 in row 2",
        "time_s['drive'] is inf in row 1",
        "length_m is nan in 2 rows (2, 3)",
        "crs 'EPSG:4326' is not a projected system in metres",
    ):
        assert fault in words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"tail": [0.5]}, "tail must be integer positions, not float64"),
        ({"crs": "EPSG:999999"}, "not known to PROJ"),
        ({"crs": "EPSG:2229"}, "not a projected system in metres"),  # US survey feet
    ],
)
def test_what_only_looks_right_is_refused(changes, words):
    arrays = {"x": [0.0, 1.0], "y": [0.0, 0.0], "tail": [0], "head": [1], "time_s": [1.0]}
    with pytest.raises(InputError, match=words):
        Network.from_arrays(**(arrays | changes))


def test_a_mode_gets_its_own_arcs():
    network = worlds.five_nodes(
        time_s={
            "walk": [400.0, 400, 300, 300, 500, 100, 100],
            "drive": [40, np.nan, 30, 30, 9, 1, 1],
        }
    )

    drive = network.subnetwork("drive")

    assert network.modes == ("walk", "drive")
    assert drive.modes == ("drive",)
    assert drive.n_arcs == network.n_arcs - 1
    assert drive.n_nodes == network.n_nodes
    assert drive.time_s["drive"].tolist() == [40.0, 30.0, 9.0, 30.0, 1.0, 1.0]
    with pytest.raises(InputError, match="no times for 'cycle'; it has walk, drive"):
        network.subnetwork("cycle")


def test_degrees_become_metres():
    network = worlds.five_nodes()
    frame = worlds.points([(0.0, 0.0), (123.0, -45.0)], ["a", "b"])

    x, y = network.project(frame["lon"], frame["lat"])

    np.testing.assert_allclose(x, [0.0, 123.0], atol=1e-6)
    np.testing.assert_allclose(y, [0.0, -45.0], atol=1e-6)
    # At 60 degrees north a degree of longitude is about 55.8 km.
    assert network.project([20.001], [60.0])[0][0] == pytest.approx(55.8, abs=0.1)


def test_points_that_cannot_be_placed_are_named():
    with pytest.raises(InputError, match=r"points: row 2 cannot be placed .* not swapped"):
        worlds.five_nodes().project([20.0, 60.0], [60.0, 120.0])
    with pytest.raises(InputError, match=r"it has no crs.*build it with crs="):
        worlds.five_nodes(crs=None).project([20.0], [60.0])


@pytest.mark.parametrize("n", [0, 1])
def test_no_streets_at_all(n):
    network = Network.from_arrays([0.0] * n, [0.0] * n, [], [], [])

    assert (network.n_nodes, network.n_arcs) == (n, 0)
    assert network.subnetwork("walk").n_arcs == 0


def test_a_mask_of_doors_follows_its_arcs_and_is_checked():
    network = Network.from_arrays(
        [0, 1, 2], [0, 0, 0], [2, 0, 1], [0, 1, 2], [1.0, np.nan, 3.0], door=[True, False, False]
    )
    assert network.tail.tolist() == [0, 1, 2]
    assert network.door.tolist() == [False, False, True]
    assert network.subnetwork("walk").door.tolist() == [False, True]
    with pytest.raises(InputError, match="door must be a bool mask of the arcs"):
        Network.from_arrays([0, 1], [0, 0], [0], [1], [1.0], door=[1])


def test_metres_lead_back_to_degrees():
    network = worlds.five_nodes()
    lon, lat = network.locate(network.x, network.y)

    x, y = network.project(lon, lat)

    np.testing.assert_allclose([x, y], [network.x, network.y], atol=1e-6)
    with pytest.raises(InputError, match="it has no crs"):
        worlds.five_nodes(crs=None).locate([0.0], [0.0])


def test_what_is_underfoot_and_slopes_follow_their_arcs_and_are_checked():
    arrays = {"x": [0, 1, 2], "y": [0, 0, 0], "tail": [2, 0, 1], "head": [0, 1, 2]}
    network = Network.from_arrays(
        **arrays, time_s=[1.0, np.nan, 3.0], footing=[2, 0, 1], slope_factor=[3.0, 1.0, 2.0]
    )
    assert network.footing.tolist() == [0, 1, 2]
    assert network.steps.tolist() == [False, False, True]
    assert network.slope_factor.tolist() == [1.0, 2.0, 3.0]
    walk = network.subnetwork("walk")
    assert (walk.footing.tolist(), walk.slope_factor.tolist()) == ([1, 2], [2.0, 3.0])

    level = Network.from_arrays(**arrays, time_s=[1.0] * 3)
    assert level.footing.tolist() == [0, 0, 0]
    assert level.slope_factor.tolist() == [1.0, 1.0, 1.0]
    assert not level.steps.any()

    with pytest.raises(InputError, match="a value for each of 3 arcs; they have 2 and 3"):
        Network.from_arrays(**arrays, time_s=[1.0] * 3, footing=[0, 0])
    with pytest.raises(InputError) as caught:
        Network.from_arrays(
            **arrays, time_s=[1.0] * 3, footing=[0, 9, 0], slope_factor=[1.0, 0.0, np.nan]
        )
    assert "footing is 9 in row 2; the codes are 0 ground, 1 raised, 2 steps, 3 car" in str(
        caught.value
    )
    assert "slope_factor is 0.0 in 2 rows (2, 3); it must be finite and > 0" in str(caught.value)
    with pytest.raises(InputError, match=r"footing is 0.5 in 3 rows"):
        Network.from_arrays(**arrays, time_s=[1.0] * 3, footing=[0.5, 1, 2])
