"""Numerals read and written: worked by hand, there and back, and beside cn2an."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.evidence.english import english_number
from gongfu.evidence.numerals import number_of, words_of

WHOLE = st.integers(0, 10**16 - 1)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0", "0"),
        ("63,830", "63830"),
        ("1,234,567.89", "1234567.89"),
        ("0.30", "0.3"),
        ("8.26万亿", "8260000000000"),
        ("1亿2000万", "120000000"),
        ("3万5千", "35000"),
        ("0.0万", "0"),
        ("2.5千", "2500"),
        ("百", "100"),
        ("万", "10000"),
        ("百亿", "10000000000"),
        ("千万", "10000000"),
        ("十", "10"),
        ("十二", "12"),
        ("二十", "20"),
        ("一百零八", "108"),
        ("一百一", "110"),
        ("一百一十", "110"),
        ("两千三", "2300"),
        ("两千零三", "2003"),
        ("两千零三十", "2030"),
        ("一万八", "18000"),
        ("一万零八", "10008"),
        ("一亿三", "130000000"),
        ("两亿零三十五", "200000035"),
        ("三点五", "3.5"),
        ("三点一四", "3.14"),
        ("三点五万", "35000"),
        ("零点二", "0.2"),
        ("二〇二三", "2023"),
        ("一九九〇", "1990"),
        ("叁仟伍佰", "3500"),
        ("一千二百三十四万五千六百七十八", "12345678"),
        ("十万亿", "10000000000000"),
    ],
)
def test_numerals_worked_by_hand(written, value):
    assert number_of(written) == Decimal(value)


@pytest.mark.parametrize(
    "written",
    ["", "点", "点五", "三点", "abc", "1.2.3", "1,23", "五个", "三点五个", "-3", "半", "1万2.x"],
)
def test_what_is_no_numeral_is_refused(written):
    with pytest.raises(InputError, match="is not a number; digits"):
        number_of(written)


@given(WHOLE)
def test_what_is_written_is_read_back(number):
    assert number_of(words_of(number)) == number


@given(WHOLE)
def test_words_are_those_of_another_program(number):
    cn2an = pytest.importorskip("cn2an", reason="cn2an is not installed")
    assert cn2an.cn2an(words_of(number), "strict") == number
    theirs = cn2an.an2cn(number)
    assert number_of(theirs) == number


@given(st.integers(0, 10**12), st.integers(1, 6))
def test_decimals_before_a_unit_multiply_exactly(number, places):
    plain = Decimal(number).scaleb(-places)
    assert number_of(f"{plain:f}万") == plain * 10**4
    assert number_of(f"{plain:f}万亿") == plain * 10**12


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (10_010, "一万零一十"),
        (100_350, "十万零三百五十"),
        (200_000_035, "二亿零三十五"),
        (10**12, "一万亿"),
        (-5, "负五"),
    ],
)
def test_words_worked_by_hand(number, words):
    assert words_of(number) == words


def test_a_number_beyond_the_words_is_refused():
    with pytest.raises(InputError, match="too large to be written in words"):
        words_of(10**16)


@pytest.mark.parametrize(
    ("words", "value"),
    [("seven", 7), ("ninety-nine", 99), ("thousand", 1000), ("two-thirds", Decimal(2) / 3)],
)
def test_english_words(words, value):
    assert english_number(words) == value
