"""What a number counts: the noun beside it."""

import re
from typing import Final

from gongfu.evidence.unit_words import COUNTER_NOUNS, noun_table

_NOUNS: Final = noun_table()
_SIZES: Final = sorted({len(word) for word in _NOUNS}, reverse=True)
_BY_FIRST: Final = {
    first: sorted((word for word in _NOUNS if word[0] == first), key=len, reverse=True)
    for first in {word[0] for word in _NOUNS}
}
_NOT_NOUN: Final = re.compile(
    r"(?:[县市省区乡镇村]级|国家级|村民|居民|村[集组口道内]|社区[民居]|市[场民直政域]|省[内外会]|县[域城委]|区[域块委]|站[点位台]"
    r"|企业家|家庭|乡[愁村土]|镇[长海]|中心城|项目库)"
)
_NO_FIRMS: Final = frozenset(
    {"countries", "people", "villages", "counties", "townships", "provinces"}
)
"""What 家 does not count."""
_NOTE_MARK: Final = re.compile(r"(?:\[\d{1,2}\]|[①-⑳])$")
_SHOWN: Final = 14
_BREAK: Final = re.compile(r"[，。；、,;!?！？\n：:（(]|[0-9]")


def counted_noun(
    text: str, at: int, *, counter: str = "", before: str = "", near: bool = False
) -> tuple[str, int] | None:
    """The base unit of what is counted and where its noun ends; None if no known noun is there.

    Parameters
    ----------
    text
        As `script.fold` writes it.
    at
        Where the counter ends.
    counter
        The counter itself; some say by themselves what they count.
    before
        The text before the number, where the noun stands in 企业30多家.
    near
        Whether the noun must stand at `at` itself (3县, 26 counties).
    """
    if near:
        return _noun_at(text, at, at)
    window = text[at : at + _SHOWN]
    stop = _BREAK.search(window)
    end = at + (stop.start() if stop else len(window))
    here = at
    while here < end:
        if text[here] in _BY_FIRST and not _NOT_NOUN.match(text, here):
            noun = _noun_at(text, here, end)
            if noun:
                after = noun[1]
                following = _noun_at(text, after, end) if after < end else None
                if counter in "家所" and noun[0] in _NO_FIRMS:
                    here = after
                    continue
                if following and not text.startswith("全覆盖", following[1]):
                    return following
                return noun
        here += 1
    back = _noun_before(before)
    if back:
        return back, at
    if counter in COUNTER_NOUNS:
        return COUNTER_NOUNS[counter], at
    return None


def _noun_at(text: str, at: int, end: int) -> tuple[str, int] | None:
    for word in _BY_FIRST.get(text[at : at + 1], ()):
        stop = at + len(word)
        if not text.startswith(word, at) or (at < end < stop):
            continue
        if word[-1].isascii() and text[stop : stop + 1].isalpha():
            continue
        return _NOUNS[word], stop
    return None


def _noun_before(before: str) -> str:
    """The noun at the end of the text before a number, past 达, 共 and the like."""
    before = _NOTE_MARK.sub("", before)
    tail = re.split(r"[，。；、,;!?！？\n：:]", before)[-1]
    tail = re.sub(
        r"(?:达到?|共有?|为|有|近|超过?|约|已|逾|突破|不少于|不低于|至少|总数|数量?|累计|合计|\s|[“”])+$",
        "",
        tail,
    )
    if tail.endswith(("农村", "乡村", "全市", "全县", "全省")):
        return ""
    for size in _SIZES:
        base = _NOUNS.get(tail[-size:]) if len(tail) >= size else None
        if base:
            return base
    return ""
