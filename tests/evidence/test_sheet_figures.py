"""Figures out of tables: each cell with its unit, indicator, place, period and row."""

from decimal import Decimal

import pytest

from gongfu.evidence.figures import read_figures
from gongfu.evidence.gazetteer import build_gazetteer
from gongfu.io import embedded
from gongfu.model.document import Document, Table

ROWS = (
    ("表17-25 各县(市、区)主要经济指标（2024年）", "", "", ""),
    ("", "", "", "单位：亿元"),
    ("地区", "地区生产总值", "地区生产总值比上年增长（%）", "城镇居民人均可支配收入（元）"),
    ("杭州市", "", "", ""),
    ("　上城区", "1,234.5", "-1.5", "83210"),
    ("　余杭区", "3100.2", "6.2", "—"),
)


@pytest.fixture(scope="module")
def gazetteer():
    return build_gazetteer(embedded.places())


def lines(rows):
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row).rstrip() for row in rows)


def test_a_yearbook_sheet_between_two_paragraphs(gazetteer):
    text = f"杭州市统计年鉴。\n{lines(ROWS)}\n2023年全市生产总值2万亿元。"
    figures = read_figures(Document(text, tables=(Table("17-25", ROWS),)), gazetteer)
    told = [
        (one.value, one.unit, one.indicator, one.place_code, one.period, one.accepted)
        for one in figures
    ]
    assert told == [
        (Decimal(123450000000), "yuan", "gdp_yuan", "330102", "2024", True),
        (Decimal("-0.015"), "share", "gdp_growth", "330102", "2024", True),
        (Decimal(83210), "yuan", "urban_disposable_income_per_head_yuan", "330102", "2024", True),
        (Decimal(310020000000), "yuan", "gdp_yuan", "330110", "2024", True),
        (Decimal("0.062"), "share", "gdp_growth", "330110", "2024", True),
        (Decimal(2000000000000), "yuan", "gdp_yuan", "3301", "2023", True),
    ]
    for one in figures:
        assert text[one.start : one.end] == one.sentence
        assert text[one.number_start : one.number_end] == one.number


def test_years_in_columns_and_indicators_in_rows(gazetteer):
    rows = (
        ("余杭区主要指标", "", ""),
        ("指标", "2022年", "2023年"),
        ("常住人口（万人）", "136.1", "138.2"),
        ("公路里程（公里）", "2100", "…"),
    )
    figures = read_figures(Document(lines(rows), tables=(Table("一", rows),)), gazetteer)
    assert [(one.value, one.indicator, one.place_code, one.period) for one in figures] == [
        (Decimal(1361000), "residents", "330110", "2022"),
        (Decimal(1382000), "residents", "330110", "2023"),
        (Decimal(2100), "road_length_km", "330110", "2022"),
    ]


def test_a_table_without_unit_or_place_waits(gazetteer):
    rows = (("项目", "数量"), ("甲", "12"), ("乙", "15"))
    figures = read_figures(Document(lines(rows), tables=(Table("t", rows),)), gazetteer)
    assert [one.value for one in figures] == [Decimal(12), Decimal(15)]
    assert all({"no unit", "no place", "no period"} <= set(one.doubts) for one in figures)


def test_a_table_that_does_not_stand_in_the_text_is_left_alone(gazetteer):
    figures = read_figures(
        Document("2023年余杭区常住人口138万人。", tables=(Table("x", ROWS),)), gazetteer
    )
    assert [one.value for one in figures] == [Decimal(1380000)]
