"""Places shared between counties: by hand, one place after the other, and what must hold."""

import hashlib
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.match.benefits import DECIDERS, NO_DAY, STATUSES, benefits
from gongfu.model.rule_facts import register_of
from gongfu.model.rule_file import rules_of
from gongfu.model.rule_values import evaluate
from gongfu.model.rules_in_force import day_number, rules_in_force

RULES = """
[rules]
key = "k"
title = { en = "K", zh = "规则" }
from = 2023-01-01

[[facts]]
name = "score"
kind = "number"
unit = "points"
low = 0
high = 9
[[facts]]
name = "member"
kind = "yes_no"
[[facts]]
name = "applied"
kind = "date"
[[facts]]
name = "signed"
kind = "date"

[[items]]
name = "score"
group = "total"
points = { per = "score", each = 1 }

[[benefits]]
name = "flat"
when = { fact = "member", is = true }
since = ["signed"]
after_months = 6
limited = true
earlier = "applied"

[[benefits]]
name = "care"
when = { fact = "member", is = true }
since = ["signed", "applied"]
"""
SETTLED = rules_in_force(rules_of(RULES, "k"), date(2025, 6, 1))


def judged(people):
    return evaluate(SETTLED, register_of(people, SETTLED))


def people_of(score, county, applied=None, member=None):
    n = len(score)
    frame = pd.DataFrame(
        {
            "score": score,
            "member": member or [True] * n,
            "applied": applied or ["2025-01-01"] * n,
            "signed": ["2024-08-31"] * n,
            "county": county,
        },
        index=[f"p{k}" for k in range(n)],
    )
    return frame.drop(columns="county"), frame["county"]


def shared(places, score, county, seed=1, **more):
    people, home = people_of(score, county, **more)
    return benefits(judged(people), county=home, places={"flat": places}, lottery_seed=seed)


def told(found):
    return [STATUSES[status] for status in found.status[0]]


def test_own_places_first_then_those_that_others_left_empty():
    # b has two places and one applicant; its second goes to the best of a who waits.
    found = shared({"a": 1, "b": 2}, [3, 5, 4, 1], ["a", "a", "a", "b"])
    assert told(found) == ["waiting", "placed", "carried_over", "placed"]
    assert found.rank[0].tolist() == [3, 1, 2, 4]
    assert DECIDERS[found.decided_by[0, 0]] == "points"
    table = found.places.set_index("county")
    assert table.loc["a", ["own", "received", "waiting"]].tolist() == [1, 1, 1]
    assert table.loc["b", ["own", "given", "empty"]].tolist() == [1, 1, 0]


def test_the_earlier_date_decides_between_equal_points_then_the_lottery():
    dates = ["2025-01-02", "2025-01-01", "2025-01-02"]
    found = shared({"a": 1}, [5, 5, 5], ["a"] * 3, applied=dates)
    assert told(found)[1] == "placed"
    assert {DECIDERS[code] for code in found.decided_by[0, [0, 2]]} == {"date"}
    found = shared({"a": 2}, [5, 5, 5], ["a"] * 3, applied=dates)
    assert sorted(told(found)) == ["placed", "placed", "waiting"]
    loser = told(found).index("waiting")
    assert loser != 1
    assert DECIDERS[found.decided_by[0, loser]] == "lottery"


def test_another_seed_draws_another_order_and_the_order_of_rows_does_not_matter():
    drawn = {tuple(shared({"a": 3}, [5] * 6, ["a"] * 6, seed=seed).rank[0]) for seed in range(20)}
    assert len(drawn) > 10
    people, home = people_of([5] * 6, ["a"] * 6)
    one = benefits(judged(people), county=home, places={"flat": {"a": 3}})
    back = benefits(judged(people[::-1]), county=home[::-1], places={"flat": {"a": 3}})
    assert (one.rank[0] == back.rank[0, ::-1]).all()


def test_who_cannot_be_ordered_is_unknown_and_said_to_matter():
    found = shared(
        {"a": 1}, [5, np.nan, 4, 9], ["a", "a", "a", None], applied=["2025-01-01"] * 2 + [None] * 2
    )
    assert told(found) == ["placed", "unknown", "unknown", "unknown"]
    # 0 to 9 points may be more than 5; 4 points never are, on whatever date; 9 points are, if only
    # the county turns out to be a.
    assert found.could_change[0].tolist() == [False, True, False, True]


