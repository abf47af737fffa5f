"""The shares of the three sectors, by hand."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from gongfu.evidence.structure import find_structure
from tests.evidence.texts_read import read

NAMES = ["第一产业增加值占比", "第二产业增加值占比", "第三产业增加值占比"]


def test_three_shares_of_a_year():
    found = read("2023年，三次产业增加值结构为4.9∶44.5∶50.6。", about="33")
    assert [one.term for one in found] == NAMES
    assert [one.value for one in found] == [Decimal("0.049"), Decimal("0.445"), Decimal("0.506")]
    assert {(one.unit, one.indicator, one.place_code, one.period) for one in found} == {
        ("share", "", "33", "2023")
    }
    assert all(one.accepted for one in found)


def test_a_change_starts_from_a_year_that_nobody_names():
    text = "2023年，三次产业结构由10.2:31.5:58.3调整为9.8:32.1:58.1。"
    found = read(text, about="33")
    assert [one.doubts for one in found] == [("no period",)] * 3 + [()] * 3
    assert [one.period for one in found] == [""] * 3 + ["2023"] * 3


def test_a_change_from_a_year_that_is_named():
    text = "2023年，三次产业结构由上年的5.1:40.6:54.3调整为5.0:40.2:54.8。"
    assert [one.period for one in read(text, about="33")] == ["2022"] * 3 + ["2023"] * 3


def test_parts_that_make_no_hundred_are_in_doubt():
    found = read("2023年，三次产业结构为4.9:44.5:40.6。", about="33")
    assert {one.doubts for one in found} == {("parts make no whole",)}


def test_other_parts_are_none():
    assert find_structure("比分为3:2:1，三次产业协同。配比为5:40:55") == ([], {})


@given(st.integers(1, 989), st.integers(1, 989))
def test_parts_are_read_as_written(first, second):
    if first + second > 999:
        return
    parts = [Decimal(each) / 10 for each in (first, second, 1000 - first - second)]
    text = f"三次产业结构为{parts[0]}:{parts[1]}:{parts[2]}。"
    quantities, shares = find_structure(text)
    assert [one.value * 100 for one in quantities] == parts
    assert [text[one.start : one.end] for one in quantities] == [str(part) for part in parts]
    assert all(share.whole for share in shares.values())
