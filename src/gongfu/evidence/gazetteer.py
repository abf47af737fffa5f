"""The names of places, ready to be looked up at every character of a text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from gongfu.evidence.script import fold
from gongfu.model.place import level_of

_SUFFIX: Final = re.compile(r"(?:村民委员会|居民委员会|村委会|居委会|委员会)$")
_KINDS: Final = ("自治州", "自治县", "自治区", "地区", "新区", "省", "市", "区", "县", "盟", "旗")
_NATIONS: Final = re.compile(
    r"(?:畲族|壮族|回族|维吾尔|土家族|苗族|满族|蒙古族?|藏族|彝族|侗族|瑶族|白族|哈萨克|朝鲜族"
    r"|布依族|羌族|黎族|傣族|哈尼族|傈僳族)+$"
)
RELATIVE: Final = {
    "全国": "", "我国": "", "nationwide": "",
    "全省": "province", "我省": "province", "本省": "province", "省内": "province",
    "该省": "province", "the province": "province",
    "全市": "prefecture", "我市": "prefecture", "本市": "prefecture", "该市": "prefecture",
    "市里": "prefecture", "the city": "prefecture",
    "全区": "county", "我区": "county", "区里": "county", "该区": "county", "本区": "county",
    "全县": "county", "我县": "county", "本县": "county", "该县": "county", "县里": "county",
    "the county": "county", "the district": "county",
    "全镇": "township", "该镇": "township", "镇里": "township", "我镇": "township",
    "镇上": "township", "本镇": "township", "我们镇": "township", "我们县": "county",
    "全乡": "township", "该乡": "township", "乡里": "township", "全街道": "township",
    "该街道": "township", "the township": "township",
    "全村": "village", "该村": "village", "村里": "village", "本村": "village", "我村": "village",
    "我们村": "village", "the village": "village",
}  # fmt: skip
"""Words that mean the place that the text is about, by the level they mean; "" is the country."""
_SHORTEST: Final = 2  # 和县 has no short name
_COMMON: Final = frozenset(
    ["新建村", "新农村", "建设村", "行政村", "自然村", "中心村", "示范村", "重点村", "山区村"]
)


Spelling = tuple[str, tuple[tuple[str, bool], ...]]


@dataclass(frozen=True)
class Gazetteer:
    """Names of places ready for search; made once by `build_gazetteer`.

    `begins` gives, by their first two characters, the spellings that begin so, longest first, each
    with the codes that it may stand for and whether it is the whole name; no codes for 全市 and the
    like.
    """

    begins: Mapping[str, tuple[Spelling, ...]]
    above: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]
    levels: Mapping[str, str]
    own: frozenset[str]

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
    names = {
        code: _village(name) if level == "village" else name
        for code, name, level in zip(places.index, places["name"], places["level"], strict=True)
    }
    levels = dict(zip(places.index, places["level"], strict=True))
    said: dict[str, list[tuple[str, bool]]] = {}  # spelling -> (code, whole name)
    english = places["name_en"] if "name_en" in places else pd.Series("", places.index)
    for code, name, level, en in zip(
        places.index, places["name"], places["level"], english, strict=True
    ):
        _say(said, code, name, level)
        if en and level != "village":
            said.setdefault(str(en), []).append((code, True))
            first = str(en).rpartition(" ")[0]
            if len(first) > 3 and level in ("province", "prefecture", "county"):
                said.setdefault(first, []).append((code, level != "county"))
    if elsewhere is not None:
        known = set(places.index)
        for code, name in zip(elsewhere["code"], elsewhere["name"], strict=True):
            if code not in known:
                names[code] = name
                above[code] = tuple(code[:size] for size in (4, 2) if size < len(code))
                levels[code] = level_of(code)
                _say(said, code, name, levels[code])
    said |= {word: [] for word in RELATIVE}
    begins: dict[str, list[Spelling]] = {}
    for spelling in sorted(said, key=len, reverse=True):
        codes = tuple(dict.fromkeys(said[spelling]))
        begins.setdefault(spelling[:2], []).append((spelling, codes))
    ready = {pair: tuple(spellings) for pair, spellings in begins.items()}
    return Gazetteer(ready, above, names, levels, frozenset(places.index))


def _village(name: str) -> str:
    """A village or community as people say it: 新宇村 for 新宇村委会."""
    name = _SUFFIX.sub("", name)
    return name if name.endswith(("村", "社区", "里", "巷", "居", "苑")) else name + "村"


def _say(said: dict[str, list[tuple[str, bool]]], code: str, name: str, level: str) -> None:
    whole = fold(name)
    if level == "village":
        whole = _village(whole)
        if len(whole) < 3 or whole in _COMMON:
            return
    said.setdefault(whole, []).append((code, True))
    if level in ("province", "prefecture", "county"):
        short = whole
        for kind in _KINDS:
            if short.endswith(kind):
                short = _NATIONS.sub("", short.removesuffix(kind)) or short
                break
        if len(short) >= _SHORTEST and short != whole:
            said.setdefault(short, []).append((code, False))


def _chain(code: str, parent: Mapping[str, str]) -> tuple[str, ...]:
    chain: list[str] = []
    while parent.get(code) and len(chain) < 20:
        code = parent[code]
        chain.append(code)
    return tuple(chain)
