"""Figures of whole texts: where they stand, whatever the text is, and what is settled by it all."""

import time
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gongfu.evidence.stated import ROLES
from tests.draws import examples
from tests.evidence.texts_read import read

PIECES = (
    *"0123456789零一二两三十百千万亿半点几多余个人户元年月日家％%‰，。、；：（）()“”《》〔〕",
    *".,:-~/ \n\t\r\u3000０１２\u202e\x00\ud800𠀀ا|",
    *["2023年", "上半年", "去年", "9月", "12:30", "第", "第三", "百分之", "三分之", "个百分点",
    "杭州市", "余杭区", "百丈镇", "全省"],
    *["全市", "該縣", "地区生产总值", "城乡居民人均可支配收入", "增长", "下降", "分别", "分别为",
    "和", "至", "比上年", "占"],
    *["其中", "约", "超过", "不到", "以上", "翻一番", "1:16", "1/3", "15分钟圈", "50岁以上",
    "每千人", "人均", "目标", "力争"],
    *["million", "half", "two-thirds", "企业", "村", "平方公里", "万元", "亿千瓦时", "US$"],
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@settings(max_examples=examples(300), deadline=None)
@given(TEXTS, st.sampled_from(["", "2024", "2024-01", "2024-12-31"]), st.sampled_from(["", "33"]))
@example("", "", "")
@example("十二企业", "", "")
@example("2024年7\r月增5%", "2024", "")
@example("一" * 3000 + "人", "2024", "")
@example("7" * 3000 + "万亿元", "2024", "")
@example("5\n万元", "2024", "33")
@example("5人" * 900, "2024", "33")
@example("(" * 3000 + "5%" + ")" * 3000, "2024", "33")
def test_every_figure_stands_where_it_says(text, published, about):
    last = -1
    for one in read(text, published=published, about=about):
        assert text[one.start : one.end] == one.sentence
        assert text[one.number_start : one.number_end] == one.number
        assert one.start <= one.number_start < one.number_end <= one.end
        assert one.number_start >= last
        last = one.number_start
        assert one.value.is_finite()
        assert one.bound in {"=", "~", ">", ">=", "<", "<="}
        assert one.role in ROLES
        assert one.accepted == (one.role == "figure" and not one.doubts)
        assert (one.confidence == 1) == (not one.doubts)


@pytest.mark.parametrize(
    "unit",
    [
        *["1、", "分别", "一", "7", "(", "增长5%", "5人", "1至", "百分之", "分别5人和", "1.",
        "2023年、", "浙江省", "百丈镇", "每千人", "5家企业"],
        *("杭州、宁波分别增长5.1%、5.3%，", "a ", "five ", "5 0217元", "字\n", " ", " \n"),
    ],
)  # fmt: skip
def test_time_goes_with_the_length(unit):
    def spent(length: int) -> float:
        text = (unit * (length // len(unit) + 1))[:length]
        times = []
        for _ in range(2):
            begin = time.process_time()
            read(text)
            times.append(time.process_time() - begin)
        return min(times)

    short, long = spent(2_000), spent(8_000)
    assert long <= 6 * max(short, 0.004), (short, long)


def test_a_megabyte_of_blanks_holds_nothing():
    begin = time.process_time()
    assert read(" " * 10**6) == ()
    assert time.process_time() - begin < 2


def only(text, **known):
    (one,) = read(text, **known)
    return one


def test_all_that_a_figure_says():
    one = only("2023年，全省地区生产总值82553亿元。", about="33")
    assert one.value == Decimal(8_255_300_000_000)
    assert (one.unit, one.indicator, one.term) == ("yuan", "gdp_yuan", "地区生产总值")
    assert (one.place, one.place_code, one.period) == ("全省", "33", "2023")
    assert (one.number, one.bound, one.role, one.doubts) == ("82553亿元", "=", "figure", ())


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        ("2023年，杭州市常住人口1252.2万人，比上年增长1.2%。", ["residents", "residents_growth"]),
        (
            "2023年，杭州市城乡居民人均可支配收入分别为80587元和48180元，增长5.0%和7.0%。",
            [
                "urban_disposable_income_per_head_yuan",
                "rural_disposable_income_per_head_yuan",
                "urban_disposable_income_per_head_yuan_growth",
                "rural_disposable_income_per_head_yuan_growth",
            ],
        ),
        (
            "2023年，杭州市第一、二、三产业增加值分别为347亿元、5667亿元和14045亿元。",
            ["primary_value_added_yuan", "secondary_value_added_yuan", "tertiary_value_added_yuan"],
        ),
        ("2023年，杭州市工业增加值占地区生产总值的24.2%。", [""]),
        ("2023年，杭州市常住人口比上年增加14.6万人。", [""]),
    ],
)
def test_what_a_number_is_of(text, indicators):
    assert [one.indicator for one in read(text)] == indicators


def test_a_list_of_places_is_shared_out():
    figures = read("2023年，杭州、宁波、温州地区生产总值分别增长5.6%、5.5%和6.9%。")
    assert [one.place_code for one in figures] == ["3301", "3302", "3303"]
    assert {one.indicator for one in figures} == {"gdp_growth"}
    assert {one.period for one in figures} == {"2023"}


def test_a_list_of_years_is_shared_out():
    figures = read("杭州市2021年、2022年、2023年分别新建充电桩100个、200个和300个。")
    assert [one.period for one in figures] == ["2021", "2022", "2023"]


def test_rates_in_a_row_belong_to_the_levels_before_them():
    text = (
        "2023年，全省居民人均可支配收入63830元，城镇和农村居民人均可支配收入分别为74997元和40311元，"
        "实际增长5.6%、4.9%和7.0%。"
    )
    assert [one.indicator for one in read(text, about="33")][3:] == [
        "disposable_income_per_head_yuan_growth",
        "urban_disposable_income_per_head_yuan_growth",
        "rural_disposable_income_per_head_yuan_growth",
    ]


def test_more_rates_than_levels_belong_to_none():
    text = "2023年，杭州市常住人口1252万人，地区生产总值20059亿元，增长5.6%、4.9%和7.0%。"
    assert [one.indicator for one in read(text)] == ["residents", "gdp_yuan", "", "", ""]


def test_a_change_from_a_year_to_a_past_one_is_no_promise():
    text = (
        "杭州市百丈镇有120户，人均收入从2015年的1.2万元增加到2023年的3.8万元，恢复到2019年的118%。"
    )
    figures = read(text)
    assert [one.period for one in figures] == ["2023", "2015", "2023", "2023"]
    assert {one.role for one in figures} == {"figure"}


FAR = "今天天气很好，" * 10  # no place stands near the beginning


def test_an_english_period_may_stand_behind_its_number():
    text = "In 2021 Hangzhou had 5 schools. It built 12 clinics in 2023, up 5% on the year before."
    assert [one.period for one in read(text)] == ["2021", "2023", "2023"]


@pytest.mark.parametrize(
    ("text", "title", "place"),
    [
        ("全市新建学校5所。", "宁波市2023年公报", "3302"),
        ("温州市很好。全市新建学校5所。", "", "3303"),
        (FAR + "绍兴市好。绍兴市好。\n\n新建学校5所。", "", "3306"),
        (FAR + "杭州市好。绍兴市好。\n\n新建学校5所。", "", "33"),
    ],
)  # fmt: skip
def test_the_place_of_a_document_is_that_of_its_title_or_the_first_or_of_most_names(
    text, title, place
):
    assert [one.place_code for one in read(text, title=title)] == [place]


def test_what_is_not_known_is_empty_and_doubted():
    one = only("新建学校5所。", published="")
    assert (one.place_code, one.period) == ("", "")
    assert set(one.doubts) == {"no place", "no period"}
    assert not one.accepted


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("2023年，杭州市建成公园15个。", "figure"),
        ("到2027年，杭州市公园达到150个。", "target"),
        ("杭州市力争建成公园15个。", "target"),
        ("杭州市目标是建成公园15个，已建成公园", "target"),
        ("杭州市15分钟内可到公园。", "condition"),
        ("杭州市50岁以上妇女参加培训。", "condition"),
        ("2023年，杭州市人均预期寿命83.9岁。", "figure"),
    ],
)
def test_roles(text, role):
    assert only(text).role == role


def test_a_condition_has_neither_place_nor_period():
    one = only("2023年，杭州市15分钟内可到公园。")
    assert (one.place_code, one.period, one.bound) == ("", "", "<=")


def test_traditional_text_is_read_the_same_and_quoted_as_it_stands():
    plain = only("2023年，台州市常住人口达673.0万人。")
    traditional = only("2023年，臺州市常住人口達673.0萬人。")
    for key in ("value", "unit", "indicator", "place_code", "period", "bound"):
        assert getattr(plain, key) == getattr(traditional, key)
    assert traditional.number == "673.0萬人"
    assert traditional.place == "台州市"


def test_what_is_written_by_two_lines_is_one_number():
    one = only("杭州市2023年接待游客1\n268万人次，旅游业继续恢复向好。".replace("1\n", "1 "))
    assert one.value == 12_680_000
    assert one.number == "1 268万人次"
