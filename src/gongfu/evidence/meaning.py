"""What a number says: the indicator it is of, as a level or as a change, and in which unit."""

import re
from typing import Final, NamedTuple

from gongfu.evidence.belonging import bracketed_off
from gongfu.evidence.quantity import Quantity
from gongfu.evidence.scan import TermHit, find_terms
from gongfu.evidence.terms import Term

_GROWS: Final = re.compile(
    r"(?:增长率?|增速|增幅|增加|上升|提高|上涨|下降|下滑|回落|减少|降低|下跌|涨幅|降幅"
    r"|增|涨|升|降|growth|grew"
    r"|rose|up|increase|increased|fell|down|declined|decreased)"
    r"(?:了|为|达到?|至|约|近|超过?|逾|仅|分别|回落|,?\s?in real terms|by|of|at|with|\s"
    r"|[-—:]|不变价)*$"
)
_TO_LEVEL: Final = re.compile(
    r"(?:增长|增加|上升|提高|下降|减少|降低|降|升|增|扩大|缩小)(?:到了?|至|为)\s?$"
)
_RATE_TO: Final = re.compile(r"(?:增速|增幅|涨幅|降幅)[^，。；]{0,6}(?:至|到|为|达)$")
_SHARE_OF: Final = re.compile(
    r"(?:占|比重|比例|占比|完成|为[^，。；]{0,6}的|share|accounting for)[^，。；]{0,14}$"
)
_ADDS: Final = re.compile(r"(?:增加|减少|新增|净增|多|少|压减|增收)了?(?:约|近|超过?)?$")
_CARRY: Final = re.compile(
    r"(?:其中|而|为|平均|达到?|分别|和|及|与|仅|则|最高|最低|最快|增速|居[^，。；]{0,6}|同比"
    r"|环比|比上年|较上年|比去年|同期|比上年同期"
    r"|现价|可比价|按可比价格?计算|实际|名义|增长|下降|上升|提高|回落|上涨|增加|减少"
    r"|首次|突破|首|超过?|近|约|大关|台阶|大台阶|关口|门槛|首次站上|迈上|站上|跨上|较快|扣除价格因素"
    r"|分(?:季度|产业|区域|地区|县|市)看|看|同口径|按同口径|按不变价格?计算|反弹|次|年?末|年?底|年初|期末|增至|增加到|升至|由|从"
    r"|至|到|降至|缩小|扩大|变为|比|较|受[^，。；]{0,8}影响"
    r"|year[- ]on[- ]year|from a year earlier|over the previous year|respectively|while that"
    r"|的|总量|[一-鿿]{0,3}增幅|前者|后者|\d{4}年|上年|去年|以上|左右|多|少|余"
    r"|[、，,;；:：()（）“”\s]|and|in|the|of"
    r"|by|to|were|was|up|down|rose|grew|fell|from|for"
    r"|an? (?:year[- ]on[- ]year )?(?:increase|rise|fall|decrease))*"
)
_RATE_WORD: Final = re.compile(r"增速|增幅|增长|反弹")
_REAL: Final = re.compile(r"扣除价格因素|实际增长")
_FOR: Final = re.compile(r" (?:for|among) (?P<who>urban|rural) residents")
_GROWTH_IN: Final = re.compile(
    r" (?:year[- ]on[- ]year )?(?:growth|increase|rise|gain|decline|decrease|drop|fall)"
    r" (?:in|of) (?:its |the )?"
)
_SHOWN: Final = 60
_REACHED: Final = re.compile(r"(?:达到?|升至|升到|降至|降到|提高到|增至)$")
"""After a change of a share: its level (提高0.8个百分点，达到49.6%)."""
_BUILT: Final = re.compile(
    r"(?<!累计)(?<![已共总])(?:新建|新增|新改建|改建|建成|建设|投用|增设|改造)(?![^，。；]*[，。；、])"
)
"""Before words for what is counted: 建成体育场地118处 says not how many there are."""
_SEXES: Final = frozenset({"male_residents", "female_residents"})
_SHARES: Final = frozenset({"share", "share of GDP"})
_COUNTS: Final = frozenset({"count", "hospitals", "schools", "charging points", "people"})
_MOST_PER_HEAD: Final = 2_000_000
_READ_AS: Final = frozenset(
    [
        ("yuan per person", "yuan"),
        ("people per household", "people"),
        ("subscribers", "households"),
        ("trips", "person-times"),
        ("people", "person-times"),
        *((unit, "count") for unit in ("charging points", "beds", "vehicles", "volumes")),
    ]
)
"""The unit of an indicator, and another in which texts give it."""
_CHANGED_RATIO: Final = re.compile(r"(?:缩小|扩大|下降|上升|降低|提高)了?\s?$")


