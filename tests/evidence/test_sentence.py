"""Lists, roles and doubts of the figures of one sentence, worked by hand."""

from decimal import Decimal

import pytest

from gongfu.evidence.damage import Damage
from gongfu.evidence.figures import read_figures
from gongfu.model.document import Document
from tests.evidence.texts_read import gazetteer


def read(text, published="2024-03-04", about="33", damage=()):
    document = Document(text, published=published, about=about)
    return read_figures(document, gazetteer(), damage=damage)


def told(text, *names, **known):
    return [tuple(str(getattr(one, name)) for name in names) for one in read(text, **known)]


def test_a_list_of_sectors_and_their_growth():
    text = "2023年，第一、二、三产业增加值分别为2332、33953和46268亿元，分别增长4.2%、5.0%和6.7%。"
    assert told(text, "indicator", "value") == [
        ("primary_value_added_yuan", "233200000000"),
        ("secondary_value_added_yuan", "3395300000000"),
        ("tertiary_value_added_yuan", "4626800000000"),
        ("primary_value_added_yuan_growth", "0.042"),
        ("secondary_value_added_yuan_growth", "0.05"),
        ("tertiary_value_added_yuan_growth", "0.067"),
    ]


def test_all_town_and_country_in_one_list():
    text = (
        "2023年全体及城乡居民人均可支配收入分别为63830元、74997元和40311元，增长5.9%、5.2%和7.3%。"
    )
    flow = "disposable_income_per_head_yuan"
    keys = [flow, f"urban_{flow}", f"rural_{flow}"]
    assert [one[0] for one in told(text, "indicator")] == keys + [f"{key}_growth" for key in keys]


def test_a_list_of_places():
    text = "2023年，杭州、宁波、温州公共充电桩分别为4.86万个、2.93万个和2.17万个，合计约占四成。"
    assert told(text, "place_code", "value", "unit")[:3] == [
        ("3301", "48600", "charging points"),
        ("3302", "29300", "charging points"),
        ("3303", "21700", "charging points"),
    ]


def test_a_fall_holds_for_the_list():
    assert told("2023年事故起数和人数分别下降12.9%和6.5%。", "value") == [("-0.129",), ("-0.065",)]


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("2023年，98.41%的村可在15分钟内抵达体育设施。", ["figure", "condition"]),
        ("到2027年，全省将建成工坊1.5万家。", ["target"]),
        ("2023年，营收10亿元以上的企业有6家。", ["condition", "figure"]),
        ("2023年完成年度目标的73%。", ["figure"]),
        ("2023年，60岁及以上老人占三成。", ["condition", "figure"]),
        ("居民人均预期寿命83.2岁。", ["figure"]),
    ],
)
def test_what_a_number_is_there_for(text, roles):
    assert [one.role for one in read(text)] == roles


def test_from_and_to_are_of_two_years():
    text = "2023年，城乡居民收入比由2019年的2.06缩小到1.88。"
    assert told(text, "value", "period") == [("2.06", "2019"), ("1.88", "2023")]


def test_a_group_is_said_of_what_grows_too():
    text = "2023年山区26县生产总值合计7404亿元，比上年增长6.3%。"
    assert [one.whom for one in read(text)[1:]] == ["山区26县", "山区26县"]


def test_a_village_that_no_list_holds_is_a_doubt():
    assert "place unclear" in read("2023年，金丘村有128户村民。")[0].doubts
    assert not read("2023年，全省农村有128户村民。")[0].doubts


def test_a_number_put_together_is_never_accepted():
    text = "2023年浙江省居民人均可支配收入达63九宫格830元。"
    at = text.index("九宫格")
    damage = Damage(at, at + 3, "九宫格", "injected", 0.95, "number", "63830")
    (one,) = read(text, damage=[damage])
    assert (one.value, one.number, one.accepted) == (Decimal(63830), "63九宫格830元", False)
    assert one.doubts == ("damaged text",)


def test_a_number_that_a_phrase_may_have_cut_is_a_doubt():
    (one,) = read("2023年，第一产业增加值7点我领券1.3亿元。")
    assert one.doubts == ("a number without unit beside it",)


def test_a_group_of_counties_is_of_the_province():
    figures = read("缙云县委说，2023年，26个山区县地区生产总值全部超过100亿元。", about="331122")
    assert {(one.place_code, one.whom) for one in figures[1:]} == {("33", "26个山区县")}


def test_parts_of_a_whole_and_scores_are_no_ratio():
    assert read("2023年，用地结构为5.4 ∶ 42.7 ∶ 51.9。") == ()
    assert read("2023年，用地结构为5.4:42.7:51.9，比赛以3:2结束。") == ()


