"""Figures out of a document: each quantity with what it counts, where, when, and its sentence."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import ahocorasick

from gongfu.evidence.gazetteer import Gazetteer, PlaceMention, find_places
from gongfu.evidence.periods import PeriodMention, find_periods
from gongfu.evidence.quantities import Quantity, find_quantities
from gongfu.evidence.script import fold
from gongfu.evidence.sentences import split
from gongfu.evidence.stated import Role, StatedFigure
from gongfu.evidence.terms import Term, term_table
from gongfu.model.document import Document

_GROWS: Final = re.compile(
    r"(?:增长率?|增速|增幅|增加|上升|提高|上涨|下降|下滑|回落|减少|降低|下跌|涨幅|降幅|增|涨|升|降|"
    r"growth|grew|rose|up|increased?|fell|down|declined?|decreased?)"
    r"(?:了|为|达到?|约|近|超过?|逾|仅|分别|in real terms|by|of|\s|[-—]|不变价)*$"
)
_SHARE_OF: Final = re.compile(r"(?:占|比重|比例|占比|share)[^，。；]{0,14}$")
_CONDITION_AFTER: Final = re.compile(
    r"\s?(?:以内|之内|内|以上|以下|及以上|及以下|左右)?(?:可[到抵达]|公共服务圈|生活圈|圈|步行|范围|路程|车程|的(?!.{0,3}(?:时间|速度)))"
)
_LIMITS: Final = frozenset({"minutes", "hours", "years of age", "km", "m"})
_TARGET: Final = re.compile(
    r"(?:力争|预期|目标|计划|拟|确保|争取|将(?!近|于)|要达到|要实现|规划|预计到|到20\d\d年(?:末|底)?[，,]?(?!已)|will|aims? to|target|plans? to|by 20[2-9]\d,)"
)
_DONE: Final = re.compile(r"(?:已|实现了|完成了|达到了|建成了)")
_WHOM: Final = re.compile(
    r"(?:26个?山区县|山区26县|山区海岛县|低收入农户|新居民|困难群众|残疾人|退役军人|\d+岁(?:及?以[上下])?的?(?:妇女|老年?人|人口|老人|儿童|女性|男性)?"
    r"|老年人|妇女|女性|男性|外来务工人员|随迁子女|low-income households)"
)
_CLAUSE: Final = re.compile(r"[，。；;！？!?：:\n]|, ")
_SEPARATELY: Final = re.compile(r"分别|各为|依次|respectively")
_LIST_GAP: Final = re.compile(r"\s?(?:[、，,]|和|及|与|以及|and|[，,]\s?and)\s?")
_TITLE: Final = 60
_SURE, _LIKELY, _UNSURE = 1.0, 0.9, 0.5


@dataclass(frozen=True, slots=True)
class _Hit:
    """Words for an indicator in the text."""

    start: int
    end: int
    term: Term


@cache
def _term_automaton() -> Any:
    automaton = ahocorasick.Automaton()
    for words, term in term_table().items():
        folded = fold(words)
        automaton.add_word(folded, (len(folded), term))
    automaton.make_automaton()
    return automaton


def _find_terms(text: str) -> list[_Hit]:
    out = []
    for last, (size, term) in _term_automaton().iter_long(text):
        start, end = last + 1 - size, last + 1
        if text[start].isascii() and (
            text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()
        ):
            continue
        out.append(_Hit(start, end, term))
    return out


@dataclass(frozen=True, slots=True)
class _Scan:
    """All that is found in a text, in order, and where each begins."""

    text: str
    original: str
    periods: list[PeriodMention]
    places: list[PlaceMention]
    terms: list[_Hit]
    quantities: list[Quantity]


def read_figures(document: Document, gazetteer: Gazetteer) -> tuple[StatedFigure, ...]:
    """Every quantity that a document states.

    Parameters
    ----------
    document
        Its text; `published` and `about` where known, which settle 今年 and 全市.
    gazetteer
        The places to resolve names to.

    Returns
    -------
    tuple of StatedFigure
        In the order of the text.  What could not be resolved is empty and named in `doubts`.
    """
    text = fold(document.text)
    head = text[: text.find("\n") if "\n" in text[:_TITLE] else _TITLE]
    title = fold(document.title)
    year = _main_year(title or head, text, document.published)
    periods = find_periods(text, document.published, year)
    places = find_places(text, gazetteer, about=document.about)
    taken = sorted(
        [(one.start, one.end) for one in periods if one.end - one.start > 1]
        + [(one.start, one.end) for one in places if not one.relative]
    )
    scan = _Scan(
        text,
        document.text,
        periods,
        places,
        _find_terms(text),
        find_quantities(text, _apart(taken)),
    )
    main = document.about or _main_place(title, scan, gazetteer)
    return tuple(_figures(scan, gazetteer, main, year, document))


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in spans:
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _main_year(title: str, text: str, published: str) -> str:
    """The year that a document is about: of its title, else the first that it names."""
    named = re.search(r"(?<!\d)((?:19|20)\d\d)\s?年", title) or re.search(
        r"(?<!\d)((?:19|20)\d\d)\s?年(?!\s?\d{1,2}月)", text[:400]
    )
    if named:
        return named[1]
    return published[:4]


def _main_place(title: str, scan: _Scan, gazetteer: Gazetteer) -> str:
    if title:
        named = [one.code for one in find_places(title, gazetteer) if one.code]
        if named:
            return named[0]
    first = [one for one in scan.places if one.code and not one.relative]
    if first and first[0].start < _TITLE:
        return first[0].code
    counts: dict[str, int] = {}
    for one in first:
        for code in (one.code, *gazetteer.above.get(one.code, ())):
            if 2 <= len(code) <= 6:
                counts[code] = counts.get(code, 0) + 1
    if not counts:
        return ""
    most = max(counts.values())
    return max((code for code, count in counts.items() if count == most), key=len)


def _figures(
    scan: _Scan, gazetteer: Gazetteer, main: str, year: str, document: Document
) -> list[StatedFigure]:
    sentences = split(scan.text)
    starts = [one.start for one in scan.quantities]
    period_starts = [one.start for one in scan.periods]
    place_starts = [one.start for one in scan.places]
    term_starts = [one.start for one in scan.terms]
    out: list[StatedFigure] = []
    context = _Context(scan, gazetteer, main, year, document.published)
    for start, end, paragraph in sentences:
        here = scan.quantities[bisect_left(starts, start) : bisect_left(starts, end)]
        periods = scan.periods[bisect_left(period_starts, start) : bisect_left(period_starts, end)]
        places = scan.places[bisect_left(place_starts, start) : bisect_left(place_starts, end)]
        terms = scan.terms[bisect_left(term_starts, start) : bisect_left(term_starts, end)]
        context.enter(start, end, paragraph, periods, places, terms)
        if here:
            out += context.read(here)
        context.leave()
    return out


class _Context:
    """What has been said so far, while the sentences are read one after another."""

    def __init__(
        self, scan: _Scan, gazetteer: Gazetteer, main: str, year: str, published: str
    ) -> None:
        self.scan, self.gazetteer = scan, gazetteer
        self.main, self.year, self.published = main, year, published
        self.paragraph = -1
        self.place_said = ""  # of the paragraph so far
        self.period_said = ""
        self.section_place = ""
        self.start = self.end = 0
        self.periods: list[PeriodMention] = []
        self.places: list[PlaceMention] = []
        self.terms: list[_Hit] = []
        self.last_term: _Hit | None = None

    def enter(
        self,
        start: int,
        end: int,
        paragraph: int,
        periods: list[PeriodMention],
        places: list[PlaceMention],
        terms: list[_Hit],
    ) -> None:
        if paragraph != self.paragraph:
            self.paragraph = paragraph
            self.place_said = ""
            self.period_said = ""
        self.start, self.end = start, end
        self.periods, self.places, self.terms = periods, places, terms
        self.last_term = None

    def leave(self) -> None:
        for place in self.places:
            if (place.code and place.firm) or (
                place.code
                and (not self.place_said or not self.gazetteer.within(self.place_said, place.code))
            ):
                self.place_said = place.code
        for period in self.periods:
            if period.use == "states" and period.period:
                self.period_said = period.period

    def read(self, quantities: list[Quantity]) -> list[StatedFigure]:
        shared = self._separately(quantities)
        out: list[StatedFigure] = []
        previous_end = self.start
        for at, one in enumerate(quantities):
            place, place_words, place_sure = self._place(one)
            period, period_sure = self._period(one)
            hit = self._term(one, previous_end)
            given = shared.get(at, {})
            if "place" in given:
                mention = given["place"]
                place, place_sure = mention.code, True
                place_words = self.scan.original[mention.start : mention.end]
            if "period" in given:
                period, period_sure = given["period"], True
            if "term" in given:
                hit = given["term"]
            role = self._role(one)
            indicator, unit = self._indicator(one, hit)
            if hit is not None:
                self.last_term = hit
            doubts = []
            if role != "condition":
                if not place:
                    doubts.append("no place")
                elif not place_sure:
                    doubts.append("several places")
                if not period:
                    doubts.append("no period")
                elif not period_sure:
                    doubts.append("period not said")
            if not unit:
                doubts.append("no unit")
            confidence = _SURE if not doubts else _UNSURE
            if role == "condition":
                place = place_words = period = ""
            text = self.scan.original
            out.append(
                StatedFigure(
                    value=_plain(one.value),
                    bound=one.bound,
                    unit=unit,
                    indicator=indicator,
                    term=self._words(one, hit, previous_end),
                    place=place_words,
                    place_code=place,
                    period=period,
                    whom=self._whom(one, previous_end),
                    number=text[one.start : one.end],
                    sentence=text[self.start : self.end],
                    start=self.start,
                    end=self.end,
                    number_start=one.start,
                    number_end=one.end,
                    role=role,
                    confidence=confidence,
                    doubts=tuple(doubts),
                )
            )
            previous_end = one.end
        return out

    # ------------------------------------------------------------ where

    def _place(self, one: Quantity) -> tuple[str, str, bool]:
        """Code, words, and whether it is sure."""
        before = [each for each in self.places if each.end <= one.start]
        if before:
            chosen = before[-1]
            if not chosen.firm and not chosen.relative:  # an organisation's name
                firm = [each for each in before if each.firm or each.relative]
                inner = firm[-1].code if firm else self.place_said
                if inner and self.gazetteer.within(inner, chosen.code):
                    words = self.scan.original[firm[-1].start : firm[-1].end] if firm else ""
                    return inner, words, True
            words = self.scan.original[chosen.start : chosen.end]
            sure = self._alone(chosen, before, one)
            return chosen.code, words, sure
        following = re.match(r"\s?(?:以上|左右|多)?的", self.scan.text[one.end : one.end + 6])
        after = [each for each in self.places if each.start >= one.end]
        if following and after and after[0].start - one.end <= 3:
            words = self.scan.original[after[0].start : after[0].end]
            return after[0].code, words, True
        if self.place_said:
            return self.place_said, "", True
        later = self._later()
        if later:
            return later, "", True
        return self.main, "", bool(self.main)

    def _alone(self, chosen: PlaceMention, before: list[PlaceMention], one: Quantity) -> bool:
        """Whether the nearest place before a number is the only one it can belong to."""
        others = {
            each.code
            for each in before
            if each.code and not self.gazetteer.related(each.code, chosen.code)
        }
        if not others:
            return True
        between = self.scan.text[chosen.end : one.start]
        return len(_CLAUSE.findall(between)) <= 1

    def _later(self) -> str:
        """The one place of a paragraph that names it after its figures."""
        starts = [each.start for each in self.scan.places]
        at = bisect_right(starts, self.start)
        stop = self.scan.text.find("\n", self.end)
        stop = len(self.scan.text) if stop < 0 else stop
        codes = (
            {
                each.code
                for each in self.scan.places[at:]
                if each.start < stop and each.code and each.firm
            }
            if self._paragraph_is_news(stop)
            else set()
        )
        return codes.pop() if len(codes) == 1 else ""

    def _paragraph_is_news(self, stop: int) -> bool:
        """Whether the paragraph's next sentence begins with a place."""
        starts = [each.start for each in self.scan.places]
        at = bisect_right(starts, self.start)
        return at < len(starts) and self.end <= starts[at] < min(stop, self.end + 8)

    # ------------------------------------------------------------ when

    def _period(self, one: Quantity) -> tuple[str, bool]:
        for each in reversed(self.periods):
            if each.end > one.start or each.use in ("compares", "vague"):
                continue
            if each.use == "now":
                return (each.period or self.period_said or self.year), bool(each.period)
            return each.period, bool(each.period)
        after = [each for each in self.periods if each.start >= one.end and each.use == "states"]
        if self.period_said:
            return self.period_said, True
        if self.year:
            return self.year, not after
        return "", False

    # ------------------------------------------------------------ what

    def _term(self, one: Quantity, previous_end: int) -> _Hit | None:
        text = self.scan.text
        own = [each for each in self.terms if previous_end <= each.start and each.end <= one.start]
        if own:
            return own[-1]
        earlier = [each for each in self.terms if each.end <= one.start]
        if not earlier:
            return None
        between = text[previous_end : one.start]
        grows = _GROWS.search(text[max(self.start, one.start - 24) : one.start])
        if (grows or _LIST_GAP.fullmatch(between)) and self.last_term is not None:
            return self.last_term
        return None

    def _indicator(self, one: Quantity, hit: _Hit | None) -> tuple[str, str]:
        """The indicator's key and the unit, if the words and the unit agree."""
        if hit is None:
            return "", self._rate(one)
        key, unit = hit.term
        between = self.scan.text[hit.end : one.start]
        grows = _GROWS.search(self.scan.text[max(hit.end, one.start - 24) : one.start])
        if one.unit == "share" and grows and unit not in ("share", "share of GDP"):
            if _SHARE_OF.search(between):
                return "", one.unit
            return (_growth_key(key), "share") if key else ("", "share")
        if one.unit == "share" and key == "cpi_change" and grows:
            return key, "share"
        if one.unit == "share" and unit in ("share", "share of GDP") and not grows:
            return key, one.unit
        if not one.unit and unit == "ratio":
            return key, "ratio"
        if one.unit == "ratio" and unit == "ratio":
            return key, "ratio"
        if one.unit == unit or (unit == "count" and one.unit in _COUNTS):
            if grows or re.search(r"(?:增加|减少|新增|净增)[^，。；]{0,4}$", between):
                return "", self._rate(one)
            return key, one.unit
        return "", self._rate(one)

    def _rate(self, one: Quantity) -> str:
        """The unit, per head or per household where the words say so."""
        before = self.scan.text[max(self.start, one.start - 24) : one.start]
        clause = _CLAUSE.split(before)[-1]
        per = re.search(
            r"每(?P<count>百|千|万|十万|\d+)?(?:名|位|个)?(?:常住|学龄|户籍)?(?P<who>人口|人|名?老年?人|儿童|户|亩|公顷|平方公里|名)",
            clause,
        )
        if per and one.unit and " per " not in one.unit and one.unit not in ("share", "ratio"):
            count = {
                "百": "100 ",
                "千": "1,000 ",
                "万": "10,000 ",
                "十万": "100,000 ",
                None: "",
            }.get(per["count"], f"{per['count']} ")
            who = {"户": "household", "亩": "mu", "公顷": "hectare", "平方公里": "km2"}.get(
                per["who"]
            )
            noun = who or ("people" if count else "person")
            return f"{one.unit} per {count}{noun}"
        if one.unit == "yuan" and "人均" in clause:
            return "yuan per person"
        if one.unit in ("m2", "kWh", "kg", "volumes") and "人均" in clause:
            return f"{one.unit} per person"
        if one.unit and "户均" in clause and one.unit in ("yuan", "people"):
            return f"{one.unit} per household"
        if one.unit in ("kg", "tonnes", "yuan") and ("亩产" in clause or "亩均" in clause):
            return f"{one.unit} per mu"
        return one.unit

    def _words(self, one: Quantity, hit: _Hit | None, previous_end: int) -> str:
        text = self.scan.original
        if hit is not None:
            return text[hit.start : hit.end]
        clause = text[max(previous_end, self.start) : one.start]
        last = re.split(r"[，。；、,;：:“”\"\s]", clause)[-1]
        return re.sub(
            r"(?:达到?|为|共有?|有|超过?|近|约|已|增长|下降|提高|突破|建成|新增)+$", "", last
        )[-16:]

    def _whom(self, one: Quantity, previous_end: int) -> str:
        begin = max(self.start, previous_end)
        found = list(_WHOM.finditer(self.scan.text, begin, one.start))
        if not found:
            return ""
        return self.scan.original[found[-1].start() : found[-1].end()]

    def _role(self, one: Quantity) -> Role:
        text = self.scan.text
        after = text[one.end : one.end + 10]
        if one.unit == "years of age":
            return "condition"
        if one.unit in _LIMITS and (
            after.startswith(("内", "以内", "之内", "公共服务圈", "生活圈", "圈"))
        ):
            return "condition"
        before = text[self.start : one.start]
        target = list(_TARGET.finditer(before))
        if target and not _DONE.search(before[target[-1].end() :]):
            clauses = _CLAUSE.findall(before[target[-1].end() :])
            if len(clauses) <= 6:
                return "target"
        return "figure"

    # ------------------------------------------------------------ 分别

    def _separately(self, quantities: list[Quantity]) -> dict[int, dict[str, Any]]:
        """What belongs to which number in 杭州、宁波分别增长5.1%、5.3%."""
        out: dict[int, dict[str, Any]] = {}
        text = self.scan.text
        for match in _SEPARATELY.finditer(text, self.start, self.end):
            stop = re.compile(r"[。；;]").search(text, match.end(), self.end)
            group = [
                at
                for at, one in enumerate(quantities)
                if match.end() <= one.start < (stop.start() if stop else self.end)
            ]
            group = _run(text, quantities, group)
            if len(group) < 2:
                continue
            for name, found in (
                ("place", [each for each in self.places if each.end <= match.start()]),
                (
                    "period",
                    [each for each in self.periods
                     if each.end <= match.start() and each.use == "states"],
                ),
                ("term", [each for each in self.terms if each.end <= match.start()]),
            ):  # fmt: skip
                listed = _listed(text, found)
                if len(listed) == len(group):
                    for at, each in zip(group, listed, strict=True):
                        value = each.period if name == "period" else each
                        out.setdefault(at, {})[name] = value
        return out


