"""Quantities in a text: the number, how it is bounded, and its unit."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from gongfu.errors import InputError
from gongfu.evidence.counted import counted_noun
from gongfu.evidence.numerals import ENGLISH, number_of
from gongfu.evidence.unit_words import Unit, unit_table

_ARABIC: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
_CN: Final = "零〇一二两三四五六七八九十百千万亿"
_SCALE: Final = r"(?:[十百](?!分)|千(?![瓦米克])|万|亿)+"
_FINDER: Final = re.compile(
    r"(?=[0-9百千半零〇一二两三四五六七八九十几数万亿翻])(?:"
    rf"(?P<per>百分之|千分之)\s?(?P<percent>{_ARABIC}|[{_CN}点]+)"
    rf"|(?P<under>[{_CN}]+|\d+)分之(?P<over>[{_CN}]+|\d+)"
    r"|(?P<tenths>[一二两三四五六七八九]成[一二三四五六七八九半]?|半数)(?![立为员果绩本功都长熟品人效群片交就套语型份形双])"
    r"|翻(?P<double>[一两二三四])番"
    rf"|(?P<left>(?<![\d.:])\d+(?:\.\d+)?)\s?[:∶比]\s?(?P<right>\d+(?:\.\d+)?)(?![\d:]|\.\d)"
    rf"|(?P<number>(?:{_ARABIC})(?:\s?{_SCALE}(?:\d+(?:\.\d+)?{_SCALE})*)?|[{_CN}]+(?:点[零一二三四五六七八九]+[万亿]*)?)"
    rf"(?P<more>[多余来几]|有余)?(?P<scale>(?:{_SCALE})?)"
    r"(?:\s(?P<english>hundred|thousand|million|billion|trillion)\b)?)"
)  # fmt: skip
_PERCENT: Final = re.compile(
    r"\s{0,2}(?P<more>[多余])?\s?(?P<sign>%|‰|个?百分点|个点|percentage points?|percent|per cent|pp\b)"
)
_BEFORE: Final = {
    "~": "约 大约 大概 约为 约合 近 将近 接近 接近于 差不多 nearly about almost approximately around roughly some",
    ">": "超 超过 超过了 超出 突破 突破了 逾 已逾 高于 多于 大于 跨过 跃过 迈过 站上 越过 冲破 over exceeding exceeded above "
         "more\x00than",
    ">=": "至少 不少于 不低于 不小于 起码 最少 at\x00least",
    "<": "不足 不到 未到 低于 少于 小于 不满 未满 under below less\x00than fewer\x00than",
    "<=": "不超过 不高于 不大于 至多 最多 不多于 up\x00to at\x00most",
}  # fmt: skip
_BOUNDS: Final = {
    word.replace("\x00", " "): bound for bound, line in _BEFORE.items() for word in line.split()
}
_LONGEST: Final = max(map(len, _BOUNDS))
_NOT_ABOUT: Final = "节签履违合条预特制集简"
_NOT_NEAR: Final = "附最附临邻就靠贴亲远"
_AFTER: Final = re.compile(
    r"\s?(?P<ge>及?以上|之上|or more)|\s?(?P<le>及?以下|以内|之内|or less)|(?P<about>左右|上下)|(?P<gt>多(?![少种样元])|余(?![杭姚]))"
)
_FALLS: Final = re.compile(
    r"(?:下降|降低|减少|回落|下跌|收窄|缩小|下滑|缩减|萎缩|减低|负增长|降幅为?|跌幅为?|少|降|减|fell by|down|decreased by|declined by|fell)"
    r"(?:了|约|近|超过?|逾|\s)*$"
)
_ORDINAL: Final = re.compile(r"(?:第|No\.?|NO\.?|№)\s?$")
_CODE: Final = re.compile(r"[A-Za-z#〔\[_/]$")
_NAMES: Final = re.compile(
    r"(?:[一二三四五六七八九十百千万两]+)(?:大差距|大机场|大战略|大任务|大目标|位一体|个全面|个先行|个自信|个代表|个意识|个维护"
    r"|个确立|带一路|村示范|村整治|县一策|线城市|产业|名工程|小时达|小时通勤|站式|体化|体两翼|老一小|老一少|老与一小|农|会|张网|张图|件事"
    r"|盘棋|把手|窗|网|季度|年级|年行动|年计划|年规划|年方案|项制度|公经费|免一补|优一|改一|单|通|五)"
)
_UNITS: Final = unit_table()
_LONGEST_UNIT: Final = max(map(len, _UNITS))
_ASCII_UNIT: Final = re.compile(r"[A-Za-z0-9]")
_NOT_UNIT: Final = {
    "人": "均民工大类性文才体造为格事力间物生", "位": "于置居列", "年": "级轻产度均代会报", "户": "外籍口型均",
    "名": "单称列录牌优", "分": "别布散之析配类", "天": "然台津下", "米": "粉饭", "元": "旦宵素", "条": "例件款",
    "台": "州湾胞风", "度": "过假", "册": "子", "亩": "均", "平方": "数", "次": "产要数", "秒": "杀", "小时": "候",
    "代": "表替码", "升": "级", "天津": "", "方": "", "岁": "月", "本": "科地报次级", "所": "有以", "项": "目",
    "处": "理于", "所在": "", "座": "谈", "家": "庭园乡长具电政", "部": "分门队委", "对": "口外接", "口": "岸径",
    "面": "积", "场": "地馆", "起": "来步", "类": "型似", "种": "植业粮", "间": "接隔", "门": "类",
}  # fmt: skip
_RATE: Final = re.compile(r"\s?(?:/|每)\s?(?P<count>[百千万]|\d+)?(?P<unit>[一-鿿]{1,4}|[a-z]+)")
_SINGULAR: Final = {
    "people": "person", "households": "household", "years": "year", "months": "month",
    "days": "day", "hours": "hour", "count": "each", "vehicles": "vehicle", "tonnes": "tonne",
    "trips": "trip", "minutes": "minute", "person-times": "visit", "volumes": "volume",
    "hectares": "hectare", "weeks": "week",
}  # fmt: skip
_RANGE: Final = re.compile(r"\s?(?:[-~—–～]|——|至|到)\s?")
_AND: Final = re.compile(r"\s?(?:、|和|与|及|或)\s?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a text in base units.

    `start` to `end` is the quantity as written with its unit; `value` is exact; `bound` as in
    `StatedFigure`; `unit` is "" where none stands beside it; `scale` is what 万 or 亿 beside it
    multiplied by, `spelt` whether it is in Chinese numerals.
    """

    start: int
    end: int
    value: Decimal
    bound: str
    unit: str
    scale: Decimal = Decimal(1)
    spelt: bool = False