def test_a_blank_behind_a_comma_parts_no_term():
    (one,) = read("2023年，按户籍人口计算 , 人均生产总值 65,812 元。")
    assert one.indicator == "gdp_per_registered_head_yuan"


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("常住人口不超20万人", "<="),
        ("常住人口没有超过20万人", "<="),
        ("常住人口不再超过20万人", "<="),
        ("常住人口未超过20万人", "<="),
        ("常住人口超过20万人", ">"),
        ("常住人口未达20万人", "<"),
        ("常住人口跌破20万人", "<"),
        ("常住人口不止20万人", ">"),
        ("常住人口至少有20万人", ">="),
        ("常住人口最多不过20万人", "<="),
        ("常住人口不低于20万人", ">="),
    ],
)
def test_what_is_denied_of_a_bound(text, bound):
    assert read(f"2023年，{text}。")[0].bound == bound


@pytest.mark.parametrize(
    "number", ["23·8亿元", "1,50.2亿元", "15O.2亿元", "150. 2亿元", "150，200万元"]
)
def test_what_may_be_the_rest_of_a_number_is_never_accepted(number):
    assert not any(one.accepted for one in read(f"2023年浙江省地区生产总值达{number}。"))


def test_a_figure_that_the_text_denies_is_never_accepted():
    assert "denied" in read("2023年浙江省地区生产总值误报为150亿元。")[0].doubts


def test_myriads_and_what_is_over():
    assert told("2023年户籍人口23万零500人。", "value") == [("230500",)]


def test_a_fall_that_slows_is_a_fall_still():
    assert told("2023年出口下降，降幅收窄至1.2%。", "value") == [("-0.012",)]


def test_a_change_is_no_range_and_the_year_compared_with_has_its_own_number():
    assert told("2023年人均收入从1万元到2万元。", "bound") == [("=",), ("=",)]
    text = "2023年增长5.3%，比2022年的4.1%加快1.2个百分点。"
    assert told(text, "period") == [("2023",), ("2022",), ("2023",)]
    assert told("2023年出口658亿元，2022年同期为618亿元。", "period") == [("2023",), ("2022",)]


def test_the_first_end_of_a_change_has_no_period_of_its_own():
    found = read("2023年，绿化覆盖面由41%提升到84%。")
    assert [(str(one.value), one.term, one.period, one.doubts) for one in found] == [
        ("0.41", "绿化覆盖面", "", ("no period",)),
        ("0.84", "绿化覆盖面", "2023", ()),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2020年由41%提升到2023年的84%",
        "由2020年的41%提升到2023年的84%",
        "2020年至2023年，由41%提升到84%",
    ],
)
def test_both_ends_of_a_change_with_their_years(text):
    assert told(f"覆盖面{text}。", "period") == [("2020",), ("2023",)]


def test_growth_behind_the_mark_of_a_note_is_of_what_stands_before_it():
    text = "2023年，全省生产总值82553亿元[1]，增长6.0%[2]。"
    assert told(text, "indicator", "number") == [
        ("gdp_yuan", "82553亿元"),
        ("gdp_growth", "6.0%"),
    ]


def test_a_number_right_behind_the_letters_of_its_indicator():
    text = "2023年全省GDP82553亿元，CPI0.3%。"
    assert told(text, "indicator", "value") == [
        ("gdp_yuan", "8255300000000"),
        ("cpi_change", "0.003"),
    ]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Zhejiang recorded 4.9% growth in GDP in 2023.", [("gdp_growth", "0.049", "2023")]),
        ("In 2023 the province had a population of 66.27 million.",
         [("residents", "66270000", "2023")]),
        ("GDP was up 5.2 percent year on year in the first three quarters of 2023.",
         [("gdp_growth", "0.052", "2023-01/2023-09")]),
        ("In the first half of last year, GDP reached 4 trillion yuan.",
         [("gdp_yuan", "4000000000000", "2023-H1")]),
        ("In 2023, per capita disposable income of rural residents reached 40,311 yuan, up 7.3%, "
         "while that of urban residents rose to 74,997 yuan, a year-on-year increase of 5.2%.",
         [("rural_disposable_income_per_head_yuan", "40311", "2023"),
          ("rural_disposable_income_per_head_yuan_growth", "0.073", "2023"),
          ("urban_disposable_income_per_head_yuan", "74997", "2023"),
          ("urban_disposable_income_per_head_yuan_growth", "0.052", "2023")]),
        ("In 2023 disposable income per head was 64,208 yuan: 75,112 yuan for urban residents and "
         "40,876 yuan for rural residents.",
         [("disposable_income_per_head_yuan", "64208", "2023"),
          ("urban_disposable_income_per_head_yuan", "75112", "2023"),
          ("rural_disposable_income_per_head_yuan", "40876", "2023")]),
    ],
)  # fmt: skip
def test_english_indicators(text, answer):
    assert told(text, "indicator", "value", "period") == answer


@pytest.mark.parametrize(
    "text", ["Residents aged 60 and over get meals.", "The clinic is reached within 40 minutes."]
)
def test_english_conditions(text):
    assert told(text, "role", "place_code", "period") == [("condition", "", "")]
