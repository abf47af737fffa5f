"""Groups beside every plan there is: weights, priorities, floors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongfu.errors import InfeasibleError, InputError
from gongfu.plan.grouped import grouped_mclp
from tests.draws import examples
from tests.plan.small_sites import small_case

SEEDS = st.integers(0, 2**32 - 1)
#        0  1  2  3
COVER = [[1, 0, 0, 0],
         [1, 1, 0, 0],
         [0, 1, 1, 0],
         [0, 0, 1, 0],
         [0, 0, 0, 1]]  # fmt: skip
#         coast, mountain
GROUPS = [[9, 0], [3, 1], [4, 2], [0, 3], [0, 4]]


def some_groups(rng, case):
    """People of one to three groups, whole or not."""
    size = (case.demand.size, int(rng.integers(1, 4)))
    people = rng.integers(0, 6, size).astype(float)
    people = people if rng.random() < 0.7 else people * rng.random(size)
    if not people.any():
        people[0, 0] = 1.0
    return people


def reached_by(case, people, plans):
    """People of each group whom each plan covers (plans, g)."""
    return (plans[:, None] & case.covers()).any(axis=2) @ people


def test_by_hand():
    # Reached (coast, mountain): 0 (12, 1), 1 (7, 3), 2 (4, 5), 3 (0, 4).
    both = grouped_mclp(COVER, GROUPS, n_sites=2)  # 0 and 2: 16 + 6
    assert both.plan.sites.tolist() == [0, 2]
    assert (both.reached.tolist(), both.plan.value) == ([16.0, 6.0], 22.0)
    first = grouped_mclp(COVER, GROUPS, priorities=[1], n_sites=2)  # 2 and 3: 9 of the mountains
    assert first.plan.sites.tolist() == [2, 3]
    assert first.at_most[1] == 9.0
    assert np.isnan(first.at_most[0])
    assert first.plan.value == 13.0
    floor = grouped_mclp(COVER, GROUPS, floors=[5, 7], n_sites=2)  # 1 and 3: (7, 7)
    assert floor.plan.sites.tolist() == [1, 3]
    assert floor.plan.status == "optimal"
    heavy = grouped_mclp(COVER, GROUPS, weights=[1, 5], n_sites=2)  # 2, 3: 49; 0, 2: 46
    assert (heavy.plan.sites.tolist(), heavy.plan.value) == ([2, 3], 49.0)
    assert both.share.tolist() == [1.0, 0.6]


def test_floors_that_stand_against_each_other_are_named():
    with pytest.raises(InfeasibleError, match="group 0 asks for 12 and can have 16 at most") as at:
        grouped_mclp(COVER, GROUPS, floors=[12, 8], n_sites=2)
    assert "group 1 asks for 8 and can have 9 at most" in str(at.value)
    with pytest.raises(InfeasibleError, match="cannot be met: by itself, group 1 asks for 10"):
        grouped_mclp(COVER, GROUPS, floors=[1, 10], n_sites=2)
    with pytest.raises(InfeasibleError, match="group 1 has 10 people, fewer than its floor of 11"):
        grouped_mclp(COVER, GROUPS, floors=[1, 11], n_sites=2)


@given(SEEDS)
@settings(max_examples=examples(120))
def test_floors_are_kept_and_bounded_by_the_best_of_all_plans(seed):
    rng = np.random.default_rng(seed)
    case = small_case(rng)
    people = some_groups(rng, case)
    plans = case.plans()
    reached = reached_by(case, people, plans)
    # Floors between what is easy and what is not possible.
    floors = np.floor(people.sum(axis=0) * rng.random(people.shape[1]) * 2) / 2
    floors[rng.random(floors.size) < 0.3] = 0.0
    worth = rng.integers(1, 4, people.shape[1]).astype(float)
    keeps = (reached >= floors - 1e-9).all(axis=1)
    given = {"weights": worth, "floors": floors, **case.limits}
    if not keeps.any():
        with pytest.raises(InfeasibleError, match="floor"):
            grouped_mclp(case.covers(), people, **given)
        return
    found = grouped_mclp(case.covers(), people, **given)
    truth = (reached[keeps] @ worth).max()
    assert case.allows(found.plan.open)
    np.testing.assert_allclose(found.reached, reached_by(case, people, found.plan.open[None])[0])
    assert (found.reached >= floors - 1e-6).all()
    assert found.plan.value == pytest.approx(found.reached @ worth)
    assert found.plan.value <= truth + 1e-6
    assert found.plan.bound >= truth - 1e-6
    if found.plan.status == "optimal":
        assert found.plan.value == pytest.approx(truth)


@given(SEEDS)
@settings(max_examples=80)
def test_priorities_are_the_best_of_all_plans_in_their_order(seed):
    rng = np.random.default_rng(seed)
    case = small_case(rng)
    people = np.ceil(some_groups(rng, case))
    order = rng.permutation(people.shape[1])[: rng.integers(1, people.shape[1] + 1)].tolist()
    plans = case.plans()
    reached = reached_by(case, people, plans)
    goals = np.column_stack([reached[:, order], reached.sum(axis=1)])
    best = max(map(tuple, goals))
    found = grouped_mclp(case.covers(), people, priorities=order, **case.limits)
    assert found.plan.status == "optimal"
    assert (*found.reached[order], found.plan.value) == best
    np.testing.assert_allclose(found.at_most[order], best[:-1])


def test_a_larger_case_keeps_a_floor_nearly_proved():
    rng = np.random.default_rng(11)
    homes, places = rng.random((500, 2)), rng.random((70, 2))
    cover = np.linalg.norm(homes[:, None] - places[None], axis=2) < 0.13
    people = rng.integers(1, 60, 500)
    west = homes[:, 0] < 0.3
    groups = np.column_stack([np.where(west, people, 0), np.where(west, 0, people // 2)])
    free = grouped_mclp(cover, groups, n_sites=6)
    alone = grouped_mclp(cover, groups, priorities=[1], n_sites=6)
    assert alone.reached[1] > free.reached[1]
    assert alone.plan.value <= free.plan.value
    floor = np.ceil((free.reached[1] + alone.reached[1]) / 2)
    found = grouped_mclp(cover, groups, floors=[0, floor], n_sites=6)
    assert found.reached[1] >= floor
    assert alone.plan.value <= found.plan.value <= free.plan.value
    assert found.plan.gap < 0.01
    again = grouped_mclp(cover, groups, floors=[0, floor], n_sites=6)
    np.testing.assert_array_equal(found.plan.open, again.plan.open)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"groups": [1, 2, 3, 4, 5]}, "groups has shape"),
        ({"groups": [[1], [2]]}, "5 rows of demand"),
        ({"groups": [[1]] * 4 + [[-1]]}, "not in 1 rows such as row 4"),
        ({"groups": [["a"]] * 5}, "array of numbers"),
        ({"groups": [[0]] * 5}, "every group is empty"),
        ({"weights": [1]}, "one finite number >= 0 for each of 2"),
        ({"weights": [0, 0]}, "every weight is 0"),
        ({"priorities": [2]}, "name groups 0 to 1"),
        ({"priorities": [1, 1]}, "each once"),
        ({"floors": [1]}, "floors are"),
        ({"floors": [-1, 0]}, "floors are"),
    ],
)
def test_bad_input(given, message):
    with pytest.raises(InputError, match=message):
        grouped_mclp(COVER, **{"groups": GROUPS, "n_sites": 2, **given})
