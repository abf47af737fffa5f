"""The names of places, and where a text says them.

Names are looked up all at once by the automaton of Aho and Corasick (1975).  A name with several
namesakes is told by what it stands within: 杭州市余杭区百丈镇 word for word, else the places that
the text has named before, else the place that the document is about.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import ahocorasick
import pandas as pd

from gongfu.evidence.script import fold

_SUFFIX: Final = re.compile(r"(?:村民委员会|居民委员会|村委会|居委会|委员会)$")
_KINDS: Final = ("自治州", "自治县", "自治区", "地区", "新区", "省", "市", "区", "县", "盟", "旗")
_NATIONS: Final = re.compile(
    r"(?:畲族|壮族|回族|维吾尔|土家族|苗族|满族|蒙古族?|藏族|彝族|侗族|瑶族|白族|哈萨克|朝鲜族|布依族|羌族|黎族|傣族|哈尼族|傈僳族)+$"
)
_WORDS: Final = frozenset(
    [
        "江山",
        "长兴",
        "开化",
        "文成",
        "天台",
        "云和",
        "海盐",
        "江北",
        "西湖",
        "南湖",
        "普陀",
        "永康",
        "平阳",
        "上城",
        "东方",
        "三门",
        "海曙",
        "东阳",
        "青田",
        "常山",
        "兰溪",
        "南山",
        "宝山",
        "金山",
        "黄山",
        "大同",
        "三明",
        "朝阳",
        "和平",
        "中山",
        "安康",
        "保山",
        "白山",
        "太平",
        "大方",
        "新县",
        "团结",
        "城中",
        "河东",
        "河西",
        "河北区",
        "江南",
        "新城",
        "开发",
        "高新",
        "南城",
        "北城",
        "东城",
        "西城",
        "海洋",
        "平安",
        "永和",
        "宁海",
        "大连",
        "东海",
        "长乐",
        "福山",
        "富民",
        "新民",
        "向阳",
        "前进",
        "通道",
        "长安",
        "永安",
        "新安",
        "和县",
        "台江",
        "安定",
        "安居",
        "丰富",
        "松江",
        "仙居",
        "龙湾",
        "路桥",
        "柯城",
        "衢江",
        "莲都",
        "定海",
        "桐庐",
    ]
)
"""Short names that are also plain words: taken as places only beside another place."""
_NOT_AFTER: Final = frozenset("湾江河湖山路桥街港话菜戏酒茶花鱼帮籍海岛峰溪")
_LEVEL_WORDS: Final = {
    "全国": 0, "我国": 0, "全省": 2, "我省": 2, "本省": 2, "省内": 2, "该省": 2,
    "全市": 4, "我市": 4, "本市": 4, "该市": 4, "市里": 4, "全区": 6, "我区": 6, "区里": 6,
    "该区": 6, "本区": 6, "全县": 6, "我县": 6, "本县": 6, "该县": 6, "县里": 6, "全镇": 9,
    "该镇": 9, "镇里": 9, "我镇": 9, "全乡": 9, "该乡": 9, "乡里": 9, "全街道": 9, "该街道": 9,
    "全村": 12, "该村": 12, "村里": 12, "本村": 12, "我村": 12, "我们村": 12, "the province": 2,
    "the city": 4, "the county": 6, "the district": 6, "the village": 12, "nationwide": 0,
}  # fmt: skip
_ORGANISATION: Final = re.compile(
    r"[一-鿿（）()]{0,12}?(?:公司|集团|大学|学院|银行|医院|供电|海关|委员会|组织部|宣传部|发展和改革局|局|厅|研究院|研究所|实验室|政府"
    r"|[省市县区]委|书记|省长|市长|县长|区长|调查队|统计|日报|晚报|电视台|新闻)"
)
_OUT_OF_ZONE_SHORT: Final = 2
_BOUNDARY: Final = re.compile(r"^$|[\W在到的与和及从由对至赴进是里访为]")
_COMMON: Final = frozenset(["新建村", "新农村", "建设村", "行政村", "自然村", "中心村", "示范村", "重点村", "山区村"])


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place that a text names: where, as it stands, and its code ("" if it stays unclear).

    `firm` is false for a place that only names an organisation (杭州供电公司) or comes of a word
    such as 全市; `relative` tells the latter.
    """

    start: int
    end: int
    code: str
    firm: bool = True
    relative: bool = False


