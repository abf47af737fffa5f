"""Tables in plain text: found where they surely are, read by heading; prose stays prose."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.evidence.figures import read_figures
from gongfu.evidence.typed_tables import typed_tables
from gongfu.model.document import Document
from tests.evidence.texts_read import gazetteer

TABS = """2023年，全市生产总值2125.2亿元，增长6.4%。
表1 2023年各县（市、区）主要指标
单位：亿元
地区\tGDP\t增长%\t常住人口（万人）
柯城区\t300.5\t5.1\t54.2
江山市\t370.2\t5.8\t49.1
全市总面积8844平方公里。
"""
BARS = """| 指标 | 2022年 | 2023年 |
|---|---:|---:|
| 生产总值（亿元） | 2003.4 | 2125.2 |
| 常住人口（万人） | 229.1 | 230.1 |
"""
BLANKS = """2023年主要指标
指标            单位     绝对数     比上年增长（%）

生产总值        亿元     2125.2     6.4
常住人口        万人     229.1      -0.3
"""
BLANK = """2023年各县生产总值
地区 生产总值（亿元） 增长（%）
柯城区 300.5 5.1
衢江区 280.1 —
江山市 370.2 5.8
"""


def read(text):
    document = Document(text, published="2024-03", about="3308", tables=typed_tables(text))
    return [
        (str(one.value), one.unit, one.indicator, one.place_code, one.period)
        for one in read_figures(document, gazetteer())
    ]


def test_tabs_between_two_sentences():
    assert read(TABS) == [
        ("212520000000", "yuan", "gdp_yuan", "3308", "2023"),
        ("0.064", "share", "gdp_growth", "3308", "2023"),
        ("30050000000", "yuan", "gdp_yuan", "330802", "2023"),
        ("0.051", "share", "gdp_growth", "330802", "2023"),
        ("542000", "people", "residents", "330802", "2023"),
        ("37020000000", "yuan", "gdp_yuan", "330881", "2023"),
        ("0.058", "share", "gdp_growth", "330881", "2023"),
        ("491000", "people", "residents", "330881", "2023"),
        ("8844", "km2", "", "3308", "2023"),
    ]


def test_bars_with_a_rule_and_years_as_headings():
    assert read(BARS) == [
        ("200340000000", "yuan", "gdp_yuan", "3308", "2022"),
        ("212520000000", "yuan", "gdp_yuan", "3308", "2023"),
        ("2291000", "people", "residents", "3308", "2022"),
        ("2301000", "people", "residents", "3308", "2023"),
    ]


def test_blanks_with_a_column_of_units():
    assert read(BLANKS) == [
        ("212520000000", "yuan", "gdp_yuan", "3308", "2023"),
        ("0.064", "share", "gdp_growth", "3308", "2023"),
        ("2291000", "people", "residents", "3308", "2023"),
        ("-0.003", "share", "residents_growth", "3308", "2023"),
    ]


def test_single_blanks_as_a_pdf_has_them():
    assert read(BLANK) == [
        ("30050000000", "yuan", "gdp_yuan", "330802", "2023"),
        ("0.051", "share", "gdp_growth", "330802", "2023"),
        ("28010000000", "yuan", "gdp_yuan", "330803", "2023"),
        ("37020000000", "yuan", "gdp_yuan", "330881", "2023"),
        ("0.058", "share", "gdp_growth", "330881", "2023"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "目录\n一、综合\t5\n二、农业\t7\n三、工业\t9",  # no headings
        "地区\tGDP\n柯城区\t300.5",  # one row
        "地区 产值 增长\n柯城区 300.5 5.1\n江山市 370.2 5.8",  # two rows, single blanks
        "地区\t干部\t电话\n柯城区\t老王\t3亿\n江山市\t老李\t无",  # no numbers
        "全市 5 个县 30 个乡\n他说 7 个县 40 个乡\n还有 9 个县 50 个乡",
        "产值\t增长\n去年全市实现产值，增长了不少，很好。\t5\t6\n他说\t5\t6",
        "姓名|年龄\n张三说他今年三十岁了，身体还好。|",
    ],
)
def test_what_is_not_surely_a_table_stays_text(text):
    assert typed_tables(text) == ()


def test_rows_of_another_width_end_a_table():
    text = "地区\tGDP\n柯城区\t3\n江山市\t4\n合计\t7\t8\n"
    (table,) = typed_tables(text)
    assert [row[0] for row in table.rows] == ["地区", "柯城区", "江山市"]


def test_a_long_sentence_is_no_title():
    (table,) = typed_tables(
        "全市生产总值增长，财政收入也增长，都不错。\n地区\tGDP\n柯城区\t3\n江山市\t4\n"
    )
    assert table.rows[0] == ("地区", "GDP")


CELLS = st.text("甲乙5.1%—|\t 　，。\n年2023", max_size=80)


@given(CELLS)
def test_every_cell_stands_in_the_text_and_rows_are_of_one_width(text):
    for table in typed_tables(text):
        assert len({len(row) for row in table.rows}) == 1
        plain = " ".join(text.split())
        assert all(" ".join(cell.split()) in plain for row in table.rows for cell in row)
        read_figures(Document(text, tables=(table,)), gazetteer())


def test_a_numbers_value_is_exact():
    text = "指标\t数（万元）\n税收\t0.1\n利润\t1,234.56\n"
    document = Document(text, about="33", published="2024", tables=typed_tables(text))
    assert [one.value for one in read_figures(document, gazetteer())] == [
        Decimal(1000),
        Decimal(12345600),
    ]
