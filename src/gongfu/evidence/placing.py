"""Where a text names places, and which ones.

A name with several namesakes is told by what it stands within: 杭州市余杭区百丈镇 word for word,
else by the places that the text has named before, else by the place that the document is about.
"""

import re
from collections.abc import Sequence
from operator import add
from typing import Final, NamedTuple

from gongfu.evidence.gazetteer import RELATIVE, Gazetteer
from gongfu.evidence.script import fold

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
        "上城",
        "东方",
        "三门",
        "青田",
        "常山",
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
        "团结",
        "城中",
        "河东",
        "河西",
        "江南",
        "新城",
        "南城",
        "北城",
        "东城",
        "西城",
        "海洋",
        "平安",
        "永和",
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
        "安定",
        "安居",
        "丰富",
        "松江",
        "路桥",
        "白银",
    ]
)
"""Short names that are also plain words: places only beside another place."""
_NOT_A_PLACE: Final = re.compile(
    r"[湾江河湖路桥街港话菜戏酒茶花鱼帮籍海岛峰溪]|山(?!区|海)|航运|流域|两岸|沿岸|干流"
)
_ORGANISATION: Final = re.compile(
    r"[一-鿿()]{0,12}?(?:公司|集团|大学|学院|银行|医院|供电|海关|委员会|组织部|宣传部"
    r"|发展和改革局|局|厅|研究院|研究所|实验室|政府|[省市县区]委|书记|省长|市长|县长|区长|调查队"
    r"|统计|日报|晚报|电视台|新闻)"
)
_BOUNDARY: Final = re.compile(r"^$|(?:[\W在到的与和及从由对至赴进是里访为给向往距去了]|其中)$")
_KINDS: Final = frozenset(["开发区", "保税区", "新区", "高新区", "工业园区"])
"""Names of places that are words for a kind of place."""
_CITY, _COUNTY, _TOWN = 4, 6, 9
"""So many digits of a code are those of its prefecture, its county, its town."""
_KEPT: Final = 6
"""So many places named before are remembered."""
_UPPER: Final = frozenset(["province", "prefecture"])
_LOWER: Final = frozenset(["township", "village"])
_KIND_OF_PLACE: Final = frozenset("省市县区镇乡村道")
"""Behind one of these 和 joins: 县前村和县后村 does not name 和县."""


class PlaceMention(NamedTuple):
    """A place that a text names: where, and its code ("" if it stays unclear).

    `firm` is false for a place that only names an organisation (杭州供电公司) or comes of a word
    such as 全市; `relative` tells the latter.
    """

    start: int
    end: int
    code: str
    firm: bool = True
    relative: bool = False


class _Hit(NamedTuple):
    """A spelling in the text; the codes it may stand for, and whether it is their whole name."""

    start: int
    end: int
    spelling: str
    codes: tuple[tuple[str, bool], ...]


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
    reader = _Reader(text, gazetteer, about, hits)
    found: list[PlaceMention] = []
    chain, chain_end = "", -1
    for hit in hits:
        if not hit.codes:
            code = place_of_word(hit.spelling, reader.context, gazetteer, about=about)
            found.append(PlaceMention(hit.start, hit.end, code, firm=False, relative=True))
            continue
        chained = chain if hit.start == chain_end else ""
        chosen = reader.choose(hit, chained)
        if chosen is None:
            continue
        start = hit.start
        if chained and chosen and gazetteer.within(chosen, chained):
            start = found.pop().start
        chain, chain_end = chosen, hit.end
        firm = not _ORGANISATION.match(text, hit.end)
        found.append(PlaceMention(start, hit.end, chosen, firm=firm))
        if chosen:
            reader.remember(hit.spelling, chosen)
    return found


def place_of_word(
    word: str, context: Sequence[str], gazetteer: Gazetteer, *, about: str = ""
) -> str:
    """The place that 全市, 该县 and the like stand for.

    Parameters
    ----------
    word
        Of `gazetteer.RELATIVE`.
    context
        Codes of what the text is about and has named; the first, then the last, goes before.
    gazetteer
        The places.
    about
        What the text is about; of a county-level city 全市 is that city.

    Returns
    -------
    str
        Its code, "" if none of `context` lies in such a place.
    """
    level = RELATIVE[word]
    if not level:
        return ""
    for code in [*context[:1], *reversed(context[1:])]:
        for each in (code, *gazetteer.above.get(code, ())):
            if gazetteer.levels.get(each) == level:
                return each
            city = gazetteer.levels.get(each) == "county" and gazetteer.names[each].endswith("市")
            if level == "prefecture" and city and each == about:
                return each  # 全市 of a county-level city
    return ""


def _hits(text: str, gazetteer: Gazetteer) -> list[_Hit]:
    """The names in a text from left to right, the longest where several begin."""
    begins, out, past = gazetteer.begins, [], 0
    pairs = map(add, text, text[1:])
    for start in [at for at, pair in enumerate(pairs) if pair in begins]:
        if start < past:
            continue
        for spelling, codes in begins[text[start : start + 2]]:
            end = start + len(spelling)
            if not text.startswith(spelling, start) or (
                spelling[0].isascii()
                and (text[start - 1 : start].isalpha() or text[end : end + 1].isalpha())
            ):
                continue
            if spelling[0] == "和" and text[start - 1 : start] in _KIND_OF_PLACE:
                continue
            out.append(_Hit(start, end, spelling, codes))
            past = end
            break
    return out


