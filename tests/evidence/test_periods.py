"""Dates and periods: each form, relative words from several dates, and what is no period."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.evidence.periods import find_periods


def of(text, published="2024-07-20", year=""):
    return [(one.period, one.use) for one in find_periods(text, published, year)]


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("2023年", "2023"),
        ("2023年度", "2023"),
        ("二〇二三年", "2023"),
        ("2023年末", "2023"),
        ("2023年年底", "2023"),
        ("2023年上半年", "2023-H1"),
        ("2023年下半年", "2023-H2"),
        ("2023年一季度", "2023-Q1"),
        ("2023年第四季度", "2023-Q4"),
        ("2023年前三季度", "2023-01/2023-09"),
        ("2023年1-9月", "2023-01/2023-09"),
        ("2023年1月至11月", "2023-01/2023-11"),
        ("2023年1—6月", "2023-H1"),
        ("2023年前5个月", "2023-01/2023-05"),
        ("2023年前十个月", "2023-01/2023-10"),
        ("2023年1-12月", "2023"),
        ("2023年9月", "2023-09"),
        ("2023年9月份", "2023-09"),
        ("2023年9月底", "2023-09"),
        ("2023年九月", "2023-09"),
        ("2023年9月5日", "2023-09-05"),
        ("2023年12月31日", "2023-12-31"),
        ("2023-09-05", "2023-09-05"),
        ("2023-09", "2023-09"),
        ("2021-2023年", "2021/2023"),
        ("2021年至2023年", "2021/2023"),
        ("2021年以来", "2021-"),
        ("自2021年起", "2021-"),
        ("“十四五”末", "2025"),
        ("“十三五”期间", "2016/2020"),
        ("十四五时期", "2021/2025"),
        ("“十四五”以来", "2021-"),
    ],
)
def test_each_form(words, period):
    assert of(f"{words}，全省") == [(period, "states")]


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("2023", "2023"),
        ("the first half of 2023", "2023-H1"),
        ("the third quarter of 2023", "2023-Q3"),
        ("Q3 2023", "2023-Q3"),
        ("the first three quarters of 2023", "2023-01/2023-09"),
        ("September 2023", "2023-09"),
        ("September 5, 2023", "2023-09-05"),
        ("since 2021", "2021-"),
    ],
)
def test_english_forms(words, period):
    assert of(f"In {words}, the province") == [(period, "states")]


@pytest.mark.parametrize(
    ("word", "published", "period"),
    [
        ("今年", "2024-07-20", "2024"),
        ("今年", "2024", "2024"),
        ("今年", "", ""),
        ("去年", "2024-07-20", "2023"),
        ("前年", "2024-07-20", "2022"),
        ("明年", "2024-12-31", "2025"),
        ("今年上半年", "2024-07-20", "2024-H1"),
        ("今年1-5月", "2024-07-20", "2024-01/2024-05"),
        ("去年年底", "2024-07-20", "2023"),
        ("本月", "2024-07-20", "2024-07"),
        ("上月", "2024-07-20", "2024-06"),
        ("上个月", "2024-01-05", "2023-12"),
        ("本月", "2024", ""),
        ("去年以来", "2024-07-20", "2023-"),
        ("last year", "2024-07-20", "2023"),
    ],
)
def test_relative_words_count_from_the_document(word, published, period):
    assert of(word, published) == [(period, "states")]


@pytest.mark.parametrize(
    ("text", "published", "periods"),
    [
        ("上半年", "2024-07-20", ["2024-H1"]),
        ("11月", "2024-07-20", ["2023-11"]),
        ("6月", "2024-07-20", ["2024-06"]),
        ("2022年很好。2022年9月更好，10月也好", "2024-07-20", ["2022", "2022-09", "2022-10"]),
        ("2022年，前三季度好", "2024-07-20", ["2022", "2022-01/2022-09"]),
        ("上半年", "", [""]),
        ("In the first nine months the islands", "2023-10-20", ["2023-01/2023-09"]),
        ("In 2022 it rose. In December it fell", "2024-03-01", ["2022", "2022-12"]),
        ("Since 2021 it rose. In May it opened", "2023-10-20", ["2021-", "2023-05"]),
        ("in December it fell", "2024-03-01", ["2023-12"]),
        ("in December of last year", "2024-03-01", ["2023"]),
        ("全年", "2024-03-01", ["2023"]),
        ("全年", "2024-07-20", ["2024"]),
        ("2024年向好，全年", "2024-03-01", ["2024", "2024"]),
    ],
)
def test_parts_belong_to_the_year_named_last(text, published, periods):
    assert [one.period for one in find_periods(text, published)] == periods


def test_parts_belong_to_the_year_of_the_title():
    assert [one.period for one in find_periods("上半年好。全年好", "2024-03-01", "2023")] == [
        "2023-H1",
        "2023",
    ]


@pytest.mark.parametrize(
    "text",
    ["比2019年", "较上年", "比上年同期", "高于2019年", "上年同期", "是2013年的", "与2019年相比",
    "compared with 2019"],
)  # fmt: skip
def test_what_is_compared_with_is_not_stated(text):
    assert [one.use for one in find_periods(text, "2024-07-20")] == ["compares"]


@pytest.mark.parametrize(
    ("text", "use"),
    [("近年来", "vague"), ("近三年", "vague"), ("过去10年", "vague"), ("“十四五”规划", "vague"),
     ("“十四五”时期发展规划", "vague"),
     ("目前", "now"), ("截至目前", "now"), ("9:30", "vague")],
)  # fmt: skip
def test_vague_words_and_now(text, use):
    assert [one.use for one in find_periods(text, "2024-07-20")] == [use]


@pytest.mark.parametrize(
    "text",
    ["2023人", "1.2023年", "12023年", "2,023", "第三", "3个月", "15个月内", "2023%", "三年级",
    "建成后年产值", "三年前年均", "〔2023〕12号",
     "13月增加", "第9月"],
)  # fmt: skip
def test_what_is_no_period(text):
    found = find_periods(text, "2024-07-20")
    assert [one for one in found if one.use == "states" and one.period] == []


@given(st.integers(1990, 2049), st.integers(1, 12), st.integers(1, 28))
def test_dates_come_back(year, month, day):
    whole = f"{year}-{month:02d}-{day:02d}"
    for written in (f"{year}年{month}月{day}日", f"{year}年{month:02d}月{day:02d}日", whole):
        assert of(written) == [(whole, "states")]
    assert of(f"{year}年{month}月", "") == [(whole[:7], "states")]


@given(st.text("0123456789年月日季度上下半前至-去今截到以来末底同期比 十二三\n", max_size=40))
def test_mentions_are_in_order_and_apart(text):
    end = 0
    for one in find_periods(text, "2024-07-20"):
        assert end <= one.start < one.end <= len(text)
        end = one.end
