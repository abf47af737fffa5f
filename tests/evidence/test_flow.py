"""A text as it runs: nothing but breaks and gaps is taken out, and every position maps back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.evidence.flow import flow_of
from gongfu.evidence.script import fold
from gongfu.evidence.sentences import split

TEXTS = st.text(
    "0123456789 0１２３，,.．。；：\n\r\t\u3000亿万元人增長长（一、二）第章abA“”", max_size=80
)


@given(TEXTS)
def test_positions_map_back(text):
    flow = flow_of(text)
    assert len(flow.origin) == len(flow.text) + 1
    for at, one in enumerate(flow.text):
        start, end = flow.span(at, at + 1)
        assert end == start + 1
        assert fold(text[start:end]) == one
    assert (flow.origin[1:] > flow.origin[:-1]).all()


@given(TEXTS)
def test_only_blanks_breaks_and_commas_go(text):
    flow = flow_of(text)
    kept = set(flow.origin.tolist())
    gone = {one for at, one in enumerate(fold(text)) if at not in kept}
    assert gone <= set(" \n\r\t，")


@given(TEXTS)
def test_folding_keeps_the_length_and_is_done_once(text):
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("农家乐经营户达到1 268户", "农家乐经营户达到1268户"),
        ("居民人均可支配收入６３，８３０元", "居民人均可支配收入63830元"),
        ("收入６３，５３元", "收入63，53元"),
        ("共计 328 户", "共计328户"),
        ("全县共接待游客612.\n8万人次，实现旅游", "全县共接待游客612.8万人次，实现旅游"),
        ("从业人员达到2.4\n万人", "从业人员达到2.4万人"),
        ("增长5%。\n全县增长6%", "增长5%。\n全县增长6%"),
        ("一、综合\n全年生产总值5亿元", "一、综合\n全年生产总值5亿元"),
        ("增长5%，\n（二）工业", "增长5%，\n（二）工业".replace("（", "(").replace("）", ")")),
        ("2023年,增长5%", "2023年,增长5%"),
        ("产值5亿元[1]，增长5.1%[12]。", "产值5亿元，增长5.1%。"),
        ("GDP[1]5亿元", "GDP5亿元"),
        ("PM2.5[3]26微克", "PM2.5[3]26微克"),
        ("面积5km<sup>2</sup>，体积", "面积5km2，体积"),
        ("CO<sub>2</sub>排放", "CO2排放"),
        ("人口<sup>3</sup>12万人", "人口12万人"),
        ("产值5亿元<sup>[2]</sup>", "产值5亿元"),
        ("10<sup>4</sup>吨", "10<sup>4</sup>吨"),
        ("浙政发[2023]12号", "浙政发[2023]12号"),
    ],
)
def test_what_is_joined_and_what_is_not(text, runs):
    assert flow_of(text).text == runs


@given(st.text("甲乙5。！.,， \nab)”", max_size=60))
def test_sentences_cover_all_but_blanks(text):
    end, covered = 0, set()
    for start, stop, _ in split(text):
        assert end <= start < stop
        assert text[start:stop] == text[start:stop].strip()
        assert "\n" not in text[start:stop]
        covered |= set(range(start, stop))
        end = stop
    assert all(one.isspace() for at, one in enumerate(text) if at not in covered)


def test_a_long_sentence_is_cut_behind_a_comma():
    text = "，".join(["甲乙丙丁戊己庚辛"] * 300)
    pieces = split(text)
    assert len(pieces) > 1
    assert all(text[stop - 1] == "，" for _, stop, _ in pieces[:-1])
    assert [start for start, _, _ in pieces[1:]] == [stop for _, stop, _ in pieces[:-1]]
    assert max(stop - start for start, stop, _ in pieces) <= 1000


def test_a_long_run_without_commas_is_cut_all_the_same():
    assert split("甲" * 2500) == [(0, 1000, 0), (1000, 2000, 0), (2000, 2500, 0)]