def find_quantities(text: str, taken: Sequence[tuple[int, int]] = ()) -> list[Quantity]:
    """Every quantity of a text.

    Parameters
    ----------
    text
        As `script.fold` writes it.
    taken
        Spans that are something else, such as dates, in order.

    Returns
    -------
    list of Quantity
        In the order of the text.  Years, ordinals, codes, set phrases (三大差距) and numbers
        with neither unit nor sign are left out.
    """
    starts = [start for start, _ in taken]
    ends = [end for _, end in taken]
    found: list[Quantity] = []
    bare: list[Quantity] = []  # numbers without a unit that may share the next one's
    for match in _FINDER.finditer(text):
        start, end = match.span()
        at = bisect_right(starts, start) - 1
        if at >= 0 and ends[at] > start:
            continue
        one = _quantity(text, match)
        if one is None:
            bare.clear()
            continue
        if bare and not _joined(text, bare[-1].end, one.start):
            bare.clear()
        if not one.unit:
            bare.append(one)
            if _stands_alone(text, one):
                found.append(one)
            continue
        if bare:
            found = [each for each in found if each not in bare]
            found += _shared(text, bare, one)
            bare.clear()
            if _RANGE.fullmatch(text[found[-1].end : one.start]) and one.bound == "=":
                one = _with(one, bound="<=")
        elif found and _is_range(text, found[-1], one):
            found[-1] = _with(found[-1], bound=">=")
            one = _with(one, bound="<=")
        found.append(one)
    return found


def _with(one: Quantity, **changes: object) -> Quantity:
    names = ("start", "end", "value", "bound", "unit", "scale", "spelt")
    return Quantity(**({name: getattr(one, name) for name in names} | changes))  # type: ignore[arg-type]


def _joined(text: str, end: int, start: int) -> bool:
    between = text[end:start]
    return bool(_RANGE.fullmatch(between) or _AND.fullmatch(between))


def _is_range(text: str, low: Quantity, high: Quantity) -> bool:
    between = text[low.end : high.start]
    return (
        bool(between)
        and _RANGE.fullmatch(between) is not None
        and low.unit == high.unit
        and low.bound == high.bound == "="
        and low.value < high.value
    )


def _shared(text: str, bare: list[Quantity], one: Quantity) -> list[Quantity]:
    """Numbers before the last of a list or range, in its unit (20-30万人; 10、12和15亿元)."""
    factor = one.value / one.scale
    out = []
    for at, each in enumerate(bare):
        following = bare[at + 1].start if at + 1 < len(bare) else one.start
        low = bool(_RANGE.fullmatch(text[each.end : following]))
        scale = one.scale if each.scale == 1 else Decimal(1)
        plain = number_of(_digits(text[one.start : one.end]))
        base = factor / plain if plain else Decimal(1)
        value = each.value * scale * base
        bound = ">=" if low and each.bound == "=" else each.bound
        out.append(_with(each, value=value, unit=one.unit, bound=bound, scale=one.scale))
    return out


