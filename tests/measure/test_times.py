"""Travel times of pairs and what lies within them: by hand, and against doors as nodes."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.io.osm import read_osm
from gongfu.measure import street_pairs
from gongfu.measure.decay import gaussian, step
from gongfu.measure.reach import time_to_nearest
from gongfu.measure.streets import prepare_streets
from gongfu.measure.times import (
    count_within,
    dual_access,
    numbered,
    opportunities_within,
    travel_times,
)
from gongfu.model.network import Network
from tests import worlds
from tests.measure import twins

HOMES = worlds.points([(0.0, 300.0), (400.0, 0.0), (0.0, 0.0)], ["c2", "c1", "c0"])
SITES = worlds.facilities(
    [(200.0, 150.0), (100.0, 0.0), (0.0, 0.0)],
    ["side", "base", "corner"],
    ["school", "park", "school"],
).assign(capacity=[60.0, 10.0, 30.0], staff=[1.0, 2.0, 3.0])
# To:    side is 250 s beyond node 1, which 2 reaches by 0 in 700 s; base is 100 s beyond node 0.
TO = {("c2", "side"): 950.0, ("c2", "base"): 400.0, ("c2", "corner"): 300.0}
TO |= {("c1", "side"): 250.0, ("c1", "base"): 300.0, ("c1", "corner"): 400.0}
TO |= {("c0", "side"): 650.0, ("c0", "base"): 100.0, ("c0", "corner"): 0.0}


def as_dict(times):
    keys = zip(times["community_id"], times["facility_id"], strict=True)
    return dict(zip(keys, times["time_s"], strict=True))


def test_every_pair_by_hand():
    times = travel_times(HOMES, SITES, worlds.five_nodes(), limit_s=1000.0)

    assert as_dict(times) == TO
    assert times["kind"].tolist() == ["school", "park", "school"] * 3
    assert list(as_dict(times)) == [(c, f) for c in HOMES.index for f in SITES.index]


def test_from_the_facility_one_way_streets_lead_the_other_way():
    times = travel_times(HOMES, SITES, worlds.five_nodes(), limit_s=1000.0, direction="from")

    # From the one-way side one leaves by node 2 only.
    leaving = {("c2", "side"): 250.0, ("c0", "side"): 550.0, ("c1", "side"): 950.0}
    assert as_dict(times) == TO | leaving | {("c1", "base"): 300.0, ("c2", "base"): 400.0}
    settings = {"limit_s": 1000.0, "mode": "walk", "direction": "from"}
    assert times.attrs == {**settings, "off_network": ()}


def test_only_pairs_within_the_limit_have_rows():
    times = travel_times(HOMES, SITES, worlds.five_nodes(), limit_s=300.0)

    assert as_dict(times) == {pair: time for pair, time in TO.items() if time <= 300.0}


@given(seed=st.integers(0, 2**32 - 1), direction=st.sampled_from(["to", "from"]))
def test_agrees_with_doors_inserted_as_nodes(seed, direction):
    rng = np.random.default_rng(seed)
    streets = prepare_streets(twins.random_streets(rng), island_m=0.0, off_m=1e6)
    n_homes, n_sites = rng.integers(1, 8, 2)
    homes = worlds.points(rng.uniform(-50, 350, (n_homes, 2)), range(n_homes))
    sites = worlds.facilities(
        rng.uniform(-50, 350, (n_sites, 2)), range(n_sites), rng.choice(["a", "b"], n_sites)
    )
    if rng.random() < 0.3:  # some doors at nodes, some at one door
        sites[["lon", "lat"]] = homes[["lon", "lat"]].iloc[rng.integers(0, n_homes, n_sites)].values
    limit_s = float(rng.choice([0.05, 60.0, 200.0, 1e9]))

    times = travel_times(homes, sites, streets, limit_s=limit_s, direction=direction)

    to_ds, from_ds, leave_ds = twins.times_ds(streets, homes, sites)
    every_ds = to_ds if direction == "to" else from_ds
    home, site = np.nonzero(every_ds <= limit_s * 10)
    assert times["community_id"].tolist() == home.tolist()
    assert times["facility_id"].tolist() == site.tolist()
    np.testing.assert_array_equal(np.rint(times["time_s"] * 10), every_ds[home, site])
    counts = count_within(homes, sites, streets, limit_s=limit_s, direction=direction)
    can_leave = leave_ds[["to", "from"].index(direction)] <= limit_s * 10
    assert counts["judged"].tolist() == (~can_leave).repeat(sites["kind"].nunique()).tolist()
    assert counts["n_within"].sum() == home.size


@given(seed=st.integers(0, 2**32 - 1), n_sites=st.integers(1, 6))
def test_each_site_thrice_is_each_time_thrice(seed, n_sites):
    # One sweep for a site becomes one for each node beside it, where sites share these.
    rng = np.random.default_rng(seed)
    streets = prepare_streets(twins.random_streets(rng), island_m=0.0, off_m=1e6)
    homes = worlds.points(rng.uniform(-50, 350, (9, 2)), range(9))
    sites = worlds.facilities(rng.uniform(-50, 350, (n_sites, 2)), range(n_sites), ["a"] * n_sites)
    thrice = pd.concat([sites] * 3, ignore_index=True)

    once = travel_times(homes, sites, streets, limit_s=300.0)
    times = travel_times(homes, thrice, streets, limit_s=300.0)

    assert len(times) == 3 * len(once)
    times["facility_id"] = times["facility_id"].astype(int) % n_sites
    assert set(as_dict(times).items()) == set(as_dict(once).items())


def test_threads_and_blocks_change_nothing(monkeypatch):
    rng = np.random.default_rng(5)
    streets = prepare_streets(twins.random_streets(rng), island_m=0.0, off_m=1e6)
    homes = worlds.points(rng.uniform(-50, 350, (20, 2)), range(20))
    sites = worlds.facilities(rng.uniform(-50, 350, (9, 2)), range(9), ["a"] * 9)
    whole = travel_times(homes, sites, streets, threads=1)

    monkeypatch.setattr(street_pairs, "_AT_ONCE", 80)  # one site at a time

    assert len(whole)
    pd.testing.assert_frame_equal(travel_times(homes, sites, streets, threads=3), whole)


def test_a_real_city_has_the_nearest_among_its_pairs(helsinki_pbf):
    city = read_osm(helsinki_pbf)
    homes, sites = city.communities(), city.facilities
    streets = prepare_streets(city.network)
    nearest = time_to_nearest(homes, sites, streets, kinds=list(sites["kind"].unique()))

    times = travel_times(homes, sites, streets)

    least = times.groupby(["community_id", "kind"], observed=True)["time_s"].min()
    met = nearest[nearest["state"] == "reached"].set_index(["community_id", "kind"])["time_s"]
    assert least.sort_index().to_dict() == met.sort_index().to_dict()
    assert len(times) > len(met) > 500
    n_within = count_within(homes, sites, streets)["n_within"]
    assert n_within.sum() == len(times)


def test_counts_and_sums_by_hand():
    network = worlds.five_nodes()
    n_within = count_within(HOMES, SITES, network, limit_s=400.0)
    sums = opportunities_within(
        HOMES, SITES, network, values=["capacity", "staff"], decay=step(400.0)
    )

    cells = [("c2", "school"), ("c2", "park"), ("c1", "school"), ("c1", "park")]
    cells += [("c0", "school"), ("c0", "park")]
    for table in (n_within, sums):
        assert list(zip(table["community_id"], table["kind"], strict=True)) == cells
        assert table["judged"].all()
    assert n_within["n_within"].tolist() == [1, 1, 2, 1, 1, 1]
    assert sums["capacity"].tolist() == [30.0, 10.0, 90.0, 10.0, 30.0, 10.0]
    assert sums["staff"].tolist() == [3.0, 2.0, 4.0, 2.0, 3.0, 2.0]


def test_nearer_counts_more_with_a_decay():
    decay = gaussian(1000.0)

    sums = opportunities_within(HOMES, SITES, worlds.five_nodes(), decay=decay)

    at = {(c, k): 0.0 for c in HOMES.index for k in ("school", "park")}
    for (home, site), time_s in TO.items():
        weight = decay([time_s])[0]
        at[home, SITES.at[site, "kind"]] += weight * SITES.at[site, "capacity"]
    assert sums["capacity"].tolist() == pytest.approx(list(at.values()))


@given(seed=st.integers(0, 2**32 - 1))
def test_sums_grow_with_the_limit(seed):
    rng = np.random.default_rng(seed)
    streets = prepare_streets(twins.random_streets(rng), island_m=0.0, off_m=1e6)
    homes = worlds.points(rng.uniform(-50, 350, (5, 2)), range(5))
    sites = worlds.facilities(rng.uniform(-50, 350, (6, 2)), range(6), ["a", "b"] * 3)
    sites["beds"] = rng.integers(0, 50, 6)

    limits = sorted(rng.uniform(1.0, 300.0, 3))
    sums = [
        opportunities_within(homes, sites, streets, values=["beds"], decay=step(limit))["beds"]
        for limit in limits
    ]

    assert (sums[0] <= sums[1]).all()
    assert (sums[1] <= sums[2]).all()
    assert (sums[2] <= sites["beds"].sum()).all()


def test_the_time_until_there_is_enough():
    network = worlds.five_nodes()
    two = dual_access(HOMES, SITES, network, n=2, limit_s=900.0).set_index(["community_id", "kind"])
    seats = dual_access(HOMES, SITES, network, n=60, value="capacity", limit_s=900.0)

    assert two["time_s"].to_dict() == {
        ("c2", "school"): np.inf,
        ("c2", "park"): np.inf,
        ("c1", "school"): 400.0,
        ("c1", "park"): np.inf,
        ("c0", "school"): 650.0,
        ("c0", "park"): np.inf,
    }
    assert seats["time_s"].tolist() == [np.inf, np.inf, 250.0, np.inf, 650.0, np.inf]
    assert seats["n"].tolist() == [60.0] * 6


def test_fractions_are_enough_beside_any_total():
    """Ten tenths are one, for every community alike, whatever the other kinds add up to."""
    communities = worlds.points([(10 * i % 300, 0) for i in range(500)], range(500))
    kinds = ["hospital"] + ["clinic"] * 10
    facilities = worlds.facilities([(400, 0)] * 11, range(11), kinds)
    facilities = facilities.assign(area=[1e9] + [0.1] * 10)

    result = dual_access(communities, facilities, worlds.five_nodes(), n=1.0, value="area")

    assert np.isfinite(result.loc[result["kind"] == "clinic", "time_s"]).all()


@given(seed=st.integers(0, 2**32 - 1), direction=st.sampled_from(["to", "from"]))
def test_enough_is_met_first_at_that_time(seed, direction):
    rng = np.random.default_rng(seed)
    streets = prepare_streets(twins.random_streets(rng), island_m=0.0, off_m=1e6)
    homes = worlds.points(rng.uniform(-50, 350, (4, 2)), range(4))
    sites = worlds.facilities(rng.uniform(-50, 350, (7, 2)), range(7), rng.choice(["a", "b"], 7))
    sites["beds"] = rng.choice([0.0, 0.1, 0.7, 3.0], 7)
    n = float(rng.choice([0.1, 0.8, 3.1]))

    knobs = {"limit_s": 200.0, "direction": direction}
    got = dual_access(homes, sites, streets, n=n, value="beds", **knobs)

    times = travel_times(homes, sites, streets, **knobs)
    for row in got.itertuples():
        mine = times[(times["community_id"] == row.community_id) & (times["kind"] == row.kind)]
        expected = np.inf
        for time_s in sorted(mine["time_s"]):
            met = mine.loc[mine["time_s"] <= time_s, "facility_id"].astype(int)
            if sites["beds"].loc[met].sum() >= n - 1e-9:
                expected = time_s
                break
        assert row.time_s == expected


def test_one_facility_is_the_nearest():
    network = worlds.five_nodes(exit=[False, False, True, False, False])
    kinds = ["school", "park"]
    nearest = time_to_nearest(HOMES, SITES, network, kinds=kinds, limit_s=350.0)

    dual = dual_access(HOMES, SITES, network, n=1, limit_s=350.0)

    assert dual["time_s"].tolist() == nearest["time_s"].tolist()
    assert dual["judged"].tolist() == (nearest["state"] != "cannot_be_judged").tolist()


def test_what_is_off_the_network_is_counted_in_a_warning():
    homes = pd.concat([HOMES, worlds.points([(-5000.0, 0.0)], ["far"])])
    sites = pd.concat([worlds.facilities([(0.0, -1500.0)], ["lost"], ["school"]), SITES])

    with pytest.warns(UserWarning, match="off the network") as caught:
        times = travel_times(homes, sites, worlds.five_nodes(), limit_s=1000.0)

    said = [str(warning.message) for warning in caught]
    assert [text.split(";")[0] for text in said] == [
        "facilities: row 1 of 4 off the network",
        "communities: row 4 of 4 off the network",
    ]
    assert {warning.filename for warning in caught} == {__file__}
    assert as_dict(times) == TO
    with pytest.warns(UserWarning, match="they count nowhere") as caught:
        n_within = count_within(homes, sites, worlds.five_nodes(), limit_s=1000.0)
    assert caught[0].filename == __file__
    last = n_within[n_within["community_id"] == "far"]
    assert last["n_within"].tolist() == [0, 0]
    assert last["judged"].tolist() == [False, False]


def test_inputs_stay_as_they_were():
    before = HOMES.copy(), SITES.copy()

    opportunities_within(HOMES, SITES, worlds.five_nodes())
    dual_access(HOMES, SITES, worlds.five_nodes(), n=1)

    pd.testing.assert_frame_equal(HOMES, before[0])
    pd.testing.assert_frame_equal(SITES, before[1])


@pytest.mark.parametrize("n_homes", [0, 1])
@pytest.mark.parametrize("n_sites", [0, 1])
def test_nobody_and_nothing(n_homes, n_sites):
    frames = HOMES.iloc[:n_homes], SITES.iloc[:n_sites]
    network = worlds.five_nodes()

    n_pairs = n_homes * n_sites
    assert len(travel_times(*frames, network, limit_s=1000.0)) == n_pairs
    assert count_within(*frames, network, limit_s=1000.0)["n_within"].tolist() == [1] * n_pairs
    assert len(opportunities_within(*frames, network)) == n_pairs
    assert len(dual_access(*frames, network, n=1)) == n_pairs


def test_a_network_without_streets_has_no_pairs():
    empty = Network.from_arrays([0.0, 9.0], [0.0, 9.0], [], [], [], crs=worlds.CRS)

    with pytest.warns(UserWarning, match="off the network"):
        assert travel_times(HOMES, SITES, empty).empty


@pytest.mark.parametrize(
    ("measure", "knobs", "remedy"),
    [
        (travel_times, {"limit_s": 0.0}, "must be seconds > 0"),
        (travel_times, {"direction": "towards"}, "'to' or 'from'"),
        (travel_times, {"threads": 0}, "threads is 0; it must be >= 1"),
        (count_within, {"mode": "drive"}, "it has walk"),
        (opportunities_within, {"values": ["beds"]}, "no column 'beds'"),
        (opportunities_within, {"values": ["kind"]}, "none of community_id, kind, judged"),
        (opportunities_within, {"values": ["staff", "staff"]}, "named once"),
        (dual_access, {"n": 0}, "n is 0; it must be a finite number > 0"),
        (dual_access, {"n": 1, "value": "beds"}, "no column 'beds'"),
    ],
)
def test_knobs_out_of_range_say_what_is_needed(measure, knobs, remedy):
    with pytest.raises(InputError, match=remedy):
        measure(HOMES, SITES, worlds.five_nodes(), **knobs)


def test_values_that_are_missing_name_their_rows():
    sites = SITES.assign(capacity=[1.0, np.nan, 3.0])

    with pytest.raises(InputError, match="'capacity' is missing in row 2; fill it or drop them"):
        opportunities_within(HOMES, sites, worlds.five_nodes())


def test_a_table_of_times_is_read_back_by_its_names():
    times = travel_times(HOMES, SITES, worlds.five_nodes(), limit_s=1000.0)

    home, site, time_s = numbered(times.iloc[::-1], HOMES, SITES, 1000.0)

    names = zip(HOMES.index[home], SITES.index[site], strict=True)
    assert dict(zip(names, time_s, strict=True)) == TO


@pytest.mark.parametrize(
    ("change", "limit_s", "remedy"),
    [
        (lambda t: t, 1001.0, "measure them with limit_s=1001 or more"),
        (lambda t: pd.concat([t, t.tail(2)]).reset_index(drop=True), 9.0, "2 rows repeat a pair"),
        (lambda t: t.assign(time_s=-1.0), 9.0, "'time_s' is -1.0 in 9 rows"),
        (lambda t: t.drop(columns="time_s"), 9.0, "no column 'time_s'"),
        (
            lambda t: t.assign(community_id="x", facility_id=["corner"] * 8 + ["y"]),
            9.0,
            "'community_id' is unknown in 9 rows.*'x'.*'facility_id' is unknown in row 9",
        ),
    ],
)
def test_a_table_that_does_not_fit_is_refused(change, limit_s, remedy):
    times = change(travel_times(HOMES, SITES, worlds.five_nodes(), limit_s=1000.0))

    with pytest.raises(InputError, match=remedy):
        numbered(times, HOMES, SITES, limit_s)