class Meaning(NamedTuple):
    """What a number is of: words, key, and whether it is a change of it."""

    hit: TermHit | None
    indicator: str
    unit: str
    change: bool = False


NONE: Final = Meaning(None, "", "")


def meaning_of(
    text: str, one: Quantity, own: list[TermHit], previous: Meaning, begin: int, places: str
) -> Meaning:
    """What a number is of.

    Parameters
    ----------
    text
        As `flow.flow_of` writes it.
    one
        The number.
    own
        The words for indicators between the number before it and this one.
    previous
        What the number before it in the sentence is of.
    begin
        Where that number ends, or where the sentence begins.
    places
        The text between, without the places and periods that it names.
    """
    before = text[max(begin, one.start - 30) : one.start]
    grows = _GROWS.search(before) is not None and not _TO_LEVEL.search(before)
    grows = grows or (one.unit == "share" and _RATE_TO.search(before) is not None)
    after = _said_after(text, one, previous)
    if after is not None and text.startswith(" for ", one.end):
        return _level(text, one, after, grows, begin)
    if one.unit == "share" and (grown := _GROWTH_IN.match(text, one.end)):
        hits = find_terms(text[grown.end() : grown.end() + _SHOWN])
        if hits and not hits[0].start and hits[0].term.unit not in _SHARES:
            end = grown.end() + hits[0].end
            return _change(hits[0]._replace(start=grown.end(), end=end), one)
    if own:
        own = _outside_brackets(text, own, one.start)
        hit: TermHit | None = own[-1]
        if own[-1].term.key.startswith("&"):
            flow = own[-1].term.key.removeprefix("&")
            hit = own[-1]._replace(term=Term(flow, own[-1].term.unit))
        if own[-1].term.key.startswith(("@", "~")):
            hit = _of_group(own[-1], own[-2] if len(own) > 1 else previous.hit)
        if hit is None:
            return Meaning(None, "", one.unit)
        if hit.term.key in _SEXES and _of_registered(previous):
            return Meaning(hit, "", one.unit, change=grows)
        if one.unit in _COUNTS and _BUILT.search(text, max(begin, hit.start - 16), hit.start):
            return Meaning(hit, "", one.unit, change=True)
        return _said(text, one, hit, grows, begin)
    if after:
        return _level(text, one, after, grows, begin)
    carried = previous.hit is not None and _CARRY.fullmatch(places) is not None
    if not carried or previous.hit is None:
        return Meaning(None, "", one.unit)
    if one.unit in ("share", "percentage points"):
        joined = places.strip("和、，,及与 ") == ""
        if grows or _RATE_WORD.search(places) or (joined and previous.change):
            return _change(previous.hit, one)
        reached = previous.hit.term.unit in _SHARES and _REACHED.search(before)
        key = previous.hit.term.key if reached and previous.change else ""
        return Meaning(previous.hit, key, one.unit)
    joined = previous.change and places.strip("和、，,及与 ") == ""
    return _level(text, one, previous.hit, grows or joined, begin)


def _of_registered(previous: Meaning) -> bool:
    """Whether men and women are those of the registered: 户籍人口5万人，其中男性2万人."""
    if previous.hit is None:
        return False
    key = previous.hit.term.key
    return key == "registered" or (key in _SEXES and not previous.indicator)


def _outside_brackets(text: str, own: list[TermHit], at: int) -> list[TermHit]:
    """The words that stand in no closed bracket: 人均生产总值(按常住人口计算)为5元.

    Another name for what stands before the bracket is all there is in it: 城镇人口比重(城镇化率).
    """
    if text.find(")", own[-1].end, at) < 0:
        return own
    outside = [
        hit
        for hit in own
        if not bracketed_off(text, hit.end, at) or text[hit.start - 1] + text[hit.end] == "()"
    ]
    return outside or own


