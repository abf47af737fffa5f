"""New sites in the small zone, whose answers fit in the head."""

import numpy as np
import pandas as pd
import pytest

from gongfu.errors import InfeasibleError, InputError, NotFoundError
from gongfu.measure.reach import time_to_nearest
from gongfu.plan.candidates import at_communities, at_corners, thinned
from gongfu.plan.new_sites import close_gap, plan_sites, prepare_siting
from tests import small_zone, worlds

KNOBS = {"kind": "clinic", "limit_s": 500.0}


@pytest.fixture(scope="module")
def world():
    """One clinic, c1 at (500, 250): h1 (500 m) and h2 (250 m) reach it within 500 s.

    Left out are h0 (100 people, at 0, 0), h3 (400, at 1,250, 0), h4 (50, at 0, 1,000) and h5
    (150, at 2,000, 1,000).
    """
    zone = small_zone.small_zone()
    sites = {"a": (250, 0), "b": (1_250, 250), "c": (1_750, 1_000), "d": (0, 500), "e": (1_000, 0)}
    candidates = worlds.points(list(sites.values()), sites, "site_id", cost_yuan=[4, 1, 2, 3, 9.0])
    return zone, candidates


@pytest.fixture(scope="module")
def siting(world):
    zone, candidates = world
    return prepare_siting(zone.communities, zone.facilities, candidates, zone.network, **KNOBS)


def test_who_is_left_out_and_who_would_be_reached(siting):
    assert siting.open_people.tolist() == [100, 0, 0, 400, 50, 150]
    reach = {
        site: [h for h, hit in zip(siting.communities.index, row, strict=True) if hit]
        for site, row in zip("abcde", siting.cover.toarray().T, strict=True)
    }
    # h0 to d is 500 m, and so is h4 to d.
    assert reach == {"a": ["h0", "h1", "h2"], "b": ["h3"], "c": ["h5"], "d": ["h0", "h4"],
                     "e": ["h2", "h3"]}  # fmt: skip


def test_two_sites(siting):
    found = plan_sites(siting, n_sites=2)

    # h3 (400) and, of h0 + h4 (150) and h5 (150), either; b or e for h3.
    assert (found.people, found.reached_before, found.reached_after) == (1_200, 500, 1_050)
    assert (found.plan.status, found.reached_at_most) == ("optimal", 1_050)
    assert found.sites["lost_if_dropped"].tolist() == [400, 150]
    assert found.sites["swap_id"].iloc[0] in {"b", "e"} - set(found.sites.index)
    assert found.sites["lost_if_swapped"].tolist() == [0, 0]
    assert (found.not_judged, found.unreachable) == (0, 0)


def test_the_table_is_what_measuring_again_says(world, siting):
    zone, candidates = world
    found = plan_sites(siting, n_sites=3)
    opened = candidates.loc[found.sites.index].assign(kind="clinic")
    columns = ["kind", "lon", "lat"]
    after = time_to_nearest(
        zone.communities,
        pd.concat([zone.facilities[columns], opened[columns]]),
        zone.network,
        limit_s=500.0,
        kinds=("clinic",),
    )
    np.testing.assert_array_equal(found.communities["time_after_s"], after["time_s"])
    assert (found.communities["state_after"].to_numpy() == after["state"].to_numpy(object)).all()
    new = found.communities["site_id"].notna().to_numpy()
    assert found.communities["site_id"][new].tolist() == after["facility_id"][new].tolist()


def test_a_budget_a_must_and_a_never(siting):
    cheap = plan_sites(siting, budget=3.0, cost="cost_yuan")
    assert set(cheap.sites.index) == {"b", "c"}  # 1 + 2 yuan: 550 people
    held = plan_sites(siting, n_sites=1, fixed=["c"])
    assert held.sites.index.tolist() == ["c"]
    barred = plan_sites(siting, n_sites=1, forbidden=["b"])
    assert barred.sites.index.tolist() == ["e"]
    with pytest.raises(NotFoundError, match="fixed: 1 of 1 are no candidates, such as 'zz'"):
        plan_sites(siting, n_sites=1, fixed=["zz"])


@pytest.fixture(scope="module")
def roomy(world):
    """The same candidates with places: of h3's 400 people, b takes 250 and e 300."""
    zone, candidates = world
    candidates = candidates.assign(capacity_people=[60, 250, 150, 120, 300.0])
    return prepare_siting(zone.communities, zone.facilities, candidates, zone.network, **KNOBS)


def test_sites_with_so_many_places(roomy):
    found = plan_sites(roomy, n_sites=2, capacity="capacity_people")

    # e serves 300 of h3, c all 150 of h5; d would serve 120 of h0 and h4; b beside e only 100.
    assert (found.plan.value, found.plan.status) == (450, "optimal")
    assert (found.reached_after, found.reached_at_most, found.turned_away) == (950, 950, 100)
    names = ["people", "served", "load_share", "lost_if_dropped"]
    assert found.sites[names].to_dict("index") == {
        "e": dict(zip(names, [400, 300, 1, 300], strict=True)),
        "c": dict(zip(names, [150, 150, 1, 150], strict=True)),
    }
    assert "swap_id" not in found.sites
    after = found.communities
    assert after["served"].to_dict() == {"h0": 0, "h1": 0, "h2": 0, "h3": 300, "h4": 0, "h5": 150}
    assert after["state_after"].tolist() == [
        "out_of_reach", "reached", "reached", "out_of_reach", "out_of_reach", "reached",
    ]  # fmt: skip
    assert after.loc[["h3", "h5"], "site_id"].tolist() == ["e", "c"]
    assert after["site_id"].isna().sum() == 4
    # The doors of c and h5 are 250 m apart, at 1 m/s.
    assert after.loc["h5", "time_after_s"] == roomy.times[5, 2]


