"""What a step of money buys is the difference between two lists of all programmes."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from gongfu.errors import InputError
from gongfu.plan.budget_prices import budget_prices
from gongfu.plan.portfolio import portfolio
from gongfu.plan.programme import best_programme
from tests.plan.portfolios import every_programme, frames, random_lists, random_portfolio

PLACES = {"places": 1.0}


def best_of_all(problem):
    worth = problem.effect.sum(axis=(0, 1))
    return max((worth[list(s)].sum() for s in every_programme(problem)), default=np.nan)


def with_budget(problem, at, step):
    budget = problem.budget_yuan.copy()
    budget[at] += step
    return replace(problem, budget_yuan=budget)


@pytest.mark.parametrize("seed", range(12))
def test_gain_and_loss_are_what_lists_of_all_programmes_say(seed):
    floor = pd.DataFrame({"county": [None], "of": ["places"], "low": [30.0], "high": [np.nan]})
    problem = random_portfolio(
        np.random.default_rng(seed), carry_over=seed % 2 == 0, limits=floor, budget=9e6
    )
    now = best_of_all(problem)
    assert now >= 30
    prices = budget_prices(problem, weights=PLACES, step_yuan=2e6)
    for at, row in prices.iterrows():
        assert row["proved"]
        assert row["gain"] == best_of_all(with_budget(problem, at, 2e6)) - now
        assert row["gain_least"] <= row["gain"] <= row["gain_most"]
        less = best_of_all(with_budget(problem, at, -2e6))
        assert row["loss"] == (np.inf if np.isnan(less) else now - less)


def test_a_case_for_the_head_in_both_languages():
    """3 million: a. One more million buys b instead; one less buys nothing."""
    rows = [("a", "north", 2026, 2026, 3e6, 10), ("b", "north", 2026, 2026, 4e6, 16)]
    made = portfolio(*frames(rows), budget_yuan={2026: 3e6})
    (row,) = budget_prices(
        made, weights=PLACES, title={"en": "childcare places", "zh": "托位"}
    ).to_dict("records")
    assert (row["gain"], row["loss"], row["lp_price"]) == (6.0, 10.0, pytest.approx(4.0))
    assert row["words_en"] == (
        "1 million yuan more in 2026 buys 6 more childcare places; as much less costs 10"
    )
    assert row["words_zh"] == "2026年每多100万元，托位可增加6；减少同样金额，则减少10"


def test_a_floor_that_less_money_cannot_meet_and_a_year_with_less_than_a_step():
    rows = [("a", "north", 2026, 2026, 3e6, 10)]
    floor = pd.DataFrame({"county": ["north"], "of": ["places"], "low": [10], "high": [np.nan]})
    made = portfolio(*frames(rows), budget_yuan={2026: 3e6, 2027: 0.5e6}, limits=floor)
    prices = budget_prices(made, weights=PLACES)
    assert prices["loss"].tolist()[0] == np.inf
    assert np.isnan(prices["loss"][1])
    assert "no programme meets the limits" in prices["words_en"][0]
    assert "没有方案" in prices["words_zh"][0]
    assert prices["words_en"][1] == "1 million yuan more in 2027 buys no more places"


def test_prices_that_are_not_proved_hold_between_their_bounds():
    lists = random_lists(np.random.default_rng(3), 40, 3, 5, longest=3)
    made = portfolio(*lists, budget_yuan={2026 + t: 20e6 for t in range(3)})
    rough = budget_prices(made, weights=PLACES, n_nodes=1)
    fine = best_programme(made, weights=PLACES, n_nodes=200)
    for at, row in rough.iterrows():
        more = best_programme(with_budget(made, at, 1e6), weights=PLACES, n_nodes=200)
        assert row["gain_least"] <= more.bound - fine.value + 1e-9
        assert row["gain"] >= 0
        assert row["gain_least"] <= row["gain"] <= row["gain_most"]
        if not row["proved"]:
            assert "for certain" in row["words_en"]
            assert "可以确定" in row["words_zh"]


def test_more_money_is_never_worse():
    """Monotone, whatever is proved."""
    problem = random_portfolio(np.random.default_rng(4), n_projects=6, n_years=2)
    values = [
        best_programme(with_budget(problem, 0, step), weights=PLACES).value
        for step in (0, 1e6, 2e6, 4e6, 8e6, 16e6)
    ]
    assert values == sorted(values)


@pytest.mark.parametrize("step", [0.0, -1.0, np.nan, np.inf])
def test_bad_step(step):
    with pytest.raises(InputError, match="step_yuan must be finite and above 0"):
        budget_prices(random_portfolio(np.random.default_rng(0)), weights=PLACES, step_yuan=step)
