"""Numbers that belong one by one to a list: 杭州、宁波分别增长5.1%和5.3%."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from gongfu.evidence.context import Context
from gongfu.evidence.quantity import Quantity
from gongfu.evidence.scan import TermHit
from gongfu.evidence.terms import Term
from gongfu.evidence.topic import Settled

_SEPARATELY: Final = re.compile(r"分别|各为|依次|respectively")
_LIST_GAP: Final = re.compile(r"\s?(?:[、，,]|和|及|与|以及|and|[，,]\s?and)\s?")
_LISTED: Final = re.compile(r"[市县区镇年第]?\s?(?:[、，,]|和|及|与|以及|and|, and)?\s?第?")
_LAST: Final = frozenset(["和", "及", "与", "以及", "and", "，and", ", and"])
_BREAK: Final = re.compile(r"[；;]")
_CHANGES: Final = re.compile(r"增|降|升|减|涨|grew|rose|fell")
_GROWN: Final = re.compile(
    r"[，,]?(?:比上年|较上年|同比|分别|比去年同期)*"
    r"(?:增长|下降|上升|提高|比[一-鿿]{2,6}?(?:高出?|低|多|少))"
)
_WHOSE: Final = {2: ("urban_", "rural_"), 3: ("", "urban_", "rural_")}


class Given(NamedTuple):
    """What a list says of one of its numbers; None where it says nothing.

    `name` is what it counts where no word beside it says so, `doubt` why it is not sure.
    """

    hit: TermHit | None = None
    change: bool = False
    place: Settled | None = None
    period: Settled | None = None
    name: str = ""
    doubt: str = ""


def given_by_lists(
    context: Context, quantities: list[Quantity], terms: list[TermHit]
) -> dict[int, Given]:
    """What lists and columns say of the numbers of a sentence, by their position in it."""
    columns = _columns(context, quantities)
    if columns:
        return columns
    text = context.scan.text
    out: dict[int, Given] = {}
    for match in _SEPARATELY.finditer(text, context.start, context.end):
        group = _run(text, quantities, match.end(), context.end)
        if len(group) > 1:
            _give(context, quantities, terms, match, group, out)
    _rates(context, quantities, terms, out)
    if context.scan.shares:
        _sectors(context, quantities, out)
    return out


def _sectors(context: Context, quantities: list[Quantity], out: dict[int, Given]) -> None:
    """The three sectors' shares: 三次产业结构由5.1:40.6:54.3调整为5.0:40.2:54.8."""
    period = Settled("")
    for at, one in enumerate(quantities):
        share = context.scan.shares.get(one.start)
        if share is None:
            continue
        if share.first:
            period = Settled("", doubt="no period") if share.before else context.period(one)
        hit = TermHit(one.start, one.end, Term("", "share"))
        doubt = "" if share.whole else "parts make no whole"
        out[at] = Given(hit, period=period, name=share.name, doubt=doubt)


def _rates(
    context: Context, quantities: list[Quantity], terms: list[TermHit], out: dict[int, Given]
) -> None:
    """Rates in a row after as many levels, without 分别: A 5元，B 6元，增长1%和2%."""
    text, at = context.scan.text, 2  # two levels at least, and two rates
    while at < len(quantities) - 1:
        one = quantities[at]
        group = [at]
        changes = _CHANGES.search(text, one.start - 4, one.start) is not None
        if one.unit == "share" and at not in out and changes:
            group = _run(text, quantities, one.start, context.end)
        levels = [each for each in range(at) if quantities[each].unit != "share"]
        if len(group) > 1 and len(levels) > 1:
            hits = _own(quantities, levels, terms, out)[-len(group) :]
            if len(hits) < len(group) and hits:  # of which, nobody knows
                hits = [hits[-1]._replace(term=Term("", hits[-1].term.unit))] * len(group)
            _put(out, group, hits, "hit", True)
        at = group[-1] + 1


def _own(
    quantities: list[Quantity], levels: list[int], terms: list[TermHit], out: dict[int, Given]
) -> list[TermHit]:
    """The terms of levels: what a list gave them, or what stands before each."""
    hits = []
    for at in levels:
        begin = quantities[at - 1].end if at else 0
        said = [hit for hit in terms if begin <= hit.start and hit.end <= quantities[at].start]
        given = out.get(at, Given()).hit
        hits += [given] if given is not None else said[-1:]
    return hits


