"""Admission on lists by id: a small town by hand, faults that are named, draws one can redo."""

import hashlib

import numpy as np
import pandas as pd
import pytest

from gongfu.errors import InputError
from gongfu.match.school_lists import long_choices
from gongfu.match.schools import Priorities, admit, lottery_numbers


def _pupils(**more):
    return pd.DataFrame({"pupil": ["a", "b", "c", "d"], **more})


def _choices(lists, **more):
    rows = [(p, s, k + 1) for p, row in lists.items() for k, s in enumerate(row)]
    return pd.DataFrame(rows, columns=["pupil", "school", "rank"]).assign(**more)


SCHOOLS = pd.DataFrame({"school": ["x", "y"], "seats": [1, 2]})
ALL = {"a": "xy", "b": "xy", "c": "xy", "d": "xy"}


def test_a_small_town_by_hand():
    found = admit(_pupils(points=[9, 8, 7, 6]), _choices(ALL), SCHOOLS, lottery_seed=1)
    assert found.admissions["school"].tolist()[:3] == ["x", "y", "y"]
    assert found.admissions["school"].isna().tolist() == [False, False, False, True]
    assert found.admissions["reason"].tolist() == [*["admitted"] * 3, "seats_taken"]
    assert found.ranks["pupils"].tolist() == [1, 2, 1]
    assert found.schools["cutoff_points"].tolist() == [9, 7]
    assert found.schools["taken"].tolist() == [1, 2]
    assert found.schools["first_choices"].tolist() == [4, 0]
    assert found.schools["applicants"].tolist() == [4, 4]
    assert found.choices["outcome"].tolist() == [
        "admitted", "not_needed", "below", "admitted", "below", "admitted", "below", "below",
    ]  # fmt: skip
    assert found.is_stable
    assert not found.admissions["by_lottery"].any()
    assert found.left_out.empty


def test_a_brother_in_the_walk_zone_comes_before_points():
    choices = _choices(dict.fromkeys("abcd", "x"), time_s=[100.0, 900.0, 100.0, 900.0])
    schools = SCHOOLS.assign(walk_s=600.0)
    pupils = _pupils(points=[9, 8, 1, 7], sibling_school=[None, None, "x", "x"])
    order = []
    for seats in (1, 2, 3, 4):
        found = admit(pupils, choices, schools.assign(seats=[seats, 0]), lottery_seed=0)
        taken = set(found.admissions["pupil"][found.admissions["school"] == "x"])
        order += sorted(taken - set(order))
    assert order == ["c", "d", "a", "b"]
    plain = admit(pupils, choices, SCHOOLS, lottery_seed=0, priorities=Priorities(()))
    assert plain.admissions["school"].fillna("").tolist() == ["x", "", "", ""]
    told = admit(pupils, choices, schools, lottery_seed=0).choices
    assert told["priority"].tolist() == ["walk", "", "sibling+walk", "sibling"]
    assert set(told["cutoff_priority"]) == {"sibling+walk"}


def test_the_lottery_is_what_sha256_says():
    digest = hashlib.sha256(b"7:a").hexdigest()
    assert int(lottery_numbers(7, pd.Index(["a"]))[0]) == int(digest[:16], 16)
    found = admit(_pupils(), _choices(ALL), SCHOOLS, lottery_seed=7)
    first = min("abcd", key=lambda one: hashlib.sha256(f"7:{one}".encode()).hexdigest())
    assert found.admissions.set_index("pupil")["school"][first] == "x"
    assert found.admissions["by_lottery"].all()
    assert set(found.choices["outcome"]) == {"admitted", "not_needed", "lottery"}


@pytest.mark.parametrize("lottery", ["single", "multiple"])
@pytest.mark.parametrize("rule", ["deferred", "immediate", "cycles"])
def test_the_order_of_rows_changes_nothing(rule, lottery):
    rng = np.random.default_rng(3)
    pupils = pd.DataFrame({"pupil": [f"p{i}" for i in range(60)], "points": rng.integers(0, 5, 60)})
    choices = _choices({p: rng.permutation(list("uvwx"))[:3] for p in pupils["pupil"]})
    schools = pd.DataFrame({"school": list("uvwx"), "seats": [5, 9, 12, 20]})
    knobs = {"rule": rule, "lottery": lottery, "lottery_seed": 5}
    one = admit(pupils, choices, schools, **knobs)
    two = admit(
        pupils.sample(frac=1, random_state=1), choices.sample(frac=1, random_state=2),
        schools[::-1], **knobs,
    )  # fmt: skip
    seats = [found.admissions.set_index("pupil")["school"].to_dict() for found in (one, two)]
    assert seats[0] == seats[1]
    assert one.is_stable or rule != "deferred"


