"""Which number of a list belongs to which term, place and period (分别), and numbers in columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from gongfu.evidence.context import Context, Settled
from gongfu.evidence.quantities import Quantity
from gongfu.evidence.scan import TermHit
from gongfu.evidence.terms import Term

_SEPARATELY: Final = re.compile(r"分别|各为|依次|respectively")
LIST_GAP: Final = re.compile(r"\s?(?:[、，,]|和|及|与|以及|and|[，,]\s?and)\s?")
"""What stands between two numbers of a list."""
_LAST: Final = frozenset(["和", "及", "与", "以及", "and", "，and", ", and"])
_BREAK: Final = re.compile(r"[；;]")
_CHANGES: Final = re.compile(r"增|降|升|减|涨|grew|rose|fell")
_GROWN: Final = re.compile(r"[，,]?(?:比上年|较上年|同比|分别|比去年同期)*(?:增长|下降|上升|提高)")
_NAME_GAP: Final = re.compile(r"[市县区镇年第]?\s?(?:[、，,]|和|及|与|以及|and|, and)?\s?第?")


@dataclass(slots=True)
class Given:
    """What a list gives to one of its numbers; None where it gives nothing."""

    hit: TermHit | None = None
    change: bool = False
    place: Settled | None = None
    period: Settled | None = None


NOTHING: Final = Given()


def columns(text: str, quantities: list[Quantity], header: list[TermHit]) -> dict[int, Given]:
    """The terms of a heading line above numbers that stand in columns."""
    if len(quantities) != len(header):
        return {}
    if any(text[one.end : after.start].strip() for one, after in pairwise(quantities)):
        return {}
    return {at: Given(hit) for at, hit in enumerate(header)}


def separately(
    context: Context, quantities: list[Quantity], terms: list[TermHit]
) -> dict[int, Given]:
    """What belongs to which number of a sentence in 杭州、宁波分别增长5.1%、5.3%."""
    out: dict[int, Given] = {}
    text = context.scan.text
    for match in _SEPARATELY.finditer(text, context.start, context.end):
        group = _run(text, quantities, match.end(), context.end)
        if len(group) < 2:
            continue
        first = quantities[group[0]].start
        change = _CHANGES.search(text, match.end(), first) is not None
        earlier = [at for at, one in enumerate(quantities) if one.end <= match.start()]
        said = [hit for hit in terms if hit.end <= match.start()]
        listed = _listed(text, said)
        if said and len(group) == 2 and said[-1].term.key.startswith("&"):
            listed = _town_and_country(said[-1])
        if len(listed) != len(group):
            listed = _levels(quantities, earlier, said, len(group))
        if len(listed) != len(group) and said and earlier:
            listed = [said[-1]] * len(group)  # places are listed, and one indicator
        if len(listed) == len(group):
            _give(out, group, listed, change=change)
            _give(out, _grown(text, quantities, group, context.end), listed, change=True)
        _places_and_periods(context, quantities, out, group, match.start(), earlier)
    return out


def _give(
    out: dict[int, Given], group: list[int], hits: Sequence[TermHit], *, change: bool
) -> None:
    for at, hit in zip(group, hits, strict=False):
        given = out.setdefault(at, Given())
        given.hit, given.change = hit, change


def _grown(text: str, quantities: list[Quantity], group: list[int], end: int) -> list[int]:
    """The growth of what was listed: 分别达到5元和6元，增长1%和2%."""
    begin = quantities[group[-1]].end
    following = _run(text, quantities, begin, end)
    if len(following) != len(group):
        return []
    between = text[begin : quantities[following[0]].start]
    return following if _GROWN.fullmatch(between) else []


def _levels(
    quantities: list[Quantity], earlier: Sequence[int], terms: list[TermHit], count: int
) -> list[TermHit]:
    """The terms of the last numbers before 分别: A 5元，B 6元，分别增长1%和2%."""
    hits = []
    for at in earlier[-count:]:
        own = [hit for hit in terms if hit.end <= quantities[at].start]
        if own:
            hits.append(own[-1])
    return hits if len({hit.start for hit in hits}) == len(hits) else []


def _places_and_periods(
    context: Context,
    quantities: list[Quantity],
    out: dict[int, Given],
    group: list[int],
    stop: int,
    earlier: list[int],
) -> None:
    text = context.scan.text
    places = [each for each in context.places if each.end <= stop and each.code]
    dates = [each for each in context.periods if each.end <= stop and each.use == "states"]
    listed = _listed(text, places)
    if len(listed) == len(group):
        for at, each in zip(group, listed, strict=True):
            out.setdefault(at, Given()).place = Settled(each.code, text[each.start : each.end])
    elif len(earlier) >= len(group) and len(places) > 1:
        for at, source in zip(group, earlier[-len(group) :], strict=True):
            out.setdefault(at, Given()).place = context.place(quantities[source])
    when = _listed(text, dates)
    if len(when) == len(group):
        for at, each in zip(group, when, strict=True):
            out.setdefault(at, Given()).period = Settled(each.period)


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
            if last or not alike or not LIST_GAP.fullmatch(between or "、"):
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
        if not _NAME_GAP.fullmatch(between):
            break
        run.insert(0, each)
    return run
