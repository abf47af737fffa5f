"""Quantities in a text: the number, how it is bounded, and its unit."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from string import ascii_letters
from typing import Final

from gongfu.errors import InputError
from gongfu.evidence.bounds import bound_before, bound_of, signed
from gongfu.evidence.durations import joined_time
from gongfu.evidence.english import ENGLISH_NUMBER, ENGLISH_SCALE, english_number, is_age
from gongfu.evidence.measures import about_number, currency_before, unit_at
from gongfu.evidence.numerals import CHINESE_NUMERALS, FORMAL, number_of
from gongfu.evidence.quantity import Quantity
from gongfu.evidence.rates import is_of_rate, per_after, rate_goes_on

_ARABIC: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
_SCALE: Final = r"(?:[十百](?!分)|千(?![瓦米克])|万|亿)+"
_CN: Final = CHINESE_NUMERALS
_FINDER: Final = re.compile(
    rf"(?=[0-9{_CN}半翻a-zA-Z$壹贰叁肆伍陆柒捌玖拾])(?:"
    rf"(?P<per>百分之|千分之|[十百]?万分之)\s?(?P<percent>{_ARABIC}|[{_CN}点]+)"
    rf"|(?P<under>[{_CN}]+|\d+)分之(?P<over>[{_CN}]+|\d+)"
    r"|(?<![\d.])(?P<slash>[1-9]/[2-9])(?![\d/年月.])"
    r"|(?P<tenths>[一二两三四五六七八九]成[一二三四五六七八九半]?|半数|一半)"
    r"(?![立为员果绩本功都长熟品人效群片交就套语型份形双])"
    r"|翻(?:了|了近|近)?(?P<double>[一两二三四]?)番"
    r"|(?P<left>(?<![\d.:∶])\d+(?:\.\d+)?)\s?[:∶比]\s?(?P<right>\d+(?:\.\d+)?)(?!\d|\.\d|\s?[:∶])"
    rf"|(?P<halves>\d+|[{_CN}]+|(?=半))个?半个?(?P<half_of>小时|钟头|月)"
    rf"|(?P<number>(?:{_ARABIC})(?:\s?{_SCALE}(?:\d+(?:\.\d+)?{_SCALE})*(?:零\d+)?)?"
    rf"|[{_CN}]+(?:点[零一二三四五六七八九]+[万亿]*)?|{FORMAL})"
    rf"(?P<more>[多余来几把]|有余)?(?P<scale>(?:{_SCALE})?)"
    rf"(?:\s?(?P<english>{ENGLISH_SCALE})\b)?"
    rf"|{ENGLISH_NUMBER})"
)
_PERCENT: Final = re.compile(
    r"\s{0,2}(?P<more>[多余])?\s?(?P<sign>%|‰|个?百分点|个点|percentage points?|percent"
    r"|per cent|pp\b)"
)
_PERCENT_BEGINS: Final = frozenset(" %‰个百p多余\n\r\t")
_ORDINALS: Final = ("第", "No.", "NO.", "№")
_RANK: Final = re.compile(r"[位名强列](?!额)")
"""After 前 and a number a place in a ranking: 前三位, 前100强."""
_PLACES_UP: Final = re.compile(
    r"(?:排名|名次|位次|排位|前移|前进|提升|上升|下降|后退|跃升|晋升)了?[^，。；\d]{0,4}$"
)
_CODES: Final = frozenset("#〔[_/" + ascii_letters)
_INITIALS: Final = re.compile(r"(?<![A-Za-z0-9.&/-])(?:[A-Z]{3,5}|R&D)$")
"""Letters that a number may follow at once (GDP150.2亿元); it needs a unit to be no code."""
_OR_MORE: Final = re.compile(r" (?:or|to) [a-z]")
"""Behind a number in English words that shares the unit of the next: six or seven times."""
_FALLS_BY: Final = re.compile(r" (?:decline|decrease|drop|fall|reduction)\b")
_FORMAL: Final = "壹贰叁肆伍陆柒捌玖拾"
_SHORT: Final = re.compile(r"\s?(?P<scale>[mk])\b")
"""Behind money: RMB 3.5m."""
_TABLE: Final = re.compile(
    r"(?<![一-鿿])(?:附?[表图]|Table|Figure|Fig\.)\s?(?:\d+[-.－–—])?$|[表图]\s?\d+[-－–—]$"
)
_TABLE_PARTS: Final = re.compile(r"(?<=[表图])\d+[-－–—]\d+[ \u3000]")
_NAMES: Final = re.compile(
    r"[一二三四五六七八九十百千万两]+(?:大差距|大机场|大战略|大任务|大目标|位一体"
    r"|个全面|个先行|个自信|个代表"
    r"|个意识|个维护|个确立|带一路|村示范|村整治|县一策|线城市|产业|名工程|小时达"
    r"|小时通勤|站式|体化|体两翼"
    r"|老一小|老一少|老与一小|农|会|张网|张图|件事|盘棋|把手|窗|网|季度|年级|年行动"
    r"|年计划|年规划|年方案"
    r"|项制度|公经费|免一补|优一改|一单|通|[^，。；]{0,2}毛入园|位数|字|胎|级|乡|线)"
    r"|十[二三四五]五|百姓|万[一元]户|千家"
)
_RANGE: Final = re.compile(r"\s?(?:[-~—–～]|——|至|到|to)\s?")
_HUNDRED: Final = 100
_AND: Final = re.compile(r"\s?(?:、|和|与|及|或|and|or)\s?")
_UNITLESS: Final = re.compile(
    r"(?:系数|倍差|指数|比值|之比|收入比|性别比|师比|比率|比例|coefficient|ratio|index"
    r"|gap)(?:\([^)]{0,30}\))?[^，。；,;]{0,12}$"
)
_CHANGES: Final = re.compile(
    r"(?:(?:至|到)\d{4}年(?:末|底)?的|为|达|至|到|缩小|扩大|提高|下降|上升|降低|is|was"
    r"|to|of|from)了?\s?$"
)
_TENTHS: Final = re.compile(r"(?<=块)[一二三四五六七八九](?![十百千万块])")
_SPOKEN: Final = re.compile(r"[^\w]|$|(?:左右|上下|以上|以下|多|来|出头|大关|不到)")
_ALONE_BARE: Final = frozenset(["百", "千", "万", "亿", "百亿", "千亿", "百万", "千万", "万亿"])
_SCALES: Final = {"": Decimal(1)} | {
    word: number_of(word) for word in ("十", "十万", "十亿", *sorted(_ALONE_BARE))
}
_MOST: Final = 10**20
"""No text counts so far (all money of the world is 10^16 yuan): a longer number is a code."""
_LONGEST: Final = 24
"""So many characters of a numeral stay exact in a `Decimal` whatever its unit multiplies by."""


def find_quantities(text: str, taken: Sequence[tuple[int, int]] = ()) -> list[Quantity]:
    """Every quantity of a text.

    Parameters
    ----------
    text
        As `flow.flow_of` writes it.
    taken
        Spans that are something else, such as dates, in order and apart.

    Returns
    -------
    list of Quantity
        In the order of the text.  Years, ordinals, codes, set phrases (三大差距) and numbers
        with neither unit nor sign are left out; a range is two quantities.
    """
    starts = [start for start, _ in taken]
    ends = [end for _, end in taken]
    found: list[Quantity] = []
    bare: list[Quantity] = []  # numbers without a unit that may share the next one's
    rated: Quantity | None = None  # the one before, if it is per something
    for match in _FINDER.finditer(text):
        start = match.start()
        at = bisect_right(starts, start) - 1
        if at >= 0 and ends[at] > start:
            continue
        for one in _quantities(text, match):
            if bare and not _joined(text, bare[-1].end, one.start):
                bare.clear()
            if not one.unit:
                bare.append(one)
                if _stands_alone(text, one):
                    found.append(one)
                continue
            if bare:
                found = [each for each in found if each not in bare] + _shared(text, bare, one)
                ranged = _ranged(text, bare[-1], one.start)
                bare.clear()
                if ranged and one.bound == "=":
                    one = one._replace(bound="<=")
            elif found and _falls_too(text, found[-1], one):
                one = one._replace(value=-one.value)
            elif found and _is_range(text, found[-1], one):
                found[-1] = found[-1]._replace(bound=">=", unit=one.unit)
                one = one._replace(bound="<=")
            rate = rate_goes_on(text, rated.unit, (rated.start, rated.end), start) if rated else ""
            if rate and " per " not in one.unit:
                one = one._replace(unit=f"{one.unit}{rate}")
            rated = one if " per " in one.unit else None
            if found and (time := joined_time(text, found[-1], one)):
                found[-1] = time
            else:
                found.append(one)
    return [one for one in found if abs(one.value) < _MOST]


def _joined(text: str, end: int, start: int) -> bool:
    between = text[end:start]
    return bool(_RANGE.fullmatch(between) or _AND.fullmatch(between))


def _falls_too(text: str, before: Quantity, one: Quantity) -> bool:
    """Whether a share goes on a list of falls: 分别下降12.9%和6.5%."""
    return (
        one.unit == before.unit == "share"
        and before.value < 0 < one.value
        and text[before.start] not in "-负"
        and _AND.fullmatch(text[before.end : one.start]) is not None
    )


def _is_range(text: str, low: Quantity, high: Quantity) -> bool:
    between = text[low.end : high.start]
    grown = text[low.start - 1 : low.start] in ("从", "由", "自")  # 从1万元到2万元 is a change
    return (
        bool(between)
        and not grown
        and (_RANGE.fullmatch(between) is not None or _is_between(text, low.start, between))
        and (low.unit == high.unit or high.unit.startswith(f"{low.unit} per "))
        and low.bound == high.bound == "="
        and low.value < high.value
    )


def _is_between(text: str, start: int, between: str) -> bool:
    return between == " and " and text[max(0, start - 8) : start].lower() == "between "


def _ranged(text: str, low: Quantity, following: int) -> bool:
    """Whether a number without unit is the low end of a range whose other end follows."""
    if text[max(0, low.start - 8) : low.start].lower() == "between ":
        return True
    between = text[low.end : following]
    return _RANGE.fullmatch(between) is not None or (low.spelt and between == " or ")


def _shared(text: str, bare: list[Quantity], one: Quantity) -> list[Quantity]:
    """Numbers before the last of a list or range, in its unit (20-30万人; 10、12和15亿元)."""
    plain = re.match(rf"(?:{_ARABIC})", text[one.start : one.end])
    number = number_of(plain[0]) if plain else Decimal(0)
    factor = one.value / number / one.scale if number else Decimal(1)
    out = []
    for at, each in enumerate(bare):
        following = bare[at + 1].start if at + 1 < len(bare) else one.start
        scale = one.scale if each.scale == 1 else Decimal(1)
        bound = ">=" if each.bound == "=" and _ranged(text, each, following) else each.bound
        out.append(
            each._replace(
                value=each.value * scale * factor, unit=one.unit, bound=bound, scale=one.scale
            )
        )
    return out


def _stands_alone(text: str, one: Quantity) -> bool:
    """Whether a number without a unit says something by itself: 基尼系数为0.32, 挣了一万八."""
    written = text[one.start : one.end]
    before = text[max(0, one.start - 16) : one.start]
    if one.spelt:
        return one.value >= 100 and _SPOKEN.match(text, one.end) is not None
    if one.scale >= 10**4 or _UNITLESS.search(before):
        return True
    alone = text[one.end : one.end + 2].strip()[:1] not in (":", "∶")  # 2.8:41.1:56.1
    return alone and "." in written and _CHANGES.search(before) is not None


def _quantities(text: str, match: re.Match[str]) -> list[Quantity]:
    """What one match says: mostly one quantity, two for 三四十户, none for an ordinal or a code."""
    start = match.start()
    before = text[max(0, start - 18) : start]
    if before[-1:] in _CODES and not _INITIALS.search(before):
        return []
    if before.rstrip().endswith(_ORDINALS):
        return []
    if before.endswith("-") and before[-2:-1] in _CODES:
        return []
    ranked = before[-1:] == "前" and _RANK.match(text, match.end())
    if (
        match.end() - start > _LONGEST
        or ranked
        or _TABLE.search(before)
        or _TABLE_PARTS.match(text, start)
    ):
        return []
    if match["en_number"]:
        return _english(text, match, before)
    if match["number"] is None:
        one = _share(text, match, before)
        return [one] if one else []
    number = match["number"]
    if number[0].isdigit():
        one = _plain(text, match, number, before, spelt=False)
        return [one] if one else []
    if _is_name(text, start, match.end(), before) or before.endswith(("数", "几")):
        return []
    pair = about_number(number)
    if pair:
        low, high = (_plain(text, match, each, before, spelt=True) for each in pair)
        if low is None or high is None:
            return []
        return [low._replace(bound=">="), high._replace(bound="<=")]
    one = _plain(text, match, number, before, spelt=True)
    return [one] if one else []


def _is_name(text: str, start: int, end: int, before: str) -> bool:
    """Whether a spelt number is part of a name or a phrase (三大差距, 第一个五年, 星期三)."""
    if before.endswith("个") and text[end : end + 1] == "年":
        return True
    return _NAMES.match(text, start) is not None or before.endswith(
        ("星期", "周", "分之", "初", "十")
    )


def _plain(
    text: str, match: re.Match[str], number: str, before: str, *, spelt: bool
) -> Quantity | None:
    start, end = match.span()
    more, scale_words = match["more"] or "", match["scale"] or ""
    if number[0] == "0" and number[1:2].isdigit():
        return None  # a code
    if more in ("几", "把") and not scale_words and number[-1] not in "十百千万":
        if spelt:
            return None
        more, end = "", end - 1
    if spelt and text[end : end + 1] in ("瓦", "米", "克") and number[-1] == "千":
        number, end = number[:-1], end - 1
    try:
        value, scale = _valued((number + scale_words).replace(" ", ""))
    except InputError:
        return None
    if match["english"]:
        scale = english_number(match["english"])
        value *= scale
    elif currency_before(before) and (short := _SHORT.match(text, end)):
        scale, end = english_number(short["scale"]), short.end()
        value *= scale
    sign = _PERCENT.match(text, end) if text[end : end + 1] in _PERCENT_BEGINS else None
    if sign:
        return _percent(text, start, sign, value, more, before)
    unit, unit_end = unit_at(text, end, spelt=spelt, value=value, before=before)
    if unit is None and not spelt and is_age(text, start, end):
        bound, last = bound_of(text, before, more, end)
        return Quantity(start, last, value, bound, "years")
    if unit is None:
        bound, last = bound_of(text, before, more, end)
        if spelt and (len(number) < 2 or (number[0] in _FORMAL and number[-1] not in "万亿")):
            return None
        if before[-1:] in _CODES and scale == 1:
            return None
        per, per_end = per_after(text, end)
        return Quantity(start, per_end if per else last, value, bound, per, scale, spelt)
    if is_of_rate(value * unit[1], unit[0], before):
        return None
    if unit[0] == "people" and text[unit_end - 1] == "位" and _PLACES_UP.search(before):
        return None  # 排名上升2位: a difference of ranks
    per, per_end = per_after(text, unit_end) if " per " not in unit[0] else ("", unit_end)
    if per:
        unit, unit_end = (f"{unit[0]} {per}", unit[1]), per_end
    bound, last = bound_of(text, before, more, unit_end)
    if spelt and number in _ALONE_BARE and not more:
        if bound == "=" and before.endswith(("上", "成", "过")):
            bound = ">="
        if bound == "=":
            return None  # 万元户, 百村: a figure of speech
    base, factor = unit
    tenths = _TENTHS.match(text, unit_end) if spelt and base == "yuan" else None
    if tenths:
        value, last = value + number_of(tenths[0]) / 10, tenths.end()  # 四块五
    return Quantity(start, last, value * factor, bound, base, scale, spelt)


def _valued(number: str) -> tuple[Decimal, Decimal]:
    """The value of a numeral, and what 万 or 亿 at its end multiplied by."""
    tail = number.lstrip("0123456789.,")
    if tail == number:
        return number_of(number), Decimal(1)
    scale = _SCALES.get(tail)
    if scale is None:
        return number_of(number), number_of(tail)  # 1亿2000万
    return Decimal(number[: len(number) - len(tail)].replace(",", "")) * scale, scale


def _english(text: str, match: re.Match[str], before: str) -> list[Quantity]:
    """Numbers in English words (two-thirds, five hours, one million)."""
    start, end = match.span()
    value = english_number(match["en_number"])
    if match["en_scale"]:
        value *= english_number(match["en_scale"])
    if value < 1:
        bound, last = bound_of(text, before, "", end)
        return [Quantity(start, last, value, bound, "share", spelt=True)]
    unit, unit_end = unit_at(text, end, spelt=False, value=value, before=before)
    if unit is None:
        if _OR_MORE.match(text, end) is None:
            return []
        return [Quantity(start, end, value, bound_before(before.rstrip(" ")), "", spelt=True)]
    bound, last = bound_of(text, before, "", unit_end)
    return [Quantity(start, last, value * unit[1], bound, unit[0], spelt=True)]


def _percent(
    text: str, start: int, sign: re.Match[str], value: Decimal, more: str, before: str
) -> Quantity:
    points = sign["sign"] not in ("%", "‰", "percent", "per cent")
    value = value.scaleb(-3 if sign["sign"] == "‰" else -2)
    bound, end = bound_of(text, before, more or sign["more"] or "", sign.end())
    if _FALLS_BY.match(text, sign.end()):
        value = -value
    start, value, bound = signed(start, value, bound, before)
    return Quantity(start, end, value, bound, "percentage points" if points else "share")


def _share(text: str, match: re.Match[str], before: str) -> Quantity | None:
    """百分之三十, 三分之二, 七成, 翻一番, 1:16.2."""
    start, end = match.span()
    try:
        if match["per"]:
            zeros = {"百": 2, "千": 3, "万": 4, "十": 5}[match["per"][0]]
            zeros = 6 if match["per"].startswith("百万") else zeros
            value = number_of(match["percent"]).scaleb(-zeros)
        elif match["under"] or match["slash"]:
            over, under = (
                match["slash"].split("/") if match["slash"] else (match["over"], match["under"])
            )
            value = number_of(over) / number_of(under)
        elif match["tenths"]:
            value = _tenths(match["tenths"])
        elif match["double"] is not None:
            times = Decimal(2) ** int(number_of(match["double"] or "一"))
            bound, last = bound_of(text, before, "", end)
            return Quantity(start, last, times, bound, "times", spelt=True)
        elif match["half_of"]:
            value = (number_of(match["halves"]) if match["halves"] else 0) + Decimal("0.5")
            unit = "months" if match["half_of"] == "月" else "hours"
            bound, last = bound_of(text, before, "", end)
            return Quantity(start, last, value, bound, unit)
        else:
            return _ratio(text, match, before)
    except (InputError, ArithmeticError):
        return None
    points = text.startswith("个百分点", end)
    bound, last = bound_of(text, before, "", end + 4 if points else end)
    start, value, bound = signed(start, value, bound, before)
    return Quantity(
        start, last, value, bound, "percentage points" if points else "share", spelt=True
    )


def _tenths(word: str) -> Decimal:
    if word in ("半数", "一半"):
        return Decimal("0.5")
    value = number_of(word[0]) / 10
    if len(word) > 2:
        value += Decimal("0.05") if word[2] == "半" else number_of(word[2]) / 100
    return value


def _ratio(text: str, match: re.Match[str], before: str) -> Quantity | None:
    left, right = Decimal(match["left"]), Decimal(match["right"])
    start, end = match.span()
    if before.rstrip().endswith((":", "∶")):
        return None  # the second pair of 5.4 ∶ 42.7 ∶ 51.9
    bound, last = bound_of(text, before, "", end)
    if 1 in (left, right):
        return Quantity(start, last, right if left == 1 else left, bound, "ratio")
    if _HUNDRED in (left, right) and "比" not in match[0] and min(left, right) > 0:
        return Quantity(start, last, left / right, bound, "ratio")
    return None  # a clock, a score, or parts of a whole
