"""The best programme is the best of all programmes, and keeps to everything."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongfu.errors import InfeasibleError, InputError
from gongfu.plan.portfolio import portfolio
from gongfu.plan.programme import best_programme
from tests.plan.portfolios import (
    every_programme,
    frames,
    keeps,
    random_lists,
    random_portfolio,
    starts_of,
)

PLACES = {"places": 1.0}


def test_a_case_for_the_head():
    """5 million a year: a and b fill 2026 (15 places), then c takes 4 of 2027's 5 (8 places)."""
    rows = [
        ("a", "north", 2026, 2027, 3e6, 10),
        ("b", "north", 2026, 2026, 2e6, 5),
        ("c", "south", 2026, 2027, 4e6, 8),
    ]
    best = best_programme(
        portfolio(*frames(rows), budget_yuan={2026: 5e6, 2027: 5e6}), weights=PLACES
    )
    assert best.starts.to_dict() == {"a": 2026, "b": 2026, "c": 2027}
    assert (best.value, best.bound, best.status, best.gap) == (23.0, 23.0, "optimal", 0.0)
    assert best.spend_yuan.loc[2026].to_dict() == {"north": 5e6, "south": 0.0}
    assert best.effects["places"].to_dict() == {"north": 15.0, "south": 8.0}
    assert best.limits["left"].tolist() == [0.0, 1e6]


def test_a_need_is_started_first_and_comes_only_with_what_it_serves():
    """The road has no effect of its own; the school of 2026 cannot have it in 2027."""
    rows = [
        ("road", "north", 2027, 2028, 1e6, 0),
        ("school", "north", 2026, 2028, 1e6, 7),
        ("idle", "north", 2026, 2028, 1e6, 0),
    ]
    made = portfolio(
        *frames(rows),
        budget_yuan={2026: 9e6, 2027: 9e6, 2028: 9e6},
        needs=[("school", "road")],
    )
    best = best_programme(made, weights=PLACES)
    assert best.starts.to_dict() == {"road": 2027, "school": 2027}


def test_money_that_is_left_buys_later_only_with_a_carry_over():
    rows = [("big", "north", 2026, 2027, 8e6, 100), ("small", "north", 2026, 2027, 1e6, 1)]
    budget = {2026: 4e6, 2027: 4e6}
    without = best_programme(portfolio(*frames(rows), budget_yuan=budget), weights=PLACES)
    saved = best_programme(
        portfolio(*frames(rows), budget_yuan=budget, carry_over=True), weights=PLACES
    )
    assert without.starts.to_dict() == {"small": 2026}
    assert saved.starts.to_dict() == {"big": 2027}


@settings(max_examples=40)
@given(
    seed=st.integers(0, 10_000),
    carry_over=st.booleans(),
    limited=st.booleans(),
    budget=st.integers(4, 14),
)
def test_it_is_the_best_of_all(seed, carry_over, limited, budget):
    limits = pd.DataFrame(
        {
            "county": ["c0", None, "c1"],
            "of": ["places", "spend_yuan", "spend_yuan"],
            "low": [5.0, np.nan, np.nan],
            "high": [60.0, 15e6, 9e6],
        }
    )
    rng = np.random.default_rng(seed)
    try:
        made = random_portfolio(
            rng, budget=budget * 1e6, carry_over=carry_over, limits=limits if limited else None
        )
    except (InputError, InfeasibleError):  # a county without projects, or no money at all
        return
    programmes = list(every_programme(made))
    worth = made.effect.sum(axis=(0, 1))
    if not programmes:
        with pytest.raises(InfeasibleError, match="no programme meets"):
            best_programme(made, weights=PLACES)
        return

    best = best_programme(made, weights=PLACES)

    assert keeps(made, starts_of(made, best))
    assert best.value == max(worth[list(starts)].sum() for starts in programmes)
    assert (best.status, best.bound) == ("optimal", best.value)
    assert best.effects.to_numpy().sum() == best.value
    early = min(
        sum(starts.values()) for starts in programmes if set(starts) == set(starts_of(made, best))
    )
    assert best.starts.sum() == early


def large():
    lists = random_lists(np.random.default_rng(7), 60, 4, 8, ("places", "beds"), 3)
    return portfolio(
        *lists,
        budget_yuan={2026 + t: 30e6 for t in range(4)},
        needs=[(f"p{i}", f"p{i + 1}") for i in range(0, 20, 4)],
        exclusions=[("p30", "p31", "p32"), ("p33", "p34")],
        limits=pd.DataFrame(
            {
                "county": [*(f"c{i}" for i in range(8)), None],
                "of": ["spend_yuan"] * 8 + ["beds"],
                "low": [5e6] * 8 + [300.0],
                "high": [25e6] * 8 + [np.nan],
            }
        ),
    )


def test_a_larger_one_keeps_to_everything_and_never_claims_more_than_its_bound():
    made = large()
    few, more = (best_programme(made, weights=PLACES, n_nodes=n) for n in (1, 100))
    for programme in (few, more):
        assert keeps(made, starts_of(made, programme))
        assert programme.value <= programme.bound
        assert programme.value == programme.effects["places"].sum()
    assert max(few.value, more.value) <= min(few.bound, more.bound) * (1 + 1e-9)
    assert more.gap < 0.02


def test_the_same_twice():
    made = large()
    once, twice = (best_programme(made, weights={"places": 2, "beds": 1}) for _ in range(2))
    pd.testing.assert_series_equal(once.starts, twice.starts)
    assert (once.value, once.bound) == (twice.value, twice.bound)


def test_prices_of_the_relaxation_are_slopes_of_the_relaxation():
    """One project in part: a yuan more buys 10 / 4,000,000 of it."""
    rows = [("a", "north", 2026, 2026, 4e6, 10)]
    made = portfolio(*frames([*rows, ("b", "north", 2026, 2026, 1e6, 0)]), budget_yuan={2026: 3e6})
    best = best_programme(made, weights=PLACES)
    assert best.value == 0.0
    assert best.limits["lp_price"].tolist() == pytest.approx([10 / 4e6])


@pytest.mark.parametrize(
    ("knobs", "words"),
    [
        ({"weights": {"beds": 1.0}}, r"weights are of indicators \(places\); one is of 'beds'"),
        ({"weights": {}}, "there are none"),
        ({"weights": {"places": 0.0}}, "not all 0"),
        ({"weights": {"places": np.nan}}, "finite"),
        ({"n_nodes": 0}, "n_nodes must be a whole number of at least 1"),
    ],
)
def test_bad_knobs(knobs, words):
    made = random_portfolio(np.random.default_rng(0))
    with pytest.raises(InputError, match=words):
        best_programme(made, **({"weights": PLACES} | knobs))
