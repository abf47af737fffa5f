"""Shares by group: published intervals, groups by hand, what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.match.fairness import shares_by_group, thirds


def _people(counts):
    """Rows of (group, served, not served)."""
    rows = [(g, ok) for g, yes, no in counts for ok in [True] * yes + [False] * no]
    return pd.DataFrame(rows, columns=["group", "served"])


def test_intervals_are_those_that_newcombe_published_1998():
    # 56 of 70 against 48 of 80, method 10: 0.0524 to 0.3339; 81 of 263, Wilson: 0.2553 to 0.3662.
    people = _people([("a", 56, 14), ("b", 48, 32)])
    found = shares_by_group(people, people["served"], by=("group",)).set_index("group")
    assert found.loc["a", "difference"] == pytest.approx(0.2)
    assert found.loc["a", "difference_low"] == pytest.approx(0.0524, abs=5e-5)
    assert found.loc["a", "difference_high"] == pytest.approx(0.3339, abs=5e-5)
    assert found["said"].tolist() == ["more", "less"]
    people = _people([("a", 81, 182)])
    found = shares_by_group(people, people["served"], by=("group",)).iloc[0]
    assert (found["low"], found["high"]) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_groups_by_hand_and_few_are_said_to_be_few():
    people = _people([("a", 20, 20), ("b", 21, 19), ("c", 1, 2), (None, 1, 0)])
    found = shares_by_group(people, people["served"], by=("group",)).set_index("group")
    assert found["people"].to_dict() == {"?": 1, "a": 40, "b": 40, "c": 3}
    assert found["served"].to_dict() == {"?": 1, "a": 20, "b": 21, "c": 1}
    assert found["said"].to_dict() == {"?": "too_few", "a": "alike", "b": "alike", "c": "too_few"}
    assert found.loc["c", "share"] == pytest.approx(1 / 3)


def test_two_columns_and_one_group_that_is_all():
    people = _people([("a", 12, 0), ("b", 0, 12)]).assign(all="x")
    found = shares_by_group(people, people["served"], by=("group", "all"))
    assert found["by"].tolist() == ["group", "group", "all"]
    assert found["said"].tolist() == ["more", "less", "too_few"]
    assert np.isnan(found["difference"].iloc[2])
    assert found["share"].tolist() == [1.0, 0.0, 0.5]


def test_what_is_absent_or_no_answer_is_named():
    people = _people([("a", 1, 1)])
    with pytest.raises(InputError, match="no column 'town'"):
        shares_by_group(people, people["served"], by=("town",))
    with pytest.raises(InputError, match="yes or no for each of 2 rows"):
        shares_by_group(people, pd.Series([1.0, np.nan]), by=("group",))


def test_thirds_by_hand():
    income = pd.Series([900.0, 100.0, np.nan, 500.0, 300.0, 700.0, 200.0])
    assert thirds(income).tolist() == [
        "highest", "lowest", None, "middle", "middle", "highest", "lowest",
    ]  # fmt: skip
    assert thirds(pd.Series([4.0, 4.0, 4.0])).tolist() == ["middle"] * 3
    assert thirds(pd.Series([np.nan])).tolist() == [None]
    assert thirds(pd.Series([], dtype=float)).empty


@given(st.lists(st.integers(0, 9), min_size=1, max_size=40))
def test_equal_incomes_share_a_third_and_higher_ones_are_never_in_a_lower(values):
    income = pd.Series(values, dtype=float)
    place = thirds(income).map({"lowest": 0, "middle": 1, "highest": 2})
    by_income = place.groupby(income).agg(["min", "max"])
    assert (by_income["min"] == by_income["max"]).all()
    assert by_income["min"].is_monotonic_increasing
    assert thirds(income[::-1])[::-1].equals(thirds(income))
