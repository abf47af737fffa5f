"""The unit beside a number: what it counts or measures, and per what."""

import re
from decimal import Decimal
from typing import Final

from gongfu.evidence.counted import counted_noun
from gongfu.evidence.english import counted_before
from gongfu.evidence.numerals import number_of
from gongfu.evidence.rates import MULTIPLES, per_before, per_one
from gongfu.evidence.unit_words import Unit, unit_table

_UNITS: Final = unit_table()
_LONGEST: Final = max(map(len, _UNITS))
_BY_FIRST: Final = {
    first: sorted((word for word in _UNITS if word[0] == first), key=len, reverse=True)
    for first in {word[0] for word in _UNITS}
}
_NOT_BEFORE: Final = {
    "人": "均民工大类性文才体造格事力间物生",
    "个人": "所收空工信养消贷隐档用住",
    "位": "于置居列",
    "年": "级轻产度均代会报",
    "户": "外籍口型均",
    "名": "单称列录牌优",
    "分": "别布散之析配类",
    "天": "然台津下",
    "米": "粉饭",
    "元": "旦宵素",
    "条": "例件款",
    "台": "州湾胞风阶",
    "册": "子",
    "亩": "均",
    "平方": "数",
    "次": "产要数",
    "秒": "杀",
    "升": "级",
    "岁": "月",
    "本": "科地报次级",
    "所": "有以",
    "项": "目",
    "处": "理于",
    "座": "谈",
    "家": "庭园乡长具电政",
    "部": "分门队委",
    "对": "口外接",
    "口": "岸径",
    "面": "积",
    "场": "地馆",
    "起": "来步",
    "类": "型似",
    "种": "植业粮",
    "间": "接隔",
    "门": "类",
    "床": "难",
    "村": "民",
}
"""A unit followed by one of these characters is part of another word (人均, 年级)."""
_ONE: Final = frozenset(
    [
        "年",
        "天",
        "位",
        "名",
        "户",
        "人",
        "周",
        "分",
        "小时",
        "个月",
        "个小时",
        "款",
        "床",
        "张",
        "块",
        "斤",
    ]
)
"""What 一 before it makes no count: 一年, 一位, 一斤四块五."""
_RATE: Final = re.compile(r"\s?(?:/|每)\s?(?P<what>[一-鿿]{1,4}|[a-zA-Z]+[²³23]?)")
_SINGULAR: Final = {
    "people": "person",
    "households": "household",
    "years": "year",
    "months": "month",
    "days": "day",
    "hours": "hour",
    "count": "each",
    "vehicles": "vehicle",
    "tonnes": "tonne",
    "trips": "trip",
    "minutes": "minute",
    "person-times": "visit",
    "volumes": "volume",
    "hectares": "hectare",
    "weeks": "week",
}
_MONEY_OF: Final = {
    "HK$": "Hong Kong dollars", "HKD": "Hong Kong dollars", "US$": "US dollars",
    "USD": "US dollars", "$": "US dollars", "RMB": "yuan", "CNY": "yuan", "¥": "yuan",
    "￥": "yuan", "人民币": "yuan", "€": "euros", "EUR": "euros",
}  # fmt: skip
_MONEY: Final = re.compile("(?:" + "|".join(map(re.escape, _MONEY_OF)) + r") ?$")
_MONEY_ENDS: Final = tuple(sorted({word[-1] for word in _MONEY_OF}))
_MONEY_WORDS: Final = ("元", "块", "yuan", "renminbi", "美元", "港元", "dollars")
_STOPS_NOUN: Final = re.compile(r"(?:and|or|to|of|in|at|on|by|per|a|the|for|from|with)\b|\d")
_MANY: Final = 100
"""From so many on an English number counts something, whatever the noun."""
_MANY_PIECES: Final = 10**8
"""So many 块 are pieces (集成电路73.5亿块), since nobody says hundreds of millions of yuan so."""
_FIRMS: Final = re.compile(
    r"(?:(?P<enterprises>企业|公司)|市场主体|经营主体|个体工商户|个体户|商户)"
    r"(?:达到?|为|共有?|有|近|超过?|约|已|突破|新增|净增|[^，。；]?增加)*$"
)
"""What is counted in 户 and is no household."""
_FILLER: Final = re.compile(r"\s(?:[a-z-]+\s){0,2}(?P<noun>[a-z-]+(?: [a-z]+)?)")


def about_number(number: str) -> tuple[str, str] | None:
    """The two ends of a spoken guess: 三四十 is from 三十 to 四十; None if it is none.

    >>> about_number("两百五六十"), about_number("十一二万"), about_number("三十四")
    (('两百五十', '两百六十'), ('十一万', '十二万'), None)
    """
    digits = "一二三四五六七八九"
    for at in range(len(number) - 1):
        low, high = number[at], number[at + 1]
        low = "二" if low == "两" else low
        if low in digits and high in digits and digits.index(high) == digits.index(low) + 1:
            before, after = number[:at], number[at + 2 :]
            if before and before[-1] not in "十百千万":
                return None
            return before + number[at] + after, before + high + after
    return None