def _said_after(text: str, one: Quantity, previous: Meaning) -> TermHit | None:
    """What an English number is of by the words after it (66.31 million residents)."""
    if one.unit == "people" and text[one.start : one.end].endswith("residents"):
        start = one.end - len("residents")
        return TermHit(start, one.end, Term("residents", "people"))
    group = _FOR.match(text, one.end)
    if group and previous.hit is not None:
        key = f"@{group['who'].lower()}_"
        return _of_group(TermHit(group.start("who"), group.end(), Term(key, "yuan")), previous.hit)
    return None


def _of_group(group: TermHit, of: TermHit | None) -> TermHit | None:
    """The same of town or country, or a part of it: 居民收入5元，其中城镇居民6元，工资性收入3元."""
    if group.term.key.startswith("~"):
        before = of.term.key if of is not None else ""
        prefix = next((one for one in ("urban_", "rural_") if before.startswith(one)), "")
        key = f"{prefix}{group.term.key.removeprefix('~')}_per_head_yuan"
        return TermHit(group.start, group.end, Term(key, "yuan"))
    if of is None or not of.term.key.endswith("_per_head_yuan") or "gdp" in of.term.key:
        return None
    flow = of.term.key.removeprefix("urban_").removeprefix("rural_")
    return TermHit(group.start, group.end, Term(group.term.key.removeprefix("@") + flow, "yuan"))


def shared_meaning(one: Quantity, hit: TermHit, *, change: bool) -> Meaning:
    """What a number of a list (分别) is of, whose term is known."""
    if one.unit in ("share", "percentage points"):
        if not change:
            return Meaning(hit, hit.term.key if hit.term.unit in _SHARES else "", one.unit)
        return _change(hit, one)
    return _level("", one, hit, change, 0)


def _said(text: str, one: Quantity, hit: TermHit, grows: bool, begin: int) -> Meaning:
    between = text[hit.end : one.start]
    if one.unit == "share":
        if hit.term.unit in _SHARES:
            if grows and hit.term.key != "cpi_change":
                return Meaning(hit, "", one.unit, change=True)
            return Meaning(hit, hit.term.key, one.unit, change=grows)
        if _SHARE_OF.search(between) or not grows or _REAL.search(between):
            return Meaning(hit, "", one.unit)
        if "其中" in between:
            return Meaning(None, "", one.unit)
        return _change(hit, one)
    if one.unit == "percentage points":
        return Meaning(hit, "", one.unit, change=True)
    return _level(text, one, hit, grows, begin)


def _change(hit: TermHit, one: Quantity) -> Meaning:
    key = hit.term.key
    if one.unit == "percentage points" or not key:
        return Meaning(hit, "", one.unit, change=True)
    return Meaning(hit, growth_key(key), one.unit, change=True)


def growth_key(key: str) -> str:
    """The key of the growth of an indicator."""
    if key == "gdp_yuan":
        return "gdp_growth"
    return key if key.endswith(("change", "growth")) else f"{key}_growth"


def _level(text: str, one: Quantity, hit: TermHit, grows: bool, begin: int) -> Meaning:
    key, unit = hit.term.key, hit.term.unit
    if grows or _ADDS.search(text[max(begin, one.start - 8) : one.start]):
        return Meaning(hit, "", one.unit, change=True)
    if key.endswith("_per_head_yuan") and abs(one.value) > _MOST_PER_HEAD:
        return Meaning(None, "", one.unit)  # a sum, not a mean
    mine = "yuan" if one.unit == "yuan per person" else one.unit
    if unit == "ratio" and mine in ("", "ratio"):
        if _CHANGED_RATIO.search(text[max(begin, one.start - 6) : one.start]):
            return Meaning(hit, "", "ratio", change=True)
        return Meaning(hit, key, "ratio")
    if not mine and one.scale >= 10**4 and unit in ("yuan", "people"):
        return Meaning(hit, key, unit)  # 首破两千亿, 从业人员2.5万
    if unit in (mine, one.unit) or (unit, mine) in _READ_AS:
        return Meaning(hit, key, unit)
    if unit == "count" and mine in _COUNTS:
        return Meaning(hit, key, one.unit)
    return Meaning(None, "", one.unit)
