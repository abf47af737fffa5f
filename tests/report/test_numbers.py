"""Numbers as people write them."""

import math

import pytest

from gongfu.report import numbers


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [
        (66_676_000.0, "people", "66.68 million people", "6667.6万人"),
        (1_398_000.0, "people", "1,398,000 people", "139.8万人"),
        (6_148.0, "people", "6,148 people", "6148人"),
        (23_456.0, "people", "23,456 people", "2.35万人"),
        (67_013.0, "yuan", "67,013 yuan", "67013元"),
        (46.1e9, "yuan", "46.1 billion yuan", "461亿元"),
        (1.2e13, "yuan", "12 trillion yuan", "12万亿元"),
        (77.746e9, "yuan", "77.75 billion yuan", "777.46亿元"),
        (2_300_000.0, "charging points", "2,300,000 charging points", "230万个充电桩"),
        (0.755, "share", "75.5%", "75.5%"),
        (0.034, "share of GDP", "3.4% of GDP", "3.4%"),
        (0.7503, "ratio", "0.7503", "0.7503"),
        (0.0, "people", "0 people", "0人"),
        (3.25, "parsecs", "3.25 parsecs", "3.25 parsecs"),
    ],
)
def test_amounts_take_the_large_units_of_each_language(value, unit, english, chinese):
    words = numbers.amount(value, unit)
    assert (words.en, words.zh) == (english, chinese)


@pytest.mark.parametrize(
    ("value", "decimals", "digits"),
    [(0.5, 0, "1"), (1.5, 0, "2"), (2.675, 2, "2.68"), (1.005, 2, "1.01"), (-0.04, 1, "0.0"),
     (-3.25, 1, "\N{MINUS SIGN}3.3")],
)  # fmt: skip
def test_halves_go_away_from_zero_and_zero_has_no_sign(value, decimals, digits):
    assert numbers.rounded(value, decimals) == digits


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_says_so(value):
    for words in (
        numbers.amount(value, "yuan"),
        numbers.percent(value),
        numbers.plain(value),
        numbers.large(value),
    ):
        assert words == numbers.NO_DATA


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(1011, 1202, "84.1%"), (1202, 1202, "100.0%"), (99_999, 100_000, ">99.9%"),
     (1, 100_000, "<0.1%"), (0, 10, "0.0%")],
)  # fmt: skip
def test_a_share_of_a_count_is_never_rounded_to_all_or_none(part, whole, text):
    assert numbers.share_of(part, whole).en == text


def test_a_share_of_nobody_is_no_number():
    assert numbers.share_of(0, 0) == numbers.NO_DATA


@pytest.mark.parametrize(("value", "hidden"), [(0, False), (1, True), (2, True), (3, False)])
def test_small_counts_of_real_people_are_hidden(value, hidden):
    assert ("fewer than 3" in numbers.people(value, suppress=True).en) is hidden
    assert "fewer" not in numbers.people(value).en


@pytest.mark.parametrize(
    ("period", "english", "chinese"),
    [
        ("2024", "2024", "2024年"),
        ("2024-Q3", "Q3 2024", "2024年3季度"),
        ("2020-01/2020-09", "January–September 2020", "2020年1—9月"),
        ("some day", "some day", "some day"),
    ],
)
def test_periods_in_words(period, english, chinese):
    words = numbers.period(period)
    assert (words.en, words.zh) == (english, chinese)
