"""Changes with both ends: 由41%提升到84%, of which the first end is of another time."""

import re
from collections.abc import Sequence
from typing import Final

from gongfu.evidence.periods import PeriodMention
from gongfu.evidence.quantity import Quantity
from gongfu.evidence.topic import Settled

_FROM: Final = re.compile(r"(?:由|从)(?:原来的?|最初的?|不足|不到|仅|近|约)?\s?$")
_TO: Final = re.compile(
    r"(?:左右|以上|多|的|逐步|快速|大幅|稳步|持续|跃升|提升|提高|上升|增加|增长|扩大|扩展|扩容|发展|下降|降低|减少|缩小|收窄"
    r"|回落|压缩|缩短|调整|调|降|升|增|涨|[，,\s])*(?:到了?|至|为)(?:现在的?|目前的?|如今的?|约|近|超)?\s?"
)
_SPAN: Final = re.compile(r"\d{4}\D+\d{4}")
_BESIDE: Final = 2


def is_change(text: str, one: Quantity, other: Quantity | None) -> bool:
    """Whether two numbers are the ends of a change, both without a time of their own."""
    return (
        other is not None
        and one.unit == other.unit
        and _FROM.search(text, max(0, one.start - 6), one.start) is not None
        and _TO.fullmatch(text, one.end, other.start) is not None
    )


def when_begun(one: Quantity, settled: Settled, named: Sequence[PeriodMention]) -> Settled:
    """The period of the first end of a change: none, in doubt, unless it is said.

    Parameters
    ----------
    one
        The first of the two numbers.
    settled
        The period that the sentence has for it: that of the second, or the first year of a span
        of years.
    named
        The periods that the sentence names, one of which may stand right before 由 (2020年由41%).
    """
    beside = any(0 <= one.start - each.end <= _BESIDE and each.period for each in named)
    if beside or _SPAN.search(settled.words):
        return settled
    return Settled("", doubt="no period")
