"""Spans that split a word or a number: where a phrase put in from outside shows itself."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from gongfu.evidence.farm_phrases import LITTLE, PHRASES, known
from gongfu.evidence.words import Cut, WordModel

# Log odds, set by how often each happens by chance in texts without damage (tests/evidence).
_LEAST: Final = 4.0  # splits that save less are everyday chance
_PER_LITTLE: Final = 4.0
_PER_DIGIT: Final = 3.0
_SHORT: Final = 1.5  # two characters fall in by chance more easily
_COMPOUND: Final = 4.0  # both halves are words: so compounds are made, 等积|圆锥|投影
_KNOWN: Final = 3.0
_RECURS: Final = 2.0  # the word that is split stands elsewhere in the text
_SHARED: Final = 5.0  # the phrase splits another word or number too
_SHARES: Final = 5.0  # points of such another, at least
_AKIN: Final = 1.0  # a longer or a shorter phrase does
_BLANK: Final = 4.0  # a blank within the phrase
_REPEATS: Final = 2.0  # the phrase stands elsewhere, between other characters
_POINT: Final = 14.0  # 4.|x|9
_PER_CENT: Final = 13.0  # 84|x|%
_DECIMAL: Final = 11.0  # 31.0|x|7
_DIGITS: Final = 9.5  # 63|x|830
_FIRM_UNIT: Final = 10.0  # 461|x|亿元
_UNIT: Final = 7.0  # 16|x|人
_READS_ON: Final = 2.0  # 63|x|830|元
_COUNTS_ON: Final = 1.0  # 1|x|8|台
_NO_NUMBER: Final = 4.0  # 2|x|023, where 023 is no number by itself
_STOPS: Final = -1.0
_YEARLIKE: Final = 4.0

_MORE: Final = 3  # characters that a phrase may have beside one of the list that it holds
_REPEATED: Final = 6.0  # points from which it is worth a look whether the phrase repeats
_FAR: Final = 3000  # characters within which that is looked for
_LONGEST: Final = 14  # codes of a phrase
_UNITS: Final = (
    "万亿元|亿元|万元|千元|美元|港元|欧元|元|个百分点|百分点|平方公里|平方千米|平方米|立方米|公里"
    "|千米|米|万亩|亩|公顷|万吨|吨|公斤|千克|千瓦时|万千瓦|千瓦|人次|万人|人|户|万户|岁|小时|分钟"
    "|个月|℃|倍|%|个|家|名|位|张|座|辆|件"
)
_FIRM: Final = re.compile("亿元|万元|元|百分点|平方|公里|亩|吨|千瓦|人次|万人|万户|小时|分钟|个月")
_MEASURES: Final = frozenset(
    "年月日号时分秒点第十百千万亿兆多余几来近超约至到比个位名家所座条项件次类种级"
    "届期批款套间栋幢层楼室处片块台辆架艘列班场本册部份张篇首幅枚把只头匹棵株朵颗粒根支双对组队排行路"
    "线站区县市镇乡村省国州盟旗度倍成折角元毛周天夜季代岁回趟遍顿步圈轮强大小后前版型户口人亩吨米里公"
    "千毫厘平立克斤两升桶瓶箱袋盒包杯碗盘床股手桩例起宗笔门节课美港欧英日韩新以左右上下之与和及或的是"
    "为在有中内外余瓦伏安赫"
)
_HEADS: Final = frozenset(phrase[:2] for phrase in PHRASES)
_NUMERALS: Final = frozenset("零〇一二三四五六七八九")
_FREE: Final = r"(?<![A-Za-z\d_.\-/`])"  # a number by itself, not the end of a name such as F1
_X: Final = r"(?:1对1)?[^\W\d_]{2,14}(?: [^\W\d_]{1,8}){0,2}"
_NUMBER: Final = re.compile(
    rf"{_FREE}(\d[\d,]{{0,15}}(?:\.\d{{0,8}})?)({_X})"
    r"(?=(\.?\d[\d.,]{0,15}(?: \d{3}){0,4})(?![A-Za-z`@]))"
)
_BEFORE_UNIT: Final = re.compile(rf"{_FREE}(\d[\d.,]{{0,15}}[万亿]{{0,2}})({_X}?)(?=({_UNITS}))")
_UNIT_NEXT: Final = re.compile(rf"[万亿]*(?:{_UNITS})")
_UNIT_FIRST: Final = re.compile(
    rf"[万亿]*(?:{_UNITS}|方面|领域|环节|方向|板块|大类|学时|课时|批次|等级|字|票|题|集|页|卷|轮)"
)
_NAME: Final = re.compile(r"[A-Za-z](?![A-Za-z])|[A-Za-z]{1,3}$")  # 4A, 5G, 10MB
_OF_TIME: Final = ("月份", "年度", "季度", "月底", "年底", "年末", "月末")
_COUNTED_INSIDE: Final = re.compile("亿元|万元|美元|公里|平方米|人次|百分点|万人|万亩|万吨")
_SPELT: Final = re.compile("[一二三四五六七八九十两几半]+[年月天个只次斤元块箱亩]")
_LONG_WINDED: Final = 5.0  # nobody puts a clause of so many characters into a number
_SAID: Final = 9
_LEAST_MODIFIER: Final = 3
_GAP: Final = re.compile(r"(?<![A-Za-z])\s+(?![A-Za-z])")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may have been put in: how much speaks for it, and what it parts.

    `points` are log odds before anything is known of the text; `core` is the span in folded
    spelling without blanks, `whole` what it parts, in the same spelling, and `about` as it stands.
    """

    start: int
    end: int
    points: float
    core: str
    whole: str
    cause: str
    about: str


