"""Floating catchments: by hand, against dense formulas, PySAL, and what they conserve."""

import numpy as np
import pandas as pd
import pytest
from access.fca import three_stage_fca, two_stage_fca
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.io.osm import read_osm
from gongfu.measure.decay import gaussian, linear, step, zones
from gongfu.measure.supply import (
    balanced_floating_catchment,
    modified_two_step_floating_catchment,
    spatial_availability,
    three_step_floating_catchment,
    two_step_floating_catchment,
)
from gongfu.measure.times import travel_times
from tests import worlds

ALL = (
    two_step_floating_catchment,
    modified_two_step_floating_catchment,
    three_step_floating_catchment,
    balanced_floating_catchment,
    spatial_availability,
)
every_method = pytest.mark.parametrize("method", ALL, ids=lambda method: method.__name__)
LIMIT_S = 900.0


def world(rng, n=12, m=7, n_kinds=2):
    """Random people, places and times; a few communities and facilities reach nothing."""
    communities = pd.DataFrame(
        {"residents": rng.integers(0, 5, n) * 100.0},
        index=pd.Index([f"c{i}" for i in range(n)], name="community_id"),
    )
    facilities = pd.DataFrame(
        {
            "kind": rng.choice(["school", "clinic"][:n_kinds], m),
            "capacity": rng.integers(0, 9, m) * 10.0,
        },
        index=pd.Index([f"f{i}" for i in range(m)], name="facility_id"),
    )
    time_s = rng.integers(0, 18000, (n, m)) / 10
    home, site = np.nonzero((time_s <= LIMIT_S) & (rng.random((n, m)) < 0.8))
    times = pd.DataFrame(
        {
            "community_id": communities.index[home],
            "facility_id": facilities.index[site],
            "time_s": time_s[home, site],
        }
    )
    dense = np.full((n, m), np.inf)
    dense[home, site] = time_s[home, site]
    return communities, facilities, times, dense


def column(result, name, kind):
    return result.loc[result["kind"] == kind, name].to_numpy()


def test_two_step_by_hand():
    # 0-1 is 400 m, so with 400 s both schools are reached from both ends; the island by nobody.
    homes = worlds.points([(0.0, 0.0), (400.0, 0.0), (0.0, 300.0)], ["c0", "c1", "c2"])
    homes["residents"] = [100.0, 300.0, 100.0]
    sites = worlds.facilities([(0.0, 0.0), (400.0, 0.0)], ["f0", "f1"], ["school"] * 2)
    sites["capacity"] = [50.0, 80.0]
    times = travel_times(homes, sites, worlds.five_nodes(), limit_s=400.0)

    result = two_step_floating_catchment(homes, sites, times, decay=step(400.0))

    # f0 serves all 500: 0.1 each; f1 serves c0 and c1, 400: 0.2 each.
    assert result["places_per_head"].tolist() == pytest.approx([0.3, 0.3, 0.1])
    assert result["places"].tolist() == pytest.approx([30.0, 90.0, 10.0])
    assert result["community_id"].tolist() == ["c0", "c1", "c2"]


def test_weights_by_hand():
    # One community of 100 at half weight, one of 50 at full weight, a school of 30.
    communities = pd.DataFrame({"residents": [100.0, 50.0]}, index=["half", "full"])
    facilities = pd.DataFrame({"kind": ["school"], "capacity": [30.0]}, index=["f"])
    times = pd.DataFrame(
        {"community_id": ["half", "full"], "facility_id": ["f", "f"], "time_s": [450.0, 0.0]}
    )

    def per_head(method):
        result = method(communities, facilities, times, decay=linear(LIMIT_S))
        return result["places_per_head"].tolist()

    # 100 people at weight 0.5 and 50 at 1 make 100 to share 30 among.
    assert per_head(two_step_floating_catchment) == pytest.approx([0.15, 0.3])
    assert per_head(modified_two_step_floating_catchment) == pytest.approx([0.075, 0.3])
    # With one school, everybody chooses it: G = 1.
    assert per_head(three_step_floating_catchment) == pytest.approx([0.15, 0.3])
    # 150 people at 0.2; the level divided 1 : 2.
    assert per_head(balanced_floating_catchment) == pytest.approx([0.2 / 3, 0.4 / 3])
    assert per_head(spatial_availability) == pytest.approx([0.15, 0.3])


