"""The page of documents: every mark in its place, every link alive, nothing of a text lost."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from gongfu.evidence.damage import REASONS, Damage
from gongfu.evidence.ledger import OBSTACLES, STATES
from gongfu.report.asked_evidence import counted, doubt, meant, unused
from gongfu.report.evidence_page import Beside, Marked, Shown, page
from gongfu.report.evidence_text import marked_text, sentence_marked
from gongfu.report.numbers import period
from gongfu.report.text import Both
from tests.evidence.stating import stated

TEXT = "标题\n全省总值为82<九宫格>553亿元,共<b>26个</b>县。\n\n15分钟内。教室\n"
ID = "a" * 12


def figure(number, value, **changes):
    at = TEXT.index(number)
    line = next(one for one in TEXT.split("\n") if number in one)
    return stated(number, value, at, sentence=line, **changes)


FIGURES = (
    Marked(f"{ID}-8", figure("82<九宫格>553亿元", "8255300000000", doubts=("damaged text",)),
           "in doubt", None, Both("not yet", "尚未")),
    Marked(f"{ID}-22", figure("26个", "26", indicator="", unit="counties"), "accepted",
           Both("GDP, Zhejiang, 2023", "总值、浙江、2023年")),
    Marked(f"{ID}-31", figure("15分钟", "15", unit="minutes", role="condition"), "condition"),
)  # fmt: skip
DAMAGE = (
    Damage(TEXT.index("<九"), TEXT.index("553"), "<九宫格>", "injected", 0.95, "number", "82553"),
    Damage(TEXT.index("教室"), TEXT.index("教室") + 2, "教室", "injected", 0.5, "at home"),
)
SHOWN = Shown(ID, "标题", "a.txt", "2024-08-01", TEXT, FIGURES, DAMAGE)
SIDE = {"value": "26", "bound": "=", "unit": "counties", "published": "", "revises": ""}
CLAIM = {
    "what": {"en": "GDP", "zh": "总值"},
    "place": {"en": "Zhejiang", "zh": "浙江"},
    "period": "2023",
    "whom": "",
    "sides": [
        SIDE | {"figure": f"{ID}-22", "who": "标题", "sentence": "一句"},
        SIDE | {"figure": "table-1", "who": "a <b>yearbook</b>", "sentence": "", "revises": "x"},
    ],
}


@pytest.fixture(scope="module")
def tree():
    beside = Beside([CLAIM], [CLAIM], [{"en": "All of them.", "zh": "全部。"}], "report.html",
                    frozenset(one.id for one in FIGURES))  # fmt: skip
    return html.fromstring(page([SHOWN], beside, "zh"))


def test_every_link_leads_somewhere_and_every_id_is_there_once(tree):
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = [link[1:] for link in tree.xpath("//a/@href") if link.startswith("#")]
    assert set(targets) <= set(ids)
    for one in FIGURES:
        assert {one.id, f"t-{one.id}"} <= set(targets)


def test_a_used_figure_links_to_the_report_and_another_says_why_not(tree):
    assert tree.xpath("//aside//a[starts-with(@href, 'report')]/@href") == [
        f"report.html#s-{ID}-22"
    ] * 2  # fmt: skip
    assert "尚未" in tree.xpath(f"//aside[@id='{ID}-8']")[0].text_content()


def test_each_state_has_its_mark(tree):
    marks = {a.get("id"): a.get("class") for a in tree.xpath("//a[starts-with(@class, 'ev ')]")}
    assert marks == {
        f"t-{ID}-8": "ev s-in-doubt",
        f"t-{ID}-22": "ev s-accepted",
        f"t-{ID}-31": "ev s-condition",
    }


def test_only_what_is_sure_enough_is_struck_and_the_rest_is_told(tree):
    struck = tree.xpath("//article//del")
    assert [one.text_content() for one in struck] == ["<九宫格>"]
    (table,) = tree.xpath(f"//table[@id='damage-{ID}']")
    assert [one.text_content() for one in table.xpath(".//mark")] == ["教室"]


def test_a_text_cannot_bring_markup_or_load_anything(tree):
    assert tree.xpath("//article//b") == []
    assert tree.xpath("//table//cite//b") == []
    loads = tree.xpath("//@src | //link/@href | //a[contains(@href, '//')]")
    assert loads == []


def test_the_same_documents_give_the_same_bytes():
    assert page([SHOWN, SHOWN], Beside(), "en") == page([SHOWN, SHOWN], Beside(), "en")


def test_the_marked_text_is_the_text():
    text = re.sub("<[^>]+>", "", str(marked_text(TEXT, FIGURES, DAMAGE)))
    assert unescape(text) == TEXT.replace("\n\n", "\n").rstrip("\n")


@given(st.text(alphabet="a<&九\n0", max_size=30), st.data())
def test_no_character_is_lost_whatever_is_marked_or_struck(text, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    spans = [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if a < b]
    damage = [Damage(a, b, text[a:b], "injected", 1.0, "word") for a, b in spans]
    ends = data.draw(st.lists(st.integers(0, max(len(text) - 1, 0)), max_size=4))
    marks = [
        Marked(f"{ID}-{k}", stated(text[at : at + 3], "1", at, sentence=text[at:]), "accepted")
        for k, at in enumerate(ends)
        if text[at : at + 3]
    ]
    seen = re.sub("<[^>]+>", "", str(marked_text(text, marks, damage)))
    lines = [line for line in text.split("\n") if line.strip()]
    assert re.sub(r"\s", "", unescape(seen)) == re.sub(r"\s", "", "".join(lines))


def test_the_number_is_strong_in_its_sentence():
    assert str(sentence_marked("共<26个县", "26个", 2)) == (
        '<cite lang="zh">共&lt;<strong>26个</strong>县</cite>'
    )


@pytest.mark.parametrize(
    ("value", "bound", "unit", "en", "zh"),
    [
        ("8000000000000", ">", "yuan", "more than 8 trillion yuan", "超过8万亿元"),
        ("0.8414", "=", "share", "84.14%", "84.14%"),
        ("-0.012", "=", "share", "−1.2%", "−1.2%"),
        ("0.003", "=", "percentage points", "0.3 percentage points", "0.3个百分点"),
        ("5000", "~", "bottles", "about 5,000 bottles", "约5000瓶"),
        ("6.5", "=", "s", "6.5 seconds", "6.5秒"),
        ("15", "<=", "minutes", "at most 15 minutes", "不超过15分钟"),
        ("2500", ">=", "mu", "at least 2,500 mu", "不低于2500亩"),
        ("3", "<", "", "less than 3", "不足3"),
    ],
)
def test_values_are_said_as_people_say_them(value, bound, unit, en, zh):
    words = meant(value, bound, unit)
    assert (str(words.en), str(words.zh)) == (en, zh)


@pytest.mark.parametrize(
    ("text", "en", "zh"),
    [
        ("2023-H1", "first half of 2023", "2023年上半年"),
        ("2023-09", "September 2023", "2023年9月"),
        ("2023-12-31", "31 December 2023", "2023年12月31日"),
        ("2021-", "since 2021", "2021年以来"),
        ("2021/2024", "2021–2024", "2021—2024年"),
        ("2023-13", "2023-13", "2023-13"),
    ],
)
def test_periods_are_said_as_people_say_them(text, en, zh):
    assert period(text) == Both(en, zh)


def test_every_reason_state_and_obstacle_has_words():
    row = {"doubts": "no place", "reason": "", "state": "in doubt", "whom": "26县", "unit": "yuan",
           "indicator": "residents", "place_code": "33", "period": "2021-", "sentence": "26县",
           "number_end": 2, "start": 0}  # fmt: skip
    for name in (*OBSTACLES, "value"):
        words = unused(name, row)
        assert words.en != words.zh
    assert doubt("no place") == Both("no place", "地区不明")
    assert doubt("something new") == Both("something new", "something new")
    many = [Damage(0, 1, "标", "injected", 0.99, cause) for cause in REASONS]
    states = tuple(Marked(f"{ID}-{at}", FIGURES[1].figure, name) for at, name in enumerate(STATES))
    assert page([Shown(ID, "", "a.txt", "", TEXT, states, tuple(many[:1]))], Beside(), "en")
    for one in many:
        assert page([Shown(ID, "", "a.txt", "", TEXT, (), (one,))], Beside(), "en")


def test_the_parts_of_the_headline_add_up_when_something_was_rejected():
    told = counted({"accepted": 4, "in doubt": 1, "condition": 1, "rejected": 2}, 1)
    assert told.en == (
        "The document states 8 figures. Sure: 4; for a person to decide: 1; "
        "conditions or targets: 1; rejected: 2."
    )
    assert told["zh"].endswith("1个为限定条件或目标，2个不采用。")
    assert "rejected" not in counted({"accepted": 4}, 1).en