def test_a_place_that_would_have_been_theirs_was_carried_over():
    found = shared({"a": 1, "b": 1}, [5, 4, np.nan], ["a", "a", "b"])
    assert told(found) == ["placed", "carried_over", "unknown"]
    assert found.could_change[0].tolist() == [False, False, True]


def test_who_is_not_entitled_gets_no_place_even_if_one_is_empty():
    found = shared({"a": 2}, [9, 1], ["a", "a"], member=[False, True])
    assert told(found) == ["not_entitled", "placed"]
    assert found.places["empty"].tolist() == [1]


def test_entitled_from_the_latest_date_so_many_months_later():
    found = shared({"a": 1}, [5], ["a"])
    assert found.since[0, 0] == day_number(date(2025, 2, 28))  # six months after 31 August
    assert found.since[1, 0] == day_number(date(2025, 1, 1))
    people, home = people_of([5, 5], ["a", "a"])
    people["signed"] = ["2020-01-01", None]
    found = benefits(judged(people), county=home, places={"flat": {"a": 2}})
    assert found.since[0].tolist() == [day_number(date(2023, 1, 1)), NO_DAY]


def one_after_the_other(places, score, county, rank):
    """Each county's places go to its own, best first; then what is left, best first."""
    order = sorted(range(len(score)), key=lambda k: rank[k])
    left, status = dict(places), ["waiting"] * len(score)
    for k in order:
        if left.get(county[k], 0) > 0:
            left[county[k]] -= 1
            status[k] = "placed"
    over = sum(left.values())
    for k in order:
        if status[k] == "waiting" and over > 0:
            over -= 1
            status[k] = "carried_over"
    return status


@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from("abc")), min_size=1, max_size=12),
    st.fixed_dictionaries({name: st.integers(0, 4) for name in "abd"}),
    st.integers(0, 5),
)
def test_shares_agree_with_one_place_after_the_other(people, places, seed):
    score, county = map(list, zip(*people, strict=True))
    found = shared(places, score, county, seed=seed)
    assert told(found) == one_after_the_other(places, score, county, found.rank[0])
    by_rank = np.argsort(found.rank[0])
    assert (np.diff(np.array(score)[by_rank]) <= 0).all()
    taken = sum(status != "waiting" for status in told(found))
    assert taken == min(sum(places.values()), len(people))
    assert found.places["given"].sum() == found.places["received"].sum()
    table = found.places
    assert (table["own"] + table["given"] + table["empty"] == table["places"]).all()


@given(
    st.lists(st.tuples(st.integers(0, 8), st.sampled_from("ab")), min_size=1, max_size=10),
    st.integers(0, 9),
    st.integers(0, 4),
)
def test_more_points_never_cost_somebody_the_place(people, who, quota):
    score, county = map(list, zip(*people, strict=True))
    who %= len(score)
    before = told(shared({"a": quota, "b": 1}, score, county))[who]
    score[who] += 1
    after = told(shared({"a": quota, "b": 1}, score, county))[who]
    assert before == "waiting" or after != "waiting"


@pytest.mark.parametrize(
    ("places", "words"),
    [
        ({}, "no places for 'flat', which is limited"),
        ({"flat": {"a": 1}, "care": {"a": 1}}, "'care' has places, and no benefit of that name"),
        ({"flat": {"a": -1}}, "places must be whole and >= 0"),
        ({"flat": {"a": 1.5}}, "places must be whole and >= 0"),
        ({"flat": {"a": np.inf}}, "places must be whole and >= 0"),
    ],
)
def test_places_that_cannot_be_shared_are_errors(places, words):
    people, home = people_of([1], ["a"])
    with pytest.raises(InputError, match=words):
        benefits(judged(people), county=home, places=places)


def test_places_need_counties_and_a_lottery_a_seed():
    people, home = people_of([1], ["a"])
    with pytest.raises(InputError, match="give the county of each person"):
        benefits(judged(people), places={"flat": {"a": 1}})
    with pytest.raises(InputError, match="lottery_seed must be a whole number"):
        benefits(judged(people), county=home, places={"flat": {"a": 1}}, lottery_seed=-1)


def test_a_lot_is_what_sha256_says_and_nobody_else_moves_it():
    def digest(one):
        return hashlib.sha256(f"1:{one}".encode()).hexdigest()

    for n in (5, 6, 9):
        found = shared({"a": 3}, [5] * n, ["a"] * n)
        order = sorted((f"p{k}" for k in range(n)), key=digest)
        assert [f"p{k}" for k in np.argsort(found.lots)] == order
        assert [f"p{k}" for k in np.argsort(found.rank[0])] == order