@every_method
@given(seed=st.integers(0, 2**32 - 1))
def test_agrees_with_dense_formulas(method, seed):
    rng = np.random.default_rng(seed)
    communities, facilities, times, dense = world(rng)
    decay = [step(600.0), gaussian(LIMIT_S), zones([300.0, LIMIT_S], [1.0, 0.4])][seed % 3]

    result = method(communities, facilities, times, decay=decay)

    people = communities["residents"].to_numpy()
    for kind in facilities["kind"].unique():
        mine = (facilities["kind"] == kind).to_numpy()
        expected = DENSE[method](
            decay(dense[:, mine]), people, facilities["capacity"].to_numpy()[mine]
        )
        if method is spatial_availability:
            expected = np.where(people > 0, expected, np.nan)
        np.testing.assert_allclose(column(result, "places_per_head", kind), expected, atol=1e-12)


def ratio(a, b):
    a, b = np.broadcast_arrays(a, b)
    return np.divide(a, b, out=np.zeros(a.shape), where=b > 0)


def _two_step(w, people, places):
    return w @ ratio(places, w.T @ people)


def _modified(w, people, places):
    return (w * w) @ ratio(places, w.T @ people)


def _three_step(w, people, places):
    w = w * ratio(w, w.sum(axis=1, keepdims=True))
    return w @ ratio(places, w.T @ people)


def _balanced(w, people, places):
    of_home, of_site = ratio(w, w.sum(axis=1, keepdims=True)), ratio(w, w.sum(axis=0))
    return of_site @ ratio(places, of_home.T @ people)


def _availability(w, people, places):
    # As published: a factor of demand and a factor of travel, balanced together.
    factor = ratio(people, people.sum())[:, None] * ratio(w, w.sum(axis=0))
    return ratio(ratio(factor, factor.sum(axis=0)) @ places, people)


DENSE = dict(zip(ALL, (_two_step, _modified, _three_step, _balanced, _availability), strict=True))


@pytest.mark.parametrize(
    "method",
    [two_step_floating_catchment, three_step_floating_catchment, spatial_availability],
    ids=lambda method: method.__name__,
)
@given(seed=st.integers(0, 2**32 - 1))
def test_supply_is_conserved(method, seed):
    communities, facilities, times, dense = world(np.random.default_rng(seed))
    decay = gaussian(LIMIT_S)

    result = method(communities, facilities, times, decay=decay)

    asked = communities["residents"].to_numpy() @ decay(dense) > 0
    for kind in facilities["kind"].unique():
        mine = asked & (facilities["kind"] == kind).to_numpy()
        served = facilities["capacity"].to_numpy()[mine].sum()
        assert column(result, "places", kind).sum() == pytest.approx(served)


@given(seed=st.integers(0, 2**32 - 1))
def test_modified_loses_what_distance_costs(seed):
    communities, facilities, times, _ = world(np.random.default_rng(seed))
    knobs = {"decay": linear(LIMIT_S)}

    less = modified_two_step_floating_catchment(communities, facilities, times, **knobs)
    whole = two_step_floating_catchment(communities, facilities, times, **knobs)

    assert (less["places"] <= whole["places"] + 1e-9).all()
    flat = modified_two_step_floating_catchment(communities, facilities, times)
    pd.testing.assert_frame_equal(flat, two_step_floating_catchment(communities, facilities, times))


