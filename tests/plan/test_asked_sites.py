"""New sites and those who asked, in the small zone: counted by hand and by trying every plan."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongfu.errors import InfeasibleError, InputError
from gongfu.plan.asked_sites import plan_asked
from gongfu.plan.new_sites import plan_sites, prepare_siting
from tests import small_zone, worlds

KNOBS = {"kind": "clinic", "limit_s": 500.0}
ASKED = {"p": (0, 1_000), "q": (500, 250), "r": (1_250, 0), "far": (2_000, 0)}


def sitings(counts):
    """Out of reach of the clinic: h0 (100 people), h3 (400), h4 (50) and h5 (150).

    Candidates reach: a h0; b and e h3; c h5; d h0 and h4.  Of those who asked, q is at the clinic's
    door, p at h4 (d reaches it), r at h3 (b and e); `far` is 1,000 m or more from all of them.
    """
    zone = small_zone.small_zone()
    sites = {"a": (250, 0), "b": (1_250, 250), "c": (1_750, 1_000), "d": (0, 500), "e": (1_000, 0)}
    candidates = worlds.points(list(sites.values()), sites, "site_id", cost_yuan=[4, 1, 2, 3, 9.0])
    asked = worlds.points(list(ASKED.values()), ASKED, "id", n_residents=np.array(counts, float))
    both = (zone.facilities, candidates, zone.network)
    return (
        prepare_siting(zone.communities, *both, **KNOBS),
        prepare_siting(asked, *both, people="n_residents", **KNOBS),
    )


@pytest.fixture(scope="module")
def prepared():
    return sitings([5, 4, 3, 6])


def test_without_a_weight_the_plan_is_the_same_and_says_who_asked(prepared):
    siting, asking = prepared
    found, asked = plan_asked(siting, asking, n_sites=1)
    assert found.plan.open.tolist() == plan_sites(siting, n_sites=1).plan.open.tolist()
    assert (found.reached_after - found.reached_before, asked.price) == (400, 0)
    # 4 at the clinic, and 3 with b or e; d would bring 5.
    assert (asked.people, asked.reached_before, asked.reached_after) == (18, 4, 7)
    assert (asked.at_most, asked.not_judged) == (5, 0)
    assert asked.by_site.tolist() == [0, 3, 0, 5, 3]
    assert (asked.value, asked.bound, asked.status) == (400, 400, "optimal")


@pytest.mark.parametrize(
    ("weight", "site", "value", "price"),
    [
        (100.0, "b", 700.0, 0.0),  # b: 400 + 3 x 100; d: 150 + 5 x 100 = 650
        (200.0, "d", 1_150.0, 250.0),  # b: 400 + 3 x 200 = 1,000
    ],
)
def test_who_asked_counts_more_and_it_has_a_price(prepared, weight, site, value, price):
    found, asked = plan_asked(*prepared, weight=weight, n_sites=1, forbidden=["e"])
    assert found.sites.index.tolist() == [site]
    assert (asked.value, asked.bound, asked.price) == (value, value, price)
    assert found.reached_after - found.reached_before == 400 - price
    assert found.reached_at_most == 900  # 500 now, 400 by b, whatever the weight
    assert found.unreachable == 0
    assert found.plan.status == ("optimal" if price == 0 else "bounded")


def test_a_budget_and_a_must(prepared):
    found, asked = plan_asked(*prepared, weight=300.0, budget=3.0, cost="cost_yuan")
    assert found.sites.index.tolist() == ["d"]  # 150 + 1,500; b and c: 550 + 900
    assert (asked.price, asked.at_most) == (400, 5)
    held, _ = plan_asked(*prepared, weight=300.0, n_sites=1, fixed=["c"])
    assert held.sites.index.tolist() == ["c"]
    with pytest.raises(InfeasibleError):
        plan_asked(*prepared, budget=0.5, cost="cost_yuan")


def test_nobody_who_asked_is_out_of_reach():
    siting, asking = sitings([0, 4, 0, 0])
    found, asked = plan_asked(siting, asking, weight=10.0, n_sites=2)
    assert found.reached_after == plan_sites(siting, n_sites=2).reached_after
    assert (asked.reached_before, asked.reached_after, asked.at_most) == (4, 4, 0)


@settings(max_examples=25)
@given(
    counts=st.lists(st.integers(0, 9), min_size=4, max_size=4),
    weight=st.integers(0, 120),
    n_sites=st.integers(1, 3),
)
def test_no_other_plan_is_worth_more(prepared, counts, weight, n_sites):
    """Every choice of sites tried; and none reaches as many of both and more of one."""
    siting, asking = prepared
    people = np.array(counts, float)
    out = np.array([1, 0, 1, 1]) * people  # q is at the clinic's door
    asking = type(asking)(
        asking.communities, asking.candidates, asking.before, asking.times, people, out, 500.0
    )
    found, asked = plan_asked(siting, asking, weight=float(weight), n_sites=n_sites)
    worth = []
    for chosen in combinations(range(5), n_sites):
        more = siting.open_people[siting.cover.toarray()[:, chosen].any(axis=1)].sum()
        heard = out[asking.cover.toarray()[:, chosen].any(axis=1)].sum()
        worth.append((more, heard))
    mine = (
        found.reached_after - found.reached_before,
        asked.reached_after - asked.reached_before,
    )
    best = max(more + weight * heard for more, heard in worth)
    assert asked.value == asked.bound == best
    assert mine[0] + weight * mine[1] == best
    assert asked.at_most == max(heard for _, heard in worth)
    assert asked.price == max(more for more, _ in worth) - mine[0]
    if weight:
        assert not any(
            more >= mine[0] and heard >= mine[1] and (more, heard) != mine for more, heard in worth
        )


def test_what_cannot_be_weighted_says_why(prepared):
    siting, asking = prepared
    for weight in (-1.0, np.inf, np.nan):
        with pytest.raises(InputError, match="must be 0 or more, in people for each resident"):
            plan_asked(siting, asking, weight=weight, n_sites=1)
    other = prepare_siting(
        asking.communities, small_zone.small_zone().facilities, siting.candidates.iloc[:2],
        small_zone.network(), people="n_residents", **KNOBS,
    )  # fmt: skip
    with pytest.raises(InputError, match="different candidates"):
        plan_asked(siting, other, n_sites=1)