@dataclass(frozen=True)
class Gazetteer:
    """Names of places ready for search; made once by `build_gazetteer`."""

    automaton: Any
    above: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]
    own: frozenset[str] = frozenset()

    def within(self, code: str, other: str) -> bool:
        """Whether `code` lies in `other` or is it."""
        return code == other or other in self.above.get(code, ())

    def related(self, code: str, other: str) -> bool:
        """Whether one of two places lies within the other."""
        return self.within(code, other) or self.within(other, code)


def build_gazetteer(places: pd.DataFrame, elsewhere: pd.DataFrame | None = None) -> Gazetteer:
    """The names of a zone's places, and of places beyond it, ready for search.

    Parameters
    ----------
    places
        Index `code`; columns name, name_en, level and parent.
    elsewhere
        Columns code and name of places beyond the zone, by statistical codes; rows whose code is
        among `places` are left out.

    Returns
    -------
    Gazetteer
        Of full names, names without the word that says what a place is, and English names.
    """
    parent = dict(zip(places.index, places["parent"], strict=True))
    above = {code: _chain(code, parent) for code in places.index}
    names = dict(zip(places.index, places["name"], strict=True))
    said: dict[str, list[tuple[str, bool]]] = {}  # spelling -> (code, whole name)
    english = places["name_en"] if "name_en" in places else pd.Series("", places.index)
    for code, name, level, en in zip(
        places.index, places["name"], places["level"], english, strict=True
    ):
        _say(said, code, name, level)
        if en and level in ("province", "prefecture", "county"):
            said.setdefault(str(en), []).append((code, True))
            first = str(en).rpartition(" ")[0]
            if first and level != "county":
                said.setdefault(first, []).append((code, True))
    if elsewhere is not None:
        known = set(places.index)
        for code, name in zip(elsewhere["code"], elsewhere["name"], strict=True):
            if code not in known:
                names[code] = name
                above[code] = tuple(code[:size] for size in (4, 2) if size < len(code))
                _say(said, code, name, {2: "province", 4: "prefecture"}.get(len(code), "county"))
    automaton = ahocorasick.Automaton()
    for spelling, codes in said.items():
        automaton.add_word(spelling, (spelling, tuple(dict.fromkeys(codes))))
    for word in _LEVEL_WORDS:
        automaton.add_word(word, (word, ()))
    automaton.make_automaton()
    return Gazetteer(automaton, above, names, frozenset(places.index))


def _say(said: dict[str, list[tuple[str, bool]]], code: str, name: str, level: str) -> None:
    whole = fold(name)
    if level == "village":
        whole = _SUFFIX.sub("", whole)
        whole = whole if whole.endswith(("村", "社区", "里", "巷", "居", "苑")) else whole + "村"
        if len(whole) < 3 or whole in _COMMON:
            return
    said.setdefault(whole, []).append((code, True))
    if level in ("province", "prefecture", "county"):
        short = whole
        for kind in _KINDS:
            if short.endswith(kind):
                short = _NATIONS.sub("", short.removesuffix(kind)) or short
                break
        if len(short) >= _OUT_OF_ZONE_SHORT and short != whole:
            said.setdefault(short, []).append((code, False))


def _chain(code: str, parent: Mapping[str, str]) -> tuple[str, ...]:
    chain: list[str] = []
    while parent.get(code) and len(chain) < 20:
        code = parent[code]
        chain.append(code)
    return tuple(chain)


def find_places(text: str, gazetteer: Gazetteer, *, about: str = "") -> list[PlaceMention]:
    """Every place that a text names, in the order of the text.

    Parameters
    ----------
    text
        As `script.fold` writes it.
    gazetteer
        From `build_gazetteer`.
    about
        Code of the place that the document is about, if known: its own places go before
        namesakes elsewhere.

    Returns
    -------
    list of PlaceMention
        A chain (杭州市余杭区百丈镇) is one mention, of its last place.
    """
    hits = _hits(text, gazetteer)
    memory = _whole_names(hits, gazetteer, about)
    found: list[PlaceMention] = []
    last = ""  # the chain that is being read
    last_end = -1
    context = [about] if about else []  # what was named before, latest last
    for start, end, spelling, codes in hits:
        if not codes:
            code = place_of_word(spelling, [about, *context] if about else context, gazetteer)
            found.append(PlaceMention(start, end, code, firm=False, relative=True))
            continue
        chained = start == last_end
        code = _choose(
            text, start, end, spelling, codes, last if chained else "", context, memory, gazetteer
        )
        if code is None:
            continue
        if chained and code and last and gazetteer.within(code, last):
            start = found.pop().start
        last, last_end = code, end
        firm = not _ORGANISATION.match(text, end)
        found.append(PlaceMention(start, end, code, firm=firm))
        if code:
            context.append(code)
            if len(context) > 6:
                del context[1 if about else 0]
            memory.setdefault(spelling, code)
    return found


