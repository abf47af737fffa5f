"""The title and the day that a text gives as its own."""

import re
from typing import Final

from gongfu.evidence.script import fold

_TOP: Final = 12  # lines that may hold the date above the text
_END: Final = 4
_LONG: Final = 60  # a line with more characters tells a story
_TITLE_MAX: Final = 120
_DIGIT: Final = {one: str(at) for at, one in enumerate("〇一二三四五六七八九")} | {"零": "0"}
_DATE: Final = re.compile(
    r"(?<![0-9])(?P<y>(?:19|20)\d\d)(?:(?P<s>[-/.])(?P<m>\d\d?)(?P=s)(?P<d>\d\d?)(?![0-9])"
    r"|\s*年\s*(?P<cm>\d\d?)\s*月(?:\s*(?P<cd>\d\d?)\s*日)?)"
)
_WRITTEN: Final = re.compile(
    "(?P<y>[一二][〇零一二三四五六七八九]{3})年(?P<m>十?[一二三四五六七八九十])月"
    "(?:(?P<d>[二三]?十?[一二三四五六七八九十])日)?"
)
_SAYS: Final = re.compile(r"(?:发布|发文|成文|印发|公布|更新)?(?:时间|日期)|published|date", re.I)
_DATELINE: Final = re.compile(
    r"^[^，。；\d]{0,24}(?P<date>20\d\d\s*年\s*\d\d?\s*月\s*\d\d?\s*日)\s?(?:讯|电(?![力量网视子商影价]))"
)
_MONTHS: Final = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9,
    "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_MONTH: Final = f"(?:{'|'.join(_MONTHS)})[a-z]*\\.?"
_ENGLISH: Final = re.compile(
    rf"\b(?:(?P<a>{_MONTH}) (?P<d>\d\d?),? (?P<y>20\d\d)"
    rf"|(?P<e>\d\d?) (?P<b>{_MONTH}),? (?P<z>20\d\d))"
    r"(?P<by>\s?(?:\((?:Xinhua|ECNS|CNS)|--))?",
    re.I,
)
_STORY: Final = re.compile("[,，。;；!?！？]")


def title_in(text: str) -> str:
    """The first line that holds anything, without the marks of Markdown; "" if it is too long."""
    for line in text.split("\n"):
        plain = line.strip().lstrip("#").strip().strip("*").strip()
        if plain:
            return plain if len(plain) <= _TITLE_MAX else ""
    return ""


def title_of(text: str, stated: str) -> str:
    """The title that a file states if its text has it too, else its first line.

    What a file states is often the name of another file, or the title of the one it was copied
    from.
    """
    first, words = title_in(text), "".join(stated.split())
    if words and words in "".join(text.split()) and words not in "".join(first.split()):
        return stated.strip()
    return first


def published_in(text: str) -> str:
    """The day, or the month, that a text gives as its own, such as "2024-03-01"; "" if none.

    It stands in a short line near the top or at the end, alone or beside a source, or in a
    dateline (杭州2024年3月7日电); a date in a sentence is a date of something else.
    """
    lines = [line.strip() for line in fold(text).split("\n")]
    lines = [line for line in lines if line]
    top, end = lines[:_TOP], lines[max(_TOP, len(lines) - _END) :]
    for line in top:
        if _SAYS.search(line) and len(line) <= 2 * _LONG and (found := _date(line)):
            return found
    for line in (*top, *reversed(end)):
        found = _date(line)
        if found and len(found) == len("2024-03-01") and _alone(line):
            return found
    for line in top:
        dateline = _DATELINE.match(line)
        if dateline:
            return _date(dateline["date"])  # 新华社杭州2023年11月8日电
        english = _ENGLISH.search(line[: 2 * _LONG])
        if english and (len(line) <= _LONG or english["by"]):
            month = _MONTHS[(english["a"] or english["b"])[:3].lower()]
            return _joined(english["y"] or english["z"], month, int(english["d"] or english["e"]))
    for line in (*top[1:], *reversed(end)):
        found = _date(line)
        if found and _DATE.sub("", _WRITTEN.sub("", line)).strip("()[] ") == "":
            return found
    return ""


def stated_day(text: str) -> str:
    """The day after words such as "发布时间" in any short line; "" if none."""
    for line in fold(text).split("\n"):
        said = _SAYS.search(line) if len(line) <= 2 * _LONG else None
        if said and (found := _date(line[said.end() :])):
            return found
    return ""


def _alone(line: str) -> bool:
    """Whether a line is a date with at most a source, a time and brackets beside it."""
    if len(line) > _LONG or _STORY.search(line):
        return False
    rest = _DATE.sub("", _WRITTEN.sub("", line))
    return len(rest.strip()) <= _LONG // 2 and not re.search(
        r"\d+(?:\.\d+)?[%万亿]|[至到]|以来", rest
    )


def _date(line: str) -> str:
    """The first date in a line as year-month-day, or as year-month; "" if none."""
    found = _DATE.search(line)
    if found:
        month, day = found["m"] or found["cm"], found["d"] or found["cd"]
        return _joined(found["y"], int(month), int(day) if day else 0)
    written = _WRITTEN.search(line)
    if written:
        year = "".join(_DIGIT[one] for one in written["y"])
        return _joined(year, _number(written["m"]), _number(written["d"] or ""))
    return ""


def _joined(year: str, month: int, day: int) -> str:
    if not 1 <= month <= 12 or not 0 <= day <= 31:
        return ""
    return f"{year}-{month:02}" + (f"-{day:02}" if day else "")


def _number(words: str) -> int:
    """二十八 is 28; "" is 0."""
    if not words:
        return 0
    tens, ten, ones = words.rpartition("十")
    return (int(_DIGIT[tens]) if tens else bool(ten)) * 10 + (int(_DIGIT[ones]) if ones else 0)
