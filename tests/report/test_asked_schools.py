"""Letters of an admission: what they say holds, also where seats are left or kept for groups."""

import pandas as pd
import pytest

from gongfu.match.schools import admit
from gongfu.report.asked_schools import letters
from gongfu.report.letters import letters_text


def _letters(pupils, choices, seats, **knobs):
    rows = [(p, s, k + 1) for p, row in choices.items() for k, s in enumerate(row)]
    found = admit(
        pd.DataFrame(pupils),
        pd.DataFrame(rows, columns=["pupil", "school", "rank"]),
        pd.DataFrame({"school": list(seats), "seats": list(seats.values())}),
        lottery_seed=1,
        **knobs,
    )
    return letters_text(letters(found)).split("----------------")


def test_a_school_with_seats_left_has_no_cutoff():
    pupils = {"pupil": ["a", "b"], "points": [9, 8], "sibling_school": [None, "x"]}
    one, two = _letters(pupils, {"a": "xy", "b": "xy"}, {"x": 1, "y": 5})
    assert "Choice 2, y: you have 9 points. Admitted; the school has seats left." in one
    assert "第2志愿y：您为9分。已录取；该校名额未满。" in one
    assert "Choice 1, x: you have a brother or sister there, 8 points. Admitted" in two
    assert "nan" not in one + two


def test_who_has_more_points_than_the_cutoff_reads_that_priority_comes_first():
    pupils = {"pupil": ["a", "b"], "points": [9, 8], "sibling_school": [None, "x"]}
    one, _ = _letters(pupils, {"a": "x", "b": "x"}, {"x": 1})
    assert "the cutoff was a brother or sister there, 8 points, and you are below it." in one
    assert "Priority comes before points: first a brother or sister there; then all others." in one
    assert "录取时先看优先条件，再看积分：先是有兄弟姐妹在校；其后为其他学生。" in one
    plain, _ = _letters({"pupil": ["a", "b"], "points": [9, 8]}, {"a": "x", "b": "x"}, {"x": 1})
    assert "Priority" not in plain


def test_where_seats_are_reserved_a_letter_names_the_group_of_its_cutoffs():
    pupils = {"pupil": ["a", "b", "c"], "points": [9, 8, 2], "group": ["r", "r", None]}
    kept = pd.DataFrame({"school": ["x"], "group": ["n"], "reserved": [1]})
    one, two, three = _letters(pupils, dict.fromkeys("abc", "x"), {"x": 1}, reserves=kept)
    assert "each cutoff in this letter is the one for yours, r." in one
    assert "均为您所属类别(r)的录取线" in two
    assert "reserved" not in three


def test_what_is_hashed_is_printed_letter_by_letter():
    pupils = {"pupil": ["学生1", "<b>"], "points": [9, 8]}
    lists = dict.fromkeys(pupils["pupil"], "x")
    one, two = _letters(pupils, lists, {"x": 1})
    assert "“1:学生1”的SHA-256值" in one
    assert "SHA-256 of “1:学生1”" in one
    assert "“1:<b>”" in two
    each, _ = _letters(pupils, lists, {"x": 1}, lottery="multiple")
    assert "“1:学生1:学校编号”" in each


@pytest.mark.parametrize("group", ["newcomer", "新居民", "流动人口"])
def test_a_group_that_we_know_is_named_in_the_language_of_the_letter(group):
    pupils = {"pupil": ["a"], "points": [9], "group": [group]}
    kept = pd.DataFrame({"school": ["x"], "group": [group], "reserved": [1]})
    (one,) = _letters(pupils, {"a": "x"}, {"x": 1}, reserves=kept)
    assert "the one for yours, newcomers." in one
    assert "您所属类别(新居民)的录取线" in one
