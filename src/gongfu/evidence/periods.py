"""Dates and periods in a text, and what they resolve to.

A period is written "2023", "2023-H1", "2023-Q3", "2023-09", "2023-01/2023-09", "2021/2025",
"2021-" (since) or "2023-06-30".  Relative words (今年, 去年) count from the document's own date.
"""

import re
from typing import Final, Literal, NamedTuple

from gongfu.evidence.numerals import number_of

PeriodUse = Literal["states", "compares", "now", "vague"]

_YEAR: Final = r"(?:(?<![\d.])(?<!\d,)(?:19|20)\d\d|[一二]\s?[九〇零][〇零一二三四五六七八九]{2})"
_DASH: Final = r"\s?(?:[-~—–～至到]|——)\s?"
_PART: Final = (
    r"上半年|下半年|前[一二三123]个?季度|第?[一二三四1234]季度|全年"
    rf"|\d{{1,2}}月?{_DASH}\d{{1,2}}月(?:份)?|前\d{{1,2}}个月|前[一二三四五六七八九十]{{1,3}}个月"
    r"|\d{1,2}\s?月\s?\d{1,2}\s?日|\d{1,2}\s?月(?:份|底|末|初|中旬|上旬|下旬)?"
    r"|[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?(?:份|底|末)?"
)
_OF_YEAR: Final = rf"{_PART}|年?[末底初]|度"
_MONTHS: Final = {
    "January": 1, "February": 2, "March": 3, "April": 4, "May": 5, "June": 6, "July": 7,
    "August": 8, "September": 9, "October": 10, "November": 11, "December": 12,
}  # fmt: skip
_EN_PART: Final = (
    r"first half of|second half of|first three quarters of|first nine months of"
    r"|(?:first|second|third|fourth) quarter of"
    r"|Q[1-4](?: of)?|" + "|".join(_MONTHS)
)
_EN_BARE: Final = (
    r"(?:first half|second half|first three quarters|first nine months"
    r"|(?:first|second|third|fourth) quarter|" + "|".join(_MONTHS) + ")"
)
_FINDER: Final = re.compile(
    r"(?=[0-9一二三四五六七八九十前上下第全今本当去明后次截到目如现眼近过多最日几“\"a-zA-Z])(?:"
    rf"(?P<span>(?P<from>{_YEAR})\s?年?{_DASH}(?P<to>{_YEAR})\s?年(?!\d))"
    rf"|(?P<plan>[“\"]?十[二三四五]五[”\"]?(?:时期|期间|规划)?(?:以来|期?末|收官)?)"
    rf"|(?P<year>{_YEAR})\s?年(?:度)?(?:的)?\s?(?P<part>{_OF_YEAR})?(?P<since>以来|[以之]?后|起)?"
    rf"|(?P<iso>(?<![\d.])(?:19|20)\d\d(?:[-/](?:0?[1-9]|1[0-2])|\.(?:0?[1-9]|1[0-2])(?=\.))(?:[-./](?:0?[1-9]|[12]\d"
    rf"|3[01]))?(?![\d.]))"
    rf"|(?P<en_of>(?:{_EN_PART}) )?"
    rf"(?P<word>今年|本年|当年|去年|上年|明年|次年|本月|上个?月|当月|(?<![成产用以之目今此])[前后]年(?![产均])"
    rf"|last year|this year|Last year"
    rf"|This year)(?:度)?\s?(?P<part2>{_OF_YEAR})?"
    r"(?P<since2>以来|起)?"
    rf"|(?<![\d.年])(?P<bare>{_PART})(?P<since3>以来|起)?"
    r"|(?P<now>截至目前|到目前|目前|截止目前|如今|(?<![出体表呈展发])现在|当前|现有|现已|眼下)"
    r"|(?P<vague>近年来|近[\d一二两三四五六七八九十几]{1,4}年来?"
    r"|[\d一二两三四五六七八九十几]{1,4}多?年来|过去[\d一二两三四五六七八九十]{1,4}年"
    r"|多年来|近期|近日|日前|最近|[前近]几年)"
    r"|(?P<clock>(?<![\d.])(?:[01]?\d|2[0-4])[:时点][0-5]\d分?(?![\d.]))"
    rf"|\b[Ii]n (?:the )?(?P<en_bare>{_EN_BARE})\b(?!,? (?:of )?(?:\d|last|this))"
    rf"|\b(?P<en>(?:the )?(?:{_EN_PART})\s(?:\d{{1,2}}, ?)?)?(?<![\d.,])(?P<en_since>[Ss]ince )?"
    rf"(?<![〔\[(一-鿿])(?P<en_year>(?:19|20)\d\d)(?![〕\]])(?!\d|[.,]\d|%|\s?(?:年|{_DASH}\d))(?=\W|$))"
)  # fmt: skip
_SPRING: Final = ("01", "02", "03")
"""Months in which 全年 is the year before, if no year has been named."""
_COMPARED: Final = re.compile(
    r"(?:比|较|[高低快慢少多优好]于|相比于|相较|相较于|compared with|than in|than|over)\s?$"
)
_DATELINE: Final = re.compile(
    r"\s?(?:讯|电(?![力量网视子商影价])|\((?:Xinhua|ECNS|CNS)|--)|\s+[-—|_] "
)
"""What follows the day of a report itself: 2024年3月7日电."""
_PLANS: Final = re.compile(r"[^，。；]{0,8}(?:规划|计划|方案|纲要|目标|任务)")
_STOPS: Final = re.compile(r"[。！？!?\n]|\. ")
_TOGETHER: Final = re.compile(r"[^，。；]{0,24}(?:相比|持平|同期)")