def test_seats_for_newcomers_are_kept_while_they_ask():
    pupils = _pupils(points=[9, 8, 7, 6], group=["resident", "resident", "resident", "newcomer"])
    reserves = pd.DataFrame({"school": ["y"], "group": ["newcomer"], "reserved": [1]})
    found = admit(pupils, _choices(ALL), SCHOOLS, lottery_seed=0, reserves=reserves)
    assert found.admissions["school"].fillna("").tolist() == ["x", "y", "", "y"]
    third = found.choices.query("pupil == 'c' and school == 'y'").iloc[0]
    assert third["cutoff_points"] == 8
    assert third["outcome"] == "below"
    assert found.is_stable
    with pytest.raises(InputError, match="'cycles' knows no reserves"):
        admit(pupils, _choices(ALL), SCHOOLS, lottery_seed=0, reserves=reserves, rule="cycles")


def test_faulty_rows_are_named_and_the_others_go_on():
    pupils = pd.DataFrame(
        {
            "pupil": ["a", "b", "b", "c", "c", None, "d", "e"],
            "points": [9, 8, 8, 7, 6, 5, np.nan, 4],
        }
    )
    choices = pd.DataFrame(
        [("a", "x", 1), ("a", "x", 2), ("b", "nowhere", 1), ("b", "y", 2), ("c", "x", 1),
         ("d", "x", 1), ("e", "y", 1), ("e", "x", 1), ("e", "x", None), ("zz", "x", 1)],
        columns=["pupil", "school", "rank"],
    )  # fmt: skip
    schools = pd.DataFrame({"school": ["x", "y", "z", "w"], "seats": [3, 2, 0, None]})
    found = admit(pupils, choices, schools, lottery_seed=0)
    faults = set(map(tuple, found.left_out[["list", "row", "fault"]].itertuples(index=False)))
    assert faults == {
        ("pupils", 6, "pupil_blank"), ("pupils", 3, "pupil_repeated"),
        ("pupils", 4, "pupil_differs"), ("pupils", 5, "pupil_differs"),
        ("schools", 3, "seats_none"), ("schools", 4, "seats_unknown"),
        ("choices", 2, "school_again"), ("choices", 3, "school_unknown"),
        ("choices", 5, "pupil_unknown"), ("choices", 6, "points_unknown"),
        ("choices", 8, "rank_again"), ("choices", 9, "rank_unknown"),
        ("choices", 10, "pupil_unknown"),
    }  # fmt: skip
    seats = found.admissions.set_index("pupil")["school"].fillna("").to_dict()
    assert seats == {"a": "x", "b": "y", "d": "", "e": "y"}
    assert found.admissions.set_index("pupil")["reason"]["d"] == "no_choice"
    assert found.admissions.set_index("pupil")["rank"]["b"] == 2  # As the pupil numbered it.


def test_siblings_beyond_seats_walks_unknown_and_reserves_beyond_seats_are_named():
    choices = _choices(ALL, sibling=True, time_s=[np.nan, *[1.0] * 7])
    reserves = pd.DataFrame(
        {"school": ["x", "y", "y", "q", "x"], "group": ["n", "n", "n", "n", "m"],
         "reserved": [2, 1, 1, 1, -1]}
    )  # fmt: skip
    found = admit(
        _pupils(group="n"), choices, SCHOOLS.assign(walk_s=60), lottery_seed=0, reserves=reserves
    )
    assert sorted(zip(found.left_out["fault"], found.left_out["row"], strict=True)) == [
        ("reserve_beyond_seats", 1), ("reserve_twice", 2), ("reserve_twice", 3),
        ("reserve_unknown", 5), ("school_unknown", 4), ("siblings_beyond_seats", 1),
        ("siblings_beyond_seats", 2), ("time_unknown", 1),
    ]  # fmt: skip
    assert found.schools["taken"].tolist() == [1, 2]


