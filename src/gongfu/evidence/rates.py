"""What a number is per: 每千人, 人均, 月收入, per 100,000 people."""

import re
from decimal import Decimal
from typing import Final

from gongfu.evidence.numerals import number_of

MULTIPLES: Final = {
    "百": "100",
    "千": "1,000",
    "万": "10,000",
    "十万": "100,000",
    "百万": "1,000,000",
}
_PER_BEFORE: Final = re.compile(
    r"每(?P<count>十万|百万|[百千万]|\d+万?)?(?:名|位|个)?(?:常住|学龄|户籍|适龄|农村)?"
    r"(?P<who>人口|人|老年?人|(?:\d岁以下)?(?:婴幼儿|儿童)|户|亩|公顷|平方公里|平方米|公斤|千瓦时|吨|天|日|月"
    r"|年|小时|度电?)(?![均次])"
    r"[^，。；,;：:]{0,14}$"
)
_WHO: Final = {
    "户": "household", "亩": "mu", "公顷": "hectare", "平方公里": "km2", "平方米": "m2",
    "公斤": "kg", "千瓦时": "kWh", "吨": "tonne", "天": "day", "日": "day", "月": "month",
    "年": "year", "小时": "hour", "度": "kWh", "度电": "kWh",
}  # fmt: skip
_MONTHLY: Final = re.compile(
    r"(?<![\d一二三四五六七八九十上本当次同每个至-])(?P<head>人均)?月(?:均|人均|工资|收入|薪|租|入|增收|退休金|养老金|生活费)"
    r"[^，。；,;\d]{0,10}$"
)
_DAILY: Final = re.compile(r"(?<![\d一二三四五六七八九十每])日均[^，。；,;\d]{0,10}$")
_OF_TIME: Final = frozenset({"yuan", "people", "person-times", "trips", "count", "tonnes", "kWh"})
_EACH: Final = (
    (re.compile(r"(?:人均|生均|per (?:head|capita|person))[^，。；,;]{0,16}$"), "person",
     frozenset({"yuan", "m2", "kWh", "kg", "volumes", "mu"})),
    (re.compile(r"户均[^，。；,;]{0,12}$"), "household", frozenset({"yuan", "people", "kWh"})),
    (re.compile(r"亩[产均][^，。；,;]{0,12}$"), "mu", frozenset({"yuan", "kg", "tonnes"})),
)  # fmt: skip
_NO_RATE: Final = frozenset({"share", "ratio", "times", "percentage points", "years", "minutes"})
_HELD: Final = frozenset({"people", "households", "km2", "mu", "m2", "vehicles", "count"})
"""What a round number behind 每 counts when it is part of a rate."""
_LISTED: Final = re.compile(r"(?:[、和及与]|以及)[^，。；,;、：:\d]{0,12}|[,，][一-鿿()]{2,8}")
_OTHER: Final = re.compile(
    r"新增|建成|全[省市县区国镇村]|共|总|累计|达到|其中|完成|实现|引进|培育|投入|有|每|均"
)
"""In a list of what 每千人 have, words with which something else begins."""
_FROM_TO: Final = re.compile(
    r"(?:提高|增加|上升|提升|增长|涨|下降|减少|降低|降|升|增)?(?:到|至)了?"
)
_AFTER: Final = re.compile(
    r"\s?/\s?(?P<slash>10万|百万|[千万])(?![元亩])(?:人口?)?"
    r"|(?:\s[a-z]+){0,2}\s(?:per|for every|for each)\s(?P<count>(?:\d{1,3},)?\d00+)\s"
    r"(?:(?:permanent|registered)\s)?"
    r"(?P<who>people|persons|residents|inhabitants|population|households|live births|births)\b"
)
_ONE_EACH: Final = re.compile(
    r"\s(?:per|a|each|every)\s(?P<who>head|capita|person|household|family|mu|kg|kilogram|kilo|tonne"
    r"|hectare|hour|day|month|village|square metre|square meter)(?![a-z-])"
)
_ENGLISH: Final = {
    "head": "person", "capita": "person", "family": "household", "kilogram": "kg", "kilo": "kg",
    "square metre": "m2", "square meter": "m2",
}  # fmt: skip


def per_before(base: str, before: str) -> str:
    """The unit with what it is per, where the words before the number say so (每千人, 人均)."""
    if base in _NO_RATE or not any(one in before for one in ("每", "均", "月", "per ")):
        return base
    per = _PER_BEFORE.search(before)
    if per:
        count = per["count"] or ""
        if count[:1].isdigit():
            count = f"{int(number_of(count)):,}"
        count = MULTIPLES.get(count, count)
        who = _WHO.get(per["who"], "person")
        many = {"person": "people", "household": "households"}.get(who, who)
        return f"{base} per {count} {many}" if count else f"{base} per {who}"
    if base in _OF_TIME:
        monthly = _MONTHLY.search(before)
        if monthly:
            each = " per person" if "人均" in monthly[0] else ""
            return f"{base}{each} per month"
        if _DAILY.search(before):
            return f"{base} per day"
    for words, who, units in _EACH:
        if base in units and words.search(before):
            return f"{base} per {who}"
    return base


def per_after(text: str, at: int) -> tuple[str, int]:
    """What the words behind a number say it is per, and where they end; "" if nothing.

    >>> per_after("3.5/10万，", 3), per_after("3 doctors per 1,000 people", 9)
    (('per 100,000 people', 7), ('per 1,000 people', 26))
    """
    found = _AFTER.match(text, at)
    if found is None:
        return "", at
    if found["slash"]:
        return f"per {int(number_of(found['slash'])):,} people", found.end()
    of = {"households": "households", "live births": "births", "births": "births"}
    count = int(number_of(found["count"]))
    return f"per {count:,} {of.get(found['who'], 'people')}", found.end()


def per_one(text: str, at: int) -> tuple[str, int]:
    """What an English unit is per by the words behind it (150 yuan a day), and where they end."""
    found = _ONE_EACH.match(text, at)
    if found is None:
        return "", at
    return f" per {_ENGLISH.get(found['who'], found['who'])}", found.end()


def is_of_rate(value: Decimal, unit: str, before: str) -> bool:
    """Whether a round number is part of a rate, not a quantity of its own: 每10万人, per 1,000."""
    if not before.endswith(("每", "per ", "every ", "each ")) or value < 10:
        return False
    return unit in _HELD and set(str(int(value))[1:]) == {"0"} and str(int(value))[0] == "1"


def rate_goes_on(text: str, unit: str, span: tuple[int, int], start: int) -> str:
    """What a number is per because the one before it is; "" where nothing says so.

    Parameters
    ----------
    text
        As `flow.flow_of` writes it.
    unit, span
        The unit of the number before, and where it stands.
    start
        Where this number begins.

    Notes
    -----
    A list goes on with its first words (每千人医生3.2人、护士4.1人), and so does a change
    (月均收入由3000元提高到4200元); what names its own 每 does not.
    """
    _, per, many = unit.partition(" per ")
    written = text[slice(*span)]
    if not per or "/" in written or "每" in written:
        return ""
    between = text[span[1] : start]
    if _FROM_TO.fullmatch(between):
        return f" per {many}"
    if not many[:1].isdigit() or not _LISTED.fullmatch(between) or _OTHER.search(between):
        return ""
    return f" per {many}"