@given(seed=st.integers(0, 2**32 - 1))
def test_balanced_conserves_people_and_levels_of_service(seed):
    communities, facilities, times, dense = world(np.random.default_rng(seed), n_kinds=1)
    decay = gaussian(LIMIT_S)

    result = balanced_floating_catchment(communities, facilities, times, decay=decay)

    w, people = decay(dense), communities["residents"].to_numpy()
    asking = ratio(w, w.sum(axis=1, keepdims=True)).T @ people
    assert asking.sum() == pytest.approx(people[w.sum(axis=1) > 0].sum())
    levels = ratio(facilities["capacity"].to_numpy(), asking)
    assert result["places_per_head"].sum() == pytest.approx(levels.sum())


def test_an_exponent_shifts_places_between_large_and_small():
    communities, facilities, times, dense = world(np.random.default_rng(3), n_kinds=1)
    people = communities["residents"].to_numpy()
    w = step(LIMIT_S)(dense) * (people > 0)[:, None]

    alike = spatial_availability(communities, facilities, times, demand_exponent=0.0)
    assert column(alike, "places", facilities["kind"].iloc[0]) == pytest.approx(
        ratio(w, w.sum(axis=0)) @ facilities["capacity"].to_numpy()
    )


def judged_by_pysal(communities, facilities, times, decay):
    """Ours and PySAL's places per head: 2SFCA, E2SFCA, 3SFCA, of one kind."""
    costs = times.rename(columns={"community_id": "origin", "facility_id": "dest"})
    costs = costs.rename(columns={"time_s": "cost"}).astype({"origin": object, "dest": object})
    # It divides by the people of a facility that nobody asks for.
    asked = communities["residents"].reindex(costs["origin"]).to_numpy() > 0
    served = costs["dest"][asked].unique()
    facilities = facilities.loc[facilities.index.isin(served)]
    costs = costs[costs["dest"].isin(served)].reset_index(drop=True)
    times = times[times["facility_id"].isin(served)]
    people = communities[["residents"]].set_axis(["demand"], axis=1).rename_axis("geoid")
    places = facilities[["capacity"]].set_axis(["supply"], axis=1).rename_axis("geoid")

    def judge(method, **knobs):
        found = method(
            people, places, costs.copy(), decay.limit_s, demand_index=True, supply_index=True,
            **knobs,
        )  # fmt: skip
        return found.reindex(communities.index).fillna(0.0).to_numpy()

    def weight(cost):
        return decay([cost])[0]

    def ours(method, decay):
        return method(communities, facilities, times, decay=decay)["places_per_head"].to_numpy()

    pairs = [
        (ours(two_step_floating_catchment, step(decay.limit_s)), judge(two_stage_fca)),
        (ours(two_step_floating_catchment, decay), judge(two_stage_fca, weight_fn=weight)),
        (ours(three_step_floating_catchment, decay), judge(three_stage_fca, weight_fn=weight)),
    ]
    assert pairs[1][1].sum() > 0
    return pairs


@pytest.mark.filterwarnings("ignore:The inplace keyword")  # the judge's own, on new pandas
@pytest.mark.parametrize("seed", range(5))
def test_agrees_with_pysal_access(seed):
    communities, facilities, times, _ = world(np.random.default_rng(seed), 30, 9, n_kinds=1)
    decay = zones([300.0, 600.0, LIMIT_S], [1.0, 0.68, 0.22])

    for ours, judged in judged_by_pysal(communities, facilities, times, decay):
        np.testing.assert_allclose(ours, judged)


@pytest.mark.filterwarnings("ignore:The inplace keyword")
@pytest.mark.parametrize("kind", ["school", "park"])
def test_agrees_with_pysal_access_on_the_streets_of_helsinki(helsinki_pbf, kind):
    city = read_osm(helsinki_pbf)
    rng = np.random.default_rng(1)
    homes = city.communities()
    homes = homes.assign(residents=rng.integers(0, 400, len(homes)).astype(float))
    sites = city.facilities[city.facilities["kind"] == kind]
    sites = sites.assign(capacity=rng.integers(1, 300, len(sites)).astype(float))
    times = travel_times(homes, sites, city.network, limit_s=LIMIT_S)

    assert len(times) > 200
    for decay in (gaussian(LIMIT_S), zones([300.0, 600.0, LIMIT_S], [1.0, 0.68, 0.22])):
        for ours, judged in judged_by_pysal(homes, sites, times, decay):
            np.testing.assert_allclose(ours, judged, rtol=1e-9)


