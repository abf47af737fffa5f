"""Where and when a number belongs, while the sentences of a text are read one after another."""

import re
from typing import Final

from gongfu.evidence.belonging import (
    acts,
    belonging,
    bracketed_off,
    given_by,
    gives,
    mean_in_brackets,
    of_here,
    of_villagers,
    same_clause,
    sums_up,
)
from gongfu.evidence.gazetteer import Gazetteer
from gongfu.evidence.meaning import NONE, Meaning
from gongfu.evidence.periods import PeriodMention
from gongfu.evidence.placing import PlaceMention, place_of_word
from gongfu.evidence.quantity import Quantity
from gongfu.evidence.scan import Scan, TermHit, within
from gongfu.evidence.topic import Settled, Topic

_CLAUSE: Final = re.compile(r"[，。；;！？!?：:\n]|, ")
_BEHIND: Final = re.compile(r"[A-Za-z)]\s(?:[a-z ]{0,12} )?$|^ (?:in )?$")
_ONCE: Final = re.compile(r"曾经|从前|早些年|早年间")
"""A time before, which nobody names."""
_OTHER_TIME: Final = re.compile(r"\b(?:from|than|since|with|against|to)\b")
_AGAINST: Final = re.compile(r"(?:比|较)$")
"""Before a year whose own number follows: 比2022年的4.1%加快."""
_PAST_ONE: Final = re.compile(r"\d|；|;")
_SECTION: Final = re.compile(
    r"(?:^|\n)[ \t]{0,4}(?:[(]?[一二三][)]?[、.．]|[(]?[123][)]?[、．]|##)"
)
"""A heading with a number: a report, whose sections are all of its own place."""
_DIGIT: Final = re.compile(r"\d")
_AND: Final = re.compile(r"[市县区]?(?:、|和|与|及|以及|and)")
_YEARS: Final = re.compile(r"(\d{4})/(\d{4})")
_CHANGED_TO: Final = re.compile(
    r"[由从]\d[^，。；]*?(?:增加?|提高|上升|升|下降|降|扩大|缩小|减少|减|发展)[到至为]\s?$"
)
_FROM: Final = re.compile(r"(?:由|从|自|from)\s?$")
_VILLAGE: Final = re.compile(
    r"[一-鿿](?<![的是在有让为把由从向对和与每到各及])[一-鿿](?<![农乡山全该本我各个家新老古渔小大多几数条弱强范政然头一进出驻入的品些扶在])(?<!城中)(?<!以[上下])村"
    r"(?![民里级集庄委道口社镇支企卫])"
)
"""A village by its name, not a word such as 农村 or 示范村."""
_IN: Final = re.compile(r" (?:[a-z-]+ ){0,4}(?:in|during|by) (?:the )?")
"""In English the period of a number may stand behind it: 28,930 yuan in 2023."""
_OF: Final = re.compile(r"\s?(?:以上|左右|多)?的")
_NEAR: Final = 4
_HEAD: Final = 30
"""A line of at most so many characters that ends in no stop is a heading."""
_PROMISES: Final = re.compile(r"目标|预期|草案|安排|打算|计划")
_CARRIED_OUT: Final = re.compile(r"执行情况|完成情况|落实情况|实施情况")
"""A heading that promises and reports, such as that of a budget, says nothing of a number."""
_STOP: Final = re.compile(r"[。！？!?；;，,]\s*$")