def word_candidates(text: str, folded: str, cut: Cut, model: WordModel) -> list[Candidate]:
    """Spans without which a known word is whole again."""
    at, count = cut.codes, np.zeros(0, np.int64)
    found = []
    for one in model.splits(cut, longest=_LONGEST, least=_LEAST):
        left = slice(int(at.start[one.first]), int(at.end[one.start - 1]))
        right = slice(int(at.start[one.end]), int(at.end[one.last - 1]))
        start, end = left.stop, right.start
        if "\n" in text[start:end] or "\r" in text[start:end]:
            start, end = int(at.start[one.start]), int(at.end[one.end - 1])
        core = squeeze(folded[start:end])
        whole = squeeze(folded[left] + folded[right])
        scaled = folded[left] in "万亿" and folded[left.start - 1 : left.start].isdigit()
        if scaled and len(core) < _LEAST_MODIFIER:
            continue  # 286万载重吨
        points = one.gain - _burden(core, model)
        if one.start - one.first > 1 and one.last - one.end > 1:
            points -= _COMPOUND
        points -= _BLANK if _GAP.search(folded[start:end].strip()) else 0.0
        if points < _LEAST:
            continue
        if count.size == 0:
            count = np.bincount(cut.word[cut.word > 0], minlength=model.cost.size)
        points += _RECURS * min(1.5, float(np.log1p(count[one.node])))
        about = squeeze(text[left] + text[right])
        found.append(Candidate(start, end, points, core, whole, "word", about))
    return found


def number_candidates(folded: str, cut: Cut, model: WordModel) -> list[Candidate]:
    """Spans without which a number is whole again, or stands at its unit."""
    found = []
    for match in _BEFORE_UNIT.finditer(folded):
        left, core, unit = match.groups()
        if _one_to_one(folded, match):
            continue
        if len(core) < 2 or _counts(core, model, decimal="." in left):
            continue
        if unit != "%" and not _begins_word(cut, match.end(2)):
            continue
        points = _PER_CENT if unit == "%" else _FIRM_UNIT if _FIRM.match(unit) else _UNIT
        points -= _YEARLIKE if _YEAR.fullmatch(left) else 0.0
        found.append(_number(match, points, left + unit, "unit", model))
    at_unit = {one.start for one in found}
    for match in _NUMBER.finditer(folded):
        left, core, right = match.groups()
        if _one_to_one(folded, match) or _is_item(folded, match):
            continue
        decimal = "." in left or right.startswith(".")
        if match.start(2) in at_unit or ("." in left and "." in right):
            continue
        if _COUNTED_INSIDE.search(core, 1) or core.startswith(_OF_TIME):
            continue
        if " " not in core.strip() and _counts(core, model, decimal=decimal):
            continue
        points = _DECIMAL if "." in left else _DIGITS
        if left.endswith(".") or right.startswith("."):
            points = _POINT
        points += _after(folded, match.end(3), left + right)
        points -= _LONG_WINDED if len(core) > _SAID else 0.0
        points += _NO_NUMBER if re.match(r"0\d", right) else 0.0
        points -= _YEARLIKE if _YEAR.fullmatch(left) or left.endswith(",") else 0.0
        found.append(_number(match, points, left + right, "number", model))
    return [one for one in found if one.points >= _LEAST]


def _one_to_one(folded: str, match: re.Match[str]) -> bool:
    """Whether the digits before a span are the end of 1对1, which is no number."""
    return folded.startswith("1对1", match.start(1) - 2) and match.end(1) == match.start(1) + 1


def _is_item(folded: str, match: re.Match[str]) -> bool:
    """Whether the digits before a span number an item of a list: 注：1.本公报中2024年."""
    numbers = match[1].endswith(".") and len(match[1]) <= len("10.")
    return numbers and folded[: match.start(1)].rstrip(" \t")[-1:] in ("", "\n", ":", ";", "。")


