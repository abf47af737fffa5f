"""Names of places: chains, namesakes, short names, organisations, 全市, other provinces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.evidence.placing import find_places, place_of_word
from gongfu.evidence.script import fold
from tests.evidence.texts_read import gazetteer


def of(text, about=""):
    found = find_places(fold(text), gazetteer(), about=about)
    return [(fold(text)[one.start : one.end], one.code) for one in found]


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("浙江省", "浙江省", "33"),
        ("浙江", "浙江", "33"),
        ("杭州市", "杭州市", "3301"),
        ("杭州", "杭州", "3301"),
        ("余杭区", "余杭区", "330110"),
        ("杭州市余杭区", "杭州市余杭区", "330110"),
        ("杭州市余杭区百丈镇", "杭州市余杭区百丈镇", "330110112"),
        ("臺州市天臺縣", "台州市天台县", "331023"),
        ("景宁畲族自治县", "景宁畲族自治县", "331127"),
        ("宁波前湾新区", "宁波", "3302"),
        ("上海市", "上海市", "31"),
        ("四川省", "四川省", "51"),
        ("福建省福州市", "福建省福州市", "3501"),
    ],
)
def test_names_and_chains(text, name, code):
    assert of(text) == [(name, code)]


@pytest.mark.parametrize(
    ("text", "about", "codes"),
    [
        ("江山如此多娇", "33", []),
        ("江山市与常山县", "33", ["330881", "330822"]),
        ("杭州湾跨海大桥", "33", []),
        ("杭州话", "33", []),
        ("龙井茶、西湖美景", "33", []),
        ("衢州市江山、常山", "33", ["330881", "330822"]),
        ("其中山区", "33", []),
        ("增速快于城镇居民", "33", []),
    ],
)
def test_short_names_that_are_words(text, about, codes):
    assert [code for _, code in of(text, about)] == codes


def test_namesakes_are_told_by_the_chain_by_what_was_named_and_by_what_it_is_about():
    assert of("北京市朝阳区")[-1] == ("北京市朝阳区", "110105")
    assert of("吉林省长春市朝阳区")[-1] == ("吉林省长春市朝阳区", "220104")
    # 鼓楼区 is in Nanjing, Xuzhou, Kaifeng and Fuzhou
    assert of("福州市今年好。鼓楼区更好")[-1][1] == "350102"
    assert of("南京市今年好。鼓楼区更好")[-1][1] == "320106"


def test_the_place_of_a_document_goes_before_namesakes_elsewhere():
    assert of("普陀区", "3309") == [("普陀区", "330903")]


@pytest.mark.parametrize(
    ("word", "context", "code"),
    [
        ("全省", ["330110"], "33"),
        ("全市", ["330110"], "3301"),
        ("全区", ["330110"], "330110"),
        ("全县", ["330122"], "330122"),
        ("全市", ["33", "330784"], "3307"),  # one about the province that has named it
        ("全镇", ["330110112"], "330110112"),
        ("全县", ["33"], ""),
        ("全市", [], ""),
        ("全国", ["33"], ""),
        ("全省", ["33", "3501"], "33"),
        ("全市", ["33", "3301", "3302"], "3302"),
    ],
)
def test_words_for_the_place_that_a_text_is_about(word, context, code):
    about = context[0] if context else ""
    assert place_of_word(word, context, gazetteer(), about=about) == code


def test_the_whole_city_of_a_text_about_a_county_level_city_is_that_city():
    assert place_of_word("全市", ["330784"], gazetteer(), about="330784") == "330784"
    assert of("全市", "330784") == [("全市", "330784")]


@pytest.mark.parametrize(
    "text",
    [
        "杭州供电公司",
        "杭州市统计局",
        "浙江大学",
        "浙江日报",
        "余杭区委书记",
        "宁波银行",
    ],
)
def test_an_organisation_is_named_after_its_place(text):
    assert [one.firm for one in find_places(text, gazetteer())] == [False]


def test_a_place_itself_is_firm():
    assert [one.firm for one in find_places("杭州市增长5%", gazetteer())] == [True]


@pytest.mark.parametrize(("text", "code"), [("Hangzhou", "3301"), ("Zhejiang Province", "33")])
def test_english_names_are_whole_words(text, code):
    assert [each for _, each in of(f"In {text} it rains")] == [code]
    assert of(f"x{text}x") == []


@given(st.lists(st.sampled_from(
    ["杭州", "市", "余杭区", "百丈镇", "全市", "全省", "浙江", "大学", "、", "新", "江", "山",
    " ", "the province", "a"]
), max_size=25).map("".join), st.sampled_from(["", "33", "3301", "330110", "99"]))  # fmt: skip
def test_mentions_are_in_order_apart_and_known(text, about):
    known = gazetteer()
    end = 0
    for one in find_places(text, known, about=about):
        assert end <= one.start < one.end <= len(text)
        assert one.code == "" or one.code in known.names
        end = one.end


def test_every_prefecture_and_county_of_the_zone_is_found_by_its_whole_name():
    known = gazetteer()
    for code in known.own:
        if known.levels[code] in ("prefecture", "county"):
            assert of(f"在{known.names[code]}，", "33")[-1][1] == code