@every_method
def test_rows_come_in_the_callers_order_and_inputs_stay_as_they_were(method):
    communities, facilities, times, _ = world(np.random.default_rng(1))
    before = communities.copy(), facilities.copy(), times.copy()

    result = method(communities, facilities, times)
    shuffled = method(communities[::-1], facilities, times.sample(frac=1.0, random_state=1))

    assert result["community_id"].tolist() == list(communities.index.repeat(2))
    np.testing.assert_allclose(
        column(shuffled, "places", "school"), column(result, "places", "school")[::-1]
    )
    for now, then in zip((communities, facilities, times), before, strict=True):
        pd.testing.assert_frame_equal(now, then)


@every_method
def test_a_community_off_the_network_has_nan_and_one_that_reaches_nothing_has_0(method, tmp_path):
    # c1 is on the island, where no school is; no street is near "far".
    at = [(0.0, 0.0), (9e3, 0.0), (0.0, 300.0)]
    homes = worlds.points(at, ["c0", "far", "c1"]).assign(residents=[100.0, 200.0, 50.0])
    sites = worlds.facilities([(0.0, 0.0)], ["f"], ["school"]).assign(capacity=50.0)
    with pytest.warns(UserWarning, match="communities: row 2 of 3 off the network"):
        times = travel_times(homes, sites, worlds.five_nodes(), limit_s=60.0)
    assert times.attrs["off_network"] == ("far",)
    times.to_parquet(tmp_path / "times.parquet")

    for known in (
        times,
        times[times["time_s"] < 50.0],
        pd.read_parquet(tmp_path / "times.parquet"),
    ):
        result = method(homes, sites, known, decay=step(60.0))
        np.testing.assert_array_equal(result["places"], [50.0, np.nan, 0.0])
        assert result["places_per_head"].isna().tolist() == [False, True, False]
    times.attrs = {"limit_s": 60.0}  # as set again after a merge: who is off is not known
    result = method(homes, sites, times, decay=step(60.0))
    assert result["places"].tolist() == [50.0, 0.0, 0.0]


@every_method
def test_nobody_and_nothing(method):
    communities, facilities, times, _ = world(np.random.default_rng(1))

    assert method(communities, facilities, times.iloc[:0])["places"].tolist() == [0.0] * 24
    assert method(communities, facilities.iloc[:0], times.iloc[:0]).empty
    assert method(communities.iloc[:0], facilities, times.iloc[:0]).empty


@every_method
def test_facilities_without_capacity_are_named(method):
    communities, facilities, times, _ = world(np.random.default_rng(1))
    capacity = facilities["capacity"].mask([False, True, False, True, False, False, False])

    with pytest.raises(InputError, match=r"'capacity' is missing in 2 rows \(2, 4\); fill it"):
        method(communities, facilities.assign(capacity=capacity), times)
    with pytest.raises(InputError, match="no column 'capacity'"):
        method(communities, facilities.drop(columns="capacity"), times)


def test_what_cannot_be_used_says_what_is_needed():
    communities, facilities, times, _ = world(np.random.default_rng(1))
    times.attrs["limit_s"] = 900.0

    with pytest.raises(InputError, match="measured up to 900 s, but 1800 s are asked for"):
        two_step_floating_catchment(communities, facilities, times, decay=step(1800.0))
    times.attrs = {}
    with pytest.warns(UserWarning, match=r"the longest is .* though 7200 s are asked for"):
        two_step_floating_catchment(communities, facilities, times, decay=step(7200.0))
    with pytest.raises(InputError, match=r"demand_exponent is -1\.0"):
        spatial_availability(communities, facilities, times, demand_exponent=-1.0)
    with pytest.raises(InputError, match=r"'residents' is -1\.0 in 12 rows"):
        two_step_floating_catchment(communities.assign(residents=-1.0), facilities, times)
