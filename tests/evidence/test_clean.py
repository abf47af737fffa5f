"""What was put into texts is found, and nothing else; a text can be taken back to its original."""

from collections import Counter
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from gongfu.errors import InputError
from gongfu.evidence.clean import Damage, diff_lines, find_damage, repair
from gongfu.evidence.damage import LOST
from gongfu.evidence.farm_phrases import PHRASES, known
from gongfu.io.word_list import word_model
from tests.evidence.injecting import KNOWN, PLACES, UNKNOWN, clean_texts, found_of, harmed, inject

ARTICLE = Path(__file__).resolve().parents[3] / "shared/data/evidence/article.txt"
WORDS = word_model()
CLEAN = clean_texts()
CHINESE = {name: text for name, text in CLEAN.items() if "english" not in name}
TRADITIONAL = OpenCC("s2t")
NEWS = (
    "浙江着力推动高质量发展。居民人均可支配收入达63九宫格830元。\n\n"
    "新宇村为200多名村民提供岗位，让农九宫格民增收。实施千村示范工程。\n"
)


def gone(text: str, least: float = 0.9) -> list[str]:
    return [one.text for one in find_damage(text, WORDS) if one.confidence >= least]


@pytest.mark.parametrize("name", sorted(CLEAN))
def test_clean_text_loses_nothing(name):
    for text in (CLEAN[name], TRADITIONAL.convert(CLEAN[name])):
        found = find_damage(text, WORDS)
        assert [one.text for one in found if one.confidence >= 0.9] == []
        assert repair(text, found).text == text


def test_the_held_out_phrases_are_not_of_the_list():
    assert all(one in PHRASES for one in KNOWN)
    assert not any(known(one) for one in UNKNOWN)


def _measured(pool, n_phrases):
    total, hit, harm = Counter(), Counter(), 0
    for name, text in CHINESE.items():
        rng = Random(name)
        phrases = [one for one in rng.sample(pool, len(pool)) if one not in text][:n_phrases]
        damaged, put = inject(text, phrases, max(4, len(text) // 60), rng, WORDS)
        found = find_damage(damaged, WORDS)
        harm += harmed(damaged, put, found, 0.9)
        for one in put:
            total[one.place] += 1
            hit[one.place] += found_of(one, found, 0.9)
    return {place: hit[place] / total[place] for place in PLACES}, harm


def test_known_phrases_are_found_and_nothing_else_goes():
    recall, harm = _measured(KNOWN, 3)
    assert recall["number"] >= 0.95
    assert recall["word"] >= 0.8
    assert recall["end"] >= 0.85
    assert harm <= 12


def test_phrases_that_no_list_holds_are_found_by_what_they_do():
    recall, harm = _measured(UNKNOWN, 3)
    assert recall["number"] >= 0.9
    assert recall["word"] >= 0.65
    assert harm == 0


def test_a_split_number_and_a_split_word():
    found = find_damage(NEWS, WORDS)
    assert [(one.text, one.reason) for one in found] == [
        ("九宫格", "splits the number 63830"),
        ("九宫格", "splits 农民"),
    ]
    assert repair(NEWS, found).text == NEWS.replace("九宫格", "")


@pytest.mark.parametrize(
    "sentence",
    [
        "社区把旧厂房改成共享空间，居民都说好。",
        "公司为衢州企业招引高端创新人才提供了承载空间。",
        "小镇办了38场讲座，瑜伽教室里坐满了人。",
        "结了婚，见了面，吃了一顿饭，帮了大忙。",
        "3月15日下午2时30分，全县27个村、13个社区同时开工。",
    ],
)
def test_what_makes_sense_stays_even_beside_damage(sentence):
    assert gone(sentence) == []
    assert gone(NEWS + "\n" + sentence) == ["九宫格", "九宫格"]


def test_a_number_that_lost_digits_is_told_and_left():
    text = "地区生产总值增长.9%，人口\ufffd31万人。"
    found = find_damage(text, WORDS)
    assert [one.kind for one in found] == [LOST, LOST]
    assert repair(text, found, least=0.1).text == text


def test_the_site_behind_a_title_and_the_form_below():
    body = "百丈镇依托生态禀赋和乡村文化资源，大力发展文旅产业，走上了一条生态美、产业兴、百姓富的"
    body += "新路。\n"
    text = "示范区建设稳步推进_中国网\n\n" + body + "\n标签：\n\n发布留言\n责任编辑：王某\n"
    assert gone(text) == ["_中国网", "标签：", "发布留言", "责任编辑：王某"]
    assert gone("示范区建设稳步推进\n\n" + body) == []


def test_the_other_script_is_told():
    text = TRADITIONAL.convert(CHINESE["interview"]) + "\n實施千村示共享空间范工程。"
    assert "共享空间" in gone(text)


def test_a_list_alone_takes_nothing_out():
    for phrase in KNOWN:
        assert gone(f"小镇建起了{phrase}。村民们都说{phrase}很好。") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "0123456789" * 2000,
        "农" * 3000,
        "\x00\x01\x02",
        "\ud800",
        "\u202eabc",
        " \u3000",
    ],
)
def test_odd_text_is_left_alone(text):
    assert gone(text) == []
    assert repair(text, find_damage(text, WORDS)).text == text


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.sampled_from(sorted(CHINESE)))
def test_repairing_twice_is_repairing_once(seed, name):
    rng = Random(seed)
    damaged, _ = inject(CHINESE[name], rng.sample(KNOWN, 3), 6, rng, WORDS)
    once = repair(damaged, find_damage(damaged, WORDS))
    assert gone(once.text) == []


