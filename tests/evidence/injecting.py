"""Texts damaged on purpose: phrases put in at places whose kind is known.

`KNOWN` are phrases of the list that ships, `UNKNOWN` are not (a test holds that): with them the
method is measured without its list.  What a farm does is imitated: a few phrases, each put in
several times, at random places.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from gongfu.evidence.clean import Damage
from gongfu.evidence.damage import LOST
from gongfu.evidence.words import WordModel

HERE: Final = Path(__file__).parent
_KNOWN = """
    九宫格 小树屋 会议室出租 场地出租 时租场地 教学场地 1对1教学 舞蹈教室 瑜伽教室
    瑜伽场地 个人空间 共享空间 共享会议室 私密空间 讲座 家教 访谈 见证 交流 聚会
    小班教学 包养网 甜心宝贝 甜心花园 台湾包养网 水电行 水电维修 汽车零件 汽车材料
    BMW零件 水箱精 室内设计 空间设计 老屋翻新 豪宅设计 asugardating
    点击领取 彩票平台 真人娱乐 代开发票
"""
KNOWN: Final = tuple(_KNOWN.split())
_UNKNOWN = """
    篮球培训班 钢琴调音 搬家公司 月子中心 留学中介 宠物美容 二手名表 婚纱摄影 健身私教
    减肥训练营 网红奶茶 快递查询 星座运势 房产中介 考研辅导 雅思冲刺 租车服务 汽车贴膜
    装修报价 智能马桶 开锁换锁 民宿预订 海鲜自助 游戏代练 手机壳批发 香水小样 美甲教程
    植发医院 近视手术 隐形牙套 股票开户 黄金回收 信用卡套现 直播带货 微商代理
    dogfood cheapflights VPN加速器 去吃火锅 英语角 棒球帽定制
"""
UNKNOWN: Final = tuple(_UNKNOWN.split())
PLACES: Final = ("number", "word", "between", "end")
_JOINED: Final = re.compile(r"(?<=\d)(?=[\d.]|万|亿|%|个|元|人|家|户|亩)|(?<=\d\.)(?=\d)")


@dataclass(frozen=True, slots=True)
class Injected:
    """A phrase put in: where it stands in the damaged text, and into what kind of place."""

    start: int
    end: int
    phrase: str
    place: str


def clean_texts() -> dict[str, str]:
    """Texts without damage: of this folder, and of those with hand-made answers."""
    files = sorted((HERE / "clean_texts").glob("*.txt"))
    files += [one for one in sorted((HERE / "texts").glob("*.txt")) if "damaged" not in one.name]
    return {file.stem: file.read_text(encoding="utf-8") for file in files}


def inject(
    text: str, phrases: Sequence[str], n: int, rng: Random, words: WordModel
) -> tuple[str, list[Injected]]:
    """`text` with `n` phrases put in, at places of every kind it has, and where they stand."""
    places = _places(text, words)
    kinds = [kind for kind in PLACES if places[kind]]
    chosen: dict[int, str] = {}
    for k in range(n):
        kind = kinds[k % len(kinds)]
        free = [at for at in places[kind] if all(abs(at - other) > 3 for other in chosen)]
        if free:
            chosen[rng.choice(free)] = kind
    pieces, injected, last, length = [], [], 0, 0
    for at in sorted(chosen):
        phrase = rng.choice(phrases)
        pieces += [text[last:at], phrase]
        length += at - last
        injected.append(Injected(length, length + len(phrase), phrase, chosen[at]))
        length += len(phrase)
        last = at
    return "".join([*pieces, text[last:]]), injected


def _places(text: str, words: WordModel) -> dict[str, list[int]]:
    """Where a phrase may be put: positions by the kind of place."""
    places = defaultdict(list)
    places["number"] = [match.start() for match in _JOINED.finditer(text)]
    at = 0
    previous = ""
    for word in words.words(text):
        at = text.index(word, at)
        if len(word) > 1 and re.fullmatch(r"[\u4e00-\u9fff]+", word):
            places["word"] += range(at + 1, at + len(word))
        if re.fullmatch(r"[\u4e00-\u9fff]+", word[:1] + previous[-1:]) and previous:
            places["between"].append(at)
        previous = word
        at += len(word)
    places["end"] = [match.end() for match in re.finditer(r"。(?=\n|$)", text)]
    return places


def found_of(injected: Injected, damage: tuple[Damage, ...], least: float) -> bool:
    """Whether a phrase is found, exactly or so that the text without it is the same."""
    return any(
        one.confidence >= least
        and one.end - one.start == injected.end - injected.start
        and abs(one.start - injected.start) <= 1
        for one in damage
    )


def harmed(text: str, injected: list[Injected], damage: tuple[Damage, ...], least: float) -> int:
    """How many characters that are not injected would go."""
    inside = bytearray(len(text))
    for one in injected:
        inside[one.start : one.end] = b"\1" * (one.end - one.start)
    gone = bytearray(len(text))
    for damaged in damage:
        if damaged.confidence >= least and damaged.kind != LOST:
            gone[damaged.start : damaged.end] = b"\1" * (damaged.end - damaged.start)
    return sum(g and not i for g, i in zip(gone, inside, strict=True))