def weigh(folded: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Each with what speaks for its phrase elsewhere; of spans that overlap the best stays."""
    listed = list(candidates)
    wholes = defaultdict(set)
    for one in listed:
        if one.points >= _SHARES:
            wholes[one.core].add(one.whole)
    holders = defaultdict(set)
    for core in wholes:
        for k in range(len(core) - 2):
            holders[core[k : k + 3]].add(core)
    weighed = []
    for one in listed:
        same = len(wholes[one.core] - {one.whole}) if one.core in wholes else 0
        kin = {
            core
            for k in range(len(one.core) - 2)
            for core in holders[one.core[k : k + 3]]
            if core != one.core and (core in one.core or one.core in core)
        }
        akin = sum(len(wholes[core] - {one.whole}) for core in kin)
        points = one.points + _SHARED * min(2, same)
        points += _AKIN * min(2, akin)
        phrase = known(one.core)
        if phrase and len(one.core) <= len(phrase) + _MORE:
            points += _KNOWN if phrase == one.core else _AKIN
        if one.points >= _REPEATED and len(one.core) > 2:
            points += _REPEATS * min(2, _elsewhere(folded, one))
        weighed.append(replace(one, points=points))
    return apart(weighed)


def _elsewhere(folded: str, one: Candidate) -> int:
    """How often the phrase stands near between characters that differ from those here."""
    low, high = max(0, one.start - _FAR), one.end + _FAR
    here = folded[one.start - 1 : one.start], folded[one.end : one.end + 1]
    n_other, at = 0, folded.find(one.core, low, high)
    while at >= 0 and n_other < 2:
        end = at + len(one.core)
        n_other += folded[at - 1 : at] != here[0] and folded[end : end + 1] != here[1]
        at = folded.find(one.core, end, high)
    return n_other


def apart(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Of spans that overlap the one with most points, in the order of the text."""
    ordered = sorted(candidates, key=lambda it: (-it.points, it.start, it.end))
    taken = bytearray(max((one.end for one in ordered), default=0))
    kept = []
    for one in ordered:
        if not any(taken[one.start : one.end]):
            taken[one.start : one.end] = b"\1" * (one.end - one.start)
            kept.append(one)
    return sorted(kept, key=lambda it: it.start)


def squeeze(text: str) -> str:
    """`text` without blanks."""
    return "".join(text.split())


def _after(folded: str, at: int, number: str) -> float:
    """What speaks for a number by what follows it."""
    if _UNIT_NEXT.match(folded, at) or (folded.startswith("年", at) and _YEAR.fullmatch(number)):
        return _READS_ON
    return _COUNTS_ON if folded[at : at + 1] in _MEASURES else _STOPS


def _burden(core: str, model: WordModel) -> float:
    """What speaks against a phrase: the little words and the numbers in it, and if it is short."""
    phrase = known(core)
    rest = core.replace(phrase, "") if phrase else core
    little = 0
    if not LITTLE.isdisjoint(rest):
        little = sum(word in LITTLE for word, _ in model.tagged(rest))
    digits = len(re.findall(r"\d+", rest)) + 2 * len(_SPELT.findall(rest))
    short = len(core) < 3 and not phrase
    return _PER_LITTLE * little + _PER_DIGIT * digits + (_SHORT if short else 0.0)


def _counts(core: str, model: WordModel, *, decimal: bool) -> bool:
    """Whether what follows a number begins with a measure, so that it belongs to the number."""
    if core[:2] in _HEADS and any(core.startswith(phrase) for phrase in PHRASES):
        return False
    if _UNIT_FIRST.match(core) or _NAME.match(core):
        return True
    if core[0] in "十百千万亿兆多余":
        return True
    if not decimal and core[0] in _MEASURES and model.word_cost(core[:2]) == np.inf:
        return True
    word, tag = model.tagged(core)[0]
    if decimal or word[0] in _NUMERALS:  # nobody writes 15.6月 or 18二
        return tag == "q"
    return tag in ("m", "q", "t", "f") or (len(word) == 1 and word in _MEASURES)


def _number(
    match: re.Match[str], points: float, whole: str, cause: str, model: WordModel
) -> Candidate:
    core = match[2]
    points -= _burden(core, model)
    return Candidate(match.start(2), match.end(2), points, core, whole, cause, whole)


def _begins_word(cut: Cut, position: int) -> bool:
    """Whether a word of the best cut begins at a position of the text."""
    at = int(np.searchsorted(cut.codes.start, position))
    return at < cut.word.size and cut.codes.start[at] == position and bool(cut.word[at] >= 0)