def test_a_site_that_is_dropped_sends_people_to_one_with_places(roomy):
    found = plan_sites(roomy, n_sites=2, capacity="capacity_people", fixed=["b", "e"])
    # Both serve h3: without b, e serves 300 of 400; without e, b serves 250.
    assert (found.plan.value, found.turned_away) == (400, 0)
    assert found.sites["lost_if_dropped"].to_dict() == {"b": 100, "e": 150}
    assert found.sites["served"].sum() == 400


def test_more_places_than_people_are_no_limit(world, siting):
    zone, candidates = world
    endless = prepare_siting(
        zone.communities, zone.facilities, candidates.assign(room=1e9), zone.network, **KNOBS
    )
    free, held = plan_sites(siting, n_sites=3), plan_sites(endless, n_sites=3, capacity="room")
    assert (held.plan.value, held.turned_away) == (free.plan.value, 0)
    assert (held.sites["load_share"] < 1e-6).all()
    assert held.sites["lost_if_dropped"].tolist() == free.sites["lost_if_dropped"].tolist()
    states = (found.communities["state_after"].tolist() for found in (free, held))
    assert next(states) == next(states)


def test_places_must_be_numbers_of_people(world):
    zone, candidates = world
    for bad, words in (([1, 2, 3, 4, -5.0], "-5.0 in row 5"), ([1, 2, 3, 4, np.nan], "missing")):
        siting = prepare_siting(
            zone.communities, zone.facilities, candidates.assign(room=bad), zone.network, **KNOBS
        )
        with pytest.raises(InputError, match=words):
            plan_sites(siting, n_sites=1, capacity="room")


def test_each_place_counts_once(world):
    zone, candidates = world
    siting = prepare_siting(
        zone.communities, zone.facilities, candidates, zone.network, people=None, **KNOBS
    )
    found = plan_sites(siting, n_sites=1)
    assert found.sites.index.tolist() == ["d"]  # two villages, h0 and h4
    assert (found.people, found.reached_before, found.reached_after) == (6, 2, 4)


def test_closing_the_gap(siting):
    found, least = close_gap(siting, share=0.75)  # 900 of 1,200: 400 more
    assert (found.plan.value, least.plan.status, found.reached_after) == (1, "optimal", 900)
    found, least = close_gap(siting, share=1.0)
    assert (found.plan.value, least.plan.status, found.reached_after) == (3, "optimal", 1_200)
    found, least = close_gap(siting, share=1.0, cost="cost_yuan")
    assert set(found.sites.index) == {"b", "c", "d"}
    assert (least.plan.value, least.plan.status) == (6, "optimal")
    with pytest.raises(InputError, match=r"above what is reached now, 41\.67%"):
        close_gap(siting, share=0.4)


def test_what_no_candidate_reaches_is_counted(world):
    zone, candidates = world
    siting = prepare_siting(
        zone.communities, zone.facilities, candidates.loc[["b"]], zone.network, **KNOBS
    )
    assert plan_sites(siting, n_sites=1).unreachable == 300
    with pytest.raises(InfeasibleError, match="together cover 400 people, fewer than 700"):
        close_gap(siting, share=1.0)


def test_nobody_left_out_is_no_gap(world):
    zone, candidates = world
    siting = prepare_siting(
        zone.communities, zone.facilities, candidates, zone.network, kind="clinic", limit_s=9_000.0
    )
    with pytest.raises(InputError, match="nobody who can be judged is out of reach"):
        plan_sites(siting, n_sites=1)
    with pytest.raises(InputError, match="there are no candidates"):
        prepare_siting(
            zone.communities, zone.facilities, candidates.iloc[:0], zone.network, **KNOBS
        )


def test_candidates(world):
    zone, _ = world
    villages = at_communities(zone.communities)
    assert villages.index.tolist() == ["h0", "h1", "h2", "h3", "h4", "h5"]
    assert len(thinned(villages, zone.network, spacing_m=10_000)) == 1
    assert len(thinned(villages, zone.network, spacing_m=1)) == 6
    corners = at_corners(zone.network, zone.communities, around_m=250.0)
    x, y = zone.network.project(corners["lon"], corners["lat"])
    assert {(0.0, 0.0), (250.0, 0.0)} <= {
        (float(a) + 0.0, float(b) + 0.0) for a, b in zip(x.round(3), y.round(3), strict=True)
    }
    with pytest.raises(InputError, match="more than 0"):
        thinned(villages, zone.network, spacing_m=0)