@given(st.text("农民示范九宫格8.3元，。\n", max_size=60))
def test_every_character_knows_where_it_stood(text):
    found = find_damage(text, WORDS)
    done = repair(text, found, least=0.5)
    assert "".join(text[at] for at in done.origin[:-1]) == done.text
    assert done.origin[-1] == len(text)
    assert (np.diff(done.origin) > 0).all()
    assert len(done.text) + sum(len(one.text) for one in done.damage) == len(text)
    for line in diff_lines(text, found, least=0.5):
        assert line.before == text.splitlines()[line.number - 1]


def test_a_diff_shows_what_goes_and_what_is_doubtful():
    text = "一\n农九宫格民增收\n"
    sure = Damage(3, 6, "九宫格", "injected", 0.95, "word", "农民")
    doubt = Damage(7, 9, "增收", "injected", 0.5, "between")
    (line,) = diff_lines(text, [doubt, sure])
    assert line.number == 2
    assert line.parts == (
        ("kept", "农"), ("gone", "九宫格"), ("kept", "民"), ("doubtful", "增收"),
    )  # fmt: skip
    assert (line.before, line.after) == ("农九宫格民增收", "农民增收")


def test_damage_of_another_text_is_refused():
    with pytest.raises(InputError, match="1 damages are not of this text, such as '九宫格' at 0"):
        repair("农民", [Damage(0, 3, "九宫格", "injected", 1.0, "word")])
    with pytest.raises(InputError, match="least must be above 0"):
        repair("农民", [], least=0.0)


@pytest.mark.skipif(not ARTICLE.is_file(), reason="the damaged article is not here")
def test_the_article():
    text = ARTICLE.read_text(encoding="utf-8")
    found = find_damage(text, WORDS)
    injected = [one.text for one in found if one.kind == "injected" and one.confidence >= 0.9]
    assert injected == [
        "去九宮格講座", "舞蹈教室", "九宮格", "九宮格", "九宮格", "九宮格", "個人空間", "共享空間",
    ]  # fmt: skip
    done = repair(text, found).text
    for whole in ("示范區建設穩步推進\n", "達63830元", "讓農民增收", "杭州蓮誼農業", "學校、醫院"):
        assert whole in done
    for genuine in ("承載空間", "勇立潮頭敢為先", "千村示范、萬村整治", "10方面56項31569件"):
        assert genuine in done
    assert done.rstrip().endswith("更加富有成效。")
