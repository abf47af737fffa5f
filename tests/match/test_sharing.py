"""Fair shares: what the theorems promise and where they end; floors, whole units, credits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InfeasibleError, InputError
from gongfu.match.sharing import (
    credits_after,
    dominant_resource_fairness,
    max_min,
    more_supply,
    over_periods,
    proportional_fairness,
)
from gongfu.match.sharing_checks import checked_orders

seeds = st.integers(0, 2**32)


def drawn(rng, n=5, m=3):
    """Orders with zeros, each of something, and more of them than there is."""
    demand = rng.integers(0, 9, (n, m)) * rng.integers(0, 2, (n, m)).astype(float)
    demand[np.arange(n), rng.integers(0, m, n)] += 1.0
    return demand, rng.uniform(0.3, 1.2, m) * demand.sum(axis=0) + 0.1, rng.uniform(0.2, 3.0, n)


def use(amounts, order):
    """The part of its true order that a firm can work with: its scarcest resource says."""
    asks = order > 0
    return min(1.0, float((amounts[asks] / order[asks]).min()))


def test_one_resource_is_water_filling():
    # 2 + 5 + 5 = 12; by weight 1 : 3 of 12 the second has its 8, and the first what is left.
    np.testing.assert_allclose(max_min([2, 8, 10], 12), [2, 5, 5])
    np.testing.assert_allclose(max_min([10, 8], 12, weights=[1, 3]), [4, 8])
    np.testing.assert_allclose(max_min([10, 10, 10], 12, floors=[6, 0, 0]), [6, 3, 3])
    assert max_min([1, 2], 12).tolist() == [1, 2]
    assert max_min([5, 0], 0).tolist() == [0, 0]


def test_who_does_not_need_the_full_resource_goes_on():
    # Two firms share the 10 of A; the third needs B only, and gets its 7.
    found = dominant_resource_fairness([[10, 1], [10, 1], [0, 7]], [10, 9])
    np.testing.assert_allclose(found.amounts, [[5, 0.5], [5, 0.5], [0, 7]])
    assert found.bound_by.tolist() == [0, 0, -1]
    assert found.dominant.tolist() == [0, 0, 1]
    np.testing.assert_allclose(found.dominant_share, [0.5, 0.5, 7 / 9])
    np.testing.assert_allclose(found.used, [10, 8])


def test_no_supply_and_no_order():
    found = dominant_resource_fairness([[1, 1], [0, 2], [0, 0]], [0, 4])
    np.testing.assert_array_equal(found.share, [0.0, 1.0, np.nan])
    assert found.amounts.tolist() == [[0, 0], [0, 2], [0, 0]]
    assert found.bound_by.tolist() == [0, -1, -1]
    assert found.dominant.tolist() == [-1, 1, -1]


@given(seeds)
def test_nobody_can_get_more_without_another_getting_less(seed):
    rng = np.random.default_rng(seed)
    demand, supply, weight = drawn(rng)
    floors = demand * 0.1 * rng.integers(0, 2, (len(demand), 1))
    found = dominant_resource_fairness(
        demand, supply, weights=weight, floors=floors, credits=rng.normal(0, 0.1, len(demand))
    )
    full = np.isclose(found.used, supply)
    assert (found.used <= supply * (1 + 1e-9)).all()
    assert ((found.share >= 1.0) | (demand[:, full] > 0).any(axis=1)).all()


@given(seeds)
def test_nobody_envies_another_by_weight(seed):
    demand, supply, weight = drawn(np.random.default_rng(seed))
    found = dominant_resource_fairness(demand, supply, weights=weight)
    for i, order in enumerate(demand):
        for k, theirs in enumerate(found.amounts):
            assert found.share[i] >= use(theirs * weight[i] / weight[k], order) - 1e-9


@given(seeds)
def test_nobody_is_worse_off_than_with_its_part_of_everything(seed):
    demand, supply, weight = drawn(np.random.default_rng(seed))
    found = dominant_resource_fairness(demand, supply, weights=weight)
    for i, order in enumerate(demand):
        assert found.share[i] >= use(supply * weight[i] / weight.sum(), order) - 1e-9


@given(seeds)
def test_a_false_order_never_helps(seed):
    rng = np.random.default_rng(seed)
    demand, supply, weight = drawn(rng)
    found = dominant_resource_fairness(demand, supply, weights=weight)
    for _ in range(5):
        i = rng.integers(len(demand))
        said = demand.copy()
        said[i] *= rng.choice([0.5, 1.0, 1.3, 4.0], demand.shape[1])
        said[i] += rng.choice([0.0, 0.0, 2.0], demand.shape[1])
        other = dominant_resource_fairness(said, supply, weights=weight)
        assert use(other.amounts[i], demand[i]) <= found.share[i] + 1e-9


@given(seeds)
def test_who_leaves_takes_nothing_from_the_others(seed):
    # One resource only: with several, a firm that leaves can free what others then fight over.
    rng = np.random.default_rng(seed)
    demand, supply = rng.uniform(0, 9, 6), 20.0
    before, after = max_min(demand, supply), max_min(demand[1:], supply)
    assert (after >= before[1:] - 1e-9).all()


def test_floors_end_no_envy_and_the_part_of_everything():
    demand, supply = np.array([[10.0], [10.0]]), [10.0]
    found = dominant_resource_fairness(demand, supply, floors=[[8], [0]])
    np.testing.assert_allclose(found.amounts.ravel(), [8, 2])
    assert found.at_floor.tolist() == [True, False]
    assert use(found.amounts[0], demand[1]) > found.share[1]  # the second envies the first
    assert found.share[1] < 0.5  # and has less than half


def test_whole_units_end_that_a_false_order_never_helps():
    # 3 units for two firms: the first of equal remainders gets the third.  The second, which says
    # that it counts on 100, is no better off; but a firm that wins a remainder by order is.
    demand, supply = np.array([[2.0, 3.0], [2.0, 1.0]]), [3.0, 4.0]
    truth = dominant_resource_fairness(demand, supply, whole=[True, False])
    gains = []
    for a in range(1, 9):
        for b in range(9):
            said = demand.copy()
            said[1] = a, b / 2
            other = dominant_resource_fairness(said, supply, whole=[True, False])
            gains.append(use(other.amounts[1], demand[1]) - use(truth.amounts[1], demand[1]))
    assert max(gains) > 0.1


def test_floors_that_do_not_fit_name_the_firms():
    with pytest.raises(
        InfeasibleError, match=r"floors take 130.0% of the supply of resource 0.*firms 0, 2;"
    ):
        dominant_resource_fairness([[6], [9], [7]], [10], floors=[[6], [0], [7]])
    with pytest.raises(InfeasibleError, match="floors of firm 0 need a resource whose supply is 0"):
        dominant_resource_fairness([[6, 1]], [10, 0], floors=[[6, 0]])


def test_a_floor_is_no_more_than_the_order_and_just_fits():
    found = dominant_resource_fairness([[3], [7]], [10], floors=[[9], [7]])
    assert found.amounts.ravel().tolist() == [3, 7]
    assert not found.at_floor.any()


@given(seeds)
def test_whole_units_keep_floors_orders_and_supply(seed):
    rng = np.random.default_rng(seed)
    demand = rng.integers(0, 9, (6, 2)).astype(float)
    supply = rng.integers(6, 20, 2).astype(float)
    floors = np.minimum(rng.integers(0, 2, (6, 2)), demand)
    floors[:, 1] = 0
    floors *= demand[:, 1:] <= demand[:, :1]  # the rest of the work fits too
    found = dominant_resource_fairness(
        demand, supply + demand[:, 1].sum(), floors=floors, whole=[True, True]
    )
    assert (found.amounts == np.floor(found.amounts)).all()
    assert (found.amounts >= floors).all()
    assert (found.amounts <= demand).all()
    assert (found.used <= supply + demand[:, 1].sum()).all()


def test_more_of_one_resource_may_give_a_firm_less():
    rng = np.random.default_rng(0)
    less = 0
    for _ in range(50):
        demand, supply, _ = drawn(rng)
        orders = checked_orders(demand, supply, None, None, None, None)
        found = dominant_resource_fairness(demand, supply)
        met, gains, losses = more_supply(orders, found)
        for j in range(supply.size):
            more = supply.copy()
            more[j] *= 1.01
            then = dominant_resource_fairness(demand, more).share
            change = then - found.share
            assert met[j] == pytest.approx(then.sum())
            assert gains[j] == (change > 1e-9).sum()
            assert losses[j] == (change < -1e-9).sum()
        less += losses.sum()
    assert less > 0


def test_proportional_fairness_by_hand():
    # One resource: price 1, each firm gets its weight; a small order is met, the rest is divided.
    found, prices = proportional_fairness([[4.0], [9.0], [0.5]], [4.5], weights=[1, 3, 2])
    np.testing.assert_allclose(found.amounts.ravel(), [1, 3, 0.5], atol=1e-6)
    np.testing.assert_allclose(prices, [1.0], atol=1e-6)
    assert found.bound_by.tolist() == [0, 0, -1]
    spare, none = proportional_fairness([[4.0, 1.0], [0.0, 0.0]], [9.0, 0.0])
    assert spare.share[0] == 0.0  # there is none of the second
    assert np.isnan(spare.share[1])
    assert none.tolist() == [0.0, 0.0]


@given(seeds)
def test_no_shares_nearby_have_a_larger_product(seed):
    rng = np.random.default_rng(seed)
    demand, supply, weight = drawn(rng)
    found, _ = proportional_fairness(demand, supply, weights=weight)
    other = np.clip(found.share * rng.uniform(0.7, 1.4, len(demand)), 1e-9, 1.0)
    other /= max(1.0, float((other @ demand / supply).max()))
    assert weight @ np.log(other) <= weight @ np.log(found.share) + 1e-6


def test_who_left_its_part_gets_more_later():
    orders = [[[0.0], [10.0]], [[10.0], [10.0]], [[10.0], [10.0]]]
    found = over_periods(orders, [10.0])
    assert [one.amounts.ravel().tolist() for one in found.periods] == [[0, 10], [10, 0], [5, 5]]
    forgets = over_periods(orders, [10.0], most_periods=0.0)
    assert [one.amounts.ravel().tolist() for one in forgets.periods] == [[0, 10], [5, 5], [5, 5]]
    # Nobody was kept from anything: nothing is owed.
    idle = over_periods([[[0.0], [5.0]], [[10.0], [10.0]]], [10.0])
    assert idle.periods[1].amounts.ravel().tolist() == [5, 5]
    # A debtor alone still gets what nobody else wants.
    alone = over_periods([[[0.0], [10.0]], [[0.0], [10.0]]], [10.0])
    assert alone.periods[1].amounts.ravel().tolist() == [0, 10]


@given(seeds)
def test_credits_stay_within_the_bound(seed):
    rng = np.random.default_rng(seed)
    demand, supply, weight = drawn(rng)
    orders = demand * rng.integers(0, 3, (6, len(demand), 1))
    found = over_periods(orders, supply, weights=weight, most_periods=0.5)
    assert (np.abs(found.credits) <= 0.5 * weight / weight.sum() + 1e-12).all()
    assert len(found.periods) == 6


def test_with_credits_it_can_pay_to_wait():
    # The first firm leaves its 7/3 of the first period, and in all three has 1/6 more.
    truth = np.array([[3, 5, 2, 4], [6, 6, 1, 2], [8, 2, 0, 7]], float)[:, :, None]
    said = truth.copy()
    said[0, 0] = 0.0
    honest, waits = (
        sum(one.amounts[0, 0] for one in over_periods(orders, [9.0]).periods)
        for orders in (truth, said)
    )
    assert waits > honest + 0.1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"demand": [1, 2]}, "two axes"),
        ({"demand": [[1], [np.nan]]}, "demand must be finite and at least 0.*firm 1"),
        ({"demand": [[1], [-2]]}, r"firm 1 \(such as -2\)"),
        ({"supply": [1, 2]}, r"one for each resource \(1\)"),
        ({"supply": [np.inf]}, "supply must be finite"),
        ({"weights": [1, 0]}, "weights must be above 0, and are not for firm 1"),
        ({"floors": [[1]]}, "shape of demand"),
        ({"credits": [0, np.nan]}, "credits must be finite, and is not for firm 1"),
        ({"whole": [1]}, "true or false"),
        ({"demand": [[1], [1.5]], "whole": [True]}, "whole units must be whole.*firm 1"),
        ({"demand": [[1], [1e300]], "supply": [1e-300]}, "too large beside the supply.*firm 1"),
    ],
)
def test_bad_input_is_named(change, said):
    knobs = {"demand": [[1], [2]], "supply": [2]} | change
    with pytest.raises(InputError, match=said):
        dominant_resource_fairness(knobs.pop("demand"), knobs.pop("supply"), **knobs)


def test_bad_periods_are_named():
    with pytest.raises(InputError, match="three axes"):
        over_periods([[1.0]], [1.0])
    with pytest.raises(InputError, match="most_periods must be >= 0"):
        over_periods([[[1.0]]], [1.0], most_periods=-1.0)
    with pytest.raises(InputError, match="one for each firm; it has shape"):
        max_min([[1.0]], 1.0)


@given(seeds)
def test_units_and_the_order_of_firms_do_not_matter(seed):
    rng = np.random.default_rng(seed)
    demand, supply, weight = drawn(rng)
    found = dominant_resource_fairness(demand, supply, weights=weight)
    unit = 10.0 ** rng.integers(-9, 9, supply.size)
    other = dominant_resource_fairness(demand * unit, supply * unit, weights=weight)
    np.testing.assert_allclose(other.share, found.share, atol=1e-9)
    turned = rng.permutation(len(demand))
    again = dominant_resource_fairness(demand[turned], supply, weights=weight[turned])
    np.testing.assert_allclose(again.share, found.share[turned], atol=1e-9)


def test_extreme_weights_keep_the_limits_of_the_product():
    rng = np.random.default_rng(2)
    for _ in range(100):
        n, m = rng.integers(1, 9), rng.integers(1, 5)
        demand = 10.0 ** rng.uniform(-9, 9, (n, m)) * (rng.random((n, m)) < 0.7)
        supply, weight = 10.0 ** rng.uniform(-9, 9, m), 10.0 ** rng.uniform(-6, 6, n)
        found, prices = proportional_fairness(demand, supply, weights=weight)
        asks = demand.any(axis=1)
        assert (found.used <= supply * (1 + 1e-8)).all()
        paid = demand[asks] @ prices
        np.testing.assert_allclose(found.share[asks] * np.maximum(paid, weight[asks]),
                                   weight[asks], rtol=1e-4)  # fmt: skip


def test_what_was_handed_in_is_not_changed():
    demand, supply = np.array([[9.0, 36.0], [18.0, 0.0]]), np.array([9.0, 0.0])
    copies = demand.copy(), supply.copy()
    dominant_resource_fairness(demand, supply)
    np.testing.assert_array_equal(demand, copies[0])
    np.testing.assert_array_equal(supply, copies[1])


def test_supply_and_floors_of_each_period_are_those_of_its_own_division():
    rng = np.random.default_rng(5)
    demand = rng.uniform(0, 9, (3, 4, 2))
    supply, floors = rng.uniform(8, 16, (3, 2)), 0.2 * demand * rng.random((3, 4, 1))
    found = over_periods(demand, supply, floors=floors)
    credit = np.zeros(4)
    for t, one in enumerate(found.periods):
        twin = dominant_resource_fairness(demand[t], supply[t], floors=floors[t], credits=credit)
        np.testing.assert_allclose(one.amounts, twin.amounts)
        assert (one.used <= supply[t] * (1 + 1e-9)).all()
        credit = credits_after(np.ones(4), twin, credit)
        np.testing.assert_allclose(found.credits[t + 1], credit)
    same = over_periods(demand, np.tile(supply[0], (3, 1)), floors=np.tile(floors[0], (3, 1, 1)))
    plain = over_periods(demand, supply[0], floors=floors[0])
    np.testing.assert_allclose(same.credits, plain.credits)
    with pytest.raises(InputError, match="supply are given for 2 periods, and orders for 3"):
        over_periods(demand, supply[:2])
    with pytest.raises(InputError, match="floors are given for 1 periods"):
        over_periods(demand, supply, floors=floors[:1])
