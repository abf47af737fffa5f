"""Fronts beside every plan there is: nothing that is shown is beaten, and the ends are the ends."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.plan.pareto import front_of_costs, front_of_groups
from tests.plan.small_sites import small_case
from tests.plan.test_grouped import reached_by, some_groups

SEEDS = st.integers(0, 2**32 - 1)
MINUTES = [[5, 25, 40], [12, 14, 40], [40, 10, 28], [40, 29, 8]]
PEOPLE = [9, 4, 4, 2]


def test_by_hand_of_costs():
    # One site: 0 covers 13 and leaves 40, 1 covers 8 and leaves 29, 2 covers 2 and leaves 40.
    front = front_of_costs(MINUTES, PEOPLE, within=15, n_sites=1)
    assert front.points["covered"].tolist() == [13.0, 8.0]
    assert front.points["worst"].tolist() == [40.0, 29.0]
    assert front.points["proved"].all()
    assert [plan.sites.tolist() for plan in front.plans] == [[0], [1]]
    assert (front.worst_bound, front.worst_is) == (29.0, "cost")
    # Two: 0 and 1 cover 17 and leave 29; 0 and 2 cover 15 and leave 28; 1 and 2 cover 10, 25.
    two = front_of_costs(MINUTES, PEOPLE, within=15, n_sites=2, n_points=5)
    assert two.points["covered"].tolist() == [17.0, 15.0, 10.0]
    assert two.points["worst"].tolist() == [29.0, 28.0, 25.0]


def test_by_hand_of_groups():
    cover = [[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 1]]
    groups = [[5, 0], [1, 0], [4, 0], [0, 3]]
    front = front_of_groups(cover, groups, n_sites=2)
    assert front.points["covered"].tolist() == [10.0, 9.0]  # 0 and 1; 0 and 2
    assert front.points["worst"].tolist() == [0.0, 0.6]  # nobody of the second; 6 of 10
    assert front.points["proved"].all()
    assert front.worst_bound == pytest.approx(0.6)
    # A group without people is no group that is worst off.
    same = front_of_groups(cover, np.column_stack([groups, np.zeros(4)]), n_sites=2)
    assert same.points.equals(front.points)


def beaten(points, covered, worst):
    """Whether some plan covers more and is as good to the worst off (`worst`: more is good)."""
    return [
        bool(((covered > row.covered + 1e-6) & (worst >= row.worst - 1e-9)).any())
        for row in points.itertuples()
    ]


@given(SEEDS)
@settings(max_examples=60)
def test_fronts_of_groups_beside_all_plans(seed):
    rng = np.random.default_rng(seed)
    case = small_case(rng)
    people = some_groups(rng, case)
    people = people[:, people.any(axis=0)]
    reached = reached_by(case, people, case.plans())
    covered, worst = reached.sum(axis=1), (reached / people.sum(axis=0)).min(axis=1)
    front = front_of_groups(case.covers(), people, n_points=4, **case.limits)
    points = front.points
    assert front.worst_bound >= worst.max() - 1e-9
    assert (np.diff(points["covered"]) <= 0).all()
    assert (np.diff(points["worst"]) > 0).all()
    assert points["covered"].iloc[0] <= covered.max() + 1e-9
    for row, plan in zip(points.itertuples(), front.plans, strict=True):
        assert case.allows(plan.open)
        mine = reached_by(case, people, plan.open[None])[0]
        assert row.covered == pytest.approx(mine.sum())
        assert row.worst == pytest.approx((mine / people.sum(axis=0)).min())
        truth = covered[worst >= row.worst - 1e-9].max()
        assert row.covered_at_most >= truth - 1e-6
    for is_beaten, is_proved in zip(beaten(points, covered, worst), points["proved"], strict=True):
        assert not (is_beaten and is_proved)


@given(SEEDS)
@example(seed=1481)  # the most people leave somebody beyond all costs
@settings(max_examples=60)
def test_fronts_of_costs_beside_all_plans(seed):
    rng = np.random.default_rng(seed)
    case = small_case(rng, ("n_sites",))
    served = np.isfinite(case.cost)
    cost = np.where(served, np.ceil(np.where(served, case.cost, 0.0) % 97), np.inf)
    case = type(case)(cost, case.demand, case.limits)
    counts = (case.demand > 0) & case.reachable
    least = case.least(case.plans())
    worst = least[:, counts].max(axis=1, initial=0.0)
    if not counts.any() or not np.isfinite(worst).any():
        return
    within = float(np.median(cost[served]))
    covered = (least <= within) @ case.demand
    front = front_of_costs(case.cost, case.demand, within=within, n_points=4, **case.limits)
    points = front.points
    assert points["worst"].min() == worst.min() == front.worst_bound
    assert points["covered"].iloc[0] == pytest.approx(covered.max())
    assert (np.diff(points["worst"]) < 0).all()
    for row, plan in zip(points.itertuples(), front.plans, strict=True):
        mine = case.least(plan.open[None])[0]
        assert case.allows(plan.open)
        assert row.covered == pytest.approx((mine <= within) @ case.demand)
        assert row.worst == mine[counts].max(initial=0.0)
        best = covered[worst <= row.worst].max()  # sums in another order differ by an ulp
        assert row.covered_at_most >= best - 1e-6 - 4 * np.spacing(best)
    for is_beaten, is_proved in zip(beaten(points, covered, -worst), points["proved"], strict=True):
        assert not (is_beaten and is_proved)


def test_a_larger_front_falls_on_one_side_as_it_rises_on_the_other():
    rng = np.random.default_rng(8)
    homes, places = rng.random((300, 2)) ** 2, rng.random((50, 2))
    costs = np.linalg.norm(homes[:, None] - places[None], axis=2)
    people = rng.integers(1, 40, 300)
    front = front_of_costs(costs, people, within=0.12, n_sites=5, n_points=5)
    assert len(front.points) > 2
    assert (front.points["gap"] < 0.02).all()
    groups = np.column_stack(
        [np.where(homes[:, 0] < 0.2, people, 0), np.where(homes[:, 0] < 0.2, 0, people)]
    )
    shares = front_of_groups(costs < 0.12, groups, n_sites=5, n_points=5)
    assert len(shares.points) > 1
    assert (shares.points["gap"] < 0.02).all()
    assert shares.points["worst"].iloc[-1] >= 0.98 * shares.worst_bound


@pytest.mark.parametrize(
    ("given", "message"),
    [({"n_points": 1}, "n_points must be"), ({"within": -1}, "within must be finite")],
)
def test_bad_input(given, message):
    with pytest.raises(InputError, match=message):
        front_of_costs(MINUTES, PEOPLE, **{"within": 15, "n_sites": 1, **given})
