"""The figures of one sentence."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from gongfu.evidence.belonging import is_sum
from gongfu.evidence.changes import is_change, when_begun
from gongfu.evidence.context import Context
from gongfu.evidence.counted import counted_noun
from gongfu.evidence.meaning import NONE, Meaning, meaning_of, shared_meaning
from gongfu.evidence.quantity import Quantity
from gongfu.evidence.roles import is_limit, promises, role_of
from gongfu.evidence.scan import TermHit
from gongfu.evidence.separately import Given, given_by_lists
from gongfu.evidence.stated import StatedFigure
from gongfu.evidence.topic import Settled
from gongfu.model.document import Document

_CIRCLE: Final = re.compile(r"[一-鿿]{0,6}圈")
_CLAUSE_END: Final = re.compile(r"[，。；;！？!?\n]")
_WHOM: Final = re.compile(
    r"(?=[\d山低新困残退老妇外随开高经l])(?:山区26个?县|山区海岛县|低收入农户|新居民|困难群众|残疾人|退役军人"
    r"|(?<![\d.,年])\d+个?(?:山区|海岛|山区海岛|革命老区|加快发展|欠发达|经济强|重点)?(?:设区市|县|市|区"
    r"|乡镇|镇|乡|街道|行政村|村)(?:\(市、区\))?(?![级域内外])|(?:开发|高新)区|经济强[镇县村]"
    r"|\d+岁(?:及?以[上下])?的?(?:妇女|老年?人|人口|老人|儿童|女性|男性)?|老年人|妇女"
    r"|外来务工人员|随迁子女|low-income households)"
)
_COUNTIES: Final = re.compile(r"(?:山区|海岛|革命老区|加快发展|欠发达)[^，。]*县")
"""A group of the province's counties, also where a county speaks of it."""
_OF_COUNTIES: Final = re.compile(r"\d+个?[^，。]{0,6}[县市区]")
_LIST_GAP: Final = re.compile(r"\s?(?:[、，,]|和|及|与|以及|and|[，,]\s?and)\s?")
_NOUN_AFTER: Final = re.compile(
    r"(?:以上|左右)?的?[“‘「]?(?P<noun>(?!左右|以上|以下|上下|多)[一-鿿()]{1,12}?)"
    r"(?=[，。；、,;”’」!\s]|[已在为可将]|全部|全覆盖|实现|提供|通过|累计|就业|实行|达到|参与|[的和与]|$)"
)
_COUNTERS: Final = frozenset("个家座条所处项件名位只头台套艘间幢户支场种")
_CLAUSE_TAIL: Final = re.compile(r"[^，。；、,;：:“”\"\s]*$")
_VERBS: Final = re.compile(
    r"(?:达到?|为|共有?|有|超过?|近|约|已|增长|下降|提高|突破|首?破|建成|新增|了|是|占|和|及|的|仅|则"
    r"|(?:[由从](?:原来|最初)?)|(?:提升|提高|增加|上升|扩大|降低|减少|缩小|升|增|降|涨)?[到至])+$"
)
_NEXT: Final = re.compile(r"(?P<gap>[一-鿿]{0,8} [一-鿿 ]{1,8})[,，]?\d|(?P<noun>[一-鿿]{1,10})\d")
_GOES_ON: Final = ("面积", "共", "总", "和", "及", "增", "提高", "扩大", "扩展", "减", "降")
_STRAY: Final = re.compile(
    r"(?<![\dA-Za-z第每.,-])\d+(?:\.\d*)?(?:[一-鿿]{2,8}|[一-鿿]{0,6} [一-鿿]{1,6},)$"
)
_CUT: Final = re.compile(r"(?<![mM])\d(?:[·•.,，OoＯl]{1,2}|\. )$")
"""Before a number that may be the rest of one: 23·8亿元, 15O.2亿元, 150. 2亿元."""
_DENIED: Final = re.compile(r"误报|误传|误为|误写|并非|并不是|而非|谣传|更正前|原报")
_STRAY_SHOWN: Final = 40
_INCOME: Final = re.compile(
    r"(urban_|rural_)?(?:(?:disposable|wage|(?:business|property|transfer)_net)_income"
    r"|consumption_expenditure)_per_head_yuan$"
)
_SURE, _UNSURE = 1.0, 0.5
_NOTHING: Final = Given()


