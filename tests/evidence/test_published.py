"""What published texts bring with them: datelines, lists of articles, limits, names of tables."""

from decimal import Decimal

import pytest

from gongfu.evidence.figures import read_figures
from gongfu.io.document_dates import published_in
from gongfu.model.document import Document, Table
from tests.evidence.texts_read import gazetteer, read


def of(text, **known):
    return [(one.number, one.role, one.place_code, one.period) for one in read(text, **known)]


def test_the_day_of_a_dateline_is_the_documents_own():
    assert published_in("标题\n中新社嘉兴2024年3月7日电 据介绍，2023年新建公路。") == "2024-03-07"
    assert published_in("标题\n仙居县2023年6月20日讯 今年丰收。") == "2023-06-20"
    english = "Title\nHANGZHOU, Jan. 24, 2024 (Xinhua) -- Incomes rose."
    assert published_in(english) == "2024-01-24"


@pytest.mark.parametrize(
    "text", ["标题\n2024年3月7日，全县停电12小时。", "标题\n2024年3月7日电力供应不足。"]
)
def test_a_day_in_a_sentence_is_not(text):
    assert published_in(text) == ""


def test_the_day_of_a_dateline_is_no_period():
    found = of("杭州市2024年3月7日讯 全市新建学校5所。", published="2024-03-07")
    assert found == [("5所", "figure", "3301", "2024")]


def test_a_count_of_readers_does_not_run_into_the_year_of_the_next_line():
    found = of("来源：县残联 浏览次数：1382\n2023年，余杭区新建学校5所。")
    assert [one[0] for one in found] == ["5所"]


def test_the_number_of_a_table_is_no_quantity():
    assert of("表3-1 年末总人口\n余杭区很好。") == []
    assert of("浙江统计年鉴人口就业和人民生活简要说明\n表3-1 年末总人口\n余杭区很好。") == []


@pytest.mark.parametrize(
    ("text", "role", "period"),
    [
        ("余杭区城乡收入比从2013年的2.12缩小到2023年的1.86。", "figure", "2023"),
        ("到2025年，余杭区城乡收入比缩小到1.8。", "target", "2025"),
        ("余杭区产值增长到2026年的8亿元。", "target", "2026"),
    ],
)
def test_the_year_that_a_change_led_to_is_no_promise(text, role, period):
    assert of(text, published="2024-05-01")[-1][1::2] == (role, period)


def test_recovering_to_a_year_compares_with_it():
    found = of("2023年，余杭区接待游客12万人次，恢复到2019年的97%。")
    assert [(one[0], one[3]) for one in found] == [("12万人次", "2023"), ("97%", "2023")]


def test_the_first_of_two_limits_is_a_condition():
    found = of("2023年，余杭区集体经济总收入30万元且经营性收入15万元以上的村占比达62.4%。")
    assert [one[1] for one in found] == ["condition", "condition", "figure"]
    found = of("2023年，余杭区家庭年可支配收入20万—60万元群体比例为34.7%。")
    assert [one[1] for one in found] == ["condition", "condition", "figure"]


def test_the_number_of_a_condition_is_not_stray():
    found = read("2023年，余杭区惠及80周岁以上老人2.9万名。")
    assert [one.accepted for one in found] == [False, True]


def test_a_place_that_another_lies_in_is_not_what_is_spoken_of():
    found = of("2023年，余杭区位于杭州市，种植面积10万亩。")
    assert found == [("10万亩", "figure", "330110", "2023")]


def test_appearing_is_not_now():
    found = of("2023年，余杭区最高气温出现在7月12日；降水量1687毫米。", published="2024-02-01")
    assert [one[3] for one in found] == ["2023"]


def test_now_holds_for_all_numbers_behind_it():
    found = of("去年余杭区很好。目前，全区有学校30所、医院5家。", published="2024-08-02")
    assert [one[3] for one in found] == ["2024", "2024"]