class PeriodMention(NamedTuple):
    """Words that name a period: where, what they resolve to, and what they are there for.

    `use` is "states" (the figures are of it), "compares" (another period is measured against
    it), "now" (目前) or "vague" (近年来); `period` is "" where it cannot be resolved.
    """

    start: int
    end: int
    period: str
    use: PeriodUse


def find_periods(text: str, published: str = "", year: str = "") -> list[PeriodMention]:
    """Every date and period of a text.

    Parameters
    ----------
    text
        As `script.fold` writes it.
    published
        The document's own date, from which 今年 counts ("2024-07-20", "2024-07", "2024" or "").
    year
        The year that the document is about, to which 上半年 and 6月 belong where no year has
        been named before them; the year of `published` if "".

    Returns
    -------
    list of PeriodMention
        In the order of the text; they do not overlap.
    """
    base = int(published[:4]) if published[:4].isdigit() else 0
    current = year or (published[:4] if base else "")
    titled, named_at = year, -1  # of the title; where a year was last named
    found: list[PeriodMention] = []
    for match in _FINDER.finditer(text):
        kind = match.lastgroup or ""
        start, end = match.span()
        use: PeriodUse = "states"
        if kind == "clock":
            found.append(PeriodMention(start, end, "", "vague"))
            continue
        period = ""
        if match["span"]:
            period = f"{_four(match['from'])}/{_four(match['to'])}"
        elif match["plan"]:
            first = {"二": 2011, "三": 2016, "四": 2021, "五": 2026}[match["plan"].strip('“"')[1]]
            period = f"{first}/{first + 4}"
            over = match["plan"].endswith(("时期", "期间")) and not _PLANS.match(text, end)
            use = "states" if over else "vague"
            if match["plan"].endswith(("末", "收官")):
                period, use = str(first + 4), "states"
            elif match["plan"].endswith("以来"):
                period, use = f"{first}-", "states"
        elif match["year"]:
            named = _four(match["year"])
            period = _within(named, match["part"] or "", match["since"] or "")
            dated = "日" in (match["part"] or "") or period.endswith("-")
            if not dated and not _compared(text, start, end):
                current, named_at = named, end
        elif match["iso"]:
            period = "-".join(one.zfill(2) for one in re.split("[-./]", match["iso"]))
        elif match["word"]:
            named = _relative(match["word"], base, current)
            if match["en_of"] and named:
                period = _english(match["en_of"], named)
                found.append(PeriodMention(start, end, period, "states"))
                continue
            period = _named_month(match["word"], published, found) or (
                _within(named, match["part2"] or "", match["since2"] or "") if named else ""
            )
        elif match["bare"]:
            if start and text[start - 1] in "第每这该":
                continue  # 每到6月 comes back every year
            if text[max(0, start - 2) : start] in ("每到", "每逢", "每年"):
                use = "vague"
            if match["bare"] == "全年":
                whole = titled or current
                if not titled and named_at < 0 and published[5:7] in _SPRING:
                    whole = str(base - 1)
                found.append(PeriodMention(start, end, whole, "states"))
                continue
            far = named_at < 0 or _STOPS.search(text, named_at, start) is not None
            if far:
                current = titled or (current if base else "")
                part = _within(published[:4], match["bare"], "") if not titled and base else ""
                if part and len(published) >= 7 and _last_month(part) > published[:7]:
                    current = str(base - 1)  # 11月 in a text of July is of the year before
                elif part:
                    current = published[:4]
            period = _within(current, match["bare"], match["since3"] or "") if current else ""
        elif match["now"]:
            period, use = published, "now"
        elif match["vague"]:
            use = "vague"
        elif match["en_bare"]:
            period = _english(match["en_bare"], titled or current) if current else ""
            if period and not titled and named_at < 0 and _last_month(period) > published[:7]:
                period = _english(match["en_bare"], str(base - 1))
        elif match["en_year"]:
            period = _english(match["en"] or "", match["en_year"])
            if match["en_since"] and len(period) == 4:
                period += "-"
            else:
                current, named_at = match["en_year"], end
        if use == "states" and _compared(text, start, end):
            use = "compares"
        dated = "日" in text[start:end] or kind == "en_year"
        if dated and _DATELINE.match(text, end):
            period, use = "", "vague"
        found.append(PeriodMention(start, end, period, use))
    return found


