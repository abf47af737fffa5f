"""Which of the places of a sentence its numbers belong to: traps of the language, by hand."""

import pytest

from gongfu.evidence.belonging import bracketed_off
from tests.evidence.texts_read import read

WUYI, PANAN, YUNHE = "330723", "330727", "331125"


def places(text, about="3307", published="2024-03-01"):
    """The place of each number, "?" where it is in doubt."""
    found = read(text, about=about, published=published)
    return ["?" if one.doubts else one.place_code for one in found]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("2023年，武义县茶叶销往上海、苏州，每斤卖到16元。", [WUYI]),
        ("2023年，磐安县园区与婺城区共建，引进项目9个。", [PANAN]),
        ("2023年，磐安县木雕与东阳市的产业相比仍少50亿元。", [PANAN]),
        ("2023年，武义县来自安徽、河南的务工人员达4.6万人。", [WUYI]),
        ("2023年，武义县村民去了义乌和永康打工，汇回5亿元。", [WUYI]),
        ("2023年，武义县柳城畲族镇距离丽水市区40公里。", ["330723100"]),
        ("2023年，不止武义县，磐安县也投放鱼苗2000万尾。", [PANAN]),
        ("2023年，武义县增速比全省低0.5个百分点。", [WUYI]),
        ("2023年，武义县增速与全省持平，增加值58亿元。", [WUYI]),
        ("2023年，“武义经验”在全省推广，武义县接待游客13万人次。", [WUYI]),
        ("2023年，在武义县，云和师傅开的早餐店有85家。", [WUYI]),
    ],
)
def test_a_place_that_only_stands_beside_is_not_the_place(text, codes):
    assert places(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("2023年，武义县失业率为1.8%（全市平均为2.1%），降0.1%。", [WUYI, "3307", WUYI]),
        ("2023年，武义县收入2.9万元（全省4.0万元），增长7.8%。", [WUYI, "33", WUYI]),
        ("2023年，武义县收入低于全省平均水平（40311元）。", ["33"]),
    ],
)
def test_a_place_in_brackets_holds_in_them_only(text, codes):
    assert places(text) == codes


def test_a_bracket_that_closes_ends_what_it_holds():
    text = "收入(全省4万元)增长(武义)5%"
    assert bracketed_off(text, text.index("省") + 1, text.index("5"))
    assert not bracketed_off(text, text.index("省") + 1, text.index("4"))
    assert not bracketed_off(text, text.index("入") + 1, text.index("5"))


@pytest.mark.parametrize(
    "text",
    [
        "2023年，武义、磐安两县合计接待游客486万人次。",
        "2023年，武义县和磐安县走在前列。两县共接待游客486万人次。",
        "2023年，磐安县与婺城区共建园区，引进项目9个。",
        "2023年，武义县、磐安县均超过100个。",
        "2023年，武义县和磐安县的倍差均为1.9。",
        "2023年，义乌市为52310元；磐安县为26115元，两者之比为2.0。",
        "2022年以来，东阳市累计拨付云和县援建资金6200万元。",
        "2023年，东阳市派出干部，云和县园区由东阳市投资3亿元。",
    ],
)
def test_what_several_places_share_or_give_each_other_is_in_doubt(text):
    assert places(text)[-1] == "?"


def test_two_counties_that_were_named_are_no_count():
    found = read("2023年，武义县和磐安县相邻。两县合计有茶园5万亩。", about="3307")
    assert [one.number for one in found] == ["5万亩"]


def test_a_list_of_towns_gives_each_its_own():
    text = "2023年全县新增就业1.2万人，其中王宅镇3120人、泉溪镇2215人、桐琴镇1980人。"
    assert places(text, about=WUYI) == [WUYI, "330723105", "330723103", "330723102"]


STORY = """“空心村”变“网红村”
3年前，淳安县石林镇富德村全村1100多人，在村的不到300人。
2022年，县里引入一家杭州企业，投资8600万元改造农房42幢。

走进富德村，咖啡馆一应俱全。去年，该村接待游客11万人次，村民分红76万元。
邻近的双西村今年也启动了改造，首批改造18幢。

村里还种茶320亩。
"""


def test_a_story_stays_with_its_village_until_another_takes_over():
    found = {one.number: one for one in read(STORY, published="2023-06-12")}
    fude, shuangxi = "330127102217", "330127102219"
    for number in ("1100多人", "300人", "11万人次", "76万元"):
        assert (found[number].place_code, found[number].doubts) == (fude, ())
    assert found["18幢"].place_code == shuangxi
    assert found["320亩"].doubts == ("place unclear",)  # of the one or the other
    assert found["8600万元"].doubts == ("place unclear",)  # the county pays, the village is built


def test_a_story_that_has_moved_on_leaves_the_place_open():
    text = "武义县的新事\n柳城畲族镇青坑村成立合作社。\n\n2023年，莲子亩产值4000元。"
    (one,) = read(text, about=WUYI)
    assert one.doubts == ("place unclear",)


def test_a_report_in_sections_is_of_its_own_place():
    text = (
        "武义县的新事\n一、特点\n柳城畲族镇青坑村成立合作社。\n二、问题\n2023年，莲子产值4000万元。"
    )
    (one,) = read(text, about=WUYI)
    assert (one.place_code, one.doubts) == (WUYI, ())


def test_the_title_of_a_budget_promises_nothing():
    text = "武义县2023年预算执行情况和2024年预算草案的报告\n2023年全县财政总收入36.2亿元。"
    (one,) = read(text, about=WUYI)
    assert one.role == "figure"


def test_a_bulletin_without_a_date_speaks_of_its_own_year():
    text = "武义县2022年国民经济和社会发展统计公报\n今年新增企业18家，上半年税收增长5%。"
    assert [one.period for one in read(text, about=WUYI, published="")] == ["2022", "2022-H1"]
    (one,) = read("武义县新闻\n今年新增企业18家。", about=WUYI, published="")
    assert (one.period, one.doubts) == ("", ("no period",))