def _whole_names(hits: Sequence[_Hit], gazetteer: Gazetteer, about: str) -> dict[str, str]:
    """What short names stand for, as the document's whole names say."""
    memory: dict[str, str] = {}
    for hit in hits:
        whole = [code for code, is_whole in hit.codes if is_whole]
        if len(whole) == 1 and gazetteer.levels[whole[0]] not in _LOWER and len(hit.spelling) > 2:
            memory.setdefault(hit.spelling[:-1], whole[0])
    if about in gazetteer.names:
        memory[fold(gazetteer.names[about])[:-1]] = about
    return memory


class _Reader:
    """Chooses among namesakes by what the text has named so far."""

    def __init__(self, text: str, gazetteer: Gazetteer, about: str, hits: Sequence[_Hit]) -> None:
        self.text, self.gazetteer = text, gazetteer
        self.memory = _whole_names(hits, gazetteer, about)
        self.starts = frozenset(hit.start for hit in hits)
        self.ends = frozenset(hit.end for hit in hits)
        self.about = about
        self.context = [about] if about else []  # what was named before, latest last

    def remember(self, spelling: str, code: str) -> None:
        """A place has been named."""
        self.context.append(code)
        if len(self.context) > _KEPT:
            del self.context[1 if self.about else 0]
        self.memory.setdefault(spelling, code)

    def choose(self, hit: _Hit, chain: str) -> str | None:
        """The code of a name; "" if several may be meant, None if it is no place here."""
        if hit.spelling in _KINDS and self.gazetteer.levels.get(chain) != "county":
            return None
        whole = [code for code, is_whole in hit.codes if is_whole]
        named = whole or [code for code, _ in hit.codes]
        if not whole and _NOT_A_PLACE.match(self.text, hit.end):
            return None
        if chain:
            inner = [code for code in named if self.gazetteer.within(code, chain)]
            if len(inner) == 1:
                return inner[0]
        if not whole:
            if hit.spelling in self.memory:
                return self.memory[hit.spelling]
            named = self._by_short_name(hit, named, chain)
        if not named or not self._is_place(hit, named, chain):
            return None
        if self.memory.get(hit.spelling) in named:
            return self.memory[hit.spelling]
        if len(named) == 1:
            return "" if self._proves_little(named[0], chain) else named[0]
        return self._nearest(named)

    def _by_short_name(self, hit: _Hit, named: list[str], chain: str) -> list[str]:
        beside = (
            bool(chain)
            or (hit.start - 1 in self.ends and self.text[hit.start - 1] == "、")
            or (hit.end + 1 in self.starts and self.text[hit.end] == "、")
        )
        if hit.spelling in _WORDS and not beside:
            return []
        upper = [code for code in named if self.gazetteer.levels[code] in _UPPER]
        own = self.gazetteer.own
        return upper or [code for code in named if code in own or self._led_to(code)]

    def _is_place(self, hit: _Hit, named: list[str], chain: str) -> bool:
        """Whether the characters are a name here: 其中山区 and 快于城镇居民 hold none."""
        level = self.gazetteer.levels[named[0]]
        if chain:  # 桥头镇建成社区食堂 does not name the 建成社区 of another city
            city = chain[:_CITY]
            return level not in _LOWER or any(code.startswith(city) for code in named)
        if level == "county":
            return any(code in self.gazetteer.own or self._led_to(code) for code in named)
        if level in _LOWER:
            before = self.text[max(0, hit.start - 2) : hit.start]
            return _BOUNDARY.search(before) is not None
        return True

    def _led_to(self, code: str) -> bool:
        """Whether the text has named something in the same province."""
        top = (code, *self.gazetteer.above.get(code, ()))[-1]
        return any(self.gazetteer.within(near, top) for near in self.context)

    def _proves_little(self, code: str, chain: str) -> bool:
        """A village's name alone, far from all that the text has named."""
        return (
            self.gazetteer.levels[code] == "village"
            and not chain
            and not any(
                self.gazetteer.within(code, near)
                for near in self.context
                if self.gazetteer.levels.get(near) != "province"
            )
        )

    def _nearest(self, named: list[str]) -> str:
        """The one of several namesakes that lies nearest to what was named last.

        Of two villages the one in a town or county that was named goes before.
        """
        if self.gazetteer.levels[named[0]] == "village":
            for size in (_TOWN, _COUNTY):
                for near in reversed(self.context):
                    inner = [code for code in named if code[:size] == near[:size]]
                    if len(inner) == 1 and len(near) >= size:
                        return inner[0]
        for near in reversed(self.context):
            for up in (near, *self.gazetteer.above.get(near, ())):
                inner = [code for code in named if self.gazetteer.within(code, up)]
                if len(inner) == 1:
                    return inner[0]
                if inner:
                    break
        own = [code for code in named if code in self.gazetteer.own]
        return own[0] if len(own) == 1 and len(named) > 1 else ""