_COUNTS: Final = frozenset({"count", "museums", "hospitals", "venues", "libraries", "schools"})


def _growth_key(key: str) -> str:
    if key == "gdp_yuan":
        return "gdp_growth"
    return key if key.endswith("change") else f"{key}_growth"


def _run(text: str, quantities: list[Quantity], group: list[int]) -> list[int]:
    """The numbers that follow one another with nothing but commas and 和 between."""
    if not group:
        return group
    run = [group[0]]
    for at in group[1:]:
        between = text[quantities[run[-1]].end : quantities[at].start]
        if len(between) > 3 and not _LIST_GAP.fullmatch(between.strip()):
            break
        run.append(at)
    return run


def _listed(text: str, found: list[Any]) -> list[Any]:
    """The last mentions that stand in one list."""
    if not found:
        return []
    run = [found[-1]]
    for each in reversed(found[:-1]):
        between = text[each.end : run[0].start]
        if len(between) > 6 or not re.fullmatch(
            r"[市县区镇年]?\s?(?:[、，,]|和|及|与|以及|and|, and)\s?", between
        ):
            break
        run.insert(0, each)
    return run


def _plain(value: Any) -> Any:
    """A decimal without exponent and without trailing zeros."""
    if value == value.to_integral_value():
        return value.quantize(type(value)(1))
    return value.normalize()
