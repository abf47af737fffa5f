"""Rules of fairness in the small zone, whose answers fit in the head."""

import numpy as np
import pytest

from gongfu.errors import InfeasibleError, InputError
from gongfu.plan.fair_sites import plan_also_within, plan_backup, plan_first, plan_front, plan_kinds
from gongfu.plan.new_sites import plan_sites, prepare_siting
from tests import small_zone, worlds

SITES = {"a": (250, 0), "b": (1_250, 250), "c": (1_750, 1_000), "d": (0, 500), "e": (1_000, 0)}
KNOBS = {"kind": "clinic", "limit_s": 500.0}


@pytest.fixture(scope="module")
def siting_of():
    """Who is left out: h0 (100 people), h3 (400), h4 (50), h5 (150).

    Within 500 s of a are h0, h1, h2; of b h3; of c h5; of d h0, h4; of e h2, h3.
    """
    zone = small_zone.small_zone()
    candidates = worlds.points(
        list(SITES.values()), SITES, "site_id", cost_yuan=[4.0, 1.0, 2.0, 3.0, 9.0]
    )

    def prepare(**changes):
        return prepare_siting(
            zone.communities, zone.facilities, candidates, zone.network, **KNOBS | changes
        )

    return prepare


def test_the_west_comes_first(siting_of):
    siting = siting_of()
    west = np.array([home in {"h0", "h1", "h2", "h4"} for home in siting.communities.index])
    assert plan_sites(siting, n_sites=1).plan.value == 400  # h3, in the east
    found, groups = plan_first(siting, west, n_sites=1)
    assert found.sites.index.tolist() == ["d"]  # h0 and h4
    assert (groups.reached.tolist(), groups.at_most[0]) == ([150.0, 0.0], 150.0)
    found, groups = plan_first(siting, west, n_sites=2)
    assert "d" in found.sites.index
    assert (found.reached_after, groups.plan.status) == (500 + 150 + 400, "optimal")
    with pytest.raises(InputError, match="none of those who come first is out of reach"):
        plan_first(siting, np.zeros(6, bool), n_sites=1)


def test_nobody_beyond_a_longer_limit(siting_of):
    # Beyond 1,100 s now: h4 (1,250 s; only d helps) and h5 (2,250 s; only c helps).
    siting, longer = siting_of(), siting_of(limit_s=1_100.0)
    found, beyond = plan_also_within(siting, longer, n_sites=2)
    assert set(found.sites.index) == {"c", "d"}
    assert (found.reached_after, found.plan.status) == (500 + 150 + 150, "optimal")
    assert (beyond.people, beyond.unreachable) == (200.0, 0.0)
    with pytest.raises(InfeasibleError, match="at least 2 sites, and the limit is 1"):
        plan_also_within(siting, longer, n_sites=1)
    found, beyond = plan_also_within(siting, longer, n_sites=1, forbidden=["c"])
    assert found.sites.index.tolist() == ["d"]
    assert (beyond.people, beyond.unreachable) == (50.0, 150.0)
    with pytest.raises(InputError, match="must be longer"):
        plan_also_within(siting, siting, n_sites=1)


def test_a_second_one_in_reach(siting_of):
    siting = siting_of()
    n_now = np.array([0, 1, 1, 0, 0, 0])  # h1 (200) and h2 (300) reach c1
    # At 0.4: a 0.6 * 100 + 0.4 * 500 = 260, b 240, e 0.6 * 400 + 0.4 * 300 = 360; at 0 400.
    found, twice = plan_backup(siting, n_now, backup_weight=0.4, n_sites=1)
    assert found.sites.index.tolist() == ["e"]
    assert (twice.before, twice.after) == (0.0, 300.0)
    assert twice.value == pytest.approx(0.6 * 500 + 360)
    assert twice.is_optimal
    assert found.reached_after == 900
    # Two: a and e 0.7 * 500 + 0.3 * 500, b and e 0.7 * 400 + 0.3 * (400 + 300); at 0.5 500, 550.
    two, more = plan_backup(siting, n_now, backup_weight=0.3, n_sites=2)
    assert set(two.sites.index) == {"a", "e"}
    assert more.after == 500.0
    two, more = plan_backup(siting, n_now, backup_weight=0.5, n_sites=2)
    assert set(two.sites.index) == {"b", "e"}
    assert more.after == 700.0


def test_two_kinds_out_of_one_purse(siting_of):
    # Nobody of h3 (400), h4 (50), h5 (150) reaches a school either.
    both = {"clinic": siting_of(), "school": siting_of(kind="school")}
    plans, found = plan_kinds(both, n_sites=2)
    assert found.plan.value == 800
    assert [plans[kind].reached_after for kind in both] == [900, 1_000]
    plans, found = plan_kinds(both, n_sites=2, one_per_place=True)
    opened = [plans[kind].sites.index.tolist() for kind in both]
    assert sorted(opened) == [["b"], ["e"]]
    assert found.plan.value == 800
    plans, found = plan_kinds(both, budget=4.0, cost="cost_yuan")  # b twice (2), c once (2)
    assert found.plan.value == 950
    assert sum(plan.plan.n_open for plan in plans.values()) == 3
    with pytest.raises(InputError, match="nobody who can be judged is out of reach of clinic"):
        plan_kinds({"clinic": siting_of(limit_s=2_600.0)}, n_sites=1)


def test_from_most_people_to_whoever_is_farthest(siting_of):
    # One site: b 900 and 1,500 s (h5), e 900 and 2,000 s, c 650 and 1,250 s (h4).
    found = plan_front(siting_of(limit_s=2_800.0), within_s=500.0, n_sites=1)
    assert found.points["people_reached"].tolist() == [900.0, 650.0]
    assert found.points["worst_time_s"].tolist() == [1_500.0, 1_250.0]
    assert found.points["site_ids"].tolist() == ["b", "c"]
    assert found.points["proved"].all()
    assert (found.people, found.beyond) == (1_200.0, 0.0)
    with pytest.raises(InputError, match="times are known up to 500 s"):
        plan_front(siting_of(), within_s=500.0, n_sites=1)
