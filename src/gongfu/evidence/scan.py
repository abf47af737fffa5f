"""All that is found in a text, in order: periods, places, terms, quantities, sentences."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple, TypeVar

import ahocorasick

from gongfu.evidence.flow import Flow
from gongfu.evidence.gazetteer import Gazetteer
from gongfu.evidence.periods import PeriodMention, find_periods
from gongfu.evidence.placing import PlaceMention, find_places
from gongfu.evidence.quantities import find_quantities
from gongfu.evidence.quantity import Quantity
from gongfu.evidence.script import fold
from gongfu.evidence.sentences import split
from gongfu.evidence.structure import Share, find_structure
from gongfu.evidence.terms import Term, term_table

_THREE: Final = re.compile(
    r"第?(?P<a>一)、(?:第?二)、(?:第?三)(?:次)?产业(?P<added>增加值)?|三次产业(?:增加值)?(?=[^，。；]{0,8}分别)"
)
_SECTORS: Final = ("primary", "secondary", "tertiary")
_CENSUS: Final = re.compile(r"人口普查|population census")


class TermHit(NamedTuple):
    """Words for an indicator in the text."""

    start: int
    end: int
    term: Term


@dataclass(frozen=True)
class Scan:
    """What is found in a text; positions count in `flow.text`."""

    flow: Flow
    periods: list[PeriodMention]
    places: list[PlaceMention]
    terms: list[TermHit]
    quantities: list[Quantity]
    sentences: list[tuple[int, int, int]]
    shares: Mapping[int, Share]

    @property
    def text(self) -> str:
        """The text that positions count in."""
        return self.flow.text


def scan(flow: Flow, gazetteer: Gazetteer, *, published: str, about: str, year: str) -> Scan:
    """Everything that a text names, by kind and in order."""
    text = flow.text
    periods = find_periods(text, published, year)
    places = find_places(text, gazetteer, about=about)
    taken = sorted(
        [(one.start, one.end) for one in periods if one.end - one.start > 1]
        + [(one.start, one.end) for one in places if not one.relative]
    )
    terms = find_terms(text, census=_CENSUS.search(text[:300]) is not None)
    quantities = find_quantities(text, _apart(taken))
    parts, shares = find_structure(text)
    if parts:
        spans = [(one.start, one.end) for one in parts]
        quantities = [
            one for one in quantities if not any(one.start < b and a < one.end for a, b in spans)
        ]
        quantities = sorted(quantities + parts)
    return Scan(flow, periods, places, terms, quantities, split(text), shares)


def find_terms(text: str, *, census: bool = False) -> list[TermHit]:
    """Words for indicators, the longest where several begin; census keys in a census text."""
    out = []
    for last, (size, term) in _automaton().iter_long(_lower(text)):
        start, end = last + 1 - size, last + 1
        if _runs_on(text, start - 1, start) or _runs_on(text, end - 1, end):
            continue
        if census and term.census:
            term = Term(term.census, term.unit)
        elif not term.key and term.census:
            continue
        out.append(TermHit(start, end, term))
    three = list(_THREE.finditer(text))
    if not three:
        return out
    begins = [match.start() for match in three]
    out = [one for one in out if not _inside(one, three, begins)]
    for match in three:
        sectors = [Term(f"{name}_value_added_yuan", "yuan") for name in _SECTORS]
        out += [
            TermHit(match.start() + at, match.start() + at + 1, term)
            for at, term in enumerate(sectors)
        ]
    return sorted(out, key=lambda one: one.start)


def _inside(one: TermHit, spans: list[re.Match[str]], begins: list[int]) -> bool:
    at = bisect_right(begins, one.start) - 1
    return at >= 0 and one.start < spans[at].end()


def _runs_on(text: str, left: int, right: int) -> bool:
    """Whether two neighbours are of one word or number in Latin letters: GDP in GDPR."""
    pair = text[max(left, 0) : right + 1]
    if len(pair) < 2 or not (pair.isascii() and pair.isalnum()):
        return False
    return not (pair[0].isupper() and pair[1].isdigit())  # GDP150.2亿元


def _lower(text: str) -> str:
    """`text` in small letters, with one comma, of the same length (that of İ alone is two)."""
    return text.replace("İ", "I").replace("，", ",").lower()


@cache
def _automaton() -> Any:
    automaton = ahocorasick.Automaton()
    for words, term in term_table().items():
        folded = _lower(fold(words))
        automaton.add_word(folded, (len(folded), term))
    automaton.make_automaton()
    return automaton


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in spans:
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


_Found = TypeVar("_Found", PeriodMention, PlaceMention, TermHit, Quantity)


def within(found: Sequence[_Found], starts: list[int], begin: int, end: int) -> list[_Found]:
    """Those of `found`, whose beginnings are `starts`, that begin in a span."""
    return list(found[bisect_left(starts, begin) : bisect_left(starts, end)])
