"""What a siting problem cannot be given is named, with a remedy, whichever plan is asked for."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from gongfu.errors import InfeasibleError, InputError
from gongfu.plan.siting import kolm_pollak, lscp, mclp, p_center, p_median

#        site 0  1  2
COSTS = [[1.0, 5.0, 9.0], [4.0, 0.0, 2.0], [8.0, 6.0, 3.0]]
COVER = [[1, 0, 0], [0, 1, 1], [0, 0, 1]]
PEOPLE = [10.0, 20.0, 5.0]


def by_cost(model):
    return lambda matrix=COSTS, demand=PEOPLE, **knobs: model(
        matrix, demand, **({"n_sites": 2} | knobs)
    )


def by_cover(matrix=COVER, demand=PEOPLE, **knobs):
    return mclp(matrix, demand, **({"n_sites": 2} | knobs))


def all_covered(matrix=COVER, demand=PEOPLE, **knobs):
    knobs.pop("n_sites", None)
    return lscp(matrix, demand, **knobs)


COSTED = {"p_median": by_cost(p_median), "p_center": by_cost(p_center)}
COSTED["kolm_pollak"] = by_cost(kolm_pollak)
COVERED = {"mclp": by_cover, "lscp": all_covered}
NUMBERED = COSTED | {"mclp": by_cover}
PAID = {name: plan for name, plan in NUMBERED.items() if name != "p_center"}
EVERY = COSTED | COVERED


def each(plans):
    return pytest.mark.parametrize("plan", plans.values(), ids=plans.keys())


def changed(matrix, at, value):
    copy = np.array(matrix, dtype=float)
    copy[at] = value
    return copy


@each(EVERY)
def test_demand_that_no_site_reaches_is_named_and_the_plan_goes_on_for_the_rest(plan):
    """Row 1 can be served from nowhere; the rest is planned as if it were alone."""
    cost = plan in COSTED.values()
    matrix = changed(COSTS, (1, slice(None)), np.inf) if cost else changed(COVER, 1, 0)
    found = plan(matrix)
    alone = plan(np.delete(matrix, 1, axis=0), np.delete(PEOPLE, 1))
    assert found.unreachable.tolist() == [1]
    assert found.assign[1] == -1
    assert found.assign[[0, 2]].tolist() == alone.assign.tolist()
    assert found.value == pytest.approx(alone.value)


@each(EVERY)
def test_nobody_out_of_reach_is_not_a_demand_uncovered(plan):
    """spopt counts rows without people as uncovered."""
    cost = plan in COSTED.values()
    matrix = changed(COSTS, (1, slice(None)), np.inf) if cost else changed(COVER, 1, 0)
    found = plan(matrix, [10.0, 0.0, 5.0])
    assert found.unreachable.tolist() == []


@each(NUMBERED)
@pytest.mark.parametrize(
    ("knobs", "words"),
    [
        ({"n_sites": 4}, "n_sites is 4, but only 3 sites are allowed; ask for fewer, or add sites"),
        ({"forbidden": [0, 1]}, "only 1 sites are allowed"),
        ({"n_sites": 0}, "whole number of at least 1; it is 0"),
        ({"n_sites": 1.5}, "whole number of at least 1; it is 1.5"),
        ({"n_sites": np.nan}, "whole number of at least 1; it is nan"),
        ({"n_sites": True}, "whole number of at least 1; it is True"),
        ({"n_sites": 1, "fixed": [0, 2]}, "n_sites is 1, but 2 sites are fixed .* or fix fewer"),
    ],
)
def test_the_number_of_sites(plan, knobs, words):
    with pytest.raises(InputError, match=words):
        plan(**knobs)


@each(EVERY)
@pytest.mark.parametrize(
    ("knobs", "words"),
    [
        ({"fixed": [0, 1], "forbidden": [1]}, "sites 1 are both fixed and forbidden; choose one"),
        ({"fixed": [3]}, "fixed has positions 3; sites are 0 to 2"),
        ({"forbidden": [-1]}, "forbidden has positions -1; sites are 0 to 2"),
        ({"fixed": [True, False]}, r"fixed is a mask of shape \(2,\); it needs \(3,\)"),
        ({"fixed": [0.5]}, "fixed must be positions .* or a mask"),
        ({"effort": 0.0}, "effort must be a finite number above 0"),
        ({"effort": np.nan}, "effort must be a finite number above 0"),
        ({"seed": -1}, "seed must be a whole number of at least 0; it is -1"),
        ({"seed": 1.5}, "seed must be a whole number of at least 0; it is 1.5"),
    ],
)
def test_sites_that_are_given(plan, knobs, words):
    with pytest.raises(InputError, match=words):
        plan(**knobs)


@each(PAID)
def test_a_budget_below_the_cheapest_site(plan):
    with pytest.raises(
        InfeasibleError, match="cheapest site costs 3, more than the budget of 2; raise"
    ):
        plan(n_sites=None, budget=2.0, cost=[5.0, 3.0, 4.0])


@each(PAID)
def test_fixed_sites_that_the_budget_does_not_pay_for(plan):
    with pytest.raises(InfeasibleError, match="fixed sites cost 9, more than the budget of 8"):
        plan(n_sites=None, budget=8.0, cost=[5.0, 3.0, 4.0], fixed=[0, 2])


@each(PAID)
@pytest.mark.parametrize(
    ("knobs", "words"),
    [
        ({"n_sites": None}, "say how many sites .* or how much money"),
        ({"budget": 5.0}, "a budget needs the cost of each site; give cost"),
        ({"cost": [1.0, 1.0, 1.0]}, "needs a budget; give budget, or leave cost out"),
        ({"budget": np.nan, "cost": [1.0, 1.0, 1.0]}, "budget must be finite and >= 0"),
        ({"budget": -1.0, "cost": [1.0, 1.0, 1.0]}, "budget must be finite and >= 0"),
    ],
)
def test_money(plan, knobs, words):
    with pytest.raises(InputError, match=words):
        plan(**knobs)


@each(PAID | {"lscp": all_covered})
@pytest.mark.parametrize(
    ("cost", "words"),
    [
        ([1.0, np.nan, 1.0], "cost must be finite and >= 0, and is not for sites 1"),
        ([1.0, 1.0, -2.0], "cost must be finite and >= 0, and is not for sites 2"),
        ([1.0, 1.0], r"cost has shape \(2,\); give one number for each of 3 sites"),
    ],
)
def test_the_cost_of_sites(plan, cost, words):
    budget = {} if plan is all_covered else {"budget": 5.0}
    with pytest.raises(InputError, match=words):
        plan(cost=cost, **budget)


@each(EVERY)
@pytest.mark.parametrize(
    ("demand", "words"),
    [
        ([0.0, 0.0, 0.0], "every demand is 0, .* give people"),
        ([1.0, np.nan, 1.0], "is not in row 1 .such as nan.; correct them, or drop these rows"),
        ([-1.0, 1.0, np.inf], "is not in 2 rows such as 0, 2 .such as -1.0."),
        ([1.0, 1.0], r"demand has shape \(2,\), but there are 3 rows of demand"),
    ],
)
def test_demand(plan, demand, words):
    with pytest.raises(InputError, match=words):
        plan(demand=demand)


@each(COSTED)
@pytest.mark.parametrize("bad", [np.nan, -1.0, -np.inf])
def test_a_cost_that_is_no_cost(plan, bad):
    """spopt takes NaN for "uncovered"."""
    for matrix in (changed(COSTS, (2, 1), bad), csr_array(changed(COSTS, (2, 1), bad))):
        with pytest.raises(
            InputError, match=r"costs must be finite .* is not in row 2 .*leave a pair"
        ):
            plan(matrix)


@each(COVERED)
@pytest.mark.parametrize("bad", [np.nan, -1.0, np.inf])
def test_a_cover_that_is_no_cover(plan, bad):
    with pytest.raises(InputError, match=r"cover must be finite .* is not in row 2"):
        plan(changed(COVER, (2, 1), bad))


@each(EVERY)
def test_matrices_of_no_use(plan):
    name = "costs" if plan in COSTED.values() else "cover"
    with pytest.raises(InputError, match=f"{name} must have two axes, demand and sites; it has 1"):
        plan([1.0, 2.0, 3.0])
    with pytest.raises(InputError, match=f"{name} has shape .*there must be a demand and a site"):
        plan(np.empty((3, 0)))
    with pytest.raises(InputError, match=f"{name}"):
        plan([["near", "far", "far"]] * 3)


@each(COSTED)
def test_pairs_given_twice(plan):
    twice = csr_array(
        (np.array([1.0, 2.0, 3.0, 4.0]), np.array([0, 0, 1, 2]), np.array([0, 2, 3, 4])), (3, 3)
    )
    with pytest.raises(
        InputError, match="1 pairs of costs are given twice; keep one cost for each"
    ):
        plan(twice)


@each(COSTED)
def test_a_cost_of_zero_is_a_pair_and_an_absent_one_is_none(plan):
    zero = csr_array((np.zeros(3), np.array([0, 0, 1]), np.array([0, 1, 2, 3])), (3, 3))
    found = plan(zero, **({"kappa": 1.0} if plan is COSTED["kolm_pollak"] else {}))
    assert found.unreachable.size == 0
    assert found.assign.tolist() == [0, 0, 1]
    assert found.value == pytest.approx(0.0)


@each(EVERY)
def test_two_sites_that_are_the_same_do_no_harm(plan):
    """The same place listed twice: the plan is worth what it is without the copy."""
    cost = plan in COSTED.values()
    matrix = np.array(COSTS if cost else COVER, float)
    doubled = plan(np.column_stack([matrix, matrix[:, 0]]))
    assert doubled.value == pytest.approx(plan(matrix).value)
    assert doubled.bound == pytest.approx(plan(matrix).bound)
