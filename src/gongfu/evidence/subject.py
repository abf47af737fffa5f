"""What a document is about: its place and its period."""

import re
from typing import Final

from gongfu.evidence.gazetteer import Gazetteer
from gongfu.evidence.periods import find_periods
from gongfu.evidence.placing import find_places
from gongfu.evidence.scan import Scan

TITLE: Final = 60
"""So many characters at most are a document's title, where it has no other."""
_LEAD: Final = 120
_OFFICIAL: Final = re.compile(
    r"公报|报告|统计|数据|发布会|预算|情况|要点|总结|通报|办法|规定|通知|一览"
)


def main_period(title: str, text: str, published: str) -> tuple[str, str]:
    """The year in a document's title ("" if none), and the period that it is about.

    The latter is that of the title, else the first that it names as its own near its beginning.
    """
    for part in (title, text[:400]):
        for each in find_periods(part, published):
            if each.use == "states" and re.match(r"\d{4}", each.period) and len(each.period) != 10:
                if part is not title and len(each.period) == 7 and each.period[5] not in "HQ":
                    continue
                year = each.period[:4]
                return (year, each.period) if part is title else ("", year)
    return "", published[:4]


def lead_place(title: str, found: Scan, main: str, gazetteer: Gazetteer) -> str:
    """The town or village with which a story begins, "" for a bulletin or a report."""
    if _OFFICIAL.search(title) or find_places(title, gazetteer):
        return ""
    begin = len(title)
    firm = [one for one in found.places if one.firm and one.code and one.start >= begin]
    if not firm or firm[0].start > begin + _LEAD:
        return ""
    code = firm[0].code
    low = gazetteer.levels[code] in ("township", "village")
    return code if low and (not main or gazetteer.within(code, main)) else ""


def main_place(title: str, found: Scan, gazetteer: Gazetteer) -> str:
    """The place that a document is about: of its title, else the first, else the commonest."""
    named = [one.code for one in find_places(title, gazetteer) if one.code]
    if named:
        return named[0]
    firm = [one for one in found.places if one.code and not one.relative]
    if firm and firm[0].start < TITLE:
        return firm[0].code
    counts: dict[str, int] = {}
    for one in firm:
        for code in (one.code, *gazetteer.above.get(one.code, ())):
            if 2 <= len(code) <= 6:
                counts[code] = counts.get(code, 0) + 1
    if not counts:
        return ""
    most = max(counts.values())
    return max((code for code, count in counts.items() if count == most), key=len)