def unit_at(
    text: str, at: int, *, spelt: bool, value: Decimal, before: str
) -> tuple[tuple[str, Decimal] | None, int]:
    """The unit that stands at a position: its base and factor, and where it ends.

    Parameters
    ----------
    text, at
        A text and where the number ends in it.
    spelt, value
        Whether the number is in Chinese numerals, and what it is: 一个 is mostly an article.
    before
        Some characters in front of the number, where its noun or 每千人 may stand.

    Returns
    -------
    tuple
        None and `at` where no unit is.
    """
    begin = at
    while begin < at + 2 and text[begin : begin + 1] == " ":
        begin += 1
    money = currency_before(before)
    if money and not text.startswith(_MONEY_WORDS, begin):
        per, last = per_one(text, at)
        return (f"{money}{per}", Decimal(1)), last
    for word in _BY_FIRST.get(text[begin : begin + 1], ()):
        if not text.startswith(word, begin):
            continue
        end = begin + len(word)
        following = text[end : end + 1]
        if word[-1].isascii() and (following.isalnum() and following.isascii()):
            continue
        if following and following in _NOT_BEFORE.get(word, ""):
            continue
        if following == "(" and text[end + 2 : end + 3] == ")":
            end += 3  # 台(套)
        unit = _UNITS[word]
        firms = _FIRMS.search(before) if word == "户" else None
        if firms:
            return ("enterprises" if firms["enterprises"] else "count", Decimal(1)), end
        if unit.counter or (word == "块" and value >= _MANY_PIECES):
            return _counted(text, word, end, spelt=spelt, value=value, before=before)
        if spelt and value == 1 and word in _ONE:
            return None, at
        return _measured(text, unit, end, before)
    noun = counted_noun(text, begin, near=True)
    if noun is not None and not (spelt and value < 2):
        per, last = per_one(text, noun[1])
        return (noun[0] + per, Decimal(1)), last
    if text[at : at + 1] == " ":
        found, end = _english_noun(text, at, value)
        if found is not None:
            per, last = per_one(text, end)
            return (found[0] + per, found[1]), last
    before_it = counted_before(text, at) if before.isascii() and before[-4:].strip() else ""
    known = _UNITS.get(before_it)
    return ((known.base, known.factor), at) if known else (None, at)


def currency_before(before: str) -> str:
    """The money whose sign or letters stand in front of a number; "" if none.

    >>> currency_before("cost US$"), currency_before("RMB "), currency_before("about ")
    ('US dollars', 'yuan', '')
    """
    if before.rstrip(" ")[-1:] not in _MONEY_ENDS:
        return ""
    match = _MONEY.search(before)
    return _MONEY_OF[match[0].strip(" ")] if match else ""


def _english_noun(text: str, at: int, value: Decimal) -> tuple[tuple[str, Decimal] | None, int]:
    """The noun of an English count, past one or two adjectives (2,100 new charging points)."""
    words = _FILLER.match(text, at)
    if words is None:
        return None, at
    here = at
    for _ in range(3):
        if text[here : here + 1] != " ":
            break
        here += 1
        if _STOPS_NOUN.match(text, here):
            passed = here > at + 1 and value >= _MANY  # 300 homes by 2027, 260 meals a day
            return (("count", Decimal(1)), at) if passed else (None, at)
        unit = next(
            (
                word
                for word in _BY_FIRST.get(text[here : here + 1], ())
                if _is_word(text, word, here)
            ),
            None,
        )
        if unit:
            return (_UNITS[unit].base, _UNITS[unit].factor), here + len(unit)
        noun = counted_noun(text, here, near=True)
        if noun is not None:
            return (noun[0], Decimal(1)), noun[1]
        while text[here : here + 1].isalpha() or text[here : here + 1] == "-":
            here += 1
    return (("count", Decimal(1)), at) if value >= _MANY else (None, at)


def _is_word(text: str, word: str, at: int) -> bool:
    end = at + len(word)
    return text.startswith(word, at) and not text[end : end + 1].isalpha()


def _counted(
    text: str, word: str, end: int, *, spelt: bool, value: Decimal, before: str
) -> tuple[tuple[str, Decimal] | None, int]:
    noun = counted_noun(text, end, counter=word, before=before)
    if spelt and (value < 2 or (noun is None and value < 20 and word not in "间户方面")):
        return None, end
    base = noun[0] if noun else "count"
    return (per_before(base, before), Decimal(1)), end


def _measured(text: str, unit: Unit, end: int, before: str) -> tuple[tuple[str, Decimal], int]:
    rate = _RATE.match(text, end)
    if rate:
        other, last = _rate_unit(rate["what"], rate.start("what"))
        if other is not None:
            name = _SINGULAR.get(other.base, other.base)
            return (f"{unit.base} per {name}", unit.factor / other.factor), last
        many = rate["what"][:1] in MULTIPLES and _rate_unit(rate["what"][1:], 0)[0]
        if many:
            count = number_of(rate["what"][0])
            last = rate.start("what") + 1 + len(rate["what"][1:])
            if count >= 10**4 and many.base == "yuan":
                return (f"{unit.base} per yuan", unit.factor / count), last
            return (f"{unit.base} per {MULTIPLES[rate['what'][0]]} {many.base}", unit.factor), last
    per, last = per_one(text, end)
    if per:
        return (f"{unit.base}{per}", unit.factor), last
    return (per_before(unit.base, before), unit.factor), end


def _rate_unit(words: str, start: int) -> tuple[Unit | None, int]:
    for size in range(len(words), 0, -1):
        unit = _UNITS.get(words[:size])
        if unit is not None:
            return unit, start + size
    return None, start
