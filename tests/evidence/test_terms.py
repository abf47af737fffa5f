"""Words of bulletins: each has one unit, and growth belongs to the word beside it."""

import pytest

from gongfu.evidence.meaning import growth_key
from gongfu.evidence.scan import find_terms
from gongfu.evidence.script import fold
from gongfu.evidence.terms import term_table
from gongfu.evidence.unit_words import noun_table, unit_table
from gongfu.model.indicator import INDICATORS
from tests.evidence.texts_read import read

KEYS = {indicator.key: indicator.unit for indicator in INDICATORS}


def test_every_term_has_a_key_of_the_table_and_its_unit():
    for words, term in term_table().items():
        assert fold(words).strip() == fold(words) != "", words
        if term.key and term.key[0] not in "&@~":
            assert KEYS[term.key] == term.unit, words
        if term.census:
            assert term.census in KEYS


def test_units_and_nouns_are_spelt_as_texts_are_folded():
    for words in (*unit_table(), *noun_table()):
        assert fold(words) == words
        assert words == words.strip() != ""
    assert all(unit.factor > 0 for unit in unit_table().values())


def test_the_longest_words_are_taken():
    hits = find_terms("城镇居民人均可支配收入与地区生产总值")
    assert [hit.term.key for hit in hits] == ["urban_disposable_income_per_head_yuan", "gdp_yuan"]
    assert [hit.term.key for hit in find_terms("规模以上工业增加值")] == [
        "above_scale_industrial_value_added_yuan"
    ]


def test_english_words_are_whole_and_of_any_size():
    assert [hit.term.key for hit in find_terms("The Gross Domestic Product, GDP")] == [
        "gdp_yuan",
        "gdp_yuan",
    ]
    assert find_terms("GDPR") == []
    assert [hit.term.key for hit in find_terms("全省GDP增长6%")] == ["gdp_yuan"]


@pytest.mark.parametrize(
    "words",
    [
        "海洋生产总值",
        "建筑业增加值",
        "高新技术产业增加值",
        "快递业务量",
        "机电产品出口",
        "住户贷款余额",
        "教育支出",
        "自然增长率",
        "婴儿死亡率",
        "恩格尔系数",
        "森林覆盖率",
        "旅游总收入",
        "粮食总产量",
        "保费收入",
        "单位生产总值能耗",
    ],
)
def test_common_figures_without_an_indicator_take_none_from_their_neighbours(words):
    text = f"2023年，浙江省地区生产总值增长6.0%，一般公共预算收入增长7.0%，{words}增长5.0%。"
    assert [one.indicator for one in read(text)] == [
        "gdp_growth",
        "general_budget_revenue_yuan_growth",
        "",
    ]


@pytest.mark.parametrize("indicator", ["gdp_yuan", "residents", "retail_sales_yuan"])
def test_growth_after_a_level_is_of_the_same(indicator):
    words = {
        "gdp_yuan": "地区生产总值",
        "residents": "常住人口",
        "retail_sales_yuan": "社会消费品零售总额",
    }
    unit = {"people": "万人"}.get(KEYS[indicator], "亿元")
    level, growth = read(f"2023年，浙江省{words[indicator]}6627{unit}，比上年增长0.8%。")
    assert (level.indicator, growth.indicator) == (indicator, growth_key(indicator))


def test_two_terms_and_two_rates_are_matched_in_order():
    text = "2023年，杭州市快递业务量30亿件，快递业务收入200亿元，分别增长17.5%和8.8%。"
    assert [one.indicator for one in read(text)] == [
        "",
        "express_delivery_revenue_yuan",
        "",
        "express_delivery_revenue_yuan_growth",
    ]