def _hits(
    text: str, gazetteer: Gazetteer
) -> list[tuple[int, int, str, tuple[tuple[str, bool], ...]]]:
    out = []
    for last, (spelling, codes) in gazetteer.automaton.iter_long(text):
        start, end = last + 1 - len(spelling), last + 1
        if spelling[0].isascii() and (
            text[start - 1 : start].isalpha() or text[end : end + 1].isalpha()
        ):
            continue
        out.append((start, end, spelling, codes))
    return out


def _whole_names(
    hits: Iterable[tuple[int, int, str, tuple[tuple[str, bool], ...]]],
    gazetteer: Gazetteer,
    about: str,
) -> dict[str, str]:
    """What short names stand for, as the document's whole names say."""
    memory = {}
    for _, _, spelling, codes in hits:
        whole = [code for code, is_whole in codes if is_whole]
        if len(whole) == 1 and len(whole[0]) <= 6:
            short = spelling[:-1]
            if len(short) >= 2:
                memory.setdefault(short, whole[0])
    if about in gazetteer.names:
        memory[fold(gazetteer.names[about])[:-1]] = about
    return memory


def _choose(
    text: str,
    start: int,
    end: int,
    spelling: str,
    codes: tuple[tuple[str, bool], ...],
    chain: str,
    context: list[str],
    memory: Mapping[str, str],
    gazetteer: Gazetteer,
) -> str | None:
    """The code that a name stands for; "" if several may be meant, None if it is no place here."""
    whole = [code for code, is_whole in codes if is_whole]
    short = [code for code, is_whole in codes if not is_whole]
    named = whole or short
    if not whole and text[end : end + 1] in _NOT_AFTER:
        return None
    if chain:
        inner = [code for code in named if gazetteer.within(code, chain)]
        if len(inner) == 1:
            return inner[0]
    if not whole:
        if spelling in memory:
            return memory[spelling]
        beside = bool(chain) or text[start - 1 : start] in ("、",) or text[end : end + 1] in ("、",)
        if spelling in _WORDS and not beside:
            return None
        upper = [code for code in short if len(code) <= 4]
        if upper:
            named = upper
        else:
            named = [
                code
                for code in short
                if any(gazetteer.related(code, top) for top in _tops(context))
            ]
            if not named:
                return None
    if spelling in memory and memory[spelling] in named:
        return memory[spelling]
    if len(named[0]) == 6 and not chain and not _known(named, context, gazetteer):
        return None  # 其中山区: a county of another province that nothing has led to
    if len(named[0]) >= 9 and not chain and not _BOUNDARY.search(text[max(0, start - 1) : start]):
        return None  # 快于城镇居民 names no town
    if len(named) == 1:
        only = named[0]
        if (
            len(only) == 12
            and not chain
            and not any(gazetteer.within(only, each) for each in context if len(each) >= 4)
        ):
            return ""  # a village's name alone proves little
        return only
    for near in reversed(context):
        inner = [code for code in named if gazetteer.within(code, near)]
        if len(inner) == 1:
            return inner[0]
        if not inner:
            for up in gazetteer.above.get(near, ()):
                inner = [code for code in named if gazetteer.within(code, up)]
                if len(inner) == 1:
                    return inner[0]
                if inner:
                    break
    return ""


def _known(named: list[str], context: list[str], gazetteer: Gazetteer) -> bool:
    """Whether counties lie in the zone, or the text has named their prefecture or province."""
    return any(
        code in gazetteer.own or any(gazetteer.within(code, near[:2]) for near in context if near)
        for code in named
    )


def _tops(context: list[str]) -> list[str]:
    return [code[:2] for code in context if code] or []


def place_of_word(word: str, context: list[str], gazetteer: Gazetteer) -> str:
    """The place that 全市, 该县 and the like stand for.

    Parameters
    ----------
    word
        As it stands.
    context
        Codes of what the text is about and has named; the first, then the last, goes before.
    gazetteer
        The places.

    Returns
    -------
    str
        Its code, "" if none of `context` lies in such a place.
    """
    about = context[0] if context else ""
    size = _LEVEL_WORDS[word]
    if not size:
        return ""
    kind = word[-1]
    for code in [*context[:1], *reversed(context[1:])]:
        chain = (code, *gazetteer.above.get(code, ()))
        for each in chain:
            name = gazetteer.names.get(each, "")
            if len(each) == size and not (kind == "市" and size == 6):
                return each
            if size == 4 and len(each) == 6 and each == about and name.endswith("市"):
                return each
    return ""