def _digits(written: str) -> str:
    match = re.match(rf"(?:{_ARABIC})", written)
    return match[0] if match else "1"


def _stands_alone(text: str, one: Quantity) -> bool:
    """Whether a number without a unit says something by itself: 基尼系数为0.32."""
    if one.spelt:
        return False
    written = text[one.start : one.end]
    before = text[max(0, one.start - 12) : one.start]
    if re.search(
        r"(?:系数|倍差|指数|比值|之比|收入比|性别比|比率|比例|coefficient|ratio|index)[^，。；,;]{0,6}$",
        before,
    ):
        return True
    return "." in written and re.search(r"(?:为|达|至|到|is|was|to|of)\s?$", before) is not None


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    before = text[max(0, start - 14) : start]
    if before and (_CODE.search(before) or _ORDINAL.search(before)):
        return None
    if match["number"] is None:
        return _share(text, match, before)
    number = match["number"]
    spelt = not number[0].isdigit()
    if spelt and before.endswith("个") and text[end : end + 1] == "年":
        return None  # 第一个五年
    if spelt and (_NAMES.match(text, start) or before.endswith(("星期", "周", "百分之", "分之"))):
        return None
    if number[0] == "0" and len(number) > 1 and number[1].isdigit():
        return None  # a code
    more = match["more"] or ""
    scale_words = match["scale"] or ""
    if more == "几" and not scale_words and not number.endswith("十"):
        return None
    if spelt and text[end : end + 1] in ("瓦", "米", "克") and number[-1] == "千":
        number, end = number[:-1], end - 1
    if not number:
        return None
    try:
        value = number_of((number + scale_words).replace(" ", ""))
    except InputError:
        return None
    scale = _scale(number.replace(" ", "") + scale_words)
    if match["english"]:
        scale = Decimal(ENGLISH[match["english"]])
        value *= scale
    sign = _PERCENT.match(text, end)
    if sign:
        return _percent(text, start, sign, value, more, before)
    unit, unit_end = _unit(text, end, spelt, value, before)
    if unit is None and spelt:
        return None
    if unit is None:
        bound, last = _bound(text, before, more, end)
        return Quantity(start, last if last > end else end, value, bound, "", scale, spelt)
    bare_scale = spelt and number in (
        "百",
        "千",
        "万",
        "亿",
        "十",
        "百亿",
        "千亿",
        "百万",
        "千万",
        "万亿",
    )
    bound, last = _bound(text, before, more, unit_end)
    if bare_scale:
        if before.endswith(("上", "成", "过")) and bound == "=":
            bound = ">="
        if bound == "=":
            return None  # 万元户, 百村: a figure of speech
    base, factor = unit
    return Quantity(start, last, value * factor, bound, base, scale, spelt)


def _scale(number: str) -> Decimal:
    tail = number.lstrip("0123456789.,")
    if len(tail) == len(number) or not tail:
        return Decimal(1)
    try:
        return number_of(tail) if tail[0] in "十百千万亿" else Decimal(1)
    except InputError:
        return Decimal(1)


def _percent(
    text: str, start: int, sign: re.Match[str], value: Decimal, more: str, before: str
) -> Quantity:
    points = sign["sign"] not in ("%", "‰", "percent", "per cent")
    value = value.scaleb(-3 if sign["sign"] == "‰" else -2)
    bound, end = _bound(text, before, more or sign["more"] or "", sign.end())
    start, value, bound = _signed(text, start, value, bound, before)
    return Quantity(start, end, value, bound, "percentage points" if points else "share")


def _signed(
    text: str, start: int, value: Decimal, bound: str, before: str
) -> tuple[int, Decimal, str]:
    """A fall is below zero, and what is more than a fall of 5% is less than -5%."""
    minus = before.endswith(("-", "负")) and not before[:-1].endswith(tuple("0123456789%"))
    if minus:
        start -= 1
    if minus or _FALLS.search(before):
        flipped = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
        return start, -value, flipped.get(bound, bound)
    return start, value, bound