def test_points_are_compared_exactly_and_may_be_negative():
    found = admit(_pupils(points=[-3, 0.5, 2**52, -1e9]), _choices(ALL), SCHOOLS, lottery_seed=0)
    assert found.admissions["school"].fillna("").tolist() == ["y", "y", "x", ""]
    assert found.schools["cutoff_points"].tolist() == [2**52, -3]


def test_nobody_and_nowhere():
    none = admit(_pupils()[:0], _choices({"a": "x"})[:0], SCHOOLS[:0], lottery_seed=0)
    assert len(none.admissions) == len(none.schools) == 0
    nowhere = admit(_pupils(), _choices(ALL), SCHOOLS[:0], lottery_seed=0)
    assert set(nowhere.admissions["reason"]) == {"no_choice"}
    assert set(nowhere.left_out["fault"]) == {"school_unknown"}


def test_lists_beside_pupils():
    wide = _pupils(choice_1=["x", "y", None, "x"], choice_2=["y", "", "y", None])
    found = long_choices(wide)
    assert found[["pupil", "school", "rank", "row"]].to_numpy().tolist() == [
        ["a", "x", 1, 1], ["b", "y", 1, 2], ["d", "x", 1, 4], ["a", "y", 2, 1], ["c", "y", 2, 3],
    ]  # fmt: skip
    with pytest.raises(InputError, match="need columns pupil, choice_1"):
        long_choices(_pupils())


@pytest.mark.parametrize(
    ("knobs", "message"),
    [
        ({"rule": "boston"}, "rule must be one of deferred, immediate, cycles"),
        ({"lottery": "both"}, "'single' or 'multiple'"),
    ],
)
def test_knobs_are_checked(knobs, message):
    with pytest.raises(InputError, match=message):
        admit(_pupils(), _choices(ALL), SCHOOLS, lottery_seed=0, **knobs)


def test_what_is_absent_is_named():
    with pytest.raises(InputError, match="choices: no column 'rank'"):
        admit(_pupils(), _choices(ALL).drop(columns="rank"), SCHOOLS, lottery_seed=0)
    with pytest.raises(InputError, match="choices say no travel time"):
        admit(_pupils(), _choices(ALL), SCHOOLS.assign(walk_s=1), lottery_seed=0)
    reserves = pd.DataFrame({"school": ["x"], "group": ["n"], "reserved": [1]})
    with pytest.raises(InputError, match="reserves need the group"):
        admit(_pupils(), _choices(ALL), SCHOOLS, lottery_seed=0, reserves=reserves)
    with pytest.raises(InputError, match="priorities are 'sibling'"):
        Priorities(("cousin",))


def test_what_is_misspelt_is_named_where_it_would_cost_a_priority_or_a_reserved_seat():
    pupils = _pupils(
        points=[9, 8, 7, 6],
        sibling_school=["x", "xx", None, None],
        group=["newcomer", "", "resident", "resident"],
    )
    choices = _choices(ALL, time_s=60.0, sibling=["", "yes", "maybe", "no", "", "", "", ""])
    choices["points"] = pd.Series([None] * 7 + ["6 or 7"], dtype=object)
    reserves = pd.DataFrame({"school": "y", "group": ["newcomer", "newcommer"], "reserved": 1})
    schools = SCHOOLS.assign(walk_s=["ten", 600.0])
    found = admit(pupils, choices, schools, lottery_seed=0, reserves=reserves)
    faults = set(map(tuple, found.left_out[["list", "row", "fault"]].itertuples(index=False)))
    assert faults == {
        ("pupils", 2, "sibling_school_unknown"), ("pupils", 2, "group_blank"),
        ("choices", 3, "sibling_unknown"), ("choices", 8, "points_unknown"),
        ("schools", 1, "walk_unknown"), ("reserves", 2, "group_unknown"),
    }  # fmt: skip
    assert len(found.choices) == 7  # the one whose points are no number does not fall back to 6


def test_numbers_as_ids_are_the_same_beside_empty_cells():
    pupils = pd.DataFrame({"pupil": [1, 2], "choice_1": [10, 20], "choice_2": [20.0, np.nan]})
    schools = pd.DataFrame({"school": [10, 20], "seats": [0, 2]})
    found = admit(pupils[["pupil"]], long_choices(pupils), schools, lottery_seed=0)
    assert found.admissions["school"].tolist() == ["20", "20"]
    assert found.left_out["fault"].tolist() == ["seats_none"]
