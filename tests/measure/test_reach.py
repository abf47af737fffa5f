"""Times to the nearest facility: by hand, and against doors inserted as nodes."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.measure.reach import rounding_error, time_to_nearest
from gongfu.measure.streets import facing, prepare_streets, snapped
from gongfu.model.network import Network
from tests import worlds
from tests.measure import twins

ACCESS_M = 40.0  # 30 s at 4.8 km/h


def times_of(homes, sites, network=None, **knobs):
    network = worlds.five_nodes() if network is None else network
    result = time_to_nearest(homes, sites, network, **{"kinds": ("school",)} | knobs)
    return result.set_index("community_id")


def schools(xy, ids=None):
    ids = ids or [f"f{i}" for i in range(len(xy))]
    return worlds.facilities(xy, ids, ["school"] * len(ids))


def test_the_access_legs_are_charged_on_both_sides():
    homes = worlds.points([(100.0, -ACCESS_M)], ["c"])

    row = times_of(homes, schools([(300.0, -ACCESS_M)])).loc["c"]

    assert (row["time_s"], row["facility_id"], row["state"]) == (260.0, "f0", "reached")


def test_a_one_way_street_is_entered_at_its_start():
    # The school stands in the middle of the one-way side, 250 m from node 1.
    homes = worlds.points([(0.0, 300.0), (400.0, 0.0), (0.0, 0.0)], ["c2", "c1", "c0"])

    time_s = times_of(homes, schools([(200.0, 150.0)]), limit_s=2000.0)["time_s"]

    assert time_s.to_dict() == {"c2": 300.0 + 400.0 + 250.0, "c1": 250.0, "c0": 650.0}


def test_along_one_street_the_direction_counts():
    # Both doors on the one-way side, the home 100 m and the school 400 m from node 1.
    near, far = (400 - 0.8 * 100, 0.6 * 100), (400 - 0.8 * 400, 0.6 * 400)
    forth = times_of(worlds.points([near], ["c"]), schools([far]))
    around = times_of(worlds.points([far], ["c"]), schools([near]), limit_s=2000.0)

    assert forth.loc["c", "time_s"] == 300.0
    assert around.loc["c", "time_s"] == 100.0 + 300.0 + 400.0 + 100.0


def test_of_facilities_equally_near_the_first_is_named():
    homes = worlds.points([(200.0, 0.0)], ["c"])
    xy = [(300.0, 0.0), (100.0, 0.0)]

    assert times_of(homes, schools(xy, ["east", "west"])).loc["c", "facility_id"] == "east"
    assert times_of(homes, schools(xy[::-1], ["west", "east"])).loc["c", "facility_id"] == "west"


def test_exactly_the_limit_is_within():
    homes = worlds.points([(0.0, 0.0)], ["c"])
    sites = schools([(400.0, 0.0)])

    assert times_of(homes, sites, limit_s=400.0).loc["c", "state"] == "reached"
    beyond = times_of(homes, sites, limit_s=399.9).loc["c"]
    assert (beyond["state"], beyond["time_s"]) == ("out_of_reach", np.inf)
    assert pd.isna(beyond["facility_id"])


def test_no_point_is_placed_on_an_island():
    homes = worlds.points([(2050.0, 10.0), (450.0, 0.0)], ["island", "main"])
    streets = prepare_streets(worlds.five_nodes(), off_m=3000.0)

    found = snapped(homes, schools([(0.0, 0.0)]), streets).set_index("id")

    assert found["skipped_island"].to_dict() == {"island": True, "main": False, "f0": False}
    assert found["state"].to_dict() == {"island": "moved", "main": "on_street", "f0": "on_street"}
    assert found.loc["main", "distance_m"] == pytest.approx(50.0)
    assert found["layer"].tolist() == ["communities", "communities", "facilities"]


def test_nobody_steps_off_midway_where_a_street_has_no_doors():
    # The home lies at the tunnel 0-1, 100 m from node 0; its nearest door is at node 0 on 0-2.
    door = [False, False, True, True, True, True, True]
    homes = worlds.points([(100.0, 0.0)], ["a"])

    tunnel = times_of(homes, schools([(0.0, 200.0)]), worlds.five_nodes(door=door))
    open_ = times_of(homes, schools([(0.0, 200.0)]), worlds.five_nodes())

    assert open_["time_s"].tolist() == [300.0]
    access_s = 100.0 / (4.8 / 3.6)
    assert tunnel["time_s"].tolist() == [pytest.approx(200.0 + access_s, abs=0.05)]


def test_an_island_with_streets_enough_of_its_own_stays():
    homes = worlds.points([(2050.0, 0.0)], ["island"])
    streets = prepare_streets(worlds.five_nodes(), island_m=100.0)

    time_s = times_of(homes, schools([(2100.0, 0.0)]), streets)["time_s"]

    assert time_s.to_dict() == {"island": 50.0}


def test_who_is_off_the_network_cannot_be_judged_and_serves_nobody():
    homes = worlds.points([(0.0, 0.0), (-5000.0, 0.0)], ["c", "off"])
    sites = schools([(0.0, -1500.0), (400.0, 0.0)], ["off", "on"])

    with pytest.warns(UserWarning, match="facilities: row 1 of 2 off the network; they serve"):
        result = times_of(homes, sites)

    assert result["state"].to_dict() == {"c": "reached", "off": "cannot_be_judged"}
    assert result.loc["c", "facility_id"] == "on"


def test_a_circle_that_leaves_the_data_cannot_be_judged():
    # The streets go on beyond node 2; from node 1 one gets there in 500 s, from 0 in 300 s.
    network = worlds.five_nodes(exit=[False, False, True, False, False])
    homes = worlds.points([(0.0, 0.0), (400.0, 0.0)], ["c0", "c1"])

    state = times_of(homes, schools([]), network, limit_s=499.9, kinds_in_source=["school"])[
        "state"
    ]

    assert state.to_dict() == {"c0": "cannot_be_judged", "c1": "out_of_reach"}


def test_what_is_reached_is_judged_even_where_the_data_end():
    network = worlds.five_nodes(exit=[True] * 5)

    result = times_of(worlds.points([(0.0, 0.0)], ["c"]), schools([(100.0, 0.0)]), network)

    assert result.loc["c", "state"] == "reached"


def test_a_kind_the_source_lacks_is_not_out_of_reach():
    homes = worlds.points([(0.0, 0.0)], ["c"])

    result = time_to_nearest(
        homes,
        schools([(0.0, 0.0)]),
        worlds.five_nodes(),
        kinds=("park", "school", "market"),
        kinds_in_source=("market",),
    )

    assert result["kind"].tolist() == ["park", "school", "market"]
    assert result["state"].tolist() == ["not_in_source", "reached", "out_of_reach"]


def test_rows_come_in_the_callers_order_and_inputs_stay_as_they_were():
    homes = worlds.points([(400.0, 0.0), (0.0, 0.0)], ["z", "a"], name=["Z", "A"])
    sites = worlds.facilities([(0.0, 0.0), (400.0, 0.0)], ["s", "p"], ["school", "park"])
    before = homes.copy(), sites.copy()

    result = time_to_nearest(homes, sites, worlds.five_nodes(), kinds=("park", "school"))

    assert result["community_id"].tolist() == ["z", "z", "a", "a"]
    assert result["time_s"].tolist() == [0.0, 400.0, 400.0, 0.0]
    assert result["facility_id"].tolist() == ["p", "s", "p", "s"]
    pd.testing.assert_frame_equal(homes, before[0])
    pd.testing.assert_frame_equal(sites, before[1])


@pytest.mark.parametrize("n_homes", [0, 1])
@pytest.mark.parametrize("n_sites", [0, 1])
def test_nobody_and_nothing(n_homes, n_sites):
    homes = worlds.points([(0.0, 0.0)][:n_homes], ["c"][:n_homes])

    result = times_of(homes, schools([(0.0, 0.0)][:n_sites]))

    assert result["state"].tolist() == (["reached"] if n_sites else ["not_in_source"]) * n_homes


def test_a_network_without_streets_reaches_nobody():
    empty = Network.from_arrays([0.0, 9.0], [0.0, 9.0], [], [], [], crs=worlds.CRS)

    with pytest.warns(UserWarning, match="row 1 of 1 off the network"):
        result = times_of(worlds.points([(0.0, 0.0)], ["c"]), schools([(0.0, 0.0)]), empty)

    assert result["state"].tolist() == ["cannot_be_judged"]


@pytest.mark.parametrize(
    ("knobs", "remedy"),
    [
        ({"limit_s": 0.0}, "must be seconds > 0"),
        ({"limit_s": np.nan}, "must be seconds > 0"),
        ({"mode": "drive"}, "it has walk"),
        ({"threads": 0}, "threads >= 1"),
        ({"k": 0}, "k >= 1"),
        ({"kinds": ("park", "park")}, "every kind once"),
    ],
)
def test_knobs_out_of_range_say_what_is_needed(knobs, remedy):
    with pytest.raises(InputError, match=remedy):
        times_of(worlds.points([(0.0, 0.0)], ["c"]), schools([(0.0, 0.0)]), **knobs)


def test_streets_made_ready_for_another_mode_are_refused():
    streets = prepare_streets(worlds.five_nodes())

    with pytest.raises(InputError, match="prepared for 'walk', not 'drive'; pass mode='walk'"):
        times_of(worlds.points([], []), schools([]), streets, mode="drive")


def test_swapped_coordinates_are_refused():
    homes = worlds.points([(0.0, 0.0)], ["c"]).assign(lat=120.0)

    with pytest.raises(InputError, match=r"communities: 'lat' is 120\.0 in row 1"):
        times_of(homes, schools([(0.0, 0.0)]))


@given(seed=st.integers(0, 2**32 - 1), direction=st.sampled_from(["to", "from"]))
def test_agrees_with_doors_inserted_as_nodes(seed, direction):
    rng = np.random.default_rng(seed)
    network = twins.random_streets(rng)
    streets = prepare_streets(network, island_m=0.0, off_m=1e6)
    n_homes, n_sites = rng.integers(1, 8, 2)
    homes = worlds.points(rng.uniform(-50, 350, (n_homes, 2)), range(n_homes))
    sites = schools(rng.uniform(-50, 350, (n_sites, 2)), list(range(n_sites)))
    if rng.random() < 0.3:  # some doors at nodes, some at one door
        sites[["lon", "lat"]] = homes[["lon", "lat"]].iloc[rng.integers(0, n_homes, n_sites)].values
    limit_s = rng.choice([60.0, 200.0, 1e9])

    result = times_of(homes, sites, streets, limit_s=limit_s, direction=direction)

    *either_ds, leave_ds = twins.times_ds(streets, homes, sites)
    at = ["to", "from"].index(direction)
    every_ds = either_ds[at]
    best_ds, owner = every_ds.min(axis=1), every_ds.argmin(axis=1)
    within = best_ds <= limit_s * 10
    np.testing.assert_array_equal(
        np.rint(result["time_s"].to_numpy() * 10), np.where(within, best_ds, np.inf)
    )
    named = result["facility_id"].to_numpy(float, na_value=-1)
    np.testing.assert_array_equal(named, np.where(within, owner, -1))
    unmet = np.where(leave_ds[at] <= limit_s * 10, "cannot_be_judged", "out_of_reach")
    assert result["state"].tolist() == np.where(within, "reached", unmet).tolist()


@given(
    seed=st.integers(0, 2**32 - 1), k=st.integers(2, 4), direction=st.sampled_from(["to", "from"])
)
def test_the_k_nearest_are_the_first_of_all(seed, k, direction):
    rng = np.random.default_rng(seed)
    streets = prepare_streets(twins.random_streets(rng), island_m=0.0, off_m=1e6)
    homes = worlds.points(rng.uniform(-50, 350, (4, 2)), range(4))
    sites = schools(rng.uniform(-50, 350, (6, 2)), list(range(6)))
    sites["kind"] = rng.choice(["school", "park", "market"], 6)
    kinds = ["park", "school"]

    knobs = {"kinds": kinds, "limit_s": 150.0, "direction": direction}
    result = time_to_nearest(homes, sites, streets, k=k, **knobs)

    assert result["rank"].tolist() == list(range(1, k + 1)) * 8
    every_ds = twins.times_ds(streets, homes, sites)[["to", "from"].index(direction)]
    for (home, kind), rows in result.groupby(["community_id", "kind"], observed=True):
        mine = np.flatnonzero(sites["kind"] == kind)
        mine = mine[np.argsort(every_ds[home, mine], kind="stable")]
        mine = mine[every_ds[home, mine] <= 1500][:k]
        n_unmet = k - mine.size
        expected = np.append(every_ds[home, mine], [np.inf] * n_unmet)
        np.testing.assert_array_equal(np.rint(rows["time_s"] * 10), expected)
        ids = rows["facility_id"].to_numpy(float, na_value=-1)
        np.testing.assert_array_equal(ids, np.append(mine, [-1] * n_unmet))
    nearest = time_to_nearest(homes, sites, streets, **knobs)
    first = result[result["rank"] == 1].drop(columns="rank").reset_index(drop=True)
    pd.testing.assert_frame_equal(first, nearest)


def test_streets_face_either_way_and_every_measure_turns_them_as_it_needs():
    homes = worlds.points([(0.0, 300.0)], ["c"])  # at node 2, where a one-way street ends
    streets = prepare_streets(worlds.five_nodes())
    away = facing(streets, "from")

    assert facing(away, "from") is away
    for one in (worlds.five_nodes(), streets, away):
        for direction, time_s in (("to", 700.0), ("from", 500.0)):
            row = times_of(homes, schools([(400.0, 0.0)]), one, direction=direction).loc["c"]
            assert row["time_s"] == time_s
    with pytest.raises(InputError, match="direction is 'away'; it must be 'to' or 'from'"):
        times_of(homes, schools([]), streets, direction="away")


def test_rounding_error_is_measured_against_unrounded_times():
    # 20 arcs of 0.04 s: rounded to nothing, 0.8 s in truth.
    n = 21
    network = Network.from_arrays(
        np.arange(n), np.zeros(n), np.arange(1, n), np.arange(n - 1), np.full(n - 1, 0.04)
    )

    error = rounding_error(network, np.array([0]), limit_s=0.5)

    assert error.n_compared == n
    assert error.greatest_s == pytest.approx(0.8)
    assert error.n_flips == 8  # 0.52 s to 0.80 s are out of reach, and count as 0
