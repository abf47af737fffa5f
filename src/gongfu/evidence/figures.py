"""Figures out of a document: each quantity with what it counts, where, when, and its sentence."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from gongfu.evidence.context import Context
from gongfu.evidence.damage import Damage, repair
from gongfu.evidence.flow import flow_of
from gongfu.evidence.gazetteer import Gazetteer
from gongfu.evidence.periods import PeriodMention, find_periods
from gongfu.evidence.placing import PlaceMention, find_places
from gongfu.evidence.quantity import Quantity
from gongfu.evidence.scan import Scan, scan, within
from gongfu.evidence.script import fold
from gongfu.evidence.sentence import Sentence
from gongfu.evidence.sheet_figures import PlacedTable, placed_tables, read_sheet_figures
from gongfu.evidence.stated import StatedFigure
from gongfu.model.document import Document

_TITLE: Final = 60
_LEAD: Final = 120
_HEAD: Final = 400
_WHOLE: Final = re.compile(r"\d{4}(?:-[HQ]\d|-\d\d/\d{4}-\d\d|-\d\d|/\d{4})?")
"""A period that a document may be about: a year, a part of it, not a day."""
_OFFICIAL: Final = re.compile(
    r"公报|报告|统计|数据|发布会|预算|情况|要点|总结|通报|办法|规定|通知|一览"
)
_UNSURE: Final = 0.5
_LIKELY_DAMAGE: Final = 0.5
_OF_NUMBERS: Final = frozenset(["number", "unit", "counted", "lost"])


def read_figures(
    document: Document, gazetteer: Gazetteer, *, damage: Sequence[Damage] = ()
) -> tuple[StatedFigure, ...]:
    """Every quantity that a document states.

    Parameters
    ----------
    document
        Its text; `published` and `about` where known, which settle 今年 and 全市.
    gazetteer
        The places to resolve names to.
    damage
        From `clean.find_damage`: what is sure enough is read over, and figures that it touches
        are in doubt.

    Returns
    -------
    tuple of StatedFigure
        In the order of the text, with positions in it as it stands.  What could not be resolved
        is empty and named in `doubts`.
    """
    repaired = repair(document.text, damage)
    flow = flow_of(repaired.text)
    if repaired.damage:
        flow = flow.traced(repaired.origin)
    head = fold(document.title) or flow.text[:_TITLE].partition("\n")[0]
    year, period = _main_period(head, flow.text, document.published)
    published = document.published or (year if "公报" in head else "")  # 今年 of a bulletin
    found = scan(flow, gazetteer, published=published, about=document.about, year=year)
    place = document.about or _main_place(head, found, gazetteer)
    lead = _lead_place(head, found, place, gazetteer)
    official = _OFFICIAL.search(head) is not None
    context = Context(found, gazetteer, place, period, lead, official)
    tables = placed_tables(document)
    quantities = _in_prose(found, tables)
    starts = [one.start for one in quantities]
    term_starts = [one.start for one in found.terms]
    out: list[StatedFigure] = []
    for start, end, paragraph in found.sentences:
        here = within(quantities, starts, start, end)
        end = max(end, here[-1].end) if here else end  # a number that a cut runs through
        context.enter(start, end, paragraph)
        terms = within(found.terms, term_starts, start, end)
        if here:
            out += Sentence(context, here, terms, document).read()
        context.leave(terms, numbers=bool(here))
    for table in tables:
        out += read_sheet_figures(document, table, gazetteer, place=place, period=period)
    out.sort(key=lambda one: (one.number_start, one.number_end))
    return tuple(_damaged(out, damage) if damage else out)


def _in_prose(found: Scan, tables: Sequence[PlacedTable]) -> list[Quantity]:
    """The quantities that do not stand in a table, which is read by its headings."""
    lines = sorted(line for table in tables for line in table.lines)
    if not lines:
        return found.quantities
    starts = [start for start, _ in lines]
    out = []
    for one in found.quantities:
        at = int(found.flow.origin[one.start])
        line = bisect_right(starts, at) - 1
        if line < 0 or at >= lines[line][1]:
            out.append(one)
    return out


def _damaged(figures: list[StatedFigure], damage: Sequence[Damage]) -> list[StatedFigure]:
    """The figures, those in doubt whose number something was taken out of or stands beside."""
    likely = [
        each for each in damage if each.cause in _OF_NUMBERS or each.confidence >= _LIKELY_DAMAGE
    ]
    out = []
    for one in figures:
        touched = any(
            each.start <= one.number_end and one.number_start <= each.end for each in likely
        )
        if touched:
            doubts = (*one.doubts, "damaged text")
            one = replace(one, doubts=doubts, confidence=_UNSURE)
        out.append(one)
    return out


def _main_period(title: str, text: str, published: str) -> tuple[str, str]:
    """The year in a document's title ("" if none), and the period that it is about.

    The latter is that of the title; else the first year that it names near its beginning, unless
    a text with a date names an older one than the last; else the year of its date.
    """
    for each in find_periods(title, published):
        if each.use == "states" and _WHOLE.fullmatch(each.period) and not _left(title, each):
            return each.period[:4], each.period
    last = str(int(published[:4]) - 1) if published[:4].isdigit() else ""
    for each in find_periods(text[:_HEAD], published):
        year = each.period[:4]
        named = text.startswith((year, "二"), each.start) and _WHOLE.fullmatch(each.period)
        month = re.fullmatch(r"\d{4}-\d\d", each.period)
        states = each.use == "states" and named and not month and not _left(text, each)
        if states and last <= year <= (published[:4] or year):
            return "", year
    return "", published[:4]


def _left(text: str, one: PeriodMention) -> bool:
    """Whether a change starts from a period: 由2022年的1.90缩小至1.86."""
    return text[max(0, one.start - 1) : one.start] in ("由", "从")


def _lead_place(title: str, found: Scan, main: str, gazetteer: Gazetteer) -> str:
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


def _titled(title: str, found: Scan, gazetteer: Gazetteer) -> list[PlaceMention]:
    """The places of a title; as the text explains them where it begins with it."""
    if found.text.startswith(title):
        return [one for one in found.places if one.end <= len(title)]
    return find_places(title, gazetteer)


def _main_place(title: str, found: Scan, gazetteer: Gazetteer) -> str:
    """The place of a document: of its title, else the first, else that of most of those named."""
    named = [one.code for one in _titled(title, found, gazetteer) if one.code]
    if named:
        return named[0]
    firm = [one for one in found.places if one.code and not one.relative]
    if firm and firm[0].start < _TITLE:
        return firm[0].code
    counts: dict[str, int] = {}
    for one in firm:
        for code in (one.code, *gazetteer.above.get(one.code, ())):
            counts[code] = counts.get(code, 0) + 1
    most = [code for code, count in counts.items() if 2 * count > len(firm)]
    return max(most, key=lambda code: len(gazetteer.above.get(code, ())), default="")
