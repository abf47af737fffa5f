"""Several kinds beside every plan there is."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongfu.errors import InfeasibleError, InputError
from gongfu.plan.covering import mclp
from gongfu.plan.multi_kind import multi_kind_mclp
from tests.draws import examples

SEEDS = st.integers(0, 2**32 - 1)
NEAR = [[1, 0, 0], [1, 1, 0], [0, 0, 1]]
DEMANDS = {"childcare": [5, 1, 2], "clinic": [1, 9, 4]}
COVERS = {"childcare": NEAR, "clinic": NEAR}


def sites(found):
    return {kind: np.flatnonzero(mask).tolist() for kind, mask in found.open.items()}


def test_by_hand():
    # Each covers: childcare 6, 1, 2; clinic 10, 9, 4.
    two = multi_kind_mclp(COVERS, DEMANDS, n_sites=2)
    assert sites(two) == {"childcare": [0], "clinic": [0]}
    assert (two.plan.value, two.covered) == (16.0, {"childcare": 6.0, "clinic": 10.0})
    assert two.assign["clinic"].tolist() == [0, 0, -1]
    # A place for one kind each: clinic at 1 (9) and childcare at 0 (6), not 10 and 2 or 6 and 4.
    apart = multi_kind_mclp(COVERS, DEMANDS, n_sites=2, one_per_place=True)
    assert sites(apart) == {"childcare": [0], "clinic": [1]}
    assert (apart.plan.value, apart.plan.bound, apart.plan.status) == (15.0, 15.0, "optimal")
    each = multi_kind_mclp(COVERS, DEMANDS, n_sites={"childcare": 1, "clinic": 2})
    assert sites(each) == {"childcare": [0], "clinic": [0, 2]}
    # Money for a clinic (5) or for two places of childcare (2 each).
    cost = {"childcare": [2, 2, 2], "clinic": [5, 5, 5]}
    rich = multi_kind_mclp(COVERS, DEMANDS, budget=7, cost=cost)
    assert sites(rich) == {"childcare": [0], "clinic": [0]}
    poor = multi_kind_mclp(COVERS, DEMANDS, budget=4, cost=cost)
    assert sites(poor) == {"childcare": [0, 2], "clinic": []}
    held = multi_kind_mclp(
        COVERS, DEMANDS, n_sites=2, one_per_place=True, fixed={"childcare": [1]},
        forbidden={"clinic": np.array([True, False, False])},
    )  # fmt: skip
    assert sites(held) == {"childcare": [0, 1], "clinic": []}  # 6, where the clinic at 2 makes 5
    assert held.plan.value == 6.0


@given(SEEDS, st.booleans(), st.sampled_from(["in all", "by kind", "money", "both"]))
@settings(max_examples=examples(150))
def test_bounded_by_and_mostly_the_best_of_all_plans(seed, one_per_place, limit):
    rng = np.random.default_rng(seed)
    m = int(rng.integers(1, 5))
    kinds = ["a", "b", "c"][: rng.integers(1, 4 if m < 4 else 3)]
    covers = {kind: rng.random((rng.integers(1, 7), m)) < 0.5 for kind in kinds}
    demands = {kind: rng.integers(0, 9, len(covers[kind])) + 1.0 for kind in kinds}
    cost = {kind: rng.integers(1, 6, m) for kind in kinds}
    limits, allows = {}, []
    if limit in ("in all", "both"):
        n = int(rng.integers(1, m * len(kinds) + 1))
        limits["n_sites"] = n
        allows.append(lambda plan: sum(mask.sum() for mask in plan) <= n)
    if limit == "by kind":
        each = {kind: int(rng.integers(1, m + 1)) for kind in kinds}
        limits["n_sites"] = each
        allows.append(
            lambda plan: all(s.sum() <= each[k] for k, s in zip(kinds, plan, strict=True))
        )
    if limit in ("money", "both"):
        money = int(rng.integers(5, 5 * m * len(kinds) + 1))
        limits |= {"budget": money, "cost": cost}
        allows.append(
            lambda plan: sum(cost[k] @ s for k, s in zip(kinds, plan, strict=True)) <= money
        )
    if one_per_place:
        allows.append(lambda plan: (np.sum(plan, axis=0) <= 1).all())

    def worth(plan):
        return sum(
            demands[kind] @ (covers[kind] & mask).any(axis=1)
            for kind, mask in zip(kinds, plan, strict=True)
        )

    masks = [np.array(mask, bool) for mask in itertools.product([0, 1], repeat=m)]
    plans = itertools.product(masks, repeat=len(kinds))
    truth = max(worth(plan) for plan in plans if all(allow(plan) for allow in allows))
    found = multi_kind_mclp(covers, demands, one_per_place=one_per_place, **limits)
    opened = [found.open[kind] for kind in kinds]
    assert all(allow(opened) for allow in allows)
    assert found.plan.value == worth(opened) == sum(found.covered.values())
    assert found.plan.value <= truth <= found.plan.bound + 1e-9
    if found.plan.status == "optimal":
        assert found.plan.value == truth


def test_places_in_dispute_are_nearly_proved():
    rng = np.random.default_rng(4)
    homes, places = rng.random((300, 2)), rng.random((40, 2))
    near = np.linalg.norm(homes[:, None] - places[None], axis=2) < 0.15
    covers = {"childcare": near, "elder_care": near}
    demands = {kind: rng.integers(1, 40, 300) for kind in covers}
    free = multi_kind_mclp(covers, demands, n_sites=12)
    apart = multi_kind_mclp(covers, demands, n_sites=12, one_per_place=True)
    assert (apart.open["childcare"] & apart.open["elder_care"]).sum() == 0
    assert (free.open["childcare"] & free.open["elder_care"]).sum() > 0
    assert apart.plan.value <= free.plan.value
    assert apart.plan.gap < 0.01
    one = multi_kind_mclp({"childcare": near}, {"childcare": demands["childcare"]}, n_sites=6)
    assert one.plan.value == mclp(near, demands["childcare"], n_sites=6).value


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"covers": {}}, "covers has no kind"),
        ({"demands": {"clinic": [1, 2, 3]}}, "give both for each kind"),
        ({"n_sites": {"childcare": 1}}, "n_sites must name every kind"),
        ({"n_sites": {"school": 1}}, "are no kinds that are planned"),
        ({"n_sites": {"childcare": 1, "clinic": 1}, "budget": 3}, "goes without budget"),
        ({"budget": 3, "cost": {"clinic": [1, 1, 1]}}, "cost must name every kind"),
        ({"budget": 3, "cost": {"clinic": [1], "childcare": [1, 1, 1]}}, r"cost\['clinic'\]"),
        ({"covers": {**COVERS, "clinic": [[1], [1], [1]]}, "one_per_place": True}, "same places"),
        (
            {"one_per_place": True, "fixed": {"childcare": [0], "clinic": [0]}},
            "place 0 has 2 fixed kinds",
        ),
        ({"fixed": {"clinic": [3]}}, "positions 0 to 2"),
        ({}, "say how many sites"),
    ],
)
def test_bad_input(given, message):
    limits = {} if not given else {"n_sites": 2}
    if "budget" in given and "n_sites" not in given:
        limits = {}
    arguments = {"covers": COVERS, "demands": DEMANDS, **limits, **given}
    with pytest.raises(InputError, match=message):
        multi_kind_mclp(**arguments)


def test_no_money_for_any():
    cost = {"childcare": [2, 2, 2], "clinic": [5, 5, 5]}
    with pytest.raises(InfeasibleError, match="the cheapest site costs 2"):
        multi_kind_mclp(COVERS, DEMANDS, budget=1, cost=cost)