class Context:
    """What has been said so far; `enter` a sentence, ask, `leave` it."""

    def __init__(
        self,
        found: Scan,
        gazetteer: Gazetteer,
        place: str,
        period: str,
        lead: str = "",
        official: bool = False,
    ) -> None:
        self.scan, self.gazetteer = found, gazetteer
        self.main_place, self.main_period = place, period
        fixed = official or _SECTION.search(found.text) is not None
        self.topic = Topic(gazetteer, place, lead, fixed=fixed)
        self.official = official  # a bulletin speaks of its own place unless a sentence says not
        self.section_period = ""
        self.section_targets = False
        self.meaning = NONE  # of the last number of the paragraph
        self.incomes: dict[str, Meaning] = {}  # by whose they are: the last of each
        self.header: list[TermHit] = []
        self.paragraph = -1
        self.period_said = ""
        self.start = self.end = 0
        self.named: list[PlaceMention] = []  # all of the sentence, also those to compare with
        self.places: list[PlaceMention] = []
        self.periods: list[PeriodMention] = []
        self.summed = False  # whether several places are named as one in the sentence
        self._place_starts = [one.start for one in found.places]
        self._period_starts = [one.start for one in found.periods]

    def enter(self, start: int, end: int, paragraph: int) -> None:
        """Begin a sentence."""
        if paragraph != self.paragraph:
            self.topic.begin_paragraph()
            self.paragraph, self.period_said = paragraph, ""
            self.meaning = NONE
        self.start, self.end = start, end
        named = within(self.scan.places, self._place_starts, start, end)
        self.named = named
        places = [self._resolved(one) for one in belonging(self.scan.text, start, named)]
        self.places = [
            one for at, one in enumerate(places) if not (at and self._whole(places[at - 1], one))
        ]
        self.summed = sums_up(self.scan.text, start, end)
        self.periods = within(self.scan.periods, self._period_starts, start, end)

    def leave(self, terms: list[TermHit], *, numbers: bool) -> None:
        """End a sentence; what it named holds for the next ones of the paragraph."""
        villagers = bool(self.topic.village) and of_villagers(self.scan.text, self.start, self.end)
        self.topic.note(self.places, villagers=villagers)
        line = self.scan.text[self.start : self.end]
        heading = not numbers and len(line) <= _HEAD and not _STOP.search(line)
        if heading:
            planned = _PROMISES.search(line) is not None
            self.section_targets = planned and not _CARRIED_OUT.search(line)
        if not numbers and len(terms) > 1:
            self.header = terms
        stated = [
            one
            for one in self.periods
            if one.use == "states" and one.period and not self._aside(one)
        ]
        if stated:
            self.period_said = stated[-1].period if len(stated[-1].period) < 10 else ""
            dated = re.search(r"月|统计局|调查队|发布", line)
            if heading and not dated and len(stated[0].period) < 10:
                self.section_period = stated[0].period

    # ------------------------------------------------------------ where

    def _whole(self, part: PlaceMention, one: PlaceMention) -> bool:
        """Whether a place only tells where the one before it lies: 枸杞乡是嵊泗县的产区."""
        lies = self.scan.text[one.start - 1] in "是系" and one.start - part.end <= _NEAR
        return lies and part.code != one.code and self.gazetteer.within(part.code, one.code)

    def _resolved(self, one: PlaceMention) -> PlaceMention:
        """全市 of a text is that of the place it is about, which it may name only later."""
        if not one.relative or not self.main_place:
            return one
        word = self.scan.text[one.start : one.end]
        main = self.main_place
        code = place_of_word(word, [main], self.gazetteer, about=main)
        return one._replace(code=code or one.code)

    def place(self, one: Quantity) -> Settled:
        """The place of a number; in doubt where a village is named that no list holds."""
        found = self._place(one)
        if found.doubt or not self._unknown_village(one):
            return found
        return found._replace(doubt="place unclear")

    def _unknown_village(self, one: Quantity) -> bool:
        text = self.scan.text
        if text.find("村", self.start, one.start) < 0:
            return False
        begin = max((each.end for each in self.named if each.end <= one.start), default=self.start)
        return _VILLAGE.search(text, begin, one.start) is not None

    def _place(self, one: Quantity) -> Settled:
        if not self.named and not self.summed:
            return self._unnamed(one)
        text = self.scan.text
        for each in self.named:
            if mean_in_brackets(text, each, one.start):
                return self._settled(each)
        before = [
            each
            for each in self.places
            if each.end <= one.start and not bracketed_off(text, each.end, one.start)
        ]
        begin = before[-1].end if before else self.start
        if self.summed and sums_up(text, begin, one.start):
            return Settled(self.main_place, doubt="more than one place")
        found = self._before(before, one) if before else self._unnamed(one)
        giver = given_by(text, self.named, one.start)
        if not found.doubt and giver and not self.gazetteer.related(giver, found.value):
            return found._replace(doubt="several places")
        return found

    def _unnamed(self, one: Quantity) -> Settled:
        """The place of a number before which its sentence names none."""
        text = self.scan.text
        topic = self.topic
        if topic.village and of_villagers(text, self.start, min(one.end + 3, self.end)):
            return Settled(topic.village)
        if topic.low and of_here(text, self.start, one.start):
            return topic.here()
        after = [each for each in self.places if each.start >= one.end]
        if after and after[0].start - one.end <= 3 and _OF.match(self.scan.text, one.end):
            return self._settled(after[0])
        if topic.said and not (self.official and topic.main):
            return topic.of_paragraph(goes_on=text.startswith("“", self.start))
        later = None if self.official and self.main_place else self._next_sentence()
        if later:
            return self._settled(later)
        return topic.of_whole()

    def _settled(self, one: PlaceMention, doubt: str = "") -> Settled:
        return Settled(
            one.code, self.scan.text[one.start : one.end], doubt or ("" if one.code else "no place")
        )

    def _before(self, before: list[PlaceMention], one: Quantity) -> Settled:
        chosen, topic = before[-1], self.topic
        if not chosen.firm and not chosen.relative:  # an organisation's name
            firm = [each for each in before if each.firm or each.relative]
            if firm and self.gazetteer.related(firm[-1].code, chosen.code):
                return self._settled(firm[-1])
            for inner in (topic.said, topic.before, topic.main):
                if inner and self.gazetteer.within(inner, chosen.code):
                    sure = inner in (chosen.code, topic.lead, topic.main)
                    return Settled(inner, doubt="" if sure else "place unclear")
        if not chosen.code and not chosen.relative and topic.said:
            return Settled(topic.said, doubt="place unclear")
        if not chosen.code and chosen.relative:
            return Settled(topic.said or topic.main, doubt="place unclear")
        if (
            self._listed(chosen, before)
            or self._far(chosen, before, one)
            or self._beside(chosen, before, one)
        ):
            return self._settled(chosen, "several places")
        return self._settled(chosen, "place unclear" if self._passed(chosen, one) else "")

    def _passed(self, chosen: PlaceMention, one: Quantity) -> bool:
        """Whether the text has come from another town or village that it may still speak of."""
        text, topic, gazetteer = self.scan.text, self.topic, self.gazetteer
        other = chosen.relative and topic.low and topic.is_low(chosen.code)
        if other and not gazetteer.related(topic.low, chosen.code):
            return True  # 村里 behind another village
        told = topic.of_text if topic.fixed else topic.low or topic.of_text
        inside = told != chosen.code and gazetteer.within(told, chosen.code)
        if inside and acts(text, chosen, one.start):
            return True  # 县里投资, in a village
        here = topic.low not in ("", chosen.code, topic.of_text)
        return here and of_here(text, chosen.end, one.start)

    def _far(self, chosen: PlaceMention, before: list[PlaceMention], one: Quantity) -> bool:
        """Whether a place stands some clauses away, behind another one."""
        if not any(
            each.code and not self.gazetteer.related(each.code, chosen.code) for each in before
        ):
            return False
        between = self.scan.text[chosen.end : one.start]
        return len(_CLAUSE.findall(between)) > 1 and re.search(r"\d", between) is None

    def _beside(self, chosen: PlaceMention, before: list[PlaceMention], one: Quantity) -> bool:
        """Whether another place of the clause may be meant, or one gives to the other."""
        text, main = self.scan.text, self.main_place
        if main and chosen.code and not self.gazetteer.related(chosen.code, main):
            return gives(text, chosen.end, one.start)
        others = [
            each
            for each in before[:-1]
            if each.code and not self.gazetteer.related(each.code, chosen.code)
        ]
        if not others or not same_clause(text, others[-1].end, chosen.start):
            return False
        return _DIGIT.search(text, others[-1].end, chosen.start) is None

    def _listed(self, chosen: PlaceMention, before: list[PlaceMention]) -> bool:
        """Whether a place is the last of several that stand in a list (杭州、上海)."""
        if len(before) < 2 or not before[-2].code:
            return False
        other = before[-2]
        between = self.scan.text[other.end : chosen.start].strip()
        return bool(_AND.fullmatch(between)) and not self.gazetteer.related(other.code, chosen.code)

    def _next_sentence(self) -> PlaceMention | None:
        """The place with which the next sentence of the paragraph begins, if it is the only one."""
        stop = self.scan.text.find("\n", self.end)
        stop = len(self.scan.text) if stop < 0 else stop
        following = within(self.scan.places, self._place_starts, self.end, stop)
        firm = [each for each in following if each.firm and each.code]
        begins = bool(firm) and not self.scan.text[self.end : firm[0].start].strip("“ ")
        if begins and len({each.code for each in firm}) == 1:
            main = self.main_place
            return firm[0] if not main or self.gazetteer.related(firm[0].code, main) else None
        return None

    # ------------------------------------------------------------ when

    def _aside(self, one: PeriodMention) -> bool:
        """Whether a period is named for one number only (其中6月份增长6.6%, 由2023年的5降到4)."""
        before = self.scan.text[max(self.start, one.start - 5) : one.start]
        if self.scan.text.startswith(" to ", one.end):
            return True  # from 1.90 in 2022 to 1.86
        return before.endswith("其中") or (
            not one.period.endswith("-") and _FROM.search(before) is not None
        )

    def period(self, one: Quantity) -> Settled:
        """The period of a number."""
        text = self.scan.text
        after = next((each for each in self.periods if each.start >= one.end), None)
        if after and after.use == "states" and _IN.fullmatch(text, one.end, after.start):
            return Settled(after.period, text[after.start : after.end])
        for each in reversed(self.periods):
            if each.end > one.start or each.use == "vague" or text.startswith(" to ", each.end):
                continue
            between = text[each.end : one.start]
            if each.use == "compares":
                against = _AGAINST.search(text[max(self.start, each.start - 3) : each.start])
                own = between in ("", "的") and against is not None and one.unit != "times"
                beside = text.startswith("相比", one.end) and not re.search(r"\d|，", between)
                if own or beside or between == "同期为":
                    return Settled(each.period, text[each.start : each.end])
                continue
            ends = _years_of_change(text, each, one.start)
            if ends:
                return Settled(ends, text[each.start : each.end])
            once = (
                self._aside(each)
                or (each.use == "now" and between.startswith("的"))
                or (
                    each.use != "now"
                    and len(each.period) == 10
                    and "截" not in text[max(0, each.start - 3) : each.start]
                )
            )
            if once and _PAST_ONE.search(between):
                continue
            if each.use == "now":
                now = each.period[:4] or self.period_said or self.main_period
                return Settled(now, doubt="" if now else "no period", said=False)
            words = text[each.start : each.end]
            return Settled(each.period, words, "" if each.period else "no period")
        later = self._said_later(one)
        if later is not None:
            return Settled(later.period, text[later.start : later.end])
        if _ONCE.search(text, self.start, one.start):
            return Settled("", doubt="no period")
        said = self.period_said or self.section_period or self.main_period
        told = bool(self.period_said or self.section_period)
        return Settled(said, doubt="" if said else "no period", said=told)

    def _said_later(self, one: Quantity) -> PeriodMention | None:
        """The period that an English sentence gives behind its numbers: 40,311 yuan in 2023."""
        for each in self.periods:
            if each.start >= one.end and each.use == "states" and each.period:
                between = self.scan.text[one.end : each.start]
                plain = between.isascii() and not _OTHER_TIME.search(between)
                return each if plain and _BEHIND.search(between) else None
        return None


def _years_of_change(text: str, span: PeriodMention, at: int) -> str:
    """The year of a number of 从2018年到2023年，由5元增至6元; "" if it is of no such change."""
    years = _YEARS.fullmatch(span.period)
    if years is None:
        return ""
    if text[at - 1 : at] in ("由", "从"):
        return years[1]
    return years[2] if _CHANGED_TO.search(text, span.end, at) else ""