def _columns(context: Context, quantities: list[Quantity]) -> dict[int, Given]:
    """The terms of a heading line above numbers that stand in columns."""
    header = context.header
    if len(quantities) != len(header):
        return {}
    ends = pairwise(quantities)
    if any(context.scan.text[one.end : after.start].strip() for one, after in ends):
        return {}
    return {at: Given(hit) for at, hit in enumerate(header)}


def _give(
    context: Context,
    quantities: list[Quantity],
    terms: list[TermHit],
    match: re.Match[str],
    group: list[int],
    out: dict[int, Given],
) -> None:
    text, stop = context.scan.text, match.start()
    change = _CHANGES.search(text, match.end(), quantities[group[0]].start) is not None
    earlier = [at for at, one in enumerate(quantities) if one.end <= stop]
    places = [each for each in context.places if each.end <= stop and each.code]
    listed_places = _listed(text, places)
    before = [hit for hit in terms if hit.end <= stop]
    hits = _terms(text, quantities, before, earlier, len(group))
    if not hits and before and len(listed_places) == len(group):
        hits = [before[-1]] * len(group)  # places are listed, and one indicator
    following = _grown(text, quantities, group, context.end)
    if len(hits) == len(group):
        _put(out, group, hits, "hit", change)
        _put(out, following, hits, "hit", True)
    if len(listed_places) == len(group):
        settled = [Settled(each.code, text[each.start : each.end]) for each in listed_places]
        _put(out, group, settled, "place")
        _put(out, following, settled, "place")
    elif len(earlier) >= len(group) and len(places) > 1:
        settled = [context.place(quantities[at]) for at in earlier[-len(group) :]]
        _put(out, group, settled, "place")
    periods = [each for each in context.periods if each.end <= stop and each.use == "states"]
    listed_periods = _listed(text, periods)
    if len(listed_periods) == len(group):
        _put(out, group, [Settled(each.period) for each in listed_periods], "period")


def _put(
    out: dict[int, Given], group: list[int], values: Sequence[Any], name: str, change: bool = False
) -> None:
    if len(group) != len(values):
        return
    for at, value in zip(group, values, strict=True):
        given = out.get(at, Given())._replace(**{name: value})
        out[at] = given._replace(change=change) if name == "hit" else given


def _terms(
    text: str,
    quantities: list[Quantity],
    terms: list[TermHit],
    earlier: list[int],
    count: int,
) -> list[TermHit]:
    """The terms of a list, or those of the numbers before it: A 5元，B 6元，分别增长1%和2%."""
    if terms and terms[-1].term.key.startswith("&"):  # 城乡居民收入, of three the first is of all
        both, flow = terms[-1], terms[-1].term.key.removeprefix("&")
        return [both._replace(term=Term(f"{who}{flow}", "yuan")) for who in _WHOSE.get(count, ())]
    listed = _listed(text, terms)
    if len(listed) == count:
        return listed
    hits = []
    for at in earlier[-count:]:
        own = [hit for hit in terms if hit.end <= quantities[at].start]
        hits += own[-1:]
    return hits if len({hit.start for hit in hits}) == count else []


def _grown(text: str, quantities: list[Quantity], group: list[int], end: int) -> list[int]:
    """The numbers that say how what was listed grew: 分别达到5元和6元，增长1%和2%."""
    begin = quantities[group[-1]].end
    following = _run(text, quantities, begin, end)
    if len(following) != len(group):
        return []
    between = text[begin : quantities[following[0]].start]
    return following if _GROWN.fullmatch(between) else []


def _run(text: str, quantities: list[Quantity], begin: int, end: int) -> list[int]:
    """The numbers that follow one another with nothing but commas and 和 between."""
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
            alike = one.unit == "count" or _base(one.unit) == _base(before.unit)
            if last or not alike or not _LIST_GAP.fullmatch(between or "、"):
                break
            last = between in _LAST
        run.append(at)
    return run


def _base(unit: str) -> str:
    return unit.partition(" per ")[0]


def _listed(text: str, found: Sequence[Any]) -> list[Any]:
    """The last mentions that stand in one list."""
    run = list(found[-1:])
    for each in reversed(found[:-1]):
        if not _LISTED.fullmatch(text, each.end, run[0].start):
            break
        run.insert(0, each)
    return run