class Sentence:
    """The figures of one sentence."""

    def __init__(
        self, context: Context, quantities: list[Quantity], terms: list[TermHit], document: Document
    ) -> None:
        self.context, self.quantities = context, quantities
        self.text, self.source = context.scan.text, document.text
        self.published = document.published
        self.start, self.end = context.start, context.end
        self.span = context.scan.flow.span(self.start, self.end)
        self.sentence = self.source[slice(*self.span)]
        self.terms = [hit for hit in terms if self._meant(hit)]
        named = [(each.start, each.end) for each in context.named]
        self.named = sorted(named + [(each.start, each.end) for each in context.periods])
        self.whom = [match.span() for match in _WHOM.finditer(self.text, self.start, self.end)]
        self.limited = self.start  # where the last condition ends
        self.promises = promises(self.text, self.start, self.end, self.published)

    def read(self) -> list[StatedFigure]:
        """One figure for each quantity that is one."""
        out = []
        lists = given_by_lists(self.context, self.quantities, self.terms)
        begin, previous, said_of = self.start, self.context.meaning, ""
        for at, one in enumerate(self.quantities):
            if one.unit == "minutes" and _CIRCLE.match(self.text, one.end):
                begin = one.end
                continue  # the name of a circle
            if one.spelt and is_sum(self.text, one.start):
                continue  # 两县 are those that were named
            one = self.quantities[at] = self._as_before(one, at)
            given = lists.get(at, _NOTHING)
            own = [hit for hit in self.terms if begin <= hit.start and hit.end <= one.start]
            clause = self._without_names(begin, one.start)
            if given.hit is not None:
                meaning = shared_meaning(one, given.hit, change=given.change)
            else:
                last = previous if previous.hit is not None else self._only_income()
                group = bool(own) and own[-1].term.key.startswith("~")
                meaning = meaning_of(
                    self.text, one, own, last if group else previous, begin, clause
                )
            place = given.place or self.context.place(one)
            period = given.period or self._period(one, at)
            whom = self._whom(one)
            if not whom and meaning.hit is not None and meaning.hit is previous.hit:
                whom = said_of
            if _COUNTIES.search(whom):
                place = self._province(place)
            elif one.unit == "counties" or _OF_COUNTIES.match(whom):
                place = self._above_counties(place)
            whose = _INCOME.match(meaning.hit.term.key) if meaning.hit is not None else None
            if whose:
                self.context.incomes[whose[1] or ""] = meaning
            out.append(self._figure(one, meaning, place, period, begin, whom, clause, given))
            if not out[-1].term and self._ends_change(at):
                out[-1] = replace(out[-1], term=out[-2].term)
            said_of = whom
            if meaning.hit is not None or not (
                one.unit in ("share", "percentage points") or clause.count("(") > clause.count(")")
            ):
                previous = meaning
            if out[-1].role == "condition":
                self.limited = one.end
            else:
                begin = max(begin, one.end)
        self.context.meaning = previous
        return out

    def _ends_change(self, at: int) -> bool:
        return at > 0 and is_change(self.text, *self.quantities[at - 1 : at + 1])

    def _period(self, one: Quantity, at: int) -> Settled:
        """The period of a number, which at the first end of a change is mostly not said."""
        settled = self.context.period(one)
        following = self.quantities[at + 1] if at + 1 < len(self.quantities) else None
        if is_change(self.text, one, following):
            return when_begun(one, settled, self.context.periods)
        return settled

    def _only_income(self) -> Meaning:
        """The last income of residents of the text if it has spoken of one kind of them only."""
        known = list(self.context.incomes.values())
        return known[0] if len(known) == 1 else NONE

    def _meant(self, hit: TermHit) -> bool:
        """死亡 counts the deaths of a population only beside its births."""
        said = self.text[hit.start : hit.end]
        return said != "死亡" or "出生" in self.text[self.start : self.end]

    def _as_before(self, one: Quantity, at: int) -> Quantity:
        """A bare count of what the number before it counts: 项目328个，其中落地105个."""
        if one.unit != "count" or not at:
            return one
        before = self.quantities[at - 1]
        counter = self.text[one.end - 1]
        between = self.text[before.end : one.start]
        same = counter == self.text[before.end - 1] and counter in "个家座处所项"
        if (
            same
            and before.unit != "count"
            and "；" not in between
            and (
                _LIST_GAP.fullmatch(between)
                or re.search(r"其中|累计|净增|新增|增加|、(?:竣工|投产|落地|签约|开工)", between)
            )
        ):
            return one._replace(unit=before.unit)
        return one

    def _figure(
        self,
        one: Quantity,
        meaning: Meaning,
        place: Settled,
        period: Settled,
        begin: int,
        whom: str,
        clause: str,
        given: Given,
    ) -> StatedFigure:
        role = role_of(
            self.text,
            one,
            begin=self.start,
            clause=clause,
            when=period,
            published=self.published,
            planned=self.context.section_targets,
            promised=self.promises,
        )
        unit = meaning.unit
        doubts = [] if unit else ["no unit"]
        if begin < self.limited:  # the number of a condition is not stray
            clause = self._without_names(self.limited, one.start)
        if _STRAY.search(clause[-_STRAY_SHOWN:]) or self._runs_on(one):
            doubts.append("a number without unit beside it")
        if _CUT.search(self.text, max(0, one.start - 4), one.start):
            doubts.append("a number that may be cut")
        if given.doubt:
            doubts.append(given.doubt)
        if _DENIED.search(clause):
            doubts.append("denied")
        if role == "condition":
            place = period = Settled("")
        else:
            doubts += [each.doubt for each in (place, period) if each.doubt]
        number_start, number_end = self.context.scan.flow.span(one.start, one.end)
        return StatedFigure(
            value=_plain(one.value),
            bound="<=" if one.bound == "=" and is_limit(self.text, one) else one.bound,
            unit=unit,
            indicator=meaning.indicator if role != "condition" else "",
            term=given.name or self._words(one, meaning, begin),
            place=place.words or self.context.gazetteer.names.get(place.value, ""),
            place_code=place.value,
            period=period.value,
            whom=whom,
            number=self.source[number_start:number_end],
            sentence=self.sentence,
            start=self.span[0],
            end=self.span[1],
            number_start=number_start,
            number_end=number_end,
            role=role,
            confidence=_SURE if not doubts else _UNSURE,
            doubts=tuple(doubts),
        )

    def _runs_on(self, one: Quantity) -> bool:
        """Whether a bare count runs into the next number without a stop, as a broken one does."""
        if self.text[one.end - 1] not in _COUNTERS:
            return False
        following = _NEXT.match(self.text, one.end)
        if following is None or (following["noun"] or "").startswith(_GOES_ON):
            return False
        return counted_noun(self.text, one.end, near=True) is None

    def _without_names(self, begin: int, end: int) -> str:
        """The text between two numbers without the places and periods that it names."""
        out, at = "", begin
        for start, stop in self.named:
            if start >= at and stop <= end:
                out += self.text[at:start]
                at = stop
        return out + self.text[at:end]

    def _words(self, one: Quantity, meaning: Meaning, begin: int) -> str:
        span = self.context.scan.flow.span
        if meaning.hit is not None:
            start, end = span(meaning.hit.start, meaning.hit.end)
            return self.source[start:end]
        if one.unit == "share" or self.text[one.end - 1] in _COUNTERS:
            noun = _NOUN_AFTER.match(self.text, one.end)
            if noun:
                start, end = span(*noun.span("noun"))
                return self.source[start:end]
        tail = _CLAUSE_TAIL.search(self.text, max(begin, self.start), one.start)
        first = tail.start() if tail else one.start
        first = max([first, *(end for _, end in self.named if end <= one.start)])
        last = _VERBS.search(self.text, first, one.start)
        stop = last.start() if last else one.start
        start, end = span(max(first, stop - 16), stop)
        return self.source[start:end]

    def _above_counties(self, place: Settled) -> Settled:
        """A place with a doubt if it is a county: none holds several."""
        county = self.context.gazetteer.levels.get(place.value) == "county"
        return place._replace(doubt=place.doubt or "place unclear") if county else place

    def _province(self, place: Settled) -> Settled:
        """The province in which a place lies, if it has one."""
        gazetteer = self.context.gazetteer
        for code in (place.value, *gazetteer.above.get(place.value, ())):
            if gazetteer.levels.get(code) == "province":
                return place._replace(value=code, words="") if code != place.value else place
        return place

    def _whom(self, one: Quantity) -> str:
        found = [span for span in self.whom if span[1] <= one.start]
        if not found or _CLAUSE_END.search(self.text, found[-1][0], one.start):
            return ""
        start, end = self.context.scan.flow.span(*found[-1])
        return self.source[start:end]


def _plain(value: Decimal) -> Decimal:
    """A decimal without exponent and without trailing zeros."""
    if value == value.to_integral_value():
        return value.quantize(Decimal(1))
    return value.normalize()