def _share(text: str, match: re.Match[str], before: str) -> Quantity | None:
    """百分之三十, 三分之二, 七成, 翻一番, 1:16.2."""
    start, end = match.span()
    try:
        if match["per"]:
            value = number_of(match["percent"]).scaleb(-2 if match["per"] == "百分之" else -3)
        elif match["under"]:
            under, over = number_of(match["under"]), number_of(match["over"])
            if not under:
                return None
            value = over / under
        elif match["tenths"]:
            word = match["tenths"]
            if word == "半数":
                value = Decimal("0.5")
            else:
                value = number_of(word[0]) / 10
                if len(word) > 2:
                    value += Decimal("0.05") if word[2] == "半" else number_of(word[2]) / 100
        elif match["double"]:
            return Quantity(start, end, Decimal(2) ** int(number_of(match["double"])), "=", "times")
        else:
            return _ratio(text, match)
    except InputError:
        return None
    if text.startswith("个百分点", end):
        bound, last = _bound(text, before, "", end + 4)
        start, value, bound = _signed(text, start, value, bound, before)
        return Quantity(start, last, value, bound, "percentage points", spelt=True)
    bound, last = _bound(text, before, "", end)
    start, value, bound = _signed(text, start, value, bound, before)
    return Quantity(start, last, value, bound, "share", spelt=True)


def _ratio(text: str, match: re.Match[str]) -> Quantity | None:
    left, right = Decimal(match["left"]), Decimal(match["right"])
    start, end = match.span()
    clock = len(match["right"]) == 2 and "." not in match[0] and left <= 24 and right < 60
    if left == 1:
        return Quantity(start, end, right, "=", "ratio")
    if right == 1:
        return Quantity(start, end, left, "=", "ratio")
    if clock or not right or "比" in match[0]:
        return None
    return Quantity(start, end, left / right, "=", "ratio")


def _bound(text: str, before: str, more: str, end: int) -> tuple[str, int]:
    """The bound by the words around a quantity, and where it ends with them."""
    after = _AFTER.match(text, end)
    bound = "="
    if after:
        kind = after.lastgroup or ""
        bound = {"ge": ">=", "le": "<=", "about": "~", "gt": ">"}[kind]
        end = after.end() if kind == "gt" else end
    if more:
        bound = "~" if more == "来" else ">"
    if bound == "=":
        bound = _bound_before(before.rstrip(" "))
    return bound, end


def _bound_before(before: str) -> str:
    for size in range(min(_LONGEST, len(before)), 0, -1):
        word = before[-size:]
        bound = _BOUNDS.get(word)
        if bound is None:
            continue
        ahead = before[-size - 1 : -size]
        if word == "约" and ahead and ahead in _NOT_ABOUT:
            return "="
        if word == "近" and ahead and ahead in _NOT_NEAR:
            return "="
        if word[0].isascii() and ahead.isalpha():
            continue
        return bound
    return "="


def _unit(
    text: str, at: int, spelt: bool, value: Decimal, before: str
) -> tuple[tuple[str, Decimal] | None, int]:
    """The unit that stands at a position: base and factor, and where it ends."""
    begin = at
    while begin < at + 2 and text[begin : begin + 1] == " ":
        begin += 1
    for size in range(min(_LONGEST_UNIT, len(text) - begin), 0, -1):
        word = text[begin : begin + size]
        unit = _UNITS.get(word)
        if unit is None:
            continue
        end = begin + size
        following = text[end : end + 1]
        if word[-1].isascii() and word[-1].isalpha() and _ASCII_UNIT.match(following):
            continue
        if following and following in _NOT_UNIT.get(word, ""):
            continue
        if text[end : end + 1] == "(" and text[end + 2 : end + 3] == ")":
            end += 3  # 台(套)
        if unit.counter:
            return _counted(text, word, end, spelt, value, before)
        return _measured(text, unit, end, spelt, value, word)
    noun = counted_noun(text, begin, near=True)
    if noun is not None and not (spelt and value < 2):
        return (noun[0], Decimal(1)), noun[1]
    return None, at


def _counted(
    text: str, word: str, end: int, spelt: bool, value: Decimal, before: str
) -> tuple[tuple[str, Decimal] | None, int]:
    noun = counted_noun(text, end, counter=word, before=before)
    if spelt and (noun is None or value < 2):
        return None, end
    return (noun[0] if noun else "count", Decimal(1)), end


def _measured(
    text: str, unit: Unit, end: int, spelt: bool, value: Decimal, word: str
) -> tuple[tuple[str, Decimal] | None, int]:
    if (
        spelt
        and value == 1
        and word in ("年", "天", "位", "名", "户", "人", "周", "分", "代", "小时", "款")
    ):
        return None, end
    rate = _RATE.match(text, end)
    if not rate:
        return (unit.base, unit.factor), end
    for size in range(len(rate["unit"]), 0, -1):
        other = _UNITS.get(rate["unit"][:size])
        if other is not None:
            break
    else:
        return (unit.base, unit.factor), end
    count = number_of(rate["count"]) if rate["count"] else Decimal(1)
    last = rate.start("unit") + size
    if count > 1:
        name = other.base if other.base in _SINGULAR else other.base
        return (f"{unit.base} per {int(count):,} {name}", unit.factor), last
    name = _SINGULAR.get(other.base, other.base)
    return (f"{unit.base} per {name}", unit.factor / other.factor), last
