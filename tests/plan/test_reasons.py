"""What a site is worth, worked out by hand and by closing it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.plan.covering import mclp
from gongfu.plan.reasons import coverage_curve, load_of_sites, price_of_site, worth_of_sites

#       0  1  2  3
COVER = [
    [1, 0, 0, 0],  # 5 people
    [1, 1, 0, 0],  # 2
    [0, 1, 1, 0],  # 4
    [0, 0, 1, 0],  # 1
    [0, 0, 0, 1],  # 3
]
DEMAND = [5, 2, 4, 1, 3]


def test_by_hand():
    plan = mclp(COVER, DEMAND, n_sites=2)
    assert plan.sites.tolist() == [0, 2]  # 7 + 5 = 12 of 15

    worth = worth_of_sites(COVER, DEMAND, plan)

    assert worth.to_dict("records") == [
        # Without 0, rows 0 and 1 are lost: site 3 makes up for 3 of 7, site 1 for 2.
        {"site": 0, "people": 7.0, "lost_if_dropped": 7.0, "swap": 3, "lost_if_swapped": 4.0},
        # Without 2, rows 2 and 3 are lost: site 1 makes up for 4 of 5.
        {"site": 2, "people": 5.0, "lost_if_dropped": 5.0, "swap": 1, "lost_if_swapped": 1.0},
    ]
    hunch = price_of_site(COVER, DEMAND, plan, site=3, n_sites=2).iloc[0]
    assert (hunch["covered"], hunch["price"], hunch["price_at_least"]) == (10.0, 2.0, 2.0)
    free = price_of_site(COVER, DEMAND, plan, site=0, n_sites=2).iloc[0]
    assert (free["price"], free["price_at_least"]) == (0.0, 0.0)


def test_a_plan_without_sites_has_no_reasons():
    none = mclp([[0, 0], [0, 0]], [1, 1], n_sites=1, forbidden=[0])
    closed = replace(none, open=np.zeros(2, bool))
    worth = worth_of_sites([[1, 0], [0, 1]], [1, 1], closed)
    assert len(worth) == 0
    assert worth["swap"].dtype == int  # so that it can stand for positions


@given(st.integers(0, 10_000))
def test_dropping_and_swapping_are_what_they_say(seed):
    rng = np.random.default_rng(seed)
    cover = rng.random((12, 8)) < 0.3
    demand = rng.integers(0, 9, 12).astype(float)
    if demand.sum() == 0:
        return
    plan = mclp(cover, demand, n_sites=3)

    def covered(built):
        return demand[(cover & built).any(axis=1)].sum()

    worth = worth_of_sites(cover, demand, plan)
    assert worth["lost_if_dropped"].is_monotonic_decreasing
    for row in worth.itertuples():
        without = plan.open.copy()
        without[row.site] = False
        assert plan.value - covered(without) == pytest.approx(row.lost_if_dropped)
        losses = []
        for other in np.flatnonzero(~plan.open):
            swapped = without.copy()
            swapped[other] = True
            losses.append(plan.value - covered(swapped))
        assert row.lost_if_swapped == pytest.approx(min([*losses, row.lost_if_dropped]))
        if plan.status == "optimal":
            assert row.lost_if_swapped >= 0


def test_a_curve_rises_and_has_its_knee_where_gains_drop():
    # Three large groups, then crumbs: the knee is at three.
    cover = np.eye(10)
    demand = [30, 30, 30, 1, 1, 1, 1, 1, 1, 1]

    curve = coverage_curve(cover, demand, numbers=range(1, 11))

    assert curve["covered"].tolist() == [30, 60, 90, 91, 92, 93, 94, 95, 96, 97]
    assert (curve["bound"] >= curve["covered"]).all()
    assert curve["gain"].tolist() == [30, 30, 30, 1, 1, 1, 1, 1, 1, 1]
    assert curve.loc[curve["knee"], "n_sites"].tolist() == [3]
    assert curve["share"].iloc[-1] == 1.0


def test_what_cannot_be_asked():
    plan = mclp(COVER, DEMAND, n_sites=2)
    with pytest.raises(InputError, match="sites are 0 to 3"):
        price_of_site(COVER, DEMAND, plan, site=4, n_sites=2)
    with pytest.raises(InputError, match="two or more, ascending"):
        coverage_curve(COVER, DEMAND, numbers=[3, 2])


def test_loads_by_hand():
    # Site 1 covers rows 1 and 2 (6 people), site 2 rows 2 and 3 (5); 4 places each.
    plan = mclp(COVER, DEMAND, n_sites=2, capacity=[0, 4, 4, 0], fixed=[1, 2])
    load = load_of_sites(COVER, DEMAND, [0, 4, 4, 0], plan)
    # All 7 of rows 1 to 3 are served; without 1, site 2 serves 4, and the other way round.
    assert plan.value == 7
    assert load[["site", "lost_if_dropped"]].to_numpy().tolist() == [[1, 3], [2, 3]]
    assert load["people"].tolist() == [6, 5]
    assert load["served"].sum() == 7
    np.testing.assert_array_equal(load["load_share"], load["served"] / 4)
    closed = mclp(COVER, DEMAND, n_sites=2, capacity=[0, 4, 4, 0], fixed=[0, 1])
    load = load_of_sites(COVER, DEMAND, [0, 4, 4, 0], closed).set_index("site")
    assert np.isnan(load.loc[0, "load_share"])
    assert load.loc[0, "lost_if_dropped"] == 0


@given(st.integers(0, 2**32 - 1))
def test_what_is_lost_is_what_a_plan_of_the_others_serves_less(seed):
    rng = np.random.default_rng(seed)
    n, m = rng.integers(1, 8), rng.integers(2, 6)
    cover, demand = rng.random((n, m)) < 0.5, rng.integers(1, 9, n)
    room = rng.integers(0, 15, m)
    plan = mclp(cover, demand, n_sites=int(m - 1), capacity=room)
    load = load_of_sites(cover, demand, room, plan)
    assert sorted(load["site"]) == plan.sites.tolist()
    for row in load.itertuples():
        left = np.flatnonzero(plan.open & (np.arange(m) != row.site))
        others = np.setdiff1d(np.arange(m), left)
        least = 0.0
        if left.size:
            least = mclp(
                cover, demand, n_sites=left.size, fixed=left, forbidden=others, capacity=room
            ).value
        assert row.lost_if_dropped == pytest.approx(plan.value - least)
        assert row.served == plan.load[row.site]