def test_an_english_change_between_years():
    text = "Yuhang's urban-rural income ratio fell from 1.90 in 2022 to 1.86 in 2023."
    assert [(one.number, one.period) for one in read(text)] == [("1.90", "2022"), ("1.86", "2023")]


def test_growers_are_people():
    found = read("2023年，余杭区带动10万茶农人均增收3200元。")
    assert [(one.value, one.unit) for one in found] == [
        (Decimal(100000), "people"),
        (Decimal(3200), "yuan per person"),
    ]


def test_a_table_under_two_headings_of_which_one_is_a_year():
    rows = (
        ("镇乡", "水产品产量（吨）", "水产品产量（吨）"),
        ("镇乡", "2022年", "2023年"),
        ("余杭区", "301,240", "298,116"),
        ("杭州市", "88,402", "—"),
    )
    text = "\n".join("\t".join(row) for row in rows)
    found = read_figures(Document(text, tables=(Table("t", rows),)), gazetteer())
    assert [(one.value, one.unit, one.place_code, one.period) for one in found] == [
        (Decimal(301240), "tonnes", "330110", "2022"),
        (Decimal(298116), "tonnes", "330110", "2023"),
        (Decimal(88402), "tonnes", "3301", "2022"),
    ]
    assert {one.term for one in found} == {"水产品产量（吨）"}


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("2023年，浙江省26县人均GDP达到9.1万元。", "26县"),
        ("2023年，浙江省18个山区县生产总值合计5012亿元。", "18个山区县"),
        ("2023年，浙江省12个县GDP超过千亿元。", "12个县"),
        ("2023年，余杭区开发区实现生产总值1200亿元。", "开发区"),
        ("2023年，浙江省GDP为82553亿元。", ""),
    ],
)
def test_the_figure_of_a_group_of_places_is_not_that_of_the_place_they_lie_in(text, whom):
    assert read(text)[-1].whom == whom
    assert read(text)[-1].indicator


def test_a_kind_of_place_is_no_name():
    assert of("2023年，浙江省开发区新建学校5所。") == [("5所", "figure", "33", "2023")]


def test_a_community_of_another_city_is_not_named_behind_a_town():
    found = read("永嘉县很好。桥头镇建成社区食堂3家。")
    assert [one.place_code for one in found] == ["330324102"]


@pytest.mark.parametrize("day", ["2024-07-24", "2024年7月24日", "2024-07-24 10:30"])
def test_the_line_of_the_day_ends_before_the_text(day):
    text = f"杭州市上半年经济运行情况\n杭州市统计局 {day}\n上半年，全市生产总值4382.1亿元。"
    assert [(one.number, one.period) for one in read(text, published="2024-07-24")] == [
        ("4382.1亿元", "2024-H1")
    ]


def test_what_once_was_has_no_period():
    found = read("余杭区2023年回顾\n2023年很好。\n村民曾经人均年收入不足三千元。")
    assert [(one.period, one.accepted) for one in found] == [("", False)]


def test_people_of_a_term_need_no_unit_behind_ten_thousands():
    found = read("2023年，余杭区企业从业人员2.5万，占全区人口的一成。")
    assert [(one.value, one.unit) for one in found][:1] == [(Decimal(25000), "people")]


def test_parts_of_an_income_in_paragraphs_of_their_own_are_of_the_same_people():
    text = "2023年余杭区农村居民人均可支配收入44921元。\n"
    text += "（一）工资性收入22461元；\n（二）经营净收入16845元。"
    assert [one.indicator for one in read(text)] == [
        "rural_disposable_income_per_head_yuan",
        "rural_wage_income_per_head_yuan",
        "rural_business_net_income_per_head_yuan",
    ]
    both = "2023年余杭区城镇居民人均可支配收入81292元。\n" + text
    assert [one.indicator for one in read(both)][-1] == "business_net_income_per_head_yuan"
