"""Figures out of a document: each quantity with what it counts, where, when, and its sentence."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from gongfu.evidence.context import Context, Settled
from gongfu.evidence.counted import counted_noun
from gongfu.evidence.damage import LOST, Damage, repair
from gongfu.evidence.flow import flow_of
from gongfu.evidence.gazetteer import Gazetteer
from gongfu.evidence.meaning import Meaning, meaning_of, shared_meaning
from gongfu.evidence.periods import PeriodMention, find_periods
from gongfu.evidence.placing import PlaceMention, find_places
from gongfu.evidence.quantities import Quantity
from gongfu.evidence.scan import Scan, TermHit, scan, within
from gongfu.evidence.script import fold
from gongfu.evidence.sheet_figures import PlacedTable, placed_tables, read_sheet_figures
from gongfu.evidence.stated import Role, StatedFigure
from gongfu.evidence.terms import Term
from gongfu.model.document import Document

_TITLE: Final = 60
_LEAD: Final = 120
_OFFICIAL: Final = re.compile(
    r"公报|报告|统计|数据|发布会|预算|情况|要点|总结|通报|办法|规定|通知|一览"
)
_CIRCLE: Final = re.compile(r"[一-鿿]{0,6}圈")
_LIMIT_WORDS: Final = ("内", "以内", "之内")
_LIMITS: Final = frozenset({"minutes", "hours", "km", "m"})
_DEFINES: Final = re.compile(r"\s?(?:及?以[上下]|以内|之内)(?:的|[一-鿿](?<![的，。；、左]))")
_DEFINES_ALWAYS: Final = re.compile(
    r"\s?(?:及?以[上下](?:的|、|[一-鿿]{0,6}(?:村|企业|项目|群体|农户|家庭|大户|产业|集群|单位|县))|群体|人群)"
)
_CLAUSE_BEFORE: Final = re.compile(r"[^，。；;！？!?\n]*$")
_CLAUSE_START: Final = re.compile(r"(?:^|[，。；、,;：:])(?:其中|全[省市县区镇村])?$")
_ADDED: Final = re.compile(
    r"(?:带动|惠及|覆盖|新增|建成|培育|引进|达到?|实现|超|近|约|有|共)[^，。；]{0,3}$"
)
_SPAN: Final = re.compile(r"寿命|平均年龄|人均期望")
_TARGET: Final = re.compile(
    r"(?:力争|预期(?!寿命)|(?<!年度)(?<!完成)目标(?!的)"
    r"|(?<!年度)(?<!行动)(?<!完成)计划(?!的|总|投资)"
    r"|(?<![虚模])拟(?!合)|确保|争取|要(?=达到|实现|开工|建成|完成|新增|推进|新建|力争"
    r"|确保)|规划(?!的)"
    r"|预计到|到20\d\d年(?:末|底)?[，,]?(?!已)|将(?!近|于|其|全)|\bwill\b|\baims?\b|\btargets?\b"
    r"|\bplans? to\b|\bwants\b|\bexpects?\b|By 20[2-9]\d)"
)
_DONE: Final = re.compile(r"(?:已|实现了|完成了|达到了|建成了)")
_WHOM: Final = re.compile(
    r"26个?山区县|山区26县|山区海岛县|低收入农户|新居民|困难群众|残疾人|退役军人"
    r"|\d+岁(?:及?以[上下])?的?(?:妇女|老年?人|人口|老人|儿童|女性|男性)?|老年人|妇女"
    r"|外来务工人员|随迁子女|low-income households"
)
_SEPARATELY: Final = re.compile(r"分别|各为|依次|respectively")
_LIST_GAP: Final = re.compile(r"\s?(?:[、，,]|和|及|与|以及|and|[，,]\s?and)\s?")
_LAST: Final = frozenset(["和", "及", "与", "以及", "and", "，and", ", and"])
_BREAK: Final = re.compile(r"[；;]")
_NOUN_AFTER: Final = re.compile(
    r"(?:以上|左右)?的?[“‘「]?(?P<noun>[一-鿿()]{1,12}?)"
    r"(?=[，。；、,;”’」!\s]|[已在为可将]|全部|全覆盖|实现|提供|通过|累计|就业|实行|达到|参与|[的和与]|$)"
)
_COUNTERS: Final = frozenset("个家座条所处项件名位只头台套艘间幢户支场种")
_CLAUSE_TAIL: Final = re.compile(r"[^，。；、,;：:“”\"\s]*$")
_VERBS: Final = re.compile(
    r"(?:达到?|为|共有?|有|超过?|近|约|已|增长|下降|提高|突破|建成|新增|了|是|占|和|及|的|仅|则)+$"
)
_NEXT: Final = re.compile(r"(?P<noun>[一-鿿 ]{1,10})\d")
_SURE, _UNSURE = 1.0, 0.5
_LIKELY_DAMAGE: Final = 0.5
_STRAY: Final = re.compile(r"(?<![\dA-Za-z第.,-])\d+(?:\.\d+)?[一-鿿]{2,8}$")


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
    found = scan(flow, gazetteer, published=document.published, about=document.about, year=year)
    place = document.about or _main_place(head, found, gazetteer)
    lead = _lead_place(head, found, place, gazetteer)
    context = Context(found, gazetteer, place, period, lead)
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
            out += _Sentence(context, here, terms, document).read()
        context.leave(terms, numbers=bool(here))
    for table in tables:
        out += read_sheet_figures(document, table, gazetteer, place=place, period=period)
    out.sort(key=lambda one: (one.number_start, one.number_end))
    return tuple(_damaged(out, damage) if damage else out)


def _in_prose(found: Scan, tables: Sequence[PlacedTable]) -> list[Quantity]:
    """The quantities that do not stand in a table, which is read by its headings."""
    lines = [
        (start, start + sum(len(cell) + 1 for cell in row))
        for table in tables
        for start, row in zip(table.rows, table.table.rows, strict=True)
        if start >= 0
    ]
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
    likely = [each for each in damage if each.kind == LOST or each.confidence >= _LIKELY_DAMAGE]
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


def _main_place(title: str, found: Scan, gazetteer: Gazetteer) -> str:
    """The place that a document is about: of its title, else the first, else the commonest."""
    named = [one.code for one in find_places(title, gazetteer) if one.code]
    if named:
        return named[0]
    firm = [one for one in found.places if one.code and not one.relative]
    if firm and firm[0].start < _TITLE:
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


class _Sentence:
    """The figures of one sentence."""

    def __init__(
        self, context: Context, quantities: list[Quantity], terms: list[TermHit], document: Document
    ) -> None:
        self.context, self.quantities, self.terms = context, quantities, terms
        self.text, self.source = context.scan.text, document.text
        self.published = document.published
        self.start, self.end = context.start, context.end

    def read(self) -> list[StatedFigure]:
        """One figure for each quantity that is one."""
        out = []
        shared = self._columns() or self._separately()
        begin, previous = self.start, self.context.meaning
        for at, one in enumerate(self.quantities):
            if one.unit == "minutes" and _CIRCLE.match(self.text, one.end):
                begin = one.end
                continue  # the name of a circle
            one = self.quantities[at] = self._as_before(one, at)
            given = shared.get(at, {})
            between = self._without_names(begin, one.start)
            if "hit" in given:
                meaning = shared_meaning(one, given["hit"], change=given["change"])
            else:
                own = [
                    hit
                    for hit in self.terms
                    if begin <= hit.start and hit.end <= one.start and self._meant(hit)
                ]
                meaning = meaning_of(self.text, one, own, previous, begin, between)
            place = given.get("place") or self.context.place(one)
            period = given.get("period") or self.context.period(one)
            out.append(self._figure(one, meaning, place, period, begin))
            aside = self.text[begin : one.start].count("(") > self.text[begin : one.start].count(
                ")"
            )
            if meaning.hit is not None or not (aside or one.unit in ("share", "percentage points")):
                previous = meaning
            if out[-1].role != "condition":
                begin = max(begin, one.end)
        self.context.meaning = previous
        return out

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
            and (_LIST_GAP.fullmatch(between) or re.search(r"其中|累计|净增|新增|增加", between))
        ):
            return replace(one, unit=before.unit)
        return one

    def _figure(
        self, one: Quantity, meaning: Meaning, place: Settled, period: Settled, begin: int
    ) -> StatedFigure:
        role = self._role(one, period.value, begin)
        unit = meaning.unit
        doubts = [] if unit else ["no unit"]
        if _STRAY.search(self._without_names(begin, one.start)) or self._runs_on(one):
            doubts.append("a number without unit beside it")
        if role == "condition":
            place = period = Settled("")
        else:
            doubts += [each.doubt for each in (place, period) if each.doubt]
        span = self.context.scan.flow.span
        start, end = span(self.start, self.end)
        number_start, number_end = span(one.start, one.end)
        return StatedFigure(
            value=_plain(one.value),
            bound="<="
            if role == "condition" and one.bound == "=" and self._limit(one)
            else one.bound,
            unit=unit,
            indicator=meaning.indicator if role != "condition" else "",
            term=self._words(one, meaning, begin),
            place=place.words or self.context.gazetteer.names.get(place.value, ""),
            place_code=place.value,
            period=period.value,
            whom=self._whom(one, begin),
            number=self.source[number_start:number_end],
            sentence=self.source[start:end],
            start=start,
            end=end,
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
        if following is None or following["noun"].startswith(("面积", "共", "总", "和", "及")):
            return False
        return counted_noun(self.text, one.end, near=True) is None

    def _without_names(self, begin: int, end: int) -> str:
        """The text between two numbers without the places and periods that it names."""
        named = [(each.start, each.end) for each in self.context.named]
        named += [(each.start, each.end) for each in self.context.periods]
        cuts = [(start, stop) for start, stop in named if begin <= start and stop <= end]
        out, at = "", begin
        for start, stop in sorted(cuts):
            if start >= at:
                out += self.text[at:start]
                at = stop
        return out + self.text[at:end]

    def _words(self, one: Quantity, meaning: Meaning, begin: int) -> str:
        span = self.context.scan.flow.span
        if meaning.hit is not None:
            start, end = span(meaning.hit.start, meaning.hit.end)
            return self.source[start:end]
        noun = _NOUN_AFTER.match(self.text, one.end)
        if noun and (one.unit == "share" or self.text[one.end - 1] in _COUNTERS):
            start, end = span(*noun.span("noun"))
            return self.source[start:end]
        tail = _CLAUSE_TAIL.search(self.text, max(begin, self.start), one.start)
        first = tail.start() if tail else one.start
        named = [each.end for each in self.context.named]
        named += [each.end for each in self.context.periods]
        first = max([first, *(end for end in named if end <= one.start)])
        last = _VERBS.search(self.text, first, one.start)
        stop = last.start() if last else one.start
        start, end = span(max(first, stop - 16), stop)
        return self.source[start:end]

    def _whom(self, one: Quantity, begin: int) -> str:
        clause = _CLAUSE_BEFORE.search(self.text, self.start, one.start)
        found = list(_WHOM.finditer(self.text, clause.start() if clause else begin, one.start))
        if not found:
            return ""
        start, end = self.context.scan.flow.span(*found[-1].span())
        return self.source[start:end]

    def _limit(self, one: Quantity) -> bool:
        return one.unit in _LIMITS and self.text.startswith(_LIMIT_WORDS, one.end)

    def _role(self, one: Quantity, period: str, begin: int) -> Role:
        after = self.text[one.end : one.end + 10]
        before = self.text[self.start : one.start]
        if "岁" in self.text[one.start : one.end + 4] and one.unit == "years":
            return "figure" if _SPAN.search(before) else "condition"
        if self._limit(one) or (one.unit in ("years", "months") and before.endswith("满")):
            return "condition"
        if one.unit not in ("share", "percentage points") and _DEFINES.match(after):
            clause = _CLAUSE_START.search(self._without_names(begin, one.start))
            if clause or _DEFINES_ALWAYS.match(after):
                return "condition"
        if one.unit != "share" and _DEFINES_ALWAYS.match(after) and not _ADDED.search(before):
            return "condition"
        if self.published[:4] and period[:4] > self.published[:4]:
            return "target"
        if re.search(r"(?:目前|现有|现在)的?[^，。；]{0,4}$", before):
            return "figure"
        if self.context.section_targets:
            return "target"
        since = [match.end() for match in _BREAK.finditer(before)]
        tail = before[since[-1] if since else 0 :]
        target = list(_TARGET.finditer(tail))
        if target and not _DONE.search(tail[target[-1].end() :]):
            return "target"
        return "figure"

    # ------------------------------------------------------------ 分别

    def _columns(self) -> dict[int, dict[str, Any]]:
        """The terms of a heading line above numbers that stand in columns."""
        header = self.context.header
        if len(self.quantities) != len(header):
            return {}
        ends = zip(self.quantities, self.quantities[1:], strict=False)
        if any(self.text[one.end : after.start].strip() for one, after in ends):
            return {}
        return {at: {"hit": hit, "change": False} for at, hit in enumerate(header)}

    def _separately(self) -> dict[int, dict[str, Any]]:
        """What belongs to which number in 杭州、宁波分别增长5.1%、5.3%."""
        out: dict[int, dict[str, Any]] = {}
        for match in _SEPARATELY.finditer(self.text, self.start, self.end):
            group = _run(self.text, self.quantities, match.end(), self.end)
            if len(group) < 2:
                continue
            first = self.quantities[group[0]]
            change = bool(
                re.search(r"增|降|升|减|涨|grew|rose|fell", self.text[match.end() : first.start])
            )
            earlier = [at for at, one in enumerate(self.quantities) if one.end <= match.start()]
            terms = [hit for hit in self.terms if hit.end <= match.start()]
            listed = _listed(self.text, terms)
            if terms and len(group) == 2 and terms[-1].term.key.startswith("&"):
                listed = _town_and_country(terms[-1])
            if len(listed) != len(group):
                listed = self._levels(earlier, terms, len(group))
            if len(listed) != len(group) and terms and earlier:
                listed = [terms[-1]] * len(group)  # places are listed, and one indicator
            if len(listed) == len(group):
                for at, hit in zip(group, listed, strict=True):
                    out.setdefault(at, {}).update(hit=hit, change=change)
                self._grown(out, group, listed)
            self._share_out(out, group, match.start(), earlier)
        return out

    def _grown(self, out: dict[int, dict[str, Any]], group: list[int], hits: list[TermHit]) -> None:
        """The growth of what was listed: 分别达到5元和6元，增长1%和2%."""
        begin = self.quantities[group[-1]].end
        following = _run(self.text, self.quantities, begin, self.end)
        if len(following) != len(group):
            return
        between = self.text[begin : self.quantities[following[0]].start]
        if re.fullmatch(
            r"[，,]?(?:比上年|较上年|同比|分别|比去年同期)*(?:增长|下降|上升|提高)", between
        ):
            for at, hit in zip(following, hits, strict=True):
                out.setdefault(at, {}).update(hit=hit, change=True)

    def _levels(self, earlier: Sequence[int], terms: list[TermHit], count: int) -> list[TermHit]:
        """The terms of the last numbers before 分别: A 5元，B 6元，分别增长1%和2%."""
        hits = []
        for at in earlier[-count:]:
            own = [hit for hit in terms if hit.end <= self.quantities[at].start]
            if own:
                hits.append(own[-1])
        return hits if len({hit.start for hit in hits}) == len(hits) else []

    def _share_out(
        self, out: dict[int, dict[str, Any]], group: list[int], stop: int, earlier: list[int]
    ) -> None:
        places: list[PlaceMention] = [
            each for each in self.context.places if each.end <= stop and each.code
        ]
        periods: list[PeriodMention] = [
            each for each in self.context.periods if each.end <= stop and each.use == "states"
        ]
        listed = _listed(self.text, places)
        if len(listed) == len(group):
            for at, each in zip(group, listed, strict=True):
                words = self.text[each.start : each.end]
                out.setdefault(at, {})["place"] = Settled(each.code, words)
        elif len(earlier) >= len(group) and len(places) > 1:
            for at, source in zip(group, earlier[-len(group) :], strict=True):
                settled = self.context.place(self.quantities[source])
                out.setdefault(at, {})["place"] = settled
        dates = _listed(self.text, periods)
        if len(dates) == len(group):
            for at, when in zip(group, dates, strict=True):
                out.setdefault(at, {})["period"] = Settled(when.period)


def _town_and_country(both: TermHit) -> list[TermHit]:
    """城乡居民人均可支配收入 as that of town and that of country."""
    flow = both.term.key.removeprefix("&")
    return [
        TermHit(both.start, both.end, Term(f"{who}_{flow}", both.term.unit))
        for who in ("urban", "rural")
    ]


def _run(text: str, quantities: list[Quantity], begin: int, end: int) -> list[int]:
    """The numbers after 分别 that follow one another with nothing but commas and 和 between."""
    stop = _BREAK.search(text, begin, end)
    limit = stop.start() if stop else end
    run: list[int] = []
    last = False  # 和 comes before the last
    for at, one in enumerate(quantities):
        if not begin <= one.start < limit:
            continue
        if run:
            before = quantities[run[-1]]
            between = text[before.end : one.start].strip()
            alike = one.unit in (before.unit, "count")
            if last or not alike or not _LIST_GAP.fullmatch(between or "、"):
                break
            last = between in _LAST
        run.append(at)
    return run


def _listed(text: str, found: Sequence[Any]) -> list[Any]:
    """The last mentions that stand in one list."""
    if not found:
        return []
    run = [found[-1]]
    for each in reversed(found[:-1]):
        between = text[each.end : run[0].start]
        if not re.fullmatch(
            r"[市县区镇年第]?\s?(?:[、，,]|和|及|与|以及|and|, and)?\s?第?", between
        ):
            break
        run.insert(0, each)
    return run


def _plain(value: Decimal) -> Decimal:
    """A decimal without exponent and without trailing zeros."""
    if value == value.to_integral_value():
        return value.quantize(Decimal(1))
    return value.normalize()
