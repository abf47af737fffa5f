"""The cells of a yearbook sheet: what a number, a gap, a label, a unit and a period look like."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

from gongfu.evidence.script import fold

Kind = Literal["empty", "number", "gap", "error", "text"]

NOT_AVAILABLE: Final = "not available"
TOO_SMALL: Final = "below half a unit"
EITHER: Final = "not available or below half a unit"
IN_ERROR: Final = "formula in error"
_NUMBER: Final = re.compile(
    r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(?:\.\d+)?|[-+]?\.\d+"
)
_GAP: Final = re.compile(r"[-–—―]{1,3}|…{1,2}|\.{3,6}|[xX×/]|n\.?/?a\.?", re.I)
_DOTS: Final = re.compile(r"…{1,2}|\.{3,6}")
_ERROR: Final = re.compile(r"#(?:[A-Z]+[!?]|DIV/0!|N/A)|Err:\d{3}")
_NOTE_MARK: Final = "[①-⑳⑴-⒇¹²³⁴⁵⁶⁷⁸⁹*†‡]"
_MARKS: Final = re.compile(rf"\s*(?:{_NOTE_MARK}+|(?<![(\d])\d\)|\[\d{{1,2}}\])+$")
_OF_WHICH: Final = re.compile(r"#\s*|其中\s*[:、,]?\s*|of which:?\s*", re.I)
_GAP_IN_HAN: Final = re.compile(r"(?<=[\u3400-\u9fff])[\s　]+(?=[\u3400-\u9fff])")
_HAN: Final = re.compile("[\u3400-\u9fff]")
_ENGLISH_TAIL: Final = re.compile(
    r"(.*[\u3400-\u9fff][)\]%0-9①-⑳⑴-⒇*]*)\s+[A-Za-z(#][^\u3400-\u9fff]*[a-z][^\u3400-\u9fff]*",
    re.S,
)

_COUNTED: Final = (
    "元|美元|港元|欧元|人|户|人次|户次|公顷|亩|平方公里|平方千米|平方米|立方米|公里|千米|海里|米|吨|千克|公斤|克"
    "|千瓦时|千瓦|度|吨标准煤|个|家|辆|件|所|张|床|次|倍|岁|天|日|小时|分钟|座|条|处|套|台|艘|头|只|羽|株|项"
    "|名|位|册|种|村|起|例|枚|部|块|双|台件|箱|升|标准箱|车位|门"
)
_UNIT: Final = re.compile(
    rf"[十百千万亿]{{0,3}}(?:{_COUNTED})(?:/[十百千万亿]{{0,3}}(?:{_COUNTED}|年|月))?"
    r"|%|‰|个?百分点|年|上年(?:同期)?=100|[12]\d{3}年?=100|以上年为100"
    r"|(?:10 ?000|100 million|1 ?000|million|billion|thousand)? ?(?:yuan|persons?|people|tons?|"
    r"hectares?|households|sq\.? ?km|sq\.? ?m|units?|USD|kwh)(?:/[a-z.]+)?",
    re.I,
)
_UNIT_LINE: Final = re.compile(
    r"(?:计量)?单位\s*:?\s*([^\s()]+(?: [^\s()]+)*)|units?\s*:\s*([^()]+)", re.I
)
_LAST_SIGN: Final = re.compile(r"(?<![\d.])[±+-]*\s*([%‰])$")
"""A sign that ends a heading without brackets: 增长%, 同比±%."""
_SEVERAL: Final = re.compile("[、,;]")
_IN_BRACKETS: Final = re.compile(r"[(\[]([^()\[\]]{1,30})[)\]]")
_NO_UNIT_OF_SHEET: Final = re.compile(
    "增长|增速|增幅|比重|占比|率|指数|倍|构成|增减|%|‰|系数|排名|位次"
)

_YEAR: Final = r"(?<!\d)(?P<y>(?:19|20)\d\d)"
_PERIODS: Final = (
    (
        re.compile(_YEAR + r"\s*年?\s*(?:1\s*[-—~至]\s*|前)(?P<m>1[0-2]|[2-9])\s*个?月"),
        "{y}-01/{y}-{m:02}",
    ),
    (re.compile(_YEAR + r"\s*年?\s*上半年"), "{y}-H1"),
    (re.compile(_YEAR + r"\s*年?\s*下半年"), "{y}-H2"),
    (re.compile(_YEAR + r"\s*年?\s*第?(?P<q>[一二三四1-4])\s*季度"), "{y}-Q{q}"),
    (re.compile(_YEAR + r"\s*年?\s*前三季度"), "{y}-01/{y}-09"),
    (
        re.compile(
            _YEAR + r"(?:\s*年\s*(?P<m>1[0-2]|0?[1-9])\s*月|[.-](?P<n>1[0-2]|0?[1-9])(?!\d))"
        ),
        "{y}-{m:02}",
    ),
    (re.compile(_YEAR + r"(?:\s*年末|\s*年底|\s*年度|\s*年)?(?!\d)"), "{y}"),
)  # fmt: skip
_SPAN: Final = re.compile(r"(?:19|20)\d\d\s*年?\s*[-—~至]\s*(?:19|20)?\d\d(?!\d|月)")
_BOOK: Final = re.compile(r"(?:19|20)\d\d\s*年?[^年\s]{0,12}年鉴")
_QUARTERS: Final = {"一": "1", "二": "2", "三": "3", "四": "4"}


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says: its kind, the number as plain decimal text, its marks, and its words."""

    kind: Kind
    value: str = ""
    percent: bool = False
    marks: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A label as it is meant: words, how far it is set in, the marks of notes, its unit."""

    words: str
    indent: int = 0
    of_which: str = ""  # the words that say so: "#" or "其中"
    marks: str = ""
    unit: str = ""


def read_cell(text: str) -> Cell:
    """What a cell says; thousands separators and the marks of notes are taken off a number."""
    plain = fold(text).strip()
    if not plain:
        return Cell("empty")
    if _ERROR.fullmatch(plain):
        return Cell("error", text=text)
    if _GAP.fullmatch(plain):
        return Cell("gap", text=plain)
    marks = ""
    found = _MARKS.search(plain)
    if found and (_NUMBER.fullmatch(plain[: found.start()].rstrip("% "))):
        plain, marks = plain[: found.start()], found[0].strip()
    percent = plain.endswith("%")
    number = plain.removesuffix("%").strip()
    if _NUMBER.fullmatch(number):
        exact = Decimal(number.replace(",", "").replace(" ", ""))
        return Cell("number", format(exact, "f"), percent, marks, text)
    return Cell("text", text=text)


def gap_mark(text: str, notes: str) -> str:
    """What a gap means: that there is no figure; of dots, what the notes say of them."""
    if not _DOTS.fullmatch(text):
        return NOT_AVAILABLE
    if re.search(r"(?:…|\.{3})+[^,，。;；\n]{0,12}不足", notes):
        return TOO_SMALL
    return EITHER


def read_label(text: str) -> Label:
    """A label without its indentation, "#", note marks, English translation and unit."""
    plain = fold(text)
    begin = len(plain) - len(plain.lstrip())
    end = len(plain.rstrip())
    indent = sum(2 if one == "\u3000" else 1 for one in text[:begin] if one != "\n")
    said = ""
    of_which = _OF_WHICH.match(plain, begin, end)
    if of_which and of_which.end() < end:
        said, begin = of_which[0].strip(" :、,"), of_which.end()
    tail = _ENGLISH_TAIL.match(plain[begin:end])
    if tail:
        end = begin + tail.end(1)
    marks = ""
    found = _MARKS.search(plain[:end], begin + 1)
    if found:
        end, marks = found.start(), found[0].strip()
    words = " ".join(_GAP_IN_HAN.sub("", text[begin:end]).split())
    return Label(words, indent, said, marks, unit_in(words))


@lru_cache(maxsize=4096)
def unit_in(text: str) -> str:
    """The unit in the last brackets of a heading, or after its last comma; "" if there is none."""
    plain = fold(text)
    for inside in reversed(_IN_BRACKETS.findall(plain)):
        words = re.sub(r"^(?:单位\s*:?|[±+-](?=%))\s*", "", inside.strip())
        if _UNIT.fullmatch(words):
            return words
    sign = _LAST_SIGN.search(plain.rstrip())
    if sign:
        return sign[1]
    _, comma, last = plain.replace("，", ",").rpartition(",")
    return last.strip() if comma and _UNIT.fullmatch(last.strip()) else ""


def is_unit(text: str) -> bool:
    """Whether a cell holds a unit and nothing else."""
    return bool(_UNIT.fullmatch(fold(text).strip().strip("()")))


def unit_line(text: str) -> str | None:
    """The unit that a line such as "单位：万元" states; "" if it names several, None if no such."""
    found = _UNIT_LINE.search(fold(text))
    if not found:
        return None
    unit = (found[1] or found[2] or "").strip()
    return "" if _SEVERAL.search(unit.replace("，", ",")) else unit


@lru_cache(maxsize=4096)
def needs_own_unit(text: str) -> bool:
    """Whether a heading is of a share, a growth or an index: the unit of the sheet is not its."""
    return bool(_NO_UNIT_OF_SHEET.search(fold(text)))


@lru_cache(maxsize=4096)
def period_in(text: str) -> str:
    """The period that a heading names: "2023", "2023-Q3", "2023-01/2023-09"; "" if none or a span.

    >>> period_in("2023年1-9月"), period_in("2023年末"), period_in("2015—2020年平均")
    ('2023-01/2023-09', '2023', '')
    """
    plain = _BOOK.sub("", fold(text))
    if _SPAN.search(plain):
        return ""
    found: dict[int, str] = {}
    for pattern, shape in _PERIODS:
        for one in pattern.finditer(plain):
            of = one.groupdict()
            quarter = of.get("q") or ""
            found.setdefault(
                one.start(),
                shape.format(
                    y=of["y"],
                    m=int(of.get("m") or of.get("n") or 0),
                    q=_QUARTERS.get(quarter, quarter),
                ),
            )
    named = set(found.values())
    return named.pop() if len(named) == 1 else ""


def is_year(text: str) -> bool:
    """Whether a cell is a year and nothing else."""
    return bool(re.fullmatch(r"(?:19[4-9]\d|20\d\d)\s*年?", fold(text).strip()))


def has_han(text: str) -> bool:
    """Whether there is a Chinese character in it."""
    return bool(_HAN.search(text))