def _compared(text: str, start: int, end: int) -> bool:
    """Whether another period is measured against this one (比2019年, 上年同期)."""
    before = text[max(0, start - 14) : start]
    if _COMPARED.search(before) and not before.endswith(("截至", "预算同")):
        return True
    if text[end - 1 : end + 1].strip("0123456789年 ").startswith("的") and before.endswith(
        ("是", "为", "相当于", "约为", "达到", "恢复到", "恢复至")
    ):
        return True  # 是2013年的2.2倍
    return text[end : end + 2] == "同期" or (
        before.endswith(("与", "和", "同")) and _TOGETHER.match(text, end) is not None
    )


def _four(year: str) -> str:
    digits = "".join(year.split())
    return digits if digits.isdigit() and digits.isascii() else str(number_of(digits))


_STEPS: Final = {
    "今年": 0, "本年": 0, "this year": 0, "去年": -1, "上年": -1, "last year": -1, "前年": -2,
    "明年": 1, "后年": 2,
}  # fmt: skip


def _relative(word: str, base: int, current: str) -> str:
    if word == "当年":
        return current
    if word == "次年":
        return str(int(current[:4]) + 1) if current else ""
    step = _STEPS.get(word.lower())
    if word in ("上年", "本年") and current:
        return str(int(current[:4]) + (step or 0))
    return str(base + step) if base and step is not None else ""


def _named_month(word: str, published: str, found: list[PeriodMention]) -> str:
    if word not in ("本月", "上月", "上个月", "当月"):
        return ""
    if word == "当月" and found and re.fullmatch(r"\d{4}-\d\d", found[-1].period):
        return found[-1].period  # 9月份当月
    if len(published) < 7:
        return ""
    year, month = int(published[:4]), int(published[5:7])
    if word.startswith("上"):
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return f"{year}-{month:02d}"


def _within(year: str, part: str, since: str) -> str:
    """The period of a part (上半年, 1-9月, 3月5日) of a year."""
    part = "".join(part.split())
    tail = "-" if since and since not in ("后",) else ""
    if tail and (not part or part in ("年末", "年底", "年初", "末", "底", "初")):
        return f"{year}-"
    if not part or part in ("全年", "度") or (part[-1] in "末底初" and "月" not in part):
        return year
    if part in ("上半年", "下半年"):
        return f"{year}-H{1 if part[0] == '上' else 2}"
    if part.endswith("季度"):
        count = int(number_of(part.strip("第前季度个")))
        if part.startswith("前"):
            return _months(year, 1, 3 * count)
        return f"{year}-Q{count}"
    if part.endswith("个月"):
        return _months(year, 1, int(number_of(part[1:-2])))
    ends = re.fullmatch(r"(\d{1,2})月?\D+?(\d{1,2})月份?", part)
    if ends:
        return _months(year, int(ends[1]), int(ends[2]))
    month, _, day = part.partition("月")
    number = int(number_of(month))
    if not 1 <= number <= 12:
        return ""
    day = day.strip("日份底末初中上下旬")
    named = f"{year}-{number:02d}" + (f"-{int(number_of(day)):02d}" if day else "")
    return named + "/" if tail else named


def _last_month(period: str) -> str:
    """The last month of a period of a year, as "2023-06"."""
    last = period.rpartition("/")[2]
    end = {"H1": "06", "H2": "12", "Q1": "03", "Q2": "06", "Q3": "09", "Q4": "12"}.get(last[5:7])
    return f"{last[:4]}-{end or last[5:7] or '12'}"


def _months(year: str, first: int, last: int) -> str:
    if not 1 <= first <= last <= 12:
        return ""
    whole = {(1, 12): year, (1, 6): f"{year}-H1", (7, 12): f"{year}-H2", (1, 3): f"{year}-Q1"}
    if (first, last) in whole:
        return whole[first, last]
    return f"{year}-{first:02d}/{year}-{last:02d}" if first < last else f"{year}-{first:02d}"


def _english(part: str, year: str) -> str:
    words = part.removeprefix("the ").split()
    if not words:
        return year
    if words[0] in _MONTHS:
        day = next((word.strip(",") for word in words[1:] if word.strip(",").isdigit()), "")
        return f"{year}-{_MONTHS[words[0]]:02d}" + (f"-{int(day):02d}" if day else "")
    if words[0].startswith("Q"):
        return f"{year}-{words[0]}"
    order = {"first": 1, "second": 2, "third": 3, "fourth": 4}[words[0]]
    if words[1] == "half":
        return f"{year}-H{order}"
    if words[1] in ("three", "nine"):
        return f"{year}-01/{year}-09"
    return f"{year}-Q{order}"
